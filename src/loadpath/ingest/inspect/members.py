"""Which member of a log is what: the header, the summaries, the samples in either shape, the journal of a run.

A sample is one member, `samples/ID_epoch_N.json`, or several below `samples/ID_epoch_N/`, with `sample.json` as the
first of them. An id may hold anything, slashes and dots too; a name is never a path. What stands below `samples/` and
belongs to no sample is refused; what stands elsewhere and is not known is left alone, as later versions may add to it.

Source: inspect_ai 0.3.285, `log/_recorders/eval.py` and `log/_recorders/chunked/format.py`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple, NoReturn

from loadpath.errors import UnreadableError
from loadpath.ingest.inspect.quoting import shown

if TYPE_CHECKING:
    from collections.abc import Iterable

HEADER, START, SUMMARIES = "header.json", "_journal/start.json", "summaries.json"
SAMPLES = "samples/"
ALONE = re.compile(r"samples/(.+)_epoch_([0-9]{1,9})\.json", re.DOTALL)
SHELL = re.compile(r"(samples/(.+)_epoch_([0-9]{1,9}))/sample\.json", re.DOTALL)
PART = re.compile(
    r"(samples/.+_epoch_[0-9]{1,9})/"
    r"(?:metadata|skeleton|(?:messages|events|calls|attachments)/[0-9]+|events/(?:stats|uuids))\.json",
    re.DOTALL,
)
JOURNAL = re.compile(r"_journal/summaries/([0-9]{1,9})\.json")


class Place(NamedTuple):
    """Where a sample stands: its member, and that of its metadata when it has one of its own."""

    epoch: int
    id: str
    member: str
    metadata: str = ""


class Contents(NamedTuple):
    """What a log holds: the places of its samples by epoch and id, and the members that list them."""

    samples: list[Place]
    summaries: list[str]
    complete: bool


def stem(id: str, epoch: int) -> str:  # noqa: A002  the field's word
    """Return what the member of a sample is called, without its ending.

    >>> stem("a/b", 2)
    'samples/a/b_epoch_2'
    """
    return f"{SAMPLES}{id}_epoch_{epoch}"


def contents(names: Iterable[str], log: str) -> Contents:
    """Return what the members of a log are.

    Args:
        names: of its members.
        log: its own, for messages.

    Raises:
        UnreadableError: when it has neither a header nor a journal, holds a sample twice, or a member of no sample.
    """
    known = set(names)
    if HEADER not in known and START not in known:
        _refuse(log, f"has neither `{HEADER}` nor `{START}`: it is no log of Inspect")
    alone: list[Place] = []
    parts: list[tuple[str, str]] = []
    shells: dict[str, Place] = {}
    for name in known:
        if not name.startswith(SAMPLES) or name.endswith("/"):
            _check_case(name, log)
        elif found := ALONE.fullmatch(name):
            alone.append(Place(int(found[2]), found[1], name))
        elif found := SHELL.fullmatch(name):
            shells[found[1]] = Place(int(found[3]), found[2], name)
        elif found := PART.fullmatch(name):
            parts.append((found[1], name))
        else:
            _refuse(log, f"holds a member `{shown(name)}` that is no sample")
    for place in alone:
        if place.member.removesuffix(".json") in shells:
            _refuse(log, f"holds the sample `{shown(place.id)}` of epoch {place.epoch} in two shapes")
    for shell, name in parts:
        if shell not in shells:
            _refuse(log, f"holds a member `{shown(name)}` whose sample is missing")
        if name == f"{shell}/metadata.json":
            shells[shell] = shells[shell]._replace(metadata=name)
    listed = [SUMMARIES] if SUMMARIES in known else _journal(known)
    return Contents(sorted([*alone, *shells.values()]), listed, HEADER in known)


def _journal(known: Iterable[str]) -> list[str]:
    numbered = [(int(found[1]), name) for name in known if (found := JOURNAL.fullmatch(name))]
    return [name for _, name in sorted(numbered)]


def _check_case(name: str, log: str) -> None:
    """Refuse what another reader, on a system that does not tell capitals apart, would take for the real one."""
    if name.lower() != name and name.lower() in (HEADER, START, SUMMARIES):
        _refuse(log, f"holds `{name}`, which is `{name.lower()}` for some readers")


def _refuse(log: str, what: str) -> NoReturn:
    raise UnreadableError(f"`{log}` {what}", help="take the log as Inspect wrote it")
