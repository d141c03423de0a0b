"""What holds for all tests: no check is remembered, and a random example may take its time on a busy machine.

A check is kept neither from one test to the next, nor in the cache of whoever runs them. What opens a browser, holds laws
over random cases, counts through every state or writes whole sites is left to `make test-all`: `make test` has three
minutes.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from collections.abc import Iterable

os.environ["LOADPATH_CACHE"] = "off"
settings.register_profile("loadpath", deadline=None)
settings.load_profile("loadpath")

LONG = ("browser", "conformance", "laws")
"""Folders whose tests all take long."""

LONG_FILES = {
    *("test_site.py", "test_executive.py", "test_delta.py", "test_what_if.py", "test_compare.py", "test_pdf.py"),
    *("test_hostile.py", "test_planted_defects.py"),
}


def pytest_collection_modifyitems(items: Iterable[pytest.Item]) -> None:
    """Mark what takes long as slow."""
    for item in items:
        if item.path.parent.name in LONG or item.path.name in LONG_FILES:
            item.add_marker(pytest.mark.slow)
