"""Putting a circuit together, operation by operation: each is held once, and what is trivial is never written down."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from loadpath.engine.circuit import MIX, MULTIPLY, ONE, ZERO, Circuit
from loadpath.errors import TooLargeError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Operation = tuple[int, int, int, int, int]


@dataclass(slots=True)
class Assembly:
    """A growing list of operations over slots.

    Attributes:
        leaves: the number of leaves.
        most: more operations than this and `TooLargeError` is raised.
        operations: code and operands of each operation so far.
    """

    leaves: int
    most: int
    operations: list[Operation] = field(default_factory=list)
    _index: dict[Operation, int] = field(default_factory=dict)

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

    def _keep(self, operation: Operation) -> int:
        found = self._index.get(operation)
        if found is None:
            if len(self.operations) >= self.most:
                raise TooLargeError(
                    f"the exact answer takes more than {self.most:,} operations",
                    help="no approximation is given in its place; split the case",
                )
            found = self._index[operation] = 2 + 2 * self.leaves + len(self.operations)
            self.operations.append(operation)
        return found

    def count(self, slots: Sequence[int], start: int) -> int:
        """Return how many operations some slots need, of those from the place `start` on."""
        first = 2 + 2 * self.leaves + start
        seen: set[int] = set()
        stack = [slot for slot in slots if slot >= first]
        while stack:
            here = stack.pop()
            if here not in seen:
                seen.add(here)
                stack.extend(slot for slot in self.operations[here - first + start][1:] if slot >= first)
        return len(seen)

    def circuit(self, roots: Mapping[int, int]) -> Circuit:
        """Return the circuit of the operations that some slots need, numbered anew in the same order.

        Args:
            roots: the slot of each formula that was asked for, by the formula's number.
        """
        first = 2 + 2 * self.leaves
        needed = [False] * len(self.operations)
        for slot in roots.values():
            if slot >= first:
                needed[slot - first] = True
        for here in range(len(self.operations) - 1, -1, -1):
            if needed[here]:
                for slot in self.operations[here][1:]:
                    if slot >= first:
                        needed[slot - first] = True
        new = list(range(first))
        kept: list[Operation] = []
        for operation, wanted in zip(self.operations, needed, strict=True):
            new.append(first + len(kept))
            if wanted:
                kept.append(operation)
        rows = np.array(kept, dtype=np.int64).reshape(-1, 5)
        places = np.array(new, dtype=np.int32)
        return Circuit(
            leaves=self.leaves,
            codes=rows[:, 0].astype(np.uint8),
            operands=places[rows[:, 1:]].astype(np.int32),
            roots={root: new[slot] for root, slot in roots.items()},
        )
