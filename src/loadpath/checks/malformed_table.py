"""A scenario's table cannot be played out

The table of a scenario is computed: who sees, who tells whom, after how long, and whether that works. A row that
tells somebody who has no row, a delay without a unit, or a table in which nobody stops it would leave the response
undefined, and a response that is undefined must not look fast.

```loadpath
## Scenario night-copy: A copy of the weights begins

- harm at: 19 days

| who | sees | tells | after | works |
|---|---|---|---|---|
| monitor | the command | on-call | 5 min | 80% ever |
```

Give everybody who is told a row of their own, and end with `**stops it**`. The columns are `who | sees | tells |
after | works`, then `again` and `if` where needed; `works` ends in `ever` (once per incident: a blind spot) or `each
time` (at every try). Where nobody knows, write `unknown`.

```loadpath
## Scenario night-copy: A copy of the weights begins

- harm at: 19 days

| who | sees | tells | after | works |
|---|---|---|---|---|
| monitor | the command | on-call | 5 min | 80% ever |
| on-call | the page | **stops it**: closes the port | 12 min | 90% each time |
```
"""

from __future__ import annotations

from loadpath.case.diagnostic import Severity

SEVERITY = Severity.ERROR
