"""Better orders for diagrams: each leaf is moved through the others, and stays where the diagram is smallest.

A diagram is sifted in a manager of its own with hardly any cache, since oxidd empties the cache at every exchange of
neighbours. Work is counted in nodes, so that where it ends does not depend on time. Source: Rudell, "Dynamic variable
ordering for ordered binary decision diagrams", ICCAD 1993.
"""

from __future__ import annotations

from array import array
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Function = Any
    Numbers = NDArray[np.int32]

GROWTH = 1.2
"""A leaf is moved on until the diagram is so many times larger than at its best."""

ROOM = 3
"""A manager for sifting has room for so many times the diagram."""

LEAST_CACHE = 1024

CALL = 100
"""An exchange of neighbours costs as much as so many nodes before it touches any."""


@dataclass(frozen=True, slots=True)
class Layer:
    """The functions that test one leaf first.

    Attributes:
        level: which leaf it is, counted from the top.
        numbers: what the functions are numbered.
        then: the numbers of what they are where the leaf holds.
        other: and where it does not.
    """

    level: int
    numbers: Numbers
    then: Numbers
    other: Numbers


@dataclass(frozen=True, slots=True)
class Reached:
    """All functions that some reach, a function and its negation each for itself; 0 is false and 1 is true.

    Attributes:
        count: how many there are.
        layers: by the leaf that they test, topmost first.
        roots: the numbers of those it began with.
    """

    count: int
    layers: tuple[Layer, ...]
    roots: tuple[int, ...]


def reached(manager: Any, functions: Sequence[Function]) -> Reached:  # noqa: ANN401  oxidd's type
    """Return what functions reach, from the top down, so that only the next layers are held as objects."""
    waiting: list[dict[Function, int]] = [{} for _ in range(manager.num_vars())]
    true = manager.true()
    count = 2

    def number(function: Function) -> int:
        nonlocal count
        level = function.node_level()
        if level is None:
            return int(function == true)
        known: dict[Function, int] = waiting[level]
        if function not in known:
            known[function] = count
            count += 1
        return known[function]

    roots = tuple(map(number, functions))
    layers: list[Layer] = []
    for level in range(len(waiting)):
        here, waiting[level] = waiting[level], {}
        then, other = array("i"), array("i")
        for function in here:
            high, low = function.cofactors()
            then.append(number(high))
            other.append(number(low))
        if here:
            numbers = np.fromiter(here.values(), np.int32, len(here))
            layers.append(Layer(level, numbers, np.array(then, np.int32), np.array(other, np.int32)))
    return Reached(count, tuple(layers), roots)


def sifted(manager: Any, functions: Sequence[Function], most: int) -> tuple[Any, list[Function]]:  # noqa: ANN401  oxidd's
    """Return functions in a manager of their own whose leaves are in a better order.

    Args:
        manager: what holds the functions; it is left as it is.
        functions: what is to become small together.
        most: how many nodes may be touched; leaves that come after that are not moved.
    """
    nodes = reached(manager, functions)
    found, kept = _copied(manager, nodes, ROOM * int(manager.num_inner_nodes()) + 1000, LEAST_CACHE)
    before = levels(found)
    order = list(before)
    spent = 0
    for layer in sorted(nodes.layers, key=lambda layer: (-len(layer.numbers), layer.level)):
        spent += _sift(found, order, before[layer.level])
        if spent > most:
            break
    return found, kept


def levels(manager: Any) -> list[int]:  # noqa: ANN401  oxidd's type
    """Return the leaves of a manager, topmost first."""
    return [manager.level_to_var(level) for level in range(manager.num_vars())]


def moved(manager: Any, functions: Sequence[Function], capacity: int, cache: int) -> tuple[Any, list[Function]]:  # noqa: ANN401  oxidd's
    """Return a new manager that holds the same functions, its leaves in the same order.

    Args:
        manager: what holds the functions now.
        functions: what is moved.
        capacity: how many nodes the new one has room for.
        cache: how many results it remembers.
    """
    return _copied(manager, reached(manager, functions), capacity, cache)


def _copied(manager: Any, nodes: Reached, capacity: int, cache: int) -> tuple[Any, list[Function]]:  # noqa: ANN401  oxidd's
    """Return a new manager that holds what functions reach in another, and these functions."""
    from oxidd.bcdd import BCDDManager  # noqa: PLC0415  a third of the start-up of a command that needs none

    found = BCDDManager(capacity, max(LEAST_CACHE, cache), 1)
    found.add_vars(manager.num_vars())
    order = levels(manager)
    found.set_var_order(order)
    made: list[Function] = [found.false()] * nodes.count
    made[1] = found.true()
    for layer in reversed(nodes.layers):
        leaf = found.var(order[layer.level])
        for here, then, other in zip(layer.numbers.tolist(), layer.then.tolist(), layer.other.tolist(), strict=True):
            made[here] = leaf.ite(made[then], made[other])
    return found, [made[root] for root in nodes.roots]


def _sift(manager: Any, order: list[int], leaf: int) -> int:  # noqa: ANN401  oxidd's type
    """Move one leaf to its best place, in the order as well, and return how many nodes that touched."""
    at = best = order.index(leaf)
    fewest = manager.num_inner_nodes()
    nearest = -1 if at < len(order) // 2 else 1
    spent = 0
    for step in (nearest, -nearest):
        while 0 <= at + step < len(order):
            order[at], order[at + step] = order[at + step], order[at]
            at += step
            manager.set_var_order(order)
            now = manager.num_inner_nodes()
            spent += 2 * now // len(order) + CALL
            if now < fewest:
                fewest, best = now, at
            elif now > GROWTH * fewest:
                break
    order.insert(best, order.pop(at))
    manager.set_var_order(order)
    return spent
