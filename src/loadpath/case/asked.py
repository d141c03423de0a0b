"""Questions that a case leaves open, in plain words: what is asked, of whom, until when, and how an answer looks.

What this file knows: the sorts of question, how each is worded, and how a question is told from another. What it
promises: the id of a question holds a digest of what is asked, so that an answer is never taken for that of another
question; the digest leaves out what answers to other questions write (owners, prose).
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from enum import Enum
from typing import TYPE_CHECKING

from loadpath.case import node as kinds
from loadpath.case.digest import canonical, meaning
from loadpath.case.setting import in_words

if TYPE_CHECKING:
    from datetime import date

    from loadpath.case.span import Span
    from loadpath.case.value import Line

DIGITS = 8
"""Hexadecimal digits of a digest in an id."""


class Sort(Enum):
    """What is asked for; the first word of an id."""

    CELL = "cell"
    TIME = "time"
    NUMBER = "number"
    REASON = "reason"
    TAKEN = "taken"
    WORD = "word"
    OWNER = "owner"
    REQUEST = "request"


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A question to somebody.

    Attributes:
        sort: what is asked for.
        subject: id of the node that it is about.
        text: the question in plain words.
        at: where the answer is missing.
        digest: of what is asked, some hexadecimal digits.
        assessors: whose numbers wait for it; of a reason, whose number it is.
        row: of a scenario, counted from 1.
        column: of that row, `after` or `works`.
        to: whom to ask; empty when nobody is named.
        due: until when.
        held: what is there now, as it is written.
    """

    sort: Sort
    subject: str
    text: str
    at: Span
    digest: str
    assessors: tuple[str, ...] = ()
    row: int = 0
    column: str = ""
    to: str = ""
    due: date | None = None
    held: str = ""

    @property
    def name(self) -> str:
        """Return the id without the digest: the same as long as the question stands in the same place."""
        whose = self.assessors[:1] if self.sort in (Sort.REASON, Sort.TAKEN) else ()
        cell = (str(self.row), self.column) if self.sort is Sort.CELL else ()
        return "/".join((self.sort.value, *whose, self.subject, *cell))

    @property
    def id(self) -> str:
        """Return what an answer names: the sort, the node, the place in it, and the digest."""
        return f"{self.name}/{self.digest}"

    @property
    def needs_reason(self) -> bool:
        """Return whether an answer is a number of an assessor, which has a reason."""
        return self.sort in (Sort.NUMBER, Sort.REASON, Sort.TAKEN, Sort.WORD)


CHANCES = ("`3% (1%-10%)`", "`1 in 400`", "`unknown`")
FORMS: dict[Sort, tuple[str, ...]] = {
    Sort.TIME: ("`19 days (9 days-40 days)`",),
    Sort.NUMBER: CHANCES,
    Sort.REASON: ("the same with a range, such as `3% (1%-10%)`", "the same again, if it stays"),
    Sort.TAKEN: ("your own, such as `3% (1%-10%)`", "the same again, if you hold it too"),
    Sort.WORD: CHANCES,
    Sort.OWNER: ("the name of a person or a team who agreed to it",),
    Sort.REQUEST: ("an answer in words",),
}
CELLS = {
    "after": ("`12 min (5 min-40 min)`", "`unknown`"),
    "works": ("`80% each time` (drawn at every try)", "`95% ever` (once for the whole incident)", "`unknown`"),
}
LIKELIHOODS = ("`passes 97% if [[claim]], 40% if not [[claim]]`", "`3:1 against [[claim]]`", "`says nothing`")
AMOUNTS = ("`0.3% (0.1%-1%)`", "`20 days (10 days-40 days)`", "`unknown`")


def forms(question: Question, node: kinds.Node) -> tuple[str, ...]:
    """Return examples of answers that are understood."""
    if question.sort is Sort.CELL:
        return CELLS[question.column]
    if isinstance(node, kinds.Evidence) and question.sort is Sort.NUMBER:
        return LIKELIHOODS
    return AMOUNTS if isinstance(node, kinds.Quantity) else FORMS[question.sort]


def of_cell(scenario: kinds.Scenario, row: int, column: str) -> Question:
    """Return the question for a cell of a scenario's table that is unknown.

    Args:
        scenario: with the row.
        row: its number, counted from 1.
        column: `after` or `works`.
    """
    found = scenario.rows[row - 1]
    seen = f", on seeing {found.sees}," if found.sees else ""
    text = (
        f"How long does it take {found.who}{seen} to act?"
        if column == "after"
        else f"How likely is it that {found.who}{seen} does what is written, ever or at each try?"
    )
    about = (scenario.id, scenario.title, found.who, found.sees, found.tells, found.stops, found.condition, column)
    return Question(
        sort=Sort.CELL, subject=scenario.id, text=f"{text} {scenario.title}, row {row}", at=found.at,
        digest=digest_of(*about), row=row, column=column, to=found.who, held="unknown",
    )  # fmt: skip


def of_time(scenario: kinds.Scenario) -> Question:
    """Return the question when a scenario's harm is done, without which none of its times counts."""
    return Question(
        sort=Sort.TIME, subject=scenario.id, text=f"How soon would the harm be done? {scenario.title}", at=scenario.at,
        digest=digest_of(scenario.id, scenario.title, scenario.starts), to=scenario.owner,
    )  # fmt: skip


