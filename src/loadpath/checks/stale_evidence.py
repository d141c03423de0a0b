"""Evidence is past the day it is valid until

A red-team result on last year's monitor, an audit of platforms that have since doubled: whoever collected evidence
often knows how long it holds and writes it down as `valid until`. The rule holds that day against the period of the
case and against today. What runs out during the deployment is a warning in a release as well, since there is time
left to renew it. What leans on it is told step by step, up to the pathways.

```loadpath
# Case example: An example

- kind: risk report
- from: 2027-03-01
- until: 2027-09-01

## Claim log-coverage: Every session is logged

- evidence: [[log-audit]]

## Evidence log-audit: Audit of log coverage

- result: 0 of 1,200
- about: [[log-coverage]]
- valid until: 2027-02-01
```

Collect it again and write the new result and date, or let the case end earlier. Do not move the day without a reason.

```loadpath
# Case example: An example

- kind: risk report
- from: 2027-03-01
- until: 2027-09-01

## Claim log-coverage: Every session is logged

- evidence: [[log-audit]]

## Evidence log-audit: Audit of log coverage

- result: 0 of 1,400
- about: [[log-coverage]]
- valid until: 2027-10-01
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from loadpath.case.diagnostic import Severity
from loadpath.case.node import Evidence
from loadpath.checks.counted import leaning_on
from loadpath.checks.rule import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from loadpath.scene import Scene

SEVERITY = (Severity.WARNING, Severity.ERROR)


def find(scene: Scene) -> Iterator[Finding]:
    """Yield evidence that is no longer valid, or will not be before the case ends."""
    for item in scene.case.all(Evidence):
        if item.valid_until is None:
            continue
        message, severity = _judge(item.id, item.valid_until.on, scene)
        if message:
            yield Finding(
                message=message,
                at=item.place("valid until"),
                notes=leaning_on(scene.case, item),
                help="collect it again and write the new result and date, or end the case earlier",
                subject=item.id,
                severity=severity,
            )


def _judge(name: str, last: date, scene: Scene) -> tuple[str, Severity | None]:
    head = scene.case.head
    if head.start is not None and last < head.start.on:
        return f"`{name}` was valid until {last}, and the case begins on {head.start.on}", None
    if scene.today is not None and last < scene.today:
        return f"`{name}` was valid until {last}, and today is {scene.today}", None
    if head.until is not None and last < head.until.on:
        return f"`{name}` expires on {last}, during the deployment (until {head.until.on})", Severity.WARNING
    return "", None
