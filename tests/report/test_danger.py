"""The danger report: the same numbers, what speaks for danger first, and a floor only where there is one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.report.cases import BLIND, NUMBERED, PLAIN, UNKNOWN
from tests.report.told import lines, numbers, parts, said
from tests.report.versions import flipped
from tests.small import HERON, ROOT, project

import loadpath as lp

if TYPE_CHECKING:
    from loadpath.report.tree import Document, Section

EXAMPLES = ("heron-2", "august-2026", "pilot-2025")


def case_of(name: str) -> lp.Project:
    """Return an example, or heron-2 with every result flipped."""
    return lp.read(flipped()) if name == "flipped" else lp.read(ROOT / "examples" / name)


@pytest.fixture(scope="module")
def turned() -> Document:
    """The danger report of heron-2 with every result flipped."""
    return case_of("flipped").document("danger")


@pytest.mark.parametrize("name", [*EXAMPLES, "flipped"])
def test_both_ways_say_the_same_numbers(name: str) -> None:
    """All pages but the first say the same; every number of the first is a number of the full report."""
    case = case_of(name)
    full, danger = case.document(), case.document("danger")
    told, turned = ({page.anchor: _page(page) for page in form.sections} for form in (full, danger))
    assert turned.keys() == told.keys()
    own = {"summary", "reading", "glossary"}  # what is said first, and what explains it
    assert [anchor for anchor in told.keys() - own if told[anchor] != turned[anchor]] == []
    assert danger.values == full.values
    counts = {str(number) for number in range(60)}  # of results, objections and what is not fixed
    assert numbers(danger) - counts <= numbers(full) | set(_written(case))


def _page(page: Section) -> list[str]:
    """Return the lines of a page."""
    return ["".join(str(part) for part, _ in parts(line)) for line in lines((page,))]


def _written(case: lp.Project) -> list[str]:
    """Return the results and dates as the authors wrote them, which are nobody's computation."""
    return [word.strip("().,;") for text in case.texts.values() for word in text.split()]


def test_the_flipped_example_reads_as_a_danger_report(turned: Document) -> None:
    """It says that the risk is above the budget, how little nobody says less than, what is met, and who objects."""
    text = said(turned)
    first = text.split("What carries the answer")[0]
    assert turned.kicker == "Danger report"
    assert turned.sections[0].title == ("What speaks for danger",)
    for words in (
        "Is the risk above the budget of 0.005 % (1 in 20,000)? All three assessors show that it is.",
        "All five results with a criterion went the wrong way.",
        "Even the most optimistic assessor (The report's authors) says at least",
        "nobody here says less",
        "Promises whose condition is met",
        "Write access ends if a hidden aim becomes likely",
        "Independent Evaluation Trust: the argument ",
        "Grants to agents expire every day, which would restore",
    ):
        assert words in first, words
    order = [
        "The strongest evidence of danger",
        "Promises whose condition",
        "Results that went the wrong",
        "Who objects",
    ]
    assert sorted(order, key=first.index) == order
    assert first.index("Who objects") < first.index("What is not fixed") < first.index("The risk, by assessor")


def test_pages_of_objections_and_findings_come_first(turned: Document) -> None:
    """Behind the first page stand challenges, evidence, incidents and plans; scope and method come last."""
    order = [page.anchor for page in turned.sections]
    assert order[:6] == ["summary", "disputes", "evidence", "incidents", "plans", "reading"]
    assert order.index("n-exfiltration") < order.index("scope") < order.index("method")


def test_a_result_that_went_wrong_may_lower_a_risk_and_says_why(turned: Document) -> None:
    """A failed run of staged chances also shows that the staging worked: explained, not left to be wondered at."""
    assert "because it also speaks for what it relies on" in said(turned)


def test_the_example_as_it_is_says_what_it_can(turned: Document) -> None:
    """Without flips nobody's risk was raised, no promise is due, and one assessor shows that it is above."""
    text = said(lp.read(HERON).document("danger"))
    assert "Of three assessors, one shows that it is and two leave it open." in text
    assert "No finding raised anybody's risk." in text
    assert "no condition is shown to be met" in text
    assert text != said(turned)


@pytest.mark.parametrize(
    ("texts", "words"),
    [
        (UNKNOWN, "says at least"),  # 2 % times 10 %: what nobody weighed can only add to it
        (BLIND, "There is no floor"),
        (PLAIN, "nobody has shown that it is small"),
        (NUMBERED, "The one assessor shows that it is below."),
    ],
)
def test_a_floor_stands_only_on_numbers(texts: dict[str, str], words: str) -> None:
    """What is unknown down to nothing leaves no floor, and a case without numbers is not called safe."""
    assert words in said(lp.read(texts).document("danger"))


DUE = """
## Event aim: A hidden aim
- kind: residual
## Evidence run: A run
- result: 12
- passes when: at most 10
- about: [[aim]]
## Commitment stop: We stop
- trigger: {trigger}
- then: it is stopped
## Assessor one: One
- aim: 30% because so
- run: passes 50% if not aim, 50% if aim because it says little
## Assessor two: Two
- starts from: [[one]]
- aim: {second} because so
"""


@pytest.mark.parametrize(
    ("trigger", "second", "mark"),
    [
        ("any two assessors put [[aim]] above 20% after the evidence", "25%", "met"),
        ("any two assessors put [[aim]] above 20%", "15%", "not met"),
        ("any two assessors put [[aim]] above 20%", "unknown", "undecided"),
        ("any assessor puts [[aim]] above 20%", "15%", "met"),
        ("every assessor puts [[aim]] at least 25%", "25%", "met"),
        ("all assessors put the risk below 1 in 5", "15%", "not met"),
        ("[[two]] puts the risk at most 15%", "15%", "met"),
        ("[[run]] fails", "15%", "met"),
        ("a model is deployed that can do more", "15%", "for people to judge"),
        ("any two assessors put [[aim]] above 20% on a Tuesday", "25%", "for people to judge"),
        ("any assessor puts the risk above the budget", "25%", "for people to judge"),  # there is none
        ("any assessor puts [[aim]] above 1 in 0", "25%", "for people to judge"),
    ],
)
def test_a_condition_is_read_or_left_to_people(trigger: str, second: str, mark: str) -> None:
    """A trigger in one of the known forms is held against the case; any other is not guessed at."""
    told = said(project(DUE.format(trigger=trigger, second=second)).document("danger"))
    assert f"\n{mark} We stop. If " in told


def test_what_the_author_says_was_triggered_is_met() -> None:
    """Whatever the numbers say: 15 % is not above 20 %."""
    text = DUE.format(trigger="any two assessors put [[aim]] above 20%\n- triggered: 2027-03-18", second="15%")
    told = said(project(text).document("danger"))
    assert "\nmet We stop. If · (now 30 % one, 15 % two), triggered on 2027-03-18: " in told
