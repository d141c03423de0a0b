"""Response scenarios: who sees, who tells, how fast, as formulas (meaning.md, section 5).

What is drawn once per incident (`ever`: a blind spot) and what a row needs (`if`) become leaves and propositions, so
that they are enumerated exactly and share causes with the rest of the case. Only times, and tries drawn anew each
time, are simulated: once for each chain of messages, and then combined for every set of chains that may be alive.
"""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

from loadpath.assess.numbers import amount_law, law_of
from loadpath.case.value import Amount, Chance, Limit, Unknown, Word
from loadpath.case.wiring import message_chains
from loadpath.engine import clock, laws
from loadpath.engine.leaves import Is, Parameter

if TYPE_CHECKING:
    from collections.abc import Sequence

    from loadpath.assess.interpret import Interpreter, World
    from loadpath.case.node import Row, Scenario

Chain = tuple["Row", ...]


def too_late(reader: Interpreter, scenario: Scenario, world: World) -> int:
    """Return the formula that the response comes too late, given that all the scenario needs holds."""
    chains = message_chains(scenario)
    if scenario.harm_at is None or not chains:
        return reader.free(("late", scenario.id), scenario.id)
    alive = [_alive(reader, scenario, chain, world) for chain in chains]
    if scenario.id not in reader.figures:
        reader.figures[scenario.id] = _figures(reader, scenario, chains)
    figures = reader.figures[scenario.id]
    parts = [reader.store.all_of(reader.store.negate(item) for item in alive)]
    for chosen, figure in figures.items():
        exactly = [item if place in chosen else reader.store.negate(item) for place, item in enumerate(alive)]
        parts.append(reader.store.all_of([*exactly, figure]))
    return reader.store.any_of(parts)


def _alive(reader: Interpreter, scenario: Scenario, chain: Chain, world: World) -> int:
    """Return that no blind spot and no failed condition cuts a chain."""
    parts = []
    for row in chain:
        key = (scenario.id, row.at.line, row.who)
        if row.condition is not None:
            parts.append(reader.formula(row.condition, world))
        if isinstance(row.after, Unknown):
            parts.append(reader.free((*key, "after"), scenario.id))
        match row.works:
            case Unknown():
                parts.append(reader.free((*key, "works"), scenario.id))
            case Limit(at_most=at_most, bound=bound):
                low, high = (0.0, float(bound)) if at_most else (float(bound), 1.0)
                parts.append(reader.free((*key, "works"), scenario.id, low, high))
            case Chance() | Word() if row.ever:
                law = law_of(row.works, reader.judgements.words, row.at, scenario.id)
                parts.append(reader.leaf(key, Is(Parameter("/".join(map(str, key)), law))))
            case _:
                continue
    return reader.store.all_of(parts)


def _figures(reader: Interpreter, scenario: Scenario, chains: Sequence[Chain]) -> dict[tuple[int, ...], int]:
    """Return, for each set of chains that may be alive, a leaf: even so, nobody stops it in time."""
    assert scenario.harm_at is not None
    deadline = clock.deadlines(amount_law(scenario.harm_at), f"{scenario.id}/harm")
    arrivals = [
        clock.first_arrival([_hop(reader, scenario, row) for row in chain], deadline, f"{scenario.id}/{place}")
        for place, chain in enumerate(chains)
    ]
    found = {}
    for count in range(1, len(chains) + 1):
        for chosen in combinations(range(len(chains)), count):
            share, error = clock.late([arrivals[place] for place in chosen], deadline)
            name = f"{scenario.id}/late/{'+'.join(map(str, chosen))}"
            leaf = reader.leaf(name, Is(Parameter(name, laws.Point(share, 1.0 - share))))
            reader.simulated[reader.store.gates[leaf].number] = error
            found[chosen] = leaf
    return found


def _hop(reader: Interpreter, scenario: Scenario, row: Row) -> clock.Hop:
    delay = amount_law(row.after) if isinstance(row.after, Amount) else laws.Point(0.0, 1.0)
    works = None
    if not row.ever and isinstance(row.works, Chance | Word):
        works = law_of(row.works, reader.judgements.words, row.at, scenario.id)
    return clock.Hop(delay, works, float(row.again.median) if row.again and row.again.median else None)
