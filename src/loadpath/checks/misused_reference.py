"""A reference leads to the wrong kind of node

Some things are true or false (events, claims, barriers), some are findings, some are quantities, and one in the place
of another has no reading: a claim rests on other claims, and evidence shows it; a quantity becomes a proposition when
it is compared.

```loadpath
## Claim log-coverage: Every session is logged

- rests on: [[log-audit]]

## Evidence log-audit: Audit of log coverage

- result: 0 of 1,200
- about: [[log-coverage]]
```

Use the field that is meant, or refer to the node that the sentence is about.

```loadpath
## Claim log-coverage: Every session is logged

- evidence: [[log-audit]]

## Evidence log-audit: Audit of log coverage

- result: 0 of 1,200
- about: [[log-coverage]]
```
"""

from __future__ import annotations

from loadpath.case.diagnostic import Severity

SEVERITY = Severity.ERROR
