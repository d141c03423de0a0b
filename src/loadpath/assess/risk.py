"""Risk: from a case and an assessor to an assessment, exactly (meaning.md, sections 1 and 2).

The headline is E[P(harm, evidence)] / E[P(evidence)]: both are multilinear in independent parameters, so both are
exact at the means. Ranges are over worlds: draws of all parameters, each weighted by how well it predicted the
evidence.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from loadpath.assess.budget import allowance
from loadpath.assess.lines import Judgements, judgements_of
from loadpath.assess.load import loads
from loadpath.assess.model import Model, model
from loadpath.assess.posteriors import Posteriors
from loadpath.assess.results import Assessment, Interval, NotComputed
from loadpath.assess.verdict import LADDER, Worlds, standing
from loadpath.engine.leaves import Free

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from loadpath.case.graph import CaseGraph
    from loadpath.case.proposition import Proposition
    from loadpath.engine.leaves import Setting

DRAWS = 20_000
"""How many worlds the ranges are made of."""


def needed(case: CaseGraph) -> tuple[str, ...]:
    """Return the nodes that an assessor would have to give a number before the risk is one number."""
    return _unassessed(model(case, Judgements("", "", {}, {})))


def assess(case: CaseGraph, assessor: str, draws: int = DRAWS, given: Sequence[Proposition] = ()) -> Assessment:
    """Return everything an assessor's numbers come to.

    Args:
        case: a sound case.
        assessor: id of one of its assessors, or `published`.
        draws: how many worlds the ranges are made of.
        given: what is taken for a fact besides the evidence.

    Raises:
        ValueError: when there is no such assessor.
        ContradictionError: when a number has no meaning.
        TooLargeError: when the exact circuit would be too large.
    """
    asked = model(case, judgements_of(case, assessor), given)
    risk, best, worst = asked.answer(asked.total)
    worlds = _worlds(asked, best, worst, draws) if isinstance(risk, Interval) else None
    ends = worlds.ends() if worlds else None
    allowed = allowance(case)
    base = Assessment(
        assessor=assessor,
        title=asked.reader.judgements.title,
        risk=risk,
        listed=asked.answer(asked.listed)[0],
        pathways={name: asked.answer(root)[0] for name, root in asked.pathways.items()},
        residual={name: asked.answer(root)[0] for name, root in asked.residual.items()},
        propositions=Posteriors(asked),
        range=ends or NotComputed("the risk was not computed"),
        budget=None,
        ladder=(),
        used=asked.seen.used,
        unused=asked.seen.unused,
        unscored=asked.seen.unscored,
        unassessed=_unassessed(asked),
        withheld=_subjects(asked, asked.reader.kept_back),
        method=_method(asked),
        error=_error(asked, best),
        draws=draws,
    )
    if worlds is None or ends is None or not isinstance(risk, Interval):
        return base
    unranged = _crossing(asked, best, worst)
    budget = None
    if allowed:
        levels = allowed.draws(draws)
        budget = standing("budget", risk, worlds, allowed.mean, levels, worlds.ends(levels), unranged)
    ladder = tuple(
        standing(name, risk, worlds, level, level, Interval(ends.low / level, ends.high / level), unranged)
        for name, level in LADDER
    )
    return replace(base, budget=budget, ladder=ladder, loads=loads(asked, best))


def _worlds(asked: Model, best: Mapping[int, float], worst: Mapping[int, float], draws: int) -> Worlds:
    """Draw worlds at both ends of what is unknown, each with its weight: how well it predicted the evidence."""
    sides = []
    for free in (best, worst):
        joint, given = asked.drawn(free, draws)
        risk = np.divide(joint, given, out=np.zeros_like(joint), where=given > 0)
        sides.append((risk, given / given.sum()))
        if best == worst:
            sides.append(sides[0])
            break
    return Worlds(*sides[0], *sides[1])


def _unassessed(asked: Model) -> tuple[str, ...]:
    """Return the nodes nobody gave a number that the risk depends on."""
    kept_back = asked.reader.kept_back
    return _subjects(asked, (leaf for leaf, weight in asked.free.items() if weight == Free() and leaf not in kept_back))


def _subjects(asked: Model, leaves: Iterable[int]) -> tuple[str, ...]:
    """Return what leaves concern, those that the risk depends on."""
    matter = asked.matter
    return tuple(dict.fromkeys(asked.reader.subjects[leaf] for leaf in leaves if leaf in matter))


def _method(asked: Model) -> str:
    words = f"exact, {asked.circuit.size:,} nodes"
    if asked.setting({}).sampled:
        words = f"sampled, {DRAWS:,} draws: parameters shared in a way that has no exact rule"
    if asked.reader.simulated:
        words += f"; response times simulated, {20_000:,} incidents"
    return words


def _error(asked: Model, free: Mapping[int, float]) -> float:
    """Return the standard error of the risk: of simulated times, each moved by its own error, and of sampling."""
    base = asked.at_means(asked.total, free)
    if base is None:
        return 0.0
    setting = asked.setting(free)
    changes = [
        (leaf, min(1.0, float(setting.weights[leaf][0]) + error)) for leaf, error in asked.reader.simulated.items()
    ]
    moved = [value - base for value in asked.moved(free, changes) if value is not None] if changes else []
    return float(np.sqrt(np.sum(np.square(moved)) + _sampling_error(asked, setting, base) ** 2))


def _sampling_error(asked: Model, setting: Setting, base: float) -> float:
    """Return the standard error of a ratio of sampled means (Cochran 1977, 2.11); 0 where nothing was sampled."""
    if not setting.sampled:
        return 0.0
    roots = [asked.with_evidence(asked.total), asked.seen.formula]
    joint, given = asked.circuit.probabilities(setting.weights, setting.complements, roots)
    return float(np.std(joint - base * given) / given.mean() / np.sqrt(len(given)))


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
