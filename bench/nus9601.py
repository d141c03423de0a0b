"""Between which two numbers the probability of nus9601 lies, as seconds pass: a fault tree with no exact value known.

Its file (`../shared/benchmarks/openpsa/nus9601.xml`, 1567 events, 1515 gates) is Open-PSA XML of a few kinds of element
only, read here without the importer, so that what is measured does not depend on it. Run it with the seconds of
processor time it may take: `python -m bench.nus9601 60`.
"""

from __future__ import annotations

import argparse
import resource
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree as ET

from loadpath.engine.formula import Formulas
from loadpath.engine.interval import Interval, intervals

FILE = Path(__file__).resolve().parents[2] / "shared" / "benchmarks" / "openpsa" / "nus9601.xml"
SECONDS = 60.0
MEGABYTES = 7_000.0
"""It ends before the memory that was promised, eight gigabytes, is full."""

LATER = 1.5
"""A line is printed whenever this many times as much time has passed."""


@dataclass(frozen=True, slots=True)
class Tree:
    """A fault tree: its formulas, its top and the probability of each event."""

    store: Formulas
    top: int
    weights: tuple[float, ...]


def read(file: Path = FILE) -> Tree:
    """Read a tree of `and`, `or` and `atleast` gates; the top is the gate that no other names."""
    root = ET.parse(file).getroot()  # noqa: S314 - a file of the shared benchmarks
    gates = {gate.attrib["name"]: gate[0] for gate in root.iter("define-gate")}
    named = {part.attrib["name"] for gate in gates.values() for part in gate}
    store = Formulas()
    made: dict[str, int] = {}
    weights: list[float] = []
    for event in root.iter("define-basic-event"):
        made[event.attrib["name"]] = store.leaf()
        weights.append(float(event[0].attrib["value"]))
    (top,) = set(gates) - named
    stack = [top]
    while stack:
        gate = gates[stack[-1]]
        parts = [part.attrib["name"] for part in gate]
        missing = [part for part in parts if part not in made]
        if missing:
            stack.extend(missing)
            continue
        made[stack.pop()] = _gate(store, gate, [made[part] for part in parts])
    return Tree(store, made[top], tuple(weights))


def _gate(store: Formulas, gate: ET.Element, parts: list[int]) -> int:
    """Return the formula of a gate over its parts."""
    match gate.tag:
        case "and":
            return store.all_of(parts)
        case "or":
            return store.any_of(parts)
        case "atleast":
            return store.at_least(int(gate.attrib["min"]), parts)
    message = f"`{gate.tag}` is not among what nus9601 is made of"
    raise ValueError(message)


def megabytes() -> float:
    """Return the most memory that this process has held."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1e6 if sys.platform == "darwin" else 1e3)


def line(found: Interval, seconds: float) -> str:
    """Return one line of the table: seconds, both bounds, the relative gap, steps and memory."""
    gap = found.ratio - 1.0
    return f"{seconds:7.1f} s  {found.lower:.8e}  {found.upper:.8e}  {gap:.2e}  {found.steps:7}  {megabytes():6.0f} MB"


def main() -> int:
    """Print the interval as seconds of processor time pass."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("seconds", type=float, nargs="?", default=SECONDS)
    limit = parser.parse_args().seconds
    tree = read()
    begun, due = time.process_time(), 0.0
    print("seconds    lower           upper           gap       steps    memory")
    for found in intervals(tree.store, tree.top, tree.weights):
        seconds = time.process_time() - begun
        last = bool(found.stopped) or seconds >= limit or megabytes() >= MEGABYTES
        if last or seconds >= due:
            print(line(found, seconds), flush=True)
            due = LATER * max(seconds, 1.0)
        if last:
            break
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
