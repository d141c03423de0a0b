"""The case as a graph: its nodes by id, and what each refers to. Structurally sound by construction."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar, cast

from loadpath.case import node as kinds
from loadpath.case.digest import case_digest, node_digest
from loadpath.case.proposition import Proposition, Ref, refs
from loadpath.case.value import Failing, Measured, OddsOf, Ratio

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from loadpath.case.value import Branch

N = TypeVar("N", bound=kinds.Node)
T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseGraph:
    """A whole case.

    Attributes:
        head: the `Case` node.
        nodes: every node by id, the head included, in the order in which they were read.
    """

    head: kinds.Case
    nodes: Mapping[str, kinds.Node]
    _known: dict[object, object] = field(init=False, repr=False, compare=False, default_factory=dict)

    def once(self, key: object, make: Callable[[], T]) -> T:
        """Return what follows from this case alone, worked out when it is first asked for under this key."""
        if key not in self._known:
            self._known[key] = make()
        return cast("T", self._known[key])

    def all(self, kind: type[N]) -> tuple[N, ...]:
        """Return the nodes of one kind, in the order in which they were read."""
        return self.once(kind, lambda: tuple(item for item in self.nodes.values() if isinstance(item, kind)))

    def get(self, name: str, kind: type[N]) -> N | None:
        """Return the node of that id if it is of that kind, else None."""
        found = self.nodes.get(name)
        return found if isinstance(found, kind) else None

    def digest_of(self, name: str) -> str:
        """Return the digest of one node's meaning, 64 hexadecimal digits."""
        return node_digest(self.nodes[name])

    @property
    def digest(self) -> str:
        """Return the digest of the case: everything that a review can be a review of."""
        return self.once("digest", lambda: case_digest(self.nodes.values()))


def leans_on(node: kinds.Node) -> tuple[tuple[str, Ref], ...]:
    """Return what the truth of a node is argued from, as pairs of field key and reference; a ring is circular.

    It is asked for by many rules, and follows from the node alone, which keeps it.
    """
    if node.leaning is None:
        object.__setattr__(node, "leaning", tuple(_leaning(node)))
    return node.leaning or ()


def _leaning(node: kinds.Node) -> Iterator[tuple[str, Ref]]:
    match node:
        case kinds.Claim():
            yield from _keyed("says", node.says)
            yield from _keyed("rests on", *node.rests_on)
            yield from _keyed("rests on any of", *node.rests_on_any_of)
            yield from _keyed("rests on several of", *node.rests_on_several_of)
            yield from _keyed("evidence", *node.evidence)
        case kinds.Event():
            yield from _keyed("is", node.is_)
            yield from _keyed("given", node.given)
            if node.happens:
                yield from _keyed("happens", node.happens.rate, node.happens.over)
        case kinds.Mitigation():
            yield from _keyed("needs", *node.needs)
            yield from _keyed("measured by", *node.measured_by)
        case kinds.Quantity():
            yield from _keyed("measured by", *node.measured_by)
        case kinds.Evidence():
            yield from _keyed("relies on", *node.relies_on)
        case kinds.Scenario():
            yield from _keyed("needs", *node.needs)
            for row in node.rows:
                yield from _keyed("if", row.condition)
            yield from _keyed("measured by", *measured_in(node))
        case kinds.Surface():
            yield from _keyed("measured by", *measured_in(node))
        case kinds.Pathway():
            for step in node.chain:
                yield from _keyed("chain", step.what)
        case _:
            return


def under(case: CaseGraph, pathway: kinds.Pathway) -> frozenset[str]:
    """Return the ids that a pathway stands on: chain, definitions, needs, supports, what counts rely on."""
    return case.once(("under", pathway), lambda: below(case, (ref.id for _, ref in leans_on(pathway))))


