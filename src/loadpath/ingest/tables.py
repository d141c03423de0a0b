"""Counts over tables of results, CSV, JSON lines or Parquet, of any length, without holding them in memory.

Each row is one attempt. Readings are those of `ingest.count`: a cluster is an event when any of its rows is (Miller
2024, arXiv:2411.00640, section 2.2), and rows without a value in the cluster column are one cluster together. DuckDB
reads and sums; the sum of a score is kept in whole numbers, so that the order in which rows arrive changes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from loadpath.case.record import Header, Readings, Tally, Totals
from loadpath.case.value import Counts
from loadpath.errors import UnreadableError
from loadpath.ingest.condition import names_in, read_condition
from loadpath.ingest.count import BY_ID, VALUE, WORTH
from loadpath.ingest.inspect.quoting import shown
from loadpath.ingest.table_access import opened, source_of
from loadpath.ingest.table_columns import (
    CSV,
    JSONL,
    LONGEST_HEADER,
    Table,
    broken_line,
    no_column,
    read_csv_table,
    read_json_table,
    read_parquet_table,
)
from loadpath.ingest.table_lines import check_csv, check_json, refuse_json_line
from loadpath.ingest.table_sql import LARGEST, PART, Bound, Cell, condition_sql

if TYPE_CHECKING:
    from collections.abc import Mapping

    from duckdb import DuckDBPyConnection

    from loadpath.case.record import Counting
    from loadpath.ingest.condition import Condition
from loadpath.ingest.table_access import Source

QUERY = (
    "with cells as (select {read}, {more} from {relation}),"
    " judged as (select *, {event} as event, {void} as void, void or event is null as unscored from cells),"
    " units as (select {summed} from judged {together})"
    " select {totals}, count(*) as clusters, count_if(events > 0) as clusters_events,"
    " count_if(unscored < rows) as clusters_scored, count_if(events > 0 or unscored > 0) as clusters_worst from units"
)
"""Rows, judged one by one, summed by unit, and the units summed; every part is of our own making."""

LISTED = 10_000
"""Keys of JSON lines among which the nearest is looked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """One table, counted.

    Attributes:
        header: how it is written.
        totals: its rows, in all; `invalidated` are those that the counting declares void.
        clusters: the readings by cluster.
        samples: the readings by row.
    """

    header: Header
    totals: Totals
    clusters: Readings
    samples: Readings


def count_table(place: str, counting: Counting, *, name: str = "") -> Counted:
    r"""Return what the rows of a table come to.

    Args:
        place: a path, or an address that begins with `https://`, `s3://` or `gs://`.
        counting: what is an event; names in its conditions are columns, and `value` is the column of its score. Without
            a cluster every row stands alone, and so with `id` where no column is called so.
        name: how the file is called in what is said about it; its own name when empty.

    Raises:
        UnreadableError: when it is no such table, has no such column, is over a limit, or cannot be reached.
        LoadpathError: when DuckDB is not installed.

    >>> import tempfile
    >>> from loadpath.case.record import Counting
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     place = Path(folder) / "runs.csv"
    ...     _ = place.write_text("scenario,harm\na,1\na,0\nb,0\n")
    ...     counted = count_table(str(place), Counting(score="harm", cluster="scenario"))
    >>> counted.clusters.worst, counted.samples.worst
    (Counts(events=1, trials=2), Counts(events=1, trials=3))
    """
    source, asked = source_of(place, name), _asked(counting)
    local_json = source.container == JSONL and not source.remote
    find = partial(refuse_json_line, source.place, source.name, asked.columns) if local_json else _nothing
    with opened(source, find) as (connection, reached):
        bound = Bound()
        table = _table(connection, reached, source, bound)
        if asked.cluster == BY_ID and not _has(connection, table, BY_ID):
            asked = _asked(replace(counting, cluster=""))
        found = _sums(connection, table, asked, bound)
        if found["broken"]:
            find()
            raise UnreadableError(f"`{source.name}` has lines that are no JSON objects", help="write one object a line")
        if table.container == JSONL and found["rows"]:
            _require_members(connection, table, asked, found)
    if table.container == CSV and not source.remote:
        check_csv(source.place, table, found["rows"], asked.columns)
    if local_json:
        check_json(source.place, source.name, found["rows"], asked.columns)
    return _counted(found, asked, source)


