"""A value cannot be read

Nothing is ever read silently as something else: a bare `0.04` could be four per cent or four hundredths of a per
cent, a comma could group thousands or stand for a point, `03/04` has two readings on two continents. Every form is
refused by name, with what to write instead.

```loadpath
## Event slip: One session goes badly wrong

## Assessor team: The authors

- slip: 0.04 because there were fourteen small incidents
```

Write probabilities as `4%`, `1 in 25` or `3 of 4,000`, with the 90 % range in brackets; dates as year, month and day;
times and costs with their unit.

```loadpath
## Event slip: One session goes badly wrong

## Assessor team: The authors

- slip: 4% (1%-12%) because there were fourteen small incidents
```
"""

from __future__ import annotations

from loadpath.case.diagnostic import Severity

SEVERITY = Severity.ERROR
