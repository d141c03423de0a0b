"""What is known of a formula at sight: its shape without negated gates, what it names and needs, and proven bounds."""

from __future__ import annotations

from fractions import Fraction

import pytest
from tests.engine.formulas import enumerated
from tests.engine.interval_cases import some_case

from loadpath.engine.formula import FALSE, TRUE, Formulas, Gate
from loadpath.engine.interval_normal import Normal, _tail, above, below, both, either


@pytest.mark.parametrize("seed", range(40))
def test_what_is_known_at_sight_holds_for_every_part(seed: int) -> None:
    """Bounds of every formula in the store enclose its probability, also under an assumption, before any search."""
    store, root, weights = some_case(2_000 + seed)
    pairs = [(weight, 1.0 - weight) for weight in weights]
    normal = Normal(pairs)
    adopted = normal.adopt(store, root)
    for literal in (1, 2, 4, 8):
        normal.restrict(adopted, literal)
    seen = Formulas(gates=normal.gates)
    exactly = enumerated(seen, range(len(normal.gates)), [Fraction(weight) for weight in weights])
    for (low, high), chance in zip(normal.pairs, exactly, strict=True):
        assert Fraction(low) <= chance <= Fraction(high)


def test_roundings_are_outward() -> None:
    """0.1 times 0.1 rounds; the bounds around it enclose the exact product."""
    exactly = Fraction(0.1) * Fraction(0.1)
    assert Fraction(below(0.1 * 0.1)) < exactly < Fraction(above(0.1 * 0.1))
    assert above(1.0) == 1.0
    assert below(0.0) == 0.0


def close(found: tuple[float, float], low: float, high: float) -> bool:
    """Return whether bounds are the exact ones, widened, and by no more than a few units in the last place.

    Exact means to within 1e-13; widened that the numbers themselves, which are exact in binary here, lie inside.
    """
    outside = (0.0 if low == 0.0 else low * (1.0 - 1e-13)) <= found[0] <= low <= high <= found[1]
    return outside and found[1] <= min(1.0, high * (1.0 + 1e-13) + 1e-200) and (found[0] < low or low == 0.0)


def five() -> tuple[Normal, int, int, int, int, int]:
    """Return a store with leaves a, b, c, d, e of probability 1/2, 1/4, 1/8, 1/2, 1/32 in bits 0, 2, 4, 6 and 8."""
    normal = Normal([(weight, 1.0 - weight) for weight in (0.5, 0.25, 0.125, 0.5, 0.03125)])
    a, b, c, d, e = normal.leaves
    return normal, a, b, c, d, e


def both_of(normal: Normal, *parts: int) -> int:
    """Return a conjunction."""
    return normal.made("and", 0, parts)


def one_of(normal: Normal, *parts: int) -> int:
    """Return a disjunction."""
    return normal.made("or", 0, parts)


def test_roundings_are_by_four_units() -> None:
    """2^-50 of the number and 1e-300 more, and never beyond zero and one."""
    assert below(0.5) == 0.5 * (1.0 - 2.0**-50) - 1e-300
    assert above(0.5) == 0.5 * (1.0 + 2.0**-50) + 1e-300
    assert below(1e-301) == 0.0
    assert above(0.0) == 1e-300
    assert above(1.5) == 1.0


def test_independent_parts_multiply() -> None:
    """1/2 to 3/4 and 1/4 to 1/2: both from 1/8 to 3/8, either from 1 - 3/8 to 1 - 1/8; nothing is true, none false."""
    pairs = [(0.5, 0.75), (0.25, 0.5)]
    assert close(both(pairs), 0.125, 0.375)
    assert close(either(pairs), 0.625, 0.875)
    assert both([]) == (1.0, 1.0)
    assert either([]) == (0.0, 0.0)


