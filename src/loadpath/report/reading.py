"""How to read a report: every sign, way of writing and sort of drawing that occurs in it, and nothing that does not.

It is found by walking the pages, so that nothing is explained that a reader will not meet, and nothing met that is not
explained (a test walks the examples).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from loadpath.report.marks import SHAPES
from loadpath.report.prose import COMPUTED, REFERENCE, STONE, WITHHELD
from loadpath.report.tree import (
    Bullets,
    Chain,
    Code,
    Column,
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
    Row,
    Section,
    State,
    Strong,
    Supposing,
    Table,
    Written,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from loadpath.report.tree import Block, Inline, Words

SIGNS = {
    (
        "▽",
        "shown below",
    ): "the risk and the upper end of its 90 % range are within the budget, whatever the unknowns are",
    ("△", "shown above"): "the risk and the lower end of its range exceed the budget, whatever the unknowns are",
    ("◇", "not shown"): "neither of the two, and the reason is said",
    ("△", "above"): "this one thing, turning out wrong, would carry the risk over the budget",
    ("▽", "within"): "this one thing, being certain, would bring the risk within the budget",
    ("○", "open"): "nobody has answered it yet",
    ("●", "upheld"): "it was found to be right",
    ("◐", "answered"): "there is an answer; whether it convinces is for the reader",
    ("×", "withdrawn"): "who raised it took it back",
    ("●", "refused"): "an answer was refused",
    ("=", "agrees"): "the reviewer comes to the same conclusion",
    ("≠", "dissents"): "the reviewer comes to another conclusion",
    ("–", "abstains"): "the reviewer comes to no conclusion",
    ("○", "planned"): "it is not there yet, and counts as absent",
    ("◐", "built"): "it is there; nobody has tested that it works",
    ("●", "verified"): "it is there, and was tested",
    ("+", "passed"): "the finding met its own criterion, which was written down before",
    ("−", "failed"): "the finding did not meet its own criterion",
    ("+", "checked"): "a reviewer looked at the source and found it as stated",
    ("○", "not checked"): "the reviewer did not look at the source",
    ("=", "the file is the one stated"): "the file that a finding comes from has the digest that the case states",
    ("×", "error"): "a fault that must be mended before anything can be concluded",
    ("i", "note"): "worth knowing; nothing has to be done",
    ("■", "stops it"): "who is told here ends the harm",
    ("●", "met"): "it has come about",
    ("×", "not met"): "it has not come about",
    ("◐", "undecided"): "what there is does not tell",
    ("○", "for people to judge"): "no number tells; somebody has to say",
}
"""Signs with a fixed word; their tone is a colour beside it, never alone."""

LOOSE = {
    "!": ("!", "something is missing, disputed or late; the words beside it say what"),
    "■": ("■ step", "the barrier is a step of the chain of that pathway, counted from the top"),
    "≠": ("≠", "something is another than was stated; the words beside it say what"),
    "×": ("×", "something does not hold; the words beside it say what"),
    "●": ("●", "it is so; the words beside it say what"),
    "○": ("○", "it is not so yet; the words beside it say what"),
    "◐": ("◐", "it is so in part; the words beside it say what"),
    "+": ("+", "something came or held; the words beside it say what"),
    "−": ("−", "something went or failed; the words beside it say what"),
    "=": ("=", "it is the same; the words beside it say what"),
    "–": ("–", "nothing; the words beside it say what"),
    "·": ("·", "a state in the authors' own words"),
    "i": ("i", "worth knowing"),
    "△": ("△", "above; the words beside it say what"),
    "▽": ("▽", "below; the words beside it say what"),
    "◇": ("◇", "neither; the words beside it say what"),
}
"""Signs before words that are said of one thing only."""

WRITTEN = (
    (r"\d ?%", "0.3 %", "a chance, with the digits that its range leaves: one where that spans more than three times"),
    (r"1 in \d", "1 in 30,000", "the same chance, for small ones"),
    (r"90[ \u00a0]% range|\d to 1 in \d", "0.1 % to 2 %", "a range: from its 5 % point to its 95 % point"),
    (r"\b(?:at most|at least|between) [\d.]+[ \u00a0]%", "between 0.1 % and 2 %, at most 2 %",
     "anywhere there: something that it depends on is unknown, and no chance is given within"),
    (r"\bunknown\b", "unknown", "nobody gave a number: anything from impossible to certain"),
    (r"none of [\d ,]+\d|over 99|all of [\d ,]+\d", "none of 20,000", "of so many drawn worlds"),
    (r"[\d.]+ ×|× [\d.]+", "2.1 ×, × 0.9", "times as much: 2.1 × the risk, or the risk multiplied by 0.9"),
    (r"^–$", "–", "nothing: not given, not asked, or not so"),
)  # fmt: skip
"""Ways of writing: by what they are found, how they look, what they mean. Spaces stand for those that do not break."""

DRAWINGS = {
    "risk": (
        "Risk on an axis",
        (
            "Each step across is ten times as much. A mark: the chance one would bet at; a bar: its "
            "90 % range, the dashed line the budget. Filled: shown on one side of the budget; hollow: not shown."
        ),
    ),
    "curve": (
        "Falling lines",
        (
            "Across, a level of risk; upright, in which share of the worlds it is exceeded. "
            "At the dashed line: the budget."
        ),
    ),
    "load": ("Marks by assessor", "How many times the risk it is, when one thing alone turns out wrong."),
    "tornado": (
        "Bars about a line",
        (
            "The line is the risk now; a bar reaches from the risk if one thing certainly "
            "held to the risk if it certainly did not. The widest stands at the top."
        ),
    ),
    "waterfall": (
        "Bars that follow each other",
        ("Each bar begins where the one above ends: to the left what lowered the risk, to the right what raised it."),
    ),
    "bow-tie": (
        "Bow-tie",
        (
            "Left what may start it, in the middle the critical action, right what comes of it; bars "
            "between them stand in the way."
        ),
    ),
    "event-tree": ("Event tree", "From left to right as long as it goes on towards the harm; down where it ends."),
    "argument": (
        "Argument in GSN",
        (
            "Read from the top: a box is a goal, a slanted box how goals are put together, a "
            "circle a finding, a box with round ends what a goal is to be read in, an ellipse what is taken for "
            "granted (A) or why (J). A solid arrow: is supported by; a hollow one: is to be read in. Dashed: a "
            "challenge, crossed where it is answered. A diamond: nothing supports it yet. A strip at the foot: it "
            "is drawn elsewhere."
        ),
    ),
    "timeline": (
        "Timeline",
        (
            "Across, the time since it began, each step ten times as long; a bar is how long somebody "
            "needs, the dashed line the moment of harm. Dots below the bars: one incident, from try to answer; a "
            "cross: a try that failed; grey: nobody is on duty."
        ),
    ),
    "spent": (
        "Bars against a shade",
        (
            "Across, the time since it began, each step ten times as long. A bar: how many incidents are stopped then; "
            "the shade: for how many it is too late by then, full height for all."
        ),
    ),
    "cells": (
        "Bars about how often it is too late",
        (
            "The line is how often it is too late now; a bar reaches from there to what one cell of the table at its "
            "best, or at its worst, would make of it."
        ),
    ),
    "catching": (
        "Line of what is caught",
        (
            "Across, how misses hang together: 0 not at all, 1 all or none; upright, how likely one attempt at least "
            "is caught. A band: anywhere there."
        ),
    ),
    "reviews": (
        "Line of what reviews buy",
        "Across, reviews per week; upright, how likely one attempt at least is caught. Dashed: as it is now.",
    ),
    "boundary": (
        "Line over a prior",
        (
            "Across, a number that somebody judged, on an axis of odds; upright, the risk. Dashed: the budget. The "
            "strip: where the risk is within it. The mark: the number now, on the bar of its own range."
        ),
    ),
    "fan": (
        "Fan of a test",
        "Upright, the risk: now, and after each outcome. A branch is as thick as its outcome is likely.",
    ),
    "bars": (
        "Level bars",
        "A chance from 0 to 100 %; pale: anywhere there. The upright line: no test makes it higher.",
    ),
    "reaches": (
        "Bars up to a bound",
        (
            "Across, a chance, each step ten times as much. A mark: the pathway as the case says it; the bar: up to "
            "where it may be, whatever hangs on what; the thin line: if its steps were independent."
        ),
    ),
    "shared": (
        "Lines over one more cause",
        "Across, the share of it in what the barrier that fails least fails by; upright, the risk over the risk now.",
    ),
    "made": (
        "Bars cut into parts",
        "Of what a risk is made: each part is as long as its share, and named below the bar.",
    ),
    "staircase": (
        "Falling staircases",
        "Across, what is paid; upright, the risk. At each mark one more is built. Dashed: the budget.",
    ),
    "matrix": ("Matrix", "A full square: the barrier is a step there; a smaller one: something there needs it."),
    "proposals": ("Lines from proposals", "Where each way of harm that somebody put forward went."),
}


@dataclass(slots=True)
class _Met:
    """What occurs in pages."""

    states: dict[tuple[str, str], State] = field(default_factory=dict)
    texts: set[str] = field(default_factory=set)
    kinds: set[str] = field(default_factory=set)
    authors: list[str] = field(default_factory=list)
    code: bool = False
    links: bool = False

    def blocks(self, blocks: Iterable[Block]) -> None:
        for block in blocks:
            match block:
                case Section():
                    self.blocks(block.blocks)
                case Prose(markdown):
                    self.authors.append(markdown)
                case Figure():
                    self.kinds.add(block.kind)
            for words in _lines(block):
                self.words(words)

    def words(self, words: Words) -> None:
        for part in words:
            self.part(part)

    def part(self, part: Inline) -> None:
        match part:
            case str():
                self.texts.add(part)
            case Written(markdown):
                self.authors.append(markdown)
            case State(symbol, word):
                self.states.setdefault((symbol, word), part)
            case Strong(words) | Muted(words) | Inserted(words) | Deleted(words):
                self.words(words)
            case Link(_, words):
                self.links = True
                self.words(words)
            case Code():
                self.code = True
            case _:
                return


def _lines(block: Block) -> Iterator[Words]:
    """Yield every line of words in a block, those inside sections left out."""
    match block:
        case Section():
            yield from (block.title, block.kicker)
        case Paragraph(words) | Note(words):
            yield words
        case Figure(caption=caption):
            yield caption
        case Table():
            yield from (block.caption, *(cell for row in block.rows for cell in row.cells))
        case Supposing(table=table):
            yield from _lines(table)
        case Chain():
            yield from (block.caption, *block.total)
            yield from (words for step in block.steps for words in (step.words, step.note, *step.numbers))
        case Facts(items):
            yield from (words for item in items for words in ((item.label,), item.value, item.note))
        case Fields(rows):
            yield from (words for _, words in rows)
        case Bullets(lines):
            yield from lines
        case _:
            return


def how_to_read(pages: Sequence[Section], names: Sequence[str]) -> Section:
    """Return the page that explains what occurs in some pages.

    Args:
        pages: all others.
        names: of the assessors, in the order of their shapes.
    """
    met = _Met()
    met.blocks(pages)
    tables = [
        ("Numbers", "read-numbers", _ways(met)),
        ("Signs", "read-signs", _signs(met)),
        ("Drawings", "read-drawings", _drawings(met, names)),
        ("Text", "read-text", _marks(met)),
    ]
    intro = Paragraph(
        (
            (
                "Everything here is computed from the text of one case. It says what the argument comes to, for each "
                "assessor; it does not say that anything is safe, and it permits nothing. What follows explains the "
                "signs of this report; words that it uses in a sense of its own stand in the "
            ),
            Link("glossary", ("glossary",)),
            ".",
        )
    )
    blocks: list[Block] = [intro]
    for title, anchor, rows in tables:
        if rows:
            table = Table(caption=(), columns=(Column("What you see"), Column("What it means")), rows=tuple(rows))
            blocks.append(Section(title=(title,), anchor=anchor, blocks=(table,)))
    return Section(title=("How to read this",), anchor="reading", blocks=tuple(blocks), contents="How to read this")


def _row(seen: Words, means: str) -> Row:
    return Row((seen, (means.replace(" %", "\u00a0%"),)))


def _ways(met: _Met) -> list[Row]:
    texts = [text.replace("\u00a0", " ") for text in met.texts]
    return [
        _row((Strong((shown.replace(" %", "\u00a0%").replace(" ×", "\u00a0×"),)),), means)
        for pattern, shown, means in WRITTEN
        if any(re.search(pattern.replace("\u00a0", " "), text) for text in texts)
    ]


def _signs(met: _Met) -> list[Row]:
    rows, loose = [], {}
    for (symbol, word), state in met.states.items():
        if (symbol, word) in SIGNS:
            rows.append(_row((state,), SIGNS[symbol, word]))
        else:
            loose[symbol] = state.tone
    for symbol, (shown, means) in LOOSE.items():
        if symbol in loose:
            rows.append(_row((State(symbol, shown.removeprefix(symbol).strip() or "…", loose[symbol]),), means))
    return rows


def explained(symbol: str) -> bool:
    """Return whether a sign is explained, whatever words follow it."""
    return symbol in LOOSE


def _drawings(met: _Met, names: Sequence[str]) -> list[Row]:
    rows = [_row((Strong((title,)),), means) for kind, (title, means) in DRAWINGS.items() if kind in met.kinds]
    if rows and len(names) > 1:
        said = "; ".join(f"{SHAPES[place % len(SHAPES)]}: {name}" for place, name in enumerate(names))
        rows.append(_row((Strong(("Shapes of marks",)),), f"whose they are, the same everywhere: {said}"))
    return rows


def _marks(met: _Met) -> list[Row]:
    written = "\n".join(met.authors)
    rows = []
    if met.links or REFERENCE.search(written):
        rows.append(_row((Strong(("A link",)),), "leads to where a part of the case is told in full"))
    if met.code or "`" in written:
        rows.append(_row((Code("a-name"),), "the name of a part of the case, as its authors write it"))
    if COMPUTED.search(written):
        rows.append(
            _row((Strong(("A number in the text",)),), "asked for by the authors and filled in from the computation")
        )
    if WITHHELD.search(written):
        means = "text that the public does not see, with the reason"
        rows.append(_row((Strong(("withheld from the public",)),), means))
    if STONE.search(written):
        means = "text that this report does not show, with the reason; everything is computed without it"
        rows.append(_row((Strong(("withheld",)),), means))
    return rows
