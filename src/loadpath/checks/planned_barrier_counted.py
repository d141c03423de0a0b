"""The argument leans on a barrier that is only planned

A barrier with `state: planned` counts as absent: it fails with certainty until it is built. Where a chain holds it, a
claim rests on it or another barrier needs it, readers think that it stands there, and the numbers say that it does not.
A step that says so behind its dash, or a sentence of the pathway with the word planned, is plain speech and is left
alone. A judgement of a planned barrier is noted: it counts only for what the barrier would buy.

```loadpath
## Event theft: A copy of the weights gets out

## Mitigation grant-expiry: Grants expire every day

- state: planned

## Pathway exfiltration: Copying its own weights out

1. [[theft]]
2. [[grant-expiry]] fails
```

Say in the step that it is planned, take it out until it is built, or write what it is now.

```loadpath
## Event theft: A copy of the weights gets out

## Mitigation grant-expiry: Grants expire every day

- state: planned

## Pathway exfiltration: Copying its own weights out

1. [[theft]]
2. [[grant-expiry]] fails — planned for May, and counted as absent until then
```
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from loadpath.case import node as kinds
from loadpath.case.diagnostic import Severity
from loadpath.case.graph import leans_on
from loadpath.case.judged import judged
from loadpath.case.proposition import refs
from loadpath.checks.rule import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from loadpath.case.graph import CaseGraph
    from loadpath.case.span import Span
    from loadpath.scene import Scene

SEVERITY = Severity.WARNING

SAID = re.compile(r"\b(?:planned|plan|absent|not (?:yet )?built|not yet|does not exist|until)\b", re.IGNORECASE)
SENTENCE = re.compile(r"(?<=[.!?])\s+")

LEANS = {"needs": "needs it", "says": "says that it works", "is": "is defined by it", "given": "is given it"}
LEANS |= {"rests on": "rests on it", "rests on any of": "rests on it", "rests on several of": "rests on it"}
"""How a key reads of what a node leans on."""

Use = tuple["Span", str]
"""Where a planned barrier is leaned on, and how, in words."""


def find(scene: Scene) -> Iterator[Finding]:
    """Yield every planned barrier that something leans on, and note those that somebody judges."""
    case = scene.case
    planned = {item.id for item in case.all(kinds.Mitigation) if item.state == "planned"}
    uses = _uses(case, planned) if planned else {}
    for name in sorted(uses):
        (at, how), *others = uses[name]
        yield Finding(
            message=f"`{name}` is planned and counts as absent, and {how}",
            at=at,
            notes=tuple(f"and {told}" for _, told in others),
            help="say there that it is planned, take it out until it is built, or correct its `state`",
            subject=name,
        )
    yield from _judged(case, planned)


def _uses(case: CaseGraph, planned: set[str]) -> dict[str, list[Use]]:
    found: dict[str, list[Use]] = {}
    for node in case.nodes.values():
        if node.id in planned:
            continue
        for at, name, how in _in_chain(node) if isinstance(node, kinds.Pathway) else _leaning(node):
            if name in planned:
                found.setdefault(name, []).append((at, how))
    return found


def _in_chain(pathway: kinds.Pathway) -> Iterator[tuple[Span, str, str]]:
    for step in pathway.chain:
        for ref in refs(step.what):
            if not SAID.search(step.note) and not _prose_says_so(pathway, ref.id):
                yield step.at, ref.id, f"the chain of `{pathway.id}` holds it"


def _prose_says_so(pathway: kinds.Pathway, name: str) -> bool:
    sentences = (sentence for section in pathway.body for sentence in SENTENCE.split(section.plain))
    return any(f"[[{name}]]" in sentence and SAID.search(sentence) for sentence in sentences)


def _leaning(node: kinds.Node) -> Iterator[tuple[Span, str, str]]:
    for key, ref in leans_on(node):
        yield ref.at, ref.id, f"`{node.id}` {LEANS.get(key, f'holds it under `{key}`')}"


def _judged(case: CaseGraph, planned: set[str]) -> Iterator[Finding]:
    for assessor in case.all(kinds.Assessor) if planned else ():
        for line in assessor.lines:
            ref = judged(line)
            if ref is not None and ref.id in planned:
                yield Finding(
                    message=f"`{assessor.id}` judges `{ref.id}`, which is planned and counts as absent",
                    at=line.at,
                    label="counts only for what it would buy once it is built",
                    help="leave it for that question, or correct the `state` of the barrier",
                    subject=ref.id,
                    severity=Severity.NOTE,
                )
