"""Tables are counted as `holds` counts their rows one by one, whatever they are written in and whatever stands in them."""

from __future__ import annotations

import csv
import json
import math
import os
import re
import sys
from fractions import Fraction
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from loadpath.case.record import Counting, Readings, Tally
from loadpath.case.value import Counts
from loadpath.errors import LoadpathError, UnreadableError
from loadpath.ingest import table_access
from loadpath.ingest.condition import holds, number_of, read_condition
from loadpath.ingest.table_sql import PART
from loadpath.ingest.tables import count_table

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from loadpath.case.record import Scalar

duckdb = pytest.importorskip("duckdb")

Row = dict[str, "Scalar"]

HOSTILE = (
    "", "C", "I", "P", "N", "c", "1", "0", "1.0", "-0", " 1 ", "1_000", "_1", "1__0", "1_.5", "+.5", "5.", "1e5", "1e400",
    "-1e400", "4.9e-324", "1e-400", "0x10", "1,5", "nan", "NaN", "-nan", "+NAN", "inf", "-Infinity", "true", "True",
    "FALSE", "tRuE", "null", "NULL", "None", "bad", "'; drop table cells; --", 'a"b', "a'b", "a,b", "a\tb", "a\nb",
    "a\r\nb", "=1+1", "@x", "\u0661", "\U0001d7d9", "\xa01", "\u20031", "\x1f1", "\x0b1", "\x851", "\ufeff1", "\u0131",
    "\u212a", "e\u0301", "\u2028", "1e1_0", "9007199254740993", "1" * 400, "1" * 2_100, "$p0", "?", "%", "\\", "0.1", "0.10",
)  # fmt: skip
NUMBERS = (
    0.0,
    -0.0,
    1.0,
    0.5,
    0.1,
    1e16,
    1e15,
    1e-5,
    1e22,
    123456789.125,
    -7.25,
    5e-324,
    1.7e27,
    math.nan,
    math.inf,
    -math.inf,
)
NAMES = ("a", "b", "A", "verdict", "meta.split", "x-1", "w/y", "value")
ODD = ('say "hi"', "it's", "", "c0", "line", "t0; --", "w~1y", "\u00fc \u0661", "a\\b", "$.a", "~1", "0", "id")

texts = st.one_of(st.sampled_from(HOSTILE), st.text(st.characters(exclude_categories=["Cs"]), max_size=6))
doubles = st.one_of(st.sampled_from(NUMBERS), st.floats(width=64).filter(lambda x: not abs(x) > 1e27))


def reference(rows: Sequence[Row], counting: Counting) -> tuple[Readings, Readings, tuple[tuple[str, Tally], ...]]:
    """Return what the rows come to by `holds`, one by one: by cluster, by row, and the sum of the score."""
    event, void = read_condition(counting.event), read_condition(counting.void) if counting.void else None
    score = counting.score or ("value" if re.search(r"\bvalue\b", counting.event + counting.void) else "")
    alone = not counting.cluster or (counting.cluster == "id" and not any("id" in row for row in rows))
    seen: dict[object, list[bool | None]] = {}
    for place, row in enumerate(rows):

        def value_of(name: str, row: Row = row) -> Scalar:
            return row.get(score if name == "value" else name)

        spoilt = void is not None and holds(void, value_of) is True
        cluster = ("row", place) if alone else _str(row.get(counting.cluster))
        seen.setdefault(cluster, []).append(None if spoilt else holds(event, value_of))
    values = [row.get(score) for row in rows]
    worths = [worth for value in values if (worth := number_of(value)) is not None]
    tally = Tally(
        scored=sum(value is not None for value in values),
        positive=worths.count(1),
        unscored=values.count(None),
        total=round(float(sum(Fraction(round(Fraction(worth) * PART), PART) for worth in worths)), 6),
    )
    flat = [[one] for unit in seen.values() for one in unit]
    return _readings(list(seen.values())), _readings(flat), ((score, tally),) if score else ()


def _str(value: Scalar) -> str | None:
    return None if value is None else str(value)


