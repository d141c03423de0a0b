"""Quantile functions as tables: a draw becomes a value by a look-up and a polynomial, with no call to a library.

Draws are odd integers n below 2^53 (`draws.numerators`), u = n / 2^53. With w the smaller of u and 1 - u, each side is
cut into octaves of w and each octave into a power of two of segments; the floating-point bits of w are the number of
the segment and the place in it. On each segment the quantile is a polynomial of degree 7 through Chebyshev points:
relative precision is the same in the tails as in the middle. Where a law is too steep for the promised `PRECISION`,
its octaves are cut finer. A law that is linear between points stays so.

A value is made by integer arithmetic, additions and multiplications only, so that it has the same bits on every
machine once the table is there; tables are small enough to be sent along.

Source: Chebyshev interpolation and its error, Trefethen, "Approximation Theory and Approximation Practice" (2013);
octaves cut into equal segments, Lee, Luk, Villasenor & Cheung, "Hierarchical Segmentation Schemes for Function
Evaluation", FPT 2003.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache
from math import factorial, inf
from typing import TYPE_CHECKING

import numpy as np

from loadpath.engine import laws
from loadpath.engine.draws import STEP

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Integers = NDArray[np.int64]

OCTAVES = 52
"""Octaves of w on each side: from 2^-53 to 1/2."""
TERMS = 8
"""Coefficients of a polynomial."""
PRECISION = 5e-11
"""The relative error that a table aims at; no value is off by more than twice as much (tested)."""
FINEST = 5
"""An octave is cut into at most two to the power of this."""
SPACING = 0.25
"""Distance in the log odds of u of the points at which the quantile of a Beta is asked for."""
FAR = 37.0
"""The log odds of 2^-53, rounded up to a multiple of the spacing."""


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """The quantile function of one law.

    Attributes:
        shift: octaves are cut into two to the power of this.
        cap: no value is larger.
        coefficients: a polynomial for each segment, the lower side first, from the tail inwards; shape (segments, 8).
        knots: instead of polynomials: rows of u, value and slope, sorted by u; shape (points, 3).
    """

    shift: int
    cap: float
    coefficients: Floats
    knots: Floats

    def values(self, numbers: Integers) -> Floats:
        """Return the values of draws given as odd integers below 2^53."""
        if len(self.knots):
            return self._between(numbers)
        columns = np.ascontiguousarray(self.coefficients.T)
        out = np.empty(len(numbers))
        for start in range(0, len(numbers), STEP):
            part = slice(start, start + STEP)
            out[part] = self._polynomial(numbers[part], columns)
        return out

    def _polynomial(self, numbers: Integers, columns: Floats) -> Floats:
        small = np.minimum(numbers, (1 << 53) - numbers)
        bits = small.astype(np.float64).view(np.int64)
        at = (bits >> (52 - self.shift)) - (1023 << self.shift) + (numbers >> 52) * (OCTAVES << self.shift)
        y = (((bits << self.shift) & ((1 << 52) - 1)) | (1023 << 52)).view(np.float64) - 1.5
        square = y * y
        even, odd = columns[TERMS - 2].take(at), columns[TERMS - 1].take(at)
        for term in range(TERMS - 4, -1, -2):
            even *= square
            even += columns[term].take(at)
            odd *= square
            odd += columns[term + 1].take(at)
        odd *= y
        even += odd
        return np.asarray(np.minimum(even, self.cap))

    def _between(self, numbers: Integers) -> Floats:
        u = numbers * 2.0**-53
        starts, values, slopes = self.knots.T
        at = np.maximum(np.searchsorted(starts, u, side="right") - 1, 0)
        return np.asarray(values[at] + slopes[at] * (u - starts[at]))


def table(law: laws.Law) -> Table:
    """Return the table of a law; a point is a table of one knot."""
    if isinstance(law, laws.Updated):
        return _lines(law.cumulated, law.values)
    if isinstance(law, laws.Point):
        return _lines(np.zeros(1), np.array([law.mean]))
    return _curve(law)  # type: ignore[arg-type]  # a frozen record of numbers can be hashed


@lru_cache(maxsize=4096)
def _curve(law: laws.Law) -> Table:
    """Return the table of a smooth law, cut as finely as it needs."""
    cap = inf if isinstance(law, laws.Positive) else 1.0
    for shift in range(2, FINEST + 1):
        coefficients = np.concatenate([values @ _inverse() for values in _sides(law, shift)])
        if shift == FINEST or _error(coefficients) < PRECISION:
            break
    return Table(shift, cap, coefficients, np.empty((0, 3)))


def _lines(starts: Floats, values: Floats) -> Table:
    """Return the table of a law that is linear between points and constant beyond them."""
    widths = np.append(np.diff(starts), 1.0)
    rises = np.append(np.diff(values), 0.0)
    slopes = np.divide(rises, widths, out=np.zeros_like(rises), where=widths > 0)
    knots = np.stack([starts, values, slopes], axis=1)
    return Table(0, inf, np.empty((0, TERMS)), np.vstack([[0.0, values[0], 0.0], knots]))


def _error(coefficients: Floats) -> float:
    """Return about how far a table is off, relatively, from how its terms decrease.

    The term that is missing is at most 2 (1/4)^8 times its coefficient (Chebyshev points on an interval of length 1),
    and the coefficients decrease about geometrically.
    """
    first, last = np.abs(coefficients[:, TERMS - 3]), np.abs(coefficients[:, TERMS - 1])
    missing = last * np.sqrt(np.divide(last, first, out=np.zeros_like(last), where=first > 0))
    return float((missing / np.abs(coefficients[:, 0])).max()) * 2.0 * 4.0**-TERMS


@cache
def _chebyshev() -> Floats:
    """Return the Chebyshev points of the first kind on (-1/2, 1/2)."""
    return np.cos((2 * np.arange(TERMS) + 1) * np.pi / (2 * TERMS)) / 2


@cache
def _inverse() -> Floats:
    """Return the matrix that makes coefficients of values at the Chebyshev points, to be multiplied from the right."""
    return np.ascontiguousarray(np.linalg.inv(np.vander(_chebyshev(), TERMS, increasing=True)).T)


@cache
def _points(shift: int) -> tuple[Floats, Floats]:
    """Return w, and its log odds, at the Chebyshev points of all segments of one side, shape (segments, 8)."""
    mantissas = 1.0 + (np.arange(1 << shift)[:, None] + _chebyshev() + 0.5) / (1 << shift)
    w = (np.ldexp(1.0, np.arange(OCTAVES) - 53)[:, None, None] * mantissas).reshape(-1, TERMS)
    return w, np.log(w) - np.log1p(-w)


def _sides(law: laws.Law, shift: int) -> tuple[Floats, Floats]:
    """Return the values of a law at w and at 1 - w, for w at the points of all segments.

    The upper side is asked by w and never by 1 - w, which would have lost its digits.
    """
    w, t = _points(shift)
    match law:
        case laws.Metalog(a1, a2, a3):
            slope = (a2 - 0.5 * a3 + a3 * w) * t
            return 1.0 / (1.0 + np.exp(-a1 - slope)), 1.0 / (1.0 + np.exp(slope_above(a1, a2, a3, w, t)))
        case laws.Positive():
            a1, a2, a3 = law.terms
            return np.exp(a1 + (a2 - 0.5 * a3 + a3 * w) * t), np.exp(-slope_above(a1, a2, a3, w, t))
        case laws.LogNormal(centre, spread):
            z = spread * _normal(shift)
            return np.exp(centre + z), np.exp(centre - z)
        case laws.Beta(a, b):
            return laws.expit(_beta(a, b, shift)), laws.expit(-_beta(b, a, shift))
        case _:
            return law.quantile(w), law.quantile(1.0 - w)


def slope_above(a1: float, a2: float, a3: float, w: Floats, t: Floats) -> Floats:
    """Return minus the metalog at 1 - w, where the log odds are -t and u - 1/2 is 1/2 - w."""
    return (a2 + 0.5 * a3 - a3 * w) * t - a1


@cache
def _normal(shift: int) -> Floats:
    """Return the standard normal quantile at the points of all segments of the lower side."""
    from scipy.special import ndtri  # noqa: PLC0415  scipy is slow to start

    return np.asarray(ndtri(_points(shift)[0]))


def _beta(a: float, b: float, shift: int) -> Floats:
    """Return the log odds of the quantile of a Beta at the points of all segments of the lower side.

    The log odds z of the value, as a function of the log odds t of u, have dz/dt = u (1-u) / (x^a (1-x)^b / B(a, b))
    and further derivatives from there, and hardly bend: they are asked for every `SPACING` and interpolated with
    three derivatives at both ends (Hermite, degree 7).
    """
    pieces, place = _places(shift)
    coefficients = _hermite(_derivatives(a, b))[:, pieces]
    value = coefficients[TERMS - 1]
    for term in range(TERMS - 2, -1, -1):
        value = value * place + coefficients[term]
    return np.asarray(value)


@cache
def _places(shift: int) -> tuple[Integers, Floats]:
    """Return between which points of `_derivatives` the points of all segments lie, and where, from 0 to 1."""
    far = -_points(shift)[1] / SPACING
    pieces = np.minimum(far.astype(np.int64), round(FAR / SPACING) - 1)
    return pieces, far - pieces


def _derivatives(a: float, b: float) -> list[Floats]:
    """Return the log odds of the lower quantiles of a Beta from the median outwards, and three derivatives by t."""
    from scipy.special import betaincinv, betaln  # noqa: PLC0415  scipy is slow to start

    odds = np.exp(-np.arange(0.0, FAR + SPACING / 2, SPACING))
    u = odds / (1.0 + odds)
    x = np.maximum(betaincinv(a, b, u), 1e-300)
    z = np.log(x) - np.log1p(-x)
    first = np.exp(np.log(u) - np.log1p(odds) - a * np.log(x) - b * np.log1p(-x) + betaln(a, b))
    pull = a - (a + b) * x
    bend = 1.0 - 2.0 * u - pull * first
    second = first * bend
    turn = -2.0 * u * (1.0 - u) + (a + b) * x * (1.0 - x) * first * first - pull * second
    return [z, first, second, first * (bend * bend + turn)]


def _hermite(derivatives: list[Floats]) -> Floats:
    """Return the polynomials of degree 7 that have these values and derivatives at both ends, t going down."""
    scaled = [d * (-SPACING) ** order / factorial(order) for order, d in enumerate(derivatives)]
    low = [d[:-1] for d in scaled]
    gaps = [
        end[1:] - sum(_choose(term, order) * low[term] for term in range(order, 4)) for order, end in enumerate(scaled)
    ]
    matrix = np.array([[_choose(term, order) for term in range(4, 8)] for order in range(4)], dtype=np.float64)
    return np.stack([*low, *np.linalg.solve(matrix, np.array(gaps))])


def _choose(of: int, count: int) -> int:
    """Return the binomial coefficient."""
    return factorial(of) // (factorial(count) * factorial(of - count))
