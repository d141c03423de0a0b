"""A pathway does not say how it would happen

A pathway's numbered list is its chain: the steps that together make the harm happen. Without one there is nothing to
compute, so that the pathway counts as anything from 0 to 1 and the risk of the case with it; and nobody can say which
barrier stands in its way.

```loadpath
## Pathway exfiltration: Copying its own weights out

- first action: starts a copy to a machine we do not control
```

Write the steps, each beginning with a proposition. One step is a chain.

```loadpath
## Event theft: A copy of the weights gets out

## Pathway exfiltration: Copying its own weights out

- first action: starts a copy to a machine we do not control

1. [[theft]]
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from loadpath.case.diagnostic import Severity
from loadpath.case.node import Pathway
from loadpath.checks.rule import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from loadpath.scene import Scene

SEVERITY = (Severity.WARNING, Severity.ERROR)


def find(scene: Scene) -> Iterator[Finding]:
    """Yield every pathway without a chain, those apart whose chain the reader has refused."""
    refused = {fault.subject for fault in scene.faults if fault.rule == "malformed-chain"}
    for pathway in scene.case.all(Pathway):
        if not pathway.chain and pathway.id not in refused:
            yield Finding(
                message=f"the pathway `{pathway.id}` has no chain and counts as anything from 0 to 1",
                at=pathway.at,
                help="add a numbered list whose items begin with propositions, such as `1. [[attempts-theft]]`",
                subject=pathway.id,
            )
