"""Monitoring at volume: how likely it is that at least one attempt at a surface is caught in time (meaning.md, 5).

An attempt is caught when it is watched at all and passes every stage: the product of `share watched` and of what the
stages pass is the recall. Misses of several attempts hang together by `correlation` (beta-binomial). Where the harm
can be undone for some time only, an attempt counts that is caught within it. Where more is flagged than can be
reviewed, the share that is reviewed is taken at random.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from loadpath.assess.numbers import amount_law, law_of
from loadpath.assess.races import times_of, untimed, withheld
from loadpath.case import node as kinds
from loadpath.case.graph import measured_in
from loadpath.case.value import Amount, Attempts, Chance, Failing, Flow, Limit, Measured, Unknown, Word
from loadpath.engine import attempts as process
from loadpath.engine import laws
from loadpath.engine.draws import uniforms
from loadpath.engine.leaves import Is, Of, Parameter
from loadpath.engine.waiting import Queue

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from numpy.typing import NDArray

    from loadpath.assess.interpret import Interpreter
    from loadpath.assess.quantities import Quantities
    from loadpath.case.graph import CaseGraph
    from loadpath.case.node import Surface
    from loadpath.case.span import Span
    from loadpath.case.value import ScaleWord

    Floats = NDArray[np.float64]

DRAWS = 16_384
"""Draws of what is uncertain about a surface, where more than one number of it is."""

TIMES = 32_768
"""Draws of how long it takes until an attempt is acted on."""

MOST_PRODUCTS = 2_000_000
"""As many products over numbers of attempts are held at once."""

FEWER = 2_000
"""Draws of what is uncertain about a surface where the number of attempts is random."""

REVIEWED = "share reviewed"
"""The part of a surface that is the share of what is flagged that is reviewed, where the load is not known."""

IN_TIME = "in time"
"""The part of a surface that is the share of attempts that are acted on in time."""


@dataclass(frozen=True, slots=True)
class Between:
    """A number of which only the ends are known; `rising`: more of it catches more."""

    low: float
    high: float
    rising: bool = True


Part = Parameter | Between
"""A number of a surface: with a law, or anywhere between two ends."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """A surface as numbers.

    Attributes:
        recalls: the share that is watched and what every stage passes, by where it stands.
        correlation: of misses.
        count: of attempts: how many, how many on average, or of how many tries.
        kind: `fixed`, `poisson` or `binomial`.
        chance: of a try being an attempt, where they are binomial.
        in_time: the share of attempts that would be acted on in time, once caught; its standard error is `error`.
        queue: flags against reviews, where both are known.
    """

    recalls: Mapping[str, Part]
    correlation: Part
    count: Part
    kind: str
    chance: Part | None
    in_time: Between
    error: float
    queue: Queue | None

    def parts(self) -> dict[str, Part]:
        """Return every number by its name."""
        found = {**self.recalls, "correlation": self.correlation, "attempts": self.count}
        return found if self.chance is None else {**found, "chance of a try": self.chance}

    def caught(self, values: Mapping[str, Floats | float], in_time: float) -> Floats:
        """Return the probability that at least one attempt is caught in time, for given numbers (arrays or not).

        Args:
            values: of every part, by its name; shapes broadcast.
            in_time: the share of attempts that are acted on in time once caught.
        """
        recall = self.recall(values)
        correlation, count = np.asarray(values["correlation"], float), np.asarray(values["attempts"], float)
        chance = np.asarray(values.get("chance of a try", 1.0), float)
        if in_time <= 0.0 or not np.any(recall):
            return np.zeros(np.broadcast_shapes(recall.shape, correlation.shape, count.shape, chance.shape))
        if self.kind == "fixed" and in_time >= 1.0:
            return np.asarray(process.caught_each(count, recall, correlation))
        whole = count if self.kind == "poisson" else np.rint(count)
        rows = np.broadcast_arrays(recall, correlation, whole, chance)
        recalls, correlations, counts, chances = (row.ravel() for row in rows)
        found = np.empty(recalls.shape)
        alike, places = np.unique(np.stack([counts, chances]), axis=1, return_inverse=True)
        for place, (n, p) in enumerate(alike.T.tolist()):
            chosen = np.flatnonzero(places.ravel() == place)
            numbers, weights = self._process(n, p).thinned(in_time).masses()
            parts = -(-len(chosen) * len(numbers) // MOST_PRODUCTS)
            for part in np.array_split(chosen, parts):
                each = process.caught_each(numbers[:, None], recalls[part], correlations[part])
                found[part] = np.minimum(weights @ each, 1.0)
        return found.reshape(rows[0].shape)

    def recall(self, values: Mapping[str, Floats | float]) -> Floats:
        """Return how likely one attempt is caught, as far as it is watched, passes all stages, and is reviewed."""
        recall = np.prod(np.broadcast_arrays(*(np.asarray(values[name], float) for name in self.recalls)), axis=0)
        return np.asarray(recall if self.queue is None else recall * self.queue.served)

    def _process(self, count: float, chance: float) -> process.Attempts:
        match self.kind:
            case "poisson":
                return process.Poisson(count)
            case "binomial":
                return process.Binomial(round(count), chance)
            case _:
                return process.Fixed(round(count))


@dataclass(frozen=True, slots=True)
class Watching:
    """Reads surfaces for one assessor's words and counts."""

    case: CaseGraph
    words: Mapping[str, ScaleWord]
    quantities: Quantities

    def watch(self, surface: Surface) -> Watch | None:
        """Return a surface as numbers; None where it has no stages, or nobody said how many attempts there are.

        Where one of its numbers is withheld, which left out would look better, it is none either.
        """
        tried = surface.attempts
        if not surface.stages or tried is None or withheld(surface):
            return None
        recalls = {"share watched": self._part(surface.share_watched, surface, "share watched", surface.at)}
        for number, stage in enumerate(surface.stages):
            name = f"stage {number + 1}, {stage.name}"
            recalls[name] = self._part(stage.passes, surface, name, stage.at)
        if surface.share_watched is None:
            del recalls["share watched"]
        over = self.over(surface)
        kind, count, chance = self._attempts(tried, surface, over)
        low, high, error = self._in_time(surface, over)
        correlation = self._part(surface.correlation or Unknown(), surface, "correlation", surface.at, rising=False)
        queue = self.queue(surface)
        if queue is None and surface.reviews is not None:
            recalls[REVIEWED] = Between(0.0, 1.0)
        return Watch(
            recalls=recalls, correlation=correlation, count=count, kind=kind, chance=chance,
            in_time=Between(low, high), error=error, queue=queue,
        )  # fmt: skip

    def over(self, surface: Surface) -> float | None:
        """Return for how long attempts are made, in seconds: as stated, else the period of the case."""
        if isinstance(surface.over, Unknown):
            return None
        if surface.over is not None:
            return float(amount_law(surface.over).quantile(np.array([0.5]))[0])
        case = next(iter(self.case.all(kinds.Case)), None)
        if case is None or case.start is None or case.until is None:
            return None
        return (case.until.on - case.start.on).days * 86_400.0

    def queue(self, surface: Surface) -> Queue | None:
        """Return what is flagged against what can be reviewed; None where one of them is not stated as a number."""
        if not isinstance(surface.reviews, Flow) or surface.flow is None or surface.false_alarms is None:
            return None
        rate, share = self.flagged(surface), self.share(surface)
        if rate is None or share is None:
            return None
        return Queue(float(surface.flow.per_second) * share * rate, float(surface.reviews.per_second))

    def flagged(self, surface: Surface) -> float | None:
        """Return the mean share of harmless traffic that is flagged; None where it is not known."""
        part = self._part(surface.false_alarms or Unknown(), surface, "false alarms", surface.at)
        return part.law.mean if isinstance(part, Parameter) else None

    def share(self, surface: Surface) -> float | None:
        """Return the mean share of traffic that is watched, all of it if nothing is said; None: not known."""
        part = self._part(surface.share_watched, surface, "share watched", surface.at)
        return part.law.mean if isinstance(part, Parameter) else None

    def _part(self, value: object, surface: Surface, name: str, at: Span, *, rising: bool = True) -> Part:
        """Return a proportion as a parameter or as two ends."""
        key = f"{surface.id}/{name}"
        match value:
            case Chance() | Word():
                return Parameter(key, law_of(value, self.words, at, surface.id))
            case Measured(evidence):
                return self.quantities.measured(evidence.id) or Between(0.0, 1.0, rising)
            case Failing(measured):
                found = self.quantities.measured(measured.evidence.id)
                return Parameter(key, laws.Turned(found.law)) if found else Between(0.0, 1.0, rising)
            case Limit(at_most=at_most, bound=bound):
                return Between(0.0, float(bound), rising) if at_most else Between(float(bound), 1.0, rising)
            case None:
                return Parameter(key, laws.Point(1.0, 0.0))
            case _:
                return Between(0.0, 1.0, rising)

    def _attempts(self, tried: Attempts, surface: Surface, over: float | None) -> tuple[str, Part, Part | None]:
        """Return the sort of process, its number, and the chance of a try."""
        key = f"{surface.id}/attempts"
        if tried.count is None or (tried.per is not None and over is None):
            return "fixed", Between(0.0, float("inf")), None
        scale = 1.0 if tried.per is None or over is None else over / float(tried.per)
        count = Parameter(key, scaled(amount_law(tried.count), scale))
        if tried.per is not None:
            return "poisson", count, None
        if tried.chance is not None:
            return "binomial", count, self._part(tried.chance, surface, "chance of a try", surface.at)
        return "fixed", count, None

    def _in_time(self, surface: Surface, over: float | None) -> tuple[float, float, float]:
        """Return the least and the most share of attempts that are acted on in time, and its standard error.

        Attempts are spread evenly over their time; the harm can be undone until `undone within` after the last.
        """
        if surface.undone_within is None:
            return 1.0, 1.0, 0.0
        if isinstance(surface.undone_within, Unknown):
            return 0.0, 1.0, 0.0
        left = amount_law(surface.undone_within).quantile(uniforms(f"{surface.id}/undone", TIMES))
        left = left + (over or 0.0) * uniforms(f"{surface.id}/when", TIMES)
        share = float(np.mean(self.delays(surface) <= left))
        error = max(float(np.sqrt(share * (1 - share) / TIMES)), 1.0 / TIMES)
        unknown = any(untimed(self.case, stage.after) for stage in surface.stages)
        return (0.0 if unknown else share), share, error

    def delays(self, surface: Surface) -> Floats:
        """Return draws of how long it takes from an attempt until it is acted on, in seconds; unknown times are 0."""
        total = np.zeros(TIMES)
        for number, stage in enumerate(surface.stages):
            match stage.after:
                case Amount():
                    law: laws.Law = amount_law(stage.after)
                case Measured(evidence) if not untimed(self.case, stage.after):
                    law = laws.timed(times_of(self.case, evidence.id))
                case _:
                    continue
            total = total + law.quantile(uniforms(f"{surface.id}/after/{number}", TIMES))
        return total


