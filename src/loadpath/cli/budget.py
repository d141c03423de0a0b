"""`loadpath budget`: keep the books of the budget, for one case or several."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import click

from loadpath.cli import options
from loadpath.cli.terminal import NO_NUMBERS, console, table, visible, working
from loadpath.errors import LoadpathError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from rich.console import Console
    from rich.table import Table

    from loadpath.assess.ledger import Account, Book, Ledger, Moved
    from loadpath.assess.results import Answer
    from loadpath.assess.together import Together
    from loadpath.project import Project

MONTHS = 12
DAYS_SHORT = 60
"""A time of fewer days than this is told in days, one of fewer years than two in months."""


@click.command("budget")
@click.argument("folders", type=click.Path(file_okay=False), nargs=-1, metavar="[FOLDER] [OTHER FOLDERS]")
@options.audience
@options.by
@click.option("--on", "on", type=click.DateTime(["%Y-%m-%d"]), help="The day by which it is asked what is used; today.")
@click.option("--beside", metavar="CHANCE", help="A chance per year to set the budget beside, such as `0.7%`.")
@options.everything
@options.as_json
def command(
    folders: tuple[str, ...],
    by: str | None,
    on: datetime | None,
    beside: str | None,
    everything: bool,
    as_json: bool,
) -> None:
    """Show what FOLDER may cost, from the whole industry down to this case, what is used, and what is left.

    For every assessor: the risk the case imposes, what would not have come anyway, what is left, and when it is gone
    at this rate; and the same chances over a session, a year, and 4, 10 and 20 years. With several folders, what they
    come to together: the sum of what they impose, how likely there is harm at all, and what would not come without
    each; and each book in full with --all. Propositions that the cases declare as `common causes` are one and the
    same; all else is independent.
    """
    from loadpath.assess.ledger import ledger  # noqa: PLC0415  numpy is slow to start

    projects = [options.opened(folder) for folder in folders or (".",)]
    _distinct(projects)
    rate = _annual(beside) if beside else None
    with working("computing"):
        cases = [(one.case, one.risk() if by is None else (one.risk(by),)) for one in projects]
        found = ledger(cases, on.date() if on else datetime.now(tz=UTC).date())
    if as_json:
        options.print_json(_beside(found, rate) | found.as_json())
        return
    from loadpath.cli.words import digits  # noqa: PLC0415  numpy is slow to start

    out = console()
    most = {
        book.case: {one.assessor: digits(one) for one in each}
        for book, (_, each) in zip(found.books, cases, strict=True)
    }
    if len(found.books) > 1:
        _print_together(out, found, most)
    for book in found.books if everything or len(found.books) == 1 else ():
        _print_book(out, book, found.on, rate, most[book.case])


def _distinct(projects: Sequence[Project]) -> None:
    ids = [one.case.head.id for one in projects]
    twice = next((name for name in ids if ids.count(name) > 1), None)
    if twice is not None:
        raise LoadpathError(
            f"two folders hold a case `{twice}`", help="give each case an id of its own, or name it once"
        )


def _beside(found: Ledger, rate: float | None) -> dict[str, object]:
    """Return for how many years what each case may cost lasts at a chance per year; nothing where none was asked."""
    from loadpath.assess.ledger import lasts  # noqa: PLC0415  numpy is slow to start
    from loadpath.assess.results import Interval  # noqa: PLC0415  the same

    if not rate:
        return {}
    known = [(book.case, book.allowed) for book in found.books if isinstance(book.allowed, Interval)]
    return {"beside": {"a_year": rate, "years": {name: lasts(allowed.low, rate) for name, allowed in known}}}


def _annual(text: str) -> float:
    from loadpath.files.numbers import proportion  # noqa: PLC0415  the start stays fast
    from loadpath.files.run import RefusedError, run_of  # noqa: PLC0415  the same

    try:
        return float(proportion(run_of([(1, 1, text)], "")))
    except RefusedError as error:
        raise LoadpathError(f"`--beside`: {error}", help=error.help or "write a chance, such as `0.7%`") from None


def duration(years: float) -> str:
    """Return a time in days, months or years, with two digits.

    >>> duration(17.8 / 365.2425), duration(0.3563), duration(1.2503), duration(6.5)
    ('18 days', '4.3 months', '1.3 years', '6.5 years')
    """
    from loadpath.assess.budget import DAYS  # noqa: PLC0415  numpy is slow to start
    from loadpath.case.rounding import plain, significant  # noqa: PLC0415

    if years * DAYS < DAYS_SHORT:
        number, unit = significant(years * DAYS, 2), "day"
    elif years < 1:
        number, unit = significant(years * MONTHS, 2), "month"
    else:
        number, unit = significant(years, 2), "year"
    return f"{plain(number)} {unit}{'' if number == 1 else 's'}"


def _print_book(out: Console, book: Book, on: date, beside: float | None, digits: Mapping[str, int]) -> None:
    from loadpath.assess.results import Interval, NotComputed  # noqa: PLC0415  numpy is slow to start
    from loadpath.cli.words import chance  # noqa: PLC0415  the same

    out.print(visible(f"{book.case}: {book.title}"), style="bold", soft_wrap=True)
    if isinstance(book.allowed, NotComputed):
        out.print(visible(f"What it may cost is not computed: {book.allowed.reason}."))
    else:
        out.print(visible(_allowed(book)))
        for moved in book.transfers:
            out.print(visible(_moved(book, moved)))
    if isinstance(book.allowed, Interval) and beside:
        from loadpath.assess.ledger import lasts  # noqa: PLC0415  numpy is slow to start

        share = Interval(beside, beside)
        out.print(f"That is as much as {duration(lasts(book.allowed.low, beside))} at {chance(share)} a year.")
    _print_lines(out, book)
    _print_accounts(out, book, on, digits)
    _print_times(out, book, digits)
    out.print()


def _moved(book: Book, moved: Moved) -> str:
    """Return who gave how much to whom, where that is agreed, and whether the other side records it."""
    from loadpath.cli.words import chance  # noqa: PLC0415  numpy is slow to start

    agreed = f"agreed in {moved.agreed}" if moved.agreed else "nobody says where that is agreed"
    only = f"; recorded by {book.case} alone" if moved.confirmed is False else ""
    return f"{moved.giver} gives {chance(moved.amount)} to {moved.receiver}; {agreed}{only}."


def _allowed(book: Book) -> str:
    """Return what a case may cost, in one sentence, with the range where somebody gave one."""
    from loadpath.assess.ledger import Per  # noqa: PLC0415  numpy is slow to start
    from loadpath.cli.words import chance, one_in, span  # noqa: PLC0415  the same

    level = f"{chance(book.allowed)} ({one_in(book.allowed)})"
    wide = book.lines[-1].range
    before = " before transfers" if book.transfers else " a year" if book.per is Per.YEAR else ""
    ranged = "" if wide.exact else f", 90 % range {span(wide)}{before},"
    period = f"in {duration(book.years)} from {book.start}" if book.years else "in a period that nobody states"
    over = {Per.LIFETIME: "in a lifetime", Per.UNSAID: "over a time that the budget does not say"}
    after = " after transfers" if book.transfers else ""
    counted = {"net": " The author counts net; the risk is held against it as imposed all the same."}
    return f"It may cost {level}{ranged} {over.get(book.per, period)}{after}.{counted.get(book.counted, '')}"


def _print_lines(out: Console, book: Book) -> None:
    from loadpath.assess.results import Interval  # noqa: PLC0415  numpy is slow to start
    from loadpath.cli.words import chance, span  # noqa: PLC0415  the same

    if not book.lines:
        return
    rows = table("budget", "as written", "comes to", "90 % range", right=(2,))
    for line in book.lines:
        level = Interval(line.level, line.level)
        rows.add_row(line.name, visible(line.written), chance(level), "" if line.range.exact else span(line.range))
    out.print()
    out.print(rows)


def _print_accounts(out: Console, book: Book, on: date, digits: Mapping[str, int]) -> None:
    from loadpath.assess.results import NotComputed  # noqa: PLC0415  numpy is slow to start
    from loadpath.cli.words import chance  # noqa: PLC0415  the same

    if not book.accounts:
        out.print(f"\n{NO_NUMBERS}")
        return
    netted = not any(isinstance(item.net, NotComputed) for item in book.accounts)
    heads = ["assessor", "imposed", *(["net", "if independent"] if netted else []), "left", f"used by {on}", "gone on"]
    rows = table(*heads, right=tuple(range(1, len(heads))))
    for item in book.accounts:
        most = digits[item.assessor]
        net = [chance(item.net, most), chance(item.net_apart, most)] if netted else []
        used = _percent(item.used, most)
        rows.add_row(item.assessor, chance(item.imposed, most), *net, _left(item, most), used, _gone(book, item))
    out.print()
    out.print(rows)
    if not netted:
        reason = next(item.net.reason for item in book.accounts if isinstance(item.net, NotComputed))
        out.print(f"net, what would not have come anyway, is not computed: {reason}", style="dim")
    if not book.years:
        out.print("when it is gone is not computed: the case does not say `from` and `until`", style="dim")


def _percent(answer: Answer, digits: int) -> str:
    """Return a share that may be above one."""
    from loadpath.assess.results import NotComputed  # noqa: PLC0415  numpy is slow to start
    from loadpath.case.rounding import percent  # noqa: PLC0415

    if isinstance(answer, NotComputed):
        return "-"
    low, high = percent(answer.low, digits), percent(answer.high, digits)
    return low if answer.exact else f"{low} to {high}"


def _left(item: Account, digits: int) -> str:
    """Return what is left; what is missing is told as such."""
    from loadpath.assess.results import NotComputed  # noqa: PLC0415  numpy is slow to start
    from loadpath.case.rounding import percent  # noqa: PLC0415

    if isinstance(item.left, NotComputed):
        return "-"
    ends = [
        percent(end, digits) if end >= 0 else f"{percent(-end, digits)} too much"
        for end in (item.left.low, item.left.high)
    ]
    return ends[0] if item.left.exact else f"{ends[0]} to {ends[1]}"


def _gone(book: Book, item: Account) -> str:
    from loadpath.assess.results import NotComputed  # noqa: PLC0415  numpy is slow to start

    if isinstance(item.gone, NotComputed):
        return "-"
    ends = [str(book.day(end) or "never") for end in (item.gone.low, item.gone.high)]
    return ends[0] if ends[0] == ends[1] else f"{ends[0]} to {ends[1]}"


def _print_times(out: Console, book: Book, digits: Mapping[str, int]) -> None:
    """Show the same chances over other times; what a lifetime comes to in a year where the budget is one of those."""
    from loadpath.assess.ledger import LIFETIMES, Per, carried  # noqa: PLC0415  numpy is slow to start
    from loadpath.assess.results import Interval  # noqa: PLC0415  the same
    from loadpath.cli.words import chance, one_in  # noqa: PLC0415  the same

    timed = book.per in (Per.CASE, Per.YEAR)
    if book.years:
        names = ["over", *(["allowed"] if timed else []), *(item.assessor for item in book.accounts)]
        columns = [
            *([(book.allowed, 2)] if timed else []),
            *((one.imposed, digits[one.assessor]) for one in book.accounts),
        ]
        rows = table(*names, right=tuple(range(1, len(names))))
        asked = [("a session", Per.SESSION, 1.0)] if book.sessions else []
        asked += [(f"this case ({duration(book.years)})", Per.CASE, 1.0), ("a year", Per.YEAR, 1.0)]
        asked += [(f"{years:g} years", Per.LIFETIME, years) for years in LIFETIMES]
        for name, per, years in asked:
            say = one_in if per is Per.SESSION else chance
            rows.add_row(name, *(say(book.over(one, per, years), most) for one, most in columns))
        out.print()
        out.print(rows if len(names) > 1 else "")
    if book.per is Per.LIFETIME and isinstance(book.allowed, Interval) and 0 <= book.allowed.low <= 1:
        yearly = [carried(book.allowed.low, 1 / years) for years in LIFETIMES]
        told = [
            f"{chance(Interval(one, one))} if it is {years:g}" for one, years in zip(yearly, LIFETIMES, strict=True)
        ]
        out.print(f"\nNobody says how many years a lifetime is. Each year of it may cost {', '.join(told)}.")


def _print_together(out: Console, found: Ledger, digits: Mapping[str, Mapping[str, int]]) -> None:
    from loadpath.assess.results import Interval, NotComputed  # noqa: PLC0415  numpy is slow to start
    from loadpath.cli.words import chance  # noqa: PLC0415  the same

    out.print(visible(", ".join(book.case for book in found.books)), style="bold", soft_wrap=True)
    for item in found.together:
        out.print(visible(_sum(item)))
        for remark in item.remarks:
            out.print(visible(f"{remark}."))
    if not found.together:
        out.print("No assessor is the same in all of them, so that their numbers cannot be put together.")
    if isinstance(found.shares, NotComputed):
        out.print(f"What is left of the share of the company is not computed: {found.shares.reason}.")
    else:
        share, taken, left = (chance(Interval(abs(one), abs(one))) for one in found.shares)
        rest = f"{left} is left" if found.shares[2] >= 0 else f"{left} too much"
        out.print(f"Of our share of {share}, these cases are given {taken}; {rest}.")
    if len({(book.start, book.years) for book in found.books}) > 1:
        out.print("The cases cover different periods: each risk is over its own.")
    for told in dict.fromkeys(_moved(book, moved) for book in found.books for moved in book.transfers):
        out.print(visible(told))
    out.print()
    out.print(_cases(found, digits))


def _cases(found: Ledger, digits: Mapping[str, Mapping[str, int]]) -> Table:
    """Return a row for each case and assessor; net is against the other cases, where that could be computed."""
    from loadpath.assess.results import Interval  # noqa: PLC0415  numpy is slow to start
    from loadpath.cli.words import chance  # noqa: PLC0415  the same

    nets = {(name, item.assessor): net for item in found.together for name, net in item.net.items()}
    rows = table("case", "assessor", "allowed", "imposed", "not without it", "left", "gone on", right=(2, 3, 4, 5, 6))
    for book in found.books:
        for item in book.accounts:
            most, net = digits[book.case][item.assessor], nets.get((book.case, item.assessor))
            imposed = chance(item.imposed, most)
            ends = (_left(item, most), _gone(book, item))
            allowed = chance(book.allowed) if isinstance(book.allowed, Interval) else "-"
            rows.add_row(visible(book.case), item.assessor, allowed, imposed, chance(net, most), *ends)
    return rows


def _sum(item: Together) -> str:
    """Return what cases come to together, in one sentence."""
    from loadpath.cli.words import chance  # noqa: PLC0415  numpy is slow to start

    common = f"{', '.join(item.common)} counted as one, " if item.common else ""
    return (
        f"By {item.assessor} they impose {_percent(item.imposed, 2)} in sum, and there is harm at all with "
        f"{chance(item.union)}: {common}all else independent."
    )
