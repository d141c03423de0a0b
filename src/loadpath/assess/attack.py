"""Where to push: load times weakest defence, in the order in which a hostile reviewer would go.

The load of a thing is the risk if it turns out wrong over the risk now (see `load`). Where something is unknown, it is
the larger of those at the two ends of the risk: at the lower one there may be no risk to carry. Its defence is read
from the case alone, and so is that of all it rests on; what is least defended counts, since it is there that it gives
way. A claim of danger is wrong where it is true: what argues for it defends nothing, and what it rests on only where it
gives way. What an audience may not see defends nothing. Things are ordered by (load - 1) times how open they are: 1 for
nothing at all, 4/5 for somebody's word, 3/5 for evidence that is doubted, 2/5 for evidence, 1/5 for evidence that a
review has checked. That is an order to look in, and no probability.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING

from loadpath.assess.granted import STANDING
from loadpath.assess.load import loads
from loadpath.assess.movable import behind
from loadpath.assess.pointing import speaks_against
from loadpath.assess.results import Interval
from loadpath.case import node as kinds
from loadpath.case.graph import measured_in
from loadpath.case.proposition import refs

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date

    from loadpath.assess.results import Assessment, Load
    from loadpath.case.graph import CaseGraph


class Defence(IntEnum):
    """What stands behind a thing, the least first."""

    NOTHING = 0
    WORD = 1
    DOUBTED = 2
    EVIDENCE = 3
    CHECKED = 4

    @property
    def openness(self) -> float:
        """Return how open it leaves a thing, from 1 to 1/5."""
        return 1 - self / 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Weakest:
    """Where a thing is least defended.

    Attributes:
        level: by what.
        why: the same in words.
        path: ids from the thing to where that is.
    """

    level: Defence
    why: str
    path: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Something worth pushing at.

    Attributes:
        load: what it carries, for the assessor for whom it carries most.
        assessor: their id.
        weakest: where it is least defended.
        challenges: ids of challenges that stand against it.
        push: (load - 1) times how open it is; the order.
    """

    load: Load
    assessor: str
    weakest: Weakest
    challenges: tuple[str, ...]
    push: float

    def as_json(self) -> dict[str, object]:
        """Return the target as plain JSON values."""
        return {
            "subject": self.load.subject,
            "kind": self.load.kind,
            "assessor": self.assessor,
            "if_wrong": self.load.factor,
            "defence": self.weakest.level.name.lower(),
            "why": self.weakest.why,
            "path": list(self.weakest.path),
            "challenges": list(self.challenges),
            "push": self.push,
        }


def targets(case: CaseGraph, assessments: Sequence[Assessment], today: date | None) -> tuple[Target, ...]:
    """Return claims, barriers, responses and surfaces in the order in which a hostile reviewer would go.

    Args:
        case: a sound case.
        assessments: what its assessors' numbers come to.
        today: the day against which evidence may be out of date; None leaves that out.
    """
    heaviest: dict[str, tuple[Load, str]] = {}
    for one in assessments:
        for load in _at_both_ends(one):
            known = heaviest.get(load.subject)
            if load.kind != "event" and not load.names and (known is None or load.factor > known[0].factor):
                heaviest[load.subject] = load, one.assessor
    eyes = Defences(case, today)
    found = []
    for load, assessor in heaviest.values():
        weakest = eyes.weakest(load.subject)
        found.append(
            Target(
                load=load,
                assessor=assessor,
                weakest=weakest,
                challenges=tuple(eyes.against.get(load.subject, ())),
                push=max(0.0, load.factor - 1) * weakest.level.openness,
            )
        )
    return tuple(sorted((one for one in found if one.push > 0), key=lambda one: (-one.push, one.load.subject)))


def _at_both_ends(result: Assessment) -> Iterator[Load]:
    """Yield the loads where the risk is lowest, and then where it is highest, if something is unknown."""
    yield from result.loads
    asked = behind(result)
    if asked is not None and isinstance(result.risk, Interval) and not result.risk.exact:
        yield from loads(asked, asked.answer(asked.total)[2])


