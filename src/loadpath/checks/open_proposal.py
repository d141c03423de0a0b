"""A way of harm that somebody put forward is argued nowhere

The table of proposals says of every way of harm that anybody thought of where it went. A row that is still open, or
that tells in words and names no place in the case, is a way that was seen and not dealt with: its proposer cannot check
what became of it, and the number for ways that nobody listed has to carry it.

```loadpath
# Case example: An example

- kind: risk report

| proposed | by | where it went |
|---|---|---|
| Poison the next model's training data | stress-test | **open**: not yet argued |
```

Argue it and refer to the place: a pathway, an event, a claim that rules it out.

```loadpath
# Case example: An example

- kind: risk report

| proposed | by | where it went |
|---|---|---|
| Poison the next model's training data | stress-test | [[data-is-filtered]] |

## Claim data-is-filtered: Its outputs do not enter the next model's training
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from loadpath.case.diagnostic import Severity
from loadpath.checks.rule import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from loadpath.scene import Scene

SEVERITY = (Severity.NOTE, Severity.WARNING)

MARKS = "*_` "


def find(scene: Scene) -> Iterator[Finding]:
    """Yield every row of the table of proposals that is open or refers to nothing."""
    head = scene.case.head
    for row in head.proposals:
        if not row.open and row.refs:
            continue
        says_open = row.went.strip(MARKS).lower().startswith("open")
        state = "is still open" if says_open or not row.went else "refers to no place in the case"
        who = f"`{row.by}` proposed" if row.by else "somebody proposed"
        yield Finding(
            message=f"{who} `{row.proposed}`, and it {state}",
            at=row.at,
            help="argue it, and refer to where, such as `[[a-pathway]]`; or to the claim that rules it out",
            subject=head.id,
        )
