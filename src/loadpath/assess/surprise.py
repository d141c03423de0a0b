"""The surprise list: what two pathways or more stand on, and nobody owns, or nobody has evidence for.

Source: the design's question "who owns what carries it?" (meaning.md, section 3); the claim about file permissions that
turned out to hold up three pathways (Bowman, "Lessons learned from the first misalignment safety case", 2025).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from loadpath.assess.attack import Defence, Defences, is_danger
from loadpath.case import node as kinds
from loadpath.case.graph import measured_in

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from loadpath.assess.results import Load
    from loadpath.case.graph import CaseGraph

SEVERAL = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Surprise:
    """Common ground that is nobody's.

    Attributes:
        subject: id of a claim, barrier, response or surface.
        factor: its largest load over the assessors.
        pathways: ids of the pathways that stand on it.
        why: what it lacks.
    """

    subject: str
    factor: float
    pathways: tuple[str, ...]
    why: str

    def as_json(self) -> dict[str, object]:
        """Return it as plain JSON values."""
        return {"subject": self.subject, "factor": self.factor, "pathways": list(self.pathways), "why": self.why}


def surprises(case: CaseGraph, loads: Mapping[str, Sequence[Load]], today: date | None) -> tuple[Surprise, ...]:
    """Return what several pathways stand on and nobody owns or has evidence for, the heaviest first.

    Args:
        case: a sound case.
        loads: by assessor.
        today: the day against which evidence may be out of date; None leaves that out.
    """
    heaviest: dict[str, Load] = {}
    for load in (load for each in loads.values() for load in each):
        known = heaviest.get(load.subject)
        if load.kind != "event" and not load.names and (known is None or load.factor > known.factor):
            heaviest[load.subject] = load
    eyes = Defences(case, today)
    found = []
    for load in heaviest.values():
        hidden = case.nodes[load.subject].withheld
        lacks = ["it is withheld"] if hidden else [] if load.owner else ["nobody owns it"]
        lacking = "no evidence against it" if is_danger(case.nodes[load.subject]) else "no evidence"
        lacks += [lacking] if not hidden and eyes.weakest(load.subject).level <= Defence.WORD else []
        if lacks and len(load.pathways) >= SEVERAL:
            found.append(
                Surprise(subject=load.subject, factor=load.factor, pathways=load.pathways, why=" and ".join(lacks))
            )
    return tuple(sorted(found, key=lambda one: (-one.factor, one.subject)))


def oldest(case: CaseGraph, name: str) -> date | None:
    """Return the day of the oldest evidence for a thing, or against a danger, as far as it is dated."""
    node = case.nodes[name]
    surface = isinstance(node, kinds.Surface)
    refs = measured_in(node) if surface else getattr(node, "evidence", ()) or getattr(node, "measured_by", ())
    names = Defences(case, None).evidence(name, danger=True) if is_danger(node) else [ref.id for ref in refs]
    found = [case.get(one, kinds.Evidence) for one in names]
    days = [item.date.on for item in found if item is not None and item.date is not None]
    return min(days, default=None)
