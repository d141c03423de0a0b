"""How often something happens at least once in several attempts, and in none where their rate is drawn once.

Probabilities are per attempt. How likely attempts are caught that hang together is `engine.attempts`.

Sources: Chen et al., "Evaluating Large Language Models Trained on Code" (2021), arXiv:2107.03374, section 2.1, for
pass@k; Griffiths, "Maximum Likelihood Estimation for the Beta-Binomial Distribution", Biometrics 29 (1973) 637-648, for
mean and correlation as its parameters.
"""

from __future__ import annotations

from fractions import Fraction
from math import expm1, log, log1p, prod

from loadpath.engine.statistics.arguments import counts, positive, probability, whole

FACTORS = 100_000
"""So many attempts are multiplied out; those beyond are an integral (midpoint rule backwards), to 1e-12 of it."""

NODES = 64
"""Of the Gauss-Legendre rule for that integral, in the logarithm of the number of the attempt."""


def at_least_one(rate: float, attempts: int) -> float:
    """Return the probability of at least one event in independent attempts (best-of-n, worst-of-n): 1 - (1 - p)^n.

    Raises:
        ValueError: when `rate` is no probability or `attempts` no count.

    >>> round(at_least_one(1e-4, 10_000), 6)
    0.632139
    """
    rate, attempts = probability("rate", rate), whole("attempts", attempts)
    if rate == 1:
        return float(attempts > 0)
    return -expm1(attempts * log1p(-rate))


def pass_at_k(samples: int, passed: int, drawn: int) -> Fraction:
    """Return exactly how likely at least one of `drawn` samples has passed, drawn without repetition from `samples`.

    One minus C(samples - passed, drawn) / C(samples, drawn): the unbiased estimate of pass@k.

    Raises:
        ValueError: when the counts are none, or more than there are would have passed or be drawn.

    >>> pass_at_k(samples=10, passed=3, drawn=5)
    Fraction(11, 12)
    """
    passed, samples = counts(passed, samples)
    drawn, samples = counts(drawn, samples)
    fewer, more = sorted((passed, drawn))
    kept = prod(samples - more - i for i in range(fewer))
    return 1 - Fraction(kept, prod(samples - i for i in range(fewer)))


def log_of_none(a: float, b: float, attempts: int) -> float:
    """Return the logarithm of P(no event in so many attempts) when their rate is drawn once from Beta(a, b).

    The product over j < attempts of (b + j) / (a + b + j), which is B(a, b + attempts) / B(a, b).

    Raises:
        ValueError: when `a` or `b` is not above 0 or `attempts` no count.

    >>> round(log_of_none(1, 1, 9), 6)  # -ln 10
    -2.302585
    """
    a, b = positive("a", a), positive("b", b)
    return _log_of_product(a, a + b, 1.0, whole("attempts", attempts))


def _log_of_product(part: float, total: float, step: float, attempts: int) -> float:
    """Return the sum over j < attempts of ln(1 - part / (total + j step)), with part below total.

    Not from the Beta functions: their logarithms are large, and the digits of their difference are lost.
    """
    import numpy as np  # noqa: PLC0415  numpy is slow to start

    first = min(attempts, FACTORS)
    found = float(np.log1p(-part / (total + step * np.arange(first))).sum())
    if attempts == first:
        return found
    ends = log(first - 0.5), log(attempts - 0.5)
    nodes, weights = np.polynomial.legendre.leggauss(NODES)
    number = np.exp((ends[0] + ends[1]) / 2 + (ends[1] - ends[0]) / 2 * nodes)
    density = number * np.log1p(-part / (total + step * number))
    return found + (ends[1] - ends[0]) / 2 * float(weights @ density)
