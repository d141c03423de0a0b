"""The model that a case defines for one assessor: formulas, weights, and circuits that answer every question exactly.

One circuit holds the evidence and, joined with it, the whole risk, listed harm and each pathway. A proposition X needs
no circuit of its own: where X holds is a set of disjoint settings of its few leaves (the paths of its own small
diagram), and P(harm, evidence, X) is the sum over them of P(setting) P(harm, evidence | setting), a pass each over the
same circuit.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from loadpath.assess.evidence import Observed, hidden_by_failures, observed, unscored_failures
from loadpath.assess.interpret import Interpreter
from loadpath.assess.results import Answer, Interval, NotComputed
from loadpath.case import node as kinds
from loadpath.engine.bounds import ends
from loadpath.engine.diagram import Circuit, compile_diagram
from loadpath.engine.leaves import Free, Setting, headline_setting

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from loadpath.assess.lines import Judgements
    from loadpath.case.graph import CaseGraph

    Floats = NDArray[np.float64]

MOST_SETTINGS = 5_000
"""A proposition that holds in more settings of its leaves than this gets no posterior and no load, and says so."""

TOO_MANY = "too many unknowns that can push either way"
TOO_WIDE = "it depends on too much at once for its own figure"
IMPOSSIBLE = "the evidence has probability zero under these judgements: they contradict what was observed"

Corner = Mapping[int, float]
Joint = Mapping[int, float]


@dataclass(frozen=True, slots=True)
class Sides:
    """E[P(root, evidence, X)] for every root of the circuit, where X holds and where it does not."""

    holds: Joint
    fails: Joint


@dataclass(slots=True)
class Model:
    """Formulas, weights, a circuit for all questions, and one for where propositions hold."""

    reader: Interpreter
    seen: Observed
    pathways: dict[str, int]
    residual: dict[str, int]
    propositions: dict[str, int]
    listed: int
    total: int
    circuit: Circuit
    truths: Circuit
    _settings: dict[frozenset[tuple[int, float]], Setting] = field(default_factory=dict)
    _known: dict[frozenset[tuple[int, float]], dict[int, float]] = field(default_factory=dict)
    _sides: dict[tuple[str, frozenset[tuple[int, float]]], Sides | None] = field(default_factory=dict)

    @property
    def free(self) -> dict[int, Free]:
        """Return the leaves that nobody weighed."""
        return {leaf: weight for leaf, weight in enumerate(self.reader.weights) if isinstance(weight, Free)}

    @property
    def matter(self) -> frozenset[int]:
        """Return the leaves that the risk or the evidence depends on."""
        return self.circuit.support(self.with_evidence(self.total)) | self.circuit.support(self.seen.formula)

    def with_evidence(self, root: int) -> int:
        """Return a formula joined with everything that was observed."""
        return self.reader.store.all_of([root, self.seen.formula])

    def setting(self, free: Corner) -> Setting:
        """Return the leaves' weights that give exact expectations, for given values of the free leaves."""
        key = frozenset(free.items())
        if key not in self._settings:
            self._settings[key] = headline_setting(self.reader.weights, free)
        return self._settings[key]

    def expected(self, free: Corner) -> dict[int, float]:
        """Return the expected probability of every root of the circuit, for given values of the free leaves."""
        key = frozenset(free.items())
        if key not in self._known:
            setting = self.setting(free)
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
        setting = self.setting(free)
        roots = [self.with_evidence(self.total), self.seen.formula]
        joints = _over(self.circuit, roots, setting, [{leaf: value} for leaf, value in changes])
        return [joint / given if given > 0 else None for joint, given in zip(*joints, strict=True)]

    def sides(self, names: Sequence[str], free: Corner) -> dict[str, Sides | None]:
        """Return what the roots come to where propositions hold and where they do not; None where that is too wide."""
        key = frozenset(free.items())
        missing = [name for name in names if (name, key) not in self._sides]
        for name in missing:
            self._sides[name, key] = self._side(self.propositions[name], self.setting(free))
        return {name: self._sides[name, key] for name in names}

    def _side(self, root: int, setting: Setting) -> Sides | None:
        cubes = [self.truths.cubes(root, value, MOST_SETTINGS) for value in (True, False)]
        if cubes[0] is None or cubes[1] is None:
            return None
        roots = list(self.circuit.roots)
        both = [*cubes[0], *cubes[1]]
        settings = [{leaf: float(value) for leaf, value in cube.items()} for cube in both]
        values = _over(self.circuit, roots, setting, settings, [_chance(cube, setting) for cube in both])
        cut = len(cubes[0])
        return Sides(
            {root: float(np.sum(row[:cut])) for root, row in zip(roots, values, strict=True)},
            {root: float(np.sum(row[cut:])) for root, row in zip(roots, values, strict=True)},
        )

    def answer(self, root: int) -> tuple[Answer, Corner, Corner]:
        """Return P(root | evidence) as an interval, with the free leaves' values at its two ends."""
        matter = self.circuit.support(self.with_evidence(root)) | self.circuit.support(self.seen.formula)
        return self._extremes(root, matter, lambda free: self.at_means(root, free))

    def posterior(self, name: str) -> Answer:
        """Return P(proposition | evidence) as an interval."""
        root, seen = self.propositions[name], self.seen.formula

        def at(free: Corner) -> float | None:
            side = self.sides([name], free)[name]
            given = self.expected(free)[seen]
            return side.holds[seen] / given if side and given > 0 else None

        if any(self.truths.cubes(root, value, MOST_SETTINGS) is None for value in (True, False)):
            return NotComputed(TOO_WIDE)
        return self._extremes(root, self.truths.support(root) | self.circuit.support(seen), at)[0]

    def _extremes(
        self, root: int, matter: frozenset[int], at: Callable[[Corner], float | None]
    ) -> tuple[Answer, Corner, Corner]:
        free = {leaf: weight for leaf, weight in self.free.items() if leaf in matter}
        corners = ends(self.reader.store, root, self.seen.formula, free)
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
    roots: Sequence[int],
    setting: Setting,
    changes: Sequence[Mapping[int, float]],
    chances: Sequence[Floats] = (),
) -> Floats:
    """Return E[chance x P(root)] with some leaves' weights changed, shape (roots, changes)."""
    count = len(setting.points)
    weights, complements = (np.tile(rows, len(changes)) for rows in (setting.weights, setting.complements))
    for number, change in enumerate(changes):
        part = slice(number * count, (number + 1) * count)
        for leaf, value in change.items():
            weights[leaf, part], complements[leaf, part] = value, 1.0 - value
    values = circuit.probabilities(weights, complements, roots).reshape(len(roots), len(changes), count)
    factors = np.array(chances).reshape(len(changes), count) if len(chances) else np.ones((len(changes), count))
    return np.asarray(np.einsum("rcp,cp,p->rc", values, factors, setting.points))


