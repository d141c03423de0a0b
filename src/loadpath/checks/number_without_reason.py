"""A number comes without a reason

A probability is somebody's, for a reason; without one, nobody can disagree with it except by another number. A
sentence is enough: what was seen, who was asked, what was assumed. An assessor with many such lines gets one finding
that names them all.

```loadpath
## Event slip: One session goes badly wrong

- kind: residual

## Assessor team: The authors

- slip: 4% (1%-12%)
```

Add `because` and the reason.

```loadpath
## Event slip: One session goes badly wrong

- kind: residual

## Assessor team: The authors

- slip: 4% (1%-12%) because fourteen small incidents in nine months did not grow
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from loadpath.case.diagnostic import Severity
from loadpath.case.judged import judged
from loadpath.case.node import Assessor
from loadpath.case.value import Unknown
from loadpath.checks.rule import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from loadpath.case.value import Line
    from loadpath.scene import Scene

SEVERITY = Severity.WARNING

EACH = 3
"""Up to so many lines of one assessor get a finding each."""

REMEDY = "add `because` and a sentence: what was seen, who was asked, what was assumed"


def find(scene: Scene) -> Iterator[Finding]:
    """Yield the judgement lines without a reason, one finding each or one for an assessor with many."""
    for assessor in scene.case.all(Assessor):
        bare = [line for line in assessor.lines if line.reason is None and _says_something(line)]
        if len(bare) <= EACH:
            for line in bare:
                message = f"`{assessor.id}` gives no reason for `{_name(line)}`"
                yield Finding(message=message, at=line.at, help=REMEDY, subject=_name(line))
            continue
        names = ", ".join(f"`{_name(line)}`" for line in bare)
        message = f"`{assessor.id}` gives no reason for {len(bare)} judgements: {names}"
        label = f"the first of {len(bare)}"
        yield Finding(message=message, at=bare[0].at, label=label, help=REMEDY, subject=assessor.id)


def _says_something(line: Line) -> bool:
    return not all(isinstance(branch.value, Unknown) for branch in line.branches)


def _name(line: Line) -> str:
    ref = judged(line)
    return ref.id if ref else ""
