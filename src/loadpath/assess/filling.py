"""A number in the place of what is unknown: where a judgement says `unknown` or gives only a bound, or there is none.

What is told input by input needs single numbers. The chance is not linear in what is unknown (an outcome crosses the
budget, or does not), so that the ends of a share are not those at the ends of the unknown, and bounds of shares would
neither add up nor say which input it is. One number at a time can be tried instead. It is put where the line was
written, so that everybody who inherits the line holds it; what somebody gave a number stays as it is.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from typing import TYPE_CHECKING

from loadpath.assess.interpret import Interpreter
from loadpath.assess.lines import Judged, assessors_of, judgements_of, lineage, subject_of
from loadpath.case import node as kinds
from loadpath.case.judged import judged_as
from loadpath.case.proposition import And, AtLeast, Fails, Not, Or, text_of
from loadpath.case.units import is_proportion
from loadpath.case.value import Branch, Limit, Line, Unknown

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from loadpath.assess.model import Model
    from loadpath.case.graph import CaseGraph
    from loadpath.case.proposition import Proposition
    from loadpath.case.value import Chance

FEW = 3
"""So many are named."""

MOST_ATOMS = 10
"""Conditions of more simple propositions are not gone through; one without a condition tells the same."""


def fillable(case: CaseGraph, node: kinds.Node, held: Judged | None) -> bool:
    """Return whether a number can be put in the place of something unknown about a node, in a line or without one."""
    if node.withheld or (isinstance(node, kinds.Quantity) and not is_proportion(case.nodes, node.id)):
        return False
    if held is None:
        return judged_as(node) is not None and not isinstance(node, kinds.Quantity)
    if isinstance(node, kinds.Test | kinds.Evidence) and held.line.passes is None:
        return False  # it is not said of which outcome a number would be
    return any(_is_open(branch) for branch in held.line.branches) or not _covers(held.line)


def filled(case: CaseGraph, numbers: Mapping[str, Chance]) -> CaseGraph:
    """Return a case in which numbers stand where something was unknown.

    Args:
        case: a sound case.
        numbers: by the id of what is unknown.

    Raises:
        ValueError: when nothing about one of them is unknown to anybody, in a way that a number can mend.
    """
    for name, number in numbers.items():
        case = _with(case, name, number)
    return case


def _with(case: CaseGraph, name: str, number: Chance) -> CaseGraph:
    node = case.nodes.get(name)
    found = {} if node is None else {one.id: _lines(case, one, node, number) for one in case.all(kinds.Assessor)}
    changed = {key: lines for key, lines in found.items() if lines is not None}
    if node is None or not changed:
        raise ValueError(f"nothing about `{name}` is unknown so that a number could stand in its place")
    for one in found.keys() - changed.keys():
        starts = {other.id for other in lineage(case, one)} & changed.keys()
        if starts and name not in judgements_of(case, one).lines and not _open_to(case, one, name):
            raise ValueError(f"`{name}` is not unknown to `{one}`, who would inherit a number for it")
    nodes = {
        key: replace(item, lines=lines) for key, lines in changed.items() if (item := case.get(key, kinds.Assessor))
    }
    return replace(case, nodes={**case.nodes, **nodes})


def _lines(case: CaseGraph, one: kinds.Assessor, node: kinds.Node, number: Chance) -> tuple[Line, ...] | None:
    """Return the lines of an assessor with a number in place; None where theirs leave nothing open."""
    own = next((line for line in one.lines if subject_of(line.what) == node.id), None)
    if own is not None:
        if not fillable(case, node, Judged(own, one.id)):
            return None
        return tuple(_in_place(line, number) if line is own else line for line in one.lines)
    what, before = judged_as(node), [other.id for other in lineage(case, one.id)][1:2]
    if what is None or node.id in judgements_of(case, one.id).lines or not fillable(case, node, None):
        return None
    if not _open_to(case, one.id, node.id) or any(_open_to(case, other, node.id) for other in before):
        return None  # it is computed; or whoever they start from is asked instead
    line = Line(what=what, branches=(Branch(value=number, at=node.at),), reason="it is supposed", at=node.at)
    return (*one.lines, line)


def _open_to(case: CaseGraph, assessor: str, name: str) -> bool:
    """Return whether something that nobody judges is unknown to somebody, and not computed from other numbers."""
    if isinstance(case.nodes[name], kinds.Mitigation):
        return True  # that it fails is always judged, planned or not
    reader = Interpreter(case, judgements_of(case, assessor))
    reader.truth(name)
    return name in {subject for leaf, subject in reader.subjects.items() if leaf not in reader.kept_back}


def _in_place(line: Line, number: Chance) -> Line:
    branches = tuple(replace(branch, value=number) if _is_open(branch) else branch for branch in line.branches)
    if not _covers(line):
        branches = (*branches, Branch(value=number, at=line.at))
    return replace(line, branches=branches)


def _covers(line: Line) -> bool:
    """Return whether a line has a value in every case: one without a condition, or one of its conditions must hold."""
    conditions = [branch.condition for branch in line.branches if branch.condition is not None]
    atoms = list(dict.fromkeys(atom for what in conditions for atom in _atoms(what)))
    if len(conditions) < len(line.branches):
        return True
    if len(atoms) > MOST_ATOMS:
        return False
    states = (dict(zip(atoms, values, strict=True)) for values in product((False, True), repeat=len(atoms)))
    return all(any(_holds(what, state) for what in conditions) for state in states)


def _atoms(what: Proposition) -> Iterator[Proposition]:
    """Yield the simple propositions that a condition is made of; that a barrier fails is that it does not work."""
    match what:
        case Not(part):
            yield from _atoms(part)
        case And(parts) | Or(parts) | AtLeast(_, parts):
            for part in parts:
                yield from _atoms(part)
        case Fails(ref):
            yield ref
        case _:
            yield what


def _holds(what: Proposition, state: Mapping[Proposition, bool]) -> bool:
    match what:
        case Not(part):
            return not _holds(part, state)
        case And(parts):
            return all(_holds(part, state) for part in parts)
        case Or(parts):
            return any(_holds(part, state) for part in parts)
        case AtLeast(count, parts):
            return sum(_holds(part, state) for part in parts) >= count
        case Fails(ref):
            return not state[ref]
        case _:
            return state[what]


def _is_open(branch: Branch) -> bool:
    return isinstance(branch.value, Limit) or (isinstance(branch.value, Unknown) and not branch.value.withheld)


def said_of(case: CaseGraph, name: str) -> str:
    """Return what a number put in the place of something unknown is the chance of, such as `gate fails`."""
    node = case.nodes[name]
    held = [judgements_of(case, one).lines.get(name) for one in assessors_of(case)]
    return _said(node, next((one for one in held if fillable(case, node, one)), None))


def _said(node: kinds.Node, held: Judged | None) -> str:
    what = judged_as(node) if held is None else held.line.what
    passes = {None: "", True: " passes", False: " fails"}[None if held is None else held.line.passes]
    return (node.id if what is None else text_of(what, brackets=False)) + passes


def why_not(asked: Model, leaves: Collection[int]) -> str:
    """Return what is unknown where single numbers are needed, and what to do about it, in words.

    Args:
        asked: the model of an assessor.
        leaves: those of its leaves that nobody weighed and that matter.
    """
    reader = asked.reader
    withheld = dict.fromkeys(reader.subjects[leaf] for leaf in leaves if leaf in reader.kept_back)
    rest = dict.fromkeys(reader.subjects[leaf] for leaf in sorted(leaves) if leaf not in reader.kept_back)
    lines, nodes = reader.judgements.lines, reader.case.nodes
    may = [
        name for name in rest if name not in reader.overridden and fillable(reader.case, nodes[name], lines.get(name))
    ]
    named = [_said(nodes[name], lines.get(name)) for name in rest]
    words = [f"{_listed(named)} unknown, or only bounded"] if rest else []
    words += [f"{_listed(withheld)} withheld from you"] if withheld else []
    told = f"it needs single numbers, and {' and '.join(words)}"
    if may and len(may) == len(rest) and not withheld:
        options = " ".join(f"--suppose {name}=5%" for name in may[:FEW])
        more = " and so on" if len(may) > FEW else ""
        remedy = f"add `{options}`{more}, with your number in the place of 5%, and then another to see what it moves"
    elif withheld:
        remedy = "nobody who may not see it can put a number there"
    else:
        lacking = [name for name in rest if name not in may]
        remedy = f"write in the case what {_listed(lacking, '')} {'lacks' if len(lacking) == 1 else 'lack'}"
    return f"{told}: {remedy}. `loadpath chance` alone gives the bounds that hold whatever it is"


def _listed(names: Collection[str], verb: str = "is") -> str:
    """Return a few names with a verb that fits their number."""
    shown = [f"`{name}`" for name in [*names][:FEW]]
    shown += [f"{len(names) - FEW} more"] if len(names) > FEW else []
    text = " and ".join([", ".join(shown[:-1]), shown[-1]]) if len(shown) > 1 else shown[0]
    return f"{text} {verb if len(shown) == 1 else 'are'}" if verb else text
