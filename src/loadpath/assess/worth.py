"""Worth: how far the risk of one assessor moves between the best and the worst answer to a question.

Each answer is a what-if: the weight of the leaves that the question is about moves, and with it what they explain.
Everything else that is unknown is kept where the risk is lowest, or where it is highest; the larger of the two factors
counts. So it is one end of the interval that the answer moves by itself. An unknown that moves neither end, because
another unknown hides it, is tried with all others half-way, and says so.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from itertools import product
from math import inf, log
from typing import TYPE_CHECKING

import numpy as np

from loadpath.assess.results import Interval, NotComputed
from loadpath.assess.spread import Spread
from loadpath.engine.leaves import Is, Of, parameters_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from loadpath.assess.interpret import Number
    from loadpath.assess.model import Corner, Model
    from loadpath.assess.results import Assessment, Load

LEAST = 1e-300
"""Stands for 0 where a weight of 0 would be taken for one that is not set."""

MOST_LEAVES = 6
"""So many unknown values of one node are tried at all their ends together."""

MOST_VALUES = 8_000_000
"""Values that are held at once while many changes go through a circuit together: some 64 MB."""

SAME = 1e-9
"""Risks that differ by less than this part of the larger are the same."""

CANNOT = NotComputed("it cannot be so, given everything else")
APART = NotComputed("no part of it can be moved alone: the exact circuit does not fit")
NOTHING = NotComputed("the risk does not depend on it")
ELSEWHERE = NotComputed("its number enters through something else, and is not moved alone")
STILL = NotComputed("alone it does not move the risk")


class Basis(Enum):
    """Between what the answer may lie."""

    UNKNOWN = "anything"
    RANGE = "its own range"
    NO_RANGE = "anything, since no range is given"
    TRUTH = "true and false"


class Others(Enum):
    """Where everything else that is unknown is kept."""

    BEST = "at its best"
    WORST = "at its worst"
    HALF = "half-way"
    NONE = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Worth:
    """What an answer may do to the risk.

    Attributes:
        assessor: whose risk.
        low: the risk at the best answer.
        high: the risk at the worst.
        basis: between what the answer lies.
        others: where everything else that is unknown is kept; `NONE` where nothing is.
    """

    assessor: str
    low: float
    high: float
    basis: Basis
    others: Others

    @property
    def factor(self) -> float:
        """Return the risk at the worst answer over that at the best; infinite where the best leaves none."""
        return self.high / self.low if self.low > 0 else inf

    @property
    def moves(self) -> bool:
        """Return whether the two risks differ."""
        return self.high - self.low > SAME * self.high

    @property
    def weight(self) -> tuple[float, float]:
        """Return what worths are sorted by, smallest first; digits that hang on an order of sums are left out."""
        factor = -round(log(self.factor), 6) if self.low > 0 else -inf
        return factor, -float(f"{self.high - self.low:.6g}")


Found = Worth | NotComputed


@dataclass(slots=True)
class Moves:
    """The risk of one assessor with one leaf moved, remembered; many leaves take hardly longer than one.

    Attributes:
        asked: the model.
        likely: changes that are worked out together when one of them is asked for.
        known: what was worked out, by the corner of what is unknown, the leaf and its weight.
    """

    asked: Model
    likely: frozenset[tuple[int, float]] = frozenset()
    known: dict[tuple[frozenset[tuple[int, float]], int, float], float | None] = field(default_factory=dict)

    def risks(self, corner: Corner, changes: Sequence[tuple[int, float]]) -> list[float | None]:
        """Return the risk from a corner for each change of one leaf; None where the evidence is impossible."""
        key = frozenset(corner.items())
        missing = {change for change in changes if (key, *change) not in self.known}
        if missing:
            foreseen = self.likely.issuperset(missing)
            batch = sorted(self.likely if foreseen else missing)
            size = max(2, MOST_VALUES // (1 + self.asked.narrow[0].size))
            for start in range(0, len(batch), size):
                part = batch[start : start + size]
                for change, risk in zip(part, self.asked.moved(corner, part), strict=True):
                    self.known[key, *change] = None if risk is None else float(risk)
        return [self.known[key, *change] for change in changes]


def moves_of(asked: Model) -> Moves:
    """Return what may be moved of a model: every number that weighs one leaf, to both of its ends."""
    found = {pair for number in asked.reader.numbers for one in _moves(asked, number) for pair in _alone(one)}
    return Moves(asked, frozenset(found))


def _alone(change: Mapping[int, float]) -> list[tuple[int, float]]:
    return list(change.items()) if len(change) == 1 else []


def heaviest(found: Iterable[Found]) -> Found:
    """Return the largest worth; where nothing moves the risk, the first reason why."""
    known = list(found)
    moving = [one for one in known if isinstance(one, Worth) and one.moves]
    if moving:
        return min(moving, key=lambda one: (one.weight, one.assessor))
    return next((one for one in known if isinstance(one, NotComputed)), STILL if known else NOTHING)


def of_unknown(result: Assessment, moves: Moves, leaves: Sequence[int]) -> Found:
    """Return what an unknown is worth to an assessor.

    Args:
        result: what the assessor's numbers come to.
        moves: of the model behind it.
        leaves: those that stand for the unknown.
    """
    asked = moves.asked
    chosen = sorted(asked.matter.intersection(leaves))
    if not chosen:
        return NOTHING
    if len(chosen) > MOST_LEAVES:
        return NotComputed(f"it stands for {len(chosen)} numbers at once")
    answers = [
        dict(zip(chosen, values, strict=True))
        for values in product(*((asked.free[leaf].low, asked.free[leaf].high) for leaf in chosen))
    ]
    alone = _along(result, moves, answers, Basis.UNKNOWN, set(chosen))
    if isinstance(alone, Worth):
        return alone
    half = {leaf: (weight.low + weight.high) / 2 for leaf, weight in asked.free.items()}
    return heaviest([_between(result.assessor, moves, half, answers, Basis.UNKNOWN, Others.HALF)])


def of_part(
    result: Assessment, moves: Moves, leaf: int, most: tuple[float, float], least: tuple[float, float]
) -> Found:
    """Return what a part is worth of something that one leaf stands for as a whole.

    Args:
        result: what the assessor's numbers come to.
        moves: of the model behind it.
        leaf: the one that stands for the whole.
        most: its values at the two ends of the part, with all other parts where the leaf is most likely.
        least: the same with all other parts where it is least likely.
    """
    asked = moves.asked
    if leaf not in asked.matter:
        return NOTHING
    best, worst = result.spread.ends if isinstance(result.spread, Spread) else ({}, {})
    more = most != least or bool((asked.free.keys() & asked.matter) - {leaf})
    corners = ((best, Others.BEST), (worst, Others.WORST)) if more else ((best, Others.NONE),)
    found: list[Found] = []
    for corner, others in corners:
        ends = most if corner.get(leaf, 0.0) >= asked.free[leaf].high else least
        found.append(_between(result.assessor, moves, corner, _each(leaf, ends), Basis.UNKNOWN, others))
    alone = heaviest(found)
    if not more or (isinstance(alone, Worth) and alone.moves):
        return alone
    half = {one: (weight.low + weight.high) / 2 for one, weight in asked.free.items()}
    return heaviest(
        _between(result.assessor, moves, half, _each(leaf, ends), Basis.UNKNOWN, Others.HALF) for ends in (most, least)
    )


def _each(leaf: int, values: Iterable[float]) -> list[dict[int, float]]:
    return [{leaf: value} for value in values]


def of_numbers(result: Assessment, moves: Moves, numbers: Sequence[Number]) -> Found:
    """Return what the number of a line is worth that moves most: between the ends of its range, or of all there is."""
    found: list[Found] = []
    for number in numbers:
        basis = Basis.RANGE if number.ranged else Basis.NO_RANGE
        answers = _moves(moves.asked, number)
        found.append(_along(result, moves, answers, basis, set()) if answers and answers[0] else ELSEWHERE)
    return heaviest(found) if found else ELSEWHERE


def of_load(result: Assessment, load: Load | None) -> Found:
    """Return what hangs on a proposition: the risk where it is right, and where it is wrong."""
    if load is None or not isinstance(result.risk, Interval):
        return NOTHING if load is None else APART
    sides = [side for side in (load.if_right, load.if_wrong) if isinstance(side, float)]
    if len(sides) < 2:  # noqa: PLR2004  both sides are wanted
        return next(side for side in (load.if_wrong, load.if_right) if isinstance(side, NotComputed))
    low, high = sorted(side * result.risk.low for side in sides)
    others = Others.NONE if result.risk.exact else Others.BEST
    return heaviest([Worth(assessor=result.assessor, low=low, high=high, basis=Basis.TRUTH, others=others)])


def _moves(asked: Model, number: Number) -> list[dict[int, float]]:
    """Return what becomes of the leaves that a number weighs at the two ends of where it may lie."""
    weights = asked.reader.weights
    own = weights[number.leaf]
    parameters = parameters_of(own)
    if not isinstance(own, Is | Of) or len(parameters) != 1:
        return []
    ends = parameters[0].law.quantile(np.array([0.05, 0.95])) if number.ranged else np.array([0.0, 1.0])
    found: list[dict[int, float]] = [{}, {}]
    for leaf, weight in enumerate(weights):
        if not isinstance(weight, Is | Of) or parameters_of(weight) != parameters or leaf not in asked.leaves:
            continue
        values = ends if isinstance(weight, Is) else weight.function(ends)
        for place, value in enumerate(values.tolist()):
            found[place][leaf] = value
    return found


def _along(
    result: Assessment, moves: Moves, answers: Sequence[Mapping[int, float]], basis: Basis, own: set[int]
) -> Found:
    """Return the larger of what answers do with everything else at its best, and at its worst."""
    best, worst = result.spread.ends if isinstance(result.spread, Spread) else ({}, {})
    more = (moves.asked.free.keys() & moves.asked.matter) - own
    corners = ((best, Others.BEST), (worst, Others.WORST)) if more else ((best, Others.NONE),)
    return heaviest(_between(result.assessor, moves, corner, answers, basis, others) for corner, others in corners)


def _between(
    assessor: str, moves: Moves, corner: Corner, answers: Sequence[Mapping[int, float]], basis: Basis, others: Others
) -> Found:
    """Return the lowest and the highest risk over answers, from a corner of what is unknown."""
    risks: Sequence[float | None]
    if all(len(answer) == 1 for answer in answers):
        risks = moves.risks(corner, [pair for answer in answers for pair in answer.items()])
    else:
        risks = [_at(moves.asked, corner, answer) for answer in answers]
    known = [float(risk) for risk in risks if risk is not None]
    if len(known) < 2:  # noqa: PLR2004  a best and a worst are wanted
        return CANNOT
    return Worth(assessor=assessor, low=min(known), high=max(known), basis=basis, others=others)


def _at(asked: Model, corner: Corner, answer: Mapping[int, float]) -> float | None:
    return asked.at_means(asked.total, {**corner, **{leaf: max(value, LEAST) for leaf, value in answer.items()}})
