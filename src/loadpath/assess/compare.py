"""Why two assessors differ: which inputs they hold differently, and what each carries of the ratio of their risks.

The share of an input is its Shapley value in the game whose coalitions are the inputs taken over from the second
assessor, and whose worth is ln(risk) (Shapley, "A Value for n-Person Games", 1953): the average, over all orders, of
what the input adds when it is taken over. Shares add up to ln(second risk / first risk) exactly.

Up to `MOST_EXACT` inputs that can move the risk, all coalitions are worked out, as columns of one circuit (`mixtures`).
Beyond, orders are drawn, each with its reverse (Castro, Gomez & Tejada, "Polynomial calculation of the Shapley value
based on sampling", Computers & Operations Research 36 (2009) 1726-1730; antithetic pairs: Mitchell, Cooper, Frank &
Holmes, "Sampling Permutations for Shapley Value Estimation", JMLR 23 (2022)). Along each order the steps add up to the
whole, so that sampled shares add up as exactly; each has a standard error. Where even that takes too long, each input
is moved alone, from the first side and from the second; these do not add up, and the result says so.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import combinations
from math import factorial, log
from typing import TYPE_CHECKING

import numpy as np

from loadpath.assess.budget import allowance
from loadpath.assess.lines import Judgements, judgements_of
from loadpath.assess.mixtures import MOST_VALUES, WORDS, Mixtures, fixed_inputs, mixed
from loadpath.assess.model import model
from loadpath.assess.results import Answer, Interval, NotComputed, Verdict, plain
from loadpath.assess.risk import DRAWS
from loadpath.case import node as kinds
from loadpath.case.graph import leans_on, mentions
from loadpath.case.judged import faulty_judgements
from loadpath.case.proposition import Ref, refs
from loadpath.case.setting import in_words
from loadpath.engine.draws import uniforms
from loadpath.errors import TooLargeError

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from loadpath.assess.lines import Judged
    from loadpath.case.graph import CaseGraph
    from loadpath.case.value import Line

    Worth = Callable[[frozenset[str]], Answer]
    Bools = NDArray[np.bool_]
    Floats = NDArray[np.float64]

__all__ = [
    "ALONE", "EXACT", "SAMPLED", "WORDS", "Comparison", "Difference", "Game", "compare", "exact_shares", "game_of",
    "no_multiple", "reached", "sampled_shares", "shapley", "step", "written",
]  # fmt: skip

MOST_EXACT = 12
"""Up to this many inputs, all 2^n coalitions are evaluated."""

MOST_FIXED = 8
"""Up to this many inputs that are no switch, each of their 2^n settings is compiled."""

PAIRS = 1_000
"""So many orders are drawn, each with its reverse: 2,000 orders."""

BLOCK = 100
"""So many orders are worked out at a time."""

MOST_VERDICTS = 12
"""Of so many inputs, those with the largest steps, it is told what verdict they would lead to."""

EXACT = "exact: Shapley shares over all orders of taking the inputs over; they add up"
SAMPLED = (
    f"sampled: Shapley shares over {2 * PAIRS:,} orders of taking the inputs over, each give or take twice its "
    "standard error; they add up"
)
ALONE = "each input moved alone, from both sides: too many inputs matter for shares, and these do not add up"
NO_WAY = NotComputed("on the way from one to the other the risk is zero, or not one number")
TOO_MANY = NotComputed("too many inputs differ for shares")


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """An input that two assessors hold differently.

    Attributes:
        subject: id of what is judged, or `words of likelihood`.
        first: the line of the first assessor; None when they have none.
        second: the line of the second.
        share: what it carries of ln(second risk / first risk), or why there is no such figure.
        taken: the first assessor's risk with this input alone taken over from the second, over their risk.
        given_back: the second's risk, over their risk with this input alone given back to the first's.
        error: the standard error of the share; 0 where it is exact, or not computed.
        crosses: whether the first's risk lies on the other side of the budget with this input alone taken over.
        verdict: what is then shown of it against the budget; None without one, or where it was not asked for.
    """

    subject: str
    first: Judged | None
    second: Judged | None
    share: float | NotComputed
    taken: float | NotComputed
    given_back: float | NotComputed
    error: float = 0.0
    crosses: bool = False
    verdict: Verdict | None = None

    def as_json(self) -> dict[str, object]:
        """Return the difference as plain JSON values."""
        numbers = {
            name: value if isinstance(value, float) else {"not_computed": value.reason}
            for name in ("share", "taken", "given_back")
            for value in (getattr(self, name),)
        }
        held = {name: written(getattr(self, name)) for name in ("first", "second")}
        verdict = self.verdict.value if self.verdict else None
        shown = {"error": self.error, "crosses_budget": self.crosses, "verdict": verdict}
        return {"subject": self.subject, **held, **numbers, **shown}


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Two assessors side by side.

    Attributes:
        first: id of the first assessor.
        second: id of the second.
        risks: of each.
        inputs: what they hold differently, what carries most first.
        method: how the shares were computed, or why they were not.
        level: the budget, a probability for this case (its mean, when it is uncertain); None without one.
        verdicts: of each against the budget; None without one, or where they were not asked for.
    """

    first: str
    second: str
    risks: tuple[Answer, Answer]
    inputs: tuple[Difference, ...]
    method: str
    level: float | None = None
    verdicts: tuple[Verdict | None, Verdict | None] = (None, None)

    def as_json(self) -> dict[str, object]:
        """Return the comparison as plain JSON values."""
        ends = [
            {"assessor": name, "risk": plain(risk), "verdict": verdict.value if verdict else None}
            for name, risk, verdict in zip((self.first, self.second), self.risks, self.verdicts, strict=True)
        ]
        return {
            "first": ends[0],
            "second": ends[1],
            "budget": self.level,
            "inputs": [item.as_json() for item in self.inputs],
            "method": self.method,
        }


