"""A model as plain numbers: the operations of its circuit, what weighs its leaves, and where propositions hold.

That is all it takes to work out the risk with numbers moved and propositions taken for facts, in any language: the page
of the report does it in its reader's browser. A fact is conditioned on. Where a proposition holds is a set of disjoint
settings of its leaves, so that P(harm, evidence, facts) is the sum of P(setting) P(harm, evidence | setting) over the
settings that all facts agree on. What nobody weighed is at the ends where the risk is lowest and highest (see
`engine.bounds`).
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING

from loadpath.assess.model import keys_of
from loadpath.assess.results import Interval
from loadpath.engine.circuit import ADD, MIX, MULTIPLY

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from loadpath.assess.model import Model
    from loadpath.engine.circuit import Circuit

MOST_SETTINGS = 24
"""A proposition that holds and fails in more settings of its leaves than this is not taken for a fact here."""

MOST_LOOSE = 8
"""So many unknowns that can push either way are tried at both ends; with more, there is no machine."""

MOST_OPERATIONS = 20_000
"""Of a larger circuit there is no machine: nobody reads a page that brings it."""

MOST_NUMBERS = 20_000
"""So many weights, over all points of parameters that several leaves share."""

MOST_ALONE = 256
"""Settings of a fact, times the ends of what is unknown among them, that are tried for it alone."""

Setting = tuple[int, ...]
"""Leaves by their places plus one; negative where the leaf is false."""


@dataclass(frozen=True, slots=True)
class Fact:
    """Where a proposition holds, and where it does not."""

    holds: tuple[Setting, ...]
    fails: tuple[Setting, ...]


@dataclass(frozen=True, slots=True)
class Loose:
    """A leaf that nobody weighed.

    Attributes:
        leaf: its place.
        low: its least probability.
        high: its largest.
        sign: 1 where the risk grows with it, -1 where it falls, 0 where both ends have to be tried.
    """

    leaf: int
    low: float
    high: float
    sign: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Machine:
    """The risk of one assessor as a computation.

    Attributes:
        operations: one after the other: 0 a b (the product of two slots), 1 a b (their sum), 2 a b c d (ac + bd).
        leaves: how many leaves the operations read; slots are 0, 1, their weights, their complements, the operations.
        roots: the slots of P(harm, evidence) and of P(evidence).
        weights: of each leaf, at each point, or once where it is the same at all; leaves that only facts name follow.
        complements: one minus the weights, with digits of their own.
        points: the weight of each point; results are averages over them.
        free: what nobody weighed.
        facts: by the id of the node.
        places: by leaf of the model.
    """

    operations: tuple[int, ...]
    leaves: int
    roots: tuple[int, int]
    weights: tuple[tuple[float, ...], ...]
    complements: tuple[tuple[float, ...], ...]
    points: tuple[float, ...]
    free: tuple[Loose, ...]
    facts: Mapping[str, Fact]
    places: Mapping[int, int]

    def risk(self, moved: Mapping[int, float] | None = None, facts: Iterable[tuple[str, bool]] = ()) -> Interval | None:
        """Return the risk with some things supposed; None when they cannot be so.

        Args:
            moved: probabilities by the place of a leaf.
            facts: nodes, each with whether its proposition holds.
        """
        settings = [dict[int, bool]()]
        for name, holds in facts:
            chosen = self.facts[name].holds if holds else self.facts[name].fails
            settings = [both for one in settings for other in chosen if (both := _merged(one, other)) is not None]
        named = {leaf for one in settings for leaf in one}
        ends = []
        for up in (False, True):
            tried = [self._at(corner | dict(moved or {}), settings) for corner in self._corners(up, named)]
            ends.append([value for value in tried if value is not None])
        low, high = ends
        return Interval(min(low), max(high)) if low and high else None

    def _corners(self, up: bool, named: set[int]) -> Iterator[dict[int, float]]:
        """Yield values of what nobody weighed, one of which makes the risk lowest, or highest."""
        loose = [one for one in self.free if not one.sign or one.leaf in named]
        fixed = {one.leaf: one.high if (one.sign > 0) == up else one.low for one in self.free}
        for choice in product(*((one.low, one.high) for one in loose)):
            yield fixed | {one.leaf: value for one, value in zip(loose, choice, strict=True)}

    def _at(self, moved: Mapping[int, float], settings: Sequence[Mapping[int, bool]]) -> float | None:
        """Return the risk at given weights, on settings of leaves of which one holds."""
        joint = given = 0.0
        for point, share in enumerate(self.points):
            weights = [row[min(point, len(row) - 1)] for row in self.weights]
            complements = [row[min(point, len(row) - 1)] for row in self.complements]
            for leaf, value in moved.items():
                weights[leaf], complements[leaf] = value, 1.0 - value
            for setting in settings:
                chance, on, off = share, weights.copy(), complements.copy()
                for leaf, holds in setting.items():
                    chance *= weights[leaf] if holds else complements[leaf]
                    on[leaf], off[leaf] = float(holds), float(not holds)
                slots = self._slots(on, off)
                joint += chance * slots[self.roots[0]]
                given += chance * slots[self.roots[1]]
        return joint / given if given > 0 else None

    def _slots(self, weights: Sequence[float], complements: Sequence[float]) -> list[float]:
        slots = [0.0, 1.0, *weights[: self.leaves], *complements[: self.leaves]]
        steps = iter(self.operations)
        for code in steps:
            first, second = slots[next(steps)], slots[next(steps)]
            if code == MULTIPLY:
                slots.append(first * second)
            elif code == ADD:
                slots.append(first + second)
            else:
                slots.append(first * slots[next(steps)] + second * slots[next(steps)])
        return slots


def _merged(one: Mapping[int, bool], other: Setting) -> dict[int, bool] | None:
    """Return what two settings say together; None when they contradict each other."""
    found = dict(one)
    for signed in other:
        if found.setdefault(abs(signed) - 1, signed > 0) != (signed > 0):
            return None
    return found


def machine(asked: Model, names: Iterable[str]) -> Machine | None:
    """Return the machine of a model; None where it would be too large, or too much is unknown.

    Args:
        asked: the model of one assessor.
        names: nodes that may be taken for facts; those for which that takes too many settings are left out.
    """
    roots = (asked.with_evidence(asked.total), asked.seen.formula)
    circuit, leaves = asked.circuit.narrowed(list(dict.fromkeys(roots)))
    if circuit.size > MOST_OPERATIONS or len(asked.base.points) * len(leaves) > MOST_NUMBERS:
        return None
    cubes = dict(_cubes(asked, names))
    more = {leaf for both in cubes.values() for side in both for cube in side for leaf in cube} - set(leaves)
    chosen = [*leaves, *sorted(more)]
    places = {leaf: place for place, leaf in enumerate(chosen)}
    free = _free(asked, places)
    if sum(not one.sign for one in free) > MOST_LOOSE:
        return None
    facts = {
        name: Fact(*(tuple(_setting(cube, places) for cube in side) for side in both)) for name, both in cubes.items()
    }
    rows = [_rows(asked.base.weights[leaf].tolist(), asked.base.complements[leaf].tolist()) for leaf in chosen]
    return Machine(
        operations=tuple(_operations(circuit)),
        leaves=len(leaves),
        roots=(circuit.roots[roots[0]], circuit.roots[roots[1]]),
        weights=tuple(weights for weights, _ in rows),
        complements=tuple(complements for _, complements in rows),
        points=tuple(asked.base.points.tolist()),
        free=free,
        facts={name: fact for name, fact in facts.items() if _tried(fact, free) <= MOST_ALONE},
        places=places,
    )


def _tried(fact: Fact, free: Sequence[Loose]) -> int:
    """Return how often the circuit is evaluated for one end of the risk given a fact, or given that it is not so."""
    found = []
    for side in (fact.holds, fact.fails):
        named = {abs(signed) - 1 for setting in side for signed in setting}
        found.append(len(side) << sum(not one.sign or one.leaf in named for one in free))
    return max(found)


def _rows(weights: list[float], complements: list[float]) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Return the weights and complements of one leaf at every point, or once where they are the same at all."""
    count = len(weights) if len(set(weights)) > 1 else 1
    return tuple(weights[:count]), tuple(complements[:count])


