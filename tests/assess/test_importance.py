"""What hangs on propositions and numbers of a case: by hand, against enumeration of random cases, and over worlds."""

from __future__ import annotations

import json
import math
import random
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from tests.conformance.enumeration import Branch, Claim, Mitigation, enumerate_case, fails, negation, ref, write_case
from tests.conformance.random_cases import random_case
from tests.small import HERON, project

import loadpath as lp
from loadpath.assess import importance as module
from loadpath.assess import sensitivities as varying
from loadpath.assess.importance import (
    NOTHING_LEFT,
    Importance,
    Leverage,
    Range,
    importances,
    leverages,
    plain,
    ranges_of,
    ready,
)
from loadpath.assess.lines import judgements_of
from loadpath.assess.load import NEVER, loads
from loadpath.assess.model import TOO_WIDE, model
from loadpath.assess.results import NotComputed
from loadpath.assess.sensitivities import CERTAIN, EXACTLY, STILL, Sensitivities, sensitivities
from loadpath.assess.worth import ELSEWHERE, Others
from loadpath.engine.draws import weighted_quantiles

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tests.conformance.enumeration import Case, Expr

    from loadpath.assess.model import Model

BLOCKS, PER_BLOCK = 20, 50
QUICK = 2
"""Blocks that `make test` has time for; the others run in `make test-all`."""

RELATIVE = 1e-10

SMALL = """
## Event attack: Somebody tries
- owner: sec

## Mitigation filter: A filter
- state: built

## Event unlisted: Any other way
- kind: residual

## Pathway theft: It is stolen

#### How it would happen

1. [[attack]]
2. [[filter]] fails

## Assessor me: Me
- attack: 10% because of this
- filter fails: 20% because of that
- unlisted: 1% because nobody knows
"""


def asked_of(text: str, by: str = "me") -> Model:
    """Return the model of a small case."""
    case = project(text).case
    return model(case, judgements_of(case, by))


def by_subject(found: Sequence[Importance], pathway: str = "") -> dict[str, Importance]:
    """Return importances of one pathway by what they are of."""
    return {one.subject: one for one in found if one.pathway == pathway}


def test_by_hand() -> None:
    """Theft is 0.1 x 0.2 = 0.02, the risk 1 - 0.98 x 0.99 = 0.0298.

    Where the filter fails, theft is 0.1 and the risk 1 - 0.9 x 0.99 = 0.109; where it works, 0 and 0.01. Birnbaum 0.099,
    criticality and 1 - 1/RRW 0.0198 / 0.0298, RAW 0.109 / 0.0298, RRW 2.98, share 0.2 x 0.109 / 0.0298. In the pathway:
    RAW 5, RRW infinite, everything hangs on it.
    """
    found = importances(asked_of(SMALL))
    one = by_subject(found)["filter"]
    assert (one.kind, one.owner, one.names, one.unknown) == ("barrier", "", False, Others.NONE)
    assert one.wrong == pytest.approx(0.2, rel=1e-14)
    assert one.birnbaum == pytest.approx(0.099, rel=1e-13)
    assert one.criticality == pytest.approx(0.0198 / 0.0298, rel=1e-13)
    assert one.fussell_vesely == pytest.approx(0.0198 / 0.0298, rel=1e-13)
    assert one.raw == pytest.approx(0.109 / 0.0298, rel=1e-13)
    assert one.rrw == pytest.approx(2.98, rel=1e-13)
    assert one.share == pytest.approx(0.2 * 0.109 / 0.0298, rel=1e-13)
    way = by_subject(found, "theft")["filter"]
    assert way.raw == pytest.approx(5.0, rel=1e-13)
    assert (way.rrw, way.fussell_vesely, way.share) == (math.inf, 1.0, 1.0)
    assert [(one.pathway, one.subject) for one in found][:3] == [("", "unlisted"), ("", "attack"), ("", "filter")]
    assert by_subject(found)["attack"].owner == "sec"


