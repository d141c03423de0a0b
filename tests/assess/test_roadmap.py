"""What moves the risk most, and in which order: by hand, by writing the text, and by going through all orders."""

from __future__ import annotations

import random
import re
from dataclasses import replace
from fractions import Fraction
from itertools import permutations
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.conformance.enumeration import write_case
from tests.conformance.random_cases import random_case
from tests.small import HEAD, HERON, project

import loadpath as lp
from loadpath.assess.best_order import Limits, Order, Sets, Thing, best_order, had, taxed
from loadpath.assess.results import Interval, NotComputed
from loadpath.assess.roadmap import Candidate, Roadmap, ranked, roadmap
from loadpath.engine.bounds import Ends, ends

if TYPE_CHECKING:
    from collections.abc import Mapping

STORE = """## Budget allowed: A

- this case: 3%

## Pathway theft: It is taken out unseen

1. [[attempt]]
2. [[gate]] fails
3. [[seal]] fails

## Pathway leak: It is sent out openly

1. [[mistake]]
2. [[filter]] fails

## Event attempt: Somebody tries

## Event mistake: Somebody errs

## Mitigation gate: G

- state: planned
- cost: $1M
- feasible: 80%

## Mitigation seal: S

- state: planned
- cost: $1M
- feasible: 90%

## Mitigation filter: F

- state: planned
- cost: $1M
- feasible: 70%

## Test audit: A
- about: [[attempt]]
- cost: $500k

## Assessor me: Me

- attempt: 4% because x
- mistake: 2% because x
- gate fails: 10% because x
- seal fails: 20% because x
- filter fails: 25% because x
- audit: passes 90% if not attempt, 20% if attempt because x
"""
"""Two barriers on one pathway, one on the other: R0 = 1 - 0.96 x 0.98 = 5.92 %."""

TAXES = {"gate": "10%", "seal": "5%", "filter": "8%"}


def taxing(taxes: Mapping[str, str]) -> str:
    """Return the store with a tax on each of its barriers."""
    text = STORE
    for name, share in taxes.items():
        text = re.sub(rf"(## Mitigation {name}: .*\n\n)", rf"\1- tax: {share}\n", text)
    return text


def made(text: str | Mapping[str, str], limits: Limits | None = None) -> Roadmap:
    """Return the roadmap of a small case."""
    read = project(text) if isinstance(text, str) else lp.read(text, draws=50)
    (name,) = [one.assessor for one in read.risk()][:1]
    return roadmap(read.case, read.risk(by=name), limits=limits or Limits())


def by_id(found: Roadmap) -> dict[str, Candidate]:
    """Return what is ranked, by id."""
    return {one.id: one for one in found.ranked}


def one(answer: object) -> float:
    """Return an answer that is one number."""
    assert isinstance(answer, Interval), answer
    return answer.value


def order_of(found: Roadmap) -> Order:
    """Return the order, which there is."""
    assert isinstance(found.order, Order), found.order
    return found.order


def test_what_each_buys_alone() -> None:
    """Gate: theft falls to 0.4 %, 0.0592 - (1 - 0.996 x 0.98) = 3.528 %; seal: theft 0.8 %, 3.136 %; filter: leak 0.5 %,
    1.44 %. Expected is that times the chance that it can be had.
    """  # noqa: D205  the derivation belongs to the one sentence
    found = by_id(made(STORE))
    assert one(found["gate"].moves) == pytest.approx(0.996 * 0.98 - 0.96 * 0.98)
    assert one(found["seal"].moves) == pytest.approx(0.992 * 0.98 - 0.96 * 0.98)
    assert one(found["filter"].moves) == pytest.approx(0.96 * 0.995 - 0.96 * 0.98)
    assert one(found["gate"].expected) == pytest.approx(0.8 * 0.03528)
    assert one(found["seal"].per_cost) == pytest.approx(0.9 * 0.03136 / 1e6)


