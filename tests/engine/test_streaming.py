"""Tallies of many worlds: by hand, put together, and the same bits for any number of workers."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial, reduce
from math import isnan, sqrt
from operator import add
from typing import TYPE_CHECKING

import numpy as np
import pytest
from tests.engine.circuits import circuit_of

from loadpath.engine import laws, streaming
from loadpath.engine.formula import Formulas
from loadpath.engine.leaves import Is, Parameter
from loadpath.engine.streaming import (
    BINS,
    Order,
    Portfolio,
    Quantity,
    Tally,
    bins,
    by_dask,
    by_threads,
    edge,
    in_turn,
    stream,
    tally,
    together,
    total,
)  # fmt: skip
from loadpath.engine.worlds import Plan, happening, plan

if TYPE_CHECKING:
    from collections.abc import Callable

BETA = laws.Beta(2.0, 18.0)
RARE = laws.metalog(0.001, 0.2)


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Batches of ten worlds."""
    monkeypatch.setattr(streaming, "BATCH", 10)


def case(name: str) -> Plan:
    """Return a case: it fails when its own part or a shared one does; an alarm is heard if the shared part failed."""
    store = Formulas()
    own, shared, heard = store.leaf(), store.leaf(), store.leaf()
    top, alarm = store.any_of([own, shared]), store.any_of([shared, heard])
    weights = [Is(Parameter(name, BETA)), Is(Parameter("shared", RARE)), Is(Parameter("noise", BETA))]
    roots = [top, alarm, store.all_of([top, alarm])]
    return plan(circuit_of(store, roots), weights, roots, {})


def same(one: Tally, other: Tally) -> bool:
    """Return whether two tallies are the same to the last bit."""
    numbers = [(t.count, t.weight, t.squares, t.mean, t.scatter) for t in (one, other)]
    return (
        numbers[0] == numbers[1]
        and np.array_equal(one.histogram, other.histogram)
        and np.array_equal(one.beyond, other.beyond)
    )


def test_a_tally_by_hand() -> None:
    """Values 1, 2, 4 with weights 1, 2, 1: mean 9 / 4, scatter 1 x 25/16 + 2 x 1/16 + 1 x 49/16 = 19 / 4.

    The squares of the weights add up to 6, so that 16 / 6 equal worlds would say as much. Above 1.5 lies weight 3,
    above 2 (not at 2) weight 1, above 4 none.
    """
    found = tally(np.array([1.0, 2.0, 4.0]), np.array([1.0, 2.0, 1.0]), (1.5, 2.0, 4.0))
    assert (found.count, found.weight, found.squares, found.mean) == (3, 4.0, 6.0, 2.25)
    assert found.scatter == pytest.approx(4.75, rel=1e-15)
    assert found.deviation == pytest.approx(sqrt(4.75 / 4), rel=1e-15)
    assert found.effective == pytest.approx(16 / 6, rel=1e-15)
    assert found.error == pytest.approx(sqrt(4.75 / 4) / sqrt(16 / 6), rel=1e-15)
    assert found.beyond.tolist() == [3.0, 1.0, 0.0]
    assert found.chances == (0.75, 0.25, 0.0)
    assert found.histogram.sum() == 4.0
    assert [found.histogram[place] for place in bins(np.array([1.0, 2.0, 4.0]))] == [1.0, 2.0, 1.0]


def test_without_weights_all_worlds_are_alike() -> None:
    """Values 1 and 3: two worlds of weight one."""
    found = tally(np.array([1.0, 3.0]), None)
    assert (found.count, found.weight, found.squares, found.mean, found.scatter) == (2, 2.0, 2.0, 2.0, 2.0)
    assert found.beyond.shape == (0,)
    assert found.chances == ()