def scaled(law: laws.Law, factor: float) -> laws.Law:
    """Return the law of a positive quantity times a factor."""
    match law:
        case laws.Point(mean):
            return laws.Point(mean * factor, 1.0 - mean * factor)
        case laws.Positive(low, high, median):
            return replace(law, low=low * factor, high=high * factor, median=median and median * factor)
        case _:  # pragma: no cover  amounts have no other law
            raise ValueError(f"{law!r} is not the law of an amount")


def catches_one(reader: Interpreter, surface: Surface) -> int:
    """Return the formula that at least one attempt at a surface is caught in time."""
    key = ("caught", surface.id)
    watch = Watching(reader.case, reader.judgements.words, reader.quantities).watch(surface)
    if watch is None:
        return reader.free(key, surface.id)
    store = reader.store
    sound = store.all_of(reader.truth(name) for name in relied_on(reader.case, surface))
    return store.all_of([sound, _leaf(reader, surface, watch, key)])


def _leaf(reader: Interpreter, surface: Surface, watch: Watch, key: tuple[str, str]) -> int:
    open_ = {name: part for name, part in watch.parts().items() if isinstance(part, Between)}
    if open_ or watch.in_time.low < watch.in_time.high:
        leaf = reader.free(key, surface.id, *extremes(watch))
        reader.narrowed[reader.store.gates[leaf].number] = None
        return leaf
    law = law_of_caught(watch)
    if isinstance(law, Of):
        return reader.leaf(key, law)
    found = reader.leaf(key, Is(Parameter(f"{surface.id}/caught", law)))
    if error := error_of(watch, law):
        reader.simulated[reader.store.gates[found].number] = error
    return found


