"""Minimal cut sets in the words of a case: which few things have to go wrong together for the harm to come about.

A cut set is a set of propositions on their wrong side: an event happens, a claim is false, a barrier fails, a response
is too late. Where a number is conditional, each condition has a number of its own, so that a part is named with it:
`async-monitor fails if scheming`. What occurs on one side only is wrong on that side, whatever it is; what occurs on
both is wrong on the side just named (`engine.cutsets`).

Sets are of the harm and not of the evidence. They are ordered by their probability before the evidence: the product of
what one would bet at. Beside it stand the probability given the evidence and the share, the part of the risk in which
all of the set is wrong: P(set, evidence) / P(evidence) and P(set, harm, evidence) / P(harm, evidence), by conditioning
the circuit of the case. Sets overlap, so that neither adds up to the risk or to one.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING

import numpy as np

from loadpath.assess.lines import judgements_of
from loadpath.assess.model import IMPOSSIBLE, NO_HARM, formed
from loadpath.assess.movable import behind
from loadpath.assess.quantities import threshold
from loadpath.assess.results import Interval, NotComputed
from loadpath.case import node as kinds
from loadpath.case.graph import propositions
from loadpath.case.proposition import Compare, Fails, Ref, comparisons, text_of
from loadpath.case.value import Failing, OddsOf
from loadpath.engine.cutsets import cut_sets
from loadpath.engine.importance import part_of
from loadpath.engine.leaves import Free, headline_setting
from loadpath.errors import TooLargeError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from loadpath.assess.fault_tree import TreeModel
    from loadpath.assess.interpret import Interpreter
    from loadpath.assess.lines import Judged
    from loadpath.assess.model import Model
    from loadpath.assess.results import Assessment
    from loadpath.case.graph import CaseGraph
    from loadpath.engine.cutsets import CutSet, CutSets
    from loadpath.engine.leaves import Setting

    Floats = NDArray[np.float64]
    Number = float | NotComputed

MOST_VALUES = 4_000_000
"""Values that are held at once while sets go through a circuit together: some 32 MB."""

MOST_WORK = 100_000_000
"""So many operations may it take to condition on sets, some ten seconds; those after that go without."""

LONG = NotComputed("it would take too long for so many sets")
OPEN = NotComputed("something that nobody weighed matters")
UNFITTING = NotComputed("the exact circuit does not fit")
NEVER = NotComputed("it has probability zero")

SIDES: Mapping[type[kinds.Node], tuple[str, str, bool]] = {
    kinds.Event: ("happens", "does not happen", True),
    kinds.Claim: ("holds", "is false", False),
    kinds.Mitigation: ("works", "fails", False),
    kinds.Scenario: ("is too late", "is in time", True),
    kinds.Surface: ("catches one", "catches none", False),
    kinds.Pathway: ("is taken", "is not taken", True),
}
"""How each kind is said to be true and to be false, and which of the two is wrong."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wrong:
    """One thing that goes wrong.

    Attributes:
        subject: id of the node; in a fault tree, the name of the basic event.
        title: of the node; empty in a fault tree.
        says: what becomes of it, such as `happens`, `is false`, `fails`.
        condition: under which its number holds, in the words of the language; empty without one.
        otherwise: whether its number is what holds when none of the conditions before it does.
        unknown: whether nobody gave it one number: it is taken as probable as it may be.
    """

    subject: str
    title: str = ""
    says: str
    condition: str = ""
    otherwise: bool = False
    unknown: bool = False

    @property
    def text(self) -> str:
        """Return it as words.

        >>> Wrong(subject="monitor", says="fails", condition="scheming").text
        'monitor fails if scheming'
        """
        when = f" if {self.condition}" if self.condition else " otherwise" if self.otherwise else ""
        return " ".join(part for part in (self.subject, self.says) if part) + when

    def as_json(self) -> dict[str, object]:
        """Return it as plain JSON values."""
        return {
            "subject": self.subject,
            "title": self.title,
            "says": self.says,
            "condition": self.condition,
            "otherwise": self.otherwise,
            "unknown": self.unknown,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """A minimal cut set.

    Attributes:
        parts: what goes wrong, in order of its words.
        probability: that all of it does, before the evidence; the most it can be where a part is unknown.
        given_evidence: the same, given the evidence.
        share: the part of the risk in which all of it is wrong.
    """

    parts: tuple[Wrong, ...]
    probability: float
    given_evidence: Number
    share: Number

    @property
    def unknown(self) -> bool:
        """Return whether the probability is only the most that it can be."""
        return any(part.unknown for part in self.parts)

    @property
    def before(self) -> Interval:
        """Return what its probability lies between, before the evidence."""
        return Interval(0.0 if self.unknown else self.probability, self.probability)

    def as_json(self) -> dict[str, object]:
        """Return it as plain JSON values."""
        return {
            "parts": [part.as_json() for part in self.parts],
            "probability": self.probability,
            "at_most": self.unknown,
            **{
                name: value if isinstance(value, float) else {"not_computed": value.reason}
                for name, value in (("given_evidence", self.given_evidence), ("share", self.share))
            },
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Cuts:
    """The minimal cut sets of one harm: how many, and the most probable.

    Attributes:
        of: whose they are: an assessor; of a fault tree, the top event.
        count: how many there are.
        by_size: how many of 0, 1, 2, ... things.
        coherent: whether each is enough by itself; if not, it is as long as everything else is right.
        cuts: the most probable, best first.
    """

    of: str
    count: int
    by_size: tuple[int, ...]
    coherent: bool
    cuts: tuple[Cut, ...]

    def as_json(self) -> dict[str, object]:
        """Return them as plain JSON values."""
        return {
            "of": self.of,
            "count": self.count,
            "by_size": list(self.by_size),
            "coherent": self.coherent,
            "cut_sets": [cut.as_json() for cut in self.cuts],
        }


def cuts_of(case: CaseGraph, result: Assessment, most: int, pathway: str = "") -> Cuts | NotComputed:
    """Return the minimal cut sets of the whole harm, or of one way to it, for one assessor.

    Args:
        case: a sound case.
        result: what the assessor's numbers come to.
        most: how many are named.
        pathway: id of a pathway or of an event that stands for what is not listed; empty for the whole harm.

    Raises:
        ValueError: when there is no such pathway.
    """
    asked = behind(result)
    found = asked or formed(case, judgements_of(case, result.assessor))
    ways = {**found.pathways, **found.residual}
    if pathway and pathway not in ways:
        raise ValueError(f"no pathway {pathway!r}; the case has {', '.join(ways) or 'none'}")
    if not ways:
        return NotComputed(NO_HARM)
    root = ways[pathway] if pathway else found.total
    names = _Names(found.reader)
    try:
        sets = cut_sets(found.reader.store, root, wrong=names.wrong)
    except TooLargeError as error:
        return NotComputed(str(error))
    base = asked.base if asked else headline_setting(found.reader.weights, {})
    best = _best(sets, names, found.reader, base, most)
    beside = _beside(asked, root, [_facts(sets, each) for each in best]) if asked else [(UNFITTING, UNFITTING)] * most
    cuts = (
        Cut(
            parts=tuple(names.part(leaf, holds=sets.wrong[leaf]) for leaf in each.leaves),
            probability=_probability(each, sets, found.reader, base),
            given_evidence=given,
            share=share,
        )
        for each, (given, share) in zip(best, beside, strict=False)
    )
    return Cuts(of=result.assessor, count=sets.count, by_size=sets.by_size, coherent=sets.coherent, cuts=tuple(cuts))


def tree_cuts(model: TreeModel, most: int) -> dict[str, Cuts | NotComputed]:
    """Return the minimal cut sets of each top event of a fault tree, by its name.

    Args:
        model: the fault tree; its events are taken at their means.
        most: how many are named.
    """
    return {name: _top_cuts(model, name, top, most) for name, top in model.tops.items()}


def _top_cuts(model: TreeModel, name: str, top: int, most: int) -> Cuts | NotComputed:
    try:
        sets = cut_sets(model.store, top)
    except TooLargeError as error:
        return NotComputed(str(error))
    order = sorted(sets.wrong, key=lambda leaf: model.events[leaf])
    best = list(islice(sets.most_probable(model.means, order=order), most))
    shares = _tree_shares(model, top, sets, best)
    cuts = (
        Cut(
            parts=tuple(
                Wrong(subject=model.events[leaf], says="" if sets.wrong[leaf] else "does not happen")
                for leaf in each.leaves
            ),
            probability=each.probability,
            given_evidence=each.probability,
            share=share,
        )
        for each, share in zip(best, shares, strict=True)
    )
    return Cuts(of=name, count=sets.count, by_size=sets.by_size, coherent=sets.coherent, cuts=tuple(cuts))


# numbers --------------------------------------------------------------------------------------------------------------


def _facts(sets: CutSets, each: CutSet) -> dict[int, bool]:
    return {leaf: sets.wrong[leaf] for leaf in each.leaves}


def _best(sets: CutSets, names: _Names, reader: Interpreter, base: Setting, most: int) -> list[CutSet]:
    """Return the most probable sets, each leaf at its mean, or at its worst where nobody weighed it."""
    weights, complements = (base.weights @ base.points).tolist(), (base.complements @ base.points).tolist()
    for leaf, weight in enumerate(reader.weights):
        if isinstance(weight, Free):
            weights[leaf], complements[leaf] = weight.high, 1.0 - weight.low
    order = sorted(sets.wrong, key=lambda leaf: names.part(leaf, holds=sets.wrong[leaf]).text)
    capped = [[min(1.0, max(0.0, value)) for value in values] for values in (weights, complements)]
    return list(islice(sets.most_probable(capped[0], capped[1], order), most))


def _probability(each: CutSet, sets: CutSets, reader: Interpreter, base: Setting) -> float:
    """Return the expected product: not that of the means where parts share a number that nobody knows exactly."""
    if len(base.points) == 1:
        return each.probability
    total = np.ones(len(base.points))
    for leaf in each.leaves:
        weight = reader.weights[leaf]
        if isinstance(weight, Free):
            total = total * (weight.high if sets.wrong[leaf] else 1.0 - weight.low)
        else:
            total = total * (base.weights if sets.wrong[leaf] else base.complements)[leaf]
    return float(total @ base.points)


def _beside(asked: Model, root: int, sets: Sequence[Mapping[int, bool]]) -> list[tuple[Number, Number]]:
    """Return P(set | evidence) and P(set | harm, evidence) of some sets."""
    joined, seen = asked.with_evidence(root), asked.seen.formula
    circuit = asked.circuit
    if joined not in circuit.roots:
        return [(UNFITTING, UNFITTING)] * len(sets)
    if asked.free.keys() & (circuit.support(joined) | circuit.support(seen)):
        return [(OPEN, OPEN)] * len(sets)
    narrow, leaves = circuit.narrowed(list(dict.fromkeys([joined, seen])))
    known = asked.expected({})
    found: list[tuple[Number, Number]] = []
    cost = (1 + narrow.size) * len(asked.base.points)
    size, enough = max(1, MOST_VALUES // cost), min(len(sets), MOST_WORK // cost)
    for start in range(0, enough, size):
        part = sets[start : min(start + size, enough)]
        columns = [_column(asked.base, leaves, facts) for facts in part]
        weights, complements = (np.hstack([column[side] for column in columns]) for side in (0, 1))
        values = narrow.probabilities(weights, complements, [joined, seen]).reshape(2, len(part), -1)
        for place, facts in enumerate(part):
            chance = _chance(asked.base, facts) * asked.base.points
            harm, given = (float(values[side, place] @ chance) for side in (0, 1))
            found.append(
                (
                    part_of(given / known[seen]) if known[seen] > 0 else NotComputed(IMPOSSIBLE),
                    part_of(harm / known[joined]) if known[joined] > 0 else NEVER,
                )
            )
    return found + [(LONG, LONG)] * (len(sets) - enough)


def _column(base: Setting, leaves: Sequence[int], facts: Mapping[int, bool]) -> tuple[Floats, Floats]:
    """Return the weights and complements of some leaves where others are known, at each point of the rule."""
    weights, complements = base.weights[list(leaves)], base.complements[list(leaves)]  # a copy each
    for place, leaf in enumerate(leaves):
        if leaf in facts:
            weights[place], complements[place] = float(facts[leaf]), float(not facts[leaf])
    return weights, complements


def _chance(base: Setting, facts: Mapping[int, bool]) -> Floats:
    """Return the probability that some leaves are as given, at each point of the rule."""
    total = np.ones(len(base.points))
    for leaf, value in facts.items():
        total = total * (base.weights if value else base.complements)[leaf]
    return total


def _tree_shares(model: TreeModel, top: int, sets: CutSets, best: Sequence[CutSet]) -> list[Number]:
    """Return P(set | top event) of some sets; one of coherent logic makes the top event certain."""
    try:
        circuit = model.circuit([top])
    except TooLargeError:
        return [UNFITTING] * len(best)
    means = np.array(model.means).reshape(-1, 1)
    base = float(circuit.probabilities(means, 1 - means, [top])[0, 0])
    if base <= 0:
        return [NEVER] * len(best)
    if sets.coherent:
        return [part_of(each.probability / base) for each in best]
    size, enough = max(1, MOST_VALUES // (1 + circuit.size)), min(len(best), MOST_WORK // (1 + circuit.size))
    found: list[Number] = []
    for start in range(0, enough, size):
        part = best[start : min(start + size, enough)]
        weights = np.tile(means, len(part))
        for place, each in enumerate(part):
            for leaf in each.leaves:
                weights[leaf, place] = float(sets.wrong[leaf])
        given = circuit.probabilities(weights, 1 - weights, [top])[0].tolist()
        found += [part_of(value * each.probability / base) for value, each in zip(given, part, strict=True)]
    return found + [LONG] * (len(best) - enough)


# words ----------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Named:
    """What it means that a leaf holds: of which node, in which words either way, and which way is wrong."""

    subject: str
    sides: tuple[str, str]
    wrong: bool
    condition: str = ""
    otherwise: bool = False


class _Names:
    """What each leaf of a case says."""

    def __init__(self, reader: Interpreter) -> None:
        self.reader = reader
        self.case = reader.case
        self.known = {reader.store.gates[made].number: key for key, made in reader.keys.items()}
        self.compared = {
            (what.quantity.id, threshold(what)): what
            for node in self.case.nodes.values()
            for said in propositions(node)
            for what in comparisons(said)
            if not isinstance(what.bound, Ref)
        }
        self.names = {leaf: self._named(leaf, key) for leaf, key in self.known.items()}

    @property
    def wrong(self) -> dict[int, bool]:
        """Return the value of each leaf that is the wrong one."""
        return {leaf: name.wrong for leaf, name in self.names.items()}

    def part(self, leaf: int, *, holds: bool) -> Wrong:
        """Return a leaf that holds or does not, in words."""
        name = self.names[leaf]
        node = self.case.nodes.get(name.subject)
        return Wrong(
            subject=name.subject,
            title=node.title if node else "",
            says=name.sides[0 if holds else 1],
            condition=name.condition,
            otherwise=name.otherwise,
            unknown=isinstance(self.reader.weights[leaf], Free),
        )

    def _named(self, leaf: int, key: object) -> _Named:  # noqa: PLR0911  one return for each form
        match key:
            case ("free", inner):
                return self._unknown(leaf, inner)
            case ("cut", str(quantity), float(upper)) if (quantity, upper) in self.compared:
                return _side(replace(self.compared[quantity, upper], at_most=True))
            case ("below", str(quantity), str(bound)):
                return _Named(quantity, (f"is at most {bound}", f"is above {bound}"), wrong=False)
            case ("odds", (str(name), _, int(outer)), int(place)):
                return self._judged(name, self._theirs(name, outer), place)
            case ("happens" | "caught", str(name)):
                return self._plain(name)
            case (str(scenario), int(place), str(who), str()):
                return self._row(scenario, place, who)
            case (str(name), str(), int(place)):
                subject = name.removeprefix("odds/")
                return self._judged(subject, self.reader.judgements.lines.get(subject), place)
            case str() if "/late/" in key:
                scenario = key.split("/late/")[0]
                return _Named(scenario, ("is too slow", "is fast enough"), wrong=True)
            case _:
                return self._plain(self.reader.subjects.get(leaf, ""))

    def _unknown(self, leaf: int, key: object) -> _Named:
        subject = self.reader.subjects.get(leaf, "")
        lines = self.reader.judgements.lines
        match key:
            case ("compare", Compare() as what):
                return _side(what)
            case ("unsupported", str(name)):
                return _Named(name, ("holds though its support fails", "does not hold without its support"), wrong=True)
            case (str(scenario), int(place), str(who), str()):
                return self._row(scenario, place, who)
            case (str(name), str(), int(place)) if name == subject and leaf not in self.reader.kept_back:
                return self._judged(name, lines.get(name), place)
            case ("otherwise", str(name)) if name in lines:
                return replace(self._judged(name, lines[name], None), otherwise=True)
            case ("unscored", str(name)) if name in lines:
                return self._judged(name, lines[name], None)
            case _:
                return self._plain(subject)

    def _plain(self, subject: str) -> _Named:
        node = self.case.nodes.get(subject)
        true, false, wrong = SIDES.get(type(node), ("is so", "is not so", True)) if node else ("", "does not", True)
        danger = isinstance(node, kinds.Claim) and node.direction == "danger"
        return _Named(subject, (true, false), wrong=wrong or danger)

    def _judged(self, subject: str, judged: Judged | None, place: int | None) -> _Named:
        """Return what a number says that was written in a line; a line may be about the wrong side."""
        plain = self._plain(subject)
        if judged is None:
            return plain
        line = judged.line
        turned = isinstance(line.what, Fails)
        sides = plain.sides[::-1] if turned else plain.sides
        branch = line.branches[place] if place is not None and place < len(line.branches) else None
        condition = branch.condition if branch else None
        return _Named(
            subject,
            sides,
            wrong=plain.wrong != turned,
            condition=text_of(condition, brackets=False) if condition is not None else "",
            otherwise=condition is None and bool(place),
        )

    def _theirs(self, name: str, outer: int) -> Judged | None:
        """Return the line of the assessor whose odds are taken a number of times."""
        judged = self.reader.judgements.lines.get(name)
        value = judged.line.branches[outer].value if judged else None
        return judgements_of(self.case, value.assessor.id).lines.get(name) if isinstance(value, OddsOf) else judged

    def _row(self, scenario: str, place: int, who: str) -> _Named:
        node = self.case.nodes.get(scenario)
        failing = isinstance(node, kinds.Scenario) and place < len(node.rows)
        turned = failing and isinstance(node.rows[place].works, Failing)  # type: ignore[union-attr]
        sides = (f"{who} works", f"{who} does not work")
        return _Named(f"{scenario}:", sides[::-1] if turned else sides, wrong=turned)


def _side(what: Compare) -> _Named:
    """Return what a leaf says that holds where a comparison does; a quantity is wrong where it is above its bound."""
    quantity = text_of(what.quantity, brackets=False)
    held = text_of(what, brackets=False).removeprefix(f"{quantity} ")
    if what.at_most:
        return _Named(quantity, ("is " + held, "is " + held.replace("at most", "above", 1)), wrong=False)
    return _Named(quantity, ("is " + held, "is " + held.replace("at least", "below", 1)), wrong=True)
