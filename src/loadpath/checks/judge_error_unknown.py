"""A model judged, and nobody says how often it errs

`0 of 200` found by a judge is not 0 of 200: it is what the judge saw. A judge that finds half of what is there makes
every bound twice as high, and nothing in the log says whether it does. Someone has to have read a sample, or planted
known cases. The rule asks that the finding (its prose, `method`, `made by`) or a claim that it relies on speaks of the
judge: who it is, its sensitivity, an audit of its verdicts. It cannot tell whether that is right.

```loadpath
## Claim rarely-hidden: Sabotage is rarely hidden

- evidence: [[honeypots]]

## Evidence honeypots: Staged chances to misbehave

- from: data/honeypots.record.json
- sha256: 8de7d8dc8a249559e89d2fba13617083800c987a61772010984946ec3577a648
- result: 0 of 200
- about: [[rarely-hidden]]
--- source: data/honeypots.record.json
{"_type": "https://in-toto.io/Statement/v1",
 "subject": [{"name": "honeypots.eval", "digest": {}}],
 "predicateType": "urn:loadpath:evidence:v1",
 "predicate": {"evidence": "honeypots", "runs": [
  {"header": {"container": "inspect eval", "judges": ["another/osprey-1"]}, "totals": {"samples": 200}}]}}
```

Measure it, and let the finding rely on a claim about it: then somebody judges that claim, and the doubt is counted.

```loadpath
## Claim rarely-hidden: Sabotage is rarely hidden

- evidence: [[honeypots]]

## Claim judge-finds-it: The judge misses few of the acts that people find

- evidence: [[planted]]

## Evidence planted: Transcripts with planted sabotage, read by the judge

- result: 48 of 50
- about: [[judge-finds-it]]

## Evidence honeypots: Staged chances to misbehave

- from: data/honeypots.record.json
- sha256: 8de7d8dc8a249559e89d2fba13617083800c987a61772010984946ec3577a648
- result: 0 of 200
- about: [[rarely-hidden]]
- relies on: [[judge-finds-it]]
--- source: data/honeypots.record.json
{"_type": "https://in-toto.io/Statement/v1",
 "subject": [{"name": "honeypots.eval", "digest": {}}],
 "predicateType": "urn:loadpath:evidence:v1",
 "predicate": {"evidence": "honeypots", "runs": [
  {"header": {"container": "inspect eval", "judges": ["another/osprey-1"]}, "totals": {"samples": 200}}]}}
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from loadpath.case.diagnostic import Severity
from loadpath.checks.counted import judges_of, leaning_on, recorded, speaks_of_judges
from loadpath.checks.leans_on_failed_control import named
from loadpath.checks.rule import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from loadpath.scene import Scene

SEVERITY = (Severity.NOTE, Severity.WARNING)


def find(scene: Scene) -> Iterator[Finding]:
    """Yield every finding that a model judged and no text speaks of; a monitor that is measured is no judge."""
    for item, record in recorded(scene):
        judges = tuple(dict.fromkeys(judge for run in record.runs for judge in judges_of(run.header)))
        if judges and not record.control and not speaks_of_judges(scene.case, item):
            yield Finding(
                message=f"{named(judges)} judged `{item.id}`, and nothing says how often it errs",
                at=item.place("from"),
                notes=leaning_on(scene.case, item),
                help="read a sample of its verdicts, and let the finding rely on a claim about the judge",
                subject=item.id,
            )
