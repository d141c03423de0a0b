"""How long something waits until it is looked at, when somebody looks at one thing after the other (M/M/1).

Things arrive one by one at random (Poisson), each is looked at for a random time (exponential), first come first
served. The wait ends where the look begins; the look itself is not in it.

Source: Gross & Harris, "Fundamentals of Queueing Theory", 3rd edition (1998), chapter 2 (M/M/1): the wait is 0 with
probability 1 - load, and else exponential with the rate by which capacity exceeds arrivals.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, inf, log
from typing import TYPE_CHECKING

import numpy as np

from loadpath.engine.statistics.arguments import not_negative, positive, probability

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Queue:
    """The law of the wait in seconds, from arrivals and capacity, both per second.

    At a load below 1 it is the stationary wait, first come first served, which grows beyond all bounds towards 1. From
    1 on it is infinite: the queue only grows. Where what is looked at is chosen at random instead, `served` is the
    share that is.

    Raises:
        ValueError: when `arrivals` is below 0, `capacity` not above 0, or either not finite.

    >>> queue = Queue(arrivals=0.5, capacity=1.0)
    >>> queue.load, queue.served, queue.mean
    (0.5, 1.0, 1.0)
    """

    arrivals: float
    capacity: float

    def __post_init__(self) -> None:
        not_negative("arrivals", self.arrivals)
        positive("capacity", self.capacity)

    @property
    def load(self) -> float:
        """Return the utilisation, arrivals per capacity (rho)."""
        return self.arrivals / self.capacity

    @property
    def served(self) -> float:
        """Return the share that can be looked at, chosen at random: 1, or capacity per arrivals where more arrives."""
        return 1.0 if self.arrivals <= self.capacity else self.capacity / self.arrivals

    @property
    def mean(self) -> float:
        """Return the mean wait in seconds, load / (capacity - arrivals); infinite at a load of 1 or more."""
        return self.load / (self.capacity - self.arrivals) if self.load < 1.0 else inf

    def quantile(self, u: Floats) -> Floats:
        """Return the wait in seconds that is not exceeded with probability `u`, elementwise; infinite at 1."""
        u = np.asarray(u, dtype=float)
        if self.load >= 1.0 or not self.arrivals:
            return np.full_like(u, inf if self.load >= 1.0 else 0.0)
        with np.errstate(divide="ignore"):  # of 1: no wait is never exceeded
            excess = log(self.load) - np.log1p(-u)
        return np.maximum(excess, 0.0) / (self.capacity - self.arrivals)

    def cdf(self, x: float) -> float:
        """Return the probability of a wait of at most `x` seconds."""
        if x < 0 or self.load >= 1.0:
            return 0.0
        return 1.0 - self.load * exp(-(self.capacity - self.arrivals) * x)


def saturation(capacity: float, rate: float) -> float:
    """Return the volume at which a queue is full when a share `rate` of the volume is flagged.

    Args:
        capacity: how many flags are handled, per any unit of time.
        rate: the share of the volume that is flagged.

    Returns:
        The volume per the same unit of time, at which as many flags arrive as are handled: capacity / rate.

    Raises:
        ValueError: when `capacity` is not above 0, or `rate` no probability above 0.

    >>> saturation(capacity=50, rate=0.001)
    50000.0
    """
    return positive("capacity", capacity) / positive("rate", probability("rate", rate))
