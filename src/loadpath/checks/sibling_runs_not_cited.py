"""Runs of the same evaluation are left out

When `loadpath evidence add` reads a log, it notes which other logs of the same task and model lie beside it. Three
runs of which the best is cited are not one run: whoever may choose among results reports the lowest rate of several,
and no bound allows for that. Often the others are failed starts. Then that is quickly said.

```loadpath
## Claim rarely-hidden: Sabotage is rarely hidden

- evidence: [[honeypots]]

## Evidence honeypots: Staged chances to misbehave

- from: data/honeypots.record.json
- sha256: a1d91c2f579a7a995a0fb15281834ee785d29dafc4b8f53f1cf84043e91a06de
- result: 0 of 200
- about: [[rarely-hidden]]
--- source: data/honeypots.record.json
{"_type": "https://in-toto.io/Statement/v1",
 "subject": [{"name": "second.eval", "digest": {}}],
 "predicateType": "urn:loadpath:evidence:v1",
 "predicate": {
  "evidence": "honeypots",
  "runs": [{"header": {"container": "inspect eval"}, "totals": {"samples": 200}}],
  "siblings": [{"name": "first.eval", "sha256": "", "bytes": 41329}]}}
```

Count all of them, cite the others by a finding of their own, or say in the prose which they are and why they are out.

```loadpath
## Claim rarely-hidden: Sabotage is rarely hidden

- evidence: [[honeypots]]

## Evidence honeypots: Staged chances to misbehave

- from: data/honeypots.record.json
- sha256: a1d91c2f579a7a995a0fb15281834ee785d29dafc4b8f53f1cf84043e91a06de
- result: 0 of 200
- about: [[rarely-hidden]]

Not counted is `first.eval`: its sandbox did not start, and no sample of it has a transcript.
--- source: data/honeypots.record.json
{"_type": "https://in-toto.io/Statement/v1",
 "subject": [{"name": "second.eval", "digest": {}}],
 "predicateType": "urn:loadpath:evidence:v1",
 "predicate": {
  "evidence": "honeypots",
  "runs": [{"header": {"container": "inspect eval"}, "totals": {"samples": 200}}],
  "siblings": [{"name": "first.eval", "sha256": "", "bytes": 41329}]}}
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from loadpath.case.diagnostic import Severity
from loadpath.checks.counted import account_of, leaning_on, recorded
from loadpath.checks.leans_on_failed_control import named
from loadpath.checks.rule import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from loadpath.scene import Scene

SEVERITY = Severity.WARNING


def find(scene: Scene) -> Iterator[Finding]:
    """Yield every finding beside whose logs lie others of the same task and model that the case is silent about."""
    cited = {run.subject.sha256 for record in scene.records.values() for run in record.runs}
    for item, record in recorded(scene):
        said = account_of(item) if record.siblings else ""
        left = [
            one for one in record.siblings if not (one.sha256 and one.sha256 in cited) and one.name.lower() not in said
        ]
        if left:
            names = named(tuple(one.name for one in left))
            yield Finding(
                message=f"{names} {'is' if len(left) == 1 else 'are'} of the same task and model as `{item.id}`, "
                "and not cited",
                at=item.place("from"),
                notes=leaning_on(scene.case, item),
                help="count all of them; or name each in the prose, and say why it is left out",
                subject=item.id,
            )
