"""What carries the risk, in the report: every number on it is worked out here by hand, and nothing withheld shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.report.cases import ALL, BLIND, report_of
from tests.report.test_deciding import blocks, outside, said

import loadpath as lp
from loadpath.case.rounding import price
from loadpath.report.bearing import ANCHOR, bearing, made_in_short
from loadpath.report.bearing_figures import Line, Lines, Made, Reach, Reaches, even, lines, made, reaches
from loadpath.report.book import book_of
from loadpath.report.document import document_of
from loadpath.report.roadmap import in_order
from loadpath.report.tree import Bullets, Figure, Note, Section, Table, plain_text

if TYPE_CHECKING:
    from loadpath.report.book import Book

CASE = """# Case probe: Whether to go ahead

- kind: risk analysis
- from: 2027-01-01
- until: 2027-07-01

## Budget allowed: What is allowed

- this case: 1%

## Pathway theft: It copies itself out unseen

1. [[tries]]
2. [[monitor]] fails
3. [[lock]] fails

## Event tries: It tries

## Mitigation monitor: Somebody reads what it does

- owner: ada

## Mitigation lock: A lock on the weights

- owner: ben

## Challenge asleep: Nobody reads at night

- against: [[monitor]]
- kind: rebuts
- status: open

## Assessor team: The authors

- tries: 10% because it was seen once
- monitor fails: 30% because a third got through
- lock fails: 20% because it was picked once

## Assessor doubter: Somebody who doubts it

- starts from: [[team]]
- monitor fails: 60% because nobody reads at night
"""
"""The team: 10 % x 30 % x 20 % = 0.6 %, within 1 %; the doubter: 10 % x 60 % x 20 % = 1.2 %, above it."""

GATE = """
## Pathway slip: It goes wrong by itself

1. [[errs]]
2. [[gate]] fails

## Event errs: It errs

## Mitigation gate: A gate

- state: planned
- feasible: 60%
- cost: $2M
"""
"""Beside the theft: it errs, 2 %, unless a planned gate of $2M holds, which would fail in a half."""


def with_gate() -> str:
    """Return the case with a planned gate, judged by the team."""
    judged = "- lock fails: 20% because it was picked once\n"
    more = f"{judged}- errs: 2% because it did\n- gate fails: 50% because gates do\n"
    return CASE.replace("## Challenge", f"{GATE}\n## Challenge", 1).replace(judged, more)


def book(text: str) -> Book:
    """Return a case as the report looks at it."""
    found = lp.read({"case.md": text}, draws=500)
    return book_of(found.scene, found.check())


def parts(text: str) -> dict[str, Section]:
    """Return the sections of the chapter by their titles."""
    found = bearing(book(text))
    assert found is not None
    return {plain_text(one.title): one for one in found.blocks if isinstance(one, Section)}


def rows(section: Section, starts: str) -> dict[str, list[str]]:
    """Return the rows of the table whose caption starts so, by their first cells, with plain spaces."""
    for block in blocks(section.blocks):
        if isinstance(block, Table) and plain_text(block.caption).startswith(starts):
            cells = [[plain_text(cell).replace("\u00a0", " ") for cell in row.cells] for row in block.rows]
            return {row[0]: row[1:] for row in cells}
    raise AssertionError(starts)


def test_the_chapter_has_its_five_sections() -> None:
    """A case with numbers, barriers and a challenge has them all, in this order."""
    assert list(parts(CASE)) == [
        "How much hangs on each thing",
        "What has to go wrong together",
        "What independence gives",
        "Where to push",
        "Of what each figure is made",
    ]


@pytest.mark.parametrize("name", ["plain", "hostile", "blind"])
def test_without_a_risk_there_is_no_chapter(name: str) -> None:
    """Where nobody's risk is known there is nothing to say of what carries it."""
    found = lp.read(ALL[name], draws=500)
    assert bearing(book_of(found.scene, found.check())) is None
    assert made_in_short(book_of(found.scene, found.check())) is None
    assert ANCHOR not in {page.anchor for page in document_of(found.scene, found.check()).sections}


