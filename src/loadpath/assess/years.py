"""Is there time: the work that is needed, and the effective years of work before a milestone.

A year at a speed of s, of which a share l is lost, is told in three ways, which people mix up:

- halved gross: s (1 - l), all the work of the year, the year itself included;
- halved excess: (s - 1) (1 - l), work beyond the year, the loss on the speed-up alone;
- halved multiplier: s (1 - l) - 1, work beyond the year, the loss on everything.

The first and the third are the same work, told with and without the year; the second is more. Work of an AI counts
while a case for that AI holds; where it does not, the year brings what people do in it, one year at most.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from math import inf, isinf, sqrt
from typing import TYPE_CHECKING

import numpy as np

from loadpath.assess.budget import DAYS
from loadpath.assess.numbers import amount_law, law_of
from loadpath.assess.results import Answer, Interval, NotComputed, Verdict, plain
from loadpath.case.node import Mitigation, Test
from loadpath.case.value import Amount, Chance, Limit
from loadpath.engine.draws import uniforms
from loadpath.engine.laws import Point, smooth

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from numpy.typing import NDArray

    from loadpath.assess.results import Assessment
    from loadpath.case.graph import CaseGraph
    from loadpath.case.node import Work
    from loadpath.engine.laws import Law

    Floats = NDArray[np.float64]
    Cases = Sequence[tuple[CaseGraph, Sequence[Assessment]]]

YEAR = DAYS * 86_400
"""Seconds of a year."""

DRAWN = 20_000

PEOPLE = re.compile(r"people(?: ?[;(].*)?")
"""How a row says that no AI does the work."""


NO_MILESTONE = "the case does not say when its `milestone` is"


class LineageError(ValueError):
    """Cases that vouch for one another in a ring: no case can hold because of work that it has to vouch for itself."""


class Counted(Enum):
    """How the work of a year is told."""

    GROSS = "halved gross"
    EXCESS = "halved excess"
    MULTIPLIER = "halved multiplier"


def effective(speed: float, lost: float, counted: Counted) -> float:
    """Return how many years of work a year brings, told in one of three ways.

    >>> [sum(effective(speed, 0.5, way) for speed in (3, 10)) for way in Counted]
    [6.5, 5.5, 4.5]

    Raises:
        ValueError: when the speed is below zero, or what is lost is no share.
    """
    if speed < 0 or not 0 <= lost <= 1:
        raise ValueError(f"a speed of {speed!r}, of which {lost!r} is lost")
    kept = 1 - lost
    return {
        Counted.GROSS: speed * kept,
        Counted.EXCESS: (speed - 1) * kept,
        Counted.MULTIPLIER: speed * kept - 1,
    }[counted]


@dataclass(frozen=True, slots=True, kw_only=True)
class Maker:
    """Who does the work of a row: an AI whose case is known, or anybody else.

    Attributes:
        by: as written.
        case: the id of the AI's case; empty where nobody says that an AI works.
        holds: whether that case holds: its risk is shown below its budget; None when that is not known.
        until: years from the beginning after which that case says nothing any more; infinite for people.
        reason: why.
    """

    by: str
    case: str
    holds: bool | None
    until: float
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """A stretch of the calendar, in years from the beginning: how fast, what is lost, and whether the work counts."""

    start: float
    end: float
    row: int
    counts: bool | None
    maker: Maker


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """The work of all rows in one of three ways, at the means; `total` is with the years of the calendar.

    Only rows of a stated length count; what is unknown makes an interval.
    """

    counted: Counted
    years: Answer
    total: Answer
    in_time: Answer
    error: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Years:
    """What work is needed, and what work there is time for.

    Attributes:
        needed: years of work that tests and planned barriers say they need, in expectation, by their id.
        unsaid: those that do not say.
        milestone: the expected time until the milestone, in years, or why there is none.
        stretches: the calendar, cut where something changes.
        told: the work available, in three ways, and the chance that what is needed is done in time.
        method: how that chance was computed.
    """

    needed: Mapping[str, float]
    unsaid: tuple[str, ...]
    milestone: float | NotComputed
    stretches: tuple[Stretch, ...]
    told: tuple[Told, ...]
    method: str

    def as_json(self) -> dict[str, object]:
        """Return everything as plain JSON values; an end of the calendar that nobody states is null."""
        late = self.milestone
        return {
            "needed": dict(self.needed),
            "unsaid": list(self.unsaid),
            "milestone": {"not_computed": late.reason} if isinstance(late, NotComputed) else late,
            "stretches": [
                {
                    "from": one.start,
                    "to": None if isinf(one.end) else one.end,
                    "by": one.maker.by,
                    "case": one.maker.case,
                    "counts": one.counts,
                    "reason": one.maker.reason,
                }
                for one in self.stretches
            ],
            "ways": {
                one.counted.value: {
                    "years": plain(one.years),
                    "total": plain(one.total),
                    "in_time": plain(one.in_time),
                    "error": one.error,
                }
                for one in self.told
            },
            "method": self.method,
        }


def years(case: CaseGraph, others: Cases = ()) -> Years:
    """Return what work a case needs, and what there is time for before its milestone.

    Args:
        case: a sound case.
        others: cases for the AIs that do the work, each with its assessments.

    Raises:
        LineageError: when cases vouch for one another in a ring, with the path.
        ContradictionError: when a number has no meaning.
    """
    head = case.head
    _no_ring([case, *(one for one, _ in others)])
    makers = [_maker(case, row, others) for row in head.work]
    stretches = tuple(_stretches(head.work, makers))
    laws, unsaid = _needs(case)
    sums = _Sums(head.work, stretches, laws, case)
    milestone: Law | None = amount_law(head.milestone) if isinstance(head.milestone, Amount) else None
    told, simulated = [], False
    for way in Counted:
        low, high = (_work(sums, way, best=best) for best in (False, True))
        total = tuple(_work(sums, way, best=best, total=True) for best in (False, True))
        chance, error, drawn = _in_time(sums, way, milestone, unsaid)
        simulated = simulated or drawn
        told.append(
            Told(
                counted=way,
                years=Interval(low, high),
                total=Interval(*total),
                in_time=chance,
                error=error,
            )
        )
    return Years(
        needed={name: law.mean / YEAR for name, law in laws.items()},
        unsaid=unsaid,
        milestone=milestone.mean / YEAR if milestone else NotComputed(NO_MILESTONE),
        stretches=stretches,
        told=tuple(told),
        method=f"simulated, {DRAWN:,} draws" if simulated else "exact, by quadrature",
    )


@dataclass(frozen=True, slots=True)
class _Sums:
    """What the sums of one case are made of: rows, the calendar cut up, what is needed, and the case for its words."""

    rows: tuple[Work, ...]
    stretches: tuple[Stretch, ...]
    needs: Mapping[str, Law]
    case: CaseGraph

    def lost(self, row: int, *, best: bool) -> Law:
        """Return the law of what is lost; of what is unknown the best or the worst end."""
        written = self.rows[row].lost
        match written:
            case Chance(mean=mean, low=None) if mean is not None:
                return Point(float(mean), float(1 - mean))
            case Chance():
                return law_of(written, {}, self.rows[row].at, self.case.head.id)
            case Limit(at_most=at_most, bound=bound):
                ends = (0.0, float(bound)) if at_most else (float(bound), 1.0)
            case _:
                ends = (0.0, 1.0)
        end = ends[0] if best else ends[1]
        return Point(end, 1 - end)

    def speed(self, row: int) -> Law:
        """Return the law of a speed."""
        return amount_law(self.rows[row].speed)

    def rate(self, stretch: Stretch, speed: Floats, lost: Floats, way: Counted, *, best: bool) -> Floats:
        """Return all the work that a year of the calendar brings, the year included.

        Where an AI's work does not count, that is what people do: one year, or less where even that is lost.
        """
        kept = 1 - lost
        full = 1 + (speed - 1) * kept if way is Counted.EXCESS else speed * kept
        counts = best if stretch.counts is None else stretch.counts
        return np.asarray(full if counts else np.minimum(full, 1.0))


def _work(sums: _Sums, way: Counted, *, best: bool, total: bool = False) -> float:
    """Return the expected work of all stretches that end, told in a way, or with the calendar."""
    found = 0.0
    for one in sums.stretches:
        if isinf(one.end):
            continue
        length = one.end - one.start
        speed, lost = sums.speed(one.row), sums.lost(one.row, best=best)
        rate = _mean_rate(sums, one, speed, lost, way, best=best)
        found += length * (rate if total or way is Counted.GROSS else rate - 1)
    return found


def _mean_rate(sums: _Sums, one: Stretch, speed: Law, lost: Law, way: Counted, *, best: bool) -> float:
    """Return the expected rate: a product of independent numbers, or its smaller with one, on a grid of both laws."""
    (s, ws), (x, wx) = (_points(law) for law in (speed, lost))
    grid = sums.rate(one, s[:, None], x[None, :], way, best=best)
    return float(ws @ grid @ wx)


def _points(law: Law) -> tuple[Floats, Floats]:
    """Return points and weights of a law; one point where it has no width."""
    if isinstance(law, Point):
        return np.array([law.mean]), np.ones(1)
    return smooth(law)


def _needs(case: CaseGraph) -> tuple[dict[str, Law], tuple[str, ...]]:
    """Return the laws of the work that tests and planned barriers need, in seconds, and those that do not say."""
    planned = [item for item in case.all(Mitigation) if item.state == "planned"]
    found: dict[str, Law] = {}
    unsaid = []
    asked: list[Test | Mitigation] = [*case.all(Test), *planned]
    for item in asked:
        if item.takes is not None and item.takes.unit == "s":
            found[item.id] = amount_law(item.takes)
        else:
            unsaid.append(item.id)
    return found, tuple(unsaid)


def _maker(case: CaseGraph, row: Work, others: Cases) -> Maker:
    """Return who does the work of a row; an AI is known by the id of its case."""
    known = {other.head.id: (other, found) for other, found in others}
    words = row.by.replace("`", "").split()
    name = next((word.strip(",;.()") for word in words if word.strip(",;.()") in known), "")
    if PEOPLE.fullmatch(row.by):
        return Maker(by=row.by, case="", holds=True, until=inf, reason="people do it")
    if not name:
        return Maker(by=row.by, case=row.by, holds=None, until=inf, reason="its case is not given")
    other, found = known[name]
    holds, reason = _holds(found)
    until = inf
    start = case.head.start
    if start is not None and other.head.until is not None:
        until = max(0.0, (other.head.until.on - start.on).days / DAYS)
    elif holds:
        holds, reason = None, "the two cases do not say from when until when"
    return Maker(by=row.by, case=name, holds=holds, until=until, reason=reason)


def _holds(found: Sequence[Assessment]) -> tuple[bool | None, str]:
    """Return whether a case holds: every assessor's risk is shown below its budget; None when one is not shown."""
    standings = [(item.assessor, item.budget) for item in found]
    if not standings:
        return None, "nobody has assessed it"
    for name, standing in standings:
        if standing is None:
            return None, "it has no budget"
        if standing.verdict is Verdict.ABOVE:
            return False, f"shown above its budget by {name}"
    unshown = [name for name, standing in standings if standing and standing.verdict is Verdict.NOT_SHOWN]
    return (None, f"not shown below its budget by {unshown[0]}") if unshown else (True, "shown below its budget")