def test_numbers_by_hand() -> None:
    """D risk / d filter = 0.1 x 0.99 = 0.099; by one percent of 0.2 the risk grows by 0.0198 / 0.0298 percent.

    With the number at one the risk is 0.109, at zero 0.01.
    """
    one = next(one for one in leverages(asked_of(SMALL)) if one.subject == "filter" and not one.pathway)
    assert (one.owner, one.mean, one.unknown) == ("me", 0.2, Others.NONE)
    assert one.if_one == pytest.approx(0.109 / 0.0298, rel=1e-13)
    assert one.if_zero == pytest.approx(0.01 / 0.0298, rel=1e-13)
    assert one.birnbaum == pytest.approx(0.099, rel=1e-13)
    assert one.derivative == pytest.approx(0.099, rel=1e-13)
    assert one.criticality == pytest.approx(0.0198 / 0.0298, rel=1e-13)
    assert one.elasticity == pytest.approx(0.0198 / 0.0298, rel=1e-13)


def risks(case: Case, fact: Expr | None = None) -> dict[str, float]:
    """Return the total risk under an empty name and each pathway, by enumeration; empty where it cannot be so."""
    try:
        found = enumerate_case(case, given=() if fact is None else (fact,))
    except ValueError:
        return {}
    total, ways = found["risk"], found["pathways"]
    assert isinstance(total, float)
    assert isinstance(ways, dict)
    return {"": total, **ways}


def wrong_side(case: Case, name: str) -> tuple[Expr, Expr]:
    """Return that a proposition is wrong and that it is right."""
    node = case.node(name)
    if isinstance(node, Mitigation):
        return fails(name), ref(name)
    return (negation(ref(name)), ref(name)) if isinstance(node, Claim) else (ref(name), negation(ref(name)))


def measured(
    risk: float, sides: tuple[float | None, float | None], chance: float, one: Importance
) -> Mapping[str, tuple[float | None, object]]:
    """Return each measure as enumeration has it, None where it has no meaning, beside what was told."""
    worse, better = sides
    if not risk:
        return {"raw": (None, one.raw), "rrw": (None, one.rrw), "share": (None, one.share)}
    both = None if worse is None or better is None else worse - better
    left = None if better is None else risk / better if better else math.inf
    return {
        "birnbaum": (both, one.birnbaum),
        "criticality": (None if both is None else both * chance / risk, one.criticality),
        "fussell_vesely": (None if better is None else 1 - better / risk, one.fussell_vesely),
        "raw": (None if worse is None else worse / risk, one.raw),
        "rrw": (left, one.rrw),
        "share": (0.0 if worse is None else chance * worse / risk, one.share),
    }


@pytest.mark.parametrize(
    "block", [pytest.param(block, marks=[pytest.mark.slow] if block >= QUICK else []) for block in range(BLOCKS)]
)
def test_propositions_agree_with_enumeration(block: int) -> None:
    """Fifty nasty cases a block, a thousand in all: every measure of three propositions, in total and by pathway."""
    compared = 0
    for seed in range(block * PER_BLOCK, (block + 1) * PER_BLOCK):
        case = random_case(random.Random(seed))
        base = risks(case)
        read = lp.read(write_case(case), draws=200).case
        found = importances(model(read, judgements_of(read, "a")))
        names = sorted({one.subject for one in found})
        believed = enumerate_case(case)["propositions"]
        assert isinstance(believed, dict)
        for name in random.Random(seed).sample(names, min(3, len(names))):
            bad, good = (risks(case, side) for side in wrong_side(case, name))
            true = isinstance(case.node(name), Claim | Mitigation)
            chance = 1 - believed[name] if true else believed[name]
            for pathway, risk in base.items():
                one = by_subject(found, pathway)[name]
                for key, (want, got) in measured(risk, (bad.get(pathway), good.get(pathway)), chance, one).items():
                    if want is None:
                        assert isinstance(got, NotComputed), (seed, name, pathway, key)
                    else:
                        room = (
                            1e-15 / max(risk, 1e-300) if key in ("criticality", "share", "raw", "fussell_vesely") else 0
                        )
                        assert got == pytest.approx(want, rel=RELATIVE, abs=max(RELATIVE, room)), (
                            seed,
                            name,
                            pathway,
                            key,
                        )
                        compared += 1
    assert compared > 20 * PER_BLOCK


