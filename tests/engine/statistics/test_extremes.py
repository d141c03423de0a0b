"""The worst query: an exact tail is followed exactly, and nothing is forecast beyond what the method was tested on."""

from __future__ import annotations

from math import exp, log

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loadpath.engine.statistics.extremes import FARTHEST, forecast_worst_query


def straight(size: int, slope: float, intercept: float) -> list[float]:
    """Return elicitation probabilities whose scores have the survival i / m on a straight line exactly."""
    scores = [(log(rank / size) - intercept) / slope for rank in range(1, size + 1)]
    return [exp(-exp(-score)) for score in scores]


@given(st.integers(20, 300), st.floats(-3, -0.5), st.floats(-3, 1), st.integers(3, 20), st.integers(1, FARTHEST))
def test_a_straight_tail_is_followed(size: int, slope: float, intercept: float, top: int, times: int) -> None:
    """Slope and intercept come back, and one query in as many lies beyond the forecast."""
    found = forecast_worst_query(straight(size, slope, intercept), size * times, top)
    assert (found.slope, found.intercept) == pytest.approx((slope, intercept), rel=1e-6, abs=1e-6)
    assert slope * -log(-log(found.probability)) + intercept == pytest.approx(-log(size * times), rel=1e-5, abs=0)


@given(st.lists(st.floats(1e-9, 0.5), min_size=12, max_size=60, unique=True), st.integers(1, 999))
def test_more_queries_are_worse_and_order_does_not_matter(sample: list[float], times: int) -> None:
    """The forecast rises with the number of queries, stays inside 0 to 1, and sees only the largest of the sample."""
    size = len(sample)
    near, far = (forecast_worst_query(sample, size * n).probability for n in (times, times + 1))
    assert 0 <= near <= far <= 1
    assert forecast_worst_query(sorted(sample), size * times).probability == near
    worst = sorted(sample, reverse=True)[:10]
    assert forecast_worst_query([*worst, *[0.0] * (size - 10)], size * times).probability == near


def test_the_limits_of_use_are_enforced() -> None:
    """Each limit has its refusal, with the number and the limit in it."""
    sample = straight(50, -1.2, -0.5)
    assert forecast_worst_query(sample, 50_000).probability > forecast_worst_query(sample, 50).probability
    with pytest.raises(ValueError, match="`queries` must be at most 1000 times the sample of 50, not 50001"):
        forecast_worst_query(sample, 50_001)
    with pytest.raises(ValueError, match="`queries` must be a whole number of at least 50, not 49"):
        forecast_worst_query(sample, 49)
    with pytest.raises(ValueError, match="`elicitation` must have at least 10 members, not 9"):
        forecast_worst_query(sample[:9], 100)
    with pytest.raises(ValueError, match="`top` must be a whole number of at least 3, not 2"):
        forecast_worst_query(sample, 100, top=2)


def test_a_tail_without_a_line_is_refused() -> None:
    """All the same, none of the behaviour among the largest, certainty, NaN."""
    with pytest.raises(ValueError, match="must differ for a line"):
        forecast_worst_query([0.01] * 20, 100)
    with pytest.raises(ValueError, match=r"must be above 0 and below 1, not 0\.0"):
        forecast_worst_query([0.1] * 5 + [0.0] * 20, 100)
    with pytest.raises(ValueError, match=r"must be above 0 and below 1, not 1\.0"):
        forecast_worst_query([1.0] + [0.1] * 20, 100)
    with pytest.raises(ValueError, match="must be a finite number, not nan"):
        forecast_worst_query([float("nan")] * 20, 100)
