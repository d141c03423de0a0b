"""A circuit written out by hand: what it comes to, what it reads, its name, and its parts."""

from __future__ import annotations

import hashlib
import random

import numpy as np
import pytest
from tests.engine.circuits import circuit_of, grown

from loadpath.engine import circuit
from loadpath.engine.circuit import ADD, MIX, MULTIPLY, ONE, ZERO, Circuit


def by_hand() -> Circuit:
    """Return a circuit over leaves a, b, c in slots 2, 3, 4, their complements in 5, 6, 7; operations from slot 8 on.

    Slot 8 = a b, slot 9 = 8 + c, slot 10 = b c + (1 - b) 9, slot 11 = (1 - a) times one. Formulas 20 to 24 are slots
    10, 8, 11, one and b.
    """
    return Circuit(
        leaves=3,
        codes=np.array([MULTIPLY, ADD, MIX, MULTIPLY], np.uint8),
        operands=np.array([[2, 3, 0, 0], [8, 4, 0, 0], [3, 6, 4, 9], [5, ONE, 0, 0]], np.int32),
        roots={20: 10, 21: 8, 22: 11, 23: ONE, 24: 3},
    )


WEIGHTS = np.array([[0.5, 0.25], [0.25, 0.75], [0.125, 0.5]])
COMPLEMENTS = np.array([[0.5, 0.75], [0.75, 0.25], [0.875, 0.5]])
SLOTS = np.array(
    [
        [0, 0], [1, 1], [0.5, 0.25], [0.25, 0.75], [0.125, 0.5], [0.5, 0.75], [0.75, 0.25], [0.875, 0.5],
        [0.125, 0.1875],  # a b: 0.5 x 0.25, 0.25 x 0.75
        [0.25, 0.6875],  # + c: 0.125, 0.5
        [0.21875, 0.546875],  # 0.25 x 0.125 + 0.75 x 0.25 = 7/32, 0.75 x 0.5 + 0.25 x 0.6875 = 35/64
        [0.5, 0.75],
    ]
)  # fmt: skip
"""Every slot of the circuit by hand for two settings of its leaves, exact in binary."""


def test_slots_and_sizes() -> None:
    """Two constants, three weights, three complements: the first operation has slot 8, and there are four."""
    made = by_hand()
    assert (made.first, made.size) == (8, 4)
    assert (ZERO, ONE) == (0, 1)


