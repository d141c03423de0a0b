"""Answers in words, as the terminal prints them: rounded, unknowns as intervals, verdicts with a symbol."""

from __future__ import annotations

from loadpath.assess.results import Answer, Interval, Standing, Verdict
from loadpath.case.rounding import digits_for, one_in, percent, probability, times

SYMBOLS = {Verdict.BELOW: "▽", Verdict.ABOVE: "△", Verdict.NOT_SHOWN: "◇"}
"""A verdict is a word and a symbol, never a colour alone."""


def chance(answer: Answer, digits: int = 2) -> str:
    """Return a probability, an interval or why there is none."""
    if not isinstance(answer, Interval):
        return "not computed"
    if answer.exact:
        return percent(answer.value, digits)
    if answer == Interval(0.0, 1.0):
        return "unknown"
    return f"{probability(answer.low)} to {probability(answer.high)}"


def odds_of(answer: Answer, digits: int = 2) -> str:
    """Return a probability as 1 in N, where it is one number."""
    return (
        one_in(answer.value, digits) if isinstance(answer, Interval) and answer.exact and 0 < answer.value < 1 else ""
    )


def digits(answer: Answer) -> int:
    """Return how many digits a number with this 90 % range deserves."""
    return digits_for(answer.low, answer.high) if isinstance(answer, Interval) else 2


def span(answer: Answer) -> str:
    """Return a range as `1 in 110,000 to 1 in 11,000`."""
    return (
        f"{probability(answer.low)} to {probability(answer.high)}" if isinstance(answer, Interval) else "not computed"
    )


def factor(interval: Interval, digits: int = 2) -> str:
    """Return a ratio, or the interval it lies in."""
    if interval.exact:
        return times(interval.value, digits)
    return f"{times(interval.low, digits)} to {times(interval.high, digits)}"


def verdict(standing: Standing | None) -> str:
    """Return a verdict with its symbol."""
    return f"{SYMBOLS[standing.verdict]} {standing.verdict.value}" if standing else "no budget"
