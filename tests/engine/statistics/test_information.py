"""The worth of knowing: never negative, never above perfect, and nothing where nothing would change."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loadpath.engine.statistics.information import (
    value_of_one_part,
    value_of_perfect_information,
    value_of_test,
)

CHANCES = st.fractions(0, 1, max_denominator=40)
COSTS = st.integers(0, 50)


@given(CHANCES, COSTS, COSTS, CHANCES, CHANCES)
def test_a_test_is_worth_what_the_best_plan_gains(
    bad: Fraction, loss: int, cost: int, sensitivity: Fraction, specificity: Fraction
) -> None:
    """All four plans (what to do after an alarm, what after none) by their expected cost, in fractions."""
    joint = {
        (True, True): bad * sensitivity,
        (True, False): bad * (1 - sensitivity),
        (False, True): (1 - bad) * (1 - specificity),
        (False, False): (1 - bad) * specificity,
    }

    def expected(ahead: dict[bool, bool]) -> Fraction:
        return sum((p * (loss * is_bad if ahead[alarm] else cost) for (is_bad, alarm), p in joint.items()), Fraction(0))

    plans = [dict(zip((True, False), choice, strict=True)) for choice in product((True, False), repeat=2)]
    without = min(loss * bad, Fraction(cost))
    exact = without - min(expected(plan) for plan in plans)
    found = value_of_test(float(bad), loss, cost, float(sensitivity), float(specificity))
    assert found == pytest.approx(float(exact), abs=1e-12)
    assert found <= value_of_perfect_information(float(bad), loss, cost) + 1e-12


def test_what_changes_no_decision_is_worth_nothing() -> None:
    """A coin flip; a test too weak for a loss of 1 against a cost of 1; an alarm rate that never moves anybody."""
    assert value_of_test(0.3, 10, 1, sensitivity=0.5, specificity=0.5) == 0
    assert value_of_perfect_information(0.3, 1, 1) == 0
    assert value_of_test(0.001, 100, 1, sensitivity=0.9, specificity=0.9) == 0  # an alarm leaves 0.9 %, below 1 %


@given(st.floats(-5, 5), st.floats(0.1, 10))
@settings(max_examples=50, deadline=None)
def test_one_part_is_worth_the_mean_above_zero(mean: float, deviation: float) -> None:
    """E[max(0, m + s z)] - max(0, m) by the trapezoidal rule over twelve standard deviations."""
    z = np.linspace(-12, 12, 200_001)
    density = np.exp(-(z**2) / 2) / np.sqrt(2 * np.pi)
    exact = float(np.trapezoid(np.maximum(0, mean + deviation * z) * density, z)) - max(0.0, mean)
    assert value_of_one_part(mean, deviation) == pytest.approx(exact, abs=1e-7)
    assert value_of_one_part(mean, deviation) == value_of_one_part(-mean, deviation)


def test_a_part_that_is_known_is_worth_nothing() -> None:
    """No deviation, or a mean that no deviation reaches: 40 standard deviations."""
    assert value_of_one_part(1, 0) == 0
    assert 0 <= value_of_one_part(40, 1) < 1e-300


def test_impossible_arguments_are_refused() -> None:
    """Negative costs are another decision; probabilities are probabilities."""
    with pytest.raises(ValueError, match="`loss` must be at least 0"):
        value_of_perfect_information(0.5, -1, 1)
    with pytest.raises(ValueError, match="`sensitivity` must be from 0 to 1"):
        value_of_test(0.5, 1, 1, 1.5, 0.5)
    with pytest.raises(ValueError, match="`deviation` must be at least 0"):
        value_of_one_part(0, -1)
