"""Single questions about what was computed: how far from the threshold, and what counts bound (meaning.md)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from loadpath.assess.results import Interval, NotComputed
from loadpath.case.node import Claim, Quantity
from loadpath.case.proposition import Compare, Ref
from loadpath.case.value import Chance
from loadpath.engine.statistics.odds import required_ratio
from loadpath.engine.statistics.proportions import clopper_pearson, clopper_pearson_upper, probability_of_at_least

if TYPE_CHECKING:
    from collections.abc import Iterator

    from loadpath.assess.results import Assessment
    from loadpath.case.graph import CaseGraph
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


def interval_of(counts: Counts) -> Interval:
    """Return the exact two-sided 95 % interval (Clopper-Pearson) on the rate behind counts; 0 to 1 without trials.

    >>> from loadpath.case.value import Counts
    >>> found = interval_of(Counts(4, 5))
    >>> round(found.low, 4), round(found.high, 4)
    (0.2836, 0.9949)
    """
    found = clopper_pearson(counts.events, counts.trials)
    return Interval(found.lower, found.upper)


@dataclass(frozen=True, slots=True)
class Surprise:
    """How likely so extreme a count is where a claim about its quantity is just true: a one-sided test.

    Attributes:
        claim: id of the claim.
        quantity: id of the quantity that it sets against a bound.
        at_most: whether it says at most; then the chance is that of so many events or more, else of so many or fewer.
        bound: the bound, taken as the rate.
        chance: how likely such a count is at that rate, a probability (exact, binomial).
    """

    claim: str
    quantity: str
    at_most: bool
    bound: Chance
    chance: float


def surprises(case: CaseGraph, evidence: Evidence) -> Iterator[Surprise]:
    """Yield how surprising the counts of a finding would be where a claim about them were just true.

    Claims are those that set a number against a quantity which the evidence measures or is about.

    Args:
        case: a sound case.
        evidence: one of its findings; without counts, nothing is yielded.
    """
    counts = evidence.result.counts if evidence.result is not None else None
    if counts is None or not counts.trials:
        return
    measured = {item.id for item in case.all(Quantity) if any(ref.id == evidence.id for ref in item.measured_by)}
    if isinstance(evidence.about, Ref):
        measured.add(evidence.about.id)
    for claim in case.all(Claim):
        match claim.says:
            case Compare(quantity, at_most, Chance(mean=mean) as bound) if quantity.id in measured and mean is not None:
                extreme, rate = (counts.events, mean) if at_most else (counts.trials - counts.events, 1 - mean)
                chance = probability_of_at_least(extreme, counts.trials, float(rate))
                yield Surprise(claim.id, quantity.id, at_most, bound, chance)
            case _:
                continue
