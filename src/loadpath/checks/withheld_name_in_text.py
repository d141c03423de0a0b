"""The name of something withheld stands in text that others see

References to a withheld node become `[[withheld-1]]` where it is withheld. Its id or its title written out as words
stays as it is, because words may mean something else; so it is for the author to reword or to withhold them. Ids that
are one everyday word are not looked for.

```loadpath
## Mitigation decoy-weights: Decoys among the weights

- access: reviewers

## Claim watched: Copies of weights are noticed

Somebody who takes decoy-weights is noticed within a day.
```

Refer to the node, or withhold the words.

```loadpath
## Mitigation decoy-weights: Decoys among the weights

- access: reviewers

## Claim watched: Copies of weights are noticed

Somebody who takes [[decoy-weights]] is noticed [[redact security: within a day, by decoy-weights]].
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from loadpath.case.diagnostic import Severity
from loadpath.checks.rule import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from loadpath.scene import Scene

SEVERITY = (Severity.WARNING, Severity.ERROR)


def find(scene: Scene) -> Iterator[Finding]:
    """Yield every withheld node whose id or title can be read by an audience that may not see it."""
    seen: set[tuple[str, str, str]] = set()
    for disclosed in scene.disclosed:
        for name, at in disclosed.named:
            key = (disclosed.audience, name, at.file)
            if key in seen:
                continue
            seen.add(key)
            node = scene.case.nodes[name]
            yield Finding(
                message=f"`{name}` is withheld from `{disclosed.audience}`, and its name stands in `{at.file}` "
                f"where they can read it",
                at=node.at,
                label=f"first at line {at.line} of what they see",
                help=f"write `[[{name}]]`, which is taken away with the node, or `[[redact REASON: ...]]`",
                subject=name,
            )
