"""A Markdown file as blocks: headings, lists, tables and prose, each line with its number.

Only the outline that loadpath gives a meaning to is recognised here; prose stays Markdown. Fenced code and raw HTML
(CommonMark 0.31, section 4.6) are never read as structure, and comments (`<!-- ... -->`) are blanked out, so that what
a reader of the rendered page cannot see does not count, and what they see does.
"""

from __future__ import annotations

import re
from bisect import bisect
from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING

from loadpath.files.run import Run, code_spans, run_of

if TYPE_CHECKING:
    from collections.abc import Iterator

HEADING = re.compile(r" {0,3}(#{1,6})(?:[ \t]+(.*?))?(?:[ \t]+#+)?[ \t]*$")
OPEN_HEADING = re.compile(r" {0,3}(#{1,6})(?:[ \t]+(.+))?$")
"""The same for a line that ends in neither `#` nor white space, which is most of them, and quicker."""

BULLET = re.compile(r" {0,3}\\?[-*+][ \t\u00a0]+(?=\S)")
ITEM = re.compile(r" {0,3}[0-9]{1,9}\\?[.)][ \t\u00a0]+(?=\S)")
FENCE = re.compile(r" {0,3}(`{3,}(?=[^`]*$)|~{3,})")
DELIMITER = re.compile(r"\s*(?:\|\s*)?:?-+:?\s*(?:\|\s*:?-+:?\s*)*(?:\|\s*)?$")
UNDERLINE = re.compile(r" {0,3}(=+|-{2,})[ \t]*$")
DEEPER = re.compile(r"[ \t]*(?:[-*+]|[0-9]{1,9}\\?[.)])[ \t\u00a0]+\S")
"""A line inside of an entry that opens a list of its own."""

HIDDEN = "\u00a0"
"""Stands for every character of a comment: keeps columns, and opens no list and no heading, as on the rendered page."""

BLOCK_TAGS = (
    "address|article|aside|base|basefont|blockquote|body|caption|center|col|colgroup|dd|details|dialog|dir|div|dl|dt|"
    "fieldset|figcaption|figure|footer|form|frame|frameset|h[1-6]|head|header|hr|html|iframe|legend|li|link|main|menu|"
    "menuitem|nav|noframes|ol|optgroup|option|p|param|search|section|summary|table|tbody|td|tfoot|th|thead|title|tr|"
    "track|ul"
)
RAW = (
    (re.compile(r" {0,3}<(?:script|pre|style|textarea)(?:[\s>]|$)", re.IGNORECASE),
     re.compile(r"</(?:script|pre|style|textarea)>", re.IGNORECASE)),
    (re.compile(r" {0,3}<\?"), re.compile(r"\?>")),
    (re.compile(r" {0,3}<!\[CDATA\["), re.compile(r"\]\]>")),
    (re.compile(r" {0,3}<![A-Za-z]"), re.compile(r">")),
    (re.compile(rf" {{0,3}}</?(?:{BLOCK_TAGS})(?:\s|/?>|$)", re.IGNORECASE), re.compile(r"[ \t]*$")),
)  # fmt: skip
"""How raw HTML begins, and on which line it ends: pairs of patterns, the end searched from the beginning's line on."""


class Shape(Enum):
    """What a block is."""

    HEADING = "heading"
    BULLETS = "bullets"
    ITEMS = "numbered items"
    TABLE = "table"
    PROSE = "prose"
    CODE = "code"


@dataclass(slots=True)
class Block:
    """A block of lines: triples of line number, column of the first character, and text. Never changed once made."""

    shape: Shape
    lines: tuple[tuple[int, int, str], ...]
    level: int = 0
    entries: tuple[tuple[tuple[int, int, str], ...], ...] = field(default=())
    underlined: bool = False
    nested: tuple[tuple[int, int, str], ...] = ()

    @property
    def text(self) -> str:
        """Return the block as written."""
        return "\n".join([line[2] for line in self.lines])


