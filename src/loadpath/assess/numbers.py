"""From written numbers to laws: what `3% (1%-10%)` or `very unlikely` means (meaning.md, section 2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from loadpath.case.diagnostic import Diagnostic, Severity
from loadpath.case.rounding import probability, significant
from loadpath.case.value import Amount, Chance, Word
from loadpath.engine import laws

if TYPE_CHECKING:
    from collections.abc import Mapping
    from fractions import Fraction

    from loadpath.case.span import Span
    from loadpath.case.value import ScaleWord


MOST_DIGITS = 6
"""Digits of a bound that lies so close to the number that fewer would show them alike."""


class ContradictionError(Exception):
    """A number that cannot be given a meaning; carries the finding."""

    def __init__(self, finding: Diagnostic) -> None:
        """Keep the finding."""
        super().__init__(finding.message)
        self.finding = finding


def point(value: Fraction) -> laws.Point:
    """Return a number without a range, with its complement exact."""
    return laws.Point(float(value), float(1 - value))


def law_of(value: Chance | Word, words: Mapping[str, ScaleWord], at: Span, subject: str) -> laws.Law:
    """Return the law of a probability or of a word of likelihood.

    Raises:
        ContradictionError: when the number lies where no distribution with its range has its mean, or the word is not
            on a scale.
    """
    if isinstance(value, Word):
        return _law_of_word(value, words, at, subject)
    if value.low is None or value.high is None:
        assert value.mean is not None
        return point(value.mean)
    low, high = float(value.low), float(value.high)
    try:
        return laws.metalog(low, high, None if value.mean is None else float(value.mean))
    except laws.NoSuchLawError as error:
        raise ContradictionError(_contradiction(value, error, at, subject)) from None


def _law_of_word(value: Word, words: Mapping[str, ScaleWord], at: Span, subject: str) -> laws.Law:
    found = words.get(value.word.lower())
    if found is None:
        known = ", ".join(f"`{word}`" for word in words) or "none; write a `## Scale` with what the words mean"
        raise ContradictionError(
            Diagnostic(
                rule="unknown-word",
                severity=Severity.ERROR,
                message=f"`{value.word}` is not a word of a scale",
                at=at,
                help=f"words of this case: {known}",
                subject=subject,
            )
        )
    low, high = float(found.low), float(found.high)
    if low <= 0 or high >= 1:
        low, high = max(low, 1e-6), min(high, 1 - 1e-6)
    return laws.metalog(low, high)


def _contradiction(value: Chance, error: laws.NoSuchLawError, at: Span, subject: str) -> Diagnostic:
    side = "at least" if value.mean is not None and float(value.mean) < error.lowest else "at most"
    bound = error.lowest if side == "at least" else error.highest
    written = float(value.mean) if value.mean is not None else 0.0
    digits = next((count for count in range(2, MOST_DIGITS) if significant(bound, count) != written), MOST_DIGITS)
    return Diagnostic(
        rule="range-contradicts-number",
        severity=Severity.ERROR,
        message=f"`{value.written}`: the number and its range contradict each other",
        at=at,
        label=f"this range implies a bet of {side} {probability(bound, digits)}",
        help=f"the number is the mean, the bracket the 90 % range; means from {probability(error.lowest, digits)} to "
        f"{probability(error.highest, digits)} go with this range",
        subject=subject,
    )


def amount_law(value: Amount) -> laws.Law:
    """Return the law of a quantity: a constant, or a log metalog through its median and its 5 % and 95 % points."""
    if value.low is None or value.high is None:
        assert value.median is not None
        return laws.Point(float(value.median), 1.0 - float(value.median))
    return laws.Positive(float(value.low), float(value.high), None if value.median is None else float(value.median))
