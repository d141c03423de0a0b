"""The same log in Inspect AI's own reader: time and memory beside ours, for all samples and for its summaries alone.

Inspect lives in an environment of its own, whose interpreter is named on the command line, and reads in a process of
its own. `read_eval_log` gives everything that was said, which ours passes over; `read_eval_log_sample_summaries` with
the header alone is its short way, which sees neither edits nor voided samples. Ours reads every sample. So a ratio says
what somebody waits for who wants the counts, and not who is better. The time is that of the processor, imports left
out.
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
from typing import Any

SAMPLES = 10_000
FULL, SHORT = "full", "short"


def peer(path: Path, way: str) -> dict[str, float]:
    """Return what Inspect took for one log: seconds, megabytes, and what it found. Runs in its environment."""
    from inspect_ai import log as inspect_log  # type: ignore[import-not-found]  # noqa: PLC0415  not in ours

    start = time.process_time()
    samples: list[Any]
    if way == FULL:
        samples = inspect_log.read_eval_log(str(path)).samples
    else:
        inspect_log.read_eval_log(str(path), header_only=True)
        samples = inspect_log.read_eval_log_sample_summaries(str(path))
    hits = sum(one.scores["attack_success"].value == "C" for one in samples)
    clusters = len({one.metadata["scenario"] for one in samples})
    seconds = time.process_time() - start
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1e6 if sys.platform == "darwin" else 1e3)
    found = {"seconds": seconds, "megabytes": megabytes, "samples": len(samples)}
    return found | {"clusters": clusters, "hits": hits}


def table(python: str, count: int, seed: int) -> int:
    """Print the figures of every container; return 1 when the two count differently."""
    from bench.evidence import alone  # noqa: PLC0415  not in the environment of the peer
    from bench.logs import CONTAINERS, write  # noqa: PLC0415  the same

    wrong = 0
    print(f"{count:,} samples, seed {seed}")
    print(f"{'what':<34}{'processor':>12}{'peak':>10}   compared with ours")
    with tempfile.TemporaryDirectory() as folder:
        for name in CONTAINERS:
            path = Path(folder, name)
            write(path, count, seed)
            ours = alone(path)
            print(f"{f'{name}, ours':<34}{ours['seconds']:10.2f} s{ours['megabytes']:7.0f} MB", flush=True)
            for way in (FULL, SHORT) if path.suffix == ".eval" else (FULL,):
                command = [python, __file__, "--read", str(path), "--way", way]
                done = subprocess.run(command, capture_output=True, check=True)
                took = json.loads(done.stdout.splitlines()[-1])
                times, more = took["seconds"] / ours["seconds"], took["megabytes"] / ours["megabytes"]
                shown = (
                    f"{took['seconds']:10.2f} s{took['megabytes']:7.0f} MB   {times:.1f} times, memory {more:.1f} times"
                )
                print(f"{f'{name}, Inspect, {way}':<34}{shown}", flush=True)
                wrong |= any(took[key] != ours[key] for key in ("samples", "clusters", "hits"))
            path.unlink()
    return int(wrong)


def main() -> int:
    """Print the table, or be the process that is measured."""
    parser = argparse.ArgumentParser(description="the same log in Inspect AI's own reader")
    parser.add_argument("python", nargs="?", help="the interpreter of the environment that holds inspect_ai")
    parser.add_argument("--samples", type=int, default=SAMPLES)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--read", type=Path)
    parser.add_argument("--way", choices=(FULL, SHORT), default=FULL)
    asked = parser.parse_args()
    if asked.read:
        print(json.dumps(peer(asked.read, asked.way)))
        return 0
    if not asked.python:
        parser.error("name the interpreter of the environment that holds inspect_ai")
    return table(asked.python, asked.samples, asked.seed)


if __name__ == "__main__":
    sys.exit(main())
