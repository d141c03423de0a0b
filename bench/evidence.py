"""How fast logs of Inspect AI are read and counted, and in how much memory: 50,000 samples in each container.

The whole way is measured: opening, every check of the container, the summaries, each sample, and its counting through
`Census`; not the start of Python. Each container has a process of its own, so that its peak is its own. Promised: at
least 10,000 samples of 7 KB a second on one core, in at most 150 MB.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench.logs import CONTAINERS, write

ROOT = Path(__file__).resolve().parent.parent

SAMPLES = 50_000
TRIES = 3


def counted(path: Path) -> dict[str, float]:
    """Return what reading and counting one log took: seconds of the processor, megabytes, and what was found."""
    from loadpath.ingest.count import Census  # noqa: PLC0415  only in the process that is measured
    from loadpath.ingest.inspect.log import read_inspect  # noqa: PLC0415

    start = time.process_time()
    with path.open("rb") as file:
        log = read_inspect(file, path.name)
        census = Census(cluster="scenario")
        for _ in census.passing(log.samples):
            pass
    seconds = time.process_time() - start
    totals = census.totals
    hits = dict(totals.scores)["attack_success"].positive
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1e6 if sys.platform == "darwin" else 1e3)
    found = {"seconds": seconds, "megabytes": megabytes, "samples": totals.samples}
    return found | {"clusters": totals.clusters, "hits": hits}


def alone(path: Path) -> dict[str, float]:
    """Return what reading and counting one log took in a process of its own."""
    command = [sys.executable, "-m", "bench.evidence", "--read", str(path)]
    done = subprocess.run(command, capture_output=True, check=True, cwd=ROOT)
    found: dict[str, float] = json.loads(done.stdout)
    return found


def main() -> int:
    """Print the table; return 1 when the same log in two containers was counted differently."""
    parser = argparse.ArgumentParser(description="logs of Inspect AI: samples a second, and megabytes")
    parser.add_argument("--samples", type=int, default=SAMPLES)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--read", type=Path, help="read this log and print what it took, as JSON")
    asked = parser.parse_args()
    if asked.read:
        print(json.dumps(counted(asked.read)))
        return 0
    print(f"{asked.samples:,} samples, seed {asked.seed}, best of {TRIES}")
    print(f"{'container':<16}{'file':>9}{'processor':>13}{'samples/s':>12}{'peak':>9}")
    found = set()
    with tempfile.TemporaryDirectory() as folder:
        for name in CONTAINERS:
            path = Path(folder, name)
            write(path, asked.samples, asked.seed)
            best = min((alone(path) for _ in range(TRIES)), key=lambda took: took["seconds"])
            size, rate = path.stat().st_size / 1e6, best["samples"] / best["seconds"]
            print(
                f"{name:<16}{size:6.0f} MB{best['seconds']:11.2f} s{rate:12,.0f}{best['megabytes']:6.0f} MB", flush=True
            )
            found.add((best["samples"], best["clusters"], best["hits"]))
            path.unlink()
    return 0 if len(found) == 1 else 1


if __name__ == "__main__":
    sys.exit(main())
