"""Values that prose asks for, `[[= risk by team]]`, filled and linked to where they are explained."""

from __future__ import annotations

from typing import TYPE_CHECKING

from loadpath.assess.questions import bound_of, gap
from loadpath.assess.results import NotComputed
from loadpath.case import node as kinds
from loadpath.case.rounding import at_most, probability, times
from loadpath.report.tree import Link, Words, anchor_of, joined
from loadpath.report.wording import chance, risk_words, tight

if TYPE_CHECKING:
    from collections.abc import Callable

    from loadpath.case.node import Computed
    from loadpath.report.book import Book, Person


def asked(item: Computed) -> str:
    """Return what a computed value asks for, in the form in which it is looked up."""
    of = f" of {item.of.id}" if item.of else ""
    by = f" by {item.by.id}" if item.by else ""
    return f"{item.what}{of}{by}"


def values_of(book: Book) -> dict[str, Words]:
    """Return every computed value that the prose of a case asks for; what cannot be filled is left out."""
    found: dict[str, Words] = {}
    for node in book.case.nodes.values():
        for section in node.body:
            for item in section.computed:
                words = _value(book, item)
                if words:
                    found[asked(item)] = words
    return found


def _value(book: Book, item: Computed) -> Words:
    if item.what == "budget":
        return _budget(book)
    if item.what == "bound":
        return _bound(book, item.of.id) if item.of else ()
    if item.what in ("late", "caught"):
        return _of_table(book, item) if item.of else ()
    write: dict[str, Callable[[Book, Person, Computed], str]] = {"risk": _risk, "gap": _gap, "load": _load}
    people = [person for person in book.people if item.by is None or person.id == item.by.id]
    shown = [(person, write[item.what](book, person, item)) for person in people]
    place = anchor_of(item.of.id) if item.of else ""
    return joined(
        [
            (Link(place or f"risk-{person.id}", (text,)), *((f" ({person.title})",) if len(shown) > 1 else ()))
            for person, text in shown
            if text
        ]
    )


def _risk(_book: Book, person: Person, item: Computed) -> str:
    answer = person.result.pathways.get(item.of.id) if item.of else person.result.risk
    if answer is None and item.of:
        answer = person.result.residual.get(item.of.id)
    if answer is None:
        return ""
    return chance(answer, person.digits) if item.of else risk_words(answer, person.digits)


def _gap(_book: Book, person: Person, _item: Computed) -> str:
    ratio = gap(person.result)
    if isinstance(ratio, NotComputed):
        return ""
    return f"{times(ratio, person.digits)}:1" if ratio > 1 else f"none (already {times(ratio, person.digits)}:1)"


def _load(_book: Book, person: Person, item: Computed) -> str:
    load = next((load for load in person.result.loads if item.of and load.subject == item.of.id), None)
    return f"{times(load.if_wrong)} times" if load and isinstance(load.if_wrong, float) else ""


def _budget(book: Book) -> Words:
    standing = next((person.result.budget for person in book.people if person.result.budget), None)
    budget = next(iter(book.case.all(kinds.Budget)), None)
    if standing is None or budget is None:
        return ()
    return (Link(anchor_of(budget.id), (tight(probability(standing.level)),)),)


def _of_table(book: Book, item: Computed) -> Words:
    """Return how often a response is too late, given what it needs; or how likely one attempt at least is caught.

    By an assessor, it is how likely the response is too late to them, whatever it needs.
    """
    assert item.of is not None
    if item.by is not None and item.what == "late":
        by = item.by.id
        person = next((person for person in book.people if person.id == by), None)
        believed = person.result.propositions.get(f"{item.of.id} is too late") if person else None
        return (Link(anchor_of(item.of.id), (chance(believed, 2),)),) if believed is not None else ()
    if item.what == "late":
        timing = book.scene.timing(item.of.id)
        answer = None if timing is None else timing.late
    else:
        monitoring = book.scene.monitoring(item.of.id)
        answer = None if monitoring is None else monitoring.caught
    return () if answer is None else (Link(anchor_of(item.of.id), (chance(answer, 2),)),)


def _bound(book: Book, name: str) -> Words:
    """Return the one-sided upper bound on the rate behind counted evidence."""
    node = book.case.get(name, kinds.Evidence)
    upper = bound_of(node) if node else NotComputed("")
    return () if isinstance(upper, NotComputed) else (Link(anchor_of(name), (tight(at_most(upper)),)),)
