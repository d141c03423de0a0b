"""Formulas that fit into a small diagram, solved at once."""

from __future__ import annotations

import pytest
from tests.engine.interval_cases import hard

from loadpath.engine.formula import FALSE, TRUE
from loadpath.engine.interval_exact import _order, _probability, exact, rounding
from loadpath.engine.interval_normal import Normal


def test_a_diagram_that_does_not_fit_is_no_answer() -> None:
    """Ten nodes are not enough for seven of fourteen pairs in a ring."""
    store, root, weights = hard()
    normal = Normal([(weight, 1.0 - weight) for weight in weights])
    assert exact(normal, normal.adopt(store, root), 10, len(weights)) is None
    assert exact(normal, TRUE, 10, 0) == (1.0, 1.0)


def normal_of(*weights: float) -> Normal:
    """Return a store with independent leaves of these probabilities."""
    return Normal([(weight, 1.0 - weight) for weight in weights])


def test_a_rounding_of_four_for_each_leaf() -> None:
    """Three leaves: 4 x 3 + 8 = 20 roundings of 2^-53, and a hundredth more."""
    assert rounding(3) == pytest.approx(20 * 2.0**-53 * 1.01, rel=1e-12, abs=0.0)
    assert rounding(0) == pytest.approx(8 * 2.0**-53 * 1.01, rel=1e-12, abs=0.0)


@pytest.mark.parametrize(
    ("kind", "number", "expected"),
    [
        ("and", 0, 0.5 * 0.25 * 0.125),
        ("or", 0, 1 - 0.5 * 0.75 * 0.875),
        ("atleast", 2, 3 / 16),  # 7/64 + 3/64 + 1/64 + 1/64, as in test_interval_normal
    ],
)
def test_each_kind_of_gate(kind: str, number: int, expected: float) -> None:
    """Leaves of 1/2, 1/4 and 1/8, exact in binary: the bounds are the value a rounding wide, as wide as is said."""
    normal = normal_of(0.5, 0.25, 0.125)
    root = normal.made(kind, number, normal.leaves)
    off = rounding(3)
    assert exact(normal, root, 1_000, 3) == (expected * (1 - off) - 1e-300, expected * (1 + off) + 1e-300)
    # of more leaves, before they were taken together, there are more roundings
    wider = exact(normal, root, 1_000, 3_000)
    assert wider is not None
    assert wider[1] - wider[0] == pytest.approx(2 * expected * rounding(3_000), rel=1e-3)


def test_bounds_stay_between_zero_and_one() -> None:
    """A certain and an impossible disjunction: roundings do not lead beyond."""
    assert exact(normal_of(), FALSE, 10, 0) == (0.0, 0.0)
    assert exact(normal_of(), TRUE, 10, 0) == (1.0, 1.0)
    for weight, expected in ((1.0, 1.0), (0.0, 0.0)):
        normal = normal_of(weight, weight)
        found = exact(normal, normal.made("or", 0, normal.leaves), 1_000, 2)
        assert found is not None
        assert found[0] <= expected <= found[1]
        assert 0.0 <= found[0] <= found[1] <= 1.0


def test_negated_leaves_and_parts_that_many_name() -> None:
    """Two of x, y and z with x = a and b, y = b or not c, z = not b: by the states of b, a and c in fractions.

    Where b holds (1/4): y holds, so a is needed: 1/2. Where it does not: z holds, so not c is needed: 7/8.
    """
    normal = normal_of(0.5, 0.25, 0.125)
    a, b, c = normal.leaves
    parts = [normal.made("and", 0, [a, b]), normal.made("or", 0, [b, normal.negated(c)]), normal.negated(b)]
    found = exact(normal, normal.made("atleast", 2, parts), 1_000, 3)
    assert found is not None
    assert found[0] < 1 / 8 + 21 / 32 < found[1]
    assert found[1] - found[0] < 1e-14


def test_leaves_are_ordered_depth_first_by_the_size_of_parts() -> None:
    """Parts with few leaves first, or last; of equal parts the one made first, and each leaf once.

    The root has a part of one leaf e, one of two (c, d) and one of three (a, b, c).
    """
    normal = normal_of(*[0.5] * 5)
    a, b, c, d, e = normal.leaves
    two, three = normal.made("or", 0, [c, d]), normal.made("or", 0, [a, b, c])
    root = normal.made("and", 0, [two, three, e])
    assert _order(normal, root, small_first=True) == [4, 2, 3, 0, 1]
    assert _order(normal, root, small_first=False) == [0, 1, 2, 3, 4]
    assert _order(normal, normal.made("or", 0, [normal.negated(b), a]), small_first=True) == [0, 1]


@pytest.mark.parametrize("kind", ["and", "or"])
def test_either_order_may_be_the_one_that_fits(kind: str) -> None:
    """Eight pairs, a leaf of the first eight with one of the second in each, beside a gate over the first eight.

    Where the gate comes first, all of the first eight stand before all of the second, and the diagram of the pairs
    doubles with each. Beside a conjunction it is a part of it and the smaller one; beside a disjunction the pairs are.
    With 120 nodes one order fits and not the other, and the answer is there: no pair is true with (3/4)^8, and so on.
    """
    normal = normal_of(*[0.5] * 17)
    first, second, last = normal.leaves[:8], normal.leaves[8:16], normal.leaves[16]
    pairs = [normal.made("and", 0, pair) for pair in zip(first, second, strict=True)]
    gate = normal.made("or", 0, [*first, last])
    parts = [normal.made("or", 0, pairs)] if kind == "and" else pairs
    root = normal.made(kind, 0, [*parts, gate])
    fits = []
    for small_first in (True, False):
        try:
            fits.append(_probability(normal, root, 120, _order(normal, root, small_first=small_first)) > 0.0)
        except MemoryError:
            fits.append(False)
    assert fits == [kind == "or", kind == "and"]
    found = exact(normal, root, 120, 17)
    assert found is not None
    # a pair needs one of the first eight, so that the gate adds nothing to it; and the pairs add nothing to the gate
    expected = 1 - 0.75**8 if kind == "and" else 1 - 0.5**9
    assert found[0] < expected < found[1]
