"""The clock of the engine and a simulation event by event say the same of races at random, and not of wrong ones."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from tests.conformance import races
from tests.conformance.races import DAY, FIRST, HOUR, OFFICE, WEEK, WEEKS, Case, Duty, Range, Row, changed, compared

from loadpath.engine import clock, laws, rota

if TYPE_CHECKING:
    from collections.abc import Callable

    from loadpath.engine.clock import Race

INCIDENTS = 800
HALF = Range(0.5, 0.5)


@pytest.mark.parametrize("seed", range(36))
def test_a_race_at_random_is_the_same_event_by_event(seed: int) -> None:
    """Too late, nobody acts, and quantiles of the time, for every set of blind rows and with them drawn.

    Differences are those beyond 4.5 standard errors of 800 incidents: at most 8 % in a share of a half.
    """
    assert compared(races.any_case(seed), INCIDENTS, seed) == []


def test_the_races_are_not_of_one_kind() -> None:
    """Of the 36 cases at least 3 have each column, and at least 10 a harm that neither always nor never comes."""
    cases = [races.any_case(seed) for seed in range(36)]
    rows = [row for case in cases for row in case.rows]
    for column in ("ever", "again", "tries", "duty", "queue", "blocking"):
        assert sum(bool(getattr(row, column)) for row in rows) >= 3, column
    assert sum(row.queue is not None and row.queue[0] > row.queue[1] for row in rows) >= 3
    assert sum(row.duty is not None and bool(row.duty.away) for row in rows) >= 3
    assert sum(row.works.low < row.works.high for row in rows) >= 3
    assert sum(case.attackers > 1 and case.together for case in cases) >= 3
    assert sum(case.attackers > 1 and not case.together for case in cases) >= 3
    forks = [[place for row in case.rows for place in row.tells] for case in cases]
    assert sum(len(told) > len(set(told)) for told in forks) >= 3  # one row told by two
    shares = []
    for case in cases:
        played = clock.play(races.engine(case, ever=True))
        shares.append(played.late(range(len(case.chains)))[0])
    assert sum(0.02 < share < 0.98 for share in shares) >= 10
    assert min(shares) < 0.01
    assert max(shares) > 0.999


# --- wrong races --------------------------------------------------------------------------------------------------------

FORK = Case(
    rows=(
        Row(tells=(1, 2), works=HALF),
        Row(stops=True, works=HALF, after=Range(HOUR, HOUR)),
        Row(stops=True, works=HALF, after=Range(HOUR, HOUR)),
    ),
    harm=Range(DAY, DAY),
)
"""Nobody acts in 1/2 + 1/2 x 1/4 = 5/8; with beginnings of their own in (3/4)^2 = 9/16."""

OFTEN = Case(
    rows=(Row(stops=True, works=HALF, again=8 * HOUR, after=Range(60.0, HOUR)),), harm=Range(25 * HOUR, 25 * HOUR)
)
"""Tries at 0, 8, 16 and 24 h."""

HOURS = Case(
    rows=(Row(tells=(1,)), Row(stops=True, duty=Duty(OFFICE), after=Range(HOUR, 4 * HOUR))),
    harm=Range(20 * HOUR, 60 * HOUR),
    start=(0.0, WEEK),
)
LEAVING = replace(HOURS, start=(4 * DAY + 17 * HOUR, 4 * DAY + 19 * HOUR))
"""On a Friday: half of all messages come before 18:00."""

EASTER = replace(
    HOURS,
    rows=(Row(tells=(1,)), Row(stops=True, duty=Duty(OFFICE, (((3, 20), (5, 10)),), 60), after=Range(HOUR, 4 * HOUR))),
    start=(0.0, WEEKS * WEEK),
)
BUSY = Case(
    rows=(Row(stops=True, queue=(0.5 / 900, 1 / 900), after=Range(60.0, 60.0)),),
    harm=Range(900.0, 900.0),
)
FULL = replace(BUSY, rows=(replace(BUSY.rows[0], queue=(2 / 900, 1 / 900)),))
BLOCKING = Case(
    rows=(
        Row(tells=(1,), blocking=True, works=HALF, again=8 * HOUR),
        Row(stops=True, works=HALF, again=HOUR, after=Range(DAY, DAY)),
    ),
    harm=Range(25 * HOUR, 25 * HOUR),
)
THREE = Case(rows=(Row(stops=True, works=Range(0.1, 0.7)),), harm=Range(DAY, DAY), attackers=3)

WRONG: dict[str, tuple[Case, Callable[[Race], Race]]] = {
    "beginnings are not shared": (FORK, races.unshared),
    "tried again an hour too late": (OFTEN, lambda race: changed(race, [0], again=9 * HOUR)),
    "tried once too often": (OFTEN, lambda race: replace(race, deadline=laws.Point(33 * HOUR, 1 - 33 * HOUR))),
    "tried only once": (OFTEN, lambda race: changed(race, [0], again=None)),
    "on duty at all hours": (HOURS, lambda race: changed(race, [1], rota=None)),
    "on duty an hour longer": (
        LEAVING,
        lambda race: changed(race, [1], rota=rota.weekly([(begin, end + 60) for begin, end in OFFICE])),
    ),
    "the week begins at the incident": (HOURS, lambda race: replace(race, begin=None)),
    "no days off": (EASTER, lambda race: changed(race, [1], rota=rota.weekly(OFFICE))),
    "a day off too few": (
        EASTER,
        lambda race: changed(race, [1], rota=rota.yearly(OFFICE, [((3, 20), (5, 2))], 60, FIRST)),
    ),
    "no queue": (BUSY, lambda race: changed(race, [0], queue=None)),
    "a full queue looks at all": (FULL, lambda race: changed(race, [0], queue=None)),
    "nothing is held": (BLOCKING, lambda race: changed(race, [0], holds=False)),
    "what is held is tried once": (BLOCKING, lambda race: changed(race, [1], again=None)),
    "an attacker too few": (THREE, lambda race: replace(race, attackers=2)),
    "each has to be stopped": (THREE, lambda race: replace(race, together=False)),
    "each try has a chance of its own": (
        THREE,
        lambda race: changed(race, [0], works=laws.Point(laws.metalog(0.1, 0.7).mean, 1 - laws.metalog(0.1, 0.7).mean)),
    ),
    "the deadline is another": (HOURS, lambda race: replace(race, deadline=laws.Positive(17 * HOUR, 52 * HOUR))),
}


@pytest.mark.parametrize("fault", WRONG)
def test_a_wrong_race_is_found(fault: str) -> None:
    """The same comparison, of 5,000 incidents, finds nothing in the right race and something in the wrong one."""
    case, wrong = WRONG[fault]
    right = races.engine(case, ever=False)
    assert compared(case, 5_000, 1) == []
    assert compared(case, 5_000, 1, wrong=wrong(right)) != []


def test_blind_spots_that_each_try_draws_anew_are_found() -> None:
    """A monitor that works at all in half of the incidents, tried four times, is not one that works in 15 of 16."""
    case = replace(OFTEN, rows=(replace(OFTEN.rows[0], ever=True),))
    ends, harms = races.simulated(case, 2_000, 1)
    right = clock.play(races.engine(case, ever=True))
    wrong = clock.play(races.engine(OFTEN, ever=False))
    assert races.differences(ends, harms, right.stopped((0,)), right.deadline) == []
    assert races.differences(ends, harms, wrong.stopped((0,)), wrong.deadline) != []


# --- the comparison itself ----------------------------------------------------------------------------------------------


def test_shares_are_compared_as_if_they_were_normal() -> None:
    """Of 10,000 and 10,000 with a half each, a difference has the error sqrt(2 x 1/4 / 10,000) = 0.00707.

    4.5 of them are 318 incidents: 5,150 against 4,850 (300) is no difference, 5,170 against 4,830 (340) is one. One
    in a million that is seen twice is one: 2 of 1,000 and none of 10^6 has a chance of 10^-6, below 3.4 x 10^-6.
    """
    assert not races.unlikely(5_150, 10_000, 4_850, 10_000)
    assert races.unlikely(5_170, 10_000, 4_830, 10_000)
    assert races.unlikely(4_830, 10_000, 5_170, 10_000)
    assert races.unlikely(2, 1_000, 0, 10**6)
    assert not races.unlikely(1, 1_000, 0, 10**6)


def test_incidents_in_both_samples_are_counted_by_hand() -> None:
    """All late, and none ever stopped, against all stopped at 60 s: three figures, since all quantiles are the same.

    The other way round nothing is stopped whose time could be compared: two.
    """
    early, never, harm = np.full(100, 60.0), np.full(100, np.inf), np.full(100, HOUR)
    assert races.differences(never, harm, early, harm) == [
        "too late: 1.0000 of 100 and 0.0000 of 100",
        "nobody acts: 1.0000 of 100 and 0.0000 of 100",
        "within 0.017 h: 0.0000 of 100 and 1.0000 of 100",
    ]
    assert len(races.differences(early, harm, never, harm)) == 2
    assert races.differences(early, harm, early, harm) == []
