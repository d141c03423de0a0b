"""Files are written whole, only where they changed, only over what was read, and never outside of the folder."""

from __future__ import annotations

import stat
from typing import TYPE_CHECKING

import pytest

from loadpath.errors import RefusedChangeError
from loadpath.files.folder import texts_of, write_texts

if TYPE_CHECKING:
    from pathlib import Path

TEXTS = {"a.md": "one\r\n", "deep/b.md": "two\n", "c.md": "three\n"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with three files."""
    path = tmp_path / "case"
    write_texts(path, {}, TEXTS)
    return path


def test_only_what_changed_is_written(folder: Path) -> None:
    """Bytes are those of the text, what is left out is removed, permissions stay, and nothing else is left behind."""
    (folder / "a.md").chmod(0o640)
    before = (folder / "c.md").stat().st_mtime_ns
    after = {"a.md": "new\r\n", "c.md": "three\n", "x/y.md": "four"}
    assert write_texts(folder, TEXTS, after) == ("a.md", "deep/b.md", "x/y.md")
    assert (folder / "a.md").read_bytes() == b"new\r\n"
    assert stat.S_IMODE((folder / "a.md").stat().st_mode) == 0o640
    assert (folder / "c.md").stat().st_mtime_ns == before
    assert texts_of(folder) == after
    assert not [path for path in folder.rglob("*") if path.name.endswith(".tmp")]


@pytest.mark.parametrize("name", ["../out.md", "link/out.md", "link.md"])
def test_nothing_is_written_outside_of_the_folder(folder: Path, name: str) -> None:
    """Neither by name, nor through a link to a folder or a file."""
    outside = folder.parent / "outside"
    outside.mkdir()
    (outside / "kept.md").write_text("kept")
    (folder / "link").symlink_to(outside, target_is_directory=True)
    (folder / "link.md").symlink_to(outside / "kept.md")
    with pytest.raises(RefusedChangeError, match="leads out of the folder"):
        write_texts(folder, TEXTS, {**TEXTS, "a.md": "new", name: "x"})
    assert texts_of_kept(folder) == TEXTS["a.md"]
    assert (outside / "kept.md").read_text() == "kept"
    assert sorted(path.name for path in outside.iterdir()) == ["kept.md"]


def texts_of_kept(folder: Path) -> str:
    """Return the bytes of the first file as text."""
    return (folder / "a.md").read_bytes().decode()


def test_a_link_inside_of_the_folder_stays_a_link(folder: Path) -> None:
    """The file that it names is written."""
    (folder / "d.md").symlink_to("c.md")
    write_texts(folder, {**TEXTS, "d.md": "three\n"}, {**TEXTS, "d.md": "new\n"})
    assert (folder / "d.md").is_symlink()
    assert (folder / "c.md").read_text() == "new\n"


def test_what_somebody_else_wrote_meanwhile_is_not_overwritten(folder: Path) -> None:
    """Neither a changed file, nor a file that was not there."""
    (folder / "c.md").write_text("theirs\n")
    (folder / "n.md").write_text("theirs\n")
    for after in ({**TEXTS, "a.md": "mine", "c.md": "mine"}, {**TEXTS, "a.md": "mine", "n.md": "mine"}):
        with pytest.raises(RefusedChangeError, match="is not what was read"):
            write_texts(folder, TEXTS, after)
    assert texts_of_kept(folder) == TEXTS["a.md"]


def test_a_folder_that_cannot_be_written_says_so(folder: Path) -> None:
    """A file stands where a folder is needed: the words name it, and nothing is changed."""
    with pytest.raises(RefusedChangeError, match="cannot be written"):
        write_texts(folder, TEXTS, {**TEXTS, "a.md": "new", "c.md/d.md": "x"})
    assert texts_of(folder) == TEXTS
