"""What is best bought for a sum: the planned tests and mitigations that make it likeliest that the case can be made."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from loadpath.assess.outcomes import HAIR, MOST_ITEMS
from loadpath.assess.planned import ends_over_open, over_open
from loadpath.assess.prospect import price_of
from loadpath.assess.results import Answer, Interval, NotComputed, plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from loadpath.assess.outcomes import Board
    from loadpath.assess.planned import Done, Item
    from loadpath.case.value import Amount

    Chosen = tuple[tuple[Item, ...], Answer]

DIGITS = 12
"""Chances that differ further behind the point are one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Portfolio:
    """What is best bought for at most so much.

    Attributes:
        ids: what is bought.
        cost: together.
        unit: of the cost.
        chance: that the case can be made with that alone.
        exhaustive: whether every portfolio was tried; else items were added one by one, the best each time.
        left_out: what was not looked at, for it states no cost in that unit.
    """

    ids: tuple[str, ...]
    cost: float
    unit: str
    chance: Answer
    exhaustive: bool
    left_out: tuple[str, ...]

    def as_json(self) -> dict[str, object]:
        """Return the portfolio as plain JSON values."""
        return {
            "ids": list(self.ids),
            "cost": self.cost,
            "unit": self.unit,
            "chance": plain(self.chance),
            "exhaustive": self.exhaustive,
            "left_out": list(self.left_out),
        }


def best_bought(items: Sequence[Item], plans: Board, done: Done, limit: Amount) -> Portfolio | NotComputed:
    """Return what is best bought for at most a sum: the highest chance, then the lowest cost, then fewer items.

    Of a chance that is an interval, the lower end counts.

    Args:
        items: what is planned, tests before mitigations.
        plans: where each set of them leads.
        done: how likely each is done in time.
        limit: the sum.

    Raises:
        LookupError: when something is not known, with the reason.
        TooLargeError: when an exact circuit does not fit.
    """
    most = price_of(limit) or 0.0
    priced = [item for item in items if item.cost is not None and item.unit == limit.unit]
    exhaustive = plans.fits(priced, frozenset())
    chosen = _every(priced, plans, done, most) if exhaustive else _greedy(priced, plans, done, most)
    if isinstance(chosen, NotComputed):
        return chosen
    return Portfolio(
        ids=tuple(item.id for item in chosen[0]),
        cost=_cost(chosen[0]),
        unit=limit.unit,
        chance=chosen[1],
        exhaustive=exhaustive,
        left_out=tuple(item.id for item in items if item not in priced),
    )


def _cost(chosen: Iterable[Item]) -> float:
    return sum(item.cost or 0.0 for item in chosen)


def _every(priced: Sequence[Item], plans: Board, done: Done, most: float) -> Chosen | NotComputed:
    found = ends_over_open(priced, done, *plans.ends(priced, frozenset()).chance)
    if isinstance(found, NotComputed):
        return found
    low, high = found
    places = range(len(low))
    sets = [tuple(item for number, item in enumerate(priced) if place >> number & 1) for place in places]
    affordable = [place for place in places if _cost(sets[place]) <= most * (1 + HAIR)]
    best = min(affordable, key=lambda place: (-round(float(low[place]), DIGITS), _cost(sets[place]), len(sets[place])))
    return sets[best], Interval(float(low[best]), float(high[best]))


def _greedy(priced: Sequence[Item], plans: Board, done: Done, most: float) -> Chosen | NotComputed:
    """Return items added one by one, each time the one that raises the chance most, or else lowers the risk most.

    The lower risk counts because several barriers may be needed before any outcome is at or below the budget. Of all
    that was held on the way, the first with the highest chance is returned.
    """
    held: tuple[Item, ...] = ()
    found = _tried(held, plans, done)
    if isinstance(found, NotComputed):
        return found
    reached, best = found[0], (held, found[1])
    highest = reached[0]
    while len(held) < MOST_ITEMS:
        more: list[tuple[tuple[float, float], float, tuple[Item, ...], Answer]] = []
        for item in priced:
            chosen = tuple(one for one in priced if one in held or one is item)
            if item in held or _cost(chosen) > most * (1 + HAIR) or not plans.fits(chosen, frozenset()):
                continue
            found = _tried(chosen, plans, done)
            if isinstance(found, NotComputed):
                return found
            more.append((found[0], _cost(chosen), chosen, found[1]))
        if not more or min(more, key=lambda one: one[:2])[0] >= reached:
            return best
        reached, _, held, answer = min(more, key=lambda one: one[:2])
        if reached[0] < highest:
            highest, best = reached[0], (held, answer)
    return best


def _tried(chosen: tuple[Item, ...], plans: Board, done: Done) -> tuple[tuple[float, float], Answer] | NotComputed:
    """Return how good some items are, the least first: minus the chance, then the risk expected; and the chance."""
    ends = plans.ends(chosen, frozenset())
    chance, risk = over_open(chosen, done, *ends.chance), over_open(chosen, done, *ends.risk)
    if isinstance(chance, NotComputed):
        return chance
    if isinstance(risk, NotComputed):
        return risk
    return (-round(chance.low, DIGITS), round(risk.high, DIGITS)), chance
