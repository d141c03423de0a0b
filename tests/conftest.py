"""Collects the literate tests: every Markdown page in `tests/cases`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.literate import Page

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """Collect a page of literate tests."""
    if file_path.suffix == ".md" and file_path.parent.name == "cases":
        return Page.from_parent(parent, path=file_path)
    return None
