"""Networks: what is alike is one node, what is trivial is none, and every rule keeps the meaning."""

from __future__ import annotations

import random
from itertools import product
from typing import TYPE_CHECKING

import pytest

from loadpath.engine.network import ALL, LEAF, NO, ODD, SOME, YES, Network

if TYPE_CHECKING:
    from collections.abc import Iterable


def letters(count: int) -> tuple[Network, list[int]]:
    """Return a network with some leaves, literals 2, 4 and so on."""
    network = Network()
    return network, [network.leaf(number) for number in range(count)]


def holds(network: Network, literal: int, state: tuple[bool, ...]) -> bool:
    """Return the truth of a literal by the definition of its node; leaves are numbered as in the state."""
    node = literal >> 1
    kind, number = network.kinds[node], network.numbers[node]
    count = sum(holds(network, part, state) for part in network.parts[node])
    value = {
        0: False,
        LEAF: kind == LEAF and state[number],
        ALL: count == len(network.parts[node]),
        SOME: count >= number,
        ODD: count % 2 == 1,
    }[kind]
    return value != bool(literal & 1)


def test_a_new_network_holds_the_constant() -> None:
    """Node 0, whose literals are false and true; leaves are kept by their number."""
    network, (a, b) = letters(2)
    assert (NO, YES, a, b) == (0, 1, 2, 4)
    assert network.kinds == [0, LEAF, LEAF]
    assert network.numbers == [0, 0, 1]
    assert network.parts == [(), (), ()]
    assert network.roots == ()
    assert network.leaf(1) == b
    assert len(network.kinds) == 3


def test_a_copy_grows_on_its_own() -> None:
    """What the copy learns the first does not, and what the first knew the copy finds."""
    network, (a, b) = letters(2)
    network.roots = (a,)
    both = network.every([a, b])
    copy = network.copy()
    assert copy.every([b, a]) == both
    assert copy.roots == (a,)
    copy.odd([a, b])
    assert len(copy.kinds) == len(network.kinds) + 1
    assert len(copy.parts) == len(copy.numbers) == len(copy.kinds)
    assert len(network.parts) == len(network.numbers) == len(network.kinds) == 4


def test_conjunctions() -> None:
    """True goes, false decides, opposites decide, one part is itself, parts are sorted and each is there once."""
    network, (a, b, c) = letters(3)
    assert network.every([]) == YES
    assert network.every([YES, YES]) == YES
    assert network.every([a, YES]) == a
    assert network.every([a, NO, b]) == NO
    assert network.every([a, b, a ^ 1]) == NO
    found = network.every([c, a, b, a])
    assert (network.kinds[found >> 1], network.numbers[found >> 1], network.parts[found >> 1]) == (ALL, 0, (a, b, c))
    assert found & 1 == 0
    # a conjunction in a conjunction stays a part
    inner = network.every([a, b])
    assert network.parts[network.every([inner, c]) >> 1] == (c, inner)


def test_what_is_known_is_taken_out_of_alternatives() -> None:
    """A (not a or b) is a b; a (a or b) is a; a (not a or not b or c) is a (not b or c)."""
    network, (a, b, c) = letters(3)
    assert network.every([a, network.every([a, b ^ 1]) ^ 1]) == network.every([a, b])
    assert network.every([a, network.every([a ^ 1, b ^ 1]) ^ 1]) == a
    left = network.every([b, c ^ 1]) ^ 1
    assert network.every([a, network.every([a, b, c ^ 1]) ^ 1]) == network.every([a, left])
    # an alternative that is settled settles the next: a (not a or b)(not b or c) is a b c
    chain = [a, network.every([a, b ^ 1]) ^ 1, network.every([b, c ^ 1]) ^ 1]
    assert network.every(chain) == network.every([a, b, c])
    # all ways excluded
    assert network.every([a, b, network.every([a, b]) ^ 1]) == NO


def test_conjunctions_that_are_gathered_absorb_nothing() -> None:
    """What is false at sight is; flat, inner conjunctions are dissolved, and an alternative without a way is false."""
    network, (a, b, c) = letters(3)
    inner = network.gathered([b, c], flat=True)
    assert network.gathered([a, inner], flat=True) == network.gathered([a, b, c], flat=True)
    assert network.parts[network.gathered([a, inner], flat=False) >> 1] == (a, inner)
    assert network.parts[network.gathered([a, inner ^ 1], flat=True) >> 1] == (a, inner ^ 1)
    assert network.gathered([], flat=True) == YES
    assert network.gathered([YES, a], flat=True) == a
    assert network.gathered([a, NO], flat=True) == NO
    assert network.gathered([a, b, a ^ 1], flat=False) == NO
    # not (b c), with b and c: false only if conjunctions are dissolved, else a gate
    assert network.gathered([b, c, inner ^ 1], flat=True) == NO
    assert network.gathered([b, c, inner ^ 1], flat=False) not in {NO, YES}
    assert network.gathered([b, inner ^ 1], flat=True) not in {NO, YES}


def test_some_counts_what_is_certain() -> None:
    """True counts, false does not, of two opposites one holds; none or too many are no gate."""
    network, (a, b, c, d) = letters(4)
    assert network.some(0, [a, b]) == YES
    assert network.some(1, [YES, a]) == YES
    assert network.some(1, [a, a ^ 1]) == YES
    assert network.some(3, [a, b]) == NO
    assert network.some(2, [a, NO]) == NO
    assert network.some(1, [a, b]) == network.every([a ^ 1, b ^ 1]) ^ 1
    assert network.some(2, [a, b]) == network.every([a, b])
    assert network.some(3, [a, b, c, YES, NO]) == network.some(2, [a, b, c])
    assert network.some(3, [a, a ^ 1, b, c, d]) == network.some(2, [b, c, d])
    assert network.some(2, [a, a ^ 1, a]) == a


