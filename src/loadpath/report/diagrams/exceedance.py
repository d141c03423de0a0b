"""How likely the risk is to lie above a level, for every assessor: a falling line each, the budget upright."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, floor, log10
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Exceedance:
    """What is drawn: a curve for each assessor, by falling share, and the budget, a probability, if there is one."""

    names: tuple[str, ...]
    curves: tuple[tuple[Point, ...], ...]
    budget: float | None = None

    @property
    def alt(self) -> str:
        """Return in words what is drawn."""
        ends = "; ".join(
            f"{name}: " + ", ".join(f"over {_percent(level)} in {_percent(share)}" for level, share in curve)
            for name, curve in zip(self.names, self.curves, strict=True)
        )
        return f"Chance of exceeding a level of risk, by assessor. {ends}."


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
        sheet.text(min(max(at, half + 2), width - half - 2), 15, "budget", "badge bad", "middle")
    for place, curve in enumerate(picture.curves):
        points = [(x(level), bottom - share * HEIGHT) for level, share in curve if level > 0]
        if len(points) > 1:
            sheet.line(points, "wire")
        every = max(1, len(points) // 8)
        for one in points[::every]:
            sheet.parts.append(shape(place, *one, 4.5, "plain"))
    end = _legend(sheet, picture, bottom + 30, width)
    return sheet.svg(end, picture.alt)


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
