"""A number and its range contradict each other

The number before a bracket is what one would bet at, the mean; the bracket is the 90 % range. A range that reaches
far up forces the mean up with it: somebody who thinks that a risk may be as large as 1 in 5,000 cannot bet on 1 in
50,000. People notice here that their range or their number is not what they believe.

```loadpath
## Event unlisted: A way we did not list

- kind: residual

## Assessor team: The authors

- unlisted: 1 in 50,000 (1 in 500,000-1 in 5,000) because five of six proposals fitted
```

Change the one that you believe less; the finding prints which means go with the range.

```loadpath
## Event unlisted: A way we did not list

- kind: residual

## Assessor team: The authors

- unlisted: 1 in 12,000 (1 in 500,000-1 in 5,000) because five of six proposals fitted
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from loadpath.assess.lines import subject_of
from loadpath.assess.numbers import ContradictionError, law_of
from loadpath.case.diagnostic import Severity
from loadpath.case.node import Assessor, Mitigation
from loadpath.case.value import Chance
from loadpath.checks.rule import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from loadpath.case.graph import CaseGraph
    from loadpath.case.span import Span
    from loadpath.scene import Scene

SEVERITY = Severity.ERROR


def find(scene: Scene) -> Iterator[Finding]:
    """Yield every judged or feasible chance that cannot be, where no risk that was computed depends on it.

    What a risk depends on was found while it was computed. A planned test, what is said of a barrier that is not built
    and of what no pathway reaches, are found here.
    """
    known = {fault.at for fault in scene.faults}
    for chance, at, subject in _chances(scene.case):
        if at in known or chance.low is None:
            continue
        try:
            law_of(chance, {}, at, subject)
        except ContradictionError as error:
            said = error.finding
            yield Finding(message=said.message, at=said.at, label=said.label, help=said.help, subject=said.subject)


def _chances(case: CaseGraph) -> Iterator[tuple[Chance, Span, str]]:
    """Yield every chance that an assessor gives or a mitigation states, with its place and its subject."""
    for assessor in case.all(Assessor):
        for line in assessor.lines:
            values = ((branch.value, branch.at) for branch in line.branches)
            yield from ((value, at, subject_of(line.what)) for value, at in values if isinstance(value, Chance))
    for barrier in case.all(Mitigation):
        for key, chance in (("feasible", barrier.feasible_chance), ("tax", barrier.tax_share)):
            if chance is not None:
                yield chance, barrier.place(key), barrier.id
