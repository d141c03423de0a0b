"""Formulas of every kind at random, what they come to exactly, and whether the engine agrees in every way it has.

Leaves are combined by AND, OR, NOT, k-of-n, parity and choice; by conditional tables (something happens if, for one of
the settings of its conditions, the setting holds and so does a leaf of that row); and as pathways that share causes,
joined with evidence. Probabilities are fractions, so that enumeration is exact.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from typing import TYPE_CHECKING

import numpy as np
from tests.engine.formulas import said_anew

from loadpath.engine.assembly import Assembly
from loadpath.engine.canonical import canonical
from loadpath.engine.compile import compile_circuit
from loadpath.engine.elimination import compile_elimination, plan
from loadpath.engine.formula import Formulas
from loadpath.engine.network import LEAF
from loadpath.engine.simplify import simplify

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from loadpath.engine.circuit import Circuit

RELATIVE = 1e-12
MOST_LEAVES = 11
"""Enumeration takes two to the power of this many settings."""

TINY = Fraction(1, 10**12)


@dataclass(frozen=True)
class Example:
    """Formulas, of which some are asked for, and the probability of each leaf."""

    store: Formulas
    roots: tuple[int, ...]
    weights: tuple[Fraction, ...]

    @property
    def marks(self) -> list[float]:
        """Return the leaves' probabilities as floating point numbers."""
        return [float(weight) for weight in self.weights]


def example(seed: int) -> Example:
    """Return the example of a seed: every second one is made of pathways, the others of anything."""
    chance = random.Random(f"formulas {seed}")
    store = Formulas(flat=chance.random() < 0.7)
    roots = _pathways(store, chance) if seed % 2 else _anything(store, chance)
    return Example(store, tuple(roots), tuple(_weight(chance) for _ in range(store.leaves)))


def _weight(chance: random.Random) -> Fraction:
    """Return a probability: of any size, one of a few (so that leaves look alike), or extreme."""
    way = chance.random()
    if way < 0.5:
        return Fraction(chance.randint(1, 9_999), 10_000)
    if way < 0.8:
        return Fraction(chance.randint(1, 9), 10)
    return TINY if way < 0.9 else 1 - TINY


def _anything(store: Formulas, chance: random.Random) -> list[int]:
    made = [store.leaf() for _ in range(chance.randint(2, 6))]
    for _ in range(chance.randint(2, 12)):
        count = chance.randint(2, 4)
        parts = [chance.choice(made[-6:] if chance.random() < 0.6 else made) for _ in range(count)]
        parts = [store.negate(part) if chance.random() < 0.25 else part for part in parts]
        match chance.randrange(7):
            case 0:
                made.append(store.all_of(parts))
            case 1:
                made.append(store.any_of(parts))
            case 2:
                made.append(store.odd(parts))
            case 3:
                made.append(store.at_least(chance.randint(1, count), parts))
            case 4:
                made.append(store.choose(parts[0], parts[1], parts[-1]))
            case _:
                made.append(table(store, chance, parts[:2]))
    return list(dict.fromkeys([made[-1], *chance.sample(made, 2)]))


def table(store: Formulas, chance: random.Random, conditions: Sequence[int]) -> int:
    """Return something that depends on conditions: for some of their settings there is a leaf of its own.

    A setting without one is impossible, certain, or has the leaf of the row before.
    """
    rows, leaf = [], None
    for setting in product((False, True), repeat=len(conditions)):
        held = [part if value else store.negate(part) for part, value in zip(conditions, setting, strict=True)]
        way = chance.random()
        if way < 0.7 and store.leaves < MOST_LEAVES:
            leaf = store.leaf()
        if way < 0.9 and leaf is not None:
            rows.append(store.all_of([*held, leaf]))
        elif way < 0.95:
            rows.append(store.all_of(held))
    return store.any_of(rows)


