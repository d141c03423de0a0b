"""Promises: which of the triggers that speak of computed quantities hold, and what that makes of each promise.

A trigger is read by a small grammar (`GRAMMAR`). What is not in it is for people to judge, and said to be. A number
that somebody left unknown is an interval: a trigger holds when it holds at both ends, does not when it does at neither,
and is open in between.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum
from fractions import Fraction
from math import ceil
from typing import TYPE_CHECKING

from loadpath.assess.results import Interval, NotComputed
from loadpath.case import node as kinds
from loadpath.case.rounding import probability
from loadpath.engine.statistics.proportions import clopper_pearson_lower, clopper_pearson_upper

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from loadpath.assess.results import Answer, Assessment
    from loadpath.case.graph import CaseGraph
    from loadpath.case.value import Counts

    Found = tuple["Holds", str]

ID = r"\[\[ ?([a-z0-9][a-z0-9.-]*) ?\]\]"
NUMBER = r"([0-9][0-9,]*(?:\.[0-9]+)? ?%|[0-9][0-9,]* in [0-9][0-9,]*)"
WHAT = rf"((?:not )?{ID}(?: fails| is too late)?)"
AFTER = r"(?: after the evidence)?"
COUNTS = {"any": 1, "any one": 1, "any two": 2, "any three": 3, "any four": 4, "any five": 5}
QUORUM = re.compile(
    rf"(any(?: one| two| three| four| five)?|all) assessors? puts? {WHAT} (above|below) {NUMBER}{AFTER}"
)
ONE = re.compile(rf"{ID} puts {WHAT} (above|below) {NUMBER}{AFTER}")
RISK = re.compile(rf"the risk(?: by (?:{ID}|([a-z0-9][a-z0-9.-]*)))? exceeds (?:the (budget)|{NUMBER})")
FAILS = re.compile(rf"{ID} fails")
COMPARED = re.compile(rf"{ID} at (least|most) {NUMBER}")
GRAMMAR = (
    "any two assessors put [[x]] above 20%",
    "[[assessor]] puts [[x]] above 20%",
    "the risk by team exceeds 0.1%",
    "the risk exceeds the budget",
    "[[evidence]] fails",
    "[[x]] at least 0.5%",
)
"""One example of each form of a trigger that is understood."""

WITHIN = re.compile(r"\bwithin ([0-9]+|an?|one) ?(h|hours?|days?|weeks?|months?|years?)\b")
SAME_DAY = re.compile(r"\bthe same day\b")
HOURS = {"h": 1, "hour": 1, "day": 24, "week": 168, "month": 731, "year": 8766}
"""Hours of a unit; months and years are those of the calendar of Gregory on average, rounded up to the hour."""


class Holds(Enum):
    """Whether a trigger holds."""

    YES = "holds"
    NO = "does not hold"
    OPEN = "open"
    UNJUDGED = "cannot be judged"


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
    holds, reason = trigger(case, item.trigger, found)
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
        who = f"judged by {judge}" if judge else "nobody is named to judge it"
        return Promise(id=item.id, state=State.UNJUDGED, reason=f"{who}: {reason}{done}", judge=judge)
    state = State.OPEN if holds is Holds.OPEN else State.NOT_DUE
    return Promise(id=item.id, state=state, reason=reason + done, judge=judge)


def _triggered(item: kinds.Commitment, since: date | None, reason: str, today: date | None) -> Promise:
    """Return what has become of a promise whose trigger holds or held."""
    days = days_within(item.then)
    until = since + timedelta(days=days) if since is not None and days is not None else None
    if item.done is not None:
        late = until is not None and item.done.on > until
        state = State.BREACHED if late else State.KEPT
        after = f", after {until}, the last day for it" if late else "" if until else "; no time limit counts"
        told = f"{reason}; done on {item.done.on}{after}"
    elif until is not None and today is not None and today > until:
        state, told = State.BREACHED, f"{reason}; not said to be done, and {until} was the last day for it"
    else:
        limit = (
            f"until {until}" if until else "no time limit is given" if days is None else "from which day is not said"
        )
        state, told = State.DUE, f"{reason}; not said to be done ({limit})"
    return Promise(id=item.id, state=state, reason=told, since=since, until=until, judge=item.judged_by)


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


# triggers -------------------------------------------------------------------------------------------------------------


def trigger(case: CaseGraph, text: str, found: Sequence[Assessment]) -> Found:
    """Return whether a trigger holds, and why."""
    said = " ".join(text.split())
    said = said[:1].lower() + said[1:]
    forms: tuple[tuple[re.Pattern[str], Callable[[CaseGraph, re.Match[str], Sequence[Assessment]], Found]], ...] = (
        (QUORUM, _quorum),
        (ONE, _one),
        (RISK, _risk),
        (FAILS, _fails),
        (COMPARED, _compared),
    )
    for pattern, judge in forms:
        match = pattern.fullmatch(said.removesuffix("."))
        if match:
            return judge(case, match, found)
    if not said:
        return Holds.UNJUDGED, "it has no trigger"
    return Holds.UNJUDGED, "its trigger does not speak of computed numbers in a form that is read"


def _quorum(case: CaseGraph, match: re.Match[str], found: Sequence[Assessment]) -> Found:
    if not found:
        return Holds.UNJUDGED, "no assessor has given numbers"
    need = len(found) if match[1] == "all" else COUNTS[match[1]]
    level = _level(match[5])
    answers = [(item.assessor, _belief(case, item, match[2], match[3])) for item in found]
    return _enough(answers, need, level, above=match[4] == "above", shown=match[5])


def _one(case: CaseGraph, match: re.Match[str], found: Sequence[Assessment]) -> Found:
    item = next((one for one in found if one.assessor == match[1]), None)
    if item is None:
        return Holds.UNJUDGED, f"there are no numbers of an assessor `{match[1]}`"
    answers = [(item.assessor, _belief(case, item, match[2], match[3]))]
    return _enough(answers, 1, _level(match[5]), above=match[4] == "above", shown=match[5])


def _risk(_case: CaseGraph, match: re.Match[str], found: Sequence[Assessment]) -> Found:
    name = match[1] or match[2]
    chosen = [item for item in found if name in (None, item.assessor)]
    if not chosen:
        return (
            Holds.UNJUDGED,
            f"there are no numbers of an assessor `{name}`" if name else "no assessor has given numbers",
        )
    if not match[3]:
        answers = [(item.assessor, item.risk) for item in chosen]
        return _enough(answers, 1, _level(match[4]), above=True, shown=match[4])
    level = next((item.budget.level for item in chosen if item.budget is not None), None)
    if level is None:
        return Holds.UNJUDGED, "the case has no budget"
    shown = f"the budget of {probability(level)}"
    return _enough([(item.assessor, item.risk) for item in chosen], 1, level, above=True, shown=shown)


def _fails(case: CaseGraph, match: re.Match[str], _found: Sequence[Assessment]) -> Found:
    item = case.get(match[1], kinds.Evidence)
    if item is None:
        return Holds.UNJUDGED, f"whether `{match[1]}` fails is no finding; only evidence fails by its own criterion"
    if item.passed is None:
        return Holds.UNJUDGED, f"whether `{item.id}` passed cannot be said: it has no criterion that fits its result"
    result = item.result.written if item.result else ""
    criterion = item.passes_when.written if item.passes_when else ""
    word = "passed" if item.passed else "failed"
    return (Holds.NO if item.passed else Holds.YES), f"`{item.id}` {word}: {result}, passes when {criterion}"


def _compared(case: CaseGraph, match: re.Match[str], found: Sequence[Assessment]) -> Found:
    least, level = match[2] == "least", _level(match[3])
    match case.nodes.get(match[1]):
        case kinds.Evidence(result=result) as item if result is not None and result.counts is not None:
            rate = result.counts.events / result.counts.trials
            said = f"`{item.id}` found {result.written}, which is {probability(rate)}"
            holds = rate >= level if least else rate <= level
            return (Holds.YES if holds else Holds.NO), said
        case kinds.Quantity(measured_by=refs) as quantity:
            counts = [node.result.counts for ref in refs if (node := case.get(ref.id, kinds.Evidence)) and node.result]
            return _counted(quantity.id, [one for one in counts if one is not None], level, least=least)
        case kinds.Event() | kinds.Claim() | kinds.Mitigation():
            if not found:
                return Holds.UNJUDGED, "no assessor has given numbers"
            answers = [(item.assessor, _belief(case, item, match[1], match[1])) for item in found]
            return _enough(answers, 1, level, above=least, shown=match[3], edge=True)
        case _:
            return Holds.UNJUDGED, f"nothing was counted of `{match[1]}`, and nobody gives it a probability"


def _counted(name: str, counts: list[Counts], level: float, *, least: bool) -> Found:
    """Compare a rate of which only counts are known: its 90 % interval (Clopper and Pearson), both sides at 95 %."""
    if not counts:
        return Holds.UNJUDGED, f"nothing was counted of `{name}`"
    events, trials = sum(one.events for one in counts), sum(one.trials for one in counts)
    ends = Interval(clopper_pearson_lower(events, trials), clopper_pearson_upper(events, trials))
    said = f"`{name}` was counted as {events:,} of {trials:,}, {_shown(ends)} (90 %)"
    return _side(ends, level, above=least, edge=True), said


# numbers --------------------------------------------------------------------------------------------------------------


def _level(text: str) -> float:
    plain = text.replace(",", "").replace(" ", "")
    if plain.endswith("%"):
        return float(Fraction(plain[:-1]) / 100)
    first, second = plain.split("in")
    return float(Fraction(int(first), max(1, int(second))))


def _belief(case: CaseGraph, item: Assessment, what: str, name: str) -> Answer:
    """Return what an assessor believes of a proposition, evidence counted."""
    late = what.endswith(" is too late") or isinstance(case.nodes.get(name), kinds.Scenario)
    answer = item.propositions.get(f"{name} is too late" if late else name, NotComputed(f"`{name}` has no probability"))
    turned = what.startswith("not ") != what.endswith(" fails")
    if isinstance(answer, NotComputed) or not turned:
        return answer
    return Interval(1 - answer.high, 1 - answer.low)


def _side(answer: Answer, level: float, *, above: bool, edge: bool = False) -> Holds:
    """Return whether an answer lies on a side of a level: at both ends, at none, or in between; on it with `edge`."""
    if isinstance(answer, NotComputed):
        return Holds.OPEN
    ends = [(end > level if above else end < level) or (edge and end == level) for end in (answer.low, answer.high)]
    return Holds.YES if all(ends) else Holds.OPEN if any(ends) else Holds.NO


def _enough(
    answers: Sequence[tuple[str, Answer]], need: int, level: float, *, above: bool, shown: str, edge: bool = False
) -> Found:
    """Return whether enough assessors lie on a side of a level."""
    sides = [(name, answer, _side(answer, level, above=above, edge=edge)) for name, answer in answers]
    sure = [(name, answer) for name, answer, side in sides if side is Holds.YES]
    maybe = [(name, answer) for name, answer, side in sides if side is Holds.OPEN]
    way = ("at" if edge else "above") if above else "below"
    told = ", ".join(f"{name} {_shown(answer)}" for name, answer in answers)
    said = f"{len(sure) or 'none'} of {len(answers)} {way} {shown}, needed {need} ({told})"
    if len(answers) == 1:
        said = f"{told}, against {shown}"
    if len(sure) >= need:
        return Holds.YES, said
    if len(sure) + len(maybe) >= need:
        return Holds.OPEN, f"{said}; {len(maybe)} cannot be told"
    return Holds.NO, said


def _shown(answer: Answer) -> str:
    if isinstance(answer, NotComputed):
        return "not computed"
    if answer.exact:
        return probability(answer.low)
    return f"{probability(answer.low)} to {probability(answer.high)}"
