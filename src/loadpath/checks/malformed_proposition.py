"""A proposition cannot be read

Propositions decide what is computed, so that each has one reading only. `and` and `or` are not mixed without
brackets, ids stand in double brackets and in lower case, and nothing is left over behind them. The same holds for
references in prose.

```loadpath
## Event scheming: It has a lasting hidden aim

## Event slip: One session goes badly wrong

## Event drift: It changes slowly

## Event misaligned: It is misaligned where it matters

- is: [[scheming]] or [[slip]] and [[drift]]
```

Write which parts belong together.

```loadpath
## Event scheming: It has a lasting hidden aim

## Event slip: One session goes badly wrong

## Event drift: It changes slowly

## Event misaligned: It is misaligned where it matters

- is: [[scheming]] or ([[slip]] and [[drift]])
```
"""

from __future__ import annotations

from loadpath.case.diagnostic import Severity

SEVERITY = Severity.ERROR
