"""A document tree as the values that the PDF template sets: lists of blocks, never markup.

The second writer over the tree, beside `html`. It decides what paper needs and a page does not: widths of columns, an
index with page numbers for references that nobody can click, anchors that exist exactly once.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from loadpath.case.characters import marked
from loadpath.report.fonts import width
from loadpath.report.ink import resolved
from loadpath.report.prose import plain
from loadpath.report.tree import (
    Block,
    Bullets,
    Chain,
    Document,
    Facts,
    Fields,
    Figure,
    Note,
    Paragraph,
    Prose,
    Section,
    Supposing,
    Table,
    Words,
    Written,
    anchor_of,
    anchors,
)
from loadpath.report.typst_columns import GAP, Layout, Need, crowded, laid_out, need, whole_width
from loadpath.report.typst_prose import Compositor, Value, said, spoken
from loadpath.report.wording import capital

if TYPE_CHECKING:
    from collections.abc import Sequence

ROOM = 481.0
TURNED_ROOM = 728.0
"""Points between the margins of a page of A4, upright (210 mm without twice 20 mm) and turned (297 mm)."""

DRAWN = 820.0
"""The width of a full drawing on the page, in px; it becomes the width between the margins."""

HIGHEST = 620.0
"""Points: the height of a drawing that leaves room for its heading and its caption."""

VIEW = re.compile(r'viewBox="[-\d.]+ [-\d.]+ ([\d.]+) ([\d.]+)"')

FIRST = 2
"""The level of what stands directly under the heading of a page: only there a table can have turned pages."""

DEEPEST = 6
"""Headings below this level are set at it: PDF 1.7 knows six."""

NAMELESS = "–"
"""Where a title has no letter to be seen."""

TITLE = (20.0, 25.0)
"""Points: a title is set as large as fits on one line, between these."""

PLOT = 112.0
STEP = 24.0
"""Points for the drawing beside a step of a chain, and for its number."""

MOST_TOGETHER = 1_200
"""A row with more letters than this may be broken over two pages."""

SHORT_HEAD = 11
"""A heading of a column with at most so many letters is not broken, not even at its hyphen."""

FLOWS = 1_800
"""A section with fewer letters than this follows on the same page; a longer one begins a page, as a pathway does."""

UNSAID = frozenset({"is", "drawing", "scale", "anchor", "spot", "alt"})
"""What is not text of the page."""

END = "the-end"
"""The place behind everything that is said: where it stands, a document that is to be one page ends."""

KEPT_WHOLE = 10
"""A table with at most so many rows is not broken."""


def title_of(document: Document) -> str:
    """Return the title of a document as bare text."""
    parts = [plain(part.markdown) if isinstance(part, Written) else str(part) for part in document.title]
    return " ".join("".join(parts).split()) or NAMELESS


@dataclass(slots=True)
class Setter:
    """Turns the blocks of one document into values.

    Attributes:
        document: what is to be set.
        compositor: turns its words into values.
        long_tables: the tables that may be broken over two pages.
    """

    document: Document
    compositor: Compositor = field(init=False)
    long_tables: list[dict[str, Value]] = field(init=False, default_factory=list)
    _placed: set[str] = field(init=False, default_factory=set)
    _counted: Counter[str] = field(init=False, default_factory=Counter)

    def __post_init__(self) -> None:
        """Learn which anchors there are."""
        doc = self.document
        known = frozenset((doc.anchor, *anchors(doc.sections)))
        self.compositor = Compositor(doc.names, doc.values, known)

    def whole(self) -> dict[str, Value]:
        """Return the document: title, strip, notes, sections, index and foot."""
        doc = self.document
        return {
            "title": title_of(doc),
            "title-size": round(max(TITLE[0], min(TITLE[1], ROOM / width(title_of(doc), 1.0, bold=True))), 1),
            "anchor": self._anchor(doc.anchor),
            "kicker": list(said(doc.kicker)),
            "strip": self._fields(doc.strip),
            "notes": [self.block(note, 1) for note in doc.notes],
            "sections": self._pages(),
            "index": [] if doc.brief else self._index(),
            "brief": doc.brief,
            "scale": 1.0,
            "foot": self.words(doc.foot),
            "known": [*sorted(self._placed), *([END] if doc.brief else [])],
        }

    def _pages(self) -> list[Value]:
        """Return all pages; the first is read at a glance, without footnotes on what its words mean."""
        found: list[Value] = []
        for place, section in enumerate(self.document.sections):
            self.compositor.notes = place > 0
            found.append(self.block(section, 1))
        return found

    def words(self, words: Words) -> list[Value]:
        """Return a line of words."""
        return self.compositor.words(words)

    def block(self, block: Block, level: int) -> Value:
        """Return a block; headings inside stand at `level`."""
        match block:
            case Section():
                out = self._section(block, level)
            case Paragraph(words, style):
                out = {"is": "said", "style": style, "words": self.words(words)}
            case Prose(markdown):
                blocks = self.compositor.paragraphs(markdown, min(level, DEEPEST))
                out = {"is": "prose", "blocks": [self._authors_table(one) for one in blocks]}
            case Figure():
                out = {
                    "is": "figure",
                    "drawing": _drawing(block.wide),
                    "width": _width_of(block.wide),
                    "alt": _line(block.alt),
                    "caption": self._caption("Figure", block.caption),
                }
            case Table():
                out = self._table(block, turnable=level == FIRST)
            case Supposing(table=table):
                out = self._table(table, turnable=level == FIRST)
            case Chain():
                out = self._chain(block)
            case Facts():
                out = self._facts(block)
            case Fields():
                out = {"is": "fields", "items": self._fields(block)}
            case Bullets(items):
                out = {"is": "bullets", "items": [self.words(item) for item in items]}
            case Note(words, tone):
                out = {"is": "note", "tone": tone, "words": self.words(words)}
        return out

    def _caption(self, kind: str, words: Words) -> list[Value]:
        """Return a caption with its number; none where there are no words."""
        if not words:
            return []
        self._counted[kind] += 1
        return [f"{kind} {self._counted[kind]}\u2002", *self.words(words)]

    def _anchor(self, anchor: str) -> str:
        """Return an anchor the first time it is asked for, then nothing: a place has one name, a name one place."""
        if not anchor or anchor in self._placed:
            return ""
        self._placed.add(anchor)
        return anchor

    def _section(self, block: Section, level: int) -> dict[str, Value]:
        title = self.words(block.title)
        blocks: list[Value] = [self.block(one, level + 1) for one in block.blocks]
        return {
            "is": "section",
            "short": _letters(blocks) < FLOWS and not block.anchor.startswith(anchor_of("")),
            "level": min(level, DEEPEST),
            "anchor": self._anchor(block.anchor),
            "kicker": self.words(block.kicker),
            "title": title if spoken(title) else [NAMELESS],
            "contents": _line(block.contents) if block.contents else "",
            "blocks": blocks,
            "turned": _turned_range(blocks),
        }

    def _facts(self, block: Facts) -> dict[str, Value]:
        items: list[Value] = [
            {
                "label": list(said(one.label)),
                "value": self.words(one.value),
                "note": self.words(one.note),
                "attention": one.attention,
            }
            for one in block.items
        ]
        return {"is": "facts", "items": items}

    def _fields(self, block: Fields) -> list[Value]:
        return [[list(said(capital(label))), self.words(words)] for label, words in block.items]

    def _table(self, block: Table, *, turnable: bool) -> dict[str, Value]:
        seen: set[Value] = set()
        rows = [[_once(self.words(cell), seen) for cell in row.cells] for row in block.rows]
        heads = [list(said(column.title)) for column in block.columns]
        needs = _needs(heads, rows, [row.strong for row in block.rows], ROOM)
        turned = turnable and crowded(needs, ROOM)
        layout = laid_out(needs, TURNED_ROOM if turned else ROOM)
        set_rows = [
            _row(cells, strong=row.strong, anchor=self._anchor(row.anchor))
            for row, cells in zip(block.rows, rows, strict=True)
        ]
        numbers = [column.number for column in block.columns]
        found = self._set_table(self._caption("Table", block.caption), heads, numbers, set_rows, layout)
        found["turned"] = turned
        return found

    def _authors_table(self, block: Value) -> Value:
        """Return a block of prose; a table in it with its columns laid out."""
        if not isinstance(block, list) or block[0] != "grid" or len(block) < len(("grid", "head")):
            return block
        heads, *rows = [[_listed(cell) for cell in _listed(row)] for row in block[1:]]
        layout = laid_out(_needs(heads, rows, [False] * len(rows), ROOM), ROOM)
        set_rows = [_row(cells, strong=False, anchor="") for cells in rows]
        return ["table", self._set_table([], heads, [False] * len(heads), set_rows, layout)]

    def _set_table(
        self,
        caption: list[Value],
        heads: Sequence[list[Value]],
        numbers: Sequence[bool],
        rows: list[dict[str, Value]],
        layout: Layout,
    ) -> dict[str, Value]:
        together = len(rows) <= KEPT_WHOLE and all(row["together"] for row in rows)
        found: dict[str, Value] = {
            "is": "table",
            "caption": caption,
            "heads": list(heads),
            "numbers": list(numbers),
            "rows": list(rows),
            "together": together,
            "turned": False,
            "push": 0.0,
            "squeeze": 0.0,
            **_sized(layout),
        }
        if not together and len(rows) > 1:
            for row, place in zip(rows[-2:], ("before", "last"), strict=True):
                row["spot"] = self._anchor(f"table:{len(self.long_tables)}:{place}")
            self.long_tables.append(found)
        return found

    def _chain(self, block: Chain) -> dict[str, Value]:
        numbers = [[self.words(one) for one in step.numbers] for step in block.steps]
        total = [self.words(one) for one in block.total]
        heads = [list(said(name)) for name in block.names]
        room = ROOM - STEP - (PLOT + GAP if block.scale else 0.0)
        said_steps: list[list[Value]] = [
            [["muted", step.kind], ["break"], *self.words(step.words)] for step in block.steps
        ]
        rows = [[first, *others] for first, others in zip(said_steps, numbers, strict=True)]
        rows += [[["All of it: the pathway happens"], *total]] if total else []
        layout = laid_out(_needs([["Step"], *heads], rows, [False] * len(rows), room), room)
        steps: list[Value] = [
            {
                "kind": list(said(step.kind)),
                "words": self.words(step.words),
                "note": self.words(step.note),
                "numbers": list(cells),
                "drawing": resolved(step.drawing) if step.drawing else "",
            }
            for step, cells in zip(block.steps, numbers, strict=True)
        ]
        return {
            "is": "chain",
            "caption": self._caption("Table", block.caption),
            "heads": list(heads),
            "steps": steps,
            "total": list(total),
            "scale": resolved(block.scale) if block.scale else "",
            "plot": PLOT if block.scale else 0.0,
            "step": STEP,
            **_sized(layout),
        }

    def _index(self) -> list[Value]:
        """Return every part that has a place: anchor, id and title, by id."""
        found: list[Value] = []
        for name, known in sorted(self.document.names.items()):
            anchor = anchor_of(name)
            if anchor in self._placed and anchor != self.document.anchor:
                found.append([anchor, list(said(name)), list(said(plain(known.title)))])
        return found


def _drawing(svg: str) -> str:
    """Return a drawing without its style sheet; a sign that the font lacks would set its whole line in another font."""
    return resolved(svg).replace("◇", "◊")


def _width_of(svg: str) -> float:
    """Return the width in points at which a drawing is printed: as large as on the page, and no higher than paper."""
    size = VIEW.search(svg)
    if size is None:
        return ROOM
    wide, high = float(size[1]), float(size[2])
    return round(min(ROOM, wide * ROOM / DRAWN, HIGHEST * wide / max(high, 1.0)), 1)


def _listed(value: Value) -> list[Value]:
    assert isinstance(value, list)
    return value


def _needs(
    heads: Sequence[list[Value]], rows: Sequence[Sequence[list[Value]]], strong: Sequence[bool], room: float
) -> list[Need]:
    """Return what columns need; their headings are broken where the table is too wide otherwise."""
    above = [need(head, bold=True) for head in heads]
    below = [Need()] * len(heads)
    for cells, bold in zip(rows, strong, strict=True):
        below = [one.together(need(cell, bold=bold)) for one, cell in zip(below, cells, strict=True)]
    needs = [one.together(two) for one, two in zip(above, below, strict=True)]
    if whole_width(needs) > room:
        short = [len(head) == 1 and len(str(head[0])) <= SHORT_HEAD for head in heads]
        above = [_unbroken(one) if whole else _broken(one) for one, whole in zip(above, short, strict=True)]
        needs = [one.together(two) for one, two in zip(above, below, strict=True)]
    return needs


def _unbroken(one: Need) -> Need:
    """Return what a heading needs that stands on one line."""
    return Need(least=one.whole, whole=one.whole)


def _broken(one: Need) -> Need:
    """Return what a heading needs that may stand on two lines."""
    return Need(least=one.least, whole=max(one.least, one.whole * 0.55))


def _line(text: str) -> str:
    """Return a text on one line, with what hides in it marked; never nothing."""
    return re.sub(r"[ \t\r\n\f\v]+", " ", marked(text)).strip() or NAMELESS


def _turned(block: Value) -> bool:
    return isinstance(block, dict) and block["is"] == "table" and bool(block["turned"])


def _turned_range(blocks: Sequence[Value]) -> list[Value]:
    """Return from where to where blocks stand on turned pages; from 0 the heading does as well."""
    places = [place for place, one in enumerate(blocks) if _turned(one)]
    if not places:
        return []
    only_words = all(isinstance(one, dict) and one["is"] in {"said", "prose"} for one in blocks[: places[0]])
    return [0 if only_words else places[0], places[-1] + 1]


def _row(cells: Sequence[list[Value]], *, strong: bool, anchor: str) -> dict[str, Value]:
    return {"cells": list(cells), "strong": strong, "anchor": anchor, "together": _short(cells), "spot": ""}


def _sized(layout: Layout) -> dict[str, Value]:
    return {"widths": list(layout.widths), "size": layout.size, "gap": layout.gap}


def _once(words: list[Value], seen: set[Value]) -> list[Value]:
    """Return words in which a place is linked only the first time: links are what a long table costs most for."""
    found: list[Value] = []
    for word in words:
        if not isinstance(word, list):
            found.append(word)
        elif word[0] == "link" and word[1] in seen:
            found.append(["plain", *word[2:]])
        else:
            if word[0] == "link":
                seen.add(word[1])
            found.append(_once(word, seen))
    return found


def _short(cells: Sequence[Value]) -> bool:
    """Return whether a row is small enough to stand on one page."""
    return sum(_letters(cell) for cell in cells) <= MOST_TOGETHER


def _letters(value: Value) -> int:
    if isinstance(value, str):
        return len(value)
    if isinstance(value, dict):
        return sum(_letters(one) for name, one in value.items() if name not in UNSAID)
    return sum(_letters(one) for one in value) if isinstance(value, list) else 0
