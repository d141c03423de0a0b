"""Soak: the engine is broken on purpose, one small change at a time, and its tests have to notice (mutation testing).

mutmut makes the changes; kernels run uncompiled (`NUMBA_DISABLE_JIT=1`), so that they are changed like everything else.
Files are taken in an order that the seed decides, until the time is over; what was not reached is said. A file in which
nothing could be changed, or that no test reaches, counts as zero. Survivors are listed with `--survivors`.

    make soak NAME=mutants MINUTES=60
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
ROOM = "src/loadpath/engine"
COPIED = ("src", "tests", "bench", "examples")
SURVIVED, NO_TESTS = {0}, {5, 33}
"""Exit codes of a mutant's tests, as mutmut records them; None was not reached; any other is a kill."""

LEAST = 0.85
SLOWEST = 600.0
"""Seconds that one file may take at most."""


@dataclass(frozen=True, slots=True)
class Score:
    """How many mutants of a file there were, how many were tried and killed, and which lived."""

    made: int
    tried: int
    killed: int
    alive: tuple[str, ...]

    @property
    def share(self) -> float:
        """Return the killed among the tried; zero when none was tried."""
        return self.killed / self.tried if self.tried else 0.0


def score(name: str, seconds: float, *, survivors: bool) -> Score:
    """Mutate one file in a copy of the project and run the tests of its room, for at most so many seconds."""
    with tempfile.TemporaryDirectory() as below:
        for part in COPIED:
            shutil.copytree(ROOT / part, Path(below, part), ignore=shutil.ignore_patterns("__pycache__"))
        settings = (ROOT / "pyproject.toml").read_text("utf-8").replace('"-q", ', '"-q", "-p", "no:cacheprovider", ', 1)
        Path(below, "pyproject.toml").write_text(f"{settings}\n{_settings(name)}", encoding="utf-8")
        environment = os.environ | {"NUMBA_DISABLE_JIT": "1", "PYTHONPATH": str(Path(below, "src"))}
        command = [str(Path(sys.executable).parent / "mutmut"), "run", "--max-children", "1"]
        running = subprocess.Popen(
            command, cwd=below, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
            start_new_session=True,
        )  # fmt: skip
        try:
            said, _ = running.communicate(timeout=seconds)
        except subprocess.TimeoutExpired:
            os.killpg(running.pid, signal.SIGKILL)
            said, _ = running.communicate()
        found = Path(below, "mutants", f"{name}.meta")
        if not found.exists():
            print(said[-2000:])
            return Score(0, 0, 0, ())
        codes: dict[str, int | None] = json.loads(found.read_text("utf-8"))["exit_code_by_key"]
        alive = tuple(key for key, code in codes.items() if code is not None and code in SURVIVED | NO_TESTS)
        if survivors:
            for key in alive:
                print(_change(key, below))
    tried = sum(code is not None for code in codes.values())
    if not tried:
        print("\n".join(line for line in said.replace("\r", "\n").splitlines()[-40:] if line.strip())[-2_000:])
    return Score(len(codes), tried, tried - len(alive), alive)


def _settings(name: str) -> str:
    stem = Path(name).stem
    own = sorted(path.relative_to(ROOT).as_posix() for path in (ROOT / "tests/engine").glob(f"test_{stem}*.py"))
    tests = own or ["tests/engine"]
    quoted = ", ".join(f'"{item}"' for item in tests)
    copied = ", ".join(f'"{item}"' for item in COPIED)
    return (
        f'[tool.mutmut]\nsource_paths = ["{name}"]\npytest_add_cli_args_test_selection = [{quoted}]\n'
        f"also_copy = [{copied}]\ntimeout_multiplier = 5.0\n"
    )


def _change(key: str, folder: str) -> str:
    shown = subprocess.run(
        [str(Path(sys.executable).parent / "mutmut"), "show", key],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    kept = [line for line in shown.stdout.splitlines() if line[:1] in "+-" and line[:3] not in ("+++", "---")]
    return "\n".join([f"  {key}", *(f"    {line}" for line in kept)])


def main() -> int:
    """Take files until the time is over; return 1 when those that were taken are killed less often than promised."""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--minutes", type=float, default=1.0)
    words.add_argument("--seed", type=int, default=1)
    words.add_argument("--survivors", action="store_true", help="print the change of every mutant that lived")
    words.add_argument("files", nargs="*", help="only these files of the engine, by their name without .py")
    given = words.parse_args()
    names = sorted(
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / ROOM).glob("*.py")
        if path.name != "__init__.py" and (not given.files or path.stem in given.files)
    )
    random.Random(given.seed).shuffle(names)  # noqa: S311  an order
    end = time.monotonic() + 60 * given.minutes
    total = Score(0, 0, 0, ())
    left = list(names)
    while left and (seconds := min(SLOWEST, end - time.monotonic())) > 1:
        name = left.pop(0)
        one = score(name, seconds, survivors=given.survivors)
        print(
            f"{Path(name).name:<24} {one.made:>5} mutants {one.tried:>5} tried {one.killed:>5} killed {one.share:>6.1%}"
        )
        total = Score(total.made + one.made, total.tried + one.tried, total.killed + one.killed, ())
    print(f"mutants: {total.killed:,} of {total.tried:,} killed, {total.share:.1%}; {len(left)} files not reached")
    return 0 if total.share >= LEAST or not total.tried else 1


if __name__ == "__main__":
    sys.exit(main())
