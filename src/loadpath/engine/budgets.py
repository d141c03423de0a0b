"""Which orders of leaves are tried for a diagram, under which budgets, until one fits.

Budgets grow. Orders that got least far before a budget was used up are given up for the next. When orders alone do not
do, they are improved on the way (`sifting`), and each try begins with the order that the one before had reached. All
of it is counted in nodes and so the same on every machine.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from loadpath.engine.diagrams import NEVER, Diagram, Unfinished, diagram
from loadpath.engine.orders import orders

if TYPE_CHECKING:
    from collections.abc import Sequence

    from loadpath.engine.network import Network

MOST_NODES = 60_000_000
"""The largest diagram that is tried, garbage included: 47 bytes for each node, measured, so 2.8 GB."""

FIRST_BUDGET = 25_000
"""The budget of the first round."""

TOLERANCE = 1.5
"""Once an order has fitted, the others get so many times the nodes that it took."""

ENOUGH = 2_000_000
"""From this budget on the first diagram that fits is taken."""

SIFT_FROM = 20_000
"""An order is improved as soon as so many nodes are needed."""


@dataclass(frozen=True, slots=True)
class _Round:
    """What is tried under one budget.

    Attributes:
        budget: the nodes that each diagram may take.
        orders: how many orders are tried.
        effort: how many nodes each improvement of an order may touch; 0 for none.
    """

    budget: int
    orders: int
    effort: int = 0


ROUNDS = (
    _Round(FIRST_BUDGET, 10),
    _Round(75_000, 6),
    _Round(225_000, 3),
    _Round(700_000, 3),
    _Round(700_000, 2, 5_000_000),
    _Round(2_000_000, 3),
    _Round(2_000_000, 3, 10_000_000),
    _Round(6_000_000, 4),
    _Round(6_000_000, 2, 40_000_000),
    _Round(18_000_000, 2),
    _Round(MOST_NODES, 2),
)
"""Sifting a million nodes takes a fifth of a second, building as many, half a second."""


def smallest_diagram(network: Network, most_nodes: int = MOST_NODES) -> Diagram | None:
    """Return the smallest diagram of the first round in which an order fits, or None if none does.

    Args:
        network: what is to be compiled.
        most_nodes: no diagram may take more.
    """
    tried: Sequence[Sequence[int]] = [order for _, order in orders(network)]
    before: list[Unfinished] = []
    for turn in ROUNDS:
        best, unfinished = _tried(network, tried[: turn.orders], turn, min(turn.budget, most_nodes))
        if best is not None or (turn.budget >= most_nodes and not turn.effort):
            return best
        candidates = [*before, *unfinished] if turn.effort else unfinished
        before = sorted(candidates, key=lambda found: -found.joined)
        tried = [found.order for found in before]
    return None


def _tried(
    network: Network, tried: Sequence[Sequence[int]], turn: _Round, budget: int
) -> tuple[Diagram | None, list[Unfinished]]:
    best: Diagram | None = None
    unfinished: list[Unfinished] = []
    for order in tried:
        sift_from = SIFT_FROM if turn.effort else NEVER
        found = diagram(network, order, budget, sift_from=sift_from, effort=turn.effort)
        if isinstance(found, Unfinished):
            unfinished.append(found)
            continue
        if best is None or found.size < best.size:
            best = found
        if turn.budget >= ENOUGH:
            break
        budget = min(budget, int(found.built * TOLERANCE) + 1000)
    return best, unfinished
