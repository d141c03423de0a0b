"""Parts of a network that share no leaf with the rest: each is compiled on its own and then counts as a single leaf.

Modules are found in one walk that dates every visit (Dutuit and Rauzy, "A linear-time algorithm to find modules of
fault trees", IEEE Trans. Reliability 45, 1996). Before that, the parts of a gate are gathered into groups that share
leaves among each other only, so that a group can be a module although nobody wrote it as a gate; those that share none
at all make one more group. All roots together count as the one top, so a module is one for every root.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from loadpath.engine.network import ALL, LEAF, ODD, Network
from loadpath.engine.simplify import reachable, uses

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True)
class Piece:
    """A module with its inner modules as leaves, or the top.

    Attributes:
        network: its gates; leaf number -1 - i stands for piece i.
    """

    network: Network


def pieces(network: Network) -> list[Piece]:
    """Return the modules of a network, inner ones first; the last one holds the roots."""
    grouped, made = _grouped(network)
    found = _modules(grouped)
    grouped = _dissolved(grouped, made - found)
    modules = sorted(_modules(grouped))
    number = {node: here for here, node in enumerate(modules)}
    result = [Piece(_cut(grouped, (2 * node,), number)) for node in modules]
    return [*result, Piece(_cut(grouped, grouped.roots, number))]


def _grouped(network: Network) -> tuple[Network, set[int]]:
    """Return the network with the parts of its gates in groups that share leaves, and which nodes are groups."""
    order = network.reached()
    supports, used, modules = network.supports(order), uses(network, order), _modules(network)
    found = Network()
    new = {0: 0}
    made: set[int] = set()
    for node in order:
        kind, number, parts = network.kinds[node], network.numbers[node], network.parts[node]
        if kind in (ALL, ODD) and len(parts) > 2:  # noqa: PLR2004  two parts are a group already
            groups = components([supports[part >> 1] for part in parts])
            alone = [
                group[0]
                for group in groups
                if len(group) == 1
                and used[parts[group[0]] >> 1] == 1
                and (parts[group[0]] >> 1 in modules or network.kinds[parts[group[0]] >> 1] == LEAF)
            ]
            groups = [alone, *(group for group in groups if group[0] not in alone)]
        else:
            groups = [[here] for here in range(len(parts))]
        parts = _gathered(
            found, kind, [[2 * new[parts[h] >> 1] + (parts[h] & 1) for h in group] for group in groups], made
        )
        new[node] = found.keep(kind, number, tuple(sorted(parts))) >> 1
        made.discard(new[node])  # somebody wrote this group as a gate
    found.roots = tuple(2 * new[root >> 1] + (root & 1) for root in network.roots)
    return found, made


def _gathered(found: Network, kind: int, groups: Sequence[Sequence[int]], made: set[int]) -> tuple[int, ...]:
    """Return the parts of a gate with each group as a gate of its own."""
    groups = [group for group in groups if group]
    if len(groups) == 1:
        return tuple(groups[0])
    result = []
    for group in groups:
        if len(group) == 1:
            result.append(group[0])
            continue
        before = len(found.kinds)
        result.append(found.keep(kind, 0, tuple(sorted(group))))
        if len(found.kinds) > before:
            made.add(before)
    return tuple(result)


def components(supports: Sequence[int]) -> list[list[int]]:
    """Return groups of places whose supports, as bits, have nothing in common between groups, in order of place."""
    seen = 0
    for mask in supports:
        if seen & mask:
            break
        seen |= mask
    else:
        return [[here] for here in range(len(supports))]
    groups: list[tuple[int, list[int]]] = []
    for here, mask in enumerate(supports):
        joined, members = mask, [here]
        apart = []
        for other, places in groups:
            if other & mask:
                joined |= other
                members = places + members
            else:
                apart.append((other, places))
        groups = [*apart, (joined, members)]
    return sorted(sorted(members) for _, members in groups)


def _modules(network: Network) -> set[int]:
    """Return the gates that are modules."""
    kinds, parts = network.kinds, network.parts
    first, second, last = [0] * len(kinds), [0] * len(kinds), [0] * len(kinds)
    date = 0
    stack = [root >> 1 for root in reversed(network.roots) if root >> 1]
    while stack:
        node = stack.pop()
        date += 1
        if node < 0:
            last[~node] = second[~node] = date
            continue
        last[node] = date
        if first[node]:
            continue
        first[node] = second[node] = date
        if kinds[node] != LEAF:
            stack.append(~node)
            stack.extend([part >> 1 for part in reversed(parts[node])])
    lowest, highest = first[:], last[:]
    found: set[int] = set()
    for node in network.reached():
        if kinds[node] == LEAF:
            continue
        low = min([lowest[part >> 1] for part in parts[node]])
        high = max([highest[part >> 1] for part in parts[node]])
        if first[node] < low and high < second[node]:
            found.add(node)
        lowest[node], highest[node] = min(low, first[node]), max(high, last[node])
    return found


def _dissolved(network: Network, groups: set[int]) -> Network:
    """Return the network with some groups dissolved again in the gates that name them."""
    found = Network()
    new = {0: 0}
    for node in network.reached():
        if node in groups:
            continue
        parts: list[int] = []
        for part in network.parts[node]:
            inner = network.parts[part >> 1] if part >> 1 in groups else (part,)
            parts.extend(2 * new[one >> 1] + (one & 1) for one in inner)
        new[node] = found.keep(network.kinds[node], network.numbers[node], tuple(sorted(parts))) >> 1
    found.roots = tuple(2 * new[root >> 1] + (root & 1) for root in network.roots)
    return reachable(found)


def _cut(network: Network, roots: tuple[int, ...], number: dict[int, int]) -> Network:
    """Return what is below some roots, with the modules among it as leaves."""
    found = Network()
    new = {0: 0}
    tops = {root >> 1 for root in roots} if len(roots) == 1 and roots[0] >> 1 in number else set()
    stack = [root >> 1 for root in roots]
    while stack:
        here = stack[-1]
        if here in new:
            stack.pop()
        elif here in number and here not in tops:
            new[here] = found.leaf(-1 - number[here]) >> 1
        else:
            missing = [part >> 1 for part in network.parts[here] if part >> 1 not in new]
            if missing:
                stack.extend(missing)
                continue
            parts = tuple(sorted(2 * new[part >> 1] + (part & 1) for part in network.parts[here]))
            new[here] = found.keep(network.kinds[here], network.numbers[here], parts) >> 1
    found.roots = tuple(2 * new[root >> 1] + (root & 1) for root in roots)
    return found
