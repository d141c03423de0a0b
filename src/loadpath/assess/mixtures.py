"""The risk of every mixture of what two assessors hold, from as few circuits as can be.

A mixture holds what the first assessor holds, with some inputs taken over from the second. Where two lines differ, the
case is read with both, and a leaf of its own, a *switch*, says which of them counts. Switches are weighed 0 or 1, so
that all mixtures are columns of one evaluation of one circuit.

Some inputs are no switch: what a word of likelihood means, what is known of a quantity, and a line that decides which
evidence counts at all. Each setting of these has a circuit of its own.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from loadpath.assess.budget import allowance
from loadpath.assess.evidence import Observed, counted_on, hidden_by_failures, likelihood, unscored_failures
from loadpath.assess.interpret import Interpreter
from loadpath.assess.model import compiled, formed_by
from loadpath.assess.results import Interval, Standing
from loadpath.assess.spread import Spread
from loadpath.case import node as kinds
from loadpath.case.value import Measured, SaysNothing
from loadpath.engine.formula import TRUE
from loadpath.engine.leaves import Free, with_free

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from numpy.typing import NDArray

    from loadpath.assess.interpret import World
    from loadpath.assess.lines import Judged, Judgements
    from loadpath.assess.model import Corner, Model
    from loadpath.case.graph import CaseGraph

    Bools = NDArray[np.bool_]
    Floats = NDArray[np.float64]

WORDS = "words of likelihood"
"""The input that is no line: what words of a scale mean to somebody."""

MOST_VALUES = 20_000_000_000
"""So many operations of circuits at most are carried out for one comparison: some tens of seconds."""

MOST_CELLS = 4_000_000
"""So many weights are laid out at a time: some tens of megabytes."""

SAME = 1e-11
"""Two values of a risk closer than this, relative to their size, are the same."""


class Either(Interpreter):
    """Reads a case with the lines of two assessors, and a switch for each input in which they differ."""

    __slots__ = ("others",)

    others: Mapping[str, Judged | None]

    def switch(self, name: str) -> int:
        """Return the leaf that says whether an input is taken over. Its weight is only ever set to 0 or 1."""
        return self.leaf(("taken over", name), Free())

    def either(self, name: str, make: Callable[[], int]) -> int:
        """Return what is made of one line about a node, or of the other's, as the switch says."""
        if name not in self.others:
            return make()
        mine, held = make(), self.judgements
        lines = {subject: judged for subject, judged in held.lines.items() if subject != name}
        other = self.others[name]
        if other is not None:
            lines[name] = other
        self.judgements = replace(held, lines=lines)
        theirs = make()
        self.judgements = held
        return self.store.choose(self.switch(name), theirs, mine)

    def own(self, name: str) -> int:
        """Return the own draw of a node, by the line that counts."""
        make = partial(Interpreter.own, self, name)
        return make() if self._whole(name) else self.either(name, make)

    def _truth(self, name: str, world: World) -> int:
        make = partial(Interpreter._truth, self, name, world)  # noqa: SLF001  of its own kind
        return self.either(name, make) if self._whole(name) else make()

    def _whole(self, name: str) -> bool:
        """Return whether a line decides how a node is read, and not only its number."""
        node = self.case.nodes[name]
        if isinstance(node, kinds.Event):
            return node.happens is not None and node.is_ is None
        return isinstance(node, kinds.Mitigation | kinds.Scenario | kinds.Surface)

    def observed(self) -> Observed:
        """Return everything that was observed, each by the line that counts; see `evidence.observed`."""
        counted = counted_on(self.case, self.judgements.lines)
        found = [item for item in self.case.all(kinds.Evidence) if item.id not in counted]
        parts = [self.either(item.id, partial(self._likelihood, item)) for item in found]
        return Observed(self.store.all_of(parts), (), (), ())

    def _likelihood(self, item: kinds.Evidence) -> int:
        judged = self.judgements.lines.get(item.id)
        if judged is None or isinstance(judged.line.branches[0].value, SaysNothing):
            return TRUE
        return likelihood(self, item, judged)


