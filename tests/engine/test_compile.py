"""The portfolio: exact against enumeration, and the same bits however a formula is said."""

from __future__ import annotations

import gc
import random
import tracemalloc
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from tests.engine.formulas import enumerated, grown, said_anew

from loadpath.engine import compile as portfolio
from loadpath.engine.assembly import Assembly
from loadpath.engine.budgets import MOST_NODES
from loadpath.engine.compile import NEVER, RANKS, _Attempt, _smallest, compile_circuit
from loadpath.engine.diagrams import Diagram
from loadpath.engine.elimination import Plan
from loadpath.engine.formula import Formulas
from loadpath.engine.network import Network
from loadpath.errors import TooLargeError

if TYPE_CHECKING:
    from collections.abc import Sequence

BLOCK = 50


@pytest.mark.parametrize("block", range(6))
def test_exact_as_enumeration_in_fractions(block: int) -> None:
    """Random formulas with negation, k-of-n, parity and choice, most of them with shared parts: 1e-12 relative."""
    for seed in range(block * BLOCK, (block + 1) * BLOCK):
        chance = random.Random(seed)
        count = chance.randint(2, 8)
        store, made = grown(chance, count, chance.randint(2, 14))
        roots = [made[-1], *chance.sample(made, 2)]
        weights = [Fraction(chance.randint(1, 999), 1000) for _ in range(count)]
        circuit = compile_circuit(store, roots, marks=[float(weight) for weight in weights])
        plain, complement = (np.array([[float(w)] for w in side]) for side in (weights, [1 - w for w in weights]))
        found = circuit.probabilities(plain, complement, roots)[:, 0].tolist()
        assert found == pytest.approx([float(exact) for exact in enumerated(store, roots, weights)], rel=1e-12, abs=0)


@pytest.mark.parametrize("block", range(6))
def test_saying_it_anew_changes_no_bit(block: int) -> None:
    """Renumbered leaves, shuffled parts and roots, De Morgan's laws and idle leaves leave every bit as it was."""
    for seed in range(block * BLOCK, (block + 1) * BLOCK):
        chance = random.Random(seed)
        count = chance.randint(3, 14)
        store, made = grown(chance, count, chance.randint(2, 20))
        roots = [made[-1], *chance.sample(made, 3)]
        weights = [chance.randint(1, 9) / 10 if chance.random() < 0.5 else chance.random() for _ in range(count)]
        anew, number, order = said_anew(store, chance)
        again = [weights[old] for old in order] + [0.1, 0.2, 0.3]
        asked = [number[root] for root in roots]
        first = np.array(weights)[:, None]
        second = np.array(again)[:, None]
        before = compile_circuit(store, roots, marks=weights).probabilities(first, 1 - first, roots)
        circuit = compile_circuit(anew, chance.sample(asked, len(asked)), marks=again)
        assert np.array_equal(before, circuit.probabilities(second, 1 - second, asked))


def test_what_does_not_fit_is_refused() -> None:
    """Sixty random three-literal clauses over sixty leaves fit into no ten nodes, and top-down stops at its cap."""
    chance = random.Random(1)
    store = Formulas()
    leaves = [store.leaf() for _ in range(60)]
    root = store.all_of(store.any_of(chance.sample(leaves, 3)) for _ in range(120))
    with pytest.raises(TooLargeError, match="takes more than 10 nodes"):
        compile_circuit(store, [root], most_nodes=10)


def attempt(most: int = 100) -> _Attempt:
    """Return a way to compile nothing, over three leaves in slots 2 to 7; operations are in slots 8 on."""
    return _Attempt(Network(), {}, Assembly(3, most), 0)


def test_the_way_of_fewest_operations_is_kept() -> None:
    """One operation beats two, whatever comes later; as many change nothing."""
    tried = attempt()
    assert (tried.size, tried.slots) == (2**62, [])
    tried.keep([tried.assembly.multiply(2, 3)])
    assert (tried.size, tried.slots) == (1, [8])
    tried.keep([8, 8])
    assert tried.slots == [8]
    tried.keep([tried.assembly.multiply(3, 4)])  # two were written so far
    assert (tried.size, tried.slots) == (1, [8])


