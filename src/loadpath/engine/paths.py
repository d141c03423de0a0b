"""Where a formula holds, as disjoint settings of its leaves: the paths of its reduced ordered decision diagram.

Probabilities of a whole case come from a circuit (`compile`); a diagram here tells for one proposition at a time which
settings of its few leaves make it true, and on which leaves its truth really depends, since its form is canonical.

Source: Bryant, "Graph-Based Algorithms for Boolean Function Manipulation", IEEE Trans. Computers C-35 (1986); the
probability of a root with independent leaves is P(node) = w P(high) + (1 - w) P(low) (Rauzy, Reliability Engineering
& System Safety 40, 1993).
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from loadpath.engine.formula import FALSE, TRUE, Formulas, Gate
from loadpath.errors import TooLargeError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


MOST_NODES = 3_000_000

REMEMBERED = 4
"""So many diagrams are kept for who asks for the same next."""


@dataclass(frozen=True, slots=True)
class Paths:
    """A diagram: nodes in an order in which children come first; 0 is false, 1 is true.

    Attributes:
        leaf: the leaf that each node from 2 on asks for.
        low: the node to go to when that leaf is false.
        high: the node to go to when it is true.
        roots: where each formula begins, by the formula's number.
    """

    leaf: tuple[int, ...]
    low: tuple[int, ...]
    high: tuple[int, ...]
    roots: Mapping[int, int]

    @property
    def size(self) -> int:
        """Return the number of inner nodes."""
        return len(self.leaf)

    def wide(self, most: int) -> frozenset[int]:
        """Return the roots of which `cubes` would list more than so many settings, of where they hold or where not."""
        found: set[int] = set()
        for counts in ([1, 0], [0, 1]):
            for low, high in zip(self.low, self.high, strict=True):
                counts.append(counts[low] + counts[high])
            found |= {root for root, here in self.roots.items() if counts[here] > most}
        return frozenset(found)

    def probability(self, root: int, weights: Mapping[int, float]) -> float:
        """Return the probability of one root for one setting of the leaves below it: only its own nodes are visited."""
        reached: set[int] = set()
        stack = [self.roots[root]]
        while stack:
            here = stack.pop()
            if here > TRUE and here not in reached:
                reached.add(here)
                stack.extend((self.low[here - 2], self.high[here - 2]))
        values = {FALSE: 0.0, TRUE: 1.0}
        for here in sorted(reached):
            weight = weights[self.leaf[here - 2]]
            values[here] = (1.0 - weight) * values[self.low[here - 2]] + weight * values[self.high[here - 2]]
        return values[self.roots[root]]

    def support(self, root: int) -> frozenset[int]:
        """Return the leaves that a root's probability really depends on: those that its diagram asks for."""
        found: set[int] = set()
        seen = {FALSE, TRUE}
        stack = [self.roots[root]]
        while stack:
            here = stack.pop()
            if here not in seen:
                seen.add(here)
                found.add(self.leaf[here - 2])
                stack.extend((self.low[here - 2], self.high[here - 2]))
        return frozenset(found)

    def cubes(self, root: int, value: bool, most: int) -> list[dict[int, bool]] | None:
        """Return disjoint settings of leaves that together make up where a root is true (or false): its paths.

        Args:
            root: a formula given to `compile_paths`.
            value: whether paths to true or to false are wanted.
            most: more paths than this and None is returned.
        """
        end = TRUE if value else FALSE
        found: list[dict[int, bool]] = []
        stack: list[tuple[int, dict[int, bool]]] = [(self.roots[root], {})]
        while stack:
            here, taken = stack.pop()
            if here in (FALSE, TRUE):
                if here == end:
                    found.append(taken)
                if len(found) > most:
                    return None
                continue
            leaf = self.leaf[here - 2]
            stack.append((self.high[here - 2], taken | {leaf: True}))
            stack.append((self.low[here - 2], taken | {leaf: False}))
        return found


def compile_paths(store: Formulas, roots: Sequence[int], most: int | None = None) -> Paths:
    """Return one diagram for all roots, ordered by a depth-first walk from the first root on.

    People who judge the same things get the same formulas: the last few are remembered.

    Raises:
        TooLargeError: when it would take more than `most` nodes, or than `MOST_NODES`.
    """
    return _compiled(tuple(store.gates), tuple(roots), MOST_NODES if most is None else most)


@lru_cache(maxsize=REMEMBERED)
def _compiled(gates: tuple[Gate, ...], roots: tuple[int, ...], most: int) -> Paths:
    store = Formulas(gates=list(gates))
    builder = _Builder(store, _order(store, roots), most)
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(max(limit, 4 * len(builder.rank) + 2000))
    try:
        at = {root: builder.build(root) for root in dict.fromkeys(roots)}
    finally:
        sys.setrecursionlimit(limit)
    return builder.finish(at)


