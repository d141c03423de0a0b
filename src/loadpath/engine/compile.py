"""From formulas to the smallest circuit that a portfolio of ways finds, under budgets counted in nodes.

The formulas are simplified, brought into an order that no naming can change, and cut into modules. Each piece is tried
top-down under a cap of operations; then as diagrams in a number of orders, cheap budgets first, growing until some fit.
The smallest of what came out is kept. Nothing depends on time or chance: the same formulas give the same circuit on
every machine.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from loadpath.engine.assembly import Assembly
from loadpath.engine.budgets import FIRST_BUDGET, MOST_NODES, smallest_diagram
from loadpath.engine.canonical import canonical
from loadpath.engine.diagrams import write
from loadpath.engine.elimination import Plan, compile_elimination, plan
from loadpath.engine.formula import Formulas, Gate
from loadpath.engine.modules import pieces
from loadpath.engine.network import LEAF, Network
from loadpath.engine.orders import walks
from loadpath.engine.simplify import simplify
from loadpath.engine.topdown import compile_topdown
from loadpath.errors import TooLargeError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from loadpath.engine.circuit import Circuit
    from loadpath.engine.topdown import Slots

MOST_OPERATIONS = 20_000_000
"""A circuit has no more operations than this: 17 bytes for each, and as many again while it is put together."""

SMALL = 60
"""A piece of no more operations than this is small enough."""

LARGE = 10_000
"""A piece of more operations than this, as a diagram, is tried top-down at greater length."""

GLANCE, EFFORT = 3_000, 20_000
"""Residual formulas, top-down, at first and at greater length."""

WORTH = 3
"""A second look must promise to make a diagram so many times smaller."""

SOON = 2_000_000
"""Summing out comes before diagrams if its tables have no more entries than this, which takes a second."""

RANKS = ("shared", "large", "fan-in", "small")
"""Orders that decide, top-down, between leaves that are shared alike."""

NEVER = 2**62
"""The size of what has not been compiled."""

REMEMBERED = 48
"""So many circuits are kept: questions about a case, and people who judge the same things, ask for the same ones."""

MOST_REMEMBERED = 50_000
"""A circuit of more operations is not kept, so that all together never take more than 41 MB."""


def compile_circuit(
    store: Formulas,
    roots: Sequence[int],
    *,
    marks: Sequence[float] = (),
    most_nodes: int = MOST_NODES,
    remember: bool = False,
) -> Circuit:
    """Return one circuit for all roots.

    Args:
        store: the formulas.
        roots: which of them are asked for.
        marks: a number for each leaf (its probability, say) that tells leaves apart where the structure does not, so
            that renaming and reordering change no bit of any result.
        most_nodes: the largest diagram that is tried.
        remember: take the circuit of the same network if it was compiled before, and keep this one, unless it is large.

    Raises:
        TooLargeError: when nothing fits.
    """
    asked = tuple(dict.fromkeys(roots))
    network = canonical(_simplified(tuple(store.gates), store.leaves, store.flat, asked), dict(enumerate(marks)))
    literals = network.roots
    found = (_remembered if remember else _compiled)(_Wanted(network, store.leaves, most_nodes))
    if remember and found.size > MOST_REMEMBERED:
        _remembered.cache_clear()
    slots = [found.roots[literal] for literal in literals]
    return replace(found, roots=dict(zip(asked, slots, strict=True)))


class _Wanted:
    """A network to compile, the same as another by its digest; once it is compiled, nothing else of it is kept."""

    __slots__ = ("digest", "leaves", "most_nodes", "network")

    def __init__(self, network: Network, leaves: int, most_nodes: int) -> None:
        told = (network.kinds, network.numbers, network.parts, network.roots, leaves, most_nodes)
        self.digest = hashlib.sha256(repr(told).encode()).digest()
        self.network: Network | None = network
        self.leaves, self.most_nodes = leaves, most_nodes

    def __hash__(self) -> int:
        return hash(self.digest)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Wanted) and self.digest == other.digest


def _compiled(wanted: _Wanted) -> Circuit:
    """Return the circuit of a network in canonical order, by literals."""
    network, leaves, most_nodes = wanted.network, wanted.leaves, wanted.most_nodes
    assert network is not None  # what was compiled is remembered, and not asked for again
    wanted.network = None
    network.roots = tuple(sorted(set(network.roots)))
    assembly = Assembly(leaves, MOST_OPERATIONS)
    at: dict[int, Slots] = {
        number: (assembly.plain(number), assembly.complement(number))
        for kind, number in zip(network.kinds, network.numbers, strict=True)
        if kind == LEAF
    }
    *modules, top = pieces(network)
    named = {number for piece in (*modules, top) for number in piece.network.numbers if number < 0}
    for number, module in enumerate(modules):
        if -1 - number not in named:
            continue  # a root of its own
        inner = module.network
        inner.roots = (inner.roots[0], inner.roots[0] ^ 1)
        plain, complement = _smallest(inner, at, assembly, most_nodes)
        at[-1 - number] = (plain, complement)
    slots = _smallest(top.network, at, assembly, most_nodes)
    return assembly.circuit(dict(zip(network.roots, slots, strict=True)))


_remembered = lru_cache(maxsize=REMEMBERED)(_compiled)


@lru_cache(maxsize=2)
def _simplified(gates: tuple[Gate, ...], leaves: int, flat: bool, roots: tuple[int, ...]) -> Network:
    """Return the simplified network of formulas; people who judge the same things share it, and nobody changes it."""
    return simplify(Formulas(gates=list(gates), leaves=leaves, flat=flat), roots)


def _smallest(network: Network, leaves: Mapping[int, Slots], assembly: Assembly, most_nodes: int) -> list[int]:
    """Return the slots of a piece's roots by the way that takes the fewest operations."""
    attempt = _Attempt(network, leaves, assembly, assembly.size)
    nodes = network.reached()
    named = [part >> 1 for node in nodes for part in network.parts[node]]
    (rank,) = walks(network, RANKS[:1]) if len(set(named)) < len(named) else [[]]  # nothing is branched on in a tree
    finished = attempt.topdown(rank, GLANCE)
    unshared = len(named) - sum([network.kinds[node] != LEAF for node in nodes])
    sides = 2 if any(root ^ 1 in network.roots for root in network.roots) else 1
    if attempt.size > max(SMALL, sides * unshared):
        attempt.further(rank, most_nodes, finished=finished)
    if attempt.size == NEVER:
        raise TooLargeError(
            f"the exact answer takes more than {most_nodes:,} nodes",
            help="no approximation is given in its place; split the case",
        )
    return attempt.slots