def _readings(units: Sequence[Sequence[bool | None]]) -> Readings:
    events = sum(True in unit for unit in units)
    return Readings(
        as_scored=Counts(events, sum(set(unit) != {None} for unit in units)),
        worst=Counts(sum(True in unit or None in unit for unit in units), len(units)),
        best=Counts(events, len(units)),
    )


def _no_nonsense(value: Scalar) -> Scalar:
    return None if isinstance(value, float) and not math.isfinite(value) else value


def as_csv(folder: Path, columns: Sequence[str], rows: Sequence[Row], end: str) -> tuple[Path, list[Row]]:
    """Write rows of text; return the file, and the rows as they are to be understood."""
    place = folder / "t.csv"
    with place.open("w", encoding="utf-8", newline="") as file:
        bare = any("\r" in str(value) for row in rows for value in row.values())  # which Python leaves without quotes
        writer = csv.writer(file, lineterminator=end, quoting=csv.QUOTE_ALL if bare else csv.QUOTE_MINIMAL)
        writer.writerow(columns)
        writer.writerows([["" if row[name] is None else row[name] for name in columns] for row in rows])
    absent = re.compile(r"[+-]?(nan|inf|infinity)", re.IGNORECASE | re.ASCII)
    meant: list[Row] = [
        {
            name: None if not (text := str("" if row[name] is None else row[name])) or absent.fullmatch(text) else text
            for name in columns
        }
        for row in rows
    ]
    return place, meant


def as_json(folder: Path, columns: Sequence[str], rows: Sequence[Row], end: str) -> tuple[Path, list[Row]]:
    """Write rows as objects, one a line, a value of None now as null and now as no key at all."""
    place = folder / "t.jsonl"
    kept = [{name: row[name] for at, name in enumerate(columns) if row[name] is not None or at % 2} for row in rows]
    kept = [*kept, dict.fromkeys(columns)]  # so that every key stands in a line
    place.write_bytes("".join(json.dumps(row) + end for row in kept).encode())
    return place, [{name: _no_nonsense(value) for name, value in row.items()} for row in kept]


def as_parquet(
    folder: Path, columns: Sequence[str], rows: Sequence[Row], kinds: Sequence[str]
) -> tuple[Path, list[Row]]:
    """Write typed rows with DuckDB, and read what they hold back from it."""
    place = folder / "t.parquet"
    quoted = ['"' + name.replace('"', '""') + '"' for name in columns]
    with duckdb.connect() as connection:
        connection.execute(f"create table t ({', '.join(map(' '.join, zip(quoted, kinds, strict=True)))})")
        marks = ", ".join(f"try_cast(? as {kind})" for kind in kinds)
        for row in rows:
            connection.execute(f"insert into t values ({marks})", [row[name] for name in columns])  # noqa: S608
        held = connection.execute("select * from t").fetchall()
        connection.execute("copy t to ? (format parquet)", [str(place)])
    return place, [{name: _no_nonsense(value) for name, value in zip(columns, row, strict=True)} for row in held]


literals = st.one_of(
    st.sampled_from(("1", "0", "0.5", "-7.25", "1e5", "true", "FALSE", '"1"', '"True"', "bad", "C", "1000")),
    texts.filter(lambda text: '"' not in text and len(text) < 500).map('"{}"'.format),
)
numbers = st.sampled_from(("1", "0", "0.5", "-7.25", "1e5", "1e300", "0.1"))
names = st.sampled_from(NAMES)
comparisons = st.one_of(
    names,
    st.builds("{} {} {}".format, names, st.sampled_from(("=", "!=", "<>")), literals),
    st.builds("{} {} {}".format, names, st.sampled_from(("<", "<=", ">", ">=")), numbers),
    st.builds("{} in ({}, {})".format, names, literals, literals),
)
conditions = st.recursive(
    comparisons,
    lambda inner: st.one_of(
        inner.map("not ({})".format), st.builds("({}) {} ({})".format, inner, st.sampled_from(("and", "or")), inner)
    ),
    max_leaves=4,
)


