"""`loadpath risk`: the risk, exactly, for every assessor."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from loadpath.cli import options
from loadpath.cli.terminal import console, table, visible, working

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console

    from loadpath.assess.results import Assessment
    from loadpath.case.diagnostic import Diagnostic
    from loadpath.project import Project


@click.command("risk")
@options.folder_or_model
@options.by
@click.option("--draws", type=click.IntRange(min=0), help="For a fault tree: worlds for the range; 0 for none.")
@options.as_json
def command(folder: str, by: str | None, draws: int | None, as_json: bool) -> None:
    """Compute the risk in FOLDER exactly, for every assessor.

    Shows the probability one would bet at, its 90 % range over worlds, and where that lies against the budget: shown
    below, shown above, or not shown, and why. Nothing is pooled: assessors differ, and the difference is information.
    `loadpath load` tells what carries it.

    FOLDER may also be a fault tree, an Open-PSA model that ends in `.xml`: each
    top event is computed.
    """
    if options.is_model(folder):
        if by is not None:
            raise click.UsageError("`--by` chooses an assessor of a case; a fault tree has none")
        _print_tree(folder, draws, as_json=as_json)
        return
    if draws is not None:
        raise click.UsageError("`--draws` is for a fault tree, a file that ends in `.xml`")
    project = options.opened(folder)
    with working("computing"):
        found = project.risk() if by is None else (project.risk(by),)
    if as_json:
        budget = next((item.budget.level for item in found if item.budget), None)
        options.print_told(
            project,
            {
                "budget": budget,
                "assessors": [item.as_json() for item in found],
                "origins": [_origins_json(item) for item in found],
                "refused": [f"{fault.at}: {fault.message}" for fault in refused(project, found)],
            },
        )
        return
    out = console()
    out.print(visible(f"{project.case.head.title} ({project.case.head.id})\n"), style="bold")
    if found:
        print_risk(out, project, found)
    else:
        print_needed(out, project)


def _print_tree(model: str, draws: int | None, *, as_json: bool) -> None:
    """Print the top events of a fault tree."""
    from loadpath.project import fault_tree  # noqa: PLC0415  `--help` stays fast

    with working("computing"):
        found = fault_tree(model, draws)
    if as_json:
        options.print_json({"model": model, "tops": [top.as_json() for top in found]})
        return
    rows = table("top event", "probability", "90 % range", "method", "operations", "circuit", right=(4,))
    for top in found:
        low, high = top.probability.low, top.probability.high
        rows.add_row(
            visible(top.name),
            f"{low:.9g}" if low == high else f"{low:.4g} to {high:.4g}",
            f"{top.range.low:.2g} to {top.range.high:.2g}" if top.range else "",
            top.method if low == high else f"{top.method}, gap {high - low:.2g}",
            f"{top.operations:,}" if top.digest else "",
            top.digest[:12],
        )
    console().print(rows)


def print_risk(out: Console, project: Project, found: Sequence[Assessment]) -> None:
    """Print the table of assessors, the table of pathways, and why a verdict is what it is."""
    from loadpath.assess.results import Interval  # noqa: PLC0415  numpy is slow to start
    from loadpath.cli.words import chance, digits, factor, one_in, span, verdict, worlds  # noqa: PLC0415  numpy is slow to start

    rows = table("assessor", "risk", "", "x budget", "90 % range", "worlds over it", "verdict", right=(1, 2, 3, 5))
    for item in found:
        places = digits(item)
        budget = item.budget
        rows.add_row(
            item.assessor,
            chance(item.risk, places),
            one_in(item.risk, places),
            factor(budget.times, places) if budget else "",
            span(item.range),
            worlds(budget.exceeding, item.draws) if budget else "",
            verdict(budget),
        )
    level = next((item.budget.level for item in found if item.budget), None)
    if level:
        allowed = Interval(level, level)
        rows.add_row("budget", chance(allowed), one_in(allowed), style="dim")
    out.print(rows)
    out.print()
    paths = table("", *(item.assessor for item in found), right=tuple(range(1, len(found) + 1)))
    for name in found[0].pathways:
        paths.add_row(name, *(chance(item.pathways[name], digits(item)) for item in found))
    for name in found[0].residual:
        paths.add_row(f"{name} (not listed)", *(chance(item.residual[name], digits(item)) for item in found))
    out.print(paths)
    out.print()
    for item in found:
        if item.budget and item.budget.reasons:
            reasons = "; and ".join(item.budget.reasons)
            out.print(f"{item.assessor}: {item.budget.verdict.value}, because {reasons}", soft_wrap=True)
        if item.unassessed:
            out.print(
                f"{item.assessor}: nobody gave a number to {', '.join(f'`{name}`' for name in item.unassessed)}",
                soft_wrap=True,
            )
        if item.withheld:
            names = ", ".join(f"`{name}`" for name in item.withheld)
            out.print(
                f"{item.assessor}: computed within the declared bounds of what is withheld: {names}", soft_wrap=True
            )
        _print_origins(out, item)
    _print_refused(out, project, found)
    methods: dict[str, list[str]] = {}
    for item in found:
        methods.setdefault(item.method, []).append(item.assessor)
    said = [how if len(methods) == 1 else f"{', '.join(who)}: {how}" for how, who in methods.items()]
    worlds_drawn = f"ranges from {found[0].draws:,} worlds; case {project.case.digest[:12]}"
    out.print("\n" + "\n".join([*said, worlds_drawn]), style="dim", soft_wrap=True)


def _origins_json(item: Assessment) -> dict[str, object]:
    """Return of what a figure is made as plain JSON values."""
    from loadpath.assess.origins import Origins, origins  # noqa: PLC0415  numpy is slow to start

    made = origins(item)
    return made.as_json() if isinstance(made, Origins) else {"assessor": item.assessor, "not_computed": made.reason}


def _print_origins(out: Console, item: Assessment) -> None:
    """Say which part of a figure is data and which is whose judgement."""
    from loadpath.assess.origins import Origins, origins  # noqa: PLC0415  numpy is slow to start

    made = origins(item)
    if isinstance(made, Origins):
        out.print(visible(f"{item.assessor}: {made.in_words()}"), style="dim", soft_wrap=True)


def refused(project: Project, found: Sequence[Assessment]) -> list[Diagnostic]:
    """Return why assessors are missing among what was computed; nothing when none is."""
    from loadpath.assess.lines import assessors_of  # noqa: PLC0415  numpy is slow to start

    if len(found) == len(assessors_of(project.case)):
        return []
    return [fault for fault in project.scene.faults if fault.severity.value == "error"]


def _print_refused(out: Console, project: Project, found: Sequence[Assessment]) -> None:
    for fault in refused(project, found):
        out.print(f"refused: {visible(str(fault.at))}: {visible(fault.message)}", style="red", soft_wrap=True)


def print_needed(out: Console, project: Project) -> None:
    """Print what would be needed to quantify a case without numbers."""
    needed = project.needed()
    out.print("No numbers yet. The argument can be checked, reviewed and published as it stands.", soft_wrap=True)
    if not needed:
        return
    out.print("\nTo compute the risk, an assessor would state, each with a reason:\n")
    for name in needed:
        node = project.case.nodes[name]
        out.print(f"  {name:<28} {visible(node.title)}", soft_wrap=True)
    out.print("\nWrite them as bullets under a heading `## Assessor team: ...`, such as", soft_wrap=True)
    out.print(f"  - {needed[0]}: 5% (1%-15%) because ...", soft_wrap=True)
