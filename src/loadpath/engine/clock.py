"""A clock for messages: chains of hops that each take time and may fail, against a deadline.

A chain starts at time zero. A hop is tried when a message arrives and, if it repeats, again at every interval; a try
succeeds with the hop's probability and passes the message on after a delay. The answer is the earliest moment at
which any message comes through. Times are simulated, many incidents at once; what is drawn once per incident (blind
spots) is left to the formula and not drawn here.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from loadpath.engine.draws import SEED, generator
from loadpath.errors import TooLargeError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from loadpath.engine.laws import Law

    Floats = NDArray[np.float64]

INCIDENTS = 20_000
MOST_TRIES = 100_000_000
"""More tries in one chain, over all incidents, are refused; a round of tries counts at least as `LEAST_ROUND`."""

LEAST_ROUND = 500


@dataclass(frozen=True, slots=True)
class Hop:
    """One link: how long it takes, how likely a try works (None: always), how often it is repeated (seconds)."""

    delay: Law
    works: Law | None = None
    again: float | None = None


def first_arrival(hops: Sequence[Hop], deadline: Floats, name: str, seed: int = SEED) -> Floats:
    """Return when a message first passes all hops, per incident; infinite where none does by the deadline.

    Args:
        hops: the chain, first hop first.
        deadline: when it no longer matters, per incident, same unit as the delays.
        name: keys the random numbers.
        seed: the seed of the run.

    Raises:
        TooLargeError: when tries are so many and work so seldom that more than `MOST_TRIES` would be drawn.
    """
    random = generator(name, seed)
    left = [MOST_TRIES]
    chances = [_chances(hop, random, len(deadline)) for hop in hops]
    best = np.full(len(deadline), np.inf)
    _pass_on(hops, chances, 0, np.zeros(len(deadline)), np.arange(len(deadline)), best, deadline, random, left)
    return best


def _chances(hop: Hop, random: np.random.Generator, count: int) -> Floats:
    if hop.works is None:
        return np.ones(count)
    return hop.works.quantile(_uniform(random, count))


def _uniform(random: np.random.Generator, count: int) -> Floats:
    return np.maximum(random.random(count), 1e-16)


def deadlines(law: Law, name: str, count: int = INCIDENTS, seed: int = SEED) -> Floats:
    """Return the deadline of each incident, drawn from its law."""
    return law.quantile(_uniform(generator(name, seed), count))


def _pass_on(
    hops: Sequence[Hop],
    chances: Sequence[Floats],
    place: int,
    arrival: Floats,
    incident: NDArray[np.intp],
    best: Floats,
    deadline: Floats,
    random: np.random.Generator,
    left: list[int],
) -> None:
    """Try one hop for messages that arrive at given moments, pass on what gets through, keep the best moment."""
    if place == len(hops):
        np.minimum.at(best, incident, arrival)
        return
    hop = hops[place]
    for tries in itertools.count() if hop.again else range(1):
        start = arrival + (tries * hop.again if hop.again else 0.0)
        live = start < np.minimum(best[incident], deadline[incident])
        if not live.any():
            return
        left[0] -= max(len(start), LEAST_ROUND)
        if left[0] < 0:
            raise TooLargeError(
                f"more than {MOST_TRIES:,} tries would be drawn for one chain of messages",
                help="repeat a row less often, or say how likely it is that it works at all",
            )
        arrival, incident, start = arrival[live], incident[live], start[live]
        through = random.random(len(incident)) < chances[place][incident]
        done = start + hop.delay.quantile(_uniform(random, len(incident)))
        _pass_on(hops, chances, place + 1, done[through], incident[through], best, deadline, random, left)


def late(arrivals: Sequence[Floats], deadline: Floats) -> tuple[float, float]:
    """Return how often no chain gets through before the deadline, and the standard error of that figure.

    With no late incident at all, the error is one in as many incidents, not zero.
    """
    first = np.minimum.reduce([*arrivals, np.full(len(deadline), np.inf)])
    share = float(np.mean(first >= deadline))
    floor = 1.0 / len(deadline)
    return share, max(float(np.sqrt(share * (1 - share) / len(deadline))), floor)
