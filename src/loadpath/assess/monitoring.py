"""What monitoring at a surface comes to: caught or not, how soon, how full the queue is, and what more reviews buy."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from loadpath.assess.lines import judgements_of
from loadpath.assess.numbers import amount_law
from loadpath.assess.quantities import Quantities
from loadpath.assess.results import Interval, plain
from loadpath.assess.watching import TIMES, Between, Watch, Watching, drawn_caught, extremes, sweep
from loadpath.case.value import Amount, Flow
from loadpath.engine import laws
from loadpath.engine.draws import uniforms, weighted_quantiles
from loadpath.engine.leaves import Parameter
from loadpath.engine.waiting import saturation

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from loadpath.case.graph import CaseGraph
    from loadpath.case.node import Surface
    from loadpath.engine.waiting import Queue

    Floats = NDArray[np.float64]

WEEK = 604_800.0
HOUR = 3_600.0
POINTS = ("p5", "p50", "p95")
CORRELATIONS = tuple(place / 20 for place in range(21))
"""The correlations over which the answer is swept."""

ONE = Parameter("one", laws.Point(1.0, 0.0))
"""The number of attempts that is one."""

SHARES = tuple(place / 20 for place in range(41))
"""Reviews as a share of what is flagged, for the frontier: from nothing to twice as much."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """Flags against reviews, per week.

    Attributes:
        flagged: harmless traffic that is flagged and waits for review; None where the volume is not stated.
        reviews: how many can be reviewed.
        full_at: the volume per week at which the queue is full; None where the share of false alarms is not stated.
        of: what the volume is counted in.
        wait: mean waiting time in seconds; None where the queue is full or the load is not known.
        hours: working hours of reviews per week; None where nobody said how long one takes.
    """

    flagged: float | None
    reviews: float
    full_at: float | None
    of: str
    wait: float | None
    hours: float | None

    @property
    def used(self) -> float | None:
        """Return the load of the queue: flags over reviews; from one on it is full."""
        return None if self.flagged is None else self.flagged / self.reviews

    def as_json(self) -> dict[str, object]:
        """Return the load as plain JSON values."""
        return {
            "flagged": self.flagged,
            "reviews": self.reviews,
            "used": self.used,
            "full_at": self.full_at,
            "of": self.of,
            "seconds_waiting": self.wait,
            "hours": self.hours,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """A point of the frontier: so many reviews per week, their working hours, and what is caught with them."""

    reviews: float
    hours: float | None
    caught: Interval


@dataclass(frozen=True, slots=True, kw_only=True)
class Monitoring:
    """What a surface comes to.

    Attributes:
        surface: its id.
        caught: the chance that at least one attempt is caught in time, over everything that is not known.
        recall: how likely a single attempt is caught, over everything that is not known about that.
        attempts: 5 %, 50 % and 95 % points of how many there are (on average, of a random number); None if unknown.
        correlation: as in `attempts`; None where it is not known.
        by_correlation: correlation, and the least and most that is caught at it.
        in_time: the share of attempts that would be acted on in time once caught; 1 where nothing says how long.
        first: 5 %, 50 % and 95 % points of the time from the first attempt to the first that is acted on, in seconds,
            of incidents in which one is; None where times or the number of attempts are not known.
        load: of the queue; None where nobody said how many can be reviewed.
        frontier: what more or fewer reviews would buy; empty without a load.
        watch: the surface as numbers.
    """

    surface: str
    caught: Interval
    recall: Interval
    attempts: tuple[float, float, float] | None
    correlation: tuple[float, float, float] | None
    by_correlation: tuple[tuple[float, float, float], ...]
    in_time: Interval
    first: tuple[float, float, float] | None
    load: Load | None
    frontier: tuple[Point, ...]
    watch: Watch = field(repr=False)

    def as_json(self) -> dict[str, object]:
        """Return the answer as plain JSON values; times in seconds, amounts per week."""
        return {
            "caught": plain(self.caught),
            "recall": plain(self.recall),
            "attempts": None if self.attempts is None else dict(zip(POINTS, self.attempts, strict=True)),
            "correlation": None if self.correlation is None else dict(zip(POINTS, self.correlation, strict=True)),
            "by_correlation": [
                {"correlation": rho, "caught": plain(Interval(low, high))} for rho, low, high in self.by_correlation
            ],
            "in_time": plain(self.in_time),
            "seconds_to_first": None if self.first is None else dict(zip(POINTS, self.first, strict=True)),
            "load": None if self.load is None else self.load.as_json(),
            "frontier": [
                {"reviews": one.reviews, "hours": one.hours, "caught": plain(one.caught)} for one in self.frontier
            ],
        }


def monitoring(case: CaseGraph, surface: Surface, assessor: str | None = None) -> Monitoring | None:
    """Return what a surface comes to; None where it has no stages, or nobody said how often anything is tried.

    Args:
        case: a sound case.
        surface: one of its surfaces.
        assessor: whose words of likelihood are used; None: those of the case.

    Raises:
        ContradictionError: when a number has no meaning.
    """
    judgements = judgements_of(case, assessor or "published")
    reading = Watching(case, judgements.words, Quantities(case, judgements))
    watch = reading.watch(surface)
    if watch is None:
        return None
    low, high = extremes(watch)
    return Monitoring(
        surface=surface.id,
        caught=Interval(low, high),
        recall=_single(watch),
        attempts=_points(watch, "attempts"),
        correlation=_points(watch, "correlation"),
        by_correlation=tuple((rho, *ends) for rho, ends in zip(CORRELATIONS, sweep(watch, CORRELATIONS), strict=True)),
        in_time=Interval(watch.in_time.low, watch.in_time.high),
        first=_first(reading, watch, surface),
        load=load_of(reading, watch.queue, surface),
        frontier=tuple(_frontier(watch, surface)) if watch.queue else (),
        watch=watch,
    )


def _single(watch: Watch) -> Interval:
    """Return how likely a single attempt is caught: a product of means, unless one number stands in it twice."""
    names = [part.name for part in watch.recalls.values() if isinstance(part, Parameter)]
    if len(set(names)) < len(names):
        return Interval(*extremes(replace(watch, kind="fixed", count=ONE, in_time=Between(1.0, 1.0), chance=None)))
    low = high = watch.queue.served if watch.queue else 1.0
    for part in watch.recalls.values():
        ends = (part.low, part.high) if isinstance(part, Between) else (part.law.mean, part.law.mean)
        low, high = low * ends[0], high * ends[1]
    return Interval(low, high)


def _points(watch: Watch, name: str) -> tuple[float, float, float] | None:
    part = watch.parts()[name]
    if isinstance(part, Between):
        return None
    low, middle, high = part.law.quantile(np.array([0.05, 0.5, 0.95])).tolist()
    return low, middle, high


def load_of(reading: Watching, queue: Queue | None, surface: Surface) -> Load | None:
    """Return the load of the queue for review, as far as it is stated."""
    if not isinstance(surface.reviews, Flow):
        return None
    reviews = float(surface.reviews.per_second) * WEEK
    rate, share = reading.flagged(surface), reading.share(surface)
    flagged = queue.arrivals * WEEK if queue else None
    takes = surface.review_takes
    hours = None
    if isinstance(takes, Amount):
        done = reviews if flagged is None else min(flagged, reviews)
        hours = done * amount_law(takes).mean / HOUR
    return Load(
        flagged=flagged,
        reviews=reviews,
        full_at=saturation(reviews, rate * share) if rate and share else None,
        of=surface.flow.of if surface.flow else "",
        wait=queue.mean if queue and queue.load < 1 else None,
        hours=hours,
    )


def _frontier(watch: Watch, surface: Surface) -> list[Point]:
    """Return what is caught with reviews from none to twice what is flagged."""
    assert watch.queue is not None
    takes = surface.review_takes
    each = amount_law(takes).mean / HOUR if isinstance(takes, Amount) else None
    found = []
    for share in SHARES:
        reviews = share * watch.queue.arrivals * WEEK
        served = Between(0.0, 0.0) if share == 0 else None
        queue = replace(watch.queue, capacity=max(share, 1e-12) * watch.queue.arrivals)
        low, high = (0.0, 0.0) if served else extremes(replace(watch, queue=queue))
        found.append(Point(reviews=reviews, hours=each and min(share, 1.0) * watch.queue.arrivals * WEEK * each,
                           caught=Interval(low, high)))  # fmt: skip
    return found


def _first(reading: Watching, watch: Watch, surface: Surface) -> tuple[float, float, float] | None:
    """Return points of the time from the first attempt to the first that is acted on.

    Attempts come evenly over their time, and each is caught with the chance of its incident. Without a stated
    correlation there is no such time.
    """
    over = reading.over(surface)
    count = _points(watch, "attempts")
    open_ = any(isinstance(part, Between) for part in (*watch.recalls.values(), watch.correlation))
    if over is None or count is None or open_ or watch.in_time.high <= 0:
        return None
    number = max(1, min(round(count[1]), MOST_FOLLOWED))
    delays = reading.delays(surface)
    chance = drawn_caught(watch, TIMES)
    first, began = np.full(TIMES, np.inf), np.full(TIMES, np.inf)
    for attempt in range(number):
        name = f"{surface.id}/first/{attempt}"
        at = over * uniforms(f"{name}/at", TIMES)
        seen = uniforms(f"{name}/seen", TIMES) < chance
        order = (uniforms(f"{name}/delay", TIMES) * TIMES).astype(np.intp)
        began = np.minimum(began, at)
        first = np.minimum(first, np.where(seen, at + delays[order], np.inf))
    known = np.isfinite(first)
    if not known.any():
        return None
    low, middle, high = weighted_quantiles((first - began)[known], np.ones(int(known.sum())), (0.05, 0.5, 0.95))
    return low, middle, high


MOST_FOLLOWED = 200
"""More attempts than this are not followed one by one; their first is found as soon as among so many."""
