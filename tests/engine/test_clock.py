"""The clock of messages against closed forms."""

from __future__ import annotations

import numpy as np
import pytest

from loadpath.engine import clock, laws
from loadpath.engine.draws import SEED, generator, uniforms, weighted_quantiles
from loadpath.errors import TooLargeError


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


def test_the_draws_of_a_chain_are_those_of_its_name() -> None:
    """In order: how likely a try works in each incident, whether it does, and for those that do how long it takes.

    With chances from 0.2 to 0.6 about 20 of 50 get through, each after a delay of its own.
    """
    delay, works = laws.Positive(1, 100), laws.metalog(0.2, 0.6)
    deadline = np.full(50, 1_000.0)
    for seed in (1, 2):
        found = clock.first_arrival([clock.Hop(delay, works)], deadline, "d", seed)
        random = generator("d", seed)
        chances = works.quantile(random.random(50))
        through = random.random(50) < chances
        delays = delay.quantile(random.random(50))
        assert np.array_equal(found, np.where(through, delays, np.inf))
        assert 5 < through.sum() < 45
    # without a seed: that of every run
    again = clock.first_arrival([clock.Hop(delay, works)], deadline, "d", SEED)
    assert np.array_equal(clock.first_arrival([clock.Hop(delay, works)], deadline, "d"), again)


def test_delays_add_up_along_a_chain() -> None:
    """Two hops of 3 and 4: 7 after the start, and after the second try of the first hop never sooner."""
    hops = [clock.Hop(constant(3), again=5.0), clock.Hop(constant(4))]
    assert clock.first_arrival(hops, np.full(3, 100.0), "e").tolist() == [7.0] * 3


def test_nothing_is_tried_at_the_deadline() -> None:
    """A try that begins at the deadline is none; one that begins before it counts, however long it takes."""
    hops = [clock.Hop(constant(3))]
    assert clock.first_arrival(hops, np.array([0.0, 0.001, 5.0]), "f").tolist() == [np.inf, 3.0, 3.0]
    # the second hop begins at 3
    assert clock.first_arrival(hops * 2, np.array([3.0, 3.5, 9.0]), "f").tolist() == [np.inf, 6.0, 6.0]


def test_tries_are_as_far_apart_as_is_said() -> None:
    """A hop that never works: with a deadline at 100.5 there are tries at 0, 1 to 100, and each is one round.

    Of 600 incidents a round counts 600: 60,600 in all. Of 10 it counts `LEAST_ROUND`, 500: 50,500.
    """
    hops = [clock.Hop(constant(1), constant(0.0), again=1.0)]
    for count, tries in ((600, 60_600), (10, 50_500)):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(clock, "MOST_TRIES", tries)
            assert np.isinf(clock.first_arrival(hops, np.full(count, 100.5), "g")).all()
            patch.setattr(clock, "MOST_TRIES", tries - 1)
            with pytest.raises(TooLargeError) as caught:
                clock.first_arrival(hops, np.full(count, 100.5), "g")
    assert str(caught.value) == "more than 50,499 tries would be drawn for one chain of messages"
    assert caught.value.help == "repeat a row less often, or say how likely it is that it works at all"


def test_a_draw_of_zero_has_a_value() -> None:
    """Among draws of 53 bits one in 2^53 is zero, where a positive quantity has no value: it counts as 1e-16."""

    class Zero(np.random.Generator):
        def random(self, size: int) -> np.ndarray:  # type: ignore[override]  # this much is asked of it
            return np.zeros(size)

    assert clock._uniform(Zero(np.random.Philox(1)), 2).tolist() == [1e-16, 1e-16]


def test_deadlines_belong_to_their_name() -> None:
    """Drawn from their law by the numbers of the name and the seed; 20,000 of them if nothing is said."""
    law = laws.Positive(1, 100)
    for seed in (1, 2):
        expected = law.quantile(generator("h", seed).random(5))
        assert np.array_equal(clock.deadlines(law, "h", 5, seed), expected)
    assert np.array_equal(clock.deadlines(law, "h"), law.quantile(generator("h", SEED).random(20_000)))


def test_never_late_has_an_error_of_one_in_as_many() -> None:
    """Nothing late in n incidents is not certainty: the standard error is 1/n, never zero."""
    deadline = np.full(1_000, 10.0)
    assert clock.late([np.zeros(1_000)], deadline) == (0.0, 1e-3)
    assert clock.late([], deadline)[0] == 1.0


def test_late_is_what_comes_at_the_deadline_or_after_it() -> None:
    """Of four incidents two are late, one of them just so: 1/2, with an error of sqrt(1/2 x 1/2 / 4) = 1/4.

    The first chain is late in the first three, the second in the last two: both are in the third, and at the deadline
    in the fourth. One late of four has an error of sqrt(1/4 x 3/4 / 4) = sqrt(3)/8 = 0.2165, less than one in four.
    """
    first, second = np.array([1.0, 9.0, 9.0, 5.0]), np.array([9.0, 1.0, 9.0, 9.0])
    assert clock.late([first, second], np.full(4, 5.0)) == (0.5, 0.25)
    assert clock.late([first, second], np.array([5.0, 5.0, 5.0, 6.0])) == (0.25, 0.25)
    # one late of two hundred: sqrt(0.005 x 0.995 / 200) = 0.0049875, just below the floor of 0.005; ten: 0.015411
    times = np.zeros(200)
    times[:10] = 9.0
    assert clock.late([times], np.full(200, 5.0)) == pytest.approx((0.05, (0.05 * 0.95 / 200) ** 0.5), rel=1e-12)


def test_draws_belong_to_their_name() -> None:
    """Another name is another stream; more draws begin with the same ones."""
    assert (uniforms("a", 5) == uniforms("a", 9)[:5]).all()
    assert (uniforms("a", 5) != uniforms("b", 5)).all()


def test_weighted_quantiles_follow_the_weights() -> None:
    """Values 1, 2, 3 with weights 1, 1, 8: the median is 3, the 15 % point 2."""
    values, weights = np.array([3.0, 1.0, 2.0]), np.array([8.0, 1.0, 1.0])
    assert weighted_quantiles(values, weights, (0.05, 0.15, 0.5)) == (1.0, 2.0, 3.0)
