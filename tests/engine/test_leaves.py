"""What weighs a leaf: means where they suffice, rules where a number is shared, draws where neither will do."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from loadpath.engine import laws, leaves
from loadpath.engine.draws import uniforms
from loadpath.engine.leaves import (
    Below,
    Cut,
    Free,
    Is,
    Of,
    Parameter,
    Setting,
    drawn_setting,
    headline_setting,
    parameters_of,
    with_free,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from loadpath.engine.leaves import Weight

BETA = laws.Beta(2.0, 8.0)
"""Mean 1/5; E[x^2] = 2 x 3 / (10 x 11) = 3/55; E[x^3] = 2 x 3 x 4 / (10 x 11 x 12) = 1/55."""
CUBE = laws.Beta(3.0, 1.0)
"""Density 3 x^2: P(x <= c) = c^3."""
FLAT = laws.Beta(1.0, 1.0)
"""Uniform: P(x <= c) = c."""
A, B, CUBED, EVEN = Parameter("a", BETA), Parameter("b", BETA), Parameter("cubed", CUBE), Parameter("even", FLAT)
FIXED = Parameter("fixed", laws.Point(0.25, 0.7500000001))
HALF = Parameter("half", laws.Point(0.5, 0.5))


def square(x: np.ndarray) -> np.ndarray:
    """Return the square."""
    return np.asarray(x * x)


def plus(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Return x + 2 y, in which the order of arguments matters."""
    return np.asarray(x + 2.0 * y)


def single(weight: Weight, free: float | None = None) -> tuple[float, float]:
    """Return weight and complement of one leaf at the one point that it takes."""
    found = headline_setting([weight], {} if free is None else {0: free})
    assert found.weights.shape == found.complements.shape == (1, 1)
    assert found.points.tolist() == [1.0]
    assert not found.sampled
    return float(found.weights[0, 0]), float(found.complements[0, 0])


@pytest.mark.parametrize(
    ("weight", "expected"),
    [
        (Is(A), (A,)),
        (Cut(A, 0.0, 0.1), (A,)),
        (Of((A, B), plus), (A, B)),
        (Below(B, A), (B, A)),
        (Free(), ()),
    ],
)
def test_what_a_leaf_depends_on(weight: Weight, expected: tuple[Parameter, ...]) -> None:
    """One parameter, several in their order, or none."""
    assert parameters_of(weight) == expected


def test_a_free_leaf_may_be_anything_unless_it_is_said() -> None:
    """From 0 to 1."""
    assert (Free().low, Free().high) == (0.0, 1.0)


@pytest.mark.parametrize(
    ("weight", "expected"),
    [
        (Is(A), 0.2),  # 2 / (2 + 8)
        (Cut(CUBED, 0.0, 0.5), 0.125),  # 0.5^3
        (Cut(CUBED, 0.5, 0.8), (0.512 - 0.125) / 0.875),  # (0.8^3 - 0.5^3) / (1 - 0.5^3)
        (Of((A,), square), 3 / 55),
        (Of((CUBED,), square), 3 / 5),  # the integral of 3 x^4
        (Of((FIXED,), square), 0.0625),  # 0.25^2
        (Of((FIXED, HALF), plus), 1.25),  # 0.25 + 2 x 0.5
        (Below(CUBED, EVEN), 1 / 4),  # E[y^3] for y uniform
        (Below(EVEN, CUBED), 3 / 4),  # E[x] for density 3 x^2
        (Below(CUBED, HALF), 1 / 8),  # 0.5^3
        (Below(FIXED, CUBED), 1 - 1 / 64),  # 1 - 0.25^3
        (Free(), 0.0),
    ],
)
def test_one_leaf_weighs_its_mean(weight: Weight, expected: float) -> None:
    """A leaf with numbers of its own needs one point, at its mean; the complement is the rest."""
    found, complement = single(weight)
    # the rule for `Below(FIXED, CUBED)` integrates a step: it is a spacing of 0.05 in log odds off
    assert found == pytest.approx(expected, abs=1e-3 if weight == Below(FIXED, CUBED) else 1e-9)
    assert complement == pytest.approx(1.0 - found, abs=1e-15)


