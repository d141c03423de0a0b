"""Networks made smaller: each rule by hand, and none changes what a formula means."""

from __future__ import annotations

import random
from itertools import product

import pytest
from tests.engine.formulas import grown

from loadpath.engine.formula import Formulas
from loadpath.engine.network import ALL, LEAF, NO, ODD, SOME, YES, Network
from loadpath.engine.simplify import _known, _merged, _round, _together, gather, reachable, simplify, uses


def letters(count: int) -> tuple[Network, list[int]]:
    """Return a network with some leaves, literals 2, 4 and so on."""
    network = Network()
    return network, [network.leaf(number) for number in range(count)]


def said(network: Network, literal: int) -> str:
    """Return a literal as text: leaves as letters, `&` for all, `+` for parity, and a number for some of."""
    node, sign = literal >> 1, "-" * (literal & 1)
    if not node:
        return "01"[literal]
    if network.kinds[node] == LEAF:
        return sign + "abcdefghij"[network.numbers[node]]
    join = {ALL: "&", ODD: "+", SOME: str(network.numbers[node])}[network.kinds[node]]
    return f"{sign}({join.join(sorted(said(network, part) for part in network.parts[node]))})"


def roots_of(network: Network) -> list[str]:
    """Return what is asked for as text."""
    return [said(network, root) for root in network.roots]


def test_formulas_are_gathered() -> None:
    """Each kind of gate, a disjunction as the negation of all parts negated; roots in the order asked for."""
    store = Formulas()
    a, b, c = (store.leaf() for _ in range(3))
    made = [
        store.all_of([a, b]), store.any_of([a, b]), store.negate(c), store.at_least(2, [a, b, c]), store.odd([b, c]), 1, 0,
    ]  # fmt: skip
    network = gather(store, made)
    assert roots_of(network) == ["(a&b)", "-(-a&-b)", "-c", "(a2b2c)", "(b+c)", "1", "0"]
    assert gather(store, [a, a]).roots == (2, 2)


def test_whether_conjunctions_are_dissolved_is_the_stores() -> None:
    """A store that keeps gates as they are written keeps them here; opposites decide in both."""
    for flat in (True, False):
        store = Formulas(flat=flat)
        a, b, c = (store.leaf() for _ in range(3))
        # a k-of-n that turns into a conjunction in the network only: 2 of a, b and something false by then
        root = store.all_of([c, store.negate(store.any_of([store.negate(a), store.negate(b)]))])
        assert roots_of(gather(store, [root])) == ["(a&b&c)" if flat else "((a&b)&c)"]


def test_uses_count_parts_and_roots() -> None:
    """A in two gates, b in one, both gates asked for, one of them twice."""
    network, (a, b, c) = letters(3)
    one, two = network.every([a, b]), network.odd([a, c])
    network.roots = (one, two ^ 1, two)
    assert uses(network, network.reached()) == {0: 0, a >> 1: 2, b >> 1: 1, c >> 1: 1, one >> 1: 1, two >> 1: 2}


def test_what_a_conjunction_says_is_known_below_it() -> None:
    """A not b (c + d): below the parity a holds and b fails; what two places know is what both do."""
    network, (a, b, c, d) = letters(4)
    inner = network.odd([c, d])
    root = network.keep(ALL, 0, (a, b ^ 1, inner))
    network.roots = (root,)
    assert _known(network, network.reached())[inner >> 1] == (1 << (a >> 1), 1 << (b >> 1))
    assert _known(network, network.reached())[root >> 1] == (0, 0)
    other = network.keep(ALL, 0, (a, c, inner))
    network.roots = (root, other)
    assert _known(network, network.reached())[inner >> 1] == (1 << (a >> 1), 0)
    network.roots = (root, inner)
    assert _known(network, network.reached())[inner >> 1] == (0, 0)


def test_known_leaves_become_constants() -> None:
    """A (b + (a c)): below a the inner gate is c; and with not a in place of a it is nothing."""
    network, (a, b, c) = letters(3)
    parity = network.odd([b, network.every([a, c])])
    network.roots = (network.keep(ALL, 0, (a, parity)),)
    assert roots_of(simplified(network)) == ["((b+c)&a)"]
    network.roots = (network.keep(ALL, 0, (a ^ 1, parity)),)
    assert roots_of(simplified(network)) == ["(-a&b)"]
    # a that stands negated below: not a is nothing, given a
    network.roots = (network.keep(ALL, 0, (a, network.odd([b, network.every([a ^ 1, c])]))),)
    assert roots_of(simplified(network)) == ["(a&b)"]


def simplified(network: Network) -> Network:
    """Return a network after one pass of the first round."""
    return _round(network, first=True)


def test_a_gate_that_is_used_once_dissolves() -> None:
    """In a user of its own kind: conjunctions if they are plain, parities with either sign; not if they are used twice."""
    network, (a, b, c, d) = letters(4)
    plain = network.keep(ALL, 0, (a, network.keep(ALL, 0, (b, c))))
    parity = network.keep(ODD, 0, (a, network.keep(ODD, 0, (b, d)) ^ 1))
    network.roots = (plain, parity)
    assert roots_of(simplified(network)) == ["(a&b&c)", "-(a+b+d)"]
    inner = network.keep(ALL, 0, (b, c))
    network.roots = (network.keep(ALL, 0, (a, inner)), network.keep(ODD, 0, (d, inner)))
    assert roots_of(simplified(network)) == ["((b&c)&a)", "((b&c)+d)"]
    negated = network.keep(ALL, 0, (a, network.keep(ALL, 0, (b, c)) ^ 1))
    network.roots = (negated,)
    assert roots_of(simplified(network)) == ["(-(b&c)&a)"]


