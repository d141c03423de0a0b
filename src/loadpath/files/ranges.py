"""Which lines of a file belong to which node, and lines that lose nothing.

What this file knows: the law of `outline`, told in lines instead of blocks. What it promises: the stretches of a file
cover every line once and in order, and the lines joined are the text, whatever the text (any line ends, also none at
the end, control characters).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from loadpath.files.outline import TYPED
from loadpath.files.run import run_of
from loadpath.files.scan import Shape, blocks

if TYPE_CHECKING:
    from collections.abc import Iterable

LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """Lines next to each other that belong together: a heading, typed or not, and what stands under it.

    Attributes:
        owner: id of the node that the lines belong to; empty where no node of the file encloses them: they are the
            case's.
        first: the number of the first line, counted from 1; that of the heading, but for the lines before any heading.
        last: the number of the last line.
        typed: whether the first line is the heading that opens the node.
    """

    owner: str
    first: int
    last: int
    typed: bool


def lines_of(text: str) -> tuple[str, ...]:
    r"""Return the lines of a text, each with its end, counted as the reader counts them; joined they are the text.

    >>> lines_of("a\r\nb\rc\n\nd")
    ('a\r\n', 'b\r', 'c\n', '\n', 'd')
    """
    return tuple(LINE.findall(text))


def text_of(lines: Iterable[str]) -> str:
    """Return the text of lines; the inverse of `lines_of`."""
    return "".join(lines)


def ranges(file: str, text: str) -> tuple[Stretch, ...]:
    r"""Return the stretches of a file in order: every line belongs to exactly one.

    A node that stands in another (a deeper level) is a node of its own: the lines of the outer one may lie on both
    sides. Two nodes of the same id, which is an error, give stretches with the same owner. Lines in comments and code
    belong to where they stand, and open nothing.

    Args:
        file: the name of the file.
        text: its content; a byte order mark at its beginning is part of the first line.

    >>> text = "# Case c: C\n\n## Claim a: A\n\n### Why\n\n## More\n"
    >>> [(item.owner, item.first, item.last) for item in ranges("case.md", text)]
    [('c', 1, 2), ('a', 3, 4), ('a', 5, 6), ('c', 7, 7)]
    """
    opened: list[tuple[int, str]] = []
    starts: list[tuple[int, str, bool]] = [(1, "", False)]
    for block in blocks(text.removeprefix("\ufeff")):
        if block.shape is not Shape.HEADING:
            continue
        while opened and opened[-1][0] >= block.level:
            opened.pop()
        typed = TYPED.fullmatch(run_of(block.lines, file).text)
        if typed:
            opened.append((block.level, typed[2]))
        starts.append((block.lines[0][0], opened[-1][1] if opened else "", bool(typed)))
    ends = [start[0] - 1 for start in starts[1:]] + [len(lines_of(text))]
    return tuple(
        Stretch(owner=owner, first=first, last=last, typed=typed)
        for (first, owner, typed), last in zip(starts, ends, strict=True)
        if first <= last
    )
