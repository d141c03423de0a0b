"""Where to push, what challenges would do, and which granted facts the answer hangs on: each worked out by hand."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, NoReturn

import pytest
from tests.small import HERON, project

import loadpath as lp
from loadpath.assess import model as assessed
from loadpath.assess.attack import Defence, Defences, Weakest
from loadpath.assess.granted import disputed
from loadpath.assess.lines import judgements_of
from loadpath.assess.results import Interval, NotComputed
from loadpath.assess.surprise import oldest
from loadpath.assess.what_if import WhatIf
from loadpath.errors import TooLargeError

if TYPE_CHECKING:
    from loadpath.assess.model import Model

LAB = """
## Budget b: B

- this case: 2%

## Pathway loss: It is lost

1. [[slip]]
2. [[monitor]] fails
3. [[review]] fails

## Event slip: It slips

## Mitigation monitor: M

- needs: [[logged]]

## Mitigation review: R

- owner: tom

## Claim logged: L

- evidence: [[audit]]
- owner: priya

## Evidence audit: A

- result: 0 of 10
- about: [[logged]]
- passes when: at most 1 of 10
- valid until: 2027-06-01

## Assessor me: Me

- slip: 50% because x
- monitor fails: 10% because x
- logged: 90% because x
- review fails: 10% because x
"""
NOW = 0.5 * (1 - 0.9 * 0.9) * 0.1  # 0.0095: within 2 %


def too_large(*_: object, **__: object) -> NoReturn:
    """Refuse, as of a circuit that does not fit."""
    raise TooLargeError("too large", help="none")


def weakest(text: str, name: str) -> Weakest:
    """Return where a thing in a small case is least defended."""
    found = project(text).attack().targets
    return next(one.weakest for one in found if one.load.subject == name)


def test_order_is_load_times_openness() -> None:
    """Review wrong: 10 times, a word: 9 x 4/5 = 7.2. Monitor: 1/0.19, by its claim: evidence: 4.26 x 2/5 = 1.7."""
    found = {one.load.subject: one for one in project(LAB).attack().targets}
    assert list(found) == ["review", "logged", "monitor"]
    assert found["review"].push == pytest.approx(7.2)
    assert found["monitor"].push == pytest.approx((1 / 0.19 - 1) * 0.4)
    assert found["monitor"].weakest == Weakest(
        level=Defence.EVIDENCE, why="evidence (audit)", path=("monitor", "logged")
    )
    assert found["review"].weakest == Weakest(level=Defence.WORD, why="the word of tom", path=("review",))


@pytest.mark.parametrize(
    ("old", "new", "level", "why"),
    [
        ("", "\n## Challenge c: C\n\n- against: [[audit]]\n", Defence.DOUBTED, "audit is challenged by c"),
        ("", "\n## Challenge c: C\n\n- against: [[logged]]\n", Defence.DOUBTED, "challenged by c"),
        (
            "",
            "\n## Challenge c: C\n\n- against: [[logged]]\n- status: answered\n",
            Defence.EVIDENCE,
            "evidence (audit)",
        ),
        ("result: 0 of 10", "result: 2 of 10", Defence.DOUBTED, "audit failed its own criterion"),
        (
            "- evidence: [[audit]]",
            "- evidence: [[audit]]\n- carried: from x, not re-argued",
            Defence.DOUBTED,
            "carried",
        ),
        (
            "- evidence: [[audit]]\n- owner: priya\n\n## Evidence",
            "\n## Evidence",
            Defence.NOTHING,
            "no evidence, and nobody",
        ),
        ("- evidence: [[audit]]\n", "", Defence.WORD, "the word of priya"),
        (
            "",
            "\n# Review r: R\n\n- by: x\n\n- [x] [[audit]] at 00000000: counted again\n",
            Defence.CHECKED,
            "evidence that",
        ),
    ],
)
def test_what_a_claim_is_defended_by(old: str, new: str, level: Defence, why: str) -> None:
    """Nothing, a word, doubted evidence, evidence, and evidence that a review checked."""
    text = LAB.replace(old, new, 1) if old else LAB + new
    if level <= Defence.WORD:
        text = text.replace("about: [[logged]]", "about: [[slip]]")
    if "failed" in why:
        text += "- audit: passes 90% if logged, 50% if not logged because x\n"
    found = weakest(text, "logged")
    assert (found.level, found.path) == (level, ("logged",))
    assert found.why.startswith(why)


def test_evidence_grows_old() -> None:
    """On the day after `valid until` the same evidence is doubted."""
    texts = project(LAB).texts
    for day, level in ((date(2027, 6, 1), Defence.EVIDENCE), (date(2027, 6, 2), Defence.DOUBTED)):
        found = lp.read(texts, today=day).attack().targets
        assert next(one.weakest.level for one in found if one.load.subject == "logged") == level


def test_of_several_lines_the_best_defends() -> None:
    """`rests on any of`: one line with evidence is enough; `rests on`: the weakest counts, with the way to it."""
    text = LAB.replace("- needs: [[logged]]", "- needs: [[top]]")
    text += "- top: 99% because x\n- loose: 90% because x\n\n## Claim loose: L\n\n## Claim top: T\n\n- rests on{}: [[logged]], [[loose]]\n"
    assert weakest(text.format(" any of"), "top").path == ("top", "logged")
    assert weakest(text.format(""), "monitor") == Weakest(
        level=Defence.NOTHING, why="no evidence, and nobody owns it", path=("monitor", "top", "loose")
    )


@pytest.mark.parametrize(
    ("against", "kind", "low", "high"),
    [
        ("logged", "rebuts", 0.05, 0.05),  # 0.5 x 1 x 0.1: the monitor fails for certain
        ("monitor", "rebuts", 0.05, 0.05),
        ("logged", "undercuts", 0.005, 0.05),  # anything from 0.5 x 0.1 x 0.1 to 0.5 x 0.1
        ("review", "undercuts", 0.0, 0.095),  # anything from nothing to 0.5 x 0.19
        ("slip", "rebuts", 0.0, 0.019),  # to be wrong about an event is not that it happens: 0 to 0.19 x 0.1
    ],
)
def test_the_risk_if_a_challenge_is_upheld(against: str, kind: str, low: float, high: float) -> None:
    """A rebuttal supposes the wrong side, an undercutting that nothing is known."""
    text = f"{LAB}\n## Challenge c: C\n\n- against: [[{against}]]\n- kind: {kind}\n"
    found = project(text).attack().upheld[0].results["me"]
    assert isinstance(found, WhatIf)
    risk = found.after.risk
    assert isinstance(risk, Interval)
    assert (risk.low, risk.high) == pytest.approx((low, high))


def test_undercut_evidence_says_nothing_and_measures_nothing() -> None:
    """Judged `as` the audit, the number is unknown; a likelihood of it says nothing any more."""
    text = (
        LAB.replace("review fails: 10%", "review fails: as [[audit]]")
        + "- audit: passes 90% if slip, 30% if not slip because x\n"
    )
    text = text.replace("- about: [[logged]]", "- about: [[slip]]")
    text += "\n## Challenge c: C\n\n- against: [[audit]]\n- kind: undercuts\n"
    found = project(text).attack().upheld[0]
    assert set(found.supposed) == {"audit: says nothing", "review fails: unknown"}
    after = found.results["me"]
    assert isinstance(after, WhatIf)
    assert isinstance(after.after.risk, Interval)
    assert (after.after.risk.low, after.after.risk.high) == pytest.approx((0, 0.5 * 0.19))


def test_what_supposes_nothing_says_why() -> None:
    """A limit narrows what is claimed; an assessor has no number; an answered challenge is not listed."""
    text = (
        LAB + "\n## Challenge c: C\n\n- against: [[logged]]\n- kind: limits\n\n## Challenge d: D\n\n- against: [[me]]\n"
    )
    found = project(text + "\n## Challenge e: E\n\n- against: [[logged]]\n- status: answered\n").attack().upheld
    assert [one.challenge for one in found] == ["c", "d"]
    reasons = [one.results["me"] for one in found]
    assert [one.reason for one in reasons if isinstance(one, NotComputed)] == [
        "it limits what is claimed, and supposes nothing",
        "it is against nothing that has a number",
    ]


def test_facts_that_flip_alone() -> None:
    """0.0095 is within 2 %. Monitor or logs wrong: 0.05, 2.5 times; review wrong: 0.5 x 0.19 = 0.095, 4.75 times."""
    found = {one.facts: one.times for one in project(LAB).attack().flips}
    assert found == pytest.approx({("monitor",): 2.5, ("logged",): 2.5, ("review",): 4.75})


def test_facts_that_flip_in_pairs() -> None:
    """At 6 %: review wrong 0.095 flips alone; monitor and logs wrong together are 0.05: no flip, alone or as a pair."""
    found = [one.facts for one in project(LAB.replace("this case: 2%", "this case: 6%")).attack().flips]
    assert found == [("review",)]
    both = LAB.replace("this case: 2%", "this case: 20%")  # review and monitor wrong: 0.5
    assert {one.facts for one in project(both).attack().flips} == {("review", "logged"), ("review", "monitor")}


def test_pairs_are_read_off_one_circuit(monkeypatch: pytest.MonkeyPatch) -> None:
    """At 20 %, review wrong and the monitor or the logs too: 0.5, 2.5 times; in too many ways, by a circuit each."""
    case = project(LAB.replace("this case: 2%", "this case: 20%"))
    want = {("review", "logged"): 2.5, ("review", "monitor"): 2.5}
    compiled: list[object] = []

    def counted(*given: Any, **how: Any) -> Model:  # noqa: ANN401  as it comes
        compiled.append(given)
        return assessed.model(*given, **how)

    monkeypatch.setattr("loadpath.assess.challenged.model", counted)
    assert {one.facts: one.times for one in case.attack().flips} == pytest.approx(want)
    assert compiled == []
    monkeypatch.setattr(assessed, "MOST_SETTINGS", 0)
    assert {one.facts: one.times for one in case.attack().flips} == pytest.approx(want)
    assert len(compiled) == 3  # each two of the three
    monkeypatch.setattr("loadpath.assess.challenged.model", too_large)
    assert case.attack().flips == ()


def test_the_risk_where_facts_hold() -> None:
    """Of nothing 0.0095, where review fails 0.5 x 0.19, with the logs wrong too 0.5; a contradiction cannot hold."""
    case = project(LAB).case
    asked = assessed.model(case, judgements_of(case, "me"))
    store, review, logged = asked.reader.store, asked.reader.truth("review"), asked.reader.truth("logged")
    fails = store.negate(review)
    facts = [store.all_of(()), fails, store.all_of([fails, store.negate(logged)]), store.any_of(())]
    assert asked.risks_where(facts, {}) == [pytest.approx(NOW), pytest.approx(0.095), pytest.approx(0.5), None]
    assert asked.risks_where([], {}) == []


def test_facts_that_would_bring_it_within() -> None:
    """Above the budget the question is what, being certain, brings it within: at 0.6 %, the logs: 0.5 x 0.1 x 0.1."""
    found = [
        one for one in project(LAB.replace("this case: 2%", "this case: 0.6%")).attack().flips if len(one.facts) == 1
    ]
    assert {one.facts[0]: (one.wrong, round(one.times, 4)) for one in found} == {
        "monitor": (False, 0.0),  # it works: nothing is lost
        "review": (False, 0.0),
        "logged": (False, 0.8333),  # 0.005 / 0.006
    }


def test_a_challenged_fact_is_not_granted() -> None:
    """What somebody challenges is not among the facts that all grant."""
    found = project(LAB + "\n## Challenge c: C\n\n- against: [[review]]\n").attack().flips
    assert "review" not in {name for one in found for name in one.facts}


DANGER = """
## Pathway loss: It is lost

