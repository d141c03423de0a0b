"""The chance of making the case as a function of its inputs: judged numbers, what can be had, what is in time.

`attainable` says how likely the risk ends at or below the budget. Here the same chance is worked out for many changes
of the inputs at once. For each set of planned mitigations that may be built there is one circuit; each change and each
outcome of the tests is a column of one pass over it. What can be had, and in time, only weighs the sets afterwards:

    chance = sum over sets of P(just these are had in time) x P(an outcome with the risk at or below the budget)

The first factor is a product over the items, given how much time there is; the second is counted over outcomes as in
`attainable` (meaning.md, section 3).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import product
from typing import TYPE_CHECKING

import numpy as np

from loadpath.assess.budget import allowance
from loadpath.assess.filling import why_not
from loadpath.assess.model import formed
from loadpath.assess.numbers import law_of
from loadpath.assess.outcomes import HAIR
from loadpath.assess.planned import done_within, milestones
from loadpath.assess.prospect import circuit_model, passing
from loadpath.case import node as kinds
from loadpath.engine.leaves import Is, parameters_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from loadpath.assess.lines import Judgements
    from loadpath.assess.model import Model
    from loadpath.case.graph import CaseGraph
    from loadpath.case.value import Amount
    from loadpath.engine.circuit import Circuit

    Floats = NDArray[np.float64]
    Key = tuple[str, int]
    Change = Mapping[Key, float]

MOST_PLANNED = 12
"""With so many tests and mitigations there are 4,096 pairs of what is built and how the tests come out, each change."""

MOST_VALUES = 4_000_000
"""Weights that are held at once: 32 MB, and as many again for complements."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Thing:
    """Something planned, with what keeps it from being there.

    Attributes:
        id: of the node.
        mitigation: whether it is one; else it is a test.
        feasible: the chance that it can be had; of a test 1.
        written: `feasible` as it is written; empty where it is not.
        takes: `needs years` as it is written; empty where it is not.
        done: how likely it is done within each of the times that there may be, all equally likely.
    """

    id: str
    mitigation: bool
    feasible: float
    written: str
    takes: str
    done: Floats

    @property
    def in_time(self) -> float:
        """Return the chance that it is done in time."""
        return float(np.mean(self.done))

    @property
    def unsure(self) -> bool:
        """Return whether it may be missing; of a mitigation that is always asked."""
        return self.mitigation or bool(np.any(self.done < 1))


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """One judged number that the chance depends on.

    Attributes:
        key: the id of what is judged, and the place of the value in its line.
        mean: what one would bet at.
        range: its 5 % and 95 % points; None where no range is given.
    """

    key: Key
    mean: float
    range: tuple[float, float] | None


