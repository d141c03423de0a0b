"""Circuits put together: what is trivial is not written down, what is alike once, and what is not needed is left out."""

from __future__ import annotations

import numpy as np
import pytest

from loadpath.engine.assembly import Assembly
from loadpath.engine.circuit import ADD, MIX, MULTIPLY, ONE, ZERO
from loadpath.errors import TooLargeError


def rows(made: Assembly) -> list[list[int]]:
    """Return code and operands of each operation written so far."""
    operands = np.array(made.operands).reshape(-1, 4).tolist()
    return [[code, *four] for code, four in zip(made.codes, operands, strict=True)]


def test_slots_of_leaves() -> None:
    """Of three: weights in 2 to 4, complements in 5 to 7, operations from 8 on."""
    made = Assembly(3, 100)
    assert [made.plain(leaf) for leaf in range(3)] == [2, 3, 4]
    assert [made.complement(leaf) for leaf in range(3)] == [5, 6, 7]
    assert made.size == 0
    assert made.multiply(2, 3) == 8
    assert made.size == 1


def test_products() -> None:
    """Nothing times anything is nothing, one times anything is that; the smaller slot first, each product once."""
    made = Assembly(3, 100)
    assert made.multiply(ZERO, 3) == made.multiply(3, ZERO) == made.multiply(ONE, ZERO) == ZERO
    assert made.multiply(ONE, 3) == made.multiply(3, ONE) == 3
    assert made.multiply(4, 2) == made.multiply(2, 4) == 8
    assert made.multiply(2, 2) == 9
    assert rows(made) == [[MULTIPLY, 2, 4, 0, 0], [MULTIPLY, 2, 2, 0, 0]]


def test_mixtures() -> None:
    """The same on both sides is that; nothing on one side is a product; the smaller weight's slot first."""
    made = Assembly(3, 100)
    assert made.mix(2, 5, 3, 3) == 3
    assert made.mix(2, 5, ONE, ONE) == ONE
    assert made.mix(2, 5, ZERO, 4) == made.multiply(4, 5)
    assert made.mix(2, 5, 4, ZERO) == made.multiply(2, 4)
    assert made.mix(2, 5, ONE, ZERO) == 2
    assert made.mix(2, 5, ZERO, ONE) == 5
    assert made.size == 2
    found = made.mix(2, 5, 3, 4)
    assert made.mix(5, 2, 4, 3) == found
    assert made.mix(2, 5, 4, 3) != found
    assert rows(made)[2:] == [[MIX, 2, 5, 3, 4], [MIX, 2, 5, 4, 3]]


def test_several_of_one_kind() -> None:
    """Each is kept as it is given, and found again."""
    made = Assembly(3, 100)
    assert made.keep_each(ADD, [(2, 3, 0, 0), (3, 4, 0, 0), (2, 3, 0, 0)]) == [8, 9, 8]
    assert rows(made) == [[ADD, 2, 3, 0, 0], [ADD, 3, 4, 0, 0]]


def test_more_than_is_allowed_is_refused() -> None:
    """Two are as many as two; a third is one too many, alone or with others."""
    made = Assembly(3, 2)
    made.multiply(2, 3)
    with pytest.raises(TooLargeError) as caught:
        made.write(np.array([ADD, ADD], np.uint8), np.array([[2, 3, 0, 0], [3, 4, 0, 0]], np.int32))
    assert str(caught.value) == "the exact answer takes more than 2 operations"
    assert caught.value.help == "no approximation is given in its place; split the case"
    assert made.write(np.array([ADD], np.uint8), np.array([[2, 3, 0, 0]], np.int32)) == 9
    assert made.multiply(2, 3) == 8
    with pytest.raises(TooLargeError, match="2 operations"):
        made.multiply(2, 4)


def assembled() -> tuple[Assembly, dict[str, int]]:
    """Return five operations one by one, three at once, and one more, over two leaves: slots 6 to 14.

    6 = 2 x 3, 7 = 2 x 4, idle; 8 = 6 x 5; then at once 9 = 6 + 8, idle, 10 = 3 + 8, 11 = 4 + 5, idle; 12 = 10 x 2.
    """
    made = Assembly(2, 100)
    slots = {"first": made.multiply(2, 3), "idle": made.multiply(2, 4)}
    slots["next"] = made.multiply(slots["first"], 5)
    start = made.write(
        np.array([ADD, ADD, ADD], np.uint8), np.array([[6, 8, 0, 0], [3, 8, 0, 0], [4, 5, 0, 0]], np.int32)
    )
    assert start == 9
    slots["last"] = made.multiply(start + 1, 2)
    return made, slots


def test_what_is_needed_is_counted() -> None:
    """Slot 12 needs 10, 8 and 6, and itself; from the third operation on, 8, 10 and 12."""
    made, slots = assembled()
    assert made.count([slots["last"]], 0) == 4
    assert made.count([slots["last"]], 2) == 3
    assert made.count([slots["last"]], 4) == 2
    assert made.count([slots["last"], slots["idle"], 9, 11], 0) == 7
    assert made.count([], 0) == made.count([2, ZERO, ONE], 0) == 0
    assert made.count([slots["last"]], 7) == 0


def test_a_circuit_has_what_its_roots_need() -> None:
    """Numbered anew in the same order: 6, 8, 10 and 12 are 6 to 9; a leaf and a constant keep their slots."""
    made, slots = assembled()
    circuit = made.circuit({40: slots["last"], 41: 3, 42: ONE, 43: slots["first"]})
    assert circuit.leaves == 2
    assert circuit.codes.tolist() == [MULTIPLY, MULTIPLY, ADD, MULTIPLY]
    assert circuit.operands.tolist() == [[2, 3, 0, 0], [5, 6, 0, 0], [3, 7, 0, 0], [2, 8, 0, 0]]
    assert dict(circuit.roots) == {40: 9, 41: 3, 42: 1, 43: 6}
    assert [circuit.codes.dtype, circuit.operands.dtype] == [np.dtype(np.uint8), np.dtype(np.int32)]
    found = circuit.probabilities(np.array([[0.5], [0.25]]), np.array([[0.5], [0.75]]), [40, 41, 42, 43])
    # (1/4 + 1/2 x 1/4 x 3/4) x 1/2
    assert found[:, 0].tolist() == [0.171875, 0.25, 1.0, 0.125]
