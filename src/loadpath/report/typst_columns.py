"""How wide the columns of a printed table are, and in which size it is set, from the widths of its words.

A page cannot scroll. Each column gets at least its longest word; what is left goes to those whose text is longest. A
table that does not fit even so is set smaller, down to two thirds.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from loadpath.report.fonts import width
from loadpath.report.typst_prose import ADDRESSED

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from loadpath.report.typst_prose import Value

MONO = 0.602 * 0.84
"""Width of a letter of the fixed-width font over the size of the text around it, in which it is set at 84 %."""

GAP = 10.0
NARROW_GAP = 6.0
MANY = 9
"""Points between two columns, and between those of a table with more than so many."""

CROWDED = 0.85
"""A table whose longest words take more of the room than this is crowded: it is turned where that can be."""

SIZE = 9.0
SMALLEST = 6.0
"""Points: the size of a table, and the smallest it is shrunk to."""

SAFE = 1.02
WORDS = re.compile(r"[^ -]*(?:-+| +|$)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """What a column needs, over the size of its text: its longest word, and everything on one line."""

    least: float = 0.0
    whole: float = 0.0

    def together(self, other: Need) -> Need:
        """Return what holds both."""
        return Need(least=max(self.least, other.least), whole=max(self.whole, other.whole))


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """Columns in points, and the size of the text."""

    widths: tuple[float, ...]
    size: float
    gap: float = GAP


def need(cell: Sequence[Value], *, bold: bool = False) -> Need:
    """Return what a cell needs."""
    least = whole = line = word = 0.0
    for text, wide in _atoms(cell, bold=bold):
        if text == "\n":
            line = word = 0.0
            continue
        line += wide
        word += wide if not text.endswith(" ") else wide - width(" ", 1.0)
        least, whole = max(least, word), max(whole, line)
        if text.endswith((" ", "-", "\x00")):
            word = 0.0
    return Need(least=least * SAFE, whole=whole * SAFE)


def _atoms(cell: Sequence[Value], *, bold: bool = False, mono: bool = False) -> Iterator[tuple[str, float]]:
    """Yield words with what ends them (a space, a hyphen, NUL where a long one may break) and how wide they are."""
    for part in cell:
        if isinstance(part, str):
            for text in WORDS.findall(part):
                if text:
                    yield text, len(text) * MONO if mono else width(text, 1.0, bold=bold)
        elif isinstance(part, list) and part:
            kind, *rest = part
            if kind == "break":
                yield "\n", 0.0
            elif kind == "pieces":
                for piece in rest:
                    text = str(piece)
                    yield text + "\x00", len(text) * MONO if mono else width(text, 1.0, bold=bold)
            else:
                skip = int(kind in ADDRESSED)
                yield from _atoms(rest[skip:], bold=bold or kind == "strong", mono=mono or kind == "code")


def whole_width(needs: Sequence[Need]) -> float:
    """Return in points how wide a table is whose cells all stand on one line."""
    return sum(max(one.whole, one.least) for one in needs) * SIZE + GAP * (len(needs) - 1)


def crowded(needs: Sequence[Need], room: float) -> bool:
    """Return whether a table leaves hardly any room for its text."""
    return sum(one.least for one in needs) * SIZE + _gap(needs) * (len(needs) - 1) > CROWDED * room


def _gap(needs: Sequence[Need]) -> float:
    return NARROW_GAP if len(needs) > MANY else GAP


def laid_out(needs: Sequence[Need], room: float) -> Layout:
    """Return columns that fit into a room, in points, the gaps between them included.

    >>> laid_out([Need(least=2, whole=4), Need(least=3, whole=3)], 400).widths
    (232.86, 167.14)
    """
    if not needs:
        return Layout(widths=(), size=SIZE)
    between = _gap(needs)
    gaps = [between] * (len(needs) - 1) + [0.0]
    left = room - sum(gaps)
    size = max(SMALLEST, min(SIZE, left / max(1e-9, sum(one.least for one in needs))))
    least = [one.least * size for one in needs]
    whole = [max(one.whole, one.least) * size for one in needs]
    if sum(whole) <= left:
        inner = [one * left / max(1e-9, sum(whole)) for one in whole]
    else:
        inner = _shared(least, whole, left)
    widths = tuple(round(one + gap, 2) for one, gap in zip(inner, gaps, strict=True))
    return Layout(widths=widths, size=round(size, 2), gap=between)


def _shared(least: Sequence[float], whole: Sequence[float], left: float) -> list[float]:
    """Return widths between the least and the whole: as many columns whole as can be, the narrowest first."""
    given = list(least)
    open_ = sorted(range(len(least)), key=lambda place: whole[place])
    spare = left - sum(given)
    if spare <= 0:
        return [one * left / sum(given) for one in given]
    while open_:
        place = open_[0]
        level = (spare + sum(given[one] for one in open_)) / len(open_)
        if whole[place] > level or whole[place] - given[place] > spare:
            break
        spare -= whole[place] - given[place]
        given[place] = whole[place]
        open_.pop(0)
    wanted = [max(0.0, whole[place] - given[place]) ** 0.5 for place in open_]
    for place, want in zip(open_, wanted, strict=True):
        given[place] += max(0.0, spare) * want / max(1e-9, sum(wanted))
    return given
