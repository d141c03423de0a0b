"""Units: a quantity is one sort of number throughout, and a probability of something is not a rate.

Numbers of different sorts never mix silently: a duration compared with a count, or 5 % per year read as 5 %, is an
error with both places.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from loadpath.case import node as kinds
from loadpath.case.diagnostic import Diagnostic, Severity
from loadpath.case.graph import propositions
from loadpath.case.proposition import Compare, Ref, comparisons
from loadpath.case.value import Amount, Chance, Word

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from loadpath.case.span import Span

PROPORTION = "a proportion"
TIME = "s"

Sort = tuple[str, "Span"]
"""What sort of number a quantity is, and where that is said."""


def mixed_units(nodes: Mapping[str, kinds.Node]) -> Iterator[Diagnostic]:
    """Yield a diagnostic for every use of a quantity as another sort of number than the one it was said to be."""
    sorts: dict[str, Sort] = {}
    for name, sort in _said(nodes):
        first = sorts.setdefault(name, sort)
        if first[0] != sort[0]:
            yield _mixed(name, sort, first)
    for node in nodes.values():
        for what in propositions(node):
            for compare in comparisons(what):
                yield from _compared(compare, sorts)
        if isinstance(node, kinds.Event) and node.happens:
            yield from _tries(node.happens.rate, node.happens.over, sorts)


def is_proportion(nodes: Mapping[str, kinds.Node], name: str) -> bool:
    """Return whether a quantity can be a proportion, as far as its numbers and what it is held against say."""
    said = {key: sort for key, (sort, _) in _said(nodes)}
    found = [said[name]] if name in said else []
    for node in nodes.values():
        for compare in (one for what in propositions(node) for one in comparisons(what)):
            bound = compare.bound
            sort = said.get(bound.id) if isinstance(bound, Ref) else _sort(bound)
            found += [sort] if compare.quantity.id == name and sort is not None else []
            found += [said[compare.quantity.id]] if bound == Ref(name) and compare.quantity.id in said else []
        if isinstance(node, kinds.Event) and node.happens and node.happens.over.id == name:
            return False  # it is a number of tries
    return all(sort == PROPORTION for sort in found)


def _said(nodes: Mapping[str, kinds.Node]) -> Iterator[tuple[str, Sort]]:
    for node in nodes.values():
        match node:
            case kinds.Quantity():
                for ref in node.measured_by:
                    source = nodes.get(ref.id)
                    if isinstance(source, kinds.Evidence) and source.result and source.result.counts:
                        yield node.id, (PROPORTION, ref.at)
            case kinds.Assessor():
                for line in node.lines:
                    if isinstance(line.what, Ref) and isinstance(nodes.get(line.what.id), kinds.Quantity):
                        for branch in line.branches:
                            if (sort := _sort(branch.value)) is not None:
                                yield line.what.id, (sort, branch.at)
            case _:
                continue


def _sort(value: object) -> str | None:
    match value:
        case Chance() | Word():
            return PROPORTION
        case Amount(unit=unit):
            return unit
        case _:
            return None


def _compared(what: Compare, sorts: Mapping[str, Sort]) -> Iterator[Diagnostic]:
    known = sorts.get(what.quantity.id)
    if isinstance(what.bound, Ref):
        other = sorts.get(what.bound.id)
        here = None if other is None else (other[0], what.bound.at)
    else:
        found = _sort(what.bound)
        here = None if found is None else (found, what.quantity.at)
    if known is not None and here is not None and known[0] != here[0]:
        yield _mixed(what.quantity.id, here, known)


def _tries(rate: Ref, over: Ref, sorts: Mapping[str, Sort]) -> Iterator[Diagnostic]:
    said = sorts.get(rate.id)
    if said is not None and said[0] != PROPORTION:
        yield _mixed(rate.id, (PROPORTION, rate.at), said)
    tries = sorts.get(over.id)
    if tries is not None and (tries[0] in (PROPORTION, TIME) or tries[0].startswith(("per ", "$"))):
        yield Diagnostic(
            rule="malformed-value",
            severity=Severity.ERROR,
            message=f"`{over.id}` is {_shown(tries[0])}, and not a number of tries",
            at=over.at,
            label=f"said to be so at {tries[1]}",
            help="write how many tries there are in the period of the case, such as `90,000 sessions`",
            subject=over.id,
        )


def _mixed(name: str, here: Sort, first: Sort) -> Diagnostic:
    return Diagnostic(
        rule="malformed-value",
        severity=Severity.ERROR,
        message=f"`{name}` is {_shown(first[0])}, and here it is {_shown(here[0])}",
        at=here[1],
        label=f"{_shown(first[0])} at {first[1]}",
        help="write every number of one quantity in one unit; two units are two quantities",
        subject=name,
    )


def _shown(sort: str) -> str:
    return sort if sort == PROPORTION else "a time" if sort == TIME else f"in `{sort}`"