@pytest.mark.parametrize(
    "block", [pytest.param(block, marks=[pytest.mark.slow] if block >= QUICK else []) for block in range(BLOCKS)]
)
def test_numbers_agree_with_enumeration(block: int) -> None:
    """A number at one and at zero, and the slope between a thousandth below it and above, with nothing else moved.

    The risk is a quotient of two linear functions of the number p: (R(p + h) - R(p - h)) / 2h is its slope to h^2.
    """
    compared = 0
    for seed in range(block * PER_BLOCK, block * PER_BLOCK + 10):
        case = random_case(random.Random(seed))
        base = risks(case)
        read = lp.read(write_case(case), draws=200).case
        found = {(one.parameter, one.pathway): one for one in leverages(model(read, judgements_of(read, "a")))}
        first, *others = case.assessors
        for name in sorted(first.judged):
            line = first.judged[name]
            mean = float(line[0].exact)
            step = 1e-3 * min(mean, 1 - mean)
            at = {}
            for key, value in {"one": 1.0, "zero": 0.0, "more": mean + step, "less": mean - step}.items():
                text = f"{100 * value!r}%" if "e" not in repr(100 * value) else f"{100 * value:.20f}%"
                judged = {**first.judged, name: (Branch(text, line[0].condition), *line[1:])}
                at[key] = risks(replace(case, assessors=(replace(first, judged=judged), *others)))
            for pathway, risk in base.items():
                one = found.get((f"a/{name}/0", pathway))
                if one is None or not risk or not all(at.values()):
                    continue
                assert one.if_one == pytest.approx(at["one"][pathway] / risk, rel=RELATIVE, abs=RELATIVE)
                assert one.if_zero == pytest.approx(at["zero"][pathway] / risk, rel=RELATIVE, abs=RELATIVE)
                wide = at["one"][pathway] - at["zero"][pathway]
                assert one.birnbaum == pytest.approx(wide, rel=RELATIVE, abs=RELATIVE)
                slope = (at["more"][pathway] - at["less"][pathway]) / (2 * step)
                assert one.derivative == pytest.approx(slope, rel=1e-4, abs=1e-5), (seed, name, pathway)
                assert one.elasticity == pytest.approx(slope * mean / risk, rel=1e-4, abs=1e-5)
                compared += 1
    assert compared > 50


@pytest.mark.parametrize("by", ["team", "ext-review", "stress-test"])
def test_the_example_agrees_with_its_loads(by: str) -> None:
    """RAW is the load's factor, RRW the inverse of what is left when it is right, to the last digits."""
    case = lp.read(HERON).case
    asked = model(case, judgements_of(case, by))
    found = by_subject(importances(asked))
    known = loads(asked, {})
    assert {one.subject for one in known} == set(found)
    for load in known:
        one = found[load.subject]
        assert (one.kind, one.owner, one.names) == (load.kind, load.owner, load.names)
        assert one.raw == pytest.approx(load.if_wrong, rel=1e-12)
        assert isinstance(one.rrw, float)
        assert 1 / one.rrw == pytest.approx(load.if_right, rel=1e-12)
        assert one.share == pytest.approx(load.share, rel=1e-12)
        assert one.criticality == pytest.approx(one.fussell_vesely, rel=1e-9)


RANGED = (
    SMALL.replace("attack: 10%", "attack: 4% (1%-10%)")
    .replace("## Event unlisted: Any other way\n- kind: residual\n", "")
    .replace("- unlisted: 1% because nobody knows\n", "")
)


