"""Hours, queues, moments and counts are read exactly as written, or refused with what to write instead."""

from __future__ import annotations

from calendar import monthrange
from datetime import UTC, datetime
from fractions import Fraction
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loadpath.case.value import Amount, Attempts, Chance, Duty, Queue, Start, Unknown
from loadpath.files import rotas
from loadpath.files.run import RefusedError, Run, run_of

if TYPE_CHECKING:
    from collections.abc import Callable

DAY, WEEK = 1440, 10_080  # minutes
WEEK_S = 604_800  # 7 * 86,400


def run(text: str) -> Run:
    """Return a text as a run on line 1."""
    return run_of([(1, 1, text)], "case.md")


def at(day: int, hour: int, minute: int = 0) -> int:
    """Return a minute of the week; day 0 is Monday."""
    return day * DAY + hour * 60 + minute


def refusal(read: Callable[[Run], object], text: str) -> RefusedError:
    """Return how a text is refused."""
    with pytest.raises(RefusedError) as caught:
        read(run(text))
    assert caught.value.help
    return caught.value


WORKING = tuple((at(day, 9), at(day, 18)) for day in range(5))
HOURS = {
    "Mon-Fri 09-18 UTC": WORKING,
    "mon\u2013FRIDAY 09:00 \u2014 18:00 utc": WORKING,
    "Mon to Fri 09 to 18 UTC": WORKING,
    "weekdays 09-18 UTC": WORKING,
    "Mon, Tue, Wed, Thu and Fri 09-18 UTC": WORKING,
    "Mon-Fri 09-14, 13-18 UTC": WORKING,  # overlapping spans are one
    "Mon-Fri 09-18, Wed 10-12 UTC": WORKING,  # one inside of another
    "Mon-Fri 09-12 and 12-18 UTC": WORKING,  # and so are spans that meet
    # 09:00 at two hours ahead is 07:00 UTC
    "Mon-Fri 09:00-17:30 UTC+2": tuple((at(day, 7), at(day, 15, 30)) for day in range(5)),
    "Mon-Fri 09-18, Sat 10-14 UTC": (*WORKING, (at(5, 10), at(5, 14))),
    # Sunday night ends on Monday, over the turn of the week
    "Mon-Thu, Sun 22-06 UTC": (
        (0, at(0, 6)),
        *((at(day, 22), at(day + 1, 6)) for day in range(4)),
        (at(6, 22), WEEK),
    ),
    "every day 06-22 UTC": tuple((at(day, 6), at(day, 22)) for day in range(7)),
    "weekends 00-24 UTC": ((at(5, 0), WEEK),),
    "Fri-Mon 10-11 UTC": tuple((at(day, 10), at(day, 11)) for day in (0, 4, 5, 6)),
    "Wed 22-00 UTC": ((at(2, 22), at(3, 0)),),
    # Monday 00:00 at fourteen hours ahead is Sunday 10:00 UTC
    "Mon 00-24 UTC+14": ((0, at(0, 10)), (at(6, 10), WEEK)),
    # Sunday 24:00 at twelve hours behind is Monday 12:00 UTC
    "Sun 00-24 UTC-12:00": ((0, at(0, 12)), (at(6, 12), WEEK)),
    "Tue 09-10 UTC-3:30": ((at(1, 12, 30), at(1, 13, 30)),),
    "always": ((0, WEEK),),
    "Always UTC+5:30": ((0, WEEK),),
    "every day 00-24 UTC+1": ((0, WEEK),),
}


@pytest.mark.parametrize("text", HOURS)
def test_hours_are_read_as_minutes_of_the_week_in_utc(text: str) -> None:
    """Every form of the table is the spans that it says, apart and in order."""
    found = rotas.duty(run(text))
    assert found.hours == HOURS[text]
    assert found.written == run(text).text
    assert found.away == ()


@pytest.mark.parametrize(
    ("text", "zone"), [("always", 0), ("always UTC", 0), ("Mon 09-10 UTC+5:45", 345), ("Mon 09-10 UTC -12", -720)]
)
def test_the_zone_is_kept_in_minutes(text: str, zone: int) -> None:
    """5:45 hours are 345 minutes, and 12 hours behind are -720."""
    assert rotas.duty(run(text)).zone == zone


