"""Figures of the risk: they stand where they say something, each with its table, and say what everything else says."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from tests.report.cases import ALL
from tests.small import HERON

import loadpath as lp
from loadpath.report.book import book_of
from loadpath.report.document import document_of
from loadpath.report.risk_figures import arrived, moved, spread
from loadpath.report.tree import Figure, Section, Strong, Table, Term
from loadpath.report.wording import worlds

if TYPE_CHECKING:
    from collections.abc import Iterator

    from loadpath.report.book import Book
    from loadpath.report.tree import Block


def book(name: str) -> Book:
    """Return a case as the report looks at it."""
    made = lp.read(HERON if name == "heron" else ALL[name], draws=2_000)
    return book_of(made.scene, made.check())


def blocks(found: tuple[Block, ...]) -> Iterator[tuple[Block, Block | None]]:
    """Yield every block with the one after it in the same section."""
    for block, after in pairwise((*found, None)):
        if block is not None:
            yield block, after
        if isinstance(block, Section):
            yield from blocks(block.blocks)


@pytest.mark.parametrize("name", ["plain", "blind", "hostile"])
def test_without_numbers_there_are_no_figures_of_them(name: str) -> None:
    """A case that nobody put a number on has no curve, no tornado and no waterfall."""
    found = book(name)
    assert spread(found) == []
    assert arrived(found) == []
    assert all(moved(found, person) == [] for person in found.people)


@pytest.mark.skipif(not HERON.is_dir(), reason="examples/heron-2 is not there")
def test_the_curve_says_what_the_verdict_says() -> None:
    """In the table beside the curve the budget is exceeded in as many worlds as by the verdict of each assessor."""
    found = book("heron")
    figure, table = spread(found)
    assert isinstance(figure, Figure)
    assert isinstance(table, Table)
    row = next(row for row in table.rows if row.strong)
    said = [worlds(person.result.budget.exceeding, 2_000) for person in found.people if person.result.budget]
    assert [cell[0] for cell in row.cells[1:]] == said
    ladder = next(row for row in table.rows if row.cells[0] == ("0.25\u00a0%",))
    assert [cell[0] for cell in ladder.cells[1:]] == [
        worlds(person.result.ladder[0].exceeding, 2_000) for person in found.people
    ]


@pytest.mark.skipif(not HERON.is_dir(), reason="examples/heron-2 is not there")
def test_every_figure_of_the_risk_has_its_table() -> None:
    """What follows a tornado, a curve, an event tree, or the last of the waterfalls, is a table that says the same."""
    made = lp.read(HERON, draws=500)
    told = list(blocks(document_of(made.scene, made.check()).sections))
    figures = [(block, after) for block, after in told if isinstance(block, Figure)]
    starts = {"What moves the risk": 3, "How often the risk": 1, "Where it may end": 3, "What the evidence did": 2}
    for start, count in starts.items():
        mine = [(block, after) for block, after in figures if _said(block).startswith(start)]
        assert len(mine) == count, start
        assert isinstance(mine[-1][1], Table), start
        assert all(block.alt for block, _ in mine)


def _said(figure: Figure) -> str:
    first = figure.caption[0]
    words = first.words if isinstance(first, Strong) else (first,)
    return "".join(one.word if isinstance(one, Term) else str(one) for one in words)


def test_one_assessor_with_one_finding_needs_no_more() -> None:
    """Ada's range is a curve; there is no waterfall, since she weighs nothing that moves it."""
    found = book("numbered")
    assert len(spread(found)) == 2
    assert arrived(found) == []
