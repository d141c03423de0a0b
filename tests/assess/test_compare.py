"""Why two assessors differ: shares that add up, against mixtures worked out by hand and by enumeration."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from math import exp, log
from typing import TYPE_CHECKING

import pytest
from tests.conformance.enumeration import Case, enumerate_case, write_case
from tests.conformance.random_cases import random_case
from tests.small import HERON, project

import loadpath as lp
from loadpath.assess.compare import ALONE, EXACT, WORDS
from loadpath.assess.results import Answer, Interval, NotComputed
from loadpath.case.versions import changes

if TYPE_CHECKING:
    from loadpath.assess.compare import Comparison


def number(answer: Answer) -> float:
    """Return an answer that is one number."""
    assert isinstance(answer, Interval)
    return answer.value


def total(found: Comparison) -> float:
    """Return the sum of all shares."""
    assert all(isinstance(item.share, float) for item in found.inputs)
    return sum(item.share for item in found.inputs if isinstance(item.share, float))


TWO = """
## Pathway way: A way
1. [[a]]
2. [[b]]
## Event a: A
## Event b: B
## Event idle: Of no account
## Assessor one: One
- a: 10% because x
- b: 20% because x
- idle: 5% because x
## Assessor two: Two
- starts from: [[one]]
- a: 20% because x
- b: 60% because y
- idle: 50% because x
"""


def test_a_product_falls_apart_into_its_factors() -> None:
    """Where the risk is a product, each share is the log of that factor's own ratio, and what is idle has none."""
    found = project(TWO).compare("one", "two")
    assert found.method == EXACT
    assert {item.subject: item.share for item in found.inputs} == {
        "b": pytest.approx(log(3)),
        "a": pytest.approx(log(2)),
        "idle": 0.0,
    }
    assert [item.subject for item in found.inputs] == ["b", "a", "idle"]
    assert [(item.taken, item.given_back) for item in found.inputs] == [
        (pytest.approx(3), pytest.approx(3)),
        (pytest.approx(2), pytest.approx(2)),
        (1.0, 1.0),
    ]
    assert [number(risk) for risk in found.risks] == [pytest.approx(0.02), pytest.approx(0.12)]


def test_a_sum_is_shared_by_hand() -> None:
    """Two ways that add up nearly: the share of each is the mean of what it adds first and what it adds last."""
    text = TWO.replace("2. [[b]]\n", "## Pathway other: Another way\n1. [[b]]\n")
    found = project(text).compare("one", "two")
    risk = {(a, b): 1 - (1 - a) * (1 - b) for a in (0.1, 0.2) for b in (0.2, 0.6)}
    a = (log(risk[0.2, 0.2] / risk[0.1, 0.2]) + log(risk[0.2, 0.6] / risk[0.1, 0.6])) / 2
    b = (log(risk[0.1, 0.6] / risk[0.1, 0.2]) + log(risk[0.2, 0.6] / risk[0.2, 0.2])) / 2
    shares = {item.subject: item.share for item in found.inputs}
    assert shares == {"a": pytest.approx(a), "b": pytest.approx(b), "idle": 0.0}
    assert total(found) == pytest.approx(log(risk[0.2, 0.6] / risk[0.1, 0.2]))


@pytest.mark.skipif(not HERON.is_dir(), reason="examples/heron-2 is not there")
@pytest.mark.parametrize("pair", [("team", "stress-test"), ("team", "ext-review"), ("ext-review", "stress-test")])
def test_shares_of_the_example_add_up(pair: tuple[str, str]) -> None:
    """All shares together are the log of the ratio of the two risks, which are those of `risk`."""
    read = lp.read(HERON, draws=50)
    found = read.compare(*pair)
    first, second = (number(read.risk(by=name).risk) for name in pair)
    assert [number(risk) for risk in found.risks] == [pytest.approx(first, rel=1e-12), pytest.approx(second, rel=1e-12)]
    assert total(found) == pytest.approx(log(second / first), rel=1e-10)
    assert json.loads(json.dumps(found.as_json()))["method"] == EXACT


