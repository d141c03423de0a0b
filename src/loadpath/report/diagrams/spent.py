"""How long it takes until a response stops the harm, against the moment of harm, on a logarithmic axis of time.

A bar is the share of incidents that is stopped in its stretch of time. The shade behind is the share for which it is
too late from then on: it fills the height where all are. The two heights are not on one scale; the numbers stand in
the table.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate
from math import log10
from typing import TYPE_CHECKING

from loadpath.report.diagrams.drawing import through
from loadpath.report.diagrams.incident import lasting
from loadpath.report.diagrams.lettering import LINE
from loadpath.report.diagrams.sheet import NARROW, WIDE, Sheet, length
from loadpath.report.diagrams.timeline import TICKS
from loadpath.report.tree import Column, Row, Table, Words

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from loadpath.assess.timing import Timing

HEIGHT = 150.0
LEAST = 2e-4
"""Ends of the axis with less than this share are left out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spent:
    """What is drawn.

    Attributes:
        title: of the scenario.
        edges: ends of stretches of time in seconds, one more than there are stretches.
        stops: the share of incidents stopped in each.
        late: the share for which it is too late by the end of each.
        times: 5 %, 50 % and 95 % points of the time to stop; None where nothing is ever stopped.
        harm: the same of the moment of harm.
        never: in words, how many are never stopped; empty where that is none.
    """

    title: str
    edges: tuple[float, ...]
    stops: tuple[float, ...]
    late: tuple[float, ...]
    times: tuple[float, float, float] | None
    harm: tuple[float, float, float]
    never: str = ""

    @property
    def alt(self) -> str:
        """Return in words what is drawn."""
        half = f"half are stopped within {lasting(self.times[1])}" if self.times else "none is stopped"
        never = f", {self.never}" if self.never else ""
        return f"Time until {self.title!r} is stopped: {half}{never}; too late for half by {lasting(self.harm[1])}."


def spent(timing: Timing, title: str, never: str = "") -> Spent:
    """Return how long a response takes, as a picture."""
    late = tuple(min(1.0, one) for one in accumulate(timing.harms))
    first, last = _ends(timing.stops, timing.harms)
    return Spent(
        title=title,
        edges=timing.edges[first : last + 2],
        stops=timing.stops[first : last + 1],
        late=late[first : last + 1],
        times=timing.times,
        harm=timing.harm,
        never=never,
    )


def _ends(stops: Sequence[float], harms: Sequence[float]) -> tuple[int, int]:
    """Return the first and the last stretch in which something happens."""
    seen = [place for place, both in enumerate(zip(stops, harms, strict=True)) if max(both) > LEAST]
    if not seen:
        return 0, len(stops) - 1
    return max(0, seen[0] - 1), min(len(stops) - 1, seen[-1] + 1)


def draw(picture: Spent, *, narrow: bool) -> str:
    """Return the picture as SVG, 820 wide, or 350 wide for a phone."""
    width = NARROW if narrow else WIDE
    sheet = Sheet(width)
    left, right = 4.0, width - 4.0
    low, high = log10(picture.edges[0]), log10(picture.edges[-1])

    def x(seconds: float) -> float:
        share = (log10(max(seconds, 1e-9)) - low) / (high - low)
        return left + min(1.0, max(0.0, share)) * (right - left)

    labels = [(x(picture.harm[1]), f"too late for half by {lasting(picture.harm[1])}", "badge bad")]
    if picture.times:
        labels.append((x(picture.times[1]), f"half stopped by {lasting(picture.times[1])}", "badge"))
    top = _labels(sheet, labels)
    bottom = top + HEIGHT
    _ticks(sheet, x, (low, high), top, bottom)
    most = max((*picture.stops, 1e-12))
    steps = [
        (x(edge), bottom - share * HEIGHT)
        for place, share in enumerate(picture.late)
        for edge in picture.edges[place : place + 2]
    ]
    sheet.path(f"{through([(left, bottom), *steps, (right, bottom)])}z", "bar bad")
    for place, share in enumerate(picture.stops):
        a, b = x(picture.edges[place]), x(picture.edges[place + 1])
        if share > 0:
            tall = max(1.0, share / most * (HEIGHT - 10))
            sheet.rect(a + 0.5, bottom - tall, max(1.0, b - a - 1), tall, "solid good")
    sheet.line([(left, bottom), (right, bottom)], "wire")
    sheet.line([(x(picture.harm[1]), top), (x(picture.harm[1]), bottom)], "budget")
    if picture.times:
        sheet.line([(x(picture.times[1]), top), (x(picture.times[1]), bottom)], "wire")
    return sheet.svg(bottom + 24, picture.alt)


def _labels(sheet: Sheet, labels: Sequence[tuple[float, str, str]]) -> float:
    """Set a label over each upright line, one below the other where they would meet; return where the panel begins."""
    y, ends = 14.0, -1.0
    for at, text, look in sorted(labels):
        wide = length(text, "badge")
        place = min(max(at - wide / 2, 2.0), sheet.width - 2.0 - wide)
        if place < ends:
            y += LINE
        sheet.text(place, y, text, look)
        ends = place + wide + 10
    return y + 8


def _ticks(sheet: Sheet, x: Callable[[float], float], ends: tuple[float, float], top: float, bottom: float) -> None:
    ticks = [(x(seconds), label) for seconds, label in TICKS if ends[0] <= log10(seconds) <= ends[1]]
    sheet.strokes([(at, top), (at, bottom)] for at, _ in ticks)
    sheet.labels(ticks, bottom + 17, -1.0)


def table(picture: Spent, caption: Words = ()) -> Table:
    """Return the same as a table: the points that the picture marks."""
    rows = []
    for place, share in enumerate(("5", "50", "95")):
        stopped = lasting(picture.times[place]) if picture.times else "never"
        rows.append(Row(((f"{share}\u00a0% within",), (stopped,), (lasting(picture.harm[place]),))))
    columns = (
        Column("Share"),
        Column("Stopped, of those that ever are", number=True),
        Column("Too late from", number=True),
    )
    return Table(caption=caption, columns=columns, rows=tuple(rows))
