"""Registrations: what is locked cannot be changed unnoticed, and what came out is scored by what was expected."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from math import log
from typing import TYPE_CHECKING

import pytest

import loadpath as lp
from loadpath.assess.registered import (
    Outcome,
    changed,
    forecast,
    lock_of,
    outcomes,
    read,
    records,
    register,
)
from loadpath.assess.results import Interval, NotComputed
from loadpath.case.node import Test as PlannedTest

if TYPE_CHECKING:
    from loadpath.assess.results import Answer

AT = datetime(2027, 2, 26, 9, tzinfo=UTC)
BASE = """# Case small: A small case

- kind: risk analysis

## Event loss: It happens

- kind: residual

## Event aim: A hidden aim

## Test blind: New honeypots

- about: [[aim]]
- passes when: at most 10 of 200
- if it passes: the weekly reading ends
- if it fails: write access ends

Written by others.

## Assessor ann: Ann

- loss: 1% because it is an example
- aim: 10% because it is an example
- blind: passes 90% if not aim, 40% if aim because it is an example

## Assessor ben: Ben

- loss: 1% because it is an example
- aim: 50% because it is an example
- blind: fails 10% if not aim, 60% if aim because it is an example

## Assessor cid: Cid

- loss: 1% because it is an example
- aim: unknown because it is an example
"""
RUN = """
## Evidence run: The run

