"""Text for the PDF: this room's words and the authors' Markdown as plain values that a fixed template sets.

Nothing here is markup: a text is a string and stays one, a link or a reference is a list whose first item says what it
is. What hides in a text is marked as on the page (`case.characters`); raw HTML and images come out as text; links lead
to the web, to a person, or inside the document. The Markdown is read by the same reader as for the page (`prose`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from loadpath.case.characters import marked
from loadpath.report.prose import Scribe
from loadpath.report.tree import Break, Code, Deleted, Inserted, Link, Muted, State, Strong, Term, Written, anchor_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from markdown_it.token import Token

    from loadpath.report.tree import Inline, Name, Words

Value = str | int | float | bool | None | list["Value"] | dict[str, "Value"]

LONG = 22
"""A word with more letters than this may be broken anywhere, lest it leave its column or the page."""

PIECE = 10
UNBROKEN = re.compile(rf"[^\s\u00ad-]{{{LONG + 1},}}")
PARTS = re.compile(rf"[^/._:;,=&?+()]{{0,{PIECE - 1}}}(?:[/._:;,=&?+()]{{1,{PIECE}}}|.)", re.DOTALL)
SPACES = re.compile(r"[ \t\r\n\f\v]+")
ON_THE_WEB = re.compile(r"(?:https?://|mailto:)[^\s<>\"]+", re.IGNORECASE)

ADDRESSED = frozenset({"computed", "link", "state", "web"})
"""Marks with something that is no text before their words."""

NESTED = {
    "bullet_list_open": ("bullets", "bullet_list_close"),
    "list_item_open": ("item", "list_item_close"),
    "blockquote_open": ("quote", "blockquote_close"),
}
"""Blocks that hold blocks, and the token that closes them."""

WRAPPED = {"strong_open": "strong", "em_open": "em"}


def said(text: str) -> list[Value]:
    """Return a text as parts, with what hides in it marked; a long word in pieces between which a line may break.

    >>> said("plain text")
    ['plain text']
    >>> said("see sha256:0123456789abcdef0123")
    ['see ', ['pieces', 'sha256:', '0123456789', 'abcdef0123']]
    """
    return _broken(SPACES.sub(" ", marked(text)))


def _broken(text: str) -> list[Value]:
    found: list[Value] = []
    at = 0
    for long in UNBROKEN.finditer(text):
        if long.start() > at:
            found.append(text[at : long.start()])
        found.append(["pieces", *PARTS.findall(long[0])])
        at = long.end()
    if at < len(text):
        found.append(text[at:])
    return found


@dataclass(slots=True)
class Compositor:
    """Turns words and Markdown into values.

    Attributes:
        names: what references stand for.
        values: computed values by what is asked.
        anchors: the anchors that exist; a link elsewhere is only its words.
        notes: whether words of the glossary are explained in footnotes, each once.
    """

    names: Mapping[str, Name]
    values: Mapping[str, Words]
    anchors: frozenset[str]
    notes: bool = True
    scribe: Scribe = field(init=False)
    _noted: set[str] = field(init=False, default_factory=set)

    def __post_init__(self) -> None:
        """Set up the reader of Markdown once."""
        self.scribe = Scribe(self.names, self.values, lambda _words: "")

    def words(self, words: Words) -> list[Value]:
        """Return a line of words."""
        return [one for part in words for one in self._inline(part)]

    def _inline(self, part: Inline) -> list[Value]:
        match part:
            case str():
                out = said(part)
            case Written(markdown):
                out = self.line(markdown)
            case Code(text):
                out = [["code", *said(text)]]
            case Strong(words) | Muted(words) | Inserted(words) | Deleted(words):
                out = [[type(part).__name__.lower(), *self.words(words)]]
            case Link(to, words):
                out = self._inside(to, self.words(words))
            case State(symbol, word, tone):
                out = [["state", tone, marked(symbol), *said(_together(word))]]
            case Term(word, anchor, meaning, flows):
                out = [*self._inside(anchor, said(word)), *self._note(anchor, meaning, flows=flows)]
            case Break():
                out = [["break"]]
        return out

    def _note(self, anchor: str, meaning: str, *, flows: bool) -> list[Value]:
        """Return the footnote that explains a word, the first time that one is wanted."""
        if not flows or not self.notes or anchor in self._noted:
            return []
        self._noted.add(anchor)
        return [["note", *said(meaning)]]

    def line(self, markdown: str) -> list[Value]:
        """Return one line of Markdown."""
        tokens = self.scribe.markdown.parseInline(marked(markdown))
        return self._run([child for token in tokens for child in token.children or ()])

    def paragraphs(self, markdown: str, level: int) -> list[Value]:
        """Return paragraphs of Markdown as blocks; a heading inside stands at one level."""
        return _Blocks(self, self.scribe.markdown.parse(marked(markdown)), level).read("")

    def _inside(self, anchor: str, words: list[Value]) -> list[Value]:
        return [["link", anchor, *words]] if anchor in self.anchors else words

    def run(self, token: Token) -> list[Value]:
        """Return what stands inside a block."""
        return self._run(list(token.children or ()))

    def _run(self, tokens: Sequence[Token]) -> list[Value]:
        """Return marks and text; what opens and closes is a list inside a list."""
        found: list[Value] = []
        stack: list[list[Value]] = [found]
        for token in tokens:
            if token.nesting > 0:
                opened = _opened(token)
                stack[-1].append(opened)
                stack.append(opened)
            elif token.nesting < 0:
                stack.pop()
            else:
                stack[-1].extend(self._leaf(token))
        return found

    def _leaf(self, token: Token) -> list[Value]:
        match token.type:
            case "softbreak":
                return [" "]
            case "hardbreak":
                return [["break"]]
            case "code_inline":
                return [["code", *said(token.content)]]
            case "reference":
                return self._reference(token.content)
            case "computed":
                return self._computed(" ".join(token.content.split()))
            case "mark":
                return [["stone", f"withheld: {marked(token.content)}"]]
            case _:
                return said(token.content)

    def _reference(self, name: str) -> list[Value]:
        return self._inside(anchor_of(name), [["code", *said(name)]])

    def _computed(self, asked: str) -> list[Value]:
        words = self.values.get(asked)
        if words is None:
            return [["missing", *said(f"{asked}: not computed")]]
        return [["computed", asked, *self.words(words)]]


def _together(word: str) -> str:
    """Return a short state as one that is not broken."""
    return word.replace(" ", "\u00a0") if len(word) < LONG else word


def spoken(words: Sequence[Value]) -> bool:
    """Return whether words have a letter to be seen: a heading without one is refused by the standard.

    >>> spoken([" ", ["code", "a"]]), spoken([["strong", " "], ["break"]]), spoken(["code"])
    (True, False, True)
    """
    return any(_spoken(word) for word in words)


def _spoken(word: Value) -> bool:
    if not isinstance(word, list):
        return bool(str(word).strip())
    return spoken(word[2 if word[0] in ADDRESSED else 1 :])


def _opened(token: Token) -> list[Value]:
    if token.type == "link_open":
        address = str(token.attrGet("href") or "")
        return ["web", marked(address)] if ON_THE_WEB.fullmatch(address) else ["plain"]
    if token.type == "withheld_open":
        return ["withheld", f"withheld from the public: {marked(token.content)}"]
    return [WRAPPED.get(token.type, "plain")]


@dataclass(slots=True)
class _Blocks:
    """Reads the blocks of a text, those inside each other by calling itself."""

    setter: Compositor
    tokens: list[Token]
    level: int
    at: int = 0

    def read(self, until: str) -> list[Value]:
        """Return blocks up to the token that closes them."""
        found: list[Value] = []
        while self.at < len(self.tokens) and self.tokens[self.at].type != until:
            token = self.tokens[self.at]
            self.at += 1
            found.extend(self._block(token))
        self.at += 1
        return found

    def _block(self, token: Token) -> list[Value]:
        if token.type in NESTED:
            kind, until = NESTED[token.type]
            return [[kind, *self.read(until)]]
        match token.type:
            case "paragraph_open":
                return [["p", *self._line("paragraph_close")]]
            case "heading_open":
                words = self._line("heading_close")
                return [["heading", self.level, *words]] if spoken(words) else []
            case "ordered_list_open":
                start = int(token.attrGet("start") or 1)
                return [["numbers", start, *self.read("ordered_list_close")]]
            case "fence" | "code_block":
                lines = token.content.rstrip("\n").split("\n")
                return [["listing", *([*_spaced(line)] for line in lines)]]
            case "table_open":
                return [self._table()]
            case "hr":
                return [["rule"]]
            case _:
                return [["p", *said(token.content)]] if token.content else []

    def _line(self, until: str) -> list[Value]:
        found: list[Value] = []
        while self.tokens[self.at].type != until:
            found.extend(self.setter.run(self.tokens[self.at]))
            self.at += 1
        self.at += 1
        return found

    def _table(self) -> Value:
        """Return a table of the authors: its rows, the first of them its head."""
        rows: list[list[Value]] = []
        while self.tokens[self.at].type != "table_close":
            token = self.tokens[self.at]
            self.at += 1
            if token.type == "tr_open":
                rows.append([])
            elif token.type == "inline":
                rows[-1].append(self.setter.run(token))
        self.at += 1
        return ["grid", *rows]


def _spaced(line: str) -> list[Value]:
    """Return a line of a listing: it keeps the spaces it begins with, and those in rows."""
    text = marked(line.replace("\t", "    "))
    start = len(text) - len(text.lstrip(" "))
    return _broken("\u00a0" * start + text[start:].replace("  ", "\u00a0 "))
