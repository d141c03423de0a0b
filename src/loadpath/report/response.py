"""What a response comes to: how often it is too late, one incident stepped through, how long it takes, what moves it.

What is simulated is written with no more digits than its standard error allows; none of so many is not zero.
"""

from __future__ import annotations

from math import floor, hypot, isinf, log10, sqrt
from typing import TYPE_CHECKING

from loadpath.case import node as kinds
from loadpath.case.rounding import at_most, one_in, percent, probability
from loadpath.case.value import Limit
from loadpath.report.diagrams import rows as bars
from loadpath.report.diagrams import spent
from loadpath.report.diagrams.incident import incident, lasting
from loadpath.report.drawings import picture, response
from loadpath.report.prose import plain
from loadpath.report.tree import (
    Block,
    Code,
    Column,
    Muted,
    Note,
    Paragraph,
    Row,
    State,
    Strong,
    Table,
    Words,
    Written,
    joined,
)
from loadpath.report.wording import NBSP, count, tight, typeset, unknown

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from loadpath.assess.timing import Cell, Timing
    from loadpath.report.book import Book
    from loadpath.report.diagrams.incident import Incident, Step

MOST_PLAYED = 24
"""Of a case with more responses the report plays none: that would take as long as everything else together."""

MOST_TOLD = 20
"""More tries of one incident are counted, not told."""

NOISE = 3.0
"""Fewer standard errors than this are no difference."""

NEARLY_ALL = 0.9
"""Above this the digits count from the distance to one, as in `case.rounding`."""

LARGE = 0.1
"""A chance above this is not written as 1 in N as well."""

WHEN = {
    "weekday": "Monday to Friday, 08 to 18",
    "night": "Monday to Friday, at night",
    "weekend": "Saturday and Sunday",
}

SAME = "Whether it starts by day, at night or on a weekend makes no difference that the simulation could tell."

ASKED = {
    "after": "how long {who} takes",
    "works": "how likely it is that {who} works",
    "on duty": "when {who} can be reached",
    "queue": "what waits for {who}, and how much of it they can handle",
}
"""What would have to be asked about a cell that is unknown."""


def blocks(book: Book, node: kinds.Scenario) -> tuple[Block, ...]:
    """Return everything about a response that stands with its scenario; nothing where it has no table."""
    if not node.rows:
        return ()
    many = sum(1 for one in book.case.all(kinds.Scenario) if one.rows) > MOST_PLAYED
    timing = None if many else book.scene.timing(node.id)
    if timing is None:
        note = (Note(("So many responses are not played out here; the risk counts each of them.",)),) if many else ()
        return (*note, *_unplayed(node), response(book, node, None), told_in_rows(book, node))
    return (
        Paragraph(answer(node, timing), "answer"),
        *to_ask(_unknown(node, timing)),
        response(book, node, timing.typical),
        told_in_rows(book, node),
        *_incidents(node, timing),
        *_spent(node, timing),
        *_starts(timing),
        *_cells(node, timing),
    )


def _unplayed(node: kinds.Scenario) -> tuple[Block, ...]:
    if node.harm_at is not None:
        return ()
    if withheld_field(node, "harm at"):
        return (Note(("When the harm comes is withheld, so how often the response is too late is open.",)),)
    return (
        Note(
            ("Nobody said when the harm comes (", Code("harm at"), "), so how often the response is too late is open.")
        ),
    )


# numbers


def simulated(value: float, error: float, incidents: int) -> str:
    """Return a simulated probability with the digits that its standard error leaves, at most two.

    >>> simulated(0.2026, 0.00025, 32768).replace(NBSP, " "), simulated(0.0371, 0.00104, 32768).replace(NBSP, " ")
    ('20 %', '4 %')
    >>> simulated(0.0, 3e-5, 32768).replace(NBSP, " "), simulated(3e-5, 3e-5, 32768).replace(NBSP, " ")
    ('none of 32,768', 'at most 0.02 %')
    """
    if value <= 0:
        return f"none of{NBSP}{incidents:,}"
    if value >= 1 - 1e-12:
        return tight(percent(1.0))
    digits = digits_of(value, error)
    if digits == 0:
        return f"at most {tight(at_most(min(1.0, value + NOISE * error), 1))}"
    return tight(probability(value, digits))


