"""Remembered checks: the same answer with and without, and never an answer about other bytes."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from hashlib import sha256
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.small import HERON

if TYPE_CHECKING:
    from pathlib import Path

import loadpath as lp
from loadpath.case.diagnostic import Diagnostic, Severity
from loadpath.case.span import Span
from loadpath.files.remembered import MOST_ENTRIES, Checked, Remembered, key_of, remembered

CASE = """# Case small: A small case

- kind: risk analysis
- strictness: pilot

## Claim logged: Every session is logged

- owner: ada
- evidence: [[audit]]

## Evidence audit: What was counted

- from: audit.csv
- sha256: {digest}
- result: 3 of 200
- about: [[logged]]

## Claim alone: Nothing stands under this one
"""
TODAY = date(2027, 3, 1)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a case on disk with one file that evidence comes from."""
    case = tmp_path / "case"
    case.mkdir()
    (case / "audit.csv").write_bytes(b"a,b\n1,2\n")
    (case / "case.md").write_text(CASE.format(digest=sha256(b"a,b\n1,2\n").hexdigest()), encoding="utf-8")
    return case


def _checked(case: Path, memory: Remembered | None, today: date = TODAY) -> tuple[Checked, bool]:
    """Return what a check comes to, and whether the case had to be read for it."""
    project = lp.read(case, today=today)
    project.memory = memory
    return project.checked(digest=True), "reading" in vars(project)


def test_a_second_check_reads_nothing_and_says_the_same(folder: Path, tmp_path: Path) -> None:
    """With and without memory, first and second: one answer."""
    memory = Remembered(tmp_path / "memory")
    plain, _ = _checked(folder, None)
    first, read_first = _checked(folder, memory)
    second, read_second = _checked(folder, memory)
    assert plain == first == second
    assert (read_first, read_second) == (True, False)
    assert any(item.rule == "unsupported-claim" for item in second.found)


def test_the_example_comes_back_word_for_word(tmp_path: Path) -> None:
    """Notes, labels, remedies and places of a whole case survive."""
    memory = Remembered(tmp_path / "memory")
    first, _ = _checked(HERON, memory)
    second, read = _checked(HERON, memory)
    assert first == second
    assert not read


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(at=st.integers(0, 10_000), byte=st.integers(0, 127))
def test_a_changed_byte_anywhere_is_another_key(at: int, byte: int) -> None:
    """Whatever is replaced, inserted or renamed, the check is made anew."""
    texts = {"a.md": CASE, "b.md": "more\n"}
    place = at % len(CASE)
    for changed in (CASE[:place] + chr(byte) + CASE[place + 1 :], CASE[:place] + chr(byte) + CASE[place:]):
        same = changed == CASE
        assert (key_of(texts | {"a.md": changed}, today="x") == key_of(texts, today="x")) is same
    assert key_of({"a.md": CASE, "c.md": "more\n"}, today="x") != key_of(texts, today="x")
    assert key_of({"a.md": CASE + "more\n", "b.md": ""}, today="x") != key_of(texts, today="x")


def test_another_day_number_of_worlds_or_text_is_checked_anew(folder: Path, tmp_path: Path) -> None:
    """The day decides what is stale; the text decides everything."""
    memory = Remembered(tmp_path / "memory")
    _checked(folder, memory)
    assert _checked(folder, memory, date(2027, 3, 2))[1]
    assert not _checked(folder, memory)[1]
    project = lp.read(folder, today=TODAY, draws=500)
    project.memory = memory
    project.checked(digest=True)
    assert "reading" in vars(project)
    path = folder / "case.md"
    path.write_text(path.read_text(encoding="utf-8").replace("ada", "eda"), encoding="utf-8")
    assert _checked(folder, memory)[1]


@pytest.mark.parametrize("changed", [b"a,b\n1,3\n", None], ids=["one byte of the source", "the source is gone"])
def test_evidence_is_hashed_each_time(folder: Path, tmp_path: Path, changed: bytes | None) -> None:
    """Size and time of change stay as they were: only the bytes tell."""
    memory = Remembered(tmp_path / "memory")
    before, _ = _checked(folder, memory)
    assert not any(item.rule == "changed-evidence" for item in before.found)
    source = folder / "audit.csv"
    source.unlink() if changed is None else source.write_bytes(changed)
    after, read = _checked(folder, memory)
    assert read
    assert any(item.rule == "changed-evidence" for item in after.found)


