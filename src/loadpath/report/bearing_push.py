"""Where to push: what carries much and is defended by little, what challenges would do, which granted facts decide.

What the summary says of single facts that all grant (`conceded`) is not said again here: only pairs are, for those
whose answer no single one changes.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from loadpath.assess.granted import STANDING, granted
from loadpath.assess.results import Interval, NotComputed
from loadpath.assess.verdict import within
from loadpath.case import node as kinds
from loadpath.case.rounding import times
from loadpath.report.tree import (
    Block,
    Break,
    Code,
    Column,
    Link,
    Muted,
    Note,
    Paragraph,
    Row,
    Section,
    State,
    Strong,
    Table,
    Words,
    joined,
)
from loadpath.report.wording import count, in_percent, status

if TYPE_CHECKING:
    from collections.abc import Sequence

    from loadpath.assess.attack import Target
    from loadpath.assess.challenged import Upheld
    from loadpath.report.book import Book, Person

MOST_TARGETS = 10
MOST_UPHELD = 12
MOST_FLIPS = 10

PAIRED = 60
"""In a case of more parts, pairs take longer than the rest of the report together."""


def pushing(book: Book, people: Sequence[Person], *, small: bool) -> Section | None:
    """Return where a hostile reviewer would push; None where nothing carries anything.

    Args:
        book: the case.
        people: whose answers are told.
        small: whether the case is small enough to suppose challenges right, and facts wrong.
    """
    blocks: list[Block] = []
    found = book.scene.targets()
    heavy = () if isinstance(found, NotComputed) else tuple(one for one in found if times(one.load.factor) != "1")
    if heavy:
        blocks.append(_targets(book, heavy))
    if small:
        blocks += _upheld(book, people)
        blocks += _flips(book, people)
    return Section(title=("Where to push",), anchor="push", blocks=tuple(blocks)) if blocks else None


def _targets(book: Book, found: Sequence[Target]) -> Table:
    rows = tuple(
        Row(
            (
                (*book.link(one.load.subject), " ", Muted((f"({one.assessor})",))),
                (f"{times(one.load.factor)}\u00a0×",),
                _defence(book, one),
            )
        )
        for one in found[:MOST_TARGETS]
    )
    columns = (
        Column("What"),
        Column("Risk if wrong", number=True),
        Column("Where it is least defended, and by what"),
    )
    more = len(found) - len(rows)
    rest = f" {count(more, 'more thing')} carr{'ies' if more == 1 else 'y'} something." if more else ""
    caption: Words = (
        Strong(("Where somebody would push who wants the case to fail.",)),
        " First what carries much and is defended by little; in grey, for whom it carries most. ",
        f"It is an order to look in, and no probability.{rest}",
    )
    return Table(caption=caption, columns=columns, rows=rows, stacked=True)


def _defence(book: Book, one: Target) -> Words:
    """Return where a thing is least defended; what is withheld here cannot be told."""
    path = one.weakest.path
    if any(book.case.nodes[name].withheld for name in path if name in book.case.nodes):
        return (Muted(("withheld from you",)),)
    at: Words = (*book.link(path[-1]), ": ") if len(path) > 1 else ()
    others = [name for name in one.challenges if name not in one.weakest.why]
    more: Words = ("; itself challenged by ", *book.tags(others)) if others else ()
    return (*at, *_tagged(book, one.weakest.why), *more)


NAMED = re.compile(r"(?<=challenged by )[^ ]+|(?<=\()[^()]+(?=\))|^[^ ]+(?= failed | is )")
"""Where a reason names nodes."""


def _tagged(book: Book, why: str) -> Words:
    """Return why something is little defended, with links to what it names."""
    words: list[Words] = []
    at = 0
    for found in NAMED.finditer(why):
        words += [(why[at : found.start()],), book.tags(found[0].split(", "))]
        at = found.end()
    return joined([*words, (why[at:],)], "")


def in_language(book: Book, text: str) -> Words:
    """Return a line of the language with links to the nodes in it."""
    return joined(
        [book.tag(part) if part in book.case.nodes else (part,) for part in re.split(r"([a-z0-9-]+)", text) if part], ""
    )


def _upheld(book: Book, people: Sequence[Person]) -> list[Block]:
    standing = [item for item in book.case.all(kinds.Challenge) if item.status in STANDING]
    if not standing:
        return []
    if len(standing) > MOST_UPHELD:
        return [_not(f"more than {MOST_UPHELD} stand; `loadpath attack` does", book)]
    found = book.scene.upheld()
    if isinstance(found, NotComputed):
        return [_not(found.reason, book)]
    rows = tuple(Row(_if_upheld(book, one, people)) for one in found if one.supposed)
    silent = [one.challenge for one in found if not one.supposed]
    columns = (
        Column("Challenge"),
        Column("It supposes"),
        *(Column(person.title, number=True) for person in people),
    )
    caption: Words = (
        Strong(("If a challenge is right.",)),
        " The risk of each assessor, in grey as it is now. What is undercut is taken as unknown.",
    )
    blocks: list[Block] = [Table(caption=caption, columns=columns, rows=rows, stacked=True)] if rows else []
    if silent:
        said = "These limit what is claimed, or are against nothing that has a number, and move no risk: "
        blocks.append(Paragraph((said, *book.links(silent), ".")))
    return blocks


def _if_upheld(book: Book, one: Upheld, people: Sequence[Person]) -> tuple[Words, ...]:
    supposed = [in_language(book, text) for text in one.supposed]
    said = joined(supposed, "; ")
    cells: list[Words] = []
    for person in people:
        found = one.results.get(person.id)
        if found is None or isinstance(found, NotComputed):
            cells.append((Muted(("–" if found is None else f"not computed: {found.reason}",)),))
            continue
        then = in_percent(found.after.risk, person.digits)
        cells.append((then, Break(), Muted((in_percent(person.result.risk, person.digits),))))
    return ((*book.link(one.challenge), " ", status(one.status)), said, *cells)


def _flips(book: Book, people: Sequence[Person]) -> list[Block]:
    """Return pairs of granted facts for those whose answer no single one changes; single ones are in the Summary."""
    if not any(_over(person) for person in book.people):
        return []
    paired = len(book.case.nodes) <= PAIRED
    rows: list[Row] = []
    for person in people:
        found = book.scene.flips(person.result) if paired and _firm(book, person) else ()
        for one in () if isinstance(found, NotComputed) else found[:MOST_FLIPS]:
            mark = State("△", "above", "bad") if one.wrong else State("▽", "within", "good")
            pair = joined([book.link(name) for name in one.facts], " and ")
            turned = "turn out wrong" if one.wrong else "are certain"
            rows.append(Row(((person.title,), (*pair, f" {turned}"), (f"{times(one.times)}\u00a0×", " ", mark))))
    where: Words = (
        "What all grant and what alone would change the answer stands in the Summary, under ",
        Link("granted", ("what all grant",)),
        *((".",) if paired else ("; ", Code("loadpath attack"), " tries pairs.")),
    )
    blocks: list[Block] = [Paragraph(where)]
    if rows:
        columns = (Column("Assessor"), Column("If both"), Column("Risk over the budget", number=True))
        caption: Words = (
            Strong(("Pairs that change the answer",)),
            " of those whose answer nothing that all grant changes alone.",
        )
        blocks.append(Table(caption=caption, columns=columns, rows=tuple(rows), stacked=True))
    return blocks


def _firm(book: Book, person: Person) -> bool:
    """Return whether nothing that all grant changes alone on which side of the budget a risk lies."""
    now = _over(person)
    if now is None:
        return False
    for load in granted(book.case, person.result.loads):
        factor = load.if_wrong if within(now) else load.if_right
        if isinstance(factor, float) and within(now * factor) != within(now):
            return False
    return True


def _over(person: Person) -> float | None:
    """Return the risk over the budget, where both are one number above zero."""
    level, risk = person.result.spread.level, person.result.risk
    return risk.value / level if level and isinstance(risk, Interval) and risk.exact and risk.value > 0 else None


def _not(reason: str, book: Book) -> Note:
    return Note(("What each challenge would do is not computed: ", *book.tagged(reason), "."))
