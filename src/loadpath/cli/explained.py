"""`loadpath chance --explain`: what keeps the chance of making the case from 100 %, and why two assessors differ."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from loadpath.cli import options
from loadpath.cli.terminal import NO_NUMBERS, console, table, visible, working
from loadpath.errors import RefusedSettingError

if TYPE_CHECKING:
    from rich.console import Console

    from loadpath.assess.chance_shares import Share, Shares
    from loadpath.assess.obstacles import Obstacle, Obstacles
    from loadpath.assess.results import NotComputed
    from loadpath.case.graph import CaseGraph
    from loadpath.case.value import Amount
    from loadpath.project import Project

FIRST = 12
"""Inputs that are shown unless all are asked for."""

AT_MOST, AT_LEAST = "at most", "at least"
SIDE = re.compile(r" *at[ -]+(most|least)[ -]+", re.IGNORECASE)
"""Hyphens do as well as spaces, so that nothing has to be quoted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stated:
    """A chance that somebody states: which side of it (`at most`, `at least` or neither), and the chance."""

    side: str
    chance: float

    def agrees(self, chance: float) -> bool:
        """Return whether a chance is on the side that is stated; never where no side is."""
        return {AT_MOST: chance <= self.chance, AT_LEAST: chance >= self.chance}.get(self.side, False)


