"""Diagrams by oxidd: what is read off them, what budgets and garbage may not change, and what sifting gains.

The network of all tests: some of n pairs holds, x_i and y_i. With all x above all y its diagram remembers which x held,
2^(n+1) - 2 nodes; with each y below its x two nodes a pair are enough (Bryant, IEEE Trans. Computers C-35, 1986).
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from loadpath.engine import diagrams
from loadpath.engine.assembly import Assembly
from loadpath.engine.budgets import smallest_diagram
from loadpath.engine.circuit import MIX, MULTIPLY, ONE, ZERO
from loadpath.engine.diagrams import Diagram, Unfinished, _Builder, _last_uses, _layer_written, diagram, write
from loadpath.engine.network import ALL, SOME, Network
from loadpath.engine.sifting import levels, moved, reached, sifted

PAIRS = 10
TREES = Path(__file__).resolve().parents[3] / "shared" / "benchmarks" / "openpsa"
COMPILED = """
import sys
from pathlib import Path
from loadpath.assess.fault_tree import tree_model
from loadpath.ingest.openpsa import read_open_psa
for name in sys.argv[1:]:
    print(tree_model(read_open_psa(Path(name).read_bytes(), name)).circuit().digest)
"""


def pairs(count: int = PAIRS) -> Network:
    """Return the network of: some pair holds."""
    network = Network()
    first = [network.leaf(number) for number in range(count)]
    second = [network.leaf(count + number) for number in range(count)]
    network.roots = (network.every([network.every(pair) ^ 1 for pair in zip(first, second, strict=True)]) ^ 1,)
    return network


def poor(network: Network) -> list[int]:
    """Return the order with all x above all y."""
    return [network.leaf(number) >> 1 for number in range(2 * PAIRS)]


def built(network: Network, order: list[int], most: int, **options: int) -> Diagram:
    """Return the diagram, which must fit."""
    found = diagram(network, order, most, **options)
    assert isinstance(found, Diagram)
    return found


def circuit_of(found: Diagram, network: Network) -> tuple[str, float]:
    """Return the digest of what is written for a diagram, and its value where each x and y has 1/4 and 1/2."""
    assembly = Assembly(2 * PAIRS, 10**6)
    leaves = {number: (assembly.plain(number), assembly.complement(number)) for number in range(2 * PAIRS)}
    slots = write(found, network, leaves, assembly)
    circuit = assembly.circuit({0: slots[0]})
    weights = np.array([0.25] * PAIRS + [0.5] * PAIRS).reshape(-1, 1)
    return circuit.digest, float(circuit.probabilities(weights, 1 - weights, [0])[0, 0])


def test_a_diagram_gives_the_probability() -> None:
    """1 - (1 - 1/8)^10."""
    network = pairs()
    _, probability = circuit_of(built(network, poor(network), 10_000), network)
    assert probability == pytest.approx(1 - 0.875**PAIRS, rel=1e-14)


def test_negations_and_parities_and_counts_are_read_off() -> None:
    """Of three leaves of 1/2: none of two is 1/4, an odd number 1/2, at least two 1/2; a leaf itself, and not itself."""
    network = Network()
    a, b, c = (network.leaf(number) for number in range(3))
    network.roots = (network.every([a ^ 1, b ^ 1]), network.odd([a, b, c]), network.some(2, [a, b, c]), a, c ^ 1)
    found = built(network, [a >> 1, b >> 1, c >> 1], 100)
    assembly = Assembly(3, 100)
    slots = write(found, network, {n: (assembly.plain(n), assembly.complement(n)) for n in range(3)}, assembly)
    circuit = assembly.circuit(dict(enumerate(slots)))
    half = np.full((3, 1), 0.5)
    assert circuit.probabilities(half, half, range(5))[:, 0].tolist() == [0.25, 0.5, 0.5, 0.5, 0.5]


def test_a_budget_ends_a_diagram_where_it_stands() -> None:
    """With few nodes some pairs are joined and then no more; the order comes back."""
    network = pairs()
    found = diagram(network, poor(network), 300)
    assert isinstance(found, Unfinished)
    assert 0 < found.joined < 3 * PAIRS
    assert list(found.order) == poor(network)


@pytest.mark.parametrize(("spare", "crowded", "cache"), [(1.25, 0.0, 0.5), (20.0, 2.0, 0.5), (1.25, 0.5, 0.0)])
def test_garbage_and_cache_change_no_bit(
    spare: float, crowded: float, cache: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Collected after every part, never, and with hardly a cache: the same operations in the same order."""
    network = pairs()
    expected = circuit_of(built(network, poor(network), 100_000), network)
    monkeypatch.setattr(diagrams, "SPARE", spare)
    monkeypatch.setattr(diagrams, "CROWDED", crowded)
    monkeypatch.setattr(diagrams, "CACHE", cache)
    assert circuit_of(built(network, poor(network), 100_000), network) == expected


