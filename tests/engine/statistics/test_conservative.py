"""Conservative inference: no prior that fits the stated belief does worse, and some come as close as you like."""

from __future__ import annotations

from math import comb, exp, log, log1p, sqrt
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loadpath.engine.statistics.conservative import (
    demands_for_worst_confidence,
    worst_confidence,
    worst_failure_probability,
    worst_survival,
)

if TYPE_CHECKING:
    from random import Random

RATES = st.floats(1e-6, 0.3)
BELIEFS = st.floats(0.01, 0.99)


def test_published_demands() -> None:
    """90 % that the rate is at most 1e-4, 1e-3 to be shown: 830 demands for 95 %, 2,663 for 99 %."""
    assert demands_for_worst_confidence(1e-3, 1e-4, 0.9, 0.95) == pytest.approx(829.8, abs=0.05)
    assert demands_for_worst_confidence(1e-3, 1e-4, 0.9, 0.99) == pytest.approx(2662.6, abs=0.5)


@given(st.integers(0, 4), st.integers(0, 60), st.randoms(use_true_random=False), BELIEFS)
@settings(max_examples=100, deadline=None)
def test_no_prior_that_fits_is_worse(failures: int, more: int, random: Random, belief: float) -> None:
    """Priors of a few points, `belief` of them at or below the goal: the posterior confidence is at least the worst."""
    lowest, goal, target = 0.001, 0.01, 0.05
    demands = failures + more
    worst = worst_confidence(target, goal, belief, failures, demands, lowest=lowest)
    for _ in range(5):
        good = [(random.uniform(lowest, goal), belief / 3) for _ in range(3)]
        rest = [(random.uniform(goal, 1), (1 - belief) / 4) for _ in range(4)]
        joint = [
            (x, w * comb(demands, failures) * x**failures * (1 - x) ** (demands - failures)) for x, w in good + rest
        ]
        confidence = sum(w for x, w in joint if x <= target) / sum(w for _, w in joint)
        assert confidence >= worst * (1 - 1e-12)


@pytest.mark.parametrize(
    ("failures", "demands", "good", "bad"),
    [(0, 40, 0.01, 0.05), (1, 40, 0.001, 0.05), (3, 40, 0.001, 0.075), (1, 400, 0.01, 0.05), (9, 900, 0.001, 0.05)],
)
def test_the_worst_prior_has_two_points(failures: int, demands: int, good: float, bad: float) -> None:
    """The least likely rate up to 0.01 (an end: 0.001 or 0.01) and the most likely from 0.05 on (0.05 or k/n).

    Reached by the prior with those two points. 1 in 400: 0.001 gives 0.001 * 0.999^399 = 6.7e-4, 0.01 gives 0.01 *
    0.99^399 = 1.8e-4, so that there the least likely is 0.01.
    """

    def likelihood(x: float) -> float:
        return x**failures * (1 - x) ** (demands - failures)

    exact = 0.9 * likelihood(good) / (0.9 * likelihood(good) + 0.1 * likelihood(bad))
    assert worst_confidence(0.05, 0.01, 0.9, failures, demands, lowest=0.001) == pytest.approx(exact, rel=1e-12, abs=0)


@given(RATES, st.floats(0, 1), BELIEFS, st.floats(0.01, 0.999))
def test_demands_are_inverse_to_confidence(target: float, share: float, belief: float, confidence: float) -> None:
    """With the demands, rounded up, the confidence is reached; with one less than rounded down, it is not."""
    goal = 0.9 * share * target
    demands = demands_for_worst_confidence(target, goal, belief, confidence)
    reached = worst_confidence(target, goal, belief, 0, int(demands) + 1)
    assert reached >= confidence * (1 - 1e-12)
    if demands >= 1:
        assert worst_confidence(target, goal, belief, 0, int(demands) - 1) < confidence
    if confidence <= belief:
        assert demands == 0


def test_one_failure_leaves_nothing_where_perfection_was_believed() -> None:
    """With 0 as the lowest rate, the believed part may be perfect; then a failure refutes all of it."""
    assert worst_confidence(0.1, 0.01, 0.99, 1, 1000) == 0.0
    assert worst_confidence(0.1, 0.01, 0.99, 0, 0) == pytest.approx(0.99, rel=1e-15, abs=0)
    assert worst_confidence(0.1, 0.01, 0.99, 5, 5, lowest=0.001) == pytest.approx(
        0.99e-15 / (0.99e-15 + 0.01), rel=1e-12, abs=0
    )  # all five failed: 0.001^5 against 1


def test_overwhelming_evidence_is_no_overflow() -> None:
    """A million demands decide either way: 2^-1000000 is nothing against 1, and the other way round."""
    assert worst_confidence(0.5, 0.0, 0.01, 0, 10**6) == 1.0
    assert worst_confidence(0.5, 0.01, 0.99, 4 * 10**5, 10**6, lowest=0.001) == 0.0


