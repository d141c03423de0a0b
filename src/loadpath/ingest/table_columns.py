"""What columns a table has, and how a cell of each becomes a value: CSV, JSON lines and Parquet, read by DuckDB.

A number that is infinite or none at all is no value, however a file writes it.

- CSV: every cell is text; an empty one has no value. The header is required, every line has as many cells as it, and no
  two columns have one name.
- JSON lines: one object a line. A key that is missing or null has no value; an object or a list is refused where it is
  asked for.
- Parquet: numbers, truth values and text; null is no value; dates and the like are their text.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from loadpath.errors import UnreadableError
from loadpath.ingest.inspect.quoting import shown
from loadpath.ingest.table_sql import Bound, Cell, finite, number_of_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from duckdb import DuckDBPyConnection

CSV, JSONL, PARQUET = "csv", "jsonl", "parquet"
CONTAINERS = {".csv": CSV, ".tsv": CSV, ".jsonl": JSONL, ".ndjson": JSONL, ".parquet": PARQUET}

LONGEST_HEADER = 1_000_000
"""Bytes of the first line of a CSV file."""

LONGEST_LINE = 16_000_000
"""Bytes of one line."""

MOST_COLUMNS = 10_000
SHOWN = 12
"""Column names listed in a refusal."""

WHOLE = {"tinyint", "smallint", "integer", "bigint", "hugeint"}
NUMBERS = WHOLE | {f"u{name}" for name in WHOLE} | {"decimal", "float", "double"}
TEXTS = {"varchar", "enum", "uuid", "date", "interval"}

NOT_FINITE = "(?i)[+-]?(nan|inf|infinity)"
"""How programs write a number that is none into a file of text."""

BESIDE_JSON = r"(?i),\s*[}\]]|nan|inf"
"""What DuckDB reads as JSON and the grammar (RFC 8259) does not have, as far as it may also stand in a text."""

JSON_TEXT = r'"(?:[^"\\]|\\.)*"|\bNaN\b|\bInfinity\b'


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table that DuckDB has open.

    Attributes:
        place: how DuckDB calls the file.
        name: how the case calls it.
        container: `csv`, `jsonl` or `parquet`.
        relation: the SQL of its rows.
        columns: the names of its columns, in order; empty for JSON lines, whose lines may differ.
        kinds: for Parquet the type of each column.
        delimiter: for CSV what stands between cells.
    """

    place: str
    name: str
    container: str
    relation: str
    columns: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    delimiter: str = ","

    def cell(self, column: str, bound: Bound) -> Cell:
        """Return a column as SQL over `relation`.

        Raises:
            UnreadableError: when there is no such column, or its values are lists, records or bytes.
        """
        if self.container == JSONL:
            return _json_cell(self.member(column, bound), bound)
        if column not in self.columns:
            raise no_column(self.name, column, self.columns)
        place = self.columns.index(column)
        if self.container == CSV:
            return _text_cell(f"case when not regexp_full_match(c{place}, '{NOT_FINITE}') then c{place} end", bound)
        return self._typed_cell(place, bound)

    def member(self, column: str, bound: Bound) -> str:
        """Return one member of a line of JSON as SQL, by JSON Pointer (RFC 6901)."""
        return f"json_extract(line, {bound.put('/' + column.replace('~', '~0').replace('/', '~1'))})"

    def _typed_cell(self, place: int, bound: Bound) -> Cell:
        column, kind = f"c{place}", self.kinds[place]
        if kind == "boolean":
            return Cell(text=_truth_text(column), number=f"cast({column} as double)")
        if kind in ("float", "double"):
            return _double_cell(f"cast({column} as double)")
        if kind in NUMBERS:
            return Cell(text=f"cast({column} as varchar)", number=f"cast({column} as double)")
        if kind in TEXTS or kind.startswith("time"):
            return _text_cell(f"cast({column} as varchar)", bound)
        raise UnreadableError(
            f"the column `{shown(self.columns[place])}` of `{self.name}` holds values of type `{kind}`",
            help="count over a column of numbers, text or truth values",
        )


def read_csv_table(place: str, name: str, beginning: bytes, bound: Bound, *, tabs: bool) -> Table:
    """Return a CSV file as a table; its header is read here, its rows by DuckDB."""
    delimiter = "\t" if tabs else ","
    columns = _csv_header(beginning, name, delimiter)
    types = ", ".join(f"'c{place}': 'varchar'" for place in range(len(columns)))
    relation = (
        f"read_csv({bound.put(place)}, auto_detect = false, header = true, columns = {{{types}}},"
        f" delim = {bound.put(delimiter)},"
        " quote = '\"', escape = '\"', strict_mode = true, null_padding = false, ignore_errors = false,"
        f" nullstr = '', compression = 'none', hive_partitioning = false, max_line_size = {LONGEST_LINE})"
    )
    return Table(place=place, name=name, container=CSV, relation=relation, columns=columns, delimiter=delimiter)


