"""`loadpath attack`: where to push, what challenges would do, and which granted facts the answer hangs on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from loadpath.cli import options
from loadpath.cli.terminal import NO_NUMBERS, console, table, visible, working

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console

    from loadpath.assess.attack import Target
    from loadpath.assess.challenged import Attack, Upheld

FIRST = 10
"""So many of each are shown unless everything is asked for."""


@click.command("attack")
@options.folder
@options.by
@options.everything
@options.as_json
def command(folder: str, by: str | None, everything: bool, as_json: bool) -> None:
    """List where to push at the case in FOLDER, in the order in which a hostile reviewer would go.

    First what carries much and is little defended: the load, and the weakest thing that it or anything it rests on is
    defended by. Then the risk if each challenge that stands is upheld. Then the facts that all grant, alone or in
    pairs, that would carry a risk over the budget if they were wrong, or bring it within if they were certain: nobody
    challenges them, and all assessors hold the same judgement of them.
    """
    project = options.opened(folder)
    with working("computing"):
        found = project.attack(by)
    if as_json:
        options.print_told(project, found.as_json())
        return
    out = console()
    if not found.assessors:
        out.print(NO_NUMBERS)
        return
    if found.unassessed:
        some = ", ".join(found.unassessed[:FIRST])
        more = f" and {len(found.unassessed) - FIRST} more" if len(found.unassessed) > FIRST else ""
        out.print(visible(f"No number, so anything: {some}{more}. Ask for these first (`loadpath questions`).\n"))
    _print_targets(out, found.targets, everything=everything)
    _print_upheld(out, found)
    _print_flips(out, found, everything=everything)


def _print_targets(out: Console, found: Sequence[Target], *, everything: bool) -> None:
    from loadpath.case.rounding import times  # noqa: PLC0415  the start stays fast

    if not found:
        out.print("Nothing that is argued or built carries a risk that was computed.\n")
        return
    out.print("Where to push", style="bold")
    rows = table("", "x if wrong", "for", "least defended", "at", right=(1,))
    for one in found if everything else found[:FIRST]:
        way = " <- ".join(one.weakest.path[1:])
        rows.add_row(
            visible(one.load.subject), times(one.load.factor), one.assessor, visible(one.weakest.why), visible(way)
        )
    out.print(rows)
    _more(out, len(found), everything=everything)


def _print_upheld(out: Console, found: Attack) -> None:
    if found.withheld:
        held = "1 challenge is" if found.withheld == 1 else f"{found.withheld} challenges are"
        out.print(f"{held} withheld: what upholding them would do is not told.")
    if not found.upheld:
        out.print("No other challenge stands.\n" if found.withheld else "No challenge stands.\n")
        return
    out.print("If a challenge is upheld", style="bold")
    for item in found.upheld:
        _print_one_upheld(out, item)
    out.print()


def _print_one_upheld(out: Console, item: Upheld) -> None:
    """Print what a challenge supposes, the risks then, and for whom there is none, and why."""
    from loadpath.assess.results import NotComputed  # noqa: PLC0415  numpy is slow to start
    from loadpath.cli.words import chance, digits  # noqa: PLC0415  the same

    without = {name: one.reason for name, one in item.results.items() if isinstance(one, NotComputed)}
    computed = [one for one in item.results.values() if not isinstance(one, NotComputed)]
    said = "; ".join(item.supposed) or "; ".join(dict.fromkeys(without.values()))
    out.print(visible(f"{item.challenge} ({item.status}): {said}"), soft_wrap=True)
    if computed:
        rows = table("", "risk now", "then", right=(1, 2))
        for one in computed:
            rows.add_row(
                one.assessor, chance(one.before.risk, digits(one.before)), chance(one.after.risk, digits(one.after))
            )
        out.print(rows)
    if not item.supposed:
        return
    for one in computed:
        if one.supposed != item.supposed:
            out.print(visible(f"{one.assessor}: only {'; '.join(one.supposed)}"), style="dim", soft_wrap=True)
    for name, reason in without.items():
        out.print(visible(f"{name}: not computed: {reason}"), style="dim", soft_wrap=True)


def _print_flips(out: Console, found: Attack, *, everything: bool) -> None:
    from loadpath.case.rounding import times  # noqa: PLC0415  the start stays fast

    for name, reason in found.untried.items():
        out.print(visible(f"{name}: what all grant is not, or not all, tried: {reason}."), soft_wrap=True)
    if not found.flips:
        if found.untried.keys() != set(found.assessors):
            out.print("No fact that all grant changes the side of anybody's risk, alone or with another.")
        return
    out.print("What all grant, and the answer hangs on", style="bold")
    rows = table("for", "if", "", "x budget", right=(3,))
    ordered = sorted(found.flips, key=lambda one: (len(one.facts), one.assessor))
    for one in ordered if everything else ordered[:FIRST]:
        rows.add_row(
            one.assessor, visible(" and ".join(one.facts)), "wrong" if one.wrong else "certain", times(one.times)
        )
    out.print(rows)
    _more(out, len(ordered), everything=everything)


def _more(out: Console, count: int, *, everything: bool) -> None:
    if count > FIRST and not everything:
        out.print(f"{count - FIRST} more with --all", style="dim")
    out.print()