AWAY = {
    "24 Dec-1 Jan, 14 Jul": (((12, 24), (1, 1)), ((7, 14), (7, 14))),
    "1-3 May": (((5, 1), (5, 3)),),
    "1 may and 29 FEBRUARY": (((5, 1), (5, 1)), ((2, 29), (2, 29))),
    "24 December \u2013 1 January": (((12, 24), (1, 1)),),
}


@pytest.mark.parametrize("text", AWAY)
def test_days_off_are_days_of_every_year(text: str) -> None:
    """Every form of the table is the days that it says, as month and day; the hours stay."""
    for comma in ("", ","):
        found = rotas.duty(run(f"Mon-Fri 09-18 UTC{comma} except {text}"))
        assert (found.hours, found.away) == (WORKING, AWAY[text])


NO_DUTY = {
    "": "Mon-Fri 09-18 UTC",
    "Mon-Fri 09-18": "write UTC, or UTC+1",
    "Mon-Fri 09:00-17:30": "write UTC, or UTC+1",
    "always except 25 Dec": "write UTC, or UTC+1",
    "Mon-Fri 09-18 except 25 Dec UTC": "write UTC, or UTC+1",
    "Mon-Fri 09-18 Europe/London": "summer time moves it",
    "Mon-Fri 09-18 CET": "summer time moves it",
    "Mon-Fri 09-18 PST": "summer time moves it",
    "Mon-Fri 09-18 +02:00": "summer time moves it",
    "Mon-Fri 09-18 UTC, Sat 10-14 UTC": "write it once",
    "UTC Mon-Fri 09-18": "write it once",
    "Mon-Fri 09-18 UTC+5.5": "UTC+5:30",
    "Mon-Fri 09-18 UTC+0530": "UTC+5:30",
    "Mon-Fri 09-18 UTC+14:01": "from UTC-12:00 to UTC+14:00",
    "Mon-Fri 09-18 UTC-12:01": "from UTC-12:00 to UTC+14:00",
    "Mon-Fri 09-18 UTC+2:60": "from UTC-12:00 to UTC+14:00",
    "24/7": "write `always`",
    "24/7 UTC": "write days and hours",
    "Mon-Fri 9am-5pm UTC": "write `09`",
    "Mon-Fri 09-5 pm UTC": "write `17`",
    "Mon-Fri 12:30am-05 UTC": "write `00:30`",
    "Mon-Fri 9-17 UTC": "write `09`, or an afternoon as `21`",
    "Mon-Fri 09-5 UTC": "write `05`, or an afternoon as `17`",
    "Mon-Fri 0900-1730 UTC": "write `09:00`",
    "Mon-Fri 09-25 UTC": "from 00 to 24",
    "Mon-Fri 09-24:30 UTC": "from 00 to 24",
    "Mon-Fri 09-17:60 UTC": "from 00 to 24",
    "Mon-Fri 24-06 UTC": "write `00` of the day after",
    "Mon-Fri 09-09 UTC": "a whole day is `00-24`",
    "09-18 UTC": "every day 09-18 UTC",
    "Mon-Fri UTC": "write the hours",
    "Mon-Fri 09-18, Sat UTC": "write the hours",
    "Mon-Mon 09-18 UTC": "`Mon`, or `every day`",
    "Mon-Fri 09-12-18 UTC": "write days and hours",
    "Mondays 09-18 UTC": "write days and hours",
    "Mon-Fri 09-18 or so UTC": "write two digits",
    "Mon-Fri 09-18,, Sat 10-14 UTC": "write days and hours",
    "\u017fun 09-18 UTC": "write days and hours",  # a long s, which is an s in another case
    "Mon-Fri \u0660\u0669-18 UTC": "write days and hours",  # 09 in Arabic-Indic digits
    "Mon-Fri 09-18 UTC except": "24 Dec",
    "Mon-Fri 09-18 UTC except 30 Feb": "a day of the year",
    "Mon-Fri 09-18 UTC except 0 May": "a day of the year",
    "Mon-Fri 09-18 UTC except Dec 24": "write `24 Dec`",
    "Mon-Fri 09-18 UTC except 24 Dec 2027": "leave the year out",
    "Mon-Fri 09-18 UTC except 2027-12-24": "leave the year out",
    "Mon-Fri 09-18 UTC except 24-26": "24 Dec",
    "Mon-Fri 09-18 UTC except 24, 25 Dec": "24 Dec",
    "Mon-Fri 09-18 UTC except holidays": "24 Dec",
    "Mon-Fri 09-18 UTC except 3-1 May": "the earlier day first",
    "Mon-Fri 09-18 UTC except 1 Jan-31 Dec": "fewer days",
    "Mon-Fri 09-18 UTC except 1-10 May except 1 Jan": "24 Dec",
    "Mon-Fri 09-18 UTC " + "x" * 400: "at most 400",
}