@dataclass(slots=True)
class _Attempt:
    """The smallest way found so far to compile one piece, whose operations start at a place in the assembly."""

    network: Network
    leaves: Mapping[int, Slots]
    assembly: Assembly
    start: int
    size: int = NEVER
    slots: list[int] = field(default_factory=list)

    def further(self, rank: Sequence[int], most_nodes: int, *, finished: bool) -> None:
        """Try what is left after a first look top-down by a rank, which came to an end or not."""
        network = self.network
        way = plan(network)
        soon = way is not None and way.cost <= SOON
        if way is not None and soon:
            self.eliminate(way, rank)
        if finished:
            others = walks(network, RANKS[1:])
            for spread in (True, False):
                for other in (rank, *others) if spread else others:
                    self.topdown(other, GLANCE, spread=spread)
        known = self.size < NEVER
        first = FIRST_BUDGET if soon and known else way.cost if way is not None and not soon else most_nodes
        order = self.diagram(min(first, most_nodes))
        if way is not None and not soon and way.cost < WORTH * self.size:
            self.eliminate(way, rank)
            if self.size == NEVER:
                self.diagram(most_nodes)
        elif not known and self.size > LARGE:
            self.topdown(order or rank, min(EFFORT, self.size // WORTH))

    def diagram(self, most_nodes: int) -> Sequence[int]:
        """Try it as a diagram, and return the order of its leaves, empty when none fits."""
        found = smallest_diagram(self.network, most_nodes)
        if found is not None and found.size < self.size:
            self.keep(write(found, self.network, self.leaves, self.assembly))
        return found.order if found is not None else ()

    def topdown(self, rank: Sequence[int], most: int, *, spread: bool = False) -> bool:
        """Try it top-down, and return whether that came to an end within what was allowed."""
        assembly, start = self.assembly, self.assembly.size
        limit, assembly.most = assembly.most, min(assembly.most, start + min(self.size, most))
        try:
            slots = compile_topdown(self.network, self.leaves, assembly, rank, most, spread=spread)
        except TooLargeError:
            return False
        finally:
            assembly.most = limit
        self.keep(slots)
        return True

    def eliminate(self, way: Plan, rank: Sequence[int]) -> None:
        """Try it by summing out what its parts share, along a plan."""
        try:
            self.keep(compile_elimination(self.network, self.leaves, self.assembly, way, rank))
        except TooLargeError:
            return

    def keep(self, slots: list[int]) -> None:
        """Keep the slots of one way if it takes fewer operations than any before."""
        written = self.assembly.size - self.start
        size = written if written <= SMALL else self.assembly.count(slots, self.start)
        if size < self.size:
            self.size, self.slots = size, slots