def written(judged: Judged | None) -> str | None:
    """Return a line as the language writes it, without its reason; None when there is none."""
    return None if judged is None else in_words(judged.line)


def compare(case: CaseGraph, first: str, second: str, *, draws: int = DRAWS) -> Comparison:
    """Return why two assessors of a sound case differ.

    Args:
        case: a sound case.
        first: id of the assessor from whom one starts.
        second: id of the assessor whose inputs are taken over.
        draws: how many worlds verdicts are made of; 0: no verdicts.

    Raises:
        ValueError: when there is no such assessor.
        ContradictionError: when a number has no meaning.
        TooLargeError: when an exact circuit would be too large.
    """
    game = game_of(case, judgements_of(case, first), judgements_of(case, second))
    risks = (_risk(game, game.first), _risk(game, game.second))
    allowed = allowance(case)
    found = Comparison(
        first=first, second=second, risks=risks, inputs=(), method="", level=allowed.mean if allowed else None
    )
    reason = _no_ratio(game, risks)
    if reason:
        none = NotComputed(reason.removeprefix("not computed: "))
        inputs = [_difference(game, name, none, none, none) for name in game.differing]
        return replace(found, inputs=tuple(sorted(inputs, key=_weight)), method=reason)
    known = [risk.low for risk in risks if isinstance(risk, Interval)]
    return _shared(game, replace(found, method=EXACT), (known[0], known[1]), draws)


def _risk(game: Game, side: Judgements) -> Answer:
    asked = model(game.case, side, risk_only=True)
    return asked.answer(asked.total)[0]


def _difference(
    game: Game, name: str, share: float | NotComputed, taken: float | NotComputed, given_back: float | NotComputed
) -> Difference:
    sides = game.first.lines.get(name), game.second.lines.get(name)
    return Difference(subject=name, first=sides[0], second=sides[1], share=share, taken=taken, given_back=given_back)


def _shared(game: Game, found: Comparison, ends: tuple[float, float], draws: int) -> Comparison:
    """Return a comparison with its inputs, given the risks at its two ends."""
    mixtures = _mixtures(game, ends)
    players = mixtures.reaching()
    steps = _steps(mixtures, players, ends)
    method, shares, errors = _shares(mixtures, players, ends)
    inputs = [_difference(game, name, 0.0, 1.0, 1.0) for name in game.differing if name not in players]
    for name in players:
        taken, back = steps[name]
        one = _difference(game, name, shares[name], _factor(taken, ends[0]), _factor(ends[1], back))
        crosses = found.level is not None and taken > 0 and (taken > found.level) != (ends[0] > found.level)
        inputs.append(replace(one, error=errors.get(name, 0.0), crosses=crosses))
    inputs.sort(key=_weight)
    found = replace(found, inputs=tuple(inputs), method=method)
    return _with_verdicts(mixtures, found, ends, draws) if draws and found.level is not None else found


