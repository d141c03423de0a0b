"""What keeps the chance of making the case from 100 %, input by input.

Inputs are: that each planned mitigation can be had, that each planned thing is done in time, and each judged number,
the likelihoods of the tests among them. For each: the chance with this one input at its best and at its worst, all
others as they are. The chance is linear in each of the first two sorts, so that what one of them would have to be is
the root of a linear equation. In a judged number it jumps wherever an outcome crosses the budget: there the place is
looked for on a grid over log-odds, and then narrowed down.

Why two assessors differ is told by `chance_shares`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from math import exp, log
from typing import TYPE_CHECKING

import numpy as np

from loadpath.assess.inputs import inputs_of
from loadpath.assess.lines import judgements_of
from loadpath.assess.results import NotComputed
from loadpath.case.proposition import Fails, text_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from loadpath.assess.inputs import Inputs, Judged, Key, Thing
    from loadpath.assess.lines import Judgements
    from loadpath.case.graph import CaseGraph
    from loadpath.case.value import Amount

    Floats = NDArray[np.float64]

EDGE = 1e-6
"""A number that is looked for lies this far from 0 and from 1 at least: beyond 1 in a million nothing is judged."""

FIRST = 64
"""Places tried between the ends at first, evenly in log-odds; what holds only between two of them is missed."""

NARROWER = 16
"""Parts into which the place is narrowed down, `ROUNDS` times."""

ROUNDS = 8

SAME = 1e-12
"""Chances that differ by less are the same."""

DIGITS = 12
"""Chances that differ further behind the point are one."""


class Sort(Enum):
    """What an input is about."""

    HAD = "can be had"
    IN_TIME = "is in time"
    JUDGED = "judged"


@dataclass(frozen=True, slots=True, kw_only=True)
class Obstacle:
    """One input, and what becomes of the chance if this alone is otherwise.

    Attributes:
        subject: id of the node that it is about.
        sort: what it is about.
        place: of the value in its line, for a judged number; else None.
        words: its name in the words of the language, such as `control-4x fails`, or `look passes if danger`.
        written: as it is written in the case.
        value: what it is now, a probability.
        ends: at what it is at its worst and at its best; None where no range is given.
        worst: the chance of making the case there.
        best: the same at its best.
        needed: what it would have to be for the chance to be as stated; None where nothing was stated or none does it.
    """

    subject: str
    sort: Sort
    place: int | None
    words: str
    written: str
    value: float
    ends: tuple[float, float] | None
    worst: float | None
    best: float | None
    needed: float | None = None

    def as_json(self) -> dict[str, object]:
        """Return the input as plain JSON values."""
        return {
            "subject": self.subject,
            "sort": self.sort.value,
            "input": self.words,
            "written": self.written,
            "value": self.value,
            "at_worst": self.ends and self.ends[0],
            "at_best": self.ends and self.ends[1],
            "chance_at_worst": self.worst,
            "chance_at_best": self.best,
            "needed": self.needed,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One more input at its best, after those before it, and the chance then."""

    words: str
    chance: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Obstacles:
    """What keeps one assessor's chance from 100 %.

    Attributes:
        chance: of making the case.
        level: the budget, a probability.
        lowest: the lowest risk that any outcome of the tests leaves, with whatever is built.
        stated: a chance that somebody states; None where nobody does.
        inputs: those that move the chance alone, at their best or their worst; the highest chance first.
        still: how many more inputs there are, which alone move nothing.
        steps: inputs put at their best one after the other, each time the one that helps most, until the chance is as
            high as stated (100 % if nothing is), or nothing helps.
    """

    chance: float
    level: float
    lowest: float
    stated: float | None
    inputs: tuple[Obstacle, ...]
    still: int
    steps: tuple[Step, ...]

    def as_json(self) -> dict[str, object]:
        """Return everything as plain JSON values."""
        return {
            "chance": self.chance,
            "budget": self.level,
            "lowest": self.lowest,
            "stated": self.stated,
            "inputs": [one.as_json() for one in self.inputs],
            "still": self.still,
            "steps": [{"input": step.words, "chance": step.chance} for step in self.steps],
        }


def obstacles(
    case: CaseGraph, assessor: str, *, milestone: Amount | None = None, stated: float | None = None
) -> Obstacles | NotComputed:
    """Return what keeps an assessor's chance of making the case from 100 %, input by input.

    Args:
        case: a sound case.
        assessor: id of one of its assessors.
        milestone: how long there is, in seconds, with its range; None: for ever.
        stated: a chance that somebody states, between 0 and 1, which the inputs are held against.

    Raises:
        ContradictionError: when a number has no meaning.
        TooLargeError: when an exact circuit does not fit.
        ValueError: when there is no such assessor, what is stated is no chance, or a time has no distribution.
    """
    if stated is not None and not 0 < stated < 1:
        raise ValueError(f"a chance of {stated!r} is not between 0 and 1")
    judgements = judgements_of(case, assessor)
    try:
        asked = inputs_of(case, judgements, milestone)
        return _Explained(case, judgements, asked).answer(stated)
    except LookupError as error:
        return NotComputed(str(error.args[0]))


