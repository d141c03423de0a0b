"""What carries most for an assessor is somebody else's number

An assessor who `starts from` another writes down what they change. What they leave alone keeps the name of the person
it came from, and it counts for them all the same; so two assessors can agree because both looked, or because one of
them did not. This is no fault. It says, for each assessor, which of the numbers that carry the most load are not their
own: up to three, the heaviest first.

```loadpath
## Event slip: One session goes badly wrong

- kind: residual

## Event drift: It changes slowly

- kind: residual

## Assessor team: The authors

- slip: 4% (1%-12%) because of fourteen small incidents
- drift: 1% (0.2%-3%) because nothing of the sort was seen

## Assessor review: The reviewer

- starts from: [[team]]
- drift: 2% (0.5%-6%) because nobody looked for it
```

Judge them as well, if only to say the same for a reason of your own. Or leave it: the report names whose they are.

```loadpath
## Event slip: One session goes badly wrong

- kind: residual

## Event drift: It changes slowly

- kind: residual

## Assessor team: The authors

- slip: 4% (1%-12%) because of fourteen small incidents
- drift: 1% (0.2%-3%) because nothing of the sort was seen

## Assessor review: The reviewer

- starts from: [[team]]
- drift: 2% (0.5%-6%) because nobody looked for it
- slip: 4% (1%-12%) because the incident files say the same to us
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from loadpath.assess.lines import judgements_of
from loadpath.case.diagnostic import Severity
from loadpath.case.node import Assessor
from loadpath.checks.rule import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from loadpath.scene import Scene

SEVERITY = Severity.NOTE

NAMED = 3
"""How many numbers of one assessor are named."""


def find(scene: Scene) -> Iterator[Finding]:
    """Yield one finding for every assessor who takes over numbers that the risk depends on."""
    for assessment in scene.assessments:
        assessor = scene.case.get(assessment.assessor, Assessor)
        if assessor is None or assessor.starts_from is None:
            continue
        lines = judgements_of(scene.case, assessor.id).lines
        taken = {name: judged.origin for name, judged in lines.items() if judged.origin != assessor.id}
        loaded = [item.subject for item in assessment.loads if item.factor > 1.0 and item.subject in taken]
        if not loaded:
            continue
        yield Finding(
            message=f"`{assessor.id}` did not judge {_named(loaded[:NAMED], taken)}",
            at=assessor.place("starts from"),
            label=f"{len(taken)} of {len(lines)} numbers are taken over; {_heaviest(len(loaded))}",
            help="judge them as well, for a reason of your own; or leave it, and the report names whose they are",
            subject=assessor.id,
        )


def _named(heaviest: list[str], taken: Mapping[str, str]) -> str:
    whose = dict.fromkeys(taken[name] for name in heaviest)
    if len(whose) == 1:
        return f"{', '.join(f'`{name}`' for name in heaviest)}, and counts with what `{next(iter(whose))}` said"
    return f"{', '.join(f'`{name}` (from `{taken[name]}`)' for name in heaviest)}"


def _heaviest(count: int) -> str:
    return "this one carries load" if count == 1 else f"of {count} that carry load, the heaviest are named"
