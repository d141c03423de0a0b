"""Barriers over pathways, and common causes: what stands under several pathways at once, and who owns it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from loadpath.case import node as kinds
from loadpath.case.proposition import Fails, Ref, refs
from loadpath.report import drawings
from loadpath.report.book import SHARED
from loadpath.report.entries import entry
from loadpath.report.pathway import told
from loadpath.report.tree import Block, Column, Muted, Prose, Row, Section, State, Strong, Table, Words, Written
from loadpath.report.wording import chance, sorted_by, status

if TYPE_CHECKING:
    from loadpath.report.book import Book


def barriers(book: Book) -> Section | None:
    """Return the page of barriers, or None when the case has none."""
    found = book.case.all(kinds.Mitigation)
    if not found:
        return None
    standing = [item for item in found if item.state != "planned"]
    planned = [item for item in found if item.state == "planned"]
    blocks: list[Block] = [Prose(section.text, 3) for section in book.intro(kinds.Mitigation)]
    if standing:
        blocks += drawings.barriers(book, standing)
        blocks.append(_matrix(book, standing))
    blocks.append(
        Section(
            title=("Each barrier",),
            anchor="each-barrier",
            blocks=tuple(entry(book, item, level=4) for item in standing),
        )
    )
    if planned:
        told_planned = tuple(entry(book, item, level=4) for item in planned)
        blocks.append(Section(title=("Planned, and counted as absent",), anchor="planned", blocks=told_planned))
    return Section(title=("Barriers",), anchor="barriers", blocks=tuple(blocks), contents="Barriers")


def _matrix(book: Book, found: list[kinds.Mitigation]) -> Table:
    columns = [Column("Barrier"), Column("State"), *(Column(path.id) for path in book.pathways)]
    columns += [Column(person.id, number=True) for person in book.people]
    rows = []
    for item in found:
        cells: list[Words] = [book.link(item.id), (status(item.state),)]
        for path in book.pathways:
            step = next(
                (place for place, one in enumerate(path.chain, 1) if item.id in {ref.id for ref in refs(one.what)}),
                None,
            )
            below = item.id in book.under[path.id]
            cells.append((State("■", f"step {step}"),) if step else (Muted(("behind it",)),) if below else ("–",))
        failing = [book.posterior(person, Fails(Ref(item.id))) for person in book.people]
        cells += [(chance(answer),) for answer in failing]
        rows.append(Row(tuple(cells), values=(*[None] * (len(cells) - len(failing)), *map(sorted_by, failing))))
    caption: Words = (
        Strong(("Which barrier stands in which pathway,",)),
        " and, on the right, the chance that it fails after the evidence." if book.people else "",
    )
    return Table(caption=caption, columns=tuple(columns), rows=tuple(rows), stacked=True, sorts=True)


def common_causes(book: Book) -> Section | None:
    """Return what stands under two pathways or more, in full, or None when nothing does."""
    shared = book.at_home(SHARED)
    if not shared:
        return None
    judged = [item for item in shared if isinstance(item, kinds.Claim | kinds.Event) and book.pathways_over(item.id)]
    rows = []
    for item in judged:
        over = book.pathways_over(item.id)
        owner: Words = (Written(item.owner),) if item.owner else (State("!", "nobody", "attention"),)
        believed = [book.believed(person, item.id) for person in book.people]
        cells = (book.link(item.id), (str(len(over)),), owner, *((chance(answer),) for answer in believed))
        rows.append(Row(cells, values=(None, len(over), None, *map(sorted_by, believed))))
    rows.sort(key=lambda row: -int(str(row.cells[1][0])))
    columns = (
        Column("What"),
        Column("Pathways", number=True),
        Column("Owner"),
        *(Column(p.id, number=True) for p in book.people),
    )
    caption: Words = (
        Strong(("What stands under two pathways or more.",)),
        " Where one of these is wrong, several pathways open at once.",
        " Numbers: the chance that it holds or happens, after the evidence." if book.people else "",
    )
    order = (kinds.Event, kinds.Quantity, kinds.Scenario, kinds.Claim)
    sorted_nodes = [node for kind in order for node in shared if isinstance(node, kind)]
    entries = [told(book, node) for node in sorted_nodes if book.pathways_over(node.id)]
    behind = tuple(told(book, node) for node in sorted_nodes if not book.pathways_over(node.id))
    blocks: list[Block] = [Table(caption=caption, columns=columns, rows=tuple(rows), sorts=True)] if rows else []
    drawn = drawings.arguments_for_common_causes(book)
    if drawn:
        blocks.append(Section(title=("The arguments for them",), anchor="common-arguments", blocks=tuple(drawn)))
    if entries:
        blocks.append(Section(title=("Each common cause",), anchor="each-cause", blocks=tuple(entries)))
    if behind:
        blocks.append(Section(title=("Argued for these, or for their evidence",), anchor="behind", blocks=behind))
    return Section(title=("Common causes",), anchor=SHARED, blocks=tuple(blocks), contents="Common causes")
