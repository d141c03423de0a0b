"""The boundary of the verdict over one judged number: the risk as that number moves, and where it meets the budget.

P(harm, evidence) and P(evidence) are both linear in the weight w of one leaf (Darwiche 2003, section 4), so the risk
after the evidence is a quotient of two straight lines, (a + b w) / (c + d w). Such a quotient rises or falls
throughout, so that it meets a level at one value at most, and that value is in closed form. Nothing is sampled.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from loadpath.assess.gap import NOT_FITTING, UNKNOWN, joints, own_range
from loadpath.assess.movable import behind, movable
from loadpath.assess.results import Interval, NotComputed
from loadpath.assess.spread import Spread
from loadpath.case.node import Claim, Event

if TYPE_CHECKING:
    from collections.abc import Sequence

    from loadpath.assess.model import Model
    from loadpath.assess.movable import Movable
    from loadpath.assess.results import Assessment

NO_NUMBER = "no judged number moves the risk alone"


@dataclass(frozen=True, slots=True, kw_only=True)
class Boundary:
    """The risk of one assessor as one of their numbers moves from 0 to 1, all others staying as they are.

    Attributes:
        assessor: their id.
        number: which number; its `value` is what it is now.
        range: its own 5 % and 95 % points; None where no range is given.
        joint: P(harm, evidence) with the number at 0, and at 1.
        given: P(evidence) with the number at 0, and at 1.
        risk: the risk now.
        level: the budget, a probability.
    """

    assessor: str
    number: Movable
    range: tuple[float, float] | None
    joint: tuple[float, float]
    given: tuple[float, float]
    risk: float
    level: float

    def at(self, value: float) -> float | None:
        """Return the risk with the number at a value; None where the evidence would be impossible.

        Args:
            value: a probability.
        """
        joint = self.joint[0] + (self.joint[1] - self.joint[0]) * value
        given = self.given[0] + (self.given[1] - self.given[0]) * value
        return joint / given if given > 0 else None

    @property
    def rises(self) -> bool:
        """Return whether the risk rises with the number: (a + b w) / (c + d w) rises where b c > a d."""
        return self.joint[1] * self.given[0] > self.joint[0] * self.given[1]

    @property
    def crossing(self) -> float | None:
        """Return the value at which the risk is the budget; None where it is on one side of it at every value."""
        at_none, at_all = (
            joint - self.level * given for joint, given in zip(self.joint, self.given, strict=True)
        )  # zero where the risk is the level
        if at_none * at_all > 0 or at_none == at_all:
            return None
        return at_none / (at_none - at_all)

    @property
    def always(self) -> bool:
        """Return whether the risk is within the budget at every value of the number."""
        ends = [self.at(end) for end in (0.0, 1.0)]
        return all(end is None or end <= self.level for end in ends)


def boundary(result: Assessment, level: float) -> Boundary | NotComputed:
    """Return the risk over the prior that weighs most: what is held of an event or a claim without a condition.

    Where an assessor has no such number, the one that the risk follows furthest is taken, whatever it is about.

    Args:
        result: what one assessor's numbers come to.
        level: the budget, a probability.
    """
    asked = behind(result)
    if asked is None or not isinstance(result.spread, Spread):
        return NotComputed(NOT_FITTING)
    if not isinstance(result.risk, Interval):
        return result.risk
    if not result.risk.exact:
        return NotComputed(UNKNOWN)
    corner = result.spread.ends[0]
    number = _weightiest(asked, movable(asked, corner))
    if number is None:
        return NotComputed(NO_NUMBER)
    joint, given = joints(asked, corner, [{number.leaf: 0.0}, {number.leaf: 1.0}])
    return Boundary(
        assessor=result.assessor,
        number=number,
        range=own_range(asked, number.leaf),
        joint=(float(joint[0]), float(joint[1])),
        given=(float(given[0]), float(given[1])),
        risk=result.risk.value,
        level=level,
    )


def _weightiest(asked: Model, numbers: Sequence[Movable]) -> Movable | None:
    """Return the first prior of numbers in the order of their weight; without one, the first number."""
    nodes = asked.reader.case.nodes
    priors = (
        one
        for one in numbers
        if isinstance(nodes.get(one.subject), Event | Claim) and not one.condition and not one.otherwise
    )
    return next(priors, next(iter(numbers), None))
