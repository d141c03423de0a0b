"""How numbers are written for people: at most two digits, one when nobody knows better, small risks also as 1 in N."""

from __future__ import annotations

from math import floor, log10

SMALL = 1e-4
"""Below 0.01 % a probability is written as 1 in N as well."""

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
    """Return a number without an exponent and without needless zeros."""
    if value == 0:
        return "0"
    places = max(0, 6 - floor(log10(abs(value))))
    text = f"{value:,.{places}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def percent(value: float, digits: int = 2) -> str:
    """Return a probability in percent; close to 1 the digits count from the distance to 1.

    >>> percent(0.0206462), percent(0.99731), percent(0.000034)
    ('2.1 %', '99.73 %', '0.0034 %')
    """
    if value in (0.0, 1.0):
        return f"{value * 100:.0f} %"
    if value > 0.9:  # noqa: PLR2004  above this the distance to one carries the information
        return f"{plain(100 - significant((1 - value) * 100, digits))} %"
    return f"{plain(significant(value * 100, digits))} %"


def one_in(value: float, digits: int = 2) -> str:
    """Return a probability as 1 in N.

    >>> one_in(3.4096783551e-05)
    '1 in 29,000'
    """
    return f"1 in {plain(significant(1 / value, digits))}"


def probability(value: float, digits: int = 2) -> str:
    """Return a probability as people read it: percent, or 1 in N when it is below 0.01 %.

    >>> probability(0.000034), probability(0.0206)
    ('1 in 29,000', '2.1 %')
    """
    if 0 < value < SMALL:
        return one_in(value, digits)
    return percent(value, digits)


def times(value: float, digits: int = 2) -> str:
    """Return a factor.

    >>> times(0.6819), times(30.02)
    ('0.68', '30')
    """
    return plain(significant(value, digits))