def test_worlds_that_all_contradict_the_evidence_say_nothing() -> None:
    """Weights of zero: no mean is made up, its error is not a number."""
    found = tally(np.array([1.0, 3.0]), np.zeros(2))
    assert (found.weight, found.mean, found.effective) == (0.0, 0.0, 0.0)
    assert isnan(found.deviation)
    assert isnan(found.error)
    both = found + found
    assert (both.count, both.weight, both.mean, both.scatter) == (4, 0.0, 0.0, 0.0)


def test_two_tallies_together_are_the_tally_of_all() -> None:
    """Weighted mean, scatter, histogram and limits, to rounding; an empty one changes nothing."""
    chance = np.random.default_rng(1)
    values, weights = chance.random(50), chance.random(50)
    whole = tally(values, weights, (0.5,))
    parts = tally(values[:20], weights[:20], (0.5,)) + tally(values[20:], weights[20:], (0.5,))
    assert parts.count == 50
    for name in ("weight", "squares", "mean", "scatter"):
        assert getattr(parts, name) == pytest.approx(getattr(whole, name), rel=1e-13)
    assert parts.histogram == pytest.approx(whole.histogram, abs=1e-13)
    assert parts.beyond == pytest.approx(whole.beyond, rel=1e-13)
    empty = tally(np.ones(2), np.zeros(2), (0.5,))
    assert same(parts + empty, replace(parts, count=52))


@pytest.mark.parametrize("size", [0, 1, 2, 3, 8, 13])
def test_a_total_is_added_by_halves(size: int) -> None:
    """1 + 2 + ... + n = n (n + 1) / 2, whatever the size."""
    assert total(np.arange(1.0, size + 1)) == size * (size + 1) / 2


def test_the_order_of_a_total_is_fixed() -> None:
    """Of four, first and third, second and fourth, then both: (1e16 - 1e16) + (1 + 1) = 2, where in turn it is 1."""
    assert total(np.array([1e16, 1.0, -1e16, 1.0])) == 2.0
    assert sum([1e16, 1.0, -1e16, 1.0]) == 1.0


def test_bins_are_64_to_an_octave() -> None:
    """The bin of 1 begins 80 x 64 bins above 2^-80, which begins bin 1; 1.5 lies 32 further, just below 2 lies 63.

    What is below 2^-80, zero included, lies in bin 0; what is at or above 2^40 in the last.
    """
    assert BINS == 120 * 64 + 2
    assert bins(np.array([2.0**-80, 1.0, 1.5, 2 - 2**-52, 2.0])).tolist() == [1, 5121, 5153, 5184, 5185]
    assert bins(np.array([0.0, 2.0**-81, 2.0**40, 1e300, 2.0**40 - 1e-3])).tolist() == [0, 0, 7681, 7681, 7680]


@pytest.mark.parametrize("place", [1, 2, 64, 65, 5121, 5153, 7680])
def test_a_bin_holds_its_lower_edge_and_not_its_upper(place: int) -> None:
    """Edges and bins agree; two bins of the first octave differ by 2^-86."""
    assert bins(np.array([edge(place), np.nextafter(edge(place), 0), np.nextafter(edge(place + 1), 0)])).tolist() == [
        place, place - 1, place,
    ]  # fmt: skip
    assert (edge(0), edge(1), edge(2)) == (0.0, 2.0**-80, 2.0**-80 * 65 / 64)


def test_quantiles_are_linear_within_a_bin() -> None:
    """Weights 1 and 3 in the bins of 1 (to 65/64) and 2 (to 2 + 1/32): levels 0.125, 0.25, 0.625 and 1."""
    found = tally(np.array([1.0, 2.0]), np.array([1.0, 3.0]))
    assert found.quantile(0.125) == pytest.approx(1 + 1 / 128, rel=1e-15)
    assert found.quantile(0.25) == pytest.approx(65 / 64, rel=1e-15)
    assert found.quantile(0.625) == pytest.approx(2 + 1 / 64, rel=1e-15)
    assert found.quantile(1.0) == pytest.approx(2 + 1 / 32, rel=1e-15)


