"""How long until somebody is there: windows of duty that repeat, and the wait from any moment to the next of them.

Times are in seconds from a Monday 00:00 UTC; windows are half open, so that nobody is reached at the moment at which
one ends. UTC has no leap seconds here: every day has 86,400 s.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from math import isfinite
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

MINUTE_S = 60.0
DAY_MIN = 1440
WEEK_MIN = 10_080
WEEK_S = 604_800.0
ZONES_MIN = (-720, 840)
"""The offsets from UTC that are in use, in minutes."""

SORTS = ("weekday", "night", "weekend")
"""What the numbers of `sort_of` mean: Monday to Friday 08 to 18; their other hours; all of Saturday and Sunday."""

DayOfYear = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Rota:
    """Windows in which somebody is there, inside one period that repeats for ever.

    Attributes:
        opens: the first moment of each window in seconds from the beginning of the period, in order.
        closes: the moment at which it has ended, not after the next one opens.
        period: length in seconds.

    Raises:
        ValueError: when there is no window, or the windows are not in order inside the period.
    """

    opens: tuple[float, ...]
    closes: tuple[float, ...]
    period: float

    def __post_init__(self) -> None:
        if not self.opens or len(self.opens) != len(self.closes):
            raise ValueError(f"a rota needs windows with two ends: {len(self.opens)} open, {len(self.closes)} close")
        windows = list(zip(self.opens, self.closes, strict=True))
        inside = isfinite(self.period) and self.opens[0] >= 0 and self.closes[-1] <= self.period
        if not inside or not all(begin < end for begin, end in windows):
            raise ValueError(f"windows lie inside of 0 to {self.period:g} s and end after they begin: {windows[:3]}")
        if not all(one[1] <= other[0] for one, other in pairwise(windows)):
            raise ValueError("windows are in order and do not overlap")


def weekly(hours: Sequence[tuple[int, int]]) -> Rota:
    """Return a rota that is the same in every week.

    Args:
        hours: spans in minutes UTC from Monday 00:00, half open, in order, inside 0 to 10,080.

    Raises:
        ValueError: when they are not so, or there are none.
    """
    return Rota(
        opens=tuple(begin * MINUTE_S for begin, _ in hours),
        closes=tuple(end * MINUTE_S for _, end in hours),
        period=WEEK_S,
    )


def yearly(
    hours: Sequence[tuple[int, int]], away: Iterable[tuple[DayOfYear, DayOfYear]], zone: int, first: date
) -> Rota:
    """Return a rota with days off: a year of weeks from the Monday on or before a day, cut by the calendar.

    The period goes from that Monday, 00:00 UTC, to the same date a year after `first`, rounded up to whole weeks: 53
    of them, or 54 where a leap day and a Sunday meet. Second 0 is the Monday.

    At the seam the period begins again. Weekdays stay in step, dates do not: the last 5 to 12 days bear the dates of
    the first ones a year before, so that days off among them are met twice in a period, and those after the seam
    fall on the weekdays of the first year. A moment within a year of `first` is on its right date; a wait from it
    that leads over the seam, which a long absence may do, is a wait on the dates of the first year.

    Args:
        hours: spans in minutes UTC from Monday 00:00, half open, in order, inside 0 to 10,080.
        away: spans of days off, both ends included, as (month, day); one whose end is before its beginning leads over
            the turn of the year. What falls away is every instant whose date in the zone is a day off.
        zone: minutes that the zone of the dates is ahead of UTC, -720 to 840.
        first: the day from which a year is looked at.

    Raises:
        ValueError: when nothing is left, or an argument is not as said.
    """
    _refuse_zone(zone)
    spans = [(date(2000, *since), date(2000, *to)) for since, to in away]
    monday = first.toordinal() - first.weekday()
    weeks = -((monday - _year_after(first)) // 7)
    week = weekly(hours)
    on_duty = [
        (number * WEEK_MIN + int(begin / MINUTE_S), number * WEEK_MIN + int(close / MINUTE_S))
        for number in range(weeks)
        for begin, close in zip(week.opens, week.closes, strict=True)
    ]
    left = _without(on_duty, _days_off(spans, monday, weeks, zone))
    return Rota(
        opens=tuple(begin * MINUTE_S for begin, _ in left),
        closes=tuple(close * MINUTE_S for _, close in left),
        period=weeks * WEEK_S,
    )


def _year_after(first: date) -> int:
    """Return the ordinal of the same date a year later; after a 29 February that is the 1 March."""
    month, day = (3, 1) if (first.month, first.day) == (2, 29) else (first.month, first.day)
    return date(first.year + 1, month, day).toordinal()


def _days_off(spans: Sequence[tuple[date, date]], monday: int, weeks: int, zone: int) -> list[tuple[int, int]]:
    """Return the days off in minutes UTC from the Monday, in order; days of the zone may begin before it."""
    found = []
    for number in range(-1, 7 * weeks + 1):
        day = date.fromordinal(monday + number).replace(year=2000)
        if any(since <= day <= to if since <= to else day >= since or day <= to for since, to in spans):
            found.append((number * DAY_MIN - zone, (number + 1) * DAY_MIN - zone))
    return found


def _without(on_duty: Sequence[tuple[int, int]], off: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return spans without the pieces that lie in others, in order; those that meet are one (always there)."""
    found: list[tuple[int, int]] = []
    place = 0
    for begin, close in on_duty:
        at = begin
        while place < len(off) and off[place][1] <= begin:
            place += 1
        for gone, back in off[place:]:
            if gone >= close:
                break
            if gone > at:
                found.append((at, gone))
            at = back
        if at < close:
            found.append((at, close))
    joined: list[tuple[int, int]] = []
    for begin, close in found:
        if joined and joined[-1][1] == begin:
            begin = joined.pop()[0]  # noqa: PLW2901  the span goes on
        joined.append((begin, close))
    return joined


