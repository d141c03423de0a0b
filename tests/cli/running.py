"""Commands run in the tests' own process: as somebody starts the program, or by click alone, which is faster."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from loadpath.cli.main import cli, main

if TYPE_CHECKING:
    Run = tuple[int, str, str]
    """An exit code, and what was printed, on each stream."""


def started(*words: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Return the exit code of the whole program, and what it printed."""
    monkeypatch.setattr(sys, "argv", ["loadpath", *words])
    with pytest.raises(SystemExit) as left:
        main()
    out, err = capsys.readouterr()
    code = left.value.code
    return (code if isinstance(code, int) else 0), out, err


def printed(*words: str) -> str:
    """Return what a command prints, on one line without the breaks of a narrow terminal."""
    done = CliRunner().invoke(cli, words, env={"COLUMNS": "200"})
    assert done.exit_code == 0, done.output
    return " ".join(done.output.split())
