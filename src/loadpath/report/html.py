"""The HTML writer: a document tree as one file that needs nothing else: no network, and no script to be whole.

Everything this room says is escaped; what authors wrote goes through `prose`. The security policy of the page allows
its own style and its own script (each by digest) and its own fonts, nothing more.
"""

from __future__ import annotations

import re
from base64 import b64encode
from dataclasses import dataclass, field
from hashlib import sha256
from typing import TYPE_CHECKING
from urllib.parse import quote

from loadpath.report.cells import chain, table
from loadpath.report.controls import data, supposing
from loadpath.report.document import document_of
from loadpath.report.fonts import font_faces
from loadpath.report.glossary import hints
from loadpath.report.labels import shared
from loadpath.report.prose import Scribe, on_this_page, plain, safe
from loadpath.report.script import moves, page_script
from loadpath.report.search import FIELD, index_of
from loadpath.report.style import STYLE
from loadpath.report.tree import (
    Block,
    Break,
    Bullets,
    Chain,
    Code,
    Deleted,
    Document,
    Facts,
    Fields,
    Figure,
    Inline,
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
    Words,
    Written,
    anchors,
    contents_of,
)
from loadpath.report.wording import capital

if TYPE_CHECKING:
    from collections.abc import Callable

    from loadpath.checks.run import Findings
    from loadpath.scene import Scene


NAMED = re.compile(r'<svg class="(\w+)"( viewBox="[^"]*") role="img" aria-label="[^"]*"')
"""How a drawing begins that stands alone: with its kind, its size and what it shows."""

TAGS = {Strong: "strong", Inserted: "ins", Deleted: "del"}
"""How words are marked that a reader must not miss, or that another version has."""

LONG = 1_000
"""With more nodes than this, a browser lays an entry out only when it comes near the window; all are in the page."""


def page(scene: Scene, findings: Findings) -> str:
    """Return the report of a case as one self-contained HTML page.

    Args:
        scene: the case and everything computed from it.
        findings: what the checks found.
    """
    return write(document_of(scene, findings))


def write(
    document: Document, *, address: Callable[[str], str] | None = None, heading: str = "", letters: str = ""
) -> str:
    """Return a document as one self-contained HTML page: the same bytes for the same document.

    Args:
        document: what is told.
        address: where an anchor is; by default on this page, or beside it (`Document.beside`).
        heading: what this page is called, where it is one of several.
        letters: HTML for whose characters the fonts are cut; by default what is told.
    """
    pen = Pen(document, address or on_this_page)
    title = f"{heading}: {pen.title()}" if heading else pen.title()
    index = index_of(document)
    script = page_script() if index or moves(document) else ""
    body, labels = shared(pen.body(field=FIELD if index else ""))
    labels += hints(body)
    style = font_faces(letters or body, labels + index + script) + STYLE + labels
    scripts = f" script-src '{_digest(script)}';" if script else ""
    policy = (
        f"default-src 'none'; style-src '{_digest(style)}';{scripts} font-src data:; base-uri 'none'; "
        "form-action 'none'"
    )
    end = (data("index", index) if index else "") + (f"<script>{script}</script>\n" if script else "")
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="color-scheme" content="light dark">\n<meta name="referrer" content="no-referrer">\n'
        f"<title>{safe(title)}</title>\n<style>{style}</style>\n</head>\n<body>\n{body}{end}</body>\n</html>\n"
    )


def _digest(text: str) -> str:
    return f"sha256-{b64encode(sha256(text.encode()).digest()).decode('ascii')}"


DEEPEST_LANDMARK = 2
"""Sections below this level are no landmarks: there would be too many to find one's way by, and several of one name."""


