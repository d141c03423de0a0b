"""Authors' Markdown to HTML: references become links, values are filled in, withheld text is marked.

Everything else is inert: raw HTML and images are not part of the language (they come out as text), and what markdown-it
makes is cleaned once more by nh3.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import escape
from typing import TYPE_CHECKING, Any

import nh3
from markdown_it import MarkdownIt

from loadpath.case.audience import DEEPEST
from loadpath.case.characters import marked
from loadpath.report.tree import Name, anchor_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from markdown_it.rules_core import StateCore
    from markdown_it.rules_inline import StateInline
    from markdown_it.token import Token

    from loadpath.report.tree import Words

ID = r"[a-z0-9]+(?:[-.][a-z0-9]+)*"
OPEN, CLOSE = r"\\?\[\\?\[", r"\\?\]\\?\]"
REFERENCE = re.compile(rf"{OPEN}\s?({ID})\s?{CLOSE}")
COMPUTED = re.compile(rf"{OPEN}\s?=\s?([a-z]+(?:\s+(?:of|by)\s+{ID})*)\s?{CLOSE}")
WITHHELD = re.compile(rf"{OPEN}redact\s([a-z-]+):\s")
STONE = re.compile(rf"{OPEN}withheld\s([a-z-]+){CLOSE}")
BRACKETS = re.compile(rf"{OPEN}|{CLOSE}")

UNMARKED = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9 ,.;:()'/-]*[A-Za-z0-9.,;:()'/])?")
"""A line without any mark, percent sign or letter that may hide something: its HTML is itself."""

MARK = re.compile(r"<(U\+[0-9A-F]{4,6})>")

TAGS = {"a", "blockquote", "br", "code", "em", "hr", "li", "ol", "p", "pre", "span", "strong", "ul"}
TAGS |= {"h3", "h4", "h5", "h6", "table", "tbody", "td", "th", "thead", "tr"}
SCHEMES = {"http", "https", "mailto"}
ATTRIBUTES = {"a": {"href", "title", "class"}, "span": {"class"}, "ol": {"start"}}


def safe(text: str) -> str:
    """Return text that is only text, wherever it stands in a page.

    >>> safe("<b> & co")
    '&lt;b&gt; &amp; co'
    """
    return escape(marked(text), quote=True)


def on_this_page(anchor: str) -> str:
    """Return the address of an anchor of the same page."""
    return f"#{anchor}"


@dataclass(frozen=True, slots=True)
class Scribe:
    """Writes authors' text as HTML.

    Attributes:
        names: what references stand for.
        values: computed values by what is asked, such as `risk by team`.
        fill: how the words of a computed value are written.
        address: where an anchor is; on the same page unless somebody knows better.
    """

    names: Mapping[str, Name]
    values: Mapping[str, Words]
    fill: Callable[[Words], str]
    address: Callable[[str], str] = on_this_page
    markdown: MarkdownIt = field(init=False)

    def __post_init__(self) -> None:
        """Set up the reader of Markdown once."""
        markdown = MarkdownIt("commonmark", {"html": False}).enable("table").disable("image")
        markdown.validateLink = _leads_somewhere_known  # type: ignore[method-assign, assignment]
        markdown.inline.ruler.before("escape", "reference", _reference)
        markdown.core.ruler.push("spaces", _spaces)
        rules: dict[str, Any] = markdown.renderer.rules  # type: ignore[attr-defined]
        rules["reference"] = lambda tokens, place, *_: self.reference(tokens[place].content)
        rules["computed"] = lambda tokens, place, *_: self.computed(tokens[place].content)
        rules["mark"] = lambda tokens, place, *_: (
            f'<span class="withheld">withheld: {safe(tokens[place].content)}</span>'
        )
        rules["withheld_open"] = lambda tokens, place, *_: _label(tokens[place].content)
        rules["withheld_close"] = lambda *_: "</span>"
        object.__setattr__(self, "markdown", markdown)

    def paragraphs(self, text: str, level: int) -> str:
        """Return paragraphs as HTML; any heading inside is set at one level."""
        tokens = self.markdown.parse(marked(text))
        for token in tokens:
            if token.type in {"heading_open", "heading_close"}:
                token.tag = f"h{min(6, level)}"
        return self._clean(self.markdown.renderer.render(tokens, self.markdown.options, {}))

    def line(self, text: str) -> str:
        """Return one line as HTML, without a paragraph around it."""
        if UNMARKED.fullmatch(text):
            return text
        return self._clean(self.markdown.renderInline(marked(text)))

    def reference(self, name: str) -> str:
        """Return the link that a reference becomes: the id, with the title to hover over."""
        known = self.names.get(name)
        if known is None:
            return f"<code>{safe(name)}</code>"
        title = safe(f"{known.kind}: {known.title}")
        return f'<a class="id" href="{safe(self.address(anchor_of(name)))}" title="{title}">{safe(name)}</a>'

    def computed(self, asked: str) -> str:
        """Return a computed value, or a mark where there is none."""
        words = self.values.get(" ".join(asked.split()))
        if words is None:
            return f'<span class="missing">{safe(asked)}: not computed</span>'
        return f'<span class="computed">{self.fill(words)}</span>'

    def _clean(self, html: str) -> str:
        cleaned = nh3.clean(
            html,
            tags=TAGS,
            attributes=ATTRIBUTES,
            url_schemes=SCHEMES,
            link_rel="noopener noreferrer",
        )
        return MARK.sub(r"&lt;\1&gt;", marked(cleaned))  # a character reference may have become what hides


def plain(text: str) -> str:
    """Return a line of Markdown as bare text, for a place where nothing can be marked, such as a contents list.

    >>> plain("A **bold** [[log-audit]]")
    'A bold log-audit'
    """
    bare = WITHHELD.sub(
        "", STONE.sub(r"(withheld: \1)", COMPUTED.sub(lambda found: found[1], REFERENCE.sub(r"\1", text)))
    )
    return marked(re.sub(r"\\([\[\]_*`#])", r"\1", re.sub(r"\*\*|`|\]\]", "", bare)))


def _leads_somewhere_known(address: str) -> bool:
    """Return whether a link is one that is kept: to the web, to a person, or beside the case."""
    scheme, colon, _ = address.partition(":")
    if colon and re.fullmatch(r"[A-Za-z0-9+.-]+", scheme):
        return scheme.lower() in SCHEMES
    return not address.startswith("//") and "&" not in scheme


def _label(reason: str) -> str:
    return f'<span class="withheld"><span class="why">withheld from the public: {safe(reason)}</span> '


def _spaces(state: StateCore) -> None:
    """Set a narrow gap that does not break between a number and its percent sign, outside code and addresses."""
    for block in state.tokens:
        for token in block.children or ():
            if token.type == "text":
                token.content = re.sub(r"(?<=\d) ?%", "\u00a0%", token.content)


def _reference(state: StateInline, silent: bool) -> bool:
    """Read a reference, a computed value or withheld text at this place."""
    if state.src[state.pos] not in "[\\":
        return False
    for pattern, kind in ((REFERENCE, "reference"), (COMPUTED, "computed"), (STONE, "mark")):
        found = pattern.match(state.src, state.pos, state.posMax)
        if found:
            if not silent:
                state.push(kind, "", 0).content = found[1]
            state.pos = found.end()
            return True
    return _withheld(state, silent)


def _withheld(state: StateInline, silent: bool) -> bool:
    found = WITHHELD.match(state.src, state.pos, state.posMax)
    end = _closing(state.src, found.end(), state.posMax) if found else None
    if found is None or end is None:
        return False
    if not silent:
        opened: Token = state.push("withheld_open", "", 1)
        opened.content = found[1]
        before, state.pos, state.posMax = state.posMax, found.end(), end[0]
        state.md.inline.tokenize(state)
        state.posMax = before
        state.push("withheld_close", "", -1)
    state.pos = end[1]
    return True


def _closing(text: str, start: int, stop: int) -> tuple[int, int] | None:
    """Return where the brackets that close withheld text begin and end; brackets inside come in pairs."""
    depth = 1
    for found in BRACKETS.finditer(text, start, stop):
        depth += 1 if "[" in found[0] else -1
        if depth > DEEPEST:
            return None
        if depth == 0:
            return found.start(), found.end()
    return None
