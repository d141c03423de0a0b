"""Log-normal probabilities by mean and error factor, cut at 1."""

from __future__ import annotations

from math import exp, log

import numpy as np
import pytest

from loadpath.engine import laws


def test_the_error_factor_is_the_quantile_over_the_median() -> None:
    """Mean 0.01, factor 5 at 95 %: spread 1.609438 / 1.644854 = 0.978469, median 0.01 exp(-0.978469^2 / 2) = 0.006196.

    Times 5 that is 0.030979 at 95 %, and a fifth of it 0.001239 at 5 %.
    """
    law = laws.lognormal(0.01, 5.0, 0.95)
    assert law.spread == pytest.approx(0.978469, abs=1e-6)
    assert law.centre == pytest.approx(log(0.01) - law.spread**2 / 2, rel=1e-14)
    low, median, high = law.quantile(np.array([0.05, 0.5, 0.95]))
    assert median == pytest.approx(exp(law.centre), rel=1e-14)
    assert high == pytest.approx(5.0 * median, rel=1e-12)
    assert low == pytest.approx(median / 5.0, rel=1e-12)
    assert high == pytest.approx(0.03098, abs=5e-6)


def test_another_level_of_the_error_factor() -> None:
    """A factor of 3 at 84.1345 %, which is one standard deviation: the spread is ln 3."""
    assert laws.lognormal(0.01, 3.0, 0.8413447460685429).spread == pytest.approx(log(3.0), rel=1e-12)


def test_what_lies_beyond_one_lies_at_one() -> None:
    """Mean 0.3 and factor 20 put 4 % beyond 1: the quantile stays at 1, and the mean falls short of 0.3."""
    law = laws.lognormal(0.3, 20.0, 0.95)
    assert law.quantile(np.array([0.999, 0.97, 0.5])).tolist()[:2] == [1.0, 1.0]
    u = (np.arange(1_000_000) + 0.5) / 1_000_000
    assert law.mean == pytest.approx(law.quantile(u).mean(), rel=1e-6)
    assert law.mean < 0.2


def test_a_mean_that_is_hardly_cut_is_the_mean() -> None:
    """Mean 0.001 and factor 3: what lies beyond 1 is less than 1e-12 of it."""
    assert laws.lognormal(0.001, 3.0, 0.95).mean == pytest.approx(0.001, rel=1e-12)


def test_cdf_and_quantile_are_inverse_below_one() -> None:
    """And nothing lies below 0, all of it at most at 1."""
    law = laws.lognormal(0.3, 20.0, 0.95)
    for u in (0.01, 0.5, 0.9):
        assert law.cdf(float(law.quantile(np.array([u]))[0])) == pytest.approx(u, abs=1e-12)
    assert (law.cdf(-0.1), law.cdf(0.0), law.cdf(1.0), law.cdf(2.0)) == (0.0, 0.0, 1.0, 1.0)
    assert law.cdf(0.999999) < 0.97
