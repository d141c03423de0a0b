"""Evidence: what a result would look like, as a formula whose probability is its likelihood (meaning.md, section 1).

If a claim that the evidence relies on is false, the result has the probability it would have had if the danger were
absent, under every hypothesis; so it is asked for in the world in which the danger is absent, and outcomes still sum
to one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from loadpath.assess.interpret import ACTUAL, World
from loadpath.case import node as kinds
from loadpath.case.graph import measured_in
from loadpath.case.proposition import And, Catches, Fails, Not, Or, Proposition, Ref, TooLate, refs
from loadpath.case.value import Measured, Ratio, SaysNothing, Unknown
from loadpath.engine.formula import TRUE
from loadpath.engine.laws import Point
from loadpath.engine.leaves import Is, Parameter

if TYPE_CHECKING:
    from collections.abc import Mapping

    from loadpath.assess.interpret import Interpreter
    from loadpath.assess.lines import Judged
    from loadpath.case.graph import CaseGraph


@dataclass(frozen=True, slots=True)
class Observed:
    """How the evidence of a case enters one assessment.

    Attributes:
        formula: all of it was observed.
        used: ids of the evidence that is conditioned on.
        unused: ids of evidence without a likelihood from this assessor.
        unscored: ids of evidence that failed its own criterion and that this assessor has not scored.
    """

    formula: int
    used: tuple[str, ...]
    unused: tuple[str, ...]
    unscored: tuple[str, ...]


def unscored_failures(case: CaseGraph, lines: Mapping[str, Judged]) -> tuple[str, ...]:
    """Return evidence that failed its own `passes when` and of which an assessor says nothing, or only `unknown`."""
    return tuple(
        item.id for item in case.all(kinds.Evidence) if item.passed is False and not _scored(lines.get(item.id))
    )


def _scored(judged: Judged | None) -> bool:
    """Return whether a line says anything: a likelihood of which nothing is known explains no failure away."""
    return judged is not None and not all(isinstance(branch.value, Unknown) for branch in judged.line.branches)


def hidden_by_failures(case: CaseGraph, failures: tuple[str, ...]) -> frozenset[str]:
    """Return the nodes that unscored failures make unknown: what each of them is about."""
    found = set()
    for name in failures:
        node = case.nodes[name]
        about = node.about if isinstance(node, kinds.Evidence) else None
        for ref in refs(about) if about is not None else ():
            if not isinstance(case.nodes[ref.id], kinds.Quantity):
                found.add(_named(case, ref.id))
    return frozenset(found)


def _named(case: CaseGraph, name: str) -> str:
    """Return what a claim that only names another proposition stands for."""
    node = case.nodes[name]
    match node.says if isinstance(node, kinds.Claim) else None:
        case Ref(inner) | Not(Ref(inner)):
            return _named(case, inner)
        case _:
            return name


def observed(reader: Interpreter) -> Observed:
    """Return the formula that everything this assessor scored was observed, with what was used and what was not."""
    lines = reader.judgements.lines
    parts, used, unused = [], [], []
    counted = counted_on(reader.case, lines)
    for item in reader.case.all(kinds.Evidence):
        judged = lines.get(item.id)
        if judged is None or item.id in counted or isinstance(judged.line.branches[0].value, SaysNothing):
            unused.append(item.id)
            continue
        parts.append(likelihood(reader, item, judged))
        used.append(item.id)
    failures = unscored_failures(reader.case, lines)
    return Observed(reader.store.all_of(parts), tuple(used), tuple(unused), failures)


def counted_on(case: CaseGraph, lines: Mapping[str, Judged]) -> frozenset[str]:
    """Return the evidence whose counts enter through `as` or a quantity: it is not conditioned on a second time."""
    values = [branch.value for judged in lines.values() for branch in judged.line.branches]
    measured = {value.evidence.id for value in values if isinstance(value, Measured)}
    measured |= {ref.id for node in case.nodes.values() for ref in measured_in(node)}
    for quantity in case.all(kinds.Quantity):
        for ref in quantity.measured_by:
            item = case.nodes[ref.id]
            if isinstance(item, kinds.Evidence) and item.result is not None and item.result.counts is not None:
                measured.add(ref.id)
    return frozenset(measured)


def likelihood(reader: Interpreter, item: kinds.Evidence, judged: Judged) -> int:
    """Return a formula whose probability, given the propositions, is the likelihood of what was observed."""
    relied = {ref.id: reader.truth(ref.id) for ref in item.relies_on}
    overrides, rest = _split(judged, relied)
    parts: list[int] = []
    before = TRUE
    for place in overrides:
        broken = reader.formula(judged.line.branches[place].condition or Ref(""))
        parts.append(reader.store.all_of([before, broken, _outcome(reader, item, judged, place, ACTUAL)]))
        before = reader.store.all_of([before, reader.store.negate(broken)])
    sound = reader.store.all_of(relied.values())
    parts.append(reader.store.all_of([before, sound, _read(reader, item, judged, rest, ACTUAL)]))
    if sound != TRUE:
        absent = _absent(reader.case, item.about)
        parts.append(
            reader.store.all_of([before, reader.store.negate(sound), _read(reader, item, judged, rest, absent)])
        )
    return reader.store.any_of(parts)


def _split(judged: Judged, relied: Mapping[str, int]) -> tuple[list[int], list[int]]:
    """Separate values stated for a claim that cannot be relied on (`if not [[claim]]`) from the others."""
    overrides, rest = [], []
    for place, branch in enumerate(judged.line.branches):
        match branch.condition:
            case Not(Ref(name)) if name in relied:
                overrides.append(place)
            case _:
                rest.append(place)
    return overrides, rest


def _read(reader: Interpreter, item: kinds.Evidence, judged: Judged, places: list[int], world: World) -> int:
    return reader.branches(
        [judged.line.branches[place].condition for place in places],
        world,
        lambda number: _outcome(reader, item, judged, places[number], world),
        lambda: reader.free(("otherwise", item.id), item.id),
    )


def _outcome(reader: Interpreter, item: kinds.Evidence, judged: Judged, place: int, world: World) -> int:
    """Return the leaf of one value, turned where the outcome it is stated for is not the one observed."""
    value = judged.line.branches[place].value
    if isinstance(value, SaysNothing):
        return TRUE
    if isinstance(value, Ratio):
        return _ratio(reader, item, value, place, judged.origin, world)
    leaf = reader.value(judged, place)
    return leaf if judged.line.passes == item.passed else reader.store.negate(leaf)


def _ratio(reader: Interpreter, item: kinds.Evidence, value: Ratio, place: int, origin: str, world: World) -> int:
    """Return likelihoods in the stated ratio, the larger of the two being one: only their ratio matters."""
    odds = 1 / value.odds if value.against else value.odds
    smaller = min(odds, 1 / odds)
    leaf = reader.leaf(
        (item.id, origin, place),
        Is(Parameter(f"{origin}/{item.id}/{place}", Point(float(smaller), float(1 - smaller)))),
    )
    of = reader.formula(value.of, world)
    return reader.store.choose(of, TRUE, leaf) if odds >= 1 else reader.store.choose(of, leaf, TRUE)


def _absent(case: CaseGraph, about: Proposition | None) -> World:
    """Return the world in which the danger that evidence is about is absent."""
    found: dict[str, bool] = {}
    match about:
        case Not(part):
            return _absent(case, part)
        case Ref(name):
            node = case.nodes[name]
            danger = isinstance(node, kinds.Event | kinds.Scenario)
            danger |= isinstance(node, kinds.Claim) and node.direction == "danger"
            _force(case, about, to=not danger, found=found)
        case None:
            pass
        case _:
            _force(case, about, to=False, found=found)
    return frozenset(found.items())


def _force(case: CaseGraph, what: Proposition, *, to: bool, found: dict[str, bool]) -> None:
    """Set a proposition, and what it is only a name for, as far as that is determined."""
    match what:
        case Ref(name):
            if name in found:
                return
            found[name] = to
            node = case.nodes[name]
            inner = node.says if isinstance(node, kinds.Claim) else node.is_ if isinstance(node, kinds.Event) else None
            if inner is not None:
                _force(case, inner, to=to, found=found)
        case Not(part):
            _force(case, part, to=not to, found=found)
        case And(parts) if to:
            for part in parts:
                _force(case, part, to=to, found=found)
        case Or(parts) if not to:
            for part in parts:
                _force(case, part, to=to, found=found)
        case Fails(ref):
            found[ref.id] = not to
        case TooLate(ref) | Catches(ref):
            found[ref.id] = to
        case _:
            return
