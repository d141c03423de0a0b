"""Drawings of what carries a risk: how far independence reaches, lines over shares and costs, of what a figure is made.

Each is a `figure` of this room's own: colours are classes of the style sheet and never speak alone, text is measured,
every number drawn stands in the table beneath, and each drawing is made twice, for a page and for a phone.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from math import ceil, floor, log10
from typing import TYPE_CHECKING

from loadpath.case.rounding import times
from loadpath.report.deciding_figures import Upright, said
from loadpath.report.diagrams.lettering import LINE
from loadpath.report.diagrams.sheet import NARROW, WIDE, Sheet, broken, length
from loadpath.report.marks import Axis, shape, short, tick

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

LEFT = 66.0
"""Room for the labels of an upright axis."""

NAMES = 230.0
"""Room for names beside bars, on a page."""

MOST_DECADES = 9
MOST_STEPS = 5
"""So many even steps an axis has at most."""

CLOSE = 0.7
"""Over fewer powers of ten than this, an axis has even steps."""

FLAT = 0.004
"""The least room above and below the lines, in powers of ten."""

PLOT = 190.0
ROW = 22.0


# how far independence reaches -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """One assessor's line of a pathway.

    Attributes:
        shape: the place of the assessor, whose mark is drawn.
        low: the least that the computed probability may be.
        high: the most; the same where it is one number.
        alone: what it would be if its steps were independent; None where that is not one number.
        most: what it is at most, whatever depends on what.
    """

    shape: int
    low: float
    high: float
    alone: float | None
    most: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Reaches:
    """Pathways by name with a line for each assessor, the names of the assessors, and all of it in words."""

    rows: tuple[tuple[str, tuple[Reach, ...]], ...]
    people: tuple[tuple[int, str], ...]
    alt: str


def reaches(drawn: Reaches, *, narrow: bool) -> str:
    """Return for each pathway a mark where it is computed, and a bar from there up to its bound, on powers of ten."""
    whole = NARROW if narrow else WIDE
    sheet, frame = Sheet(whole), Sheet(whole)
    values = [v for _, each in drawn.rows for one in each for v in (one.low, one.high, one.alone or 0.0, one.most)]
    left, right = (14.0, whole - 16.0) if narrow else (NAMES, whole - 20.0)
    axis = _axis(values, left, right)
    y = _people(sheet, drawn.people, 2.0, whole)
    panels: list[tuple[float, float]] = []
    for name, each in drawn.rows:
        lines = broken(name, whole - 8 if narrow else NAMES - 22, "name" if narrow else "body", 3)
        if narrow:
            y = sheet.lines(2, y, lines, "name") + 4
        tall = ROW * len(each) if narrow else max(ROW * len(each), LINE * len(lines))
        if not narrow:
            sheet.lines(2, y + (tall - LINE * len(lines)) / 2, lines)
        panels.append((y - 2, y + tall + 2))
        for place, one in enumerate(each):
            _reach(sheet, one, axis, y + (tall - ROW * len(each)) / 2 + ROW * (place + 0.5))
        y += tall + 12
    _grid(frame, axis, panels if narrow else [(panels[0][0], panels[-1][1])], y)
    frame.parts += sheet.parts
    return frame.svg(y + 26, drawn.alt)


def _reach(sheet: Sheet, one: Reach, axis: Axis, y: float) -> None:
    begin, end = axis.x(one.low), axis.x(one.most)
    sheet.rect(begin, y - 5, max(1.0, end - begin), 10, "bar")
    ends = [end, *([] if one.alone is None else [axis.x(one.alone)])]
    sheet.path("".join(f"M{short(at)} {short(y - 8)}v16" for at in ends), "wire")
    exact = one.low == one.high
    for value in dict.fromkeys((one.low, one.high)):
        sheet.parts.append(shape(one.shape, axis.x(value), y, 5.0, "plain", filled=exact))


def _axis(values: Iterable[float], left: float, right: float) -> Axis:
    known = [log10(value) for value in values if value > 0]
    high = min(0, ceil(max(known, default=0.0)))
    low = max(high - MOST_DECADES, floor(min(known, default=-3.0)))
    return Axis(min(low, high - 1), high, left, right)


def _grid(frame: Sheet, axis: Axis, spans: Sequence[tuple[float, float]], y: float) -> None:
    """Draw the upright lines of powers of ten, labelled below as far as there is room."""
    ticks = [(axis.x(10.0**decade), tick(decade)) for decade in range(axis.low, axis.high + 1)]
    frame.strokes([(at, top), (at, end)] for at, _ in ticks for top, end in spans)
    frame.labels(ticks, y + 12, -1.0)


def _people(sheet: Sheet, people: Sequence[tuple[int, str]], y: float, whole: float) -> float:
    """Draw whose mark is which, in as many lines as it takes, and return where that ends; nothing for one alone."""
    if len(people) == 1:
        return y
    x = 8.0
    for number, name in people:
        lines = broken(name, whole - 30, "aside", 1)
        wide = length(lines[0], "aside") + 38
        if x > 8 and x + wide > whole:  # noqa: PLR2004  the first of a line stands there however long it is
            x, y = 8.0, y + 20
        sheet.parts.append(shape(number, x, y + 9, 5.0, "plain"))
        sheet.text(x + 11, y + 13, lines[0], "aside")
        x += wide
    return y + 30


# lines over a share, or over what is paid -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One assessor's risks: their name, the place of their mark, and where the line goes: level place, risk."""

    name: str
    shape: int
    points: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Lines:
    """What is drawn.

    Attributes:
        lines: one for each assessor.
        stepped: whether a risk lasts until the next point, as a staircase; else points are joined.
        ratio: whether what is drawn is a risk over the risk now, and no risk.
        ticks: what is labelled on the level axis: a place and words.
        across: what the level axis is, in words.
        level: the budget, a probability; None without one.
        alt: what is drawn, in words.
    """

    lines: tuple[Line, ...]
    stepped: bool
    ratio: bool
    ticks: tuple[tuple[float, str], ...]
    across: str
    level: float | None
    alt: str


