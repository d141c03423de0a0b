"""The model that a case defines for one assessor: formulas, weights, and circuits that answer every question exactly.

One circuit holds the evidence and, joined with it, the whole risk, listed harm and each pathway. A proposition X needs
no root of its own in it: where X holds is a set of disjoint settings of its few leaves (the paths of its own small
diagram), and P(harm, evidence, X) is the sum over them of P(setting) P(harm, evidence | setting), a pass each over the
same circuit.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from loadpath.assess.evidence import Observed, hidden_by_failures, observed, unscored_failures
from loadpath.assess.interpret import Interpreter
from loadpath.assess.near import near
from loadpath.assess.results import Answer, Interval, NotComputed
from loadpath.case import node as kinds
from loadpath.case.graph import propositions as stated
from loadpath.case.proposition import refs
from loadpath.engine.bounds import Ends, ends
from loadpath.engine.compile import compile_circuit
from loadpath.engine.importance import part_of
from loadpath.engine.leaves import Free, Setting, headline_setting, with_free
from loadpath.engine.paths import Paths, compile_paths
from loadpath.errors import TooLargeError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from numpy.typing import NDArray

    from loadpath.assess.lines import Judgements
    from loadpath.case.graph import CaseGraph
    from loadpath.case.proposition import Proposition
    from loadpath.engine.circuit import Circuit
    from loadpath.engine.formula import Formulas

    Floats = NDArray[np.float64]

MOST_SETTINGS = 5_000
"""A proposition that holds in more settings of its leaves than this gets no posterior and no load, and says so."""

MOST_NODES = 4_000_000
"""The largest diagram that is tried for a case: some seconds. Beyond it, the risk is given between proven bounds."""

MOST_PATHS = 300_000
"""Nodes of the diagram that tells where propositions hold: about a second."""

TOO_MANY = "too many unknowns that can push either way"
TOO_WIDE = "it depends on too much at once for its own figure"
IMPOSSIBLE = "the evidence has probability zero under these judgements: they contradict what was observed"
TOO_LATE, CATCHES = " is too late", " catches one"
"""What follows an id in the name under which a response, or a surface, is reported."""

NO_HARM = "no pathway and no residual event says what the harm is"

Corner = Mapping[int, float]
Joint = Mapping[int, float]
Cubes = list[dict[int, bool]]

CERTAIN = Ends(({},), ({},))
"""The corners where nothing is unknown: one."""


@dataclass(frozen=True, slots=True)
class Sides:
    """E[P(root, evidence, X)] for every root of the circuit, where X holds and where it does not."""

    holds: Joint
    fails: Joint


@dataclass(frozen=True, slots=True)
class Formed:
    """What a case says for one assessor as formulas, before anything is compiled.

    `asked` are the ids whose truth harm, evidence and numbers are made of.
    """

    reader: Interpreter
    seen: Observed
    pathways: Mapping[str, int]
    residual: Mapping[str, int]
    listed: int
    total: int
    asked: frozenset[str]


@dataclass(slots=True)
class Model:
    """Formulas, weights, a circuit for all questions, and the paths on which propositions hold.

    Propositions are those near the risk (see `near`), `asked` the ids whose truth harm and evidence are made of. `free`
    are the leaves that nobody weighed, `leaves` those that the circuit asks for, `base` their weights while everything
    free is at zero.
    """

    reader: Interpreter
    seen: Observed
    pathways: dict[str, int]
    residual: dict[str, int]
    propositions: dict[str, int]
    asked: frozenset[str]
    listed: int
    total: int
    circuit: Circuit
    truths: Paths
    free: Mapping[int, Free]
    leaves: frozenset[int]
    base: Setting
    _joined: dict[int, int] = field(default_factory=dict)
    _wide: frozenset[int] | None = None
    _narrow: tuple[Circuit, tuple[int, ...]] | None = None
    _settings: dict[frozenset[tuple[int, float]], Setting] = field(default_factory=dict)
    _known: dict[frozenset[tuple[int, float]], dict[int, float]] = field(default_factory=dict)
    _sides: dict[tuple[str, frozenset[tuple[int, float]]], Sides | None] = field(default_factory=dict)

    @property
    def matter(self) -> frozenset[int]:
        """Return the leaves that the risk or the evidence depends on."""
        return self.circuit.support(self.with_evidence(self.total)) | self.circuit.support(self.seen.formula)

    def with_evidence(self, root: int) -> int:
        """Return a formula joined with everything that was observed."""
        if root not in self._joined:
            self._joined[root] = self.reader.store.all_of([root, self.seen.formula])
        return self._joined[root]

    def setting(self, free: Corner) -> Setting:
        """Return the leaves' weights that give exact expectations, for given values of the free leaves."""
        moved = {leaf: value for leaf, value in free.items() if value}
        key = frozenset(moved.items())
        if key not in self._settings:
            self._settings[key] = with_free(self.base, moved)
        return self._settings[key]

    def expected(self, free: Corner) -> dict[int, float]:
        """Return the expected probability of every root of the circuit, for given values of the free leaves."""
        asked = {leaf: value for leaf, value in free.items() if value and leaf in self.leaves}
        key = frozenset(asked.items())
        if key not in self._known:
            setting = self.setting(asked)
            roots = list(self.circuit.roots)
            values = self.circuit.probabilities(setting.weights, setting.complements, roots) @ setting.points
            self._known[key] = dict(zip(roots, values.tolist(), strict=True))
        return self._known[key]

    def at_means(self, root: int, free: Corner) -> float | None:
        """Return E[P(root, evidence)] / E[P(evidence)]; None when the evidence is impossible."""
        known = self.expected(free)
        given = known[self.seen.formula]
        return known[self.with_evidence(root)] / given if given > 0 else None

    def moved(self, free: Corner, changes: Sequence[tuple[int, float]]) -> list[float | None]:
        """Return the risk with one leaf's weight changed, for each change; None where the evidence is impossible."""
        return self.moved_together(free, [{leaf: value} for leaf, value in changes])

    def moved_together(self, free: Corner, changes: Sequence[Mapping[int, float]]) -> list[float | None]:
        """Return the risk with the weights of some leaves changed, for each change; None where it cannot be so."""
        setting = self.setting(free)
        circuit, leaves = self.narrow
        roots = [self.with_evidence(self.total), self.seen.formula]
        joints = _over(circuit, leaves, roots, setting, changes)
        return [joint / given if given > 0 else None for joint, given in zip(*joints, strict=True)]

    def drawn(self, free: Corner, count: int) -> tuple[Floats, Floats]:
        """Return P(harm, evidence) and P(evidence) in `count` worlds."""
        from loadpath.engine.worlds import plan  # noqa: PLC0415  a check draws none

        roots = [self.with_evidence(self.total), self.seen.formula]
        joint, given = plan(self.circuit, self.reader.weights, roots, free).worlds(count)
        return joint, given

    @property
    def wide(self) -> frozenset[int]:
        """Return the propositions that hold or fail in more settings of their leaves than `MOST_SETTINGS`."""
        if self._wide is None:
            missing = set(self.propositions.values()) - self.truths.roots.keys()
            self._wide = self.truths.wide(MOST_SETTINGS) | missing
        return self._wide

    @property
    def narrow(self) -> tuple[Circuit, tuple[int, ...]]:
        """Return the circuit of the risk, the listed harm and the evidence alone, with the leaves it asks for."""
        if self._narrow is None:
            asked = (self.with_evidence(self.total), self.with_evidence(self.listed), self.seen.formula)
            self._narrow = self.circuit.narrowed([root for root in dict.fromkeys(asked) if root in self.circuit.roots])
        return self._narrow

    def sides(self, names: Sequence[str], free: Corner) -> dict[str, Sides | None]:
        """Return what risk, listed harm and evidence come to where propositions hold and where not; None: too wide."""
        key = frozenset((leaf, value) for leaf, value in free.items() if value)
        missing = [name for name in names if (name, key) not in self._sides]
        fitting = {name: root for name in missing if (root := self.propositions[name]) not in self.wide}
        both = [(root, value) for root in fitting.values() for value in (True, False)]
        joints = self._joints(self.truths, both, free)
        for name in missing:
            self._sides[name, key] = Sides(next(joints), next(joints)) if name in fitting else None
        return {name: self._sides[name, key] for name in names}

    def risks_where(self, facts: Sequence[int], free: Corner) -> list[float | NotComputed | None]:
        """Return the risk where a formula holds besides what was observed, for each; None where it cannot hold."""
        truths = _truths(self.reader.store, facts)
        fitting = truths.roots.keys() - truths.wide(MOST_SETTINGS)
        joints = self._joints(truths, [(fact, True) for fact in facts if fact in fitting], free)
        return [self._risk(next(joints)) if fact in fitting else NotComputed(TOO_WIDE) for fact in facts]

    def _risk(self, joint: Joint) -> float | None:
        given = joint[self.seen.formula]
        return joint[self.with_evidence(self.total)] / given if given > 0 else None

    def _joints(self, truths: Paths, sides: Sequence[tuple[int, bool]], free: Corner) -> Iterator[Joint]:
        """Yield what risk, listed harm and evidence come to where formulas hold, or fail: some in one pass."""
        waiting: list[Cubes] = []
        columns = 0
        for root, value in sides:
            cubes = truths.cubes(root, value, MOST_SETTINGS)
            assert cubes is not None  # it is not wide
            waiting.append(cubes)
            columns += len(cubes)
            if columns > MOST_SETTINGS:
                yield from self._within(waiting, free)
                waiting, columns = [], 0
        if waiting:
            yield from self._within(waiting, free)

    def _within(self, groups: Sequence[Cubes], free: Corner) -> Iterator[Joint]:
        """Yield the same within disjoint settings of leaves: each is a column of one pass over the circuit."""
        setting = self.setting(free)
        circuit, leaves = self.narrow
        every = [cube for cubes in groups for cube in cubes]
        settings = [{leaf: float(value) for leaf, value in cube.items()} for cube in every]
        roots = list(circuit.roots)
        values = _over(circuit, leaves, roots, setting, settings, [_chance(cube, setting) for cube in every])
        start = 0
        for cubes in groups:
            part = slice(start, start + len(cubes))
            yield {root: float(np.sum(row[part])) for root, row in zip(roots, values, strict=True)}
            start = part.stop

    def answer(self, root: int) -> tuple[Answer, Corner, Corner]:
        """Return P(root | evidence) as an interval, with the free leaves' values at its two ends."""
        if root == self.total and not self.pathways and not self.residual:
            return NotComputed(NO_HARM), {}, {}
        matter = self.circuit.support(self.with_evidence(root)) | self.circuit.support(self.seen.formula)
        return self.extremes(root, matter, lambda free: self.at_means(root, free))

    def posterior(self, name: str) -> Answer:
        """Return P(proposition | evidence) as an interval."""
        root, seen = self.propositions[name], self.seen.formula

        def at(free: Corner) -> float | None:
            side = self.sides([name], free)[name]
            given = self.expected(free)[seen]
            return part_of(side.holds[seen] / given) if side and given > 0 else None

        if root in self.wide:
            return NotComputed(TOO_WIDE)
        return self.extremes(root, self.truths.support(root) | self.circuit.support(seen), at)[0]

    def extremes(
        self, root: int, matter: frozenset[int], at: Callable[[Corner], float | None]
    ) -> tuple[Answer, Corner, Corner]:
        """Return the lowest and highest value over the corners of what is unknown, each with its corner."""
        free = {leaf: self.free[leaf] for leaf in sorted(self.free.keys() & matter)}
        corners = ends(self.reader.store, root, self.seen.formula, free) if free else CERTAIN
        if corners is None:
            return NotComputed(TOO_MANY), {}, {}
        low = [(value, corner) for corner in corners.low if (value := at(corner)) is not None]
        high = [(value, corner) for corner in corners.high if (value := at(corner)) is not None]
        if not low or not high:
            return NotComputed(IMPOSSIBLE), {}, {}
        lowest, highest = min(low, key=lambda item: item[0]), max(high, key=lambda item: item[0])
        return Interval(lowest[0], highest[0]), lowest[1], highest[1]


