"""Corners at which the probability of a formula given another is extreme, over leaves that nobody weighed."""

from __future__ import annotations

import random
from fractions import Fraction

import pytest
from tests.engine.formulas import enumerated, grown

from loadpath.engine import bounds
from loadpath.engine.bounds import MOST_CORNERS, Ends, ends
from loadpath.engine.formula import TRUE, Formulas
from loadpath.engine.leaves import Free

WIDE, NARROW = Free(), Free(0.25, 0.75)


def test_what_helps_is_high_for_the_highest() -> None:
    """A and not b, given c: a is low for the lowest and high for the highest, b the other way round."""
    store = Formulas()
    a, b, c = store.leaf(), store.leaf(), store.leaf()
    root = store.all_of([a, store.negate(b)])
    assert ends(store, root, c, {0: NARROW, 1: Free(0.5, 1.0)}) == Ends(
        ({0: 0.25, 1: 1.0},),
        ({0: 0.75, 1: 0.5},),
    )


def test_what_neither_formula_names_is_left_alone() -> None:
    """A free leaf that stands in neither moves nothing: no value of it is tried, and others after it are."""
    store = Formulas()
    a, _, c = store.leaf(), store.leaf(), store.leaf()
    root = store.any_of([a, c])
    assert ends(store, root, TRUE, {1: WIDE, 0: WIDE}) == Ends(({0: 0.0},), ({0: 1.0},))
    assert ends(store, root, TRUE, {}) == Ends(({},), ({},))


def test_a_leaf_of_what_is_given_is_tried_at_both_ends() -> None:
    """Whether it is named by the root as well or not; the first leaf's value changes last."""
    store = Formulas()
    a, b, c = store.leaf(), store.leaf(), store.leaf()
    root, given = store.all_of([a, b]), store.any_of([b, c])
    corners = [{1: low, 2: high} for low in (0.25, 0.75) for high in (0.0, 1.0)]
    assert ends(store, root, given, {0: WIDE, 1: NARROW, 2: WIDE}) == Ends(
        tuple({0: 0.0} | corner for corner in corners),
        tuple({0: 1.0} | corner for corner in corners),
    )


def test_a_leaf_named_both_ways_is_tried_at_both_ends() -> None:
    """Exactly one of a and b: either may help or harm."""
    store = Formulas()
    a, b = store.leaf(), store.leaf()
    found = ends(store, store.odd([a, b]), TRUE, {0: WIDE})
    assert found == Ends(({0: 0.0}, {0: 1.0}), ({0: 0.0}, {0: 1.0}))


def test_too_many_corners_are_not_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Three loose leaves are eight corners: as many as are allowed, or one too many. 4,096 are twelve leaves."""
    store = Formulas()
    leaves = [store.leaf() for _ in range(13)]
    free = dict.fromkeys(range(3), WIDE)
    root = store.odd(leaves[:3])
    monkeypatch.setattr(bounds, "MOST_CORNERS", 8)
    found = ends(store, root, TRUE, free)
    assert found is not None
    assert len(found.low) == len(found.high) == 8
    monkeypatch.setattr(bounds, "MOST_CORNERS", 7)
    assert ends(store, root, TRUE, free) is None
    assert MOST_CORNERS == 2**12


@pytest.mark.parametrize("seed", range(12))
def test_no_point_inside_goes_beyond_the_corners(seed: int) -> None:
    """P(root | given) of formulas grown at random, at the corners and at five values of each of two free leaves."""
    chance = random.Random(seed)
    store, made = grown(chance, 5, 8)
    root, given = made[-1], made[-2]
    both = store.all_of([root, given])
    free = {0: Free(0.125, 0.875), 1: WIDE}
    found = ends(store, root, given, free)
    assert found is not None

    def conditional(values: dict[int, float]) -> Fraction | None:
        weights = [Fraction(values.get(leaf, 0.375)) for leaf in range(5)]
        top, below = enumerated(store, [both, given], weights)
        return top / below if below else None

    inside = [
        value
        for x in (0.125, 0.25, 0.5, 0.75, 0.875)
        for y in (0.0, 0.25, 0.5, 0.75, 1.0)
        if (value := conditional({0: x, 1: y})) is not None
    ]
    lows = [value for corner in found.low if (value := conditional(dict(corner))) is not None]
    highs = [value for corner in found.high if (value := conditional(dict(corner))) is not None]
    if inside and lows and highs:
        # where evidence is impossible at a corner, the ratio has no value there and only comes near it
        assert min(lows) <= min(inside) or len(lows) < len(found.low)
        assert max(highs) >= max(inside) or len(highs) < len(found.high)
