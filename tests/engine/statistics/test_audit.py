"""Audits: the threshold of numpy's rule, strictly above it, and nothing without a score."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from math import floor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loadpath.engine.statistics.audit import audit, audit_curve, audit_threshold
from loadpath.engine.statistics.proportions import ConfidenceInterval, clopper_pearson

SCORES = st.lists(st.integers(0, 20), min_size=1, max_size=40)
PERCENTS = st.integers(0, 100)


@given(SCORES, PERCENTS)
def test_the_threshold_is_linear_between_neighbours(honest: list[int], percent: int) -> None:
    """At place (n - 1)(1 - b) of the sorted scores, in fractions."""
    ordered = sorted(honest)
    place = (len(honest) - 1) * (1 - Fraction(percent, 100))
    low = floor(place)
    high = min(low + 1, len(honest) - 1)
    exact = ordered[low] + (place - low) * (ordered[high] - ordered[low])
    assert audit_threshold(honest, percent) == pytest.approx(float(exact), abs=1e-12)


@given(st.lists(st.integers(0, 20), max_size=20), SCORES, st.data(), PERCENTS)
def test_every_attack_is_counted_once_or_failed_unseen(
    attacks: list[int], honest: list[int], drawn: st.DataObject, percent: int
) -> None:
    """Caught: strictly above. Missed: succeeded and not above. The interval is that of the two counts."""
    attacks = [*attacks, 10]
    succeeded = drawn.draw(st.lists(st.booleans(), min_size=len(attacks), max_size=len(attacks)))
    found = audit(honest, attacks, succeeded, percent)
    failed = sum(score <= found.threshold and not s for score, s in zip(attacks, succeeded, strict=True))
    assert found.caught + found.missed + failed == len(attacks)
    assert found.caught == sum(score > found.threshold for score in attacks)
    assert found.interval == clopper_pearson(found.caught, found.caught + found.missed)
    if found.caught + found.missed:
        assert found.interval.lower <= found.safety <= found.interval.upper


@given(SCORES, SCORES, st.lists(PERCENTS, min_size=2, max_size=8))
def test_a_larger_budget_catches_no_less(honest: list[int], attacks: list[int], percents: list[int]) -> None:
    """Along a curve the threshold falls, what is caught rises, and the audited share exceeds the budget by under 1/n."""
    curve = audit_curve(honest, attacks, [True] * len(attacks), sorted(percents))
    for less, more in pairwise(curve):
        assert less.threshold >= more.threshold - 1e-12
        assert less.caught <= more.caught
        assert less.safety <= more.safety
    for found in curve:
        assert found.audited <= found.percent / 100 + 1 / len(honest)


def test_a_score_at_the_threshold_is_not_caught() -> None:
    """Budget 25 % of five: the threshold is the fourth, 3; an attack of 3 passes, one of 3.0001 does not."""
    found = audit([0, 1, 2, 3, 4], [3, 3.0001], [1, 1], 25)
    assert (found.threshold, found.caught, found.missed, found.audited, found.safety) == (3, 1, 1, 0.2, 0.5)


def test_the_rule_can_spend_more_than_the_budget() -> None:
    """5 % of ten runs: place 8.55 of 9, so one run of ten, 10 %, is above; the result says so."""
    assert audit(list(range(10)), [5], [1], 5).audited == 0.1


def test_with_no_attack_that_matters_nothing_is_known() -> None:
    """An attack that would have failed and was not caught says nothing: 0 to 1, and no safety."""
    found = audit([0, 1], [0.5], [0], 0)
    assert found.interval == ConfidenceInterval(lower=0.0, upper=1.0)
    assert audit([0, 1], [2], [0], 0, confidence=0.8).interval == clopper_pearson(1, 1, 0.8)
    with pytest.raises(ValueError, match="`safety` needs an attack that was caught or succeeded, not 0 of them"):
        _ = found.safety


@pytest.mark.parametrize(
    ("honest", "attacks", "succeeded", "percent", "fault"),
    [
        ([0, float("nan")], [1], [1], 5, "`honest` must be a finite number, not nan"),
        ([0], [float("nan")], [1], 5, "`attacks` must be a finite number, not nan"),
        ([], [1], [1], 5, "`honest` must have at least 1 members"),
        ([0], [], [], 5, "`attacks` must have at least 1 members"),
        ([0], [1], [1, 0], 5, "`attacks` has 1, `succeeded` has 2"),
        ([0], [1], [2], 5, "`succeeded` must be 0 or 1, not 2"),
        ([0], [1], [1], 101, "`percent` must be from 0 to 100, not 101"),
        ([0], [1], [1], -1, "`percent` must be from 0 to 100, not -1"),
    ],
)
def test_what_is_no_score_is_refused(
    honest: list[float], attacks: list[float], succeeded: list[int], percent: float, fault: str
) -> None:
    """NaN never enters, and a run without a score is not passed over."""
    with pytest.raises(ValueError, match=fault):
        audit(honest, attacks, succeeded, percent)
