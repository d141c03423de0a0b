"""Formulas whose probability is looked for from below and above: grown at random, and one that takes many steps."""

from __future__ import annotations

import random
from fractions import Fraction

from tests.engine.formulas import enumerated

from loadpath.engine.formula import Formulas
from loadpath.engine.interval import _Search
from loadpath.engine.interval_normal import Normal


def grown(rng: random.Random, store: Formulas, leaves: int) -> int:
    """Return a formula grown at random over a few leaves that many parts share, with not, k-of-n and either-or."""
    pool = [store.leaf() for _ in range(leaves)]
    for _ in range(rng.randint(3, 14)):
        parts = rng.sample(pool, min(len(pool), rng.randint(2, 4)))
        match rng.choice(["and", "or", "not", "atleast", "choose", "odd"]):
            case "and":
                pool.append(store.all_of(parts))
            case "or":
                pool.append(store.any_of(parts))
            case "not":
                pool.append(store.negate(parts[0]))
            case "atleast":
                pool.append(store.at_least(rng.randint(1, len(parts)), parts))
            case "choose":
                pool.append(store.choose(parts[0], parts[1], parts[-1]))
            case _:
                pool.append(store.odd(parts))
    return pool[-1]


def truth(store: Formulas, formula: int, weights: list[float]) -> Fraction:
    """Return a formula's probability: the sum over all states, in fractions."""
    return enumerated(store, [formula], [Fraction(weight) for weight in weights])[0]


def some_case(seed: int) -> tuple[Formulas, int, list[float]]:
    """Return a formula over at most seven leaves, and weights of which some are tiny, some zero and some one."""
    rng = random.Random(seed)
    store = Formulas()
    leaves = rng.randint(2, 7)
    root = grown(rng, store, leaves)
    weights = [rng.choice([rng.random(), rng.random() ** 4, 1e-9, 0.0, 1.0]) for _ in range(leaves)]
    return store, root, weights


def hard() -> tuple[Formulas, int, list[float]]:
    """Return a formula that takes many steps when nothing is solved at once: two of three over a ring of 14 pairs."""
    store = Formulas()
    ring = [store.leaf() for _ in range(14)]
    pairs = [store.any_of([ring[place], ring[(place + 1) % 14]]) for place in range(14)]
    return store, store.at_least(7, pairs), [0.01 * (1 + place) for place in range(14)]


def five(*, exact_nodes: int = 0, part_steps: int = 0) -> tuple[_Search, Normal, list[int]]:
    """Return a search over leaves a to e of probability 1/2, 1/4, 1/8, 1/2 and 1/32 that solves nothing at once."""
    normal = Normal([(weight, 1.0 - weight) for weight in (0.5, 0.25, 0.125, 0.5, 0.03125)])
    return _Search(normal, exact_nodes, 5, part_steps), normal, normal.leaves


def both_of(normal: Normal, *parts: int) -> int:
    """Return a conjunction."""
    return normal.made("and", 0, parts)


def one_of(normal: Normal, *parts: int) -> int:
    """Return a disjunction."""
    return normal.made("or", 0, parts)
