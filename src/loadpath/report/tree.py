"""The document tree: what a report consists of, before anybody decides how it is set. Frozen values, no HTML.

Two kinds of text are kept apart: what this room says (`str` and the marks below, never interpreted) and what the
authors wrote (`Written` for a line, `Prose` for paragraphs: Markdown, interpreted by the writer and cleaned there).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


@dataclass(frozen=True, slots=True)
class Written:
    """A line of Markdown as an author wrote it, references included."""

    markdown: str


@dataclass(frozen=True, slots=True)
class Code:
    """An id, a digest, a place in a file: monospaced."""

    text: str


@dataclass(frozen=True, slots=True)
class Strong:
    """Words that carry the sentence."""

    words: Words


@dataclass(frozen=True, slots=True)
class Muted:
    """Words that stand back."""

    words: Words


@dataclass(frozen=True, slots=True)
class Link:
    """A link to an anchor of this page."""

    to: str
    words: Words


@dataclass(frozen=True, slots=True)
class State:
    """A state: a symbol and a word, and a tone that colours them; never colour alone.

    `tone` is one of `plain`, `attention`, `bad`, `good`.
    """

    symbol: str
    word: str
    tone: str = "plain"


@dataclass(frozen=True, slots=True)
class Inserted:
    """Words that a later version has and an earlier one has not; underlined, so that it is not colour alone."""

    words: Words


@dataclass(frozen=True, slots=True)
class Deleted:
    """Words that an earlier version had; struck through."""

    words: Words


@dataclass(frozen=True, slots=True)
class Term:
    """A word of the glossary where a page first uses it, with what it means.

    Where it stands in text that `flows`, and not in a table or a caption, print may explain it at the foot of the page.
    """

    word: str
    anchor: str
    meaning: str
    flows: bool = False


@dataclass(frozen=True, slots=True)
class Break:
    """A new line."""


Inline = str | Written | Code | Strong | Muted | Link | State | Inserted | Deleted | Term | Break
Words = tuple[Inline, ...]


def plain_text(words: Words) -> str:
    """Return words without their marks, spaces that do not break included as plain ones.

    >>> plain_text(("too late in ", Strong(("1 %",)), Break(), State("!", "not shown")))
    'too late in 1 % not shown'
    """
    return "".join(map(_plain, words)).replace("\u00a0", " ")


def _plain(part: Inline) -> str:
    match part:
        case str():
            return part
        case Written(text) | Code(text):
            return text
        case State(_, word) | Term(word):
            return word
        case Break():
            return " "
        case _:
            return "".join(map(_plain, part.words))


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of this room's own words; `style` is empty, `lead`, `state` or `answer`."""

    words: Words
    style: str = ""


@dataclass(frozen=True, slots=True)
class Prose:
    """Paragraphs of the authors, in Markdown; headings inside it are set at `level`."""

    markdown: str
    level: int = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A drawing, in a wide and a narrow variant, with what it shows in words and a caption.

    `kind` is what sort of drawing it is, for the page on how to read it (`report.reading`).
    """

    wide: str
    narrow: str
    alt: str
    caption: Words
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its heading, and whether it holds numbers."""

    title: str
    number: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table; `anchor` can be linked to, `strong` sets it apart, `values` are numbers behind its cells."""

    cells: tuple[Words, ...]
    anchor: str = ""
    strong: bool = False
    values: tuple[float | None, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table; on a narrow page a `stacked` one puts its cells below each other, another one scrolls inside itself.

    The rows of one that `sorts` may be put in another order by its reader, where the form it is read in can do that.
    """

    caption: Words
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    stacked: bool = False
    sorts: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Control:
    """What may be supposed in a row: a number between two ends, or one of two sides taken for a fact.

    Attributes:
        label: what it is about, in words.
        ends: the least and the largest number; None where no number is moved.
        start: where the number stands at first.
        sides: that it holds, and that it does not, in words; empty where it is not taken for a fact.
    """

    label: str
    ends: tuple[float, float] | None = None
    start: float = 0.0
    sides: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Supposing:
    """A table of what would be if one thing were otherwise; all that is set on paper, or where nothing can be moved.

    Attributes:
        table: each row with its anchor.
        hint: how the controls are used.
        controls: one for each row; none where nothing can be worked out.
        outcome: what everything supposed together comes to, before anything is.
        circuits: what a page works that out with, as JSON (see `report.supposing`).
    """

    table: Table
    hint: str = ""
    controls: tuple[Control, ...] = ()
    outcome: Table | None = None
    circuits: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChainStep:
    """A step of a chain: what happens, what it is, a note, and a number for each assessor."""

    words: Words
    kind: str
    note: Words = ()
    numbers: tuple[Words, ...] = ()
    drawing: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chain:
    """The steps that together make a pathway happen; drawings repeat the numbers on a common scale."""

    caption: Words
    names: tuple[str, ...]
    steps: tuple[ChainStep, ...]
    total: tuple[Words, ...] = ()
    scale: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One fact: a label, a value in large type, a line below."""

    label: str
    value: Words
    note: Words = ()
    attention: bool = False


@dataclass(frozen=True, slots=True)
class Facts:
    """A few facts side by side."""

    items: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class Fields:
    """Labels with what belongs to them."""

    items: tuple[tuple[str, Words], ...]


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list of short lines."""

    items: tuple[Words, ...]


