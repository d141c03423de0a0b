"""The chance of making the case: how likely the risk ends at or below the budget, once what is planned is done.

Planned are tests that an assessor gives likelihoods, and mitigations whose `feasible` is the chance that they can be
had. Every set of them is gone through with every outcome of the tests (`outcomes`), and what is counted are those with
the risk at or below the budget (meaning.md, section 3). Where there are too many, what is there and how the tests come
out is drawn. Where something is unknown, the chance lies between bounds that hold whatever it is.

By tests alone the risk now, p, is the mean of what it may become; so P(at or below b) is at most (1 - p) / (1 - b)
(Markov's inequality for one minus the risk). Mitigations put the risk expected once they are built in the place of p.

A budget that is uncertain counts at its mean, as in the risk over the budget: the risk after an outcome is a mean as
well, of which only the worlds behind it would say how far it spreads. `at_mean` says where that is so.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from loadpath.assess.budget import allowance
from loadpath.assess.lines import judgements_of
from loadpath.assess.outcomes import board
from loadpath.assess.planned import Item, done_within, item_of, milestones, over_open
from loadpath.assess.portfolio import Portfolio, best_bought
from loadpath.assess.results import Answer, Interval, NotComputed, plain
from loadpath.case import node as kinds

if TYPE_CHECKING:
    from loadpath.assess.outcomes import Board
    from loadpath.assess.planned import Done
    from loadpath.case.graph import CaseGraph
    from loadpath.case.value import Amount

__all__ = ["Attainable", "Item", "Portfolio", "attainable"]

NO_LEVEL = NotComputed("the case has no budget")


@dataclass(frozen=True, slots=True, kw_only=True)
class Attainable:
    """How likely one assessor's risk ends at or below the budget.

    Attributes:
        assessor: their id.
        title: their name.
        level: the budget, a probability; None without one.
        at_mean: whether the budget is uncertain, so that `level` is its mean.
        now: the risk now.
        expected: the risk expected once what is planned is built, as far as it can be had.
        items: what is planned.
        chance: that the risk ends at or below the budget.
        error: standard error of the chance, where sets and outcomes were drawn; 0 where they were enumerated.
        bound: (1 - expected) / (1 - budget): no tests make the chance higher.
        portfolio: what is best bought; None where no cost was given.
    """

    assessor: str
    title: str
    level: float | None
    at_mean: bool = False
    now: Answer
    expected: Answer
    items: tuple[Item, ...]
    chance: Answer
    bound: Answer
    error: float = 0.0
    portfolio: Portfolio | NotComputed | None = None

    def as_json(self) -> dict[str, object]:
        """Return it as plain JSON values."""
        bought = self.portfolio
        return {
            "assessor": self.assessor,
            "budget": self.level,
            "budget_is_a_mean": self.at_mean,
            "now": plain(self.now),
            "expected": plain(self.expected),
            "items": [item.as_json() for item in self.items],
            "chance": plain(self.chance),
            "error": self.error,
            "bound": plain(self.bound),
            "portfolio": {"not_computed": bought.reason}
            if isinstance(bought, NotComputed)
            else bought and bought.as_json(),
        }


def attainable(
    case: CaseGraph,
    assessor: str,
    now: Answer,
    *,
    limit: Amount | None = None,
    milestone: Amount | None = None,
) -> Attainable:
    """Return how likely an assessor's risk ends at or below the budget once what is planned is done.

    Args:
        case: a sound case.
        assessor: id of one of its assessors.
        now: their risk.
        limit: what may be spent, for the best portfolio.
        milestone: how long there is, in seconds, with its range: what needs longer does not count.

    Raises:
        ValueError: when there is no such assessor, or no distribution has the middle and the range of a time.
        ContradictionError: when a number has no meaning.
        TooLargeError: when an exact circuit does not fit.
    """
    allowed = allowance(case)
    plans = board(case, assessor, allowed.mean if allowed else 0.0)
    nodes: list[kinds.Test | kinds.Mitigation] = [
        *(item for item in case.all(kinds.Test) if item.id in plans.tests),
        *(item for item in case.all(kinds.Mitigation) if item.id in plans.planned),
    ]
    times = milestones(milestone)
    done = {node.id: done_within(node, times) for node in nodes}
    base = Attainable(
        assessor=assessor,
        title=judgements_of(case, assessor).title,
        level=allowed.mean if allowed else None,
        at_mean=allowed is not None and not allowed.certain,
        now=now,
        expected=now,
        items=tuple(item_of(node, done[node.id]) for node in nodes),
        chance=NO_LEVEL,
        bound=NO_LEVEL,
    )
    if allowed is None:
        return base
    try:
        return _answered(base, plans, done, limit)
    except LookupError as error:
        reason = NotComputed(str(error))
        return replace(base, chance=reason, bound=reason)


def _answered(base: Attainable, plans: Board, done: Done, limit: Amount | None) -> Attainable:
    sure = frozenset(item.id for item in base.items if item.feasible == 1 and np.all(done[item.id] == 1))
    unsure = [item for item in base.items if item.id not in sure]
    chance: Answer
    expected: Answer
    error = 0.0
    enumerated = plans.fits(unsure, sure)
    if enumerated:
        ends = plans.ends(unsure, sure)
        chance, expected = over_open(unsure, done, *ends.chance), over_open(unsure, done, *ends.risk)
    else:
        drawn = plans.drawn(unsure, sure, done)
        chance, expected, error = drawn.chance, drawn.risk, drawn.error
    bound: Answer = expected
    if isinstance(expected, Interval):
        assert base.level is not None
        low, high = (min(1.0, (1 - end) / (1 - base.level)) for end in (expected.high, expected.low))
        bound = Interval(low, high)
        known = enumerated or not any(item.mitigation for item in unsure)  # else the risk expected is drawn as well
        if known and isinstance(chance, Interval):  # what was drawn, or bounded, may lie above what is possible
            chance = Interval(min(chance.low, high), min(chance.high, high))
    portfolio = None if limit is None else best_bought(base.items, plans, done, limit)
    return replace(base, chance=chance, expected=expected, error=error, bound=bound, portfolio=portfolio)
