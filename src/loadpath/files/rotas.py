"""When somebody can be reached, how much they can handle, when an incident begins and how often something is tried.

Cells such as `Mon-Fri 09-18 UTC except 24 Dec-1 Jan`, `36 of 50 per week`, `Sunday 03:00 UTC`, `24 (12-48)`. They are
read exactly as written, or refused with what to write. Words of the calendar may be written in any case. Hours are
those of the 24-hour clock with two digits, because `9-5` is eight hours to some and twenty to others.
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import UTC, datetime, timedelta
from fractions import Fraction

from loadpath.case.value import Amount, Attempts, Chance, Duty, Queue, Start, Unknown
from loadpath.files.numbers import DECIMAL, PERCENT, SECONDS, chance, number, short
from loadpath.files.run import RefusedError, Run

DAY_MIN = 1440
WEEK_MIN = 10_080
LONGEST = 400
"""A cell of more characters than this is refused unread."""

LEAST_DAYS = 14
"""Somebody is there for so many days of the year in a row, or it is no rota: any year then holds a span of duty."""

DASH = "[-\u2010-\u2015\u2212]"
TO = rf"(?ai: ?{DASH} ?| to )"
AND = r"(?ai: ?,(?: ?and )? ?| and )"
EXCEPT = re.compile(r"(?ai),? ?\bexcept\b")

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
DAY = rf"(?:{'|'.join(f'{name[:3]}(?:{name[3:]})?' for name in WEEKDAYS)})(?![a-z0-9])"
MONTH = rf"(?:{'|'.join(f'{name[:3]}(?:{name[3:]})?' for name in MONTHS)})"

GROUPS = {"every day": range(7), "weekdays": range(5), "weekends": range(5, 7)}
DAYS = re.compile(rf"(?ai)({'|'.join(GROUPS)})(?= |$)|({DAY})(?:{TO}({DAY}))?(?= |$)")
CLOCK = re.compile(r"(?a)([0-9]{2})(?::([0-9]{2}))?")
DATE = re.compile(rf"(?ai)([0-9]{{1,2}}) ({MONTH})")

OFFSET = rf"(?ai:utc(?:(\+|{DASH})([0-9]{{1,2}})(?::([0-9]{{2}}))?)?)"
ZONE = re.compile(rf"(?ai)(?<![a-z])utc(?: ?(\+|{DASH}) ?([0-9]{{1,2}})(?::([0-9]{{2}}))?)?$")
ZONE_HELP = "write the offset from UTC, such as `UTC+1`, and mind that summer time moves it"
NAMES = (
    r"GMT|BST|WES?T|CES?T|EES?T|MSK|IST|SGT|HKT|JST|KST|A[CEW][SD]T|NZ[SD]T|[ECMP][SD]T|AK[SD]T|HST"
    r"|(?:Africa|America|Asia|Atlantic|Australia|Europe|Indian|Pacific|Etc)/[A-Za-z_/+-]+"
)
ANY_ZONE = re.compile(rf"(?a)(?<![A-Za-z])(?:[Uu][Tt][Cc]|{NAMES})(?![A-Za-z])")

PER_HELP = "write one of `second`, `minute`, `hour`, `day`, `week`, `month` and `year` after `per`"
LARGE = {
    "k",
    "m",
    "mn",
    "mio",
    "b",
    "bn",
    "hundred",
    "thousand",
    "million",
    "billion",
    "dozen",
    "hundreds",
    "thousands",
}
NO_NOUN = {"a", "an", "and", "at", "each", "every", "in", "of", "or", "out", "per", "percent", "pct", "to"}
DOZENS = (24, 96)
"""What `dozens` means: two to eight dozen, as the 5 % and 95 % points."""


def _wrong(message: str, run: Run, help: str) -> RefusedError:  # noqa: A002  as it is called everywhere
    return RefusedError(message, run, help=help, rule="malformed-table")


def _sized(run: Run, example: str) -> None:
    if not run.text.strip():
        raise _wrong("nothing is written", run, f"write it as `{example}`")
    if len(run) > LONGEST:
        raise _wrong(f"a cell of {len(run)} characters", run[:LONGEST], f"write at most {LONGEST} characters")


# When somebody can be reached.


def duty(run: Run) -> Duty:
    """Return when somebody can be reached: `Mon-Fri 09-18, Sat 10-14 UTC+1 except 24 Dec-1 Jan`, or `always`.

    A span over midnight (`Mon-Thu 22-06`) belongs to the day on which it begins; hours without a day belong to the
    days written before them (`Mon-Fri 09-12, 13-17`). Days off are taken by the date in the written zone, so that the
    morning after a night that began the day before falls away too.

    Raises:
        RefusedError: for hours without a zone or with a named one, for hours that are not those of the 24-hour clock,
            for spans of no length, for days that do not exist, and where nobody is there for two weeks in a row.
    """
    _sized(run, "Mon-Fri 09-18 UTC")
    head, days = run.partition(EXCEPT.pattern) or (run, None)
    if days is None and head.text.lower() == "always":
        return Duty(hours=((0, WEEK_MIN),), written=run.text)
    body, zone = _zone_behind(head)
    spans = [(0, WEEK_MIN)] if body.text.lower() == "always" else _spans(body)
    away = tuple(_days_off(item) for item in days.split(AND)) if days is not None else ()
    _refuse_absence(away, run)
    return Duty(hours=_in_utc(spans, zone), away=away, zone=zone, written=run.text)


def _zone_behind(head: Run) -> tuple[Run, int]:
    """Return what stands before the zone, and the zone in minutes ahead of UTC."""
    found = ZONE.search(head.text)
    if not found:
        raise _no_zone(head)
    body = head[: found.start()].strip()
    if twice := re.search(r"(?ai)(?<![a-z])utc[^,]*", body.text):
        raise _wrong(
            "the zone is written more than once", body[twice.start() : twice.end()], "write it once, behind the hours"
        )
    return body, _offset(head[found.start() :], found)


def _no_zone(head: Run) -> RefusedError:
    if re.search(r"(?a)(?<![0-9])24 ?/ ?7(?![0-9])", head.text):
        return _wrong(f"`{head.text}` is not a rota", head, "write `always`")
    if begun := re.search(r"(?ai)(?<![a-z])utc", head.text):
        rest = head[begun.start() :]
        help_ = "write it once, behind the hours, as `UTC` or with hours and minutes, such as `UTC+5:30`"
        return _wrong(f"`{rest.text}` is not an offset", rest, help_)
    if named := re.search(
        r"[A-Za-z]{2,}/[A-Za-z_/]+$|(?<= )[A-Za-z]{1,5}$|(?<= )[+][0-9]{1,2}(?::?[0-9]{2})?$", head.text
    ):
        word = named[0].lower()
        spoken = re.fullmatch(rf"(?ai){DAY}|always|days?|weekdays|weekends|[ap]m|h", word)
        if not spoken:
            return _wrong(f"`{named[0]}` is not a zone that is read", head[named.start() :], ZONE_HELP)
    return _wrong(
        f"`{head.text}` has no zone",
        head,
        "write UTC, or UTC+1, behind the hours: without it they are other hours in another office",
    )


def _offset(run: Run, found: re.Match[str]) -> int:
    """Return minutes ahead of UTC from a match with sign, hours and minutes as its last groups."""
    sign, hours, minutes = found.groups()[-3:]
    if sign is None:
        return 0
    total = (int(hours) * 60 + int(minutes or 0)) * (1 if sign == "+" else -1)
    if int(minutes or 0) > 59 or not -12 * 60 <= total <= 14 * 60:  # noqa: PLR2004  minutes; offsets in use
        raise _wrong(f"`{run.text}` is not an offset", run, "offsets go from UTC-12:00 to UTC+14:00")
    return total


def _spans(body: Run) -> list[tuple[int, int]]:
    """Return spans in minutes from Monday 00:00 of the written zone; the last ones may end after the week."""
    found: list[tuple[int, int]] = []
    days: list[int] = []
    closed = True
    for item in body.split(AND):
        named = DAYS.match(item.text)
        if named:
            days = _days(item[: named.end()], named) + ([] if closed else days)
            closed = False
        rest = item[named.end() if named else 0 :].strip()
        if named and not rest.text:
            continue
        begin, end = _hours(rest, item)
        if not days:
            raise _wrong(
                f"`{item.text}` has no days", item, "write them before the hours, such as `every day 09-18 UTC`"
            )
        found += [(day * DAY_MIN + begin, day * DAY_MIN + end) for day in days]
        closed = True
    if not closed:
        raise _wrong(f"`{body.text}` has days without hours", body, "write the hours, such as `Sat 10-14`, or `00-24`")
    return found


def _days(run: Run, named: re.Match[str]) -> list[int]:
    if named[1]:
        return list(GROUPS[named[1].lower()])
    first = _place(named[2], WEEKDAYS)
    if not named[3]:
        return [first]
    last = _place(named[3], WEEKDAYS)
    if first == last:
        raise _wrong(f"`{run.text}` may be a day or a week", run, f"write `{named[2]}`, or `every day`")
    return [day % 7 for day in range(first, first + (last - first) % 7 + 1)]


def _place(word: str, names: tuple[str, ...]) -> int:
    return next(place for place, name in enumerate(names) if name[:3] == word[:3].lower())


def _hours(run: Run, item: Run) -> tuple[int, int]:
    """Return the first minute of a span and the minute after its last, from 00:00 of the day on which it begins."""
    ends = run.split(TO)
    if len(ends) != 2 or not all(re.match("[0-9]", end.text) for end in ends):  # noqa: PLR2004  a span has two ends
        raise _wrong(
            f"`{item.text}` is not a span of duty",
            item,
            "write days and hours, such as `Mon-Fri 09-18`, `every day 06-22`, `weekdays 09:00-17:30` or `Sat 10-14`",
        )
    begin, end = (_clock(at) for at in ends)
    if begin == DAY_MIN:
        raise _wrong(f"`{ends[0].text}` does not begin a day", ends[0], "write `00` of the day after")
    if begin == end:
        raise _wrong(f"`{run.text}` is a span of no length", run, "a whole day is `00-24`")
    return begin, end if end > begin else end + DAY_MIN


def _clock(run: Run) -> int:
    """Return a time of day in minutes, 0 to 1,440."""
    match = CLOCK.fullmatch(run.text)
    if not match:
        raise _wrong(f"`{run.text}` is not a time of the 24-hour clock", run, _clock_meant(run.text))
    found = int(match[1]) * 60 + int(match[2] or 0)
    if found > DAY_MIN or int(match[2] or 0) > 59:  # noqa: PLR2004  minutes
        raise _wrong(f"`{run.text}` is not a time of day", run, "hours go from 00 to 24, and minutes from 00 to 59")
    return found


def _clock_meant(text: str) -> str:
    if half := re.fullmatch(r"(?ai)([0-9]{1,2})(:[0-9]{2})? ?([ap])\.?m\.?", text):
        hour = int(half[1]) % 12 + (12 if half[3].lower() == "p" else 0)
        return f"write `{hour:02d}{half[2] or ''}`"
    if joined := re.fullmatch(r"(?a)([0-9]{2})[.h]?([0-9]{2})", text):
        return f"write `{joined[1]}:{joined[2]}`"
    if one := re.fullmatch(r"(?a)([0-9])(:[0-9]{2})?", text):
        return f"write `0{one[1]}{one[2] or ''}`, or an afternoon as `{int(one[1]) + 12}{one[2] or ''}`"
    return "write two digits, and minutes behind a colon, such as `09` or `17:30`"


def _in_utc(spans: list[tuple[int, int]], zone: int) -> tuple[tuple[int, int], ...]:
    """Return spans of the week in UTC: those over its end cut in two, those that meet made one, in order."""
    cut: list[tuple[int, int]] = []
    for begin, end in spans:
        start = (begin - zone) % WEEK_MIN
        stop = start + end - begin
        cut.append((start, min(stop, WEEK_MIN)))
        if stop > WEEK_MIN:
            cut.append((0, stop - WEEK_MIN))
    found: list[tuple[int, int]] = []
    for start, stop in sorted(cut):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(stop, found[-1][1]))
        else:
            found.append((start, stop))
    return tuple(found)


DayOfYear = tuple[int, int]
"""Month and day, both from 1."""


def _days_off(item: Run) -> tuple[DayOfYear, DayOfYear]:
    ends = item.split(TO)
    dates = [DATE.fullmatch(end.text) for end in ends]
    first, last = dates[0], dates[-1]
    bare = re.fullmatch(r"(?a)[0-9]{1,2}", ends[0].text)
    if len(ends) > 2 or last is None or (first is None and not bare):  # noqa: PLR2004  a span has two ends
        raise _wrong(f"`{item.text}` is not a day of the year", item, _day_meant(item.text))
    to = _day(last[1], last[2], ends[-1])
    since = _day(first[1], first[2], ends[0]) if first else _day(ends[0].text, last[2], ends[0])
    if since[0] == to[0] and since[1] > to[1]:
        raise _wrong(f"`{item.text}` ends before it begins", item, "write the earlier day first")
    return since, to


def _day(digits: str, word: str, run: Run) -> DayOfYear:
    month = _place(word, MONTHS) + 1
    if not 1 <= int(digits) <= monthrange(2000, month)[1]:
        raise _wrong(f"`{run.text}` does not exist", run, "write a day of the year, such as `24 Dec`")
    return month, int(digits)


def _day_meant(text: str) -> str:
    if re.search(r"(?a)[0-9]{4}", text):
        return "leave the year out: days off are those of every year, such as `24 Dec`"
    if turned := re.fullmatch(rf"(?ai)({MONTH})\.? ([0-9]{{1,2}})", text):
        return f"write `{int(turned[2])} {turned[1]}`"
    return (
        "write a day and a month of three letters, such as `24 Dec`, `24 Dec-1 Jan` or `1-3 May`, with commas between"
    )


def _refuse_absence(away: tuple[tuple[DayOfYear, DayOfYear], ...], run: Run) -> None:
    """Refuse days off that leave no `LEAST_DAYS` in a row, counted round a year without a 29 February."""
    year = [(month, day) for month in range(1, 13) for day in range(1, monthrange(2001, month)[1] + 1)]
    longest = here = 0
    for date in year * 2:
        gone = any(since <= date <= to if since <= to else date >= since or date <= to for since, to in away)
        here = 0 if gone else here + 1
        longest = max(longest, here)
    if longest < LEAST_DAYS:
        raise _wrong(
            "nobody is there for two weeks in a row",
            run,
            "write fewer days behind `except`, or leave out who is hardly ever there",
        )


# How much somebody can handle.


def _per(run: Run, whole: Run) -> Fraction:
    """Return the seconds of the unit of time after `per`."""
    if run.text not in SECONDS:
        raise _wrong(f"`{whole.text}` is not so many in a unit of time", run if run.text else whole, PER_HELP)
    return Fraction(SECONDS[run.text])


def _positive(run: Run, help: str) -> Fraction:  # noqa: A002  as it is called everywhere
    """Return a number above zero that is written in digits."""
    if not re.fullmatch(DECIMAL, run.text):
        raise _wrong(f"`{run.text}` is not a number", run, "write it in digits, such as `24`, `0.5` or `1,250`")
    short(run)
    value = number(run.text)
    if not value:
        raise _wrong(f"`{run.text}` is nothing", run, help)
    return value


QUEUE_HELP = "write how many arrive and how many can be served, such as `36 of 50 per week`"


def queue(run: Run) -> Queue:
    """Return what arrives of what can be served: `36 of 50 per week`. More may arrive than can be served.

    Raises:
        RefusedError: for one number alone, for another unit than one of time, and for zeros.
    """
    _sized(run, "36 of 50 per week")
    match = re.fullmatch(r"([0-9][0-9.,]*) of ([0-9][0-9.,]*) per (.*)", run.text)
    if not match:
        raise _wrong(f"`{run.text}` is not a load and what can be handled", run, QUEUE_HELP)
    per = _per(run[match.start(3) :], run)
    arrivals = _positive(run[match.start(1) : match.end(1)], "leave the cell empty where nothing arrives")
    capacity = _positive(
        run[match.start(2) : match.end(2)], "write how many can be served, or leave out who serves none"
    )
    return Queue(arrivals=arrivals / per, capacity=capacity / per, written=run.text)


def rate_per(run: Run) -> tuple[Fraction, str]:
    """Return how many per second, and of what: `50 per week`, `50,000 transcripts per week`; the noun may be empty.

    Raises:
        RefusedError: for ranges, numbers in words or with a letter for thousands, zeros, and other units than of time.
    """
    _sized(run, "50,000 transcripts per week")
    match = re.fullmatch(r"(?a)([0-9][0-9.,]*)((?: [A-Za-z][A-Za-z-]*)*?) per (.*)", run.text)
    if not match:
        raise _wrong(
            f"`{run.text}` is not so many in a unit of time",
            run,
            "write one number, of what, and `per`, such as `50 per week` or `50,000 transcripts per week`",
        )
    noun = match[2].strip()
    first = noun.lower().partition(" ")[0]
    if first in LARGE:
        raise _wrong(f"`{match[1]} {first}` is not a number", run, "write the digits out, such as 50,000")
    if first in NO_NOUN or first in SECONDS or first.removesuffix("s") in SECONDS:
        raise _wrong(f"`{noun}` cannot be counted per time", run, "say of what, such as `50 transcripts per week`")
    per = _per(run[match.start(3) :], run)
    return _positive(run[match.start(1) : match.end(1)], "write how many there are, above zero") / per, noun


# When an incident begins.

NOT_INSIDE = "(?<![A-Za-z0-9:-])"
MOMENT = re.compile(
    rf"(?ai){NOT_INSIDE}(?:(?:(?P<beside>{DAY}),? )?(?P<date>[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}})|(?P<day>{DAY}))"
    rf",?(?: at)?[ T](?P<clock>[0-9]{{2}}:[0-9]{{2}})(?![0-9:]|\.[0-9])"
    rf"(?P<zone> ?{OFFSET}(?![a-z0-9:]|\.[0-9]| ?[+\u2212] ?[0-9]))?"
)
ANY_CLOCK = re.compile(
    r"(?ai)(?<![0-9])[0-9]{1,2}:[0-9]{2}(?![0-9])|(?<![a-z0-9])[0-9]{1,2} ?[ap]\.?m(?![a-z])|o'clock"
    rf"|\b(?:noon|midnight)\b|{NOT_INSIDE}(?:{DAY}|[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}),?(?: at)?[ T]"
    r"[0-9]{1,2}(?:[.h]?[0-9]{2}(?![0-9a-z-])| ?h?(?=$|[.,;)]))"
)
BEHIND = re.compile(r"(?a) ?(?:\(|UTC|Z\b|[ECMP]T\b|local\b|[AaPp]\.?[Mm]\b|[+\u2212-] ?[0-9]|[\u2010-\u2015] ?[0-9])")
START_HELP = "write the day as well, such as `Sunday 03:00`, or leave the clock out"


def start(run: Run) -> Start:
    """Return when an incident begins, told somewhere in words: `Sunday 03:00 UTC+1`, `2027-12-24 03:00 UTC`.

    Without a zone the time is UTC. Without a moment the incident begins at any time alike; a day alone is no moment.

    Raises:
        RefusedError: for a clock without a day, for two moments, for zones other than an offset from UTC, and for
            days and times that do not exist.
    """
    if len(run) > 100 * LONGEST:
        raise _wrong(f"a text of {len(run)} characters", run[:LONGEST], f"write at most {100 * LONGEST:,} characters")
    found = list(MOMENT.finditer(run.text))
    if len(found) > 1:
        second = run[found[1].start() : found[1].end()]
        raise _wrong("two moments are written", second, "an incident begins once: leave one of them out")
    _refuse_rest(run, found[0] if found else None)
    if not found:
        return Start()
    match = found[0]
    at = run[match.start() : match.end()]
    zone = _offset(run[match.start("zone") : match.end("zone")], match) if match["zone"] else 0
    minutes = _clock(run[match.start("clock") : match.end("clock")])
    if minutes == DAY_MIN:
        raise _wrong(f"`{match['clock']}` is of the day after", at, "write that day, and 00:00")
    if match["day"]:
        return Start(minute=(_place(match["day"], WEEKDAYS) * DAY_MIN + minutes - zone) % WEEK_MIN)
    return Start(moment=_moment(at, match, timedelta(minutes=minutes - zone)))


def _moment(at: Run, match: re.Match[str], later: timedelta) -> datetime:
    try:
        day = datetime.fromisoformat(match["date"]).replace(tzinfo=UTC)
        moment = day + later
    except (ValueError, OverflowError):
        help_ = "write a day that exists, such as `2027-12-24 03:00 UTC`"
        raise _wrong(f"`{match['date']}` is not a day", at, help_) from None
    if match["beside"] and _place(match["beside"], WEEKDAYS) != day.weekday():
        right = WEEKDAYS[day.weekday()].capitalize()
        raise _wrong(f"`{match['date']}` is a {right}", at, f"write `{right}`, or leave the name of the day out")
    return moment


def _refuse_rest(run: Run, match: re.Match[str] | None) -> None:
    """Refuse clocks and zones outside of the moment, which would be passed over otherwise."""
    before, after = (match.start(), match.end()) if match else (len(run), len(run))
    pieces = (run[:before], run[after:])
    if match and (behind := BEHIND.match(run.text, after)) and _follows(run.text, behind):
        raise _wrong(
            f"`{run.text[match.start() : behind.end() + 12]}` does not end with a time and a zone that are read",
            run[match.start() : behind.end()],
            "write one moment and its offset, without spaces, such as `Sunday 03:00 UTC+1`",
        )
    for piece in pieces:
        if clock := ANY_CLOCK.search(piece.text):
            beside = re.search(rf"(?ai){NOT_INSIDE}{DAY},?(?: at)? [0-9:.h]+$", piece.text[: clock.end()])
            help_ = "write one moment, in hours and minutes of two digits, such as `Sunday 03:00`"
            help_ = help_ if match or beside else START_HELP
            raise _wrong(f"`{clock[0]}` is a time that is not read", piece[clock.start() : clock.end()], help_)
        if zone := ANY_ZONE.search(piece.text):
            help_ = "write the day, the time and the offset together, such as `Sunday 03:00 UTC+1`, or leave it out"
            raise _wrong(f"`{zone[0]}` is not beside a time", piece[zone.start() : zone.end()], help_)


def _follows(text: str, behind: re.Match[str]) -> bool:
    """Return whether what stands behind a time belongs to it; a bracket does only if it holds a zone."""
    if not behind[0].endswith("("):
        return True
    return bool(re.match(rf"(?a)(?:[Uu][Tt][Cc]|[ECMP]T|local|{NAMES})", text[behind.end() :]))


# How often something is tried.

NOUN = re.compile(r"(?ai) (?:attempts?|tries|try)$")
TRIES = re.compile(r"(?ai)(.*?) (?:attempts?|tries|try) at (.*)")
ATTEMPTS_HELP = "write how many, such as `24`, `24 (12-48)`, `12-48`, `dozens`, `2 per week` or `3 tries at 1 in 3`"


def attempts(run: Run) -> Attempts:
    """Return how often something is tried: `24 (12-48)`, `dozens`, `2 per week`, `3 tries at 1 in 3`, `unknown`.

    Counts have the unit `attempts`, written or not. A number alone is a number; the bracket is its 90 % range.

    Raises:
        RefusedError: for zeros, ranges out of order, rates over anything but time, and parts of a try.
    """
    _sized(run, "24 (12-48)")
    text = run.text
    if text.lower() == "unknown":
        return Attempts(count=None, written=text)
    if tried := TRIES.fullmatch(text):
        many = run[: tried.end(1)]
        count = _positive(many, "write how many tries there are")
        if count.denominator != 1:
            raise _wrong(f"`{many.text}` is not a number of tries", many, "write a whole number, such as `3 tries`")
        each = chance(run[tried.start(2) :])
        return Attempts(count=Amount(median=count, unit="attempts", written=many.text), chance=each, written=text)
    if rated := re.search(r"(?ai) per (.*)$", text):
        per = _per(run[rated.start(1) :], run)
        return Attempts(count=_count(run[: rated.start()].strip()), per=per, written=text)
    found = _count(run)
    if any(end is not None and end < 1 for end in (found.median, found.low)):
        raise _wrong(f"`{text}` is less than one attempt", run, "write how likely there is one, `1 try at 2%`")
    return Attempts(count=found, written=text)


def _count(run: Run) -> Amount:
    if run.text.lower() == "dozens":
        low, high = DOZENS
        return Amount(low=Fraction(low), high=Fraction(high), unit="attempts", written=run.text)
    bare = _without_noun(run)
    if bracket := re.fullmatch(r"([^()]+?) ?\(([^()]*)\)", bare.text):
        median = _tried(_without_noun(bare[: bracket.end(1)]))
        low_end, high_end = _tried_between(bare[bracket.start(2) : bracket.end(2)].strip())
        if not low_end < median < high_end:
            raise _wrong(
                f"`{run.text}`: the number lies outside of its own range",
                run,
                "the bracket is the 90 % range around it",
            )
        return Amount(median=median, low=low_end, high=high_end, unit="attempts", written=run.text)
    if len(bare.split(TO)) > 1:
        low_end, high_end = _tried_between(bare)
        return Amount(low=low_end, high=high_end, unit="attempts", written=run.text)
    return Amount(median=_tried(bare), unit="attempts", written=run.text)


def _without_noun(run: Run) -> Run:
    found = NOUN.search(run.text)
    return run[: found.start()].strip() if found else run


def _tried(run: Run) -> Fraction:
    if not re.fullmatch(DECIMAL, run.text):
        raise _wrong(f"`{run.text}` is not a number of attempts", run, ATTEMPTS_HELP)
    return _positive(run, "write how often it is tried, above zero, or `unknown`")


def _tried_between(run: Run) -> tuple[Fraction, Fraction]:
    ends = run.split(TO)
    if len(ends) != 2:  # noqa: PLR2004  a range has two ends
        raise _wrong(f"`{run.text}` is not a range of attempts", run, "write it as `12-48`")
    low, high = (_tried(end) for end in ends)
    if low >= high:
        raise _wrong(f"`{run.text}`: the range is not in order", run, "write the lower end first")
    return low, high


# How much misses hang together.

CORRELATION_HELP = "write a number from 0 to 1, such as `0.3` or `0.3 (0.1-0.6)`, or `none`, `full` or `unknown`"


def correlation(run: Run) -> Chance | Unknown:
    """Return how much the misses of one incident hang together: 0 (`none`) not at all, 1 (`full`) all or nothing.

    Written as `0.3`, `0.3 (0.1-0.6)`, `0.1-0.6`, or the same in per cent, but not both in one cell.

    Raises:
        RefusedError: for numbers over 1, negative ones, ranges out of order or with an end at 0 or 1.
    """
    _sized(run, "0.3 (0.1-0.6)")
    word = run.text.lower()
    if word == "unknown":
        return Unknown(run.text)
    if word in ("none", "full"):
        return Chance(mean=Fraction(int(word == "full")), written=run.text)
    bracket = re.fullmatch(r"([^()]+?) ?\(([^()]*)\)", run.text)
    inside = run[bracket.start(2) : bracket.end(2)].strip() if bracket else run
    middle = _together(run[: bracket.end(1)]) if bracket else None
    ends = inside.split(TO) if bracket or len(run.split(TO)) > 1 else []
    if not ends:
        return Chance(mean=_together(run), written=run.text)
    low, high = _together_between(ends, inside)
    if len({end.text.endswith("%") for end in ends} | ({bracket[1].endswith("%")} if bracket else set())) > 1:
        raise _wrong(f"`{run.text}` is half in per cent", run, "write all of it in per cent, or nothing of it")
    if middle is not None and not low < middle < high:
        raise _wrong(
            f"`{run.text}`: the number lies outside of its own range", run, "the bracket is the 90 % range around it"
        )
    return Chance(mean=middle, low=low, high=high, written=run.text)


def _together_between(ends: list[Run], inside: Run) -> tuple[Fraction, Fraction]:
    if len(ends) != 2:  # noqa: PLR2004  a range has two ends
        raise _wrong(f"`{inside.text}` is not a range", inside, "write it as `0.1-0.6`")
    low, high = (_together(end) for end in ends)
    if not 0 < low < high < 1:
        raise _wrong(
            f"`{inside.text}` is not a range between 0 and 1",
            inside,
            "write the lower end first, both inside of 0 to 1",
        )
    return low, high


def _together(run: Run) -> Fraction:
    text = run.text
    percent = PERCENT.fullmatch(text)
    if not percent and not re.fullmatch(DECIMAL, text):
        meant = re.fullmatch(r"\.[0-9]+", text)
        raise _wrong(f"`{text}` is not a correlation", run, f"did you mean 0{text}?" if meant else CORRELATION_HELP)
    short(run)
    value = number(percent[1]) / 100 if percent else number(text)
    if value > 1:
        raise _wrong(
            f"`{text}` is more than 1", run, CORRELATION_HELP if percent else f"did you mean `{text}%`, or a decimal?"
        )
    return value
