"""What is done to the rows of a block of worlds: the operations of a circuit, and what comes with drawing.

Two make weights of leaves. One stands for a sum, and for a mixture in which one part is certain: the same bits, and a
row less is read. The compiled form is `kernels.run`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from loadpath.engine.circuit import MIX, MULTIPLY

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

COMPLEMENT = 3
"""One minus row a."""
AT_MOST = 4
"""One where row a is at most row b, else zero."""

MULTIPLY_ADD = 5
"""Row a times row b, and then plus row c."""


def step(code: int, a: Floats, b: Floats, c: Floats, d: Floats, out: Floats) -> None:
    """Carry out one operation on whole rows; what it does not need is not read, and `out` is none of them."""
    if code == MULTIPLY:
        np.multiply(a, b, out=out)
    elif code == MIX:
        np.multiply(a, c, out=out)
        out += b * d
    elif code == COMPLEMENT:
        np.subtract(1.0, a, out=out)
    elif code == MULTIPLY_ADD:
        np.multiply(a, b, out=out)
        out += c
    else:
        out[:] = a <= b
