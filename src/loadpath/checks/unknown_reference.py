"""A reference leads to nothing

An argument that names a claim nobody wrote looks complete and is not. Mostly the id is mistyped, or the node was
renamed and its mentions were not; now and then the claim was planned and forgotten, and that is worth knowing before
a reader finds it. The rule covers fields, chains, tables, judgements, prose and computed values.

```loadpath
## Claim log-coverage: Every session is logged

- rests on: [[audit-is-fair]]

## Claim audit-sample-fair: The audit drew from all platforms
```

Mend the id (the nearest one that exists is suggested), write the missing node, or remove the reference.

```loadpath
## Claim log-coverage: Every session is logged

- rests on: [[audit-sample-fair]]

## Claim audit-sample-fair: The audit drew from all platforms
```
"""

from __future__ import annotations

from loadpath.case.diagnostic import Severity

SEVERITY = Severity.ERROR