def blocks(text: str) -> Iterator[Block]:
    """Yield the blocks of a file in order."""
    lines = visible(text)
    at = 0
    while at < len(lines):
        number, line, code = lines[at]
        if code:
            end = _while(lines, at, lambda entry: entry[2])
            yield Block(Shape.CODE, _as_lines(lines[at:end]))
        elif not line.strip():
            end = at + 1
        elif line[0].isalpha() and "|" not in line:
            end, block = _paragraph(lines, at)
            yield block
        elif match := (HEADING if line[-1] in "# \t" else OPEN_HEADING).match(line):
            end = at + 1
            column = match.start(2) + 1 if match[2] else 1
            yield Block(Shape.HEADING, ((number, column, match[2] or ""),), len(match[1]))
        elif _opens_table(lines, at):
            end = _while(lines, at, lambda entry: "|" in entry[1] and not entry[2])
            yield Block(Shape.TABLE, _as_lines(lines[at:end]))
        elif BULLET.match(line) or ITEM.match(line):
            end, block = _list(lines, at)
            yield block
        else:
            end, block = _paragraph(lines, at)
            yield block
        at = end


OPENING = re.compile("[`~<]")
"""Without any of these a line begins no code, no raw HTML and no comment."""

Seen = tuple[int, str, bool]


def visible(text: str) -> list[Seen]:
    """Return (line number, text with comments blanked, inside fenced code) for every line."""
    lines = re.split(r"\r\n|\r|\n", text) if "\r" in text else text.split("\n")
    if not any(mark in text for mark in "`~<"):
        return [(number, line, False) for number, line in enumerate(lines, 1)]
    seen: list[Seen] = []
    at = barren = 0
    while at < len(lines):
        if not OPENING.search(lines[at]):
            seen.append((at + 1, lines[at], False))
            at += 1
            continue
        end = _end_of_code(lines, at)
        if end > at:
            seen.extend((number + 1, lines[number], True) for number in range(at, end))
        else:
            barren = _hide_comments(lines, at, barren)
            end = at + 1
            seen.append((end, lines[at], False))
        at = end
    return seen


def _end_of_code(lines: list[str], start: int) -> int:
    """Return the line after fenced code or raw HTML that begins here; the same line when none does."""
    if opening := FENCE.match(lines[start]):
        mark = opening[1]
        for at in range(start + 1, len(lines)):
            closing = lines[at].strip(" \t")
            if FENCE.match(lines[at]) and closing.startswith(mark) and not closing.strip(mark[0]):
                return at + 1
        return len(lines)
    for begins, ends in RAW:
        if begins.match(lines[start]):
            whole = ends.match if ends.pattern.endswith("$") else ends.search
            found = (at for at in range(start, len(lines)) if whole(lines[at]))
            return min(next(found, len(lines)) + (whole == ends.search), len(lines))
    return start


def _hide_comments(lines: list[str], at: int, barren: int) -> int:
    """Blank the comments that begin in a line, in place, columns kept.

    One that begins a line ends at its mark or at the end of the text; one inside of a line must end in the same block,
    else it is text, as on the rendered page. In code between backticks there are none.

    Args:
        lines: the text.
        at: the line.
        barren: the lines up to this one hold no mark that ends a comment begun before it.

    Returns:
        The same for the lines that follow.
    """
    line = lines[at]
    begin, after = line.find("<!--"), 0
    quoted = code_spans(line) if begin >= 0 else []
    letters = list(line) if begin >= 0 else []
    while begin >= 0:
        code = quoted[max(0, bisect(quoted, (begin, 0)) - 1)] if quoted else (0, 0)
        if after <= code[0] < begin < code[1]:
            after = begin + 4
        else:
            number, column = _comment_end(lines, at, begin, barren)
            if column < 0:
                barren = number
                break
            if number > at:
                letters[begin:] = HIDDEN * (len(line) - begin)
                for between in range(at + 1, number):
                    lines[between] = HIDDEN * len(lines[between])
                lines[number] = HIDDEN * column + lines[number][column:]
                break
            letters[begin:column] = HIDDEN * (column - begin)
            after = column
        begin = line.find("<!--", after)
    lines[at] = "".join(letters) or line
    return barren


