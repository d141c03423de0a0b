"""Distributions: ends and means exactly, counts, updates, quadrature."""

from __future__ import annotations

import numpy as np
import pytest

from loadpath.engine import laws

RANGES = [
    (0.01, 0.15, 0.05),
    (0.05, 0.5, 0.2),
    (0.001, 0.015, 0.005),
    (1 / 200_000, 1 / 20_000, 1 / 50_000),
    (0.9, 0.999, 0.97),
]


@pytest.mark.parametrize(("low", "high", "mean"), RANGES)
def test_a_metalog_has_its_ends_and_its_mean_exactly(low: float, high: float, mean: float) -> None:
    """5 % point, 95 % point and mean are those that were asked for; quantile and cdf are inverse."""
    law = laws.metalog(low, high, mean)
    assert law.quantile(np.array([0.05, 0.95])) == pytest.approx([low, high], rel=1e-12)
    assert laws.expectation(law, lambda x: x) == pytest.approx(mean, rel=1e-12)
    assert law.cdf(low) == pytest.approx(0.05, abs=1e-12)
    grid = law.quantile(np.linspace(0.001, 0.999, 500))
    assert (np.diff(grid) > 0).all()


def test_a_mean_outside_of_what_a_range_allows_is_refused() -> None:
    """1 in 50,000 cannot be the mean of 1 in 500,000 to 1 in 5,000: the refusal names the means that can.

    The lowest mean of that range is 1 in 15,292, at a skew of -0.43 a2; 1 in 13,779 is its mean without skew.
    """
    with pytest.raises(laws.NoSuchLawError) as caught:
        laws.metalog(1 / 500_000, 1 / 5_000, 1 / 50_000)
    assert 1 / caught.value.lowest == pytest.approx(15_292, abs=3)
    assert 1 / laws.metalog(1 / 500_000, 1 / 5_000).mean == pytest.approx(13_779, abs=1)


def test_jeffreys_posterior() -> None:
    """Beta(k + 1/2, n - k + 1/2) has mean (k + 1/2) / (n + 1): 29.5/201."""
    assert laws.jeffreys(29, 200).mean == pytest.approx(29.5 / 201, rel=1e-15)
    # 0 of 1,200: P(q <= 0.5 %) under Beta(1/2, 1200.5); scipy.special.betainc(0.5, 1200.5, 0.005) = 0.99948
    assert laws.jeffreys(0, 1200).cdf(0.005) == pytest.approx(0.99948, abs=1e-5)


def test_updating_a_beta_like_prior_agrees_with_conjugacy() -> None:
    """A Beta(2, 8) prior after 3 of 20 is Beta(5, 25): mean 1/6."""
    found = laws.updated(laws.Beta(2, 8), 3, 20)
    assert found.mean == pytest.approx(5 / 30, rel=1e-10)
    assert found.cdf(1 / 6) == pytest.approx(laws.Beta(5, 25).cdf(1 / 6), abs=1e-4)


def test_gauss_rules_are_exact_for_their_degree() -> None:
    """E[x^3] of Beta(a, b) is a(a+1)(a+2) / ((a+b)(a+b+1)(a+b+2)); two points suffice."""
    law = laws.jeffreys(0, 12)
    points, weights = laws.gauss(law, 3)
    assert len(points) == 2
    assert weights @ points**3 == pytest.approx(0.5 * 1.5 * 2.5 / (13 * 14 * 15), rel=1e-10)


def test_gauss_rules_respect_cuts() -> None:
    """With a cut the weights on its two sides are the probabilities of the sides."""
    law = laws.jeffreys(3, 40)
    points, weights = laws.gauss(law, 1, (0.08,))
    assert weights[points <= 0.08].sum() == pytest.approx(law.cdf(0.08), rel=1e-12)
    assert weights @ points == pytest.approx(law.mean, rel=1e-9)


def test_a_positive_quantity_has_its_three_points() -> None:
    """19 days (9 days-40 days): median and 90 % ends."""
    law = laws.Positive(9, 40, 19)
    assert law.quantile(np.array([0.05, 0.5, 0.95])) == pytest.approx([9, 19, 40], rel=1e-12)
    assert law.sound
    assert not laws.Positive(9, 40, 9.5).sound
    assert law.cdf(19) == pytest.approx(0.5, abs=1e-12)


@pytest.mark.parametrize(("events", "trials"), [(3, 3), (0, 3), (0, 0)])
def test_counts_update_a_law_whose_values_reach_one(events: int, trials: int) -> None:
    """Of a law from 4.15 % to 95 % the last values round to 1, where a failure is impossible: still no NaN.

    Three of three can only raise the mean, none of three only lower it, and no count leaves it as it was.
    """
    prior = laws.metalog(0.0415, 0.95)
    found = laws.updated(prior, events, trials)
    assert np.isfinite(found.values).all()
    assert np.isfinite(found.cumulated).all()
    change = found.mean - prior.mean
    assert (change > 1e-6) == (events > 0)
    assert (change < -1e-6) == (trials > events)
