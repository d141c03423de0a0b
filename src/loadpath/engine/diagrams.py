"""Binary decision diagrams by oxidd, and the operations that read a probability off one.

A diagram is built bottom-up under a budget of nodes, garbage included, so that whether it fits does not depend on when
garbage is collected. Operations are written for the functions that the roots reach, each for itself and not as one
minus its negation: P(f) = w P(f given the leaf) + (1 - w) P(f given not the leaf) (Rauzy, Reliability Engineering &
System Safety 40, 1993). Source of the diagrams: Bryant, IEEE Trans. Computers C-35 (1986); oxidd: Husung et al.,
TACAS 2024.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from loadpath.engine.circuit import ONE, ZERO
from loadpath.engine.network import ALL, LEAF, ODD, Network

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from loadpath.engine.assembly import Assembly
    from loadpath.engine.topdown import Slots

    Function = Any

SPARE = 1.25
"""A manager has room for so many times the budget, so that it collects no garbage below it."""


@dataclass(frozen=True, slots=True)
class Diagram:
    """A diagram of a network's roots.

    Attributes:
        manager: what holds the nodes.
        roots: the function of each root.
        order: the leaf nodes, topmost first.
        built: how many nodes it took to build, garbage included.
    """

    manager: Any
    roots: tuple[Function, ...]
    order: tuple[int, ...]
    built: int


def diagram(network: Network, order: Sequence[int], most: int) -> Diagram | None:
    """Return the diagram of a network's roots in an order of its leaf nodes, or None beyond `most` nodes."""
    from oxidd.bcdd import BCDDManager  # noqa: PLC0415  a third of the start-up of a command that needs none
    from oxidd.util import DDMemoryError  # noqa: PLC0415

    manager = BCDDManager(int(SPARE * most) + len(order), max(1024, most // 2), 1)
    manager.add_vars(len(order))
    made = {0: manager.false()} | {leaf: manager.var(place) for place, leaf in enumerate(order)}
    left = _last_uses(network)
    try:
        for node in network.reached():
            if network.kinds[node] != LEAF:
                functions = [~made[part >> 1] if part & 1 else made[part >> 1] for part in network.parts[node]]
                made[node] = _gate(manager, network.kinds[node], network.numbers[node], functions)
            if manager.num_inner_nodes() > most or manager.gc_count():  # what was collected was over the budget
                return None
            for done in left.get(node, ()):
                del made[done]
    except DDMemoryError:
        return None
    roots = tuple(~made[root >> 1] if root & 1 else made[root >> 1] for root in network.roots)
    return Diagram(manager, roots, tuple(order), manager.num_inner_nodes())


def _last_uses(network: Network) -> dict[int, list[int]]:
    """Return what nobody needs any more after each node."""
    last: dict[int, int] = {}
    for node in network.reached():
        for part in network.parts[node]:
            last[part >> 1] = node
    found: dict[int, list[int]] = {}
    for part, node in last.items():
        if all(part != root >> 1 for root in network.roots):
            found.setdefault(node, []).append(part)
    return found


def _gate(manager: Any, kind: int, number: int, functions: list[Function]) -> Function:  # noqa: ANN401  oxidd's type
    deepest = manager.num_vars()
    functions.sort(key=lambda function: -_level(function, deepest))
    total = functions[0]
    if kind == ALL:
        for function in functions[1:]:
            total &= function
        return total
    if kind == ODD:
        for function in functions[1:]:
            total ^= function
        return total
    reached = [manager.true()] + [manager.false()] * number
    for function in functions:
        reached = [reached[0]] + [function.ite(reached[k - 1], reached[k]) for k in range(1, number + 1)]
    return reached[number]


def _level(function: Function, deepest: int) -> int:
    level = function.node_level()
    return deepest if level is None else level


def write(found: Diagram, network: Network, leaves: Mapping[int, Slots], assembly: Assembly) -> list[int]:
    """Return the slots of a diagram's roots, after writing the operations that they take.

    Args:
        found: a diagram of the network.
        network: what it was made of.
        leaves: the slots of each leaf, by the leaf's number.
        assembly: where operations are written.

    Raises:
        TooLargeError: when the assembly takes no more operations.
    """
    slots: dict[Function, int] = {found.manager.false(): ZERO, found.manager.true(): ONE}
    pairs = [leaves[network.numbers[leaf]] for leaf in found.order]
    stack = list(reversed(found.roots))
    while stack:
        here = stack[-1]
        if here in slots:
            stack.pop()
            continue
        then, other = here.cofactors()
        high, low = slots.get(then), slots.get(other)
        if high is None or low is None:
            stack.extend(one for one, slot in ((then, high), (other, low)) if slot is None)
            continue
        plain, complement = pairs[here.node_level()]
        slots[here] = assembly.mix(plain, complement, high, low)
        stack.pop()
    return [slots[root] for root in found.roots]
