"""Where bounds hardly move: the part on which most hangs is searched from below."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import pytest
from tests.engine.formulas import enumerated
from tests.engine.interval_cases import both_of, five, hard, one_of, some_case

from loadpath.engine.formula import Formulas
from loadpath.engine.interval import Limits, _Node, _Search, bounds, intervals
from loadpath.engine.interval_normal import Normal

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.mark.parametrize("seed", range(30))
def test_searching_a_core_leaves_it_better_known(seed: int) -> None:
    """Every part of it is searched from below: what its parts become known to be, its formulas carry afterwards."""
    store, root, weights = some_case(5_000 + seed)
    normal = Normal([(weight, 1.0 - weight) for weight in weights])
    search = _Search(normal, 0, len(weights), 3)
    top = search.node(normal.adopt(store, root), None)
    if top.closed:
        return
    before = list(normal.pairs)
    steps = sum(1 for _ in search.tighten(top))
    assert search.tightened == {top.formula: 1}
    assert steps <= 4 * len(normal.gates)
    exactly = enumerated(Formulas(gates=normal.gates), range(len(normal.gates)), [Fraction(one) for one in weights])
    for (low, high), chance in zip(normal.pairs, exactly, strict=True):
        assert Fraction(low) <= chance <= Fraction(high)
    for number in normal.below_root(top.formula):
        node = search.nodes.get(number)
        assert before[number][0] <= normal.pairs[number][0]
        assert normal.pairs[number][1] <= before[number][1]
        if node is not None and number != top.formula and normal.gates[number].kind not in {"leaf", "not"}:
            assert normal.pairs[number][0] >= node.pair[0]
            assert normal.pairs[number][1] <= node.pair[1]
    assert top.pair[0] >= normal.pairs[top.formula][0]
    assert top.pair[1] <= normal.pairs[top.formula][1]


def nested(search: _Search) -> tuple[_Node, list[int]]:
    """Return (a or b c)(d or e), and the gates below it: b c, then a or b c, then d or e."""
    normal = search.normal
    a, b, c, d, e = normal.leaves
    inner = both_of(normal, b, c)
    gates = [inner, one_of(normal, a, inner), one_of(normal, d, e)]
    return search.node(both_of(normal, *gates[1:]), None), gates


def counted(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Return where it is written down how many steps each part is searched, which is then not done."""
    searched: list[int] = []

    def search_part(_: _Search, __: _Node, most: int) -> Iterator[None]:
        searched.append(most)
        return iter(())

    monkeypatch.setattr(_Search, "_search_part", search_part)
    return searched


def test_a_part_of_a_hard_part_is_not_given_to_a_diagram() -> None:
    """Nothing fits, so that b c and d or e are tried once each, and a or b c, which has a hard part, is not."""
    search, *_ = five()
    top, gates = nested(search)
    assert len(list(search.tighten(top))) == 2
    assert [search.nodes[gate].kind for gate in gates] == ["open"] * 3


def test_parts_that_fit_a_larger_diagram_are_solved(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each of the three once, so many times as large as one that is solved at once; none is searched."""
    monkeypatch.setattr("loadpath.engine.interval.PART_NODES", 1_000)
    searched = counted(monkeypatch)
    search, normal, _ = five(exact_nodes=1, part_steps=3)
    top, gates = nested(search)
    assert len(list(search.tighten(top))) == 3
    assert [search.nodes[gate].kind for gate in gates] == ["closed"] * 3
    assert searched == []
    # b c is 1/32, a or b c 1/2 + 1/64, d or e 1/2 + 1/64
    assert normal.pairs[gates[1]] == pytest.approx((33 / 64, 33 / 64), rel=1e-13)


def test_a_core_is_searched_longer_each_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Three steps for each part the first time, six the second: for b c, a or b c, and d or e."""
    searched = counted(monkeypatch)
    search, *_ = five(part_steps=3)
    top, _ = nested(search)
    for times in (1, 2):
        list(search.tighten(top))
        assert search.tightened == {top.formula: times}
    assert searched == [3, 3, 3, 6, 6, 6]


def test_a_hard_part_is_searched_so_many_steps() -> None:
    """At most as many as are asked for, one open part at a time, and none when it is closed."""
    store, root, weights = hard()
    normal = Normal([(weight, 1.0 - weight) for weight in weights])
    search = _Search(normal, 0, len(weights), 3)
    part = search.node(normal.adopt(store, root), None)
    part.failed = 1e9
    gap = part.pair[1] - part.pair[0]
    assert sum(1 for _ in search._search_part(part, 3)) == 3
    assert part.failed == len(normal.below_root(part.formula))
    assert part.pair[1] - part.pair[0] < gap
    part.kind = "closed"
    assert sum(1 for _ in search._search_part(part, 3)) == 0


def test_a_core_is_searched_after_so_many_steps_and_then_later(monkeypatch: pytest.MonkeyPatch) -> None:
    """After four steps, and again after three times as many as there were when that was done; never if not asked for."""
    monkeypatch.setattr("loadpath.engine.interval.FIRST", 4)
    monkeypatch.setattr("loadpath.engine.interval.LATER", 3.0)
    begun: list[int] = []
    ended: list[int] = []
    count = 0
    tighten = _Search.tighten

    def watched(self: _Search, node: _Node) -> Iterator[None]:
        begun.append(count)
        for one in tighten(self, node):
            yield one
            ended[len(begun) - 1 :] = [count]

    monkeypatch.setattr(_Search, "tighten", watched)
    store, root, weights = hard()
    for found in intervals(store, root, weights, exact_nodes=0, part_steps=2):
        count = found.steps
        if len(begun) == 3:
            break
    assert begun[0] >= 4
    assert begun[1] >= 3 * ended[0]
    assert begun[2] >= 3 * ended[1]
    # a round of open parts is finished first, and one in eight of them is a round
    assert begun[1] <= 3 * ended[0] + begun[1] // 4
    begun.clear()
    bounds(store, root, weights, limits=Limits(steps=30), exact_nodes=0, part_steps=0)
    assert begun == []