def _mixed(case: Case, first: str, second: str, subject: str) -> float:
    """Return by enumeration what one assessor's risk is with one line taken over from another; 0 where impossible."""
    mine, theirs = case.inherited(first), case.inherited(second)
    judged = {name: line for name, line in mine.judged.items() if name != subject}
    judged |= {name: line for name, line in theirs.judged.items() if name == subject}
    scored = {name: line for name, line in mine.scored.items() if name != subject}
    scored |= {name: line for name, line in theirs.scored.items() if name == subject}
    mixed = replace(mine, judged=judged, scored=scored, starts_from="")
    try:
        risk = enumerate_case(replace(case, assessors=(mixed,)), first)["risk"]
    except ValueError:
        return 0.0
    assert isinstance(risk, float)
    return risk


@pytest.mark.slow
def test_random_mixtures_equal_enumeration() -> None:
    """Taking one line over gives the risk that full enumeration of the mixed assessor gives; shares add up."""
    compared = added = 0
    for seed in range(50):
        case = random_case(random.Random(seed))
        if len(case.assessors) < 2:
            continue
        first, second = case.assessors[0].id, case.assessors[-1].id
        found = lp.read(write_case(case), draws=50).compare(first, second)
        risks = [number(risk) for risk in found.risks if isinstance(risk, Interval) and risk.exact]
        for item in found.inputs:
            if isinstance(item.taken, float):
                want = _mixed(case, first, second, item.subject)
                assert item.taken * risks[0] == pytest.approx(want, rel=1e-9, abs=1e-15), (seed, item.subject)
                compared += 1
        if found.inputs and all(isinstance(item.share, float) for item in found.inputs):
            assert total(found) == pytest.approx(log(risks[1] / risks[0]), rel=1e-7, abs=1e-10), seed
            added += 1
    assert compared > 30
    assert added > 10


def test_beyond_eight_inputs_each_is_moved_alone() -> None:
    """Nine inputs that matter are not shared exactly, and the result says so; steps from both sides are given."""
    steps = "".join(f"{n}. [[e{n}]]\n" for n in range(1, 10))
    events = "".join(f"## Event e{n}: E\n" for n in range(1, 10))
    people = "".join(
        f"## Assessor {who}: {who}\n" + "".join(f"- e{n}: {chance}% because x\n" for n in range(1, 10))
        for who, chance in (("one", 10), ("two", 30))
    )
    found = project(f"## Pathway way: W\n{steps}{events}{people}").compare("one", "two")
    assert found.method == ALONE
    assert all(isinstance(item.share, NotComputed) for item in found.inputs)
    assert [item.taken for item in found.inputs] == [pytest.approx(3)] * 9
    assert [item.given_back for item in found.inputs] == [pytest.approx(3)] * 9


def test_an_interval_is_not_compared() -> None:
    """Where a risk is not one number nothing is computed, the reason is said, and the inputs are listed anyway."""
    found = project(TWO.replace("- a: 20% because x\n", "- a: unknown\n")).compare("one", "two")
    assert found.method == "not computed: the risk of `two` is an interval, because something is unknown"
    assert {item.subject for item in found.inputs} == {"a", "b", "idle"}
    assert all(isinstance(item.share, NotComputed) for item in found.inputs)


def test_a_risk_of_zero_is_not_compared() -> None:
    """Where somebody's risk is zero, no ratio is computed, and it says so."""
    text = TWO.replace("2. [[b]]", "2. [[b]]\n3. not [[b]]")
    found = project(text).compare("one", "two")
    assert found.method == "not computed: the risk of `one` is zero, and nothing is a multiple of that"


def test_conditions_that_would_go_round_are_said() -> None:
    """The conditions of one and the numbers of the other may define each other; nothing is computed then."""
    text = """
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
- b: 20% if a, 30% otherwise because x
"""
    found = project(text).compare("one", "two")
    assert found.method.startswith("not computed: the conditions of one")