def _chance(cube: Mapping[int, bool], setting: Setting) -> Floats:
    """Return the probability of a setting of leaves, at each point of the rule."""
    total = np.ones(len(setting.points))
    for leaf, value in cube.items():
        total = total * (setting.weights[leaf] if value else setting.complements[leaf])
    return total


def _over(
    circuit: Circuit,
    leaves: Sequence[int],
    roots: Sequence[int],
    setting: Setting,
    changes: Sequence[Mapping[int, float]],
    chances: Sequence[Floats] = (),
) -> Floats:
    """Return E[chance x P(root)] with some leaves' weights changed, shape (roots, changes).

    `leaves` are those that the circuit asks for; a change of any other changes nothing.
    """
    count = len(setting.points)
    chosen = list(leaves)
    weights, complements = (np.tile(rows[chosen], len(changes)) for rows in (setting.weights, setting.complements))
    place = {leaf: number for number, leaf in enumerate(chosen)}
    for number, change in enumerate(changes):
        part = slice(number * count, (number + 1) * count)
        for leaf, value in change.items():
            if leaf in place:
                weights[place[leaf], part], complements[place[leaf], part] = value, 1.0 - value
    values = circuit.probabilities(weights, complements, roots).reshape(len(roots), len(changes), count)
    factors = np.array(chances).reshape(len(changes), count) if len(chances) else np.ones((len(changes), count))
    return np.asarray(np.einsum("rcp,cp,p->rc", values, factors, setting.points))


