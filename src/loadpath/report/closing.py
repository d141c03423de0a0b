"""The last pages: incidents, tests and commitments, terms and method, and whatever has not been told before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from loadpath.case import node as kinds
from loadpath.case.rounding import plain as plain_number
from loadpath.case.rounding import probability, significant
from loadpath.report.deciding_rest import state_of
from loadpath.report.entries import body_of, entry
from loadpath.report.pathway import told
from loadpath.report.tree import Block, Code, Column, Prose, Row, Section, Strong, Table, Words, Written, anchor_of
from loadpath.report.wording import tight

if TYPE_CHECKING:
    from loadpath.case.value import ScaleWord
    from loadpath.report.book import Book


def incidents(book: Book) -> Section | None:
    """Return what went wrong before; None when nothing is recorded."""
    found = book.case.all(kinds.Incident)
    if not found:
        return None
    intro = [Prose(section.text, 3) for section in book.intro(kinds.Incident)]
    entries = tuple(entry(book, item, level=3) for item in found)
    return Section(title=("Incidents",), anchor="incidents", blocks=(*intro, *entries), contents="Incidents")


def plans(book: Book) -> Section | None:
    """Return tests written down in advance and commitments; None when there are none."""
    tests, commitments = book.case.all(kinds.Test), book.case.all(kinds.Commitment)
    if not tests and not commitments:
        return None
    states = {one.id: (("state now", state_of(one)),) for one in book.scene.promises()}
    blocks: list[Block] = []
    for title, anchor, kind, found in (
        ("Tests written down before they are run", "tests", kinds.Test, tests),
        ("Commitments", "commitments", kinds.Commitment, commitments),
    ):
        if found:
            intro = [Prose(section.text, 4) for section in book.intro(kind)]
            told = (entry(book, item, level=4, more=states.get(item.id, ())) for item in found)
            blocks.append(Section(title=(title,), anchor=anchor, blocks=(*intro, *told)))
    return Section(
        title=("Tests and commitments",), anchor="plans", blocks=tuple(blocks), contents="Tests and commitments"
    )


def terms(book: Book) -> Section | None:
    """Return definitions and what words of likelihood mean; None when there are neither."""
    blocks: list[Block] = [_scale(scale) for scale in book.case.all(kinds.Scale)]
    blocks.extend(entry(book, item, level=3) for item in book.case.all(kinds.Term))
    if not blocks:
        return None
    return Section(title=("What words mean",), anchor="words-used", blocks=tuple(blocks), contents="What words mean")


def _scale(scale: kinds.Scale) -> Section:
    rows = tuple(Row(((word.word,), (_ends(word),))) for word in scale.words)
    table = Table(caption=(), columns=(Column("Word"), Column("Means a chance of")), rows=rows)
    return Section(
        title=(Written(scale.title or scale.id),),
        anchor=anchor_of(scale.id),
        blocks=(table, *body_of(scale, 4)),
        kicker=("Scale",),
    )


def _ends(word: ScaleWord) -> str:
    return f"{tight(probability(float(word.low)))} to {tight(probability(float(word.high)))}"


SHORT = 12
"""Digits of a circuit's digest."""


def method(book: Book) -> Section:
    """Return how the numbers were computed, and from which text."""
    rows = []
    for person in book.people:
        result = person.result
        error = plain_number(significant(result.error, 1)) if result.error else "none"
        draws = f"{result.draws:,}" if result.draws else "–"
        circuit: Words = (Code(result.circuit[:SHORT]),)
        rows.append(Row(((person.title,), (result.method,), circuit, (error,), (draws,))))
    blocks: list[Block] = []
    if rows:
        columns = (
            Column("Assessor"),
            Column("How the risk was computed"),
            Column("Circuit"),
            Column("Standard error", number=True),
            Column("Worlds", number=True),
        )
        caption: Words = (
            Strong(("Worlds",)),
            " are draws of all numbers within their ranges, weighted by how well they explain the evidence. ",
            "Ranges and shares come from them. The ",
            Strong(("circuit",)),
            " is named by the SHA-256 of its list of operations: the same name, the same computation.",
        )
        blocks.append(Table(caption=caption, columns=columns, rows=tuple(rows), stacked=True))
    digest: Words = (Written(f"`{book.case.digest}`"),)
    table = Table(
        caption=("Digest of the case, of everything a review can be a review of.",),
        columns=(Column("SHA-256"),),
        rows=(Row((digest,)),),
    )
    blocks.append(table)
    return Section(title=("Method",), anchor="method", blocks=tuple(blocks), contents="Method")


def rest(book: Book, already: frozenset[str]) -> Section | None:
    """Return every node that no page before has told, so that each has its place; None when all have."""
    left = [node for node in book.case.nodes.values() if anchor_of(node.id) not in already]
    if not left:
        return None
    groups: dict[str, list[kinds.Node]] = {}
    for node in left:
        groups.setdefault(node.kind_name, []).append(node)
    blocks: list[Block] = []
    for word, found in groups.items():
        several = {"Quantity": "Quantities"}.get(word, f"{word}s")
        title = f"{several} under no pathway" if word in {"Claim", "Event", "Quantity", "Scenario"} else several
        blocks.append(
            Section(title=(title,), anchor=f"rest-{word.lower()}", blocks=tuple(told(book, node) for node in found))
        )
    return Section(title=("Everything else",), anchor="rest", blocks=tuple(blocks), contents="Everything else")
