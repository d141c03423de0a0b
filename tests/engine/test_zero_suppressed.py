"""Families of sets as tables: the shape that everything built on them relies on."""

from __future__ import annotations

import random

import pytest
from tests.engine.formulas import grown

from loadpath.engine import zero_suppressed
from loadpath.engine.formula import Formulas
from loadpath.engine.simplify import simplify
from loadpath.engine.zero_suppressed import EMPTY, NONE, Family, minimal
from loadpath.errors import TooLargeError

MOST = 100_000


def _sets(family: Family) -> set[frozenset[int]]:
    known: list[set[frozenset[int]]] = [set(), {frozenset()}]
    for leaf, then, other in zip(family.leaf[2:], family.then[2:], family.other[2:], strict=True):
        known.append({each | {leaf} for each in known[then]} | known[other])
    return known[family.root]


def test_a_family_of_two_of_three() -> None:
    """Three leaves and five families at most below the root; none of them names itself, and none is empty inside."""
    store = Formulas()
    network = simplify(store, [store.at_least(2, [store.leaf() for _ in range(3)])])
    family = minimal(network, dict.fromkeys(range(3), True), MOST)
    assert _sets(family) == {frozenset({0, 1}), frozenset({0, 2}), frozenset({1, 2})}
    assert (family.turned, family.coherent) == (False, True)
    # one family for the first leaf, {second, third} and {second third} for the next, {third} for the last
    assert len(family.leaf) == 2 + 4


@pytest.mark.parametrize("seed", range(30))
def test_parts_come_before_wholes_and_are_held_once(seed: int) -> None:
    """Each family names smaller numbers only, puts its leaf into at least one set, and no two are alike."""
    chance = random.Random(f"families {seed}")
    store, made = grown(chance, leaves=7, gates=12)
    network = simplify(store, [made[-1]])
    if network.roots[0] <= 1:
        return
    family = minimal(network, {leaf: chance.random() < 0.5 for leaf in range(7)}, MOST)
    rows = list(zip(family.leaf, family.then, family.other, strict=True))[2:]
    assert all(NONE < then < number and other < number for number, (_, then, other) in enumerate(rows, start=2))
    assert len(set(rows)) == len(rows)
    assert not any(one < other for one in _sets(family) for other in _sets(family))


def test_what_holds_anyway_is_turned_where_that_is_asked_for() -> None:
    """`a or not b` with both wrong when true: nothing is needed for it to hold, and b alone makes it fail."""
    store = Formulas()
    a, b = store.leaf(), store.leaf()
    network = simplify(store, [store.any_of([a, store.negate(b)])])
    ways = {0: True, 1: True}
    plain, turned = (minimal(network, ways, MOST, turning=turning) for turning in (False, True))
    assert (plain.root, plain.turned, plain.coherent) == (EMPTY, False, False)
    assert (_sets(turned), turned.turned, turned.coherent) == ({frozenset({1})}, True, False)
    right = minimal(network, {0: True, 1: False}, MOST, turning=True)
    assert (_sets(right), right.turned, right.coherent) == ({frozenset({0}), frozenset({1})}, False, True)


def test_a_family_that_does_not_fit_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ten of twenty leaves take 110 families, and there is room for sixty."""
    store = Formulas()
    network = simplify(store, [store.at_least(10, [store.leaf() for _ in range(20)])])
    monkeypatch.setattr(zero_suppressed, "MOST_FAMILY", 60)
    with pytest.raises(TooLargeError, match="a family of more than 60 nodes"):
        minimal(network, dict.fromkeys(range(20), True), MOST)
