"""Something changed after it was reviewed

A verdict binds exact content. A fact check that says `at 3f2a9c1d` was made of the node with that digest, and a
review `of: case 3f2a9c1d...` of the case with that one; after a change, nobody has looked at what stands there now.
Digests are over meaning: layout, line breaks and typography do not count, and neither does what is written about a
case afterwards (reviews, challenges, requests, waivers).

```loadpath
## Claim log-coverage: Every session is logged

## Review review-stress-test: Stress-testing

- by: stress-test

### Fact check

- [x] [[log-coverage]] at 00000000: drew the sample again
```

Ask the reviewer to look again; the finding prints the digest as it is now, which they write into the line. A review
of a commit (`of: commit 8e1f0c2`) cannot be judged from the text alone and is left alone.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from loadpath.case.diagnostic import Severity
from loadpath.case.digest import SHORT
from loadpath.case.node import Review
from loadpath.checks.rule import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from loadpath.scene import Scene

SEVERITY = (Severity.WARNING, Severity.ERROR)

CASE_DIGEST = re.compile(r"\bcase `?([0-9a-f]{8,64})\b")


def find(scene: Scene) -> Iterator[Finding]:
    """Yield every fact check and review that is of another state than the present one."""
    for review in scene.case.all(Review):
        yield from _facts(review, scene)
        match = CASE_DIGEST.search(review.of)
        if match and not scene.case.digest.startswith(match[1]):
            now = scene.case.digest
            yield Finding(
                message=f"the case has changed since `{review.id}` reviewed it",
                at=review.place("of"),
                label=f"reviewed at `{match[1][:SHORT]}`, now `{now[:SHORT]}`",
                help=f"ask for a review of what stands there now, `case {now[:SHORT]}`",
                subject=review.id,
            )


def _facts(review: Review, scene: Scene) -> Iterator[Finding]:
    for fact in review.facts:
        node = scene.case.nodes.get(fact.ref.id)
        if not fact.digest or node is None:
            continue
        now = scene.case.digest_of(node.id)
        if not now.startswith(fact.digest):
            yield Finding(
                message=f"`{node.id}` has changed since it was checked in `{review.id}`",
                at=fact.at,
                label=f"checked at `{fact.digest[:SHORT]}`, now `{now[:SHORT]}`",
                notes=(f"`{node.id}` is written at {node.at.file}:{node.at.line}",),
                help=f"check it again and write `[[{node.id}]] at {now[:SHORT]}`",
                subject=node.id,
            )
