"""A network of gates over leaves, with negation on its edges: the form in which formulas are simplified and compiled.

A *literal* is twice a node's number, plus one where the node is negated. Node 0 is the constant, so that literal 0 is
false and literal 1 is true. Three kinds of gate are enough: `ALL` (and `or` as the negation of all parts negated, so
that De Morgan's laws hold by the form alone), `SOME` (at least so many of the parts) and `ODD` (parity). Every node is
held once, and parts come before wholes.

Source: and-inverter graphs with sharing, Kuehlmann et al., "Robust Boolean Reasoning", IEEE Trans. CAD 21 (2002).
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from itertools import product
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

NO = 0
YES = 1
CONSTANT, LEAF, ALL, SOME, ODD = range(5)

MOST_OFTEN = 4
"""So many parts that are there more than once are set at the same time, so that none of them comes first."""


@dataclass(slots=True)
class Network:
    """Nodes by number, and the literals that are asked for.

    Attributes:
        kinds: what each node is.
        numbers: the leaf's number, or how many parts `SOME` asks for; 0 elsewhere.
        parts: the literals below each node.
        roots: the literals asked for.
    """

    kinds: list[int] = field(default_factory=lambda: [CONSTANT])
    numbers: list[int] = field(default_factory=lambda: [0])
    parts: list[tuple[int, ...]] = field(default_factory=lambda: [()])
    roots: tuple[int, ...] = ()
    _index: dict[tuple[int, int, tuple[int, ...]], int] = field(default_factory=dict)

    def copy(self) -> Network:
        """Return a network of the same nodes that grows on its own."""
        return Network(list(self.kinds), list(self.numbers), list(self.parts), self.roots, dict(self._index))

    def leaf(self, number: int) -> int:
        """Return the literal of a leaf."""
        return self.keep(LEAF, number, ())

    def keep(self, kind: int, number: int, parts: tuple[int, ...]) -> int:
        """Return the plain literal of a node, which is made if it was not there; nothing is simplified."""
        key = (kind, number, parts)
        found = self._index.get(key)
        if found is None:
            found = self._index[key] = len(self.kinds)
            self.kinds.append(kind)
            self.numbers.append(number)
            self.parts.append(parts)
        return 2 * found

    def every(self, parts: Iterable[int]) -> int:
        """Return the literal for: all parts hold. Constants, repetitions, contradictions and absorbed parts go."""
        kept = set(parts)
        while True:
            kept.discard(YES)
            opposite = {part ^ 1 for part in kept}
            if NO in kept or not kept.isdisjoint(opposite):
                return NO
            # All at once, so that order does not matter; what a part names stands below it, so none rests on itself.
            near = kept | opposite
            ways = [part for part in kept if part & 1 and self.kinds[part >> 1] == ALL]
            moved = [part for part in ways if not near.isdisjoint(self.parts[part >> 1])]
            if not moved:
                break
            kept = kept.difference(moved).union([self._given(part, kept) for part in moved])
        if not kept:
            return YES
        return kept.pop() if len(kept) == 1 else self.keep(ALL, 0, tuple(sorted(kept)))

    def _given(self, part: int, facts: set[int]) -> int:
        """Return what is left of an alternative among facts: one of its ways may be a fact, or be excluded by one."""
        inner = self.parts[part >> 1]
        if not facts.isdisjoint([one ^ 1 for one in inner]):
            return YES
        return self.every([one for one in inner if one not in facts]) ^ 1

    def gathered(self, parts: Iterable[int], *, flat: bool) -> int:
        """Return the literal for: all parts hold, with nothing absorbed; only what is false at sight is.

        Args:
            parts: literals of gates that were made in this way.
            flat: whether conjunctions among the parts are dissolved.
        """
        kept: set[int] = set()
        for part in parts:
            inside = flat and self.kinds[part >> 1] == ALL and not part & 1
            kept.update(self.parts[part >> 1] if inside else (part,))
        kept.discard(YES)
        if NO in kept or not kept.isdisjoint([part ^ 1 for part in kept]):
            return NO
        ways = [self.parts[part >> 1] for part in kept if part & 1 and self.kinds[part >> 1] == ALL]
        if flat and any(kept.issuperset(way) for way in ways):
            return NO  # an alternative of which every way is excluded
        if not kept:
            return YES
        return kept.pop() if len(kept) == 1 else self.keep(ALL, 0, tuple(sorted(kept)))

    def some(self, least: int, parts: Iterable[int], every: Callable[[Iterable[int]], int] | None = None) -> int:
        """Return the literal for: at least so many of the parts hold; a part given twice counts twice.

        Args:
            least: how many.
            parts: literals.
            every: what makes the conjunctions that it may come to; `Network.every` unless another is given.
        """
        every = every or self.every
        counts: dict[int, int] = {}
        for part in parts:
            if part == YES:
                least -= 1
            elif counts.get(part ^ 1):
                counts[part ^ 1] -= 1
                least -= 1  # one of two opposites holds
            elif part != NO:
                counts[part] = counts.get(part, 0) + 1
        rest = sorted(part for part, count in counts.items() for _ in range(count))
        if least <= 0:
            return YES
        if least > len(rest):
            return NO
        if least in (1, len(rest)):
            return every(part ^ 1 for part in rest) ^ 1 if least == 1 else every(rest)
        turned = len(rest) - least + 1  # it can be said in two ways: the one that asks for fewer
        negated = sum(part & 1 for part in rest)
        if (turned, len(rest) - negated) < (least, negated):
            return self._counted(turned, sorted(part ^ 1 for part in rest), every) ^ 1
        return self._counted(least, rest, every)

    def _counted(self, least: int, parts: list[int], every: Callable[[Iterable[int]], int]) -> int:
        """Return `SOME` of parts of which some may be there more than once: all settings of a few of these at once."""
        often = sorted({part for part, count in Counter(parts).items() if count > 1})[:MOST_OFTEN]
        if not often:
            return self.keep(SOME, least, tuple(parts))
        others = [part for part in parts if part not in often]
        ways = []
        for setting in product((0, 1), repeat=len(often)):
            held = sum(parts.count(part) for part, value in zip(often, setting, strict=True) if value)
            facts = [part ^ value ^ 1 for part, value in zip(often, setting, strict=True)]
            ways.append(every([*facts, self.some(least - held, others, every)]))
        return every(way ^ 1 for way in ways) ^ 1

    def odd(self, parts: Iterable[int]) -> int:
        """Return the literal for: an odd number of the parts hold."""
        kept: set[int] = set()
        turned = 0
        for part in parts:
            turned ^= part & 1
            kept ^= {part & ~1} - {NO}
        if len(kept) < 2:  # noqa: PLR2004  none, or one
            return (kept.pop() if kept else NO) ^ turned
        return self.keep(ODD, 0, tuple(sorted(kept))) ^ turned

    def again(self, kind: int, number: int, parts: Iterable[int]) -> int:
        """Return a gate of some kind over parts, simplified."""
        if kind == ALL:
            return self.every(parts)
        return self.some(number, parts) if kind == SOME else self.odd(parts)

    def reached(self) -> list[int]:
        """Return the nodes below the roots, parts first; constants are left out."""
        wanted = bytearray(len(self.kinds))
        for root in self.roots:
            wanted[root >> 1] = 1
        for here in range(max((root >> 1 for root in self.roots), default=0), 0, -1):
            if wanted[here]:
                for part in self.parts[here]:
                    wanted[part >> 1] = 1
        wanted[0] = 0
        return [here for here, yes in enumerate(wanted) if yes]

    def supports(self, order: Sequence[int] | None = None) -> dict[int, int]:
        """Return the leaf nodes below each node, as the bits of a number."""
        found: dict[int, int] = {0: 0}
        for node in self.reached() if order is None else order:
            mask = 1 << node if self.kinds[node] == LEAF else 0
            for part in self.parts[node]:
                mask |= found[part >> 1]
            found[node] = mask
        return found
