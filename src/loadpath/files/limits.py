"""How much of anything a case may hold: beyond these sizes nothing is read, and the place is an error.

They are far above what anybody writes by hand, and low enough that the cost of every later step is bounded.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from loadpath.case.diagnostic import Diagnostic, Severity
from loadpath.case.span import Span
from loadpath.files.scan import Block, Shape

if TYPE_CHECKING:
    from collections.abc import Iterable

    from loadpath.files.outline import RawPart

Lines = tuple[tuple[int, int, str], ...]

LONGEST_ENTRY = 20_000
"""Characters of one field, judgement, step, or row of a table: about seven pages."""

LONGEST_HEADING = 1_000
LONGEST_PARAGRAPH = 200_000
MOST_PARTS = 50_000
MOST_ENTRIES = 10_000
"""Entries of one list, or rows of one table."""

MOST_BLOCKS = 50_000
"""Headings, lists, tables and paragraphs of one file."""


SHAPES = {Shape.BULLETS: "a list", Shape.ITEMS: "a list", Shape.TABLE: "a table"}


def few(text: str) -> int:
    """Return how many lines of a text are together certainly shorter than any limit, whatever they are."""
    return LONGEST_HEADING // (1 + max(map(len, text.split("\n"))))


def too_long(block: Block, file: str) -> Diagnostic | None:
    """Return the fault of a block that is longer than anything is read, or None."""
    if max(len(block.entries), len(block.nested)) > MOST_ENTRIES or (
        block.shape is Shape.TABLE and len(block.lines) > MOST_ENTRIES
    ):
        return _fault(
            block.lines[0], f"{SHAPES[block.shape]} of more than {MOST_ENTRIES:,} lines", "malformed-value", file
        )
    match block.shape:
        case Shape.HEADING:
            return _judged(block.lines, LONGEST_HEADING, "a heading", "malformed-heading", file)
        case Shape.BULLETS | Shape.ITEMS:
            return _first(block.entries, "an entry of a list", "malformed-value", file)
        case Shape.TABLE:
            return _first(((line,) for line in block.lines), "a row of a table", "malformed-table", file)
        case _:
            return _judged(block.lines, LONGEST_PARAGRAPH, "a paragraph", "malformed-value", file)


def _first(pieces: Iterable[Lines], what: str, rule: str, file: str) -> Diagnostic | None:
    return next((fault for piece in pieces if (fault := _judged(piece, LONGEST_ENTRY, what, rule, file))), None)


def _judged(lines: Lines, most: int, what: str, rule: str, file: str) -> Diagnostic | None:
    size = sum(len(line) for _, _, line in lines)
    if size <= most:
        return None
    return _fault(lines[0], f"{what} of more than {most:,} characters", rule, file)


def _fault(line: tuple[int, int, str], what: str, rule: str, file: str) -> Diagnostic:
    number, column, _ = line
    return Diagnostic(
        rule=rule,
        severity=Severity.ERROR,
        message=f"{what} is not read",
        at=Span(file, number, column, column + 1),
        help="split it; long material belongs in a file of its own, as evidence",
    )


def too_many_blocks(block: Block, file: str) -> Diagnostic:
    """Return the fault of the first block beyond the number that is read."""
    return _fault(block.lines[0], f"what follows {MOST_BLOCKS:,} paragraphs in one file", "malformed-value", file)


def too_many(part: RawPart) -> Diagnostic:
    """Return the fault of the first part beyond the number that is read."""
    return Diagnostic(
        rule="malformed-heading",
        severity=Severity.ERROR,
        message=f"the case has more than {MOST_PARTS:,} parts, and this one and those after it are not read",
        at=part.at,
        help="split the case",
    )
