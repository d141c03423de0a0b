"""Proven bounds against enumeration over all states, in fractions."""

from __future__ import annotations

from fractions import Fraction
from itertools import islice, pairwise
from typing import TYPE_CHECKING

import pytest
from tests.engine.interval_cases import both_of, five, hard, one_of, some_case, truth

from loadpath.engine.formula import FALSE, TRUE, Formulas, Gate
from loadpath.engine.interval import Interval, Limits, _Node, _nothing, _Search, _slope, _value, bounds, intervals

if TYPE_CHECKING:
    from loadpath.engine.interval_normal import Normal

MOST_STEPS = 2_000


@pytest.mark.parametrize("exact_nodes", [0, 6, 1_000])
@pytest.mark.parametrize("seed", range(80))
def test_bounds_hold_never_widen_and_close(seed: int, exact_nodes: int) -> None:
    """At every step the probability lies inside, each interval lies in the last, and the last is a rounding wide.

    A rounding: at most 100 steps of a tree of depth 7, a few units in the last place (2.2e-16) each, stay below 1e-13 of
    the value; 1e-290 is what numbers too small for a float add.
    """
    store, root, weights = some_case(seed)
    exactly = truth(store, root, weights)
    found = list(islice(intervals(store, root, weights, exact_nodes=exact_nodes), MOST_STEPS))
    assert len(found) < MOST_STEPS
    for one in found:
        assert Fraction(one.lower) <= exactly <= Fraction(one.upper)
    for one, later in pairwise(found):
        assert one.lower <= later.lower
        assert later.upper <= one.upper
    assert found[-1].method == "exact"
    assert found[-1].gap <= 1e-13 * float(exactly) + 1e-290


