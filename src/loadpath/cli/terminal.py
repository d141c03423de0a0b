"""What the terminal is given: rich consoles, tables without boxes, and text in which nothing invisible hides.

Case files may be written by an attacker or by an AI: control, bidirectional and zero-width characters are shown by
their code point.
"""

from __future__ import annotations

import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

from loadpath.case.characters import visible

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.console import Console
    from rich.table import Table

__all__ = ["NO_NUMBERS", "console", "table", "visible", "working"]

NO_NUMBERS = "no assessor has given numbers yet; `loadpath risk` lists what would be needed"
"""What a command says that has nobody's numbers to work with."""


def console(*, err: bool = False) -> Console:
    """Return a console; output that is not a terminal is 100 columns wide and without colour."""
    from rich.console import Console  # noqa: PLC0415  rich is slow to start

    stream = sys.stderr if err else sys.stdout
    return Console(file=stream, highlight=False, markup=False, width=None if stream.isatty() else 110)


def table(*columns: str, right: tuple[int, ...] = ()) -> Table:
    """Return a table without lines; columns whose number is in `right` are flushed right."""
    from rich.table import Table  # noqa: PLC0415  rich is slow to start

    found = Table(box=None, pad_edge=False, padding=(0, 3, 0, 0), header_style="dim")
    for place, name in enumerate(columns):
        found.add_column(name, justify="right" if place in right else "left", no_wrap=place in right)
    return found


@contextmanager
def working(what: str) -> Iterator[None]:
    """Show that work is going on, on a terminal, while it takes longer than a moment."""
    if not sys.stderr.isatty():
        yield
        return
    with console(err=True).status(what, spinner="line"):
        yield
