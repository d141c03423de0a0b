"""What counts say about the next trials: the chance of no event in so many more, from a Beta prior.

Source: Littlewood & Strigini, "Validation of Ultrahigh Dependability for Software-Based Systems", Communications of the
ACM 36 (1993) 69-80: after n trials without failure, from a uniform prior, as many again are survived with about 1/2.
"""

from __future__ import annotations

from math import exp

from loadpath.engine.statistics.arguments import counts, positive, whole
from loadpath.engine.statistics.attempts import log_of_none

JEFFREYS = 0.5
"""Both parameters of the prior where none is given."""


def probability_of_none_in_next(
    events: int, trials: int, following: int, a: float = JEFFREYS, b: float = JEFFREYS
) -> float:
    """Return the probability of no event in the `following` trials, after so many events in so many trials.

    Beta-binomial: B(a + k, b + n - k + m) / B(a + k, b + n - k).

    Args:
        events: the events that were counted.
        trials: the trials they were counted in.
        following: the trials to come.
        a: the first parameter of the Beta prior (Jeffreys' if not given).
        b: the second.

    Raises:
        ValueError: when a count is none, or `a` or `b` not above 0.

    >>> round(probability_of_none_in_next(0, 1000, 1000, a=1, b=1), 5)
    0.50025
    """
    events, trials = counts(events, trials)
    following, a, b = whole("following", following), positive("a", a), positive("b", b)
    return exp(log_of_none(a + events, b + trials - events, following))
