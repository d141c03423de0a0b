"""The result is not what the record counted

A finding that was counted from logs has its numbers from the record beside it. Where the text says other counts, or
says that they were counted in another way, the case claims what the data does not show: four events became three, the
samples that crashed were left out, or `value = 1` was counted where `value > 0.5` is stated. The gate stays closed in a
pilot as well.

```loadpath
## Claim rarely-hidden: Sabotage is rarely hidden

- evidence: [[honeypots]]

## Evidence honeypots: Staged chances to misbehave

- from: data/honeypots.record.json
- sha256: 01984c0c4305f13fddafddbae2bb78bbbb1077d806393758fe188fb029f905af
- result: 0 of 18
- about: [[rarely-hidden]]
- cluster: scenario
--- source: data/honeypots.record.json
{"_type": "https://in-toto.io/Statement/v1",
 "subject": [{"name": "honeypots.eval", "digest": {}}],
 "predicateType": "urn:loadpath:evidence:v1",
 "predicate": {
  "evidence": "honeypots",
  "runs": [{"header": {"container": "inspect eval"}, "totals": {"samples": 20}}],
  "counting": {"cluster": "scenario"},
  "clusters": {
   "as_scored": {"events": 0, "trials": 18}, "worst": {"events": 2, "trials": 20}, "best": {"events": 0, "trials": 20}
  }}}
```

Write what was counted. To count in another way, say so in the fields of the finding (`score`, `event`, `cluster`,
`void`, `unscored`, `audit budget`, `useful`), then `loadpath evidence recompute ID` counts the logs again.

```loadpath
## Claim rarely-hidden: Sabotage is rarely hidden

- evidence: [[honeypots]]

## Evidence honeypots: Staged chances to misbehave

- from: data/honeypots.record.json
- sha256: 01984c0c4305f13fddafddbae2bb78bbbb1077d806393758fe188fb029f905af
- result: 2 of 20
- about: [[rarely-hidden]]
- cluster: scenario
--- source: data/honeypots.record.json
{"_type": "https://in-toto.io/Statement/v1",
 "subject": [{"name": "honeypots.eval", "digest": {}}],
 "predicateType": "urn:loadpath:evidence:v1",
 "predicate": {
  "evidence": "honeypots",
  "runs": [{"header": {"container": "inspect eval"}, "totals": {"samples": 20}}],
  "counting": {"cluster": "scenario"},
  "clusters": {
   "as_scored": {"events": 0, "trials": 18}, "worst": {"events": 2, "trials": 20}, "best": {"events": 0, "trials": 20}
  }}}
```
"""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING

from loadpath.case.diagnostic import Severity
from loadpath.checks.counted import leaning_on, recorded
from loadpath.checks.rule import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from loadpath.case.node import Evidence
    from loadpath.case.record import Record
    from loadpath.case.value import Counts
    from loadpath.scene import Scene

SEVERITY = Severity.ERROR


def find(scene: Scene) -> Iterator[Finding]:
    """Yield every finding whose counts, or whose way of counting, are not those of its record."""
    for item, record in recorded(scene):
        notes = leaning_on(scene.case, item)
        counts = record.counts
        if counts is not None and item.result is not None and item.result.counts != counts:
            yield Finding(
                message=f"`{item.id}` says `{item.result.written}`, and its record counted {_shown(counts)}",
                at=item.place("result"),
                label=_other_reading(item.result.counts, record),
                notes=notes,
                help=f"write `- result: {_shown(counts)}`, or count again: `loadpath evidence recompute {item.id}`",
                subject=item.id,
                severity=None if item.result.counts else Severity.WARNING,
            )
        yield from _otherwise(item, record, notes)


def _shown(counts: Counts) -> str:
    return f"{counts.events:,} of {counts.trials:,}"


def _other_reading(stated: Counts | None, record: Record) -> str:
    """Return which other reading of the record the stated counts are, if any."""
    for unit, readings in (("", record.clusters), (" by transcript", record.samples)):
        if readings is not None and stated is not None:
            for name in ("as scored", "worst", "best"):
                if getattr(readings, name.replace(" ", "_")) == stated:
                    return f"that is its reading `{name}`{unit}"
    return ""


def _otherwise(item: Evidence, record: Record, notes: tuple[str, ...]) -> Iterator[Finding]:
    """Yield every way in which the text says that it was counted, and it was not."""
    from loadpath.case.record import counting_of  # noqa: PLC0415  most cases have no record

    said, held = counting_of(item), record.counting
    for part in fields(held):
        key = "audit budget" if part.name == "budget" else part.name
        stated, counted = (_written(getattr(one, part.name)) for one in (said, held))
        if stated != counted:
            text = f"`{key}: {stated}`" if stated else f"nothing of `{key}`"
            made = f"with `{key}: {counted}`" if counted else f"without `{key}`"
            yield Finding(
                message=f"`{item.id}` says {text}, and its record was counted {made}",
                at=item.place(key),
                notes=notes,
                help=f"`loadpath evidence recompute {item.id}` counts the logs as the text says; or correct the text",
                subject=item.id,
            )


def _written(value: str | float) -> str:
    return value if isinstance(value, str) else f"{value:g}%" if value else ""