def test_the_best_order_is_not_the_order_of_what_each_buys() -> None:
    """Alone gate, seal, filter. Once the gate stands the seal takes 2.392 - 2.0784 = 0.31 %, the filter 2.392 - 0.898 =
    1.49 %: gate, filter, seal, with the area (5.92 + 2.392 + 0.898) % x $1M instead of (5.92 + 2.392 + 2.0784) %.
    """  # noqa: D205  the derivation belongs to the one sentence
    found = order_of(made(taxing(TAXES)))
    assert [step.id for step in found.steps] == ["gate", "filter", "seal"]
    assert [one(step.risk) for step in found.steps] == pytest.approx([0.02392, 0.00898, 1 - 0.9992 * 0.995])
    assert found.area == pytest.approx((0.0592 + 0.02392 + 0.00898) * 1e6)
    assert [step.cost for step in found.steps] == [1e6, 2e6, 3e6]
    assert (found.unit, found.exact, found.left_out) == ("$", True, ())
    assert found.steps[-1].tax == pytest.approx(1 - 0.9 * 0.95 * 0.92)  # taxes multiply: 21.34 %, not 23 %
    assert one(found.steps[-1].feasible) == pytest.approx(0.8 * 0.9 * 0.7)


def test_a_ceiling_on_the_tax() -> None:
    """All three take 21.34 %; gate and filter 1 - 0.9 x 0.92 = 17.2 %, the pair that leaves least below 20 %; both can be
    had with 0.8 x 0.7 = 56 %.
    """  # noqa: D205  the derivation belongs to the one sentence
    found = order_of(made(taxing(TAXES), Limits(ceiling=0.2)))
    assert [step.id for step in found.steps] == ["gate", "filter"]
    assert found.steps[-1].tax == pytest.approx(0.172)
    assert one(found.steps[-1].feasible) == pytest.approx(0.56)
    assert found.left_out == (("seal", "it would bring the tax above the ceiling"),)
    exactly = order_of(made(taxing(TAXES), Limits(ceiling=0.172)))
    assert len(exactly.steps) == 2


def test_a_limit_on_the_cost() -> None:
    """For $1M only one can be built: the gate, which alone leaves 2.392 %; weeks buy nothing that costs dollars."""
    found = order_of(made(STORE, Limits(most=1e6, unit="$")))
    assert [step.id for step in found.steps] == ["gate"]
    assert {reason for _, reason in found.left_out} == {"it would bring the cost above what may be spent"}
    assert order_of(made(STORE, Limits(most=9.0, unit="weeks"))).steps == ()


def test_a_tax_that_is_no_number_cannot_be_held_against_a_ceiling() -> None:
    """It is left out by name; without a ceiling it is taken, and the tax so far is not known."""
    text = taxing({**TAXES, "gate": "some"})
    assert order_of(made(text, Limits(ceiling=0.9))).left_out == (("gate", "its `tax` is no number"),)
    assert order_of(made(text)).steps[0].tax is None


def test_a_tax_is_read_like_any_share() -> None:
    """A reason may follow, and a range, of which the number is the mean; more than everything is no number."""
    found = by_id(made(taxing({"gate": "10% because it asks twice", "seal": "150%", "filter": "10% (5%-20%)"})))
    assert found["gate"].tax == pytest.approx(0.1)
    assert found["filter"].tax == pytest.approx(0.1)
    assert found["seal"].tax is None
    assert [found[name].unread for name in ("gate", "seal", "filter")] == [(), ("tax",), ()]


