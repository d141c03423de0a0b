"""Top-down compiling, by hand and against enumeration."""

from __future__ import annotations

import random
import sys
from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest
from tests.engine.formulas import enumerated, grown

from loadpath.engine.assembly import Assembly
from loadpath.engine.circuit import MIX, MULTIPLY, ONE, ZERO
from loadpath.engine.formula import Formulas
from loadpath.engine.network import ALL, NO, ODD, YES, Network
from loadpath.engine.simplify import simplify
from loadpath.engine.topdown import Search, compile_topdown, deep_recursion
from loadpath.errors import TooLargeError


def letters(count: int) -> tuple[Network, list[int]]:
    """Return a network with some leaves, literals 2, 4 and so on."""
    network = Network()
    return network, [network.leaf(number) for number in range(count)]


def compiled(network: Network, count: int, *roots: int, spread: bool = False) -> tuple[list[int], list[list[int]]]:
    """Return the slots of some literals, and the operations: leaves in slots 2 on, complements after them."""
    network.roots = roots
    made = Assembly(count, 1_000)
    leaves = {leaf: (made.plain(leaf), made.complement(leaf)) for leaf in range(count)}
    rank = list(range(1, count + 1))
    slots = compile_topdown(network, leaves, made, rank, 1_000, spread=spread)
    operands = np.array(made.operands).reshape(-1, 4).tolist()
    return slots, [[code, *four] for code, four in zip(made.codes, operands, strict=True)]


def test_constants_and_leaves_are_slots() -> None:
    """No operation: false, true, a leaf and its complement."""
    network, (a, _) = letters(2)
    assert compiled(network, 2, NO, YES, a, a ^ 1) == ([ZERO, ONE, 2, 4], [])


def test_independent_parts_multiply() -> None:
    """A b: the product of slots 2 and 3; a or b: b, or else a, which is a + (1 - a) b with slots 2, 4, 1 and 3."""
    network, (a, b) = letters(2)
    assert compiled(network, 2, network.every([a, b])) == ([6], [[MULTIPLY, 2, 3, 0, 0]])
    either = network.every([a ^ 1, b ^ 1]) ^ 1
    assert compiled(network, 2, either) == ([6], [[MIX, 2, 4, ONE, 3]])


def test_the_smallest_parts_come_first() -> None:
    """C and (a or b): c has one leaf and comes first, although it was made last."""
    network, (a, b, c) = letters(3)
    inner = network.every([a ^ 1, b ^ 1])
    root = network.every([c, inner ^ 1])
    # slots 2 to 4 are weights, 5 to 7 complements; 8 = a + (1 - a) b, 9 = c times that
    assert compiled(network, 3, root) == ([9], [[MIX, 2, 5, ONE, 3], [MULTIPLY, 4, 8, 0, 0]])
    # its negation: not c, or c and neither: 9 = (1 - a)(1 - b), 10 mixes by c
    slots, rows = compiled(network, 3, root ^ 1)
    assert rows == [[MULTIPLY, 5, 6, 0, 0], [MIX, 4, 7, 8, ONE]]
    assert slots == [9]


def test_parity_of_independent_parts() -> None:
    """A + b: a (1 - b) + (1 - a) b; of three, odd and even of the first two are both needed."""
    network, (a, b, c) = letters(3)
    slots, rows = compiled(network, 3, network.odd([a, b]), network.odd([a, b]) ^ 1)
    assert rows == [[MIX, 3, 6, 5, 2], [MIX, 3, 6, 2, 5]]
    assert slots == [8, 9]
    slots, rows = compiled(network, 3, network.odd([a, b, c]))
    assert rows == [[MIX, 3, 6, 5, 2], [MIX, 3, 6, 2, 5], [MIX, 4, 7, 9, 8]]


def test_counts_take_off_one_part_that_stands_alone() -> None:
    """Two of a, b, c: by c, one of the others or both: 8 = a + (1 - a) b, 9 = a b, 10 mixes."""
    network, (a, b, c) = letters(3)
    slots, rows = compiled(network, 3, network.some(2, [a, b, c]))
    assert rows == [[MIX, 2, 5, ONE, 3], [MULTIPLY, 2, 3, 0, 0], [MIX, 4, 7, 8, 9]]
    assert slots == [10]
    # its negation: at most one
    slots, rows = compiled(network, 3, network.some(2, [a, b, c]) ^ 1)
    assert [row[0] for row in rows] == [MULTIPLY, MIX, MIX]
    assert rows[2][1:3] == [4, 7]


