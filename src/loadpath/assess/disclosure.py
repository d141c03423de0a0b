"""Whether what an audience is shown holds: declared bounds against the truth, and shown numbers against the full ones.

An audience computes with bounds where numbers are withheld (meaning.md, section 6). A bound is certified when the
truth lies on its side for every assessor. What follows from bounds is certified as well, because a bound on one node
loses what that node shares with others: the risk that an audience computes must not end below the risk in full, and
must not be shown below a threshold when the full one is not.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from loadpath.assess.model import keys_of
from loadpath.assess.results import Interval, NotComputed, Verdict
from loadpath.case import node as kinds
from loadpath.case.audience import step_above
from loadpath.case.rounding import in_full

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from loadpath.assess.results import Answer, Assessment
    from loadpath.case.graph import CaseGraph
    from loadpath.case.span import Span
    from loadpath.case.value import Limit

ROUNDING = 1e-9
"""Relative difference that is rounding, not a shortfall."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shortfall:
    """Where what an audience is shown would be better than the truth.

    Attributes:
        assessor: whose numbers.
        about: id of the node or pathway, or `risk`, or the name of a threshold.
        shown: what the audience would read.
        truth: what is so in full.
        enough: the nearest declared bound that would hold, in the language; empty when none is known.
    """

    assessor: str
    about: str
    shown: str
    truth: str
    enough: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Disclosed:
    """How a case stands towards one audience.

    Attributes:
        audience: who it is.
        refused: why nothing can be disclosed to them; empty when it can.
        named: places in what they see where the id or the title of a withheld node still stands.
        shortfalls: where they would be shown something better than the truth.
    """

    audience: str
    refused: str = ""
    named: tuple[tuple[str, Span], ...] = ()
    shortfalls: tuple[Shortfall, ...] = ()


def same_numbers(full: CaseGraph, shown: CaseGraph) -> bool:
    """Return whether only prose differs, so that every number is the same."""
    return _bare(full) == _bare(shown)


def _bare(case: CaseGraph) -> list[kinds.Node]:
    return [replace(node, title="", body=()) for node in case.nodes.values() if not isinstance(node, kinds.Review)]


def shortfalls(case: CaseGraph, full: Sequence[Assessment], shown: Iterable[Assessment]) -> tuple[Shortfall, ...]:
    """Return where declared bounds, and what an audience computes from them, are better than the truth.

    Args:
        case: in full.
        full: what every assessor's numbers come to, in full.
        shown: the same for what the audience sees.
    """
    truth = {item.assessor: item for item in full}
    found = [short for item in full for short in _bounds(case, item)]
    unsure = {item.assessor for item in found}
    for item in shown:
        if item.assessor not in truth:
            found.append(Shortfall(assessor=item.assessor, about="risk", shown="computed", truth="not computed"))
        elif item.assessor not in unsure:
            found += _results(truth[item.assessor], item)
    return tuple(found)


def _bounds(case: CaseGraph, full: Assessment) -> Iterator[Shortfall]:
    for name, node in case.nodes.items():
        limit = node.disclosed
        answer = _judged(case, node, full) if limit else None
        if limit is None or answer is None:
            continue
        if isinstance(answer, NotComputed):
            yield Shortfall(assessor=full.assessor, about=name, shown=limit.written, truth=answer.reason)
        elif not _within(limit, answer):
            worst = answer.high if limit.at_most else answer.low
            yield Shortfall(
                assessor=full.assessor,
                about=name,
                shown=limit.written,
                truth=f"{worst:.2g}",
                enough=_enough(limit, worst),
            )


def _judged(case: CaseGraph, node: kinds.Node, full: Assessment) -> Answer | None:
    """Return what the bound on a node is about: it happens, holds, fails, is late, catches, is taken."""
    answer = full.pathways.get(node.id) or full.propositions.get(node.id)
    if isinstance(node, kinds.Scenario | kinds.Surface):
        answer = full.propositions.get(keys_of(case).get(node.id, ""))
    if isinstance(node, kinds.Mitigation) and isinstance(answer, Interval):
        return Interval(1.0 - answer.high, 1.0 - answer.low)
    return answer


def _within(limit: Limit, answer: Interval) -> bool:
    bound = float(limit.bound)
    return answer.high <= bound * (1 + ROUNDING) if limit.at_most else answer.low >= bound * (1 - ROUNDING)


def _enough(limit: Limit, worst: float) -> str:
    step = step_above(worst if limit.at_most else 1.0 - worst)
    if step is None:
        return ""
    return f"at most 1 in {1 / step}" if limit.at_most else f"at least {in_full(1 - step)}%"


def _results(full: Assessment, shown: Assessment) -> list[Shortfall]:
    """Return what an assessor's numbers are shown better than they are: pathways, else the risk, else a part of it."""
    pairs = [(name, full.pathways[name], said) for name, said in shown.pathways.items() if name in full.pathways]
    found = [short for pair in pairs if (short := _better(full.assessor, *pair))]
    rest = [("risk", full.risk, shown.risk), ("listed harm", full.listed, shown.listed)]
    rest += [(name, full.residual[name], said) for name, said in shown.residual.items() if name in full.residual]
    if full.budget and shown.budget:
        rest.append(("the times of the budget", full.budget.times, shown.budget.times))
    for about, truth, said in rest:
        short = _better(full.assessor, about, truth, said)
        found += [short] if short and not found else []
    verdicts = {item.threshold: item.verdict for item in (full.budget, *full.ladder) if item}
    for item in (shown.budget, *shown.ladder):
        if found or item is None or item.verdict is not Verdict.BELOW:
            continue
        truth_is = verdicts.get(item.threshold)
        if truth_is is not Verdict.BELOW:
            told = truth_is.value if truth_is else "not computed"
            about = f"the threshold {item.threshold}" if item.threshold != "budget" else "the budget"
            found.append(Shortfall(assessor=full.assessor, about=about, shown=item.verdict.value, truth=told))
    return found


def _better(assessor: str, about: str, truth: Answer, said: Answer) -> Shortfall | None:
    """Return the shortfall where a shown answer ends below the true one; what is not computed claims nothing."""
    if isinstance(said, NotComputed):
        return None
    if isinstance(truth, Interval) and truth.high <= said.high * (1 + ROUNDING):
        return None
    told = truth.reason if isinstance(truth, NotComputed) else f"{truth.high:.2g}"
    return Shortfall(assessor=assessor, about=about, shown=f"at most {said.high:.2g}", truth=told)


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """What withholding something does to the numbers of one assessor.

    Attributes:
        assessor: whose.
        full: their risk in full.
        shown: their risk as the audience computes it.
        number: whether the risk changes.
        verdict: whether a verdict on the budget or on a threshold changes.
    """

    assessor: str
    full: Answer
    shown: Answer
    number: bool
    verdict: bool


def moved(full: Sequence[Assessment], shown: Sequence[Assessment]) -> tuple[Moved, ...]:
    """Return for whom a number or a verdict is another in what is shown; an assessor who is withheld is left out."""
    after = {item.assessor: item for item in shown}
    pairs = [(item, after[item.assessor]) for item in full if item.assessor in after]
    found = [
        Moved(
            assessor=one.assessor,
            full=one.risk,
            shown=other.risk,
            number=one.risk != other.risk,
            verdict=_verdicts(one) != _verdicts(other),
        )
        for one, other in pairs
    ]
    return tuple(item for item in found if item.number or item.verdict)


def _verdicts(item: Assessment) -> list[tuple[str, Verdict]]:
    return [(one.threshold, one.verdict) for one in (item.budget, *item.ladder) if one]