def stated_as(text: str) -> Stated:
    """Return a chance as somebody states it: `at most 20%`, `at-most-20%`, `at least 20%` or `20%`.

    Raises:
        RefusedSettingError: when it is none.
    """
    from loadpath.files.numbers import proportion  # noqa: PLC0415  the start stays fast
    from loadpath.files.run import RefusedError, run_of  # noqa: PLC0415  the same

    found = SIDE.match(text)
    side = f"at {found[1].lower()}" if found else ""
    try:
        chance = float(proportion(run_of([(1, 1, text[found.end() if found else 0 :].strip())], "")))
    except RefusedError as error:
        raise RefusedSettingError(str(error), help=error.help) from None
    return Stated(side=side, chance=chance)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is asked of either: whose chance, until when, what is supposed, and how it is printed."""

    by: str | None
    milestone: Amount | None
    supposed: tuple[str, ...]
    everything: bool
    as_json: bool

    def case(self, project: Project) -> CaseGraph:
        """Return the case with what is supposed in the place of what is unknown.

        Raises:
            RefusedSettingError: when that is no number, or nothing there is unknown.
        """
        from loadpath.assess.filling import filled  # noqa: PLC0415  numpy is slow to start
        from loadpath.case.value import Chance  # noqa: PLC0415  the start stays fast
        from loadpath.files.numbers import proportion  # noqa: PLC0415  the same
        from loadpath.files.run import RefusedError, run_of  # noqa: PLC0415  the same

        numbers = {}
        for said in self.supposed:
            name, _, text = (part.strip() for part in said.partition("="))
            if name in numbers:
                raise RefusedSettingError(f"`{name}` is supposed twice", help="give it one number at a time")
            try:
                numbers[name] = Chance(mean=proportion(run_of([(1, 1, text)], "")), written=text)
            except RefusedError as error:
                raise RefusedSettingError(f"`{said}`: {error}", help="write one number, such as `danger=5%`") from None
        try:
            return filled(project.case, numbers)
        except ValueError as error:
            raise RefusedSettingError(
                str(error), help="name what is said to be unknown; an assessor who gave it a number keeps that"
            ) from None

    @property
    def head(self) -> dict[str, object]:
        """Return what JSON begins with, behind the case."""
        return {"supposed": list(self.supposed)} if self.supposed else {}


def explain(folder: str, asked: Asked, stated: str | None) -> None:
    """Print, for each assessor, what each input does alone, and what they do together."""
    from loadpath.project.deciding import told_apart  # noqa: PLC0415  `--help` stays fast

    claim = None if stated is None else stated_as(stated)
    project = options.opened(folder)
    with working("computing"), told_apart():
        results = (project.risk(asked.by),) if asked.by else project.risk()
        from loadpath.assess.obstacles import obstacles  # noqa: PLC0415  numpy is slow to start

        held, case = claim.chance if claim else None, asked.case(project)
        found = [obstacles(case, one.assessor, milestone=asked.milestone, stated=held) for one in results]
    if asked.as_json:
        told = [_as_json(one.assessor, item) for one, item in zip(results, found, strict=True)]
        options.print_told(project, {**asked.head, "assessors": told})
        return
    out = console()
    _print_supposed(out, asked, project)
    for one, item in zip(results, found, strict=True):
        out.print(visible(f"{one.assessor}: {one.title}"), style="bold", soft_wrap=True)
        _print(out, item, claim, everything=asked.everything)
        out.print()
    if not results:
        out.print(NO_NUMBERS)


def compare(folder: str, asked: Asked, against: str) -> None:
    """Print, for each assessor, which inputs make the difference to another assessor's chance.

    Raises:
        RefusedSettingError: when an assessor is held against themselves.
    """
    from loadpath.project.deciding import told_apart  # noqa: PLC0415  `--help` stays fast

    project, by = options.opened(folder), asked.by
    if by == against:
        raise RefusedSettingError(f"`{by}` does not differ from `{against}`", help="name another after `--against`")
    with working("computing"), told_apart():
        project.risk(against)  # refused by name where there is none
        names = [one.assessor for one in ((project.risk(by),) if by else project.risk()) if one.assessor != against]
        from loadpath.assess.chance_shares import chance_shares  # noqa: PLC0415  numpy is slow to start

        case = asked.case(project)
        found = [chance_shares(case, name, against, milestone=asked.milestone) for name in names]
    if asked.as_json:
        told = [_as_json(name, item) for name, item in zip(names, found, strict=True)]
        options.print_told(project, {**asked.head, "assessors": told})
        return
    out = console()
    _print_supposed(out, asked, project)
    for name, item in zip(names, found, strict=True):
        out.print(visible(f"{name}, and {against}"), style="bold", soft_wrap=True)
        _print_shares(out, item, everything=asked.everything)
        out.print()
    if not found:
        out.print(f"nobody else has given numbers yet, to be held against {against}")


def _print_supposed(out: Console, asked: Asked, project: Project) -> None:
    from loadpath.assess.filling import said_of  # noqa: PLC0415  numpy is slow to start

    pairs = (said.partition("=") for said in asked.supposed)
    words = [f"{said_of(project.case, name.strip())} {number.strip()}" for name, _, number in pairs]
    if words:
        out.print(visible(f"Supposed, where it is unknown: {', '.join(words)}."), soft_wrap=True)


def _as_json(name: str, one: Obstacles | Shares | NotComputed) -> dict[str, object]:
    from loadpath.assess.results import NotComputed  # noqa: PLC0415  numpy is slow to start

    return {"assessor": name, **({"not_computed": one.reason} if isinstance(one, NotComputed) else one.as_json())}


# input by input -------------------------------------------------------------------------------------------------------


def _print(out: Console, one: Obstacles | NotComputed, claim: Stated | None, *, everything: bool) -> None:
    from loadpath.assess.results import NotComputed  # noqa: PLC0415  numpy is slow to start

    if isinstance(one, NotComputed):
        out.print(visible(f"What keeps the chance down is not computed: {one.reason}."))
        return
    out.print(f"The chance that the case can be made is {_percent(one.chance)}.{_held(one, claim)}")
    above = "" if one.lowest <= one.level else ": whatever comes out, it is above"
    out.print(
        f"The best that can come out leaves a risk of {_percent(one.lowest)}, and the budget is "
        f"{_percent(one.level)}{above}."
    )
    if not one.inputs:
        out.print(f"None of {one.still} inputs moves the chance alone.")
    else:
        out.print(_count(one))
        out.print(_table(one, everything=everything))
        if not everything and len(one.inputs) > FIRST:
            out.print(f"{len(one.inputs) - FIRST} more are shown with `--all`.", style="dim")
        out.print(
            "Best and worst are within a number's own range, from its 5 % to its 95 % point; of what can be had or is "
            "in time, for certain and never. A dash: no range is given, or nothing does it.",
            style="dim",
        )
    _print_steps(out, one, everything=everything)


def _held(one: Obstacles, claim: Stated | None) -> str:
    """Return how the chance stands to what is stated."""
    from loadpath.case.rounding import times  # noqa: PLC0415  the start stays fast

    if claim is None:
        return ""
    told = f"{claim.side} {_percent(claim.chance)}".strip()
    if claim.side:
        verdict = f" That agrees with `{told}`" if claim.agrees(one.chance) else f" That contradicts `{told}`"
    else:
        verdict = f" `{told}` is stated"
    if one.chance <= 0:
        return f"{verdict}."
    factor = claim.chance / one.chance
    size = "smaller" if factor > 1 else "larger"
    return f"{verdict}; the chance is {times(factor if factor >= 1 else 1 / factor)} times {size} than that."


def _count(one: Obstacles) -> str:
    every = len(one.inputs) + one.still
    told = f"{len(one.inputs)} of {every} inputs move it alone"
    if one.stated is None:
        return f"{told}."
    enough = sum(item.needed is not None for item in one.inputs)
    words = {0: "none of them alone could make it", 1: "one of them alone could make it"}
    return f"{told}; {words.get(enough, f'{enough} of them could each make it')} {_percent(one.stated)}."


def _table(one: Obstacles, *, everything: bool) -> object:
    heads = ["input", "as written", "chance at its best", "at its worst"]
    rows = table(*heads, *(["would have to be"] if one.stated else []), right=(2, 3, 4))
    for item in one.inputs if everything else one.inputs[:FIRST]:
        ends = ["-" if end is None else _percent(end) for end in (item.best, item.worst)]
        cells = [visible(item.words), visible(_written(item)), *ends]
        rows.add_row(*cells, *([_needed(item)] if one.stated else []))
    return rows


def _written(item: Obstacle) -> str:
    from loadpath.assess.obstacles import Sort  # noqa: PLC0415  numpy is slow to start

    return f"{item.written}: {_percent(item.value)}" if item.sort is Sort.IN_TIME else item.written


def _needed(item: Obstacle) -> str:
    if item.needed is None:
        return "-"
    return f"{AT_LEAST if item.needed > item.value else AT_MOST} {_percent(item.needed)}"


def _print_steps(out: Console, one: Obstacles, *, everything: bool) -> None:
    """Show what would have to come together."""
    if not one.steps:
        return
    reached = one.stated is not None and one.steps[-1].chance >= one.stated * (1 - 1e-9)
    goal = "it is as high as that" if reached else "no other helps"
    out.print(f"One put at its best after the other, each time the one that helps most, until {goal}:")
    rows = table("and then", "chance", right=(1,))
    shown = one.steps if everything else one.steps[:FIRST]
    for step in shown:
        rows.add_row(visible(step.words), _percent(step.chance))
    out.print(rows)
    if len(shown) < len(one.steps):
        left = len(one.steps) - len(shown)
        out.print(f"{left} more bring it to {_percent(one.steps[-1].chance)}; `--all` shows them.", style="dim")


# two assessors --------------------------------------------------------------------------------------------------------


def _print_shares(out: Console, one: Shares | NotComputed, *, everything: bool) -> None:
    from loadpath.assess.results import NotComputed  # noqa: PLC0415  numpy is slow to start

    if isinstance(one, NotComputed):
        out.print(visible(f"Why they differ is not computed: {one.reason}."))
        return
    out.print(f"The chance that the case can be made is {_percent(one.chances[0])}, and {_percent(one.chances[1])}.")
    if not one.inputs:
        out.print("They hold the same of everything that it depends on.")
        return
    out.print(_how(one))
    rows = table("input", one.first, one.second, "share", "times" if one.logs else "points", right=(3, 4))
    rows.columns[0].no_wrap = True
    for item in one.inputs if everything else one.inputs[:FIRST]:
        held = (visible(side or "no number") for side in (item.first, item.second))
        rows.add_row(visible(item.subject), *held, _part(item, one), _size(item, one))
    out.print(rows)
    if one.still:
        out.print(f"{one.still} more they hold differently, which does not move the chance.", style="dim")


def _how(one: Shares) -> str:
    """Return what is shared out, and how."""
    from loadpath.case.rounding import times  # noqa: PLC0415  the start stays fast

    if one.logs:
        ratio = one.chances[1] / one.chances[0]
        words = f"{times(ratio if ratio >= 1 else 1 / ratio)} times {'more' if ratio >= 1 else 'less'}"
        what = f"That is {words}; shares are of the logarithm of the ratio"
    else:
        what = "With some of them exchanged there is no chance at all: shares are of the difference, not of a ratio"
    if not one.orders:
        return f"{what}, over all orders of exchanging them, and add up."
    return f"{what}, over {one.orders} orders drawn, give or take what is said, and add up."


def _part(item: Share, one: Shares) -> str:
    from loadpath.case.rounding import whole_percent  # noqa: PLC0415  the start stays fast

    if abs(one.whole) < 1e-15:  # noqa: PLR2004  nothing to take a part of
        return "-"
    error = f" ± {100 * abs(2 * item.error / one.whole):.0f}" if item.error else ""
    return f"{whole_percent(item.share / one.whole)}{error} %"


def _size(item: Share, one: Shares) -> str:
    from math import exp  # noqa: PLC0415  only here

    from loadpath.case.rounding import times  # noqa: PLC0415  the start stays fast

    if one.logs:
        return times(exp(item.share))
    sign = "-" if item.share < 0 else ""
    return f"{sign}{_percent(abs(item.share))}"


def _percent(value: float) -> str:
    from loadpath.case.rounding import percent  # noqa: PLC0415  the start stays fast

    return percent(value)
