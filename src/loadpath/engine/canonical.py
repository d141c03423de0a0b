"""An order of nodes that depends on the structure of a network alone, not on how its parts were numbered or listed.

Every node gets a colour from its kind; then colours are refined by the colours of the parts and of the users until no
further node can be told apart (the Weisfeiler-Leman refinement of a graph). What still looks alike is told apart by the
leaves' *marks* (numbers that the caller gives, such as probabilities, so that a name never counts). Of what then looks
alike, one node at a time is singled out, chosen by what that makes of the rest; where that leaves a choice, it is
the order given, and such nodes can nearly always be exchanged without any effect.

Colours are 64-bit hashes: two unlike nodes share one with a chance of about 1e-13 in the largest networks, and then
only the order, never the meaning, is the poorer for it.

Source: McKay, "Practical graph isomorphism", Congressus Numerantium 30 (1981); the mixing function is the finaliser of
splitmix64 (Steele, Lea, Flood, OOPSLA 2014).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from loadpath.engine.network import LEAF, SOME, Network

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    Colours = NDArray[np.uint64]
    Places = NDArray[np.int64]

MOST_CHOICES = 2_000
"""So many nodes that look alike are told apart one at a time; beyond that, all at once."""

MOST_COMPARED = 12
"""So many nodes that look alike are compared by what singling them out does."""


def canonical(network: Network, marks: Mapping[int, float] | None = None) -> Network:
    """Return the same network with its nodes in canonical order, and the parts of each gate in that order.

    Args:
        network: nodes that all stand below a root.
        marks: a number for each leaf, by the leaf's number, that tells leaves apart where the structure does not.
    """
    order = _Refiner(network, marks or {}).order()
    new = {0: 0}
    found = Network()
    for node in order:
        parts = tuple(sorted(2 * new[part >> 1] + (part & 1) for part in network.parts[node]))
        new[node] = found.keep(network.kinds[node], network.numbers[node], parts) >> 1
    found.roots = tuple(2 * new[root >> 1] + (root & 1) for root in network.roots)
    return found


def mixed(colours: Colours) -> Colours:
    """Return colours stirred so that sums of them tell multisets apart."""
    stirred = colours + np.uint64(0x9E3779B97F4A7C15)
    stirred = (stirred ^ (stirred >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    stirred = (stirred ^ (stirred >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return stirred ^ (stirred >> np.uint64(31))


def _shape(colours: Colours) -> bytes:
    """Return what colours look like whatever the nodes are numbered."""
    return np.sort(colours).tobytes()


class _Refiner:
    """Colours of the nodes of one network, and how often they can still be refined."""

    def __init__(self, network: Network, marks: Mapping[int, float]) -> None:
        self.network = network
        self.marks = marks
        self.nodes = network.reached()
        self.place = {node: here for here, node in enumerate(self.nodes)}
        edges = [
            (self.place[node], self.place[part >> 1], part & 1) for node in self.nodes for part in network.parts[node]
        ]
        columns = np.array(edges, dtype=np.int64).reshape(-1, 3)
        self.users, self.below = columns[:, 0], columns[:, 1]
        self.signs = columns[:, 2].astype(np.uint64)

    def order(self) -> list[int]:
        """Return the nodes in canonical order, parts first."""
        if not self.nodes:
            return []
        colours = self._refined(self._start())
        keys = [self._heights(), colours]
        if self.marks:
            colours = self._refined(self._marked(colours))
            keys.append(colours)
        keys.append(self._told_apart(colours))
        return [self.nodes[here] for here in np.lexsort(keys[::-1])]

    def _start(self) -> Colours:
        network = self.network
        kinds = [
            network.kinds[node] + (8 * network.numbers[node] if network.kinds[node] == SOME else 0)
            for node in self.nodes
        ]
        colours = mixed(np.array(kinds, dtype=np.uint64))
        for root in network.roots:
            if root >> 1:
                colours[self.place[root >> 1]] += np.uint64(0x51ED27 + (root & 1))
        return mixed(colours)

    def _heights(self) -> Colours:
        heights = dict.fromkeys((0, *self.nodes), 0)
        for node in self.nodes:
            heights[node] = max((heights[part >> 1] + 1 for part in self.network.parts[node]), default=0)
        return np.array([heights[node] for node in self.nodes], dtype=np.uint64)

    def _marked(self, colours: Colours) -> Colours:
        marks = [
            self.marks.get(self.network.numbers[node], 0.0) if self.network.kinds[node] == LEAF else 0.0
            for node in self.nodes
        ]
        bits: Colours = np.frombuffer(np.array(marks, dtype=np.float64).tobytes(), dtype=np.uint64)
        return mixed(colours + mixed(bits))

    def _refined(self, colours: Colours) -> Colours:
        count = len(np.unique(colours))
        while count < len(colours):
            down = np.zeros_like(colours)
            up = np.zeros_like(colours)
            np.add.at(down, self.users, mixed(colours[self.below] * np.uint64(2) + self.signs))
            np.add.at(up, self.below, mixed(colours[self.users] * np.uint64(2) + self.signs))
            finer = mixed(mixed(colours + mixed(down)) + up)
            now = len(np.unique(finer))
            if now == count:
                break
            colours, count = finer, now
        return colours

    def _told_apart(self, colours: Colours) -> Colours:
        """Return colours of which no two are alike, choosing among what looks alike, twins first."""
        colours = self._refined(self._twins(colours))
        for _ in range(MOST_CHOICES):
            values, places, counts = np.unique(colours, return_inverse=True, return_counts=True)
            if len(values) == len(colours):
                return colours
            alike = int(np.lexsort((values, np.where(counts > 1, counts, len(colours))))[0])
            chosen = np.flatnonzero(places == alike)[:MOST_COMPARED]
            colours = min((self._singled_out(colours, int(here)) for here in chosen), key=_shape)
        places_given: Colours = np.arange(len(colours), dtype=np.uint64)
        return mixed(colours + places_given)

    def _singled_out(self, colours: Colours, here: int) -> Colours:
        finer = colours.copy()
        finer[here] ^= np.uint64(0xA5A5A5A5)
        return self._refined(mixed(finer))

    def _twins(self, colours: Colours) -> Colours:
        """Return colours in which leaves of the same users, which can be exchanged freely, are told apart."""
        users: dict[int, list[tuple[int, int]]] = {}
        for user, part, sign in zip(self.users.tolist(), self.below.tolist(), self.signs.tolist(), strict=True):
            users.setdefault(part, []).append((user, sign))
        groups: dict[tuple[int, tuple[tuple[int, int], ...]], int] = {}
        extra = np.zeros_like(colours)
        for here, node in enumerate(self.nodes):
            if self.network.kinds[node] == LEAF:
                key = (int(colours[here]), tuple(sorted(users.get(here, ()))))
                groups[key] = extra[here] = groups.get(key, -1) + 1
        return mixed(colours + mixed(extra))
