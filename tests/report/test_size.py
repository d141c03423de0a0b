"""How large a report may be, measured on the example; how long it takes is measured by `bench.report`."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
from bench.report import MOST_KB, PAGES, PROGRAM, size_of
from tests.small import HERON


@pytest.mark.skipif(not HERON.is_dir(), reason="examples/heron-2 is not there")
def test_a_report_is_small() -> None:
    """With as much on each of 60 pages as heron-2 has, the file stays within 600 kB."""
    done = subprocess.run([sys.executable, "-c", PROGRAM, str(HERON)], capture_output=True, text=True, check=True)
    assert size_of(json.loads(done.stdout), PAGES) <= MOST_KB