def model(case: CaseGraph, judgements: Judgements) -> Model:
    """Return the model that a case defines for one assessor's judgements.

    Raises:
        ContradictionError: when a number has no meaning, such as a range that its mean contradicts.
        TooLargeError: when the exact circuit would be too large.
    """
    hidden = hidden_by_failures(case, unscored_failures(case, judgements.lines))
    reader = Interpreter(case, judgements, overridden=hidden)
    store = reader.store
    seen = observed(reader)
    pathways = {item.id: _pathway(reader, item) for item in case.all(kinds.Pathway)}
    residual = {item.id: reader.truth(item.id) for item in case.all(kinds.Event) if item.residual}
    listed = store.any_of(pathways.values())
    total = store.any_of([listed, *residual.values()])
    propositions = {key: reader.truth(name) for name, key in _keys(case).items()}
    asked = [store.all_of([root, seen.formula]) for root in (total, listed, *pathways.values(), *residual.values())]
    circuits = compile_diagram(store, [*asked, seen.formula]), compile_diagram(store, list(propositions.values()))
    return Model(reader, seen, pathways, residual, propositions, listed, total, *circuits)


def _pathway(reader: Interpreter, item: kinds.Pathway) -> int:
    if not item.chain:
        return reader.free(("chain", item.id), item.id)
    return reader.store.all_of(reader.formula(step.what) for step in item.chain)


def _keys(case: CaseGraph) -> dict[str, str]:
    """Return every proposition of a case by its node, with the name it is reported under."""
    found = {}
    for name, node in case.nodes.items():
        if isinstance(node, kinds.Event | kinds.Claim | kinds.Mitigation):
            found[name] = name
        elif isinstance(node, kinds.Scenario) and node.rows:
            found[name] = f"{name} is too late"
    return found
