"""Nothing is decided by a test

A test is worth its cost by what somebody would do differently afterwards. One that states neither outcome, that is
about nothing in the case, or of which nobody is named who decides, will be run, written up and filed. Whoever decides
is the test's `owner`, the case's `decided by`, or whoever judges a `Commitment` that an outcome refers to. A test that
states one outcome and not the other is found by `one-sided-test`.

```loadpath
## Test blind-honeypots: Honeypots by people who have not seen the old ones

- passes when: at most 10 of 4,000
- cost: 6 person-weeks
```

Say what it is about, what follows either way, and who sees to it; or leave it out of the case.

```loadpath
## Event scheming: It has a lasting hidden aim

- kind: residual

## Test blind-honeypots: Honeypots by people who have not seen the old ones

- owner: dana
- about: [[scheming]]
- passes when: at most 10 of 4,000
- if it passes: nothing changes
- if it fails: write access ends the same day
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from loadpath.case.diagnostic import Severity
from loadpath.case.node import Commitment, Test
from loadpath.checks.rule import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from loadpath.scene import Scene

SEVERITY = Severity.NOTE


def find(scene: Scene) -> Iterator[Finding]:
    """Yield every test that cannot decide anything, with what is missing."""
    for item in scene.case.all(Test):
        missing = () if item.withheld else tuple(_missing(item, scene))
        if missing:
            yield Finding(
                message=f"`{item.id}` decides nothing: {', and '.join(said for said, _ in missing)}",
                at=item.at,
                help=f"add {', '.join(remedy for _, remedy in missing)}",
                subject=item.id,
            )


def _missing(item: Test, scene: Scene) -> Iterator[tuple[str, str]]:
    """Yield each thing that a test lacks, with what to write."""
    if not item.if_it_passes and not item.if_it_fails:
        yield "neither outcome changes anything", "`- if it passes: ...` and `- if it fails: ...`"
    if not any(field.key == "about" for field in item.fields):
        yield "it is about nothing", "`- about: [[...]]`"
    if not (item.owner or scene.case.head.decided_by or _judged(item, scene)):
        yield "nobody is named who would decide", "`- owner: ...`"


def _judged(item: Test, scene: Scene) -> bool:
    """Return whether an outcome refers to a commitment that somebody owns or judges."""
    mentioned = {ref.id for field in item.fields if field.key.startswith("if it") for ref in field.refs}
    promises = (scene.case.get(name, Commitment) for name in mentioned)
    return any(promise is not None and (promise.judged_by or promise.owner) for promise in promises)
