"""The page on which something is supposed: which rows it has, what it says, and what it brings along for whom."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest
from tests.report.cases import BLIND, NUMBERED, PLAIN
from tests.small import HERON, project

import loadpath as lp
from loadpath.assess.movable import behind
from loadpath.report import supposing
from loadpath.report.book import book_of
from loadpath.report.document import document_of
from loadpath.report.pdf import pdf
from loadpath.report.supposing import lines_of, nice, what_if
from loadpath.report.tree import Break, Note, Section, Supposing

if TYPE_CHECKING:
    from collections.abc import Mapping

    from loadpath.report.tree import Block

KEPT_BACK = """
## Pathway p: P

1. [[x]]
2. [[guard]] fails

## Event x: X

- disclosed: at most 1 in 2

## Claim hidden-one: Nobody outside may know

- access: reviewers
- disclosed: at least 50%

## Mitigation guard: A guard

- needs: [[hidden-one]]

## Assessor me: Me

- x: [[redact security: {x}]] because y
- guard fails: 20% because y
- hidden-one: {hidden} because y
"""


def page_of(read: lp.Project) -> Section | None:
    """Return the page of a case."""
    return what_if(book_of(read.scene, read.check()))


def supposed(section: Section | None) -> Supposing:
    """Return what may be moved on a page."""
    assert section is not None
    (found,) = (block for block in section.blocks if isinstance(block, Supposing))
    return found


def told(blocks: tuple[Block, ...]) -> str:
    """Return the notes of a page as text."""
    return " ".join(str(words) for block in blocks if isinstance(block, Note) for words in block.words)


def test_rows_are_the_numbers_that_move_the_risk() -> None:
    """Ada's three numbers, each between a tenth and ten times its odds: 2 % is 1:49, so 1:490 and 10:49."""
    read = lp.read(NUMBERED)
    lines, _, _ = lines_of(book_of(read.scene, read.check()))
    assert {line.subject: line.ends for line in lines} == {
        "omits": (0.002, 0.17),  # 1/491 = 0.00204, 10/59 = 0.169
        "second-reader": (0.011, 0.53),  # 10 % is 1:9: 1/91 = 0.0110, 10/19 = 0.526
        "readers-read": (0.47, 0.989),  # 90 % is 9:1: 0.9/1.9 = 0.474, 90/91 = 0.9890
    }
    assert all(line.fact for line in lines)


def test_a_row_says_the_risk_at_both_ends() -> None:
    """The risk is omits times (readers fail or second fails) = omits * 0.19: at 17 % it is 3.2 %, 8.5 times that of now."""
    table = supposed(page_of(lp.read(NUMBERED))).table
    (row,) = (row for row in table.rows if "omits" in str(row.cells[0]))
    text = str(row.cells[2]).replace("\\xa0", " ")
    assert "'3 %'" in text  # 0.17 * 0.19 = 0.0323, with the one digit that Ada's range leaves
    assert "8.5 ×" in text  # 0.17 / 0.02


def test_a_case_without_numbers_has_no_such_page() -> None:
    """Nothing judged, or nothing known: there is nothing to move."""
    assert page_of(lp.read(PLAIN)) is None
    assert page_of(lp.read(BLIND)) is None or not supposed(page_of(lp.read(BLIND))).controls[0].ends


def test_ends_are_numbers_that_one_would_write() -> None:
    """Two digits, and close to one two digits of the distance to one."""
    assert [nice(value) for value in (0.00123456, 0.5, 0.90909, 0.99954)] == [0.0012, 0.5, 0.909, 0.99954]


def test_a_circuit_that_is_too_large_is_not_brought_along(monkeypatch: pytest.MonkeyPatch) -> None:
    """The page says how much it would be, and shows the table alone."""
    monkeypatch.setattr(supposing, "MOST_BYTES", 100)
    section = page_of(lp.read(NUMBERED))
    assert section is not None
    assert not supposed(section).circuits
    assert not supposed(section).controls
    assert len(supposed(section).table.rows) == 3
    assert "too many to be worked out in a page" in told(section.blocks)
    html = lp.read(NUMBERED).report()
    assert 'id="circuits"' not in html
    assert "<select" not in html


