"""Triggers that speak of computed numbers hold or not; unknown numbers leave them open; all others are for people."""

from __future__ import annotations

import pytest
from tests.small import project

import loadpath as lp
from loadpath.assess.results import Interval
from loadpath.assess.triggers import Holds, read

HEAD = """# Case small: A small case

- kind: risk analysis
- coverage date: 2027-02-28

## Budget allowed: Allowed

- this case: 1%

## Event loss: It happens

- kind: residual

## Event aim: A hidden aim

## Mitigation gate: A gate

## Evidence audit: An audit

- result: 3 of 100
- about: [[share]]
- passes when: at most 2

## Quantity share: A share

- measured by: [[audit]]

## Assessor ann: Ann

- loss: 2% because it is an example
- aim: 30% because it is an example
- gate fails: 10% because it is an example

## Assessor ben: Ben

- loss: 0.5% because it is an example
- aim: {aim} because it is an example
- gate fails: 40% because it is an example
"""


def held(text: str, aim: str = "10%") -> tuple[Holds, str]:
    """Return what a trigger comes to in the small case."""
    found = lp.read({"case.md": HEAD.replace("{aim}", aim)}, draws=50)
    reading = read(found.case, text, found.risk())
    return reading.holds, reading.reason


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        # ann puts the aim at 30 %, ben at 10 %; nothing was observed that moves either
        ("any assessor puts [[aim]] above 20%", Holds.YES),
        ("Any two assessors put [[aim]] above 20% after the evidence", Holds.NO),
        ("any two assessors put [[aim]] above 1 in 20", Holds.YES),
        ("all assessors put [[aim]] above 5%", Holds.YES),
        ("all assessors put [[aim]] above 20%", Holds.NO),
        ("all assessors put [[aim]] below 40%.", Holds.YES),
        ("any three assessors put [[aim]] above 1%", Holds.NO),  # there are two
        ("[[ann]] puts [[aim]] above 20%", Holds.YES),
        ("[[ben]] puts [[aim]] above 20%", Holds.NO),
        ("[[ben]] puts [[gate]] fails above 30%", Holds.YES),  # 40 %
        ("[[ben]] puts not [[gate]] above 50%", Holds.NO),
        # the risk is the residual alone: 2 % and 0.5 %, against 1 %
        ("the risk exceeds the budget", Holds.YES),
        ("the risk by ann exceeds the budget", Holds.YES),
        ("the risk by ben exceeds the budget", Holds.NO),
        ("the risk by [[ben]] exceeds 0.1%", Holds.YES),
        # in other words
        ("one assessor puts [[aim]] over 20%", Holds.YES),
        ("at least two assessors give [[aim]] more than 1 in 20", Holds.YES),
        ("2 of the assessors put [[aim]] under 10%", Holds.NO),  # ben is at it, not under it
        ("both the assessors put [[aim]] at least 10%", Holds.YES),
        ("every assessor puts [[aim]] at most 25%", Holds.NO),
        ("some assessor places [[gate]] fails below 15%, given the evidence", Holds.YES),
        ("all assessors put the risk below 1 in 40", Holds.YES),  # 2.5 %
        ("[[ben]] puts the risk at most 0.5%", Holds.YES),
        ("any assessor puts the risk above its budget", Holds.YES),
        ("each assessor puts the risk above the budget", Holds.NO),
        ("[[audit]] did not pass", Holds.YES),
        # 3 of 100 is more than 2
        ("[[audit]] fails", Holds.YES),
        ("[[audit]] at least 3%", Holds.YES),
        ("[[audit]] at least 4%", Holds.NO),
        # the 90 % interval of 3 of 100 (Clopper and Pearson) is 0.8 % to 7.6 %
        ("[[share]] at least 0.5%", Holds.YES),
        ("[[share]] at least 3%", Holds.OPEN),
        ("[[share]] at least 8%", Holds.NO),
        ("[[share]] at most 8%", Holds.YES),
        ("[[aim]] at least 30%", Holds.YES),  # the edge counts
        ("any assessor puts [[aim]] above 30%", Holds.NO),  # and here it does not
        ("[[gate]] fails", Holds.UNJUDGED),
        ("the risk by carl exceeds 1%", Holds.UNJUDGED),
        ("a better model is deployed", Holds.UNJUDGED),
        ("any two assessors put [[aim]] above 20% on a Tuesday", Holds.UNJUDGED),
        ("any assessor puts [[aim]] above 1 in 0", Holds.UNJUDGED),
        ("any two assessors put [[aim]] above 0.2", Holds.UNJUDGED),  # not a probability as the language writes one
        # a barrier works with 0.9, and 1 - 0.9 is 0.09999999999999998 in floating point: it is at 10 %
        ("[[ann]] puts [[gate]] fails at least 10%", Holds.YES),
        ("[[ann]] puts [[gate]] fails below 10%", Holds.NO),
        ("[[ann]] puts not [[gate]] at most 9.9999%", Holds.NO),
        # a comma groups thousands, and nobody guesses that 30 % was meant, or 300 %
        ("[[ann]] puts [[aim]] at least 3,0%", Holds.UNJUDGED),
        ("[[ann]] puts [[aim]] at least 1,000 in 10,000", Holds.YES),
        # numbers that no float holds
        (f"[[aim]] at least {'9' * 400} in 1", Holds.UNJUDGED),
        (f"[[aim]] at most {'9' * 5000}%", Holds.UNJUDGED),
        (f"any {'9' * 5000} assessors put [[aim]] above 1%", Holds.UNJUDGED),
        ("any 0 assessors put [[aim]] above 90%", Holds.UNJUDGED),  # as it always would
        # nothing that gets known gives these a probability, so that they are not open
        ("[[ann]] puts [[share]] above 1%", Holds.UNJUDGED),
        ("[[ann]] puts [[audit]] above 1%", Holds.UNJUDGED),
        ("[[ann]] puts [[aim]] fails above 1%", Holds.UNJUDGED),
        ("[[ann]] puts [[aim]] is too late above 1%", Holds.UNJUDGED),
    ],
)
def test_a_trigger_holds_as_the_numbers_say(text: str, holds: Holds) -> None:
    """Every form of the grammar, on both sides of its threshold."""
    assert held(text)[0] is holds


