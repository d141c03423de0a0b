"""What the risk can depend on, told from the graph alone, and what it cannot: so that the rest need not be compiled.

In a large case most claims argue for a judgement and enter no formula that harm, evidence or a number stands in. They
are told apart by reachability, on the safe side: a proposition is *near* when anything its truth is made of is judged
by anybody, measured, simulated, or reached by a pathway. All others are made of leaves that nobody weighed and that
nothing else shares, so that their posterior follows from their own small diagram.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from loadpath.case import node as kinds
from loadpath.case.graph import leans_on, mentions
from loadpath.case.judged import ARGUED_ONLY
from loadpath.case.proposition import refs
from loadpath.case.value import Measured, OddsOf, Ratio

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from loadpath.assess.lines import Judgements
    from loadpath.case.graph import CaseGraph
    from loadpath.case.proposition import Proposition, Ref
    from loadpath.case.value import Line

PROPOSITIONS = (kinds.Claim, kinds.Event, kinds.Mitigation, kinds.Scenario, kinds.Surface)


def near(case: CaseGraph, judgements: Judgements, given: Iterable[Proposition] = ()) -> frozenset[str]:
    """Return the ids of the propositions that may share anything with the harm, the evidence or a number."""
    made_of, above = case.once("what truths are made of", lambda: _both_ways(case))
    below = _reached(_starts(case, judgements, given), made_of)
    return frozenset(
        name for name in _reached(below, above) if name in case.nodes and isinstance(case.nodes[name], PROPOSITIONS)
    )


def parts_first(case: CaseGraph, names: Iterable[str]) -> Iterator[str]:
    """Yield propositions, each after what its truth is made of, however deep that goes: no recursion is needed then."""
    made_of, _ = case.once("what truths are made of", lambda: _both_ways(case))
    done: set[str] = set()
    for start in names:
        stack = [start]
        while stack:
            here = stack[-1]
            missing = [part for part in made_of.get(here, ()) if part not in done] if here not in done else []
            if missing:
                stack.extend(missing)
                continue
            stack.pop()
            if here not in done:
                done.add(here)
                yield here


def _both_ways(case: CaseGraph) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    """Return what the truth of each node is made of, and what is made of it."""
    made_of = {
        name: parts
        for name, node in case.nodes.items()
        if isinstance(node, (*PROPOSITIONS, kinds.Evidence, kinds.Quantity, kinds.Pathway)) and (parts := _parts(node))
    }
    above: dict[str, list[str]] = defaultdict(list)
    for name, parts in made_of.items():
        for part in parts:
            above[part].append(name)
    return made_of, above


def _parts(node: kinds.Node) -> list[str]:
    argued = ARGUED_ONLY.get(type(node), "")
    return [ref.id for key, ref in leans_on(node) if key != argued]


def _reached(starts: Iterable[str], steps: dict[str, list[str]]) -> set[str]:
    found = set(starts)
    stack = list(found)
    while stack:
        for name in steps.get(stack.pop(), ()):
            if name not in found:
                found.add(name)
                stack.append(name)
    return found


def _starts(case: CaseGraph, judgements: Judgements, given: Iterable[Proposition]) -> Iterator[str]:
    """Yield what has a number, or a law, or a place in the harm: whatever these are made of is near as well."""
    for name, node in case.nodes.items():
        match node:
            case kinds.Pathway() | kinds.Scenario() | kinds.Quantity() | kinds.Surface():
                yield name
            case kinds.Event() if node.residual or node.happens is not None:
                yield name
            case kinds.Assessor():
                yield from (ref.id for ref in mentions(node))
            case _:
                continue
    for name, judged in judgements.lines.items():
        yield name
        yield from (ref.id for ref in _in_line(judged.line))
    for fact in given:
        yield from (ref.id for ref in refs(fact))


def _in_line(line: Line) -> Iterator[Ref]:
    yield from refs(line.what)
    for branch in line.branches:
        if branch.condition is not None:
            yield from refs(branch.condition)
        match branch.value:
            case Measured(ref) | OddsOf(_, ref):
                yield ref
            case Ratio(of=of):
                yield from refs(of)
            case _:
                continue
