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
from loadpath.engine.diagrams import Diagram, Unfinished, diagram, write
from loadpath.engine.network import Network
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