- result: 3 of 200
- about: [[aim]]
- registered: [[blind]]
"""


def case(text: str) -> lp.Project:
    """Return the case in a text."""
    project = lp.read({"case.md": text}, draws=50)
    project.require_sound()
    return project


def planned(project: lp.Project) -> PlannedTest:
    """Return the one test of a case."""
    return project.case.all(PlannedTest)[0]


def ends(answer: Answer) -> tuple[float, float]:
    """Return both ends of an answer."""
    assert isinstance(answer, Interval)
    return answer.low, answer.high


def locked(text: str = BASE) -> tuple[str, bytes]:
    """Return a text with its test locked, and the file of the registration."""
    project = case(text)
    done = register(project.case, planned(project), AT)
    return text.replace("- if it passes", f"- locked: {done.lock.written}\n- if it passes", 1), done.as_bytes()


def test_a_forecast_is_what_the_likelihoods_and_the_belief_come_to() -> None:
    """Ann: 0.9 x 0.9 + 0.1 x 0.4 = 0.85; Ben, who speaks of failing: 1 - (0.5 x 0.1 + 0.5 x 0.6) = 0.65."""
    project = case(BASE)
    test = planned(project)
    assert ends(forecast(project.case, test, "ann")) == pytest.approx((0.85, 0.85))
    assert ends(forecast(project.case, test, "ben")) == pytest.approx((0.65, 0.65))
    assert isinstance(forecast(project.case, test, "cid"), NotComputed)


def test_a_forecast_with_something_unknown_is_an_interval() -> None:
    """An aim of which nothing is known: anywhere from 40 % to 90 %."""
    project = case(BASE.replace("aim: 10%", "aim: unknown"))
    found = forecast(project.case, planned(project), "ann")
    assert ends(found) == pytest.approx((0.4, 0.9))


def test_a_registration_is_read_back_as_it_was_written() -> None:
    """Bytes to value and back; the moment is in UTC, whatever zone it was given in."""
    project = case(BASE)
    done = register(project.case, planned(project), AT.astimezone(timezone(timedelta(hours=9))))
    assert done.at == "2027-02-26T09:00:00Z"
    assert read(done.as_bytes()) == done
    text, file = locked()
    assert file == done.as_bytes()
    assert lock_of(planned(case(text))) == done.lock
    with pytest.raises(ValueError, match="time zone"):
        register(project.case, planned(project), AT.replace(tzinfo=None))


def test_a_test_that_nobody_judges_registers_what_there_is() -> None:
    """Without likelihoods the text alone is locked, and nobody has a forecast."""
    text = "".join(line for line in BASE.splitlines(keepends=True) if not line.startswith("- blind:"))
    project = case(text)
    done = register(project.case, planned(project), AT)
    assert done.forecasts == {}
    assert done.locked["likelihoods"] == {}
    assert changed(case(locked(text)[0]).case, done) == ()


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("at most 10 of", "at most 40 of", "`passes when`"),
        ("about: [[aim]]\n- passes", "about: [[loss]]\n- passes", "`about`"),
        ("reading ends", "reading may end", "`if it passes`"),
        ("write access ends", "we talk", "`if it fails`"),
        ("Written by others.", "Written by us.", "`prose`"),
        ("New honeypots", "Old honeypots", "`title`"),
        ("40% if aim", "70% if aim", "what ann expects"),
        ("60% if aim", "61% if aim", "what ben expects"),
        ("- blind: fails 10% if not aim, 60% if aim because it is an example\n", "", "what ben expects"),
        ("T09:00:00Z", "T08:00:00Z", "the file is not the one"),
        ("- locked: ", "- x-locked: ", "does not say any more"),
    ],
)
def test_what_is_changed_after_locking_is_told(old: str, new: str, said: str) -> None:
    """Each part of what is locked, changed alone, is named; untouched, nothing is."""
    text, file = locked()
    done = read(file)
    assert done is not None
    assert changed(case(text).case, done) == ()
    assert old in text
    assert said in "; ".join(changed(case(text.replace(old, new)).case, done))


def test_layout_and_reasons_may_change() -> None:
    """The digest is over the meaning."""
    text, file = locked()
    done = read(file)
    assert done is not None
    other = text.replace("because it is an example", "because we thought again").replace("Written by", "Written\nby")
    assert changed(case(other).case, done) == ()


def test_a_run_is_judged_as_it_was_registered() -> None:
    """Another criterion or other likelihoods of the run are told; the same ones are not."""
    text, file = locked()
    done = read(file)
    assert done is not None
    same = text.replace(
        "40% if aim because it is an example\n\n",
        "40% if aim because it is an example\n- run: passes 90% if not aim, 40% if aim because of it\n\n",
    )
    crit = "\n- passes when: at most 10 of 200\n"
    assert changed(case(same + RUN.rstrip() + crit).case, done) == ()
    said = changed(case(same.replace("40% if aim because of", "80% if aim because of") + RUN + crit[1:]).case, done)
    assert any("other likelihoods" in one for one in said)
    said = changed(case(text + RUN.rstrip() + crit.replace("10", "40")).case, done)
    assert any("passes when at most 40 of 200" in one for one in said)


def test_an_altered_file_is_no_registration() -> None:
    """A forecast, a likelihood or the moment changed in the file; and anything that is no registration."""
    _, file = locked()
    plain = json.loads(file)
    cases: tuple[object, ...] = (
        {**plain, "forecasts": {"ann": 0.99}},
        {**plain, "at": "2027-01-01T00:00:00Z"},
        {**plain, "more": 1},
        {key: value for key, value in plain.items() if key != "digest"},
        [],
        "text",
    )
    for spoilt in cases:
        assert read(json.dumps(spoilt).encode()) is None
    assert read(b"\xff") is None
    assert read(b"") is None
    assert read(json.dumps(plain).encode()) is not None  # the layout of JSON says nothing


def test_a_file_written_anew_with_its_digest_is_not_the_one_that_was_locked() -> None:
    """Whoever alters a forecast and computes the digest again is betrayed by the field of the test."""
    text, file = locked()
    done = read(file)
    assert done is not None
    project = case(text)
    other = register(project.case, replace(planned(project), locked=""), AT + timedelta(days=1))
    assert "the file is not the one that the test says was locked" in changed(project.case, other)


def test_scores_of_one_run() -> None:
    """It passed, 3 being at most 10. Ann 0.85: Brier 0.15^2 = 0.0225, log -ln 0.85; Ben 0.65: 0.35^2 = 0.1225."""
    text, file = locked()
    done = read(file)
    assert done is not None
    found = outcomes(case(text + RUN).case, [done])
    assert [(one.test, one.evidence, one.passed) for one in found] == [("blind", "run", True)]
    ann, ben = records(found)
    assert (ann.assessor, ben.assessor) == ("ann", "ben")
    assert [ann.brier, ann.log_score] == pytest.approx([0.0225, -log(0.85)])
    assert [ben.brier, ben.log_score] == pytest.approx([0.1225, -log(0.65)])


def test_the_locked_criterion_decides() -> None:
    """12 of 200 is more than 10: it failed, whatever the finding itself calls passing."""
    text, file = locked()
    done = read(file)
    assert done is not None
    late = RUN.replace("3 of 200", "12 of 200").rstrip() + "\n- passes when: at most 40 of 200\n"
    assert outcomes(case(text + late).case, [done])[0].passed is False


def test_calibration_counts_over_all_tests() -> None:
    """Two tests at 0.9 and 0.6, one passed: 1.5 expected, 1 passed; Brier (0.01 + 0.36) / 2 = 0.185."""
    found = [
        Outcome(test="a", evidence="x", passed=True, forecasts={"ann": 0.9}),
        Outcome(test="b", evidence="y", passed=False, forecasts={"ann": 0.6}),
        Outcome(test="c", evidence="z", passed=None, forecasts={"ann": 0.1}),  # cannot be compared: counts nowhere
    ]
    one = records(found)[0]
    assert (one.tests, one.passed) == (2, 1)
    assert [one.expected, one.brier] == pytest.approx([1.5, 0.185])
    certain = records([Outcome(test="a", evidence="x", passed=False, forecasts={"ann": 1.0})])[0]
    assert certain.log_score is None
