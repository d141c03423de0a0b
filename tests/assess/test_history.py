"""Histories: each threshold has a looser side, small steps add up over one or many, and the alarm comes where it must."""

from __future__ import annotations

from math import inf

import pytest
from hypothesis import given
from hypothesis import strategies as st

import loadpath as lp
from loadpath.assess.history import History, Revision, Threshold, history, revision, thresholds
from loadpath.assess.results import Interval, NotComputed
from loadpath.case.versions import changes

TEXT = """# Case small: A small case

- kind: risk analysis

## Budget allowed: Allowed

- this case: 1%

## Event loss: It happens

- kind: residual

## Claim fine: It is fine

- evidence: [[audit]], [[worked]], [[words]]

## Evidence audit: An audit

- result: 3 of 200
- about: [[fine]]
- passes when: at most 10 of 200

## Evidence worked: How often it worked

- result: 190
- about: [[fine]]
- passes when: at least 180

## Evidence words: In words

- result: quiet
- about: [[fine]]
- passes when: quiet

## Test later: A test

- about: [[fine]]
- passes when: 0 each week

## Commitment stop: We stop

- trigger: any assessor puts [[loss]] above 20%

## Commitment go-on: We go on

- trigger: all assessors put [[loss]] below 1 in 400

## Assessor ann: Ann

- loss: 2% because it is an example
"""


def at(*pairs: tuple[str, str]) -> dict[str, Threshold]:
    """Return the thresholds of the small case with some stretches changed."""
    text = TEXT
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new)
    return dict(thresholds(lp.read({"case.md": text}).case))


def test_every_threshold_is_read_with_its_looser_side() -> None:
    """The budget, criteria as rates where they say of how many, levels of promises; words are none."""
    found = {name: (one.value, one.grows) for name, one in at().items()}
    assert found == {
        "budget": (pytest.approx(0.01), True),
        "audit: passes when": (pytest.approx(0.05), True),  # 10 of 200
        "worked: passes when": (180.0, False),
        "later: passes when": (0.0, True),
        "stop: trigger": (pytest.approx(0.2), True),
        "go-on: trigger": (pytest.approx(0.0025), False),  # 1 in 400
    }


@pytest.mark.parametrize(
    ("old", "new", "name", "factor"),
    [
        ("this case: 1%", "this case: 2%", "budget", 2),
        ("at most 10 of 200", "at most 12 of 200", "audit: passes when", 1.2),
        ("at most 10 of 200", "at most 10 of 100", "audit: passes when", 2),  # of fewer: 10 % instead of 5 %
        ("at most 10 of 200", "at most 5 of 200", "audit: passes when", 0.5),
        ("at least 180", "at least 90", "worked: passes when", 2),
        ("0 each week", "1 each week", "later: passes when", inf),
        ("above 20%", "above 30%", "stop: trigger", 1.5),
        ("below 1 in 400", "below 1 in 800", "go-on: trigger", 2),
    ],
)
def test_looser_is_a_factor(old: str, new: str, name: str, factor: float) -> None:
    """The later threshold over the earlier one, on its looser side."""
    assert at((old, new))[name].looser_than(at()[name]) == pytest.approx(factor)


def series(*values: dict[str, float], alarm: float = 0.5) -> History:
    """Return the history of revisions that have these thresholds, all of them looser when larger."""
    made = [
        Revision(
            label=f"r{place}",
            digest="",
            risks={},
            thresholds={name: Threshold(value=one, grows=True, written=f"{one:g}") for name, one in held.items()},
        )
        for place, held in enumerate(values)
    ]
    return history(made, alarm)


def test_twelve_steps_of_five_per_cent_raise_the_alarm_at_the_declared_sum() -> None:
    """1.05^12 = 1.795856; the sum of 50 % is passed with the ninth step: 1.05^8 = 1.4775, 1.05^9 = 1.5513."""
    found = series(*({"limit": 10 * 1.05**step} for step in range(13)))
    assert found.raised == 9
    assert found.together[-1] == pytest.approx(1.7958563, abs=1e-6)
    one = found.drifts[0]
    assert (one.steps, round(one.largest, 9), round(one.factor, 6)) == (12, 1.05, 1.795856)