def mixed(first: Judgements, second: Judgements, taken: frozenset[str]) -> Judgements:
    """Return what the first assessor holds, with some inputs taken over from the second.

    A word that only one of them knows means to both what it means to that one.
    """
    lines = {name: held for name, held in first.lines.items() if name not in taken}
    lines |= {name: held for name, held in second.lines.items() if name in taken}
    sides = (first.words, second.words) if WORDS in taken else (second.words, first.words)
    return replace(first, lines=lines, words={**sides[0], **sides[1]})


@dataclass(frozen=True, slots=True)
class Joined:
    """A model of many mixtures.

    Attributes:
        model: the model; its free leaves are the switches, and what nobody weighed.
        switches: the leaf of each input that has a switch and reaches the risk or the evidence.
        open: what nobody weighed, and might be anything.
    """

    model: Model
    switches: Mapping[str, int]
    open: Mapping[int, Free]

    def risks(self, taken: Bools, names: tuple[str, ...]) -> Floats:
        """Return the risk of mixtures, at the means; NaN where it is not one number, or the evidence impossible.

        What nobody weighed is put at two different values everywhere: a risk that depends on any of it differs, since
        it is a ratio of two polynomials of degree one in each.

        Args:
            taken: which inputs are taken over, shape (mixtures, inputs).
            names: of the inputs.
        """
        inner = [0.381966, 0.723607] if self.open else [0.0]
        found = [self._at(taken, names, {leaf: _inside(one, at) for leaf, one in self.open.items()}) for at in inner]
        apart = np.abs(found[0] - found[-1]) > SAME * np.abs(found[0])
        return np.where(apart, np.nan, found[0])

    def _at(self, taken: Bools, names: tuple[str, ...], free: Corner) -> Floats:
        model = self.model
        circuit, leaves = model.narrow
        setting = with_free(model.base, free)
        roots = [model.with_evidence(model.total), model.seen.formula]
        points = len(setting.points)
        columns = [
            (place, leaves.index(self.switches[name])) for place, name in enumerate(names) if name in self.switches
        ]
        step = max(1, MOST_CELLS // (points * max(1, len(leaves))))
        out = np.empty(len(taken))
        for start in range(0, len(taken), step):
            part = taken[start : start + step].astype(np.float64)
            weights, complements = (
                np.tile(rows[list(leaves)], len(part)) for rows in (setting.weights, setting.complements)
            )
            for place, row in columns:
                weights[row] = np.repeat(part[:, place], points)
                complements[row] = 1.0 - weights[row]
            values = circuit.probabilities(weights, complements, roots).reshape(2, len(part), points) @ setting.points
            given = values[1] > 0
            out[start : start + step] = np.divide(values[0], values[1], out=np.full(len(part), np.nan), where=given)
        return out

    def corner(self, taken: frozenset[str]) -> Corner:
        """Return the values of the free leaves at which a mixture is read."""
        return {leaf: float(name in taken) for name, leaf in self.switches.items()}


def _inside(free: Free, at: float) -> float:
    return free.low + at * (free.high - free.low)


@dataclass(slots=True)
class Mixtures:
    """Every mixture of two assessors.

    Attributes:
        case: a sound case.
        first: what the first assessor holds.
        second: what the second holds.
        names: the inputs in which they differ and that can reach the risk.
        fixed: those of them that are no switch.
    """

    case: CaseGraph
    first: Judgements
    second: Judgements
    names: tuple[str, ...]
    fixed: tuple[str, ...]
    _joined: dict[frozenset[str], Joined] = field(default_factory=dict)

    def risks(self, taken: Bools) -> Floats:
        """Return the risk of mixtures, at the means; NaN where it is not one number.

        Args:
            taken: which inputs are taken over, shape (mixtures, inputs).

        Raises:
            ContradictionError: when a number has no meaning.
            TooLargeError: when an exact circuit would be too large.
        """
        if not self.fixed:
            return self.joined(frozenset()).risks(taken, self.names)
        out = np.empty(len(taken))
        places = [place for place, name in enumerate(self.names) if name in self.fixed]
        settings, which = np.unique(taken[:, places], axis=0, return_inverse=True)
        for number, setting in enumerate(settings):
            there = frozenset(self.names[place] for place, on in zip(places, setting, strict=True) if on)
            rows = np.flatnonzero(which.reshape(-1) == number)
            out[rows] = self.joined(there).risks(taken[rows], self.names)
        return out

    def joined(self, taken: frozenset[str]) -> Joined:
        """Return the model of all mixtures with these inputs that are no switch taken over, and no other such."""
        if taken not in self._joined:
            self._joined[taken] = self._join(taken)
        return self._joined[taken]

    def standing(self, taken: frozenset[str], risk: float, draws: int) -> Standing | None:
        """Return where the risk of a mixture stands against the budget, over worlds; None without a budget."""
        joined = self.joined(taken & frozenset(self.fixed))
        free = joined.corner(taken)
        asked = Interval(risk, risk)
        return Spread(
            asked=joined.model, risk=asked, ends=(free, free), allowed=allowance(self.case), draws=draws
        ).budget

    def reaching(self) -> tuple[str, ...]:
        """Return the inputs that can move the risk; where all have a switch, those whose switch is in the circuit."""
        if self.fixed:
            return self.names
        return tuple(name for name in self.names if name in self.joined(frozenset()).switches)

    def effort(self, mixtures: int) -> float:
        """Return about how many operations so many mixtures take."""
        model = self.joined(frozenset()).model
        return float(mixtures) * (model.narrow[0].size + 1) * len(model.base.points)

    def _join(self, taken: frozenset[str]) -> Joined:
        held = mixed(self.first, self.second, taken)
        hidden = hidden_by_failures(self.case, unscored_failures(self.case, held.lines))
        reader = Either(self.case, held, overridden=hidden)
        reader.others = {name: self.second.lines.get(name) for name in self.names if name not in self.fixed}
        seen, store = reader.observed(), reader.store
        found = formed_by(reader, seen)
        model = compiled(found, [store.all_of([found.total, seen.formula]), seen.formula], {})
        every = {name: store.gates[reader.switch(name)].number for name in reader.others}
        switches = {name: leaf for name, leaf in every.items() if leaf in model.leaves}
        rest = {leaf: one for leaf, one in model.free.items() if leaf in model.leaves and leaf not in every.values()}
        return Joined(model, switches, rest)


def fixed_inputs(case: CaseGraph, first: Judgements, second: Judgements, names: tuple[str, ...]) -> tuple[str, ...]:
    """Return the inputs that are no switch: what they decide is more than which of two lines counts."""
    return tuple(name for name in names if _is_fixed(case, (first, second), name))


def _is_fixed(case: CaseGraph, sides: tuple[Judgements, Judgements], name: str) -> bool:
    node = case.nodes.get(name)
    if name == WORDS or isinstance(node, kinds.Quantity):
        return True
    held = [side.lines.get(name) for side in sides]
    if held[0] is not None and held[1] is not None and held[0].origin == held[1].origin:
        return True  # two versions of one line: their numbers would be taken for one
    failures = [{name} & set(unscored_failures(case, {name: one} if one else {})) for one in held]
    if failures[0] != failures[1]:
        return True
    counted = [_measured(one) for one in held]
    return any(evidence in side.lines for evidence in counted[0] ^ counted[1] for side in sides)


def _measured(judged: Judged | None) -> frozenset[str]:
    """Return the evidence that a line takes its number from."""
    values = [branch.value for branch in judged.line.branches] if judged else []
    return frozenset(value.evidence.id for value in values if isinstance(value, Measured))