def test_a_test_finds_the_risk_of_the_outcome_after_which_one_stops() -> None:
    """It fails in 0.96 x 0.1 + 0.04 x 0.8 = 12.8 %, the attempt then has 0.032 / 0.128 = 25 % and the risk is 1 - 0.75 x
    0.98 = 26.5 %; after a pass it is 1 - (1 - 0.008 / 0.872) x 0.98 = 2.9 %, below the 3 %: found is 0.128 x 26.5 %.
    What is kept by going ahead only after a pass is the risk now less that.
    """  # noqa: D205  the derivation belongs to the one sentence
    found = made(STORE)
    assert one(by_id(found)["audit"].moves) == pytest.approx(0.128 * 0.265)
    kept = 0.872 * (1 - (1 - 0.008 / 0.872) * 0.98)
    assert one(found.now) - 0.128 * 0.265 == pytest.approx(kept)


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("- this case: 3%", "- this case: 1%", "no outcome changes"),  # both outcomes lie above 1 %
        ("- this case: 3%", "- this case: 40%", "no outcome changes"),  # and both below 40 %
        ("## Budget allowed: A\n\n- this case: 3%\n", "", "no budget"),
    ],
)
def test_a_test_that_changes_nothing_finds_nothing(before: str, after: str, told: str) -> None:
    """It moves nothing, and says why."""
    found = by_id(made(STORE.replace(before, after)))["audit"]
    assert one(found.moves) == 0
    assert told in found.told


def test_the_line_may_be_that_of_the_costs() -> None:
    """Doing without costs a tenth of the harm: one stops above 10 %, which lies between 2.9 % and 26.5 %."""
    costs = "- harm costs: $1B\n- doing without costs: $100M\n"
    read = lp.read({"a.md": HEAD + costs, "b.md": STORE.replace("- this case: 3%", "- this case: 40%")})
    found = roadmap(read.case, read.risk(by="me"))
    assert one(by_id(found)["audit"].moves) == pytest.approx(0.128 * 0.265)


def test_a_test_that_nobody_judges_is_not_computed() -> None:
    """And it comes last."""
    found = made(re.sub(r"- audit: .*\n", "", STORE))
    assert isinstance(by_id(found)["audit"].moves, NotComputed)
    assert found.ranked[-1].id == "audit"


def test_a_test_that_chooses_moves_what_the_choice_saves() -> None:
    """Of 20 %, training leaves 8 % and reading 10 %; a trial of reading saves 0.55 x (8 % - 3.636 %) = 2.4 % (see the page on
    deciding by numbers).
    """  # noqa: D205  the derivation belongs to the one sentence
    text = """## Pathway loss: L

1. [[tries]]
2. [[training]] fails
3. [[reading]] fails

## Event tries: T

## Mitigation training: T
- state: planned

## Mitigation reading: R
- state: planned

## Test trial: T
- about: [[reading]]
- chooses between: [[training]], [[reading]]

## Assessor me: Me

- tries: 20% because x
- training fails: 40% because x
- reading fails: 50% because x
- trial: passes 90% if reading, 20% if not reading because x
"""
    assert one(by_id(made(text))["trial"].moves) == pytest.approx(0.024)


def test_what_is_built_holds_what_would_be_lost() -> None:
    """With the gate built the risk is 2.392 %; without it, 5.92 %: it holds 3.528 %."""
    built = STORE.replace("## Mitigation gate: G\n\n- state: planned", "## Mitigation gate: G\n\n- state: built")
    found = made(built)
    gate = by_id(found)["gate"]
    assert one(found.now) == pytest.approx(0.02392)
    assert (gate.state, gate.feasible) == ("built", 1.0)
    assert one(gate.moves) == pytest.approx(0.0592 - 0.02392)
    assert [step.id for step in order_of(found).steps] == ["filter", "seal"]


RESTORES = """## Pathway p: P

1. [[x]]
2. [[m]] fails

## Event x: X

## Claim tight: T

## Claim staffed: S

## Mitigation m: M
- needs: [[tight]]

## Mitigation drill: D
- state: planned
- restores: [[tight]]

## Mitigation later: L
- state: planned
- needs: [[staffed]]

## Assessor me: Me

- x: 10% because x
- tight: 60% because x
- staffed: 50% because x
- m fails: 20% because x
- later fails: 10% because x
"""