def test_many_operations_are_counted_by_what_is_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Three were written: with three as few, that is the size; else what slot 10 needs, itself and slot 8."""
    for few, size in ((3, 3), (2, 2)):
        monkeypatch.setattr(portfolio, "SMALL", few)
        tried = attempt()
        for pair in ((2, 3), (3, 4), (8, 4)):
            tried.assembly.multiply(*pair)
        tried.keep([10])
        assert (tried.size, tried.slots) == (size, [10])
    later = _Attempt(Network(), {}, tried.assembly, 1)
    monkeypatch.setattr(portfolio, "SMALL", 1)
    later.keep([10])
    assert later.size == 1  # slot 8 was there before
    monkeypatch.setattr(portfolio, "SMALL", 2)
    later = _Attempt(Network(), {}, tried.assembly, 1)
    later.keep([10])
    assert later.size == 2  # two were written since


@pytest.mark.parametrize(
    ("limit", "size", "most", "allowed"), [(100, NEVER, 7, 8), (100, 5, 7, 6), (4, 5, 7, 4), (100, 7, 5, 6)]
)
def test_top_down_under_a_cap(limit: int, size: int, most: int, allowed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """One operation is there: up to the best so far, or what is allowed, come on top, and never more than at all."""
    tried = attempt(limit)
    tried.assembly.multiply(2, 3)
    tried.size = size
    seen: list[Any] = []

    def compiled(*given: Any, spread: bool) -> list[int]:  # noqa: ANN401  as it comes
        seen.append((*given, spread, tried.assembly.most))
        if len(seen) > 1:
            raise TooLargeError("too large", help="none")
        return [8]

    monkeypatch.setattr(portfolio, "compile_topdown", compiled)
    assert tried.topdown([9], most)
    assert seen == [(tried.network, tried.leaves, tried.assembly, [9], most, False, allowed)]
    assert (tried.slots, tried.size, tried.assembly.most) == ([8], 1, limit)
    tried.slots = []
    assert not tried.topdown([9], most, spread=True)
    assert (seen[1][-2], tried.slots, tried.assembly.most) == (True, [], limit)


def test_a_diagram_is_written_if_it_is_smaller(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of five functions: against six operations it is written, against five not; its order comes back either way."""
    tried = attempt()
    found: list[Diagram | None] = [Diagram(None, (), (4, 3), 9, 5)]
    asked: list[Any] = []

    def smallest(*given: Any) -> Diagram | None:  # noqa: ANN401  as it comes
        asked.append(given)
        return found[0]

    def written(*given: Any) -> list[int]:  # noqa: ANN401  as it comes
        asked.append(given)
        return [7]

    monkeypatch.setattr(portfolio, "smallest_diagram", smallest)
    monkeypatch.setattr(portfolio, "write", written)
    tried.size = 5
    assert tried.diagram(11) == (4, 3)
    assert asked == [(tried.network, 11)]
    tried.size = 6
    assert tried.diagram(12) == (4, 3)
    assert asked[2] == (found[0], tried.network, tried.leaves, tried.assembly)
    assert (tried.slots, tried.size) == ([7], 0)
    found[0] = None
    assert tried.diagram(13) == ()


def test_summing_out_may_fail(monkeypatch: pytest.MonkeyPatch) -> None:
    """What comes out is kept; what is too large is not there."""
    tried, way = attempt(), Plan(())
    asked: list[Any] = []

    def compiled(*given: Any) -> list[int]:  # noqa: ANN401  as it comes
        asked.append(given)
        if len(asked) > 1:
            raise TooLargeError("too large", help="none")
        return [2]

    monkeypatch.setattr(portfolio, "compile_elimination", compiled)
    tried.eliminate(way, [3])
    assert asked == [(tried.network, tried.leaves, tried.assembly, way, [3])]
    assert (tried.slots, tried.size) == ([2], 0)
    tried.eliminate(way, [3])
    assert (tried.slots, tried.size) == ([2], 0)