@pytest.mark.parametrize("seed", [*range(60), 11_181])
def test_searching_the_parts_of_a_core_keeps_bounds_proven(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """The core is searched from below after the first step instead of after 64, so that small formulas see it too.

    Seed 11,181 once solved a part that had been taken apart, and counted what it had been made of as nothing.
    """
    monkeypatch.setattr("loadpath.engine.interval.FIRST", 1)
    store, root, weights = some_case(1_000 + seed)
    exactly = truth(store, root, weights)
    found = list(islice(intervals(store, root, weights, exact_nodes=seed % 2 * 5, part_steps=2), MOST_STEPS))
    assert all(Fraction(one.lower) <= exactly <= Fraction(one.upper) for one in found)
    assert all(one.lower <= later.lower and later.upper <= one.upper for one, later in pairwise(found))
    assert found[-1].method == "exact"


def test_parity_is_taken_apart() -> None:
    """Of three events of 1/2, 1/4 and 1/8 an odd number happens with (1 - (0)(1/2)(3/4)) / 2 = 1/2; its negation too."""
    store = Formulas()
    odd = store.odd([store.leaf() for _ in range(3)])
    weights = [0.5, 0.25, 0.125]
    assert truth(store, odd, weights) == Fraction(1, 2)
    for root in (odd, store.negate(odd)):
        found = bounds(store, root, weights)
        assert found.lower <= 0.5 <= found.upper
        assert found.gap < 1e-13


def test_each_limit_stops_the_search_and_is_named() -> None:
    """A gap, a ratio, steps, nodes and time: the first that is reached stops the search, which says so."""
    store, root, weights = hard()
    ticks = iter(range(1_000))

    def stopped(limits: Limits) -> Interval:
        return bounds(store, root, weights, limits=limits, exact_nodes=0)

    assert stopped(Limits(steps=5)).steps == 5
    assert stopped(Limits(steps=5)).stopped == "steps"
    assert stopped(Limits(nodes=9)).stopped == "nodes"
    wide = stopped(Limits(gap=0.01))
    assert (wide.stopped, wide.method) == ("gap", "conditioning")
    assert 0.0 < wide.gap <= 0.01
    assert stopped(Limits(ratio=2.0)).ratio <= 2.0
    timed = stopped(Limits(seconds=3.0, clock=lambda: float(next(ticks))))
    assert (timed.stopped, timed.steps) == ("time", 2)


def test_seconds_need_a_clock_and_weights_are_probabilities() -> None:
    """Nothing here knows the time by itself, and 1.5 is no probability."""
    store = Formulas()
    leaf = store.leaf()
    with pytest.raises(ValueError, match=r"3\.0 seconds are a limit only with a clock"):
        bounds(store, leaf, [0.5], limits=Limits(seconds=3.0))
    with pytest.raises(ValueError, match=r"1\.5 is no probability"):
        bounds(store, leaf, [1.5])
    store.gates.append(Gate("maybe", parts=(leaf,)))
    with pytest.raises(ValueError, match="unknown kind of gate `maybe`"):
        bounds(store, len(store.gates) - 1, [0.5])


def test_constants_and_leaves_take_no_step() -> None:
    """False, true and a leaf are known at once; the ratio of nothing to nothing is one, of something infinite."""
    store = Formulas()
    leaf = store.leaf()
    assert bounds(store, FALSE, [0.5]) == Interval(
        lower=0.0, upper=0.0, method="exact", steps=0, nodes=1, stopped="closed"
    )
    assert bounds(store, TRUE, [0.5]).lower == 1.0
    assert bounds(store, leaf, [0.5]).steps == 0
    assert bounds(store, FALSE, [0.5]).ratio == 1.0
    assert Interval(lower=0.0, upper=0.1, method="conditioning", steps=0, nodes=1).ratio == float("inf")


def test_the_same_question_takes_the_same_steps() -> None:
    """Nothing is drawn at random and no order of a set decides: two runs agree in every interval."""
    first, second = (list(islice(intervals(*hard(), exact_nodes=0), MOST_STEPS)) for _ in range(2))
    assert first == second


def part_of(low: float, high: float, kind: str = "open") -> _Node:
    """Return a part with bounds."""
    return _Node(0, (low, high), float("inf"), kind)


def test_gap_and_ratio() -> None:
    """Upper less lower, and upper over lower."""
    found = Interval(lower=0.25, upper=0.75, method="conditioning", steps=0, nodes=1)
    assert (found.gap, found.ratio, found.stopped) == (0.5, 3.0, "")


@pytest.mark.parametrize(
    ("limits", "expected"),
    [
        (Limits(), ""),
        (Limits(gap=0.5), "gap"),
        (Limits(gap=0.49), ""),
        (Limits(ratio=3.0), "gap"),
        (Limits(ratio=2.9), ""),
        (Limits(steps=7), "steps"),
        (Limits(steps=8), ""),
        (Limits(nodes=9), "nodes"),
        (Limits(nodes=10), ""),
        (Limits(seconds=2.0, clock=lambda: 5.0), "time"),
        (Limits(seconds=2.1, clock=lambda: 5.0), ""),
        (Limits(seconds=2.0), ""),
    ],
)
def test_a_limit_is_reached_at_itself(limits: Limits, expected: str) -> None:
    """From 1/4 to 3/4 the gap is 1/2 and the ratio 3; seven steps, nine parts, and two seconds since the third."""
    found = Interval(lower=0.25, upper=0.75, method="conditioning", steps=7, nodes=9)
    assert limits.reached(found, 3.0) == expected


def test_a_search_tells_how_it_was_asked() -> None:
    """Bounds pass on what they are given: weights' complements, and how large a diagram may be."""
    store = Formulas()
    a, b, c = store.leaf(), store.leaf(), store.leaf()
    root = store.any_of([store.all_of([a, b]), store.all_of([b, c])])
    # complements that do not add up to one show that they are used: b is needed, and a or c is 1/2 + 1/4 x 1/2
    found = bounds(store, root, [0.5, 0.5, 0.5], complements=[0.25, 0.5, 0.25])
    assert found.lower == pytest.approx(0.5 * 0.625, rel=1e-12)
    assert found.steps == 1
    assert (found.method, found.stopped) == ("exact", "closed")


def test_what_parts_say_of_the_whole() -> None:
    """From 1/2 to 3/4 and from 1/4 to 1/2: a product 1/8 to 3/8, a sum 5/8 to 7/8.

    A mix of 1/4 to 3/8 of the first and 5/8 to 3/4 of the second: 1/8 + 5/32 = 9/32 to 9/32 + 3/8 = 21/32.
    """
    whole = part_of(0.0, 1.0)
    whole.parts = part_of(0.5, 0.75), part_of(0.25, 0.5)
    whole.weights = (0.25, 0.375), (0.625, 0.75)
    for kind, low, high in (("product", 1 / 8, 3 / 8), ("sum", 5 / 8, 7 / 8), ("mix", 9 / 32, 21 / 32)):
        whole.kind = kind
        found = _value(whole)
        assert found == pytest.approx((low, high), rel=1e-14)
        assert found[0] < low
        assert found[1] > high


def test_how_much_a_part_moves_the_whole() -> None:
    """A mix: the upper weight; a product: the other parts' upper bounds; a sum: what their lower bounds leave."""
    whole = part_of(0.0, 1.0)
    whole.parts = part_of(0.5, 0.75), part_of(0.25, 0.5), part_of(0.125, 0.25)
    whole.weights = (0.25, 0.375), (0.625, 0.75)
    whole.kind = "mix"
    assert [_slope(whole, place) for place in (0, 1)] == [0.375, 0.75]
    whole.kind = "product"
    assert [_slope(whole, place) for place in range(3)] == [0.5 * 0.25, 0.75 * 0.25, 0.75 * 0.5]
    whole.kind = "sum"
    assert [_slope(whole, place) for place in range(3)] == [0.75 * 0.875, 0.5 * 0.875, 0.5 * 0.75]


def test_a_part_of_no_weight_is_nothing() -> None:
    """In a mix, and up to what every bound is widened by, 1e-300; in a product each part counts."""
    whole = part_of(0.0, 1.0)
    whole.weights = (0.0, 1e-300), (1.0, 1.0)
    whole.kind = "mix"
    assert _nothing(whole, 0)
    assert not _nothing(whole, 1)
    whole.weights = (0.0, 2e-300), (1.0, 1.0)
    assert not _nothing(whole, 0)
    whole.weights = (0.0, 0.0), (1.0, 1.0)
    whole.kind = "product"
    assert not _nothing(whole, 0)


def test_equal_formulas_are_one_part() -> None:
    """With all that it is part of; it begins with what is known of its formula and where a diagram failed above it."""
    search, normal, (a, b, c, *_) = five()
    root = one_of(normal, both_of(normal, a, b), both_of(normal, a, c))
    top = search.node(root, None)
    assert (top.formula, top.pair, top.failed, top.kind, top.closed) == (
        root,
        normal.pairs[root],
        float("inf"),
        "open",
        False,
    )
    top.failed = 7.0
    below = search.node(both_of(normal, a, b), top)
    assert (below.failed, below.parents) == (7.0, [top])
    assert search.node(both_of(normal, a, b), None) is below
    assert below.parents == [top]
    assert search.node(a, top).closed
    assert search.node(normal.negated(b), top).closed
    assert search.node(FALSE, None).kind == "closed"
    found = search.interval(top, 3)
    assert (found.lower, found.upper) == normal.pairs[root]
    assert (found.method, found.steps, found.nodes, found.stopped) == ("conditioning", 3, 5, "")
    top.kind = "closed"
    assert (search.interval(top, 4).method, search.interval(top, 4).stopped) == ("exact", "closed")


def knotted(normal: Normal, one: int, two: int, three: int) -> int:
    """Return two of three leaves as a disjunction of pairs, which share leaves and need none."""
    return one_of(normal, both_of(normal, one, two), both_of(normal, two, three), both_of(normal, one, three))


def test_independent_parts_are_taken_apart() -> None:
    """(a b or b c or a c)(d or e): a product of two, the one with the first formula first; and a sum likewise."""
    for kind, name in (("and", "product"), ("or", "sum")):
        search, normal, (a, b, c, d, e) = five()
        turned = "or" if kind == "and" else "and"
        knot, rest = knotted(normal, a, b, c), normal.made(turned, 0, [d, e])
        parts = [knot, rest] if kind == "and" else [*normal.gates[knot].parts, rest]
        root = normal.made(kind, 0, parts)
        top = search.node(root, None)
        search.take_apart(top)
        assert top.kind == name
        assert [part.formula for part in top.parts] == [knot, rest]
        assert all(part.parents == [top] for part in top.parts)


def test_a_part_in_which_all_hangs_together_is_a_mix_over_a_leaf() -> None:
    """A b or a c needs a: given a it is b or c, else nothing; weights are a's and its complement's, 1/2 and 1/2.

    With not b in place of a the first is given not b, of weight 3/4.
    """
    search, normal, (a, b, c, d, _) = five()
    top = search.node(one_of(normal, both_of(normal, a, b), both_of(normal, a, c)), None)
    search.take_apart(top)
    assert top.kind == "mix"
    assert [part.formula for part in top.parts] == [one_of(normal, b, c), FALSE]
    assert top.weights == normal.weight(0)
    search, normal, (a, b, c, d, _) = five()
    turned = normal.negated(b)
    top = search.node(one_of(normal, both_of(normal, turned, a), both_of(normal, turned, d)), None)
    search.take_apart(top)
    assert [part.formula for part in top.parts] == [one_of(normal, a, d), FALSE]
    assert top.weights == normal.weight(1)[::-1]
    # (1 - 1/4)(1 - 1/2 x 1/2)
    assert top.pair[0] <= 9 / 16 <= top.pair[1]


def test_what_fits_is_solved_and_what_failed_is_not_tried_again() -> None:
    """A b or b c or a c has seven formulas with its leaves; 4/32 + ... = 3/16 + ...: two of 1/2, 1/4, 1/8 is 3/16.

    A diagram that failed at a size is tried again at nine tenths of it: 7 <= 0.9 f from f = 7.78 on.
    """
    search, normal, (a, b, c, *_) = five(exact_nodes=1_000)
    root = knotted(normal, a, b, c)
    assert len(normal.below_root(root)) == 7
    node = search.node(root, None)
    node.failed = 7.77
    assert not search._solve(node, 1_000)
    node.failed = 7.78
    assert not search._solve(node, 0)
    assert not search._solve(node, 3)
    assert node.failed == 7
    node.failed = 8.0
    assert search._solve(node, 1_000)
    assert node.closed
    assert node.parts == ()
    assert node.pair == pytest.approx((3 / 16, 3 / 16), rel=1e-13)


def test_a_solved_part_keeps_what_was_known() -> None:
    """Bounds that are narrower than the diagram's rounding stay."""
    search, normal, (a, b, c, *_) = five(exact_nodes=1_000)
    node = search.node(knotted(normal, a, b, c), None)
    node.pair = (3 / 16, 3 / 16)
    search.take_apart(node)
    assert node.pair == (3 / 16, 3 / 16)
    assert node.closed


def test_the_leaf_that_is_needed_is_assumed() -> None:
    """Of two that are needed, the one that was made last."""
    search, normal, (a, b, c, d, _) = five()
    assert search._choose(one_of(normal, both_of(normal, a, b), both_of(normal, a, c))) == 1
    needs_two = both_of(normal, a, b, one_of(normal, c, d))
    assert search._choose(needs_two) == normal.required[needs_two] == 0b101


def test_else_the_leaf_that_leaves_the_narrowest_bounds() -> None:
    """(a or b)(b or c)(c or d): what is left open under a leaf and under its negation, each times its probability.

    Given b it is c or d, exactly; given not b (3/4) a c (c or d), in which c stands twice. Given c it is a or b, but
    not c has 7/8, and leaves b twice. a and d leave two parts that share a leaf either way.
    """
    search, normal, (a, b, c, d, _) = five()
    root = both_of(normal, one_of(normal, a, b), one_of(normal, b, c), one_of(normal, c, d))
    left = []
    for leaf in range(4):
        under = [normal.pairs[normal.restrict(root, 1 << 2 * leaf + which)] for which in (0, 1)]
        weights = normal.weight(leaf)
        left.append(sum(weight[1] * (high - low) for weight, (low, high) in zip(weights, under, strict=True)))
    assert left.index(min(left)) == 1
    assert search._choose(root) == 1 << 2


def test_leaves_worth_assuming() -> None:
    """First the leaf that most parts name, then those that decide a part or a part of one, unlikely parts first.

    Of a b (1/8), b c (1/32) and a c d (1/32): a and c and b are named by two parts each and in two gates each, so that
    the first of them counts; then the leaves of b c, the last first, those of a c d, and those of a b.
    """
    search, normal, (a, b, c, d, e) = five()
    root = one_of(normal, both_of(normal, a, b), both_of(normal, b, c), both_of(normal, a, c, d, e))
    # a c d e has 1/1024: the leaves that it needs come first, e, d, c and a, then b
    assert search._candidates(root) == [1 << 0, 1 << 8, 1 << 6, 1 << 4, 1 << 2]


def test_only_so_many_leaves_are_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    """The most shared one and as many others as there are `CANDIDATES`."""
    search, normal, (a, b, c, d, e) = five()
    root = one_of(normal, both_of(normal, a, b), both_of(normal, b, c), both_of(normal, a, c, d, e))
    monkeypatch.setattr("loadpath.engine.interval.CANDIDATES", 2)
    assert search._candidates(root) == [1 << 0, 1 << 8, 1 << 6]


def test_a_leaf_is_shared_by_the_parts_of_the_root_first() -> None:
    """B stands in three gates, but only below one part of the root; c stands below both."""
    search, normal, (a, b, c, d, e) = five()
    inner = one_of(normal, both_of(normal, b, a), both_of(normal, b, d), both_of(normal, b, e), c)
    root = both_of(normal, inner, one_of(normal, normal.negated(c), a))
    # a and c stand below both parts and in two gates each: the first of the two
    assert search._candidates(root)[0] == 1
    root = both_of(normal, inner, one_of(normal, normal.negated(c), both_of(normal, b, e)))
    # b below both as well, and in four gates, where c stands in two
    assert search._candidates(root)[0] == 1 << 2


def mixed(search: _Search, normal: Normal) -> tuple[_Node, _Node, _Node]:
    """Return a sum of two knots over leaves of their own, and those."""
    a, b, c, d, e = normal.leaves
    first = both_of(normal, one_of(normal, a, b), one_of(normal, a, c))
    second = normal.made("and", 0, [one_of(normal, d, e), one_of(normal, d, normal.leaf((0.25, 0.75)))])
    top = search.node(one_of(normal, first, second), None)
    search.take_apart(top)
    assert top.kind == "sum"
    return top, top.parts[0], top.parts[1]


def test_forces_are_derivatives() -> None:
    """A sum of x and y: x moves it by what y's lower bound leaves, and the root moves itself by one."""
    search, normal, _ = five()
    top, x, y = mixed(search, normal)
    found = {id(node): force for node, force in search._forces(top)}
    assert found[id(top)] == 1.0
    assert found[id(x)] == 1.0 - y.pair[0]
    assert found[id(y)] == 1.0 - x.pair[0]
    # parts before the whole, and nothing that is closed
    assert search._order(top)[-1] is top
    assert set(map(id, search._order(top))) == {id(top), id(x), id(y)}
    x.kind = "closed"
    assert set(map(id, search._order(top))) == {id(top), id(y)}


def test_a_part_of_two_wholes_moves_the_root_by_both() -> None:
    """The same formula in two parts of a sum: both slopes, each times that of its whole."""
    top, left, right, shared = (part_of(0.25, 0.5) for _ in range(4))
    top.kind = left.kind = right.kind = "product"
    top.parts, left.parts, right.parts = (left, right), (shared,), (shared,)
    search, *_ = five()
    found = {id(node): force for node, force in search._forces(top)}
    assert found[id(left)] == found[id(right)] == 0.5
    assert found[id(shared)] == 1.0
    assert [id(node) for node in search._order(top)].count(id(shared)) == 1


def test_the_part_that_can_move_the_root_most_is_next(monkeypatch: pytest.MonkeyPatch) -> None:
    """Force times gap, the first of all first; at least one, and else one in so many."""
    search, normal, _ = five()
    top, x, y = mixed(search, normal)
    x.pair, y.pair = (0.25, 0.75), (0.5, 0.875)
    # x: (1 - 0.5) x 0.5 = 0.25; y: (1 - 0.25) x 0.375 = 0.28125
    assert search.open(top) == [y]
    y.pair = (0.5, 0.75)
    # x: 0.25; y: 0.75 x 0.25 = 0.1875
    assert search.open(top) == [x]
    monkeypatch.setattr("loadpath.engine.interval.SHARE", 1)
    assert search.open(top) == [x, y]
    y.kind = "closed"
    assert search.open(top) == [x]
    y.kind = "mix"
    assert search.open(top) == [x]


def test_the_core_is_the_smallest_part_on_which_half_of_the_gap_hangs() -> None:
    """The root's gap is 1/2: x with 1/2 x 1/2 = 1/4 hangs on enough, y with 3/4 x 1/8 on too little."""
    search, normal, _ = five()
    top, x, y = mixed(search, normal)
    top.pair, x.pair, y.pair = (0.25, 0.75), (0.25, 0.75), (0.5, 0.625)
    assert search.core(top) is x
    x.pair = (0.25, 0.7)
    # x now 0.225 of the 0.25 that are needed: only the root is left
    assert search.core(top) is top


def test_news_are_carried_upwards() -> None:
    """A part that is closed narrows what it is part of, and closes it when it was the last; bounds never widen."""
    search, normal, _ = five()
    top, x, y = mixed(search, normal)
    x.pair, x.kind = (0.625, 0.625), "closed"
    search._narrow(x)
    assert top.pair[0] == pytest.approx(0.625 + 0.375 * y.pair[0], rel=1e-14)
    assert not top.closed
    before = top.pair
    x.pair = (0.0, 1.0)
    search._narrow(x)
    assert top.pair == before
    y.pair, y.kind, x.pair = (0.25, 0.25), "closed", (0.5625, 0.5625)
    search._narrow(y)
    assert search.interval(top, 1).method == "exact"
    assert top.parts == ()


def test_what_is_known_of_a_formula_reaches_its_part() -> None:
    """And what it is part of; what is known already changes nothing."""
    search, normal, _ = five()
    top, x, _ = mixed(search, normal)
    before, low = top.pair, x.pair[0]
    search._inform(x)
    assert top.pair == before
    normal.narrow(x.formula, (0.5, 0.53125))
    search._inform(x)
    assert x.pair == (0.5, 0.53125)
    assert low < 0.5
    assert top.pair[0] > before[0]
    assert top.pair[1] < before[1]