def test_what_restores_a_claim_and_what_needs_one() -> None:
    """It works in 0.6 x 0.8 = 48 %, with the drill in 80 %: 10 % x (52 % - 20 %) = 3.2 %. `later`, on the pathway, works in
    0.5 x 0.9 = 45 %: 5.2 % x 45 %.
    """  # noqa: D205  the derivation belongs to the one sentence
    found = by_id(made(RESTORES.replace("2. [[m]] fails\n", "2. [[m]] fails\n3. [[later]] fails\n")))
    assert one(found["drill"].moves) == pytest.approx(0.032)
    assert one(found["later"].moves) == pytest.approx(0.052 * 0.45)
    assert one(found["m"].moves) == pytest.approx(0.048)


@pytest.mark.parametrize(("state", "now", "holds"), [("", 0.052, 0.0), ("- state: built\n", 0.02, 0.032)])
def test_what_restores_has_to_be_said_to_be_built(state: str, now: float, holds: float) -> None:
    """A drill without a state restores nothing, 10 % x 52 %; said to be built it leaves 10 % x 20 %, and holds 3.2 %."""
    found = made(RESTORES.replace("- state: planned\n- restores", f"{state}- restores"))
    assert one(found.now) == pytest.approx(now)
    assert one(by_id(found)["drill"].moves) == pytest.approx(holds)


def test_two_that_only_help_together() -> None:
    """Each needs the other: alone nothing, together 10 % x 0.9 x 0.8; the order takes both, and says what each adds."""
    text = """## Pathway p: P

1. [[x]]
2. [[a]] fails

## Event x: X

## Mitigation a: A
- state: planned
- needs: [[b]]

## Mitigation b: B
- state: planned

## Assessor me: Me

- x: 10% because x
- a fails: 10% because x
- b fails: 20% because x
"""
    found = made(text)
    assert one(by_id(found)["a"].moves) == 0
    assert "alone" in by_id(found)["a"].told
    order = order_of(found)
    assert [one(step.risk) for step in order.steps] == pytest.approx([0.1, 0.028])
    assert order.unit == ""  # no costs: steps are counted
    assert order.area == pytest.approx(0.2)


def test_what_is_unknown_is_told_by_both_ends() -> None:
    """The seal may fail anyhow: with the gate theft is 0 % to 0.4 %; it buys 0 at the best of it, 3.528 % at the worst."""
    unknown = STORE.replace("- seal fails: 20%", "- seal fails: unknown").replace(
        "## Mitigation seal: S\n\n- state: planned", "## Mitigation seal: S\n\n- state: built"
    )
    gate = by_id(made(unknown))["gate"].moves
    assert isinstance(gate, Interval)
    assert [gate.low, gate.high] == pytest.approx([0.0, 0.03528])


def test_questions_tell_how_far_an_answer_may_move_the_risk() -> None:
    """Nobody says what `attempt: 4% (1%-10%)` rests on. At the better end, 1 %, the risk is 1 - 0.99 x 0.98 = 2.98 %: an
    answer may move the 5.92 % by up to 2.94 %.
    """  # noqa: D205  the derivation belongs to the one sentence
    found = made(STORE.replace("- attempt: 4% because x", "- attempt: 4% (1%-10%)"))
    (asked,) = [item for item in found.questions if "/attempt/" in item.id]
    assert one(asked.moves) == pytest.approx(0.0592 - 0.0298)


def test_questions_of_an_unknown_risk() -> None:
    """With `attempt` unknown the risk is 2 % to 100 %: its answer may take away 98 %, that of `mistake: 2%` the 2 % that are
    there at the best of it, and not what would come on top if it were worse.
    """  # noqa: D205  the derivation belongs to the one sentence
    found = made(STORE.replace("- attempt: 4%", "- attempt: unknown")).questions
    moved = {item.id.split("/")[-2]: one(item.moves) for item in found}
    assert moved == pytest.approx({"attempt": 0.98, "mistake": 0.02})


