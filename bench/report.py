"""How large a report is and how long it takes to write: of 60 printed pages at most 600 kB and 2 s, its PDF 2 s.

`python -m bench.report`. Each example is read, assessed and checked in a process of its own; what is measured begins
after that, and pays for whatever is then loaded for the first time. Times are of the CPU; the ratio is to a bare start
of Python, so that a slow machine slows both. What a page brings once, however long it is (fonts, style, script), is
told apart, so that a report can be taken to be as long as another. What a report costs beside its fonts is mostly
circuits: how many its questions ask for is told beside how many were compiled, the others being the same as one before.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
EXAMPLES = ("heron-2", "august-2026", "pilot-2025")
PAGES = 60
MOST_KB, MOST_S = 600, 2.0
MOST_COMPILED = 0.5
"""Of the circuits that a report asks for, at most so large a part is compiled."""
RUNS = 3
"""The quickest counts: other work on the machine makes everything take longer."""

PROGRAM = """
import json, re, sys, time
import loadpath as lp
from pypdfium2 import PdfDocument

project = lp.read(sys.argv[1])
scene, findings = project.scene, project.check()
for one in project.risk():
    one.budget, one.range
from loadpath.engine import compile as portfolio
from loadpath.report.html import page
from loadpath.report.pdf import pdf
before = portfolio._remembered.cache_info()
start = time.process_time()
html = page(scene, findings)
middle = time.process_time()
after = portfolio._remembered.cache_info()
paper = pdf(scene, findings)
end = time.process_time()
once = sum(len(part.encode()) for part in re.findall("<(?:style|script)>.*?</", html, re.DOTALL))
told = {"once": once, "html": len(html.encode()), "html_s": middle - start, "pdf": len(paper), "pdf_s": end - middle}
told["compiled"] = after.misses - before.misses
told["asked"] = told["compiled"] + after.hits - before.hits
print(json.dumps({**told, "pages": len(PdfDocument(paper))}))
"""


def cpu(command: list[str]) -> tuple[float, str]:
    """Run a command and return the CPU seconds that it took, and what it printed."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return (after.ru_utime + after.ru_stime) - (before.ru_utime + before.ru_stime), done.stdout


def size_of(told: dict[str, float], pages: int) -> float:
    """Return how many kB the file would have with so many printed pages instead of its own."""
    return (told["once"] + (told["html"] - told["once"]) * pages / told["pages"]) / 1000


def main() -> int:
    """Print a row for each example; return 1 when one is over a limit, taken in proportion to its pages."""
    bare = min(cpu([sys.executable, "-c", "pass"])[0] for _ in range(5))
    sizes_of = ("pages", "kB", "once", "kB/page", f"kB of {PAGES}")
    names = (*sizes_of, "HTML s", "ratio", "PDF s", "ratio", "PDF kB", "circuits")
    print(f"{'report':12}" + "".join(f"{name:>9}" for name in names))
    over = []
    for name in EXAMPLES:
        folder = ROOT / "examples" / name
        if not folder.is_dir():
            continue
        runs = [json.loads(cpu([sys.executable, "-c", PROGRAM, str(folder)])[1]) for _ in range(RUNS)]
        told = runs[0] | {one: min(run[one] for run in runs) for one in ("html_s", "pdf_s")}
        pages, size, once = told["pages"], told["html"] / 1000, told["once"] / 1000
        scaled = size_of(told, PAGES)
        times = "".join(f"{told[one]:9.2f}{told[one] / bare:9.1f}" for one in ("html_s", "pdf_s"))
        sizes = f"{size:9.0f}{once:9.0f}{(size - once) / pages:9.1f}{scaled:9.0f}"
        circuits = f"{told['compiled']}/{told['asked']}"
        print(f"{name:12}{pages:9}{sizes}{times}{told['pdf'] / 1000:9.0f}{circuits:>9}")
        slow = max(told["html_s"], told["pdf_s"]) > MOST_S * max(1.0, pages / PAGES)
        if scaled > MOST_KB or slow or told["compiled"] > MOST_COMPILED * told["asked"]:
            over.append(name)
    most = f"of {PAGES} pages at most {MOST_KB} kB, {MOST_S} s; of the circuits at most {MOST_COMPILED:.0%} compiled"
    print(f"bare start {bare:.3f} s; {most}; over: {', '.join(over) or 'none'}")
    return 1 if over else 0


if __name__ == "__main__":
    sys.exit(main())
