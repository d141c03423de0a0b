"""The chapter of decisions: each section stands where the case has the means, says what was computed, and withholds."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from tests.report.cases import ALL
from tests.small import HERON

import loadpath as lp
from loadpath.report.book import book_of
from loadpath.report.deciding import ANCHOR, decisions, enough
from loadpath.report.deciding_figures import MARGIN, Fan, Fans, grid, log_odds, of_log_odds, spread_out
from loadpath.report.document import document_of
from loadpath.report.fonts import width
from loadpath.report.tree import Figure, Note, Paragraph, Section, Table, plain_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from loadpath.report.tree import Block

CASE = """# Case probe: Whether to go ahead

- kind: risk analysis
- from: 2027-01-01
- until: 2027-07-01
- milestone: 2 years (1 year-4 years)

| for | speed | lost | by |
|---|---|---|---|
| 1 year | 3x | 50% | people |
| 1 year | 10x | 50% | people |

## Budget allowed: What is allowed

- this case: 0.25%

## Pathway theft: It copies itself out unseen

1. [[scheming]]
2. [[monitor]] fails
3. [[lock]] fails

## Event scheming: It has a lasting hidden aim

## Mitigation monitor: Somebody reads what it does

## Mitigation lock: A lock on the weights

- state: planned
- feasible: 60%
- cost: $1M
- needs years: 1 year

## Test blind-run: A run that nobody prepared it for

- about: [[scheming]]
- owner: dana
- cost: $2M
- passes when: at most 3
- if it passes: it is deployed
- if it fails: it is not

## Test unjudged: A test of which nobody says anything

- about: [[scheming]]
- owner: dana
- passes when: at most 3
- if it passes: it is deployed
- if it fails: it is not

## Commitment stop: We stop when it becomes likely

- trigger: any assessor puts [[scheming]] above 8%
- then: write access ends within 24 h
- judged by: the trust
- made: 2027-01-01

## Assessor team: The authors

