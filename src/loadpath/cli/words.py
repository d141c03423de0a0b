"""Answers in words for the terminal: the report's own wording, with plain spaces and symbols before verdicts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from loadpath.report import wording
from loadpath.report.wording import NBSP, VERDICTS

if TYPE_CHECKING:
    from loadpath.assess.results import Answer, Assessment, Interval, Standing


def _spaced(text: str) -> str:
    return text.replace(NBSP, " ")


def chance(answer: Answer | None, digits: int = 2) -> str:
    """Return a probability in percent, an interval or why there is none."""
    return _spaced(wording.in_percent(answer, digits))


def one_in(answer: Answer, digits: int = 2) -> str:
    """Return a probability as 1 in N."""
    return _spaced(wording.as_odds(answer, digits))


def digits(item: Assessment) -> int:
    """Return how many digits this assessor's risk deserves."""
    return wording.digits_of(item)


def span(answer: Answer) -> str:
    """Return the two ends of a range."""
    return _spaced(wording.range_words(answer))


def factor(answer: Answer, digits: int = 2) -> str:
    """Return a ratio, or the interval it lies in."""
    return _spaced(wording.factor(answer, digits))


def worlds(share: Interval, draws: int) -> str:
    """Return a share of the drawn worlds."""
    return _spaced(wording.worlds(share, draws))


def verdict(standing: Standing | None) -> str:
    """Return a verdict with its symbol: never a colour alone."""
    if standing is None:
        return "no budget"
    state = VERDICTS[standing.verdict]
    return f"{state.symbol} {state.word}"
