"""What if: conditioning as in the load table, numbers as if the assessor had written them, and nothing read silently."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.conformance.enumeration import (
    Branch,
    Case,
    Claim,
    Event,
    Expr,
    Mitigation,
    enumerate_case,
    fails,
    negation,
    ref,
    write_case,
)
from tests.conformance.random_cases import random_case
from tests.small import HERON, project

import loadpath as lp
from loadpath.assess.results import Interval, NotComputed
from loadpath.errors import FaultyCaseError, RefusedSettingError

WRONG = {"event": "true", "barrier": "fails", "response": "too late"}


@pytest.fixture(scope="module")
def heron() -> lp.Project:
    """The example, with few worlds: only headlines are looked at."""
    if not HERON.is_dir():
        pytest.skip("examples/heron-2 is not there")
    return lp.read(HERON, draws=50)


def test_one_fact_gives_the_load_table(heron: lp.Project) -> None:
    """For every proposition and assessor, the risk given its wrong side over the risk is `if_wrong`."""
    for name in {load.subject: load for item in heron.risk() for load in item.loads}:
        kinds = {load.kind for item in heron.risk() for load in item.loads if load.subject == name}
        node = heron.case.nodes[name]
        word = WRONG.get(kinds.pop(), "true" if getattr(node, "direction", "") == "danger" else "false")
        for found in heron.what_if({name: word}):
            load = next((one for one in found.before.loads if one.subject == name), None)
            if load is None or not isinstance(load.if_wrong, float):
                continue
            assert isinstance(found.times, Interval)
            assert found.times.value == pytest.approx(load.if_wrong, rel=1e-9), (name, found.assessor)


def test_file_permissions_are_what_the_design_says(heron: lp.Project) -> None:
    """Listed risk when file permissions are not tight: 3.60, 1.51 and 1.51 times (meaning.md, section 7)."""
    found = heron.what_if({"file-permissions-tight": "false"})
    ratios = {}
    for one in found:
        assert isinstance(one.before.listed, Interval)
        assert isinstance(one.after.listed, Interval)
        ratios[one.assessor] = round(one.after.listed.value / one.before.listed.value, 2)
    assert ratios == {"team": 3.6, "stress-test": 1.51, "ext-review": 1.51}


NUMBERS = ("2%", "37.5%", "1 in 400", "3 of 40", "99.9%")


def _settings(case: Case, rng: random.Random) -> tuple[dict[str, str], list[Expr], dict[str, Branch]]:
    """Return one to three settings as text, and the same as facts and as numbers for the enumeration."""
    texts: dict[str, str] = {}
    facts: list[Expr] = []
    numbers: dict[str, Branch] = {}
    for node in rng.sample(case.nodes, min(len(case.nodes), rng.randint(1, 3))):
        named = (isinstance(node, Event) and node.meaning is not None) or (
            isinstance(node, Claim) and node.says is not None
        )
        planned = isinstance(node, Mitigation) and node.planned
        if rng.random() < 0.4 and not named and not planned:
            number = Branch(rng.choice(NUMBERS))
            numbers[node.id] = number
            texts[node.id] = f"fails {number.text}" if isinstance(node, Mitigation) else number.text
        elif isinstance(node, Mitigation):
            works = rng.random() < 0.5
            texts[node.id] = rng.choice(("works", "true") if works else ("fails", "false"))
            facts.append(ref(node.id) if works else fails(node.id))
        else:
            true = rng.random() < 0.5
            texts[node.id] = "true" if true else "false"
            facts.append(ref(node.id) if true else negation(ref(node.id)))
    return texts, facts, numbers


def _wanted(case: Case, by: str, facts: list[Expr], numbers: dict[str, Branch]) -> dict[str, float] | None:
    """Return risk and listed harm by enumeration; None where what is supposed cannot be."""
    own = case.inherited(by)
    supposing = replace(own, judged={**own.judged, **{name: (number,) for name, number in numbers.items()}})
    try:
        found = enumerate_case(replace(case, assessors=(supposing,)), by, facts)
    except ValueError:
        return None
    return {name: value for name in ("risk", "listed") if isinstance(value := found[name], float)}


@pytest.mark.parametrize("block", range(6))
def test_random_suppositions_equal_enumeration(block: int) -> None:
    """One to three facts and numbers together give the figures of full enumeration, for every assessor."""
    refused = 0
    for seed in range(block * 40, block * 40 + 40):
        case = random_case(random.Random(seed))
        texts, facts, numbers = _settings(case, random.Random(1000 + seed))
        read = lp.read(write_case(case), draws=50)
        for assessor in case.assessors:
            want = _wanted(case, assessor.id, facts, numbers)
            if want is None:
                refused += 1
                with pytest.raises(RefusedSettingError, match="cannot be so"):
                    read.what_if(texts, by=assessor.id)
                continue
            (found,) = read.what_if(texts, by=assessor.id)
            for name, answer in (("risk", found.after.risk), ("listed", found.after.listed)):
                assert isinstance(answer, Interval)
                assert answer.value == pytest.approx(want[name], rel=1e-11, abs=1e-15), (seed, texts)
    assert refused < 40


SMALL = """
## Pathway way: A way
1. [[tries]]
2. [[guard]] fails
## Event tries: It tries
## Claim tight: Nothing is open
## Mitigation guard: A guard
- needs: [[tight]]
## Mitigation later: Not built
- state: planned
## Quantity rate: A rate
## Claim low: The rate is low
- says: [[rate]] at most 1%
## Scenario night: At night
- harm at: 5 h
- needs: [[tight]]

