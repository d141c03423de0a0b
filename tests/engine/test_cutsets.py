"""Minimal cut sets against their definition: every set of leaves is tried, probabilities are fractions."""

from __future__ import annotations

import random
from fractions import Fraction
from itertools import combinations, islice
from math import prod

import pytest
from tests.engine.formulas import enumerated, grown

from loadpath.engine.cutsets import CutSets, cut_sets
from loadpath.engine.formula import FALSE, TRUE, Formulas
from loadpath.errors import TooLargeError

CHANCES = (0.0, 0.1, 0.1, 0.2, 0.25, 0.5, 0.5, 0.75, 1.0)
"""Few different ones, so that many sets are equally probable."""


def _by_definition(store: Formulas, root: int, wrong: dict[int, bool]) -> list[tuple[int, ...]]:
    """Return the sets of leaves with which the root holds, all others right, and which have no such part."""
    found: list[tuple[int, ...]] = []
    for size in range(store.leaves + 1):
        for chosen in combinations(range(store.leaves), size):
            if any(set(before) <= set(chosen) for before in found):
                continue
            setting = [Fraction((leaf in chosen) == wrong[leaf]) for leaf in range(store.leaves)]
            if enumerated_once(store, root, setting):
                found.append(chosen)
    return found


def enumerated_once(store: Formulas, root: int, setting: list[Fraction]) -> bool:
    """Return whether a formula holds in one setting of the leaves."""
    truth: list[bool] = []
    for gate in store.gates:
        held = [truth[part] for part in gate.parts]
        match gate.kind:
            case "constant":
                truth.append(bool(gate.number))
            case "leaf":
                truth.append(setting[gate.number] == 1)
            case "not":
                truth.append(not held[0])
            case "and":
                truth.append(all(held))
            case "or":
                truth.append(any(held))
            case "odd":
                truth.append(sum(held) % 2 == 1)
            case _:
                truth.append(sum(held) >= gate.number)
    return truth[root]


def _in_order(sets: list[tuple[int, ...]], wrong: dict[int, bool], weights: list[float]) -> list[tuple[int, ...]]:
    """Return sets by exact probability, the more probable first, and then by their leaves; impossible leaves last."""

    def key(leaves: tuple[int, ...]) -> tuple[int, Fraction, tuple[int, ...]]:
        chances = [Fraction(weights[leaf] if wrong[leaf] else 1.0 - weights[leaf]) for leaf in leaves]
        return chances.count(Fraction(0)), -Fraction(prod(chance for chance in chances if chance)), leaves

    return sorted(sets, key=key)


@pytest.mark.parametrize("seed", [*range(150), 4908, 6747, 8890])
def test_sets_are_those_of_the_definition_in_exact_order(seed: int) -> None:
    """All of them, none twice, none that is not minimal; counts by size; best first, ties by the first leaf.

    Formulas share parts, use k-of-n, parity and choice, and are often not coherent; leaves that occur with both signs
    are wrong at a value drawn beforehand.
    """
    chance = random.Random(f"cut sets {seed}")
    store, made = grown(chance, leaves=chance.randint(2, 8), gates=chance.randint(1, 14))
    root = made[-1]
    drawn = {leaf: chance.random() < 0.5 for leaf in range(store.leaves)}
    found = cut_sets(store, root, wrong=drawn)
    signs = store.signs(root)
    assert all(found.wrong[leaf] == (sign > 0) for leaf, sign in signs.items() if sign and leaf in found.wrong)
    wrong = drawn | dict(found.wrong)
    expected = _by_definition(store, root, wrong)
    weights = [chance.choice(CHANCES) for _ in range(store.leaves)]
    assert [each.leaves for each in found.most_probable(weights)] == _in_order(expected, wrong, weights)
    assert found.by_size[: max(map(len, expected), default=-1) + 1] == tuple(
        sum(len(each) == size for each in expected) for size in range(max(map(len, expected), default=-1) + 1)
    )
    assert found.count == len(expected)


@pytest.mark.parametrize("seed", [*range(40), 1120, 1660, 3144])
def test_coherent_means_that_more_wrong_never_helps(seed: int) -> None:
    """A formula is told to be coherent if every set that contains a cut set makes it hold: then nothing is left out.

    Its probability is then that of the union of its cut sets, and otherwise less: both by enumeration. The last three
    have parts that matter to nothing and parts that are always the same, which only their diagrams show.
    """
    chance = random.Random(f"coherent {seed}")
    store, made = grown(chance, leaves=6, gates=8)
    root = made[-1]
    found = cut_sets(store, root)
    leaves = {store.gates[part].number: part for part in made if store.gates[part].kind == "leaf"}
    literals = {leaf: leaves[leaf] if value else store.negate(leaves[leaf]) for leaf, value in found.wrong.items()}
    sets = [each.leaves for each in found.most_probable([0.5] * store.leaves)]
    union = store.any_of([store.all_of([literals[leaf] for leaf in each]) for each in sets])
    own, hull = enumerated(store, [root, union], [Fraction(1, 2)] * store.leaves)
    assert found.coherent == (own == hull)
    assert own <= hull


def _chain(width: int, length: int) -> tuple[Formulas, CutSets]:
    store = Formulas()
    groups = [store.any_of([store.leaf() for _ in range(width)]) for _ in range(length)]
    return store, cut_sets(store, store.all_of(groups))


