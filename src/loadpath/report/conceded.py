"""What everybody grants, and what would follow if it were wrong: facts that nobody disputes and the answer hangs on.

What is granted is told in `assess.granted`: no challenge to it stands, and all assessors hold the same judgement of it.
It changes the conclusion of an assessor when it alone, turning out wrong, carries the risk over the budget; of one who
is over the budget already, when it alone, being certain, would bring the risk within it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from loadpath.assess.granted import granted
from loadpath.assess.results import Interval
from loadpath.assess.verdict import HAIR, within
from loadpath.case import node as kinds
from loadpath.case.rounding import times
from loadpath.report.tree import Column, Muted, Paragraph, Row, Section, State, Strong, Table, Words, joined

if TYPE_CHECKING:
    from loadpath.assess.results import Load
    from loadpath.report.book import Book, Person
    from loadpath.report.tree import Block

MOST = 10
"""So many are listed, those first that weigh most."""


def conceded(book: Book) -> list[Block]:
    """Return what is granted by all and would change the answer of somebody, as a section; nothing where nothing is."""
    people = [person for person in book.people if _ratio(person) is not None]
    if not people:
        return []
    known = granted(book.case, (found[0] for found in book.loads(book.case.nodes)))
    rows = [Row(cells) for load in known if (cells := _cells(book, people, load.subject))]
    if not rows:
        said = (
            "Nothing that all grant would change the answer of anybody by itself: where it changes, somebody objects, "
            "or judges it otherwise."
        )
        return [Section(title=("What all grant",), anchor="granted", blocks=(Paragraph((said,)),))]
    columns = (
        Column("Granted by all"),
        Column("Looked at by"),
        *(Column(person.id, number=True) for person in people),
    )
    caption: Words = (
        Strong(("What all grant, and the answer hangs on.",)),
        " By assessor: how many times the budget the risk would be if this one thing were wrong; of who is over it ",
        "already, if it were certain. ",
        "Left out is what changes nobody's answer.",
    )
    table = Table(caption=caption, columns=columns, rows=tuple(rows[:MOST]), stacked=True)
    return [Section(title=("What all grant",), anchor="granted", blocks=(table,))]


def _ratio(person: Person) -> float | None:
    """Return the risk over the budget, where both are one number."""
    risk, level = person.result.risk, person.result.spread.level
    return risk.value / level if level and isinstance(risk, Interval) and risk.exact and risk.value > 0 else None


def _cells(book: Book, people: list[Person], subject: str) -> tuple[Words, ...]:
    """Return a row, or nothing where no assessor's answer would change."""
    cells, changes = [], False
    for person in people:
        load = next((one for one in person.result.loads if one.subject == subject), None)
        cell, changed = _changed(_ratio(person) or 0.0, load)
        cells.append(cell)
        changes = changes or changed
    return (book.link(subject), _looked_at(book, subject), *cells) if changes else ()


def _changed(now: float, load: Load | None) -> tuple[Words, bool]:
    """Return what becomes of the risk over the budget, and whether it changes sides."""
    factor = None if load is None else load.if_wrong if within(now) else load.if_right
    if not isinstance(factor, float):
        return (Muted(("–",)),), False
    after = f"{_side(now * factor)}{times(now * factor)}\u00a0×"
    inside = within(now)
    if inside and not within(now * factor):
        return (f"{after} ", State("△", "above", "bad")), True
    if not inside and within(now * factor):
        return (f"{after} ", State("▽", "within", "good")), True
    return (Muted((f"{after}, {'still within' if inside else 'still above'}",)),), False


def _side(ratio: float) -> str:
    """Return on which side of one a ratio lies that is written as one."""
    return "" if times(ratio) != "1" or abs(ratio - 1) <= HAIR else "over\u00a0" if ratio > 1 else "under\u00a0"


def _looked_at(book: Book, name: str) -> Words:
    """Return the reviews whose fact check looked at a thing."""
    found = [
        item.id for item in book.case.all(kinds.Review) if any(fact.done and fact.ref.id == name for fact in item.facts)
    ]
    return joined([book.link(one) for one in found], "; ") if found else (Muted(("no review",)),)