def test_what_oxidd_collects_by_itself_counts_as_over_the_budget(monkeypatch: pytest.MonkeyPatch) -> None:
    """A manager without room to spare collects on its own: what was built then is not taken."""
    network = pairs()
    needed = built(network, poor(network), 100_000).built
    monkeypatch.setattr(diagrams, "CROWDED", 2.0)
    monkeypatch.setattr(diagrams, "SPARE", 0.5)
    assert isinstance(diagram(network, poor(network), needed + 1), Unfinished)
    monkeypatch.setattr(diagrams, "SPARE", 1.25)
    assert isinstance(diagram(network, poor(network), needed), Diagram)
    assert isinstance(diagram(network, poor(network), needed - 1), Unfinished)


def test_sifting_brings_pairs_together() -> None:
    """2^11 - 2 = 2,046 nodes with x above y; two a pair, 20, when each y has come to its x."""
    network = pairs()
    found = built(network, poor(network), 100_000)
    found.manager.gc()
    inside, kept = sifted(found.manager, found.roots, 10**9)
    assert found.manager.num_inner_nodes() - 2 * PAIRS <= 2**11 - 2
    inside.gc()
    assert kept[0].node_count() - 1 == 2 * PAIRS
    places = {leaf: place for place, leaf in enumerate(levels(inside))}
    assert all(abs(places[leaf] - places[PAIRS + leaf]) == 1 for leaf in range(PAIRS))


def test_sifting_on_the_way_changes_no_value() -> None:
    """The order gets better while the gate is built, and the probability stays."""
    network = pairs()
    plain = built(network, poor(network), 100_000)
    better = built(network, poor(network), 100_000, sift_from=50, effort=10**9)
    assert better.size < plain.size / 10
    assert circuit_of(better, network)[1] == pytest.approx(circuit_of(plain, network)[1], rel=1e-14)
    assert circuit_of(better, network) == circuit_of(
        built(network, poor(network), 100_000, sift_from=50, effort=10**9), network
    )


def test_moving_keeps_functions_and_order() -> None:
    """What was moved reaches as many functions, at the same levels."""
    network = pairs()
    found = built(network, poor(network), 100_000)
    inside, kept = moved(found.manager, found.roots, 10_000, 0)
    assert levels(inside) == levels(found.manager)
    before, after = reached(found.manager, found.roots), reached(inside, kept)
    assert before.count == after.count
    assert [layer.then.tolist() for layer in before.layers] == [layer.then.tolist() for layer in after.layers]


def test_budgets_grow_until_an_order_fits() -> None:
    """Any order that a walk gives keeps pairs together: 20 nodes; under a budget that is too small, nothing."""
    network = pairs()
    found = smallest_diagram(network)
    assert found is not None
    assert found.size == 2 * PAIRS + 1
    assert smallest_diagram(network, 10) is None


@pytest.mark.skipif(not TREES.exists(), reason="shared/benchmarks/openpsa is not here")
def test_hash_seeds_change_no_circuit() -> None:
    """Three trees in two processes in which Python hashes text differently: the same digests."""
    names = [str(TREES / f"{name}.xml") for name in ("baobab3", "das9208", "edfpa15q")]
    found = [
        subprocess.run(
            [sys.executable, "-c", COMPILED, *names],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
            timeout=120,
        ).stdout.split()
        for seed in ("1", "2")
    ]
    assert found[0] == found[1]
    assert len(set(found[0])) == 3


def letters(count: int) -> tuple[Network, list[int], dict[int, tuple[int, int]], Assembly]:
    """Return a network with some leaves, their literals 2, 4 and so on, their slots, and where operations go."""
    network, assembly = Network(), Assembly(count, 100)
    slots = {number: (assembly.plain(number), assembly.complement(number)) for number in range(count)}
    return network, [network.leaf(number) for number in range(count)], slots, assembly


def rows(made: Assembly) -> list[list[int]]:
    """Return code and operands of each operation written so far."""
    operands = np.array(made.operands).reshape(-1, 4).tolist()
    return [[code, *four] for code, four in zip(made.codes, operands, strict=True)]