def test_constants_and_leaves_are_known() -> None:
    """What they name, plain in even bits and negated in odd ones, what they need, and their weights."""
    normal, a, b, *_ = five()
    turned = normal.negated(b)
    assert (a, b, turned) == (2, 3, 7)
    assert normal.gates[turned] == Gate("not", 0, (b,))
    assert normal.plain == 0b101010101
    for facts in (normal.support, normal.literals, normal.required):
        assert facts[:4] == [0, 0, 1, 4]
    assert (normal.support[turned], normal.literals[turned], normal.required[turned]) == (4, 8, 8)
    assert normal.pairs[:2] == [(0.0, 0.0), (1.0, 1.0)]
    assert close(normal.pairs[a], 0.5, 0.5)
    assert close(normal.pairs[turned], 0.75, 0.75)
    assert normal.roundings == [1] * 5


def test_a_leaf_is_widened_by_its_roundings() -> None:
    """A weight that is the product of many is off by as many roundings of 2^-52, and so is its complement."""
    normal = Normal([])
    leaf = normal.leaf((0.5, 0.25), 1 << 20)
    assert normal.gates[leaf] == Gate("leaf", 0)
    (low, high), (other_low, other_high) = normal.weight(0)
    off = 2.0**-32
    assert low == pytest.approx(0.5 * (1 - off), rel=1e-14)
    assert high == pytest.approx(0.5 * (1 + off), rel=1e-14)
    assert other_low == pytest.approx(0.25 * (1 - off), rel=1e-14)
    assert other_high == pytest.approx(0.25 * (1 + off), rel=1e-14)
    assert normal.pairs[leaf] == (low, high)
    assert normal.roundings == [1 << 20]


def test_gates_are_simplified_when_they_are_made() -> None:
    """Neutral parts go, absorbing ones decide, opposites too, one part is itself; k-of-n counts what is certain."""
    normal, a, b, c, *_ = five()
    turned = normal.negated(a)
    assert both_of(normal) == TRUE
    assert one_of(normal) == FALSE
    assert both_of(normal, a, TRUE) == a
    assert one_of(normal, a, FALSE) == a
    assert both_of(normal, a, b, FALSE) == FALSE
    assert one_of(normal, a, b, TRUE) == TRUE
    assert both_of(normal, a, b, turned) == FALSE
    assert one_of(normal, turned, b, a) == TRUE
    made = both_of(normal, c, a, b, a)
    assert normal.gates[made] == Gate("and", 0, (a, b, c))
    assert both_of(normal, b, a, c) == made
    assert both_of(normal, turned, b) not in {FALSE, TRUE}
    some = normal.made("atleast", 2, [c, b, a])
    assert normal.gates[some] == Gate("atleast", 2, (a, b, c))
    assert normal.made("atleast", 3, [c, TRUE, b, a, FALSE]) == some
    assert normal.made("atleast", 1, [TRUE, a]) == TRUE
    assert normal.made("atleast", 0, [a, b]) == TRUE
    assert normal.made("atleast", 3, [a, b, FALSE]) == FALSE
    assert normal.made("atleast", 1, [a, b]) == one_of(normal, a, b)
    assert normal.made("atleast", 2, [a, b]) == both_of(normal, a, b)


def test_opposites_inside_of_gates_are_no_opposites() -> None:
    """(a or b) and (not a or c) share a leaf with both signs, and still may hold."""
    normal, a, b, c, *_ = five()
    root = both_of(normal, one_of(normal, a, b), one_of(normal, normal.negated(a), c))
    assert normal.gates[root].kind == "and"
    assert normal.literals[root] == 0b10111
    assert normal.support[root] == 0b10101


def test_what_a_gate_names_and_needs() -> None:
    """A conjunction needs what any of its parts needs, a disjunction what all need, k-of-n nothing."""
    normal, a, b, c, d, e = five()
    first, second = both_of(normal, a, b), both_of(normal, a, normal.negated(c))
    assert normal.required[first] == 0b101
    assert normal.required[second] == 0b100001
    either_way = one_of(normal, first, second)
    assert normal.required[either_way] == 1
    assert normal.literals[either_way] == 0b100101
    assert normal.support[either_way] == 0b10101
    assert normal.required[both_of(normal, either_way, d)] == 0b1000001
    some = normal.made("atleast", 2, [first, both_of(normal, a, e), both_of(normal, a, d)])
    assert normal.required[some] == 0
    assert normal.literals[some] == normal.support[some] == 0b101000101


