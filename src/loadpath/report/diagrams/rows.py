"""Rows on a logarithmic axis: bars and marks beside a label, with a line that everything is held against.

Waterfall, tornado and load by assessor are this picture with different rows. The axis is of probabilities in percent,
or of factors; labels stand beside the rows, or above them on a phone.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, floor, log10
from typing import TYPE_CHECKING

from loadpath.case.rounding import times
from loadpath.report.diagrams.lettering import LINE
from loadpath.report.diagrams.sheet import NARROW, WIDE, Sheet, broken, length
from loadpath.report.marks import apart, shape, short, tick

if TYPE_CHECKING:
    from collections.abc import Sequence

MOST_DECADES = 9
THINNEST = 3.0
"""A bar from a value to the same value."""

SWING = "swing"
"""The tone of a bar with two sides: what lowers the risk, left of the risk as it is, and what raises it, right."""
LABELS = 250.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A row: a label, a line below it, a bar from one value to another, marks by assessor, and words at its end."""

    label: str
    under: str = ""
    bar: tuple[float, float] | None = None
    tone: str = "estimate"
    marks: tuple[float | None, ...] = ()
    value: str = ""
    strong: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """What a picture of rows shows.

    Attributes:
        lines: the rows, from top to bottom.
        at: the value that everything is held against, and what it is called; None for none.
        limit: the budget and what it is called; None for none.
        factors: whether the axis is of factors instead of probabilities.
        names: whose marks are whose, in order of shapes.
        joined: whether each bar begins where the one before it ended, so that a thin line leads there.
        alt: what is shown, in words.
    """

    lines: tuple[Line, ...]
    at: tuple[float, str] | None = None
    limit: tuple[float, str] | None = None
    factors: bool = False
    names: tuple[str, ...] = ()
    joined: bool = False
    alt: str


@dataclass(frozen=True, slots=True)
class _Axis:
    low: float
    high: float
    left: float
    right: float

    def x(self, value: float) -> float:
        share = (log10(max(value, 1e-300)) - self.low) / (self.high - self.low)
        return round(self.left + min(1.0, max(0.0, share)) * (self.right - self.left), 1)


def draw(rows: Rows, *, narrow: bool) -> str:
    """Return the picture as SVG, 820 wide, or 350 wide for a phone."""
    width = NARROW if narrow else WIDE
    sheet, frame = Sheet(width), Sheet(width)
    values = max((length(line.value) for line in rows.lines), default=0)
    left, right = (12.0, width - 12.0) if narrow else (LABELS, width - values - 16.0)
    axis = _axis(rows, left, right)
    y = _head(sheet, rows, axis, 2 if narrow else left)
    top = y
    places: list[float] = []
    panels: list[tuple[float, float]] = []
    for line in rows.lines:
        y, at = _row(sheet, line, y, narrow=narrow)
        places.append(at)
        if narrow:
            panels.append((at - 10, at + 10))
    _frame(frame, rows, axis, panels or [(top - 4, y)], y)
    _bars(frame, rows, axis, places, narrow=narrow)
    frame.parts += sheet.parts
    return frame.svg(y + 22, rows.alt)


def _axis(rows: Rows, left: float, right: float) -> _Axis:
    values = [value for line in rows.lines for value in (*(line.bar or ()), *line.marks) if value is not None]
    values += [mark[0] for mark in (rows.at, rows.limit) if mark]
    known = [value for value in values if value > 0]
    low, high = log10(min(known, default=1e-3)), log10(max(known, default=1.0))
    low = max(low, high - MOST_DECADES)
    wide = max(high - low, 0.3)
    low, high = low - wide * 0.05, high + wide * 0.05
    if wide > 1:
        low, high = floor(low), ceil(high)
    return _Axis(low, high if rows.factors else min(high, 0.0) if low < 0 else high, left, right)


def _head(sheet: Sheet, rows: Rows, axis: _Axis, left: float) -> float:
    """Set what the line is called, and whose marks are whose; return where the rows begin."""
    y = 4.0
    ends = 0.0
    for value, label, look in sorted(_marked(rows)):
        wide = length(label, "badge")
        x = min(max(2.0, axis.x(value) - wide / 2), sheet.width - 2.0 - wide)
        y += LINE if ends and x < ends + 10 else 0
        sheet.text(x, y + 13, label, look)
        ends = x + wide
    y += LINE + 4 if ends else 0
    x = left
    for number, name in enumerate(rows.names):
        shown = broken(name, sheet.width - left - 30, "aside", 1)[0]
        wide = length(shown, "aside") + 36
        if x > left and x + wide - 14 > sheet.width:
            x, y = left, y + LINE + 2
        sheet.parts.append(shape(number, x + 7, y + 9, 5.0, "plain"))
        sheet.text(x + 18, y + 13, shown, "aside")
        x += wide
    return y + (LINE + 6 if rows.names else 0)


