"""Lower and upper probabilities over leaves that nobody weighed.

P(A and E) / P(E) is a ratio of two functions that are linear in each free weight, hence monotone in each weight with
the others fixed: its extremes over a box lie at corners. Leaves in which A is monotone and of which E is free have a
known end; the others are enumerated.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from loadpath.engine.formula import Formulas
    from loadpath.engine.leaves import Free

MOST_CORNERS = 4096
"""More corners than this and the interval is not computed, and the result says so."""


@dataclass(frozen=True, slots=True)
class Ends:
    """Values of the free leaves to try, one of which makes a probability lowest or highest."""

    low: tuple[Mapping[int, float], ...]
    high: tuple[Mapping[int, float], ...]


def ends(store: Formulas, root: int, given: int, free: Mapping[int, Free]) -> Ends | None:
    """Return the corners at which P(root | given) is extreme.

    Args:
        store: the formulas.
        root: the formula whose probability is sought.
        given: the formula it is conditioned on.
        free: the free leaves.

    Returns:
        The corners, or None when there are more than `MOST_CORNERS`.
    """
    signs = store.signs(root)
    in_given = store.signs(given)
    fixed_low: dict[int, float] = {}
    fixed_high: dict[int, float] = {}
    loose: list[int] = []
    for leaf, weight in free.items():
        sign = signs.get(leaf)
        if sign is None and leaf not in in_given:
            continue
        if leaf in in_given or sign == 0:
            loose.append(leaf)
        else:
            fixed_low[leaf], fixed_high[leaf] = (weight.low, weight.high) if sign == 1 else (weight.high, weight.low)
    if 2 ** len(loose) > MOST_CORNERS:
        return None
    corners = list(_corners(loose, free))
    return Ends(tuple(fixed_low | corner for corner in corners), tuple(fixed_high | corner for corner in corners))


def _corners(loose: Sequence[int], free: Mapping[int, Free]) -> Iterator[dict[int, float]]:
    for choice in product(*((free[leaf].low, free[leaf].high) for leaf in loose)):
        yield dict(zip(loose, choice, strict=True))
