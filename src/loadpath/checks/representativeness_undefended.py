"""Nothing says that a test is like the deployment

A bound on the test is a bound on the test. That the scenarios, the users and the tools are those that the system meets
in use, and that it does not notice the difference, is a claim of its own, and usually weighs more than the counts: a
rate below 1 in 1,000 that is believed with 1 % of doubt is worth 1.1 % (x + y - xy). Evidence whose counts are used as
a rate, in a judgement (`as [[it]]`) or by `measured by`, or that has a record, should rely on such a claim. Then
somebody judges it, and the doubt is in the number. A claim of any kind is enough for the rule.

```loadpath
## Mitigation monitor: A second model reads every transcript

- measured by: [[red-team]]

## Evidence red-team: Planted sabotages

- result: 29 of 200
- about: [[monitor]] fails

## Pathway tampering: Tampering with research

1. [[monitor]] fails

## Assessor team: The authors

- monitor fails: as [[red-team]] because the plants were like the real thing
```

Say why what was planted is like what would happen, as a claim that the finding relies on.

```loadpath
## Mitigation monitor: A second model reads every transcript

- measured by: [[red-team]]

## Claim plants-realistic: The plants are as hard to see as real sabotage

## Evidence red-team: Planted sabotages

- result: 29 of 200
- about: [[monitor]] fails
- relies on: [[plants-realistic]]

## Pathway tampering: Tampering with research

1. [[monitor]] fails

## Assessor team: The authors

- monitor fails: as [[red-team]] because it was tried on the monitor in use
- plants-realistic: 90% because their authors had not seen the monitor's prompt
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from loadpath.assess.questions import upper_bound_of
from loadpath.case import node as kinds
from loadpath.case.diagnostic import Severity
from loadpath.case.rounding import at_most
from loadpath.case.value import Measured
from loadpath.checks.leans_on_failed_control import named
from loadpath.checks.rule import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from loadpath.case.graph import CaseGraph
    from loadpath.scene import Scene

SEVERITY = (Severity.NOTE, Severity.WARNING)

DOUBT = 0.01
"""The doubt of the example in a finding's note."""


def find(scene: Scene) -> Iterator[Finding]:
    """Yield every finding whose counts are used as a rate and that relies on nothing."""
    users = _users(scene.case)
    for item in scene.case.all(kinds.Evidence):
        counts = item.result.counts if item.result is not None else None
        if counts is None or item.relies_on or not (item.id in users or item.id in scene.records):
            continue
        bound = upper_bound_of(counts)
        test, use = at_most(bound), at_most(bound + DOUBT - bound * DOUBT)
        used = tuple(users.get(item.id, ()))
        yield Finding(
            message=f"nothing says that what `{item.id}` counted is like the deployment",
            at=item.place("result"),
            label=f"used as a rate by {named(used)}" if used else "it has a record, and relies on no claim",
            notes=(
                f"bound on the test: {test} (95 %)" + (f"; believed with 1 % of doubt: {use}" if use != test else ""),
            ),
            help="write the claim that the test represents the deployment, and let this rely on it",
            subject=item.id,
        )


def _users(case: CaseGraph) -> dict[str, dict[str, None]]:
    """Return what uses the counts of each finding as a rate: quantities, barriers and assessors."""
    found: dict[str, dict[str, None]] = {}
    for node in case.nodes.values():
        for ref in node.measured_by if isinstance(node, kinds.Quantity | kinds.Mitigation) else ():
            found.setdefault(ref.id, {})[node.id] = None
    for assessor in case.all(kinds.Assessor):
        for line in assessor.lines:
            for branch in line.branches:
                if isinstance(branch.value, Measured):
                    found.setdefault(branch.value.evidence.id, {})[assessor.id] = None
    return found