def test_more_sets_than_could_be_listed_are_counted() -> None:
    """One of ten, forty times over: 10^40 sets of 40. The best has 0.5 each time, the next ten 0.25 once."""
    _, found = _chain(10, 40)
    assert found.count == 10**40
    assert found.by_size == (*[0] * 40, 10**40)
    weights = [0.5 if leaf % 10 == 0 else 0.25 for leaf in range(400)]
    best, *others = islice(found.most_probable(weights), 12)
    assert (best.leaves, best.probability) == (tuple(range(0, 400, 10)), 0.5**40)
    assert {each.probability for each in others} == {0.5**41}
    # 0.25 instead of 0.5 in the last group leaves the most first leaves in place: 391, 392, ..., 399, then 381, 382.
    assert [set(each.leaves) - set(best.leaves) for each in others] == [{391 + n} for n in range(9)] + [{381}, {382}]


def test_ties_go_by_the_order_that_is_asked_for() -> None:
    """Three equally probable pairs of three: by number, and with the last leaf first."""
    store = Formulas()
    found = cut_sets(store, store.at_least(2, [store.leaf() for _ in range(3)]))
    assert [each.leaves for each in found.most_probable([0.5] * 3)] == [(0, 1), (0, 2), (1, 2)]
    assert [each.leaves for each in found.most_probable([0.5] * 3, order=[2, 1, 0])] == [(2, 1), (2, 0), (1, 0)]


def test_equal_products_are_equal_however_they_are_multiplied() -> None:
    """0.1, 0.2 and 0.3 in any order of multiplication: floats differ in the last digit, exact products do not.

    Two modules with the same three numbers, one as a pair and one, one as one and a pair: the set with leaf 0 is first.
    """
    store = Formulas()
    leaves = [store.leaf() for _ in range(6)]
    root = store.any_of([store.all_of(leaves[:3]), store.all_of(leaves[3:])])
    assert (0.1 * 0.2) * 0.3 != 0.1 * (0.2 * 0.3)
    for weights in ([0.1, 0.2, 0.3, 0.2, 0.3, 0.1], [0.3, 0.2, 0.1, 0.1, 0.2, 0.3]):
        first, second = cut_sets(store, root).most_probable(weights)
        assert (first.leaves, second.leaves) == ((0, 1, 2), (3, 4, 5))
        assert first.probability == second.probability


def test_the_least_probable_come_last_and_do_not_vanish() -> None:
    """1e-200 three times is no float any more, yet it is more than 1e-201 three times, and both more than never."""
    store = Formulas()
    leaves = [store.leaf() for _ in range(9)]
    root = store.any_of([store.all_of(leaves[:3]), store.all_of(leaves[3:6]), store.all_of(leaves[6:])])
    found = cut_sets(store, root).most_probable([0.0, 1.0, 1.0, *[1e-201] * 3, *[1e-200] * 3])
    assert [(each.leaves[0], each.probability) for each in found] == [(6, 0.0), (3, 0.0), (0, 0.0)]


def test_constants_and_single_leaves() -> None:
    """What holds anyway needs nothing, what never holds has no cut set, a leaf and its negation have one each."""
    store = Formulas()
    leaf = store.leaf()
    assert [each.leaves for each in cut_sets(store, TRUE).most_probable([0.5])] == [()]
    assert list(cut_sets(store, FALSE).most_probable([0.5])) == []
    assert cut_sets(store, TRUE).by_size == (1,)
    assert cut_sets(store, FALSE).count == 0
    (holds,) = cut_sets(store, leaf).most_probable([0.25])
    (fails,) = cut_sets(store, store.negate(leaf)).most_probable([0.25])
    assert (holds.leaves, holds.probability, fails.leaves, fails.probability) == ((0,), 0.25, (0,), 0.75)


def test_what_cannot_be_known_from_the_formula_is_asked_for() -> None:
    """Exactly one of two: either alone is enough, and both together are not, so that it is not coherent.

    With the first wrong when false and the second when true, it holds when everything is right: one empty set.
    """
    store = Formulas()
    root = store.odd([store.leaf(), store.leaf()])
    found = cut_sets(store, root)
    assert not found.coherent
    assert [each.leaves for each in found.most_probable([0.5, 0.5])] == [(0,), (1,)]
    assert [each.leaves for each in cut_sets(store, root, wrong={0: False}).most_probable([0.5, 0.5])] == [()]


def test_a_weight_that_is_no_probability_is_refused() -> None:
    """Below 0, above 1, and no number."""
    store = Formulas()
    found = cut_sets(store, store.leaf())
    for weight in (-0.1, 1.5, float("nan")):
        with pytest.raises(ValueError, match="is no probability"):
            next(found.most_probable([weight]))


def test_what_does_not_fit_is_refused() -> None:
    """Ten of twenty leaves take a diagram of about ten times ten nodes, and eight are allowed."""
    store = Formulas()
    root = store.at_least(10, [store.leaf() for _ in range(20)])
    with pytest.raises(TooLargeError, match="more than 8 nodes"):
        cut_sets(store, root, most_nodes=8)
    assert cut_sets(store, root).count == 184_756  # 20 choose 10