def digits_of(value: float, error: float) -> int:
    """Return how many digits, at most two, have a unit that is not smaller than the standard error."""
    near = value if value <= NEARLY_ALL else 1 - value
    if near <= 0:
        return 2
    first = floor(log10(near))
    return next((digits for digits in (2, 1) if 10.0 ** (first - digits + 1) >= error * (1 - 1e-9)), 0)


def error_of(timing: Timing, value: float) -> float:
    """Return the standard error of how often something is too late: what is known of it, else that of a count."""
    if value == timing.late.low:
        return timing.error
    return max(sqrt(max(value * (1 - value), 0.0) / timing.incidents), 1.0 / timing.incidents)


def said(timing: Timing, value: float) -> str:
    """Return how often it is too late in some changed table, in words."""
    return simulated(value, error_of(timing, value), timing.incidents)


# the answer


def answer(node: kinds.Scenario, timing: Timing) -> Words:
    """Return what a response comes to, in sentences, the answer first."""
    found: list[Words] = [
        _late(node, timing),
        _never(timing),
        _how_long(timing),
        _attackers(node),
        _weakest(node, timing),
    ]
    return joined([one for one in found if one], " ")


def late_words(timing: Timing) -> str:
    """Return how often a response is too late, an interval where cells are unknown."""
    low, high = timing.late.low, timing.late.high
    if unknown(timing.late):
        return "unknown"
    if low == high:
        return said(timing, low)
    if low <= 0:
        return f"at most {said(timing, high)}"
    return f"{said(timing, low)} to {said(timing, high)}"


def _late(node: kinds.Scenario, timing: Timing) -> Words:
    low, high = timing.late.low, timing.late.high
    given = ", given what it needs" if node.needs or any(row.condition for row in node.rows) else ""
    if unknown(timing.late):
        return (Strong(("How often it is too late is unknown",)), ": too much in the table is.")
    if low < high:
        why = "; which of them depends on what is unknown" if low > 0 else ", depending on what is unknown"
        return ("Too late in ", Strong((late_words(timing),)), f" of incidents{given}{why}.")
    if low <= 0:
        played = f"{timing.incidents:,}"
        return (Strong((f"Too late in none of {played} incidents",)), f" that were played{given}.")
    digits = digits_of(low, timing.error)
    odds = f" ({tight(one_in(low, digits))})" if 1e-4 <= low < LARGE and digits > 1 else ""  # noqa: PLR2004  as `SMALL`
    return (
        "Too late in ",
        Strong((f"{said(timing, low)} of incidents",)),
        f"{odds}{given}{_error(timing)}.",
    )


def _error(timing: Timing) -> str:
    """Return the standard error where it shows in the digits that are written."""
    low, digits = timing.late.low, digits_of(timing.late.low, timing.error)
    if not digits or low >= 1:
        return ""
    near = low if low <= NEARLY_ALL else 1 - low
    if timing.error < 10.0 ** (floor(log10(near)) - digits + 1) / 2:
        return ""
    return f" (its times are simulated: standard error {tight(percent(timing.error, 1))})"


def _never(timing: Timing) -> Words:
    if timing.nobody <= 0:
        return ()
    share = simulated(timing.nobody, timing.error, timing.incidents)
    best = " even with what is unknown at its best" if timing.unknown else ""
    return (f"In {share} nobody stops it at all{best}, before the harm or after.",)


def _how_long(timing: Timing) -> Words:
    low, middle, high = timing.harm
    harm = lasting(middle) if low == high else f"{lasting(middle)} ({lasting(low)} to {lasting(high)})"
    if timing.times is None:
        return (f"Nobody ever stops it; the harm comes at {harm}.",)
    best = ", with what is unknown at its best" if timing.unknown else ""
    _, half, most = timing.times
    if most <= 0:
        return (f"Where it is stopped that takes no time{best}; the harm comes at {harm}.",)
    return (
        f"Half of those that are stopped are stopped within {lasting(half)}, 95{NBSP}% within {lasting(most)}{best}",
        f"; the harm comes at {harm}.",
    )


