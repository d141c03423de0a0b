"""`loadpath check`: what is wrong with an argument, worst first."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from loadpath.case.diagnostic import Severity
from loadpath.cli import options
from loadpath.cli.terminal import console, working
from loadpath.files.remembered import remembered

if TYPE_CHECKING:
    from loadpath.case.diagnostic import Diagnostic
    from loadpath.files.remembered import Checked
    from loadpath.project import Project

FIRST = 10
"""How many findings are shown unless all are asked for."""


@click.command("check")
@options.folder
@click.option("--concise", "short", is_flag=True, help="One line per finding, as editors and `grep` like it.")
@options.everything
@options.as_json
def command(folder: str, short: bool, everything: bool, as_json: bool) -> None:
    """Find what is wrong with the argument in FOLDER, worst first.

    Findings are sorted by weight, then by how far the risk moves if what they are about turns out wrong. `loadpath
    explain RULE` tells more about each. A clean check is not a permission: it says that nothing was found, not that
    the system is safe.

    Exit code 0: no errors. 1: errors. 2: could not run.
    """
    project = options.opened(folder)
    project.memory = remembered(os.environ, Path(folder))
    with working("checking"):
        findings = project.checked(digest=as_json)
    if as_json:
        options.print_json(
            {
                "case": findings.case,
                "digest": findings.digest,
                "findings": [_plain(item) for item in findings.found],
            }
        )
    else:
        _print(project, findings, short=short, everything=everything)
    sys.exit(1 if findings.at_the_gate else 0)


def _plain(item: Diagnostic) -> dict[str, object]:
    return {
        "rule": item.rule,
        "severity": item.severity.value,
        "message": item.message,
        "file": item.at.file,
        "line": item.at.line,
        "column": item.at.column,
        "end_column": item.at.end_column,
        "label": item.label,
        "notes": list(item.notes),
        "help": item.help,
        "subject": item.subject,
    }


def _print(project: Project, findings: Checked, *, short: bool, everything: bool) -> None:
    from loadpath.cli.frame import concise, frame  # noqa: PLC0415  rich is slow to start

    out = console()
    shown = findings.found if everything else findings.found[:FIRST]
    for item in shown:
        out.print(concise(item) if short else frame(item, project.texts), soft_wrap=True)
    out.print(_summary(findings, len(shown)), soft_wrap=True)


def _summary(findings: Checked, shown: int) -> str:
    counts = [
        f"{findings.count(weight)} {weight.value}{'s' if findings.count(weight) != 1 else ''}"
        for weight in Severity
        if findings.count(weight)
    ]
    waived = f", {findings.waived} waived" if findings.waived else ""
    if not counts:
        return f"nothing found by {findings.rules} rules{waived}; that is not a permission"
    hidden = len(findings.found) - shown
    more = f"; {hidden} more with --all" if hidden else ""
    return f"{', '.join(counts)}{waived}, from {findings.rules} rules{more}"
