"""One number out of several people's: only where somebody asks for it, and always beside the best and the worst.

A pool hides what a case with several assessors is there to show: that people who know differ. It says nothing of who
is right, and everybody counts the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from loadpath.assess.results import Answer, Interval, NotComputed, plain
from loadpath.engine.statistics.pools import linear_pool, log_odds_pool

if TYPE_CHECKING:
    from collections.abc import Mapping

LINEAR, LOG_ODDS = "linear", "log-odds"
KINDS = (LINEAR, LOG_ODDS)

LABELS = {
    LINEAR: "linear pool, equal weights: the mean of the risks",
    LOG_ODDS: "log-odds pool, equal weights: the geometric mean of the odds",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Pool:
    """Several people's risks made into one.

    Attributes:
        kind: `linear` or `log-odds`.
        risk: the pooled risk, or why there is none.
        of: whose risks were pooled.
        best: id and risk of the assessor with the lowest.
        worst: id and risk of the assessor with the highest.
    """

    kind: str
    risk: Answer
    of: tuple[str, ...]
    best: tuple[str, Answer]
    worst: tuple[str, Answer]

    @property
    def label(self) -> str:
        """Return what the pooled number is, in words."""
        return LABELS[self.kind]

    def as_json(self) -> dict[str, object]:
        """Return the pool as plain JSON values."""
        ends = {
            name: {"assessor": end[0], "risk": plain(end[1])}
            for name, end in (("best", self.best), ("worst", self.worst))
        }
        return {"kind": self.kind, "label": self.label, "risk": plain(self.risk), "of": list(self.of), **ends}


def pooled(risks: Mapping[str, Answer], kind: str) -> Pool:
    """Return several people's risks made into one, all counting the same.

    Args:
        risks: of each assessor.
        kind: `linear` or `log-odds`.

    Raises:
        ValueError: when there is no such kind, or nobody's risk was computed.
    """
    if kind not in KINDS:
        raise ValueError(f"no pool of kind {kind!r}; there are {' and '.join(KINDS)}")
    known = {name: risk for name, risk in risks.items() if isinstance(risk, Interval)}
    if not known:
        raise ValueError("nobody's risk was computed")
    best, worst = min(known, key=lambda name: known[name].low), max(known, key=lambda name: known[name].high)
    return Pool(
        kind=kind,
        risk=_pooled(risks, kind),
        of=tuple(risks),
        best=(best, known[best]),
        worst=(worst, known[worst]),
    )


def _pooled(risks: Mapping[str, Answer], kind: str) -> Answer:
    values = []
    for name, risk in risks.items():
        if isinstance(risk, NotComputed):
            return NotComputed(f"the risk of `{name}` is not: {risk.reason}")
        if not risk.exact:
            return NotComputed(f"the risk of `{name}` is an interval, because something is unknown")
        if kind == LOG_ODDS and not 0 < risk.low < 1:
            return NotComputed(f"the risk of `{name}` is certain, and would overrule all others")
        values.append(risk.low)
    value = linear_pool(values) if kind == LINEAR else log_odds_pool(values)
    return Interval(value, value)