def test_a_later_round_in_which_nothing_moves_is_the_last() -> None:
    """The network comes back as it is, but for what no root needs."""
    network, (a, b, c) = letters(3)
    network.roots = (network.every([a, network.odd([b, c])]),)
    assert _round(network, first=False) is network
    network.roots = (network.keep(ALL, 0, (a, network.keep(ALL, 0, (b, c)))),)
    assert roots_of(_round(network, first=False)) == ["(a&b&c)"]
    network.roots = (network.keep(ALL, 0, (a, network.odd([b, network.every([a, c])]))),)
    assert roots_of(_round(network, first=False)) == ["((b+c)&a)"]


def test_parts_that_always_stand_together_are_merged() -> None:
    """(a b c) + (a b d): a b is one gate of both; of parities too; not where signs differ, or kinds do."""
    network, (a, b, c, d) = letters(4)
    one, two = network.every([a, b, c]), network.every([a, b, d])
    network.roots = (network.odd([one, two]),)
    assert roots_of(_merged(network)) == ["(((a&b)&c)+((a&b)&d))"]
    network.roots = (network.every([network.odd([a, b, c]), network.odd([a, b, d])]),)
    assert roots_of(_merged(network)) == ["(((a+b)+c)&((a+b)+d))"]
    network.roots = (network.odd([network.every([a, b, c]), network.every([a, b ^ 1, d])]),)
    assert _merged(network) is network
    network.roots = (network.every([network.odd([a, b, c]), network.odd([a ^ 1, b, d])]),)
    assert roots_of(_merged(network)) == ["(((a+b)+c)&-((a+b)+d))"]
    network.roots = (network.odd([network.every([a, b, c]), network.some(2, [a, b, d])]),)
    assert _merged(network) is network


def test_who_names_a_node_with_which_sign() -> None:
    """Node by its users: two conjunctions name a and not b each; c is named once, and a root is a user as well."""
    network, (a, b, c) = letters(3)
    one, two = network.every([a, b ^ 1, c]), network.every([a, b ^ 1])
    network.roots = (one, two)
    users = ((two >> 1, 0), (one >> 1, 0)) if two < one else ((one >> 1, 0), (two >> 1, 0))
    found = _together(network, network.reached())
    assert found[users] == [a >> 1]
    assert sorted(len(nodes) for nodes in found.values()) == [1, 1]
    network.roots = (one, two, a)
    assert [a >> 1] not in _together(network, network.reached()).values()


def test_only_what_is_reached_is_kept() -> None:
    """Nodes are numbered anew in the same order; a network that needs all of its nodes comes back itself."""
    network, (a, b, c) = letters(3)
    network.every([a, b])
    network.roots = (network.odd([b, c]) ^ 1, YES, NO)
    found = reachable(network)
    assert found.kinds == [0, LEAF, LEAF, ODD]
    assert found.numbers == [0, 1, 2, 0]
    assert found.parts[3] == (2, 4)
    assert found.roots == (7, 1, 0)
    assert reachable(found) is found


def test_rounds_go_on_until_nothing_moves() -> None:
    """A (b or (a c or (not a d))): given a the inner one is c, so that b or c is left."""
    store = Formulas(flat=False)
    a, b, c, d = (store.leaf() for _ in range(4))
    inner = store.any_of([store.all_of([a, c]), store.all_of([store.negate(a), d])])
    root = store.all_of([a, store.any_of([b, inner])])
    assert roots_of(simplify(store, [root])) == ["(-(-b&-c)&a)"]


@pytest.mark.parametrize("seed", range(60))
def test_the_meaning_is_kept(seed: int) -> None:
    """In every state of six leaves, for three roots that share parts, before and after."""
    store, made = grown(random.Random(seed), 6, 10)
    roots = made[-3:]
    network, before = simplify(store, roots), gather(store, roots)
    for state in product((False, True), repeat=6):
        truth: list[bool] = []
        for gate in store.gates:
            held = [truth[part] for part in gate.parts]
            truth.append({
                "constant": gate.number == 1, "leaf": gate.kind == "leaf" and state[gate.number], "not": not any(held),
                "and": all(held), "or": any(held), "odd": sum(held) % 2 == 1, "atleast": sum(held) >= gate.number,
            }[gate.kind])  # fmt: skip
        for one in (network, before):
            values = [False] * len(one.kinds)
            for node in one.reached():
                parts = [values[part >> 1] != bool(part & 1) for part in one.parts[node]]
                values[node] = {
                    LEAF: one.kinds[node] == LEAF and state[one.numbers[node]], ALL: all(parts),
                    ODD: sum(parts) % 2 == 1, SOME: sum(parts) >= one.numbers[node],
                }[one.kinds[node]]  # fmt: skip
            assert [values[root >> 1] != bool(root & 1) for root in one.roots] == [truth[root] for root in roots]