def test_ranges_over_worlds() -> None:
    """Without other ways, the filter's Birnbaum is how likely an attack is in a world: from 1 % to 10 %, its own range.

    Of 4,000 worlds 5 % lie below the 5 % point but for 0.34 % (one standard deviation): 3 deviations are 4 % to 6 %,
    where the law lies between 0.9 % and 1.1 % and between 9.2 % and 11 %. RAW is 1 / 0.2 in every world.
    """
    found = by_subject(importances(asked_of(RANGED), draws=4000))["filter"]
    drawn = found.ranges["birnbaum"]
    assert isinstance(drawn, Range)
    assert 0.009 < drawn.low < 0.011
    assert 0.092 < drawn.high < 0.11
    assert drawn.low < drawn.median < drawn.high
    assert drawn.draws == 4000
    assert drawn.effective == pytest.approx(4000)  # no evidence: every world counts alike
    fixed = found.ranges["raw"]
    assert isinstance(fixed, Range)
    assert [fixed.low, fixed.high] == pytest.approx([5.0, 5.0])
    assert found.ranges == by_subject(importances(asked_of(RANGED), draws=4000))["filter"].ranges
    assert found.ranges != by_subject(importances(asked_of(RANGED), draws=4000, seed=1))["filter"].ranges
    steep = next(one for one in leverages(asked_of(RANGED), draws=4000) if one.subject == "filter" and not one.pathway)
    slope = steep.ranges["derivative"]
    assert isinstance(slope, Range)
    assert [slope.low, slope.median, slope.high] == pytest.approx([drawn.low, drawn.median, drawn.high], rel=1e-12)
    flat = steep.ranges["elasticity"]
    assert isinstance(flat, Range)
    assert [flat.low, flat.high] == pytest.approx([1.0, 1.0])


SEEN = """
## Evidence test: A test of the attack
- result: 3 of 10
- about: [[attack]]
- passes when: at most 2

"""


def test_worlds_are_weighted_by_what_they_predicted() -> None:
    """A finding nine times as likely with an attack: worlds with likely attacks count more, and fewer count in effect."""
    told = "- test: passes 10% if attack, 90% otherwise because of the method\n"
    asked = asked_of(RANGED.replace("## Assessor", SEEN + "## Assessor") + told)
    before = by_subject(importances(asked_of(RANGED), draws=2000))["filter"].ranges["birnbaum"]
    after = by_subject(importances(asked, draws=2000))["filter"].ranges["birnbaum"]
    assert isinstance(before, Range)
    assert isinstance(after, Range)
    assert after.median > 5 * before.median
    assert after.effective < 1990


UNKNOWN = SMALL.replace("- filter fails: 20% because of that\n", "")


def test_what_is_unknown_is_said_at_both_ends() -> None:
    """With a filter that works the risk is 0.01, with one that fails 0.109: RAW of an attack 1 and (1 / 0.109)."""
    found = [one for one in importances(asked_of(UNKNOWN)) if one.subject == "attack" and not one.pathway]
    assert [one.unknown for one in found] == [Others.WORST, Others.BEST]
    assert [one.raw for one in found] == pytest.approx([1 / 0.109, 1.0])
    assert {one.unknown for one in leverages(asked_of(UNKNOWN))} == {Others.BEST, Others.WORST}
    barrier = by_subject([one for one in importances(asked_of(UNKNOWN)) if one.unknown is Others.BEST])["filter"]
    assert barrier.wrong == 0.0
    assert barrier.raw == barrier.birnbaum == NEVER


def test_a_number_that_enters_through_another_is_not_moved_alone() -> None:
    """The odds of another assessor's number are a function of it: their leaf is not the number itself."""
    text = SMALL + "\n## Assessor other: Other\n- starts from: [[me]]\n- attack: 3 times the odds of me because of it\n"
    found = next(one for one in leverages(asked_of(text, "other")) if one.subject == "attack" and not one.pathway)
    assert found.parameter == "me/attack/0"
    assert found.if_one == found.derivative == found.elasticity == ELSEWHERE


def test_too_much_for_ranges_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is drawn beyond the limit, and the exact figures are told all the same."""
    monkeypatch.setattr(module, "MOST_EFFORT", 10)
    one = by_subject(importances(asked_of(RANGED), draws=2000))["filter"]
    assert one.ranges["raw"] == NotComputed("too large for a range by 2,000 worlds")
    assert one.raw == pytest.approx(5.0)
    lever = leverages(asked_of(RANGED), draws=2000)[0]
    assert isinstance(lever.ranges["elasticity"], NotComputed)


def test_blocks_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Propositions one by one and worlds by sevens give the figures of all at once."""
    case = lp.read(HERON).case
    asked = model(case, judgements_of(case, "team"))
    whole, levers = importances(asked, draws=50), leverages(asked, draws=50)
    monkeypatch.setattr(module, "BATCH", 1)
    monkeypatch.setattr(module, "WORLDS", 7)
    monkeypatch.setattr(module, "MOST_HELD", 5_000)
    for one, other in zip(whole, importances(asked, draws=50), strict=True):
        assert one.subject == other.subject
        assert one.birnbaum == pytest.approx(other.birnbaum, rel=1e-9, abs=1e-15)
        assert isinstance(one.ranges["raw"], Range)
        assert isinstance(other.ranges["raw"], Range)
        assert one.ranges["raw"].median == pytest.approx(other.ranges["raw"].median, rel=1e-9)
    for lever, again in zip(levers, leverages(asked, draws=50), strict=True):
        assert lever.parameter == again.parameter
        if isinstance(lever.elasticity, NotComputed):
            assert again == lever
        else:
            assert lever.elasticity == pytest.approx(again.elasticity, rel=1e-9, abs=1e-12)


