"""Likelihood ratios: of a test from its error rates, between two probabilities, and what they make of a prior.

A ratio is P(result | bad) / P(result | good): odds of *bad* are multiplied by it, so above 1 it speaks for bad. It is
no factor on a probability: 10 against 3 % leaves 0.308 %, a factor of 10 leaves 0.300 %.

Source: Bayes' theorem in odds form; Good, "Probability and the Weighing of Evidence" (1950), chapter 6.
"""

from __future__ import annotations

from dataclasses import dataclass

from loadpath.engine.statistics.arguments import between, not_negative, probability


@dataclass(frozen=True, slots=True, kw_only=True)
class LikelihoodRatios:
    """What each result of a test multiplies the odds of *bad* by."""

    alarm: float
    passed: float


def likelihood_ratios(sensitivity: float, specificity: float) -> LikelihoodRatios:
    """Return the likelihood ratios of a test with sensitivity P(alarm | bad) and specificity P(no alarm | good).

    Raises:
        ValueError: when `sensitivity` is no probability, or `specificity` not between 0 and 1: at 1 an alarm, at 0 a
            pass would be certain proof.

    >>> found = likelihood_ratios(sensitivity=0.9, specificity=0.95)
    >>> round(found.alarm, 6), round(found.passed, 6)
    (18.0, 0.105263)
    """
    found, quiet = probability("sensitivity", sensitivity), between("specificity", specificity)
    return LikelihoodRatios(alarm=found / (1 - quiet), passed=(1 - found) / quiet)


def required_ratio(now: float, target: float) -> float:
    """Return by how much the odds must be divided to come from one probability to another: odds now / odds target.

    Raises:
        ValueError: when an argument is not between 0 and 1.

    >>> round(required_ratio(0.03, 0.0025), 2)
    12.34
    """
    now, target = between("now", now), between("target", target)
    return now * (1 - target) / ((1 - now) * target)


def posterior(prior: float, ratio: float) -> float:
    """Return the probability of *bad* once its odds are multiplied by a likelihood ratio.

    Raises:
        ValueError: when `prior` is no probability, `ratio` is negative, or a prior of 1 meets a ratio of 0.

    >>> round(posterior(0.03, 1 / 10), 5), round(posterior(0.03, 1 / 4), 5)
    (0.00308, 0.00767)
    """
    prior, ratio = probability("prior", prior), not_negative("ratio", ratio)
    if prior == 1 and ratio == 0:
        raise ValueError("`ratio` must be above 0 where `prior` is 1, not 0.0: what is certain was excluded")
    return prior * ratio / (prior * ratio + (1 - prior))
