"""What a scenario comes to by itself: how often it is too late and why, how long it takes, and where it is weakest.

Everything here is given that what the scenario needs, and every `if` of its rows, holds; how likely that is belongs
to the risk. Blind spots (`ever`) are enumerated, times are played; a cell that is unknown is taken at its best and at
its worst. A cell's worth is told by playing the same incidents again with that cell changed.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from fractions import Fraction
from math import sqrt
from typing import TYPE_CHECKING

import numpy as np

from loadpath.assess.lines import judgements_of
from loadpath.assess.quantities import Quantities
from loadpath.assess.races import MOST_DRAWN, Racing, alive, chains_of, withheld
from loadpath.assess.results import Interval, plain
from loadpath.case.value import Amount, Blocking, Chance, Limit, Measured, Unknown
from loadpath.engine import clock
from loadpath.engine.draws import SEED, weighted_quantiles
from loadpath.engine.rota import SORTS, sort_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from numpy.typing import NDArray

    from loadpath.case.graph import CaseGraph
    from loadpath.case.node import Row, Scenario
    from loadpath.engine.clock import Race, Try

    Floats = NDArray[np.float64]

LEVELS = (0.05, 0.5, 0.95)
POINTS = ("p5", "p50", "p95")

MOST_KEPT = 3
"""Variants of which the incidents are kept, the one as it stands among them."""

MOST_VARIED = 120
"""Hops of all chains and attackers together, beyond which no cell is moved: that would take minutes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """What one cell does to the chance of being too late.

    Attributes:
        row: place of its row.
        column: `after`, `works`, `again`, `on duty` or `queue`.
        best: the chance of being too late with the cell at its best, which `at_best` says in words.
        worst: the same at its worst.
    """

    row: int
    column: str
    at_best: str
    best: float
    at_worst: str
    worst: float

    @property
    def span(self) -> float:
        """Return how far the chance moves."""
        return self.worst - self.best


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One incident, stepped through.

    Attributes:
        number: of the incident.
        begin: when it starts, in seconds after Monday 00:00 UTC; None where no rota counts.
        tries: every try, in order of time.
        stopped: when it was stopped, in seconds; infinite where it was not.
        deadline: when it was too late.
    """

    number: int
    begin: float | None
    tries: tuple[Try, ...]
    stopped: float
    deadline: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Timing:
    """What a scenario comes to.

    Attributes:
        scenario: its id.
        late: the chance of being too late, from its unknown cells at their best to them at their worst.
        error: standard error of the simulated part of it, at the best.
        nobody: the part of the best in which nobody stops it at all, before the harm or after.
        times: 5 %, 50 % and 95 % points of the time to stop, of those that are ever stopped; None where none are.
        harm: the same of when it is too late.
        edges: ends of bins of time, in seconds, evenly apart in the logarithm.
        stops: the share of incidents that is stopped in each bin.
        harms: the share that is too late from each bin on.
        starts: by sort of start, its share and how often it is too late; empty where no rota counts.
        weakest: place of the row whose perfection makes it late least often; None where none helps.
        perfect: how often it is too late with that row perfect.
        cells: what each cell does, the widest first.
        unknown: place and column of every cell that is unknown.
        typical: an incident that takes the median time; None where none is stopped.
        missed: an incident that is too late; None where none is.
        incidents: how many were played.
    """

    scenario: str
    late: Interval
    error: float
    nobody: float
    times: tuple[float, float, float] | None
    harm: tuple[float, float, float]
    edges: tuple[float, ...]
    stops: tuple[float, ...]
    harms: tuple[float, ...]
    starts: tuple[tuple[str, float, float], ...]
    weakest: int | None
    perfect: float
    cells: tuple[Cell, ...]
    unknown: tuple[tuple[int, str], ...]
    typical: Told | None
    missed: Told | None
    incidents: int

    def as_json(self) -> dict[str, object]:
        """Return the answer as plain JSON values; times in seconds."""
        return {
            "late": plain(self.late),
            "error": self.error,
            "nobody": self.nobody,
            "seconds_to_stop": None if self.times is None else dict(zip(POINTS, self.times, strict=True)),
            "seconds_to_harm": dict(zip(POINTS, self.harm, strict=True)),
            "starts": [{"when": when, "share": share, "late": late} for when, share, late in self.starts],
            "weakest": None if self.weakest is None else {"row": self.weakest + 1, "late_if_perfect": self.perfect},
            "cells": [
                {
                    "row": cell.row + 1,
                    "column": cell.column,
                    "best": cell.best,
                    "at_best": cell.at_best,
                    "worst": cell.worst,
                    "at_worst": cell.at_worst,
                }
                for cell in self.cells
            ],
            "unknown": [{"row": row + 1, "column": column} for row, column in self.unknown],
            "incidents": self.incidents,
        }


@dataclass(frozen=True, slots=True)
class _Race:
    """Incidents of one scenario, weighted by which chains are alive: time to stop, shape (sets, incidents)."""

    stopped: Floats
    weights: Floats
    deadline: Floats
    begin: Floats

    @property
    def late(self) -> float:
        """Return the chance of being too late."""
        shares: Floats = (self.stopped >= self.deadline).mean(axis=1)
        return float(sum(weight * share for weight, share in zip(self.weights, shares, strict=True)))

    @property
    def error(self) -> float:
        """Return the standard error of it: only times are simulated."""
        shares: Floats = (self.stopped >= self.deadline).astype(float)
        count = len(self.deadline)
        return max(float(np.std(self.weights @ shares)) / sqrt(count), 1.0 / count)


def timing(case: CaseGraph, scenario: Scenario, assessor: str | None = None, *, seed: int = SEED) -> Timing | None:
    """Return what a scenario comes to; None where no table can be played (no `harm at`, or no way to stop it).

    Args:
        case: a sound case.
        scenario: one of its scenarios.
        assessor: whose words of likelihood are used; None: those of the case.
        seed: the seed of the run.

    Raises:
        ContradictionError: when a number has no meaning.
    """
    if scenario.harm_at is None or not chains_of(scenario) or withheld(scenario):
        return None
    judgements = judgements_of(case, assessor or "published")
    racing = Racing(case, judgements.words, Quantities(case, judgements))
    player, scenario = _Player(racing, seed), racing.shown(scenario)
    best = _resolved(scenario, best=True)
    found = player.run(best)
    unknown = tuple(_unknown(scenario))
    worst = player.late(_resolved(scenario, best=False)) if unknown else found.late
    attackers = scenario.attackers.count if scenario.attackers else 1
    cells: tuple[Cell, ...] = ()
    weakest, perfect = None, found.late
    if sum(map(len, chains_of(scenario))) * attackers <= MOST_VARIED:
        moved = _cells(player, best, unknown, found.late)
        cells = tuple(sorted(moved, key=lambda one: (-one.span, one.row, one.column)))
        weakest, perfect = _weakest(player, best, found.late)
    everything = np.concatenate([found.stopped[np.isfinite(found.stopped)], found.deadline])
    first, last = max(float(everything.min()), 1e-3), max(float(everything.max()), 2e-3)
    edges = np.geomspace(first * 0.999, last * 1.001, 49)
    return Timing(
        scenario=scenario.id,
        late=Interval(found.late, worst),
        error=found.error,
        nobody=float(found.weights @ np.isinf(found.stopped).mean(axis=1)),
        times=_quantiles(found),
        harm=weighted_quantiles(found.deadline, np.ones(len(found.deadline)), LEVELS),  # type: ignore[arg-type]
        edges=tuple(edges.tolist()),
        stops=_binned(found.stopped, found.weights, edges),
        harms=_binned(found.deadline[None], np.ones(1), edges),
        starts=_starts(found, scenario),
        weakest=weakest,
        perfect=perfect,
        cells=cells,
        unknown=unknown,
        typical=_told(player, best, found, late=False),
        missed=_told(player, best, found, late=True),
        incidents=len(found.deadline),
    )


@dataclass(slots=True)
class _Player:
    """Plays variants of one scenario with the same random numbers, and none of them twice."""

    racing: Racing
    seed: int
    known: dict[Race, clock.Played] = field(default_factory=dict)

    def run(self, scenario: Scenario) -> _Race:
        """Play a scenario: blind spots enumerated where they are few, else drawn."""
        chains, works = chains_of(scenario), self._blind_spots(scenario)
        drawn = len(works) > MOST_DRAWN
        race = self.racing.race(scenario, ever=drawn)
        if race not in self.known:
            if len(self.known) >= MOST_KEPT:
                self.known.popitem()
            self.known[race] = clock.play(race, seed=self.seed)
        played = self.known[race]
        sets = {tuple(range(len(chains))): 1.0} if drawn else alive(chains, works)
        stopped = np.array([played.stopped(chosen) for chosen in sets])
        return _Race(stopped, np.array(list(sets.values())), played.deadline, played.begin)

    def late(self, scenario: Scenario) -> float:
        """Return how often a scenario is too late."""
        return self.run(scenario).late

    def _blind_spots(self, scenario: Scenario) -> dict[int, float]:
        return {
            place: law.mean
            for place, row in enumerate(scenario.rows)
            if row.ever and (law := self.racing.works(row, scenario.id)) is not None
        }


def _resolved(scenario: Scenario, *, best: bool) -> Scenario:
    """Return a scenario whose unknown cells are at their best or at their worst, and without conditions."""
    rows = []
    for row in scenario.rows:
        changed = replace(row, condition=None)
        for column, value in _cells_of(row):
            if isinstance(value, Unknown):
                changed = _perfected(changed, column) if best else replace(changed, works=NEVER, ever=True)
            if isinstance(value, Limit):
                at_best = value.bound if value.at_most == best else (1 if best else 0)
                changed = replace(changed, works=_exactly(float(at_best)))
        rows.append(changed)
    return replace(scenario, rows=tuple(rows))


def _exactly(chance: float) -> Chance:
    return Chance(mean=Fraction(chance), written=f"{chance:.0%}")


NEVER, ALWAYS = _exactly(0.0), _exactly(1.0)


def _cells_of(row: Row) -> tuple[tuple[str, object], ...]:
    return ("after", row.after), ("works", row.works), ("on duty", row.duty), ("queue", row.queue)


def _unknown(scenario: Scenario) -> Iterator[tuple[int, str]]:
    for place, row in enumerate(scenario.rows):
        for column, value in _cells_of(row):
            if isinstance(value, Unknown | Limit):
                yield place, column


def _perfected(row: Row, column: str) -> Row:
    """Return a row with one cell at its best."""
    match column:
        case "works":
            return replace(row, works=ALWAYS, ever=True)
        case "after" if not isinstance(row.after, Blocking):
            return replace(row, after=Amount(median=_exactly(0.0).mean, unit="s", written="at once"))
        case "on duty":
            return replace(row, duty=None)
        case "queue":
            return replace(row, queue=None)
        case _:
            return row


def _with(scenario: Scenario, place: int, row: Row) -> Scenario:
    return replace(scenario, rows=(*scenario.rows[:place], row, *scenario.rows[place + 1 :]))


def _cells(player: _Player, best: Scenario, unknown: Collection[tuple[int, str]], now: float) -> Iterator[Cell]:
    """Yield what each cell does: at its best, and at its worst or as it stands; what is unknown ends with never."""
    reached = {place for chain in chains_of(best) for place in chain}
    for place in sorted(reached):
        row = best.rows[place]
        for column in (column for where, column in unknown if where == place):
            never = player.late(_with(best, place, replace(row, works=NEVER, ever=True)))
            yield Cell(row=place, column=column, at_best="at its best", best=now, at_worst="at its worst", worst=never)
        for column, (good, at_best), (bad, at_worst) in _moves(row):
            if (place, column) not in unknown:
                low, high = (now if one is row else player.late(_with(best, place, one)) for one in (good, bad))
                yield Cell(row=place, column=column, at_best=at_best, best=low, at_worst=at_worst, worst=high)


def _moves(row: Row) -> Iterator[tuple[str, tuple[Row, str], tuple[Row, str]]]:
    """Yield every cell of a row that can be moved, with the row at its best and at its worst, each in words."""
    yield "works", (_perfected(row, "works"), "always"), (replace(row, works=NEVER, ever=True), "never")
    if isinstance(row.after, Measured):
        yield "after", (_perfected(row, "after"), "at once"), (row, row.after.written)
    if isinstance(row.after, Amount):
        slow, words = row.after, "as it is"
        if row.after.high is not None:
            slow, words = Amount(median=row.after.high, unit="s"), f"{row.after.written}: its upper end"
        elif row.after.median is not None:
            slow, words = Amount(median=2 * row.after.median, unit="s"), f"twice {row.after.written}"
        yield "after", (_perfected(row, "after"), "at once"), (replace(row, after=slow), words)
    if row.again is not None:
        yield "again", (row, row.again.written), (replace(row, again=None), "tried once")
    if row.duty is not None and not isinstance(row.duty, Unknown):
        yield "on duty", (_perfected(row, "on duty"), "always there"), (row, row.duty.written)
    if row.queue is not None and not isinstance(row.queue, Unknown):
        yield "queue", (_perfected(row, "queue"), "nothing waits"), (row, row.queue.written)


def _weakest(player: _Player, scenario: Scenario, now: float) -> tuple[int | None, float]:
    """Return the row whose perfection in everything helps most, and how often it is too late then."""
    best: int | None = None
    lowest = now
    for place, row in enumerate(scenario.rows):
        perfect = row
        for column in ("works", "after", "on duty", "queue"):
            perfect = _perfected(perfect, column)
        late = player.late(_with(scenario, place, perfect))
        if late < lowest:
            best, lowest = place, late
    return best, lowest


def _quantiles(found: _Race) -> tuple[float, float, float] | None:
    values, weights = found.stopped.ravel(), np.repeat(found.weights, found.stopped.shape[1])
    finite = np.isfinite(values) & (weights > 0)
    if not finite.any():
        return None
    low, middle, high = weighted_quantiles(values[finite], weights[finite], LEVELS)
    return low, middle, high


def _binned(values: Floats, weights: Floats, edges: Floats) -> tuple[float, ...]:
    """Return the share of incidents in each bin of time."""
    total = np.zeros(len(edges) - 1)
    for row, weight in zip(values, weights, strict=True):
        total += weight * np.histogram(row[np.isfinite(row)], edges)[0] / len(row)
    return tuple(total.tolist())


def _starts(found: _Race, scenario: Scenario) -> tuple[tuple[str, float, float], ...]:
    """Return how often it is too late by when it starts, in the zone of the first rota."""
    zones = [row.duty.zone for row in scenario.rows if row.duty is not None and not isinstance(row.duty, Unknown)]
    if not zones:
        return ()
    late = found.weights @ (found.stopped >= found.deadline)
    sorts = sort_of(found.begin, zones[0])
    return tuple(
        (name, float(np.mean(sorts == number)), float(late[sorts == number].mean()))
        for number, name in enumerate(SORTS)
        if (sorts == number).any()
    )


def _told(player: _Player, scenario: Scenario, found: _Race, *, late: bool) -> Told | None:
    """Return an incident that takes about the median time, or one that is too late, with blind spots drawn.

    What was tried after it was stopped is left out.
    """
    race = player.racing.race(scenario, ever=True)
    played = clock.play(race, clock.BLOCK, seed=player.seed)
    stopped = played.stopped(range(len(race.chains)))
    wanted = stopped >= played.deadline
    if late:
        if not wanted.any():
            return None
        place = int(np.argmax(wanted))
    else:
        times = _quantiles(found)
        if times is None or wanted.all():
            return None
        place = int(np.argmin(np.where(wanted, np.inf, np.abs(stopped - times[1]))))
    timed = any(row.duty is not None for row in scenario.rows)
    return Told(
        number=place,
        begin=float(played.begin[place]) if timed else None,
        tries=tuple(one for one in clock.story(race, place, seed=player.seed) if one.began <= stopped[place]),
        stopped=float(stopped[place]),
        deadline=float(played.deadline[place]),
    )