def test_nothing_without_harm_and_json_with_it() -> None:
    """A case that names no harm has no importances; numbers survive JSON, where infinity is told in words."""
    bare = "## Event attack: It\n\n## Assessor me: Me\n- attack: 1% because of it\n"
    assert importances(asked_of(bare)) == ()
    assert leverages(asked_of(bare)) == ()
    prepared = ready(asked_of(RANGED))
    told = [one.as_json() for one in importances(prepared, 20)]
    told += [one.as_json() for one in leverages(prepared, 20)]
    assert json.loads(json.dumps(told, allow_nan=False)) == told
    assert told[0].keys() == {field for field in Importance.__dataclass_fields__}  # noqa: C416  a set of names
    assert told[-1].keys() == set(Leverage.__dataclass_fields__)
    assert plain(math.inf) == {"not_computed": NOTHING_LEFT}


def test_sensitivities_without_evidence_are_exact() -> None:
    """Theft alone is attack times filter: with means m, n and variances v, w the first has n^2 v, both together v w.

    Only their ratio matters: first / rest = n^2 / w for the attack against what both do together.
    """
    text = RANGED.replace("filter fails: 20%", "filter fails: 20% (5%-50%)")
    case = project(text).case
    found = sensitivities(case, "me")
    assert isinstance(found, tuple)
    (one,) = found
    assert (one.method, one.draws, one.unknown) == (EXACTLY, 0, Others.NONE)
    each = {item.subject: item for item in one.inputs}
    assert set(each) == {"attack", "filter"}
    both = each["attack"].total - each["attack"].first
    assert each["filter"].total - each["filter"].first == pytest.approx(both, abs=1e-12)
    assert each["attack"].shapley == pytest.approx(each["attack"].first + both / 2, abs=1e-12)
    assert sum(item.first for item in one.inputs) + both == pytest.approx(1.0, abs=1e-12)
    asked = model(case, judgements_of(case, "me"))
    drawn = asked.drawn({}, 40_000)[0]
    assert one.mean == pytest.approx(0.04 * 0.2, rel=1e-9)
    # a standard deviation of 40,000 draws is off by a percent or two where the fourth moment is some ten times its square
    assert one.deviation == pytest.approx(float(drawn.std()), rel=0.05)


def test_sensitivities_sampled_agree_with_exact_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same case with and without the exact way; above the line of first-order indices nothing is sampled then."""
    case = project(RANGED.replace("filter fails: 20%", "filter fails: 20% (5%-50%)")).case
    exact = only(sensitivities(case, "me"))
    monkeypatch.setattr(varying, "MOST_EXACT", 1)
    partly = only(sensitivities(case, "me", draws=20_000))
    assert "which is exact" in partly.method
    assert partly.draws == 20_000
    known = {one.subject: one for one in exact.inputs}
    for one in partly.inputs:
        right = known[one.subject]
        for name in ("first", "total", "shapley"):
            error = getattr(one, f"{name}_error")
            assert 0 < error < 0.05
            assert abs(getattr(one, name) - getattr(right, name)) <= 4 * error
    assert sum(one.shapley for one in partly.inputs) == pytest.approx(1.0, abs=1e-9)


def only(found: tuple[Sensitivities, ...] | NotComputed) -> Sensitivities:
    """Return the one answer."""
    assert isinstance(found, tuple)
    (one,) = found
    return one


def test_sensitivities_of_the_example() -> None:
    """With evidence everything is sampled; shares add up, and numbers without a range carry nothing."""
    found = only(sensitivities(lp.read(HERON).case, "team", draws=512))
    assert found.method == "sampled, 512 pairs of worlds"
    assert sum(one.shapley for one in found.inputs) == pytest.approx(1.0, abs=1e-9)
    told = found.as_json()
    assert json.loads(json.dumps(told, allow_nan=False)) == told
    assert found == only(sensitivities(lp.read(HERON).case, "team", draws=512))


def test_a_range_that_moves_nothing_where_the_risk_is_lowest() -> None:
    """Sampled because of the finding: where danger cannot be, the risk is 0 whatever the attack's chance, and said so."""
    text = (
        "## Pathway p: P\n\n1. [[danger]]\n2. [[attack]]\n\n## Event danger: D\n\n## Event attack: A\n\n"
        "## Evidence run: R\n\n- result: 0 of 9\n- passes when: at most 1 of 9\n- about: [[attack]]\n\n"
        "## Assessor me: Me\n\n- attack: 1% (0.2%-3%) because of it\n- danger: unknown because x\n"
        "- run: passes 50% if attack, 90% otherwise because x\n"
    )
    assert sensitivities(project(text).case, "me") == STILL
    assert isinstance(sensitivities(project(text.replace("unknown", "at least 5%")).case, "me"), tuple)


