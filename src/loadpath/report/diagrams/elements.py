"""What an argument diagram consists of: elements in the terms of GSN version 3, before anybody decides how they look.

An argument is a tree: what supports an element stands below it, what it is to be read in stands beside it, and so do
the challenges to it. A part of the case that is needed a second time is drawn again as an *away* element, which says
where the first one is; so no two lines ever have to cross.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


class Kind(Enum):
    """What an element is: the six kinds of GSN."""

    GOAL = "goal"
    STRATEGY = "strategy"
    SOLUTION = "solution"
    CONTEXT = "context"
    ASSUMPTION = "assumption"
    JUSTIFICATION = "justification"


@dataclass(frozen=True, slots=True)
class Badge:
    """A word at the upper right of an element; the tone colours it, the word says it."""

    word: str
    tone: str = "attention"


@dataclass(frozen=True, slots=True, kw_only=True)
class Element:
    """One element of an argument.

    Attributes:
        kind: what it is.
        name: its id, in bold; empty shows none.
        text: what it says.
        subject: id of the part of the case that it stands for; empty for a strategy or a context.
        note: a line that stands back, such as a word of strength.
        badges: its states, in words.
        away: where it is drawn in full; empty when that is here.
        undeveloped: whether nothing supports it yet.
        counter: whether it challenges what it stands beside.
        defeated: whether a challenge to it was upheld.
        answered: whether it is a challenge that does not stand any more; its line is crossed.
        stale: whether it leans on something that has expired.
        shares: risk over budget, for each assessor; None where that is not one number.
        below: what supports it, in order.
        beside: contexts, assumptions, justifications and challenges.
    """

    kind: Kind
    name: str = ""
    text: str = ""
    subject: str = ""
    note: str = ""
    badges: tuple[Badge, ...] = ()
    away: str = ""
    undeveloped: bool = False
    counter: bool = False
    defeated: bool = False
    answered: bool = False
    stale: bool = False
    shares: tuple[float | None, ...] = ()
    below: tuple[Element, ...] = ()
    beside: tuple[Element, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Argument:
    """A whole argument: its uppermost element, and what the drawing is called."""

    root: Element
    title: str


def levels(root: Element) -> Iterator[tuple[Element, Element | None]]:
    """Yield every element with the one it stands under or beside, level by level: parents before children."""
    queue: list[tuple[Element, Element | None]] = [(root, None)]
    for element, over in queue:  # grows while it is read: breadth first
        yield element, over
        queue.extend((one, element) for one in (*element.beside, *element.below))
