"""Random numbers at scattered places: one for any name, any incident and any of its messages, asked for in any order.

Beside `draws` (Philox), whose numbers come in rows: where only those of a few incidents are wanted, this costs half
as much a number, which is most of what a played incident costs.

Source: SplitMix64 (Steele, Lea & Flood, "Fast Splittable Pseudorandom Number Generators", OOPSLA 2014, figure 16),
which passes BigCrush; its state at any place is known, and a hash of the name says where it begins.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Words = NDArray[np.uint64]

WEYL = 0x9E3779B97F4A7C15
"""What the state of SplitMix64 grows by from number to number: 2^64 by the golden ratio, odd."""

ROUNDS = ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB))
"""By how much its state is shifted, and what it is multiplied by then (variant 13 of Stafford)."""


def uniform(states: Words) -> Floats:
    """Return what SplitMix64 makes of its states, which are used up, as odd multiples of 2^-53 in (0, 1)."""
    for shift, factor in ROUNDS:
        states ^= states >> np.uint64(shift)
        states *= np.uint64(factor)
    states ^= states >> np.uint64(31)
    states >>= np.uint64(11)
    states |= np.uint64(1)
    return np.asarray(states * 2.0**-53, np.float64)
