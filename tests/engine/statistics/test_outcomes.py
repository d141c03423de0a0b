"""Outcomes of a test: they average to the prior, and no test can speak for one side whatever comes out."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loadpath.engine.statistics.odds import likelihood_ratios, posterior
from loadpath.engine.statistics.outcomes import implied_pass_rates, other_posterior

INSIDE = st.floats(0.01, 0.99)


def test_published_conservation() -> None:
    """From 25 %, a 15 % chance of 3 % leaves 28.9 % otherwise: (0.25 - 0.0045) / 0.85."""
    assert other_posterior(0.25, 0.15, 0.03) == pytest.approx(0.289, abs=5e-4)


@given(st.floats(0, 1), INSIDE, INSIDE)
def test_the_two_posteriors_average_to_the_prior(prior: float, sensitivity: float, specificity: float) -> None:
    """What follows from chance and posterior of a pass is the posterior of a fail by Bayes' theorem."""
    ratios = likelihood_ratios(sensitivity, specificity)
    chance = prior * (1 - sensitivity) + (1 - prior) * specificity
    found = other_posterior(prior, chance, posterior(prior, ratios.passed))
    assert found == pytest.approx(posterior(prior, ratios.alarm), abs=1e-9)


@given(INSIDE, INSIDE)
def test_pass_rates_and_ratios_are_inverse(if_good: float, if_bad: float) -> None:
    """The ratios of a test with known pass rates lead back to them, whichever way it points."""
    if abs(if_good - if_bad) > 1e-3:
        found = implied_pass_rates(if_bad / if_good, (1 - if_bad) / (1 - if_good))
        assert (found.if_good, found.if_bad) == pytest.approx((if_good, if_bad), rel=1e-9, abs=0)


@pytest.mark.parametrize("ratios", [(0.5, 0.9), (2, 1.1), (1, 1), (0.5, 1), (1, 2)])
def test_ratios_on_one_side_belong_to_no_test(ratios: tuple[float, float]) -> None:
    """Good news whatever comes out, bad news whatever comes out, or news from one outcome only: impossible."""
    with pytest.raises(ValueError, match="must lie on different sides of 1, not"):
        implied_pass_rates(*ratios)


def test_posteriors_that_cannot_average_are_refused() -> None:
    """A 90 % chance of 30 % is more than 25 % on its own: the rest would need -20 %."""
    with pytest.raises(ValueError, match=r"would need -0\.2$"):
        other_posterior(0.25, 0.9, 0.3)
    with pytest.raises(ValueError, match=r"would need 1\.3"):
        other_posterior(0.75, 0.5, 0.2)
    # 0.15 * 0.03 is the whole of the prior 0.0045, but for rounding
    assert other_posterior(0.0045, 0.15, 0.03) == pytest.approx(0, abs=1e-15)
    assert other_posterior(0.0045, 0.15, 0.03) >= 0
    with pytest.raises(ValueError, match="`chance` must be above 0 and below 1"):
        other_posterior(0.25, 1, 0.25)
