"""Summing shared leaves out one after the other: a way to compile formulas whose many parts share few leaves each.

Where a root asks that all of many parts hold, its probability is the sum, over the settings of the leaves that they
share, of the product of the parts' probabilities given the setting. Each part is a table with one entry for each
setting of its own shared leaves; a leaf is summed out of the product of the tables that name it, which leaves one table
without it. The cost is two to the power of how many leaves stand together in a table, however many parts there are.

The same steps answer "some part fails" without a subtraction: beside the probability that all of the parts seen so far
hold stands the one that some of them fails and, where other parts must hold besides (evidence), theirs alone.

Sources: Dechter, "Bucket elimination", Artificial Intelligence 113 (1999); the order that adds the fewest edges is
compared with others by Kjaerulff, "Triangulation of graphs" (Aalborg 1990).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from loadpath.engine.circuit import ONE
from loadpath.engine.columns import add, mix, multiply
from loadpath.engine.network import ALL, Network
from loadpath.engine.topdown import Search, deep_recursion

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    from loadpath.engine.assembly import Assembly
    from loadpath.engine.topdown import Slots

    Table = NDArray[np.int64]

MOST_NAMED = 10
"""A part that names more shared leaves than this has no table."""

MOST_SHARED = 500
"""More shared leaves than this are not put into an order."""

MOST_ENTRIES = 20_000_000
"""A plan with more entries than this is given up."""

MOST_RESIDUALS = 200_000
"""Residual formulas, while the entries of the parts' tables are compiled."""

WIDE = 6
"""An alternative whose ways share more leaves than this is taken apart; another is a part with one table."""

HOLD, FAIL, BESIDES = range(3)
"""What a table says: all parts hold; those that must hold do, and some other fails; those that must hold do."""

MUST, MAY = 1, 2
"""The roles of a part, as bits: it must hold; it is one of those of which some must fail."""

Part = tuple[int, int]
"""A literal, and the shared leaves that it names as the bits of a number."""


@dataclass(frozen=True, slots=True)
class Question:
    """A root as parts: all of `must` hold and, if there is any, some of `may` fails."""

    root: int
    must: tuple[Part, ...]
    may: tuple[Part, ...]

    @property
    def parts(self) -> tuple[Part, ...]:
        """Return all parts."""
        return self.must + self.may


@dataclass(frozen=True, slots=True)
class Step:
    """Tables of one part, of two others joined, or of another with its first leaf summed out.

    Attributes:
        literal: the part, for a table that stands at the beginning.
        role: `MUST`, `MAY` or both, of the parts that are in it.
        below: the steps that it takes, one or two.
        scope: the shared leaves that it names.
    """

    literal: int
    role: int
    below: tuple[int, ...]
    scope: int


@dataclass(slots=True)
class Plan:
    """Which tables are joined and which leaves summed out to answer questions; nothing is compiled yet.

    Attributes:
        order: the shared leaves, the first to be summed out first.
        steps: each once; what a step takes comes before it.
        answers: the step without leaves that answers each root.
        cost: how many entries all tables have together.
    """

    order: tuple[int, ...]
    steps: list[Step] = field(default_factory=list)
    answers: dict[int, int] = field(default_factory=dict)
    cost: int = 0
    _index: dict[Step, int] = field(default_factory=dict)

    def answer(self, question: Question) -> None:
        """Add the steps that answer a question: the shared leaves go one by one, then what is left is joined."""
        pool = [self._keep(Step(literal, MUST, (), scope)) for literal, scope in question.must]
        pool += [self._keep(Step(literal, MAY, (), scope)) for literal, scope in question.may]
        for leaf in self.order:
            named = [here for here in pool if self.steps[here].scope >> leaf & 1]
            if named:
                pool = [here for here in pool if not self.steps[here].scope >> leaf & 1]
                whole = self.steps[product := self._product(named)]
                pool.append(self._keep(Step(0, whole.role, (product,), whole.scope & ~(1 << leaf))))
        self.answers[question.root] = self._product(pool)

    def _product(self, members: Sequence[int]) -> int:
        """Join tables: those of the same leaves first, then those that together name the fewest."""
        alike: dict[int, int] = {}
        for member in sorted(members):
            self._join(alike, member)
        while len(alike) > 1:
            one, other = min(combinations(alike, 2), key=lambda pair: ((pair[0] | pair[1]).bit_count(), pair))
            self._join(alike, self._joined(alike.pop(one), alike.pop(other)))
        return alike.popitem()[1]

    def _join(self, alike: dict[int, int], member: int) -> None:
        scope = self.steps[member].scope
        alike[scope] = self._joined(alike[scope], member) if scope in alike else member

    def _joined(self, left: int, right: int) -> int:
        one, other = self.steps[left], self.steps[right]
        return self._keep(Step(0, one.role | other.role, (left, right), one.scope | other.scope))

    def _keep(self, step: Step) -> int:
        found = self._index.get(step)
        if found is None:
            found = self._index[step] = len(self.steps)
            self.steps.append(step)
            self.cost += step.role << step.scope.bit_count()  # one table, two, or three
        return found