def test_operations_by_hand() -> None:
    """Some of a, b and c, and an odd number of a and b; weights in slots 2 to 4, complements in 5 to 7.

    Lowest first: b, else c (slot 8); then a, else that, and a and not b, else b. True (slot 1) comes before not b.
    """
    network, (a, b, c), slots, made = letters(3)
    network.roots = (network.every([a ^ 1, b ^ 1, c ^ 1]) ^ 1, network.odd([a, b]))
    found = built(network, [a >> 1, b >> 1, c >> 1], 100)
    assert write(found, network, slots, made) == [9, 10]
    assert rows(made) == [[MIX, 3, 6, ONE, 4], [MIX, 2, 5, ONE, 8], [MIX, 2, 5, 6, 3]]


def test_a_layer_is_written_in_the_order_of_its_outcomes() -> None:
    """One side false is a product, the smaller slot first; true and false are the leaf or its complement themselves."""
    made = Assembly(3, 100)
    then = np.array([ONE, ZERO, 4, ZERO, 7, 4, 4], np.int32)
    other = np.array([ZERO, ONE, ZERO, 4, 4, 7, ONE], np.int32)
    # ordered by the first outcome, then by the other: (0, 4), (4, 0), (4, 1), (4, 7), (7, 4)
    assert _layer_written((3, 6), then, other, made).tolist() == [3, 6, 9, 8, 12, 11, 10]
    assert rows(made) == [
        [MULTIPLY, 4, 6, 0, 0],
        [MULTIPLY, 3, 4, 0, 0],
        [MIX, 3, 6, 4, ONE],
        [MIX, 3, 6, 4, 7],
        [MIX, 3, 6, 7, 4],
    ]


def test_a_leaf_whose_complement_stands_first_is_turned() -> None:
    """A module may have its complement in the smaller slot: 6 after 3, and so are its outcomes."""
    made = Assembly(3, 100)
    then, other = np.array([4, 7, ONE], np.int32), np.array([7, ZERO, ZERO], np.int32)
    assert _layer_written((6, 3), then, other, made).tolist() == [8, 9, 6]
    assert rows(made) == [[MIX, 3, 6, 7, 4], [MULTIPLY, 6, 7, 0, 0]]


def test_a_layer_of_leaves_writes_nothing() -> None:
    """True under the leaf and false without it is the leaf."""
    made = Assembly(3, 0)
    assert _layer_written((3, 6), np.array([ONE], np.int32), np.array([ZERO], np.int32), made).tolist() == [3]


def test_what_nobody_needs_any_more() -> None:
    """A and b make d, d and c make e, and d is a root: after d nobody needs a and b, after e nobody c; d stays."""
    network, (a, b, c), _, _ = letters(3)
    d = network.every([a, b])
    e = network.odd([d ^ 1, c])
    network.roots = (e, d ^ 1)
    assert _last_uses(network) == {d >> 1: [a >> 1, b >> 1], e >> 1: [c >> 1]}


def test_what_is_no_longer_needed_is_let_go() -> None:
    """After the parity of a and b, and c, only the roots and the constant are held."""
    network, (a, b, c), _, _ = letters(3)
    network.roots = (network.every([network.odd([a, b]), c]),)
    builder = _Builder(network, [a >> 1, b >> 1, c >> 1], 100)
    assert builder.all_built()
    assert set(builder.made) == {0, network.roots[0] >> 1}
    assert builder.joined == 2
    assert builder.reached == builder.parts == []


def test_a_builder_has_room_for_a_quarter_more_and_a_cache_of_four_times(monkeypatch: pytest.MonkeyPatch) -> None:
    """5,000 nodes of 4,000 and one for each of three leaves; 16,000 results, never under 1,024; half from 8 million on."""
    import oxidd.bcdd  # noqa: PLC0415  its manager is looked up when it is needed

    asked: list[tuple[int, int, int]] = []
    real = oxidd.bcdd.BCDDManager

    def seen(capacity: int, cache: int, threads: int) -> object:
        asked.append((capacity, cache, threads))
        return real(capacity, cache, threads)

    monkeypatch.setattr(oxidd.bcdd, "BCDDManager", seen)
    network, (a, b, c), _, _ = letters(3)
    builder = _Builder(network, [a >> 1, b >> 1, c >> 1], 4_000)
    assert builder.room == (5_003, 16_000)
    assert (builder.joined, builder.built, builder.collected, builder.rest) == (0, 0, 0, 0)
    assert (builder.sift_from, builder.effort) == (2**62, 0)
    _Builder(network, [a >> 1, b >> 1, c >> 1], 40)
    assert asked == [(5_003, 16_000, 1), (53, 1_024, 1)]
    monkeypatch.setattr(diagrams, "ROOMY", 3_000)  # as 4,000,000 is for large budgets
    assert _Builder(network, [a >> 1, b >> 1, c >> 1], 4_000).room == (5_003, 3_000)
    assert _Builder(network, [a >> 1, b >> 1, c >> 1], 8_000).room == (10_003, 4_000)


