"""What one assessor's numbers say about what is open: the worth of an unknown, of a line, of a cell, of a node.

What this file knows: which leaves of the model stand for what a case leaves open. What it promises: a worth, or the
reason why there is none (`worth`).
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from loadpath.assess.lines import judgements_of
from loadpath.assess.movable import behind
from loadpath.assess.races import chains_of
from loadpath.assess.response import key_of
from loadpath.assess.results import Interval, NotComputed
from loadpath.assess.risk import is_open
from loadpath.assess.watching import IN_TIME, REVIEWED, Watch, Watching, ends_of, open_parts
from loadpath.assess.worth import (
    APART,
    NOTHING,
    Basis,
    Found,
    Moves,
    Worth,
    heaviest,
    moves_of,
    of_load,
    of_numbers,
    of_part,
    of_unknown,
)
from loadpath.case import node as kinds
from loadpath.case.asked import LOADING, counts
from loadpath.case.proposition import refs
from loadpath.case.value import Attempts
from loadpath.engine.leaves import Free

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from loadpath.assess.lines import Judged
    from loadpath.assess.results import Assessment, Load
    from loadpath.case.asked import Part
    from loadpath.case.graph import CaseGraph
    from loadpath.case.value import Line

NO_TIMES = NotComputed("`harm at` is not given, so that no time counts yet")
UNREACHED = NotComputed("no chain of messages that stops the harm leads through it")
AS_A_WHOLE = NotComputed("the response is judged as a whole, so that its table does not count")
CAUGHT_AS_A_WHOLE = NotComputed("the surface is judged as a whole, so that its parts do not count")
NO_END = NotComputed("`undone within` is not given, so that no time counts yet")
NO_QUEUE = NotComputed("false alarms count only where it is said how many can be reviewed")


@dataclass(slots=True)
class View:
    """One assessor's numbers, taken apart once.

    Attributes:
        result: what their numbers come to.
        moves: of the model behind it; None where it cannot be asked.
        lacking: why it cannot.
        lines: their judgements, by the id of what they are about.
        loads: what each proposition carries, by its id.
        leaves: those that stand for what they left open, by id.
    """

    result: Assessment
    moves: Moves | None
    lacking: NotComputed
    lines: Mapping[str, Judged]
    loads: Mapping[str, Load]
    leaves: Mapping[str, list[int]] = field(default_factory=dict)

    def unknown(self, name: str) -> Found:
        """Return what a node is worth that this assessor left open."""
        if self.moves is None:
            return self.lacking
        return of_unknown(self.result, self.moves, self.leaves.get(name, ()))

    def load(self, name: str) -> Found:
        """Return what hangs on a node."""
        return self.lacking if self.moves is None else of_load(self.result, self.loads.get(name))

    def number(self, name: str, line: Line) -> Found:
        """Return what a line is worth: its own numbers, else what hangs on what it judges."""
        found = self.numbers(name, line)
        return found if isinstance(found, Worth) else self.load(name)

    def numbers(self, name: str, line: Line, *, bare: bool = False) -> Found:
        """Return what the numbers of a line are worth, or those without a range alone (`bare`)."""
        if self.moves is None:
            return self.lacking
        written = {branch.at for branch in line.branches}
        own = [number for number in self.moves.asked.reader.numbers if number.subject == name and number.at in written]
        return of_numbers(self.result, self.moves, [number for number in own if not (bare and number.ranged)])


def view_of(case: CaseGraph, result: Assessment) -> View:
    """Return an assessment taken apart."""
    asked = behind(result) if isinstance(result.risk, Interval) else None
    lacking = result.risk if isinstance(result.risk, NotComputed) else APART
    found: dict[str, list[int]] = {}
    for leaf in asked.free if asked else ():
        if asked and is_open(asked, leaf):
            found.setdefault(asked.reader.subjects[leaf], []).append(leaf)
    lines = judgements_of(case, result.assessor).lines
    moves, carried = moves_of(asked) if asked else None, {load.subject: load for load in result.loads}
    return View(result, moves, lacking, lines, carried, found)


def of_cell(view: View, scenario: kinds.Scenario, place: int, column: str) -> Found:
    """Return what a cell of a response table is worth that is unknown, or why it has no worth.

    Args:
        view: of an assessor.
        scenario: with the table.
        place: of the row, counted from 0.
        column: of that row.
    """
    if view.moves is None:
        return view.lacking
    if scenario.id in view.lines:
        return AS_A_WHOLE
    if scenario.harm_at is None:
        return NO_TIMES
    if not any(place in chain for chain in chains_of(scenario)):
        return UNREACHED
    reader = view.moves.asked.reader
    if scenario.id not in reader.figures:
        return NOTHING
    gate = reader.leaf(("free", key_of(scenario, place, column)), Free())
    return of_unknown(view.result, view.moves, [reader.store.gates[gate].number])


def of_surface(view: View, surface: kinds.Surface, parts: Sequence[Part]) -> list[Found]:
    """Return what each unknown part of a surface is worth, or why it has no worth.

    Args:
        view: of an assessor.
        surface: with the parts.
        parts: those that are not known.
    """
    if view.moves is None:
        return [view.lacking] * len(parts)
    if surface.id in view.lines:
        return [CAUGHT_AS_A_WHOLE] * len(parts)
    reader = view.moves.asked.reader
    gate = reader.leaf(("free", ("caught", surface.id)), Free()) if surface.id in view.leaves else None
    leaf = None if gate is None else reader.store.gates[gate].number
    if leaf is None or leaf not in view.leaves[surface.id]:
        return [NOTHING] * len(parts)
    shown = surface if surface.attempts else replace(surface, attempts=Attempts(count=None))
    watch = Watching(reader.case, reader.judgements.words, reader.quantities).watch(shown)
    known: dict[frozenset[str], float] = {}
    return [_of_part(view, surface, part, watch, leaf, known) for part in parts]


def _of_part(
    view: View, surface: kinds.Surface, part: Part, watch: Watch | None, leaf: int, known: dict[frozenset[str], float]
) -> Found:
    if not counts(surface, part):
        return NO_END if part.row else NO_QUEUE
    name = _named(surface, part)
    if view.moves is None or watch is None or name not in open_parts(watch):
        return NOTHING
    most, least = ends_of(watch, name, known)
    return of_part(view.result, view.moves, leaf, most, least)


def _named(surface: kinds.Surface, part: Part) -> str:
    """Return what a part of a surface is called among its numbers."""
    if not part.row:
        if part.column in LOADING:
            return REVIEWED
        return {"over": "attempts", "undone within": IN_TIME}.get(part.column, part.column)
    stage = f"stage {part.row}, {surface.stages[part.row - 1].name}"
    return stage if part.column == "passes" else IN_TIME


def decides(view: View, worth: Found) -> bool:
    """Return whether a number without a range could carry the risk across the budget."""
    risk, level = view.result.risk, view.result.spread.level
    if not isinstance(worth, Worth) or not isinstance(risk, Interval) or worth.basis is not Basis.NO_RANGE:
        return False
    return level is not None and worth.low <= level < worth.high


def of_open(case: CaseGraph, view: View, name: str) -> Found:
    """Return what weighs most of a node that a request leaves open: its number, its truth, or the findings under it.

    A claim that says that a surface catches one is worth what is unknown about that surface.
    """
    node = case.nodes[name]
    open_ = [one for one in (name, *surfaces_in(case, node)) if view.leaves.get(one)]
    unknown = heaviest(view.unknown(one) for one in open_)
    if isinstance(unknown, Worth):
        return unknown
    findings = [ref.id for ref in node.evidence if ref.id in view.lines] if isinstance(node, kinds.Claim) else []
    return heaviest([view.load(name), *(view.numbers(ref, view.lines[ref].line) for ref in findings)])


def surfaces_in(case: CaseGraph, node: kinds.Node) -> tuple[str, ...]:
    """Return the surfaces of which a claim says that they catch one, or none."""
    said = refs(node.says) if isinstance(node, kinds.Claim) and node.says is not None else ()
    return tuple(ref.id for ref in said if isinstance(case.nodes.get(ref.id), kinds.Surface))
