"""What the evidence did to the risk of one assessor, one finding after the other.

The risk before any finding that is weighed, after the first, after the first two, and so on to the risk as it is. What
a finding does depends on what came before it; the product of all steps does not. Findings come in the order of the
files. To one who has not seen it yet, a finding says nothing.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from loadpath.assess.model import model
from loadpath.assess.results import Interval, NotComputed
from loadpath.case.value import SaysNothing
from loadpath.errors import TooLargeError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from loadpath.assess.lines import Judgements
    from loadpath.assess.results import Assessment
    from loadpath.case.graph import CaseGraph

MOST = 24
"""So many findings at most; each is a model, some hundredths of a second for a case of a hundred parts."""

LARGEST = 600
"""Parts of a case for which it is worked out."""


def arrivals(case: CaseGraph, found: Assessment, judgements: Judgements) -> tuple[float, ...] | NotComputed:
    """Return the risk before any finding, and after each of `found.used`; the last is the risk as it is.

    Args:
        case: a sound case.
        found: what the assessor's numbers come to.
        judgements: what the assessor holds.
    """
    if len(found.used) > MOST or len(case.nodes) > LARGEST:
        return NotComputed("too much for a figure of each finding")
    if found.withheld or not isinstance(found.risk, Interval) or not found.risk.exact or found.risk.low <= 0:
        return NotComputed("the risk is not one number above zero")
    risks = []
    for count in range(len(found.used)):
        risk = _risk(case, silenced(judgements, found.used[count:]))
        if risk is None:
            return NotComputed("before the evidence, the risk is not one number above zero")
        risks.append(risk)
    return (*risks, found.risk.value)


def silenced(judgements: Judgements, names: Iterable[str]) -> Judgements:
    """Return the judgements of somebody to whom some findings say nothing."""
    lines = dict(judgements.lines)
    for name in names:
        held = lines[name]
        silent = (replace(held.line.branches[0], value=SaysNothing(), condition=None),)
        lines[name] = replace(held, line=replace(held.line, branches=silent))
    return replace(judgements, lines=lines)


def _risk(case: CaseGraph, judgements: Judgements) -> float | None:
    try:
        asked = model(case, judgements, risk_only=True)
    except TooLargeError:
        return None
    risk = asked.answer(asked.total)[0]
    return risk.value if isinstance(risk, Interval) and risk.exact and risk.low > 0 else None
