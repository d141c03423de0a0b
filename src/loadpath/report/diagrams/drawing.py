"""A plan as SVG: outlines, lines with their heads, text. Colours are classes of the style sheet.

The heads say what a line means (GSN version 3): solid for *supported by*, hollow for *in context of*, open on a dashed
line for *challenges*. In CAE the lines run from below upward, to what is supported.
"""

from __future__ import annotations

from math import hypot
from typing import TYPE_CHECKING

from loadpath.report.diagrams.shapes import BULGE, CAP, PAD, ROUND, SLANT, STRIP
from loadpath.report.prose import safe

if TYPE_CHECKING:
    from loadpath.report.diagrams.layout import Placed, Plan, Point, Wire
    from loadpath.report.diagrams.shapes import Form

HEAD = 9.0
"""Length of an arrowhead."""


def number(value: float) -> str:
    """Return a length without needless digits.

    >>> number(12.0), number(3.14159), number(-0.01)
    ('12', '3.1', '0')
    """
    text = f"{value:.1f}"
    text = text.removesuffix(".0")
    return "0" if text == "-0" else text


def svg(plan: Plan, alt: str, *, room: int | None = None, upward: bool = False) -> str:
    """Return a plan as SVG.

    Args:
        plan: what stands where.
        alt: what the drawing shows, in words.
        room: the width to fill, so that a small drawing is not blown up; None leaves its own.
        upward: whether lines point at what is supported instead of at what supports it.
    """
    width = max(plan.width, room or 0)
    shift = (width - plan.width) // 2
    lines = "".join(_wire(wire, shift, upward=upward) for wire in plan.wires)
    shapes = "".join(_shape(placed, placed.x + shift) for placed in plan.boxes)
    size = f'viewBox="0 0 {width} {plan.height}"'
    return f'<svg class="diagram" {size} role="img" aria-label="{safe(alt)}">{lines}{shapes}</svg>'


def _wire(wire: Wire, shift: int, *, upward: bool) -> str:
    points = [(x + shift, y) for x, y in wire.points]
    path = "M" + "L".join(f"{number(x)} {number(y)}" for x, y in points)
    dashed = " dashed" if wire.says == "challenge" else ""
    parts = [f'<path class="wire{dashed}" d="{path}"/>']
    look = {"context": " hollow", "challenge": " open"}.get(wire.says, "")
    tip = wire.tip
    if upward and wire.says == "supports":
        tip = "start" if wire.begins else ""
    if tip:
        ends = points if tip == "end" else points[::-1]
        parts.append(arrowhead(ends[-2], ends[-1], look))
    if wire.crossed:
        parts.append(_cross_on(points[-2], points[-1]))
    return "".join(parts)


def arrowhead(before: Point, at: Point, look: str) -> str:
    """Return the head of a line from one point to another; `look` is empty, ` hollow` or ` open`."""
    (x0, y0), (x1, y1) = before, at
    long = hypot(x1 - x0, y1 - y0) or 1.0
    dx, dy = (x1 - x0) / long, (y1 - y0) / long
    back = (x1 - HEAD * dx, y1 - HEAD * dy)
    half = HEAD * 0.45
    left, right = (back[0] - half * dy, back[1] + half * dx), (back[0] + half * dy, back[1] - half * dx)
    points = [left, at, right]
    shown = " ".join(f"{number(x)},{number(y)}" for x, y in points)
    return f'<poly{"line" if look == " open" else "gon"} class="head{look}" points="{shown}"/>'


def _cross_on(start: Point, end: Point) -> str:
    x, y = (start[0] + end[0]) / 2, (start[1] + end[1]) / 2
    return _cross(x - 5, y - 5, x + 5, y + 5)


def _cross(left: float, top: float, right: float, bottom: float) -> str:
    a, b, c, d = number(left), number(top), number(right), number(bottom)
    return f'<path class="cross" d="M{a} {b}L{c} {d}M{a} {d}L{c} {b}"/>'


def _shape(placed: Placed, x: int) -> str:
    element, form, y = placed.element, placed.form, placed.y
    tone = " dashed" if element.counter else ""
    parts = [_outline(form, x, y, f"shape{tone}")]
    if form.strip is not None:
        parts.append(_strip(form, x, y))
    if element.stale and form.outline not in ROUND:
        parts.append(f'<path class="solid attention" d="M{x} {y}h4v{form.height}h-4z"/>')
    if form.diamond:
        middle, low = x + form.middle, y + form.height
        parts.append(f'<path class="shape" d="M{middle} {low}l8 7l-8 7l-8 -7z"/>')
    for top, share, look in form.bars:
        parts.append(_bar(x + PAD, y + top, form.across - 2 * PAD, share, look))
    if element.defeated:
        parts.append(_cross(x + 3, y + 3, x + form.across - 3, y + form.height - 3))
    parts.extend(
        f'<text class="{one.look}" x="{number(x + one.x)}" y="{number(y + one.y)}"'
        f"{f' text-anchor={chr(34)}{one.anchor}{chr(34)}' if one.anchor else ''}>{safe(one.text)}</text>"
        for one in form.letters
    )
    return f"<g>{''.join(parts)}</g>"


def _bar(x: int, y: int, long: int, share: float, look: str) -> str:
    pale = f'<path class="solid pale" d="M{x} {y}h{long}v4h-{long}z"/>'
    part = number(long * share)
    return f'{pale}<path class="solid {look}" d="M{x} {y}h{part}v4h-{part}z"/>'


def _outline(form: Form, x: int, y: int, look: str) -> str:
    w, h = form.across, form.height
    match form.outline:
        case "circle" | "ellipse":
            place = f'cx="{number(x + w / 2)}" cy="{number(y + h / 2)}" rx="{number(w / 2)}" ry="{number(h / 2)}"'
            return f'<ellipse class="{look}" {place}/>'
        case "slant":
            path = f"M{x + SLANT} {y}h{w - SLANT}l{-SLANT} {h}h{SLANT - w}z"
        case "bulge":
            inner, half = w - 2 * BULGE, number(h / 2)
            curve = f"{BULGE} {half}"
            path = f"M{x + BULGE} {y}h{inner}a{curve} 0 0 1 0 {h}h{-inner}a{curve} 0 0 1 0 {-h}z"
        case "arch":
            half = number(w / 2)
            path = f"M{x} {y + CAP}a{half} {CAP} 0 0 1 {w} 0v{h - CAP}h{-w}z"
        case "rounded":
            return f'<rect class="{look}" x="{x}" y="{y}" width="{w}" height="{h}" rx="9"/>'
        case _:
            path = f"M{x} {y}h{w}v{h}h{-w}z"
    return f'<path class="{look}" d="{path}"/>'


def _strip(form: Form, x: int, y: int) -> str:
    """Draw the strip of an away element: a line, and the small picture of a module."""
    assert form.strip is not None
    low = y + form.strip
    icon = f'<path class="shape soft" d="M{x + 9} {low + 6}h5v3h7v{STRIP - 13}h-12z"/>'
    return f'<path class="wire" d="M{x} {low}h{form.across}"/>{icon}'
