"""Records as in-toto Statements."""

from __future__ import annotations

import json
from copy import deepcopy
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loadpath.case.record import (
    UNSCORED,
    ControlPoint,
    Counting,
    Header,
    Readings,
    Record,
    Run,
    Subject,
    Tally,
    Totals,
)
from loadpath.case.value import Counts
from loadpath.errors import UnreadableError
from loadpath.ingest.statement import MOST_BYTES, PREDICATE, TYPE, is_statement, read_statement, write_statement

if TYPE_CHECKING:
    from collections.abc import Callable

WORDS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=12)
NUMBERS = st.integers(0, 10**12)
FLOATS = st.floats(allow_nan=False, allow_infinity=False)
COUNTS = st.tuples(NUMBERS, NUMBERS).map(lambda pair: Counts(min(pair), max(pair)))
READINGS = st.builds(Readings, as_scored=COUNTS, worst=COUNTS, best=COUNTS)
DIGESTS = st.one_of(st.just(""), st.integers(0, 16**64 - 1).map(lambda number: f"{number:064x}"))
SUBJECTS = st.builds(Subject, name=WORDS, sha256=DIGESTS, bytes=NUMBERS)
PAIRS = st.lists(st.tuples(WORDS, WORDS), max_size=2).map(tuple)
HEADERS = st.builds(
    Header,
    container=WORDS,
    model=WORDS,
    dirty=st.sampled_from([None, True, False]),
    judges=st.lists(WORDS, max_size=2).map(tuple),
    packages=PAIRS,
    epochs=NUMBERS,
    metrics=st.lists(st.tuples(WORDS, FLOATS), max_size=2).map(tuple),
)
TALLIES = st.builds(Tally, scored=NUMBERS, positive=NUMBERS, unscored=NUMBERS, total=FLOATS)
TOTALS = st.builds(
    Totals,
    samples=NUMBERS,
    errors=NUMBERS,
    limits=st.lists(st.tuples(WORDS, NUMBERS), max_size=2).map(tuple),
    scores=st.lists(st.tuples(WORDS, TALLIES), max_size=2).map(tuple),
)
RECORDS = st.builds(
    Record,
    evidence=WORDS,
    runs=st.lists(
        st.builds(Run, subject=SUBJECTS, header=HEADERS, totals=TOTALS, part=WORDS), min_size=1, max_size=2
    ).map(tuple),
    counting=st.builds(Counting, score=WORDS, event=WORDS, unscored=st.sampled_from(UNSCORED), budget=FLOATS),
    clusters=st.one_of(st.none(), READINGS),
    control=st.lists(
        st.builds(ControlPoint, budget=FLOATS, threshold=FLOATS, caught=NUMBERS, missed=NUMBERS), max_size=2
    ).map(tuple),
    useful=st.one_of(st.none(), COUNTS),
    siblings=st.lists(SUBJECTS, max_size=2).map(tuple),
)


@given(RECORDS)
def test_what_is_written_is_read_again(record: Record) -> None:
    """Writing and reading are inverse, the same record gives the same bytes, and it has the shape of a Statement."""
    text = write_statement(record)
    assert read_statement(text.encode(), "r.json") == record
    assert write_statement(read_statement(text.encode(), "r.json")) == text
    assert is_statement(text.encode())
    statement = json.loads(text)
    assert (statement["_type"], statement["predicateType"]) == (TYPE, PREDICATE)
    assert [one["name"] for one in statement["subject"]] == [run.subject.name for run in record.runs]


def small() -> dict[str, Any]:
    """Return a small record as JSON."""
    return {
        "_type": TYPE,
        "subject": [{"name": "a.eval", "digest": {"sha256": "0" * 64}}],
        "predicateType": PREDICATE,
        "predicate": {
            "evidence": "a",
            "runs": [{"header": {"container": "inspect eval"}, "totals": {"samples": 3}}],
            "clusters": {key: {"events": 1, "trials": 2} for key in ("as_scored", "worst", "best")},
        },
    }