def test_what_is_shared_is_branched_on() -> None:
    """(a or b)(b or c): b is in both: given b nothing more is needed, given not b, a and c."""
    network, (a, b, c) = letters(3)
    one, two = network.every([a ^ 1, b ^ 1]), network.every([b ^ 1, c ^ 1])
    root = network.every([one ^ 1, two ^ 1])
    assert compiled(network, 3, root) == ([9], [[MULTIPLY, 2, 4, 0, 0], [MIX, 3, 6, ONE, 8]])


def search(network: Network, count: int, *, spread: bool = False, most: int = 1_000) -> Search:
    """Return a search over leaves whose rank falls with their number, the first the highest."""
    leaves = {leaf: (2 + leaf, 2 + count + leaf) for leaf in range(count)}
    return Search(network, leaves, Assembly(count, 1_000), {n: -n for n in range(1, count + 1)}, most, spread=spread)


def chosen(made: Search, *parts: int) -> int:
    """Return the leaf that is branched on among some parts."""
    return made._chosen(parts, [made.support(part >> 1) for part in parts])


def test_the_leaf_that_most_parts_share_is_chosen() -> None:
    """Of pairs ab, bc, bd it is b; of ab and cd it is a, the first; a fact among the parts comes before both."""
    network, (a, b, c, d) = letters(4)
    ab, bc, bd, cd = (network.every(pair) for pair in ([a, b], [b, c], [b, d], [c, d]))
    made = search(network, 4)
    assert chosen(made, ab, bc, bd) == b >> 1
    assert chosen(made, ab ^ 1, network.every([c, b]) ^ 1, cd) in {b >> 1, c >> 1}
    assert chosen(made, ab, bc, bd, c) == c >> 1
    # of two facts the one that more parts have, then the first
    assert chosen(made, ab, bc, bd, c, d) == c >> 1
    assert chosen(made, ab, bd, c, d) == d >> 1


def test_a_leaf_that_several_gates_name_may_come_first() -> None:
    """Parts (a + b) c and not ((a + b) not c d): a, b and c are below both, a and b by way of the parity alone.

    By rank a is first, and with it the parity, the module in which it stands. Spread: c, which two gates name.
    """
    network, (a, b, c, d) = letters(4)
    inner = network.odd([a, b])
    parts = network.every([inner, c]), network.every([inner, c ^ 1, d]) ^ 1
    assert chosen(search(network, 4), *parts) == inner >> 1
    assert chosen(search(network, 4, spread=True), *parts) == c >> 1


def test_the_module_around_a_leaf() -> None:
    """The highest gate by way of single users below which nothing is named from outside."""
    network, (a, b, c, d) = letters(4)
    inner = network.odd([a, b])
    middle = network.every([inner, c])
    top, other = network.odd([middle, d]), network.every([middle, d ^ 1])
    made = search(network, 4)
    users = made._users([top, other])
    assert users[a >> 1] == [inner >> 1]
    assert sorted(users[middle >> 1]) == sorted([top >> 1, other >> 1])
    assert users[top >> 1] == [-1]
    assert made._module(a >> 1, users) == middle >> 1
    assert made._module(d >> 1, users) == d >> 1
    # named from outside as well: b is in the other gate, and the parity no module, nor what is around it
    network, (a, b, c, d) = letters(4)
    inner = network.odd([a, b])
    middle = network.every([inner, c])
    top, other = network.odd([middle, d]), network.every([b, d])
    made = search(network, 4)
    assert made._module(a >> 1, made._users([top, other])) == a >> 1


def test_what_is_left_when_a_fact_holds() -> None:
    """A (b + c) given a is b + c, given not a nothing; given the parity, a; signs are kept, others left alone."""
    network, (a, b, c, d) = letters(4)
    parity = network.odd([b, c])
    root = network.every([a, parity])
    made = search(network, 4)
    assert made.given(root, a) == parity
    assert made.given(root ^ 1, a) == parity ^ 1
    assert made.given(root, a ^ 1) == NO
    assert made.given(root ^ 1, a ^ 1) == YES
    assert made.given(root, parity) == a
    assert made.given(root, parity ^ 1) == NO
    assert made.given(root, d) == root
    assert (made.given(a, a), made.given(a, a ^ 1), made.given(a ^ 1, a)) == (YES, NO, NO)
    assert made.given(a, b) == a
    assert made.given(root, b) == network.every([a, c ^ 1])


