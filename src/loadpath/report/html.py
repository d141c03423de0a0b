"""The HTML writer: a document tree as one file that needs nothing else, no network, no script.

Everything this room says is escaped; what authors wrote goes through `prose`. The security policy of the page allows
its own style (by digest) and its own fonts, nothing more.
"""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass, field
from hashlib import sha256
from typing import TYPE_CHECKING

from loadpath.report.cells import chain, table
from loadpath.report.document import document_of
from loadpath.report.fonts import font_faces
from loadpath.report.prose import Scribe, on_this_page, plain, safe
from loadpath.report.style import STYLE
from loadpath.report.tree import (
    Block,
    Break,
    Bullets,
    Chain,
    Code,
    Document,
    Facts,
    Fields,
    Figure,
    Inline,
    Link,
    Muted,
    Note,
    Paragraph,
    Prose,
    Section,
    State,
    Strong,
    Table,
    Words,
    Written,
)
from loadpath.report.wording import capital

if TYPE_CHECKING:
    from collections.abc import Callable

    from loadpath.checks.run import Findings
    from loadpath.scene import Scene


LONG = 1_000
"""With more nodes than this, a browser lays an entry out only when it comes near the window; all are in the page."""


def page(scene: Scene, findings: Findings) -> str:
    """Return the report of a case as one self-contained HTML page.

    Args:
        scene: the case and everything computed from it.
        findings: what the checks found.
    """
    return write(document_of(scene, findings))


def write(document: Document) -> str:
    """Return a document as one self-contained HTML page: the same bytes for the same document."""
    pen = Pen(document)
    body = pen.body()
    style = font_faces(body) + STYLE
    digest = b64encode(sha256(style.encode()).digest()).decode("ascii")
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; font-src data:; base-uri 'none'; form-action 'none'"
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="color-scheme" content="light dark">\n<meta name="referrer" content="no-referrer">\n'
        f"<title>{safe(pen.title())}</title>\n<style>{style}</style>\n</head>\n<body>\n{body}</body>\n</html>\n"
    )


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
        object.__setattr__(self, "scribe", Scribe(self.document.names, self.document.values, self.words, self.address))

    def title(self) -> str:
        """Return the title of the document as bare text."""
        return "".join(plain(part.markdown) for part in self.document.title if isinstance(part, Written))

    def body(self) -> str:
        """Return everything inside `<body>`."""
        doc = self.document
        listed = [section for section in doc.sections if section.contents]
        contents = "".join(f'<li><a href="#{safe(one.anchor)}">{safe(one.contents)}</a></li>' for one in listed)
        notes = "".join(self.block(note, 2) for note in doc.notes)
        sections = "".join(self.block(section, 2) for section in doc.sections)
        long = ' class="long"' if len(doc.names) > LONG else ""
        return (
            '<a class="skip" href="#main">Skip to the summary</a>\n'
            f'<header id="{safe(doc.anchor)}"><div class="strip"><p class="kicker">{safe(doc.kicker)}</p>'
            f"<h1>{self.words(doc.title)}</h1>{self.block(doc.strip, 2)}{notes}</div></header>\n"
            f'<div class="page"><nav aria-label="Contents"><p class="navhead">Contents</p><ul>{contents}</ul></nav>\n'
            f'<main id="main"{long}>{sections}<p class="foot">{self.words(doc.foot)}</p></main></div>\n'
        )

    def words(self, words: Words) -> str:
        """Return a line of words."""
        return "".join(self.inline(part) for part in words)

    def inline(self, part: Inline) -> str:
        """Return a part of a line."""
        match part:
            case str():
                return safe(part)
            case Written(markdown):
                return self.scribe.line(markdown)
            case Code(text):
                return f"<code>{safe(text)}</code>"
            case Strong(words):
                return f"<strong>{self.words(words)}</strong>"
            case Muted(words):
                return f'<span class="muted">{self.words(words)}</span>'
            case Link(to, words):
                return f'<a href="{safe(self.address(to))}">{self.words(words)}</a>'
            case State(symbol, word, tone):
                mark = f'<span class="symbol" aria-hidden="true">{safe(symbol)}</span>'
                return f'<span class="state {tone}">{mark}&nbsp;{safe(word)}</span>'
            case Break():
                return "<br>"

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
                drawn = f'<div class="wide">{block.wide}</div><div class="narrow">{block.narrow}</div>'
                out = f"<figure>{drawn}<figcaption>{self.words(block.caption)}</figcaption></figure>\n"
            case Table():
                out = table(block, self.words)
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


def _attention(attention: bool) -> str:
    return ' class="attention"' if attention else ""
