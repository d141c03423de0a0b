"""The tables that are computed: who sees and tells whom in a scenario, and what an attempt has to pass at a surface.

A cell is read strictly, or is `unknown`, or is withheld; a row that cannot be read is refused with its line.
"""

from __future__ import annotations

import re
from fractions import Fraction
from typing import TYPE_CHECKING, Any, NamedTuple

from loadpath.case.diagnostic import Diagnostic, Severity
from loadpath.case.node import Row, Stage, Transfer, Work
from loadpath.case.value import Amount, Blocking, Chance, Failing, Limit, Measured, Unknown, Value, Word
from loadpath.files import propositions as grammar
from loadpath.files import rotas, withholding
from loadpath.files.fields import BUDGET_LINES, refused
from loadpath.files.judgements import value
from loadpath.files.numbers import amount, share
from loadpath.files.run import RefusedError, Run, run_of
from loadpath.files.scan import Block, cells
from loadpath.files.sections import heading_row

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from typing import TypeVar

    T = TypeVar("T")

RESPONSE = ("who", "sees", "tells", "after", "works")
"""The columns that the table of a scenario begins with."""

RESPONSE_MORE = ("again", "if", "on duty", "queue", "source")
"""Those that may follow, in any order."""

STAGES = ("stage", "passes")
STAGES_MORE = ("after", "source")
"""The same of the table of a surface."""

TRANSFERS = ("from", "to", "how much")
TRANSFERS_MORE = ("agreed",)
"""The same of the table of a budget."""

WORK = ("for", "speed", "lost", "by")
"""The same of the table of work in a case."""

LEAST_BARS = 2
"""Text with so many bars in a line is taken for a row of a table."""

LEAST_TRIES = 2
"""Fewer tries in all are not tried again."""

ALWAYS = Chance(mean=Fraction(1), written="always")
NONE = Chance(mean=Fraction(0), written="none")


def response_rows(block: Block, file: str) -> tuple[list[Row], list[Diagnostic]]:
    """Return the rows of a scenario's table, known by its first row `who | sees | tells | after | works`."""
    return _read(block, file, (*RESPONSE, *RESPONSE_MORE), _row)


def stages(block: Block, file: str) -> tuple[list[Stage], list[Diagnostic]]:
    """Return the rows of a surface's table, known by its first row `stage | passes`."""
    return _read(block, file, (*STAGES, *STAGES_MORE), _stage)


def transfers(block: Block, file: str) -> tuple[list[Transfer], list[Diagnostic]]:
    """Return the rows of a budget's table, known by its first row `from | to | how much`."""
    return _read(block, file, (*TRANSFERS, *TRANSFERS_MORE), _transfer)


def work(block: Block, file: str) -> tuple[list[Work], list[Diagnostic]]:
    """Return the rows of a case's table of work, known by its first row `for | speed`."""
    found, faults = _read(block, file, WORK, _work)
    for row in found[:-1]:
        if row.span is None:
            late = run_of([(line[0], line[1], line[2].strip(" |")) for line in block.lines[-1:]], file)
            error = RefusedError(
                "a row follows `the rest`", late, help="write `the rest` in the last row alone", rule="malformed-table"
            )
            faults.append(refused(error, ""))
    return found, faults


def _read(
    block: Block, file: str, columns: Iterable[str], make: Callable[[dict[str, Run], Run], T]
) -> tuple[list[T], list[Diagnostic]]:
    names = heading_row(block, file)
    found, faults = [], []
    for line in block.lines[2:]:
        row = dict(zip(names, map(withholding.whole, cells(line, file)), strict=False))
        whole = run_of([(line[0], line[1], line[2].strip(" |"))], file)
        if len(cells(line, file)) > len(names):
            message = f"a row has more cells than the table has columns, {len(names)}"
            remedy = "a `|` ends a cell; write `\\|` for one inside of a cell"
            faults.append(refused(RefusedError(message, whole, help=remedy, rule="malformed-table"), ""))
            continue
        try:
            found.append(make({name: row.get(name, whole[:0]) for name in columns}, whole))
        except RefusedError as error:
            faults.append(refused(error, ""))
    return found, faults


def fits(names: list[str], first: tuple[str, ...], more: tuple[str, ...]) -> bool:
    """Return whether a table has these columns first, then any of some more, none twice.

    >>> fits([*RESPONSE, "queue", "again"], RESPONSE, RESPONSE_MORE), fits([*RESPONSE, "when"], RESPONSE, RESPONSE_MORE)
    (True, False)
    """
    rest = names[len(first) :]
    return tuple(names[: len(first)]) == first and set(rest) <= set(more) and len(set(rest)) == len(rest)


def _filled(row: dict[str, Run], columns: Iterable[str], line: Run) -> None:
    for name in columns:
        if not row[name].text:
            raise RefusedError(
                f"a row has nothing under `{name}`",
                line,
                help="fill the cell, or write `unknown`",
                rule="malformed-table",
            )


