"""The plain layer: words explained where a page first uses them, signs and drawings that occur, facts that all grant."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from tests.report.cases import ALL, NUMBERED
from tests.small import HERON, ROOT, project

import loadpath as lp
from loadpath.report.book import book_of
from loadpath.report.conceded import conceded
from loadpath.report.document import document_of, pages_of
from loadpath.report.glossary import ANCHOR, ENTRIES, Marking
from loadpath.report.reading import DRAWINGS, LOOSE, SIGNS, explained, how_to_read
from loadpath.report.tree import Figure, Paragraph, Section, State, Strong, Table, Term, anchors

if TYPE_CHECKING:
    from collections.abc import Iterator

    from loadpath.report.tree import Document

EXAMPLES = [path.name for path in sorted((ROOT / "examples").glob("*")) if (path / "case.md").exists()]


def made(name: str) -> lp.Project:
    """Return a case by its name."""
    return lp.read(ALL[name] if name in ALL else ROOT / "examples" / name, draws=200)


def document(name: str) -> Document:
    """Return the full report of a case."""
    found = made(name)
    return document_of(found.scene, found.check())


def parts(value: object) -> Iterator[object]:
    """Yield everything that blocks consist of, in the order in which it is read."""
    if isinstance(value, tuple):
        for one in value:
            yield from parts(one)
    elif hasattr(value, "__dataclass_fields__"):
        yield value
        for name in value.__dataclass_fields__:
            yield from parts(getattr(value, name))


@pytest.mark.parametrize("name", [*ALL, *EXAMPLES])
def test_what_occurs_is_explained_and_nothing_else(name: str) -> None:
    """Every sign and sort of drawing in the report has its row on the page, and every row is about one that occurs."""
    found = made(name)
    book = book_of(found.scene, found.check())
    pages = pages_of(book)
    every = list(parts(pages))
    states = {(one.symbol, one.word) for one in every if isinstance(one, State)}
    kinds = {one.kind for one in every if isinstance(one, Figure)}
    assert kinds <= set(DRAWINGS)
    assert all(one in SIGNS or explained(one[0]) for one in states)
    page = how_to_read(pages, [person.title for person in book.people])
    told = {
        section.anchor: [row for block in section.blocks if isinstance(block, Table) for row in block.rows]
        for section in page.blocks
        if isinstance(section, Section)
    }
    shown = [cell for row in told.get("read-signs", []) for cell in row.cells[0] if isinstance(cell, State)]
    assert {(one.symbol, one.word) for one in shown if (one.symbol, one.word) in SIGNS} == states & set(SIGNS)
    assert {one[0] for one in states - set(SIGNS)} == {
        one.symbol for one in shown if (one.symbol, one.word) not in SIGNS
    }
    titles = [
        cell.words[0] for row in told.get("read-drawings", []) for cell in row.cells[0] if isinstance(cell, Strong)
    ]
    assert {title for title in titles if title != "Shapes of marks"} == {DRAWINGS[kind][0] for kind in kinds}


def test_no_two_rows_say_different_things_of_one_sign() -> None:
    """A sign with a fixed word is not explained a second time by its symbol alone."""
    assert len(SIGNS) == len(set(SIGNS))
    assert {symbol for symbol, _ in SIGNS} <= set(LOOSE)


@pytest.mark.parametrize("name", ["numbered", "heron-2"])
def test_words_are_marked_once_on_each_page(name: str) -> None:
    """The first use on a page leads to the glossary; the glossary holds what is marked somewhere, and nothing else."""
    if name not in [*ALL, *EXAMPLES]:
        pytest.skip("the example is not there")
    whole = document(name)
    seen: set[str] = set()
    for section in whole.sections:
        here = [one.anchor for one in parts(section) if isinstance(one, Term)]
        assert len(here) == len(set(here)), section.anchor
        seen |= set(here)
    assert seen
    assert {anchor for anchor in anchors(whole.sections) if anchor.startswith(ANCHOR)} == seen


def test_the_words_are_those_of_the_glossary() -> None:
    """Each has its heading in docs/glossary.md, a form of itself, and an explanation that can stand in a style sheet."""
    headings = set(re.findall(r"^## (.+)$", (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8"), re.MULTILINE))
    for entry in ENTRIES:
        assert entry.named in headings
        assert re.fullmatch(entry.pattern, entry.word, re.IGNORECASE)
        assert not set(entry.means) & set('"\\<>&\n')
    assert len({entry.anchor for entry in ENTRIES}) == len(ENTRIES)


def test_pages_are_marked_each_for_itself() -> None:
    """The same page is marked alike wherever it stands; a second use is left alone."""
    marking = Marking()
    page = Section(title=("A",), anchor="a", blocks=(Paragraph(("The budget of the budget.",)),))
    first, second = marking.page(page), marking.page(page)
    assert first == second
    assert [one.word for one in parts(first) if isinstance(one, Term)] == ["budget"]
    assert marking.used == {"budget"}


def test_print_says_what_a_word_means() -> None:
    """A footnote of the PDF explains a word, the glossary at the end does so too."""
    from tests.report.test_pdf import Printed  # noqa: PLC0415  pulls in what only the PDF needs

    text = Printed(lp.read(NUMBERED, draws=200).pdf()).text
    meaning = next(entry.means for entry in ENTRIES if entry.word == "pathway")
    assert text.count(meaning) == 2


GRANTED = """
## Pathway p: It gets out
1. [[tries]]
2. [[door]] fails
3. [[wall]] fails
## Event tries: It tries
## Mitigation door: The door
- state: verified
## Mitigation wall: The wall
- state: verified
## Mitigation moat: The moat
- state: verified
## Budget mine: What we allow
- this case: 1%
## Challenge leak: The wall leaks
- against: [[wall]]
- status: open
## Assessor me: Me
- tries: 50% because
- door fails: 10% because
- wall fails: 10% because
"""


def test_what_all_grant_may_carry_the_answer() -> None:
    """0.5 x 0.1 x 0.1 = 0.5 %, half the budget; 5 % or five times it if the door fails; the wall is disputed."""
    found = project(GRANTED)
    (section,) = conceded(book_of(found.scene, found.check()))
    assert isinstance(section, Section)
    (table,) = section.blocks
    assert isinstance(table, Table)
    assert [row.cells[0][0].words for row in table.rows] == [("The door",)]  # type: ignore[union-attr]
    assert table.rows[0].cells[2] == ("5\u00a0× ", State("△", "above", "bad"))


def test_over_the_budget_it_is_told_the_other_way() -> None:
    """Of 0.5 % against 0.1 % it is asked what would bring it within: a door that works leaves nothing."""
    found = project(GRANTED.replace("this case: 1%", "this case: 0.1%"))
    (section,) = conceded(book_of(found.scene, found.check()))
    assert isinstance(section, Section)
    (table,) = section.blocks
    assert isinstance(table, Table)
    assert table.rows[0].cells[2][-1] == State("▽", "within", "good")


def test_where_everything_is_disputed_it_says_so() -> None:
    """With a challenge against the door as well, nothing that all grant changes the answer."""
    found = project(GRANTED.replace("- against: [[wall]]", "- against: [[wall]], [[door]]"))
    (section,) = conceded(book_of(found.scene, found.check()))
    assert isinstance(section, Section)
    assert isinstance(section.blocks[0], Paragraph)


@pytest.mark.skipif(not HERON.is_dir(), reason="examples/heron-2 is not there")
def test_the_pages_stand_where_readers_look() -> None:
    """How to read it comes before what is judged, the glossary last."""
    order = [section.anchor for section in document("heron-2").sections]
    assert order.index("reading") < order.index("scope")
    assert order[-1] == "glossary"