def _comment_end(lines: list[str], at: int, begin: int, barren: int) -> tuple[int, int]:
    """Return the line and the column after a comment that begins at a column of a line; column -1 when it is text."""
    whole = begin <= 3 and not lines[at][:begin].strip(" ")  # noqa: PLR2004  four spaces would be code
    found = lines[at].find("-->", begin + 2)
    number = at
    while found < 0:
        number = number + 1 if whole else max(number + 1, barren)
        if number >= len(lines):
            return (len(lines) - 1, len(lines[-1])) if whole else (number, -1)
        if not whole and (_interrupts(lines[number], code=False) or FENCE.match(lines[number])):
            return number, -1
        found = lines[number].find("-->")
    return number, found + 3


def _opens_table(lines: list[Seen], at: int) -> bool:
    if at + 1 == len(lines) or "|" not in lines[at][1] or lines[at + 1][2]:
        return False
    below = lines[at + 1][1]
    return "|" in below and bool(DELIMITER.match(below))


def _while(lines: list[Seen], start: int, holds: object) -> int:
    end = start
    while end < len(lines) and holds(lines[end]):  # type: ignore[operator]
        end += 1
    return end


def _as_lines(lines: list[Seen]) -> tuple[tuple[int, int, str], ...]:
    return tuple([(number, 1, line) for number, line, _ in lines])


def _interrupts(line: str, code: bool) -> bool:
    if line[:1].isalpha():
        return code
    return code or not line.strip() or bool(HEADING.match(line) or BULLET.match(line) or ITEM.match(line))


def _paragraph(lines: list[Seen], start: int) -> tuple[int, Block]:
    end = _paragraph_end(lines, start)
    underlined = end < len(lines) and bool(UNDERLINE.match(lines[end][1])) and not lines[end][2]
    return end, Block(Shape.PROSE, _as_lines(lines[start:end]), underlined=underlined)


def _paragraph_end(lines: list[Seen], start: int) -> int:
    end = start + 1
    while end < len(lines):
        _, line, code = lines[end]
        if line[:1].isalpha() and "|" not in line and not code:
            end += 1
            continue
        if _interrupts(line, code) or UNDERLINE.match(line) or _opens_table(lines, end):
            break
        end += 1
    return end


def _list(lines: list[Seen], start: int) -> tuple[int, Block]:
    """Read a list of one sort: every entry with its continuations; blank lines between entries are allowed."""
    mark = BULLET if BULLET.match(lines[start][1]) else ITEM
    entries: list[tuple[tuple[int, int, str], ...]] = []
    nested: list[tuple[int, int, str]] = []
    inner = 99
    at = start
    while at < len(lines) and (match := mark.match(lines[at][1])) and not lines[at][2]:
        number, line, _ = lines[at]
        if len(line) - len(line.lstrip(" ")) >= inner:
            nested.append((number, 1, line))
        else:
            inner = match.end()
        entry = [(number, match.end() + 1, line[match.end() :])]
        at += 1
        if mark is BULLET and at < len(lines) and lines[at][1][:2] == "- " and lines[at][1][2:3].strip():
            entries.append((entry[0],))
            continue
        while at < len(lines) and not _interrupts(lines[at][1], lines[at][2]):
            number, line, _ = lines[at]
            indent = len(line) - len(line.lstrip())
            if DEEPER.match(line):
                nested.append((number, 1, line))
            entry.append((number, indent + 1, line.lstrip()))
            at += 1
        entries.append(tuple(entry))
        ahead = at
        while ahead < len(lines) and not lines[ahead][1].strip() and not lines[ahead][2]:
            ahead += 1
        if ahead < len(lines) and mark.match(lines[ahead][1]):
            at = ahead
    shape = Shape.BULLETS if mark is BULLET else Shape.ITEMS
    return at, Block(shape, _as_lines(lines[start:at]), entries=tuple(entries), nested=tuple(nested))


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
