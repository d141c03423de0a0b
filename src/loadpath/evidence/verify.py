"""Evidence counted again from its raw data: whether the bytes are the same, and whether the counts are.

Each finding is followed from the text to its record, from the record to the logs, and from the logs back to the
counts. What cannot be followed is said: a finding that states its result and no source is no fault, and nothing shows
it either.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from enum import Enum
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from loadpath.case.node import Evidence
from loadpath.case.record import Counting, Record, counting_of
from loadpath.errors import LoadpathError, RefusedChangeError
from loadpath.evidence.add import Addition, record_of, written
from loadpath.evidence.logs import INSPECT, TABLE, Place
from loadpath.files.folder import source_in
from loadpath.ingest.statement import is_statement, read_statement

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from loadpath.project import Project

TABLE_CONTAINERS = ("csv", "jsonl", "parquet")


class Standing(Enum):
    """How a finding stands towards its raw data."""

    SAME = "counted again, the same"
    BOUND = "the file is the one stated"
    STATED = "stated, without a source"
    ABSENT = "its logs are not here"
    DIFFERENT = "not the same"


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """One finding, verified: how it stands, what was compared in words, and what differs."""

    evidence: str
    standing: Standing
    said: str = ""
    differs: tuple[str, ...] = ()


def verify(project: Project, logs: Path | None = None) -> Iterator[Verified]:
    """Yield every finding of a case, hashed and counted again.

    Args:
        project: the case, opened from a folder.
        logs: a folder in which logs are looked for by name that are not in the case.

    Raises:
        NoCaseError: when there is no case.
    """
    for item in project.case.all(Evidence):
        yield _verified(project, item, logs)


def _verified(project: Project, item: Evidence, logs: Path | None) -> Verified:
    if not item.source:
        return Verified(evidence=item.id, standing=Standing.STATED)
    path = source_in(_folder(project), item.at.file, item.source)
    if path is None:
        return _differs(item, f"`{item.source}` is missing")
    content = path.read_bytes() if path.suffix == ".json" else b""
    if not is_statement(content):
        digest = project.hash_of(item.at.file, item.source)
        if not item.sha256:
            return _differs(item, f"`{item.source}` is bound by no digest: add `- sha256: {digest}`")
        if digest != item.sha256:
            return _differs(item, f"`{item.source}` is not the file stated")
        return Verified(evidence=item.id, standing=Standing.BOUND, said=f"`{item.source}`")
    if sha256(content).hexdigest() != item.sha256:
        return _differs(item, f"the record `{item.source}` is not the one stated")
    try:
        record = read_statement(content, item.source)
        return _recounted(item, record, list(_places(record, path, _folder(project), logs)))
    except LoadpathError as error:
        return _differs(item, str(error))


def _recounted(item: Evidence, record: Record, places: list[Place]) -> Verified:
    differs = list(_text_differs(item, record))
    lost = [place.name for place in places if not place.path]
    if lost:
        return Verified(
            evidence=item.id,
            standing=Standing.DIFFERENT if differs else Standing.ABSENT,
            said=f"{', '.join(f'`{name}`' for name in lost)}: name their folder with `--logs`",
            differs=tuple(differs),
        )
    again = record_of(item.id, places, record.counting, _form(record))
    differs += _differs_from(record, again)
    samples = sum(run.totals.samples for run in again.runs)
    return Verified(
        evidence=item.id,
        standing=Standing.DIFFERENT if differs else Standing.SAME,
        said=f"{samples:,} samples in {len(places):,} file{'' if len(places) == 1 else 's'}",
        differs=tuple(differs),
    )


def _text_differs(item: Evidence, record: Record) -> Iterator[str]:
    """Yield what the text of a finding says otherwise than its record."""
    counting = counting_of(item)
    for part in fields(Counting):
        stated, recorded = getattr(counting, part.name), getattr(record.counting, part.name)
        if stated != recorded:
            yield f"`{part.name}` is `{stated}` in the text and `{recorded}` in the record"
    counts = record.counts
    if counts is not None and (item.result is None or item.result.counts != counts):
        said = item.result.written if item.result else "nothing"
        yield f"the result is `{said}` in the text and {counts.events:,} of {counts.trials:,} in the record"


def _differs_from(record: Record, again: Record) -> Iterator[str]:
    """Yield what the logs say otherwise than the record."""
    yield from _other_bytes(record, again)
    for old, new in zip(record.runs, again.runs, strict=True):
        name = old.subject.name
        for before, after in ((old.header, new.header), (old.totals, new.totals)):
            for one in fields(before):
                if getattr(before, one.name) != getattr(after, one.name):
                    yield f"`{one.name}` of `{name}` is not what the log says"
    if record.method != again.method:
        yield f"the method is `{record.method}` in the record, not `{again.method}`"
    for what in ("clusters", "samples", "control", "useful"):
        if getattr(record, what) != getattr(again, what):
            yield f"the counts by {what} are not those of the logs" if what != "control" else "the curve is another"
    known = {one.sha256 for one in record.siblings}
    for beside in again.siblings:
        if beside.sha256 not in known:
            yield f"`{beside.name}` is a run of the same task and model, and the record does not know of it"


def recompute(project: Project, name: str, logs: Path | None = None) -> Addition:
    """Return what enters the case when a finding is counted again, in the way that its text now says.

    Raises:
        RefusedChangeError: when there is no such finding, no record that says which logs it was counted from, or a log
            is not here.
        UnreadableError: when a log cannot be relied on.
    """
    item = project.case.get(name, Evidence)
    path = source_in(_folder(project), item.at.file, item.source) if item is not None and item.source else None
    if item is None or path is None:
        raise RefusedChangeError(
            f"`{name}` names no record that is there", help="`loadpath evidence add` counts results and writes one"
        )
    content = path.read_bytes()
    if sha256(content).hexdigest() != item.sha256:
        raise RefusedChangeError(
            f"the record `{item.source}` is not the one stated", help="count the logs anew with `loadpath evidence add`"
        )
    record = read_statement(content, item.source)
    places = list(_places(record, path, _folder(project), logs))
    lost = next((place.name for place in places if not place.path), "")
    if lost:
        raise RefusedChangeError(f"`{lost}` is not here", help="name the folder of the logs with `--logs`")
    base = path.relative_to(_folder(project).resolve()).as_posix()
    fresh = record_of(name, places, counting_of(item), _form(record))
    differs = (
        tuple(_differs_from(record, fresh)) if fresh.counting == record.counting else tuple(_other_bytes(record, fresh))
    )
    return replace(written(project, project.texts, fresh, base), differs=differs)


def _other_bytes(record: Record, again: Record) -> Iterator[str]:
    """Yield which logs are not the bytes that were counted."""
    for old, new in zip(record.runs, again.runs, strict=True):
        if old.subject != new.subject:
            yield f"`{old.subject.name}` has other bytes than were counted"


def _form(record: Record) -> str:
    container = record.runs[0].header.container
    return INSPECT if container.startswith(INSPECT) else TABLE if container in TABLE_CONTAINERS else container


def _places(record: Record, path: Path, home: Path, logs: Path | None) -> Iterator[Place]:
    """Yield where each log is: in the case as the record says, or by its own name in the folder of logs; else nowhere.

    A record is somebody's words: it opens no file outside of these two folders.
    """
    for run in record.runs:
        name = run.subject.name
        near = [(path.parent / name).resolve()]
        near = [one for one in near if one.is_relative_to(home.resolve())]
        near += [logs / Path(name).name] if logs is not None else []
        found = next((one for one in near if one.is_file()), None)
        yield Place(str(found) if found else "", name, run.part)


def _folder(project: Project) -> Path:
    if project.folder is None:
        raise RefusedChangeError("the case is not in a folder", help="open it from the folder that holds it")
    return project.folder


def _differs(item: Evidence, what: str) -> Verified:
    return Verified(evidence=item.id, standing=Standing.DIFFERENT, differs=(what,))


def clean(found: Iterable[Verified]) -> bool:
    """Return whether nothing differs."""
    return all(one.standing is not Standing.DIFFERENT for one in found)
