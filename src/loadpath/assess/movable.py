"""Which judged numbers may be moved to see what becomes of the risk, and how far the risk would follow.

A number is moved by moving the weight of its leaf, in harm and evidence alike: what it explains moves with it. What the
audience may not see is no such number, and neither is one that the risk does not depend on. How far the risk follows is
told by the derivatives of P(harm, evidence) and P(evidence): both are linear in each weight, so that two passes down
the circuit give the risk for any value of any one number (Darwiche 2003, section 4).
"""

from __future__ import annotations

from dataclasses import dataclass
from math import inf, log
from typing import TYPE_CHECKING

from loadpath.assess.lines import judgements_of
from loadpath.assess.spread import Spread
from loadpath.case.proposition import Fails, text_of
from loadpath.case.value import OddsOf
from loadpath.engine.derivatives import derivatives

if TYPE_CHECKING:
    from collections.abc import Iterator

    from loadpath.assess.interpret import Interpreter, Number
    from loadpath.assess.lines import Judged
    from loadpath.assess.model import Corner, Model
    from loadpath.assess.results import Assessment
    from loadpath.case.value import Branch, Line

FACTOR = 10.0
"""Numbers are compared by what becomes of the risk when their odds are so many times higher, or lower."""

EDGE = 1e-7
"""A number this close to 0 or 1 has odds that multiplying would not move: it is moved from here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Movable:
    """A judged number that the risk depends on.

    Attributes:
        subject: id of the node that it judges.
        fails: whether it is the chance of the wrong side: that a barrier fails, that a finding does.
        condition: under which it holds, in the words of the language; empty without one.
        otherwise: whether it is what holds when none of the conditions before it does.
        leaf: of the model.
        value: what it is now, a probability (its mean, where it has a range).
        pull: the larger change of the log of the risk when its odds are ten times higher, or lower.
    """

    subject: str
    fails: bool
    condition: str
    otherwise: bool
    leaf: int
    value: float
    pull: float

    @property
    def key(self) -> tuple[str, bool, str, bool]:
        """Return what makes it the same number to somebody else."""
        return self.subject, self.fails, self.condition, self.otherwise


def behind(result: Assessment) -> Model | None:
    """Return the model that an assessment was computed from; None where its exact circuit did not fit."""
    return result.spread.asked if isinstance(result.spread, Spread) else None


def raised(chance: float, factor: float) -> float:
    """Return a probability whose odds are multiplied.

    >>> raised(0.5, 10.0)
    0.9090909090909091
    """
    odds = factor * min(1 - EDGE, max(EDGE, chance))
    return odds / (odds + 1 - min(1 - EDGE, max(EDGE, chance)))


def movable(asked: Model, free: Corner) -> tuple[Movable, ...]:
    """Return the judged numbers that the risk depends on, those first that it follows furthest.

    Args:
        asked: the model of one assessor.
        free: values of what nobody weighed, at which the pull of each number is worked out.
    """
    pulls = _pulls(asked, free)
    means = asked.base.weights @ asked.base.points
    found: list[Movable] = []
    for number in asked.reader.numbers:
        pull = pulls.get(number.leaf, 0.0)
        judged = _judged(asked.reader, number)
        if number.leaf in asked.reader.kept_back or pull <= 0 or judged is None:
            continue
        line, branch = judged
        alone = branch.condition is None
        found.append(
            Movable(
                subject=number.subject,
                fails=isinstance(line.what, Fails) or line.passes is False,
                condition="" if branch.condition is None else text_of(branch.condition, brackets=False),
                otherwise=alone and len(line.branches) > 1,
                leaf=number.leaf,
                value=float(means[number.leaf]),
                pull=pull,
            )
        )
    return tuple(sorted(found, key=lambda item: (-item.pull, item.key)))


def slopes(asked: Model, free: Corner) -> dict[int, tuple[float, float, float]]:
    """Return the probability of each leaf that the risk asks for, and by how much ln P moves for each unit of it.

    Returns:
        for each leaf its probability, d ln P(harm, evidence) / dp and d ln P(evidence) / dp at the means; nothing where
        the risk or the evidence is impossible.
    """
    circuit, leaves = asked.narrow
    setting, chosen = asked.setting(free), list(leaves)
    weights, complements = setting.weights[chosen] @ setting.points, setting.complements[chosen] @ setting.points
    joint = derivatives(circuit, asked.with_evidence(asked.total), weights, complements)
    given = derivatives(circuit, asked.seen.formula, weights, complements)
    if joint.value <= 0 or given.value <= 0:
        return {}
    return {
        leaf: (
            float(weights[place]),
            float(joint.slopes[place]) / joint.value,
            float(given.slopes[place]) / given.value,
        )
        for place, leaf in enumerate(leaves)
    }


def _pulls(asked: Model, free: Corner) -> dict[int, float]:
    """Return how far the log of the risk moves at most when the odds of one leaf's weight are multiplied or divided."""
    found: dict[int, float] = {}
    for leaf, (at, harm, seen) in slopes(asked, free).items():
        moves = [raised(at, factor) - at for factor in (FACTOR, 1 / FACTOR)]
        pairs = [(1 + by * harm, 1 + by * seen) for by in moves]
        found[leaf] = max(abs(log(top / low)) if top > 0 and low > 0 else inf for top, low in pairs)
    return found


def _judged(reader: Interpreter, number: Number) -> tuple[Line, Branch] | None:
    """Return the line and the branch that a number was written in."""
    for judged in _lines(reader, number.subject):
        for branch in judged.line.branches:
            if branch.at == number.at:
                return judged.line, branch
    return None


def _lines(reader: Interpreter, subject: str) -> Iterator[Judged]:
    """Yield the line about a node, and those of whom it takes the odds from."""
    judged = reader.judgements.lines.get(subject)
    if judged is None:
        return
    yield judged
    for branch in judged.line.branches:
        if isinstance(branch.value, OddsOf):
            theirs = judgements_of(reader.case, branch.value.assessor.id).lines.get(subject)
            if theirs is not None:
                yield theirs