@st.composite
def countings(draw: st.DrawFn, columns: Sequence[str]) -> Counting:
    """Return a way of counting over these columns."""
    return Counting(
        score=draw(st.sampled_from(["", *columns])),
        event=draw(conditions),
        cluster=draw(st.sampled_from(["", "id", *columns])),
        void=draw(st.one_of(st.just(""), conditions)),
    )


@st.composite
def tables(draw: st.DrawFn, values: st.SearchStrategy[Scalar]) -> tuple[list[str], list[Row]]:
    """Return columns, all that a condition may name and some odd ones, and rows."""
    columns = draw(st.permutations([*NAMES, *draw(st.lists(st.sampled_from(ODD), unique=True, max_size=3))]))
    few = draw(st.lists(values, min_size=1, max_size=4))
    cells = st.one_of(st.sampled_from(few), values)
    return columns, draw(st.lists(st.fixed_dictionaries(dict.fromkeys(columns, cells)), max_size=8))


def check(place: Path, rows: Sequence[Row], counting: Counting) -> None:
    """Assert that DuckDB and Python count alike."""
    try:
        counted = count_table(str(place), counting)
    except UnreadableError as fault:
        assert "no sum of it" in str(fault) or "a space before a quote" in str(fault)  # noqa: PT017  refused on purpose
        return
    clusters, samples, scores = reference(rows, counting)
    assert (counted.clusters, counted.samples, counted.totals.scores) == (clusters, samples, scores)
    assert (counted.totals.samples, counted.totals.clusters) == (len(rows), clusters.worst.trials)


many = settings(
    max_examples=int(os.environ.get("TABLES", "20")), deadline=None, suppress_health_check=list(HealthCheck)
)


@many
@given(data=st.data())
def test_csv_is_counted_as_its_rows_are_one_by_one(data: st.DataObject, tmp_path: Path) -> None:
    """Over random tables of text and random conditions, SQL says of a CSV file what `holds` says of its rows."""
    columns, rows = data.draw(tables(st.one_of(st.none(), texts)))
    place, meant = as_csv(tmp_path, columns, rows, data.draw(st.sampled_from(("\n", "\r\n"))))
    check(place, meant, data.draw(countings(columns)))


@many
@given(data=st.data())
def test_json_lines_are_counted_as_their_rows_are_one_by_one(data: st.DataObject, tmp_path: Path) -> None:
    """Numbers, text, truth values, NaN and missing keys mix freely in a column of JSON lines."""
    values = st.one_of(st.none(), st.booleans(), texts, doubles, st.integers(-(10**25), 10**25))
    columns, rows = data.draw(tables(values))
    place, meant = as_json(tmp_path, columns, rows, data.draw(st.sampled_from(("\n", "\r\n", "\n\n"))))
    check(place, meant, data.draw(countings(columns)))


@many
@given(data=st.data())
def test_parquet_is_counted_as_its_rows_are_one_by_one(data: st.DataObject, tmp_path: Path) -> None:
    """Columns of a type, null and NaN among them, count as the values that they hold."""
    values = st.one_of(st.none(), st.booleans(), texts, doubles, st.integers(-9, 2**53))
    columns, rows = data.draw(tables(values))
    columns = [name for name in columns if name not in ("A", "")]  # DuckDB, which writes here, has one `a` only
    kinds = [data.draw(st.sampled_from(("varchar", "double", "float", "bigint", "boolean"))) for _ in columns]
    place, meant = as_parquet(tmp_path, columns, rows, kinds)
    counting = data.draw(countings(columns))
    if "A" not in set(re.findall(r"\w+", f"{counting.event} {counting.void}")):
        check(place, meant, counting)


def table(folder: Path, name: str, text: str | bytes) -> str:
    """Write a file and return its path."""
    place = folder / name
    place.write_bytes(text.encode() if isinstance(text, str) else text)
    return str(place)


SMALL = "scenario,harm,note\na,1,x\na,0,y\nb,0,\nb,,z\n,1,\n,nan,\nc,,\n"


