"""The case cannot be shown to an audience

What an audience may not see is taken out of the text before anything is read. What is left has to be a case of its
own: when a public line needs something that is withheld, the rest cannot be read, and nothing is shown at all.

```loadpath
## Scale words: What words mean

- access: reviewers

- unlikely: 5%-20%

## Event slip: An agent copies data out by accident

- kind: residual

## Assessor team: The authors

- slip: unlikely because it happened twice in the pilot
```

Withhold less of what others need, or what needs it as well.

```loadpath
## Scale words: What words mean

- unlikely: 5%-20%

## Event slip: An agent copies data out by accident

- access: reviewers
- kind: residual

## Assessor team: The authors

- slip: unlikely because it happened twice in the pilot
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from loadpath.case.diagnostic import Severity
from loadpath.checks.rule import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from loadpath.scene import Scene

SEVERITY = Severity.ERROR


def find(scene: Scene) -> Iterator[Finding]:
    """Yield every audience for which what is left is no case."""
    for disclosed in scene.disclosed:
        if disclosed.refused:
            yield Finding(
                message=disclosed.refused,
                at=scene.case.head.at,
                help="withhold less of what others refer to, or the nodes that refer to it as well",
            )
