"""The risk between proven bounds, where the exact circuit does not fit: an interval, named as such, and nothing drawn.

P(harm | evidence) is P(harm, evidence) over the sum of that and P(no harm, evidence). Both are bounded by the engine
(`interval`), at the weights that make expectations exact; the worst and the best of what they allow are the ends. What
only worlds or a circuit could tell (ranges, loads, posteriors) is said to be not computed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from loadpath.assess.model import IMPOSSIBLE, TOO_MANY, formed, keys_of
from loadpath.assess.results import Answer, Assessment, Interval, NotComputed, Standing, Verdict
from loadpath.assess.verdict import LADDER
from loadpath.case.rounding import times
from loadpath.engine.bounds import ends
from loadpath.engine.interval import Limits, bounds
from loadpath.engine.leaves import Free, headline_setting, with_free

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from loadpath.assess.budget import Allowance
    from loadpath.assess.lines import Judgements
    from loadpath.assess.model import Formed
    from loadpath.case.graph import CaseGraph
    from loadpath.case.proposition import Proposition
    from loadpath.engine.leaves import Setting

LIMITS = Limits(ratio=1.01, steps=20_000)
"""Ends one per cent apart, or so many parts taken apart: some seconds."""

MOST_RUNS = 16
"""So often at most the bounds are worked out: for corners of what is unknown, times points of shared parameters."""

NOT_FITTING = NotComputed("the exact circuit does not fit")


@dataclass(frozen=True, slots=True)
class Apart:
    """The spread of a risk that is known between bounds alone: no worlds, and verdicts that nothing shows."""

    risk: Answer
    allowed: Allowance | None

    @property
    def range(self) -> Answer:
        """Return that no worlds were drawn."""
        return NOT_FITTING

    @property
    def level(self) -> float | None:
        """Return the budget, a probability for this case (its mean, when it is uncertain); None without one."""
        return self.allowed.mean if self.allowed else None

    @property
    def budget(self) -> Standing | None:
        """Return where the bounds stand against the budget."""
        return self._standing("budget", self.level) if self.level else None

    @property
    def ladder(self) -> tuple[Standing, ...]:
        """Return where the bounds stand against each threshold of the ladder."""
        found = (self._standing(name, level) for name, level in LADDER)
        return tuple(item for item in found if item is not None)

    def _standing(self, name: str, level: float) -> Standing | None:
        if not isinstance(self.risk, Interval):
            return None
        ratio = Interval(self.risk.low / level, self.risk.high / level)
        reason = f"it is only known to lie between {times(ratio.low)} and {times(ratio.high)} times it"
        anywhere = Interval(0.0, 1.0)
        return Standing(
            threshold=name, level=level, times=ratio, range=ratio, exceeding=anywhere,
            verdict=Verdict.NOT_SHOWN, reasons=(reason,),
        )  # fmt: skip


def bounded(
    case: CaseGraph, judgements: Judgements, given: Sequence[Proposition], allowed: Allowance | None
) -> Assessment:
    """Return what can be proven of a risk whose exact circuit does not fit.

    Args:
        case: a sound case.
        judgements: of one assessor.
        given: what is taken for a fact besides the evidence.
        allowed: the budget, if the case has one.
    """
    found = formed(case, judgements, given)
    risk, ratio = _risk(found)
    return Assessment(
        assessor=judgements.assessor,
        title=judgements.title,
        risk=risk,
        listed=NOT_FITTING,
        pathways=dict.fromkeys(found.pathways, NOT_FITTING),
        residual=dict.fromkeys(found.residual, NOT_FITTING),
        propositions=dict.fromkeys(keys_of(case).values(), NOT_FITTING),
        spread=Apart(risk, allowed),
        used=found.seen.used,
        unused=found.seen.unused,
        unscored=found.seen.unscored,
        method=f"proven bounds by conditioning, the upper at most {ratio:.3g} times the lower: the exact circuit does "
        "not fit",
    )


def _risk(found: Formed) -> tuple[Answer, float]:
    """Return the lowest and the highest that the bounds allow, and how far apart they are where it is furthest."""
    reader, store, seen = found.reader, found.reader.store, found.seen.formula
    free = {leaf: weight for leaf, weight in enumerate(reader.weights) if isinstance(weight, Free)}
    corners = ends(store, found.total, seen, free)
    base = headline_setting(reader.weights, {})
    if corners is None or len({*map(_key, (*corners.low, *corners.high))}) * len(base.points) > MOST_RUNS:
        return NotComputed(TOO_MANY), float("inf")
    lows = [pair for corner in corners.low if (pair := _between(found, with_free(base, corner))) is not None]
    highs = [pair for corner in corners.high if (pair := _between(found, with_free(base, corner))) is not None]
    if not lows or not highs:
        return NotComputed(IMPOSSIBLE), float("inf")
    widest = max((high / low if low else float("inf") for low, high in (*lows, *highs) if high), default=1.0)
    return Interval(min(low for low, _ in lows), max(high for _, high in highs)), widest


def _key(corner: Mapping[int, float]) -> tuple[tuple[int, float], ...]:
    return tuple(sorted(corner.items()))


def _between(found: Formed, setting: Setting) -> tuple[float, float] | None:
    """Return bounds of P(harm | evidence) for one setting of the unknown; None where the evidence is impossible."""
    store, seen = found.reader.store, found.seen.formula
    with_harm = store.all_of([found.total, seen])
    without = store.all_of([store.negate(found.total), seen])
    totals = [0.0] * 4
    for place, point in enumerate(setting.points.tolist()):
        weights, complements = setting.weights[:, place].tolist(), setting.complements[:, place].tolist()
        for row, root in enumerate((with_harm, without)):
            one = bounds(store, root, weights, complements=complements, limits=LIMITS)
            totals[2 * row] += point * one.lower
            totals[2 * row + 1] += point * one.upper
    harm_low, harm_high, none_low, none_high = totals
    if harm_high + none_high <= 0:
        return None
    low = harm_low / (harm_low + none_high) if harm_low else 0.0
    return low, harm_high / (harm_high + none_low) if harm_high else 0.0
