"""The spread: ranges and verdicts over worlds, drawn only when somebody asks (meaning.md, section 2).

A world is a draw of all parameters, weighted by how well it predicted the evidence. What a check needs of a case is
mostly exact, so that a case can be checked without drawing any.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from loadpath.assess.results import Answer, Interval, NotComputed, Standing
from loadpath.assess.verdict import LADDER, Worlds, standing
from loadpath.case.node import Evidence
from loadpath.engine.draws import weighted_quantiles

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from loadpath.assess.budget import Allowance
    from loadpath.assess.model import Corner, Model

    Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False, kw_only=True)
class Spread:
    """How far the risk of one assessor spreads, and where it stands against thresholds.

    Attributes:
        asked: the model.
        risk: the headline.
        ends: the values of what is unknown at which the risk is lowest, and highest.
        allowed: the budget, if the case has one.
        draws: how many worlds.
    """

    asked: Model
    risk: Answer
    ends: tuple[Corner, Corner]
    allowed: Allowance | None
    draws: int

    @cached_property
    def range(self) -> Answer:
        """Return the 5 % point of the risk at the best and the 95 % point at the worst of what is unknown."""
        return self._worlds.ends() if isinstance(self.risk, Interval) else NotComputed("the risk was not computed")

    @property
    def level(self) -> float | None:
        """Return the budget, a probability for this case (its mean, when it is uncertain); None without one."""
        return self.allowed.mean if self.allowed else None

    @cached_property
    def budget(self) -> Standing | None:
        """Return where the risk stands against the budget; None without one, or when the risk was not computed."""
        if not self.allowed or not isinstance(self.risk, Interval):
            return None
        worlds, levels = self._worlds, self.allowed.draws(self.draws)
        return standing("budget", self.risk, worlds, self.allowed.mean, levels, worlds.ends(levels), self._crossing)

    @cached_property
    def ladder(self) -> tuple[Standing, ...]:
        """Return where the risk stands against each threshold of the ladder; none when it was not computed."""
        risk, ends = self.risk, self.range
        if not isinstance(risk, Interval) or not isinstance(ends, Interval):
            return ()
        return tuple(
            standing(
                name, risk, self._worlds, level, level, Interval(ends.low / level, ends.high / level), self._crossing
            )
            for name, level in LADDER
        )

    def above(self, levels: Sequence[float]) -> tuple[Interval, ...]:
        """Return for each level in which share of the worlds the risk is above it: the worlds that verdicts are of."""
        known = self._worlds
        worst = _shares(known.high, known.high_weight, levels)
        best = worst if known.low is known.high else _shares(known.low, known.low_weight, levels)
        return tuple(Interval(low, high) for low, high in zip(best, worst, strict=True))

    def reach(self, tail: float = 0.005) -> Interval:
        """Return where nearly all worlds lie: the risk that few of the best are below, and few of the worst above."""
        known = self._worlds
        low = weighted_quantiles(known.low, known.low_weight, (tail,))[0]
        return Interval(float(low), float(weighted_quantiles(known.high, known.high_weight, (1 - tail,))[0]))

    @cached_property
    def _worlds(self) -> Worlds:
        """The worlds at both ends of what is unknown, each with its weight."""
        best, worst = self.ends
        sides = []
        for free in (best, worst):
            joint, given = self.asked.drawn(free, self.draws)
            risk = np.divide(joint, given, out=np.zeros_like(joint), where=given > 0)
            sides.append((risk, given / given.sum()))
            if best == worst:
                sides.append(sides[0])
                break
        return Worlds(*sides[0], *sides[1])

    @cached_property
    def _crossing(self) -> Mapping[str, tuple[float, float]]:
        """The lowest and highest risk when one number without a range is moved to an end, by what it judges.

        Numbers of one line are moved alone and, but for likelihoods, together: a doubt that is told for three cases is
        no smaller than one that is told at once.
        """
        unranged = [number for number in self.asked.reader.numbers if not number.ranged]
        moves = [(number.subject, {number.leaf: value}) for number in unranged for value in (0.0, 1.0)]
        together: dict[tuple[str, str], list[int]] = {}
        for number in unranged:
            if not isinstance(self.asked.reader.case.nodes.get(number.subject), Evidence):
                together.setdefault((number.subject, number.origin), []).append(number.leaf)
        for (subject, _), leaves in together.items():
            if len(leaves) > 1:
                moves += [(subject, dict.fromkeys(leaves, value)) for value in (0.0, 1.0)]
        found: dict[str, tuple[float, float]] = {}
        for free in self.ends if moves else ():
            for (subject, _), risk in zip(
                moves, self.asked.moved_together(free, [one for _, one in moves]), strict=True
            ):
                if risk is not None:
                    low, high = found.get(subject, (1.0, 0.0))
                    found[subject] = min(low, risk), max(high, risk)
        return found


def _shares(values: Floats, weights: Floats, levels: Sequence[float]) -> list[float]:
    """Return the weight of the values above each level, added up from the largest value down: nothing is exactly 0."""
    order = np.argsort(values, kind="stable")[::-1]
    summed = np.concatenate(([0.0], np.cumsum(weights[order])))
    places = np.searchsorted(values[order[::-1]], np.asarray(levels), side="right")
    found: list[float] = np.minimum(summed[len(values) - places], 1.0).tolist()
    return found
