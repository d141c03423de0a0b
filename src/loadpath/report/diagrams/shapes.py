"""The shapes of elements: how large each must be for its text, where a line may touch it, and how it is drawn.

An outline is one of `rect`, `slant` (parallelogram), `circle`, `ellipse`, `bulge` (a box with round ends), `arch`
(a box with a round top, for away elements whose own shape is round) and `rounded`. Text stands in the largest upright
box that is surely inside: for an ellipse with half axes a, b that is a box of a√2 by b√2. Lengths are in px, whole and
even, so that a drawing is the same bytes everywhere.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from math import ceil, hypot, sqrt
from typing import TYPE_CHECKING

from loadpath.report.diagrams.elements import Kind
from loadpath.report.diagrams.lettering import ASCENT, BODY, LINE, SMALL, SPLIT, wide, widest, wrapped

if TYPE_CHECKING:
    from collections.abc import Mapping

    from loadpath.report.diagrams.elements import Element

PAD = 10
SLANT = 13
BULGE = 10
CAP = 24
"""Height of the round top of an arch."""

STRIP = 22
"""Height of the strip of an away element."""

DIAMOND = 14
LETTER = 12
"""Room beside an ellipse for the letter of an assumption or a justification."""

BAR = 7
"""Room for one bar at the foot of a goal."""

ROUND = {"circle", "ellipse"}
SOLUTION_LINES = 6
ROUND_ROOMS = (64, 84, 104, 124, 150)
"""Widths of text that are tried for a round shape; the smallest shape is taken."""


@dataclass(frozen=True, slots=True)
class Letters:
    """A line of text: where its base begins, ends or has its middle, and its class."""

    x: float
    y: float
    text: str
    look: str
    anchor: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """An element with its size: its outline, its lines of text, and what hangs on it.

    Attributes:
        outline: the name of its shape.
        width: of everything, a letter beside the shape included.
        height: of the shape, the strip of an away element included.
        tall: of everything, the diamond below included.
        across: width of the shape alone.
        letters: the text.
        strip: where the strip of an away element begins; None when there is none.
        bars: where bars begin and how long they are (0 to 1), with their tone.
        diamond: whether it is marked as undeveloped.
    """

    outline: str
    width: int
    height: int
    tall: int
    across: int
    letters: tuple[Letters, ...]
    strip: int | None = None
    bars: tuple[tuple[int, float, str], ...] = ()
    diamond: bool = False

    @property
    def middle(self) -> int:
        """Return where lines enter above and leave below."""
        return self.across // 2

    def right(self, y: float) -> float:
        """Return the right edge of the shape at some height."""
        if self.outline in ROUND:
            half = self.height / 2
            return self.across / 2 * (1 + sqrt(max(0.0, 1 - ((y - half) / half) ** 2)))
        if self.outline == "slant":
            return self.across - SLANT * y / self.height
        if self.outline == "arch" and y < CAP:
            return self.across / 2 * (1 + sqrt(max(0.0, 1 - ((CAP - y) / CAP) ** 2)))
        return self.across

    def left(self, y: float) -> float:
        """Return the left edge of the shape at some height."""
        if self.outline == "slant":
            return SLANT * (1 - y / self.height)
        return 0.0 if self.outline not in ROUND else self.across - self.right(y)

    @property
    def floor(self) -> tuple[int, int]:
        """Return from where to where the lower edge is straight."""
        if self.outline in ROUND:
            return self.middle, self.middle
        return PAD, self.across - PAD - (SLANT if self.outline == "slant" else 0)


def even(value: float) -> int:
    """Return the next even whole number.

    >>> even(3.2), even(4.0)
    (4, 4)
    """
    return 2 * ceil(value / 2)


def form_of(element: Element, outlines: Mapping[Kind, str], room: int, *, marked: bool = True) -> Form:
    """Return an element in its size.

    Args:
        element: what is drawn.
        outlines: which kind has which outline.
        room: the largest width that it may have.
        marked: whether an undeveloped element gets its diamond.
    """
    outline = outlines[element.kind]
    if element.away and outline in ROUND:
        outline = "arch"
    found = _round(element, outline, room) if outline in ROUND else _box(element, outline, room)
    if element.undeveloped and marked and not element.away:
        return replace(found, diamond=True, tall=found.height + DIAMOND)
    return found


WIDTHS = {Kind.GOAL: 200, Kind.STRATEGY: 214, Kind.SOLUTION: 150, Kind.CONTEXT: 176}
"""The width of a box by what it is; a round one takes what it needs."""

INSETS = {"slant": SLANT + 7, "bulge": BULGE + 4, "arch": PAD + 8}


def _letter(element: Element) -> str:
    return {Kind.ASSUMPTION: "A", Kind.JUSTIFICATION: "J"}.get(element.kind, "")


def _box(element: Element, outline: str, room: int) -> Form:
    letter = _letter(element)
    across = min(WIDTHS.get(element.kind, 150), room - (LETTER if letter else 0)) // 2 * 2
    inset = INSETS.get(outline, PAD)
    inside = across - 2 * inset
    letters: list[Letters] = []
    y = 16 if outline == "arch" else 6
    y = _title(letters, element, (inset, inside), y)
    for lines, look in _paragraphs(element, inside):
        for line in lines:
            letters.append(Letters(inset, y + ASCENT, line, look))
            y += LINE
    y += 7
    bars = []
    for share in element.shares:
        if share is not None:
            bars.append((y, min(1.0, share), "attention" if share > 1 else "estimate"))
            y += BAR
    y += 3 if bars else 0
    strip = None
    if element.away:
        strip, y = even(y), even(y) + STRIP
        shown = wrapped(element.away, across - 32, SMALL, most=1)
        letters.append(Letters(26, strip + 15, shown[0] if shown else "", "aside"))
    height = even(y)
    if letter:
        letters.append(Letters(across + 2, height - 2, letter, "name"))
    width = across + (LETTER if letter else 0)
    return Form(
        outline=outline, width=width, height=height, tall=height, across=across, letters=tuple(letters), strip=strip,
        bars=tuple(bars),
    )  # fmt: skip


def _title(letters: list[Letters], element: Element, place: tuple[int, int], y: int) -> int:
    """Set the name and, at the right of its line or above it, the badges; return where the text begins."""
    left, room = place
    names = wrapped(element.name, room, BODY, bold=True)
    badge, tone = badge_of(element)
    if badge:
        long = wide(badge, SMALL, bold=True)
        beside = len(names) == 1 and wide(names[0], BODY, bold=True) + long + 10 <= room
        if beside:
            letters.append(Letters(left + room, y + ASCENT, badge, f"badge {tone}", "end"))
        else:
            for line in wrapped(badge, room, SMALL, bold=True):
                letters.append(Letters(left + room, y + ASCENT, line, f"badge {tone}", "end"))
                y += LINE
    for line in names:
        letters.append(Letters(left, y + ASCENT, line, "name"))
        y += LINE
    return y


def badge_of(element: Element) -> tuple[str, str]:
    """Return the words of all badges, and the gravest of their tones."""
    tones = [badge.tone for badge in element.badges]
    tone = next((one for one in ("bad", "attention") if one in tones), "")
    return ", ".join(badge.word for badge in element.badges), tone


def _paragraphs(element: Element, room: int) -> list[tuple[tuple[str, ...], str]]:
    return [(wrapped(element.text, room), "body"), (wrapped(element.note, room, SMALL), "aside")]


@lru_cache(maxsize=4_000)
def _round_lines(name: str, text: str, note: str, badge: str, room: int, most: int) -> tuple[tuple[str, str], ...]:
    found = [(line, "name") for line in wrapped(name, room, BODY, bold=True)]
    found += [(line, "body") for line in wrapped(text, room, most=most)]
    found += [(line, "aside") for line in wrapped(note, room, SMALL, most=2)]
    return (*found, *((line, "badge") for line in wrapped(badge, room, SMALL, bold=True)))


def _round(element: Element, outline: str, room: int) -> Form:
    """Return the smallest circle or ellipse of some tried ones that holds the text."""
    letter = _letter(element)
    room -= LETTER if letter else 0
    badge, tone = badge_of(element)
    tries = [(most, inner) for most in (SOLUTION_LINES, 4, 2, 1) for inner in ROUND_ROOMS]
    longest = _longest_piece(element)
    tries.sort(key=lambda one: (-one[0], one[1] < longest))  # stable: all text first, then whole words
    best: tuple[float, int, int, tuple[tuple[str, str], ...]] | None = None
    group = tries[0]
    for most, inner in tries:
        if best and (most, inner < longest) != group:
            break
        group = most, inner < longest
        lines = _round_lines(element.name, element.text, element.note, badge, inner, most)
        across, height = _around(lines, outline)
        cost = across * height * (1.0 if outline == "circle" else max(1.0, 1.6 * height / across))
        if across <= room and (best is None or cost < best[0]):
            best = (cost, across, height, lines)
    if best is None:  # not even one line of text: the smallest there is
        lines = _round_lines(element.name, element.text, element.note, badge, max(24, int(room * 0.6)), 1)
        best = (0.0, *_around(lines, outline), lines)
    _, across, height, lines = best
    top = (height - len(lines) * LINE) / 2
    letters = [
        Letters(across / 2, top + place * LINE + ASCENT, line, f"{look} {tone}".strip() if look == "badge" else look,
                "middle")
        for place, (line, look) in enumerate(lines)
    ]  # fmt: skip
    tall = height
    if letter:  # outside, where the shape is left at 45 degrees
        x, y = across * 0.86 + 4, height * 0.86 + ASCENT
        letters.append(Letters(x, y, letter, "name"))
        tall = max(height, even(y + 4))
    width = across + (LETTER if letter else 0)
    return Form(outline=outline, width=width, height=height, tall=tall, across=across, letters=tuple(letters))


def _longest_piece(element: Element) -> float:
    """Return the width of the longest piece of the text that should stay whole."""
    pieces = [wide(part) for word in element.text.split() for part in SPLIT.split(word)]
    return max([*pieces, *(wide(part, bold=True) for part in SPLIT.split(element.name))], default=0.0)


def _around(lines: tuple[tuple[str, str], ...], outline: str) -> tuple[int, int]:
    """Return the width and height of the round shape about some lines."""
    across = max(
        (
            wide(line, BODY if look in {"name", "body"} else SMALL, bold=look in {"name", "badge"})
            for line, look in lines
        ),
        default=20.0,
    )
    tall = max(1, len(lines)) * LINE
    if outline == "circle":
        size = even(hypot(across + 6, tall + 2))
        return size, size
    return even((across + 10) * sqrt(2)), even((tall + 4) * sqrt(2))


def text_width(letters: Letters) -> float:
    """Return how wide a line of text is, as it was measured."""
    kind = letters.look.partition(" ")[0]
    return float(widest((letters.text,), BODY if kind in {"name", "body"} else SMALL, bold=kind in {"name", "badge"}))
