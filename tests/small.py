"""Small cases for tests: a head is added, text becomes a project."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import loadpath as lp

if TYPE_CHECKING:
    from loadpath.assess.results import Assessment

HEAD = "# Case small: A small case\n\n- kind: risk analysis\n"
ROOT = Path(__file__).parent.parent
HERON = ROOT / "examples" / "heron-2"


def project(text: str) -> lp.Project:
    """Return a project of a head and one more file, whose lines count from 1."""
    return lp.read({"a-head.md": HEAD, "case.md": text})


def assessed(text: str, by: str = "me") -> Assessment:
    """Return the assessment of a small case by one assessor."""
    return project(text).risk(by=by)


def faults(text: str) -> list[tuple[str, int, str]]:
    """Return rule, line and message with help of every fault in a small case."""
    found = project(text).reading.faults
    return [(item.rule, item.at.line, f"{item.message} | {item.help}") for item in found]
