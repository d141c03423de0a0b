"""One drawing of one part of a case, by the name of the drawing: what a command or a page asks for.

An argument is laid out in the narrowest of some widths in which it is not much taller than wide, so that a small one
stays small and a large one does not become a strip.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from loadpath.assess.lines import judgements_of
from loadpath.assess.steps import steps
from loadpath.case import node as kinds
from loadpath.case.proposition import TooLate
from loadpath.report.diagrams import bow_tie, cae, event_tree, gsn, timeline
from loadpath.report.diagrams.argument import argument, described
from loadpath.report.diagrams.drawing import svg
from loadpath.report.diagrams.sheet import NARROW

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date

    from loadpath.assess.results import Answer
    from loadpath.case.graph import CaseGraph
    from loadpath.report.book import Book

WIDTHS = (820, 1200, 1800, 2600, 4000)
TALL = 1.5
"""A drawing that is taller than this times its width is tried wider."""

DRAWINGS = ("gsn", "cae", "bow-tie", "event-tree", "timeline")


def diagram(
    case: CaseGraph,
    name: str,
    how: str,
    *,
    book: Callable[[], Book],
    today: date | None = None,
    width: int | None = None,
) -> str:
    """Return a drawing as SVG with classes.

    Args:
        case: the case.
        name: the id of what is drawn.
        how: one of `DRAWINGS`.
        book: gives the case with its numbers; asked only for an event tree.
        today: the day against which evidence has expired; None leaves that unjudged.
        width: the largest width of an argument in px; anything else is drawn for a phone when it is at most 350.

    Raises:
        ValueError: when there is no such part or drawing, or that part cannot be drawn so.
    """
    narrow = width is not None and width <= NARROW
    match how:
        case "gsn" | "cae":
            return _argument(case, name, how, today, width)
        case "bow-tie":
            return bow_tie.draw(bow_tie.bow_tie(case, _pathway(case, name)), narrow=narrow)
        case "event-tree":
            path = _pathway(case, name)
            return event_tree.draw(tree_of(book(), path), narrow=narrow)
        case "timeline":
            return timeline.draw(timeline.timeline(_scenario(case, name)), narrow=narrow)
        case _:
            raise ValueError(f"there is no drawing `{how}`; there are {', '.join(DRAWINGS)}")


def tree_of(book: Book, path: kinds.Pathway) -> event_tree.EventTree:
    """Return the event tree of a pathway with everybody's numbers."""
    total = [person.result.pathways.get(path.id) for person in book.people]
    digits = min((person.digits for person in book.people), default=2)
    return event_tree.event_tree(book.case, path, going_on(book, path), total, digits)


def going_on(book: Book, path: kinds.Pathway) -> list[tuple[Answer | None, ...]]:
    """Return for each step of a pathway how likely it is once those before it have happened, by assessor."""
    found = [_steps(book.case, person.id).get(path.id, (None,) * len(path.chain)) for person in book.people]
    return [tuple(one[place] for one in found) for place in range(len(path.chain))]


def _steps(case: CaseGraph, assessor: str) -> Mapping[str, tuple[Answer, ...]]:
    return case.once(("each step given those before", assessor), lambda: steps(case, judgements_of(case, assessor)))


def _argument(case: CaseGraph, name: str, how: str, today: date | None, width: int | None) -> str:
    drawn = argument(case, name, today=today)
    planned, upward = (gsn.planned, False) if how == "gsn" else (cae.planned, True)
    tries = (width,) if width is not None else WIDTHS
    found = planned(drawn.root, tries[0])
    for room in tries[1:]:
        if found.height <= TALL * found.width:
            break
        found = planned(drawn.root, room)
    return svg(found, described(drawn), upward=upward)


def _pathway(case: CaseGraph, name: str) -> kinds.Pathway:
    found = case.get(name, kinds.Pathway)
    if found is None:
        known = ", ".join(f"`{path.id}`" for path in case.all(kinds.Pathway)) or "none in this case"
        raise ValueError(f"`{name}` is not a pathway; pathways are {known}")
    return found


def _scenario(case: CaseGraph, name: str) -> kinds.Scenario:
    """Return a scenario, or the one in which a pathway's response is played out."""
    path = case.get(name, kinds.Pathway)
    steps = [step.what.ref.id for step in path.chain if isinstance(step.what, TooLate)] if path else []
    found = case.get(steps[0] if steps else name, kinds.Scenario)
    if found is None or not found.rows:
        known = ", ".join(f"`{one.id}`" for one in case.all(kinds.Scenario) if one.rows) or "none in this case"
        raise ValueError(f"`{name}` has no response to draw; scenarios with a table are {known}")
    return found
