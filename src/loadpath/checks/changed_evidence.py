"""The file behind evidence is not the one that was read

`sha256` binds a finding to the exact bytes it was drawn from. When the file has other bytes, the result may belong to
an older run, to another model or to somebody's correction; when it is missing, nobody can tell. Either way the number
in the case is no longer shown by anything, and the gate stays closed in a pilot as well.

```loadpath
## Claim log-coverage: Every session is logged

- evidence: [[log-audit]]

## Evidence log-audit: Audit of log coverage

- from: data/audit.csv
- sha256: 0000000000000000000000000000000000000000000000000000000000000000
- result: 0 of 1,200
- about: [[log-coverage]]
```

Evidence that was counted from logs (`loadpath evidence add`) comes from a record, which is always bound by its digest.

Look at what changed, run the analysis again on the file as it is, then write the result and the new digest
(`sha256sum FILE`). Or put the old file back. `from` is relative to the file in which the evidence is written.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from loadpath.case.audience import INTERNAL
from loadpath.case.diagnostic import Severity
from loadpath.case.digest import SHORT
from loadpath.case.node import Evidence
from loadpath.checks.rule import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from loadpath.scene import Scene

SEVERITY = Severity.ERROR


def find(scene: Scene) -> Iterator[Finding]:
    """Yield evidence whose file is missing or not the one stated; only insiders have the files."""
    if scene.audience != INTERNAL:
        return
    for item in scene.case.all(Evidence):
        now = scene.sources.get(item.id)
        if not item.sha256 and item.id in scene.records:
            yield Finding(
                message=f"`{item.id}` comes from a record and states no digest of it: anybody could change the counts",
                at=item.place("from"),
                help=f"write `- sha256: {now}`, or count it again with `loadpath evidence recompute {item.id}`",
                subject=item.id,
            )
        if not item.sha256 or now == item.sha256:
            continue
        stated = item.sha256[:SHORT]
        if not item.source:
            message, remedy = f"`{item.id}` states a digest and no file", "add `- from: data/...`, or remove `sha256`"
        elif now is None:
            message = f"`{item.source}`, which `{item.id}` comes from, is missing: expected `{stated}`"
            remedy = "put the file back; `from` is relative to the file in which the evidence is written"
        else:
            message = (
                f"`{item.source}` changed since `{item.id}` was written: expected `{stated}`, found `{now[:SHORT]}`"
            )
            remedy = f"run the analysis again and write `- sha256: {now}`, or put the old file back"
        yield Finding(message=message, at=item.place("sha256"), help=remedy, subject=item.id)
