"""Laws of times and of moments: by hand, and against a simulated posterior predictive."""

from __future__ import annotations

from math import exp, inf, log, sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from loadpath.engine import laws
from loadpath.engine.laws import Steps, Timed, Turned, Uniform, timed

SHARES = st.floats(1e-6, 1 - 1e-6)


# --- one minus a proportion ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("counts", [(0, 12), (3, 40), (198, 200)])
def test_what_works_is_what_does_not_fail(counts: tuple[int, int]) -> None:
    """One minus a Beta(a, b) is a Beta(b, a): k of n that failed are n - k of n that worked."""
    failed, of = counts
    turned, works = Turned(laws.jeffreys(failed, of)), laws.jeffreys(of - failed, of)
    levels = np.array([1e-6, 0.05, 0.3, 0.5, 0.95, 1 - 1e-6])
    assert turned.mean == pytest.approx(works.mean, rel=1e-14)
    assert turned.quantile(levels) == pytest.approx(works.quantile(levels), rel=1e-9)
    for x in (0.001, 0.2, 0.9, 0.999):
        assert turned.cdf(x) == pytest.approx(works.cdf(x), abs=1e-13)


def test_turned_by_hand() -> None:
    """Of any value alike from 0 to 1/4, one minus it lies alike between 3/4 and 1: mean 7/8, 0.2 below 4/5."""
    turned = Turned(Uniform(0.0, 0.25))
    assert turned.mean == 0.875
    assert turned.quantile(np.array([0.0, 0.2, 1.0])) == pytest.approx([0.75, 0.8, 1.0], abs=1e-15)
    assert turned.cdf(0.8) == pytest.approx(0.2, abs=1e-15)


# --- any moment alike ---------------------------------------------------------------------------------------------------


def test_uniform_by_hand() -> None:
    """From 2 to 10: mean 6; a quarter of the way is 4; nothing below 2, all below 10; and below 0 as above."""
    law = Uniform(2.0, 10.0)
    assert law.mean == 6.0
    assert law.quantile(np.array([0.0, 0.25, 0.5, 1.0])).tolist() == [2.0, 4.0, 6.0, 10.0]
    assert [law.cdf(x) for x in (1.0, 2.0, 4.0, 10.0, 11.0)] == [0.0, 0.0, 0.25, 1.0, 1.0]
    below = Uniform(-3.0, -1.0)
    assert (below.mean, below.cdf(-2.5)) == (-2.0, 0.25)


@given(st.floats(-1e6, 1e6), st.floats(1e-3, 1e6), SHARES)
def test_the_share_below_a_quantile_of_a_uniform_is_its_level(low: float, width: float, level: float) -> None:
    """Up to the digits that the ends leave to the width, 1e-16 x 1e6 / 1e-3."""
    law = Uniform(low, low + width)
    assert law.cdf(float(law.quantile(np.array([level]))[0])) == pytest.approx(level, abs=1e-6)


# --- one of several moments ---------------------------------------------------------------------------------------------


def test_steps_by_hand() -> None:
    """5, 12, 19 and 26 with a quarter each: mean 15.5; the median of four is any of 12 to 19, here the upper."""
    law = Steps(5.0, 7.0, 4)
    assert law.mean == 15.5
    assert law.quantile(np.array([0.0, 0.2499, 0.25, 0.5, 0.7499, 0.75, 0.9999])).tolist() == [5, 5, 12, 19, 19, 26, 26]
    assert [law.cdf(x) for x in (4.9, 5.0, 11.9, 12.0, 25.9, 26.0, 99.0)] == [0, 0.25, 0.25, 0.5, 0.75, 1, 1]


@given(st.integers(1, 5_000))
def test_no_step_is_beyond_the_last(count: int) -> None:
    """Nor is one below the first: for the least and the greatest number that is drawn, 2^-53 and 1 - 2^-53."""
    law = Steps(3.0, 2.0, count)
    assert law.quantile(np.array([2.0**-53, 1 - 2.0**-53])).tolist() == [3.0, 3.0 + 2.0 * (count - 1)]


def test_each_step_is_as_likely_as_the_next() -> None:
    """Of 53 x 100 levels at the middles of as many cells, each of 53 steps has 100; the mean is that of the law."""
    law = Steps(90.0, 604_800.0, 53)
    found = law.quantile((np.arange(5_300) + 0.5) / 5_300)
    values, counts = np.unique(found, return_counts=True)
    assert values.tolist() == [90.0 + 604_800.0 * week for week in range(53)]
    assert set(counts.tolist()) == {100}
    assert found.mean() == pytest.approx(law.mean, rel=1e-12)


# --- the next time after some were measured -----------------------------------------------------------------------------


