"""Many worlds, few numbers: histograms and moments of what a plan says, the same digits for any number of workers.

Draws are cut into batches of a fixed size, whoever works on them. A batch gives a `Tally`: a histogram with bins that
are fixed beforehand (64 to each octave), the moments, and the weight beyond each limit. Tallies are added in the order
of the batches, by additions in a fixed order, so that threads and processes, however many, give the same bits.

A quantity is the probability of a root, or that of two roots together divided by that of the second, each world then
weighing as much as its evidence is probable; or the sum over the cases of a portfolio, whose shared parameters and
shared causes are the same draws.

Source: moments of parts put together, Chan, Golub & LeVeque, "Algorithms for Computing the Sample Variance", American
Statistician 37 (1983), equation 1.5 with weights.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial, reduce
from math import nan, sqrt
from operator import add
from typing import TYPE_CHECKING, Protocol, TypeVar

import numpy as np

from loadpath.engine.worlds import WORTHWHILE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from concurrent.futures import Executor

    from distributed import Client
    from numpy.typing import NDArray

    from loadpath.engine.worlds import Plan

    Floats = NDArray[np.float64]
    Integers = NDArray[np.int64]

Told = TypeVar("Told")
Found = TypeVar("Found")

BATCH = 65_536
"""Worlds of one batch. Another size, other last digits; so it is no argument."""
GROUP = 64
"""Cases of one group of a portfolio."""
FINE = 6
"""Octaves are cut into two to the power of this many bins."""
LOWEST, HIGHEST = -80, 40
"""Bins go from two to the power of the first to that of the second; what is beyond, is in the outer ones."""
BINS = ((HIGHEST - LOWEST) << FINE) + 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantity:
    """What is asked of each world.

    Attributes:
        plans: the cases, one or more; values are added up over them.
        root: the place of the root among those of each plan.
        evidence: the place of a root that was observed, if any: then `root` is both together, and each world weighs
            as much as its evidence is probable. Only for a single case.
        limits: values whose exceedance is counted exactly.
    """

    plans: tuple[Plan, ...]
    root: int = 0
    evidence: int | None = None
    limits: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Tally:
    """What is kept of worlds.

    Attributes:
        count: how many worlds.
        weight: their weights' sum.
        squares: the sum of the weights' squares.
        mean: of the quantity, weighted.
        scatter: the weighted sum of squared distances from the mean.
        histogram: the weight in each bin, shape (BINS,).
        beyond: the weight above each limit.
    """

    count: int
    weight: float
    squares: float
    mean: float
    scatter: float
    histogram: Floats
    beyond: Floats

    @property
    def deviation(self) -> float:
        """Return the standard deviation of the quantity."""
        return sqrt(self.scatter / self.weight) if self.weight else nan

    @property
    def effective(self) -> float:
        """Return how many worlds of equal weight would say as much (Kish 1965): (sum w)^2 / sum w^2."""
        return self.weight**2 / self.squares if self.squares else 0.0

    @property
    def error(self) -> float:
        """Return the standard error of the mean."""
        return self.deviation / sqrt(self.effective) if self.effective else nan

    @property
    def chances(self) -> tuple[float, ...]:
        """Return the chance that the quantity exceeds each limit."""
        return tuple((self.beyond / self.weight).tolist())

    def quantile(self, level: float) -> float:
        """Return a quantile, linear within its bin, which is 1.6 % wide at most."""
        cumulated = np.cumsum(self.histogram)
        wanted = level * cumulated[-1]
        place = int(np.searchsorted(cumulated, wanted))
        low, high = edge(place), edge(place + 1)
        held = float(self.histogram[place])
        before = float(cumulated[place]) - held
        return low + (high - low) * (float(wanted) - before) / held if held else low

    def __add__(self, other: Tally) -> Tally:
        """Return both put together; the order decides the last digit."""
        weight = self.weight + other.weight
        gap = other.mean - self.mean
        share = other.weight / weight if weight else 0.0
        return Tally(
            count=self.count + other.count,
            weight=weight,
            squares=self.squares + other.squares,
            mean=self.mean + gap * share,
            scatter=self.scatter + other.scatter + gap * gap * self.weight * share,
            histogram=self.histogram + other.histogram,
            beyond=self.beyond + other.beyond,
        )


def edge(place: int) -> float:
    """Return the lower end of a bin; the first begins at 0."""
    if place <= 0:
        return 0.0
    octave, part = divmod(place - 1, 1 << FINE)
    return 2.0 ** (LOWEST + octave) * (1.0 + part / (1 << FINE))


def bins(values: Floats) -> Integers:
    """Return the bin of each value, from the bits of the number: no logarithm, the same bin everywhere."""
    places = (np.ascontiguousarray(values).view(np.int64) >> (52 - FINE)) - ((1023 + LOWEST) << FINE) + 1
    return np.asarray(np.clip(places, 0, BINS - 1))


def total(values: Floats) -> float:
    """Return a sum by halving: the same additions in the same order on every machine."""
    size = 1 << max(0, len(values) - 1).bit_length()
    held = np.zeros(size)
    held[: len(values)] = values
    while size > 1:
        size //= 2
        held[:size] += held[size : 2 * size]
    return float(held[0])


def tally(values: Floats, weights: Floats | None, limits: Sequence[float] = ()) -> Tally:
    """Return the tally of one batch.

    Args:
        values: the quantity in each world.
        weights: what each world weighs; all alike if not said.
        limits: values whose exceedance is counted.
    """
    count = len(values)
    places = bins(values)
    if weights is None:
        mean = total(values) / count if count else 0.0
        histogram = np.bincount(places, minlength=BINS)
        beyond = [float(np.count_nonzero(values > limit)) for limit in limits]
        scatter, weight, squares = total((values - mean) ** 2), float(count), float(count)
    else:
        weight, squares = total(weights), total(weights * weights)
        mean = total(weights * values) / weight if weight else 0.0
        histogram = np.bincount(places, weights=weights, minlength=BINS)
        beyond = [total(np.where(values > limit, weights, 0.0)) for limit in limits]
        scatter = total(weights * (values - mean) ** 2)
    return Tally(
        count=count,
        weight=weight,
        squares=squares,
        mean=mean,
        scatter=scatter,
        histogram=histogram.astype(np.float64),
        beyond=np.array(beyond),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What every batch is told: the quantity, how many worlds there are in all, and whether to use the kernel."""

    quantity: Quantity
    count: int
    compiled: bool | None = None


