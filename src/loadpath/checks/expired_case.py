"""The case has ended, or ends before it begins

A case argues about one system, in one use, for a stated time. After its last day nobody has argued anything, however
green the page still looks; most often the system runs on and the next case is late. A case whose first day is not
before its last argues about no time at all. A case without `until` is left alone, and so is one that is checked
without a date.

```loadpath
# Case example: An example

- kind: safety case
- from: 2027-09-01
- until: 2027-03-01
```

Write the next case and say with `follows` which one it takes over from. Do not move the last day without looking at
the evidence again: what was measured has grown older as well.

```loadpath
# Case example: An example

- kind: safety case
- from: 2027-03-01
- until: 2027-09-01
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from loadpath.case.diagnostic import Severity
from loadpath.checks.rule import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from loadpath.scene import Scene

SEVERITY = (Severity.WARNING, Severity.ERROR)


def find(scene: Scene) -> Iterator[Finding]:
    """Yield a finding when the period of the case is over or empty, at most one."""
    head = scene.case.head
    if head.until is None:
        return
    last = head.until.on
    if head.start is not None and head.start.on >= last:
        yield Finding(
            message=f"`{head.id}` begins on {head.start.on} and ends on {last}",
            at=head.place("until"),
            label="not after `from`",
            help="write the last day of the deployment that the case is about; years, months and days in that order",
            subject=head.id,
        )
    elif scene.today is not None and last < scene.today:
        yield Finding(
            message=f"`{head.id}` ended on {last}, and today is {scene.today}",
            at=head.place("until"),
            help=f"write the case for the time after it, with `- follows: {head.id}`, and collect its evidence again",
            subject=head.id,
        )
