"""What a case says about each of its parts, looked up once: what names it, what was found, what is said against it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from loadpath.case import node as kinds
from loadpath.case.proposition import Fails, Not, Proposition, Ref, TooLate, refs, text_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from loadpath.case.graph import CaseGraph

N = TypeVar("N", bound=kinds.Node)

Key = tuple[str, bool]
"""A proposition and whether it shall hold."""


def bare(what: Proposition, *, holds: bool) -> tuple[Proposition, bool]:
    """Return a proposition without its negations: what shall hold, or shall not."""
    match what:
        case Not(part):
            return bare(part, holds=not holds)
        case Fails(ref) | TooLate(ref):
            return Ref(ref.id), not holds
        case _:
            return what, holds


def key_of(what: Proposition, holds: bool) -> Key:
    """Return a proposition and whether it shall hold, as something to look up by."""
    return text_of(what, brackets=False), holds


@dataclass(frozen=True, slots=True, kw_only=True)
class Index:
    """What is said about each part of a case, by its id; `named` are claims that only name a proposition."""

    named: Mapping[Key, tuple[str, ...]]
    named_by: frozenset[str]
    evidence: Mapping[str, tuple[str, ...]]
    challenges: Mapping[str, tuple[kinds.Challenge, ...]]
    requests: Mapping[str, tuple[kinds.Request, ...]]
    incidents: Mapping[str, tuple[kinds.Incident, ...]]
    waivers: Mapping[str, tuple[kinds.Waiver, ...]]


def index_of(case: CaseGraph) -> Index:
    """Return what a case says about each of its parts."""
    named: dict[Key, tuple[str, ...]] = {}
    for claim in case.all(kinds.Claim):
        if claim.says is not None:
            key = key_of(*bare(claim.says, holds=True))
            named[key] = (*named.get(key, ()), claim.id)
    evidence: dict[str, tuple[str, ...]] = {}
    for item in case.all(kinds.Evidence):
        for name in dict.fromkeys(ref.id for ref in refs(item.about)) if item.about is not None else ():
            evidence[name] = (*evidence.get(name, ()), item.id)
    open_requests = [item for item in case.all(kinds.Request) if not item.status.startswith("answered")]
    return Index(
        named=named,
        named_by=frozenset(name for names in named.values() for name in names),
        evidence=evidence,
        challenges=_by_target((item, item.against) for item in case.all(kinds.Challenge)),
        requests=_by_target((item, item.leaves_open) for item in open_requests),
        incidents=_by_target((item, item.about) for item in case.all(kinds.Incident)),
        waivers=_by_target((item, item.on) for item in case.all(kinds.Waiver)),
    )


def _by_target(pairs: Iterable[tuple[N, tuple[Ref, ...]]]) -> dict[str, tuple[N, ...]]:
    found: dict[str, tuple[N, ...]] = {}
    for node, against in pairs:
        for name in dict.fromkeys(ref.id for ref in against):
            found[name] = (*found.get(name, ()), node)
    return found
