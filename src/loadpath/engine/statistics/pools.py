"""Several people's probabilities made into one: linear and in log odds. Nothing pools unless asked to.

Weights are relative; without any, all count the same.

Sources: Stone, "The Opinion Pool", Annals of Mathematical Statistics 32 (1961) 1339-1342 (linear); Genest & Zidek,
Statistical Science 1 (1986) 114-135 (logarithmic).
"""

from __future__ import annotations

from math import exp, fsum, log, log1p
from typing import TYPE_CHECKING

from loadpath.engine.statistics.arguments import between, enough, not_negative, positive, probabilities, same_length

if TYPE_CHECKING:
    from collections.abc import Sequence


def linear_pool(stated: Sequence[float], weights: Sequence[float] | None = None) -> float:
    """Return the weighted mean of probabilities: what one of the people, drawn by weight, would bet at.

    Raises:
        ValueError: when one is no probability, a weight is negative, all weights are 0, the lengths differ or there is
            none.

    >>> linear_pool([0.01, 0.03, 0.2])
    0.08
    """
    return _mean(probabilities("stated", stated), weights)


def log_odds_pool(stated: Sequence[float], weights: Sequence[float] | None = None) -> float:
    """Return the probability whose odds are the weighted geometric mean of the odds: every likelihood ratio passes.

    Raises:
        ValueError: when one is not between 0 and 1 (a certainty would overrule all others), a weight is negative, all
            weights are 0, the lengths differ or there is none.

    >>> round(log_odds_pool([0.01, 0.03, 0.2]), 4)
    0.041
    """
    values = [between("stated", p) for p in stated]
    enough("stated", values)
    z = _mean([log(p) - log1p(-p) for p in values], weights)
    return exp(z) / (1 + exp(z))


def _mean(values: Sequence[float], weights: Sequence[float] | None) -> float:
    if weights is None:
        return fsum(values) / len(values)
    relative = [not_negative("weights", weight) for weight in weights]
    same_length(stated=values, weights=relative)
    total = positive("the sum of `weights`", fsum(relative))
    return fsum(weight * value for weight, value in zip(relative, values, strict=True)) / total
