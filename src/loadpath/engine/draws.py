"""Random numbers that belong to a name: the same name and seed give the same draws, whatever else is drawn.

Each name keys a counter-based generator of its own (Philox, Salmon et al., SC 2011), so that adding a parameter
shifts no other.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

SEED = 20270301
"""The seed of every run that names no other."""


def generator(name: str, seed: int = SEED) -> np.random.Generator:
    """Return the generator that belongs to a name."""
    key = int.from_bytes(hashlib.sha256(f"{seed}:{name}".encode()).digest()[:16], "big")
    return np.random.Generator(np.random.Philox(key=key))


def uniforms(name: str, count: int, seed: int = SEED) -> NDArray[np.float64]:
    """Return `count` uniform numbers inside (0, 1) that belong to a name."""
    drawn = generator(name, seed).random(count)
    return np.clip(drawn, 1e-16, 1.0 - 1e-16)


def weighted_quantiles(
    values: NDArray[np.float64], weights: NDArray[np.float64], levels: tuple[float, ...]
) -> tuple[float, ...]:
    """Return quantiles of weighted draws: the first value at which the cumulated weight reaches the level."""
    order = np.argsort(values, kind="stable")
    cumulated = np.cumsum(weights[order])
    places = np.searchsorted(cumulated, np.asarray(levels) * cumulated[-1])
    return tuple(float(values[order[min(place, len(order) - 1)]]) for place in places)
