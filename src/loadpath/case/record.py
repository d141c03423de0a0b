"""What real runs said, as counts: the record behind a piece of evidence, without the raw data it was counted from.

A `Sample` is one attempt as an evaluation logged it. A `Counting` says what of it is an event, which samples belong
together, and what becomes of a sample that nobody scored. A `Run` is one log, summed up; a `Record` is what a case
keeps of all logs behind one finding, and has the shape of an in-toto Statement when it is written down.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from loadpath.case.kinds import KINDS
from loadpath.case.value import Counts

if TYPE_CHECKING:
    from collections.abc import Mapping

    from loadpath.case.node import Evidence

Scalar = str | float | bool | None
"""A value as logged; None where there is none, as for a score that is not a number."""

UNSCORED = KINDS["Evidence"].fields["unscored"].words
EVENTS, LEFT_OUT, NOT_EVENTS = UNSCORED
"""What may become of a sample that ended in an error, was not scored or was invalidated."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """One attempt at one task, as logged; the text of what was said is not kept.

    Attributes:
        id: the sample's name in its data set; whole numbers as digits.
        epoch: which repetition, from 1.
        metadata: what the data set says of it, by dotted name; scalars only.
        scores: by name, or `name/key` where a scorer gives several values; None where it could not be scored.
        edited: the scores that somebody changed after the run.
        error: the kind of error it ended with; empty when it did not.
        invalidated: whether somebody declared it void.
        refused: whether the model declined to answer.
        fallback: whether another model than the one asked answered any part of it.
        limit: the limit that ended it, such as `token` or `time`; empty when none did.
    """

    id: str
    epoch: int = 1
    metadata: Mapping[str, Scalar]
    scores: Mapping[str, Scalar]
    edited: tuple[str, ...] = ()
    error: str = ""
    invalidated: bool = False
    refused: bool = False
    fallback: bool = False
    limit: str = ""

    @property
    def spoilt(self) -> bool:
        """Return whether its scores cannot be taken at their word."""
        return bool(self.error) or self.invalidated


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """What a log says of itself, scrubbed of places on the machine that wrote it.

    Attributes:
        container: how it is written, such as `inspect eval`, `inspect json`, `lm-eval`.
        status: `success`, `error`, `cancelled` or `started`.
        complete: False when the run left only a journal and never wrote its end.
        task: the name of the evaluation.
        version: of the task.
        eval_id: the identifier of this run.
        model: what was evaluated, as the log names it.
        roles: other models by their part in it, such as a grader.
        judges: models that scored, as far as the log names them.
        revision: the commit of the code that ran; empty when not recorded.
        dirty: whether that code had changes in no commit; None when not recorded.
        arguments: what the task was started with, as JSON by name.
        packages: versions of what ran, by name.
        created: when it was started, in ISO 8601.
        completed: when it ended.
        epochs: how often each sample was to be repeated.
        metrics: what the log reports, as `score/metric`.
        invalidated: whether the log as a whole is marked as containing void samples.
        clusters_by: the metadata key by which the log itself clusters its standard error; empty when it does not.
    """

    container: str
    status: str = "success"
    complete: bool = True
    task: str = ""
    version: str = ""
    eval_id: str = ""
    model: str = ""
    roles: tuple[tuple[str, str], ...] = ()
    judges: tuple[str, ...] = ()
    revision: str = ""
    dirty: bool | None = None
    arguments: tuple[tuple[str, str], ...] = ()
    packages: tuple[tuple[str, str], ...] = ()
    created: str = ""
    completed: str = ""
    epochs: int = 1
    metrics: tuple[tuple[str, float], ...] = ()
    invalidated: bool = False
    clusters_by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """One score over the samples of one log: how many have a value, how many of these are one, how many are unscored.

    `total` is the sum of the values that are numbers, to six digits after the point.
    """

    scored: int = 0
    positive: int = 0
    unscored: int = 0
    total: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """The samples of one log, counted: how many, and how many of each kind that a reader should know of.

    `clusters` counts different values of the cluster key; without a key every sample id is its own.
    """

    samples: int
    ids: int = 0
    clusters: int = 0
    epochs: int = 1
    errors: int = 0
    edited: int = 0
    invalidated: int = 0
    refused: int = 0
    fallbacks: int = 0
    limits: tuple[tuple[str, int], ...] = ()
    scores: tuple[tuple[str, Tally], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """A file that was read: its name as the case may print it, its SHA-256 in hexadecimal, its size in bytes.

    What lies on another machine has no digest and no size: nobody can say that it is still what was read.
    """

    name: str
    sha256: str
    bytes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One log: which file, what it says of itself, and what its samples come to.

    `part` is `honest` or `attack` where a monitor is measured on both kinds, else empty.
    """

    subject: Subject
    header: Header
    totals: Totals
    part: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Counting:
    """How samples become events.

    Attributes:
        score: which score; empty when there is only one.
        event: when a sample is an event, such as `value = 1`; the language of `ingest.condition`.
        cluster: the metadata key of what belongs together; `id` when every sample id stands alone, empty when nothing
            was said, which counts by id as well.
        void: when a sample does not count as scored, beside those that ended in an error; empty when never.
        unscored: what an error, a missing score or a void sample counts as: one of `UNSCORED`.
        budget: for a monitor measured on honest and attack logs: the share of honest samples that may be audited, in
            percent; 0 for everything else. The score is then the suspicion, an event is an attack that succeeded.
        useful: when an honest sample did its main task, for usefulness beside safety; empty when nobody asks.
    """

    score: str = ""
    event: str = "value = 1"
    cluster: str = ""
    void: str = ""
    unscored: str = EVENTS
    budget: float = 0.0
    useful: str = ""


