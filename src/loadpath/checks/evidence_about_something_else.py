"""Evidence is listed under a claim that it is not about

A finding is `about` one proposition, and the numbers move there. A claim that lists it as its evidence without being
that proposition, or standing on it, or being a part of it, looks supported and is not. The same goes for the barrier or
quantity that says it was `measured by` it. Where the prose of the claim names the finding, or that of the finding names
the claim, the link is argued in words and is left alone. A claim that has other evidence which does reach it weighs
less.

```loadpath
## Event slip: One session goes badly wrong

- kind: residual

## Claim humans-decide: A named person decides

- evidence: [[record]]

## Evidence record: Nine months of the older model

- result: 0 confirmed sabotages
- about: [[slip]]
```

Correct what it is about, name the evidence that does bear on the claim, or say how this one does.

```loadpath
## Event slip: One session goes badly wrong

- kind: residual

## Claim humans-decide: A named person decides

- evidence: [[record]]

In the nine months of [[record]] every decision had a name under it, and six were against the advice.

## Evidence record: Nine months of the older model

- result: 0 confirmed sabotages
- about: [[slip]]
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from loadpath.case import node as kinds
from loadpath.case.diagnostic import Severity
from loadpath.case.graph import leans_on
from loadpath.case.proposition import refs, text_of
from loadpath.checks.rule import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from loadpath.case.graph import CaseGraph
    from loadpath.case.node import Evidence, Node
    from loadpath.scene import Scene

SEVERITY = Severity.WARNING

ARGUED_FROM = (kinds.Claim, kinds.Event, kinds.Mitigation, kinds.Scenario, kinds.Quantity)
"""Kinds that stand on something, or that something stands on."""

LISTS = ("evidence", "measured by")
"""Fields that list evidence; everything else that a node leans on is what it is made of."""

NAMED = 4
"""How many nodes a finding names."""


def find(scene: Scene) -> Iterator[Finding]:
    """Yield every finding that is listed where it does not reach, with the nodes that list it."""
    case = scene.case
    astray: dict[str, list[Node]] = {}
    bare: set[str] = set()
    for node in case.nodes.values():
        if not isinstance(node, ARGUED_FROM):
            continue
        listed = [item for ref in _listed(node) if (item := case.get(ref, kinds.Evidence)) is not None and item.about]
        missing = [item for item in listed if not _reaches(item, node, case) and not _unseen(item, node, case)]
        for item in missing:
            if not _argued(item, node):
                astray.setdefault(item.id, []).append(node)
        if len(missing) == len(listed) or not isinstance(node, kinds.Claim):
            bare.add(node.id)
    for item in case.all(kinds.Evidence):
        if item.id in astray:
            yield _finding(item, astray[item.id], bare)


def _listed(node: Node) -> list[str]:
    return list(dict.fromkeys(ref.id for key, ref in leans_on(node) if key in LISTS))


def _parts(node: Node) -> Iterator[str]:
    return (ref.id for key, ref in leans_on(node) if key not in LISTS)


def _stands_on(case: CaseGraph) -> dict[str, int]:
    """Return for each node all that it stands on, itself included, as the bits of one number for each.

    One walk over the case, parts first; a bit is given when a node is done, so that small parts have small numbers.
    What closes a ring is left out: rings are errors of their own.
    """
    found: dict[str, int] = {}
    entered: set[str] = set()
    for start, node in case.nodes.items():
        if start in entered or not isinstance(node, ARGUED_FROM):
            continue
        stack = [(start, _parts(node))]
        entered.add(start)
        while stack:
            name, parts = stack[-1]
            deeper = next((part for part in parts if part in case.nodes and part not in entered), None)
            if deeper is None:
                stack.pop()
                bits = 1 << len(found)
                for part in _parts(case.nodes[name]):
                    bits |= found.get(part, 0)
                found[name] = bits
            else:
                entered.add(deeper)
                stack.append((deeper, _parts(case.nodes[deeper])))
    return found


def _reaches(item: Evidence, node: Node, case: CaseGraph) -> bool:
    """Return whether what a finding is about is the node, under it, or holds the node or a part that it names."""
    assert item.about is not None
    if any(about.id == node.id for about in refs(item.about)):
        return True
    stands_on = case.once("stands on", lambda: _stands_on(case))
    own = stands_on[node.id]
    names = [node.id, *_parts(node)]
    for about in refs(item.about):
        bits = stands_on.get(about.id, 0)
        if own & _bit(bits) or any(bits & _bit(stands_on.get(name, 0)) for name in names):
            return True
    return False


def _unseen(item: Evidence, node: Node, case: CaseGraph) -> bool:
    """Return whether the link may lie in what is withheld."""
    assert item.about is not None
    names = (node.id, *_parts(node), *(ref.id for ref in refs(item.about)))
    return any(case.nodes[name].withheld for name in names if name in case.nodes)


def _bit(bits: int) -> int:
    """Return the bit of a node itself: the highest of all that it stands on, since its parts were done before it."""
    return 1 << (bits.bit_length() - 1) if bits else 0


def _argued(item: Evidence, node: Node) -> bool:
    return _names(node, item.id) or _names(item, node.id)


def _names(node: Node, name: str) -> bool:
    return any(ref.id == name for section in node.body for ref in section.refs)


def _finding(item: Evidence, nodes: list[Node], bare: set[str]) -> Finding:
    assert item.about is not None
    names = ", ".join(f"`{node.id}`" for node in nodes[:NAMED])
    more = f" and {len(nodes) - NAMED} more" if len(nodes) > NAMED else ""
    alone = [f"`{node.id}`" for node in nodes if node.id in bare]
    about = text_of(item.about, brackets=False)
    return Finding(
        message=f"`{item.id}` is about `{about}` and does not reach {names}{more}, where it is listed",
        at=item.place("about"),
        notes=(f"no evidence that is listed reaches {', '.join(alone[:NAMED])}",) if alone else (),
        help=f"correct `about`, or say in the prose there how `[[{item.id}]]` bears on it",
        subject=item.id,
        severity=None if alone else Severity.NOTE,
    )
