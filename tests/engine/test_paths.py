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
