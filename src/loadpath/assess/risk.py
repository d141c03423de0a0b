"""Risk: from a case and an assessor to an assessment, exactly (meaning.md, sections 1 and 2).

The headline is E[P(harm, evidence)] / E[P(evidence)]: both are multilinear in independent parameters, so both are
exact at the means. Ranges and verdicts are drawn when somebody asks for them (`spread`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from loadpath.assess.budget import allowance
from loadpath.assess.lines import Judgements, judgements_of
from loadpath.assess.load import loads
from loadpath.assess.model import Model, model
from loadpath.assess.posteriors import Posteriors
from loadpath.assess.results import Assessment, Interval
from loadpath.assess.spread import Spread
from loadpath.engine.clock import INCIDENTS
from loadpath.engine.leaves import Free
from loadpath.errors import TooLargeError

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


def assess(
    case: CaseGraph, assessor: str, draws: int = DRAWS, given: Sequence[Proposition] = (), *, weighed: bool = True
) -> Assessment:
    """Return everything an assessor's numbers come to.

    Where the exact circuit does not fit, the risk lies between proven bounds, and `method` says so.

    Args:
        case: a sound case.
        assessor: id of one of its assessors, or `published`.
        draws: how many worlds the ranges are made of.
        given: what is taken for a fact besides the evidence.
        weighed: whether it is told what each proposition carries; that takes longer than the risk.

    Raises:
        ValueError: when there is no such assessor.
        ContradictionError: when a number has no meaning.
    """
    judgements = judgements_of(case, assessor)
    try:
        asked = model(case, judgements, given)
    except TooLargeError:
        from loadpath.assess.bounded import bounded  # noqa: PLC0415  hardly ever needed

        return bounded(case, judgements, given, allowance(case))
    risk, best, worst = asked.answer(asked.total)
    return Assessment(
        assessor=assessor,
        title=asked.reader.judgements.title,
        risk=risk,
        listed=asked.answer(asked.listed)[0],
        pathways={name: asked.answer(root)[0] for name, root in asked.pathways.items()},
        residual={name: asked.answer(root)[0] for name, root in asked.residual.items()},
        propositions=Posteriors(asked),
        spread=Spread(asked=asked, risk=risk, ends=(best, worst), allowed=allowance(case), draws=draws),
        loads=loads(asked, best) if weighed and isinstance(risk, Interval) else (),
        used=asked.seen.used,
        unused=asked.seen.unused,
        unscored=asked.seen.unscored,
        unassessed=_unassessed(asked),
        withheld=_subjects(asked, asked.reader.kept_back),
        method=_method(asked),
        circuit=asked.circuit.digest,
        error=_error(asked, best),
        draws=draws,
    )


def _unassessed(asked: Model) -> tuple[str, ...]:
    """Return the nodes nobody gave a number that the risk depends on."""
    return _subjects(asked, (leaf for leaf in asked.free if is_open(asked, leaf)))


def is_open(asked: Model, leaf: int) -> bool:
    """Return whether nobody gave the number of a leaf: it may be anything, or what is known around it narrows it."""
    reader = asked.reader
    return (asked.free[leaf] == Free() and leaf not in reader.kept_back) or leaf in reader.narrowed


def _subjects(asked: Model, leaves: Iterable[int]) -> tuple[str, ...]:
    """Return what leaves concern, those that the risk depends on."""
    matter = asked.matter
    return tuple(dict.fromkeys(asked.reader.subjects[leaf] for leaf in leaves if leaf in matter))


def _method(asked: Model) -> str:
    words = f"exact, {asked.circuit.size:,} operations"
    if asked.setting({}).sampled:
        words = f"sampled, {DRAWS:,} draws: parameters shared in a way that has no exact rule"
    if asked.reader.simulated:
        words += f"; response times simulated, {INCIDENTS:,} incidents"
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
