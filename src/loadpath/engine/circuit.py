"""A circuit: a list of additions and multiplications that turns the probabilities of leaves into those of formulas.

However a formula was compiled, this is what comes out: operations in an order in which operands come first, each on
*slots*. Slot 0 holds zero and slot 1 one; then the weight of every leaf, then the complement of every leaf (one minus
the weight, carried on its own so that small complements keep their digits), then one slot for each operation. No
operation subtracts and no operand is negative, so that nothing cancels: results are exact to rounding.

The list is canonical for a way of compiling: its hash names the computation, and a report prints it.

Source: arithmetic circuits, Darwiche, "A Differential Approach to Inference in Bayesian Networks", JACM 50 (2003);
derivatives in one reverse pass as in section 4 there.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

ZERO = 0
ONE = 1
MULTIPLY = 0
"""The product of two slots, which have no leaf in common."""
ADD = 1
"""The sum of two slots that exclude each other."""
MIX = 2
"""Slot a times slot c plus slot b times slot d, where a and b exclude each other and add up to one."""

BLOCK_BYTES = 64_000_000
"""A block of settings is evaluated at once as long as it fits into this many bytes."""

AT_ONCE = 50_000
"""So many operations are unpacked at a time."""

FEW = 8
"""Up to so many settings are evaluated one after the other as plain numbers; beyond, numpy's own start-up pays."""


@dataclass(frozen=True, eq=False)
class Circuit:
    """Operations, ready for evaluation.

    Attributes:
        leaves: the number of leaves.
        codes: what each operation does, `MULTIPLY`, `ADD` or `MIX`, shape (operations,).
        operands: the slots it reads, a b c d, shape (operations, 4); what it does not need is `ZERO`.
        roots: the slot of every formula that was asked for, by the formula's number.
    """

    leaves: int
    codes: NDArray[np.uint8]
    operands: NDArray[np.int32]
    roots: Mapping[int, int]

    @property
    def size(self) -> int:
        """Return the number of operations."""
        return len(self.codes)

    @property
    def first(self) -> int:
        """Return the slot of the first operation."""
        return 2 + 2 * self.leaves

    @cached_property
    def digest(self) -> str:
        """Return the SHA-256 of the operations and the roots' slots in order: the same computation, the same name."""
        sum_ = hashlib.sha256(f"loadpath circuit 1\n{self.leaves}\n".encode())
        sum_.update(self.codes.astype("<u1").tobytes())
        sum_.update(self.operands.astype("<i4").tobytes())
        sum_.update(repr(list(self.roots.values())).encode())
        return sum_.hexdigest()

    def probabilities(self, weights: Floats, complements: Floats, roots: Sequence[int]) -> Floats:
        """Return the probability of formulas for many settings of the leaves at once.

        Args:
            weights: probability of each leaf, shape (leaves, n).
            complements: one minus the weights, shape (leaves, n).
            roots: formulas that the circuit was made for.

        Returns:
            Probabilities, shape (len(roots), n).
        """
        columns = weights.shape[1]
        step = max(1, BLOCK_BYTES // (8 * (self.first + self.size)))
        out = np.empty((len(roots), columns))
        at = [self.roots[root] for root in roots]
        for start in range(0, columns, step):
            part = slice(start, min(start + step, columns))
            out[:, part] = self.slots(weights[:, part], complements[:, part])[at]
        return out

    def slots(self, weights: Floats, complements: Floats) -> Floats:
        """Return what every slot comes to, shape (slots, n)."""
        first = self.first
        values = np.empty((first + self.size, weights.shape[1]))
        if weights.shape[1] <= FEW:
            for column in range(weights.shape[1]):
                values[:, column] = self._plain(weights[:, column], complements[:, column])
            return values
        values[ZERO], values[ONE] = 0.0, 1.0
        values[2 : 2 + self.leaves], values[2 + self.leaves : first] = weights, complements
        for here, (code, a, b, c, d) in enumerate(self._each(), first):
            if code == MULTIPLY:
                np.multiply(values[a], values[b], out=values[here])
            elif code == ADD:
                np.add(values[a], values[b], out=values[here])
            else:
                np.multiply(values[a], values[c], out=values[here])
                values[here] += values[b] * values[d]
        return values

    def _plain(self, weights: Floats, complements: Floats) -> list[float]:
        """Return what every slot comes to in one setting: the same roundings in the same order as with numpy."""
        values = [0.0, 1.0, *weights.tolist(), *complements.tolist()]
        keep = values.append
        for code, a, b, c, d in self._each():
            if code == MIX:
                keep(values[a] * values[c] + values[b] * values[d])
            elif code == MULTIPLY:
                keep(values[a] * values[b])
            else:
                keep(values[a] + values[b])
        return values

    def _each(self) -> Iterator[tuple[int, int, int, int, int]]:
        """Yield code and operands of each operation, unpacked so many at a time that little memory is taken."""
        for start in range(0, self.size, AT_ONCE):
            part = slice(start, start + AT_ONCE)
            yield from zip(self.codes[part].tolist(), *self.operands[part].T.tolist(), strict=True)

    def support(self, root: int) -> frozenset[int]:
        """Return the leaves that a root's operations read."""
        if root not in self._supports:
            wanted, first = self._needed([root]), self.first
            self._supports[root] = frozenset((slot - 2) % self.leaves for slot in wanted if 1 < slot < first)
        return self._supports[root]

    def narrowed(self, roots: Sequence[int]) -> tuple[Circuit, tuple[int, ...]]:
        """Return the part of the circuit below some roots, its leaves numbered anew, and which leaf each was."""
        wanted, first = self._needed(roots), self.first
        leaves = tuple(sorted({(slot - 2) % self.leaves for slot in wanted if 1 < slot < first}))
        kept = [slot for slot in wanted if slot >= first]
        new = np.zeros(first + self.size, dtype=np.int32)
        new[ONE] = ONE
        for number, leaf in enumerate(leaves, 2):
            new[2 + leaf], new[2 + self.leaves + leaf] = number, number + len(leaves)
        new[kept] = np.arange(len(kept)) + 2 + 2 * len(leaves)
        places = np.array(kept, dtype=np.int64) - first
        circuit = Circuit(
            leaves=len(leaves),
            codes=self.codes[places],
            operands=new[self.operands[places]],
            roots={root: int(new[self.roots[root]]) for root in roots},
        )
        return circuit, leaves

    def _needed(self, roots: Sequence[int]) -> list[int]:
        """Return the slots that some roots read, themselves included, in order."""
        found: set[int] = set()
        stack = [self.roots[root] for root in roots]
        operands = self._operands
        while stack:
            slot = stack.pop()
            if slot not in found:
                found.add(slot)
                if slot >= self.first:
                    stack.extend(operands[slot - self.first])
        return sorted(found)

    @cached_property
    def _supports(self) -> dict[int, frozenset[int]]:
        return {}

    @cached_property
    def _operands(self) -> list[list[int]]:
        found: list[list[int]] = self.operands.tolist()
        return found
