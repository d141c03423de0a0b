"""Likelihood ratios: published distances to thresholds, tests of known errors, there and back."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loadpath.engine.statistics.odds import likelihood_ratios, posterior, required_ratio

INSIDE = st.floats(1e-9, 1 - 1e-9)


def test_published_distances() -> None:
    """3 % to 0.25 %, 1 %; 25 % to 3, 0.25, 1 and 5 %; ratios of 10 and 4 against 3 %; 13 and 12 fall on either side."""
    published = {
        (0.03, 0.0025): 12.34,
        (0.03, 0.01): 3.06,
        (0.25, 0.03): 10.78,
        (0.25, 0.0025): 133.0,
        (0.25, 0.01): 33.0,
        (0.25, 0.05): 6.33,
    }
    for (now, target), ratio in published.items():
        assert required_ratio(now, target) == pytest.approx(ratio, rel=1e-3, abs=0)
    after = {10: 0.003083, 4: 0.007673, 13: 0.002373, 12: 0.002571}
    for ratio, left in after.items():
        assert posterior(0.03, 1 / ratio) == pytest.approx(left, rel=1e-3, abs=0)
    # halving and quartering the odds of 25 %: 1/7 and 1/13
    assert [posterior(0.25, 1 / 2), posterior(0.25, 1 / 4)] == pytest.approx([1 / 7, 1 / 13])


def test_a_published_test_that_helps_more_than_it_hurts() -> None:
    """Prior 10 %, passes half of the safe and 5 % of the dangerous: 45.5 % pass, to 1.10 %; a fail leads to 17.4 %.

    P(pass) = 0.9 * 0.5 + 0.1 * 0.05 = 0.455.
    """
    ratios = likelihood_ratios(sensitivity=0.95, specificity=0.5)
    assert posterior(0.1, ratios.passed) == pytest.approx(0.005 / 0.455)
    assert posterior(0.1, ratios.alarm) == pytest.approx(0.095 / 0.545)


@given(INSIDE, INSIDE)
def test_the_required_ratio_leads_to_the_target(now: float, target: float) -> None:
    """Odds divided by the ratio are those of the target, and the way back has the inverse ratio."""
    ratio = required_ratio(now, target)
    assert posterior(now, 1 / ratio) == pytest.approx(target, rel=1e-9, abs=0)
    assert required_ratio(target, now) * ratio == pytest.approx(1, rel=1e-9, abs=0)


@given(
    st.fractions(0, 1, max_denominator=10_000),
    st.fractions(0, 1, max_denominator=10_000),
    st.fractions(Fraction(1, 100), Fraction(99, 100)),
)
def test_ratios_and_prior_give_what_bayes_theorem_gives(
    prior: Fraction, sensitivity: Fraction, specificity: Fraction
) -> None:
    """P(bad | alarm) by counting the four cases in fractions; the posteriors average to the prior."""
    ratios = likelihood_ratios(float(sensitivity), float(specificity))
    alarm = prior * sensitivity + (1 - prior) * (1 - specificity)
    if 0 < alarm < 1 and prior < 1:
        after = posterior(float(prior), ratios.alarm), posterior(float(prior), ratios.passed)
        assert after[0] == pytest.approx(float(prior * sensitivity / alarm), abs=1e-12)
        assert float(alarm) * after[0] + float(1 - alarm) * after[1] == pytest.approx(float(prior), abs=1e-12)


@given(st.floats(0, 1), st.floats(0, 1e300))
def test_what_is_certain_stays_and_a_ratio_of_one_changes_nothing(prior: float, ratio: float) -> None:
    """0 and 1 are not moved; 1 moves nothing; more against is never less."""
    assert posterior(0, ratio) == 0
    assert ratio == 0 or posterior(1, ratio) == 1
    assert posterior(prior, 1) == pytest.approx(prior, rel=1e-12, abs=0)
    assert prior == 1 or posterior(prior, ratio / 2) <= posterior(prior, ratio)


def test_impossible_arguments_are_refused() -> None:
    """Odds of 0 and 1 have no ratio between them; a specificity of 1 makes an alarm certain; certainty was excluded."""
    with pytest.raises(ValueError, match="`target` must be above 0 and below 1"):
        required_ratio(0.1, 0)
    with pytest.raises(ValueError, match="`specificity` must be above 0 and below 1"):
        likelihood_ratios(0.9, 1)
    with pytest.raises(ValueError, match="`ratio` must be at least 0"):
        posterior(0.1, -1)
    with pytest.raises(ValueError, match="what is certain was excluded"):
        posterior(1, 0)
