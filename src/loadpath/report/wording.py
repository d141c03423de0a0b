"""How answers become words: numbers with the digits they deserve, unknowns as words, verdicts with a symbol.

What was not computed shows its reason. An interval is never shown by one of its ends, and an unknown never as 0 or
100 %.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from loadpath.assess.results import Interval, NotComputed, Verdict
from loadpath.case.rounding import SMALL, digits_for, one_in, percent, probability, times
from loadpath.report.tree import State

if TYPE_CHECKING:
    from collections.abc import Callable

    from loadpath.assess.results import Answer, Assessment

NBSP = "\u00a0"
CLOSE_TO_ALL = 1 - 1e-9
NEARLY_ALL = 0.995
"""A share of draws is not told more finely than this."""

VERDICTS = {
    Verdict.BELOW: State("▽", "shown below", "good"),
    Verdict.ABOVE: State("△", "shown above", "bad"),
    Verdict.NOT_SHOWN: State("◇", "not shown", "attention"),
}
"""How a verdict is marked."""

STATUS = {
    "open": State("○", "open", "attention"),
    "upheld": State("●", "upheld", "bad"),
    "answered": State("◐", "answered"),
    "withdrawn": State("×", "withdrawn"),
    "refused": State("●", "refused", "bad"),
    "agrees": State("=", "agrees"),
    "dissents": State("≠", "dissents", "bad"),
    "abstains": State("–", "abstains"),
    "planned": State("○", "planned", "attention"),
    "built": State("◐", "built"),
    "verified": State("●", "verified"),
    "passed": State("+", "passed"),
    "failed": State("−", "failed", "bad"),
}
"""How a state is marked."""


def status(word: str) -> State:
    """Return a state by its word."""
    return STATUS.get(word, State("·", word or "not stated"))


def digits_of(item: Assessment) -> int:
    """Return how many digits an assessor's risk deserves, from the spread of its 90 % range."""
    if isinstance(item.range, Interval):
        return digits_for(item.range.low, item.range.high)
    return 2


def tight(text: str) -> str:
    """Return a number that does not break over lines."""
    return text.replace(" ", NBSP)


MOST_DIGITS = 2
"""Figures are shown with two digits at most (meaning.md, section 2)."""


def unknown(answer: Answer) -> bool:
    """Return whether nothing at all is known of an answer."""
    return isinstance(answer, Interval) and answer.low <= 0 and answer.high >= 1 and not answer.exact


def chance(answer: Answer | None, digits: int = 2) -> str:
    """Return a probability as people read it.

    >>> chance(Interval(0.0206, 0.0206)).replace(NBSP, " "), chance(Interval(0.0, 1.0))
    ('2.1 %', 'unknown')
    >>> chance(Interval(0.0, 0.41)).replace(NBSP, " "), chance(Interval(0.001, 0.02)).replace(NBSP, " ")
    ('at most 41 %', 'between 0.1 % and 2 %')
    >>> chance(Interval(0.1012, 0.1049), 1).replace(NBSP, " "), chance(Interval(0.2101, 0.2102)).replace(NBSP, " ")
    ('about 10 %', 'about 21 %')
    """
    return _spread(answer, digits, lambda value, places: tight(probability(value, places)))


def in_percent(answer: Answer | None, digits: int = 2) -> str:
    """Return a probability in percent, however small."""
    return _spread(answer, digits, lambda value, places: tight(percent(value, places)))


def as_odds(answer: Answer | None, digits: int = 2) -> str:
    """Return a probability as 1 in N."""
    return _spread(answer, digits, lambda value, places: tight(one_in(value, places)) if value > 0 else "none")


def factor(answer: Answer | None, digits: int = 2) -> str:
    """Return a factor, such as the risk over the budget."""
    if isinstance(answer, Interval) and not answer.exact:
        return f"{times(answer.low, digits)} to {times(answer.high, digits)}"
    return _spread(answer, digits, times)


