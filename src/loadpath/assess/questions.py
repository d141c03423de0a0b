"""Single questions about what was computed: how far from the threshold, and what counts bound (meaning.md)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from loadpath.assess.results import Interval, NotComputed
from loadpath.engine.statistics.odds import required_ratio
from loadpath.engine.statistics.proportions import clopper_pearson_upper

if TYPE_CHECKING:
    from loadpath.assess.results import Assessment
    from loadpath.case.node import Evidence
    from loadpath.case.value import Counts


def gap(assessment: Assessment) -> float | NotComputed:
    """Return the likelihood ratio that would bring the risk to the budget: odds now over odds of the budget.

    Below one, the risk is within the budget already. 3 % against 0.25 % is 12.34.
    """
    budget, risk = assessment.budget, assessment.risk
    if budget is None:
        return NotComputed("the case has no budget")
    if not isinstance(risk, Interval) or not risk.exact or not 0 < risk.value < 1:
        return NotComputed("the risk is not one number between 0 and 1")
    return required_ratio(risk.value, budget.level)


def bound_of(evidence: Evidence) -> float | NotComputed:
    """Return the one-sided 95 % Clopper-Pearson upper bound on the rate behind counted evidence."""
    if evidence.result is None or evidence.result.counts is None:
        return NotComputed("the evidence has no counts")
    return upper_bound_of(evidence.result.counts)


def upper_bound_of(counts: Counts) -> float:
    """Return the one-sided 95 % Clopper-Pearson upper bound on the rate behind counts; one when nothing was tried."""
    return clopper_pearson_upper(counts.events, counts.trials)
