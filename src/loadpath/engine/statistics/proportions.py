"""What k events in n trials say about a proportion: confidence intervals, exact and approximate.

Exact means: whatever the proportion is, the interval contains it at least as often as it promises. With no trials
nothing is known, and every interval is 0 to 1. The trials must be independent; the unit is therefore the cluster (all
samples of one scenario), not the sample. All results are proportions per trial.

Sources: Clopper & Pearson, Biometrika 26 (1934) 404-413; Wilson, JASA 22 (1927) 209-212; Brown, Cai & DasGupta,
"Interval Estimation for a Binomial Proportion", Statistical Science 16 (2001) 101-133; Hanley &
Lippman-Hand, JAMA 249 (1983) 1743-1745.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, expm1, log, log1p, sqrt

from loadpath.engine.statistics.arguments import between, counts, probability, whole
from loadpath.engine.statistics.quantiles import beta_quantile

CONFIDENCE = 0.95
"""The confidence where none is asked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfidenceInterval:
    """Two ends that were computed from what was observed, both of them included."""

    lower: float
    upper: float


def clopper_pearson_upper(events: int, trials: int, confidence: float = CONFIDENCE) -> float:
    """Return the exact one-sided upper bound on a proportion: the default of this project.

    The largest proportion p under which at most `events` would be seen with probability `1 - confidence` or more.

    Raises:
        ValueError: when the counts are none or `confidence` is not between 0 and 1.

    >>> round(clopper_pearson_upper(0, 2900), 6)
    0.001032
    >>> clopper_pearson_upper(0, 0)
    1.0
    """
    events, trials = counts(events, trials)
    confidence = between("confidence", confidence)
    return _upper(events, trials, confidence, 1 - confidence)


def clopper_pearson_lower(events: int, trials: int, confidence: float = CONFIDENCE) -> float:
    """Return the exact one-sided lower bound on a proportion.

    Raises:
        ValueError: when the counts are none or `confidence` is not between 0 and 1.

    >>> round(clopper_pearson_lower(153, 163), 4)
    0.8982
    """
    events, trials = counts(events, trials)
    confidence = between("confidence", confidence)
    return _lower(events, trials, confidence, 1 - confidence)


def clopper_pearson(events: int, trials: int, confidence: float = CONFIDENCE) -> ConfidenceInterval:
    """Return the exact two-sided interval for a proportion, with half of the error on either side.

    Raises:
        ValueError: when the counts are none or `confidence` is not between 0 and 1.

    >>> found = clopper_pearson(4, 5)
    >>> round(found.lower, 4), round(found.upper, 4)
    (0.2836, 0.9949)
    """
    events, trials = counts(events, trials)
    tail = (1 - between("confidence", confidence)) / 2
    return ConfidenceInterval(
        lower=_lower(events, trials, 1 - tail, tail), upper=_upper(events, trials, 1 - tail, tail)
    )


def jeffreys(events: int, trials: int, confidence: float = CONFIDENCE) -> ConfidenceInterval:
    """Return Jeffreys' two-sided interval: equal tails of Beta(k + 1/2, n - k + 1/2).

    The lower end is 0 where there was no event and the upper 1 where there was nothing else.

    Not exact: at 95 % it contains some proportions only 85.3 % of the time with one trial, and 88.2 % with sixty.

    Raises:
        ValueError: when the counts are none or `confidence` is not between 0 and 1.

    >>> round(jeffreys(0, 300).upper, 6)
    0.008331
    """
    events, trials = counts(events, trials)
    tail = (1 - between("confidence", confidence)) / 2
    a, b = events + 0.5, trials - events + 0.5
    lower = 0.0 if events == 0 else beta_quantile(a, b, tail, 1 - tail)
    upper = 1.0 if events == trials else beta_quantile(a, b, 1 - tail, tail)
    return ConfidenceInterval(lower=lower, upper=upper)


def wilson(events: int, trials: int, confidence: float = CONFIDENCE) -> ConfidenceInterval:
    """Return Wilson's two-sided interval: the proportions that a normal test with their own variance does not reject.

    Not exact: at 95 % it contains some proportions only 79.3 % of the time with one trial, and 83.7 % with sixty.

    Raises:
        ValueError: when the counts are none or `confidence` is not between 0 and 1.

    >>> found = wilson(81, 263)
    >>> round(found.lower, 4), round(found.upper, 4)
    (0.2553, 0.3662)
    """
    from scipy.special import ndtri  # noqa: PLC0415  scipy is slow to start

    events, trials = counts(events, trials)
    tail = (1 - between("confidence", confidence)) / 2
    if trials == 0:
        return ConfidenceInterval(lower=0.0, upper=1.0)
    square = float(ndtri(tail)) ** 2
    centre, whole_weight = events + square / 2, trials + square
    half = sqrt(square * (events * (trials - events) / trials + square / 4))
    upper = 1.0 if events == trials else (centre + half) / whole_weight
    # The product of the two roots: the difference of two nearly equal numbers would lose the digits of a small end.
    return ConfidenceInterval(lower=events**2 / (trials * whole_weight * upper), upper=upper)


def rule_of_three(trials: int) -> float:
    """Return 3 / n, at most 1: a bound to be said aloud, slightly above the exact one-sided 95 % bound for no event.

    Exact is 1 - 0.05^(1/n), which is below ln(20) / n = 2.9957 / n.

    Raises:
        ValueError: when `trials` is no count.

    >>> rule_of_three(300)
    0.01
    """
    trials = whole("trials", trials)
    return min(1.0, 3 / trials) if trials else 1.0


def probability_of_at_least(events: int, trials: int, rate: float) -> float:
    """Return how likely so many events or more are, each trial giving one with probability `rate`.

    As a one-sided test: how surprising the count is if the rate were no higher than that. Source: the binomial tail is
    a regularised incomplete Beta function (NIST Digital Library of Mathematical Functions, 8.17.5).

    Raises:
        ValueError: when the counts are none or `rate` is no probability.

    >>> round(probability_of_at_least(19, 32, 0.5), 3)
    0.189
    """
    from scipy.special import betainc  # noqa: PLC0415  scipy is slow to start

    events, trials = counts(events, trials)
    rate = probability("rate", rate)
    return float(betainc(events, trials - events + 1, rate)) if events else 1.0


def _upper(events: int, trials: int, below: float, above: float) -> float:
    """Return the point of Beta(k + 1, n - k) with so much of it below and above; closed where one of the two is 1."""
    if events == trials:
        return 1.0
    if events == 0:
        return -expm1(_log(above, below) / trials)
    return beta_quantile(events + 1, trials - events, below, above)


def _lower(events: int, trials: int, below: float, above: float) -> float:
    """Return the point of Beta(k, n - k + 1) with so much of it above and below: `_upper`, seen from the other end."""
    if events == 0:
        return 0.0
    if events == trials:
        return exp(_log(above, below) / trials)
    return beta_quantile(events, trials - events + 1, above, below)


def _log(number: float, complement: float) -> float:
    """Return the logarithm of a number, from the smaller of it and its complement for the digits."""
    return log(number) if number < complement else log1p(-complement)
