"""Why two assessors differ: shares that add up, against mixtures worked out by hand and by enumeration."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from itertools import permutations
from math import exp, log
from typing import TYPE_CHECKING

import pytest
from tests.conformance.enumeration import Case, enumerate_case, write_case
from tests.conformance.random_cases import random_case
from tests.small import HERON, project

import loadpath as lp
from loadpath.assess import compare as comparing
from loadpath.assess.compare import ALONE, EXACT, SAMPLED, WORDS, compare, game_of, shapley
from loadpath.assess.lines import judgements_of
from loadpath.assess.model import model
from loadpath.assess.results import Answer, Interval, NotComputed, Verdict
from loadpath.case.versions import changes

if TYPE_CHECKING:
    from loadpath.assess.compare import Comparison
    from loadpath.case.graph import CaseGraph


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


@pytest.mark.skipif(not HERON.is_dir(), reason="examples/heron-2 is not there")
def test_the_example_keeps_its_digits() -> None:
    """Worked out mixture by mixture, with a circuit for each of the 128, the shares were these to every digit."""
    found = lp.read(HERON, draws=50).compare("team", "ext-review")
    assert {item.subject: item.share for item in found.inputs} == {
        "unlisted": pytest.approx(1.5486505735784266, rel=1e-12),
        "tampering-matters": pytest.approx(0.7256132851273293, rel=1e-12),
        "scheming": pytest.approx(0.5779567162307961, rel=1e-12),
        "file-permissions-tight": pytest.approx(0.4642363774690476, rel=1e-12),
        "key-results-replicated": pytest.approx(0.2791065479312691, rel=1e-12),
        "probe-run": pytest.approx(0.17761723231043683, rel=1e-12),
        "honeypots-not-recognised": pytest.approx(0.011616212668236425, rel=1e-11),
    }


def one_by_one(case: CaseGraph, first: str, second: str) -> dict[str, float | NotComputed]:
    """Return each share the slow way: every mixture is a case of its own, compiled by itself."""
    game = game_of(case, judgements_of(case, first), judgements_of(case, second))
    known: dict[frozenset[str], Answer] = {}

    def risk(taken: frozenset[str]) -> Answer:
        if taken not in known:
            asked = model(case, game.mixed(taken), risk_only=True)
            known[taken] = asked.answer(asked.total)[0]
        return known[taken]

    return {name: shapley(risk, game.matter, name) for name in game.differing}


@pytest.mark.slow
def test_shares_of_random_pairs_add_up_and_are_those_of_every_mixture_by_itself() -> None:
    """Over 300 pairs: shares add up to 1e-9; where few inputs differ they are those of compiling each mixture."""
    pairs = slowly = 0
    for seed in range(200):
        case = random_case(random.Random(seed))
        graph = lp.read(write_case(case), draws=50).case
        for first, second in permutations([one.id for one in case.assessors], 2):
            found = compare(graph, first, second, draws=0)
            if found.method != EXACT or any(isinstance(item.share, NotComputed) for item in found.inputs):
                continue
            whole = log(number(found.risks[1]) / number(found.risks[0]))
            assert abs(total(found) - whole) < 1e-9, (seed, first, second)
            pairs += 1
            if len(found.inputs) <= 3 and seed % 2 == 0:
                for name, share in one_by_one(graph, first, second).items():
                    mine = next(item.share for item in found.inputs if item.subject == name)
                    assert mine == pytest.approx(share, rel=1e-9, abs=1e-12), (seed, first, second, name)
                slowly += 1
    assert pairs >= 300
    assert slowly >= 60


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


def chain(count: int, first: int = 10, second: int = 30) -> str:
    """Return a case in which the harm takes several events, each likelier to one person than to the other."""
    steps = "".join(f"{n}. [[e{n}]]\n" for n in range(1, count + 1))
    events = "".join(f"## Event e{n}: E\n" for n in range(1, count + 1))
    people = "".join(
        f"## Assessor {who}: {who}\n" + "".join(f"- e{n}: {chance}% because x\n" for n in range(1, count + 1))
        for who, chance in (("one", first), ("two", second))
    )
    return f"## Pathway way: W\n{steps}{events}{people}"


@pytest.mark.parametrize(("count", "method"), [(12, EXACT), (13, SAMPLED)])
def test_twelve_inputs_are_shared_exactly_and_more_by_sampling(count: int, method: str) -> None:
    """In a product every order gives each factor its own logarithm, ln 3: exact at 12, sampled without error at 13."""
    found = project(chain(count)).compare("one", "two")
    assert found.method == method
    assert [item.share for item in found.inputs] == [pytest.approx(log(3), rel=1e-12)] * count
    assert [item.error for item in found.inputs] == [pytest.approx(0, abs=1e-14)] * count
    assert [item.taken for item in found.inputs] == [pytest.approx(3)] * count
    assert [item.given_back for item in found.inputs] == [pytest.approx(3)] * count


TANGLED = """
## Pathway near: N
1. [[a]]
2. [[b]]
3. [[c]]
## Pathway far: F
1. [[a]]
2. [[d]]
3. [[e]]
4. [[f]]
## Pathway side: S
1. [[g]]
2. [[h]]
3. [[i]]
4. [[j]]
"""


def tangled() -> str:
    """Return a case with ten inputs that help and hinder each other: the sum of three products that share an event."""
    names = "abcdefghij"
    events = "".join(f"## Event {name}: E\n" for name in names)
    # the chances of one go down from 50 % in steps of 4, those of two up from 15 % in steps of 7: some rise, some fall
    one = "".join(f"- {name}: {50 - 4 * place}% because x\n" for place, name in enumerate(names))
    two = "".join(f"- {name}: {15 + 7 * place}% because x\n" for place, name in enumerate(names))
    return f"{TANGLED}{events}## Assessor one: One\n{one}## Assessor two: Two\n{two}"


def test_sampled_shares_are_the_exact_ones_give_or_take(monkeypatch: pytest.MonkeyPatch) -> None:
    """Over drawn orders each share lies within 4 standard errors of the exact one, and they add up as exactly."""
    read = project(tangled())
    exact = read.compare("one", "two")
    assert exact.method == EXACT
    monkeypatch.setattr(comparing, "MOST_EXACT", 9)
    drawn = read.compare("one", "two")
    assert drawn.method == SAMPLED
    truth = {item.subject: item.share for item in exact.inputs}
    whole = log(number(exact.risks[1]) / number(exact.risks[0]))
    for item in drawn.inputs:
        want = truth[item.subject]
        assert isinstance(item.share, float)
        assert isinstance(want, float)
        assert 0 < item.error < 0.02  # ln units; the whole is some 1.5
        assert abs(item.share - want) < 4 * item.error, item.subject
    assert total(drawn) == pytest.approx(whole, abs=1e-9)
    assert read.compare("one", "two") == drawn, "the same orders are drawn every time"


def test_where_nothing_can_be_shared_each_is_moved_alone() -> None:
    """Nine rates have no switch, and 2^9 circuits are too many: factors from both sides are given, which it says."""
    parts, people = ["## Pathway way: W\n"], {"one": "1%-3%", "two": "5%-50%"}
    parts += [f"{n}. [[g{n}]] fails\n" for n in range(9)]
    for n in range(9):
        parts.append(
            f"## Mitigation g{n}: G\n## Quantity q{n}: How often\n- measured by: [[t{n}]]\n"
            f"## Evidence t{n}: A test\n- result: 3 of 40\n- about: [[g{n}]] fails\n"
        )
    for who, rate in people.items():
        lines = "".join(f"- g{n} fails: as [[t{n}]] because x\n- q{n}: {rate} because x\n" for n in range(9))
        origin = "" if who == "one" else "- starts from: [[one]]\n"
        parts.append(f"## Assessor {who}: {who}\n{origin}{lines}")
    found = project("".join(parts)).compare("one", "two")
    assert found.method == ALONE
    assert all(isinstance(item.share, NotComputed) for item in found.inputs)
    moving = [item.taken for item in found.inputs if item.taken != 1.0]
    assert len(moving) == 9
    ninth = (number(found.risks[1]) / number(found.risks[0])) ** (1 / 9)  # nine equal factors of a product
    assert moving == [pytest.approx(ninth, rel=1e-9)] * 9


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


def test_a_word_that_only_one_knows_keeps_its_meaning() -> None:
    """A word that one person defines and the other lacks means the same in every mixture; shares still add up."""
    text = """
