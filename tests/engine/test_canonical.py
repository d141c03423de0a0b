"""An order by structure alone: the same network however its nodes were numbered or listed."""

from __future__ import annotations

import random
from itertools import permutations, product

import numpy as np
import pytest
from tests.engine.formulas import grown, said_anew

from loadpath.engine import canonical as module
from loadpath.engine.canonical import _Refiner, canonical, mixed
from loadpath.engine.network import ALL, LEAF, ODD, SOME, Network
from loadpath.engine.simplify import simplify


def form(network: Network) -> tuple[list[int], list[int], list[tuple[int, ...]], tuple[int, ...]]:
    """Return a network without the numbers of its leaves, and with those of its gates."""
    numbers = [0 if kind == LEAF else number for kind, number in zip(network.kinds, network.numbers, strict=True)]
    return network.kinds, numbers, network.parts, network.roots


def test_numbers_are_mixed_as_splitmix64_does() -> None:
    """The first outputs for seed 0 are the published ones (Steele, Lea and Flood; java.util.SplittableRandom).

    They are the finaliser of the golden ratio's multiples: of 0 and of 0x9E3779B97F4A7C15, to which one more is added.
    """
    seeds = np.array([0, 0x9E3779B97F4A7C15], np.uint64)
    assert [f"{int(one):X}" for one in mixed(seeds)] == ["E220A8397B1DCDAF", "6E789E6AA1B965F4"]


@pytest.mark.parametrize("seed", range(40))
def test_the_order_of_making_is_no_matter(seed: int) -> None:
    """Leaves renumbered, parts shuffled, De Morgan: the same network but for the leaves' numbers, which follow."""
    chance = random.Random(seed)
    store, made = grown(chance, 6, 9)
    marks = [chance.random() for _ in range(6)]
    first = canonical(simplify(store, made[-2:]), dict(enumerate(marks)))
    anew, numbers, order = said_anew(store, chance)
    roots = [numbers[root] for root in made[-2:]]
    second = canonical(simplify(anew, roots), {new: marks[old] for new, old in enumerate(order)})
    assert form(first) == form(second)
    olds = [first.numbers[node] for node, kind in enumerate(first.kinds) if kind == LEAF]
    news = [order[second.numbers[node]] for node, kind in enumerate(second.kinds) if kind == LEAF]
    assert olds == news


def test_parts_come_before_wholes_by_height() -> None:
    """Leaves first, then gates of leaves, and so on; a gate's parts are sorted, and signs stay with them."""
    network = Network()
    a, b, c = (network.leaf(number) for number in range(3))
    inner = network.keep(ODD, 0, (a, b))
    outer = network.keep(ALL, 0, (c ^ 1, inner ^ 1))
    network.roots = (outer ^ 1, inner)
    found = canonical(network)
    assert found.kinds == [0, LEAF, LEAF, LEAF, ODD, ALL]
    assert found.roots == (11, 8)
    assert all(tuple(sorted(parts)) == parts for parts in found.parts)
    place = found.numbers.index(2, 1)
    assert found.parts[5] == tuple(sorted((2 * place + 1, 9)))
    assert {part >> 1 for part in found.parts[4]} == {1, 2, 3} - {place}


def ring(order: tuple[int, ...], marks: dict[int, float] | None = None) -> Network:
    """Return pairs of neighbours in a ring of leaves, made in some order, in canonical form."""
    network = Network()
    leaves = {number: network.leaf(number) for number in order}
    pairs = [network.every([leaves[one], leaves[(one + 1) % len(order)]]) for one in order]
    network.roots = (network.odd(pairs),)
    return canonical(network, marks)


def test_what_looks_alike_may_be_exchanged() -> None:
    """A ring of five looks the same from each leaf: all 120 orders of making give one network."""
    forms = {str(form(ring(order))) for order in permutations(range(5))}
    assert len(forms) == 1


def test_marks_tell_leaves_apart_where_structure_does_not() -> None:
    """In the ring the leaf with a mark of its own has one place, whatever it was numbered."""
    places = set()
    for order in permutations(range(4)):
        for marked in range(4):
            found = ring(order, dict.fromkeys(range(4), 0.25) | {marked: 0.5})
            places.add(found.numbers.index(marked, 1))
    assert len(places) == 1


def test_kinds_and_counts_and_roots_tell_gates_apart() -> None:
    """Two of four and three of five parts, parity and conjunction, a root and its negation: each pair differs."""
    forms = []
    for kind, number, sign in product((ALL, ODD), (0,), (0, 1)):
        network = Network()
        leaves = [network.leaf(place) for place in range(3)]
        network.roots = (network.keep(kind, number, tuple(leaves)) ^ sign,)
        forms.append(_Refiner(network, {})._start().tolist())
    for number in (2, 3):
        network = Network()
        leaves = [network.leaf(place) for place in range(3)]
        network.roots = (network.keep(SOME, number, tuple(leaves)),)
        forms.append(_Refiner(network, {})._start().tolist())
    gates = [tuple(one[-1:]) for one in forms]
    assert len(set(gates)) == len(gates)
    assert len({tuple(one[:3]) for one in forms}) == 1
    assert all(len(set(one[:3])) == 1 for one in forms)


def test_heights() -> None:
    """Zero for leaves, and one more than the highest part."""
    network = Network()
    a, b, c = (network.leaf(number) for number in range(3))
    inner = network.keep(ODD, 0, (a, b))
    network.roots = (network.keep(ALL, 0, (c, inner)),)
    assert _Refiner(network, {})._heights().tolist() == [0, 0, 0, 1, 2]


def test_colours_are_refined_by_parts_and_users() -> None:
    """In a chain a (b + c d): b, c with d, and a are told apart by what names them; c and d are not."""
    network = Network()
    a, b, c, d = (network.leaf(number) for number in range(4))
    network.roots = (network.keep(ALL, 0, (a, network.keep(ODD, 0, (b, network.keep(ALL, 0, (c, d)))))),)
    refiner = _Refiner(network, {})
    colours = refiner._refined(refiner._start()).tolist()
    assert len(set(colours)) == 6
    assert colours[2] == colours[3]
    # one sign that differs tells them apart
    network.roots = (network.keep(ALL, 0, (a, network.keep(ODD, 0, (b, network.keep(ALL, 0, (c, d ^ 1)))))),)
    refiner = _Refiner(network, {})
    assert len(set(refiner._refined(refiner._start()).tolist())) == 7


def test_twins_are_told_apart_at_once() -> None:
    """Leaves that the same gates name with the same sign: c and d get colours of their own, at once."""
    network = Network()
    a, b, c, d = (network.leaf(number) for number in range(4))
    network.roots = (network.keep(ALL, 0, (a, network.keep(ODD, 0, (b, network.keep(ALL, 0, (c, d)))))),)
    refiner = _Refiner(network, {})
    colours = refiner._twins(refiner._refined(refiner._start())).tolist()
    assert len(set(colours)) == 7


def test_beyond_so_many_choices_the_order_given_decides(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a choice allowed a ring still has an order, of all its nodes."""
    monkeypatch.setattr(module, "MOST_CHOICES", 0)
    found = ring(tuple(range(6)))
    assert len(found.kinds) == 1 + 6 + 6 + 1
    assert sorted(found.numbers[1:7]) == list(range(6))


def test_no_root_but_constants_has_no_nodes() -> None:
    """True and false stay what they are."""
    network = Network()
    network.roots = (1, 0)
    found = canonical(network)
    assert (found.kinds, found.roots) == ([0], (1, 0))
