"""How likely the risk is to lie above a level, for every assessor: a falling line each, the budget upright.

Where something is unknown there are two lines for one assessor, and the share lies anywhere between them: filled marks
on the one for the worst values of what is unknown, hollow ones on the other.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from math import ceil, dist, floor, log10
from typing import TYPE_CHECKING

from loadpath.assess.results import Interval
from loadpath.report.diagrams.sheet import NARROW, WIDE, Sheet, broken, length
from loadpath.report.marks import shape, tick
from loadpath.report.tree import Column, Row, Table, Words
from loadpath.report.wording import in_percent, tight

if TYPE_CHECKING:
    from collections.abc import Sequence

Point = tuple[float, float]
"""A level of risk, and the share of the worlds in which the risk is above it."""

HEIGHT = 240.0
APART = 55.0
"""From one mark on a line to the next; the first stands nearer to the beginning, on each line somewhere else."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Exceedance:
    """What is drawn.

    Attributes:
        names: of the assessors.
        curves: one for each, by falling share; at the worst values where something is unknown.
        budget: a probability, if there is one.
        lows: the same at the best values of what is unknown; empty for one of whom nothing is.
    """

    names: tuple[str, ...]
    curves: tuple[tuple[Point, ...], ...]
    budget: float | None = None
    lows: tuple[tuple[Point, ...], ...] = ()

    @property
    def alt(self) -> str:
        """Return in words what is drawn."""
        said = "; ".join(f"{name}: {_told(curve)}" for name, curve in zip(self.names, self.curves, strict=True))
        return f"Share of worlds in which the risk exceeds a level, by assessor. {said}."


def draw(picture: Exceedance, *, narrow: bool) -> str:
    """Return the curves as SVG, on a logarithmic axis of risk and a straight one of shares."""
    width = NARROW if narrow else WIDE
    sheet = Sheet(width)
    values = [level for curve in picture.curves for level, _ in curve if level > 0]
    values += [picture.budget] if picture.budget else []
    low, high = floor(log10(min(values, default=1e-3))), ceil(log10(max(values, default=1.0)))
    high = max(high, low + 1)
    left, right, top = 52.0, width - 12.0, 24.0
    bottom = top + HEIGHT

    def x(level: float) -> float:
        return left + (log10(max(level, 1e-300)) - low) / (high - low) * (right - left)

    for share in (0.0, 0.25, 0.5, 0.75, 1.0):
        y = bottom - share * HEIGHT
        sheet.line([(left, y), (right, y)], "grid")
        sheet.text(left - 8, y + 4, f"{100 * share:.0f}\u00a0%", "aside", "end")
    free = 0.0
    for decade in range(low, high + 1):
        at, half = x(10.0**decade), length(tick(decade), "aside") / 2
        sheet.line([(at, top), (at, bottom)], "grid")
        place = min(max(at, half + 1), width - half - 1)
        if place - half > free:
            sheet.text(place, bottom + 17, tick(decade), "aside", "middle")
            free = place + half + 8
    if picture.budget:
        at = x(picture.budget)
        sheet.line([(at, top), (at, bottom)], "budget")
        half = length("budget", "badge") / 2
        sheet.text(min(max(at, half + 2), width - half - 2), 15, "budget", "badge limit", "middle")
    lows = picture.lows or ((),) * len(picture.curves)
    for place, both in enumerate(zip(picture.curves, lows, strict=True)):
        for curve, filled in zip(both, (True, False), strict=True):
            points = [(x(level), bottom - share * HEIGHT) for level, share in curve if level > 0]
            if len(points) > 1:
                sheet.line(points, "wire" if filled else "wire soft")
            for one in _apart(points, 14.0 * (place + 1)):
                sheet.parts.append(shape(place, *one, 4.5, "plain", filled=filled))
    end = _legend(sheet, picture, bottom + 30, width)
    return sheet.svg(end, picture.alt)


def _apart(points: Sequence[Point], first: float) -> list[Point]:
    """Return points of a line, some way apart along it."""
    found: list[Point] = []
    gone, due = 0.0, first
    for before, after in pairwise(points):
        gone += dist(before, after)
        if gone >= due:
            found.append(after)
            due = gone + APART
    return found or list(points[:1])


def _legend(sheet: Sheet, picture: Exceedance, y: float, width: int) -> float:
    x = 4.0
    for number, name in enumerate(picture.names):
        shown = broken(name, width - 30, "aside", 1)[0]
        wide = length(shown, "aside") + 36
        if x > 4 and x + wide - 14 > width:  # noqa: PLR2004  where a line of the legend begins
            x, y = 4.0, y + 20
        sheet.parts.append(shape(number, x + 7, y + 8, 5.0, "plain"))
        sheet.text(x + 18, y + 12.5, shown, "aside")
        x += wide
    return y + 22


def _told(curve: Sequence[Point]) -> str:
    """Return in words where a curve falls."""
    found = []
    for share, words in ((0.95, "19 of 20 worlds"), (0.5, "half of them"), (0.05, "one in 20")):
        above = [level for level, reached in curve if reached >= share]
        found += [f"{words} above {_percent(max(above))}"] if above else []
    return ", ".join(found) or "all below the scale"


def table(picture: Exceedance, caption: Words = ()) -> Table:
    """Return the same as a table: the levels of the first curve, and every assessor's share."""
    levels = sorted({level for curve in picture.curves for level, _ in curve})
    shares = [dict(curve) for curve in picture.curves]
    rows = tuple(
        Row(((_percent(level),), *((_percent(one[level]) if level in one else "–",) for one in shares)))
        for level in levels
    )
    columns = (Column("Risk above", number=True), *(Column(name, number=True) for name in picture.names))
    return Table(caption=caption, columns=columns, rows=rows)


def _percent(value: float) -> str:
    return tight(in_percent(Interval(value, value)))


def flattened(curve: Sequence[Point], most: int = 60) -> tuple[Point, ...]:
    """Return a curve with fewer points: as many as can be told apart, both ends among them.

    >>> flattened([(0.1, 0.9), (0.2, 0.5), (0.3, 0.1)], 2)
    ((0.1, 0.9), (0.3, 0.1))
    """
    if len(curve) <= most:
        return tuple(curve)
    step = (len(curve) - 1) / (most - 1)
    return tuple(curve[round(place * step)] for place in range(most))
