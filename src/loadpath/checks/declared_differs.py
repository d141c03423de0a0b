"""The declared rating is not what the argument gives

People rate a risk, `declared: low by the risk officer because ...`, and the argument gives a number. Both are worth
knowing, and that they differ is worth knowing most: either somebody knows what the argument leaves out, or the rating
was written before the argument. The rule finds the word of the scale that the computed risk of the case, or of the
pathway, falls under for each assessor. A rating that differs is a warning; with a reason (`because ...`) it is a note,
since that is what the field is for. A word that no scale defines is found as well. Where the risk is unknown
and the declared word is among those it may fall under, nothing is found. A claim that the rating names, `because of
the leaks; the argument concludes [[overall]]`, is compared by its word of `strength`. Only words of the same scale are
compared, and between or beyond their ranges the nearest word counts.

```loadpath
# Case example: An example

- kind: risk report
- declared: unlikely by the risk officer

## Scale words: What our words mean

- unlikely: 0.1%-10%
- possible: 10%-50%

## Event unlisted: A way we did not list

- kind: residual

## Assessor team: The authors

- unlisted: 25% because half of the proposals fitted
```

Change whichever you believe less, or write the reason beside the rating.

```loadpath
# Case example: An example

- kind: risk report
- declared: possible by the risk officer

## Scale words: What our words mean

- unlikely: 0.1%-10%
- possible: 10%-50%

## Event unlisted: A way we did not list

- kind: residual

## Assessor team: The authors

- unlisted: 25% because half of the proposals fitted
```
"""

from __future__ import annotations

import re
from math import exp, log
from typing import TYPE_CHECKING

from loadpath.assess.results import Interval
from loadpath.case.diagnostic import Severity
from loadpath.case.node import Case, Claim, Pathway, Scale
from loadpath.case.rounding import probability
from loadpath.checks.rule import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from loadpath.assess.results import Answer
    from loadpath.case.value import ScaleWord
    from loadpath.scene import Scene

SEVERITY = Severity.WARNING

EDGE = 1e-9
"""How far from 0 and 1 a range is taken to end when the distance to it is measured in odds."""

SAME = 1e-9
"""Computed risks that differ from the end of a range by no more than this part of it lie in the range."""

LABELS = {True: "lower than the argument gives", False: "higher than the argument gives"}
"""What is said of a rating by whether the computed risk is above it."""

PHRASE = re.compile(r"[^;,(.]*?(?= (?:by|because)\b| ?(?:[;,(.]|$))")


def find(scene: Scene) -> Iterator[Finding]:
    """Yield every rating of the case or of a pathway that no or another word of the scale stands for."""
    scales = [scale.words for scale in scene.case.all(Scale)]
    rated: tuple[Case | Pathway, ...] = (scene.case.head, *scene.case.all(Pathway))
    for item in rated:
        if not item.declared or "[[withheld" in item.declared:
            continue
        found = _declared(item.declared, scales)
        if found is None:
            yield _not_on_scale(item, [word.word for words in scales for word in words])
        else:
            yield from _differs(item, *found, scene)
            yield from _concludes(item, *found, scales, scene)


def _declared(text: str, scales: list[tuple[ScaleWord, ...]]) -> tuple[ScaleWord, tuple[ScaleWord, ...]] | None:
    """Return the longest word that a rating begins with, and the words of its scale."""
    plain = " ".join(text.lower().split())
    known = [(word, words) for words in scales for word in words]
    found = [pair for pair in known if re.match(rf"{re.escape(pair[0].word)}(?![\w-])", plain)]
    return max(found, key=lambda pair: len(pair[0].word), default=None)


def _not_on_scale(item: Case | Pathway, words: list[str]) -> Finding:
    phrase = PHRASE.match(" ".join(item.declared.split()))
    said = (phrase[0].strip() if phrase else "")[:40] or item.declared[:40]
    return Finding(
        message=f"`{item.id}` is declared `{said}`, and "
        + ("that is not a word of the scale" if words else "the case has no scale that says what that means"),
        at=item.place("declared"),
        help=f"begin with a word of the scale: {', '.join(f'`{word}`' for word in words)}"
        if words
        else "write a `## Scale words: What our words mean` with a range for each word",
        subject=item.id,
        severity=None if words else Severity.NOTE,
    )


