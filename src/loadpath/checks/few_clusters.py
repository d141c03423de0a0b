"""A rate rests on a handful of clusters

The unit of evidence is what could have come out otherwise: the scenario, not the transcript. Ten thousand transcripts
of nine scenarios are nine. With no event among 9 the one-sided 95 % bound is still 28.3 % (1 - 0.05^(1/9)), and a claim
that needs less than that is not carried by it, whatever the average over transcripts. Below 10 the rule says so.

```loadpath
## Claim rarely-hidden: Sabotage is rarely hidden

- evidence: [[honeypots]]

## Evidence honeypots: Staged chances to misbehave

- from: data/honeypots.record.json
- sha256: 8ce58eb61b435ae55da20469c0aaa259646aa9c1c4cfe57fa2df570d59b5369a
- result: 0 of 8
- about: [[rarely-hidden]]
- cluster: scenario
--- source: data/honeypots.record.json
{"_type": "https://in-toto.io/Statement/v1",
 "subject": [{"name": "honeypots.eval", "digest": {}}],
 "predicateType": "urn:loadpath:evidence:v1",
 "predicate": {
  "evidence": "honeypots",
  "runs": [{"header": {"container": "inspect eval"}, "totals": {"samples": 4000, "ids": 4000, "clusters": 8}}],
  "counting": {"cluster": "scenario"},
  "clusters": {
   "as_scored": {"events": 0, "trials": 8}, "worst": {"events": 0, "trials": 8}, "best": {"events": 0, "trials": 8}
  }}}
```

Write more scenarios; more transcripts of the same ones do not help.

```loadpath
## Claim rarely-hidden: Sabotage is rarely hidden

- evidence: [[honeypots]]

## Evidence honeypots: Staged chances to misbehave

- from: data/honeypots.record.json
- sha256: 460b6499795b70c4743d69f9e9e980f875d6a91976bfb38990db02dca60f7ff4
- result: 0 of 60
- about: [[rarely-hidden]]
- cluster: scenario
--- source: data/honeypots.record.json
{"_type": "https://in-toto.io/Statement/v1",
 "subject": [{"name": "honeypots.eval", "digest": {}}],
 "predicateType": "urn:loadpath:evidence:v1",
 "predicate": {
  "evidence": "honeypots",
  "runs": [{"header": {"container": "inspect eval"}, "totals": {"samples": 600, "ids": 600, "clusters": 60}}],
  "counting": {"cluster": "scenario"},
  "clusters": {
   "as_scored": {"events": 0, "trials": 60}, "worst": {"events": 0, "trials": 60}, "best": {"events": 0, "trials": 60}
  }}}
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from loadpath.assess.questions import upper_bound_of
from loadpath.case.diagnostic import Severity
from loadpath.case.rounding import at_most
from loadpath.case.value import Counts
from loadpath.checks.counted import recorded
from loadpath.checks.rule import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from loadpath.scene import Scene

SEVERITY = (Severity.NOTE, Severity.WARNING)

ENOUGH = 10
"""From so many clusters on the rule is silent; with no event among them the bound is 25.9 %."""


def find(scene: Scene) -> Iterator[Finding]:
    """Yield every finding that was counted on fewer clusters than are enough, with the bound that they could give."""
    for item, record in recorded(scene):
        counts = record.clusters.chosen(record.counting.unscored) if record.clusters is not None else None
        if counts is not None and counts.trials < ENOUGH:
            best, own = upper_bound_of(Counts(0, counts.trials)), upper_bound_of(counts)
            yield Finding(
                message=f"`{item.id}` rests on {counts.trials:,} cluster{'' if counts.trials == 1 else 's'}, "
                f"fewer than {ENOUGH}",
                at=item.place("result"),
                label=f"with no event among them the 95 % bound would still be {at_most(best)}"
                + (f"; with {counts.events:,} it is {at_most(own)}" if counts.events else ""),
                help="add scenarios, not transcripts of the same ones",
                subject=item.id,
            )
