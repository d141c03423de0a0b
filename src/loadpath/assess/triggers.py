"""Triggers: whether the condition of a promise holds, where it is written so that it can be read off the case.

    any two assessors put [[x]] above 20%       also one, some, every, all; `[[assessor]] puts`; `the risk` for [[x]];
                                                below, at least, at most; 1 in 5; `the budget` for the number
    the risk by [[assessor]] exceeds 0.1%       also `the budget`; without a name, anybody's
    [[evidence]] fails                          by its own criterion
    [[x]] at least 0.5%                         what was counted, or what anybody believes

Everything else is for people to judge, and said to be: it is never guessed. A number that somebody left unknown is an
interval: a trigger holds when it holds at both ends, does not when it does at neither, and is open in between.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction
from typing import TYPE_CHECKING

from loadpath.assess.results import Interval, NotComputed
from loadpath.assess.verdict import HAIR
from loadpath.case import node as kinds
from loadpath.case.rounding import probability
from loadpath.engine.statistics.proportions import clopper_pearson_lower, clopper_pearson_upper

if TYPE_CHECKING:
    from collections.abc import Sequence

    from loadpath.assess.results import Answer, Assessment
    from loadpath.case.graph import CaseGraph
    from loadpath.case.value import Counts

ID = r"\[\[ ?[a-z0-9][a-z0-9.-]* ?\]\]"
WHOLE = r"(?:[0-9]{1,3}(?:,[0-9]{3}){1,19}|[0-9]{1,60})"
NUMBER = rf"{WHOLE}(?:\.[0-9]{{1,60}})? ?%|{WHOLE} in {WHOLE}"
BELIEVED = (kinds.Claim, kinds.Event, kinds.Mitigation, kinds.Scenario)
HALF, ROUNDING = 0.5, 2.0**-52
"""A number above a half may be off by so much, and so may one minus it."""

NOBODY = "no assessor has given numbers"
UPWARD = {"above", "over", "more than", "at least"}
COUNTS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5}
PUT = re.compile(
    rf"(?:(?P<all>all|every|each|both)(?: the)?|(?:any |at least )?(?P<count>{'|'.join(COUNTS)}|[1-9][0-9]{{0,5}})"
    rf"|any|an|some|(?P<who>{ID}))(?: of the)?(?: assessors?)? (?:puts?|gives?|places?) "
    rf"(?:(?P<risk>the risk)|(?P<what>(?:not )?(?P<id>{ID})(?: fails| is too late)?)) "
    r"(?P<side>above|over|more than|at least|below|under|less than|at most) "
    rf"(?:(?P<budget>(?:the|its) budget)|(?P<number>{NUMBER}))(?:,? (?:after|given) the evidence)?"
)
EXCEEDS = re.compile(
    rf"the risk(?: by (?P<who>{ID}|[a-z0-9][a-z0-9.-]*))? exceeds (?:(?P<budget>the budget)|(?P<number>{NUMBER}))"
)
FAILS = re.compile(rf"(?P<id>{ID}) (?:fails|failed|has failed|does not pass|did not pass)")
COMPARED = re.compile(rf"(?P<id>{ID}) at (?P<side>least|most) (?P<number>{NUMBER})")


class Holds(Enum):
    """Whether a trigger holds."""

    YES = "holds"
    NO = "does not hold"
    OPEN = "open"
    UNJUDGED = "cannot be judged"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A trigger as it was read.

    Attributes:
        holds: whether it does.
        reason: why, in words, the numbers included.
        answers: what each assessor puts it at, by id; empty where nobody's number is asked for.
    """

    holds: Holds
    reason: str
    answers: tuple[tuple[str, Answer], ...] = ()


@dataclass(frozen=True, slots=True)
class Level:
    """A number to be on a side of: `above` it or below, on it too with `edge`, as it is `shown`."""

    value: float
    shown: str
    above: bool
    edge: bool = False

    def beyond(self, end: float, *, turned: bool) -> bool:
        """Return whether a number is on that side; what only rounding keeps from it is at it.

        `turned`: the number was taken from one, and is off by what that number may be.
        """
        near = HAIR * min(self.value, 1 - self.value)
        if abs(end - self.value) <= max(near, ROUNDING if turned or self.value > HALF else 0.0):
            return self.edge
        return end > self.value if self.above else end < self.value