def test_some_is_said_in_the_way_that_asks_for_fewer() -> None:
    """Three of four is not two of the four negations; of two ways alike, that with fewer negated parts.

    Two of three is its own turn: not two of the three negations, so that not a, not b, c becomes the negation of a, b,
    not c.
    """
    network, (a, b, c, d) = letters(4)
    found = network.some(3, [a, b, c, d])
    assert found & 1 == 1
    assert (network.kinds[found >> 1], network.numbers[found >> 1]) == (SOME, 2)
    assert network.parts[found >> 1] == (a ^ 1, b ^ 1, c ^ 1, d ^ 1)
    found = network.some(2, [a, b, c, d])
    assert found & 1 == 0
    assert network.parts[found >> 1] == (a, b, c, d)
    found = network.some(2, [a ^ 1, b ^ 1, c])
    assert (found & 1, network.parts[found >> 1]) == (1, (a, b, c ^ 1))
    found = network.some(2, [a, b, c ^ 1])
    assert (found & 1, network.parts[found >> 1]) == (0, (a, b, c ^ 1))


def test_parity() -> None:
    """Twice is never, true and negations turn it, one part is itself."""
    network, (a, b, c) = letters(3)
    assert network.odd([]) == NO
    assert network.odd([YES]) == YES
    assert network.odd([a, NO]) == a
    assert network.odd([a, YES]) == a ^ 1
    assert network.odd([a, b, a]) == b
    assert network.odd([a, a ^ 1]) == YES
    found = network.odd([c, a ^ 1, b])
    assert found & 1 == 1
    assert (network.kinds[found >> 1], network.numbers[found >> 1], network.parts[found >> 1]) == (ODD, 0, (a, b, c))


def test_gates_are_made_again_by_their_kind() -> None:
    """All, some of and parity."""
    network, (a, b, c) = letters(3)
    assert network.again(ALL, 0, [a, b]) == network.every([a, b])
    assert network.again(SOME, 2, [a, b, c]) == network.some(2, [a, b, c])
    assert network.again(ODD, 0, [a, b]) == network.odd([a, b])


@pytest.mark.parametrize("seed", range(40))
def test_every_way_of_making_gates_keeps_the_meaning(seed: int) -> None:
    """Random parts, constants, opposites and repetitions among them, in every state of four leaves."""
    chance = random.Random(seed)
    network, pool = letters(4)
    states = list(product((False, True), repeat=4))
    for _ in range(12):
        parts = [
            chance.choice([*pool[-6:], *pool, NO, YES]) ^ chance.randint(0, 1) for _ in range(chance.randint(1, 7))
        ]
        least = chance.randint(0, len(parts))
        made = {
            "every": network.every(parts),
            "gathered": network.gathered(parts, flat=chance.random() < 0.5),
            "some": network.some(least, parts),
            "odd": network.odd(parts),
        }
        for state in states:
            count = sum(holds(network, part, state) for part in parts)
            assert holds(network, made["every"], state) == (count == len(parts))
            assert holds(network, made["gathered"], state) == (count == len(parts))
            assert holds(network, made["some"], state) == (count >= least)
            assert holds(network, made["odd"], state) == (count % 2 == 1)
        pool.append(chance.choice(list(made.values())))


def test_what_some_counts_twice_is_settled_first() -> None:
    """Two of a, a, b, c: a, or b and c; no gate counts a part twice, whoever makes the conjunctions."""
    network, (a, b, c) = letters(3)
    either = network.every([a ^ 1, network.every([b, c]) ^ 1]) ^ 1
    found = network.some(2, [a, a, b, c])
    for state in product((False, True), repeat=3):
        assert holds(network, found, state) == holds(network, either, state)
    assert all(kind != SOME for kind in network.kinds)
    made: list[list[int]] = []

    def every(parts: Iterable[int]) -> int:
        made.append(list(parts))
        return network.every(made[-1])

    network.some(2, [a, a, b, c], every)
    assert made


def test_what_is_reached() -> None:
    """Nodes below the roots, parts first, without the constant and without what no root needs."""
    network, (a, b, c) = letters(3)
    inner = network.every([a, b])
    network.odd([b, c])
    outer = network.every([inner ^ 1, c])
    network.roots = (inner ^ 1, NO)
    assert network.reached() == [a >> 1, b >> 1, inner >> 1]
    network.roots = (outer ^ 1, inner)
    assert network.reached() == [a >> 1, b >> 1, c >> 1, inner >> 1, outer >> 1]
    network.roots = ()
    assert network.reached() == []


def test_the_leaves_below_each_node() -> None:
    """As bits at the leaf nodes' places; of the nodes that are reached, or of those that are given."""
    network, (a, b, c) = letters(3)
    inner = network.every([a, b])
    outer = network.every([inner ^ 1, c])
    network.roots = (outer,)
    assert network.supports() == {0: 0, 1: 2, 2: 4, 3: 8, inner >> 1: 6, outer >> 1: 14}
    assert network.supports([1, 2, inner >> 1]) == {0: 0, 1: 2, 2: 4, inner >> 1: 6}
