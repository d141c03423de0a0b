"""The roadmap: what moves the risk most for its cost, and in which order to build what is planned.

- A planned mitigation *buys* the risk now less the risk with it built, alone. With the chance that it can be had, that
  is what is expected of it.
- A built one *holds* the risk without it less the risk now: what would be lost by dropping it.
- A planned test lowers no risk by itself: the risks after its outcomes average to the risk now (see `prospect`). It
  *finds* P(outcome) x risk after it, over the outcomes after which one stops while one goes ahead after another. One
  stops above the budget, or where going ahead costs more than doing without, if the case states both costs. Whoever
  goes ahead only after the other outcomes keeps the risk now less that. If no outcome changes what is done, it finds
  nothing. A test that chooses between two mitigations moves what the choice saves.
- A question *may move* the risk down to where it is at the best answer (see `worth`): the end of what is possible, not
  an expectation. So questions are listed apart.

A cost is a cost in its own unit: what is paid in different units is listed apart, and nothing is converted.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from loadpath.assess.asking import asking
from loadpath.assess.best_order import FREE, MOST, Limits, Order, Sets, Thing, best_order, fall
from loadpath.assess.budget import allowance
from loadpath.assess.numbers import law_of
from loadpath.assess.prospect import NOT_JUDGED, UNKNOWN, Choice, Decision, price_of, prospects
from loadpath.assess.results import Answer, Interval, NotComputed, plain
from loadpath.assess.worth import Basis, Others, Worth
from loadpath.case import node as kinds
from loadpath.case.asked import Sort

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from loadpath.assess.asking import Asked
    from loadpath.assess.prospect import Prospect
    from loadpath.assess.results import Assessment
    from loadpath.case.graph import CaseGraph

NOTHING = Interval(0.0, 0.0)
NO_LINE = "the case has no budget and no costs, so that no outcome changes what is done"
SAME_ACTION = "no outcome changes what is done"


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """Something that may move the risk.

    Attributes:
        id: of the node; of a question, its own.
        kind: `mitigation`, `test` or `question`.
        state: of a mitigation `planned`, `built` or `verified`; else empty.
        moves: by how much it moves the risk, in the sense of its kind; of intervals by how much each end does.
        feasible: the chance that it can be had; None where that is not said; 1 of what is no planned mitigation.
        cost: in its own unit; None where it is no number.
        unit: of the cost.
        tax: share of speed that it takes; None where it states none, or no number.
        told: why it moves nothing, or what a question asks.
        unread: which of `cost`, `tax` and `feasible` are stated, and are no number that can be read.
    """

    id: str
    kind: str
    state: str
    moves: Answer
    feasible: float | None = 1.0
    cost: float | None = None
    unit: str = ""
    tax: float | None = None
    told: str = ""
    unread: tuple[str, ...] = ()

    @property
    def expected(self) -> Answer:
        """Return what it moves times the chance that it can be had; what is not said lies between 0 and 1."""
        if isinstance(self.moves, NotComputed):
            return self.moves
        chances = (0.0, 1.0) if self.feasible is None else (self.feasible,)
        ends = [chance * end for chance in chances for end in (self.moves.low, self.moves.high)]
        return Interval(min(ends), max(ends))

    @property
    def per_cost(self) -> Answer | None:
        """Return what is expected of it for one of its unit; None where it states no cost, or costs nothing."""
        found = self.expected
        if self.cost is None or self.cost <= 0:
            return None
        return found if isinstance(found, NotComputed) else Interval(found.low / self.cost, found.high / self.cost)

    def as_json(self) -> dict[str, object]:
        """Return the candidate as plain JSON values."""
        return {
            "id": self.id,
            "kind": self.kind,
            "state": self.state,
            "moves": plain(self.moves),
            "feasible": self.feasible,
            "expected": plain(self.expected),
            "cost": self.cost,
            "cost_unit": self.unit,
            "per_cost": None if self.per_cost is None else plain(self.per_cost),
            "tax": self.tax,
            "told": self.told,
            "unread": list(self.unread),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Roadmap:
    """What moves the risk of one assessor most.

    Attributes:
        assessor: their id.
        title: their name.
        level: the budget, a probability; None without one.
        now: the risk now.
        ranked: mitigations and tests, what moves most for its cost first: those that state a cost in one unit
            together, those that state none behind them, and last those of which it is not computed.
        questions: what an answer may move, the most first.
        order: of what is planned; not computed where the risk is not.
    """

    assessor: str
    title: str
    level: float | None
    now: Answer
    ranked: tuple[Candidate, ...]
    questions: tuple[Candidate, ...]
    order: Order | NotComputed

    def as_json(self) -> dict[str, object]:
        """Return the roadmap as plain JSON values."""
        order = self.order
        return {
            "assessor": self.assessor,
            "budget": self.level,
            "now": plain(self.now),
            "ranked": [one.as_json() for one in self.ranked],
            "questions": [one.as_json() for one in self.questions],
            "order": {"not_computed": order.reason} if isinstance(order, NotComputed) else order.as_json(),
        }


def roadmap(case: CaseGraph, found: Assessment, *, limits: Limits = FREE) -> Roadmap:
    """Return what moves the risk of an assessor most, and the best order of what is planned.

    Args:
        case: a sound case.
        found: what the assessor's numbers come to.
        limits: what the order keeps to.

    Raises:
        ContradictionError: when a number has no meaning.
        TooLargeError: when the exact circuit for a test does not fit.
    """
    barriers = [item for item in case.all(kinds.Mitigation) if not item.withheld]
    built = frozenset(item.id for item in barriers if item.state != "planned")
    sets = Sets(case, found.assessor, built)
    planned = [_thing(item) for item in barriers if item.state == "planned"]
    alone = [built, *(built ^ {item.id} for item in barriers)]
    sets.prepare([*alone, *_all(planned, built)])
    allowed = allowance(case)
    now = sets.risk(built)
    candidates = [
        *(_mitigation(item, sets) for item in barriers),
        *_tests(case, found.assessor),
    ]
    return Roadmap(
        assessor=found.assessor,
        title=found.title,
        level=None if allowed is None else allowed.mean,
        now=now,
        ranked=ranked(candidates),
        questions=_questions(asking(case, [found]), found.risk),
        order=best_order(planned, sets.with_also, limits, ahead=sets.prepare_also),
    )


def _all(planned: Sequence[Thing], built: frozenset[str]) -> Iterable[frozenset[str]]:
    """Yield every set of what is planned, where all orders are compared: they go through the circuit together."""
    for place in range(2 ** len(planned) if len(planned) <= MOST else 0):
        yield built | {one.id for number, one in enumerate(planned) if place >> number & 1}


# mitigations ----------------------------------------------------------------------------------------------------------


def _thing(item: kinds.Mitigation) -> Thing:
    return Thing(
        id=item.id,
        cost=price_of(item.price),
        unit=item.price.unit if item.price else "",
        tax=_tax(item) if item.tax else 0.0,
        feasible=_feasible(item),
    )


def _feasible(item: kinds.Mitigation) -> float | None:
    """Return the chance that a planned mitigation can be had; 1 of what is built."""
    if item.state != "planned":
        return 1.0
    written = item.feasible_chance
    return None if written is None else law_of(written, {}, item.place("feasible"), item.id).mean


def _tax(item: kinds.Mitigation) -> float | None:
    """Return the share of speed that a mitigation takes; None where it states none, or no number."""
    written = item.tax_share
    return None if written is None else law_of(written, {}, item.place("tax"), item.id).mean


def _mitigation(item: kinds.Mitigation, sets: Sets) -> Candidate:
    now, other = sets.risk(sets.built), sets.risk(sets.built ^ {item.id})
    moves = fall(now, other) if item.state == "planned" else fall(other, now)
    return Candidate(
        id=item.id,
        kind="mitigation",
        state=item.state,
        moves=moves,
        feasible=_feasible(item),
        cost=price_of(item.price),
        unit=item.price.unit if item.price else "",
        tax=_tax(item),
        told=_still(now) if moves == NOTHING else "",
        unread=_unread(item),
    )


def _still(now: Answer) -> str:
    """Return why something moves nothing: of an interval, only that its ends stay is known."""
    known = isinstance(now, Interval) and now.exact
    return "the risk does not depend on it alone" if known else "it moves neither end of what is unknown"


def _unread(item: kinds.Mitigation) -> tuple[str, ...]:
    """Return which of its fields are stated, and are no number; so is a number that is withheld."""
    held = (("cost", item.cost, item.price), ("tax", item.tax, item.tax_share))
    feasible = ("feasible", item.feasible, item.feasible_chance)
    return tuple(key for key, text, value in (*held, feasible) if text and value is None)


# tests ----------------------------------------------------------------------------------------------------------------


def _tests(case: CaseGraph, assessor: str) -> list[Candidate]:
    if not case.all(kinds.Test):
        return []
    found = prospects(case, assessor)
    lines = []
    if isinstance(found.decision, Decision) and found.decision.harm > 0:
        lines.append(found.decision.without / found.decision.harm)
    tests = []
    for one in found.tests:
        moves, told = _found(one, lines if one.level is None else [*lines, one.level])
        tests.append(
            Candidate(id=one.test, kind="test", state="", moves=moves, cost=one.cost, unit=one.unit, told=told)
        )
    return tests


def _found(one: Prospect, lines: Sequence[float]) -> tuple[Answer, str]:
    """Return the risk that a test finds in time, and why it finds none.

    Args:
        one: what the test would show.
        lines: probabilities above which one does not go ahead.
    """
    if isinstance(one.choice, Choice):
        options = " and ".join(one.choice.options)
        same = f"after either outcome the same of {options} is the better one" if one.choice.saved <= 0 else ""
        return Interval(one.choice.saved, one.choice.saved), same
    if not one.outcomes:
        return NOT_JUDGED, ""
    if not one.known:
        return UNKNOWN, ""
    if not lines:
        return NOTHING, NO_LINE
    told = sorted((_one(item.risk), _one(item.chance)) for item in one.outcomes)
    (least, _), (most, chance) = told[0], told[-1]
    if not any(least <= line < most for line in lines):
        return NOTHING, SAME_ACTION
    return Interval(chance * most, chance * most), ""


def _one(answer: Answer) -> float:
    assert isinstance(answer, Interval)
    return answer.value


# questions ------------------------------------------------------------------------------------------------------------


def _questions(found: Iterable[Asked], risk: Answer) -> tuple[Candidate, ...]:
    """Return what answers may move, the most first.

    That is the risk now less that at the best answer. Where the risk is an interval, it is the end of it at which the
    worth of the question keeps everything else; of what is itself unknown, the risk at the worst answer takes the place
    of the risk now. Who owns a part, and whether somebody holds what another has said, moves nothing by itself.
    """
    questions = []
    for one in found:
        worth, asked = one.worth, one.question
        if not isinstance(worth, Worth) or asked.sort in (Sort.OWNER, Sort.TAKEN):
            continue
        top = worth.high
        if isinstance(risk, Interval) and (risk.exact or worth.basis is not Basis.UNKNOWN):
            top = {Others.WORST: risk.high, Others.HALF: worth.high}.get(worth.others, risk.low)
        if top - worth.low > 0:
            moves = Interval(top - worth.low, top - worth.low)
            questions.append(Candidate(id=asked.id, kind="question", state="", moves=moves, told=asked.text))
    return tuple(sorted(questions, key=lambda one: (_least_first(one.moves), one.id)))


# ranks ----------------------------------------------------------------------------------------------------------------


def ranked(candidates: Iterable[Candidate]) -> tuple[Candidate, ...]:
    """Return candidates, what moves most for its cost first.

    Those that cost something in one unit stand together, the unit first in which most are stated; what states no cost
    comes after, by what it moves; what is not computed is last. Intervals are ranked by their lower end, then by their
    upper one: what is not said makes nothing look better. What costs nothing, and lowers the risk, is the first of its
    unit.
    """
    several = list(candidates)
    count = {unit: sum(one.unit == unit and one.cost is not None for one in several) for unit in _units(several)}

    def key(one: Candidate) -> tuple[object, ...]:
        if isinstance(one.expected, NotComputed):
            return (2, 0, "", (0.0, 0.0), one.id)
        if one.cost is None:
            return (1, 0, "", _least_first(one.expected), one.id)
        each = one.per_cost
        free = (-float("inf"), 0.0) if _least_first(one.expected) < (0.0, 0.0) else (0.0, 0.0)
        return (0, -count[one.unit], one.unit, free if each is None else _least_first(each), one.id)

    return tuple(sorted(several, key=key))


def _units(several: Sequence[Candidate]) -> set[str]:
    return {one.unit for one in several if one.cost is not None}


def _least_first(answer: Answer) -> tuple[float, float]:
    """Return what ranks the most first: minus both ends, without the digits that hang on the order of sums."""
    assert isinstance(answer, Interval)
    return -float(f"{answer.low:.9g}"), -float(f"{answer.high:.9g}")