def _order(store: Formulas, roots: Sequence[int]) -> list[int]:
    """Return the leaves in the order of a depth-first walk that enters narrow parts first."""
    width: dict[int, int] = {}
    for number, gate in enumerate(store.gates):
        width[number] = 1 + sum(width[part] for part in gate.parts)
    found: dict[int, None] = {}
    seen: set[int] = set()
    stack = list(reversed(roots))
    while stack:
        here = stack.pop()
        if here in seen:
            continue
        seen.add(here)
        gate = store.gates[here]
        if gate.kind == "leaf":
            found[gate.number] = None
        stack.extend(sorted(gate.parts, key=lambda part: (-width[part], -part)))
    return list(found)


class _Builder:
    """Builds diagrams bottom-up with a table of unique nodes and a memory of operations already done."""

    def __init__(self, store: Formulas, order: list[int], most: int) -> None:
        self.store = store
        self.most = most
        self.rank = {leaf: place for place, leaf in enumerate(order)}
        self.order = order
        self.place = [len(order), len(order)]
        self.low = [0, 1]
        self.high = [0, 1]
        self.unique: dict[tuple[int, int, int], int] = {}
        self.done: dict[tuple[int, int, int], int] = {}
        self.built: dict[int, int] = {FALSE: FALSE, TRUE: TRUE}

    def build(self, root: int) -> int:
        """Return the node of a formula; parts are built before wholes, without recursion over the formula."""
        stack = [root]
        while stack:
            here = stack[-1]
            if here in self.built:
                stack.pop()
                continue
            gate = self.store.gates[here]
            missing = [part for part in gate.parts if part not in self.built]
            if missing:
                stack.extend(missing)
                continue
            self.built[here] = self._gate(gate.kind, gate.number, [self.built[part] for part in gate.parts])
            stack.pop()
        return self.built[root]

    def _gate(self, kind: str, number: int, parts: list[int]) -> int:
        if kind == "leaf":
            return self._node(self.rank[number], FALSE, TRUE)
        if kind == "not":
            return self.ite(parts[0], FALSE, TRUE)
        if kind == "atleast":
            return self._at_least(number, parts)
        if kind == "odd":
            return self._odd(parts)
        parts.sort(key=lambda part: -self.place[part])
        total = parts[0]
        for part in parts[1:]:
            total = self.ite(part, total, FALSE) if kind == "and" else self.ite(part, TRUE, total)
        return total

    def _at_least(self, count: int, parts: list[int]) -> int:
        reached = [TRUE] + [FALSE] * count
        for part in parts:
            reached = [TRUE] + [self.ite(part, reached[k - 1], reached[k]) for k in range(1, count + 1)]
        return reached[count]

    def _odd(self, parts: list[int]) -> int:
        total = FALSE
        for part in parts:
            total = self.ite(part, self.ite(total, FALSE, TRUE), total)
        return total

    def _node(self, place: int, low: int, high: int) -> int:
        if low == high:
            return low
        key = (place, low, high)
        found = self.unique.get(key)
        if found is None:
            found = self.unique[key] = len(self.place)
            if found > self.most:
                raise TooLargeError(
                    f"the exact answer takes more than {self.most:,} nodes",
                    help="no approximation is given in its place; split the case",
                )
            self.place.append(place)
            self.low.append(low)
            self.high.append(high)
        return found

    def ite(self, test: int, then: int, other: int) -> int:
        """Return the diagram of: if `test` then `then` else `other`."""
        if test == TRUE or then == other:
            return then
        if test == FALSE:
            return other
        if then == TRUE and other == FALSE:
            return test
        key = (test, then, other)
        found = self.done.get(key)
        if found is None:
            places, lows, highs = self.place, self.low, self.high
            here, there, beyond = places[test], places[then], places[other]
            place = min(here, there, beyond)
            on_test, on_then, on_other = here == place, there == place, beyond == place
            low = self.ite(
                lows[test] if on_test else test, lows[then] if on_then else then, lows[other] if on_other else other
            )
            high = self.ite(
                highs[test] if on_test else test, highs[then] if on_then else then, highs[other] if on_other else other
            )
            found = self.done[key] = self._node(place, low, high)
        return found

    def finish(self, at: Mapping[int, int]) -> Paths:
        """Return only what the roots reach, renumbered in the order of making, in which children come first."""
        reached = {FALSE, TRUE}
        stack = list(at.values())
        while stack:
            here = stack.pop()
            if here not in reached:
                reached.add(here)
                stack.extend((self.low[here], self.high[here]))
        kept = sorted(reached - {FALSE, TRUE})
        new = {FALSE: FALSE, TRUE: TRUE} | {old: number for number, old in enumerate(kept, 2)}
        return Paths(
            leaf=tuple(self.order[self.place[old]] for old in kept),
            low=tuple(new[self.low[old]] for old in kept),
            high=tuple(new[self.high[old]] for old in kept),
            roots={root: new[here] for root, here in at.items()},
        )
