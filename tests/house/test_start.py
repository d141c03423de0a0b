"""The start is fast because nothing heavy is imported before it is used."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

HEAVY = (
    *(
        "duckdb",
        "fontTools",
        "jinja2",
        "markdown_it",
        "nh3",
        "numpy",
        "pikepdf",
        "rich",
        "scipy",
        "starlette",
        "uvicorn",
    ),
    *("watchfiles", "zstandard"),
)


@pytest.mark.parametrize("first", ["import loadpath", "from loadpath.cli.main import main"])
def test_the_start_loads_nothing_heavy(first: str, root: Path) -> None:
    """Neither `import loadpath` nor the start of the command line imports numerics, Markdown, fonts or colours."""
    program = f"import sys\n{first}\nprint(*sorted(sys.modules.keys() & set({HEAVY!r})))"
    environment = os.environ | {"PYTHONPATH": str(root / "src")}
    done = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout.strip(), done.stderr) == (0, "", "")
