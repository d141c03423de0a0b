"""Arguments: what is no count, number or probability is refused with its name and its value."""

from __future__ import annotations

from fractions import Fraction
from math import inf, nan
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from loadpath.engine.statistics import arguments

if TYPE_CHECKING:
    from collections.abc import Callable

NO_NUMBERS: list[Any] = [True, False, nan, inf, -inf, "0.5", None, 1j, np.True_]


@pytest.mark.parametrize("value", [*NO_NUMBERS, -1, 1.0, Fraction(1, 2)], ids=repr)
def test_what_is_no_count_is_refused(value: Any) -> None:  # noqa: ANN401
    """A count is a whole number from 0 on; a truth value and a float that happens to be whole are none."""
    with pytest.raises(ValueError, match=r"`trials` must be a whole number of at least 0, not "):
        arguments.whole("trials", value)


@pytest.mark.parametrize("value", NO_NUMBERS, ids=repr)
@pytest.mark.parametrize(
    "asked", [arguments.real, arguments.positive, arguments.not_negative, arguments.probability, arguments.between]
)
def test_what_is_no_finite_number_is_refused(asked: Callable[..., float], value: Any) -> None:  # noqa: ANN401
    """NaN never enters, nor do infinities, truth values and texts."""
    with pytest.raises(ValueError, match=r"`rate` must be a finite number, not "):
        asked("rate", value)


@pytest.mark.parametrize(
    ("asked", "value", "limit"),
    [
        (arguments.positive, 0, "above 0"),
        (arguments.positive, -1e-300, "above 0"),
        (arguments.not_negative, -1e-300, "at least 0"),
        (arguments.probability, -0.1, "from 0 to 1"),
        (arguments.probability, 1.1, "from 0 to 1"),
        (arguments.between, 0, "above 0 and below 1"),
        (arguments.between, 1, "above 0 and below 1"),
    ],
)
def test_what_is_outside_is_refused_with_its_limit(asked: Callable[..., float], value: float, limit: str) -> None:
    """The message names the limit and the value."""
    with pytest.raises(ValueError, match=rf"^`rate` must be {limit}, not {float(value)!r}$"):
        asked("rate", value)


def test_what_is_inside_comes_back_plain() -> None:
    """Ends are included where they are possible; fractions and numpy's numbers become Python's."""
    assert arguments.probability("p", 0) == 0.0
    assert arguments.probability("p", 1) == 1.0
    assert arguments.between("p", Fraction(1, 4)) == 0.25
    assert arguments.not_negative("x", 0) == 0.0
    assert type(arguments.real("x", np.float64(2.5))) is float
    assert type(arguments.whole("n", np.int64(3))) is int
    assert arguments.counts(3, 3) == (3, 3)


def test_rounding_is_not_a_fault() -> None:
    """A computed probability may miss an end by 1e-12, and is then that end."""
    assert [arguments.within_rounding(x) for x in (-1e-13, 0.3, 1 + 1e-13)] == [0.0, 0.3, 1.0]
    assert [arguments.within_rounding(x) for x in (-1e-11, 1 + 1e-11)] == [None, None]


def test_more_events_than_trials_are_refused() -> None:
    """There cannot be more events than trials."""
    with pytest.raises(ValueError, match="`events` must be at most `trials`, not 4 of 3"):
        arguments.counts(4, 3)


def test_lists_have_members_and_fit() -> None:
    """A list that is too short, or not as long as its fellow, is refused with the lengths."""
    assert arguments.reals("x", [1, 2.5]) == [1.0, 2.5]
    with pytest.raises(ValueError, match="`x` must have at least 2 members, not 1"):
        arguments.reals("x", [1], least=2)
    with pytest.raises(ValueError, match="`p` must have at least 1 members, not 0"):
        arguments.probabilities("p", [])
    with pytest.raises(ValueError, match="`a` has 1, `b` has 2"):
        arguments.same_length(a=[1], b=[1, 2])
