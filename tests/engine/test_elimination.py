"""Summing out: exact against enumeration, without a subtraction, and as cheap as the width of sharing allows."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from bench.pathways import grown
from tests.engine.random_formulas import (
    Example,
    by_elimination,
    exact,
    example,
    moved_bit,
    shares_causes,
    values,
    wrong_value,
)

from loadpath.engine import compile as portfolio
from loadpath.engine import elimination
from loadpath.engine.compile import compile_circuit
from loadpath.engine.elimination import fewest_edges, plan
from loadpath.engine.formula import Formulas
from loadpath.engine.network import Network
from loadpath.errors import TooLargeError

BLOCK = 40


@pytest.mark.parametrize("block", range(5))
def test_formulas_of_every_kind_are_exact_and_said_anew_to_the_bit(block: int) -> None:
    """NOT, k-of-n, parity, conditional tables, pathways with evidence; more than half of the roots share causes."""
    sharing = roots = 0
    for seed in range(block * BLOCK, (block + 1) * BLOCK):
        given = example(seed)
        assert not wrong_value(given), seed
        assert not moved_bit(given, seed), seed
        roots += len(given.roots)
        sharing += sum(shares_causes(given.store, root) for root in given.roots)
    assert 2 * sharing > roots > 2 * BLOCK


@pytest.mark.parametrize("tiny", [Fraction(1, 10**12), 1 - Fraction(1, 10**12)])
def test_tiny_probabilities_keep_their_digits(tiny: Fraction) -> None:
    """Any of six pathways and evidence, all leaves at 1e-12 or next to one: relative 1e-12 of the exact fraction."""
    store = Formulas()
    causes = [store.leaf() for _ in range(4)]
    pairs = [(a, b) for here, a in enumerate(causes) for b in causes[here + 1 :]]
    ways = [store.all_of([store.leaf(), store.any_of(pair)]) for pair in pairs]
    anything = store.any_of(ways)
    evidence = store.all_of([store.choose(causes[0], store.leaf(), store.leaf()), store.negate(causes[1])])
    roots = (anything, store.negate(anything), store.all_of([anything, evidence]))
    given = Example(store, roots, (tiny,) * store.leaves)
    circuit = by_elimination(given)
    assert circuit is not None
    want = [float(value) for value in exact(store, roots, given.weights)]
    assert values(circuit, roots, given.weights) == pytest.approx(want, rel=1e-12, abs=0)


@pytest.mark.parametrize("size", [(9, 16, 4), (18, 24, 4), (30, 30, 4), (200, 12, 3)])
def test_what_must_add_up_does(size: tuple[int, int, int]) -> None:
    """P(any, evidence) + P(none, evidence) = P(evidence), and so without: four roots made by four different sums."""
    case = grown(*size)
    store = case.store
    anything, evidence = case.roots[size[0]], case.roots[size[0] + 1]
    sides = [anything, store.negate(anything)]
    roots = [*sides, *(store.all_of([side, evidence]) for side in sides), evidence]
    weights = np.array(case.weights)[:, None]
    found = compile_circuit(store, roots, marks=case.weights).probabilities(weights, 1 - weights, roots)[:, 0]
    assert found[0] + found[1] == pytest.approx(1, rel=1e-12)
    assert found[2] + found[3] == pytest.approx(found[4], rel=1e-12)


def test_the_cost_is_that_of_the_width_not_of_the_pathways() -> None:
    """Twice the pathways over the same causes take less than three times the operations."""
    sizes = []
    for pathways in (20, 40):
        case = grown(pathways, 12, 3)
        sizes.append(compile_circuit(case.store, case.roots, marks=case.weights).size)
    assert sizes[1] < 3 * sizes[0]


def test_thirty_pathways_over_thirty_causes_stay_small() -> None:
    """Issue 4 asks for an exact answer: measured 105,984 operations; diagrams take millions of nodes."""
    case = grown(30, 30, 4)
    assert compile_circuit(case.store, case.roots, marks=case.weights).size < 120_000


def test_the_order_that_joins_fewest_neighbours() -> None:
    """A chain 0-1-2-3 is taken from an end, as nothing is joined there; what is to be kept goes last."""
    chain = [0b0011, 0b0110, 0b1100]
    assert fewest_edges(chain) == (0, 1, 2, 3)
    assert fewest_edges(chain, last=0b0001) == (3, 2, 1, 0)
    assert fewest_edges([0b0111, 0b1100]) == (3, 0, 1, 2)  # 3 has one neighbour; 2 would join 3 to 0 and 1


def test_a_network_without_sharing_has_no_plan() -> None:
    """A conjunction of three leaves has no leaf in two parts; nor has a parity parts to be multiplied."""
    network = Network()
    leaves = [network.leaf(number) for number in range(3)]
    network.roots = (network.every(leaves), network.odd(leaves))
    assert plan(network) is None


def test_a_plan_with_too_many_entries_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nine pathways over sixteen causes take 3,037 entries; with a limit of 1,000 there is no plan, yet an answer."""
    monkeypatch.setattr(elimination, "MOST_ENTRIES", 1_000)
    given = example(1)
    case = grown(9, 16, 4)
    assert by_elimination(Example(case.store, case.roots, tuple(map(Fraction, case.weights)))) is None
    assert not wrong_value(given)


def test_entries_that_are_too_large_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """With room for no residual formula at all, summing out says so, and the portfolio goes on without it."""
    monkeypatch.setattr(elimination, "MOST_RESIDUALS", 1)
    case = grown(9, 16, 4)
    with pytest.raises(TooLargeError, match="residual formulas"):
        by_elimination(Example(case.store, case.roots, tuple(map(Fraction, case.weights))))
    assert compile_circuit(case.store, case.roots, marks=case.weights).size < 2_000


def test_what_would_take_long_comes_after_diagrams(monkeypatch: pytest.MonkeyPatch) -> None:
    """With nothing cheap enough to come first, diagrams are tried first; the smaller of the two is kept all the same."""
    case = grown(18, 24, 4)
    before = compile_circuit(case.store, case.roots, marks=case.weights).size
    monkeypatch.setattr(portfolio, "SOON", 0)
    assert compile_circuit(case.store, case.roots, marks=case.weights).size == before
