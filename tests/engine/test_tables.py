"""Quantile tables: as precise in the tails as in the middle, as fine as a law needs, the same bits as the kernel."""

from __future__ import annotations

from math import factorial

import numpy as np
import pytest
from scipy.special import betaincinv, ndtri

from loadpath.engine import kernels, laws, tables
from loadpath.engine.draws import numerators

LAWS: dict[str, laws.Law] = {
    "narrow": laws.metalog(0.4, 0.6),
    "skewed": laws.metalog(0.01, 0.2, 0.06),
    "rare": laws.metalog(1 / 200_000, 1 / 20_000, 1 / 50_000),
    "nearly sure": laws.metalog(0.9, 0.999, 0.97),
    "wide": laws.metalog(1e-6, 0.5),
    "wider": laws.metalog(1e-9, 0.9),
    "counts": laws.jeffreys(0, 200),
    "many counts": laws.jeffreys(290, 2000),
    "beta": laws.Beta(2.0, 18.0),
    "skewed beta": laws.Beta(30.0, 3.0),
    "large beta": laws.Beta(1e4, 1e5),
    "small beta": laws.Beta(0.3, 3.0),
    "rate": laws.Positive(0.002, 0.3),
    "skewed rate": laws.Positive(1.0, 1e6, 50.0),
    "lognormal": laws.lognormal(0.01, 5.0, 0.95),
    "wide lognormal": laws.lognormal(0.05, 30.0, 0.95),
}


def places() -> np.ndarray:
    """Return draws from both tails, evenly over the octaves, and from the middle."""
    tail = (2.0 ** np.linspace(0.0, 51.9, 3000)).astype(np.int64) | 1
    return np.concatenate([tail, 2**53 - tail, numerators("middle", 3000), [1, 2**53 - 1, 2**52 - 1, 2**52 + 1]])


def exact(law: laws.Law, n: np.ndarray) -> np.ndarray:
    """Return quantiles by the library; u = n / 2^53 is exact, and so is 1 - u, which the upper side is asked by."""
    u = n * 2.0**-53
    match law:
        case laws.Beta(a, b):
            return np.where(u < 0.5, betaincinv(a, b, u), 1.0 - betaincinv(b, a, 1.0 - u))
        case laws.LogNormal(centre, spread):
            z = np.where(u < 0.5, ndtri(u), -ndtri(1.0 - u))
            return np.minimum(np.exp(centre + spread * z), 1.0)
        case _:
            return law.quantile(u)


@pytest.mark.parametrize("name", LAWS)
def test_a_table_is_within_1e_10_of_its_law(name: str) -> None:
    """Relative to the value, in both tails down to 2^-53; twice the promised precision."""
    law, n = LAWS[name], places()
    assert np.abs(tables.table(law).values(n) / exact(law, n) - 1.0).max() < 1e-10
    assert np.abs(tables.table(law).values(n) / law.quantile(n * 2.0**-53) - 1.0).max() < 1e-10


@pytest.mark.parametrize("name", [name for name in LAWS if "rate" not in name])
def test_the_mean_of_draws_is_the_mean_of_the_law(name: str) -> None:
    """Over 2^16 evenly spaced u, a midpoint rule, to a thousandth of the standard deviation.

    Evenly spaced means n = 2^37 (k + 1/2) made odd by one, for k from 0 to 2^16 - 1.
    """
    law = LAWS[name]
    values = tables.table(law).values((np.arange(2**16) << 37) + 2**36 + 1)
    assert abs(values.mean() - law.mean) < 1e-3 * values.std()


@pytest.mark.parametrize("name", LAWS)
def test_a_table_never_falls(name: str) -> None:
    """Sorted draws give sorted values, but for the last digits where the law is flat."""
    values = tables.table(LAWS[name]).values(np.sort(places()))
    assert (np.diff(values) > -1e-10 * values[1:]).all()