def _differs(
    item: Case | Pathway, declared: ScaleWord, words: tuple[ScaleWord, ...], scene: Scene
) -> Iterator[Finding]:
    said, sides = [], set[bool]()
    for assessment in scene.assessments:
        answer = assessment.pathways.get(item.id) if isinstance(item, Pathway) else assessment.risk
        end = _end_beyond(answer, declared, words)
        if end is not None and isinstance(answer, Interval):
            over = end > declared.high
            more = "" if answer.exact else "at least " if over else "at most "
            written = probability(end).replace(" %", "%")
            said.append(f"{more}`{_nearest(end, words)[0].word}` to `{assessment.assessor}` ({written})")
            sides.add(over)
    if not said:
        return
    reason = bool(re.search(r"\bbecause\b", item.declared))
    label = LABELS[next(iter(sides))] if len(sides) == 1 else "not what either of them gives"
    yield Finding(
        message=f"`{item.id}` is declared `{declared.word}`, and the argument gives {', '.join(said)}",
        at=item.place("declared"),
        label=f"{label}, with a reason" if reason else label,
        help="let the reason say what the argument leaves out" if reason else "change one, or say `because ...`",
        subject=item.id,
        severity=Severity.NOTE if reason else None,
    )


def _concludes(
    item: Case | Pathway,
    declared: ScaleWord,
    words: tuple[ScaleWord, ...],
    scales: list[tuple[ScaleWord, ...]],
    scene: Scene,
) -> Iterator[Finding]:
    """Yield every claim that a rating names as its argument, and whose own word of strength is another one.

    A strength of another scale is said of the claim, so that the mirror image of its range is what the claim leaves.
    """
    refs = next((field.refs for field in item.fields if field.key == "declared"), ())
    for claim in (claim for ref in refs if (claim := scene.case.get(ref.id, Claim)) and claim.strength):
        found = _declared(claim.strength, scales)
        if found is None:
            continue
        low, high = float(found[0].low), float(found[0].high)
        if found[1] is not words:
            low, high = 1 - high, 1 - low
        middle = 1 / (1 + exp(-(_log_odds(low) + _log_odds(high)) / 2))
        argued = _nearest(middle, words)
        if declared in argued:
            continue
        reason = bool(re.search(r"\bbecause\b", item.declared))
        label = LABELS[middle > declared.high]
        yield Finding(
            message=f"`{item.id}` is declared `{declared.word}`, and `{claim.id}`, which it names, concludes "
            f"`{found[0].word}`, that is `{argued[0].word}`",
            at=item.place("declared"),
            label=f"{label}, with a reason" if reason else label,
            help="let the reason say what the argument leaves out" if reason else "change one, or say `because ...`",
            subject=item.id,
            severity=Severity.NOTE if reason else None,
        )


def _end_beyond(answer: Answer | None, declared: ScaleWord, words: tuple[ScaleWord, ...]) -> float | None:
    """Return the end of a computed risk that is nearest to a rating, when the risk surely falls under another word."""
    if not isinstance(answer, Interval) or any(declared in _nearest(end, words) for end in (answer.low, answer.high)):
        return None
    if answer.low > declared.high:
        return answer.low
    return answer.high if answer.high < declared.low else None


def _nearest(value: float, words: tuple[ScaleWord, ...]) -> list[ScaleWord]:
    """Return the words nearest to a probability, in odds: those whose range holds it, if any does."""
    distances = [_distance(value, word) for word in words]
    least = min(distances)
    return [word for word, distance in zip(words, distances, strict=True) if distance <= least]


def _distance(value: float, word: ScaleWord) -> float:
    low, high = float(word.low), float(word.high)
    if low * (1 - SAME) <= value <= high * (1 + SAME):
        return 0.0
    return min(abs(_log_odds(value) - _log_odds(low)), abs(_log_odds(value) - _log_odds(high)))


def _log_odds(value: float) -> float:
    kept = min(max(value, EDGE), 1 - EDGE)
    return log(kept / (1 - kept))
