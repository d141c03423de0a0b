"""Which way a finding points: whether what was seen is less likely where a claim is true than where it is false.

A claim of danger is defended by what makes it less likely. Those who score a finding say which way it points, by a
ratio or by what they think it would look like in each case; where nobody does, it is read from what the finding is
about: that the claim is not so, or that it is. What a claim of danger names as its own evidence argues for the danger.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from loadpath.assess.lines import assessors_of, judgements_of
from loadpath.case import node as kinds
from loadpath.case.proposition import Not, Ref
from loadpath.case.value import Chance, Ratio

if TYPE_CHECKING:
    from loadpath.case.graph import CaseGraph
    from loadpath.case.value import Line


def speaks_against(case: CaseGraph, evidence: str, claim: str) -> bool:
    """Return whether a finding makes a claim less likely, to everybody who scores it so that this can be told.

    Args:
        case: a sound case.
        evidence: id of the finding.
        claim: id of the claim.
    """
    item = case.get(evidence, kinds.Evidence)
    if item is None or item.withheld:
        return False
    lines = [judgements_of(case, name).lines.get(evidence) for name in assessors_of(case)]
    scored = [_lowers(judged.line, item, claim) for judged in lines if judged is not None]
    told = [one for one in scored if one is not None]
    return all(told) if told else item.about == Not(Ref(claim))


def _lowers(line: Line, item: kinds.Evidence, claim: str) -> bool | None:
    """Return whether the result is less likely where a claim is true, as far as one line tells; None: it does not."""
    first = line.branches[0].value
    if isinstance(first, Ratio) and len(line.branches) == 1:
        sign = {Ref(claim): False, Not(Ref(claim)): True}.get(first.of)
        return None if sign is None else first.odds != 1 and sign != (first.against != (first.odds < 1))
    if item.passed is None or line.passes is None:
        return None
    true, false = (_chance(line, claim, holds=holds) for holds in (True, False))
    if true is None or false is None:
        return None
    return true != false and (true < false) == (line.passes == item.passed)


def _chance(line: Line, claim: str, *, holds: bool) -> float | None:
    """Return what a line says where a claim is true, or is false; None where more than that decides it."""
    applies = Ref(claim) if holds else Not(Ref(claim))
    for branch in line.branches:
        if branch.condition not in (None, Ref(claim), Not(Ref(claim))):
            return None
        if branch.condition in (None, applies):
            return _middle(branch.value) if isinstance(branch.value, Chance) else None
    return None


def _middle(value: Chance) -> float | None:
    """Return the number that one would bet at, or the middle of a range, which orders two as well."""
    if value.mean is not None:
        return float(value.mean)
    return None if value.low is None or value.high is None else float(value.low + value.high) / 2