def plan(network: Network, wide: int = WIDE) -> Plan | None:
    """Return the cheapest plan found for those roots that are conjunctions of parts with leaves in common.

    None when there is no such root, or none of the plans has a bearable number of entries.

    Args:
        network: what is to be compiled.
        wide: an alternative whose ways share more leaves than this is taken apart.
    """
    asked = questions(network, wide)
    scopes = {scope for question in asked for _, scope in question.parts}
    shared = 0
    for scope in scopes:
        shared |= scope
    if not shared or shared.bit_count() > MOST_SHARED or max(map(int.bit_count, scopes)) > MOST_NAMED:
        return None
    beside = 0
    for question in asked:
        for _, scope in question.must if question.may else ():
            beside |= scope
    found = [_planned(asked, order) for order in dict.fromkeys((fewest_edges(scopes), fewest_edges(scopes, beside)))]
    best = min(found, key=lambda one: one.cost)
    return best if best.cost <= MOST_ENTRIES else None


def _planned(asked: Sequence[Question], order: tuple[int, ...]) -> Plan:
    found = Plan(order)
    for question in asked:
        found.answer(question)
        if found.cost > MOST_ENTRIES:
            break
    return found


def questions(network: Network, wide: int = WIDE) -> list[Question]:
    """Return the roots of a network that ask for all of some parts with leaves in common, or for one that fails."""
    supports = network.supports()
    found = (_question(network, root, supports, wide) for root in network.roots)
    return [question for question in found if question is not None]


def _question(network: Network, root: int, supports: Mapping[int, int], wide: int) -> Question | None:
    if network.kinds[root >> 1] != ALL:
        return None
    must, may = _flat(network, root & ~1), []
    if root & 1:
        must, may = [], must
    else:
        ways = {part: _flat(network, part ^ 1) for part in must if part & 1 and network.kinds[part >> 1] == ALL}
        width = {part: _shared(supports[way >> 1] for way in inner).bit_count() for part, inner in ways.items()}
        widest = max(ways, key=lambda part: (width[part], part), default=None)
        if widest is not None and width[widest] > wide:
            must.remove(widest)
            may = ways[widest]
    shared = _shared(supports[part >> 1] for part in (*must, *may))
    if not shared:
        return None
    return Question(
        root,
        tuple((part, supports[part >> 1] & shared) for part in must),
        tuple((part, supports[part >> 1] & shared) for part in may),
    )


def _flat(network: Network, literal: int) -> list[int]:
    """Return the parts of a conjunction, with every conjunction among them dissolved."""
    found: dict[int, None] = {}
    stack = [literal]
    while stack:
        here = stack.pop()
        if network.kinds[here >> 1] == ALL and not here & 1:
            stack.extend(network.parts[here >> 1])
        else:
            found[here] = None
    return sorted(found)


def _shared(supports: Iterable[int]) -> int:
    """Return the leaves that are below more than one of several parts."""
    once = twice = 0
    for mask in supports:
        twice |= once & mask
        once |= mask
    return twice


def bits(mask: int) -> list[int]:
    """Return the places of the bits of a number, lowest first."""
    found = []
    while mask:
        low = mask & -mask
        found.append(low.bit_length() - 1)
        mask ^= low
    return found


def fewest_edges(scopes: Iterable[int], last: int = 0) -> tuple[int, ...]:
    """Return an order of leaves in which taking one out joins the fewest of its neighbours anew.

    Args:
        scopes: the leaves that stand together.
        last: leaves that are kept to the end.
    """
    near: dict[int, int] = {}
    for scope in sorted(scopes):
        for leaf in bits(scope):
            near[leaf] = near.get(leaf, 0) | scope
    near = {leaf: near[leaf] & ~(1 << leaf) for leaf in sorted(near)}
    added: dict[int, int] = {}
    found: list[int] = []
    while near:
        for leaf, around in near.items():
            if leaf not in added:
                added[leaf] = sum((around & ~near[other]).bit_count() - 1 for other in bits(around))
        leaf = min(near, key=lambda one: (last >> one & 1, added[one], near[one].bit_count(), one))
        around = near.pop(leaf)
        found.append(leaf)
        touched = around
        for other in bits(around):
            near[other] = (near[other] | around) & ~(1 << other | 1 << leaf)
            touched |= near[other]
        for other in bits(touched | 1 << leaf):
            added.pop(other, None)
    return tuple(found)


def compile_elimination(
    network: Network, leaves: Mapping[int, Slots], assembly: Assembly, way: Plan, rank: Sequence[int]
) -> list[int]:
    """Return the slots of a network's roots, after writing the operations that they take.

    Args:
        network: what the plan was made for; it is left as it is.
        leaves: the slots of each leaf, by the leaf's number.
        assembly: where operations are written.
        way: the plan; roots that it does not answer are compiled top-down.
        rank: the leaf nodes in the order that decides, top-down, between leaves that are shared alike.

    Raises:
        TooLargeError: when the assembly takes no more operations, or after too many residual formulas.
    """
    places = {leaf: -place for place, leaf in enumerate(rank)}
    search = Search(network.copy(), leaves, assembly, places, MOST_RESIDUALS, spread=False)
    with deep_recursion(network):
        answers = _Tables(search, way).answers()
        return [answers[root] if root in answers else search.slot(root) for root in network.roots]