def test_what_is_unknown_leaves_a_trigger_open_only_where_it_matters() -> None:
    """Ben does not know: with ann alone there are one or two above 20 %; one is certain, three are impossible."""
    assert held("any two assessors put [[aim]] above 20%", "unknown")[0] is Holds.OPEN
    assert held("any assessor puts [[aim]] above 20%", "unknown")[0] is Holds.YES
    assert held("[[ben]] puts [[aim]] above 20%", "10%-30%")[0] is Holds.NO  # one bets at the mean
    assert held("[[ben]] puts [[aim]] above 20%", "at most 30%")[0] is Holds.OPEN
    assert held("[[ben]] puts [[aim]] above 20%", "at most 15%")[0] is Holds.NO
    assert held("[[ben]] puts [[aim]] above 20%", "at least 25%")[0] is Holds.YES


def test_without_a_budget_nothing_is_judged_by_it() -> None:
    """Nor called open: nothing that gets known decides it."""
    found = lp.read({"case.md": HEAD.replace("{aim}", "10%").replace("- this case: 1%\n", "")}, draws=50)
    for text in ("any assessor puts the risk above the budget", "the risk exceeds the budget"):
        assert read(found.case, text, found.risk()).holds is Holds.UNJUDGED


def test_the_numbers_stand_beside_the_answer() -> None:
    """30 % and 10 %, by assessor."""
    case = lp.read({"case.md": HEAD.replace("{aim}", "10%")}, draws=50)
    found = read(case.case, "any two assessors put [[aim]] above 20%", case.risk())
    assert [(name, round(answer.low, 12)) for name, answer in found.answers if isinstance(answer, Interval)] == [
        ("ann", 0.3),
        ("ben", 0.1),
    ]
    assert found.reason == "1 of 2 above 20%, needed 2 (ann 30 %, ben 10 %)"


AT_THE_BUDGET = """
## Pathway p: P

1. [[slip]]
2. [[lock]] fails

## Event slip: S

## Mitigation lock: L

## Budget b: B

- this case: 5.5%

## Assessor me: Me

- slip: 55% because x
- lock fails: 10% because x
"""


def test_a_risk_at_the_budget_is_within_it_for_every_question() -> None:
    """0.55 x 0.1 is 0.05500000000000001 in floating point; the verdict, shares of worlds, triggers and flips agree."""
    case = project(AT_THE_BUDGET)
    (found,) = case.risk()
    assert found.as_json()["risk"] != 0.055
    assert read(case.case, "the risk exceeds the budget", [found]).holds is Holds.NO
    assert read(case.case, "[[me]] puts the risk at most the budget", [found]).holds is Holds.YES
    assert read(case.case, "the risk exceeds 5.4999%", [found]).holds is Holds.YES
    assert found.budget is not None
    assert found.budget.exceeding == Interval(0.0, 0.0)
    (flip,) = case.attack().flips  # if the lock fails, 55 % is 10 times 5.5 %
    assert (flip.facts, flip.wrong) == (("lock",), True)
    assert flip.times == pytest.approx(10)
    granted = case.report().split('id="granted"')[1]
    assert "10\u00a0× " in granted.split("</section>")[0]  # and not: 0 times, if it were certain to work


def test_a_level_near_zero_or_one_is_told_from_what_lies_beside_it() -> None:
    """Rounding is allowed for, and no more than rounding: 1 in 10^12 is not at 2 in 10^12, nor 1 - 10^-9 at 1 - 10^-8."""
    case = project(AT_THE_BUDGET.replace("55%", "2 in 1,000,000,000,000").replace("fails: 10%", "fails: 99.9999999%"))
    found = case.risk()
    for text, holds in {
        "[[me]] puts [[slip]] above 1 in 1,000,000,000,000": Holds.YES,
        "[[me]] puts [[slip]] above 2 in 1,000,000,000,000": Holds.NO,
        "[[me]] puts [[lock]] fails above 99.999999%": Holds.YES,
        "[[me]] puts [[lock]] fails above 99.9999999%": Holds.NO,
        "[[me]] puts [[lock]] above 1 in 1,000,000,000": Holds.NO,
        "[[me]] puts [[lock]] above 9 in 10,000,000,000": Holds.YES,
    }.items():
        assert read(case.case, text, found).holds is holds, text