@dataclass(slots=True)
class _Told(_Attempt):
    """An attempt that writes down what it is to do, and whose size is then what the script says for that way."""

    order: Sequence[int] = ()
    script: dict[str, int] = field(default_factory=dict)
    done: list[tuple[Any, ...]] = field(default_factory=list)

    def _say(self, way: str, *given: Any) -> None:  # noqa: ANN401  as it comes
        self.done.append((way, *given))
        self.size = min(self.size, self.script.get(way, NEVER))

    def diagram(self, most_nodes: int) -> Sequence[int]:
        """Return the order of the script."""
        self._say("diagram", most_nodes)
        return self.order

    def topdown(self, rank: Sequence[int], most: int, *, spread: bool = False) -> bool:
        """Say so."""
        self._say("topdown", list(rank), most, spread)
        return True

    def eliminate(self, way: Plan, rank: Sequence[int]) -> None:
        """Say so."""
        self._say("eliminate", way.cost, list(rank))


def further(
    monkeypatch: pytest.MonkeyPatch,
    cost: int | None,
    *,
    size: int = NEVER,
    finished: bool = False,
    order: Sequence[int] = (),
    most: int = 9_000_000,
    **script: int,
) -> list[tuple[Any, ...]]:
    """Return what is tried after a first look by rank 1 that left some size, when a plan has some cost."""
    network = Network()
    told = _Told(network, {}, Assembly(3, 100), 0, size, order=order, script=script)

    def planned(given: Network) -> Plan | None:
        assert given is network
        return None if cost is None else Plan((), cost=cost)

    def walked(given: Network, names: Sequence[str]) -> list[list[int]]:
        assert given is network
        assert names == ("large", "fan-in", "small")
        return [[2], [3], [4]]

    monkeypatch.setattr(portfolio, "plan", planned)
    monkeypatch.setattr(portfolio, "walks", walked)
    told.further([1], most, finished=finished)
    return told.done


def test_without_a_plan_diagrams_and_then_a_longer_look(monkeypatch: pytest.MonkeyPatch) -> None:
    """A diagram of more than 10,000 is tried top-down in its order: a third of its size, 20,000 at most."""
    all_nodes = ("diagram", 9_000_000)
    assert further(monkeypatch, None, order=(7,), diagram=10_000) == [all_nodes]
    assert further(monkeypatch, None, order=(7,), diagram=10_001) == [all_nodes, ("topdown", [7], 3_333, False)]
    assert further(monkeypatch, None, order=(7,), diagram=90_000) == [all_nodes, ("topdown", [7], 20_000, False)]
    assert further(monkeypatch, None) == [all_nodes, ("topdown", [1], 20_000, False)]
    assert further(monkeypatch, None, size=90_000, order=(7,)) == [all_nodes]  # it had come to an end


def test_other_ranks_follow_what_came_to_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """All ranks with spread branches, then those not yet seen without: 3,000 residual formulas each."""
    spread = [("topdown", [rank], 3_000, True) for rank in (1, 2, 3, 4)]
    plain = [("topdown", [rank], 3_000, False) for rank in (2, 3, 4)]
    assert further(monkeypatch, None, size=70, finished=True) == [*spread, *plain, ("diagram", 9_000_000)]