@pytest.mark.parametrize(("alarm", "raised"), [(1.05**12 - 1, 12), (1.05**12 - 1 + 1e-6, None), (0.05, 1)])
def test_the_alarm_is_at_the_sum_itself(alarm: float, raised: int | None) -> None:
    """At the sum there is an alarm, a little above it there is none, and one step of 5 % is 5 %."""
    assert series(*({"limit": 10 * 1.05**step} for step in range(13)), alarm=alarm).raised == raised


def test_twelve_thresholds_loosened_once_each_add_up_the_same() -> None:
    """No single threshold moved by more than 5 %, and together they are 1.05^12."""
    names = [f"limit-{place}" for place in range(12)]
    found = series(*({name: 1.05 if place < step else 1.0 for place, name in enumerate(names)} for step in range(13)))
    assert found.raised == 9
    assert found.together[-1] == pytest.approx(1.05**12)
    assert max(one.factor for one in found.drifts) == pytest.approx(1.05)


def test_a_step_back_counts_back_and_a_tighter_one_begins_anew() -> None:
    """1, 1.4, 1, 1.4 never reaches 50 %; 1, 0.5, 0.8 is 1.6 times the tightest."""
    assert series({"a": 1}, {"a": 1.4}, {"a": 1}, {"a": 1.4}).raised is None
    found = series({"a": 1}, {"a": 0.5}, {"a": 0.8})
    assert list(found.together) == pytest.approx([1.0, 1.0, 1.6])
    assert found.raised == 2


def test_tightening_one_does_not_pay_for_loosening_another() -> None:
    """Half of one and 1.6 times another is looser by 60 %."""
    found = series({"a": 1, "b": 1}, {"a": 0.5, "b": 1.6})
    assert found.together[-1] == pytest.approx(1.6)
    assert found.raised == 1


def test_a_threshold_that_is_gone_is_told() -> None:
    """It keeps the drift it had, and what comes back is held against what it was."""
    found = series({"a": 1}, {"a": 1.2}, {}, {"a": 1.6})
    assert found.gone == (("a", "r2"),)
    assert list(found.together) == pytest.approx([1.0, 1.2, 1.2, 1.6])
    assert series({"a": 0}, {"a": 1}).together == (1.0, inf)


@given(st.lists(st.floats(0.1, 10), min_size=1, max_size=12))
def test_drift_is_the_last_over_the_tightest(values: list[float]) -> None:
    """For one threshold, whatever its way."""
    assert series(*({"a": one} for one in values)).together[-1] == pytest.approx(values[-1] / min(values))


def test_what_has_no_meaning_is_refused() -> None:
    """No revision, and no sum."""
    with pytest.raises(ValueError, match="at least one"):
        history([], 0.5)
    with pytest.raises(ValueError, match="above 0"):
        series({"a": 1}, alarm=0)


def test_a_revision_holds_risks_and_thresholds() -> None:
    """The risk is the residual alone, 2 %; a revision with errors has none, and its thresholds all the same."""
    project = lp.read({"case.md": TEXT}, draws=50)
    found = revision("now", project.case, project.risk())
    assert found.risks == {"ann": Interval(0.02, 0.02)}
    assert revision("now", project.case, NotComputed("it has errors")).risks == {}
    told = history([found], 0.5).as_json()
    assert told["raised"] is None
    assert changes(project.case, project.case).changed == ()


