"""Cases of a given width of sharing: pathways that each need some of a few shared causes, and evidence about them.

What this file knows: how to grow formulas shaped like the nine-pathway benchmark to any size. A pathway is everything
of its own (capability, opportunity, attempt) together with groups of controls, each group failing by a cause of its own
or by one of the shared causes that the pathway uses, or by two of them together. Evidence is one leaf for each
likelihood. What it promises: the same numbers give the same formulas. `python -m bench.pathways` compiles the five
sizes of the issue and prints the operations and seconds of processor time of each.
"""

from __future__ import annotations

import random
import sys
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from loadpath.engine.compile import compile_circuit
from loadpath.engine.formula import Formulas

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

OWN_LEAVES = (4, 5, 6)
"""A pathway has so many leaves of its own."""

FINDINGS = 4
"""So many shared causes have been looked for."""

SINGLY = 0.5
"""The share of groups of controls that one cause alone defeats; the others need two."""


@dataclass(frozen=True, slots=True)
class Grown:
    """Formulas of a case, the probability of each leaf, and what is asked.

    Attributes:
        store: the formulas.
        weights: probability of each leaf.
        roots: each pathway, any pathway, the evidence, and each of the former together with the evidence.
    """

    store: Formulas
    weights: tuple[float, ...]
    roots: tuple[int, ...]


FAMILY = ((9, 16, 4), (18, 24, 4), (30, 30, 4), (60, 20, 4), (200, 12, 3))
"""Pathways, shared causes, causes used by each."""


def grown(pathways: int, causes: int, used: int, seed: int = 0) -> Grown:
    """Return a case with so many pathways, each of which uses some of the shared causes.

    Args:
        pathways: how many ways to harm there are.
        causes: how many causes they share.
        used: how many of these each of them needs.
        seed: which of the cases of this size.
    """
    chance = random.Random(f"pathways {pathways} {causes} {used} {seed}")  # noqa: S311  no secret
    store = Formulas()
    weights: list[float] = []

    def leaf(low: float, high: float) -> int:
        weights.append(chance.uniform(low, high))
        return store.leaf()

    shared = [leaf(0.01, 0.3) for _ in range(causes)]
    ways = [_pathway(store, chance, leaf, chance.sample(shared, used)) for _ in range(pathways)]
    anything = store.any_of(ways)
    evidence = store.all_of(
        store.choose(cause, leaf(0.2, 0.9), leaf(0.2, 0.9)) for cause in chance.sample(shared, FINDINGS)
    )
    asked = [*ways, anything]
    return Grown(store, tuple(weights), (*asked, evidence, *(store.all_of([root, evidence]) for root in asked)))


def _pathway(store: Formulas, chance: random.Random, leaf: Callable[[float, float], int], causes: Sequence[int]) -> int:
    """Return a pathway: its own leaves, of which one stands in for each pair of causes."""
    pairs = [causes[here : here + 2] for here in range(0, len(causes), 2)]
    groups = [
        store.any_of([leaf(0.01, 0.1), *pair] if chance.random() < SINGLY else [leaf(0.01, 0.1), store.all_of(pair)])
        for pair in pairs
    ]
    own = [leaf(0.05, 0.5) for _ in range(chance.choice(OWN_LEAVES) - len(pairs))]
    return store.all_of([*own, *groups])


def main() -> int:
    """Compile each size of the family and print what it takes; return 1 when an answer cannot be right."""
    print(
        f"{'pathways':>8} {'shared':>7} {'used':>5} {'roots':>6} {'operations':>11} {'seconds':>8}  P(any | evidence)"
    )
    for size in FAMILY:
        case = grown(*size)
        start = time.process_time()
        circuit = compile_circuit(case.store, case.roots, marks=case.weights)
        took = time.process_time() - start
        weights = np.array(case.weights)[:, None]
        asked = (case.roots[size[0]], case.roots[size[0] + 1], case.roots[-1])
        anything, evidence, both = circuit.probabilities(weights, 1 - weights, asked)[:, 0].tolist()
        if not max(0.0, anything + evidence - 1) <= both <= min(anything, evidence):
            return 1
        pathways, shared, used = size
        figures = f"{pathways:8} {shared:7} {used:5} {len(case.roots):6} {circuit.size:11,} {took:8.2f}"
        print(f"{figures}  {both / evidence:.12g}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