def _mixtures(game: Game, ends: tuple[float, float]) -> Mixtures:
    """Return the mixtures, with as few circuits as give the two ends; else each by itself."""
    names = game.matter
    fixed = fixed_inputs(game.case, game.first, game.second, names)
    found = Mixtures(game.case, game.first, game.second, names, fixed)
    try:
        known = found.risks(np.array([[False] * len(names), [True] * len(names)]))
    except TooLargeError:
        return replace(found, fixed=names, _joined={})
    if np.allclose(known, ends, rtol=AGREE, atol=0.0):
        return found
    return replace(found, fixed=names, _joined={})


AGREE = 1e-10
"""A circuit of all mixtures gives the two ends at least so closely; parameters that are integrated cost some digits."""


def _steps(mixtures: Mixtures, players: tuple[str, ...], ends: tuple[float, float]) -> dict[str, tuple[float, float]]:
    """Return the risk with each input alone taken over, and with all but it; NaN where there is no one number."""
    if not players:
        return {}
    rows = np.array([[name == one for name in mixtures.names] for one in players])
    values = mixtures.risks(np.concatenate((rows, ~rows)))
    if len(players) == 1:
        values[:] = ends[1], ends[0]
    return {name: (float(a), float(b)) for name, a, b in zip(players, *np.split(values, 2), strict=True)}


def _factor(after: float, before: float) -> float | NotComputed:
    return after / before if after > 0 and before > 0 else NO_WAY


def _shares(
    mixtures: Mixtures, players: tuple[str, ...], ends: tuple[float, float]
) -> tuple[str, dict[str, float | NotComputed], dict[str, float]]:
    """Return how the shares were computed, the share of each input, and its standard error where it is sampled."""
    count = len(players)
    compiled = 2 ** sum(name in mixtures.fixed for name in players)
    errors = np.zeros(count)
    if count <= MOST_EXACT and compiled <= 2**MOST_FIXED and mixtures.effort(2**count) <= MOST_VALUES:
        method, values = EXACT, exact_shares(_among(mixtures, players), count, ends)
    elif compiled <= 2**MOST_FIXED and mixtures.effort(2 * PAIRS * (count - 1)) <= MOST_VALUES:
        method = SAMPLED
        values, errors = sampled_shares(_among(mixtures, players), count, ends)
    else:
        return ALONE, dict.fromkeys(players, TOO_MANY), {}
    if np.isnan(values).any():
        return method, dict.fromkeys(players, NO_WAY), {}
    known: dict[str, float | NotComputed] = dict(zip(players, values.tolist(), strict=True))
    return method, known, dict(zip(players, errors.tolist(), strict=True))


def _among(mixtures: Mixtures, players: tuple[str, ...]) -> Callable[[Bools], Floats]:
    """Return the risks of mixtures of some inputs only, none of the others being taken over."""
    places = [mixtures.names.index(name) for name in players]

    def risks(taken: Bools) -> Floats:
        rows = np.zeros((len(taken), len(mixtures.names)), bool)
        rows[:, places] = taken
        return mixtures.risks(rows)

    return risks


def exact_shares(risks: Callable[[Bools], Floats], count: int, ends: tuple[float, float]) -> Floats:
    """Return the Shapley value of each input in ln(risk), over all coalitions; NaN where some risk has no logarithm.

    Args:
        risks: of coalitions, shape (coalitions, count).
        count: how many inputs.
        ends: the risk with nothing taken over, and with everything.
    """
    masks = np.arange(2**count)
    taken = (masks[:, None] >> np.arange(count)) & 1 == 1
    sizes = taken.sum(axis=1)
    worth = _logs(risks(taken))
    worth[0], worth[-1] = log(ends[0]), log(ends[1])
    weights = np.array([factorial(size) * factorial(count - size - 1) / factorial(count) for size in range(count)])
    shares = np.empty(count)
    for place in range(count):
        without = masks[~taken[:, place]]
        shares[place] = weights[sizes[without]] @ (worth[without | 1 << place] - worth[without])
    return shares


