"""The probability of a formula that fits into a small diagram, with the rounding it can have.

The diagram is made by oxidd under a budget of nodes, in two orders; where that is not enough, there is no answer. What
is summed is never negative: every term of the sum multiplies each leaf at most once, and each leaf costs at most four
roundings (its complement, its product, its sum, and the product of leaves taken together), so that the result is off
by at most a factor of (1 + 2^-53)^(4 n) for n leaves.

Source: Bryant, IEEE Trans. Computers C-35 (1986); orders of the leaves: depth first, small parts
first, then large parts first; either can be ten times smaller than the other.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from loadpath.engine.formula import FALSE, TRUE
from loadpath.engine.interval_normal import SPECK

if TYPE_CHECKING:
    from loadpath.engine.interval_normal import Normal, Pair

CACHE = 65_536


def rounding(leaves: int) -> float:
    """Return by which part of itself a sum of products over so many leaves can be off: four roundings each."""
    return (4 * leaves + 8) * 2.0**-53 * 1.01


def exact(normal: Normal, root: int, most: int, leaves: int) -> Pair | None:
    """Return lower and upper bound of a formula's probability, a rounding apart.

    Args:
        normal: the formulas.
        root: the formula.
        most: the most nodes that the diagram and what it is made of may have.
        leaves: how many leaves the formulas were made of before leaves were taken together.

    Returns:
        The bounds, or None where the nodes were not enough.
    """
    if root in (FALSE, TRUE):
        return float(root), float(root)
    off = rounding(leaves)
    for small_first in (True, False):
        try:
            value = _probability(normal, root, most, _order(normal, root, small_first=small_first))
        except MemoryError:
            continue
        return max(0.0, value * (1.0 - off) - SPECK), min(1.0, value * (1.0 + off) + SPECK)
    return None


def _order(normal: Normal, root: int, *, small_first: bool) -> list[int]:
    """Return the leaves below a formula, depth first, parts with few leaves first or last."""
    sign = -1 if small_first else 1
    gates, support = normal.gates, normal.support
    found: list[int] = []
    stack, seen = [root], set[int]()
    while stack:
        number = stack.pop()
        if number in seen:
            continue
        seen.add(number)
        gate = gates[number]
        if gate.kind == "leaf":
            found.append(gate.number)
        stack.extend(sorted(gate.parts, key=lambda part: (sign * support[part].bit_count(), -part)))
    return found


def _probability(normal: Normal, root: int, most: int, order: list[int]) -> float:
    from oxidd.bdd import BDDManager  # noqa: PLC0415 - loading it takes longer than a small case

    manager = BDDManager(most, max(CACHE, most // 4), 1)
    manager.add_vars(len(order))
    place = {leaf: at for at, leaf in enumerate(order)}
    made: dict[int, Any] = {}
    last: dict[int, int] = {}
    numbers = normal.below_root(root)
    for number in numbers:
        last.update(dict.fromkeys(normal.gates[number].parts, number))
    for number in numbers:
        gate = normal.gates[number]
        if gate.kind == "leaf":
            made[number] = manager.var(place[gate.number])
            continue
        parts = [made[part] for part in gate.parts]
        made[number] = ~parts[0] if gate.kind == "not" else _joined(manager, gate.kind, gate.number, parts)
        for part in gate.parts:
            if last[part] == number:
                made.pop(part, None)
    return _sum(made[root], [normal.weights[leaf] for leaf in order])


def _joined(manager: Any, kind: str, number: int, parts: list[Any]) -> Any:  # noqa: ANN401 - oxidd's own types
    if kind == "atleast":
        rows = [manager.true()] + [manager.false()] * number
        for part in parts:
            for place in range(number, 0, -1):
                rows[place] |= rows[place - 1] & part
        return rows[number]
    waiting = sorted(((part.node_count(), at, part) for at, part in enumerate(parts)), key=lambda item: item[:2])
    result = waiting[0][2]
    for _, _, part in waiting[1:]:
        result = result & part if kind == "and" else result | part
    return result


def _sum(root: Any, weights: list[Pair]) -> float:  # noqa: ANN401 - oxidd's own types
    """Return the probability of a diagram: one pass over its nodes, children first."""
    found: dict[Any, float] = {}
    stack = [root]
    while stack:
        node = stack[-1]
        if node in found:
            stack.pop()
            continue
        split = node.cofactors()
        if split is None:
            found[node] = float(node.valid())
            continue
        high, low = split
        if high not in found:
            stack.append(high)
        if low not in found:
            stack.append(low)
        if high in found and low in found:
            weight, complement = weights[node.node_var()]
            found[node] = weight * found[high] + complement * found[low]
    return found[root]
