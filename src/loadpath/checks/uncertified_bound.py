"""What others are shown would look better than the truth

A node may be withheld from the public or from reviewers, with a bound that is declared for it: `- disclosed: at most 1
in 10,000`. They compute with that bound. So the bound has to hold for every assessor, and what is computed from it may
not come out below what is computed in full: a bound on one node loses what the node shares with others, and evidence
that is withheld no longer counts against anything. Until this is mended, nothing is disclosed to that audience.

Only insiders see this finding, because its numbers are those that are withheld.

```loadpath
## Event slip: An agent copies data out by accident

- access: reviewers
- kind: residual
- disclosed: at most 1 in 1,000

## Assessor team: The authors

- slip: 0.4% because it happened twice in the pilot
```

Declare a bound that holds, on the ladder 1, 2, 5.

```loadpath
## Event slip: An agent copies data out by accident

- access: reviewers
- kind: residual
- disclosed: at most 1 in 200

## Assessor team: The authors

- slip: 0.4% because it happened twice in the pilot
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from loadpath.case.diagnostic import Severity
from loadpath.checks.rule import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from loadpath.assess.disclosure import Shortfall
    from loadpath.scene import Scene

SEVERITY = Severity.ERROR


def find(scene: Scene) -> Iterator[Finding]:
    """Yield every bound that does not hold, and every number or verdict that would be seen better than it is."""
    for disclosed in scene.disclosed:
        for short in disclosed.shortfalls:
            yield _finding(scene, disclosed.audience, short)


def _finding(scene: Scene, audience: str, short: Shortfall) -> Finding:
    node = scene.case.nodes.get(short.about)
    bound = node is not None and node.disclosed is not None
    at = node.place("disclosed") if node and bound else node.at if node else scene.case.head.at
    if bound:
        message = f"`{short.about}` is declared {short.shown}; for `{short.assessor}` it is {short.truth}"
        remedy = f"write `- disclosed: {short.enough}`" if short.enough else "withhold it without a bound"
        return Finding(message=message, at=at, help=remedy, subject=short.about)
    return Finding(
        message=f"`{audience}` would see {short.about} of `{short.assessor}` as {short.shown}; in full it is "
        f"{short.truth}",
        at=at,
        help="declare wider bounds on what is withheld, leave a bound away, or show what counts against the case",
        subject=short.about if node else "",
    )
