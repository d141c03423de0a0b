"""A record of evidence as a file: an in-toto Statement whose subjects are the logs, by SHA-256.

The layout is that of the in-toto attestation framework, Statement v1: `_type`, `subject`, `predicateType`,
`predicate`. The predicate holds what was read and how it was counted, so that somebody with the logs can count again
and somebody without them can see what was counted. It is written in one layout, so that equal records have equal
bytes, and read strictly: no unknown key, none twice, nothing that is not of its type.
"""

from __future__ import annotations

import json
import re
from dataclasses import MISSING, fields, is_dataclass
from functools import cache
from types import UnionType
from typing import TYPE_CHECKING, Any, get_args, get_origin, get_type_hints

from loadpath.case import record as values
from loadpath.case.record import UNSCORED, Record, Subject
from loadpath.case.value import Counts
from loadpath.errors import UnreadableError
from loadpath.ingest.json_strict import read_json

if TYPE_CHECKING:
    from collections.abc import Mapping

TYPE = "https://in-toto.io/Statement/v1"
PREDICATE = "urn:loadpath:evidence:v1"

MOST_BYTES = 4_000_000
"""Bytes of a record; a curve over a hundred budgets and a thousand packages stay far below."""

LONGEST_NAME = 1_000
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")

SHA256 = re.compile(r"[0-9a-f]{64}")
HELP = "write it again with `loadpath evidence add` or `loadpath evidence recompute`"


def write_statement(record: Record) -> str:
    """Return a record as the text of a Statement, the same bytes for the same record."""
    predicate = _written(record)
    predicate["runs"] = [_written(run) | {"bytes": run.subject.bytes} for run in record.runs]
    for run in predicate["runs"]:
        del run["subject"]
    statement = {
        "_type": TYPE,
        "subject": [_resource(run.subject) for run in record.runs],
        "predicateType": PREDICATE,
        "predicate": predicate,
    }
    return json.dumps(statement, indent=1, sort_keys=True, ensure_ascii=False, allow_nan=False) + "\n"


def _resource(subject: Subject) -> dict[str, object]:
    return {"name": subject.name, "digest": {"sha256": subject.sha256} if subject.sha256 else {}}


def _written(value: Any) -> Any:  # noqa: ANN401  JSON
    """Return a value as JSON has it; what has its usual value is left out, and is read as that again."""
    if is_dataclass(value):
        parts = ((part, getattr(value, part.name)) for part in fields(value))
        return {part.name: _written(one) for part, one in parts if one != part.default}
    return [_written(one) for one in value] if isinstance(value, tuple) else value


def is_statement(content: bytes) -> bool:
    """Return whether a file begins like a record of ours, whatever else is in it."""
    return PREDICATE.encode() in content[:MOST_BYTES]


def read_statement(content: bytes, name: str) -> Record:
    """Return the record that a file holds.

    Args:
        content: the bytes of the file.
        name: of the file, for what is said about faults.

    Raises:
        UnreadableError: when it is no record, or not one that could have been written.
    """
    if len(content) > MOST_BYTES:
        raise UnreadableError(f"`{name}` has more than {MOST_BYTES:,} bytes", help="a record is no log: name the log")
    found = read_json(content, name)
    try:
        return _record(found)
    except _UnlikeError as error:
        raise UnreadableError(f"`{name}` is no record of evidence: {error}", help=HELP) from None


class _UnlikeError(Exception):
    """A value is not what stands at its place in a record."""


