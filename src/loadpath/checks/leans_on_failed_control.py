"""The argument leans on something that failed and is not fixed

An incident shows that a claim was false, a barrier let something through, or a measurement was wrong. If the case goes
on leaning on it, readers believe a barrier that the authors know to be open. The rule looks at every `Incident` whose
`fixed` is missing or begins with a word such as `no`, `not yet`, `open` or `partly`, and asks what leans on what it is
about: in a chain, as a need, as a support, or as what evidence relies on.

```loadpath
## Event merged: A harmful change is merged

## Mitigation code-review: A person reviews every change

## Pathway tampering: Tampering with research

1. [[merged]]
2. [[code-review]] fails

## Incident stale-grant-merge: An agent merged without review

- date: 2027-01-14
- about: [[code-review]]
- fixed: no; grants are removed by hand
```

Fix it, and write what was done and when. If the argument holds without it, take it out of the chain; if the risk is
accepted, write a `Waiver` with a reason, a name and a last day.

```loadpath
## Event merged: A harmful change is merged

## Mitigation code-review: A person reviews every change

## Pathway tampering: Tampering with research

1. [[merged]]
2. [[code-review]] fails

## Incident stale-grant-merge: An agent merged without review

- date: 2027-01-14
- about: [[code-review]]
- fixed: 2027-02-01; grants expire every day
```
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from loadpath.case import node as kinds
from loadpath.case.diagnostic import Severity
from loadpath.case.leaning import leaning, pathways_over
from loadpath.checks.rule import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from loadpath.scene import Scene

SEVERITY = (Severity.WARNING, Severity.ERROR)

CONTROLS = (kinds.Claim, kinds.Mitigation, kinds.Evidence, kinds.Scenario)
"""What an argument leans on, and what can fail."""

NOT_FIXED = re.compile(
    r"(?:no|not|none|never|nothing|open|partly|partially|in part|mostly|planned|pending|in progress|ongoing|unknown"
    r"|unfixed|tbd|todo|being fixed|to be)\b",
    re.IGNORECASE,
)
"""How a `fixed` begins that says it is not."""

MOST_NAMED = 3


def find(scene: Scene) -> Iterator[Finding]:
    """Yield everything that failed, is not fixed, and is leaned on."""
    unfixed = [item for item in scene.case.all(kinds.Incident) if not item.fixed or NOT_FIXED.match(item.fixed)]
    if not unfixed:
        return
    direct = leaning(scene.case)
    for incident in unfixed:
        for ref in incident.about:
            node = scene.case.nodes.get(ref.id)
            leaners = direct.on(ref.id) if isinstance(node, CONTROLS) and not _planned(node) else ()
            if leaners:
                yield _finding(incident, ref.id, leaners, pathways_over(scene.case, ref.id))


def _planned(node: kinds.Node) -> bool:
    """Return whether a barrier is not there yet: it counts for nothing already."""
    return isinstance(node, kinds.Mitigation) and node.state == "planned"


def _finding(incident: kinds.Incident, name: str, leaners: tuple[str, ...], paths: tuple[str, ...]) -> Finding:
    who = f"pathway{'s' if len(paths) > 1 else ''} {named(paths)}" if paths else named(leaners)
    plural = len(paths or leaners) > 1
    when = f" on {incident.date.on}" if incident.date is not None else ""
    note = (f"leaning on it directly: {named(leaners)}",) if paths and set(leaners) != set(paths) else ()
    return Finding(
        message=f"`{name}` failed{when} and is not fixed, and {who} lean{'' if plural else 's'} on it",
        at=incident.place("fixed"),
        label=f"`{incident.id}`" if incident.fixed else f"`{incident.id}` says nothing of `fixed`",
        notes=note,
        help="fix it and write when and how under `fixed`, or accept it by a `Waiver` with a reason and a name",
        subject=name,
    )


def named(names: tuple[str, ...]) -> str:
    """Return the first few of some ids, and how many more there are."""
    shown = [f"`{name}`" for name in names[:MOST_NAMED]]
    more = len(names) - MOST_NAMED
    if more > 0:
        return f"{', '.join(shown)} and {more} more"
    return " and ".join([", ".join(shown[:-1]), shown[-1]]) if len(shown) > 1 else "".join(shown)
