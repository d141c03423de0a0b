"""Response scenarios: who sees, who tells, how fast, as formulas (meaning.md, section 5).

What is drawn once per incident (`ever`: a blind spot) and what a row needs (`if`) become leaves and propositions, so
that they are enumerated exactly and share causes with the rest of the case. Only times, and tries drawn anew each
time, are simulated: once for the whole table, and then read off for every set of chains that may be alive.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import combinations
from typing import TYPE_CHECKING

from loadpath.assess.numbers import law_of
from loadpath.assess.races import Chain, Racing, chains_of, withheld
from loadpath.case import node as kinds
from loadpath.case.value import Chance, Failing, Limit, Measured, Unknown, Word
from loadpath.engine import clock, laws
from loadpath.engine.leaves import Is, Parameter

if TYPE_CHECKING:
    from collections.abc import Sequence

    from loadpath.assess.interpret import Interpreter, World
    from loadpath.case.node import Scenario
    from loadpath.case.proposition import Ref


PLAYED = 16
"""So many races are remembered as they were played: questions about a case play the same ones again and again."""


def too_late(reader: Interpreter, scenario: Scenario, world: World) -> int:
    """Return the formula that the response comes too late, given that all the scenario needs holds."""
    scenario = _reading(reader).shown(scenario)
    chains = chains_of(scenario)
    if scenario.harm_at is None or not chains or withheld(scenario):
        return reader.free(("late", scenario.id), scenario.id)
    rows = [_works(reader, scenario, place, world) for place in range(len(scenario.rows))]
    alive = [reader.store.all_of(rows[place] for place in chain) for chain in chains]
    if scenario.id not in reader.figures:
        reader.figures[scenario.id] = _figures(reader, scenario, chains)
    figures = reader.figures[scenario.id]
    parts = [reader.store.all_of(reader.store.negate(item) for item in alive)]
    for chosen, figure in figures.items():
        exactly = [item if place in chosen else reader.store.negate(item) for place, item in enumerate(alive)]
        parts.append(reader.store.all_of([*exactly, figure]))
    return reader.store.any_of(parts)


def key_of(scenario: Scenario, place: int, column: str) -> tuple[str, int, str, str]:
    """Return what the leaf of a cell is known by; it does not depend on where the table stands."""
    return (scenario.id, place, scenario.rows[place].who, column)


def _works(reader: Interpreter, scenario: Scenario, place: int, world: World) -> int:
    """Return that no blind spot, no failed condition and no unknown cuts a row off."""
    row = scenario.rows[place]
    parts = []
    if row.condition is not None:
        parts.append(reader.formula(row.condition, world))
    cells = (("after", row.after), ("on duty", row.duty), ("queue", row.queue))
    for column, value in cells:
        if isinstance(value, Unknown):
            parts.append(_open(reader, scenario, place, column, value))
    parts += [reader.truth(ref.id, world) for value in (row.after, row.works) for ref in _relied_on(reader, value)]
    parts.append(_seen(reader, scenario, place))
    return reader.store.all_of(parts)


def _seen(reader: Interpreter, scenario: Scenario, place: int) -> int:
    """Return that the row has no blind spot in this incident, as far as that is drawn once."""
    row, key = scenario.rows[place], key_of(scenario, place, "works")
    match row.works:
        case Unknown():
            return _open(reader, scenario, place, "works", row.works)
        case Limit(at_most=at_most, bound=bound):
            low, high = (0.0, float(bound)) if at_most else (float(bound), 1.0)
            return reader.free(key, scenario.id, low, high)
        case Measured(evidence) if row.ever:
            return _counted(reader, key, evidence.id)
        case Failing(measured) if row.ever:
            return reader.store.negate(_counted(reader, key, measured.evidence.id))
        case Chance() | Word() if row.ever:
            law = law_of(row.works, reader.judgements.words, row.at, scenario.id)
            return reader.leaf(key, Is(Parameter("/".join(map(str, key)), law)))
        case _:
            return reader.store.all_of(())


def _open(reader: Interpreter, scenario: Scenario, place: int, column: str, value: Unknown) -> int:
    """Return the leaf of a cell that nobody filled, or that is kept from this audience."""
    leaf = reader.free(key_of(scenario, place, column), scenario.id)
    if value.withheld:
        reader.kept_back[reader.store.gates[leaf].number] = None
    return leaf


def _counted(reader: Interpreter, key: object, evidence: str) -> int:
    parameter = reader.quantities.measured(evidence)
    if parameter is None:  # pragma: no cover  such a cell is shown as unknown
        raise ValueError(f"{evidence!r} counted nothing")
    return reader.leaf(key, Is(parameter))


def _relied_on(reader: Interpreter, value: object) -> tuple[Ref, ...]:
    """Return the claims that what was measured relies on: without them the row is not counted on."""
    measured = value.measured if isinstance(value, Failing) else value
    node = reader.case.nodes[measured.evidence.id] if isinstance(measured, Measured) else None
    return node.relies_on if isinstance(node, kinds.Evidence) else ()


def _reading(reader: Interpreter) -> Racing:
    return Racing(reader.case, reader.judgements.words, reader.quantities)


@lru_cache(maxsize=PLAYED)
def _played(race: clock.Race) -> clock.Played:
    """Return a race as it was played; the same race is the same incidents, whoever asks for it."""
    return clock.play(race)


def _figures(reader: Interpreter, scenario: Scenario, chains: Sequence[Chain]) -> dict[tuple[int, ...], int]:
    """Return, for each set of chains that may be alive, a leaf: even so, nobody stops it in time."""
    played = _played(_reading(reader).race(scenario))
    found = {}
    for count in range(1, len(chains) + 1):
        for chosen in combinations(range(len(chains)), count):
            share, error = played.late(chosen)
            name = f"{scenario.id}/late/{'+'.join(map(str, chosen))}"
            leaf = reader.leaf(name, Is(Parameter(name, laws.Point(share, 1.0 - share))))
            reader.simulated[reader.store.gates[leaf].number] = error
            found[chosen] = leaf
    return found
