"""Bounds on rates: exact for every rate, inverse to Poisson sums, in the unit of the exposure."""

from __future__ import annotations

from math import log, nextafter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engine.statistics.oracles import around, contained, poisson, poisson_at_most

from loadpath.engine.statistics.proportions import ConfidenceInterval, clopper_pearson_upper
from loadpath.engine.statistics.rates import exposure_without_event, garwood, poisson_upper

COUNTS = 60
"""The largest count whose ends are looked at; three times as many are summed over."""

CONFIDENCES = st.floats(1e-9, 1 - 1e-9)


@pytest.mark.parametrize("confidence", [0.5, 0.9, 0.95, 0.99])
@pytest.mark.parametrize("sides", [1, 2])
def test_a_rate_is_contained_at_least_as_often_as_promised(sides: int, confidence: float) -> None:
    """For every mean up to 30 the coverage is at least nominal (1e-12 for the rounding of the ends)."""
    intervals = [
        garwood(k, confidence=confidence)
        if sides == 2
        else ConfidenceInterval(lower=0.0, upper=poisson_upper(k, confidence=confidence))
        for k in range(3 * COUNTS)
    ]
    means = around([end for one in intervals for end in (one.lower, one.upper)], most=30.0)
    assert len(means) > COUNTS / 2
    assert contained(intervals, means, poisson(3 * COUNTS - 1, means)).min() >= confidence - 1e-12


@given(st.integers(0, 200), CONFIDENCES)
@settings(max_examples=150, deadline=None)
def test_at_an_end_the_tail_is_what_is_left(events: int, confidence: float) -> None:
    """P(X <= k) at the upper end is half of the error, or all of it one-sided; P(X < k) at the lower is the rest."""
    tail = (1 - confidence) / 2
    found = garwood(events, confidence=confidence)
    assert poisson_at_most(events, found.upper) == pytest.approx(tail, rel=1e-10, abs=0)
    if events:
        assert 1 - poisson_at_most(events - 1, found.lower) == pytest.approx(tail, rel=1e-6, abs=1e-15)
    assert poisson_at_most(events, poisson_upper(events, confidence=confidence)) == pytest.approx(
        1 - confidence, rel=1e-10, abs=0
    )


@given(st.integers(0, 10**9), st.floats(1e-3, 1e12), CONFIDENCES)
@settings(max_examples=100, deadline=None)
def test_bounds_rise_with_events_and_confidence_and_scale_with_exposure(
    events: int, exposure: float, confidence: float
) -> None:
    """A rate per hour is sixty times the rate per minute; more events or more confidence never lower the bound."""
    bound = poisson_upper(events, exposure, confidence)
    two, minutes = garwood(events, exposure, confidence), garwood(events, 60 * exposure, confidence)
    assert minutes.upper == pytest.approx(two.upper / 60, rel=1e-12, abs=0)
    assert minutes.lower == pytest.approx(two.lower / 60, rel=1e-12, abs=0)
    assert poisson_upper(events, 60 * exposure, confidence) == pytest.approx(bound / 60, rel=1e-12, abs=0)
    assert bound <= poisson_upper(events + 1, exposure, confidence) * (1 + 1e-9)
    assert bound <= poisson_upper(events, exposure, confidence + (1 - confidence) / 2) * (1 + 1e-9)


@given(st.floats(1e-12, 1e6), CONFIDENCES)
def test_the_exposure_without_an_event_is_inverse_to_the_bound(rate: float, confidence: float) -> None:
    """After exactly that exposure without an event, the bound is the rate."""
    exposure = exposure_without_event(rate, confidence)
    assert poisson_upper(0, exposure, confidence) == pytest.approx(rate, rel=1e-12, abs=0)


def test_rates_are_the_limit_of_proportions() -> None:
    """3 in 1e9 trials and 3 in an exposure of 1e9 differ by a share of a few 1e-9."""
    assert poisson_upper(3, 1e9) == pytest.approx(clopper_pearson_upper(3, 10**9), rel=1e-8, abs=0)


@pytest.mark.parametrize("confidence", [1e-9, 0.05, 0.95, 1 - 1e-12])
def test_every_confidence_keeps_its_digits(confidence: float) -> None:
    """P(X <= 3) at the upper bound, or P(X >= 4) where the confidence is the smaller number."""
    upper = poisson_upper(3, confidence=confidence)
    if confidence < 0.5:
        assert upper**4 / 24 * (1 - 4 / 5 * upper) <= confidence <= upper**4 / 24  # the series of P(X >= 4)
    else:
        assert poisson_at_most(3, upper) == pytest.approx(1 - confidence, rel=1e-10, abs=0)


def test_closed_forms() -> None:
    """No event: -ln(tail). One event, mean m at the lower end: 1 - exp(-m) = tail."""
    assert poisson_upper(0) == pytest.approx(log(20), rel=1e-15, abs=0)
    assert garwood(0).lower == 0.0
    assert garwood(0).upper == pytest.approx(log(40), rel=1e-14, abs=0)
    assert garwood(1).lower == pytest.approx(-np.log1p(-0.025), rel=1e-13, abs=0)
    assert poisson_upper(0, confidence=nextafter(1, 0)) == pytest.approx(
        53 * log(2), rel=1e-15, abs=0
    )  # 1 - c is 2^-53


@pytest.mark.parametrize(
    ("events", "exposure", "confidence"),
    [(-1, 1, 0.9), (True, 1, 0.9), (0, 0, 0.9), (0, -1, 0.9), (0, float("inf"), 0.9), (0, 1, 0), (0, 1, 1.0)],
)
def test_impossible_arguments_are_refused(events: int, exposure: float, confidence: float) -> None:
    """With no exposure no rate is bounded, and nothing else impossible has a bound either."""
    for method in (garwood, poisson_upper):
        with pytest.raises(ValueError, match="must be"):
            method(events, exposure, confidence)
    with pytest.raises(ValueError, match="`rate` must be above 0"):
        exposure_without_event(0)