def test_a_goal_at_the_target_is_no_more_than_the_belief() -> None:
    """Both points at one rate have one likelihood: the belief stays, and no demands are needed for it."""
    assert worst_confidence(0.1, 0.1, 0.7, 3, 50, lowest=0.1) == pytest.approx(0.7)
    assert demands_for_worst_confidence(0.1, 0.1, 0.7, 0.7) == 0


@given(st.floats(0, 1), st.floats(0, 1))
def test_a_single_belief_is_a_mixture(doubt: float, bound: float) -> None:
    """Doubted parts fail for certain, the others at the bound: x * 1 + (1 - x) * y."""
    assert worst_failure_probability(doubt, bound) == pytest.approx(doubt + (1 - doubt) * bound, abs=1e-15)


def test_published_worst_case_after_perfection() -> None:
    """0.9 for perfection, 1,000 demands: the worst mean rate is 3.93e-5, at a rate of 1.04e-3."""
    found = worst_survival(0.9, 1000, 1)
    assert 1 - found.probability == pytest.approx(3.93e-5, abs=5e-8)
    assert found.failure_rate == pytest.approx(1.04e-3, abs=5e-6)


@given(BELIEFS, st.integers(1, 10**6))
def test_as_many_again_have_a_closed_form(perfection: float, survived: int) -> None:
    """For m = n, with a the odds of perfection and y = (1 - x)^n: (a + y^2) / (a + y) is least at y = sqrt(a^2 + a) - a.

    There it is 2y; sqrt(a^2 + a) - a = a / (sqrt(a^2 + a) + a).
    """
    odds = perfection / (1 - perfection)
    y = odds / (sqrt(odds**2 + odds) + odds)
    found = worst_survival(perfection, survived, survived)
    assert found.probability == pytest.approx(2 * y, rel=1e-12, abs=0)
    assert survived * log1p(-found.failure_rate) == pytest.approx(log(y), rel=1e-6, abs=0)


@given(BELIEFS, st.integers(0, 2000), st.integers(1, 5000))
@settings(max_examples=60, deadline=None)
def test_no_single_rate_is_worse(perfection: float, survived: int, following: int) -> None:
    """On a grid of rates from 1e-9 to 1 the survival is nowhere lower, and at the rate named it is the least."""
    found = worst_survival(perfection, survived, following)
    q = 1 - np.append(np.logspace(-9, 0, 2000), found.failure_rate)
    odds = perfection / (1 - perfection)
    survival = (odds + q ** (survived + following)) / (odds + q**survived)
    assert found.probability <= survival.min() * (1 + 1e-12)
    assert found.probability == pytest.approx(float(survival[-1]), rel=1e-9, abs=0)


def test_more_experience_helps_and_perfection_is_the_floor() -> None:
    """The worst survival rises with what was survived, falls with what follows, and never falls below the belief."""
    by_experience = [worst_survival(0.5, n, 100).probability for n in (0, 1, 10, 100, 10**6)]
    assert by_experience == sorted(by_experience)
    assert by_experience[0] == 0.5
    by_length = [worst_survival(0.5, 100, m).probability for m in (1, 10, 100, 10**4, 10**8)]
    assert by_length == sorted(by_length, reverse=True)
    assert by_length[-1] > 0.5
    assert worst_survival(0.5, 10**6, 1).probability == pytest.approx(
        1 - 1e-6 * exp(-1.278), abs=1e-8
    )  # x n = 1.278 solves x = 1 + exp(-x): the maximum of x exp(-x) / (1 + exp(-x)) is exp(-1.278)


def test_impossible_beliefs_are_refused() -> None:
    """Limits out of order, certain beliefs, and a goal that demands cannot tell from the target."""
    with pytest.raises(ValueError, match=r"must hold, not 0\.0, 0\.2, 0\.1"):
        worst_confidence(0.1, 0.2, 0.9, 0, 10)
    with pytest.raises(ValueError, match=r"must hold, not 0\.05, 0\.01, 0\.1"):
        worst_confidence(0.1, 0.01, 0.9, 0, 10, lowest=0.05)
    with pytest.raises(ValueError, match="`belief` must be above 0 and below 1"):
        worst_confidence(0.1, 0.01, 1, 0, 10)
    with pytest.raises(ValueError, match=r"must be at most `target`, not 0\.2 against 0\.1"):
        demands_for_worst_confidence(0.1, 0.2, 0.5, 0.9)
    with pytest.raises(ValueError, match=r"must be below `target` 0\.1: demands cannot tell them apart"):
        demands_for_worst_confidence(0.1, 0.1, 0.5, 0.9)
    with pytest.raises(ValueError, match="`following` must be a whole number of at least 1"):
        worst_survival(0.5, 10, 0)
    with pytest.raises(ValueError, match="`perfection` must be above 0 and below 1"):
        worst_survival(1, 10, 1)
