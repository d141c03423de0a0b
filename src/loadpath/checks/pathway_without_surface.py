"""A pathway does not say where it enters the world

Harm begins somewhere: in a session, a customer's account, a training run. A pathway that names its surface can be held
against what is watched and logged there, and somebody who adds a surface can see which pathways it widens. Without it
nobody can tell whether the barriers of the chain stand where the harm would pass.

```loadpath
## Surface agents: Research agents on internal hosts

- volume: 90,000 sessions per month
- watched by: a second model and a person

## Event theft: A copy of the weights gets out

## Pathway exfiltration: Copying its own weights out

1. [[theft]]
```

Name the surface, or all of them. In a release, a case with pathways that describes no surface at all gets one finding.

```loadpath
## Surface agents: Research agents on internal hosts

- volume: 90,000 sessions per month
- watched by: a second model and a person

## Event theft: A copy of the weights gets out

## Pathway exfiltration: Copying its own weights out

- through: [[agents]]

1. [[theft]]
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from loadpath.case.diagnostic import Severity
from loadpath.case.node import Pathway, Surface
from loadpath.checks.rule import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from loadpath.scene import Scene

SEVERITY = Severity.WARNING

NAMED = 3
"""How many surfaces the remedy names at most."""


def find(scene: Scene) -> Iterator[Finding]:
    """Yield every pathway without a surface; for a release without any surface one finding about the case."""
    surfaces = scene.case.all(Surface)
    loose = [item for item in scene.case.all(Pathway) if not item.withheld and not _says_through(item)]
    if not surfaces:
        yield from _no_surface_at_all(scene, len(loose))
        return
    known = ", ".join(f"`[[{item.id}]]`" for item in surfaces[:NAMED])
    for pathway in loose:
        yield Finding(
            message=f"the pathway `{pathway.id}` goes through no surface",
            at=pathway.at,
            help=f"add `- through: ...` with where it enters the world: {known}, or a surface of its own",
            subject=pathway.id,
        )


def _says_through(pathway: Pathway) -> bool:
    return bool(pathway.through) or any(item.key == "through" for item in pathway.fields)


def _no_surface_at_all(scene: Scene, count: int) -> Iterator[Finding]:
    head = scene.case.head
    if count and head.strictness == "release":
        yield Finding(
            message=f"the case has {count} pathway{'s' if count > 1 else ''} and describes no surface",
            at=head.at,
            help="add `## Surface ...: ...` with `volume` and `watched by`, and name it under `through`",
            subject=head.id,
        )
