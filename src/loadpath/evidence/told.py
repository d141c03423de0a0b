"""What was counted, told: to people in lines, to programs as plain values."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from loadpath.assess.questions import upper_bound_of
from loadpath.case.rounding import at_least, at_most, percent
from loadpath.case.value import Counts
from loadpath.ingest.count import BY_ID

if TYPE_CHECKING:
    from collections.abc import Iterator

    from loadpath.case.record import ControlPoint, Counting, Readings, Record, Run


def as_plain(run: Run) -> dict[str, object]:
    """Return one log as plain values, ready for JSON; `nan` counts scores that are not a number."""
    header, totals = run.header, run.totals
    return {
        "bytes": run.subject.bytes,
        "sha256": run.subject.sha256,
        "container": header.container,
        "complete": header.complete,
        "status": header.status,
        "task": header.task,
        "version": header.version,
        "eval_id": header.eval_id,
        "model": header.model,
        "roles": dict(header.roles),
        "judges": list(header.judges),
        "revision": header.revision,
        "dirty": header.dirty,
        "arguments": {key: _value(text) for key, text in header.arguments},
        "packages": dict(header.packages),
        "created": header.created,
        "completed": header.completed,
        "header_metrics": dict(header.metrics),
        "invalidated": header.invalidated,
        "clusters_by": header.clusters_by,
        "samples": totals.samples,
        "distinct_ids": totals.ids,
        "clusters": totals.clusters,
        "epochs": totals.epochs,
        "errors": totals.errors,
        "edited_scores": totals.edited,
        "invalidated_samples": totals.invalidated,
        "refused": totals.refused,
        "fallbacks": totals.fallbacks,
        "limits": dict(totals.limits),
        "scores": {
            name: {"scored": one.scored, "positive": one.positive, "nan": one.unscored, "sum": one.total}
            for name, one in totals.scores
        },
    }


def _value(text: str) -> object:
    try:
        return json.loads(text)
    except ValueError:
        return text


def facts_of(run: Run) -> Iterator[tuple[str, str]]:
    """Yield what one log says of itself, as words; what there is none of is left out."""
    header, totals = run.header, run.totals
    yield "file", f"{run.subject.name}, {run.subject.bytes:,} bytes, SHA-256 {run.subject.sha256[:12]}"
    yield "status", header.status if header.complete else f"{header.status}; the log was never finished"
    together = f"in {_many(totals.clusters, 'cluster')}" if totals.clusters > 1 else "that nothing sets apart"
    yield "samples", f"{totals.samples:,} of {_many(totals.ids, 'id')} {together}, {_many(totals.epochs, 'epoch')}"
    counts = (
        (totals.errors, "ended in an error"),
        (totals.invalidated, "invalidated"),
        (totals.edited, "scores edited after the run"),
        (totals.refused, "refused"),
        (totals.fallbacks, "answered by a fallback model"),
        *((number, f"stopped by the limit `{kind}`") for kind, number in totals.limits),
    )
    found = [f"{number:,} {what}" for number, what in counts if number]
    if found:
        yield "of these", ", ".join(found)
    dirty = {True: ", with changes in no commit", False: "", None: ""}[header.dirty]
    code = f"{header.revision}{dirty}" if header.revision else "no commit recorded"
    told = (("version", header.version.strip("0")), ("code", code), ("judges", ", ".join(header.judges)))
    yield from ((key, text) for key, text in told if text)
    if header.created:
        yield "ran", f"{header.created} to {header.completed or 'no end recorded'}"


def _many(number: int, word: str) -> str:
    return f"{number:,} {word}{'' if number == 1 else 's'}"


def lines_of(record: Record) -> Iterator[str]:
    """Yield what a record comes to: samples, readings with their bounds, and what a reader should know of."""
    samples = sum(run.totals.samples for run in record.runs)
    yield f"{_many(samples, 'sample')} in {_many(len(record.runs), 'file')}"
    if record.clusters and record.samples:
        yield from _readings(record.clusters, unit_of(record.counting))
        yield f"by transcript: {_of(record.samples.as_scored)} as scored, {_of(record.samples.worst)} at worst"
    for point in record.control:
        yield _at(point) + (" (the budget asked for)" if point.budget == record.counting.budget else "")
    if record.useful:
        yield f"useful: {_of(record.useful)} honest samples did their main task"
    if record.siblings:
        names = ", ".join(f"`{one.name}`" for one in record.siblings)
        yield f"not cited: {names}, of the same task and model, in the same folder"


def unit_of(counting: Counting) -> str:
    """Return what counts as one, in words."""
    return counting.cluster if counting.cluster not in {"", BY_ID} else "sample id"


def _at(point: ControlPoint) -> str:
    tried = point.caught + point.missed
    found = f"auditing {point.budget:g}%, above {point.threshold:.4g}: {_of(Counts(point.caught, tried))} caught"
    if not tried:
        return found
    least = 1 - upper_bound_of(Counts(point.missed, tried))
    return f"{found}, {percent(point.caught / tried)}, at least {at_least(least)} at 95% confidence"


def _readings(readings: Readings, cluster: str) -> Iterator[str]:
    """Yield the three readings with their upper bounds; those that are the same stand together."""
    told: dict[Counts, list[str]] = {}
    for name, counts in (("as scored", readings.as_scored), ("worst", readings.worst), ("best", readings.best)):
        told.setdefault(counts, []).append(name)
    for counts, names in told.items():
        bound = upper_bound_of(counts)
        yield f"by {cluster}, {' and '.join(names)}: {_of(counts)}, at most {at_most(bound)} at 95% confidence"


def _of(counts: Counts) -> str:
    return f"{counts.events:,} of {counts.trials:,}"
