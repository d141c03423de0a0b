"""Orders of leaves to try: the order decides how large a diagram gets, and none is the best for all networks.

Depth-first walks that enter the parts of a gate by some key (size, use, depth); the fan-in order, which takes the leaf
with the largest share of the root first (Minato, Ishiura and Yajima, DAC 1990); and the placement that pulls what is
connected together until the sum of spans no longer falls (FORCE: Aloul, Markov and Sakallah, GLSVLSI 2003), started
from each of the others. Everything depends on the network alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from loadpath.engine.network import LEAF, Network

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

MOST_ROUNDS = 50
"""FORCE stops after so many rounds."""

PATIENCE = 6
"""FORCE stops after so many rounds without a shorter placement."""

NAMES = ("small", "deep", "shared", "fan-in", "large", "canonical")
"""Orders that are no improvement of another."""

STARTS = ("deep", "small", "fan-in", "shared")
"""Orders that FORCE starts from."""

Key = tuple[int, ...]


def orders(network: Network) -> Iterator[tuple[str, list[int]]]:
    """Yield orders of the leaf nodes, each with its name, cheap and promising ones first."""
    plain = dict(zip(NAMES, walks(network, NAMES), strict=True))
    for name in NAMES:
        yield name, plain[name]
        if name in STARTS:
            yield f"force from {name}", force(network, plain[name])


def walks(network: Network, names: Sequence[str]) -> list[list[int]]:
    """Return the orders of some names: `fan-in`, or a key of a depth-first walk."""
    keys = _keys(network)
    return [fan_in(network) if name == "fan-in" else depth_first(network, keys[name]) for name in names]


def _keys(network: Network) -> dict[str, Callable[[int], Key]]:
    nodes = network.reached()
    size = {node: mask.bit_count() for node, mask in network.supports(nodes).items()}
    used = dict.fromkeys(nodes, 0)
    height = dict.fromkeys((0, *nodes), 0)
    for node in nodes:
        for part in network.parts[node]:
            used[part >> 1] += 1
            height[node] = max(height[node], height[part >> 1] + 1)
    return {
        "canonical": lambda node: (node,),
        "small": lambda node: (size[node], node),
        "large": lambda node: (-size[node], node),
        "shared": lambda node: (-used[node], size[node], node),
        "deep": lambda node: (-height[node], node),
    }


def depth_first(network: Network, key: Callable[[int], Key]) -> list[int]:
    """Return the leaf nodes as a depth-first walk meets them that enters parts by a key, lowest first."""
    found: list[int] = []
    seen: set[int] = set()
    stack = [root >> 1 for root in reversed(network.roots)]
    while stack:
        here = stack.pop()
        if here in seen:
            continue
        seen.add(here)
        if network.kinds[here] == LEAF:
            found.append(here)
        stack.extend(sorted((part >> 1 for part in network.parts[here]), key=key, reverse=True))
    return found


def fan_in(network: Network) -> list[int]:
    """Return the leaf nodes by the share of the roots that flows down to them, dealt out anew after each."""
    nodes = network.reached()
    below = {node: [part >> 1 for part in network.parts[node]] for node in nodes}
    left = [node for node in nodes if network.kinds[node] == LEAF]
    downward = [node for node in reversed(nodes) if network.kinds[node] != LEAF]
    found: list[int] = []
    while left:
        share = dict.fromkeys(nodes, 0.0)
        for root in network.roots:
            share[root >> 1] = 1.0
        for node in downward:
            each = share[node] / len(below[node])
            for part in below[node]:
                share[part] += each
        best = max(left, key=lambda leaf: (share[leaf], -leaf))
        found.append(best)
        left.remove(best)
        below, downward = _without(below, downward, best)
    return found


def _without(below: dict[int, list[int]], downward: Sequence[int], gone: int) -> tuple[dict[int, list[int]], list[int]]:
    """Return what is below each gate when a leaf is taken out, and with it the gates that it leaves empty."""
    empty = {gone}
    kept: list[int] = []
    for node in reversed(downward):
        below[node] = [part for part in below[node] if part not in empty]
        if below[node]:
            kept.append(node)
        else:
            empty.add(node)
    return below, kept[::-1]


def force(network: Network, start: Sequence[int]) -> list[int]:
    """Return the leaf nodes in the placement that FORCE reaches from another order."""
    nodes = network.reached()
    edges = [[node, *(part >> 1 for part in network.parts[node])] for node in nodes if network.parts[node]]
    touching: dict[int, list[int]] = {node: [] for node in nodes}
    for number, edge in enumerate(edges):
        for node in edge:
            touching[node].append(number)
    place: dict[int, float] = {leaf: here for here, leaf in enumerate(start)}
    for node in nodes:
        if network.parts[node]:
            place[node] = sum(place[part >> 1] for part in network.parts[node]) / len(network.parts[node])
    best, shortest, waited = list(start), float("inf"), 0
    for _ in range(MOST_ROUNDS):
        line = sorted(nodes, key=lambda node: (place[node], node))
        place = {node: here for here, node in enumerate(line)}
        spans = [[place[node] for node in edge] for edge in edges]
        total = sum(max(span) - min(span) for span in spans)
        waited += 1
        if total < shortest:
            best, shortest, waited = [node for node in line if network.kinds[node] == LEAF], total, 0
        if waited > PATIENCE:
            break
        middles = [sum(span) / len(span) for span in spans]
        place = {node: sum(middles[e] for e in touching[node]) / max(1, len(touching[node])) for node in nodes}
    return best