@dataclass(slots=True)
class _Explained:
    """The inputs of one assessor, with the chance at changes of each."""

    case: CaseGraph
    judgements: Judgements
    asked: Inputs
    base: Floats = field(init=False)
    sets: Floats = field(init=False)

    def __post_init__(self) -> None:
        self.base, self.sets = self.asked.successes([{}])[0], self.asked.sets()

    @property
    def now(self) -> float:
        """Return the chance as it is."""
        return float(self.base @ self.sets)

    def answer(self, stated: float | None) -> Obstacles:
        """Return every input with what it does alone."""
        found = [*self._things(stated), *self._numbers(stated)]
        moving = [one for one in found if _moves(one, self.now)]
        moving.sort(key=lambda one: (-round(one.best or 0.0, DIGITS), round(one.worst or 0.0, DIGITS), one.words))
        return Obstacles(
            chance=self.now,
            level=self.asked.level,
            lowest=self.asked.lowest(),
            stated=stated,
            inputs=tuple(moving),
            still=len(found) - len(moving),
            steps=self._steps(found, 1.0 if stated is None else stated),
        )

    # what can be had, and is in time ----------------------------------------------------------------------------------

    def _things(self, stated: float | None) -> list[Obstacle]:
        found = []
        for thing in self.asked.unsure:
            if thing.mitigation:
                none, sure = (float(self.base @ self.asked.sets(feasible={thing.id: end})) for end in (0.0, 1.0))
                found.append(_thing(thing, Sort.HAD, (none, sure), _linear(none, sure, stated)))
            if thing.in_time < 1:
                rows = (np.zeros_like(thing.done), np.ones_like(thing.done))
                none, sure = (float(self.base @ self.asked.sets(done={thing.id: row})) for row in rows)
                found.append(_thing(thing, Sort.IN_TIME, (none, sure), self._late(thing, (none, sure), stated)))
        return found

    def _late(self, thing: Thing, ends: tuple[float, float], stated: float | None) -> float | None:
        """Return how likely something would have to be in time.

        To be later, the same share of it fails at every milestone; to be earlier, the same share of what is late is
        not. The chance is linear in either share.
        """
        for chance, value in zip(ends, (0.0, 1.0), strict=True):
            share = _linear(self.now, chance, stated)
            if share is not None:
                return thing.in_time + share * (value - thing.in_time)
        return None

    # judged numbers ---------------------------------------------------------------------------------------------------

    def _numbers(self, stated: float | None) -> list[Obstacle]:
        ranged = [one for one in self.asked.numbers if one.range is not None]
        chances = self._chances([{one.key: end} for one in ranged for end in one.range or ()])
        at = {one.key: chances[2 * place : 2 * place + 2] for place, one in enumerate(ranged)}
        needed = self._needed(stated) if stated is not None else {}
        return [self._number(one, at.get(one.key), needed.get(one.key)) for one in self.asked.numbers]

    def _number(self, one: Judged, chances: Sequence[float] | None, needed: float | None) -> Obstacle:
        """Return a judged number with the chances at the two ends of its range; its mean is tried as well."""
        words, written = self._named(one)
        ends, worst, best = None, None, None
        if chances is not None and one.range is not None:
            tried = [(self.now, one.mean), *zip(chances, one.range, strict=True)]
            (worst, low), (best, high) = min(tried), max(tried)
            ends = low, high
        return Obstacle(
            subject=one.key[0],
            sort=Sort.JUDGED,
            place=one.key[1],
            words=words,
            written=written,
            value=one.mean,
            ends=ends,
            worst=worst,
            best=best,
            needed=needed,
        )

    def _chances(self, changes: Sequence[Mapping[Key, float]]) -> list[float]:
        return [float(chance) for chance in self.asked.successes(changes) @ self.sets] if changes else []

    def _named(self, one: Judged) -> tuple[str, str]:
        """Return the name of a judged number, and how it is written."""
        line = self.judgements.lines[one.key[0]].line
        branch = line.branches[one.key[1]]
        fails = isinstance(line.what, Fails) or line.passes is False
        words = one.key[0] + (" fails" if fails else " passes" if line.passes else "")
        if branch.condition is not None:
            words += f" if {text_of(branch.condition, brackets=False)}"
        elif len(line.branches) > 1:
            words += " otherwise"
        return words, branch.value.written

    def _needed(self, stated: float) -> dict[Key, float]:
        """Return the nearest value of each number, in log-odds, at which the chance has come to what is stated."""
        up = stated > self.now
        starts = {one.key: _log_odds(one.mean) for one in self.asked.numbers}
        edges = np.linspace(_log_odds(EDGE), -_log_odds(EDGE), FIRST + 1).tolist()
        places = [(key, edge) for key in starts for edge in edges]
        reached = dict(zip(places, self._reach(places, stated, up=up), strict=True))
        ends: dict[Key, tuple[float, float]] = {}
        for key, start in starts.items():
            hits = [edge for edge in edges if reached[key, edge]]
            if hits:
                near = min(hits, key=lambda edge: abs(edge - start))
                before = [edge for edge in edges if min(near, start) < edge < max(near, start)]
                ends[key] = (min(before, key=lambda edge: abs(edge - near), default=start), near)
        for _ in range(ROUNDS):
            ends = self._narrowed(ends, stated, up=up)
        return {key: _chance(near) for key, (_, near) in ends.items()}

    def _narrowed(
        self, ends: Mapping[Key, tuple[float, float]], stated: float, *, up: bool
    ) -> dict[Key, tuple[float, float]]:
        """Return narrower ends: at the first of each pair the chance has not come there, at the second it has."""
        parts = {key: np.linspace(*pair, NARROWER + 1).tolist() for key, pair in ends.items()}
        places = [(key, place) for key, row in parts.items() for place in row[1:]]
        reached = dict(zip(places, self._reach(places, stated, up=up), strict=True))
        found = {}
        for key, row in parts.items():
            number = next((place for place in range(1, NARROWER + 1) if reached[key, row[place]]), NARROWER)
            found[key] = (row[number - 1], row[number])
        return found

    def _reach(self, places: Sequence[tuple[Key, float]], stated: float, *, up: bool) -> list[bool]:
        chances = self._chances([{key: _chance(place)} for key, place in places])
        return [chance >= stated - SAME if up else chance <= stated + SAME for chance in chances]

    # one after the other ----------------------------------------------------------------------------------------------

    def _at(self, chosen: Sequence[Sequence[Obstacle]]) -> list[float]:
        """Return the chance with some inputs at their best, for each choice of inputs."""
        changes = [
            {(one.subject, one.place): one.ends[1] for one in some if one.place is not None and one.ends}
            for some in chosen
        ]
        alike: dict[frozenset[tuple[Key, float]], int] = {}
        rows = [alike.setdefault(frozenset(change.items()), len(alike)) for change in changes]
        successes = self.asked.successes([dict(change) for change in alike])
        return [float(successes[row] @ self._sets(some)) for row, some in zip(rows, chosen, strict=True)]

    def _sets(self, some: Sequence[Obstacle]) -> Floats:
        had = {one.subject: one.ends[1] for one in some if one.sort is Sort.HAD and one.ends}
        late = [one for one in some if one.sort is Sort.IN_TIME and one.ends]
        done = {one.subject: np.full(self.asked.times, one.ends[1]) for one in late if one.ends}
        return self.asked.sets(had, done) if had or done else self.sets

    def _steps(self, found: Sequence[Obstacle], stated: float) -> tuple[Step, ...]:
        """Return inputs put at their best one by one, each time the one that helps most."""
        rest = [one for one in found if one.ends is not None]
        steps: list[Step] = []
        taken: list[Obstacle] = []
        chance = self.now
        while rest and chance < stated - SAME:
            after = self._at([[*taken, one] for one in rest])
            top = max(range(len(rest)), key=lambda place: (round(after[place], DIGITS), rest[place].words))
            if after[top] <= chance + SAME:
                break
            chance = after[top]
            taken.append(rest.pop(top))
            steps.append(Step(words=taken[-1].words, chance=chance))
        return tuple(steps)


