"""A published fault tree as formulas and weights: what its connectives mean, and the mean of each distribution."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from loadpath.case.fault_tree import Connected, Constant, Deviate, FaultTree, Formula, Named, Number
from loadpath.engine.compile import compile_circuit
from loadpath.engine.formula import FALSE, TRUE, Formulas
from loadpath.errors import UnreadableError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from loadpath.case.fault_tree import Expression
    from loadpath.engine.circuit import Circuit


NEGATED = ("not", "nand", "nor", "iff")
"""Connectives that say the opposite of another: `not` of the only part, `iff` of an exclusive or."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TreeModel:
    """A fault tree ready for computing.

    Attributes:
        store: its formulas.
        tops: the formula of each top event, by name.
        events: the basic events, in the order of their leaves.
        means: the mean probability of each.
    """

    store: Formulas
    tops: Mapping[str, int]
    events: tuple[str, ...]
    means: tuple[float, ...]

    def circuit(self, tops: Sequence[int] | None = None) -> Circuit:
        """Return the circuit of some top events, or of all.

        Raises:
            TooLargeError: when it does not fit.
        """
        return compile_circuit(self.store, list(self.tops.values()) if tops is None else tops, marks=self.means)


def tree_model(tree: FaultTree) -> TreeModel:
    """Return the formulas and mean probabilities of a fault tree.

    Raises:
        UnreadableError: when a probability is not between 0 and 1.
    """
    store = Formulas(flat=False)
    made = {name: TRUE if value else FALSE for name, value in tree.houses.items()}
    made |= {name: store.leaf() for name in tree.events}
    for name in _parts_first(tree):
        made[name] = _formula(store, tree.gates[name], made)
    means = tuple(_probability(tree, name) for name in tree.events)
    return TreeModel(store=store, tops={name: made[name] for name in tree.tops}, events=tuple(tree.events), means=means)


def _parts_first(tree: FaultTree) -> list[str]:
    """Return the gates in an order in which each comes after those that it names."""
    found: dict[str, None] = {}
    stack = list(tree.gates)
    while stack:
        name = stack[-1]
        missing = [] if name in found else [one for one in _gates(tree, tree.gates[name]) if one not in found]
        stack.extend(missing)
        if not missing:
            found[stack.pop()] = None
    return list(found)


def _gates(tree: FaultTree, formula: Formula) -> list[str]:
    if isinstance(formula, Connected):
        return [name for part in formula.parts for name in _gates(tree, part)]
    return [formula.name] if isinstance(formula, Named) and formula.name in tree.gates else []


def _formula(store: Formulas, formula: Formula, made: Mapping[str, int]) -> int:
    if isinstance(formula, Constant):
        return TRUE if formula.value else FALSE
    if isinstance(formula, Named):
        return made[formula.name]
    parts = [_formula(store, part, made) for part in formula.parts]
    match formula.connective:
        case "and" | "nand":
            found = store.all_of(parts)
        case "or" | "nor" | "not":
            found = store.any_of(parts)
        case "xor" | "iff":
            found = store.odd(parts)
        case "imply":
            found = store.any_of([store.negate(parts[0]), parts[1]])
        case "atleast":
            found = store.at_least(formula.least, parts)
        case _:
            more = store.at_least(formula.most + 1, parts)
            found = store.all_of([store.at_least(formula.least, parts), store.negate(more)])
    return store.negate(found) if formula.connective in NEGATED else found


def _probability(tree: FaultTree, name: str) -> float:
    event = tree.events[name]
    try:
        mean = mean_of(tree, event.probability)
    except (OverflowError, ZeroDivisionError):
        mean = math.nan
    if not 0 <= mean <= 1:
        raise UnreadableError(
            f"{event.at.file}:{event.at.line}: the mean probability of `{name}` is {mean!r}",
            help="a probability lies between 0 and 1",
        )
    return mean


def mean_of(tree: FaultTree, value: Expression) -> float:
    """Return the mean of what is said about a number, parameters at their means."""
    if isinstance(value, Number):
        return value.value
    if not isinstance(value, Deviate):
        return mean_of(tree, tree.parameters[value.name])
    numbers = [mean_of(tree, number) for number in value.numbers]
    match value.kind:
        case "lognormal-deviate" if len(numbers) == 2:  # noqa: PLR2004  mean and deviation of the logarithm
            return math.exp(numbers[0] + numbers[1] ** 2 / 2)
        case "beta-deviate":
            return numbers[0] / (numbers[0] + numbers[1])
        case "uniform-deviate":
            return (numbers[0] + numbers[1]) / 2
        case "gamma-deviate":
            return numbers[0] * numbers[1]
        case _:
            return numbers[0]  # lognormal by mean, error factor and level; normal by mean and deviation
