"""Summing out: exact against enumeration, without a subtraction, and as cheap as the width of sharing allows."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from bench.pathways import grown
from tests.engine.random_formulas import (
    Example,
    by_elimination,
    exact,
    example,
    moved_bit,
    shares_causes,
    values,
    wrong_value,
)

from loadpath.engine import compile as portfolio
from loadpath.engine import elimination
from loadpath.engine.compile import compile_circuit
from loadpath.engine.elimination import (
    MAY,
    MUST,
    Plan,
    Question,
    Step,
    _flat,
    _shared,
    bits,
    fewest_edges,
    plan,
    questions,
)
from loadpath.engine.formula import Formulas
from loadpath.engine.network import ALL, Network
from loadpath.errors import TooLargeError

BLOCK = 40


@pytest.mark.parametrize("block", range(5))
def test_formulas_of_every_kind_are_exact_and_said_anew_to_the_bit(block: int) -> None:
    """NOT, k-of-n, parity, conditional tables, pathways with evidence; more than half of the roots share causes."""
    sharing = roots = 0
    for seed in range(block * BLOCK, (block + 1) * BLOCK):
        given = example(seed)
        assert not wrong_value(given), seed
        assert not moved_bit(given, seed), seed
        roots += len(given.roots)
        sharing += sum(shares_causes(given.store, root) for root in given.roots)
    assert 2 * sharing > roots > 2 * BLOCK


@pytest.mark.parametrize("tiny", [Fraction(1, 10**12), 1 - Fraction(1, 10**12)])
def test_tiny_probabilities_keep_their_digits(tiny: Fraction) -> None:
    """Any of six pathways and evidence, all leaves at 1e-12 or next to one: relative 1e-12 of the exact fraction."""
    store = Formulas()
    causes = [store.leaf() for _ in range(4)]
    pairs = [(a, b) for here, a in enumerate(causes) for b in causes[here + 1 :]]
    ways = [store.all_of([store.leaf(), store.any_of(pair)]) for pair in pairs]
    anything = store.any_of(ways)
    evidence = store.all_of([store.choose(causes[0], store.leaf(), store.leaf()), store.negate(causes[1])])
    roots = (anything, store.negate(anything), store.all_of([anything, evidence]))
    given = Example(store, roots, (tiny,) * store.leaves)
    circuit = by_elimination(given)
    assert circuit is not None
    want = [float(value) for value in exact(store, roots, given.weights)]
    assert values(circuit, roots, given.weights) == pytest.approx(want, rel=1e-12, abs=0)


@pytest.mark.parametrize("size", [(9, 16, 4), (18, 24, 4), (30, 30, 4), (200, 12, 3)])
def test_what_must_add_up_does(size: tuple[int, int, int]) -> None:
    """P(any, evidence) + P(none, evidence) = P(evidence), and so without: four roots made by four different sums."""
    case = grown(*size)
    store = case.store
    anything, evidence = case.roots[size[0]], case.roots[size[0] + 1]
    sides = [anything, store.negate(anything)]
    roots = [*sides, *(store.all_of([side, evidence]) for side in sides), evidence]
    weights = np.array(case.weights)[:, None]
    found = compile_circuit(store, roots, marks=case.weights).probabilities(weights, 1 - weights, roots)[:, 0]
    assert found[0] + found[1] == pytest.approx(1, rel=1e-12)
    assert found[2] + found[3] == pytest.approx(found[4], rel=1e-12)


def test_the_cost_is_that_of_the_width_not_of_the_pathways() -> None:
    """Twice the pathways over the same causes take less than three times the operations."""
    sizes = []
    for pathways in (20, 40):
        case = grown(pathways, 12, 3)
        sizes.append(compile_circuit(case.store, case.roots, marks=case.weights).size)
    assert sizes[1] < 3 * sizes[0]


def test_thirty_pathways_over_thirty_causes_stay_small() -> None:
    """Issue 4 asks for an exact answer: measured 105,984 operations; diagrams take millions of nodes."""
    case = grown(30, 30, 4)
    assert compile_circuit(case.store, case.roots, marks=case.weights).size < 120_000


def test_the_order_that_joins_fewest_neighbours() -> None:
    """A chain 0-1-2-3 is taken from an end, as nothing is joined there; what is to be kept goes last."""
    chain = [0b0011, 0b0110, 0b1100]
    assert fewest_edges(chain) == (0, 1, 2, 3)
    assert fewest_edges(chain, last=0b0001) == (3, 2, 1, 0)
    assert fewest_edges([0b0111, 0b1100]) == (3, 0, 1, 2)  # 3 has one neighbour; 2 would join 3 to 0 and 1


def test_a_network_without_sharing_has_no_plan() -> None:
    """A conjunction of three leaves has no leaf in two parts; nor has a parity parts to be multiplied."""
    network = Network()
    leaves = [network.leaf(number) for number in range(3)]
    network.roots = (network.every(leaves), network.odd(leaves))
    assert plan(network) is None


def test_a_plan_with_too_many_entries_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nine pathways over sixteen causes take 3,037 entries; with a limit of 1,000 there is no plan, yet an answer."""
    monkeypatch.setattr(elimination, "MOST_ENTRIES", 1_000)
    given = example(1)
    case = grown(9, 16, 4)
    assert by_elimination(Example(case.store, case.roots, tuple(map(Fraction, case.weights)))) is None
    assert not wrong_value(given)


