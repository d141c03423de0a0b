"""The portfolio: exact against enumeration, and the same bits however a formula is said."""

from __future__ import annotations

import random
from fractions import Fraction

import numpy as np
import pytest
from tests.engine.formulas import enumerated, grown, said_anew

from loadpath.engine.compile import compile_circuit
from loadpath.engine.formula import Formulas
from loadpath.errors import TooLargeError

BLOCK = 50


@pytest.mark.parametrize("block", range(6))
def test_exact_as_enumeration_in_fractions(block: int) -> None:
    """Random formulas with negation, k-of-n, parity and choice, most of them with shared parts: 1e-12 relative."""
    for seed in range(block * BLOCK, (block + 1) * BLOCK):
        chance = random.Random(seed)
        count = chance.randint(2, 8)
        store, made = grown(chance, count, chance.randint(2, 14))
        roots = [made[-1], *chance.sample(made, 2)]
        weights = [Fraction(chance.randint(1, 999), 1000) for _ in range(count)]
        circuit = compile_circuit(store, roots, marks=[float(weight) for weight in weights])
        plain, complement = (np.array([[float(w)] for w in side]) for side in (weights, [1 - w for w in weights]))
        found = circuit.probabilities(plain, complement, roots)[:, 0].tolist()
        assert found == pytest.approx([float(exact) for exact in enumerated(store, roots, weights)], rel=1e-12, abs=0)


@pytest.mark.parametrize("block", range(6))
def test_saying_it_anew_changes_no_bit(block: int) -> None:
    """Renumbered leaves, shuffled parts and roots, De Morgan's laws and idle leaves leave every bit as it was."""
    for seed in range(block * BLOCK, (block + 1) * BLOCK):
        chance = random.Random(seed)
        count = chance.randint(3, 14)
        store, made = grown(chance, count, chance.randint(2, 20))
        roots = [made[-1], *chance.sample(made, 3)]
        weights = [chance.randint(1, 9) / 10 if chance.random() < 0.5 else chance.random() for _ in range(count)]
        anew, number, order = said_anew(store, chance)
        again = [weights[old] for old in order] + [0.1, 0.2, 0.3]
        asked = [number[root] for root in roots]
        first = np.array(weights)[:, None]
        second = np.array(again)[:, None]
        before = compile_circuit(store, roots, marks=weights).probabilities(first, 1 - first, roots)
        circuit = compile_circuit(anew, chance.sample(asked, len(asked)), marks=again)
        assert np.array_equal(before, circuit.probabilities(second, 1 - second, asked))


def test_what_does_not_fit_is_refused() -> None:
    """Sixty random three-literal clauses over sixty leaves fit into no ten nodes, and top-down stops at its cap."""
    chance = random.Random(1)
    store = Formulas()
    leaves = [store.leaf() for _ in range(60)]
    root = store.all_of(store.any_of(chance.sample(leaves, 3)) for _ in range(120))
    with pytest.raises(TooLargeError, match="takes more than 10 nodes"):
        compile_circuit(store, [root], most_nodes=10)
