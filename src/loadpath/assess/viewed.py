"""What one assessor's numbers say about what is open: the worth of an unknown, of a line, of a cell, of a node.

What this file knows: which leaves of the model stand for what a case leaves open. What it promises: a worth, or the
reason why there is none (`worth`).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from loadpath.assess.lines import judgements_of
from loadpath.assess.movable import behind
from loadpath.assess.results import Interval, NotComputed
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
    of_unknown,
)
from loadpath.case import node as kinds
from loadpath.case.wiring import message_chains
from loadpath.engine.leaves import Free

if TYPE_CHECKING:
    from collections.abc import Mapping

    from loadpath.assess.lines import Judged
    from loadpath.assess.results import Assessment, Load
    from loadpath.case.graph import CaseGraph
    from loadpath.case.value import Line

NO_TIMES = NotComputed("`harm at` is not given, so that no time counts yet")
UNREACHED = NotComputed("no chain of messages that stops the harm leads through it")
AS_A_WHOLE = NotComputed("the response is judged as a whole, so that its table does not count")


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
    for leaf, weight in asked.free.items() if asked else ():
        if asked and weight == Free() and leaf not in asked.reader.kept_back:
            found.setdefault(asked.reader.subjects[leaf], []).append(leaf)
    lines = judgements_of(case, result.assessor).lines
    moves, carried = moves_of(asked) if asked else None, {load.subject: load for load in result.loads}
    return View(result, moves, lacking, lines, carried, found)


def of_cell(view: View, scenario: kinds.Scenario, row: kinds.Row, column: str) -> Found:
    """Return what a cell of a response table is worth that is unknown, or why it has no worth."""
    if view.moves is None:
        return view.lacking
    if scenario.id in view.lines:
        return AS_A_WHOLE
    if scenario.harm_at is None:
        return NO_TIMES
    if not any(row in chain for chain in message_chains(scenario)):
        return UNREACHED
    reader = view.moves.asked.reader
    if scenario.id not in reader.figures:
        return NOTHING
    gate = reader.leaf(("free", (scenario.id, row.at.line, row.who, column)), Free())
    return of_unknown(view.result, view.moves, [reader.store.gates[gate].number])


def decides(view: View, worth: Found) -> bool:
    """Return whether a number without a range could carry the risk across the budget."""
    risk, level = view.result.risk, view.result.spread.level
    if not isinstance(worth, Worth) or not isinstance(risk, Interval) or worth.basis is not Basis.NO_RANGE:
        return False
    return level is not None and worth.low <= level < worth.high


def of_open(case: CaseGraph, view: View, name: str) -> Found:
    """Return what weighs most of a node that a request leaves open: its number, its truth, or the findings under it."""
    unknown = view.unknown(name) if view.leaves.get(name) else NOTHING
    if isinstance(unknown, Worth):
        return unknown
    node = case.nodes[name]
    findings = [ref.id for ref in node.evidence if ref.id in view.lines] if isinstance(node, kinds.Claim) else []
    return heaviest([view.load(name), *(view.numbers(ref, view.lines[ref].line) for ref in findings)])
