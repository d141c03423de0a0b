"""Arguments in the notation of CAE: claims, arguments and evidence over the same layout, with lines that run upward.

In CAE a claim never stands on another claim directly: an argument node between the two says why that is enough. So
where the case has no words for it, one is put in that says how many must hold. What a claim is to be read in, and what
is assumed, is attached to the argument (a side-warrant), not to the claim.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from loadpath.report.diagrams.drawing import svg
from loadpath.report.diagrams.elements import Element, Kind, levels
from loadpath.report.diagrams.layout import MOST, Plan, plan
from loadpath.report.wording import count

if TYPE_CHECKING:
    from loadpath.report.diagrams.elements import Argument

OUTLINES = {
    Kind.GOAL: "ellipse",
    Kind.STRATEGY: "rounded",
    Kind.SOLUTION: "rect",
    Kind.CONTEXT: "rounded",
    Kind.ASSUMPTION: "ellipse",
    Kind.JUSTIFICATION: "rounded",
}


def planned(root: Element, room: int) -> Plan:
    """Return where everything stands in a room of a width in px."""
    return plan(with_arguments(root), OUTLINES, room, marked=False)


def cae(argument: Argument, alt: str, *, room: int = MOST, fill: bool = False) -> str:
    """Return an argument as an SVG in the notation of CAE.

    Args:
        argument: what is drawn.
        alt: what the drawing shows, in words.
        room: the largest width, in px.
        fill: whether the drawing takes the whole room even when it needs less, so that it is shown at its own size.
    """
    return svg(planned(argument.root, room), alt, room=room if fill else None, upward=True)


def with_arguments(root: Element) -> Element:
    """Return the same tree with an argument node between every claim and what it stands on."""
    done: dict[int, Element] = {}
    for element, _ in reversed(list(levels(root))):
        below = tuple(done[id(one)] for one in element.below)
        beside = tuple(done[id(one)] for one in element.beside)
        if element.kind is not Kind.GOAL or not below:
            done[id(element)] = replace(element, below=below, beside=beside)
            continue
        own = tuple(one for one in beside if one.counter)
        warrants = tuple(one for one in beside if not one.counter)
        if len(below) == 1 and below[0].kind is Kind.STRATEGY:
            between = replace(below[0], beside=(*warrants, *below[0].beside))
        else:
            between = Element(kind=Kind.STRATEGY, text=_why(below), below=below, beside=warrants)
        done[id(element)] = replace(element, below=(between,), beside=own)
    return done[id(root)]


def _why(below: tuple[Element, ...]) -> str:
    """Return in words how a claim follows from what is below it.

    >>> _why((Element(kind=Kind.SOLUTION),) * 2)
    'shown by 2 findings'
    """
    findings = sum(one.kind is Kind.SOLUTION for one in below)
    claims = len(below) - findings
    parts = ["the claim below must hold" if claims == 1 else f"all {claims} claims below must hold"] if claims else []
    parts += [f"shown by {count(findings, 'finding')}"] if findings else []
    return "; ".join(parts)
