"""A scene as a document tree: which pages there are, in which order; every node has its anchor on one of them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from loadpath.case.audience import INTERNAL, PUBLIC, REVIEWERS
from loadpath.case.computed import computed
from loadpath.report.barriers import barriers, common_causes
from loadpath.report.bearing import bearing, made_in_short
from loadpath.report.book import book_of
from loadpath.report.closing import incidents, method, plans, rest, terms
from loadpath.report.computed import values_of
from loadpath.report.deciding import decisions
from loadpath.report.glossary import Marking, glossary
from loadpath.report.pathway import pathway
from loadpath.report.people import assessors, disputes
from loadpath.report.reading import how_to_read
from loadpath.report.register import evidence, findings
from loadpath.report.scope import scope, unlisted
from loadpath.report.summary import summary
from loadpath.report.supposing import what_if
from loadpath.report.tree import Code, Document, Fields, Link, Note, Section, Words, Written, anchor_of, anchors, joined
from loadpath.report.wording import capital, count

if TYPE_CHECKING:
    from loadpath.case.value import Day
    from loadpath.checks.run import Findings
    from loadpath.report.book import Book
    from loadpath.scene import Scene

SHORT = 12
"""Digits of the digest in the title strip."""

FULL = "full report"

TIERS = {INTERNAL: "for insiders", REVIEWERS: "for reviewers", PUBLIC: "for the public"}
"""For whom a report is, in the title strip."""


def document_of(scene: Scene, findings_of_checks: Findings) -> Document:
    """Return the full report of a scene as a document tree."""
    book = book_of(scene, findings_of_checks)
    return bound(book, in_plain_words(book, pages_of(book)), variant=FULL)


def in_plain_words(book: Book, pages: tuple[Section, ...]) -> tuple[Section, ...]:
    """Return pages with one on how to read them, words of the glossary marked, and the glossary at the end."""
    reading = how_to_read(pages, [person.title for person in book.people])
    place = 2 if [page.anchor for page in pages[:2]] == ["summary", "what-if"] else 1
    marking = Marking()
    told = tuple(marking.page(page) for page in (*pages[:place], reading, *pages[place:]))
    return (*told, glossary(marking.used))


def bound(book: Book, sections: tuple[Section, ...], *, variant: str, kicker: str = "") -> Document:
    """Return pages as a document, with its title strip and what must be known first.

    Args:
        book: the case.
        sections: the pages, in their order.
        variant: which form of the report it is, for the title strip.
        kicker: what kind of document it is; empty for the kind of the case.
    """
    head = book.case.head
    return Document(
        title=(Written(head.title or head.id),),
        anchor=anchor_of(head.id),
        kicker=kicker or capital(head.kind or "case"),
        strip=_strip(book, variant),
        notes=_notes(book),
        sections=sections,
        names=book.names(),
        values=values_of(book),
        foot=("Made by loadpath from the text of the case. It says what the argument comes to; it permits nothing.",),
    )


def pages_of(book: Book) -> tuple[Section, ...]:
    """Return the pages of the full report; every node has its anchor on one of them."""
    pages = _pages(book)
    last = rest(book, frozenset((*anchors(pages), anchor_of(book.case.head.id))))
    return (*pages, *((last,) if last else ()))


def _pages(book: Book) -> tuple[Section, ...]:
    found = [
        _summary(book),
        what_if(book),
        scope(book),
        *(pathway(book, path, number) for number, path in enumerate(book.pathways, 1)),
        unlisted(book),
        barriers(book),
        common_causes(book),
        assessors(book),
        bearing(book),
        decisions(book),
        disputes(book),
        incidents(book),
        plans(book),
        evidence(book),
        findings(book),
        terms(book),
        method(book),
    ]
    return tuple(page for page in found if page is not None)


def _summary(book: Book) -> Section:
    """Return the summary, with a sentence for each assessor on what their figure is made of."""
    page, more = summary(book), made_in_short(book)
    return page if more is None else replace(page, blocks=(*page.blocks, more))


def _strip(book: Book, variant: str) -> Fields:
    head = book.case.head
    items: list[tuple[str, Words]] = []
    if head.system:
        items.append(("System", (Written(head.system),)))
    if head.deployed:
        items.append(("Deployed", (Written(head.deployed),)))
    if head.start or head.until:
        items.append(("Period", (f"{_day(head.start)} to {_day(head.until)}",)))
    if head.coverage_date:
        items.append(("Evidence up to", (_day(head.coverage_date),)))
    steps: list[Words] = [
        (Code(one.subject), f" ({one.assessor}, by ", Code(one.function), ")") for one in computed(book.case)
    ]
    if steps:
        items.append(("Not auditable as text", joined(steps)))
    items.append(("Variant", (f"{variant}, {TIERS[book.scene.audience]}",)))
    items.append(("Checked as", (head.strictness,)))
    items.append(("Digest of the case", (Code(book.case.digest[:SHORT]),)))
    return Fields(tuple(items))


def _day(day: Day | None) -> str:
    return "not stated" if day is None else f"{day.on.day} {day.on:%B} {day.on.year}"


def _notes(book: Book) -> tuple[Note, ...]:
    found: list[Note] = []
    audience = book.scene.audience
    if audience != INTERNAL or withheld(book):
        found.append(Note((VARIANTS[audience],)))
    errors = [item for item in book.findings.found if item.severity.value == "error"]
    if errors:
        found.append(
            Note(
                (
                    f"The checks found {count(len(errors), 'error')}: see ",
                    Link("findings", ("findings of the checks",)),
                    ".",
                ),
                "bad",
            )
        )
    return tuple(found)


VARIANTS = {
    INTERNAL: "Internal variant: it shows text that is withheld from the public.",
    REVIEWERS: "Reviewers' variant: what only insiders may see was taken out first, and everything here is computed "
    "from the rest. It shows text that is withheld from the public.",
    PUBLIC: "Public variant: what is withheld was taken out first, and everything here is computed from the rest.",
}
"""What the page says about whom it is for."""


def withheld(book: Book) -> bool:
    """Return whether anything in the case is not for the public."""
    for node in book.case.nodes.values():
        texts = [node.title, *(item.text for item in node.fields), *(section.text for section in node.body)]
        if node.access != "public" or any("[redact " in text for text in texts):
            return True
    return False
