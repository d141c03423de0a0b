"""What is supposed for the sake of argument: facts taken as given, and judgements that replace those of the assessors.

A fact (`file permissions are not tight`) is conditioned on, as a finding would be. A number replaces the whole line
that an assessor holds about the same thing, whoever it came from.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from loadpath.case.judged import judged
from loadpath.case.node import Assessor
from loadpath.case.proposition import text_of

if TYPE_CHECKING:
    from collections.abc import Collection

    from loadpath.case.graph import CaseGraph
    from loadpath.case.proposition import Proposition
    from loadpath.case.value import Line


@dataclass(frozen=True, slots=True, kw_only=True)
class Supposed:
    """What is supposed.

    Attributes:
        facts: propositions that are taken to hold.
        lines: judgements that replace those of the assessors.
    """

    facts: tuple[Proposition, ...] = ()
    lines: tuple[Line, ...] = ()

    def words(self) -> tuple[str, ...]:
        """Return everything that is supposed, as the language writes it.

        >>> from loadpath.case.proposition import Not, Ref
        >>> Supposed(facts=(Not(Ref("file-permissions-tight")),)).words()
        ('not file-permissions-tight',)
        """
        facts = [text_of(fact, brackets=False) for fact in self.facts]
        lines = [f"{text_of(line.what, brackets=False)}: {in_words(line)}" for line in self.lines]
        return (*facts, *lines)


def in_words(line: Line) -> str:
    """Return the values of a judgement as the language writes them, without the reason."""
    said = {True: "passes ", False: "fails ", None: ""}[line.passes]
    parts: list[str] = []
    for branch in line.branches:
        text = branch.value.written
        if branch.condition is not None:
            text += f" if {text_of(branch.condition, brackets=False)}"
        elif parts:
            text += " otherwise"
        parts.append(text)
    return said + ", ".join(parts)


def supposing(case: CaseGraph, lines: Collection[Line], assessors: Collection[str]) -> CaseGraph:
    """Return a case in which these assessors hold these lines instead of their own about the same things."""
    about = {ref.id for line in lines if (ref := judged(line)) is not None}
    nodes = dict(case.nodes)
    for name in assessors if lines else ():
        node = case.get(name, Assessor)
        if node is not None:
            kept = [line for line in node.lines if (ref := judged(line)) is None or ref.id not in about]
            nodes[name] = replace(node, lines=(*kept, *lines))
    return replace(case, nodes=nodes)
