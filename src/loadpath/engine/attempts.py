"""How likely it is that none of several attempts is caught, or at least one, when misses hang together.

An incident has a number of attempts: a fixed one, or a random one. How likely an attempt of this incident is caught is
drawn once per incident, from a Beta law with mean `recall`; its attempts are then caught or missed independently. The
`correlation` of any two of them (intraclass) is 0 for independent attempts and 1 for all or none. Neither has a unit.

Sources: Skellam, "A Probability Distribution Derived from the Binomial Distribution by Regarding the Probability of
Success as Variable between the Sets of Trials", Journal of the Royal Statistical Society B 10 (1948) 257-261, for the
law; Abramowitz & Stegun, "Handbook of Mathematical Functions" (1964), 6.1.40 and 6.1.15, for its logarithm; Boucheron,
Lugosi & Massart, "Concentration Inequalities" (2013), corollary 2.11 (Bernstein), for where the tails are cut.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, expm1, fsum, log1p, sqrt
from typing import TYPE_CHECKING

import numpy as np

from loadpath.engine.statistics.arguments import not_negative, probability, whole
from loadpath.errors import TooLargeError

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    Floats = NDArray[np.float64]
    Counts = NDArray[np.int64]

ABOVE = 40.0
"""The counts beyond have a probability of at most exp(-40) = 4e-18, and far less of the mean where that is below 1."""

BELOW = 700.0
"""The counts below have a probability of at most exp(-700) = 1e-304: few attempts are where all may be missed."""

MOST_COUNTS = 2_000_000
"""More counts with a probability of their own are refused; a Poisson law has as many at a mean of about 2e9."""

SHIFT = 12
"""So many factors are multiplied out, so that what is left is a series in 1 / 12."""

SERIES = (1 / 12, -1 / 360, 1 / 1260, -1 / 1680, 1 / 1188)
"""Coefficients of z^-1, z^-3, ... in ln Gamma(z) (Abramowitz & Stegun 6.1.41); the next adds 2e-15 of the whole."""

INDEPENDENT = 1e-100
"""A correlation below is none: it changes nothing for less than 1e40 attempts."""


@dataclass(frozen=True, slots=True)
class Fixed:
    """As many attempts in every incident; a count between two whole numbers is allowed where no law is asked for.

    Raises:
        ValueError: when `count` is below 0 or not finite.
    """

    count: float

    def __post_init__(self) -> None:
        not_negative("count", self.count)

    @property
    def mean(self) -> float:
        """Return the count."""
        return float(self.count)

    def thinned(self, q: float) -> Fixed | Binomial:
        """Return how many are left when each is kept with probability `q`.

        Raises:
            ValueError: when `q` is no probability, or some of a number that is not whole would be kept.
        """
        if probability("q", q) == 1:
            return self
        return Binomial(self._whole(), q) if q > 0 else Fixed(0.0)

    def masses(self) -> tuple[Counts, Floats]:
        """Return the count, and its probability 1.

        Raises:
            ValueError: when the count is not whole.
        """
        return _certain(self._whole())

    def _whole(self) -> int:
        """Return the count as the whole number that it is."""
        if self.count != int(self.count):
            raise ValueError(f"`count` must be a whole number to have a law, not {self.count!r}")
        return int(self.count)


@dataclass(frozen=True, slots=True)
class Binomial:
    """So many chances of an attempt, each taken with the same probability, independently.

    Raises:
        ValueError: when `tries` is no count or `chance` no probability.
    """

    tries: int
    chance: float

    def __post_init__(self) -> None:
        whole("tries", self.tries)
        probability("chance", self.chance)

    @property
    def mean(self) -> float:
        """Return tries times chance."""
        return self.tries * self.chance

    def thinned(self, q: float) -> Binomial:
        """Return how many are left when each is kept with probability `q`.

        Raises:
            ValueError: when `q` is no probability.
        """
        return Binomial(self.tries, self.chance * probability("q", q))

    def masses(self) -> tuple[Counts, Floats]:
        """Return the counts, rising, and their probabilities, which add up to 1; tails cut as said at `ABOVE`.

        Raises:
            TooLargeError: when there are more than `MOST_COUNTS`.
        """
        if self.mean == 0:
            return _certain(0)
        if self.chance == 1:
            return _certain(self.tries)
        low, high = _window(self.mean, self.mean * (1 - self.chance), self.tries)
        mode = min(max(int((self.tries + 1) * self.chance), low), high)
        k = np.arange(low + 1, high + 1, dtype=float)
        # p(k) / p(k - 1) = (n - k + 1) p / (k (1 - p)), which is 1 - (k - (n + 1) p) / (k (1 - p))
        ratio = (self.tries - k + 1) / k * (self.chance / (1 - self.chance))
        return _from_ratios(low, mode, ratio, (k - (self.tries + 1) * self.chance) / (k * (1 - self.chance)))


@dataclass(frozen=True, slots=True)
class Poisson:
    """Attempts at random, independently of each other.

    Raises:
        ValueError: when `mean` is below 0 or not finite.
    """

    mean: float

    def __post_init__(self) -> None:
        not_negative("mean", self.mean)

    def thinned(self, q: float) -> Poisson:
        """Return how many are left when each is kept with probability `q`.

        Raises:
            ValueError: when `q` is no probability.
        """
        return Poisson(self.mean * probability("q", q))

    def masses(self) -> tuple[Counts, Floats]:
        """Return the counts, rising, and their probabilities, which add up to 1; tails cut as said at `ABOVE`.

        Raises:
            TooLargeError: when there are more than `MOST_COUNTS`.
        """
        if self.mean == 0:
            return _certain(0)
        low, high = _window(self.mean, self.mean)
        k = np.arange(low + 1, high + 1, dtype=float)
        return _from_ratios(low, int(self.mean), self.mean / k, (k - self.mean) / k)


Attempts = Fixed | Binomial | Poisson
"""How many attempts an incident has."""


def _certain(count: int) -> tuple[Counts, Floats]:
    """Return the law of a count that is certain."""
    return np.array([count], dtype=np.int64), np.ones(1)


def _window(mean: float, variance: float, most: int | None = None) -> tuple[int, int]:
    """Return the least and the greatest count that matter, by Bernstein's inequality.

    The chance to be t off on one side is at most exp(-t^2 / (2 (variance + t / 3))).
    """
    below, above = (tail / 3 + sqrt(tail**2 / 9 + 2 * variance * tail) for tail in (BELOW, ABOVE))
    low, high = max(0, int(mean - below)), int(mean + above) + 1
    high = high if most is None else min(high, most)
    if high - low >= MOST_COUNTS:
        raise TooLargeError(
            f"a random number of attempts with a mean of {mean:.3g} has more than {MOST_COUNTS:,} likely values",
            help="give a fixed number of attempts: at this size it says the same",
        )
    return low, high


def _from_ratios(low: int, mode: int, ratios: Floats, gone: Floats) -> tuple[Counts, Floats]:
    """Return the law whose probabilities are `ratios`, or 1 - `gone`, times the one before.

    Logarithms are summed from the mode outwards: what is likely keeps its digits.
    """
    steps, here = _log_left(gone, ratios), mode - low
    scores = np.concatenate([-np.cumsum(steps[:here][::-1])[::-1], [0.0], np.cumsum(steps[here:])])
    weights = np.exp(scores)
    return np.arange(low, low + len(weights), dtype=np.int64), weights / weights.sum()


def missed(attempts: Attempts, recall: float, correlation: float) -> float:
    """Return the probability that not one attempt is caught; 1 where there is none.

    With a random number of attempts, the mean over it. Relative accuracy about 1e-12.

    Raises:
        ValueError: when `recall` or `correlation` is no probability.
        TooLargeError: when the number of attempts is random and takes too many values.

    >>> round(missed(Fixed(24), recall=0.11, correlation=0.3), 3)
    0.5
    """
    if isinstance(attempts, Fixed):
        return float(missed_each(attempts.count, recall, correlation))
    if probability("correlation", correlation) == 0:
        return exp(_log_none(attempts.thinned(probability("recall", recall))))
    counts, weights = attempts.masses()
    return min(fsum(weights * missed_each(counts, recall, correlation)), 1.0)


def caught(attempts: Attempts, recall: float, correlation: float, in_time: float = 1.0) -> float:
    """Return the probability that at least one attempt is caught, and keep its digits where it is small.

    One minus `missed` of those attempts that are in time.

    Args:
        attempts: how many there are.
        recall: how likely one that is in time is caught, on average.
        correlation: between any two of one incident.
        in_time: how likely an attempt is looked at before it is too late, independently of the others.

    Raises:
        ValueError: when one of the three is no probability, or some of a number that is not whole are in time.
        TooLargeError: when the number of attempts is random and takes too many values.

    >>> round(caught(Fixed(24), recall=0.44, correlation=0, in_time=0.25), 3)
    0.939
    """
    kept = attempts.thinned(probability("in_time", in_time))
    if isinstance(kept, Fixed):
        return float(caught_each(kept.count, recall, correlation))
    if probability("correlation", correlation) == 0:
        return -expm1(_log_none(kept.thinned(probability("recall", recall))))
    counts, weights = kept.masses()
    return min(fsum(weights * caught_each(counts, recall, correlation)), 1.0)


def _log_none(attempts: Binomial | Poisson) -> float:
    """Return the logarithm of the probability that there is no attempt."""
    if isinstance(attempts, Poisson):
        return -attempts.mean
    if attempts.mean == 0:
        return 0.0
    return attempts.tries * log1p(-attempts.chance) if attempts.chance < 1 else -np.inf


def exactly_one(attempts: Attempts) -> float:
    """Return the probability of exactly one attempt.

    Raises:
        ValueError: when the number of attempts is fixed and not whole.

    >>> round(1 - exactly_one(Binomial(10, 1 / 10)), 3)
    0.613
    """
    if isinstance(attempts, Fixed):
        return float(attempts.masses()[0][0] == 1)
    if isinstance(attempts, Poisson):
        return attempts.mean * exp(-attempts.mean)
    if attempts.tries <= 1 or attempts.chance == 1:
        return float(attempts.tries == 1) * attempts.chance
    return attempts.mean * exp((attempts.tries - 1) * log1p(-attempts.chance))


def missed_each(counts: ArrayLike, recall: ArrayLike, correlation: ArrayLike) -> Floats:
    """Return the probability that none of so many attempts is caught; the three arrays are broadcast.

    B(a, b + n) / B(a, b) with a = recall (1 - rho) / rho and b = (1 - recall) (1 - rho) / rho: the mean of (1 - pi)^n,
    which has a meaning between the whole numbers too. More correlation makes it larger from one attempt on; between
    none and one, where nobody counts, smaller. Relative accuracy about 1e-12.

    Raises:
        ValueError: when a count is below 0 or not finite, or a recall or correlation no probability.
    """
    return np.asarray(np.exp(_log_missed(counts, recall, correlation)))


def caught_each(counts: ArrayLike, recall: ArrayLike, correlation: ArrayLike) -> Floats:
    """Return one minus `missed_each`, with its digits where it is small.

    Raises:
        ValueError: when a count is below 0 or not finite, or a recall or correlation no probability.
    """
    return np.asarray(-np.expm1(_log_missed(counts, recall, correlation)))


def _log_missed(counts: ArrayLike, recall: ArrayLike, correlation: ArrayLike) -> Floats:
    """Return the logarithm of the probability that none is caught, minus infinity where one surely is."""
    n, r, rho = np.broadcast_arrays(*(np.asarray(part, dtype=float) for part in (counts, recall, correlation)))
    _refuse("counts", n, np.inf)
    _refuse("recall", r, 1.0)
    _refuse("correlation", rho, 1.0)
    one = np.log1p(-np.where(r < 1, r, 0.0))
    found = np.where(rho == 1, one, n * one)
    found = np.where((n == 0) | (r == 0), 0.0, np.where(r == 1, -np.inf, found))
    mixed = (n > 0) & (r > 0) & (r < 1) & (rho >= INDEPENDENT) & (rho < 1)
    size = (1 - rho[mixed]) / rho[mixed]
    with np.errstate(over="ignore"):  # squares of counts above 1e154, to divide by
        found[mixed] = _log_of_ratio(r[mixed] * size, (1 - r[mixed]) * size, n[mixed])
    return found


def _refuse(name: str, values: Floats, most: float) -> None:
    """Refuse numbers that are below 0, above a most, or not finite."""
    if not np.all(np.isfinite(values) & (values >= 0) & (values <= most)):
        limit = "finite and at least 0" if np.isinf(most) else "from 0 to 1"
        raise ValueError(f"`{name}` must be {limit} throughout")


def _log_of_ratio(a: Floats, b: Floats, n: Floats) -> Floats:
    """Return ln B(a, b + n) - ln B(a, b), elementwise, all above 0, to a few units in its last digit.

    Not from the logarithms of the Gamma function: those are large, and the digits of their difference are lost. With
    Gamma(z + 1) = z Gamma(z), b is raised by `SHIFT`. Each step leaves a factor 1 - x, x = a n / ((a + b) (b + n)). The
    product is held twice, as what is left and as what is gone, so that the digits of the smaller one are kept.
    """
    left, gone = np.ones_like(a), np.zeros_like(a)
    for j in range(SHIFT):
        z = b + j
        total = z + a
        left = left * ((z / total) * ((total + n) / (z + n)))
        gone = gone + (1.0 - gone) * ((a / total) * (n / (z + n)))
    return _log_left(gone, left) + _log_of_ratio_far(a, b + SHIFT, n)


def _log_left(gone: Floats, left: Floats) -> Floats:
    """Return ln(1 - gone), where left = 1 - gone was computed on its own."""
    with np.errstate(divide="ignore"):  # nothing is left that a float can hold
        return np.asarray(np.where(gone < left, np.log1p(-np.minimum(gone, left)), np.log(left)))


def _log_of_ratio_far(a: Floats, b: Floats, n: Floats) -> Floats:
    """Return ln B(a, b + n) - ln B(a, b) for b of at least `SHIFT`, by Stirling's series.

    It is -(g(b) - g(b + n) - g(b + a) + g(b + a + n)) with g = ln Gamma. That double difference is written out for
    (z - 1/2) ln z in numbers 1 - x. For powers of 1 / z it follows from those of their factors, by the rule of products
    for differences, with positive parts only.
    """
    with_a, with_n, with_both = b + a, b + n, b + a + n
    main = (b - 0.5) * np.log1p((a / with_both) * (n / b))
    main += n * _log_left(a / with_both, with_n / with_both) + a * _log_left(n / with_both, with_a / with_both)
    # f = z^-1, its difference over n, over a, and over both
    f, over_n, over_a = 1 / b, n / b / with_n, a / b / with_a
    over_both = (a / with_a) * (n / with_n) * (1 + b / with_both) / b
    # g = z^-2: its differences at the corners where the rule of products needs them
    g_n, g_a = over_n * (1 / b + 1 / with_n), over_a * (1 / b + 1 / with_a)
    g_a_from_n = (a / with_n / with_both) * (1 / with_n + 1 / with_both)
    g_n_from_a = (n / with_a / with_both) * (1 / with_a + 1 / with_both)
    g_both = over_both * (f + 1 / with_both) + over_n * (a / with_n / with_both) + over_a * (n / with_a / with_both)
    series = np.zeros_like(b)
    for coefficient in SERIES:
        series += coefficient * over_both
        over_both = over_both / with_both**2 + over_n * g_a_from_n + over_a * g_n_from_a + f * g_both
        over_n, over_a = over_n / with_n**2 + f * g_n, over_a / with_a**2 + f * g_a
        f = f / b**2
    return np.asarray(main - series)
