"""One blind spot is drawn twice

`80% ever` is a blind spot: drawn once per incident, for the row it stands in. The same monitor in a second row, or in
the table of another response, is drawn a second time, as if it were another monitor. Two chains behind it then seem to
fail apart, and two pathways that lean on it seem to be stopped by two barriers.

```loadpath
## Scenario night-copy: A copy of the weights begins

- harm at: 19 days

| who | sees | tells | after | works |
|---|---|---|---|---|
| monitor | the command | security on-call | 5 min | 80% ever |
| monitor | the command | alignment on-call | 5 min | 80% ever |
| security on-call | page | **stops it**: closes the port | 12 min | 90% each time |
| alignment on-call | page | **stops it**: revokes the key | 12 min | 85% each time |
```

Tell both in one row. Where the tables are two, make the monitor a barrier, and let `if` refer to it.

```loadpath
## Scenario night-copy: A copy of the weights begins

- harm at: 19 days

| who | sees | tells | after | works |
|---|---|---|---|---|
| monitor | the command | security on-call and alignment on-call | 5 min | 80% ever |
| security on-call | page | **stops it**: closes the port | 12 min | 90% each time |
| alignment on-call | page | **stops it**: revokes the key | 12 min | 85% each time |
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from loadpath.case.diagnostic import Severity
from loadpath.case.node import Scenario
from loadpath.case.value import Chance
from loadpath.checks.rule import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from loadpath.case.node import Row
    from loadpath.scene import Scene

SEVERITY = Severity.WARNING


def find(scene: Scene) -> Iterator[Finding]:
    """Yield every row with a blind spot whose `who` has one in an earlier row as well."""
    first: dict[str, tuple[Scenario, Row]] = {}
    for scenario in scene.case.all(Scenario):
        for row in scenario.rows:
            if not _blind(row):
                continue
            before, earlier = first.setdefault(row.who.lower(), (scenario, row))
            if earlier is row:
                continue
            if before is scenario:
                label = f"first in this table, at {earlier.at}"
                remedy = "name both in one row, `tells: a and b`; or put what both rows need into `if`"
            else:
                label = f"first in `{before.id}`, at {earlier.at}"
                remedy = f"make `{row.who}` a Mitigation, and write `[[...]]` under `if` of both, with `always`"
            message = f"the blind spot of `{row.who}` is drawn a second time"
            yield Finding(message=message, at=row.at, label=label, help=remedy, subject=scenario.id)


def _blind(row: Row) -> bool:
    """Return whether a row may fail for a whole incident by a draw of its own."""
    certain = isinstance(row.works, Chance) and row.works.mean == 1
    return row.ever and not certain
