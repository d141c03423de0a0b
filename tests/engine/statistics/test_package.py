"""The package as a whole: nothing heavy is loaded before a statistic is asked for."""

from __future__ import annotations

import subprocess
import sys

PROGRAM = """
import pkgutil, sys
from importlib import import_module
from loadpath.engine import statistics
names = [found.name for found in pkgutil.iter_modules(statistics.__path__)]
for name in names:
    import_module(f"loadpath.engine.statistics.{name}")
print(len(names) > 10, *sorted(sys.modules.keys() & {"numpy", "scipy"}))
"""


def test_importing_all_of_it_loads_no_numerics() -> None:
    """Neither numpy nor scipy is imported with the modules."""
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "True"