def model(
    case: CaseGraph, judgements: Judgements, given: Sequence[Proposition] = (), *, risk_only: bool = False
) -> Model:
    """Return the model that a case defines for one assessor's judgements.

    Args:
        case: a sound case.
        judgements: what the assessor holds.
        given: what is taken for a fact besides the evidence.
        risk_only: leave out what only other questions than the risk need; the risk is the same.

    Raises:
        ContradictionError: when a number has no meaning, such as a range that its mean contradicts.
        TooLargeError: when the exact circuit would be too large.
    """
    found = formed(case, judgements, given)
    reader, store, seen = found.reader, found.reader.store, found.seen
    close = () if risk_only else near(case, judgements, given)
    propositions = {key: reader.truth(name) for name, key in keys_of(case).items() if name in close}
    roots = (found.total, found.listed, *found.pathways.values(), *found.residual.values())
    asked = [store.all_of([root, seen.formula]) for root in (roots[:1] if risk_only else roots)]
    return compiled(found, [*asked, seen.formula], propositions)


def compiled(found: Formed, roots: Sequence[int], propositions: dict[str, int]) -> Model:
    """Return a model whose circuit answers for these formulas, and whose paths for these propositions.

    Raises:
        TooLargeError: when the exact circuit would be too large.
    """
    reader = found.reader
    base = headline_setting(reader.weights, {})
    marks = (base.weights @ base.points).tolist()
    circuit = compile_circuit(reader.store, roots, marks=marks, most_nodes=MOST_NODES, remember=True)
    truths = _truths(reader.store, list(propositions.values()))
    free = {leaf: weight for leaf, weight in enumerate(reader.weights) if isinstance(weight, Free)}
    _, leaves = circuit.narrowed(list(circuit.roots))
    return Model(
        reader,
        found.seen,
        dict(found.pathways),
        dict(found.residual),
        propositions,
        found.asked,
        found.listed,
        found.total,
        circuit,
        truths,
        free,
        frozenset(leaves),
        base,
    )