def test_entries_that_are_too_large_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """With room for no residual formula at all, summing out says so, and the portfolio goes on without it."""
    monkeypatch.setattr(elimination, "MOST_RESIDUALS", 1)
    case = grown(9, 16, 4)
    with pytest.raises(TooLargeError, match="residual formulas"):
        by_elimination(Example(case.store, case.roots, tuple(map(Fraction, case.weights))))
    assert compile_circuit(case.store, case.roots, marks=case.weights).size < 2_000


def test_what_would_take_long_comes_after_diagrams(monkeypatch: pytest.MonkeyPatch) -> None:
    """With nothing cheap enough to come first, diagrams are tried first; the smaller of the two is kept all the same."""
    case = grown(18, 24, 4)
    before = compile_circuit(case.store, case.roots, marks=case.weights).size
    monkeypatch.setattr(portfolio, "SOON", 0)
    assert compile_circuit(case.store, case.roots, marks=case.weights).size == before


def letters(count: int) -> tuple[Network, list[int]]:
    """Return a network with some leaves, which are nodes 1, 2 and so on and literals 2, 4 and so on."""
    network = Network()
    return network, [network.leaf(number) for number in range(count)]


def test_places_of_bits() -> None:
    """13 is 8 and 4 and 1."""
    assert bits(0) == []
    assert bits(0b1101) == [0, 2, 3]


def test_what_more_than_one_names() -> None:
    """Bit 0 is in two of three, bit 2 in all, bits 1 and 3 in one."""
    assert _shared([0b0101, 0b1100, 0b0111]) == 0b0101
    assert _shared([0b0011, 0b1100]) == 0
    assert _shared([]) == 0


def test_conjunctions_among_the_parts_are_dissolved() -> None:
    """A and (b and c) and not (a and d): a, b, c as they are, and the alternative as one part."""
    network, (a, b, c, d) = letters(4)
    inner, other = network.keep(ALL, 0, (b, c)), network.keep(ALL, 0, (a, d))
    whole = network.keep(ALL, 0, (a, inner, other ^ 1))
    assert _flat(network, whole) == [a, b, c, other ^ 1]
    assert _flat(network, a ^ 1) == [a ^ 1]
    assert _flat(network, network.odd([a, b])) == [network.odd([a, b])]


def test_the_first_leaf_joins_the_fewest() -> None:
    """A star 0-1, 0-2, 0-3 goes from its points; of a square 0-1-2-3 any joins one edge, and the first goes first.

    After 1 and 2 of the star its middle has one neighbour left, joins nothing, and comes first by its number.
    """
    assert fewest_edges([0b0011, 0b0101, 0b1001]) == (1, 2, 0, 3)
    assert fewest_edges([0b0011, 0b0110, 0b1100, 0b1001]) == (0, 1, 2, 3)
    assert fewest_edges([]) == ()
    assert fewest_edges([0b100]) == (2,)
    # 0 has 1, 2 and 3 around it, which are joined to each other, as is 4 with 1 only: 4 has the fewest neighbours
    assert fewest_edges([0b01111, 0b10010]) == (4, 0, 1, 2, 3)


def test_taking_one_out_joins_its_neighbours_for_those_after_it() -> None:
    """A ring of five: 0 joins 1 and 4, then a ring of four: 1 joins 2 and 4, and the rest is a triangle."""
    ring = [0b00011, 0b00110, 0b01100, 0b11000, 0b10001]
    assert fewest_edges(ring) == (0, 1, 2, 3, 4)
    assert fewest_edges(ring, last=0b00011) == (2, 3, 4, 0, 1)


def test_roots_as_parts() -> None:
    """(a or b), (a or c) and d share a, node 1; its negation asks for one that fails; a parity is no conjunction."""
    network, (a, b, c, d) = letters(4)
    one, two = (network.every([a ^ 1, other ^ 1]) ^ 1 for other in (b, c))
    root = network.every([one, two, d])
    network.roots = (root, root ^ 1, network.odd([a, b]), network.every([b, c]))
    parts = tuple(sorted([(one, 0b10), (two, 0b10), (d, 0)]))
    found = questions(network)
    assert found == [Question(root, parts, ()), Question(root ^ 1, (), parts)]
    assert found[0].parts == found[1].parts == parts