def test_units_stay_apart() -> None:
    """Dollars are not weeks: the unit that most state comes first, then the other, then what states no cost."""
    base = Candidate(id="a", kind="mitigation", state="planned", moves=Interval(0.1, 0.1), cost=1.0, unit="$")
    several = [
        replace(base, id="none", cost=None, unit=""),
        replace(base, id="weeks", unit="person-weeks", cost=0.001),
        replace(base, id="dear", cost=4.0),
        base,
        replace(base, id="free", cost=0.0, moves=Interval(0.01, 0.01)),
        replace(base, id="why", moves=NotComputed("x")),
    ]
    assert [item.id for item in ranked(several)] == ["free", "a", "dear", "weeks", "none", "why"]


shares = st.floats(0.0, 0.99)


@given(st.lists(shares, max_size=6))
def test_taxes_multiply(taken: list[float]) -> None:
    """What is left of speed is the product of what each leaves; feasibility is a product as well."""
    things = [Thing(id=str(n), cost=None, unit="", tax=tax, feasible=1 - tax) for n, tax in enumerate(taken)]
    left = Fraction(1)
    for tax in taken:
        left *= 1 - Fraction(tax)
    assert taxed(things) == pytest.approx(float(1 - left), abs=1e-12)
    assert had(things).low == pytest.approx(float(left), abs=1e-12)


@settings(max_examples=60)
@given(st.integers(0, 10**6), st.integers(1, 5))
def test_no_order_is_better(seed: int, count: int) -> None:
    """For any risks of sets and any costs: the area of no order of the same set is smaller."""
    rng = random.Random(seed)
    things = [Thing(id=str(n), cost=rng.choice((1.0, 2.0, 7.0)), unit="$", tax=0.0, feasible=1.0) for n in range(count)]
    known: dict[frozenset[str], float] = {}

    def risk(there: frozenset[str]) -> Interval:
        value = known.setdefault(there, rng.random())
        return Interval(value, value)

    found = best_order(things, risk)
    assert isinstance(found, Order)
    cost = {item.id: item.cost or 0.0 for item in things}
    taken = [step.id for step in found.steps]
    least = min(known.values())
    assert one(risk(frozenset(taken))) == least
    for way in permutations(taken):
        area = sum(risk(frozenset(way[:place])).value * cost[name] for place, name in enumerate(way))
        assert area >= found.area * (1 - 1e-9)


def test_more_than_eight_are_taken_one_by_one() -> None:
    """Nine barriers on nine ways of 1 %, 2 %, ..., 9 %: independent, so that the largest comes first, and it says so."""
    parts, lines = [], []
    for n in range(1, 10):
        parts.append(
            f"## Pathway p{n}: P\n\n1. [[x{n}]]\n2. [[m{n}]] fails\n\n## Event x{n}: X\n\n## Mitigation m{n}: M\n\n- state: planned\n\n"
        )
        lines += [f"- x{n}: {n}% because x", f"- m{n} fails: 10% because x"]
    found = order_of(made("".join(parts) + "## Assessor me: Me\n\n" + "\n".join(lines) + "\n"))
    assert not found.exact
    assert [step.id for step in found.steps] == [f"m{n}" for n in range(9, 0, -1)]


def test_many_sets_are_told_ahead() -> None:
    """Of nine, worth 1 to 9 in twenty, all that is asked once was told before, but for the steps; the order stays."""
    things = [Thing(id=str(n), cost=None, unit="", tax=0.0, feasible=1.0) for n in range(1, 10)]
    told: set[frozenset[str]] = set()
    asked: set[frozenset[str]] = set()

    def risk(there: frozenset[str]) -> Interval:
        asked.add(there)
        left = 1.0
        for name in there:
            left *= 1 - int(name) / 20
        return Interval(left, left)

    found = best_order(things, risk, ahead=told.update)
    assert found == best_order(things, risk)
    assert isinstance(found, Order)
    steps = [step.id for step in found.steps]
    assert steps == [str(n) for n in range(9, 0, -1)]
    assert asked - told == {frozenset()}  # what is there now
    assert len(told) == 9 + 8 + 7 + 6 + 5 + 4 + 3 + 2 + 1


