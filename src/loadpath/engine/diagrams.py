"""Binary decision diagrams by oxidd, and the operations that read a probability off one.

A diagram is built bottom-up under a budget of nodes. What nobody needs any more is collected at points that depend on
the network alone; when oxidd collects by itself, a diagram counts as over its budget, so that whether one fits never
depends on when that happened. Operations are written for the functions that the roots reach, each for itself and not
as one minus its negation: P(f) = w P(f given the leaf) + (1 - w) P(f given not the leaf) (Rauzy, Reliability
Engineering & System Safety 40, 1993). Source of the diagrams: Bryant, IEEE Trans. Computers C-35 (1986); oxidd: Husung
et al., TACAS 2024.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from loadpath.engine.circuit import MIX, MULTIPLY, ONE, ZERO
from loadpath.engine.network import ALL, LEAF, SOME, Network
from loadpath.engine.sifting import LEAST_CACHE, levels, moved, reached, sifted

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from loadpath.engine.assembly import Assembly
    from loadpath.engine.topdown import Slots

    Function = Any
    Numbers = NDArray[np.int32]

SPARE = 1.25
"""A manager has room for so many times the budget, so that it collects no garbage below it."""

CROWDED = 0.5
"""After a gate that leaves this share of the budget taken since the last time, what nobody needs is collected."""

CACHE = 0.5
"""Entries of the cache of results, as a share of the budget, at the least: more take memory, fewer time."""

AMPLE, ROOMY = 4, 4_000_000
"""So many times the budget while that is no more entries than this: what is forgotten is worked out again and again."""

NEVER = 2**62
"""No diagram has so many nodes."""

SIFT_UNTIL = 150_000
"""Beyond so many nodes an order stays as it is, since moving them takes longer than it brings."""

ROUGHLY = 2
"""Garbage is collected to see how many nodes are needed once there are so many times those that count as many."""


@dataclass(frozen=True, slots=True)
class Diagram:
    """A diagram of a network's roots.

    Attributes:
        manager: what holds the nodes.
        roots: the function of each root.
        order: the leaf nodes, topmost first.
        built: the most nodes that it took at a time, garbage included.
        size: how many functions the roots reach, each with its negation where both are asked for.
    """

    manager: Any
    roots: tuple[Function, ...]
    order: tuple[int, ...]
    built: int
    size: int


@dataclass(frozen=True, slots=True)
class Unfinished:
    """What was reached before the budget was used up.

    Attributes:
        joined: how many parts had been joined to their gates.
        order: the leaf nodes in the order of the time, topmost first.
    """

    joined: int
    order: tuple[int, ...]


def diagram(
    network: Network, order: Sequence[int], most: int, *, sift_from: int = NEVER, effort: int = 0
) -> Diagram | Unfinished:
    """Return the diagram of a network's roots in an order of its leaf nodes, unless it takes more than `most` nodes.

    Args:
        network: what is to be compiled.
        order: its leaf nodes, topmost first.
        most: the budget.
        sift_from: from so many nodes on that are needed, and whenever they have doubled, the order is improved.
        effort: how many nodes each such improvement may touch.
    """
    from oxidd.util import DDMemoryError  # noqa: PLC0415  a third of the start-up of a command that needs none

    builder = _Builder(network, order, most)
    builder.sift_from, builder.effort = sift_from, effort
    try:
        fits = builder.all_built()
    except DDMemoryError:
        fits = False
    reached = tuple(order[place] for place in levels(builder.manager))
    if not fits:
        return Unfinished(builder.joined, reached)
    made = builder.made
    roots = tuple(~made[root >> 1] if root & 1 else made[root >> 1] for root in network.roots)
    return Diagram(builder.manager, roots, reached, builder.built, sum(root.node_count() for root in roots))


class _Builder:
    """A diagram while it is built, gate by gate and part by part.

    Attributes:
        manager: what holds the nodes.
        made: the function of each node that is still needed.
        parts: what is not joined yet of the gate that is being built.
        reached: what was joined: the function, or one for each count of `SOME`.
        joined: how many parts were joined so far.
        built: the most nodes that it took at a time.
    """

    def __init__(self, network: Network, order: Sequence[int], most: int) -> None:
        from oxidd.bcdd import BCDDManager  # noqa: PLC0415  a third of the start-up of a command that needs none

        self.network = network
        self.most = most
        self.room = int(SPARE * most) + len(order), max(int(CACHE * most), min(AMPLE * most, ROOMY))
        self.manager: Any = BCDDManager(self.room[0], max(LEAST_CACHE, self.room[1]), 1)
        self.manager.add_vars(len(order))
        self.made: dict[int, Function] = {0: self.manager.false()}
        self.made |= {leaf: self.manager.var(place) for place, leaf in enumerate(order)}
        self.parts: list[Function] = []
        self.reached: list[Function] = []
        self.joined = self.built = self.collected = self.rest = 0
        self.sift_from, self.effort = NEVER, 0

    def all_built(self) -> bool:
        """Build every gate, and return whether the budget was enough."""
        network = self.network
        left = _last_uses(network)
        for node in network.reached():
            kind, number = network.kinds[node], network.numbers[node]
            if kind == LEAF:
                continue
            made = self.made
            self.parts = [~made[part >> 1] if part & 1 else made[part >> 1] for part in network.parts[node]]
            self._begin(kind, number)
            while self.parts:
                self._join(kind, number)
                if not self._fits():
                    return False
            self.made[node], self.reached = self.reached[-1], []
            for done in left.get(node, ()):
                del self.made[done]
        return True

    def _begin(self, kind: int, number: int) -> None:
        deepest = self.manager.num_vars()
        self.parts.sort(key=lambda function: _level(function, deepest))  # the last comes first
        if kind == SOME:
            self.reached = [self.manager.true()] + [self.manager.false()] * number
        else:
            self.reached = [self.parts.pop()]

    def _join(self, kind: int, number: int) -> None:
        part, reached = self.parts.pop(), self.reached
        if kind == SOME:
            self.reached = [reached[0]] + [part.ite(reached[k - 1], reached[k]) for k in range(1, number + 1)]
        else:
            self.reached = [reached[0] & part if kind == ALL else reached[0] ^ part]

    def _fits(self) -> bool:
        """Return whether the budget was enough so far, and make room where it will soon be used up."""
        taken = self.manager.num_inner_nodes()
        if taken > self.most or self.manager.gc_count() != self.collected:
            return False
        self.joined += 1
        self.built = max(self.built, taken)
        if taken - self.rest > CROWDED * self.most or (taken > ROUGHLY * self.sift_from and self.rest < SIFT_UNTIL):
            self.manager.gc()
            self.collected += 1
            self.rest = self.manager.num_inner_nodes()
            if self.sift_from < self.rest < SIFT_UNTIL:
                self._sift()
        return True

    def _sift(self) -> None:
        """Bring what is needed into a better order, in a new manager."""
        nodes = list(self.made)
        functions = [*self.made.values(), *self.parts, *self.reached]
        inside, functions = sifted(self.manager, functions, self.effort)
        inside, functions = moved(inside, functions, *self.room)
        ends = len(nodes), len(nodes) + len(self.parts)
        self.made = dict(zip(nodes, functions[: ends[0]], strict=True))
        self.parts, self.reached = functions[ends[0] : ends[1]], functions[ends[1] :]
        self.manager = inside
        self.collected = inside.gc_count()
        self.rest = inside.num_inner_nodes()
        self.sift_from = max(self.sift_from, 2 * self.rest)


def _last_uses(network: Network) -> dict[int, list[int]]:
    """Return what nobody needs any more after each node."""
    last: dict[int, int] = {}
    for node in network.reached():
        for part in network.parts[node]:
            last[part >> 1] = node
    found: dict[int, list[int]] = {}
    roots = {root >> 1 for root in network.roots}
    for part, node in last.items():
        if part not in roots:
            found.setdefault(node, []).append(part)
    return found


def _level(function: Function, deepest: int) -> int:
    level = function.node_level()
    return deepest if level is None else level


def write(found: Diagram, network: Network, leaves: Mapping[int, Slots], assembly: Assembly) -> list[int]:
    """Return the slots of a diagram's roots, after writing the operations that they take.

    Args:
        found: a diagram of the network.
        network: what it was made of.
        leaves: the slots of each leaf, by the leaf's number.
        assembly: where operations are written.

    Raises:
        TooLargeError: when the assembly takes no more operations.
    """
    nodes = reached(found.manager, found.roots)
    slots = np.zeros(nodes.count, dtype=np.int32)
    slots[:2] = ZERO, ONE
    for layer in reversed(nodes.layers):
        pair = leaves[network.numbers[found.order[layer.level]]]
        slots[layer.numbers] = _layer_written(pair, slots[layer.then], slots[layer.other], assembly)
    return [int(slots[root]) for root in nodes.roots]


def _layer_written(pair: Slots, then: Numbers, other: Numbers, assembly: Assembly) -> Numbers:
    """Return the slots of functions that test the same leaf, given those of their two outcomes."""
    plain, complement = pair
    found = np.where(then == ZERO, other, then)  # right if the other outcome is false, once the leaf is multiplied in
    weight = np.where(then == ZERO, complement, plain)
    single = (then == ZERO) | (other == ZERO)
    leaf = single & (found == ONE)
    found[leaf] = weight[leaf]
    new = np.flatnonzero(~leaf)
    new = new[np.lexsort((other[new], then[new]))]  # an order that the functions alone decide
    if len(new):
        first, second = (plain, complement) if plain < complement else (complement, plain)
        rows = np.empty((len(new), 4), dtype=np.int32)
        rows[:, :2] = first, second
        rows[:, 2], rows[:, 3] = (then[new], other[new]) if plain < complement else (other[new], then[new])
        products = single[new]
        factors = np.sort(np.column_stack([weight[new], found[new]])[products], axis=1)
        rows[products] = np.column_stack([factors, np.zeros_like(factors)])
        start = assembly.write(np.where(products, MULTIPLY, MIX).astype(np.uint8), rows)
        found[new] = np.arange(start, start + len(new), dtype=np.int32)
    return found
