"""The versions of a case on one axis: risks, budget, thresholds; and an alarm when small steps towards looser add up.

A threshold has a side on which it is looser: a criterion `at most 10 of 200` when its rate grows, `at least` when it
falls, a budget and the level that triggers a promise when they grow. How far a threshold has drifted is its value over
the tightest that it ever had; a step back makes it less, a tighter one begins anew. All thresholds together have
drifted by the product of these factors, so that twelve people who each loosen another one by 5 % add up like one who
does it twelve times: 1.05^12 = 1.80.

What else got looser from one revision to the next is counted beside it (`loosened`): numbers that lower the risk, what
and who is gone, what is excluded, accepted, or counted sooner. Counts raise no alarm: ten small things are not one
large one, and nobody can say what they add up to.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import pairwise
from math import inf, prod
from typing import TYPE_CHECKING

from loadpath.assess.results import NotComputed, plain
from loadpath.case import node as kinds

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from loadpath.assess.results import Answer, Assessment
    from loadpath.case.graph import CaseGraph
    from loadpath.case.value import Criterion

OF = re.compile(r"^(?:at (?:most|least) )?[0-9][0-9,]*(?:\.[0-9]+)? of ([0-9][0-9,]*)")
LEVEL = re.compile(r"\b(above|below|exceeds|at least|at most) ([0-9][0-9,]*(?:\.[0-9]+)?) ?(%|in ([0-9][0-9,]*))")
FALLING = ("below", "at most")
CLOSE = 1e-9
"""Two values nearer than this, relatively, are one; so is a drift to the alarm."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Threshold:
    """A number that something is held against.

    Attributes:
        value: the number; a rate where it is one.
        grows: whether a larger value is looser.
        written: as it is written.
    """

    value: float
    grows: bool
    written: str

    def looser_than(self, other: Threshold) -> float:
        """Return by which factor this is looser than another: above 1 it is; infinite when anything was against 0."""
        high, low = (self.value, other.value) if self.grows else (other.value, self.value)
        if high == low:
            return 1.0
        return inf if low <= 0 else high / low


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """A case at one moment.

    Attributes:
        label: what the revision is called.
        digest: of the case.
        risks: what each assessor's numbers come to.
        thresholds: by name, the budget first.
        case: the case; None where it has errors, so that nothing is computed from it.
    """

    label: str
    digest: str
    risks: Mapping[str, Answer]
    thresholds: Mapping[str, Threshold]
    case: CaseGraph | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Drift:
    """How one threshold moved over all revisions.

    Attributes:
        name: of the threshold.
        first: as it was first written.
        last: as it is written at last.
        factor: how many times looser it is than the tightest it was.
        steps: how often it moved.
        largest: the largest single step towards looser, as a factor.
    """

    name: str
    first: str
    last: str
    factor: float
    steps: int
    largest: float

    def as_json(self) -> dict[str, object]:
        """Return the drift as plain JSON values; an infinite factor is null."""
        found = {name: getattr(self, name) for name in self.__slots__}
        return {name: None if value == inf else value for name, value in found.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """The revisions of a case in order, and how its thresholds drifted.

    Attributes:
        revisions: the first one first.
        together: for each revision, how many times looser all thresholds together are.
        drifts: of the thresholds that moved, what drifted furthest first.
        gone: thresholds that a later revision does not have, with the revision that has lost them.
        alarm: the sum from which there is an alarm, 0.5 for 50 %.
        raised: the place of the first revision at which the sum is reached; None when it never is.
        loosened: for each revision, what else got looser since the one before, by sort.
    """

    revisions: tuple[Revision, ...]
    together: tuple[float, ...]
    drifts: tuple[Drift, ...]
    gone: tuple[tuple[str, str], ...]
    alarm: float
    raised: int | None = field(default=None)
    loosened: tuple[Mapping[str, tuple[str, ...]], ...] = ()

    def as_json(self) -> dict[str, object]:
        """Return the history as plain JSON values; an infinite factor is null."""
        told = [
            {
                "label": one.label,
                "digest": one.digest,
                "risks": {name: plain(answer) for name, answer in one.risks.items()},
                "thresholds": {name: level.value for name, level in one.thresholds.items()},
                "looser": None if factor == inf else factor,
                "loosened": {sort: list(names) for sort, names in loosened.items()},
            }
            for one, factor, loosened in zip(self.revisions, self.together, self.loosened, strict=True)
        ]
        return {
            "revisions": told,
            "drifts": [one.as_json() for one in self.drifts],
            "gone": [{"threshold": name, "revision": label} for name, label in self.gone],
            "alarm": self.alarm,
            "raised": self.revisions[self.raised].label if self.raised is not None else None,
        }


def revision(label: str, case: CaseGraph, found: Sequence[Assessment] | NotComputed) -> Revision:
    """Return a case as one revision of many.

    Args:
        label: what it is called.
        case: the case.
        found: what its assessors' numbers come to, or why that is not known.
    """
    risks = {} if isinstance(found, NotComputed) else {item.assessor: item.risk for item in found}
    sound = None if isinstance(found, NotComputed) else case
    return Revision(label=label, digest=case.digest, risks=risks, thresholds=dict(thresholds(case)), case=sound)


def thresholds(case: CaseGraph) -> Iterator[tuple[str, Threshold]]:
    """Yield the thresholds of a case by name: the budget, criteria of evidence and tests, levels that trigger."""
    from loadpath.assess.budget import allowance  # noqa: PLC0415  numpy is slow to start
    from loadpath.case.rounding import probability  # noqa: PLC0415  the same

    allowed = allowance(case)
    if allowed is not None:
        level = allowed.mean
        yield "budget", Threshold(value=level, grows=True, written=probability(level))
    for node in case.nodes.values():
        if isinstance(node, kinds.Evidence | kinds.Test) and node.passes_when is not None:
            found = _criterion(node.passes_when)
            if found is not None:
                yield f"{node.id}: passes when", found
        if isinstance(node, kinds.Commitment) and (match := LEVEL.search(node.trigger)):
            number = Fraction(match[2].replace(",", ""))
            value = number / 100 if match[3] == "%" else number / max(1, int(match[4].replace(",", "")))
            yield f"{node.id}: trigger", Threshold(value=float(value), grows=match[1] not in FALLING, written=match[0])


def _criterion(criterion: Criterion) -> Threshold | None:
    """Return the number of a criterion, over how many where it says so; None when it is about words."""
    if criterion.number is None:
        return None
    match = OF.match(criterion.written)
    value = criterion.number / max(1, int(match[1].replace(",", ""))) if match else criterion.number
    return Threshold(value=float(value), grows=criterion.at_most is not False, written=criterion.written)


def history(revisions: Sequence[Revision], alarm: float) -> History:
    """Return revisions side by side, and whether small steps added up.

    Args:
        revisions: the first one first.
        alarm: the sum from which there is an alarm, 0.5 for 50 %.

    Raises:
        ValueError: when there is no revision, or the sum is not above 0.
    """
    if not revisions:
        raise ValueError("a history has at least one revision")
    if not alarm > 0:
        raise ValueError(f"`alarm` must be above 0, not {alarm!r}")
    names = list(dict.fromkeys(name for one in revisions for name in one.thresholds))
    factors = {name: _factors([one.thresholds.get(name) for one in revisions]) for name in names}
    together = tuple(prod(factors[name][place] for name in names) for place in range(len(revisions)))
    drifts = [_drift(name, [one.thresholds.get(name) for one in revisions], factors[name][-1]) for name in names]
    return History(
        revisions=tuple(revisions),
        together=together,
        drifts=tuple(sorted((one for one in drifts if one.steps), key=lambda one: (-one.factor, one.name))),
        gone=tuple(_gone(revisions)),
        alarm=alarm,
        raised=next((place for place, one in enumerate(together) if one - 1 >= alarm * (1 - CLOSE)), None),
        loosened=({}, *(_loosened(old, new) for old, new in pairwise(revisions))),
    )


def _loosened(old: Revision, new: Revision) -> Mapping[str, tuple[str, ...]]:
    """Return what else got looser; nothing where the cases are not there, or the text is the same."""
    from loadpath.assess.loosened import loosened  # noqa: PLC0415  numpy is slow to start

    if old.case is None or new.case is None or old.digest == new.digest:
        return {}
    return loosened(old.case, new.case)


def _factors(values: Sequence[Threshold | None]) -> list[float]:
    """Return how many times looser than its tightest so far a threshold is, revision by revision; 1 where it is not."""
    tightest: Threshold | None = None
    found: list[float] = []
    for one in values:
        if one is None:
            found.append(found[-1] if found else 1.0)
            continue
        if tightest is None or one.grows != tightest.grows or tightest.looser_than(one) > 1:
            tightest = one
        found.append(one.looser_than(tightest))
    return found


def _drift(name: str, values: Sequence[Threshold | None], factor: float) -> Drift:
    known = [one for one in values if one is not None]
    steps = [new.looser_than(old) for old, new in pairwise(known)]
    moved = [one for one in steps if abs(one - 1) > CLOSE]
    return Drift(
        name=name,
        first=known[0].written,
        last=known[-1].written,
        factor=factor,
        steps=len(moved),
        largest=max((1.0, *moved)),
    )


def _gone(revisions: Sequence[Revision]) -> Iterator[tuple[str, str]]:
    for old, new in pairwise(revisions):
        yield from ((name, new.label) for name in old.thresholds if name not in new.thresholds)
