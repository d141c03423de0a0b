"""What if: the risk now, and the risk given what somebody supposes, for one assessor.

Facts are conditioned on together, as any other finding (see `load`): E[P(harm, evidence, facts)] over
E[P(evidence, facts)]. A supposed number has already replaced the assessor's line (`case.setting`), so that it is
weighed as theirs would be.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from loadpath.assess.model import IMPOSSIBLE
from loadpath.assess.results import Answer, Interval, NotComputed, plain
from loadpath.assess.risk import assess
from loadpath.case.setting import supposing

if TYPE_CHECKING:
    from loadpath.assess.results import Assessment
    from loadpath.case.graph import CaseGraph
    from loadpath.case.setting import Supposed


class CannotBeError(ValueError):
    """What is supposed has probability zero under an assessor's judgements."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WhatIf:
    """The risk of one assessor, now and given what is supposed.

    Attributes:
        supposed: what is supposed, in the words of the language.
        before: everything their numbers come to now.
        after: everything they come to given that.
    """

    supposed: tuple[str, ...]
    before: Assessment
    after: Assessment

    @property
    def assessor(self) -> str:
        """Return the id of the assessor."""
        return self.before.assessor

    @property
    def times(self) -> Answer:
        """Return the risk given what is supposed, over the risk now."""
        now, then = self.before.risk, self.after.risk
        if isinstance(now, NotComputed):
            return now
        if isinstance(then, NotComputed):
            return then
        if not now.exact or not then.exact:
            return NotComputed("something is unknown")
        return Interval(then.low / now.low, then.high / now.high) if now.low > 0 else NotComputed("the risk is zero")

    def as_json(self) -> dict[str, object]:
        """Return the two assessments and their ratio as plain JSON values."""
        return {
            "assessor": self.assessor,
            "times": plain(self.times),
            "before": self.before.as_json(),
            "after": self.after.as_json(),
        }


def what_if(case: CaseGraph, before: Assessment, given: Supposed, *, weighed: bool = True) -> WhatIf:
    """Return what an assessment comes to given what is supposed.

    Args:
        case: a sound case.
        before: one of its assessments.
        given: facts and numbers.
        weighed: whether it is told what each proposition carries then.

    Raises:
        CannotBeError: when that cannot be, given everything else.
        ContradictionError: when a supposed number has no meaning.
        TooLargeError: when the exact circuit would be too large.
    """
    changed = supposing(case, given.lines, (before.assessor,))
    after = assess(changed, before.assessor, before.draws, given.facts, weighed=weighed)
    cannot = NotComputed(IMPOSSIBLE)
    if after.risk == cannot and before.risk != cannot:
        words = " and ".join(f"`{fact}`" for fact in given.words())
        together = " together" if len(given.words()) > 1 else ""
        raise CannotBeError(f"{words} cannot be so{together} for `{before.assessor}`, given everything else")
    return WhatIf(supposed=given.words(), before=before, after=after)