def sampled_shares(risks: Callable[[Bools], Floats], count: int, ends: tuple[float, float]) -> tuple[Floats, Floats]:
    """Return the Shapley value of each input in ln(risk) over drawn orders, and its standard error.

    Each order is worked out together with its reverse; the error is that of the mean of the pairs.

    Args:
        risks: of coalitions, shape (coalitions, count).
        count: how many inputs, two at least.
        ends: the risk with nothing taken over, and with everything.
    """
    drawn = uniforms("orders in which inputs are taken over", PAIRS * count).reshape(PAIRS, count)
    orders = np.argsort(drawn, axis=1)
    steps = [_along(risks, part, ends) for part in (orders, orders[:, ::-1])]
    pairs = (steps[0] + steps[1]) / 2
    return pairs.mean(axis=0), pairs.std(axis=0, ddof=1) / np.sqrt(PAIRS)


def _along(risks: Callable[[Bools], Floats], orders: NDArray[np.int64], ends: tuple[float, float]) -> Floats:
    """Return what each input adds to ln(risk) along each order, shape (orders, inputs)."""
    number, count = orders.shape
    out = np.empty((number, count))
    for start in range(0, number, BLOCK):
        part = orders[start : start + BLOCK]
        place = np.argsort(part, axis=1)
        taken = place[:, None, :] < np.arange(1, count)[:, None]
        worth = np.empty((len(part), count + 1))
        worth[:, 0], worth[:, -1] = log(ends[0]), log(ends[1])
        worth[:, 1:-1] = _logs(risks(taken.reshape(-1, count))).reshape(len(part), count - 1)
        np.put_along_axis(out[start : start + BLOCK], part, np.diff(worth, axis=1), axis=1)
    return out


def _logs(values: Floats) -> Floats:
    """Return logarithms; NaN where there is none."""
    return np.log(np.where(values > 0, values, np.nan))


def _with_verdicts(mixtures: Mixtures, found: Comparison, ends: tuple[float, float], draws: int) -> Comparison:
    """Return a comparison with the verdict of both, and of the first with each input alone taken over."""

    def verdict(taken: frozenset[str], risk: float) -> Verdict | None:
        standing = mixtures.standing(taken, risk, draws)
        return standing.verdict if standing else None

    mine, theirs = verdict(frozenset(), ends[0]), verdict(frozenset(mixtures.names), ends[1])
    moving = [item for item in found.inputs if isinstance(item.taken, float) and item.subject in mixtures.names]
    moving.sort(key=lambda item: -abs(log(item.taken)) if isinstance(item.taken, float) else 0.0)
    alone = {
        item.subject: verdict(frozenset({item.subject}), item.taken * ends[0])
        for item in moving[:MOST_VERDICTS]
        if isinstance(item.taken, float)
    }
    inputs = tuple(replace(item, verdict=alone.get(item.subject)) for item in found.inputs)
    return replace(found, inputs=inputs, verdicts=(mine, theirs))


def _no_ratio(game: Game, risks: tuple[Answer, Answer]) -> str:
    """Return why the ratio of two risks says nothing; empty when it does."""
    for name, risk in zip((game.first.assessor, game.second.assessor), risks, strict=True):
        if isinstance(risk, NotComputed):
            return f"not computed: the risk of `{name}` is not: {risk.reason}"
        if lacking := no_multiple(risk):
            return f"not computed: the risk of `{name}` {lacking}"
    if game.in_a_ring():
        return "not computed: the conditions of one, mixed with the numbers of the other, go round in a ring"
    return ""


def no_multiple(risk: Interval) -> str:
    """Return why nothing is a multiple of a risk; empty when something is."""
    if not risk.exact:
        return "is an interval, because something is unknown"
    return "is zero, and nothing is a multiple of that" if risk.low <= 0 else ""


def _weight(item: Difference) -> tuple[float, str]:
    """Return what orders differences: the heaviest share first, then the heaviest step, then the id."""
    parts = (item.share, item.taken, item.given_back)
    known = [abs(log(part)) if place else abs(part) for place, part in enumerate(parts) if isinstance(part, float)]
    return -(known[0] if isinstance(item.share, float) else max(known, default=0.0)), item.subject