def test_importance_is_told_as_by_hand() -> None:
    """With R = 0.1 x 0.3 x 0.2: wrong R / 0.3 = 3.3 R, right nothing is left, difference 0.1 x 0.2, all of R decided."""
    told = rows(parts(CASE)["How much hangs on each thing"], "The authors")
    assert told["Somebody reads what it does (fails: 30 %)"] == ["3.3 ×", "all of it", "2 %", "100 %"]
    assert told["A lock on the weights (fails: 20 %)"] == ["5 ×", "all of it", "3 %", "100 %"]  # 1 / 0.2; 0.1 x 0.3


def test_a_surface_is_told_beside_barriers() -> None:
    """Two attempts, each seen with 1 in 2: none is caught with 25 %. 1 / 0.25; 0.1 x 0.2; nothing is left if one is."""
    judged = "- monitor fails: 30% because a third got through\n"
    text = CASE.replace("2. [[monitor]] fails", "2. [[inside]] catches none").replace(judged, "")
    text = text.replace("- monitor fails: 60% because nobody reads at night\n", "- tries: 20% because it does\n")
    text += "\n## Surface inside: Work inside\n\n- attempts: 2\n- correlation: none\n"
    text += "\n| stage | passes |\n|---|---|\n| flagged | 50% |\n"
    told = rows(parts(text)["How much hangs on each thing"], "The authors")
    assert told["Work inside (catches none: 25 %)"] == ["4 ×", "all of it", "2 %", "100 %"]
    pushed = rows(parts(text)["Where to push"], "Where somebody would push")
    assert next(words for name, words in pushed.items() if name.startswith("Work inside"))[0] == "4 ×"


def test_the_one_cut_set_is_told_for_both() -> None:
    """One set of three things: 0.6 % and 1.2 %, and the whole risk in each."""
    section = parts(CASE)["What has to go wrong together"]
    assert "One minimal cut set does the harm" in said(section)
    assert "By size: 1 of three things." in said(section)
    table = next(iter(rows(section, "The five most probable").items()))
    for words in ("It tries – happens", "Somebody reads what it does – fails", "A lock on the weights – fails"):
        assert words in table[0].replace("\n", " ")
    assert [cell.replace("\n", " ").split("%")[0].strip() for cell in table[1]] == ["0.6", "1.2"]
    assert all("100 %" in cell for cell in table[1])


def test_independence_is_bounded_by_the_least_likely_step() -> None:
    """The steps are independent already, 0.6 %; together they are at most as likely as the first, 10 %."""
    section = parts(CASE)["What independence gives"]
    told = " ".join(rows(section, "The same as a table. As")["It copies itself out unseen"])
    for words in ("0.6 %", "0.6 % independent", "at most 10 %", "1.2 %"):
        assert words in told
    figure = next(one for one in blocks(section.blocks) if isinstance(one, Figure))
    assert "0.6 %, at most 10 %" in figure.alt.replace("\u00a0", " ")


def test_one_more_cause_is_told_with_its_factors() -> None:
    """All of it shared, both fail as often as the lock, 20 %: 2 % is 3.33 times 0.6 %, and 1.67 times 1.2 %."""
    told = rows(parts(CASE)["What independence gives"], "The same as a table. How many")
    assert list(told)[1:] == ["10 %", "30 %", "50 %", "100 %"]
    assert [cell.split("×")[0].strip() for cell in told["0 %"]] == ["1", "1"]
    assert [cell.split("×")[0].strip() for cell in told["100 %"]] == ["3.33", "1.67"]
    # half of it: q = 10 %; q + (30 % - q)(20 % - q) / (1 - q) = 12.2 %, over 30 % x 20 % = 2.04
    assert told["50 %"][0].startswith("2.04")


