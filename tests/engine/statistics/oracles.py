"""Second formulas: binomial and Poisson sums in sixty digits, and how often intervals contain what they should."""

from __future__ import annotations

from decimal import Decimal, localcontext
from math import comb, lgamma
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from loadpath.engine.statistics.proportions import ConfidenceInterval

    Floats = NDArray[np.float64]


def binomial_at_most(events: int, trials: int, rate: float) -> float:
    """Return P(X <= events): the sum of C(n, i) p^i q^(n - i), each term from the one before it."""
    with localcontext(prec=60):
        p = Decimal(rate)
        term = total = (1 - p) ** trials
        for i in range(1, events + 1):
            term *= (trials - i + 1) * p / (i * (1 - p))
            total += term
        return float(total)


def binomial_at_least(events: int, trials: int, rate: float) -> float:
    """Return P(X >= events), in sixty digits before it is rounded."""
    with localcontext(prec=60):
        p = Decimal(rate)
        term = total = (1 - p) ** trials
        for i in range(1, events):
            term *= (trials - i + 1) * p / (i * (1 - p))
            total += term
        return float(1 - total) if events else 1.0


def poisson_at_most(events: int, mean: float) -> float:
    """Return P(X <= events): the sum of m^i exp(-m) / i!."""
    with localcontext(prec=60):
        m = Decimal(mean)
        term = total = (-m).exp()
        for i in range(1, events + 1):
            term *= m / i
            total += term
        return float(total)


def around(ends: Sequence[float], most: float = 1.0) -> Floats:
    """Return each end between 0 and `most` and the two floating point numbers beside it.

    Between two ends the set of counts whose interval contains the value is fixed and is a run of counts, and the
    probability of a run has no minimum inside: what contains least lies at an end.
    """
    inside = np.array(sorted({end for end in ends if 0 < end < most}))
    return np.concatenate([np.nextafter(inside, 0), inside, np.nextafter(inside, most)])


def binomial(trials: int, rates: Floats) -> Floats:
    """Return the probability of each count (columns) for each rate (rows)."""
    counts = np.arange(trials + 1)
    ways = np.array([float(comb(trials, k)) for k in counts])
    return np.asarray(ways * rates[:, None] ** counts * (1 - rates[:, None]) ** (trials - counts))


def poisson(most: int, means: Floats) -> Floats:
    """Return the probability of each count up to `most` (columns) for each mean (rows)."""
    counts = np.arange(most + 1)
    logs = np.array([lgamma(k + 1) for k in counts])
    return np.asarray(np.exp(counts * np.log(means[:, None]) - means[:, None] - logs))


def contained(intervals: Sequence[ConfidenceInterval], values: Floats, chances: Floats) -> Floats:
    """Return how often the interval of the count contains the value, for each value (rows of `chances`)."""
    lower = np.array([one.lower for one in intervals])
    upper = np.array([one.upper for one in intervals])
    inside = (lower <= values[:, None]) & (values[:, None] <= upper)
    return np.asarray((chances * inside).sum(axis=1))
