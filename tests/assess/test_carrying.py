"""How many trials carry a bound: the least number, and only where a result could state it."""

from __future__ import annotations

import pytest
from scipy.stats import binom

from loadpath.assess.carrying import MOST_TRIALS, carries, trials_to_carry
from loadpath.case.value import Counts


@pytest.mark.parametrize("events", [0, 1, 3, 40])
@pytest.mark.parametrize("rate", [0.9, 0.05, 0.0025, 1e-6])
def test_it_is_the_least_number(events: int, rate: float) -> None:
    """At most so many events have a chance of at most 5 % at the rate, and of more with one trial less."""
    found = trials_to_carry(events, rate)
    assert found is not None
    assert binom.cdf(events, found, rate) <= 0.05 * (1 + 1e-9) < binom.cdf(events, found - 1, rate)


def test_what_carries_is_what_it_says() -> None:
    """The trials that are asked for carry the bound, and one fewer does not."""
    assert carries(Counts(1, 947), 0.005)
    assert not carries(Counts(1, 946), 0.005)
    assert trials_to_carry(1, 0.005) == 947  # P(at most 1 of 947) = 4.998 % at 0.5 %, of 946 5.02 %


@pytest.mark.parametrize(("events", "rate"), [(0, 1e-16), (3, 1e-30), (MOST_TRIALS, 0.5)])
def test_beyond_what_can_be_stated_there_is_no_number(events: int, rate: float) -> None:
    """Where more trials would be needed than a result can state, none is given."""
    assert trials_to_carry(events, rate) is None


@pytest.mark.parametrize("events", [-1, MOST_TRIALS + 1])
def test_counts_that_cannot_be_are_refused(events: int) -> None:
    """Fewer than no events, or more than there can be trials, are the caller's fault."""
    with pytest.raises(ValueError, match=str(abs(events))):
        trials_to_carry(events, 0.5)
