"""Waiting in a queue: closed forms by hand, and a queue played event by event."""

from __future__ import annotations

import random
from math import exp, inf, log
from typing import TYPE_CHECKING

import numpy as np
import pytest
import simpy
from hypothesis import given
from hypothesis import strategies as st

from loadpath.engine.waiting import Queue, saturation

if TYPE_CHECKING:
    from collections.abc import Generator

    from loadpath.engine.laws import Law

BATCHES = 20


def played(load: float, count: int, seed: int) -> np.ndarray:
    """Return the waits of so many visitors of one desk, event by event, in units of the mean service time."""
    draw = random.Random(seed)
    clock = simpy.Environment()
    desk = simpy.Resource(clock, capacity=1)
    waits: list[float] = []

    def visit() -> Generator[simpy.Event]:
        since = clock.now
        with desk.request() as turn:
            yield turn
            waits.append(clock.now - since)
            yield clock.timeout(draw.expovariate(1.0))

    def arrive() -> Generator[simpy.Event]:
        for _ in range(count):
            yield clock.timeout(draw.expovariate(load))
            clock.process(visit())

    clock.process(arrive())
    clock.run()
    return np.array(waits)


@pytest.mark.parametrize(("load", "count"), [(0.3, 60_000), (0.72, 100_000), (0.9, 200_000)])
def test_a_queue_played_event_by_event_waits_as_long(load: float, count: int) -> None:
    """Mean, P(no wait) and P(at most the 80 % point) lie within 3 standard errors of what was played.

    Standard errors are those of 20 batch means. A batch has at least 3,000 visitors; at a load of 0.9 it has 10,000, 26
    times the relaxation time 1 / (1 - sqrt(load))^2 = 380. The error of the mean is below 6 %, so a wait with the
    service in it (1 more: 233 %, 39 % and 11 %) would be found.
    """
    queue = Queue(arrivals=load, capacity=1.0)
    waits = played(load, count, seed=20270301)
    limit = float(queue.quantile(np.array([0.8]))[0])
    seen = {"mean": (waits, queue.mean), "none": (waits == 0, queue.cdf(0)), "80 %": (waits <= limit, 0.8)}
    for name, (values, expected) in seen.items():
        batches = values.reshape(BATCHES, -1).mean(axis=1)
        error = batches.std(ddof=1) / BATCHES**0.5
        assert batches.mean() == pytest.approx(expected, abs=3 * error), name
        assert error < 0.06 * expected, name


def test_the_wait_at_a_load_of_three_quarters() -> None:
    """Arrivals 3 and capacity 4 per second: mean 0.75 / 1, P(none) = 0.25, P(at most x) = 1 - 0.75 exp(-x).

    The 90 % point is ln(0.75 / 0.1) = ln 7.5 seconds, the median ln 1.5.
    """
    queue = Queue(arrivals=3.0, capacity=4.0)
    assert (queue.load, queue.served, queue.mean) == (0.75, 1.0, 0.75)
    found = queue.quantile(np.array([0.0, 0.2, 0.25, 0.5, 0.9, 1.0]))
    assert found == pytest.approx([0, 0, 0, log(1.5), log(7.5), inf], rel=1e-14, abs=1e-15)
    assert [queue.cdf(x) for x in (-0.1, 0.0, 2.0)] == pytest.approx([0.0, 0.25, 1 - 0.75 * exp(-2)], rel=1e-15)


def test_what_is_twice_as_fast_waits_half_as_long() -> None:
    """Time has no scale of its own: the load is the same, the waits are halved."""
    u = np.linspace(0.5, 0.999, 50)
    slow, fast = Queue(0.72, 1.0), Queue(1.44, 2.0)
    assert fast.quantile(u) == pytest.approx(slow.quantile(u) / 2, rel=1e-12)
    assert fast.mean == pytest.approx(slow.mean / 2, rel=1e-14)


@given(st.floats(0.01, 0.99), st.floats(0, 0.999_999))
def test_quantile_and_cdf_are_inverse(load: float, u: float) -> None:
    """Above P(no wait) the cdf of a quantile is where it came from; below, the quantile is 0."""
    law: Law = Queue(load, 1.0)
    wait = float(law.quantile(np.array([u]))[0])
    assert law.cdf(wait) == pytest.approx(max(u, 1 - load), rel=1e-12)
    assert (wait == 0) == (u <= 1 - load) or u == pytest.approx(1 - load, rel=1e-14)


@pytest.mark.parametrize("load", [0.05, 0.5, 0.72, 0.99])
def test_the_mean_is_the_area_above_the_cdf(load: float) -> None:
    """The integral of P(longer than x) by trapezoids of 1/1000 of the decay, whose error is 1/12 of a millionth."""
    queue = Queue(load, 1.0)
    x = np.linspace(0, 40 / (1 - load), 40_001)
    assert np.trapezoid([1 - queue.cdf(one) for one in x.tolist()], x) == pytest.approx(queue.mean, rel=1e-7)


@given(st.floats(0.01, 0.98), st.floats(0.001, 0.01), st.floats(0, 0.999))
def test_more_load_never_waits_less(load: float, more: float, u: float) -> None:
    """Every quantile of the wait grows with what arrives, up to a load of 1 and beyond."""
    at = np.array([u])
    assert Queue(load + more, 1.0).quantile(at)[0] >= Queue(load, 1.0).quantile(at)[0]


def test_a_queue_that_is_full_only_grows() -> None:
    """8 arrive and 2 are handled per second: in order of arrival nothing new is reached; at random, a quarter is."""
    for arrivals, served in ((8.0, 0.25), (2.0, 1.0)):
        queue = Queue(arrivals, capacity=2.0)
        assert (queue.load, queue.served, queue.mean) == (arrivals / 2, served, inf)
        assert queue.quantile(np.array([0.0, 0.5, 1.0])).tolist() == [inf] * 3
        assert [queue.cdf(x) for x in (-1.0, 0.0, 5.0)] == [0.0, 0.0, 0.0]
    nothing = Queue(0.0, 2.0)
    assert (nothing.load, nothing.served, nothing.mean, nothing.cdf(0.0)) == (0.0, 1.0, 0.0, 1.0)


def test_rates_that_are_none_are_refused() -> None:
    """Nothing arrives less than never, and nothing is ever looked at without capacity."""
    with pytest.raises(ValueError, match="`arrivals` must be at least 0"):
        Queue(-1.0, 1.0)
    with pytest.raises(ValueError, match="`capacity` must be above 0"):
        Queue(1.0, 0.0)
    with pytest.raises(ValueError, match="`rate` must be above 0"):
        saturation(50, 0.0)
    with pytest.raises(ValueError, match="`rate` must be from 0 to 1"):
        saturation(50, 1.5)


@pytest.mark.parametrize(("rate", "volume"), [(0.001, 50_000), (0.0004, 125_000), (0.00004, 1_250_000)])
def test_published_volumes_fill_a_queue_of_50_a_week(rate: float, volume: float) -> None:
    """50 flags a week are handled: the transcripts a week at 0.1 %, 0.04 % and 0.004 % (published-reports.md, N24)."""
    assert saturation(capacity=50, rate=rate) == pytest.approx(volume, rel=1e-12)
    assert Queue(arrivals=rate * volume, capacity=50).load == pytest.approx(1, rel=1e-12)
