"""The executive page: one printed page, every number of it with the way to its source."""

from __future__ import annotations

import re
from io import BytesIO
from typing import TYPE_CHECKING

import pikepdf
import pytest
from tests.report.cases import ALL, NUMBERED
from tests.report.test_page import read
from tests.report.told import lines, numbers, parts, said
from tests.report.versions import flipped, later
from tests.small import ROOT

import loadpath as lp
from loadpath.report.tree import Link, Row, Table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from loadpath.report.tree import Block

EXAMPLES = ("heron-2", "august-2026", "pilot-2025")
QUESTIONS = ["Within budget?", "According to whom?", "What would change it?", "Who objects?"]


def case_of(name: str) -> lp.Project:
    """Return an example, another version of one, or a small case."""
    if name in EXAMPLES:
        return lp.read(ROOT / "examples" / name)
    return lp.read({"flipped": flipped, "later": later}[name]() if name in {"flipped", "later"} else ALL[name])


def crowd(people: int) -> dict[str, str]:
    """Return a case with very many of everything that the page tells of."""
    more = [
        f"## Claim c{number}: {'A long claim ' * 20}\n\n"
        f"## Challenge x{number}: {'A long objection ' * 20}\n\n- against: [[c{number}]]\n- status: upheld\n\n"
        f"## Test t{number}: {'A long test ' * 20}\n\n- if it fails: {'something else ' * 30}\n\n"
        f"## Assessor p{number}: {'A long name ' * 15}\n\n- starts from: [[ada]]\n- omits: {number + 1}% because so\n"
        for number in range(people)
    ]
    return {**NUMBERED, "more.md": "\n".join(more)}


def pages_of(case: lp.Project) -> int:
    """Return how many pages the printed executive page has."""
    whole = case.pdf(case.document("executive", printed=True))
    return len(pikepdf.open(BytesIO(whole)).pages)


@pytest.mark.parametrize("name", [*EXAMPLES, "flipped", "later", "plain", "numbered", "unknown", "blind"])
def test_it_is_one_page(name: str) -> None:
    """Whatever the case, the PDF has exactly one page."""
    assert pages_of(case_of(name)) == 1


def test_a_crowd_fits_on_one_page() -> None:
    """Forty assessors, objections and tests with long names are cut to one page, and it says what is left out."""
    case = lp.read(crowd(40))
    assert pages_of(case) == 1
    text = said(case.document("executive"))
    assert "35 more assessors in the full report" in text
    assert "more in the full report" in text


@pytest.mark.parametrize("name", [*EXAMPLES, "numbered", "unknown"])
def test_every_link_leads_into_the_full_report(name: str) -> None:
    """Each link names the file of the full report and an anchor that exists there, or a place on the page itself."""
    case = case_of(name)
    there = set(read(case.report()).ids)
    page = read(case.report(case.document("executive", beside="the full one.html")))
    assert page.links
    for link in page.links:
        file, _, anchor = link.partition("#")
        assert file in {"", "the%20full%20one.html"}
        assert anchor in (there if file else set(page.ids)), link


@pytest.mark.parametrize("name", ["heron-2", "pilot-2025", "numbered"])
def test_every_number_is_a_link_or_has_a_note(name: str) -> None:
    """On a screen no number stands outside a link; on paper each is followed by the number of a note that is there."""
    case = case_of(name)
    questions = case.document("executive").sections
    for line in lines(questions):
        for part, linked in parts(line):
            assert linked or not isinstance(part, str) or not re.search(r"\d", part), line
    printed = case.document("executive", printed=True).sections
    notes = {row.anchor for table in _tables(printed) for row in table.rows if row.anchor}
    asked = {part.to for line in lines(printed) for part, _ in parts(line) if isinstance(part, Link)}
    assert {one for one in asked if one.startswith("source-")} == notes
    assert notes


def _tables(blocks: tuple[Block, ...]) -> Iterator[Table]:
    for block in blocks:
        if isinstance(block, Table):
            yield block
        else:
            yield from _tables(getattr(block, "blocks", ()))


def test_it_asks_the_four_questions_and_says_the_numbers_of_the_full_report() -> None:
    """The questions in their order; each number of an assessor is one of the full report."""
    case = case_of("heron-2")
    executive = case.document("executive")
    assert [section.title[0] for section in executive.sections] == QUESTIONS
    assert numbers(executive) <= numbers(case.document())
    row = next(row for table in _tables(executive.sections) for row in table.rows)
    assert isinstance(row, Row)
    assert row.cells[0] == (Link("n-team", ("The report's authors",)),)


def test_the_strip_names_the_variant_and_for_whom_it_is() -> None:
    """Every form says which it is and who may read it."""
    case = lp.read(ROOT / "examples" / "heron-2", audience="public")
    for variant, word in (("full", "full report"), ("executive", "executive page"), ("danger", "danger report")):
        told = dict(case.document(variant).strip.items)
        assert told["Variant"] == (f"{word}, for the public",)


def test_there_is_no_other_form() -> None:
    """A form that does not exist, or changes since nothing, is refused with the ones there are."""
    case = case_of("numbered")
    for variant in ("short", "changes"):
        with pytest.raises(ValueError, match="executive"):
            case.document(variant)
