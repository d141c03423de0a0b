"""Moving leaves of a diagram: what functions reach, how they are copied, and where each leaf comes to stand.

Some of n pairs holds, x_i and y_i. With all x above all y its diagram remembers which x held, 2^(n+1) - 2 nodes and
one for what is certain; with each y below its x two nodes a pair are enough (Bryant, IEEE Trans. Computers C-35, 1986).
"""

from __future__ import annotations

from typing import Any

import pytest
from oxidd.bcdd import BCDDManager

from loadpath.engine import sifting
from loadpath.engine.sifting import _sift, levels, moved, reached, sifted


def leaves(count: int) -> tuple[Any, list[Any]]:
    """Return a manager and the functions of its leaves, topmost first."""
    manager = BCDDManager(10_000, 1024, 1)
    manager.add_vars(count)
    return manager, [manager.var(number) for number in range(count)]


def pairs(count: int) -> tuple[Any, Any]:
    """Return a manager with all x above all y, and the function: some pair holds."""
    manager, made = leaves(2 * count)
    found = manager.false()
    for x, y in zip(made[:count], made[count:], strict=True):
        found = found | x & y
    manager.gc()
    return manager, found


class _Counted:
    """A manager of given sizes: what `_sift` asks for, and the orders that it sets."""

    def __init__(self, *sizes: int) -> None:
        self.sizes = list(sizes)
        self.orders: list[list[int]] = []

    def num_inner_nodes(self) -> int:
        """Return the next size."""
        return self.sizes.pop(0)

    def set_var_order(self, order: list[int]) -> None:
        """Remember an order."""
        self.orders.append(list(order))


def test_what_functions_reach_is_numbered_from_the_top() -> None:
    """A and b, not b, true and false: 2 and 3 are the first two roots; b, which a and b goes to, is 4."""
    manager, (a, b, _) = leaves(3)
    found = reached(manager, [a & b, ~b, manager.true(), manager.false()])
    assert found.roots == (2, 3, 1, 0)
    assert found.count == 5
    top, below = found.layers
    assert (top.level, below.level) == (0, 1)
    assert (top.numbers.tolist(), top.then.tolist(), top.other.tolist()) == ([2], [4], [0])
    assert (below.numbers.tolist(), below.then.tolist(), below.other.tolist()) == ([3, 4], [0, 1], [1, 0])
    assert {str(side.dtype) for side in (top.numbers, top.then, top.other)} == {"int32"}


def test_a_layer_that_nothing_tests_is_not_there() -> None:
    """Of three leaves only the last is asked for, twice: one function, both roots the same."""
    manager, (_, _, c) = leaves(3)
    found = reached(manager, [c, c])
    assert (found.roots, found.count, [layer.level for layer in found.layers]) == ((2, 2), 3, [2])


def test_levels_follow_the_order() -> None:
    """Leaves topmost first, before and after they are exchanged."""
    manager, _ = leaves(3)
    assert levels(manager) == [0, 1, 2]
    manager.set_var_order([2, 0, 1])
    assert levels(manager) == [2, 0, 1]


def test_moving_keeps_functions_and_order() -> None:
    """x0 y0 or x1 y1 in the order y1 x0 y0 x1: the same functions at the same levels in a manager of its own."""
    manager, found = pairs(2)
    manager.set_var_order([3, 0, 2, 1])
    before = reached(manager, [found, ~found])
    inside, kept = moved(manager, [found, ~found], 1_000, 0)
    assert inside is not manager
    assert levels(inside) == [3, 0, 2, 1]
    after = reached(inside, kept)
    assert (after.count, after.roots) == (before.count, before.roots)
    for one, two in zip(before.layers, after.layers, strict=True):
        assert (one.level, one.then.tolist(), one.other.tolist()) == (two.level, two.then.tolist(), two.other.tolist())
    x0, x1, y0, y1 = (inside.var(number) for number in range(4))
    assert kept == [x0 & y0 | x1 & y1, ~(x0 & y0 | x1 & y1)]


def test_constants_are_copied() -> None:
    """True and false need no layer."""
    manager, _ = leaves(1)
    inside, kept = moved(manager, [manager.true(), manager.false()], 100, 0)
    assert kept == [inside.true(), inside.false()]


def test_a_new_manager_has_the_room_and_the_cache_that_are_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """The cache has 1,024 entries at least; for sifting it has no more, and room for three times the nodes and 1,000."""
    import oxidd.bcdd  # noqa: PLC0415  its manager is looked up when it is needed

    made: list[tuple[int, int, int]] = []

    def seen(capacity: int, cache: int, threads: int) -> Any:  # noqa: ANN401  oxidd's type
        made.append((capacity, cache, threads))
        return BCDDManager(capacity, cache, threads)

    manager, found = pairs(3)
    nodes = manager.num_inner_nodes()
    monkeypatch.setattr(oxidd.bcdd, "BCDDManager", seen)
    moved(manager, [found], 500, 100)
    moved(manager, [found], 600, 5_000)
    sifted(manager, [found], 0)
    assert made == [(500, 1_024, 1), (600, 5_000, 1), (3 * nodes + 1_000, 1_024, 1)]


def test_sifting_brings_pairs_together() -> None:
    """Four pairs: 2^5 - 2 + 1 = 31 functions with x above y, 2 * 4 + 1 = 9 with each y beside its x."""
    manager, found = pairs(4)
    assert found.node_count() == 31
    inside, (kept,) = sifted(manager, [found], 10**9)
    assert kept.node_count() == 9
    places = {leaf: place for place, leaf in enumerate(levels(inside))}
    assert all(abs(places[leaf] - places[4 + leaf]) == 1 for leaf in range(4))
    assert levels(manager) == list(range(8))
    assert found.node_count() == 31


