"""`loadpath tests`: what planned tests would show, and what they are worth."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from loadpath.case.rounding import price
from loadpath.cli import options
from loadpath.cli.terminal import NO_NUMBERS, console, table, visible, working

if TYPE_CHECKING:
    from rich.console import Console

    from loadpath.assess.prospect import Choice, Decision, Prospect, Prospects
    from loadpath.assess.results import NotComputed


STILL = 5e-3
"""An outcome that moves the risk by less than this part of it moves it by `1 times`, as it is printed."""

NONE = 1e-9
"""An outcome that moves the risk by less than this part of it does not move it."""


@click.command("tests")
@options.folder
@options.by
@options.as_json
def command(folder: str, by: str | None, as_json: bool) -> None:
    """Say what the planned tests in FOLDER would show, and what they are worth.

    For every test that an assessor gives a likelihood, `blind-run: passes 97% if not scheming, 40% if scheming`: how
    likely it is to pass, the risk after each outcome, how far it can move the risk down against up, whether an outcome
    changes which side of the budget the risk is on, and what the test is worth for the decision that the case states.
    """
    project = options.opened(folder)
    with working("computing"):
        found = list(project.tests(by).values())
    if as_json:
        options.print_told(project, {"assessors": [one.as_json() for one in found]})
        return
    out = console()
    for one in found:
        _print(out, one)
    if not found:
        out.print(NO_NUMBERS)


def _print(out: Console, found: Prospects) -> None:
    out.print(visible(f"{found.assessor}: {found.title}"), style="bold", soft_wrap=True)
    judged = [one for one in found.tests if one.outcomes]
    for one in judged:
        _print_test(out, one, found.decision)
    silent = [one.test for one in found.tests if not one.outcomes]
    if silent:
        out.print(
            visible(
                f"Nothing can be said of {', '.join(silent)}: say how likely a pass is either way, such as "
                f"`{silent[0]}: passes 97% if not x, 40% if x because ...`."
            )
        )
    if not found.tests:
        out.print("no test is planned; write a `## Test`")
    if isinstance(found.perfect, float):
        out.print(f"To know for certain whether the harm comes is worth {_money(found.perfect, found.decision)}.")
    elif found.tests:
        out.print(f"What knowing is worth is not computed: {found.perfect.reason}.")
    out.print()


def _print_test(out: Console, one: Prospect, decision: Decision | NotComputed) -> None:
    from loadpath.assess.prospect import Choice  # noqa: PLC0415  numpy is slow to start
    from loadpath.cli.words import chance  # noqa: PLC0415  the same

    if isinstance(one.choice, Choice):
        _print_choice(out, one, one.choice, decision)
        return
    rows = table(visible(one.test), "chance", "risk then", "", right=(1, 2))
    rows.add_row("now", "", chance(one.now), "")
    for item in one.outcomes:
        rows.add_row("it passes" if item.passes else "it fails", chance(item.chance), chance(item.risk), "")
    out.print(rows)
    reason = f"What it is worth for the choice is not computed: {one.choice.reason}." if one.choice else ""
    for line in (_asymmetry(one), _budget(one), _worth(one, decision), reason):
        if line:
            out.print(visible(line))
    out.print()


def _asymmetry(one: Prospect) -> str:
    from math import isfinite  # noqa: PLC0415  only here

    from loadpath.assess.results import Interval  # noqa: PLC0415  numpy is slow to start
    from loadpath.case.rounding import percent, times  # noqa: PLC0415  the same

    if isinstance(one.down, float) and isinstance(one.up, float) and max(one.up, one.down) < 1 + STILL:
        still = max(one.up, one.down) < 1 + NONE
        return "No outcome moves the risk." if still else "No outcome moves the risk by as much as 1 %."
    if not isinstance(one.down, float) or not isinstance(one.up, float):
        return "How far it moves the risk is not one number: something is unknown."
    worse = max(one.outcomes, key=lambda item: item.risk.high if isinstance(item.risk, Interval) else 0.0)
    likely = worse.chance.low if isinstance(worse.chance, Interval) else 0.0
    down = f"by {times(one.down)} times" if isfinite(one.down) else "to nothing"
    return (
        f"It can bring the risk down {down} and up by {times(one.up)} times. With a chance of {percent(likely)} it "
        f"{'passes' if worse.passes else 'fails'} and shows danger; what is then done has to take away "
        f"{times(one.up)} times to stand where it stands now."
    )


def _budget(one: Prospect) -> str:
    if one.crosses is None:
        return ""
    if one.crosses:
        return "An outcome brings the risk to the other side of the budget."
    return "No outcome brings the risk to the other side of the budget."


def _worth(one: Prospect, decision: Decision | NotComputed) -> str:
    if not isinstance(one.worth, float):
        return ""
    changes = "an outcome changes what is decided" if one.actions else "no outcome changes what is decided"
    words = f"For the decision it is worth {_money(one.worth, decision)}: {changes}"
    return f"{words}{_per_cost(one.worth, one, decision)}."


def _per_cost(worth: float, one: Prospect, decision: Decision | NotComputed) -> str:
    from loadpath.case.rounding import times  # noqa: PLC0415  the start stays fast

    if one.cost is None or one.cost <= 0 or worth <= 0:
        return ""
    if getattr(decision, "unit", None) == one.unit:
        return f"; {times(worth / one.cost)} times its cost of {price(one.cost, one.unit)}"
    return f"; {_money(worth / one.cost, decision)} for each of {times(one.cost)} {one.unit}"


def _print_choice(out: Console, one: Prospect, choice: Choice, decision: Decision | NotComputed) -> None:
    """Show a test that tells which of two to build: what each would leave, now and after each outcome."""
    from loadpath.case.rounding import percent  # noqa: PLC0415  the start stays fast

    first, second = choice.options
    rows = table(visible(one.test), "chance", f"with {first}", f"with {second}", "better", right=(1, 2, 3))
    better = first if choice.now[0] <= choice.now[1] else second
    rows.add_row("now", "", percent(choice.now[0]), percent(choice.now[1]), better)
    told = (("it passes", choice.chance), ("it fails", 1 - choice.chance))
    for (words, chance), after, chosen in zip(told, choice.after, choice.chosen, strict=True):
        rows.add_row(words, percent(chance), percent(after[0]), percent(after[1]), chosen)
    out.print(rows)
    if choice.chosen == (better, better):
        out.print(f"{better} is the better one after either outcome: for the choice the test is worth nothing.")
    else:
        worth = ""
        if isinstance(choice.worth, float):
            worth = f", worth {_money(choice.worth, decision)}{_per_cost(choice.worth, one, decision)}"
        out.print(f"Choosing after it saves {percent(choice.saved)} of risk{worth}.")
    out.print()


def _money(value: float, decision: Decision | NotComputed) -> str:
    return price(value, getattr(decision, "unit", ""))
