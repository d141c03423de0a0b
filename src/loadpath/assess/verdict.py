"""The verdict: risk against a threshold, at the means and over worlds (meaning.md, section 2)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from loadpath.assess.results import Interval, Standing, Verdict
from loadpath.case.rounding import times
from loadpath.engine.draws import weighted_quantiles

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

LADDER = (("0.25%", 0.0025), ("1%", 0.01), ("5%", 0.05), ("25%", 0.25), ("50%", 0.5))
"""Thresholds that every case is held against (Greenblatt 2025; design of the budget)."""

MOST_NAMED = 3

HAIR = 1e-9
"""A number this near to a threshold, for each of it, is at it: the order of a sum must not decide a verdict."""

AT = 1 + HAIR
"""A risk so many times a threshold is at it."""


def within(times: float) -> bool:
    """Return whether a risk that is so many times a threshold is at it or below.

    >>> within(1.0), within(0.55 * 0.1 / 0.055), within(1.000001)
    (True, True, False)
    """
    return times <= AT


@dataclass(frozen=True, slots=True)
class Worlds:
    """Risk and weight in each world, at the best and at the worst values of what is unknown."""

    low: Floats
    low_weight: Floats
    high: Floats
    high_weight: Floats

    def ends(self, levels: float | Floats = 1.0) -> Interval:
        """Return the 5 % point of the best and the 95 % point of the worst risk, over a level or one in each world."""
        low, high = self.low / levels, self.high / levels
        return Interval(
            weighted_quantiles(low, self.low_weight, (0.05,))[0], weighted_quantiles(high, self.high_weight, (0.95,))[0]
        )


def standing(
    name: str,
    risk: Interval,
    worlds: Worlds,
    level: float,
    levels: float | Floats,
    ends: Interval,
    unranged: Mapping[str, tuple[float, float]],
) -> Standing:
    """Return where the risk stands against a threshold.

    Args:
        name: of the threshold.
        risk: the headline.
        worlds: risk in each world.
        level: the threshold; its mean when uncertain.
        levels: the threshold in each world; one number when it is the same in all.
        ends: 5 % and 95 % points of risk over threshold, as `Worlds.ends` gives them.
        unranged: for each number without a range, the risks when it alone is moved to an end.
    """
    low, high = worlds.low / levels, worlds.high / levels
    ratio = Interval(risk.low / level, risk.high / level)
    over = Interval(_share(low > AT, worlds.low_weight), _share(high > AT, worlds.high_weight))
    called = "the budget" if name == "budget" else f"the threshold of {name}"
    reasons: list[str] = []
    if ratio.high <= AT:
        reasons += [f"the 90 % range reaches {times(ends.high)} times {called}"] if ends.high > AT else []
        reasons += _no_range([subject for subject, (_, worst) in unranged.items() if worst > level * AT])
        verdict = Verdict.BELOW
    elif ratio.low > AT:
        reasons += [f"the 90 % range begins at {times(ends.low)} times {called}"] if ends.low <= AT else []
        reasons += _no_range([subject for subject, (best, _) in unranged.items() if best <= level * AT])
        verdict = Verdict.ABOVE
    else:
        reasons.append(f"what is unknown decides it: from {times(ratio.low)} to {times(ratio.high)} times {called}")
        verdict = Verdict.NOT_SHOWN
    return Standing(
        threshold=name,
        level=level,
        times=ratio,
        range=ends,
        exceeding=over,
        verdict=Verdict.NOT_SHOWN if reasons else verdict,
        reasons=tuple(reasons),
    )


def _share(chosen: NDArray[np.bool_], weights: Floats) -> float:
    """Return what part of all worlds is chosen: exactly 1 if all are, however their weights were rounded.

    It is added up in one order on every machine; a product of vectors is cut up among as many threads as there are.
    """
    return 1.0 if chosen.all() else min(1.0, float(weights[chosen].sum()))


def _no_range(subjects: list[str]) -> list[str]:
    if not subjects:
        return []
    shown = ", ".join(f"`{subject}`" for subject in subjects[:MOST_NAMED])
    more = f" and {len(subjects) - MOST_NAMED} more" if len(subjects) > MOST_NAMED else ""
    alone = "and each of them alone" if len(subjects) > 1 else "which alone"
    return [f"no range is given for {shown}{more}, {alone} could carry the risk across"]
