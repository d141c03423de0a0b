"""A rate is carried far beyond what it was counted on

`happens: at [[rate]] per session over [[sessions]]` carries what was seen in a test to what will happen in use. Acts
that show in one session of 100,000 need not show in 200 at all, and then the prior decides, close to zero, where
no trial has been: after no event in n trials, none in 1,000 n tries has a chance of 3 % under the prior of Jeffreys
(1/sqrt(1001)) and of 0.1 % under a uniform one (1/1001). Beyond that factor, which is a convention, the rule says both
numbers.

```loadpath
## Quantity rate: How often a session goes wrong

- measured by: [[red-team]]

## Quantity sessions: How many sessions there are

## Event slip: One session goes badly wrong

- happens: at [[rate]] per session over [[sessions]]
- kind: residual

## Evidence red-team: Sessions with a planted temptation

- result: 0 of 200
- about: [[rate]]

## Assessor team: The authors

- sessions: 540,000 sessions (500,000 sessions-600,000 sessions) because of last year
```

Count where it happens, in a sample of real use, or argue about the rare cases by themselves.

```loadpath
## Quantity rate: How often a session goes wrong

- measured by: [[reading]]

## Quantity sessions: How many sessions there are

## Event slip: One session goes badly wrong

- happens: at [[rate]] per session over [[sessions]]
- kind: residual

## Evidence reading: Sessions of the last quarter, read by people

- result: 0 of 12,000
- about: [[rate]]

## Assessor team: The authors

- sessions: 540,000 sessions (500,000 sessions-600,000 sessions) because of last year
```

Jones et al. 2025 (arXiv:2502.16797) forecast rare behaviour from the largest of many elicited probabilities instead.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from loadpath.case.diagnostic import Severity
from loadpath.case.node import Assessor, Event, Evidence, Quantity
from loadpath.case.proposition import Ref
from loadpath.case.rounding import times
from loadpath.case.value import Amount
from loadpath.checks.leans_on_failed_control import named
from loadpath.checks.rule import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator
    from fractions import Fraction

    from loadpath.case.graph import CaseGraph
    from loadpath.scene import Scene

SEVERITY = Severity.WARNING

FACTOR = 1_000
"""So many tries for each trial may pass without a word."""


def find(scene: Scene) -> Iterator[Finding]:
    """Yield every event whose rate was counted on few trials and is applied to very many tries."""
    case = scene.case
    for event in case.all(Event):
        if event.happens is None:
            continue
        sources, trials = _trials(case, event.happens.rate.id)
        tries, assessor = max(_stated(case, event.happens.over.id), default=(None, ""))
        if tries is not None and trials and tries > FACTOR * trials:
            yield Finding(
                message=f"`{event.id}` carries a rate from {trials:,} trials to {int(tries):,} tries, "
                f"{times(float(tries / trials))} times as many",
                at=event.place("happens"),
                label=f"counted by {named(sources)}; the tries are stated by `{assessor}`",
                help="count more of them, in real use; or argue about the rare cases by themselves",
                subject=event.id,
            )


def _trials(case: CaseGraph, quantity: str) -> tuple[tuple[str, ...], int]:
    """Return what a rate was counted by, and on how many trials together."""
    node = case.get(quantity, Quantity)
    found = (case.get(ref.id, Evidence) for ref in node.measured_by) if node is not None else ()
    counts = {item.id: item.result.counts for item in found if item and item.result and item.result.counts}
    return tuple(counts), sum(one.trials for one in counts.values())


def _stated(case: CaseGraph, quantity: str) -> Iterator[tuple[Fraction, str]]:
    """Yield what assessors state for a quantity, each with who does."""
    for assessor in case.all(Assessor):
        for line in assessor.lines:
            if isinstance(line.what, Ref) and line.what.id == quantity:
                for branch in line.branches:
                    if isinstance(branch.value, Amount):
                        stated = branch.value.median if branch.value.median is not None else branch.value.low
                        if stated is not None:
                            yield stated, assessor.id