def _marked(rows: Rows) -> list[tuple[float, str, str]]:
    """Return what stands upright across all rows: where, what it is called, and how its name is written."""
    found = [(*rows.at, "badge")] if rows.at else []
    return [*found, (*rows.limit, "badge limit")] if rows.limit else found


def _row(sheet: Sheet, line: Line, y: float, *, narrow: bool) -> tuple[float, float]:
    """Set the words of a row and return where it ends, and the height of its bar."""
    look = "name" if line.strong else "body"
    if narrow:
        room = NARROW - 12 - length(line.value, look)
        labels = broken(line.label, room, look, 4)
        sheet.text(NARROW - 2, y + 13, line.value, look, "end")
        end = sheet.lines(2, y, labels, look)
        end = sheet.lines(2, end, broken(line.under, NARROW - 4, "aside", 2), "aside") if line.under else end
        return end + 30, end + 12
    labels = broken(line.label, LABELS - 20, look, 4)
    under = broken(line.under, LABELS - 20, "aside", 2) if line.under else ()
    tall = max(24, LINE * (len(labels) + len(under)) + 6)
    end = sheet.lines(2, y + 1, labels, look)
    sheet.lines(2, end, under, "aside")
    sheet.text(WIDE - 2, y + tall / 2 + 3, line.value, look, "end")
    return y + tall + 4, y + tall / 2


def _frame(sheet: Sheet, rows: Rows, axis: _Axis, panels: Sequence[tuple[float, float]], bottom: float) -> None:
    ticks = [(axis.x(value), label) for value, label in _ticks(rows, axis)]
    sheet.strokes([(x, top), (x, low)] for x, _ in ticks for top, low in panels)
    sheet.labels(ticks, bottom + 15, axis.left - 40)
    for mark, line in ((rows.at, "wire"), (rows.limit, "budget")):
        if mark:
            x = axis.x(mark[0])
            sheet.strokes(([(x, top), (x, low)] for top, low in panels), line)


def _ticks(rows: Rows, axis: _Axis) -> list[tuple[float, str]]:
    decades = range(ceil(axis.low - 1e-9), floor(axis.high + 1e-9) + 1)
    wide = axis.high - axis.low
    fine = wide < 2.2  # noqa: PLR2004  with fewer decades than this, 2 and 5 are labelled too
    steps = (1, 1.5, 2, 3, 4, 5, 6, 8) if wide < 0.8 else (1, 2, 5)  # noqa: PLR2004  and with so few, more
    values = [
        10.0**decade * step
        for decade in range(floor(axis.low), ceil(axis.high) + 1)
        for step in steps
        if axis.low <= log10(10.0**decade * step) <= axis.high
    ] if fine else [10.0**decade for decade in decades]  # fmt: skip
    if rows.factors:
        return [(value, f"{times(value, 2)}\u00a0×") for value in values]
    return [(value, tick(round(log10(value))) if not fine else _percent(value)) for value in values]


def _percent(value: float) -> str:
    return f"{times(value * 100, 2)}\u00a0%"


def _parts(rows: Rows, axis: _Axis, low: float, high: float, tone: str) -> list[tuple[float, float, str]]:
    """Return a bar, or its two sides of what everything is held against."""
    if tone != SWING or rows.at is None:
        return [(low, high, tone)]
    middle = axis.x(rows.at[0])
    sides = [(low, min(high, middle), "good"), (max(low, middle), high, "attention")]
    return [side for side in sides if side[0] < side[1]] or [(low, high, "estimate")]


def _bars(sheet: Sheet, rows: Rows, axis: _Axis, places: Sequence[float], *, narrow: bool) -> None:
    before: tuple[float, float] | None = None
    bars: dict[str, str] = {}
    for line, y in zip(rows.lines, places, strict=True):
        if line.bar is not None:
            start, end = axis.x(line.bar[0]), axis.x(line.bar[1])
            if before is not None and rows.joined and not narrow:
                sheet.line([(before[0], before[1] + 7), (before[0], y - 7)], "wire soft")
            for low, high, tone in _parts(rows, axis, min(start, end), max(start, end), line.tone):
                wide = max(THINNEST, high - low)
                bar = f"M{short((low + high - wide) / 2)} {short(y - 7)}h{short(wide)}v14h{short(-wide)}z"
                bars[tone] = bars.get(tone, "") + bar
            before = (end, y)
    for tone, path in bars.items():
        sheet.path(path, f"solid {tone}")
    for line, y in zip(rows.lines, places, strict=True):
        spots = [None if value is None or value <= 0 else axis.x(value) for value in line.marks]
        for number, (spot, down) in enumerate(zip(spots, apart(spots, 5.0), strict=True)):
            if spot is not None:
                sheet.parts.append(shape(number, spot, y + down, 5.0, "plain"))