def test_words_of_their_own_are_an_input() -> None:
    """Two people who write the same word and mean different chances differ by their words."""
    text = """
## Pathway way: W
1. [[a]]
## Event a: A
## Assessor one: One
- a: unlikely because x
- unlikely: 1%-3%
## Assessor two: Two
- a: unlikely because x
- unlikely: 10%-30%
"""
    found = project(text).compare("one", "two")
    assert [item.subject for item in found.inputs] == [WORDS]
    assert total(found) == pytest.approx(log(number(found.risks[1]) / number(found.risks[0])))


BEHIND = """
## Pathway way: W
1. [[guard]] fails
## Mitigation guard: G
## Quantity misses: How often it misses
- measured by: [[drill]]
## Evidence drill: A drill
- result: 3 of 40
- about: [[guard]] fails
## Event night: It is night
## Assessor base: Base
- guard fails: 10% if night, 5% otherwise because x
- night: 50% because x
## Assessor one: One
- guard fails: as [[drill]] because x
- misses: 1%-3% because x
- night: 50% because x
## Assessor two: Two
- starts from: [[one]]
- misses: 5%-50% because x
## Assessor three: Three
- guard fails: 2 times the odds of [[base]] because x
- night: 50% because x
## Assessor four: Four
- starts from: [[three]]
- night: 90% because x
"""
"""What is measured, and whose odds are taken, lead on to further judgements that nothing else refers to."""


@pytest.mark.parametrize(("pair", "subject"), [(("one", "two"), "misses"), (("three", "four"), "night")])
def test_what_is_reached_by_a_detour_counts(pair: tuple[str, str], subject: str) -> None:
    """The prior of a rate behind `as`, and the conditions of somebody whose odds are taken, carry their share."""
    read = project(BEHIND)
    found = read.compare(*pair)
    risks = [number(read.risk(by=name).risk) for name in pair]
    assert risks[0] < risks[1]
    assert [item.subject for item in found.inputs] == [subject]
    assert total(found) == pytest.approx(log(risks[1] / risks[0]))


def test_the_same_person_twice() -> None:
    """Nobody differs from themselves; a name that is none is refused."""
    assert project(TWO).compare("one", "one").inputs == ()
    with pytest.raises(ValueError, match="no assessor 'three'"):
        project(TWO).compare("one", "three")


def test_versions_are_compared_by_meaning() -> None:
    """What was added, removed and changed, by node and part, and each risk before and after."""
    before = project(TWO)
    text = TWO.replace("- a: 20% because x", "- a: 40% because x").replace("## Event idle: Of no account\n", "")
    text = text.replace("- idle: 5% because x\n", "").replace("- idle: 50% because x\n", "")
    after = project(text + "## Claim new: New\n## Assessor three: Three\n- starts from: [[two]]\n")
    found = after.since(before)
    assert found.changes.added == (("new", "Claim"), ("three", "Assessor"))
    assert found.changes.removed == (("idle", "Event"),)
    assert {item.id: item.parts for item in found.changes.changed} == {
        "one": ("judgement of idle",),
        "two": ("judgement of a", "judgement of idle"),
    }
    risks: dict[str, object] = {
        item.assessor: tuple(end and number(end.risk) for end in (item.before, item.after)) for item in found.assessors
    }
    assert risks == {
        "one": (pytest.approx(0.02), pytest.approx(0.02)),
        "two": (pytest.approx(0.12), pytest.approx(0.24)),
        "three": (None, pytest.approx(0.24)),
    }
    assert json.loads(json.dumps(found.as_json()))["assessors"][2]["before"] is None


def test_layout_is_no_change() -> None:
    """Other spaces, another file, another order of fields say the same."""
    one = lp.read({"case.md": "# Case c: C\n- kind: risk analysis\n## Claim a: A\n- owner: x\n\nProse  here.\n"})
    other = {"b.md": "# Case c: C\n\n* kind:  risk analysis\n", "c.md": "## Claim a: A\n- owner: x\n\nProse\nhere.\n"}
    two = lp.read(other)
    found = changes(one.case, two.case)
    assert (found.added, found.removed, found.changed) == ((), (), ())


def test_a_share_is_a_factor() -> None:
    """The factors of all shares multiply to the ratio of the risks: 0.02 to 0.12 is 6 times."""
    found = project(TWO).compare("one", "two")
    assert exp(total(found)) == pytest.approx(6)