def of_number(
    node: kinds.Node, assessors: tuple[str, ...], line: Line | None, request: kinds.Request | None = None
) -> Question:
    """Return the question for a number that nobody gave.

    Args:
        node: what would be judged.
        assessors: whose number is missing; nobody where nobody judges yet.
        line: the judgement that leaves it open, if there is one.
        request: a reviewer's question that leaves it open: whom it was put to, and until when.
    """
    return Question(
        sort=Sort.NUMBER, subject=node.id, text=f"{_asked_of(node)}: {node.title or node.id}?",
        at=line.at if line else node.at, digest=digest_of(stated(node)), assessors=assessors,
        to=node.owner or (request.to if request else ""), due=request.due.on if request and request.due else None,
        held=in_words(line) if line else "",
    )  # fmt: skip


def of_reason(node: kinds.Node, assessor: kinds.Assessor, line: Line, *, reason: bool, span: bool) -> Question:
    """Return the question for a number that is not defended.

    Args:
        node: what is judged.
        assessor: whose number it is.
        line: the judgement.
        reason: whether a reason is missing.
        span: whether a range is.
    """
    held = in_words(line)
    asked = [f"What does `{held}` rest on"] if reason else []
    asked += ["how far off may it be" if reason else f"How far off may `{held}` be"] if span else []
    return Question(
        sort=Sort.REASON, subject=node.id, text=f"{', and '.join(asked)}? {node.title or node.id}", at=line.at,
        digest=digest_of(stated(node), line), assessors=(assessor.id,), to=assessor.title or assessor.id, held=held,
    )  # fmt: skip


def of_taken(node: kinds.Node, assessor: kinds.Assessor, line: Line, origin: str) -> Question:
    """Return the question whether somebody holds a number that they took over."""
    held = in_words(line)
    return Question(
        sort=Sort.TAKEN, subject=node.id, at=line.at, assessors=(assessor.id,), to=assessor.title or assessor.id,
        text=f"Do you hold `{held}` as well, as {origin} said? {node.title or node.id}",
        digest=digest_of(stated(node), line), held=held,
    )  # fmt: skip


def of_word(claim: kinds.Claim) -> Question:
    """Return the question which number a word of strength stands for."""
    return Question(
        sort=Sort.WORD, subject=claim.id, at=claim.place("strength"), to=claim.owner, held=claim.strength,
        text=f"Which number stands behind `{claim.strength}`, and what does it rest on? {claim.title or claim.id}",
        digest=digest_of(stated(claim), claim.strength),
    )  # fmt: skip


def of_owner(node: kinds.Node) -> Question:
    """Return the question who owns a node."""
    wrong = {"Event": "if this happened", "Mitigation": "if this no longer worked", "Scenario": "if this came too late"}
    turned = wrong.get(node.kind_name, "if this no longer held")
    return Question(
        sort=Sort.OWNER, subject=node.id, text=f"Who would notice first {turned}? {node.title or node.id}",
        at=node.at, digest=digest_of(node.kind_name, node.id, node.title),
    )  # fmt: skip


def of_request(request: kinds.Request) -> Question:
    """Return a reviewer's question that is open or refused."""
    again = f"{request.title} (refused; asked again)" if _status(request) == "refused" else request.title
    return Question(
        sort=Sort.REQUEST, subject=request.id, text=again or request.id, at=request.at, to=request.to,
        due=request.due.on if request.due else None, held=request.status,
        digest=digest_of(request.id, request.title, request.leaves_open, request.body),
    )  # fmt: skip


def waits(request: kinds.Request) -> bool:
    """Return whether a reviewer's question is open or refused."""
    return _status(request) in ("open", "refused")


def _status(request: kinds.Request) -> str:
    return request.status.lower().replace("(", ";").split(";")[0].strip()


def stated(node: kinds.Node) -> kinds.Node:
    """Return what a node states, without its owner, its prose, and the word of strength."""
    bare = replace(node, owner="", body=(), disclosed=None)
    return replace(bare, strength="") if isinstance(bare, kinds.Claim) else bare


def digest_of(*about: object) -> str:
    """Return some hexadecimal digits that change when what is asked does."""
    return hashlib.sha256(canonical(meaning(about))).hexdigest()[:DIGITS]


def seal(text: str) -> str:
    """Return some hexadecimal digits that change when a letter or a digit of a printed text does, and nothing else.

    Spaces, marks and quotes are left out: a word processor changes those.

    >>> seal("How *long*?") == seal("How long"), seal("How long") == seal("How wrong")
    (True, False)
    """
    kept = "".join(letter for letter in text if letter.isalnum())
    return hashlib.sha256(kept.encode()).hexdigest()[:DIGITS]


def _asked_of(node: kinds.Node) -> str:
    """Return what is asked of a proposition or a quantity, as a question that its title ends."""
    match node:
        case kinds.Mitigation():
            return "How likely is it to fail, given what it needs" if node.needs else "How likely is it to fail"
        case kinds.Scenario():
            return "How likely is it to be too late"
        case kinds.Quantity():
            return "How large is it"
        case kinds.Evidence():
            return "How likely was this result, where what it is about is so, and where it is not"
        case kinds.Claim():
            rests = node.rests_on or node.lines_of_support
            return "How likely is it to be true, given what it rests on" if rests else "How likely is it to be true"
        case kinds.Event(given=given) if given is not None:
            return "How likely is it, given what it depends on"
        case _:
            return "How likely is it"
