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
from loadpath.case.value import Unknown

if TYPE_CHECKING:
    from datetime import date

    from loadpath.case.span import Span
    from loadpath.case.value import Attempts, Line

DIGITS = 8
"""Hexadecimal digits of a digest in an id."""


class Sort(Enum):
    """What is asked for; the first word of an id."""

    CELL = "cell"
    FIELD = "field"
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
        row: of the table of a scenario or of a surface, counted from 1; 0 where no row is asked about.
        column: of that row, such as `after`; of a field, its key.
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
        if self.sort is Sort.FIELD and self.column == HARM_AT:
            return f"time/{self.subject}"
        whose = self.assessors[:1] if self.sort in (Sort.REASON, Sort.TAKEN) else ()
        row = (str(self.row),) if self.sort is Sort.CELL else ()
        column = (self.column.replace(" ", "-"),) if self.column else ()
        return "/".join((self.sort.value, *whose, self.subject, *row, *column))

    @property
    def id(self) -> str:
        """Return what an answer names: the sort, the node, the place in it, and the digest."""
        return f"{self.name}/{self.digest}"

    @property
    def needs_reason(self) -> bool:
        """Return whether an answer is a number of an assessor, which has a reason."""
        return self.sort in (Sort.NUMBER, Sort.REASON, Sort.TAKEN, Sort.WORD)

    def overdue(self, today: date | None) -> bool:
        """Return whether the answer was due before a day; never where no day is given."""
        return self.due is not None and today is not None and self.due < today


HARM_AT = "harm at"
"""The field that makes the times of a response count; its question keeps the id that it had from the beginning."""

CHANCES = ("`3% (1%-10%)`", "`1 in 400`", "`unknown`")
FORMS: dict[Sort, tuple[str, ...]] = {
    Sort.NUMBER: CHANCES,
    Sort.REASON: ("the same with a range, such as `3% (1%-10%)`", "the same again, if it stays"),
    Sort.TAKEN: ("your own, such as `3% (1%-10%)`", "the same again, if you hold it too"),
    Sort.WORD: CHANCES,
    Sort.OWNER: ("the name of a person or a team who agreed to it",),
    Sort.REQUEST: ("an answer in words",),
}
NO_QUEUE = "no queue"
"""The answer that leaves the cell of a queue empty."""

CELLS = {
    "after": ("`12 min (5 min-40 min)`", "`unknown`"),
    "works": ("`80% each time` (drawn at every try)", "`95% ever` (once for the whole incident)", "`unknown`"),
    "on duty": ("`Mon-Fri 09-18 UTC`", "`every day 06-22 UTC+2`", "`always`", "`unknown`"),
    "queue": ("`36 of 50 per week` (36 arrive, 50 can be handled)", f"`{NO_QUEUE}`", "`unknown`"),
    "passes": ("`44% (35%-53%)`", "`9 in 10`", "`unknown`"),
}
"""Examples of what can be written into a cell, by its column."""

ASKED_OF_ROW = {
    "after": "How long does it take {who}{seen} to act?",
    "works": "How likely is it for {who}{seen} to do what is written, ever or at each try?",
    "on duty": "On which days, and at which hours, can {who} be reached?",
    "queue": "How much arrives for {who} to look at, and how much of it can they handle?",
}
ASKED_OF_STAGE = {
    "passes": "How likely is it that an attempt that comes this far is recognised here: {name}?",
    "after": "How long does this take: {name}?",
}
FIELDS: dict[str, tuple[str, tuple[str, ...]]] = {
    HARM_AT: ("How soon would the harm be done?", ("`19 days (9 days-40 days)`",)),
    "share watched": (
        "What share of all that passes here is watched at all?",
        ("`25% (20%-30%)`", "`1 in 400`", "`unknown`"),
    ),
    "attempts": (
        "How many attempts would be made here before the harm is done?",
        ("`24 (12-48)`", "`2 per week`", "`unknown`"),
    ),
    "volume": ("How much passes here?", ("`40,000 transcripts per week`",)),
    "over": ("For how long would attempts be made here?", ("`90 days`", "`unknown`")),
    "correlation": (
        (
            "If one attempt is missed, how much more likely is it that the next one is missed as well? "
            "0 means not at all, 1 means that all are missed or none."
        ),
        ("`0.3 (0.1-0.6)`", "`none` (0)", "`full` (1)", "`unknown`"),
    ),
    "false alarms": (
        "What share of harmless traffic is flagged by mistake?",
        ("`0.1%`", "`1 in 2,500`", "`unknown`"),
    ),
    "reviews": ("How much of what is flagged can be reviewed?", ("`50 per week`", "`unknown`")),
    "review takes": ("How long does one review take?", ("`20 min (5 min-1 h)`", "`unknown`")),
    "undone within": (
        "For how long after the last attempt can the harm still be undone?",
        ("`14 days`", "`unknown`"),
    ),
}
"""The fields that are asked for: the question, and examples of answers."""

LOADING = ("volume", "false alarms", "reviews")
"""Fields of a surface that say together how much of what is flagged is reviewed."""

LIKELIHOODS = ("`passes 97% if [[claim]], 40% if not [[claim]]`", "`3:1 against [[claim]]`", "`says nothing`")
AMOUNTS = ("`0.3% (0.1%-1%)`", "`20 days (10 days-40 days)`", "`unknown`")


def forms(question: Question, node: kinds.Node) -> tuple[str, ...]:
    """Return examples of answers that are understood."""
    if question.sort is Sort.CELL:
        return CELLS[question.column]
    if question.sort is Sort.FIELD:
        return FIELDS[question.column][1]
    if isinstance(node, kinds.Evidence) and question.sort is Sort.NUMBER:
        return LIKELIHOODS
    return AMOUNTS if isinstance(node, kinds.Quantity) else FORMS[question.sort]


