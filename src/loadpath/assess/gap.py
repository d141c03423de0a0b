"""The gap: how far a risk is from a threshold, and what would close it (meaning.md, section 3).

A likelihood ratio on a hypothesis divides its odds; a factor on harm divides its probability. They are two types, and
are told side by side, never one for the other: ten as a ratio takes 3 % to 0.308 %, as a factor to 0.300 %.

What would close the gap is looked for among the judged numbers. P(harm, evidence) and P(evidence) are both linear in
the weight of one leaf (Darwiche 2003, section 4), so the value at which the risk meets the threshold is the root of a
linear equation. Pairs are tried at the ends of their ranges, 5 % and 95 %.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations, product
from typing import TYPE_CHECKING

import numpy as np

from loadpath.assess.movable import behind, movable
from loadpath.assess.results import Interval, NotComputed, plain
from loadpath.assess.spread import Spread
from loadpath.engine.leaves import Is, Of, parameters_of
from loadpath.engine.statistics.odds import posterior, required_ratio
from loadpath.engine.statistics.zero_failures import trials_without_failure

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from loadpath.assess.model import Corner, Model
    from loadpath.assess.movable import Movable
    from loadpath.assess.results import Answer, Assessment

    Change = Mapping[int, float]

MOST_NUMBERS = 40
"""Pairs are looked for among so many numbers: those that the risk follows furthest."""

POWER = 0.8
"""A test is told as one that passes in this share of the worlds in which nothing is wrong."""

HAIR = 1e-12
"""A risk this part above a threshold is at it."""

UNKNOWN = "the risk is not one number: something is unknown"
NOT_FITTING = "no number can be moved alone: the exact circuit does not fit"


@dataclass(frozen=True, slots=True, kw_only=True)
class Needed:
    """What one judged number would have to be for the risk to meet a threshold.

    Attributes:
        subject: id of the node that it judges.
        fails: whether it is the chance of the wrong side: that a barrier fails.
        condition: under which it holds, in the words of the language; empty without one.
        otherwise: whether it is what holds when no condition before it does.
        now: what it is now, a probability (its mean, where it has a range).
        needed: what it would have to be, a probability.
        range: its own 5 % and 95 % points; None where no range is given.
    """

    subject: str
    fails: bool
    condition: str
    otherwise: bool
    now: float
    needed: float
    range: tuple[float, float] | None

    @property
    def within(self) -> bool:
        """Return whether it closes the gap within its own range."""
        return self.range is not None and self.range[0] <= self.needed <= self.range[1]

    def as_json(self) -> dict[str, object]:
        """Return it as plain JSON values."""
        return {
            "subject": self.subject,
            "fails": self.fails,
            "condition": self.condition,
            "otherwise": self.otherwise,
            "now": self.now,
            "needed": self.needed,
            "range": list(self.range) if self.range else None,
            "within": self.within,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Two judged numbers, each at one end of its own range, and the risk there: the lowest of the four corners."""

    first: Movable
    second: Movable
    values: tuple[float, float]
    risk: float

    def as_json(self) -> dict[str, object]:
        """Return it as plain JSON values."""
        numbers = zip((self.first, self.second), self.values, strict=True)
        told = [{"subject": one.subject, "condition": one.condition, "value": value} for one, value in numbers]
        return {"numbers": told, "risk": self.risk}


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """How far one assessor's risk is from one threshold.

    Attributes:
        assessor: their id.
        threshold: its name: `budget`, or as it was asked for.
        level: the threshold, a probability.
        risk: the risk now.
        ratio: odds now over odds of the threshold, what a likelihood ratio has to be; below one: nothing is needed.
        factor: risk now over the threshold, what a factor on harm has to be.
        trials: so many trials in a row without failure would show the threshold with 95 % confidence.
        singles: judged numbers that close the gap alone, those within their own range first.
        pairs: pairs of numbers that close it within their ranges together where neither does alone, lowest risk first.
        lowest: the lowest risk that any pair of ranges leaves; None where there are no two ranges.
    """

    assessor: str
    threshold: str
    level: float
    risk: Answer
    ratio: Answer
    factor: Answer
    trials: int
    singles: tuple[Needed, ...] | NotComputed
    pairs: tuple[Pair, ...] = ()
    lowest: float | None = None

    @property
    def met(self) -> bool:
        """Return whether the risk is at or below the threshold, whatever is unknown."""
        return isinstance(self.risk, Interval) and self.risk.high <= self.level * (1 + HAIR)

    @property
    def passing(self) -> float | None:
        """Return how often a test that shows the rest may pass where something is wrong.

        It passes in `POWER` of the worlds where nothing is. None where no one ratio is known, or none is needed.
        """
        known = isinstance(self.ratio, Interval) and self.ratio.exact and self.ratio.value > 1
        return POWER / self.ratio.value if known and isinstance(self.ratio, Interval) else None

    def as_json(self) -> dict[str, object]:
        """Return the gap as plain JSON values."""
        singles: object = (
            {"not_computed": self.singles.reason}
            if isinstance(self.singles, NotComputed)
            else [one.as_json() for one in self.singles]
        )
        return {
            "assessor": self.assessor,
            "threshold": self.threshold,
            "level": self.level,
            "risk": plain(self.risk),
            "met": self.met,
            "ratio": plain(self.ratio),
            "factor": plain(self.factor),
            "trials_without_failure": self.trials,
            "pass_if_bad_at_most": self.passing,
            "singles": singles,
            "pairs": [pair.as_json() for pair in self.pairs],
            "lowest_by_pairs": self.lowest,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """What something worth so many times leaves of a risk, once as a ratio and once as a factor.

    Attributes:
        written: as it was asked for, such as `10x` or `60%:10x,15%:4x`.
        as_ratio: the expected risk if it divides the odds.
        as_factor: the expected risk if it divides the probability.
    """

    written: str
    as_ratio: float
    as_factor: float

    def still(self, level: float) -> tuple[float, float] | None:
        """Return what is still needed to a threshold, as a ratio and as a factor; None where one of the two meets it.

        >>> ratio, factor = effect(0.03, [(1.0, 10.0)]).still(0.0025)
        >>> round(ratio, 2), round(factor, 2)
        (1.23, 1.2)
        """
        if min(self.as_ratio, self.as_factor) <= level * (1 + HAIR) or self.as_ratio >= 1:
            return None
        return required_ratio(self.as_ratio, level), self.as_factor / level

    def as_json(self) -> dict[str, object]:
        """Return it as plain JSON values."""
        return {"worth": self.written, "as_ratio": self.as_ratio, "as_factor": self.as_factor}


def effect(risk: float, parts: Sequence[tuple[float, float]], written: str = "") -> Effect:
    """Return what is expected to be left of a risk by something that is worth so many times with some chance.

    Args:
        risk: the risk now, a probability.
        parts: pairs of a chance and by how much it divides; what the chances leave changes nothing.
        written: how it was asked for.

    Raises:
        ValueError: when the chances add up to more than one, or something is not above zero.

    >>> found = effect(0.03, [(1.0, 10.0)])
    >>> round(found.as_ratio, 5), round(found.as_factor, 5)
    (0.00308, 0.003)
    """
    rest = 1 - sum(share for share, _ in parts)
    if rest < -HAIR or any(share <= 0 or times <= 0 for share, times in parts):
        raise ValueError("the chances have to be above zero and add up to 100 % at most, the factors above zero")
    rest = max(0.0, rest)
    return Effect(
        written=written,
        as_ratio=rest * risk + sum(share * posterior(risk, 1 / times) for share, times in parts),
        as_factor=rest * risk + sum(share * min(1.0, risk / times) for share, times in parts),
    )


def gap_to(result: Assessment, level: float, threshold: str) -> Gap:
    """Return how far a risk is from a threshold, and what would close the gap.

    Args:
        result: what one assessor's numbers come to.
        level: the threshold, a probability between 0 and 1.
        threshold: its name.

    Raises:
        ValueError: when the threshold is not between 0 and 1.
    """
    trials = trials_without_failure(level)
    now = result.risk
    singles: tuple[Needed, ...] | NotComputed = ()
    pairs: tuple[Pair, ...] = ()
    lowest: float | None = None
    if isinstance(now, NotComputed):
        ratio: Answer = now
        factor: Answer = now
        singles = now
    else:
        ratio, factor = _ratio(now, level), Interval(now.low / level, now.high / level)
        if now.high > level * (1 + HAIR):
            singles, pairs, lowest = _closing(result, now, level)
    return Gap(
        assessor=result.assessor,
        threshold=threshold,
        level=level,
        risk=now,
        ratio=ratio,
        factor=factor,
        trials=trials,
        singles=singles,
        pairs=pairs,
        lowest=lowest,
    )


def _ratio(now: Interval, level: float) -> Answer:
    """Return the ratio that is needed at both ends of the risk; at a risk of 0 it is 0, at 1 no ratio is enough."""
    if now.high >= 1:
        return NotComputed("no ratio is enough where the harm may be certain")
    low = required_ratio(now.low, level) if now.low > 0 else 0.0
    return Interval(low, required_ratio(now.high, level) if now.high > 0 else 0.0)


def _closing(
    result: Assessment, now: Interval, level: float
) -> tuple[tuple[Needed, ...] | NotComputed, tuple[Pair, ...], float | None]:
    """Return what closes a gap alone, in pairs, and the lowest risk of any pair."""
    asked = behind(result)
    if asked is None or not isinstance(result.spread, Spread):
        return NotComputed(NOT_FITTING), (), None
    if not now.exact:
        return NotComputed(UNKNOWN), (), None
    corner = result.spread.ends[0]
    numbers = movable(asked, corner)
    ranges = {one.leaf: found for one in numbers if (found := own_range(asked, one.leaf)) is not None}
    singles = _singles(asked, corner, numbers, ranges, level)
    closing = {one.leaf for one, found in singles if found.within}
    pairs, lowest = _pairs(asked, corner, [one for one in numbers if one.leaf in ranges][:MOST_NUMBERS], ranges)
    kept = tuple(
        pair
        for pair in pairs
        if pair.risk <= level * (1 + HAIR) and pair.first.leaf not in closing and pair.second.leaf not in closing
    )
    told = tuple(found for _, found in sorted(singles, key=lambda pair: not pair[1].within))
    return told, kept, lowest


def own_range(asked: Model, leaf: int) -> tuple[float, float] | None:
    """Return the 5 % and 95 % points of the number that weighs a leaf alone; None where no range is given."""
    weight = asked.reader.weights[leaf]
    ranged = any(number.leaf == leaf and number.ranged for number in asked.reader.numbers)
    parameters = parameters_of(weight)
    if not ranged or not isinstance(weight, Is | Of) or len(parameters) != 1:
        return None
    ends = parameters[0].law.quantile(np.array([0.05, 0.95]))
    low, high = sorted((ends if isinstance(weight, Is) else weight.function(ends)).tolist())
    return low, high


def _singles(
    asked: Model,
    corner: Corner,
    numbers: Sequence[Movable],
    ranges: Mapping[int, tuple[float, float]],
    level: float,
) -> list[tuple[Movable, Needed]]:
    """Return what each number would have to be: j0 + (j1 - j0) w = level (g0 + (g1 - g0) w), for w from 0 to 1."""
    joint, given = joints(asked, corner, [{one.leaf: end} for one in numbers for end in (0.0, 1.0)])
    found: list[tuple[Movable, Needed]] = []
    for place, one in enumerate(numbers):
        (j0, j1), (g0, g1) = joint[2 * place : 2 * place + 2], given[2 * place : 2 * place + 2]
        at_none, at_all = j0 - level * g0, j1 - level * g1
        if at_none * at_all > 0 or at_none == at_all:
            continue
        needed = Needed(
            subject=one.subject,
            fails=one.fails,
            condition=one.condition,
            otherwise=one.otherwise,
            now=one.value,
            needed=float(at_none / (at_none - at_all)),
            range=ranges.get(one.leaf),
        )
        found.append((one, needed))
    return found


def _pairs(
    asked: Model, corner: Corner, numbers: Sequence[Movable], ranges: Mapping[int, tuple[float, float]]
) -> tuple[list[Pair], float | None]:
    """Return every pair of numbers at the corner of their ranges where the risk is lowest, lowest first."""
    both = list(combinations(numbers, 2))
    corners = [ends for first, second in both for ends in product(ranges[first.leaf], ranges[second.leaf])]
    if not both:
        return [], None
    changes = [
        {both[place // 4][0].leaf: ends[0], both[place // 4][1].leaf: ends[1]} for place, ends in enumerate(corners)
    ]
    joint, given = joints(asked, corner, changes)
    risks = np.divide(joint, given, out=np.full_like(joint, np.inf), where=given > 0)
    found = []
    for place, (first, second) in enumerate(both):
        best = 4 * place + int(np.argmin(risks[4 * place : 4 * place + 4]))
        found.append(Pair(first=first, second=second, values=corners[best], risk=float(risks[best])))
    found.sort(key=lambda pair: (pair.risk, pair.first.key, pair.second.key))
    return found, found[0].risk


def joints(asked: Model, corner: Corner, changes: Sequence[Change]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return E[P(harm, evidence)] and E[P(evidence)] with the weights of some leaves changed, for each change."""
    setting = asked.setting(corner)
    circuit, leaves = asked.narrow
    chosen, count = list(leaves), len(setting.points)
    place = {leaf: number for number, leaf in enumerate(chosen)}
    weights, complements = (np.tile(rows[chosen], len(changes)) for rows in (setting.weights, setting.complements))
    for number, change in enumerate(changes):
        part = slice(number * count, (number + 1) * count)
        for leaf, value in change.items():
            weights[place[leaf], part], complements[place[leaf], part] = value, 1.0 - value
    roots = [asked.with_evidence(asked.total), asked.seen.formula]
    found = circuit.probabilities(weights, complements, roots).reshape(2, len(changes), count) @ setting.points
    return found[0], found[1]
