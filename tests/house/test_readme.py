"""README keeps its promises: two commands, five lines of Python. Its console blocks are in `test_console`."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest
from tests.small import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_readme_gives_exactly_two_commands() -> None:
    """A fresh machine needs `make demo` and `make test`, nothing else."""
    assert re.findall(r"```sh\n(.*?)```", README, re.DOTALL) == ["make demo\nmake test\n"]


def test_readme_python_is_true() -> None:
    """The five lines of Python run, and print the number that stands beside them."""
    code = re.findall(r"```python\n(.*?)```", README, re.DOTALL)[0]
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    stated = re.findall(r"# ([0-9.e-]+)", code)[0]
    assert float(done.stdout.splitlines()[0]) == pytest.approx(float(stated), rel=1e-9)
