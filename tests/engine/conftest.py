"""What holds for the tests of the engine: nothing is remembered from an earlier run in the same process.

Mutation testing runs the tests once and then again in copies of that process, one for each change; a table or a law
that was remembered would hide that its making was changed.
"""

from __future__ import annotations

import sys

import pytest


@pytest.fixture(autouse=True, scope="session")
def _forgotten() -> None:
    """Forget what functions of the engine have remembered."""
    for name, module in list(sys.modules.items()):
        if name.startswith("loadpath.engine."):
            for found in vars(module).values():
                if hasattr(found, "cache_clear"):
                    found.cache_clear()
