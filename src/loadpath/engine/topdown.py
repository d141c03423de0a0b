"""Top-down compiling: a formula is taken apart where its parts share nothing, and branched on a leaf where they do.

What comes out is a deterministic decomposable circuit. Facts are multiplied off first (*unit propagation*); parts that
share no leaf are compiled on their own (*components*); otherwise the leaf that most parts share is set to true and to
false. Residual formulas are held once, so that each is compiled once, for any root (*caching*). P(f) and P(not f) are
compiled each where it is needed, never one as one minus the other.

Sources: Darwiche, "Decomposable negation normal form", JACM 48 (2001); Huang and Darwiche, "The language of search",
JAIR 29 (2007).
"""

from __future__ import annotations

import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

from loadpath.engine.circuit import ONE, ZERO
from loadpath.engine.modules import components
from loadpath.engine.network import ALL, LEAF, NO, SOME, YES, Network
from loadpath.errors import TooLargeError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from loadpath.engine.assembly import Assembly

Slots = tuple[int, int]
"""Where the probability of a leaf stands, and where that of its complement."""


def compile_topdown(
    network: Network,
    leaves: Mapping[int, Slots],
    assembly: Assembly,
    rank: Sequence[int],
    most: int,
    *,
    spread: bool = False,
) -> list[int]:
    """Return the slots of a network's roots, after writing the operations that they take.

    Args:
        network: what is to be compiled; it is left as it is.
        leaves: the slots of each leaf, by the leaf's number.
        assembly: where operations are written.
        rank: the leaf nodes in the order that decides between leaves that are shared alike.
        most: how many residual formulas may be made.
        spread: whether, of leaves shared by as many parts, one that several gates name comes first.

    Raises:
        TooLargeError: when the assembly takes no more operations, or after too many residual formulas.
    """
    places = {leaf: -place for place, leaf in enumerate(rank)}
    search = Search(network.copy(), leaves, assembly, places, most, spread=spread)
    with deep_recursion(network):
        return [search.slot(root) for root in network.roots]


@contextmanager
def deep_recursion(network: Network) -> Iterator[None]:
    """Allow functions to call themselves as deep as a network's formulas may lead them."""
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(max(limit, 20 * len(network.kinds) + 5000))
    try:
        yield
    finally:
        sys.setrecursionlimit(limit)


