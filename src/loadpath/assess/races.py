"""A scenario as a race: its rows as hops, and which chains of messages are alive (meaning.md, section 5).

What is drawn once per incident (`ever`: a blind spot) is left to whoever asks, so that it can be enumerated exactly;
only times, and tries drawn anew each time, are played.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import product
from typing import TYPE_CHECKING

from loadpath.assess.numbers import amount_law, law_of
from loadpath.case import node as kinds
from loadpath.case.value import Amount, Blocking, Chance, Duty, Failing, Measured, Queue, Unknown, Word
from loadpath.case.wiring import message_chains
from loadpath.engine import laws, rota, waiting
from loadpath.engine.clock import Hop, Race

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from loadpath.assess.quantities import Quantities
    from loadpath.case.graph import CaseGraph
    from loadpath.case.node import Row, Scenario
    from loadpath.case.value import ScaleWord, Start

Chain = tuple[int, ...]
"""Places of rows, in the order in which a message goes through them."""

OUT_OF_SIGHT = Unknown(withheld=True)
AT_ONCE = laws.Point(0.0, 1.0)
WEEK = 604_800.0
MINUTE = 60.0
FIRST_YEAR, LAST_YEAR = 1900, 9000
"""Days outside of these years are taken as if they were not said: a calendar ends somewhere."""

NO_DAY = date(2027, 1, 1)
"""The first day of a case that does not say it."""


WITHHELD = "[[withheld"
COMPUTED = frozenset(
    {"volume", "share watched", "attempts", "over", "correlation", "false alarms", "reviews", "undone within"}
    | {"starts", "attackers"}
)
"""Fields of surfaces and scenarios without which an answer might look better than it is."""


@dataclass(frozen=True, slots=True)
class Racing:
    """Reads scenarios for one assessor's words and counts."""

    case: CaseGraph
    words: Mapping[str, ScaleWord]
    quantities: Quantities

    def race(self, scenario: Scenario, *, ever: bool = False) -> Race:
        """Return the race of a scenario that says when the harm comes.

        Args:
            scenario: with `harm at`, and a table.
            ever: whether blind spots are drawn as well.
        """
        assert scenario.harm_at is not None
        first = self._day(scenario.begin)
        rotas = tuple(None if not isinstance(row.duty, Duty) else rota_of(row.duty, first) for row in scenario.rows)
        period = max((one.period for one in rotas if one), default=0.0)
        attackers = scenario.attackers
        return Race(
            name=scenario.id,
            hops=tuple(
                self._hop(scenario.id, row, place, rotas[place], ever=ever) for place, row in enumerate(scenario.rows)
            ),
            chains=chains_of(scenario),
            deadline=amount_law(scenario.harm_at),
            begin=_begin(scenario.begin, period, first),
            attackers=attackers.count if attackers else 1,
            together=attackers.together if attackers else True,
        )

    def shown(self, scenario: Scenario) -> Scenario:
        """Return a scenario in which cells are unknown whose measurement is kept from this audience."""
        rows = []
        for row in scenario.rows:
            changed = row
            if isinstance(row.after, Measured) and untimed(self.case, row.after):
                changed = replace(changed, after=OUT_OF_SIGHT)
            if isinstance(row.works, Measured | Failing) and self.works(row, scenario.id) is None:
                changed = replace(changed, works=OUT_OF_SIGHT)
            rows.append(changed)
        return replace(scenario, rows=tuple(rows))

    def _hop(self, subject: str, row: Row, place: int, duty: rota.Rota | None, *, ever: bool) -> Hop:
        law = self.works(row, subject)
        queue = row.queue
        return Hop(
            name=str(place),
            delay=self.delay(row),
            works=law if not row.ever else None,
            ever=law if row.ever and ever else None,
            again=float(row.again.median) if row.again and row.again.median else None,
            tries=row.tries,
            rota=duty,
            queue=waiting.Queue(float(queue.arrivals), float(queue.capacity)) if isinstance(queue, Queue) else None,
            holds=isinstance(row.after, Blocking),
        )

    def works(self, row: Row, subject: str) -> laws.Law | None:
        """Return how likely a row works; None where that is not known, or kept from this audience.

        Raises:
            ContradictionError: when the number has no meaning.
        """
        match row.works:
            case Chance() | Word():
                return law_of(row.works, self.words, row.at, subject)
            case Measured(evidence):
                found = self.quantities.measured(evidence.id)
                return None if found is None else found.law
            case Failing(measured):
                found = self.quantities.measured(measured.evidence.id)
                return None if found is None else laws.Turned(found.law)
            case _:
                return None

    def delay(self, row: Row) -> laws.Law:
        """Return how long a row takes; what is unknown takes no time in a chain that is alive."""
        match row.after:
            case Amount():
                return amount_law(row.after)
            case Measured(evidence) if not untimed(self.case, row.after):
                return laws.timed(times_of(self.case, evidence.id))
            case _:
                return AT_ONCE

    def _day(self, start: Start) -> date:
        """Return the day from which rotas run, which says when days off come: that of the start, or of the case."""
        if start.moment is not None and FIRST_YEAR <= start.moment.year <= LAST_YEAR:
            return start.moment.date()
        stated = next((case.start.on for case in self.case.all(kinds.Case) if case.start), NO_DAY)
        return stated if FIRST_YEAR <= stated.year <= LAST_YEAR else NO_DAY


