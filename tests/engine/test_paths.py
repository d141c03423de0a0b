"""Diagrams against enumeration over all states, in fractions."""

from __future__ import annotations

import random
from fractions import Fraction
from itertools import product

import numpy as np
import pytest

from loadpath.engine import paths
from loadpath.engine.bounds import ends
from loadpath.engine.formula import FALSE, TRUE, Formulas
from loadpath.engine.leaves import Free
from loadpath.engine.paths import compile_paths
from loadpath.errors import TooLargeError


def grown(rng: random.Random, store: Formulas, leaves: int) -> list[int]:
    """Return formulas grown at random over a few leaves, with negation, k-of-n and shared parts."""
    pool = [store.leaf() for _ in range(leaves)]
    for _ in range(rng.randint(3, 14)):
        parts = rng.sample(pool, min(len(pool), rng.randint(2, 4)))
        make = rng.choice(["and", "or", "not", "atleast", "choose", "odd"])
        pool.append(
            {
                "and": lambda p=parts: store.all_of(p),
                "or": lambda p=parts: store.any_of(p),
                "not": lambda p=parts: store.negate(p[0]),
                "atleast": lambda p=parts: store.at_least(rng.randint(1, len(p)), p),
                "odd": lambda p=parts: store.odd(p),
                "choose": lambda p=parts: store.choose(p[0], p[1], p[-1]),
            }[make]()
        )
    return pool


def value(store: Formulas, formula: int, state: tuple[bool, ...]) -> bool:
    """Return a formula's truth by its definition."""
    gate = store.gates[formula]
    parts = [value(store, part, state) for part in gate.parts]
    match gate.kind:
        case "constant":
            return bool(gate.number)
        case "leaf":
            return state[gate.number]
        case "not":
            return not parts[0]
        case "and":
            return all(parts)
        case "or":
            return any(parts)
        case "odd":
            return sum(parts) % 2 == 1
        case _:
            return sum(parts) >= gate.number


@pytest.mark.parametrize("seed", range(60))
def test_a_diagram_agrees_with_enumeration(seed: int) -> None:
    """P(formula) is the sum over states in exact fractions, to 1e-12; so are the sums over its disjoint settings."""
    rng = random.Random(seed)
    store = Formulas()
    count = rng.randint(2, 7)
    roots = [root for root in grown(rng, store, count) if root not in (TRUE, FALSE)]
    weights = [Fraction(rng.randint(1, 999_999), 1_000_000) for _ in range(count)]
    circuit = compile_paths(store, roots)
    at = {leaf: float(weight) for leaf, weight in enumerate(weights)}
    for root in roots:
        exact = Fraction(0)
        for state in product((False, True), repeat=count):
            if value(store, root, state):
                term = Fraction(1)
                for weight, bit in zip(weights, state, strict=True):
                    term *= weight if bit else 1 - weight
                exact += term
        assert circuit.probability(root, at) == pytest.approx(float(exact), rel=1e-12, abs=1e-15)
        for side in (True, False):
            cubes = circuit.cubes(root, side, 200)
            assert cubes is not None
            total = sum(
                np.prod([float(weights[leaf] if bit else 1 - weights[leaf]) for leaf, bit in cube.items()])
                for cube in cubes
            )
            assert total == pytest.approx(float(exact if side else 1 - exact), rel=1e-11, abs=1e-15)


def test_equal_formulas_are_the_same_number() -> None:
    """Order, repetition, constants, double negation and contradiction are simplified away."""
    store = Formulas()
    a, b = store.leaf(), store.leaf()
    assert store.all_of([a, b, a, TRUE]) == store.all_of([b, a])
    assert store.negate(store.negate(a)) == a
    assert store.all_of([a, store.negate(a)]) == FALSE
    assert store.any_of([a, store.negate(a)]) == TRUE
    assert store.at_least(2, [a, b]) == store.all_of([a, b])
    assert store.at_least(2, [a, a]) == store.all_of([a, a])


def test_an_answer_that_does_not_fit_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Over the limit of nodes nothing approximate is given: it is refused."""
    monkeypatch.setattr(paths, "MOST_NODES", 20)
    store = Formulas()
    leaves = [store.leaf() for _ in range(20)]
    with pytest.raises(TooLargeError, match="20 nodes"):
        compile_paths(store, [store.at_least(10, leaves)])


@pytest.mark.parametrize("seed", range(40))
def test_bounds_hold_at_every_value_of_the_unknown_and_are_reached(seed: int) -> None:
    """P(root | given) over a grid of free weights stays inside the corners' values, and the corners reach the ends."""
    rng = random.Random(seed)
    store, both, given = Formulas(), TRUE, TRUE
    while both in (TRUE, FALSE) or given in (TRUE, FALSE):
        pool = grown(rng, store := Formulas(), 5)
        root, given = rng.choice(pool[5:]), rng.choice(pool[5:])
        both = store.all_of([root, given])
    circuit = compile_paths(store, [both, given])
    fixed = [rng.uniform(0.05, 0.95) for _ in range(5)]
    free = {0: Free(), 1: Free(0.2, 0.7)}

    def posterior(values: dict[int, float]) -> float | None:
        at = [values.get(leaf, weight) for leaf, weight in enumerate(fixed)]
        weights = dict(enumerate(at))
        joint, evidence = circuit.probability(both, weights), circuit.probability(given, weights)
        return joint / evidence if evidence > 0 else None

    corners = ends(store, root, given, free)
    assert corners is not None
    lows = [x for c in corners.low if (x := posterior(dict(c))) is not None]
    highs = [x for c in corners.high if (x := posterior(dict(c))) is not None]
    inside = [
        x
        for p, q in product(np.linspace(0.001, 0.999, 9), np.linspace(0.2, 0.7, 9))
        if (x := posterior({0: float(p), 1: float(q)})) is not None
    ]
    assert min(lows) <= min(inside) + 1e-9
    assert max(highs) >= max(inside) - 1e-9


