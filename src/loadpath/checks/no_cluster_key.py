"""Nobody said which samples belong together

Where `cluster` is not stated, every sample id is a trial of its own. Often it is not: twenty variants of one scenario
stand or fall together, and the log itself knows, since it clusters its own standard error by `scenario`, or since
its samples carry a key with fewer values than there are ids. Counting them singly makes the bound too low by up to as
many times as a cluster has samples.

```loadpath
## Claim rarely-hidden: Sabotage is rarely hidden

- evidence: [[honeypots]]

## Evidence honeypots: Staged chances to misbehave

- from: data/honeypots.record.json
- sha256: 901b05a6b527df51025a31d0ae96e0f6827a28fe3aa87e69771a9c416cb8728f
- result: 0 of 200
- about: [[rarely-hidden]]
--- source: data/honeypots.record.json
{"_type": "https://in-toto.io/Statement/v1",
 "subject": [{"name": "honeypots.eval", "digest": {}}],
 "predicateType": "urn:loadpath:evidence:v1",
 "predicate": {
  "evidence": "honeypots",
  "runs": [{"header": {"container": "inspect eval", "clusters_by": "scenario"},
            "totals": {"samples": 200, "ids": 200, "clusters": 20}}],
  "clusters": {
   "as_scored": {"events": 0, "trials": 200}, "worst": {"events": 0, "trials": 200},
   "best": {"events": 0, "trials": 200}
  }}}
```

Name the key, and count again. Where every sample does stand alone, say that with `- cluster: id`.

```loadpath
## Claim rarely-hidden: Sabotage is rarely hidden

- evidence: [[honeypots]]

## Evidence honeypots: Staged chances to misbehave

- from: data/honeypots.record.json
- sha256: b33468996aeef98d8b1c56a04ce8f98a6f7097298c9e5ee5e19193b6fdc8fbed
- result: 0 of 20
- about: [[rarely-hidden]]
- cluster: scenario
--- source: data/honeypots.record.json
{"_type": "https://in-toto.io/Statement/v1",
 "subject": [{"name": "honeypots.eval", "digest": {}}],
 "predicateType": "urn:loadpath:evidence:v1",
 "predicate": {
  "evidence": "honeypots",
  "runs": [{"header": {"container": "inspect eval", "clusters_by": "scenario"},
            "totals": {"samples": 200, "ids": 200, "clusters": 20}}],
  "counting": {"cluster": "scenario"},
  "clusters": {
   "as_scored": {"events": 0, "trials": 20}, "worst": {"events": 0, "trials": 20}, "best": {"events": 0, "trials": 20}
  }}}
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from loadpath.case.diagnostic import Severity
from loadpath.checks.counted import leaning_on, recorded
from loadpath.checks.rule import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from loadpath.case.record import Run
    from loadpath.scene import Scene

SEVERITY = (Severity.WARNING, Severity.ERROR)


def find(scene: Scene) -> Iterator[Finding]:
    """Yield every finding that was counted by sample id though a log shows that ids belong together."""
    for item, record in recorded(scene):
        run = next((run for run in record.runs if _clustered(run)), None)
        if run is None or record.counting.cluster or record.clusters is None:
            continue
        totals, key = run.totals, run.header.clusters_by
        how = f"clusters by `{key}`" if key else f"has {totals.ids:,} ids in {totals.clusters:,} clusters"
        yield Finding(
            message=f"nobody said which samples of `{item.id}` belong together, and `{run.subject.name}` {how}",
            at=item.place("result"),
            label="every sample id is counted as a trial of its own",
            notes=leaning_on(scene.case, item),
            help=f"write `- cluster: {key or 'scenario'}`, or `- cluster: id` if each stands alone; "
            f"then `loadpath evidence recompute {item.id}`",
            subject=item.id,
        )


def _clustered(run: Run) -> bool:
    return bool(run.header.clusters_by) or 0 < run.totals.clusters < run.totals.ids