def test_a_cut_from_zero_on_asks_for_no_probability_of_zero() -> None:
    """A metalog has no value at 0 and its log odds do not exist there; from 1 % to 10 %, 5 % lie below the first."""
    law = laws.metalog(0.01, 0.1)
    found, _ = single(Cut(Parameter("m", law), 0.0, 0.01))
    assert found == pytest.approx(0.05, abs=1e-12)


def test_a_cut_below_one_half_percent_is_a_cut() -> None:
    """Any bound above zero counts: (0.5^3 - 0.001^3) / (1 - 0.001^3), 7/8 of a billionth below 0.125."""
    found, _ = single(Cut(CUBED, 0.001, 0.5))
    assert found == pytest.approx((0.125 - 1e-9) / (1 - 1e-9), rel=1e-14)


def test_nothing_lies_above_where_all_lies_below() -> None:
    """A number that is 0.5 for certain never lies above 0.75: the leaf is given nothing, and weighs nothing."""
    assert single(Cut(HALF, 0.75, 0.875)) == (0.0, 1.0)


def test_a_point_has_its_own_complement() -> None:
    """It is not one minus the weight."""
    assert single(Is(FIXED)) == (0.25, 0.7500000001)


def test_a_free_leaf_weighs_what_it_is_given() -> None:
    """0.3, and 0.7 for its complement."""
    assert single(Free(), 0.3) == (0.3, 0.7)


def moment(weights: Sequence[Weight], free: float | None = None) -> float:
    """Return the expectation of the product of all leaves' weights."""
    found = headline_setting(weights, {} if free is None else {0: free})
    assert not found.sampled
    assert found.points.sum() == pytest.approx(1.0, abs=1e-12)
    assert np.array_equal(found.complements, 1.0 - found.weights)
    return float(found.points @ np.prod(found.weights, axis=0))


def test_leaves_with_one_number_are_integrated_together() -> None:
    """Two leaves: E[x^2] = 3/55, three: E[x^3] = 1/55, each with (degree + 2) // 2 = 2 points; (1/5)^2 were apart."""
    assert moment([Is(A), Is(A)]) == pytest.approx(3 / 55, rel=1e-9)
    assert moment([Is(A), Is(A), Is(A)]) == pytest.approx(1 / 55, rel=1e-9)
    assert headline_setting([Is(A), Is(A)], {}).points.shape == (2,)
    # four: E[x^4] = 2 x 3 x 4 x 5 / (10 x 11 x 12 x 13) = 1/143, with 3 points
    assert moment([Is(A)] * 4) == pytest.approx(1 / 143, rel=1e-9)
    assert headline_setting([Is(A)] * 4, {}).points.shape == (3,)


def test_two_shared_numbers_make_a_grid() -> None:
    """E[x^2] E[y^2 z] = 3/55 x 3/55 x 1/5, on two times two points, whose weights are products."""
    weights = [Is(A), Is(B), Is(A), Is(B), Is(Parameter("c", BETA))]
    assert moment(weights) == pytest.approx((3 / 55) ** 2 / 5, rel=1e-9)
    found = headline_setting(weights, {})
    assert found.points.shape == (4,)
    assert found.weights[0] == pytest.approx(found.weights[2], abs=0)
    assert found.weights[4] == pytest.approx(np.full(4, 0.2), abs=1e-15)


def test_a_point_is_not_integrated() -> None:
    """Shared by two leaves it is 0.25 in both, at one point."""
    found = headline_setting([Is(FIXED), Is(FIXED)], {})
    assert found.points.tolist() == [1.0]
    assert found.weights.tolist() == [[0.25], [0.25]]


