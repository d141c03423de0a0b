"""Putting a circuit together, operation by operation: each is held once, and what is trivial is never written down."""

from __future__ import annotations

from array import array
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from loadpath.engine.circuit import MIX, MULTIPLY, ONE, ZERO, Circuit
from loadpath.errors import TooLargeError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from numpy.typing import NDArray

Operation = tuple[int, int, int, int, int]


@dataclass(slots=True)
class Assembly:
    """A growing list of operations over slots.

    Attributes:
        leaves: the number of leaves.
        most: more operations than this and `TooLargeError` is raised.
        codes: the code of each operation so far.
        operands: four slots for each.
    """

    leaves: int
    most: int
    codes: array[int] = field(default_factory=lambda: array("B"))
    operands: array[int] = field(default_factory=lambda: array("i"))
    _index: dict[Operation, int] = field(default_factory=dict)
    _rows: list[tuple[int, int]] = field(default_factory=list)
    """Where operations stand, from and to, that were written at once."""

    @property
    def size(self) -> int:
        """Return how many operations were written."""
        return len(self.codes)

    def plain(self, leaf: int) -> int:
        """Return the slot of a leaf's weight."""
        return 2 + leaf

    def complement(self, leaf: int) -> int:
        """Return the slot of a leaf's complement."""
        return 2 + self.leaves + leaf

    def multiply(self, left: int, right: int) -> int:
        """Return the slot of a product."""
        if ZERO in (left, right):
            return ZERO
        if ONE in (left, right):
            return right if left == ONE else left
        return self._keep((MULTIPLY, left, right, ZERO, ZERO) if left < right else (MULTIPLY, right, left, ZERO, ZERO))

    def mix(self, plain: int, complement: int, then: int, other: int) -> int:
        """Return the slot of: `then` with weight `plain`, `other` with the weight of its complement."""
        if then == other:
            return then
        if then == ZERO:
            return self.multiply(complement, other)
        if other == ZERO:
            return self.multiply(plain, then)
        if plain > complement:
            plain, complement, then, other = complement, plain, other, then
        return self._keep((MIX, plain, complement, then, other))

    def keep_each(self, code: int, operands: Sequence[Sequence[int]]) -> list[int]:
        """Return the slots of operations of one kind that are not trivial, given by the four operands of each."""
        return [self._keep((code, a, b, c, d)) for a, b, c, d in operands]

    def _keep(self, operation: Operation) -> int:
        found = self._index.get(operation)
        if found is None:
            self._allow(1)
            found = self._index[operation] = 2 + 2 * self.leaves + len(self.codes)
            self.codes.append(operation[0])
            self.operands.extend(operation[1:])
        return found

    def _allow(self, more: int) -> None:
        if len(self.codes) + more > self.most:
            raise TooLargeError(
                f"the exact answer takes more than {self.most:,} operations",
                help="no approximation is given in its place; split the case",
            )

    def write(self, codes: NDArray[np.uint8], operands: NDArray[np.int32]) -> int:
        """Write operations of which none reads another, all new, and return the slot of the first."""
        self._allow(len(codes))
        start = len(self.codes)
        self._rows.append((start, start + len(codes)))
        self.codes.frombytes(codes.tobytes())
        self.operands.frombytes(operands.tobytes())
        return 2 + 2 * self.leaves + start

    def count(self, slots: Iterable[int], start: int) -> int:
        """Return how many operations some slots need, of those from the place `start` on."""
        return sum(self._needed(slots, start))

    def _needed(self, slots: Iterable[int], start: int) -> bytearray:
        """Return for each operation from `start` on whether some slots need it."""
        base = 2 + 2 * self.leaves + start
        needed = bytearray(len(self.codes) - start)
        for slot in slots:
            if slot >= base:
                needed[slot - base] = 1
        flags = np.frombuffer(needed, dtype=np.uint8) if needed else np.empty(0, dtype=np.uint8)
        operands = np.array(self.operands[4 * start :], dtype=np.int32).reshape(-1, 4)
        ends = sorted({start, len(self.codes), *(end for row in self._rows for end in row if end > start)})
        rows = set(self._rows)
        for begin, end in reversed([*pairwise(ends)]):
            part = slice(begin - start, end - start)
            if (begin, end) in rows:
                read = operands[part][flags[part].view(bool)].ravel()
                flags[read[read >= base] - base] = 1
                continue
            places = range(end - start - 1, begin - start - 1, -1)
            for here, read_here in zip(places, operands[part][::-1].tolist(), strict=True):
                if needed[here]:
                    for slot in read_here:
                        if slot >= base:
                            needed[slot - base] = 1
        return needed

    def circuit(self, roots: Mapping[int, int]) -> Circuit:
        """Return the circuit of the operations that some slots need, numbered anew in the same order.

        Args:
            roots: the slot of each formula that was asked for, by the formula's number.
        """
        first = 2 + 2 * self.leaves
        needed = np.array(self._needed(roots.values(), 0), dtype=bool)
        new = np.concatenate([np.arange(first, dtype=np.int32), first + np.cumsum(needed, dtype=np.int32) - needed])
        return Circuit(
            leaves=self.leaves,
            codes=np.array(self.codes, dtype=np.uint8)[needed],
            operands=new[np.array(self.operands, dtype=np.int32).reshape(-1, 4)[needed]],
            roots={root: int(new[slot]) for root, slot in roots.items()},
        )
