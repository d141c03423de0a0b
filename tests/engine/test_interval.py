"""Proven bounds against enumeration over all states, in fractions."""

from __future__ import annotations

import random
from fractions import Fraction
from itertools import pairwise, product

import pytest

from loadpath.engine.formula import FALSE, TRUE, Formulas, Gate
from loadpath.engine.interval import Interval, Limits, bounds, intervals
from loadpath.engine.interval_exact import exact, rounding
from loadpath.engine.interval_normal import Normal, above, below
from loadpath.engine.interval_shape import shaped

MOST_STEPS = 5_000


def grown(rng: random.Random, store: Formulas, leaves: int) -> int:
    """Return a formula grown at random over a few leaves that many parts share, with not, k-of-n and either-or."""
    pool = [store.leaf() for _ in range(leaves)]
    for _ in range(rng.randint(3, 14)):
        parts = rng.sample(pool, min(len(pool), rng.randint(2, 4)))
        match rng.choice(["and", "or", "not", "atleast", "choose", "odd"]):
            case "and":
                pool.append(store.all_of(parts))
            case "or":
                pool.append(store.any_of(parts))
            case "not":
                pool.append(store.negate(parts[0]))
            case "atleast":
                pool.append(store.at_least(rng.randint(1, len(parts)), parts))
            case "choose":
                pool.append(store.choose(parts[0], parts[1], parts[-1]))
            case _:
                pool.append(store.odd(parts))
    return pool[-1]


def value(store: Formulas, formula: int, state: tuple[bool, ...]) -> bool:
    """Return a formula's truth by its definition."""
    gate = store.gates[formula]
    parts = [value(store, part, state) for part in gate.parts]
    match gate.kind:
        case "constant":
            return bool(gate.number)
        case "leaf":
            return state[gate.number]
        case "not":
            return not parts[0]
        case "and":
            return all(parts)
        case "or":
            return any(parts)
        case "odd":
            return sum(parts) % 2 == 1
        case _:
            return sum(parts) >= gate.number


def truth(store: Formulas, formula: int, weights: list[float]) -> Fraction:
    """Return a formula's probability: the sum over all states, in fractions."""
    total = Fraction(0)
    for state in product((False, True), repeat=len(weights)):
        if value(store, formula, state):
            chance = Fraction(1)
            for weight, holds in zip(weights, state, strict=True):
                chance *= Fraction(weight) if holds else 1 - Fraction(weight)
            total += chance
    return total


def some_case(seed: int) -> tuple[Formulas, int, list[float]]:
    """Return a formula over at most seven leaves, and weights of which some are tiny, some zero and some one."""
    rng = random.Random(seed)
    store = Formulas()
    leaves = rng.randint(2, 7)
    root = grown(rng, store, leaves)
    weights = [rng.choice([rng.random(), rng.random() ** 4, 1e-9, 0.0, 1.0]) for _ in range(leaves)]
    return store, root, weights


@pytest.mark.parametrize("exact_nodes", [0, 6, 1_000])
@pytest.mark.parametrize("seed", range(80))
def test_bounds_hold_never_widen_and_close(seed: int, exact_nodes: int) -> None:
    """At every step the probability lies inside, each interval lies in the last, and the last is a rounding wide.

    A rounding: at most 100 steps of a tree of depth 7, a few units in the last place (2.2e-16) each, stay below 1e-13 of
    the value; 1e-290 is what numbers too small for a float add.
    """
    store, root, weights = some_case(seed)
    exactly = truth(store, root, weights)
    found = list(intervals(store, root, weights, exact_nodes=exact_nodes))
    assert len(found) < MOST_STEPS
    for one in found:
        assert Fraction(one.lower) <= exactly <= Fraction(one.upper)
    for one, later in pairwise(found):
        assert one.lower <= later.lower
        assert later.upper <= one.upper
    assert found[-1].method == "exact"
    assert found[-1].gap <= 1e-13 * float(exactly) + 1e-290