def _row(row: dict[str, Run], line: Run) -> Row:
    _filled(row, ("who", "tells", "after", "works"), line)
    stops = re.match(r"\*\*stops it\*\*|stops it(?=:|$)", row["tells"].text, re.IGNORECASE)
    works, ever = _works(row["works"])
    after = Blocking() if row["after"].text == "blocking" else _duration(row["after"])
    if withholding.mark(row["if"]):  # what it needs is out of sight: it may be dead
        after = Unknown(row["if"].text, withheld=True)
    again, most = _again(row["again"])
    return Row(
        who=row["who"].text,
        sees=row["sees"].text,
        tells=row["tells"].text[stops.end() :].lstrip(": ") if stops else _told(row["tells"].text),
        stops=bool(stops),
        after=after,
        works=works,
        ever=ever,
        again=again,
        tries=most,
        duty=_open(row["on duty"], rotas.duty),
        queue=_open(row["queue"], rotas.queue),
        condition=grammar.proposition(row["if"]) if row["if"].text and not withholding.mark(row["if"]) else None,
        source=row["source"].text,
        at=row["who"].span(),
    )


def _told(text: str) -> str:
    """Return who is told, without the channels in brackets."""
    return " ".join(re.sub(r"\([^()]*\)", " ", text).split()).replace(" ,", ",")


def _works(run: Run) -> tuple[Value | Failing, bool]:
    """Return how likely a row works, and whether that is drawn once per incident."""
    if run.text == "always":
        return ALWAYS, True
    tries = re.search(r" (ever|each time)$", run.text)
    chance = run[: tries.start()] if tries else run
    if not tries and run.text != "unknown" and withholding.mark(run) is None:
        raise RefusedError(
            f"`{run.text}` does not say when it is drawn",
            run,
            help="end it with `ever` (once per incident: a blind spot) or `each time` (at every try)",
            rule="malformed-table",
        )
    ever = not tries or tries[1] == "ever"
    return _chance(chance, "80% (60%-95%) each time", once=ever), ever


def _chance(run: Run, example: str, *, once: bool = True) -> Value | Failing:
    """Return a probability of working, as written or as that of failing (`fails 5%`)."""
    fails = re.match(r"fails ", run.text)
    found = value(run[fails.end() :] if fails else run)
    if isinstance(found, Limit) and not once:
        raise RefusedError(
            f"`{run.text}` is a bound, and drawn at each try",
            run,
            help="write a number with its range, or end it with `ever`",
            rule="malformed-table",
        )
    if not isinstance(found, Chance | Limit | Word | Unknown | Measured) or (isinstance(found, Chance) and found.unit):
        raise RefusedError(
            f"`{run.text}` is not a probability of working",
            run,
            help=f"write one, such as `{example}`, or `unknown`",
            rule="malformed-table",
        )
    return _turned(found, run) if fails else found


def _turned(found: Value, run: Run) -> Value | Failing:
    """Return the probability of working where that of failing is written."""
    match found:
        case Chance():
            mean, low, high = (None if one is None else 1 - one for one in (found.mean, found.high, found.low))
            return Chance(mean=mean, low=low, high=high, written=run.text)
        case Limit():
            return Limit(at_most=not found.at_most, bound=1 - found.bound, written=run.text)
        case Measured():
            return Failing(found, run.text)
        case Unknown():
            return found
        case _:
            raise RefusedError(
                f"`{run.text}` says a word of failing",
                run,
                help="write how likely it works, or a number after `fails`",
                rule="malformed-table",
            )


def _stage(row: dict[str, Run], line: Run) -> Stage:
    _filled(row, ("stage", "passes"), line)
    passes = ALWAYS if row["passes"].text == "always" else _chance(row["passes"], "44% (35%-53%)")
    after = _duration(row["after"]) if row["after"].text else None
    return Stage(name=row["stage"].text, passes=passes, after=after, source=row["source"].text, at=row["stage"].span())


def _transfer(row: dict[str, Run], line: Run) -> Transfer:
    _filled(row, TRANSFERS, line)
    giver, receiver = row["from"].text, row["to"].text
    if giver == receiver:
        raise RefusedError(
            f"`{giver}` gives to itself", row["to"], help="name another case under `to`", rule="malformed-table"
        )
    moved = _open(row["how much"], lambda run: share(run, BUDGET_LINES))
    assert moved is not None  # an empty cell was refused above
    return Transfer(giver=giver, receiver=receiver, amount=moved, agreed=row["agreed"].text, at=row["from"].span())


def _work(row: dict[str, Run], line: Run) -> Work:
    _filled(row, WORK, line)
    span = None if row["for"].text == "the rest" else _duration(row["for"])
    if span is not None and (not isinstance(span, Amount) or not span.median or span.low is not None):
        raise RefusedError(
            f"`{row['for'].text}` is not one length of time",
            row["for"],
            help="write `2 years` without a range, or `the rest` in the last row; ranges belong to `milestone`",
            rule="malformed-table",
        )
    lost = NONE if row["lost"].text == "none" else _chance(row["lost"], "50% (30%-70%)")
    if isinstance(lost, Word | Measured | Failing):
        raise RefusedError(
            f"`{row['lost'].text}` is not a share",
            row["lost"],
            help="write `50%`, `none` or `unknown`",
            rule="malformed-table",
        )
    return Work(
        span=span if isinstance(span, Amount) else None,
        speed=_speed(row["speed"]),
        lost=lost,
        by=row["by"].text,
        at=row["for"].span(),
    )


