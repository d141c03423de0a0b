"""The chance of making the case: how likely the risk ends at or below the budget, once what is planned is done.

Planned are tests that an assessor gives likelihoods, and mitigations whose `feasible` is the chance that they can be
had. For each set of mitigations that may be built, one circuit gives the chance of every outcome of the tests and the
risk after it: a failed test weighs the leaves of a passed one by their complements, so that all outcomes are columns
of one pass. What is counted are the outcomes with the risk at or below the budget (meaning.md, section 3).

By tests alone the risk now, p, is the mean of what it may become; so P(at or below b) is at most (1 - p) / (1 - b)
(Markov's inequality for one minus the risk). Mitigations put the risk expected once they are built in the place of p.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import combinations, product
from math import sqrt
from typing import TYPE_CHECKING

import numpy as np

from loadpath.assess.budget import allowance
from loadpath.assess.lines import judgements_of
from loadpath.assess.model import formed
from loadpath.assess.numbers import amount_law, law_of
from loadpath.assess.prospect import circuit_model, judged_tests, passing, price_of
from loadpath.assess.results import Answer, Interval, NotComputed, plain
from loadpath.case import node as kinds
from loadpath.engine.laws import Positive

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    from loadpath.assess.model import Model
    from loadpath.case.graph import CaseGraph
    from loadpath.case.value import Amount
    from loadpath.engine.laws import Law

    Floats = NDArray[np.float64]
    Part = frozenset[str]

MOST_TESTS = 16
"""2^16 = 65,536 outcomes are enumerated; with more tests they are drawn."""

MOST_MITIGATIONS = 8
"""Each set of planned mitigations that may be built is a circuit of its own: 256 at most."""

MOST_OPEN = 10
"""So many mitigations may leave open how likely they can be had: the ends are tried together."""

MOST_ITEMS = 16
"""Up to so many things to buy, every portfolio is tried; beyond, they are added one by one."""

MOST_VALUES = 4_000_000
"""Weights that are held at once: 32 MB, and as many again for complements."""

DRAWS = 20_000
SEED = 20_270_301
GRID = 256
"""Milestones are tried at so many equally likely values."""

HAIR = 1e-9
"""A risk this part above the budget is at it."""

UNKNOWN = NotComputed("something that the risk or a test depends on is unknown; `loadpath questions` lists what")


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """Something planned: a test or a mitigation.

    Attributes:
        id: of the node.
        mitigation: whether it is one; else it is a test.
        feasible: the chance that it can be had; of a test 1; None where that is not said.
        in_time: the chance that it is done before the milestone; 1 without one, or where it needs no time.
        cost: in its own unit; None where it is no number.
        unit: of the cost.
    """

    id: str
    mitigation: bool
    feasible: float | None
    in_time: float
    cost: float | None
    unit: str

    def as_json(self) -> dict[str, object]:
        """Return the item as plain JSON values."""
        return {
            "id": self.id,
            "kind": "mitigation" if self.mitigation else "test",
            "feasible": self.feasible,
            "in_time": self.in_time,
            "cost": self.cost,
            "cost_unit": self.unit,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Portfolio:
    """What is best bought for at most so much.

    Attributes:
        ids: what is bought.
        cost: together.
        unit: of the cost.
        chance: that the case can be made with that alone.
        exhaustive: whether every portfolio was tried; else items were added one by one, the best each time.
        left_out: what was not looked at, for it states no cost in that unit.
    """

    ids: tuple[str, ...]
    cost: float
    unit: str
    chance: Answer
    exhaustive: bool
    left_out: tuple[str, ...]

    def as_json(self) -> dict[str, object]:
        """Return the portfolio as plain JSON values."""
        return {
            "ids": list(self.ids),
            "cost": self.cost,
            "unit": self.unit,
            "chance": plain(self.chance),
            "exhaustive": self.exhaustive,
            "left_out": list(self.left_out),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Attainable:
    """How likely one assessor's risk ends at or below the budget.

    Attributes:
        assessor: their id.
        title: their name.
        level: the budget, a probability; None without one.
        now: the risk now.
        expected: the risk expected once what is planned is built, as far as it can be had.
        items: what is planned.
        chance: that the risk ends at or below the budget.
        error: standard error of the chance, where outcomes were drawn; 0 where they were enumerated.
        bound: (1 - expected) / (1 - budget): no tests make the chance higher.
        portfolio: what is best bought; None where no cost was given.
    """

    assessor: str
    title: str
    level: float | None
    now: Answer
    expected: Answer
    items: tuple[Item, ...]
    chance: Answer
    bound: Answer
    error: float = 0.0
    portfolio: Portfolio | NotComputed | None = None

    def as_json(self) -> dict[str, object]:
        """Return it as plain JSON values."""
        bought = self.portfolio
        return {
            "assessor": self.assessor,
            "budget": self.level,
            "now": plain(self.now),
            "expected": plain(self.expected),
            "items": [item.as_json() for item in self.items],
            "chance": plain(self.chance),
            "error": self.error,
            "bound": plain(self.bound),
            "portfolio": {"not_computed": bought.reason}
            if isinstance(bought, NotComputed)
            else bought and bought.as_json(),
        }


@dataclass(frozen=True, slots=True)
class Table:
    """The outcomes of all tests with one set of mitigations built: how likely, and jointly with the harm.

    `given` and `joint` have one axis of length two for each test (fails, passes); or they are lists of drawn outcomes,
    each as likely as the others, with their chance in `given`.
    """

    risk: float
    given: Floats
    joint: Floats
    drawn: bool


@dataclass(slots=True)
class Plans:
    """Everything planned in a case for one assessor, worked out when it is asked for."""

    case: CaseGraph
    assessor: str
    level: float
    tests: tuple[str, ...]
    known: dict[Part, Table | NotComputed] = field(default_factory=dict)
    successes: dict[tuple[Part, Part], float] = field(default_factory=dict)

    def table(self, built: Part) -> Table | NotComputed:
        """Return the outcomes with a set of mitigations built."""
        if built not in self.known:
            self.known[built] = _table(self.case, self.assessor, built, self.tests)
        return self.known[built]

    def risk(self, built: Part) -> float:
        """Return the risk with these mitigations built; refused as `success` is."""
        found = self.table(built)
        if isinstance(found, NotComputed):
            raise LookupError(found.reason)  # noqa: TRY004  it is looked up, and is not there
        return found.risk

    def success(self, built: Part, done: Part) -> float:
        """Return P(risk at or below the budget) with these mitigations built and these tests done.

        Raises:
            LookupError: when something is unknown, with the reason.
        """
        key = (built, done)
        if key not in self.successes:
            found = self.table(built)
            if isinstance(found, NotComputed):
                raise LookupError(found.reason)
            given, joint = found.given, found.joint
            if not found.drawn:
                axes = tuple(place for place, name in enumerate(self.tests) if name not in done)
                given, joint = given.sum(axis=axes), joint.sum(axis=axes)
            self.successes[key] = self._good(given, joint)
        return self.successes[key]

    def _good(self, given: Floats, joint: Floats) -> float:
        """Return how likely an outcome is that leaves the risk at or below the budget."""
        return float(np.sum(np.where(joint <= self.level * (1 + HAIR) * given, given, 0.0)))

    def prepare(self, built: Part, chosen: Part) -> None:
        """Work out `success` for every set of some tests: an axis is kept or summed out, one after the other."""
        found = self.table(built)
        if isinstance(found, NotComputed) or found.drawn:
            return
        others = tuple(place for place, name in enumerate(self.tests) if name not in chosen)
        names = [name for name in self.tests if name in chosen]
        stack = [(0, frozenset[str](), found.given.sum(axis=others), found.joint.sum(axis=others))]
        while stack:
            number, done, given, joint = stack.pop()
            if number == len(names):
                self.successes.setdefault((built, done), self._good(given, joint))
                continue
            axis = len(done)
            stack.append((number + 1, done | {names[number]}, given, joint))
            stack.append((number + 1, done, given.sum(axis=axis), joint.sum(axis=axis)))


def attainable(
    case: CaseGraph,
    assessor: str,
    now: Answer,
    *,
    limit: Amount | None = None,
    milestone: Amount | None = None,
) -> Attainable:
    """Return how likely an assessor's risk ends at or below the budget once what is planned is done.

    Args:
        case: a sound case.
        assessor: id of one of its assessors.
        now: their risk.
        limit: what may be spent, for the best portfolio.
        milestone: how long there is, in seconds, with its range: what needs longer does not count.

    Raises:
        ValueError: when there is no such assessor, or no distribution has the middle and the range of a time.
        ContradictionError: when a number has no meaning.
        TooLargeError: when an exact circuit does not fit.
    """
    tests = judged_tests(case, assessor)
    planned = [item for item in case.all(kinds.Mitigation) if item.state == "planned" and not item.withheld]
    nodes: list[kinds.Test | kinds.Mitigation] = [
        *(item for item in case.all(kinds.Test) if item.id in tests),
        *planned,
    ]
    times = _milestones(milestone)
    done = {node.id: _done(node, times) for node in nodes}
    items = tuple(_item(node, done[node.id]) for node in nodes)
    allowed = allowance(case)
    level = None if allowed is None else allowed.mean
    title = judgements_of(case, assessor).title
    none = NotComputed("the case has no budget")
    base = Attainable(
        assessor=assessor, title=title, level=level, now=now, expected=now, items=items, chance=none, bound=none
    )
    if level is None:
        return base
    if len(planned) > MOST_MITIGATIONS:
        reason = NotComputed(f"{len(planned)} mitigations are planned, at most {MOST_MITIGATIONS} are tried together")
        return replace(base, chance=reason, bound=reason)
    plans = Plans(case, assessor, level, tests)
    try:
        return _answered(base, plans, done, limit)
    except LookupError as error:
        reason = NotComputed(str(error))
        return replace(base, chance=reason, bound=reason)


def _answered(base: Attainable, plans: Plans, done: Mapping[str, Floats], limit: Amount | None) -> Attainable:
    many = len(plans.tests) > MOST_TESTS
    sure = frozenset(item.id for item in base.items if not item.mitigation and np.all(done[item.id] == 1))
    unsure = [item for item in base.items if item.id not in sure]
    if many and any(not item.mitigation for item in unsure):
        return replace(base, chance=NotComputed(f"more than {MOST_TESTS} tests, of which some may come too late"))
    if len(unsure) > MOST_ITEMS:
        return replace(base, chance=NotComputed(f"of {len(unsure)} things it is not sure that they are done in time"))
    if any(not item.mitigation for item in unsure):
        _prepare(base.items, plans)
    chance = _over_open(unsure, done, _values(unsure, sure, plans.success))
    expected = _over_open(unsure, done, _values(unsure, sure, lambda built, _: plans.risk(built)))
    error = 0.0
    if many and isinstance(chance, Interval):
        error = max(sqrt(end * (1 - end) / DRAWS) for end in (chance.low, chance.high))
    bound: Answer = expected
    if isinstance(expected, Interval) and base.level is not None:
        low, high = (min(1.0, (1 - end) / (1 - base.level)) for end in (expected.high, expected.low))
        bound = Interval(low, high)
        if many and isinstance(chance, Interval):  # what was drawn may lie above what is possible
            chance = Interval(min(chance.low, high), min(chance.high, high))
    portfolio = None if limit is None else _portfolio(base.items, plans, done, limit)
    return replace(base, chance=chance, expected=expected, error=error, bound=bound, portfolio=portfolio)


# what is done in time ---------------------------------------------------------------------------------------------


def _milestones(milestone: Amount | None) -> Floats:
    """Return equally likely values of the time there is, in seconds; without a milestone: for ever."""
    if milestone is None:
        return np.array([np.inf])
    if milestone.low is None:
        return np.array([amount_law(milestone).mean])
    return _law(milestone, milestone.written).quantile((np.arange(GRID) + 0.5) / GRID)


def _law(amount: Amount, written: str) -> Law:
    """Return the law of a time.

    Raises:
        ValueError: when no distribution has its middle and its range.
    """
    law = amount_law(amount)
    if isinstance(law, Positive) and not law.sound:
        raise ValueError(f"`{written}`: no distribution has that middle and that range; move the middle inwards")
    return law


def _done(node: kinds.Test | kinds.Mitigation, times: Floats) -> Floats:
    """Return how likely something is done within each of some times; what states no time is done."""
    if node.takes is None:
        return np.ones(len(times))
    law = _law(node.takes, f"{node.id}: needs years: {node.takes.written}")
    return np.array([1.0 if time == np.inf else law.cdf(float(time)) for time in times])


def _item(node: kinds.Test | kinds.Mitigation, done: Floats) -> Item:
    feasible: float | None = 1.0
    if isinstance(node, kinds.Mitigation):
        written = node.feasible_chance
        feasible = None if written is None else law_of(written, {}, node.place("feasible"), node.id).mean
    return Item(
        id=node.id,
        mitigation=isinstance(node, kinds.Mitigation),
        feasible=feasible,
        in_time=float(np.mean(done)),
        cost=price_of(node.price),
        unit=node.price.unit if node.price else "",
    )


# sums over what may be built and done ---------------------------------------------------------------------------------


def _prepare(items: Sequence[Item], plans: Plans) -> None:
    """Work out what every set of some items comes to, all sets of tests together."""
    tests, barriers = (frozenset(item.id for item in items if item.mitigation is kind) for kind in (False, True))
    for count in range(len(barriers) + 1):
        for built in combinations(sorted(barriers), count):
            plans.prepare(frozenset(built), tests)


def _values(items: Sequence[Item], sure: Part, value: Callable[[Part, Part], float]) -> Floats:
    """Return a value of (mitigations built, tests done) for every set of items there is: item i is bit i of a place."""
    found = np.empty(2 ** len(items))
    for place in range(len(found)):
        there = [item for number, item in enumerate(items) if place >> number & 1]
        built = frozenset(item.id for item in there if item.mitigation)
        found[place] = value(built, sure | frozenset(item.id for item in there if not item.mitigation))
    return found


def _mixed(items: Sequence[Item], done: Mapping[str, Floats], values: Floats, unsaid: Mapping[str, float]) -> Floats:
    """Return the expectation for every set of items that is wanted, of which only some may be had, and in time.

    Items are independent given how much time there is: with chance q an item is there, else the set is one without it.
    """
    times = np.array([done[item.id] for item in items]) if items else np.ones((0, 1))
    if np.all(times == times[:, :1]):
        times = times[:, :1]
    total = np.zeros_like(values)
    for column in range(times.shape[1]):
        here = values.copy()
        for number, item in enumerate(items):
            feasible = unsaid[item.id] if item.feasible is None else item.feasible
            chance = feasible * float(times[number, column])
            pairs = here.reshape(-1, 2, 2**number)
            pairs[:, 1, :] = chance * pairs[:, 1, :] + (1 - chance) * pairs[:, 0, :]
        total += here
    return np.asarray(np.clip(total / times.shape[1], 0.0, 1.0))


def _ends(items: Sequence[Item], done: Mapping[str, Floats], values: Floats) -> tuple[Floats, Floats] | NotComputed:
    """Return both ends over what is not said of feasibility, for every set: the mean is linear in each such chance."""
    unsaid = [item.id for item in items if item.feasible is None]
    if len(unsaid) > MOST_OPEN:
        return NotComputed(f"of {len(unsaid)} mitigations it is not said how likely they can be had")
    corners = [dict(zip(unsaid, ends, strict=True)) for ends in product((0.0, 1.0), repeat=len(unsaid))]
    found = np.array([_mixed(items, done, values, corner) for corner in corners])
    return found.min(axis=0), found.max(axis=0)


def _over_open(items: Sequence[Item], done: Mapping[str, Floats], values: Floats) -> Answer:
    """Return the expectation where all items are wanted."""
    found = _ends(items, done, values)
    return found if isinstance(found, NotComputed) else Interval(float(found[0][-1]), float(found[1][-1]))


# outcomes -------------------------------------------------------------------------------------------------------------


def _table(case: CaseGraph, assessor: str, built: Part, tests: Sequence[str]) -> Table | NotComputed:
    """Return every outcome of the tests in the case in which some planned mitigations are built."""
    nodes = dict(case.nodes)
    for name in built:
        node = nodes[name]
        assert isinstance(node, kinds.Mitigation)
        nodes[name] = replace(node, state="built")
    found = formed(replace(case, nodes=nodes), judgements_of(case, assessor))
    store, seen = found.reader.store, found.seen.formula
    own = [passing(found.reader, name) for name in tests]
    observed = store.all_of([*own, seen])
    asked = circuit_model(found, [observed, store.all_of([found.total, observed])])
    if not found.pathways and not found.residual:
        return NotComputed("no pathway and no residual event says what the harm is")
    if asked.free.keys() & (asked.circuit.support(observed) | asked.circuit.support(asked.with_evidence(found.total))):
        return UNKNOWN
    known = asked.expected({})
    if known[seen] <= 0:
        return NotComputed("the evidence has probability zero under these judgements")
    columns = _Columns(asked, observed, store.all_of([found.total, observed]), _own_leaves(asked, tests))
    scale = known[seen]
    risk = known[asked.with_evidence(found.total)] / scale
    if len(tests) > MOST_TESTS:
        given, joint = _drawn(columns, len(tests))
        return Table(risk, np.full(len(given), 1 / len(given)), joint / given / len(given), drawn=True)
    outcomes = np.array(list(product((0, 1), repeat=len(tests))), dtype=np.int8).reshape(2 ** len(tests), len(tests))
    given, joint = columns.at(outcomes)
    shape = (2,) * len(tests)
    return Table(risk, (given / scale).reshape(shape), (joint / scale).reshape(shape), drawn=False)


def _own_leaves(asked: Model, tests: Iterable[str]) -> list[tuple[list[int], bool]]:
    """Return the leaves that belong to each test alone, and whether they stand for a pass."""
    lines = asked.reader.judgements.lines
    found = []
    for name in tests:
        leaves = [number.leaf for number in asked.reader.numbers if number.subject == name]
        found.append((sorted(set(leaves)), bool(lines[name].line.passes)))
    return found


@dataclass(frozen=True, slots=True)
class _Columns:
    """P(evidence, outcomes), and the same with the harm, for many outcomes in one pass over a circuit."""

    asked: Model
    given: int
    joint: int
    leaves: Sequence[tuple[Sequence[int], bool]]

    def at(self, outcomes: NDArray[np.int8]) -> tuple[Floats, Floats]:
        """Return both for outcomes, shape (n, tests): 1 is a pass, 0 a fail, -1 is not asked."""
        setting = self.asked.setting({})
        points = len(setting.points)
        step = max(1, MOST_VALUES // (points * len(setting.weights)))
        parts: list[Floats] = []
        for start in range(0, len(outcomes), step):
            part = outcomes[start : start + step]
            weights, complements = (np.tile(rows, len(part)) for rows in (setting.weights, setting.complements))
            for place, (leaves, passes) in enumerate(self.leaves):
                column = np.repeat(part[:, place], points)
                for leaf in leaves:
                    plain_, turned = weights[leaf].copy(), complements[leaf].copy()
                    weights[leaf] = np.where(column == 1, plain_, turned)
                    complements[leaf] = np.where(column == 1, turned, plain_)
                    certain = column < 0
                    weights[leaf][certain], complements[leaf][certain] = float(passes), float(not passes)
            values = self.asked.circuit.probabilities(weights, complements, [self.given, self.joint])
            parts.append(values.reshape(2, len(part), points) @ setting.points)
        found = np.concatenate(parts, axis=1)
        return found[0], found[1]


def _drawn(columns: _Columns, tests: int) -> tuple[Floats, Floats]:
    """Return P(evidence, outcomes) and P(harm, evidence, outcomes) of drawn outcomes, one test after the other."""
    rng = np.random.default_rng(SEED)
    outcomes = np.full((DRAWS, tests), -1, dtype=np.int8)
    before = _each(columns, outcomes)[0]
    for place in range(tests):
        outcomes[:, place] = 1
        passed = _each(columns, outcomes)[0]
        passes = rng.random(DRAWS) * before < passed
        outcomes[:, place] = passes
        before = np.where(passes, passed, before - passed)
    return _each(columns, outcomes)


def _each(columns: _Columns, outcomes: NDArray[np.int8]) -> tuple[Floats, Floats]:
    """Return both chances for each row, working out rows that are alike once."""
    alike, place = np.unique(outcomes, axis=0, return_inverse=True)
    given, joint = columns.at(alike)
    return given[place.reshape(-1)], joint[place.reshape(-1)]


# portfolios -----------------------------------------------------------------------------------------------------------


def _portfolio(
    items: Sequence[Item], plans: Plans, done: Mapping[str, Floats], limit: Amount
) -> Portfolio | NotComputed:
    """Return what is best bought for at most a sum: the highest chance, then the lowest cost, then fewer items."""
    if len(plans.tests) > MOST_TESTS:
        return NotComputed(f"more than {MOST_TESTS} tests")
    most = price_of(limit) or 0.0
    priced = [item for item in items if item.cost is not None and item.unit == limit.unit]
    exhaustive = len(priced) <= MOST_ITEMS
    chosen = _every(priced, plans, done, most) if exhaustive else _greedy(priced, plans, done, most)
    if isinstance(chosen, NotComputed):
        return chosen
    return Portfolio(
        ids=tuple(item.id for item in chosen[0]),
        cost=_cost(chosen[0]),
        unit=limit.unit,
        chance=chosen[1],
        exhaustive=exhaustive,
        left_out=tuple(item.id for item in items if item not in priced),
    )


def _cost(chosen: Iterable[Item]) -> float:
    return sum(item.cost or 0.0 for item in chosen)


def _every(
    priced: Sequence[Item], plans: Plans, done: Mapping[str, Floats], most: float
) -> tuple[tuple[Item, ...], Answer] | NotComputed:
    _prepare(priced, plans)
    found = _ends(priced, done, _values(priced, frozenset(), plans.success))
    if isinstance(found, NotComputed):
        return found
    low, high = found
    places = range(len(low))
    sets = [tuple(item for number, item in enumerate(priced) if place >> number & 1) for place in places]
    affordable = [place for place in places if _cost(sets[place]) <= most * (1 + HAIR)]
    best = min(affordable, key=lambda place: (-round(float(low[place]), 12), _cost(sets[place]), len(sets[place])))
    return sets[best], Interval(float(low[best]), float(high[best]))


def _greedy(
    priced: Sequence[Item], plans: Plans, done: Mapping[str, Floats], most: float
) -> tuple[tuple[Item, ...], Answer] | NotComputed:
    """Return items added one by one, each time the one that raises the chance most; what raises nothing is not kept."""
    best: tuple[Item, ...] = ()
    answer = _over_open((), done, _values((), frozenset(), plans.success))
    while len(best) < MOST_ITEMS:
        more: list[tuple[float, float, tuple[Item, ...], Answer]] = []
        for item in priced:
            chosen = (*best, item)
            if item in best or _cost(chosen) > most * (1 + HAIR):
                continue
            found = _over_open(chosen, done, _values(chosen, frozenset(), plans.success))
            if isinstance(found, NotComputed):
                return found
            more.append((-round(found.low, 12), _cost(chosen), chosen, found))
        now = answer.low if isinstance(answer, Interval) else 0.0
        if not more or -min(more, key=lambda one: one[:2])[0] <= round(now, 12):
            return best, answer
        _, _, best, answer = min(more, key=lambda one: one[:2])
    return best, answer
