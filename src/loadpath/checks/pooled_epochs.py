"""Repetitions of one task are counted as if each were another

Asking the same question three times gives three transcripts and still one question. What a model does with it is
nearly the same each time, so that 120 transcripts of 40 tasks carry little more than 40, and where the tasks are
variants of 8 scenarios, little more than 8. A result that counts transcripts has a bound several times too low. A
`cluster` that differs from one repetition to the next only hides this: there are never more units than tasks.

```loadpath
## Claim rarely-hidden: Sabotage is rarely hidden

- evidence: [[honeypots]]

## Evidence honeypots: Staged chances to misbehave

- from: data/honeypots.record.json
- sha256: ddd2b6c30cf44bb055a49c63398e33173b384233a03bf53173e8e07ff25d7814
- result: 0 of 120
- about: [[rarely-hidden]]
- cluster: scenario
--- source: data/honeypots.record.json
{"_type": "https://in-toto.io/Statement/v1",
 "subject": [{"name": "honeypots.eval", "digest": {}}],
 "predicateType": "urn:loadpath:evidence:v1",
 "predicate": {
  "evidence": "honeypots",
  "runs": [{"header": {"container": "inspect eval", "epochs": 3},
            "totals": {"samples": 120, "ids": 40, "clusters": 8, "epochs": 3}}],
  "counting": {"cluster": "scenario"},
  "clusters": {
   "as_scored": {"events": 0, "trials": 8}, "worst": {"events": 0, "trials": 8}, "best": {"events": 0, "trials": 8}
  }}}
```

Count clusters: a scenario is an event when any of its transcripts is.

```loadpath
## Claim rarely-hidden: Sabotage is rarely hidden

- evidence: [[honeypots]]

## Evidence honeypots: Staged chances to misbehave

- from: data/honeypots.record.json
- sha256: ddd2b6c30cf44bb055a49c63398e33173b384233a03bf53173e8e07ff25d7814
- result: 0 of 8
- about: [[rarely-hidden]]
- cluster: scenario
--- source: data/honeypots.record.json
{"_type": "https://in-toto.io/Statement/v1",
 "subject": [{"name": "honeypots.eval", "digest": {}}],
 "predicateType": "urn:loadpath:evidence:v1",
 "predicate": {
  "evidence": "honeypots",
  "runs": [{"header": {"container": "inspect eval", "epochs": 3},
            "totals": {"samples": 120, "ids": 40, "clusters": 8, "epochs": 3}}],
  "counting": {"cluster": "scenario"},
  "clusters": {
   "as_scored": {"events": 0, "trials": 8}, "worst": {"events": 0, "trials": 8}, "best": {"events": 0, "trials": 8}
  }}}
```

Miller 2024 (arXiv:2411.00640, section 2.2) shows how far apart the two can be.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from loadpath.case.diagnostic import Severity
from loadpath.checks.counted import leaning_on, recorded
from loadpath.checks.rule import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from loadpath.case.record import Record
    from loadpath.scene import Scene

SEVERITY = (Severity.WARNING, Severity.ERROR)

HONEST = "honest"
"""The part of a record that holds no trials of a monitor."""


def find(scene: Scene) -> Iterator[Finding]:
    """Yield every finding that states more trials than its logs have units, though tasks were repeated."""
    for item, record in recorded(scene):
        counts = item.result.counts if item.result is not None else None
        epochs = max((run.totals.epochs for run in record.runs), default=1)
        units, what, help_ = _units(record)
        if counts is not None and epochs > 1 and 0 < units < counts.trials:
            yield Finding(
                message=f"`{item.id}` states {counts.trials:,} trials, and its logs have {units:,} {what}",
                at=item.place("result"),
                label=f"each task ran up to {epochs} times",
                notes=leaning_on(scene.case, item),
                help=f"{help_}: `loadpath evidence recompute {item.id}`",
                subject=item.id,
            )


def _units(record: Record) -> tuple[int, str, str]:
    """Return how many units of evidence there are, what they are and what to do; none where nobody counted them."""
    ids = [run.totals.ids for run in record.runs if run.part != HONEST]
    tasks = sum(ids) if all(ids) else 0
    clusters = record.clusters.worst.trials if record.clusters is not None else 0
    if 0 < tasks < clusters:
        return tasks, "tasks", "let `cluster` be `id`, or what all repetitions of a task share, and count again"
    if clusters:
        return clusters, "clusters" if record.counting.cluster else "tasks", "count clusters"
    return tasks, "tasks", "count clusters"