def test_parts_fall_into_groups_without_a_common_leaf() -> None:
    """A b, c d and b c hang together, d alone with c d, e by itself; a part that joins two groups puts them together."""
    normal, a, b, c, d, e = five()
    ab, cd, bc = both_of(normal, a, b), both_of(normal, c, d), both_of(normal, b, c)
    assert normal.components([ab, cd, e]) == [[ab], [cd], [e]]
    assert normal.components([ab, e, cd, bc]) == [[e], [cd, ab, bc]]
    assert normal.components([ab, cd, d, e]) == [[ab], [cd, d], [e]]
    assert normal.components([]) == []


def test_signs_of_several_formulas_together() -> None:
    """A b and not c d have one sign each; with not b there are two."""
    normal, a, b, c, d, _ = five()
    parts = [both_of(normal, a, b), both_of(normal, normal.negated(c), d)]
    assert normal.one_signed(parts)
    assert not normal.one_signed([*parts, both_of(normal, normal.negated(b), d)])
    # not a and b: bits 1 and 2, which are neighbours and not opposites
    assert normal.one_signed([normal.negated(a), b])


def test_independent_parts_of_a_gate() -> None:
    """A b or c d: 1 - (1 - 1/8)(1 - 1/16) = 23/128; e and that: 23/4096."""
    normal, a, b, c, d, e = five()
    root = one_of(normal, both_of(normal, a, b), both_of(normal, c, d))
    assert close(normal.pairs[root], 23 / 128, 23 / 128)
    assert close(normal.pairs[both_of(normal, root, e)], 23 / 4096, 23 / 4096)


def test_a_conjunction_of_parts_with_common_leaves() -> None:
    """(a or b)(a or c), 5/8 and 9/16: never below their product, 45/128, nor above the smaller."""
    normal, a, b, c, d, _ = five()
    root = both_of(normal, one_of(normal, a, b), one_of(normal, a, c))
    assert close(normal.pairs[root], 45 / 128, 9 / 16)
    # beside a part that is independent of both the bounds are halved
    assert close(normal.pairs[both_of(normal, root, d)], 45 / 256, 9 / 32)


def test_a_conjunction_of_parts_that_contradict_each_other() -> None:
    """(a or b)(not a or c), 5/8 and 9/16: never below 1 - 3/8 - 7/16 = 3/16."""
    normal, a, b, c, *_ = five()
    root = both_of(normal, one_of(normal, a, b), one_of(normal, normal.negated(a), c))
    assert close(normal.pairs[root], 3 / 16, 9 / 16)
    # (b or e)(not b or c): 35/128 and 25/32 together fall short of one by 1 - 7/128: 7/128 is left
    other = both_of(normal, one_of(normal, b, normal.leaves[4]), one_of(normal, normal.negated(b), c))
    assert close(normal.pairs[other], 7 / 128, 35 / 128)


def test_a_disjunction_of_parts_with_common_leaves() -> None:
    """A b or a c, 1/8 and 1/16: never below the greater, nor above 1 - 7/8 x 15/16 = 23/128."""
    normal, a, b, c, *_ = five()
    assert close(normal.pairs[one_of(normal, both_of(normal, a, b), both_of(normal, a, c))], 1 / 8, 23 / 128)


def test_a_disjunction_of_parts_that_contradict_each_other() -> None:
    """A b or not a c, 1/8 and 1/16: never above their sum, and never above one."""
    normal, a, b, c, d, _ = five()
    turned = normal.negated(a)
    assert close(normal.pairs[one_of(normal, both_of(normal, a, b), both_of(normal, turned, c))], 1 / 8, 3 / 16)
    # a or b is 5/8, not a or d is 3/4
    wide = normal._dependent("or", [one_of(normal, a, b), one_of(normal, turned, d)])
    assert close((wide[0], 1.0), 3 / 4, 1.0)
    assert wide[1] == 1.0