## Pathway way: W
1. [[a]]
## Event a: A
## Assessor one: One
- a: 20% because x
## Assessor two: Two
- a: rarely because x
- rarely: 1%-3%
"""
    found = project(text).compare("one", "two")
    shares = {item.subject: item.share for item in found.inputs}
    whole = log(number(found.risks[1]) / number(found.risks[0]))
    assert shares == {"a": pytest.approx(whole), WORDS: pytest.approx(0.0, abs=1e-12)}


def test_a_mixture_in_which_something_is_unknown_has_no_shares() -> None:
    """The condition of one hangs on what the other never judged: on the way nothing is one number, and it is said."""
    text = """
## Pathway way: W
1. [[a]]
## Event a: A
## Event x: X
## Assessor one: One
- a: 10% because x
## Assessor two: Two
- a: 20% if x, 30% otherwise because x
- x: 50% because x
"""
    found = project(text).compare("one", "two")
    assert all(isinstance(item.share, NotComputed) for item in found.inputs)
    assert {item.subject: item.given_back for item in found.inputs}["a"] == pytest.approx(2.5)  # 25 % over 10 %
    assert isinstance({item.subject: item.taken for item in found.inputs}["a"], NotComputed)


RANGED = """
## Budget most: M
- this case: 5%
## Pathway way: W
1. [[a]]
2. [[b]]
## Event a: A
## Event b: B
## Assessor one: One
- a: 10% (9%-11%) because x
- b: 20% (18%-22%) because x
## Assessor two: Two
- a: 90% (88%-92%) because x
- b: 24% (22%-26%) because x
## Assessor mixed-a: One, with a of two
- starts from: [[one]]
- a: 90% (88%-92%) because x
## Assessor mixed-b: One, with b of two
- starts from: [[one]]
- b: 24% (22%-26%) because x
"""


def test_what_one_judgement_is_worth_to_the_verdict() -> None:
    """2 % of 5 %: with `a` alone taken over 18 %, on the other side; the verdict is that of who holds just that."""
    read = project(RANGED)
    found = read.compare("one", "two")
    assert found.level == pytest.approx(0.05)
    assert found.verdicts == (Verdict.BELOW, Verdict.ABOVE)
    told = {item.subject: (item.crosses, item.verdict) for item in found.inputs}
    assert told == {"a": (True, Verdict.ABOVE), "b": (False, Verdict.BELOW)}
    for name, (_, verdict) in told.items():
        standing = read.risk(by=f"mixed-{name}").budget
        assert standing is not None
        assert standing.verdict == verdict
    assert [item.verdict for item in compare(read.case, "one", "two", draws=0).inputs] == [None, None]


def test_an_assessor_who_was_removed_stays_listed() -> None:
    """Between two versions an assessor who is gone is among what was removed, and their risk before is told."""
    before = project(TWO)
    after = project(TWO[: TWO.index("## Assessor two")])
    found = after.since(before)
    assert found.changes.removed == (("two", "Assessor"),)
    assert [(item.assessor, item.before is None, item.after is None) for item in found.assessors] == [
        ("one", False, False),
        ("two", False, True),
    ]
    gone = found.assessors[1].before
    assert gone is not None
    assert number(gone.risk) == pytest.approx(0.12)


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
