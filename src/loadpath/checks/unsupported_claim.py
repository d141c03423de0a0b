"""Nothing stands under a claim

A claim without evidence and without anything it rests on is an assertion. Reviewers find these first, and authors
tend to be surprised which ones they are: what everybody takes for granted is what nobody wrote down a reason for. A
claim that only names another proposition (`says`) still wants its evidence or its supports, and a number that
somebody puts on it is not support.

```loadpath
## Claim monitor-independent: The monitor would not look away for its own kind

The monitor is an older model of another family.
```

Name the evidence, or what it rests on. Where there is none yet and the case goes ahead, write a `Waiver` with a
reason and a name.

```loadpath
## Claim monitor-independent: The monitor would not look away for its own kind

- evidence: [[planted-kin]]

## Evidence planted-kin: Planted messages from a model of its own family

- result: 0 of 300
- about: [[monitor-independent]]
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from loadpath.case.diagnostic import Severity
from loadpath.case.node import Claim, Evidence
from loadpath.case.proposition import refs, text_of
from loadpath.checks.rule import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from loadpath.scene import Scene

SEVERITY = (Severity.WARNING, Severity.ERROR)


def find(scene: Scene) -> Iterator[Finding]:
    """Yield every claim with nothing under it."""
    about: dict[str, str] = {}
    for item in scene.case.all(Evidence):
        for ref in refs(item.about) if item.about is not None else ():
            about.setdefault(ref.id, item.id)
    for claim in scene.case.all(Claim):
        if claim.rests_on or claim.lines_of_support or claim.evidence:
            continue
        says = f"it says `{text_of(claim.says, brackets=False)}`" if claim.says is not None else ""
        yield Finding(
            message=f"nothing stands under `{claim.id}`",
            at=claim.at,
            label=says,
            help=_remedy(about.get(claim.id)),
            subject=claim.id,
        )


def _remedy(item: str | None) -> str:
    if item is not None:
        return f"`{item}` is about it: add `- evidence: [[{item}]]`"
    return "add `- evidence: [[...]]` or `- rests on: [[...]]`, or accept it by a `Waiver` with a reason and a name"
