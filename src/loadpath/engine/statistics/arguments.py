"""What an argument of a statistic may be: counts, numbers, probabilities; everything else is refused by name.

Truth values, NaN and infinities are no numbers here. Each function gives the argument back as a plain `int` or `float`.
"""

from __future__ import annotations

from math import isfinite
from numbers import Integral, Real
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sized

ROUNDING = 1e-12
"""By how much a difference of probabilities may miss 0 or 1 and still mean it."""


def whole(name: str, value: object, least: int = 0) -> int:
    """Return a whole number that is at least `least`.

    Raises:
        ValueError: when it is none.
    """
    if isinstance(value, bool) or not isinstance(value, Integral) or value < least:
        raise ValueError(f"`{name}` must be a whole number of at least {least}, not {value!r}")
    return int(value)


def counts(events: object, trials: object) -> tuple[int, int]:
    """Return the number of events and of trials they were counted in.

    Raises:
        ValueError: when one is no count, or there are more events than trials.
    """
    found, tried = whole("events", events), whole("trials", trials)
    if found > tried:
        raise ValueError(f"`events` must be at most `trials`, not {found} of {tried}")
    return found, tried


def real(name: str, value: object) -> float:
    """Return a finite number.

    Raises:
        ValueError: when it is none.
    """
    if isinstance(value, bool) or not isinstance(value, Real) or not isfinite(value):
        raise ValueError(f"`{name}` must be a finite number, not {value!r}")
    return float(value)


def positive(name: str, value: object) -> float:
    """Return a finite number above 0.

    Raises:
        ValueError: when it is none.
    """
    number = real(name, value)
    if number <= 0:
        raise ValueError(f"`{name}` must be above 0, not {number!r}")
    return number


def not_negative(name: str, value: object) -> float:
    """Return a finite number that is at least 0.

    Raises:
        ValueError: when it is none.
    """
    number = real(name, value)
    if number < 0:
        raise ValueError(f"`{name}` must be at least 0, not {number!r}")
    return number


def probability(name: str, value: object) -> float:
    """Return a number from 0 to 1, both included.

    Raises:
        ValueError: when it is none.
    """
    number = real(name, value)
    if not 0 <= number <= 1:
        raise ValueError(f"`{name}` must be from 0 to 1, not {number!r}")
    return number


def between(name: str, value: object) -> float:
    """Return a number between 0 and 1, neither included.

    Raises:
        ValueError: when it is none.
    """
    number = real(name, value)
    if not 0 < number < 1:
        raise ValueError(f"`{name}` must be above 0 and below 1, not {number!r}")
    return number


def within_rounding(value: float) -> float | None:
    """Return a computed probability, an end if it missed that by rounding only, or None if it is none.

    >>> within_rounding(-1e-17), within_rounding(-0.1)
    (0.0, None)
    """
    return min(max(value, 0.0), 1.0) if -ROUNDING <= value <= 1 + ROUNDING else None


def reals(name: str, values: Iterable[object], least: int = 1) -> list[float]:
    """Return finite numbers, at least so many.

    Raises:
        ValueError: when one is none, or there are too few.
    """
    found = [real(name, value) for value in values]
    enough(name, found, least)
    return found


def probabilities(name: str, values: Iterable[object], least: int = 1) -> list[float]:
    """Return numbers from 0 to 1, at least so many.

    Raises:
        ValueError: when one is none, or there are too few.
    """
    found = [probability(name, value) for value in values]
    enough(name, found, least)
    return found


def enough(name: str, values: Sized, least: int = 1) -> int:
    """Return how many members there are.

    Raises:
        ValueError: when there are fewer than `least`.
    """
    if len(values) < least:
        raise ValueError(f"`{name}` must have at least {least} members, not {len(values)}")
    return len(values)


def same_length(**named: Sized) -> None:
    """Refuse sequences that should be as long as each other and are not.

    Raises:
        ValueError: with the names and the lengths.
    """
    if len({len(values) for values in named.values()}) > 1:
        lengths = ", ".join(f"`{name}` has {len(values)}" for name, values in named.items())
        raise ValueError(f"as many members are needed in each: {lengths}")
