"""A model judged itself

A judge that is the model under test shares its blind spots: what it did not notice while acting it will not notice
while reading, and if it has a hidden aim, it is asked to report on itself. Its verdicts may still be right. Somebody
has to have looked; where the finding, or a claim that it relies on, speaks of the judge and its errors, this is a note.

```loadpath
## Claim rarely-hidden: Sabotage is rarely hidden

- evidence: [[honeypots]]

## Evidence honeypots: Staged chances to misbehave

- from: data/honeypots.record.json
- sha256: a46c7048c1f82eb7f904dcdc01cc9ec90579006e2dd4e490e31fadf5bb28b15b
- result: 0 of 200
- about: [[rarely-hidden]]
--- source: data/honeypots.record.json
{"_type": "https://in-toto.io/Statement/v1",
 "subject": [{"name": "honeypots.eval", "digest": {}}],
 "predicateType": "urn:loadpath:evidence:v1",
 "predicate": {"evidence": "honeypots", "runs": [
  {"header": {"container": "inspect eval", "model": "provider/heron-2", "roles": [["grader", "provider/heron-2"]]},
   "totals": {"samples": 200}}]}}
```

Let another model judge, or people.

```loadpath
## Claim rarely-hidden: Sabotage is rarely hidden

- evidence: [[honeypots]]

## Evidence honeypots: Staged chances to misbehave

- from: data/honeypots.record.json
- sha256: 11a5636609c84f8e30ce5ebb3312f39d44e41a1badd82e380c6bfed5168fb87c
- result: 0 of 200
- about: [[rarely-hidden]]
--- source: data/honeypots.record.json
{"_type": "https://in-toto.io/Statement/v1",
 "subject": [{"name": "honeypots.eval", "digest": {}}],
 "predicateType": "urn:loadpath:evidence:v1",
 "predicate": {"evidence": "honeypots", "runs": [
  {"header": {"container": "inspect eval", "model": "provider/heron-2", "roles": [["grader", "another/osprey-1"]]},
   "totals": {"samples": 200}}]}}
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from loadpath.case.diagnostic import Severity
from loadpath.checks.counted import judges_of, leaning_on, logs, recorded, speaks_of_judges
from loadpath.checks.rule import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from loadpath.case.record import Header
    from loadpath.scene import Scene

SEVERITY = Severity.WARNING


def find(scene: Scene) -> Iterator[Finding]:
    """Yield every finding of which a log was judged by the model that it evaluates."""
    for item, record in recorded(scene):
        own = [run for run in record.runs if _judges_itself(run.header)]
        if own and not record.control:
            yield Finding(
                message=f"`{own[0].header.model}` is evaluated and judges itself in {logs(own)}",
                at=item.place("from"),
                notes=leaning_on(scene.case, item),
                help="let another model judge, or people; or say how often the judge errs",
                subject=item.id,
                severity=Severity.NOTE if speaks_of_judges(scene.case, item) else None,
            )


def _judges_itself(header: Header) -> bool:
    return bool(header.model) and _name(header.model) in {_name(judge) for judge in judges_of(header)}


def _name(model: str) -> str:
    """Return the name of a model without the way on which it was reached."""
    return model.rsplit("/", maxsplit=1)[-1].lower()
