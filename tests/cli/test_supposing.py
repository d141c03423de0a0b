"""`what-if` and `compare` as people call them: tables, JSON as documented, refusals with a remedy and exit code 2."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from tests.cli.running import started
from tests.house.test_reference import names, section
from tests.report.cases import NUMBERED

if TYPE_CHECKING:
    from pathlib import Path

BEN = """# Assessor ben: Ben

- starts from: [[ada]]
- omits: 4% (2%-8%) because he counted again
- readers-read: 70% because he asked them
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A case with two people who differ."""
    found = tmp_path / "case"
    found.mkdir()
    for name, text in {**NUMBERED, "ben.md": BEN}.items():
        (found / name).write_text(text, encoding="utf-8")
    return found


def test_what_if_prints_both_risks(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Readers who do not read: 2 % instead of 0.38 %, 5.3 times."""
    code, out, _ = started(
        "what-if", "readers-read=false", str(folder), "--by", "ada", monkeypatch=monkeypatch, capsys=capsys
    )
    assert code == 0
    assert out.startswith("what if not readers-read?")
    (line,) = [line for line in out.splitlines() if line.startswith("ada")]
    assert "5.3" in line
    assert "2 %" in line


def test_what_if_takes_the_folder_from_where_one_is(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without a folder it is the one that one is in; two settings hold together."""
    monkeypatch.chdir(folder)
    code, out, _ = started("what-if", "omits=true", "second-reader=fails", monkeypatch=monkeypatch, capsys=capsys)
    assert code == 0
    assert "what if omits and second-reader fails?" in out
    assert "100 %" in out


def test_json_of_what_if_is_as_documented(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Every key is documented, and no other."""
    _, out, _ = started("what-if", "omits=3%", str(folder), "--json", monkeypatch=monkeypatch, capsys=capsys)
    found = json.loads(out)
    assert names(section("json.md", "`what-if --json`")) == found.keys()
    assert names(section("json.md", "Each supposition")) == found["assessors"][0].keys()
    assert found["supposed"] == ["omits: 3%"]
    assert found["assessors"][0]["times"] == pytest.approx(1.5)


def test_json_of_compare_is_as_documented(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Every key is documented, and no other, for people and for versions."""
    _, out, _ = started("compare", "ada", "ben", str(folder), "--json", monkeypatch=monkeypatch, capsys=capsys)
    found = json.loads(out)
    assert names(section("json.md", "`compare --json`")) == found.keys()
    assert names(section("json.md", "Each input")) == found["inputs"][0].keys()
    _, out, _ = started("compare", str(folder), str(folder), "--json", monkeypatch=monkeypatch, capsys=capsys)
    assert names(section("json.md", "`compare A B --json` of two versions")) == json.loads(out).keys()


def test_compare_prints_shares_that_add_up(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """0.02 times 0.19 against 0.04 times 0.37: the doubled rate is ln 2 of ln 3.89, 51 %; the readers are the rest."""
    code, out, _ = started("compare", "ada", "ben", str(folder), monkeypatch=monkeypatch, capsys=capsys)
    assert code == 0
    rows = {line.split()[0]: line for line in out.splitlines() if line.strip()}
    assert "51 %" in rows["omits"]
    assert "49 %" in rows["readers-read"]


def test_compare_prints_what_changed(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Two folders are two versions."""
    other = tmp_path / "later"
    other.mkdir()
    for path in folder.iterdir():
        text = path.read_text("utf-8").replace("- omits: 2% (1%-4%)", "- omits: 3% (1%-4%)")
        (other / path.name).write_text(text + ("\n## Claim new: New\n" if path.name == "case.md" else ""), "utf-8")
    code, out, _ = started("compare", str(folder), str(other), monkeypatch=monkeypatch, capsys=capsys)
    assert code == 0
    assert "judgement of omits" in out
    assert [line.split()[:3] for line in out.splitlines() if line.startswith("added")] == [["added", "new", "Claim"]]
    code, out, _ = started("compare", str(folder), str(folder), monkeypatch=monkeypatch, capsys=capsys)
    assert "nothing says anything else than before" in out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("what-if", "omit=false"), "did you mean `omits`?"),
        (("what-if", "second-reader=5%"), "write `second-reader=fails 5%`"),
        (("what-if", "omits=1%", "omits=2%"), "`omits` is set twice"),
        (("what-if", "omits"), "nothing is supposed"),
        (("what-if", "omits="), "`omits=` is no setting"),
        (("what-if", "omits", "readers-read=true"), "`omits` is no setting"),
        (("what-if",), "Missing argument"),
        (("what-if", "omits=true", "--by", "nobody"), "no assessor 'nobody'"),
        (("compare", "ada", "eve"), "no assessor 'eve'"),
        (("compare", "ada"), "Missing argument 'B'"),
    ],
)
def test_refusals_say_what_to_write(
    folder: Path,
    words: tuple[str, ...],
    said: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """What cannot be done is said on the error stream, with exit code 2."""
    monkeypatch.chdir(folder)
    code, _, err = started(*words, monkeypatch=monkeypatch, capsys=capsys)
    assert code == 2
    assert said in err
