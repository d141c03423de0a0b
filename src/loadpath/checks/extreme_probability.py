"""A bet beyond one in a million

A bet at 1 in 1,000,000 or less, or the same distance from certainty, says that this judgement would be wrong once in a
million such cases. Nobody has a record of judgements like that. An argument can be mistaken, in its theory, its model
or its arithmetic, and where the number is dwarfed by the chance of that, the chance of the mistake is what counts (Ord,
Hillerbrand and Sandberg 2010, *Probing the improbable*, Journal of Risk Research 13(2), 191-205). One in a million is
meant generously. Counts can carry a smaller number when there are enough of them: the line's reason, or the node
itself, names evidence with as many trials as the number asks for. Rates per session and other quantities are not bets
and are left alone.

```loadpath
## Event theft: A copy of the weights gets out

- kind: residual

## Assessor team: The authors

- theft: 1 in 50,000,000 because three barriers would have to fail at once
```

Say how likely it is that the reasoning itself is wrong. A barrier that would have to fail is a proposition of its own;
so is the doubt whether the barriers share a cause.

```loadpath
## Event theft: A copy of the weights gets out

- kind: residual

## Assessor team: The authors

- theft: 1 in 10,000 (1 in 500,000-1 in 5,000) because three barriers would have to fail, and they may share a cause
```
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from loadpath.assess.lines import judgements_of
from loadpath.case import node as kinds
from loadpath.case.diagnostic import Severity
from loadpath.case.judged import judged
from loadpath.case.value import Chance, Limit, Word
from loadpath.checks.rule import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from loadpath.case.graph import CaseGraph
    from loadpath.case.value import Branch, Line, ScaleWord
    from loadpath.scene import Scene

SEVERITY = Severity.WARNING

LIMIT = Fraction(1, 1_000_000)
"""The smallest distance from 0 or 1 that passes as a bet."""


def find(scene: Scene) -> Iterator[Finding]:
    """Yield every bet at or beyond the limit that no counts carry."""
    for assessor in scene.case.all(kinds.Assessor):
        words = judgements_of(scene.case, assessor.id).words
        for line in assessor.lines:
            ref = judged(line)
            node = scene.case.nodes.get(ref.id) if ref else None
            if node is None or isinstance(node, kinds.Quantity):
                continue
            trials = _trials(line, node, scene.case)
            for branch in line.branches:
                margin = _margin(branch, words)
                if margin is not None and margin <= LIMIT and trials * margin < 1:
                    yield _finding(assessor.id, node.id, branch, trials)


def _margin(branch: Branch, words: Mapping[str, ScaleWord]) -> Fraction | None:
    """Return how far a bet stays from 0 or 1, whichever is nearer; the most that is known of it."""
    match branch.value:
        case Chance(mean=mean, unit="") if mean is not None:
            return min(mean, 1 - mean)
        case Chance(low=low, high=high, unit="") if low is not None and high is not None:
            return min(high, 1 - low)
        case Limit(at_most=at_most, bound=bound):
            return bound if at_most else 1 - bound
        case Word(word) if word.lower() in words:
            meant = words[word.lower()]
            return min(meant.high, 1 - meant.low)
        case _:
            return None


def _trials(line: Line, node: kinds.Node, case: CaseGraph) -> int:
    """Return the most trials in any counted evidence that the line or its node names."""
    named = [ref.id for ref in line.refs]
    match node:
        case kinds.Evidence():
            named.append(node.id)
        case kinds.Claim(evidence=given) | kinds.Mitigation(measured_by=given):
            named += [ref.id for ref in given]
        case _:
            pass
    found = (case.get(name, kinds.Evidence) for name in named)
    return max((item.result.counts.trials for item in found if item and item.result and item.result.counts), default=0)


def _finding(assessor: str, name: str, branch: Branch, trials: int) -> Finding:
    counted = f"; the counts that are named have {trials:,} trials" if trials else ""
    return Finding(
        message=f"`{assessor}` bets at `{branch.value.written}` on `{name}`",
        at=branch.at,
        label=f"at or beyond 1 in {LIMIT.denominator:,}: more certain than any argument is{counted}",
        help="leave room for the argument being wrong, or write `as [[evidence]]` with enough counts",
        subject=name,
    )
