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


def test_a_point_is_one_number() -> None:
    """The same for each draw, and reached at the number itself."""
    law = laws.Point(0.25, 0.75)
    assert law.quantile(np.array([0.1, 0.9])).tolist() == [0.25, 0.25]
    assert [law.cdf(x) for x in (0.2, 0.25, 0.3)] == [0.0, 1.0, 1.0]


def test_an_updated_law_is_linear_between_its_points() -> None:
    """Halfway from 0.1 at a quarter to 0.3 at three quarters lies 0.2; beyond the ends nothing more comes."""
    law = laws.Updated(values=np.array([0.1, 0.3]), cumulated=np.array([0.25, 0.75]), mean=0.2)
    assert law.quantile(np.array([0.1, 0.25, 0.5, 0.625, 0.9])).tolist() == pytest.approx([0.1, 0.1, 0.2, 0.25, 0.3])
    assert [law.cdf(x) for x in (0.0, 0.15, 0.3)] == pytest.approx([0.25, 0.375, 0.75])


def test_a_positive_quantity_is_never_zero() -> None:
    """Its probability of at most x is 0 up to 0; from 0.1 to 0.9 without a median it is log-symmetric about 0.3."""
    law = laws.Positive(0.1, 0.9)
    assert (law.cdf(-1.0), law.cdf(0.0)) == (0.0, 0.0)
    assert [law.cdf(x) for x in (0.1, 0.3, 0.9)] == pytest.approx([0.05, 0.5, 0.95], abs=1e-12)
    assert laws.Positive(0.1, 0.9).quantile(np.array([0.5])) == pytest.approx([0.3], rel=1e-12)


def test_the_limit_of_skew_is_that_of_keelin() -> None:
    """|a3| / a2 at most 1.66711: from 1 to e^2, whose centre is e and a2 is 1 / ln 19, a median of exp(1 -+ 0.45 x 1.66711).

    The centre of the logarithm is 1 and a3 = (1 - ln median) / (0.45 ln 19): the limit is at a distance of 0.7502.
    """
    for side in (-1.0, 1.0):
        assert laws.Positive(1.0, np.e**2, float(np.exp(1 + side * 0.7501))).sound
        assert not laws.Positive(1.0, np.e**2, float(np.exp(1 + side * 0.7503))).sound


def test_no_event_leaves_a_law_that_reaches_zero_a_law() -> None:
    """From 1e-100 to 1/2 the lowest values round to zero, whose logarithm does not count where no event was counted."""
    found = laws.updated(laws.metalog(1e-100, 0.5), 0, 3)
    assert found.values[0] == 0.0
    assert np.isfinite(found.cumulated).all()
    assert 0.0 < found.mean < 1.0


def test_many_counts_do_not_vanish() -> None:
    """290 of 2,000 have a probability of e^-828 under any proportion; from a uniform prior the mean is 291/2002."""
    found = laws.updated(laws.Beta(1, 1), 290, 2_000)
    assert found.mean == pytest.approx(291 / 2_002, rel=1e-9)
    assert found.cumulated[0] < 1e-12
    assert found.cumulated[-1] == pytest.approx(1.0, abs=1e-12)


def test_the_refusal_says_which_means_are_possible() -> None:
    """From the lowest to the highest, with six digits; a mean just inside of either is possible."""
    with pytest.raises(laws.NoSuchLawError) as caught:
        laws.metalog(0.01, 0.2, 0.5)
    low, high = caught.value.lowest, caught.value.highest
    assert str(caught.value) == f"means from {low:.6g} to {high:.6g} are possible"
    assert 0.01 < low < high < 0.2
    for mean in (low * 1.0001, high * 0.9999):
        assert laws.expectation(laws.metalog(0.01, 0.2, mean), lambda x: x) == pytest.approx(mean, rel=1e-12)


def test_smooth_rules_integrate_what_is_no_polynomial() -> None:
    """E[exp(x)] = e - 1 and E[1 / (1 + x)] = ln 2 for a uniform number, on 361 points, whose weights sum to one."""
    points, weights = laws.smooth(laws.Beta(1, 1))
    assert len(points) == len(weights) == 361
    assert weights.sum() == pytest.approx(1.0, abs=1e-14)
    assert weights @ np.exp(points) == pytest.approx(np.e - 1, rel=1e-12)
    assert weights @ (1 / (1 + points)) == pytest.approx(np.log(2), rel=1e-12)


def test_smooth_rules_respect_cuts() -> None:
    """The integral of exp(x) up to 1/4 is e^(1/4) - 1, and so on between 1/4 and 3/4; the order of cuts is no matter."""
    points, weights = laws.smooth(laws.Beta(1, 1), (0.75, 0.25))
    assert len(points) == 3 * 361
    first, second = points <= 0.25, (points > 0.25) & (points <= 0.75)
    assert weights[first] @ np.exp(points[first]) == pytest.approx(np.exp(0.25) - 1, rel=1e-12)
    assert weights[second] @ np.exp(points[second]) == pytest.approx(np.exp(0.75) - np.exp(0.25), rel=1e-12)


def test_a_cut_outside_of_a_law_cuts_nothing() -> None:
    """Below all values and above all there is no piece: two points for a degree of two, not four or six."""
    points, _ = laws.gauss(laws.Beta(2, 8), 2, (0.0, 1.0))
    assert len(points) == 2


def test_a_cut_in_the_upper_tail_leads_to_no_infinity() -> None:
    """Above the 99 % point u = 0.99 + 0.01 (1 - 2e-16) rounds to one, where log odds are infinite: it stays below."""
    law = laws.metalog(0.01, 0.1)
    cut = float(law.quantile(np.array([0.99]))[0])
    points, weights = laws.gauss(law, 1, (cut,))
    assert np.isfinite(points).all()
    assert weights[points > cut].sum() == pytest.approx(0.01, rel=1e-9)


@pytest.mark.parametrize("scale", [1.0, 1e-9, 1e-17, 1e9])
def test_gauss_rules_do_not_depend_on_the_unit(scale: float) -> None:
    """Two points integrate a square and a cube of a quantity from 1 to 10, whatever it is counted in."""
    law = laws.Positive(scale, 10 * scale)
    points, weights = laws.gauss(law, 3)
    assert len(points) == 2
    for power in (1, 2, 3):
        expected = laws.expectation(laws.Positive(1, 10), lambda x, power=power: x**power)
        assert weights @ (points / scale) ** power == pytest.approx(expected, rel=1e-9)


def test_a_law_of_few_values_needs_no_more_points() -> None:
    """A rule for a number without a range has one point; more would divide by nothing."""
    points, weights = laws.gauss(laws.Point(0.25, 0.75), 6)
    assert points == pytest.approx([0.25], rel=1e-14)
    assert weights == pytest.approx([1.0], rel=1e-14)
