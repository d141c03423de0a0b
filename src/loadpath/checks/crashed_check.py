"""A check did not run to its end

A check that crashed, was skipped or ran out of time is never a pass. When a rule stops with an error of its own, what
it would have found is unknown, and the gate stays closed; the other rules still run.
The same holds for an assessor whose exact answer would be too large: nothing approximate is shown in its place, the
finding says whose it is, and the others are computed; there the help says what to change.

The fault of a crash is in loadpath and not in your case. Any case may show it, such as this one, in which nothing is
wrong:

```loadpath
## Event slip: One session goes badly wrong

- kind: residual
```

Please report it with the message and with the smallest case that still causes it. A waiver cannot accept it, since
nobody can accept what nobody has seen.
"""

from __future__ import annotations

from loadpath.case.diagnostic import Severity

SEVERITY = Severity.ERROR