@dataclass(frozen=True, slots=True)
class Game:
    """Two assessors, and every mixture of what they hold.

    Attributes:
        case: a sound case.
        first: what the first assessor holds.
        second: what the second holds.
        differing: what they hold differently.
        matter: what of that can reach the risk.
    """

    case: CaseGraph
    first: Judgements
    second: Judgements
    differing: tuple[str, ...]
    matter: tuple[str, ...]

    def mixed(self, taken: frozenset[str]) -> Judgements:
        """Return what the first assessor holds, with some inputs taken over from the second."""
        return mixed(self.first, self.second, taken)

    def in_a_ring(self) -> bool:
        """Return whether some mixture might be defined by itself: all conditions of both, held by one assessor."""
        lines = []
        for name in dict.fromkeys((*self.first.lines, *self.second.lines)):
            held = [one.line for side in (self.first, self.second) if (one := side.lines.get(name)) is not None]
            branches = tuple(branch for line in held for branch in line.branches)
            lines.append(replace(held[0], branches=branches))
        both = kinds.Assessor(id="both", lines=tuple(lines))
        nodes = {name: node for name, node in self.case.nodes.items() if not isinstance(node, kinds.Assessor)}
        return any(fault.rule == "circular-argument" for fault in faulty_judgements(nodes | {"both": both}))


def step(risk: Worth, before: frozenset[str], subject: str) -> float | NotComputed:
    """Return ln of the factor by which the risk grows when one more input is taken over."""
    ends = risk(before), risk(before | {subject})
    for end in ends:
        if not isinstance(end, Interval) or not end.exact or end.low <= 0:
            return NO_WAY
    known = [end.low for end in ends if isinstance(end, Interval)]
    return log(known[1] / known[0])


def shapley(risk: Worth, players: tuple[str, ...], subject: str) -> float | NotComputed:
    """Return the Shapley value of an input in ln(risk); 0 for one that is no player.

    Args:
        risk: of every mixture, by the inputs that are taken over.
        players: the inputs that can reach the risk.
        subject: whose value is asked for.
    """
    if subject not in players:
        return 0.0
    others = [name for name in players if name != subject]
    total, count = 0.0, len(players)
    for size in range(count):
        weight = factorial(size) * factorial(count - size - 1) / factorial(count)
        for chosen in combinations(others, size):
            found = step(risk, frozenset(chosen), subject)
            if isinstance(found, NotComputed):
                return found
            total += weight * found
    return total


def game_of(case: CaseGraph, first: Judgements, second: Judgements) -> Game:
    """Return what two assessors hold differently, and what of it can reach the risk."""
    subjects = dict.fromkeys((*first.lines, *second.lines))
    differing = [name for name in subjects if _differ(first.lines.get(name), second.lines.get(name))]
    if dict(first.words) != dict(second.words):
        differing.append(WORDS)
    near = reached(case, (first, second))
    matter = [name for name in differing if name in near or name == WORDS]
    return Game(case, first, second, tuple(differing), tuple(matter))


def _differ(first: Judged | None, second: Judged | None) -> bool:
    """Return whether two lines say different things, whatever their reasons."""
    if first is None or second is None:
        return first is not second
    return _said(first.line) != _said(second.line)


def _said(line: Line) -> object:
    return line.what, line.passes, line.branches


def reached(case: CaseGraph, sides: tuple[Judgements, ...]) -> frozenset[str]:
    """Return the nodes that the risk could depend on, for any mixture of what the sides hold; never too few."""
    stack = [item.id for item in case.all(kinds.Pathway)]
    stack += [item.id for item in case.all(kinds.Event) if item.residual]
    stack += [item.id for item in case.all(kinds.Evidence) if any(item.id in side.lines for side in sides)]
    found: set[str] = set()
    while stack:
        name = stack.pop()
        if name in found or name not in case.nodes:
            continue
        found.add(name)
        node = case.nodes[name]
        stack.extend(ref.id for _, ref in leans_on(node))
        if isinstance(node, kinds.Evidence):
            stack.extend(ref.id for ref in (refs(node.about) if node.about is not None else ()))
            stack.extend(item.id for item in case.all(kinds.Quantity) if Ref(name) in item.measured_by)
        if isinstance(node, kinds.Assessor):  # whose odds are taken, with their conditions
            stack.extend(ref.id for ref in mentions(node))
        lines = tuple(held.line for side in sides if (held := side.lines.get(name)) is not None)
        stack.extend(ref.id for ref in mentions(kinds.Assessor(id="", lines=lines)))
    return frozenset(found)
