"""How a table of text is checked beside DuckDB: that no line was passed over, and which line is at fault.

DuckDB's reader of CSV drops empty cells behind the last column, and takes a quote behind a space for the start of a
quoted cell. So a file without quotes is checked by counting its delimiters, and one with quotes is read once more, by
Python's `csv`; what the two understand differently is refused. Faults in JSON lines are found by reading them again.
"""

from __future__ import annotations

import csv
from pathlib import Path
from typing import TYPE_CHECKING

from loadpath.errors import UnreadableError
from loadpath.ingest.inspect.quoting import shown
from loadpath.ingest.json_strict import read_json
from loadpath.ingest.table_columns import LONGEST_LINE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from loadpath.ingest.table_columns import Table

PIECE = 1 << 22
"""Bytes read at once."""


def check_csv(place: str, table: Table, rows: int, asked: Sequence[str]) -> None:
    """Refuse a CSV file of which DuckDB did not read every line as it is written.

    Args:
        place: its path.
        table: how it was read.
        rows: how many rows DuckDB found.
        asked: the columns that were looked at.

    Raises:
        UnreadableError: with the line, where that can be told.
    """
    delimiter = table.delimiter.encode()
    ends = {b"\n": 0, b"\r": 0, b'"': 0, delimiter: 0}
    last = b"\n"
    with Path(place).open("rb") as file:
        while piece := file.read(PIECE):
            last = piece[-1:]
            for sign in ends:
                ends[sign] += piece.count(sign)
    width = len(table.columns)
    lines = (ends[b"\n"] or ends[b"\r"]) + (last not in b"\r\n")
    whole = ends[delimiter] == (rows + 1) * (width - 1) if width > 1 else rows + 1 == lines
    if ends[b'"'] or not whole:
        _read_again(place, table, rows, asked)


def _read_again(place: str, table: Table, rows: int, asked: Sequence[str]) -> None:
    name, width = table.name, len(table.columns)
    looked_at = [table.columns.index(column) for column in asked]
    before = csv.field_size_limit(LONGEST_LINE)
    found = -1
    try:
        with Path(place).open(encoding="utf-8-sig", newline="") as file:
            lines = csv.reader(file, delimiter=table.delimiter, strict=True)
            for cells in lines:
                if len(cells) != width and (cells or width > 1):
                    if not cells:
                        continue
                    raise UnreadableError(
                        f"{name}:{lines.line_num}: {len(cells)} cells in a table of {width} columns",
                        help="give every line as many cells as the header",
                    )
                found += 1
                for column in looked_at:
                    if cells and cells[column][:1] == " " and cells[column].lstrip(" ")[:1] == '"':
                        raise UnreadableError(
                            f"{name}:{lines.line_num}: a space before a quote, which programs read differently",
                            help="begin the cell with its quote",
                        )
    except csv.Error as fault:
        raise UnreadableError(
            f"{name}:{lines.line_num}: {shown(str(fault))}", help="write a quote in quotes twice"
        ) from None
    except UnicodeDecodeError:
        raise UnreadableError(f"`{name}` is not UTF-8", help="save the table as UTF-8") from None
    finally:
        csv.field_size_limit(before)
    _require_same(name, found, rows)


def _require_same(name: str, found: int, rows: int) -> None:
    if found != rows:
        raise UnreadableError(
            f"`{name}` has {found:,} rows by one reader and {rows:,} by another", help="write it again with one program"
        )


def check_json(place: str, name: str, rows: int, asked: Sequence[str]) -> None:
    """Refuse a file of JSON lines of which DuckDB passed over one, as it does with a file of one byte.

    Raises:
        UnreadableError: with the line, where that can be told.
    """
    with Path(place).open("rb") as file:
        found = sum(1 for line in file if line.strip())
    if found != rows:
        refuse_json_line(place, name, asked)
        _require_same(name, found, rows)


def refuse_json_line(place: str, name: str, asked: Sequence[str]) -> None:
    """Raise what is wrong with the first faulty line of a file of JSON lines; return if none is.

    Raises:
        UnreadableError: with the line.
    """
    with Path(place).open("rb") as file:
        for number, line in enumerate(iter(lambda: file.readline(LONGEST_LINE + 1), b""), start=1):
            at = f"{name}:{number}"
            if len(line) > LONGEST_LINE:
                raise UnreadableError(f"{at}: a line of more than {LONGEST_LINE:,} bytes", help="keep long text out")
            if not line.strip():
                continue
            found = read_json(line.strip(), at)
            if not isinstance(found, dict):
                raise UnreadableError(f"{at}: no JSON object", help="write one object a line")
            nested = next((column for column in asked if isinstance(found.get(column), dict | list)), None)
            if nested is not None:
                raise UnreadableError(f"{at}: `{shown(nested)}` is a list or an object", help="count over plain values")
