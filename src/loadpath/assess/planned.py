"""What is planned: tests and mitigations, how likely each is there in time, and expectations over which of them are.

A mitigation is there when it can be had (`feasible`) and is done before the milestone, a test when it is done before
it. Items are independent given how much time there is, so that an expectation over all sets of items is linear in the
chance of each: one pass over the items mixes both of its sides.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING

import numpy as np

from loadpath.assess.numbers import amount_law, law_of
from loadpath.assess.prospect import price_of
from loadpath.assess.results import Interval, NotComputed
from loadpath.case import node as kinds
from loadpath.engine.laws import Positive

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from loadpath.assess.results import Answer
    from loadpath.case.value import Amount
    from loadpath.engine.laws import Law

    Floats = NDArray[np.float64]
    Done = Mapping[str, Floats]

MOST_OPEN = 10
"""So many mitigations may leave open how likely they can be had: the ends are tried together."""

GRID = 256
"""Milestones are tried at so many equally likely values."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """Something planned: a test or a mitigation.

    Attributes:
        id: of the node.
        mitigation: whether it is one; else it is a test.
        feasible: the chance that it can be had; of a test 1; None where that is not said.
        in_time: the chance that it is done before the milestone; 1 without one, or where it needs no time.
        cost: in its own unit; None where it is no number.
        unit: of the cost.
    """

    id: str
    mitigation: bool
    feasible: float | None
    in_time: float
    cost: float | None
    unit: str

    def as_json(self) -> dict[str, object]:
        """Return the item as plain JSON values."""
        return {
            "id": self.id,
            "kind": "mitigation" if self.mitigation else "test",
            "feasible": self.feasible,
            "in_time": self.in_time,
            "cost": self.cost,
            "cost_unit": self.unit,
        }


def item_of(node: kinds.Test | kinds.Mitigation, done: Floats) -> Item:
    """Return a node as something planned, with the chances that it is done within each of some equally likely times.

    Raises:
        ContradictionError: when a chance has no meaning.
    """
    feasible: float | None = 1.0
    if isinstance(node, kinds.Mitigation):
        written = node.feasible_chance
        feasible = None if written is None else law_of(written, {}, node.place("feasible"), node.id).mean
    return Item(
        id=node.id,
        mitigation=isinstance(node, kinds.Mitigation),
        feasible=feasible,
        in_time=float(np.mean(done)),
        cost=price_of(node.price),
        unit=node.price.unit if node.price else "",
    )


# what is done in time -------------------------------------------------------------------------------------------------


def milestones(milestone: Amount | None) -> Floats:
    """Return equally likely values of the time there is, in seconds; without a milestone: for ever.

    Raises:
        ValueError: when no distribution has its middle and its range.
    """
    if milestone is None:
        return np.array([np.inf])
    if milestone.low is None:
        return np.array([amount_law(milestone).mean])
    return _law(milestone, milestone.written).quantile((np.arange(GRID) + 0.5) / GRID)


def done_within(node: kinds.Test | kinds.Mitigation, times: Floats) -> Floats:
    """Return how likely something is done within each of some times, in seconds; what states no time is done.

    Raises:
        ValueError: when no distribution has the middle and the range of its time.
    """
    if node.takes is None:
        return np.ones(len(times))
    law = _law(node.takes, f"{node.id}: needs years: {node.takes.written}")
    return np.array([1.0 if time == np.inf else law.cdf(float(time)) for time in times])


def _law(amount: Amount, written: str) -> Law:
    law = amount_law(amount)
    if isinstance(law, Positive) and not law.sound:
        raise ValueError(f"`{written}`: no distribution has that middle and that range; move the middle inwards")
    return law


# sums over what is there ----------------------------------------------------------------------------------------------


def ends_over_open(items: Sequence[Item], done: Done, low: Floats, high: Floats) -> tuple[Floats, Floats] | NotComputed:
    """Return both ends of an expectation, for every set of items that is wanted, of which only some may be there.

    The expectation is linear in each chance that is not said, so that its ends lie where each of them is 0 or 1.

    Args:
        items: what may be wanted; item i is bit i of a place.
        done: how likely each is done within each of some equally likely times, by id.
        low: the lowest value where exactly one set is there, shape (2^items,).
        high: the highest.
    """
    corners = corners_of(items, MOST_OPEN)
    if isinstance(corners, NotComputed):
        return corners
    lowest, highest = (np.array([_mixed(items, done, end, corner) for corner in corners]) for end in (low, high))
    return lowest.min(axis=0), highest.max(axis=0)


def over_open(items: Sequence[Item], done: Done, low: Floats, high: Floats) -> Answer:
    """Return both ends of the expectation where all items are wanted; see `ends_over_open`."""
    found = ends_over_open(items, done, low, high)
    return found if isinstance(found, NotComputed) else Interval(float(found[0][-1]), float(found[1][-1]))


def corners_of(items: Sequence[Item], most: int) -> list[dict[str, float]] | NotComputed:
    """Return every way in which the items of which that is not said can be had for certain, or not at all."""
    unsaid = [item.id for item in items if item.feasible is None]
    if len(unsaid) > most:
        return NotComputed(f"of {len(unsaid)} mitigations it is not said how likely they can be had")
    return [dict(zip(unsaid, ends, strict=True)) for ends in product((0.0, 1.0), repeat=len(unsaid))]


def _mixed(items: Sequence[Item], done: Done, values: Floats, unsaid: Mapping[str, float]) -> Floats:
    """Return the expectation for every set of items: with chance q an item is there, else the set is one without it."""
    times = np.array([done[item.id] for item in items]) if items else np.ones((0, 1))
    if np.all(times == times[:, :1]):
        times = times[:, :1]
    total = np.zeros_like(values)
    for column in range(times.shape[1]):
        here = values.copy()
        for number, item in enumerate(items):
            feasible = unsaid[item.id] if item.feasible is None else item.feasible
            chance = feasible * float(times[number, column])
            pairs = here.reshape(-1, 2, 2**number)
            pairs[:, 1, :] = chance * pairs[:, 1, :] + (1 - chance) * pairs[:, 0, :]
        total += here
    return np.asarray(np.clip(total / times.shape[1], 0.0, 1.0))
