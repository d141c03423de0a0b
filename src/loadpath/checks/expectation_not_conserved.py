"""Both outcomes of a test are said to move a belief the same way

What somebody will hold after a test, averaged over its outcomes, is what they hold now (conservation of expected
evidence). If one outcome leaves scheming at 3 % and the other at 10 %, it lies between 3 % and 10 % now. Where an
assessor holds 30 % today, one of the three numbers is wrong, and the test was written down as a promise that cannot be
kept. The rule takes the assessors that the outcomes name (`by team`, `for team`, `[[team]]`); where they name none, it
asks that the numbers fit one of them. A tenth is left for rounding.

```loadpath
## Event scheming: It has a lasting hidden aim

- kind: residual

## Test blind-honeypots: Honeypots by people who have not seen the old ones

- owner: dana
- about: [[scheming]]
- passes when: at most 10 of 4,000
- if it passes: [[scheming]] 3%
- if it fails: [[scheming]] 10%, and write access ends the same day
- written down: 2027-02-26

## Assessor team: The authors

- scheming: 30% because nothing was tried yet
```

Work out both outcomes from one pair of likelihoods: at 30 %, a pass that is 4:1 against leaves 9.7 %.

```loadpath
## Event scheming: It has a lasting hidden aim

- kind: residual

## Test blind-honeypots: Honeypots by people who have not seen the old ones

- owner: dana
- about: [[scheming]]
- passes when: at most 10 of 4,000
- if it passes: [[scheming]] 9.7%
- if it fails: [[scheming]] 77%, and write access ends the same day
- written down: 2027-02-26

## Assessor team: The authors

- scheming: 30% because nothing was tried yet
```
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from loadpath.assess.results import Interval
from loadpath.case.diagnostic import Severity
from loadpath.case.node import Test
from loadpath.case.proposition import refs
from loadpath.case.rounding import probability
from loadpath.checks.leans_on_failed_control import named
from loadpath.checks.rule import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from loadpath.scene import Scene

SEVERITY = (Severity.WARNING, Severity.ERROR)

ROUNDING = 1.1
"""A stated number may be off by this factor, since it is written with a digit or two."""

DECIMAL = r"[0-9][0-9,]{0,20}(?:\.[0-9]{1,20})?"
STATED = re.compile(
    r"(?<!not )\[\[ ?([a-z0-9.-]+) ?\]\]:?(?: (?:is|at|to|becomes|(?:goes|falls|drops|rises) to|stays at|would be))?"
    rf" (?:({DECIMAL}) ?%|({DECIMAL}) in ({DECIMAL}))"
)
"""`[[x]] 3%`, `[[x]] falls to 1 in 400`."""

Held = tuple[tuple[str, Interval], ...]
"""What assessors hold of a proposition now."""


def find(scene: Scene) -> Iterator[Finding]:
    """Yield every test whose two stated probabilities lie on one side of what is held now."""
    for test in scene.case.all(Test) if scene.assessments else ():
        passes, fails = _stated(test.if_it_passes), _stated(test.if_it_fails)
        about = {ref.id for ref in refs(test.about)} if test.about is not None else set()
        for name in sorted(about & passes.keys() & fails.keys()):
            named_ones, held = _held(scene, test, name)
            wrong = tuple(pair for pair in held if _one_sided(passes[name], fails[name], pair[1]))
            if wrong and (named_ones or len(wrong) == len(held)):
                yield _finding(test, name, (passes[name], fails[name]), wrong)


def _stated(text: str) -> dict[str, float]:
    """Return the probability that a text states for each proposition.

    >>> _stated("[[a]] falls to 3%, [[b]] 1 in 400")
    {'a': 0.03, 'b': 0.0025}
    """
    found: dict[str, float] = {}
    for name, percent, one, many in STATED.findall(text):
        if percent:
            found.setdefault(name, _number(percent) / 100)
        elif _number(many):
            found.setdefault(name, _number(one) / _number(many))
    return found


def _number(text: str) -> float:
    return float(text.replace(",", ""))


def _held(scene: Scene, test: Test, name: str) -> tuple[bool, Held]:
    """Return whether the outcomes name assessors, and what these, or else all, hold of a proposition."""
    text = f"{test.if_it_passes} {test.if_it_fails}".lower()
    everyone = [
        (item.assessor, answer)
        for item in scene.assessments
        if isinstance(answer := item.propositions.get(name), Interval)
    ]
    asked = tuple(
        pair for pair in everyone if re.search(rf"(?:\[\[ ?|\b(?:by|for) ){re.escape(pair[0])}(?![\w-])", text)
    )
    return bool(asked), asked or tuple(everyone)


def _one_sided(first: float, second: float, now: Interval) -> bool:
    return min(first, second) > now.high * ROUNDING or max(first, second) * ROUNDING < now.low


def _finding(test: Test, name: str, stated: tuple[float, float], wrong: Held) -> Finding:
    passes, fails = stated
    assessor, now = wrong[0]
    held = probability(now.low) if now.exact else f"{probability(now.low)} to {probability(now.high)}"
    side = "above" if passes > now.high else "below"
    others = tuple(other for other, _ in wrong[1:])
    return Finding(
        message=f"`{test.id}` leaves `{name}` at {probability(passes)} if it passes and at {probability(fails)} if it "
        f"fails, both {side} the {held} that `{assessor}` holds now",
        at=test.place("if it fails"),
        label="the outcomes have to average to what is held now",
        notes=(f"the same holds for {named(others)}",) if others else (),
        help="work out both from the likelihood of each outcome; or name the assessor whose numbers they are",
        subject=test.id,
    )
