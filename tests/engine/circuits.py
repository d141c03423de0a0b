"""Small circuits for tests: formulas grown at random, and the operations of their decision diagrams."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from loadpath.engine.circuit import MIX, MULTIPLY, Circuit
from loadpath.engine.formula import Formulas
from loadpath.engine.paths import compile_paths

if TYPE_CHECKING:
    import random
    from collections.abc import Sequence


def grown(chance: random.Random, leaves: int) -> tuple[Formulas, list[int]]:
    """Return formulas with negation, k-of-n and shared parts over a few leaves, and three of them as roots."""
    store = Formulas()
    parts = [store.leaf() for _ in range(leaves)]
    for _ in range(12):
        some = [part if chance.random() < 0.7 else store.negate(part) for part in chance.sample(parts, 3)]
        kind = chance.randrange(3)
        parts.append(store.all_of(some) if kind == 0 else store.any_of(some) if kind == 1 else store.at_least(2, some))
    return store, parts[-3:]


def circuit_of(store: Formulas, roots: Sequence[int]) -> Circuit:
    """Return the circuit of a decision diagram: a mixture for each node, a product where one side is false."""
    diagram = compile_paths(store, roots)
    first = 2 + 2 * store.leaves
    codes, operands = [], []
    for leaf, low, high in zip(diagram.leaf, diagram.low, diagram.high, strict=True):
        plain, complement = 2 + leaf, 2 + store.leaves + leaf
        then, other = (part if part < 2 else part - 2 + first for part in (high, low))
        if not other:
            row = (MULTIPLY, plain, then, 0, 0)
        elif not then:
            row = (MULTIPLY, complement, other, 0, 0)
        else:
            row = (MIX, plain, complement, then, other)
        codes.append(row[0])
        operands.append(row[1:])
    return Circuit(
        leaves=store.leaves,
        codes=np.array(codes, np.uint8),
        operands=np.array(operands, np.int32).reshape(-1, 4),
        roots={root: part if part < 2 else part - 2 + first for root, part in diagram.roots.items()},
    )