def _attackers(node: kinds.Scenario) -> Words:
    if node.attackers is None or node.attackers.count == 1:
        return ()
    how = "whoever stops one of them stops all" if node.attackers.together else "each has to be stopped"
    return (f"There are {node.attackers.count} attackers: {how}.",)


def _weakest(node: kinds.Scenario, timing: Timing) -> Words:
    if timing.weakest is None:
        if timing.late.low <= 0:
            return ()
        return ("No row that were made perfect by itself would change that.",)
    best = " (with what is unknown at its best)" if timing.unknown else ""
    share = said(timing, timing.perfect)
    share = f"{share} incidents played" if timing.perfect <= 0 else share
    return ("The weakest link is ", Strong((named(node, timing.weakest),)),
            f": were it perfect, {share} would be too late{best}.")  # fmt: skip


def named(node: kinds.Scenario, place: int) -> str:
    """Return the name of a row; with what it sees where somebody has several rows."""
    row = node.rows[place]
    who = plain(row.who)
    if sum(one.who.lower() == row.who.lower() for one in node.rows) == 1:
        return who
    return f"{who} ({plain(row.sees) or f'row {place + 1}'})"


def _unknown(node: kinds.Scenario, timing: Timing) -> Iterator[tuple[str, object]]:
    """Yield in words what is not known, each with the value that its author wrote."""
    for place, column in timing.unknown:
        row = node.rows[place]
        value = {"after": row.after, "works": row.works, "on duty": row.duty, "queue": row.queue}[column]
        yield ASKED[column].format(who=named(node, place)), value


def to_ask(unknown: Iterable[tuple[str, object]]) -> tuple[Block, ...]:
    """Return what would have to be asked, and what is withheld; each in words, with the value as it is written."""
    ask: list[str] = []
    hidden: list[str] = []
    for text, value in unknown:
        limit = f" (so far: {plain(typeset(value.written))})" if isinstance(value, Limit) else ""
        (hidden if withheld(value) else ask).append(f"{text}{limit}")
    found: list[Block] = [Note((Strong(("To ask: ",)), "; ".join(ask), "."))] if ask else []
    if hidden:
        found.append(Note((Strong(("Withheld, and counted as unknown: ",)), "; ".join(hidden), ".")))
    return tuple(found)


def withheld(value: object) -> bool:
    """Return whether a value is kept from those who read this."""
    return bool(getattr(value, "withheld", False)) or "[[withheld " in getattr(value, "written", "")


def withheld_field(node: kinds.Node, key: str) -> bool:
    """Return whether a field of a node is kept from those who read this."""
    return any(one.key == key and "[[withheld " in one.text for one in node.fields)


# the table of rows


def told_in_rows(book: Book, node: kinds.Scenario) -> Table:
    """Return the table of a scenario, with the columns that it uses."""
    duty, queue = (any(getattr(row, name) is not None for row in node.rows) for name in ("duty", "queue"))
    condition = any(row.condition is not None for row in node.rows)
    columns = [Column(title) for title in ("Who", "Sees", "Tells", "After", "Works")]
    columns += [Column("On duty")] if duty else []
    columns += [Column("Queue")] if queue else []
    columns += [Column("Only if")] if condition else []
    rows = []
    for row in node.rows:
        tells: Words = (State("■", "stops it"), " ", Written(row.tells)) if row.stops else (Written(row.tells),)
        cells: list[Words] = [(Written(row.who),), (Written(row.sees),), tells, as_written(row.after), _works(row)]
        cells += [as_written(row.duty)] if duty else []
        cells += [as_written(row.queue)] if queue else []
        cells += [book.said(row.condition) if row.condition else ("–",)] if condition else []
        rows.append(Row(tuple(cells)))
    caption: Words = (Strong(("Who sees, who tells, how fast.",)),)
    return Table(caption=caption, columns=tuple(columns), rows=tuple(rows), stacked=True)


def _works(row: kinds.Row) -> Words:
    """Return how likely a row works and how often it is tried."""
    written = getattr(row.works, "written", "")
    how = "" if written == "always" else " once per incident" if row.ever else " at each try"
    again = f", again every {row.again.written.removeprefix('every ')}" if row.again else ""
    return (*as_written(row.works), f"{how}{again}")