def below(case: CaseGraph, names: Iterable[str]) -> frozenset[str]:
    """Return these ids and all that they stand on, with the claims that only name what was found."""
    found: set[str] = set()
    stack = list(names)
    while stack:
        name = stack.pop()
        if name in found or name not in case.nodes:
            continue
        found.add(name)
        stack.extend(ref.id for key, ref in leans_on(case.nodes[name]) if key != "evidence")
    naming = case.once("claims that name a proposition", lambda: _naming(case))
    return frozenset(found.union(claim for claim, says in naming if says <= found))


def _naming(case: CaseGraph) -> list[tuple[str, frozenset[str]]]:
    """Return the claims that are a name for a proposition, each with the ids in it."""
    stated = ((claim.id, claim.says) for claim in case.all(kinds.Claim) if claim.says is not None)
    return [(name, frozenset(ref.id for ref in refs(says))) for name, says in stated]


def mentions(node: kinds.Node) -> tuple[Ref, ...]:
    """Return every reference that a node makes: in fields, prose, chains, judgements, tables and fact checks.

    It is asked for by many rules, and follows from the node alone, which keeps it.
    """
    if node.mentioned is None:
        found = [ref for item in node.fields for ref in item.refs]
        found += [ref for section in node.body for ref in section.refs]
        object.__setattr__(node, "mentioned", (*found, *_mentions(node)))
    return node.mentioned or ()


def _mentions(node: kinds.Node) -> Iterator[Ref]:
    match node:
        case kinds.Case():
            for proposal in node.proposals:
                yield from proposal.refs
        case kinds.Pathway():
            for step in node.chain:
                yield from (*refs(step.what), *step.refs)
        case kinds.Scenario():
            yield from (ref for row in node.rows if row.condition for ref in refs(row.condition))
            yield from measured_in(node)
        case kinds.Surface():
            yield from measured_in(node)
        case kinds.Review():
            yield from (fact.ref for fact in node.facts)
        case kinds.Assessor():
            for line in node.lines:
                yield from (*refs(line.what), *line.refs)
                for branch in line.branches:
                    yield from _in_branch(branch)
        case _:
            return


def propositions(node: kinds.Node) -> Iterator[Proposition]:
    """Yield every proposition that a node states: definitions, subjects, steps, and conditions."""
    match node:
        case kinds.Claim(says=says) if says is not None:
            yield says
        case kinds.Event():
            yield from (part for part in (node.is_, node.given) if part is not None)
        case kinds.Evidence(about=about) | kinds.Test(about=about) if about is not None:
            yield about
        case kinds.Pathway():
            yield from (step.what for step in node.chain)
        case kinds.Scenario():
            yield from (row.condition for row in node.rows if row.condition is not None)
        case kinds.Assessor():
            for line in node.lines:
                for branch in line.branches:
                    if branch.condition is not None:
                        yield branch.condition
                    if isinstance(branch.value, Ratio):
                        yield branch.value.of
        case _:
            return


def measured_in(node: kinds.Node) -> tuple[Ref, ...]:
    """Return the evidence whose counts or times stand in a table, or in a field of a surface, by `as`."""
    values: list[object] = []
    if isinstance(node, kinds.Scenario):
        values = [value for row in node.rows for value in (row.after, row.works)]
    if isinstance(node, kinds.Surface):
        values = [node.share_watched, node.false_alarms]
        values += [value for stage in node.stages for value in (stage.passes, stage.after)]
    found = (value.measured if isinstance(value, Failing) else value for value in values)
    return tuple(value.evidence for value in found if isinstance(value, Measured))


def _in_branch(branch: Branch) -> Iterator[Ref]:
    if branch.condition:
        yield from refs(branch.condition)
    match branch.value:
        case Measured(ref) | OddsOf(_, ref):
            yield ref
        case Ratio():
            yield from refs(branch.value.of)
        case _:
            return


def _keyed(key: str, *parts: Proposition | None) -> Iterator[tuple[str, Ref]]:
    for part in parts:
        if part is not None:
            yield from ((key, ref) for ref in refs(part))
