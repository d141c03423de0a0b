"""Why two assessors differ: which inputs they hold differently, and what each carries of the ratio of their risks.

The share of an input is its Shapley value in the game whose coalitions are the inputs taken over from the second
assessor, and whose worth is ln(risk) (Shapley 1953): the average, over all orders, of what the input adds when it is
taken over. Shares add up to ln(second risk / first risk) exactly. Beyond `MOST_EXACT` inputs that matter, each input
is moved alone, from the first side and from the second; these do not add up, and the result says so.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import combinations
from math import exp, factorial, log
from typing import TYPE_CHECKING

from loadpath.assess.lines import Judgements, judgements_of
from loadpath.assess.model import model
from loadpath.assess.results import Answer, Interval, NotComputed, plain
from loadpath.case import node as kinds
from loadpath.case.graph import leans_on, mentions
from loadpath.case.judged import faulty_judgements
from loadpath.case.proposition import Ref, refs
from loadpath.case.setting import in_words

if TYPE_CHECKING:
    from collections.abc import Callable

    from loadpath.assess.lines import Judged
    from loadpath.case.graph import CaseGraph
    from loadpath.case.value import Line

    Worth = Callable[[frozenset[str]], Answer]

MOST_EXACT = 8
"""Up to this many inputs, all 2^n coalitions are evaluated."""

WORDS = "words of likelihood"
"""The input that is no line: what words of a scale mean to somebody."""

EXACT = "exact: Shapley shares over all orders of taking the inputs over; they add up"
ALONE = f"each input moved alone, from both sides: more than {MOST_EXACT} inputs matter, and these do not add up"


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
    """

    subject: str
    first: Judged | None
    second: Judged | None
    share: float | NotComputed
    taken: float | NotComputed
    given_back: float | NotComputed

    def as_json(self) -> dict[str, object]:
        """Return the difference as plain JSON values."""
        numbers = {
            name: value if isinstance(value, float) else {"not_computed": value.reason}
            for name in ("share", "taken", "given_back")
            for value in (getattr(self, name),)
        }
        held = {name: written(getattr(self, name)) for name in ("first", "second")}
        return {"subject": self.subject, **held, **numbers}


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Two assessors side by side.

    Attributes:
        first: id of the first assessor.
        second: id of the second.
        risks: what their numbers come to.
        inputs: what they hold differently; what carries most comes first.
        method: how shares were computed, or why they were not.
    """

    first: str
    second: str
    risks: tuple[Answer, Answer]
    inputs: tuple[Difference, ...]
    method: str

    def as_json(self) -> dict[str, object]:
        """Return the comparison as plain JSON values."""
        return {
            "first": {"assessor": self.first, "risk": plain(self.risks[0])},
            "second": {"assessor": self.second, "risk": plain(self.risks[1])},
            "inputs": [item.as_json() for item in self.inputs],
            "method": self.method,
        }


def written(judged: Judged | None) -> str | None:
    """Return a line as the language writes it, without its reason; None when there is none."""
    return None if judged is None else in_words(judged.line)


def compare(case: CaseGraph, first: str, second: str) -> Comparison:
    """Return why two assessors of a sound case differ.

    Raises:
        ValueError: when there is no such assessor.
        ContradictionError: when a number has no meaning.
        TooLargeError: when an exact circuit would be too large.
    """
    game = game_of(case, judgements_of(case, first), judgements_of(case, second))
    risks = (game.risk(frozenset()), game.risk(frozenset(game.differing)))
    reason = _no_ratio(game, risks)
    inputs = []
    for subject in game.differing:
        held = (game.first.lines.get(subject), game.second.lines.get(subject))
        figures = _figures(game, subject, reason)
        inputs.append(Difference(subject=subject, first=held[0], second=held[1], **figures))
    method = reason or (EXACT if len(game.matter) <= MOST_EXACT else ALONE)
    return Comparison(first=first, second=second, risks=risks, inputs=tuple(sorted(inputs, key=_weight)), method=method)


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


def _figures(game: Game, subject: str, reason: str) -> dict[str, float | NotComputed]:
    if reason:
        none = NotComputed(reason.removeprefix("not computed: "))
        return {"share": none, "taken": none, "given_back": none}
    everything = frozenset(game.differing)
    taken = game.step(frozenset(), subject)
    given_back = game.step(everything - {subject}, subject)
    share: float | NotComputed = NotComputed("too many inputs differ for exact shares")
    if len(game.matter) <= MOST_EXACT:
        share = game.shapley(subject)
    return {"share": share, "taken": _ratio(taken), "given_back": _ratio(given_back)}


def _ratio(step: float | NotComputed) -> float | NotComputed:
    return exp(step) if isinstance(step, float) else step


def _weight(item: Difference) -> tuple[float, str]:
    """Return what orders differences: the heaviest share first, then the heaviest step, then the id."""
    parts = (item.share, item.taken, item.given_back)
    known = [abs(log(part)) if place else abs(part) for place, part in enumerate(parts) if isinstance(part, float)]
    return -(known[0] if isinstance(item.share, float) else max(known, default=0.0)), item.subject


@dataclass(slots=True)
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
    _risks: dict[frozenset[str], Answer] = field(default_factory=dict)

    def mixed(self, taken: frozenset[str]) -> Judgements:
        """Return what the first assessor holds, with some inputs taken over from the second."""
        lines = {name: held for name, held in self.first.lines.items() if name not in taken}
        lines |= {name: held for name, held in self.second.lines.items() if name in taken}
        words = self.second.words if WORDS in taken else self.first.words
        return replace(self.first, lines=lines, words=words)

    def risk(self, taken: frozenset[str]) -> Answer:
        """Return the risk of a mixture, at the means."""
        key = taken & frozenset(self.matter)
        if key not in self._risks:
            asked = model(self.case, self.mixed(key), risk_only=True)
            self._risks[key] = asked.answer(asked.total)[0]
        return self._risks[key]

    def step(self, before: frozenset[str], subject: str) -> float | NotComputed:
        """Return ln of the factor by which the risk grows when one more input is taken over."""
        return step(self.risk, before, subject)

    def shapley(self, subject: str) -> float | NotComputed:
        """Return the Shapley value of an input in ln(risk)."""
        return shapley(self.risk, self.matter, subject)

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
            return NotComputed("on the way from one to the other the risk is zero, or not one number")
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
