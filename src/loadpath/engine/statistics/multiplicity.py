"""Many tests at once: p-values adjusted so that each can be compared with the level itself.

A hypothesis is rejected where its adjusted p-value is at most the level. Results stand in the order of the arguments.

Sources: Holm, "A Simple Sequentially Rejective Multiple Test Procedure", Scandinavian Journal of Statistics 6 (1979)
65-70; Benjamini & Hochberg, JRSS B 57 (1995) 289-300; Sidak, JASA 62 (1967) 626-633; Wright, "Adjusted P-Values for
Simultaneous Inference", Biometrics 48 (1992) 1005-1013, for the adjusted form.
"""

from __future__ import annotations

from itertools import accumulate
from math import expm1, log1p
from typing import TYPE_CHECKING

from loadpath.engine.statistics.arguments import between, probabilities, whole

if TYPE_CHECKING:
    from collections.abc import Sequence


def bonferroni(p_values: Sequence[float]) -> tuple[float, ...]:
    """Return m times each p-value, at most 1: no false rejection at all except with the level, whatever depends.

    Raises:
        ValueError: when a p-value is no probability or there is none.

    >>> bonferroni([0.01, 0.02, 0.5])
    (0.03, 0.06, 1.0)
    """
    values = probabilities("p_values", p_values)
    return tuple(min(1.0, len(values) * p) for p in values)


def holm(p_values: Sequence[float]) -> tuple[float, ...]:
    """Return Holm's step-down p-values: the promise of `bonferroni`, and never less powerful.

    Raises:
        ValueError: when a p-value is no probability or there is none.

    >>> holm([0.01, 0.02, 0.5])
    (0.03, 0.04, 0.5)
    """
    values = probabilities("p_values", p_values)
    order = sorted(range(len(values)), key=values.__getitem__)
    scaled = ((len(values) - rank) * values[place] for rank, place in enumerate(order))
    return _in_order(order, [min(1.0, p) for p in accumulate(scaled, max)])


def benjamini_hochberg(p_values: Sequence[float]) -> tuple[float, ...]:
    """Return step-up p-values: of the rejections, on average at most the level is false, if tests are independent.

    Raises:
        ValueError: when a p-value is no probability or there is none.

    >>> benjamini_hochberg([0.01, 0.02, 0.5])
    (0.03, 0.03, 0.5)
    """
    values = probabilities("p_values", p_values)
    order = sorted(range(len(values)), key=values.__getitem__, reverse=True)
    scaled = (len(values) / (len(values) - rank) * values[place] for rank, place in enumerate(order))
    return _in_order(order, list(accumulate(scaled, min)))


def sidak_level(level: float, tests: int) -> float:
    """Return the level of each of several independent tests that together have this level: 1 - (1 - level)^(1/m).

    Raises:
        ValueError: when `level` is not between 0 and 1 or `tests` less than 1.

    >>> round(sidak_level(0.05, 9), 6)
    0.005683
    """
    return -expm1(log1p(-between("level", level)) / whole("tests", tests, least=1))


def _in_order(order: Sequence[int], values: Sequence[float]) -> tuple[float, ...]:
    """Return values that were sorted in the order from before."""
    return tuple(value for _, value in sorted(zip(order, values, strict=True)))
