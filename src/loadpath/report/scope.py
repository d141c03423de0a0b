"""What is judged and where it is used: the harm, the budget, the surfaces, every proposal and where it went."""

from __future__ import annotations

from typing import TYPE_CHECKING

from loadpath.case import node as kinds
from loadpath.case.proposition import refs
from loadpath.report import monitoring
from loadpath.report.drawings import proposed
from loadpath.report.entries import entry
from loadpath.report.tree import (
    Block,
    Code,
    Column,
    Fields,
    Prose,
    Row,
    Section,
    State,
    Strong,
    Table,
    Words,
    Written,
    anchor_of,
)

if TYPE_CHECKING:
    from loadpath.report.book import Book

IN_THE_TABLE = ("volume", "watched by", "logged", "reviewed within")
"""Fields of a surface that stand in the table of surfaces."""

IN_THE_STRIP = {"kind", "system", "deployed", "from", "until", "coverage date", "strictness"}


def scope(book: Book) -> Section:
    """Return what the case is about."""
    fields = tuple((item.key, (Written(item.text),)) for item in book.case.head.fields if item.key not in IN_THE_STRIP)
    blocks: list[Block] = [Fields(fields)] if fields else []
    blocks.extend(entry(book, budget, level=3) for budget in book.case.all(kinds.Budget))
    surfaces = book.case.all(kinds.Surface)
    if surfaces:
        prose = [Prose(section.text, 4) for section in book.intro(kinds.Surface)]
        blocks.append(Section(title=("Where it is used",), anchor="surfaces", blocks=(*prose, *_told(book, surfaces))))
    blocks.extend(_own_sections(book))
    return Section(title=("What is judged",), anchor="scope", blocks=tuple(blocks), contents="What is judged")


def _told(book: Book, surfaces: tuple[kinds.Surface, ...]) -> list[Block]:
    """Return the table of surfaces, then in full each of which there is more to say."""
    blocks: list[Block] = []
    for item in surfaces:
        extra = monitoring.blocks(book, item)
        rest = [one for one in item.fields if one.key not in IN_THE_TABLE]
        if extra or rest or any(section.text.strip() for section in item.body):
            blocks.append(entry(book, item, level=4, skip=IN_THE_TABLE, extra=extra))
    full = {block.anchor for block in blocks if isinstance(block, Section)}
    return [_surfaces(book, surfaces, full), *blocks]


def _surfaces(book: Book, surfaces: tuple[kinds.Surface, ...], full: set[str]) -> Table:
    """Return all surfaces as a table; `full` has the anchors of those that are told below it."""
    columns = [Column("Surface"), Column("Volume"), Column("Watched by")]
    further = [key for key in ("logged", "reviewed_within") if any(getattr(item, key) for item in surfaces)]
    columns += [Column(key.replace("_", " ").capitalize()) for key in further]
    rows = []
    for item in surfaces:
        told = anchor_of(item.id) in full
        name: Words = (*book.link(item.id),) if told else (Strong((Written(item.title or item.id),)),)
        watched: Words = (Written(item.watched_by),)
        if not item.watched_by or item.watched_by.strip().lower() in {"nobody", "none", "no one"}:
            watched = (State("!", item.watched_by or "not stated", "attention"),)
        cells = [(*name, " ", Code(item.id)), (Written(item.volume or "not stated"),), watched]
        cells += [(Written(getattr(item, key) or "–"),) for key in further]
        rows.append(Row(tuple(cells), anchor="" if told else anchor_of(item.id)))
    return Table(caption=(), columns=tuple(columns), rows=tuple(rows), stacked=True)


def _own_sections(book: Book) -> list[Block]:
    """Return the case's own sections in its first file, with the table of proposals in the one that holds it."""
    head = book.case.head
    sections = [item for item in head.body if item.heading and item.at.file == head.at.file]
    holder = None
    if head.proposals:
        first = head.proposals[0].at
        before = [item for item in sections if item.at.file == first.file and item.at.line < first.line]
        holder = max(before, key=lambda item: item.at.line, default=None)
    blocks: list[Block] = []
    for place, item in enumerate(sections):
        prose = (Prose(item.text, 4),) if item.text.strip() else ()
        table: tuple[Block, ...] = (*proposed(book), _proposals(book)) if item is holder else ()
        if prose or table:
            blocks.append(Section(title=(Written(item.heading),), anchor=f"own-{place}", blocks=(*prose, *table)))
    if head.proposals and holder is None:
        blocks.append(Section(title=("Proposals",), anchor="proposals", blocks=(*proposed(book), _proposals(book))))
    return blocks


def _proposals(book: Book) -> Table:
    rows = []
    for item in book.case.head.proposals:
        went: Words = (Written(item.went),)
        if item.open:
            went = (State("○", "open", "attention"), " ", Written(item.went.replace("**open**", "").lstrip(": ")))
        rows.append(Row(((Written(item.proposed),), (Written(item.by),), went)))
    columns = (Column("Proposed way of harm"), Column("By"), Column("Where it went"))
    return Table(caption=(), columns=columns, rows=tuple(rows), stacked=True)


def unlisted(book: Book) -> Section | None:
    """Return the page on ways that nobody listed, or None when no number is carried for them."""
    if not book.residual:
        return None
    sections = tuple(entry(book, node, level=3) for node in book.residual)
    names = [
        entry(book, node, level=3)
        for node in book.case.all(kinds.Claim)
        if not book.home(node)
        and node.says is not None
        and {event.id for event in book.residual} & {ref.id for ref in refs(node.says)}
    ]
    return Section(
        title=("Outside the pathways",), anchor="unlisted", blocks=(*sections, *names), contents="Outside the pathways"
    )
