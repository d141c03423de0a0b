"""Several cases at once: what they impose, how likely the harm is at all, and what would not come without each.

A proposition that several cases declare common, by the same id, is one and the same. Given what holds of those, the
cases are taken to be independent, so that

    P(no harm) = sum over settings c of P(c) x product over cases of (1 - P(harm of the case | c)),

with every case's own numbers and evidence, at the means: exact. Where the cases give c different chances, the answer
reaches from the lowest to the highest over whose chances are used. Where P(c) is not known, only what holds of any
chances whatever is said: between the largest single risk and the sum (Fréchet).
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from math import prod
from typing import TYPE_CHECKING

from loadpath.assess.lines import judgements_of
from loadpath.assess.model import model
from loadpath.assess.results import Answer, Interval, NotComputed, plain
from loadpath.case.node import Claim, Event, Mitigation
from loadpath.case.proposition import Not, Ref
from loadpath.errors import TooLargeError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from loadpath.assess.results import Assessment
    from loadpath.case.graph import CaseGraph

    Cases = Sequence[tuple[CaseGraph, Sequence[Assessment]]]

MOST_COMMON = 6
"""Common causes that hang together: each setting of them, 64 at most, is computed anew in every case."""

AGREED = 1e-9
"""Chances of the same setting that differ by less than this part are the same."""

Truths = tuple[bool, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Together:
    """What several cases come to for one assessor.

    Attributes:
        assessor: their id, in every case.
        imposed: the sum of the risks, harm that is determined more than once counted every time.
        union: how likely there is harm at all.
        net: for each case by id, the chance of harm by it and by none of the others.
        common: the common causes that were counted as one.
        remarks: what has to be said of it: chances that differ, names that are shared and not declared.
    """

    assessor: str
    imposed: Answer
    union: Answer
    net: Mapping[str, Answer]
    common: tuple[str, ...]
    remarks: tuple[str, ...]

    def as_json(self) -> dict[str, object]:
        """Return it as plain JSON values."""
        return {
            "assessor": self.assessor,
            "imposed": plain(self.imposed),
            "union": plain(self.union),
            "net": {name: plain(answer) for name, answer in self.net.items()},
            "common": list(self.common),
            "remarks": list(self.remarks),
        }


@dataclass(frozen=True, slots=True)
class _Group:
    """Cases that hang together: P(none of them does harm), and P(harm by one case alone) by its id."""

    none: Interval
    alone: dict[str, Interval]


def together(cases: Cases) -> tuple[Together, ...]:
    """Return what cases come to together, for every assessor that all of them have.

    Args:
        cases: sound cases with different ids, each with its assessments.
    """
    shared = [
        item.assessor
        for item in cases[0][1]
        if all(any(other.assessor == item.assessor for other in found) for _, found in cases)
    ]
    return tuple(_for(cases, assessor) for assessor in shared)


def declared(cases: Cases) -> dict[str, tuple[str, ...]]:
    """Return the propositions that two cases or more declare common, each with the ids of those cases."""
    found: dict[str, list[str]] = {}
    for case, _ in cases:
        for ref in case.head.common_causes:
            found.setdefault(ref.id, []).append(case.head.id)
    return {name: tuple(ids) for name, ids in found.items() if len(ids) > 1}


def _for(cases: Cases, assessor: str) -> Together:
    graphs = {case.head.id: case for case, _ in cases}
    answers = {case.head.id: _risk(found, assessor) for case, found in cases}
    unknown = next(
        (f"{name}: {answer.reason}" for name, answer in answers.items() if isinstance(answer, NotComputed)), ""
    )
    common, remarks = declared(cases), list(_names(graphs))
    if unknown:
        lost = NotComputed(unknown)
        net: dict[str, Answer] = dict.fromkeys(graphs, lost)
        return Together(
            assessor=assessor, imposed=lost, union=lost, net=net, common=tuple(common), remarks=tuple(remarks)
        )
    risks = {name: answer for name, answer in answers.items() if isinstance(answer, Interval)}
    groups = [_group(graphs, risks, assessor, names, common, remarks) for names in _hanging(graphs, common)]
    none = Interval(prod(group.none.low for group in groups), prod(group.none.high for group in groups))
    alone: dict[str, Answer] = {}
    for group in groups:
        others = [other.none for other in groups if other is not group]
        low, high = prod(one.low for one in others), prod(one.high for one in others)
        alone |= {name: Interval(one.low * low, one.high * high) for name, one in group.alone.items()}
    return Together(
        assessor=assessor,
        imposed=Interval(sum(one.low for one in risks.values()), sum(one.high for one in risks.values())),
        union=Interval(1 - none.high, 1 - none.low),
        net={name: alone[name] for name in graphs},
        common=tuple(common),
        remarks=tuple(dict.fromkeys(remarks)),
    )


def _risk(found: Sequence[Assessment], assessor: str) -> Answer:
    return next(item.risk for item in found if item.assessor == assessor)


def _hanging(graphs: Mapping[str, CaseGraph], common: Mapping[str, tuple[str, ...]]) -> list[list[str]]:
    """Return the cases in groups: two that share a common cause are in one."""
    groups = [{name} for name in graphs]
    for names in common.values():
        joined = set().union(*(group for group in groups if group & set(names)))
        groups = [*(group for group in groups if not group & joined), joined]
    return [[name for name in graphs if name in group] for group in groups]


def _group(
    graphs: Mapping[str, CaseGraph],
    risks: Mapping[str, Interval],
    assessor: str,
    names: Sequence[str],
    common: Mapping[str, tuple[str, ...]],
    remarks: list[str],
) -> _Group:
    own = {name: risks[name] for name in names}
    if len(names) == 1:
        (only,) = own.values()
        return _Group(Interval(1 - only.high, 1 - only.low), own)
    causes = tuple(name for name, ids in common.items() if set(ids) & set(names))
    try:
        views = _views(graphs, assessor, names, causes, common)
    except TooLargeError:
        views = "a case is too large for settings of common causes"
    if isinstance(views, str):
        remarks.append(f"{views}: the chance of any harm is only bounded")
        return _bounded(own)
    if len(views) > 1 and _spread(views):
        remarks.append(f"the cases give {', '.join(causes)} different chances: both are tried")
    return _over(names, views)


@dataclass(frozen=True, slots=True)
class _View:
    """Chances of the settings of common causes, as one case has them, and every case's risk given each."""

    chances: Mapping[Truths, float]
    risks: Mapping[str, Mapping[Truths, Interval]]