def rota_of(duty: Duty, first: date) -> rota.Rota:
    """Return a rota as windows of a week, or with days off of about a year from a day on."""
    return rota.yearly(duty.hours, duty.away, duty.zone, first) if duty.away else rota.weekly(duty.hours)


def _begin(start: Start, period: float, first: date) -> laws.Law | None:
    """Return when an incident starts within the period of the rotas: as stated, else at any moment of it alike."""
    if not period:
        return None
    if start.moment is not None:
        monday = datetime.combine(first - timedelta(days=first.weekday()), time(), UTC)
        return _at((start.moment - monday).total_seconds() % period)
    if start.minute is not None and period == WEEK:
        return _at(start.minute * MINUTE)
    if start.minute is not None:
        return laws.Steps(start.minute * MINUTE, WEEK, int(period // WEEK))
    return laws.Uniform(0.0, period)


def withheld(node: kinds.Node) -> bool:
    """Return whether a field of a surface or a scenario that is computed with is kept from this audience."""
    return any(WITHHELD in item.text for item in node.fields if item.key in COMPUTED)


def _at(seconds: float) -> laws.Point:
    return laws.Point(seconds, 1.0 - seconds)


def chains_of(scenario: Scenario) -> tuple[Chain, ...]:
    """Return every way a message can take, as places of rows."""
    place = {id(row): number for number, row in enumerate(scenario.rows)}
    return tuple(tuple(place[id(row)] for row in chain) for chain in message_chains(scenario))


def times_of(case: CaseGraph, evidence: str) -> list[float]:
    """Return the times that a piece of evidence measured, in seconds."""
    node = case.nodes[evidence]
    found = node.result.amounts if isinstance(node, kinds.Evidence) and node.result else ()
    return [float(one.median) for one in found if one.unit == "s" and one.median is not None]


def untimed(case: CaseGraph, value: object) -> bool:
    """Return whether a time is unknown, or was measured in what may not be seen here."""
    if isinstance(value, Measured):
        return len(set(times_of(case, value.evidence.id))) < laws.LEAST_TIMES
    return isinstance(value, Unknown)


MOST_DRAWN = 12
"""Blind spots beyond this number are not enumerated but played."""


def alive(chains: Iterable[Chain], works: Mapping[int, float]) -> dict[tuple[int, ...], float]:
    """Return how likely it is that exactly these chains are alive, by what is drawn once per incident.

    Args:
        chains: as places of rows.
        works: how likely each row works at all, by place; a row that is not in it always does.
    """
    listed = list(chains)
    drawn = sorted({place for chain in listed for place in chain if place in works})
    found: dict[tuple[int, ...], float] = {}
    for sees in product((True, False), repeat=len(drawn)):
        chance = 1.0
        for place, works_here in zip(drawn, sees, strict=True):
            chance *= works[place] if works_here else 1.0 - works[place]
        blind = {place for place, works_here in zip(drawn, sees, strict=True) if not works_here}
        left = tuple(number for number, chain in enumerate(listed) if not blind & set(chain))
        if chance > 0:
            found[left] = found.get(left, 0.0) + chance
    return found