def test_a_number_of_a_leaf_and_a_cut() -> None:
    """E[x 1(x <= 1/2)] is the integral of 3 x^3 up to 1/2: 3/64; E[x] P(x <= 1/2) would be 3/32.

    The cut is exact since the rule has points on each side of it: two for a degree of one on each.
    """
    weights: list[Weight] = [Is(CUBED), Cut(CUBED, 0.0, 0.5)]
    assert moment(weights) == pytest.approx(3 / 64, rel=1e-9)
    found = headline_setting(weights, {})
    assert found.points.shape == (2,)
    assert found.points.tolist() == pytest.approx([1 / 8, 7 / 8], rel=1e-12)


def test_a_shared_number_with_a_cut_from_zero_on() -> None:
    """The log odds of 0 do not exist, and no cut is made there; below the 95 % point of a metalog lie 95 %."""
    number = Parameter("m", laws.metalog(0.01, 0.1))
    found = headline_setting([Is(number), Cut(number, 0.0, 0.1)], {})
    assert found.points @ found.weights[1] == pytest.approx(0.95, abs=1e-12)


def test_a_function_of_several_numbers_does_not_unshare_others() -> None:
    """E[x^2] E[0.25 + 2 y] = 3/55 (0.25 + 0.4): x stays shared by its two leaves."""
    weights: list[Weight] = [Is(A), Is(A), Of((FIXED, B), plus)]
    assert moment(weights) == pytest.approx(3 / 55 * 0.65, rel=1e-9)


def test_both_ends_of_a_cut_count() -> None:
    """Given that x lies above 1/2, being below 4/5 is a cut at 4/5: at each point it is plainly true or false.

    With the other cut at 1/2 the leaves that say "not below 1/2, and below 4/5" have P = 0.512 - 0.125.
    """
    weights: list[Weight] = [Is(CUBED), Cut(CUBED, 0.0, 0.5), Cut(CUBED, 0.5, 0.8)]
    found = headline_setting(weights, {})
    assert found.points.tolist() == pytest.approx([0.125, 0.387, 0.488], rel=1e-9)
    assert found.weights[1].tolist() == [1.0, 0.0, 0.0]
    assert found.weights[2].tolist() == [1.0, 1.0, 0.0]
    assert found.complements[1].tolist() == [0.0, 1.0, 1.0]
    # the integral of 3 x^3 from 0.5 to 0.8: 3/4 (0.4096 - 0.0625)
    assert found.points @ (found.weights[0] * found.complements[1] * found.weights[2]) == pytest.approx(0.260325)


def test_the_value_at_a_cut_lies_below_it() -> None:
    """A number of two values, 1/4 or (a little later) 3/4, cut at 1/4: at most means the value itself as well."""
    step = laws.Updated(values=np.array([0.25, 0.25, 0.75]), cumulated=np.array([0.0, 0.5, 0.5]), mean=0.5)
    number = Parameter("step", step)
    found = drawn_setting([Is(number), Cut(number, 0.0, 0.25)], {}, 1_000)
    assert set(found.weights[0].tolist()) == {0.25, 0.75}
    assert (found.weights[1] == (found.weights[0] == 0.25)).all()


def test_cuts_of_one_number_need_no_rule() -> None:
    """Leaves of which each is given the one before it lies apart multiply: 1/8 and (0.512 - 0.125) / 0.875."""
    found = headline_setting([Cut(CUBED, 0.0, 0.5), Cut(CUBED, 0.5, 0.8)], {})
    assert found.weights[:, 0].tolist() == pytest.approx([0.125, 0.387 / 0.875], rel=1e-12)
    assert found.points.tolist() == [1.0]


def test_a_function_of_two_numbers_is_integrated_over_both() -> None:
    """E[(x + 2 y) y] for a leaf that is a function of x and y and one that is y: 1/25 + 2 x 3/55.

    Every fourth point of 1441 for each, since the function may be anything smooth: 361 x 361 points.
    """
    weights: list[Weight] = [Of((A, B), plus), Is(B)]
    assert moment(weights) == pytest.approx(1 / 25 + 6 / 55, rel=1e-9)
    assert headline_setting(weights, {}).points.shape == (361 * 361,)


