"""The argument goes round in a ring

A claim that rests on itself, by however many steps, rests on nothing: each part of the ring looks supported and none
of them is. Rings happen across teams, when each takes the other's claim for granted. The rule follows everything a
truth is argued from (`rests on`, `evidence`, `relies on`, `needs`, `measured by`, `is`, `given`, `says`) and, for
each assessor, the conditions behind `if`. It also covers assessors who `start from` each other or state their odds as
a multiple of each other's.

```loadpath
## Claim logs-honest: An agent cannot change its own log

- rests on: [[permissions-tight]]

## Claim permissions-tight: Agents hold no grants they do not need

- rests on: [[logs-honest]]
```

Remove the weakest step, or argue it from something outside of the ring. The notes under the finding list every step
with its line.

```loadpath
## Claim logs-honest: An agent cannot change its own log

- rests on: [[permissions-tight]]

## Claim permissions-tight: Agents hold no grants they do not need
```
"""

from __future__ import annotations

from loadpath.case.diagnostic import Severity

SEVERITY = Severity.ERROR