def test_parts_that_share_no_leaf_are_taken_together_the_best_first() -> None:
    """Of a b (1/8), c d (1/16), b c (1/32) and a e (1/64) the first two share nothing: 1 - 7/8 x 15/16 = 23/128.

    a e shares a with the first, so that it adds nothing, although it shares nothing with the second.
    """
    normal, a, b, c, d, e = five()
    parts = [both_of(normal, b, c), both_of(normal, a, e), both_of(normal, c, d), both_of(normal, a, b)]
    low, high = normal._dependent("or", parts)
    assert close((low, 1.0), 23 / 128, 1.0)
    assert high == pytest.approx(1 - 7 / 8 * 15 / 16 * 31 / 32 * 63 / 64, rel=1e-14)
    # the smallest first: a or c 9/16, then b or d 5/8 shares nothing with it, and a or d 3/4 shares with both
    low, high = normal._dependent("and", [one_of(normal, a, d), one_of(normal, b, d), one_of(normal, a, c)])
    assert high == pytest.approx(9 / 16 * 5 / 8, rel=1e-14)
    assert low == pytest.approx(9 / 16 * 5 / 8 * 3 / 4, rel=1e-14)


def test_some_of_independent_parts() -> None:
    """Two of a, b, c: 7/64 + 3/64 + 1/64 + 1/64 = 3/16; of each end of the parts' bounds on its own otherwise."""
    normal, a, b, c, d, e = five()
    assert close(normal.pairs[normal.made("atleast", 2, [a, b, c])], 3 / 16, 3 / 16)
    # a part from 45/128 to 9/16, with d = 1/2 and e = 1/32: two of x, d, e are (x + e) / 2, since d is x or e's equal
    part = both_of(normal, one_of(normal, a, b), one_of(normal, a, c))
    low, high = normal.pairs[normal.made("atleast", 2, [part, d, e])]
    for found, x in ((low, 45 / 128), (high, 9 / 16)):
        # x d (1 - e) + x e (1 - d) + d e (1 - x) + x d e
        assert found == pytest.approx(x * 31 / 64 + x / 64 + (1 - x) / 64 + x / 64, rel=1e-14)


def test_some_of_parts_with_common_leaves() -> None:
    """Two of a b (1/8), a c (1/16) and d (1/2): without the likeliest one of the others must hold, 3/16.

    Markov would say 11/32. All have one sign: never below the product of the two likeliest, 1/16.
    """
    normal, a, b, c, d, _ = five()
    root = normal.made("atleast", 2, [both_of(normal, a, b), both_of(normal, a, c), d])
    assert close(normal.pairs[root], 1 / 16, 3 / 16)
    # with not a c the lower bound is gone: Markov from below needs a mean above one, and here it is 11/16
    mixed = normal.made("atleast", 2, [both_of(normal, a, b), both_of(normal, normal.negated(a), c), d])
    assert close(normal.pairs[mixed], 0.0, 3 / 16)


def ring(normal: Normal, kind: str) -> list[int]:
    """Return the four pairs of neighbours in a ring of four leaves."""
    p, q, r, s = normal.leaves[:4]
    return [normal.made(kind, 0, pair) for pair in ((p, q), (q, r), (r, s), (s, p))]


def test_some_of_many_parts_is_bounded_by_their_mean() -> None:
    """Of four pairs of 1/4 in a ring three hold at most with 1/3 (Markov), and at least with 1/4^3.

    Of four pairs of 3/4 two hold at least with (3 - 1) / 3 (Markov from below), where the product is 9/16.
    """
    normal = Normal([(0.5, 0.5)] * 4)
    third = normal.pairs[normal.made("atleast", 3, ring(normal, "and"))]
    assert close((third[0], 1.0), 1 / 64, 1.0)
    assert 1 / 3 <= third[1] <= (1 / 3) * (1 + 1e-14)
    low, high = normal.pairs[normal.made("atleast", 2, ring(normal, "or"))]
    assert (2 / 3) * (1 - 1e-14) <= low < 2 / 3
    assert high == 1.0


