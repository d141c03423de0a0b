"""Where something was written: file, line and columns, so that every value can be pointed at."""

from __future__ import annotations

from typing import NamedTuple


class Span(NamedTuple):
    """A stretch of one line: file name as given, line and columns counted from 1, `end_column` exclusive.

    A named tuple, because a case holds more spans than anything else and it is made four times as fast.
    """

    file: str
    line: int
    column: int = 1
    end_column: int = 2

    def __str__(self) -> str:
        """Return `file:line:column`, the form that editors and terminals turn into a link."""
        return f"{self.file}:{self.line}:{self.column}"


NOWHERE = Span("<python>", 1)
"""The span of a value that was made in Python and never written in a file."""
