"""Whether the condition of a promise is met, where it is written so that it can be read off the case.

Two forms are read: `any two assessors put [[x]] above 20% after the evidence` (also one, all, every, a named
`[[assessor]]`; `the risk` for `[[x]]`; `below`, `at least`, `at most`; `the budget` for the number) and
`[[finding]] fails`. Everything else is left to whoever judges the promise: it is never guessed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction
from typing import TYPE_CHECKING

from loadpath.assess.results import Interval
from loadpath.case import node as kinds

if TYPE_CHECKING:
    from loadpath.assess.results import Answer
    from loadpath.report.book import Book, Person

ID = r"\[\[([a-z0-9]+(?:[-.][a-z0-9]+)*)\]\]"
COUNTS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5}
PUT = re.compile(
    rf"(?:(?P<all>all|every|each|both)(?: the)?|(?:any |at least )?(?P<count>{'|'.join(COUNTS)}|\d+)|any|an|some"
    rf"|(?P<who>{ID}))(?: of the)?(?: assessors?)? "
    rf"(?:puts?|gives?|places?) (?:(?P<risk>the risk)|(?P<what>{ID})) "
    r"(?P<side>above|over|more than|at least|below|under|less than|at most) "
    r"(?:(?P<budget>(?:the|its) budget)|(?P<percent>\d+(?:\.\d+)?) ?%|1 in (?P<odds>[\d,]+))"
    r"(?:,? (?:after|given) the evidence)?\.?"
)
FAILS = re.compile(rf"{ID} (?:fails|failed|has failed|does not pass|did not pass)\.?")
UPWARD = {"above", "over", "more than", "at least"}


class Met(Enum):
    """What can be said of a condition."""

    YES = "met"
    NO = "not met"
    OPEN = "undecided by what is unknown"
    UNREAD = "for people to judge"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A condition as it was read.

    Attributes:
        met: whether it is met.
        subject: id of what it is about; empty for the risk.
        answers: what each assessor puts it at, in their order; empty where no number is asked for.
    """

    met: Met
    subject: str = ""
    answers: tuple[tuple[Person, Answer], ...] = ()


def read(book: Book, trigger: str) -> Reading:
    """Return whether the condition of a promise is met."""
    text = " ".join(trigger.replace("\\", "").split())
    found = PUT.fullmatch(text)
    if found is not None:
        return _put(book, found)
    failed = FAILS.fullmatch(text)
    node = book.case.get(failed[1], kinds.Evidence) if failed else None
    if node is None or node.passed is None:
        return Reading(met=Met.UNREAD, subject=node.id if node else "")
    return Reading(met=Met.NO if node.passed else Met.YES, subject=node.id)


def _put(book: Book, found: re.Match[str]) -> Reading:
    subject = found["what"].strip("[]") if found["what"] else ""
    named = found["who"].strip("[]") if found["who"] else ""
    people = [person for person in book.people if not named or person.id == named]
    answers = [(person, person.result.risk if not subject else book.believed(person, subject)) for person in people]
    known = [(person, answer) for person, answer in answers if answer is not None]
    sides = [_beyond(answer, _level(found, person), found["side"]) for person, answer in known]
    if not sides or len(known) < len(people):
        return Reading(met=Met.UNREAD, subject=subject)
    count = found["count"]
    wanted = len(people) if found["all"] else 1 if count is None else COUNTS.get(count) or int(count)
    certain, possible = sum(one is True for one in sides), sum(one is not False for one in sides)
    met = Met.YES if certain >= wanted else Met.OPEN if possible >= wanted else Met.NO
    return Reading(met=met, subject=subject, answers=tuple(known))


def _level(found: re.Match[str], person: Person) -> float | None:
    if found["budget"]:
        return person.result.budget.level if person.result.budget else None
    if found["percent"]:
        return float(Fraction(found["percent"]) / 100)
    odds = int(found["odds"].replace(",", "") or 0)
    return 1 / odds if odds else None


def _beyond(answer: Answer, level: float | None, side: str) -> bool | None:
    """Return whether an answer lies on a side of a level; None where the unknown decides it, or there is no level."""
    if level is None or not isinstance(answer, Interval):
        return None
    over = {"at least": answer.low >= level, "at most": answer.high <= level}.get(
        side, answer.low > level if side in UPWARD else answer.high < level
    )
    under = {"at least": answer.high < level, "at most": answer.low > level}.get(
        side, answer.high <= level if side in UPWARD else answer.low >= level
    )
    return True if over else False if under else None