@pytest.mark.parametrize("number", [1, 2, 3, 4])
def test_sums_over_independent_events_enclose_the_exact_ones(number: int) -> None:
    """At least k of 0.1, 0.2, 0.7 and 0.9, by enumeration in fractions: below and above, and a rounding apart."""
    weights = [0.1, 0.2, 0.7, 0.9]
    exactly = Fraction(0)
    for state in range(16):
        if state.bit_count() >= number:
            chance = Fraction(1)
            for place, weight in enumerate(weights):
                chance *= Fraction(weight) if state >> place & 1 else 1 - Fraction(weight)
            exactly += chance
    low, high = _tail(number, weights)
    assert Fraction(low) < exactly < Fraction(high)
    assert high - low < 1e-13 * high


def test_adopted_formulas_have_negations_at_leaves_only() -> None:
    """De Morgan for each kind of gate, and parity as a choice for each part."""
    store = Formulas(flat=False)
    p, q, r = store.leaf(), store.leaf(), store.leaf()
    normal = Normal([(0.5, 0.5), (0.25, 0.75), (0.125, 0.875)])
    a, b, c = normal.leaves
    x, y, z = normal.negated(a), normal.negated(b), normal.negated(c)
    expected = {
        TRUE: TRUE,
        FALSE: FALSE,
        p: a,
        store.negate(q): y,
        store.all_of([p, q]): both_of(normal, a, b),
        store.negate(store.all_of([p, q])): one_of(normal, x, y),
        store.any_of([p, q]): one_of(normal, a, b),
        store.negate(store.any_of([p, q])): both_of(normal, x, y),
        store.at_least(2, [p, q, r]): normal.made("atleast", 2, [a, b, c]),
        # not two of three: two of the negations; not three of four parts, one twice: two of the negations
        store.negate(store.at_least(2, [p, q, r])): normal.made("atleast", 2, [x, y, z]),
        store.negate(store.at_least(3, [p, p, q, r])): normal.made("atleast", 2, [x, x, y, z]),
        store.odd([p, q]): one_of(normal, both_of(normal, a, y), both_of(normal, x, b)),
        store.negate(store.odd([p, q])): one_of(normal, both_of(normal, x, y), both_of(normal, a, b)),
    }
    for root, made in expected.items():
        assert normal.adopt(store, root) == made


@pytest.mark.parametrize("seed", range(15))
def test_adopted_and_restricted_formulas_mean_the_same(seed: int) -> None:
    """Enumerated: the same probability as the formula's, and under each literal that with the leaf at one or zero."""
    store, root, weights = some_case(4_000 + seed)
    chances = [Fraction(1, 3)] * len(weights)
    normal = Normal([(1 / 3, 2 / 3)] * len(weights))
    adopted = normal.adopt(store, root)
    assert all(gate.kind != "not" or normal.gates[gate.parts[0]].kind == "leaf" for gate in normal.gates)
    literals = [(leaf, negated) for leaf in range(len(weights)) for negated in (0, 1)]
    assumed = [normal.restrict(adopted, 1 << 2 * leaf + negated) for leaf, negated in literals]
    found = enumerated(Formulas(gates=normal.gates), [adopted, *assumed], chances)
    assert found[0] == enumerated(store, [root], chances)[0]
    for (leaf, negated), under, chance in zip(literals, assumed, found[1:], strict=True):
        assert not normal.support[under] >> 2 * leaf & 1
        moved = [*chances[:leaf], Fraction(1 - negated), *chances[leaf + 1 :]]
        assert [chance] == enumerated(store, [root], moved)


def test_an_assumption_about_another_leaf_changes_nothing() -> None:
    """Not even a gate is made."""
    normal, a, b, *_ = five()
    root = both_of(normal, a, b)
    count = len(normal.gates)
    assert normal.restrict(root, 1 << 4) == root
    assert len(normal.gates) == count


