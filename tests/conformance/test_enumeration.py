"""Two thousand small random cases: loadpath's exact figures against an enumeration that shares no code with it.

What this file knows: the contract of `loadpath.read(files).risk(by=...).as_json()` and the oracle beside it. What it
promises: every figure of every assessor agrees to 1e-12 relative or 1e-15 absolute. Relative, because both sides do
some hundred roundings of 1.1e-16 each on sums of positive terms, so 1e-12 leaves room for any order of summation and
for nothing else; absolute, because a credence such as 99.999 % held as a float has a complement that is off by up to
5.6e-17, which is a large share of a tiny figure without being a mistake.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Mapping
from fractions import Fraction
from itertools import product
from typing import TYPE_CHECKING

import pytest
from tests.conformance.enumeration import (
    Assessor,
    Branch,
    Case,
    Claim,
    Event,
    Evidence,
    Expr,
    Likelihood,
    Mitigation,
    Passes,
    Ratio,
    Silent,
    absent,
    enumerate_case,
    is_override,
    is_primitive,
    negation,
    parents,
    ref,
    write_case,
)
from tests.conformance.random_cases import MOST_PRIMITIVES, random_case

import loadpath as lp

if TYPE_CHECKING:
    from collections.abc import Iterator

BLOCKS, PER_BLOCK = 20, 100
QUICK = 4
"""Blocks that `make test` has time for; the others run in `make test-all`."""

RELATIVE, ABSOLUTE = 1e-12, 1e-15


def _case(seed: int) -> Case:
    return random_case(random.Random(seed))


def _agree(got: float, want: float) -> bool:
    return abs(got - want) <= max(RELATIVE * abs(want), ABSOLUTE)


def _flat(result: Mapping[str, object]) -> dict[str, float]:
    """Return the compared figures of a result as one dict, so that a missing or surplus id shows too."""
    found: dict[str, float] = {}
    for key in ("risk", "listed", "pathways", "propositions"):
        value = result[key]
        if isinstance(value, Mapping):
            found.update({f"{key}.{name}": p for name, p in value.items()})
        else:
            assert isinstance(value, float)
            found[key] = value
    return found


def _disagreements(case: Case) -> Iterator[str]:
    read = lp.read(write_case(case), draws=200)
    for assessor in case.assessors:
        want = _flat(enumerate_case(case, assessor.id))
        got = _flat(read.risk(by=assessor.id).as_json())
        for name in sorted(want.keys() | got.keys()):
            if name not in want or name not in got or not _agree(got[name], want[name]):
                yield f"{name} by {assessor.id}: loadpath {got.get(name)!r}, enumeration {want.get(name)!r}"


@pytest.mark.parametrize(
    "block", [pytest.param(block, marks=[pytest.mark.slow] if block >= QUICK else []) for block in range(BLOCKS)]
)
def test_exact_figures_equal_enumeration(block: int) -> None:
    """Every figure that loadpath calls exact equals the sum over all joint states."""
    wrong: dict[int, list[str]] = {}
    for seed in range(block * PER_BLOCK, (block + 1) * PER_BLOCK):
        try:
            found = list(_disagreements(_case(seed)))
        except Exception as error:  # noqa: BLE001 - a case that cannot be read must not hide the other 99
            found = [f"{type(error).__name__}: {error}"]
        if found:
            wrong[seed] = found
    assert not wrong, _smallest(wrong)


def _smallest(wrong: Mapping[int, list[str]]) -> str:
    """Return which cases differ, and the shortest of them with its text."""
    size, seed = min((sum(map(len, write_case(_case(seed)).values())), seed) for seed in wrong)
    text = "\n".join(f"--- {name}\n{body}" for name, body in write_case(_case(seed)).items())
    return f"{len(wrong)} cases differ: {sorted(wrong)}; seed {seed} ({size} signs): {wrong[seed]}\n{text}"


# --- the generator is as nasty as it claims --------------------------------------------------------------------------


def _ancestors(case: Case, names: set[str]) -> set[str]:
    """Return the names and all from which they are defined."""
    found: set[str] = set()
    while names - found:
        found |= names
        names = set().union(*(parents(node) for node in case.nodes if node.id in found))
    return found


def _operators(expr: Expr) -> set[str]:
    return {expr.op}.union(*(_operators(a) for a in expr.args))


def _expressions(case: Case) -> Iterator[Expr]:
    """Yield every proposition written in a case, outside the assessors' conditions."""
    for chain in case.pathways.values():
        yield from chain
    for node in case.nodes:
        if isinstance(node, Event):
            yield from (e for e in (node.meaning, node.given) if e is not None)
        elif isinstance(node, Claim) and node.says is not None:
            yield node.says