def test_a_function_that_stands_alone_makes_its_numbers_shared() -> None:
    """E[x + 2 y] = 3/5 although no other leaf has x or y; its points are integrated, not put in place of x and y."""
    found = headline_setting([Of((A, B), plus)], {})
    assert found.weights.shape == (1, 361 * 361)
    assert moment([Of((A, B), plus)]) == pytest.approx(0.6, rel=1e-9)


def test_a_function_of_a_shared_and_a_certain_number() -> None:
    """E[(0.25 + 2 x) x] = 0.25 / 5 + 2 x 3/55, on the points of x alone."""
    weights: list[Weight] = [Of((FIXED, A), plus), Is(A)]
    assert moment(weights) == pytest.approx(0.05 + 6 / 55, rel=1e-9)
    assert headline_setting(weights, {}).points.shape == (361,)


def test_a_function_of_one_number_that_another_leaf_has() -> None:
    """E[x^2 x] = 1/55 for the square of x beside x."""
    assert moment([Of((A,), square), Is(A)]) == pytest.approx(1 / 55, rel=1e-9)


def test_a_function_beside_a_cut_is_integrated_on_each_side() -> None:
    """E[x^2 1(x <= 1/2)] is the integral of 3 x^4 up to 1/2, 3/160, on two times 361 points."""
    weights: list[Weight] = [Of((CUBED,), square), Cut(CUBED, 0.0, 0.5)]
    assert moment(weights) == pytest.approx(3 / 160, rel=1e-9)
    assert headline_setting(weights, {}).points.shape == (2 * 361,)


def test_a_free_leaf_beside_a_shared_number() -> None:
    """0.3 at every point: 0.3 x 3/55; and 0 where no value is given."""
    assert moment([Free(), Is(A), Is(A)], 0.3) == pytest.approx(0.9 / 55, rel=1e-9)
    assert moment([Free(), Is(A), Is(A)]) == 0.0


