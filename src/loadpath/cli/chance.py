"""`loadpath chance`: how likely the case can be made at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from loadpath.case.rounding import price
from loadpath.cli import explained, options
from loadpath.cli.terminal import NO_NUMBERS, console, table, visible, working
from loadpath.errors import RefusedSettingError

if TYPE_CHECKING:
    from rich.console import Console

    from loadpath.assess.attainable import Attainable, Item, Portfolio
    from loadpath.assess.results import Answer


@click.command("chance")
@options.folder
@options.by
@click.option("--cost", metavar="AMOUNT", help="Find what is best bought for at most this, such as `$3M`.")
@click.option(
    "--before", metavar="TIME", help='The milestone: what needs longer does not count, "2 years (1 year-4 years)".'
)
@click.option("--explain", is_flag=True, help="Say what keeps it from 100 %, input by input.")
@click.option(
    "--stated", metavar="CHANCE", help='Hold every input against what somebody states, such as "at most 20%".'
)
@click.option(
    "--suppose",
    "supposed",
    multiple=True,
    metavar="ID=CHANCE",
    help="Put a number where ID is unknown, such as `danger=5%`; as often as wanted.",
)
@click.option("--against", metavar="ASSESSOR", help="Say which inputs make the difference to this assessor's chance.")
@options.everything
@options.as_json
def command(
    *,
    folder: str,
    by: str | None,
    cost: str | None,
    before: str | None,
    explain: bool,
    stated: str | None,
    supposed: tuple[str, ...],
    against: str | None,
    everything: bool,
    as_json: bool,
) -> None:
    """Say how likely the risk in FOLDER ends at or below the budget, once what is planned is done.

    Planned are tests that an assessor gives a likelihood, and mitigations that are `planned`: `feasible` is the chance
    that they can be had, and `needs years` how long a test or a mitigation takes. All outcomes are gone through.

    With `--explain`: the chance with each input alone at its best and at its worst, and how far it would have to move.
    That needs single numbers: what is unknown is given one by `--suppose`, and nothing is written to the case.
    """
    from loadpath.project.deciding import amount_in  # noqa: PLC0415  `--help` stays fast

    milestone = None if before is None else amount_in(before, "s")
    if explain or stated is not None or against is not None:
        if cost is not None or (stated is not None and against is not None):
            raise RefusedSettingError(
                "`--cost`, `--stated` and `--against` are three questions", help="ask one at a time"
            )
        asked = explained.Asked(by=by, milestone=milestone, supposed=supposed, everything=everything, as_json=as_json)
        if against is not None:
            explained.compare(folder, asked, against)
        else:
            explained.explain(folder, asked, stated)
        return
    if supposed:
        raise RefusedSettingError(
            "`--suppose` goes with `--explain`, `--stated` or `--against`",
            help="leave it out: the bounds hold whatever is unknown",
        )
    project = options.opened(folder)
    with working("computing"):
        found = list(project.chance(cost, before, by).values())
    if as_json:
        options.print_told(project, {"assessors": [one.as_json() for one in found]})
        return
    out = console()
    for one in found:
        _print(out, one)
    if not found:
        out.print(NO_NUMBERS)


def _print(out: Console, one: Attainable) -> None:
    from loadpath.assess.results import NotComputed  # noqa: PLC0415  numpy is slow to start
    from loadpath.cli.words import chance  # noqa: PLC0415  the same
    from loadpath.report.wording import unknown  # noqa: PLC0415  the same

    out.print(visible(f"{one.assessor}: {one.title}"), style="bold", soft_wrap=True)
    if isinstance(one.chance, NotComputed):
        out.print(visible(f"The chance of making the case is not computed: {one.chance.reason}.\n"))
        return
    error = f" (drawn: give or take {chance_of(2 * one.error)})" if one.error else ""
    told = "anything from 0 to 100 %" if unknown(one.chance) else _said(one.chance)
    mean = ", its mean," if one.at_mean else ""
    out.print(f"The chance that the risk ends at or below the budget of {chance_of(one.level)}{mean} is {told}{error}.")
    later = (
        "nobody can say what it is expected to be"
        if unknown(one.expected)
        else f"it is expected to be {_said(one.expected)}"
    )
    out.print(
        f"The risk now is {chance(one.now)}; once what is planned is built as far as it can be had, {later}."
        f"{_limit(one.bound)}"
    )
    if one.items:
        _print_items(out, one.items)
    else:
        out.print("Nothing is planned: no test has a likelihood, no mitigation is planned.")
    if isinstance(one.portfolio, NotComputed):
        out.print(f"What is best bought is not computed: {one.portfolio.reason}.")
    elif one.portfolio is not None:
        _print_portfolio(out, one.portfolio)
    out.print()


def _limit(bound: Answer) -> str:
    """Return what no tests can exceed, where that says anything."""
    from loadpath.assess.results import Interval  # noqa: PLC0415  numpy is slow to start

    if not isinstance(bound, Interval) or bound.high >= 1:
        return ""
    return f" No tests make the chance higher than {chance_of(bound.high)}."


def _said(answer: Answer) -> str:
    """Return a probability, or both ends of an interval where they can be told apart."""
    from loadpath.assess.results import Interval  # noqa: PLC0415  numpy is slow to start
    from loadpath.cli.words import chance  # noqa: PLC0415  the same

    if isinstance(answer, Interval) and chance_of(answer.low) == chance_of(answer.high):
        return chance_of(answer.low)
    return chance(answer)


def chance_of(value: float | None) -> str:
    """Return a probability in percent; a dash where there is none."""
    from loadpath.case.rounding import percent  # noqa: PLC0415  the start stays fast

    return "-" if value is None else percent(value)


def _print_items(out: Console, items: tuple[Item, ...]) -> None:
    rows = table("planned", "", "can be had", "in time", "cost", right=(2, 3, 4))
    for item in items:
        feasible = "" if not item.mitigation else "unknown" if item.feasible is None else chance_of(item.feasible)
        cost = "" if item.cost is None else price(item.cost, item.unit)
        kind = "mitigation" if item.mitigation else "test"
        rows.add_row(visible(item.id), kind, feasible, chance_of(item.in_time), visible(cost))
    out.print(rows)
    if any(item.mitigation and item.feasible is None for item in items):
        out.print("Where `feasible` is no number, such as `60%`, it is taken as anything from 0 to 100 %.", style="dim")


def _print_portfolio(out: Console, found: Portfolio) -> None:
    bought = f"{', '.join(found.ids)} for {price(found.cost, found.unit)}" if found.ids else "nothing"
    how = "every portfolio was tried" if found.exhaustive else "added one by one, the best each time: not every one"
    out.print(visible(f"Best bought: {bought}; the chance with that alone is {_said(found.chance)} ({how})."))
    if found.left_out:
        named = ", ".join(found.left_out)
        out.print(visible(f"Left out, since no cost is stated in that unit: {named}."), style="dim")
