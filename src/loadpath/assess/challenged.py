"""Challenges as what-ifs: the risk if one is upheld, and which facts that all grant would change the answer.

What upholding supposes follows from the kind of the challenge. One that `rebuts` is right that the claim is false, the
barrier fails, the response is too late. One that `undercuts` takes the support away: of evidence, that it says nothing
and that what it measured is unknown; of anything else, that it is unknown, or what it is a name for. One that `limits`
supposes nothing: it narrows what is claimed. An event that is rebutted is unknown, since to be wrong about it is not
that it happens.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import combinations
from typing import TYPE_CHECKING

from loadpath.assess.attack import targets
from loadpath.assess.granted import STANDING, granted
from loadpath.assess.lines import judgements_of
from loadpath.assess.model import model
from loadpath.assess.movable import behind
from loadpath.assess.results import Interval, NotComputed
from loadpath.assess.verdict import within
from loadpath.assess.what_if import CannotBeError, WhatIf, what_if
from loadpath.case import node as kinds
from loadpath.case.judged import judged_as
from loadpath.case.proposition import Catches, Fails, Not, Ref, TooLate, refs
from loadpath.case.setting import Supposed
from loadpath.case.value import Branch, Line, Measured, SaysNothing, Unknown
from loadpath.errors import TooLargeError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from loadpath.assess.attack import Target
    from loadpath.assess.results import Assessment, Load
    from loadpath.case.graph import CaseGraph
    from loadpath.case.proposition import Proposition
    from loadpath.case.span import Span
    from loadpath.case.value import Value

MOST = 8
"""Of so many facts that carry most, pairs are tried: 28 for each assessor."""

LARGEST = 1_000
"""In a case with more parts than this no pairs are tried."""

NOTHING = NotComputed("it limits what is claimed, and supposes nothing")
NO_NUMBER = NotComputed("it is against nothing that has a number")
UNUSED = NotComputed("no number of theirs comes from the evidence it is against")
NO_BUDGET = "there is no budget to be within"
OPEN_RISK = "the risk is not one number"
TOO_MANY = f"pairs are not tried in a case of more than {LARGEST:,} parts"


@dataclass(frozen=True, slots=True, kw_only=True)
class Upheld:
    """What the risk of each assessor is if a challenge is upheld.

    Attributes:
        challenge: its id.
        status: `open`, or `upheld` already.
        supposed: what that supposes, in the words of the language; of one assessor it may be a part of that.
        results: by assessor, or why there is none.
    """

    challenge: str
    status: str
    supposed: tuple[str, ...]
    results: dict[str, WhatIf | NotComputed]

    def as_json(self) -> dict[str, object]:
        """Return it as plain JSON values."""
        return {
            "challenge": self.challenge,
            "status": self.status,
            "supposed": list(self.supposed),
            "assessors": {
                name: {"not_computed": one.reason} if isinstance(one, NotComputed) else one.as_json()
                for name, one in self.results.items()
            },
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Flip:
    """Facts that all grant and that change on which side of the budget an assessor's risk lies.

    Attributes:
        assessor: whose.
        facts: one or two ids; supposed wrong where the risk is within the budget, certain where it is above.
        wrong: whether they are supposed wrong.
        times: the risk then over the budget.
    """

    assessor: str
    facts: tuple[str, ...]
    wrong: bool
    times: float

    def as_json(self) -> dict[str, object]:
        """Return it as plain JSON values."""
        return {"assessor": self.assessor, "facts": list(self.facts), "wrong": self.wrong, "times": self.times}


@dataclass(frozen=True, slots=True, kw_only=True)
class Attack:
    """All that somebody needs who wants the case to fail.

    Attributes:
        assessors: whose numbers were computed.
        unassessed: what somebody gave no number, on which their risk depends: it has no load yet.
        targets: where to push, in order.
        upheld: the risks if each challenge that stands is upheld.
        flips: facts that all grant and the answer hangs on.
        untried: why flips were not looked for, or not all of them, by assessor.
        withheld: how many challenges the audience may not see: what they would do is not told.
    """

    assessors: tuple[str, ...]
    unassessed: tuple[str, ...]
    targets: tuple[Target, ...]
    upheld: tuple[Upheld, ...]
    flips: tuple[Flip, ...]
    untried: Mapping[str, str]
    withheld: int

    def as_json(self) -> dict[str, object]:
        """Return it as plain JSON values."""
        return {
            "assessors": list(self.assessors),
            "unassessed": list(self.unassessed),
            "targets": [one.as_json() for one in self.targets],
            "challenges": [one.as_json() for one in self.upheld],
            "flips": [one.as_json() for one in self.flips],
            "untried": dict(self.untried),
            "withheld": self.withheld,
        }


def attack(case: CaseGraph, assessments: Sequence[Assessment], today: date | None) -> Attack:
    """Return where to push, what challenges would do, and which granted facts the answer hangs on."""
    return Attack(
        assessors=tuple(one.assessor for one in assessments),
        unassessed=tuple(dict.fromkeys(name for one in assessments for name in one.unassessed)),
        targets=targets(case, assessments, today),
        upheld=upheld(case, assessments),
        flips=flips(case, assessments),
        untried={one.assessor: reason for one in assessments if (reason := _untried(case, one))},
        withheld=sum(item.withheld for item in case.all(kinds.Challenge)),
    )


def upheld(case: CaseGraph, assessments: Sequence[Assessment]) -> tuple[Upheld, ...]:
    """Return what the risks come to if each challenge that stands is upheld, alone.

    Raises:
        ContradictionError: when a number has no meaning.
    """
    return tuple(
        _upheld(case, item, assessments)
        for item in case.all(kinds.Challenge)
        if item.status in STANDING and not item.withheld
    )


def _upheld(case: CaseGraph, item: kinds.Challenge, assessments: Sequence[Assessment]) -> Upheld:
    said: dict[str, None] = {}
    results: dict[str, WhatIf | NotComputed] = {}
    for one in assessments:
        given = _supposed(case, item, one.assessor)
        if not given.facts and not given.lines:
            results[one.assessor] = _without(case, item)
            continue
        said |= dict.fromkeys(given.words())
        try:
            results[one.assessor] = what_if(_unmeasured(case, given), one, given, weighed=False)
        except (CannotBeError, TooLargeError) as error:
            results[one.assessor] = NotComputed(str(error))
    return Upheld(challenge=item.id, status=item.status, supposed=tuple(said), results=results)


def _unmeasured(case: CaseGraph, given: Supposed) -> CaseGraph:
    """Return a case in which nothing measures the quantities that are supposed to be unknown."""
    names = {ref.id for line in given.lines for ref in refs(line.what)}
    found = {item.id: replace(item, measured_by=()) for item in case.all(kinds.Quantity) if item.id in names}
    return replace(case, nodes={**case.nodes, **found}) if found else case


def _without(case: CaseGraph, item: kinds.Challenge) -> NotComputed:
    """Return why a challenge supposes nothing."""
    if item.kind == "limits":
        return NOTHING
    return UNUSED if any(isinstance(case.nodes.get(ref.id), kinds.Evidence) for ref in item.against) else NO_NUMBER


def _supposed(case: CaseGraph, item: kinds.Challenge, assessor: str) -> Supposed:
    """Return what an assessor would have to suppose if a challenge is right."""
    facts: list[Proposition] = []
    lines: list[Line] = []
    for ref in item.against if item.kind != "limits" else ():
        node = case.nodes.get(ref.id)
        wrong = _wrong(node) if item.kind == "rebuts" else None
        if wrong is not None:
            facts.append(wrong)
        elif isinstance(node, kinds.Evidence):
            lines += _silenced(case, node, assessor)
        elif node is not None:
            lines += _unknowns(case, node)
    return Supposed(facts=tuple(dict.fromkeys(facts)), lines=tuple(dict.fromkeys(lines)))


def _wrong(node: kinds.Node | None) -> Proposition | None:
    """Return that a claim, barrier or response is wrong; None of anything else."""
    match node:
        case kinds.Claim(direction="danger"):
            return Ref(node.id)
        case kinds.Claim():
            return Not(Ref(node.id))
        case kinds.Mitigation():
            return Fails(Ref(node.id))
        case kinds.Scenario():
            return TooLate(Ref(node.id))
        case kinds.Surface():
            return Not(Catches(Ref(node.id)))
        case _:
            return None


def _unknowns(case: CaseGraph, node: kinds.Node) -> Iterator[Line]:
    """Yield that a thing is unknown; where it is a name for others, that those are."""
    what = judged_as(node)
    meant = node.is_ if isinstance(node, kinds.Event) else node.says if isinstance(node, kinds.Claim) else None
    if what is not None:
        yield _line(what, Unknown(), node.at)
    elif meant is not None:
        for ref in refs(meant):  # rings of definitions are refused by the reader, so that this ends
            yield from _unknowns(case, case.nodes[ref.id])


def _line(what: Proposition, value: Value, at: Span) -> Line:
    return Line(what=what, branches=(Branch(value=value, at=at),), reason="a challenge is upheld", at=at)


def _silenced(case: CaseGraph, item: kinds.Evidence, assessor: str) -> Iterator[Line]:
    """Yield that evidence says nothing, and that what is judged `as` it measured is unknown."""
    lines = judgements_of(case, assessor).lines
    if item.id in lines:
        yield _line(Ref(item.id), SaysNothing(), item.at)
    for name, judged in lines.items():
        measured = any(
            isinstance(branch.value, Measured) and branch.value.evidence.id == item.id
            for branch in judged.line.branches
        )
        if measured:
            yield from _unknowns(case, case.nodes[name])
    for quantity in case.all(kinds.Quantity):
        if any(ref.id == item.id for ref in quantity.measured_by):
            yield from _unknowns(case, quantity)


# facts that all grant -------------------------------------------------------------------------------------------------


def flips(case: CaseGraph, assessments: Sequence[Assessment]) -> tuple[Flip, ...]:
    """Return the facts that all grant, alone or in pairs, that change the side of an assessor's risk (see `granted`).

    Pairs are of facts that do not change it alone, of the `MOST` that carry most.

    Args:
        case: a sound case.
        assessments: what its assessors' numbers come to.
    """
    found: list[Flip] = []
    for one in assessments:
        level = one.budget.level if one.budget else None
        if level and isinstance(one.risk, Interval) and one.risk.exact:
            found += _flips(case, one, granted(case, one.loads), one.risk.value / level)
    return tuple(found)


def _untried(case: CaseGraph, one: Assessment) -> str:
    """Return why flips are not looked for, or not all of them; empty where they are."""
    if isinstance(one.risk, NotComputed):
        return one.risk.reason
    if not one.budget or not one.budget.level:
        return NO_BUDGET
    if not one.risk.exact:
        return OPEN_RISK
    return TOO_MANY if len(case.nodes) > LARGEST else ""


def _flips(case: CaseGraph, one: Assessment, facts: list[Load], now: float) -> Iterator[Flip]:
    wrong = within(now)
    rest: list[Load] = []
    for load in facts:
        factor = load.if_wrong if wrong else load.if_right
        then = now * factor if isinstance(factor, float) else now
        if within(then) != wrong and isinstance(factor, float):
            yield Flip(assessor=one.assessor, facts=(load.subject,), wrong=wrong, times=then)
        elif isinstance(factor, float):
            rest.append(load)
    rest.sort(key=lambda load: abs((load.factor if wrong else _right(load)) - 1), reverse=True)
    heaviest = [load.subject for load in rest[:MOST]] if len(case.nodes) <= LARGEST else []
    pairs = list(combinations(heaviest, 2))
    for names, both in zip(pairs, _together(case, one, pairs, wrong=wrong), strict=True):
        if both is not None and within(both) != wrong:
            yield Flip(assessor=one.assessor, facts=names, wrong=wrong, times=both)


def _right(load: Load) -> float:
    return load.if_right if isinstance(load.if_right, float) else 1.0


def _together(
    case: CaseGraph, one: Assessment, pairs: Sequence[tuple[str, str]], *, wrong: bool
) -> Iterator[float | None]:
    """Yield the risk over the budget if the facts of a pair are both wrong, or both certain; None: that cannot be."""
    given = [[_fact(case, name, wrong=wrong) for name in names] for names in pairs]
    asked, budget = behind(one), one.budget
    if asked is None or budget is None:
        yield from (None for _ in pairs)
        return
    reader = asked.reader
    facts = [reader.store.all_of([reader.formula(what) for what in both]) for both in given]
    for both, risk in zip(given, asked.risks_where(facts, {}), strict=True):
        found = _compiled(case, one, both) if isinstance(risk, NotComputed) else risk
        yield None if found is None else found / budget.level


def _fact(case: CaseGraph, name: str, *, wrong: bool) -> Proposition:
    fact = _wrong(case.nodes[name])
    assert fact is not None
    return fact if wrong else _denied(fact)


def _compiled(case: CaseGraph, one: Assessment, given: Sequence[Proposition]) -> float | None:
    """Return the risk given some facts from a circuit of their own, where they hold in too many ways."""
    try:
        asked = model(case, judgements_of(case, one.assessor), given, risk_only=True)
    except TooLargeError:
        return None
    return asked.at_means(asked.total, {})


def _denied(fact: Proposition) -> Proposition:
    match fact:
        case Not(part):
            return part
        case Fails(ref):
            return ref
        case _:
            return Not(fact)