| who | sees | tells | after | works |
|---|---|---|---|---|
| guard | it | **stops it**: pulls the plug | 1 h | 90% ever |

## Evidence scan: A scan
- result: 0 of 100
- about: [[tight]]
- passes when: 0
## Assessor me: Me
- tries: 2% because x
- guard fails: 10% because x
- tight: 90% because x
- scan: passes 99% if tight, 50% if not tight because x
"""


@pytest.mark.parametrize(
    ("setting", "said", "remedy"),
    [
        ({"tihgt": "false"}, "there is no `tihgt`", "did you mean `tight`"),
        ({"me": "true"}, "`me` is of kind Assessor", "set an event"),
        ({"tries": "perhaps!"}, "`perhaps!` is not a probability", "write it as"),
        ({"tries": "0.02"}, "`0.02` is not a probability", "did you mean 0.02% or 2%?"),
        ({"tries": "0%"}, "refused as a probability", "how far from certain"),
        ({"tries": "works"}, "`works` is said of `tries`", "write `true` or `false`"),
        ({"tries": "3 days"}, "cannot be supposed of `tries`", "a number, such as"),
        ({"tries": "2:1 for tight"}, "cannot be supposed of `tries`", "a number, such as"),
        ({"tries": "3% (2%-90%)"}, "contradict each other", "means from"),
        ({"tries": "gravely unlikely"}, "is not a word of a scale", "write a `## Scale`"),
        ({"guard": "20%"}, "and not of what", "write `guard=fails 20%` or `guard=works 20%`"),
        ({"guard": "too late"}, "`too late` is said of `guard`", "`works`"),
        ({"guard fails": "fails 5%"}, "is said of `guard`", "write `5%` alone"),
        ({"tight fails": "true"}, "`fails` is said of `tight`", "leave it out"),
        ({"guard": "works", "guard fails": "2%"}, "`guard` is set twice", "give it one value"),
        ({"low": "5%"}, "`low` is only a name", "judge what it says"),
        ({"rate": "3 days"}, "is not in the unit of `rate`", "write it as `1%` is written"),
        ({"rate": "true"}, "`true` is said of `rate`", "an amount"),
        ({"scan": "true"}, "`true` is said of `scan`", "`says nothing`"),
        ({"scan": "5%"}, "cannot be supposed of `scan`", "`says nothing`"),
        ({"later": "works"}, "`later` cannot be so for `me`", "loadpath show"),
        ({"tight": "false", "guard": "works"}, "`not tight` and `guard` cannot be so together", "loadpath show"),
        ({"tries": "5%" + " " * 300 + "x" * 300}, "too long", "at most 200 letters"),
        ({f"x{n}": "true" for n in range(51)}, "51 settings", "at most 50"),
        ({"../../etc": "true"}, "there is no `../../etc`", ""),
    ],
)
def test_what_cannot_be_supposed_is_refused(setting: dict[str, str], said: str, remedy: str) -> None:
    """Unknown ids, values of the wrong sort, contradictions: each is refused with words and a remedy."""
    with pytest.raises(RefusedSettingError) as refused:
        project(SMALL).what_if(setting)
    assert said in str(refused.value)
    assert remedy in refused.value.help


@pytest.mark.parametrize(
    ("setting", "risk"),
    [
        # tight after a passed scan: 0.9*0.99/(0.9*0.99+0.1*0.5) = 0.891/0.941; guard fails 0.1 of that, else surely
        ({"tries": "true"}, 1 - 0.9 * 0.891 / 0.941),
        ({"guard": "fails"}, 0.02),
        ({"guard": "works"}, 0.0),
        ({"guard": "fails 50%"}, 0.02 * (1 - 0.5 * 0.891 / 0.941)),
        ({"guard": "works 50%"}, 0.02 * (1 - 0.5 * 0.891 / 0.941)),
        ({"guard fails": "50%"}, 0.02 * (1 - 0.5 * 0.891 / 0.941)),
        ({"[[tight]]": "True"}, 0.02 * 0.1),
        ({"tight": "false"}, 0.02),
        ({"tight": "50%"}, 0.02 * (1 - 0.9 * 0.495 / 0.745)),  # 0.5*0.99/(0.5*0.99+0.5*0.5)
        ({"scan": "says nothing"}, 0.02 * (1 - 0.9 * 0.9)),
        ({"tries": "1 in 4", "tight": "true"}, 0.25 * 0.1),
        ({"rate": "0.5%"}, 0.02 * (1 - 0.9 * 0.891 / 0.941)),
    ],
)
def test_suppositions_by_hand(setting: dict[str, str], risk: float) -> None:
    """Small cases, worked out by hand."""
    (found,) = project(SMALL).what_if(setting)
    assert isinstance(found.after.risk, Interval)
    assert found.after.risk.value == pytest.approx(risk, rel=1e-12)


def test_a_response_is_in_time_or_too_late() -> None:
    """Too late makes what leans on it fail; in time the rest still counts; a number replaces the simulation."""
    text = SMALL.replace("2. [[guard]] fails", "2. [[night]] is too late")
    late = 1 - 0.9 * 0.891 / 0.941  # one row, blind in 10 %, or not tight
    for value, risk in (
        ("too late", 0.02),
        ("in time", 0.0),
        ("too late 30%", 0.02 * (1 - 0.7 * 0.891 / 0.941)),
    ):
        (found,) = project(text).what_if({"night": value})
        assert isinstance(found.before.risk, Interval)
        assert found.before.risk.value == pytest.approx(0.02 * late, rel=1e-3)
        assert isinstance(found.after.risk, Interval)
        assert found.after.risk.value == pytest.approx(risk, rel=1e-12)


def test_monitoring_catches_one_or_none() -> None:
    """Two attempts at 50 %, apart: none is caught with .25; supposed to catch one, none; with 60 %, .4."""
    text = (
        "# Case c: C\n\n- kind: risk analysis\n\n## Pathway p: P\n\n1. [[w]] catches none\n\n## Surface w: W\n\n- attempts: 2\n"
        "- correlation: none\n\n| stage | passes |\n|---|---|\n| flagged | 50% |\n\n## Assessor me: Me\n\n- interests: none\n"
    )
    project = lp.read({"case.md": text})
    for said, risk in (("catches one", 0.0), ("catches none", 1.0), ("catches one 60%", 0.4)):
        (found,) = project.what_if({"w": said})
        assert found.before.risk.low == pytest.approx(0.25)  # type: ignore[union-attr]
        assert found.after.risk.low == pytest.approx(risk)  # type: ignore[union-attr]


def test_an_unknown_leaves_an_interval() -> None:
    """`unknown` in the place of a number gives the risk at both ends, and no ratio to what it was."""
    (found,) = project(SMALL).what_if({"tries": "unknown"})
    assert isinstance(found.after.risk, Interval)
    assert found.after.risk.low == 0
    assert found.after.risk.high == pytest.approx(1 - 0.9 * 0.891 / 0.941)
    assert isinstance(found.times, NotComputed)
    assert found.as_json()["times"] == {"not_computed": "something is unknown"}


def test_supposing_changes_nothing() -> None:
    """The project answers afterwards as before, and its text is untouched."""
    asked = project(SMALL)
    before, texts = asked.risk(by="me"), dict(asked.texts)
    asked.what_if({"tight": "false", "tries": "50%"})
    assert asked.risk(by="me") == before
    assert asked.texts == texts


def test_nobody_judges() -> None:
    """Facts may be supposed of a case without assessors, which answers with nothing; numbers have nobody to hold them."""
    nobody = project("## Event e: E\n- kind: residual\n")
    assert nobody.what_if({"e": "true"}) == ()
    with pytest.raises(RefusedSettingError, match="nobody judges"):
        nobody.what_if({"e": "5%"})
    with pytest.raises(FaultyCaseError):
        project("## Event e: E\n- is: [[nothing]]\n").what_if({"e": "true"})


def test_a_number_that_makes_a_ring_is_refused() -> None:
    """What the others hold is kept, so that a line of theirs may no longer fit: said, not computed."""
    text = """
