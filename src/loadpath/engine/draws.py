"""Random numbers that belong to a name: the same name, seed and index give the same number, whatever else is drawn.

Draw number d of a name is a function of (name, seed, d) and of nothing else: no size of a block, no number of workers
and no other parameter moves it. The function is Philox4x32-10, whose key and upper counter are a hash of the name and
whose lower counter is d divided by two; each call gives two numbers. It is integer arithmetic throughout, so that this
file, on arrays, and the compiled kernels give the same bits.

Source: Salmon, Moraes, Dror & Shaw, "Parallel Random Numbers: As Easy as 1, 2, 3", SC 2011: rounds and constants, and
that TestU01's BigCrush is passed from 7 rounds on; known answers are those of Random123.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Words = NDArray[np.uint64]

SEED = 20270301
"""The seed of every run that names no other."""

ROUNDS = 10
MULTIPLIERS = (0xD2511F53, 0xCD9E8D57)
"""What the even words of the counter are multiplied by in each round."""
WEYL = (0x9E3779B9, 0xBB67AE85)
"""What the key grows by from round to round: the golden ratio and the square root of three, less one."""

WORD = 0xFFFFFFFF
STEP = 16_384
"""So many calls at a time: what they work on stays in the cache of a processor."""


def generator(name: str, seed: int = SEED) -> np.random.Generator:
    """Return a generator that belongs to a name, for whoever cannot say how many numbers will be needed."""
    key = int.from_bytes(hashlib.sha256(f"{seed}:{name}".encode()).digest()[:16], "big")
    return np.random.Generator(np.random.Philox(key=key))


def key_of(name: str, seed: int = SEED) -> tuple[int, int, int, int]:
    """Return the four words of 32 bits that belong to a name: two of the key, two of the upper counter."""
    found = hashlib.sha256(f"{seed}:{name}".encode()).digest()
    first, second, third, fourth = (int.from_bytes(found[place : place + 4], "big") for place in (0, 4, 8, 12))
    return first, second, third, fourth


def schedule(key: tuple[int, int]) -> Words:
    """Return the keys of all rounds, shape (rounds, 2)."""
    return np.array([[(k + r * w) & WORD for k, w in zip(key, WEYL, strict=True)] for r in range(ROUNDS)], np.uint64)


def philox(counters: Words, key: tuple[int, int]) -> Words:
    """Return what Philox4x32-10 makes of counters: four words of 32 bits for each, shape (4, n), held as 64 bits."""
    half, low = np.uint64(32), np.uint64(WORD)
    multipliers = np.array(MULTIPLIERS, np.uint64)[:, None]
    even, odd = counters[0::2].copy(), counters[1::2].copy()
    product, high = np.empty_like(even), np.empty_like(even)
    for keys in schedule(key)[:, :, None]:
        np.multiply(even, multipliers, out=product)
        np.right_shift(product, half, out=high)
        np.bitwise_xor(high[::-1], odd, out=even)
        np.bitwise_xor(even, keys, out=even)
        np.bitwise_and(product[::-1], low, out=odd)
    return np.stack([even[0], odd[0], even[1], odd[1]])


def numerators(name: str, count: int, seed: int = SEED, start: int = 0) -> NDArray[np.int64]:
    """Return draws `start` to `start + count` of a name as odd integers below 2^53: the uniform numbers times 2^53."""
    words = key_of(name, seed)
    first, last = start // 2, (start + count + 1) // 2
    out = np.empty((last - first, 2), np.uint64)
    for begin in range(first, last, STEP):
        end = min(begin + STEP, last)
        counters = np.empty((4, end - begin), np.uint64)
        index = np.arange(begin, end, dtype=np.uint64)
        counters[0], counters[1] = index & np.uint64(WORD), index >> np.uint64(32)
        counters[2], counters[3] = words[2:]
        made = philox(counters, words[:2])
        made[0::2] <<= np.uint64(32)
        made[0::2] |= made[1::2]
        out[begin - first : end - first] = made[0::2].T
    out >>= np.uint64(11)
    out |= np.uint64(1)
    return out.reshape(-1)[start - 2 * first :][:count].view(np.int64)


def uniforms(name: str, count: int, seed: int = SEED, start: int = 0) -> NDArray[np.float64]:
    """Return uniform numbers inside (0, 1) that belong to a name: odd multiples of 2^-53, each as likely as the next.

    Args:
        name: whose numbers they are.
        count: how many.
        seed: another seed, other numbers.
        start: the index of the first; what is drawn in two parts is what is drawn in one.
    """
    return np.asarray(numerators(name, count, seed, start) * 2.0**-53, np.float64)


def weighted_quantiles(
    values: NDArray[np.float64], weights: NDArray[np.float64], levels: tuple[float, ...]
) -> tuple[float, ...]:
    """Return quantiles of weighted draws: the first value at which the cumulated weight reaches the level."""
    order = np.argsort(values, kind="stable")
    cumulated = np.cumsum(weights[order])
    places = np.searchsorted(cumulated, np.asarray(levels) * cumulated[-1])
    return tuple(float(values[order[min(place, len(order) - 1)]]) for place in places)
