"""Derivatives by all leaves in one pass: against P given true less P given false, compiled and not."""

from __future__ import annotations

import random
import sys

import numpy as np
import pytest
from tests.engine.circuits import circuit_of, grown

from loadpath.engine import derivatives as module
from loadpath.engine import kernels
from loadpath.engine.circuit import ADD, MIX, MULTIPLY, Circuit
from loadpath.engine.derivatives import derivatives

BOTH = pytest.mark.parametrize("compiled", [False, True])


@BOTH
def test_by_hand(compiled: bool) -> None:
    """Leaves of 0.1, 0.2 and 0.5, slots 2 to 4, complements 5 to 7.

    Slot 8 = 0.1 x 0.2 = 0.02; slot 9 = 0.02 + 0.8 = 0.82 (complement of the second); slot 10, the root, mixes by the
    third: 0.5 x 0.82 + 0.5 x 0.02 = 0.42. Upward: by the third 0.82; by slot 8 0.5 + 0.5 = 1, so by the first
    0.2 and by the second 0.1. Downward: by the third 0.02; by the second 0.5, through slot 9; by the first nothing.
    """
    circuit = Circuit(
        leaves=3,
        codes=np.array([MULTIPLY, ADD, MIX], np.uint8),
        operands=np.array([[2, 3, 0, 0], [8, 6, 0, 0], [4, 7, 9, 8]], np.int32),
        roots={77: 10, 5: 8},
    )
    weights = np.array([0.1, 0.2, 0.5])
    found = derivatives(circuit, 77, weights, 1.0 - weights, compiled)
    assert found.value == pytest.approx(0.42, rel=1e-15)
    assert found.upward == pytest.approx([0.2, 0.1, 0.82], rel=1e-15)
    assert found.downward == pytest.approx([0.0, 0.5, 0.02], rel=1e-15)
    assert found.slopes == pytest.approx([0.2, -0.4, 0.8], rel=1e-15)
    true, false = found.given(weights, 1.0 - weights)
    assert true == pytest.approx([0.42 + 0.9 * 0.2, 0.42 - 0.8 * 0.4, 0.82], rel=1e-14)
    assert false == pytest.approx([0.42 - 0.1 * 0.2, 0.42 + 0.2 * 0.4, 0.02], rel=1e-14)
    below = derivatives(circuit, 5, weights, 1.0 - weights, compiled)
    assert below.value == pytest.approx(0.02, rel=1e-15)
    assert below.upward == pytest.approx([0.2, 0.1, 0.0], rel=1e-15)


@BOTH
def test_a_slot_that_is_read_twice_hears_from_both(compiled: bool) -> None:
    """One leaf of 0.3, slots 2 and 3. Slot 4 is their sum, 1; slot 5, the root, is slot 4 times slot 3, 0.7.

    Down from there: by slot 4 it is 0.7, by slot 3 directly 1; through slot 4 both leaf slots get 0.7. Slot 6 adds
    slots 3 and 2, the other way round: slot 7 = slot 6 times slot 2 is 0.3, by slot 2 1 + 0.3 and by slot 3 0.3.
    """
    circuit = Circuit(
        leaves=1,
        codes=np.array([ADD, MULTIPLY, ADD, MULTIPLY], np.uint8),
        operands=np.array([[2, 3, 0, 0], [4, 3, 0, 0], [3, 2, 0, 0], [6, 2, 0, 0]], np.int32),
        roots={1: 5, 2: 7},
    )
    point = np.array([0.3]), np.array([0.7])
    found = derivatives(circuit, 1, *point, compiled)
    assert (found.value, found.upward[0], found.downward[0]) == pytest.approx((0.7, 0.7, 1.7), rel=1e-15)
    found = derivatives(circuit, 2, *point, compiled)
    assert (found.value, found.upward[0], found.downward[0]) == pytest.approx((0.3, 1.3, 0.3), rel=1e-15)


@BOTH
@pytest.mark.parametrize("seed", range(25))
def test_slopes_are_p_given_true_less_p_given_false(seed: int, compiled: bool) -> None:
    """To 1e-12, for random formulas with shared parts, negation and k-of-n; both ways have the same bits."""
    chance = random.Random(seed)
    store, roots = grown(chance, 7)
    circuit = circuit_of(store, roots)
    weights = np.array([chance.random() for _ in range(store.leaves)])
    for root in roots:
        found = derivatives(circuit, root, weights, 1.0 - weights, compiled)
        true, false = found.given(weights, 1.0 - weights)
        for leaf in range(store.leaves):
            columns = np.repeat(weights[:, None], 2, axis=1)
            columns[leaf] = [1.0, 0.0]
            given = circuit.probabilities(columns, 1.0 - columns, [root])[0]
            assert found.slopes[leaf] == pytest.approx(given[0] - given[1], abs=1e-12)
            assert [true[leaf], false[leaf]] == pytest.approx(given, abs=1e-12)
        other = derivatives(circuit, root, weights, 1.0 - weights, not compiled)
        assert np.array_equal(found.upward, other.upward)
        assert np.array_equal(found.downward, other.downward)
        assert found.value == other.value


def test_a_root_that_is_a_leaf() -> None:
    """No operation at all: the value is the weight, the derivative one."""
    circuit = Circuit(1, np.empty(0, np.uint8), np.empty((0, 4), np.int32), {9: 2})
    found = derivatives(circuit, 9, np.array([0.3]), np.array([0.7]), compiled=False)
    assert (found.value, found.upward.tolist(), found.downward.tolist()) == (0.3, [1.0], [0.0])


def test_the_kernel_is_used_where_it_saves_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """For circuits larger than the limit, or as soon as the kernels are loaded anyway."""
    used: list[int] = []
    monkeypatch.setattr(kernels, "derive", lambda codes, *_: used.append(len(codes)))
    monkeypatch.setattr(module, "WORTHWHILE", 1)
    for size in (1, 2):
        circuit = Circuit(
            1, np.full(size, ADD, np.uint8), np.array([[2, 3, 0, 0], [4, 0, 0, 0]][:size], np.int32), {0: 4}
        )
        derivatives(circuit, 0, np.array([0.3]), np.array([0.7]))
        with monkeypatch.context() as without:
            without.delitem(sys.modules, "loadpath.engine.kernels")
            without.setitem(sys.modules, "loadpath.engine.kernels ", kernels)
            if size == 1:
                assert derivatives(circuit, 0, np.array([0.3]), np.array([0.7])).value == 1.0
    assert used == [1, 2]
