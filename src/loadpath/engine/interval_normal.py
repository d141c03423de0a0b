"""Formulas with negations only at leaves, and what is known of each at sight.

That is what it names, what it needs, and between which probabilities it lies.

Two things hold for every formula here. Its bounds are proven: parts that have no leaf in common multiply; parts that
share leaves, each with one sign only, are positively associated, so that a conjunction is at least the product and a
disjunction at most the complement of the product of complements; anything else stays between the bounds that hold
whatever the dependence. And its bounds are outward: after every operation they are widened by more than its rounding.

Sources: Esary, Proschan & Walkup, "Association of Random Variables", Ann. Math. Statist. 38 (1967), theorem 5.1 and
the inequality after it (Harris 1960); Frechet 1935 for the rest; for k of n Markov's inequality, on both sides.
"""

from __future__ import annotations

from math import fsum
from typing import TYPE_CHECKING

from loadpath.engine.formula import FALSE, TRUE, Formulas, Gate

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    Pair = tuple[float, float]

UP = 1.0 + 2.0**-50
"""Four units in the last place of one: more than the three roundings of `a + (1 - a) * b` can lose."""
DOWN = 1.0 - 2.0**-50
SPECK = 1e-300
"""More than everything that can be lost by numbers too small for a float's full precision."""


def below(number: float) -> float:
    """Return a number that is certainly not above the exact result of which `number` is the rounding."""
    return max(0.0, number * DOWN - SPECK)


def above(number: float) -> float:
    """Return a number that is certainly not below the exact result of which `number` is the rounding, at most one."""
    return min(1.0, number * UP + SPECK)


def both(pairs: Iterable[Pair]) -> Pair:
    """Return the bounds of a conjunction of independent parts."""
    low = high = 1.0
    for one_low, one_high in pairs:
        low, high = below(low * one_low), above(high * one_high)
    return low, high


def either(pairs: Iterable[Pair]) -> Pair:
    """Return the bounds of a disjunction of independent parts."""
    low = high = 0.0
    for one_low, one_high in pairs:
        low, high = below(low + (1.0 - low) * one_low), above(high + (1.0 - high) * one_high)
    return low, high


