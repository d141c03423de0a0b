"""Which uncertain number makes the risk uncertain: the part of its variance that each number of an assessor carries.

The result is the risk in a world, P(harm | evidence) as a function of the numbers; its inputs are the numbers that have
a range, each with its own law and independent of the others, as they are before the evidence weights worlds (after
that they depend on each other, and no variance can be shared out among them). Definitions, estimators and sources:
`engine.sensitivity`.

Without evidence the risk is linear in each number that weighs one leaf, and so much is exact: everything up to
`MOST_EXACT` numbers; beyond, what stands above the line of first-order indices, and what lies below it is sampled.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from loadpath.assess.lines import judgements_of
from loadpath.assess.model import model
from loadpath.assess.results import Interval, NotComputed
from loadpath.assess.watching import belongs_to
from loadpath.assess.worth import Others
from loadpath.engine.draws import SEED
from loadpath.engine.formula import TRUE
from loadpath.engine.importance import slopes
from loadpath.engine.laws import Point
from loadpath.engine.leaves import Is, parameters_of, rows_at
from loadpath.engine.sensitivity import MOST_EXACT, UnmovedError, exact, first_parts, sampled, variance_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from loadpath.assess.model import Corner, Model
    from loadpath.case.graph import CaseGraph
    from loadpath.engine.leaves import Parameter
    from loadpath.engine.sensitivity import Indices

    Floats = NDArray[np.float64]

DRAWS = 32_768
"""So many pairs of worlds, unless somebody asks for more."""

MOST_EFFORT = 20_000_000_000
"""Indices are sampled if worlds times operations are no more than this, some ten to thirty seconds."""

MOST_HELD = 4_000_000
"""So many weights of leaves are held at a time."""

EXACTLY = "exact: the risk is linear in each number while the others are held"
PARTLY = "sampled, {draws:,} pairs of worlds, but for what stands above the line of first-order indices, which is exact"
SAMPLED = "sampled, {draws:,} pairs of worlds"
TOO_LARGE = NotComputed("too many operations for a sample")
CERTAIN = NotComputed("no number that the risk depends on has a range")
STILL = NotComputed("the ranges of numbers do not move the risk")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sensitivity:
    """The part of the risk's variance that one number carries; each error is a standard error, 0 where it is exact.

    Attributes:
        subject: id of what it judges.
        parameter: the name of the number.
        owner: id of the assessor who wrote it; empty when it was counted.
        first: the part that would go, on average, if this number became known: its first-order index.
        first_error: its error.
        total: the part that would stay, on average, if all others became known: its total index.
        total_error: its error.
        shapley: its Shapley effect; those of all numbers add up to one.
        shapley_error: its error.
    """

    subject: str
    parameter: str
    owner: str
    first: float
    first_error: float
    total: float
    total_error: float
    shapley: float
    shapley_error: float

    def as_json(self) -> dict[str, object]:
        """Return the same as plain JSON values."""
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sensitivities:
    """What makes the risk of one assessor uncertain.

    Attributes:
        assessor: their id.
        unknown: where everything is that nobody gave a number.
        mean: of the risk over worlds that no evidence weights.
        deviation: the standard deviation of the risk over them.
        inputs: the numbers that have a range, those with the largest Shapley effect first.
        method: how it was computed, in words.
        draws: how many pairs of worlds; 0 when everything is exact.
        seed: whose draws they are.
    """

    assessor: str
    unknown: Others
    mean: float
    deviation: float
    inputs: tuple[Sensitivity, ...]
    method: str
    draws: int
    seed: int

    def as_json(self) -> dict[str, object]:
        """Return the same as plain JSON values."""
        return {
            "assessor": self.assessor,
            "unknown": self.unknown.value,
            "mean": self.mean,
            "deviation": self.deviation,
            "inputs": [one.as_json() for one in self.inputs],
            "method": self.method,
            "draws": self.draws,
            "seed": self.seed,
        }


def sensitivities(
    case: CaseGraph, assessor: str, draws: int = DRAWS, seed: int = SEED
) -> tuple[Sensitivities, ...] | NotComputed:
    """Return which numbers make an assessor's risk uncertain.

    One answer, unless the risk depends on something unknown; then two, one for each end of the risk.

    Args:
        case: a sound case.
        assessor: id of one of its assessors.
        draws: how many pairs of worlds, an even number; each asks for the risk twice for each number, and twice more.
        seed: another seed, other worlds.

    Raises:
        ValueError: when there is no such assessor, or the number of draws is odd or below 2.
        ContradictionError: when a number has no meaning.
        TooLargeError: when the exact circuit would be too large.
    """
    asked = model(case, judgements_of(case, assessor), risk_only=True)
    risk, best, worst = asked.answer(asked.total)
    if not isinstance(risk, Interval):
        return risk
    corners = ((Others.NONE, best),) if best == worst else ((Others.BEST, best), (Others.WORST, worst))
    found: list[Sensitivities] = []
    for unknown, free in corners:
        one = _at(asked, unknown, free, draws, seed)
        if isinstance(one, NotComputed):
            return one
        found.append(one)
    return tuple(found)


def _at(asked: Model, unknown: Others, free: Corner, draws: int, seed: int) -> Sensitivities | NotComputed:
    """Return the answer for one corner of what is unknown."""
    inputs = _inputs(asked)
    if not inputs:
        return CERTAIN
    alone = asked.seen.formula == TRUE and _alone(asked, inputs)
    everything = alone and len(inputs) <= MOST_EXACT
    effort = (2 * len(inputs) + 2) * draws * max(1, asked.circuit.size)
    if not everything and effort > MOST_EFFORT:
        return TOO_LARGE
    risk = _Risk(asked, free, inputs)
    laws = {one.name: one.law for one in inputs}
    try:
        if everything:
            found, method = exact(risk.values, list(laws.values())), EXACTLY
        else:
            found, method = sampled(risk.values, laws, draws, seed), SAMPLED.format(draws=draws)
    except UnmovedError:
        return STILL
    first, error = found.first, found.first_error
    if alone and not everything:
        method = PARTLY.format(draws=draws)
        parts = first_parts(risk.slopes(), np.array([variance_of(one.law) for one in inputs]))
        first = parts / found.variance
        error = first * found.variance_error / found.variance
    return Sensitivities(
        assessor=asked.reader.judgements.assessor,
        unknown=unknown,
        mean=found.mean,
        deviation=float(np.sqrt(found.variance)),
        inputs=_told(asked, inputs, found, first, error),
        method=method,
        draws=0 if everything else draws,
        seed=seed,
    )


def _told(
    asked: Model, inputs: Sequence[Parameter], found: Indices, first: Floats, error: Floats
) -> tuple[Sensitivity, ...]:
    """Return the indices with what they are of, the largest first."""
    case, numbers = asked.reader.case, {number.parameter: number for number in asked.reader.numbers}
    rows = np.array([first, error, found.total, found.total_error, found.shapley, found.shapley_error]).T.tolist()
    each = [
        Sensitivity(
            subject=numbers[one.name].subject if one.name in numbers else belongs_to(case, one.name),
            parameter=one.name,
            owner=numbers[one.name].origin if one.name in numbers else "",
            first=row[0],
            first_error=row[1],
            total=row[2],
            total_error=row[3],
            shapley=row[4],
            shapley_error=row[5],
        )
        for one, row in zip(inputs, rows, strict=True)
    ]
    return tuple(sorted(each, key=lambda one: (-one.shapley, one.parameter)))


def _inputs(asked: Model) -> tuple[Parameter, ...]:
    """Return the numbers with a range that weigh a leaf which the risk depends on."""
    found = {
        parameter.name: parameter
        for leaf in sorted(asked.matter)
        for parameter in parameters_of(asked.reader.weights[leaf])
        if not isinstance(parameter.law, Point)
    }
    return tuple(found.values())


def _alone(asked: Model, inputs: Sequence[Parameter]) -> bool:
    """Return whether each number weighs one leaf, which is what makes a probability linear in it."""
    names = {one.name for one in inputs}
    seen: set[str] = set()
    for leaf in asked.matter:
        weight = asked.reader.weights[leaf]
        for parameter in parameters_of(weight):
            if parameter.name in names and (parameter.name in seen or not isinstance(weight, Is)):
                return False
            seen.add(parameter.name)
    return True


@dataclass(slots=True)
class _Risk:
    """The risk in worlds that are given by the values of numbers."""

    asked: Model
    free: Corner
    inputs: tuple[Parameter, ...]

    def values(self, inputs: Floats) -> Floats:
        """Return P(harm | evidence), one for each column of the inputs' values; 0 where the evidence is impossible."""
        asked = self.asked
        circuit, leaves = asked.narrow
        roots = [asked.with_evidence(asked.total), asked.seen.formula]
        weights = [asked.reader.weights[leaf] for leaf in leaves]
        free = {place: self.free[leaf] for place, leaf in enumerate(leaves) if leaf in self.free}
        names = [one.name for one in self.inputs]
        found = np.empty(inputs.shape[1])
        step = max(1, MOST_HELD // max(1, len(leaves)))
        for start in range(0, len(found), step):
            part = slice(start, start + step)
            values = dict(zip(names, inputs[:, part], strict=True))
            rows = rows_at(weights, values, free, inputs[:, part].shape[1])
            joint, given = circuit.probabilities(*rows, roots)
            found[part] = np.divide(joint, given, out=np.zeros_like(joint), where=given > 0)
        return found

    def slopes(self) -> Floats:
        """Return the derivative of P(harm) by each number, all at their means; each weighs one leaf."""
        asked = self.asked
        circuit, leaves = asked.narrow
        setting = asked.setting(self.free)
        rows = setting.weights[list(leaves)], setting.complements[list(leaves)]
        steep = slopes(circuit, [asked.with_evidence(asked.total)], *rows)[1][0] @ setting.points
        place = {
            parameter.name: number
            for number, leaf in enumerate(leaves)
            for parameter in parameters_of(asked.reader.weights[leaf])
        }
        return np.asarray(steep[[place[one.name] for one in self.inputs]])
