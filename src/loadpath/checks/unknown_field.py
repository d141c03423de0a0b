"""A field is not one of its kind

A mistyped key would otherwise be lost without a word, and with it the evidence or the condition that it states. The
list right under a heading therefore holds fields and nothing else; `x-anything:` is kept and ignored, for what other
tools need. A line right under the heading that reads like a field and stands in no list, such as `-owner: priya`
without its space, is found as well.

```loadpath
## Claim log-coverage: Every session is logged

- ownr: priya
```

Correct the key (the nearest one is suggested), or begin prose with a sentence before the list.

```loadpath
## Claim log-coverage: Every session is logged

- owner: priya
- x-ticket: 1432
```
"""

from __future__ import annotations

from loadpath.case.diagnostic import Severity

SEVERITY = Severity.ERROR