def batch(order: Order, number: int) -> Tally:
    """Return the tally of one batch of worlds by its number."""
    asked, first = order.quantity, number * BATCH
    size = min(BATCH, order.count - first)
    values, weights = np.zeros(size), None
    for plan in asked.plans:
        found = plan.worlds(size, first, order.compiled)
        value = found[asked.root]
        if asked.evidence is not None:
            weights = found[asked.evidence]
            value = np.divide(value, weights, out=np.zeros(size), where=weights > 0.0)
        values += value
    return tally(values, weights, asked.limits)


class Each(Protocol):
    """A way to do the same work for many numbers; results come in the order of the numbers."""

    def __call__(self, work: Callable[[Told, int], Found], told: Told, numbers: Sequence[int]) -> Iterable[Found]:
        """Return what `work` makes of each number."""


def in_turn(work: Callable[[Told, int], Found], told: Told, numbers: Sequence[int]) -> Iterator[Found]:
    """Do one after the other, here."""
    return (work(told, number) for number in numbers)


def by_threads(executor: Executor) -> Each:
    """Return a way to do several at a time in threads; kernels let go of the interpreter's lock."""

    def each(work: Callable[[Told, int], Found], told: Told, numbers: Sequence[int]) -> Iterable[Found]:
        return executor.map(partial(work, told), numbers)

    return each


def by_dask(client: Client) -> Each:
    """Return a way to do them in the processes of a Dask cluster, on this machine or on several.

    What they are told (tables and operations among it) is sent to each process once.
    """

    def each(work: Callable[[Told, int], Found], told: Told, numbers: Sequence[int]) -> Iterable[Found]:
        held = client.scatter(told, broadcast=True)  # type: ignore[no-untyped-call]  # distributed has no types here
        futures = [client.submit(work, held, number, pure=False) for number in numbers]
        return (future.result() for future in futures)

    return each


def stream(quantity: Quantity, count: int, each: Each = in_turn, compiled: bool | None = None) -> Tally:
    """Return the tally of many worlds; nothing is held but one tally for each batch that is under way.

    Args:
        quantity: what is asked of each world.
        count: how many worlds.
        each: who does the work; it moves no digit.
        compiled: whether to use the kernel; if not said, it is used where it saves time.

    Raises:
        ValueError: when there is no world, or evidence on several cases.
    """
    if count < 1:
        raise ValueError(f"at least one world must be drawn, not {count}")
    if quantity.evidence is not None and len(quantity.plans) != 1:
        raise ValueError(f"evidence weighs the worlds of one case, not of {len(quantity.plans)}")
    if compiled is None:
        compiled = count * sum(plan.effort for plan in quantity.plans) > WORTHWHILE
    order = Order(quantity=quantity, count=count, compiled=compiled)
    return reduce(add, each(batch, order, range(-(-count // BATCH))))


@dataclass(frozen=True, slots=True, kw_only=True)
class Portfolio:
    """More cases than one would hold at once: each is made when its turn comes.

    Attributes:
        make: returns the plan of a case by its number; its first root is what is added up.
        cases: how many.
        worlds: how many worlds, the same for all cases.
        compiled: whether to use the kernel; if not said, it is used where it saves time.
    """

    make: Callable[[int], Plan]
    cases: int
    worlds: int
    compiled: bool | None = None


def group(portfolio: Portfolio, number: int) -> Floats:
    """Return the sum over one group of cases in each world."""
    values = np.zeros(portfolio.worlds)
    for place in range(number * GROUP, min((number + 1) * GROUP, portfolio.cases)):
        values += portfolio.make(place).worlds(portfolio.worlds, 0, portfolio.compiled)[0]
    return values


def together(portfolio: Portfolio, limits: Sequence[float] = (), each: Each = in_turn) -> Tally:
    """Return the tally of the sum over all cases, in which shared names are shared draws.

    Cases are cut into groups of a fixed size, whose sums are added in order: no number of workers moves a digit.
    """
    values = np.zeros(portfolio.worlds)
    for part in each(group, portfolio, range(-(-portfolio.cases // GROUP))):
        values += part
    return tally(values, None, limits)
