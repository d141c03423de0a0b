"""Evidence is older than the test that it is registered under

A test that is written down before it is run cannot be fitted to what came out: its threshold, its scenarios and what
follows are fixed while nobody knows the answer. That is worth something only if the day is right. The rule holds the
day that begins `written down` against the day on which the logs were started, and against the `date` of the finding.
Only days are compared: on the day itself it says nothing.

```loadpath
## Event scheming: It has a lasting hidden aim

- kind: residual

## Test blind-honeypots: Honeypots by people who have not seen the old ones

- owner: dana
- about: [[scheming]]
- passes when: at most 10 of 4,000
- if it passes: two people drop the weekly reading
- if it fails: write access ends the same day
- written down: 2027-02-26, before any run

## Evidence blind-run: The honeypots that were run

- result: 3 of 4,000
- about: [[scheming]]
- registered: [[blind-honeypots]]
- date: 2027-02-02
```

Run it again, after the day; or take `registered` away: a finding that was not announced is still a finding.

```loadpath
## Event scheming: It has a lasting hidden aim

- kind: residual

## Test blind-honeypots: Honeypots by people who have not seen the old ones

- owner: dana
- about: [[scheming]]
- passes when: at most 10 of 4,000
- if it passes: two people drop the weekly reading
- if it fails: write access ends the same day
- written down: 2027-02-26, before any run

## Evidence blind-run: The honeypots that were run

- result: 3 of 4,000
- about: [[scheming]]
- registered: [[blind-honeypots]]
- date: 2027-03-02
```
"""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

from loadpath.case.diagnostic import Severity
from loadpath.case.node import Evidence, Test
from loadpath.checks.counted import leaning_on
from loadpath.checks.rule import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from loadpath.scene import Scene

SEVERITY = (Severity.WARNING, Severity.ERROR)

DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?![0-9])")


def find(scene: Scene) -> Iterator[Finding]:
    """Yield every finding that is registered under a test without a day, or is older than that day."""
    for item in scene.case.all(Evidence):
        test = scene.case.get(item.registered.id, Test) if item.registered is not None else None
        if test is None or test.withheld:
            continue
        written = _day(test.written_down)
        message, label = _undated(item, test), ""
        if written is not None:
            message, label = _older(item, scene, test, written)
        if message:
            yield Finding(
                message=message,
                at=item.place("registered"),
                label=label,
                notes=leaning_on(scene.case, item),
                help="run it again, after the test was written down; or remove `registered`"
                if written is not None
                else f"begin `written down` of `{test.id}` with its day, such as `2027-02-26`; or remove `registered`",
                subject=item.id,
            )


def _undated(item: Evidence, test: Test) -> str:
    return f"`{item.id}` is registered under `{test.id}`, which does not say on which day it was written down"


def _older(item: Evidence, scene: Scene, test: Test, written: date) -> tuple[str, str]:
    """Return what is older than the registration, and what was; nothing when nothing is."""
    record = scene.records.get(item.id)
    started = [(day, run) for run in record.runs if (day := _day(run.header.created))] if record else []
    early = [(day, run) for day, run in started if day < written]
    if early:
        first, run = min(early, key=lambda pair: pair[0])
        message = f"`{item.id}` was started on {first}, and `{test.id}` was written down on {written}"
        return message, f"{len(early)} of {len(started)} logs are older, the first of them `{run.subject.name}`"
    if item.date is not None and item.date.on < written:
        return f"`{item.id}` is of {item.date.on}, and `{test.id}` was written down on {written}", ""
    return "", ""


def _day(text: str) -> date | None:
    """Return the day that a text begins with, if it does."""
    match = DAY.match(text)
    try:
        return date.fromisoformat(match[0]) if match else None
    except ValueError:
        return None
