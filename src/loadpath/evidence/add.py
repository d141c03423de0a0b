"""Results enter a case: counted, recorded beside the text, and written into the fields of one finding.

What is written: a record with the digest of every log (`from`, `sha256`), the counts by cluster (`result`, `unit`), and
how they were counted, so that anybody can count again. Nothing is written until everything has been read.
"""

from __future__ import annotations

import os
import posixpath
import re
from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from loadpath.case.diagnostic import Severity
from loadpath.case.node import Evidence
from loadpath.case.record import EVENTS, Record, counting_of
from loadpath.errors import RefusedChangeError
from loadpath.evidence.logs import ATTACK, HONEST, INSPECT, Place, count, opened, siblings
from loadpath.evidence.told import unit_of
from loadpath.files.reader import read
from loadpath.files.refactor import file_of, ids_of
from loadpath.files.write_back import added, with_fields
from loadpath.ingest.statement import is_statement, write_statement

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from loadpath.case.record import Counting
    from loadpath.project import Project

FILE = "evidence.md"
"""Where a new finding is written when nobody says where."""

METHOD = "one-sided 95% Clopper-Pearson on clusters"
MISSED = "attacks missed at an audit budget"


@dataclass(frozen=True, slots=True, kw_only=True)
class Addition:
    """What adding results to a case would write.

    Attributes:
        record: what was counted.
        result: the text of the field `result`.
        before: the files that change, as they are; a file that is new is left out.
        after: the same files as they shall be.
        differs: when it was counted before: what is otherwise now.
    """

    record: Record
    result: str
    before: Mapping[str, str]
    after: Mapping[str, str]
    differs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Bound:
    """What binding a finding to a document would write: the document's kind, title and day in words, and the files."""

    document: str
    before: Mapping[str, str]
    after: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fresh:
    """A finding that the case does not have yet: what it is about, its title, and the file it is written to."""

    about: str
    title: str
    file: str = FILE


def add(
    project: Project,
    name: str,
    files: Sequence[str],
    counting: Counting,
    *,
    attacks: Sequence[str] = (),
    form: str = "",
    fresh: Fresh | None = None,
) -> Addition:
    """Count results and return what enters the case; `loadpath.files.folder.write_texts` writes it.

    Args:
        project: the case, opened from a folder.
        name: the id of a finding in it, or of a new one.
        files: logs of one evaluation, or one table; with `attacks`, the honest logs.
        counting: what is an event, and what belongs together.
        attacks: for a monitor: the attack logs; the counting then has a budget.
        form: `inspect`, `table` or the name of a reader from elsewhere; empty to go by the names of the files.
        fresh: for a finding that is not in the case yet.

    Raises:
        UnreadableError: when a log cannot be relied on, or has not what is asked for.
        RefusedChangeError: when the finding cannot be written.
    """
    texts = _with_node(project.texts, name, fresh)
    home = _home(project)
    base = _record_name(texts, name, files, home)
    sides = [(path, HONEST if attacks else "") for path in files] + [(path, ATTACK) for path in attacks]
    places = [replace(place_of(path, home, posixpath.dirname(base)), part=part) for path, part in sides]
    return written(project, texts, record_of(name, places, counting, form), base)


