"""Arguments in the notation of GSN version 3: goals are boxes, strategies slanted, solutions round."""

from __future__ import annotations

from typing import TYPE_CHECKING

from loadpath.report.diagrams.drawing import svg
from loadpath.report.diagrams.elements import Kind
from loadpath.report.diagrams.layout import MOST, Plan, plan

if TYPE_CHECKING:
    from loadpath.report.diagrams.elements import Argument, Element

OUTLINES = {
    Kind.GOAL: "rect",
    Kind.STRATEGY: "slant",
    Kind.SOLUTION: "circle",
    Kind.CONTEXT: "bulge",
    Kind.ASSUMPTION: "ellipse",
    Kind.JUSTIFICATION: "ellipse",
}


def planned(root: Element, room: int) -> Plan:
    """Return where everything stands in a room of a width in px."""
    return plan(root, OUTLINES, room)


def gsn(argument: Argument, alt: str, *, room: int = MOST, fill: bool = False) -> str:
    """Return an argument as an SVG in the notation of GSN.

    Args:
        argument: what is drawn.
        alt: what the drawing shows, in words.
        room: the largest width, in px.
        fill: whether the drawing takes the whole room even when it needs less, so that it is shown at its own size.
    """
    return svg(planned(argument.root, room), alt, room=room if fill else None)