1. [[can-plan]]
2. [[slip]]

## Claim can-plan: It can plan over many steps

- direction: danger
- owner: ana
- rests on: [[seen-in-tests]]
- evidence: [[plans-found]]

## Claim seen-in-tests: Plans were seen in tests

- evidence: [[plans-found]]
- owner: priya

## Event slip: It slips

## Evidence plans-found: P

- result: 9 of 10
- about: [[seen-in-tests]]

## Evidence plans-lost: Q

- result: 0 of 10
- about: [[can-plan]]
- passes when: at most 1 of 10

## Assessor me: Me

- can-plan: 20% because x
- seen-in-tests: 99% because x
- slip: 10% because x
"""
UNDENIED = Weakest(level=Defence.NOTHING, why="no evidence against it", path=("can-plan",))


@pytest.mark.parametrize(
    ("line", "defended"),
    [
        ("", False),  # nobody says which way it points
        ("- plans-lost: passes 90% if not can-plan, 30% if can-plan because x", True),
        ("- plans-lost: passes 90% if can-plan, 30% otherwise because x", False),
        ("- plans-lost: fails 10% if not can-plan, 70% if can-plan because x", True),  # the same, said of failing
        ("- plans-lost: passes 80%-95% if not can-plan, 20%-40% otherwise because x", True),
        ("- plans-lost: passes 50% if slip, 30% if can-plan, 90% otherwise because x", False),  # more decides it
        ("- plans-lost: 3:1 against can-plan because x", True),
        ("- plans-lost: 3:1 for not can-plan because x", True),
        ("- plans-lost: 3:1 for can-plan because x", False),
        ("- plans-lost: 3:1 against slip because x", False),
        ("- plans-lost: says nothing because x", False),
    ],
)
def test_what_raises_a_danger_is_no_defence(line: str, defended: bool) -> None:
    """It rests on a claim with evidence, has an owner and evidence of its own: all of that argues for the danger."""
    found = weakest(f"{DANGER}{line}\n", "can-plan")
    known = Weakest(level=Defence.EVIDENCE, why="evidence (plans-lost)", path=("can-plan",))
    assert found == (known if defended else UNDENIED)
    assert weakest(DANGER + line + "\n", "seen-in-tests").level == Defence.EVIDENCE


def test_a_danger_is_defended_by_what_is_about_its_absence() -> None:
    """Nobody scores it; it is about `not`. For safety the same finding of the same claim is evidence as it was."""
    text = DANGER.replace("- about: [[can-plan]]", "- about: not [[can-plan]]")
    assert weakest(text, "can-plan").level == Defence.EVIDENCE
    for line in (
        "passes 90% because x",
        "passes 90% if can-plan, 90% otherwise because x",
        "1:1 against can-plan because x",
    ):
        scored = f"{text}- plans-lost: {line}\n"
        assert weakest(scored, "can-plan") == UNDENIED  # as likely with the danger as without it
    two = text + "\n## Assessor you: You\n\n- starts from: [[me]]\n- plans-lost: 2:1 for can-plan because y\n"
    assert weakest(two, "can-plan") == UNDENIED  # who scores it has the word
    challenged = text + "\n## Challenge c: C\n\n- against: [[plans-lost]]\n"
    assert weakest(challenged, "can-plan").why == "plans-lost is challenged by c"
    safe = DANGER.replace("- direction: danger\n", "").replace("1. [[can-plan]]", "1. not [[can-plan]]")
    assert weakest(safe, "can-plan").why == "evidence (plans-found, plans-lost)"


def test_what_a_danger_rests_on_is_open_where_it_is() -> None:
    """If its support fails the danger is unknown: a finding against it helps no more than what holds the support."""
    line = "- plans-lost: 3:1 against can-plan because x\n"
    text = DANGER.replace("seen in tests\n\n- evidence: [[plans-found]]\n- owner: priya", "seen in tests")
    found = weakest(text.replace("about: [[seen-in-tests]]", "about: [[slip]]") + line, "can-plan")
    assert (found.level, found.path) == (Defence.NOTHING, ("can-plan", "seen-in-tests"))


def test_what_stands_on_a_danger_needs_it_to_be_there() -> None:
    """A claim that rests on a danger being there falls where it is not: there the danger's own evidence defends."""
    text = DANGER.replace("1. [[can-plan]]", "1. not [[built-on]]")
    text += "- built-on: 90% because x\n\n## Claim built-on: B\n\n- rests on: [[can-plan]]\n"
    assert weakest(text, "built-on").path == ("built-on", "can-plan")
    assert weakest(text, "built-on").level == Defence.EVIDENCE
    assert Defences(project(text).case, None).weakest("can-plan") == UNDENIED


