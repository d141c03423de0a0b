"""Which barrier stands in which pathway: a grid, in pages of nine pathways."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from loadpath.report.diagrams.lettering import LINE
from loadpath.report.diagrams.sheet import NARROW, WIDE, Sheet, broken
from loadpath.report.tree import Column, Row, State, Table, Words
from loadpath.report.wording import count

if TYPE_CHECKING:
    from collections.abc import Sequence

PAGE = 9
"""Pathways on one page."""

STEP, BEHIND, NONE = "step", "behind", ""
SAID = {STEP: "a step of it", BEHIND: "behind a step", NONE: "–"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Matrix:
    """A page of the grid: pathways by number and title, and for each barrier how it stands to each of them."""

    pathways: tuple[tuple[int, str], ...]
    barriers: tuple[tuple[str, tuple[str, ...]], ...]
    page: int
    pages: int

    @property
    def alt(self) -> str:
        """Return in words what is drawn."""
        page = f", page {self.page} of {self.pages}" if self.pages > 1 else ""
        held = "; ".join(f"{barrier}: {self._where(cells)}" for barrier, cells in self.barriers)
        return f"Barriers by pathway{page}: {count(len(self.barriers), 'barrier')}. {held}."

    def _where(self, cells: tuple[str, ...]) -> str:
        found = [str(number) for (number, _), cell in zip(self.pathways, cells, strict=True) if cell]
        return ", ".join(found) or "none"


def matrices(pathways: Sequence[str], barriers: Sequence[tuple[str, Sequence[str]]]) -> tuple[Matrix, ...]:
    """Return the grid in pages.

    Args:
        pathways: their titles, in order.
        barriers: the title of each barrier, and for each pathway `step`, `behind` or nothing.
    """
    starts = range(0, max(1, len(pathways)), PAGE)
    return tuple(
        Matrix(
            pathways=tuple((start + place + 1, title) for place, title in enumerate(pathways[start : start + PAGE])),
            barriers=tuple((title, tuple(cells[start : start + PAGE])) for title, cells in barriers),
            page=number,
            pages=len(starts),
        )
        for number, start in enumerate(starts, 1)
    )


def draw(matrix: Matrix, *, narrow: bool) -> str:
    """Return one page of the grid as SVG, with the names of the pathways below it."""
    width = NARROW if narrow else WIDE
    sheet = Sheet(width)
    cell = 22.0 if narrow else 44.0
    left = width - cell * len(matrix.pathways) - 2
    if not narrow:
        left = min(left, 420.0)
    for place, (number, _) in enumerate(matrix.pathways):
        sheet.text(left + cell * (place + 0.5), 14, str(number), "badge", "middle")
    y = 22.0
    for barrier, cells in matrix.barriers:
        lines = broken(barrier, left - 12, most=4)
        tall = max(26.0, LINE * len(lines) + 8)
        sheet.line([(2, y), (left + cell * len(cells), y)], "grid")
        sheet.lines(2, y + (tall - LINE * len(lines)) / 2, lines)
        for place, held in enumerate(cells):
            x, middle = left + cell * (place + 0.5), y + tall / 2
            if held == STEP:
                sheet.rect(x - 6, middle - 6, 12, 12, "solid estimate")
            elif held == BEHIND:
                sheet.rect(x - 5, middle - 5, 10, 10, "shape")
        y += tall
    sheet.line([(2, y), (left + cell * len(matrix.pathways), y)], "grid")
    y += 10
    for look, held in (("solid estimate", STEP), ("shape", BEHIND)):
        sheet.rect(3, y + 4, 10, 10, look)
        y = sheet.lines(22, y, [SAID[held]], "aside")
    y += 4
    for number, title in matrix.pathways:
        sheet.text(20, y + 13, str(number), "badge", "end")
        y = sheet.lines(26, y, broken(title, width - 30, "aside", 2), "aside")
    return sheet.svg(y + 6, matrix.alt)


def table(matrix: Matrix, caption: Words = ()) -> Table:
    """Return one page of the grid as a table."""
    columns = (Column("Barrier"), *(Column(title) for _, title in matrix.pathways))
    rows = tuple(
        Row(((barrier,), *((State("■", SAID[STEP]),) if cell == STEP else (SAID[cell],) for cell in cells)))
        for barrier, cells in matrix.barriers
    )
    return Table(caption=caption, columns=columns, rows=rows, stacked=True)
