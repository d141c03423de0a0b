"""Rings: what goes round is found once, with every step and the place where it is written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from loadpath.case.diagnostic import Diagnostic, Severity

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from loadpath.case.node import Node
    from loadpath.case.proposition import Ref

Edge = tuple[str, "Ref"]
"""How one node leads to another: the key of the field (`rests on`, `if`), and the reference as written."""

Step = tuple[str, str, "Ref"]
"""A step of a ring: from which node, by which key, to what."""

VERBS = {
    "evidence": "is shown by",
    "chain": "has the step",
    "given": "is given",
    "happens": "happens at",
    "if": "has a row only if",
    "measured by": "is measured by",
}
"""How a key reads between two names, where the key itself does not."""

MOST_RINGS = 100
"""When this many are found the search ends: mending them shows the next."""

LONGEST_RING = 20
"""The names of a longer ring are not all listed."""

NO_SUPPORT = (
    "no part of the ring has support from outside; remove the step that is weakest, or argue it from something else"
)


def rings(
    nodes: Mapping[str, Node], edges: Callable[[Node], Iterable[Edge]], starts: Iterable[str] | None = None
) -> Iterator[tuple[Step, ...]]:
    """Yield each ring once, as its steps in order, by a depth-first walk without recursion (Tarjan's colouring).

    Args:
        nodes: all nodes.
        edges: what each leads to.
        starts: where the walk begins, when only rings that can be reached from there are of interest.
    """
    done: set[str] = set()
    found = 0
    for start in nodes if starts is None else starts:
        if start in done or not (out := tuple(edges(nodes[start]))):
            continue
        path = [start]
        place = {start: 0}
        entered: dict[str, Edge] = {}
        stack = [iter(out)]
        while stack:
            for key, ref in stack[-1]:
                if ref.id in place:
                    found += 1
                    ring = path[place[ref.id] :]
                    steps = [entered[name] for name in ring[1:]] + [(key, ref)]
                    yield tuple((name, *step) for name, step in zip(ring, steps, strict=True))
                    if found == MOST_RINGS:
                        return
                elif ref.id in nodes and ref.id not in done:
                    entered[ref.id] = (key, ref)
                    place[ref.id] = len(path)
                    path.append(ref.id)
                    stack.append(iter(tuple(edges(nodes[ref.id]))))
                    break
            else:
                stack.pop()
                left = path.pop()
                del place[left]
                done.add(left)


def circular(ring: tuple[Step, ...], what: str = "the argument goes", remedy: str = "") -> Diagnostic:
    """Return the finding for a ring, pointing at the step that closes it."""
    first, last = ring[0][0], ring[-1][2]
    names = " -> ".join(f"`{name}`" for name in (*(step[0] for step in ring[:LONGEST_RING]), first))
    if len(ring) > LONGEST_RING:
        names = names.replace(f" -> `{first}`", f" -> ... ({len(ring) - LONGEST_RING:,} more) -> `{first}`")
    return Diagnostic(
        rule="circular-argument",
        severity=Severity.ERROR,
        message=f"{what} round in a ring: {names}",
        at=last.at,
        label=f"leads back to `{first}`",
        notes=tuple(
            f"`{name}` {VERBS.get(key, key)} `{ref.id}` ({ref.at.file}:{ref.at.line})" for name, key, ref in ring
        ),
        help=remedy or NO_SUPPORT,
        subject=first,
    )
