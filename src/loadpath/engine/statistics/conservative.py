"""Conservative Bayesian inference: the worst that a few stated beliefs allow, whatever the rest of the prior is.

Failure rates are probabilities per demand; demands are independent.

Sources: Zhao, Robu, Flynn, Salako & Strigini, "Assessing the Safety and Reliability of Autonomous Vehicles from Road
Testing", ISSRE 2019, arXiv:1908.06540, theorem 1; Bishop, Bloomfield, Littlewood, Povyakalo & Wright, "Toward a
Formalism for Conservative Claims about the Dependability of Software-Based Systems", IEEE Transactions on Software
Engineering 37 (2011) 708-717; Strigini & Povyakalo, "Software Fault-Freeness and Reliability Predictions", SAFECOMP
2013.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, expm1, inf, log, log1p

from loadpath.engine.statistics.arguments import between, counts, probability, whole


@dataclass(frozen=True, slots=True, kw_only=True)
class WorstSurvival:
    """The least probability of survival that a belief allows, and the failure rate under which it is reached."""

    probability: float
    failure_rate: float


def worst_confidence(
    target: float, engineering_goal: float, belief: float, failures: int, demands: int, lowest: float = 0.0
) -> float:
    """Return the least posterior probability that the failure rate is at most `target`, over all priors that fit.

    A worst prior has two points: `belief` where the observation is least likely up to the goal, the rest where it is
    most likely beyond the target.

    Args:
        target: the failure rate that is to be shown.
        engineering_goal: the failure rate that was believed before, at most `target`.
        belief: the prior probability that the failure rate is at most the goal.
        failures: the failures that were seen.
        demands: the demands they were seen in.
        lowest: no failure rate below this is possible; with 0, one failure leaves no confidence at all.

    Raises:
        ValueError: when a count is none, `target` or `belief` is not between 0 and 1, or not
            lowest <= engineering_goal <= target.

    >>> round(worst_confidence(target=1e-3, engineering_goal=1e-4, belief=0.9, failures=0, demands=1000), 4)
    0.9568
    """
    target, belief = between("target", target), between("belief", belief)
    goal, floor = probability("engineering_goal", engineering_goal), probability("lowest", lowest)
    failures, demands = counts(failures, demands)
    if not floor <= goal <= target:
        raise ValueError(f"`lowest` <= `engineering_goal` <= `target` must hold, not {floor!r}, {goal!r}, {target!r}")
    least = min(_log_likelihood(x, failures, demands) for x in (floor, goal))
    greatest = _log_likelihood(max(target, failures / demands if demands else 0.0), failures, demands)
    return _share(belief, least - greatest)


def demands_for_worst_confidence(target: float, engineering_goal: float, belief: float, confidence: float) -> float:
    """Return how many demands without failure bring the worst posterior confidence to `confidence`; round up.

    Not rounded here, so that it is the inverse of `worst_confidence`.

    Raises:
        ValueError: when `target`, `belief` or `confidence` is not between 0 and 1, `engineering_goal` is above
            `target`, or it equals `target` and no number of demands is enough.

    >>> round(demands_for_worst_confidence(target=1e-3, engineering_goal=1e-4, belief=0.9, confidence=0.95), 1)
    829.8
    """
    target, belief = between("target", target), between("belief", belief)
    goal, confidence = probability("engineering_goal", engineering_goal), between("confidence", confidence)
    if goal > target:
        raise ValueError(f"`engineering_goal` must be at most `target`, not {goal!r} against {target!r}")
    if confidence <= belief:
        return 0.0
    if goal == target:
        raise ValueError(f"`engineering_goal` must be below `target` {target!r}: demands cannot tell them apart")
    return (_log_odds(confidence) - _log_odds(belief)) / (log1p(-goal) - log1p(-target))


def worst_failure_probability(doubt: float, bound: float) -> float:
    """Return the largest probability of failing the next demand when only P(rate <= bound) = 1 - doubt is believed.

    The doubted part fails for certain, the rest at the bound: x + y - xy.

    Raises:
        ValueError: when an argument is no probability.

    >>> round(worst_failure_probability(doubt=0.01, bound=0.001), 6)
    0.01099
    """
    doubt, bound = probability("doubt", doubt), probability("bound", bound)
    return doubt + bound - doubt * bound


def worst_survival(perfection: float, survived: int, following: int) -> WorstSurvival:
    """Return the least probability of surviving the `following` demands, after `survived` ones without failure.

    Only a prior probability of perfection (no failure, ever) is believed; the rest of the prior lies on the one rate x
    that is worst: it minimises (P + (1 - P)(1 - x)^(n + m)) / (P + (1 - P)(1 - x)^n), whose derivative has one zero. It
    is found by bisection. With one demand to follow, one minus the result is the worst mean failure rate.

    Raises:
        ValueError: when `perfection` is not between 0 and 1, `survived` no count or `following` less than 1.

    >>> found = worst_survival(perfection=0.9, survived=1000, following=1)
    >>> f"{1 - found.probability:.2e} at {found.failure_rate:.2e}"
    '3.93e-05 at 1.04e-03'
    """
    odds = exp(_log_odds(between("perfection", perfection)))
    n, m = whole("survived", survived), whole("following", following, least=1)
    if n == 0:
        return WorstSurvival(probability=odds / (1 + odds), failure_rate=1.0)
    t = _worst_exponent(odds, n, m)
    survival = (odds + exp(-(n + m) * t)) / (odds + exp(-n * t))
    return WorstSurvival(probability=survival, failure_rate=-expm1(-t))


def _worst_exponent(odds: float, n: int, m: int) -> float:
    """Return t = -log(1 - x) at the worst x: the zero of a falling function that is positive at ln(1 + m/n) / m."""
    low = log1p(m / n) / m
    high = 2 * low

    def slope(t: float) -> float:
        return odds * ((n + m) * exp(-m * t) - n) + m * exp(-(n + m) * t)

    while slope(high) > 0:
        low, high = high, 2 * high
    while low < (middle := (low + high) / 2) < high:
        low, high = (middle, high) if slope(middle) > 0 else (low, middle)
    return low


def _log_likelihood(rate: float, failures: int, demands: int) -> float:
    """Return the logarithm of x^k (1 - x)^(n - k); a rate of 1 comes only with as many failures as demands."""
    if rate == 0 and failures:
        return -inf
    found = failures * log(rate) if failures else 0.0
    return found + ((demands - failures) * log1p(-rate) if demands > failures else 0.0)


def _log_odds(number: float) -> float:
    return log(number) - log1p(-number)


def _share(belief: float, log_ratio: float) -> float:
    """Return the posterior of a belief after evidence with this logarithm of the likelihood ratio for it."""
    z = _log_odds(belief) + log_ratio
    return 1 / (1 + exp(-z)) if z > 0 else exp(z) / (1 + exp(z))
