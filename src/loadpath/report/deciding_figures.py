"""Drawings for decisions: where a prior crosses the budget, what a test would show, how likely the case can be made.

Each is a `figure` of this room's own: colours are classes of the style sheet, text is measured, every number drawn
stands in the table beneath, and each drawing is made twice, for a page and for a phone.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from math import ceil, exp, floor, log, log10
from typing import TYPE_CHECKING

from loadpath.case.rounding import percent
from loadpath.report.diagrams.drawing import through
from loadpath.report.diagrams.lettering import LINE
from loadpath.report.diagrams.sheet import NARROW, WIDE, Sheet, broken, length
from loadpath.report.marks import shape
from loadpath.report.wording import tight

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

LEFT = 58.0
"""Room for the labels of the upright axis."""

TOP, HEIGHT = 44.0, 210.0
STRIP = 9.0
"""How tall the strip is above the numbers with which the risk is within the budget."""

STEPS = 40
MOST_DECADES = 7.0
LEAST = 1e-7
"""No prior is drawn nearer to 0 or 1 than this."""

PRIORS = (1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 0.03, 0.1, 0.3, 0.5, 0.7, 0.9, 0.97, 0.99, 0.999, 0.9999, 0.99999)
"""Ticks of an axis of odds; those without room are left out."""

BETWEEN = (3e-6, 3e-5, 3e-4, 3e-3, 0.02, 0.05, 0.2, 0.8, 0.95, 0.98, 0.997, 0.9997, 0.99997)
"""Ticks of an axis shorter than `SHORT`, beside the others."""

SHORT = 6.0
"""In log odds: about two and a half powers of ten."""

MARGIN = 0.7
"""Beyond the outermost value the axis goes on for so many units of log odds: about twice the odds."""


def log_odds(chance: float) -> float:
    """Return the natural logarithm of the odds of a probability, kept from the two ends.

    >>> log_odds(0.5), round(log_odds(0.1), 3)
    (0.0, -2.197)
    """
    inside = min(1 - LEAST, max(LEAST, chance))
    return log(inside / (1 - inside))


def of_log_odds(value: float) -> float:
    """Return the probability whose log odds are given.

    >>> of_log_odds(0.0)
    0.5
    """
    return 1 / (1 + exp(-value))


def said(value: float) -> str:
    """Return a probability in percent that does not break over lines."""
    return tight(percent(value))


@dataclass(frozen=True, slots=True)
class Upright:
    """A logarithmic axis from the bottom to the top: powers of ten and where they lie."""

    low: float
    high: float
    top: float
    bottom: float

    def y(self, value: float) -> float:
        """Return the height of a probability; beyond an end it lies at that end."""
        share = (log10(max(value, 1e-300)) - self.low) / (self.high - self.low)
        return round(self.bottom - min(1.0, max(0.0, share)) * (self.bottom - self.top), 1)

    def ticks(self) -> list[float]:
        """Return what is labelled: powers of ten, and 2 and 5 of them where there are few."""
        few = self.high - self.low < 2.2  # noqa: PLR2004  with fewer powers of ten than this, two of them say little
        steps = (1, 2, 5) if few else (1,)
        values = (float(f"{step}e{power}") for power in range(floor(self.low), ceil(self.high) + 1) for step in steps)
        return [value for value in values if self.low - 1e-9 <= log10(value) <= self.high + 1e-9]


def _upright(values: Iterable[float], top: float, bottom: float) -> Upright:
    """Return an axis on which all values lie, with some room above and below."""
    known = [log10(value) for value in values if value > 0]
    low, high = (min(known), max(known)) if known else (-3.0, 0.0)
    low = max(low, high - MOST_DECADES)
    room = max(0.12 * (high - low), 0.12)
    return Upright(low - room, min(high + room, 0.0), top, bottom)


def _frame(sheet: Sheet, axis: Upright, left: float, right: float) -> None:
    """Draw the level lines of an upright axis, with their labels."""
    free = axis.bottom + LINE
    sheet.strokes([(left, axis.y(value)), (right, axis.y(value))] for value in axis.ticks())
    for value in axis.ticks():
        y = axis.y(value)
        if y < free - LINE + 2:
            sheet.text(left - 8, y + 4, said(value), "aside", "end")
            free = y


def _limit(sheet: Sheet, y: float, left: float, right: float) -> None:
    sheet.line([(left, y), (right, y)], "budget")


def _legend(sheet: Sheet, words: str, left: float, y: float) -> None:
    """Say what the dashed line is, beside a piece of it."""
    sheet.line([(left, y - 4), (left + 26, y - 4)], "budget")
    sheet.text(left + 32, y, words, "badge limit")


# the boundary over a prior --------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Crossing:
    """What is drawn of a boundary.

    Attributes:
        points: the number and the risk, both probabilities, by rising number, close enough for a line.
        shape: the place of the assessor, whose mark is drawn.
        now: the number and the risk now.
        range: the 5 % and 95 % points of the number; None where no range is given.
        level: the budget, a probability.
        at: where the risk is the budget, and what is said of it; None where it is nowhere.
        rises: whether the risk rises with the number.
        across: what the level axis is, in words.
        alt: what is drawn, in words.
    """

    points: tuple[tuple[float, float], ...]
    shape: int
    now: tuple[float, float]
    range: tuple[float, float] | None
    level: float
    at: tuple[float, str] | None
    rises: bool
    across: str
    alt: str


def grid(values: Sequence[float]) -> tuple[float, ...]:
    """Return probabilities at equal steps of log odds, from below the least to above the greatest of some values."""
    inside = [log_odds(value) for value in values if 0 < value < 1] or [0.0]
    low, high = min(inside) - MARGIN, max(inside) + MARGIN
    return tuple(of_log_odds(low + (high - low) * place / STEPS) for place in range(STEPS + 1))


def crossing(drawn: Crossing, *, narrow: bool) -> str:
    """Return the risk over a prior as SVG: a line, the budget dashed, the author's own number as a mark on its bar."""
    whole = NARROW if narrow else WIDE
    sheet = Sheet(whole)
    right, top = whole - 14.0, TOP
    axis = _upright([drawn.level, drawn.now[1], *(risk for _, risk in drawn.points)], top, top + HEIGHT)
    first, last = (log_odds(drawn.points[place][0]) for place in (0, -1))

    def x(value: float) -> float:
        return round(LEFT + min(1.0, max(0.0, (log_odds(value) - first) / (last - first))) * (right - LEFT), 1)

    at = x(drawn.at[0]) if drawn.at else None
    if at is not None:  # the side on which the risk is within the budget
        begin, end = (LEFT, at) if drawn.rises else (at, right)
        sheet.rect(begin, axis.bottom - STRIP, max(0.0, end - begin), STRIP, "solid pale")
    _frame(sheet, axis, LEFT, right)
    marked = sorted((*PRIORS, *(BETWEEN if last - first < SHORT else ())))
    sheet.ticks([(x(value), said(value)) for value in marked if first < log_odds(value) < last], axis.bottom)
    sheet.line([(x(value), axis.y(risk)) for value, risk in drawn.points], "wire")
    _limit(sheet, axis.y(drawn.level), LEFT, right)
    _legend(sheet, f"budget {said(drawn.level)}", LEFT, 13)
    if at is not None and drawn.at:
        sheet.line([(at, top - 6), (at, axis.bottom)], "wire dashed")
        wide = length(drawn.at[1], "badge")
        sheet.text(min(max(at - wide / 2, 2.0), whole - 2.0 - wide), top - 12, drawn.at[1], "badge")
    place = (x(drawn.now[0]), axis.y(drawn.now[1]))
    if drawn.range:
        begin, end = (x(one) for one in drawn.range)
        sheet.rect(begin, place[1] - 3.5, max(1.0, end - begin), 7, "bar")
    sheet.parts.append(shape(drawn.shape, *place, 6.0, "plain"))
    _now(sheet, f"now {said(drawn.now[0])}", place, drawn, whole)
    sheet.lines(LEFT, axis.bottom + 26, broken(drawn.across, right - LEFT, "aside", 2), "aside")
    return sheet.svg(axis.bottom + 38 + LINE * len(broken(drawn.across, right - LEFT, "aside", 2)), drawn.alt)


