"""A page of questions that came back filled in: what was answered, by whom and when, read or refused line by line.

What this file knows: how `loadpath ask` lays a page out, and what editors and word processors do to one (escapes, curly
quotes, bold keys, bullets, underlined headings, wrapped lines). What it promises: every letter of the page is read as
part of an answer, or is one that was printed (the seals say so), or its block is refused with its line.

>>> page = '''# Questions about C
...
... page: c, internal, 61d2e1a5
... '''
>>> read_page("page.md", page).case
'c'
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from loadpath.case.asked import DIGITS, seal
from loadpath.case.audience import AUDIENCES
from loadpath.case.characters import hidden, name_of
from loadpath.files.run import plain

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

KEYS = ("answer", "because", "by", "on")
"""What is filled in below each question."""

HEADING = re.compile(r" {0,3}#{1,6}[ \t\u00a0]+\S")
UNDERLINE = re.compile(r" {0,3}(?:=+|-{2,})[ \t]*$")
ATTRIBUTES = re.compile(r"\{#[^{}]*\}\s*$")
KEY = re.compile(rf"[-*+>\s]*(?:\*\*|__)?({'|'.join(KEYS)})(?:\*\*|__)?[ ]?:(?:\*\*|__)?(?=\s|$)", re.IGNORECASE)
PAGE = re.compile(rf"page: ?`?([a-z0-9][a-z0-9.-]*)`?, ?({'|'.join(AUDIENCES)}), ?([0-9a-f]{{{DIGITS}}})(?![0-9a-z])")
NAMED = re.compile(rf"question: ?`?([a-z]+/[a-z0-9./-]+)`? ([0-9a-f]{{{DIGITS}}})(?![0-9a-z])")
REFUSED = re.compile(r"<!--|\[\[[^\]A-Za-z]{0,20}(?:redact|withheld)|\[\[ ?=", re.IGNORECASE)
WRAPPED = re.compile(r"(`|\*\*|__|\*|_)([^`*_]+)\1")
NAME = re.compile(r"[^()\[\]|<>:;*`\\]{1,80}")
LONGEST = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What somebody wrote below one question.

    Attributes:
        id: of the question.
        line: of the page, where the answer begins.
        answer: in their words, in plain characters.
        because: the reason, or nothing.
        by: who says so.
        on: the day.
    """

    id: str
    line: int
    answer: str
    because: str
    by: str
    on: date

    @property
    def source(self) -> str:
        """Return who said it and when, as it stands behind a reason."""
        return f"({self.by}, {self.on.isoformat()})"


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """What of a page was not taken: where, what was read, why, and what to write instead."""

    line: int
    read: str
    message: str
    help: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page as it came back.

    Attributes:
        case: id of the case that it is about; empty where the page does not say.
        audience: who was asked.
        answers: of the questions that were answered.
        empty: ids of the questions that were left empty.
        refusals: what was not understood.
    """

    case: str
    audience: str
    answers: tuple[Answer, ...]
    empty: tuple[str, ...]
    refusals: tuple[Refusal, ...]


@dataclass(frozen=True, slots=True)
class _Block:
    """A heading and what stands under it: printed words, then what was filled in, by key, with the line of each."""

    line: int
    printed: str
    filled: Mapping[str, tuple[int, str]]
    twice: Sequence[tuple[int, str]]


def read_page(name: str, text: str) -> Page:
    """Return what a page says, with everything that was not understood.

    Args:
        name: of the file, for messages.
        text: its content.
    """
    first, *rest = _blocks(text)
    match = PAGE.search(plain(first.printed))
    whole = match is not None and not first.filled and _sealed(match, 3)
    refusals = [] if whole else [_not_printed(first, name, "page")]
    answers: list[Answer] = []
    empty: list[str] = []
    for block in rest:
        found = _answer(block, name)
        if isinstance(found, Answer):
            answers.append(found)
        elif isinstance(found, Refusal):
            refusals.append(found)
        else:
            empty.append(found)
    times = Counter([*(answer.id for answer in answers), *empty])
    refusals += [
        _refusal(answer.line, answer.id, "this question stands on the page twice", "leave one of the two")
        for answer in answers
        if times[answer.id] > 1
    ]
    return Page(
        case=match[1] if match else "",
        audience=match[2] if match else "",
        answers=tuple(answer for answer in answers if times[answer.id] == 1),
        empty=tuple(empty),
        refusals=tuple(refusals),
    )


def _blocks(text: str) -> list[_Block]:
    """Return the page cut at its headings; what stands before the second one is its head."""
    lines = text.removeprefix("\ufeff").splitlines()
    heads = [at for at, line in enumerate(lines) if _is_heading(lines, at)]
    starts = [0, *heads[1:]]
    return [_block(lines, start, end) for start, end in zip(starts, [*starts[1:], len(lines)], strict=True)]


def _is_heading(lines: Sequence[str], at: int) -> bool:
    if HEADING.match(lines[at]):
        return True
    below = lines[at + 1] if at + 1 < len(lines) else ""
    return bool(lines[at].strip() and UNDERLINE.match(below) and not UNDERLINE.match(lines[at]))


def _block(lines: Sequence[str], start: int, end: int) -> _Block:
    printed: list[str] = []
    filled: dict[str, tuple[int, list[str]]] = {}
    twice: list[tuple[int, str]] = []
    key = ""
    for number, line in enumerate(lines[start:end], start + 1):
        said = plain(line)
        match = KEY.match(said)
        if match:
            key = match[1].lower()
            if key in filled:
                twice.append((number, key))
            filled.setdefault(key, (number, []))
            said = said[match.end() :]
        if key:
            filled[key][1].append(said.strip())
        else:
            printed.append(ATTRIBUTES.sub("", line) if number == start + 1 else line)
    joined = {name: (number, " ".join(" ".join(parts).split())) for name, (number, parts) in filled.items()}
    return _Block(start + 1, "\n".join(printed), joined, twice)


def _sealed(match: re.Match[str], group: int) -> bool:
    """Return whether the text around a seal is the one that was sealed."""
    return seal(match.string[: match.start(group)] + match.string[match.end(group) :]) == match[group]


def _answer(block: _Block, name: str) -> Answer | Refusal | str:
    """Return what was answered, what was not understood, or the id of a question that was left empty."""
    match = NAMED.search(plain(block.printed))
    if match is None or not _sealed(match, 2):
        return _not_printed(block, name, "question")
    if block.twice:
        line, key = block.twice[0]
        return _refusal(line, f"{key}:", f"`{key}:` stands twice below one question", f"write all behind one `{key}:`")
    gone = " and ".join(f"`{key}:`" for key in KEYS if key not in block.filled)
    if gone:
        return _refusal(block.line, block.printed, f"{gone} was taken out", "put it back on a line of its own")
    filled = {key: _unwrapped(text) for key, (_, text) in block.filled.items() if text}
    return _filled(match[1], block, filled) if filled else match[1]


def _filled(question: str, block: _Block, filled: Mapping[str, str]) -> Answer | Refusal:
    """Return what was filled in below a question, or what of it is missing or no name, no day, no text for a case."""
    for key, text in filled.items():
        if problem := _unfit(text):
            return _refusal(block.filled[key][0], text, *problem)
    line = block.filled["answer"][0]
    missing = " and ".join(f"`{key}:`" for key in KEYS if key not in filled and key != "because")
    if missing:
        read = f"{next(iter(filled))}: {next(iter(filled.values()))}"
        return _refusal(line, read, f"nothing stands behind {missing}", "fill it in, or leave the whole question empty")
    if not NAME.fullmatch(filled["by"]):
        remedy = "write a name without brackets and colons, such as `Ruth Adeyemi`"
        return _refusal(block.filled["by"][0], filled["by"], "this is not a name", remedy)
    day = _day(filled["on"])
    if day is None:
        return _refusal(block.filled["on"][0], filled["on"], "this is not a day", "write it as `2027-02-05`")
    reason = re.sub(r"^because\b ?", "", filled.get("because", ""), flags=re.IGNORECASE)
    return Answer(id=question, line=line, answer=filled["answer"], because=reason, by=filled["by"], on=day)


def _unfit(text: str) -> tuple[str, str] | None:
    """Return why a text cannot be written into a case, and what to do."""
    if len(text) > LONGEST:
        return f"{len(text):,} characters", f"write at most {LONGEST:,}; put more into the case by hand"
    if found := next(hidden(text), None):
        return f"{name_of(found.letter)} {found.reason}", "take it out"
    if match := REFUSED.search(text):
        return (
            f"`{match[0]}` is not taken from a page",
            "write what it says in words, or write it into the case by hand",
        )
    return None


def _unwrapped(text: str) -> str:
    """Return a text without the marks of code or emphasis around all of it."""
    match = WRAPPED.fullmatch(text)
    return match[2].strip() if match else text


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text) else None
    except ValueError:
        return None


def _not_printed(block: _Block, name: str, what: str) -> Refusal:
    said = plain(block.printed)
    return _refusal(
        block.line,
        said,
        f"these are not the words that were printed on the {'page' if what == 'page' else 'page below a heading'}",
        f"write only behind `answer:`, `because:`, `by:` and `on:`; what stands elsewhere in `{name}` would be lost",
    )


def _refusal(line: int, read: str, message: str, help: str) -> Refusal:  # noqa: A002  the field's word
    short = " ".join(read.split())
    return Refusal(line=line, read=short if len(short) <= 80 else f"{short[:77]}...", message=message, help=help)  # noqa: PLR2004  a line of a terminal