@dataclass(frozen=True, slots=True)
class Pen:
    """Writes the parts of one document."""

    document: Document
    address: Callable[[str], str] = on_this_page
    scribe: Scribe = field(init=False)

    def __post_init__(self) -> None:
        """Set up what writes authors' text, with the references and values of this document."""
        if self.document.beside and self.address is on_this_page:
            object.__setattr__(self, "address", _beside(self.document))
        object.__setattr__(self, "scribe", Scribe(self.document.names, self.document.values, self.words, self.address))

    def title(self) -> str:
        """Return the title of the document as bare text."""
        return "".join(plain(part.markdown) for part in self.document.title if isinstance(part, Written))

    def body(self, *, field: str = "") -> str:
        """Return everything inside `<body>`; a field for searching stands above the contents."""
        doc = self.document
        contents = "".join(self.listed(anchor, words) for anchor, words in doc.listed or contents_of(doc.sections))
        notes = "".join(self.block(note, 2) for note in doc.notes)
        sections = "".join(self.block(section, 2) for section in doc.sections)
        long = ' class="long"' if len(doc.names) > LONG else ""
        nav = f'<nav aria-label="Contents">{field}<p class="navhead">Contents</p><ul>{contents}</ul></nav>\n'
        look, brief, nav = (" brief", ' class="brief"', "") if doc.brief else ("", "", nav)
        return (
            '<a class="skip" href="#main">Skip to the summary</a>\n'
            f'<header id="{safe(doc.anchor)}"{brief}><div class="strip"><p class="kicker">{safe(doc.kicker)}</p>'
            f"<h1>{self.words(doc.title)}</h1>{self.block(doc.strip, 2)}{notes}</div></header>\n"
            f'<div class="page{look}">{nav}'
            f'<main id="main"{long}>{sections}<p class="foot">{self.words(doc.foot)}</p></main></div>\n'
        )

    def listed(self, anchor: str, words: str) -> str:
        """Return a line of the contents; the page of a site that one is on is marked as such."""
        here = ' aria-current="page"' if self.document.listed and anchor == self.document.sections[0].anchor else ""
        return f'<li><a href="{safe(self.address(anchor))}"{here}>{safe(words)}</a></li>'

    def words(self, words: Words) -> str:
        """Return a line of words."""
        return "".join(self.inline(part) for part in words)

    def inline(self, part: Inline) -> str:
        """Return a part of a line."""
        match part:
            case str():
                out = safe(part)
            case Written(markdown):
                out = self.scribe.line(markdown)
            case Code(text):
                out = f"<code>{safe(text)}</code>"
            case Strong(words) | Inserted(words) | Deleted(words):
                tag = TAGS[type(part)]
                out = f"<{tag}>{self.words(words)}</{tag}>"
            case Muted(words):
                out = f'<span class="muted">{self.words(words)}</span>'
            case Link(to, words):
                out = f'<a href="{safe(self.address(to))}">{self.words(words)}</a>'
            case State(symbol, word, tone):
                mark = f'<span class="symbol" aria-hidden="true">{safe(symbol)}</span>'
                look = "state" if tone == "plain" else f"state {tone}"
                out = f'<span class="{look}">{mark}\u00a0{safe(word)}</span>'
            case Term(word, anchor):
                out = f'<a class="term" href="{safe(self.address(anchor))}">{safe(word)}</a>'
            case Break():
                out = "<br>"
        return out

    def block(self, block: Block, level: int) -> str:
        """Return a block; headings inside stand at `level`."""
        match block:
            case Section():
                out = self.section(block, level)
            case Paragraph(words, style):
                out = f'<p class="said {style}">{self.words(words)}</p>\n'
            case Prose(markdown):
                out = f'<div class="prose">{self.scribe.paragraphs(markdown, level)}</div>\n'
            case Figure():
                out = f"<figure>{_drawn(block)}<figcaption>{self.words(block.caption)}</figcaption></figure>\n"
            case Table():
                out = table(block, self.words)
            case Supposing():
                out = supposing(block, self.words)
            case Chain():
                out = chain(block, self.words)
            case Facts():
                out = self.facts(block)
            case Fields():
                out = self.fields(block)
            case Bullets(items):
                out = f'<ul class="said">{"".join(f"<li>{self.words(item)}</li>" for item in items)}</ul>\n'
            case Note(words, tone):
                out = f'<p class="note {tone}">{self.words(words)}</p>\n'
        return out

    def section(self, block: Section, level: int) -> str:
        """Return a heading with what stands under it."""
        heading = min(6, level)
        kicker = f'<p class="kicker">{self.words(block.kicker)}</p>' if block.kicker else ""
        inside = "".join(self.block(one, level + 1) for one in block.blocks)
        anchor = safe(block.anchor)
        head = f'<h{heading} id="{anchor}-title">{self.words(block.title)}</h{heading}>'
        landmark = f' aria-labelledby="{anchor}-title"' if heading <= DEEPEST_LANDMARK else ""
        opened = f'<section id="{anchor}" class="l{heading}"{landmark}>'
        return f"{opened}{kicker}{head}\n{inside}</section>\n"

    def fields(self, block: Fields) -> str:
        """Return labels with what belongs to them."""
        rows = (
            f"<div><dt>{safe(capital(label))}</dt><dd>{self.words(words)}</dd></div>" for label, words in block.items
        )
        return f'<dl class="fields">{"".join(rows)}</dl>\n'

    def facts(self, block: Facts) -> str:
        """Return facts side by side."""
        items = "".join(
            f"<div{_attention(one.attention)}><dt>{safe(one.label)}</dt>"
            f'<dd class="value">{self.words(one.value)}</dd><dd class="sub">{self.words(one.note)}</dd></div>'
            for one in block.items
        )
        return f'<dl class="facts">{items}</dl>\n'


def _drawn(block: Figure) -> str:
    """Return both sizes of a drawing, of which the style sheet shows one, with what they show in words said once."""
    sizes = []
    for svg, size in ((block.wide, "wide"), (block.narrow, "narrow")):
        sizes.append(NAMED.sub(rf'<svg class="\1 {size}"\2', svg, count=1))
    return f'<div role="img" aria-label="{safe(block.alt)}">{"".join(sizes)}</div>'


def _beside(document: Document) -> Callable[[str], str]:
    """Return where anchors are of a document that lies beside the full report: here if told here, else there."""
    here = frozenset((document.anchor, *anchors(document.sections)))
    there = quote(document.beside, safe="")
    return lambda anchor: on_this_page(anchor) if anchor in here else f"{there}#{anchor}"


def _attention(attention: bool) -> str:
    return ' class="attention"' if attention else ""