@pytest.mark.parametrize("text", NO_DUTY)
def test_what_is_no_rota_is_refused_with_the_remedy(text: str) -> None:
    """The help says what to write instead."""
    error = refusal(rotas.duty, text)
    assert NO_DUTY[text] in error.help
    assert error.rule == "malformed-table"


def test_somebody_is_there_for_two_weeks_in_a_row() -> None:
    """From 18 to 31 December there are 14 days, which are read; from 19 on 13, which are refused.

    A 29 February does not count: from 16 February to 1 March there are 14 days without it. The turn of the year cuts
    nothing: from 25 December to 7 January there are 7 and 7.
    """
    assert rotas.duty(run("always UTC except 8 Jan-24 Dec")).away == (((1, 8), (12, 24)),)
    assert rotas.duty(run("always UTC except 1 Jan-17 Dec")).away == (((1, 1), (12, 17)),)
    assert "fewer days" in refusal(rotas.duty, "always UTC except 1 Jan-18 Dec").help
    assert rotas.duty(run("always UTC except 2 Mar-15 Feb")).away == (((3, 2), (2, 15)),)
    assert "fewer days" in refusal(rotas.duty, "always UTC except 1 Mar-15 Feb").help


def test_a_refusal_points_at_what_can_be_mended() -> None:
    """In `Mon-Fri 09-25 UTC` the `25` stands in column 12: 8 characters of days, `09-` are 9 to 11."""
    span = refusal(rotas.duty, "Mon-Fri 09-25 UTC").run.span()
    assert (span.column, span.end_column) == (12, 14)


ENDS = st.integers(min_value=0, max_value=WEEK)
DATES = st.integers(min_value=1, max_value=12).flatmap(
    lambda month: st.tuples(st.just(month), st.integers(min_value=1, max_value=monthrange(2000, month)[1]))
)


