"""Prose as a reader sees it: passages without code, tables, quotations and addresses, every letter in its place.

Rules that look into prose ask here. What is taken out becomes spaces, so that a place in a passage is a place in the
file; references such as `[[id]]` are left in, for whoever wants to know what a sentence is about.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING

from loadpath.case.span import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from loadpath.case.node import Section

REFERENCE = re.compile(r"\[\[ ?([a-z0-9][a-z0-9.-]*) ?\]\]")
"""A reference in prose, its id in the first group."""

BRACKETED = re.compile(r"\[\[[^\[\]]*\]\]")
"""Whatever stands in double brackets: a reference, a computed value, a mark of withheld text."""

ESCAPED = re.compile(r"\\\[\\\[([^\[\]\\]*)\\\]\\\]")
UNREAD = re.compile(r"(?<!`)`+[^`]+`+|https?://[^\s)>\]]+|(?<=\])\([^()\s]*\)|<[A-Za-z/][^<>]{0,200}>")
OPENS_ENTRY = re.compile(r" {0,3}(?:[-*+]|[0-9]{1,9}[.)])\s")
FENCE = re.compile(r" {0,3}(?:```|~~~)")
NOT_PROSE = re.compile(r" {4}|\t| {0,3}[>|]")
END = re.compile(r"[.!?:;][)\"'*_]*(?=\s)(?!\s+[a-z])")
BETWEEN = re.compile(r"(?:\be\.g|\bi\.e|\bcf|\bvs|\bFig|\bNo)\.$")


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph or an entry of a list: its text on one line, and the line of the file behind each part of it."""

    text: str
    file: str
    offsets: tuple[int, ...]
    lines: tuple[int, ...]

    def span(self, start: int, end: int) -> Span:
        """Return where a stretch of the text is written; one over several lines ends with its first."""
        part = bisect_right(self.offsets, start) - 1
        line_end = self.offsets[part + 1] - 1 if part + 1 < len(self.offsets) else len(self.text)
        first = start - self.offsets[part] + 1
        return Span(self.file, self.lines[part], first, first + max(1, min(end, line_end) - start))

    def sentences(self) -> Iterator[tuple[int, int]]:
        """Yield where each sentence begins and ends."""
        start = 0
        for match in END.finditer(self.text):
            if not BETWEEN.search(self.text, max(start, match.start() - 4), match.end()):
                yield start, match.end()
                start = match.end()
        if self.text[start:].strip():
            yield start, len(self.text)


def passages(section: Section) -> Iterator[Passage]:
    r"""Yield the passages of a section.

    >>> from loadpath.case.node import Section
    >>> [item.text for item in passages(Section(text="One `x`\nand two.\n\n| a | b |\n|---|---|"))]
    ['One     and two.']
    """
    file, numbers = section.at.file, section.lines
    written = section.text.split("\n")
    if len(numbers) != len(written):
        numbers = (section.at.line,) * len(written)
    held: list[tuple[int, str]] = []
    fenced = False
    for number, line in zip(numbers, written, strict=True):
        fence = bool(FENCE.match(line))
        closed = fenced or fence or not line.strip() or bool(NOT_PROSE.match(line) and not (held and line[:1] == " "))
        fenced ^= fence
        if held and (closed or OPENS_ENTRY.match(line)):
            yield _joined(held, file)
            held = []
        if not closed:
            held.append((number, line))
    if held:
        yield _joined(held, file)


def _joined(held: list[tuple[int, str]], file: str) -> Passage:
    offsets, at = [], 0
    for _, line in held:
        offsets.append(at)
        at += len(line) + 1
    text = " ".join(line for _, line in held).replace("\u00a0", " ").replace("\u202f", " ")
    text = ESCAPED.sub(lambda match: f"[[{match[1]}]]    ", text) if "\\" in text else text
    text = UNREAD.sub(blank, text)
    return Passage(text, file, tuple(offsets), tuple(number for number, _ in held))


def blank(match: re.Match[str]) -> str:
    """Return as many spaces as a match is long."""
    return " " * len(match[0])
