"""Lines of text for diagrams: measured with the shipped fonts, broken so that they fit, never wider than their room.

Widths are sums over characters (`fonts.width`), so that a word is measured once, however often it is tried on a line.
"""

from __future__ import annotations

import re
from functools import lru_cache
from math import ceil

from loadpath.report.fonts import width

BODY, SMALL = 13.0, 12.5
LINE = 17
"""From one line to the next: the height of a line of 13 px in this face is 16.3 px."""

ASCENT = 13
"""From the top of a line to its base: 0.984 of the size."""

MOST_LINES = 9
"""A text that needs more lines ends in an ellipsis; it stands in full in the table beside the drawing."""

SPLIT = re.compile(r"(?<=[-./:_])(?=\w)")
"""Where a word that is too long may be broken."""


@lru_cache(maxsize=20_000)
def wide(text: str, size: float = BODY, *, bold: bool = False) -> float:
    """Return how wide a piece of text is."""
    return width(text, size, bold=bold)


@lru_cache(maxsize=20_000)
def wrapped(
    text: str, room: float, size: float = BODY, *, bold: bool = False, most: int = MOST_LINES
) -> tuple[str, ...]:
    """Return a text in lines that fit into a room, at most so many of them.

    >>> wrapped("a b", 1000.0), wrapped("", 100.0)
    (('a b',), ())
    """
    lines: list[str] = []
    left = 0.0
    space = wide(" ", size, bold=bold)
    for word in text.split():
        for piece, joined in _pieces(word, room, size, bold):
            long = wide(piece, size, bold=bold)
            gap = 0.0 if joined else space
            if lines and gap + long <= left:
                lines[-1] += piece if joined else f" {piece}"
                left -= gap + long
            else:
                lines.append(piece)
                left = room - long
    if len(lines) > most:
        lines = [*lines[: most - 1], _ended(lines[most - 1], room, size, bold)]
    return tuple(lines)


def _pieces(word: str, room: float, size: float, bold: bool) -> list[tuple[str, bool]]:
    """Return a word in pieces that fit a line each, with whether a piece belongs to the one before it."""
    if wide(word, size, bold=bold) <= room:
        return [(word, False)]
    found: list[str] = []
    for part in SPLIT.split(word):
        rest = part
        while len(rest) > 1 and wide(rest, size, bold=bold) > room:
            fits = 1
            while fits < len(rest) and wide(rest[: fits + 1], size, bold=bold) <= room:
                fits += 1
            found.append(rest[:fits])
            rest = rest[fits:]
        found.append(rest)
    return [(part, place > 0) for place, part in enumerate(found)]


def _ended(line: str, room: float, size: float, bold: bool) -> str:
    while line and wide(f"{line}…", size, bold=bold) > room:
        line = line[:-1]
    return f"{line.rstrip()}…"


def widest(lines: tuple[str, ...], size: float = BODY, *, bold: bool = False) -> int:
    """Return the width of the longest line, rounded up."""
    return ceil(max((wide(line, size, bold=bold) for line in lines), default=0.0))