def as_written(value: object) -> Words:
    """Return a cell as its author wrote it."""
    text = getattr(value, "written", "")
    return (Written(typeset(text)),) if text else ("–",)


# one incident


def _incidents(node: kinds.Scenario, timing: Timing) -> tuple[Block, ...]:
    """Return the incident that the timeline steps through as a table, and one that was too late."""
    found: list[Block] = []
    if timing.typical is not None:
        run = incident(node, timing.typical)
        begin = f", one that begins {run.begin}" if run.begin else ""
        title = f"One incident that takes the median time{begin}."
        found.append(_steps(node, run, (Strong((title,)), " Below the bars of the picture, step by step.")))
    if timing.missed is not None:
        run = incident(node, timing.missed)
        begin = f", one that begins {run.begin}" if run.begin else ""
        found.append(_steps(node, run, (Strong((f"One incident that is too late{begin}.",)), f" {_why(node, run)}")))
    return tuple(found)


def _why(node: kinds.Scenario, run: Incident) -> str:
    """Return in words why an incident was too late."""
    if isinf(run.stopped):
        blind = dict.fromkeys(named(node, one.lane) for one in run.steps if _blind(node, one))
        failed = dict.fromkeys(named(node, one.lane) for one in run.steps if one.done is None and not _blind(node, one))
        parts = [f"blind to it: {', '.join(blind)}"] if blind else []
        parts += [f"tried in vain: {', '.join(failed)}"] if failed else []
        return f"Nobody stops it: {'; '.join(parts)}." if parts else "Nobody stops it."
    return f"It is stopped after {lasting(run.stopped)}; the harm came at {lasting(run.deadline)}."


def _blind(node: kinds.Scenario, step: Step) -> bool:
    row = node.rows[step.lane]
    return step.done is None and row.ever and row.queue is None


def _steps(node: kinds.Scenario, run: Incident, caption: Words) -> Table:
    several = len({one.attacker for one in run.steps}) > 1
    rows = []
    for step in run.steps[:MOST_TOLD]:
        who = f"attacker {step.attacker + 1}: {named(node, step.lane)}" if several else named(node, step.lane)
        rows.append(Row(((lasting(step.shown),), (who,), _happens(node, step))))
    if len(run.steps) > MOST_TOLD:
        left = count(len(run.steps) - MOST_TOLD, "more try", "more tries")
        rows.append(Row((("–",), ("–",), (Muted((f"and {left}",)),))))
    end = f"{run.end[0].upper()}{run.end[1:]}."
    if run.late:
        last = run.deadline if isinf(run.stopped) else run.stopped
        rows.append(Row(((lasting(last),), ("–",), (end,)), strong=True))
    columns = (Column("After"), Column("Who"), Column("What happens"))
    return Table(caption=caption, columns=columns, rows=tuple(rows), stacked=True)


def _happens(node: kinds.Scenario, step: Step) -> Words:
    """Return in words what came of a try."""
    row = node.rows[step.lane]
    before = "tries again and " if step.number else ""
    waited = step.began - step.told
    if not step.number and waited >= 1:
        before = f"is reached after {lasting(waited)} and "
    if step.done is None:
        return (f"{before}{'is blind to it' if _blind(node, step) else 'does not get through'}",)
    queue = " with the queue" if row.queue is not None else ""
    took = f", which takes {lasting(step.done - step.began)}{queue}" if step.done > step.began > 0 else ""
    if row.stops:
        return (before, State("■", "stops it"), " ", Written(row.tells), took)
    return (f"{before}tells ", Written(row.tells), took)


# how long it takes


def _spent(node: kinds.Scenario, timing: Timing) -> tuple[Block, ...]:
    if timing.times is None or timing.times[2] <= 0:
        return ()
    title = plain(node.title) or node.id
    never = ""
    if timing.nobody > 0:
        never = f"{simulated(timing.nobody, timing.error, timing.incidents)} are never stopped"
    drawn = spent.spent(timing, title, never)
    best = " What is unknown is at its best." if timing.unknown else ""
    left = f" {never[0].upper()}{never[1:]} and stand in no bar." if never else ""
    caption: Words = (
        Strong(("When it is stopped, against the harm.",)),
        " A bar: how many incidents are stopped in that stretch of time.",
        f" The shade: for how many it is too late by then, full height for all.{left}{best}",
    )
    wide, narrow = (spent.draw(drawn, narrow=one) for one in (False, True))
    table = spent.table(drawn, (Strong(("The same as a table.",)),))
    return picture("spent", wide, narrow, drawn.alt, caption), table