def lines(drawn: Lines, *, narrow: bool) -> str:
    """Return risks as lines, or as falling staircases, with the budget dashed."""
    whole = NARROW if narrow else WIDE
    sheet = Sheet(whole)
    right = whole - 14.0
    top = _people(sheet, [(one.shape, one.name) for one in drawn.lines], 2.0, whole)
    if drawn.level is not None:
        sheet.line([(LEFT, top + 8), (LEFT + 26, top + 8)], "budget")
        sheet.text(LEFT + 32, top + 12, f"budget {said(drawn.level)}", "badge limit")
        top += 24
    values = [risk for one in drawn.lines for _, risk in one.points]
    axis = _upright([*values, *([] if drawn.level is None else [drawn.level])], top)
    last = max((place for one in drawn.lines for place, _ in one.points), default=0.0) or 1.0

    def x(place: float) -> float:
        return round(LEFT + place / last * (right - LEFT), 1)

    _levels(sheet, axis, right, ratio=drawn.ratio)
    sheet.ticks([(x(place), label) for place, label in drawn.ticks], axis.bottom)
    for one in drawn.lines:
        path = [(x(place), axis.y(risk)) for place, risk in one.points]
        if drawn.stepped:
            corners = [(after[0], before[1]) for before, after in pairwise(path)]
            path_drawn = [spot for pair in zip(path, corners, strict=False) for spot in pair] + path[-1:]
            sheet.line(path_drawn, "wire")
        else:
            sheet.line(path, "wire")
        for at, y in path if drawn.stepped else (path[0], path[-1]):
            sheet.parts.append(shape(one.shape, at, y, 3.8 if drawn.stepped else 5.0, "plain"))
    if drawn.level is not None:
        sheet.line([(LEFT, axis.y(drawn.level)), (right, axis.y(drawn.level))], "budget")
    words = broken(drawn.across, right - LEFT, "aside", 2)
    end = sheet.lines(LEFT, axis.bottom + 26, words, "aside")
    return sheet.svg(end + 4, drawn.alt)


def _upright(values: Iterable[float], top: float) -> Upright:
    known = [log10(value) for value in values if value > 0] or [-3.0]
    high = max(known)
    low = max(min(known), high - MOST_DECADES)
    room = max(FLAT, 0.08 * (high - low))
    return Upright(low - room, high + room, top, top + PLOT)


def _levels(sheet: Sheet, axis: Upright, right: float, *, ratio: bool) -> None:
    """Draw level lines at powers of ten, or at even steps where there is hardly one of them between the ends."""
    values = axis.ticks()
    if len(values) < MOST_STEPS - 2 and axis.high - axis.low < CLOSE:
        first, last = 10**axis.low, 10**axis.high
        step = even((last - first) / MOST_STEPS)
        values = [step * place for place in range(ceil(first / step), floor(last / step) + 1)]
    free = axis.bottom + LINE
    sheet.strokes([(LEFT, axis.y(value)), (right, axis.y(value))] for value in values)
    for value in values:
        y = axis.y(value)
        if y < free - LINE + 2:
            sheet.text(LEFT - 8, y + 4, f"{times(value, 3)}\u00a0×" if ratio else said(value), "aside", "end")
            free = y


def even(step: float) -> float:
    """Return the least of 1, 2, 5 and 10 times a power of ten that is no smaller than a step.

    >>> even(0.03), even(12.0), even(700_000_000.0)
    (0.05, 20.0, 1000000000.0)
    """
    power = floor(log10(step))
    return next(one for one in (float(f"{digit}e{power}") for digit in (1, 2, 5, 10)) if one >= step * (1 - 1e-9))


# of what a figure is made ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """Assessors by name, each with the parts of their figure (a look, a share from 0 to 1, words), and it in words."""

    rows: tuple[tuple[str, tuple[tuple[str, float, str], ...]], ...]
    alt: str


def made(drawn: Made, *, narrow: bool) -> str:
    """Return a bar for each assessor, cut into parts, with each part named in words below it."""
    whole = NARROW if narrow else WIDE
    sheet = Sheet(whole)
    y = 2.0
    for name, parts in drawn.rows:
        y = sheet.lines(2, y, broken(name, whole - 6, "name", 2), "name") + 4
        x = 2.0
        for look, share, _ in parts:
            wide = share * (whole - 4)
            sheet.rect(x, y, max(0.5, wide - 1.5), 18, look)
            x += wide
        y = _named(sheet, parts, y + 26, whole) + 14
    return sheet.svg(y, drawn.alt)


def _named(sheet: Sheet, parts: Sequence[tuple[str, float, str]], y: float, whole: float) -> float:
    x = 2.0
    for look, _, words in parts:
        wide = length(words, "aside") + 34
        if x > 2 and x + wide - 16 > whole:  # noqa: PLR2004  the first of a line stands there however long it is
            x, y = 2.0, y + 19
        sheet.rect(x, y, 11, 11, look)
        sheet.text(x + 16, y + 10, words, "aside")
        x += wide
    return y + 15
