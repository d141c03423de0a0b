"""What the distributions of a published fault tree are as laws of the engine.

The words are those of the Open-PSA Model Exchange Format 2.0d, section III.2. A distribution that reaches beyond 0 or 1
is cut there, since it is one of a probability.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from loadpath.assess.fault_tree import mean_of
from loadpath.case.fault_tree import Deviate, Number
from loadpath.case.fault_tree import Parameter as Named
from loadpath.engine import laws
from loadpath.engine.leaves import Is, Parameter

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from loadpath.case.fault_tree import Expression, FaultTree

    Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Normal:
    """A normal distribution, cut at 0 and 1: what it has beyond lies there."""

    mean: float
    deviation: float

    def quantile(self, u: Floats) -> Floats:
        """Return the value at `u`."""
        from scipy.special import ndtri  # noqa: PLC0415  scipy is slow to start

        return np.clip(self.mean + self.deviation * ndtri(u), 0.0, 1.0)

    def cdf(self, x: float) -> float:
        """Return the probability of at most `x`."""
        from scipy.special import ndtr  # noqa: PLC0415  scipy is slow to start

        return 1.0 if x >= 1 else float(ndtr((x - self.mean) / self.deviation)) if x >= 0 else 0.0


@dataclass(frozen=True, slots=True)
class Gamma:
    """A gamma distribution by shape and scale, cut at 1."""

    shape: float
    scale: float

    @property
    def mean(self) -> float:
        """Return the expectation before it is cut."""
        return self.shape * self.scale

    def quantile(self, u: Floats) -> Floats:
        """Return the value at `u`."""
        from scipy.special import gammaincinv  # noqa: PLC0415  scipy is slow to start

        return np.asarray(np.minimum(self.scale * gammaincinv(self.shape, u), 1.0))

    def cdf(self, x: float) -> float:
        """Return the probability of at most `x`."""
        from scipy.special import gammainc  # noqa: PLC0415  scipy is slow to start

        return 1.0 if x >= 1 else float(gammainc(self.shape, x / self.scale)) if x > 0 else 0.0


def weights_of(tree: FaultTree, events: Sequence[str], means: Sequence[float]) -> list[Is] | None:
    """Return what weighs each event, or None when nothing is said of how uncertain any of them is.

    Events that name the same parameter share its draws.

    Args:
        tree: the fault tree.
        events: the events, in the order of their leaves.
        means: the mean probability of each.
    """
    found: list[Is] = []
    uncertain = False
    for event, mean in zip(events, means, strict=True):
        name, value = f"event {event}", tree.events[event].probability
        while isinstance(value, Named):
            name, value = f"parameter {value.name}", tree.parameters[value.name]
        law = laws.Point(mean, 1 - mean) if isinstance(value, Number) else _law(tree, value)
        uncertain |= not isinstance(law, laws.Point)
        found.append(Is(Parameter(name, law)))
    return found if uncertain else None


def _law(tree: FaultTree, value: Deviate) -> laws.Law:
    """Return the law of a distribution whose numbers are taken at their means; one without width is a point."""
    numbers: Sequence[Expression] = value.numbers
    given = [mean_of(tree, number) for number in numbers]
    match value.kind, given:
        case "beta-deviate", (a, b) if a > 0 and b > 0:
            return laws.Beta(a, b)
        case "lognormal-deviate", (centre, spread) if spread > 0:
            return laws.LogNormal(centre, spread)
        case "lognormal-deviate", (mean, factor, level) if mean > 0 and factor > 1 and 0.5 < level < 1:  # noqa: PLR2004
            return laws.lognormal(mean, factor, level)
        case "uniform-deviate", (low, high) if 0 <= low < high <= 1:
            return laws.Updated(np.array([low, high]), np.array([0.0, 1.0]), (low + high) / 2)
        case "normal-deviate", (mean, deviation) if deviation > 0:
            return Normal(mean, deviation)
        case "gamma-deviate", (shape, scale) if shape > 0 and scale > 0:
            return Gamma(shape, scale)
        case _:
            mean = mean_of(tree, value)
            return laws.Point(mean, 1 - mean)
