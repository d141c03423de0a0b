"""How many trials it takes before counts carry a bound.

Counts carry `at most x` when their one-sided 95 % Clopper-Pearson bound is at most x, as `bound_of` gives it.

Source: Clopper & Pearson, Biometrika 26 (1934) 404-413; with no event the answer is ln(0.05) / ln(1 - x), rounded up.
"""

from __future__ import annotations

from loadpath.case.value import Counts
from loadpath.engine.statistics.proportions import clopper_pearson_upper
from loadpath.engine.statistics.zero_failures import trials_without_failure

MOST_TRIALS = 10**15
"""More trials than this cannot be stated as a result."""


def trials_to_carry(events: int, rate: float) -> int | None:
    """Return the least number of trials among which so many events carry `at most rate`; None beyond `MOST_TRIALS`.

    Args:
        events: how many were found.
        rate: a probability per trial, above 0 and below 1.

    Raises:
        ValueError: when `events` is below zero or above `MOST_TRIALS`.

    >>> trials_to_carry(0, 0.0025), trials_to_carry(3, 0.0025)
    (1197, 3100)
    """
    if not carries(Counts(events, MOST_TRIALS), rate):
        return None
    if not events:
        return trials_without_failure(rate)
    few, enough = events, MOST_TRIALS
    while enough - few > 1:
        middle = (few + enough) // 2
        if carries(Counts(events, middle), rate):
            enough = middle
        else:
            few = middle
    return enough


def carries(counts: Counts, rate: float) -> bool:
    """Return whether counts carry `at most rate`.

    >>> carries(Counts(0, 1_200), 0.0025), carries(Counts(1, 1_200), 0.0025)
    (True, False)
    """
    return clopper_pearson_upper(counts.events, counts.trials) <= rate
