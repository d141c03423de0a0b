"""A plan as SVG: outlines, lines with their heads, text. Colours are classes of the style sheet.

The heads say what a line means (GSN version 3): solid for *supported by*, hollow for *in context of*, open on a dashed
line for *challenges*. In CAE the lines run from below upward, to what is supported.
"""

from __future__ import annotations

from itertools import pairwise
from math import hypot
from typing import TYPE_CHECKING

from loadpath.report.diagrams.shapes import BULGE, CAP, PAD, ROUND, SLANT, STRIP
from loadpath.report.marks import short
from loadpath.report.prose import safe

if TYPE_CHECKING:
    from collections.abc import Sequence

    from loadpath.report.diagrams.layout import Placed, Plan, Point
    from loadpath.report.diagrams.shapes import Form

HEAD = 9.0
"""Length of an arrowhead."""


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
    lines = _wires(plan, shift, upward=upward)
    shapes = "".join(_shape(placed, placed.x + shift) for placed in plan.boxes)
    size = f'viewBox="0 0 {width} {plan.height}"'
    return f'<svg class="diagram" {size} role="img" aria-label="{safe(alt)}">{lines}{shapes}</svg>'


def _wires(plan: Plan, shift: int, *, upward: bool) -> str:
    """Return all lines, then all heads, then all crosses: one path for those that look alike."""
    lines: dict[str, list[str]] = {}
    heads: dict[str, list[str]] = {}
    crosses = []
    for wire in plan.wires:
        points = [(x + shift, y) for x, y in wire.points]
        dashed = " dashed" if wire.says == "challenge" else ""
        lines.setdefault(f"wire{dashed}", []).append(through(points))
        look = {"context": " hollow", "challenge": " open"}.get(wire.says, "")
        tip = wire.tip
        if upward and wire.says == "supports":
            tip = "start" if wire.begins else ""
        if tip:
            ends = points if tip == "end" else points[::-1]
            heads.setdefault(f"head{look}", []).append(_head(ends[-2], ends[-1], look))
        if wire.crossed:
            crosses.append(_cross_on(points[-2], points[-1]))
    groups = {**lines, **heads, **({"cross": crosses} if crosses else {})}
    return "".join(f'<path class="{look}" d="{"".join(paths)}"/>' for look, paths in groups.items())


def through(points: Sequence[Point]) -> str:
    """Return straight lines through points as a path.

    >>> through([(10, 0), (10, 20), (30.25, 20), (40, 30)])
    'M10 0V20H30.2L40 30'
    """
    shown = [(short(x), short(y)) for x, y in points]
    path = f"M{shown[0][0]} {shown[0][1]}"
    for (x0, y0), (x1, y1) in pairwise(shown):
        path += f"V{y1}" if x0 == x1 else f"H{x1}" if y0 == y1 else f"L{x1} {y1}"
    return path


def arrowhead(before: Point, at: Point, look: str) -> str:
    """Return the head of a line from one point to another; `look` is empty, ` hollow` or ` open`."""
    return f'<path class="head{look}" d="{_head(before, at, look)}"/>'


def _head(before: Point, at: Point, look: str) -> str:
    (x0, y0), (x1, y1) = before, at
    long = hypot(x1 - x0, y1 - y0) or 1.0
    dx, dy = HEAD * (x1 - x0) / long, HEAD * (y1 - y0) / long
    left, right = (x1 - dx - 0.45 * dy, y1 - dy + 0.45 * dx), (x1 - dx + 0.45 * dy, y1 - dy - 0.45 * dx)
    return through([left, at, right]) + ("" if look == " open" else "z")


def lettered(x: float, y: float, text: str, look: str, anchor: str = "") -> str:
    """Return one line of text with its base at a height; it begins, or has its `end` or its `middle`, at `x`."""
    classes = " ".join(one for one in (look, anchor) if one not in {"", "body"})
    said = f' class="{classes}"' if classes else ""
    return f'<text{said} x="{short(x)}" y="{short(y)}">{safe(text)}</text>'


def _cross_on(start: Point, end: Point) -> str:
    x, y = (start[0] + end[0]) / 2, (start[1] + end[1]) / 2
    return _cross(x - 5, y - 5, x + 5, y + 5)


def _cross(left: float, top: float, right: float, bottom: float) -> str:
    a, b, c, d = short(left), short(top), short(right), short(bottom)
    return f"M{a} {b}L{c} {d}M{a} {d}L{c} {b}"


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
        cross = _cross(x + 3, y + 3, x + form.across - 3, y + form.height - 3)
        parts.append(f'<path class="cross" d="{cross}"/>')
    parts.extend(lettered(x + one.x, y + one.y, one.text, one.look, one.anchor) for one in form.letters)
    return f"<g>{''.join(parts)}</g>"


def _bar(x: int, y: int, long: int, share: float, look: str) -> str:
    pale = f'<path class="solid pale" d="M{x} {y}h{long}v4h-{long}z"/>'
    part = short(long * share)
    return f'{pale}<path class="solid {look}" d="M{x} {y}h{part}v4h-{part}z"/>'


def _outline(form: Form, x: int, y: int, look: str) -> str:
    w, h = form.across, form.height
    match form.outline:
        case "circle" | "ellipse":
            place = f'cx="{short(x + w / 2)}" cy="{short(y + h / 2)}" rx="{short(w / 2)}" ry="{short(h / 2)}"'
            return f'<ellipse class="{look}" {place}/>'
        case "slant":
            path = f"M{x + SLANT} {y}h{w - SLANT}l{-SLANT} {h}h{SLANT - w}z"
        case "bulge":
            inner, half = w - 2 * BULGE, short(h / 2)
            curve = f"{BULGE} {half}"
            path = f"M{x + BULGE} {y}h{inner}a{curve} 0 0 1 0 {h}h{-inner}a{curve} 0 0 1 0 {-h}z"
        case "arch":
            half = short(w / 2)
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