def _traits_of_structure(case: Case) -> Iterator[str]:
    """Yield the kinds of sharing and spelling that a case has."""
    chains = [set().union(*(step.names() for step in chain)) for chain in case.pathways.values()]
    roots = Counter(name for names in chains for name in _ancestors(case, names))
    if any(n >= 3 and not isinstance(case.node(name), Mitigation) for name, n in roots.items()):
        yield "three pathways on one cause"
    barriers = Counter(name for chain in case.pathways.values() for name in {s.name for s in chain if s.op == "fails"})
    if any(n >= 2 for n in barriers.values()):
        yield "shared barrier"
    if any(step.op == "fails" and chain.count(step) > 1 for chain in case.pathways.values() for step in chain):
        yield "barrier twice in one chain"
    planned = {n.id for n in case.nodes if isinstance(n, Mitigation) and n.planned}
    if any(planned & s.names() for chain in case.pathways.values() for s in chain):
        yield "planned in a chain"
    branches = [branch for a in case.assessors for line in a.judged.values() for branch in line]
    conditions = [branch.condition for branch in branches if branch.condition is not None]
    operators = set().union(*(_operators(e) for e in (*_expressions(case), *conditions)))
    yield from (f"writes {op}" for op in operators)
    if conditions:
        yield "conditional credence"
    if len(case.assessors) > 1:
        yield "starts from"
    if any(isinstance(n, Event) and n.residual for n in case.nodes):
        yield "residual"
    if any(isinstance(n, Claim) and n.any_of for n in case.nodes):
        yield "rests on any of"


def _traits_of_evidence(case: Case) -> Iterator[str]:
    """Yield the kinds of evidence that a case has, as its first assessor reads them."""
    scored = case.assessors[0].scored
    read = [item for item in case.evidence if item.id in scored and not isinstance(scored[item.id], Silent)]
    needed = _ancestors(case, set().union(*(s.names() for chain in case.pathways.values() for s in chain)))
    for item in read:
        yield "evidence on a " + type(case.node(item.about.name)).__name__.lower()
        if not item.passed:
            yield "failing evidence"
        if item.relies_on:
            yield "relies on"
        if set(item.relies_on) & needed:
            yield "relies on what a pathway needs"
        likelihood = scored[item.id]
        if isinstance(likelihood, Ratio):
            yield "ratio"
        elif isinstance(likelihood, Passes) and any(is_override(b, item) for b in likelihood.branches):
            yield "override"
    if any(n >= 2 for n in Counter(c for item in read for c in item.relies_on).values()):
        yield "two findings rely on one claim"


FLOORS = {
    "three pathways on one cause": 0.5,
    "shared barrier": 0.4,
    "barrier twice in one chain": 0.2,
    "planned in a chain": 0.15,
    "conditional credence": 0.9,
    "starts from": 0.5,
    "residual": 0.4,
    "rests on any of": 0.1,
    "writes not": 0.9,
    "writes or": 0.5,
    "writes of": 0.3,
    "evidence on a event": 0.4,
    "evidence on a claim": 0.3,
    "evidence on a mitigation": 0.3,
    "failing evidence": 0.4,
    "relies on": 0.4,
    "relies on what a pathway needs": 0.3,
    "two findings rely on one claim": 0.15,
    "override": 0.15,
    "ratio": 0.25,
}


def test_generator_is_nasty() -> None:
    """The cases hold what makes an answer wrong: half have three pathways on one cause, each trap has its floor."""
    cases = [_case(seed) for seed in range(BLOCKS * PER_BLOCK)]
    shares = Counter(trait for case in cases for trait in {*_traits_of_structure(case), *_traits_of_evidence(case)})
    low = {trait: shares[trait] / len(cases) for trait, floor in FLOORS.items() if shares[trait] < floor * len(cases)}
    assert not low
    assert max(sum(map(is_primitive, case.nodes)) for case in cases) <= MOST_PRIMITIVES


# --- the oracle against fractions calculated by hand -----------------------------------------------------------------


