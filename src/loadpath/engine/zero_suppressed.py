"""The minimal cut sets of one network as a zero-suppressed diagram, by way of a binary decision diagram.

Each leaf has a *wrong* value. A set of leaves is a cut set when the root holds with these leaves wrong and all others
right; it is minimal when no part of it is one. That is the definition of A. Rauzy, "Mathematical foundations of minimal
cutsets", IEEE Trans. Reliability 50 (2001), section III, which also covers logic that is not coherent: a set then tells
what has to go wrong while everything else goes as it should. For coherent logic these are the prime implicants.

A set that contains a cut set makes the root hold in the *hull*, the least function above the root's that never falls
when one more leaf goes wrong: H(f) = ite(x, H(f1) or H(f0), H(f0)), where x is the topmost leaf, f1 and f0 what is left
where it is wrong and where it is right. The hull is coherent, and its minimal cut sets are those of f. For coherent f,
M(f) = M(f0) and those {x} + s, s in M(f1) but not in M(f0) (A. Rauzy, "New algorithms for fault trees analysis",
Reliability Engineering & System Safety 40, 1993, section 4): f0 implies f1, so that an s that is minimal for f1 and
enough for f0 is minimal for f0, and a difference of families is all it takes. Families are zero-suppressed diagrams
(S. Minato, "Zero-suppressed BDDs for set manipulation in combinatorial problems", DAC 1993).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from loadpath.engine.budgets import smallest_diagram
from loadpath.engine.network import YES
from loadpath.engine.sifting import LEAST_CACHE, reached
from loadpath.errors import TooLargeError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from loadpath.engine.network import Network
    from loadpath.engine.sifting import Layer, Reached

    Function = Any

NONE, EMPTY = 0, 1
"""The family of no sets, and the family of the empty set alone."""

MOST_FAMILY = 20_000_000
"""A family takes no more nodes than this, garbage included: 31 bytes for each, measured, so 0.6 GB."""


@dataclass(frozen=True, slots=True)
class Family:
    """Sets of leaves. Family n > 1 holds those of `other[n]`, and those of `then[n]` with `leaf[n]` put into each.

    Attributes:
        leaf: by family, the number of a leaf (of the first two, none); what `then` and `other` name never holds it.
        then: by family, a family of a smaller number that is not empty.
        other: by family, a family of a smaller number.
        root: the family that was asked for.
        turned: whether these are the sets for which the root's formula fails: it holds when everything is right.
        coherent: whether the root's formula is its own hull.
    """

    leaf: tuple[int, ...]
    then: tuple[int, ...]
    other: tuple[int, ...]
    root: int
    turned: bool
    coherent: bool


def minimal(network: Network, wrong: Mapping[int, bool], most_nodes: int, *, turning: bool = False) -> Family:
    """Return the minimal cut sets of a network's only root.

    Args:
        network: gates over leaves.
        wrong: by the number of each leaf, the value that counts as wrong.
        most_nodes: the largest diagram that is tried.
        turning: where the root holds although everything is right, return what makes it fail instead.

    Raises:
        TooLargeError: when the diagram of the root or the family does not fit.
    """
    from oxidd.util import DDMemoryError  # noqa: PLC0415  a third of the start-up of a command that needs none

    if network.roots[0] <= YES:
        turned = turning and network.roots[0] == YES
        constant = EMPTY if network.roots[0] == YES and not turned else NONE
        return Family((-1, -1), (NONE, NONE), (NONE, NONE), constant, turned, coherent=True)
    found = smallest_diagram(network, most_nodes)
    if found is None:
        raise _too_large("diagram", most_nodes)
    leaves = [network.numbers[node] for node in found.order]
    ways = [wrong[leaf] for leaf in leaves]
    (root,) = found.roots
    nodes = reached(found.manager, [root])
    turned = turning and _when_right(nodes, ways)
    if turned:
        nodes = reached(found.manager, [~root])
    try:
        hull, coherent = _hull(nodes, ways, most_nodes)
    except DDMemoryError:
        raise _too_large("diagram", most_nodes) from None
    try:
        manager, family = _families(hull, len(ways))
    except DDMemoryError:
        raise _too_large("family", MOST_FAMILY) from None
    return _listed(manager, family, leaves, turned=turned, coherent=coherent)


def _too_large(what: str, most: int) -> TooLargeError:
    return TooLargeError(
        f"the minimal cut sets take a {what} of more than {most:,} nodes",
        help="no approximation is given in its place; ask for a smaller part",
    )


def _when_right(nodes: Reached, ways: list[bool]) -> bool:
    """Return the value of the root where every leaf is right."""
    values = [False] * nodes.count
    values[1] = True
    for layer in reversed(nodes.layers):
        for here, _, good in _sides(layer, ways):
            values[here] = values[good]
    return values[nodes.roots[0]]


def _sides(layer: Layer, ways: list[bool]) -> zip[tuple[int, int, int]]:
    """Return the functions of a layer, each with what is left where its leaf is wrong, and where it is right."""
    bad, good = (layer.then, layer.other) if ways[layer.level] else (layer.other, layer.then)
    return zip(layer.numbers.tolist(), bad.tolist(), good.tolist(), strict=True)


def _hull(nodes: Reached, ways: list[bool], most_nodes: int) -> tuple[Reached, bool]:
    """Return the hull of the root over leaves that hold when they are wrong, and whether that is the root itself."""
    from oxidd.bcdd import BCDDManager  # noqa: PLC0415  a third of the start-up of a command that needs none

    room = max(10_000, 4 * nodes.count + most_nodes)
    manager = BCDDManager(room, max(LEAST_CACHE, min(64 * nodes.count, 1_000_000)), 1)
    manager.add_vars(len(ways))
    made: list[Function] = [manager.false()] * nodes.count
    made[1] = manager.true()
    coherent = True
    for layer in reversed(nodes.layers):
        leaf = manager.var(layer.level)
        for here, bad, good in _sides(layer, ways):
            either = made[bad] | made[good]
            coherent &= either == made[bad]
            made[here] = leaf.ite(either, made[good])
    return reached(manager, [made[root] for root in nodes.roots]), coherent


def _families(hull: Reached, levels: int) -> tuple[Any, Function]:
    """Return the minimal cut sets of coherent functions as oxidd's diagram of sets, in its manager."""
    from oxidd.zbdd import ZBDDManager  # noqa: PLC0415  a third of the start-up of a command that needs none

    manager = ZBDDManager(MOST_FAMILY, max(LEAST_CACHE, min(64 * hull.count, 4_000_000)), 1)
    manager.add_vars(levels)
    made: list[Function] = [manager.empty()] * hull.count
    made[1] = manager.base()
    for layer in reversed(hull.layers):
        leaf = manager.singleton(layer.level)
        for here, then, other in zip(layer.numbers.tolist(), layer.then.tolist(), layer.other.tolist(), strict=True):
            made[here] = leaf.make_node(made[then] - made[other], made[other])
    return manager, made[hull.roots[0]]


def _listed(manager: Any, root: Function, leaves: list[int], *, turned: bool, coherent: bool) -> Family:  # noqa: ANN401  oxidd's type
    """Return what a diagram of sets reaches, parts first."""
    number: dict[Function, int] = {manager.empty(): NONE, manager.base(): EMPTY}
    waiting: list[dict[Function, None]] = [{} for _ in leaves]
    rows: list[tuple[int, Function, Function, Function]] = []
    if root not in number:
        waiting[root.node_level()][root] = None
    for level, here in enumerate(waiting):
        for family in here:
            then, other = family.cofactors()
            rows.append((leaves[level], family, then, other))
            for part in (then, other):
                if part not in number:
                    waiting[part.node_level()][part] = None
        waiting[level] = {}
    leaf, thens, others = [-1, -1], [NONE, NONE], [NONE, NONE]
    for own, family, then, other in reversed(rows):
        number[family] = len(leaf)
        leaf.append(own)
        thens.append(number[then])
        others.append(number[other])
    return Family(tuple(leaf), tuple(thens), tuple(others), number[root], turned, coherent)