def test_octaves_are_cut_as_finely_as_a_law_needs() -> None:
    """The steeper the law the finer: 4, 8 and 16 segments to an octave, 52 octaves on each of two sides."""
    shifts = {name: tables.table(LAWS[name]).shift for name in ("narrow", "skewed", "wider")}
    assert shifts == {"narrow": 2, "skewed": 3, "wider": 4}
    for name, shift in shifts.items():
        assert tables.table(LAWS[name]).coefficients.shape == (2 * 52 * 2**shift, 8)


def test_the_finest_cut_is_the_last() -> None:
    """A law steeper than the promise can hold gets 32 segments to an octave, and is not cut any further."""
    steep = tables.table(laws.metalog(1e-12, 1.0 - 1e-12))
    assert steep.shift == 5
    assert steep.coefficients.shape == (2 * 52 * 32, 8)


def test_a_table_is_made_once_for_a_law() -> None:
    """Equal laws share a table, so that many parameters with one law cost one."""
    assert tables.table(laws.Beta(2.0, 18.0)) is tables.table(laws.Beta(2.0, 18.0))


def test_caps() -> None:
    """A probability is at most 1; a rate may be anything."""
    top = np.array([2**53 - 1])
    assert tables.table(laws.lognormal(0.3, 20.0, 0.95)).values(top).tolist() == [1.0]
    assert tables.table(laws.lognormal(0.3, 20.0, 0.95)).cap == 1.0
    assert tables.table(LAWS["rate"]).cap == np.inf
    assert tables.table(LAWS["skewed rate"]).values(top)[0] > 1e6


def test_a_law_that_is_linear_between_points_stays_so() -> None:
    """The same values as the law's own, at points, between and beyond, with a point of no width skipped."""
    law = laws.Updated(values=np.array([0.1, 0.2, 0.3, 0.5]), cumulated=np.array([0.25, 0.5, 0.5, 0.75]), mean=0.3)
    u = np.array([0.1, 0.25, 0.375, 0.5, 0.625, 0.75, 0.9])
    found = tables.table(law).values((u * 2.0**53).astype(np.int64))
    # below 0.25 and above 0.75 constant; halfway from 0.1 to 0.2; at 0.5 the second of two; halfway from 0.3 to 0.5
    assert found == pytest.approx([0.1, 0.1, 0.15, 0.3, 0.4, 0.5, 0.5], abs=1e-15)


def test_an_updated_law_gives_what_it_gives() -> None:
    """Bit by bit up to the last digit, 1e-14."""
    law = laws.updated(laws.metalog(0.01, 0.2, 0.06), 1, 30)
    n = numerators("middle", 500)
    assert tables.table(law).values(n) == pytest.approx(law.quantile(np.ldexp(n, -53)), rel=1e-13)


def test_a_point_is_always_the_same() -> None:
    """A number without a range is that number for each draw."""
    assert tables.table(laws.Point(0.25, 0.75)).values(np.array([1, 2**52 + 1, 2**53 - 1])).tolist() == [0.25] * 3


def test_points_are_rows_of_start_value_and_slope() -> None:
    """From 0.1 at 0.25 to 0.2 at 0.5 it rises by 0.4 to one; before and after it is constant; nothing is a polynomial."""
    law = laws.Updated(values=np.array([0.1, 0.2, 0.2]), cumulated=np.array([0.25, 0.5, 0.5]), mean=0.15)
    found = tables.table(law)
    assert found.knots.tolist() == [
        [0.0, 0.1, 0.0], [0.25, 0.1, pytest.approx(0.4, rel=1e-15)], [0.5, 0.2, 0.0], [0.5, 0.2, 0.0],
    ]  # fmt: skip
    assert found.coefficients.shape == (0, 8)
    assert (found.shift, found.cap) == (0, np.inf)


@pytest.mark.parametrize("name", ["narrow", "beta", "wide"])
def test_values_have_the_bits_of_the_inner_loop(name: str) -> None:
    """Number by number, as the kernel is written, for four, eight and sixteen segments to an octave."""
    known, n = tables.table(LAWS[name]), places()[::40]
    bits, out = np.zeros(len(n), np.int64), np.zeros(len(n))
    kernels._look_up(n.copy(), bits, bits.view(np.float64), known.coefficients, 0, known.shift, known.cap, out)
    assert np.array_equal(known.values(n), out)


