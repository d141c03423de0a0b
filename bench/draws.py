"""What a draw costs: case9 with all its uncertain probabilities, next to the tools that people use for the same.

Everything is processor time of one process, the best of several tries, sampling included. Peers draw the same 79
parameters and evaluate the same operations with numpy (squigglepy and OpenTURNS draw; they hold no fault tree);
pyAgrum answers the same question at one point by its own inference. They live in an environment of their own, as
those of `peers.py` do, and get the case as JSON.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from bench.case9 import FILE, Model, read

from loadpath.engine.derivatives import derivatives
from loadpath.engine.laws import LogNormal
from loadpath.engine.worlds import plan

if TYPE_CHECKING:
    from collections.abc import Callable

    from loadpath.engine.circuit import Circuit

TRIES = 7
WORLDS = 1 << 17


def seconds(work: Callable[[], object], times: int = 1) -> float:
    """Return the least processor time of one of several tries, after one that does not count."""
    work()
    found = []
    for _ in range(TRIES):
        start = time.process_time()
        for _ in range(times):
            work()
        found.append((time.process_time() - start) / times)
    return min(found)


def own(model: Model, circuit: Circuit) -> dict[str, float]:
    """Return seconds for a world and for one point, by name, and print what came out."""
    made = plan(circuit, model.weights, [model.top], {})
    means = np.array([model.law(name).mean for name in model.names])
    many = made.worlds(1_000_000, 0, compiled=True)[0]
    print(f"operations {circuit.size:,}, parameters {len(made.names)}, circuit {circuit.digest[:12]}")
    error = many.std() / 1000
    print(
        f"mean of 10^6 worlds {many.mean():.4e} +- {error:.1e}, sd {many.std():.3e}, 95 % {np.quantile(many, 0.95):.3e}"
    )
    print(f"at the means {derivatives(circuit, model.top, means, 1 - means).value:.10e}\n")
    return {
        "loadpath, kernel": seconds(lambda: made.worlds(WORLDS, 0, compiled=True)) / WORLDS,
        "loadpath, arrays": seconds(lambda: made.worlds(20_000, 0, compiled=False)) / 20_000,
        "loadpath, a point and its derivatives": seconds(
            lambda: derivatives(circuit, model.top, means, 1 - means, compiled=True), 200
        ),
    }


def told(model: Model, circuit: Circuit) -> str:
    """Return the case as JSON for the peers: events, formulas, and the operations."""
    means = np.array([model.law(name).mean for name in model.names])
    return json.dumps(
        {
            "names": model.names,
            "laws": [model.numbers[name] for name in model.names],
            "lognormals": {
                name: (law.centre, law.spread) for name in model.names if isinstance(law := model.law(name), LogNormal)
            },
            "means": means.tolist(),
            "value": derivatives(circuit, model.top, means, 1 - means).value,
            "gates": [(gate.kind, gate.number, gate.parts) for gate in model.store.gates],
            "top": model.top,
            "codes": circuit.codes.tolist(),
            "operands": circuit.operands.tolist(),
            "root": circuit.roots[model.top],
        }
    )


def main() -> int:
    """Print the table; with an interpreter of the peers' environment, theirs beside it."""
    parser = argparse.ArgumentParser(description="what a draw costs")
    parser.add_argument("--peers", type=Path, help="the Python that has the peers")
    asked = parser.parse_args()
    if not FILE.exists():
        print("skipped: the shared benchmarks are not beside this folder")
        return 0
    model = read()
    circuit = model.compiled()
    found = own(model, circuit)
    if asked.peers:
        script = Path(__file__).with_name("peer_draws.py")
        done = subprocess.run(
            [str(asked.peers), str(script)], input=told(model, circuit), capture_output=True, text=True, check=True
        )
        found |= json.loads(done.stdout)
    for name, took in found.items():
        beside = "loadpath, a point and its derivatives" if "point" in name else "loadpath, kernel"
        print(f"{name:<40}{1e6 * took:12.3f} us{1 / took:16,.0f} a second{took / found[beside]:10.1f} times {beside}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