def _one_cause(
    *evidence: Evidence, scored: Mapping[str, Likelihood], judged: Mapping[str, str], claims: tuple[Claim, ...] = ()
) -> Case:
    """Return a case whose one pathway is one event `x`."""
    lines = {name: (Branch(text),) for name, text in judged.items()}
    return Case((Event("x"), *claims), {"way": (ref("x"),)}, evidence, (Assessor("a", lines, scored),))


@pytest.mark.parametrize(("passed", "risk"), [(True, Fraction(1, 91)), (False, Fraction(19, 109))])
def test_oracle_updates_on_pass_and_fail(*, passed: bool, risk: Fraction) -> None:
    """A pass and a failure move a credence by Bayes' rule with complementary likelihoods."""
    # prior 1/10, P(pass | not x) = 1/2, P(pass | x) = 1/20.
    # pass: (1/10)(1/20) / ((1/10)(1/20) + (9/10)(1/2)) = (1/200) / (1/200 + 90/200) = 1/91   = 1.0989 %
    # fail: (1/10)(19/20) / ((1/10)(19/20) + (9/10)(1/2)) = (19/200) / (19/200 + 90/200) = 19/109 = 17.43 %
    item = Evidence("t", ref("x"), passed, "quiet", "quiet")
    likelihood = Passes((Branch("50%", negation(ref("x"))), Branch("5%", ref("x"))))
    found = enumerate_case(_one_cause(item, scored={"t": likelihood}, judged={"x": "10%"}))
    assert found["risk"] == pytest.approx(float(risk), rel=1e-15)


@pytest.mark.parametrize(
    ("passed", "override", "cause", "claim"),
    [
        (True, "", Fraction(5, 86), Fraction(34, 43)),
        (False, "", Fraction(5, 14), Fraction(6, 7)),
        (False, "30%", Fraction(31, 130), Fraction(6, 13)),
    ],
)
def test_oracle_shares_the_news_with_the_doubt(
    *, passed: bool, override: str, cause: Fraction, claim: Fraction
) -> None:
    """A result moves the claim it relies on as well as the cause, and an override says by how much."""
    # x: 1/10, c: 4/5. P(pass | not x) = 9/10, P(pass | x) = 2/5; the run relies on c: if not c, as if not x.
    # In thousandths, as c x + c not-x + not-c x + not-c not-x:
    # pass: 80*2/5 + 720*9/10 + 20*9/10 + 180*9/10 = 32 + 648 + 18 + 162 = 860; x = 50/860, c = 680/860
    # fail: 80*3/5 + 720*1/10 + 20*1/10 + 180*1/10 = 48 + 72 + 2 + 18 = 140; x = 50/140, c = 120/140
    # fail, where it passes 30 % if not c: 80*3/5 + 720*1/10 + 20*7/10 + 180*7/10 = 48 + 72 + 14 + 126 = 260;
    # x = 62/260, c = 120/260
    item = Evidence("t", ref("x"), passed, "quiet", "quiet", relies_on=("c",))
    extra = (Branch(override, negation(ref("c"))),) if override else ()
    likelihood = Passes((Branch("90%", negation(ref("x"))), *extra, Branch("40%")))
    case = _one_cause(item, scored={"t": likelihood}, judged={"x": "10%", "c": "80%"}, claims=(Claim("c"),))
    found = _flat(enumerate_case(case))
    assert found["risk"] == pytest.approx(float(cause), rel=1e-15)
    assert found["propositions.c"] == pytest.approx(float(claim), rel=1e-15)


def test_oracle_explains_a_doubt_away() -> None:
    """A passing result can raise a risk, by making it likelier that an alarming one was sound."""
    # x: 1/10, c: 1/2, independent. `alarm` (4:1 for x) relies on c; `check` is about c: P(pass | c) = 9/10, else 1/10.
    # alarm alone, in fortieths: c x 2, c not-x 18/4, not-c x 2/4, not-c not-x 18/4; sum 11.5; x = 2.5/11.5 = 5/23
    # with check passed: c x 1.8, c not-x 4.05, not-c x 0.05, not-c not-x 0.45; sum 6.35; x = 1.85/6.35 = 37/127 > 5/23
    alarm = Evidence("alarm", ref("x"), False, "noisy", "quiet", relies_on=("c",))  # noqa: FBT003
    check = Evidence("check", ref("c"), True, "3 of 4,000", "at most 10")  # noqa: FBT003
    checked = Passes((Branch("90%", ref("c")), Branch("10%")))
    likely: dict[str, Likelihood] = {"alarm": Ratio("4", favours=True, of=ref("x")), "check": checked}
    judged = {"x": "10%", "c": "50%"}
    before = enumerate_case(_one_cause(alarm, scored=likely, judged=judged, claims=(Claim("c"),)))
    after = enumerate_case(_one_cause(alarm, check, scored=likely, judged=judged, claims=(Claim("c"),)))
    assert before["risk"] == pytest.approx(5 / 23, rel=1e-15)
    assert after["risk"] == pytest.approx(37 / 127, rel=1e-15)