def test_parts_are_joined_from_the_bottom_up() -> None:
    """The deepest leaf is reached first, and the topmost is the last to be joined; constants are deepest of all."""
    network, (a, b, c), _, _ = letters(3)
    builder = _Builder(network, [c >> 1, a >> 1, b >> 1], 100)
    functions = {name: builder.made[leaf >> 1] for name, leaf in zip("abc", (a, b, c), strict=True)}
    true = builder.manager.true()
    builder.parts = [functions["a"], true, functions["c"], functions["b"]]
    builder._begin(ALL, 0)
    assert builder.reached == [true]
    assert builder.parts == [functions["c"], functions["a"], functions["b"]]
    builder.parts = [functions["b"], functions["c"]]
    builder._begin(SOME, 2)
    assert builder.reached == [true, ~true, ~true]
    assert builder.parts == [functions["c"], functions["b"]]
    builder._join(SOME, 2)
    assert builder.reached == [true, functions["b"], ~true]
    builder._join(SOME, 2)
    assert builder.reached == [true, functions["b"] | functions["c"], functions["b"] & functions["c"]]


class _Sizes:
    """A manager of which only sizes are asked, one after the other, and which says how often it was collected."""

    def __init__(self, *sizes: int) -> None:
        self.sizes = list(sizes)
        self.collected = 0

    def num_inner_nodes(self) -> int:
        """Return the next size."""
        return self.sizes.pop(0)

    def gc(self) -> None:
        """Collect."""
        self.collected += 1

    def gc_count(self) -> int:
        """Return how often it was collected."""
        return self.collected


def sized(monkeypatch: pytest.MonkeyPatch, *sizes: int, sift_from: int = 2**62) -> tuple[_Builder, _Sizes, list[int]]:
    """Return a builder with a budget of 100 whose manager has these sizes in turn, and where it says that it sifts."""
    builder = _Builder(Network(), [], 100)
    manager = _Sizes(*sizes)
    builder.manager, builder.sift_from = manager, sift_from
    sifts: list[int] = []
    monkeypatch.setattr(_Builder, "_sift", lambda self: sifts.append(self.rest))
    return builder, manager, sifts


def test_a_budget_may_be_used_up_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    """100 of 100 fit, 101 do not; what was joined is counted while it fits, and the most that there was is kept."""
    builder, manager, sifts = sized(monkeypatch, 40, 30, 100, 60, 101)
    assert [builder._fits() for _ in range(3)] == [True, True, True]
    assert (builder.joined, builder.built, manager.collected, builder.rest) == (3, 100, 1, 60)
    assert not builder._fits()
    assert (builder.joined, builder.built, sifts) == (3, 100, [])


def test_garbage_is_collected_once_half_the_budget_is_new(monkeypatch: pytest.MonkeyPatch) -> None:
    """50 of 100 are not more than half; 51 are. 30 stay, so that 80 are not, and 81 are."""
    builder, manager, _ = sized(monkeypatch, 50, 51, 30, 80, 81, 35)
    assert [(builder._fits(), manager.collected, builder.rest) for _ in range(4)] == [
        (True, 0, 0), (True, 1, 30), (True, 1, 30), (True, 2, 35),
    ]  # fmt: skip
    assert builder.collected == 2


def test_what_was_collected_by_itself_does_not_fit(monkeypatch: pytest.MonkeyPatch) -> None:
    """Once more often than the builder did: over the budget, however few there are."""
    builder, manager, _ = sized(monkeypatch, 10, 10)
    assert builder._fits()
    manager.collected += 1
    assert not builder._fits()
    assert builder.joined == 1