@st.composite
def duties(draw: st.DrawFn) -> Duty:
    """Return a value with spans that are apart and in order, in any zone, with up to three spans of days off."""
    cuts = sorted(draw(st.sets(ENDS, min_size=2, max_size=12)))
    cuts = cuts[: len(cuts) // 2 * 2]
    away = draw(st.lists(st.tuples(DATES, DATES), max_size=3))
    return Duty(
        hours=tuple(zip(cuts[::2], cuts[1::2], strict=True)),
        away=tuple((since, to if since[0] != to[0] else since) for since, to in away),
        zone=draw(st.integers(min_value=-720, max_value=840)),
    )


NAMES = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def printed(value: Duty) -> str:
    """Return a rota as it may be written: spans of the written zone, cut where a day ends there."""
    pieces = []
    for begin, end in value.hours:
        here, last = begin + value.zone, end + value.zone
        while here < last:
            day, minute = divmod(here, DAY)
            stop = min(last - day * DAY, DAY)
            pieces.append(f"{NAMES[day % 7]} {minute // 60:02d}:{minute % 60:02d}-{stop // 60:02d}:{stop % 60:02d}")
            here = day * DAY + stop
    sign, ahead = ("-" if value.zone < 0 else "+"), abs(value.zone)
    off = ", ".join(
        f"{since[1]} {MONTHS[since[0] - 1]}" + (f"-{to[1]} {MONTHS[to[0] - 1]}" if since != to else "")
        for since, to in value.away
    )
    zone = f"UTC{sign}{ahead // 60}:{ahead % 60:02d}"
    return f"{', '.join(pieces)} {zone}" + (f" except {off}" if off else "")


@given(duties())
def test_what_is_printed_is_read_back_the_same(value: Duty) -> None:
    """A rota is the same after writing and reading, unless it is too long or leaves nobody: then it says so."""
    text = printed(value)
    try:
        assert rotas.duty(run(text)) == value
    except RefusedError as error:
        assert len(text) > 400 or "two weeks" in str(error)  # noqa: PT017  both ends are right


QUEUES = {
    "36 of 50 per week": (Fraction(36, WEEK_S), Fraction(50, WEEK_S)),
    "3 of 10 per day": (Fraction(3, 86_400), Fraction(10, 86_400)),
    "0.5 of 2 per hour": (Fraction(1, 7200), Fraction(2, 3600)),
    "60,000 of 50,000 per h": (Fraction(60_000, 3600), Fraction(50_000, 3600)),  # more arrives than is served
}


@pytest.mark.parametrize("text", QUEUES)
def test_a_queue_is_two_rates_per_second(text: str) -> None:
    """A week has 604,800 s, a day 86,400 s and an hour 3,600 s."""
    arrivals, capacity = QUEUES[text]
    assert rotas.queue(run(text)) == Queue(arrivals=arrivals, capacity=capacity)


NO_QUEUE = {
    "50 per week": "such as `36 of 50 per week`",
    "36 of 50": "such as `36 of 50 per week`",
    "": "36 of 50 per week",
    "36 per day of 50 per week": "such as `36 of 50 per week`",
    "0 of 50 per week": "leave the cell empty",
    "0.0 of 50 per week": "leave the cell empty",
    "36 of 0 per week": "how many can be served",
    "36 of 50 per weeks": "write one of `second`",
    "36 of 50 per working day": "write one of `second`",
    "36 of 50 per 8 h": "write one of `second`",
    "36 of 50 per ": "such as `36 of 50 per week`",  # the end is stripped
    "36 of 5,0 per week": "in digits",
    "036 of 50 per week": "did you mean `36`",
    "-3 of 50 per week": "such as `36 of 50 per week`",
    "9" * 60 + " of 50 per week": "at most 40",
}


@pytest.mark.parametrize("text", NO_QUEUE)
def test_what_is_no_queue_is_refused_with_the_remedy(text: str) -> None:
    """The help says what to write instead."""
    assert NO_QUEUE[text] in refusal(rotas.queue, text).help


RATES = {
    "50 per week": (Fraction(50, WEEK_S), ""),
    "50,000 transcripts per week": (Fraction(50_000, WEEK_S), "transcripts"),
    "90,000 sessions per month": (Fraction(90_000, 2_629_746), "sessions"),  # a twelfth of 365.2425 days
    "1.5 long agentic sessions per s": (Fraction(3, 2), "long agentic sessions"),
}


@pytest.mark.parametrize("text", RATES)
def test_a_rate_keeps_its_noun_apart(text: str) -> None:
    """The number is per second; what is counted is kept as written."""
    assert rotas.rate_per(run(text)) == RATES[text]


NO_RATE = {
    "": "50,000 transcripts per week",
    "transcripts per week": "write one number",
    "50k transcripts per week": "write one number",
    "50 (20-100) per week": "write one number",
    "50 transcripts a week": "write one number",
    "50 transcripts per session": "write one of `second`",
    "50 per day per week": "write one of `second`",
    "90 million sessions per month": "write the digits out",
    "90 k sessions per month": "write the digits out",
    "36 of 50 per week": "write one number",
    "36 of transcripts per week": "say of what",
    "2 hours per week": "say of what",
    "0 transcripts per week": "above zero",
    "5,00 transcripts per week": "in digits",
}


@pytest.mark.parametrize("text", NO_RATE)
def test_what_is_no_rate_is_refused_with_the_remedy(text: str) -> None:
    """The help says what to write instead."""
    assert NO_RATE[text] in refusal(rotas.rate_per, text).help


STARTS = {
    "Sunday 03:00": Start(minute=at(6, 3)),
    "Sun 03:00 UTC": Start(minute=at(6, 3)),
    "at night, on SUNDAY at 03:00 utc, when nobody looks": Start(minute=at(6, 3)),
    "the weights leave (Sunday, 03:00).": Start(minute=at(6, 3)),
    "Sunday 03:00 UTC+1": Start(minute=at(6, 2)),
    "Monday 00:30 UTC+1": Start(minute=at(6, 23, 30)),  # half an hour before the week begins
    "Sunday 23:00 UTC-2:30": Start(minute=at(0, 1, 30)),  # 2.5 hours later, in the next week
    "Sunday 03:00 UTC.": Start(minute=at(6, 3)),
    "2027-12-24 03:00 UTC": Start(moment=datetime(2027, 12, 24, 3, 0, tzinfo=UTC)),
    "2027-12-24T03:00": Start(moment=datetime(2027, 12, 24, 3, 0, tzinfo=UTC)),
    # two hours ahead: the evening before
    "from 2028-01-01 01:00 UTC+2 on": Start(moment=datetime(2027, 12, 31, 23, 0, tzinfo=UTC)),
    "Friday, 2027-12-24 03:00": Start(moment=datetime(2027, 12, 24, 3, 0, tzinfo=UTC)),  # it is a Friday
    "somebody copies the weights": Start(),
    "on a Sunday": Start(),
    "on Sunday, 24 December": Start(),
    "on Sunday 2027-12-26": Start(),
    "after the release of 2027-12-24": Start(),
    "": Start(),
    "24 of 30 in Europe: 3 a day": Start(),
}


@pytest.mark.parametrize("text", STARTS)
def test_a_moment_is_found_in_words(text: str) -> None:
    """Every text of the table begins when it says, in UTC, or at any time alike."""
    assert rotas.start(run(text)) == STARTS[text]


NO_START = {
    "at 03:00": "write the day as well",
    "at 3 am on a Sunday": "write the day as well",
    "3:00 on Sunday": "write the day as well",
    "at noon": "write the day as well",
    "Sundays 03:00": "write the day as well",
    "Sunday night, 03:00": "write the day as well",
    "Sunday 3:00": "of two digits",
    "Sunday 03 UTC": "or leave it out",
    "Sunday 03.": "of two digits",
    "Sunday 03.00": "of two digits",
    "Sunday 03h00, at night": "of two digits",
    "Sunday 0300 or so": "of two digits",
    "2027-12-24 0300": "write the day as well",
    "24 Dec 03:00": "write the day as well",
    "Sunday 03:00 or Monday 04:00": "leave one of them out",
    "Sunday 03:00 to 05:00": "one moment",
    "Sunday 03:00-05:00": "one moment",
    "Sunday 03:00:30": "in hours and minutes",
    "Sunday 03:00 CET": "Sunday 03:00 UTC+1",
    "Sunday 03:00 (CET)": "Sunday 03:00 UTC+1",
    "Sunday 03:00 (UTC+2)": "Sunday 03:00 UTC+1",
    "Sunday 03:00 Europe/London": "Sunday 03:00 UTC+1",
    "Sunday 03:00, Europe/London": "Sunday 03:00 UTC+1",
    "Sunday 03:00 PT": "Sunday 03:00 UTC+1",
    "Sunday 03:00 local time": "Sunday 03:00 UTC+1",
    "Sunday 03:00 UTC +2": "Sunday 03:00 UTC+1",
    "Sunday 03:00 UTC - 2": "Sunday 03:00 UTC+1",
    "Sunday 03:00 UTC+2.5": "Sunday 03:00 UTC+1",
    "Sunday 03:00 UTC+0530": "Sunday 03:00 UTC+1",
    "Sunday 03:00 UTC-0530": "Sunday 03:00 UTC+1",
    "Sunday 03:00+02:00": "Sunday 03:00 UTC+1",
    "2027-12-24T03:00Z": "Sunday 03:00 UTC+1",
    "Sunday 03:00 pm": "Sunday 03:00 UTC+1",
    "Sunday 03:00 UTC+15": "to UTC+14:00",
    "Sunday 24:00": "write that day, and 00:00",
    "Sunday 25:00": "from 00 to 24",
    "Sunday 03:60": "from 00 to 24",
    "2027-02-29 03:00": "a day that exists",  # 2027 is no leap year
    "0000-01-01 03:00": "a day that exists",
    "0001-01-01 03:00 UTC+4": "a day that exists",  # before the calendar begins
    "9999-12-31 23:00 UTC-4": "a day that exists",
    "Sunday 2027-12-24 03:00": "write `Friday`",
    "x" * 40_001: "at most 40,000",
}


@pytest.mark.parametrize("text", NO_START, ids=lambda text: text[:40])
def test_a_moment_that_is_half_told_is_refused(text: str) -> None:
    """What would be passed over in silence (a clock, a zone, a second moment) is refused with what to write."""
    error = refusal(rotas.start, text)
    assert NO_START[text] in error.help, str(error)


def times(median: float | None = None, low: int | None = None, high: int | None = None) -> Amount:
    """Return a count of attempts."""
    ends = [None if value is None else Fraction(value) for value in (median, low, high)]
    return Amount(median=ends[0], low=ends[1], high=ends[2], unit="attempts")


ATTEMPTS = {
    "24": Attempts(count=times(24)),
    "24 attempts": Attempts(count=times(24)),
    "1 attempt": Attempts(count=times(1)),
    "2.5": Attempts(count=times(2.5)),
    "1,250": Attempts(count=times(1250)),
    "24 (12-48)": Attempts(count=times(24, 12, 48)),
    "24 attempts (12\u201348)": Attempts(count=times(24, 12, 48)),
    "24 (12 to 48) attempts": Attempts(count=times(24, 12, 48)),
    "12-48": Attempts(count=times(None, 12, 48)),
    "12-48 attempts": Attempts(count=times(None, 12, 48)),
    "Dozens": Attempts(count=times(None, 24, 96)),  # 2 * 12 and 8 * 12
    "2 per week": Attempts(count=times(2), per=Fraction(WEEK_S)),
    "2 (1-5) per week": Attempts(count=times(2, 1, 5), per=Fraction(WEEK_S)),
    "1-5 attempts per day": Attempts(count=times(None, 1, 5), per=Fraction(86_400)),
    "3 tries at 1 in 3": Attempts(count=times(3), chance=Chance(mean=Fraction(1, 3))),
    "90,000 tries at 2 in 1,000,000": Attempts(count=times(90_000), chance=Chance(mean=Fraction(1, 500_000))),
    "1 try at 3% (1%-10%)": Attempts(
        count=times(1), chance=Chance(mean=Fraction(3, 100), low=Fraction(1, 100), high=Fraction(1, 10))
    ),
    "unknown": Attempts(count=None),
}


@pytest.mark.parametrize("text", ATTEMPTS)
def test_attempts_are_read_as_written(text: str) -> None:
    """Every form of the table is the count, the unit of time and the chance that it says."""
    found = rotas.attempts(run(text))
    assert found == ATTEMPTS[text]
    assert found.written == run(text).text


NO_ATTEMPTS = {
    "": "24 (12-48)",
    "0": "above zero",
    "0-5": "above zero",
    "0 per week": "above zero",
    "0 tries at 1 in 3": "how many tries",
    "2.5 tries at 1 in 3": "a whole number",
    "3 (1-5) tries at 1 in 3": "in digits",
    "3 tries at 0.3": "did you mean 0.3% or 30%?",
    "3 tries at": "`3 tries at 1 in 3`",
    "24 (48-12)": "the lower end first",
    "24 (30-48)": "90 % range",
    "24 (12-24)": "90 % range",
    "24 (12)": "`12-48`",
    "12-24-48": "`12-48`",
    "2 per session": "write one of `second`",
    "2 per week per user": "write one of `second`",
    "several": "`dozens`",
    "90k": "`dozens`",
    "1e3": "`dozens`",
    "10+": "`dozens`",
    "-3": "`dozens`",
    "24 sessions": "`dozens`",
    "007": "did you mean `7`",
    "24 (12-48": "`12-48`",
}


@pytest.mark.parametrize("text", NO_ATTEMPTS)
def test_what_is_no_count_of_attempts_is_refused_with_the_remedy(text: str) -> None:
    """The help says what to write instead."""
    assert NO_ATTEMPTS[text] in refusal(rotas.attempts, text).help


CORRELATIONS: dict[str, Chance | Unknown] = {
    "0.3": Chance(mean=Fraction(3, 10)),
    "30%": Chance(mean=Fraction(3, 10)),
    "0": Chance(mean=Fraction(0)),
    "none": Chance(mean=Fraction(0)),
    "1": Chance(mean=Fraction(1)),
    "100%": Chance(mean=Fraction(1)),
    "Full": Chance(mean=Fraction(1)),
    "0.3 (0.1-0.6)": Chance(mean=Fraction(3, 10), low=Fraction(1, 10), high=Fraction(6, 10)),
    "30% (10%\u201360%)": Chance(mean=Fraction(3, 10), low=Fraction(1, 10), high=Fraction(6, 10)),
    "0.1-0.6": Chance(low=Fraction(1, 10), high=Fraction(6, 10)),
    "unknown": Unknown(),
}


@pytest.mark.parametrize("text", CORRELATIONS)
def test_a_correlation_is_read_as_written(text: str) -> None:
    """Every form of the table is the exact fraction that it says."""
    found = rotas.correlation(run(text))
    assert found == CORRELATIONS[text]
    assert found.written == run(text).text


NO_CORRELATION = {
    "": "0.3 (0.1-0.6)",
    "30": "did you mean `30%`",
    "1.5": "did you mean `1.5%`",
    "130%": "a number from 0 to 1",
    ".3": "did you mean 0.3?",
    "-0.3": "0.1-0.6",
    "high": "a number from 0 to 1",
    "1 in 3": "a number from 0 to 1",
    "0.3 (0.6-0.1)": "the lower end first",
    "0.3 (0-0.6)": "inside of 0 to 1",
    "0.3 (0.1-1)": "inside of 0 to 1",
    "0.3 (0.4-0.6)": "90 % range",
    "0.3 (10%-60%)": "all of it in per cent",
    "0.5-60%": "all of it in per cent",
    "0.3 (0.1)": "0.1-0.6",
    "0.1-0.3-0.6": "0.1-0.6",
    "00.3": "did you mean",
}


@pytest.mark.parametrize("text", NO_CORRELATION)
def test_what_is_no_correlation_is_refused_with_the_remedy(text: str) -> None:
    """The help says what to write instead."""
    assert NO_CORRELATION[text] in refusal(rotas.correlation, text).help


READERS = (rotas.duty, rotas.queue, rotas.rate_per, rotas.start, rotas.attempts, rotas.correlation)
PIECES = (
    *("Mon", "Fri", "sunday", "every day", "weekdays", "always", "UTC", "UTC+14", "+2", "CET", "except", "and", "to"),
    *("09", "24", "00:30", "3:00", "9am", "24 Dec", "29 Feb", "1-3 May", "2027-12-24", "9999-12-31", "T", "per", "of"),
    *("week", "day", "month", "tries at", "attempts", "dozens", "unknown", "none", "0", "0.3", "30%", "1 in 3", "at"),
    *(
        " ",
        " ",
        " ",
        "-",
        "\u2013",
        "\u2212",
        ",",
        "(",
        ")",
        ":",
        ".",
        "\u0663",
        "\u017f",
        "\u0130",
        "\u212a",
        "/",
        "k",
    ),
)


@given(
    st.one_of(st.text(max_size=60), st.lists(st.sampled_from(PIECES), max_size=14).map("".join)),
    st.sampled_from(READERS),
)
def test_any_text_is_read_or_refused_with_a_remedy(text: str, read: Callable[[Run], object]) -> None:
    """Nothing else is raised, and what is refused says what to write, also without the cleaning of a run."""
    for given_run in (run(text), Run(text, ([(0, 1, 1)], 0), "case.md")):
        try:
            read(given_run)
        except RefusedError as error:
            assert error.help  # noqa: PT017  both ends are right
