"""`loadpath diagram`: what is written, and what is refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner
from tests.report.test_pictures import PATH
from tests.small import HEAD

from loadpath.cli.main import cli
from loadpath.errors import LoadpathError

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a small case."""
    (tmp_path / "case.md").write_text(f"{HEAD}{PATH}## Assessor me: Me\n- a: 10% because x\n- b: 1% because x\n")
    return tmp_path


@pytest.mark.parametrize("how", ["--gsn", "--cae", "--bow-tie", "--event-tree", "--timeline"])
def test_each_drawing_is_written(folder: Path, how: str) -> None:
    """An SVG stands alone: it names its namespace and size, and has no class that somebody else must know."""
    target = folder / "x.svg"
    done = CliRunner().invoke(cli, ["diagram", "p", str(folder), how, "-o", str(target)], catch_exceptions=False)
    text = target.read_text()
    assert done.output == f"diagram: {target}\n"
    assert text.startswith('<svg xmlns="http://www.w3.org/2000/svg"')
    assert "class=" not in text


def test_a_width_is_kept(folder: Path) -> None:
    """A drawing for 350 px is at most so wide."""
    target = folder / "x.svg"
    CliRunner().invoke(cli, ["diagram", "p", str(folder), "--width", "350", "-o", str(target)], catch_exceptions=False)
    assert int(target.read_text().partition('viewBox="0 0 ')[2].partition(" ")[0]) <= 350


def test_what_is_not_there_is_refused(folder: Path) -> None:
    """A mistyped id gets a suggestion, a file that is no picture its two endings; nothing is written."""
    for words, said in (
        (["dooor"], "no part `dooor`"),
        (["p", "-o", str(folder / "x.jpg")], "neither .svg nor .png"),
        (["p", "-o", str(folder / "no" / "x.svg")], "cannot be written"),
    ):
        done = CliRunner().invoke(cli, ["diagram", words[0], str(folder), *words[1:]])
        assert isinstance(done.exception, LoadpathError)
        assert said in str(done.exception)
        assert done.exception.help
    assert [path.name for path in folder.iterdir()] == ["case.md"]
