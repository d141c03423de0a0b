"""Which orders are tried under which budgets: every call that is made is seen, and the diagrams are real.

The network is that of some pairs: some of n pairs holds, x_i and y_i. With all x above all y its diagram remembers
which x held, 2^(n+1) - 2 nodes and one for what is certain; with each y below its x two nodes a pair are enough
(Bryant, IEEE Trans. Computers C-35, 1986).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from loadpath.engine import budgets
from loadpath.engine.budgets import ROUNDS, _Round, _tried, smallest_diagram
from loadpath.engine.diagrams import NEVER, Diagram, Unfinished, diagram
from loadpath.engine.network import Network

if TYPE_CHECKING:
    from collections.abc import Sequence

PAIRS = 5
Call = tuple[tuple[int, ...], int, int, int]


def pairs() -> tuple[Network, list[int], list[int]]:
    """Return the network of: some pair holds; the order with all x above all y, and that with each y below its x."""
    network = Network()
    leaves = [network.leaf(number) for number in range(2 * PAIRS)]
    first, second = leaves[:PAIRS], leaves[PAIRS:]
    each = [network.every(pair) ^ 1 for pair in zip(first, second, strict=True)]
    network.roots = (network.every(each) ^ 1,)
    poor = [leaf >> 1 for leaf in leaves]
    good = [leaf >> 1 for pair in zip(first, second, strict=True) for leaf in pair]
    return network, poor, good


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> list[Call]:
    """Return what is asked of `diagram`, which runs all the same: order, budget, from where it sifts, and how much."""
    made: list[Call] = []

    def seen(
        network: Network, order: Sequence[int], most: int, *, sift_from: int = 0, effort: int = 0
    ) -> Diagram | Unfinished:
        made.append((tuple(order), most, sift_from, effort))
        return diagram(network, order, most, sift_from=sift_from, effort=effort)

    monkeypatch.setattr(budgets, "diagram", seen)
    return made


def offered(monkeypatch: pytest.MonkeyPatch, *orders: Sequence[int]) -> None:
    """Let some orders be all that there are."""
    monkeypatch.setattr(budgets, "orders", lambda _: [("", list(order)) for order in orders])


def test_the_smallest_of_a_round_is_kept(calls: list[Call]) -> None:
    """2^6 - 1 = 63 and 2 * 5 + 1 = 11 functions: the second is kept, wherever it stands."""
    network, poor, good = pairs()
    for order in ([poor, good, poor], [good, poor], [poor, good]):
        found, unfinished = _tried(network, order, _Round(10_000, 3), 10_000)
        assert found is not None
        assert (found.size, list(found.order), unfinished) == (11, good, [])
    assert [call[0] for call in calls[:3]] == [tuple(poor), tuple(good), tuple(poor)]


def test_of_two_of_the_same_size_the_first_is_kept() -> None:
    """Pairs in the other order take as many nodes."""
    network, _, good = pairs()
    turned = [*good[2:], *good[:2]]
    for first, second in ((good, turned), (turned, good)):
        found, _ = _tried(network, [first, second], _Round(10_000, 2), 10_000)
        assert found is not None
        assert list(found.order) == first


def test_once_one_fits_the_others_get_half_as_much_again(calls: list[Call]) -> None:
    """The budget goes down to 1.5 times what the first took and 1,000, never up, and nobody sifts in such a round."""
    network, poor, good = pairs()
    took = diagram(network, good, 10_000)
    assert isinstance(took, Diagram)
    rest = int(took.built * 1.5) + 1000
    _tried(network, [good, poor, good], _Round(10_000, 3), 10_000)
    assert calls == [(tuple(good), 10_000, NEVER, 0), (tuple(poor), rest, NEVER, 0), (tuple(good), rest, NEVER, 0)]
    calls.clear()
    _tried(network, [good, poor], _Round(10_000, 2), rest - 1)
    assert [call[1] for call in calls] == [rest - 1, rest - 1]


def test_with_a_large_budget_the_first_that_fits_is_taken(calls: list[Call]) -> None:
    """From two million on; one less and the next is tried as well."""
    network, poor, good = pairs()
    found, _ = _tried(network, [poor, good], _Round(2_000_000, 2), 10_000)
    assert found is not None
    assert (list(found.order), len(calls)) == (poor, 1)
    found, _ = _tried(network, [poor, good], _Round(1_999_999, 2), 10_000)
    assert found is not None
    assert (list(found.order), len(calls)) == (good, 3)


def test_what_does_not_fit_is_handed_on(calls: list[Call]) -> None:
    """Thirty nodes are too few for all x above all y; the next order is tried all the same, with the same budget."""
    network, poor, good = pairs()
    found, unfinished = _tried(network, [poor, good, poor], _Round(60, 3, 7), 60)
    assert [list(one.order) for one in unfinished] == [poor, poor]
    assert found is not None
    assert list(found.order) == good
    assert calls == [(tuple(order), 60, budgets.SIFT_FROM, 7) for order in (poor, good, poor)]
    assert _tried(network, [poor], _Round(60, 1), 60)[0] is None


def test_orders_that_got_furthest_go_first_into_the_next_round(
    calls: list[Call], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Three orders fail at sizes that tell them apart; the next round takes the two that had joined most."""
    network, poor, good = pairs()
    between = [*good[:4], *(leaf for leaf in poor if leaf not in good[:4])]  # two pairs are together
    budget = 45
    reached = {}
    for order in (poor, between, good):
        found = diagram(network, order, budget)
        reached[tuple(order)] = found.joined if isinstance(found, Unfinished) else None
    assert reached[tuple(good)] is None
    assert reached[tuple(poor)] is not None
    offered(monkeypatch, poor, between)
    monkeypatch.setattr(budgets, "ROUNDS", (_Round(22, 2), _Round(budget, 2), _Round(10_000, 1)))
    assert smallest_diagram(network) is not None
    furthest = sorted((poor, between), key=lambda order: -_joined(network, order, 22))
    assert [call[0] for call in calls[:4]] == [tuple(order) for order in (poor, between, *furthest)]
    assert [call[1] for call in calls[:4]] == [22, 22, budget, budget]


