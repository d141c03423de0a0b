"""A test is not what was registered

A test whose threshold, likelihoods or consequences are changed after the run is fitted to what came out, and then shows
nothing. `loadpath register` locks them: the field `locked` holds the moment, a digest over the meaning of the test and
of every likelihood that an assessor gives it, and the digest of the file `registrations/TEST.json`. The rule compares
the first with the text as it is now. It looks at the findings registered under the test as well: their criterion, and
what assessors make of them, must be what was locked. Layout and reasons may change. In a case of which something is
withheld the field is withheld too, because others could try numbers until the digest fits.

The rule looks at the text, and the digest that it compares stands there: no changed test gets past it because the file
was altered or is gone. What stands in the file alone (how likely each assessor held a pass), and whether somebody wrote
a new lock over a changed test, `loadpath register --check FOLDER` tells, with what differs. A rule opens no files, and
is given those alone that evidence comes `from`. Where the field itself is taken away, only the file is left to tell.

```loadpath
## Event scheming: It has a lasting hidden aim

- kind: residual

## Test blind-honeypots: Honeypots by people who have not seen the old ones

- owner: dana
- about: [[scheming]]
- passes when: at most 40 of 4,000
- if it passes: two people drop the weekly reading
- if it fails: write access ends the same day
- written down: 2027-02-26
- locked: 2027-02-26T09:00:00Z, meaning 4a93a1d96f35a96762c204976cf691b3, file e820e709f77eb60d13c3ddc17a2c3983
```

Put back what was registered. If the test was wrong, leave it as it is, and write another with an id of its own.

```loadpath
## Event scheming: It has a lasting hidden aim

- kind: residual

## Test blind-honeypots: Honeypots by people who have not seen the old ones

- owner: dana
- about: [[scheming]]
- passes when: at most 10 of 4,000
- if it passes: two people drop the weekly reading
- if it fails: write access ends the same day
- written down: 2027-02-26
- locked: 2027-02-26T09:00:00Z, meaning 4a93a1d96f35a96762c204976cf691b3, file e820e709f77eb60d13c3ddc17a2c3983
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from loadpath.assess.registered import lock_of, meaning_digest, otherwise_judged
from loadpath.case.audience import INTERNAL
from loadpath.case.diagnostic import Severity
from loadpath.case.digest import SHORT
from loadpath.case.node import Evidence, Test
from loadpath.checks.rule import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from loadpath.case.graph import CaseGraph
    from loadpath.scene import Scene

SEVERITY = Severity.ERROR


def find(scene: Scene) -> Iterator[Finding]:
    """Yield every locked test that is not what was locked; only insiders see all that is locked."""
    if scene.audience != INTERNAL:
        return
    for test in scene.case.all(Test):
        if test.locked and not test.locked.startswith("[[withheld"):
            yield from _changed(scene.case, test)


def _changed(case: CaseGraph, test: Test) -> Iterator[Finding]:
    lock = lock_of(test)
    if lock is None:
        yield Finding(
            message=f"`locked` of `{test.id}` is not what `loadpath register` writes",
            at=test.place("locked"),
            help=f"put back what was written there, or remove it and run `loadpath register {test.id}`",
            subject=test.id,
        )
        return
    now = meaning_digest(case, test, lock.at)
    if now != lock.meaning:
        yield Finding(
            message=f"`{test.id}` is not what was registered at {lock.at}",
            at=test.place("locked"),
            label=f"locked as `{lock.meaning[:SHORT]}`, now `{now[:SHORT]}`",
            help="put it back (`loadpath register --check` says what differs), or write another test with its own id",
            subject=test.id,
        )
    for where, message in otherwise_judged(case, test):
        yield Finding(
            message=message,
            at=where.place("passes when") if isinstance(where, Evidence) else where.at,
            help=f"judge it as `{test.id}` was registered; what was learnt since belongs into another test",
            subject=test.id,
        )
