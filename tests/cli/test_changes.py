"""The commands that change files: what they print, what they write, and that a dry run writes nothing."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner, Result
from tests.small import HEAD, HERON

import loadpath as lp
from loadpath.cli.main import cli
from loadpath.errors import RefusedChangeError

if TYPE_CHECKING:
    from pathlib import Path


def run(*words: str) -> Result:
    """Run the command line in this process."""
    done = CliRunner().invoke(cli, list(words))
    if isinstance(done.exception, RefusedChangeError):
        raise done.exception
    return done


@pytest.fixture
def heron(tmp_path: Path) -> Path:
    """A copy of the example."""
    return shutil.copytree(HERON, tmp_path / "heron")


def all_bytes(folder: Path) -> dict[str, bytes]:
    """Return every file of a folder."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_fmt_says_what_it_changes_and_check_closes_the_gate(tmp_path: Path) -> None:
    """Exit code 1 only with `--check` and only when something would change; `--diff` writes nothing."""
    (tmp_path / "case.md").write_text(HEAD.replace("- kind", "* Kind") + "\n\n")
    before = all_bytes(tmp_path)
    asked = run("fmt", str(tmp_path), "--check")
    assert (asked.exit_code, asked.output) == (1, "would change 1 of 1 file: case.md\n")
    shown = run("fmt", str(tmp_path), "--diff")
    assert "-* Kind: risk analysis\n" in shown.output
    assert "+- kind: risk analysis\n" in shown.output
    assert all_bytes(tmp_path) == before
    assert run("fmt", str(tmp_path)).output == "changed 1 of 1 file: case.md\n"
    assert (tmp_path / "case.md").read_text() == HEAD
    assert run("fmt", str(tmp_path), "--check").exit_code == 0


def test_rename_goes_there_and_back_on_disk(heron: Path) -> None:
    """The same bytes in every file; a dry run shows the difference and writes nothing."""
    before = all_bytes(heron)
    shown = run("rename", "log-coverage", "logs.all", str(heron), "--diff")
    assert "+## Claim logs.all: Every internal agent session is logged\n" in shown.output
    assert all_bytes(heron) == before
    assert run("rename", "log-coverage", "logs.all", str(heron)).output.startswith(
        "renamed `log-coverage` to `logs.all`: "
    )
    assert lp.read(heron).reading.sound
    run("rename", "logs.all", "log-coverage", str(heron))
    assert all_bytes(heron) == before


def test_move_keeps_the_digest(heron: Path) -> None:
    """The case is the same, in other files."""
    digest = lp.read(heron).case.digest
    assert (
        run("move", "log-coverage", "claims/new.md", str(heron)).output == "moved `log-coverage` to `claims/new.md`\n"
    )
    assert lp.read(heron).case.digest == digest
    assert (heron / "claims" / "new.md").read_text().startswith("## Claim log-coverage: ")


def test_detach_hands_over_the_text_first(heron: Path, tmp_path: Path) -> None:
    """Refused without `--force`; the text goes to the output or to a file, which is never overwritten."""
    with pytest.raises(RefusedChangeError, match="is referred to"):
        run("detach", "probe-clean", str(heron))
    before = all_bytes(heron)
    taken = tmp_path / "taken.md"
    taken.write_text("mine")
    with pytest.raises(RefusedChangeError, match="cannot be written"):
        run("detach", "probe-clean", str(heron), "--force", "-o", str(taken))
    assert all_bytes(heron) == before
    taken.unlink()
    told = run("detach", "probe-clean", str(heron), "--force", "-o", str(taken)).output
    assert told.startswith("detached `probe-clean`; 1 reference dissolved\n  removed reviews/external.md:")
    assert taken.read_text().startswith("## Claim probe-clean: ")
    assert "probe-clean" not in lp.read(heron).case.nodes


@pytest.mark.parametrize("command", ["fmt", "rename", "move", "detach"])
def test_what_is_written_is_never_what_an_audience_sees(command: str) -> None:
    """Commands that write know no audience: text that one may not see would be lost."""
    assert "--audience" not in run(command, "--help").output
