"""The clock of messages against closed forms. Limits are 4.5 standard errors: 7 in a million good runs exceed one."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from loadpath.engine import clock, laws, rota, splitmix
from loadpath.engine.clock import BLOCK, INCIDENTS, Hop, Played, Race, play, story
from loadpath.engine.draws import SEED, generator, uniforms, weighted_quantiles
from loadpath.engine.waiting import Queue
from loadpath.errors import TooLargeError

HOUR = 3600.0
OFFICE = rota.weekly([(day * 1440 + 9 * 60, day * 1440 + 18 * 60) for day in range(5)])
"""Monday to Friday, 09 to 18."""

ERRORS = 4.5


def constant(value: float) -> laws.Point:
    """Return a constant law."""
    return laws.Point(value, 1 - value)


def hop(name: str, delay: float | laws.Law = 0.0, works: float | laws.Law | None = None, **more: object) -> Hop:
    """Return a hop with numbers as constant laws."""
    takes = constant(delay) if isinstance(delay, (int, float)) else delay
    chance = constant(works) if isinstance(works, (int, float)) else works
    return Hop(name=name, delay=takes, works=chance, **more)  # type: ignore[arg-type]  # fields of a hop


def chain(*hops: Hop, deadline: float | laws.Law = 100.0, **more: object) -> Race:
    """Return a race of one chain through all hops in order."""
    return race(hops, (tuple(range(len(hops))),), deadline=deadline, **more)


def race(
    hops: tuple[Hop, ...], chains: tuple[tuple[int, ...], ...], deadline: float | laws.Law = 100.0, **more: object
) -> Race:
    """Return a race with its deadline as a constant law where that is a number."""
    limit = constant(deadline) if isinstance(deadline, (int, float)) else deadline
    return Race(name="r", hops=hops, chains=chains, deadline=limit, **more)  # type: ignore[arg-type]  # fields


def near(share: float, count: int = INCIDENTS) -> object:
    """Return what a share of so many incidents may be."""
    return pytest.approx(share, abs=ERRORS * (share * (1 - share) / count) ** 0.5)


def acts(one: Race, chosen: tuple[int, ...] = (0,)) -> float:
    """Return how often somebody acts at all."""
    return float(np.isfinite(play(one).stopped(chosen)).mean())


# --- one chain ----------------------------------------------------------------------------------------------------------


def test_a_single_try_is_a_product() -> None:
    """Two hops that work with 0.9 and 0.8 get through with 0.72."""
    assert acts(chain(hop("a", 1, 0.9), hop("b", 1, 0.8))) == near(0.72)


def test_repeated_tries_are_a_geometric_law() -> None:
    """Tries at 0, 10, 20 with 0.5 each before a deadline at 25: missed with 1/8; the first arrival has mean 40/7 + 1.

    Given at least one of three: P(first at 0, 10, 20) = 4/7, 2/7, 1/7, so the mean is (0 + 20 + 20) / 7 before the
    delay of 1, and the variance (200 + 400) / 7 - (40/7)^2 = 53.06.
    """
    found = play(chain(hop("a", 1, 0.5, again=10.0), deadline=25)).stopped((0,))
    assert np.isinf(found).mean() == near(1 / 8)
    count = np.isfinite(found).sum()
    mean = found[np.isfinite(found)].mean()
    assert mean == pytest.approx(40 / 7 + 1, abs=ERRORS * (53.06 / count) ** 0.5)
    assert set(found.tolist()) == {1.0, 11.0, 21.0, np.inf}


def test_how_likely_a_try_works_is_drawn_once_per_incident() -> None:
    """With any chance p from 0 to 1 alike, all of three tries fail with E[(1 - p)^3] = 1/4, not with 1/8."""
    assert acts(chain(hop("a", 1, laws.Uniform(0, 1), again=10.0), deadline=25)) == near(3 / 4)


def test_every_hop_has_a_chance_and_a_blind_spot_of_its_own() -> None:
    """Two that work with any chance from 0 to 1, each on its own: neither does with 1/4, not with E[(1 - p)^2] = 1/3."""
    any_chance = laws.Uniform(0, 1)
    for ever in (False, True):
        first, second = (hop(name, 1, None if ever else any_chance, ever=any_chance if ever else None) for name in "ab")
        assert acts(race((first, second), ((0,), (1,))), (0, 1)) == near(3 / 4)


def test_a_blind_spot_is_there_for_the_whole_incident() -> None:
    """That it works at all with 0.3 is not mended by any number of tries; of a range only the mean counts (0.5)."""
    assert acts(chain(hop("a", 1, ever=constant(0.3), again=1.0))) == near(0.3)
    assert acts(chain(hop("a", 1, ever=laws.Uniform(0, 1), again=1.0))) == near(0.5)


def test_a_late_try_may_overtake_an_early_one() -> None:
    """The answer is the earliest arrival, not the first try: a delay of 1 to 100, tried every 1."""
    slow, often = (
        np.median(play(chain(hop("a", laws.Positive(1, 100), again=again), deadline=200), 5_000).stopped((0,)))
        for again in (None, 1.0)
    )
    assert often < slow / 2


def test_delays_add_up_along_a_chain() -> None:
    """Two hops of 3 and 4: 7 after the start, and after the second try of the first hop never sooner."""
    assert play(chain(hop("a", 3, again=5.0), hop("b", 4)), 3).stopped((0,)).tolist() == [7.0] * 3


def test_delays_have_the_law_that_is_said() -> None:
    """Each decile of a time from 1 to 100 is not exceeded with its probability."""
    law = laws.Positive(1, 100)
    found = play(chain(hop("a", law))).stopped((0,))
    for level in np.linspace(0.1, 0.9, 9):
        assert (found <= law.quantile(np.array([level]))).mean() == near(level)


def test_the_first_try_is_made_after_the_deadline_and_no_other() -> None:
    """Told at 3, with a deadline at 2: the first try ends at 6, which is too late, but somebody acts.

    A try that fails is repeated every 1: before a deadline at 5.5 there are tries at 3, 4 and 5, three for a chance of
    1/2; before one at 5 the try at 5 is none (two); before one at 2 there is only the first.
    """
    assert play(chain(hop("a", 3), hop("b", 3), deadline=2), 3).stopped((0,)).tolist() == [6.0] * 3
    assert play(chain(hop("a", 3), hop("b", 3), deadline=2), 3).late((0,))[0] == 1.0
    for deadline, tries in ((5.5, 3), (5, 2), (2, 1), (3, 1)):
        one = chain(hop("a", 3), hop("b", 3, 0.5, again=1.0), deadline=deadline)
        assert acts(one) == near(1 - 0.5**tries)


def test_tries_are_as_far_apart_as_is_said() -> None:
    """A hop that never works: with a deadline at 20.5 there are tries at 0, 1 to 20, and a 22nd that is seen to be late.

    A round of 600 incidents counts 600, 12,600 in all; one of 10 counts `LEAST_ROUND`, 500. Of a run of two blocks each
    may have half, also where the second is small.
    """
    never = chain(hop("a", 1, 0.0, again=1.0), deadline=20.5)
    with pytest.MonkeyPatch.context() as patch:
        for count, tries in ((600, 21 * 600), (10, 21 * 500), (2 * BLOCK, 2 * 21 * BLOCK)):
            patch.setattr(clock, "MOST_TRIES", tries)
            assert np.isinf(play(never, count).stopped((0,))).all()
            patch.setattr(clock, "MOST_TRIES", tries - 1)
            with pytest.raises(TooLargeError) as caught:
                play(never, count)
            assert str(caught.value) == f"more than {tries - 1:,} tries would be drawn for one race of messages"
            assert caught.value.help == "repeat a row less often, or say how likely it is that it works at all"
        patch.setattr(clock, "MOST_TRIES", 22 * (BLOCK + 1))
        play(never, BLOCK + 1)
    assert [one.began for one in story(never, 5)] == list(range(21))


# --- queues and working hours -------------------------------------------------------------------------------------------


def test_a_hop_may_wait_in_a_queue() -> None:
    """At a load of 0.6 the wait exceeds t with 0.6 exp(-(1 - 0.6) t) (Gross & Harris, chapter 2); then come 2."""
    found = play(chain(hop("a", 2, queue=Queue(arrivals=0.6, capacity=1.0)))).stopped((0,))
    assert (found > 2).mean() == near(0.6)
    for time in (1.0, 3.0):
        assert (found > 2 + time).mean() == near(0.6 * np.exp(-0.4 * time))


def test_a_full_queue_lets_nothing_through() -> None:
    """As much arrives as can be handled, or more: whoever stands at the end never has a turn, however often."""
    for arrivals in (1.0, 2.5):
        queue = Queue(arrivals=arrivals, capacity=1.0)
        assert acts(chain(hop("a", 1, queue=queue))) == 0.0
        assert acts(chain(hop("a", 1, queue=queue, again=10.0), hop("b", 1, rota=OFFICE), deadline=15)) == 0.0


def test_tries_may_be_counted() -> None:
    """Three of 0.5 each, 10 apart, before a deadline at 1,000: missed with 1/8; and the fourth is never made."""
    found = play(chain(hop("a", 1, 0.5, again=10.0, tries=3), deadline=1_000)).stopped((0,))
    assert np.isinf(found).mean() == near(1 / 8)
    assert set(found[np.isfinite(found)].tolist()) == {1.0, 11.0, 21.0}


def test_a_message_waits_for_working_hours() -> None:
    """At any moment of a week alike, an office from Monday to Friday, 09 to 18, is there for 45 of 168 hours.

    Between the days lie four gaps of 15 h, and one of 63 h from Friday 18 to Monday 09. In a gap of length g all waits
    from 0 to g are alike, so that P(wait > w) = (4 max(15 - w, 0) + max(63 - w, 0)) / 168, and the mean wait is
    (4 x 15^2 / 2 + 63^2 / 2) / 168 = 14.49 h; its second moment is (4 x 15^3 / 3 + 63^3 / 3) / 168 = 522.9 h^2.
    """
    found = play(chain(hop("a", HOUR, rota=OFFICE), deadline=1e6, begin=laws.Uniform(0, rota.WEEK_S))).stopped((0,))
    waited = found / HOUR - 1
    assert (waited == 0).mean() == near(45 / 168)
    for hours in (1, 10, 15, 40):
        assert (waited > hours).mean() == near((4 * max(15 - hours, 0) + 63 - hours) / 168)
    error = ((522.9 - 14.49**2) / INCIDENTS) ** 0.5
    assert waited.mean() == pytest.approx(14.491, abs=ERRORS * error)


def test_a_repeated_try_waits_for_working_hours_too() -> None:
    """From Friday 16:30 on, every hour: 16:30, 17:30, then Monday 09:00, 64.5 h after the start, and 10:00."""
    friday = constant(4 * 86_400 + 16.5 * HOUR)
    one = chain(hop("a", 0, 0.0, rota=OFFICE, again=HOUR), deadline=66 * HOUR, begin=friday)
    assert [tried.began / HOUR for tried in story(one, 0)] == [0, 1, 64.5, 65.5]
    assert {tried.done for tried in story(one, 0)} == {None}


def test_nobody_is_reached_at_the_moment_at_which_duty_ends() -> None:
    """A message that waits for 09:00 and takes 9 h is there at 18:00, and goes on at 09:00 of the next day of work.

    So it takes 24 h from the morning on, or 72 h from a Friday's, for every start out of hours, whatever its seconds:
    no rounding error may let it in. Repeated every 3 h there are tries at 09, 12 and 15, and never at 18.
    """
    begin = laws.Uniform(0, rota.WEEK_S)
    played = play(chain(hop("a", 9 * HOUR, rota=OFFICE), hop("b", rota=OFFICE), deadline=1e6, begin=begin))
    waited = rota.wait(OFFICE, played.begin)
    out = waited > 0
    assert out.mean() == near(123 / 168)
    took = (played.stopped((0,)) - waited)[out] / HOUR
    assert set(took.tolist()) == {24.0, 72.0}
    often = chain(hop("a", 0, 0.0, rota=OFFICE, again=3 * HOUR), deadline=20 * HOUR, begin=begin)
    late = np.flatnonzero((waited[:BLOCK] > 0) & (waited[:BLOCK] < 10 * HOUR))
    for incident in late[:5].tolist():
        hours = [(tried.began + played.begin[incident]) % 86_400 / HOUR for tried in story(often, incident)]
        assert hours[:3] == [9.0, 12.0, 15.0]
        assert hours[3:] in ([], [9.0])  # the next morning, if the deadline is not there before


# --- a harm that waits --------------------------------------------------------------------------------------------------


def test_from_a_blocking_hop_on_no_time_passes() -> None:
    """5 before it; then neither delays nor working hours nor a queue count: stopped at 5, before a deadline at 6.

    Nor do those of the blocking hop itself: the office is closed at the start, on Monday at 00:00.
    """
    slow = hop("c", 1e6, rota=OFFICE, queue=Queue(arrivals=0.9, capacity=1.0))
    one = chain(hop("a", 5), hop("b", 50, holds=True, rota=OFFICE), slow, deadline=6)
    assert play(one, 3).stopped((0,)).tolist() == [5.0] * 3


def test_while_the_harm_waits_a_repeated_try_works_in_the_end() -> None:
    """One try of 0.3 is one chance; repeated, somebody is reached before the harm goes on. Of those who never work none.

    Three tries of 0.3 are one of 1 - 0.7^3, and a full queue lets nobody through even then.
    """
    holds = hop("a", holds=True)
    full = Queue(arrivals=2.5, capacity=1.0)
    assert acts(chain(holds, hop("b", 9, 0.3, again=1.0, tries=3))) == near(1 - 0.7**3)
    assert acts(chain(holds, hop("b", 9, 0.3))) == near(0.3)
    assert acts(chain(holds, hop("b", 9, 0.3, again=1.0))) == 1.0
    assert acts(chain(holds, hop("b", 9, 0.0, again=1.0))) == 0.0
    assert acts(chain(holds, hop("b", 9, queue=full, again=1.0))) == 0.0


def test_the_harm_does_not_wait_for_a_blocking_hop_that_fails() -> None:
    """It looks at 0, 10 and 20, with 0.5 each, before a deadline at 25: 7/8, as if it did not block."""
    one = chain(hop("a", 99, 0.5, holds=True, again=10.0), hop("b", 99), deadline=25)
    found = play(one).stopped((0,))
    assert np.isfinite(found).mean() == near(7 / 8)
    assert set(found.tolist()) == {0.0, 10.0, 20.0, np.inf}


# --- several chains -----------------------------------------------------------------------------------------------------


def test_chains_with_a_common_beginning_share_it() -> None:
    """A monitor that sees with 1/2 tells two, each of whom acts with 1/2: both chains have 1/4, and both act in 1/8.

    The covariance is 1/8 - 1/16 = 1/16, the variance 3/16, the correlation 1/3. Nobody acts with 1/2 + 1/2 x 1/4 = 5/8.
    The same through two monitors of their own: 1/16 and 9/16, no correlation.
    """
    half = [hop(name, 1, 0.5) for name in "abcd"]
    shared = play(race(tuple(half[:3]), ((0, 1), (0, 2))))
    apart = play(race(tuple(half), ((0, 1), (2, 3))))
    for played, both, none, correlation in ((shared, 1 / 8, 5 / 8, 1 / 3), (apart, 1 / 16, 9 / 16, 0.0)):
        first, second = (np.isfinite(played.stopped((one,))) for one in (0, 1))
        assert first.mean() == near(1 / 4)
        assert second.mean() == near(1 / 4)
        assert (first & second).mean() == near(both)
        assert np.isinf(played.stopped((0, 1))).mean() == near(none)
        # the error of a correlation is at most about 1 / sqrt(n) here: 0.0055
        assert np.corrcoef(first, second)[0, 1] == pytest.approx(correlation, abs=ERRORS * 1.2 / INCIDENTS**0.5)


def test_a_row_that_is_told_by_two_tries_each_message_anew() -> None:
    """Told by a and by b, c works with 1/2 for each message: 1 - 1/4. How likely that is, and `ever`, are shared.

    With any chance p alike, both fail with E[(1 - p)^2] = 1/3; with `ever` 1/2 both fail with 1/2.
    """
    for works, ever, expected in (
        (0.5, None, 3 / 4),
        (laws.Uniform(0, 1), None, 2 / 3),
        (None, constant(0.5), 1 / 2),
    ):
        one = race((hop("a"), hop("b"), hop("c", 1, works, ever=ever)), ((0, 2), (1, 2)))
        assert acts(one, (0, 1)) == near(expected)


def test_a_chain_may_end_where_another_goes_on() -> None:
    """The monitor stops it itself at 1, and tells somebody who does so at 4; alone each counts."""
    played = play(race((hop("a", 1), hop("b", 3)), ((0,), (0, 1))), 2)
    assert [played.stopped(chosen).tolist() for chosen in ((0,), (1,), (0, 1), ())] == [
        [1.0, 1.0],
        [4.0, 4.0],
        [1.0, 1.0],
        [np.inf, np.inf],
    ]


def test_what_one_chain_does_is_no_reason_to_stop_trying_in_another() -> None:
    """A slow chain that repeats is not cut off by a quick one: alone it gets through in one of 20 tries of 0.9."""
    one = race((hop("a", 1), hop("b", 1, 0.9, again=5.0)), ((0,), (1,)))
    assert acts(one, (1,)) == 1.0  # failing has a chance of 1e-20


# --- attackers ----------------------------------------------------------------------------------------------------------


def test_several_attackers_have_messages_of_their_own() -> None:
    """Each is seen with p = 0.3. Of 4 the first stops all: 1 - 0.7^4; or each has to be stopped: 0.3^4."""
    one = chain(hop("a", 1, 0.3), attackers=4)
    assert acts(one) == near(1 - 0.7**4)
    assert acts(replace(one, together=False)) == near(0.3**4)


def test_attackers_are_stopped_with_the_first_or_with_the_last() -> None:
    """Of three uniform times the least exceeds t with (1 - t)^3, the greatest does not with t^3; t = 0.4."""
    one = chain(hop("a", laws.Uniform(0, 1)), attackers=3)
    assert (play(one).stopped((0,)) > 0.4).mean() == near(0.6**3)
    assert (play(replace(one, together=False)).stopped((0,)) <= 0.4).mean() == near(0.4**3)


@pytest.mark.parametrize("together", [True, False])
def test_a_blind_spot_is_shared_by_attackers(together: bool) -> None:
    """A monitor that is blind to one is blind to all: 1/2, of however many. So is how likely a try works.

    With any chance p alike, three are all missed with E[(1 - p)^3] = 1/4, and all seen with E[p^3] = 1/4.
    """
    assert acts(chain(hop("a", 1, ever=constant(0.5)), attackers=3, together=together)) == near(1 / 2)
    alike = chain(hop("a", 1, laws.Uniform(0, 1)), attackers=3, together=together)
    assert acts(alike) == near(3 / 4 if together else 1 / 4)


# --- what is too late ---------------------------------------------------------------------------------------------------


def test_deadlines_have_their_law_and_belong_to_their_incident() -> None:
    """A message that takes 1 to 100, against a deadline with the same law: late with 1/2; the deadline is kept."""
    law = laws.Positive(1, 100)
    played = play(chain(hop("a", law), deadline=law))
    assert played.late((0,))[0] == near(1 / 2)
    assert (played.deadline <= 10).mean() == near(law.cdf(10))
    assert played.late((0,))[0] == (played.arrivals[0, 0] >= played.deadline).mean()


def made(*arrivals: list[float], deadline: list[float]) -> Played:
    """Return incidents of one attacker with these arrivals, one list for each chain."""
    times = np.array(arrivals)[:, None, :]
    return Played(arrivals=times, deadline=np.array(deadline), begin=np.zeros(len(deadline)), together=True)


def test_never_late_has_an_error_of_one_in_as_many() -> None:
    """Nothing late in n incidents is not certainty: the standard error is 1/n, never zero. With no chain all are late."""
    played = made([0.0] * 1_000, deadline=[10.0] * 1_000)
    assert played.late((0,)) == (0.0, 1e-3)
    assert played.late(()) == (1.0, 1e-3)


def test_late_is_what_comes_at_the_deadline_or_after_it() -> None:
    """Of four incidents two are late, one of them just so: 1/2, with an error of sqrt(1/2 x 1/2 / 4) = 1/4.

    The first chain is late in the first three, the second in the last two: both are in the third, and at the deadline
    in the fourth. One late of four has an error of sqrt(1/4 x 3/4 / 4) = sqrt(3)/8 = 0.2165, less than one in four.
    """
    first, second = [1.0, 9.0, 9.0, 5.0], [9.0, 1.0, 9.0, 9.0]
    assert made(first, second, deadline=[5.0] * 4).late((0, 1)) == (0.5, 0.25)
    assert made(first, second, deadline=[5.0, 5.0, 5.0, 6.0]).late((0, 1)) == (0.25, 0.25)
    # ten late of two hundred: sqrt(0.05 x 0.95 / 200) = 0.0154
    played = made([9.0] * 10 + [0.0] * 190, deadline=[5.0] * 200)
    assert played.late((0,)) == pytest.approx((0.05, (0.05 * 0.95 / 200) ** 0.5), rel=1e-12)


# --- whose numbers they are ---------------------------------------------------------------------------------------------

BUSY = race(
    (
        hop("monitor", laws.Positive(60, 7200), laws.metalog(0.4, 0.9), again=8 * HOUR),
        hop("counter", laws.Positive(600, 7200), ever=laws.metalog(0.5, 0.95)),
        hop("first", laws.Positive(60, 36_000), 0.7, rota=OFFICE, again=4 * HOUR),
        hop("second", laws.Positive(60, 36_000), 0.8, queue=Queue(arrivals=0.001, capacity=0.0012)),
        hop("lead", HOUR, 0.9),
    ),
    ((0, 2, 4), (0, 3, 4), (1, 3, 4), (1, 2)),
    deadline=laws.Positive(10 * HOUR, 90 * HOUR),
    begin=laws.Uniform(0, rota.WEEK_S),
    attackers=2,
)
"""Everything at once."""


def same(one: Played, other: Played) -> bool:
    """Return whether two runs are the same to the last bit."""
    return all(np.array_equal(getattr(one, name), getattr(other, name)) for name in ("arrivals", "deadline", "begin"))


def test_neither_chunks_nor_workers_change_a_bit() -> None:
    """Eight blocks in 1, 2 and 8 calls, and with 1, 2 and 8 threads; a shorter run is the beginning of a longer one.

    Nor does it matter where in a block a run begins.
    """
    whole = play(BUSY, 8 * BLOCK)
    for calls in (2, 8):
        size = 8 * BLOCK // calls
        parts = [play(BUSY, size, first=number * size) for number in range(calls)]
        for name in ("arrivals", "deadline", "begin"):
            assert np.array_equal(np.concatenate([getattr(one, name) for one in parts], -1), getattr(whole, name))
    for workers in (2, 8):
        assert same(play(BUSY, 8 * BLOCK, workers=workers), whole)
    short = play(BUSY, BLOCK + 77)
    assert np.array_equal(short.arrivals, whole.arrivals[..., : BLOCK + 77])
    assert np.array_equal(short.deadline, whole.deadline[: BLOCK + 77])
    assert np.array_equal(play(BUSY, 100, first=BLOCK + 5).arrivals, whole.arrivals[..., BLOCK + 5 : BLOCK + 105])


def test_another_seed_another_name_and_another_block_have_other_numbers() -> None:
    """And without a seed it is that of every run."""
    base = play(BUSY, BLOCK)
    assert same(play(BUSY, BLOCK, seed=SEED), base)
    for other in (play(BUSY, BLOCK, seed=1), play(replace(BUSY, name="s"), BLOCK), play(BUSY, BLOCK, first=BLOCK)):
        assert not (other.deadline == base.deadline).any()
        assert not (other.begin == base.begin).any()
        both = np.isfinite(other.arrivals) & np.isfinite(base.arrivals)
        assert not (other.arrivals == base.arrivals)[both].any()


def test_a_changed_hop_leaves_the_numbers_of_all_others_alone() -> None:
    """Another delay of the second on call moves no chain without them, nor deadlines; another deadline no delay."""
    changed = tuple(replace(one, delay=constant(1), queue=None) if one.name == "second" else one for one in BUSY.hops)
    before, after = play(BUSY, BLOCK), play(replace(BUSY, hops=changed), BLOCK)
    assert [np.array_equal(before.arrivals[one], after.arrivals[one]) for one in range(4)] == [True, False, False, True]
    assert np.array_equal(before.deadline, after.deadline)
    assert np.array_equal(before.begin, after.begin)
    delays = chain(hop("a", laws.Positive(1, 100)), hop("b", laws.Positive(1, 100)))
    apart = replace(delays, deadline=laws.Positive(1, 9))
    assert np.array_equal(play(delays, BLOCK).arrivals, play(apart, BLOCK).arrivals)


def test_numbers_of_different_messages_have_nothing_to_do_with_each_other() -> None:
    """Delays of hops, messages, attackers, blocks and races: correlations within 4.5 / sqrt(8192)."""
    law = laws.Uniform(0, 1)
    two_of = race((hop("a", law), hop("b", law)), ((0,), (1,)), attackers=2)
    two = play(two_of, 2 * BLOCK)
    (a, b), (c, d) = two.arrivals[:, :, :BLOCK]
    rows = [a, b, c, d, two.arrivals[0, 0, BLOCK:], play(replace(two_of, name="q"), BLOCK).arrivals[0, 0]]
    # c, told by a and by b: the sum of both delays less the first
    told = play(race((hop("a", law), hop("b", law), hop("c", law)), ((0,), (0, 2), (1,), (1, 2))), BLOCK).arrivals[:, 0]
    rows += [told[1] - told[0], told[3] - told[2]]
    apart = np.corrcoef(rows) - np.eye(len(rows))
    assert np.abs(apart).max() < ERRORS / BLOCK**0.5


def test_numbers_of_one_message_and_of_neighbouring_incidents_have_nothing_to_do_with_each_other() -> None:
    """Whether a try works, how long it takes, how long it waits; of an incident and of up to three before and after it.

    A hop that always works, at once, has the same delays as one that does so in half of the tries, after a wait.
    """
    queue = Queue(arrivals=0.6, capacity=1.0)
    delay, both, works = (
        play(chain(hop("a", laws.Uniform(0, 1), one, queue=other)), BLOCK).arrivals[0, 0]
        for one, other in ((None, None), (None, queue), (0.5, None))
    )
    numbers = [delay, both - delay, np.isfinite(works)]
    for one, first in enumerate(numbers):
        for other, second in enumerate(numbers):
            for lag in range(4):
                if lag or one != other:
                    apart = np.corrcoef(first[lag:], second[: BLOCK - lag])[0, 1]
                    assert abs(apart) < ERRORS / (BLOCK - 3) ** 0.5, (one, other, lag)


def test_the_story_of_an_incident_is_what_was_played() -> None:
    """For 410 incidents of a block: the earliest try of somebody who stops it, and None where nobody does.

    `lead` ends three chains and `first`, told by `counter`, the fourth; the tries of `first` that `monitor` told end
    none, so that only what `lead` does is compared, and for the fourth chain a race that holds no other.
    """
    for one, last in ((replace(BUSY, chains=BUSY.chains[:3]), 4), (replace(BUSY, chains=BUSY.chains[3:]), 2)):
        ends = play(one, BLOCK).arrivals.min(axis=0)
        for incident in range(0, BLOCK, 20):
            for attacker in (0, 1):
                done = [
                    tried.done
                    for tried in story(one, incident)
                    if tried.hop == last and tried.attacker == attacker and tried.done is not None
                ]
                assert min(done, default=np.inf) == ends[attacker, incident]


def test_a_story_says_who_was_told_when_and_what_came_of_it() -> None:
    """Told at 3, on duty again on Monday at 09:00, tried every 5 h until it is stopped: from a Sunday 20:00, 13 h before.

    The monitor is told at 0 and passes it on at 3 h; the message waits until 13 h, fails (a chance of zero), is tried
    at 18 h, and not again, since the harm comes at 20 h.
    """
    sunday = constant(6 * 86_400 + 20 * HOUR)
    blind = hop("c", ever=constant(0.0))
    one = race(
        (hop("a", 3 * HOUR), hop("b", HOUR, 0.0, rota=OFFICE, again=5 * HOUR), blind),
        ((0, 1), (0, 2)),
        deadline=20 * HOUR,
        begin=sunday,
    )
    told = [
        (tried.hop, tried.told / HOUR, tried.began / HOUR, tried.done and tried.done / HOUR)
        for tried in story(one, BLOCK + 3)
    ]
    assert told == [(0, 0, 0, 3.0), (2, 3, 3, None), (1, 3, 13, None), (1, 3, 18, None)]


# --- arguments and draws ------------------------------------------------------------------------------------------------


def test_what_cannot_be_played_is_refused() -> None:
    """A run of no incident, chains of which two are alike, hops that would share their numbers, and no attacker."""
    with pytest.raises(ValueError, match="0 incidents"):
        play(BUSY, 0)
    with pytest.raises(ValueError, match="two chains are alike"):
        replace(BUSY, chains=((0, 2), (0, 2)))
    with pytest.raises(ValueError, match="two hops have the same name"):
        replace(BUSY, hops=(*BUSY.hops[:4], BUSY.hops[0]))
    with pytest.raises(ValueError, match="0 attackers"):
        replace(BUSY, attackers=0)


def test_numbers_are_those_of_split_mix_64() -> None:
    """From the state 1234567 it gives 6457827717110365317 and so on: the example of Rosetta Code, "Splitmix64".

    The upper 53 bits are kept, the lowest of them set, so that none is 0 or 1: of the state 0, which gives 0, 2^-53.
    """
    words = 6457827717110365317, 3203168211198807973, 9817491932198370423, 4593380528125082431, 16408922859458223821
    states = [(1234567 + number * splitmix.WEYL) % 2**64 for number in range(1, 6)]
    found = splitmix.uniform(np.array(states, np.uint64))
    assert found.tolist() == [(word >> 11 | 1) / 2**53 for word in words]
    assert splitmix.uniform(np.zeros(1, np.uint64)).tolist() == [2.0**-53]


def test_a_time_without_end_is_no_number_out_of_range() -> None:
    """The tail of a time of which two were measured reaches e^700 = 10^304: never, but a message may wait for it."""
    endless = laws.timed([1e-9, 1e9])
    played = play(chain(hop("a", endless), hop("b", 1, rota=OFFICE), deadline=1e6))
    assert (played.stopped((0,)) > 1e100).any()
    assert np.isfinite(played.stopped((0,))).all()


def test_draws_belong_to_their_name() -> None:
    """Another name is another stream; more draws begin with the same ones; a generator has a seed of every run."""
    assert (uniforms("a", 5) == uniforms("a", 9)[:5]).all()
    assert (uniforms("a", 5) != uniforms("b", 5)).all()
    assert np.array_equal(generator("a").random(5), generator("a", SEED).random(5))
    assert not (generator("a").random(5) == generator("a", 1).random(5)).any()


def test_weighted_quantiles_follow_the_weights() -> None:
    """Values 1, 2, 3 with weights 1, 1, 8: the median is 3, the 15 % point 2."""
    values, weights = np.array([3.0, 1.0, 2.0]), np.array([8.0, 1.0, 1.0])
    assert weighted_quantiles(values, weights, (0.05, 0.15, 0.5)) == (1.0, 2.0, 3.0)
