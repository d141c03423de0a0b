"""What weighs a leaf: a number nobody knows exactly, a function of some, a cut of one, or nothing at all (free).

A parameter is one number with one law, drawn once wherever it stands. The headline needs expectations of products of
weights: for leaves with parameters of their own these are the means; a parameter that several leaves share is
integrated by a rule that is exact for its degree.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from math import prod
from typing import TYPE_CHECKING

import numpy as np

from loadpath.engine import laws
from loadpath.engine.draws import uniforms

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

MOST_POINTS = 200_000
"""More points than this and shared parameters are sampled instead of integrated, and the result says so."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """A number with a law; the name is its identity and keys its random draws."""

    name: str
    law: laws.Law


@dataclass(frozen=True, slots=True)
class Is:
    """A leaf that is true with the probability that a parameter gives."""

    parameter: Parameter


@dataclass(frozen=True, slots=True)
class Of:
    """A leaf whose probability is a smooth function of parameters."""

    parameters: tuple[Parameter, ...]
    function: Callable[..., Floats]


@dataclass(frozen=True, slots=True)
class Cut:
    """A leaf that is true when a parameter lies at or below `upper`, given that it lies above `lower`."""

    parameter: Parameter
    lower: float
    upper: float


@dataclass(frozen=True, slots=True)
class Below:
    """A leaf that is true when the first parameter is at most the second."""

    first: Parameter
    second: Parameter


@dataclass(frozen=True, slots=True)
class Free:
    """A leaf that nobody weighed: any probability from `low` to `high`."""

    low: float = 0.0
    high: float = 1.0


Weight = Is | Of | Cut | Below | Free


@dataclass(frozen=True, slots=True)
class Setting:
    """Weights and complements of all leaves at several points, with the weight of each point (they sum to one)."""

    weights: Floats
    complements: Floats
    points: Floats
    sampled: bool = False


def parameters_of(weight: Weight) -> tuple[Parameter, ...]:
    """Return the parameters that a leaf depends on."""
    match weight:
        case Is(parameter) | Cut(parameter):
            return (parameter,)
        case Of(parameters):
            return parameters
        case Below(first, second):
            return (first, second)
        case Free():
            return ()


def _shared(weights: Sequence[Weight]) -> dict[str, Parameter]:
    """Return the parameters that make leaves depend on each other beyond what their means can say."""
    users: dict[str, list[Weight]] = defaultdict(list)
    known: dict[str, Parameter] = {}
    for weight in weights:
        for parameter in parameters_of(weight):
            users[parameter.name].append(weight)
            known[parameter.name] = parameter
    found: dict[str, Parameter] = {}
    for name, using in users.items():
        if len(using) > 1 and not all(isinstance(weight, Cut) for weight in using):
            found[name] = known[name]
    for weight in weights:
        if isinstance(weight, Of) and len(weight.parameters) > 1:
            found |= {p.name: p for p in weight.parameters}
    return found


def headline_setting(weights: Sequence[Weight], free: Mapping[int, float], samples: int = 20_000) -> Setting:
    """Return points at which the leaves' weights, averaged, give exact expectations of multilinear functions.

    Args:
        weights: what weighs each leaf.
        free: the value of each free leaf.
        samples: how many draws are taken where the exact rule would need more than `MOST_POINTS` points.
    """
    shared = {name: p for name, p in _shared(weights).items() if not isinstance(p.law, laws.Point)}
    rules = [_rule(parameter, weights) for parameter in shared.values()]
    if prod(len(points) for points, _ in rules) > MOST_POINTS or any(
        isinstance(w, Below) and {p.name for p in parameters_of(w)} & shared.keys() for w in weights
    ):
        return drawn_setting(weights, free, samples)
    values: dict[str, Floats] = {}
    points = np.ones(1)
    for name, (places, shares) in zip(shared, rules, strict=True):
        values = {other: np.repeat(row, len(places)) for other, row in values.items()}
        values[name] = np.tile(places, len(points))
        points = np.outer(points, shares).ravel()
    count = len(points)
    stacked, complements = np.empty((len(weights), count)), np.empty((len(weights), count))
    for leaf, weight in enumerate(weights):
        stacked[leaf], complements[leaf] = _headline_row(weight, values, free.get(leaf, 0.0), count)
    return Setting(stacked, complements, points)


def with_free(setting: Setting, free: Mapping[int, float]) -> Setting:
    """Return a setting with some free leaves at other values, on which nothing else in it depends."""
    if not free:
        return setting
    stacked, complements = setting.weights.copy(), setting.complements.copy()
    for leaf, value in free.items():
        stacked[leaf], complements[leaf] = value, 1.0 - value
    return Setting(stacked, complements, setting.points, setting.sampled)


def _rule(parameter: Parameter, weights: Sequence[Weight]) -> tuple[Floats, Floats]:
    """Return points that are exact for repeated use, or fine enough for smooth functions, on each side of each cut."""
    using = [weight for weight in weights if parameter.name in {p.name for p in parameters_of(weight)}]
    ends = {end for weight in using if isinstance(weight, Cut) for end in (weight.lower, weight.upper)}
    cuts = tuple(sorted(end for end in ends if end > 0))
    if any(isinstance(weight, Of) for weight in using):
        return laws.smooth(parameter.law, cuts)
    return laws.gauss(parameter.law, sum(isinstance(weight, Is) for weight in using), cuts)


def _headline_row(weight: Weight, shared: Mapping[str, Floats], free: float, count: int) -> tuple[Floats, Floats]:
    """Return weights and complements of one leaf at the points of the shared parameters."""
    names = {parameter.name for parameter in parameters_of(weight)}
    if names & shared.keys():
        return _row(weight, shared, free, count)
    match weight:
        case Is(parameter):
            mean = parameter.law.mean
            complement = parameter.law.complement if isinstance(parameter.law, laws.Point) else 1.0 - mean
        case Cut(parameter, lower, upper):
            below = parameter.law.cdf(lower) if lower > 0 else 0.0
            mean = (parameter.law.cdf(upper) - below) / (1.0 - below) if below < 1.0 else 0.0
            complement = 1.0 - mean
        case Of(parameters, function) if all(isinstance(p.law, laws.Point) for p in parameters):
            mean = float(function(*(np.array([p.law.mean]) for p in parameters))[0])
            complement = 1.0 - mean
        case Of((parameter,), function):
            mean = laws.expectation(parameter.law, function)
            complement = 1.0 - mean
        case Below(first, second):
            mean = laws.expectation(second.law, lambda x: np.array([first.law.cdf(float(value)) for value in x]))
            complement = 1.0 - mean
        case _:
            mean, complement = free, 1.0 - free
    return np.full(count, mean), np.full(count, complement)


def _row(weight: Weight, values: Mapping[str, Floats], free: float, count: int) -> tuple[Floats, Floats]:
    def value(parameter: Parameter) -> Floats:
        found = values.get(parameter.name)
        return np.full(count, parameter.law.mean) if found is None else found

    match weight:
        case Is(parameter) if isinstance(parameter.law, laws.Point):
            return np.full(count, parameter.law.mean), np.full(count, parameter.law.complement)
        case Is(parameter):
            row = value(parameter)
        case Cut(parameter, _, upper):
            row = (value(parameter) <= upper).astype(float)
        case Of(parameters, function):
            row = function(*map(value, parameters))
        case Below(first, second):
            row = (value(first) <= value(second)).astype(float)
        case Free():
            row = np.full(count, free)
    return row, 1.0 - row


def drawn_setting(weights: Sequence[Weight], free: Mapping[int, float], count: int) -> Setting:
    """Return the leaves' weights in `count` worlds: every parameter drawn once from its law, keyed by its name."""
    known = {parameter.name: parameter for weight in weights for parameter in parameters_of(weight)}
    values = {name: parameter.law.quantile(uniforms(name, count)) for name, parameter in known.items()}
    return Setting(*rows_at(weights, values, free, count), np.full(count, 1.0 / count), sampled=True)


def rows_at(
    weights: Sequence[Weight], values: Mapping[str, Floats], free: Mapping[int, float], count: int
) -> tuple[Floats, Floats]:
    """Return the leaves' weights and complements where parameters have certain values, one column for each set of them.

    Args:
        weights: what weighs each leaf.
        values: of parameters by name, shape (count,) each; a parameter that is not there is at its mean.
        free: the value of each free leaf.
        count: how many sets of values there are.

    Returns:
        Weights and complements, shape (leaves, count) each.
    """
    stacked, complements = np.empty((len(weights), count)), np.empty((len(weights), count))
    for leaf, weight in enumerate(weights):
        stacked[leaf], complements[leaf] = _row(weight, values, free.get(leaf, 0.0), count)
    return stacked, complements
