"""`loadpath roadmap`: what moves the risk most for its cost, and in which order to build it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from loadpath.case.rounding import price
from loadpath.cli import options
from loadpath.cli.terminal import NO_NUMBERS, console, table, visible, working
from loadpath.cli.what_if import add, fresh_in, with_ideas
from loadpath.errors import RefusedSettingError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from typing import TypeVar

    from rich.console import Console

    from loadpath.assess.best_order import Limits, Order, Step
    from loadpath.assess.results import Answer
    from loadpath.assess.roadmap import Candidate, Roadmap
    from loadpath.files.run import Run

    Value = TypeVar("Value")

FIRST = 10
"""Rows of a table that are shown unless all are asked for."""

ALWAYS = 3
"""The first columns of a table stand in it whether or not they say anything."""

MILLION = 1e6

DOES = {"planned": "buys", "built": "holds", "verified": "holds", "": "finds"}
"""What moving the risk means: of a mitigation by its state, else of a test."""


@click.command("roadmap")
@options.folder
@options.by
@click.option("--ceiling", metavar="SHARE", help="The most speed that may be lost together, such as `20%`.")
@click.option("--cost", metavar="AMOUNT", help="The most that may be spent, such as `$5M`.")
@add
@options.everything
@options.as_json
def command(
    folder: str,
    by: str | None,
    ceiling: str | None,
    cost: str | None,
    ideas: tuple[str, ...],
    everything: bool,
    as_json: bool,
) -> None:
    """Say what moves the risk in FOLDER most for its cost, and in which order to build what is planned.

    A planned mitigation buys what the risk falls by when it is built; a built one holds what the risk would rise by
    without it. A test lowers no risk by itself. It finds the risk of the outcome after which one would stop: the chance
    of that outcome, times the risk after it. If no outcome changes what is done, it finds nothing. An answer to a
    question may move the risk as far down as its best answer leaves it.

    Costs in different units stay apart. In the best order the risk falls soonest, over what is paid. What is tried by
    `--add` (see `loadpath what-if --help`) is ranked with the rest, as if it were planned.
    """
    from loadpath.project.deciding import told_apart  # noqa: PLC0415  `--help` stays fast

    project = options.opened(folder)
    limits = _limits(ceiling, cost)
    with working("computing"), told_apart():
        tried = with_ideas(project, ideas, planned=True)
        results = (tried.risk(by),) if by else tried.risk()
        from loadpath.assess.roadmap import roadmap  # noqa: PLC0415  numpy is slow to start

        found = [roadmap(tried.case, one, limits=limits) for one in results]
    fresh = fresh_in(project, tried)
    if as_json:
        options.print_told(project, {"tried": list(fresh), "assessors": [one.as_json() for one in found]})
        return
    out = console()
    for one in found:
        _print(out, one, limits, everything=everything)
    if fresh:
        out.print(visible(f"Tried here, not in the case: {', '.join(fresh)}."))
    if not found:
        out.print(NO_NUMBERS)


# what is asked --------------------------------------------------------------------------------------------------------


def _limits(ceiling: str | None, cost: str | None) -> Limits:
    from loadpath.assess.best_order import Limits  # noqa: PLC0415  numpy is slow to start
    from loadpath.assess.prospect import price_of  # noqa: PLC0415  the same
    from loadpath.files.numbers import amount, proportion  # noqa: PLC0415  the start stays fast

    share = None if ceiling is None else float(_read(ceiling, proportion))
    spent = None if cost is None else _read(cost, amount)
    return Limits(ceiling=share, most=price_of(spent), unit=spent.unit if spent else "")


def _read(text: str, how: Callable[[Run], Value]) -> Value:
    """Return a value as it is written on the command line."""
    from loadpath.files.run import RefusedError, run_of  # noqa: PLC0415  the start stays fast

    try:
        return how(run_of([(1, 1, text.strip())], ""))
    except RefusedError as error:
        raise RefusedSettingError(str(error), help=error.help) from None


# words ----------------------------------------------------------------------------------------------------------------


def _print(out: Console, one: Roadmap, limits: Limits, *, everything: bool) -> None:
    from loadpath.assess.results import NotComputed  # noqa: PLC0415  numpy is slow to start

    out.print(visible(f"{one.assessor}: {one.title}"), style="bold", soft_wrap=True)
    if isinstance(one.now, NotComputed):
        out.print(visible(f"The risk is not computed: {one.now.reason}.\n"))
        return
    out.print(visible(_answer(one)))
    if one.ranked:
        _print_ranked(out, one.ranked, everything=everything)
    if one.questions:
        _print_questions(out, one.questions, everything=everything)
    if isinstance(one.order, NotComputed):
        out.print(visible(f"The best order is not computed: {one.order.reason}."))
    elif one.order.steps or one.order.left_out:
        _print_order(out, one.order, limits)
    out.print()


def _answer(one: Roadmap) -> str:
    """Return the answer in a sentence: what to do first, what it leaves, and what everything leaves."""
    from loadpath.assess.best_order import Order  # noqa: PLC0415  numpy is slow to start
    from loadpath.assess.results import Interval  # noqa: PLC0415  the same

    order = one.order if isinstance(one.order, Order) else None
    if order is None or not order.steps:
        known = isinstance(one.now, Interval) and one.now.exact
        told = "lowers it" if known else "is known to lower it"
        return f"The risk is {_between(one.now)}. Nothing that is planned, and can be taken, {told}."
    first, last = order.steps[0], order.steps[-1]
    falls = f"the risk falls from {_between(one.now)} to {_between(first.risk)}"
    words = f"First build {first.id}{_for(first, order.unit)}: {falls}."
    several = len(order.steps) > 1
    if several:
        how = "the best order" if order.exact else "this order"
        words += f" {_all(order.steps)} in {how} leave {_between(last.risk)}{_for(last, order.unit)}."
    return f"{words} The chance that {'all of it' if several else 'it'} can be had is {_between(last.feasible)}."


def _all(steps: Sequence[Step]) -> str:
    return "Both" if len(steps) == 2 else f"All {len(steps)}"  # noqa: PLR2004  two are both


def _for(step: Step, unit: str) -> str:
    return "" if step.cost is None else f" for {price(step.cost, unit)}"


def chance_of(value: float) -> str:
    """Return a share in percent."""
    from loadpath.case.rounding import percent  # noqa: PLC0415  the start stays fast

    return percent(value)


def _said(answer: Answer) -> str:
    """Return an answer in percent: one number, both ends, or why there is none."""
    from loadpath.assess.results import Interval  # noqa: PLC0415  numpy is slow to start

    if not isinstance(answer, Interval):
        return f"not computed: {answer.reason}"
    low, high = (chance_of(end) for end in (answer.low, answer.high))
    if low == high:
        return low
    if (answer.low, answer.high) == (0.0, 1.0):
        return "unknown"
    return f"up to {high}" if answer.low == 0 else f"{low} to {high}"


def _between(answer: Answer) -> str:
    """Return an answer for the middle of a sentence, where `from 1 % to 5 % to 2 %` could not be understood."""
    said = _said(answer)
    return f"between {said.replace(' to ', ' and ')}" if " % to " in said else said.replace("up to", "at most")


def _print_ranked(out: Console, ranked: Sequence[Candidate], *, everything: bool) -> None:
    """Show a table for each unit of cost, and one for what states none."""
    from loadpath.assess.results import Interval  # noqa: PLC0415  numpy is slow to start

    shown = ranked if everything else ranked[:FIRST]
    groups: dict[str | None, list[Candidate]] = {}
    for one in shown:
        groups.setdefault(None if one.cost is None else one.unit, []).append(one)
    for unit, several in groups.items():
        costs = () if unit is None else ("cost", f"per {_single(unit)}")
        first = "what moves most" if unit is not None else "without a cost in numbers"
        cells = [_row(one, unit) for one in several]
        heads = (visible(first), "", "alone", "can be had", "expected", *map(visible, costs), "tax")
        filled = [place for place in range(len(heads)) if place < ALWAYS or any(row[place] for row in cells)]
        rows = table(*(heads[place] for place in filled), right=tuple(range(2, len(filled))))
        for row in cells:
            rows.add_row(*(row[place] for place in filled))
        out.print(rows)
    if len(ranked) > FIRST and not everything:
        out.print(f"{len(ranked) - FIRST} more with --all", style="dim")
    if any(one.state == "planned" and one.feasible is None for one in shown):
        out.print("Where `feasible` is no number, it is taken as anything from 0 to 100 %.", style="dim")
    if any(isinstance(one.expected, Interval) and not one.expected.exact for one in shown):
        out.print("What is known only between two ends is ranked by the lower one.", style="dim")
    for key in ("cost", "tax", "feasible"):
        if names := [one.id for one in shown if key in one.unread]:
            out.print(
                visible(f"`{key}` is stated, and is no number that can be read: {', '.join(names)}."), style="dim"
            )
    for told, names in _reasons(shown).items():
        out.print(visible(f"{', '.join(names)}: {told}."), style="dim")


def _row(one: Candidate, unit: str | None) -> tuple[str, ...]:
    from loadpath.assess.results import NotComputed  # noqa: PLC0415  numpy is slow to start

    planned = one.state == "planned"
    had = "" if not planned else "unknown" if one.feasible is None else chance_of(one.feasible)
    known = not isinstance(one.moves, NotComputed)
    costs = () if unit is None else (visible(price(one.cost or 0.0, one.unit)), _per_cost(one))
    return (
        visible(one.id),
        DOES[one.state],
        _said(one.moves) if known else "not computed",
        had,
        _said(one.expected) if planned and known else "",
        *costs,
        "unknown" if "tax" in one.unread else "" if one.tax is None else chance_of(one.tax),
    )


def _single(unit: str) -> str:
    """Return of what a cost is counted: a million of a currency, one of any other unit.

    >>> _single("$"), _single("person-weeks")
    ('$1M', 'person-week')
    """
    if unit.startswith("$"):
        return price(MILLION, unit)
    return unit[:-1] if unit.endswith("s") and len(unit) > 1 else unit


def _per_cost(one: Candidate) -> str:
    """Return what is expected of something for a million of a currency, or for one of another unit."""
    from loadpath.assess.results import Interval  # noqa: PLC0415  numpy is slow to start

    if not isinstance(one.per_cost, Interval):
        return ""
    size = MILLION if one.unit.startswith("$") else 1.0
    return _said(Interval(one.per_cost.low * size, one.per_cost.high * size))


def _reasons(shown: Iterable[Candidate]) -> dict[str, list[str]]:
    """Return why some move nothing, or are not computed, with the ids by the reason."""
    from loadpath.assess.results import NotComputed  # noqa: PLC0415  numpy is slow to start

    found: dict[str, list[str]] = {}
    for one in shown:
        told = one.moves.reason if isinstance(one.moves, NotComputed) else one.told
        if told:
            found.setdefault(told, []).append(one.id)
    return found


def _print_questions(out: Console, questions: Sequence[Candidate], *, everything: bool) -> None:
    rows = table("an answer may move", "", right=(0,))
    for one in questions if everything else questions[:FIRST]:
        rows.add_row(f"up to {_said(one.moves)}", visible(one.told))
    out.print(rows)
    if len(questions) > FIRST and not everything:
        out.print(f"{len(questions) - FIRST} more with --all", style="dim")


def _print_order(out: Console, order: Order, limits: Limits) -> None:
    from loadpath.assess.results import Interval  # noqa: PLC0415  numpy is slow to start

    if order.steps:
        first = "in the best order" if order.exact else "best next, each time"
        rows = table(
            first, "lowers", "risk then", "cost so far", "tax so far", "all can be had",
            right=(1, 2, 3, 4, 5),
        )  # fmt: skip
        for number, step in enumerate(order.steps, 1):
            cost = "" if step.cost is None else visible(price(step.cost, order.unit))
            tax = "unknown" if step.tax is None else chance_of(step.tax)
            rows.add_row(
                visible(f"{number}. {step.id}"), _said(step.lowers), _said(step.risk), cost, tax, _said(step.feasible)
            )
        out.print(rows)
        over = f"what is paid, in {order.unit}" if order.unit else "steps, since not all state a cost in one unit"
        if order.exact:
            told = f"The risk falls soonest over {over} (all orders were compared)."
        else:
            told = f"More than 8 are planned: the best next one each time, over {over}. Another order may be better."
        out.print(visible(told), style="dim")
        if any(isinstance(step.risk, Interval) and not step.risk.exact for step in order.steps):
            out.print("Of a risk that is known only between two ends the upper one counts first.", style="dim")
    if limits.ceiling is not None and order.steps:
        out.print(
            f"Within the ceiling of {chance_of(limits.ceiling)} on the tax, the chance that all of it can be had is "
            f"{_said(order.steps[-1].feasible)}."
        )
    for name, reason in order.left_out:
        out.print(visible(f"Not taken: {name}: {reason}."), style="dim")