class Normal:
    """A store of formulas in normal form. Of each, by its number, bits say what it names, one bit or two for a leaf.

    Attributes:
        gates: the formulas; a part has a lower number than what it is part of.
        support: the leaves that a formula names, leaf i as bit 2 i.
        literals: the same with their signs, leaf i plain as bit 2 i and negated as bit 2 i + 1.
        required: literals without which the formula is false.
        pairs: lower and upper bound of its probability.
        weights: probability and complement of each leaf.
        roundings: by how many roundings each of them can be off.
    """

    def __init__(self, weights: Sequence[Pair]) -> None:
        """Make a store for leaves of these weights and complements."""
        self.gates: list[Gate] = [Gate("constant", 0), Gate("constant", 1)]
        self._index: dict[Gate, int] = {}
        self.weights: list[Pair] = []
        self.roundings: list[int] = []
        self.support: list[int] = [0, 0]
        self.literals: list[int] = [0, 0]
        self.required: list[int] = [0, 0]
        self.pairs: list[Pair] = [(0.0, 0.0), (1.0, 1.0)]
        self.plain = sum(1 << 2 * place for place in range(len(weights)))
        self.leaves = [self.leaf(pair) for pair in weights]

    def leaf(self, pair: Pair, roundings: int = 1) -> int:
        """Return a new leaf of this weight and complement, each off by at most so many roundings."""
        self.weights.append(pair)
        self.roundings.append(roundings)
        return self._kept(Gate("leaf", len(self.weights) - 1))

    def weight(self, leaf: int) -> tuple[Pair, Pair]:
        """Return the bounds of a leaf's probability and those of its complement."""
        off = self.roundings[leaf] * 2.0**-52
        weight, complement = self.weights[leaf]
        return (
            (below(weight * (1.0 - off)), above(weight * (1.0 + off))),
            (below(complement * (1.0 - off)), above(complement * (1.0 + off))),
        )

    def negated(self, leaf: int) -> int:
        """Return the negation of a leaf."""
        return self._kept(Gate("not", parts=(leaf,)))

    def made(self, kind: str, number: int, parts: Sequence[int]) -> int:
        """Return the gate of this kind over these parts; what is shared stays shared, nothing is multiplied out."""
        if kind != "atleast":
            return self._joined(kind, parts)
        number -= sum(part == TRUE for part in parts)
        rest = tuple(sorted(part for part in parts if part not in {FALSE, TRUE}))
        if number <= 0:
            return TRUE
        if number > len(rest):
            return FALSE
        if number in {1, len(rest)}:
            return self._joined("or" if number == 1 else "and", rest)
        return self._kept(Gate("atleast", number, rest))

    def _joined(self, kind: str, parts: Sequence[int]) -> int:
        neutral, absorbing = (TRUE, FALSE) if kind == "and" else (FALSE, TRUE)
        kept = set(parts)
        kept.discard(neutral)
        literals = 0
        for part in kept:
            if self.gates[part].kind in {"leaf", "not"}:
                literals |= self.literals[part]
        if absorbing in kept or literals & (literals >> 1) & self.plain:
            return absorbing
        if len(kept) <= 1:
            return kept.pop() if kept else neutral
        return self._kept(Gate(kind, parts=tuple(sorted(kept))))

    def _kept(self, gate: Gate) -> int:
        """Return the number of a gate, and fill in what is known of it when it is new."""
        found = self._index.get(gate)
        if found is None:
            found = self._index[gate] = len(self.gates)
            self.gates.append(gate)
            literals, support, required, pair = self._facts(gate)
            self.literals.append(literals)
            self.support.append(support)
            self.required.append(required)
            self.pairs.append(pair)
        return found

    def adopt(self, store: Formulas, root: int) -> int:
        """Return a formula of another store in normal form.

        Raises:
            ValueError: if it has a kind of gate that is unknown here.
        """
        found: dict[tuple[int, bool], int] = {}
        stack = [(root, True)]
        while stack:
            formula, plain = here = stack[-1]
            gate = store.gates[formula]
            if here in found:
                stack.pop()
                continue
            signs = (True, False) if gate.kind == "odd" else ((not plain,) if gate.kind == "not" else (plain,))
            missing = [(part, sign) for part in gate.parts for sign in signs if (part, sign) not in found]
            stack.extend(missing)
            if not missing:
                found[here] = self._adopted(gate, plain=plain, found=found)
        return found[root, True]

    def _adopted(self, gate: Gate, *, plain: bool, found: dict[tuple[int, bool], int]) -> int:
        count = len(gate.parts)
        match gate.kind:
            case "constant":
                return TRUE if bool(gate.number) is plain else FALSE
            case "leaf":
                leaf = self.leaves[gate.number]
                return leaf if plain else self.negated(leaf)
            case "not":
                return found[gate.parts[0], not plain]
            case "and" | "or":
                kind = gate.kind if plain else ("or" if gate.kind == "and" else "and")
                return self.made(kind, 0, [found[part, plain] for part in gate.parts])
            case "atleast":
                number = gate.number if plain else count - gate.number + 1
                return self.made("atleast", number, [found[part, plain] for part in gate.parts])
            case "odd":
                odd, even = FALSE, TRUE
                for part in gate.parts:
                    yes, no = found[part, True], found[part, False]
                    odd, even = self._chosen(odd, even, yes, no), self._chosen(even, odd, yes, no)
                return odd if plain else even
            case kind:
                message = f"unknown kind of gate `{kind}`"
                raise ValueError(message)

    def _chosen(self, same: int, other: int, yes: int, no: int) -> int:
        """Return the parity after one more part: what it was and the part false, or the opposite and it true."""
        return self.made("or", 0, [self.made("and", 0, [same, no]), self.made("and", 0, [other, yes])])

    def _facts(self, gate: Gate) -> tuple[int, int, int, Pair]:
        if gate.kind == "leaf":
            bit = 1 << 2 * gate.number
            return bit, bit, bit, self.weight(gate.number)[0]
        if gate.kind == "not":
            leaf = self.gates[gate.parts[0]].number
            bit = 2 << 2 * leaf
            return bit, bit >> 1, bit, self.weight(leaf)[1]
        parts = gate.parts
        literals = support = 0
        required = 0 if gate.kind == "and" else -1
        for part in parts:
            literals |= self.literals[part]
            support |= self.support[part]
            required = required | self.required[part] if gate.kind == "and" else required & self.required[part]
        if gate.kind == "atleast":
            return literals, support, 0, self._some(gate.number, parts)
        groups = self.components(parts)
        pairs = [self.pairs[one[0]] if len(one) == 1 else self._dependent(gate.kind, one) for one in groups]
        return literals, support, required, both(pairs) if gate.kind == "and" else either(pairs)

    def components(self, parts: Iterable[int]) -> list[list[int]]:
        """Return the parts in groups: parts of different groups have no leaf in common."""
        groups: list[tuple[int, list[int]]] = []
        for part in parts:
            bits, members = self.support[part], [part]
            apart = []
            for group in groups:
                if group[0] & bits:
                    bits |= group[0]
                    members = group[1] + members
                else:
                    apart.append(group)
            groups = [*apart, (bits, members)]
        return [members for _, members in groups]

    def one_signed(self, parts: Iterable[int]) -> bool:
        """Return whether no leaf stands plain in one place of these formulas and negated in another."""
        literals = 0
        for part in parts:
            literals |= self.literals[part]
        return not literals & (literals >> 1) & self.plain

    def _apart(self, parts: Sequence[int], key: Callable[[int], float]) -> list[Pair]:
        """Return the bounds of parts that share no leaf, taken greedily."""
        used, kept = 0, []
        for part in sorted(parts, key=key):
            if not self.support[part] & used:
                used |= self.support[part]
                kept.append(self.pairs[part])
        return kept

    def _dependent(self, kind: str, parts: Sequence[int]) -> Pair:
        """Return the bounds of a conjunction or disjunction whose parts hang together."""
        pairs = [self.pairs[part] for part in parts]
        together = self.one_signed(parts)
        if kind == "or":
            low = either(self._apart(parts, lambda part: -self.pairs[part][0]))[0]
            return low, either(pairs)[1] if together else min(1.0, above(fsum(pair[1] for pair in pairs) * UP))
        high = both(self._apart(parts, lambda part: self.pairs[part][1]))[1]
        missing = fsum(1.0 - pair[0] for pair in pairs)
        return both(pairs)[0] if together else below(1.0 - missing * UP - len(pairs) * 2.0**-52), high

    def _some(self, number: int, parts: Sequence[int]) -> Pair:
        """Return the bounds of at least `number` of the parts: exact sums when they are independent."""
        count = len(parts)
        pairs = [self.pairs[part] for part in parts]
        if len(self.components(parts)) == count:
            return _tail(number, [pair[0] for pair in pairs])[0], _tail(number, [pair[1] for pair in pairs])[1]
        expected = fsum(pair[1] for pair in pairs) * UP
        short = (fsum(pair[0] for pair in pairs) * DOWN - (number - 1)) / (count - number + 1)
        low = below(short - 2.0**-50) if short > 0.0 else 0.0
        if self.one_signed(parts):
            low = max(low, both(sorted(pairs, reverse=True)[:number])[0])
        return low, min(above(expected / number), above(self._weakest(number, parts)))

    def _weakest(self, number: int, parts: Sequence[int]) -> float:
        """Return an upper bound of at least `number`: without the most likely ones, one of the others must hold."""
        highs = sorted(self.pairs[part][1] for part in parts)
        return fsum(highs[: len(parts) - number + 1]) * UP

    def restrict(self, formula: int, literal: int) -> int:
        """Return a formula under the assumption that a literal, as a bit, holds."""
        leaf, negated = divmod(literal.bit_length() - 1, 2)
        bit = 1 << 2 * leaf
        gates, support = self.gates, self.support
        if not support[formula] & bit:
            return formula
        stack, seen = [formula], {formula}
        while stack:
            for part in gates[stack.pop()].parts:
                if part not in seen and support[part] & bit:
                    seen.add(part)
                    stack.append(part)
        new: dict[int, int] = {}
        for number in sorted(seen):
            gate = gates[number]
            if gate.kind == "leaf":
                new[number] = FALSE if negated else TRUE
            elif gate.kind == "not":
                new[number] = TRUE if negated else FALSE
            else:
                made = new[number] = self.made(gate.kind, gate.number, [new.get(part, part) for part in gate.parts])
                self._inherit(number, made, literal)
        return new[formula]

    def _inherit(self, old: int, new: int, literal: int) -> None:
        """Give a formula under an assumption what is known of it without.

        P(f) lies between w P(f | l) and that plus 1 - w, where w is the literal's probability; and where the literal
        can only help (or only harm), P(f | l) is not below (not above) P(f).
        """
        leaf, negated = divmod(literal.bit_length() - 1, 2)
        chances = self.weight(leaf)[::-1] if negated else self.weight(leaf)
        weight, complement = chances[0][0], chances[1][1]
        opposite = literal >> 1 if negated else literal << 1
        low, high = self.pairs[old]
        if weight > 0.0:
            more = above(high / weight)
            less = below((low - complement) / weight - 2.0**-50 / weight) if low > complement else 0.0
            self.narrow(new, (less, more))
        if not self.literals[old] & opposite:
            self.narrow(new, (low, 1.0))
        if not self.literals[old] & literal:
            self.narrow(new, (0.0, high))

    def narrow(self, formula: int, pair: Pair) -> None:
        """Keep what is proven of a formula's probability from another side."""
        low, high = self.pairs[formula]
        self.pairs[formula] = max(low, pair[0]), min(high, pair[1])

    def again(self, formula: int) -> None:
        """Narrow the bounds of a gate by what its parts are known to be by now."""
        self.narrow(formula, self._facts(self.gates[formula])[3])

    def below_root(self, root: int) -> list[int]:
        """Return a formula and everything it is made of, parts first."""
        gates = self.gates
        stack, seen = [root], {root}
        while stack:
            for part in gates[stack.pop()].parts:
                if part not in seen:
                    seen.add(part)
                    stack.append(part)
        return sorted(seen)


def _tail(number: int, weights: Sequence[float]) -> Pair:
    """Return bounds of the probability that at least `number` of independent events happen, of exact weights."""
    lows, highs = [1.0] + [0.0] * number, [1.0] + [0.0] * number
    for weight in weights:
        for row, turned in ((lows, below), (highs, above)):
            row[number] = turned(row[number] + turned(row[number - 1] * weight))
            for place in range(number - 1, 0, -1):
                row[place] = turned(turned(row[place] * (1.0 - weight)) + turned(row[place - 1] * weight))
            row[0] = turned(row[0] * (1.0 - weight))
    return lows[number], highs[number]
