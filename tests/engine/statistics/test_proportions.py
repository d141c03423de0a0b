"""Intervals for proportions: never short of their promise where exact, and as short as stated where not."""

from __future__ import annotations

from fractions import Fraction
from math import comb, nextafter
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engine.statistics.oracles import around, binomial, binomial_at_least, binomial_at_most, contained

from loadpath.engine.attempts import caught_each
from loadpath.engine.statistics.proportions import (
    ConfidenceInterval,
    clopper_pearson,
    clopper_pearson_lower,
    clopper_pearson_upper,
    jeffreys,
    probability_of_at_least,
    rule_of_three,
    wilson,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    Method = Callable[[int, int, float], ConfidenceInterval]

SIZES = range(1, 61)
CONFIDENCES = st.floats(1e-9, 1 - 1e-9)


def one_sided(side: str) -> Method:
    """Return a one-sided bound as an interval from or to an end."""

    def interval(events: int, trials: int, confidence: float) -> ConfidenceInterval:
        if side == "upper":
            return ConfidenceInterval(lower=0.0, upper=clopper_pearson_upper(events, trials, confidence))
        return ConfidenceInterval(lower=clopper_pearson_lower(events, trials, confidence), upper=1.0)

    return interval


def least_coverage(method: Method, trials: int, confidence: float) -> float:
    """Return how often the interval contains the proportion that it contains least often, over all proportions."""
    intervals = [method(k, trials, confidence) for k in range(trials + 1)]
    rates = around([end for one in intervals for end in (one.lower, one.upper)])
    return float(contained(intervals, rates, binomial(trials, rates)).min())


@pytest.mark.parametrize("confidence", [0.5, 0.9, 0.95, 0.99])
@pytest.mark.parametrize("method", [clopper_pearson, one_sided("upper"), one_sided("lower")], ids=["two", "up", "low"])
def test_an_exact_interval_never_contains_less_than_it_promises(method: Method, confidence: float) -> None:
    """Up to 60 trials and for every proportion, coverage is at least nominal (1e-12 for the rounding of the ends)."""
    assert min(least_coverage(method, n, confidence) for n in SIZES) >= confidence - 1e-12


def test_a_one_sided_bound_promises_no_more_than_it_must() -> None:
    """Just above the bound of some count the coverage is the confidence itself: no smaller bound would do."""
    assert least_coverage(one_sided("upper"), 20, 0.95) == pytest.approx(0.95, abs=1e-12)


@pytest.mark.parametrize(
    ("method", "at_one", "at_sixty"), [(jeffreys, 0.8533, 0.8826), (wilson, 0.7935, 0.8377)], ids=["jeffreys", "wilson"]
)
def test_an_approximate_interval_falls_as_short_as_stated(method: Method, at_one: float, at_sixty: float) -> None:
    """At 95 % the least coverage is what the docstring says, lowest with one trial.

    One trial, no event: Wilson's upper end is z^2 / (1 + z^2) with z = 1.95996, 0.79345. Just above it only the other
    count's interval contains p, so p itself is the coverage there, 0.79345.
    """
    found = {n: least_coverage(method, n, 0.95) for n in SIZES}
    assert min(found.values()) == found[1] == pytest.approx(at_one, abs=5e-5)
    assert found[60] == pytest.approx(at_sixty, abs=5e-5)


@pytest.mark.parametrize("correlation", [0.0, 0.3, 1.0])
def test_counting_clusters_with_an_event_keeps_the_promise(correlation: float) -> None:
    """Clusters of 5 samples that depend on each other: the bound on clusters covers their rate and that of samples.

    A cluster has an event at least as often as a single sample, so its bound holds for the sample too.
    """
    for clusters in SIZES:
        uppers = [ConfidenceInterval(lower=0.0, upper=clopper_pearson_upper(k, clusters)) for k in range(clusters + 1)]
        # The rate per sample at which a cluster's rate meets a bound, by interpolation, besides a plain grid.
        grid = np.linspace(0, 1, 101)
        touched = np.array([float(caught_each(5, float(p), correlation)) for p in grid])
        rates = np.concatenate([grid, np.interp([one.upper for one in uppers], touched, grid)])
        by_cluster = np.array([float(caught_each(5, float(p), correlation)) for p in rates])
        chances = binomial(clusters, by_cluster)
        assert contained(uppers, rates, chances).min() >= 0.95 - 1e-12


def test_counting_dependent_samples_breaks_the_promise() -> None:
    """20 clusters of 5 samples that are all alike, counted as 100: just above 1 - 0.05^(1/100) coverage is 45 %.

    No event is seen with probability 0.05^(20/100) = 0.549, and then the bound is too low.
    """
    uppers = [ConfidenceInterval(lower=0.0, upper=clopper_pearson_upper(5 * k, 100)) for k in range(21)]
    rate = np.array([nextafter(uppers[0].upper, 1)])
    assert contained(uppers, rate, binomial(20, rate))[0] == pytest.approx(1 - 0.05**0.2, abs=1e-12)


@given(st.integers(1, 60), st.data(), CONFIDENCES)
@settings(max_examples=150, deadline=None)
def test_at_an_exact_end_the_tail_is_what_is_left(trials: int, drawn: st.DataObject, confidence: float) -> None:
    """P(X <= k) at the upper bound and P(X >= k) at the lower are one minus the confidence, by sums of 60 digits.

    The end itself is rounded to 1e-16, which moves a tail by at most n times that over the tail's complement.
    """
    events = drawn.draw(st.integers(0, trials))
    if events < trials:
        upper = clopper_pearson_upper(events, trials, confidence)
        assert binomial_at_most(events, trials, upper) == pytest.approx(1 - confidence, rel=1e-10, abs=1e-12)
    if events:
        lower = clopper_pearson_lower(events, trials, confidence)
        assert binomial_at_least(events, trials, lower) == pytest.approx(1 - confidence, rel=1e-10, abs=1e-12)


@given(st.integers(2, 10**9), st.data(), CONFIDENCES)
@settings(max_examples=150, deadline=None)
def test_bounds_rise_with_events_and_confidence_and_fall_with_trials(
    trials: int, drawn: st.DataObject, confidence: float
) -> None:
    """One more event, or more confidence, never lowers an upper bound; one more trial without an event never raises it.

    Up to 1e-9 of itself, the digits of the tails for a thousand million trials.
    """
    events = drawn.draw(st.integers(0, trials - 1))
    bound = clopper_pearson_upper(events, trials, confidence)
    slack = 1 + 1e-9
    assert bound <= clopper_pearson_upper(events + 1, trials, confidence) * slack
    assert clopper_pearson_upper(events, trials + 1, confidence) <= bound * slack
    assert bound <= clopper_pearson_upper(events, trials, confidence + (1 - confidence) / 2) * slack
    half = max(0.5, confidence)  # k is a median of Binomial(n, k/n), so from one half on the bounds enclose k/n
    assert clopper_pearson_lower(events, trials, half) <= events / trials * slack
    assert events / trials <= clopper_pearson_upper(events, trials, half) * slack


@pytest.mark.parametrize("method", [clopper_pearson, jeffreys, wilson])
@given(st.integers(0, 10**6), st.data(), CONFIDENCES)
@settings(max_examples=100, deadline=None)
def test_what_did_not_happen_has_the_mirrored_interval(
    method: Method, trials: int, drawn: st.DataObject, confidence: float
) -> None:
    """The interval for n - k is one minus the interval for k, and both lie within 0 to 1 in order."""
    events = drawn.draw(st.integers(0, trials))
    found, mirrored = method(events, trials, confidence), method(trials - events, trials, confidence)
    assert found.lower == pytest.approx(1 - mirrored.upper, abs=1e-12)
    assert found.upper == pytest.approx(1 - mirrored.lower, abs=1e-12)
    assert 0 <= found.lower <= found.upper <= 1


@given(st.integers(1, 500), st.data(), CONFIDENCES)
@settings(max_examples=100, deadline=None)
def test_two_sides_are_each_side_alone_at_half_of_the_error(
    trials: int, drawn: st.DataObject, confidence: float
) -> None:
    """The two-sided interval at c has the ends of the one-sided bounds at (1 + c) / 2; Jeffreys' lies within it."""
    events = drawn.draw(st.integers(0, trials))
    found, half = clopper_pearson(events, trials, confidence), (1 + confidence) / 2
    assert found.upper == pytest.approx(clopper_pearson_upper(events, trials, half), rel=1e-6, abs=0)
    assert found.lower == pytest.approx(clopper_pearson_lower(events, trials, half), rel=1e-6, abs=0)
    within = jeffreys(events, trials, confidence)
    assert found.lower * (1 - 1e-9) <= within.lower <= within.upper <= found.upper * (1 + 1e-9)


@given(st.integers(1, 10**9), st.data(), st.floats(0.01, 0.999))
@settings(max_examples=100, deadline=None)
def test_at_the_ends_of_wilson_the_score_is_the_quantile(trials: int, drawn: st.DataObject, confidence: float) -> None:
    """(k/n - p)^2 = z^2 p (1 - p) / n at both ends: the equation that they are roots of."""
    from statistics import NormalDist  # noqa: PLC0415  another inverse than the one under test

    events = drawn.draw(st.integers(0, trials))
    z = NormalDist().inv_cdf((1 + confidence) / 2)
    found = wilson(events, trials, confidence)
    for p in (found.lower, found.upper):
        assert (events / trials - p) ** 2 == pytest.approx(z * z * p * (1 - p) / trials, rel=1e-6, abs=1e-15)


@pytest.mark.parametrize("method", [clopper_pearson, jeffreys, wilson])
def test_with_no_trials_nothing_is_known(method: Method) -> None:
    """0 of 0 leaves 0 to 1, and a single trial leaves one end free."""
    assert method(0, 0, 0.95) == ConfidenceInterval(lower=0.0, upper=1.0)
    assert method(0, 1, 0.95).lower == 0.0
    assert method(1, 1, 0.95).upper == 1.0
    assert clopper_pearson_upper(0, 0) == 1.0
    assert clopper_pearson_lower(0, 0) == 0.0
    assert [rule_of_three(n) for n in (0, 1, 2, 4)] == [1.0, 1.0, 1.0, 0.75]


def test_a_thousand_million_trials() -> None:
    """No event in 1e9: -ln(0.05) / n (1 - ...) = 2.995732269e-9; half of them: 1/2 plus and minus 1.96 / (2 sqrt n)."""
    # 1 - exp(-x) with x = 2.995732273554e-9 is x - x^2/2: the ninth digit after the point is lost to no rounding
    assert clopper_pearson_upper(0, 10**9) == pytest.approx(
        2.995732273554e-9 * (1 - 2.995732273554e-9 / 2), rel=1e-12, abs=0
    )
    assert clopper_pearson_lower(10**9, 10**9) == pytest.approx(1 - 2.995732273554e-9, rel=1e-15, abs=0)
    half = clopper_pearson(5 * 10**8, 10**9)
    assert half.upper - 0.5 == pytest.approx(1.959964 / (2 * 10**4.5), rel=1e-4, abs=0)
    assert half.lower + half.upper == pytest.approx(1, abs=1e-15)


def test_in_the_middle_of_a_thousand_million_the_tail_is_right() -> None:
    """P(X <= k) by ratios of neighbouring terms, summed both ways from k over 12 standard deviations, is 2.5 %."""
    trials, events = 10**9, 5 * 10**8
    p = clopper_pearson(events, trials).upper
    below = np.arange(events, events - 190_000, -1.0)  # a standard deviation is 15,811
    above = np.arange(events, events + 220_000, 1.0)
    down = np.cumsum(np.log(below / (trials - below + 1) * (1 - p) / p))
    up = np.cumsum(np.log((trials - above) / (above + 1) * p / (1 - p)))
    at_most = 1 + np.exp(down).sum()
    assert at_most / (at_most + np.exp(up).sum()) == pytest.approx(0.025, rel=1e-7, abs=0)


@pytest.mark.parametrize("confidence", [1e-9, 0.05, 0.95, 1 - 1e-12])
def test_every_confidence_keeps_its_digits(confidence: float) -> None:
    """3 of a million: P(X <= 3) at the upper bound and P(X >= 3) at the lower, against the smaller of c and 1 - c."""
    upper, lower = (bound(3, 10**6, confidence) for bound in (clopper_pearson_upper, clopper_pearson_lower))
    if confidence < 0.5:
        assert binomial_at_least(4, 10**6, upper) == pytest.approx(confidence, rel=1e-10, abs=0)
        assert binomial_at_most(2, 10**6, lower) == pytest.approx(confidence, rel=1e-10, abs=0)
    else:
        assert binomial_at_most(3, 10**6, upper) == pytest.approx(1 - confidence, rel=1e-10, abs=0)
        assert binomial_at_least(3, 10**6, lower) == pytest.approx(1 - confidence, rel=1e-10, abs=0)


def test_confidence_close_to_its_ends() -> None:
    """One trial without an event has the bound c itself, whatever c is; a bound of nearly no confidence is nearly 0."""
    for confidence in (1e-300, 1e-12, 0.5, 1 - 1e-12, nextafter(1, 0)):
        assert clopper_pearson_upper(0, 1, confidence) == pytest.approx(confidence, rel=1e-15, abs=0)
        assert clopper_pearson_lower(1, 1, confidence) == pytest.approx(1 - confidence, rel=1e-15, abs=0)
    # P(X >= 1 | n = 2) = 2p - p^2 is c at p = 1 - sqrt(1 - c), about c/2 for small c; for X >= 2 it is sqrt c
    assert clopper_pearson_upper(0, 2, 1e-12) == pytest.approx(0.5e-12, rel=1e-9, abs=0)
    assert clopper_pearson_upper(1, 2, 1e-12) == pytest.approx(1e-6, rel=1e-9, abs=0)


@pytest.mark.parametrize("method", [clopper_pearson, clopper_pearson_upper, clopper_pearson_lower, jeffreys, wilson])
@pytest.mark.parametrize(
    ("events", "trials", "confidence"),
    [(-1, 3, 0.9), (4, 3, 0.9), (True, 3, 0.9), (1, 3, 0), (1, 3, 1), (1, 3, float("nan")), (1.0, 3, 0.9)],
)
def test_impossible_counts_and_confidences_are_refused(
    method: Callable[..., object], events: int, trials: int, confidence: float
) -> None:
    """Negative counts, more events than trials, truth values, floats, NaN and confidences of 0 or 1 have no interval."""
    with pytest.raises(ValueError, match="must be"):
        method(events, trials, confidence)


@given(st.integers(1, 10**9))
def test_the_rule_of_three_is_above_the_exact_bound(trials: int) -> None:
    """1 - 0.05^(1/n) < 3/n, by at most a thousandth of it from a thousand trials on, relative to 2.9957 / n."""
    exact = clopper_pearson_upper(0, trials)
    assert exact < rule_of_three(trials) or trials <= 3
    if trials >= 1000:
        assert rule_of_three(trials) < exact * 1.003  # 3 / 2.99573 = 1.00142, and (1 + 1.5/n)


@given(st.integers(0, 40), st.integers(0, 40), st.fractions(0, 1, max_denominator=50))
def test_the_binomial_tail_is_the_sum_of_its_terms(events: int, more: int, rate: Fraction) -> None:
    """P(X >= k) equals the sum of C(n, i) p^i (1 - p)^(n - i) in fractions."""
    trials = events + more
    exact = sum(
        (comb(trials, i) * rate**i * (1 - rate) ** (trials - i) for i in range(events, trials + 1)), Fraction(0)
    )
    assert probability_of_at_least(events, trials, float(rate)) == pytest.approx(float(exact), rel=1e-9, abs=1e-300)


def test_published_intervals_of_risk_reports() -> None:
    """Intervals for 0 of 2,900, 0 of 86, 153 and 129 of 163, five small counts, 11 of 12, and 19 of 32 against a half.

    Two-sided 95 % Clopper-Pearson unless said otherwise, recomputed from counts in published risk reports of 2026.
    """
    assert clopper_pearson_upper(0, 2900) == pytest.approx(0.00103, abs=5e-6)
    assert clopper_pearson(0, 2900).upper == pytest.approx(0.00127, abs=5e-6)
    assert clopper_pearson_upper(0, 86) == pytest.approx(0.034, abs=5e-4)
    published = {
        (153, 163): (0.890, 0.970),
        (129, 163): (0.721, 0.851),
        (4, 5): (0.28, 0.995),
        (3, 5): (0.15, 0.95),
        (3, 3): (0.29, 1.0),
        (1, 3): (0.008, 0.91),
        (7, 10): (0.35, 0.93),
        (11, 12): (0.62, 0.998),
    }
    for counts, ends in published.items():
        found = clopper_pearson(*counts)
        assert (found.lower, found.upper) == pytest.approx(ends, abs=5e-3), counts
    assert probability_of_at_least(19, 32, 0.5) == pytest.approx(0.19, abs=5e-3)