def _record(found: object) -> Record:
    statement = _mapping(found, "the file", {"_type", "subject", "predicateType", "predicate"})
    for key, wanted in (("_type", TYPE), ("predicateType", PREDICATE)):
        if statement.get(key) != wanted:
            raise _UnlikeError(f"`{key}` is `{statement.get(key)}`, not `{wanted}`")
    predicate = dict(_mapping(statement.get("predicate"), "`predicate`"))
    subjects = [_subject(item) for item in _list(statement.get("subject"), "`subject`")]
    runs = _list(predicate.pop("runs", None), "`runs`")
    if len(runs) != len(subjects):
        raise _UnlikeError(f"it has {len(subjects)} subjects and {len(runs)} runs")
    predicate["runs"] = [
        {**_mapping(run, "a run", {"bytes", "part", "header", "totals"}), "subject": subject}
        for run, subject in zip(runs, subjects, strict=True)
    ]
    for run in predicate["runs"]:
        run["subject"] = {**run["subject"], "bytes": run.pop("bytes", 0)}
    record = _filled(Record, predicate, "`predicate`")
    assert isinstance(record, Record)
    if not record.runs:
        raise _UnlikeError("it has no runs")
    if record.counting.unscored not in UNSCORED:
        raise _UnlikeError(f"`unscored` is `{record.counting.unscored}`, not one of {', '.join(UNSCORED)}")
    return record


def _subject(item: object) -> dict[str, object]:
    resource = _mapping(item, "a subject", {"name", "digest"})
    digest = _mapping(resource.get("digest"), "`digest`", {"sha256"}).get("sha256")
    if digest is not None and not (isinstance(digest, str) and SHA256.fullmatch(digest)):
        raise _UnlikeError(f"`sha256` is `{digest}`, not 64 hexadecimal digits")
    name = resource.get("name")
    if not isinstance(name, str) or CONTROL.search(name) or len(name) > LONGEST_NAME:
        raise _UnlikeError(f"the name of a subject is no line of at most {LONGEST_NAME:,} characters")
    return {"name": name, "sha256": digest or ""}


def _mapping(found: object, what: str, keys: set[str] | None = None) -> Mapping[str, Any]:
    if not isinstance(found, dict):
        raise _UnlikeError(f"{what} is no object")
    if keys is not None and (extra := sorted(found.keys() - keys)):
        raise _UnlikeError(f"{what} has the key `{extra[0]}`, which nobody knows")
    return found


def _list(found: object, what: str) -> list[Any]:
    if not isinstance(found, list):
        raise _UnlikeError(f"{what} is no list")
    return found


def _filled(wanted: type, found: object, where: str) -> object:
    """Return a value of a frozen class filled from a mapping, every part of its declared type."""
    hints = _hints(wanted)
    given = _mapping(found, where, set(hints))
    for item in fields(wanted):
        if item.name not in given and item.default is MISSING:
            raise _UnlikeError(f"{where} lacks `{item.name}`")
    made = wanted(**{key: _typed(hints[key], value, f"`{key}`") for key, value in given.items()})
    if isinstance(made, Counts) and made.events > made.trials:
        raise _UnlikeError(f"{where} has {made.events:,} events of {made.trials:,}")
    return made


@cache
def _hints(wanted: type) -> dict[str, Any]:
    return get_type_hints(wanted, vars(values))


def _typed(wanted: Any, found: object, where: str) -> object:  # noqa: ANN401  a type, or a form of one
    if is_dataclass(wanted):
        assert isinstance(wanted, type)
        return _filled(wanted, found, where)
    if isinstance(wanted, UnionType):
        return (
            None
            if found is None
            else _typed(next(one for one in get_args(wanted) if one is not type(None)), found, where)
        )
    if get_origin(wanted) is tuple:
        parts, items = get_args(wanted), _list(found, where)
        if parts[-1] is not Ellipsis and len(parts) != len(items):
            raise _UnlikeError(f"{where} has an entry of {len(items)} parts, not {len(parts)}")
        kinds = [parts[0]] * len(items) if parts[-1] is Ellipsis else parts
        return tuple(_typed(kind, item, where) for kind, item in zip(kinds, items, strict=True))
    if wanted is float and type(found) is int:
        return float(found)
    if type(found) is not wanted:
        raise _UnlikeError(f"{where} is `{str(found)[:60]}`, not of the type {wanted.__name__}")
    if wanted is int and isinstance(found, int) and found < 0:
        raise _UnlikeError(f"{where} is {found}, below zero")
    return found
