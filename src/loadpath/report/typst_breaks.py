"""Where pages break: no last row of a table alone on a page.

Typst keeps headings with what follows and a table's head with its rows, but would leave one row over. Where the last
two rows of a table came to stand on two pages, the rows move a little closer, or the table begins a little lower, and
the pages are made once more.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from loadpath.report.typst_prose import Value

    Places = Mapping[str, tuple[int, float]]

ROUNDS = 3
"""How often the pages are made at most; a row that is still alone then stays so."""

MANY = 12
"""With so many rows, moving them closer gains a row."""

CLOSER = 0.8
"""Points above and below each row."""

BOTTOM = 842 - 59.5
TURNED_BOTTOM = 595 - 59.5
LEAST_ROW = 16.0
"""Points: the lower edge of the text of a page, upright and turned, and the least height of a row."""


def mended(tables: Iterable[dict[str, Value]], places: Places) -> bool:
    """Change how tables with a row alone on a page are set, and return whether there were any."""
    found = False
    for table in tables:
        before, last = (places.get(_spot(table, which)) for which in (-2, -1))
        if before is not None and last is not None and before[0] != last[0]:
            _mend(table, before[1])
            found = True
    return found


def _spot(table: dict[str, Value], which: int) -> str:
    rows = table["rows"]
    assert isinstance(rows, list)
    row = rows[which]
    assert isinstance(row, dict)
    return str(row["spot"])


def _mend(table: dict[str, Value], y: float) -> None:
    rows, pushed = table["rows"], table["push"]
    assert isinstance(rows, list)
    assert isinstance(pushed, float)
    if len(rows) >= MANY and not table["squeeze"]:
        table["squeeze"] = CLOSER
    else:
        table["squeeze"] = 0.0
        bottom = TURNED_BOTTOM if table["turned"] else BOTTOM
        table["push"] = round(pushed + max(LEAST_ROW, bottom - y - LEAST_ROW), 1)