## Event e: E
- kind: residual
## Mitigation m: M
## Pathway way: Way
1. [[m]] fails
## Assessor a: A
- m fails: 10% because x
- e: 1% because x
## Assessor b: B
- m fails: 2 times the odds of [[a]] because x
- e: 1% because x
"""
    found = project(text).what_if({"m": "fails 20%"})
    for one in found:
        assert one.after.pathways["way"] == Interval(0.2, 0.2)
    with pytest.raises(RefusedSettingError, match="which is not the same thing"):
        project(text).what_if({"m": "works 80%"}, by="a")


WORDS = st.sampled_from(
    [
        "true",
        "false",
        "works",
        "fails",
        "too late",
        "in time",
        "unknown",
        "says nothing",
        "5%",
        "1%-3%",
        "at most 2%",
        "fails 5%",
        "works 99%",
        "too late 3%",
        "3 days",
        "1 in 400",
        "3% (1%-10%)",
        "3% (2%-90%)",
        "2:1 for tries",
        "as [[scan]]",
        "2 times the odds of [[me]]",
        "5% if tries, 2% otherwise",
        "100%",
        "-5%",
        "\u202e5%",
        "1e-3",
    ]
)
KEYS = st.sampled_from(
    [
        "tries",
        "tight",
        "guard",
        "later",
        "rate",
        "low",
        "night",
        "scan",
        "me",
        "way",
        "small",
        "guard fails",
        "night is too late",
        "[[tries]]",
        "not tries",
        "tries and tight",
        "",
        " ",
        "tries ",
        "rate at most 1%",
    ]
)


@settings(deadline=None, max_examples=150)
@given(st.dictionaries(KEYS | st.text(max_size=12), WORDS | st.text(max_size=20), min_size=1, max_size=4))
def test_any_settings_are_computed_or_refused(asked: dict[str, str]) -> None:
    """Whatever is asked for, the answer is a probability, a reason why there is none, or a refusal with words."""
    try:
        (found,) = project(SMALL).what_if(asked)
    except RefusedSettingError:
        return
    risk = found.after.risk
    assert isinstance(risk, NotComputed) or 0 <= risk.low <= risk.high <= 1
    assert len(found.supposed) == len(asked)
