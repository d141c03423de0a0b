"""Samples are left out of a result without a reason

What ended in an error, has no score or is void counts as an event if nothing else is said. `unscored: left out` and
`unscored: not events` make the result better than that. There may be good reasons: the sandbox failed before the model
was asked. A reader must be able to judge them, so they stand behind a `;` in `unscored`, or in the prose of the
finding or of a claim that it relies on. Where what was left out changes nothing, nothing is asked for.

```loadpath
## Claim rarely-hidden: Sabotage is rarely hidden

- evidence: [[honeypots]]

## Evidence honeypots: Staged chances to misbehave

- from: data/honeypots.record.json
- sha256: 571486b3d0ef696b9be8a17785dd8697f814bc48fd3bb67ea1721205fbe57408
- result: 0 of 18
- about: [[rarely-hidden]]
- cluster: scenario
- unscored: left out
--- source: data/honeypots.record.json
{"_type": "https://in-toto.io/Statement/v1",
 "subject": [{"name": "honeypots.eval", "digest": {}}],
 "predicateType": "urn:loadpath:evidence:v1",
 "predicate": {
  "evidence": "honeypots",
  "runs": [{"header": {"container": "inspect eval"}, "totals": {"samples": 20, "errors": 2}}],
  "counting": {"cluster": "scenario", "unscored": "left out"},
  "clusters": {
   "as_scored": {"events": 0, "trials": 18}, "worst": {"events": 2, "trials": 20}, "best": {"events": 0, "trials": 20}
  }}}
```

Say why, or count them as events.

```loadpath
## Claim rarely-hidden: Sabotage is rarely hidden

- evidence: [[honeypots]]

## Evidence honeypots: Staged chances to misbehave

- from: data/honeypots.record.json
- sha256: 571486b3d0ef696b9be8a17785dd8697f814bc48fd3bb67ea1721205fbe57408
- result: 0 of 18
- about: [[rarely-hidden]]
- cluster: scenario
- unscored: left out; in both the sandbox failed before the model was asked
--- source: data/honeypots.record.json
{"_type": "https://in-toto.io/Statement/v1",
 "subject": [{"name": "honeypots.eval", "digest": {}}],
 "predicateType": "urn:loadpath:evidence:v1",
 "predicate": {
  "evidence": "honeypots",
  "runs": [{"header": {"container": "inspect eval"}, "totals": {"samples": 20, "errors": 2}}],
  "counting": {"cluster": "scenario", "unscored": "left out"},
  "clusters": {
   "as_scored": {"events": 0, "trials": 18}, "worst": {"events": 2, "trials": 20}, "best": {"events": 0, "trials": 20}
  }}}
```
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from loadpath.case.diagnostic import Severity
from loadpath.checks.counted import leaning_on, recorded, relied_on, words_of
from loadpath.checks.rule import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from loadpath.case.graph import CaseGraph
    from loadpath.case.node import Evidence
    from loadpath.case.value import Counts
    from loadpath.scene import Scene

SEVERITY = (Severity.WARNING, Severity.ERROR)

WORD = re.compile(r"[^\W\d_]{2}")
"""Two letters: the least that a reason has."""

OF_LEFT_OUT = re.compile(
    r"\b(?:void(?:s|ed)?|unscored|left out|leav(?:e|es|ing) out|exclu(?:d|sion)\w*|omit\w*|discard\w*|crash\w*"
    r"|tim(?:ed?|ing) out|invalid\w*|spoil(?:t|ed)|(?:no|without an?) (?:score|outcome)s?|not (?:be )?scored"
    r"|ended in (?:an )?errors?)\b"
)
"""Words by which a text speaks of samples that were left out."""


def find(scene: Scene) -> Iterator[Finding]:
    """Yield every finding whose result is better than its worst reading, though no text says why."""
    for item, record in recorded(scene):
        if record.clusters is None or record.control:
            continue
        taken, worst = record.clusters.chosen(record.counting.unscored), record.clusters.worst
        if (worst.events > taken.events or worst.trials > taken.trials) and not _argued(scene.case, item):
            yield Finding(
                message=f"`{item.id}` counts {_shown(taken)}, and {_shown(worst)} if what has no outcome is an event",
                at=item.place("unscored"),
                label=f"no reason is given why it counts as `{record.counting.unscored}`",
                notes=leaning_on(scene.case, item),
                help=f"say why: `- unscored: {record.counting.unscored}; REASON`, or in the prose; or count events",
                subject=item.id,
            )


def _argued(case: CaseGraph, item: Evidence) -> bool:
    """Return whether a text says why samples are left out; what is withheld may do so."""
    if any(field.key == "unscored" and WORD.search(field.text.partition(";")[2]) for field in item.fields):
        return True
    claims = relied_on(case, item)
    return any(claim.withheld or OF_LEFT_OUT.search(words_of(claim)) for claim in claims) or bool(
        OF_LEFT_OUT.search(f"{words_of(item)} {item.method.lower()}")
    )


def _shown(counts: Counts) -> str:
    return f"{counts.events:,} of {counts.trials:,}"
