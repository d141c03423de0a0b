"""How many trials must pass without a failure before a failure rate can be excluded.

Rates are probabilities per trial. Both functions round up to whole trials.

Source: Littlewood & Strigini, "Validation of Ultrahigh Dependability for Software-Based Systems", Communications of the
ACM 36 (1993) 69-80.
"""

from __future__ import annotations

from math import ceil, log1p

from loadpath.engine.statistics.arguments import between
from loadpath.engine.statistics.proportions import CONFIDENCE

ROUNDING = 1e-14
"""A quotient of logarithms this close above a whole number is that number."""


def trials_without_failure(rate: float, confidence: float = CONFIDENCE) -> int:
    """Return the least n with (1 - rate)^n <= 1 - confidence: ln(1 - c) / ln(1 - p), rounded up.

    After so many trials without failure the exact upper bound is at most `rate`.

    Raises:
        ValueError: when an argument is not between 0 and 1.

    >>> trials_without_failure(0.0025), trials_without_failure(0.001, confidence=0.99)
    (1197, 4603)
    """
    rate, confidence = between("rate", rate), between("confidence", confidence)
    return ceil(log1p(-confidence) / log1p(-rate) * (1 - ROUNDING))


def trials_without_failure_from_uniform(rate: float, confidence: float = CONFIDENCE) -> int:
    """Return the least n after which a uniform prior puts `confidence` on at most `rate`: 1 - (1 - p)^(n + 1) >= c.

    Raises:
        ValueError: when an argument is not between 0 and 1.

    >>> trials_without_failure_from_uniform(0.001, confidence=0.99)
    4602
    """
    return trials_without_failure(rate, confidence) - 1
