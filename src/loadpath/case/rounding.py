"""How numbers are written for people: at most two digits, one when nobody knows better, small risks also as 1 in N."""

from __future__ import annotations

from decimal import Decimal, localcontext
from math import ceil, floor, log10
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fractions import Fraction

SMALL = 1e-4
"""Below 0.01 % a probability is written as 1 in N as well."""

EXACT = 1e-9
"""A bound this near to a printed number, in units of its last digit, is that number."""

LONG = 1e12
"""From here on, and below one in so many, a number is written by its power of ten: nobody counts fifteen zeros."""

SIZES = ((1e9, "B"), (1e6, "M"), (1e3, "k"))
"""How large amounts of money are shortened."""

LEAST = 1e-300
"""Below this a double has too few digits to be rounded: it is told by its power of ten alone."""

NOISY = 3.0
"""A range that spans more than this factor leaves one digit."""


def significant(value: float, digits: int) -> float:
    """Return a number rounded to a count of significant digits.

    >>> significant(29328.3, 2)
    29000.0
    """
    if value == 0:
        return 0.0
    return round(value, digits - 1 - floor(log10(abs(value))))


def digits_for(low: float | None, high: float | None) -> int:
    """Return how many digits a number deserves: two, or one when its range spans more than a factor of three."""
    return 1 if low is not None and high is not None and low > 0 and high / low > NOISY else 2


def plain(value: float) -> str:
    """Return a number without needless zeros; by its power of ten where it would be longer than anybody reads.

    >>> plain(29_000.0), plain(0.0034), plain(1e15), plain(2.9e-14)
    ('29,000', '0.0034', '10^15', '2.9 x 10^-14')
    """
    if value == 0:
        return "0"
    if not 1 / LONG <= abs(value) < LONG:
        return _by_power(value)
    places = max(0, 6 - floor(log10(abs(value))))
    text = f"{value:,.{places}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _by_power(value: float) -> str:
    """Return a number as `2.9 x 10^15`, or `10^15`."""
    front, _, power = f"{value:.6e}".partition("e")
    front = front.rstrip("0").rstrip(".")
    return f"10^{int(power)}" if front == "1" else f"{front} x 10^{int(power)}"


def percent(value: float, digits: int = 2) -> str:
    """Return a probability in percent; close to 1 the digits count from the distance to 1.

    Nothing but 0 and 1 are 0 % and 100 %: nines are written out, as far as a number can be told from one.

    >>> percent(0.0206462), percent(0.99731), percent(0.000034)
    ('2.1 %', '99.73 %', '0.0034 %')
    >>> percent(0.9999999), percent(1 - 1.234e-12), percent(1 - 2**-53), percent(1.0), percent(1e-300)
    ('99.99999 %', '99.99999999988 %', '99.999999999999989 %', '100 %', '10^-298 %')
    """
    if value < 0:
        return f"-{percent(-value, digits)}"
    if value in (0.0, 1.0):
        return "100 %" if value else "0 %"
    if 0.9 < value < 1.0:  # noqa: PLR2004  above this the distance to one carries the information
        return f"{_written_out(100 - Decimal(str(significant((1 - value) * 100, digits))))} %"
    return f"{plain(significant(value * 100, digits))} %"


def whole_percent(value: float) -> str:
    """Return a part in whole percent, without the sign; what is not none or not all is not rounded to that.

    >>> whole_percent(0.114), whole_percent(-0.021), whole_percent(0.0021), whole_percent(-0.9984), whole_percent(1.0)
    ('11', '-2', '0.2', '-99.8', '100')
    """
    near = round(100 * value)
    if abs(near) in (0, 100) and abs(value) not in (0.0, 1.0):
        return percent(value, 1).removesuffix(" %")
    return str(near)


def in_full(value: Fraction) -> str:
    """Return a proportion in percent with all its digits, if those end within thirty.

    >>> from fractions import Fraction
    >>> in_full(Fraction(1, 8)), in_full(1 - Fraction(1, 10**12))
    ('12.5', '99.9999999999')
    """
    with localcontext(prec=30):
        return _written_out(Decimal(100 * value.numerator) / Decimal(value.denominator))


def _written_out(value: Decimal) -> str:
    """Return a number without needless zeros and without a power of ten."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def one_in(value: float, digits: int = 2) -> str:
    """Return a probability as 1 in N.

    >>> one_in(3.4096783551e-05), one_in(5e-324)
    ('1 in 29,000', '1 in 10^323')
    """
    if value < LEAST:
        return f"1 in 10^{round(-log10(value))}"
    return f"1 in {plain(significant(1 / value, digits))}"


def probability(value: float, digits: int = 2) -> str:
    """Return a probability as people read it: percent, or 1 in N when it is below 0.01 %.

    >>> probability(0.000034), probability(0.0206)
    ('1 in 29,000', '2.1 %')
    """
    if 0 < value < SMALL:
        return one_in(value, digits)
    return percent(value, digits)


def at_most(bound: float, digits: int = 2) -> str:
    """Return an upper bound on a probability, rounded away from what was found: it still holds as it is printed.

    >>> at_most(0.28262), at_most(0.00249), at_most(0.97441), at_most(1.6995e-9)
    ('29 %', '0.25 %', '97.5 %', '1 in 580,000,000')
    """
    return probability(_outward(bound, digits, up=True), digits)


def at_least(bound: float, digits: int = 2) -> str:
    """Return a lower bound on a probability, rounded away from what was found.

    >>> at_least(0.28262), at_least(0.97441), at_least(9.999e-5)
    ('28 %', '97.4 %', '1 in 11,000')
    """
    return probability(_outward(bound, digits, up=False), digits)


def _outward(value: float, digits: int, *, up: bool) -> float:
    """Return a number rounded in one direction, its digits counted from the nearer of zero and one."""
    if not 0 < value < 1:
        return value
    near, turned = (value, False) if value <= 0.9 else (1 - value, True)  # noqa: PLR2004  as in `percent`
    if near < LEAST:
        return value
    if value < SMALL:  # it is told as 1 in N, and N is what is rounded
        return 1 / _stepped(1 / value, digits, up=not up)
    rounded = _stepped(near, digits, up=up is not turned)
    return 1 - rounded if turned else rounded


def _stepped(near: float, digits: int, *, up: bool) -> float:
    """Return a number above zero rounded in one direction to a count of significant digits."""
    unit = 10.0 ** (floor(log10(near)) - digits + 1)
    steps = near / unit
    whole = round(steps)
    if abs(steps - whole) > EXACT:
        whole = ceil(steps) if up else floor(steps)
    return significant(whole * unit, digits) if whole else 0.0


def times(value: float, digits: int = 2) -> str:
    """Return a factor.

    >>> times(0.6819), times(30.02)
    ('0.68', '30')
    """
    return plain(significant(value, digits))


def price(value: float, unit: str) -> str:
    """Return an amount of money, or of something else, with two digits.

    >>> price(1_260_000, "$"), price(6, "person-weeks")
    ('$1.3M', '6 person-weeks')
    """
    if not unit.startswith("$"):
        return f"{times(value)} {unit}".strip()
    for size, letter in SIZES:
        if value >= size:
            return f"${times(value / size)}{letter}{unit[1:]}"
    return f"${times(value)}{unit[1:]}"
