"""The page of one node: what the report tells of it, what it carries, what leans on it, where it is written."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from loadpath.assess.lines import subject_of
from loadpath.case import node as kinds
from loadpath.case.graph import leans_on, mentions
from loadpath.case.rounding import percent, times
from loadpath.report.entries import because, entry, given
from loadpath.report.pathway import wrong_side
from loadpath.report.register import used
from loadpath.report.tree import (
    Block,
    Code,
    Column,
    Fields,
    Link,
    Muted,
    Paragraph,
    Row,
    Section,
    Strong,
    Table,
    Words,
    anchor_of,
)
from loadpath.report.wording import NBSP, VERDICTS, chance, factor, in_percent, range_words, tight

if TYPE_CHECKING:
    from collections.abc import Iterable

    from loadpath.report.book import Book

TURNED = {
    "says": "named by",
    "is": "part of",
    "given": "condition of",
    "rests on": "rested on by",
    "rests on any of": "rested on by",
    "rests on several of": "rested on by",
    "evidence": "evidence for",
    "needs": "needed by",
    "measured by": "measures",
    "relies on": "relied on by",
    "happens": "how often for",
    "if": "condition in",
    "chain": "a step of",
}
"""What a field is called from its other end."""

SHORT = 12
"""Digits of a digest that people are shown."""


def node_section(book: Book, node: kinds.Node, told: Section | None) -> Section:
    """Return everything known about a node.

    Args:
        book: the case.
        node: of which kind ever.
        told: what the report tells of it; None where it is only a row of a table there.
    """
    section = told or entry(book, node, level=2)
    more: list[Block] = []
    if isinstance(node, kinds.Assessor):
        more += _assessor(book, node)
    if isinstance(node, kinds.Evidence):
        more += _used(book, node)
    more += [*_load(book, node), *_around(book, node)]
    more.append(_written(book, node))
    return replace(section, blocks=(*section.blocks, *more))


def _load(book: Book, node: kinds.Node) -> list[Block]:
    """Return what a node carries, by assessor, with the way to suppose that it is wrong."""
    found = [load for person in book.people for load in person.result.loads if load.subject == node.id]
    if not found:
        return []
    side = wrong_side(found[0].kind)
    items: list[tuple[str, Words]] = []
    for person in book.people:
        load = next((load for load in person.result.loads if load.subject == node.id), None)
        if load is None or not isinstance(load.if_wrong, float):
            items.append((person.title, ("–",)))
            continue
        share = f"; so it is in {tight(percent(load.share))} of the risk" if isinstance(load.share, float) else ""
        items.append((person.title, (Strong((f"{times(load.if_wrong)}{NBSP}×",)), f" the risk if {side}", share)))
    way = Paragraph((Link(supposed(node.id), (f"What if {side}?",)),))
    anchor = f"{anchor_of(node.id)}--load"
    return [Section(title=("What it carries",), anchor=anchor, blocks=(Fields(tuple(items)), way))]


def supposed(name: str) -> str:
    """Return the anchor that stands for supposing that a node is wrong."""
    return f"suppose-{name}"


def _around(book: Book, node: kinds.Node) -> list[Block]:
    """Return what leans on a node or speaks of it; what it leans on stands in its fields."""
    above: dict[str, list[str]] = {}
    for other in book.case.nodes.values():
        if other.id == node.id:
            continue
        keys = {key for key, ref in leans_on(other) if ref.id == node.id}
        if keys or node.id in {ref.id for ref in mentions(other)}:
            above.setdefault(_how(other, keys), []).append(other.id)
    if not above:
        return []
    items = tuple((how, book.links(names)) for how, names in above.items())
    return [Section(title=("What leans on it",), anchor=f"{anchor_of(node.id)}--above", blocks=(Fields(items),))]


def _how(other: kinds.Node, keys: Iterable[str]) -> str:
    """Return how a node leans on another: the fields, or that it only speaks of it."""
    said = ", ".join(sorted(TURNED.get(key, key) for key in keys))
    if said:
        return said
    match other:
        case kinds.Assessor():
            return "judged by"
        case kinds.Challenge():
            return "challenged by"
        case kinds.Evidence():
            return "evidence about it"
        case _:
            return "spoken of in"


def _written(book: Book, node: kinds.Node) -> Section:
    place: list[tuple[str, Words]] = [
        ("written in", (Code(f"{node.at.file}:{node.at.line}"),)),
        ("digest", (Code(book.case.digest_of(node.id)[:SHORT]),)),
    ]
    return Section(
        title=("Where it is written",), anchor=f"{anchor_of(node.id)}--place", blocks=(Fields(tuple(place)),)
    )


def _used(book: Book, node: kinds.Evidence) -> list[Block]:
    if not book.people:
        return []
    items: list[tuple[str, Words]] = [(person.title, (used(book, person, node),)) for person in book.people]
    title = ("How each assessor uses it",)
    return [Section(title=title, anchor=f"{anchor_of(node.id)}--used", blocks=(Fields(tuple(items)),))]


def _assessor(book: Book, node: kinds.Assessor) -> list[Block]:
    """Return what an assessor's numbers come to, and every judgement with its reason and whose it is."""
    person = next((one for one in book.people if one.id == node.id), None)
    if person is None:
        return []
    result = person.result
    facts: list[tuple[str, Words]] = [
        ("risk", (Strong((in_percent(result.risk, person.digits),)),)),
        ("90 % range", (range_words(result.range),)),
    ]
    if result.budget:
        verdict: Words = (VERDICTS[result.budget.verdict], f", {factor(result.budget.times, person.digits)} times")
        facts.append(
            (
                "against the budget",
                (*verdict, *((": ", "; ".join(result.budget.reasons)) if result.budget.reasons else ())),
            )
        )
    if result.unassessed:
        facts.append(("without a number", book.tags(result.unassessed)))
    rows = []
    for name, judged in person.lines.items():
        whose: Words = ("own",) if judged.origin == node.id else (Muted((tight(f"as {judged.origin}"),)),)
        known = book.believed(person, name)
        about = judged.line.what
        rows.append(
            Row(
                (
                    (*book.link(subject_of(about)), " "),
                    given(book, judged),
                    because(judged),
                    whose,
                    (chance(known),),
                )
            )
        )
    columns = (
        Column("Judged"),
        Column("Number given"),
        Column("Because"),
        Column("Whose"),
        Column("After the evidence", number=True),
    )
    caption: Words = (
        Strong((f"All {len(rows)} judgements.",)),
        " After the evidence: that it holds, works or happens.",
    )
    table = Table(caption=caption, columns=columns, rows=tuple(rows), stacked=True)
    place = anchor_of(node.id)
    return [
        Section(title=("What it comes to",), anchor=f"{place}--risk", blocks=(Fields(tuple(facts)),)),
        Section(title=("Every judgement",), anchor=f"{place}--lines", blocks=(table,)),
    ]