def _altered(path: Path, how: str) -> bytes:
    whole = path.read_bytes()
    body = whole.partition(b"\n")[2]
    other = {
        "torn": whole[: len(whole) // 2],
        "empty": b"",
        "one byte": whole.replace(b"nothing stands", b"nothing stends"),
        "no JSON under a right digest": sha256(b"{").hexdigest().encode() + b"\n{",
        "not UTF-8": b"\xff\xfe" + whole,
    }
    if how in other:
        return other[how]
    entry = json.loads(body)
    match how:
        case "another form":
            entry["form"] = 0
        case "of another case":
            entry["key"] = "0" * 64
        case "a number for a word":
            entry["checked"]["found"][0][2] = 7
        case "no findings":
            del entry["checked"]["found"]
        case _:
            raise AssertionError(how)
    body = json.dumps(entry).encode()
    return sha256(body).hexdigest().encode() + b"\n" + body


@pytest.mark.parametrize(
    "how",
    [
        "torn",
        "empty",
        "one byte",
        "no JSON under a right digest",
        "not UTF-8",
        "another form",
        "of another case",
        "a number for a word",
        "no findings",
    ],
)
def test_an_entry_that_is_not_whole_is_ignored_and_written_again(folder: Path, tmp_path: Path, how: str) -> None:
    """A cache is never believed more than the case."""
    memory = Remembered(tmp_path / "memory")
    first, _ = _checked(folder, memory)
    (path,) = memory.folder.glob("*.json")
    good = path.read_bytes()
    path.write_bytes(_altered(path, how))
    again, read = _checked(folder, memory)
    assert read
    assert again == first
    assert path.read_bytes() == good


FOUND = Diagnostic(rule="orphan", severity=Severity.WARNING, message="m", at=Span("a.md", 1))
SOME = Checked(found=(FOUND,), waived=0, rules=3, case="c", digest="")


def test_a_check_that_crashed_is_never_kept(tmp_path: Path) -> None:
    """A rule that did not run is not a pass, today or tomorrow."""
    memory = Remembered(tmp_path / "memory")
    memory.put("k", replace(SOME, found=(replace(FOUND, rule="crashed-check"),)), {})
    assert memory.get("k", lambda _file, _source: None) is None
    memory.put("k", SOME, {})
    assert memory.get("k", lambda _file, _source: None) == SOME


def test_only_the_newest_entries_are_kept(tmp_path: Path) -> None:
    """The cache has an end; a crashed writer's draft does not stay."""
    memory = Remembered(tmp_path / "memory")
    for number in range(MOST_ENTRIES + 5):
        memory.put(f"k{number}", SOME, {})
    assert len(list(memory.folder.iterdir())) == MOST_ENTRIES


def test_a_cache_that_cannot_be_written_is_no_failure(tmp_path: Path) -> None:
    """A file stands where the folder should be."""
    (tmp_path / "memory").write_text("in the way", encoding="utf-8")
    memory = Remembered(tmp_path / "memory")
    memory.put("k", SOME, {})
    assert memory.get("k", lambda _file, _source: None) is None


def test_where_it_lies_is_said_by_the_environment(tmp_path: Path) -> None:
    """Off when it is turned off or has no place; never inside the case."""
    case = tmp_path / "case"
    found = remembered({"XDG_CACHE_HOME": str(tmp_path / "cache")}, case)
    assert found == Remembered(tmp_path / "cache" / "loadpath" / "checks")
    assert remembered({"HOME": str(tmp_path)}, case) == Remembered(tmp_path / ".cache" / "loadpath" / "checks")
    assert remembered({"XDG_CACHE_HOME": str(tmp_path), "LOADPATH_CACHE": "off"}, case) is None
    assert remembered({}, case) is None
    assert remembered({"XDG_CACHE_HOME": "relative"}, case) is None
    assert remembered({"XDG_CACHE_HOME": str(case / "inside")}, case) is None
