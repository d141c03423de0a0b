"""How much of the variance of a result each uncertain input carries: first-order and total indices, Shapley effects.

A result Y is a function of independent inputs. The first-order index of an input is Var(E[Y | it]) / Var(Y), the total
index E[Var(Y | all others)] / Var(Y) (Sobol 1993; Homma & Saltelli 1996), and the Shapley effect lies between: the
input's part in every group that acts together is shared out evenly, so that all effects add up to one (Owen, "Sobol'
Indices and Shapley Value", SIAM/ASA J. Uncertainty Quantification 2, 2014).

*Exactly* (`expansion`), where Y is linear in each input while all others are held (multilinear): a probability without
evidence is, in parameters that each weigh one leaf. Y is then a sum over groups of inputs of c_group times the product
of their (x - mean) / sd, these terms are orthogonal, and each c^2 is the variance that belongs to that group. Two
points for each input find all c, 2^k values of Y for k inputs.

*From samples* (`sampled`), for any function, each estimate with its standard error:
- first order: two results that share one input alone, correlated. Janon, Klein, Lagnoux, Nodet & Prieur, "Asymptotic
  Normality and Efficiency of Two Sobol Index Estimators", ESAIM: Probability and Statistics 18 (2014), equation 6.
- total: two results that share all inputs but one, half their squared distance. Jansen, "Analysis of Variance Designs
  for Model Output", Computer Physics Communications 117 (1999); over the variance that these two have, so that a rare
  large result stands above and below the line.
- Shapley: inputs are exchanged one after the other in a random order, and each is credited with what its exchange adds.
  Goda, "A Simple Algorithm for Global Sensitivity Analysis with Shapley Effects", Reliability Engineering & System
  Safety 213 (2021), algorithm 1; shares are of the variance that the same samples have, so that they add up to one.

Standard errors are those of a ratio of means (Cochran, "Sampling Techniques", 1977, section 2.11). They are estimates
themselves: where a few draws make most of the variance, they are too small more often than too large.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from loadpath.engine.draws import SEED, uniforms
from loadpath.engine.laws import gauss

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from numpy.typing import NDArray

    from loadpath.engine.laws import Law

    Floats = NDArray[np.float64]
    Function = Callable[[Floats], Floats]
    """Takes inputs as rows, shape (inputs, n), and returns one result for each column, shape (n,)."""

MOST_EXACT = 16
"""So many inputs are taken together exactly: 65,536 values of the function."""

FEWEST = 2
"""A standard error takes so many draws."""

ORDER = "the order of the exchanges"
"""The name of the draws that order inputs."""

WAYS = ("", ", once more")
"""What is added to a name for the two independent draws of an input."""

BLOCK = 4_000_000
"""So many values of inputs are handed to the function at a time: 32 megabytes."""


class UnmovedError(ValueError):
    """There is nothing to share out: an input, or the result, does not vary."""


@dataclass(frozen=True, slots=True, eq=False)
class Indices:
    """Indices of all inputs, and the standard error of each: zero where it is exact.

    Attributes:
        mean: of the result.
        variance: of the result.
        variance_error: its standard error.
        first: first-order indices, shape (inputs,).
        total: total indices.
        shapley: Shapley effects; they add up to one.
        first_error: standard errors.
        total_error: standard errors.
        shapley_error: standard errors.
        evaluations: how often the function was asked.
    """

    mean: float
    variance: float
    variance_error: float
    first: Floats
    total: Floats
    shapley: Floats
    first_error: Floats
    total_error: Floats
    shapley_error: Floats
    evaluations: int


def expansion(function: Function, laws: Sequence[Law]) -> Floats:
    """Return the coefficient of every group of inputs in the orthogonal expansion of a multilinear function.

    Args:
        function: linear in each input while the others are held; this is not checked.
        laws: of the inputs, each with a variance.

    Returns:
        Coefficients, shape (2^inputs,): bit i of a place says whether input i is in the group; place 0 is the mean.

    Raises:
        ValueError: with more than `MOST_EXACT` inputs, or an input that cannot vary.
    """
    count = len(laws)
    if count > MOST_EXACT:
        raise ValueError(f"{count} inputs are too many for all their groups; the most is {MOST_EXACT}")
    ends: list[tuple[Floats, Floats]] = [gauss(law, 2) for law in laws]
    if any(len(points) < 2 for points, _ in ends):  # noqa: PLR2004  a number that varies has two points
        raise UnmovedError("an input has no variance")
    places = np.arange(1 << count)
    inputs = np.array([points[places >> number & 1] for number, (points, _) in enumerate(ends)])
    found = evaluated(function, inputs.reshape(count, 1 << count))
    for number, (points, shares) in enumerate(ends):
        mean = float(shares @ points)
        deviation = float(np.sqrt(shares @ (points - mean) ** 2))
        pairs = found.reshape(-1, 2, 1 << number)
        low, high = pairs[:, 0].copy(), pairs[:, 1].copy()
        pairs[:, 0] = shares[0] * low + shares[1] * high
        pairs[:, 1] = (high - low) / (points[1] - points[0]) * deviation
    return found


def exact(function: Function, laws: Sequence[Law]) -> Indices:
    """Return all indices of a multilinear function, without sampling.

    Raises:
        ValueError: see `expansion`; also when the result does not vary.
    """
    parts = expansion(function, laws)
    mean, parts = float(parts[0]), parts**2
    parts[0] = 0.0
    variance = float(parts.sum())
    if variance <= 0:
        raise UnmovedError("the result does not vary")
    count = len(laws)
    member = (np.arange(1 << count) >> np.arange(count)[:, None] & 1).astype(bool)
    size = np.maximum(member.sum(axis=0), 1)
    none = np.zeros(count)
    return Indices(
        mean=mean,
        variance=variance,
        variance_error=0.0,
        first=parts[1 << np.arange(count)] / variance,
        total=np.array([parts[row].sum() for row in member]) / variance,
        shapley=np.array([(parts / size)[row].sum() for row in member]) / variance,
        first_error=none,
        total_error=none,
        shapley_error=none,
        evaluations=1 << count,
    )


def first_parts(slopes: Floats, variances: Floats) -> Floats:
    """Return Var(E[Y | input]) of each input of a multilinear function: exact for any number of inputs.

    E[Y | x] is linear in x, and its slope is the derivative at the means of all others.

    Args:
        slopes: derivatives of the function at the means.
        variances: of the inputs.
    """
    return slopes**2 * variances


def variance_of(law: Law) -> float:
    """Return the variance of a law, by a rule that is exact for squares on the points of the law; 0 of a point."""
    points, shares = gauss(law, 2)
    return float(shares @ (points - shares @ points) ** 2) if len(points) > 1 else 0.0


def sampled(function: Function, laws: Mapping[str, Law], draws: int, seed: int = SEED) -> Indices:
    """Return estimates of all indices of any function, each with its standard error.

    Two independent draws of each input, `draws` of both, are numbers of the input's name: other inputs do not move
    them, and more draws begin with the same. The function is asked (2 inputs + 2) times `draws`.

    Args:
        function: of inputs as rows, in the order of `laws`.
        laws: of the inputs, by the names that their draws belong to.
        draws: how many pairs; an even number, at least 2.
        seed: another seed, other draws.

    Raises:
        ValueError: without inputs, with an odd number of draws or fewer than 2, or when the result does not vary.
    """
    if not laws or draws < FEWEST or draws % 2:
        raise ValueError(f"{len(laws)} inputs and {draws} draws: at least one input and an even number of draws")
    pairs = [
        np.array([law.quantile(uniforms(f"{name}{way}", draws, seed)) for name, law in laws.items()]) for way in WAYS
    ]
    one, other = pairs
    base, far = evaluated(function, one), evaluated(function, other)
    spread = _spread(base, far)
    if not spread.any():
        raise UnmovedError("the result does not vary")
    first, total = [], []
    for number in range(len(laws)):
        mixed = one.copy()
        mixed[number] = other[number]
        near = evaluated(function, mixed)
        middle = (far.mean() + near.mean()) / 2
        first.append(_ratio((far - middle) * (near - middle), _spread(far, near)))
        total.append(_ratio((base - near) ** 2 / 2, _spread(base, near)))
    credits_ = _exchanged(function, one, other, base, seed)
    whole = credits_.sum(axis=0)
    effects = [_ratio(each, whole) for each in credits_]
    columns = [np.array(each) for pair in (first, total, effects) for each in zip(*pair, strict=True)]
    return Indices(
        mean=float((base.mean() + far.mean()) / 2),
        variance=float(spread.mean()),
        variance_error=float(spread.std(ddof=1)) / float(np.sqrt(draws)),
        first=columns[0],
        total=columns[2],
        shapley=columns[4],
        first_error=columns[1],
        total_error=columns[3],
        shapley_error=columns[5],
        evaluations=(2 * len(laws) + 2) * draws,
    )


def _spread(one: Floats, other: Floats) -> Floats:
    """Return half the squared distances of two results from their common mean, whose mean is the variance."""
    middle = (one.mean() + other.mean()) / 2
    return np.asarray(((one - middle) ** 2 + (other - middle) ** 2) / 2)


def _exchanged(function: Function, one: Floats, other: Floats, base: Floats, seed: int) -> Floats:
    """Return what each input adds to half the squared distance from `one` when it is exchanged, shape (inputs, n).

    Inputs are exchanged in an order of each column's own. The credits of a column add up to half the squared distance
    of the two results, whose expectation is the variance.
    """
    count, draws = one.shape
    keys = np.array([uniforms(f"{ORDER} {number}", draws, seed) for number in range(count)])
    order = np.argsort(keys, axis=0)
    columns = np.arange(draws)
    found = np.empty((count, draws))
    here, before = one.copy(), base
    for turn in order:
        here[turn, columns] = other[turn, columns]
        after = evaluated(function, here)
        found[turn, columns] = (before - after) * (base - (before + after) / 2)
        before = after
    return found


def evaluated(function: Function, inputs: Floats) -> Floats:
    """Return the results for many columns of inputs, so many at a time that little memory is taken."""
    columns = inputs.shape[1]
    step = max(1, BLOCK // max(1, len(inputs)))
    found = np.empty(columns)
    for start in range(0, columns, step):
        found[start : start + step] = function(inputs[:, start : start + step])
    return found


def _ratio(above: Floats, below: Floats) -> tuple[float, float]:
    """Return a ratio of means with its standard error."""
    mean = float(below.mean())
    ratio = float(above.mean()) / mean if mean > 0 else 0.0
    error = float(np.std(above - ratio * below, ddof=1)) / mean / float(np.sqrt(len(above))) if mean > 0 else 0.0
    return ratio, error