class Defences:
    """What a reviewer sees of the defence of each thing; looked up once.

    Args:
        case: a sound case.
        today: the day against which evidence may be out of date; None leaves that out.
    """

    def __init__(self, case: CaseGraph, today: date | None) -> None:
        self.case, self.today = case, today
        self.against = _by(
            (ref.id, item.id) for item in case.all(kinds.Challenge) if item.status in STANDING for ref in item.against
        )
        self.checked = {fact.ref.id for item in case.all(kinds.Review) for fact in item.facts if fact.done}
        self.about = _by(
            (ref.id, item.id) for item in case.all(kinds.Evidence) if item.about is not None for ref in refs(item.about)
        )
        self._known: dict[tuple[str, bool], Weakest] = {}

    def weakest(self, name: str) -> Weakest:
        """Return where a thing, or what it rests on, is least defended: a danger against being so, all else for it."""
        return self._weakest(name, danger=is_danger(self.case.nodes[name]))

    def _weakest(self, name: str, *, danger: bool) -> Weakest:
        """Return the same of one side; where a danger is to be there, it is what something else rests on."""
        key = name, danger
        if key not in self._known:
            own = self._known[key] = self._here(name, danger=danger)  # the reader refuses rings, so that this ends
            beneath = [self._through(name, one) for one in self._all_of(name, danger=danger)]
            lines = [self._through(name, one) for one in self._any_of(name)]
            beneath += [max(lines, key=lambda one: one.level)] if lines else []
            if beneath and own.level <= Defence.WORD and not danger:
                self._known[key] = min(beneath, key=lambda one: one.level)
            elif beneath:  # that a danger is well argued for is no defence against it, but where it is not, it is open
                self._known[key] = min([own, *beneath], key=lambda one: one.level)
        return self._known[key]

    def _through(self, name: str, other: str) -> Weakest:
        found = self._weakest(other, danger=False)
        return Weakest(level=found.level, why=found.why, path=(name, *found.path))

    def _here(self, name: str, *, danger: bool) -> Weakest:
        """Return what stands behind a thing itself: its own evidence, or else whoever answers for it."""
        node = self.case.nodes[name]
        if node.withheld:
            return Weakest(level=Defence.NOTHING, why="it is withheld", path=(name,))
        evidence = self.evidence(name, danger=danger)
        if danger and not evidence:  # whoever owns it, or challenges it, argues about a danger that nothing denies
            return Weakest(level=Defence.NOTHING, why="no evidence against it", path=(name,))
        doubts = [f"challenged by {one}" for one in self.against.get(name, ())]
        if getattr(node, "carried", ""):
            doubts.append("carried over, not argued again")
        doubts += [said for one in evidence if (said := self._doubt(one))]
        sound = [one for one in evidence if not self._doubt(one)]
        if doubts:
            return Weakest(level=Defence.DOUBTED, why=doubts[0], path=(name,))
        if sound:
            seen = self.checked & {name, *sound}
            level, why = (Defence.CHECKED, "evidence that a review checked") if seen else (Defence.EVIDENCE, "evidence")
            return Weakest(level=level, why=f"{why} ({', '.join(sound)})", path=(name,))
        if node.owner:
            return Weakest(level=Defence.WORD, why=f"the word of {node.owner}", path=(name,))
        return Weakest(level=Defence.NOTHING, why="no evidence, and nobody owns it", path=(name,))

    def evidence(self, name: str, *, danger: bool) -> list[str]:
        """Return the evidence for a thing: what it names, what measures what it says, and what is about it.

        Against a danger it is what of that makes it less likely (`pointing`).
        """
        node = self.case.nodes[name]
        named = [*(getattr(node, "evidence", ()) or getattr(node, "measured_by", ()))]
        named += measured_in(node) if isinstance(node, kinds.Surface) else ()
        if isinstance(node, kinds.Claim) and node.says is not None:
            said = (self.case.get(ref.id, kinds.Quantity) for ref in refs(node.says))
            named += [ref for quantity in said if quantity is not None for ref in quantity.measured_by]
        found = list(dict.fromkeys([*(ref.id for ref in named), *self.about.get(name, ())]))
        return [one for one in found if speaks_against(self.case, one, name)] if danger else found

    def _doubt(self, name: str) -> str:
        """Return why evidence is doubted; empty where it is not."""
        item = self.case.get(name, kinds.Evidence)
        if item is None or item.withheld:
            return ""
        if item.passed is False:
            return f"{name} failed its own criterion"
        if self.today is not None and item.valid_until is not None and item.valid_until.on < self.today:
            return f"{name} is out of date"
        standing = self.against.get(name, ())
        return f"{name} is challenged by {standing[0]}" if standing else ""

    def _all_of(self, name: str, *, danger: bool) -> Iterator[str]:
        """Yield what has to hold for a thing to hold, what its evidence relies on among it."""
        node = self.case.nodes[name]
        if isinstance(node, kinds.Claim):
            yield from (ref.id for ref in node.rests_on)
        if isinstance(node, kinds.Mitigation | kinds.Scenario):
            yield from (ref.id for ref in node.needs)
        for one in self.evidence(name, danger=danger):
            item = self.case.get(one, kinds.Evidence)
            yield from (ref.id for ref in item.relies_on if ref.id != name) if item is not None else ()

    def _any_of(self, name: str) -> Iterator[str]:
        node = self.case.nodes[name]
        if isinstance(node, kinds.Claim):
            yield from (ref.id for ref in node.lines_of_support)


def is_danger(node: kinds.Node) -> bool:
    """Return whether a node is a claim of which being true is the wrong side."""
    return isinstance(node, kinds.Claim) and node.direction == "danger"


def _by(pairs: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for key, value in pairs:
        found.setdefault(key, []).append(value)
    return found