def _truths(store: Formulas, roots: Sequence[int]) -> Paths:
    """Return where propositions hold; where all together are too many paths, of those alone that have few."""
    try:
        return compile_paths(store, roots, most=MOST_PATHS)
    except TooLargeError:
        return compile_paths(store, [root for root in roots if _narrow(store, root)])


def _narrow(store: Formulas, root: int) -> bool:
    try:
        compile_paths(store, [root], most=MOST_SETTINGS)
    except TooLargeError:
        return False
    return True


def formed(case: CaseGraph, judgements: Judgements, given: Sequence[Proposition] = ()) -> Formed:
    """Return what a case says as formulas, for one assessor's judgements; see `model`."""
    hidden = hidden_by_failures(case, unscored_failures(case, judgements.lines))
    reader = Interpreter(case, judgements, overridden=hidden)
    found = observed(reader)
    facts = [reader.formula(fact) for fact in given]
    return formed_by(reader, replace(found, formula=reader.store.all_of([found.formula, *facts])))


def formed_by(reader: Interpreter, seen: Observed) -> Formed:
    """Return what a case says as formulas, as somebody reads it and given what they say was observed."""
    store, case = reader.store, reader.case
    pathways = {item.id: _pathway(reader, item) for item in case.all(kinds.Pathway)}
    residual = {item.id: reader.truth(item.id) for item in case.all(kinds.Event) if item.residual}
    listed = store.any_of(pathways.values())
    total = store.any_of([listed, *residual.values()])
    return Formed(reader, seen, pathways, residual, listed, total, reader.asked)


def _pathway(reader: Interpreter, item: kinds.Pathway) -> int:
    if item.withheld:
        return reader.withheld(("withheld", item.id), item.id)
    if not item.chain:
        return reader.free(("chain", item.id), item.id)
    return reader.store.all_of(reader.formula(step.what) for step in item.chain)


def keys_of(case: CaseGraph) -> Mapping[str, str]:
    """Return every proposition of a case by its node, with the name it is reported under."""
    return case.once("names of propositions", lambda: _keys(case))


def _keys(case: CaseGraph) -> dict[str, str]:
    said = _caught(case)
    keys = ((name, f"{name}{CATCHES}" if name in said else _key(name, node)) for name, node in case.nodes.items())
    return {name: key for name, key in keys if key}


def _key(name: str, node: kinds.Node) -> str:
    """Return the name that a node's proposition is reported under; empty where it is none."""
    if isinstance(node, (kinds.Event, kinds.Claim, kinds.Mitigation)):
        return name
    late = isinstance(node, kinds.Scenario) and (node.rows or node.withheld)
    return f"{name}{TOO_LATE}" if late else ""


def _caught(case: CaseGraph) -> frozenset[str]:
    """Return the surfaces of which something says that they catch one: the others only describe."""
    surfaces = {item.id for item in case.all(kinds.Surface)}
    if not surfaces:
        return frozenset()
    said = [what for node in case.nodes.values() for what in stated(node)]
    said += [line.what for one in case.all(kinds.Assessor) for line in one.lines]
    return frozenset(surfaces.intersection(ref.id for what in said for ref in refs(what)))


def named(key: str) -> str:
    """Return the id of the node whose proposition is reported under a name.

    >>> named("night is too late"), named("inside catches one"), named("slip")
    ('night', 'inside', 'slip')
    """
    return key.removesuffix(TOO_LATE).removesuffix(CATCHES)
