"""Waits against a walk through the calendar, minute by minute."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import numpy as np
import pytest

from loadpath.engine.rota import SORTS, Rota, share, sort_of, wait, weekly, yearly

DAY, WEEK = 1440, 10_080  # minutes
WEEK_S = 604_800.0  # 7 * 86,400
WORKING = tuple((day * DAY + 9 * 60, day * DAY + 18 * 60) for day in range(5))
ALWAYS = ((0, WEEK),)

Hours = tuple[tuple[int, int], ...]
Away = tuple[tuple[tuple[int, int], tuple[int, int]], ...]


def on_duty(moment: datetime, hours: Hours, away: Away, zone: int) -> bool:
    """Return whether somebody is there at a moment, by the calendar alone."""
    minute = moment.weekday() * DAY + moment.hour * 60 + moment.minute
    there = moment.astimezone(timezone(timedelta(minutes=zone)))
    today = (there.month, there.day)
    off = any(since <= today <= to if since <= to else today >= since or today <= to for since, to in away)
    return not off and any(begin <= minute < end for begin, end in hours)


def walked(moment: datetime, hours: Hours, away: Away, zone: int) -> tuple[float, datetime]:
    """Return the wait in seconds and the moment at which it ends: hours and days change at full minutes only."""
    at = moment
    while not on_duty(at, hours, away, zone):
        at = at.replace(second=0) + timedelta(minutes=1)
    return (at - moment).total_seconds(), at


def random_hours(random: np.random.Generator) -> Hours:
    """Return one to four spans of the week; in half of the cases the first and the last meet at its turn."""
    cuts = np.sort(random.choice(np.arange(1, WEEK), size=2 * int(random.integers(1, 5)), replace=False)).tolist()
    if random.random() < 0.5:
        cuts = [0, *cuts, WEEK]
    return tuple(zip(cuts[::2], cuts[1::2], strict=True))


@pytest.mark.parametrize("seed", range(40))
def test_a_wait_is_what_the_clock_shows(seed: int) -> None:
    """On random rotas and seconds of some weeks, before second 0 too, the wait is that of a walk to the second."""
    random = np.random.default_rng(seed)
    hours = random_hours(random)
    monday = datetime(2027, 1, 4, tzinfo=UTC)  # a Monday
    at = random.integers(-14 * 86_400, 21 * 86_400, size=12)
    found = wait(weekly(hours), at.astype(np.float64))
    assert found.tolist() == [walked(monday + timedelta(seconds=int(second)), hours, (), 0)[0] for second in at]


EVES: Away = (((12, 24), (1, 1)),)
LISTED: Away = (*EVES, ((7, 14), (7, 14)), ((2, 28), (3, 1)))


@pytest.mark.parametrize("zone", [840, -720, 0, 345])
@pytest.mark.parametrize("first", [date(2027, 12, 20), date(2028, 1, 2), date(2027, 2, 28), date(2026, 7, 1)])
def test_days_off_are_those_of_the_calendar(first: date, zone: int) -> None:
    """Within a year of the first day the wait is that of a walk, over New Year, leap days and the turn of the week.

    Half of the moments lie in the days around the spans of days off, where a walk is long. Walks that leave the
    year are left out: there the period begins again.
    """
    random = np.random.default_rng(abs(zone) + first.toordinal())
    monday = first - timedelta(days=first.weekday())
    zero = datetime(monday.year, monday.month, monday.day, tzinfo=UTC)
    last = datetime(first.year + 1, first.month, first.day, tzinfo=UTC)
    seconds = random.integers(0, int((last - zero).total_seconds()), size=400).tolist()
    near = [
        second
        for second in seconds
        if (moment := zero + timedelta(seconds=second)).month in (1, 2, 3, 7, 12) and moment.day in (1, 2, 14, 24, 28)
    ]
    walks = 0
    for hours in (WORKING, random_hours(random)):
        rota = yearly(hours, LISTED, zone, first)
        for second in near + seconds[:40]:
            expected, end = walked(zero + timedelta(seconds=second), hours, LISTED, zone)
            if end < last:
                assert wait(rota, np.array([float(second)]))[0] == expected, (second, hours)
                walks += 1
    assert walks > 80


def test_the_night_before_a_day_off_ends_at_its_midnight() -> None:
    """Duty from Thursday 22:00 to Friday 06:00 UTC+2, and Friday 24 December 2027 off: nobody from Thursday 22:00 UTC.

    24 December begins in the zone at 22:00 UTC of the day before, Thursday 23; 20 December is the Monday.
    """
    hours = ((3 * DAY + 20 * 60, 4 * DAY + 4 * 60),)
    rota = yearly(hours, (((12, 24), (12, 24)),), 120, date(2027, 12, 20))
    assert (rota.opens[0], rota.closes[0]) == ((3 * DAY + 20 * 60) * 60.0, (3 * DAY + 22 * 60) * 60.0)


def test_days_off_reach_over_the_ends_of_the_period() -> None:
    """Sunday 3 January 2027 twelve hours behind lasts until Monday 12:00 UTC, half a day after second 0.

    The 53 weeks from Monday 4 January 2027 end with Sunday 9 January 2028. Monday 10 January begins fourteen hours
    ahead at 10:00 UTC of that Sunday; in the first week the 10th is a Sunday, off from Saturday 10:00 UTC for a day.
    """
    day, weeks = 86_400.0, 53 * WEEK_S
    west = yearly(ALWAYS, (((1, 3), (1, 3)),), -720, date(2027, 1, 4))
    assert (west.opens[0], west.closes[-1]) == (day / 2, weeks)
    east = yearly(ALWAYS, (((1, 10), (1, 10)),), 840, date(2027, 1, 4))
    assert east.closes == (5 * day + 36_000, weeks - 14 * 3600)
    assert east.opens == (0.0, 6 * day + 36_000)


@pytest.mark.parametrize(
    ("first", "weeks"),
    [
        (date(2027, 1, 4), 53),  # a Monday: 365 days are 52 weeks and a day
        (date(2027, 1, 3), 53),  # a Sunday: 6 + 365 = 371 = 53 * 7
        (date(2028, 1, 2), 54),  # a Sunday before a leap day: 6 + 366 = 372
        (date(2028, 2, 29), 53),  # a Tuesday, to 1 March 2029: 1 + 366 = 367
    ],
)
def test_a_year_is_rounded_up_to_weeks(first: date, weeks: int) -> None:
    """The period holds a year from the first day, and whole weeks from the Monday before it."""
    rota = yearly(ALWAYS, (), 0, first)
    assert rota.period == weeks * WEEK_S
    assert share(rota) == 1


def test_without_days_off_a_year_is_its_weeks() -> None:
    """Each week is the same: the waits are those of the weekly rota."""
    at = np.random.default_rng(1).uniform(0, 53 * WEEK_S, 500)
    assert np.array_equal(
        wait(yearly(WORKING, (), -720, date(2027, 1, 4)), at), wait(weekly(WORKING), np.mod(at, WEEK_S))
    )


@pytest.mark.parametrize("off", range(0, 366, 5))
def test_two_weeks_in_a_row_are_enough_for_any_year(off: int) -> None:
    """Whoever is away but for 14 days of the year is there in every year that is looked at, whatever the weekday."""
    begin = date(2027, 1, 1) + timedelta(days=off)
    end = begin + timedelta(days=350)  # 351 of 365 days
    away = (((begin.month, begin.day), (end.month, end.day)),)
    for day in range(7):
        hours = ((day * DAY + 600, day * DAY + 660),)
        for zone in (840, -720):
            assert yearly(hours, away, zone, end + timedelta(days=off % 17)).opens


def test_after_the_seam_the_period_begins_again() -> None:
    """In the year from Monday 4 January 2027, 53 weeks, with 4 and 5 January off: both ends bear those dates.

    The last week is that of 3 January 2028: its Tuesday and Wednesday are off, days 365 and 366 of the period.
    From the end of its Sunday the wait leads over the seam, to Wednesday 6 January 2027: two days of 86,400 s.
    """
    rota = yearly(ALWAYS, (((1, 4), (1, 5)),), 0, date(2027, 1, 4))
    day = 86_400.0
    assert (rota.opens, rota.closes) == ((2 * day, 367 * day), (365 * day, 371 * day))
    assert wait(rota, np.array([371 * day, -day])).tolist() == [2 * day, 0.0]


def test_a_window_is_half_open() -> None:
    """On duty from 10 to 20 of 100 s: there at 10 and 19.5, gone at 20, 90 s before the next 10."""
    rota = Rota(opens=(10.0,), closes=(20.0,), period=100.0)
    at = np.array([[0.0, 10.0, 19.5], [20.0, 99.0, 115.0]])
    assert wait(rota, at).tolist() == [[10.0, 0.0, 0.0], [90.0, 11.0, 0.0]]
    assert share(rota) == 0.1


def test_nobody_waits_where_somebody_is_always_there() -> None:
    """Also at the very ends of a period, and a hair before it, where a remainder is rounded up to the period."""
    rota = weekly(ALWAYS)
    assert wait(rota, np.array([0.0, WEEK_S, -1e-20, 1e9, -WEEK_S])).tolist() == [0.0] * 5
    assert wait(Rota((0.0,), (10.0,), 100.0), np.array([-1e-20]))[0] == 0.0


def test_the_share_is_the_mean_time_on_duty() -> None:
    """Five times nine hours of 168."""
    assert share(weekly(WORKING)) == pytest.approx(45 / 168, rel=1e-15)


@pytest.mark.parametrize(
    ("opens", "closes", "period"),
    [
        ((), (), 10.0),  # nobody is ever there
        ((1.0,), (2.0, 3.0), 10.0),
        ((1.0,), (1.0,), 10.0),  # a window of no length
        ((-1.0,), (2.0,), 10.0),
        ((1.0,), (11.0,), 10.0),
        ((1.0, 2.0), (3.0, 4.0), 10.0),  # two that overlap
        ((5.0, 1.0), (6.0, 2.0), 10.0),
        ((float("nan"),), (2.0,), 10.0),
        ((1.0,), (float("nan"),), 10.0),
        ((1.0,), (2.0,), float("inf")),
        ((1.0,), (2.0,), float("nan")),
    ],
)
def test_windows_out_of_order_are_refused(opens: tuple[float, ...], closes: tuple[float, ...], period: float) -> None:
    """What is not a row of windows inside a period is no rota."""
    with pytest.raises(ValueError, match="window"):
        Rota(opens, closes, period)


def test_a_rota_that_days_off_leave_empty_is_refused() -> None:
    """Away from 1 January to 31 December is away for ever."""
    with pytest.raises(ValueError, match="windows"):
        yearly(WORKING, (((1, 1), (12, 31)),), 0, date(2027, 1, 4))
    with pytest.raises(ValueError, match="windows"):
        weekly(())


@pytest.mark.parametrize("zone", [841, -721])
def test_zones_that_nobody_lives_in_are_refused(zone: int) -> None:
    """Offsets go from -12 hours, -720 minutes, to +14 hours, 840."""
    with pytest.raises(ValueError, match="zone"):
        sort_of(np.zeros(1), zone)
    with pytest.raises(ValueError, match="zone"):
        yearly(ALWAYS, (), zone, date(2027, 1, 4))


@pytest.mark.parametrize("value", [float("inf"), float("nan")])
def test_moments_that_never_come_are_refused(value: float) -> None:
    """A wait from nowhere is no number."""
    with pytest.raises(ValueError, match="finite"):
        wait(weekly(ALWAYS), np.array([0.0, value]))
    with pytest.raises(ValueError, match="finite"):
        sort_of(np.array([value]), 0)


@pytest.mark.parametrize("zone", [0, 840, -720, 330])
def test_the_sort_of_an_hour_is_that_of_the_clock_on_the_wall(zone: int) -> None:
    """On random seconds of three weeks, compared with the calendar of the zone."""
    at = np.random.default_rng(zone + 720).integers(-7 * 86_400, 14 * 86_400, size=3000)
    monday = datetime(2027, 1, 4, tzinfo=UTC)
    expected = []
    for second in at:
        local = (monday + timedelta(seconds=int(second))).astimezone(timezone(timedelta(minutes=zone)))
        expected.append("weekend" if local.weekday() >= 5 else "weekday" if 8 <= local.hour < 18 else "night")
    found = sort_of(at.astype(np.float64), zone)
    assert [SORTS[number] for number in found] == expected


def test_the_sorts_change_at_full_hours() -> None:
    """Monday 00, 08 and 18, Friday 18, Saturday 00, Sunday 24; a hair before Monday 00 rounds to it."""
    hours = [0, 8, 18, 4 * 24 + 18, 5 * 24, 7 * 24]
    assert sort_of(np.array([hour * 3600.0 for hour in hours]), 0).tolist() == [1, 0, 1, 1, 2, 1]
    assert sort_of(np.array([8 * 3600 - 1.0, 5 * 86_400 - 1.0, 7 * 86_400 - 1.0, -1e-20]), 0).tolist() == [1, 1, 2, 1]


def test_a_wait_ends_on_duty_and_no_sooner() -> None:
    """On a large rota with days off: after the wait somebody is there, and a second sooner nobody was."""
    rota = yearly(WORKING, LISTED, 60, date(2027, 1, 4))
    at = np.floor(np.random.default_rng(5).uniform(0, rota.period, 20_000))
    waits = wait(rota, at)
    assert not wait(rota, at + waits).any()
    waiting = waits > 0
    assert (wait(rota, (at + waits)[waiting] - 1) == 1).all()
    assert float(np.mean(~waiting)) == pytest.approx(share(rota), abs=4 * 0.5 / 20_000**0.5)  # four standard errors
