"""`loadpath importance`: the field's measures of importance, exact; and which number makes the risk uncertain."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from loadpath.cli import options
from loadpath.cli.terminal import NO_NUMBERS, console, table, visible, working
from loadpath.errors import RefusedSettingError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console

    from loadpath.assess.importance import Importance
    from loadpath.assess.results import NotComputed
    from loadpath.assess.sensitivities import Sensitivities, Sensitivity
    from loadpath.project import Project

FIRST = 12
"""So many rows are shown unless everything is asked for."""


@click.command("importance")
@options.folder
@options.by
@click.option("--pathway", metavar="ID", default="", help="Of this pathway instead of the whole risk.")
@click.option("--worlds", type=click.IntRange(0, 100_000), default=0, help="Draw 90 % ranges over so many worlds.")
@click.option("--uncertain", is_flag=True, help="Which number makes the risk uncertain (Sobol and Shapley).")
@options.everything
@options.as_json
def command(
    folder: str, by: str | None, pathway: str, worlds: int, uncertain: bool, everything: bool, as_json: bool
) -> None:
    """Show how important every proposition in FOLDER is, by the measures of the field.

    RAW is the risk if it is wrong over the risk now, RRW the risk now over the risk if it is right. Birnbaum is the
    difference of these two risks, criticality that times the chance that it is wrong, over the risk; it is also
    1 - 1/RRW, which many texts call Fussell-Vesely. "share" is the part of the risk in which it is wrong. With
    --uncertain, instead: of the variance of the risk over worlds, the part that each number carries alone, with all
    others, and by Shapley.
    """
    project = options.opened(folder)
    _known_pathway(project, pathway)
    if uncertain:
        if pathway or worlds:
            raise click.UsageError("`--uncertain` is of the whole risk, and draws its own worlds: leave out the other")
        _uncertain(project, by, everything=everything, as_json=as_json)
        return
    with working("computing"):
        found = project.importance(by, worlds)
    if as_json:
        told = {
            name: [one.as_json() for one in rows] if isinstance(rows, tuple) else {"not_computed": rows.reason}
            for name, rows in found.items()
        }
        options.print_told(project, {"assessors": told})
        return
    out = console()
    for name, rows in found.items():
        out.print(visible(name), style="bold")
        if isinstance(rows, tuple):
            shown = [one for one in rows if one.pathway == pathway and not one.names]
            _print(out, shown, everything=everything)
            if not shown:
                out.print(f"nothing to measure: {_reason(project, name, pathway)}")
        else:
            out.print(f"not computed: {rows.reason}")
        out.print()
    if not found:
        out.print(NO_NUMBERS)


def _reason(project: Project, assessor: str, pathway: str) -> str:
    """Return why there is nothing to measure."""
    from loadpath.assess.results import NotComputed  # noqa: PLC0415  numpy is slow to start

    found = project.risk(assessor)
    risk = found.pathways[pathway] if pathway else found.risk
    return risk.reason if isinstance(risk, NotComputed) else "the risk depends on nothing that has a number"


def _known_pathway(project: Project, name: str) -> None:
    from loadpath.case.node import Pathway  # noqa: PLC0415  the start stays fast

    known = [item.id for item in project.case.all(Pathway)]
    if name and name not in known:
        raise RefusedSettingError(
            f"there is no pathway `{name[:80]}`", help=f"pathways are {', '.join(known) or 'none'}"
        )


def _print(out: Console, found: Sequence[Importance], *, everything: bool) -> None:
    from loadpath.assess.worth import Others  # noqa: PLC0415  numpy is slow to start

    ends = [one for one in (Others.NONE, Others.BEST, Others.WORST) if any(item.unknown == one for item in found)]
    for end in ends:
        if end is not Others.NONE:
            out.print(f"with everything unknown {end.value}:", style="dim")
        here = [one for one in found if one.unknown == end]
        argued = [one for one in here if one.kind != "event"]
        _print_rows(out, argued, "", everything=everything)
        if events := [one for one in here if one.kind == "event"]:
            _print_rows(out, events, "what may happen", everything=everything)


def _print_rows(out: Console, found: Sequence[Importance], title: str, *, everything: bool) -> None:
    rows = table(title, "RAW", "RRW", "Birnbaum", "criticality", "share", right=(1, 2, 3, 4, 5))
    for one in found if everything else found[:FIRST]:
        ranged = one.ranges
        rows.add_row(
            visible(one.subject),
            _times(one.raw),
            _times(one.rrw),
            _part(one.birnbaum),
            _part(one.criticality),
            _part(one.share),
        )
        if "raw" in ranged:
            rows.add_row("  90 % of worlds", *(_range(one, name) for name in COLUMNS), style="dim")
    out.print(rows)
    if len(found) > FIRST and not everything:
        out.print(f"{len(found) - FIRST} more with --all", style="dim")


COLUMNS = ("raw", "rrw", "birnbaum", "criticality", "share")
"""The measures that have a column, as attributes are named."""


def _range(one: Importance, name: str) -> str:
    from loadpath.assess.results import NotComputed  # noqa: PLC0415  numpy is slow to start

    found = one.ranges.get(name)
    if found is None or isinstance(found, NotComputed):
        return "-"
    how = _times if name in {"raw", "rrw"} else _part
    return f"{how(found.low)} to {how(found.high)}"


def _times(figure: float | NotComputed) -> str:
    from math import isfinite  # noqa: PLC0415  only here

    from loadpath.case.rounding import times  # noqa: PLC0415  the start stays fast

    return (times(figure) if isfinite(figure) else "all of it") if isinstance(figure, float) else "-"


def _part(figure: float | NotComputed) -> str:
    from loadpath.case.rounding import percent  # noqa: PLC0415  the start stays fast

    return percent(figure) if isinstance(figure, float) else "-"


# which number makes it uncertain --------------------------------------------------------------------------------------


def _uncertain(project: Project, by: str | None, *, everything: bool, as_json: bool) -> None:
    with working("computing"):
        found = project.uncertainty(by)
    if as_json:
        told = {
            name: [one.as_json() for one in each] if isinstance(each, tuple) else {"not_computed": each.reason}
            for name, each in found.items()
        }
        options.print_told(project, {"assessors": told})
        return
    out = console()
    for name, each in found.items():
        out.print(visible(name), style="bold")
        if isinstance(each, tuple):
            for one in each:
                _print_uncertain(out, one, everything=everything)
        else:
            out.print(f"not computed: {each.reason}")
        out.print()


def _print_uncertain(out: Console, one: Sensitivities, *, everything: bool) -> None:
    rows = table("of the variance", "alone", "with all others", "Shapley", right=(1, 2, 3))
    ordered = sorted(one.inputs, key=lambda item: -item.shapley)
    for item in ordered if everything else ordered[:FIRST]:
        rows.add_row(visible(item.subject), *(_given_or_take(item, name) for name in ("first", "total", "shapley")))
    out.print(rows)
    if len(ordered) > FIRST and not everything:
        out.print(f"{len(ordered) - FIRST} more with --all", style="dim")
    out.print(one.method, style="dim", soft_wrap=True)


def _given_or_take(item: Sensitivity, name: str) -> str:
    from loadpath.case.rounding import whole_percent  # noqa: PLC0415  the start stays fast

    value, error = getattr(item, name), getattr(item, f"{name}_error")
    shown = f"{whole_percent(value)} %"
    return f"{shown} ± {200 * error:.0f}" if error > 0.0005 else shown  # noqa: PLR2004  half a tenth of a per cent
