"""`loadpath load`: which claims and barriers carry the risk."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from loadpath.cli import options
from loadpath.cli.terminal import NO_NUMBERS, console, table, visible, working

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console

    from loadpath.assess.results import Load, NotComputed
    from loadpath.assess.surprise import Surprise
    from loadpath.case.graph import CaseGraph
    from loadpath.project import Project

FIRST = 12


AT_BEST = (
    "Something is unknown: loads are those at its best values, where the risk is lowest, "
    "and 0 stands for as yet unknown."
)
"""What has to be said of the loads behind a risk that is not one number."""

NOTHING_AT_BEST = (
    "Nothing has a load yet: at the best values of what is unknown there is no risk, or it could not be computed. "
    "`loadpath importance` shows also its worst values, and `loadpath risk` what is unknown."
)
NOTHING = "Nothing carries a load: there is no risk."


@click.command("load")
@options.folder
@options.by
@options.everything
@options.as_json
def command(folder: str, by: str | None, everything: bool, as_json: bool) -> None:
    """Show which claims, barriers and surfaces carry the risk in FOLDER, heaviest first.

    "x if wrong" is the risk if that claim is false, that barrier fails or that surface catches none, over the risk
    now: where one mistake costs most; "x listed" is the same for the listed pathways alone. "share" is the part of
    the risk in which it is wrong: what the risk passes through. With --all also where each is least defended, and how
    old its oldest evidence is. Last comes what two pathways or more stand on, and nobody owns or has evidence for:
    look there first.
    """
    project = options.opened(folder)
    with working("computing"):
        found = project.load(by)
    if as_json:
        options.print_json(
            {
                "case": project.case.head.id,
                "loads": {name: [load.as_json() for load in loads] for name, loads in found.items()},
                "surprises": [one.as_json() for one in project.surprises(by)],
            }
        )
        return
    out = console()
    for name, loads in found.items():
        carried = [load for load in loads if load.kind != "event" and not load.names]
        out.print(
            visible(f"{name}: {project.case.nodes[name].title if name in project.case.nodes else name}"), style="bold"
        )
        out.print(_rows(carried if everything else carried[:FIRST], project.case))
        if not everything and len(carried) > FIRST:
            out.print(f"{len(carried) - FIRST} more with --all", style="dim")
        out.print("\nand what may happen:", style="dim")
        events = sorted((load for load in loads if load.kind == "event" and not load.names), key=_share, reverse=True)
        out.print(_rows(events if everything else events[:6], project.case))
        if everything:
            out.print("\nby what they are defended:", style="dim")
            out.print(_defended(carried, project))
        if not _one_number(project, name):
            out.print(AT_BEST if loads else NOTHING_AT_BEST, style="dim", soft_wrap=True)
        elif not loads:
            out.print(NOTHING, style="dim", soft_wrap=True)
        out.print()
    _print_surprises(out, project.surprises(by))
    if not found:
        out.print(NO_NUMBERS)


def _one_number(project: Project, name: str) -> bool:
    answer = project.risk(name).risk
    return getattr(answer, "exact", False)


def _share(load: Load) -> float:
    return load.share if isinstance(load.share, float) else 0.0


def _rows(loads: Sequence[Load], case: CaseGraph) -> object:
    rows = table("", "x if wrong", "x listed", "share", "owner", "under", right=(1, 2, 3))
    for load in loads:
        rows.add_row(
            load.subject,
            _factor(load.if_wrong),
            _factor(load.listed_if_wrong),
            _part(load.share),
            visible(load.owner) or "nobody",
            _under(load, case),
        )
    return rows


def _defended(loads: Sequence[Load], project: Project) -> object:
    from loadpath.assess.attack import Defences  # noqa: PLC0415  the start stays fast

    rows = table("", "least defended", "at", "oldest evidence")
    eyes = Defences(project.case, project.today)
    for load in loads:
        found = eyes.weakest(load.subject)
        way = " <- ".join(found.path[1:])
        rows.add_row(load.subject, visible(found.why), visible(way), _age(project, load.subject))
    return rows


def _age(project: Project, name: str) -> str:
    """Return how old the oldest evidence for a thing is."""
    from loadpath.assess.surprise import oldest  # noqa: PLC0415  the start stays fast

    taken = oldest(project.case, name)
    if taken is None:
        return ""
    return taken.isoformat() if project.today is None or project.today < taken else f"{(project.today - taken).days} d"


def _print_surprises(out: Console, found: Sequence[Surprise]) -> None:
    if not found:
        return
    out.print("two pathways or more stand on these", style="bold")
    rows = table("", "x if wrong", "lacks", "under", right=(1,))
    for one in found[:FIRST]:
        rows.add_row(visible(one.subject), _factor(one.factor), one.why, visible(", ".join(one.pathways)))
    out.print(rows)


def _under(load: Load, case: CaseGraph) -> str:
    from loadpath.case.graph import below  # noqa: PLC0415  only when a table is printed
    from loadpath.case.node import Event  # noqa: PLC0415  the same

    unlisted = [item.id for item in case.all(Event) if item.residual]
    behind = case.once("behind what is not listed", lambda: below(case, unlisted))
    return ", ".join(load.pathways) or ("what is not listed" if load.subject in behind else "the evidence")


def _factor(value: float | NotComputed) -> str:
    from loadpath.case.rounding import times  # noqa: PLC0415

    return times(value) if isinstance(value, float) else "-"


def _part(value: float | NotComputed) -> str:
    from loadpath.case.rounding import percent  # noqa: PLC0415

    return percent(value) if isinstance(value, float) else "-"
