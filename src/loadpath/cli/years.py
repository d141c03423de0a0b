"""`loadpath years`: count the work that fits in before the milestone."""

from __future__ import annotations

from math import isinf
from typing import TYPE_CHECKING

import click

from loadpath.cli import options
from loadpath.cli.terminal import console, table, visible, working

if TYPE_CHECKING:
    from rich.console import Console

    from loadpath.assess.results import Answer
    from loadpath.assess.years import Told, Years
    from loadpath.case.graph import CaseGraph

MEANS = {
    "halved gross": "all work, s(1-l)",
    "halved excess": "beyond the calendar, (s-1)(1-l)",
    "halved multiplier": "beyond the calendar, s(1-l)-1",
}
"""What each way counts, of a year at speed s of which l is lost."""


@click.command("years")
@options.folder
@click.argument("others", type=click.Path(file_okay=False), nargs=-1, metavar="[OTHER FOLDERS]")
@options.as_json
def command(folder: str, others: tuple[str, ...], as_json: bool) -> None:
    """Say whether the work that FOLDER needs is done before its milestone.

    Work there is time for comes from the case's table `for | speed | lost | by`, told in three ways side by side; work
    that is needed from `needs years` of tests and planned mitigations. OTHER FOLDERS hold the cases for the AIs that do
    the work: theirs counts while that case is shown below its budget by all its assessors.
    """
    from loadpath.assess.years import years  # noqa: PLC0415  numpy is slow to start

    project = options.opened(folder)
    project.require_sound()
    rest = [options.opened(one) for one in others]
    with working("counting"):
        found = years(project.case, [(one.case, one.risk()) for one in rest])
    if as_json:
        options.print_told(project, found.as_json())
        return
    _print(console(), project.case, found)


def number(answer: Answer) -> str:
    """Return years with two digits, or the interval they lie in.

    >>> from loadpath.assess.results import Interval
    >>> number(Interval(6.5, 6.5)), number(Interval(0.0, 5.5))
    ('6.5', '0 to 5.5')
    """
    from loadpath.assess.results import NotComputed  # noqa: PLC0415  numpy is slow to start
    from loadpath.case.rounding import plain, significant  # noqa: PLC0415

    if isinstance(answer, NotComputed):
        return "-"
    low, high = (plain(significant(end, 2)) if end else "0" for end in (answer.low, answer.high))
    return low if low == high else f"{low} to {high}"


def _print(out: Console, case: CaseGraph, found: Years) -> None:
    out.print(visible(f"{case.head.id}: {case.head.title}"), style="bold", soft_wrap=True)
    out.print(visible(_answer(found)))
    if found.unsaid:
        out.print(visible(f"Nobody says how long these take, so that more may be needed: {', '.join(found.unsaid)}."))
    _print_stretches(out, found)
    if not found.stretches:
        return
    rows = table("told as", "counts", "years", "with the calendar", "done in time", right=(2, 3, 4))
    for one in found.told:
        way = one.counted.value
        rows.add_row(way, MEANS[way], number(one.years), number(one.total), _chance(one))
    out.print()
    out.print(rows)
    if any(isinf(one.end) for one in found.stretches):
        out.print("the years are those of rows with an end; the chance counts `the rest` as well", style="dim")
    out.print(found.method, style="dim")


def _answer(found: Years) -> str:
    """Return whether there is time, in one sentence."""
    from loadpath.assess.results import Interval, NotComputed  # noqa: PLC0415  numpy is slow to start

    total = sum(found.needed.values())
    said = number(Interval(total, total))
    needed = "1 year of work is needed" if said == "1" else f"{said} years of work are needed"
    needed = needed if found.needed else "Nobody says how much work is needed"
    if isinstance(found.milestone, NotComputed):
        return f"{needed}; whether there is time is not computed: {found.milestone.reason}."
    late = number(Interval(found.milestone, found.milestone))
    first = found.told[0].in_time
    if isinstance(first, NotComputed):
        expected = f"the milestone is expected in {late} years"
        return f"{needed}, and {expected}; whether there is time is not computed: {first.reason}."
    known = [one.in_time for one in found.told if isinstance(one.in_time, Interval)]
    low, high = min(one.low for one in known), max(one.high for one in known)
    meant = ", depending on what is meant by the loss" if _said(low) != _said(high) else ""
    return (
        f"{needed}, and the milestone is expected in {late} years. It is done in time with a chance of "
        f"{_between(low, high)}{meant}."
    )


def _said(value: float) -> str:
    from loadpath.assess.results import Interval  # noqa: PLC0415  numpy is slow to start
    from loadpath.cli.words import chance  # noqa: PLC0415  the same

    return chance(Interval(value, value))


def _between(low: float, high: float) -> str:
    """Return a chance, or the interval it lies in; one number where both ends read alike."""
    from loadpath.assess.results import Interval  # noqa: PLC0415  numpy is slow to start
    from loadpath.cli.words import chance  # noqa: PLC0415  the same

    return _said(low) if _said(low) == _said(high) else chance(Interval(low, high))


def _chance(one: Told) -> str:
    from loadpath.assess.results import NotComputed  # noqa: PLC0415  numpy is slow to start

    if isinstance(one.in_time, NotComputed):
        return "-"
    error = f" ± {100 * one.error:.1g} %" if one.error else ""
    return f"{_between(one.in_time.low, one.in_time.high)}{error}"


def _print_stretches(out: Console, found: Years) -> None:
    words = {True: "counts", False: "does not count", None: "not known"}
    rows = table("from year", "to", "by", "its work", "because", right=(0, 1))
    for one in found.stretches:
        late = one.maker.until <= one.start and one.maker.holds is not False
        reason = "its case covers no more" if late else one.maker.reason
        end = "-" if isinf(one.end) else f"{one.end:.3g}"
        rows.add_row(f"{one.start:.3g}", end, visible(one.maker.by), words[one.counts], visible(reason))
    if found.stretches:
        out.print()
        out.print(rows)