def test_values_do_not_depend_on_the_block(monkeypatch: pytest.MonkeyPatch) -> None:
    """Seven at a time give the same bits as all at once."""
    n = places()
    whole = tables.table(LAWS["beta"]).values(n)
    monkeypatch.setattr(tables, "STEP", 7)
    assert np.array_equal(tables.table(LAWS["beta"]).values(n), whole)


def test_any_other_law_is_asked_for_its_quantiles() -> None:
    """A law of somebody's own: x = u^2, a polynomial of degree two, exact to the last digits on both sides."""

    class Square:
        mean = 1.0 / 3.0

        def quantile(self, u: np.ndarray) -> np.ndarray:
            return np.asarray(u * u)

        def cdf(self, x: float) -> float:
            return float(np.sqrt(x))

    n = places()
    assert tables.table(Square()).values(n) == pytest.approx((n * 2.0**-53) ** 2, rel=1e-13)


def test_the_points_of_segments() -> None:
    """Octave 0 begins at 2^-53, octave 51 ends at 1/2; the points of a segment are Chebyshev's, cos((2k+1) pi / 16) / 2."""
    w, t = tables._points(2)
    assert w.shape == (208, 8)
    assert (w[0] * 2.0**53).tolist() == pytest.approx(
        [1.125 + np.cos((2 * k + 1) * np.pi / 16) / 8 for k in range(8)], rel=1e-15
    )
    assert w[-1].max() == pytest.approx(0.5 - (1 - np.cos(np.pi / 16)) / 32, rel=1e-14)
    assert t == pytest.approx(np.log(w / (1.0 - w)), rel=1e-13)


def test_the_error_is_that_of_the_first_term_left_out() -> None:
    """Terms that fall by a factor of 10 from 1: term 8 is 1e-8, at most 2 / 4^8 of which is missed, 3.05e-13 of 1."""
    falling = 10.0 ** -np.arange(8.0)[None, :]
    assert tables._error(np.vstack([falling, 3 * falling])) == pytest.approx(2e-8 / 4**8, rel=1e-12, abs=0.0)
    assert tables._error(np.array([[2.0, 0, 0, 0, 0, 0, 0, 0]])) == 0.0


def test_derivatives_of_the_uniform_law_are_those_of_the_identity() -> None:
    """Beta(1, 1): the value is u, so that z = t, dz/dt = 1 and all further derivatives vanish."""
    z, first, second, third = tables._derivatives(1.0, 1.0)
    assert z == pytest.approx(-0.25 * np.arange(149), abs=1e-12)
    assert first == pytest.approx(np.ones(149), abs=1e-12)
    assert second == pytest.approx(np.zeros(149), abs=1e-12)
    assert third == pytest.approx(np.zeros(149), abs=1e-12)


def test_derivatives_of_a_beta_agree_with_differences() -> None:
    """Beta(2, 5): the derivative of z, z' and z'' by central differences over 0.25, whose error is about 0.01."""
    z, first, second, third = tables._derivatives(2.0, 5.0)
    assert z[0] == pytest.approx(np.log(0.26444998 / (1 - 0.26444998)), rel=1e-6)  # the median, R 4: qbeta(0.5, 2, 5)
    for lower, upper in ((z, first), (first, second), (second, third)):
        assert (lower[:-2] - lower[2:]) / 0.5 == pytest.approx(upper[1:-1], abs=2e-3)


def test_hermite_pieces_reproduce_a_polynomial_of_degree_seven() -> None:
    """(t/10)^7 with its derivatives 0.7 (t/10)^6, 0.42 (t/10)^5, 0.21 (t/10)^4 is its own interpolant."""
    t = -0.25 * np.arange(9)
    derivatives = [factorial(7) / factorial(7 - order) * (t / 10) ** (7 - order) / 10**order for order in range(4)]
    pieces = tables._hermite(derivatives)
    y = 0.3
    found = sum(pieces[term] * y**term for term in range(8))
    assert found == pytest.approx(((t[:-1] - 0.25 * y) / 10) ** 7, abs=1e-17)
