"""One id is given to two nodes

An id is how a claim is quoted, by reviewers, in reports and in later cases. With two nodes of one id nobody can say
which of them was meant, so nothing that depends on either is computed. A folder also holds exactly one `Case`, and
`published` is the id of the case read in its own words, so that no assessor may have it.

```loadpath
## Claim log-coverage: Every session is logged

## Claim log-coverage: Every agent is logged
```

Give the younger one another id. Ids are never renumbered: what was once quoted should stay where it was.

```loadpath
## Claim log-coverage: Every session is logged

## Claim agent-coverage: Every agent is logged
```
"""

from __future__ import annotations

from loadpath.case.diagnostic import Severity

SEVERITY = Severity.ERROR
