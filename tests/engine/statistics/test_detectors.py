"""Detectors that err: the bound keeps its promise, the estimate is inverse to the errors, nothing is clipped."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.engine.statistics.oracles import around, binomial, contained

from loadpath.engine.statistics.detectors import rogan_gladen, upper_bound_with_detector
from loadpath.engine.statistics.proportions import ConfidenceInterval, clopper_pearson_upper


@pytest.mark.parametrize("sensitivity", [0.05, 0.7, 1.0])
def test_the_bound_covers_what_is_there_and_not_only_what_is_found(sensitivity: float) -> None:
    """What is found is binomial with sensitivity times rate; up to 60 trials the bound covers every rate nominally."""
    for trials in range(1, 61):
        uppers = [upper_bound_with_detector(k, trials, sensitivity) for k in range(trials + 1)]
        rates = np.append(around(uppers), 1.0)
        covered = contained(
            [ConfidenceInterval(lower=0.0, upper=upper) for upper in uppers],
            rates,
            binomial(trials, sensitivity * rates),
        )
        assert covered.min() >= 0.95 - 1e-12


def test_a_perfect_detector_changes_nothing_and_a_poor_one_leaves_all_open() -> None:
    """Sensitivity 1 is the plain bound; with 1 % and none of 100 found, anything is possible: 0.0295 / 0.01 > 1."""
    assert upper_bound_with_detector(2, 50, 1.0) == clopper_pearson_upper(2, 50)
    assert upper_bound_with_detector(2, 50, 0.5, confidence=0.8) == 2 * clopper_pearson_upper(2, 50, 0.8)
    assert upper_bound_with_detector(0, 100, 0.01) == 1.0
    with pytest.raises(ValueError, match=r"`sensitivity` must be above 0, not 0\.0"):
        upper_bound_with_detector(0, 100, 0)


@given(st.floats(0, 1), st.floats(0.5, 1), st.floats(0.51, 1))
def test_the_estimate_is_inverse_to_the_errors(rate: float, sensitivity: float, specificity: float) -> None:
    """Rate times sensitivity plus the rest times false alarms is the apparent rate, and leads back to the rate."""
    alarms = 1 - specificity
    apparent = alarms + rate * (sensitivity - alarms)
    assert rogan_gladen(apparent, sensitivity, specificity) == pytest.approx(rate, abs=1e-12)


def test_an_estimate_outside_of_what_is_possible_is_refused() -> None:
    """1 % of alarms, of which 2 % would come from nothing, has no rate behind it: neither 0 nor -1.3 % is returned."""
    with pytest.raises(ValueError, match=r"from 0\.02 \(false alarms alone\) to 0\.8 .*, not 0\.01"):
        rogan_gladen(0.01, sensitivity=0.8, specificity=0.98)
    with pytest.raises(ValueError, match=r"not 0\.9$"):
        rogan_gladen(0.9, sensitivity=0.8, specificity=0.98)
    # at the ends themselves there is a rate, though 1 - 0.98 is a little more than 0.02
    assert rogan_gladen(0.02, sensitivity=0.8, specificity=0.98) == 0.0
    assert rogan_gladen(0.8, sensitivity=0.8, specificity=0.98) == 1.0
    with pytest.raises(ValueError, match="the detector tells nothing"):
        rogan_gladen(0.5, sensitivity=0.5, specificity=0.5)
