"""A pathway's prose and its chain speak of different barriers

The prose of a pathway persuades, its chain is what counts. Where the two name different barriers, a reader is convinced
by something that no number holds, or a number leans on something that nobody argued. Two things are found: a barrier or
response in the prose that the chain does not stand on, and one in the chain of which the prose says nothing, neither of
it nor of a part of it (its needs, what those rest on, their evidence). Sentences that say that something does not
apply, or is planned, are left alone, and so is prose without references.

```loadpath
## Event theft: A copy of the weights gets out

## Mitigation egress-cap: Outgoing traffic is capped

## Mitigation two-people: Two people must release weights

## Pathway exfiltration: Copying its own weights out

1. [[theft]]
2. [[two-people]] fails

Weights are released only by [[two-people]] together. What slips by them meets the cap, [[egress-cap]].
```

Put the barrier into the chain, or take it out of the argument.

```loadpath
## Event theft: A copy of the weights gets out

## Mitigation egress-cap: Outgoing traffic is capped

## Mitigation two-people: Two people must release weights

## Pathway exfiltration: Copying its own weights out

1. [[theft]]
2. [[two-people]] fails
3. [[egress-cap]] fails

Weights are released only by [[two-people]] together. What slips by them meets the cap, [[egress-cap]].
```
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from loadpath.case.diagnostic import Severity
from loadpath.case.graph import leans_on, under
from loadpath.case.node import Mitigation, Pathway, Scenario
from loadpath.case.proposition import refs
from loadpath.checks.rule import Finding

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from loadpath.case.graph import CaseGraph
    from loadpath.case.node import Node
    from loadpath.case.proposition import Ref
    from loadpath.scene import Scene

SEVERITY = (Severity.NOTE, Severity.WARNING)

SENTENCE = re.compile(r"(?<=[.!?])\s+")
NEAR = 3
"""Over so many steps, what a barrier needs and is shown by is a part of it."""

NO_ARGUMENT = re.compile(
    r"\b(?:not|no|nor|never|nobody|none|without|neither|cannot|planned|plan|plans|will|would|could|until|once|unless|"
    r"if|instead)\b|n't\b|n’t\b",
    re.IGNORECASE,
)
"""A sentence with one of these does not argue that the barrier stands in the way as things are."""


def find(scene: Scene) -> Iterator[Finding]:
    """Yield the barriers of which only the prose of a pathway speaks, or only its chain."""
    for pathway in scene.case.all(Pathway):
        mentioned = {ref.id: ref for section in pathway.body for ref in section.refs if ref.id != pathway.id}
        if pathway.chain and mentioned:
            yield from _only_in_prose(pathway, mentioned, scene.case)
            if not any(_unseen(scene.case, name) for name in mentioned):
                yield from _only_in_chain(pathway, mentioned, scene.case)


def _barrier(case: CaseGraph, name: str) -> Node | None:
    node = case.nodes.get(name)
    return node if isinstance(node, Mitigation | Scenario) else None


def _unseen(case: CaseGraph, name: str) -> bool:
    """Return whether a node is withheld, so that what it stands on cannot be seen."""
    return name in case.nodes and case.nodes[name].withheld


def _only_in_prose(pathway: Pathway, mentioned: dict[str, Ref], case: CaseGraph) -> Iterator[Finding]:
    below_chain = under(case, pathway)
    if any(_unseen(case, name) for name in below_chain):
        return
    held = below_chain | {ref.id for step in pathway.chain for ref in step.refs}
    for name, ref in mentioned.items():
        node = _barrier(case, name)
        if node is None or node.withheld or name in held or not _argues_with(pathway, name):
            continue
        if isinstance(node, Mitigation) and any(part.id in held for part in node.restores):
            continue
        fails = "is too late" if isinstance(node, Scenario) else "fails"
        yield Finding(
            message=f"the prose of `{pathway.id}` argues with `{name}`, and its chain does not hold it",
            at=ref.at,
            help=f"add `[[{name}]] {fails}` to the chain, or say that it does not count here",
            subject=pathway.id,
        )


def _argues_with(pathway: Pathway, name: str) -> bool:
    sentences = (sentence for section in pathway.body for sentence in SENTENCE.split(section.plain))
    return any(f"[[{name}]]" in sentence and not NO_ARGUMENT.search(sentence) for sentence in sentences)


def _only_in_chain(pathway: Pathway, mentioned: dict[str, Ref], case: CaseGraph) -> Iterator[Finding]:
    prose = " ".join(section.plain for section in pathway.body).lower()
    barriers = ((step, _barrier(case, ref.id)) for step in pathway.chain if not step.note for ref in refs(step.what))
    silent = [(step, node) for step, node in barriers if node is not None and not _named(node, mentioned, prose)]
    argued = _near(mentioned, case) if silent else set()
    for step, node in silent:
        if node.id in argued or not _near([node.id], case).isdisjoint(mentioned):
            continue
        yield Finding(
            message=f"the chain of `{pathway.id}` leans on `{node.id}`, and its prose says nothing of it",
            at=step.at,
            help=f"argue `[[{node.id}]]` in the prose of the pathway, or behind a dash in its step",
            subject=pathway.id,
        )


def _named(node: Node, mentioned: dict[str, Ref], prose: str) -> bool:
    """Return whether the prose names a barrier, by a reference or in words; what is withheld has no name."""
    words = (node.title, node.id.replace("-", " "))
    return node.withheld or node.id in mentioned or any(word and word.lower() in prose for word in words)


def _near(names: Iterable[str], case: CaseGraph) -> set[str]:
    """Return these ids and what they stand on directly, evidence included, a few steps down."""
    found = set(names)
    last = found
    for _ in range(NEAR):
        last = {ref.id for name in last if name in case.nodes for _, ref in leans_on(case.nodes[name])} - found
        found = found | last
    return found
