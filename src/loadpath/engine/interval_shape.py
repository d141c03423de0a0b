"""The same formula in a smaller shape: what several gates have in common said once, what one gate alone names one leaf.

Three rewritings, none of which changes the truth value in any state: a gate whose parts are among those of another gate
of its kind becomes a part of it; a part of the same kind that stands nowhere else is dissolved in its gate; literals
that a single gate names, and nothing else does, become one leaf, which holds when they do.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from loadpath.engine.interval_normal import Normal, Pair

    Parts = dict[int, frozenset[int]]


def shaped(normal: Normal, root: int) -> int:
    """Return a formula with the same probability in its smaller shape."""
    before = -1
    while before != root:
        before = root
        root = _lumped(normal, _coalesced(normal, _grouped(normal, _shared(normal, root))))
    return root


def _joins(normal: Normal, numbers: Iterable[int]) -> Parts:
    """Return the parts of the conjunctions and disjunctions among formulas."""
    gates = normal.gates
    return {number: frozenset(gates[number].parts) for number in numbers if gates[number].kind in {"and", "or"}}


def _rebuilt(normal: Normal, order: Iterable[int], parts: Parts, root: int) -> int:
    """Return the root after gates have been given other parts; `order` has parts before what is made of them."""
    new: dict[int, int] = {}
    for number in order:
        gate = normal.gates[number]
        if gate.kind in {"and", "or", "atleast"}:
            given = sorted(parts[number]) if number in parts else gate.parts
            new[number] = normal.made(gate.kind, gate.number, [new[part] for part in given])
        else:
            new[number] = number
    return new[root]


def _shared(normal: Normal, root: int) -> int:
    """Return the root with every gate that is contained in another as a part of it, the largest first."""
    gates = normal.gates
    numbers = normal.below_root(root)
    parts = _joins(normal, numbers)
    rank = {number: (max(gates[number].parts, default=-1), len(gates[number].parts), number) for number in numbers}
    users: dict[tuple[str, int], set[int]] = {}
    for number, members in parts.items():
        for part in members:
            users.setdefault((gates[number].kind, part), set()).add(number)
    for inner in sorted(parts, key=lambda number: (-len(gates[number].parts), number)):
        members = frozenset(gates[inner].parts)
        kind = gates[inner].kind
        for outer in sorted(set.intersection(*(users[kind, part] for part in members)) - {inner}):
            if members < parts[outer]:
                parts[outer] = parts[outer] - members | {inner}
    for number in numbers:
        if gates[number].kind not in {"and", "or", "atleast"}:
            rank[number] = (-1, 0, number)
    return _rebuilt(normal, sorted(numbers, key=lambda number: rank[number]), parts, root)


def _grouped(normal: Normal, root: int) -> int:
    """Return the root with parts that always stand together, in two gates or more, as one gate of that kind."""
    gates = normal.gates
    numbers = normal.below_root(root)
    parts = _joins(normal, numbers)
    together: dict[tuple[str, frozenset[int]], set[int]] = {}
    for kind in ("and", "or"):
        users: dict[int, set[int]] = {}
        for number, members in parts.items():
            if gates[number].kind == kind:
                for part in members:
                    users.setdefault(part, set()).add(number)
        for part, found in users.items():
            if len(found) > 1:
                together.setdefault((kind, frozenset(found)), set()).add(part)
    made: dict[int, tuple[int, ...]] = {}
    for (kind, where), common in sorted(together.items(), key=lambda item: min(item[1])):
        if len(common) > 1 and all(len(parts[number]) > len(common) for number in where):
            inner = normal.made(kind, 0, sorted(common))
            made[inner] = tuple(sorted(common))
            for number in where:
                parts[number] = parts[number] - common | {inner}
    order: list[int] = []
    for number in numbers:
        order.extend(part for part in sorted(parts.get(number, ())) if part in made and part not in order)
        order.append(number)
    return _rebuilt(normal, order, parts, root)


def _parents(normal: Normal, numbers: Iterable[int]) -> Counter[int]:
    """Return how often each formula is a part, a negated leaf being the part and not the leaf."""
    gates = normal.gates
    return Counter(part for number in numbers if gates[number].kind != "not" for part in gates[number].parts)


def _coalesced(normal: Normal, root: int) -> int:
    """Return the root with parts that have one parent, of their own kind, dissolved in it."""
    numbers = normal.below_root(root)
    parents, parts = _parents(normal, numbers), _joins(normal, numbers)
    for number, members in parts.items():
        kind = normal.gates[number].kind
        same = {part for part in members if parents[part] == 1 and normal.gates[part].kind == kind}
        if same:
            parts[number] = members - same | frozenset().union(*(parts[part] for part in same))
    return _rebuilt(normal, numbers, parts, root)


def _lumped(normal: Normal, root: int) -> int:
    """Return the root with literals of one gate only as one leaf."""
    numbers = normal.below_root(root)
    parents = _parents(normal, numbers)
    users = Counter(normal.support[n] for n in numbers if normal.gates[n].kind in {"leaf", "not"} and parents[n])
    new: dict[int, int] = {}
    for number in numbers:
        gate = normal.gates[number]
        if gate.kind not in {"and", "or", "atleast"}:
            new[number] = number
            continue
        once = [part for part in gate.parts if parents[part] == 1 and users[normal.support[part]] <= 1]
        own = [part for part in once if normal.gates[new[part]].kind in {"leaf", "not"}]
        parts = [new[part] for part in gate.parts]
        if len(own) > 1 and gate.kind != "atleast":
            pairs = [_weight(normal, new[part]) for part in own]
            pair = _together(pairs) if gate.kind == "and" else _together([one[::-1] for one in pairs])[::-1]
            names = [normal.support[new[part]].bit_length() // 2 for part in own]
            leaf = normal.leaf(pair, sum(normal.roundings[name] + 2 for name in names))
            parts = [*(new[part] for part in gate.parts if part not in own), leaf]
        new[number] = normal.made(gate.kind, gate.number, parts)
    return new[root]


def _weight(normal: Normal, literal: int) -> Pair:
    """Return the probability and the complement of a literal."""
    gate = normal.gates[literal]
    if gate.kind == "leaf":
        return normal.weights[gate.number]
    return normal.weights[normal.gates[gate.parts[0]].number][::-1]


def _together(pairs: Sequence[Pair]) -> Pair:
    """Return probability and complement of a conjunction of independent literals, without a subtraction."""
    weight, complement = 1.0, 0.0
    for one, other in pairs:
        weight, complement = weight * one, complement * one + other
    return weight, complement