def _operations(circuit: Circuit) -> Iterator[int]:
    for code, operands in zip(circuit.codes.tolist(), circuit.operands.tolist(), strict=True):
        yield code
        yield from operands if code == MIX else operands[:2]


def _cubes(
    asked: Model, names: Iterable[str]
) -> Iterator[tuple[str, tuple[list[dict[int, bool]], list[dict[int, bool]]]]]:
    """Yield where propositions hold and where not, those of few settings."""
    keys = keys_of(asked.reader.case)
    for name in names:
        root = asked.propositions.get(keys.get(name, ""))
        if root is None or root not in asked.truths.roots:
            continue
        holds, fails = (asked.truths.cubes(root, side, MOST_SETTINGS) for side in (True, False))
        if holds and fails and len(holds) + len(fails) <= MOST_SETTINGS:
            yield name, (holds, fails)


def _setting(cube: Mapping[int, bool], places: Mapping[int, int]) -> Setting:
    return tuple((places[leaf] + 1) * (1 if holds else -1) for leaf, holds in cube.items())


def _free(asked: Model, places: Mapping[int, int]) -> tuple[Loose, ...]:
    """Return what nobody weighed, with the way in which the risk follows it."""
    store = asked.reader.store
    signs, seen = store.signs(asked.total), store.signs(asked.seen.formula)
    return tuple(
        Loose(places[leaf], weight.low, weight.high, 0 if leaf in seen else signs.get(leaf, 1))
        for leaf, weight in asked.free.items()
        if leaf in places
    )