def changed(*keys: str | int, to: object) -> Callable[[], dict[str, Any]]:
    """Return a way to get the small record with one value changed."""

    def made() -> dict[str, Any]:
        found = deepcopy(small())
        inner: Any = found
        for key in keys[:-1]:
            inner = inner[key]
        inner[keys[-1]] = to
        return found

    return made


def test_the_small_record_is_read() -> None:
    """What the refusals below start from is sound."""
    found = read_statement(json.dumps(small()).encode(), "r.json")
    assert found.runs[0].totals.samples == 3
    assert found.counts == Counts(1, 2)


@pytest.mark.parametrize(
    ("made", "said"),
    [
        (changed("_type", to="https://in-toto.io/Statement/v0.1"), "`_type` is `https://in-toto.io/Statement/v0.1`"),
        (changed("predicateType", to="other"), "`predicateType` is `other`"),
        (changed("extra", to=1), "the key `extra`, which nobody knows"),
        (changed("predicate", "verdict", to="safe"), "the key `verdict`, which nobody knows"),
        (changed("predicate", "runs", 0, "header", "modell", to="x"), "the key `modell`"),
        (changed("predicate", "runs", to=[]), "it has 1 subjects and 0 runs"),
        (lambda: small() | {"subject": [], "predicate": {"evidence": "a", "runs": []}}, "it has no runs"),
        (changed("subject", 0, "name", to="a\x00"), "the name of a subject is no line"),
        (changed("subject", 0, "name", to="a" * 1001), "the name of a subject is no line"),
        (changed("subject", 0, "digest", "sha256", to="00"), "`sha256` is `00`, not 64 hexadecimal digits"),
        (changed("subject", 0, "digest", "md5", to="00"), "the key `md5`"),
        (changed("subject", to="a.eval"), "`subject` is no list"),
        (changed("predicate", "runs", 0, "totals", "samples", to=-1), "`samples` is -1, below zero"),
        (changed("predicate", "runs", 0, "totals", "samples", to=True), "`samples` is `True`, not of the type int"),
        (changed("predicate", "runs", 0, "totals", "samples", to=1.5), "`samples` is `1.5`, not of the type int"),
        (changed("predicate", "runs", 0, "totals", "limits", to=[["token"]]), "an entry of 1 parts, not 2"),
        (changed("predicate", "runs", 0, "header", to={}), "`header` lacks `container`"),
        (changed("predicate", "clusters", "worst", "events", to=3), "3 events of 2"),
        (changed("predicate", "counting", to={"unscored": "ignored"}), "`unscored` is `ignored`"),
        (lambda: [small()], "the file is no object"),
    ],
)
def test_what_could_not_have_been_written_is_refused(made: Callable[[], object], said: str) -> None:
    """Nothing in a record is guessed, passed over or read twice."""
    with pytest.raises(UnreadableError, match=r"`r\.json` is no record of evidence") as caught:
        read_statement(json.dumps(made()).encode(), "r.json")
    assert said in str(caught.value)
    assert "recompute" in caught.value.help


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b'{"_type": 1, "_type": 2}', "the key `_type` stands twice"),
        (json.dumps(small()).replace("3", "NaN").encode(), "`samples` is `None`, not of the type int"),
        (b'{"a": 1,\n "b" 2}', "r.json:2: not strict JSON"),
        (b"\xff{}", "byte 1 is not UTF-8"),
        (b"[" * 100_000, "nested more than 60 deep"),
        (b"1" * 5_000, "a number of 5,000 digits"),
        (b" " * (MOST_BYTES + 1), f"more than {MOST_BYTES:,} bytes"),
    ],
)
def test_what_is_no_plain_json_is_refused(content: bytes, said: str) -> None:
    """Keys that stand twice, numbers that are none, other encodings and endless nesting are refused by name."""
    with pytest.raises(UnreadableError) as caught:
        read_statement(content, "r.json")
    assert said in str(caught.value)
