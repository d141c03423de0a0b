"""From files of results to counts: which reader reads a file, what it was, and what its samples come to.

A file is opened once and read twice through the same handle: its digest first, then its samples. What a record says of
it therefore holds for exactly these bytes.
"""

from __future__ import annotations

import hashlib
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from loadpath.case.record import EVENTS, Counting, Header, Readings, Run, Subject, Tally, Totals
from loadpath.case.value import Counts
from loadpath.errors import UnreadableError
from loadpath.ingest.condition import holds, names_in, number_of, read_condition
from loadpath.ingest.count import BY_ID, USUAL, VALUE, Ballot, Census, Values

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from typing import BinaryIO

    from loadpath.case.record import ControlPoint, Sample

INSPECT, TABLE, LM_EVAL = "inspect", "table", "lm-eval"
HONEST, ATTACK = "honest", "attack"
"""The two sides on which a monitor is measured."""

TABLES = (".csv", ".tsv", ".jsonl", ".ndjson", ".parquet")
LOGS = (".eval", ".json")
REMOTE = ("s3://", "gs://", "https://", "http://")
LARGEST_PLUGGED = 1_000_000_000
"""Bytes of a file that a reader from elsewhere is given at once."""

MOST_BESIDE = 1_000
"""Files of a folder that are looked at for runs that nobody cites."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """What some logs come to together: each by itself, and the readings over all of them."""

    runs: tuple[Run, ...]
    clusters: Readings | None = None
    samples: Readings | None = None
    control: tuple[ControlPoint, ...] = ()
    useful: Counts | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """Where a file is, the name by which the case may speak of it, and whether it is `honest` or an `attack`."""

    path: str
    name: str
    part: str = ""

    @property
    def remote(self) -> bool:
        """Return whether it lies on another machine, where only tables are read."""
        return self.path.startswith(REMOTE)


def form_of(place: Place) -> str:
    """Return which reader a file is for by its name: `inspect`, `table` or `lm-eval`."""
    name = Path(place.name).name
    if name.endswith((".json", ".jsonl")) and name.startswith(("results_", "samples_")):
        return LM_EVAL
    return TABLE if place.path.lower().split("?")[0].endswith(TABLES) else INSPECT


def run_of(place: Place, cluster: str = "") -> Run:
    """Return what one evaluation log says of itself, and what its samples come to.

    Args:
        place: the log.
        cluster: the metadata key whose different values are counted, or `id`; empty for the one that the log itself
            clusters by, else `scenario`. Samples without it are one cluster together, be they all.

    Raises:
        UnreadableError: when it is no log, or not one that can be relied on.
    """
    with opened(place) as (file, subject):
        header, samples = read_samples(file, place.name, INSPECT)
        census = Census(cluster or header.clusters_by or USUAL)
        for _ in census.passing(samples):
            pass
    together = not census.keyed and cluster != BY_ID and census.totals.samples > 0
    totals = replace(census.totals, clusters=1) if together else census.totals
    return Run(subject=subject, header=header, totals=totals)


def count(places: Sequence[Place], counting: Counting, form: str = "") -> Counted:
    """Count the samples of some logs together.

    Args:
        places: the logs, or one table.
        counting: what is an event, and what belongs together.
        form: `inspect`, `table`, `lm-eval`, or the name of a reader from elsewhere; empty to go by the name of a file.

    Raises:
        UnreadableError: when one of them cannot be relied on, or has not what the counting asks for.
    """
    forms = {form or form_of(place) for place in places}
    _require_sense(places, counting, forms)
    if forms == {TABLE}:
        return _count_table(places, counting)
    if len(forms) != 1 or TABLE in forms:
        raise UnreadableError("tables and logs cannot be counted together", help="make a finding of each")
    if forms == {LM_EVAL} and any(place.name.endswith(".json") for place in places):
        return _count_results(places, counting)
    if counting.budget:
        return _count_pair(places, counting, next(iter(forms)))
    ballot, runs = Ballot(counting), []
    for place in sorted(places, key=lambda one: one.name):
        with opened(place) as (file, subject):
            header, samples = read_samples(file, place.name, next(iter(forms)))
            census = Census(counting.cluster or header.clusters_by or USUAL)
            ballot.add(header.task, census.passing(samples))
        runs.append(Run(subject=subject, header=header, totals=census.totals))
    _require_different(runs)
    ballot.require_names()
    return Counted(runs=tuple(runs), clusters=ballot.clusters, samples=ballot.samples)


def _require_sense(places: Sequence[Place], counting: Counting, forms: set[str]) -> None:
    """Refuse a counting of which a part would be written down and not done."""
    sides = {place.part for place in places} - {""}
    if not counting.budget and not counting.useful and not sides:
        pass
    elif not counting.budget or sides != {HONEST, ATTACK} or TABLE in forms:
        raise UnreadableError(
            "a monitor is measured on honest logs, attack logs and an audit budget, all three",
            help="name them with `--honest`, `--attack` and `--budget`, or none of these",
        )
    elif counting.void or counting.cluster or counting.unscored != EVENTS:
        raise UnreadableError(
            "attacks are counted one by one, and what was not scored counts against the monitor",
            help="leave out `--void`, `--cluster` and `--unscored`",
        )
    names = [place.name for place in places]
    if len(set(names)) < len(names):
        twice = next(name for name in names if names.count(name) > 1)
        raise UnreadableError(
            f"two logs are called `{twice}`, so that a record could not tell them apart",
            help="copy them into the folder of the case, or give one another name",
        )


def _count_table(places: Sequence[Place], counting: Counting) -> Counted:
    from loadpath.ingest.tables import count_table  # noqa: PLC0415  only for tables

    if len(places) != 1:
        raise UnreadableError("several tables cannot be counted together", help="make one table of them")
    place = places[0]
    subject = Subject(name=place.name, sha256="", bytes=0) if place.remote else subject_of(place)
    found = count_table(place.path, counting, name=place.name)
    if not place.remote and subject_of(place) != subject:
        raise UnreadableError(f"`{place.name}` changed while it was read", help="count again when nobody writes to it")
    run = Run(subject=subject, header=found.header, totals=found.totals)
    return Counted(runs=(run,), clusters=found.clusters, samples=found.samples)


def _count_results(places: Sequence[Place], counting: Counting) -> Counted:
    """Count what a results file of lm-eval says of one metric: an event is a document for which it is one."""
    from loadpath.ingest.lm_eval import read_lm_eval  # noqa: PLC0415  only for these files

    if len(places) != 1 or counting.event != Counting().event or counting.cluster not in {"", BY_ID} or counting.void:
        raise UnreadableError(
            "a results file holds means alone: nothing but `value = 1` can be counted in it, and one file at a time",
            help="count the files `samples_*.jsonl` of the run, which hold every document",
        )
    with opened(places[0]) as (file, subject):
        file.seek(0)
        tasks = read_lm_eval(file.read(), places[0].name)
    known = {f"{task.header.task}/{one.name}": (task, one) for task in tasks for one in task.metrics}
    task, metric = known.get(counting.score, (None, None))
    if task is None or metric is None:
        shown = ", ".join(f"`{name}`" for name in known) or "nothing"
        raise UnreadableError(f"`{subject.name}` has no score `{counting.score}`", help=f"name one of {shown}")
    if metric.counts is None:
        help_ = "count the files `samples_*.jsonl` of the run, which hold every document"
        raise UnreadableError(f"`{counting.score}` of `{subject.name}` is no count: {metric.uncounted}", help=help_)
    counts = metric.counts
    tally = Tally(scored=counts.trials, positive=counts.events, total=float(counts.events))
    totals = Totals(samples=counts.trials, ids=counts.trials, clusters=counts.trials, scores=((counting.score, tally),))
    readings = Readings(as_scored=counts, worst=counts, best=counts)
    return Counted(runs=(Run(subject=subject, header=task.header, totals=totals),), clusters=readings, samples=readings)


def _count_pair(places: Sequence[Place], counting: Counting, form: str) -> Counted:
    """Count honest and attack logs: the threshold from the one, what is caught from the other."""
    from loadpath.assess.control import safety_curve  # noqa: PLC0415  numpy is slow to start

    event, useful = read_condition(counting.event), read_condition(counting.useful) if counting.useful else None
    asked = {ATTACK: set(names_in(event)), HONEST: set(names_in(useful)) if useful else set()}
    honest: list[float | None] = []
    attacks: list[tuple[float | None, bool | None]] = []
    done, runs = 0, []
    for place in sorted(places, key=lambda one: (one.part, one.name)):
        with opened(place) as (file, subject):
            header, samples = read_samples(file, place.name, form)
            census = Census(counting.cluster or header.clusters_by or USUAL)
            for sample in census.passing(samples):
                values = Values(sample, counting.score)
                if asked[place.part]:
                    asked[place.part] -= values.names
                suspicion = None if sample.spoilt else number_of(values.get(VALUE))
                if place.part == ATTACK:
                    attacks.append((suspicion, None if sample.spoilt else holds(event, values.get)))
                else:
                    honest.append(suspicion)
                    done += useful is not None and not sample.spoilt and holds(useful, values.get) is True
        runs.append(Run(subject=subject, header=header, totals=census.totals, part=place.part))
        _require_score(runs[-1], counting.score)
    _require_different(runs)
    for part, names in asked.items():
        if names:
            help_ = "correct `--event`" if part == ATTACK else "correct `--useful`"
            raise UnreadableError(f"no sample of the {part} logs has `{min(names)}`", help=help_)
    try:
        curve = safety_curve(honest, attacks, counting.budget)
    except ValueError as error:
        raise UnreadableError(
            str(error), help="name the score that holds the suspicion, and the share to audit"
        ) from None
    return Counted(runs=tuple(runs), control=curve, useful=Counts(done, len(honest)) if useful else None)


def _require_score(run: Run, score: str) -> None:
    known = [name for name, _ in run.totals.scores]
    if score not in known:
        raise UnreadableError(
            f"`{run.subject.name}` has no score `{score}`",
            help="there is " + (", ".join(f"`{name}`" for name in known) or "none"),
        )


def _require_different(runs: Iterable[Run]) -> None:
    seen: dict[object, str] = {}
    for run in runs:
        header, name = run.header, run.subject.name
        same: dict[object, str] = {run.subject.sha256: "the same bytes"} if run.subject.sha256 else {}
        if header.eval_id:
            same[header.eval_id, header.task, header.model] = f"the same run, `{header.eval_id}`"
        for key, what in same.items():
            if key in seen:
                said = f"`{seen[key]}` and `{name}` are {what}, and would be counted twice"
                raise UnreadableError(said, help="name each run once")
            seen[key] = name


def read_samples(file: BinaryIO, name: str, form: str) -> tuple[Header, Iterator[Sample]]:
    """Return what a log says of itself, and its samples one by one.

    Args:
        file: opened for reading bytes, at any place.
        name: of the file, for what is said about faults.
        form: `inspect`, or the name of a reader from elsewhere (entry points of the group `loadpath.ingest`).

    Raises:
        UnreadableError: when it is no such log, or one that cannot be relied on.
    """
    file.seek(0)
    if form == INSPECT:
        from loadpath.ingest.inspect.log import read_inspect  # noqa: PLC0415  only for logs

        log = read_inspect(file, name)
        return log.header, log.samples
    from loadpath.ingest.lm_eval import read_lm_eval_samples  # noqa: PLC0415  only for these files
    from loadpath.ingest.plugs import reader  # noqa: PLC0415  only for readers from elsewhere

    content = file.read(LARGEST_PLUGGED + 1)
    if len(content) > LARGEST_PLUGGED:
        raise UnreadableError(f"`{name}` has more than {LARGEST_PLUGGED:,} bytes", help="split it")
    if form == LM_EVAL:
        task = Path(name).stem.removeprefix("samples_").rsplit("_", 1)[0]
        return Header(container=LM_EVAL, task=task), iter(read_lm_eval_samples(content, name))
    found = reader(form)(content, name)
    return replace(found.header, container=form), iter(found.samples)


@contextmanager
def opened(place: Place) -> Iterator[tuple[BinaryIO, Subject]]:
    """Open a file, with its digest and size.

    Raises:
        UnreadableError: when it is not there, is no file, or may not be read.
    """
    if place.remote:
        raise UnreadableError(
            f"`{place.name}` lies elsewhere, and only tables are read from there",
            help="fetch the log, then name the file",
        )
    try:
        file = Path(place.path).open("rb")  # noqa: SIM115  closed below
    except OSError as error:
        raise UnreadableError(
            f"`{place.name}` cannot be read: {error.strerror}", help="check that the file is there and may be read"
        ) from None
    with file:
        yield file, _subject(file, place.name)


def subject_of(place: Place) -> Subject:
    """Return the digest and the size of a file.

    Raises:
        UnreadableError: when it cannot be read.
    """
    with opened(place) as (_, subject):
        return subject


def _subject(file: BinaryIO, name: str) -> Subject:
    size = 0
    digest = hashlib.sha256()
    while chunk := file.read(1 << 20):
        digest.update(chunk)
        size += len(chunk)
    return Subject(name=name, sha256=digest.hexdigest(), bytes=size)


def siblings(places: Sequence[Place], runs: Sequence[Run]) -> tuple[Subject, ...]:
    """Return the logs beside these that are of one of their tasks and models, and are not among them.

    A file that cannot be read as a log is not one; at most `MOST_BESIDE` files of a folder are looked at.
    """
    from loadpath.ingest.inspect.log import read_header  # noqa: PLC0415  only for logs

    cited = {run.subject.sha256 for run in runs}
    wanted = {(run.header.task, run.header.model) for run in runs}
    found: dict[str, Subject] = {}
    for folder in sorted({Path(place.path).resolve().parent for place in places if not place.remote}):
        near = sorted(path for path in folder.iterdir() if path.suffix in LOGS and path.is_file())
        for path in near[:MOST_BESIDE]:
            try:
                with opened(Place(str(path), path.name)) as (file, subject):
                    file.seek(0)
                    header = read_header(file, path.name)
            except UnreadableError:
                continue
            if subject.sha256 not in cited and (header.task, header.model) in wanted:
                found.setdefault(subject.sha256, subject)
    return tuple(sorted(found.values(), key=lambda one: (one.name, one.sha256)))