# nights and weekends


def _starts(timing: Timing) -> tuple[Block, ...]:
    """Return how often it is too late by when it starts; a sentence where that makes no difference."""
    known = [(name, share, late) for name, share, late in timing.starts if share > 0]
    if len(known) < 2:  # noqa: PLR2004  one sort of start is no comparison
        return ()
    lates = [late for _, _, late in known]
    errors = [timing.error / sqrt(share) for _, share, _ in known]
    worst, best = max(range(len(known)), key=lates.__getitem__), min(range(len(known)), key=lates.__getitem__)
    if lates[worst] - lates[best] <= NOISE * hypot(errors[worst], errors[best]):
        return (Paragraph((SAME,)),)
    rows = tuple(
        Row(((WHEN.get(name, name),), (tight(percent(share)),), (simulated(late, error, timing.incidents),)))
        for (name, share, late), error in zip(known, errors, strict=True)
    )
    columns = (Column("When it starts"), Column("Share of starts", number=True), Column("Too late", number=True))
    caption: Words = (Strong(("Nights and weekends.",)), " In the time zone of the first rota.")
    return (Table(caption=caption, columns=columns, rows=rows),)


# what each cell does


def _cells(node: kinds.Scenario, timing: Timing) -> tuple[Block, ...]:
    """Return what moves the answer, as a picture and a table; the rest is counted."""
    moving = [one for one in timing.cells if said(timing, one.best) != said(timing, one.worst)]
    rest = len(timing.cells) - len(moving)
    if not moving:
        return (Paragraph(("No cell by itself, at its best or at its worst, would change how often it is too late.",)),)
    rows = tuple(
        Row(
            (
                (named(node, one.row),),
                (one.column,),
                _moved(timing, one.best, one.at_best),
                _moved(timing, one.worst, one.at_worst),
            )
        )
        for one in moving
    )
    best = ", with what is unknown at its best" if timing.unknown else ""
    left = f" {count(rest, 'other cell does', 'other cells do')} not move it.".replace(" no ", " No ") if rest else ""
    caption: Words = (Strong(("What each cell does to how often it is too late.",)), f" One at a time{best}.{left}")
    columns = (Column("Row"), Column("Cell"), Column("At its best"), Column("At its worst"))
    table = Table(caption=caption, columns=columns, rows=rows, stacked=True)
    return (*_tornado(node, timing, moving), table)


def _moved(timing: Timing, value: float, words: str) -> Words:
    return (said(timing, value), " ", Muted((f"({plain(typeset(words))})",)))


def _tornado(node: kinds.Scenario, timing: Timing, moving: Sequence[Cell]) -> tuple[Block, ...]:
    """Return the same as bars about how often it is too late now; nothing where that is never."""
    now = timing.late.low
    if now <= 0:
        return ()
    least = 1.0 / timing.incidents
    none = any(one.best < least for one in moving)
    lines = tuple(
        bars.Line(
            label=named(node, one.row),
            under=one.column,
            bar=(max(one.best, least), max(one.worst, least)),
            tone=bars.SWING,
            value=f"{'none' if one.best <= 0 else said(timing, one.best)} – {said(timing, one.worst)}",
        )
        for one in moving
    )
    words = "; ".join(f"{line.label}, {line.under}: {line.value}" for line in lines)
    drawn = bars.Rows(lines=lines, at=(now, f"now {said(timing, now)}"), alt=f"What each cell does. {words}.")
    caption: Words = (
        Strong(("What each cell does.",)),
        " From how often it is too late with one cell at its best to the same with it at its worst.",
        f" Where it is none, the bar ends at {tight(one_in(least))}." if none else "",
    )
    return (picture("cells", bars.draw(drawn, narrow=False), bars.draw(drawn, narrow=True), drawn.alt, caption),)