WAYS = """# Case small: A small case

- kind: risk analysis
- out of scope: misuse by people; floods

## Pathway theft: Theft

1. [[aim]]
2. [[guard]] fails

## Pathway other: Another

1. [[slip]]

## Event aim: An aim

## Event slip: A slip

- kind: residual

## Mitigation guard: A guard

## Mitigation vault: A vault

- state: planned

## Evidence seen: Seen

- result: 1
- about: [[aim]]
- passes when: at most 3

## Test probe: A probe

- about: [[aim]]

## Assessor ann: Ann

- aim: 10% because x
- slip: 1% because x
- guard fails: 20% because x
- seen: passes 90% if not aim, 60% if aim because x

## Assessor bob: Bob

- starts from: [[ann]]
- slip: 2% because x
"""


def since(*pairs: tuple[str, str]) -> dict[str, tuple[str, ...]]:
    """Return what got looser from the small case to one with some stretches changed."""
    text = WAYS
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new)
    first, second = (lp.read({"case.md": one}) for one in (WAYS, text))
    revisions = [revision(str(place), one.case, one.risk()) for place, one in enumerate((first, second))]
    found = history(revisions, 0.5)
    assert found.raised is None
    assert found.as_json()["revisions"][1]["loosened"] == {  # type: ignore[index]
        sort: list(names) for sort, names in found.loosened[1].items()
    }
    assert found.loosened[0] == {}
    return dict(found.loosened[1])


@pytest.mark.parametrize(
    ("old", "new", "subject"),
    [
        ("- aim: 10%", "- aim: 9%", "ann: aim"),  # a prior
        ("- guard fails: 20%", "- guard fails: 19%", "ann: guard"),  # a barrier
        ("60% if aim", "50% if aim", "ann: seen"),  # from 90:60 to 90:50 against the aim
        ("passes 90%", "passes 95%", "ann: seen"),
        ("- slip: 2%", "- slip: 1%", "bob: slip"),
    ],
)
def test_a_number_that_lowers_the_risk_counts_once_where_it_is_written(old: str, new: str, subject: str) -> None:
    """Whichever way it is written, and for the assessor who wrote it alone; back again it does not count."""
    assert since((old, new)) == {"numbers that lower the risk": (subject,)}
    pairs = (lp.read({"case.md": one}) for one in (WAYS.replace(old, new), WAYS))
    found = history([revision("r", one.case, one.risk()) for one in pairs], 0.5)
    assert found.loosened[1] == {}


def test_two_numbers_count_twice_and_a_reason_not_at_all() -> None:
    """One lower, one higher, one with another reason: one counts."""
    changed = since(("- aim: 10%", "- aim: 9%"), ("fails: 20%", "fails: 25%"), ("1% because x", "1% because of y"))
    assert changed == {"numbers that lower the risk": ("ann: aim",)}
    assert since(("- aim: 10%", "- aim: 9%"), ("fails: 20%", "fails: 15%")) == {
        "numbers that lower the risk": ("ann: aim", "ann: guard")
    }


def test_what_is_gone_excluded_or_counted_sooner_is_named() -> None:
    """A pathway, a way that nobody listed, an assessor, a test; an exclusion more; a vault that is said to stand."""
    found = since(
        ("## Pathway other: Another\n\n1. [[slip]]\n\n", ""),
        ("## Event slip: A slip\n\n- kind: residual\n", "## Event slip: A slip\n"),
        ("## Assessor bob: Bob\n\n- starts from: [[ann]]\n- slip: 2% because x\n", ""),
        ("## Test probe: A probe\n\n- about: [[aim]]\n\n", ""),
        ("misuse by people; floods", "floods;  misuse by people; earthquakes"),
        ("- state: planned", "- state: built"),
    )
    assert found == {
        "pathways dropped": ("other",),
        "assessors gone": ("bob",),
        "tests and promises gone": ("probe",),
        "ways that nobody listed dropped": ("slip",),
        "exclusions added": ("earthquakes",),
        "barriers counted sooner": ("vault",),
    }


def test_a_test_that_has_become_a_finding_is_not_gone() -> None:
    """It was run."""
    ran = "## Evidence probe: A probe\n\n- result: 1\n- about: [[aim]]\n"
    assert since(("## Test probe: A probe\n\n- about: [[aim]]\n", ran)) == {}
