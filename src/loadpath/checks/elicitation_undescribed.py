"""Nobody says how hard it was tried to bring a capability out

That a model cannot do something is argued from tests in which it did not. What such a test shows depends on how hard
somebody tried: with which tools and scaffold, after how many attempts, with fine-tuning or only a prompt, and by people
who know how. A weak attempt and a weak model give the same result. Evidence under a claim that `argues: capability`
says what was done, in its prose, its `method` or `made by`, or it relies on a claim that does; or the claim above it
says so for all of them. Dangers that are conceded (`direction: danger`) need none.

```loadpath
## Claim cannot-hide: It cannot keep a plan hidden over days

- argues: capability
- evidence: [[long-tasks]]

## Evidence long-tasks: Long tasks with a hidden second aim

- result: 1 of 80
- about: [[cannot-hide]]
```

Describe the elicitation, and what was left untried.

```loadpath
## Claim cannot-hide: It cannot keep a plan hidden over days

- argues: capability
- evidence: [[long-tasks]]

## Evidence long-tasks: Long tasks with a hidden second aim

- result: 1 of 80
- about: [[cannot-hide]]
- method: best of 16 attempts, in the scaffold of the deployment, after fine-tuning on 200 solved tasks
```
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from loadpath.case.diagnostic import Severity
from loadpath.case.node import Claim, Evidence
from loadpath.case.proposition import refs
from loadpath.checks.counted import account_of, relied_on, words_of
from loadpath.checks.rule import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from loadpath.case.graph import CaseGraph
    from loadpath.scene import Scene

SEVERITY = (Severity.NOTE, Severity.WARNING)

ELICITED = re.compile(
    r"\b(?:elicit|fine-?\s?tun|scaffold|prompt|best[ -]of|pass@|attempts?\b|tools?\b|red[- ]team|few-shot|jailbr)"
)
"""Words by which a text speaks of how a capability was brought out."""

CAPABILITY = "capability"


def find(scene: Scene) -> Iterator[Finding]:
    """Yield every finding for a lack of capability that says nothing of elicitation."""
    case = scene.case
    under = _under_capability(case)
    about: dict[str, str] = {}
    for claim, top in under.items():
        for ref in case.nodes[claim].evidence:  # type: ignore[attr-defined]
            about.setdefault(ref.id, top)
    for item in case.all(Evidence):
        subjects = (ref.id for ref in refs(item.about)) if item.about is not None and under else ()
        top = about.get(item.id) or next((under[name] for name in subjects if name in under), "")
        if top and not _described(case, item):
            yield Finding(
                message=f"`{item.id}` says nothing of how a capability was elicited, and `{top}` argues from its lack",
                at=item.place("result"),
                label="a weak attempt and a weak model give the same result",
                help="say in `method` or the prose which tools, prompts, attempts and training were used",
                subject=item.id,
            )


def _under_capability(case: CaseGraph) -> dict[str, str]:
    """Return the claims that argue that a capability is lacking, or that such a claim rests on, with the one on top.

    A claim that says nothing of elicitation itself is kept; one that does speaks for all that is under it.
    """
    found: dict[str, str] = {}
    for top in case.all(Claim):
        stack = [top.id] if top.argues == CAPABILITY else []
        while stack:
            claim = case.get(stack.pop(), Claim)
            if claim is None or claim.id in found or claim.argues not in {"", CAPABILITY}:
                continue
            if claim.direction == "danger" or ELICITED.search(words_of(claim)):
                continue
            found[claim.id] = top.id
            stack.extend(ref.id for ref in (*claim.rests_on, *claim.lines_of_support))
    return found


def _described(case: CaseGraph, item: Evidence) -> bool:
    claims = relied_on(case, item)
    return bool(ELICITED.search(account_of(item))) or any(
        claim.withheld or ELICITED.search(words_of(claim)) for claim in claims
    )
