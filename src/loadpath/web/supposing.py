"""The page on which something is supposed: a field for everything that carries the risk, and what the risk then is.

Fields are called `is:ID` (a fact) and `at:ID` (a number), so that an address says what is supposed and can be kept.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from loadpath.case import node as kinds
from loadpath.case.proposition import Fails
from loadpath.case.rounding import times
from loadpath.case.value import Chance
from loadpath.errors import FaultyCaseError, RefusedSettingError, TooLargeError
from loadpath.report.numbers import numbers
from loadpath.report.tree import (
    Block,
    Code,
    Column,
    Figure,
    Note,
    Paragraph,
    Row,
    Strong,
    Table,
    Words,
    anchor_of,
    joined,
)
from loadpath.report.wording import NBSP, VERDICTS, as_odds, capital, digits_of, factor, in_percent
from loadpath.web.shell import fragment, written

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from markupsafe import Markup

    from loadpath.assess.results import Assessment, Load
    from loadpath.assess.what_if import WhatIf
    from loadpath.project import Project
    from loadpath.report.book import Book
    from loadpath.report.html import Pen

FACT, NUMBER = "is:", "at:"
LEAST, MOST = 1e-5, 1 - 1e-5
"""Where a slider ends."""

SAID = {
    "barrier": "or the chance that it fails",
    "response": "or the chance that it is too late",
    "surface": "or the chance that it catches one",
    "claim": "or the chance that it is true",
    "event": "or the chance that it happens",
}
"""What a number of a kind is the chance of."""

FACTS = {"barrier": ("works", "fails"), "response": ("too late", "in time"), "surface": ("catches one", "catches none")}
"""What may be taken for a fact of a kind, where it is not true or false."""

VERBS = {kinds.Mitigation: "fails", kinds.Scenario: "too late", kinds.Surface: "catches one"}
"""What a number is said with."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """One row of the form.

    Attributes:
        id: of what may be supposed.
        title: of it.
        address: its page.
        weight: by how much the risk is multiplied if it is wrong.
        sides: the facts that may be taken.
        side: the one that is.
        number: the label of the field for a number; empty where there is none.
        value: what stands in it.
        start: where its slider begins, as a probability; empty without one.
    """

    id: str
    title: str
    address: str
    weight: str = ""
    sides: tuple[str, ...] = ()
    side: str = ""
    number: str = ""
    value: str = ""
    start: str = ""


def form(project: Project, book: Book, pen: Pen, address: Callable[[str], str], asked: Mapping[str, str]) -> Markup:
    """Return the main part of the page: the outcome, then the form as it was filled in."""
    blocks = outcome(project, book, asked)
    result, picture = (
        written("".join(pen.block(block, 2) for block in blocks if isinstance(block, Figure) == drawn))
        for drawn in (False, True)
    )
    return fragment("what-if.html", {"result": result, "picture": picture, "groups": _groups(book, address, asked)})


def settings_of(asked: Mapping[str, str], book: Book) -> dict[str, str]:
    """Return the settings that a form asks for, by id, as `Project.what_if` takes them.

    Raises:
        RefusedSettingError: when a thing is both taken for a fact and given a number, or a field is unknown.
    """
    found: dict[str, str] = {}
    for name, text in asked.items():
        if not text.strip():
            continue
        kind, _, subject = name.partition(":")
        if kind not in {"is", "at"}:
            raise RefusedSettingError(f"`{name[:40]}` is no field of this page", help="begin again at `/what-if`")
        if subject in found:
            raise RefusedSettingError(
                f"`{subject}` is both taken for a fact and given a number", help="clear one of the two"
            )
        found[subject] = text.strip() if kind == "is" else _said(subject, text.strip(), book)
    return found


def _said(subject: str, text: str, book: Book) -> str:
    """Return a number with what it is the chance of, where that has to be said."""
    node = book.case.nodes.get(subject)
    verb = VERBS.get(type(node), "")
    return text if not verb or text.startswith((verb, "works")) else f"{verb} {text}"


def outcome(project: Project, book: Book, asked: Mapping[str, str]) -> list[Block]:
    """Return what the risk is, given what is asked."""
    if not book.people:
        return [Paragraph(("Nobody has given a number yet, so that there is no risk to move.",))]
    try:
        settings = settings_of(asked, book)
        found = project.what_if(settings) if settings else ()
    except (RefusedSettingError, FaultyCaseError, TooLargeError) as error:
        words: Words = (Strong(("That cannot be supposed: ",)), *book.tagged(str(error)), ". ")
        return [Note((*words, *book.tagged(capital(error.help)), "." if error.help else ""), "bad")]
    if not found:
        return [Paragraph(("Nothing is supposed yet: this is the risk as the case stands.",)), *numbers(book)[:1]]
    supposed = joined([(Code(one),) for one in found[0].supposed], " and ")
    then = replace(
        book,
        people=tuple(
            replace(person, result=one.after, digits=digits_of(one.after))
            for person, one in zip(book.people, _in_order(book, found), strict=True)
        ),
    )
    lead = Paragraph((Strong(("Supposed: ",)), *supposed, "."))
    return [lead, _table(book, found), *numbers(then)[:1]]


def _in_order(book: Book, found: Iterable[WhatIf]) -> list[WhatIf]:
    by_name = {one.assessor: one for one in found}
    return [by_name[person.id] for person in book.people]


def _table(book: Book, found: Iterable[WhatIf]) -> Table:
    rows = []
    for person, one in zip(book.people, _in_order(book, found), strict=True):
        rows.append(
            Row(
                (
                    (person.title,),
                    _risk(one.before),
                    _risk(one.after),
                    (f"{factor(one.times)}{NBSP}×",),
                    (VERDICTS[one.after.budget.verdict],) if one.after.budget else ("no budget",),
                )
            )
        )
    columns = (
        Column("Assessor"),
        Column("Risk now", number=True),
        Column("Risk then", number=True),
        Column("Times", number=True),
        Column("Verdict then"),
    )
    return Table(caption=(), columns=columns, rows=tuple(rows), stacked=True)


def _risk(result: Assessment) -> Words:
    digits = digits_of(result)
    return (f"{in_percent(result.risk, digits)} ", f"({as_odds(result.risk, digits)})")


# the form -------------------------------------------------------------------------------------------------------------


def _groups(book: Book, address: Callable[[str], str], asked: Mapping[str, str]) -> list[dict[str, object]]:
    loads = [max(found, key=lambda load: load.factor) for found in book.loads(book.case.nodes)]
    titles = {
        "barrier": "Barriers", "claim": "Claims", "response": "Responses", "surface": "Surfaces", "event": "Events",
    }  # fmt: skip
    groups: list[dict[str, object]] = []
    for kind, title in titles.items():
        rows = [_row(book, load, address, asked) for load in loads if load.kind == kind]
        groups += [{"title": title, "rows": rows}] if rows else []
    amounts = [_amount(book, node, address, asked) for node in book.case.all(kinds.Quantity) if book.people]
    groups += [{"title": "Quantities", "rows": amounts}] if amounts else []
    return groups


def _row(book: Book, load: Load, address: Callable[[str], str], asked: Mapping[str, str]) -> Setting:
    node = book.case.nodes[load.subject]
    sides = FACTS.get(load.kind, ("true", "false"))
    by_hand = not (isinstance(node, kinds.Mitigation) and node.state == "planned")
    return Setting(
        id=node.id,
        title=book.title(node.id),
        address=address(anchor_of(node.id)),
        weight=f"the risk is {times(load.factor)} times if wrong" if load.factor > 1 else "",
        sides=sides,
        side=asked.get(FACT + node.id, ""),
        number=SAID[load.kind] if by_hand else "",
        value=asked.get(NUMBER + node.id, ""),
        start=_start(book, node),
    )


def _amount(book: Book, node: kinds.Quantity, address: Callable[[str], str], asked: Mapping[str, str]) -> Setting:
    return Setting(
        id=node.id,
        title=book.title(node.id),
        address=address(anchor_of(node.id)),
        number="is, before anything is counted, such as 0.3% (0.1%-1%)",
        value=asked.get(NUMBER + node.id, ""),
    )


def _start(book: Book, node: kinds.Node) -> str:
    """Return where the slider of a node begins: at the first number that somebody wrote, else in the middle."""
    for person in book.people:
        judged = person.lines.get(node.id)
        value = judged.line.branches[0].value if judged else None
        if judged and isinstance(value, Chance) and value.mean is not None:
            mean = float(value.mean)
            turned = isinstance(node, kinds.Mitigation) and not isinstance(judged.line.what, Fails)
            return f"{min(MOST, max(LEAST, 1 - mean if turned else mean)):.6g}"
    return "0.5"