def _now(sheet: Sheet, words: str, place: tuple[float, float], drawn: Crossing, whole: float) -> None:
    """Say what the number is now: on the side of the mark where the line is not."""
    wide = length(words, "badge")
    x = place[0] - wide - 4 if drawn.rises else place[0] + 4
    x = min(max(x, LEFT + 3), whole - 16.0 - wide)
    sheet.text(x, place[1] - 11 if place[1] > TOP + LINE else place[1] + 20, words, "word strong")


# what a test would show -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Fan:
    """What a test would show one assessor: the risk now, and for each outcome its name, its chance, the risk then."""

    name: str
    shape: int
    now: float
    outcomes: tuple[tuple[str, float, float], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fans:
    """A fan for each assessor, on one axis, with the budget as a line; `alt` says it in words."""

    fans: tuple[Fan, ...]
    level: float | None
    alt: str


PLOT = 128.0
THICK = 26.0
"""How thick a branch is whose outcome is certain."""

TAIL = 40.0
APART = 2.0 * LINE
MOST_BESIDE = 4


def spread_out(drawn: Fans, *, narrow: bool) -> str:
    """Return the fans as SVG, side by side as far as there is room; a branch is as thick as its outcome is likely."""
    whole = NARROW if narrow else WIDE
    sheet = Sheet(whole)
    words = max(length(_end(*one), "aside") for fan in drawn.fans for one in fan.outcomes)
    beside = max(1, min(MOST_BESIDE, len(drawn.fans), floor((whole - LEFT) / (words + TAIL + 70))))
    across = min(250.0, (whole - LEFT) / beside)
    y = 0.0
    if drawn.level is not None:
        _legend(sheet, f"budget {said(drawn.level)}", LEFT, 13)
        y = LINE + 4.0
    values = [value for fan in drawn.fans for value in (fan.now, *(risk for _, _, risk in fan.outcomes))]
    values += [drawn.level] if drawn.level is not None else []
    for start in range(0, len(drawn.fans), beside):
        row = drawn.fans[start : start + beside]
        names = [broken(fan.name, across - 20, "name", 2) for fan in row]
        top = y + LINE * max(len(lines) for lines in names) + 14
        axis = _upright(values, top, top + PLOT)
        right = LEFT + across * len(row) - 6
        _frame(sheet, axis, LEFT, right)
        if drawn.level is not None:
            _limit(sheet, axis.y(drawn.level), LEFT, right)
        for place, (fan, lines) in enumerate(zip(row, names, strict=True)):
            left = LEFT + place * across
            sheet.lines(left + 6, y + 2, lines, "name")
            _fan(sheet, fan, axis, left, left + across - words - 18)
        y = axis.bottom + 20
    return sheet.svg(y + 4, drawn.alt)


def _end(name: str, chance: float, _risk: float) -> str:
    return f"{name} {said(chance)}"


def _fan(sheet: Sheet, fan: Fan, axis: Upright, left: float, end: float) -> None:
    """Draw one fan: its branches, its marks, and what is written at their ends."""
    begin, y = left + TAIL, axis.y(fan.now)
    for _, chance, risk in fan.outcomes:
        half, there = max(1.5, THICK * chance) / 2, axis.y(risk)
        tone = "good" if risk <= fan.now else "attention"
        corners = [(begin, y - half), (end, there - half), (end, there + half), (begin, y + half)]
        sheet.path(f"{through(corners)}z", f"bar {tone}")
    middle = [axis.y(risk) for _, _, risk in fan.outcomes]
    moved = _kept_apart(middle, axis)
    for (name, chance, risk), at, label in zip(fan.outcomes, middle, moved, strict=True):
        sheet.parts.append(shape(fan.shape, end, at, 4.5, "plain"))
        sheet.text(end + 10, label - 3, said(risk), "word strong")
        sheet.text(end + 10, label + 11, _end(name, chance, risk), "word")
    sheet.parts.append(shape(fan.shape, begin, y, 5.5, "plain"))
    sheet.text(begin, y - THICK / 2 - 6, said(fan.now), "word strong", "middle")


def _kept_apart(places: Sequence[float], axis: Upright) -> list[float]:
    """Return heights for two labels, in the order of their places, far enough from each other and inside the plot."""
    order = sorted(range(len(places)), key=lambda place: places[place])
    found = list(places)
    for before, after in pairwise(order):
        short_of = APART - (found[after] - found[before])
        if short_of > 0:
            found[before] -= short_of / 2
            found[after] += short_of / 2
    down = max(0.0, axis.top - min(found)) - max(0.0, max(found) - axis.bottom)
    return [one + down for one in found]


# whether the case can be made -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Bars:
    """A chance from 0 to 100 % for each assessor, between two ends where it is not known, and what bounds it.

    Attributes:
        lines: name, least and most of the chance, the bound (None for none), and what is written at the end.
        bound: what the mark of the bound is called.
        alt: what is drawn, in words.
    """

    lines: tuple[tuple[str, float, float, float | None, str], ...]
    bound: str
    alt: str


NAMES = 230.0


def bars(drawn: Bars, *, narrow: bool) -> str:
    """Return chances as level bars, each with an upright line where no test makes it higher."""
    whole = NARROW if narrow else WIDE
    sheet, frame = Sheet(whole), Sheet(whole)
    values = max(length(one[4], "name") for one in drawn.lines)
    left, right = (12.0, whole - 14.0) if narrow else (NAMES, whole - values - 18.0)

    def x(share: float) -> float:
        return round(left + share * (right - left), 1)

    sheet.line([(left, 4), (left, 17)], "wire")
    sheet.text(left + 8, 14, drawn.bound, "aside")
    y = top = LINE + 10.0
    panels: list[tuple[float, float]] = []
    for name, low, high, bound, value in drawn.lines:
        at, end = _named(sheet, name, value, y, narrow=narrow)
        panels.append((at - 10, at + 10))
        sheet.rect(left, at - 7, max(1.0, x(low) - left), 14, "solid estimate")
        if high > low:
            sheet.rect(x(low), at - 7, x(high) - x(low), 14, "bar")
        if bound is not None:
            sheet.line([(x(bound), at - 10), (x(bound), at + 10)], "wire")
        y = end
    shares, spans = (0.0, 0.25, 0.5, 0.75, 1.0), panels if narrow else [(top - 4, y)]
    frame.strokes([(x(share), a), (x(share), b)] for share in shares for a, b in spans)
    for share in shares:
        label = f"{100 * share:.0f}\u00a0%"
        half = length(label, "aside") / 2
        frame.text(min(max(x(share), half + 1), whole - half - 1), y + 16, label, "aside", "middle")
    frame.parts += sheet.parts
    return frame.svg(y + 30, drawn.alt)


def _named(sheet: Sheet, name: str, value: str, y: float, *, narrow: bool) -> tuple[float, float]:
    """Set a name and a value, and return the height of the bar and where the row ends."""
    if narrow:
        lines = broken(name, NARROW - 16 - length(value, "name"), "name", 3)
        sheet.text(NARROW - 2, y + 13, value, "name", "end")
        end = sheet.lines(2, y, lines, "name")
        return end + 12, end + 32
    lines = broken(name, NAMES - 22, "body", 3)
    tall = max(26.0, LINE * len(lines) + 6.0)
    sheet.lines(2, y + (tall - LINE * len(lines)) / 2, lines)
    sheet.text(WIDE - 2, y + tall / 2 + 5, value, "name", "end")
    return y + tall / 2, y + tall + 4