def test_the_three_readings_of_a_small_table(tmp_path: Path) -> None:
    """An event is a row, or a cluster with any such row; what is unscored is left out, counted against, counted for."""
    counted = count_table(table(tmp_path, "t.csv", SMALL), Counting(score="harm", cluster="scenario"))
    # rows: events 1, _, unscored b2, _2 and c of seven; clusters: a and none have events, a and b and none scored rows
    assert counted.samples == Readings(as_scored=Counts(2, 4), worst=Counts(5, 7), best=Counts(2, 7))
    assert counted.clusters == Readings(as_scored=Counts(2, 3), worst=Counts(4, 4), best=Counts(2, 4))
    assert counted.totals.scores == (("harm", Tally(scored=4, positive=2, unscored=3, total=2.0)),)
    assert (counted.header.container, counted.totals.samples, counted.totals.ids) == ("csv", 7, 7)


def test_a_void_row_is_unscored_whatever_its_score(tmp_path: Path) -> None:
    """What the counting declares void counts as nobody's score, and is told in the totals."""
    place = table(tmp_path, "t.csv", SMALL)
    counted = count_table(place, Counting(score="harm", void="note in (x, y)"))
    assert counted.samples == Readings(as_scored=Counts(1, 2), worst=Counts(6, 7), best=Counts(1, 7))
    assert counted.totals.invalidated == 2


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_table_of_tabs_and_a_mark_at_its_start_is_read(tmp_path: Path, end: str) -> None:
    """`.tsv` has tabs; a byte order mark is no part of the first name; lines may end in three ways."""
    lines = ["\ufeffvalue\tb", "1\ta,b", '0\t"x\ty"', "", ""]
    counted = count_table(table(tmp_path, "t.tsv", end.join(lines)), Counting(event="value = 1"))
    assert counted.samples.best == Counts(1, 2)


def test_an_empty_line_is_an_empty_cell_only_where_there_is_one_column(tmp_path: Path) -> None:
    """With two columns an empty line is no row; with one it is a row without a value."""
    assert count_table(table(tmp_path, "t.csv", "value\n1\n\n0\n"), Counting()).samples.worst == Counts(2, 3)
    assert count_table(table(tmp_path, "t.csv", "value,b\n1,1\n\n0,1\n"), Counting()).samples.worst == Counts(1, 2)


def test_columns_that_differ_in_case_only_are_told_apart(tmp_path: Path) -> None:
    """DuckDB would call the second of `ab` and `AB` otherwise; a table may have both."""
    assert count_table(table(tmp_path, "t.csv", "ab,AB\n1,0\n1,1\n"), Counting(score="AB")).samples.best == Counts(1, 2)
    place, _ = as_parquet(tmp_path, ["ab1", "xb1"], [{"ab1": 0.0, "xb1": 1.0}], ["double", "double"])
    place.write_bytes(place.read_bytes().replace(b"xb1", b"AB1"))
    assert count_table(str(place), Counting(score="AB1")).samples.best == Counts(1, 1)
    place.write_bytes(place.read_bytes().replace(b"AB1", b"ab1"))
    with pytest.raises(UnreadableError, match="two columns `ab1`"):
        count_table(str(place), Counting(score="ab1"))


def test_a_path_is_no_pattern_and_no_partition(tmp_path: Path) -> None:
    """Stars, brackets and `name=value` in a path are letters; only the file that is named is read."""
    folder = tmp_path / "a=1" / "x [1]*?{2} 'q\""
    folder.mkdir(parents=True)
    for name in ("t*.csv", "t1.csv", "t2.csv"):
        table(folder, name, "value,b\n1,2\n")
    assert count_table(str(folder / "t*.csv"), Counting()).samples.best == Counts(1, 1)
    place, _ = as_parquet(folder, ["value"], [{"value": 1.0}], ["double"])
    assert count_table(str(place), Counting()).samples.best == Counts(1, 1)
    with pytest.raises(UnreadableError, match="no column `a`"):
        count_table(str(place), Counting(event="a = 1"))


