"""Promises: what has become of each by its trigger, its last day and what was done."""

from __future__ import annotations

from datetime import date

import pytest
from tests.assess.test_triggers import HEAD
from tests.small import HERON

import loadpath as lp
from loadpath.assess.promises import Promise, State, days_within, promises


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


@pytest.mark.parametrize(
    ("then", "done", "words"),
    [
        ("within 60 days", "2027-04-02", "done on 2027-04-02, on day 33 of 60"),
        ("within 24 h", "2027-02-28", "done on 2027-02-28, on day 0 of 1"),
        ("the same day", "2027-02-28", "done on 2027-02-28, the same day"),
        ("within 60 days", "2027-02-01", "done on 2027-02-01"),
        ("", "2027-04-02", "done on 2027-04-02; no time limit counts"),
    ],
)
def test_what_was_done_in_time_says_on_which_day(then: str, done: str, words: str) -> None:
    """Counted from the coverage date, 28 February: 31 days of March and two of April are 33."""
    found = judged(f"{YES}- then: access ends {then}\n- done: {done}, by sec\n")
    assert found.state is State.KEPT
    assert found.reason.endswith(words)
