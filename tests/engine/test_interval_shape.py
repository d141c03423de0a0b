"""The same formula in a smaller shape."""

from __future__ import annotations

import pytest
from tests.engine.interval_cases import some_case, truth

from loadpath.engine.formula import FALSE, TRUE, Gate
from loadpath.engine.interval_exact import exact
from loadpath.engine.interval_normal import Normal
from loadpath.engine.interval_shape import _coalesced, _grouped, _lumped, _shared, _together, _weight, shaped


@pytest.mark.parametrize("seed", range(40))
def test_another_shape_is_the_same_probability(seed: int) -> None:
    """Sharing, dissolving and taking leaves together changes no probability beyond rounding (1e-13)."""
    store, root, weights = some_case(3_000 + seed)
    normal = Normal([(weight, 1.0 - weight) for weight in weights])
    found = exact(normal, shaped(normal, normal.adopt(store, root)), 10_000, len(weights))
    assert found is not None
    assert found[0] <= truth(store, root, weights) <= found[1]


def test_leaves_of_one_gate_are_one_leaf_and_common_parts_one_gate() -> None:
    """(a or b or x) and (a or b or y): a or b becomes one leaf that both name; three leaves are left of four."""
    normal = Normal([(0.5, 0.5)] * 4)
    a, b, x, y = normal.leaves
    root = normal.made("and", 0, [normal.made("or", 0, [a, b, x]), normal.made("or", 0, [a, b, y])])
    assert normal.support[shaped(normal, root)].bit_count() == 3


def six() -> tuple[Normal, list[int]]:
    """Return a store with leaves of probability 1/2, 1/4, 1/8, 1/2, 1/4 and 1/16."""
    normal = Normal([(weight, 1.0 - weight) for weight in (0.5, 0.25, 0.125, 0.5, 0.25, 0.0625)])
    return normal, normal.leaves


def both_of(normal: Normal, *parts: int) -> int:
    """Return a conjunction."""
    return normal.made("and", 0, parts)


def one_of(normal: Normal, *parts: int) -> int:
    """Return a disjunction."""
    return normal.made("or", 0, parts)


def test_a_gate_inside_of_another_becomes_its_part() -> None:
    """(a or b)(a or b or c) is (a or b)((a or b) or c); the same for conjunctions; not for different kinds."""
    normal, (a, b, c, d, *_) = six()
    small = one_of(normal, a, b)
    assert _shared(normal, both_of(normal, small, one_of(normal, a, b, c))) == both_of(
        normal, small, one_of(normal, small, c)
    )
    small = both_of(normal, a, b)
    assert _shared(normal, one_of(normal, small, both_of(normal, a, b, c))) == one_of(
        normal, small, both_of(normal, small, c)
    )
    mixed = both_of(normal, one_of(normal, a, b, c), one_of(normal, d, small))
    assert _shared(normal, mixed) == mixed


def test_the_largest_gate_is_shared_first() -> None:
    """Of gates over ab, abc and abcd the last names the second, which names the first."""
    normal, (a, b, c, d, e, f) = six()
    two, three = one_of(normal, a, b), one_of(normal, a, b, c)
    root = both_of(normal, two, three, one_of(normal, a, b, c, d))
    inner = one_of(normal, two, c)
    assert _shared(normal, root) == both_of(normal, two, inner, one_of(normal, inner, d))
    # of two that overlap, ab and bc, the one that was made first
    other = one_of(normal, b, c)
    assert _shared(normal, both_of(normal, two, other, three)) == both_of(normal, two, other, one_of(normal, two, c))
    # and both where they do not: abef names ab and ef
    last = one_of(normal, e, f)
    wide = one_of(normal, a, b, d, e, f)
    assert _shared(normal, both_of(normal, two, last, wide)) == both_of(normal, two, last, one_of(normal, two, last, d))


def test_k_of_n_is_kept_over_shared_parts() -> None:
    """Two of (a or b), (a or b or c) and d: the second names the first."""
    normal, (a, b, c, d, *_) = six()
    small = one_of(normal, a, b)
    root = normal.made("atleast", 2, [small, one_of(normal, a, b, c), d])
    assert _shared(normal, root) == normal.made("atleast", 2, [small, one_of(normal, small, c), d])


def test_parts_that_stand_together_become_a_gate() -> None:
    """(a or b or c)(a or b or d): a or b is one part of both; the same for conjunctions."""
    normal, (a, b, c, d, e, _) = six()
    root = both_of(normal, one_of(normal, a, b, c), one_of(normal, a, b, d))
    common = one_of(normal, a, b)
    assert _grouped(normal, root) == both_of(normal, one_of(normal, common, c), one_of(normal, common, d))
    root = one_of(normal, both_of(normal, a, b, c), both_of(normal, a, b, d))
    common = both_of(normal, a, b)
    assert _grouped(normal, root) == one_of(normal, both_of(normal, common, c), both_of(normal, common, d))
    # cd stand together as well, in the second and the third
    root = both_of(normal, one_of(normal, a, b, e), one_of(normal, a, b, c, d), one_of(normal, c, d, e))
    first, second = one_of(normal, a, b), one_of(normal, c, d)
    assert _grouped(normal, root) == both_of(
        normal, one_of(normal, first, e), one_of(normal, first, second), one_of(normal, second, e)
    )


