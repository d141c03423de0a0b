"""Answers written where they belong: a cell of a table, a judgement, a field; only those lines change.

What this file knows: where cells and lines of judgement stand (`places`). What it promises: the text is read again
after each answer; where it would be read otherwise than it was meant, or anything else would be read otherwise than
before, it is refused. An answer of a case without a place for reasons (a cell, an owner, a request) leaves a sentence
behind the node: who was asked, when, and why.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from loadpath.case import node as kinds
from loadpath.case.asked import HARM_AT, NO_QUEUE, Sort
from loadpath.errors import RefusedChangeError
from loadpath.files.answered_number import with_judgement
from loadpath.files.answering import NAME, Refusal
from loadpath.files.places import Role, places
from loadpath.files.ranges import lines_of
from loadpath.files.ranges import text_of as joined
from loadpath.files.reader import read
from loadpath.files.rewritten import BY_HAND, marked, require, with_note
from loadpath.files.scan import cells
from loadpath.files.sections import heading_row
from loadpath.files.write_back import with_fields

if TYPE_CHECKING:
    from collections.abc import Mapping

    from loadpath.case.asked import Question
    from loadpath.case.build import Reading
    from loadpath.files.answering import Answer, Page


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What became of a page.

    Attributes:
        texts: the texts with the answers in them; as they were where anything was refused.
        written: the questions that were answered.
        refusals: what was refused, of the page and of the answers, in the order of its lines.
    """

    texts: Mapping[str, str]
    written: tuple[Question, ...]
    refusals: tuple[Refusal, ...]


def take(texts: Mapping[str, str], page: Page, questions: Mapping[str, Question], by: str = "") -> Taken:
    """Return the texts with all answers of a page written in, or with none where one of them is refused.

    Args:
        texts: file name to content, of a case without errors.
        page: as it was read.
        questions: those that the case asks now, by id.
        by: the assessor whose numbers answers become, where a question does not say.
    """
    now = {question.name: question for question in questions.values()}
    after, written, refusals = dict(texts), [], list(page.refusals)
    for answer in page.answers:
        question = questions.get(answer.id)
        name = answer.id.rpartition("/")[0]
        if question is None and name in now:
            message, help_ = "what it asks about has changed since", f"ask again: it is now `{now[name].id}`"
        elif question is None:
            message, help_ = "this is not asked any more", "it was answered or taken out; leave it out of the page"
        else:
            try:
                after = answered(after, question, answer, by)
            except RefusedChangeError as error:
                message, help_ = str(error), error.help
            else:
                written.append(question)
                continue
        refusals.append(Refusal(line=answer.line, read=answer.answer, message=f"`{name}`: {message}", help=help_))
    refusals.sort(key=lambda one: one.line)
    return Taken(
        texts=dict(texts) if refusals else after,
        written=() if refusals else tuple(written),
        refusals=tuple(refusals),
    )


def answered(texts: Mapping[str, str], question: Question, answer: Answer, by: str = "") -> dict[str, str]:
    """Return the texts with one answer written in.

    Args:
        texts: file name to content, of a case without errors.
        question: what was asked.
        answer: what came back.
        by: the assessor whose number it becomes, where the question does not say.

    Raises:
        RefusedChangeError: when the answer would not be read as what it is, or would change what something else says.
    """
    before = read(texts)
    if question.sort is Sort.CELL:
        return _cell(texts, before, question, answer)
    if question.needs_reason:
        return with_judgement(texts, before, question, answer, by)
    if question.sort is Sort.OWNER and not NAME.fullmatch(answer.answer):
        raise RefusedChangeError("this is not a name", help="write a person or a team, such as `security on-call`")
    fields = {
        Sort.FIELD: {question.column: answer.answer},
        Sort.OWNER: {"owner": answer.answer},
        Sort.REQUEST: {"status": f"answered ({answer.on.isoformat()})"},
    }[question.sort]
    note = _note(question, answer)
    after = with_note(with_fields(texts, question.subject, fields), question.subject, note)
    require(before, read(after), question.subject, {key.replace(" ", "_") for key in fields}, note)
    return after


def _note(question: Question, answer: Answer) -> str:
    """Return the sentence that says who was asked; of a request, the answer itself."""
    whose = f"{answer.by}, {answer.on.isoformat()}"
    reason = f", because {answer.because}" if answer.because else ""
    if question.sort is Sort.REQUEST:
        return f"Answered by {whose}: {answer.answer}{reason}"
    about = f"row {question.row}, {question.column}" if question.row else question.column
    if question.sort is Sort.OWNER:
        about = "who owns it"
    if question.sort is Sort.FIELD and question.column == HARM_AT:
        about = "when the harm is done"
    return f"Asked about {about}: {whose}{reason}"


ATTRIBUTES = {"works": ("works", "ever"), "on duty": ("duty",)}
"""What a cell fills of its row, where that is not called like the column."""

OPEN = re.compile(r"(?:fails )?unknown(?: ever| each time)?", re.IGNORECASE)
"""What stands in a cell that is unknown."""


def _cell(texts: Mapping[str, str], before: Reading, question: Question, answer: Answer) -> dict[str, str]:
    table, rows = _rows(before, question)
    if len(rows) < question.row:
        raise RefusedChangeError(f"`{question.subject}` has no row {question.row}", help="ask again")
    row, column = rows[question.row - 1], question.column
    note = _note(question, answer)
    value = "" if column == "queue" and answer.answer.lower() == NO_QUEUE else answer.answer
    after = with_note(_with_cell(texts, row, column, value), question.subject, note)
    now = read(after)
    require(before, now, question.subject, {table}, note, row.at.line)
    _, found = _rows(now, question)
    changed = found[question.row - 1 : question.row]
    kept = {name: getattr(one, name) for one in changed for name in ATTRIBUTES.get(column, (column,))}
    wanted = [*rows[: question.row - 1], replace(row, **kept), *rows[question.row :]]
    if found != tuple(wanted):
        raise RefusedChangeError(f"`{answer.answer}` would change other cells than the one asked for", help=BY_HAND)
    return after


def _rows(reading: Reading, question: Question) -> tuple[str, tuple[kinds.Row, ...] | tuple[kinds.Stage, ...]]:
    """Return the attribute that holds the table of a node, and its rows."""
    node = reading.case.nodes.get(question.subject) if reading.case else None
    if isinstance(node, kinds.Surface):
        return "stages", node.stages
    return "rows", node.rows if isinstance(node, kinds.Scenario) else ()


def _with_cell(texts: Mapping[str, str], row: kinds.Row | kinds.Stage, column: str, value: str) -> dict[str, str]:
    file = row.at.file
    mark, text = marked(texts[file])
    lines = list(lines_of(text))
    place = next(p for p in places(file, text) if p.role is Role.ROW and p.lines[0][0] == row.at.line)
    number = heading_row(place.block, file).index(column)
    at = cells(place.lines[0], file)[number].span()
    line = lines[row.at.line - 1]
    if not OPEN.fullmatch(line[at.column - 1 : at.end_column - 1]):
        whose = row.who if isinstance(row, kinds.Row) else row.name
        raise RefusedChangeError(f"the cell `{column}` of `{whose}` does not hold `unknown`", help=BY_HAND)
    lines[row.at.line - 1] = line[: at.column - 1] + value + line[at.end_column - 1 :]
    return dict(texts) | {file: mark + joined(lines)}
