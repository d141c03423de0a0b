"""Who may see what: audiences, reasons, tombstones, and the ladder on which withheld numbers are bounded.

Three audiences, each sees more than the one before: the public, reviewers, and the authors themselves (internal). Text
between `[[redact security: ...]]` is withheld from the public; a node is withheld by its `access`. What is withheld
leaves a mark that says nothing but that something stood there: `[[withheld security]]` in a line, a heading such as
`Claim withheld-2: Withheld` where a node was.
"""

from __future__ import annotations

import re
from fractions import Fraction
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from loadpath.case.value import Limit

PUBLIC, REVIEWERS, INTERNAL = "public", "reviewers", "internal"
AUDIENCES = (PUBLIC, REVIEWERS, INTERNAL)
"""Every audience; each sees everything that the ones before it see."""

REASONS = ("legal", "property", "public-safety", "privacy", "security")
"""Why text may be withheld, in the words of published scaling policies; `property` is intellectual property."""

TOMBSTONE = re.compile(r"withheld-[1-9][0-9]{0,5}")
"""The ids of tombstones, which nothing else may have."""

LADDER = tuple(Fraction(step, 10**power) for power in range(1, 9) for step in (5, 2, 1))[:22]
"""The bounds that may be declared, 1 in 2 down to 1 in 20,000,000: 22 steps, so that one says at most 4.5 bits."""

BRACKETS = re.compile(r"\[{2,}|\]{2,}")


def sees(audience: str, access: str) -> bool:
    """Return whether an audience sees a node of that access.

    >>> sees("reviewers", "internal"), sees("reviewers", "public")
    (False, True)
    """
    return AUDIENCES.index(audience) >= AUDIENCES.index(access)


def is_tombstone(name: str) -> bool:
    """Return whether an id is that of a tombstone.

    >>> is_tombstone("withheld-3"), is_tombstone("withheld-claim")
    (True, False)
    """
    return name.startswith("withheld-") and TOMBSTONE.fullmatch(name) is not None


def on_ladder(limit: Limit) -> bool:
    """Return whether a bound is a step of the ladder: `at most 1 in 500`, or `at least` one minus a step."""
    return (limit.bound if limit.at_most else 1 - limit.bound) in LADDER


def step_above(chance: float) -> Fraction | None:
    """Return the lowest step of the ladder that is not below a probability, or None when there is none.

    >>> step_above(0.00013)
    Fraction(1, 5000)
    """
    return min((step for step in LADDER if float(step) >= chance), default=None)


DEEPEST = 40
"""Brackets nested deeper than this are not searched for their ends: each search would be as long as the text."""


def closing(text: str, start: int) -> tuple[int, int] | None:
    """Return where the brackets that close withheld text begin and end, from a place inside of it; None if nowhere.

    Double brackets inside come in pairs. Of an odd row of closing brackets the first belongs to what stands before it.

    >>> closing("see [[x]] here]] and on", 0)
    (14, 16)
    >>> closing("see [x]]]", 0)
    (7, 9)
    """
    depth = 1
    for found in BRACKETS.finditer(text, start):
        pairs = len(found[0]) // 2
        if "[" in found[0]:
            depth += pairs
            if depth > DEEPEST:
                return None
            continue
        if pairs >= depth:
            end = found.end() - 2 * (pairs - depth)
            return end - 2, end
        depth -= pairs
    return None
