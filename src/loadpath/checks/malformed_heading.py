"""A heading begins like a node and is not one

The words of the kinds (`Claim`, `Event`, `Test` and the others) are reserved at the start of a heading, so that a
node with a mistyped heading is never taken for prose and lost. Headings are written with `#`; front matter is not
read, since fields stand under headings.

```loadpath
## Claim Log coverage: Every session is logged
```

Write *kind*, *id*, colon and title. An id is lower-case letters and digits joined by `-` or `.`. A heading that is
meant as prose begins with another word.

```loadpath
## Claim log-coverage: Every session is logged
```
"""

from __future__ import annotations

from loadpath.case.diagnostic import Severity

SEVERITY = Severity.ERROR
