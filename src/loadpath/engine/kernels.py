"""The inner loops: draws, quantiles and circuits over blocks of worlds, compiled where many worlds are wanted.

Every kernel is a plain function under a name with a leading underscore and its compiled form without; both do the same
additions and multiplications of float64 in the same order (no fused multiply-add, no reordering), so that they give
the same bits as each other and as the array form in `draws`, `tables` and `circuit`. Nothing here allocates what the
caller could hand in, knows a name, or holds the interpreter's lock.

Importing this file loads numba; whoever has little to compute does not import it.

Source: Philox4x32-10 from Salmon et al., "Parallel Random Numbers: As Easy as 1, 2, 3", SC 2011; derivatives in one
reverse pass from Darwiche, "A Differential Approach to Inference in Bayesian Networks", JACM 50 (2003), section 4.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar, cast

import numpy as np
from numba import njit

from loadpath.engine.circuit import ADD, MIX, MULTIPLY
from loadpath.engine.draws import MULTIPLIERS, ROUNDS, WEYL
from loadpath.engine.steps import COMPLEMENT, MULTIPLY_ADD
from loadpath.engine.tables import OCTAVES

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Integers = NDArray[np.int64]
    Indices = NDArray[np.int32]
    Words = NDArray[np.uint64]
    Bytes = NDArray[np.uint8]

Kernel = TypeVar("Kernel", bound="Callable[..., object]")

FIRST, SECOND = np.uint64(MULTIPLIERS[0]), np.uint64(MULTIPLIERS[1])
GROWTH0, GROWTH1 = np.uint64(WEYL[0]), np.uint64(WEYL[1])
LOW = np.uint64(0xFFFFFFFF)
HALF = np.uint64(32)
SPARE = np.uint64(11)
ODD = np.uint64(1)
WHOLE = 1 << 53
MANTISSA = (1 << 52) - 1
UNIT = 1023 << 52


def compiled(function: Kernel) -> Kernel:
    """Return the compiled form, kept on disk where there is a place for it.

    numba keeps compiled code beside the source, else in the user's cache, else where NUMBA_CACHE_DIR says; where it
    may write nowhere, the code is compiled anew in each process.
    """
    try:
        return cast("Kernel", njit(cache=True, nogil=True, error_model="numpy")(function))
    except RuntimeError:
        return cast("Kernel", njit(nogil=True, error_model="numpy")(function))


def _number(key: Words, first: int, numbers: Words) -> None:
    """Write draws `first` (even) and following of one name as odd integers below 2^53.

    Args:
        key: the four words that belong to the name.
        first: the index of the first draw.
        numbers: where they go; an even number of them.
    """
    base = first // 2
    key0, key1, upper0, upper1 = key[0], key[1], key[2], key[3]
    for place in range(len(numbers) // 2):
        index = np.uint64(base + place)
        c0, c1, c2, c3 = index, index >> HALF, upper0, upper1
        k0, k1 = key0, key1
        for _ in range(ROUNDS):
            one, two = FIRST * (c0 & LOW), SECOND * (c2 & LOW)
            c0, c1 = (two >> HALF) ^ c1 ^ k0, two
            c2, c3 = (one >> HALF) ^ c3 ^ k1, one
            k0, k1 = (k0 + GROWTH0) & LOW, (k1 + GROWTH1) & LOW
        numbers[2 * place] = ((c0 << HALF | c1 & LOW) >> SPARE) | ODD
        numbers[2 * place + 1] = ((c2 << HALF | c3 & LOW) >> SPARE) | ODD


number = compiled(_number)


def _look_up(
    numbers: Integers,
    bits: Integers,
    floats: Floats,
    coefficients: Floats,
    base: int,
    shift: int,
    cap: float,
    out: Floats,
) -> None:
    """Write the quantiles of draws by a table of polynomials.

    Args:
        numbers: draws as odd integers below 2^53.
        bits: room for as many.
        floats: the same room, seen as float64.
        coefficients: polynomials of all tables, shape (segments, 8).
        base: where this table begins.
        shift: the number of segments to an octave, as a power of two.
        cap: no value is larger.
        out: where the values go.
    """
    for place in range(len(numbers)):
        drawn = numbers[place]
        floats[place] = min(drawn, WHOLE - drawn)
    down = 52 - shift
    below = (1023 << shift) - base
    side = OCTAVES << shift
    for place in range(len(numbers)):
        seen = bits[place]
        numbers[place] = (seen >> down) - below + (numbers[place] >> 52) * side
        bits[place] = ((seen << shift) & MANTISSA) | UNIT
    for place in range(len(numbers)):
        at = numbers[place]
        y = floats[place] - 1.5
        square = y * y
        even = coefficients[at, 6]
        even = even * square + coefficients[at, 4]
        even = even * square + coefficients[at, 2]
        even = even * square + coefficients[at, 0]
        odd = coefficients[at, 7]
        odd = odd * square + coefficients[at, 5]
        odd = odd * square + coefficients[at, 3]
        odd = odd * square + coefficients[at, 1]
        out[place] = min(even + odd * y, cap)


look_up = compiled(_look_up)


def _follow(numbers: Integers, knots: Floats, out: Floats) -> None:
    """Write the quantiles of draws by a law that is linear between points.

    Args:
        numbers: draws as odd integers below 2^53.
        knots: rows of u, value and slope, sorted by u, the first at 0.
        out: where the values go.
    """
    for place in range(len(numbers)):
        u = numbers[place] * 2.0**-53
        low, high = 0, len(knots)
        while high - low > 1:
            middle = (low + high) // 2
            if knots[middle, 0] <= u:
                low = middle
            else:
                high = middle
        out[place] = knots[low, 1] + knots[low, 2] * (u - knots[low, 0])


follow = compiled(_follow)


def _run(codes: Indices, operands: Indices, targets: Indices, rows: Floats) -> None:
    """Carry out operations on rows of numbers, one row for each slot and one column for each world.

    Args:
        codes: what each operation does.
        operands: the rows it reads, shape (operations, 4).
        targets: the row it writes, which is none of those.
        rows: the numbers, shape (rows, worlds).
    """
    for here in range(len(codes)):
        code = codes[here]
        a, b, c = rows[operands[here, 0]], rows[operands[here, 1]], rows[operands[here, 2]]
        out = rows[targets[here]]
        if code == MULTIPLY_ADD:
            for place in range(len(out)):
                out[place] = a[place] * b[place] + c[place]
        elif code == MIX:
            d = rows[operands[here, 3]]
            for place in range(len(out)):
                out[place] = a[place] * c[place] + b[place] * d[place]
        elif code == MULTIPLY:
            for place in range(len(out)):
                out[place] = a[place] * b[place]
        elif code == COMPLEMENT:
            for place in range(len(out)):
                out[place] = 1.0 - a[place]
        else:
            for place in range(len(out)):
                out[place] = 1.0 if a[place] <= b[place] else 0.0


run = compiled(_run)


def _worlds(
    keys: Words,
    begins: Indices,
    ends: Indices,
    shifts: Indices,
    caps: Floats,
    coefficients: Floats,
    knots: Floats,
    inputs: Indices,
    given: Indices,
    outside: Floats,
    codes: Indices,
    operands: Indices,
    targets: Indices,
    roots: Indices,
    first: int,
    rows: Floats,
    out: Floats,
) -> None:
    """Draw worlds, block by block, and write the probabilities of roots in each.

    Args:
        keys: see `spread.Drawn`, as for the seven that follow.
        begins: where tables begin.
        ends: where knots end, 0 where there are none.
        shifts: how finely octaves are cut.
        caps: no value is larger.
        coefficients: polynomials.
        knots: points.
        inputs: the rows of the parameters.
        given: rows that are handed in.
        outside: what they hold, shape (rows handed in, worlds).
        codes: see `run`, as for the two that follow.
        operands: what operations read.
        targets: what they write.
        roots: the rows that are wanted.
        first: the index of the first world, even.
        rows: room for one block, with what is constant in place; shape (rows, worlds of a block).
        out: where the probabilities go, shape (roots, worlds), a whole number of blocks.
    """
    width = rows.shape[1]
    numbers, bits = np.empty(width, np.int64), np.empty(width, np.int64)
    words, floats = numbers.view(np.uint64), bits.view(np.float64)
    for start in range(0, out.shape[1], width):
        for which in range(len(inputs)):
            number(keys[which], first + start, words)
            row = rows[inputs[which]]
            if ends[which] > 0:
                follow(numbers, knots[begins[which] : ends[which]], row)
            else:
                look_up(numbers, bits, floats, coefficients, begins[which], shifts[which], caps[which], row)
        for which in range(len(given)):
            rows[given[which]] = outside[which, start : start + width]
        run(codes, operands, targets, rows)
        for which in range(len(roots)):
            out[which, start : start + width] = rows[roots[which]]


worlds = compiled(_worlds)


def _derive(codes: Bytes, operands: Indices, values: Floats, moved: Floats) -> None:
    """Carry out a circuit at one point, and pass derivatives down.

    Args:
        codes: what each operation does.
        operands: the slots it reads, shape (operations, 4).
        values: what each slot comes to; those before the operations are given, the rest is written.
        moved: the derivative by each slot; one at the root and else zero, when handed in.
    """
    first = len(values) - len(codes)
    for here in range(len(codes)):
        a, b, c, d = operands[here, 0], operands[here, 1], operands[here, 2], operands[here, 3]
        if codes[here] == MULTIPLY:
            values[first + here] = values[a] * values[b]
        elif codes[here] == ADD:
            values[first + here] = values[a] + values[b]
        else:
            values[first + here] = values[a] * values[c] + values[b] * values[d]
    for here in range(len(codes) - 1, -1, -1):
        a, b, c, d = operands[here, 0], operands[here, 1], operands[here, 2], operands[here, 3]
        share = moved[first + here]
        if codes[here] == MULTIPLY:
            moved[a] += share * values[b]
            moved[b] += share * values[a]
        elif codes[here] == ADD:
            moved[a] += share
            moved[b] += share
        else:
            moved[a] += share * values[c]
            moved[c] += share * values[a]
            moved[b] += share * values[d]
            moved[d] += share * values[b]


derive = compiled(_derive)
