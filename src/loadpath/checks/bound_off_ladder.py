"""A declared bound says more than a step of the ladder

A bound on something withheld tells a little of it. So that it tells no more than it must, bounds are steps of a ladder,
1-2-5: 1 in 10,000, 1 in 5,000, 1 in 2,000, 1 in 1,000 and so on, from 1 in 2 down to 1 in 20,000,000. A bound between
two steps would give more digits away than the ladder has.

```loadpath
## Event slip: An agent copies data out by accident

- access: reviewers
- disclosed: at most 1 in 7,300
```

Take the next step above the truth.

```loadpath
## Event slip: An agent copies data out by accident

- access: reviewers
- disclosed: at most 1 in 5,000
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from loadpath.case.audience import on_ladder, step_above
from loadpath.case.diagnostic import Severity
from loadpath.case.rounding import in_full
from loadpath.checks.rule import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from loadpath.scene import Scene

SEVERITY = Severity.ERROR


def find(scene: Scene) -> Iterator[Finding]:
    """Yield every declared bound that is not a step of the ladder."""
    for node in scene.case.nodes.values():
        limit = node.disclosed
        if limit is None or on_ladder(limit):
            continue
        step = step_above(float(limit.bound if limit.at_most else 1 - limit.bound))
        side = "at most" if limit.at_most else "at least"
        written = f"{in_full(step if limit.at_most else 1 - step)}%" if step else ""
        yield Finding(
            message=f"`{node.id}` is declared {limit.written}, which is not a step of the ladder 1-2-5",
            at=node.place("disclosed"),
            help=f"write `- disclosed: {side} {written}`" if step else "withhold it without a bound",
            subject=node.id,
        )
