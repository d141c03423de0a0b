"""From formulas to the smallest circuit that a portfolio of ways finds, under budgets counted in nodes.

The formulas are simplified, brought into an order that no naming can change, and cut into modules. Each piece is tried
top-down under a cap of operations; then as diagrams in a number of orders, cheap budgets first, growing until some fit.
The smallest of what came out is kept. Nothing depends on time or chance: the same formulas give the same circuit on
every machine.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from loadpath.engine.assembly import Assembly
from loadpath.engine.canonical import canonical
from loadpath.engine.diagrams import Diagram, diagram, write
from loadpath.engine.modules import pieces
from loadpath.engine.network import LEAF, Network
from loadpath.engine.orders import orders, walks
from loadpath.engine.simplify import simplify
from loadpath.engine.topdown import compile_topdown
from loadpath.errors import TooLargeError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from loadpath.engine.circuit import Circuit
    from loadpath.engine.formula import Formulas
    from loadpath.engine.topdown import Slots

MOST_NODES = 60_000_000
"""The largest diagram that is tried, garbage included: about 3 GB."""

MOST_OPERATIONS = 30_000_000
FIRST_BUDGET = 200_000
GROWTH = 6
TOLERANCE = 1.5
ENOUGH = 3_000_000
"""From this budget on the first diagram that fits is taken."""

SMALL = 60
"""A piece of no more operations than this is small enough."""

LARGE = 10_000
"""A piece of more operations than this, as a diagram, is tried top-down at greater length."""

GLANCE, EFFORT = 3_000, 20_000
"""Residual formulas, top-down, at first and at greater length."""

WORTH = 3
"""A second look must promise to make a diagram so many times smaller."""

RANKS = ("shared", "large", "fan-in", "small")
"""Orders that decide, top-down, between leaves that are shared alike."""

NEVER = 2**62
"""The size of what has not been compiled."""


def compile_circuit(
    store: Formulas, roots: Sequence[int], *, marks: Sequence[float] = (), most_nodes: int = MOST_NODES
) -> Circuit:
    """Return one circuit for all roots.

    Args:
        store: the formulas.
        roots: which of them are asked for.
        marks: a number for each leaf (its probability, say) that tells leaves apart where the structure does not, so
            that renaming and reordering change no bit of any result.
        most_nodes: the largest diagram that is tried.

    Raises:
        TooLargeError: when nothing fits.
    """
    asked = tuple(dict.fromkeys(roots))
    network = canonical(simplify(store, asked), dict(enumerate(marks)))
    literals, network.roots = network.roots, tuple(sorted(set(network.roots)))
    assembly = Assembly(store.leaves, MOST_OPERATIONS)
    leaves: dict[int, Slots] = {
        number: (assembly.plain(number), assembly.complement(number))
        for kind, number in zip(network.kinds, network.numbers, strict=True)
        if kind == LEAF
    }
    *modules, top = pieces(network)
    for number, module in enumerate(modules):
        inner = module.network
        inner.roots = (inner.roots[0], inner.roots[0] ^ 1)
        plain, complement = _smallest(inner, leaves, assembly, most_nodes)
        leaves[-1 - number] = (plain, complement)
    slots = dict(zip(network.roots, _smallest(top.network, leaves, assembly, most_nodes), strict=True))
    return assembly.circuit({root: slots[literal] for root, literal in zip(asked, literals, strict=True)})


def _smallest(network: Network, leaves: Mapping[int, Slots], assembly: Assembly, most_nodes: int) -> list[int]:
    """Return the slots of a piece's roots by the way that takes the fewest operations."""
    attempt = _Attempt(network, leaves, assembly)
    ranks = walks(network, RANKS)
    if attempt.topdown(ranks[0], GLANCE):
        for spread in (True, False):
            for rank in ranks if spread else ranks[1:]:
                if attempt.size > SMALL:
                    attempt.topdown(rank, GLANCE, spread=spread)
    if attempt.size > SMALL:
        found = _diagram(network, most_nodes)
        looked_at = attempt.size < NEVER
        if found is not None and sum(root.node_count() for root in found.roots) < attempt.size:
            start = len(assembly.operations)
            attempt.keep(write(found, network, leaves, assembly), start)
        if not looked_at and attempt.size > LARGE:
            attempt.topdown(found.order if found else ranks[0], min(EFFORT, attempt.size // WORTH))
    if attempt.size == NEVER:
        raise TooLargeError(
            f"the exact answer takes more than {most_nodes:,} nodes",
            help="no approximation is given in its place; split the case",
        )
    return attempt.slots


@dataclass(slots=True)
class _Attempt:
    """The smallest way found so far to compile one piece."""

    network: Network
    leaves: Mapping[int, Slots]
    assembly: Assembly
    size: int = NEVER
    slots: list[int] = field(default_factory=list)

    def topdown(self, rank: Sequence[int], most: int, *, spread: bool = False) -> bool:
        """Try it top-down, and return whether that came to an end within what was allowed."""
        assembly, start = self.assembly, len(self.assembly.operations)
        limit, assembly.most = assembly.most, min(assembly.most, start + min(self.size, most))
        try:
            slots = compile_topdown(self.network, self.leaves, assembly, rank, most, spread=spread)
        except TooLargeError:
            return False
        finally:
            assembly.most = limit
        self.keep(slots, start)
        return True

    def keep(self, slots: list[int], start: int) -> None:
        """Keep the slots of one way if it takes fewer operations, of those since `start`, than any before."""
        size = self.assembly.count(slots, start)
        if size < self.size:
            self.size, self.slots = size, slots


def _diagram(network: Network, most_nodes: int) -> Diagram | None:
    """Return the smallest diagram that any order gives under the lowest budget that one keeps to.

    Once an order has fitted, the others get only somewhat more nodes than it took.
    """
    tried = list(orders(network))
    budget = min(FIRST_BUDGET, most_nodes)
    while True:
        best: Diagram | None = None
        allowed, fewest = budget, 0
        for _, order in tried:
            found = diagram(network, order, allowed)
            if found is None:
                continue
            size = sum(root.node_count() for root in found.roots)
            if best is None or size < fewest:
                best, fewest = found, size
            allowed = min(allowed, int(found.built * TOLERANCE) + 1000)
            if budget >= ENOUGH:
                break
        if best is not None or budget >= most_nodes:
            return best
        budget = min(GROWTH * budget, most_nodes)