class _Tables:
    """Tables of slots, with an axis for each leaf in the order of summing out: 0 where it fails, 1 where it holds."""

    def __init__(self, search: Search, way: Plan) -> None:
        self.search = search
        self.assembly = search.assembly
        self.way = way
        self.place = {leaf: place for place, leaf in enumerate(way.order)}
        self.made: dict[tuple[int, int], Table] = {}

    def answers(self) -> dict[int, int]:
        """Return the slot of each root that the plan answers; a table goes when nobody needs it any more."""
        wanted = {
            root: (here, FAIL if self.way.steps[here].role & MAY else HOLD) for root, here in self.way.answers.items()
        }
        left = self._uses(wanted.values())
        for key in sorted(left):
            self.made[key] = self._table(*key)
            for used in self._takes(*key):
                left[used] -= 1
                if not left[used]:
                    del self.made[used]
        return {root: int(self.made[key]) for root, key in wanted.items()}

    def _uses(self, wanted: Iterable[tuple[int, int]]) -> dict[tuple[int, int], int]:
        """Return how often each table is needed, of those that are."""
        found: dict[tuple[int, int], int] = {}
        stack = list(wanted)
        while stack:
            key = stack.pop()
            found[key] = found.get(key, 0) + 1
            if found[key] == 1:
                stack.extend(self._takes(*key))
        return found

    def _takes(self, here: int, what: int) -> list[tuple[int, int]]:
        """Return the tables that one is made of."""
        below = self.way.steps[here].below
        if what == FAIL and len(below) > 1:
            roles = [self.way.steps[one].role for one in below]
            if MUST in roles:
                return [(one, HOLD if role == MUST else FAIL) for one, role in zip(below, roles, strict=True)]
            one, other = below if roles[0] == MAY else below[::-1]
            return [(one, FAIL), (one, HOLD), *self._real(other, BESIDES), (other, FAIL)]
        return [key for one in below for key in self._real(one, what)]

    def _real(self, here: int, what: int) -> list[tuple[int, int]]:
        """Return the table that says it: what must hold is all there is, or there is nothing that must."""
        role = self.way.steps[here].role
        if what != BESIDES or role == MUST | MAY:
            return [(here, what)]
        return [(here, HOLD)] if role == MUST else []

    def _table(self, here: int, what: int) -> Table:
        step = self.way.steps[here]
        if not step.below:
            return self._part(step, what)
        if len(step.below) == 1:
            return self._summed(step.below[0], what)
        shape = (2,) * step.scope.bit_count()
        return np.broadcast_to(self._join(step, what), shape)

    def _join(self, step: Step, what: int) -> Table:
        one, other = step.below
        roles = [self.way.steps[below].role for below in step.below]
        if what != FAIL or MUST in roles:
            kinds = [HOLD if what == FAIL and role == MUST else what for role in roles]
            tables = [self._spread(*below, step.scope) for below in zip(step.below, kinds, strict=True)]
            return multiply(self.assembly, *tables)
        if roles[0] != MAY:
            one, other = other, one
        fails, holds = self._spread(one, FAIL, step.scope), self._spread(one, HOLD, step.scope)
        beside, then = self._spread(other, BESIDES, step.scope), self._spread(other, FAIL, step.scope)
        if MAY in roles:
            return mix(self.assembly, fails, holds, beside, then)
        return add(self.assembly, multiply(self.assembly, fails, beside), multiply(self.assembly, holds, then))

    def _part(self, step: Step, what: int) -> Table:
        """Return the table of a part: each entry is the part given that setting, compiled top-down."""
        literals = [step.literal ^ (what == FAIL)]
        leaves = self._axes(step.scope)
        for leaf in leaves:
            literals = [self.search.given(literal, fact) for literal in literals for fact in (2 * leaf + 1, 2 * leaf)]
        slots = [self.search.slot(literal) for literal in literals]
        return np.array(slots, dtype=np.int64).reshape((2,) * len(leaves))

    def _summed(self, below: int, what: int) -> Table:
        """Return a table with its first leaf summed out."""
        ((key, kind),) = self._real(below, what)
        leaf = self._axes(self.way.steps[below].scope)[0]
        weights = (self.search.slot(2 * leaf), self.search.slot(2 * leaf + 1))
        plain, complement = (np.array(slot, dtype=np.int64) for slot in weights)
        table = self.made[key, kind]
        return mix(self.assembly, plain, complement, table[1], table[0])

    def _spread(self, here: int, what: int, scope: int) -> Table:
        """Return a table with an axis of length one for each leaf of a larger scope that it does not name."""
        found = self._real(here, what)
        if not found:
            return np.array(ONE, dtype=np.int64)
        mine = self.way.steps[here].scope
        return self.made[found[0]].reshape([2 if mine >> leaf & 1 else 1 for leaf in self._axes(scope)])

    def _axes(self, scope: int) -> list[int]:
        return sorted(bits(scope), key=self.place.__getitem__)
