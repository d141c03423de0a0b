"""Nobody owns what two pathways or more lean on

The parts that hold up several pathways are where one mistake costs most, and they tend to be nobody's: each team looks
after its own pathway and takes the common ground for granted. An owner is whoever would notice first that it no longer
holds, and can be asked. A name for other propositions (`is`) needs none of its own, and an event and the claim that
only names it (`says`) need one between them. In a case in which nothing has an owner yet, one finding names them all.

```loadpath
## Event slip: One session goes badly wrong

## Event theft: A copy of the weights gets out

- owner: sec

## Pathway exfiltration: Copying its own weights out

1. [[slip]]
2. [[theft]]

## Pathway sale: Selling access

1. [[slip]]
```

Write an `owner`: a person or a team, who agreed to it.

```loadpath
## Event slip: One session goes badly wrong

- owner: ruth

## Event theft: A copy of the weights gets out

- owner: sec

## Pathway exfiltration: Copying its own weights out

1. [[slip]]
2. [[theft]]

## Pathway sale: Selling access

1. [[slip]]
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from loadpath.case.diagnostic import Severity
from loadpath.case.graph import under
from loadpath.case.node import Claim, Event, Mitigation, Node, Pathway, Scenario
from loadpath.case.proposition import Not, Ref
from loadpath.checks.rule import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from loadpath.case.graph import CaseGraph
    from loadpath.scene import Scene

SEVERITY = Severity.WARNING

SEVERAL = 2
"""From so many pathways on, a part is common ground."""

NAMED = 5
"""How many parts one finding for all names at most."""


def find(scene: Scene) -> Iterator[Finding]:
    """Yield what several pathways lean on and nobody owns."""
    case = scene.case
    leaning = {name: count for name, count in _pathways_on(case).items() if count >= SEVERAL}
    owned = {name for claim in case.all(Claim) if claim.owner for name in _named(claim)}
    loose = [
        node for node in case.nodes.values() if node.id in leaning and node.id not in owned and _wants_an_owner(node)
    ]
    events = {node.id for node in loose if isinstance(node, Event)}
    loose = [node for node in loose if not (isinstance(node, Claim) and _settled(node, events, case))]
    if loose and not any(node.owner for node in case.nodes.values()):
        yield _nothing_is_owned(case, loose)
        return
    for node in loose:
        yield Finding(
            message=f"nobody owns `{node.id}`, and {leaning[node.id]} pathways lean on it",
            at=node.at,
            help="add `- owner: ...`: whoever would notice first that it no longer holds",
            subject=node.id,
        )


def _pathways_on(case: CaseGraph) -> dict[str, int]:
    found: dict[str, int] = {}
    for pathway in case.all(Pathway):
        for name in under(case, pathway):
            found[name] = found.get(name, 0) + 1
    return found


def _named(claim: Claim) -> Iterator[str]:
    """Yield the event that a claim is only a name for."""
    match claim.says:
        case Ref(name) | Not(Ref(name)):
            yield name
        case _:
            return


def _settled(claim: Claim, told: set[str], case: CaseGraph) -> bool:
    """Return whether the event that a claim names has an owner, or is told of already."""
    return any(name in told or case.nodes[name].owner for name in _named(claim) if name in case.nodes)


def _wants_an_owner(node: Node) -> bool:
    if node.owner or node.withheld or (isinstance(node, Event) and node.is_ is not None):
        return False
    return isinstance(node, Event | Claim | Mitigation | Scenario)


def _nothing_is_owned(case: CaseGraph, loose: list[Node]) -> Finding:
    names = ", ".join(f"`{node.id}`" for node in loose[:NAMED])
    more = f" and {len(loose) - NAMED} more" if len(loose) > NAMED else ""
    return Finding(
        message=f"nothing in the case has an owner; several pathways lean on {names}{more}",
        at=case.head.at,
        help="add `- owner: ...` to these first: whoever would notice that one of them no longer holds",
        subject=case.head.id,
    )