def test_a_danger_that_nothing_denies_is_a_surprise() -> None:
    """Under two pathways, owned, and with evidence for it alone; what is against it is what has an age."""
    text = DANGER.replace("## Claim can-plan", "## Pathway theft: T\n\n1. [[can-plan]]\n\n## Claim can-plan", 1)
    text = text.replace("- result: 9 of 10", "- date: 2027-01-05\n- result: 9 of 10")
    (found,) = (one for one in project(text).surprises() if one.subject == "can-plan")
    assert found.why == "no evidence against it"
    assert oldest(project(text).case, "can-plan") is None
    text = text.replace("- result: 0 of 10", "- date: 2027-02-05\n- result: 0 of 10")
    text += "- plans-lost: 3:1 against can-plan because x\n"
    assert oldest(project(text).case, "can-plan") == date(2027, 2, 5)


@pytest.mark.parametrize(
    ("line", "granted"),
    [
        ("- logged: 90% because y", True),  # the same bet, for another reason
        ("- logged: sure because y", False),  # the same range in a word, and no number
        ("- logged: 80% because y", False),
        ("- logged: 90% if slip, 90% otherwise because y", False),  # it is not the same judgement, if the same number
        ("- slip: 10% because y", True),  # of something else
    ],
)
def test_what_assessors_judge_differently_is_not_granted(line: str, granted: bool) -> None:
    """For each of two, and where one alone is asked for: all assessors of the case have to hold the same."""
    text = f"{LAB}\n## Assessor you: You\n\n- starts from: [[me]]\n- sure: 85%-95%\n{line}\n"
    for by in (None, "me"):
        found = [one.facts for one in project(text).attack(by).flips if one.assessor == "me"]
        assert (("logged",) in found) is granted
        assert ("review",) in found