def _views(
    graphs: Mapping[str, CaseGraph],
    assessor: str,
    names: Sequence[str],
    causes: tuple[str, ...],
    common: Mapping[str, tuple[str, ...]],
) -> list[_View] | str:
    """Return one view for each case that knows all common causes of its group, or why there is none."""
    if len(causes) > MOST_COMMON:
        return f"{len(causes)} common causes hang together, more than {MOST_COMMON}"
    settings = list(product((True, False), repeat=len(causes)))
    chances: dict[str, dict[Truths, float]] = {}
    risks: dict[str, dict[Truths, Interval]] = {}
    for name in names:
        known = [place for place, cause in enumerate(causes) if name in common[cause]]
        found = {key: _given(graphs[name], assessor, causes, known, key) for key in _settings(known, settings)}
        if any(isinstance(one, str) for one in found.values()):
            return next(one for one in found.values() if isinstance(one, str))
        seen = {key: one for key, one in found.items() if not isinstance(one, str)}
        total = sum(weight for weight, _ in seen.values())
        projected = {setting: tuple(setting[place] for place in known) for setting in settings}
        risks[name] = {setting: seen[key][1] for setting, key in projected.items()}
        if len(known) == len(causes):
            chances[name] = {setting: seen[setting][0] / total for setting in settings}
    if not chances:
        return f"no case knows all of {', '.join(causes)}"
    return [_View(one, risks) for one in chances.values()]


def _settings(known: Sequence[int], settings: Sequence[Truths]) -> list[Truths]:
    return list(dict.fromkeys(tuple(setting[place] for place in known) for setting in settings))


def _given(
    case: CaseGraph, assessor: str, causes: Sequence[str], known: Sequence[int], truths: Truths
) -> tuple[float, Interval] | str:
    """Return P(evidence and a setting) and the risk given both; or why one of them is not known."""
    pairs = [(Ref(causes[place]), truth) for place, truth in zip(known, truths, strict=True)]
    facts = [ref if truth else Not(ref) for ref, truth in pairs]
    asked = model(case, judgements_of(case, assessor), facts, risk_only=True)
    if asked.free.keys() & asked.circuit.support(asked.seen.formula):
        return f"{case.head.id} leaves open how likely common causes are"
    weight = asked.expected({})[asked.seen.formula]
    if weight <= 0:
        return 0.0, Interval(0.0, 1.0)
    risk = asked.answer(asked.total)[0]
    return (weight, risk) if isinstance(risk, Interval) else risk.reason


def _spread(views: Sequence[_View]) -> bool:
    first = views[0].chances
    return any(
        abs(view.chances[setting] - chance) > AGREED * max(chance, AGREED)
        for view in views[1:]
        for setting, chance in first.items()
    )


def _over(names: Sequence[str], views: Sequence[_View]) -> _Group:
    """Return what a group comes to, from the lowest to the highest over views."""

    def both(only: str | None) -> Interval:
        ends = [_ends(names, view, only) for view in views]
        return Interval(min(one.low for one in ends), max(one.high for one in ends))

    return _Group(both(None), {name: both(name) for name in names})


def _ends(names: Sequence[str], view: _View, only: str | None) -> Interval:
    """Return P(harm by `only` and by no other case), or P(no harm) when `only` is None."""
    low = high = 0.0
    for setting, chance in view.chances.items():
        risks = {name: view.risks[name][setting] for name in names}
        least = [one.low if name == only else 1 - one.high for name, one in risks.items()]
        most = [one.high if name == only else 1 - one.low for name, one in risks.items()]
        low, high = low + chance * prod(least), high + chance * prod(most)
    return Interval(min(low, high), high)


def _bounded(risks: Mapping[str, Interval]) -> _Group:
    """Return what holds whatever hangs together: Fréchet's bounds on a union and on a difference."""
    total = sum(one.high for one in risks.values())
    none = Interval(max(0.0, 1 - total), 1 - max(one.low for one in risks.values()))
    alone = {name: Interval(max(0.0, one.low - (total - one.high)), one.high) for name, one in risks.items()}
    return _Group(none, alone)


def _names(graphs: Mapping[str, CaseGraph]) -> list[str]:
    """Return what has to be said of propositions that several cases have by the same id."""
    declaring: dict[str, list[str]] = {}
    having: dict[str, list[str]] = {}
    for name, case in graphs.items():
        for ref in case.head.common_causes:
            declaring.setdefault(ref.id, []).append(name)
        for kind in (Event, Claim, Mitigation):
            for item in case.all(kind):
                having.setdefault(item.id, []).append(name)
    found = [
        f"{one} is declared common by {by[0]} alone, and counted apart" for one, by in declaring.items() if len(by) == 1
    ]
    loose = [one for one, names in having.items() if len(names) > 1 and one not in declaring]
    if loose:
        found.append(f"the same id in several cases, not declared common, counted apart: {', '.join(loose)}")
    return found