def test_a_diagram_node_by_node() -> None:
    """A b or c, by hand: leaves in the order c, a, b, since the narrow part is entered first.

    Node 2 asks for b, node 3 for a (to 2 when it is true), node 4 for c (to 1 when it is true, else to 3).
    """
    store = Formulas()
    a, b, c = store.leaf(), store.leaf(), store.leaf()
    both = store.all_of([a, b])
    root = store.any_of([both, c])
    made = compile_paths(store, [root, both, TRUE])
    assert paths._order(store, [root, both]) == [2, 0, 1]
    assert (made.leaf, made.low, made.high) == ((1, 0, 2), (0, 0, 3), (1, 2, 1))
    assert dict(made.roots) == {root: 4, both: 3, TRUE: TRUE}
    assert made.size == 3


def test_narrow_parts_come_first_and_of_equal_ones_the_first_made() -> None:
    """A gate of two leaves is 3 wide, one of those and a leaf 5, one of four leaves 5 as well, and so made later."""
    store = Formulas(flat=False)
    a, b, c, d, e, f, g, h = (store.leaf() for _ in range(8))
    nested = store.any_of([h, store.all_of([g, f])])
    plain = store.any_of([a, b, c, d])
    root = store.all_of([plain, e, nested])
    # e; then h, f and g of the nested gate; then a to d
    assert paths._order(store, [root]) == [4, 7, 5, 6, 0, 1, 2, 3]
    # the first root first, and what the second names besides
    assert paths._order(store, [nested, plain]) == [7, 5, 6, 0, 1, 2, 3]
    assert paths._order(store, [plain, nested]) == [0, 1, 2, 3, 7, 5, 6]


def test_equal_nodes_are_one() -> None:
    """Parity of six leaves has two nodes for each but the first: eleven. Three of five: 3 + 3 + 2 + ... = 9 by hand.

    For three of five with i leaves asked, the count so far is 0 to 2 and can still decide: 1, 2, 3, 2, 1 nodes.
    """
    store = Formulas()
    leaves = [store.leaf() for _ in range(6)]
    odd, some = store.odd(leaves), store.at_least(3, leaves[:5])
    assert compile_paths(store, [odd]).size == 11
    assert compile_paths(store, [some]).size == 1 + 2 + 3 + 2 + 1
    # asked for twice, or turned round, it is there once more only with other ends
    assert compile_paths(store, [some, some]).size == 9
    assert compile_paths(store, [odd, store.negate(odd)]).size == 12


def test_what_a_root_depends_on() -> None:
    """A b or not a b is b: a is named, and makes no difference; a constant depends on nothing."""
    store = Formulas()
    a, b, c = store.leaf(), store.leaf(), store.leaf()
    either = store.any_of([store.all_of([a, b]), store.all_of([store.negate(a), b])])
    some = store.at_least(2, [a, b, c])
    made = compile_paths(store, [either, some, c, TRUE, FALSE])
    assert [made.support(root) for root in (either, some, c, TRUE, FALSE)] == [{1}, {0, 1, 2}, {2}, set(), set()]


def test_settings_are_counted_before_they_are_listed() -> None:
    """A or b or c holds in three settings and fails in one; a b c the other way round; two of three in three and three.

    Two of three: ab, a not b c, not a b c hold; not a not b, a not b not c and not a b not c fail.
    """
    store = Formulas()
    leaves = [store.leaf() for _ in range(3)]
    any_, all_, some = store.any_of(leaves), store.all_of(leaves), store.at_least(2, leaves)
    made = compile_paths(store, [any_, all_, some, TRUE])
    assert made.wide(3) == frozenset()
    assert made.wide(2) == {any_, all_, some}
    assert compile_paths(store, [all_]).wide(2) == {all_}
    assert compile_paths(store, [any_]).wide(2) == {any_}
    assert made.wide(0) == {any_, all_, some, TRUE}
    assert len(made.cubes(any_, value=True, most=3) or []) == 3
    assert made.cubes(any_, value=True, most=2) is None
    assert made.cubes(any_, value=False, most=1) == [{0: False, 1: False, 2: False}]
    assert made.cubes(some, value=True, most=3) == [
        {0: False, 1: True, 2: True}, {0: True, 1: False, 2: True}, {0: True, 1: True},
    ]  # fmt: skip
    assert (made.cubes(TRUE, value=True, most=1), made.cubes(TRUE, value=False, most=0)) == ([{}], [])


def test_the_limit_counts_nodes_and_ends() -> None:
    """Five leaves are nodes 2 to 6, and joining them makes nodes 7 to 10: a limit of 10 is kept, and one of 9 is not."""
    store = Formulas()
    root = store.all_of([store.leaf() for _ in range(5)])
    assert compile_paths(store, [root], 10).size == 5
    with pytest.raises(TooLargeError) as caught:
        compile_paths(store, [root], 9)
    assert str(caught.value) == "the exact answer takes more than 9 nodes"
    assert caught.value.help == "no approximation is given in its place; split the case"
