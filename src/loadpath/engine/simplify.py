"""Making a network of formulas smaller before anything is compiled, without changing what any root means.

Four rules, repeated until nothing moves: constants, repetitions and contradictions go (as nodes are made); a gate
that is used once dissolves in its only user of the same kind (*coalescing*); a leaf that is known where it stands,
because somebody above cannot matter otherwise, becomes a constant there (*literal absorption*); and parts that always
occur together become one gate (*merging*).

Source: Niemela, "On simplification of large fault trees", Reliability Engineering & System Safety 44 (1994), for
coalescing and merging; absorption is a gate's observability, as in logic synthesis.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from loadpath.engine.network import ALL, LEAF, NO, ODD, SOME, YES, Network

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from loadpath.engine.formula import Formulas

MOST_ROUNDS = 8
"""Each round makes the network smaller or is the last; few networks need more than three."""

Known = tuple[int, int]
"""Leaf nodes known to hold, and known not to hold, each as the bits of a number."""

Users = tuple[tuple[int, int], ...]
"""The gates that name a node, each with the sign."""


def simplify(store: Formulas, roots: Sequence[int]) -> Network:
    """Return a network that means the same as some formulas, made smaller."""
    network = gather(store, roots)
    for number in range(MOST_ROUNDS):
        smaller = _merged(_round(network, first=number == 0))
        if (smaller.kinds, smaller.parts, smaller.roots) == (network.kinds, network.parts, network.roots):
            break
        network = smaller
    return network


def gather(store: Formulas, roots: Sequence[int]) -> Network:
    """Return the network of what is below some formulas.

    Only what is false at sight is simplified: nothing may be absorbed before all of a gate's parts stand side by side,
    or what is found would depend on how a formula was put together.
    """
    network = Network()
    every = partial(network.gathered, flat=store.flat)
    made: dict[int, int] = {0: NO, 1: YES}
    stack = list(roots)
    while stack:
        here = stack[-1]
        gate = store.gates[here]
        missing = [part for part in gate.parts if part not in made]
        if here in made or missing:
            if here in made:
                stack.pop()
            stack.extend(missing if here not in made else ())
            continue
        parts = [made[part] for part in gate.parts]
        match gate.kind:
            case "leaf":
                made[here] = network.leaf(gate.number)
            case "not":
                made[here] = parts[0] ^ 1
            case "and" | "or":
                turned = int(gate.kind == "or")
                facts = [part ^ turned for part in parts]
                made[here] = every(facts) ^ turned
            case "atleast":
                made[here] = network.some(gate.number, parts, every)
            case _:
                made[here] = network.odd(parts)
    network.roots = tuple(made[root] for root in roots)
    return network


def _round(network: Network, *, first: bool) -> Network:
    """Return a network after one pass of coalescing and absorption; in the first, every gate is made anew."""
    order = network.reached()
    used = uses(network, order)
    known = _known(network, order)
    if not first and not any(_moves(network, node, used, known[node]) for node in order if network.kinds[node] != LEAF):
        return reachable(network)
    smaller = Network()
    made: dict[int, int] = {0: NO}

    def literal(part: int, facts: Known) -> int:
        node = part >> 1
        if network.kinds[node] == LEAF:
            if facts[0] >> node & 1:
                return YES ^ (part & 1)
            if facts[1] >> node & 1:
                return NO ^ (part & 1)
        return made[node] ^ (part & 1)

    for node in order:
        kind = network.kinds[node]
        if kind == LEAF:
            made[node] = smaller.leaf(network.numbers[node])
            continue
        parts: list[int] = []
        for part in network.parts[node]:
            found = literal(part, known[node])
            same = found > YES and smaller.kinds[found >> 1] == kind and used[part >> 1] == 1
            if same and ((kind == ALL and not found & 1) or kind == ODD):
                parts.extend(smaller.parts[found >> 1])
                parts.extend([YES] if found & 1 else [])
            else:
                parts.append(found)
        made[node] = smaller.again(kind, network.numbers[node], parts)
    smaller.roots = tuple(made[root >> 1] ^ (root & 1) for root in network.roots)
    return reachable(smaller)


def _moves(network: Network, node: int, used: Mapping[int, int], facts: Known) -> bool:
    """Return whether some part of a gate is known where it stands, or dissolves in the gate."""
    kind, kinds, known = network.kinds[node], network.kinds, facts[0] | facts[1]
    for part in network.parts[node]:
        inner = kinds[part >> 1]
        if inner == LEAF:
            if known >> (part >> 1) & 1:
                return True
        elif inner == kind and used[part >> 1] == 1 and (kind == ODD or (kind == ALL and not part & 1)):
            return True
    return False


def _merged(network: Network) -> Network:
    """Return the network with parts that the same gates of one kind name, more than one each, as one gate."""
    order = network.reached()
    groups = {named: nodes for named, nodes in _together(network, order).items() if len(nodes) > 1}
    if not groups:
        return network
    joined = {node: named for named, nodes in groups.items() for node in nodes}
    found = Network()
    new = {0: NO}
    for node in order:
        kind, number = network.kinds[node], network.numbers[node]
        if kind == LEAF:
            new[node] = found.leaf(number)
            continue
        parts: list[int] = []
        inner: dict[Users, list[int]] = {}
        for part in network.parts[node]:
            literal = new[part >> 1] ^ (part & 1)
            if part >> 1 in joined:
                inner.setdefault(joined[part >> 1], []).append(literal)
            else:
                parts.append(literal)
        parts.extend([found.again(kind, 0, group) for group in inner.values()])
        new[node] = found.again(kind, number, parts)
    found.roots = tuple(new[root >> 1] ^ (root & 1) for root in network.roots)
    return reachable(found)


def _together(network: Network, order: Sequence[int]) -> dict[Users, list[int]]:
    """Return nodes by who names them, those that gates of one kind, `ALL` or `ODD`, name with one sign each."""
    users: dict[int, list[tuple[int, int]]] = {root >> 1: [(0, 0)] for root in network.roots}
    for node in order:
        for part in network.parts[node]:
            users.setdefault(part >> 1, []).append((node, part & 1))
    found: dict[Users, list[int]] = {}
    for node in order:
        named = tuple(users[node])
        if len(named) == 1:
            continue
        kinds = {network.kinds[user] for user, _ in named}
        if kinds == {ODD} or (kinds == {ALL} and len({sign for _, sign in named}) == 1):
            found.setdefault(named, []).append(node)
    return found


def uses(network: Network, order: Sequence[int]) -> dict[int, int]:
    """Return how often each node is named by another or asked for."""
    used = dict.fromkeys((0, *order), 0)
    for node in order:
        for part in network.parts[node]:
            used[part >> 1] += 1
    for root in network.roots:
        used[root >> 1] += 1
    return used


def _known(network: Network, order: Sequence[int]) -> dict[int, Known]:
    """Return what holds wherever a gate's value matters: the facts common to all the places that name it."""
    known: dict[int, Known] = {root >> 1: (0, 0) for root in network.roots}
    for node in reversed(order):
        if network.kinds[node] == LEAF:
            continue
        held, failed = known[node]
        gates = []
        for part in network.parts[node]:
            if network.kinds[part >> 1] != LEAF:
                gates.append(part >> 1)
            elif network.kinds[node] == ALL and part & 1:
                failed |= 1 << (part >> 1)
            elif network.kinds[node] == ALL:
                held |= 1 << (part >> 1)
        for part in gates:
            before = known.get(part, (-1, -1))
            known[part] = (before[0] & held, before[1] & failed)
    return known


def reachable(network: Network) -> Network:
    """Return the part of a network that its roots reach, numbered anew in the same order."""
    order = network.reached()
    if len(order) == len(network.kinds) - 1:
        return network
    found = Network()
    new = {0: 0}
    for node in order:
        parts = tuple(sorted(2 * new[part >> 1] + (part & 1) for part in network.parts[node]))
        new[node] = found.keep(network.kinds[node], network.numbers[node], parts) >> 1
    found.roots = tuple(2 * new[root >> 1] + (root & 1) for root in network.roots)
    return found


__all__ = ["ALL", "ODD", "SOME", "gather", "reachable", "simplify", "uses"]