REFUSED: dict[str, tuple[str, str | bytes, str]] = {
    "an empty file": ("t.csv", "", "has no header"),
    "a header of nothing": ("t.csv", ",\n1,2\n", "has no header"),
    "too few cells": ("t.csv", "value,b\n1,2\n3\n", "t.csv:3: 1 cells in a table of 2 columns"),
    "too many cells": ("t.csv", "value,b\n1,2\n3,4,5\n", "t.csv:3: 3 cells in a table of 2 columns"),
    "an empty cell too many": ("t.csv", "value,b\n1,2\n3,4,\n", "t.csv:3: 3 cells in a table of 2 columns"),
    "several empty cells too many": ("t.csv", 'value,b\n"1",2\n3,4,,,\n', "t.csv:3: 5 cells in a table of 2 columns"),
    "an open quote": ("t.csv", 'value,b\n1,"2\n3,4\n', "t.csv:2: a quote that does not end"),
    "something behind a quote": (
        "t.csv",
        'value,b\n1,"2"x\n',
        "t.csv:2: a quote that does not end, or something behind",
    ),
    "a space before a quote": ("t.csv", 'value,b\n "1",2\n', "t.csv:2: a space before a quote"),
    "a comma behind such a quote": ("t.csv", 'value,b\n1, "2,3"\n', "t.csv:2: 3 cells in a table of 2 columns"),
    "lines that end in two ways": ("t.csv", "value,b\r\n1,2\n3,4\r\n", "lines end in several ways"),
    "a line end in the header": ("t.csv", '"value\n",b\r\n1,2\r\n', "t.csv:1: a column name holds the end of a line"),
    "a quote in the header of a table of tabs": ("t.tsv", '"a""b"\'""\tvalue\n', "t.tsv:1: the header cannot be read"),
    "a name twice": ("t.csv", "value,b,value\n1,2,3\n", "two columns `value`"),
    "no UTF-8": ("t.csv", b"value,b\n\xff,2\n", "t.csv:2: is not UTF-8"),
    "no UTF-8 in a cell nobody asks for": ("t.csv", b'value,b\n"1",\xff\n', "is not UTF-8"),
    "no UTF-8 in the header": ("t.csv", b"val\xffue,b\n1,2\n", "t.csv:1: is not UTF-8"),
    "UTF-16": ("t.csv", "value,b\n1,2\n".encode("utf-16"), "t.csv:1: is not UTF-8"),
    "a zip archive": ("t.csv", b"PK\x03\x04" + bytes(range(256)), "t.csv:"),
    "a broken line": ("t.jsonl", '{"value": 1}\n{"value": \n', "t.jsonl:2: not strict JSON"),
    "two objects on a line": ("t.jsonl", '{"value": 1}\n{"value": 1} {"value": 2}\n', "t.jsonl:2: not strict JSON"),
    "an object on two lines": ("t.jsonl", '{"value": 1,\n"b": 1}\n', "t.jsonl:1: not strict JSON"),
    "a list": ("t.jsonl", '{"value": 1}\n\n[1]\n', "t.jsonl:3: no JSON object"),
    "a number": ("t.jsonl", "1\n", "t.jsonl:1: no JSON object"),
    "one byte": ("t.jsonl", "0", "t.jsonl:1: no JSON object"),
    "a key twice": (
        "t.jsonl",
        '{"value": 1, "b": 2}\n{"value": 1, "value": 0}\n',
        "t.jsonl:2: .* `value` stands twice",
    ),
    "another key twice": ("t.jsonl", '{"value": 1, "b": 2, "b": 2}\n', "t.jsonl:1: .* `b` stands twice"),
    "a comma too many": ("t.jsonl", '{"value": 1, "b": ",}"}\n{"value": 1, }\n', "t.jsonl:2: not strict JSON"),
    "a word of no grammar": ("t.jsonl", '{"value": 1, "b": inf}\n', "t.jsonl:1: not strict JSON"),
    "minus nan": ("t.jsonl", '{"value": -nan}\n', "t.jsonl:1: not strict JSON"),
    "a list where a value is asked for": ("t.jsonl", '{"value": 1}\n{"value": [1]}\n', "t.jsonl:2: `value` is a list"),
    "JSON that is not UTF-8": ("t.jsonl", b'{"value": 1}\n{"value": "\xff"}\n', "t.jsonl:2: .* is not UTF-8"),
    "half a pair": ("t.jsonl", '{"value": 1, "b": "\\ud800"}\n', "t.jsonl:1: .* half a pair of surrogates"),
    "no Parquet": ("t.parquet", "PAR1 and no more", "cannot be read as parquet"),
    "an empty Parquet": ("t.parquet", "", "cannot be read as parquet"),
    "a spreadsheet": ("t.xlsx", "", "no table by its name"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_no_strict_table_is_refused_with_its_line(tmp_path: Path, case: str) -> None:
    """Nothing is dropped, padded or guessed: the file is refused, and the message says where."""
    name, content, said = REFUSED[case]
    with pytest.raises(UnreadableError, match=said) as fault:
        count_table(table(tmp_path, name, content), Counting())
    assert fault.value.help
    assert str(fault.value).isprintable()
    assert str(tmp_path) not in str(fault.value)


@pytest.mark.parametrize("name", ["t.csv", "t.jsonl", "t.parquet"])
def test_a_column_that_is_not_there_is_named_with_the_nearest_first(tmp_path: Path, name: str) -> None:
    """The message says which column was asked for, and help says which there are."""
    place = table(tmp_path, "t.csv", "harmful,verdict,scenario\n1,bad,a\n")
    with duckdb.connect() as connection:
        connection.execute(f"copy (select 1 as harmful, 'bad' as verdict, 'a' as scenario) to '{tmp_path / name}'")
    for counting, asked in (
        (Counting(score="verdikt"), "verdikt"),
        (Counting(event="harmful", cluster="VERDICT"), "VERDICT"),
    ):
        with pytest.raises(UnreadableError, match=f"`{name}` has no column `{asked}`") as fault:
            count_table(str(tmp_path / name), counting)
        assert re.match(r"there is `verdict`, .*`harmful`|there is `verdict`, `harmful`", fault.value.help)
    assert place


def test_a_column_of_lists_or_bytes_is_refused(tmp_path: Path) -> None:
    """What has no scalar value cannot be compared; the type is named."""
    place = tmp_path / "t.parquet"
    with duckdb.connect() as connection:
        connection.execute(
            f"copy (select [1] as l, {{'x': 1, 'value': 2}} as s, 'a'::blob as b, 1 as value) to '{place}'"
        )
    assert count_table(str(place), Counting()).samples.best == Counts(1, 1)
    for column, kind in (("l", "list"), ("s", "struct"), ("b", "blob")):
        with pytest.raises(UnreadableError, match=f"`{column}` of `t.parquet` holds values of type `{kind}`"):
            count_table(str(place), Counting(score=column))


@pytest.mark.parametrize(
    "kind", ["date", "timestamp", "timestamptz", "time", "uuid", "decimal(9,2)", "hugeint", "utinyint", "interval"]
)
def test_other_types_are_their_text_or_number(tmp_path: Path, kind: str) -> None:
    """Dates and the like compare as the text that they are written as, numbers only as numbers."""
    given = {"uuid": "00000000-0000-0000-0000-000000000001", "time": "01:02:03", "interval": "1 day"}
    text = given.get(kind, "2026-02-01 00:00:00" if "time" in kind else "2026-02-01" if kind == "date" else "1")
    place = tmp_path / "t.parquet"
    with duckdb.connect() as connection:
        connection.execute(f"copy (select cast('{text}' as {kind}) as value) to '{place}'")
        shown = str(connection.execute(f"select cast(value as varchar) from '{place}'").fetchone()[0])  # noqa: S608
    number = shown.startswith("1") and kind != "interval"
    counted = count_table(str(place), Counting(event=f'value = "{shown}"')).samples
    assert counted.as_scored == (Counts(0, 0) if number else Counts(1, 1))
    if number:
        assert count_table(str(place), Counting(event="value >= 1")).samples.best == Counts(1, 1)


def test_the_order_of_rows_and_the_number_of_threads_change_nothing(tmp_path: Path) -> None:
    """A sum of numbers far apart is the exact one, whatever comes first."""
    numbers = [1e16, 1.0, -1e16, 0.1, 0.2, 1e-9] * 50
    exact = round(float(sum(map(Fraction, numbers))), 6)
    for order in (numbers, sorted(numbers), numbers[::-1]):
        place = table(tmp_path, "t.csv", "value\n" + "\n".join(map(repr, order)))
        ((_, tally),) = count_table(place, Counting()).totals.scores
        assert tally.total == exact


def test_a_line_far_down_is_named_rightly(tmp_path: Path) -> None:
    """The number of a line counts lines as an editor does, past blank ones and through many pieces of a file."""
    rows = "".join(f"{number % 2},text {number}\n" for number in range(400_000))
    with pytest.raises(UnreadableError, match=r"t\.csv:400002: 3 cells"):
        count_table(table(tmp_path, "t.csv", f"value,b\n{rows}1,2,3\n"), Counting())
    lines = "\n".join('{"value": 1}' for _ in range(100_000))
    with pytest.raises(UnreadableError, match=r"t\.jsonl:100001"):
        count_table(table(tmp_path, "t.jsonl", f"{lines}\n{{\n"), Counting())


def test_a_long_condition_is_read(tmp_path: Path) -> None:
    """As many comparisons as a condition may have fit into one query."""
    place = table(tmp_path, "t.csv", "value,b\n1,2\n")
    event = " or ".join(["b=2"] * 280)
    assert 1_900 < len(event) <= 2_000
    assert count_table(place, Counting(event=event)).samples.best == Counts(1, 1)
    assert count_table(place, Counting(event=f"{'not ' * 50}value = 1")).samples.best == Counts(1, 1)


def test_the_database_sees_one_file_and_no_setting_can_change(tmp_path: Path) -> None:
    """Nothing that is read could reach another file, the network, an extension or a limit."""
    source = table_access.source_of(table(tmp_path, "t.csv", "value\n1\n"))
    other = table(tmp_path, "other.csv", "value\n1\n")
    for tried in (
        f"from read_csv('{other}')",
        f"copy (select 1) to '{tmp_path / 'out.csv'}'",
        "select * from read_text('/etc/hostname')",
        "select * from glob('/*')",
        "select * from 'https://127.0.0.1:9/t.csv'",
        "load httpfs",
        "install httpfs",
        "set threads = 64",
        "set memory_limit = '64GB'",
        "attach 'x.db'",
    ):
        with pytest.raises(UnreadableError), table_access.opened(source, lambda: None) as (connection, _):
            connection.execute(tried)
    assert not (tmp_path / "out.csv").exists()


def test_what_is_spilled_is_gone_afterwards(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """More clusters than fit into memory go to a private folder, and it is removed."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setitem(table_access.SETTINGS, "memory_limit", "200MB")
    place = tmp_path / "t.parquet"
    with duckdb.connect() as connection:
        connection.execute(
            f"copy (select repeat(cast(i as varchar), 20) as c, 1 as value from range(2000000) r(i)) to '{place}'"  # noqa: S608
        )
    assert count_table(str(place), Counting(cluster="c")).clusters.best == Counts(2_000_000, 2_000_000)
    assert [path.name for path in tmp_path.iterdir()] == ["t.parquet"]


def test_a_table_that_takes_too_long_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The clock interrupts the query; the message says after how long."""
    monkeypatch.setattr(table_access, "LONGEST_S", 0.05)
    place = tmp_path / "t.parquet"
    with duckdb.connect() as connection:
        connection.execute(f"copy (select repeat('1', 60) as value from range(3000000)) to '{place}'")  # noqa: S608
    with pytest.raises(UnreadableError, match=r"took more than 0\.05 s"):
        count_table(str(place), Counting(event=" or ".join(f"value = {number}" for number in range(120))))


def test_without_duckdb_the_extra_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Help says what to install."""
    monkeypatch.setitem(sys.modules, "duckdb", None)
    with pytest.raises(LoadpathError, match="`duckdb` is not installed") as fault:
        count_table(table(tmp_path, "t.csv", "value\n1\n"), Counting())
    assert fault.value.help == "pip install 'loadpath[evidence]'"


@pytest.mark.parametrize("place", ["https://127.0.0.1:9/t.csv", "s3://bucket/t.parquet?x=1", "gs://bucket/t.jsonl"])
def test_a_place_elsewhere_needs_the_extension_and_is_never_fetched_otherwise(
    place: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Without `httpfs` help says how to get the file; the extension is not installed behind anybody's back."""
    monkeypatch.setitem(table_access.SETTINGS, "extension_directory", str(tmp_path))
    with pytest.raises(UnreadableError, match="extension `httpfs`, which would fetch it, is not installed") as fault:
        count_table(place, Counting())
    assert "fetch the file yourself" in fault.value.help
    assert not list(tmp_path.iterdir())


def test_a_server_elsewhere_must_prove_who_it_is() -> None:
    """DuckDB does not check certificates unless it is told to; an address with its rights is repeated nowhere."""
    source = table_access.source_of("https://127.0.0.1:9/t.csv?signature=abc")
    assert source.name == "t.csv"
    with duckdb.connect() as connection:
        try:
            connection.execute("load httpfs")
        except duckdb.Error:
            pytest.skip("DuckDB's extension `httpfs` is not installed")
    with pytest.raises(UnreadableError, match=r"`t\.csv` cannot be fetched") as fault:
        count_table(source.place, Counting())
    assert "abc" not in str(fault.value)
    with table_access.opened(source, lambda: None) as (connection, _):
        found = connection.execute("select current_setting('enable_server_cert_verification')").fetchone()
    assert found == (True,)


@pytest.mark.parametrize(
    "place", ["http://127.0.0.1:9/t.csv", "file:///etc/t.csv", "hf://datasets/x/t.csv", "nowhere.csv", "a\0b.csv"]
)
def test_no_other_kind_of_address_is_reached(place: str) -> None:
    """Whatever does not begin as a place elsewhere is a path, and there is no such file."""
    with pytest.raises(UnreadableError, match="there is no file"):
        count_table(place, Counting())


def test_an_address_is_no_pattern() -> None:
    """One place is one file."""
    with pytest.raises(UnreadableError, match="is a pattern"):
        count_table("s3://bucket/*.parquet", Counting())


@pytest.mark.parametrize("name", ["t.csv", "t.jsonl"])
@pytest.mark.parametrize("column", ["id", "task"])
def test_rows_of_one_id_are_one_cluster_where_there_is_such_a_column(tmp_path: Path, name: str, column: str) -> None:
    """By `id`, ten values in three rows each are ten; without a column `id` each of the thirty rows stands alone."""
    rows = [(row % 10, row % 3) for row in range(30)]
    lines = [f"{one},{value}" for one, value in rows]
    objects = [json.dumps({column: one, "value": value}) for one, value in rows]
    place = table(tmp_path, name, "\n".join([f"{column},value", *lines] if name == "t.csv" else objects))
    counted = count_table(place, Counting(event="value = 1", cluster="id"))
    # row n has the id n mod 10 and the value n mod 3: every id has the three values 0, 1 and 2
    assert counted.clusters.best == (Counts(10, 10) if column == "id" else Counts(10, 30))
    assert counted.samples.best == Counts(10, 30)


@pytest.mark.parametrize("said", ['"true"', "Yes", '"1"'])
def test_a_truth_value_beside_a_text_is_neither_the_same_nor_another(tmp_path: Path, said: str) -> None:
    """A word that a logged `true` can never be leaves the row unscored; the bare words are truth values."""
    place = table(tmp_path, "t.jsonl", '{"value": true}\n{"value": 1}\n')
    for sign in ("=", "!="):
        assert count_table(place, Counting(event=f"value {sign} {said}")).samples.as_scored == Counts(0, 0)
    assert count_table(place, Counting(event="value = TRUE")).samples.as_scored == Counts(2, 2)
