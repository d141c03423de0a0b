"""The next trials: exact products, the chain of one trial after another, priors that mean something."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loadpath.engine.statistics.prediction import probability_of_none_in_next

FEW = st.integers(0, 60)


@given(FEW, FEW, FEW)
def test_the_chance_is_a_product_of_fractions(events: int, others: int, following: int) -> None:
    """From Jeffreys' prior: product over j of (n - k + 1/2 + j) / (n + 1 + j)."""
    trials = events + others
    exact = Fraction(1)
    for j in range(following):
        exact *= (others + Fraction(1, 2) + j) / Fraction(trials + 1 + j)
    assert probability_of_none_in_next(events, trials, following) == pytest.approx(float(exact), rel=1e-12, abs=0)


@given(FEW, FEW, FEW, FEW, st.floats(0.1, 10), st.floats(0.1, 10))
def test_what_is_survived_is_learned_from(events: int, others: int, one: int, two: int, a: float, b: float) -> None:
    """Surviving one stretch and then, having seen it, another is surviving both."""
    trials = events + others
    first = probability_of_none_in_next(events, trials, one, a, b)
    second = probability_of_none_in_next(events, trials + one, two, a, b)
    assert first * second == pytest.approx(
        probability_of_none_in_next(events, trials, one + two, a, b), rel=1e-12, abs=0
    )


@pytest.mark.parametrize("trials", [1, 10, 1000, 10**6])
def test_as_many_again_are_survived_with_about_one_half(trials: int) -> None:
    """From a uniform prior: (n + 1) / (2n + 1), which is above one half and comes down to it."""
    found = probability_of_none_in_next(0, trials, trials, a=1, b=1)
    assert found == pytest.approx((trials + 1) / (2 * trials + 1), rel=1e-12, abs=0)


def test_impossible_arguments_are_refused() -> None:
    """A prior needs both parameters above 0."""
    with pytest.raises(ValueError, match="`b` must be above 0"):
        probability_of_none_in_next(0, 3, 3, b=0)
    with pytest.raises(ValueError, match="`following` must be a whole number"):
        probability_of_none_in_next(0, 3, -3)
