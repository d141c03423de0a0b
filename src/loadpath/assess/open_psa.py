"""A case as a fault tree in the words of the Open-PSA Model Exchange Format, for one assessor.

The format knows gates over independent basic events, each with a probability, and no conditioning. The tree therefore
has two top gates, `harm-and-evidence` and `evidence`; the risk is the quotient of their probabilities (meaning.md,
section 1). Without evidence it has one, `harm`.

Three things have no counterpart in the format, and are written so that the number stays the same:

- A number with a range stands at its mean, which is exact where it weighs one leaf alone; the range is an attribute.
- A number that weighs several leaves makes them depend on each other. Its law is replaced by the points of the rule
  that the risk is integrated with (`engine.leaves.headline_setting`): basic events choose one point, and each of the
  leaves is then what it is at that point.
- What nobody weighed stands at the value at which the risk is lowest, or highest: one tree for each end.

A probability close to one would lose the digits of its complement. Such a leaf is written as the negation of a basic
event that has the small probability.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from loadpath.assess.evidence import likelihood
from loadpath.assess.leaf_words import Identifiers, identifier, words_of
from loadpath.assess.lines import judgements_of
from loadpath.assess.model import IMPOSSIBLE, NO_HARM, Formed, Model, formed, named
from loadpath.assess.results import Assessment, Interval, NotComputed
from loadpath.assess.spread import Spread
from loadpath.case import node as kinds
from loadpath.case.fault_tree import BasicEvent, Connected, Constant, FaultTree, Formula, Named, Number
from loadpath.case.span import NOWHERE
from loadpath.engine import laws
from loadpath.engine.formula import FALSE, TRUE
from loadpath.engine.leaves import Free, headline_setting, parameters_of
from loadpath.errors import LoadpathError, TooLargeError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from loadpath.case.graph import CaseGraph
    from loadpath.engine.leaves import Setting

HARM, EVIDENCE, BOTH = "harm", "evidence", "harm-and-evidence"
"""The top gates."""

MOST_POINTS = 2_000
"""A group of leaves that share numbers is written out over no more points than this."""

CLOSE = 1e-14
"""Relative error of a complement beyond which a leaf is written as the negation of a basic event."""

ENDS = ("low", "high")

CANNOT = "no pathway and no residual event can happen, whatever the numbers are"

NEEDED = "write a pathway, or an event of `kind: residual`, that may happen; `loadpath risk` says what it comes to"

LABELS = {kinds.Scenario: ": it is too late", kinds.Surface: ": it catches one"}
"""What follows a title where a proposition is not that of its title."""

MOST_NAMED = 5
"""So many nodes without a number are named in a refusal."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """A case as a fault tree.

    Attributes:
        tree: gates, basic events and house events.
        label: what it is, in a sentence.
        about: what the tree was made from: the case, its digest, the assessor, and which end of what is unknown.
        labels: what a gate or an event stands for, by its name.
        attributes: whose number an event has, where it is written, and its range, by its name.
    """

    tree: FaultTree
    label: str
    about: Mapping[str, str]
    labels: Mapping[str, str]
    attributes: Mapping[str, Mapping[str, str]]


def exported(case: CaseGraph, result: Assessment, end: str | None = None) -> Exported:
    """Return what a case says for one assessor as a fault tree.

    Args:
        case: the case that the assessment is of.
        result: what the assessor's numbers come to.
        end: `low` or `high`, where something is unknown.

    Raises:
        LoadpathError: when there is no risk, or something is unknown and no end is chosen.
        TooLargeError: when shared numbers cannot be written out exactly.
        ValueError: when the end has another name.
    """
    if end not in (None, *ENDS):
        raise ValueError(f"no end {end!r}; there are {' and '.join(ENDS)}")
    if isinstance(result.risk, NotComputed):
        raise LoadpathError(f"there is no risk of `{result.assessor}` to export: {result.risk.reason}", help=NEEDED)
    asked: Formed | Model
    corner: Mapping[int, float] = {}
    unknown = False
    if isinstance(result.spread, Spread):
        asked, unknown = result.spread.asked, not result.risk.exact
        corner = result.spread.ends[end == "high"]
    else:
        asked = formed(case, judgements_of(case, result.assessor))
    if not isinstance(asked, Model) and _open(asked):
        said = "the case is too large for an exact risk, and something in it is unknown"
        raise TooLargeError(said, help="give a number to what has none; `loadpath risk` lists it")
    if unknown and end is None:
        raise _undecided(result)
    if asked.seen.formula == FALSE:
        raise LoadpathError(f"there is no risk of `{result.assessor}` to export: {IMPOSSIBLE}", help=NEEDED)
    if asked.total == FALSE:
        reason = CANNOT if asked.pathways or asked.residual else NO_HARM
        raise LoadpathError(f"there is no risk of `{result.assessor}` to export: {reason}", help=NEEDED)
    about = {"case": case.head.id, "digest": case.digest, "assessor": result.assessor}
    if unknown and end is not None:
        about["end"] = end
    return _Writing(asked, headline_setting(asked.reader.weights, corner)).exported(about)


def _undecided(result: Assessment) -> LoadpathError:
    assert isinstance(result.risk, Interval)
    every = [f"`{name}`" for name in dict.fromkeys((*result.unassessed, *result.withheld))]
    more = [f"{len(every) - MOST_NAMED} more"] if len(every) > MOST_NAMED else []
    names = ", ".join(every[:MOST_NAMED]) + "".join(f" and {one}" for one in more)
    said = f"the risk of `{result.assessor}` lies between {result.risk.low:.4g} and {result.risk.high:.4g}"
    since = f", since no number is known of {names}" if names else ""
    return LoadpathError(f"{said}{since}", help="a fault tree holds one of the two: say `--end low` or `--end high`")


def _open(found: Formed) -> bool:
    store = found.reader.store
    leaves = store.signs(found.total).keys() | store.signs(found.seen.formula).keys()
    return any(isinstance(found.reader.weights[leaf], Free) for leaf in leaves)


@dataclass(slots=True)
class _Group:
    """Leaves that share numbers: what each weighs at the points of their common rule, and the weight of each point.

    Points are in the order of their weights, the smallest first, so that no choice is nearly certain.
    """

    name: str
    shares: list[float]
    rows: Mapping[int, list[tuple[float, float]]]


@dataclass(slots=True)
class _Writing:
    """A fault tree while it is written: what is defined so far, and the names of formulas that are still to come."""

    found: Formed | Model
    setting: Setting
    names: Identifiers = field(default_factory=lambda: Identifiers({HARM, EVIDENCE, BOTH}))
    named: dict[int, str] = field(default_factory=dict)
    leaves: dict[int, Formula] = field(default_factory=dict)
    gates: dict[str, Formula] = field(default_factory=dict)
    events: dict[str, BasicEvent] = field(default_factory=dict)
    houses: dict[str, bool] = field(default_factory=dict)
    labels: dict[str, str] = field(default_factory=dict)
    attributes: dict[str, Mapping[str, str]] = field(default_factory=dict)
    foldable: dict[tuple[str, int], list[int]] = field(default_factory=dict)
    waiting: list[int] = field(default_factory=list)
    called: dict[int, str] = field(default_factory=dict)

    def exported(self, about: Mapping[str, str]) -> Exported:
        """Return the whole."""
        case = self.found.reader.case
        self._name_nodes()
        ways = [self._own_gate(name, root) for name, root in self.found.pathways.items() if root != FALSE]
        ways += [self._formula(root) for root in self.found.residual.values() if root != FALSE]
        self.gates[HARM] = _joined("or", ways)
        self.labels[HARM] = "The harm: any pathway, or any way that is not listed"
        tops: tuple[str, ...] = (HARM,)
        if self.found.seen.formula != TRUE:
            items = self._observed()
            self.gates[BOTH] = _joined("and", [Named(name=HARM, at=NOWHERE), *items])
            self.gates[EVIDENCE] = _joined("and", items)
            self.labels[BOTH] = "The harm, and all that was observed"
            self.labels[EVIDENCE] = "All that was observed; the risk is harm-and-evidence divided by this"
            tops = (BOTH, EVIDENCE)
        self._define_waiting()
        tree = FaultTree(
            name=identifier(case.head.id), gates=self.gates, events=self.events, houses=self.houses, tops=tops
        )
        defined = self.gates.keys() | self.events.keys() | self.houses.keys()
        return Exported(
            tree=tree,
            label=f"{case.head.title}, as judged by {about['assessor']}",
            about=about,
            labels={name: said for name, said in self.labels.items() if name in defined},
            attributes=self.attributes,
        )

    def _name_nodes(self) -> None:
        """Give formulas, and leaves, the names of the nodes that they are the truth of."""
        reader = self.found.reader
        propositions = self.found.propositions if isinstance(self.found, Model) else {}
        for key, root in propositions.items():
            node = reader.case.nodes.get(named(key))
            gate = reader.store.gates[root]
            if gate.kind == "leaf":
                self.called.setdefault(gate.number, key)
            elif node is not None and root not in self.named and gate.kind not in ("constant", "not"):
                name = self.named[root] = self.names.new(key)
                self.labels[name] = f"{node.title}{LABELS.get(type(node), '')}"
                if gate.kind in ("and", "or"):
                    self.foldable.setdefault((gate.kind, gate.parts[0]), []).append(root)
        self._name_leaves()

    def _name_leaves(self) -> None:
        """Write every leaf that the tree needs as a formula over events."""
        store, words = self.found.reader.store, words_of(self.found.reader)
        needed = store.signs(self.found.total).keys() | store.signs(self.found.seen.formula).keys()
        groups = self._groups(sorted(needed))
        shared = {leaf: group for group in groups for leaf in group.rows}
        chosen = {group.name: self._choice(group) for group in groups}
        for leaf in sorted(needed):
            said = words[leaf]
            name = self.names.new(self.called.get(leaf, said.stem))
            facts = {"assessor": said.assessor} if said.assessor else {}
            facts |= {"file": said.at.file, "line": str(said.at.line)} if said.at is not None else {}
            facts |= {"range-low": repr(said.range[0]), "range-high": repr(said.range[1])} if said.range else {}
            if leaf in shared:
                group = shared[leaf]
                self.leaves[leaf] = self._at_points(name, said.label, group.rows[leaf], chosen[group.name])
                continue
            free = isinstance(self.found.reader.weights[leaf], Free)
            self.leaves[leaf] = self._event(name, said.label, self._mean(leaf), facts, house=free)

    def _mean(self, leaf: int) -> tuple[float, float]:
        """Return the mean weight and complement of a leaf, which are exact where nothing else moves with it."""
        rows = self.setting.weights[leaf], self.setting.complements[leaf]
        weight, complement = (float(row @ self.setting.points if np.ptp(row) > 0 else row[0]) for row in rows)
        return weight, complement

    def _event(
        self, name: str, label: str, weight: tuple[float, float], facts: Mapping[str, str], *, house: bool = False
    ) -> Formula:
        """Define an event, or a house event where it is certain and nobody weighed it, and return what says it."""
        chance, complement = weight
        if house and chance in (0.0, 1.0):
            self.houses[name] = chance == 1.0
            self.labels[name] = label
            return Named(name=name, at=NOWHERE)
        turned = complement > 0 and abs((1.0 - chance) - complement) > CLOSE * complement
        if turned:
            name, label, chance = self.names.new(f"not-{name}"), f"Not so: {label}", complement
            facts = {key: value for key, value in facts.items() if not key.startswith("range")}
        self.events[name] = BasicEvent(name=name, probability=Number(value=chance), at=NOWHERE)
        self.labels[name] = label
        self.attributes[name] = facts
        found = Named(name=name, at=NOWHERE)
        return Connected(connective="not", parts=(found,)) if turned else found

    def _groups(self, needed: Sequence[int]) -> list[_Group]:
        """Return the leaves whose weights move together, several in a group, with the points of its own rule.

        Numbers are independent, so that the points of all are a product: those of a group are what is left when points
        at which none of its leaves differ are put together.
        """
        if len(self.setting.points) == 1:
            return []
        if self.setting.sampled:
            raise TooLargeError(
                "numbers are shared in a way that has no exact rule, and are sampled",
                help="export the circuit, `--to circuit`, which carries the draws; or let each number weigh one thing",
            )
        moving = [leaf for leaf in needed if np.ptp(self.setting.weights[leaf]) > 0]
        found = []
        several = [leaves for leaves in _together(self.found, moving) if len(leaves) > 1]
        for number, leaves in enumerate(several, 1):
            shares: dict[tuple[tuple[float, float], ...], float] = defaultdict(float)
            columns = [
                zip(self.setting.weights[leaf].tolist(), self.setting.complements[leaf].tolist(), strict=True)
                for leaf in leaves
            ]
            for share, *column in zip(self.setting.points.tolist(), *columns, strict=True):
                shares[tuple(column)] += share
            points = sorted((share, column) for column, share in shares.items() if share > 0)
            if len(points) > MOST_POINTS:
                said = f"shared numbers would take {len(points):,} points, over the limit of {MOST_POINTS:,}"
                raise TooLargeError(
                    said,
                    help="export the circuit, `--to circuit`, which carries points as they are",
                )
            rows = {leaf: [column[place] for _, column in points] for place, leaf in enumerate(leaves)}
            found.append(_Group(name=f"shared-{number}", shares=[share for share, _ in points], rows=rows))
        return found

    def _choice(self, group: _Group) -> list[Formula]:
        """Define the events that choose a point: each is the chance of its point among those that are left."""
        found: list[Formula] = []
        for place, share in enumerate(group.shares[:-1]):
            rest = sum(group.shares[place + 1 :])
            total = share + rest
            name = self.names.new(f"{group.name}-point-{place + 1}")
            label = f"Point {place + 1} of {len(group.shares)} of numbers that several events share"
            found.append(self._event(name, label, (share / total, rest / total), {}))
        return found

    def _at_points(
        self, name: str, label: str, row: Sequence[tuple[float, float]], choice: Sequence[Formula]
    ) -> Formula:
        """Define a leaf that is another event at each point of what it shares, and return its gate."""
        events: dict[tuple[float, float], Formula] = {}
        for weight in row:
            if weight not in events:
                own = self.names.new(f"{name}-at-{len(events) + 1}")
                certain = Constant(value=weight[0] == 1.0) if weight[0] in (0.0, 1.0) else None
                events[weight] = certain or self._event(own, f"{label}, at one point of what it shares", weight, {})
        after = events[row[-1]]
        for place in reversed(range(len(choice))):
            here = choice[place]
            other = Connected(connective="not", parts=(here,))
            ways = (
                Connected(connective="and", parts=(here, events[row[place]])),
                Connected(connective="and", parts=(other, after)),
            )
            gate = self.names.new(f"{name}-from-{place + 1}") if place else name
            self.gates[gate] = Connected(connective="or", parts=ways)
            after = Named(name=gate, at=NOWHERE)
        self.labels[name] = label
        return after

    def _observed(self) -> list[Formula]:
        """Return what was observed, a gate for each finding; as one where what is given cannot be told apart."""
        reader, seen = self.found.reader, self.found.seen
        count = len(reader.weights)
        items = {name: reader.case.nodes[name] for name in seen.used}
        parts = {
            name: likelihood(reader, item, reader.judgements.lines[name])
            for name, item in items.items()
            if isinstance(item, kinds.Evidence)
        }
        if reader.store.all_of(parts.values()) != seen.formula or len(reader.weights) != count:
            return [self._formula(seen.formula)]
        return [self._own_gate(name, root, " as observed") for name, root in parts.items() if root != TRUE]

    def _own_gate(self, name: str, root: int, said: str = "") -> Formula:
        """Define a gate for a node, which stands for a formula even where that has another name."""
        own = self.names.new(f"{name}{said}")
        if root in self.named or self.found.reader.store.gates[root].kind in ("leaf", "constant", "not"):
            self.gates[own] = self._formula(root)
        else:
            self.named[root] = own
            self.gates[own] = self._inside(root)
        node = self.found.reader.case.nodes[name]
        self.labels[own] = f"{node.title}: what was observed" if said else node.title
        return Named(name=own, at=NOWHERE)

    def _define_waiting(self) -> None:
        while self.waiting:
            root = self.waiting.pop()
            if self.named[root] not in self.gates:
                self.gates[self.named[root]] = self._inside(root)

    def _formula(self, root: int) -> Formula:
        """Return a formula as its parts name it, and see to it that it will be defined."""
        gate = self.found.reader.store.gates[root]
        match gate.kind:
            case "constant":
                return Constant(value=root == TRUE)
            case "leaf":
                return self.leaves[gate.number]
            case "not":
                inner = self._formula(gate.parts[0])
                double = isinstance(inner, Connected) and inner.connective == "not"
                return inner.parts[0] if double else Connected(connective="not", parts=(inner,))  # type: ignore[union-attr]
            case _:
                if root not in self.named:
                    self.named[root] = self.names.new(f"gate-{root}")
                self.waiting.append(root)
                return Named(name=self.named[root], at=NOWHERE)

    def _inside(self, root: int) -> Formula:
        """Return what a gate is defined as."""
        gate = self.found.reader.store.gates[root]
        if gate.kind == "atleast":
            return Connected(connective="atleast", parts=self._counted(gate.parts), least=gate.number)
        if gate.kind == "odd":
            first, *others = map(self._formula, gate.parts)
            for other in others:
                first = Connected(connective="xor", parts=(first, other))
            return first
        return _joined(gate.kind, [self._formula(part) for part in self._folded(root)])

    def _counted(self, parts: Sequence[int]) -> tuple[Formula, ...]:
        """Return parts that are counted; what counts again has a gate of its own, since engines refuse repetitions."""
        found: list[Formula] = []
        for part in map(self._formula, parts):
            again = part
            if part in found:
                again = Named(name=self.names.new("counted-again"), at=NOWHERE)
                self.gates[again.name] = part
            found.append(again)
        return tuple(found)

    def _folded(self, root: int) -> list[int]:
        """Return the parts of a gate, with named gates of the same kind in the place of parts that are theirs.

        Formulas are kept flat, so that a claim that stands in a chain was dissolved in it. What is put back has fewer
        parts than the gate, and nothing that it is made of can be made of the gate: no circle comes of it.
        """
        store = self.found.reader.store
        kind, left = store.gates[root].kind, set(store.gates[root].parts)
        whole = frozenset(left)
        known = {one for part in whole for one in self.foldable.get((kind, part), ()) if one != root}
        fitting = [one for one in known if whole.issuperset(store.gates[one].parts)]
        put: list[int] = []
        for one in sorted(fitting, key=lambda one: (-len(store.gates[one].parts), one)):
            if left.issuperset(store.gates[one].parts):
                left -= set(store.gates[one].parts)
                put.append(one)
        return [*sorted(left), *put]


def _joined(connective: str, parts: Sequence[Formula]) -> Formula:
    """Return parts under a connective, each once; one part stands for itself."""
    once = list(dict.fromkeys(parts))
    return once[0] if len(once) == 1 else Connected(connective=connective, parts=tuple(once))


def _together(found: Formed | Model, leaves: Sequence[int]) -> list[list[int]]:
    """Return leaves in groups, such that leaves of two groups share no number that has a range."""
    groups: list[tuple[set[str], list[int]]] = []
    for leaf in leaves:
        own = {p.name for p in parameters_of(found.reader.weights[leaf]) if not isinstance(p.law, laws.Point)}
        near = [group for group in groups if group[0] & own]
        groups = [group for group in groups if group not in near]
        merged = [one for _, others in near for one in others]
        groups.append((own.union(*(names for names, _ in near)), sorted([*merged, leaf])))
    return sorted(members for _, members in groups)
