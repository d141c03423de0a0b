"""A run behind evidence did not end well

A log that says `error` or `cancelled`, or whose end was never written, holds the samples up to the moment at which it
stopped. Why it stopped may have to do with what it found: somebody saw enough, or the tasks that were left were the
hard ones. Such a run is no sample of the evaluation that was planned.

```loadpath
## Claim rarely-hidden: Sabotage is rarely hidden

- evidence: [[honeypots]]

## Evidence honeypots: Staged chances to misbehave

- from: data/honeypots.record.json
- sha256: 9408a501c4dc983ed614c46aea4227ed82309313986212c25ebdf0c356fc0a9c
- result: 0 of 120
- about: [[rarely-hidden]]
--- source: data/honeypots.record.json
{"_type": "https://in-toto.io/Statement/v1",
 "subject": [{"name": "honeypots.eval", "digest": {}}],
 "predicateType": "urn:loadpath:evidence:v1",
 "predicate": {"evidence": "honeypots", "runs": [
  {"header": {"container": "inspect eval", "status": "cancelled"}, "totals": {"samples": 120}}]}}
```

Run it to its end and count that log.

```loadpath
## Claim rarely-hidden: Sabotage is rarely hidden

- evidence: [[honeypots]]

## Evidence honeypots: Staged chances to misbehave

- from: data/honeypots.record.json
- sha256: 06094fb874ed96dc2d59f363ae480e0e0c7038505af732be43057fa981d3b1f5
- result: 0 of 200
- about: [[rarely-hidden]]
--- source: data/honeypots.record.json
{"_type": "https://in-toto.io/Statement/v1",
 "subject": [{"name": "honeypots.eval", "digest": {}}],
 "predicateType": "urn:loadpath:evidence:v1",
 "predicate": {"evidence": "honeypots", "runs": [
  {"header": {"container": "inspect eval", "status": "success"}, "totals": {"samples": 200}}]}}
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from loadpath.case.diagnostic import Severity
from loadpath.checks.counted import leaning_on, recorded
from loadpath.checks.rule import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from loadpath.case.record import Header
    from loadpath.scene import Scene

SEVERITY = (Severity.WARNING, Severity.ERROR)

SUCCESS = "success"


def find(scene: Scene) -> Iterator[Finding]:
    """Yield every log behind a finding that failed, was stopped, or was never finished."""
    for item, record in recorded(scene):
        for run in record.runs:
            how = _ended(run.header)
            if how:
                yield Finding(
                    message=f"`{run.subject.name}`, which `{item.id}` was counted from, {how}",
                    at=item.place("from"),
                    label=f"it holds {run.totals.samples:,} samples, up to where it stopped",
                    notes=leaning_on(scene.case, item),
                    help="run it to its end and count that log",
                    subject=item.id,
                )


def _ended(header: Header) -> str:
    if header.status != SUCCESS:
        return f"has the status `{header.status}`"
    return "" if header.complete else "was never finished"