def add_document(project: Project, name: str, path: str) -> Bound:
    """Return what binds a finding to a document that is in the case: `from`, `sha256`, and the day it states.

    What a document says is for people to read: the result stays as it is written.

    Args:
        project: the case, opened from a folder.
        name: the id of a finding in it.
        path: the document, in the folder of the case.

    Raises:
        UnreadableError: when it cannot be read as what it is.
        RefusedChangeError: when there is no such finding, or the document is not in the case.
    """
    from loadpath.ingest.documents import read_document  # noqa: PLC0415  only for documents

    home, full = _home(project).resolve(), Path(path).resolve()
    item = project.case.get(name, Evidence)
    if item is None or item.result is None:
        raise RefusedChangeError(f"the case has no finding `{name}`", help="write it first, with its `result` in words")
    if not full.is_relative_to(home):
        raise RefusedChangeError(
            f"`{full.name}` is not in the case", help="copy the document into the folder of the case"
        )
    place = Place(path, full.relative_to(home).as_posix())
    with opened(place) as (file, subject):
        file.seek(0)
        found = read_document(file.read(), place.name)
    fields = {
        "from": posixpath.relpath(place.name, posixpath.dirname(item.at.file) or "."),
        "sha256": subject.sha256,
        **({"date": found.date} if found.date and item.date is None else {}),
    }
    after = with_fields(project.texts, name, fields)
    changed = [one for one in after if project.texts.get(one) != after[one]]
    return Bound(
        document=" ".join(part for part in (f"{found.kind}:", found.title or full.name, found.date) if part),
        before={one: project.texts[one] for one in changed},
        after={one: after[one] for one in changed},
    )


def record_of(name: str, places: Sequence[Place], counting: Counting, form: str = "") -> Record:
    """Return the record of some logs, counted now.

    Raises:
        UnreadableError: when a log cannot be relied on, or has not what is asked for.
    """
    found = count(places, counting, form)
    inspect = found.runs[0].header.container.startswith(INSPECT)
    return Record(
        evidence=name,
        runs=found.runs,
        counting=counting,
        clusters=found.clusters,
        samples=found.samples,
        control=found.control,
        useful=found.useful,
        siblings=siblings(places, found.runs) if inspect else (),
        method=f"{MISSED} of {counting.budget:g}%" if counting.budget else METHOD,
    )


def written(project: Project, texts: Mapping[str, str], record: Record, base: str) -> Addition:
    """Return what a record changes in a case whose text already has the finding.

    Args:
        project: the case as it is on disk.
        texts: its text with the finding in it.
        record: the record.
        base: the file of the record, relative to the folder of the case.

    Raises:
        RefusedChangeError: when the fields of the finding cannot be written.
    """
    statement, counts = write_statement(record), record.counts
    if counts is None or not counts.trials:
        raise RefusedChangeError(
            f"`{record.evidence}` would count nothing: no sample, or no attack that was caught or succeeded",
            help="name the logs of the run that is meant",
        )
    result = f"{counts.events:,} of {counts.trials:,}"
    file = file_of(texts, record.evidence)
    fields = {
        "from": posixpath.relpath(base, posixpath.dirname(file) or "."),
        "sha256": sha256(statement.encode()).hexdigest(),
        "result": result,
        **_unless_said(project, record, _counted_as(record)),
        **_missing(project, record),
    }
    after = dict(with_fields(texts, record.evidence, fields)) | {base: statement}
    before = dict(project.texts) | _as_it_is(_home(project), base)
    changed = [one for one in after if before.get(one) != after[one]]
    return Addition(
        record=record,
        result=result,
        before={one: before[one] for one in changed if one in before},
        after={one: after[one] for one in changed},
    )


def _as_it_is(home: Path, base: str) -> dict[str, str]:
    """Return the record that stands where the new one goes; refuse to write over anything else."""
    now = home / base
    if not now.exists():
        return {}
    content = now.read_bytes() if now.is_file() else b""
    if not is_statement(content):
        raise RefusedChangeError(f"`{base}` is there, and is no record", help="give that file another name")
    try:
        return {base: content.decode("utf-8")}
    except UnicodeDecodeError:
        raise RefusedChangeError(f"`{base}` is there, and is not UTF-8", help="remove it, then try again") from None


def _counted_as(record: Record) -> dict[str, str]:
    """Return the fields that say how it was counted; those left at their usual value are not written."""
    counting = record.counting
    return {
        "unit": "attack" if counting.budget else unit_of(counting),
        "method": record.method,
        "score": counting.score,
        "event": counting.event,
        "cluster": counting.cluster,
        "void": counting.void,
        "unscored": counting.unscored if counting.unscored != EVENTS else "",
        "audit budget": f"{counting.budget:g}%" if counting.budget else "",
        "useful": counting.useful,
    }


