"""The words of a scale are out of order

Words of likelihood are read as a ladder: *likely* is more than *possible*, and nothing is both. When two ranges
overlap, one number has two words and everybody picks the one that suits them; when two words have the same range, one
of them is decoration. The words of one scale, or an assessor's own, are therefore listed from one end to the other,
each range beginning where the last one ended or further on. Gaps are allowed.

```loadpath
## Scale words: What our words mean

- unlikely: 2%-20%
- possible: 15%-50%
- likely: 50%-90%
```

Let each range begin where the one before it ends, and list the words in that order, upwards or downwards.

```loadpath
## Scale words: What our words mean

- unlikely: 2%-15%
- possible: 15%-50%
- likely: 50%-90%
```
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from loadpath.case.diagnostic import Severity
from loadpath.case.node import Assessor, Scale
from loadpath.case.rounding import percent
from loadpath.checks.rule import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from loadpath.case.value import ScaleWord
    from loadpath.scene import Scene

DIGITS = 7
"""An end of a range is told with so many."""

SEVERITY = Severity.ERROR


def find(scene: Scene) -> Iterator[Finding]:
    """Yield every word of a scale that does not follow on the word before it."""
    scales: tuple[Scale | Assessor, ...] = (*scene.case.all(Scale), *scene.case.all(Assessor))
    for item in scales:
        upwards = _upwards(item.words)
        seen: dict[str, int] = {}
        for word in item.words:
            if word.word in seen:
                label = f"also at line {seen[word.word]}"
                yield _finding(item.id, word, f"`{word.word}` has two ranges in one scale", label, "keep one of them")
            seen.setdefault(word.word, word.at.line)
        for before, word in pairwise(item.words):
            fault = "" if before.word == word.word else _fault(before, word, upwards=upwards)
            if fault:
                label = f"{_range(before)} stands before it"
                remedy = "list the words from one end to the other, each range beginning where the one before it ends"
                yield _finding(item.id, word, fault, label, remedy)


def _upwards(words: tuple[ScaleWord, ...]) -> bool:
    """Return whether a scale rises, going by most of its steps."""
    steps = [(word.low + word.high) - (before.low + before.high) for before, word in pairwise(words)]
    return sum(step > 0 for step in steps) >= sum(step < 0 for step in steps)


def _fault(before: ScaleWord, word: ScaleWord, *, upwards: bool) -> str:
    """Return what is wrong with a word behind another one, or nothing."""
    lower, upper = (before, word) if upwards else (word, before)
    if (before.low, before.high) == (word.low, word.high):
        return f"`{word.word}` and `{before.word}` mean the same, {_range(word)}"
    if lower.high <= upper.low:
        return ""
    if upper.high <= lower.low:
        return f"`{word.word}` ({_range(word)}) is out of order behind `{before.word}` ({_range(before)})"
    for inner, outer in ((word, before), (before, word)):
        if outer.low <= inner.low and inner.high <= outer.high:
            return f"`{inner.word}` ({_range(inner)}) lies inside of `{outer.word}` ({_range(outer)})"
    return f"`{word.word}` ({_range(word)}) overlaps `{before.word}` ({_range(before)})"


def _range(word: ScaleWord) -> str:
    return "-".join(percent(float(end), DIGITS).replace(" ", "") for end in (word.low, word.high))


def _finding(subject: str, word: ScaleWord, message: str, label: str, remedy: str) -> Finding:
    return Finding(message=message, at=word.at, label=label, help=remedy, subject=subject)