def test_words_are_granted_where_they_mean_the_same() -> None:
    """The same word on the same line, which `you` reads from 10 % to 50 %, and `me` from 80 % to 95 %."""
    text = LAB.replace("- logged: 90%", "- sure: 80%-95%\n- logged: sure")
    text += "\n## Assessor you: You\n\n- starts from: [[me]]\n"
    assert ("logged",) in {one.facts for one in project(text).attack("me").flips}
    assert ("logged",) not in {one.facts for one in project(f"{text}- sure: 10%-50%\n").attack("me").flips}


def test_who_judged_nothing_yet_disputes_nothing() -> None:
    """An assessor without a line is not one of all; one who judges another thing leaves this one unknown."""
    text = LAB + "\n## Assessor you: You\n\n- interests: none\n"
    assert ("logged",) in {one.facts for one in project(text).attack("me").flips}
    assert ("logged",) not in {one.facts for one in project(f"{text}- slip: 50% because y\n").attack("me").flips}


def test_what_nobody_weighs_is_told_apart() -> None:
    """Without a number there is no load: it is the first thing to ask for."""
    found = project(LAB.replace("- review fails: 10% because x\n", "")).attack()
    assert found.unassessed == ("review",)


def test_what_is_unknown_hides_no_load() -> None:
    """Review unknown: at its best there is no risk; at its worst 0.5 x 0.19 of it, and 0.5 with the monitor wrong."""
    found = project(LAB.replace("- review fails: 10% because x\n", "")).attack()
    by = {one.load.subject: one.load.factor for one in found.targets}
    assert by == pytest.approx({"logged": 0.5 / 0.095, "monitor": 0.5 / 0.095})
    assert found.untried == {"me": "the risk is not one number"}


