"""The interview queue as words: why a question matters, and a page of questions to send and to get back filled in.

What this file knows: how worth is told in a sentence, and how a page looks that any editor or word processor can fill
in. What it promises: the page holds nothing but what the scene of its audience holds; each block carries the id of its
question and a seal over its printed words, so that a reader of answers can tell that nothing was written between them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from loadpath.assess.results import NotComputed
from loadpath.assess.worth import Basis, Others
from loadpath.case.asked import Sort, forms, seal
from loadpath.case.rounding import SMALL, one_in, percent, significant, times

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from loadpath.assess.asking import Asked
    from loadpath.assess.worth import Found, Worth
    from loadpath.case.graph import CaseGraph

BLANKS = ("answer", "because", "by", "on")
"""What is filled in, in the order of the page."""

LARGE = 1_000
"""From here on a factor is told as large."""

DIGITS = 2
CLOSER = 5
"""Digits with which two risks that look alike at fewer are told apart."""

BETWEEN = {
    Basis.UNKNOWN: "between its best and its worst answer",
    Basis.RANGE: "between the ends of its own range",
    Basis.NO_RANGE: "between 0 and 100 %, since no range is given",
    Basis.TRUTH: "between true and false",
}
MOVED = {Sort.OWNER: "what hangs on it is a risk", Sort.REQUEST: "what it leaves open moves the risk"}
KEPT = {
    Others.NONE: "",
    Others.BEST: ", with what else is unknown at its best",
    Others.WORST: ", with what else is unknown at its worst",
    Others.HALF: ", with what else is unknown half-way (alone it moves neither end)",
}


def factor_words(worth: Found) -> str:
    """Return how many times the risk moves, in two digits; a dash where it was not computed."""
    if isinstance(worth, NotComputed):
        return "-"
    if worth.low <= 0:
        return "from 0"
    if worth.factor >= LARGE:
        return f"over {LARGE:,} x"
    if significant(worth.factor, DIGITS) == 1:
        return f"{times(worth.factor, DIGITS + 1)} x" if significant(worth.factor, DIGITS + 1) > 1 else "about 1 x"
    return f"{times(worth.factor, DIGITS)} x"


def risks_words(worth: Worth) -> str:
    """Return the two risks with as many digits as tell them apart."""
    write = one_in if worth.low > 0 and worth.high < SMALL * 100 else percent
    pairs = ((write(worth.low, count), write(worth.high, count)) for count in range(DIGITS, CLOSER + 1))
    low, high = next(((low, high) for low, high in pairs if low != high), (write(worth.low), "a little more"))
    return f"{low} to {high}"


def why(asked: Asked, case: CaseGraph) -> str:
    """Return why a question matters, as one sentence."""
    worth = asked.worth
    standing = _standing(len(asked.pathways))
    if isinstance(worth, NotComputed):
        text = f"{standing}there is no figure of its worth: {worth.reason}."
        return text[:1].upper() + text[1:]
    named = case.nodes.get(worth.assessor)
    whose = f"for {named.title or named.id}" if named else "in the case's own words"
    hangs = MOVED.get(asked.question.sort, "it moves the risk")
    text = f"{standing}{hangs} from {risks_words(worth)} {whose}"
    return f"{text[:1].upper()}{text[1:]}, {BETWEEN[worth.basis]}{KEPT[worth.others]}."


def _standing(count: int) -> str:
    if not count:
        return ""
    return f"{count} pathway{' stands' if count == 1 else 's stand'} on it, and "


def until(asked: Asked, today: date | None) -> str:
    """Return until when an answer is wanted, and whether that day is over; nothing where no day is said."""
    due = asked.question.due
    late = f", overdue since {due.isoformat()}" if due and asked.question.overdue(today) else ""
    return late or (f", by {due.isoformat()}" if due else "")


def page(case: CaseGraph, found: Sequence[Asked], audience: str, today: date | None = None) -> str:
    """Return the page to send, as Markdown.

    Args:
        case: as the audience sees it.
        found: the questions of the page.
        audience: who is asked.
        today: the day against which it is judged what is overdue; None leaves it unjudged.
    """
    head = case.head
    top = (
        f"# Questions about {_line(head.title or head.id)}\n\n"
        "Write behind `answer:`, `because:`, `by:` (your name) and `on:` (the day, such as `2027-02-05`). "
        "Leave a question empty that you cannot answer, or answer `unknown`. Change nothing else.\n\n"
    )
    mark = f"page: {head.id}, {audience}"
    parts = [f"{top}{mark}, {seal(top + mark)}\n"]
    parts += [_block(number, asked, case, today) for number, asked in enumerate(found, 1)]
    return "\n".join(parts)


def _block(number: int, asked: Asked, case: CaseGraph, today: date | None) -> str:
    question = asked.question
    node = case.nodes[question.subject]
    said = [f"For {_line(question.to)}."] if question.to else []
    due = until(asked, today).removeprefix(", ")
    said += [f"{due[:1].upper()}{due[1:]}."] if due else []
    held = f" There now: `{_line(question.held)}`." if question.held and question.sort is not Sort.REQUEST else ""
    understood = ", or ".join(forms(question, node))
    heading = f"## {number}. {_line(question.text)}"
    name = f"question: `{question.id}`"
    body = f"{' '.join([*said, _line(why(asked, case))])}\n\nUnderstood: {understood}.{held}"
    blanks = "\n\n".join(f"{blank}:" for blank in BLANKS)
    return f"{heading}\n\n{name} {seal(heading + name + body)}\n\n{body}\n\n{blanks}\n"


def _line(text: str) -> str:
    """Return text as one line that opens no comment and no heading."""
    return " ".join(text.split()).replace("<", "\\<")