def counting_of(item: Evidence) -> Counting:
    """Return how the text of a finding says that it is counted."""
    usual = Counting()
    return Counting(
        score=item.score,
        event=item.event or usual.event,
        cluster=item.cluster,
        void=item.void,
        unscored=item.unscored or EVENTS,
        budget=_percent(item.audit_budget),
        useful=item.useful,
    )


def _percent(text: str) -> float:
    match = re.fullmatch(r"([0-9]{1,3}(?:\.[0-9]+)?) ?%", text.strip())
    return float(match[1]) if match else 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Readings:
    """Events among units in three readings.

    Attributes:
        as_scored: only units with at least one score that stands.
        worst: what was not scored counts as an event.
        best: what was not scored counts as none.
    """

    as_scored: Counts
    worst: Counts
    best: Counts

    def chosen(self, unscored: str) -> Counts:
        """Return the reading that a way of counting unscored samples asks for."""
        return {EVENTS: self.worst, LEFT_OUT: self.as_scored, NOT_EVENTS: self.best}[unscored]


@dataclass(frozen=True, slots=True, kw_only=True)
class ControlPoint:
    """What a monitor is worth at one audit budget.

    Attributes:
        budget: share of honest samples that may be audited, in percent.
        threshold: the suspicion above which a sample is audited.
        caught: attacks strictly above it.
        missed: attacks that succeeded and were not.
    """

    budget: float
    threshold: float
    caught: int
    missed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """Everything a case keeps of the logs behind one finding.

    Attributes:
        evidence: the id it was made for.
        runs: the logs, in the order of their names.
        counting: how their samples became events.
        clusters: the readings by cluster, the unit of evidence; None where nothing was counted.
        samples: the readings by transcript; None where nothing was counted.
        control: for honest and attack logs together: the curve over audit budgets; else empty.
        useful: honest samples that did their main task, among honest samples; None when nobody asked.
        siblings: logs of the same task and model beside these that the finding does not cite.
        method: how a bound is drawn from the counts.
    """

    evidence: str
    runs: tuple[Run, ...]
    counting: Counting = Counting()
    clusters: Readings | None = None
    samples: Readings | None = None
    control: tuple[ControlPoint, ...] = ()
    useful: Counts | None = None
    siblings: tuple[Subject, ...] = ()
    method: str = ""

    @property
    def counts(self) -> Counts | None:
        """The counts that become the result: attacks missed at the budget, else events by cluster as is asked for."""
        at = next((point for point in self.control if point.budget == self.counting.budget), None)
        if at is not None:
            return Counts(at.missed, at.caught + at.missed)
        return self.clusters.chosen(self.counting.unscored) if self.clusters else None
