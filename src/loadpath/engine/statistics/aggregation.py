"""All of several things, or any of them: what independence gives, and what holds whatever depends on what.

Source: Frechet, "Generalisation du theoreme des probabilites totales", Fundamenta Mathematicae 25 (1935) 379-387.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import expm1, fsum, log1p, prod
from typing import TYPE_CHECKING

from loadpath.engine.statistics.arguments import probabilities

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True, kw_only=True)
class Aggregate:
    """A probability if the parts are independent, and between which ends it lies if nothing is known about that."""

    independent: float
    lower: float
    upper: float


def all_of(parts: Sequence[float]) -> Aggregate:
    """Return the probability that all parts hold: the product, and from one minus the sum of doubts to the least.

    Raises:
        ValueError: when a part is no probability or there is none.

    >>> found = all_of([0.95, 0.95, 0.95])
    >>> round(found.independent, 3), round(found.lower, 2), found.upper
    (0.857, 0.85, 0.95)
    """
    values = probabilities("parts", parts)
    return Aggregate(
        independent=prod(values),
        lower=max(0.0, 1 - fsum(1 - p for p in values)),
        upper=min(values),
    )


def any_of(parts: Sequence[float]) -> Aggregate:
    """Return the probability that at least one part holds, and from the greatest part to the sum of all.

    Raises:
        ValueError: when a part is no probability or there is none.

    >>> found = any_of([0.6, 0.6])
    >>> round(found.independent, 2), found.lower, found.upper
    (0.84, 0.6, 1.0)
    """
    values = probabilities("parts", parts)
    return Aggregate(
        independent=-expm1(fsum(log1p(-p) for p in values)) if max(values) < 1 else 1.0,
        lower=max(values),
        upper=min(1.0, fsum(values)),
    )