@pytest.mark.parametrize("seed", [*range(60), 11_181])
def test_searching_the_parts_of_a_core_keeps_bounds_proven(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """The core is searched from below after the first step instead of after 64, so that small formulas see it too.

    Seed 11,181 once solved a part that had been taken apart, and counted what it had been made of as nothing.
    """
    monkeypatch.setattr("loadpath.engine.interval.FIRST", 1)
    store, root, weights = some_case(1_000 + seed)
    exactly = truth(store, root, weights)
    found = list(intervals(store, root, weights, exact_nodes=seed % 2 * 5, part_steps=2))
    assert all(Fraction(one.lower) <= exactly <= Fraction(one.upper) for one in found)
    assert all(one.lower <= later.lower and later.upper <= one.upper for one, later in pairwise(found))
    assert found[-1].method == "exact"


@pytest.mark.parametrize("seed", range(40))
def test_what_is_known_at_sight_holds_for_every_part(seed: int) -> None:
    """Bounds of every formula in the store enclose its probability, also under an assumption, before any search."""
    store, root, weights = some_case(2_000 + seed)
    pairs = [(weight, 1.0 - weight) for weight in weights]
    normal = Normal(pairs)
    adopted = normal.adopt(store, root)
    for literal in (1, 2, 4, 8):
        normal.restrict(adopted, literal)
    seen = Formulas(gates=normal.gates)
    for number in range(len(normal.gates)):
        low, high = normal.pairs[number]
        assert Fraction(low) <= truth(seen, number, weights) <= Fraction(high)


@pytest.mark.parametrize("seed", range(40))
def test_another_shape_is_the_same_probability(seed: int) -> None:
    """Sharing, dissolving and taking leaves together changes no probability beyond rounding (1e-13)."""
    store, root, weights = some_case(3_000 + seed)
    normal = Normal([(weight, 1.0 - weight) for weight in weights])
    found = exact(normal, shaped(normal, normal.adopt(store, root)), 10_000, len(weights))
    assert found is not None
    assert found[0] <= truth(store, root, weights) <= found[1]


def test_parity_is_taken_apart() -> None:
    """Of three events of 1/2, 1/4 and 1/8 an odd number happens with (1 - (0)(1/2)(3/4)) / 2 = 1/2; its negation too."""
    store = Formulas()
    odd = store.odd([store.leaf() for _ in range(3)])
    weights = [0.5, 0.25, 0.125]
    assert truth(store, odd, weights) == Fraction(1, 2)
    for root in (odd, store.negate(odd)):
        found = bounds(store, root, weights)
        assert found.lower <= 0.5 <= found.upper
        assert found.gap < 1e-13


def test_leaves_of_one_gate_are_one_leaf_and_common_parts_one_gate() -> None:
    """(a or b or x) and (a or b or y): a or b becomes one leaf that both name; three leaves are left of four."""
    normal = Normal([(0.5, 0.5)] * 4)
    a, b, x, y = normal.leaves
    root = normal.made("and", 0, [normal.made("or", 0, [a, b, x]), normal.made("or", 0, [a, b, y])])
    assert normal.support[shaped(normal, root)].bit_count() == 3


def hard() -> tuple[Formulas, int, list[float]]:
    """Return a formula that takes many steps when nothing is solved at once: two of three over a ring of 14 pairs."""
    store = Formulas()
    ring = [store.leaf() for _ in range(14)]
    pairs = [store.any_of([ring[place], ring[(place + 1) % 14]]) for place in range(14)]
    return store, store.at_least(7, pairs), [0.01 * (1 + place) for place in range(14)]


def test_each_limit_stops_the_search_and_is_named() -> None:
    """A gap, a ratio, steps, nodes and time: the first that is reached stops the search, which says so."""
    store, root, weights = hard()
    ticks = iter(range(1_000))

    def stopped(limits: Limits) -> Interval:
        return bounds(store, root, weights, limits=limits, exact_nodes=0)

    assert stopped(Limits(steps=5)).steps == 5
    assert stopped(Limits(steps=5)).stopped == "steps"
    assert stopped(Limits(nodes=9)).stopped == "nodes"
    wide = stopped(Limits(gap=0.01))
    assert (wide.stopped, wide.method) == ("gap", "conditioning")
    assert 0.0 < wide.gap <= 0.01
    assert stopped(Limits(ratio=2.0)).ratio <= 2.0
    timed = stopped(Limits(seconds=3.0, clock=lambda: float(next(ticks))))
    assert (timed.stopped, timed.steps) == ("time", 2)


def test_seconds_need_a_clock_and_weights_are_probabilities() -> None:
    """Nothing here knows the time by itself, and 1.5 is no probability."""
    store = Formulas()
    leaf = store.leaf()
    with pytest.raises(ValueError, match=r"3\.0 seconds are a limit only with a clock"):
        bounds(store, leaf, [0.5], limits=Limits(seconds=3.0))
    with pytest.raises(ValueError, match=r"1\.5 is no probability"):
        bounds(store, leaf, [1.5])
    store.gates.append(Gate("maybe", parts=(leaf,)))
    with pytest.raises(ValueError, match="unknown kind of gate `maybe`"):
        bounds(store, len(store.gates) - 1, [0.5])


def test_constants_and_leaves_take_no_step() -> None:
    """False, true and a leaf are known at once; the ratio of nothing to nothing is one, of something infinite."""
    store = Formulas()
    leaf = store.leaf()
    assert bounds(store, FALSE, [0.5]) == Interval(
        lower=0.0, upper=0.0, method="exact", steps=0, nodes=1, stopped="closed"
    )
    assert bounds(store, TRUE, [0.5]).lower == 1.0
    assert bounds(store, leaf, [0.5]).steps == 0
    assert bounds(store, FALSE, [0.5]).ratio == 1.0
    assert Interval(lower=0.0, upper=0.1, method="conditioning", steps=0, nodes=1).ratio == float("inf")


def test_the_same_question_takes_the_same_steps() -> None:
    """Nothing is drawn at random and no order of a set decides: two runs agree in every interval."""
    first, second = (list(intervals(*hard(), exact_nodes=0)) for _ in range(2))
    assert first == second


def test_roundings_are_outward() -> None:
    """0.1 times 0.1 rounds; the bounds around it enclose the exact product, and 4 n + 8 roundings cover n leaves."""
    exactly = Fraction(0.1) * Fraction(0.1)
    assert Fraction(below(0.1 * 0.1)) < exactly < Fraction(above(0.1 * 0.1))
    assert above(1.0) == 1.0
    assert below(0.0) == 0.0
    assert rounding(1) >= 12 * 2.0**-53


def test_a_diagram_that_does_not_fit_is_no_answer() -> None:
    """Ten nodes are not enough for seven of fourteen pairs in a ring."""
    store, root, weights = hard()
    normal = Normal([(weight, 1.0 - weight) for weight in weights])
    assert exact(normal, normal.adopt(store, root), 10, len(weights)) is None
    assert exact(normal, TRUE, 10, 0) == (1.0, 1.0)