def read(case: CaseGraph, text: str, found: Sequence[Assessment]) -> Reading:
    """Return whether a trigger holds, and why.

    Args:
        case: a sound case.
        text: the trigger as written.
        found: what the assessors' numbers come to.
    """
    said = " ".join(text.replace("\\", "").split()).removesuffix(".")
    said = said[:1].lower() + said[1:]
    reason = "its trigger does not speak of computed numbers in a form that is read" if said else "it has no trigger"
    try:
        for pattern, judge in ((PUT, _put), (EXCEEDS, _exceeds), (FAILS, _fails), (COMPARED, _compared)):
            match = pattern.fullmatch(said)
            if match:
                return judge(case, match, found)
    except _UnjudgedError as error:
        reason = str(error)
    return Reading(holds=Holds.UNJUDGED, reason=reason)


class _UnjudgedError(Exception):
    """A trigger was read, but what it asks for is not there; says what."""


def _bare(reference: str | None) -> str:
    return (reference or "").strip("[] ")


# forms ----------------------------------------------------------------------------------------------------------------


def _put(case: CaseGraph, match: re.Match[str], found: Sequence[Assessment]) -> Reading:
    chosen, side, count = _chosen(match, found), match["side"], match["count"]
    level = _level(match, found, above=side in UPWARD, edge=side.startswith("at"))
    need = len(chosen) if match["all"] else COUNTS.get(count) or int(count) if count else 1
    if match["risk"]:
        return _enough([(item.assessor, item.risk) for item in chosen], need, level)
    what, name = match["what"], _bare(match["id"])
    _refuse(case, what, name)
    answers = [(item.assessor, _belief(case, item, what, name)) for item in chosen]
    return _enough(answers, need, level, turned=_turned(what))


def _exceeds(_case: CaseGraph, match: re.Match[str], found: Sequence[Assessment]) -> Reading:
    answers = [(item.assessor, item.risk) for item in _chosen(match, found)]
    return _enough(answers, 1, _level(match, found, above=True))


def _fails(case: CaseGraph, match: re.Match[str], _found: Sequence[Assessment]) -> Reading:
    name = _bare(match["id"])
    item = case.get(name, kinds.Evidence)
    if item is None:
        raise _UnjudgedError(f"whether `{name}` fails is no finding; only evidence fails by its own criterion")
    if item.passed is None:
        raise _UnjudgedError(f"whether `{item.id}` passed cannot be said: it has no criterion that fits its result")
    result = item.result.written if item.result else ""
    criterion = item.passes_when.written if item.passes_when else ""
    word = "passed" if item.passed else "failed"
    holds = Holds.NO if item.passed else Holds.YES
    return Reading(holds=holds, reason=f"`{item.id}` {word}: {result}, passes when {criterion}")


def _compared(case: CaseGraph, match: re.Match[str], found: Sequence[Assessment]) -> Reading:
    name = _bare(match["id"])
    level = _level(match, found, above=match["side"] == "least", edge=True)
    match case.nodes.get(name):
        case kinds.Evidence(result=result) as item if result is not None and result.counts is not None:
            rate = result.counts.events / result.counts.trials
            said = f"`{item.id}` found {result.written}, which is {probability(rate)}"
            return Reading(holds=_side(Interval(rate, rate), level), reason=said)
        case kinds.Quantity(measured_by=refs) as quantity:
            counts = [node.result.counts for ref in refs if (node := case.get(ref.id, kinds.Evidence)) and node.result]
            return _counted(quantity.id, [one for one in counts if one is not None], level)
        case kinds.Event() | kinds.Claim() | kinds.Mitigation():
            answers = [(item.assessor, _belief(case, item, name, name)) for item in found]
            if not answers:
                raise _UnjudgedError(NOBODY)
            return _enough(answers, 1, level)
        case _:
            raise _UnjudgedError(f"nothing was counted of `{name}`, and nobody gives it a probability")