def _moves(one: Obstacle, now: float) -> bool:
    ends = [end for end in (one.worst, one.best) if end is not None]
    return one.needed is not None or any(abs(end - now) > SAME for end in ends)


def _thing(thing: Thing, sort: Sort, ends: tuple[float, float], needed: float | None) -> Obstacle:
    """Return what is planned as an input, with the chances where it is never there and where it always is."""
    had = sort is Sort.HAD
    return Obstacle(
        subject=thing.id,
        sort=sort,
        place=None,
        words=f"{thing.id} {sort.value}",
        written=thing.written if had else thing.takes,
        value=thing.feasible if had else thing.in_time,
        ends=(0.0, 1.0) if ends[1] >= ends[0] else (1.0, 0.0),
        worst=min(ends),
        best=max(ends),
        needed=needed,
    )


def _linear(start: float, end: float, wanted: float | None) -> float | None:
    """Return the share of the way from one chance to another at which it is as wanted; None where it never is."""
    if wanted is None or abs(end - start) < SAME:
        return None
    share = (wanted - start) / (end - start)
    return share if 0 <= share <= 1 else None


def _log_odds(chance: float) -> float:
    held = min(1 - EDGE, max(EDGE, chance))
    return log(held / (1 - held))


def _chance(log_odds: float) -> float:
    return 1 / (1 + exp(-log_odds))