def of_cell(scenario: kinds.Scenario, row: int, column: str) -> Question:
    """Return the question for a cell of a scenario's table that is unknown.

    Args:
        scenario: with the row.
        row: its number, counted from 1.
        column: `after`, `works`, `on duty` or `queue`.
    """
    found = scenario.rows[row - 1]
    seen = f", on seeing {found.sees}," if found.sees else ""
    text = ASKED_OF_ROW[column].format(who=found.who, seen=seen)
    about = (scenario.id, scenario.title, found.who, found.sees, found.tells, found.stops, found.condition, column)
    return Question(
        sort=Sort.CELL, subject=scenario.id, text=f"{text} {scenario.title}, row {row}", at=found.at,
        digest=digest_of(*about), row=row, column=column, to=found.who, held="unknown",
    )  # fmt: skip


def of_time(scenario: kinds.Scenario, request: kinds.Request | None = None) -> Question:
    """Return the question when a scenario's harm is done, without which none of its times counts.

    Args:
        scenario: with a table, and without `harm at`.
        request: a reviewer's question that leaves it open: whom it was put to, and until when.
    """
    return Question(
        sort=Sort.FIELD, subject=scenario.id, text=f"{FIELDS[HARM_AT][0]} {scenario.title}", at=scenario.at,
        digest=digest_of(scenario.id, scenario.title, scenario.starts), column=HARM_AT,
        to=_to(scenario, request), due=_due(request),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Part:
    """Something of a surface that is not known.

    Attributes:
        column: the key of a field, or the column of the table.
        row: of the table, counted from 1; 0 for a field.
        at: where it stands; the heading of the surface where it was left out.
        written: whether it stands there as `unknown`; False where it was left out.
    """

    column: str
    row: int
    at: Span
    written: bool = True


def unknown_parts(surface: kinds.Surface, head: kinds.Case) -> tuple[Part, ...]:
    """Return what is not known of a surface with stages: fields and cells that are unknown, or left out and needed.

    Nothing of a surface without stages, which is unknown as a whole; nothing that is withheld.

    Args:
        surface: as it is shown.
        head: of the case, whose period is that of the attempts where nothing else is said.
    """
    if not surface.stages:
        return ()
    written = {item.key for item in surface.fields}
    fields = (key for key in FIELDS if key != HARM_AT)
    found = [Part(key, 0, surface.place(key), key in written) for key in fields if _is_open(surface, key, head)]
    for number, stage in enumerate(surface.stages, 1):
        cells = (("passes", stage.passes), ("after", stage.after))
        found += [Part(column, number, stage.at) for column, value in cells if asked_for(value)]
    return tuple(found)


def asked_for(value: object) -> bool:
    """Return whether a value is unknown, and not only to this audience."""
    return isinstance(value, Unknown) and not value.withheld and not value.written.startswith("[[")


def _is_open(surface: kinds.Surface, key: str, head: kinds.Case) -> bool:
    """Return whether a field is unknown, or was left out where it is needed; one that is withheld is neither."""
    value: object = getattr(surface, key.replace(" ", "_"))
    left_out = value is None and all(item.key != key for item in surface.fields)
    tried = surface.attempts
    match key:
        case "attempts":
            return left_out or (tried is not None and tried.count is None)
        case "volume":
            return surface.reviews is not None and not surface.volume
        case "false alarms" if left_out:
            return surface.reviews is not None
        case "over" if left_out:
            return tried is not None and tried.per is not None and (head.start is None or head.until is None)
        case "correlation" if left_out:
            return tried is not None and not _single(tried)
        case _:
            return asked_for(value)


def _single(tried: Attempts) -> bool:
    """Return whether there is one attempt, which hangs together with no other."""
    return tried.per is None and tried.count is not None and tried.count.median == 1 and tried.count.low is None


def counts(surface: kinds.Surface, part: Part) -> bool:
    """Return whether an unknown part moves how likely an attempt is caught, as the surface is now.

    Times count where it is said until when the harm can be undone; volume and false alarms where reviews are.
    """
    if part.row and part.column == "after":
        return surface.undone_within is not None
    if part.column in LOADING:
        return surface.reviews is not None
    return part.column != "review takes"


def of_part(surface: kinds.Surface, part: Part, request: kinds.Request | None = None) -> Question:
    """Return the question for a part of a surface that is not known.

    Args:
        surface: with the part.
        part: a field, or a cell of its table.
        request: a reviewer's question that leaves it open: whom it was put to, and until when.
    """
    where = f"Where: {surface.title or surface.id}"
    to, due = _to(surface, request), _due(request)
    held = "unknown" if part.written else ""
    if not part.row:
        return Question(
            sort=Sort.FIELD, subject=surface.id, text=f"{FIELDS[part.column][0]} {where}", at=part.at, to=to, due=due,
            digest=digest_of(surface.id, surface.title, part.column), column=part.column, held=held,
        )  # fmt: skip
    stage = surface.stages[part.row - 1]
    text = ASKED_OF_STAGE[part.column].format(name=stage.name)
    return Question(
        sort=Sort.CELL, subject=surface.id, text=f"{text} {where}, row {part.row}", at=part.at, to=to, due=due,
        digest=digest_of(surface.id, surface.title, stage.name, part.column), row=part.row, column=part.column,
        held=held,
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
        to=_to(node, request), due=_due(request), held=in_words(line) if line else "",
    )  # fmt: skip


def _to(node: kinds.Node, request: kinds.Request | None) -> str:
    return node.owner or (request.to if request else "")


def _due(request: kinds.Request | None) -> date | None:
    return request.due.on if request and request.due else None


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
        case kinds.Surface():
            return "How likely is it that at least one attempt is caught in time"
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
