"""Prospects: what a planned test would show before it is run, and what it is worth (meaning.md, section 3).

A test that an assessor gives likelihoods is evidence that does not exist yet. Each outcome is a formula over the leaves
of the case; one circuit holds the harm and the evidence joined with each outcome, so that the chance of an outcome and
the risk after it are as exact as the risk now. The risks after the outcomes average to the risk now (conservation of
expected evidence; Good, "On the Principle of Total Evidence", 1967).

The decision is whether to go ahead, which costs `harm costs` where the harm comes, or to do without, which costs
`doing without costs` whatever happens (Raiffa & Schlaifer, "Applied Statistical Decision Theory", 1961, chapter 4).
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from math import inf
from typing import TYPE_CHECKING

from loadpath.assess.budget import allowance
from loadpath.assess.lines import judgements_of
from loadpath.assess.model import Formed, Model, compiled, formed
from loadpath.assess.numbers import amount_law
from loadpath.assess.results import Answer, Interval, NotComputed, plain
from loadpath.case import node as kinds
from loadpath.engine.laws import Positive
from loadpath.engine.statistics.information import value_of_perfect_information, value_of_test

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from loadpath.assess.interpret import Interpreter, World
    from loadpath.case.graph import CaseGraph
    from loadpath.case.value import Amount

UNKNOWN = NotComputed("something that it depends on is unknown")
STILL = 1e-12
"""A worth that is so small a part of what is at stake is none: it is what rounding left of a difference."""

NOT_JUDGED = NotComputed("nobody's judgements say how likely it is to pass")
NO_DECISION = NotComputed("the case states no decision: add `harm costs` and `doing without costs`")
TWO = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """One outcome of a test: how likely it is, and the risk after it."""

    passes: bool
    chance: Answer
    risk: Answer

    def as_json(self) -> dict[str, object]:
        """Return the outcome as plain JSON values."""
        return {"passes": self.passes, "chance": plain(self.chance), "risk": plain(self.risk)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What is decided: to go ahead, at what harm costs, or to do without, at what that costs; in one unit."""

    harm: float
    without: float
    unit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A test that tells which of two planned mitigations to build.

    Attributes:
        options: their ids.
        now: the risk with each of them built and the other not.
        chance: how likely the test is to pass, where both can be tried.
        after: the same two risks after a pass, and after a fail.
        chosen: after a pass, and after a fail: the one that leaves less.
        saved: the risk with the better one now, less the expected risk with the better one after each outcome.
        worth: the same times what harm costs.
    """

    options: tuple[str, str]
    now: tuple[float, float]
    chance: float
    after: tuple[tuple[float, float], tuple[float, float]]
    chosen: tuple[str, str]
    saved: float
    worth: float | NotComputed

    def as_json(self) -> dict[str, object]:
        """Return the choice as plain JSON values."""
        return {
            "options": list(self.options),
            "now": list(self.now),
            "chance": self.chance,
            "after_a_pass": list(self.after[0]),
            "after_a_fail": list(self.after[1]),
            "if_it_passes": self.chosen[0],
            "if_it_fails": self.chosen[1],
            "saved": self.saved,
            "worth": _plain(self.worth),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Prospect:
    """What one test would show one assessor.

    Attributes:
        assessor: their id.
        test: id of the test.
        now: the risk now.
        outcomes: pass and fail, in this order; empty where nobody judged the test.
        level: the budget, a probability, at its mean where it is uncertain; None without one.
        worth: what it is worth for the decision, before its cost, in the unit of the decision.
        cost: of the test, in its own unit; None where it is no number.
        unit: of the cost.
        actions: whether the decision would differ between now and some outcome; None without a decision.
        choice: what it is worth for a choice between two planned mitigations; None where it makes none.
    """

    assessor: str
    test: str
    now: Answer
    outcomes: tuple[Outcome, ...]
    level: float | None
    worth: float | NotComputed
    cost: float | None
    unit: str
    actions: bool | None
    choice: Choice | NotComputed | None

    @property
    def known(self) -> bool:
        """Return whether every chance and risk is one number."""
        told = [self.now, *(answer for one in self.outcomes for answer in (one.chance, one.risk))]
        return bool(self.outcomes) and all(isinstance(answer, Interval) and answer.exact for answer in told)

    @property
    def drift(self) -> float | NotComputed:
        """Return by how much the risks after the outcomes fail to average to the risk now: rounding, or a fault."""
        if not self.known:
            return UNKNOWN
        return sum(_one(item.chance) * _one(item.risk) for item in self.outcomes) - _one(self.now)

    @property
    def down(self) -> float | NotComputed:
        """Return by how much the better outcome divides the risk; infinite where it leaves none."""
        if not self.known:
            return UNKNOWN
        least = min(_one(item.risk) for item in self.outcomes)
        return _one(self.now) / least if least > 0 else inf

    @property
    def up(self) -> float | NotComputed:
        """Return by how much the worse outcome multiplies the risk."""
        if not self.known or _one(self.now) <= 0:
            return UNKNOWN
        return max(_one(item.risk) for item in self.outcomes) / _one(self.now)

    @property
    def crosses(self) -> bool | None:
        """Return whether some outcome brings the risk to the other side of the budget; None where that is not known."""
        if not self.known or self.level is None:
            return None
        over = _one(self.now) > self.level
        return any((_one(item.risk) > self.level) is not over for item in self.outcomes)

    def as_json(self) -> dict[str, object]:
        """Return the prospect as plain JSON values."""
        choice = self.choice
        return {
            "assessor": self.assessor,
            "test": self.test,
            "now": plain(self.now),
            "outcomes": [one.as_json() for one in self.outcomes],
            "drift": _plain(self.drift),
            "down": _plain(self.down),
            "up": _plain(self.up),
            "crosses_budget": self.crosses,
            "changes_the_decision": self.actions,
            "worth": _plain(self.worth),
            "cost": self.cost,
            "cost_unit": self.unit,
            "choice": {"not_computed": choice.reason}
            if isinstance(choice, NotComputed)
            else choice and choice.as_json(),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Prospects:
    """What all tests of a case would show one assessor, and what it would be worth to know everything.

    `at_mean` is whether the budget is uncertain, so that an outcome that crosses it is one that crosses its mean.
    """

    assessor: str
    title: str
    decision: Decision | NotComputed
    perfect: float | NotComputed
    tests: tuple[Prospect, ...]
    at_mean: bool = False

    def as_json(self) -> dict[str, object]:
        """Return the prospects as plain JSON values."""
        decision = self.decision
        stated: object = (
            {"not_computed": decision.reason}
            if isinstance(decision, NotComputed)
            else {"harm_costs": decision.harm, "doing_without_costs": decision.without, "unit": decision.unit}
        )
        return {
            "assessor": self.assessor,
            "decision": stated,
            "perfect_information": _plain(self.perfect),
            "budget_is_a_mean": self.at_mean,
            "tests": [one.as_json() for one in self.tests],
        }


def _plain(value: float | NotComputed) -> object:
    if isinstance(value, NotComputed):
        return {"not_computed": value.reason}
    return value if value != inf else None


def _one(answer: Answer) -> float:
    if isinstance(answer, NotComputed):
        raise ValueError(answer.reason)  # noqa: TRY004  the caller asks for a number that there is not
    return answer.value


# the machine ----------------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class Machine:
    """One circuit for the harm, the evidence, and each outcome of some tests joined with both."""

    asked: Model
    outcomes: Mapping[str, tuple[int, int]]
    after: dict[int, Model] = field(default_factory=dict)

    def given(self, outcome: int) -> Model:
        """Return the same model with an outcome among what was observed."""
        if outcome not in self.after:
            seen = replace(self.asked.seen, formula=self.asked.with_evidence(outcome))
            self.after[outcome] = replace(self.asked, seen=seen, _joined={})
        return self.after[outcome]

    def chance(self, outcome: int) -> Answer:
        """Return P(outcome | evidence)."""
        asked = self.asked
        matter = asked.circuit.support(asked.with_evidence(outcome)) | asked.circuit.support(asked.seen.formula)
        return asked.extremes(outcome, matter, lambda free: asked.at_means(outcome, free))[0]


def judged_tests(case: CaseGraph, assessor: str) -> tuple[str, ...]:
    """Return the tests of a case that an assessor gives a likelihood of passing or failing."""
    lines = judgements_of(case, assessor).lines
    return tuple(
        test.id for test in case.all(kinds.Test) if test.id in lines and lines[test.id].line.passes is not None
    )


def passing(reader: Interpreter, name: str) -> int:
    """Return the formula of a planned test passing: the leaf of the first value whose condition holds."""
    own = reader.own(name)
    return own if reader.judgements.lines[name].line.passes else reader.store.negate(own)


def circuit_model(found: Formed, roots: Iterable[int]) -> Model:
    """Return a model whose circuit answers for these formulas, and for the harm and the evidence.

    Raises:
        TooLargeError: when the exact circuit does not fit.
    """
    joined = found.reader.store.all_of([found.total, found.seen.formula])
    return compiled(found, [joined, found.seen.formula, *roots], {})


def machine(case: CaseGraph, assessor: str, tests: Iterable[str]) -> Machine:
    """Return the circuit for both outcomes of each of some tests."""
    found = formed(case, judgements_of(case, assessor))
    store, seen = found.reader.store, found.seen.formula
    outcomes: dict[str, tuple[int, int]] = {}
    for name in tests:
        own = passing(found.reader, name)
        outcomes[name] = (own, store.negate(own))
    roots: list[int] = []
    for pair in outcomes.values():
        for one in pair:
            observed = store.all_of([one, seen])
            roots += [observed, store.all_of([found.total, observed])]
    return Machine(circuit_model(found, roots), outcomes)


# the questions --------------------------------------------------------------------------------------------------------


def decision_of(case: CaseGraph) -> Decision | NotComputed:
    """Return the decision that a case states, at the expected costs."""
    harm, without = case.head.harm_costs, case.head.doing_without_costs
    if harm is None or without is None:
        return NO_DECISION
    if harm.unit != without.unit:
        return NotComputed(f"`harm costs` is in `{harm.unit}` and `doing without costs` in `{without.unit}`")
    means = [expected(amount) for amount in (harm, without)]
    for amount, mean in zip((harm, without), means, strict=True):
        if mean is None:
            return NotComputed(
                f"`{amount.written}` has no expected value: write a narrower range, or the middle inwards"
            )
    return Decision(harm=means[0] or 0.0, without=means[1] or 0.0, unit=harm.unit)


def prospects(case: CaseGraph, assessor: str) -> Prospects:
    """Return what every planned test of a case would show an assessor, in the order in which they are written.

    Args:
        case: a sound case.
        assessor: id of one of its assessors.

    Raises:
        ValueError: when there is no such assessor.
        ContradictionError: when a number has no meaning.
        TooLargeError: when the exact circuit does not fit.
    """
    judged = judged_tests(case, assessor)
    made = machine(case, assessor, judged)
    now = made.asked.answer(made.asked.total)[0]
    allowed, decision = allowance(case), decision_of(case)
    level = None if allowed is None else allowed.mean
    perfect: float | NotComputed = UNKNOWN
    if isinstance(decision, NotComputed):
        perfect = decision
    elif isinstance(now, Interval) and now.exact:
        perfect = value_of_perfect_information(now.value, decision.harm, decision.without)
    return Prospects(
        assessor=assessor,
        title=made.asked.reader.judgements.title,
        decision=decision,
        perfect=perfect,
        tests=tuple(_prospect(case, made, test, now, level, decision) for test in case.all(kinds.Test)),
        at_mean=allowed is not None and not allowed.certain,
    )


def _prospect(
    case: CaseGraph, made: Machine, test: kinds.Test, now: Answer, level: float | None, decision: Decision | NotComputed
) -> Prospect:
    assessor = made.asked.reader.judgements.assessor
    outcomes: tuple[Outcome, ...] = ()
    if test.id in made.outcomes:
        pair = zip((True, False), made.outcomes[test.id], strict=True)
        outcomes = tuple(_outcome(made, one, passes=passes) for passes, one in pair)
    worth, actions = _worth(outcomes, now, decision)
    price = price_of(test.price)
    return Prospect(
        assessor=assessor,
        test=test.id,
        now=now,
        outcomes=outcomes,
        level=level,
        worth=worth,
        cost=price,
        unit=test.price.unit if test.price else "",
        actions=actions,
        choice=_choice(case, assessor, test, decision) if test.chooses_between else None,
    )


def price_of(price: Amount | None) -> float | None:
    """Return the expected cost that a field states, in its own unit; None where it is no number."""
    return None if price is None else expected(price)


def expected(amount: Amount) -> float | None:
    """Return the mean of a quantity; None where no distribution has its middle and its range, or its mean is infinite.

    Far out the logarithm of a log metalog grows as (a2 + a3 / 2) times the log odds, so that its mean is finite only
    where that is below 1.
    """
    law = amount_law(amount)
    if isinstance(law, Positive):
        _, a2, a3 = law.terms
        if not law.sound or a2 + a3 / 2 >= 1:
            return None
    return law.mean


def _outcome(made: Machine, outcome: int, *, passes: bool) -> Outcome:
    after = made.given(outcome)
    return Outcome(passes=passes, chance=made.chance(outcome), risk=after.answer(after.total)[0])


def _worth(
    outcomes: tuple[Outcome, ...], now: Answer, decision: Decision | NotComputed
) -> tuple[float | NotComputed, bool | None]:
    """Return what a test is worth for a decision, by enumeration over its outcomes, and whether one changes it."""
    if isinstance(decision, NotComputed):
        return decision, None
    if not outcomes:
        return NOT_JUDGED, None
    answers = [now, *(answer for one in outcomes for answer in (one.chance, one.risk))]
    if not all(isinstance(answer, Interval) and answer.exact for answer in answers):
        return UNKNOWN, None
    risk = _one(now)
    passed, failed = ((_one(one.chance), _one(one.risk)) for one in outcomes)
    caught = min(1.0, failed[0] * failed[1] / risk) if risk > 0 else 0.0
    quiet = min(1.0, passed[0] * (1 - passed[1]) / (1 - risk)) if risk < 1 else 0.0
    worth = value_of_test(risk, decision.harm, decision.without, sensitivity=caught, specificity=quiet)
    stops = [decision.harm * value > decision.without for value in (risk, passed[1], failed[1])]
    if worth <= STILL * min(decision.harm * risk, decision.without):  # what is left of a sum of large costs
        worth = 0.0
    return worth, len(set(stops)) > 1


# a choice between two mitigations -------------------------------------------------------------------------------------


def _choice(case: CaseGraph, assessor: str, test: kinds.Test, decision: Decision | NotComputed) -> Choice | NotComputed:
    """Return what a test is worth for choosing which of two planned mitigations to build.

    The test tells whether they would work, so its outcomes are those of the world in which both can be tried; the harm
    is that of the world in which one of them is missing.
    """
    options = tuple(dict.fromkeys(ref.id for ref in test.chooses_between))
    nodes = [case.nodes[name] for name in options]
    planned = [node for node in nodes if isinstance(node, kinds.Mitigation) and node.state == "planned"]
    if len(planned) != TWO or len(nodes) != TWO:
        return NotComputed("`chooses between` needs two planned mitigations, such as `[[a]], [[b]]`")
    if any(node.restores for node in planned):
        return NotComputed("a mitigation that restores claims cannot be taken away alone")
    if test.id not in judged_tests(case, assessor):
        return NOT_JUDGED
    built = {node.id: replace(node, state="built") for node in planned}
    found = formed(replace(case, nodes={**case.nodes, **built}), judgements_of(case, assessor))
    store, seen = found.reader.store, found.seen.formula
    harms = [_harm(found, frozenset({(other, False)})) for other in reversed(options)]
    own = passing(found.reader, test.id)
    outcomes = [store.all_of([one, seen]) for one in (own, store.negate(own))]
    joint = [[store.all_of([harm, outcome]) for outcome in outcomes] for harm in harms]
    roots = [*outcomes, *(one for row in joint for one in row)]
    asked = circuit_model(found, roots)
    if any(asked.free.keys() & asked.circuit.support(root) for root in (seen, *roots)):
        return UNKNOWN
    known = asked.expected({})
    if known[seen] <= 0:
        return NotComputed("the evidence has probability zero under these judgements")
    risks = [[known[one] / known[seen] for one in row] for row in joint]
    passes, fails = (known[one] / known[seen] for one in outcomes)
    return _chosen((options[0], options[1]), (passes, fails), risks, decision)


def _chosen(
    options: tuple[str, str],
    chances: tuple[float, float],
    risks: list[list[float]],
    decision: Decision | NotComputed,
) -> Choice:
    """Return the choice from P(harm, outcome | evidence) of each option, outcomes pass and fail."""
    now = (sum(risks[0]), sum(risks[1]))
    saved = max(0.0, min(now) - sum(min(risks[0][place], risks[1][place]) for place in range(TWO)))
    first, second = (options[0] if risks[0][place] <= risks[1][place] else options[1] for place in range(TWO))
    worth = decision if isinstance(decision, NotComputed) else saved * decision.harm
    passed, failed = (
        (risks[0][place] / chance, risks[1][place] / chance) if chance > 0 else (0.0, 0.0)
        for place, chance in enumerate(chances)
    )
    return Choice(
        options=options,
        now=now,
        chance=chances[0],
        after=(passed, failed),
        chosen=(first, second),
        saved=saved,
        worth=worth,
    )


def _harm(found: Formed, world: World) -> int:
    """Return the harm in a world where something is missing: any pathway, or any way that is not listed."""
    reader, store = found.reader, found.reader.store
    ways: list[int] = []
    for item in reader.case.all(kinds.Pathway):
        free = item.withheld or not item.chain
        parts = [reader.formula(step.what, world) for step in item.chain]
        ways.append(found.pathways[item.id] if free else store.all_of(parts))
    ways += [reader.truth(item.id, world) for item in reader.case.all(kinds.Event) if item.residual]
    return store.any_of(ways)
