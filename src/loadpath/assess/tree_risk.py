"""What a published fault tree comes to: each top event exactly, or between proven bounds where that does not fit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from loadpath.assess.fault_tree import tree_model
from loadpath.assess.results import Interval
from loadpath.assess.tree_laws import weights_of
from loadpath.engine.interval import Limits, bounds
from loadpath.engine.worlds import plan
from loadpath.errors import TooLargeError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from loadpath.assess.fault_tree import TreeModel
    from loadpath.case.fault_tree import FaultTree
    from loadpath.engine.circuit import Circuit

RATIO = 1.1
"""Bounds are narrowed until one is so many times the other."""

STEPS = 3_000
"""Or until so many parts have been taken apart, a few minutes, whichever comes first."""

DRAWS = 10_000
"""Worlds for the range of a top event, unless somebody asks for more."""

MOST_DRAWN = 5_000_000_000
"""Ranges are drawn if worlds times operations are no more than this, a minute or so."""

EXACT = "exact"
NOT_DRAWN = "exact; too large for a range by {draws:,} worlds"
BETWEEN = "between proven bounds"


@dataclass(frozen=True, slots=True, kw_only=True)
class TopRisk:
    """How likely a top event is.

    Attributes:
        name: the gate.
        probability: its ends, which are equal when it is exact; events are taken at their means.
        method: how it was computed.
        operations: how many its circuit takes; 0 without one.
        digest: the name of the computation; empty without a circuit.
        range: the 5 % and the 95 % point over worlds; None when no event is uncertain, or none were drawn.
    """

    name: str
    probability: Interval
    method: str
    operations: int = 0
    digest: str = ""
    range: Interval | None = None

    def as_json(self) -> dict[str, object]:
        """Return the same under stable keys, with full digits."""
        low, high = self.probability.low, self.probability.high
        return {
            "name": self.name,
            "probability": low if low == high else None,
            "lower": low,
            "upper": high,
            "gap": high - low,
            "method": self.method,
            "operations": self.operations,
            "digest": self.digest,
            "range": [self.range.low, self.range.high] if self.range else None,
        }


def tree_risk(tree: FaultTree, draws: int = DRAWS) -> tuple[TopRisk, ...]:
    """Return how likely each top event of a fault tree is, in the order of definition.

    Args:
        tree: the fault tree.
        draws: how many worlds are drawn for ranges; 0 for none.

    Raises:
        UnreadableError: when a probability is not between 0 and 1.
    """
    model = tree_model(tree)
    try:
        circuit = model.circuit()
    except TooLargeError:
        return tuple(_bounded(model, name, top) for name, top in model.tops.items())
    weights = np.array(model.means).reshape(-1, 1)
    roots = list(model.tops.values())
    found = circuit.probabilities(weights, 1 - weights, roots)[:, 0].tolist()
    ranges = _ranges(tree, model, circuit, draws)
    method = EXACT if ranges is not None else NOT_DRAWN.format(draws=draws)
    risks = []
    for (name, top), probability in zip(model.tops.items(), found, strict=True):
        own = circuit if len(roots) == 1 else circuit.narrowed([top])[0]
        risks.append(
            TopRisk(
                name=name,
                probability=Interval(probability, probability),
                method=method,
                operations=own.size,
                digest=own.digest,
                range=ranges.get(name) if ranges else None,
            )
        )
    return tuple(risks)


def _bounded(model: TreeModel, name: str, top: int) -> TopRisk:
    try:
        circuit = model.circuit([top]) if len(model.tops) > 1 else None
    except TooLargeError:
        circuit = None
    if circuit is not None:
        weights = np.array(model.means).reshape(-1, 1)
        exact = float(circuit.probabilities(weights, 1 - weights, [top])[0, 0])
        return TopRisk(
            name=name,
            probability=Interval(exact, exact),
            method=EXACT,
            operations=circuit.size,
            digest=circuit.digest,
        )
    found = bounds(model.store, top, model.means, limits=Limits(ratio=RATIO, steps=STEPS))
    return TopRisk(name=name, probability=Interval(found.lower, found.upper), method=BETWEEN)


def _ranges(tree: FaultTree, model: TreeModel, circuit: Circuit, draws: int) -> Mapping[str, Interval] | None:
    """Return the 5 % and 95 % points of top events over worlds: nothing to draw leaves none, too much gives None."""
    weights = weights_of(tree, model.events, model.means) if draws else None
    if weights is None:
        return {}
    if draws * circuit.size > MOST_DRAWN:
        return None
    drawn: NDArray[np.float64] = plan(circuit, weights, list(model.tops.values()), {}).worlds(draws)
    ends = np.quantile(drawn, [0.05, 0.95], axis=1)
    return {name: Interval(low, high) for name, low, high in zip(model.tops, *ends.tolist(), strict=True)}
