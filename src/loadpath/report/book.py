"""A case as the report looks at it: who assessed it, what stands under which pathway, and where each node is told.

Every node has one home: the section of its pathway when it stands under exactly one, common causes when it stands under
several, the register of its kind otherwise. Elsewhere it is linked to.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from loadpath.assess.lines import PUBLISHED, judgements_of
from loadpath.case import node as kinds
from loadpath.case.graph import leans_on, under
from loadpath.case.proposition import Catches, Compare, Fails, Not, Proposition, Ref, TooLate, refs, text_of
from loadpath.report.prose import plain
from loadpath.report.tree import Code, Link, Name, Strong, Words, anchor_of, joined
from loadpath.report.wording import complement, digits_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from loadpath.assess.lines import Judged
    from loadpath.assess.results import Answer, Assessment, Load
    from loadpath.case.graph import CaseGraph
    from loadpath.checks.run import Findings
    from loadpath.scene import Scene

SHARED = "common-causes"
"""Home of what stands under two pathways or more."""

TOLD_UNDER_PATHWAYS = (kinds.Claim, kinds.Event, kinds.Quantity, kinds.Scenario)
"""Kinds that are told where their pathway is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """An assessor: how they are named, what their numbers come to, and with how many digits it is written."""

    id: str
    title: str
    result: Assessment
    digits: int
    lines: Mapping[str, Judged]


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """Everything the sections are built from.

    Attributes:
        scene: what is known about the case.
        findings: what the checks found.
        people: assessors whose numbers were computed, in the order of the files.
        under: what each pathway stands on, by the id of the pathway.
        behind: the same, with what is argued for it: its evidence, and what that relies on.
    """

    scene: Scene
    findings: Findings
    people: tuple[Person, ...]
    under: Mapping[str, frozenset[str]]
    behind: Mapping[str, frozenset[str]]
    _over: dict[str, tuple[str, ...]] = field(init=False, repr=False, compare=False, default_factory=dict)
    _told: dict[str, tuple[kinds.Node, ...]] = field(init=False, repr=False, compare=False, default_factory=dict)

    @property
    def case(self) -> CaseGraph:
        """Return the case."""
        return self.scene.case

    @property
    def pathways(self) -> tuple[kinds.Pathway, ...]:
        """Return the pathways in the order of the files."""
        return self.case.all(kinds.Pathway)

    @property
    def residual(self) -> tuple[kinds.Event, ...]:
        """Return the ways that nobody listed."""
        return tuple(item for item in self.case.all(kinds.Event) if item.residual)

    def names(self) -> dict[str, Name]:
        """Return what a reference to each node stands for."""
        return {item.id: Name(plain(item.title) or item.id, item.kind_name) for item in self.case.nodes.values()}

    def pathways_over(self, name: str) -> tuple[str, ...]:
        """Return the pathways that stand on a node, in the order of the files."""
        if not self._over:
            self._over.update(_inverted(self.under))
        return self._over.get(name, ())

    def home(self, node: kinds.Node) -> str:
        """Return where a node is told: the id of a pathway, `common-causes`, or empty for the register of its kind."""
        if not isinstance(node, TOLD_UNDER_PATHWAYS):
            return ""
        over = self.pathways_over(node.id)
        over = over or tuple(path for path, found in self.behind.items() if node.id in found)
        return over[0] if len(over) == 1 else SHARED if over else ""

    def at_home(self, place: str) -> tuple[kinds.Node, ...]:
        """Return the nodes that are told at one place, in the order of the files."""
        if not self._told:
            told: dict[str, list[kinds.Node]] = {}
            for node in self.case.nodes.values():
                told.setdefault(self.home(node), []).append(node)
            self._told.update({home: tuple(found) for home, found in told.items()})
        return self._told.get(place, ())

    def title(self, name: str) -> str:
        """Return the title of a node, or its id when it has none."""
        node = self.case.nodes.get(name)
        return plain(node.title) or name if node else name

    def link(self, name: str) -> Words:
        """Return a link to a node, with its title."""
        return (Link(anchor_of(name), (self.title(name),)),) if name in self.case.nodes else (Code(name),)

    def tag(self, name: str) -> Words:
        """Return a link to a node, with its id."""
        return (Link(anchor_of(name), (Code(name),)),) if name in self.case.nodes else (Code(name),)

    def tags(self, names: Iterable[str]) -> Words:
        """Return links to nodes, with their ids."""
        return joined([self.tag(name) for name in names])

    def links(self, names: Iterable[str]) -> Words:
        """Return links to nodes, with their titles."""
        return joined([self.link(name) for name in names], "; ")

    def said(self, what: Proposition) -> Words:
        """Return a proposition in words, with titles."""
        match what:
            case Ref(name):
                return self.link(name)
            case Not(Ref(name)):
                return (Strong(("not: ",)), *self.link(name))
            case Fails(ref):
                return (*self.link(ref.id), " – ", Strong(("fails",)))
            case TooLate(ref):
                return (*self.link(ref.id), " – ", Strong(("the response is too late",)))
            case Catches(ref):
                return (*self.link(ref.id), " – ", Strong(("one attempt is caught",)))
            case Not(Catches(ref)):
                return (*self.link(ref.id), " – ", Strong(("no attempt is caught",)))
            case _:
                return self.tagged(text_of(what))

    def tagged(self, text: str) -> Words:
        """Return a text in which references, or names in backticks, have become links."""
        found: list[Words] = []
        for part in re.split(r"(`[^`]+`|\[\[[^\]]+\]\])", text.replace(" %", "\u00a0%")):
            name = part.strip("`") if part.startswith("`") else part.strip("[]") if part.startswith("[[") else ""
            found.append(self.tag(name) if name in self.case.nodes else (Code(name),) if name else (part,))
        return joined(found, "")

    def posterior(self, person: Person, what: Proposition) -> Answer | None:
        """Return what an assessor believes of a proposition after the evidence; None where it was not asked for."""
        known = person.result.propositions
        match what:
            case Ref(name):
                return known.get(name)
            case Not(part):
                return complement(self.posterior(person, part))
            case Fails(ref):
                return complement(known.get(ref.id))
            case TooLate() | Catches() | Compare():
                return known.get(text_of(what, brackets=False))
            case _:
                return None

    def believed(self, person: Person, name: str) -> Answer | None:
        """Return what an assessor believes of a node: it is true, works, is too late, catches one."""
        known = person.result.propositions
        return known.get(name, known.get(f"{name} is too late", known.get(f"{name} catches one")))

    def loads(self, wanted: Iterable[str]) -> list[tuple[Load, ...]]:
        """Return loads of the wanted nodes, each a tuple with a load for each assessor who has one.

        What people argue for or build comes first, heaviest first; what may happen comes after it, since an event that
        has happened always weighs most and tells least.
        """
        chosen = set(wanted)
        by_subject: dict[str, list[Load]] = {}
        for person in self.people:
            for load in person.result.loads:
                if load.subject in chosen and not load.names:
                    by_subject.setdefault(load.subject, []).append(load)
        return sorted(
            (tuple(found) for found in by_subject.values()),
            key=lambda found: (found[0].kind == "event", -max(load.factor for load in found)),
        )

    def challenges_to(self, names: Iterable[str]) -> tuple[kinds.Challenge, ...]:
        """Return the challenges that are against any of some nodes."""
        chosen = set(names)
        return tuple(item for item in self.case.all(kinds.Challenge) if any(ref.id in chosen for ref in item.against))

    def intro(self, *wanted: type[kinds.Node]) -> tuple[kinds.Section, ...]:
        """Return the case's own sections that stand, in their file, right before a node of a kind."""
        found = []
        for section in self.case.head.body:
            if not section.heading or section.at.file == self.case.head.at.file:
                continue
            later = [
                node for node in self.case.nodes.values() if node.at.file == section.at.file and node.at > section.at
            ]
            if later and isinstance(min(later, key=lambda node: node.at), wanted):
                found.append(section)
        return tuple(found)


