"""The run of all rules: fails closed, honours waivers, and sorts what was found by its effect on the risk."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from loadpath.assess.results import WRONG_SIDES
from loadpath.case import node as kinds
from loadpath.case.audience import is_tombstone
from loadpath.case.diagnostic import Diagnostic, Severity
from loadpath.case.proposition import refs
from loadpath.case.rounding import times
from loadpath.checks.rule import RULES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from loadpath.case.node import Waiver
    from loadpath.checks.rule import Rule
    from loadpath.scene import Scene


@dataclass(frozen=True, slots=True, kw_only=True)
class Waived:
    """A finding that somebody accepted, and the waiver that accepts it."""

    finding: Diagnostic
    waiver: Waiver


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """What a check came to.

    Attributes:
        found: errors first, then by effect on the risk, heaviest first.
        waived: what was found and accepted.
        rules: how many rules ran to their end.
    """

    found: tuple[Diagnostic, ...]
    waived: tuple[Waived, ...]
    rules: int

    @property
    def at_the_gate(self) -> bool:
        """Return whether anything is an error: the gate stays closed."""
        return any(item.severity is Severity.ERROR for item in self.found)

    def count(self, severity: Severity) -> int:
        """Return how many findings weigh this much."""
        return sum(item.severity is severity for item in self.found)


def run(scene: Scene, rules: Iterable[Rule] | None = None) -> Findings:
    """Run every rule over a scene. A rule that crashes is an error, never a pass.

    Nothing is found of a tombstone: what is wrong with the node behind it is told to those who see it.
    """
    found = list(scene.faults)
    finished = 0
    for rule in RULES.values() if rules is None else rules:
        try:
            found.extend(rule.diagnose(scene))
            finished += 1
        except Exception as error:  # noqa: BLE001  fail closed, whatever happened
            found.append(_crashed(rule, error, scene))
    kept, waived = _waived(scene, [item for item in dict.fromkeys(found) if not is_tombstone(item.subject)])
    explained = (_with_load(scene, item) for item in kept)
    ordered = sorted(
        explained, key=lambda item: (item.severity.order, -effect(scene, item.subject), item.at, item.rule)
    )
    return Findings(found=tuple(ordered), waived=tuple(waived), rules=finished)


def _crashed(rule: Rule, error: Exception, scene: Scene) -> Diagnostic:
    return Diagnostic(
        rule="crashed-check",
        severity=Severity.ERROR,
        message=f"the check `{rule.name}` crashed: {type(error).__name__}: {error}",
        at=scene.case.head.at,
        help="a check that did not run is not a pass; report this with the case that caused it",
    )


def effect(scene: Scene, subject: str) -> float:
    """Return by how much the risk grows at most if the subject of a finding turns out wrong, 0 for nothing."""
    own = scene.load(subject)
    if own is not None:
        return own.factor
    node = scene.case.nodes.get(subject)
    if isinstance(node, kinds.Evidence) and node.about is not None:
        carried = [load.factor for ref in refs(node.about) if (load := scene.load(ref.id)) is not None]
        return max(carried, default=0.0)
    if isinstance(node, kinds.Pathway):
        return 1.0
    return 0.0


def _with_load(scene: Scene, item: Diagnostic) -> Diagnostic:
    """Add to a finding what stands on its subject."""
    load = scene.load(item.subject)
    if load is None or not load.pathways or load.factor <= 1.0:
        return item
    paths = ", ".join(f"`{path}`" for path in load.pathways)
    several = "pathway" if len(load.pathways) == 1 else "pathways"
    note = f"under {several} {paths}; if {WRONG_SIDES[load.kind]}, the risk is {times(load.factor)} times"
    return replace(item, notes=(*item.notes, note))


def _waived(scene: Scene, found: list[Diagnostic]) -> tuple[list[Diagnostic], list[Waived]]:
    waivers = [item for item in scene.case.all(kinds.Waiver) if valid(item, scene)]
    kept: list[Diagnostic] = []
    waived: list[Waived] = []
    faults = set(scene.faults)
    for item in found:
        match = next((waiver for waiver in waivers if covers(waiver, item)), None)
        if match is None or item in faults:
            kept.append(item)
        else:
            waived.append(Waived(finding=item, waiver=match))
    return kept, waived


def covers(waiver: Waiver, item: Diagnostic) -> bool:
    """Return whether a waiver is about a finding: the same rule, on one of its nodes."""
    return waiver.rule == item.rule and any(ref.id == item.subject for ref in waiver.on)


def valid(waiver: Waiver, scene: Scene) -> bool:
    """Return whether a waiver counts: it has a reason and a name, and its day has not passed."""
    expired = waiver.until is not None and scene.today is not None and waiver.until.on < scene.today
    return bool(waiver.because and waiver.by) and not expired
