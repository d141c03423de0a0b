"""Something happened after the day up to which the case looked

`coverage date` says up to which day evidence and incidents were taken into account. What is dated later was not: either
what it is about was judged without it, or it has been taken into account and the date is wrong. An incident in the
weeks between the last look and the deployment is where a case is out of date before it begins.

```loadpath
# Case example: An example

- kind: risk report
- coverage date: 2027-02-28

## Claim grants-tight: Agents hold no grants they do not need

## Incident stale-grant: An agent merged through a stale grant

- date: 2027-03-14
- about: [[grants-tight]]
```

Judge again what it is about, and move the coverage date to the day on which that was done.

```loadpath
# Case example: An example

- kind: risk report
- coverage date: 2027-03-15

## Claim grants-tight: Agents hold no grants they do not need

## Incident stale-grant: An agent merged through a stale grant

- date: 2027-03-14
- about: [[grants-tight]]
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from loadpath.case.diagnostic import Severity
from loadpath.case.judged import judged
from loadpath.case.node import Assessor, Evidence, Incident
from loadpath.case.proposition import text_of
from loadpath.case.value import Measured
from loadpath.checks.rule import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from loadpath.case.graph import CaseGraph
    from loadpath.scene import Scene

SEVERITY = (Severity.WARNING, Severity.ERROR)


def find(scene: Scene) -> Iterator[Finding]:
    """Yield every incident and finding that is dated after the coverage date."""
    last = scene.case.head.coverage_date
    if last is None:
        return
    scored = _scored(scene.case)
    for item in scene.case.nodes.values():
        if not isinstance(item, Evidence | Incident) or item.date is None or item.date.on <= last.on:
            continue
        yield Finding(
            message=f"`{item.id}` is of {item.date.on}, and the case covers what was known on {last.on}",
            at=item.place("date"),
            label="it counts in the numbers all the same" if item.id in scored else _judged_without(item),
            help="judge again what it is about, and move `coverage date` to the day on which that was done",
            subject=item.id,
        )


def _judged_without(item: Evidence | Incident) -> str:
    if isinstance(item, Incident):
        names = [ref.id for ref in item.about]
    else:
        names = [text_of(item.about, brackets=False)] if item.about is not None else []
    shown = " and ".join(f"`{name}`" for name in names)
    return f"{shown} {'was' if len(names) == 1 else 'were'} judged without it" if names else ""


def _scored(case: CaseGraph) -> set[str]:
    """Return the evidence that somebody's numbers use, by a likelihood or by `as`."""
    found: set[str] = set()
    for assessor in case.all(Assessor):
        for line in assessor.lines:
            about = judged(line)
            found |= {about.id} if about else set()
            found |= {branch.value.evidence.id for branch in line.branches if isinstance(branch.value, Measured)}
    return found