def _nothing() -> None:
    """Find no fault."""


# what is asked --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """What is asked of every row.

    Attributes:
        event: when it is an event.
        void: when it does not count as scored.
        column_of: the column that each name in the two stands for.
        score: the column that is summed up; empty for none.
        cluster: the column of what belongs together; empty for each row alone.
        columns: all of these columns.
    """

    event: Condition
    void: Condition | None
    column_of: Mapping[str, str]
    score: str
    cluster: str
    columns: tuple[str, ...]


def _asked(counting: Counting) -> _Asked:
    event = read_condition(counting.event)
    void = read_condition(counting.void) if counting.void else None
    named = {*names_in(event), *(names_in(void) if void else ())}
    column_of = {name: (counting.score or VALUE) if name == VALUE else name for name in named}
    score = column_of.get(VALUE, counting.score)
    columns = tuple(sorted({*column_of.values(), *filter(None, (score, counting.cluster))}))
    return _Asked(event=event, void=void, column_of=column_of, score=score, cluster=counting.cluster, columns=columns)


# what is there --------------------------------------------------------------------------------------------------------


def _table(connection: DuckDBPyConnection, reached: str, source: Source, bound: Bound) -> Table:
    if source.container == CSV:
        beginning = _first_line(connection, reached) if source.remote else _beginning(source.place)
        return read_csv_table(reached, source.name, beginning, bound, tabs=source.suffix == ".tsv")
    if source.container == JSONL:
        return read_json_table(reached, source.name, bound)
    return read_parquet_table(connection, reached, source.name, bound)


def _beginning(place: str) -> bytes:
    with Path(place).open("rb") as file:
        return file.read(LONGEST_HEADER)


def _first_line(connection: DuckDBPyConnection, reached: str) -> bytes:
    """Return the first line of a file elsewhere; a header with a line end in a name is not read there."""
    found = connection.execute(
        "select line from read_csv($place, auto_detect = false, header = false, columns = {'line': 'varchar'},"
        " delim = chr(31), quote = '', escape = '', compression = 'none') limit 1",
        {"place": reached},
    ).fetchone()
    return str(found[0]).encode() if found else b""


def _has(connection: DuckDBPyConnection, table: Table, column: str) -> bool:
    """Return whether a table has a column; of JSON lines, whether any line has it."""
    if table.container != JSONL:
        return column in table.columns
    bound = Bound()
    again = read_json_table(table.place, table.name, bound)
    query = f"select 1 from {again.relation} where {again.member(column, bound)} is not null limit 1"  # noqa: S608
    return connection.execute(query, bound.values).fetchone() is not None


def _sums(connection: DuckDBPyConnection, table: Table, asked: _Asked, bound: Bound) -> dict[str, int]:
    """Return the sums that a count is made of, by name, in one pass over the rows."""
    query = _query(table, asked, bound)
    cursor = connection.execute(query, bound.values)
    row = cursor.fetchone()
    assert row is not None
    return {column[0]: int(value or 0) for column, value in zip(cursor.description, row, strict=True)}


def _query(table: Table, asked: _Asked, bound: Bound) -> str:
    inner = {column: table.cell(column, bound) for column in asked.columns}
    read = ", ".join(
        f"{cell.text} as t{place}, {cell.number} as n{place}, {cell.is_text} as s{place}"
        for place, cell in enumerate(inner.values())
    )
    outer = {
        column: Cell(text=f"t{place}", number=f"n{place}", is_text=f"s{place}") for place, column in enumerate(inner)
    }
    cells = {name: outer[column] for name, column in asked.column_of.items()}
    void = f"coalesce({condition_sql(asked.void, cells, bound)}, false)" if asked.void else "false"
    event = condition_sql(asked.event, cells, bound)
    json = table.container == JSONL
    members = [table.member(column, bound) for column in asked.columns] if json else []
    present = ", ".join(f"{member} is not null as m{place}" for place, member in enumerate(members))
    more = f"{broken_line(members)} as broken, {present}" if json else "false as broken"
    score = outer[asked.score] if asked.score else Cell(text="null", number="cast(null as double)")
    sums = {
        "rows": "count(*)",
        "unscored": "count_if(unscored)",
        "events": "count_if(event and not unscored)",
        "void": "count_if(void)",
        "broken": "count_if(broken)",
        "valued": f"count({score.text})",
        "positive": f"count_if({score.number} = 1)",
        **_exact_sum(score.number),
        **{f"m{place}": f"count_if(m{place})" for place in range(len(members))},
    }
    summed = ", ".join(f"{sql} as {name}" for name, sql in sums.items())
    return QUERY.format(
        read=read,
        more=more,
        relation=table.relation,
        event=event,
        void=void,
        summed=summed,
        together=f"group by {outer[asked.cluster].text}" if asked.cluster else "",
        totals=", ".join(f"sum({name}) as {name}" for name in sums),
    )


def _exact_sum(number: str) -> dict[str, str]:
    """Return the parts of a sum that no order changes: whole numbers, parts of `PART`, and what is too large."""
    fits = f"abs({number}) < {LARGEST!r}"
    return {
        "whole": f"sum(case when {fits} then cast(trunc({number}) as hugeint) end)",
        "part": f"sum(case when {fits} then cast(({number} - trunc({number})) * {PART} as bigint) end)",
        "beyond": f"count_if(not {fits})",
    }


def _require_members(connection: DuckDBPyConnection, table: Table, asked: _Asked, found: Mapping[str, int]) -> None:
    """Refuse a column that no line has."""
    for place, column in enumerate(asked.columns):
        if not found[f"m{place}"]:
            bound = Bound()
            again = read_json_table(table.place, table.name, bound)
            query = f"select distinct unnest(json_keys(line)) as name from {again.relation} order by name"  # noqa: S608
            names = connection.execute(query, bound.values).fetchmany(LISTED)
            raise no_column(table.name, column, [name for (name,) in names])


# what it comes to -----------------------------------------------------------------------------------------------------


def _counted(found: Mapping[str, int], asked: _Asked, source: Source) -> Counted:
    rows, events, unscored = found["rows"], found["events"], found["unscored"]
    samples = Readings(
        as_scored=Counts(events, rows - unscored), worst=Counts(events + unscored, rows), best=Counts(events, rows)
    )
    clusters = samples
    if asked.cluster:
        every, hit = found["clusters"], found["clusters_events"]
        clusters = Readings(
            as_scored=Counts(hit, found["clusters_scored"]),
            worst=Counts(found["clusters_worst"], every),
            best=Counts(hit, every),
        )
    totals = Totals(
        samples=rows,
        ids=rows,
        clusters=clusters.worst.trials,
        epochs=1 if rows else 0,
        errors=0,
        edited=0,
        invalidated=found["void"],
        refused=0,
        fallbacks=0,
        scores=((asked.score, _tally(found, source, asked.score)),) if asked.score else (),
    )
    return Counted(header=Header(container=source.container), totals=totals, clusters=clusters, samples=samples)


def _tally(found: Mapping[str, int], source: Source, score: str) -> Tally:
    if found["beyond"]:
        raise UnreadableError(
            f"`{shown(score)}` of `{source.name}` has a value beyond {LARGEST:g}, which no sum of it can hold",
            help="count over a score of ordinary size",
        )
    total = found["whole"] + Fraction(found["part"], PART)
    return Tally(
        scored=found["valued"],
        positive=found["positive"],
        unscored=found["rows"] - found["valued"],
        total=round(float(total), WORTH),
    )
