"""The index of a long report: which words stand under which headings, made beforehand, so that searching needs nothing.

A word leads to the sections in which it stands, written as the steps from one to the next; a word that stands nearly
everywhere leads nowhere in particular and is written without any. The words come from the document as its audience
reads it.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from typing import TYPE_CHECKING

from loadpath.report.prose import plain
from loadpath.report.tree import (
    Break,
    Bullets,
    Chain,
    Code,
    Deleted,
    Facts,
    Fields,
    Figure,
    Inserted,
    Link,
    Muted,
    Note,
    Paragraph,
    Prose,
    Section,
    State,
    Strong,
    Supposing,
    Table,
    Term,
    Written,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from loadpath.report.tree import Block, Document, Inline, Words

LONG = 30
"""A report of more printed pages than this brings an index."""

LETTERS, DRAWN = 2_200, 0.8
"""A printed page holds so many letters, and a figure takes this much of one: measured on the three examples."""

EVERYWHERE = 0.3
"""A word in more than this part of all sections hardly tells them apart."""

LARGEST = 150_000
"""An index of more letters than this is made of headings alone."""

WORD = re.compile(r"(?<![^\W_])[^\W_]{2,24}(?![^\W_])")
"""What can be searched for: no single letter, and no digest."""

FIELD = (
    '<div id="find" role="search" hidden><label for="asked">Search (key <kbd>/</kbd>)</label>'
    '<input type="search" id="asked" autocomplete="off" spellcheck="false"><p role="status"></p><ol></ol></div>'
)
"""Where one searches: hidden until the script works."""


MANY = 3_000
"""With more sections than this, an index is made of headings alone without a look at the rest."""


def index_of(document: Document) -> str:
    """Return the index of a document as JSON; empty for a short one."""
    sections = list(_sections(document.sections))
    if len(sections) > MANY:
        return _written([(one.anchor, _heading(one)) for one in sections])
    places = [(one.anchor, _heading(one), _own_text(one)) for one in sections]
    if _pages([text for _, _, text in places], document) <= LONG:
        return ""
    whole = _written([(anchor, f"{title} {text}") for anchor, title, text in places])
    return whole if len(whole) <= LARGEST else _written([(anchor, title) for anchor, title, _ in places])


def _pages(texts: list[str], document: Document) -> float:
    """Return about how many pages a document takes in print."""
    return sum(map(len, texts)) / LETTERS + DRAWN * sum(_figures(document.sections))


def _figures(blocks: Iterable[Block]) -> Iterator[int]:
    for block in blocks:
        if isinstance(block, Section):
            yield from _figures(block.blocks)
        elif isinstance(block, Figure):
            yield 1


def _written(places: list[tuple[str, str]]) -> str:
    found: dict[str, list[int]] = defaultdict(list)
    for number, (_, text) in enumerate(places):
        for word in set(WORD.findall(text.lower())):
            found[word].append(number)
    entries = (_entry(word, numbers, len(places)) for word, numbers in sorted(found.items()))
    whole = {"places": [anchor for anchor, _ in places], "words": "|".join(entries)}
    return json.dumps(whole, separators=(",", ":"), ensure_ascii=False)


def _entry(word: str, numbers: list[int], of: int) -> str:
    """Return a word with the steps from each place to the next, to the base 36.

    >>> _entry("log", [3, 4, 50], 1000)
    'log 3 1 1a'
    """
    if len(numbers) > EVERYWHERE * of:
        return word
    steps = (here - before for before, here in zip([0, *numbers], numbers, strict=False))
    return " ".join([word, *map(_digits, steps)])


def _digits(number: int) -> str:
    letters = "0123456789abcdefghijklmnopqrstuvwxyz"
    text = letters[number % 36]
    while number := number // 36:
        text = letters[number % 36] + text
    return text


def _sections(blocks: Iterable[Block]) -> Iterator[Section]:
    """Yield each section, and those below it."""
    for block in blocks:
        if isinstance(block, Section):
            yield block
            yield from _sections(block.blocks)


def _heading(section: Section) -> str:
    return " ".join(_said(section.title))


def _own_text(section: Section) -> str:
    """Return what stands in a section and in none below it."""
    own = [one for one in section.blocks if not isinstance(one, Section)]
    return " ".join(text for one in own for text in _texts(one))


def _texts(block: Block) -> Iterator[str]:
    """Yield what stands in a block."""
    match block:
        case Prose(markdown):
            yield plain(markdown)
        case Supposing():
            yield from _texts(block.table)
        case _:
            for line in _lines(block):
                yield from _said(line)


def _lines(block: Block) -> Iterator[Words]:
    """Yield what this room says in a block, line by line."""
    match block:
        case Paragraph(words) | Note(words):
            yield words
        case Figure():
            yield block.caption
        case Table():
            yield from (block.caption, *(cell for row in block.rows for cell in row.cells))
        case Chain():
            yield from (words for step in block.steps for words in (step.words, step.note))
        case Facts(items):
            yield from (words for item in items for words in ((item.label,), item.value, item.note))
        case Fields(rows):
            yield from (words for label, said in rows for words in ((label,), said))
        case Bullets(lines):
            yield from lines
        case _:
            return


def _said(words: Words) -> Iterator[str]:
    for part in words:
        yield from _parts(part)


def _parts(part: Inline) -> Iterator[str]:
    match part:
        case str():
            yield part
        case Written(markdown):
            yield plain(markdown)
        case Code(text):
            yield text
        case Strong(words) | Muted(words) | Inserted(words) | Deleted(words) | Link(_, words):
            yield from _said(words)
        case State(_, word) | Term(word):
            yield word
        case Break():
            return
