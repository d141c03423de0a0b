"""The records behind the findings of a case: read where they are the ones that the text states."""

from __future__ import annotations

from typing import TYPE_CHECKING

from loadpath.case.diagnostic import Diagnostic, Severity
from loadpath.case.node import Evidence
from loadpath.errors import UnreadableError
from loadpath.ingest.statement import is_statement, read_statement

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from loadpath.case.graph import CaseGraph
    from loadpath.case.record import Record


def records_of(
    case: CaseGraph, sources: Mapping[str, str | None], content_of: Callable[[str, str], bytes | None]
) -> tuple[dict[str, Record], tuple[Diagnostic, ...]]:
    """Return the records by evidence id, and what is wrong with those that cannot be read.

    A record whose digest is not the one stated is left out: `changed-evidence` says so.

    Args:
        case: the case.
        sources: SHA-256 of the files that evidence comes from, by evidence id; None where a file is missing.
        content_of: gives what is in such a file, by the file of the finding and the text of `from`; None where it
            cannot be a record.
    """
    records: dict[str, Record] = {}
    faults: list[Diagnostic] = []
    for item in case.all(Evidence):
        actual = sources.get(item.id)
        if actual is None or item.sha256 not in {"", actual}:
            continue
        content = content_of(item.at.file, item.source)
        if content is None or not is_statement(content):
            continue
        try:
            records[item.id] = read_statement(content, item.source)
        except UnreadableError as error:
            faults.append(
                Diagnostic(
                    rule="malformed-record",
                    severity=Severity.ERROR,
                    message=str(error),
                    at=item.place("from"),
                    help=error.help,
                    subject=item.id,
                )
            )
    return records, tuple(faults)