def test_a_cheap_plan_comes_first(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two million entries are cheap: then only 25,000 nodes, if it came to something, and never more than allowed."""
    first = ("eliminate", 2_000_000, [1])
    assert further(monkeypatch, 2_000_000, eliminate=50_000) == [first, ("diagram", 25_000)]
    assert further(monkeypatch, 2_000_000, eliminate=50_000, most=10) == [first, ("diagram", 10)]
    assert further(monkeypatch, 2_000_000, order=(7,), diagram=30_000) == [
        first, ("diagram", 9_000_000), ("topdown", [7], 10_000, False),
    ]  # fmt: skip


def test_a_dear_plan_comes_after_diagrams(monkeypatch: pytest.MonkeyPatch) -> None:
    """As many nodes as the plan has entries; if it is less than three times the diagram, it is tried after that."""
    assert further(monkeypatch, 2_000_001, diagram=100) == [("diagram", 2_000_001)]
    dear, plan = ("diagram", 3_000_000), ("eliminate", 3_000_000, [1])
    assert further(monkeypatch, 3_000_000, diagram=1_000_001) == [dear, plan]
    assert further(monkeypatch, 3_000_000, order=(7,), diagram=1_000_000) == [dear, ("topdown", [7], 20_000, False)]
    assert further(monkeypatch, 3_000_000) == [dear, plan, ("diagram", 9_000_000)]
    assert further(monkeypatch, 3_000_000, eliminate=5) == [dear, plan]
    assert further(monkeypatch, 3_000_000, most=10, size=1_000_000) == [("diagram", 10)]


def looked(
    monkeypatch: pytest.MonkeyPatch, network: Network, size: int, *, finished: bool = True
) -> tuple[list[Any], list[Any]]:
    """Return what is looked at top-down first, and what further, when the first look comes to some size."""
    first: list[Any] = []
    more: list[Any] = []

    def topdown(self: _Attempt, rank: Sequence[int], most: int) -> bool:
        first.append((list(rank), most))
        self.size, self.slots = size, [size]
        return finished

    def further(self: _Attempt, rank: Sequence[int], most: int, *, finished: bool) -> None:
        more.append((list(rank), most, finished, self.start))

    monkeypatch.setattr(_Attempt, "topdown", topdown)
    monkeypatch.setattr(_Attempt, "further", further)
    monkeypatch.setattr(
        portfolio, "walks", lambda given, names: [[9]] if (given, names) == (network, RANKS[:1]) else []
    )
    assembly = Assembly(3, 100)
    assembly.multiply(2, 3)
    assert _smallest(network, {}, assembly, 55) == [size]
    return first, more


def test_a_tree_needs_no_rank_and_no_second_look(monkeypatch: pytest.MonkeyPatch) -> None:
    """All of three leaves: three are named and one gate is there, so two operations; four for it and its negation."""
    monkeypatch.setattr(portfolio, "SMALL", 0)
    network = Network()
    root = network.every([network.leaf(number) for number in range(3)])
    for roots, least in (((root,), 2), ((root, root ^ 1), 4), ((root ^ 1,), 2)):
        network.roots = roots
        assert looked(monkeypatch, network, least) == ([([], 3_000)], [])
        assert looked(monkeypatch, network, least + 1) == ([([], 3_000)], [([], 55, True, 1)])
    monkeypatch.setattr(portfolio, "SMALL", 6)
    assert looked(monkeypatch, network, 6)[1] == []
    assert looked(monkeypatch, network, 7, finished=False)[1] == [([], 55, False, 1)]


def test_what_is_shared_is_ranked(monkeypatch: pytest.MonkeyPatch) -> None:
    """A is named twice: the leaves are brought into an order by how they are shared."""
    monkeypatch.setattr(portfolio, "SMALL", 0)
    network = Network()
    a, b, c = (network.leaf(number) for number in range(3))
    network.roots = (network.keep(2, 0, (network.odd([a, b]), network.odd([a, c]))),)
    # six are named by three gates: three operations would be those of a tree
    assert looked(monkeypatch, network, 3) == ([([9], 3_000)], [])
    assert looked(monkeypatch, network, 4) == ([([9], 3_000)], [([9], 55, True, 1)])


def test_what_nothing_compiles_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """The message says how many nodes were allowed, and the help what to do."""
    network = Network()
    with pytest.raises(TooLargeError) as refused:
        looked(monkeypatch, network, NEVER)
    assert str(refused.value) == "the exact answer takes more than 55 nodes"
    assert refused.value.help == "no approximation is given in its place; split the case"


def test_every_piece_is_compiled_under_the_same_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    """The parity of c and d is a module: it is asked for with its negation, and is then leaf -1 of the top."""
    store = Formulas()
    a, b, c, d, e = (store.leaf() for _ in range(5))
    one, two = store.at_least(2, [a, b, e]), store.odd([c, d])
    root = store.any_of([store.all_of([one, two]), store.all_of([a, store.negate(two)])])
    seen: list[Any] = []

    def smallest(network: Network, leaves: Any, assembly: Assembly, most: int) -> list[int]:  # noqa: ANN401
        seen.append((network.roots, sorted(leaves), assembly.leaves, assembly.most, most))
        return _smallest(network, leaves, assembly, most)

    monkeypatch.setattr(portfolio, "_smallest", smallest)
    circuit = compile_circuit(store, [root, root, one], most_nodes=77)
    assert [call[2:] for call in seen] == [(5, 20_000_000, 77)] * len(seen)
    assert len(seen) == 2
    plain, complement = seen[0][0]
    assert complement == plain ^ 1
    assert seen[0][1] == [0, 1, 2, 3, 4]
    assert [number for number in seen[1][1] if number < 0] == [-1]
    assert list(circuit.roots) == [root, one]
    half = np.full((5, 1), 0.5)
    # two of a, b, e: 1/2; the parity is 1/2 by itself: 1/4 and half of a, 1/4
    assert circuit.probabilities(half, half, [root, one])[:, 0].tolist() == [0.5, 0.5]
    seen.clear()
    compile_circuit(store, [root])
    assert {call[4] for call in seen} == {MOST_NODES}


def two_of_three(*, turned: bool) -> tuple[Formulas, int]:
    """Return that two of three leaves hold, or that they do not; the second time behind another formula."""
    store = Formulas()
    a, b, c = (store.leaf() for _ in range(3))
    if turned:
        store.all_of([a, c])
    found = store.at_least(2, [a, b, c])
    return store, store.negate(found) if turned else found


def test_a_circuit_is_compiled_once_for_the_same_network() -> None:
    """Of two of three leaves and of its negation: the operations of the first serve again where that is asked for."""
    portfolio._remembered.cache_clear()
    weights = np.array([[0.1], [0.2], [0.3]])
    marks = weights[:, 0].tolist()
    (store, root), (again, turned) = two_of_three(turned=False), two_of_three(turned=True)
    first = compile_circuit(store, [root, store.negate(root)], marks=marks, remember=True)
    other = compile_circuit(again, [again.negate(turned), turned], marks=marks, remember=True)
    assert other.codes is first.codes
    assert list(other.roots) == [again.negate(turned), turned] != list(first.roots)
    # 0.1 x 0.2 + 0.1 x 0.3 + 0.2 x 0.3 - 2 x 0.1 x 0.2 x 0.3 = 0.098
    for circuit in (first, other):
        assert circuit.probabilities(weights, 1 - weights, list(circuit.roots))[:, 0] == pytest.approx([0.098, 0.902])
    anew = compile_circuit(store, [root, store.negate(root)], marks=marks)
    assert anew.codes is not first.codes
    assert anew.digest == first.digest
    assert compile_circuit(store, [root], marks=marks, remember=True).codes is not first.codes
    fewer = compile_circuit(store, [root, store.negate(root)], marks=marks, most_nodes=9, remember=True)
    assert fewer.codes is not first.codes  # under another limit another way may have to do


def test_what_is_remembered_takes_no_more_than_is_said() -> None:
    """48 of 50,000 operations at 17 bytes are 41 MB: of a network nothing but its digest stays, besides a few objects."""
    assert portfolio.REMEMBERED * portfolio.MOST_REMEMBERED * 17 == 40_800_000
    portfolio._remembered.cache_clear()
    portfolio._simplified.cache_clear()
    store = Formulas()
    leaves = [store.leaf() for _ in range(3000)]
    root = store.any_of([store.all_of(leaves[start : start + 3]) for start in range(0, 3000, 3)])
    tracemalloc.start()
    try:
        size = compile_circuit(store, [root], remember=True).size
        portfolio._simplified.cache_clear()
        gc.collect()
        kept = tracemalloc.get_traced_memory()[0]
        portfolio._remembered.cache_clear()
        gc.collect()
        kept -= tracemalloc.get_traced_memory()[0]
    finally:
        tracemalloc.stop()
    assert 17 * size <= kept <= 17 * size + 5_000


def test_large_circuits_are_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two of three take more than one operation: with no more allowed, what was kept goes, and it is compiled anew."""
    portfolio._remembered.cache_clear()
    store, root = two_of_three(turned=False)
    first = compile_circuit(store, [root], remember=True)
    assert first.size > 1
    monkeypatch.setattr(portfolio, "MOST_REMEMBERED", first.size)
    assert compile_circuit(store, [root], remember=True).codes is first.codes
    monkeypatch.setattr(portfolio, "MOST_REMEMBERED", first.size - 1)
    assert compile_circuit(store, [root], remember=True).codes is first.codes  # it was kept before, and goes now
    assert compile_circuit(store, [root], remember=True).codes is not first.codes
