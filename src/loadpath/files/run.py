"""A run: text in which every character knows the line and column it came from.

Word processors change Markdown in harmless ways (escapes, no-break spaces, curly quotes, dashes). A run undoes them
once, at the start, without losing the places, so that every parser behind it reads plain text and every message
points at the author's own.
"""

from __future__ import annotations

import re
from bisect import bisect
from typing import TYPE_CHECKING

from loadpath.case.span import Span

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

PLAIN = {
    "\u00a0": " ", "\u202f": " ", "\u2009": " ", "\u2007": " ", "\t": " ",
    "\u2018": "'", "\u2019": "'", "\u201c": '"', "\u201d": '"',
    "\u2010": "-", "\u2011": "-", "\u2212": "-",
}  # fmt: skip
"""What a word processor writes, and what is meant."""

ESCAPABLE = set("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~")
"""The characters that CommonMark lets a backslash escape."""

NEW = tuple.__new__
"""Makes a named tuple of a tuple without a call in between: spans are the most of what is made."""

LAST = 1 << 62
"""A line after all lines."""


class RefusedError(Exception):
    """A value that cannot be read, where, and what to write instead. Never leaves this room."""

    def __init__(self, message: str, run: Run, *, help: str = "", rule: str = "malformed-value") -> None:  # noqa: A002
        """Keep the message, the place and the remedy."""
        super().__init__(message)
        self.run = run
        self.help = help
        self.rule = rule


SPECIAL = re.compile(rf"\\[{re.escape(''.join(sorted(ESCAPABLE)))}]|[{''.join(PLAIN)}]|  +")
"""What is not taken as it stands: an escape, a letter of `PLAIN`, several spaces."""

Mark = tuple[int, int, int]
"""From which character on (counted from 0 in the whole text) places go on from a line and a column (from 1)."""


class Run:
    """Text with the place of every character: stretches that stand in one piece, by their first character.

    A run is cut up many times while it is read, so that it is kept small: all pieces share the marks of the whole. It
    is never changed.

    Attributes:
        text: the characters.
        places: the marks of the whole text that this is a piece of, and where in it this begins.
        file: name of the file.
    """

    __slots__ = ("file", "places", "text")

    def __init__(self, text: str, places: tuple[list[Mark], int], file: str) -> None:
        """Keep a piece of text and where it stands."""
        self.text = text
        self.places = places
        self.file = file

    def __repr__(self) -> str:
        """Return the text and where it begins."""
        return f"Run({self.text!r}, {self.span()})"

    def __len__(self) -> int:
        """Return the number of characters."""
        return len(self.text)

    def __getitem__(self, part: slice) -> Run:
        """Return a slice, places included."""
        start = part.start or 0
        if start < 0:
            start = max(0, start + len(self.text))
        marks, before = self.places
        return Run(self.text[part], (marks, before + start), self.file)

    def strip(self) -> Run:
        """Return the run without white space at its ends."""
        text = self.text
        if text.strip() == text:
            return self
        left = len(text) - len(text.lstrip())
        return self[left : max(left, len(text.rstrip()))]

    def split(self, separator: str) -> list[Run]:
        """Return the stripped stretches between separators (a regular expression)."""
        pieces, start = [], 0
        for match in re.finditer(separator, self.text):
            pieces.append(self[start : match.start()].strip())
            start = match.end()
        return [*pieces, self[start:].strip()]

    def span(self) -> Span:
        """Return where the run stands; a run over several lines gives its first line."""
        return self.span_of(0, len(self.text))

    def span_of(self, begin: int, end: int) -> Span:
        """Return where a piece of the run stands: the same as `run[begin:end].span()`, for less."""
        if begin >= end:
            return Span(self.file, 1)
        marks, start = self.places
        if len(marks) == 1:
            _, line, column = marks[0]
            column += start
            return NEW(Span, (self.file, line, column + begin, column + end))
        stop = start + end
        start += begin
        here = bisect(marks, (start, LAST)) - 1
        first, line, column = marks[here]
        column += start - first
        while here + 1 < len(marks) and marks[here + 1][0] < stop and marks[here + 1][1] == line:
            here += 1
        first, _, last = marks[here]
        if here + 1 < len(marks):
            stop = min(stop, marks[here + 1][0])
        return Span(self.file, line, column, last + stop - first)

    def partition(self, separator: str) -> tuple[Run, Run] | None:
        """Return what stands before and after the first match of a regular expression, or None."""
        match = re.search(separator, self.text)
        return (self[: match.start()].strip(), self[match.end() :].strip()) if match else None


def run_of(lines: Sequence[tuple[int, int, str]], file: str) -> Run:
    """Return lines joined by single spaces and made plain.

    Args:
        lines: triples of line number, column of the first character, and text.
        file: name of the file.
    """
    if len(lines) == 1 and _stands(lines[0][2]):
        number, column, content = lines[0]
        return Run(content, ([(0, number, column)], 0), file).strip()
    text: list[str] = []
    marks: list[Mark] = []
    size = 0
    for number, column, content in lines:
        if text and text[-1][-1] != " ":
            text.append(" ")
            marks.append((size, number, column))
            size += 1
        for at, piece in ((0, content),) if _stands(content) else _pieces(content):
            kept = piece[1:] if text and piece[:1] == " " and text[-1][-1] == " " else piece
            if kept:
                text.append(kept)
                marks.append((size, number, column + at + len(piece) - len(kept)))
                size += len(kept)
    return Run("".join(text), (marks, 0), file).strip()


def _stands(content: str) -> bool:
    """Return whether a line holds nothing `SPECIAL`, told by what is quick to look for."""
    return content.isascii() and "\\" not in content and "  " not in content and "\t" not in content


def _pieces(content: str) -> Iterator[tuple[int, str]]:
    """Yield what is meant by stretches of a line, each with the column (from 0) of its first character."""
    at = 0
    for match in SPECIAL.finditer(content):
        yield at, content[at : match.start()]
        found = match[0]
        yield match.start(), found[1] if found[0] == "\\" else PLAIN.get(found, " ")
        at = match.end()
    yield at, content[at:]


def code_spans(text: str) -> list[tuple[int, int]]:
    """Return where code stands between equally long rows of backticks: first and last place of each, marks included.

    >>> code_spans("a `b` ``c`` `")
    [(2, 5), (6, 11)]
    """
    rows = [(match.start(), match.end()) for match in re.finditer(r"(?<!\\)`+", text)]
    following: dict[int, list[int]] = {}
    for number in range(len(rows) - 1, -1, -1):
        following.setdefault(rows[number][1] - rows[number][0], []).append(number)
    found: list[tuple[int, int]] = []
    number = 0
    while number < len(rows):
        left, right = rows[number]
        same = following[right - left]
        while same and same[-1] <= number:
            same.pop()
        if same:
            number = same[-1]
            found.append((left, rows[number][1]))
        number += 1
    return found


def plain(text: str) -> str:
    r"""Return what a text says, with escapes, layout and typography taken away.

    >>> plain("a \\[\\[b\\]\\]\u00a0c\n  d")
    'a [[b]] c d'
    """
    return run_of([(1, 1, line) for line in text.splitlines()], "").text
