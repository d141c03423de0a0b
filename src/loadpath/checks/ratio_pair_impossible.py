"""Both outcomes of a test point the same way

A test that speaks against scheming when it passes has to speak for it when it fails. If a pass is less likely under
scheming than without it, a failure is more likely: the two likelihood ratios lie on either side of 1:1, or are both
1:1. A pair such as 4:1 against and 3:1 against exists for no test whatever. Somebody would be surer after
each outcome than before, and could have been so without the test.

```loadpath
## Event scheming: It has a lasting hidden aim

- kind: residual

## Test blind-honeypots: Honeypots by people who have not seen the old ones

- owner: dana
- about: [[scheming]]
- passes when: at most 10 of 4,000
- if it passes: 4:1 against [[scheming]]
- if it fails: 3:1 against [[scheming]], since the honeypots may be at fault
- written down: 2027-02-26
```

State how likely each outcome is under either hypothesis: with 90 % and 22.5 % for a pass, a pass is 4:1 and a failure
7.75:1 the other way.

```loadpath
## Event scheming: It has a lasting hidden aim

- kind: residual

## Test blind-honeypots: Honeypots by people who have not seen the old ones

- owner: dana
- about: [[scheming]]
- passes when: at most 10 of 4,000
- if it passes: 4:1 against [[scheming]]
- if it fails: 7.75:1 for [[scheming]], and write access ends the same day
- written down: 2027-02-26
```
"""

from __future__ import annotations

import re
from fractions import Fraction
from typing import TYPE_CHECKING

from loadpath.case.diagnostic import Severity
from loadpath.case.node import Test
from loadpath.checks.rule import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from loadpath.scene import Scene

SEVERITY = Severity.ERROR

NUMBER = r"([0-9][0-9,]{0,20}(?:\.[0-9]{1,20})?)"
RATIO = re.compile(
    rf"(?<![0-9.,:]){NUMBER} ?: ?{NUMBER}(?: ?\([^()]*\))? (for|against) (not )?\[\[ ?([a-z0-9.-]+) ?\]\]"
)
"""`4:1 against [[x]]`, a range in brackets allowed."""


def find(scene: Scene) -> Iterator[Finding]:
    """Yield every test whose two likelihood ratios on one proposition do not lie on either side of 1:1."""
    for test in scene.case.all(Test):
        passes, fails = _ratios(test.if_it_passes), _ratios(test.if_it_fails)
        for name in sorted(passes.keys() & fails.keys()):
            (first, said), (second, other) = passes[name], fails[name]
            if (first - 1) * (second - 1) < 0 or first == second == 1:
                continue
            yield Finding(
                message=f"`{test.id}` states {said} if it passes and {other} if it fails: no test can do both",
                at=test.place("if it fails"),
                label=_why(first, second, name),
                help="state how likely each outcome is under either hypothesis, and divide",
                subject=test.id,
            )


def _why(first: Fraction, second: Fraction, name: str) -> str:
    if 1 in (first, second):
        return f"if one outcome says nothing about `{name}`, the other says nothing either"
    return f"however it ends, it would speak {'for' if first > 1 else 'against'} `{name}`"


def _ratios(text: str) -> dict[str, tuple[Fraction, str]]:
    """Return the likelihood ratio that a text states for each proposition, and how it is written.

    >>> _ratios("4:1 against [[a]], and 1:2 for not [[b]]")
    {'a': (Fraction(1, 4), '`4:1 against a`'), 'b': (Fraction(2, 1), '`1:2 for not b`')}
    """
    found: dict[str, tuple[Fraction, str]] = {}
    for match in RATIO.finditer(text):
        top, bottom, side, negated, name = match.groups()
        above, below = Fraction(top.replace(",", "")), Fraction(bottom.replace(",", ""))
        if above and below:
            odds = above / below if (side == "for") is not bool(negated) else below / above
            found.setdefault(name, (odds, f"`{top}:{bottom} {side} {negated or ''}{name}`"))
    return found
