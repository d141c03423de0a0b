"""What the house tests look at: the sources, the files that are (or would be) in the repository, the import graph."""

from __future__ import annotations

import subprocess
from pathlib import Path

import grimp
import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def root() -> Path:
    """The folder of the repository."""
    return ROOT


@pytest.fixture(scope="session")
def sources() -> list[Path]:
    """Every module of the package."""
    return sorted((ROOT / "src").rglob("*.py"))


@pytest.fixture(scope="session")
def tracked() -> list[Path]:
    """Every file that git knows or would add; skipped by name outside a checkout."""
    command = ["git", "-C", str(ROOT), "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    try:
        listing = subprocess.run(command, capture_output=True, check=True, text=True).stdout
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("not a git checkout: nothing says which files belong to the repository")
    return [ROOT / name for name in listing.split("\0") if name and (ROOT / name).is_file()]


@pytest.fixture(scope="session")
def graph() -> grimp.ImportGraph:
    """Who imports whom, imports for type checkers included: to know a name is to know its room."""
    return grimp.build_graph("loadpath", cache_dir=None)


@pytest.fixture(scope="session")
def running_graph() -> grimp.ImportGraph:
    """Who imports whom when the program runs."""
    return grimp.build_graph("loadpath", cache_dir=None, exclude_type_checking_imports=True)
