"""A waiver that accepts nothing

A waiver accepts a finding by name: a rule, a node, a reason, a person. Where one of these is missing, the finding it
was meant for stands as before, and somebody may believe that it was accepted. Reader faults cannot be waived.

```loadpath
## Claim monitored: Sessions are monitored

## Waiver no-evidence-yet: Evidence follows in May

- rule: unsuported-claim
- on: [[monitored]]
- because: the audit is booked
- by: dana
```

Write the rule as `loadpath explain` lists it, name the node in `on`, and state `because` and `by`.

```loadpath
## Claim monitored: Sessions are monitored

## Waiver no-evidence-yet: Evidence follows in May

- rule: unsupported-claim
- on: [[monitored]]
- because: the audit is booked
- by: dana
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from loadpath.case.diagnostic import Severity
from loadpath.case.node import Waiver
from loadpath.case.suggest import did_you_mean
from loadpath.checks.rule import Finding, all_rules

if TYPE_CHECKING:
    from collections.abc import Iterator

    from loadpath.scene import Scene

SEVERITY = Severity.WARNING


def find(scene: Scene) -> Iterator[Finding]:
    """Yield each waiver that cannot take effect, and why."""
    for waiver in scene.case.all(Waiver):
        if waiver.rule not in all_rules():
            yield Finding(
                message=f"`{waiver.id}` waives `{waiver.rule}`, and there is no such rule",
                at=waiver.place("rule"),
                help=did_you_mean(waiver.rule, all_rules()) or "`loadpath explain` lists the rules",
                subject=waiver.id,
            )
        missing = [key for key in ("on", "because", "by") if not getattr(waiver, key)]
        if missing:
            yield Finding(
                message=f"`{waiver.id}` has no {' and no '.join(f'`{key}`' for key in missing)}, so it waives nothing",
                at=waiver.at,
                help="a waiver names the node, the reason and the person who accepts",
                subject=waiver.id,
            )
        if waiver.until is not None and scene.today is not None and waiver.until.on < scene.today:
            yield Finding(
                message=f"`{waiver.id}` ended on {waiver.until.on.isoformat()}",
                at=waiver.place("until"),
                help="mend what it accepted, or let somebody accept it again",
                subject=waiver.id,
            )
