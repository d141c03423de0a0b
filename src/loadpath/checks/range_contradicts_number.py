"""A number and its range contradict each other

The number before a bracket is what one would bet at, the mean; the bracket is the 90 % range. A range that reaches
far up forces the mean up with it: somebody who thinks that a risk may be as large as 1 in 5,000 cannot bet on 1 in
50,000. People notice here that their range or their number is not what they believe.

```loadpath
## Event unlisted: A way we did not list

- kind: residual

## Assessor team: The authors

- unlisted: 1 in 50,000 (1 in 500,000-1 in 5,000) because five of six proposals fitted
```

Change the one that you believe less; the finding prints which means go with the range.

```loadpath
## Event unlisted: A way we did not list

- kind: residual

## Assessor team: The authors

- unlisted: 1 in 12,000 (1 in 500,000-1 in 5,000) because five of six proposals fitted
```
"""

from __future__ import annotations

from loadpath.case.diagnostic import Severity

SEVERITY = Severity.ERROR
