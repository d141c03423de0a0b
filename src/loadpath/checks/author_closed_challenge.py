"""A challenge was closed, and not by whoever opened it

Whoever wrote the argument is the last person to judge whether an objection to it has been met. A challenge is closed
by whoever opened it, or by a reviewer, and the text says so: behind the status, `answered; accepted by NAME` or
`withdrawn by NAME` (`withdrawn; by NAME`), or in a line of the challenge that begins with `Accepted by NAME`. The name
is that of the opener (its `by`, or the review that it stands in) or of somebody who signs a `Review`; in brackets in
such a field stand the people behind it, `- by: stress-test (Ines, Kofi)`. Only the opener withdraws. Where neither an
opener nor a reviewer is known, any name will do that owns no part of the case.

```loadpath
## Claim fenced: The monitor sees every session

- owner: priya

## Challenge same-blind-spots: The monitor shares the blind spots of the red team

- against: [[fenced]]
- by: stress-test (Ines, Kofi)
- status: answered

**Answer (priya):** we do not think so.
```

Ask whoever opened it. If the answer will not do for them, the status is `open` or `upheld`.

```loadpath
## Claim fenced: The monitor sees every session

- owner: priya

## Challenge same-blind-spots: The monitor shares the blind spots of the red team

- against: [[fenced]]
- by: stress-test (Ines, Kofi)
- status: answered; accepted by Ines, 2027-03-04

**Answer (priya):** a second team, which had not seen the monitor, got the same 29 through.
```
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from loadpath.case.diagnostic import Severity
from loadpath.case.node import Challenge
from loadpath.case.raised import authors, names_in, raised_by, review_of, reviewers
from loadpath.checks.rule import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from loadpath.scene import Scene

SEVERITY = (Severity.WARNING, Severity.ERROR)

CLOSED = ("answered", "withdrawn")
IN_FIELD = re.compile(r"\bby\s+(.+)", re.IGNORECASE)
IN_TEXT = re.compile(r"^\W{0,3}(?:accepted|withdrawn|closed)\s+by\s+(.{1,80})", re.IGNORECASE | re.MULTILINE)


def find(scene: Scene) -> Iterator[Finding]:
    """Yield every closed challenge of which nobody who may close it says that it is."""
    closed = [item for item in scene.case.all(Challenge) if item.status in CLOSED and not item.withheld]
    if not closed:
        return
    within, reviewing, owning = review_of(scene.case), reviewers(scene.case), authors(scene.case)
    for item in closed:
        opener = raised_by(item, within)
        own = frozenset(names_in(opener))
        may = own if item.status == "withdrawn" and own else own | reviewing
        said = _closers(item)
        if any(_is_one_of(name, may) if may else not _is_one_of(name, owning) for name in said):
            continue
        who = f"`{opener}`" if opener else "whoever opened it"
        ask = who if item.status == "withdrawn" else f"{who} or a reviewer"
        message = f"`{item.id}` is {item.status}, and {_lacking(item, said)}"
        yield Finding(
            message=message,
            at=item.place("status"),
            label=f"opened by {opener}" if opener else "nobody says who opened it",
            help=f"ask {ask} and write `{item.status}; {_word(item)} by NAME`, or open it again",
            subject=item.id,
        )


def _word(item: Challenge) -> str:
    return "withdrawn" if item.status == "withdrawn" else "accepted"


def _closers(item: Challenge) -> tuple[str, ...]:
    """Return the names behind `by` in what follows the status, and behind `accepted by` at the start of a line."""
    status = next((field.text for field in item.fields if field.key == "status"), "")
    found = [*IN_FIELD.findall(status)]
    for section in item.body:
        found += IN_TEXT.findall(section.plain)
    return tuple(name for text in found for name in names_in(text.split(";")[0].split(":")[0]))


def _is_one_of(name: str, known: frozenset[str]) -> bool:
    """Return whether a name, or its first words (a date may follow), is among those known."""
    words = name.split()
    return any(" ".join(words[:count]) in known for count in range(len(words), 0, -1))


def _lacking(item: Challenge, said: tuple[str, ...]) -> str:
    if not said:
        return f"nobody says that they {'withdrew' if item.status == 'withdrawn' else 'accept the answer'}"
    whose = "did not open it" if item.status == "withdrawn" else "neither opened it nor reviews the case"
    return f"`{said[0]}`, who closed it, {whose}"