def test_where_an_order_is_improved(monkeypatch: pytest.MonkeyPatch) -> None:
    """From 10 on: a look at 21, twice 10 and one, not at 20; if 11 are needed it sifts, and if 10 are it does not."""
    builder, manager, sifts = sized(monkeypatch, 20, 21, 10, 22, 11, sift_from=10)
    assert builder._fits()
    assert manager.collected == 0
    assert builder._fits()
    assert (manager.collected, sifts) == (1, [])
    assert builder._fits()
    assert (manager.collected, sifts) == (2, [11])


def test_beyond_a_size_an_order_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    """With 15 as the end: 15 needed are not sifted, and then not even looked at; with 14 they are."""
    monkeypatch.setattr(diagrams, "SIFT_UNTIL", 15)
    builder, manager, sifts = sized(monkeypatch, 30, 15, 30, sift_from=10)
    assert builder._fits()
    assert builder._fits()
    assert (manager.collected, sifts) == (1, [])
    builder, manager, sifts = sized(monkeypatch, 30, 14, 30, 16, sift_from=10)
    assert builder._fits()
    assert builder._fits()
    assert (manager.collected, sifts) == (2, [14])


def test_sifting_keeps_what_is_held(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leaves, parts and what was reached come back in a new manager of the same room, each in its place."""
    network, (a, b, c), _, _ = letters(3)
    builder = _Builder(network, [a >> 1, b >> 1, c >> 1], 4_000)
    made = dict(builder.made)
    builder.parts = [made[a >> 1] & made[b >> 1], ~made[c >> 1]]
    builder.reached = [made[a >> 1] | made[c >> 1]]
    builder.effort = 77
    asked: list[tuple[int, ...]] = []

    def sift(manager: object, functions: list[object], most: int) -> tuple[object, list[object]]:
        asked.append((most,))
        return manager, functions

    def move(manager: object, functions: list[object], capacity: int, cache: int) -> tuple[object, list[object]]:
        asked.append((capacity, cache))
        return moved(manager, functions, capacity, cache)

    monkeypatch.setattr(diagrams, "sifted", sift)
    monkeypatch.setattr(diagrams, "moved", move)
    before = builder.manager
    builder.sift_from = 3
    builder._sift()
    assert asked == [(77,), (5_003, 16_000)]
    inside = builder.manager
    assert inside is not before
    x, y, z = (inside.var(number) for number in range(3))
    assert builder.made == {0: inside.false(), a >> 1: x, b >> 1: y, c >> 1: z}
    assert builder.parts == [x & y, ~z]
    assert builder.reached == [x | z]
    assert (builder.collected, builder.rest) == (inside.gc_count(), inside.num_inner_nodes())
    assert builder.sift_from == 2 * builder.rest > 3
    builder.sift_from = 1_000
    builder._sift()
    assert builder.sift_from == 1_000


def test_options_are_handed_on(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without any, nothing is improved: from 2^62 nodes on, and with no effort."""
    seen: list[tuple[int, int, int]] = []

    def stopped(self: _Builder) -> bool:
        seen.append((self.most, self.sift_from, self.effort))
        return False

    monkeypatch.setattr(_Builder, "all_built", stopped)
    network, (a, b, _), _, _ = letters(3)
    found = diagram(network, [b >> 1, a >> 1], 10)
    assert found == Unfinished(0, (b >> 1, a >> 1))
    diagram(network, [a >> 1], 11, sift_from=5, effort=6)
    assert seen == [(10, 2**62, 0), (11, 5, 6)]


def test_what_a_diagram_says_of_itself() -> None:
    """A and b, not a, and the parity of b and c: 2, 1 and 2 nodes and what is certain, each for itself."""
    network, (a, b, c), _, _ = letters(3)
    network.roots = (network.every([a, b]), a ^ 1, network.odd([c, b]))
    found = built(network, [b >> 1, a >> 1, c >> 1], 100)
    assert found.order == (b >> 1, a >> 1, c >> 1)
    assert found.size == 3 + 2 + 3
    x, y, z = (found.manager.var(number) for number in range(3))
    assert list(found.roots) == [x & y, ~y, x ^ z]
    assert found.built == found.manager.num_inner_nodes()


def test_a_manager_that_is_full_ends_a_diagram(monkeypatch: pytest.MonkeyPatch) -> None:
    """With room for 25 nodes of a budget of 100,000 oxidd gives up; the order comes back all the same."""
    monkeypatch.setattr(diagrams, "SPARE", 0.00025)
    network = pairs()
    found = diagram(network, poor(network), 100_000)
    assert isinstance(found, Unfinished)
    assert list(found.order) == poor(network)
