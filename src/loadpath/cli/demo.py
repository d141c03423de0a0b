"""`loadpath demo`: the main job on the example that comes along, and one thing to try next."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import click

import loadpath
from loadpath.case.value import Chance
from loadpath.cli import options
from loadpath.cli.report import write
from loadpath.cli.risk import print_risk
from loadpath.cli.terminal import console, visible, working
from loadpath.errors import NoCaseError

if TYPE_CHECKING:
    from loadpath.case.value import Line
    from loadpath.project import Project

EXAMPLE = "heron-2"


@click.command("demo")
@click.argument("folder", type=click.Path(file_okay=False), required=False)
def command(folder: str | None) -> None:
    """Run the main job on a copy of the example (or on FOLDER): risk, report, one number to move yourself."""
    where = folder or str(_example())
    project = options.opened(where)
    out = console()
    with working("reading, computing, writing"):
        found = project.risk()
        findings = project.check()
        path = write(project, None)
    out.print(visible(f"{project.case.head.title} ({project.case.head.id})\n"), style="bold")
    print_risk(out, project, found)
    errors = (
        f", {sum(item.severity.value == 'error' for item in findings.found)} of them errors"
        if findings.at_the_gate
        else ""
    )
    out.print(f"\nThe checker has {len(findings.found)} findings{errors}: loadpath check {where}", soft_wrap=True)
    out.print(f"The report: {path.resolve().as_uri() if path.is_absolute() else path}", style="bold", soft_wrap=True)
    hint = _to_try(project, where)
    if hint:
        out.print(hint, soft_wrap=True)


def _example() -> Path:
    """Return a copy of the example that may be changed, in this folder; an earlier copy is kept as it is."""
    here = Path(EXAMPLE)
    package = Path(loadpath.__file__).parent
    places = (package / "examples" / EXAMPLE, package.parent.parent / "examples" / EXAMPLE)
    source = next((place for place in places if place.is_dir()), None)
    if not here.exists():
        if source is None:
            raise NoCaseError("the example case did not come along", help="name a folder: `loadpath demo FOLDER`")
        shutil.copytree(source, here)
    return here


def _to_try(project: Project, where: str) -> str:
    """Return one line to change, the command to run, and the number that will move: computed, not promised."""
    from loadpath.case.rounding import percent  # noqa: PLC0415
    from loadpath.project import Project as Opened  # noqa: PLC0415

    first = project.risk()[0]
    carried = [
        load.subject for load in first.loads if load.kind == "claim" and not load.names and len(load.pathways) > 1
    ]
    line = next((found for name in carried if (found := _plain_line(project, first.assessor, name))), None)
    if line is None:
        return ""
    value = line.branches[0].value.written
    file = line.at.file
    rows = project.texts[file].split("\n")
    rows[line.at.line - 1] = re.sub(re.escape(value), "50%", rows[line.at.line - 1], count=1)
    changed = Opened({**project.texts, file: "\n".join(rows)}, project.hash_of)
    after, before = changed.risk(by=first.assessor).risk, first.risk
    return (
        f"\nNow try it: in {Path(where) / file}, line {line.at.line}, change {value} to 50%, then run\n"
        f"  loadpath risk {where} --by {first.assessor}\n"
        f"and the risk moves from {percent(before.low)} to {percent(after.low)}."  # type: ignore[union-attr]
    )


def _plain_line(project: Project, assessor: str, name: str) -> Line | None:
    from loadpath.assess.lines import judgements_of  # noqa: PLC0415  numpy is slow to start

    judged = judgements_of(project.case, assessor).lines.get(name)
    if judged is None or len(judged.line.branches) != 1:
        return None
    value = judged.line.branches[0].value
    return judged.line if isinstance(value, Chance) and value.written != "50%" else None
