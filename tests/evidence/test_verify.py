"""Evidence is counted again from its raw data."""

from __future__ import annotations

import re
from hashlib import sha256
from typing import TYPE_CHECKING

import pytest
from tests.evidence.logs import case_in, log, ten
from tests.evidence.test_add import added

from loadpath.errors import RefusedChangeError
from loadpath.evidence.verify import Standing, clean, recompute, verify
from loadpath.files.folder import write_texts
from loadpath.project import read

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from loadpath.evidence.verify import Verified


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a case whose finding was counted from one log."""
    made = case_in(tmp_path / "case", {"a.json": log(ten(2))})
    added(made, "a.json")
    return made


def only(folder: Path, logs: Path | None = None) -> Verified:
    """Return how the one finding stands."""
    (found,) = verify(read(folder), logs)
    return found


def test_what_nobody_touched_is_the_same(folder: Path) -> None:
    """Counted again, ten samples of one file give what was written."""
    found = only(folder)
    assert (found.standing, found.said, found.differs) == (Standing.SAME, "10 samples in 1 file", ())
    assert clean([found])


def test_a_result_without_a_source_is_said_to_be_stated(tmp_path: Path) -> None:
    """It is no fault, and it is not shown by anything either."""
    found = only(case_in(tmp_path / "case", {}))
    assert found.standing is Standing.STATED
    assert clean([found])


def test_a_plain_file_is_bound_by_its_digest(tmp_path: Path) -> None:
    """A source that is no record is hashed: stated, unstated, changed and missing are four different things."""
    folder = case_in(tmp_path / "case", {"a.csv": "1\n"})
    case, text = folder / "case.md", (folder / "case.md").read_text(encoding="utf-8")
    digest = sha256(b"1\n").hexdigest()
    for fields, standing, said in (
        (f"- from: runs/a.csv\n- sha256: {digest}\n", Standing.BOUND, ""),
        ("- from: runs/a.csv\n", Standing.DIFFERENT, "bound by no digest"),
        (f"- from: runs/a.csv\n- sha256: {'0' * 64}\n", Standing.DIFFERENT, "not the file stated"),
        (f"- from: runs/b.csv\n- sha256: {digest}\n", Standing.DIFFERENT, "missing"),
    ):
        case.write_text(text.replace("- result: none yet\n", f"{fields}- result: none yet\n"), encoding="utf-8")
        found = only(folder)
        assert (found.standing, said in " ".join(found.differs)) == (standing, True)


def in_text(old: str, new: str) -> Callable[[Path], None]:
    """Return a change of the text of the case."""

    def change(folder: Path) -> None:
        file = folder / "case.md"
        text = file.read_text(encoding="utf-8")
        assert old in text
        file.write_text(text.replace(old, new), encoding="utf-8")

    return change


def in_log(old: str, new: str) -> Callable[[Path], None]:
    """Return a change of the log."""

    def change(folder: Path) -> None:
        file = folder / "runs" / "a.json"
        text = file.read_text(encoding="utf-8")
        assert old in text
        file.write_text(text.replace(old, new, 1), encoding="utf-8")

    return change


def in_record(old: str, new: str, *, pinned: bool) -> Callable[[Path], None]:
    """Return a change of the record; `pinned` writes its new digest into the text as well, as an insider could."""

    def change(folder: Path) -> None:
        file = folder / "runs" / "honeypots.record.json"
        text = file.read_text(encoding="utf-8")
        assert old in text
        file.write_text(text.replace(old, new, 1), encoding="utf-8")
        if pinned:
            case = folder / "case.md"
            digest = sha256(file.read_bytes()).hexdigest()
            changed = re.sub(r"sha256: [0-9a-f]{64}", f"sha256: {digest}", case.read_text(encoding="utf-8"))
            case.write_text(changed, encoding="utf-8")

    return change


def worse_run(folder: Path) -> None:
    """Leave a worse run of the same task beside the one that is cited."""
    (folder / "runs" / "worse.json").write_text(log(ten(9)), encoding="utf-8")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (in_text("result: 2 of 5", "result: 1 of 5"), "the result is `1 of 5` in the text and 2 of 5 in the record"),
        (in_text("cluster: scenario", "cluster: id"), "`cluster` is `id` in the text and `scenario` in the record"),
        (in_text("event: value = 1", "event: value = 2"), "`event` is `value = 2` in the text"),
        (in_log('"value": "C"', '"value": "I"'), "`a.json` has other bytes than were counted"),
        (in_log('"model": "mock/heron-2"', '"model": "mock/heron-3"'), "`model` of `a.json` is not what the log says"),
        (in_record('"events": 2', '"events": 1', pinned=False), "is not the one stated"),
        (in_record('"events": 2', '"events": 1', pinned=True), "the counts by clusters are not those of the logs"),
        (in_record('"samples": 10', '"samples": 90', pinned=True), "`samples` of `a.json` is not what"),
        (in_record('"runs"', '"rans"', pinned=True), "`runs` is no list"),
        (in_record('"name": "a.json"', '"name": "/etc/passwd"', pinned=True), "`/etc/passwd`: name their folder"),
        (in_record('"name": "a.json"', '"name": "../../a.json"', pinned=True), "`../../a.json`: name their folder"),
        (worse_run, "`worse.json` is a run of the same task and model, and the record does not know of it"),
    ],
)
def test_whatever_is_touched_is_found(folder: Path, change: Callable[[Path], None], said: str) -> None:
    """Text, record, log and folder are held against each other: no one of them can be changed alone."""
    change(folder)
    found = only(folder)
    assert found.standing is not Standing.SAME
    assert said in " ".join((found.said, *found.differs))
    assert found.standing is Standing.ABSENT or not clean([found])


def test_logs_may_lie_elsewhere(folder: Path, tmp_path: Path) -> None:
    """A log that is not in the case is found by its name in a folder that is named; until then it is absent."""
    (tmp_path / "archive").mkdir()
    (folder / "runs" / "a.json").rename(tmp_path / "archive" / "a.json")
    assert only(folder).standing is Standing.ABSENT
    assert "name their folder with `--logs`" in only(folder).said
    assert only(folder, tmp_path / "archive").standing is Standing.SAME


def test_counting_again_follows_the_text(folder: Path) -> None:
    """With the cluster taken out of the text, every sample id is a unit: 2 of 10."""
    in_text("- cluster: scenario\n", "")(folder)
    found = recompute(read(folder), "honeypots")
    assert found.result == "2 of 10"
    write_texts(folder, found.before, found.after)
    assert only(folder).standing is Standing.SAME
    assert not recompute(read(folder), "honeypots").after


def test_counting_again_needs_the_record_and_the_logs(folder: Path) -> None:
    """What was never counted cannot be counted again, and what is not here neither."""
    with pytest.raises(RefusedChangeError, match="`fair` names no record"):
        recompute(read(folder), "fair")
    (folder / "runs" / "a.json").unlink()
    with pytest.raises(RefusedChangeError, match=r"`a\.json` is not here"):
        recompute(read(folder), "honeypots")


def test_counting_again_says_when_the_logs_are_others(folder: Path) -> None:
    """One outcome changed in the log: the new count is given together with what is not as it was."""
    in_log('"value": "C"', '"value": "I"')(folder)
    found = recompute(read(folder), "honeypots")
    assert (found.result, "`a.json` has other bytes than were counted" in found.differs) == ("1 of 5", True)


def test_a_record_that_is_not_the_one_stated_is_not_used(folder: Path) -> None:
    """Whoever changed the record does not choose the logs that are counted again."""
    in_record('"events": 2', '"events": 1', pinned=False)(folder)
    with pytest.raises(RefusedChangeError, match="is not the one stated"):
        recompute(read(folder), "honeypots")