def _speed(run: Run) -> Amount:
    """Return how many years of work are done in one of the calendar: `3x`, or `3x (2x-5x)`."""
    found = amount(run) if re.match(r"[0-9][0-9.,]*x", run.text) else None
    if found is None or found.unit != "x" or found.median == 0 or found.low == 0:
        raise RefusedError(
            f"`{run.text}` is not a speed",
            run,
            help="write how many years of work one year brings, such as `3x`, `3x (2x-5x)`, or `1x` without a speed-up",
            rule="malformed-table",
        )
    return found


def _open(run: Run, read: Callable[[Run], T]) -> T | Unknown | None:
    """Return what a cell says that may be empty, unknown or withheld."""
    if not run.text:
        return None
    if withholding.mark(run):
        return Unknown(run.text, withheld=True)
    return Unknown() if run.text == "unknown" else read(run)


def _duration(run: Run) -> Value:
    if run.text == "unknown" or withholding.mark(run):
        return Unknown(run.text, withheld=run.text != "unknown")
    if run.text.startswith("as [["):
        return value(run)
    bare = re.fullmatch(r"[0-9.,% ]+", run.text)
    found = None if bare else amount(run)
    if found is None or found.unit != "s":
        raise RefusedError(
            f"`{run.text}` is not a duration",
            run,
            help="write a time, such as `12 min (5 min-1 h)`, or `as [[drills]]`, which were timed",
            rule="malformed-table",
        )
    return found


def _again(run: Run) -> tuple[Amount | None, int | None]:
    """Return after how long a row is tried again, and how often it is tried in all, if that is said."""
    if not run.text or withholding.mark(run):
        return None, None
    match = re.fullmatch(r"every (.*?)(?:, ([0-9]{1,4}) tries)?", run.text)
    found = _duration(run[match.start(1) : match.end(1)]) if match else None
    tries = int(match[2]) if match and match[2] else None
    if (
        not isinstance(found, Amount)
        or not found.median
        or found.low is not None
        or (tries or LEAST_TRIES) < LEAST_TRIES
    ):
        raise RefusedError(
            f"`{run.text}` does not say how often",
            run,
            help="write `every 8 h`, or `every 15 min, 3 tries` (in all), or leave the cell empty",
            rule="malformed-table",
        )
    return found, tries


def apart(block: Block, file: str, subject: str) -> Diagnostic | None:
    """Return the finding for a row that stands apart from its table, so that it would be lost; None where none does."""
    for line in block.lines:
        if line[2].count("|") >= LEAST_BARS and not line[2].lstrip().startswith("`"):
            return Diagnostic(
                rule="malformed-table",
                severity=Severity.ERROR,
                message="a row stands apart from its table",
                at=run_of([line], file).span(),
                help="remove what stands between it and the table: an empty line, a comment or text",
                subject=subject,
            )
    return None


def malformed_table(names: Iterable[str], block: Block, file: str, subject: str, remedy: str) -> Diagnostic:
    """Return the finding for a table whose first row is not the expected one."""
    return Diagnostic(
        rule="malformed-table",
        severity=Severity.ERROR,
        message=f"the table has the columns {', '.join(f'`{name}`' for name in names)}",
        at=run_of(block.lines[:1], file).span(),
        help=remedy,
        subject=subject,
    )


class Table(NamedTuple):
    """A table that is computed: what its first row begins with, what may follow, where its rows go, who reads them.

    `known` are the names by which it is told from a table that is only prose; none where every table is taken. Where
    nothing else shows it, it stays prose besides.
    """

    first: tuple[str, ...]
    more: tuple[str, ...]
    kept: str
    known: tuple[str, ...]
    stays: bool
    read: Callable[[Block, str], tuple[list[Any], list[Diagnostic]]]


TABLES: Mapping[str, Table] = {
    "Case": Table(WORK, (), "work", ("for", "speed"), stays=True, read=work),
    "Scenario": Table(RESPONSE, RESPONSE_MORE, "rows", (), stays=False, read=response_rows),
    "Surface": Table(STAGES, STAGES_MORE, "stages", ("stage",), stays=False, read=stages),
    "Budget": Table(TRANSFERS, TRANSFERS_MORE, "transfers", ("from", "to"), stays=True, read=transfers),
}
"""The table that each kind computes with."""


def computed_with(kind: str, names: Sequence[str]) -> bool:
    """Return whether a kind computes with a table of this first row, or was meant to: all its columns stand elsewhere.

    >>> computed_with("Budget", ["from", "to", "how much"]), computed_with("Budget", ["year", "sum"])
    (True, False)
    >>> computed_with("Budget", ["on", "from", "to", "how much"])
    True
    """
    if kind not in TABLES:
        return False
    table = TABLES[kind]
    return tuple(names[: len(table.known)]) == table.known or set(table.first) <= set(names)
