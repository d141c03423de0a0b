"""Two findings share what they were made from

Two findings that support two claims, or that are both weighed, look like two pieces of evidence. When both were counted
from the same log, they are one, read twice. When one model judged both, or both are runs of one task, they err
together: a judge that overlooks an act overlooks it in both. A claim that both rely on says that, and is then drawn
once for the two of them. The rule finds findings that share a log, a judge or a task and rely on no common claim; a
shared judge or task is a note.

```loadpath
## Claim rarely-hidden: Sabotage is rarely hidden

- evidence: [[honeypots]]

## Claim rarely-tried: Sabotage is rarely tried

- evidence: [[attempts]]

## Evidence honeypots: Staged chances to misbehave, what was hidden

- from: data/honeypots.record.json
- sha256: 10527d4dd0168323047901c634ac960f068e3a9fc8e2e0f73205d178568c307d
- result: 0 of 20
- about: [[rarely-hidden]]

## Evidence attempts: Staged chances to misbehave, what was tried

- from: data/attempts.record.json
- sha256: 21f7a9a17796ddb06ae7edc49d1a1bff5b2ea25c579d2903999848428f7805a9
- result: 1 of 20
- about: [[rarely-tried]]
--- source: data/honeypots.record.json
{"_type": "https://in-toto.io/Statement/v1",
 "subject": [{"name": "honeypots.eval", "digest": {}}],
 "predicateType": "urn:loadpath:evidence:v1",
 "predicate": {"evidence": "honeypots", "runs": [
  {"header": {"container": "inspect eval", "eval_id": "7jWV4A"}, "totals": {"samples": 20}}]}}
--- source: data/attempts.record.json
{"_type": "https://in-toto.io/Statement/v1",
 "subject": [{"name": "honeypots.eval", "digest": {}}],
 "predicateType": "urn:loadpath:evidence:v1",
 "predicate": {"evidence": "attempts", "runs": [
  {"header": {"container": "inspect eval", "eval_id": "7jWV4A"}, "totals": {"samples": 20}}]}}
```

Name what they share as a claim, and let both rely on it.

```loadpath
## Claim rarely-hidden: Sabotage is rarely hidden

- evidence: [[honeypots]]

## Claim rarely-tried: Sabotage is rarely tried

- evidence: [[attempts]]

## Claim honeypots-real: The honeypots are like the real thing

## Evidence honeypots: Staged chances to misbehave, what was hidden

- from: data/honeypots.record.json
- sha256: 10527d4dd0168323047901c634ac960f068e3a9fc8e2e0f73205d178568c307d
- result: 0 of 20
- about: [[rarely-hidden]]
- relies on: [[honeypots-real]]

## Evidence attempts: Staged chances to misbehave, what was tried

- from: data/attempts.record.json
- sha256: 21f7a9a17796ddb06ae7edc49d1a1bff5b2ea25c579d2903999848428f7805a9
- result: 1 of 20
- about: [[rarely-tried]]
- relies on: [[honeypots-real]]
--- source: data/honeypots.record.json
{"_type": "https://in-toto.io/Statement/v1",
 "subject": [{"name": "honeypots.eval", "digest": {}}],
 "predicateType": "urn:loadpath:evidence:v1",
 "predicate": {"evidence": "honeypots", "runs": [
  {"header": {"container": "inspect eval", "eval_id": "7jWV4A"}, "totals": {"samples": 20}}]}}
--- source: data/attempts.record.json
{"_type": "https://in-toto.io/Statement/v1",
 "subject": [{"name": "honeypots.eval", "digest": {}}],
 "predicateType": "urn:loadpath:evidence:v1",
 "predicate": {"evidence": "attempts", "runs": [
  {"header": {"container": "inspect eval", "eval_id": "7jWV4A"}, "totals": {"samples": 20}}]}}
```
"""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

from loadpath.case.diagnostic import Severity
from loadpath.case.leaning import leaning
from loadpath.case.node import Evidence
from loadpath.checks.counted import judges_of, recorded
from loadpath.checks.leans_on_failed_control import named
from loadpath.checks.rule import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from loadpath.case.record import Record
    from loadpath.scene import Scene

SEVERITY = (Severity.WARNING, Severity.ERROR)

LOG, JUDGE, TASK = "log", "judge", "task"
"""What two findings can share, the heaviest first."""

Shared = tuple[str, str]
"""What is shared, and which one."""


def find(scene: Scene) -> Iterator[Finding]:
    """Yield every log, judge or task behind findings that count as several and rely on nothing in common."""
    sharing: dict[Shared, dict[str, str]] = {}
    for item, record in recorded(scene):
        for what, name in _made_from(record).items():
            sharing.setdefault(what, {})[item.id] = name
    told: list[set[str]] = []
    for (kind, _), names in sorted(sharing.items(), key=lambda pair: (LOG, JUDGE, TASK).index(pair[0][0])):
        apart = _apart(scene, tuple(names))
        if apart and not any(set(apart) <= already for already in told):
            told.append(set(apart))
            yield _finding(scene, kind, tuple(dict.fromkeys(names[one] for one in apart)), apart)


def _made_from(record: Record) -> Mapping[Shared, str]:
    """Return everything that a finding was made from that another can share, with its name."""
    found: dict[Shared, str] = {}
    for run in record.runs:
        header, name = run.header, run.subject.name
        found |= {(LOG, key): name for key in (run.subject.sha256, header.eval_id) if key}
        found |= {(JUDGE, judge): judge for judge in judges_of(header)}
        found |= {(TASK, header.task): header.task} if header.task else {}
    return found


def _apart(scene: Scene, names: tuple[str, ...]) -> tuple[str, ...]:
    """Return those of some findings that count beside another one and rely on no claim together with it."""
    case = scene.case
    items = [item for name in names if (item := case.get(name, Evidence)) is not None]
    users = {item.id: set(leaning(case).on(item.id)) for item in items}
    found: dict[str, None] = {}
    for one, other in combinations(items, 2):
        common = {ref.id for ref in one.relies_on} & {ref.id for ref in other.relies_on}
        for_two = users[one.id] and users[other.id] and len(users[one.id] | users[other.id]) > 1
        weighed = any({one.id, other.id} <= set(item.used) for item in scene.assessments)
        if not common and (for_two or weighed):
            found |= {one.id: None, other.id: None}
    return tuple(found)


def _finding(scene: Scene, what: str, shared: tuple[str, ...], apart: tuple[str, ...]) -> Finding:
    direct = leaning(scene.case)
    over = tuple(dict.fromkeys(other for one in apart for other in direct.on(one)))
    how = {LOG: "were counted from one run", JUDGE: "have one judge", TASK: "are runs of one task"}[what]
    return Finding(
        message=f"{named(apart)} {how}, {named(shared)}, and rely on no common claim",
        at=scene.case.nodes[apart[-1]].place("from"),
        notes=(f"what leans on them: {named(over)}",) if over else (),
        help="name what would spoil both as a claim that both rely on, or keep one of them",
        subject=apart[-1],
        severity=None if what == LOG else Severity.NOTE,
    )