def test_a_wide_alternative_is_taken_apart() -> None:
    """Evidence e, and some of two pathways that share a: taken apart where none may be shared, one part where one may.

    With the alternative whole, e and it have nothing in common, and there is no question.
    """
    network, (a, b, c, e) = letters(4)
    ways = [network.every([network.odd([a, other]), network.leaf(4 + here)]) for here, other in enumerate((b, c))]
    anything = network.every([way ^ 1 for way in ways]) ^ 1
    root = network.every([anything, e])
    network.roots = (root,)
    (found,) = questions(network, 0)
    assert found == Question(root, ((e, 0),), tuple(sorted((way ^ 1, 0b10) for way in ways)))
    assert questions(network, 1) == []
    assert questions(network) == []


def test_the_wider_of_two_alternatives_is_taken_apart() -> None:
    """One alternative shares a, the other b and c: the second is taken apart, the first stays a part."""
    network, (a, b, c, d, e) = letters(5)
    narrow = network.keep(ALL, 0, (network.odd([a, d]), network.odd([a, e]))) ^ 1
    inner = (network.odd([b, c]), network.odd([b, c, d]))
    wide = network.keep(ALL, 0, inner) ^ 1
    root = network.keep(ALL, 0, tuple(sorted((narrow, wide))))
    network.roots = (root,)
    (found,) = questions(network, 1)
    assert [part for part, _ in found.must] == [narrow]
    assert [part for part, _ in found.may] == sorted(inner)
    # b and c are in both ways, d in the second and in the first alternative: nodes 2, 3 and 4
    assert [scope for _, scope in found.must] == [0b10000]
    assert dict(found.may) == {inner[0]: 0b01100, inner[1]: 0b11100}
    assert questions(network, 2) == [Question(root, tuple(sorted([(narrow, 0b10000), (wide, 0b10000)])), ())]


def test_a_plan_by_hand() -> None:
    """Literals 10 and 12 share leaf 1, 12 and 14 leaf 2: 1 goes out of the product of two, then 2 of what is left."""
    found = Plan((1, 2))
    found.answer(Question(30, ((10, 0b010), (12, 0b110), (14, 0b100)), ()))
    assert found.steps == [
        Step(10, MUST, (), 0b010),
        Step(12, MUST, (), 0b110),
        Step(14, MUST, (), 0b100),
        Step(0, MUST, (0, 1), 0b110),
        Step(0, MUST, (3,), 0b100),
        Step(0, MUST, (2, 4), 0b100),
        Step(0, MUST, (5,), 0),
    ]
    assert found.answers == {30: 6}
    assert found.cost == 2 + 4 + 2 + 4 + 2 + 2 + 1  # two to the power of the leaves of each
    found.answer(Question(31, (), ((10, 0b010), (12, 0b110), (14, 0b100))))
    assert found.cost == 17 + 2 * 17  # two tables each, of what may fail
    assert found.steps[7].role == MAY
    found.answer(Question(32, ((10, 0b010), (12, 0b110), (14, 0b100)), ()))
    assert (found.cost, len(found.steps), found.answers[32]) == (51, 14, 6)  # all of it was there


def test_what_must_and_what_may_make_three_tables() -> None:
    """Evidence and a part that may fail, of leaf 1: two entries and four, then three tables of two, then of one."""
    found = Plan((1,))
    found.answer(Question(30, ((10, 0b10),), ((12, 0b10),)))
    assert [step.role for step in found.steps] == [MUST, MAY, MUST | MAY, MUST | MAY]
    assert found.cost == 2 + 4 + 6 + 3


def test_those_that_name_the_fewest_together_are_joined_first() -> None:
    """Of leaves 1, 2 and 3: {1}, {1, 2} and {1, 3, 2}: the first two name two, and come first; alike ones before."""
    found = Plan((1,))
    found.answer(Question(30, ((10, 0b1110), (12, 0b0010), (14, 0b0110), (16, 0b0010)), ()))
    joined = [(step.below, step.scope) for step in found.steps if step.below]
    assert joined == [((1, 3), 0b0010), ((4, 2), 0b0110), ((0, 5), 0b1110), ((6,), 0b1100)]


def test_limits_of_a_plan(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two leaves shared by two parts: so many may be shared, named and entered, and one less is not enough."""
    network, (a, b, c, d) = letters(4)
    network.roots = (network.every([network.odd([a, b, c]), network.odd([a, b, d])]),)
    way = plan(network)
    assert way is not None
    assert way.order == (1, 2)
    assert way.cost == 4 + 4 + 4 + 2 + 1
    for limit, enough in (("MOST_SHARED", 2), ("MOST_NAMED", 2), ("MOST_ENTRIES", 15)):
        with monkeypatch.context() as patched:
            patched.setattr(elimination, limit, enough)
            assert plan(network) is not None
            patched.setattr(elimination, limit, enough - 1)
            assert plan(network) is None