def test_a_model_without_a_machine_still_has_its_table(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the page cannot work it out, the ends of the sliders are the engine's own, the same to the last digit."""
    with_machine = supposed(page_of(lp.read(NUMBERED))).table
    monkeypatch.setattr(supposing, "machine", lambda _asked, _names: None)
    section = page_of(lp.read(NUMBERED))
    assert section is not None
    assert supposed(section).table == with_machine
    assert "too many operations" in told(section.blocks)


@pytest.mark.skipif(not HERON.is_dir(), reason="examples/heron-2 is not there")
def test_an_assessor_whose_circuit_does_not_fit_is_left_as_judged(monkeypatch: pytest.MonkeyPatch) -> None:
    """Their column is there without a figure, and the page works with the others."""
    read = lp.read(HERON, draws=50)
    monkeypatch.setattr(supposing, "behind", lambda one: None if one.assessor == "stress-test" else behind(one))
    found = supposed(page_of(read))
    assert {row.cells[3] for row in found.table.rows} == {(("–"), Break(), ("–"))}
    assert [bool(person) for person in json.loads(found.circuits)["people"]] == [True, False, True]


@pytest.mark.skipif(not HERON.is_dir(), reason="examples/heron-2 is not there")
def test_the_example_brings_little() -> None:
    """Three assessors in under 10 kB; two who differ in numbers alone share the operations."""
    section = page_of(lp.read(HERON, draws=50))
    brought = supposed(section).circuits
    assert len(brought) < 10_000
    read = json.loads(brought)
    assert [person["circuit"] for person in read["people"]] == [0, 0, 1]
    assert len(supposed(section).controls) == len(supposed(section).table.rows) <= 18


def seen(x: str, hidden: str, audience: str) -> tuple[str, Mapping[str, object]]:
    """Return the page of an audience, and what it brings along."""
    shown = project(KEPT_BACK.format(x=x, hidden=hidden)).disclosed(audience)
    html = shown.report()
    found = re.search(r'id="circuits">(.*?)</script>', html, re.DOTALL)
    return html, json.loads(found[1]) if found else {}


def test_what_is_withheld_is_not_brought_along() -> None:
    """Two cases that differ only in what the public may not see give the public the same bytes, circuits included."""
    one, brought = seen("2%", "90%", "public")
    other, _ = seen("7%", "75%", "public")
    assert one == other
    assert brought
    assert "hidden-one" not in one
    text = json.dumps(brought)
    assert not re.search(r"0\.0[27]\b|0\.9\b|0\.75|0\.1\b|0\.25", text)
    people = brought["people"]
    assert isinstance(people, list)
    # x lies between nothing and its bound, and so does that the hidden claim holds: between a half and all
    assert sorted(tuple(item[1:3]) for item in people[0]["free"]) == [(0.0, 0.5), (0.5, 1.0)]


def test_insiders_move_what_the_public_does_not_see() -> None:
    """For the authors the withheld number has a slider, for the public only the one that they see."""
    full, _ = seen("2%", "90%", "internal")
    public, _ = seen("2%", "90%", "public")
    assert {"X", "A guard"} <= set(re.findall(r'type="range"[^>]*aria-label="([^"]*)"', full))
    assert set(re.findall(r'type="range"[^>]*aria-label="([^"]*)"', public)) == {"A guard"}
    assert "nobody has certified" in public
    assert "nobody has certified" not in full


def test_paper_shows_the_table_alone() -> None:
    """A PDF is written, valid to typst, and has no word about sliders."""
    read = lp.read(NUMBERED)
    assert pdf(read.scene, read.check()).startswith(b"%PDF")
    document = document_of(read.scene, read.check())
    section = next(one for one in document.sections if one.anchor == "what-if")
    assert "slider" not in str([one for one in section.blocks if not isinstance(one, Supposing)])
    assert "slider" not in str(supposed(section).table)
