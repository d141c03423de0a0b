"""How good forecasts and scores were: Brier, logarithmic, area under the curve, calibration of an expert.

Sources: Brier, Monthly Weather Review 78 (1950) 1-3, halved as is usual for two outcomes; Good, "Rational Decisions",
JRSS B 14 (1952) 107-114; Hanley & McNeil, Radiology 143 (1982) 29-36; Cooke, "Experts in Uncertainty" (1991), chapter
12.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from math import fsum, inf, log, log1p
from typing import TYPE_CHECKING

from loadpath.engine.statistics.arguments import enough, positive, probabilities, reals, same_length, whole

if TYPE_CHECKING:
    from collections.abc import Sequence

SUM_TOLERANCE = 1e-9
"""By how much the probabilities of the bins may miss 1."""


def brier(forecasts: Sequence[float], happened: Sequence[bool | int]) -> float:
    """Return the mean squared error of probabilities: 0 is perfect, 1/4 is always saying one half.

    Raises:
        ValueError: when a forecast is no probability, an outcome not 0 or 1, the lengths differ or there is none.

    >>> round(brier([0.9, 0.8, 0.3, 0.05, 0.6], [1, 1, 0, 0, 0]), 4)
    0.1005
    """
    pairs = _pairs(forecasts, happened)
    return fsum((p - outcome) ** 2 for p, outcome in pairs) / len(pairs)


def log_score(forecasts: Sequence[float], happened: Sequence[bool | int]) -> float:
    """Return the mean of -ln of the probability given to what happened (nats); infinite after a certainty that failed.

    Raises:
        ValueError: when a forecast is no probability, an outcome not 0 or 1, the lengths differ or there is none.

    >>> round(log_score([0.9, 0.8, 0.3, 0.05, 0.6], [1, 1, 0, 0, 0]), 4)
    0.3306
    """
    pairs = _pairs(forecasts, happened)
    if any(p == 1 - outcome for p, outcome in pairs):
        return inf
    return -fsum(log(p) if outcome else log1p(-p) for p, outcome in pairs) / len(pairs)


def area_under_curve(positives: Sequence[float], negatives: Sequence[float]) -> float:
    """Return how often a positive scores above a negative, ties counted as half (Mann-Whitney U / (mn)).

    Raises:
        ValueError: when a score is not finite or one of the two has none.

    >>> area_under_curve([2, 3, 3], [1, 2])
    0.9166666666666666
    """
    highs, lows = reals("positives", positives), sorted(reals("negatives", negatives))
    return sum(bisect_left(lows, x) + bisect_right(lows, x) for x in highs) / (2 * len(highs) * len(lows))


def cooke_calibration(bins: Sequence[float], fallen: Sequence[int]) -> float:
    """Return how likely a well calibrated expert does at least as badly: 1 is best.

    The true values of N questions fall into the bins between an expert's quantiles with shares s where p was promised;
    2 N sum s ln(s / p) is chi-squared with one degree of freedom less than bins, for many questions.

    Args:
        bins: the promised probability of each bin, such as 0.05, 0.45, 0.45, 0.05.
        fallen: how many true values fell into each.

    Raises:
        ValueError: when a bin is not above 0, they do not add up to 1, there are fewer than two, the lengths differ, or
            there is no question.

    >>> round(cooke_calibration([0.05, 0.45, 0.45, 0.05], [1, 4, 4, 1]), 4)
    0.8283
    """
    from scipy.special import gammaincc  # noqa: PLC0415  scipy is slow to start

    promised = [positive("bins", p) for p in bins]
    enough("bins", promised, least=2)
    seen = [whole("fallen", one) for one in fallen]
    same_length(bins=promised, fallen=seen)
    if abs(fsum(promised) - 1) > SUM_TOLERANCE:
        raise ValueError(f"`bins` must add up to 1, not {fsum(promised)!r}")
    total = whole("the sum of `fallen`", sum(seen), least=1)
    surprise = fsum(k * log(k / (total * p)) for k, p in zip(seen, promised, strict=True) if k)
    return float(gammaincc((len(promised) - 1) / 2, max(0.0, surprise)))


def _pairs(forecasts: Sequence[float], happened: Sequence[bool | int]) -> list[tuple[float, int]]:
    numbers = probabilities("forecasts", forecasts)
    same_length(forecasts=numbers, happened=happened)
    for outcome in happened:
        if outcome not in {0, 1}:
            raise ValueError(f"`happened` must be 0 or 1, not {outcome!r}")
    return [(p, int(outcome)) for p, outcome in zip(numbers, happened, strict=True)]
