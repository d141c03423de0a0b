"""One incident of a response, stepped through: who tried what and when, and when nobody was on duty.

The tries are those that were played (`assess.timing`); what came after an attacker was stopped is left out, since it
changes nothing. A message follows another where it was told at the moment at which the other was done.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from math import inf, isinf
from typing import TYPE_CHECKING

from loadpath.case.rounding import plain, significant

if TYPE_CHECKING:
    from collections.abc import Iterator

    from loadpath.assess.timing import Told
    from loadpath.case.node import Scenario
    from loadpath.case.value import Duty

MINUTE, HOUR, DAY, WEEK, YEAR = 60.0, 3_600.0, 86_400.0, 604_800.0, 31_536_000.0
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
LONGEST_SHADED = 60 * DAY
"""Later spans off duty are thinner than a line on a logarithmic axis."""

UNITS = ((YEAR * 2, YEAR, "years"), (DAY * 2, DAY, "days"), (HOUR, HOUR, "h"), (MINUTE, MINUTE, "min"), (1.0, 1.0, "s"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A try of an incident.

    Attributes:
        lane: place of its row.
        attacker: of which attacker, from 0.
        told: when the row was told, in seconds after the start, as are the others.
        began: when the try began.
        done: when the message went on; None where the try failed.
        after: place in the incident of the step that told it; None where nobody did.
        number: 0 for the first try of a message, 1 for the next.
    """

    lane: int
    attacker: int
    told: float
    began: float
    done: float | None
    after: int | None = None
    number: int = 0

    @property
    def shown(self) -> float:
        """Return when it is told of: when it was done, or when it began in vain."""
        return self.began if self.done is None else self.done


@dataclass(frozen=True, slots=True, kw_only=True)
class Incident:
    """An incident; `stopped` is infinite where nobody stopped it, `begin` the clock of its start in words."""

    steps: tuple[Step, ...]
    stopped: float
    deadline: float
    begin: str = ""
    second: float | None = None

    @property
    def late(self) -> bool:
        """Return whether it was too late."""
        return self.stopped >= self.deadline

    @property
    def end(self) -> str:
        """Return in words how it ended."""
        if isinf(self.stopped):
            return f"nobody stopped it, and the harm came at {lasting(self.deadline)}"
        after = "at once" if self.stopped <= 0 else f"after {lasting(self.stopped)}"
        return f"stopped {after}{f', too late: the harm came at {lasting(self.deadline)}' if self.late else ''}"


def incident(scenario: Scenario, told: Told) -> Incident:
    """Return an incident as it is shown."""
    stops = {place for place, row in enumerate(scenario.rows) if row.stops}
    limit: dict[int, float] = {}
    for one in told.tries:
        if one.hop in stops and one.done is not None:
            limit[one.attacker] = min(limit.get(one.attacker, inf), one.done)
    end = told.deadline if isinf(told.stopped) else told.stopped
    kept = []
    for place, one in enumerate(told.tries):
        last = min(end, limit.get(one.attacker, inf))
        if one.began <= last and (one.done is None or one.done <= last or isinf(told.stopped)):
            kept.append(place)
    return Incident(
        steps=tuple(_steps(told, kept)),
        stopped=told.stopped,
        deadline=told.deadline,
        begin="" if told.begin is None else clock(told.begin),
        second=told.begin,
    )


def _steps(told: Told, kept: list[int]) -> Iterator[Step]:
    """Yield tries in the order in which they are told of."""
    tries = [told.tries[place] for place in kept]
    ordered = sorted(tries, key=lambda one: (one.began if one.done is None else one.done, one.attacker, one.hop))
    ends = {(one.attacker, one.done): place for place, one in enumerate(ordered) if one.done is not None}
    seen: dict[tuple[int, int, float], list[float]] = {}
    for one in ordered:
        seen.setdefault((one.attacker, one.hop, one.told), []).append(one.began)
    for place, one in enumerate(ordered):
        before = ends.get((one.attacker, one.told)) if one.told > 0 else None
        yield Step(
            lane=one.hop,
            attacker=one.attacker,
            told=one.told,
            began=one.began,
            done=one.done,
            after=None if before == place else before,
            number=sorted(seen[one.attacker, one.hop, one.told]).index(one.began),
        )


def lasting(seconds: float) -> str:
    """Return a time in words, with two digits.

    >>> [lasting(x).replace(chr(160), " ") for x in (0.0, 0.2, 42.0, 3110.0, 30_857.0, 1_641_600.0, 1e8)]
    ['at once', 'under 1 s', '42 s', '52 min', '8.6 h', '19 days', '3.2 years']
    """
    if isinf(seconds):
        return "never"
    for least, unit, name in UNITS:
        if seconds >= least * (1 - 1e-9):
            return f"{plain(significant(seconds / unit, 2))}\u00a0{name}"
    return "at once" if seconds <= 0 else "under 1\u00a0s"


def clock(second: float) -> str:
    """Return a moment of the week in words.

    Args:
        second: after a Monday 00:00 UTC.

    >>> clock(5 * 86_400 + 3 * 3_600 + 12 * 60)
    'Saturday 03:12 UTC'
    """
    minute = int(second % WEEK // MINUTE)
    return f"{DAYS[minute // 1440]} {minute % 1440 // 60:02d}:{minute % 60:02d} UTC"


def off_duty(duty: Duty, begin: float, until: float, first_day: date) -> tuple[tuple[float, float], ...]:
    """Return when nobody is on duty, as spans in seconds after the start of an incident.

    Args:
        duty: hours of the week, and days off.
        begin: when the incident starts, in seconds after the Monday on or before `first_day`, 00:00 UTC.
        until: to which second after the start.
        first_day: of the case; it says which days of the year are meant.
    """
    until = min(until, LONGEST_SHADED)
    monday = first_day - timedelta(days=first_day.weekday())
    free, at = [], 0.0
    for opens, closes in _on_duty(duty, begin, begin + until, monday):
        start, end = max(opens - begin, 0.0), min(closes - begin, until)
        if start > at:
            free.append((at, start))
        at = max(at, end)
    return (*free, *(((at, until),) if at < until else ()))


def _on_duty(duty: Duty, begin: float, end: float, monday: date) -> Iterator[tuple[float, float]]:
    """Yield windows on duty that meet a span of time, in order, those of days off left out."""
    for week in range(int(begin // WEEK) - 1, int(end // WEEK) + 1):
        for opens, closes in duty.hours:
            at, last = week * WEEK + opens * MINUTE, week * WEEK + closes * MINUTE
            while at < last:
                day = (at + duty.zone * MINUTE) // DAY
                midnight = min(last, (day + 1) * DAY - duty.zone * MINUTE)
                if midnight > begin and at < end and not _away(duty, monday + timedelta(days=int(day))):
                    yield at, midnight
                at = midnight


def _away(duty: Duty, day: date) -> bool:
    at = (day.month, day.day)
    return any(first <= at <= last if first <= last else at >= first or at <= last for first, last in duty.away)
