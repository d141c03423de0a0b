"""What the checks found, each at its line with the text around it, out of the text that the project was given."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from loadpath.case.characters import visible
from loadpath.case.diagnostic import Severity
from loadpath.report.register import SEVERITIES
from loadpath.report.tree import anchor_of
from loadpath.report.wording import capital, count
from loadpath.web.shell import Frame, fragment, page

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from loadpath.case.diagnostic import Diagnostic
    from loadpath.case.span import Span
    from loadpath.project import Project

AROUND = 2
"""Lines shown above and below the one that a finding is about."""

WIDEST = 400
"""Letters of a line that are shown."""

TITLE = "Findings of the checks"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A line of an excerpt: its number, its text in three parts, and whether a finding is about it."""

    number: int
    before: str
    marked: str
    after: str
    here: bool


def findings_page(frame: Frame, project: Project, address: Callable[[str], str] | None = None) -> bytes:
    """Return the page of everything that the checks find in a case.

    Args:
        frame: what all pages share.
        project: the case.
        address: where the page of a node is, by its anchor; None where there are no such pages.
    """
    findings = project.check()
    counts = ", ".join(count(findings.count(severity), severity.value) for severity in Severity)
    said = f"{count(findings.rules, 'rule')} ran and found {counts}. A check that finds nothing permits nothing."
    waived = [
        {
            "message": capital(item.finding.message),
            "rule": item.finding.rule,
            "place": f"{item.finding.at.file}:{item.finding.at.line}",
            "by": item.waiver.by,
            "because": item.waiver.because,
        }
        for item in findings.waived
    ]
    return _page(frame, said, _told(findings.found, project, address), waived)


def findings_without_a_case(frame: Frame, project: Project) -> bytes:
    """Return the page of what is wrong with text that holds no case."""
    said = "No `# Case id: Title` heading was found; begin a file with it."
    return _page(frame, said, _told(project.reading.faults, project, None), [])


def _page(frame: Frame, counted: str, found: list[dict[str, object]], waived: list[dict[str, str]]) -> bytes:
    body = fragment("findings.html", {"title": TITLE, "counted": counted, "found": found, "waived": waived})
    trail = ((frame.case, "/"),) if frame.digest else ()
    return page(frame, title=TITLE, body=body, here="/findings", trail=trail)


def _told(
    found: Iterable[Diagnostic], project: Project, address: Callable[[str], str] | None
) -> list[dict[str, object]]:
    nodes = project.case.nodes if address else {}
    return [
        {
            "number": number,
            "severity": item.severity.value,
            "symbol": SEVERITIES[item.severity].symbol,
            "tone": SEVERITIES[item.severity].tone,
            "rule": item.rule,
            "message": capital(item.message),
            "file": item.at.file,
            "line": item.at.line,
            "rows": excerpt(project.texts.get(item.at.file, ""), item.at),
            "label": capital(item.label) + "." if item.label else "",
            "notes": [capital(note) for note in item.notes],
            "help": capital(item.help),
            "subject": item.subject if item.subject in nodes else "",
            "address": address(anchor_of(item.subject)) if address else "",
        }
        for number, item in enumerate(found, 1)
    ]


def excerpt(text: str, at: Span) -> list[Row]:
    """Return the line that a finding is about, with the place marked, and the lines around it."""
    lines = re.split(r"\r\n|\r|\n", text)
    found = []
    for number in range(max(1, at.line - AROUND), min(len(lines), at.line + AROUND) + 1):
        line = lines[number - 1]
        here = number == at.line
        cut = (at.column - 1, at.end_column - 1) if here else (len(line), len(line))
        parts = [visible(part)[:WIDEST] for part in (line[: cut[0]], line[cut[0] : cut[1]], line[cut[1] :])]
        found.append(Row(number=number, before=parts[0], marked=parts[1], after=parts[2], here=here))
    return found
