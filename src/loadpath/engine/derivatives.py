"""All derivatives of one probability by all leaves, in one pass down a circuit.

A circuit is a polynomial in the weights of leaves and, apart from them, in their complements. One pass up gives its
value, one pass down the derivative by every slot. The derivative by a leaf's weight, the complement following, is the
one by the weight less the one by the complement: P given that the leaf is true less P given that it is false, what
reliability calls Birnbaum's importance.

Source: Darwiche, "A Differential Approach to Inference in Bayesian Networks", JACM 50 (2003), section 4; Birnbaum,
"On the Importance of Different Components in a Multicomponent System" (1968).
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from loadpath.engine.circuit import ADD, MULTIPLY, ONE

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from loadpath.engine.circuit import Circuit

    Floats = NDArray[np.float64]

WORTHWHILE = 200_000
"""Operations from which on loading the compiled kernel takes less time than doing without."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Derivatives:
    """A probability at one point, and how it moves.

    Attributes:
        value: the probability.
        upward: the derivative by each leaf's weight, its complement held; shape (leaves,).
        downward: the derivative by each leaf's complement, its weight held; shape (leaves,).
    """

    value: float
    upward: Floats
    downward: Floats

    @property
    def slopes(self) -> Floats:
        """Return P given that the leaf is true less P given that it is false, for each leaf."""
        return self.upward - self.downward

    def given(self, weights: Floats, complements: Floats) -> tuple[Floats, Floats]:
        """Return P given that each leaf is true, and given that it is false, at the same point."""
        return self.value + complements * self.slopes, self.value - weights * self.slopes


def derivatives(
    circuit: Circuit, root: int, weights: Floats, complements: Floats, compiled: bool | None = None
) -> Derivatives:
    """Return a root's probability and its derivatives by all leaves.

    Args:
        circuit: what was compiled.
        root: a formula that the circuit was made for.
        weights: probability of each leaf, shape (leaves,).
        complements: one minus the weights.
        compiled: whether to use the kernel; if not said, it is used for large circuits, and once it is loaded.
    """
    if compiled is None:
        compiled = circuit.size > WORTHWHILE or "loadpath.engine.kernels" in sys.modules
    first, leaves = circuit.first, circuit.leaves
    values = np.zeros(first + circuit.size)
    values[ONE], values[2 : 2 + leaves], values[2 + leaves : first] = 1.0, weights, complements
    moved = np.zeros(len(values))
    moved[circuit.roots[root]] = 1.0
    if compiled:
        from loadpath.engine import kernels  # noqa: PLC0415  numba is slow to start

        kernels.derive(circuit.codes, circuit.operands, values, moved)
    else:
        _derive(circuit, values, moved)
    return Derivatives(
        value=float(values[circuit.roots[root]]),
        upward=moved[2 : 2 + leaves].copy(),
        downward=moved[2 + leaves : first].copy(),
    )


def _derive(circuit: Circuit, values: Floats, moved: Floats) -> None:
    """Do what the kernel does, in Python: lists are faster than arrays for single numbers."""
    steps = list(zip(circuit.codes.tolist(), circuit.operands.tolist(), strict=True))
    held, down = values.tolist(), moved.tolist()
    for here, (code, (a, b, c, d)) in enumerate(steps, circuit.first):
        if code == MULTIPLY:
            held[here] = held[a] * held[b]
        elif code == ADD:
            held[here] = held[a] + held[b]
        else:
            held[here] = held[a] * held[c] + held[b] * held[d]
    for back, (code, (a, b, c, d)) in enumerate(reversed(steps), 1):
        share = down[-back]
        if code == MULTIPLY:
            down[a] += share * held[b]
            down[b] += share * held[a]
        elif code == ADD:
            down[a] += share
            down[b] += share
        else:
            down[a] += share * held[c]
            down[c] += share * held[a]
            down[b] += share * held[d]
            down[d] += share * held[b]
    values[:], moved[:] = held, down