def _inverted(under: Mapping[str, frozenset[str]]) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for path, names in under.items():
        for name in names:
            found.setdefault(name, []).append(path)
    return {name: tuple(paths) for name, paths in found.items()}


def book_of(scene: Scene, findings: Findings) -> Book:
    """Return a case as the report looks at it."""
    case = scene.case
    people = tuple(
        Person(
            id=item.assessor,
            title=plain(item.title) or item.assessor,
            result=item,
            digits=digits_of(item),
            lines=judgements_of(case, item.assessor).lines,
        )
        for item in _own_first(scene)
    )
    paths = case.all(kinds.Pathway)
    return Book(
        scene=scene,
        findings=findings,
        people=people,
        under={path.id: under(case, path) for path in paths},
        behind={path.id: _behind(case, path) for path in paths},
    )


def _own_first(scene: Scene) -> list[Assessment]:
    """Return assessments with those that others start from first: a reader meets a number before its corrections."""

    def depth(name: str, seen: tuple[str, ...] = ()) -> int:
        node = scene.case.get(name, kinds.Assessor)
        if node is None or node.starts_from is None or name in seen:
            return 0
        return 1 + depth(node.starts_from.id, (*seen, name))

    return sorted(scene.assessments, key=lambda item: (item.assessor == PUBLISHED, depth(item.assessor)))


def _behind(case: CaseGraph, path: kinds.Pathway) -> frozenset[str]:
    """Return what a pathway stands on, down to the evidence and what the evidence relies on."""
    about = case.once("evidence about each node", lambda: _about(case))
    found = set(under(case, path))
    stack = list(found)
    while stack:
        node = case.nodes.get(stack.pop())
        for _, ref in leans_on(node) if node else ():
            if ref.id not in found:
                found.add(ref.id)
                stack.append(ref.id)
        if isinstance(node, kinds.Event | kinds.Mitigation | kinds.Scenario):
            more = [name for name in about.get(node.id, ()) if name not in found]
            found.update(more)
            stack.extend(more)
    return frozenset(found)


def _about(case: CaseGraph) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for item in case.all(kinds.Evidence):
        for name in dict.fromkeys(ref.id for ref in refs(item.about)) if item.about is not None else ():
            found.setdefault(name, []).append(item.id)
    return found