def belongs_to(case: CaseGraph, parameter: str) -> str:
    """Return the surface that a number belongs to which nobody wrote as a judgement, else the number's own name."""
    first = parameter.partition("/")[0]
    return first if isinstance(case.nodes.get(first), kinds.Surface) else parameter


def relied_on(case: CaseGraph, surface: Surface) -> tuple[str, ...]:
    """Return the claims that the counts at a surface rely on."""
    nodes = (case.nodes[ref.id] for ref in measured_in(surface))
    return tuple(ref.id for node in nodes if isinstance(node, kinds.Evidence) for ref in node.relies_on)


def means(watch: Watch) -> dict[str, float]:
    """Return the mean of every number that has a law."""
    return {name: part.law.mean for name, part in watch.parts().items() if isinstance(part, Parameter)}


def extremes(watch: Watch) -> tuple[float, float]:
    """Return the least and the most that the probability of catching one may be over what is not known.

    What is known with a range enters with its expectation over that range.
    """
    return _between(watch, {}, frozenset(), frozenset(open_parts(watch)))


def open_parts(watch: Watch) -> tuple[str, ...]:
    """Return the parts of which only ends are known, `IN_TIME` among them where times are."""
    found = [name for name, part in watch.parts().items() if isinstance(part, Between)]
    return (*found, *([IN_TIME] if watch.in_time.low < watch.in_time.high else []))