def test_without_a_budget_there_is_no_side() -> None:
    """What all grant is not tried, and that is said; it is no finding that nothing changes the side."""
    found = project(LAB.replace("## Budget b: B\n\n- this case: 2%\n", "")).attack()
    assert (found.flips, found.untried) == ((), {"me": "there is no budget to be within"})
    assert project(LAB).attack().untried == {}


def test_what_its_evidence_relies_on_counts() -> None:
    """The audit relies on a claim that nobody owns: the logs give way there."""
    text = (
        LAB.replace("- valid until: 2027-06-01", "- relies on: [[fair]]")
        + "- fair: 90% because x\n\n## Claim fair: F\n"
    )
    assert weakest(text, "monitor") == Weakest(
        level=Defence.NOTHING, why="no evidence, and nobody owns it", path=("monitor", "logged", "fair")
    )


COUNTED = (
    LAB.replace("- evidence: [[audit]]\n", "- says: [[rate]] at most 30%\n").replace("- logged: 90% because x\n", "")
    + "\n## Quantity rate: Q\n\n- measured by: [[audit]]\n"
)


def test_what_measures_a_quantity_defends_what_is_said_of_it() -> None:
    """The claim says something of a rate; the audit counted it."""
    text = COUNTED.replace("- about: [[logged]]", "- about: [[slip]]")
    assert weakest(text, "monitor").why == "evidence (audit)"


