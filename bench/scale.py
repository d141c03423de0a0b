"""How much a large case costs: processor time, memory and size, as ratios to a bare Python start on the same machine.

The case is made up (`generated.py`); processor time is that of the whole process and its children, which other work on
the machine moves less than the clock does. Promised at full size, 10,000 claims and 100 pathways: `--full`. Called by
`make bench` at a tenth of it. Standard library only.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from bench.generated import case

ROOT = Path(__file__).resolve().parent.parent
PROGRAM = Path(sys.executable).parent / "loadpath"
SMALL = (1_000, 10)
FULL = (10_000, 100)


@dataclass(frozen=True, slots=True)
class Cost:
    """What one run took: seconds of processor time, the most memory it held in megabytes, and how it ended."""

    seconds: float
    megabytes: float
    code: int


def cost(command: list[str], environment: dict[str, str], limit: float = 3_600.0) -> Cost:
    """Run a command in a process of its own and return what it cost."""
    asked = [sys.executable, "-m", "bench.scale", "--measure", str(limit), *command]
    done = subprocess.run(asked, cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
    seconds, megabytes, code = done.stdout.split()[-3:]
    return Cost(float(seconds), float(megabytes), int(code))


def measure(limit: float, command: list[str]) -> int:
    """Run a command as the only child of this process, so that its use of resources can be told."""
    try:
        code = subprocess.run(
            command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=limit, check=False
        ).returncode
    except subprocess.TimeoutExpired:
        code = -1
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    unit = 1e6 if sys.platform == "darwin" else 1e3
    print(used.ru_utime + used.ru_stime, used.ru_maxrss / unit, code)
    return 0


def write(texts: dict[str, str], folder: Path) -> None:
    """Write files below a folder."""
    for name, text in texts.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def rows(folder: Path, page: Path) -> list[tuple[str, list[str]]]:
    """Return what is measured, in order: the second check finds nothing changed."""
    program = str(PROGRAM)
    return [
        ("check", [program, "check", str(folder)]),
        ("check, nothing changed", [program, "check", str(folder)]),
        ("risk", [program, "risk", str(folder)]),
        ("report", [program, "report", str(folder), "-o", str(page)]),
    ]


def table(claims: int, pathways: int, seed: int) -> bool:
    """Print what a case of this size costs; return whether every command did its work."""
    good = True
    with tempfile.TemporaryDirectory() as below:
        folder, page = Path(below, "case"), Path(below, "report.html")
        write(case(claims, pathways, seed), folder)
        environment = os.environ | {"XDG_CACHE_HOME": str(Path(below, "cache")), "LOADPATH_CACHE": "on"}
        bare = min(cost([sys.executable, "-c", "pass"], environment).seconds for _ in range(5))
        size = sum(path.stat().st_size for path in folder.rglob("*.md"))
        told = f"{claims:,} claims, {pathways:,} pathways, seed {seed}"
        print(f"{told}: {size / 1e6:.1f} MB of text; bare start {bare:.3f} s")
        print(f"{'what':<28}{'processor':>12}{'ratio':>9}{'memory':>10}{'written':>10}")
        for name, command in rows(folder, page):
            found = cost(command, environment)
            remark = "" if found.code in {0, 1} else f"   failed with {found.code}"
            good = good and not remark
            written = f"{page.stat().st_size / 1e6:7.1f} MB" if name == "report" and page.exists() else f"{'-':>10}"
            cells = f"{found.seconds:10.2f} s{found.seconds / bare:9.0f}{found.megabytes:7.0f} MB{written}"
            print(f"{name:<28}{cells}{remark}", flush=True)
    print()
    return good


def main() -> int:
    """Print the tables; return 2 if a command could not be run."""
    if sys.argv[1:2] == ["--measure"]:
        return measure(float(sys.argv[2]), sys.argv[3:])
    parser = argparse.ArgumentParser(description="what a large case costs, as ratios to a bare Python start")
    parser.add_argument("--claims", type=int, default=SMALL[0])
    parser.add_argument("--pathways", type=int, default=SMALL[1])
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--full", action="store_true", help="10,000 claims and 100 pathways")
    asked = parser.parse_args()
    claims, pathways = FULL if asked.full else (asked.claims, asked.pathways)
    return 0 if table(claims, pathways, asked.seed) else 2


if __name__ == "__main__":
    sys.exit(main())
