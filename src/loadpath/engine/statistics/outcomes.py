"""What the outcomes of one test must have in common: before it is run, the posteriors average to the prior.

Outcomes are two, pass and fail; a likelihood ratio is P(outcome | bad) / P(outcome | good).

Source: conservation of expected evidence, the law of total probability applied to posteriors; Good, "On the Principle
of Total Evidence", British Journal for the Philosophy of Science 17 (1967) 319-321.
"""

from __future__ import annotations

from dataclasses import dataclass

from loadpath.engine.statistics.arguments import between, not_negative, probability, within_rounding


@dataclass(frozen=True, slots=True, kw_only=True)
class PassRates:
    """How often a test passes in each case."""

    if_good: float
    if_bad: float


def other_posterior(prior: float, chance: float, after: float) -> float:
    """Return the posterior after the other outcome: (prior - chance * after) / (1 - chance).

    Args:
        prior: the probability now.
        chance: how likely the one outcome is.
        after: the probability after it.

    Raises:
        ValueError: when `prior` or `after` is no probability, `chance` not between 0 and 1, or no probability is left
            that would average to the prior.

    >>> round(other_posterior(prior=0.25, chance=0.15, after=0.03), 4)
    0.2888
    """
    prior, after = probability("prior", prior), probability("after", after)
    chance = between("chance", chance)
    other = (prior - chance * after) / (1 - chance)
    found = within_rounding(other)
    if found is None:
        raise ValueError(
            f"`after` {after!r} with a `chance` of {chance!r} cannot average to `prior` {prior!r}: "
            f"the other outcome would need {other:.6g}"
        )
    return found


def implied_pass_rates(ratio_pass: float, ratio_fail: float) -> PassRates:
    """Return how often a test must pass, if good and if bad, for both of its outcomes to have these likelihood ratios.

    P(pass | good) = (fail - 1) / (fail - pass): one ratio is above 1 and the other below, or no such test exists.

    Raises:
        ValueError: when a ratio is negative or not finite, or the two are not on different sides of 1.

    >>> found = implied_pass_rates(ratio_pass=1 / 13, ratio_fail=1.05)
    >>> round(found.if_good, 4), round(found.if_bad, 6)
    (0.0514, 0.003953)
    """
    passed, failed = not_negative("ratio_pass", ratio_pass), not_negative("ratio_fail", ratio_fail)
    if not min(passed, failed) < 1 < max(passed, failed):
        raise ValueError(
            f"`ratio_pass` and `ratio_fail` must lie on different sides of 1, not {passed!r} and {failed!r}: "
            "a test whose outcomes all speak for the same side is impossible"
        )
    if_good = (failed - 1) / (failed - passed)
    return PassRates(if_good=if_good, if_bad=if_good * passed)
