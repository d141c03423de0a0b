"""Sampled causes with an exact rest: unbiased, seeded, and never noisier than drawing everything."""

from __future__ import annotations

from math import sqrt
from typing import TYPE_CHECKING

import pytest

from loadpath.engine.conditional import METHOD, conditional, shared_causes
from loadpath.engine.draws import SEED, uniforms
from loadpath.engine.formula import Formulas
from loadpath.errors import TooLargeError

if TYPE_CHECKING:
    from collections.abc import Sequence

FOUR = 4.0
"""Standard errors: a sound estimate is further off in one of 15,800 cases."""


def redundant() -> tuple[Formulas, int, list[float]]:
    """Return two of three trains, of which each fails by itself, by one of two common causes, or by a good day."""
    store = Formulas()
    power, water, calm = store.leaf(), store.leaf(), store.leaf()
    trains = [store.any_of([power, store.all_of([water, store.negate(calm)]), store.leaf()]) for _ in range(3)]
    return store, store.at_least(2, trains), [0.02, 0.1, 0.7, 0.1, 0.2, 0.3]


def expected() -> float:
    """Return its probability by hand.

    A common cause fails all: 1 - 0.98 (1 - 0.1 * 0.3) = 0.0494. Otherwise two of 0.1, 0.2, 0.3 fail: 0.1 * 0.2 * 0.7 +
    0.1 * 0.8 * 0.3 + 0.9 * 0.2 * 0.3 + 0.1 * 0.2 * 0.3 = 0.098.
    """
    return 0.0494 + (1.0 - 0.0494) * 0.098


@pytest.mark.parametrize("causes", [(0,), (1,), (0, 1), (0, 1, 2), (0, 1, 2, 3, 4, 5)])
def test_the_average_is_unbiased_whatever_is_drawn(causes: Sequence[int]) -> None:
    """Within four standard errors over 20 seeds together, for no cause to all leaves drawn."""
    store, root, weights = redundant()
    found = [conditional(store, root, weights, causes, 2_000, seed=seed) for seed in range(20)]
    mean = sum(one.probability for one in found) / 20
    error = sqrt(sum(one.standard_error**2 for one in found)) / 20
    assert error > 0.0
    assert abs(mean - expected()) < FOUR * error
    assert all(one.method == METHOD and one.causes == tuple(causes) and one.draws == 2_000 for one in found)


def test_the_standard_error_is_the_spread_between_seeds() -> None:
    """The spread of 200 averages is the stated error: a chi-square of 199 degrees strays 20 % once in 10,000 times."""
    store, root, weights = redundant()
    found = [conditional(store, root, weights, (0, 1), 400, seed=seed) for seed in range(200)]
    mean = sum(one.probability for one in found) / 200
    spread = sqrt(sum((one.probability - mean) ** 2 for one in found) / 199)
    stated = sqrt(sum(one.standard_error**2 for one in found) / 200)
    assert spread == pytest.approx(stated, rel=0.2)


def test_what_is_computed_adds_no_noise() -> None:
    """Drawing the causes only has a smaller error than drawing every leaf: sqrt(p (1 - p) / n) to a tenth."""
    store, root, weights = redundant()
    few = conditional(store, root, weights, (0, 1), 4_000)
    every = conditional(store, root, weights, range(6), 4_000)
    assert few.standard_error < every.standard_error
    assert every.standard_error == pytest.approx(sqrt(expected() * (1 - expected()) / 4_000), rel=0.1)
    assert few.states == 4
    assert every.states <= 64


def test_without_causes_it_is_the_exact_value() -> None:
    """Nothing drawn, nothing uncertain."""
    store, root, weights = redundant()
    found = conditional(store, root, weights, (), 2)
    assert found.probability == pytest.approx(expected(), rel=1e-13)
    assert found.standard_error == 0.0
    assert found.states == 1


def test_draws_belong_to_names_and_seeds() -> None:
    """The same seed gives the same digits, another seed others, and an unrelated leaf before the causes moves none."""
    store, root, weights = redundant()
    names = ["power", "water", "calm", "a", "b", "c"]
    first = conditional(store, root, weights, (0, 1), 500, names=names, seed=7)
    assert conditional(store, root, weights, (1, 0), 500, names=names, seed=7) == first
    assert conditional(store, root, weights, (0, 1), 500, names=names, seed=8).probability != first.probability
    more = Formulas()
    more.leaf()
    moved = {leaf: more.leaf() for leaf in range(6)}
    trains = [more.any_of([moved[0], more.all_of([moved[1], more.negate(moved[2])]), moved[3 + t]]) for t in range(3)]
    again = conditional(more, more.at_least(2, trains), [0.5, *weights], (1, 2), 500, names=["other", *names], seed=7)
    assert again.probability == first.probability


