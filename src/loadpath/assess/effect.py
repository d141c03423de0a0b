"""What one finding did to the risk: the risk with it, over the risk had it said nothing to this assessor.

The rest of the evidence stays. Findings that explain each other do not multiply to what all of them did together.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from loadpath.assess.model import model
from loadpath.assess.results import Interval, NotComputed
from loadpath.case.value import SaysNothing
from loadpath.errors import TooLargeError

if TYPE_CHECKING:
    from loadpath.assess.lines import Judgements
    from loadpath.assess.results import Answer, Assessment
    from loadpath.case.graph import CaseGraph

MOST = 60
"""So many models are made for one case at most; each is some hundredths of a second for a case of a hundred parts."""

LARGEST = 600
"""Parts of a case for which they are made."""


def effects(case: CaseGraph, found: Assessment, judgements: Judgements, *, share: int = MOST) -> dict[str, Answer]:
    """Return what each weighed finding multiplied the risk of an assessor by, by the id of the finding.

    Args:
        case: a sound case.
        found: what the assessor's numbers come to.
        judgements: what the assessor holds.
        share: how many findings may be asked for; with more, none is computed.
    """
    if len(found.used) > share or len(case.nodes) > LARGEST:
        return dict.fromkeys(found.used, NotComputed("too much for a figure of each finding"))
    if found.withheld:
        return dict.fromkeys(found.used, NotComputed("numbers are withheld"))
    return {name: _ratio(found.risk, _without(case, judgements, name)) for name in found.used}


def _without(case: CaseGraph, judgements: Judgements, name: str) -> Answer:
    held = judgements.lines[name]
    silent = (replace(held.line.branches[0], value=SaysNothing(), condition=None),)
    lines = {**judgements.lines, name: replace(held, line=replace(held.line, branches=silent))}
    try:
        asked = model(case, replace(judgements, lines=lines), risk_only=True)
        return asked.answer(asked.total)[0]
    except TooLargeError as error:
        return NotComputed(str(error))


def _ratio(after: Answer, before: Answer) -> Answer:
    for one in (after, before):
        if not isinstance(one, Interval) or not one.exact or one.low <= 0:
            return NotComputed("the risk is not one number above zero with it, or without it")
    assert isinstance(after, Interval)
    assert isinstance(before, Interval)
    return Interval(after.low / before.low, after.low / before.low)
