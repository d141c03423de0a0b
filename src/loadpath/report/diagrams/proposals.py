"""Every way of harm that anybody put forward, and where it went: lines from the proposal to the place that argues it.

Proposals are grouped by where they went, so that no two lines cross; what is open stands last.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from loadpath.case import node as kinds
from loadpath.report.diagrams.lettering import LINE
from loadpath.report.diagrams.sheet import NARROW, WIDE, Sheet, box_height, broken, length
from loadpath.report.prose import plain
from loadpath.report.tree import Column, Row, State, Table, Words, Written
from loadpath.report.wording import count

if TYPE_CHECKING:
    from loadpath.case.graph import CaseGraph

OPEN = "open: not argued"
MOST_LEFT = 364.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Went:
    """A place, and the proposals that went there, each with who put it forward."""

    place: str
    open: bool
    proposals: tuple[tuple[str, str], ...]


def went(case: CaseGraph) -> tuple[Went, ...]:
    """Return where the proposals of a case went, in the order in which places are first named, the open ones last."""
    found: dict[tuple[bool, str], list[tuple[str, str]]] = {}
    for one in case.head.proposals:
        target = next((ref.id for ref in one.refs if isinstance(case.nodes.get(ref.id), kinds.Node)), "")
        node = case.nodes.get(target)
        place = OPEN if one.open else plain(node.title) or target if node else plain(one.went) or OPEN
        found.setdefault((one.open, place), []).append((plain(one.proposed), plain(one.by)))
    order = sorted(found, key=lambda key: key[0])  # stable
    return tuple(Went(place=place, open=is_open, proposals=tuple(found[is_open, place])) for is_open, place in order)


def alt(groups: tuple[Went, ...]) -> str:
    """Return in words what is drawn."""
    number = sum(len(group.proposals) for group in groups)
    said = "; ".join(f"{group.place}: {', '.join(name for name, _ in group.proposals)}" for group in groups)
    return f"Where {count(number, 'proposal')} went. {said}."


def draw(groups: tuple[Went, ...], *, narrow: bool) -> str:
    """Return proposals on the left and where they went on the right; on a phone, the place above its proposals."""
    return _narrow(groups) if narrow else _wide(groups)


def _wide(groups: tuple[Went, ...]) -> str:
    sheet = Sheet(WIDE)
    right, box = 540.0, 278.0
    names = [line for group in groups for name, _ in group.proposals for line in broken(name, MOST_LEFT)]
    left = min(MOST_LEFT, max((length(name) for name in names), default=0.0)) + 16
    y = 2.0
    for group in groups:
        rows = []
        top = y
        for name, by in group.proposals:
            lines = [*((line, "body") for line in broken(name, MOST_LEFT)), (by, "aside")]
            tall = LINE * len(lines) + 8
            at = y + 2
            for line, look in lines:
                at = sheet.lines(2, at, [line], look)
            rows.append(y + tall / 2)
            y += tall
        height = box_height(box, [(group.place, "name")])
        middle = max((top + y) / 2, top + height / 2 + 1)
        for at in rows:
            half = (left + right) / 2
            curve = f"M{left:.0f} {at:.1f}C{half:.0f} {at:.1f} {half:.0f} {middle:.1f} {right:.0f} {middle:.1f}"
            sheet.path(curve, "wire attention" if group.open else "wire")
        sheet.box(
            right, middle - height / 2, box, [(group.place, "name")], "shape attention" if group.open else "shape"
        )
        y = max(y, middle + height / 2) + 10
    return sheet.svg(y, alt(groups))


def _narrow(groups: tuple[Went, ...]) -> str:
    sheet = Sheet(NARROW)
    y = 2.0
    for group in groups:
        look = "shape attention" if group.open else "shape"
        y += sheet.box(1, y, NARROW - 2, [(group.place, "name")], look)
        start = y
        for name, by in group.proposals:
            y += 8
            sheet.line([(14, y + 9), (30, y + 9)], "wire")
            end = y + 9
            y = sheet.lines(36, y, broken(name, NARROW - 42))
            y = sheet.lines(36, y, [by], "aside")
        if group.proposals:
            sheet.line([(14, start), (14, end)], "wire")
        y += 14
    return sheet.svg(y, alt(groups))


def table(case: CaseGraph, caption: Words = ()) -> Table:
    """Return every proposal with who put it forward and where it went."""
    rows = []
    for one in case.head.proposals:
        where: Words = (State("○", "open", "attention"), " ", Written(one.went)) if one.open else (Written(one.went),)
        rows.append(Row(((Written(one.proposed),), (Written(one.by),), where)))
    columns = (Column("Proposed"), Column("By"), Column("Where it went"))
    return Table(caption=caption, columns=columns, rows=tuple(rows), stacked=True)
