"""Importance: what hangs on every proposition and on every judgement, in total and by pathway, for one assessor.

A proposition is *wrong* when its event happens, its claim is false, its barrier fails, its response is too late, its
surface catches none. Its measures are by conditioning, as in `load`: that it is wrong is one more fact, and what it
explains moves too. A judgement is one number of one assessor, wherever it stands. Its measures are by intervention: the
number is set to one or zero, and nothing else. All are exact (definitions and sources: `engine.importance`); ranges
over worlds are drawn when asked for, each world weighted by how well it predicted the evidence.

Where something is unknown that the risk depends on, everything is said twice: with all that is unknown where the risk
is lowest, and where it is highest. These are not the ends of what a measure may be, which need not lie at a corner.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from math import isinf, isnan
from typing import TYPE_CHECKING

import numpy as np

from loadpath.assess.load import NEVER, NONE, concerned, kind_of
from loadpath.assess.model import MOST_SETTINGS, TOO_WIDE, named
from loadpath.assess.results import Interval, NotComputed
from loadpath.assess.watching import belongs_to
from loadpath.assess.worth import ELSEWHERE, Others
from loadpath.engine.circuit import Circuit
from loadpath.engine.draws import SEED
from loadpath.engine.importance import measures, questions_of, settings_of, sides, slopes, under
from loadpath.engine.leaves import Is, parameters_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from loadpath.assess.model import Corner, Model
    from loadpath.case import node as kinds
    from loadpath.engine.importance import Questions, Settings
    from loadpath.engine.leaves import Parameter

    Floats = NDArray[np.float64]

MEASURES = ("birnbaum", "criticality", "fussell_vesely", "raw", "rrw", "share")
"""The measures of a proposition, as attributes are named."""

BATCH = 64
"""So many propositions are worked out together."""

WORLDS = 512
"""So many worlds at a time."""

MOST_EFFORT = 5_000_000_000
"""Ranges are drawn if worlds times operations are no more than this, some ten seconds."""

MOST_HELD = 4_000_000
"""So many derivatives by slots of the circuit are held at a time."""

LEVELS = (0.05, 0.5, 0.95)

NOTHING_LEFT = "no risk is left where it is right, so that there is no ratio"
TOO_LARGE = "too large for a range by {draws:,} worlds"

Figure = float | NotComputed


@dataclass(frozen=True, slots=True, kw_only=True)
class Range:
    """Where a measure lies over worlds.

    Attributes:
        low: the 5 % point.
        median: the 50 % point.
        high: the 95 % point.
        draws: how many worlds.
        effective: how many equally weighted worlds would say as much (Kish, "Survey Sampling", 1965, section 11.7).
    """

    low: float
    median: float
    high: float
    draws: int
    effective: float

    def as_json(self) -> dict[str, object]:
        """Return the range as plain JSON values; an end beyond all numbers is told in words."""
        ends = {name: plain(getattr(self, name)) for name in ("low", "median", "high")}
        return {**ends, "draws": self.draws, "effective": self.effective}


@dataclass(frozen=True, slots=True, kw_only=True)
class Importance:
    """What hangs on one proposition, in total or in one pathway.

    With R the risk, W and T the risk given that it is wrong and that it is right, and q = P(wrong | evidence).

    Attributes:
        subject: id of the node.
        kind: `event`, `claim`, `barrier`, `response` or `surface`.
        names: whether it is only a name for another proposition (`says`, `is`).
        owner: who owns it; empty when nobody does.
        pathway: id of the pathway whose probability R is; empty for the total risk.
        unknown: where everything is that nobody gave a number.
        wrong: q.
        birnbaum: W - T.
        criticality: q (W - T) / R.
        fussell_vesely: 1 - 1 / RRW: the part of the risk that goes when it is right. The same number as `criticality`.
        raw: W / R, risk achievement worth.
        rrw: R / T, risk reduction worth; infinite where no risk is left.
        share: P(wrong | harm, evidence): the part of the risk in which it is wrong, though harm might come without.
        ranges: of the measures over worlds, by their names; empty when none were drawn.
    """

    subject: str
    kind: str
    names: bool
    owner: str
    pathway: str
    unknown: Others
    wrong: Figure
    birnbaum: Figure
    criticality: Figure
    fussell_vesely: Figure
    raw: Figure
    rrw: Figure
    share: Figure
    ranges: Mapping[str, Range | NotComputed] = field(default_factory=dict)

    def as_json(self) -> dict[str, object]:
        """Return the importance as plain JSON values."""
        return {
            "subject": self.subject,
            "kind": self.kind,
            "names": self.names,
            "owner": self.owner,
            "pathway": self.pathway,
            "unknown": self.unknown.value,
            **{name: plain(getattr(self, name)) for name in ("wrong", *MEASURES)},
            "ranges": _plain_ranges(self.ranges),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Leverage:
    """What hangs on one number that an assessor wrote, in total or in one pathway.

    Attributes:
        subject: id of what it judges.
        parameter: the name of the number.
        owner: id of the assessor who wrote it; the case's own when it was counted.
        pathway: id of the pathway whose probability R is; empty for the total risk.
        unknown: where everything is that nobody gave a number.
        mean: its mean.
        if_one: R with the number at one, over R: RAW where one is the wrong side, the inverse of RRW where it is not.
        if_zero: R with the number at zero, over R.
        birnbaum: R with the number at one less R with it at zero; the derivative, where there is no evidence.
        criticality: that times the mean, over R.
        derivative: how fast R grows with the number, its law being shifted as a whole.
        elasticity: by how many percent R grows when the number does by one: derivative times mean, over R.
        ranges: of `derivative` and `elasticity` over worlds; empty when none were drawn.
    """

    subject: str
    parameter: str
    owner: str
    pathway: str
    unknown: Others
    mean: float
    if_one: Figure
    if_zero: Figure
    birnbaum: Figure
    criticality: Figure
    derivative: Figure
    elasticity: Figure
    ranges: Mapping[str, Range | NotComputed] = field(default_factory=dict)

    def as_json(self) -> dict[str, object]:
        """Return the same as plain JSON values."""
        numbers = ("mean", "if_one", "if_zero", "birnbaum", "criticality", "derivative", "elasticity")
        return {
            "subject": self.subject,
            "parameter": self.parameter,
            "owner": self.owner,
            "pathway": self.pathway,
            "unknown": self.unknown.value,
            **{name: plain(getattr(self, name)) for name in numbers},
            "ranges": _plain_ranges(self.ranges),
        }


def plain(figure: Figure) -> float | dict[str, str]:
    """Return a figure as a JSON value, which no infinite number is."""
    if isinstance(figure, NotComputed):
        return {"not_computed": figure.reason}
    return {"not_computed": NOTHING_LEFT} if isinf(figure) else figure


def _plain_ranges(ranges: Mapping[str, Range | NotComputed]) -> dict[str, object]:
    return {
        name: one.as_json() if isinstance(one, Range) else {"not_computed": one.reason} for name, one in ranges.items()
    }


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Batch:
    """Propositions that are worked out together: their nodes, for which true is wrong, and where they hold."""

    nodes: tuple[kinds.Node, ...]
    danger: NDArray[np.bool_]
    questions: Questions


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Ready:
    """All that is asked about a model, prepared once, to be answered for any corner of what is unknown.

    Attributes:
        asked: the model.
        used: the leaves that anything here asks for; below, a leaf is its place among these.
        circuit: of the total risk, the pathways and the evidence alone.
        leaves: which leaf each of the circuit's is.
        roots: formulas joined with evidence: the total risk under an empty name, then pathways.
        groups: the names of propositions that are worked out together; where they hold is told when they are.
        wide: propositions that hold in too many settings of their leaves for figures of their own.
        parameters: the numbers that the circuit depends on, each with its leaves; none when it enters otherwise.
        changes: each of those numbers at one, then at zero.
        corners: where the risk is lowest and where it is highest; none when there is no risk to speak of.
    """

    asked: Model
    used: tuple[int, ...]
    circuit: Circuit
    leaves: tuple[int, ...]
    roots: Mapping[str, int]
    groups: tuple[tuple[str, ...], ...]
    wide: tuple[str, ...]
    parameters: tuple[tuple[Parameter, tuple[int, ...]], ...]
    changes: Settings
    corners: tuple[tuple[Others, Corner], ...]

    @property
    def wanted(self) -> list[int]:
        """Return the formulas to be worked out: the roots, and the evidence last."""
        return [*self.roots.values(), self.asked.seen.formula]


def ready(asked: Model) -> Ready:
    """Return what is asked about a model: the settings of leaves in which propositions hold, and numbers' leaves."""
    roots = {"": asked.with_evidence(asked.total)}
    roots |= {name: asked.with_evidence(one) for name, one in asked.pathways.items()}
    roots = {name: root for name, root in roots.items() if root in asked.circuit.roots}
    circuit, chosen = asked.circuit.narrowed(list(dict.fromkeys([*roots.values(), asked.seen.formula])))
    names, wide = _propositions(asked)
    supports = (asked.truths.support(asked.propositions[name]) for name in names)
    used = sorted(frozenset(chosen).union(*supports))
    place = {leaf: number for number, leaf in enumerate(used)}
    parameters = _parameters(asked, chosen, place)
    return Ready(
        asked=asked,
        used=tuple(used),
        circuit=circuit,
        leaves=tuple(place[leaf] for leaf in chosen),
        roots=roots,
        groups=tuple(tuple(names[at : at + BATCH]) for at in range(0, len(names), BATCH)),
        wide=wide,
        parameters=parameters,
        changes=settings_of([dict.fromkeys(leaves, end) for _, leaves in parameters for end in (1.0, 0.0)]),
        corners=_corners(asked),
    )