def _csv_header(beginning: bytes, name: str, delimiter: str) -> tuple[str, ...]:
    """Return the names in the first line of a CSV file."""
    remedy = "the first line of a table names its columns"
    try:
        text = beginning.decode("utf-8-sig", errors="strict" if len(beginning) < LONGEST_HEADER else "ignore")
        header = next(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True), [])
    except UnicodeDecodeError as fault:
        line = beginning[: fault.start].count(b"\n") + 1
        raise UnreadableError(f"{name}:{line}: is not UTF-8", help="save the table as UTF-8") from None
    except csv.Error as fault:
        raise UnreadableError(f"{name}:1: the header cannot be read: {shown(str(fault))}", help=remedy) from None
    if not header or not any(header):
        raise UnreadableError(f"`{name}` has no header", help=remedy)
    if len(header) > MOST_COLUMNS or sum(map(len, header)) >= LONGEST_HEADER // 2:
        raise UnreadableError(
            f"{name}:1: a header of {len(header):,} columns, at most {MOST_COLUMNS:,}", help="keep fewer columns"
        )
    if any(letter in column for column in header for letter in "\r\n"):  # by it DuckDB would tell how lines end
        raise UnreadableError(f"{name}:1: a column name holds the end of a line", help=remedy)
    return _different(header, name)


def read_json_table(place: str, name: str, bound: Bound) -> Table:
    """Return a file of JSON lines as a table with one column, `line`."""
    relation = (
        f"read_ndjson_objects({bound.put(place)}, compression = 'uncompressed', hive_partitioning = false,"
        f" maximum_object_size = {LONGEST_LINE}) as lines(line)"
    )
    return Table(place=place, name=name, container=JSONL, relation=relation)


def read_parquet_table(connection: DuckDBPyConnection, place: str, name: str, bound: Bound) -> Table:
    """Return a Parquet file as a table; DuckDB tells columns apart without regard to case, this does not."""
    held = connection.execute("select name, num_children from parquet_schema($place)", {"place": place}).fetchall()
    columns = _different(list(_outermost(held)), name)
    shape = connection.execute(
        "select * from read_parquet($place, hive_partitioning = false) limit 0", {"place": place}
    ).description
    kinds = tuple(str(column[1].id) for column in shape)
    if len(kinds) != len(columns):
        raise UnreadableError(f"the columns of `{name}` cannot be told apart", help="write it again with plain columns")
    names = ", ".join(f"c{place}" for place in range(len(columns)))
    relation = f"read_parquet({bound.put(place)}, hive_partitioning = false) as cells({names})"
    return Table(place=place, name=name, container=PARQUET, relation=relation, columns=columns, kinds=kinds)


def _outermost(held: Sequence[tuple[str, int | None]]) -> Iterable[str]:
    """Yield the columns that are not part of another: the schema lists every element before those inside it."""
    inside = 0
    for name, children in held[1:]:
        if not inside:
            yield name
        inside += (children or 0) - (1 if inside else 0)


def _different(columns: Sequence[str], name: str) -> tuple[str, ...]:
    if len(set(columns)) < len(columns):
        twice = Counter(columns).most_common(1)[0][0]
        raise UnreadableError(f"`{name}` has two columns `{shown(twice)}`", help="give every column a name of its own")
    return tuple(columns)


def no_column(name: str, column: str, columns: Iterable[str]) -> UnreadableError:
    """Return the refusal of a column that a table does not have, with those that it has, the nearest first."""
    near = sorted(columns, key=lambda known: -SequenceMatcher(None, column.lower(), known.lower()).ratio())
    listed = ", ".join(f"`{shown(known)}`" for known in near[:SHOWN] if known) or "none"
    more = f" and {len(near) - SHOWN:,} more" if len(near) > SHOWN else ""
    return UnreadableError(f"`{name}` has no column `{shown(column)}`", help=f"there is {listed}{more}")


def broken_line(members: Iterable[str]) -> str:
    """Return the SQL of whether a line of JSON lines is none: no object, a key twice, or a record where a value is."""
    nested = "".join(f" or json_type({one}) in ('ARRAY', 'OBJECT')" for one in members)
    bare = f"regexp_replace(line, '{JSON_TEXT}', '', 'g')"
    beside = (
        f"case when regexp_matches(line, '{BESIDE_JSON}') then regexp_matches({bare}, '{BESIDE_JSON}') else false end"
    )
    keys = "json_keys(line)"
    return f"(json_type(line) <> 'OBJECT' or len({keys}) <> list_unique({keys}) or {beside}{nested})"


def _text_cell(text: str, bound: Bound) -> Cell:
    return Cell(text=text, number=number_of_text(text, bound), is_text="true")


def _double_cell(number: str) -> Cell:
    return Cell(
        text=f"case when isfinite({number}) then cast({number} as varchar) end",
        number=finite(number),
    )


def _truth_text(value: str) -> str:
    return f"case {value} when true then 'True' when false then 'False' end"


def _json_cell(value: str, bound: Bound) -> Cell:
    written = f"json_extract_string({value}, '$')"
    kind = f"json_type({value})"
    double = f"try_cast({written} as double)"
    whole = f"regexp_full_match({written}, '-?[0-9]+')"
    number = f"case when {whole} then {written} when isfinite({double}) then cast({double} as varchar) end"
    text = (
        f"case {kind} when 'VARCHAR' then {written} when 'NULL' then null when 'BOOLEAN' then"
        f" {_truth_text(f'cast({written} as boolean)')} else {number} end"
    )
    worth = (
        f"case {kind} when 'VARCHAR' then {number_of_text(written, bound)} when 'NULL' then null when 'BOOLEAN' then"
        f" cast(cast({written} as boolean) as double) else {finite(double)} end"
    )
    return Cell(text=text, number=worth, is_text=f"({kind} = 'VARCHAR')")
