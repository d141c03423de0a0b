"""A pathway as an event tree: at each step it either goes on towards the harm or ends there.

The number at a branch is the chance that it goes on there, once every step before it has happened, over all assessors
from the lowest to the highest. One assessor's numbers multiply to theirs at the end.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from loadpath.assess.results import Interval
from loadpath.report.diagrams.bow_tie import said
from loadpath.report.diagrams.lettering import LINE
from loadpath.report.diagrams.sheet import NARROW, WIDE, Sheet, broken, length
from loadpath.report.prose import plain
from loadpath.report.wording import capital, chance, count

if TYPE_CHECKING:
    from collections.abc import Sequence

    from loadpath.assess.results import Answer
    from loadpath.case import node as kinds
    from loadpath.case.graph import CaseGraph

MOST_ACROSS = 7
"""With more steps than this, the tree runs from top to bottom on a wide page as well."""


@dataclass(frozen=True, slots=True)
class Fork:
    """A step: what must happen, and how likely that is, in words; empty where nobody gave a number."""

    title: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EventTree:
    """What an event tree shows."""

    title: str
    forks: tuple[Fork, ...]
    harm: str
    value: str

    @property
    def alt(self) -> str:
        """Return in words what is drawn."""
        steps = "; ".join(f"{fork.title}{f': {fork.value}' if fork.value else ''}" for fork in self.forks)
        total = f", {self.value} for all together" if self.value else ""
        return f"Event tree of {self.title!r} in {count(len(self.forks), 'step')}{total}: {steps}."


def event_tree(
    case: CaseGraph,
    path: kinds.Pathway,
    believed: Sequence[Sequence[Answer | None]],
    total: Sequence[Answer | None],
    digits: int = 2,
) -> EventTree:
    """Return a pathway as an event tree.

    Args:
        case: the case.
        path: the pathway.
        believed: for each step what each assessor believes of it, given the steps before.
        total: what each assessor's numbers come to for the whole pathway.
        digits: with how many that is written.
    """
    return EventTree(
        title=plain(path.title) or path.id,
        forks=tuple(
            Fork(said(case, step.what), between(answers)) for step, answers in zip(path.chain, believed, strict=True)
        ),
        harm=capital(plain(path.leads_to) or "the harm"),
        value=between(total, digits),
    )


def between(answers: Sequence[Answer | None], digits: int = 2) -> str:
    """Return what several people believe, from the lowest to the highest.

    >>> between([Interval(0.02, 0.02), Interval(0.24, 0.24), None]).replace(chr(160), " ")
    '2 %–24 %'
    >>> between([Interval(0.0, 1.0)]), between([])
    ('unknown', '')
    """
    known = [one for one in answers if isinstance(one, Interval)]
    if not known:
        return ""
    low, high = min(one.low for one in known), max(one.high for one in known)
    if low <= 0 and high >= 1:
        return "unknown"
    shown = [chance(Interval(value, value), digits) for value in (low, high)]
    return shown[0] if shown[0] == shown[1] else "–".join(shown)


def draw(tree: EventTree, *, narrow: bool) -> str:
    """Return an event tree as SVG: from left to right, or from top to bottom for a phone and for long chains."""
    if narrow:
        return _down(tree, NARROW)
    return _across(tree) if _fits(tree) else _down(tree, WIDE)


def _fits(tree: EventTree) -> bool:
    """Return whether the numbers have room when the steps stand side by side."""
    if not 1 < len(tree.forks) <= MOST_ACROSS or length(tree.value, "name") > END - 16:
        return False
    step = (WIDE - END) / len(tree.forks)
    return all(length(fork.value, "name") <= step - 26 for fork in tree.forks)


END = 158
"""Room for what comes out."""


def _across(tree: EventTree) -> str:
    sheet = Sheet(WIDE)
    forks = tree.forks
    step = (WIDE - END) / max(1, len(forks))
    heads = [broken(fork.title, step - 14, most=6) for fork in forks]
    harm = broken(tree.harm, END - 16, "badge", 7)
    top = LINE * max(*(len(lines) for lines in heads), len(harm)) + 30
    drop = 30
    for place, (fork, lines) in enumerate(zip(forks, heads, strict=True)):
        x = place * step + 2
        sheet.lines(x, 0, lines)
        sheet.line([(x, top), (x + step, top)])
        sheet.text(x + 22, top - 7, fork.value or "yes", "name")
        low = top + drop * (len(forks) - place) + 8
        sheet.line([(x + 12, top), (x + 12, low), (WIDE - END + 2, low)], "wire soft")
        sheet.text(x + 22, low - 6, "no", "aside")
        sheet.text(WIDE - END + 10, low + 4, f"ends at step {place + 1}", "aside")
    sheet.line([(WIDE - END, top), (WIDE - END + 8, top)], tip="")
    sheet.text(WIDE - END + 14, top + 5, tree.value or "happens", "name")
    sheet.lines(WIDE - END + 14, top - LINE * len(harm) - 14, harm, "badge bad")
    return sheet.svg(top + drop * len(forks) + 22, tree.alt)


def _down(tree: EventTree, width: int) -> str:
    sheet = Sheet(width)
    trunk, y = 14.0, 4.0
    ends = max(length(f"no: ends at step {len(tree.forks)}", "aside") + 6, 110)
    for place, fork in enumerate(tree.forks, 1):
        lines = broken(f"{place}  {fork.title}", width - 40, most=5)
        y = sheet.lines(trunk + 18, y, lines)
        sheet.line([(trunk, y + 10), (width - ends - 6, y + 10)], "wire soft", "")
        sheet.text(width - ends, y + 14, f"no: ends at step {place}", "aside")
        sheet.text(trunk + 18, y + 30, fork.value or "yes", "name")
        y += 40
    sheet.line([(trunk, 6), (trunk, y + 6)], tip="")
    texts = [(tree.harm, "body"), *([(tree.value, "name")] if tree.value else [])]
    y += 6
    y += sheet.box(1, y, width - 2, texts, "shape bad")
    return sheet.svg(y + 2, tree.alt)