def test_parts_that_do_not_always_stand_together_stay() -> None:
    """One common part is no gate, nor are parts of different kinds of gates, nor a gate that is all that is common."""
    normal, (a, b, c, d, e, _) = six()
    single = both_of(normal, one_of(normal, a, b), one_of(normal, a, c))
    assert _grouped(normal, single) == single
    mixed = both_of(normal, one_of(normal, a, b, c), one_of(normal, both_of(normal, a, b, d), e))
    assert _grouped(normal, mixed) == mixed
    inside = both_of(normal, one_of(normal, a, b), one_of(normal, a, b, c))
    assert _grouped(normal, inside) == inside


def test_a_part_of_the_same_kind_is_dissolved() -> None:
    """A or (b or (c or d)) is one gate; beside a gate of the other kind, and in k-of-n, parts stay what they are."""
    normal, (a, b, c, d, e, f) = six()
    root = one_of(normal, a, one_of(normal, b, one_of(normal, c, d)))
    assert _coalesced(normal, root) == one_of(normal, a, b, c, d)
    root = both_of(normal, a, both_of(normal, b, one_of(normal, c, one_of(normal, d, e))), f)
    assert _coalesced(normal, root) == both_of(normal, a, b, f, one_of(normal, c, d, e))
    some = normal.made("atleast", 2, [one_of(normal, a, b), one_of(normal, c, one_of(normal, d, e)), f])
    assert _coalesced(normal, some) == normal.made("atleast", 2, [one_of(normal, a, b), one_of(normal, c, d, e), f])


def test_a_part_with_two_parents_is_not_dissolved() -> None:
    """C or d is named twice, and stays a gate."""
    normal, (a, b, c, d, *_) = six()
    inner = one_of(normal, c, d)
    root = both_of(normal, one_of(normal, a, inner), one_of(normal, b, inner))
    assert _coalesced(normal, root) == root


def test_literals_of_one_gate_become_one_leaf() -> None:
    """(a or not b or c d) d: a or not b is a leaf of 1 - 1/2 x 1/4 = 7/8, off by three roundings for each of two.

    d is named twice and stays; c is the only one of its gate.
    """
    normal, (a, b, c, d, *_) = six()
    inner = both_of(normal, c, d)
    root = both_of(normal, one_of(normal, a, normal.negated(b), inner), d)
    made = _lumped(normal, root)
    leaf = len(normal.weights) - 1
    assert leaf == 6
    assert normal.weights[leaf] == (0.875, 0.125)
    assert normal.roundings[leaf] == 6
    number = normal.gates.index(Gate("leaf", leaf))
    assert made == both_of(normal, one_of(normal, number, inner), d)


def test_literals_of_a_conjunction_become_one_leaf() -> None:
    """A b not c or d e: 1/2 x 1/4 x 7/8 = 7/64 and 1/2 x 1/4 = 1/8, which together are one leaf of 1 - 57/64 x 7/8."""
    normal, (a, b, c, d, e, _) = six()
    root = one_of(normal, both_of(normal, a, b, normal.negated(c)), both_of(normal, d, e))
    made = _lumped(normal, root)
    assert normal.gates[made].kind == "leaf"
    assert normal.weights[6:] == [(7 / 64, 57 / 64), (1 / 8, 7 / 8), (1 - 57 / 64 * 7 / 8, 57 / 64 * 7 / 8)]
    # three roundings for each of three and of two, and then two more for each of the two
    assert normal.roundings[6:] == [9, 6, 19]


def test_literals_of_k_of_n_stay() -> None:
    """And so do leaves that stand elsewhere with the other sign: c and d alone are one literal of a gate each."""
    normal, (a, b, c, d, *_) = six()
    some = normal.made("atleast", 2, [a, b, c])
    assert _lumped(normal, some) == some
    root = both_of(normal, one_of(normal, a, b, d), one_of(normal, normal.negated(a), normal.negated(b), c))
    assert _lumped(normal, root) == root


def test_weights_of_literals() -> None:
    """A leaf's own pair, and for its negation the same turned round."""
    normal, (_, b, *_) = six()
    assert _weight(normal, b) == (0.25, 0.75)
    assert _weight(normal, normal.negated(b)) == (0.75, 0.25)


def test_together_is_without_a_subtraction() -> None:
    """1/2 and 1/4: 1/8, and the complement 1/2 x 1/4 + 3/4; with a complement of its own digits, those are kept."""
    assert _together([(0.5, 0.5), (0.25, 0.75)]) == (0.125, 0.875)
    assert _together([(1.0, 1e-30), (1.0, 3e-30)]) == (1.0, 4e-30)
    assert _together([]) == (1.0, 0.0)


def test_shapes_are_repeated_until_nothing_changes() -> None:
    """((a or b) c or d)(e or f): everything stands once, so that all of it becomes a single leaf, inside out.

    A or b is 5/8; with c 5/64; or d 1 - 59/64 / 2 = 69/128; e or f 1 - 3/4 x 15/16 = 19/64; both 1311/8192.
    """
    normal, (a, b, c, d, e, f) = six()
    inner = one_of(normal, both_of(normal, one_of(normal, a, b), c), d)
    made = shaped(normal, both_of(normal, inner, one_of(normal, e, f)))
    assert normal.gates[made].kind == "leaf"
    assert normal.weights[normal.gates[made].number][0] == 1311 / 8192


def test_constants_and_literals_have_no_other_shape() -> None:
    """They are returned as they are."""
    normal, (a, *_) = six()
    for root in (FALSE, TRUE, a, normal.negated(a)):
        assert shaped(normal, root) == root