def wait(rota: Rota, at: Floats) -> Floats:
    """Return the seconds until somebody is there: 0 on duty, else until the next window opens.

    Args:
        rota: when they are there.
        at: moments in seconds from the beginning of a period, any shape, also before 0 and after its end.

    Raises:
        ValueError: when a moment is not finite: somebody who is never told is not waited for.
    """
    if not np.isfinite(at).all():
        raise ValueError("a moment is not finite")
    moment = np.mod(at, rota.period)
    following = np.searchsorted(np.array(rota.closes), moment, side="right")
    opens = np.array([*rota.opens, rota.opens[0] + rota.period])
    return np.asarray(np.maximum(opens[following] - moment, 0.0))


def share(rota: Rota) -> float:
    """Return the share of the time in which somebody is there, 0 to 1."""
    return sum(close - begin for begin, close in zip(rota.opens, rota.closes, strict=True)) / rota.period


def sort_of(at: Floats, zone: int) -> NDArray[np.intp]:
    """Return in what sort of hour each moment falls, as its place in `SORTS`: working hours, night or weekend.

    The night of a weekday is all of it before 08 and from 18 on, so that Friday's ends at midnight with the weekend.

    Args:
        at: moments in seconds from a Monday 00:00 UTC, any shape.
        zone: minutes that the clock on the wall is ahead of UTC, -720 to 840.

    Raises:
        ValueError: when a moment is not finite, or the zone is not as said.
    """
    _refuse_zone(zone)
    if not np.isfinite(at).all():
        raise ValueError("a moment is not finite")
    hour = np.mod(at + zone * MINUTE_S, WEEK_S) / 3600
    of_day = np.mod(hour, 24)
    night = (of_day < 8) | (of_day >= 18)  # noqa: PLR2004  see `SORTS`
    weekend = (hour >= 5 * 24) & (hour < 7 * 24)
    return np.asarray(np.where(weekend, 2, night.astype(np.intp)), dtype=np.intp)


def _refuse_zone(zone: int) -> None:
    low, high = ZONES_MIN
    if not low <= zone <= high:
        raise ValueError(f"a zone is {low} to {high} minutes ahead of UTC, not {zone}")
