"""`loadpath response`: who sees, who tells, how fast; and what monitoring at volume comes to."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from loadpath.case.suggest import did_you_mean
from loadpath.cli import options
from loadpath.cli.terminal import console, table, visible, working
from loadpath.errors import LoadpathError

if TYPE_CHECKING:
    from rich.console import Console

    from loadpath.assess.monitoring import Monitoring
    from loadpath.assess.timing import Timing
    from loadpath.case.node import Node, Scenario
    from loadpath.project import Project
    from loadpath.report.tree import Words

FIRST = 8
"""Cells that are shown unless all are asked for."""


@click.command("response")
@options.folder
@click.argument("name", metavar="[ID]", required=False)
@options.everything
@options.as_json
def command(folder: str, name: str | None, everything: bool, as_json: bool) -> None:
    """Show how responses in FOLDER come out, or one scenario or surface, ID.

    Of a scenario: how often it is too late given what it needs, how long it takes, the weakest row, and what each cell
    does. Of a surface: how likely at least one attempt is caught in time, for every correlation of misses, how full
    the queue of reviews is, and what more reviews would buy.
    """
    project = options.opened(folder)
    project.require_sound()
    with working("playing"):
        found = {node.id: told for node in _chosen(project, name) if (told := project.response(node.id)) is not None}
    if as_json:
        options.print_told(project, {"responses": {key: told.as_json() for key, told in found.items()}})
        return
    out = console()
    for key, told in found.items():
        _print(out, project.case.nodes[key], told, everything=everything)
    if not found:
        out.print("nothing can be played: no scenario has `harm at` and a table, no surface attempts and stages")


def _chosen(project: Project, name: str | None) -> list[Node]:
    from loadpath.case.node import Scenario, Surface  # noqa: PLC0415  the start stays fast

    known: list[Node] = [*project.case.all(Scenario), *project.case.all(Surface)]
    if name is None:
        return known
    if not any(node.id == name for node in known):
        listed = [node.id for node in known]
        known_ids = ", ".join(f"`{one}`" for one in listed) or "none"
        help_ = did_you_mean(name, listed, form="`{}`") or f"there are {known_ids}"
        raise LoadpathError(f"no scenario or surface `{name}` in this case", help=help_)
    if project.response(name) is None:
        response = isinstance(project.case.nodes[name], Scenario)
        lacking = "`harm at` and a row that stops it" if response else "`attempts` and a table of stages"
        raise LoadpathError(f"`{name}` cannot be played", help=f"it needs {lacking}")
    return [node for node in known if node.id == name]


def _print(out: Console, node: Node, told: Timing | Monitoring, *, everything: bool) -> None:
    from loadpath.assess.timing import Timing  # noqa: PLC0415  numpy is slow to start
    from loadpath.case.node import Scenario, Surface  # noqa: PLC0415  the same
    from loadpath.report import monitoring, response  # noqa: PLC0415  the same

    out.print(visible(f"{node.id}: {node.title}"), style="bold", soft_wrap=True)
    if isinstance(told, Timing) and isinstance(node, Scenario):
        _say(out, response.answer(node, told))
        _print_cells(out, node, told, everything=everything)
    elif isinstance(node, Surface) and not isinstance(told, Timing):
        _say(out, monitoring.answer(told, node))
        _print_sweep(out, told)
    out.print()


def _say(out: Console, words: Words) -> None:
    from loadpath.report.tree import plain_text  # noqa: PLC0415  the start stays fast

    out.print(visible(plain_text(words)))


def _print_cells(out: Console, node: Scenario, told: Timing, *, everything: bool) -> None:
    from loadpath.report.prose import plain  # noqa: PLC0415  the start stays fast
    from loadpath.report.response import named, said  # noqa: PLC0415  the same
    from loadpath.report.wording import NBSP  # noqa: PLC0415  the same

    moving = [cell for cell in told.cells if said(told, cell.best) != said(told, cell.worst)]
    rows = table("late, at best", "at worst", "row", "cell", right=(0, 1))
    for cell in moving if everything else moving[:FIRST]:
        ends = (said(told, cell.best).replace(NBSP, " "), said(told, cell.worst).replace(NBSP, " "))
        words = f"{cell.column}: {plain(cell.at_best)}, or {plain(cell.at_worst)}"
        rows.add_row(*ends, visible(named(node, cell.row)), visible(words))
    if moving:
        out.print()
        out.print(rows)
    if len(moving) > FIRST and not everything:
        out.print(f"{len(moving) - FIRST} more with --all", style="dim")


def _print_sweep(out: Console, told: Monitoring) -> None:
    from loadpath.assess.results import Interval  # noqa: PLC0415  numpy is slow to start
    from loadpath.cli.words import chance  # noqa: PLC0415  the same

    rows = table("correlation", "caught", right=(0, 1))
    for rho, low, high in told.by_correlation[:: len(told.by_correlation) // 4]:
        rows.add_row(f"{rho:g}", chance(Interval(low, high)))
    out.print()
    out.print(rows)
    if told.load is not None and told.load.full_at is not None:
        of = f" {told.load.of}" if told.load.of else ""
        out.print(f"\n{told.load.reviews:,.0f} reviews a week are full at {told.load.full_at:,.0f}{of} a week")
