"""How large a report may be, and how much of it is worked out once; how long it takes is measured by `bench.report`."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
from bench.report import MOST_COMPILED, MOST_KB, PAGES, PROGRAM, size_of
from tests.small import HERON


@pytest.mark.skipif(not HERON.is_dir(), reason="examples/heron-2 is not there")
def test_a_report_is_small_and_compiles_each_circuit_once() -> None:
    """With as much on each of 60 pages as heron-2 has, the file stays within 600 kB; half its circuits are there."""
    done = subprocess.run([sys.executable, "-c", PROGRAM, str(HERON)], capture_output=True, text=True, check=True)
    told = json.loads(done.stdout)
    assert size_of(told, PAGES) <= MOST_KB
    assert 0 < told["compiled"] <= MOST_COMPILED * told["asked"]
