"""Risk: from a case and an assessor to an assessment, exactly (meaning.md, sections 1 and 2).

The headline is E[P(harm, evidence)] / E[P(evidence)]: both are multilinear in independent parameters, so both are
exact at the means. Ranges are over worlds: draws of all parameters, each weighted by how well it predicted the
evidence.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from loadpath.assess.budget import allowance
from loadpath.assess.evidence import Observed, hidden_by_failures, observed, unscored_failures
from loadpath.assess.interpret import Interpreter
from loadpath.assess.lines import Judgements, judgements_of
from loadpath.assess.load import loads
from loadpath.assess.results import Answer, Assessment, Interval, NotComputed
from loadpath.assess.verdict import LADDER, Worlds, standing
from loadpath.case import node as kinds
from loadpath.engine.bounds import ends
from loadpath.engine.diagram import Circuit, compile_diagram
from loadpath.engine.draws import weighted_quantiles
from loadpath.engine.leaves import Free, drawn_setting, headline_setting

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from loadpath.case.graph import CaseGraph

DRAWS = 20_000
"""How many worlds the ranges are made of."""

TOO_MANY = "too many unknowns that can push either way"
IMPOSSIBLE = "the evidence has probability zero under these judgements: they contradict what was observed"


@dataclass(slots=True)
class Model:
    """Formulas, weights, one circuit for all questions and a small one for worlds."""

    reader: Interpreter
    seen: Observed
    pathways: dict[str, int]
    residual: dict[str, int]
    propositions: dict[str, int]
    listed: int
    total: int
    circuit: Circuit
    headline: Circuit
    _known: dict[frozenset[tuple[int, float]], dict[int, float]] = field(default_factory=dict)

    @property
    def free(self) -> dict[int, Free]:
        """Return the leaves that nobody weighed."""
        return {leaf: weight for leaf, weight in enumerate(self.reader.weights) if isinstance(weight, Free)}

    def with_evidence(self, root: int) -> int:
        """Return a formula joined with everything that was observed."""
        return self.reader.store.all_of([root, self.seen.formula])

    def expected(self, free: Mapping[int, float]) -> dict[int, float]:
        """Return the expected probability of every root of the circuit, for given values of the free leaves."""
        key = frozenset(free.items())
        if key not in self._known:
            setting = headline_setting(self.reader.weights, free)
            if len(setting.points) == 1:
                self._known[key] = self.circuit.at(setting.weights[:, 0].tolist(), setting.complements[:, 0].tolist())
            else:
                roots = list(self.circuit.roots)
                values = self.circuit.probabilities(setting.weights, setting.complements, roots) @ setting.points
                self._known[key] = dict(zip(roots, values.tolist(), strict=True))
        return self._known[key]

    def at_means(self, root: int, free: Mapping[int, float]) -> float | None:
        """Return E[P(root, evidence)] / E[P(evidence)]; None when the evidence is impossible."""
        known = self.expected(free)
        given = known[self.seen.formula]
        return known[self.with_evidence(root)] / given if given > 0 else None

    def moved(self, free: Mapping[int, float], changes: Sequence[tuple[int, float]]) -> list[float | None]:
        """Return the risk with one leaf's weight changed, for each change; None where the evidence is impossible."""
        setting = headline_setting(self.reader.weights, free)
        count = len(setting.points)
        weights, complements = (np.tile(rows, len(changes)) for rows in (setting.weights, setting.complements))
        for number, (leaf, value) in enumerate(changes):
            part = slice(number * count, (number + 1) * count)
            weights[leaf, part], complements[leaf, part] = value, 1.0 - value
        roots = [self.with_evidence(self.total), self.seen.formula]
        both = self.headline.probabilities(weights, complements, roots).reshape(2, len(changes), count) @ setting.points
        return [float(joint / given) if given > 0 else None for joint, given in both.T]

    def answer(self, root: int) -> tuple[Answer, Mapping[int, float], Mapping[int, float]]:
        """Return P(root | evidence) as an interval, with the free leaves' values at its two ends."""
        store, seen = self.reader.store, self.seen.formula
        matter = self.circuit.support(self.with_evidence(root)) | self.circuit.support(seen)
        corners = ends(store, root, seen, {leaf: weight for leaf, weight in self.free.items() if leaf in matter})
        if corners is None:
            return NotComputed(TOO_MANY), {}, {}
        low = [(value, corner) for corner in corners.low if (value := self.at_means(root, corner)) is not None]
        high = [(value, corner) for corner in corners.high if (value := self.at_means(root, corner)) is not None]
        if not low or not high:
            return NotComputed(IMPOSSIBLE), {}, {}
        lowest, highest = min(low, key=lambda item: item[0]), max(high, key=lambda item: item[0])
        return Interval(lowest[0], highest[0]), lowest[1], highest[1]


def needed(case: CaseGraph) -> tuple[str, ...]:
    """Return the nodes that an assessor would have to give a number before the risk is one number."""
    return _unassessed(model(case, Judgements("", "", {}, {})))


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
    asked = [total, listed, *pathways.values(), *residual.values(), *propositions.values()]
    questions = [store.all_of([root, seen.formula]) for root in asked]
    carried = [
        store.all_of([store.all_of([root, seen.formula]), side])
        for proposition in propositions.values()
        for side in (proposition, store.negate(proposition))
        for root in (total, listed, 1)
    ]
    first = [store.all_of([total, seen.formula]), seen.formula]
    circuits = compile_diagram(store, [*first, *questions, *carried]), compile_diagram(store, first)
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