def test_what_is_unknown_is_looked_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Five pairs take more than fifty sets; where the ends of the unknown try are does not depend on any of them."""
    seen: list[object] = []

    def counted(*given: Any) -> Ends | None:  # noqa: ANN401  as it comes
        seen.append(given)
        return ends(*given)

    monkeypatch.setattr("loadpath.assess.best_order.ends", counted)
    order = order_of(made(twins(5).replace("- try: 20% because x\n", "")))
    assert len(order.steps) == 10
    last = order.steps[-1].risk
    assert isinstance(last, Interval)
    assert (last.low, last.high) == pytest.approx((0.0, 0.19**5))
    assert len(seen) == 1


def twins(count: int) -> str:
    """Return a chain of pairs of which one needs the other: neither lowers the risk alone, both by a factor."""
    names = [f"{word}{n}" for n in range(count) for word in ("door", "key")]
    steps = "".join(f"{n + 2}. [[door{n}]] fails\n" for n in range(count))
    nodes = "".join(
        f"## Mitigation {name}: M\n\n- state: planned\n"
        + (f"- needs: [[key{name.removeprefix('door')}]]\n\n" if name.startswith("door") else "\n")
        for name in names
    )
    lines = "".join(f"- {name} fails: 10% because x\n" for name in names)
    return f"## Pathway p: P\n\n1. [[try]]\n{steps}\n## Event try: T\n\n{nodes}## Assessor me: Me\n\n- try: 20% because x\n{lines}"


def test_pairs_among_more_than_eight_are_found() -> None:
    """Five pairs; a door works where it does not fail and its key does not: 0.9 x 0.9, so that each pair leaves 0.19 of
    what was: 20 % x 0.19^5. No barrier lowers the risk alone.
    """  # noqa: D205  the derivation belongs to the one sentence
    found = made(twins(5))
    assert all(one(item.moves) == 0 for item in found.ranked)
    order = order_of(found)
    assert (order.exact, len(order.steps), order.left_out) == (False, 10, ())
    assert one(order.steps[-1].risk) == pytest.approx(0.2 * 0.19**5)


def test_three_that_only_help_together_among_more_than_eight() -> None:
    """A door that needs two keys, and six barriers that move nothing: the door and its keys are taken, and no more."""
    idle = "".join(f"## Mitigation idle{n}: M\n\n- state: planned\n\n" for n in range(6))
    text = twins(1).replace("- needs: [[key0]]", "- needs: [[key0]], [[lock]]")
    lock = "## Mitigation lock: M\n\n- state: planned\n\n"
    order = order_of(made(text.replace("## Assessor", f"{lock}{idle}## Assessor") + "- lock fails: 10% because x\n"))
    assert {step.id for step in order.steps} == {"door0", "key0", "lock"}
    assert one(order.steps[-1].risk) == pytest.approx(0.2 * (1 - 0.9**3))


def test_what_nobody_judges_is_not_taken_for_half_of_it() -> None:
    """A barrier that fails with 60 % leaves 60 %; one of which it is unknown leaves 0 to 100 %, the middle of which is less."""
    things = [Thing(id=name, cost=1.0, unit="$", tax=0.0, feasible=1.0) for name in ("unjudged", "known")]

    def risk(there: frozenset[str]) -> Interval:
        known = 0.6 if "known" in there else 1.0
        return Interval(0.0 if "unjudged" in there else known, known)

    found = best_order(things, risk)
    assert isinstance(found, Order)
    assert [step.id for step in found.steps] == ["known", "unjudged"]
    assert found.area == pytest.approx(1.0 + 0.6)


def test_to_leave_out_how_likely_it_can_be_had_ranks_nothing_higher() -> None:
    """With 10 % a barrier is expected to buy 0.1 x 5 % = 0.5 %; without a word 0 to 5 %, which is not taken for 2.5 %."""
    base = Candidate(id="said", kind="mitigation", state="planned", moves=Interval(0.05, 0.05), feasible=0.1)
    assert [item.id for item in ranked([replace(base, id="silent", feasible=None), base])] == ["said", "silent"]


# against the text -----------------------------------------------------------------------------------------------------


def with_states(texts: Mapping[str, str], states: Mapping[str, str]) -> dict[str, str]:
    """Return the texts with the states of mitigations written anew."""
    found = dict(texts)
    for name, state in states.items():
        for file, text in found.items():
            part = re.search(rf"^#+ Mitigation {re.escape(name)}:.*?(?=^#|\Z)", text, re.MULTILINE | re.DOTALL)
            if part is not None:
                head, _, rest = re.sub(r"^- state: .*\n", "", part[0], flags=re.MULTILINE).partition("\n")
                rest = rest.lstrip("\n")
                new = f"{head}\n\n- state: {state}\n{'' if rest.startswith('- ') else chr(10)}{rest}"
                found[file] = text[: part.start()] + new + text[part.end() :]
    return found


def same(first: object, second: object) -> bool:
    """Return whether two answers agree to nine digits, or neither is computed."""
    if isinstance(second, NotComputed):
        return isinstance(first, NotComputed)
    assert isinstance(first, Interval)
    assert isinstance(second, Interval)
    return (first.low, first.high) == pytest.approx((second.low, second.high), rel=1e-9, abs=1e-15)


@pytest.mark.parametrize("seed", range(25))
def test_each_set_is_what_its_text_comes_to(seed: int) -> None:
    """The risk for a set of mitigations equals that of the text with these `built` and the others `planned`."""
    texts = write_case(random_case(random.Random(seed)))
    read = lp.read(texts, draws=50)
    names = [item.id for item in read.case.nodes.values() if item.kind_name == "Mitigation"]
    assessor = read.risk()[0].assessor
    sets = Sets(read.case, assessor, frozenset())
    rng = random.Random(seed)
    for _ in range(3):
        there = frozenset(name for name in names if rng.random() < 0.5)
        text = with_states(texts, {name: "built" if name in there else "planned" for name in names})
        edited = lp.read(text, draws=50)
        edited.require_sound()
        assert same(sets.risk(there), edited.risk(by=assessor).risk)


@pytest.mark.parametrize("name", ["drill", "later"])
def test_what_restores_or_needs_is_what_its_text_comes_to(name: str) -> None:
    """The alone figure is the risk of the text less that of the text in which it is built."""
    texts = {"a.md": HEAD, "b.md": RESTORES.replace("2. [[m]] fails\n", "2. [[m]] fails\n3. [[later]] fails\n")}
    now = lp.read(texts).risk(by="me").risk
    then = lp.read(with_states(texts, {name: "built"})).risk(by="me").risk
    assert one(by_id(made(texts))[name].moves) == pytest.approx(one(now) - one(then))


def test_no_order_of_the_text_is_better() -> None:
    """Every order, written into the text step by step, has at least the area of the one that is found."""
    names = ("gate", "seal", "filter")
    texts = {"a.md": HEAD, "b.md": STORE}

    def risk(there: tuple[str, ...]) -> float:
        return one(lp.read(with_states(texts, dict.fromkeys(there, "built")), draws=50).risk(by="me").risk)

    areas = {way: sum(risk(way[:place]) for place in range(3)) * 1e6 for way in permutations(names)}
    assert min(areas.values()) == pytest.approx(order_of(made(STORE)).area)
    assert min(areas, key=lambda way: areas[way]) == ("gate", "filter", "seal")


def test_the_example() -> None:
    """What the example's planned barrier buys is what `state: built` takes from the risk, for every assessor."""
    read = lp.read(HERON, draws=50)
    built = lp.read(with_states(read.texts, {"grant-expiry": "built"}), draws=50)
    for now, then in zip(read.risk(), built.risk(), strict=True):
        moves = by_id(roadmap(read.case, now))["grant-expiry"].moves
        assert one(moves) == pytest.approx(one(now.risk) - one(then.risk), rel=1e-9)