def test_two_times_make_a_cauchy_law() -> None:
    """Of 1 and e^2: m = 1, s = sqrt(2), and s sqrt(1 + 1/2) = sqrt(3); with one degree of freedom T is Cauchy.

    Its quantile at 3/4 is 1 and at 11/12 tan(75 degrees) = 2 + sqrt(3): e^(1 + sqrt 3) and e^(1 + 2 sqrt 3 + 3).
    """
    law = timed([1.0, exp(2.0)])
    assert (law.centre, law.spread) == pytest.approx((1.0, sqrt(3)))
    assert law.freedom == 1
    expected = [exp(1), exp(1 + sqrt(3)), exp(4 + 2 * sqrt(3)), exp(1 - sqrt(3))]
    assert law.quantile(np.array([0.5, 0.75, 11 / 12, 0.25])) == pytest.approx(expected, rel=1e-9)
    assert [law.cdf(x) for x in expected] == pytest.approx([0.5, 0.75, 11 / 12, 0.25], abs=1e-12)
    assert (law.cdf(0.0), law.cdf(-1.0), law.mean) == (0.0, 0.0, inf)


def test_three_times_make_a_law_that_is_known() -> None:
    """Of 10, 20 and 40: m = ln 20, s = ln 2, spread ln 2 x 2 / sqrt(3), two degrees of freedom.

    T with two has the quantile (2u - 1) sqrt(2) / sqrt(1 - (2u - 1)^2): at u = 0.9 it is 0.8 sqrt(2) / 0.6.
    """
    law = timed([40.0, 10.0, 20.0])
    expected = exp(log(20) + log(2) * 2 / sqrt(3) * 0.8 * sqrt(2) / 0.6)
    assert law.quantile(np.array([0.9])) == pytest.approx([expected], rel=1e-9)
    assert law.cdf(expected) == pytest.approx(0.9, abs=1e-12)


@pytest.mark.parametrize("times", [[60.0, 3600.0], [5.0, 6.0, 9.0], [30.0, 45.0, 50.0, 61.0, 77.0, 300.0, 301.0]])
def test_the_next_time_is_that_of_a_simulated_posterior(times: list[float]) -> None:
    """Deciles within 4.5 standard errors of 200,000 draws of (sigma^2, mu, next logarithm) given the measured ones.

    Under the prior 1/sigma: (n - 1) s^2 / sigma^2 is chi-squared with n - 1, mu is normal about m with variance
    sigma^2 / n, and the next about mu with sigma^2 (Gelman et al., section 3.2).
    """
    random = np.random.default_rng(20270301)
    logs, count = np.log(times), 200_000
    variance = logs.var(ddof=1) * (len(times) - 1) / random.chisquare(len(times) - 1, count)
    middle = random.normal(logs.mean(), np.sqrt(variance / len(times)))
    following = random.normal(middle, np.sqrt(variance))
    law = timed(times)
    for level in np.linspace(0.1, 0.9, 9):
        below = (following <= np.log(law.quantile(np.array([level])))).mean()
        assert below == pytest.approx(level, abs=4.5 * sqrt(level * (1 - level) / count))


def test_many_times_make_the_law_they_came_from() -> None:
    """Of 20,000 log-normal times the next has their deciles: z of 0.9 is 1.2816; the errors of m and s are below 1 %."""
    random = np.random.default_rng(1)
    law = timed(np.exp(3 + 0.5 * random.standard_normal(20_000)).tolist())
    assert np.log(law.quantile(np.array([0.1, 0.5, 0.9]))) == pytest.approx(
        [3 - 0.5 * 1.2816, 3, 3 + 0.5 * 1.2816], abs=0.02
    )


@given(
    st.lists(st.floats(1e-3, 1e6), min_size=2, max_size=8).filter(lambda times: max(times) > 1.01 * min(times)), SHARES
)
def test_the_share_below_a_quantile_of_a_next_time_is_its_level(times: list[float], level: float) -> None:
    """As far as it is below e^700, where the tail is cut; another unit of time multiplies the quantile."""
    law = timed(times)
    value = float(law.quantile(np.array([level]))[0])
    if 0 < value < 1e300:
        assert law.cdf(value) == pytest.approx(level, abs=1e-6)
        other = float(timed([60 * one for one in times]).quantile(np.array([level]))[0])
        assert log(other) == pytest.approx(log(60) + log(value), rel=1e-6, abs=1e-6)


def test_the_tail_is_cut_where_no_number_holds_it() -> None:
    """At 1 - 2^-53 a Cauchy law of wide logarithms is beyond e^700: it is e^700, and no warning."""
    law = Timed(0.0, 10.0, 1)
    assert law.quantile(np.array([1 - 2.0**-53])).tolist() == [float(np.exp(700.0))]
    assert law.quantile(np.array([2.0**-53])).tolist() == [0.0]


@pytest.mark.parametrize("times", [[], [5.0], [5.0, 5.0, 5.0], [5.0, 0.0], [5.0, -1.0, 7.0]])
def test_times_that_say_nothing_of_how_they_scatter_are_refused(times: list[float]) -> None:
    """None, one, all alike, and one that is no time."""
    with pytest.raises(ValueError, match=f"{len(times)} times, not two different ones above zero"):
        timed(times)
