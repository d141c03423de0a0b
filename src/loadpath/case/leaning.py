"""What leans on what, asked from below: who would notice if a node failed, and which pathways stand over it.

What leans directly is worked out for the whole case at once; what stands over a node, when it is asked for.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from loadpath.case import node as kinds
from loadpath.case.graph import leans_on
from loadpath.case.proposition import refs

if TYPE_CHECKING:
    from collections.abc import Mapping

    from loadpath.case.graph import CaseGraph


@dataclass(frozen=True, slots=True)
class Leaning:
    """What leans directly on each node of a case; ask with `on`."""

    case: CaseGraph
    direct: Mapping[str, tuple[str, ...]]

    def on(self, name: str) -> tuple[str, ...]:
        """Return the ids that lean directly on a node: on its truth, its working, or what it found.

        What leans on a proposition leans on the claim that is a name for it (`says`).
        """
        node = self.case.nodes.get(name)
        says = node.says if isinstance(node, kinds.Claim) else None
        named = (other for ref in refs(says) for other in self.direct.get(ref.id, ())) if says is not None else ()
        return tuple(dict.fromkeys(other for other in (*self.direct.get(name, ()), *named) if other != name))


def leaning(case: CaseGraph) -> Leaning:
    """Return what leans on each node of a case."""
    return case.once("leaning", lambda: _leaning(case))


def _leaning(case: CaseGraph) -> Leaning:
    found: dict[str, dict[str, None]] = {}
    for item in case.nodes.values():
        for _, ref in leans_on(item):
            found.setdefault(ref.id, {})[item.id] = None
    return Leaning(case, {name: tuple(others) for name, others in found.items()})


def pathways_over(case: CaseGraph, name: str) -> tuple[str, ...]:
    """Return the pathways that stand on a node, through whatever leans on what, evidence included, in their order."""
    direct = leaning(case)
    above: set[str] = set()
    stack = [name]
    while stack:
        for other in direct.on(stack.pop()):
            if other not in above:
                above.add(other)
                stack.append(other)
    return tuple(pathway.id for pathway in case.all(kinds.Pathway) if pathway.id in above)


def ways_up(case: CaseGraph, name: str) -> tuple[tuple[str, ...], ...]:
    """Return, for each pathway that stands on a node, the shortest way up to it: what leans on what, the pathway last.

    What leans on a node directly comes first, in the order in which it is written.
    """
    direct = leaning(case)
    came: dict[str, str] = {name: ""}
    queue = [name]
    for one in queue:
        for other in direct.on(one):
            if other not in came:
                came[other] = one
                queue.append(other)
    return tuple(_way(came, pathway.id) for pathway in case.all(kinds.Pathway) if pathway.id in came)


def _way(came: Mapping[str, str], last: str) -> tuple[str, ...]:
    way = [last]
    while came[way[-1]]:
        way.append(came[way[-1]])
    return tuple(reversed(way[:-1]))
