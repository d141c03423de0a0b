"""A log of Inspect AI, read: its header at once, its samples as they are asked for, one in memory at a time.

By content, not by name, it is a zip archive (`.eval`) or one JSON document (`.json`). What could be read in two ways,
is damaged, or does not hold the samples that it says it holds is refused; the message says which member, and why.
Samples come in the order of their epochs and ids from an archive, and in the order of the file from a document.

A log is refused whose summaries name other samples than it holds, or whose results count more completed samples than
there are. Fewer are as they should be: samples with errors are not counted as completed. `results.total_samples` is not
held against a log: it is what was planned, and a run that was stopped early, drained, or had samples cancelled in its
queue ends as a success without them (inspect_ai 0.3.285, `log/_log.py` and `_eval/task/run.py`). A summary may stand
twice, as that of a sample that was run again does in a journal.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO

from loadpath.errors import UnreadableError
from loadpath.ingest.inspect import header, members, sample, whole_json
from loadpath.ingest.inspect.archive import PIECE, open_archive
from loadpath.ingest.inspect.quoting import shown
from loadpath.ingest.inspect.strict_json import AS_WRITTEN, Walker, parse_fields

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from loadpath.case.record import Header, Sample
    from loadpath.ingest.inspect.archive import Archive
    from loadpath.ingest.inspect.members import Contents

EVAL, JSON = "inspect eval", "inspect json"
"""How a log is written."""

BLANKS = b" \t\r\n"
INCOMPLETE = "take the log as Inspect wrote it; nothing is counted in a log that has lost samples"


@dataclass(frozen=True, slots=True, kw_only=True)
class Log:
    """A log: what it says of itself, and its samples, which can be gone through once."""

    header: Header
    samples: Iterator[Sample]


def read_inspect(file: BinaryIO, name: str) -> Log:
    """Return a log; the file must stay open while its samples are gone through.

    Args:
        file: the log, which can be read from any place.
        name: how messages call it.

    Raises:
        UnreadableError: when it is none, is damaged, or could be read in two ways; also while the samples are gone
            through, since nothing is unpacked before it is asked for.
    """
    if _is_archive(file, name):
        archive = open_archive(file, name)
        held = members.contents(archive.members, name)
        document = _document(archive, held)
        found = _header(document, archive, held)
        _check_kept(document, f"`{name}`", len(held.samples))
        _check_others(archive, held)
        _check_summaries(archive, held)
        return Log(header=found, samples=_archived(archive, held, header.only_score(document)))
    document = whole_json.read_document(file, f"`{name}`")
    found = header.header_of(document, JSON, _as_json(name))
    if "samples" not in document:
        raise UnreadableError(f"`{name}` has no `samples`", help="log it with `log_samples`")
    return Log(header=found, samples=_listed(file, name, document))


def read_header(file: BinaryIO, name: str) -> Header:
    """Return what a log says of itself, without looking at its samples.

    Raises:
        UnreadableError: when it is none, is damaged, or could be read in two ways.
    """
    if not _is_archive(file, name):
        return header.header_of(whole_json.read_document(file, f"`{name}`"), JSON, _as_json(name))
    archive = open_archive(file, name)
    held = members.contents(archive.members, name)
    _check_others(archive, held)
    return _header(_document(archive, held), archive, held)


def _is_archive(file: BinaryIO, name: str) -> bool:
    file.seek(0)
    start = file.read(PIECE)
    if start[:2] == b"PK":
        return True
    if start.lstrip(BLANKS)[:1] == b"{":
        return False
    what = "is neither a zip archive nor a JSON document" if start else "is empty"
    raise UnreadableError(f"`{name}` {what}", help="name a log of Inspect, `.eval` or `.json`")


def _as_json(name: str) -> str:
    return f"`{name}`, which is no zip archive but JSON"


def _document(archive: Archive, held: Contents) -> Mapping[str, object]:
    member = archive.members[members.HEADER if held.complete else members.START]
    walker = Walker(archive.pieces(member), archive.where(member))
    found = walker.fields(header.WANTED)
    walker.finish()
    return found


def _header(document: Mapping[str, object], archive: Archive, held: Contents) -> Header:
    member = members.HEADER if held.complete else members.START
    return header.header_of(document, EVAL, f"`{archive.name}`, member `{member}`", ended=held.complete)


def _check_others(archive: Archive, held: Contents) -> None:
    """Refuse a log in which a member that is not read says otherwise than the directory: it may be one that is."""
    read = {place.member for place in held.samples} | {place.metadata for place in held.samples}
    for name, member in archive.members.items():
        if name not in read:
            archive.check(member)


def _check_kept(document: Mapping[str, object], where: str, count: int) -> None:
    """Refuse a log that says it completed more samples than it holds."""
    said = header.completed_samples(document)
    if count < said:
        kept = "" if header.keeps_samples(document) else "; the run was told to keep none"
        raise UnreadableError(f"{where} holds {count:,} samples and says it completed {said:,}{kept}", help=INCOMPLETE)


def _check_summaries(archive: Archive, held: Contents) -> None:
    """Refuse a log that does not hold exactly the samples of which it has summaries."""
    if held.complete and not held.summaries:
        raise UnreadableError(f"`{archive.name}` has no `{members.SUMMARIES}`", help=INCOMPLETE)
    kept = {members.stem(place.id, place.epoch) for place in held.samples}
    missing = kept.copy()
    for listed in held.summaries:
        member = archive.members[listed]
        walker = Walker(archive.pieces(member), archive.where(member))
        for _ in walker.elements():
            fields = walker.fields({"id": None, "epoch": None})
            where = archive.where(member)
            stem = members.stem(sample.id_of(fields, where), sample.epoch_of(fields, where))
            if stem not in kept:
                raise UnreadableError(f"`{archive.name}` lacks the sample `{shown(stem)}.json`", help=INCOMPLETE)
            missing.discard(stem)
        walker.finish()
    if missing:
        first = shown(min(missing))
        what = f"holds {len(kept):,} samples, and no summary of {len(missing):,}: there is none of `{first}.json`"
        raise UnreadableError(f"`{archive.name}` {what}", help=INCOMPLETE)


def _archived(archive: Archive, held: Contents, score: str) -> Iterator[Sample]:
    for place in held.samples:
        member = archive.members[place.member]
        where = archive.where(member)
        if member.size <= PIECE:
            fields = parse_fields(archive.content(member), where, sample.WANTED)
        else:
            walker = Walker(archive.pieces(member), where)
            fields = walker.fields(sample.WANTED)
            walker.finish()
        if place.metadata:
            apart = archive.members[place.metadata]
            if "metadata" in fields:
                raise UnreadableError(f"{where}: `metadata` stands twice", help=AS_WRITTEN)
            fields["metadata"] = Walker(archive.pieces(apart), archive.where(apart)).only()
        stem = members.stem(sample.id_of(fields, where), sample.epoch_of(fields, where))
        if stem != members.stem(place.id, place.epoch):
            raise UnreadableError(f"{where}: it holds the sample `{shown(stem)}`", help=AS_WRITTEN)
        yield sample.sample_of(fields, where, score)


def _listed(file: BinaryIO, name: str, document: Mapping[str, object]) -> Iterator[Sample]:
    """Yield the samples of a document; refuse one that stands twice, and at the end a log that holds too few."""
    score = header.only_score(document)
    seen: set[str] = set()
    for number, fields in enumerate(whole_json.samples(file, f"`{name}`", document)):
        where = f"`{name}`, sample {number + 1:,}"
        stem = members.stem(sample.id_of(fields, where), sample.epoch_of(fields, where))
        if stem in seen:
            raise UnreadableError(f"{where}: `{shown(stem)}` stands twice", help=AS_WRITTEN)
        seen.add(stem)
        yield sample.sample_of(fields, where, score)
    _check_kept(document, f"`{name}`", len(seen))
