"""`loadpath independence`: what is gained by taking things as independent of each other."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from loadpath.cli import options
from loadpath.cli.terminal import NO_NUMBERS, console, table, visible, working
from loadpath.errors import RefusedSettingError

if TYPE_CHECKING:
    from rich.console import Console

    from loadpath.assess.independence import Bound, Independence, Sweep
    from loadpath.project import Project

SHOWN = (0.0, 0.1, 0.3, 0.5, 1.0)
"""The shares of one more cause that a table has room for."""


@click.command("independence")
@options.folder
@options.by
@click.option(
    "--together", multiple=True, metavar="IDS", help="Barriers that might share one more cause: `monitor,review`."
)
@options.as_json
def command(folder: str, by: str | None, together: tuple[str, ...], as_json: bool) -> None:
    """Say what the case in FOLDER gains by taking its steps as independent of each other.

    Beside each pathway stands how likely it is at most, whatever depends on what: the least likely of its steps, those
    kept together that a `given` or an `if` ties. Then the risk when barriers share one more cause, which is a share of
    what the least likely of them fails by; each keeps its own number. And what falls with the claims that argue for the
    same (`argues`).
    """
    project = options.opened(folder)
    with working("computing"):
        found = _asked(project, by, together)
    if as_json:
        options.print_told(project, {"assessors": [one.as_json() for one in found]})
        return
    out = console()
    for one in found:
        _print(out, one)
    if not found:
        out.print(NO_NUMBERS)


def _asked(project: Project, by: str | None, together: tuple[str, ...]) -> list[Independence]:
    sets = [[name.strip() for name in one.split(",") if name.strip()] for one in together] or None
    try:
        return list(project.independence(by, sets))
    except ValueError as error:
        if not sets:
            raise
        remedy = "write ids of two or more mitigations with commas, such as `--together monitor,review`"
        raise RefusedSettingError(str(error), help=remedy) from None


def _print(out: Console, one: Independence) -> None:
    out.print(visible(f"{one.assessor}: {one.title}"), style="bold", soft_wrap=True)
    if one.bounds:
        _print_bounds(out, one)
    else:
        out.print("no pathway has a chain, so that nothing is taken as independent")
    for sweep in one.sweeps:
        _print_sweep(out, sweep)
    if one.pillars:
        _print_pillars(out, one)
    out.print()


def _print_bounds(out: Console, one: Independence) -> None:
    from loadpath.cli.words import chance  # noqa: PLC0415  numpy is slow to start

    rows = table("pathway", "as computed", "if independent", "at least", "at most", right=(1, 2, 3, 4))
    for item in one.bounds:
        rows.add_row(
            visible(item.pathway),
            chance(item.risk),
            chance(item.product),
            chance(item.least),
            chance(item.most),
        )
    if len(one.bounds) > 1:
        whole = one.listed
        rows.add_row(
            "any of them", chance(whole.risk), chance(whole.independent), chance(whole.least), chance(whole.most)
        )
    out.print(rows)
    many = [item for item in one.bounds if sum(len(group.steps) for group in item.groups) > 1]
    bounding = "; ".join(f"{item.pathway}: {_weakest(item)}" for item in many if _weakest(item))
    if bounding:
        out.print(visible(f"What bounds each: {bounding}."))


def _weakest(item: Bound) -> str:
    """Return the steps of the group that bounds a pathway."""
    from loadpath.assess.results import Interval  # noqa: PLC0415  numpy is slow to start

    known = {group.steps: group.chance.high for group in item.groups if isinstance(group.chance, Interval)}
    if len(item.groups) == 1 and len(item.groups[0].steps) > 1:
        return "every step is tied to another"
    steps = min(known, key=lambda one: known[one], default=())
    return " and ".join(steps) if steps and known[steps] < 1 else ""


def _print_sweep(out: Console, sweep: Sweep) -> None:
    from loadpath.cli.words import chance  # noqa: PLC0415  numpy is slow to start

    named = ", ".join(sweep.barriers)
    if not isinstance(sweep.risks, tuple):
        out.print(visible(f"One more cause of {named} is not tried: {sweep.risks.reason}."))
        return
    at = dict(zip(sweep.shares, sweep.risks, strict=True))
    rows = table(
        "share of one more cause", *(f"{share:.0%}".replace("%", " %") for share in SHOWN), right=(1, 2, 3, 4, 5)
    )
    rows.add_row("risk", *(chance(at[share]) for share in SHOWN))
    out.print(visible(f"If {named} could fail by one more cause together:"), soft_wrap=True)
    out.print(rows)


def _print_pillars(out: Console, one: Independence) -> None:
    from loadpath.cli.words import chance  # noqa: PLC0415  numpy is slow to start

    rows = table("argues for", "claims", "at least one is false", "risk then", right=(2, 3))
    for item in one.pillars:
        rows.add_row(item.argues, visible(", ".join(item.claims)), chance(item.falls), chance(item.risk_then))
    out.print(rows)
    out.print(
        f"Were they independent, all would fall with {chance(one.product)}; as the case says it is "
        f"{chance(one.together)}, and the risk is then {chance(one.risk_then)}."
    )
