"""Why two assessors see different chances of making the case: what each input that they hold differently carries of it.

The share of an input is its Shapley value (Shapley, "A Value for n-Person Games", 1953) in the game whose coalitions
are the inputs taken over from the second assessor, and whose worth is ln(chance), as `compare` does for risks. Where
some mixture has chance 0 there is no logarithm, and the chance itself is the worth. Up to `MOST_EXACT` inputs that
matter every mixture is worked out; beyond, orders are drawn (Castro, Gomez & Tejada, "Polynomial calculation of the
Shapley value based on sampling", 2009), with a standard error for each share. Either way the shares add up.

An input that differs in its numbers only is moved in the circuits there are; one that differs in its conditions, or
that one of the two does not have, needs circuits of its own.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from math import factorial, log
from typing import TYPE_CHECKING

import numpy as np

from loadpath.assess.compare import game_of, written
from loadpath.assess.inputs import inputs_of
from loadpath.assess.lines import judgements_of
from loadpath.assess.mixtures import WORDS
from loadpath.assess.numbers import law_of
from loadpath.assess.results import NotComputed
from loadpath.case.value import Chance
from loadpath.engine.draws import generator

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from loadpath.assess.compare import Game
    from loadpath.assess.inputs import Inputs, Key
    from loadpath.assess.lines import Judged
    from loadpath.case.graph import CaseGraph
    from loadpath.case.value import Amount

    Taken = frozenset[str]

MOST_EXACT = 10
"""Up to so many inputs that matter, all 2^n mixtures are worked out."""

MOST_REBUILT = 3
"""So many inputs may differ in more than their numbers: every set of them has circuits of its own."""

ORDERS = 200
"""Orders that are drawn where there are too many inputs for all."""

NONE = 1e-300
"""A chance below this is none, and has no logarithm."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """What one input carries of the difference.

    Attributes:
        subject: id of what is judged, or `words of likelihood`.
        first: the line of the first assessor, without its reason; None when they have none.
        second: the line of the second.
        share: of ln(second chance / first chance), or of their difference.
        error: standard error of the share; 0 where it is exact.
    """

    subject: str
    first: str | None
    second: str | None
    share: float
    error: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Shares:
    """Two assessors' chances, and what carries the difference.

    Attributes:
        first: id of the first assessor.
        second: id of the second.
        chances: of making the case, of the first and of the second.
        logs: whether shares are of the logarithm of the ratio; else of the difference.
        orders: how many orders were drawn; 0 where the shares are exact.
        inputs: what the two hold differently and the chance depends on; the largest share first.
        still: how many more inputs they hold differently, without moving the chance.
    """

    first: str
    second: str
    chances: tuple[float, float]
    logs: bool
    orders: int
    inputs: tuple[Share, ...]
    still: int

    @property
    def whole(self) -> float:
        """Return what is shared out."""
        return _worth(self.chances[1], logs=self.logs) - _worth(self.chances[0], logs=self.logs)

    def as_json(self) -> dict[str, object]:
        """Return everything as plain JSON values."""
        return {
            "first": {"assessor": self.first, "chance": self.chances[0]},
            "second": {"assessor": self.second, "chance": self.chances[1]},
            "of": "log ratio" if self.logs else "difference",
            "orders": self.orders,
            "inputs": [
                {
                    "subject": one.subject,
                    "first": one.first,
                    "second": one.second,
                    "share": one.share,
                    "error": one.error,
                }
                for one in self.inputs
            ],
            "still": self.still,
        }


def chance_shares(case: CaseGraph, first: str, second: str, *, milestone: Amount | None = None) -> Shares | NotComputed:
    """Return why two assessors see different chances of making the case.

    Args:
        case: a sound case.
        first: id of one assessor.
        second: id of another.
        milestone: how long there is, in seconds, with its range; None: for ever.

    Raises:
        ContradictionError: when a number has no meaning.
        TooLargeError: when an exact circuit does not fit.
        ValueError: when there is no such assessor, or a time has no distribution.
    """
    game = game_of(case, judgements_of(case, first), judgements_of(case, second))
    if game.in_a_ring():
        return NotComputed("the conditions of one, mixed with the numbers of the other, go round in a ring")
    try:
        return _shared(_Mixtures(game, milestone), first, second)
    except LookupError as error:
        return NotComputed(str(error.args[0]))


def _shared(mixed: _Mixtures, first: str, second: str) -> Shares:
    players = mixed.players
    count = len(players)
    if count <= MOST_EXACT:
        sets = [frozenset(name for bit, name in enumerate(players) if place >> bit & 1) for place in range(2**count)]
        found = dict(zip(sets, mixed.chances(sets), strict=True))
        orders: list[tuple[str, ...]] = []
    else:
        rng = generator(f"chance/{first}/{second}")
        orders = [tuple(players[place] for place in rng.permutation(count)) for _ in range(ORDERS)]
        sets = list(dict.fromkeys(frozenset(order[:size]) for order in orders for size in range(count + 1)))
        found = dict(zip(sets, mixed.chances(sets), strict=True))
    logs = min(found.values()) > NONE
    worth = {taken: _worth(chance, logs=logs) for taken, chance in found.items()}
    lines = (mixed.game.first.lines, mixed.game.second.lines)
    inputs = []
    for name in players:
        share, error = _drawn(worth.__getitem__, orders, name) if orders else (_exact(worth, players, name), 0.0)
        held = [written(side.get(name)) for side in lines]
        inputs.append(Share(subject=name, first=held[0], second=held[1], share=share, error=error))
    inputs.sort(key=lambda one: (-abs(one.share), one.subject))
    return Shares(
        first=first,
        second=second,
        chances=(found[frozenset()], found[frozenset(players)]),
        logs=logs,
        orders=len(orders),
        inputs=tuple(inputs),
        still=len(mixed.game.differing) - count,
    )


def _worth(chance: float, *, logs: bool) -> float:
    return log(chance) if logs else chance


def _exact(worth: dict[Taken, float], players: Sequence[str], name: str) -> float:
    """Return the Shapley value of an input, over every set of the others."""
    count = len(players)
    weights = [factorial(size) * factorial(count - size - 1) / factorial(count) for size in range(count)]
    return sum(weights[len(taken)] * (worth[taken | {name}] - worth[taken]) for taken in worth if name not in taken)


def _drawn(worth: Callable[[Taken], float], orders: Sequence[tuple[str, ...]], name: str) -> tuple[float, float]:
    """Return the mean over drawn orders of what an input adds where it stands, with its standard error."""
    steps = []
    for order in orders:
        place = order.index(name)
        steps.append(worth(frozenset(order[: place + 1])) - worth(frozenset(order[:place])))
    return float(np.mean(steps)), float(np.std(steps, ddof=1) / np.sqrt(len(steps)))


@dataclass(slots=True)
class _Mixtures:
    """The chance of every mixture of what two assessors hold.

    Attributes:
        game: what they hold differently.
        milestone: how long there is.
        players: what of that the chance may depend on.
    """

    game: Game
    milestone: Amount | None
    players: tuple[str, ...] = ()
    _other: tuple[str, ...] = ()
    _bases: dict[Taken, Inputs] = field(default_factory=dict)

    def __post_init__(self) -> None:
        base = self._base(frozenset())
        differing = self.game.differing
        self._other = tuple(name for name in differing if name in base.fixed or not self._numbers_only(name))
        if len(self._other) > MOST_REBUILT:
            raise LookupError(
                f"{', '.join(self._other)} differ in more than numbers, at most {MOST_REBUILT} such are mixed"
            )
        every = frozenset(self._other)
        near = {one.key[0] for taken in _subsets(every) for one in self._base(taken).numbers}
        self.players = tuple(name for name in differing if name in every or (name in near and self._moves(name)))

    def chances(self, sets: Sequence[Taken]) -> list[float]:
        """Return the chance of making the case where some inputs are taken over from the second, for each set."""
        found = np.empty(len(sets))
        other = frozenset(self._other)
        for taken in dict.fromkeys(one & other for one in sets):
            places = [place for place, one in enumerate(sets) if one & other == taken]
            base = self._base(taken)
            found[places] = base.chances([self._change(sets[place] - other) for place in places])
        return [float(chance) for chance in found]

    def _base(self, taken: Taken) -> Inputs:
        if taken not in self._bases:
            self._bases[taken] = inputs_of(self.game.case, self.game.mixed(taken), self.milestone)
        return self._bases[taken]

    def _numbers_only(self, name: str) -> bool:
        """Return whether the two lines about something are the same but for plain numbers."""
        sides = self.game.first.lines.get(name), self.game.second.lines.get(name)
        if name == WORDS or sides[0] is None or sides[1] is None:
            return False
        shapes = [
            (side.line.what, side.line.passes, [one.condition for one in side.line.branches]) for side in sides if side
        ]
        plain = all(isinstance(one.value, Chance) for side in sides if side for one in side.line.branches)
        return plain and shapes[0] == shapes[1]

    def _moves(self, name: str) -> bool:
        """Return whether two lines that differ in numbers differ in what one would bet at."""
        sides = [side.lines[name] for side in (self.game.first, self.game.second)]
        return any(_mean(sides[0], place) != _mean(sides[1], place) for place in range(len(sides[0].line.branches)))

    def _change(self, taken: Taken) -> dict[Key, float]:
        return {
            (name, place): _mean(self.game.second.lines[name], place)
            for name in taken
            for place in range(len(self.game.second.lines[name].line.branches))
        }


def _subsets(names: Taken) -> list[Taken]:
    chosen = sorted(names)
    return [frozenset(name for bit, name in enumerate(chosen) if place >> bit & 1) for place in range(2 ** len(chosen))]


def _mean(held: Judged, place: int) -> float:
    branch = held.line.branches[place]
    assert isinstance(branch.value, Chance)
    return law_of(branch.value, {}, branch.at, held.origin).mean
