"""Formulas grown at random, their exact probabilities by enumeration in fractions, and the same formulas said anew."""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from typing import TYPE_CHECKING

from loadpath.engine.formula import Formulas

if TYPE_CHECKING:
    import random
    from collections.abc import Sequence


def grown(chance: random.Random, leaves: int, gates: int) -> tuple[Formulas, list[int]]:
    """Return formulas with shared parts, negation, k-of-n, parity and choice."""
    store = Formulas(flat=chance.random() < 0.5)
    made = [store.leaf() for _ in range(leaves)]
    for _ in range(gates):
        count = chance.randint(2, 5)
        parts = [chance.choice(made[-8:] if chance.random() < 0.6 else made) for _ in range(count)]
        parts = [store.negate(part) if chance.random() < 0.25 else part for part in parts]
        ways = (
            lambda: store.all_of(parts),  # noqa: B023  called at once
            lambda: store.any_of(parts),  # noqa: B023
            lambda: store.odd(parts),  # noqa: B023
            lambda: store.at_least(chance.randint(1, count), parts),  # noqa: B023
            lambda: store.negate(parts[0]),  # noqa: B023
            lambda: store.choose(parts[0], parts[1], parts[-1]),  # noqa: B023
        )
        made.append(chance.choice(ways)())
    return store, made


def enumerated(store: Formulas, roots: Sequence[int], weights: Sequence[Fraction]) -> list[Fraction]:
    """Return the probability of some formulas, by every setting of the leaves."""
    totals = [Fraction(0)] * len(roots)
    for setting in product((False, True), repeat=len(weights)):
        chance = Fraction(1)
        for value, weight in zip(setting, weights, strict=True):
            chance *= weight if value else 1 - weight
        truth: list[bool] = []
        for gate in store.gates:
            held = [truth[part] for part in gate.parts]
            truth.append(
                {
                    "constant": lambda: bool(gate.number),  # noqa: B023  called at once
                    "leaf": lambda: setting[gate.number],  # noqa: B023
                    "not": lambda: not held[0],  # noqa: B023
                    "and": lambda: all(held),  # noqa: B023
                    "or": lambda: any(held),  # noqa: B023
                    "odd": lambda: sum(held) % 2 == 1,  # noqa: B023
                    "atleast": lambda: sum(held) >= gate.number,  # noqa: B023
                }[gate.kind]()
            )
        for place, root in enumerate(roots):
            totals[place] += chance * truth[root]
    return totals


def said_anew(store: Formulas, chance: random.Random) -> tuple[Formulas, list[int], list[int]]:
    """Return the same formulas with leaves renumbered, parts shuffled, De Morgan applied and idle leaves added.

    Returns:
        The store, the new number of every old formula, and the old leaf behind each new one.
    """
    anew = Formulas(flat=store.flat)
    order = list(range(store.leaves))
    chance.shuffle(order)
    leaves = {old: anew.leaf() for old in order}
    for _ in range(3):
        anew.leaf()
    made = [0, 1]
    for gate in store.gates[2:]:
        parts = [made[part] for part in gate.parts]
        chance.shuffle(parts)
        turned = [anew.negate(part) for part in parts]
        morgan = chance.random() < 0.5
        match gate.kind:
            case "leaf":
                made.append(leaves[gate.number])
            case "not":
                made.append(turned[0])
            case "and":
                made.append(anew.negate(anew.any_of(turned)) if morgan else anew.all_of(parts))
            case "or":
                made.append(anew.negate(anew.all_of(turned)) if morgan else anew.any_of(parts))
            case "odd":
                made.append(anew.odd(parts))
            case _:
                other = len(parts) - gate.number + 1
                made.append(anew.negate(anew.at_least(other, turned)) if morgan else anew.at_least(gate.number, parts))
    return anew, made, order