class Search:
    """Residual formulas, the leaves below each, and where the probability of each stands."""

    def __init__(
        self,
        network: Network,
        leaves: Mapping[int, Slots],
        assembly: Assembly,
        rank: Mapping[int, int],
        most: int,
        *,
        spread: bool,
    ) -> None:
        self.network = network
        self.leaves = leaves
        self.assembly = assembly
        self.rank = rank
        self.most = most
        self.spread = spread
        self.supports = [0]
        self.slots: dict[int, int] = {NO: ZERO, YES: ONE}
        self.done: dict[tuple[int, int], int] = {}

    def support(self, node: int) -> int:
        """Return the leaf nodes below a node, as bits."""
        supports, network = self.supports, self.network
        if node < len(supports):
            return supports[node]
        for here in range(len(supports), node + 1):
            mask = 1 << here if network.kinds[here] == LEAF else 0
            for part in network.parts[here]:
                mask |= supports[part >> 1]
            supports.append(mask)
        return supports[node]

    def slot(self, literal: int) -> int:
        """Return where the probability of a literal stands."""
        found = self.slots.get(literal)
        if found is None:
            found = self.slots[literal] = self._compiled(literal)
        return found

    def _compiled(self, literal: int) -> int:
        node, turned = literal >> 1, literal & 1
        kind = self.network.kinds[node]
        if kind == LEAF:
            return self.leaves[self.network.numbers[node]][turned]
        parts = self.network.parts[node]
        masks = [self.support(part >> 1) for part in parts]
        groups = components(masks)
        if len(groups) == 1:
            return self._branched(literal, parts, masks)
        if kind == SOME:
            return self._counted(literal, parts, masks, groups)
        groups.sort(key=lambda group: (len(group), *(masks[here].bit_count() for here in group), parts[group[0]]))
        rest = [
            self.network.again(kind, 0, [parts[here] for here in group]) if len(group) > 1 else parts[group[0]]
            for group in groups
        ]
        if kind == ALL:
            return self._any_fails(rest) if turned else self._all_hold(rest)
        return self._parity(rest, turned)

    def _all_hold(self, literals: Sequence[int]) -> int:
        total = ONE
        for literal in literals:
            total = self.assembly.multiply(total, self.slot(literal))
        return total

    def _any_fails(self, literals: Sequence[int]) -> int:
        total = ZERO
        for literal in reversed(literals):
            if total == ZERO:
                total = self.slot(literal ^ 1)
            else:
                total = self.assembly.mix(self.slot(literal), self.slot(literal ^ 1), total, ONE)
        return total

    def _parity(self, literals: Sequence[int], turned: int) -> int:
        odd, even = self.slot(literals[0]), self.slot(literals[0] ^ 1)
        for literal in literals[1:-1]:
            plain, complement = self.slot(literal), self.slot(literal ^ 1)
            odd, even = self.assembly.mix(plain, complement, even, odd), self.assembly.mix(plain, complement, odd, even)
        plain, complement = self.slot(literals[-1]), self.slot(literals[-1] ^ 1)
        return self.assembly.mix(plain, complement, *((odd, even) if turned else (even, odd)))

    def _counted(
        self, literal: int, parts: Sequence[int], masks: Sequence[int], groups: Sequence[Sequence[int]]
    ) -> int:
        """Take one part that shares nothing off a count; without one, branch inside the first group."""
        alone = [group[0] for group in groups if len(group) == 1]
        if not alone:
            return self._branched(literal, [parts[here] for here in groups[0]], [masks[here] for here in groups[0]])
        here = max(alone, key=lambda place: (masks[place].bit_count(), parts[place]))
        least, turned = self.network.numbers[literal >> 1], literal & 1
        rest = [*parts[:here], *parts[here + 1 :]]
        return self.assembly.mix(
            self.slot(parts[here]),
            self.slot(parts[here] ^ 1),
            self.slot(self.network.some(least - 1, rest) ^ turned),
            self.slot(self.network.some(least, rest) ^ turned),
        )

    def _branched(self, literal: int, parts: Sequence[int], masks: Sequence[int]) -> int:
        node = self._chosen(parts, masks)
        plain, complement = self.slot(2 * node), self.slot(2 * node + 1)
        then = self.slot(self.given(literal, 2 * node))
        other = self.slot(self.given(literal, 2 * node + 1))
        return self.assembly.mix(plain, complement, then, other)

    def _chosen(self, parts: Sequence[int], masks: Sequence[int]) -> int:
        """Return the leaf that most parts share, or the module it stands in; a fact among the parts comes first."""
        rank = self.rank
        facts = [part >> 1 for part in parts if self.network.kinds[part >> 1] == LEAF]
        if facts:
            return max(facts, key=lambda fact: (sum(mask >> fact & 1 for mask in masks), rank[fact]))
        counts: dict[int, int] = {}
        for mask in masks:
            left = mask
            while left:
                low = left & -left
                counts[low] = counts.get(low, 0) + 1
                left ^= low
        most = max(counts.values())
        shared = [low.bit_length() - 1 for low, count in counts.items() if count == most]
        users = self._users(parts)
        best = max(shared, key=lambda leaf: (self.spread and len(users[leaf]) > 1, rank[leaf]))
        return self._module(best, users)

    def _users(self, parts: Sequence[int]) -> dict[int, list[int]]:
        """Return the gates below some parts that name each node; -1 stands for whoever names a part itself."""
        below = self.network.parts
        users: dict[int, list[int]] = {part >> 1: [-1] for part in parts}
        stack = list(users)
        while stack:
            here = stack.pop()
            for part in below[here]:
                named = users.get(part >> 1)
                if named is None:
                    users[part >> 1] = [here]
                    stack.append(part >> 1)
                else:
                    named.append(here)
        return users

    def _module(self, leaf: int, users: Mapping[int, Sequence[int]]) -> int:
        """Return the highest gate above a leaf, by way of single users, below which nothing is named from outside."""
        best = here = leaf
        while len(users[here]) == 1 and users[here][0] >= 0:
            here = users[here][0]
            below = {here}
            stack = [here]
            while stack:
                for part in self.network.parts[stack.pop()]:
                    if part >> 1 not in below:
                        below.add(part >> 1)
                        stack.append(part >> 1)
            if all(user in below for node in below if node != here for user in users[node]):
                best = here
        return best

    def given(self, literal: int, fact: int) -> int:
        """Return what is left of a literal when that of a leaf or of a module holds."""
        node, other = literal >> 1, fact >> 1
        if node == other:
            return YES ^ (literal ^ fact)
        mask = self.support(other)
        if self.support(node) & mask != mask or self.network.kinds[node] == LEAF:
            return literal
        key = (node, fact)
        found = self.done.get(key)
        if found is None:
            network = self.network
            parts = [self.given(part, fact) for part in network.parts[node]]
            found = self.done[key] = network.again(network.kinds[node], network.numbers[node], parts)
            if len(self.done) > self.most:
                raise TooLargeError(f"top-down compiling takes more than {self.most:,} residual formulas")
        return found ^ (literal & 1)
