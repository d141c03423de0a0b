"""What README shows is what the program prints."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest
from tests.small import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
SHOWN = re.findall(r"```console\n\$ loadpath (.*?)\n(.*?)```", README, re.DOTALL)


@pytest.mark.parametrize(("words", "shown"), SHOWN, ids=[words for words, _ in SHOWN])
def test_readme_shows_what_the_program_prints(words: str, shown: str) -> None:
    """Every console block is the beginning of what its command prints, line by line."""
    start = "from loadpath.cli.main import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", start, *words.split()], cwd=ROOT, capture_output=True, text=True, check=True
    )
    printed = [line.rstrip() for line in done.stdout.splitlines()]
    wanted = [line.rstrip() for line in shown.splitlines()]
    assert printed[: len(wanted)] == wanted


def test_readme_gives_exactly_two_commands() -> None:
    """A fresh machine needs `make demo` and `make test`, nothing else."""
    assert re.findall(r"```sh\n(.*?)```", README, re.DOTALL) == ["make demo\nmake test\n"]


def test_readme_python_is_true() -> None:
    """The five lines of Python run, and print the number that stands beside them."""
    code = re.findall(r"```python\n(.*?)```", README, re.DOTALL)[0]
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    stated = re.findall(r"# ([0-9.e-]+)", code)[0]
    assert float(done.stdout.splitlines()[0]) == pytest.approx(float(stated), rel=1e-9)
