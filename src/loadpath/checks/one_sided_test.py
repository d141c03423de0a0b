"""A test can only turn out well

Some tests are planned so that a good result is reported and a bad one changes nothing: there is always a reason why
it did not count. Such a test cannot lower anybody's confidence, so it should not raise it either. A test says before
it is run what follows if it passes and what follows if it fails; that passing changes nothing is an honest answer,
that failing changes nothing is not. A test that states neither side is found by `test-without-decision`.

```loadpath
## Event scheming: It has a lasting hidden aim

- kind: residual

## Test blind-honeypots: Honeypots by people who have not seen the old ones

- owner: dana
- about: [[scheming]]
- passes when: at most 10 of 4,000
- if it passes: nothing changes
```

State the other side before the run, with who does what and by when.

```loadpath
## Event scheming: It has a lasting hidden aim

- kind: residual

## Test blind-honeypots: Honeypots by people who have not seen the old ones

- owner: dana
- about: [[scheming]]
- passes when: at most 10 of 4,000
- if it passes: nothing changes
- if it fails: write access ends the same day
```
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from loadpath.case.diagnostic import Severity
from loadpath.case.node import Test
from loadpath.case.proposition import refs
from loadpath.checks.rule import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from loadpath.scene import Scene

SEVERITY = Severity.WARNING

PASSES, FAILS = "if it passes", "if it fails"
NOTHING = re.compile(
    r"(?:(?:then )?nothing(?: (?:changes|happens|follows|is done|will change|would change|new))?"
    r"|no (?:change|changes|action|effect|consequence|consequences)|none|unchanged|we (?:do|change) nothing)"
    r"\s*(?:$|[;.,(])",
    re.IGNORECASE,
)
"""How a field says that an outcome changes nothing; free text may follow."""


def find(scene: Scene) -> Iterator[Finding]:
    """Yield every test of which only one outcome, or none, changes anything, though an outcome is stated."""
    for item in scene.case.all(Test):
        passes, fails = item.if_it_passes, item.if_it_fails
        if not passes and not fails:
            continue
        message = label = ""
        stated = FAILS if fails else PASSES
        if not fails:
            message = f"`{item.id}` can only raise confidence"
            label = f"no `{FAILS}` is stated, so a bad result would change nothing"
        elif not passes:
            message = f"`{item.id}` can only lower confidence"
            label = f"no `{PASSES}` is stated, so a good result would change nothing"
        elif NOTHING.match(fails):
            either = f"`{item.id}` changes nothing, however it ends"
            message = either if NOTHING.match(passes) else f"nothing follows if `{item.id}` fails"
            label = "a bad result would change nothing"
        if message:
            yield Finding(
                message=message,
                at=item.place(stated),
                label=label,
                notes=tuple(_under(item, scene)),
                help=f"state `{FAILS if passes else PASSES}`, and who decides, before the run",
                subject=item.id,
            )


def _under(item: Test, scene: Scene) -> Iterator[str]:
    """Yield what stands on that which a test is about."""
    for ref in refs(item.about) if item.about is not None else ():
        load = scene.load(ref.id)
        if load is not None and load.pathways:
            paths = ", ".join(f"`{path}`" for path in load.pathways)
            yield f"it is about `{ref.id}`, under pathway{'s' if len(load.pathways) > 1 else ''} {paths}"