def sifted_leaves(monkeypatch: pytest.MonkeyPatch, most: int, *spent: int) -> list[int]:
    """Return which leaves are moved, in turn, when each takes so much."""
    manager, found = pairs(3)
    manager.set_var_order([2, 1, 0, 3, 4, 5])
    moves: list[int] = []
    costs = list(spent)

    def seen(inside: Any, order: list[int], leaf: int) -> int:  # noqa: ANN401  oxidd's type
        assert inside is not manager
        assert order == [2, 1, 0, 3, 4, 5]
        moves.append(leaf)
        return costs.pop(0)

    monkeypatch.setattr(sifting, "_sift", seen)
    inside, (kept,) = sifted(manager, [found], most)
    assert levels(inside) == [2, 1, 0, 3, 4, 5]
    assert kept.node_count() == found.node_count()
    return moves


def test_the_widest_layer_is_moved_first(monkeypatch: pytest.MonkeyPatch) -> None:
    """Layers of three pairs have 1, 2, 4, 4, 2 and 1 functions from the top, whose leaves are 2, 1, 0, 3, 4 and 5."""
    assert sifted_leaves(monkeypatch, 100, 1, 1, 1, 1, 1, 1) == [0, 3, 1, 4, 2, 5]


def test_sifting_ends_when_more_is_spent_than_allowed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Five and five are ten, which is allowed; the third makes it eleven."""
    assert sifted_leaves(monkeypatch, 10, 5, 5, 1, 1, 1, 1) == [0, 3, 1]
    assert sifted_leaves(monkeypatch, 4, 5, 5, 1, 1, 1, 1) == [0]


def test_a_leaf_goes_to_the_nearer_end_first_and_then_to_its_best_place() -> None:
    """Leaf 1 of five is near the top: up once, then down four times; 6 nodes in the middle are the fewest of all."""
    order = [0, 1, 2, 3, 4]
    manager = _Counted(10, 11, 10, 6, 7, 7)
    spent = _sift(manager, order, 1)
    assert manager.orders == [
        [1, 0, 2, 3, 4],
        [0, 1, 2, 3, 4],
        [0, 2, 1, 3, 4],
        [0, 2, 3, 1, 4],
        [0, 2, 3, 4, 1],
        [0, 2, 1, 3, 4],
    ]
    assert order == [0, 2, 1, 3, 4]
    # an exchange costs twice the nodes by leaf and 100: 2 * 11 // 5 = 4, then 4, 2, 2 and 2
    assert spent == 4 + 4 + 2 + 2 + 2 + 500


def test_a_leaf_in_the_lower_half_goes_down_first() -> None:
    """The middle of five is nearer the top only if it stands before place two; of four, place two goes down."""
    order = [0, 1, 2, 3]
    manager = _Counted(10, 10, 10, 10, 10)
    assert _sift(manager, order, 2) == 4 * (2 * 10 // 4 + 100)
    assert manager.orders == [[0, 1, 3, 2], [0, 1, 2, 3], [0, 2, 1, 3], [2, 0, 1, 3], [0, 1, 2, 3]]
    assert order == [0, 1, 2, 3]  # nowhere are there fewer: it goes back
    manager = _Counted(10, 13, 10, 13)
    _sift(manager, [0, 1, 2, 3, 4], 2)
    assert [one.index(2) for one in manager.orders] == [3, 2, 1, 2]


def test_a_leaf_turns_back_where_the_diagram_grows() -> None:
    """More than 1.2 times 10 nodes is 13: it turns; 12 is not more. In the second direction it stops at 13 as well."""
    order = [0, 1, 2, 3, 4, 5, 6]
    manager = _Counted(10, 12, 13, 11, 10, 12, 13)
    _sift(manager, order, 2)
    # up to place 1 (12), to 0 (13); back to 1 (11), 2 (10), 3 (12), 4 (13): it stops, and goes back to 2
    assert [one.index(2) for one in manager.orders] == [1, 0, 1, 2, 3, 4, 2]
    assert order == [0, 1, 2, 3, 4, 5, 6]
    order = [0, 1, 2, 3, 4, 5, 6]
    manager = _Counted(10, 13, 10, 13)
    _sift(manager, order, 2)
    assert [one.index(2) for one in manager.orders] == [1, 2, 3, 2]


def test_growth_is_measured_against_the_best_so_far() -> None:
    """After 5 nodes, 7 are more than 1.2 times as many, although 10 were the beginning."""
    order = [0, 1, 2, 3, 4, 5]
    manager = _Counted(10, 5, 7, 7)
    _sift(manager, order, 4)  # down to 5 (5 nodes): the end; up to 4 (7): it stops
    assert [one.index(4) for one in manager.orders] == [5, 4, 5]
    assert order == [0, 1, 2, 3, 5, 4]


@pytest.mark.parametrize("leaf", [0, 3])
def test_a_leaf_at_an_end_goes_the_other_way_only(leaf: int) -> None:
    """Three exchanges to the other end, where there are fewest nodes."""
    order = [0, 1, 2, 3]
    manager = _Counted(10, 10, 10, 9)
    _sift(manager, order, leaf)
    assert len(manager.orders) == 4
    assert order == ([1, 2, 3, 0] if leaf == 0 else [3, 0, 1, 2])
