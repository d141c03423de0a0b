"""The words that a report uses in a sense of its own, and what they mean: marked where each page first uses one.

The explanations are this room's, in the words of docs/glossary.md. What authors wrote is left as it is: their own
definitions stand under "What words mean".
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from loadpath.report.tree import (
    Bullets,
    Column,
    Figure,
    Muted,
    Note,
    Paragraph,
    Row,
    Section,
    Strong,
    Table,
    Term,
)
from loadpath.report.wording import capital

if TYPE_CHECKING:
    from loadpath.report.tree import Block, Inline, Words

ANCHOR = "term-"


@dataclass(frozen=True, slots=True)
class Entry:
    """A word of the report.

    Attributes:
        word: as it stands in the glossary.
        named: what docs/glossary.md calls it.
        pattern: the forms in which it is used.
        means: one or two sentences.
    """

    word: str
    named: str
    pattern: str
    means: str

    @property
    def anchor(self) -> str:
        """Return where it is explained."""
        return ANCHOR + self.word.replace(" ", "-")


ENTRIES = (
    Entry("90 % range", "range", "90[ \u00a0]% ranges?", "Where a number may lie, from its 5 % to its 95 % point."),
    Entry("assessor", "assessor", "assessors?", "A person or team whose judgements are in the case. Every probability "
          "has one, and a reason."),
    Entry("barrier", "mitigation", "barriers?", "What stands in the way of a harm. It works only while everything it "
          "needs is true."),
    Entry("budget", "budget", "budgets?", "What risk is allowed to this case, often as a part of a larger one."),
    Entry("challenge", "challenge", "challenges?", "An objection or a limitation: what it is against is false, does "
          "not follow, or holds of less."),
    Entry("circuit", "circuit", "circuits?", "A formula compiled so that probabilities can be read off it exactly."),
    Entry("claim", "claim", "claims?", "A proposition that is argued for."),
    Entry("commitment", "commitment", "commitments?", "A promise with a trigger, so that somebody can judge whether it "
          "was kept."),
    Entry("common cause", "common cause", "common causes?", "One proposition that several others hang on. It has a "
          "name; there are no hidden correlations."),
    Entry("digest", "digest", "digests?", "A short mark of a text that is another as soon as the text says something "
          "else: its SHA-256."),
    Entry("evidence", "evidence", "evidence", "A finding with its source: what was done, on what, by whom, with which "
          "result."),
    Entry("likelihood ratio", "likelihood ratio", "likelihood ratios?", "How many times as likely a finding is if "
          "something is so as if it is not. It divides odds; a factor on the harm divides the chance of the harm."),
    Entry("odds", "odds", "odds", "How many times as likely as not: 3 % is 3 to 97. Multiplied by a likelihood ratio, "
          "they are the odds after a finding."),
    Entry("pathway", "pathway", "pathways?", "A way to harm: steps that must all happen."),
    Entry("review", "review", "reviews?", "What a reviewer says of an exact state of the case."),
    Entry("risk", "risk", "risks?", "The chance of the harm in this deployment and period, given the evidence, for one "
          "assessor."),
    Entry("shown above", "verdict", "shown above", "The bet, and the lower end of its range, exceed the budget, even "
          "at the best of what is unknown."),
    Entry("shown below", "verdict", "shown below", "The bet, and the upper end of its range, are within the budget, "
          "even at the worst of what is unknown. Never a permission."),
    Entry("surface", "surface", "surfaces?", "Where the system meets the world."),
    Entry("unknown", "unknown", "unknown", "Nobody assessed it: anything from impossible to certain. Never “true”."),
    Entry("way that nobody listed", "residual", "ways? that nobody listed|ways? nobody listed", "A way of harm that is "
          "on no list, carried as a number of its own."),
    Entry("worlds", "worlds", "worlds?", "Draws of all uncertain numbers, each weighed by how well it predicted the "
          "evidence."),
)  # fmt: skip

FORMS = re.compile(
    r"(?<![\w-])(?:"
    + "|".join(f"(?P<e{place}>{entry.pattern})" for place, entry in enumerate(ENTRIES))
    + r")(?![\w-])",
    re.IGNORECASE,
)


@dataclass(slots=True)
class Marking:
    """Marks words page after page, each page for itself, and remembers which were."""

    used: set[str] = field(default_factory=set)
    _here: set[str] = field(default_factory=set)

    def page(self, section: Section) -> Section:
        """Return a page in which the first use of each word is marked."""
        self._here.clear()
        return self._section(section)

    def _section(self, section: Section) -> Section:
        return replace(section, blocks=tuple(self._block(block) for block in section.blocks))

    def _block(self, block: Block) -> Block:
        match block:
            case Section():
                return self._section(block)
            case Paragraph(words=words) | Note(words=words):
                return replace(block, words=self._words(words, flows=True))
            case Bullets(items):
                return Bullets(tuple(self._words(item, flows=True) for item in items))
            case (
                Figure(caption=words) | Table(caption=words, stacked=False)
            ):  # a link is no child of a table with roles
                return replace(block, caption=self._words(words, flows=False))
            case _:
                return block

    def _words(self, words: Words, *, flows: bool) -> Words:
        return tuple(one for part in words for one in self._inline(part, flows))

    def _inline(self, part: Inline, flows: bool) -> Words:
        match part:
            case str():
                return self._text(part, flows)
            case Strong(words):
                return (Strong(self._words(words, flows=flows)),)
            case Muted(words):
                return (Muted(self._words(words, flows=flows)),)
            case _:
                return (part,)

    def _text(self, text: str, flows: bool) -> Words:
        found: list[Inline] = []
        at = 0
        for form in FORMS.finditer(text):
            entry = ENTRIES[int(str(form.lastgroup)[1:])]
            if entry.word in self._here:
                continue
            self._here.add(entry.word)
            self.used.add(entry.word)
            found += [text[at : form.start()]] if form.start() > at else []
            found.append(Term(form[0], entry.anchor, entry.means, flows=flows))
            at = form.end()
        return (*found, *((text[at:],) if at < len(text) or not found else ()))


def glossary(used: set[str]) -> Section:
    """Return the page of the words that were marked."""
    rows = tuple(
        Row(((Strong((capital(entry.word),)),), (entry.means,)), anchor=entry.anchor)
        for entry in ENTRIES
        if entry.word in used
    )
    table = Table(caption=(), columns=(Column("Word"), Column("Means")), rows=rows)
    return Section(title=("Glossary",), anchor="glossary", blocks=(table,), contents="Glossary")


HINT = """@media (hover:hover) and (min-width:1000px){
.term{position:relative}
.term:is(:hover,:focus-visible)::after{position:absolute;z-index:2;left:0;top:calc(100% + 4px);width:max-content;
max-width:14em;padding:6px 9px;border:1px solid var(--line);background:var(--ground);color:var(--ink);
font:400 14.5px/1.35 'Source Sans',sans-serif;text-align:left;white-space:normal}
"""


def hints(body: str) -> str:
    """Return the style by which words of a page say what they mean when they are pointed at or reached by keyboard."""
    rules = "".join(
        f'.term[href$="#{entry.anchor}"]:is(:hover,:focus-visible)::after{{content:"{entry.means}"}}\n'
        for entry in ENTRIES
        if f'#{entry.anchor}"' in body
    )
    return f"{HINT}{rules}}}\n" if rules else ""