def known(low: float, high: float, literal: int, literals: int, weight: float = 0.75) -> tuple[float, float]:
    """Return what a formula under an assumption about leaf 1 is known to be if it was this without, and names these."""
    normal = Normal([(0.5, 0.5), (weight, 1.0 - weight), (0.5, 0.5)])
    old = normal.made("and", 0, normal.leaves[:2])
    new = normal.made("and", 0, [normal.leaves[0], normal.leaves[2]])
    normal.pairs[old], normal.pairs[new], normal.literals[old] = (low, high), (0.0, 1.0), literals
    normal._inherit(old, new, literal)
    return normal.pairs[new]


def test_what_is_known_is_kept_under_an_assumption() -> None:
    """P(f) is between w P(f | l) and that plus 1 - w: from 1/2 to 5/8 with w = 3/4, P(f | l) is from 1/3 to 5/6.

    With the negation, w = 1/4: from 7/8 to 15/16 it is at least (7/8 - 3/4) / (1/4) = 1/2, and from 1/16 to 1/8 at
    most 1/2. A lower bound below 1 - w says nothing, nor does a literal that is impossible.
    """
    plain, negated = 1 << 2, 2 << 2
    named = plain | negated
    assert known(0.5, 0.625, plain, named) == pytest.approx((1 / 3, 5 / 6), rel=1e-13)
    assert known(0.5, 0.625, plain, named)[0] < 1 / 3
    assert known(0.875, 0.9375, negated, named) == pytest.approx((0.5, 1.0), rel=1e-13)
    assert known(0.0625, 0.125, negated, named) == pytest.approx((0.0, 0.5), rel=1e-14, abs=0.0)
    assert known(0.0625, 0.125, negated, named)[1] >= 0.5
    assert known(0.25, 0.5, plain, named, weight=0.0) == (0.0, 1.0)


def test_what_can_only_help_or_harm_moves_one_way() -> None:
    """Assuming a leaf that stands plain only does not lower P, and its negation does not raise it; and turned round."""
    plain, negated = 1 << 2, 2 << 2
    # plain only: from 1/8 to 1/2 becomes at least 1/8, at most 1/2 / (3/4); its negation at most 1/2
    assert known(0.125, 0.5, plain, plain) == pytest.approx((0.125, 2 / 3), rel=1e-14)
    assert known(0.125, 0.5, negated, plain) == (0.0, 0.5)
    assert known(0.125, 0.5, plain, negated) == (0.0, 0.5)
    assert known(0.125, 0.5, negated, negated) == (0.125, 1.0)


def test_knowledge_is_never_lost() -> None:
    """Bounds from two sides: the greater lower one and the smaller upper one; a gate learns from its parts."""
    normal, a, b, *_ = five()
    root = both_of(normal, one_of(normal, a, b), normal.leaves[3])
    before = normal.pairs[root]
    normal.narrow(root, (0.0, 1.0))
    assert normal.pairs[root] == before
    normal.narrow(root, (0.3125, 0.3125))
    assert normal.pairs[root] == (0.3125, 0.3125)
    part = both_of(normal, one_of(normal, a, b), one_of(normal, a, normal.leaves[2]))
    # 45/128 to 9/16, until the parts are known to be 3/4 at least and 1/2 at most
    normal.narrow(one_of(normal, a, b), (0.75, 1.0))
    normal.narrow(one_of(normal, a, normal.leaves[2]), (0.0, 0.5))
    normal.again(part)
    assert close(normal.pairs[part], 27 / 64, 1 / 2)


def test_everything_below_a_formula_in_order() -> None:
    """Parts first, each once, and nothing else."""
    normal, a, b, c, *_ = five()
    inner = one_of(normal, a, b)
    one_of(normal, b, c)
    root = both_of(normal, inner, c)
    assert normal.below_root(root) == sorted([a, b, c, inner, root])
    assert normal.below_root(a) == [a]
