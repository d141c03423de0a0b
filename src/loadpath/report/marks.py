"""Marks on a logarithmic axis: every assessor has a shape, and the small scale beside each step of a chain."""

from __future__ import annotations

from dataclasses import dataclass
from math import floor, log10
from typing import TYPE_CHECKING

from loadpath.assess.results import Interval
from loadpath.report.fonts import width

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from loadpath.assess.results import Answer

SHAPES = ("circle", "square", "diamond", "triangle", "cross")
STRIP = 190.0
STRIP_HEIGHT = 34.0
STRIP_DECADES = 6
TICK = 12.5
CLOSE = 9.0
"""Marks nearer to each other than this are moved apart, up and down."""


@dataclass(frozen=True, slots=True)
class Axis:
    """A logarithmic axis: decades and where they lie."""

    low: int
    high: int
    left: float
    right: float

    def x(self, value: float) -> float:
        """Return where a probability lies; beyond the ends it lies at the end."""
        place = (log10(max(value, 1e-300)) - self.low) / (self.high - self.low)
        return round(self.left + min(1.0, max(0.0, place)) * (self.right - self.left), 1)


def tick(decade: int) -> str:
    """Return a power of ten in percent.

    >>> tick(-4).replace(chr(160), " "), tick(0).replace(chr(160), " ")
    ('0.01 %', '100 %')
    """
    return f"{10.0 ** (decade + 2):.{max(0, -decade - 2)}f}\u00a0%"


def short(value: float) -> str:
    """Return a length without needless digits.

    >>> short(12.0), short(3.14159), short(-0.01)
    ('12', '3.1', '0')
    """
    text = f"{value:.1f}".removesuffix(".0")
    return "0" if text == "-0" else text


def upright(places: Iterable[float], top: float, bottom: float, look: str = "grid") -> str:
    """Return lines from top to bottom as one path."""
    path = "".join(f"M{short(x)} {short(top)}V{short(bottom)}" for x in places)
    return f'<path class="{look}" d="{path}"/>'


def shape(number: int, x: float, y: float, radius: float, tone: str, *, filled: bool = True) -> str:
    """Return an assessor's mark as SVG."""
    look = f'class="mark{"" if tone == "plain" else f" {tone}"}{"" if filled else " hollow"}"'
    r = radius
    match SHAPES[number % len(SHAPES)]:
        case "circle":
            return f'<circle {look} cx="{short(x)}" cy="{short(y)}" r="{short(r)}"/>'
        case "square":
            side = f'width="{short(r * 1.8)}" height="{short(r * 1.8)}"'
            return f'<rect {look} x="{short(x - r * 0.9)}" y="{short(y - r * 0.9)}" {side}/>'
        case "diamond":
            points = [(x, y - r * 1.25), (x + r * 1.25, y), (x, y + r * 1.25), (x - r * 1.25, y)]
        case "triangle":
            points = [(x, y - r * 1.15), (x + r * 1.15, y + r), (x - r * 1.15, y + r)]
        case _:
            a, b = r * 1.1, r * 0.4
            corner = [
                (-b, -a),
                (b, -a),
                (b, -b),
                (a, -b),
                (a, b),
                (b, b),
                (b, a),
                (-b, a),
                (-b, b),
                (-a, b),
                (-a, -b),
                (-b, -b),
            ]
            points = [(x + dx, y + dy) for dx, dy in corner]
    return f'<polygon {look} points="{" ".join(f"{short(a)},{short(b)}" for a, b in points)}"/>'


def apart(places: Sequence[float | None], step: float) -> list[float]:
    """Return how far each mark is moved down so that marks at nearly the same place can be told apart.

    >>> apart([10.0, 12.0, 50.0], 4.0), apart([10.0, None], 4.0)
    ([-4.0, 4.0, 0.0], [0.0, 0.0])
    """
    moved = [0.0] * len(places)
    group: list[int] = []

    def spread() -> None:
        for place, index in enumerate(group):
            moved[index] = (place - (len(group) - 1) / 2) * 2 * step if len(group) > 1 else 0.0

    order = sorted((x, index) for index, x in enumerate(places) if x is not None)
    before = None
    for x, index in order:
        if before is not None and x - before >= CLOSE:
            spread()
            group = []
        group.append(index)
        before = x
    spread()
    return moved


def lowest(answers: Sequence[Answer | None]) -> int | None:
    """Return the decade at which the scale of a chain begins, or None when nothing is known of any step."""
    known = [one for one in answers if isinstance(one, Interval) and (one.low > 0 or one.high < 1)]
    if not known:
        return None
    values = [value for one in known for value in (one.low, one.high) if value > 0]
    return max(-STRIP_DECADES, min(-2, floor(log10(min(values, default=0.01)))))


def _axis(low: int) -> Axis:
    return Axis(low, 0, 12, STRIP - 12)


def strip(answers: Sequence[Answer | None], low: int) -> str:
    """Return the numbers of one step on a scale from some decade to 100 %; nothing where nothing is known."""
    axis = _axis(low)
    y = STRIP_HEIGHT / 2
    body = [upright((axis.x(10.0**decade) for decade in range(low, 1)), 0, STRIP_HEIGHT)]
    places = [axis.x(one.low) if isinstance(one, Interval) and one.exact and one.low > 0 else None for one in answers]
    moved = apart(places, 5.2)
    for number, one in enumerate(answers):
        x = places[number]
        if x is not None:
            body.append(shape(number, x, y + moved[number], 4.0, "plain"))
        elif isinstance(one, Interval) and not one.exact and (one.low > 0 or one.high < 1):
            left, right = axis.x(one.low), axis.x(one.high)
            wide = short(max(1.0, right - left))
            body.append(f'<rect class="bar" x="{short(left)}" y="{short(y - 2)}" width="{wide}" height="4"/>')
    return _svg(STRIP_HEIGHT, body)


def strip_axis(low: int) -> str:
    """Return the labels of the scale: as many decades as have room."""
    axis = _axis(low)
    body = []
    free = STRIP
    for decade in range(0, low - 1, -1):
        wide = width(tick(decade), TICK)
        x = min(max(axis.x(10.0**decade), wide / 2), STRIP - wide / 2)
        if x + wide / 2 <= free:
            body.append(f'<text class="tick middle" x="{short(x)}" y="14">{tick(decade)}</text>')
            free = x - wide / 2 - 8
    return _svg(20, body)


def _svg(height: float, body: list[str]) -> str:
    size = f'width="{STRIP:.0f}" height="{height:.0f}" viewBox="0 0 {STRIP:.0f} {height:.0f}"'
    return f'<svg class="strip-scale" {size}>{"".join(body)}</svg>'
