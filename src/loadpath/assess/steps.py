"""How likely each step of a pathway is once all steps before it have happened, given the evidence.

The chance of the first k steps, over the chance of the first k - 1: these multiply to the chance of the pathway, where
the chances of the steps by themselves do not, because steps share causes.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from loadpath.assess.model import formed
from loadpath.assess.results import Interval, NotComputed
from loadpath.case import node as kinds
from loadpath.engine.compile import compile_circuit
from loadpath.engine.leaves import Free, headline_setting
from loadpath.errors import TooLargeError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from loadpath.assess.lines import Judgements
    from loadpath.assess.results import Answer
    from loadpath.case.graph import CaseGraph

MOST_NODES = 200_000
"""Of a diagram that is made for these figures alone."""

UNKNOWN = NotComputed("something that it depends on is unknown")
NEVER = NotComputed("the steps before it cannot all happen")


def steps(case: CaseGraph, judgements: Judgements) -> Mapping[str, tuple[Answer, ...]]:
    """Return for each pathway with a chain the chance of each step, given those before it and the evidence.

    Args:
        case: a sound case.
        judgements: what the assessor holds.
    """
    found = formed(case, judgements)
    store, seen = found.reader.store, found.seen.formula
    first: dict[str, list[int]] = {}
    for path in case.all(kinds.Pathway):
        if path.withheld or not path.chain:
            continue
        parts = [found.reader.formula(step.what) for step in path.chain]
        first[path.id] = [store.all_of([*parts[:count], seen]) for count in range(len(parts) + 1)]
    roots = list(dict.fromkeys([seen, *(root for joined in first.values() for root in joined)]))
    setting = headline_setting(found.reader.weights, {})
    marks = (setting.weights @ setting.points).tolist()
    try:
        circuit = compile_circuit(store, roots, marks=marks, most_nodes=MOST_NODES, remember=True)
    except TooLargeError as error:
        return {name: (NotComputed(str(error)),) * (len(joined) - 1) for name, joined in first.items()}
    loose = frozenset(leaf for leaf, weight in enumerate(found.reader.weights) if isinstance(weight, Free))
    values = circuit.probabilities(setting.weights, setting.complements, roots) @ setting.points
    known: dict[int, float | None] = {
        root: None if circuit.support(root) & loose else value
        for root, value in zip(roots, values.tolist(), strict=True)
    }
    return {
        name: tuple(_ratio(*ends) for ends in pairwise(known[root] for root in joined))
        for name, joined in first.items()
    }


def _ratio(before: float | None, after: float | None) -> Answer:
    if before is None or after is None:
        return UNKNOWN
    return Interval(after / before, after / before) if before > 0 else NEVER
