"""The clock of messages against closed forms."""

from __future__ import annotations

import numpy as np
import pytest

from loadpath.engine import clock, laws
from loadpath.engine.draws import uniforms, weighted_quantiles


def constant(value: float) -> laws.Point:
    """Return a constant law."""
    return laws.Point(value, 1 - value)


def test_a_single_try_is_a_product() -> None:
    """Two hops that work with 0.9 and 0.8 and take no time get through with 0.72, within four standard errors."""
    deadline = np.full(40_000, 100.0)
    hops = [clock.Hop(constant(1), constant(0.9)), clock.Hop(constant(1), constant(0.8))]
    through = np.isfinite(clock.first_arrival(hops, deadline, "a")).mean()
    assert through == pytest.approx(0.72, abs=4 * (0.72 * 0.28 / 40_000) ** 0.5)


def test_repeated_tries_are_a_geometric_law() -> None:
    """Tries at 0, 10, 20 with 0.5 each before a deadline at 25: missed with 1/8; the first arrival has mean 20/7 + 1.

    Given at least one of three: P(first at 0, 10, 20) = 4/7, 2/7, 1/7, so the mean is (0 + 20 + 20) / 7.
    """
    deadline = np.full(40_000, 25.0)
    found = clock.first_arrival([clock.Hop(constant(1), constant(0.5), again=10.0)], deadline, "b")
    assert np.isinf(found).mean() == pytest.approx(1 / 8, abs=4 * (7 / 64 / 40_000) ** 0.5)
    assert found[np.isfinite(found)].mean() == pytest.approx(40 / 7 + 1, abs=0.15)


def test_a_late_try_may_overtake_an_early_one() -> None:
    """The answer is the earliest arrival, not the first try: a delay of 1 to 100 hours, tried every hour."""
    deadline = np.full(5_000, 200.0)
    slow = clock.first_arrival([clock.Hop(laws.Positive(1, 100))], deadline, "c")
    often = clock.first_arrival([clock.Hop(laws.Positive(1, 100), again=1.0)], deadline, "c")
    assert np.median(often) < np.median(slow) / 2


def test_never_late_has_an_error_of_one_in_as_many() -> None:
    """Nothing late in n incidents is not certainty: the standard error is 1/n, never zero."""
    deadline = np.full(1_000, 10.0)
    assert clock.late([np.zeros(1_000)], deadline) == (0.0, 1e-3)
    assert clock.late([], deadline)[0] == 1.0


def test_draws_belong_to_their_name() -> None:
    """Another name is another stream; more draws begin with the same ones."""
    assert (uniforms("a", 5) == uniforms("a", 9)[:5]).all()
    assert (uniforms("a", 5) != uniforms("b", 5)).all()


def test_weighted_quantiles_follow_the_weights() -> None:
    """Values 1, 2, 3 with weights 1, 1, 8: the median is 3, the 15 % point 2."""
    values, weights = np.array([3.0, 1.0, 2.0]), np.array([8.0, 1.0, 1.0])
    assert weighted_quantiles(values, weights, (0.05, 0.15, 0.5)) == (1.0, 2.0, 3.0)
