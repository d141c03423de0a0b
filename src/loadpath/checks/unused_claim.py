"""A claim carries nothing

A claim can be mentioned, supported and reviewed without anything resting on it: no pathway stands on it, no other claim
rests on it, no condition of a judgement asks for it, no finding relies on it, and what it says is used nowhere else. If
it turned out false, nothing in the case would change. Either the argument leans on it and does not say so, or readers
spend their time on it for nothing. A danger that is conceded so changes no number. What nothing even mentions is found
by `orphan`; a conclusion that rests on others and that the case itself mentions is where the argument ends. Where a
part of the case is withheld nothing is said, since that part may stand on anything.

```loadpath
## Claim low-stealth: It is poor at hiding from a monitor it knows about

- evidence: [[red-team]]

## Evidence red-team: Planted sabotages

- result: 29 of 200
- about: [[low-stealth]]

## Mitigation monitor: A second model reads every transcript

It is strong because of [[low-stealth]].

## Pathway tampering: Tampering with research

1. [[monitor]] fails
```

Let what it matters for rest on it, or remove it.

```loadpath
## Claim low-stealth: It is poor at hiding from a monitor it knows about

- evidence: [[red-team]]

## Evidence red-team: Planted sabotages

- result: 29 of 200
- about: [[low-stealth]]

## Mitigation monitor: A second model reads every transcript

- needs: [[low-stealth]]

## Pathway tampering: Tampering with research

1. [[monitor]] fails
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from loadpath.case import node as kinds
from loadpath.case.diagnostic import Severity
from loadpath.case.graph import leans_on, mentions
from loadpath.case.proposition import refs
from loadpath.case.value import Ratio
from loadpath.checks.orphan import find as orphans
from loadpath.checks.rule import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from loadpath.case.graph import CaseGraph
    from loadpath.scene import Scene

SEVERITY = Severity.NOTE


def find(scene: Scene) -> Iterator[Finding]:
    """Yield the claims that are mentioned and carry nothing, in a case that has something to carry."""
    case = scene.case
    residual = {event.id for event in case.all(kinds.Event) if event.residual}
    if any(node.withheld for node in case.nodes.values()):
        return  # what is out of sight may stand on anything
    if not residual and not case.all(kinds.Pathway):
        return
    stood_on = _stood_on(case) | residual
    concluded = {ref.id for ref in mentions(case.head)}
    idle = [claim for claim in case.all(kinds.Claim) if not _carries(claim, stood_on, concluded)]
    told = {item.subject for item in orphans(scene)} if idle else set()
    where = _mentioned_in(case, {claim.id for claim in idle})
    for claim in idle:
        if claim.id in told:
            continue
        danger = claim.direction == "danger"
        yield Finding(
            message=f"`{claim.id}` concedes a danger, and nothing depends on it"
            if danger
            else f"no argument stands on the claim `{claim.id}`",
            at=claim.at,
            notes=(f"mentioned in {where[claim.id]}",) if claim.id in where else (),
            help=f"let what it bears on rest on `[[{claim.id}]]`, or a judgement depend on it by `if`; or remove it",
            subject=claim.id,
        )


def _stood_on(case: CaseGraph) -> set[str]:
    """Return what something stands on; that a claim is a name for an event does not carry the event."""
    found: set[str] = set()
    for node in case.nodes.values():
        for key, ref in leans_on(node):
            only_named = key == "says" and not isinstance(case.nodes.get(ref.id), kinds.Claim | kinds.Mitigation)
            if not only_named and ref.id != node.id:
                found.add(ref.id)
        match node:
            case kinds.Mitigation(restores=restores):
                found |= {ref.id for ref in restores}
            case kinds.Surface():
                found |= {ref.id for item in node.fields for ref in item.refs}
            case kinds.Assessor():
                found |= _conditions(node)
    return found


def _conditions(assessor: kinds.Assessor) -> set[str]:
    found: set[str] = set()
    for line in assessor.lines:
        for branch in line.branches:
            asked = (branch.condition, branch.value.of if isinstance(branch.value, Ratio) else None)
            found |= {ref.id for part in asked if part is not None for ref in refs(part)}
    return found


def _carries(claim: kinds.Claim, stood_on: set[str], concluded: set[str]) -> bool:
    if claim.id in stood_on or (claim.says is not None and any(ref.id in stood_on for ref in refs(claim.says))):
        return True
    return bool(claim.rests_on or claim.lines_of_support) and claim.id in concluded


def _mentioned_in(case: CaseGraph, names: set[str]) -> dict[str, str]:
    """Return by claim the first node that mentions it."""
    found: dict[str, str] = {}
    for node in case.nodes.values():
        for ref in mentions(node):
            if ref.id in names and ref.id != node.id:
                found.setdefault(ref.id, f"`{node.id}`")
    return found