def _stretches(rows: Sequence[Work], makers: Sequence[Maker]) -> list[Stretch]:
    """Cut the calendar at the ends of rows, and where a case for an AI ends."""
    found: list[Stretch] = []
    start = 0.0
    for number, (row, maker) in enumerate(zip(rows, makers, strict=True)):
        end = inf if row.span is None or row.span.median is None else start + float(row.span.median) / YEAR
        cut = min(max(maker.until, start), end)
        if cut > start:
            found.append(Stretch(start=start, end=cut, row=number, counts=maker.holds, maker=maker))
        if end > cut:
            found.append(Stretch(start=cut, end=end, row=number, counts=False, maker=maker))
        start = end
    return found


def _in_time(sums: _Sums, way: Counted, milestone: Law | None, unsaid: Sequence[str]) -> tuple[Answer, float, bool]:
    """Return P(the work before the milestone is at least what is needed), its standard error, whether it was drawn."""
    if milestone is None:
        return NotComputed(NO_MILESTONE), 0.0, False
    if not sums.stretches:
        return NotComputed("no table says how much work is done, `for | speed | lost | by`"), 0.0, False
    if not sums.needs:
        return NotComputed("no test and no planned mitigation says `needs years`"), 0.0, False
    ends, error, drawn = [], 0.0, False
    for best in (False, True):
        chance, spread, simulated = _one_end(sums, way, milestone, best=best)
        ends.append(chance)
        error, drawn = max(error, spread), drawn or simulated
    low = 0.0 if unsaid else ends[0]
    return Interval(min(low, ends[1]), ends[1]), error, drawn