def _joined(network: Network, order: Sequence[int], most: int) -> int:
    found = diagram(network, order, most)
    assert isinstance(found, Unfinished)
    return found.joined


class _Scripted:
    """What `diagram` says in turn: how many parts were joined, and from which order the next try begins."""

    def __init__(self, *joined: int) -> None:
        self.joined = list(joined)
        self.calls: list[Call] = []

    def __call__(
        self, network: Network, order: Sequence[int], most: int, *, sift_from: int = 0, effort: int = 0
    ) -> Unfinished:
        """Return what comes next; an order that was improved carries a hundred more in front."""
        assert network is not None
        self.calls.append((tuple(order), most, sift_from, effort))
        return Unfinished(self.joined.pop(0), (order[0] + 100, *order[1:]) if effort else tuple(order))


def test_rounds_by_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    """Orders that were improved stand beside those before them; a round without improvement keeps its own only."""
    offered(monkeypatch, [1], [2], [3])
    rounds = (_Round(10, 3), _Round(20, 2), _Round(20, 2, 5), _Round(30, 3), _Round(40, 1))
    monkeypatch.setattr(budgets, "ROUNDS", rounds)
    # first round: 1, 2, 3 join 4, 6, 5 parts: 2, 3, 1. Second: 2 and 3 join 7 and 8: 3, 2 (1 is given up).
    # Third, with effort: 3 and 2 become 103 and 102 and join 6 and 9; beside 3 with 8 and 2 with 7: 102, 3, 2, 103.
    # Fourth: the first three join 1, 2 and 3: 2, 3, 102. Fifth: 2 alone.
    script = _Scripted(4, 6, 5, 7, 8, 6, 9, 1, 2, 3, 0)
    monkeypatch.setattr(budgets, "diagram", script)
    assert smallest_diagram(Network()) is None
    assert [call[0][0] for call in script.calls] == [1, 2, 3, 2, 3, 3, 2, 102, 3, 2, 2]
    assert [call[1] for call in script.calls] == [10, 10, 10, 20, 20, 20, 20, 30, 30, 30, 40]
    assert [call[3] for call in script.calls] == [0, 0, 0, 0, 0, 5, 5, 0, 0, 0, 0]
    assert [call[2] for call in script.calls] == [NEVER] * 5 + [budgets.SIFT_FROM] * 2 + [NEVER] * 4


@pytest.mark.parametrize(
    ("most", "tried"),
    [(9, [9]), (10, [10]), (11, [10, 11, 11, 11]), (20, [10, 11, 20, 20]), (21, [10, 11, 20, 20, 21])],
)
def test_no_diagram_takes_more_than_allowed(most: int, tried: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    """The last round is the first without improvement whose budget is not below; what improves does not end it."""
    offered(monkeypatch, [1])
    rounds = (_Round(10, 1), _Round(11, 1, 5), _Round(20, 1, 5), _Round(20, 1), _Round(30, 1))
    # 9 and 10 end with the first round. 11: the rounds that improve do not end it, and 20 without does, under 11.
    monkeypatch.setattr(budgets, "ROUNDS", rounds)
    script = _Scripted(*[1] * 5)
    monkeypatch.setattr(budgets, "diagram", script)
    assert smallest_diagram(Network(), most) is None
    assert [call[1] for call in script.calls] == tried


def test_what_fits_in_the_first_round_ends_the_search(calls: list[Call], monkeypatch: pytest.MonkeyPatch) -> None:
    """Two orders are offered and one is tried, if the round says so; the first that fits is what is found."""
    network, poor, good = pairs()
    offered(monkeypatch, poor, good)
    monkeypatch.setattr(budgets, "ROUNDS", (_Round(10_000, 1), _Round(20_000, 2)))
    found = smallest_diagram(network)
    assert found is not None
    assert list(found.order) == poor
    assert len(calls) == 1


def test_real_orders_keep_pairs_together() -> None:
    """Any order that a walk gives has each y beside its x: 11 functions; under ten nodes nothing fits."""
    network, _, _ = pairs()
    found = smallest_diagram(network)
    assert found is not None
    assert found.size == 11
    assert smallest_diagram(network, 10) is None


def test_rounds_grow() -> None:
    """From 25,000 to 30 million nodes; without improvement unless said."""
    assert [turn.budget for turn in ROUNDS] == sorted(turn.budget for turn in ROUNDS)
    assert (ROUNDS[0].budget, ROUNDS[-1].budget) == (25_000, 60_000_000)
    assert _Round(1, 2).effort == 0
