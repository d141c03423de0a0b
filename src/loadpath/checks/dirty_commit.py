"""Nobody can run again the code that evidence came from

A log records the commit of the code that ran. If that code had changes in no commit, nobody, its authors included, can
say later which scenarios were asked and how they were scored; the number cannot be taken again. A log that records no
commit at all is a note, unless the finding itself speaks of the commit. Tables are left alone: a table is no log of a
run.

```loadpath
## Claim rarely-hidden: Sabotage is rarely hidden

- evidence: [[honeypots]]

## Evidence honeypots: Staged chances to misbehave

- from: data/honeypots.record.json
- sha256: 30ef7c435d826bad0cc7834feb2209d480c18c27b56fa1369838f55d3ec4b2b1
- result: 0 of 200
- about: [[rarely-hidden]]
--- source: data/honeypots.record.json
{"_type": "https://in-toto.io/Statement/v1",
 "subject": [{"name": "honeypots.eval", "digest": {}}],
 "predicateType": "urn:loadpath:evidence:v1",
 "predicate": {"evidence": "honeypots", "runs": [
  {"header": {"container": "inspect eval", "revision": "4c1f2ab", "dirty": true}, "totals": {"samples": 200}}]}}
```

Commit, and run it again from there.

```loadpath
## Claim rarely-hidden: Sabotage is rarely hidden

- evidence: [[honeypots]]

## Evidence honeypots: Staged chances to misbehave

- from: data/honeypots.record.json
- sha256: 8c8ec2b60d7277bbeab06938537d5fffc2cc0e49ab7be949467750413ae970dc
- result: 0 of 200
- about: [[rarely-hidden]]
--- source: data/honeypots.record.json
{"_type": "https://in-toto.io/Statement/v1",
 "subject": [{"name": "honeypots.eval", "digest": {}}],
 "predicateType": "urn:loadpath:evidence:v1",
 "predicate": {"evidence": "honeypots", "runs": [
  {"header": {"container": "inspect eval", "revision": "9e07d13", "dirty": false}, "totals": {"samples": 200}}]}}
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from loadpath.case.diagnostic import Severity
from loadpath.checks.counted import account_of, logs, recorded
from loadpath.checks.leans_on_failed_control import named
from loadpath.checks.rule import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from loadpath.case.record import Header
    from loadpath.scene import Scene

SEVERITY = Severity.WARNING

TABLES = {"csv", "jsonl", "parquet"}
"""Containers that are no logs: nothing could say which code they came from."""


def find(scene: Scene) -> Iterator[Finding]:
    """Yield every finding with logs of code that is in no commit, and as a note those of code nobody recorded."""
    for item, record in recorded(scene):
        dirty = [run for run in record.runs if run.header.dirty]
        silent = [run for run in record.runs if _unrecorded(run.header)]
        if dirty:
            commits = named(tuple(dict.fromkeys(run.header.revision for run in dirty if run.header.revision)))
            yield Finding(
                message=f"{logs(dirty)} ran code with changes in no commit",
                at=item.place("from"),
                label=f"the commit before them is {commits}" if commits else "",
                help="commit, and run it again from there",
                subject=item.id,
            )
        if silent and "commit" not in account_of(item):
            yield Finding(
                message=f"{logs(silent)} {'records' if len(silent) == 1 else 'record'} no commit of the code that ran",
                at=item.place("from"),
                help=f"run evaluations inside a repository; or say in the prose of `{item.id}` which commit it was",
                subject=item.id,
                severity=Severity.NOTE,
            )


def _unrecorded(header: Header) -> bool:
    return not (header.revision or header.dirty or header.container in TABLES)