@pytest.mark.parametrize("few", [0, 1, 2, 8])
def test_each_slot_by_hand(few: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """With arrays and with plain numbers, which are taken for up to as many settings as `FEW`."""
    monkeypatch.setattr(circuit, "FEW", few)
    assert by_hand().slots(WEIGHTS, COMPLEMENTS).tolist() == SLOTS.tolist()


def test_few_settings_are_plain_numbers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Up to `FEW` settings there are plain numbers, and beyond none."""
    asked: list[int] = []
    plain = Circuit._plain

    def counted(self: Circuit, weights: np.ndarray, complements: np.ndarray) -> list[float]:
        asked.append(len(weights))
        return plain(self, weights, complements)

    monkeypatch.setattr(Circuit, "_plain", counted)
    monkeypatch.setattr(circuit, "FEW", 2)
    by_hand().slots(WEIGHTS, COMPLEMENTS)
    assert asked == [3, 3]
    by_hand().slots(np.tile(WEIGHTS, 2), np.tile(COMPLEMENTS, 2))
    assert asked == [3, 3]


@pytest.mark.parametrize("few", [0, 100])
@pytest.mark.parametrize("at_once", [1, 3, 4, 50_000])
def test_any_number_of_operations_at_once_gives_the_same(
    few: int, at_once: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Operations are unpacked one at a time, three at a time with one left, or all."""
    monkeypatch.setattr(circuit, "AT_ONCE", at_once)
    monkeypatch.setattr(circuit, "FEW", few)
    assert by_hand().slots(WEIGHTS, COMPLEMENTS).tolist() == SLOTS.tolist()


@pytest.mark.parametrize("settings", [1, 2, 3, 12])
def test_probabilities_come_in_the_order_asked_for(settings: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Roots by their formula's number, settings in their columns, in blocks of any number of settings.

    A setting takes 8 bytes for each of 12 slots, 96 bytes: blocks of two settings have 192 bytes, and so have 287.
    """
    weights, complements = np.tile(WEIGHTS, 6)[:, :settings], np.tile(COMPLEMENTS, 6)[:, :settings]
    expected = np.tile(SLOTS[[8, 10, 1, 3]], 6)[:, :settings].tolist()
    sizes: list[int] = []
    slots = Circuit.slots

    def measured(self: Circuit, weights: np.ndarray, complements: np.ndarray) -> np.ndarray:
        sizes.append(weights.shape[1])
        return slots(self, weights, complements)

    monkeypatch.setattr(Circuit, "slots", measured)
    for block, widest in ((64_000_000, 12), (287, 2), (192, 2), (191, 1), (1, 1)):
        monkeypatch.setattr(circuit, "BLOCK_BYTES", block)
        sizes.clear()
        assert by_hand().probabilities(weights, complements, [21, 20, 23, 24]).tolist() == expected
        assert max(sizes) == min(widest, settings)
        assert sum(sizes) == settings


def test_the_support_is_what_is_read() -> None:
    """Leaves of the operations below a root, plain or complemented; none for a constant, itself for a leaf."""
    made = by_hand()
    assert made.support(20) == {0, 1, 2}
    assert made.support(21) == {0, 1}
    assert made.support(22) == {0}
    assert made.support(23) == frozenset()
    assert made.support(24) == {1}


def test_a_narrowed_circuit_is_what_its_roots_read() -> None:
    """Formula 21 is a b: two leaves in slots 2 and 3, one operation in slot 6."""
    made, leaves = by_hand().narrowed([21])
    assert leaves == (0, 1)
    assert made.leaves == 2
    assert made.codes.tolist() == [MULTIPLY]
    assert made.operands.tolist() == [[2, 3, 0, 0]]
    assert made.roots == {21: 6}


def test_a_narrowed_circuit_keeps_complements_and_constants() -> None:
    """Formulas 24 and 22: leaves a and b in slots 2 and 3, complements in 4 and 5, and (1 - a) times one in 6."""
    made, leaves = by_hand().narrowed([24, 22])
    assert leaves == (0, 1)
    assert made.operands.tolist() == [[4, ONE, 0, 0]]
    assert list(made.roots.items()) == [(24, 3), (22, 6)]
    assert made.codes.dtype == np.uint8
    assert made.operands.dtype == np.int32


def test_narrowing_renumbers_leaves_that_are_not_the_first() -> None:
    """Of formula 20 everything is read but slot 11; formula 23 alone reads no leaf and no operation."""
    made, leaves = by_hand().narrowed([20])
    assert leaves == (0, 1, 2)
    assert made.operands.tolist() == [[2, 3, 0, 0], [8, 4, 0, 0], [3, 6, 4, 9]]
    assert made.roots == {20: 10}
    empty, none = by_hand().narrowed([23])
    assert (empty.leaves, empty.size, none, empty.roots) == (0, 0, (), {23: ONE})
    single, second = by_hand().narrowed([24])
    assert (single.leaves, second, single.roots) == (1, (1,), {24: 2})


@pytest.mark.parametrize("seed", range(10))
def test_a_narrowed_circuit_computes_the_same(seed: int) -> None:
    """Random formulas over six leaves: the parts below one root give its probability to the bit."""
    store, roots = grown(random.Random(seed), 6)
    whole = circuit_of(store, roots)
    weights = np.random.default_rng(seed).random((6, 3))
    for root in roots:
        made, leaves = whole.narrowed([root])
        assert set(leaves) == whole.support(root)
        chosen = weights[list(leaves)]
        expected = whole.probabilities(weights, 1.0 - weights, [root])
        assert np.array_equal(made.probabilities(chosen, 1.0 - chosen, [root]), expected)


def test_the_digest_names_the_computation() -> None:
    """SHA-256 over a heading, the number of leaves, codes, operands as little-endian words, and the roots' slots."""
    made = by_hand()
    spelled = (
        b"loadpath circuit 1\n3\n"
        + bytes([0, 1, 2, 0])
        + b"".join(int(slot).to_bytes(4, "little") for slot in made.operands.ravel())
        + b"[10, 8, 11, 1, 3]"
    )
    assert made.digest == hashlib.sha256(spelled).hexdigest()


def test_the_digest_does_not_depend_on_how_numbers_are_held() -> None:
    """Wider integers with the same values have the same digest, and formulas may be numbered otherwise."""
    made = by_hand()
    wider = Circuit(
        leaves=3,
        codes=made.codes.astype(np.int64),
        operands=made.operands.astype(np.int64),
        roots=dict(enumerate(made.roots.values())),
    )
    assert wider.digest == made.digest
