"""How bad the worst of many queries will be, from the worst few of a small sample.

Each query has an elicitation probability p: how likely one answer to it shows the behaviour. The score -ln(-ln p) has
a tail whose logarithm of survival is nearly linear; the line through the worst few points is followed to where one in
as many queries as will be asked lies beyond it.

It supposes that later queries are drawn like the sample. A rare kind of query that the sample happens to lack is not
forecast: then the result is too low.

Source: Jones et al., "Forecasting Rare Language Model Behaviors" (2025), arXiv:2502.16797, section 3.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, fsum, log
from typing import TYPE_CHECKING

from loadpath.engine.statistics.arguments import probabilities, whole

if TYPE_CHECKING:
    from collections.abc import Sequence

TOP = 10
"""How many of the worst queries the line is laid through, as in the paper."""

LEAST_TOP = 3
"""Through two points any line fits."""

FARTHEST = 1000
"""How many times the sample a forecast may reach: the paper has tested up to three orders of magnitude."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WorstQuery:
    """A forecast of the largest elicitation probability, and the line it comes from.

    Attributes:
        probability: the elicitation probability that one query in as many exceeds.
        slope: of the logarithm of survival over the score; below 0, since the larger score has the smaller survival.
        intercept: of the same line.
    """

    probability: float
    slope: float
    intercept: float


def forecast_worst_query(elicitation: Sequence[float], queries: int, top: int = TOP) -> WorstQuery:
    """Return the elicitation probability of the worst of so many queries, forecast from a sample.

    Args:
        elicitation: the elicitation probability of each query of the sample.
        queries: how many will be asked, at least as many as the sample and at most `FARTHEST` times that.
        top: how many of the largest are fitted, by least squares; the i-th largest of m has survival i / m.

    Raises:
        ValueError: when one is no probability, there are fewer than `top`, `top` is less than `LEAST_TOP`, one of the
            largest is 0 or 1, they are all the same, or `queries` is beyond the reach of the sample.

    >>> sample = [1 / (10 + i) for i in range(100)]
    >>> round(forecast_worst_query(sample, queries=10_000).probability, 2)
    0.27
    """
    top = whole("top", top, least=LEAST_TOP)
    largest = sorted(probabilities("elicitation", elicitation, least=top), reverse=True)
    size = len(largest)
    queries = whole("queries", queries, least=size)
    if queries > FARTHEST * size:
        raise ValueError(f"`queries` must be at most {FARTHEST} times the sample of {size}, not {queries}")
    scores = [_score(p) for p in largest[:top]]
    slope, intercept = _line(scores, [log(rank / size) for rank in range(1, top + 1)])
    worst = (-log(queries) - intercept) / slope
    return WorstQuery(probability=exp(-exp(-worst)), slope=slope, intercept=intercept)


def _score(p: float) -> float:
    if not 0 < p < 1:
        raise ValueError(f"the largest of `elicitation` must be above 0 and below 1, not {p!r}")
    return -log(-log(p))


def _line(x: Sequence[float], y: Sequence[float]) -> tuple[float, float]:
    """Return slope and intercept of the least-squares line."""
    centre, level = fsum(x) / len(x), fsum(y) / len(y)
    spread = fsum((one - centre) ** 2 for one in x)
    if spread == 0:
        raise ValueError(f"the largest of `elicitation` must differ for a line, not all have the score {x[0]!r}")
    slope = fsum((one - centre) * (other - level) for one, other in zip(x, y, strict=True)) / spread
    return slope, level - slope * centre