def _one_end(sums: _Sums, way: Counted, milestone: Law, *, best: bool) -> tuple[float, float, bool]:
    """Return one end of the chance: exactly where the milestone and one need at most are uncertain, else drawn."""
    speeds = {one.row: sums.speed(one.row) for one in sums.stretches}
    losses = {one.row: sums.lost(one.row, best=best) for one in sums.stretches}
    wide = [law for law in (*speeds.values(), *losses.values()) if not isinstance(law, Point)]
    needs = list(sums.needs.values())
    uncertain = [law for law in needs if not isinstance(law, Point)]

    def rates(speed: Callable[[int], Floats], lost: Callable[[int], Floats]) -> list[Floats]:
        return [sums.rate(one, speed(one.row), lost(one.row), way, best=best) for one in sums.stretches]

    if not wide and len(uncertain) <= 1:
        flat = rates(lambda row: np.array([speeds[row].mean]), lambda row: np.array([losses[row].mean]))
        fixed = sum(law.mean for law in needs if isinstance(law, Point))
        return _exact(sums.stretches, flat, milestone, fixed, uncertain, best=best), 0.0, False
    drawn = {name: law.quantile(uniforms(f"needs/{name}", DRAWN)) for name, law in sums.needs.items()}
    many = rates(
        lambda row: speeds[row].quantile(uniforms(f"speed/{row}", DRAWN)),
        lambda row: losses[row].quantile(uniforms(f"lost/{row}", DRAWN)),
    )
    late = milestone.quantile(uniforms("milestone", DRAWN)) / YEAR
    needed = np.sum(list(drawn.values()), axis=0) / YEAR
    chance = float(np.mean(_takes(sums.stretches, many, needed, best=best) <= late))
    return chance, sqrt(chance * (1 - chance) / DRAWN), True