def _spread(answer: Answer | None, digits: int, write: Callable[[float, int], str]) -> str:
    """Return an answer in words; ends that look alike get a second digit, and are told as one if they still do."""
    if not isinstance(answer, Interval):
        return "–" if answer is None else f"not computed: {answer.reason}"
    if answer.exact:
        return write(answer.low, digits)
    if unknown(answer):
        return "unknown"
    if answer.low <= 0:
        return f"at most {write(answer.high, digits)}"
    if answer.high >= 1:
        return f"at least {write(answer.low, digits)}"
    for places in range(digits, max(digits, MOST_DIGITS) + 1):
        low, high = write(answer.low, places), write(answer.high, places)
        if low != high:
            return f"between {low} and {high}"
    return f"about {low}"


def risk_words(answer: Answer, digits: int) -> str:
    """Return a risk in percent and, when it is small, as 1 in N.

    >>> risk_words(Interval(3.4e-05, 3.4e-05), 1).replace(NBSP, " ")
    '0.003 % (1 in 30,000)'
    """
    if isinstance(answer, Interval) and 0 < answer.high < SMALL * 100 and answer.low > 0:
        return f"{in_percent(answer, digits)} ({as_odds(answer, digits)})"
    return in_percent(answer, digits)


def range_words(answer: Answer) -> str:
    """Return the two ends of a range.

    >>> range_words(Interval(9.14e-06, 8.71e-05)).replace(NBSP, " ")
    '1 in 110,000 to 1 in 11,000'
    """
    if isinstance(answer, NotComputed):
        return f"not computed: {answer.reason}"
    if answer.exact:
        return "no range given"
    write = percent if answer.low >= SMALL else one_in if answer.high < SMALL * 100 else probability
    low = tight(write(answer.low)) if answer.low > 0 else "nothing"
    high = tight(write(answer.high)) if answer.high < 1 else "certainty"
    return f"{low} to {high}"


def worlds(share: Interval, draws: int) -> str:
    """Return a share of the drawn worlds; none and all are said as such, since draws are counted, not proven.

    >>> worlds(Interval(0.0, 0.0), 20000).replace(NBSP, " "), worlds(Interval(0.194, 0.194), 20000).replace(NBSP, " ")
    ('none of 20,000', '19 %')
    """
    if not share.exact:
        low, high = (worlds(Interval(end, end), draws) for end in (share.low, share.high))
        return low if low == high else f"{low} to {high}"
    if share.low <= 0:
        return f"none of{NBSP}{draws:,}" if draws else "none"
    if share.low >= CLOSE_TO_ALL:
        return f"all of{NBSP}{draws:,}" if draws else "all"
    return f"over 99{NBSP}%" if share.low > NEARLY_ALL else tight(percent(share.low))


def sorted_by(answer: Answer | None) -> float | None:
    """Return the number by which an answer is sorted, its upper end; None where there is none."""
    return answer.high if isinstance(answer, Interval) else None


def complement(answer: Answer | None) -> Answer | None:
    """Return the probability of the opposite."""
    return Interval(1 - answer.high, 1 - answer.low) if isinstance(answer, Interval) else answer


UNIT = r"(?:%|s|min|h|days?|weeks?|months?|years?)"


def typeset(text: str) -> str:
    """Return a number as written by an author with the spaces and dashes of print; names and dates stay as they are.

    >>> typeset("5% (1%-15%)").replace(NBSP, " "), typeset("12 min (5 min-1 h)").replace(NBSP, " ")
    ('5 % (1 %–15 %)', '12 min (5 min–1 h)')
    >>> typeset("Heron-2 on 2027-03-01"), typeset("1 in 200-1 in 20").replace(NBSP, " ")
    ('Heron-2 on 2027-03-01', '1 in 200–1 in 20')
    """
    spaced = re.sub(rf"(?<=\d) ?({UNIT})(?!\w)", rf"{NBSP}\1", text)
    dashed = re.sub(rf"({NBSP}{UNIT}|\b1 in [\d,.]+|\$[\d,.]+[kMB]?) ?- ?(?=[\d$])", r"\1–", spaced)
    return re.sub(r"\b1 in (?=\d)", f"1{NBSP}in{NBSP}", dashed)


def count(number: int, one: str, several: str = "") -> str:
    """Return a count with its noun.

    >>> count(1, "pathway"), count(2, "pathway"), count(0, "pathway")
    ('1 pathway', '2 pathways', 'no pathways')
    """
    return f"{number or 'no'} {one if number == 1 else several or one + 's'}"


def capital(text: str) -> str:
    """Return a text with a capital at its beginning."""
    return text[:1].upper() + text[1:]
