"""Evidence failed, and an assessor says nothing of it

A test that fails by its own criterion is news, and leaving it out of the numbers is the cheapest way to make a case
look better. So what it is about becomes unknown to every assessor who has no line for it, until they write one. `says
nothing because ...` is such a line: it is a judgement with a name and a reason.

```loadpath
## Claim permissions-tight: Agents hold no grants they do not need

- evidence: [[permission-scan]]

## Evidence permission-scan: Scan of agent permissions

- result: 41 stale grants
- about: [[permissions-tight]]
- passes when: 0

## Assessor team: The authors

- permissions-tight: 85% (60%-95%) because the stale grants were removed
```

Say how likely such a result was either way, as chances or as a ratio, or that it says nothing and why.

```loadpath
## Claim permissions-tight: Agents hold no grants they do not need

- evidence: [[permission-scan]]

## Evidence permission-scan: Scan of agent permissions

- result: 41 stale grants
- about: [[permissions-tight]]
- passes when: 0

## Assessor team: The authors

- permissions-tight: 85% (60%-95%) because the stale grants were removed
- permission-scan: 3:1 against permissions-tight because grants that come back leave such traces
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from loadpath.case.diagnostic import Severity
from loadpath.case.node import Assessor, Evidence
from loadpath.case.proposition import text_of
from loadpath.checks.rule import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from loadpath.scene import Scene

SEVERITY = (Severity.WARNING, Severity.ERROR)


def find(scene: Scene) -> Iterator[Finding]:
    """Yield every failed piece of evidence that somebody has not scored, naming them."""
    silent: dict[str, list[str]] = {}
    for assessment in scene.assessments:
        for name in assessment.unscored:
            silent.setdefault(name, []).append(f"`{assessment.assessor}`")
    nobody = not scene.case.all(Assessor)
    for name, assessors in silent.items():
        item = scene.case.get(name, Evidence)
        if item is None or item.about is None or item.passes_when is None:
            continue
        who = "nobody says" if nobody else f"{', '.join(assessors)} {'says' if len(assessors) == 1 else 'say'} not"
        about = text_of(item.about, brackets=False)
        yield Finding(
            message=f"`{name}` failed, and {who} what that means; whether `{about}` is unknown until then",
            at=item.place("result"),
            label=f"passes when `{item.passes_when.written}`",
            help=f"write a likelihood, such as `{name}: 3:1 against x`, or `{name}: says nothing because ...`",
            subject=name,
        )
