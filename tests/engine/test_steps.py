"""Operations on rows of worlds, one by one."""

from __future__ import annotations

import numpy as np
import pytest

from loadpath.engine.circuit import MIX, MULTIPLY
from loadpath.engine.steps import AT_MOST, COMPLEMENT, MULTIPLY_ADD, step


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        (MULTIPLY, [6.0, 0.0]),
        (MIX, [2.0 * 5.0 + 3.0 * 7.0, 1.0 * 4.0 + 0.0 * 4.0]),
        (COMPLEMENT, [-1.0, 0.0]),
        (MULTIPLY_ADD, [2.0 * 3.0 + 5.0, 1.0 * 0.0 + 4.0]),
        (AT_MOST, [1.0, 0.0]),
    ],
)
def test_each_operation_by_hand(code: int, expected: list[float]) -> None:
    """Rows a to d hold 2, 3, 5, 7 and 1, 0, 4, 4 in a second world; what stood in the row that is written is gone."""
    rows = np.array([[2.0, 1.0], [3.0, 0.0], [5.0, 4.0], [7.0, 4.0]])
    before, out = rows.copy(), np.array([9.0, 9.0])
    step(code, rows[0], rows[1], rows[2], rows[3], out)
    assert out.tolist() == expected
    assert np.array_equal(rows, before)


def test_equal_is_at_most() -> None:
    """Two equal numbers: one."""
    row, out = np.array([0.25]), np.zeros(1)
    step(AT_MOST, row, row, row, row, out)
    assert out.tolist() == [1.0]


def test_the_codes_are_those_that_circuits_do_not_use() -> None:
    """0 to 2 are a circuit's own."""
    assert (COMPLEMENT, AT_MOST, MULTIPLY_ADD) == (3, 4, 5)