- scheming: 10% (3%-25%) because it was trained mostly on short tasks
- monitor fails: 30% (5%-60%) because a third of the planted attempts got through
- lock fails: 20% because it was picked once
- blind-run: passes 90% if not scheming, 5% if scheming because it is a hard test
"""

QUESTIONS = [
    "How far it is",
    "What a test would show",
    "Whether the case can be made",
    "What is left of the budget",
    "Whether there is time",
    "Promises",
    "In which order to build",
]


def chapter(text: str) -> Section | None:
    """Return the chapter of a case."""
    made = lp.read({"case.md": text}, draws=500)
    return decisions(book_of(made.scene, made.check()))


def parts(text: str) -> dict[str, Section]:
    """Return the sections of the chapter by their titles."""
    found = chapter(text)
    return {plain_text(one.title): one for one in found.blocks if isinstance(one, Section)} if found else {}


def blocks(found: tuple[Block, ...]) -> Iterator[Block]:
    """Yield every block, those in sections included."""
    for block in found:
        yield block
        if isinstance(block, Section):
            yield from blocks(block.blocks)


def said(section: Section) -> str:
    """Return everything a section says, in a line."""
    lines: list[str] = []
    for block in blocks(section.blocks):
        match block:
            case Paragraph(words) | Note(words):
                lines.append(plain_text(words))
            case Figure():
                lines += [plain_text(block.caption), block.alt]
            case Table():
                lines += [plain_text(cell) for row in block.rows for cell in row.cells]
            case _:
                continue
    return " | ".join(lines)


def test_every_question_has_a_section_where_the_case_has_the_means() -> None:
    """A case with a budget, a test, a planned barrier, work, and a promise is asked all seven questions, in this order."""
    assert list(parts(CASE)) == QUESTIONS


@pytest.mark.parametrize("name", ["plain", "hostile"])
def test_without_means_there_is_no_chapter(name: str) -> None:
    """A case without a number, a budget or a promise gets no chapter, and nothing is computed for one."""
    made = lp.read(ALL[name], draws=500)
    assert decisions(book_of(made.scene, made.check())) is None
    assert ANCHOR not in {page.anchor for page in document_of(made.scene, made.check()).sections}


@pytest.mark.parametrize(
    ("cut", "gone"),
    [
        (
            r"## Budget.*?(?=## Pathway)",
            {"How far it is", "Whether the case can be made", "What is left of the budget"},
        ),
        (r"## Commitment.*?(?=## Assessor)", {"Promises"}),
        (r"- milestone.*?(?=## Budget)", {"Whether there is time"}),
        (r"## Test.*?(?=## Commitment)|- blind-run.*", {"What a test would show"}),
    ],
)
def test_a_section_goes_with_its_means(cut: str, gone: set[str]) -> None:
    """Without a budget, promises, a table of work or tests, their sections are left out, and no others."""
    assert set(QUESTIONS) - set(parts(re.sub(cut, "", CASE, flags=re.DOTALL))) == gone


def test_how_far_says_what_the_numbers_come_to() -> None:
    """10 % x 30 % = 3 %: (0.03 / 0.97) / (0.0025 / 0.9975) = 12.34, 0.03 / 0.0025 = 12, ln 0.05 / ln 0.9975 = 1,197."""
    text = said(parts(CASE)["How far it is"])
    for words in (
        "12.34:1",
        "13:1 is enough, 12:1 is not",
        "1,197 in a row without failure",
        "cannot be shown by testing",
    ):
        assert words in text
    assert "at most 0.83 %" in text  # 0.0025 / 0.3, rounded down
    assert "at most 2.5 %" in text  # 0.0025 / 0.1
    assert "0.15 %" in text  # the pair: 3 % x 5 %


def test_the_boundary_is_drawn_with_its_table() -> None:
    """The figure and the table beneath it say the same: now 10 %, the range 3 % to 25 %, the boundary 0.83 %."""
    found = list(blocks(parts(CASE)["How far it is"].blocks))
    place, figure = next((place, one) for place, one in enumerate(found) if isinstance(one, Figure))
    table = found[place + 1]
    assert isinstance(figure, Figure)
    assert isinstance(table, Table)
    rows = {plain_text(row.cells[2]): (plain_text(row.cells[0]), plain_text(row.cells[1])) for row in table.rows}
    assert rows["as it is now"] == ("10 %", "3 %")
    assert rows["the boundary: the risk is the budget"] == ("0.83 %", "0.25 %")
    assert rows["5 % point of its range"] == ("3 %", "0.9 %")  # 3 % x 30 %
    assert rows["95 % point of its range"][0] == "25 %"
    for words in ("now 10 %", "from 3 % to 25 %", "up to 0.83 %", "budget of 0.25 %"):
        assert words in figure.alt.replace("\u00a0", " ")


def test_a_test_is_told_for_both_outcomes() -> None:
    """It passes in 0.9 x 0.9 + 0.1 x 0.05 = 81.5 %, which leaves 0.3 x 0.005 / 0.815 = 0.18 %; a fail 0.3 x 0.095 / 0.185."""
    section = parts(CASE)["What a test would show"]
    table = next(one for one in blocks(section.blocks) if isinstance(one, Table))
    cells = [plain_text(cell) for cell in table.rows[0].cells]
    assert cells == ["The authors", "3 %", "82 %", "0.18 %", "18 %", "15 %"]
    assert "Nothing can be said of A test of which nobody says anything" in said(section)


def test_whether_it_can_be_made_counts_what_may_be_had() -> None:
    """With the lock (60 %) the risk is 3 % x 20 % = 0.6 %, so that 0.6 x 0.6 + 0.4 x 3 = 1.56 % is expected.

    A pass leaves 0.18 %, or with the lock 0.04 %, a fail 15 % or 3.1 %: only a pass is enough, in 81.5 % of the worlds.
    No test makes it more likely than (1 - 0.0156) / (1 - 0.0025) = 98.7 %.
    """
    text = said(parts(CASE)["Whether the case can be made"])
    assert "with a chance of 82 %" in text
    assert "98.7 %" in text
    assert "60 %" in text


def test_what_is_left_and_whether_there_is_time() -> None:
    """3 % less 0.25 % is 2.75 % too much; one year at 3x and one at 10x, half lost, are 6.5, 5.5 and 4.5 years."""
    found = parts(CASE)
    assert "3 % too much" in said(found["What is left of the budget"])  # 2.75 %, with the one digit its range leaves
    ways = next(one for one in found["Whether there is time"].blocks if isinstance(one, Table))
    assert [plain_text(row.cells[2]) for row in ways.rows] == ["6.5", "5.5", "4.5"]


def test_the_state_of_a_promise_stands_beside_it() -> None:
    """The trigger holds, for 10 % is above 8 %: in the chapter, and where the commitment is told in full."""
    assert "triggered" in said(parts(CASE)["Promises"])
    made = lp.read({"case.md": CASE}, draws=500)
    page = next(one for one in document_of(made.scene, made.check()).sections if one.anchor == "plans")
    told = next(one for one in blocks(page.blocks) if isinstance(one, Section) and one.anchor == "n-stop")
    assert "triggered" in repr(told)


def test_a_reason_stands_where_something_is_not_computed() -> None:
    """With the monitor unknown the risk is no number: the gap is an interval, and what closes it says why not."""
    section = parts(CASE.replace("30% (5%-60%) because a third of the planted attempts got through", "unknown"))
    text = said(section["How far it is"])
    assert "something is unknown" in text
    assert "What is still needed stands in the table" in text


def test_too_much_work_is_said_and_not_done() -> None:
    """Eight planned barriers are 256 circuits: with 60 nodes more, the report leaves that to the command."""
    planned = "".join(f"## Mitigation m{one}: Lock {one}\n\n- state: planned\n\n" for one in range(7))
    claims = "".join(f"## Claim c{one}: Claim {one}\n\n" for one in range(60))
    text = said(
        parts(CASE.replace("## Test blind", planned + claims + "## Test blind"))["Whether the case can be made"]
    )
    assert "loadpath chance" in text
    assert "with a chance of" not in text


def test_what_is_withheld_does_not_show() -> None:
    """The public sees neither the withheld test nor anything computed from its likelihoods."""
    text = CASE.replace(
        "- about: [[scheming]]\n- owner: dana\n- cost: $2M",
        "- access: internal\n- about: [[scheming]]\n- owner: dana\n- cost: $2M",
    )
    text = text.replace(
        "- blind-run: passes 90% if not scheming, 5% if scheming because it is a hard test",
        "[[redact security: - blind-run: passes 90% if not scheming, 5% if scheming because it is a hard test]]",
    )
    shown = lp.read({"case.md": text}, draws=500).disclosed("public")
    found = decisions(book_of(shown.scene, shown.check()))
    assert found is not None
    told = said(found)
    assert "nobody prepared" not in told
    assert "82 %" not in told
    assert "0.18 %" not in told


@pytest.mark.parametrize("narrow", [False, True])
def test_drawings_stay_inside_themselves(narrow: bool) -> None:
    """Every text of every figure ends inside its picture, wide and narrow, with a long name and small chances."""
    text = CASE.replace("The authors", "An assessor whose name is long enough to be broken over several lines")
    found = chapter(text)
    assert found is not None
    figures = [one for one in blocks(found.blocks) if isinstance(one, Figure)]
    assert {one.kind for one in figures} == {"boundary", "fan", "bars", "staircase"}
    for one in figures:
        drawn = one.narrow if narrow else one.wide
        assert outside(drawn) == []


def outside(svg: str) -> list[str]:
    """Return the texts of a picture that leave it to the left, to the right or below."""
    box = re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', svg)
    assert box is not None
    wide, tall = float(box[1]), float(box[2])
    found = []
    for look, x, y, words in re.findall(r'<text(?: class="([^"]*)")? x="([\d.-]+)" y="([\d.-]+)">([^<]*)</text>', svg):
        bold = bool({"name", "badge", "strong"} & set(look.split()))
        long = width(words, 13.0, bold=bold)
        left = float(x) - (long if "end" in look.split() else long / 2 if "middle" in look.split() else 0)
        if left < -1 or left + long > wide + 1 or not 0 < float(y) < tall:
            found.append(words)
    return found


def test_labels_of_a_fan_do_not_meet() -> None:
    """Two outcomes at nearly the same risk are written apart: their words stand two lines from each other."""
    fan = Fan(name="Ada", shape=0, now=0.1, outcomes=(("passes", 0.5, 0.1), ("fails", 0.5, 0.1)))
    drawn = spread_out(Fans(fans=(fan,), level=None, alt="a fan"), narrow=True)
    heights = sorted(float(y) for y in re.findall(r'class="word" x="[\d.]+" y="([\d.]+)"', drawn))
    assert heights[1] - heights[0] >= 30  # two lines of 17, less rounding


def test_an_axis_of_odds_is_even_in_odds() -> None:
    """The grid goes on for about twice the odds beyond its outermost values, in equal steps."""
    points = grid([0.1, 0.5])
    steps = {round(log_odds(b) - log_odds(a), 6) for a, b in pairwise(points)}
    assert len(steps) == 1
    assert points[0] == pytest.approx(of_log_odds(log_odds(0.1) - MARGIN))
    assert points[-1] == pytest.approx(of_log_odds(log_odds(0.5) + MARGIN))


def test_a_bound_is_rounded_to_the_side_that_is_enough() -> None:
    """0.0083333 as an upper bound is 0.83 %, as a lower one 0.84 %; small ones stay in percent."""
    assert enough(0.0083333, up=False) == "0.83 %"
    assert enough(0.0083333, up=True) == "0.84 %"
    assert enough(3.466e-05, up=False) == "0.0034 %"


@pytest.mark.skipif(not HERON.is_dir(), reason="examples/heron-2 is not there")
def test_the_example_is_asked_what_it_can_answer() -> None:
    """heron-2 states no work and no milestone: six questions; it is told which tests nobody judged."""
    made = lp.read(HERON, draws=500)
    found = decisions(book_of(made.scene, made.check()))
    assert found is not None
    assert [plain_text(one.title) for one in found.blocks if isinstance(one, Section)] == [
        one for one in QUESTIONS if one != "Whether there is time"
    ]
    assert "30.07:1" in said(found)
