"""Races of messages at random, and a second way to play them: one by one, event by event, in SimPy.

The simulation is written from what a table of a scenario means (docs/explanation/meaning.md) and shares nothing with
the clock of the engine: it has its own random numbers, takes days off from the calendar of Python, and puts a message
into a queue among other visitors. `engine` turns the same case into a race of the engine.
"""

from __future__ import annotations

import math
import random
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import simpy

from loadpath.engine import clock, laws, rota, waiting

if TYPE_CHECKING:
    from collections.abc import Generator, Sequence

    Events = Generator[simpy.Event, object, None]
    Blind = frozenset[int] | None
    """Rows that are blind in every incident; None: whether they are is drawn."""

HOUR = 3600.0
DAY = 24 * HOUR
WEEK = 7 * DAY
FIRST = date(2027, 3, 3)
MONDAY = datetime(2027, 3, 1, tzinfo=UTC)
"""The Monday before the first day of the case, at which rotas begin."""

WEEKS = 30
"""Incidents begin in so many weeks from the Monday on; what follows them is over before the year is."""

L95 = math.log(19)


@dataclass(frozen=True, slots=True)
class Range:
    """A number with a range; `low` and `high` are its 5 % and 95 % points, alike: without a range."""

    low: float
    high: float

    def draw(self, luck: random.Random) -> float:
        """Return a time: its logarithm is logistic, with these points."""
        return math.exp(self._at(luck, math.log(self.low), math.log(self.high))) if self.low < self.high else self.low

    def chance(self, luck: random.Random) -> float:
        """Return a probability: its log odds are logistic, with these points."""
        if self.low == self.high:
            return self.low
        return 1 / (1 + math.exp(-self._at(luck, *(math.log(one / (1 - one)) for one in (self.low, self.high)))))

    @staticmethod
    def _at(luck: random.Random, low: float, high: float) -> float:
        u = luck.random() or 0.5
        return (low + high) / 2 + (high - low) / (2 * L95) * math.log(u / (1 - u))


