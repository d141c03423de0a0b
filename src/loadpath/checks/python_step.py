"""A number was computed by a Python function, which the text does not hold

Whoever reads the case sees what came out, and cannot follow how: not by hand, not with another program. What came out
may also be out of date, since nobody runs the function again when the case is read. In a notebook that is a fair way to
try something; a case that others shall rely on says how the number comes about.

```loadpath
## Event slip: One session goes badly wrong

- kind: residual

## Assessor team: The authors

- slip: 4% (1%-12%) because it is computed by the Python function detect (not auditable as text)
```

Write the number as a judgement with its own reason, or break it into steps that each have one.

```loadpath
## Event slip: One session goes badly wrong

- kind: residual

## Assessor team: The authors

- slip: 4% (1%-12%) because fourteen small incidents in nine months did not grow
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from loadpath.case.computed import computed
from loadpath.case.diagnostic import Severity
from loadpath.checks.rule import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from loadpath.scene import Scene

SEVERITY = (Severity.WARNING, Severity.ERROR)


def find(scene: Scene) -> Iterator[Finding]:
    """Yield the judgements that a Python function computed."""
    for one in computed(scene.case):
        yield Finding(
            message=f"not auditable as text: the step `{one.subject}` of `{one.assessor}` is a Python function, "
            f"`{one.function}`",
            at=one.at,
            help="write the number with a reason of its own, or break it into steps that each have one",
            subject=one.subject,
        )
