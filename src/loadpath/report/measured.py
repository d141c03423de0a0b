"""What a finding was counted from: the readings with their bounds, the runs, the curve of a monitor.

A reader should see at once how many units stand behind a number, what was left out of it, and what it was taken on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from loadpath.assess.questions import bound_of, upper_bound_of
from loadpath.assess.results import NotComputed
from loadpath.case.leaning import pathways_over
from loadpath.case.rounding import at_least, at_most, percent
from loadpath.case.value import Counts
from loadpath.report.tree import (
    Block,
    Break,
    Code,
    Column,
    Muted,
    Note,
    Paragraph,
    Row,
    State,
    Strong,
    Table,
    Words,
    Written,
)
from loadpath.report.wording import tight

if TYPE_CHECKING:
    from collections.abc import Iterator

    from loadpath.case import node as kinds
    from loadpath.case.record import Record, Run
    from loadpath.report.book import Book

SHORT = 12
"""Digits of a digest that are shown."""

COMMIT = 10
"""Digits of a commit that are shown."""

TABLES = {"csv", "jsonl", "parquet"}
"""Containers that say nothing of the run they came from."""

READINGS = " What was not scored, ended in an error or is void is left out as scored, an event at worst, none at best."
SAFETY = """ The threshold is the suspicion that this share of honest samples exceeds. Safety is the share caught among
attacks that were caught or succeeded.""".replace("\n", " ")


TOLD = {"score", "event", "cluster", "unit", "method", "audit budget", "useful"}
"""Fields that the tables of a record say again."""


def rows_of(book: Book, item: kinds.Evidence) -> Iterator[tuple[str, Words]]:
    """Yield what counts bound, where anybody uses numbers, and which pathways stand on them."""
    upper = bound_of(item)
    if not isinstance(upper, NotComputed) and (book.people or item.id in book.scene.records):
        told = (f"at most {tight(at_most(upper))}", " ", Muted(("one-sided 95 %, Clopper-Pearson",)))
        yield "bound", told
    over = pathways_over(book.case, item.id)
    if over:
        yield "pathways over it", book.links(over)


def record_of(book: Book, item: kinds.Evidence) -> tuple[Block, ...]:
    """Return what is known of the runs behind a finding; nothing where it has no record."""
    record = book.scene.records.get(item.id)
    return tuple(_blocks(record)) if record else ()


def _blocks(record: Record) -> Iterator[Block]:
    if record.clusters and record.samples:
        yield _readings(record)
    if record.control:
        yield _curve(record)
    if record.useful:
        share = tight(percent(record.useful.events / record.useful.trials)) if record.useful.trials else "none"
        yield Paragraph((f"Useful: {_of(record.useful)} honest samples did their main task ({share}).",))
    yield _runs(record)
    if record.siblings:
        names: Words = tuple(part for one in record.siblings for part in (Code(one.name), " "))
        yield Note((State("!", "not cited", "attention"), " of the same task and model, in the same folder: ", *names))


def _readings(record: Record) -> Table:
    clusters, samples = record.clusters, record.samples
    assert clusters is not None
    assert samples is not None
    chosen = {"events": "worst", "left out": "as scored", "not events": "best"}[record.counting.unscored]
    rows = []
    for name, by_cluster, by_sample in (
        ("as scored", clusters.as_scored, samples.as_scored),
        ("worst", clusters.worst, samples.worst),
        ("best", clusters.best, samples.best),
    ):
        bound = upper_bound_of(by_cluster)
        cells: tuple[Words, ...] = (
            (name, *((" ", Muted(("the result",))) if name == chosen else ())),
            (_of(by_cluster),),
            (tight(at_most(bound)),),
            (_of(by_sample),),
        )
        rows.append(Row(cells, strong=name == chosen))
    unit = record.counting.cluster if record.counting.cluster not in {"", "id"} else "sample id"
    caption: Words = (
        Strong(("Three readings.",)),
        f"{READINGS} An event is ",
        Code(record.counting.event),
        *((" of ", Code(record.counting.score)) if record.counting.score else ()),
        ".",
    )
    heads = (Column("Reading"), Column(f"By {unit}", number=True), Column("At most", number=True))
    return Table(caption=caption, columns=(*heads, Column("By transcript", number=True)), rows=tuple(rows))


def _curve(record: Record) -> Table:
    rows = []
    for point in record.control:
        tried = point.caught + point.missed
        least = 1 - upper_bound_of(Counts(point.missed, tried))
        asked = point.budget == record.counting.budget
        cells: tuple[Words, ...] = (
            (f"{point.budget:g} %", *((" ", Muted(("the result",))) if asked else ())),
            (f"{point.threshold:.4g}",),
            (_of(Counts(point.caught, tried)),),
            (tight(percent(point.caught / tried)) if tried else "–",),
            (tight(at_least(least)),),
        )
        rows.append(Row(cells, strong=asked))
    heads = ("Audited", "Above", "Caught", "Safety", "At least")
    caption: Words = (
        Strong(("Safety by audit budget.",)),
        f"{SAFETY} They succeeded when ",
        Code(record.counting.event),
        ".",
    )
    return Table(caption=caption, columns=tuple(Column(head, number=True) for head in heads), rows=tuple(rows))


def _runs(record: Record) -> Table:
    heads = (Column("Log"), Column("Taken on"), Column("Samples", number=True), Column("Of these"), Column("Run"))
    caption: Words = (Strong(("The runs.",)), " Every log behind the counts, as it describes itself.")
    return Table(caption=caption, columns=heads, rows=tuple(_run(run) for run in record.runs), stacked=True)


def _run(run: Run) -> Row:
    header, totals = run.header, run.totals
    digest = f"SHA-256 {run.subject.sha256[:SHORT]}…" if run.subject.sha256 else "no digest: it lies elsewhere"
    log: Words = (Code(run.subject.name), *((f" ({run.part})",) if run.part else ()), Break(), Muted((digest,)))
    judges = f"judged by {', '.join(header.judges)}" if header.judges else ""
    taken: Words = (Written(header.model or "not named"), *((Break(), Muted((Written(judges),))) if judges else ()))
    samples = f"{totals.samples:,}"
    where = f"{totals.ids:,} ids, {totals.clusters:,} clusters" + (
        f", {totals.epochs:,} epochs" if totals.epochs > 1 else ""
    )
    return Row((log, taken, (samples, Break(), Muted((where,))), _oddities(run), _history(run)))


def _oddities(run: Run) -> Words:
    """Return what of the samples a reader should know of."""
    totals = run.totals
    found = [
        (totals.errors, "ended in an error"),
        (totals.invalidated, "invalidated"),
        (totals.edited, "scores edited"),
        (totals.refused, "refused"),
        (totals.fallbacks, "by a fallback model"),
        *((number, f"stopped by the {kind} limit") for kind, number in totals.limits),
    ]
    told = [f"{number:,} {what}" for number, what in found if number]
    return (Written(", ".join(told)),) if told else (Muted(("nothing unusual",)),)


def _history(run: Run) -> Words:
    """Return how the run ended, with which code, and when."""
    header = run.header
    if header.container in TABLES:
        return (Muted((f"a table, {header.container}",)),)
    whole = header.status == "success" and header.complete
    ended = "finished" if whole else header.status if header.complete else f"{header.status}, never finished"
    status = State("=", ended) if whole else State("!", ended, "attention")
    dirty = ", changed since" if header.dirty else ""
    code = f"commit {header.revision[:COMMIT]}{dirty}" if header.revision else "no commit recorded"
    what = " ".join(part for part in (header.task, header.version) if part)
    days = (Muted((f"{header.created[:10]}, {code}",)) if header.created else Muted((code,)),)
    return (status, *((" ", Written(what)) if what else ()), Break(), *days)


def _of(counts: Counts) -> str:
    return f"{counts.events:,} of {counts.trials:,}"