@dataclass(frozen=True, slots=True)
class Duty:
    """Working hours: spans of minutes UTC from Monday 00:00, and days off as (month, day) in a zone."""

    hours: tuple[tuple[int, int], ...]
    away: tuple[tuple[tuple[int, int], tuple[int, int]], ...] = ()
    zone: int = 0

    def on(self, moment: datetime) -> bool:
        """Return whether somebody is there."""
        midnight = moment.replace(hour=0, minute=0, second=0, microsecond=0)
        minutes = moment.weekday() * 1440 + (moment - midnight) / timedelta(minutes=1)
        local = moment + timedelta(minutes=self.zone)
        day = (local.month, local.day)
        off = any(since <= day <= to for since, to in self.away)
        return not off and any(begin <= minutes < end for begin, end in self.hours)

    def following(self, moment: datetime) -> datetime:
        """Return the first moment from here on at which somebody is there: now, or where a span or a day begins."""
        while not self.on(moment):
            today = moment.replace(hour=0, minute=0, second=0, microsecond=0)
            monday = today - timedelta(days=today.weekday())
            begins = [
                monday + timedelta(days=7 * week, minutes=begin) for week in (0, 1) for begin, _ in self.hours
            ] + [today + timedelta(days=day, minutes=-self.zone) for day in (0, 1, 2)]
            moment = min(one for one in begins if one > moment)
        return moment


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A row of a scenario's table; times in seconds, `queue` as (arrivals, capacity) per second."""

    tells: tuple[int, ...] = ()
    stops: bool = False
    after: Range = Range(0.0, 0.0)
    works: Range = Range(1.0, 1.0)
    ever: bool = False
    again: float | None = None
    duty: Duty | None = None
    tries: int | None = None
    queue: tuple[float, float] | None = None
    blocking: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A scenario: rows, when the harm comes, within which span of seconds from the Monday it starts, and how many act."""

    rows: tuple[Row, ...]
    harm: Range
    start: tuple[float, float] = (0.0, 0.0)
    attackers: int = 1
    together: bool = True

    @property
    def chains(self) -> tuple[tuple[int, ...], ...]:
        """Return every way a message can take."""
        told = {place for row in self.rows for place in row.tells}
        ways: list[tuple[int, ...]] = [(place,) for place in range(len(self.rows)) if place not in told]
        found = []
        while ways:
            way = ways.pop()
            if self.rows[way[-1]].stops:
                found.append(way)
            ways += [(*way, place) for place in self.rows[way[-1]].tells]
        return tuple(sorted(found))


# --- event by event -----------------------------------------------------------------------------------------------------


class Incident:
    """One incident of a case, with an environment of its own."""

    def __init__(self, case: Case, luck: random.Random, blind: Blind) -> None:
        self.case, self.luck = case, luck
        self.clock = simpy.Environment()
        self.harm = case.harm.draw(luck)
        self.start = MONDAY + timedelta(seconds=luck.uniform(*case.start))
        self.chances = [row.works.chance(luck) for row in case.rows]
        if blind is None:
            blind = frozenset(
                place for place, row in enumerate(case.rows) if row.ever and luck.random() >= self.chances[place]
            )
        self.blind = blind
        self.stopped: list[float | None] = [None] * case.attackers

    def over(self, attacker: int) -> bool:
        """Return whether nobody needs to do anything any more about an attacker."""
        if self.case.together:
            return any(one is not None for one in self.stopped)
        return self.stopped[attacker] is not None

    def run(self) -> float:
        """Return when it was stopped, in seconds after the start; infinite where it never was."""
        told = {place for row in self.case.rows for place in row.tells}
        for attacker in range(self.case.attackers):
            for place in range(len(self.case.rows)):
                if place not in told:
                    self.clock.process(self.message(place, attacker, waits=False))
        while self.clock.peek() < math.inf and not all(map(self.over, range(self.case.attackers))):
            self.clock.step()
        ends = [math.inf if one is None else one for one in self.stopped]
        return min(ends) if self.case.together else max(ends)

    def message(self, place: int, attacker: int, *, waits: bool) -> Events:
        """A message reaches a row; `waits`: the harm waits for what comes of it."""
        row = self.case.rows[place]
        if place in self.blind:
            return
        first, made = True, 0
        while first or row.again:
            if row.duty and not waits and not row.blocking:
                here = self.start + timedelta(seconds=self.clock.now)
                yield self.clock.timeout((row.duty.following(here) - here).total_seconds())
            if self.over(attacker) or (not first and self.clock.now >= self.harm):
                return
            first = False
            if waits and row.again:  # tried again and again while no time passes
                if self.reached_in_the_end(place):
                    self.on(place, attacker, waits=True)
                return
            self.clock.process(self.attempt(place, attacker, waits=waits))
            made += 1
            if made == row.tries:
                return
            if row.again:
                yield self.clock.timeout(row.again)

    def reached_in_the_end(self, place: int) -> bool:
        """While the harm waits: whether one of the tries works, of which there are as many as it takes, or so many."""
        row = self.case.rows[place]
        if row.queue and row.queue[0] >= row.queue[1]:
            return False
        chance = 1.0 if row.ever else self.chances[place]
        return chance > 0 if row.tries is None else any(self.luck.random() < chance for _ in range(row.tries))

    def attempt(self, place: int, attacker: int, *, waits: bool) -> Events:
        """One try of a row: it may fail, and what gets through is passed on after a while."""
        row = self.case.rows[place]
        if not row.ever and self.luck.random() >= self.chances[place]:
            return
        waits = waits or row.blocking
        if row.queue:
            if row.queue[0] >= row.queue[1]:  # it only grows: there is no turn
                return
            if not waits:
                yield self.clock.timeout(queued(self.luck, *row.queue))
        if not waits:
            yield self.clock.timeout(row.after.draw(self.luck))
        self.on(place, attacker, waits=waits)

    def on(self, place: int, attacker: int, *, waits: bool) -> None:
        """The row is done: it stops the attacker, or tells others, or both."""
        row = self.case.rows[place]
        if row.stops and self.stopped[attacker] is None:
            self.stopped[attacker] = self.clock.now
        for other in row.tells:
            self.clock.process(self.message(other, attacker, waits=waits))


WARM_UP = 60
"""Mean service times before a message joins a queue: at a load of 0.55 four times the relaxation time of 15."""


def queued(luck: random.Random, arrivals: float, capacity: float) -> float:
    """Return how long one visitor waits who joins a desk with others, after a warm-up (M/M/1, first come first served)."""
    world = simpy.Environment()
    desk = simpy.Resource(world, capacity=1)

    def visit() -> Events:
        with desk.request() as turn:
            yield turn
            yield world.timeout(luck.expovariate(capacity))

    def others() -> Events:
        while True:
            yield world.timeout(luck.expovariate(arrivals))
            world.process(visit())

    def ours() -> Events:
        yield world.timeout(WARM_UP / capacity)
        with desk.request() as turn:
            yield turn

    world.process(others())
    world.run(until=world.process(ours()))
    return float(world.now - WARM_UP / capacity)


def simulated(case: Case, count: int, seed: int, blind: Blind = None) -> tuple[np.ndarray, np.ndarray]:
    """Return when each of so many incidents was stopped, and when its harm came."""
    luck = random.Random(seed)
    ends, harms = [], []
    for _ in range(count):
        incident = Incident(case, luck, blind)
        ends.append(incident.run())
        harms.append(incident.harm)
    return np.array(ends), np.array(harms)


# --- the same for the engine --------------------------------------------------------------------------------------------


def engine(case: Case, *, ever: bool) -> clock.Race:
    """Return the race of the engine; `ever`: with what is drawn once per incident."""
    low, high = case.start
    return clock.Race(
        name="conformance",
        hops=tuple(_hop(str(place), row, ever=ever) for place, row in enumerate(case.rows)),
        chains=case.chains,
        deadline=_time(case.harm),
        begin=laws.Uniform(low, high) if high > low else laws.Point(low, 1 - low),
        attackers=case.attackers,
        together=case.together,
    )


def _hop(name: str, row: Row, *, ever: bool) -> clock.Hop:
    works = (
        laws.Point(row.works.low, 1 - row.works.low)
        if row.works.low == row.works.high
        else laws.metalog(row.works.low, row.works.high)
    )
    return clock.Hop(
        name=name,
        delay=_time(row.after),
        works=None if row.ever else works,
        ever=works if row.ever and ever else None,
        again=row.again,
        tries=row.tries,
        rota=_rota(row.duty) if row.duty else None,
        queue=waiting.Queue(*row.queue) if row.queue else None,
        holds=row.blocking,
    )


def _rota(duty: Duty) -> rota.Rota:
    return rota.yearly(duty.hours, duty.away, duty.zone, FIRST) if duty.away else rota.weekly(duty.hours)


def _time(time: Range) -> laws.Law:
    return laws.Positive(time.low, time.high) if time.low < time.high else laws.Point(time.low, 1 - time.low)


def alive(case: Case, blind: frozenset[int]) -> tuple[int, ...]:
    """Return the chains without a blind row, as places."""
    return tuple(place for place, chain in enumerate(case.chains) if not blind & set(chain))


# --- comparison ---------------------------------------------------------------------------------------------------------

ERRORS = 4.5
LEVELS = (0.1, 0.5, 0.9)


def differences(
    ends: np.ndarray, harms: np.ndarray, found: np.ndarray, deadlines: np.ndarray, errors: float = ERRORS
) -> list[str]:
    """Return by which figures two samples of incidents differ: too late, nobody acts, and quantiles of the time.

    A figure is a share in both samples. Given how many there are in both together, those of the first have a
    hypergeometric law; a difference is one that is as unlikely as so many standard errors of a normal law. Quantiles are
    those of the second sample, a little beyond, so that times that are equal but for a rounding are on one side.
    """
    figures = {"too late": (ends >= harms, found >= deadlines), "nobody acts": (np.isinf(ends), np.isinf(found))}
    times = np.sort(found[np.isfinite(found)])
    for level in LEVELS if len(times) else ():
        time = times[int(level * len(times))] * (1 + 1e-9) + 1e-4
        figures[f"within {time / HOUR:.3f} h"] = (ends <= time, found <= time)
    return [
        f"{name}: {one.mean():.4f} of {len(one):,} and {other.mean():.4f} of {len(other):,}"
        for name, (one, other) in figures.items()
        if unlikely(int(one.sum()), len(one), int(other.sum()), len(other), errors)
    ]


def unlikely(first: int, of_first: int, second: int, of_second: int, errors: float = ERRORS) -> bool:
    """Return whether two counts can hardly come from the same share."""
    from scipy.stats import hypergeom, norm  # noqa: PLC0415  scipy is slow to start

    law = hypergeom(of_first + of_second, first + second, of_first)
    return bool(min(law.cdf(first), law.sf(first - 1)) < norm.sf(errors))


MOST_SETS = 8
"""Sets of blind rows that are compared; of more some are chosen, always the same."""


def blinds(case: Case) -> list[Blind]:
    """Return what to compare: every set of rows that may be blind, and that they are drawn."""
    ever = [place for place, row in enumerate(case.rows) if row.ever]
    sets = [frozenset(one for bit, one in enumerate(ever) if number >> bit & 1) for number in range(2 ** len(ever))]
    chosen = sets if len(sets) <= MOST_SETS else [sets[0], *random.Random(1).sample(sets[1:], MOST_SETS - 1)]
    return [*chosen, *([None] if ever else [])]


def compared(
    case: Case, count: int, seed: int, *, played: int = clock.INCIDENTS, wrong: clock.Race | None = None
) -> list[str]:
    """Return where a case differs between the two ways to play it; with `wrong`, that race takes the engine's place.

    Args:
        case: the scenario.
        count: incidents that are simulated for each set of blind rows.
        seed: of the simulation.
        played: incidents of the engine.
        wrong: a race with the same chains in which nothing is drawn once per incident.
    """
    found = []
    whole = clock.play(wrong or engine(case, ever=False), played, seed=seed)
    for number, blind in enumerate(blinds(case)):
        ends, harms = simulated(case, count, 1_000 * seed + number, blind)
        if blind is None:
            drawn = clock.play(engine(case, ever=True), played, seed=seed)
            against, deadlines = drawn.stopped(range(len(case.chains))), drawn.deadline
        else:
            against, deadlines = whole.stopped(alive(case, blind)), whole.deadline
        of_what = "drawn" if blind is None else f"blind {sorted(blind)}"
        found += [f"{of_what}: {one}" for one in differences(ends, harms, against, deadlines)]
    return found


# --- cases at random ----------------------------------------------------------------------------------------------------

OFFICE = tuple((day * 1440 + 540, day * 1440 + 1080) for day in range(5))
NIGHTS = tuple((day * 1440, day * 1440 + 480) for day in range(7))
LUNCH = tuple((day * 1440 + begin, day * 1440 + begin + 180) for day in (0, 2, 3, 6) for begin in (540, 780))
WEEKEND = ((4 * 1440 + 1080, 7 * 1440),)
MOST_MESSAGES = 100
"""Cases in which more messages may be sent in one incident are drawn again."""


def any_case(seed: int) -> Case:
    """Return a case at random: 2 to 6 rows, and every column."""
    luck = random.Random(seed)
    while True:
        case = _any_case(luck)
        if 1 <= len(case.chains) <= 8 and messages(case) <= MOST_MESSAGES:
            return case


def messages(case: Case) -> float:
    """Return about how many messages an incident may have at most."""
    return case.attackers * sum(
        math.prod(1 + case.harm.high / row.again if (row := case.rows[place]).again else 1 for place in chain[:end])
        for chain in case.chains
        for end in range(1, len(chain) + 1)
    )


def _any_case(luck: random.Random) -> Case:
    count = luck.randint(2, 6)
    rows = tuple(_any_row(luck, place, count) for place in range(count))
    harm = luck.choice([(30.0, 60.0), (HOUR, 2 * DAY), (2 * HOUR, 2 * HOUR), (DAY, DAY), (8 * HOUR, WEEK), (9e6, 9e6)])
    yearly = any(row.duty and row.duty.away for row in rows)
    span = WEEKS * WEEK if yearly else WEEK
    moment = float(luck.randrange(int(span)))
    attackers = luck.choice([1, 1, 1, 2, 3])
    return Case(
        rows=rows,
        harm=Range(*harm),
        start=luck.choice([(0.0, span), (0.0, span), (moment, moment), (4 * DAY + 17 * HOUR,) * 2]),
        attackers=attackers,
        together=luck.random() < 0.5,
    )


def _any_row(luck: random.Random, place: int, count: int) -> Row:
    later = range(place + 1, count)
    tells = tuple(sorted(luck.sample(later, min(len(later), luck.choice([0, 1, 1, 2, 2])))))
    times = luck.choice([(0.0, 0.0), (600.0, 600.0), (9 * HOUR, 9 * HOUR), (60.0, HOUR), (600.0, 2 * DAY), (DAY, WEEK)])
    chance = luck.choice([0.0, 0.2, 0.5, 0.8, 0.95, 1.0, None, None])
    low = luck.uniform(0.02, 0.9)
    capacity = luck.choice([1 / 60, 1 / 900, 1 / 7200])
    works = Range(low, luck.uniform(low, 0.98)) if chance is None else Range(chance, chance)
    again = luck.choice([HOUR, 3 * HOUR, 8 * HOUR, DAY]) if luck.random() < 0.4 else None
    return Row(
        tells=tells,
        stops=not tells or luck.random() < 0.2,
        after=Range(*times),
        works=works,
        ever=luck.random() < 0.35,
        again=again,
        tries=luck.choice([2, 3, 5]) if again and luck.random() < 0.4 else None,
        duty=_any_duty(luck) if luck.random() < 0.4 else None,
        queue=(luck.choice([0.2, 0.5, 0.55, 1.0, 1.6, 4.0]) * capacity, capacity) if luck.random() < 0.2 else None,
        blocking=luck.random() < 0.12,
    )


def _any_duty(luck: random.Random) -> Duty:
    hours = luck.choice([OFFICE, OFFICE, NIGHTS, LUNCH, WEEKEND])
    if luck.random() < 0.6:
        return Duty(hours)
    days = sorted(luck.sample(range(240), 4))
    ends = [FIRST + timedelta(days=day) for day in days]
    away = tuple(((one.month, one.day), (other.month, other.day)) for one, other in list(pairwise(ends))[::2])
    return Duty(hours, tuple(span for span in away if span[0] < span[1]), luck.choice([-480, 0, 60, 330]))


# --- wrong races --------------------------------------------------------------------------------------------------------


def unshared(race: clock.Race) -> clock.Race:
    """Return a race in which every chain has a beginning of its own."""
    hops: list[clock.Hop] = []
    chains = []
    for chain in race.chains:
        chains.append(tuple(range(len(hops), len(hops) + len(chain))))
        hops += [replace(race.hops[place], name=f"{len(hops) + number}") for number, place in enumerate(chain)]
    return replace(race, hops=tuple(hops), chains=tuple(chains))


def changed(race: clock.Race, places: Sequence[int], **fields: object) -> clock.Race:
    """Return a race in which some hops are otherwise."""
    hops = tuple(
        replace(hop, **fields) if place in places else hop  # type: ignore[arg-type]  # fields of a hop
        for place, hop in enumerate(race.hops)
    )
    return replace(race, hops=hops)
