"""Whose number counts: the judgement lines of an assessor, with those inherited from the assessor they start from.

A line replaces the whole inherited line; an inherited line keeps the name of the person it came from.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from loadpath.case.node import Assessor, Claim, Scale
from loadpath.case.proposition import Catches, Compare, Fails, Not, Ref, TooLate
from loadpath.case.value import Branch, Line, ScaleWord, Word

if TYPE_CHECKING:
    from collections.abc import Mapping

    from loadpath.case.graph import CaseGraph
    from loadpath.case.proposition import Proposition

PUBLISHED = "published"
"""The pseudo-assessor that reads the case in its own words of strength."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A judgement line and the assessor it came from."""

    line: Line
    origin: str


@dataclass(frozen=True, slots=True)
class Judgements:
    """Everything one assessor holds.

    Attributes:
        assessor: their id.
        title: their name.
        lines: their line about each node, by its id.
        words: what words of likelihood mean to them.
    """

    assessor: str
    title: str
    lines: Mapping[str, Judged]
    words: Mapping[str, ScaleWord]


def subject_of(what: Proposition) -> str:
    """Return the id of the node that a judgement line is about.

    >>> subject_of(Fails(Ref("async-monitor")))
    'async-monitor'
    """
    match what:
        case Ref(name):
            return name
        case Fails(ref) | TooLate(ref) | Catches(ref):
            return ref.id
        case Not(part):
            return subject_of(part)
        case Compare(quantity):
            return quantity.id
        case _:
            return ""


def judgements_of(case: CaseGraph, assessor: str) -> Judgements:
    """Return the judgements of an assessor.

    Raises:
        ValueError: when the case has no assessor of that name.
    """
    words = {word.word: word for scale in case.all(Scale) for word in scale.words}
    if assessor == PUBLISHED:
        return Judgements(PUBLISHED, "The case in its own words", _published(case), words)
    if case.get(assessor, Assessor) is None:
        names = ", ".join(item.id for item in case.all(Assessor)) or "none"
        raise ValueError(f"no assessor {assessor!r}; the case has {names}")
    lines: dict[str, Judged] = {}
    for node in reversed(lineage(case, assessor)):
        lines |= {subject_of(line.what): Judged(line, node.id) for line in node.lines}
        words |= {word.word: word for word in node.words}
    return Judgements(assessor, case.nodes[assessor].title, lines, words)


def lineage(case: CaseGraph, assessor: str) -> list[Assessor]:
    """Return an assessor, whom they start from, and so on; a ring ends where it closes."""
    found: dict[str, Assessor] = {}
    node = case.get(assessor, Assessor)
    while node is not None and node.id not in found:
        found[node.id] = node
        node = case.get(node.starts_from.id, Assessor) if node.starts_from else None
    return list(found.values())


def _published(case: CaseGraph) -> dict[str, Judged]:
    return {
        claim.id: Judged(
            Line(
                what=Ref(claim.id, claim.at),
                branches=(Branch(value=Word(claim.strength), at=claim.place("strength")),),
                reason="",
                at=claim.at,
            ),
            PUBLISHED,
        )
        for claim in case.all(Claim)
        if claim.strength and claim.says is None
    }


def assessors_of(case: CaseGraph) -> tuple[str, ...]:
    """Return the assessors, those that others start from first; `published` when there are only words of strength."""
    named = tuple(sorted((item.id for item in case.all(Assessor)), key=lambda name: len(lineage(case, name))))
    if named or not _published(case):
        return tuple(name for name in named if not case.nodes[name].withheld)
    return (PUBLISHED,)