def test_too_many_residual_formulas_are_refused() -> None:
    """Two are allowed: a third is one too many."""
    network, (a, b, c) = letters(3)
    roots = [network.every([a, b]), network.every([b, c]), network.odd([a, b])]
    made = search(network, 3, most=2)
    made.given(roots[0], b)
    made.given(roots[1], b)
    made.given(roots[1], b)
    with pytest.raises(TooLargeError, match="top-down compiling takes more than 2 residual formulas"):
        made.given(roots[2], b)


def test_leaves_below_a_node_are_found_when_they_are_asked_for() -> None:
    """As bits, also of nodes that were made later."""
    network, (a, b, c) = letters(3)
    made = search(network, 3)
    inner = network.every([a, b])
    assert made.support(inner >> 1) == 0b110
    assert made.support(c >> 1) == 0b1000
    assert made.support(network.odd([inner, c]) >> 1) == 0b1110
    assert made.supports == [0, 2, 4, 8, 6, 14]


def test_recursion_is_as_deep_as_it_needs_to_be_and_no_longer() -> None:
    """Twenty calls for each node and 5,000 more, at least what was allowed, and afterwards what it was."""
    network, leaves = letters(1_000)
    limit = sys.getrecursionlimit()
    with deep_recursion(network):
        assert sys.getrecursionlimit() == max(limit, 20 * 1_001 + 5_000)
    assert sys.getrecursionlimit() == limit
    with pytest.raises(ValueError, match="stop"), deep_recursion(network):
        raise ValueError("stop")
    assert sys.getrecursionlimit() == limit
    assert len(leaves) == 1_000


def test_the_network_is_left_as_it_is() -> None:
    """Residual formulas are made in a copy."""
    network, (a, b, c) = letters(3)
    one, two = network.keep(ALL, 0, (a ^ 1, b ^ 1)), network.keep(ODD, 0, (b, c))
    root = network.keep(ALL, 0, (one ^ 1, two))
    size = len(network.kinds)
    compiled(network, 3, root)
    assert len(network.kinds) == size


@pytest.mark.parametrize("spread", [False, True])
@pytest.mark.parametrize("seed", range(60))
def test_exact_as_enumeration(seed: int, spread: bool) -> None:
    """Formulas with shared parts over seven leaves, and the negation of each: to 1e-12, and equal parts once."""
    chance = random.Random(seed)
    store, made = grown(chance, 7, 10)
    roots = [made[-1], made[-2], store.negate(made[-1])]
    weights = [Fraction(chance.randint(1, 99), 100) for _ in range(7)]
    network = simplify(store, roots)
    assembly = Assembly(7, 10_000)
    leaves = {leaf: (assembly.plain(leaf), assembly.complement(leaf)) for leaf in range(7)}
    rank = [node for node in network.reached() if not network.parts[node]]
    chance.shuffle(rank)
    slots = compile_topdown(network, leaves, assembly, rank, 10_000, spread=spread)
    circuit = assembly.circuit(dict(enumerate(slots)))
    plain = np.array([[float(weight)] for weight in weights])
    found = circuit.probabilities(plain, np.array([[float(1 - weight)] for weight in weights]), range(3))[:, 0]
    expected = [float(exact) for exact in enumerated(store, roots, weights)]
    assert found.tolist() == pytest.approx(expected, rel=1e-12, abs=0.0)


def test_a_chain_of_pairs_takes_a_few_operations_for_each() -> None:
    """Twelve leaves, each or the next one in all eleven places: branching in the middle first, no part twice.

    What is left between two leaves that are settled is one of a few kinds; without the cache it would double.
    """
    store = Formulas()
    leaves = [store.leaf() for _ in range(12)]
    root = store.all_of(store.any_of(pair) for pair in pairwise(leaves))
    network = simplify(store, [root])
    assembly = Assembly(12, 1_000)
    slots = {leaf: (assembly.plain(leaf), assembly.complement(leaf)) for leaf in range(12)}
    rank = [node for node in network.reached() if not network.parts[node]]
    compile_topdown(network, slots, assembly, rank, 10_000)
    assert assembly.size < 4 * 12
