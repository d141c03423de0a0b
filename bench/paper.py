"""How long the PDF of a report takes and how large it is, as ratios to the HTML page of the same case.

The time is that of the processor, in this process, from a computed scene: reading and computing the case is no part of
it. Promised: a report of 60 printed pages in under 2 s. Call it with the interpreter of the environment that holds
loadpath and `loadpath[report]`: `python bench/paper.py`; it returns 2 when the promise is broken.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from pypdfium2 import PdfDocument

import loadpath as lp
from loadpath.report.html import page
from loadpath.report.pdf import pdf

if TYPE_CHECKING:
    from collections.abc import Callable

    from loadpath.checks.run import Findings
    from loadpath.scene import Scene

EXAMPLES = Path(__file__).resolve().parent.parent / "examples"
CASES = ("heron-2", "august-2026", "pilot-2025")
PROMISED_S, PROMISED_PAGES = 2.0, 60


def cost(make: Callable[[Scene, Findings], object], scene: Scene, findings: Findings, runs: int) -> float:
    """Return the median seconds of the processor that a report takes; the first time is not counted."""
    make(scene, findings)
    times = []
    for _ in range(runs):
        start = time.process_time()
        make(scene, findings)
        times.append(time.process_time() - start)
    return median(times)


def pages_of(whole: bytes) -> int:
    """Return the number of pages of a PDF."""
    return len(PdfDocument(whole))


def main() -> int:
    """Print the table; return 2 if 60 pages take longer than promised."""
    parser = argparse.ArgumentParser(description="time and size of the PDF, as ratios to the HTML page")
    parser.add_argument("--runs", type=int, default=3, help="measured runs per row (median shown)")
    runs = parser.parse_args().runs
    broken = False
    print(
        f"{'case':<14}{'pages':>6}{'PDF':>9}{'HTML':>9}{'ratio':>7}{'60 pages':>10}{'PDF':>10}{'HTML':>9}{'ratio':>7}"
    )
    for name in CASES:
        project = lp.read(EXAMPLES / name)
        scene, findings = project.scene, project.check()
        paper, screen = pdf(scene, findings), page(scene, findings).encode()
        took, beside = cost(pdf, scene, findings, runs), cost(page, scene, findings, runs)
        sixty = took / pages_of(paper) * PROMISED_PAGES
        broken = broken or (sixty > PROMISED_S and pages_of(paper) > PROMISED_PAGES / 2)
        print(
            f"{name:<14}{pages_of(paper):>6}{took:>7.2f} s{beside:>7.2f} s{took / beside:>7.1f}{sixty:>8.2f} s"
            f"{len(paper) / 1000:>7.0f} kB{len(screen) / 1000:>6.0f} kB{len(paper) / len(screen):>7.1f}"
        )
    return 2 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
