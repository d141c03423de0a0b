"""Promises: triggers that speak of computed numbers hold or not, unknown numbers leave them open, time limits count."""

from __future__ import annotations

from datetime import date

import pytest
from tests.small import HERON

import loadpath as lp
from loadpath.assess.promises import Holds, Promise, State, days_within, promises, trigger

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
    project = lp.read({"case.md": HEAD.replace("{aim}", aim)}, draws=50)
    return trigger(project.case, text, project.risk())


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
        ("any two assessors put [[aim]] above 0.2", Holds.UNJUDGED),  # not a probability as the language writes one
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


def judged(fields: str, today: date | None = date(2027, 3, 20)) -> Promise:
    """Return one promise of the small case, with these fields."""
    text = f"{HEAD.replace('{aim}', '10%')}\n## Commitment stop: We stop\n\n- judged by: the board\n{fields}"
    project = lp.read({"case.md": text}, draws=50)
    return promises(project.case, project.risk(), today)[0]


YES, NO = "- trigger: any assessor puts [[aim]] above 20%\n", "- trigger: any assessor puts [[aim]] above 50%\n"


@pytest.mark.parametrize(
    ("fields", "state"),
    [
        (NO + "- then: access ends within 24 h\n", State.NOT_DUE),
        # the coverage date is 28 February: 24 h end on 1 March, 60 days on 29 April
        (YES + "- then: access ends within 24 h\n", State.BREACHED),
        (YES + "- then: a case is published within 60 days\n", State.DUE),
        (YES + "- then: access ends\n", State.DUE),
        (YES + "- then: access ends within 24 h\n- done: 2027-03-01, by sec\n", State.KEPT),
        (YES + "- then: access ends within 24 h\n- done: 2027-03-02, by sec\n", State.BREACHED),
        # from the day that the author states, 19 March
        (YES + "- then: access ends within 24 h\n- triggered: 2027-03-19\n", State.DUE),
        (YES + "- then: access ends within 24 h\n- triggered: 2027-03-18\n", State.BREACHED),
        (NO + "- then: access ends within 24 h\n- triggered: 2027-03-18\n", State.BREACHED),
        ("- trigger: somebody asks\n- then: access ends within 24 h\n", State.UNJUDGED),
        ("- trigger: somebody asks\n- then: access ends within 24 h\n- triggered: 2027-03-18\n", State.BREACHED),
    ],
)
def test_a_promise_is_held_against_its_last_day(fields: str, state: State) -> None:
    """Triggered and in time, late, done, done late; judged on 20 March 2027."""
    assert judged(fields).state is state


def test_the_last_day_itself_is_in_time() -> None:
    """24 h from 28 February end on 1 March; on the day after, it is breached; without a day nothing is."""
    fields = YES + "- then: access ends within 24 h\n"
    assert judged(fields, date(2027, 3, 1)).state is State.DUE
    assert judged(fields, date(2027, 3, 2)).state is State.BREACHED
    assert judged(fields, None).state is State.DUE
    assert judged(fields).until == date(2027, 3, 1)


def test_a_trigger_for_people_names_who_judges_it() -> None:
    """What is not computed is not silently fine: the reason says who judges it."""
    assert "judged by the board" in judged("- trigger: somebody asks\n- then: access ends\n").reason


def test_time_limits_are_read_in_days() -> None:
    """Hours count as days begun: 25 h are two days; a month is 731 h, 31 days begun."""
    assert [days_within(f"done within {text}") for text in ("25 h", "60 days", "2 weeks", "a month", "soon")] == [
        2,
        60,
        14,
        31,
        None,
    ]
    assert days_within("access ends the same day") == 0


def test_the_example_keeps_its_promises() -> None:
    """One of three assessors, ext-review with 24.1703 %, puts scheming above 20 %: two are needed."""
    project = lp.read(HERON, draws=50)
    first, second = promises(project.case, project.risk(), date(2027, 3, 1))
    assert (first.state, second.state) == (State.NOT_DUE, State.UNJUDGED)
    assert "1 of 3 above 20%" in first.reason
    assert "judged by anyone" in second.reason
