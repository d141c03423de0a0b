"""Where assessors cluster: who would come to about the same risk, for about the same reasons.

How far two assessors are apart is not the ratio of their risks alone: two people may hold everything differently, and
their differences cancel. So it is measured by what their differences come to when none cancels: the sum of the sizes of
the shares of all inputs (`compare`), which is |ln(ratio)| at least. It is written as a factor, e to that sum.

Assessors are put together by single linkage (Sibson, "SLINK", The Computer Journal 16 (1973) 30-34): two are in one
group when they are at most `within` apart, directly or through others.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations, pairwise
from math import exp, fsum, log
from typing import TYPE_CHECKING

from loadpath.assess.compare import compare, no_multiple
from loadpath.assess.results import Answer, Interval, NotComputed, plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from loadpath.assess.compare import Comparison, Difference
    from loadpath.case.graph import CaseGraph

WITHIN = 3.0
"""Assessors whose differences come to at most this factor are in one group: half a power of ten."""

HEAVIEST = 2
"""So many inputs are named for each gap."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Two assessors, the one with the lower risk first.

    Attributes:
        lower: id of the assessor with the lower risk.
        higher: id of the other.
        times: the higher risk divided by the lower.
        apart: what their differences come to as a factor when none cancels; `times` at least.
        heaviest: the inputs that carry most of it, with their shares of ln(times).
        method: how the shares were computed, or why they were not.
    """

    lower: str
    higher: str
    times: float
    apart: float | NotComputed
    heaviest: tuple[Difference, ...]
    method: str

    def as_json(self) -> dict[str, object]:
        """Return the pair as plain JSON values."""
        apart = self.apart if isinstance(self.apart, float) else {"not_computed": self.apart.reason}
        return {
            "lower": self.lower,
            "higher": self.higher,
            "times": self.times,
            "apart": apart,
            "heaviest": [item.as_json() for item in self.heaviest],
            "method": self.method,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Clusters:
    """All assessors of a case beside each other.

    Attributes:
        within: how far apart two may be in one group, as a factor.
        risks: of those with one number above zero, the lowest first.
        left_out: of all others, with why nothing is a multiple of their risk.
        groups: ids of those in each group, in the order of their risks.
        gaps: each assessor and the next, in the order of their risks.
        pairs: every two whose risks are at most `within` apart, and who might therefore be in one group.
    """

    within: float
    risks: tuple[tuple[str, Answer], ...]
    left_out: tuple[tuple[str, Answer, str], ...]
    groups: tuple[tuple[str, ...], ...]
    gaps: tuple[Pair, ...]
    pairs: tuple[Pair, ...]

    def as_json(self) -> dict[str, object]:
        """Return everything as plain JSON values."""
        return {
            "within": self.within,
            "assessors": [{"assessor": name, "risk": plain(risk)} for name, risk in self.risks],
            "left_out": [
                {"assessor": name, "risk": plain(risk), "reason": reason} for name, risk, reason in self.left_out
            ],
            "groups": [list(group) for group in self.groups],
            "gaps": [pair.as_json() for pair in self.gaps],
            "pairs": [pair.as_json() for pair in self.pairs],
        }


def clusters(case: CaseGraph, risks: Mapping[str, Answer], within: float = WITHIN) -> Clusters:
    """Return where the assessors of a sound case cluster.

    Args:
        case: a sound case.
        risks: what the numbers of each assessor come to.
        within: how far apart two may be in one group, a factor of 1 at least.

    Raises:
        ValueError: when `within` is below 1, or there is no such assessor.
        ContradictionError: when a number has no meaning.
        TooLargeError: when an exact circuit would be too large.
    """
    if not within >= 1:
        raise ValueError(f"two assessors are at least a factor of 1 apart, not {within!r}")
    known: dict[str, float] = {}
    left_out: list[tuple[str, Answer, str]] = []
    for name, risk in risks.items():
        reason = risk.reason if isinstance(risk, NotComputed) else no_multiple(risk)
        if isinstance(risk, Interval) and not reason:
            known[name] = risk.low
        else:
            left_out.append((name, risk, reason))
    ordered = sorted(known, key=lambda name: (known[name], name))
    near = [pair for pair in combinations(ordered, 2) if known[pair[1]] <= within * known[pair[0]]]
    found = {pair: _pair(compare(case, *pair, draws=0)) for pair in dict.fromkeys((*pairwise(ordered), *near))}
    pairs = tuple(found[pair] for pair in near)
    return Clusters(
        within=within,
        risks=tuple((name, risks[name]) for name in ordered),
        left_out=tuple(left_out),
        groups=_groups(ordered, [pair for pair in pairs if isinstance(pair.apart, float) and pair.apart <= within]),
        gaps=tuple(found[pair] for pair in pairwise(ordered)),
        pairs=pairs,
    )


def _pair(found: Comparison) -> Pair:
    low, high = (risk.low if isinstance(risk, Interval) else float("nan") for risk in found.risks)
    shares = [item.share for item in found.inputs if isinstance(item.share, float)]
    complete = len(shares) == len(found.inputs) and not found.method.startswith("not computed")
    apart: float | NotComputed = NotComputed("not every input that differs has a share")
    if complete:
        apart = exp(max(fsum(abs(share) for share in shares), abs(log(high / low))))
    moving = [item for item in found.inputs if not isinstance(item.share, float) or item.share]
    return Pair(
        lower=found.first,
        higher=found.second,
        times=high / low,
        apart=apart,
        heaviest=tuple(moving[:HEAVIEST]),
        method=found.method,
    )


def _groups(ordered: list[str], links: Iterable[Pair]) -> tuple[tuple[str, ...], ...]:
    """Return who is linked to whom, directly or through others."""
    group = {name: name for name in ordered}
    for pair in links:
        old, new = group[pair.higher], group[pair.lower]
        group = {name: new if one == old else one for name, one in group.items()}
    return tuple(tuple(name for name in ordered if group[name] == one) for one in dict.fromkeys(group.values()))
