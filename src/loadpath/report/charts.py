"""The risk picture: a mark and a 90 % range for each assessor, the pathways below, the budget as a line.

The axis is logarithmic and labelled in percent. Every assessor has a shape, the same in every row; the outline says the
verdict (filled where something is shown, hollow where not), and so does a word beside it. Colours are classes of the
style sheet; text is measured, so that it stays inside the picture.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, floor, log10

from loadpath.report.fonts import fit, width
from loadpath.report.marks import Axis, apart, shape, short, tick, upright
from loadpath.report.prose import safe

SIZE = 14.0
SMALL_SIZE = 12.5
LINE = 17.0
WIDE, NARROW = 820.0, 350.0
MOST_DECADES = 8
FEW_DECADES = 3
"""On a phone every decade of so many is labelled, every second one beyond."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A mark in a row: its place, its assessor's shape, whether it is filled.

    `low` and `high` draw a bar, `ends` a hollow mark at each end of what is not one number.
    """

    at: float | None
    shape: int
    filled: bool = True
    low: float | None = None
    high: float | None = None
    ends: tuple[float, float] | None = None

    @property
    def values(self) -> tuple[float, ...]:
        """Return everything that must lie on the axis."""
        known = (self.at, self.low, self.high, *(self.ends or ()))
        return tuple(value for value in known if value is not None and value > 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lane:
    """A row of the picture: a label, marks, and what is written at its end."""

    label: str
    marks: tuple[Mark, ...]
    value: str = ""
    word: str = ""
    tone: str = "plain"
    strong: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """What the risk picture shows."""

    totals: tuple[Lane, ...]
    parts: tuple[Lane, ...]
    names: tuple[str, ...]
    budget: float | None
    budget_label: str
    alt: str

    @property
    def lanes(self) -> tuple[Lane, ...]:
        """Return all rows."""
        return (*self.totals, *self.parts)


def draw(picture: Picture, *, narrow: bool) -> str:
    """Return the picture as SVG, 820 wide, or 350 wide for a phone."""
    whole = NARROW if narrow else WIDE
    axis = _axis(picture, whole, narrow=narrow)
    body: list[str] = []
    panels: list[tuple[float, float]] = []
    y = 30.0
    for group in (picture.totals, picture.parts):
        if not group:
            continue
        if group is picture.parts and picture.names:
            y = _legend(body, picture, 2 if narrow else axis.left, whole, y + 10)
        top = y
        y += 6
        for lane in group:
            y = _narrow(body, panels, lane, axis, y) if narrow else _wide(body, lane, axis, y)
        if not narrow:
            panels.append((top - 6, y))
    frame = [
        part for top, bottom in panels for part in (*_grid(axis, top, bottom), *_budget(picture, axis, top, bottom))
    ]
    labels = [*_ticks(axis, y, whole), *_budget_label(picture, axis, whole)]
    head = f'<svg class="chart" viewBox="0 0 {whole:.0f} {y + 26:.0f}" role="img" aria-label="{safe(picture.alt)}">'
    return head + "".join((*frame, *labels, *body)) + "</svg>"


def _axis(picture: Picture, whole: float, *, narrow: bool) -> Axis:
    """Return an axis on which everything in a picture lies, at most eight decades."""
    values = [picture.budget] if picture.budget else []
    for lane in picture.lanes:
        for mark in lane.marks:
            values.extend(mark.values)
    high = min(0, ceil(log10(max(values, default=1.0)) + 0.05))
    low = floor(log10(min(values, default=0.001)) - 0.05)
    low = max(min(low, high - 2), high - MOST_DECADES)
    if narrow:
        return Axis(low, high, 10, whole - 10)
    label = min(250.0, max(width(lane.label, SIZE, bold=lane.strong) for lane in picture.lanes) + 22)
    value = (
        max(max(width(lane.value, SIZE, bold=lane.strong), width(lane.word, SMALL_SIZE)) for lane in picture.lanes) + 22
    )
    return Axis(low, high, label + 8, whole - value)


def _grid(axis: Axis, top: float, bottom: float) -> list[str]:
    return [upright((axis.x(10.0**decade) for decade in range(axis.low, axis.high + 1)), top, bottom)]


def _ticks(axis: Axis, bottom: float, whole: float) -> list[str]:
    found = []
    step = 2 if whole < WIDE and axis.high - axis.low > FEW_DECADES else 1
    free = whole
    for decade in range(axis.high, axis.low - 1, -step):
        half = width(tick(decade), SMALL_SIZE) / 2
        x = min(max(axis.x(10.0**decade), half + 1), whole - half - 1)
        if x + half > free:
            continue
        free = x - half - 10
        found.append(f'<text class="tick middle" x="{short(x)}" y="{bottom + 17:.0f}">{tick(decade)}</text>')
    return found


def _budget(picture: Picture, axis: Axis, top: float, bottom: float) -> list[str]:
    if picture.budget is None:
        return []
    return [upright((axis.x(picture.budget),), top, bottom, "budget")]


def _budget_label(picture: Picture, axis: Axis, whole: float) -> list[str]:
    if picture.budget is None:
        return []
    wide = width(picture.budget_label, SIZE, bold=True)
    x = min(max(axis.x(picture.budget) - wide / 2, 2.0), whole - wide - 2)
    return [f'<text class="budget-label" x="{short(x)}" y="17">{safe(picture.budget_label)}</text>']


def _wide(body: list[str], lane: Lane, axis: Axis, y: float) -> float:
    """Draw a row with its label on the left and its value on the right, and return where it ends."""
    lines = fit(lane.label, SIZE, axis.left - 26, bold=lane.strong)
    tall = max(len(lines) * LINE, 2 * LINE if lane.word else LINE, _spread(lane, axis))
    middle = y + tall / 2 + 4
    for place, line in enumerate(lines):
        at = middle + (place - (len(lines) - 1) / 2) * LINE + 4.5
        body.append(_text(line, axis.left - 18, at, "label", lane, end=True))
    up = LINE / 2 if lane.word else 0
    body.append(_text(lane.value, WIDE - 2, middle + 4.5 - up, "value", lane, end=True))
    if lane.word:
        body.append(_word(lane, WIDE, middle + 4.5 + up))
    _marks(body, lane, axis, middle)
    return y + tall + 10


def _narrow(body: list[str], panels: list[tuple[float, float]], lane: Lane, axis: Axis, y: float) -> float:
    """Draw a row with its label and value above its marks, and return where it ends."""
    word = width(lane.word, SMALL_SIZE) + 10 if lane.word else 0.0
    room = NARROW - 14 - word - width(lane.value, SIZE, bold=lane.strong)
    lines = fit(lane.label, SIZE, room, bold=lane.strong)
    for place, line in enumerate(lines):
        body.append(_text(line, 2, y + 14 + place * LINE, "label", lane))
    body.append(_text(lane.value, NARROW - 2 - word, y + 14, "value", lane, end=True))
    if lane.word:
        body.append(_word(lane, NARROW, y + 14))
    half = max(9.0, _spread(lane, axis) / 2)
    middle = y + len(lines) * LINE + half + 4
    _marks(body, lane, axis, middle)
    panels.append((middle - half, middle + half))
    return middle + half + 6


def _text(text: str, x: float, y: float, look: str, lane: Lane, *, end: bool = False) -> str:
    bold, anchor = " strong" if lane.strong else "", " end" if end else ""
    return f'<text class="{look}{bold}{anchor}" x="{short(x)}" y="{short(y)}">{safe(text)}</text>'


def _word(lane: Lane, whole: float, y: float) -> str:
    return f'<text class="word {lane.tone} end" x="{whole - 2:.0f}" y="{short(y)}">{safe(lane.word)}</text>'


def _marks(body: list[str], lane: Lane, axis: Axis, y: float) -> None:
    for mark, down in zip(lane.marks, _moved(lane, axis), strict=True):
        if mark.low is not None and mark.high is not None:
            left, wide = axis.x(mark.low), max(1.0, axis.x(mark.high) - axis.x(mark.low))
            place = f'x="{short(left)}" y="{short(y + down - 2.5)}" width="{short(wide)}" height="5"'
            body.append(f'<rect class="bar {lane.tone}" {place}/>')
        size = 6.5 if lane.strong else 5.0
        ends = [
            shape(mark.shape, axis.x(end), y + down, size - 1, lane.tone, filled=False)
            for end in mark.ends or ()
            if 0 < end < 1
        ]
        body.extend(ends)
        if mark.at is not None:
            body.append(shape(mark.shape, axis.x(mark.at), y + down, size, lane.tone, filled=mark.filled))


def _moved(lane: Lane, axis: Axis) -> list[float]:
    if len(lane.marks) > 1 and any(mark.ends for mark in lane.marks):
        return apart([0.0] * len(lane.marks), 6.0)
    return apart([None if mark.at is None else axis.x(mark.at) for mark in lane.marks], 6.0)


def _spread(lane: Lane, axis: Axis) -> float:
    """Return the height that the marks of a row take."""
    return 2 * max((abs(down) for down in _moved(lane, axis)), default=0.0) + 14


def _legend(body: list[str], picture: Picture, left: float, whole: float, y: float) -> float:
    """Draw which shape is whose, in as many lines as it takes, and return where it ends."""
    x = left
    for number, name in enumerate(picture.names):
        shown = fit(name, SMALL_SIZE, whole - left - 24)[0]
        wide = width(shown, SMALL_SIZE) + 38
        if x > left and x + wide - 16 > whole:
            x, y = left, y + LINE + 4
        body.append(shape(number, x + 7, y + 8, 5.0, "plain"))
        body.append(f'<text class="legend" x="{short(x + 18)}" y="{short(y + 12.5)}">{safe(shown)}</text>')
        x += wide
    return y + LINE + 8
