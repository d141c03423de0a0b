"""The case carries nothing for a way that nobody listed

A list of pathways is never complete, and a risk that is only their sum says that it is. What is left is a number like
any other: an event of kind `residual`, judged by everybody, with a reason. In a published example it made up more
than half of the total.

```loadpath
## Event theft: A copy of the weights gets out

## Pathway exfiltration: Copying its own weights out

1. [[theft]]
```

Add the event; several are allowed, each for the ways of one sort.

```loadpath
## Event theft: A copy of the weights gets out

## Pathway exfiltration: Copying its own weights out

1. [[theft]]

## Event unlisted: A way we did not list

- kind: residual
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from loadpath.case.diagnostic import Severity
from loadpath.case.node import Event, Pathway
from loadpath.checks.rule import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from loadpath.scene import Scene

SEVERITY = (Severity.WARNING, Severity.ERROR)


def find(scene: Scene) -> Iterator[Finding]:
    """Yield one finding for a case that has pathways and no residual event."""
    count = len(scene.case.all(Pathway))
    if count and not any(event.residual for event in scene.case.all(Event)):
        listed = "1 pathway" if count == 1 else f"{count} pathways"
        yield Finding(
            message=f"the case lists {listed} and carries nothing for a way that nobody listed",
            at=scene.case.head.at,
            help="add `## Event unlisted: A way we did not list` with `- kind: residual`, and judge it",
            subject=scene.case.head.id,
        )