def test_a_rule_with_too_many_points_gives_way_to_draws(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two numbers of two points are four: not more than four, but more than three."""
    weights = [Is(A), Is(A), Is(B), Is(B)]
    monkeypatch.setattr(leaves, "MOST_POINTS", 4)
    assert not headline_setting(weights, {}, 50).sampled
    monkeypatch.setattr(leaves, "MOST_POINTS", 3)
    found = headline_setting(weights, {}, 50)
    drawn = drawn_setting(weights, {}, 50)
    assert found.sampled
    assert np.array_equal(found.weights, drawn.weights)
    assert np.array_equal(found.complements, drawn.complements)
    assert found.points.tolist() == [1 / 50] * 50


def test_a_comparison_with_a_shared_number_is_drawn() -> None:
    """No rule is exact for a step in two numbers; 20,000 draws, if nothing else is said, and free leaves as given."""
    weights: list[Weight] = [Free(), Below(A, B), Is(B)]
    found = headline_setting(weights, {0: 0.3})
    assert found.sampled
    assert found.weights.shape == (3, 20_000)
    assert set(found.weights[0].tolist()) == {0.3}
    # a and b are alike: P(a <= b) = 1/2, with a standard error of 0.5 / sqrt(20,000) = 0.0035
    assert abs(found.points @ found.weights[1] - 0.5) < 4 * 0.0035


def test_a_comparison_of_others_is_no_reason_to_draw() -> None:
    """A comparison of numbers that stand nowhere else keeps its mean beside a shared number."""
    found = headline_setting([Is(A), Is(A), Below(CUBED, EVEN)], {})
    assert not found.sampled
    assert found.weights[2] == pytest.approx([0.25, 0.25], rel=1e-9)


def test_drawn_leaves_follow_their_numbers() -> None:
    """Each number is drawn once, keyed by its name, and every leaf is a function of the draws."""
    weights: list[Weight] = [
        Is(A), Is(FIXED), Cut(A, 0.05, 0.2), Below(A, B), Of((B, A), plus), Free(), Free(), Of((FIXED, A), plus),
    ]  # fmt: skip
    found = drawn_setting(weights, {5: 0.4}, 100)
    x, y = BETA.quantile(uniforms("a", 100)), BETA.quantile(uniforms("b", 100))
    expected: list[np.ndarray | float] = [x, 0.25, x <= 0.2, x <= y, y + 2.0 * x, 0.4, 0.0, 0.25 + 2.0 * x]
    for leaf, (row, complement) in enumerate(zip(found.weights, found.complements, strict=True)):
        right = np.broadcast_to(expected[leaf], 100) * 1.0
        assert np.array_equal(row, right), leaf
        assert np.array_equal(complement, np.full(100, 0.7500000001) if leaf == 1 else 1.0 - right), leaf
    assert found.points.tolist() == [0.01] * 100
    assert found.sampled
    assert 0 < found.weights[2].sum() < 100
    assert 0 < found.weights[3].sum() < 100


def test_an_equal_number_is_at_most_the_other() -> None:
    """A number compared with itself is at most itself."""
    assert drawn_setting([Below(A, A)], {}, 10).weights.tolist() == [[1.0] * 10]


def test_free_leaves_move_and_nothing_else_does() -> None:
    """The leaf that is moved has its new value and complement everywhere; the given setting stays as it was."""
    before = headline_setting([Is(A), Free(), Is(A)], {1: 0.1})
    moved = with_free(before, {1: 0.6})
    assert moved.weights[1].tolist() == [0.6, 0.6]
    assert moved.complements[1].tolist() == [0.4, 0.4]
    assert before.weights[1].tolist() == [0.1, 0.1]
    assert before.complements[1].tolist() == [0.9, 0.9]
    for row in (0, 2):
        assert np.array_equal(moved.weights[row], before.weights[row])
        assert np.array_equal(moved.complements[row], before.complements[row])
    assert moved.points is before.points
    assert not moved.sampled


def test_a_drawn_setting_stays_drawn() -> None:
    """Moving a leaf does not make draws a rule; moving none gives the same setting back."""
    drawn = drawn_setting([Is(A), Free()], {}, 5)
    assert with_free(drawn, {1: 1.0}).sampled
    assert with_free(drawn, {}) is drawn


def test_a_setting_is_no_sample_unless_it_is_said() -> None:
    """What is made of a rule need not say so."""
    assert not Setting(np.ones((1, 1)), np.zeros((1, 1)), np.ones(1)).sampled


def test_rows_are_those_of_the_values_given() -> None:
    """Every kind of weight at two sets of values, worked out by hand; a parameter without a value is at its mean."""
    # at a = 0.1, b = 0.3 and at a = 0.5, b = 0.4: a x b is 0.03 and 0.2; only the first a is at most 0.2, and at most b
    weights: list[Weight] = [
        Is(A), Of((A, B), lambda x, y: x * y), Cut(A, 0.0, 0.2), Below(A, B), Free(), Is(FIXED), Is(EVEN),
    ]  # fmt: skip
    values = {"a": np.array([0.1, 0.5]), "b": np.array([0.3, 0.4])}
    plain, complements = leaves.rows_at(weights, values, {4: 0.3}, 2)
    want = [[0.1, 0.5], [0.03, 0.2], [1, 0], [1, 0], [0.3, 0.3], [0.25, 0.25], [0.5, 0.5]]  # EVEN: a mean of 1/2
    assert plain == pytest.approx(np.array(want), abs=1e-15)
    assert complements[5].tolist() == [0.7500000001] * 2  # as its law has it, not 1 - 0.25
    rest = [0, 1, 2, 3, 4, 6]
    assert complements[rest] == pytest.approx(1 - np.array(want)[rest], abs=1e-15)


def test_rows_without_values_are_those_of_the_means() -> None:
    """Of a cut and of a comparison too: 1/5 is at most 0.4, and CUBED (mean 3/4) is not at most A (mean 1/5)."""
    plain, _ = leaves.rows_at([Cut(A, 0.0, 0.4), Below(CUBED, A), Is(A), Free()], {}, {}, 1)
    assert plain.ravel() == pytest.approx([1.0, 0.0, 0.2, 0.0], abs=1e-15)
