"""Random numbers by name: the published vectors, the same whatever else is drawn, uniform and unrelated."""

from __future__ import annotations

import hashlib

import numpy as np
import pytest

from loadpath.engine import draws

# Random123 1.14 (D. E. Shaw Research), tests/kat_vectors, the three lines `philox4x32 10`: counter, key, result.
# The counter and key of the third are the digits of pi.
KNOWN = [
    ((0, 0, 0, 0), (0, 0), (0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8)),
    ((0xFFFFFFFF,) * 4, (0xFFFFFFFF,) * 2, (0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD)),
    (
        (0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344),
        (0xA4093822, 0x299F31D0),
        (0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1),
    ),
]


@pytest.mark.parametrize(("counter", "key", "expected"), KNOWN)
def test_philox_gives_the_published_vectors(
    counter: tuple[int, ...], key: tuple[int, int], expected: tuple[int, ...]
) -> None:
    """The function is Philox4x32-10, column by column."""
    found = draws.philox(np.array([counter, counter], np.uint64).T, key)
    assert found.T.tolist() == [list(expected)] * 2


def test_the_keys_of_rounds_grow_by_weyl_sequences() -> None:
    """Round r has key + r w modulo 2^32; 0xFFFFFFFF + 0x9E3779B9 = 0x9E3779B8, and 2 x 0xBB67AE85 = 0x76CF5D0A."""
    found = draws.schedule((0xFFFFFFFF, 0))
    assert found.shape == (10, 2)
    assert found[0].tolist() == [0xFFFFFFFF, 0]
    assert found[1].tolist() == [0x9E3779B8, 0xBB67AE85]
    assert found[2, 1] == 0x76CF5D0A


def test_a_name_and_a_seed_are_hashed_to_four_words() -> None:
    """The words are the first sixteen bytes of the SHA-256 of `seed:name`, read from the left."""
    digest = hashlib.sha256(b"7:leak").hexdigest()
    assert [f"{word:08x}" for word in draws.key_of("leak", 7)] == [digest[at : at + 8] for at in (0, 8, 16, 24)]
    assert draws.key_of("leak") == draws.key_of("leak", 20270301)


def plain(name: str, index: int, seed: int) -> int:
    """Return draw `index` of a name by the definition, in Python's own integers."""
    k0, k1, c2, c3 = draws.key_of(name, seed)
    c0, c1 = (index // 2) % 2**32, (index // 2) // 2**32
    for _ in range(10):
        one, two = 0xD2511F53 * c0, 0xCD9E8D57 * c2
        c0, c1, c2, c3 = (two >> 32) ^ c1 ^ k0, two % 2**32, (one >> 32) ^ c3 ^ k1, one % 2**32
        k0, k1 = (k0 + 0x9E3779B9) % 2**32, (k1 + 0xBB67AE85) % 2**32
    whole = (c2 << 32 | c3) if index % 2 else (c0 << 32 | c1)
    return whole >> 11 | 1


@pytest.mark.parametrize("start", [0, 1, 6, 2**33 - 3, 2**40 + 5])
def test_a_draw_is_a_function_of_name_seed_and_index(start: int) -> None:
    """Also where the counter goes beyond 32 bits: index 2^33 is the first with counter word 1 set."""
    found = draws.numerators("leak", 9, 3, start)
    assert found.dtype == np.int64
    assert found.tolist() == [plain("leak", start + k, 3) for k in range(9)]


def test_what_is_drawn_in_parts_is_what_is_drawn_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """No size of a block and no place to begin moves a draw."""
    whole = draws.numerators("leak", 101)
    monkeypatch.setattr(draws, "STEP", 7)
    parts = [draws.numerators("leak", size, start=start) for start, size in ((0, 33), (33, 1), (34, 0), (34, 67))]
    assert np.array_equal(np.concatenate(parts), whole)


def test_uniform_numbers_are_odd_multiples_inside_the_unit_interval() -> None:
    """N / 2^53 with n odd: never 0, never 1, exact as float64, and the default seed is the default."""
    n, u = draws.numerators("leak", 1000), draws.uniforms("leak", 1000)
    assert (n % 2 == 1).all()
    assert n.min() >= 1
    assert n.max() < 2**53
    assert (np.ldexp(u, 53) == n).all()
    assert np.array_equal(draws.uniforms("leak", 10, start=5), u[5:15])
    assert np.array_equal(draws.uniforms("leak", 10, draws.SEED), u[:10])
    assert not np.array_equal(draws.uniforms("leak", 10, 1), u[:10])


def test_draws_are_uniform() -> None:
    """Chi-square of 256 cells over 2^16 draws for each of 64 names; the sum has 64 x 255 = 16,320 degrees of freedom.

    Its standard deviation is sqrt(2 x 16,320) = 181; four of them are allowed, for the high bits and the low ones.
    """
    high, low = 0.0, 0.0
    for number in range(64):
        n = draws.numerators(f"name {number}", 2**16)
        for which, cells in enumerate((n >> 45, (n >> 1) & 255)):
            counts = np.bincount(cells, minlength=256)
            found = float(((counts - 256.0) ** 2 / 256.0).sum())
            high, low = (high + found, low) if which == 0 else (high, low + found)
    assert abs(high - 16_320) < 4 * 181
    assert abs(low - 16_320) < 4 * 181


def test_names_that_differ_by_a_letter_are_unrelated() -> None:
    """Of 40 names the largest of 780 correlations over 10^4 draws stays below 4.5 / sqrt(10^4) = 0.045."""
    table = np.corrcoef([draws.uniforms(f"p{number}", 10_000) for number in range(40)])
    assert np.abs(table - np.eye(40)).max() < 0.045


def test_neighbouring_draws_are_unrelated() -> None:
    """Lags 1, 2 and 3 of 10^5 draws: each below 4.5 / sqrt(10^5) = 0.0142."""
    u = draws.uniforms("leak", 100_000)
    for lag in (1, 2, 3):
        assert abs(np.corrcoef(u[lag:], u[:-lag])[0, 1]) < 0.0142


def test_a_generator_belongs_to_a_name() -> None:
    """The same name and seed, the same numbers; another seed, others."""
    one, two = draws.generator("a"), draws.generator("a", 20270301)
    assert one.random(3).tolist() == two.random(3).tolist()
    assert draws.generator("a", 1).random() != draws.generator("a").random()


def test_weighted_quantiles_are_values_at_which_the_weight_reaches_the_level() -> None:
    """Weights 1, 2, 1 on 10, 20, 30: a quarter is reached at 10, anything up to three quarters at 20, then 30."""
    values, weights = np.array([30.0, 10.0, 20.0]), np.array([1.0, 1.0, 2.0])
    assert draws.weighted_quantiles(values, weights, (0.0, 0.25, 0.26, 0.75, 0.76, 1.0)) == (10, 10, 20, 20, 30, 30)
