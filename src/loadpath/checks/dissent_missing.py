"""A dissent that nothing carries, or of which the decision says nothing

A reviewer who dissents has done the most useful thing a reviewer can do, and it is easily lost: the review stands in
its own file and the conclusion is read. A dissent counts as carried when a `Challenge` by the same person puts it
against a part of the case, or when a part of the case that is not theirs refers to the review and answers it. And
whoever decides with a dissent on the table says so in the `decision`: names the reviewer or the assessor, or speaks of
the dissent. Assessors whose numbers put the risk above the budget dissent as well. Nothing is wrong with a case in
which all agree.

```loadpath
# Case example: An example

- kind: risk report
- decision: keep the system deployed

## Claim fenced: The monitor sees every session

## Review review-external: Independent Evaluation Trust

- by: trust
- conclusion: dissents
```

Put the dissent where it can be answered, and let the decision name it.

```loadpath
# Case example: An example

- kind: risk report
- decision: keep the system deployed, against the dissent of the trust, until the sessions are counted again in May

## Claim fenced: The monitor sees every session

## Review review-external: Independent Evaluation Trust

- by: trust
- conclusion: dissents

### Challenge not-counted: Nobody counted the sessions

- against: [[fenced]]
```
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from loadpath.assess.results import Verdict
from loadpath.case.diagnostic import Severity
from loadpath.case.graph import mentions
from loadpath.case.node import Assessor, Challenge, Request, Review, Waiver
from loadpath.case.raised import names_in, raised_by, review_of
from loadpath.checks.rule import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from loadpath.scene import Scene

SEVERITY = Severity.WARNING

SAYS_NO = re.compile(r"(?:no|not|does not|doesn't|do not|did not|cannot|fails to)\b", re.IGNORECASE)
"""How an `argument` begins that denies that the argument supports the conclusion."""

SPOKEN_OF = re.compile(r"\b(?:dissent\w*|disagree\w*|object(?:s|ed|ions?)|over (?:its|the) budget)\b", re.IGNORECASE)


def find(scene: Scene) -> Iterator[Finding]:
    """Yield every dissenting review that nothing carries, and a decision that is silent about dissent."""
    dissents = [item for item in scene.case.all(Review) if _dissents(item)]
    if dissents:
        carried = _carried(scene)
        for item in dissents:
            if item.id not in carried:
                yield _uncarried(item)
    yield from _silent_decision(dissents, scene)


def _dissents(item: Review) -> bool:
    return item.conclusion == "dissents" or bool(SAYS_NO.match(item.argument))


def _carried(scene: Scene) -> set[str]:
    """Return the reviews with a challenge by the same person, or that the case itself refers to."""
    within = review_of(scene.case)
    challenges = scene.case.all(Challenge)
    raising = {name for item in challenges for name in names_in(raised_by(item, within))}
    reviews = scene.case.all(Review)
    found = {item.id for item in reviews if raising.intersection(names_in(item.by))} | {
        item.id for item in within.values()
    }
    for node in scene.case.nodes.values():
        if not isinstance(node, Review | Challenge | Request | Waiver | Assessor):
            found |= {ref.id for ref in mentions(node)}
    return found


def _uncarried(item: Review) -> Finding:
    if item.conclusion == "dissents":
        said, at = "dissents", item.place("conclusion")
    else:
        said, at = "says that the argument does not support the conclusion", item.place("argument")
    return Finding(
        message=f"`{item.id}` {said}, and no challenge carries it and nothing answers it",
        at=at,
        help="let the reviewer open a `Challenge` against what they doubt, "
        f"or answer `[[{item.id}]]` where the case argues it",
        subject=item.id,
    )


def _silent_decision(dissents: list[Review], scene: Scene) -> Iterator[Finding]:
    head = scene.case.head
    if not head.decision or "[[withheld" in head.decision or SPOKEN_OF.search(head.decision):
        return
    told = {name for item in dissents for name in names_in(item.by)}
    above = [item.assessor for item in scene.assessments if item.budget and item.budget.verdict is Verdict.ABOVE]
    above = [name for name in above if name not in told]
    known: list[tuple[str, tuple[str, ...]]]
    known = [(f"`{item.id}`, which {_said(item)}", (item.by, item.id, item.title)) for item in dissents]
    known += [(f"`{name}`, who finds the risk above the budget", (name, _title(name, scene))) for name in above]
    unnamed = [said for said, names in known if not _names_any(head.decision, names)]
    if not unnamed:
        return
    yield Finding(
        message=f"the decision says nothing of {', or of '.join(unnamed)}",
        at=head.place("decision"),
        help="write whose dissent it was taken against, and why",
        subject=head.id,
    )


def _said(item: Review) -> str:
    return "dissents" if item.conclusion == "dissents" else "finds that the argument does not support it"


def _title(name: str, scene: Scene) -> str:
    node = scene.case.nodes.get(name)
    return node.title if node is not None else ""


def _names_any(decision: str, written: tuple[str, ...]) -> bool:
    text = f" {' '.join(re.split(r'[^a-z0-9-]+', decision.lower()))} "
    return any(f" {name} " in text for part in written for name in names_in(part))