# --- the oracle's floats against the same sums in fractions -------------------------------------


def _holds(case: Case, draws: Mapping[str, bool], forced: Mapping[str, bool], what: Expr | str) -> bool:
    """Return whether a proposition, or the node of that name, holds in one state."""
    if isinstance(what, Expr):
        if what.op in ("is", "fails"):
            return _holds(case, draws, forced, what.name) == (what.op == "is")
        true = sum(_holds(case, draws, forced, a) for a in what.args)
        return {"not": true == 0, "and": true == len(what.args), "or": true >= 1, "of": true >= what.count}[what.op]
    if what in forced:
        return forced[what]
    node = case.node(what)
    needed: list[Expr] = []
    if isinstance(node, Event):
        needed = [e for e in (node.meaning, node.given) if e is not None]
    elif isinstance(node, Claim):
        needed = [*map(ref, node.rests_on), *([Expr("or", args=tuple(map(ref, node.any_of)))] if node.any_of else [])]
        needed = needed if node.says is None else [node.says]
    else:
        needed = [ref(n) for n in node.needs]
    return draws.get(what, not (isinstance(node, Mitigation) and node.planned)) and all(
        _holds(case, draws, forced, e) for e in needed
    )


def _weight(case: Case, by: str, draws: Mapping[str, bool]) -> Fraction:
    """Return the probability of one state together with the evidence, as a fraction."""
    assessor = case.inherited(by)

    def applies(branch: Branch, forced: Mapping[str, bool]) -> bool:
        return branch.condition is None or _holds(case, draws, forced, branch.condition)

    weight = Fraction(1)
    for name, drawn in draws.items():
        p = next(b.exact for b in assessor.judged[name] if applies(b, {}))
        weight *= p if drawn != isinstance(case.node(name), Mitigation) else 1 - p
    for item in case.evidence:
        likelihood = assessor.scored.get(item.id, Silent())
        doubted = not all(_holds(case, draws, {}, c) for c in item.relies_on)
        forced = absent(case, item) if doubted else {}
        if isinstance(likelihood, Ratio):
            holds = _holds(case, draws, forced, likelihood.of)
            weight *= 1 if holds == likelihood.favours else 1 / Fraction(likelihood.odds)
        elif isinstance(likelihood, Passes):
            overrides = [b.exact for b in likelihood.branches if is_override(b, item) and applies(b, {})]
            plain = [b.exact for b in likelihood.branches if not is_override(b, item) and applies(b, forced)]
            p = (overrides + plain)[0]
            weight *= p if item.passed else 1 - p
    return weight


@pytest.mark.parametrize("seed", range(60))
def test_oracle_equals_fractions(seed: int) -> None:
    """The vectorised sums equal exact rational sums over the states, one by one, to 1e-13."""
    case = _case(seed)
    primitives = [node.id for node in case.nodes if is_primitive(node)]
    if len(primitives) > 8:  # 256 states in fractions are what a test may cost
        return
    by = case.assessors[-1].id
    want: dict[str, Fraction] = {}
    for values in product((False, True), repeat=len(primitives)):
        draws = dict(zip(primitives, values, strict=True))
        weight = _weight(case, by, draws)
        ways = {name: all(_holds(case, draws, {}, s) for s in chain) for name, chain in case.pathways.items()}
        rest = any(_holds(case, draws, {}, n.id) for n in case.nodes if isinstance(n, Event) and n.residual)
        true = {f"propositions.{n.id}": _holds(case, draws, {}, n.id) for n in case.nodes}
        true |= {f"pathways.{name}": happened for name, happened in ways.items()}
        true |= {"listed": any(ways.values()), "risk": rest or any(ways.values()), "all": True}
        for name, happened in true.items():
            want[name] = want.get(name, Fraction(0)) + weight * happened
    total = want.pop("all")
    expected = {name: pytest.approx(float(sum_ / total), rel=1e-13, abs=0) for name, sum_ in want.items()}
    assert _flat(enumerate_case(case, by)) == expected