@dataclass(frozen=True, slots=True)
class _Circuit:
    """What the outcomes come to with one set of mitigations built."""

    asked: Model
    circuit: Circuit
    leaves: tuple[int, ...]
    given: int
    joint: int
    tests: tuple[tuple[int, ...], ...]
    numbers: Mapping[Key, int]

    def at(self, changes: Sequence[Change]) -> tuple[Floats, Floats]:
        """Return P(evidence, outcome) and the same with the harm, shape (changes, 2, ..., 2): fails, passes."""
        count, points = len(self.tests), len(self.asked.base.points)
        outcomes = np.array(list(product((0, 1), repeat=count)), dtype=np.int8).reshape(2**count, count)
        step = max(1, MOST_VALUES // (max(1, len(self.leaves)) * len(outcomes) * points))
        parts = [self._part(changes[start : start + step], outcomes) for start in range(0, len(changes), step)]
        found = np.concatenate(parts, axis=1)
        shape = (len(changes), *(2,) * count)
        return found[0].reshape(shape), found[1].reshape(shape)

    def _part(self, changes: Sequence[Change], outcomes: NDArray[np.int8]) -> Floats:
        base, chosen = self.asked.base, list(self.leaves)
        size = (len(chosen), len(changes), len(outcomes), len(base.points))
        weights = np.broadcast_to(base.weights[chosen][:, None, None, :], size).copy()
        complements = np.broadcast_to(base.complements[chosen][:, None, None, :], size).copy()
        place = {leaf: number for number, leaf in enumerate(chosen)}
        for number, change in enumerate(changes):
            for key, value in change.items():
                row = place.get(self.numbers.get(key, -1))
                if row is not None:
                    weights[row, number], complements[row, number] = value, 1.0 - value
        for test, leaves in enumerate(self.tests):
            fails = outcomes[:, test] == 0
            for row in (place[leaf] for leaf in leaves if leaf in place):
                kept = weights[row][:, fails].copy()
                weights[row][:, fails] = complements[row][:, fails]
                complements[row][:, fails] = kept
        flat = (len(chosen), -1)
        roots = [self.given, self.joint]
        values = self.circuit.probabilities(weights.reshape(flat), complements.reshape(flat), roots)
        return np.asarray(values.reshape(2, len(changes), len(outcomes), -1) @ base.points)


@dataclass(frozen=True, slots=True, kw_only=True)
class Inputs:
    """Everything planned in a case, as one assessor judges it, with a circuit for each set of mitigations.

    Attributes:
        level: the budget, a probability.
        things: tests that are judged, then mitigations.
        numbers: the judged numbers that the chance may depend on, each of which can be moved alone.
        fixed: ids of what has a number that matters and cannot be moved alone.
    """

    level: float
    things: tuple[Thing, ...]
    numbers: tuple[Judged, ...]
    fixed: frozenset[str]
    _circuits: tuple[_Circuit, ...]

    @property
    def times(self) -> int:
        """Return how many times there may be."""
        return len(self.things[0].done) if self.things else 1

    @property
    def unsure(self) -> tuple[Thing, ...]:
        """Return what may be missing: tests that may be late, then mitigations."""
        return tuple(thing for thing in self.things if thing.unsure)

    def successes(self, changes: Sequence[Change]) -> Floats:
        """Return P(risk at or below the budget) for each change and each set of unsure things that is there.

        Args:
            changes: new values of judged numbers, by their key.

        Returns:
            An array of shape (changes, 2^n); thing i of `unsure` is bit i of the place of a set.

        Raises:
            LookupError: when the evidence cannot be, with some change.
        """
        unsure = self.unsure
        tests = [thing for thing in self.things if not thing.mitigation]
        late = [place for place, thing in enumerate(tests) if thing.unsure]
        found = np.empty((len(changes), 2 ** len(unsure)))
        for built, circuit in enumerate(self._circuits):
            given, joint = circuit.at(changes)
            seen = given.reshape(len(changes), -1).sum(axis=1)
            if np.any(seen <= 0):
                raise LookupError("the evidence has probability zero under these judgements")
            for done in range(2 ** len(late)):
                axes = tuple(1 + place for bit, place in enumerate(late) if not done >> bit & 1)
                some, harm = given.sum(axis=axes), joint.sum(axis=axes)
                good = np.where(harm <= self.level * (1 + HAIR) * some, some, 0.0).reshape(len(changes), -1)
                found[:, done | built << len(late)] = good.sum(axis=1) / seen
        return np.clip(found, 0.0, 1.0)

    def lowest(self) -> float:
        """Return the lowest risk that any outcome leaves, with whatever is built: the best that can come out."""
        best = np.inf
        for circuit in self._circuits:
            given, joint = circuit.at([{}])
            best = min(best, float(np.min(joint[given > 0] / given[given > 0], initial=np.inf)))
        return best

    def sets(self, feasible: Mapping[str, float] | None = None, done: Mapping[str, Floats] | None = None) -> Floats:
        """Return the chance that just this set of unsure things is there, for each set; see `successes`.

        Args:
            feasible: other chances that something can be had, by its id.
            done: other chances that something is done within each of the times.
        """
        total = np.ones((1, 1))
        for thing in self.unsure:
            had = (feasible or {}).get(thing.id, thing.feasible) * (done or {}).get(thing.id, thing.done)
            total = np.concatenate([total * (1 - had), total * had], axis=0)
        return np.asarray(total.mean(axis=1))

    def chances(self, changes: Sequence[Change]) -> Floats:
        """Return the chance that the case can be made, for each change."""
        return np.asarray(self.successes(changes) @ self.sets())


def inputs_of(case: CaseGraph, judgements: Judgements, milestone: Amount | None = None) -> Inputs:
    """Return what is planned, ready for questions.

    Args:
        case: a sound case.
        judgements: what one assessor holds, or a mixture of what two hold.
        milestone: how long there is, in seconds, with its range; None: for ever.

    Raises:
        ContradictionError: when a number has no meaning.
        LookupError: when the chance is not one number, or the case is too large, with the reason.
        TooLargeError: when an exact circuit does not fit.
        ValueError: when no distribution has the middle and the range of a time.
    """
    allowed = allowance(case)
    if allowed is None:
        raise LookupError("the case has no budget")
    lines = judgements.lines
    tests = [item for item in case.all(kinds.Test) if item.id in lines and lines[item.id].line.passes is not None]
    barriers = [item for item in case.all(kinds.Mitigation) if item.state == "planned" and not item.withheld]
    if len(barriers) + len(tests) > MOST_PLANNED:
        raise LookupError(
            f"mitigations that are planned and tests that are judged are {len(barriers) + len(tests)} together; it is "
            f"explained for {MOST_PLANNED} at most"
        )
    times = milestones(milestone)
    nodes: list[kinds.Test | kinds.Mitigation] = [*tests, *barriers]
    things = tuple(_thing(node, times) for node in nodes)
    names = tuple(item.id for item in tests)
    circuits = tuple(_circuit(case, judgements, built, names) for built in _every([item.id for item in barriers]))
    return Inputs(
        level=allowed.mean, things=things, numbers=_numbers(circuits), fixed=_fixed(circuits), _circuits=circuits
    )


def _every(names: Sequence[str]) -> list[frozenset[str]]:
    """Return every set of names; name i is bit i of the place of a set."""
    return [frozenset(name for bit, name in enumerate(names) if place >> bit & 1) for place in range(2 ** len(names))]


def _thing(node: kinds.Test | kinds.Mitigation, times: Floats) -> Thing:
    """Return something planned.

    Raises:
        LookupError: when it is not said how likely a mitigation can be had.
    """
    feasible, written = 1.0, ""
    if isinstance(node, kinds.Mitigation):
        chance = node.feasible_chance
        if chance is None:
            raise LookupError(f"it is not said how likely `{node.id}` can be had: write `feasible: 60%`")
        feasible, written = law_of(chance, {}, node.place("feasible"), node.id).mean, chance.written
    return Thing(
        id=node.id,
        mitigation=isinstance(node, kinds.Mitigation),
        feasible=feasible,
        written=written,
        takes=node.takes.written if node.takes is not None else "",
        done=done_within(node, times),
    )


def _circuit(case: CaseGraph, judgements: Judgements, built: frozenset[str], tests: Sequence[str]) -> _Circuit:
    """Return the circuit of the case in which some planned mitigations are built.

    Raises:
        LookupError: when something that matters is unknown, or nothing is a harm.
    """
    nodes = dict(case.nodes)
    for name in built:
        node = nodes[name]
        assert isinstance(node, kinds.Mitigation)
        nodes[name] = replace(node, state="built")
    found = formed(replace(case, nodes=nodes), judgements)
    if not found.pathways and not found.residual:
        raise LookupError("no pathway and no residual event says what the harm is")
    store = found.reader.store
    given = store.all_of([*(passing(found.reader, name) for name in tests), found.seen.formula])
    joint = store.all_of([found.total, given])
    asked = circuit_model(found, [given, joint])
    loose = asked.free.keys() & (asked.circuit.support(given) | asked.circuit.support(joint))
    if loose:
        raise LookupError(why_not(asked, loose))
    circuit, leaves = asked.circuit.narrowed([given, joint])
    numbers = asked.reader.numbers
    own = tuple(tuple(sorted({one.leaf for one in numbers if one.subject == name})) for name in tests)
    return _Circuit(asked, circuit, tuple(leaves), given, joint, own, _alone(asked))


def _alone(asked: Model) -> dict[Key, int]:
    """Return the leaf of each judged number that weighs that leaf and no other, by the place of the number."""
    weights = asked.reader.weights
    uses: dict[str, int] = {}
    for weight in weights:
        for parameter in parameters_of(weight):
            uses[parameter.name] = uses.get(parameter.name, 0) + 1
    found: dict[Key, int] = {}
    for number in asked.reader.numbers:
        if isinstance(weights[number.leaf], Is) and uses.get(number.parameter) == 1:
            found[number.subject, int(number.parameter.rpartition("/")[2])] = number.leaf
    return found


def _numbers(circuits: Sequence[_Circuit]) -> tuple[Judged, ...]:
    """Return the judged numbers that stand in any of the circuits, each once."""
    found: dict[Key, Judged] = {}
    for circuit in circuits:
        reader, asked_for = circuit.asked.reader, frozenset(circuit.leaves)
        ranged = {number.leaf: number.ranged for number in reader.numbers}
        for key, leaf in circuit.numbers.items():
            if key in found or leaf not in asked_for or leaf in reader.kept_back:
                continue
            law = parameters_of(reader.weights[leaf])[0].law
            ends = law.quantile(np.array([0.05, 0.95])).tolist() if ranged[leaf] else None
            found[key] = Judged(key=key, mean=float(law.mean), range=(ends[0], ends[1]) if ends else None)
    return tuple(found.values())


def _fixed(circuits: Sequence[_Circuit]) -> frozenset[str]:
    """Return the ids of what is judged by a number that weighs a leaf which matters, and that cannot be moved alone."""
    return frozenset(
        number.subject
        for circuit in circuits
        for number in circuit.asked.reader.numbers
        if number.leaf in circuit.leaves and number.leaf not in circuit.numbers.values()
    )
