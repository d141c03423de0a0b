"""A claim needs a lower rate than its counts can show

`at most 0.5%` argued from `1 of 400` goes further than the data: with 95 % confidence such counts bear a rate of up to
1.2 %. The claim may still be true, and whoever judges the quantity may have other reasons; but the evidence that is
listed for it does not carry it. The rule compares the bound that a claim states with the one-sided 95 % bound
(Clopper-Pearson) of the counts that it lists about that quantity, of those that measure the quantity, and of all
that measure it together, and says how many trials it would take.

```loadpath
## Quantity unlogged-rate: Share of sessions that are not logged

- measured by: [[log-audit]]

## Claim log-coverage: Nearly every session is logged

- says: [[unlogged-rate]] at most 0.5%
- evidence: [[log-audit]]

## Evidence log-audit: Audit of log coverage

- result: 1 of 400
- about: [[unlogged-rate]]
```

Look at more, or claim what was shown.

```loadpath
## Quantity unlogged-rate: Share of sessions that are not logged

- measured by: [[log-audit]]

## Claim log-coverage: Nearly every session is logged

- says: [[unlogged-rate]] at most 0.5%
- evidence: [[log-audit]]

## Evidence log-audit: Audit of log coverage

- result: 1 of 1,000
- about: [[unlogged-rate]]
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from loadpath.assess.carrying import MOST_TRIALS, carries, trials_to_carry
from loadpath.assess.questions import upper_bound_of
from loadpath.case.diagnostic import Severity
from loadpath.case.node import Claim, Evidence, Quantity
from loadpath.case.proposition import Compare, refs
from loadpath.case.rounding import at_most
from loadpath.case.value import Chance, Counts
from loadpath.checks.rule import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from loadpath.case.graph import CaseGraph
    from loadpath.scene import Scene

SEVERITY = Severity.WARNING


def find(scene: Scene) -> Iterator[Finding]:
    """Yield every claim of a rate that none of the counts under it carries."""
    for claim in scene.case.all(Claim):
        match claim.says:
            case Compare(quantity, True, Chance(mean=mean) as bound) if mean is not None and 0 < mean < 1:
                counted = _counted(scene.case, claim, quantity.id)
            case _:
                continue
        if counted and not any(carries(counts, float(mean)) for counts in counted.values()):
            (name, best) = min(counted.items(), key=lambda pair: upper_bound_of(pair[1]))
            enough = trials_to_carry(best.events, float(mean))
            needed = f"{enough:,}" if enough is not None else f"more than {MOST_TRIALS:,}"
            yield Finding(
                message=f"`{claim.id}` says at most {bound.written}, and its counts bear up to "
                f"{at_most(upper_bound_of(best))}",
                at=claim.place("says"),
                label=f"{name} counted {best.events:,} of {best.trials:,}; with as many events it takes "
                f"{needed} trials",
                help="look at more, or claim what was shown",
                subject=claim.id,
            )


def _counted(case: CaseGraph, claim: Claim, quantity: str) -> dict[str, Counts]:
    """Return the counts under a claim about a quantity: of each finding, and of all that measure it together."""
    node = case.get(quantity, Quantity)
    measuring = [ref.id for ref in node.measured_by] if node is not None else []
    found: dict[str, Counts] = {}
    pooled = Counts(0, 0)
    for name in dict.fromkeys((*measuring, *(ref.id for ref in claim.evidence))):
        item = case.get(name, Evidence)
        counts = item.result.counts if item is not None and item.result is not None else None
        if item is None or counts is None:
            continue
        if name in measuring:
            pooled = Counts(pooled.events + counts.events, pooled.trials + counts.trials)
        if name in measuring or any(ref.id == quantity for ref in (refs(item.about) if item.about else ())):
            found[f"`{name}`"] = counts
    return found | ({f"what measures `{quantity}`": pooled} if len(found) > 1 and pooled.trials else {})
