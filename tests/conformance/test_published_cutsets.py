"""Minimal cut sets of published fault trees: counts against those published, the best against every small set.

The counts are those of the same data set as the probabilities (`reference.csv` of the shared benchmarks).
"""

from __future__ import annotations

import csv
from fractions import Fraction
from functools import reduce
from itertools import combinations, islice
from math import prod
from operator import xor
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from loadpath.assess.fault_tree import TreeModel, tree_model
from loadpath.engine.budgets import smallest_diagram
from loadpath.engine.canonical import canonical
from loadpath.engine.cutsets import cut_sets
from loadpath.engine.sifting import moved
from loadpath.engine.simplify import simplify
from loadpath.errors import TooLargeError
from loadpath.ingest.openpsa import read_open_psa

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from loadpath.engine.network import Network

TREES = Path(__file__).resolve().parents[3] / "shared" / "benchmarks" / "openpsa"
REFERENCE = TREES / "reference.csv"
ROWS = list(csv.DictReader(REFERENCE.read_text("utf-8").splitlines())) if REFERENCE.exists() else []
PUBLISHED = {
    row["tree"]: int(row["minimal_cut_sets_published"]) for row in ROWS if row["minimal_cut_sets_published"].isdecimal()
}
WRONG = {"jbd9601": 14_007}
"""Published counts that are wrong, with the right ones; the tests below prove each."""

here = pytest.mark.skipif(not PUBLISHED, reason="shared/benchmarks/openpsa is not here")


def _read(name: str) -> tuple[TreeModel, int]:
    tree = tree_model(read_open_psa((TREES / f"{name}.xml").read_bytes(), name))
    (top,) = tree.tops.values()
    return tree, top


def _at_least(least: int, parts: Sequence[int], ones: int) -> int:
    """Return, bit by bit, whether at least so many parts are one."""
    reached = [ones] + [0] * least
    for part in parts:
        for count in range(least, 0, -1):
            reached[count] |= reached[count - 1] & part
    return reached[-1]


def _holds(tree: TreeModel, top: int, sets: Sequence[Collection[int]]) -> list[bool]:
    """Return whether the top event happens with just the events of each set: every set is one bit of a number."""
    ones = (1 << len(sets)) - 1
    leaves = [0] * len(tree.events)
    for place, members in enumerate(sets):
        for leaf in members:
            leaves[leaf] |= 1 << place
    held: list[int] = []
    for gate in tree.store.gates:
        parts = [held[part] for part in gate.parts]
        match gate.kind:
            case "constant":
                held.append(ones * gate.number)
            case "leaf":
                held.append(leaves[gate.number])
            case "not":
                held.append(ones ^ parts[0])
            case "odd":
                held.append(reduce(xor, parts))
            case kind:
                least = {"and": len(parts), "or": 1}.get(kind, gate.number)
                held.append(_at_least(least, parts, ones))
    text = f"{held[top]:0{len(sets)}b}"
    return [bit == "1" for bit in reversed(text)]


@here
@pytest.mark.parametrize("name", PUBLISHED or ["absent"])
def test_counts_are_the_published_ones(name: str) -> None:
    """Exactly, from 392 to 105,955,422; one published count is wrong."""
    tree, top = _read(name)
    assert cut_sets(tree.store, top).count == WRONG.get(name, PUBLISHED[name])
    assert WRONG.get(name) != PUBLISHED[name]


@here
@pytest.mark.parametrize(
    ("name", "size", "threshold"), [("baobab1", 4, 1e-8), ("chinese", 6, 1e-4), ("isp9605", 4, 1e-6)]
)
def test_the_ten_most_probable_are_those_of_brute_force(name: str, size: int, threshold: float) -> None:
    """Every set of up to so many events is tried; of those that make the top event happen the minimal ones are kept.

    No event is more probable than 0.01, so that a set of more is less probable than the tenth, and ties go by number.
    """
    tree, top = _read(name)
    assert max(tree.means) == 0.01
    minimal: list[tuple[int, ...]] = []
    for count in range(size + 1):
        tried = list(combinations(range(len(tree.events)), count))
        enough = [chosen for chosen, held in zip(tried, _holds(tree, top, tried), strict=True) if held]
        known = set(minimal)
        minimal += [
            chosen
            for chosen in enough
            if not any(part in known for few in range(count) for part in combinations(chosen, few))
        ]
    best = sorted(minimal, key=lambda leaves: (-prod(Fraction(tree.means[leaf]) for leaf in leaves), leaves))[:10]
    found = list(islice(cut_sets(tree.store, top).most_probable(tree.means), 10))
    assert [each.leaves for each in found] == best
    assert found[-1].probability == pytest.approx(threshold, rel=1e-12)
    assert found[-1].probability > 0.01 ** (size + 1)


@here
@pytest.mark.parametrize("name", ["chinese", "das9208", "isp9603", "isp9605", "jbd9601"])
def test_all_of_them_are_minimal_and_together_they_are_the_tree(name: str) -> None:
    """This proves a count, whatever was published.

    Each set makes the top event happen and ceases to when any one event is left out; and the diagram of their union is
    that of the tree. In coherent logic such a cover is unique: a further minimal cut set would have to contain one of
    these (Quine, "Two theorems about truth functions", Bol. Soc. Mat. Mexicana 10, 1953).
    """
    tree, top = _read(name)
    found = cut_sets(tree.store, top)
    assert found.coherent
    sets = [each.leaves for each in found.most_probable(tree.means)]
    assert len(set(sets)) == len(sets) == found.count
    assert all(_holds(tree, top, sets))
    assert not any(_holds(tree, top, [{*each} - {leaf} for each in sets for leaf in each]))
    network = canonical(simplify(tree.store, [top]), {})
    diagram = smallest_diagram(network)
    assert diagram is not None
    manager, (root,) = moved(diagram.manager, diagram.roots, 10_000_000, 2_000_000)
    assert _union(network, diagram.order, sets, manager) == root


def _union(network: Network, order: Sequence[int], sets: Sequence[Sequence[int]], manager: Any) -> object:  # noqa: ANN401  oxidd's type
    """Return the diagram of the union of some sets, in a manager whose leaves are in a given order."""
    place = {network.numbers[node]: level for level, node in enumerate(order)}
    rows = sorted(sorted(place[leaf] for leaf in each) for each in sets)
    parts = []
    for row in rows:
        part = manager.true()
        for level in reversed(row):
            part = manager.var(manager.level_to_var(level)) & part
        parts.append(part)
    while len(parts) > 1:
        pairs = zip(parts[::2], parts[1::2], strict=False)
        parts = [one | other for one, other in pairs] + (parts[-1:] if len(parts) % 2 else [])
    return parts[0]


@here
def test_logic_that_is_not_coherent_has_the_published_count_as_well() -> None:
    """das9601 negates gates, so that its sets are enough as long as nothing else happens: no part of one is."""
    tree, top = _read("das9601")
    found = cut_sets(tree.store, top)
    assert not found.coherent
    sets = [each.leaves for each in found.most_probable(tree.means)]
    assert all(_holds(tree, top, sets))
    parts = {part for each in sets for size in range(len(each)) for part in combinations(each, size)}
    assert not any(_holds(tree, top, sorted(parts)))


@pytest.mark.slow
@here
def test_the_tree_whose_probability_nobody_knows_is_refused() -> None:
    """nus9601 has no count either: its diagram does not fit, and that is said instead of a number (80 s)."""
    tree, top = _read("nus9601")
    with pytest.raises(TooLargeError, match="more than 4,000,000 nodes"):
        cut_sets(tree.store, top)
