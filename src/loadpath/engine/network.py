"""A network of gates over leaves, with negation on its edges: the form in which formulas are simplified and compiled.

A *literal* is twice a node's number, plus one where the node is negated. Node 0 is the constant, so that literal 0 is
false and literal 1 is true. Three kinds of gate are enough: `ALL` (and `or` as the negation of all parts negated, so
that De Morgan's laws hold by the form alone), `SOME` (at least so many of the parts) and `ODD` (parity). Every node is
held once, and parts come before wholes.

Source: and-inverter graphs with sharing, Kuehlmann et al., "Robust Boolean Reasoning", IEEE Trans. CAD 21 (2002).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

NO = 0
YES = 1
CONSTANT, LEAF, ALL, SOME, ODD = range(5)


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
            if NO in kept or any(part ^ 1 in kept for part in kept):
                return NO
            # All at once, so that order does not matter; what a part names stands below it, so none rests on itself.
            given = {part: self._given(part, kept) for part in kept if part & 1 and self.kinds[part >> 1] == ALL}
            moved = {part for part, found in given.items() if found != part}
            if not moved:
                break
            kept = (kept - moved) | {given[part] for part in moved}
        if not kept:
            return YES
        return kept.pop() if len(kept) == 1 else self.keep(ALL, 0, tuple(sorted(kept)))

    def _given(self, part: int, facts: set[int]) -> int:
        """Return what is left of an alternative among facts: one of its ways may be a fact, or be excluded by one."""
        inner = self.parts[part >> 1]
        if any(one ^ 1 in facts for one in inner):
            return YES
        rest = [one for one in inner if one not in facts]
        return part if len(rest) == len(inner) else self.every(rest) ^ 1

    def every_flat(self, parts: Iterable[int]) -> int:
        """Return the literal for: all parts hold, with every conjunction among them dissolved."""
        facts = list(parts)
        while True:
            flat: list[int] = []
            for part in facts:
                inside = self.kinds[part >> 1] == ALL and not part & 1
                flat.extend(self.parts[part >> 1] if inside else (part,))
            found = self.every(flat)
            if found & 1 or self.kinds[found >> 1] != ALL or set(self.parts[found >> 1]) == set(facts):
                return found
            facts = list(self.parts[found >> 1])

    def any(self, parts: Iterable[int]) -> int:
        """Return the literal for: some part holds."""
        return self.every(part ^ 1 for part in parts) ^ 1

    def some(self, least: int, parts: Iterable[int]) -> int:
        """Return the literal for: at least so many of the parts hold; a part given twice counts twice."""
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
            return self.any(rest) if least == 1 else self.every(rest)
        twice = next((part for part in rest if counts[part] > 1), None)
        if twice is not None:
            others = [part for part in rest if part != twice]
            return self.choose(twice, self.some(least - counts[twice], others), self.some(least, others))
        return self._majority(least, rest)

    def _majority(self, least: int, rest: list[int]) -> int:
        """Return `SOME` in one of the two ways in which it can be said: the one that asks for fewer."""
        turned = len(rest) - least + 1
        negated = sum(part & 1 for part in rest)
        if (turned, len(rest) - negated) < (least, negated):
            return self.keep(SOME, turned, tuple(sorted(part ^ 1 for part in rest))) ^ 1
        return self.keep(SOME, least, tuple(rest))

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

    def choose(self, test: int, then: int, other: int) -> int:
        """Return the literal for: `then` where the test holds and `other` where it does not."""
        return self.any([self.every([test, then]), self.every([test ^ 1, other])])

    def again(self, kind: int, number: int, parts: Iterable[int]) -> int:
        """Return a gate of some kind over parts, simplified."""
        if kind == ALL:
            return self.every(parts)
        return self.some(number, parts) if kind == SOME else self.odd(parts)

    def reached(self) -> list[int]:
        """Return the nodes below the roots, parts first; constants are left out."""
        seen = {0}
        stack = [root >> 1 for root in self.roots]
        while stack:
            here = stack.pop()
            if here not in seen:
                seen.add(here)
                stack.extend(part >> 1 for part in self.parts[here])
        seen.discard(0)
        return sorted(seen)

    def supports(self, order: Sequence[int] | None = None) -> dict[int, int]:
        """Return the leaf nodes below each node, as the bits of a number."""
        found: dict[int, int] = {0: 0}
        for node in self.reached() if order is None else order:
            mask = 1 << node if self.kinds[node] == LEAF else 0
            for part in self.parts[node]:
                mask |= found[part >> 1]
            found[node] = mask
        return found
