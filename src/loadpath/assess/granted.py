"""What all grant: what no challenge that stands is against, and of which all assessors hold the same judgement.

Two hold the same judgement who inherit one line or wrote the same values under the same conditions, a word of a scale
being what it means to each, in the table of a surface as well; reasons may differ. A number that is withheld is the
same as nobody else's. Something that nobody judges, such as a claim that a barrier restores, is judged alike. Who has
judged nothing at all is no assessor here. It is about each thing itself: what it rests on may be disputed all the same.
"""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from typing import TYPE_CHECKING

from loadpath.assess.lines import assessors_of, judgements_of
from loadpath.case import node as kinds
from loadpath.case.value import OddsOf, Unknown, Word

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from loadpath.assess.lines import Judgements
    from loadpath.assess.results import Load
    from loadpath.case.graph import CaseGraph

STANDING = ("open", "upheld")
"""States of a challenge in which it stands."""


def granted(case: CaseGraph, loads: Iterable[Load]) -> list[Load]:
    """Return the loads of what all grant: argued for or built, no mere name, not disputed; in the same order.

    Args:
        case: a sound case; all its assessors count, whoever's loads these are.
        loads: of one assessor, or of several.
    """
    known = disputed(case)
    return [load for load in loads if load.kind != "event" and not load.names and load.subject not in known]


def disputed(case: CaseGraph) -> frozenset[str]:
    """Return the ids of what is challenged, and of what assessors judge differently."""
    return case.once("what is disputed", lambda: frozenset(_disputed(case)))


def _disputed(case: CaseGraph) -> set[str]:
    standing = (item for item in case.all(kinds.Challenge) if item.status in STANDING)
    found = {ref.id for item in standing for ref in item.against}
    people = [one for name in assessors_of(case) if (one := judgements_of(case, name)).lines]
    judged = {name for one in people for name in one.lines}
    found |= {name for name in judged if any(_held(one, name) != _held(people[0], name) for one in people[1:])}
    for node in (*case.all(kinds.Surface), *case.all(kinds.Scenario)):
        own = [one for one in people if node.id not in one.lines]
        if len({tuple(one.words.get(word) for word in _words_in(node)) for one in own}) > 1:
            found.add(node.id)
    return found


def _words_in(value: object) -> Iterator[str]:
    """Yield the words of likelihood in the numbers and the table of a node."""
    if isinstance(value, Word):
        yield value.word
    elif isinstance(value, tuple):
        for part in value:
            yield from _words_in(part)
    elif is_dataclass(value) and not isinstance(value, type):
        for one in fields(value):
            yield from _words_in(getattr(value, one.name))


def _held(one: Judgements, name: str) -> object:
    """Return what somebody holds of a thing, equal where two hold the same."""
    judged = one.lines.get(name)
    if judged is None:
        return None
    line = judged.line
    values = [branch.value for branch in line.branches]
    words = [one.words.get(value.word) if isinstance(value, Word) else None for value in values]
    whose = any(isinstance(value, OddsOf) or (isinstance(value, Unknown) and value.withheld) for value in values)
    branches = tuple((branch.value, branch.condition) for branch in line.branches)
    return (line.what, line.passes, branches, tuple(words), judged.origin if whose else "")
