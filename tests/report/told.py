"""What a document says in words of its own: walked block by block, authors' text apart."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from loadpath.report.tree import (
    Bullets,
    Chain,
    Deleted,
    Facts,
    Fields,
    Figure,
    Inserted,
    Link,
    Muted,
    Note,
    Paragraph,
    Section,
    State,
    Strong,
    Supposing,
    Table,
    Term,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from loadpath.report.tree import Block, Document, Inline, Words

NUMBER = re.compile(r"1\sin\s[\d,.]+|×\s[\d.,]+|[\d.,]*\d(?:\s%)?")
"""A number as people read it."""


def lines(blocks: Iterable[Block]) -> Iterator[Words]:
    """Yield every line of words that blocks hold."""
    for block in blocks:
        match block:
            case Section():
                yield from (block.title, block.kicker)
                yield from lines(block.blocks)
            case Paragraph(words) | Note(words):
                yield words
            case Bullets(items):
                yield from items
            case Figure():
                yield block.caption
            case Table():
                yield block.caption
                yield from (cell for row in block.rows for cell in row.cells)
            case Supposing():
                yield from lines((block.table,))
            case Chain():
                yield from (words for step in block.steps for words in (step.words, step.note, *step.numbers))
                yield from block.total
            case Fields(items):
                yield from (words for _, words in items)
            case Facts(items):
                yield from (words for one in items for words in (one.value, one.note))
            case _:
                continue


def parts(words: Words, *, linked: bool = False) -> Iterator[tuple[Inline, bool]]:
    """Yield the smallest parts of a line, each with whether it stands in a link."""
    for part in words:
        match part:
            case Link():
                yield part, True
                yield from parts(part.words, linked=True)
            case Strong() | Muted() | Inserted() | Deleted():
                yield from parts(part.words, linked=linked)
            case _:
                yield part, linked


def numbers(document: Document) -> set[str]:
    """Return every number that a document says in words of its own."""
    return {found for line in lines(document.sections) for part, _ in parts(line) for found in _found(part)}


def _found(part: Inline) -> list[str]:
    text = part.word if isinstance(part, State) else part if isinstance(part, str) else ""
    return [one.rstrip(".,") for one in NUMBER.findall(text)]


def said(document: Document) -> str:
    """Return what a document says in words of its own, in the order of reading, with plain spaces."""
    found = []
    for line in lines(document.sections):
        told = (part for part, _ in parts(line) if not isinstance(part, Link))
        texts = (
            part.word if isinstance(part, State | Term) else part if isinstance(part, str) else "·" for part in told
        )
        found.append("".join(texts))
    return "\n".join(found).replace("\u00a0", " ")