def test_a_rest_that_does_not_fit_is_refused() -> None:
    """Nothing approximate is given instead; and one draw has no error to give."""
    store, root, weights = redundant()
    with pytest.raises(TooLargeError, match="what is left with 1 causes settled takes more than 3 nodes"):
        conditional(store, root, weights, (0,), 10, rest_nodes=3)
    with pytest.raises(ValueError, match="1 draws have no standard error"):
        conditional(store, root, weights, (0,), 1)


def test_shared_causes_are_the_leaves_that_many_gates_name() -> None:
    """Power is named by three gates; water and calm by one, which three share; the trains' own by one each."""
    store, root, _ = redundant()
    assert shared_causes(store, root, 5) == (0,)
    assert shared_causes(store, root, 0) == ()


def test_an_estimate_is_the_average_over_its_draws() -> None:
    """Drawn by hand: power fails in some of 100 draws, and then everything; else two of the rest fail with p.

    Else water (0.1) fails on a day that is not calm (0.3), or two of 0.1, 0.2 and 0.3: p = 0.03 + 0.97 x 0.098. The
    squared error of the mean is the sum of squared distances over 100 x 99.
    """
    store, root, weights = redundant()
    weights[0] = 0.3
    names = ["power", "water", "calm", "a", "b", "c"]
    p = 0.03 + 0.97 * 0.098
    for seed, named in ((SEED, None), (3, names)):
        drawn = uniforms("leaf 0" if named is None else "power", 100, seed)
        failed = int((drawn < 0.3).sum())
        mean = (failed + (100 - failed) * p) / 100
        squares = failed * (1 - mean) ** 2 + (100 - failed) * (p - mean) ** 2
        if named is None:
            found = conditional(store, root, weights, [0, 0], 100)
        else:
            found = conditional(store, root, weights, [0], 100, names=named, seed=seed)
        assert found.probability == pytest.approx(mean, rel=1e-12)
        assert found.standard_error == pytest.approx(sqrt(squares / 99 / 100), rel=1e-12)
        assert (found.states, found.causes, found.draws) == (2, (0,), 100)
        assert found.method == METHOD == "conditional Monte Carlo"


def test_two_draws_are_enough() -> None:
    """And they have a spread."""
    store, root, weights = redundant()
    assert conditional(store, root, weights, (0,), 2).draws == 2


def test_complements_keep_their_digits() -> None:
    """Not a, of which 1e-20 is left, and a cause: P(not a | cause) is 1e-20, where 1 - 1.0 would be nothing."""
    store = Formulas()
    a, cause = store.leaf(), store.leaf()
    root = store.all_of([store.negate(a), store.any_of([cause, store.negate(cause)])])
    found = conditional(store, root, [1.0, 0.5], (1,), 10, complements=[1e-20, 0.5])
    assert found.probability == pytest.approx(1e-20, rel=1e-12, abs=0.0)
    assert conditional(store, root, [1.0, 0.5], (1,), 10).probability == pytest.approx(0.0, abs=1e-290)


def test_several_causes_are_settled_together() -> None:
    """Each state of two causes is computed once: neither, one, the other, both; the order they are named in is no matter."""
    store = Formulas()
    a, b, c = store.leaf(), store.leaf(), store.leaf()
    root = store.any_of([store.all_of([a, store.negate(b)]), store.all_of([b, c])])
    weights = [0.5, 0.25, 0.125]
    draws = [uniforms(f"leaf {leaf}", 200) < weights[leaf] for leaf in (0, 1)]
    # b: c decides; not b: a does
    values = [0.125 if with_b else float(with_a) for with_a, with_b in zip(*draws, strict=True)]
    for causes in ((0, 1), (1, 0), [1, 0, 1]):
        found = conditional(store, root, weights, causes, 200)
        assert found.probability == pytest.approx(sum(values) / 200, rel=1e-12)
        assert (found.states, found.causes) == (4, (0, 1))


def test_causes_are_ordered_by_how_many_gates_name_them() -> None:
    """B in three gates, a and d in two, c in one; a negated leaf is named by the gate around its negation.

    The walk meets each gate once, also where two name it.
    """
    store = Formulas(flat=False)
    a, b, c, d = (store.leaf() for _ in range(4))
    twice = store.any_of([a, b])
    root = store.any_of([
        store.all_of([twice, d]), store.all_of([twice, c, store.negate(b)]), store.all_of([b, store.negate(d), a]),
    ])  # fmt: skip
    assert shared_causes(store, root, 9) == (1, 0, 3)
    assert shared_causes(store, root, 2) == (1, 0)
    # a leaf by itself, or its negation, is named by no gate
    assert shared_causes(store, a, 2) == ()
    assert shared_causes(store, store.negate(a), 2) == ()
