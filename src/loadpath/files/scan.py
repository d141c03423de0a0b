"""A Markdown file as blocks: headings, lists, tables and prose, each line with its number.

Only the outline that loadpath gives a meaning to is recognised here; prose stays Markdown. Fenced code is never read
as structure, and comments (`<!-- ... -->`) are blanked out, so that what a reader of the rendered page cannot see
does not count.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING

from loadpath.files.run import Run, run_of

if TYPE_CHECKING:
    from collections.abc import Iterator

HEADING = re.compile(r" {0,3}(#{1,6})(?:[ \t]+(.*?))?(?:[ \t]+#+)?[ \t]*$")
BULLET = re.compile(r" {0,3}[-*+][ \t\u00a0]+(?=\S)")
ITEM = re.compile(r" {0,3}[0-9]{1,9}[.)][ \t\u00a0]+(?=\S)")
FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
DELIMITER = re.compile(r"\s*\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?\s*$")
UNDERLINE = re.compile(r" {0,3}(=+|-{2,})[ \t]*$")


class Shape(Enum):
    """What a block is."""

    HEADING = "heading"
    BULLETS = "bullets"
    ITEMS = "numbered items"
    TABLE = "table"
    PROSE = "prose"
    CODE = "code"


@dataclass(frozen=True, slots=True)
class Block:
    """A block of lines: triples of line number, column of the first character, and text."""

    shape: Shape
    lines: tuple[tuple[int, int, str], ...]
    level: int = 0
    entries: tuple[tuple[tuple[int, int, str], ...], ...] = field(default=())
    underlined: bool = False

    @property
    def text(self) -> str:
        """Return the block as written."""
        return "\n".join(line for _, _, line in self.lines)


def blocks(text: str) -> Iterator[Block]:
    """Yield the blocks of a file in order."""
    lines = _visible(text)
    at = 0
    while at < len(lines):
        number, line, code = lines[at]
        if code:
            end = _while(lines, at, lambda entry: entry[2])
            yield Block(Shape.CODE, _as_lines(lines[at:end]))
        elif not line.strip():
            end = at + 1
        elif match := HEADING.match(line):
            end = at + 1
            column = match.start(2) + 1 if match[2] else 1
            yield Block(Shape.HEADING, ((number, column, match[2] or ""),), level=len(match[1]))
        elif at + 1 < len(lines) and "|" in line and DELIMITER.match(lines[at + 1][1]) and "|" in lines[at + 1][1]:
            end = _while(lines, at, lambda entry: "|" in entry[1] and not entry[2])
            yield Block(Shape.TABLE, _as_lines(lines[at:end]))
        elif BULLET.match(line) or ITEM.match(line):
            end, block = _list(lines, at)
            yield block
        else:
            end = _paragraph_end(lines, at)
            underlined = end < len(lines) and bool(UNDERLINE.match(lines[end][1])) and not lines[end][2]
            yield Block(Shape.PROSE, _as_lines(lines[at:end]), underlined=underlined)
        at = end


Seen = tuple[int, str, bool]


def _visible(text: str) -> list[Seen]:
    """Return (line number, text with comments blanked, inside fenced code) for every line."""
    seen: list[Seen] = []
    fence = ""
    comment = False
    for number, raw in enumerate(text.split("\n"), 1):
        line = raw.rstrip("\r")
        if fence:
            seen.append((number, line, True))
            closing = FENCE.match(line)
            if closing and closing[1].startswith(fence) and not line.strip().strip(fence[0]):
                fence = ""
            continue
        line, comment = _without_comments(line, comment)
        if opening := FENCE.match(line):
            fence = opening[1]
            seen.append((number, line, True))
        else:
            seen.append((number, line, False))
    return seen


def _without_comments(line: str, inside: bool) -> tuple[str, bool]:
    """Return a line with comments replaced by spaces, so that columns stay, and whether a comment is still open."""
    kept: list[str] = []
    at = 0
    while at < len(line):
        mark = "-->" if inside else "<!--"
        found = line.find(mark, at)
        end = len(line) if found < 0 else found + (len(mark) if inside else 0)
        kept.append(" " * (end - at) if inside else line[at:end])
        at = end
        if found >= 0:
            inside = not inside
            if inside:
                kept.append(" " * len(mark))
                at += len(mark)
    return "".join(kept), inside


def _while(lines: list[Seen], start: int, holds: object) -> int:
    end = start
    while end < len(lines) and holds(lines[end]):  # type: ignore[operator]
        end += 1
    return end


def _as_lines(lines: list[Seen]) -> tuple[tuple[int, int, str], ...]:
    return tuple((number, 1, line) for number, line, _ in lines)


def _interrupts(line: str, code: bool) -> bool:
    return code or not line.strip() or bool(HEADING.match(line) or BULLET.match(line) or ITEM.match(line))


def _paragraph_end(lines: list[Seen], start: int) -> int:
    end = start + 1
    while end < len(lines):
        _, line, code = lines[end]
        if _interrupts(line, code) or UNDERLINE.match(line):
            break
        end += 1
    return end


def _list(lines: list[Seen], start: int) -> tuple[int, Block]:
    """Read a list of one sort: every entry with its continuations; blank lines between entries are allowed."""
    mark = BULLET if BULLET.match(lines[start][1]) else ITEM
    entries: list[tuple[tuple[int, int, str], ...]] = []
    at = start
    while at < len(lines) and (match := mark.match(lines[at][1])) and not lines[at][2]:
        number, line, _ = lines[at]
        entry = [(number, match.end() + 1, line[match.end() :])]
        at += 1
        while at < len(lines) and not _interrupts(lines[at][1], lines[at][2]):
            number, line, _ = lines[at]
            indent = len(line) - len(line.lstrip())
            entry.append((number, indent + 1, line.lstrip()))
            at += 1
        entries.append(tuple(entry))
        ahead = at
        while ahead < len(lines) and not lines[ahead][1].strip() and not lines[ahead][2]:
            ahead += 1
        if ahead < len(lines) and mark.match(lines[ahead][1]):
            at = ahead
    shape = Shape.BULLETS if mark is BULLET else Shape.ITEMS
    return at, Block(shape, _as_lines(lines[start:at]), entries=tuple(entries))


def cells(line: tuple[int, int, str], file: str) -> list[Run]:
    """Return the cells of one row of a table; a `|` behind a backslash or inside `[[...]]` does not separate."""
    number, _, text = line
    found: list[Run] = []
    start, at, depth = 0, 0, 0
    while at <= len(text):
        two = text[at : at + 2]
        if two == "[[":
            depth += 1
        elif two == "]]" and depth:
            depth -= 1
        if at == len(text) or (text[at] == "|" and not depth and text[at - 1 : at] != "\\"):
            found.append(run_of([(number, start + 1, text[start:at])], file))
            start = at + 1
        at += 1
    if found and not found[0].text:
        found = found[1:]
    if found and not found[-1].text and text.rstrip().endswith("|"):
        found = found[:-1]
    return found