def test_quantiles_of_many_draws_are_close() -> None:
    """2,000 values: within 1 % of those by sorting."""
    values = np.random.default_rng(2).lognormal(-10.0, 1.0, 2000)
    found = tally(values, None)
    for level in (0.05, 0.5, 0.95):
        assert found.quantile(level) == pytest.approx(float(np.quantile(values, level)), rel=0.01)


def test_a_stream_is_its_worlds() -> None:
    """37 worlds in batches of 10, the last of 7: the tally of the worlds themselves, put together."""
    made = case("own")
    values = made.worlds(37)[0]
    found = stream(Quantity(plans=(made,), limits=(0.15,)), 37)
    parts = [tally(values[start : start + 10], None, (0.15,)) for start in (0, 10, 20, 30)]
    assert same(found, reduce(add, parts))
    assert found.count == 37
    assert found.mean == pytest.approx(values.mean(), rel=1e-14)
    assert found.beyond[0] == (values > 0.15).sum()


def test_evidence_weighs_worlds() -> None:
    """The quantity is P(top and alarm) / P(alarm), and each world weighs P(alarm)."""
    made = case("own")
    _, alarm, both = made.worlds(40)
    found = stream(Quantity(plans=(made,), root=2, evidence=1), 40)
    assert found.weight == pytest.approx(alarm.sum(), rel=1e-14)
    assert found.mean == pytest.approx(both.sum() / alarm.sum(), rel=1e-13)
    ratio = both / alarm
    assert found.deviation == pytest.approx(sqrt(np.average((ratio - found.mean) ** 2, weights=alarm)), rel=1e-12)


def test_impossible_evidence_is_no_division_by_zero() -> None:
    """A cause that nobody can have heard: worlds in which the evidence has no probability weigh nothing."""
    store = Formulas()
    leaf = store.leaf()
    made = plan(circuit_of(store, [leaf]), [happening("storm", Parameter("p", BETA))], [leaf], {})
    found = stream(Quantity(plans=(made,), root=0, evidence=0), 200)
    assert found.weight == made.worlds(200)[0].sum()
    assert found.mean == 1.0


def test_a_portfolio_adds_up_its_cases() -> None:
    """Two cases with a shared part: the sum in each world, in which the shared part is the same draw."""
    one, two = case("one"), case("two")
    values = one.worlds(40)[0] + two.worlds(40)[0]
    found = stream(Quantity(plans=(one, two)), 40)
    assert found.mean == pytest.approx(values.mean(), rel=1e-14)
    assert found.deviation == pytest.approx(values.std(), rel=1e-12)
    apart = one.worlds(40)[0].var() + two.worlds(40)[0].var()
    assert found.deviation**2 > 1.2 * apart


def test_a_portfolio_made_case_by_case_is_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    """Five cases in groups of two, the last of one: each made once, by its number, and added up in every world."""
    monkeypatch.setattr(streaming, "GROUP", 2)
    made: list[int] = []

    def make(number: int) -> Plan:
        made.append(number)
        return case(f"case {number}")

    asked = Portfolio(make=make, cases=5, worlds=12)
    found = together(asked, (0.9,))
    rows = [case(f"case {number}").worlds(12)[0] for number in range(5)]
    values = (rows[0] + rows[1]) + (rows[2] + rows[3]) + rows[4]
    assert made == [0, 1, 2, 3, 4]
    assert same(found, tally(values, None, (0.9,)))
    with ThreadPoolExecutor(2) as executor:
        assert same(together(asked, (0.9,), by_threads(executor)), found)


class Cluster:
    """A Dask client's manner, without processes: what is scattered comes back in the task, results when asked for."""

    def __init__(self) -> None:
        self.scattered: list[object] = []

    def scatter(self, held: object, broadcast: bool) -> object:
        """Keep what is sent to everybody."""
        assert broadcast
        self.scattered.append(held)
        return held

    def submit(self, work: Callable[..., Tally], *arguments: object, pure: bool) -> Result:
        """Return a promise of what the work gives."""
        assert not pure
        return Result(partial(work, *arguments))


