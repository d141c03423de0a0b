"""A challenge is open, or was upheld and changed nothing

Somebody said why a part of the argument does not hold, and nobody has answered. Open challenges are the honest state
of a case in the making, so they are notes in a pilot; a release that goes out over them owes them a line of thought.
They are sorted by the load of what they are against. A challenge that was `upheld` is settled, against the authors: as
long as anything leans on what it is against, the rule is a warning.

```loadpath
## Claim fenced: The monitor sees every session

- evidence: [[red-team]]

## Evidence red-team: Planted sabotages

- result: 29 of 200
- about: [[fenced]]

## Challenge same-blind-spots: The monitor shares the blind spots of the red team

- against: [[red-team]]
- status: open
- by: stress-test
```

Answer it, and let whoever opened it say that the answer will do; or let it be upheld, and lean on something else.

```loadpath
## Claim fenced: The monitor sees every session

- evidence: [[red-team]]

## Evidence red-team: Planted sabotages

- result: 29 of 200
- about: [[fenced]]

## Challenge same-blind-spots: The monitor shares the blind spots of the red team

- against: [[red-team]]
- status: answered; accepted by stress-test
- by: stress-test

**Answer:** a second team, which had not seen the monitor, got the same 29 through.
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from loadpath.case.diagnostic import Severity
from loadpath.case.leaning import leaning
from loadpath.case.node import Challenge
from loadpath.case.raised import raised_by, review_of
from loadpath.checks.leans_on_failed_control import named
from loadpath.checks.rule import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from loadpath.case.leaning import Leaning
    from loadpath.case.node import Review
    from loadpath.scene import Scene

SEVERITY = (Severity.NOTE, Severity.WARNING)


def find(scene: Scene) -> Iterator[Finding]:
    """Yield every open challenge, and every upheld one whose target is still leaned on."""
    challenges = [item for item in scene.case.all(Challenge) if not item.withheld and not _kept_back(item)]
    if not challenges:
        return
    within = review_of(scene.case)
    direct = leaning(scene.case)
    for item in challenges:
        if item.status == "open":
            yield _open(item, within, scene)
        elif item.status == "upheld":
            yield from _upheld(item, direct)


def _kept_back(item: Challenge) -> bool:
    """Return whether the status is written and withheld: what stands there is not known to be `open`."""
    return any(field.key == "status" and field.text.startswith("[[withheld") for field in item.fields)


def _open(item: Challenge, within: Mapping[str, Review], scene: Scene) -> Finding:
    by = raised_by(item, within)
    since = f" since {item.opened.on}" if item.opened is not None else ""
    against = f" against {named(tuple(ref.id for ref in item.against))}" if item.against else ""
    loads = {ref.id: load.factor for ref in item.against if (load := scene.load(ref.id)) is not None}
    first = item.against[0].id if item.against else item.id
    return Finding(
        message=f"the challenge `{item.id}`{against} is open{since}",
        at=item.place("status"),
        label=f"opened by {by}" if by else "nobody says who opened it",
        help="answer it under the challenge; whoever opened it, or a reviewer, then writes `answered; accepted by ...`",
        subject=max(loads, key=lambda name: loads[name], default=first),
    )


def _upheld(item: Challenge, direct: Leaning) -> Iterator[Finding]:
    for ref in item.against:
        leaners = direct.on(ref.id)
        if leaners:
            yield Finding(
                message=f"`{item.id}` against `{ref.id}` was upheld, and {named(leaners)} still "
                f"lean{'s' if len(leaners) == 1 else ''} on it",
                at=item.place("status"),
                help=f"mend `{ref.id}` and ask for a new look, lean on something else, or accept it by a `Waiver`",
                subject=ref.id,
                severity=Severity.WARNING,
            )
