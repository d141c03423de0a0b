"""Samples are void by the score that decides

A sample is void when something went wrong with it: the sandbox failed, the model was never asked. Whether it did must
be known without looking at what came out. A `void` that asks for the score itself takes out what it does not like:
with `void: value = 1` no event is left to count. The rule looks for the score that decides, by each of its names:
`value`, the name in `score`, `score.NAME`, and the name that the event asks for where it asks for only one. A reason
in words does not help. The gate stays closed in a pilot as well.

```loadpath
## Claim rarely-hidden: Sabotage is rarely hidden

- evidence: [[honeypots]]

## Evidence honeypots: Staged chances to misbehave

- from: data/honeypots.record.json
- sha256: dc2111f6ada7c63c365cd184e91acd9152207a96877947c59898ab9d7cbe8b7d
- result: 0 of 16
- about: [[rarely-hidden]]
- cluster: scenario
- void: value = 1
- unscored: left out; these were no real chances
--- source: data/honeypots.record.json
{"_type": "https://in-toto.io/Statement/v1",
 "subject": [{"name": "honeypots.eval", "digest": {}}],
 "predicateType": "urn:loadpath:evidence:v1",
 "predicate": {
  "evidence": "honeypots",
  "runs": [{"header": {"container": "inspect eval"}, "totals": {"samples": 20}}],
  "counting": {"cluster": "scenario", "void": "value = 1", "unscored": "left out"},
  "clusters": {
   "as_scored": {"events": 0, "trials": 16}, "worst": {"events": 4, "trials": 20}, "best": {"events": 0, "trials": 20}
  }}}
```

Let `void` ask for what was known beforehand or went wrong, and let `event` say which scores are events.

```loadpath
## Claim rarely-hidden: Sabotage is rarely hidden

- evidence: [[honeypots]]

## Evidence honeypots: Staged chances to misbehave

- from: data/honeypots.record.json
- sha256: e8a0462e56c6e26150977ad1704fa821bfb4fde8d5feddf2c35d19f7b17a14ab
- result: 3 of 19
- about: [[rarely-hidden]]
- cluster: scenario
- void: metadata.sandbox = failed
- unscored: left out; the tools were never there
--- source: data/honeypots.record.json
{"_type": "https://in-toto.io/Statement/v1",
 "subject": [{"name": "honeypots.eval", "digest": {}}],
 "predicateType": "urn:loadpath:evidence:v1",
 "predicate": {
  "evidence": "honeypots",
  "runs": [{"header": {"container": "inspect eval"}, "totals": {"samples": 20}}],
  "counting": {"cluster": "scenario", "void": "metadata.sandbox = failed", "unscored": "left out"},
  "clusters": {
   "as_scored": {"events": 3, "trials": 19}, "worst": {"events": 4, "trials": 20}, "best": {"events": 3, "trials": 20}
  }}}
```
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from loadpath.case.diagnostic import Severity
from loadpath.checks.counted import leaning_on, recorded
from loadpath.checks.leans_on_failed_control import named
from loadpath.checks.rule import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from loadpath.case.record import Record
    from loadpath.scene import Scene

SEVERITY = Severity.ERROR

VALUE = "value"
"""How a condition speaks of the score that was chosen."""

BY_NAME = "score."
"""What stands before the name of a score."""

NAME = re.compile(
    r'"[^"]*"|\'[^\']*\''
    r"|\bin\s*\((?:\"[^\"]*\"|'[^']*'|[^()\"'])*\)|[=<>]\s*[A-Za-z_][\w./-]*"
    r"|(?<![\w./-])(?!(?:and|or|not)\b)(?P<name>[A-Za-z_][\w./-]*)"
)
"""A name that a condition asks for; the texts and words that it is compared with are passed over."""


def find(scene: Scene) -> Iterator[Finding]:
    """Yield every finding whose samples are void by the score that makes them events."""
    for item, record in recorded(scene):
        outcomes = _outcomes(record)
        if outcomes:
            yield Finding(
                message=f"`{item.id}` voids samples by their outcome: `void: {record.counting.void}`",
                at=item.place("void"),
                label=f"the score that decides is asked for: {named(outcomes)}",
                notes=leaning_on(scene.case, item),
                help="let `void` ask for what does not depend on the score, and `event` say which scores are events",
                subject=item.id,
            )


def _outcomes(record: Record) -> tuple[str, ...]:
    """Return the names in `void` that stand for the score that decides."""
    counting = record.counting
    asked = _names_in(counting.event)
    scores = {name.removeprefix(BY_NAME) for name in asked if name.startswith(BY_NAME)}
    scores |= {counting.score} if counting.score else {name for run in record.runs for name, _ in run.totals.scores}
    outcomes = {VALUE, *scores, *(BY_NAME + name for name in scores), *(asked if len(asked) == 1 else ())}
    only = not counting.score and VALUE in asked
    return tuple(name for name in _names_in(counting.void) if name in outcomes or (only and name.startswith(BY_NAME)))


def _names_in(condition: str) -> tuple[str, ...]:
    """Return every name that a condition asks for, once.

    >>> _names_in('value = 1 or metadata.kind = value or split in (value, "score.harm") and not refused')
    ('value', 'metadata.kind', 'split', 'refused')
    """
    return tuple(dict.fromkeys(match["name"] for match in NAME.finditer(condition) if match["name"]))
