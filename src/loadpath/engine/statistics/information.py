"""What it is worth to know before one decides: perfectly, by a test, or one part of what is uncertain.

Two actions: go ahead, which costs `loss` if the system is bad and nothing otherwise, or do without, which costs `cost`.
Results are expected savings, in the unit of loss and cost, before the price of the information.

Sources: Raiffa & Schlaifer, "Applied Statistical Decision Theory" (1961), chapters 4 and 5; Strong, Oakley &
Brennan, Medical Decision Making 34 (2014) 311-326, for one part.
"""

from __future__ import annotations

from math import erfc, exp, pi, sqrt

from loadpath.engine.statistics.arguments import not_negative, probability, real


def value_of_perfect_information(bad: float, loss: float, cost: float) -> float:
    """Return what it is worth to learn whether the system is bad, which it is with probability `bad`.

    Raises:
        ValueError: when `bad` is no probability, or `loss` or `cost` is negative.

    >>> round(value_of_perfect_information(bad=0.03, loss=100, cost=1), 12)
    0.97
    """
    return value_of_test(bad, loss, cost, sensitivity=1.0, specificity=1.0)


def value_of_test(bad: float, loss: float, cost: float, sensitivity: float, specificity: float) -> float:
    """Return what a test with two results is worth, by enumeration; 0 if no result changes the decision.

    Args:
        bad: the probability that the system is bad.
        loss: what going ahead costs if it is.
        cost: what doing without costs.
        sensitivity: P(alarm | bad).
        specificity: P(no alarm | good).

    Raises:
        ValueError: when a probability is none, or `loss` or `cost` is negative.

    >>> round(value_of_test(bad=0.03, loss=100, cost=1, sensitivity=0.9, specificity=0.95), 12)
    0.6245
    """
    bad, found, quiet = (
        probability(name, value)
        for name, value in (("bad", bad), ("sensitivity", sensitivity), ("specificity", specificity))
    )
    loss, cost = not_negative("loss", loss), not_negative("cost", cost)
    results = ((bad * found, (1 - bad) * (1 - quiet)), (bad * (1 - found), (1 - bad) * quiet))
    informed = sum(min(loss * if_bad, cost * (if_bad + if_good)) for if_bad, if_good in results)
    return max(0.0, min(loss * bad, cost) - informed)


def value_of_one_part(mean: float, deviation: float) -> float:
    """Return what it is worth to learn one normal part of a net benefit that is taken only if positive.

    The benefit is that part plus others independent of it and with means of their own; learning it moves the expected
    benefit by `deviation` times a standard normal number z, so the value is E[max(0, mean + deviation z)] - max(0,
    mean).

    Args:
        mean: of the whole benefit.
        deviation: the standard deviation of the part that is learned; that of the others does not matter.

    Raises:
        ValueError: when `mean` is not finite or `deviation` is negative.

    >>> round(value_of_one_part(mean=0, deviation=1), 6)
    0.398942
    """
    centre, spread = abs(real("mean", mean)), not_negative("deviation", deviation)
    if spread == 0:
        return 0.0
    gap = centre / spread
    return max(0.0, spread * exp(-(gap**2) / 2) / sqrt(2 * pi) - centre * erfc(gap / sqrt(2)) / 2)