def assess(case: CaseGraph, assessor: str, draws: int = DRAWS) -> Assessment:
    """Return everything an assessor's numbers come to.

    Args:
        case: a sound case.
        assessor: id of one of its assessors, or `published`.
        draws: how many worlds the ranges are made of.

    Raises:
        ValueError: when there is no such assessor.
        ContradictionError: when a number has no meaning.
        TooLargeError: when the exact circuit would be too large.
    """
    asked = model(case, judgements_of(case, assessor))
    risk, best, worst = asked.answer(asked.total)
    worlds = _worlds(asked, best, worst, draws) if isinstance(risk, Interval) else None
    allowed = allowance(case)
    base = Assessment(
        assessor=assessor,
        title=asked.reader.judgements.title,
        risk=risk,
        listed=asked.answer(asked.listed)[0],
        pathways={name: asked.answer(root)[0] for name, root in asked.pathways.items()},
        residual={name: asked.answer(root)[0] for name, root in asked.residual.items()},
        propositions={name: asked.answer(root)[0] for name, root in asked.propositions.items()},
        range=_range(worlds) if worlds else NotComputed("the risk was not computed"),
        budget=None,
        ladder=(),
        used=asked.seen.used,
        unused=asked.seen.unused,
        unscored=asked.seen.unscored,
        unassessed=_unassessed(asked),
        method=_method(asked),
        error=_error(asked, best),
        draws=draws,
    )
    if worlds is None or not isinstance(risk, Interval):
        return base
    unranged = _crossing(asked, best, worst)
    budget = standing("budget", risk, worlds, allowed.mean, allowed.draws(draws), unranged) if allowed else None
    ladder = tuple(standing(name, risk, worlds, level, np.full(draws, level), unranged) for name, level in LADDER)
    return replace(base, budget=budget, ladder=ladder, loads=loads(asked, best))


def _worlds(asked: Model, best: Mapping[int, float], worst: Mapping[int, float], draws: int) -> Worlds:
    """Draw worlds at both ends of what is unknown, each with its weight: how well it predicted the evidence."""
    sides = []
    for free in (best, worst):
        setting = drawn_setting(asked.reader.weights, free, draws)
        roots = [asked.with_evidence(asked.total), asked.seen.formula]
        joint, given = asked.headline.probabilities(setting.weights, setting.complements, roots)
        risk = np.divide(joint, given, out=np.zeros_like(joint), where=given > 0)
        sides.append((risk, given / given.sum()))
        if best == worst:
            sides.append(sides[0])
            break
    return Worlds(*sides[0], *sides[1])


def _range(worlds: Worlds) -> Interval:
    low = weighted_quantiles(worlds.low, worlds.low_weight, (0.05,))[0]
    high = weighted_quantiles(worlds.high, worlds.high_weight, (0.95,))[0]
    return Interval(low, high)


def _unassessed(asked: Model) -> tuple[str, ...]:
    """Return the nodes nobody gave a number that the risk depends on."""
    matter = asked.headline.support(asked.with_evidence(asked.total)) | asked.headline.support(asked.seen.formula)
    unknown = (leaf for leaf, weight in asked.free.items() if leaf in matter and weight == Free())
    return tuple(dict.fromkeys(asked.reader.subjects[leaf] for leaf in unknown))


def _method(asked: Model) -> str:
    words = f"exact, {asked.circuit.size:,} nodes"
    if headline_setting(asked.reader.weights, {}, samples=1).sampled:
        words = f"sampled, {DRAWS:,} draws: parameters shared in a way that has no exact rule"
    if asked.reader.simulated:
        words += f"; response times simulated, {20_000:,} incidents"
    return words


def _error(asked: Model, free: Mapping[int, float]) -> float:
    """Return the standard error of the risk that comes from simulated times: each figure moved by its own error."""
    base = asked.at_means(asked.total, free)
    if base is None or not asked.reader.simulated:
        return 0.0
    setting = headline_setting(asked.reader.weights, free)
    changes = [
        (leaf, min(1.0, float(setting.weights[leaf][0]) + error)) for leaf, error in asked.reader.simulated.items()
    ]
    return float(np.sqrt(sum((value - base) ** 2 for value in asked.moved(free, changes) if value is not None)))


def _crossing(asked: Model, best: Mapping[int, float], worst: Mapping[int, float]) -> dict[str, tuple[float, float]]:
    """Return the lowest and highest risk when one number without a range is moved to an end, by what it judges."""
    unranged = [number for number in asked.reader.numbers if not number.ranged]
    changes = [(number.leaf, value) for number in unranged for value in (0.0, 1.0)]
    found: dict[str, tuple[float, float]] = {}
    for free in (best, worst) if changes else ():
        risks = asked.moved(free, changes)
        for place, number in enumerate(unranged):
            ends_of = [value for value in risks[2 * place : 2 * place + 2] if value is not None]
            if ends_of:
                low, high = found.get(number.subject, (1.0, 0.0))
                found[number.subject] = min(low, *ends_of), max(high, *ends_of)
    return found
