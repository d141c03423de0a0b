"""Formulas: what is trivially so is not written down, and what is alike is one number."""

from __future__ import annotations

import random

import pytest
from tests.engine.formulas import grown

from loadpath.engine.formula import FALSE, TRUE, Formulas, Gate


def letters(count: int, *, flat: bool = True) -> tuple[Formulas, list[int]]:
    """Return a store with some leaves: numbers 2, 3 and so on, after the two constants."""
    store = Formulas(flat=flat)
    return store, [store.leaf() for _ in range(count)]


def test_a_new_store_holds_false_and_true() -> None:
    """Numbers 0 and 1; leaves are counted from 0 and each is a formula of its own."""
    store, (a, b) = letters(2)
    assert store.gates[FALSE] == Gate("constant", 0, ())
    assert store.gates[TRUE] == Gate("constant", 1, ())
    assert (a, b) == (2, 3)
    assert store.gates[2:] == [Gate("leaf", 0, ()), Gate("leaf", 1, ())]
    assert store.leaves == 2
    assert store.flat
    assert Formulas().leaves == 0


def test_gates_are_written_as_they_are_meant() -> None:
    """Kind, number and sorted parts, each kind once; the number is that of a leaf or the k of k-of-n."""
    store, (a, b, c) = letters(3)
    made = [
        store.negate(a), store.all_of([b, a]), store.any_of([b, a]), store.at_least(2, [c, b, a]), store.odd([b, a]),
    ]  # fmt: skip
    assert [store.gates[number] for number in made] == [
        Gate("not", 0, (a,)), Gate("and", 0, (a, b)), Gate("or", 0, (a, b)), Gate("atleast", 2, (a, b, c)),
        Gate("odd", 0, (a, b)),
    ]  # fmt: skip
    assert made == [5, 6, 7, 8, 9]


def test_what_is_alike_is_one_formula() -> None:
    """The same parts in another order, or given twice, are the same number, and the store does not grow."""
    store, (a, b, c) = letters(3)
    made = store.all_of([a, b]), store.any_of([a, b]), store.at_least(2, [a, b, c]), store.odd([a, b])
    size = len(store.gates)
    again = store.all_of([b, a, b]), store.any_of([b, a, a]), store.at_least(2, [c, b, a]), store.odd([b, a])
    assert again == made
    assert len(store.gates) == size
    assert store.negate(store.negate(made[0])) == made[0]


def test_constants_negate_each_other() -> None:
    """And are never written as gates."""
    store, _ = letters(0)
    assert (store.negate(FALSE), store.negate(TRUE)) == (TRUE, FALSE)
    assert len(store.gates) == 2


def test_conjunction() -> None:
    """True is left out, false decides, one part is itself, none is true, and opposites exclude each other."""
    store, (a, b) = letters(2)
    assert store.all_of([]) == TRUE
    assert store.all_of([TRUE, TRUE]) == TRUE
    assert store.all_of([a, TRUE]) == a
    assert store.all_of([a, FALSE, b]) == FALSE
    assert store.all_of([a, b, store.negate(a)]) == FALSE
    assert store.all_of([store.negate(b), a, b]) == FALSE
    assert store.all_of([store.negate(a), b]) != FALSE


def test_disjunction() -> None:
    """False is left out, true decides, one part is itself, none is false, and opposites leave nothing out."""
    store, (a, b) = letters(2)
    assert store.any_of([]) == FALSE
    assert store.any_of([FALSE, FALSE]) == FALSE
    assert store.any_of([a, FALSE]) == a
    assert store.any_of([a, TRUE, b]) == TRUE
    assert store.any_of([a, b, store.negate(a)]) == TRUE
    assert store.any_of([store.negate(a), b]) != TRUE


def test_opposites_are_found_without_being_made() -> None:
    """To look for an opposite adds nothing to the store: two leaves, and one gate over them."""
    store, (a, b) = letters(2)
    store.all_of([a, b])
    assert len(store.gates) == 2 + 2 + 1


def test_a_gate_in_a_gate_of_its_kind_is_dissolved() -> None:
    """A (b c) is a b c, and a + (b + c) is a + b + c; a (b + c) stays."""
    store, (a, b, c) = letters(3)
    assert store.all_of([a, store.all_of([b, c])]) == store.all_of([a, b, c])
    assert store.any_of([a, store.any_of([b, c])]) == store.any_of([a, b, c])
    mixed = store.all_of([a, store.any_of([b, c])])
    assert store.gates[mixed].parts == (a, store.any_of([b, c]))


def test_what_is_dissolved_may_decide() -> None:
    """A (b not a) is false and a + (b + not a) true once the inner gates are dissolved."""
    store, (a, b) = letters(2)
    assert store.all_of([a, store.all_of([b, store.negate(a)])]) == FALSE
    assert store.any_of([a, store.any_of([b, store.negate(a)])]) == TRUE


def test_a_store_that_is_not_flat_keeps_gates_as_they_are_written() -> None:
    """A published tree: a (b c) is a gate of two parts, one of which is a gate."""
    store, (a, b, c) = letters(3, flat=False)
    inner = store.all_of([b, c])
    assert store.gates[store.all_of([a, inner])].parts == (a, inner)
    inner = store.any_of([b, c])
    assert store.gates[store.any_of([a, inner])].parts == (a, inner)