def _pathways(store: Formulas, chance: random.Random) -> list[int]:
    """Return pathways over shared causes, any of them, the evidence, and some of it joined."""
    causes = [store.leaf() for _ in range(chance.randint(2, 5))]
    causes.append(table(store, chance, chance.sample(causes, 2)))
    ways = []
    for _ in range(chance.randint(2, 6)):
        groups = [_group(store, chance, chance.sample(causes, 2)) for _ in range(chance.randint(1, 2))]
        own = [store.leaf()] if store.leaves < MOST_LEAVES else []
        ways.append(store.all_of([*own, *groups]))
    anything = store.any_of(ways)
    looked_at = chance.sample(causes, min(2, max(0, MOST_LEAVES - store.leaves) // 2))
    findings = [store.choose(cause, store.leaf(), store.leaf()) for cause in looked_at]
    evidence = store.all_of([*findings, store.any_of(chance.sample(causes, 2))])
    joined = [store.all_of([root, evidence]) for root in (anything, ways[0], store.negate(anything))]
    return list(dict.fromkeys([anything, evidence, *joined, ways[0]]))


def _group(store: Formulas, chance: random.Random, parts: Sequence[int]) -> int:
    kind = chance.randrange(4)
    if kind == 0:
        return store.any_of(parts)
    if kind == 1:
        return store.all_of(parts)
    return store.any_of([store.all_of(parts), *parts[:1]]) if kind == 2 else store.odd(parts)


def shares_causes(store: Formulas, root: int) -> bool:
    """Return whether some leaf, or something made of leaves, is named more than once below a formula."""
    seen: set[int] = set()
    stack = [root]
    while stack:
        gate = store.gates[stack.pop()]
        for part in gate.parts:
            plain = store.gates[part].parts[0] if store.gates[part].kind == "not" else part
            if plain in seen:
                return True
            seen.add(plain)
            stack.append(plain)
    return False


def exact(store: Formulas, roots: Sequence[int], weights: Sequence[Fraction]) -> list[Fraction]:
    """Return the probability of some formulas as fractions, by every setting of the leaves."""
    settings = np.array(list(product((False, True), repeat=store.leaves))).reshape(-1, store.leaves)
    chances: list[int] = [1]
    whole = 1
    for weight in weights:
        chances = [each * n for each in chances for n in (weight.denominator - weight.numerator, weight.numerator)]
        whole *= weight.denominator
    numerators = np.array(chances, dtype=object)
    truth: list[NDArray[np.bool_]] = []
    for gate in store.gates:
        held = [truth[part] for part in gate.parts]
        match gate.kind:
            case "constant":
                truth.append(np.full(len(settings), bool(gate.number)))
            case "leaf":
                truth.append(settings[:, gate.number])
            case "not":
                truth.append(~held[0])
            case "odd":
                truth.append(np.sum(held, axis=0) % 2 == 1)
            case kind:
                least = {"and": len(held), "or": 1, "atleast": gate.number}[kind]
                truth.append(np.sum(held, axis=0) >= least)
    return [Fraction(int(numerators[truth[root]].sum()), whole) for root in roots]


def by_elimination(given: Example) -> Circuit | None:
    """Return the circuit that summing out gives with every alternative taken apart, or None if it is no way at all."""
    network = canonical(simplify(given.store, given.roots), dict(enumerate(given.marks)))
    way = plan(network, wide=0)
    if way is None:
        return None
    assembly = Assembly(given.store.leaves, 1_000_000)
    leaves = {
        number: (assembly.plain(number), assembly.complement(number))
        for kind, number in zip(network.kinds, network.numbers, strict=True)
        if kind == LEAF
    }
    rank = [node for node in network.reached() if network.kinds[node] == LEAF]
    slots = compile_elimination(network, leaves, assembly, way, rank)
    return assembly.circuit(dict(zip(given.roots, slots, strict=True)))


def values(circuit: Circuit, roots: Sequence[int], weights: Sequence[Fraction]) -> list[float]:
    """Return the probabilities of roots at exact weights."""
    plain, complement = (np.array([[float(w)] for w in side]) for side in (weights, [1 - w for w in weights]))
    found: list[float] = circuit.probabilities(plain, complement, roots)[:, 0].tolist()
    return found


def wrong_value(given: Example) -> str:
    """Return the first figure that differs from enumeration by more than `RELATIVE`, or an empty string."""
    want = exact(given.store, given.roots, given.weights)
    ways = {
        "portfolio": compile_circuit(given.store, given.roots, marks=given.marks),
        "elimination": by_elimination(given),
    }
    for name, circuit in ways.items():
        if circuit is None:
            continue
        for root, value, right in zip(
            given.roots, values(circuit, given.roots, given.weights), map(float, want), strict=True
        ):
            if abs(value - right) > RELATIVE * right:
                return f"{name}, formula {root}: {value!r}, enumeration {right!r}"
    return ""


def moved_bit(given: Example, seed: int) -> str:
    """Return the first figure of which a bit moves when it is all said anew, or an empty string.

    Said anew: leaves and formulas renumbered, parts shuffled, De Morgan's laws applied, idle leaves added, roots asked
    for in another order.
    """
    chance = random.Random(f"anew {seed}")
    store, number, order = said_anew(given.store, chance)
    weights = [*(given.weights[old] for old in order), *(Fraction(chance.randint(1, 9), 10) for _ in range(3))]
    again = Example(store, tuple(number[root] for root in given.roots), tuple(weights))
    asked = chance.sample(again.roots, len(again.roots))
    before = values(compile_circuit(given.store, given.roots, marks=given.marks), given.roots, given.weights)
    after = values(compile_circuit(store, asked, marks=again.marks), again.roots, again.weights)
    for root, one, other in zip(given.roots, before, after, strict=True):
        if one != other:
            return f"formula {root}: {one!r}, said anew {other!r}"
    return ""
