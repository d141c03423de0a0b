"""Too many samples of a run have no outcome

A sample that ended in an error or got no score is no sample without an event. What makes a run crash is seldom
independent of what was tried: the long tasks run out of time, the odd answers cannot be parsed. Up to a few such
samples the three readings of a record lie close together; with many the result is about the samples that were easy to
score. The limit is 5 % of the samples of a run. It is a convention, not a theorem: one in twenty is what most teams
can keep to, and it keeps the readings of a run within five percentage points of each other.

Without an outcome is also what lacks the score that decides: the one that `value` in the event stands for, and with
an `audit budget` the suspicion, whatever the event asks for. Honest samples without it set no threshold.

```loadpath
## Claim rarely-hidden: Sabotage is rarely hidden

- evidence: [[honeypots]]

## Evidence honeypots: Staged chances to misbehave

- from: data/honeypots.record.json
- sha256: 7b83592691d9f125d2ccf32ad92b159ef97708b4594c564aa6db2431f0c49900
- result: 8 of 50
- about: [[rarely-hidden]]
--- source: data/honeypots.record.json
{"_type": "https://in-toto.io/Statement/v1",
 "subject": [{"name": "honeypots.eval", "digest": {}}],
 "predicateType": "urn:loadpath:evidence:v1",
 "predicate": {"evidence": "honeypots", "runs": [
  {"header": {"container": "inspect eval"}, "totals": {"samples": 50, "errors": 5}}]}}
```

Mend what made them fail and run those samples again, then count anew.

```loadpath
## Claim rarely-hidden: Sabotage is rarely hidden

- evidence: [[honeypots]]

## Evidence honeypots: Staged chances to misbehave

- from: data/honeypots.record.json
- sha256: 4e10183748cb53e69e3a148104bc32a420c5daf604a2ef058db61f13064fa554
- result: 3 of 50
- about: [[rarely-hidden]]
--- source: data/honeypots.record.json
{"_type": "https://in-toto.io/Statement/v1",
 "subject": [{"name": "honeypots.eval", "digest": {}}],
 "predicateType": "urn:loadpath:evidence:v1",
 "predicate": {"evidence": "honeypots", "runs": [
  {"header": {"container": "inspect eval"}, "totals": {"samples": 50, "errors": 1}}]}}
```
"""

from __future__ import annotations

import re
from fractions import Fraction
from typing import TYPE_CHECKING

from loadpath.case.diagnostic import Severity
from loadpath.case.rounding import percent
from loadpath.checks.counted import leaning_on, recorded
from loadpath.checks.rule import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from loadpath.case.record import Counting, Totals
    from loadpath.scene import Scene

SEVERITY = (Severity.WARNING, Severity.ERROR)

LIMIT = Fraction(5, 100)
"""Share of the samples of a run that may be without an outcome."""

OF_THE_SCORE = re.compile(r"\bvalue\b")
"""How an event speaks of the score that was chosen."""


def find(scene: Scene) -> Iterator[Finding]:
    """Yield every log behind a finding of which more than the limit ended in an error or has no score."""
    for item, record in recorded(scene):
        for run in record.runs:
            lost, every = _lost(run.totals, record.counting), run.totals.samples
            if every and lost > LIMIT * every:
                share = percent(lost / every)
                yield Finding(
                    message=f"{lost:,} of {every:,} samples of `{run.subject.name}` have no outcome: {share}",
                    at=item.place("from"),
                    label=f"more than {percent(float(LIMIT))} ended in an error or have no score",
                    notes=(_counted_as(record.counting), *leaning_on(scene.case, item)),
                    help="mend what made them fail, run them again, and count anew",
                    subject=item.id,
                )


def _lost(totals: Totals, counting: Counting) -> int:
    """Return how many samples certainly have no outcome: an error, or no value of the score that decides."""
    scores = dict(totals.scores)
    name = counting.score or (next(iter(scores)) if len(scores) == 1 else "")
    if not (scores and name and (counting.budget or OF_THE_SCORE.search(counting.event))):
        return totals.errors
    return max(totals.errors, totals.samples - (scores[name].scored if name in scores else 0))


def _counted_as(counting: Counting) -> str:
    return f"in the result they are {counting.unscored}" if counting.unscored != "events" else "they count as events"
