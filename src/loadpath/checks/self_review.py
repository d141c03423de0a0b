"""Somebody reviews what they own

A review is worth something because the reviewer did not write the argument and does not decide on it. When the person
who signs a review also owns claims, barriers, evidence or pathways of the case, or takes the decision, a reader should
know it: the review stands, and counts as what it is. An assessor may well be a reviewer; holding numbers is no interest
in them.

```loadpath
## Claim logged: Every session is logged

- owner: priya
- evidence: [[audit]]

## Evidence audit: Audit of the logs

- result: 0 of 400
- about: [[logged]]

## Review spring: Review in spring

- by: Priya
- conclusion: agrees
```

Let somebody else review it, or say in `paid by` and `framing` what the review is.

```loadpath
## Claim logged: Every session is logged

- owner: priya
- evidence: [[audit]]

## Evidence audit: Audit of the logs

- result: 0 of 400
- about: [[logged]]

## Review spring: Review in spring

- by: Mara
- conclusion: agrees
```
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from loadpath.case.diagnostic import Severity
from loadpath.case.node import Claim, Event, Evidence, Mitigation, Pathway, Quantity, Review, Scenario
from loadpath.checks.rule import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from loadpath.scene import Scene

SEVERITY = Severity.WARNING

ARGUMENT = (Claim, Event, Evidence, Mitigation, Pathway, Quantity, Scenario)
"""The kinds that a review is about."""

MOST_NAMED = 3


def find(scene: Scene) -> Iterator[Finding]:
    """Yield every review by somebody who owns a part of the argument, or who decides."""
    if not scene.case.all(Review):
        return
    owned: dict[str, list[str]] = {}
    for node in scene.case.nodes.values():
        if isinstance(node, ARGUMENT):
            for name in _names(node.owner):
                owned.setdefault(name, []).append(f"`{node.id}`")
    deciding = _names(scene.case.head.decided_by)
    for review in scene.case.all(Review):
        people = _names(review.by)
        theirs = [one for name in people for one in owned.get(name, ())]
        if not theirs and not people & deciding:
            continue
        more = f" and {len(theirs) - MOST_NAMED} more" if len(theirs) > MOST_NAMED else ""
        what = f"owns {', '.join(theirs[:MOST_NAMED])}{more}" if theirs else "decides on the case"
        yield Finding(
            message=f"`{review.id}` is a review by somebody who {what}",
            at=review.place("by"),
            help="let somebody else review it, or say in `framing` what the review is",
            subject=review.id,
        )


def _names(text: str) -> frozenset[str]:
    """Return the people a field names: what stands before a remark, parted by commas or `and`."""
    plain = re.split(r"[;(]", text.lower())[0]
    names = (" ".join(part.split()) for part in re.split(r",| and ", plain))
    return frozenset(name for name in names if name and "[[" not in name)