class Result:
    """A promise."""

    def __init__(self, work: Callable[[], Tally]) -> None:
        self.result = work


@pytest.mark.parametrize("compiled", [False, True])
def test_workers_move_no_digit(compiled: bool) -> None:
    """In turn, with 1, 2 and 4 threads, and over a cluster: the same bits; the order is sent once."""
    asked = Quantity(plans=(case("one"), case("two")), limits=(0.1,))
    expected = stream(asked, 95, in_turn, compiled)
    for workers in (1, 2, 4):
        with ThreadPoolExecutor(workers) as executor:
            assert same(stream(asked, 95, by_threads(executor), compiled), expected)
    cluster = Cluster()
    assert same(stream(asked, 95, by_dask(cluster), compiled), expected)  # type: ignore[arg-type]
    (order,) = cluster.scattered
    assert isinstance(order, Order)
    assert (order.count, order.compiled) == (95, compiled)


def test_kernel_and_arrays_give_the_same_tally() -> None:
    """With evidence, 64 worlds."""
    asked = Quantity(plans=(case("one"),), root=2, evidence=1)
    assert same(stream(asked, 64, compiled=True), stream(asked, 64, compiled=False))


def test_the_whole_stream_is_compiled_or_none_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """The effort of all plans and all worlds decides, once, so that not every batch has to."""
    asked = Quantity(plans=(case("one"), case("two")))
    effort = sum(made.effort for made in asked.plans)
    monkeypatch.setattr(streaming, "WORTHWHILE", 20 * effort)
    told: list[bool | None] = []

    def worlds(_: Plan, size: int, __: int, compiled: bool | None) -> np.ndarray:
        told.append(compiled)
        return np.ones((3, size))

    monkeypatch.setattr(Plan, "worlds", worlds)
    stream(asked, 20)
    stream(asked, 21)
    assert told == [False] * 4 + [True] * 6


def test_what_cannot_be_streamed_is_refused() -> None:
    """No world at all; evidence on several cases, which would weigh the worlds of each other."""
    made = case("own")
    with pytest.raises(ValueError, match="at least one world must be drawn, not 0"):
        stream(Quantity(plans=(made,)), 0)
    with pytest.raises(ValueError, match="evidence weighs the worlds of one case, not of 2"):
        stream(Quantity(plans=(made, made), evidence=1), 10)


def test_a_value_at_a_limit_is_not_beyond_it() -> None:
    """Without weights as well as with: of 1 and 3, one is above 1."""
    assert tally(np.array([1.0, 3.0]), None, (1.0, 3.0)).beyond.tolist() == [1.0, 0.0]


def test_no_world_and_a_single_one() -> None:
    """Nothing has the mean zero, so that adding it changes nothing; one world is a stream."""
    nothing = tally(np.empty(0), None, (0.5,))
    assert (nothing.count, nothing.weight, nothing.mean, nothing.scatter) == (0, 0.0, 0.0, 0.0)
    made = case("own")
    found = stream(Quantity(plans=(made,)), 1)
    assert (found.count, found.mean) == (1, made.worlds(1)[0, 0])
    assert same(found + replace(nothing, beyond=np.empty(0)), found)


def test_a_portfolio_says_whether_it_is_compiled(monkeypatch: pytest.MonkeyPatch) -> None:
    """As it was told, for each of its cases."""
    told: list[bool | None] = []

    def worlds(_: Plan, size: int, __: int, compiled: bool | None) -> np.ndarray:
        told.append(compiled)
        return np.ones((1, size))

    monkeypatch.setattr(Plan, "worlds", worlds)
    for compiled in (True, False, None):
        together(Portfolio(make=lambda number: case(str(number)), cases=1, worlds=4, compiled=compiled))
    assert told == [True, False, None]