@pytest.mark.parametrize("against", ["audit", "rate", "logged"])
def test_undercutting_a_count_leaves_its_quantity_unknown(against: str) -> None:
    """Nothing measures the rate then: the logs are kept or not, 0.5 x 0.1 x 0.1 to 0.5 x 0.1."""
    text = f"{COUNTED}\n## Challenge c: C\n\n- against: [[{against}]]\n- kind: undercuts\n"
    found = project(text).attack().upheld[0]
    assert found.supposed == ("rate: unknown",)
    after = found.results["me"]
    assert isinstance(after, WhatIf)
    assert isinstance(after.after.risk, Interval)
    assert (after.after.risk.low, after.after.risk.high) == pytest.approx((0.005, 0.05))


def test_a_surface_can_be_rebutted() -> None:
    """It catches one with 60 %: 0.5 x 0.19 x 0.4 = 0.038; supposed to catch none, 0.095."""
    text = LAB.replace("3. [[review]] fails", "3. [[web]] catches none").replace(
        "review fails: 10%", "web catches one: 60%"
    )
    text += "\n## Surface web: W\n\n- volume: 100 per week\n\n## Challenge c: C\n\n- against: [[web]]\n- kind: rebuts\n"
    found = project(text).attack().upheld[0].results["me"]
    assert isinstance(found, WhatIf)
    assert isinstance(found.after.risk, Interval)
    assert found.after.risk.value == pytest.approx(0.095)


def test_each_assessor_supposes_what_they_said() -> None:
    """One judges the monitor `as` the audit and one does not: all that is supposed is told, and whose part is smaller."""
    text = LAB.replace("monitor fails: 10%", "monitor fails: as [[audit]]")
    text += (
        "- audit: passes 90% if logged, 20% if not logged because x\n\n## Assessor you: Y\n\n- starts from: [[me]]\n"
    )
    text += "- monitor fails: 5% because y\n\n## Challenge c: C\n\n- against: [[audit]]\n- kind: undercuts\n"
    found = project(text).attack().upheld[0]
    assert found.supposed == ("audit: says nothing", "monitor fails: unknown")
    assert [one.supposed for one in found.results.values() if isinstance(one, WhatIf)] == [
        ("audit: says nothing", "monitor fails: unknown"),
        ("audit: says nothing",),
    ]


def test_what_an_audience_may_not_see_defends_nothing() -> None:
    """A withheld barrier is nobody's lapse: it is withheld. A withheld challenge is counted, and not told."""
    text = LAB.replace("- owner: tom", "- owner: tom\n- access: internal\n- disclosed: at most 20%")
    text += "\n## Challenge c: C\n\n- access: internal\n- against: [[logged]]\n"
    found = project(text).disclosed("public").attack()
    by = {one.load.subject: one.weakest for one in found.targets}
    assert (by["withheld-1"].level, by["withheld-1"].why) == (Defence.NOTHING, "it is withheld")
    assert (found.upheld, found.withheld) == ((), 1)


def test_the_example() -> None:
    """In heron-2 the upheld challenge against the grants is found under what it holds up."""
    found = lp.read(HERON, draws=10).attack()
    by = {one.load.subject: one for one in found.targets}
    assert by["no-log-tampering"].weakest.path == ("no-log-tampering", "file-permissions-tight")
    assert by["file-permissions-tight"].challenges == ("grants-come-back",)
    assert {one.challenge for one in found.upheld} == {"grants-come-back", "same-blind-spots"}


def test_a_word_in_a_table_is_what_it_means_to_each() -> None:
    """Nobody judges the surface: to one `likely` is half and more, to the other next to nothing; both do not grant it."""
    text = (
        "## Scale s: S\n\n- likely: 50%-90%\n\n## Pathway p: P\n\n1. [[a]]\n2. [[w]] catches none\n\n## Event a: A\n\n"
        "## Surface w: W\n\n- attempts: 1\n- correlation: none\n\n| stage | passes |\n|---|---|\n| f | likely |\n\n"
        "## Assessor me: Me\n\n- a: 10% because x\n\n## Assessor you: You\n\n- a: 10% because y\n"
    )
    assert disputed(project(text).case) == frozenset()
    assert disputed(project(text + "- likely: 50%-90%\n").case) == frozenset()
    assert disputed(project(text + "- likely: 1%-2%\n").case) == {"w"}
    assert disputed(project(text.replace("| likely |", "| 70% |") + "- likely: 1%-2%\n").case) == frozenset()