def test_sensitivities_that_there_are_not() -> None:
    """No ranges: nothing varies. No harm, too much to sample, an odd number of draws: said, or the caller's mistake."""
    assert sensitivities(project(SMALL).case, "me") == CERTAIN
    bare = "## Event attack: It\n\n## Assessor me: Me\n- attack: 1% (0.2%-3%) because of it\n"
    assert isinstance(sensitivities(project(bare).case, "me"), NotComputed)
    assert isinstance(sensitivities(lp.read(HERON).case, "team", draws=10_000_000), NotComputed)
    with pytest.raises(ValueError, match="even number"):
        sensitivities(lp.read(HERON).case, "team", draws=3)
    both = sensitivities(project(UNKNOWN.replace("unlisted: 1%", "unlisted: 1% (0.2%-3%)")).case, "me")
    assert isinstance(both, tuple)
    assert [one.unknown for one in both] == [Others.BEST, Others.WORST]


def test_a_proposition_that_is_too_wide_has_a_row_that_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    """The name for two events together holds in one setting and fails in two; with one allowed it has no figures."""
    text = SMALL.replace("## Pathway", "## Event both: Both\n- is: [[attack]] and [[unlisted]]\n\n## Pathway")
    asked = asked_of(text)
    assert by_subject(importances(asked))["both"].raw == pytest.approx(1 / 0.0298)  # harm for certain
    monkeypatch.setattr("loadpath.assess.model.MOST_SETTINGS", 1)
    one = by_subject(importances(asked_of(text)))["both"]
    assert one.raw == one.share == one.wrong == NotComputed(TOO_WIDE)
    assert by_subject(importances(asked_of(text)))["filter"].raw == pytest.approx(0.109 / 0.0298)


def test_ranges_of_weighted_worlds() -> None:
    """Weights 1, 2, 3, 4 of values 40, 30, 20, 10: 4, 7, 9, 10 of ten cumulated, so 5 % is 10, 50 % 20 and 95 % 40.

    They say as much as 10^2 / 30 worlds alike. Without the largest weight: 20 from 3 of six on, 30 and 40 above.
    """
    nan = math.nan
    weights = np.array([1.0, 2.0, 3.0, 4.0])
    rows = np.array([[40.0, 30.0, 20.0, 10.0], [40.0, 30.0, 20.0, nan], [nan, nan, nan, nan]])
    first, second, none = ranges_of(rows, weights)
    assert first == Range(low=10.0, median=20.0, high=40.0, draws=4, effective=100 / 30)
    assert second == Range(low=20.0, median=20.0, high=40.0, draws=4, effective=36 / 14)
    assert none == NotComputed("it has no meaning in any world")
    values = np.random.default_rng(5).random((3, 100))
    heavy = np.random.default_rng(6).random(100)
    for row, found in zip(values, ranges_of(values, heavy), strict=True):
        assert isinstance(found, Range)
        assert (found.low, found.median, found.high) == weighted_quantiles(row, heavy, (0.05, 0.5, 0.95))
