"""The evidence register and what the checks found."""

from __future__ import annotations

from typing import TYPE_CHECKING

from loadpath.case import node as kinds
from loadpath.case.audience import INTERNAL
from loadpath.case.diagnostic import Diagnostic, Severity
from loadpath.case.value import Measured, SaysNothing
from loadpath.report import measured
from loadpath.report.entries import entry
from loadpath.report.risk_figures import arrived
from loadpath.report.tree import (
    Block,
    Break,
    Bullets,
    Code,
    Column,
    Muted,
    Paragraph,
    Row,
    Section,
    State,
    Strong,
    Table,
    Words,
    Written,
)
from loadpath.report.weighing import weight, weight_words, weights
from loadpath.report.wording import capital, count, status, typeset

if TYPE_CHECKING:
    from loadpath.report.book import Book, Person

SHORT = 12
"""Digits of a digest that are shown."""

FOUND = Strong(("What was found.",))
WEIGHED = " In grey: the risk with this finding, over the risk had it said nothing and all else stayed."


def evidence(book: Book) -> Section | None:
    """Return the register of evidence; None when the case has none."""
    found = book.case.all(kinds.Evidence)
    if not found:
        return None
    columns = [Column("Evidence"), Column("Result"), Column("Passes when"), Column("Outcome")]
    columns += [Column(person.id) for person in book.people]
    rows = []
    for item in found:
        result = typeset(item.result.written) if item.result else "not stated"
        criterion = typeset(item.passes_when.written) if item.passes_when else "–"
        cells: list[Words] = [book.link(item.id), (Written(result),), (Written(criterion),), outcome(item)]
        cells += [_weighed(book, person, item) for person in book.people]
        rows.append(Row(tuple(cells)))
    caption: Words = (Strong(("What was found, and how each assessor uses it.",)),) if book.people else (FOUND,)
    if any(weights(book, person) for person in book.people):
        caption = (*caption, WEIGHED)
    entries = tuple(_item(book, item) for item in found)
    table = Table(caption=caption, columns=tuple(columns), rows=tuple(rows), sorts=True)
    blocks: tuple[Block, ...] = (table, *arrived(book), *entries)
    return Section(title=("Evidence",), anchor="evidence", blocks=blocks, contents="Evidence")


def _weighed(book: Book, person: Person, item: kinds.Evidence) -> Words:
    """Return how an assessor uses a finding and, where they weigh it, what it did to the risk."""
    said = weight_words(weight(book, person, item.id))
    return (used(book, person, item), *((Break(), Muted((said,))) if said else ()))


def outcome(item: kinds.Evidence) -> Words:
    """Return whether a result met its own criterion."""
    if item.passed is None:
        return ("–",)
    return (status("passed" if item.passed else "failed"),)


def used(book: Book, person: Person, item: kinds.Evidence) -> str:
    """Return how an assessor uses a piece of evidence."""
    if item.id in person.result.used:
        return "weighed"
    judged = person.lines.get(item.id)
    if judged is not None and any(isinstance(branch.value, SaysNothing) for branch in judged.line.branches):
        return "says nothing"
    if item.id in book.case.once(("measured", person.id), lambda: _measured(book, person)):
        return "as a rate"
    return "not scored" if item.id in person.result.unscored else "not used"


def _measured(book: Book, person: Person) -> set[str]:
    """Return the evidence that an assessor, or a quantity, takes for a rate."""
    values = [branch.value for one in person.lines.values() for branch in one.line.branches]
    found = {value.evidence.id for value in values if isinstance(value, Measured)}
    return found | {ref.id for node in book.case.all(kinds.Quantity) for ref in node.measured_by}


def _item(book: Book, item: kinds.Evidence) -> Section:
    cited = book.case.once("what cites each finding", lambda: _cited(book)).get(item.id, [])
    rows: list[tuple[str, Words]] = [("outcome", outcome(item))] if item.passed is not None else []
    rows += [("source file", _source(book, item))] if item.source or item.sha256 else []
    rows += [("cited by", book.links(cited))] if cited else [("cited by", (Muted(("no claim",)),))]
    rows += measured.rows_of(book, item)
    skip = {"sha256"} | (measured.TOLD if item.id in book.scene.records else set())
    return entry(book, item, level=3, skip=skip, more=tuple(rows), extra=measured.record_of(book, item))