@dataclass(frozen=True, slots=True)
class Note:
    """A line set apart because a reader must not miss it."""

    words: Words
    tone: str = "attention"


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A heading with what stands under it; the level of a heading is its depth in the tree.

    Attributes:
        title: the heading.
        anchor: what links to it use.
        blocks: what stands under it.
        kicker: a line above the heading, such as the kind of a node.
        contents: the words for the table of contents; empty leaves it out.
    """

    title: Words
    anchor: str
    blocks: tuple[Block, ...]
    kicker: Words = ()
    contents: str = ""


Block = Paragraph | Prose | Figure | Table | Supposing | Chain | Facts | Fields | Bullets | Note | Section


@dataclass(frozen=True, slots=True)
class Name:
    """What a reference stands for: the title of a node and its kind."""

    title: str
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A whole report.

    Attributes:
        title: of the case.
        anchor: of the case.
        kicker: what kind of document it is.
        strip: labels and values under the title.
        notes: what must be known before reading.
        sections: the pages.
        names: every node that prose may refer to, by id.
        values: every computed value that prose asks for, by what it asks.
        foot: the last line.
        brief: whether it is to be one printed page: no contents, no index, small print.
        beside: the file name of the full report, into which links lead that have no place here; empty without one.
        listed: anchor and words of every page that the contents name; empty: of the sections of this document.
    """

    title: Words
    anchor: str
    kicker: str
    strip: Fields
    notes: tuple[Note, ...]
    sections: tuple[Section, ...]
    names: Mapping[str, Name] = field(default_factory=dict)
    values: Mapping[str, Words] = field(default_factory=dict)
    foot: Words = ()
    brief: bool = False
    beside: str = ""
    listed: tuple[tuple[str, str], ...] = ()


def anchor_of(name: str) -> str:
    """Return the anchor of a node.

    >>> anchor_of("log-audit")
    'n-log-audit'
    """
    return f"n-{name}"


def joined(parts: list[Words], between: str = ", ") -> Words:
    """Return words with something between them.

    >>> joined([("a",), ("b",)])
    ('a', ', ', 'b')
    """
    found: list[Inline] = []
    for place, part in enumerate(parts):
        found.extend((between, *part) if place else part)
    return tuple(found)


def contents_of(sections: tuple[Section, ...]) -> tuple[tuple[str, str], ...]:
    """Return the anchor and the words of every section that the contents name."""
    return tuple((section.anchor, section.contents) for section in sections if section.contents)


def anchors(blocks: tuple[Block, ...]) -> Iterator[str]:
    """Yield every anchor of blocks, those inside them included."""
    for block in blocks:
        match block:
            case Section():
                yield block.anchor
                yield from anchors(block.blocks)
            case Table():
                yield from (row.anchor for row in block.rows if row.anchor)
            case Supposing(table=table):
                yield from anchors((table,))
            case _:
                continue
