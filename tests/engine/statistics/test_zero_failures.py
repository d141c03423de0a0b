"""Trials without a failure: the least number that does, in exact arithmetic."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loadpath.engine.statistics.proportions import clopper_pearson_upper
from loadpath.engine.statistics.zero_failures import trials_without_failure, trials_without_failure_from_uniform


@given(
    st.fractions(Fraction(1, 100), Fraction(99, 100), max_denominator=500),
    st.fractions(Fraction(1, 100), Fraction(99, 100), max_denominator=1000),
)
def test_the_number_is_the_least(rate: Fraction, confidence: Fraction) -> None:
    """(1 - p)^n <= 1 - c in fractions, and not for n - 1; where both sides are equal, that n is found."""
    found = trials_without_failure(float(rate), float(confidence))
    least = next(n for n in range(1, 500) if (1 - rate) ** n <= 1 - confidence)
    assert found == least


@pytest.mark.parametrize(
    ("rate", "confidence", "number"), [(0.5, 0.75, 2), (0.5, 0.875, 3), (0.1, 0.1, 1), (0.1, 0.271, 3)]
)
def test_a_whole_quotient_is_not_rounded_up(rate: float, confidence: float, number: int) -> None:
    """1/4 = (1/2)^2, 1/8 = (1/2)^3, 0.9 = 0.9, 0.729 = 0.9^3."""
    assert trials_without_failure(rate, confidence) == number


@given(st.floats(1e-9, 0.5), st.floats(0.01, 0.9999))
def test_the_number_is_inverse_to_the_bound(rate: float, confidence: float) -> None:
    """After so many trials the bound is at most the rate, after one less it is above; up to 1e-9 of the rate."""
    number = trials_without_failure(rate, confidence)
    assert clopper_pearson_upper(0, number, confidence) <= rate * (1 + 1e-9)
    assert clopper_pearson_upper(0, number - 1, confidence) >= rate * (1 - 1e-9)


@given(st.floats(1e-6, 0.5), st.floats(0.01, 0.9999))
def test_a_uniform_prior_is_worth_one_trial(rate: float, confidence: float) -> None:
    """1 - (1 - p)^(n + 1) >= c: one trial less than without the prior, and none at all if the prior already says so."""
    found = trials_without_failure_from_uniform(rate, confidence)
    assert found >= 0
    assert 1 - (1 - rate) ** (found + 1) >= confidence * (1 - 1e-9)
    if confidence < rate:
        assert found == 0


@pytest.mark.parametrize(("rate", "confidence"), [(0, 0.9), (1, 0.9), (0.1, 0), (0.1, 1), (float("nan"), 0.9)])
def test_certainty_takes_no_number_of_trials(rate: float, confidence: float) -> None:
    """A rate of 0 cannot be shown, nor anything with confidence 1."""
    for asked in (trials_without_failure, trials_without_failure_from_uniform):
        with pytest.raises(ValueError, match="must be"):
            asked(rate, confidence)