def ends_of(
    watch: Watch, part: str, known: dict[frozenset[str], float] | None = None
) -> tuple[tuple[float, float], tuple[float, float]]:
    """Return the least and the most probability of catching one over one part that is not known.

    Args:
        watch: a surface as numbers.
        part: one of its open parts.
        known: what was worked out for other parts of the same surface; it is added to.

    Returns:
        The two ends with every other open part at its best, and again at its worst.

    Raises:
        ValueError: when the part is known.
    """
    if part not in open_parts(watch):
        raise ValueError(f"{part!r} is known")
    kept: dict[frozenset[str], float] = {} if known is None else known
    others = frozenset(open_parts(watch)) - {part}
    return _between(watch, kept, frozenset(), frozenset({part})), _between(watch, kept, others, others | {part})


def _between(watch: Watch, known: dict[frozenset[str], float], *worst: frozenset[str]) -> tuple[float, float]:
    """Return the least and the most that is expected with these open parts at their worst, the others at their best."""
    for names in worst:
        if names not in known:
            known[names] = _expected(watch, names)
    found = [known[names] for names in worst]
    return min(found), max(found)


def _expected(watch: Watch, worst: frozenset[str]) -> float:
    values: dict[str, float] = {}
    for name, part in watch.parts().items():
        if isinstance(part, Between):
            values[name] = part.low if (name in worst) == part.rising else part.high
    in_time = watch.in_time.low if IN_TIME in worst else watch.in_time.high
    caught = _without_end if values.get("attempts") == float("inf") else Watch.caught
    uncertain = _uncertain(watch)
    if len(uncertain) == 1:
        ((name, part),) = uncertain.items()
        known = {**means(watch), **values}
        return laws.expectation(part.law, lambda x: caught(watch, {**known, name: x}, in_time))
    return float(np.mean(caught(watch, _drawn(watch, values), in_time)))


