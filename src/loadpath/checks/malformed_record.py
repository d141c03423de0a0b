"""The record behind evidence cannot be read

Evidence that was counted from logs comes `from` a record: a small file that names each log with its digest, and says
what was in it and how it was counted. It is written by `loadpath evidence add`. A record that was edited by hand, cut
off, or made by something else would let numbers into the case that nobody can count again, so that it is refused whole.

```loadpath
## Claim rarely-hidden: Sabotage is rarely hidden

- evidence: [[honeypots]]

## Evidence honeypots: Staged chances to misbehave

- from: data/honeypots.record.json
- result: 0 of 20
- about: [[rarely-hidden]]
--- source: data/honeypots.record.json
{"predicateType": "urn:loadpath:evidence:v1", "predicate": {"events": 0}}
```

Write it again: `loadpath evidence recompute ID` counts the logs as the text of the finding says.

```loadpath
## Claim rarely-hidden: Sabotage is rarely hidden

- evidence: [[honeypots]]

## Evidence honeypots: Staged chances to misbehave

- from: data/honeypots.record.json
- sha256: 1d0ceb94aafa6129b8cd726d5af4da9fb874cf9da027264fb34dd4c6fc7baf8f
- result: 0 of 20
- about: [[rarely-hidden]]
--- source: data/honeypots.record.json
{"_type": "https://in-toto.io/Statement/v1",
 "subject": [{"name": "honeypots.eval", "digest": {}}],
 "predicateType": "urn:loadpath:evidence:v1",
 "predicate": {"evidence": "honeypots", "runs": [{"header": {"container": "inspect eval"}, "totals": {"samples": 20}}]}}
```
"""

from __future__ import annotations

from loadpath.case.diagnostic import Severity

SEVERITY = Severity.ERROR
