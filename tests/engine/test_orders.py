"""Orders of leaves by hand: walks by each key, the share of the root, and the placement by springs."""

from __future__ import annotations

import random

import pytest
from tests.engine.formulas import grown

from loadpath.engine import orders
from loadpath.engine.network import NO, Network
from loadpath.engine.simplify import gather


def tree() -> tuple[Network, dict[str, int]]:
    """Return a network of six leaves, nodes 1 to 6, and gates.

    Node 7 is a b, node 8 is 7 and c as alternatives, node 9 is d e f, node 10 is d f; the root, 11, has 9, 8 and 10.
    """
    network = Network()
    a, b, c, d, e, f = (network.leaf(number) for number in range(6))
    pair = network.keep(2, 0, (a, b))
    deep = network.keep(2, 0, (c ^ 1, pair ^ 1))
    wide = network.keep(2, 0, (d, e, f))
    other = network.keep(2, 0, (d, f))
    root = network.keep(2, 0, (deep ^ 1, wide, other))
    network.roots = (root,)
    return network, {"deep": deep >> 1, "wide": wide >> 1, "other": other >> 1, "root": root >> 1}


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        # 8 (a b c), 9 and 10 by number; in 8 first leaf c, node 3, then 7
        ("canonical", [3, 1, 2, 4, 5, 6]),
        # 10 has two leaves, then 8 and 9 with three; in 8 the leaf first
        ("small", [4, 6, 3, 1, 2, 5]),
        # 8 before 9 by number, then 10; in 8 the gate of two leaves first
        ("large", [1, 2, 3, 4, 5, 6]),
        # all three are used once: by size, 10 first; in it d and f, used twice each; in 9 then e
        ("shared", [4, 6, 3, 1, 2, 5]),
        # 8 is two high, 9 and 10 one; in 8 the gate is higher than the leaf
        ("deep", [1, 2, 3, 4, 5, 6]),
    ],
)
def test_walks_enter_parts_by_a_key(name: str, expected: list[int]) -> None:
    """Depth first, the lowest key first, each leaf once."""
    assert orders.walks(tree()[0], [name]) == [expected]


def test_what_is_used_most_comes_first() -> None:
    """Two gates of two leaves; the leaf that both have comes first in each, whatever its number."""
    network = Network()
    a, b, c = (network.leaf(number) for number in range(3))
    one, two = network.keep(2, 0, (a, c)), network.keep(2, 0, (b, c))
    root = network.keep(2, 0, (one ^ 1, two ^ 1))
    network.roots = (root,)
    assert orders.walks(network, ["canonical", "shared"]) == [[1, 3, 2], [3, 1, 2]]


def test_several_roots_are_walked_in_turn() -> None:
    """The first root first; a constant among them has no leaf."""
    network, nodes = tree()
    network.roots = (2 * nodes["other"], NO, 2 * nodes["deep"])
    assert orders.walks(network, ["canonical"]) == [[4, 6, 3, 1, 2]]


def test_the_largest_share_of_the_root_comes_first() -> None:
    """One is dealt out evenly to parts: a third each to 8, 9 and 10. d and f have 1/9 + 1/6 = 5/18, c 1/6, e 1/9.

    Of d and f the first. Without d, f has 1/6 + 1/3 = 1/2. Without f, gate 10 is gone: 8 and 9 have a half, e all of
    it. Then all is left to 8: c has a half, a and b a quarter.
    """
    assert orders.fan_in(tree()[0]) == [4, 6, 5, 3, 1, 2]


def test_springs_pull_together_what_is_connected() -> None:
    """Two pairs that are apart in the order given are neighbours in the order found."""
    network = Network()
    a, b, c, d = (network.leaf(number) for number in range(4))
    one, two = network.keep(2, 0, (a, c)), network.keep(2, 0, (b, d))
    network.roots = (network.keep(2, 0, (one ^ 1, two ^ 1)),)
    found = orders.force(network, [1, 2, 3, 4])
    assert {frozenset(found[:2]), frozenset(found[2:])} == {frozenset({1, 3}), frozenset({2, 4})}
    # a placement that is short already stays
    assert orders.force(network, [1, 3, 2, 4]) == [1, 3, 2, 4]


def spans(network: Network, order: list[int]) -> float:
    """Return the sum of spans of gates over their leaves, in an order of the leaves."""
    place = {leaf: here for here, leaf in enumerate(order)}
    supports = network.supports()
    total = 0
    for node, mask in supports.items():
        held = [place[leaf] for leaf in place if mask >> leaf & 1]
        if node and len(held) > 1:
            total += max(held) - min(held)
    return total


@pytest.mark.parametrize("seed", range(15))
def test_orders_hold_every_leaf_once(seed: int) -> None:
    """Of networks grown at random: each order is one of all leaves that are reached, with a name of its own."""
    store, made = grown(random.Random(seed), 8, 12)
    network = gather(store, made[-3:])
    leaves = sorted(node for node in network.reached() if not network.parts[node])
    found = dict(orders.orders(network))
    assert list(found) == [
        "small", "force from small", "deep", "force from deep", "shared", "force from shared", "fan-in",
        "force from fan-in", "large", "canonical",
    ]  # fmt: skip
    for order in found.values():
        assert sorted(order) == leaves
    assert found["force from deep"] == orders.force(network, found["deep"])
    assert found["canonical"] == orders.walks(network, ["canonical"])[0]
    assert orders.force(network, found["small"]) == found["force from small"]


def test_springs_make_orders_shorter_on_the_whole() -> None:
    """Over forty networks of pairs in a ring whose leaves are shuffled: shorter in sum by a third at least."""
    before = after = 0.0
    for seed in range(40):
        chance = random.Random(seed)
        network = Network()
        leaves = [network.leaf(number) for number in range(10)]
        chance.shuffle(leaves)
        gates = [network.every(pair) for pair in zip(leaves, [*leaves[1:], leaves[0]], strict=True)]
        network.roots = tuple(gates)
        start = list(range(1, 11))
        before += spans(network, start)
        after += spans(network, orders.force(network, start))
    assert after < before * 2 / 3
