"""A probability by sampling the shared causes and computing the rest exactly, when its exact circuit does not fit.

Each draw settles the causes that many parts share; what is left is small, and its probability is computed, not drawn:
P(root) = E[P(root | causes)]. The average over draws is unbiased, and its standard error is never above that of drawing
every leaf (the variance that the rest would add is gone). Draws are counter-based: that of a cause is a function of its
name, the seed and its index, so that another cause, block or order moves none. The result names its method.

Source: Rubinstein & Kroese, "Simulation and the Monte Carlo Method", section 5.4 (conditional Monte Carlo).
"""

from __future__ import annotations

from dataclasses import dataclass
from math import fsum, sqrt
from typing import TYPE_CHECKING

import numpy as np

from loadpath.engine.draws import SEED, uniforms
from loadpath.engine.interval_exact import exact
from loadpath.engine.interval_normal import Normal
from loadpath.engine.interval_shape import shaped
from loadpath.errors import TooLargeError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from loadpath.engine.formula import Formulas

REST_NODES = 1_000_000
"""So many nodes may the diagram have that computes what is left once the causes are settled."""

METHOD = "conditional Monte Carlo"


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """A probability that was partly drawn.

    Attributes:
        probability: the average over draws.
        standard_error: of that average.
        draws: how many were drawn.
        states: how many different states of the causes came up, each computed once.
        causes: the leaves that were drawn.
        method: how it came about, for a report.
    """

    probability: float
    standard_error: float
    draws: int
    states: int
    causes: tuple[int, ...]
    method: str = METHOD


def conditional(
    store: Formulas,
    root: int,
    weights: Sequence[float],
    causes: Sequence[int],
    draws: int,
    *,
    complements: Sequence[float] | None = None,
    names: Sequence[str] | None = None,
    seed: int = SEED,
    rest_nodes: int = REST_NODES,
) -> Estimate:
    """Return an estimate of a formula's probability with its standard error.

    Args:
        store: the formulas.
        root: the formula.
        weights: probability of each leaf.
        causes: leaves that are drawn; the others are computed.
        draws: how many, at least two.
        complements: one minus the weights; given where small ones are to keep their digits.
        names: whose draws those of each leaf are; without it, the leaf's number.
        seed: another seed, other draws.
        rest_nodes: so many nodes may the diagram of what is left have.

    Raises:
        TooLargeError: if what is left does not fit.
        ValueError: if there are fewer than two draws.

    >>> from loadpath.engine.formula import Formulas
    >>> store = Formulas()
    >>> cause, a, b = store.leaf(), store.leaf(), store.leaf()
    >>> both = store.all_of([store.any_of([cause, a]), store.any_of([cause, b])])
    >>> found = conditional(store, both, [0.5, 0.1, 0.1], [0], 1000)
    >>> found.states, abs(found.probability - 0.505) < 4 * found.standard_error
    (2, True)
    """
    if draws < 2:  # noqa: PLR2004 - one draw has no spread
        message = f"{draws} draws have no standard error"
        raise ValueError(message)
    others = [1.0 - weight for weight in weights] if complements is None else complements
    normal = Normal(list(zip(weights, others, strict=True)))
    adopted = normal.adopt(store, root)
    chosen = tuple(sorted(set(causes)))
    name = names or [f"leaf {leaf}" for leaf in range(len(weights))]
    held = np.array([uniforms(name[leaf], draws, seed) < weights[leaf] for leaf in chosen]).reshape(len(chosen), draws)
    states, counts = np.unique(held.T, axis=0, return_counts=True)
    values = [_rest(normal, adopted, dict(zip(chosen, state, strict=True)), rest_nodes) for state in states.tolist()]
    mean = fsum(count * value for count, value in zip(counts.tolist(), values, strict=True)) / draws
    squares = fsum(count * (value - mean) ** 2 for count, value in zip(counts.tolist(), values, strict=True))
    return Estimate(
        probability=mean,
        standard_error=sqrt(squares / (draws - 1) / draws),
        draws=draws,
        states=len(values),
        causes=chosen,
    )


def _rest(normal: Normal, formula: int, state: Mapping[int, bool], most: int) -> float:
    """Return the probability of a formula once its causes are settled."""
    for leaf, holds in state.items():
        formula = normal.restrict(formula, 1 << 2 * leaf if holds else 2 << 2 * leaf)
    pair = exact(normal, shaped(normal, formula), most, len(normal.leaves))
    if pair is None:
        message = f"what is left with {len(state)} causes settled takes more than {most} nodes"
        raise TooLargeError(message)
    return (pair[0] + pair[1]) / 2.0


def shared_causes(store: Formulas, root: int, count: int) -> tuple[int, ...]:
    """Return the leaves that most gates below a formula name, the most shared first; only those that two name.

    >>> from loadpath.engine.formula import Formulas
    >>> store = Formulas()
    >>> a, b, c = store.leaf(), store.leaf(), store.leaf()
    >>> shared_causes(store, store.any_of([store.all_of([a, b]), store.all_of([b, c])]), 2)
    (1,)
    """
    named: dict[int, set[int]] = {}
    stack, seen = [root], {root}
    while stack:
        number = stack.pop()
        for part in store.gates[number].parts:
            gate = store.gates[part]
            inner = store.gates[gate.parts[0]] if gate.kind == "not" else gate
            if inner.kind == "leaf" and store.gates[number].kind != "not":
                named.setdefault(inner.number, set()).add(number)
            if part not in seen:
                seen.add(part)
                stack.append(part)
    found = sorted((leaf for leaf in named if len(named[leaf]) > 1), key=lambda leaf: (-len(named[leaf]), leaf))
    return tuple(found[:count])
