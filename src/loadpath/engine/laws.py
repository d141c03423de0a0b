"""Distributions of numbers that nobody knows exactly: points, logit metalogs, Beta, and a law updated by counts.

Each law has a `mean`, a `quantile` of uniform numbers, a `cdf` and `grid`, a quadrature rule. Means are over the
uniform number u = 1 / (1 + exp(-t)) by the trapezoidal rule in t, which converges exponentially for the analytic
integrands that occur here (Trefethen & Weideman, "The exponentially convergent trapezoidal rule", SIAM Review 56,
2014).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise
from math import exp, log, log1p
from typing import TYPE_CHECKING, Protocol

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

SKEW_LIMIT = 1.66711
"""A three-term metalog is a distribution when |a3| / a2 is at most this (Keelin 2016, section 5.3)."""

L95 = log(19.0)
"""The log odds of 95 %."""


class Law(Protocol):
    """What every distribution of this module can do."""

    @property
    def mean(self) -> float:
        """Return the expectation."""

    def quantile(self, u: Floats) -> Floats:
        """Return the values that are not exceeded with probability `u`, elementwise."""

    def cdf(self, x: float) -> float:
        """Return the probability of at most `x`."""


@cache
def _rule() -> tuple[Floats, Floats, Floats]:
    """Return (log odds t, u, weights of du) of the trapezoidal rule on the unit interval."""
    t = np.linspace(-36.0, 36.0, 1441)
    u = 1.0 / (1.0 + np.exp(-t))
    weights = u * (1.0 - u) * (t[1] - t[0])
    return t, u, weights / weights.sum()


def expit(z: Floats | np.float64) -> Floats:
    """Return 1 / (1 + exp(-z)) without overflow."""
    small = np.exp(-np.abs(z))
    return np.where(z >= 0, 1.0, small) / (1.0 + small)


@dataclass(frozen=True, slots=True)
class Point:
    """A number without a range. `complement` is one minus it, kept on its own for its digits."""

    mean: float
    complement: float

    def quantile(self, u: Floats) -> Floats:
        """Return the number itself."""
        return np.full_like(u, self.mean)

    def cdf(self, x: float) -> float:
        """Return 1 from the number on."""
        return float(x >= self.mean)


@dataclass(frozen=True, slots=True)
class Metalog:
    """A logit metalog: log odds of the value are a1 + a2 t + a3 (u - 1/2) t with t the log odds of u.

    Source: Keelin, "The Metalog Distributions", Decision Analysis 13 (2016), equations 6 and 11.
    """

    a1: float
    a2: float
    a3: float
    mean: float

    def quantile(self, u: Floats) -> Floats:
        """Return the value at `u`."""
        t = np.log(u) - np.log1p(-u)
        return expit(self.a1 + self.a2 * t + self.a3 * (u - 0.5) * t)

    def cdf(self, x: float) -> float:
        """Return the probability of at most `x`."""
        return _cdf(self.a1, self.a2, self.a3, log(x) - log1p(-x))


@dataclass(frozen=True, slots=True)
class Beta:
    """The Beta distribution: what counts leave open about a proportion."""

    a: float
    b: float

    @property
    def mean(self) -> float:
        """Return a / (a + b)."""
        return self.a / (self.a + self.b)

    def quantile(self, u: Floats) -> Floats:
        """Return the value at `u` (the regularised incomplete Beta function, inverted)."""
        from scipy.special import betaincinv  # noqa: PLC0415  scipy is slow to start

        return np.asarray(betaincinv(self.a, self.b, u))

    def cdf(self, x: float) -> float:
        """Return the probability of at most `x`."""
        from scipy.special import betainc  # noqa: PLC0415  scipy is slow to start

        return float(betainc(self.a, self.b, x))


@dataclass(frozen=True, slots=True)
class Turned:
    """One minus a proportion: how often something works, where how often it fails was counted."""

    law: Law

    @property
    def mean(self) -> float:
        """Return one minus the mean."""
        return 1.0 - self.law.mean

    def quantile(self, u: Floats) -> Floats:
        """Return one minus the value at `1 - u`."""
        return 1.0 - self.law.quantile(1.0 - u)

    def cdf(self, x: float) -> float:
        """Return the probability of at most `x`."""
        return 1.0 - self.law.cdf(1.0 - x)


@dataclass(frozen=True, slots=True)
class Uniform:
    """Any value between two alike."""

    low: float
    high: float

    @property
    def mean(self) -> float:
        """Return the middle."""
        return (self.low + self.high) / 2

    def quantile(self, u: Floats) -> Floats:
        """Return the value at `u`."""
        return self.low + (self.high - self.low) * u

    def cdf(self, x: float) -> float:
        """Return the probability of at most `x`."""
        return min(1.0, max(0.0, (x - self.low) / (self.high - self.low)))


@dataclass(frozen=True, slots=True)
class Steps:
    """One of `count` values alike: `first`, and every `step` after it."""

    first: float
    step: float
    count: int

    @property
    def mean(self) -> float:
        """Return the middle of the values."""
        return self.first + self.step * (self.count - 1) / 2

    def quantile(self, u: Floats) -> Floats:
        """Return the value at `u`."""
        return np.asarray(self.first + self.step * np.floor(u * self.count))

    def cdf(self, x: float) -> float:
        """Return the probability of at most `x`."""
        return min(1.0, max(0.0, ((x - self.first) // self.step + 1) / self.count))


@dataclass(frozen=True, slots=True)
class Timed:
    """How long the next time takes, after some were measured: the logarithm has a shifted, scaled Student's t.

    With mean m and standard deviation s of n logarithms, the next is m + s sqrt(1 + 1/n) T with n - 1 degrees of
    freedom: the posterior predictive of a log-normal time under the prior 1/sigma. Source: Gelman et al., "Bayesian
    Data Analysis", 3rd edition, section 3.2. Units are those of the measured times; the mean is infinite.
    """

    centre: float
    spread: float
    freedom: int

    @property
    def mean(self) -> float:
        """Return infinity: the tail is that heavy, however many were measured."""
        return float("inf")

    def quantile(self, u: Floats) -> Floats:
        """Return the value at `u`."""
        from scipy.special import stdtrit  # noqa: PLC0415  scipy is slow to start

        return np.asarray(np.exp(np.minimum(self.centre + self.spread * stdtrit(self.freedom, u), 700.0)))

    def cdf(self, x: float) -> float:
        """Return the probability of at most `x`."""
        from scipy.special import stdtr  # noqa: PLC0415  scipy is slow to start

        return float(stdtr(self.freedom, (log(x) - self.centre) / self.spread)) if x > 0 else 0.0


LEAST_TIMES = 2
"""Fewer measured times than this say nothing of how they scatter."""


def timed(times: Sequence[float]) -> Timed:
    """Return the law of the next time after these.

    Raises:
        ValueError: with fewer than `LEAST_TIMES`, with one that is not positive, or where all are the same.

    >>> law = timed([10.0, 20.0, 40.0])  # logarithms ln 20 - ln 2, ln 20, ln 20 + ln 2: s = ln 2
    >>> round(float(law.quantile(np.array([0.5]))[0]), 6)
    20.0
    """
    logs = [log(time) for time in times if time > 0]
    count = len(times)
    if len(logs) < count or count < LEAST_TIMES or len(set(times)) == 1:
        raise ValueError(f"{count} times, not two different ones above zero")
    centre = sum(logs) / count
    deviation = (sum((one - centre) ** 2 for one in logs) / (count - 1)) ** 0.5
    return Timed(centre, deviation * (1 + 1 / count) ** 0.5, count - 1)


@dataclass(frozen=True, slots=True)
class Updated:
    """A law after counts: density times x^k (1-x)^(n-k), held on the quadrature points of the law it came from."""

    values: Floats
    cumulated: Floats
    mean: float

    def quantile(self, u: Floats) -> Floats:
        """Return the value at `u`, linear between the points of the rule."""
        return np.interp(u, self.cumulated, self.values)

    def cdf(self, x: float) -> float:
        """Return the probability of at most `x`, linear between the points of the rule."""
        return float(np.interp(x, self.values, self.cumulated))


@dataclass(frozen=True, slots=True)
class Positive:
    """A positive quantity by its 5 % and 95 % points and perhaps its median: a log metalog.

    Source: Keelin, "The Metalog Distributions", Decision Analysis 13 (2016), section 4 (semi-bounded). Units are the
    caller's.
    """

    low: float
    high: float
    median: float | None = None

    @property
    def terms(self) -> tuple[float, float, float]:
        """Return a1, a2, a3 of the logarithm."""
        ends = log(self.low), log(self.high)
        centre = (ends[0] + ends[1]) / 2
        a1 = centre if self.median is None else log(self.median)
        return a1, (ends[1] - ends[0]) / (2 * L95), (centre - a1) / (0.45 * L95)

    @property
    def sound(self) -> bool:
        """Return whether the three numbers make a distribution."""
        _, a2, a3 = self.terms
        return abs(a3) <= SKEW_LIMIT * a2

    @property
    def mean(self) -> float:
        """Return the expectation."""
        return expectation(self, lambda x: x)

    def quantile(self, u: Floats) -> Floats:
        """Return the value at `u`."""
        a1, a2, a3 = self.terms
        t = np.log(u) - np.log1p(-u)
        return np.asarray(np.exp(a1 + a2 * t + a3 * (u - 0.5) * t))

    def cdf(self, x: float) -> float:
        """Return the probability of at most `x`."""
        return _cdf(*self.terms, log(x)) if x > 0 else 0.0


@dataclass(frozen=True, slots=True)
class LogNormal:
    """A log-normal distribution of a probability, cut at 1: what it has beyond, lies at 1.

    `centre` and `spread` are mean and standard deviation of the logarithm.
    """

    centre: float
    spread: float

    @property
    def mean(self) -> float:
        """Return the expectation of the smaller of 1 and the number."""
        from scipy.special import ndtr  # noqa: PLC0415  scipy is slow to start

        gap = self.centre / self.spread
        return float(exp(self.centre + self.spread**2 / 2) * ndtr(-gap - self.spread) + ndtr(gap))

    def quantile(self, u: Floats) -> Floats:
        """Return the value at `u`."""
        from scipy.special import ndtri  # noqa: PLC0415  scipy is slow to start

        return np.minimum(np.exp(self.centre + self.spread * ndtri(u)), 1.0)

    def cdf(self, x: float) -> float:
        """Return the probability of at most `x`."""
        from scipy.special import ndtr  # noqa: PLC0415  scipy is slow to start

        if x >= 1.0:
            return 1.0
        return float(ndtr((log(x) - self.centre) / self.spread)) if x > 0 else 0.0


def lognormal(mean: float, factor: float, level: float) -> LogNormal:
    """Return the log-normal distribution with this mean, before it is cut at 1, and this error factor.

    Source: Open-PSA Model Exchange Format 2.0d, `lognormal-deviate`: the error factor is what the median is multiplied
    by to come to the quantile at `level`.

    >>> round(float(lognormal(0.01, 5, 0.95).quantile(np.array([0.95]))[0]), 6)
    0.030979
    """
    from scipy.special import ndtri  # noqa: PLC0415  scipy is slow to start

    spread = log(factor) / float(ndtri(level))
    return LogNormal(log(mean) - spread**2 / 2, spread)


def _cdf(a1: float, a2: float, a3: float, target: float) -> float:
    """Return the u at which a metalog reaches a target, by bisection on the log odds of u."""
    low, high = -700.0, 700.0
    for _ in range(200):
        t = (low + high) / 2
        u = float(expit(np.float64(t)))
        low, high = (t, high) if a1 + a2 * t + a3 * (u - 0.5) * t < target else (low, t)
    return float(expit(np.float64(low)))


def updated(prior: Law, events: int, trials: int) -> Updated:
    """Return a prior updated by counts (Bayes' rule on the quadrature points)."""
    _, u, weights = _rule()
    x = prior.quantile(u)
    failures = trials - events
    with np.errstate(divide="ignore"):  # where x rounds to zero or one, what was counted may be impossible
        score = (events * np.log(x) if events else 0.0) + (failures * np.log1p(-x) if failures else np.zeros_like(x))
    posterior = weights * np.exp(score - score.max())
    posterior /= posterior.sum()
    return Updated(values=x, cumulated=np.cumsum(posterior) - posterior / 2, mean=float(posterior @ x))


def jeffreys(events: int, trials: int) -> Beta:
    """Return the posterior of a proportion after counts, from Jeffreys' prior Beta(1/2, 1/2).

    >>> jeffreys(29, 200).mean
    0.14676616915422885
    """
    return Beta(events + 0.5, trials - events + 0.5)


class NoSuchLawError(ValueError):
    """No distribution has these ends and this mean; `lowest` and `highest` are the means that the ends allow."""

    def __init__(self, lowest: float, highest: float) -> None:
        """Keep the means that would be possible."""
        super().__init__(f"means from {lowest:.6g} to {highest:.6g} are possible")
        self.lowest = lowest
        self.highest = highest


@lru_cache(maxsize=4096)
def metalog(low: float, high: float, mean: float | None = None) -> Metalog:
    """Return the logit metalog with 5 % point `low`, 95 % point `high` and, if given, that mean exactly.

    With a mean the third term (skew) is solved for; of two solutions the less skewed one is taken. Without, there are
    two terms.

    Raises:
        NoSuchLawError: when no such distribution exists: the number and its range contradict each other.
    """
    ends = log(low) - log1p(-low), log(high) - log1p(-high)
    a2 = float(ends[1] - ends[0]) / (2 * L95)
    centre = float(ends[0] + ends[1]) / 2
    if mean is None:
        return Metalog(centre, a2, 0.0, float(_mean(centre, a2, np.zeros(1))[0]))
    skews = a2 * np.linspace(-SKEW_LIMIT, SKEW_LIMIT, 161)
    gaps = _mean(centre, a2, skews) - mean
    crossings = [k for k in range(len(skews) - 1) if gaps[k] == 0 or gaps[k] * gaps[k + 1] < 0]
    if not crossings:
        raise NoSuchLawError(float(gaps.min() + mean), float(gaps.max() + mean))
    best = min(crossings, key=lambda k: abs(skews[k] + skews[k + 1]))
    skew = _solve(centre, a2, mean, float(skews[best]), float(skews[best + 1]))
    return Metalog(centre - 0.45 * L95 * skew, a2, skew, mean)


def _mean(centre: float, a2: float, skews: Floats) -> Floats:
    """Return the mean for each skew, with the 5 % and 95 % points held in place."""
    t, u, weights = _rule()
    z = centre + a2 * t + skews[:, None] * ((u - 0.5) * t - 0.45 * L95)
    return expit(z) @ weights


def _solve(centre: float, a2: float, mean: float, low: float, high: float) -> float:
    """Return the skew at which the mean is right, by bisection to the last bit."""
    below = float(_mean(centre, a2, np.array([low]))[0]) < mean
    for _ in range(80):
        middle = (low + high) / 2
        if (float(_mean(centre, a2, np.array([middle]))[0]) < mean) == below:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def expectation(law: Law, function: object) -> float:
    """Return the expectation of a smooth function of a number with this law."""
    _, u, weights = _rule()
    return float(weights @ function(law.quantile(u)))  # type: ignore[operator]


def gauss(law: Law, degree: int, cuts: tuple[float, ...] = ()) -> tuple[Floats, Floats]:
    """Return points and weights that integrate polynomials up to `degree` exactly, on each side of each cut.

    Source: Golub & Welsch, "Calculation of Gauss Quadrature Rules", Mathematics of Computation 23 (1969), from the law
    held on the points of the trapezoidal rule.
    """
    _, u, du = _rule()
    pieces = [(_golub_welsch(x, du, (degree + 2) // 2), share) for x, share in _pieces(law, cuts, u)]
    return np.concatenate([x for (x, _), _ in pieces]), np.concatenate([w * share for (_, w), share in pieces])


def smooth(law: Law, cuts: tuple[float, ...] = ()) -> tuple[Floats, Floats]:
    """Return points and weights for smooth functions: every fourth point of the trapezoidal rule.

    Its error falls like exp(-2 pi d / h) with h = 0.2 and d the distance of the nearest pole in the log odds of u.
    """
    _, u, du = _rule()
    pieces = _pieces(law, cuts, u[::4])
    weights = du[::4] / du[::4].sum()
    return np.concatenate([x for x, _ in pieces]), np.concatenate([weights * share for _, share in pieces])


def _pieces(law: Law, cuts: tuple[float, ...], u: Floats) -> list[tuple[Floats, float]]:
    """Return the law's values between cuts, with the probability of each piece."""
    ends = [0.0, *sorted({law.cdf(cut) for cut in cuts}), 1.0]
    inside = (np.nextafter(0, 1), np.nextafter(1, 0))
    return [
        (law.quantile(np.clip(low + (high - low) * u, *inside)), high - low)
        for low, high in pairwise(ends)
        if high > low
    ]


def _golub_welsch(x: Floats, w: Floats, count: int) -> tuple[Floats, Floats]:
    """Return the Gauss rule of a discrete measure, by the Lanczos process with reorthogonalisation."""
    basis = [np.sqrt(w)]
    diagonal: list[float] = []
    beside: list[float] = []
    for k in range(count):
        v = x * basis[k]
        diagonal.append(float(v @ basis[k]))
        for _ in range(2):
            for b in basis:
                v = v - (v @ b) * b
        norm = float(np.sqrt(v @ v))
        if k == count - 1 or norm < 1e-14 * max(1e-300, float(np.abs(x).max())):
            break
        beside.append(norm)
        basis.append(v / norm)
    matrix = np.diag(diagonal) + np.diag(beside, 1) + np.diag(beside, -1)
    values, vectors = np.linalg.eigh(matrix)
    return values, vectors[0] ** 2
