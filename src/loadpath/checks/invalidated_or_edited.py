"""Samples were invalidated or scores edited, and the finding does not say so

After a run somebody may declare a sample void or change a score, often rightly: the sandbox was broken, the judge
misread an answer. It is also how a hit disappears. A log keeps that it was done, and a reader of the case should not
have to open the log to learn of it. The rule is silent as soon as the prose of the finding, its `method` or its `void`
speaks of what was `invalidated` or `edited`; it does not judge the reason.

```loadpath
## Claim rarely-hidden: Sabotage is rarely hidden

- evidence: [[honeypots]]

## Evidence honeypots: Staged chances to misbehave

- from: data/honeypots.record.json
- sha256: 560fba3d5b4c3958a96ceb53aa8cdb212e4f1737be6085acbd8362c828dc3eec
- result: 3 of 200
- about: [[rarely-hidden]]
--- source: data/honeypots.record.json
{"_type": "https://in-toto.io/Statement/v1",
 "subject": [{"name": "honeypots.eval", "digest": {}}],
 "predicateType": "urn:loadpath:evidence:v1",
 "predicate": {"evidence": "honeypots", "runs": [
  {"header": {"container": "inspect eval"}, "totals": {"samples": 200, "invalidated": 2, "edited": 1}}]}}
```

Say which, who did it and why.

```loadpath
## Claim rarely-hidden: Sabotage is rarely hidden

- evidence: [[honeypots]]

## Evidence honeypots: Staged chances to misbehave

- from: data/honeypots.record.json
- sha256: 560fba3d5b4c3958a96ceb53aa8cdb212e4f1737be6085acbd8362c828dc3eec
- result: 3 of 200
- about: [[rarely-hidden]]

Two samples were invalidated by Priya, since their sandbox had no network; they count as events. One score was edited
from 0 to 1 after two people read the transcript.
--- source: data/honeypots.record.json
{"_type": "https://in-toto.io/Statement/v1",
 "subject": [{"name": "honeypots.eval", "digest": {}}],
 "predicateType": "urn:loadpath:evidence:v1",
 "predicate": {"evidence": "honeypots", "runs": [
  {"header": {"container": "inspect eval"}, "totals": {"samples": 200, "invalidated": 2, "edited": 1}}]}}
```
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from loadpath.case.diagnostic import Severity
from loadpath.checks.counted import account_of, leaning_on, logs, recorded
from loadpath.checks.rule import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from loadpath.case.record import Run
    from loadpath.scene import Scene

SEVERITY = (Severity.WARNING, Severity.ERROR)

OF_INVALIDATED = re.compile(r"\binvalid")
OF_EDITED = re.compile(r"\b(?:re-?)?edit|\bscores? (?:was|were) (?:changed|corrected|overridden)")


def find(scene: Scene) -> Iterator[Finding]:
    """Yield every finding whose logs were changed by hand after the run, and that does not say so."""
    for item, record in recorded(scene):
        changed = [run for run in record.runs if any(_done(run))]
        text = account_of(item) if changed else ""
        invalidated = [run for run in changed if _done(run)[0] and not OF_INVALIDATED.search(text)]
        edited = [run for run in changed if _done(run)[1] and not OF_EDITED.search(text)]
        for runs, what, word in (
            (invalidated, _void(invalidated), "invalidated"),
            (edited, f"{_number(sum(run.totals.edited for run in edited), 'score')} edited after the run", "edited"),
        ):
            if runs:
                yield Finding(
                    message=f"{what} in {logs(runs)}, and `{item.id}` does not say so",
                    at=item.place("from"),
                    notes=leaning_on(scene.case, item),
                    help=f"say in the prose of `{item.id}` what was {word}, by whom and why",
                    subject=item.id,
                )


def _done(run: Run) -> tuple[bool, bool]:
    """Return whether anything of a log was invalidated, and whether a score of it was edited."""
    return run.header.invalidated or run.totals.invalidated > 0, run.totals.edited > 0


def _void(runs: list[Run]) -> str:
    """Return how many samples were invalidated; a log may be marked as a whole, without a sample that is."""
    number = sum(run.totals.invalidated for run in runs)
    return f"{_number(number, 'sample')} invalidated" if number else "the results are marked as invalidated"


def _number(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'} {'was' if number == 1 else 'were'}"