def test_at_least_counts_what_is_certain() -> None:
    """What is true counts, what is false never will; none or all of the rest are no gate of their own."""
    store, (a, b, c) = letters(3)
    assert store.at_least(0, [a, b]) == TRUE
    assert store.at_least(-1, [a]) == TRUE
    assert store.at_least(1, [TRUE, a]) == TRUE
    assert store.at_least(3, [a, b]) == FALSE
    assert store.at_least(2, [a, FALSE]) == FALSE
    assert store.at_least(1, []) == FALSE
    assert store.at_least(1, [a, b]) == store.any_of([a, b])
    assert store.at_least(2, [TRUE, a, b]) == store.any_of([a, b])
    assert store.at_least(3, [TRUE, a, b, c]) == store.at_least(2, [FALSE, a, b, c])
    assert store.at_least(3, [a, b, c]) == store.all_of([a, b, c])
    assert store.at_least(2, [a, b, FALSE]) == store.all_of([a, b])


def test_a_part_given_twice_counts_twice() -> None:
    """Two of a, a, b: the parts stay three."""
    store, (a, b) = letters(2)
    assert store.gates[store.at_least(2, [a, b, a])] == Gate("atleast", 2, (a, a, b))


def test_odd() -> None:
    """False counts for nothing, true and each negation turn the answer, and what comes twice goes."""
    store, (a, b) = letters(2)
    assert store.odd([]) == FALSE
    assert store.odd([TRUE]) == TRUE
    assert store.odd([TRUE, TRUE]) == FALSE
    assert store.odd([a]) == a
    assert store.odd([a, FALSE]) == a
    assert store.odd([a, TRUE]) == store.negate(a)
    assert store.odd([a, a]) == FALSE
    assert store.odd([a, store.negate(a)]) == TRUE
    assert store.odd([a, b, a]) == b
    assert store.odd([store.negate(a), store.negate(b)]) == store.odd([a, b])
    assert store.odd([TRUE, store.negate(a), b]) == store.odd([a, b])
    assert store.gates[store.odd([store.negate(a), b])] == Gate("not", 0, (store.odd([a, b]),))


def test_choose() -> None:
    """If a then b else c is a b + not a c; with constants it is what is left."""
    store, (a, b, c) = letters(3)
    expected = store.any_of([store.all_of([a, b]), store.all_of([store.negate(a), c])])
    assert store.choose(a, b, c) == expected
    assert (store.choose(TRUE, b, c), store.choose(FALSE, b, c)) == (b, c)
    assert store.choose(a, TRUE, FALSE) == a
    assert store.choose(a, FALSE, TRUE) == store.negate(a)


def test_signs() -> None:
    """+1 for what can only help, -1 for what can only harm, 0 for what is named both ways, nothing for the rest."""
    store, (a, b, c, d, _) = letters(5)
    root = store.all_of([a, store.negate(store.any_of([b, c])), store.any_of([c, d])])
    assert store.signs(root) == {0: 1, 1: -1, 2: 0, 3: 1}
    assert store.signs(store.negate(root)) == {0: -1, 1: 1, 2: 0, 3: -1}
    assert store.signs(store.at_least(2, [a, store.negate(b), c])) == {0: 1, 1: -1, 2: 1}
    assert store.signs(store.negate(a)) == {0: -1}
    assert store.signs(TRUE) == {}


def test_in_parity_every_leaf_is_named_both_ways() -> None:
    """Whether a part helps depends on the others; what stands beside the parity keeps its sign."""
    store, (a, b, c, d) = letters(4)
    assert store.signs(store.odd([a, store.all_of([b, c])])) == {0: 0, 1: 0, 2: 0}
    assert store.signs(store.all_of([store.odd([a, b]), d])) == {0: 0, 1: 0, 3: 1}


def test_a_third_naming_does_not_undo_the_second() -> None:
    """A leaf that is plain in one place, negated in the next and plain again is named both ways.

    The plain names are at different depths, so that the negated one is found between them in any order of the walk.
    """
    store, (a, b, c) = letters(3, flat=False)
    deep = store.any_of([a, store.all_of([b, store.any_of([c, store.all_of([a, b])])])])
    root = store.all_of([deep, store.any_of([store.negate(a), b]), store.any_of([a, c])])
    assert store.signs(root) == {0: 0, 1: 1, 2: 1}


@pytest.mark.parametrize("seed", range(20))
def test_a_sign_is_what_setting_the_leaf_does(seed: int) -> None:
    """Where a leaf has sign +1 (-1), making it true never makes the formula false (true), in any state of five leaves."""
    store, made = grown(random.Random(seed), 5, 6)
    root = made[-1]
    signs = store.signs(root)
    for leaf in range(5):
        for state in range(32):
            held = [bool(state >> place & 1) for place in range(5)]
            low, high = (truth(store, root, [*held[:leaf], value, *held[leaf + 1 :]]) for value in (False, True))
            if low != high:
                assert signs[leaf] in {0, 1 if high else -1}


def truth(store: Formulas, root: int, held: list[bool]) -> bool:
    """Return whether a formula holds in one state of the leaves."""
    gate = store.gates[root]
    count = sum(truth(store, part, held) for part in gate.parts)
    return {
        "constant": gate.number == 1,
        "leaf": gate.kind == "leaf" and held[gate.number],
        "not": count == 0,
        "and": count == len(gate.parts),
        "or": count > 0,
        "odd": count % 2 == 1,
        "atleast": count >= gate.number,
    }[gate.kind]
