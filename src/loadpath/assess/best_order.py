"""The best order in which to build what is planned: the one in which the risk falls soonest.

One circuit gives the risk for every set of mitigations that are there: a leaf of its own says of each whether it is
built, and sets are columns of one pass. `planned` counts as absent, as everywhere; what is built brings what it needs
and what it restores.

An order is as good as the area under the risk over the cost that was paid so far: while the k-th thing is paid for, the
risk is still that of those before it. The area of the best order of a set is the least, over what may come last, of the
area of the rest and one step more, so that all orders are compared by going through all sets (Held & Karp, "A Dynamic
Programming Approach to Sequencing Problems", J. SIAM 10, 1962, section 2).

Of a risk that is an interval the upper end counts, and the lower one where the upper ones are the same: a barrier that
nobody judges is not taken for half of one.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import combinations
from math import inf
from typing import TYPE_CHECKING

from loadpath.assess.evidence import hidden_by_failures, observed, unscored_failures
from loadpath.assess.interpret import Interpreter
from loadpath.assess.lines import judgements_of
from loadpath.assess.model import IMPOSSIBLE, NO_HARM, TOO_MANY, Model, compiled, formed_by
from loadpath.assess.results import Answer, Interval, NotComputed, plain
from loadpath.case import node as kinds
from loadpath.engine.bounds import ends
from loadpath.engine.laws import Point
from loadpath.engine.leaves import Is, Parameter
from loadpath.errors import TooLargeError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from loadpath.assess.interpret import World
    from loadpath.case.graph import CaseGraph
    from loadpath.engine.bounds import Ends as Corners

    Part = frozenset[str]
    Parts = list[Part]
    Ends = tuple[float, float]

MOST = 8
"""So many planned mitigations are put into the best of all orders; with more, the best next one is taken each time."""

MOST_VALUES = 8_000_000
"""Values that are held at once while many sets go through a circuit together: some 64 MB."""

HAIR = 1e-9
"""A tax or a cost this part above a limit is at it; risks that differ by less than this part are the same."""


# the risk for every set -----------------------------------------------------------------------------------------------


class Switched(Interpreter):
    """Reads a case so that each mitigation may be there or not: a leaf of its own says which."""

    __slots__ = ()

    def switch(self, name: str) -> int:
        """Return the leaf that says whether a mitigation is built. Its weight is only ever set to 0 or 1."""
        return self.leaf(("built", name), Is(Parameter(f"built/{name}", Point(0.5, 0.5))))

    def _barrier(self, barrier: kinds.Mitigation, world: World) -> int:
        works = super()._barrier(replace(barrier, state="built"), world)
        return self.store.all_of([self.switch(barrier.id), works])

    def _claim(self, claim: kinds.Claim, world: World) -> int:
        own = super()._claim(claim, world)
        return self.store.any_of([*(self.switch(name) for name in self._restoring(claim.id)), own])

    def _restoring(self, claim: str) -> list[str]:
        """Return the mitigations that restore a claim once they are built: one without a state restores nothing."""
        return [
            item.id
            for item in self.case.all(kinds.Mitigation)
            if any(one.key == "state" for one in item.fields) and any(ref.id == claim for ref in item.restores)
        ]

    def _restored(self) -> frozenset[str]:
        return frozenset()


@dataclass(slots=True)
class Sets:
    """The risk of one assessor for every set of mitigations that are built, remembered.

    Attributes:
        case: a sound case.
        assessor: id of one of its assessors.
        built: those that are there now.
        known: what was worked out, by what is there.
    """

    case: CaseGraph
    assessor: str
    built: Part
    known: dict[Part, Answer] = field(default_factory=dict)
    _asked: tuple[Model, dict[str, int], Corners] | NotComputed | None = None

    def risk(self, there: Part) -> Answer:
        """Return the risk where exactly these mitigations are there."""
        if there not in self.known:
            self.prepare([there])
        return self.known[there]

    def with_also(self, more: Iterable[str]) -> Answer:
        """Return the risk with some planned mitigations built, besides what is there now."""
        return self.risk(self.built | frozenset(more))

    def prepare_also(self, several: Iterable[Iterable[str]]) -> None:
        """Work out the risk with each of several parts of what is planned built, besides what is there now."""
        self.prepare(self.built | frozenset(more) for more in several)

    def prepare(self, sets: Iterable[Part]) -> None:
        """Work out the risk for many sets in as few passes as fit.

        Raises:
            ContradictionError: when a number has no meaning.
        """
        missing = [there for there in dict.fromkeys(sets) if there not in self.known]
        if not missing:
            return
        if self._asked is None:
            self._asked = _switched(self.case, self.assessor)
        if isinstance(self._asked, NotComputed):
            self.known |= dict.fromkeys(missing, self._asked)
            return
        asked, leaves, corners = self._asked
        size = max(1, MOST_VALUES // ((1 + asked.narrow[0].size) * len(asked.base.points)))
        for start in range(0, len(missing), size):
            part = missing[start : start + size]
            changes = [{leaf: float(name in there) for name, leaf in leaves.items()} for there in part]
            low = [asked.moved_together(corner, changes) for corner in corners.low]
            high = low if corners.high == corners.low else [asked.moved_together(one, changes) for one in corners.high]
            for place, there in enumerate(part):
                self.known[there] = _ends([row[place] for row in low], [row[place] for row in high])


def _ends(low: Sequence[float | None], high: Sequence[float | None]) -> Answer:
    least, most = ([float(value) for value in side if value is not None] for side in (low, high))
    return Interval(min(least), max(most)) if least and most else NotComputed(IMPOSSIBLE)


def _switched(case: CaseGraph, assessor: str) -> tuple[Model, dict[str, int], Corners] | NotComputed:
    """Return the model in which each mitigation has a leaf that says whether it is there, these leaves, and the ends.

    At the ends of what is unknown the risk is lowest and highest, whichever of the mitigations are there.
    """
    judgements = judgements_of(case, assessor)
    reader = Switched(case, judgements, overridden=hidden_by_failures(case, unscored_failures(case, judgements.lines)))
    store, seen = reader.store, observed(reader)
    found = formed_by(reader, seen)
    if not found.pathways and not found.residual:
        return NotComputed(NO_HARM)
    try:
        asked = compiled(found, [store.all_of([found.total, seen.formula]), seen.formula], {})
    except TooLargeError as error:
        return NotComputed(str(error))
    matter = asked.matter
    free = {leaf: asked.free[leaf] for leaf in sorted(asked.free.keys() & matter)}
    corners = ends(store, found.total, seen.formula, free)
    own = (item.id for item in case.all(kinds.Mitigation) if not item.withheld)
    leaves = {name: store.gates[reader.switch(name)].number for name in own}
    return NotComputed(TOO_MANY) if corners is None else (asked, leaves, corners)


# orders ---------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Thing:
    """A planned mitigation, as far as its place in an order depends on it.

    Attributes:
        id: of the node.
        cost: in its own unit; None where it is no number.
        unit: of the cost.
        tax: share of speed that it takes; 0 where none is stated, None where it is no number.
        feasible: the chance that it can be had; None where that is not said.
    """

    id: str
    cost: float | None
    unit: str
    tax: float | None
    feasible: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step of an order.

    Attributes:
        id: what is built.
        risk: with that and all before it.
        lowers: by how much its two ends fall, or that of the only number.
        cost: paid so far, in the unit of the order; None where steps are counted.
        tax: the share of speed lost so far: one minus the product of what each leaves; None where one is no number.
        feasible: the chance that everything so far can be had, each by itself.
    """

    id: str
    risk: Answer
    lowers: Answer
    cost: float | None
    tax: float | None
    feasible: Answer

    def as_json(self) -> dict[str, object]:
        """Return the step as plain JSON values."""
        return {
            "id": self.id,
            "risk": plain(self.risk),
            "lowers": plain(self.lowers),
            "cost": self.cost,
            "tax": self.tax,
            "feasible": plain(self.feasible),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """The best order.

    Attributes:
        steps: in order.
        unit: what the area is taken over; empty where each step counts the same.
        area: under the risk (the upper end, of an interval), over what is paid, or over steps.
        exact: whether all orders were compared; else the best next step was taken each time.
        left_out: what is not taken, each with the reason.
    """

    steps: tuple[Step, ...]
    unit: str
    area: float
    exact: bool
    left_out: tuple[tuple[str, str], ...]

    def as_json(self) -> dict[str, object]:
        """Return the order as plain JSON values."""
        return {
            "steps": [step.as_json() for step in self.steps],
            "over": self.unit or "steps",
            "area": self.area,
            "exact": self.exact,
            "left_out": [{"id": name, "reason": reason} for name, reason in self.left_out],
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What an order keeps to.

    Attributes:
        ceiling: the largest share of speed that may be lost together; None for any.
        most: the largest cost; None for any.
        unit: of that cost.
    """

    ceiling: float | None = None
    most: float | None = None
    unit: str = ""

    def usable(self, thing: Thing) -> str:
        """Return why something cannot be held against the limits at all; empty where it can."""
        if self.ceiling is not None and thing.tax is None:
            return "its `tax` is no number"
        if self.most is not None and (thing.cost is None or thing.unit != self.unit):
            return "it states no cost in the unit of what may be spent"
        return ""

    def over(self, things: Sequence[Thing]) -> str:
        """Return which limit some things break together; empty where none."""
        if self.ceiling is not None and (taxed(things) or 0.0) > self.ceiling * (1 + HAIR):
            return "it would bring the tax above the ceiling"
        if self.most is not None and sum(one.cost or 0.0 for one in things) > self.most * (1 + HAIR):
            return "it would bring the cost above what may be spent"
        return ""


FREE = Limits()
"""No limits."""

NONE = (0.0, 0.0)
"""Neither end of a risk falls."""


def taxed(things: Iterable[Thing]) -> float | None:
    """Return the share of speed that is lost together: one minus the product of what each leaves.

    >>> one = Thing(id="a", cost=None, unit="", tax=0.1, feasible=1.0)
    >>> round(taxed([one, one]), 9)
    0.19
    """
    left = 1.0
    for one in things:
        if one.tax is None:
            return None
        left *= 1.0 - one.tax
    return 1.0 - left


def had(things: Iterable[Thing]) -> Interval:
    """Return the chance that everything can be had, each by itself; what is not said lies between 0 and 1."""
    low = high = 1.0
    for one in things:
        low *= 0.0 if one.feasible is None else one.feasible
        high *= 1.0 if one.feasible is None else one.feasible
    return Interval(low, high)


def fall(before: Answer, after: Answer) -> Answer:
    """Return by how much a risk falls; of intervals by how much each end does, the smaller first.

    >>> fall(Interval(0.25, 0.5), Interval(0.125, 0.25))
    Interval(low=0.125, high=0.25)
    """
    for one in (before, after):
        if isinstance(one, NotComputed):
            return one
    assert isinstance(before, Interval)
    assert isinstance(after, Interval)
    moved = [
        0.0 if abs(old - new) <= HAIR * old else old - new
        for old, new in ((before.low, after.low), (before.high, after.high))
    ]
    return Interval(min(moved), max(moved))


def worst_first(answer: Answer) -> Ends:
    """Return the upper end of an answer, and the lower one.

    Raises:
        LookupError: when there are none, with the reason.
    """
    if isinstance(answer, NotComputed):
        raise LookupError(answer.reason)  # noqa: TRY004  it is looked up, and is not there
    return answer.high, answer.low


def _falls(before: Answer, after: Answer) -> Ends:
    """Return by how much the upper end of a risk falls, and the lower one; a hair is nothing.

    Raises:
        LookupError: when one is not computed, with the reason.
    """
    pairs = zip(worst_first(before), worst_first(after), strict=True)
    high, low = (0.0 if abs(old - new) <= HAIR * old else old - new for old, new in pairs)
    return high, low


def _one_at_a_time(_: Parts) -> None:
    """Work nothing out ahead."""


def best_order(
    things: Sequence[Thing],
    risk: Callable[[Part], Answer],
    limits: Limits = FREE,
    *,
    ahead: Callable[[Parts], None] = _one_at_a_time,
) -> Order | NotComputed:
    """Return the order in which the risk falls soonest.

    First the set is chosen: of all within the limits the one that leaves the least risk, then the cheapest, then the
    smallest. Then its order: the least area under the risk over what is paid. Where not everything that may be taken
    states a cost in one unit, each step counts the same. Each is taken as if it can be had.

    Args:
        things: what may be built, in any order; of two equal orders the one that keeps this order better is returned.
        risk: the risk with a set of them built.
        limits: what the order keeps to.
        ahead: is told for which sets the risk is asked next, where they are many.
    """
    usable = [one for one in things if not limits.usable(one)]
    units = {one.unit if one.cost is not None else None for one in usable}
    priced = len(units) == 1 and None not in units
    unit = (usable[0].unit if priced else "") if usable else ""
    exact = len(usable) <= MOST
    try:
        if exact:
            chosen = _all_orders(usable, risk, limits, priced=priced)
        else:
            chosen = _one_by_one(usable, risk, limits, ahead, priced=priced)
        area = sum(
            worst_first(risk(frozenset(one.id for one in chosen[:place])))[0] * _price(thing, priced=priced)
            for place, thing in enumerate(chosen)
        )
        names = frozenset(one.id for one in chosen)
        ahead([names | {one.id} for one in things])
        left_out = tuple((one.id, _why(one, chosen, risk, limits)) for one in things if one not in chosen)
    except LookupError as error:
        return NotComputed(str(error))
    steps = [_step(chosen[:count], risk, priced=priced) for count in range(1, len(chosen) + 1)]
    return Order(steps=tuple(steps), unit=unit, area=area, exact=exact, left_out=left_out)


def _price(thing: Thing, *, priced: bool) -> float:
    return (thing.cost or 0.0) if priced else 1.0


def _step(so_far: Sequence[Thing], risk: Callable[[Part], Answer], *, priced: bool) -> Step:
    names = [one.id for one in so_far]
    before, after = risk(frozenset(names[:-1])), risk(frozenset(names))
    return Step(
        id=names[-1],
        risk=after,
        lowers=fall(before, after),
        cost=sum(one.cost or 0.0 for one in so_far) if priced else None,
        tax=taxed(so_far),
        feasible=had(so_far),
    )


def _why(thing: Thing, chosen: Sequence[Thing], risk: Callable[[Part], Answer], limits: Limits) -> str:
    """Return why something is not taken."""
    if found := limits.usable(thing):
        return found
    names = frozenset(one.id for one in chosen)
    lowers = _falls(risk(names), risk(names | {thing.id}))
    if lowers > NONE and (found := limits.over([*chosen, thing])):
        return found
    if lowers < NONE:
        return "it would make the risk larger"
    now = risk(names)
    if isinstance(now, Interval) and not now.exact:
        return "it lowers neither end of what is unknown"
    return "it does not lower the risk once the others are built" if chosen else "it does not lower the risk by itself"


def _all_orders(
    things: Sequence[Thing], risk: Callable[[Part], Answer], limits: Limits, *, priced: bool
) -> tuple[Thing, ...]:
    """Return the best order of the best set within the limits; thing i is bit i of a set."""
    count = 2 ** len(things)
    members = [[one for number, one in enumerate(things) if place >> number & 1] for place in range(count)]
    allowed = [place for place in range(count) if not limits.over(members[place])]
    risks = {place: worst_first(risk(frozenset(one.id for one in members[place]))) for place in allowed}

    def left(place: int) -> tuple[Ends, float, int]:
        cost = sum(_price(one, priced=priced) for one in members[place])
        return _short(risks[place], 9), cost, len(members[place])

    best = min(allowed, key=left)
    areas: dict[int, tuple[Ends, tuple[int, ...]]] = {0: (NONE, ())}
    for place in allowed:  # a set comes after all of its parts, and a part of what is allowed is allowed
        if not place or place & ~best:
            continue
        ways = []
        for last in (number for number in range(len(things)) if place >> number & 1):
            area, before = areas[place & ~(1 << last)]
            price, step = _price(things[last], priced=priced), risks[place & ~(1 << last)]
            ways.append((_short((area[0] + step[0] * price, area[1] + step[1] * price), 12), (*before, last)))
        areas[place] = min(ways)
    return tuple(things[number] for number in areas[best][1])


def _short(pair: Ends, digits: int) -> Ends:
    """Return both without the digits that hang on the order of sums."""
    first, second = (float(f"{one:.{digits}g}") for one in pair)
    return first, second


def _one_by_one(
    things: Sequence[Thing],
    risk: Callable[[Part], Answer],
    limits: Limits,
    ahead: Callable[[Parts], None],
    *,
    priced: bool,
) -> tuple[Thing, ...]:
    """Return an order in which the next is what lowers the risk most for its price, until nothing lowers it.

    Where nothing does alone, pairs are tried; and where no pair does, the smallest part that is found of all the rest.
    """
    chosen: tuple[Thing, ...] = ()
    while True:
        rest = [one for one in things if one not in chosen]
        found: tuple[Thing, ...] = ()
        for size in (1, 2, 0):
            if not found:
                blocks = combinations(rest, size) if size else [_needed_together(rest, chosen, risk)]
                within = [block for block in blocks if not limits.over([*chosen, *block])]
                names = frozenset(one.id for one in chosen)
                ahead([names.union(one.id for one in block) for block in within])
                found = _best_next(within, names, risk, priced=priced)
        if not found:
            return chosen
        chosen = (*chosen, *found)


def _best_next(
    blocks: Iterable[tuple[Thing, ...]], names: Part, risk: Callable[[Part], Answer], *, priced: bool
) -> tuple[Thing, ...]:
    """Return the block that lowers the risk most for its price once some others are built; none where none does."""
    best: tuple[tuple[Ends, Ends], tuple[Thing, ...]] | None = None
    for block in blocks:
        falls = _falls(risk(names), risk(names | {one.id for one in block}))
        if falls <= NONE:
            continue
        price = sum(_price(one, priced=priced) for one in block)
        most = _short((-falls[0], -falls[1]), 9)
        key = (_short((most[0] / price, most[1] / price), 9) if price > 0 else (-inf, -inf), most)
        if best is None or key < best[0]:
            best = key, block
    return best[1] if best else ()


def _needed_together(
    rest: Sequence[Thing], chosen: Sequence[Thing], risk: Callable[[Part], Answer]
) -> tuple[Thing, ...]:
    """Return a part of the rest that lowers the risk as much as all of it, of which nothing can be left out."""
    kept = tuple(rest)
    names = frozenset(one.id for one in chosen)
    for one in rest:
        without = tuple(other for other in kept if other is not one)
        before, after = (risk(names | {other.id for other in some}) for some in (without, kept))
        if _falls(before, after) <= NONE:
            kept = without
    return kept