def _exact(
    stretches: Sequence[Stretch],
    rates: Sequence[Floats],
    milestone: Law,
    fixed: float,
    uncertain: Sequence[Law],
    *,
    best: bool,
) -> float:
    """Return E[P(milestone is at least the time it takes)] over what is needed, by quadrature over its law.

    The laws are cut where the calendar is, so that the quadrature meets smooth pieces only. Times are in seconds.
    """

    def on_time(needed: Floats) -> Floats:
        late = _takes(stretches, rates, needed / YEAR, best=best) * YEAR
        return np.array([_at_least(milestone, one) for one in late])

    if not uncertain:
        return float(on_time(np.array([fixed]))[0])
    done, cuts = 0.0, []
    for one, rate in zip(stretches, rates, strict=True):
        if isinf(one.end):
            break
        done += (one.end - one.start) * float(rate[0])
        cuts.append(done * YEAR - fixed)
    points, weights = smooth(uncertain[0], tuple(cut for cut in cuts if cut > 0))
    return float(weights @ on_time(points + fixed))


def _at_least(law: Law, seconds: float) -> float:
    if isinf(seconds):
        return 0.0
    if isinstance(law, Point):
        return 1.0 if law.mean >= seconds else 0.0
    return 1 - law.cdf(seconds)


def _takes(stretches: Sequence[Stretch], rates: Sequence[Floats], needed: Floats, *, best: bool) -> Floats:
    """Return how many years of the calendar the work takes, elementwise.

    After the last stretch nobody says what is done: nothing more at worst, all of it at once at best.
    """
    left = needed.astype(float).copy()
    taken = np.zeros_like(left)
    open_ = left > 0
    for one, rate in zip(stretches, rates, strict=True):
        length = one.end - one.start
        speed = np.broadcast_to(rate, left.shape)
        with np.errstate(divide="ignore", invalid="ignore"):
            alone = np.where(speed > 0, left / speed, inf)
        ends = open_ & (alone <= length)
        taken = np.where(open_, taken + np.where(ends, alone, length), taken)
        left = left - np.where(open_ & ~ends, speed * (0.0 if isinf(length) else length), 0.0)
        open_ = open_ & ~ends
    return np.where(open_, taken if best else inf, taken)


def _no_ring(cases: Sequence[CaseGraph]) -> None:
    """Refuse cases that vouch for one another in a ring: by the work in their tables, or by what they follow.

    Raises:
        LineageError: with the path.
    """
    known = {case.head.id: case for case in cases}
    edges = {name: _leads_to(case, known) for name, case in known.items()}
    for start in edges:
        path = _ring(edges, start, (start,))
        if path:
            raise LineageError(f"the cases vouch for one another in a ring: {' -> '.join(path)}")


def _leads_to(case: CaseGraph, known: Mapping[str, CaseGraph]) -> list[str]:
    """Return the given cases that a case leans on: whom it follows, and whose work it counts."""
    texts = [case.head.follows, *(row.by for row in case.head.work)]
    made = [getattr(node, "made_by", "") for node in case.nodes.values()]
    words, more = ({word.strip(",;.()`") for text in some for word in text.split()} for some in (texts, made))
    return [name for name in known if name in words or (name in more and name != case.head.id)]


def _ring(edges: Mapping[str, Sequence[str]], start: str, path: tuple[str, ...]) -> tuple[str, ...]:
    for name in edges[path[-1]]:
        if name == start:
            return (*path, name)
        if name not in path and (found := _ring(edges, start, (*path, name))):
            return found
    return ()
