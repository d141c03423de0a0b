"""The section of assessors compared: why those farthest apart differ, drawn and told with the same numbers."""

from __future__ import annotations

from math import exp

import pytest
from tests.small import HERON, project

import loadpath as lp
from loadpath.report.tree import Block, Figure, Link, Table, Words

CASE = """
## Pathway way: W
1. [[a]]
2. [[b]]
## Event a: Alpha
## Event b: Beta
## Event idle: Of no account
## Assessor mid: Mid
- a: 20% because x
- b: 20% because x
- idle: 5% because x
## Assessor high: High
- a: 40% because x
- b: 60% because x
- idle: 50% because x
## Assessor low: Low
- a: 10% because x
- b: 20% because x
"""


def compared(read: lp.Project) -> tuple[Block, ...]:
    """Return what stands in the section of assessors compared."""
    return next(one for one in read.document().sections if one.anchor == "assessors").blocks


def fall(read: lp.Project) -> tuple[Figure, Table] | None:
    """Return the picture of those farthest apart, and its table, where they are drawn."""
    blocks = compared(read)
    place = next((place for place, block in enumerate(blocks) if isinstance(block, Figure)), None)
    if place is None:
        return None
    figure, table = blocks[place], blocks[place + 1]
    assert isinstance(figure, Figure)
    assert isinstance(table, Table)
    return figure, table


def test_those_farthest_apart_are_drawn_step_by_step() -> None:
    """From 2 % to 24 %: Beta at three times, Alpha at four; what is idle moves nothing and is no step."""
    found = fall(project(CASE))
    assert found is not None
    figure, table = found
    cells = [[_plain(cell).replace("\u00a0", " ") for cell in row.cells] for row in table.rows]
    assert cells == [
        ["Low", "", "2 %"],
        ["Alpha", "× 4", "8 %"],
        ["Beta", "× 3", "24 %"],
        ["High", "", "24 %"],
    ]
    assert figure.alt.startswith("From the risk of Low to that of High.")
    for text in ("Alpha", "Beta", "×\u00a04", "×\u00a03"):
        assert text in figure.wide
        assert text in figure.narrow


def _plain(cell: Words) -> str:
    """Return the words of a cell, links without their target."""
    return "".join(part.words[0] if isinstance(part, Link) else str(part) for part in cell)  # type: ignore[misc]


@pytest.mark.parametrize(
    "text",
    [
        CASE[: CASE.index("## Assessor high")],  # one person
        CASE[: CASE.index("## Assessor high")] + "## Assessor same: Same\n- starts from: [[mid]]\n",
    ],
)
def test_nothing_is_drawn_of_people_who_do_not_differ(text: str) -> None:
    """One person alone, or two with the same risk, leave nothing to tell."""
    assert fall(project(text)) is None


def test_what_cannot_be_told_is_said() -> None:
    """Where the conditions of two people go round in a ring, a sentence says so in place of the picture."""
    ring = """
## Pathway way: W
1. [[a]]
2. [[b]]
## Event a: A
## Event b: B
## Assessor one: One
- a: 10% if b, 20% otherwise because x
- b: 20% because x
## Assessor two: Two
- a: 10% because x
- b: 40% if a, 30% otherwise because x
"""
    read = project(ring)
    assert fall(read) is None
    assert "who are farthest apart, differ is not told: the conditions of one" in read.report()


def test_nothing_is_pooled_in_the_report() -> None:
    """Pools are asked for or not there."""
    assert "pool" not in project(CASE).report()


@pytest.mark.skipif(not HERON.is_dir(), reason="examples/heron-2 is not there")
def test_the_picture_of_the_example_has_the_numbers_of_compare() -> None:
    """The factors of the table are e to the shares that `compare` gives, heaviest first."""
    read = lp.read(HERON, draws=50)
    found = fall(read)
    assert found is not None
    told = [float("".join(row.cells[1]).split("\u00a0")[1]) for row in found[1].rows[1:-1]]  # type: ignore[arg-type]
    shares = [item.share for item in read.compare("team", "ext-review").inputs]
    assert told == [pytest.approx(exp(share), rel=0.05) for share in shares if isinstance(share, float)]
