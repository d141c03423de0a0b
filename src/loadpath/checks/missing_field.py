"""A field that its kind needs is missing

A few fields carry so much of a node's meaning that it has none without them: what kind of document a case is, what a
piece of evidence found and what it is about, when an incident happened and to what.

```loadpath
## Claim log-coverage: Every session is logged

## Evidence log-audit: Audit of log coverage

- about: [[log-coverage]]
```

Write the field under the heading; the finding says in which form.

```loadpath
## Claim log-coverage: Every session is logged

## Evidence log-audit: Audit of log coverage

- result: 0 of 1,200
- about: [[log-coverage]]
```
"""

from __future__ import annotations

from loadpath.case.diagnostic import Severity

SEVERITY = Severity.ERROR
