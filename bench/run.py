"""How long loadpath takes to start and to do its commands, as ratios to a bare Python start on the same machine.

Every row is the median of the runs, taken in turn with the bare start so that a slow minute of the machine slows both.
Promised: `import loadpath` adds less than 60 ms and does not load numpy; `loadpath --version` takes less than 150 ms.
Standard library only; call it with the interpreter of the environment that holds loadpath: `make bench`.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parent.parent
PROGRAM = Path(sys.executable).parent / "loadpath"
EXAMPLE = ROOT / "examples" / "heron-2"
PYTHON_BARE = [sys.executable, "-c", "pass"]
PYTHON_IMPORT = [sys.executable, "-c", "import loadpath"]
ASKS_NUMPY = [sys.executable, "-c", "import loadpath, sys; print('numpy' in sys.modules)"]


def seconds(command: list[str], folder: str) -> tuple[float, int]:
    """Run a command once and return its wall time in seconds and its exit code."""
    start = time.perf_counter()
    done = subprocess.run(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    return time.perf_counter() - start, done.returncode


def measure(command: list[str], runs: int, folder: str) -> tuple[float, float, int]:
    """Return the median seconds of a command and of the bare starts between its runs, and its worst exit code."""
    worst = seconds(command, folder)[1]
    times, bare = [], []
    for _ in range(runs):
        bare.append(seconds(PYTHON_BARE, folder)[0])
        took, code = seconds(command, folder)
        times.append(took)
        worst = max(worst, code, key=abs)
    return median(times), median(bare), worst


def rows() -> list[tuple[str, list[str], int]]:
    """Return what is measured: name, command, and the highest exit code that still counts as done (1 = findings)."""
    commands: list[tuple[str, list[str], int]] = [
        ("import loadpath", PYTHON_IMPORT, 0),
        ("loadpath --version", [str(PROGRAM), "--version"], 0),
    ]
    commands += [
        (f"loadpath {verb} heron-2", [str(PROGRAM), verb, str(EXAMPLE)], 1) for verb in ("check", "risk", "report")
    ]
    return commands


def main() -> int:
    """Print the table; return 2 if a command could not be run."""
    parser = argparse.ArgumentParser(description="start-up and command times, as ratios to a bare Python start")
    parser.add_argument("--runs", type=int, default=10, help="measured runs per row (median shown)")
    runs = parser.parse_args().runs
    failed = False
    print(f"Python {sys.version.split()[0]} on {sys.platform}, median of {runs}\n")
    print(f"{'what':<28}{'time':>9}{'bare':>9}{'added':>9}{'ratio':>8}")
    with tempfile.TemporaryDirectory() as folder:
        for name, command, accepted in rows():
            took, bare, code = measure(command, runs, folder)
            remark = "" if 0 <= code <= accepted else f"   failed with {code}"
            failed = failed or bool(remark)
            times = "".join(f"{1000 * one:6.0f} ms" for one in (took, bare, took - bare))
            print(f"{name:<28}{times}{took / bare:8.2f}{remark}")
        asked = subprocess.run(ASKS_NUMPY, cwd=folder, capture_output=True, text=True, check=False)
    print(f"\nnumpy loaded by `import loadpath`: {'yes' if asked.stdout.strip() == 'True' else 'no'}")
    return 2 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