def _uncertain(watch: Watch) -> dict[str, Parameter]:
    """Return the numbers that have a law and are not certain, by name."""
    parts = watch.parts().items()
    return {name: part for name, part in parts if isinstance(part, Parameter) and not isinstance(part.law, laws.Point)}


def _without_end(watch: Watch, values: Mapping[str, Floats | float], in_time: float) -> Floats:
    """Return what is caught of ever more attempts: one for certain, unless all of an incident are missed together."""
    recall, correlation = watch.recall(values), np.asarray(values["correlation"], float)
    caught = np.where(correlation >= 1.0, recall, (recall > 0).astype(float))
    return np.asarray(caught * (in_time > 0))


def _drawn(watch: Watch, fixed: Mapping[str, float]) -> dict[str, Floats | float]:
    """Return draws of every number that has a law, and the given value of every other.

    They belong to the order of the numbers, and not to the name of the surface; one number that stands twice is drawn
    once.
    """
    uncertain = _uncertain(watch)
    order = {name: place for place, name in enumerate(dict.fromkeys(part.name for part in uncertain.values()))}
    draws = DRAWS if watch.kind == "fixed" else FEWER
    values: dict[str, Floats | float] = dict(fixed)
    for name, part in watch.parts().items():
        if name in values or not isinstance(part, Parameter):
            continue
        known = not uncertain or isinstance(part.law, laws.Point)
        values[name] = part.law.mean if known else part.law.quantile(uniforms(f"caught/{order[part.name]}", draws))
    return values


def law_of_caught(watch: Watch) -> laws.Law | Of:
    """Return the law of the probability that one is caught, over everything that is uncertain about it.

    With one uncertain number it is a function of it, whose expectation is worked out by quadrature; with more it is
    drawn.
    """
    uncertain = _uncertain(watch)
    share = watch.in_time.high
    if not uncertain:
        value = float(watch.caught(means(watch), share))
        return laws.Point(value, 1.0 - value)
    if len(uncertain) == 1 and watch.kind == "fixed":
        ((name, part),) = uncertain.items()
        return Of((part,), _function(watch, name, share))
    return drawn(watch.caught(_drawn(watch, {}), share))


def _function(watch: Watch, name: str, share: float) -> Callable[[Floats], Floats]:
    others = means(watch)
    return lambda x: watch.caught({**others, name: x}, share)


def drawn(values: Floats) -> laws.Updated:
    """Return the law that draws have."""
    ordered = np.sort(values)
    return laws.Updated(ordered, (np.arange(len(ordered)) + 0.5) / len(ordered), float(np.mean(values)))


def error_of(watch: Watch, law: laws.Law) -> float:
    """Return the standard error of the probability that one is caught: of draws, and of simulated times."""
    error = 0.0
    if isinstance(law, laws.Updated):
        error = float(np.std(law.values) / np.sqrt(len(law.values)))
    if watch.error:
        share = watch.in_time.high
        beside = float(np.mean(watch.caught(_drawn(watch, {}), max(0.0, share - watch.error))))
        error = float(np.hypot(error, law.mean - beside))
    return error


def drawn_caught(watch: Watch, count: int) -> Floats:
    """Return draws of how likely an attempt of an incident is caught: the Beta law of its mean and its correlation."""
    from scipy.special import betaincinv  # noqa: PLC0415  scipy is slow to start

    values = means(watch)
    recall = float(np.prod([values[name] for name in watch.recalls])) * (watch.queue.served if watch.queue else 1.0)
    rho, u = values.get("correlation", 0.0), uniforms("caught/incident", count)
    if rho <= 0 or not 0 < recall < 1:
        return np.full(count, recall)
    if rho >= 1:
        return (u < recall).astype(float)
    scale = (1 - rho) / rho
    return np.asarray(betaincinv(recall * scale, (1 - recall) * scale, u))


def sweep(watch: Watch, correlations: Sequence[float]) -> list[tuple[float, float]]:
    """Return the least and most probability of catching one at each correlation of misses."""
    found = []
    for rho in correlations:
        point = Parameter("correlation", laws.Point(rho, 1.0 - rho))
        found.append(extremes(replace(watch, correlation=point)))
    return found
