"""A run: text in which every character knows the line and column it came from.

Word processors change Markdown in harmless ways (escapes, no-break spaces, curly quotes, dashes). A run undoes them
once, at the start, without losing the places, so that every parser behind it reads plain text and every message
points at the author's own.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from loadpath.case.span import Span

if TYPE_CHECKING:
    from collections.abc import Iterable

PLAIN = {
    "\u00a0": " ", "\u202f": " ", "\u2009": " ", "\u2007": " ", "\t": " ",
    "\u2018": "'", "\u2019": "'", "\u201c": '"', "\u201d": '"',
    "\u2010": "-", "\u2011": "-", "\u2212": "-",
}  # fmt: skip
"""What a word processor writes, and what is meant."""

ESCAPABLE = set("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~")
"""The characters that CommonMark lets a backslash escape."""


class RefusedError(Exception):
    """A value that cannot be read, where, and what to write instead. Never leaves this room."""

    def __init__(self, message: str, run: Run, *, help: str = "", rule: str = "malformed-value") -> None:  # noqa: A002
        """Keep the message, the place and the remedy."""
        super().__init__(message)
        self.run = run
        self.help = help
        self.rule = rule


@dataclass(frozen=True, slots=True)
class Run:
    """Text with the place of every character, as pairs of line and column counted from 1."""

    text: str
    places: tuple[tuple[int, int], ...]
    file: str

    def __len__(self) -> int:
        """Return the number of characters."""
        return len(self.text)

    def __getitem__(self, part: slice) -> Run:
        """Return a slice, places included."""
        return Run(self.text[part], self.places[part], self.file)

    def strip(self) -> Run:
        """Return the run without white space at its ends."""
        left = len(self.text) - len(self.text.lstrip())
        return self[left : max(left, len(self.text.rstrip()))]

    def split(self, separator: str) -> list[Run]:
        """Return the stripped stretches between separators (a regular expression)."""
        pieces, start = [], 0
        for match in re.finditer(separator, self.text):
            pieces.append(self[start : match.start()].strip())
            start = match.end()
        return [*pieces, self[start:].strip()]

    def span(self) -> Span:
        """Return where the run stands; a run over several lines gives its first line."""
        if not self.places:
            return Span(self.file, 1)
        line, column = self.places[0]
        last = max((place[1] for place in self.places if place[0] == line), default=column)
        return Span(self.file, line, column, last + 1)

    def partition(self, separator: str) -> tuple[Run, Run] | None:
        """Return what stands before and after the first match of a regular expression, or None."""
        match = re.search(separator, self.text)
        return (self[: match.start()].strip(), self[match.end() :].strip()) if match else None


def run_of(lines: Iterable[tuple[int, int, str]], file: str) -> Run:
    """Return lines joined by single spaces and made plain.

    Args:
        lines: triples of line number, column of the first character, and text.
        file: name of the file.
    """
    text: list[str] = []
    places: list[tuple[int, int]] = []
    for number, column, content in lines:
        if text and text[-1] != " ":
            text.append(" ")
            places.append((number, column))
        _append_plain(content, number, column, text, places)
    return Run("".join(text), tuple(places), file).strip()


def _append_plain(content: str, number: int, column: int, text: list[str], places: list[tuple[int, int]]) -> None:
    at = 0
    while at < len(content):
        here = at
        letter = content[at]
        if letter == "\\" and at + 1 < len(content) and content[at + 1] in ESCAPABLE:
            at += 1
            letter = content[at]
        letter = PLAIN.get(letter, letter)
        at += 1
        if letter == " " and text and text[-1] == " ":
            continue
        text.append(letter)
        places.append((number, column + here))


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
