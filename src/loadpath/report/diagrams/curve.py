"""A chance that follows a number: a line, or a band where the chance lies between two, with where one stands.

Both axes are straight; upright are chances from 0 to 100 %.
"""

from __future__ import annotations

from dataclasses import dataclass

from loadpath.report.diagrams.drawing import through
from loadpath.report.diagrams.sheet import NARROW, WIDE, Sheet, length
from loadpath.report.wording import NBSP

HEIGHT = 200.0
LEFT = 50.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Curve:
    """What is drawn.

    Attributes:
        points: number, and the least and the most that the chance may be there; by rising number.
        ticks: numbers that are labelled on the level axis, with their labels.
        level: what the level axis is, in words.
        at: where one stands, and what that is called; None where nobody knows. Beyond the axis it stands at its end.
        between: two numbers between which one may stand; None: nothing is said of that.
        alt: what is drawn, in words.
    """

    points: tuple[tuple[float, float, float], ...]
    ticks: tuple[tuple[float, str], ...]
    level: str
    at: tuple[float, str] | None = None
    between: tuple[float, float] | None = None
    alt: str


def draw(curve: Curve, *, narrow: bool) -> str:
    """Return the picture as SVG, 820 wide, or 350 wide for a phone."""
    width = NARROW if narrow else WIDE
    sheet = Sheet(width)
    right, top = width - 14.0, 24.0
    bottom = top + HEIGHT
    first, last = curve.points[0][0], curve.points[-1][0]

    def x(value: float) -> float:
        return LEFT + min(1.0, max(0.0, (value - first) / ((last - first) or 1.0))) * (right - LEFT)

    def y(share: float) -> float:
        return bottom - share * HEIGHT

    if curve.between is not None:
        a, b = (x(one) for one in curve.between)
        sheet.rect(a, top, max(1.0, b - a), HEIGHT, "solid pale")
    shares = (0.0, 0.25, 0.5, 0.75, 1.0)
    sheet.strokes([(LEFT, y(share)), (right, y(share))] for share in shares)
    for share in shares:
        sheet.text(LEFT - 8, y(share) + 4, f"{100 * share:.0f}{NBSP}%", "aside", "end")
    sheet.ticks([(x(value), label) for value, label in curve.ticks], bottom)
    lows = [(x(value), y(low)) for value, low, _ in curve.points]
    highs = [(x(value), y(high)) for value, _, high in curve.points]
    if lows != highs:
        sheet.path(f"{through([*lows, *highs[::-1]])}z", "bar")
        sheet.line(lows, "wire")
    sheet.line(highs, "wire")
    if curve.at is not None:
        at, wide = x(curve.at[0]), length(curve.at[1], "badge")
        sheet.line([(at, top), (at, bottom)], "budget")
        sheet.text(min(max(at - wide / 2, 2.0), width - 2.0 - wide), 15, curve.at[1], "badge limit")
    sheet.text((LEFT + right) / 2, bottom + 36, curve.level, "aside", "middle")
    return sheet.svg(bottom + 44, curve.alt)
