"""Modules: what shares no leaf with the rest, written as a gate or not, is a piece of its own."""

from __future__ import annotations

import random
from fractions import Fraction
from itertools import product

import pytest
from tests.engine.formulas import enumerated, grown

from loadpath.engine.modules import components, pieces
from loadpath.engine.network import ALL, LEAF, ODD, SOME, Network
from loadpath.engine.simplify import simplify


def letters(count: int) -> tuple[Network, list[int]]:
    """Return a network with some leaves, literals 2, 4 and so on."""
    network = Network()
    return network, [network.leaf(number) for number in range(count)]


def shapes(network: Network) -> list[tuple[int, int, tuple[int, ...]]]:
    """Return kind, number and parts of what the roots reach."""
    return [(network.kinds[node], network.numbers[node], network.parts[node]) for node in network.reached()]


def test_places_with_common_leaves_are_one_group() -> None:
    """Bits 0 and 1, 2, 1 and 3, 4, 4: the first and third share, the last two share, the second stands alone."""
    assert components([0b11, 0b100, 0b1010, 0b10000, 0b10000]) == [[0, 2], [1], [3, 4]]
    assert components([1, 2, 4]) == [[0], [1], [2]]
    assert components([]) == []
    # the last joins the first two
    assert components([1, 2, 3]) == [[0, 1, 2]]


def test_a_gate_over_leaves_of_its_own_is_a_piece() -> None:
    """Root a (b or c): the alternative is a piece, the root the last one, in which it is leaf -1."""
    network, (a, b, c) = letters(3)
    inner = network.keep(ALL, 0, (b ^ 1, c ^ 1))
    network.roots = (network.keep(ODD, 0, (a, inner)),)
    first, last = pieces(network)[:-1], pieces(network)[-1]
    assert shapes(first[0].network) == [(LEAF, 2, ()), (LEAF, 1, ()), (ALL, 0, (3, 5))]
    assert first[0].network.roots == (6,)
    # a single root is a module as well, and is the top
    assert shapes(first[1].network) == [(LEAF, -1, ()), (LEAF, 0, ()), (ODD, 0, (2, 4))]
    assert shapes(last.network) == shapes(first[1].network)
    assert last.network.roots == first[1].network.roots == (6,)


def test_gates_that_share_a_leaf_are_no_pieces() -> None:
    """(a or b)(b or c): two gates with a common leaf, and one module around both."""
    network, (a, b, c) = letters(3)
    one, two = network.keep(ALL, 0, (a ^ 1, b ^ 1)), network.keep(ALL, 0, (b ^ 1, c ^ 1))
    network.roots = (network.keep(ALL, 0, (one ^ 1, two ^ 1)),)
    found = pieces(network)
    assert len(found) == 2
    assert len(shapes(found[0].network)) == 6


def test_a_gate_that_two_roots_share_is_a_piece_and_they_are_none() -> None:
    """Roots (b c) a and (b c) d: b c is one; the roots have it in common, and all roots together are the top."""
    network, (a, b, c, d) = letters(4)
    inner = network.keep(ODD, 0, (b, c))
    network.roots = (network.keep(ALL, 0, (a, inner)), network.keep(ALL, 0, (d, inner)) ^ 1)
    found = pieces(network)
    assert len(found) == 2
    assert shapes(found[0].network) == [(LEAF, 2, ()), (LEAF, 1, ()), (ODD, 0, (2, 4))]
    top = found[1].network
    assert sorted(top.numbers[node] for node in top.reached() if top.kinds[node] == LEAF) == [-1, 0, 3]
    assert [root & 1 for root in top.roots] == [0, 1]


def test_parts_that_hang_together_are_a_piece_nobody_wrote() -> None:
    """(a or b)(b or c) d e with (d or e) elsewhere: the two alternatives share b with nobody else, and are a piece.

    The gate over a to e has groups: the two alternatives; d and e are named twice.
    """
    network, (a, b, c, d, e) = letters(5)
    one, two = network.keep(ALL, 0, (a ^ 1, b ^ 1)), network.keep(ALL, 0, (b ^ 1, c ^ 1))
    wide = network.keep(ALL, 0, (d, e, one ^ 1, two ^ 1))
    other = network.keep(ODD, 0, (d, e))
    network.roots = (wide, other)
    found = pieces(network)
    assert len(found) == 2
    inner = found[0].network
    leaves = {inner.numbers[node] for node in inner.reached() if inner.kinds[node] == LEAF}
    assert leaves == {0, 1, 2}
    top = found[1].network
    assert {top.numbers[node] for node in top.reached() if top.kinds[node] == LEAF} == {-1, 3, 4}


def test_parts_that_stand_alone_are_one_more_piece() -> None:
    """A b (c or d)(d or e), of which a and b are named once: a b is a group beside the alternatives."""
    network, (a, b, c, d, e) = letters(5)
    one, two = network.keep(ALL, 0, (c ^ 1, d ^ 1)), network.keep(ALL, 0, (d ^ 1, e ^ 1))
    network.roots = (network.keep(ALL, 0, (a, b, one ^ 1, two ^ 1)),)
    found = pieces(network)
    assert len(found) == 4
    assert (ALL, 0, (2, 4)) in shapes(found[0].network) + shapes(found[1].network)


def value(found: list[list[Fraction]], network: Network, literal: int, weights: list[Fraction]) -> Fraction:
    """Return the probability of a literal of a piece, whose leaves are independent, by enumeration."""
    leaves = [node for node in network.reached() if network.kinds[node] == LEAF]
    total = Fraction(0)
    for state in product((0, 1), repeat=len(leaves)):
        truth = {0: 0} | dict(zip(leaves, state, strict=True))
        chance = Fraction(1)
        for leaf, holds in truth.items():
            if leaf:
                number = network.numbers[leaf]
                weight = weights[number] if number >= 0 else found[-1 - number][0]
                chance *= weight if holds else 1 - weight
        for node in network.reached():
            parts = [truth[part >> 1] ^ (part & 1) for part in network.parts[node]]
            kind = network.kinds[node]
            if kind == ALL:
                truth[node] = int(all(parts))
            elif kind == SOME:
                truth[node] = int(sum(parts) >= network.numbers[node])
            elif kind == ODD:
                truth[node] = sum(parts) % 2
        total += chance * (truth[literal >> 1] ^ (literal & 1))
    return total


@pytest.mark.parametrize("seed", range(40))
def test_pieces_put_together_mean_the_same(seed: int) -> None:
    """Each piece's probability by its leaves and the pieces before it: the roots' are those of the formulas, exactly."""
    chance = random.Random(seed)
    store, made = grown(chance, 7, 8)
    roots = [made[-1], made[-2], store.all_of([made[-1], made[-3]])]
    weights = [Fraction(chance.randint(1, 9), 10) for _ in range(7)]
    network = simplify(store, roots)
    found: list[list[Fraction]] = []
    for piece in pieces(network):
        found.append([value(found, piece.network, root, weights) for root in piece.network.roots])
    assert found[-1] == enumerated(store, roots, weights)
    inside = [
        {piece.network.numbers[node] for node in piece.network.reached() if piece.network.kinds[node] == LEAF}
        for piece in pieces(network)
    ]
    # no leaf, and no piece, is named by two pieces
    named = [number for one in inside for number in one]
    assert len(named) == len(set(named))
