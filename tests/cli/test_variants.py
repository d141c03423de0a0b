"""`loadpath report` and its variants: which file each lands in, what is refused, and that nothing is ever lost."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner, Result
from tests.report.cases import NUMBERED

from loadpath.cli.main import cli
from loadpath.cli.pages import LIST, write_pages
from loadpath.errors import UnreadableError

if TYPE_CHECKING:
    from collections.abc import Iterator


def run(*words: str) -> Result:
    """Run the command line in this process."""
    return CliRunner().invoke(cli, ["report", *words])


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that one works in, with a small case in it."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "case").mkdir()
    for name, text in NUMBERED.items():
        (tmp_path / "case" / name).write_text(text, "utf-8")
    return tmp_path


def files(folder: Path) -> dict[str, bytes]:
    """Return every file below a folder."""
    found: Iterator[Path] = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {str(path.relative_to(folder)): path.read_bytes() for path in found}


@pytest.mark.parametrize(
    ("asked", "name", "words"),
    [
        ([], "wren.html", "full report"),
        (["--executive"], "wren-executive.html", "executive page"),
        (["--executive", "--pdf"], "wren-executive.pdf", "%PDF-1.7"),
        (["--for", "danger"], "wren-danger.html", "danger report"),
        (["--against", "case"], "wren-changes.html", "changes since another version"),
        (["--against", "case", "-o", "x.pdf"], "x.pdf", "%PDF-1.7"),
    ],
)
def test_each_variant_lands_in_a_file_of_its_own(folder: Path, asked: list[str], name: str, words: str) -> None:
    """A variant is named after the case and itself, unless another name is given, and says which it is."""
    found = run("case", *asked)
    assert found.output == f"report: {name}\n"
    assert words.encode() in (folder / name).read_bytes()
    assert sorted(path.name for path in folder.iterdir()) == sorted(["case", name])


def test_links_lead_into_the_file_that_is_named(folder: Path) -> None:
    """The executive page links into `CASE.html`, or into the file that `--full` names."""
    run("case", "--executive")
    assert b'href="wren.html#risk-ada"' in (folder / "wren-executive.html").read_bytes()
    run("case", "--executive", "--full", "r 2.html")
    assert b'href="r%202.html#risk-ada"' in (folder / "wren-executive.html").read_bytes()


@pytest.mark.parametrize(
    "asked",
    [
        ["--executive", "--for", "danger"],
        ["--against", "case", "--executive"],
        ["--site", "s", "--pdf"],
        ["--site", "s", "--executive"],
        ["--site", "s", "-o", "x.html"],
    ],
)
def test_two_things_at_once_are_refused(folder: Path, asked: list[str]) -> None:
    """Contradicting options are an error of usage, and nothing is written."""
    assert run("case", *asked).exit_code == 2
    assert [path.name for path in folder.iterdir()] == ["case"]


def test_the_other_version_is_read_for_the_same_audience(folder: Path) -> None:
    """What is compared is what the audience may see of both."""
    run("case", "--against", "case", "--audience", "public")
    page = (folder / "wren-changes.html").read_text("utf-8")
    assert "for the public" in page
    assert "Ada and Ben" not in page


def test_a_site_is_written_again_and_over_nothing_else(folder: Path) -> None:
    """A folder that was written here is replaced, byte for byte the same; one that holds anything else is kept."""
    assert run("case", "--site", "s").output == "report: s\n"
    first = files(folder / "s")
    assert {"index.html", "evidence.html", LIST} <= first.keys()
    assert run("case", "--site", "s").exit_code == 0
    assert files(folder / "s") == first
    (folder / "s" / "mine.txt").write_text("mine")
    assert isinstance(run("case", "--site", "s").exception, UnreadableError)
    (folder / "s" / "mine.txt").unlink()
    (folder / "s" / "index.html").write_text("edited")
    assert "index.html" in str(run("case", "--site", "s").exception)
    assert (folder / "s" / "index.html").read_text() == "edited"
    assert sorted(path.name for path in folder.iterdir()) == ["case", "s"]


@pytest.mark.parametrize("kind", ["file", "link", "folder"])
def test_what_was_not_written_here_is_refused(folder: Path, kind: str) -> None:
    """A file, a link and a folder of somebody's own are left as they are."""
    place = folder / "s"
    if kind == "file":
        place.write_text("mine")
    elif kind == "link":
        place.symlink_to(folder / "case")
    else:
        place.mkdir()
        (place / "mine.txt").write_text("mine")
    before = files(folder)
    assert run("case", "--site", "s").exit_code != 0
    assert files(folder) == before


def test_an_empty_folder_is_filled(folder: Path) -> None:
    """There is nothing to lose in a folder without files."""
    (folder / "s").mkdir()
    assert run("case", "--site", "s").exit_code == 0
    assert (folder / "s" / "index.html").is_file()


def test_pages_are_written_whole_or_not_at_all(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the last step fails, what was there is there again, and no draft is left."""
    place = folder / "s"
    write_pages(place, {"index.html": b"one", "more.html": b"two"})
    before, rename = files(folder), Path.rename

    def failing(self: Path, target: Path) -> Path:
        if self.suffix == ".part":
            raise OSError(28, "no space left")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", failing)
    with pytest.raises(UnreadableError, match="no space left"):
        write_pages(place, {"index.html": b"three"})
    monkeypatch.undo()
    assert files(folder) == before
    assert sorted(path.name for path in folder.iterdir()) == ["case", "s"]