def test_where_to_push_says_by_what_it_is_defended() -> None:
    """The lock carries five times and has only ben's word: (5 - 1) x 4/5 = 3.2 before (3.3 - 1) x 3/5 = 1.4."""
    told = rows(parts(CASE)["Where to push"], "Where somebody would push")
    assert list(told.items()) == [
        ("A lock on the weights (team)", ["5 ×", "the word of ben"]),
        ("Somebody reads what it does (team)", ["3.3 ×", "challenged by asleep"]),
    ]


def test_a_challenge_is_supposed_right() -> None:
    """The monitor fails: 10 % x 20 % = 2 % for both, from 0.6 % and 1.2 %."""
    told = rows(parts(CASE)["Where to push"], "If a challenge is right")
    cells = [" ".join(cell.split()) for cell in next(iter(told.values()))]
    assert cells[0] == "monitor fails"
    for cell, now in zip(cells[1:], ("0.6 %", "1.2 %"), strict=True):
        assert cell.startswith("2 %")
        assert cell.endswith(now)


def test_a_pair_of_granted_facts_is_told_only_where_none_decides_alone() -> None:
    """Within 4 %, neither alone exceeds it (2 %, 3 %), both do: 10 %, 2.5 times. Within 1 % each does, and none is told.

    Where the doubter judges one of them otherwise, not all grant it, and there is no such pair.
    """
    withdrawn = CASE.replace("- status: open", "- status: withdrawn")
    assert "Pairs that change" not in said(parts(withdrawn.replace("this case: 1%", "this case: 4%"))["Where to push"])
    unchallenged = withdrawn.replace(
        "- monitor fails: 60% because nobody reads at night", "- tries: 12% because it may"
    )
    section = parts(unchallenged.replace("this case: 1%", "this case: 4%"))["Where to push"]
    told = rows(section, "Pairs that change the answer")
    assert told["The authors"] == [
        "A lock on the weights and Somebody reads what it does turn out wrong",
        "2.5 × above",
    ]
    assert "Pairs that change" not in said(parts(unchallenged)["Where to push"])


def test_what_a_figure_is_made_of_adds_up() -> None:
    """Each number weighs 1 - p: 0.9, 0.4, 0.8; of these 0.4 / 2.1 = 19 % is the doubter's own, 81 % the team's."""
    section = parts(CASE)["Of what each figure is made"]
    told = rows(section, "The same as a table")
    assert told["The authors"] == ["100 %", "–", "The authors 100 %"]
    assert told["Somebody who doubts it"][:2] == ["19 %", "81 %"]
    short = made_in_short(book(CASE))
    assert short is not None
    bullets = next(one for one in short.blocks if isinstance(one, Bullets))
    last = plain_text(bullets.items[-1]).replace("\u00a0", " ")
    assert last == "Somebody who doubts it: what the risk hangs on is 81 % judgement of others and 19 % own judgement."


def test_the_order_is_a_staircase_with_its_table() -> None:
    """Now 1 - (1 - 0.006)(1 - 0.02) = 2.59 %; with the gate 1 - (1 - 0.006)(1 - 0.01) = 1.59 %, still above 1 %."""
    section = in_order(book(with_gate()))
    assert section is not None
    assert "at or below the budget for none of 2 assessors" in said(section)
    told = rows(section, "The same as a table")
    assert told["as it is now"][:3] == ["–", "–", "2.6 %"]
    assert told["1. A gate"][:3] == ["$2M", "60 %", "1.6 %"]
    figure = next(one for one in blocks(section.blocks) if isinstance(one, Figure))
    assert "now 2.6 %; 1.6 % with A gate" in figure.alt
    assert in_order(book(CASE)) is None


def test_amounts_read_as_money_or_in_their_unit() -> None:
    """Two digits, with the letter of thousands."""
    assert [price(value, "$") for value in (950.0, 64_000.0, 12_200_000_000.0)] == ["$950", "$64k", "$12B"]
    assert even(0.021) == 0.05  # the least of 0.02 and 0.05 that is no smaller