def _cited(book: Book) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for node in book.case.nodes.values():
        for name in _cites(node):
            found.setdefault(name, []).append(node.id)
    return found


def _cites(node: kinds.Node) -> set[str]:
    match node:
        case kinds.Claim():
            return {ref.id for ref in node.evidence}
        case kinds.Mitigation() | kinds.Quantity():
            return {ref.id for ref in node.measured_by}
        case _:
            return set()


def _source(book: Book, item: kinds.Evidence) -> Words:
    actual = book.scene.sources.get(item.id)
    digest: Words = ("SHA-256 ", Code(f"{item.sha256[:SHORT]}…"), " ") if item.sha256 else ()
    if book.scene.audience != INTERNAL:
        return (*digest, Muted(("the file is not given out",)))
    if item.id not in book.scene.sources:
        return (*digest, Muted(("the file was not looked for",)))
    if actual is None:
        return (*digest, State("!", "the file is missing", "bad"))
    if not item.sha256:
        return (
            "SHA-256 ",
            Code(f"{actual[:SHORT]}…"),
            " ",
            State("!", "no digest is stated to compare with", "attention"),
        )
    if actual == item.sha256:
        return (*digest, State("=", "the file is the one stated"))
    return (*digest, State("≠", f"the file is another one ({actual[:SHORT]}…)", "bad"))


SEVERITIES = {
    Severity.ERROR: State("×", "error", "bad"),
    Severity.WARNING: State("!", "warning", "attention"),
    Severity.NOTE: State("i", "note"),
}


def findings(book: Book) -> Section:
    """Return what the checks found. That nothing was found permits nothing, and it says so."""
    found = book.findings
    counts = ", ".join(count(found.count(severity), severity.value) for severity in Severity)
    said = f"{count(found.rules, 'rule')} ran and found {counts}. A check that finds nothing permits nothing."
    blocks: list[Block] = [Paragraph((said,))]
    if found.found:
        blocks.extend(_diagnostics(book, found.found))
    if found.waived:
        accepted: dict[tuple[str, str, str], list[str]] = {}
        for item in found.waived:
            key = (item.finding.rule, item.waiver.because, item.waiver.by)
            accepted.setdefault(key, []).append(item.finding.message)
        rows = [
            Row(((rule,), _below_each_other(book, messages), (Written(because),), (Written(by),)))
            for (rule, because, by), messages in accepted.items()
        ]
        columns = (Column("Rule"), Column("Finding"), Column("Accepted because"), Column("By"))
        table = Table(caption=(), columns=columns, rows=tuple(rows), stacked=True, sorts=True)
        blocks.append(Section(title=("Accepted findings",), anchor="waived", blocks=(table,)))
    return Section(
        title=("Findings of the checks",), anchor="findings", blocks=tuple(blocks), contents="Findings of the checks"
    )


def _below_each_other(book: Book, messages: list[str]) -> Words:
    """Return findings that were accepted for one reason, a line for each."""
    lines = [(*([Break()] if place else []), *book.tagged(message)) for place, message in enumerate(messages)]
    return tuple(part for line in lines for part in line)


def _diagnostics(book: Book, found: tuple[Diagnostic, ...]) -> list[Block]:
    """Return findings, those of one rule and one remedy together, in the order of the first of each."""
    groups: dict[tuple[Severity, str, str], list[Diagnostic]] = {}
    for item in found:
        groups.setdefault((item.severity, item.rule, item.help), []).append(item)
    blocks: list[Block] = []
    for number, ((severity, rule, remedy), items) in enumerate(groups.items(), 1):
        told: list[Block] = [Bullets(tuple(_finding(book, item) for item in items))]
        if remedy:
            told.append(Paragraph((Strong(("What to do: ",)), *book.tagged(remedy), ".")))
        blocks.append(
            Section(title=(rule,), anchor=f"finding-{number}", blocks=tuple(told), kicker=(SEVERITIES[severity],))
        )
    return blocks


def _finding(book: Book, item: Diagnostic) -> Words:
    place = Code(f"{item.at.file}:{item.at.line}")
    notes = [part for note in item.notes for part in (Break(), Muted(book.tagged(capital(note))))]
    return (*book.tagged(capital(item.message)), " ", Muted((place,)), *notes)