def _counted(name: str, counts: list[Counts], level: Level) -> Reading:
    """Compare a rate of which only counts are known: its 90 % interval (Clopper and Pearson), both sides at 95 %."""
    if not counts:
        raise _UnjudgedError(f"nothing was counted of `{name}`")
    events, trials = sum(one.events for one in counts), sum(one.trials for one in counts)
    ends = Interval(clopper_pearson_lower(events, trials), clopper_pearson_upper(events, trials))
    said = f"`{name}` was counted as {events:,} of {trials:,}, {_shown(ends)} (90 %)"
    return Reading(holds=_side(ends, level), reason=said)


# whose numbers, against what ------------------------------------------------------------------------------------------


def _chosen(match: re.Match[str], found: Sequence[Assessment]) -> list[Assessment]:
    name = _bare(match["who"])
    chosen = [item for item in found if name in ("", item.assessor)]
    if not chosen:
        raise _UnjudgedError(f"there are no numbers of an assessor `{name}`" if name else NOBODY)
    return chosen


def _level(match: re.Match[str], found: Sequence[Assessment], *, above: bool, edge: bool = False) -> Level:
    if not match["number"]:
        budget = next((item.budget.level for item in found if item.budget is not None), None)
        if budget is None:
            raise _UnjudgedError("the case has no budget")
        return Level(budget, f"the budget of {probability(budget)}", above, edge)
    plain = match["number"].replace(",", "").replace(" ", "")
    if plain.endswith("%"):
        return Level(float(Fraction(plain[:-1]) / 100), match["number"], above, edge)
    first, second = (int(part) for part in plain.split("in"))
    if not second:
        raise _UnjudgedError(f"{match['number']} is no number")
    return Level(first / second, match["number"], above, edge)


def _refuse(case: CaseGraph, what: str, name: str) -> None:
    """Raise where nobody can give something a probability, so that nothing that gets known decides it."""
    node = case.nodes.get(name)
    sort: type[kinds.Node] | None = kinds.Mitigation if what.endswith(" fails") else None
    sort = kinds.Scenario if what.endswith(" is too late") else sort
    if not isinstance(node, sort or BELIEVED):
        said = " ".join(what.replace("[[", "").replace("]]", "").split())
        raise _UnjudgedError(f"nobody can give `{said}` a probability")


def _belief(case: CaseGraph, item: Assessment, what: str, name: str) -> Answer:
    """Return what an assessor believes of a proposition, evidence counted."""
    late = what.endswith(" is too late") or isinstance(case.nodes.get(name), kinds.Scenario)
    answer = item.propositions.get(f"{name} is too late" if late else name, NotComputed(f"`{name}` has no probability"))
    if isinstance(answer, NotComputed) or not _turned(what):
        return answer
    return Interval(1 - answer.high, 1 - answer.low)


def _turned(what: str) -> bool:
    return what.startswith("not ") != what.endswith(" fails")


def _side(answer: Answer, level: Level, *, turned: bool = False) -> Holds:
    """Return whether an answer lies on a side of a level: at both ends, at none, or in between."""
    if isinstance(answer, NotComputed):
        return Holds.OPEN
    ends = [level.beyond(end, turned=turned) for end in (answer.low, answer.high)]
    return Holds.YES if all(ends) else Holds.OPEN if any(ends) else Holds.NO


def _enough(answers: Sequence[tuple[str, Answer]], need: int, level: Level, *, turned: bool = False) -> Reading:
    """Return whether enough assessors lie on a side of a level."""
    sides = [_side(answer, level, turned=turned) for _, answer in answers]
    sure, maybe = (sides.count(side) for side in (Holds.YES, Holds.OPEN))
    way = ("at or " if level.edge else "") + ("above" if level.above else "below")
    told = ", ".join(f"{name} {_shown(answer)}" for name, answer in answers)
    said = f"{sure or 'none'} of {len(answers)} {way} {level.shown}, needed {need} ({told})"
    if len(answers) == 1:
        said = f"{told}, against {level.shown}"
    holds = Holds.YES if sure >= need else Holds.NO
    if holds is Holds.NO and sure + maybe >= need:
        holds, said = Holds.OPEN, f"{said}; {maybe} cannot be told"
    return Reading(holds=holds, reason=said, answers=tuple(answers))


def _shown(answer: Answer) -> str:
    if isinstance(answer, NotComputed):
        return "not computed"
    if answer.exact:
        return probability(answer.low)
    return f"{probability(answer.low)} to {probability(answer.high)}"
