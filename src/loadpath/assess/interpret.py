"""What a case means for one assessor: every proposition as a formula over independent leaves (meaning.md, section 1).

A *world* is an assignment of some propositions that differs from the actual one; the empty world is the actual one.
Likelihoods are asked for in the world in which a danger is absent (see `evidence`), where everything defined from it
is worked out again with the same leaves.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from loadpath.assess.lines import Judged, judgements_of, subject_of
from loadpath.assess.numbers import law_of
from loadpath.assess.quantities import Quantities
from loadpath.assess.response import too_late
from loadpath.assess.watching import catches_one
from loadpath.case import node as kinds
from loadpath.case.proposition import And, AtLeast, Catches, Compare, Fails, Not, Or, Proposition, Ref, TooLate
from loadpath.case.value import Chance, Happens, Limit, Measured, OddsOf, Unknown, Word
from loadpath.engine.formula import FALSE, TRUE, Formulas
from loadpath.engine.leaves import Free, Is, Of, Parameter

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from loadpath.assess.lines import Judgements
    from loadpath.case.graph import CaseGraph
    from loadpath.case.span import Span
    from loadpath.engine.leaves import Weight

World = frozenset[tuple[str, bool]]
ACTUAL: World = frozenset()


@dataclass(frozen=True, slots=True)
class Number:
    """A written number that weighs a leaf: whose it is, about what, where, and whether a range was given."""

    parameter: str
    subject: str
    origin: str
    at: Span
    ranged: bool
    leaf: int


@dataclass(slots=True)
class Interpreter:
    """Turns the propositions of a case into formulas for one assessor. Made anew for each assessor."""

    case: CaseGraph
    judgements: Judgements
    store: Formulas = field(default_factory=Formulas)
    weights: list[Weight] = field(default_factory=list)
    numbers: list[Number] = field(default_factory=list)
    subjects: dict[int, str] = field(default_factory=dict)
    kept_back: dict[int, None] = field(default_factory=dict)
    narrowed: dict[int, None] = field(default_factory=dict)
    simulated: dict[int, float] = field(default_factory=dict)
    figures: dict[str, dict[tuple[int, ...], int]] = field(default_factory=dict)
    overridden: frozenset[str] = frozenset()
    _leaves: dict[object, int] = field(default_factory=dict)
    _truths: dict[tuple[str, World], int] = field(default_factory=dict)
    _quantities: Quantities | None = None
    _restores: frozenset[str] | None = None

    @property
    def keys(self) -> Mapping[object, int]:
        """Return what each leaf was made for, and the formula that it is."""
        return self._leaves

    @property
    def asked(self) -> frozenset[str]:
        """Return the ids of which the truth was asked for so far."""
        return frozenset(name for name, _ in self._truths)

    @property
    def quantities(self) -> Quantities:
        """Return the quantities of the case, as this assessor sees them."""
        if self._quantities is None:
            self._quantities = Quantities(self.case, self.judgements)
        return self._quantities

    def leaf(self, key: object, weight: Weight) -> int:
        """Return the leaf that belongs to a key, made with this weight when it is new."""
        if key not in self._leaves:
            self._leaves[key] = self.store.leaf()
            self.weights.append(weight)
        return self._leaves[key]

    def free(self, key: object, subject: str, low: float = 0.0, high: float = 1.0) -> int:
        """Return a leaf that nobody weighed, and remember whom it concerns."""
        found = self.leaf(("free", key), Free(low, high))
        self.subjects[self.store.gates[found].number] = subject
        return found

    def withheld(self, key: object, name: str) -> int:
        """Return a leaf for what the audience may not see: anywhere within the bound that is declared on its node.

        A bound is about what a judgement of the node would be about: that an event happens, a claim holds, a barrier
        fails, a response is too late, a pathway is taken. It bounds what one would bet at, and gives no range.
        """
        node = self.case.nodes[name]
        bound = node.disclosed
        low = 0.0 if bound is None or bound.at_most else float(bound.bound)
        high = 1.0 if bound is None or not bound.at_most else float(bound.bound)
        if isinstance(node, kinds.Mitigation):
            low, high = 1.0 - high, 1.0 - low
        leaf = self.free(key, name, low, high)
        number = self.store.gates[leaf].number
        self.kept_back[number] = None
        if bound is not None:
            self.numbers.append(Number(f"disclosed/{name}", name, "", node.at, ranged=False, leaf=number))
        return leaf

    def formula(self, what: Proposition, world: World = ACTUAL) -> int:
        """Return a proposition as a formula, in the actual world or another."""
        match what:
            case Ref(name):
                return self.truth(name, world)
            case Not(part):
                return self.store.negate(self.formula(part, world))
            case And(parts):
                return self.store.all_of(self.formula(part, world) for part in parts)
            case Or(parts):
                return self.store.any_of(self.formula(part, world) for part in parts)
            case AtLeast(count, parts):
                return self.store.at_least(count, [self.formula(part, world) for part in parts])
            case Fails(ref):
                return self.store.negate(self.truth(ref.id, world))
            case TooLate(ref) | Catches(ref):
                return self.truth(ref.id, world)
            case Compare():
                return self._compare(what, world)

    def truth(self, name: str, world: World = ACTUAL) -> int:
        """Return the formula of a node: it happens, is true, works, or is too late."""
        key = (name, world)
        if key not in self._truths:
            forced = dict(world).get(name)
            self._truths[key] = self._truth(name, world) if forced is None else (TRUE if forced else FALSE)
        return self._truths[key]

    def _truth(self, name: str, world: World) -> int:
        if name in self.overridden and self._only_named(self.case.nodes[name]):
            return self.free(("unscored", name), name)
        if self.case.nodes[name].withheld:
            return self.withheld(("withheld", name), name)
        match self.case.nodes[name]:
            case kinds.Event() as event:
                return self._event(event, world)
            case kinds.Claim() as claim:
                return self._claim(claim, world)
            case kinds.Mitigation() as barrier:
                return self._barrier(barrier, world)
            case kinds.Scenario() as scenario:
                needs = self.store.all_of(self.truth(ref.id, world) for ref in scenario.needs)
                judged = name in self.judgements.lines or name in self.overridden
                late = self.own(name) if judged else too_late(self, scenario, world)
                return self.store.any_of([self.store.negate(needs), late])
            case kinds.Surface() as surface:
                judged = name in self.judgements.lines or name in self.overridden
                return self.own(name) if judged else catches_one(self, surface)
            case other:  # pragma: no cover  the reader refuses such references
                raise ValueError(f"{other.kind_name} {name!r} is not true or false")

    @staticmethod
    def _only_named(node: kinds.Node) -> bool:
        """Return whether a node has no draw of its own that a failed finding could leave open."""
        return node.withheld or getattr(node, "is_", None) is not None or getattr(node, "says", None) is not None

    def _event(self, event: kinds.Event, world: World) -> int:
        if event.is_ is not None:
            return self.formula(event.is_, world)
        judged = event.id in self.judgements.lines or event.id in self.overridden
        own = self._happens(event, event.happens) if event.happens and not judged else self.own(event.id)
        given = self.formula(event.given, world) if event.given is not None else TRUE
        return self.store.all_of([given, own])

    def _happens(self, event: kinds.Event, happens: Happens) -> int:
        parameters = [self.quantities.parameter(ref.id) for ref in (happens.rate, happens.over)]
        if None in parameters:
            return self.free(("happens", event.id), event.id)
        known = tuple(parameter for parameter in parameters if parameter)
        return self.leaf(("happens", event.id), Of(known, lambda rate, tries: -np.expm1(tries * np.log1p(-rate))))

    def _claim(self, claim: kinds.Claim, world: World) -> int:
        if claim.id in self._restored():
            return TRUE
        if claim.says is not None:
            return self.formula(claim.says, world)
        lines = claim.lines_of_support
        supports = [self.truth(ref.id, world) for ref in claim.rests_on]
        supports += [self.store.any_of(self.truth(ref.id, world) for ref in lines)] if lines else []
        support = self.store.all_of(supports)
        holds = self.store.all_of([support, self.own(claim.id)])
        if claim.direction == "danger" and support != TRUE:
            unsupported = self.store.all_of(
                [self.store.negate(support), self.free(("unsupported", claim.id), claim.id)]
            )
            return self.store.any_of([holds, unsupported])
        return holds

    def _restored(self) -> frozenset[str]:
        """Return the claims that a barrier restores which is said to be built: one without a state restores nothing."""
        if self._restores is None:
            stated = [
                item for item in self.case.all(kinds.Mitigation) if any(field.key == "state" for field in item.fields)
            ]
            self._restores = frozenset(ref.id for item in stated if item.state != "planned" for ref in item.restores)
        return self._restores

    def _barrier(self, barrier: kinds.Mitigation, world: World) -> int:
        if barrier.state == "planned":
            return FALSE
        needs = [self.truth(ref.id, world) for ref in barrier.needs]
        judged = self.judgements.lines.get(barrier.id)
        own = self.own(barrier.id)
        works = self.store.negate(own) if judged and isinstance(judged.line.what, Fails) else own
        return self.store.all_of([*needs, works])

    def own(self, name: str) -> int:
        """Return the own draw of a node: drawn in the actual world, the same in every other.

        What an unscored finding failed is unknown to this assessor; what it needs or rests on, it needs all the same.
        """
        if name in self.overridden:
            return self.free(("unscored", name), name)
        judged = self.judgements.lines.get(name)
        if judged is None:
            return self.free(("own", name), name)
        conditions = [branch.condition for branch in judged.line.branches]
        return self.branches(
            conditions, ACTUAL, lambda place: self.value(judged, place), lambda: self.free(("otherwise", name), name)
        )

    def branches(
        self,
        conditions: Sequence[Proposition | None],
        world: World,
        value: Callable[[int], int],
        otherwise: Callable[[], int],
    ) -> int:
        """Return: the value of the first condition that holds in that world (None always does), else `otherwise`."""
        parts: list[int] = []
        before = TRUE
        for place, condition in enumerate(conditions):
            if before == FALSE:
                break
            holds = TRUE if condition is None else self.formula(condition, world)
            parts.append(self.store.all_of([before, holds, value(place)]))
            before = self.store.all_of([before, self.store.negate(holds)])
        if before != FALSE:
            parts.append(self.store.all_of([before, otherwise()]))
        return self.store.any_of(parts)

    def value(self, judged: Judged, place: int, *, key: str = "") -> int:
        """Return the leaf of one value of a line; a measured value brings what the measurement relies on."""
        branch = judged.line.branches[place]
        name = subject_of(judged.line.what)
        own = (key or name, judged.origin, place)
        if own in self._leaves and isinstance(branch.value, Chance | Word):
            return self._leaves[own]
        match branch.value:
            case Chance() | Word():
                return self.leaf(own, Is(self.parameter(judged, place, name)))
            case Limit(at_most=at_most, bound=bound):
                low, high = (0.0, float(bound)) if at_most else (float(bound), 1.0)
                return self.free(own, name, low, high)
            case Measured(evidence):
                return self._measured(evidence.id, own, judged)
            case OddsOf(factor, assessor):
                return self._odds_of(float(factor), assessor.id, own, name)
            case Unknown(withheld=True):
                return self._kept_back(judged, own, name)
            case _:
                return self.free(own, name)

    def drawn(self, judged: Judged, place: int) -> int | None:
        """Return the number of the leaf that one value of a line was made into; None where it is no leaf of its own."""
        found = self._leaves.get((subject_of(judged.line.what), judged.origin, place))
        return None if found is None else self.store.gates[found].number

    def _kept_back(self, judged: Judged, own: object, name: str) -> int:
        """Return the leaf of a withheld number, within the bound on its node; of evidence it is any likelihood."""
        node = self.case.nodes[name]
        if not isinstance(node, kinds.Event | kinds.Claim | kinds.Mitigation | kinds.Scenario):
            leaf = self.free(own, name)
            self.kept_back[self.store.gates[leaf].number] = None
            return leaf
        holds = self.withheld(own, name)
        return self.store.negate(holds) if isinstance(judged.line.what, Fails) else holds

    def parameter(self, judged: Judged, place: int, name: str) -> Parameter:
        """Return the parameter of a written number: the same one for everybody who inherits it."""
        branch = judged.line.branches[place]
        assert isinstance(branch.value, Chance | Word)
        parameter = Parameter(
            f"{judged.origin}/{name}/{place}", law_of(branch.value, self.judgements.words, branch.at, name)
        )
        ranged = isinstance(branch.value, Word) or branch.value.low is not None
        leaf = len(self.weights)
        self.numbers.append(Number(parameter.name, name, judged.origin, branch.at, ranged, leaf))
        return parameter

    def _measured(self, evidence: str, own: object, judged: Judged) -> int:
        parameter = self.quantities.measured(evidence)
        if parameter is None:
            return self.free(own, evidence)
        leaf = self.leaf(own, Is(parameter))
        node = self.case.nodes[evidence]
        assert isinstance(node, kinds.Evidence)
        sound = self.store.all_of(self.truth(ref.id) for ref in node.relies_on)
        if sound == TRUE:
            return leaf
        adverse = self._adverse(judged, own)
        return self.store.choose(sound, leaf, adverse)

    def _adverse(self, judged: Judged, own: object) -> int:
        """Return what holds when a count fails: a barrier fails, a claim is false, an event is unknown."""
        match judged.line.what:
            case Fails() | TooLate():
                return TRUE
            case Ref(name) | Catches(Ref(name)) if not isinstance(self.case.nodes[name], kinds.Event):
                return FALSE
            case _:
                return self.free(("unreliable", own), subject_of(judged.line.what))

    def _odds_of(self, factor: float, assessor: str, own: object, name: str) -> int:
        theirs = judgements_of(self.case, assessor).lines.get(name)
        if theirs is None:
            return self.free(own, name)

        def shifted(place: int) -> int:
            if not isinstance(theirs.line.branches[place].value, Chance | Word):
                return self.value(theirs, place, key=f"odds/{name}")
            key = ("odds", own, place)
            if key in self._leaves:
                return self._leaves[key]
            parameter = self.parameter(theirs, place, name)
            return self.leaf(key, Of((parameter,), lambda x: factor * x / (1 - x + factor * x)))

        conditions = [branch.condition for branch in theirs.line.branches]
        return self.branches(conditions, ACTUAL, shifted, lambda: self.free(("otherwise", own), name))

    def _compare(self, what: Compare, world: World) -> int:
        found = self.quantities.at_most(what, self.leaf)
        if found is None:
            return self.free(("compare", what), what.quantity.id)
        below = self.store.any_of(found)
        relied = self.quantities.relied_on(what)
        sound = self.store.all_of(self.truth(name, world) for name in relied)
        return self.store.all_of([sound, below if what.at_most else self.store.negate(below)])
