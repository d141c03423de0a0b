"""Operations on whole tables: entry by entry what `Assembly.multiply` and `Assembly.mix` give, and each written once."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from loadpath.engine import columns
from loadpath.engine.assembly import Assembly
from loadpath.engine.circuit import ADD, MIX, MULTIPLY, ONE, ZERO
from loadpath.engine.columns import add, mix, multiply

SLOTS = [ZERO, ONE, 2, 3, 5]
"""Of three leaves: false, true, two weights (slots 2 to 4) and a complement (5 to 7); operations from 8 on."""


def table(*slots: int) -> np.ndarray[tuple[int, ...], np.dtype[np.int64]]:
    """Return slots as a table."""
    return np.array(slots, dtype=np.int64)


def rows(made: Assembly) -> list[list[int]]:
    """Return code and operands of each operation written so far."""
    operands = np.array(made.operands).reshape(-1, 4).tolist()
    return [[code, *four] for code, four in zip(made.codes, operands, strict=True)]


def test_products_are_those_of_the_assembly() -> None:
    """Every pair of five slots: each open pair is written once, the smaller slot first, in the order of the operands."""
    made, alone = Assembly(3, 100), Assembly(3, 100)
    left, right = (table(*side) for side in zip(*product(SLOTS, repeat=2), strict=True))
    found = multiply(made, left, right)
    assert found.dtype == np.int64
    open_ = [[2, 2], [2, 3], [2, 5], [3, 3], [3, 5], [5, 5]]
    assert rows(made) == [[MULTIPLY, *pair, 0, 0] for pair in open_]
    for pair in open_:
        alone.multiply(*pair)
    assert found.tolist() == [alone.multiply(one, two) for one, two in product(SLOTS, repeat=2)]
    assert alone.size == 6


def test_what_is_trivial_is_not_written() -> None:
    """Nothing times anything, and one times anything; nothing more than anything; no operation."""
    made = Assembly(3, 0)
    assert multiply(made, table(ZERO, 3, ONE, 3, ONE, ZERO), table(3, ZERO, 3, ONE, ONE, ONE)).tolist() == [
        ZERO, ZERO, 3, 3, ONE, ZERO,
    ]  # fmt: skip
    assert add(made, table(ZERO, 3, ZERO, ONE), table(3, ZERO, ZERO, ZERO)).tolist() == [3, 3, ZERO, ONE]
    assert made.size == 0


def test_sums_are_written_once_the_smaller_first() -> None:
    """3 + 2 and 2 + 3 are slot 8; what is true and 2, which is not trivial, comes before it."""
    made = Assembly(3, 100)
    assert add(made, table(3, 2, ONE, 2), table(2, 3, 2, ZERO)).tolist() == [9, 9, 8, 2]
    assert rows(made) == [[ADD, ONE, 2, 0, 0], [ADD, 2, 3, 0, 0]]


@pytest.mark.parametrize(("plain", "complement"), [(2, 5), (5, 2), (ONE, ZERO), (ZERO, ONE)])
def test_mixtures_are_those_of_the_assembly(plain: int, complement: int) -> None:
    """Every pair of five slots under one leaf, either way round, and under what is certain."""
    made, alone = Assembly(3, 100), Assembly(3, 100)
    then, other = (table(*side) for side in zip(*product(SLOTS, repeat=2), strict=True))
    found = mix(made, table(plain), table(complement), then, other).tolist()
    want = [
        one if complement == ZERO else two if plain == ZERO else alone.mix(plain, complement, one, two)
        for one, two in zip(then.tolist(), other.tolist(), strict=True)
    ]
    assert made.size == alone.size
    first = made.circuit(dict(enumerate(found)))
    second = alone.circuit(dict(enumerate(want)))
    weights = np.array([[0.25], [0.5], [0.75]])
    assert np.array_equal(
        first.probabilities(weights, 1 - weights, range(25)), second.probabilities(weights, 1 - weights, range(25))
    )
    assert sorted(rows(made)) == sorted(rows(alone))


def test_mixtures_by_hand() -> None:
    """Slots 5 and 2 are swapped, as are their values, so that both are the same operation; one row has other weights."""
    made = Assembly(3, 100)
    assert mix(made, table(2, 5, 3), table(5, 2, 6), table(4, 7, 4), table(7, 4, 7)).tolist() == [8, 8, 9]
    assert rows(made) == [[MIX, 2, 5, 4, 7], [MIX, 3, 6, 4, 7]]


def test_one_side_that_vanishes_is_a_product() -> None:
    """Nothing and 4 under 2 and 5: 5 times 4; 4 and nothing: 2 times 4; where a weight is one, 4 itself."""
    made = Assembly(3, 100)
    assert mix(made, table(2, 2), table(5, 5), table(ZERO, 4), table(4, ZERO)).tolist() == [8, 9]
    assert rows(made) == [[MULTIPLY, 4, 5, 0, 0], [MULTIPLY, 2, 4, 0, 0]]
    assert mix(made, table(2, 2), table(5, 5), table(ZERO, ONE), table(ONE, ZERO)).tolist() == [5, 2]
    assert made.size == 2


def test_tables_are_spread_over_each_other() -> None:
    """A row of two and a column of two are a table of four: 2 and 3 times 4 and 5."""
    made = Assembly(3, 100)
    found = multiply(made, table(2, 3), table(4, 5).reshape(2, 1))
    # in the order of the operands: 2 times 4 is slot 8, 2 times 5 is 9, 3 times 4 is 10, 3 times 5 is 11
    assert found.tolist() == [[8, 10], [9, 11]]
    assert add(made, table(2, 3), table(4).reshape(1, 1)).tolist() == [[12, 13]]
    assert mix(made, table(2), table(5), table(3, 4), table(6, 7).reshape(2, 1)).tolist() == [[14, 16], [15, 17]]


def test_rows_that_differ_in_the_last_place_only_are_not_alike() -> None:
    """The same weights and the same `then`: two mixtures, in the order of what stands in the last place."""
    made = Assembly(3, 100)
    assert mix(made, table(2, 2, 2), table(5, 5, 5), table(3, 3, 3), table(7, 4, 7)).tolist() == [9, 8, 9]
    assert mix(made, table(2, 2), table(5, 5), table(7, 4), table(3, 3)).tolist() == [11, 10]


def test_a_row_that_was_there_is_found_again_unless_there_are_many(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two rows are looked up while two are not more than many; with one as the limit they are written anew."""
    made = Assembly(3, 100)
    left, right = table(2, 3, 2), table(4, 4, 4)
    monkeypatch.setattr(columns, "MANY", 2)
    assert multiply(made, left, right).tolist() == [8, 9, 8]
    assert multiply(made, left, right).tolist() == [8, 9, 8]
    monkeypatch.setattr(columns, "MANY", 1)
    assert multiply(made, left, right).tolist() == [10, 11, 10]
    assert rows(made) == [[MULTIPLY, 2, 4, 0, 0], [MULTIPLY, 3, 4, 0, 0]] * 2


def test_nothing_to_do_is_nothing() -> None:
    """Tables without an entry stay as they are."""
    made = Assembly(3, 0)
    empty = table()
    assert multiply(made, empty, empty).tolist() == add(made, empty, empty).tolist() == []
    assert mix(made, empty, empty, empty, empty).tolist() == []
