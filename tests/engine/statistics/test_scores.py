"""Scores of forecasts: honesty pays, order is what the curve sees, calibration is a chi-squared tail."""

from __future__ import annotations

from fractions import Fraction
from math import erfc, exp, inf, log, sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loadpath.engine.statistics.scores import area_under_curve, brier, cooke_calibration, log_score

TIES = st.lists(st.integers(0, 6), min_size=1, max_size=15)


@given(st.integers(1, 19), st.floats(0.001, 0.999))
def test_honesty_is_best_on_average(tenths: int, stated: float) -> None:
    """With k of 20 happening, no constant forecast scores better than k / 20, by either score."""
    happened = [1] * tenths + [0] * (20 - tenths)
    honest = [tenths / 20] * 20
    assert brier(honest, happened) <= brier([stated] * 20, happened) + 1e-15
    assert log_score(honest, happened) <= log_score([stated] * 20, happened) + 1e-15
    assert brier(honest, happened) == pytest.approx(tenths / 20 * (1 - tenths / 20))


def test_certainties() -> None:
    """Right and certain is 0; wrong and certain is 1 by Brier and infinite by the logarithm; a half is 1/4 and ln 2."""
    assert (brier([1, 0], [True, False]), log_score([1, 0], [1, 0])) == (0, 0)
    assert (brier([1, 0], [0, 1]), log_score([0.5, 1], [1, 0]), log_score([0], [1])) == (1, inf, inf)
    assert brier([0.5], [1]) == 0.25
    assert log_score([0.5, 0.25], [1, 1]) == pytest.approx(1.5 * log(2))
    assert log_score([0.5], [0]) == pytest.approx(log(2))


@given(TIES, TIES)
def test_the_area_is_the_share_of_pairs_in_order(positives: list[int], negatives: list[int]) -> None:
    """Every pair compared, ties counted as half; exchanging the two gives the rest, and only order matters."""
    pairs = [Fraction((a > b) - (a < b) + 1, 2) for a in positives for b in negatives]
    area = area_under_curve(positives, negatives)
    assert area == pytest.approx(float(sum(pairs, Fraction(0)) / len(pairs)), abs=1e-15)
    assert area + area_under_curve(negatives, positives) == pytest.approx(1)
    assert area == area_under_curve([exp(a) for a in positives], [exp(b) for b in negatives])


def test_calibration_by_hand() -> None:
    """Shares as promised: 1. Two halves of which only one is hit in 10: 2 N ln 2 = 13.86, one degree of freedom.

    The tail of chi-squared with one degree is erfc(sqrt(x / 2)): erfc(sqrt(10 ln 2)) = 1.97e-4.
    """
    assert cooke_calibration([0.05, 0.45, 0.45, 0.05], [5, 45, 45, 5]) == pytest.approx(1)
    assert cooke_calibration([0.5, 0.5], [10, 0]) == pytest.approx(erfc(sqrt(10 * log(2))), rel=1e-12, abs=0)
    # two degrees of freedom: exp(-x / 2), and x / 2 = N ln 3 where one of three bins takes all: 3^-N
    assert cooke_calibration([1 / 3] * 3, [4, 0, 0]) == pytest.approx(3**-4)


def test_impossible_scores_are_refused() -> None:
    """NaN, outcomes that are none, no forecasts, bins that do not add up, no questions."""
    with pytest.raises(ValueError, match="`happened` must be 0 or 1, not 2"):
        brier([0.5], [2])
    with pytest.raises(ValueError, match="`forecasts` has 2, `happened` has 1"):
        log_score([0.5, 0.5], [1])
    with pytest.raises(ValueError, match="`forecasts` must have at least 1 members"):
        brier([], [])
    with pytest.raises(ValueError, match="`positives` must be a finite number, not nan"):
        area_under_curve([float("nan")], [1])
    with pytest.raises(ValueError, match="`negatives` must have at least 1 members"):
        area_under_curve([1], [])
    with pytest.raises(ValueError, match=r"`bins` must add up to 1, not 0\.9"):
        cooke_calibration([0.4, 0.5], [1, 1])
    with pytest.raises(ValueError, match="`bins` has 2, `fallen` has 3"):
        cooke_calibration([0.5, 0.5], [1, 1, 1])
    with pytest.raises(ValueError, match="`the sum of `fallen`` must be a whole number of at least 1"):
        cooke_calibration([0.5, 0.5], [0, 0])
    with pytest.raises(ValueError, match="`bins` must have at least 2 members"):
        cooke_calibration([1], [3])
