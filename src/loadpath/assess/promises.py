"""Promises: what has become of each, by whether its trigger holds (`assess.triggers`) and by when it was to be done."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum
from math import ceil
from typing import TYPE_CHECKING

from loadpath.assess import triggers
from loadpath.assess.triggers import Holds
from loadpath.case import node as kinds

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from loadpath.assess.results import Assessment
    from loadpath.case.graph import CaseGraph

WITHIN = re.compile(r"\bwithin ([0-9]+|an?|one) ?(h|hours?|days?|weeks?|months?|years?)\b")
SAME_DAY = re.compile(r"\bthe same day\b")
HOURS = {"h": 1, "hour": 1, "day": 24, "week": 168, "month": 731, "year": 8766}
"""Hours of a unit; months and years are those of the calendar of Gregory on average, rounded up to the hour."""


class State(Enum):
    """What has become of a promise."""

    KEPT = "kept"
    BREACHED = "breached"
    DUE = "triggered"
    NOT_DUE = "not due"
    OPEN = "open"
    UNJUDGED = "cannot be judged"


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """One promise, judged.

    Attributes:
        id: of the commitment.
        state: what has become of it.
        reason: why, in words, the numbers included.
        since: the day from which its time counts; None where it is not triggered, or no day is known.
        until: the last day on which it can be kept in time; None where nothing says so.
        judge: who judges it, as written; empty when nobody is named.
    """

    id: str
    state: State
    reason: str
    since: date | None = None
    until: date | None = None
    judge: str = ""

    def as_json(self) -> dict[str, object]:
        """Return the promise as plain JSON values; days are ISO dates or null."""
        return {
            "id": self.id,
            "state": self.state.value,
            "reason": self.reason,
            "since": self.since.isoformat() if self.since else None,
            "until": self.until.isoformat() if self.until else None,
            "judged_by": self.judge,
        }


def promises(case: CaseGraph, assessments: Sequence[Assessment], today: date | None) -> tuple[Promise, ...]:
    """Return every promise of a case, judged.

    Args:
        case: a sound case.
        assessments: what its assessors' numbers come to.
        today: the day against which time limits are judged; None leaves them unjudged.
    """
    return tuple(_judged(case, item, assessments, today) for item in case.all(kinds.Commitment) if not item.withheld)


def _judged(case: CaseGraph, item: kinds.Commitment, found: Sequence[Assessment], today: date | None) -> Promise:
    read = triggers.read(case, item.trigger, found)
    holds, reason = read.holds, read.reason
    judge = item.judged_by
    if item.triggered is not None:
        said = f"triggered on {item.triggered.on}, as the author says"
        reason = said if holds is Holds.UNJUDGED else f"{said}; now: {reason}"
        return _triggered(item, item.triggered.on, reason, today)
    if holds is Holds.YES:
        covered = case.head.coverage_date
        return _triggered(item, covered.on if covered else None, reason, today)
    done = f"; done on {item.done.on} all the same" if item.done else ""
    if holds is Holds.UNJUDGED:
        who = f"it is judged by {judge}" if judge else "nobody is named to judge it"
        return Promise(id=item.id, state=State.UNJUDGED, reason=f"{reason}; {who}{done}", judge=judge)
    state = State.OPEN if holds is Holds.OPEN else State.NOT_DUE
    return Promise(id=item.id, state=state, reason=reason + done, judge=judge)


def _triggered(item: kinds.Commitment, since: date | None, reason: str, today: date | None) -> Promise:
    """Return what has become of a promise whose trigger holds or held."""
    days = days_within(item.then)
    until = since + timedelta(days=days) if since is not None and days is not None else None
    if item.done is not None:
        late = until is not None and item.done.on > until
        state = State.BREACHED if late else State.KEPT
        after = f", after {until}, the last day for it" if late else "; no time limit counts"
        if since is not None and days is not None and not late:
            after = _in_time((item.done.on - since).days, days)
        told = f"{reason}; done on {item.done.on}{after}"
    elif until is not None and today is not None and today > until:
        state, told = State.BREACHED, f"{reason}; not said to be done, and {until} was the last day for it"
    else:
        limit = (
            f"until {until}" if until else "no time limit is given" if days is None else "from which day is not said"
        )
        state, told = State.DUE, f"{reason}; not said to be done ({limit})"
    return Promise(id=item.id, state=state, reason=told, since=since, until=until, judge=item.judged_by)


def _in_time(day: int, days: int) -> str:
    """Return on which of how many days something was done; before the first, it is not counted."""
    return "" if day < 0 else f", on day {day} of {days}" if days else ", the same day"


def days_within(then: str) -> int | None:
    """Return within how many days something is promised, hours counted as days begun; None when nothing says so.

    >>> (
    ...     days_within("access is withdrawn within 24 h"),
    ...     days_within("a case follows within 6 weeks"),
    ...     days_within("soon"),
    ... )
    (1, 42, None)
    """
    if SAME_DAY.search(then):
        return 0
    match = WITHIN.search(then)
    if match is None:
        return None
    count = int(match[1]) if match[1].isdigit() else 1
    return ceil(count * HOURS[match[2].removesuffix("s")] / 24)