def _unless_said(project: Project, record: Record, fields: dict[str, str]) -> dict[str, str]:
    """Return the fields without those that the text states already, so that reasons and words of its own stay."""
    node = project.reading.case.nodes.get(record.evidence) if project.reading.case else None
    if not isinstance(node, Evidence):
        return fields
    stated, usual = counting_of(node), {METHOD, ""}
    kept = {key for key in ("score", "event", "cluster", "void", "useful") if getattr(node, key) == fields[key]}
    kept |= {"unscored"} if node.unscored and stated.unscored == record.counting.unscored else set()
    kept |= {"audit budget"} if node.audit_budget and stated.budget == record.counting.budget else set()
    kept |= {"unit"} if node.unit not in {"", "attack", unit_of(stated)} else set()
    kept |= {"method"} if node.method not in usual and not node.method.startswith(MISSED) else set()
    return {key: text for key, text in fields.items() if key not in kept}


def _missing(project: Project, record: Record) -> dict[str, str]:
    """Return what the logs say and the finding does not say yet: the model, and the day on which the last run ended."""
    case = project.reading.case
    node = case.nodes.get(record.evidence) if case else None
    known = node if isinstance(node, Evidence) else None
    models = sorted({re.sub(r"[\[\]\\]", "", run.header.model) for run in record.runs if run.header.model})
    days = sorted(day for run in record.runs if (day := _day(run.header.completed)))
    fields = {}
    if models and (known is None or not known.of):
        fields["of"] = ", ".join(models)
    if days and (known is None or known.date is None):
        fields["date"] = days[-1]
    return fields


def _day(time: str) -> str:
    """Return the day of a time; nothing where the log states none."""
    try:
        return date.fromisoformat(time[:10]).isoformat()
    except ValueError:
        return ""


def _with_node(texts: Mapping[str, str], name: str, fresh: Fresh | None) -> Mapping[str, str]:
    if name in ids_of(texts):
        return texts
    if fresh is None:
        raise RefusedChangeError(
            f"the case has no finding `{name}`",
            help=f"say what it is about with `--about`, or write `## Evidence {name}: ...` and its field `about` first",
        )
    if not fresh.file.endswith(".md"):
        raise RefusedChangeError(f"`{fresh.file}` is no Markdown, and no part of a case", help="name a file `.md`")
    node = f"## Evidence {name}: {' '.join(fresh.title.split())}\n\n- result: none yet\n- about: {fresh.about}\n"
    after = added(texts, fresh.file, node, name)
    for fault in read(after).faults:
        if fault.subject == name and fault.severity is Severity.ERROR:
            raise RefusedChangeError(f"`{name}` cannot be written: {fault.message}", help=fault.help)
    return after


def _home(project: Project) -> Path:
    if project.folder is None:
        raise RefusedChangeError("the case is not in a folder", help="open it from the folder that holds it")
    return project.folder


def _record_name(texts: Mapping[str, str], name: str, files: Sequence[str], home: Path) -> str:
    """Return where the record goes: beside the first log where that is in the case, else in `data` beside the text."""
    first = Path(files[0]).resolve()
    root = home.resolve()
    if first.is_relative_to(root):
        folder = first.parent.relative_to(root).as_posix()
    else:
        folder = posixpath.join(posixpath.dirname(file_of(texts, name)), "data")
    return posixpath.normpath(posixpath.join(folder, f"{name}.record.json"))


def place_of(path: str, home: Path, folder: str) -> Place:
    """Return where a log is, named relative to the folder of its record where it is in the case, else by its own name.

    So a record tells nothing of the machine it was made on.
    """
    place = Place(path, path)
    if place.remote:
        parts = urlsplit(path)
        return replace(place, name=f"{parts.scheme}://{parts.hostname or ''}{parts.path}")
    full, root = Path(path).resolve(), home.resolve()
    if full.is_relative_to(root):
        return Place(path, Path(os.path.relpath(full, root / folder)).as_posix())
    return Place(path, full.name)
