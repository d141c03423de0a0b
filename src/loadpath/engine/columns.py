"""Operations on whole tables of slots at once: what is trivial is not written down, and what is alike is written once.

Each function takes an assembly and arrays of slots that broadcast together, and returns an array of slots. Entry by
entry the result is what `Assembly.multiply` and `Assembly.mix` would give.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from loadpath.engine.circuit import ADD, MIX, MULTIPLY, ONE, ZERO

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from loadpath.engine.assembly import Assembly

    Slots = NDArray[np.int64]


MANY = 4_096
"""More operations at once than this are written without a look at whether they were there: that hardly ever happens."""


def multiply(assembly: Assembly, left: Slots, right: Slots) -> Slots:
    """Return the slots of products."""
    left, right = np.broadcast_arrays(left, right)
    found = np.where(left == ONE, right, left)
    found[(left == ZERO) | (right == ZERO)] = ZERO
    open_ = np.minimum(left, right) > ONE
    low, high = np.minimum(left, right)[open_], np.maximum(left, right)[open_]
    found[open_] = _written(assembly, MULTIPLY, low, high)
    return found


def add(assembly: Assembly, left: Slots, right: Slots) -> Slots:
    """Return the slots of sums of what excludes each other."""
    left, right = np.broadcast_arrays(left, right)
    found = np.where(left == ZERO, right, left)
    open_ = (left != ZERO) & (right != ZERO)
    low, high = np.minimum(left, right)[open_], np.maximum(left, right)[open_]
    found[open_] = _written(assembly, ADD, low, high)
    return found


def mix(assembly: Assembly, plain: Slots, complement: Slots, then: Slots, other: Slots) -> Slots:
    """Return the slots of: `then` with weight `plain`, `other` with the weight of its complement."""
    plain, complement, then, other = np.broadcast_arrays(plain, complement, then, other)
    found = np.where((then == other) | (complement == ZERO), then, other)
    settled = (then == other) | (plain == ZERO) | (complement == ZERO)
    for vanishing, weight, factor in ((then, complement, other), (other, plain, then)):
        single = ~settled & (vanishing == ZERO)
        found[single] = multiply(assembly, weight[single], factor[single])
        settled |= single
    open_ = ~settled
    swapped = (plain > complement)[open_]
    weights = [np.where(swapped, one[open_], two[open_]) for one, two in ((complement, plain), (plain, complement))]
    values = [np.where(swapped, one[open_], two[open_]) for one, two in ((other, then), (then, other))]
    found[open_] = _written(assembly, MIX, *weights, *values)
    return found


def _written(assembly: Assembly, code: int, *operands: Slots) -> Slots:
    """Return the slots of operations; rows that are alike are written once, in the order of their operands."""
    if not operands[0].size:
        return operands[0]
    key = operands[0]
    for column in operands[1:]:
        _, places = np.unique(key, return_inverse=True)
        key = places.astype(np.int64) << 32 | column
    _, first, places = np.unique(key, return_index=True, return_inverse=True)
    rows = np.zeros((len(first), 4), dtype=np.int32)
    for number, column in enumerate(operands):
        rows[:, number] = column[first]
    if len(first) > MANY:
        start = assembly.write(np.full(len(first), code, dtype=np.uint8), rows)
        return start + places
    return np.array(assembly.keep_each(code, rows.tolist()), dtype=np.int64)[places]
