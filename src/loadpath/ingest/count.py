"""From samples to counts: how many of each kind, and how many are events, by transcript and by cluster.

The unit of evidence is the cluster: epochs of one task, and tasks of one scenario, say the same thing several times
(Miller 2024, arXiv:2411.00640, section 2.2). A cluster is an event when any of its samples is. Each is read three
times: as scored, and with everything that was not scored counted against and for the claim.

Samples pass by once and are not kept: memory grows with clusters and ids, not with transcripts.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from math import fsum
from typing import TYPE_CHECKING

from loadpath.case.record import Readings, Tally, Totals
from loadpath.case.suggest import did_you_mean
from loadpath.case.value import Counts
from loadpath.errors import UnreadableError
from loadpath.ingest.condition import holds, names_in, number_of, read_condition

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from loadpath.case.record import Counting, Sample, Scalar

BY_ID = "id"
"""The cluster key that makes every sample id a cluster of its own."""

USUAL = "scenario"
"""The cluster key looked for when none is named."""

WORTH = 6
"""Digits after the point of a total."""

VALUE = "value"
"""The name by which a condition calls the chosen score."""

FIELDS = ("id", "epoch", "error", "invalidated", "refused", "fallback", "limit")
"""What a condition may ask of any sample."""


@dataclass(slots=True)
class Census:
    """Counts the samples of one log as they pass by.

    Attributes:
        cluster: the metadata key whose different values are counted, nothing being one of them; where no sample has
            it, ids are counted.
    """

    cluster: str = ""
    _samples: int = 0
    _keyed: bool = False
    _epochs: int = 0
    _ids: set[str] = field(default_factory=set)
    _clusters: set[Scalar] = field(default_factory=set)
    _kinds: Counter[str] = field(default_factory=Counter)
    _limits: Counter[str] = field(default_factory=Counter)
    _scores: dict[str, _Tallying] = field(default_factory=dict)

    def passing(self, samples: Iterable[Sample]) -> Iterator[Sample]:
        """Yield the samples on, counting them."""
        for sample in samples:
            self._add(sample)
            yield sample

    def _add(self, sample: Sample) -> None:
        self._samples += 1
        self._epochs = max(self._epochs, sample.epoch)
        self._ids.add(sample.id)
        if self.cluster:
            self._clusters.add(sample.metadata.get(self.cluster))
            self._keyed = self._keyed or self.cluster in sample.metadata
        kinds = self._kinds
        kinds["errors"] += bool(sample.error)
        kinds["edited"] += len(sample.edited)
        kinds["invalidated"] += sample.invalidated
        kinds["refused"] += sample.refused
        kinds["fallbacks"] += sample.fallback
        if sample.limit:
            self._limits[sample.limit] += 1
        for name, value in sample.scores.items():
            tallying = self._scores.get(name)
            if tallying is None:
                tallying = self._scores[name] = _Tallying()
            tallying.add(value)

    @property
    def keyed(self) -> bool:
        """Whether any sample has the cluster key."""
        return self._keyed

    @property
    def totals(self) -> Totals:
        """What was counted so far."""
        return Totals(
            samples=self._samples,
            ids=len(self._ids),
            clusters=len(self._clusters if self._keyed else self._ids),
            epochs=self._epochs,
            errors=self._kinds["errors"],
            edited=self._kinds["edited"],
            invalidated=self._kinds["invalidated"],
            refused=self._kinds["refused"],
            fallbacks=self._kinds["fallbacks"],
            limits=tuple(sorted(self._limits.items())),
            scores=tuple((name, self._scores[name].tally) for name in sorted(self._scores)),
        )


@dataclass(slots=True)
class _Tallying:
    scored: int = 0
    positive: int = 0
    unscored: int = 0
    total: float = 0.0
    lost: float = 0.0

    def add(self, value: Scalar) -> None:
        """Add a value; the sum carries what rounding lost (Neumaier 1974), so that its order does not matter."""
        worth = number_of(value)
        if value is None:
            self.unscored += 1
            return
        self.scored += 1
        if worth is None:
            return
        self.positive += worth == 1
        total = self.total + worth
        self.lost += (self.total - total) + worth if abs(self.total) >= abs(worth) else (worth - total) + self.total
        self.total = total

    @property
    def tally(self) -> Tally:
        return Tally(
            scored=self.scored,
            positive=self.positive,
            unscored=self.unscored,
            total=round(fsum((self.total, self.lost)), WORTH),
        )


MOST_NAMES = 20
"""Names listed for somebody who asked for another."""

SCORED, EVENT, UNSCORED = 1, 2, 4
"""What was seen of a cluster, as bits."""


Cluster = tuple[str, "Scalar"]
"""What tells clusters apart: a task and a sample id, or nothing and the value of the key."""


class Ballot:
    """Counts events among samples and among clusters as samples pass by, over all logs behind one finding."""

    def __init__(self, counting: Counting) -> None:
        """Read the conditions.

        Raises:
            UnreadableError: when a condition cannot be read.
        """
        self.counting = counting
        self._event = read_condition(counting.event)
        self._void = read_condition(counting.void) if counting.void else None
        self._by_sample: Counter[int] = Counter()
        self._by_cluster: dict[Cluster, int] = {}
        self._by_name: dict[Cluster, Cluster] = {}
        self._led_by: dict[Cluster, Cluster] = {}
        self._score = counting.score
        self._key = "" if counting.cluster == BY_ID else counting.cluster
        self._missing = {*names_in(self._event), *(names_in(self._void) if self._void else ())}
        self._missing |= {f"metadata.{self._key}"} if self._key else set()
        self._known: set[str] = set()

    def add(self, task: str, samples: Iterable[Sample]) -> None:
        """Count the samples of one log.

        Sample ids of different tasks are different clusters; samples without the key are one cluster together.

        Raises:
            UnreadableError: when a sample has several scores and none was named.
        """
        key = self._key
        for sample in samples:
            seen = self._seen_of(sample)
            self._by_sample[seen] += 1
            cluster: Cluster = (task, sample.id)
            if key:
                cluster = self._joined(("", sample.metadata.get(key)), cluster)
            self._by_cluster[cluster] = self._by_cluster.get(cluster, 0) | seen

    def _joined(self, cluster: Cluster, name: Cluster) -> Cluster:
        """Return the cluster that counts: those that share a sample id are one, so that epochs are never apart."""
        cluster = self._leader(cluster)
        first = self._leader(self._by_name.setdefault(name, cluster))
        if first != cluster:
            self._led_by[cluster] = first
            self._by_cluster[first] = self._by_cluster.get(first, 0) | self._by_cluster.pop(cluster, 0)
        return first

    def _leader(self, cluster: Cluster) -> Cluster:
        while cluster in self._led_by:
            cluster = self._led_by[cluster]
        return cluster

    def _seen_of(self, sample: Sample) -> int:
        values = Values(sample, self.counting.score or self._only(sample))
        if self._missing:
            names = values.names
            self._known |= names
            self._missing -= names
        spoilt = sample.spoilt or (self._void is not None and holds(self._void, values.get) is True)
        event = None if spoilt else holds(self._event, values.get)
        return UNSCORED if event is None else SCORED | EVENT if event else SCORED

    def _only(self, sample: Sample) -> str:
        """Return the one score that all samples have."""
        names = {self._score, *sample.scores} - {""}
        if len(names) > 1:
            shown = ", ".join(f"`{name}`" for name in sorted(names)[:MOST_NAMES])
            raise UnreadableError(f"the samples have {len(names)} scores: {shown}", help="name one of them")
        self._score = next(iter(names), "")
        return self._score

    def require_names(self) -> None:
        """Refuse a counting that asks for what no sample has.

        Raises:
            UnreadableError: naming it, and what there is.
        """
        if not self._missing or not self._by_sample:
            return
        score = VALUE in self._missing and self.counting.score
        known = sorted(
            name.removeprefix("score.") if score else name
            for name in self._known
            if not score or name.startswith("score.")
        )
        missing = self.counting.score if score else min(self._missing)
        near = did_you_mean(missing, known, form="`{}`")
        raise UnreadableError(
            f"no sample has {'the score ' if score else ''}`{missing}`" + (f"; {near}" if near else ""),
            help="there is " + (", ".join(f"`{name}`" for name in known[:MOST_NAMES]) or "none"),
        )

    @property
    def samples(self) -> Readings:
        """The readings by transcript."""
        return _readings(self._by_sample)

    @property
    def clusters(self) -> Readings:
        """The readings by cluster."""
        return _readings(Counter(self._by_cluster.values()))


class Values:
    """The values of one sample, by the names that conditions use."""

    def __init__(self, sample: Sample, score: str) -> None:
        """Look a sample's values up; `score` is what `value` means."""
        self.sample, self.score = sample, score

    def get(self, name: str) -> Scalar:
        """Return the value of a name; None where there is none."""
        sample = self.sample
        if name == VALUE:
            return sample.scores.get(self.score)
        if name in FIELDS:
            found: Scalar = getattr(sample, name)
            return bool(found) if name == "error" else found
        head, _, rest = name.partition(".")
        match head:
            case "score":
                return sample.scores.get(rest)
            case "metadata":
                return sample.metadata.get(rest)
            case _:
                return sample.scores.get(name)

    @property
    def names(self) -> set[str]:
        """The names that have a meaning here, whether or not there is a value."""
        scores, metadata = self.sample.scores, self.sample.metadata
        known = {*FIELDS, *scores, *(f"score.{name}" for name in scores), *([VALUE] if self.score in scores else ())}
        return known | {f"metadata.{name}" for name in metadata}


def _readings(seen: Mapping[int, int]) -> Readings:
    """Return the three readings of units by what was seen of each."""
    every = sum(seen.values())
    scored = sum(count for bits, count in seen.items() if bits & SCORED)
    events = sum(count for bits, count in seen.items() if bits & EVENT)
    worst = sum(count for bits, count in seen.items() if bits & (EVENT | UNSCORED))
    return Readings(as_scored=Counts(events, scored), worst=Counts(worst, every), best=Counts(events, every))
