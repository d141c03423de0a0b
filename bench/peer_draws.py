"""The peers' side of `draws.py`: runs in their environment, reads the case from standard input, prints seconds.

Every peer is asked in the way its own documentation shows first. What is not installed is left out.
"""

from __future__ import annotations

import importlib
import itertools
import json
import sys
import time
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

WORLDS = 20_000
TRIES = 3
CLOSE = 1e-9
Case = dict[str, Any]


def seconds(work: Callable[[], object], tries: int = TRIES) -> float:
    """Return the least processor time of several tries, after one that does not count."""
    work()
    found = []
    for _ in range(tries):
        start = time.process_time()
        work()
        found.append(time.process_time() - start)
    return min(found)


def evaluated(case: Case, rows: list[Floats]) -> Floats:
    """Return the top in each world: the operations of the circuit, one after the other, on arrays."""
    slots = [np.zeros(WORLDS), np.ones(WORLDS), *rows, *(1.0 - row for row in rows)]
    for code, (a, b, c, d) in zip(case["codes"], case["operands"], strict=True):
        if code == 0:
            slots.append(slots[a] * slots[b])
        elif code == 1:
            slots.append(slots[a] + slots[b])
        else:
            slots.append(slots[a] * slots[c] + slots[b] * slots[d])
    found: Floats = slots[case["root"]]
    return found


def with_numpy(case: Case) -> float:
    """Return seconds for a world with numpy's own generator."""
    chance = np.random.default_rng(1)

    def work() -> Floats:
        rows: list[Floats] = []
        for name, (kind, (first, second, *_)) in zip(case["names"], case["laws"], strict=True):
            if kind == "beta-deviate":
                rows.append(chance.beta(first, second, size=WORLDS))
            else:
                centre, spread = case["lognormals"][name]
                rows.append(np.minimum(chance.lognormal(centre, spread, size=WORLDS), 1.0))
        return evaluated(case, rows)

    return seconds(work) / WORLDS


def with_squigglepy(case: Case) -> float:
    """Return seconds for a world with squigglepy's distributions."""
    sq = importlib.import_module("squigglepy")
    laws = [
        sq.beta(*numbers)
        if kind == "beta-deviate"
        else sq.lognorm(norm_mean=case["lognormals"][name][0], norm_sd=case["lognormals"][name][1])
        for name, (kind, numbers) in zip(case["names"], case["laws"], strict=True)
    ]

    def work() -> Floats:
        return evaluated(case, [np.minimum(sq.sample(law, n=WORLDS), 1.0) for law in laws])

    return seconds(work) / WORLDS


def with_openturns(case: Case) -> float:
    """Return seconds for a world with a joint distribution of OpenTURNS."""
    ot = importlib.import_module("openturns")
    laws = [
        ot.Beta(*numbers, 0.0, 1.0) if kind == "beta-deviate" else ot.LogNormal(*case["lognormals"][name], 0.0)
        for name, (kind, numbers) in zip(case["names"], case["laws"], strict=True)
    ]
    joint = ot.JointDistribution(laws)

    def work() -> Floats:
        drawn = np.ascontiguousarray(np.array(joint.getSample(WORLDS)).T)
        return evaluated(case, list(np.minimum(drawn, 1.0)))

    return seconds(work) / WORLDS


def holds(kind: str, number: int, values: tuple[int, ...]) -> bool:
    """Return what a gate makes of its parts."""
    if kind == "not":
        return not values[0]
    return sum(values) >= {"and": len(values), "or": 1, "atleast": number}[kind]


def with_pyagrum(case: Case) -> float:
    """Return seconds for the top at a point: change what is known of one event, propagate, read the top."""
    gum = importlib.import_module("pyagrum")
    network = gum.BayesNet("case9")
    names: dict[int, str] = {}
    needed, stack = set(), [case["top"]]
    while stack:
        here = stack.pop()
        if here not in needed:
            needed.add(here)
            stack.extend(case["gates"][here][2])
    for here in sorted(needed):
        kind, number, parts = case["gates"][here]
        names[here] = case["names"][number] if kind == "leaf" else f"gate {here}"
        network.add(gum.LabelizedVariable(names[here], names[here], 2))
        if kind == "leaf":
            network.cpt(names[here]).fillWith([1.0 - case["means"][number], case["means"][number]])
            continue
        for part in parts:
            network.addArc(names[part], names[here])
        for values in itertools.product((0, 1), repeat=len(parts)):
            true = float(holds(kind, number, values))
            network.cpt(names[here])[dict(zip((names[part] for part in parts), values, strict=True))] = [1 - true, true]
    inference = gum.LazyPropagation(network)
    inference.setTargets({names[case["top"]]})
    first = case["names"][0]
    inference.addEvidence(first, [1.0, 1.0])
    turns = itertools.cycle((0.5, 1.0))

    def work() -> float:
        inference.chgEvidence(first, [1.0, next(turns)])
        inference.makeInference()
        return float(inference.posterior(names[case["top"]])[1])

    work()
    exact = work()
    if abs(exact / case["value"] - 1.0) > CLOSE:
        raise ValueError(f"pyAgrum gives {exact}, not {case['value']}")
    return seconds(work)


PEERS: dict[str, Callable[[Case], float]] = {
    "numpy": with_numpy,
    "squigglepy": with_squigglepy,
    "OpenTURNS": with_openturns,
    "pyAgrum, a point": with_pyagrum,
}


def main() -> int:
    """Print seconds by name."""
    case = json.load(sys.stdin)
    found = {}
    for name, work in PEERS.items():
        try:
            found[name] = work(case)
        except ImportError as missing:
            print(f"{name}: {missing}", file=sys.stderr)
    print(json.dumps(found))
    return 0


if __name__ == "__main__":
    sys.exit(main())
