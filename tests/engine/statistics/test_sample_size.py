"""Questions for a power: the number is the one at which the power is reached."""

from __future__ import annotations

from math import sqrt
from statistics import NormalDist

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loadpath.engine.statistics.sample_size import questions_for_power

NORMAL = NormalDist()
VARIANCES = st.floats(1e-3, 10)


@given(st.floats(0.001, 1), VARIANCES, st.floats(0.001, 0.2), st.floats(0.2, 0.999), st.integers(1, 50), VARIANCES)
def test_at_the_number_found_the_power_is_the_one_asked_for(
    difference: float, variance: float, level: float, power: float, samples: int, within: float
) -> None:
    """P(estimate above its critical value) with standard error sqrt((omega^2 + s_A^2/K + s_B^2/K) / n)."""
    number = questions_for_power(
        difference, variance, level=level, power=power, within=(within, 2 * within), samples=(samples, 2 * samples)
    )
    error = sqrt((variance + within / samples + 2 * within / (2 * samples)) / number)
    reached = 1 - NORMAL.cdf(NORMAL.inv_cdf(1 - level / 2) - difference / error)
    assert reached == pytest.approx(power, abs=1e-9)


def test_asking_again_removes_only_what_varies_within_a_question() -> None:
    """(1.96 + 0.8416)^2 = 7.8489; per question 1/9 + 2/6 = 4/9 asked once and 1/9 + 2/60 = 13/90 asked ten times."""
    once = questions_for_power(0.03, 1 / 9, within=(1 / 6, 1 / 6))
    often = questions_for_power(0.03, 1 / 9, within=(1 / 6, 1 / 6), samples=(10, 10))
    assert once == pytest.approx(7.8489 * (4 / 9) / 0.0009, rel=1e-4, abs=0)
    assert often == pytest.approx(7.8489 * (13 / 90) / 0.0009, rel=1e-4, abs=0)


def test_impossible_plans_are_refused() -> None:
    """No difference, negative variances, questions never asked, a power that chance alone exceeds."""
    with pytest.raises(ValueError, match="`difference` must be above 0"):
        questions_for_power(0, 1)
    with pytest.raises(ValueError, match="`variance_of_differences` must be at least 0"):
        questions_for_power(0.1, -1)
    with pytest.raises(ValueError, match="`within` must be at least 0"):
        questions_for_power(0.1, 1, within=(0, -1))
    with pytest.raises(ValueError, match="`samples` must be a whole number of at least 1, not 0"):
        questions_for_power(0.1, 1, samples=(1, 0))
    assert questions_for_power(0.1, 1, power=0.025) == 0  # half of the level is what chance alone reports on one side
    with pytest.raises(ValueError, match=r"`power` must be at least half of `level` 0\.05, not 0\.02"):
        questions_for_power(0.1, 1, power=0.02)
