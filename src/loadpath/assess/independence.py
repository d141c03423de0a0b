"""Independence: what the case gains by taking its steps as independent of each other, beside what it says.

Three views of one question, for one assessor, given the evidence:

- *Bounds.* A pathway happens when all its steps happen. Steps that are tied by a stated `given` or `if` are kept
  together, and whatever depends on what among the groups that remain, the pathway is at most as likely as the least
  likely group, and at least as likely as one less the sum of what each group lacks of one. That any pathway happens is
  at least as likely as the likeliest, and at most as their sum (Frechet, Fundamenta Mathematicae 25 (1935) 379-387).
- *One more cause.* A named set of barriers fails together by a cause that nobody listed, which is the share beta of
  what the least likely of them fails by. Each keeps its own number: with q = beta min(p), each fails by itself with
  (p - q) / (1 - q) (the beta factor, Fleming 1975; NUREG/CR-4780). At 0 they are as the case says, at 1 the strongest
  never fails without the others.
- *Pillars.* Claims that argue for the same (`argues`) are a pillar. It stands while the claims at its top hold, those
  on which none of its others rests. Pillars that were independent would fall together with the product of their
  chances to fall.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import prod
from typing import TYPE_CHECKING

import numpy as np

from loadpath.assess.model import compiled, formed
from loadpath.assess.results import Answer, Interval, NotComputed, plain
from loadpath.case import node as kinds
from loadpath.case.proposition import Fails, refs, text_of
from loadpath.engine.leaves import Is, Of
from loadpath.engine.statistics.aggregation import all_of, any_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from loadpath.assess.lines import Judgements
    from loadpath.assess.model import Corner, Formed, Model
    from loadpath.case.graph import CaseGraph
    from loadpath.case.proposition import Proposition

    Floats = NDArray[np.float64]

SHARES = tuple(step / 10 for step in range(11))
"""The shares of one more cause that are tried."""

NO_PILLARS = NotComputed("claims argue for fewer than two things")

LEAST = 2
"""One barrier, or one pillar, depends on nothing else."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Steps of a pathway that a stated condition ties together, and how likely all of them are."""

    steps: tuple[str, ...]
    chance: Answer

    def as_json(self) -> dict[str, object]:
        """Return the group as plain JSON values."""
        return {"steps": list(self.steps), "chance": plain(self.chance)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Bound:
    """A pathway as the case says it, and without what independence gives.

    Attributes:
        pathway: its id.
        risk: its probability as computed.
        groups: its steps, tied as the case ties them.
        product: what it would be if the groups were independent.
        least: what it is at least, whatever depends on what among the groups.
        most: what it is at most: the least likely of them.
    """

    pathway: str
    risk: Answer
    groups: tuple[Group, ...]
    product: Answer
    least: Answer
    most: Answer

    def as_json(self) -> dict[str, object]:
        """Return the bound as plain JSON values."""
        return {
            "pathway": self.pathway,
            "risk": plain(self.risk),
            "groups": [one.as_json() for one in self.groups],
            "product": plain(self.product),
            "least": plain(self.least),
            "most": plain(self.most),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class AnyOf:
    """That any pathway happens: as computed, if they were independent, and whatever depends on what among them."""

    risk: Answer
    independent: Answer
    least: Answer
    most: Answer

    def as_json(self) -> dict[str, object]:
        """Return it as plain JSON values."""
        return {
            "risk": plain(self.risk),
            "independent": plain(self.independent),
            "least": plain(self.least),
            "most": plain(self.most),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Sweep:
    """The risk when some barriers share one more cause.

    Attributes:
        barriers: their ids.
        shares: of the cause in what the least likely of them fails by, from 0 to 1.
        risks: the risk at each share.
    """

    barriers: tuple[str, ...]
    shares: tuple[float, ...]
    risks: tuple[Answer, ...] | NotComputed

    def as_json(self) -> dict[str, object]:
        """Return the sweep as plain JSON values."""
        risks = [plain(one) for one in self.risks] if isinstance(self.risks, tuple) else plain(self.risks)
        return {"barriers": list(self.barriers), "shares": list(self.shares), "risks": risks}


@dataclass(frozen=True, slots=True, kw_only=True)
class Pillar:
    """Claims that argue for the same.

    Attributes:
        argues: for what, such as `control`.
        claims: their ids, those at the top: none of the others rests on them.
        falls: how likely at least one of them is false.
        risk_then: the risk if one of them is.
    """

    argues: str
    claims: tuple[str, ...]
    falls: Answer
    risk_then: Answer

    def as_json(self) -> dict[str, object]:
        """Return the pillar as plain JSON values."""
        return {
            "argues": self.argues,
            "claims": list(self.claims),
            "falls": plain(self.falls),
            "risk_then": plain(self.risk_then),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Independence:
    """What independence buys one assessor.

    Attributes:
        assessor: id.
        risk: as the case says.
        bounds: for each pathway.
        listed: for any of them.
        sweeps: for each set of barriers.
        pillars: for each thing that claims argue for; empty where there are fewer than two.
        product: how likely all pillars fall if they were independent.
        together: how likely all pillars fall as the case says.
        risk_then: the risk if all of them have.
    """

    assessor: str
    title: str
    risk: Answer
    bounds: tuple[Bound, ...]
    listed: AnyOf
    sweeps: tuple[Sweep, ...]
    pillars: tuple[Pillar, ...]
    product: Answer
    together: Answer
    risk_then: Answer

    def as_json(self) -> dict[str, object]:
        """Return it as plain JSON values."""
        return {
            "assessor": self.assessor,
            "risk": plain(self.risk),
            "pathways": [one.as_json() for one in self.bounds],
            "any_pathway": self.listed.as_json(),
            "sweeps": [one.as_json() for one in self.sweeps],
            "pillars": [one.as_json() for one in self.pillars],
            "product": plain(self.product),
            "together": plain(self.together),
            "risk_then": plain(self.risk_then),
        }


def independence(case: CaseGraph, judgements: Judgements, sets: Iterable[Sequence[str]] | None = None) -> Independence:
    """Return what independence buys an assessor.

    Args:
        case: a sound case.
        judgements: what the assessor holds.
        sets: ids of barriers that might share one more cause, two or more in each; None for those of each chain.

    Raises:
        ValueError: when something in a set is no barrier, or stands in it alone.
        ContradictionError: when a number has no meaning.
        TooLargeError: when an exact circuit does not fit.
    """
    wanted = _barriers_of_chains(case) if sets is None else [_barriers(case, names) for names in sets]
    found = formed(case, judgements)
    store, seen = found.reader.store, found.seen.formula
    tied = {path.id: tuple(_tied(case, judgements, path)) for path in case.all(kinds.Pathway) if path.chain}
    grouped = {
        name: [store.all_of(found.reader.formula(step) for step in steps) for steps in groups]
        for name, groups in tied.items()
    }
    pillars = _pillars(case)
    falls = {
        word: store.negate(store.all_of(found.reader.truth(name) for name in names)) for word, names in pillars.items()
    }
    fallen = store.all_of(falls.values())
    ends = [fallen, *falls.values()]
    roots = [found.total, *found.pathways.values(), *(one for each in grouped.values() for one in each)]
    asked = [*roots, *ends, *(store.all_of([found.total, one]) for one in ends)]
    model = compiled(found, [*dict.fromkeys(store.all_of([root, seen]) for root in [*asked, found.listed]), seen], {})
    risk, best, worst = model.answer(found.total)
    return Independence(
        assessor=judgements.assessor,
        title=judgements.title,
        risk=risk,
        bounds=tuple(_bound(model, name, groups, grouped[name]) for name, groups in tied.items()),
        listed=_any_of(model),
        sweeps=tuple(_sweep(model, found, names, risk, (best, worst)) for names in wanted),
        pillars=tuple(
            Pillar(
                argues=word,
                claims=pillars[word],
                falls=model.answer(root)[0],
                risk_then=_given(model, found.total, root),
            )
            for word, root in falls.items()
        ),
        product=_combined([model.answer(root)[0] for root in falls.values()], prod),
        together=model.answer(fallen)[0] if falls else NO_PILLARS,
        risk_then=_given(model, found.total, fallen) if falls else NO_PILLARS,
    )


def _barriers(case: CaseGraph, names: Sequence[str]) -> tuple[str, ...]:
    distinct = tuple(dict.fromkeys(names))
    for name in distinct:
        if case.get(name, kinds.Mitigation) is None:
            raise ValueError(f"no mitigation {name!r}")
    if len(distinct) < LEAST:
        raise ValueError(f"{distinct[0]!r} stands alone: name two or more" if distinct else "no mitigation is named")
    return distinct


def _barriers_of_chains(case: CaseGraph) -> list[tuple[str, ...]]:
    """Return the barriers in the chain of each pathway that has two or more, each set once.

    What is only planned fails anyway, and shares no cause.
    """
    sets: list[tuple[str, ...]] = []
    for path in case.all(kinds.Pathway):
        named = dict.fromkeys(step.what.ref.id for step in path.chain if isinstance(step.what, Fails))
        names = tuple(name for name in named if getattr(case.nodes[name], "state", "") != "planned")
        if len(names) >= LEAST and set(names) not in [set(other) for other in sets]:
            sets.append(names)
    return sets


# steps and their groups -----------------------------------------------------------------------------------------------


def _tied(case: CaseGraph, judgements: Judgements, path: kinds.Pathway) -> Iterator[tuple[Proposition, ...]]:
    """Yield the steps of a chain in groups that stated conditions tie together, in the order of the chain.

    A step that is written twice is one: it does not depend on itself.
    """
    steps = list(dict.fromkeys(step.what for step in path.chain))
    names = [_named(case, step) for step in steps]
    asks = [_conditions(case, judgements, step) for step in steps]
    group = list(range(len(steps)))
    for here, conditions in enumerate(asks):
        for other in range(len(steps)):
            if other != here and conditions & names[other]:
                old, new = group[here], group[other]
                group = [new if one == old else one for one in group]
    for first in dict.fromkeys(group):
        yield tuple(step for step, one in zip(steps, group, strict=True) if one == first)


def _named(case: CaseGraph, what: Proposition) -> set[str]:
    """Return the ids in a proposition, and those that define them by `is` or `says`."""
    found: set[str] = set()
    stack = [ref.id for ref in refs(what)]
    while stack:
        name = stack.pop()
        if name in found:
            continue
        found.add(name)
        node = case.nodes.get(name)
        meant = node.is_ if isinstance(node, kinds.Event) else node.says if isinstance(node, kinds.Claim) else None
        stack.extend(ref.id for ref in refs(meant)) if meant is not None else None
    return found


def _conditions(case: CaseGraph, judgements: Judgements, what: Proposition) -> set[str]:
    """Return the ids that a step is stated to depend on by `given`, or by an `if` in its line of judgement."""
    found: set[str] = set()
    for name in _named(case, what):
        node, judged = case.nodes.get(name), judgements.lines.get(name)
        stated = [node.given] if isinstance(node, kinds.Event) and node.given is not None else []
        stated += [branch.condition for branch in judged.line.branches if branch.condition] if judged else []
        for one in stated:
            found |= _named(case, one)
    return found


def _bound(model: Model, name: str, groups: Sequence[Sequence[Proposition]], roots: Sequence[int]) -> Bound:
    chances = [model.answer(root)[0] for root in roots]
    return Bound(
        pathway=name,
        risk=model.answer(model.pathways[name])[0],
        groups=tuple(
            Group(steps=tuple(text_of(step, brackets=False) for step in steps), chance=chance)
            for steps, chance in zip(groups, chances, strict=True)
        ),
        product=_combined(chances, prod),
        least=_combined(chances, lambda parts: all_of(parts).lower),
        most=_combined(chances, min),
    )


def _any_of(model: Model) -> AnyOf:
    paths = [model.answer(root)[0] for root in model.pathways.values()]
    return AnyOf(
        risk=model.answer(model.listed)[0],
        independent=_combined(paths, lambda parts: any_of(parts).independent),
        least=_combined(paths, max),
        most=_combined(paths, lambda parts: any_of(parts).upper),
    )


def _combined(parts: Sequence[Answer], how: Callable[[Sequence[float]], float]) -> Answer:
    """Return what probabilities come to by a rule that never falls when one of them rises."""
    known = [one for one in parts if isinstance(one, Interval)]
    if len(known) < len(parts) or not parts:
        return next((one for one in parts if isinstance(one, NotComputed)), NotComputed("there is nothing to combine"))
    return Interval(how([one.low for one in known]), how([one.high for one in known]))


def _given(model: Model, root: int, fact: int) -> Answer:
    """Return P(root | evidence, fact) as an interval over the corners of what is unknown."""
    store, seen = model.reader.store, model.seen.formula
    both, given = (model.with_evidence(store.all_of([root, fact])), model.with_evidence(fact))

    def at(free: Corner) -> float | None:
        known = model.expected(free)
        return known[both] / known[given] if known[given] > 0 else None

    matter = model.circuit.support(both) | model.circuit.support(given) | model.circuit.support(seen)
    return model.extremes(root, matter, at)[0]


# one more cause -------------------------------------------------------------------------------------------------------


def _sweep(model: Model, found: Formed, names: tuple[str, ...], risk: Answer, corners: tuple[Corner, Corner]) -> Sweep:
    """Return the risk at each share of one more cause, at the best and the worst of what is unknown."""
    drawn = [_drawn(found, name) for name in names]
    reason = next((one for one in drawn if isinstance(one, NotComputed)), None)
    if isinstance(risk, NotComputed) or reason is not None:
        return Sweep(barriers=names, shares=SHARES, risks=reason or NotComputed("the risk is not computed"))
    failing = {leaf: fails for one in drawn if isinstance(one, dict) for leaf, fails in one.items()}
    sides = [[_shared(model, failing, free, share) for share in SHARES] for free in corners]
    risks = tuple(Interval(min(pair), max(pair)) for pair in zip(*sides, strict=True))
    return Sweep(barriers=names, shares=SHARES, risks=risks)


def _drawn(found: Formed, name: str) -> dict[int, bool] | NotComputed:
    """Return the leaves of a barrier's own step, and whether each being true is that it fails."""
    reader = found.reader
    judged = reader.judgements.lines.get(name)
    node = reader.case.nodes[name]
    if isinstance(node, kinds.Mitigation) and node.state == "planned":
        return NotComputed(f"{name} is only planned")
    if judged is None or node.withheld or name in reader.overridden:
        return NotComputed(f"nobody says how likely {name} fails")
    fails = isinstance(judged.line.what, Fails)
    leaves = [reader.drawn(judged, place) for place in range(len(judged.line.branches))]
    if None in leaves or any(not isinstance(reader.weights[leaf], Is | Of) for leaf in leaves if leaf is not None):
        return NotComputed(f"how likely {name} fails is not one number")
    if judged.line.branches[-1].condition is not None:
        return NotComputed(f"{name} has no number where none of its conditions holds")
    return {leaf: fails for leaf in leaves if leaf is not None}


def _shared(model: Model, failing: Mapping[int, bool], free: Corner, share: float) -> float:
    """Return the risk when own steps fail together with a share of the least of their chances.

    Each chance is a row over the points of the rule that makes expectations exact, so that it is kept at each of them.
    """
    setting = model.setting(free)
    chance = {leaf: setting.weights[leaf] if fails else setting.complements[leaf] for leaf, fails in failing.items()}
    together = share * np.minimum.reduce(list(chance.values()))
    roots = [model.with_evidence(model.total), model.seen.formula]
    sums = np.zeros(2)
    for factor, at in ((together, None), (1.0 - together, together)):
        weights, complements = setting.weights.copy(), setting.complements.copy()
        for leaf, fails in failing.items():
            alone = np.ones_like(together) if at is None else _alone(chance[leaf], at)
            stays = np.zeros_like(together) if at is None else 1.0 - alone
            weights[leaf], complements[leaf] = (alone, stays) if fails else (stays, alone)
        values = model.circuit.probabilities(weights, complements, roots)
        sums += values @ (factor * setting.points)
    return float(sums[0] / sums[1]) if sums[1] > 0 else 0.0


def _alone(chance: Floats, together: Floats) -> Floats:
    """Return the chance to fail by itself that leaves the chance to fail at all what it is."""
    rest = 1.0 - together
    return np.where(rest > 0, (chance - together) / np.where(rest > 0, rest, 1.0), 0.0)


# pillars --------------------------------------------------------------------------------------------------------------


def _pillars(case: CaseGraph) -> dict[str, tuple[str, ...]]:
    """Return the claims that argue for each thing, where there are two things or more.

    A claim on which another that argues for the same rests is part of that one. Claims in the direction of danger are
    no support.
    """
    found: dict[str, list[kinds.Claim]] = {}
    for claim in case.all(kinds.Claim):
        if claim.argues and claim.direction != "danger":
            found.setdefault(claim.argues, []).append(claim)
    tops: dict[str, tuple[str, ...]] = {}
    for word, claims in found.items():
        parts = {ref.id for claim in claims for ref in (*claim.rests_on, *claim.lines_of_support)}
        tops[word] = tuple(claim.id for claim in claims if claim.id not in parts)
    return tops if len(tops) >= LEAST else {}
