"""Quantities: numbers nobody knows exactly, what counts say about them, and the thresholds that cut them.

One continuous variable per quantity; every threshold of the case cuts it, and every use shares the cuts (meaning.md,
section 1).
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from loadpath.assess.numbers import amount_law, law_of
from loadpath.case import node as kinds
from loadpath.case.graph import propositions
from loadpath.case.proposition import Compare, Ref, comparisons
from loadpath.case.value import Amount, Chance, Word
from loadpath.engine import laws
from loadpath.engine.leaves import Below, Cut, Parameter

if TYPE_CHECKING:
    from collections.abc import Callable

    from loadpath.assess.lines import Judged, Judgements
    from loadpath.case.graph import CaseGraph
    from loadpath.engine.leaves import Weight


@dataclass(slots=True)
class Quantities:
    """The quantities of a case as one assessor sees them."""

    case: CaseGraph
    judgements: Judgements
    _cuts: dict[str, list[float]] = field(default_factory=dict)

    def parameter(self, name: str) -> Parameter | None:
        """Return the parameter of a quantity: prior (Jeffreys' if none) updated by counts; None if unknown."""
        node = self.case.nodes[name]
        assert isinstance(node, kinds.Quantity)
        found = [self.case.nodes[ref.id] for ref in node.measured_by]
        counted = [item for item in found if isinstance(item, kinds.Evidence) and item.result and item.result.counts]
        judged = self.judgements.lines.get(name)
        prior = self._prior(judged, name) if judged else None
        whose = judged.origin if judged else "jeffreys"
        if not counted:
            return Parameter(f"{whose}/{name}", prior) if prior else None
        events = sum(item.result.counts.events for item in counted if item.result and item.result.counts)
        trials = sum(item.result.counts.trials for item in counted if item.result and item.result.counts)
        law = laws.updated(prior, events, trials) if prior and not isinstance(prior, laws.Point) else prior
        sources = "+".join(item.id for item in counted)
        return Parameter(f"{sources}/{whose}", law or laws.jeffreys(events, trials))

    def measured(self, evidence: str) -> Parameter | None:
        """Return what `as [[evidence]]` means: the posterior of its counts, or None when it counted nothing."""
        for quantity in self.case.all(kinds.Quantity):
            if [ref.id for ref in quantity.measured_by] == [evidence]:
                return self.parameter(quantity.id)
        node = self.case.nodes[evidence]
        if not isinstance(node, kinds.Evidence) or node.result is None or node.result.counts is None:
            return None
        counts = node.result.counts
        return Parameter(f"{evidence}/jeffreys", laws.jeffreys(counts.events, counts.trials))

    def _prior(self, judged: Judged, name: str) -> laws.Law | None:
        branch = judged.line.branches[0]
        match branch.value:
            case Chance() | Word():
                return law_of(branch.value, self.judgements.words, branch.at, name)
            case Amount():
                return amount_law(branch.value)
            case _:
                return None

    def at_most(self, what: Compare, leaf: Callable[[object, Weight], int]) -> list[int] | None:
        """Return leaves of which one is true exactly when the quantity is at most the bound; None if unknown."""
        parameter = self.parameter(what.quantity.id)
        if parameter is None:
            return None
        if isinstance(what.bound, Ref):
            other = self.parameter(what.bound.id)
            return (
                None if other is None else [leaf(("below", what.quantity.id, what.bound.id), Below(parameter, other))]
            )
        bound = threshold(what)
        cuts = [0.0, *(cut for cut in self.cuts(what.quantity.id) if cut <= bound)]
        return [
            leaf(("cut", what.quantity.id, upper), Cut(parameter, lower, upper))
            for lower, upper in itertools.pairwise(cuts)
        ]

    def relied_on(self, what: Compare) -> tuple[str, ...]:
        """Return the claims that the counts behind a comparison rely on."""
        names = [what.quantity.id, *([what.bound.id] if isinstance(what.bound, Ref) else [])]
        return tuple(
            ref.id
            for name in names
            for source in self.case.nodes[name].measured_by  # type: ignore[attr-defined]
            for ref in self.case.nodes[source.id].relies_on  # type: ignore[attr-defined]
        )

    def cuts(self, name: str) -> list[float]:
        """Return all thresholds at which the case cuts a quantity, in order."""
        if not self._cuts:
            found: dict[str, set[float]] = {}
            everything = (what for node in self.case.nodes.values() for what in propositions(node))
            for compare in (compare for what in everything for compare in comparisons(what)):
                if not isinstance(compare.bound, Ref):
                    found.setdefault(compare.quantity.id, set()).add(threshold(compare))
            self._cuts = {key: sorted(cuts) for key, cuts in found.items()}
        return self._cuts.get(name, [])


def threshold(what: Compare) -> float:
    """Return the number a quantity is compared with."""
    match what.bound:
        case Chance(mean=mean) if mean is not None:
            return float(mean)
        case Amount(median=median) if median is not None:
            return float(median)
        case _:
            raise ValueError(f"a threshold needs one number, not {what.bound!r}")