def _propositions(asked: Model) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return what the risk or the evidence depends on (see `load`), apart from it what is too wide."""
    near = concerned(asked)
    wide = tuple(name for name in near if asked.propositions[name] in asked.wide)
    return tuple(name for name in near if name not in wide), wide


def _batch(known: Ready, names: Sequence[str]) -> Batch:
    """Return where propositions hold and where not."""
    truths, place = known.asked.truths, {leaf: number for number, leaf in enumerate(known.used)}
    nodes = [_node(known, name) for name in names]
    pairs = []
    for name in names:
        root = known.asked.propositions[name]
        holds, fails = (truths.cubes(root, value, MOST_SETTINGS) or () for value in (True, False))
        pairs.append((_placed(holds, place), _placed(fails, place)))
    danger = [kind_of(node)[1] for node in nodes]
    return Batch(nodes=tuple(nodes), danger=np.array(danger, bool)[:, None], questions=questions_of(pairs))


def _node(known: Ready, name: str) -> kinds.Node:
    return known.asked.reader.case.nodes[named(name)]


def _placed(cubes: Iterable[Mapping[int, bool]], place: Mapping[int, int]) -> list[dict[int, bool]]:
    return [{place[leaf]: value for leaf, value in cube.items()} for cube in cubes]


def _parameters(
    asked: Model, chosen: Sequence[int], place: Mapping[int, int]
) -> tuple[tuple[Parameter, tuple[int, ...]], ...]:
    """Return the numbers that weigh leaves of the circuit, each with those leaves if it enters in no other way."""
    known: dict[str, tuple[Parameter, list[int]]] = {}
    otherwise: set[str] = set()
    for leaf in chosen:
        weight = asked.reader.weights[leaf]
        for parameter in parameters_of(weight):
            known.setdefault(parameter.name, (parameter, []))[1].append(place[leaf])
            if not isinstance(weight, Is):
                otherwise.add(parameter.name)
    return tuple((one, () if name in otherwise else tuple(leaves)) for name, (one, leaves) in known.items())


def _corners(asked: Model) -> tuple[tuple[Others, Corner], ...]:
    risk, best, worst = asked.answer(asked.total)
    if not isinstance(risk, Interval):
        return ()
    return ((Others.NONE, best),) if best == worst else ((Others.BEST, best), (Others.WORST, worst))


def importances(asked: Model | Ready, draws: int = 0, seed: int = SEED) -> tuple[Importance, ...]:
    """Return what hangs on every proposition that the risk depends on: in total first, then by pathway, heaviest first.

    A proposition that depends on something unknown that the risk does not depend on is left out; none are told where
    the risk was not computed.

    Args:
        asked: the model of an assessor; prepared (`ready`), where it is asked more than once.
        draws: how many worlds ranges are made of; none are drawn with 0.
        seed: another seed, other worlds.
    """
    known = asked if isinstance(asked, Ready) else ready(asked)
    found: list[Importance] = []
    worlds = [_worlds(known, free, draws, seed) for _, free in known.corners] if draws else [None] * len(known.corners)
    for names in known.groups if known.corners else ():
        batch = _batch(known, names)
        for (unknown, free), drawn in zip(known.corners, worlds, strict=True):
            ranges = _ranges(known, batch, drawn) if drawn else {}
            found += _told(known, batch, unknown, free, ranges)
    for unknown, _ in known.corners:
        lacking = dict.fromkeys(("wrong", *MEASURES), NotComputed(TOO_WIDE))
        found += [_importance(_node(known, name), "", unknown, lacking, {}) for name in known.wide]
    order = {name: number for number, name in enumerate(known.roots)}
    return tuple(sorted(found, key=lambda one: (order[one.pathway], -_weight(one.raw), one.subject, one.unknown.value)))


def _weight(figure: Figure) -> float:
    return figure if isinstance(figure, float) else 1.0


def _importance(
    node: kinds.Node,
    pathway: str,
    unknown: Others,
    figures: Mapping[str, Figure],
    ranges: Mapping[str, Range | NotComputed],
) -> Importance:
    return Importance(
        subject=node.id,
        kind=kind_of(node)[0],
        names=getattr(node, "says", None) is not None or getattr(node, "is_", None) is not None,
        owner=node.owner,
        pathway=pathway,
        unknown=unknown,
        ranges=ranges,
        **figures,
    )


def _told(
    known: Ready,
    batch: Batch,
    unknown: Others,
    free: Corner,
    ranges: Mapping[tuple[str, str, int], Range | NotComputed],
) -> Iterator[Importance]:
    """Yield the measures of a batch of propositions in one corner of what is unknown."""
    at = known.asked.expected(free)
    joint = np.array([[at[root]] for root in known.roots.values()])
    given = at[known.asked.seen.formula]
    setting = known.asked.setting(free)
    values = np.zeros((len(known.wanted), len(batch.nodes), 2))
    chosen = list(known.used)
    for start in range(0, len(setting.points), WORLDS):
        part = slice(start, start + WORLDS)
        rows = setting.weights[chosen, part], setting.complements[chosen, part]
        values += _both(known, batch, *rows) @ setting.points[part]
    wrong, right = (values[:, :, side] for side in (0, 1))
    each = measures(joint, np.array(given), (wrong[:-1], wrong[-1]), (right[:-1], right[-1]))
    figures = {name: getattr(each, name).tolist() for name in MEASURES}
    chance = (wrong[-1] / given).tolist()
    for row, (pathway, risk) in enumerate(zip(known.roots, joint[:, 0].tolist(), strict=True)):
        lacking = NEVER if risk > 0 else NONE
        for number, node in enumerate(batch.nodes):
            told = {name: _figure(found[row][number], lacking) for name, found in figures.items()}
            drawn = {name: ranges[pathway, name, number] for name in MEASURES} if ranges else {}
            yield _importance(node, pathway, unknown, {"wrong": chance[number], **told}, drawn)


def _both(known: Ready, batch: Batch, weights: Floats, complements: Floats) -> Floats:
    """Return P(root, X wrong) and P(root, X right), the evidence last; shape (roots + 1, propositions, 2, n)."""
    found = sides(known.circuit, known.leaves, known.wanted, weights, complements, batch.questions)
    return np.where(batch.danger[:, :, None], found, found[:, :, ::-1])


def _figure(value: float, lacking: NotComputed) -> Figure:
    return lacking if isnan(value) else value


@dataclass(frozen=True, slots=True, eq=False)
class _Worlds:
    """The weights of all used leaves in each world, their complements, P(root, evidence), and P(evidence)."""

    weights: Floats
    complements: Floats
    joint: Floats
    given: Floats


def _worlds(known: Ready, free: Corner, draws: int, seed: int) -> _Worlds:
    """Draw worlds: a circuit without operations, asked for its leaves."""
    from loadpath.engine.worlds import plan  # noqa: PLC0415  exact figures need none

    count = len(known.used)
    bare = Circuit(
        count, np.empty(0, np.uint8), np.empty((0, 4), np.int32), {each: each + 2 for each in range(2 * count)}
    )
    place = {leaf: number for number, leaf in enumerate(known.used)}
    corner = {place[leaf]: value for leaf, value in free.items() if leaf in place}
    weights = [known.asked.reader.weights[leaf] for leaf in known.used]
    rows = plan(bare, weights, list(range(2 * count)), corner, seed).worlds(draws)
    chosen = list(known.leaves)
    values = known.circuit.probabilities(rows[:count][chosen], rows[count:][chosen], known.wanted)
    return _Worlds(rows[:count], rows[count:], values[:-1], values[-1])


def _ranges(known: Ready, batch: Batch, worlds: _Worlds) -> dict[tuple[str, str, int], Range | NotComputed]:
    """Return the range of every measure of every proposition of a batch, by pathway, measure and its number."""
    places = [
        (pathway, name, number) for pathway in known.roots for name in MEASURES for number in range(len(batch.nodes))
    ]
    draws = len(worlds.given)
    if draws * batch.questions.settings.count * known.circuit.size > MOST_EFFORT // len(known.groups):
        return dict.fromkeys(places, NotComputed(TOO_LARGE.format(draws=draws)))
    found = np.empty((len(known.roots), len(MEASURES), len(batch.nodes), draws))
    for start in range(0, draws, WORLDS):
        part = slice(start, start + WORLDS)
        values = _both(known, batch, worlds.weights[:, part], worlds.complements[:, part])
        wrong, right = values[:, :, 0], values[:, :, 1]
        given = worlds.given[part]
        each = measures(worlds.joint[:, None, part], given, (wrong[:-1], wrong[-1]), (right[:-1], right[-1]))
        for number, name in enumerate(MEASURES):
            found[:, number, :, part] = getattr(each, name)
    told = [one for rows in found for one in ranges_of(rows.reshape(-1, draws), worlds.given)]
    return dict(zip(places, told, strict=True))


def ranges_of(values: Floats, weights: Floats) -> list[Range | NotComputed]:
    """Return where measures lie over weighted worlds; worlds in which one has no meaning (NaN) are left out of it.

    A quantile is the first value at which the cumulated weight reaches the level, as in `weighted_quantiles`.

    Args:
        values: shape (measures, worlds).
        weights: shape (worlds,).
    """
    order = np.argsort(values, axis=1, kind="stable")  # NaN comes last, and weighs nothing
    counted = np.take_along_axis(np.where(np.isnan(values), 0.0, weights), order, axis=1)
    cumulated = np.cumsum(counted, axis=1)
    whole, squares = cumulated[:, -1], np.sum(counted**2, axis=1)
    places = [np.argmax(cumulated >= level * whole[:, None], axis=1) for level in LEVELS]
    ends = [np.take_along_axis(values, np.take_along_axis(order, at[:, None], 1), 1)[:, 0] for at in places]
    rows = zip(*(end.tolist() for end in ends), whole.tolist(), squares.tolist(), strict=True)
    return [
        Range(low=low, median=median, high=high, draws=values.shape[1], effective=total**2 / square)
        if square > 0
        else NotComputed("it has no meaning in any world")
        for low, median, high, total, square in rows
    ]


def leverages(asked: Model | Ready, draws: int = 0, seed: int = SEED) -> tuple[Leverage, ...]:
    """Return what hangs on every number that the risk depends on: in total first, then by pathway, most elastic first.

    Args:
        asked: the model of an assessor; prepared (`ready`), where it is asked more than once.
        draws: how many worlds ranges are made of; none are drawn with 0.
        seed: another seed, other worlds.
    """
    known = asked if isinstance(asked, Ready) else ready(asked)
    found: list[Leverage] = []
    for unknown, free in known.corners if known.parameters else ():
        ranges = _slope_ranges(known, _worlds(known, free, draws, seed)) if draws else {}
        found += _levers(known, unknown, free, ranges)
    order = {name: number for number, name in enumerate(known.roots)}
    return tuple(
        sorted(found, key=lambda one: (order[one.pathway], -_size(one.elasticity), one.parameter, one.unknown.value))
    )


def _size(figure: Figure) -> float:
    return abs(figure) if isinstance(figure, float) else 0.0


def _levers(
    known: Ready, unknown: Others, free: Corner, ranges: Mapping[tuple[str, str, str], Range | NotComputed]
) -> Iterator[Leverage]:
    """Yield what hangs on every number in one corner of what is unknown."""
    at = known.asked.expected(free)
    joint = np.array([at[root] for root in known.roots.values()])
    given = at[known.asked.seen.formula]
    setting, chosen, asked = known.asked.setting(free), list(known.used), list(known.leaves)
    moved = np.zeros((len(known.wanted), known.changes.count))
    steep = np.zeros((len(known.wanted), len(asked)))
    step = _at_once(known)
    for start in range(0, len(setting.points), step):
        part = slice(start, start + step)
        rows = setting.weights[chosen, part], setting.complements[chosen, part]
        moved += under(known.circuit, known.leaves, known.wanted, *rows, known.changes) @ setting.points[part]
        steep += slopes(known.circuit, known.wanted, *(each[asked] for each in rows))[1] @ setting.points[part]
    risks = joint / given
    case, numbers = known.asked.reader.case, {number.parameter: number for number in known.asked.reader.numbers}
    with np.errstate(divide="ignore", invalid="ignore"):
        ends = (moved[:-1] / moved[-1]).tolist()
        grown = _grown(known, steep[:, :, None], risks[:, None], given)[:, :, 0].tolist()
    for row, (pathway, risk) in enumerate(zip(known.roots, risks.tolist(), strict=True)):
        for place, (parameter, leaves) in enumerate(known.parameters):
            mean, written = float(parameter.law.mean), numbers.get(parameter.name)
            one, zero = ends[row][2 * place : 2 * place + 2]
            yield Leverage(
                subject=written.subject if written else belongs_to(case, parameter.name),
                parameter=parameter.name,
                owner=written.origin if written else "",
                pathway=pathway,
                unknown=unknown,
                mean=mean,
                ranges={name: ranges[pathway, name, parameter.name] for name in SLOPES} if ranges else {},
                **_lever(risk, mean, (one, zero), grown[row][place], alone=bool(leaves)),
            )


def _lever(risk: float, mean: float, ends: tuple[float, float], slope: float, *, alone: bool) -> dict[str, Figure]:
    """Return the figures of one number; none where it enters through something else, and is not moved alone."""
    one, zero = ends
    birnbaum = one - zero
    ratios = {"if_one": one, "if_zero": zero, "criticality": birnbaum * mean, "elasticity": slope * mean}
    found: dict[str, Figure] = {"birnbaum": _figure(birnbaum, NEVER), "derivative": slope}
    found |= {name: _figure(value / risk, NEVER) if risk > 0 else NONE for name, value in ratios.items()}
    return found if alone else dict.fromkeys(found, ELSEWHERE)


SLOPES = ("derivative", "elasticity")


def _at_once(known: Ready) -> int:
    """Return at how many points derivatives are worked out together."""
    return max(1, MOST_HELD // ((known.circuit.first + known.circuit.size) * len(known.wanted)))


def _grown(known: Ready, steep: Floats, risks: Floats, given: Floats | float) -> Floats:
    """Return d(joint / given) by every number: (d joint - risk d given) / given; shape (roots, numbers, n)."""
    place = {leaf: number for number, leaf in enumerate(known.leaves)}
    sums = [steep[:, [place[leaf] for leaf in leaves]].sum(axis=1) for _, leaves in known.parameters]
    each = np.stack(sums, axis=1)
    return np.asarray((each[:-1] - risks[:, None] * each[-1]) / given)


def _slope_ranges(known: Ready, worlds: _Worlds) -> dict[tuple[str, str, str], Range | NotComputed]:
    """Return the ranges of derivative and elasticity by pathway, name and number."""
    places = [(pathway, name, one.name) for pathway in known.roots for name in SLOPES for one, _ in known.parameters]
    draws = len(worlds.given)
    if draws * len(known.wanted) * known.circuit.size > MOST_EFFORT:
        return dict.fromkeys(places, NotComputed(TOO_LARGE.format(draws=draws)))
    found = np.empty((len(known.roots), len(SLOPES), len(known.parameters), draws))
    values = np.array(
        [worlds.weights[leaves[0]] if leaves else np.full(draws, np.nan) for _, leaves in known.parameters]
    )
    step, chosen = _at_once(known), list(known.leaves)
    for start in range(0, draws, step):
        part = slice(start, start + step)
        rows = worlds.weights[chosen, part], worlds.complements[chosen, part]
        steep = slopes(known.circuit, known.wanted, *rows)[1]
        with np.errstate(divide="ignore", invalid="ignore"):
            risks = worlds.joint[:, part] / worlds.given[part]
            grown = _grown(known, steep, risks, worlds.given[part])
            found[:, 0, :, part] = np.where(np.isnan(values[:, part]), np.nan, grown)
            found[:, 1, :, part] = grown * values[:, part] / risks[:, None]
    told = [one for rows in found for one in ranges_of(rows.reshape(-1, draws), worlds.given)]
    return dict(zip(places, told, strict=True))
