"""The inner loops, compiled and not: the same bits as the array forms, each operation by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from loadpath.engine import draws, kernels, laws, tables
from loadpath.engine.circuit import ADD, MIX, MULTIPLY
from loadpath.engine.steps import AT_MOST, COMPLEMENT, MULTIPLY_ADD

if TYPE_CHECKING:
    from collections.abc import Callable

BOTH = pytest.mark.parametrize("form", ["plain", "compiled"])


def kernel(name: str, form: str) -> Callable[..., None]:
    """Return a kernel as it is written, or as it is compiled."""
    found: Callable[..., None] = getattr(kernels, name if form == "compiled" else f"_{name}")
    return found


@BOTH
@pytest.mark.parametrize("first", [0, 6, 2**33 - 4])
def test_draws_have_the_same_bits_as_those_of_arrays(form: str, first: int) -> None:
    """Also where the counter goes beyond 32 bits, between the second and the third pair."""
    out = np.zeros(8, np.uint64)
    kernel("number", form)(np.array(draws.key_of("leak"), np.uint64), first, out)
    assert out.astype(np.int64).tolist() == draws.numerators("leak", 8, start=first).tolist()


@BOTH
@pytest.mark.parametrize("law", [laws.Beta(2.0, 18.0), laws.metalog(1e-6, 0.5), laws.lognormal(0.3, 20.0, 0.95)])
def test_values_have_the_same_bits_as_those_of_arrays(form: str, law: laws.Law) -> None:
    """In both tails, in the middle, and where a value is cut at 1; the table need not stand first."""
    known = tables.table(law)
    n = np.concatenate(
        [[1, 3, 2**30 + 1, 2**52 - 1, 2**52 + 1, 2**53 - 2**30 + 1, 2**53 - 1], draws.numerators("a", 25)]
    )
    bits, out = np.zeros(len(n), np.int64), np.zeros(len(n))
    coefficients = np.vstack([np.full((5, 8), np.nan), known.coefficients])
    kernel("look_up", form)(n.copy(), bits, bits.view(np.float64), coefficients, 5, known.shift, known.cap, out)
    assert np.array_equal(out, known.values(n))


@BOTH
def test_laws_between_points_have_the_same_bits_as_those_of_arrays(form: str) -> None:
    """At points, between and beyond them, with a point of no width, and with a single point."""
    law = laws.Updated(values=np.array([0.1, 0.2, 0.3, 0.5]), cumulated=np.array([0.25, 0.5, 0.5, 0.75]), mean=0.3)
    u = np.array([0.1, 0.25, 0.3, 0.375, 0.5, 0.625, 0.7, 0.75, 0.9])
    n = (u * 2.0**53).astype(np.int64)
    for known in (tables.table(law), tables.table(laws.Point(0.25, 0.75))):
        out = np.zeros(len(n))
        kernel("follow", form)(n, known.knots, out)
        assert np.array_equal(out, known.values(n))


@BOTH
def test_operations_by_hand(form: str) -> None:
    """Rows 2 to 5 hold 2, 3, 5, 7 and 1, 0, 4, 4 in a second world; each operation writes a row of its own.

    Product 6 and 0; 3 x 5 + 2 = 17 and 0 x 4 + 1 = 1; mixture 2 x 5 + 3 x 7 = 31 and 1 x 4 + 0 x 4 = 4; one minus row 2
    is -1 and 0; row 4 at most row 5 in both; row 3 at most row 2 in the second only; a product of the last two.
    """
    rows = np.zeros((13, 2))
    rows[2:6] = [[2, 1], [3, 0], [5, 4], [7, 4]]
    steps = [
        (MULTIPLY, 2, 3, 0, 0, 6),
        (MULTIPLY_ADD, 3, 4, 2, 0, 7),
        (MIX, 2, 3, 4, 5, 8),
        (COMPLEMENT, 2, 0, 0, 0, 9),
        (AT_MOST, 4, 5, 0, 0, 10),
        (AT_MOST, 3, 2, 0, 0, 11),
        (MULTIPLY, 10, 11, 0, 0, 12),
    ]
    table = np.array(steps, np.int32)
    kernel("run", form)(table[:, 0].copy(), table[:, 1:5].copy(), table[:, 5].copy(), rows)
    assert rows[2:6].tolist() == [[2, 1], [3, 0], [5, 4], [7, 4]]
    assert rows[6:].tolist() == [[6, 0], [17, 1], [31, 4], [-1, 0], [1, 1], [0, 1], [0, 1]]


@BOTH
def test_a_mixture_is_rounded_as_written(form: str) -> None:
    """Two products, each rounded, then their sum: with a fused multiply-add 0.1 x 0.1 - 0.1 x 0.1 is not zero."""
    rows = np.array([[0.0], [1.0], [0.1], [-0.1], [0.1], [0.1], [9.0]])
    codes, operands = np.array([MIX], np.int32), np.array([[2, 3, 4, 5]], np.int32)
    kernel("run", form)(codes, operands, np.array([6], np.int32), rows)
    assert rows[6, 0] == 0.0


@BOTH
def test_worlds_by_hand(form: str) -> None:
    """Two blocks of four worlds: a Beta in row 2, a law between points in row 3, a row handed in as row 4.

    Row 5 is the product of rows 2 and 3, row 6 the sum of rows 5 and 4; both are asked for, the last one first.
    """
    curve, line = tables.table(laws.Beta(2.0, 18.0)), tables.table(laws.Point(0.25, 0.75))
    knots = np.vstack([[[0.0, 9.0, 9.0]], line.knots])
    coefficients = np.vstack([np.full((3, 8), np.nan), curve.coefficients])
    keys = np.array([draws.key_of("a"), draws.key_of("b")], np.uint64)
    rows, out = np.zeros((7, 4)), np.zeros((2, 8))
    rows[1] = 1.0
    index = np.int32
    kernel("worlds", form)(
        keys, np.array([3, 1], index), np.array([0, 3], index), np.array([curve.shift, 0], index),
        np.array([1.0, np.inf]), coefficients, knots, np.array([2, 3], index), np.array([4], index),
        np.arange(8.0)[None, :], np.array([MULTIPLY, MULTIPLY_ADD], index), np.array([[2, 3, 0, 0], [5, 1, 4, 0]], index),
        np.array([5, 6], index), np.array([6, 5], index), 10, rows, out,
    )  # fmt: skip
    product = curve.values(draws.numerators("a", 8, start=10)) * 0.25
    assert np.array_equal(out[1], product)
    assert np.array_equal(out[0], product + np.arange(8.0))


@BOTH
def test_derivatives_by_hand(form: str) -> None:
    """Slots 2 to 5 hold 2, 3, 5, 7. Slot 6 = 2 x 3 = 6, slot 7 = 6 + 5 = 11, slot 8 = 6 x 5 + 11 x 7 = 107.

    Down from 107: by slot 6 it is 5 directly; by slot 7 it is 7, which slots 6 and 4 each get; by slot 4 directly 6;
    by slot 5 it is 11. Together slot 6: 12, slot 4: 13; then slot 2: 12 x 3 = 36, slot 3: 12 x 2 = 24.
    """
    codes = np.array([MULTIPLY, ADD, MIX], np.uint8)
    operands = np.array([[2, 3, 0, 0], [6, 4, 0, 0], [6, 7, 4, 5]], np.int32)
    values, moved = np.zeros(9), np.zeros(9)
    values[1:6] = [1, 2, 3, 5, 7]
    moved[8] = 1.0
    kernel("derive", form)(codes, operands, values, moved)
    assert values.tolist() == [0, 1, 2, 3, 5, 7, 6, 11, 107]
    assert moved.tolist() == [0, 0, 36, 24, 13, 11, 12, 7, 1]


@BOTH
def test_a_slot_that_many_read_hears_from_all(form: str) -> None:
    """Slots 2 to 5 hold 2, 3, 5, 7. Slot 6 mixes 2 x 5 + 3 x 7 = 31, slot 7 = 2 x 3, slot 8 mixes 3 x 7 + 2 x 5 = 31.

    Their sum, 68, by way of slot 9 = 6 + 7: slot 2 hears 5 from slot 8, 3 from slot 7 and 5 from slot 6; slot 3 hears
    7, 2 and 7; slot 4 2 and 2; slot 5 3 and 3.
    """
    codes = np.array([MIX, MULTIPLY, MIX, ADD, ADD], np.uint8)
    operands = np.array([[2, 3, 4, 5], [2, 3, 0, 0], [3, 2, 5, 4], [6, 7, 0, 0], [8, 9, 0, 0]], np.int32)
    values, moved = np.zeros(11), np.zeros(11)
    values[1:6] = [1, 2, 3, 5, 7]
    moved[10] = 1.0
    kernel("derive", form)(codes, operands, values, moved)
    assert values[6:].tolist() == [31, 6, 31, 37, 68]
    assert moved.tolist() == [0, 0, 13, 16, 4, 6, 1, 1, 1, 1, 1]


def test_a_kernel_is_compiled_and_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where there is a place for it, it is asked for once."""
    asked: list[dict[str, object]] = []

    def njit(**how: object) -> Callable[..., object]:
        asked.append(how)
        return lambda function: function

    monkeypatch.setattr(kernels, "njit", njit)
    assert kernels.compiled(len) is len
    assert asked == [{"cache": True, "nogil": True, "error_model": "numpy"}]


def test_a_kernel_is_compiled_where_nothing_can_be_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where numba finds no folder to keep code in, it says so by a RuntimeError; the code is then compiled anew."""
    asked: list[dict[str, object]] = []

    def njit(**how: object) -> Callable[..., object]:
        asked.append(how)
        if how.get("cache"):
            raise RuntimeError("no locator available")
        return lambda function: function

    monkeypatch.setattr(kernels, "njit", njit)
    assert kernels.compiled(len) is len
    assert asked == [
        {"cache": True, "nogil": True, "error_model": "numpy"},
        {"nogil": True, "error_model": "numpy"},
    ]
