"""Points of distributions: the tail beyond them is the one asked for, also where scipy's own inverse is wrong."""

from __future__ import annotations

from math import log

import pytest
from tests.engine.statistics.oracles import binomial_at_least, binomial_at_most, poisson_at_most

from loadpath.engine.statistics.quantiles import beta_quantile, gamma_quantile


@pytest.mark.parametrize("tail", [1e-12, 0.025, 0.3])
@pytest.mark.parametrize("events", [1, 3, 100, 1000])
@pytest.mark.parametrize("trials", [10**4, 10**8, 10**9])
def test_a_beta_point_has_its_tail(events: int, trials: int, tail: float) -> None:
    """P(X <= k) at the upper point of Beta(k + 1, n - k), and P(X >= k) at the lower one of Beta(k, n - k + 1).

    For k = 999 in 1e8, scipy's inverse leaves 0.0495 instead of 0.05, and 1.8e-12 instead of 1e-12. Events from 1 on.
    """
    upper = beta_quantile(events + 1, trials - events, 1 - tail, tail)
    assert binomial_at_most(events, trials, upper) == pytest.approx(tail, rel=1e-10, abs=0)
    lower = beta_quantile(events, trials - events + 1, tail, 1 - tail)
    assert binomial_at_least(events, trials, lower) == pytest.approx(tail, rel=1e-10, abs=0)


@pytest.mark.parametrize("tail", [1e-12, 0.05, 0.5])
def test_a_beta_point_where_scipy_errs_most(tail: float) -> None:
    """999 events in 1e8 trials."""
    upper = beta_quantile(1000, 10**8 - 999, 1 - tail, tail)
    assert binomial_at_most(999, 10**8, upper) == pytest.approx(tail, rel=1e-10, abs=0)


@pytest.mark.parametrize("tail", [1e-12, 0.025, 0.5])
@pytest.mark.parametrize("shape", [1, 2, 11, 1001])
def test_a_gamma_point_has_its_tail(shape: int, tail: float) -> None:
    """The gamma distribution of shape k + 1 exceeds m as often as a Poisson count of mean m is at most k."""
    assert poisson_at_most(shape - 1, gamma_quantile(shape, 1 - tail, tail)) == pytest.approx(tail, rel=1e-12, abs=0)


def test_closed_points() -> None:
    """Beta(1, n) and Beta(n, 1) are powers, the gamma distribution of shape 1 a logarithm."""
    assert beta_quantile(1, 7, 0.95, 0.05) == pytest.approx(1 - 0.05 ** (1 / 7), rel=1e-14, abs=0)
    assert beta_quantile(7, 1, 0.05, 0.95) == pytest.approx(0.05 ** (1 / 7), rel=1e-14, abs=0)
    assert gamma_quantile(1, 0.9, 0.1) == pytest.approx(log(10), rel=1e-14, abs=0)


def test_a_point_beyond_the_last_digit_is_the_end() -> None:
    """Beta(1e9, 1) has 1e-12 above 1 - 1e-21, which is 1 in floating point."""
    assert beta_quantile(1e9, 1, 1 - 1e-12, 1e-12) == 1.0
