"""A word of strength that means nothing, or that nothing stands under

`strength: very likely` reads like a measurement. It is one only when the case says what the words mean, and when
something stands under it that somebody saw, counted or gave a reason for. The rule finds a `strength` that the scale
does not know, a strength whose supports end in parts of the case that no evidence and no judgement with a reason
touches, and a case that is `declared` to be of some risk while it argues nothing. A claim with no supports at all is
found by `unsupported-claim`, and a word that was needed as a number by `unknown-word`.

```loadpath
## Scale words: What our words mean

- unlikely: 2%-15%
- likely: 50%-90%

## Claim fenced: What it does is seen

- strength: likely
- rests on: [[monitor]]

## Mitigation monitor: A second model reads every transcript
```

Name the evidence, or let somebody judge what it rests on and say why; and use words that the scale has.

```loadpath
## Scale words: What our words mean

- unlikely: 2%-15%
- likely: 50%-90%

## Claim fenced: What it does is seen

- strength: likely
- rests on: [[monitor]]

## Mitigation monitor: A second model reads every transcript

- measured by: [[red-team]]

## Evidence red-team: Planted sabotages

- result: 29 of 200
- about: [[monitor]] fails
```
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from loadpath.case import node as kinds
from loadpath.case.diagnostic import Severity
from loadpath.case.graph import leans_on
from loadpath.case.judged import judged
from loadpath.case.leaning import leaning
from loadpath.case.suggest import did_you_mean
from loadpath.checks.leans_on_failed_control import named
from loadpath.checks.rule import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from loadpath.case.graph import CaseGraph
    from loadpath.scene import Scene

SEVERITY = Severity.WARNING

REMARK = re.compile(r" ?(?:[;,(]|\bbecause\b)")
"""What may follow a word of strength."""


def find(scene: Scene) -> Iterator[Finding]:
    """Yield every word of strength without a meaning or without anything under it."""
    stated = [item for item in scene.case.all(kinds.Claim) if item.strength and "[[withheld" not in item.strength]
    known = {word.word: None for scale in scene.case.all(kinds.Scale) for word in scale.words}
    meant = [item for item in stated if word_of(item.strength) in known]
    if len(meant) < len(stated):
        reported = {fault.subject for fault in scene.faults if fault.rule == "unknown-word"}
        undefined = [item for item in stated if word_of(item.strength) not in known and item.id not in reported]
        yield from _undefined(undefined, tuple(known))
    if meant:
        grounded = _grounded(scene.case)
        yield from (_nothing_under(item) for item in meant if item.id not in grounded)
    head = scene.case.head
    if head.declared and "[[withheld" not in head.declared and not _argues(scene.case):
        yield Finding(
            message=f"`{head.id}` is declared `{word_of(head.declared)}`, and no claim and no event argues for it",
            at=head.place("declared"),
            help="write the ways of harm, and why each of them is thought to be so likely or unlikely",
            subject=head.id,
        )


def word_of(text: str) -> str:
    """Return the word of strength that a field begins with, without what follows it.

    >>> word_of("Very likely (people differ)")
    'very likely'
    """
    return REMARK.split(" ".join(text.lower().split()), maxsplit=1)[0]


def _argues(case: CaseGraph) -> bool:
    return any(isinstance(item, kinds.Claim | kinds.Event | kinds.Pathway) for item in case.nodes.values())


def _undefined(claims: list[kinds.Claim], known: tuple[str, ...]) -> Iterator[Finding]:
    """Yield a finding for each word that a scale does not know; only the first where there is no scale."""
    for item in claims if known else claims[:1]:
        others = f"; {len(claims) - 1} more such words follow" if not known and len(claims) > 1 else ""
        listed = ", ".join(f"`{word}`" for word in known)
        yield Finding(
            message=f"`{item.id}` is said to be `{item.strength}`, and nothing says what that means{others}",
            at=item.place("strength"),
            label="not on the scale of the case" if known else "the case has no scale",
            help=did_you_mean(word_of(item.strength), known) or f"use a word of the scale: {listed}"
            if known
            else "write a `## Scale words: What our words mean` with a range for each word",
            subject=item.id,
        )


def _grounded(case: CaseGraph) -> set[str]:
    """Return what evidence or a judgement with a reason stands under, at any depth.

    A claim without any support counts as well, since `unsupported-claim` finds it.
    """
    reasoned = {
        ref.id
        for assessor in case.all(kinds.Assessor)
        for line in assessor.lines
        if line.reason and (ref := judged(line)) is not None
    }
    above = leaning(case).direct
    stack: list[str] = []
    for item in case.nodes.values():
        supports = leans_on(item)
        bare = isinstance(item, kinds.Claim) and all(key == "says" for key, _ in supports)
        if isinstance(item, kinds.Evidence) or item.withheld or item.id in reasoned or bare:
            stack.append(item.id)
    found: set[str] = set()
    while stack:
        name = stack.pop()
        if name not in found:
            found.add(name)
            stack.extend(above.get(name, ()))
    return found


def _nothing_under(item: kinds.Claim) -> Finding:
    supports = tuple(dict.fromkeys(ref.id for _, ref in leans_on(item)))
    return Finding(
        message=f"`{item.id}` is said to be `{item.strength}`, and nothing under it is measured or has a reason",
        at=item.place("strength"),
        label=f"it rests on {named(supports)}",
        help="name the evidence, or let somebody judge what it rests on, with `because`",
        subject=item.id,
    )