def test_a_large_case_is_told_the_least() -> None:
    """Beyond 2,000 parts nothing is compiled again: a note says so, and what takes no time is there."""
    more = "".join(f"\n## Claim c{number}: Claim {number}\n" for number in range(2_000))
    found = bearing(book(CASE + more))
    assert found is not None
    assert any(isinstance(one, Note) and "2,000" in plain_text(one.words) for one in found.blocks)
    assert [plain_text(one.title) for one in found.blocks if isinstance(one, Section)] == [
        "Where to push",
        "Of what each figure is made",
    ]


def public(text: str) -> str:
    """Return everything that the chapter and the order tell the public, with the pictures."""
    found = lp.read({"case.md": text}, draws=500).disclosed("public")
    seen = book_of(found.scene, found.check())
    return repr((bearing(seen), in_order(seen), made_in_short(seen)))


def test_a_public_reader_learns_nothing_of_what_is_withheld() -> None:
    """Cases that differ only in what is withheld, a reason or a whole barrier, give the public the same bytes."""
    reasons = [
        with_gate().replace("because it was picked once", f"because [[redact security: {words}]]")
        for words in ("carol picked it", "dave picked it twice")
    ]
    assert public(reasons[0]) == public(reasons[1])
    assert "carol" not in public(reasons[0])
    barriers = [
        with_gate().replace(
            "## Mitigation lock: A lock on the weights\n\n- owner: ben",
            f"## Mitigation lock: {title}\n\n- access: internal{owner}",
        )
        for title, owner in (("A lock of steel", "\n- owner: erin"), ("A guard", ""))
    ]
    assert public(barriers[0]) == public(barriers[1])
    for words in ("steel", "guard", "erin", "nobody owns it"):
        assert words not in public(barriers[0])


LONG = "An assessor whose name is long enough to be broken over several lines of a page or of a phone"


@pytest.mark.parametrize("narrow", [False, True])
def test_drawings_stay_inside_themselves(narrow: bool) -> None:
    """Every text of every figure ends inside its picture, wide and narrow, with a long name."""
    text = with_gate().replace("The authors", LONG)
    found, order = bearing(book(text)), in_order(book(text))
    assert found is not None
    assert order is not None
    drawn = [one for one in blocks((*found.blocks, order)) if isinstance(one, Figure)]
    assert {one.kind for one in drawn} == {"reaches", "shared", "made", "staircase"}
    for one in drawn:
        assert outside(one.narrow if narrow else one.wide) == []


def test_drawings_bear_the_ends_of_what_is_possible() -> None:
    """A chance of nothing, one that is not known, and no cost at all are drawn, inside the picture."""
    reach = Reach(shape=0, low=0.0, high=0.4, alone=None, most=1.0)
    drawn = reaches(Reaches(rows=(("A way", (reach,)),), people=((0, "Ada"),), alt="a"), narrow=True)
    assert drawn.count("hollow") == 2  # a mark for each end, none of them filled
    free = Lines(
        lines=(Line(name="Ada", shape=0, points=((0.0, 0.1), (0.0, 0.05))),),
        stepped=True,
        ratio=False,
        ticks=(),
        across="what is paid",
        level=0.01,
        alt="a",
    )
    assert outside(lines(free, narrow=True)) == []
    parts_drawn = Made(rows=(("Ada", (("solid estimate", 1.0, "data 100\u00a0%"),)),), alt="a")
    assert "data 100" in made(parts_drawn, narrow=True)


def test_the_summary_says_it_in_a_sentence_for_each() -> None:
    """The report of a small case has the sentence with a link to the chapter; a blind one has neither."""
    html = report_of({"case.md": CASE})
    assert 'id="made-in-short"' in html
    assert 'href="#made"' in html
    assert 'id="made' not in report_of(BLIND)
