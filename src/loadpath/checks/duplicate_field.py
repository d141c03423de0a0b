"""A field or a judgement is written twice

Only one of two lines can count, and which one should not depend on their order. The same holds for an assessor who
judges a thing twice, also when one line says that a barrier works and the other that it fails.

```loadpath
## Claim log-coverage: Every session is logged

- owner: priya
- owner: tom
```

Keep one line. Several references go into one line, separated by commas; values that depend on something are written
with `if` and `otherwise`.

```loadpath
## Claim log-coverage: Every session is logged

- owner: priya and tom
```
"""

from __future__ import annotations

from loadpath.case.diagnostic import Severity

SEVERITY = Severity.ERROR
