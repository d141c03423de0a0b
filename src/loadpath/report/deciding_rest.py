"""Decisions about what there is: what is left of the budget, whether there is time, and what has become of promises."""

from __future__ import annotations

from math import isinf
from typing import TYPE_CHECKING

from loadpath.assess.ledger import Per
from loadpath.assess.promises import State as Becomes
from loadpath.assess.results import Interval, NotComputed
from loadpath.case import node as kinds
from loadpath.case.rounding import percent, plain, significant
from loadpath.report.tree import (
    Block,
    Column,
    Muted,
    Note,
    Paragraph,
    Row,
    Section,
    State,
    Strong,
    Table,
    Words,
    joined,
)
from loadpath.report.wording import as_odds, count, in_percent, tight, unknown

if TYPE_CHECKING:
    from loadpath.assess.ledger import Account
    from loadpath.assess.ledger import Book as Books
    from loadpath.assess.promises import Promise
    from loadpath.assess.results import Answer
    from loadpath.assess.years import Told, Years
    from loadpath.report.book import Book

OVER = {
    Per.CASE: "over the period of this case",
    Per.YEAR: "over the period of this case, as so much a year",
    Per.LIFETIME: "in a lifetime",
    Per.UNSAID: "over a time that the budget does not say",
}
"""What the allowance is over."""

MEANS = {
    "halved gross": "all work, the year itself included",
    "halved excess": "work beyond the calendar, the loss on the speed-up alone",
    "halved multiplier": "work beyond the calendar, the loss on everything",
}
"""What each way of telling counts of a year at some speed, of which a part is lost."""

STATES = {
    Becomes.KEPT: State("+", "kept"),
    Becomes.BREACHED: State("×", "breached", "bad"),
    Becomes.DUE: State("!", "triggered", "attention"),
    Becomes.NOT_DUE: State("○", "not due"),
    Becomes.OPEN: State("◐", "open", "attention"),
    Becomes.UNJUDGED: State("○", "for people to judge"),
}
"""How the state of a promise is marked."""


# what is left of the budget -------------------------------------------------------------------------------------------


def left(book: Book) -> Section | None:
    """Return what the case may cost, what each assessor's risk takes of it, and what is left; None without a budget."""
    if not book.case.all(kinds.Budget) or not book.people:
        return None
    title: Words = ("What is left of the budget",)
    found = book.scene.books()
    if isinstance(found, NotComputed):
        return Section(title=title, anchor="left", blocks=(Note(("Not computed: ", *book.tagged(found.reason), ".")),))
    return Section(title=title, anchor="left", blocks=tuple(_books(book, found)))


def _books(book: Book, found: Books) -> list[Block]:
    if isinstance(found.allowed, NotComputed):
        return [Note(("What the case may cost is not computed: ", *book.tagged(found.allowed.reason), "."))]
    after = ", after what it gave and was given" if found.transfers else ""
    blocks: list[Block] = [
        Paragraph(
            (
                "The case may cost ",
                Strong((in_percent(found.allowed),)),
                f" ({as_odds(found.allowed)}) {OVER.get(found.per, '')}{after}.",
            ),
            "answer",
        )
    ]
    names = {person.id: person for person in book.people}
    rows = tuple(
        Row(
            (
                (names[one.assessor].title,),
                (in_percent(found.allowed),),
                *account(found, one, names[one.assessor].digits),
            )
        )
        for one in found.accounts
        if one.assessor in names
    )
    columns = (
        Column("Assessor"),
        Column("Allowed", number=True),
        Column("Imposed", number=True),
        Column("Net", number=True),
        Column("Left", number=True),
        Column("Gone on", number=True),
    )
    caption: Words = (
        Strong(("What each assessor's risk does to the budget.",)),
        " Imposed: the risk of the case, also where the harm would have come anyway. Net: the part that would not. ",
        "Neither is taken from the other. Gone on: the day on which it is used up at this rate.",
    )
    blocks.append(Table(caption=caption, columns=columns, rows=rows, stacked=True))
    reasons = {one.net.reason for one in found.accounts if isinstance(one.net, NotComputed)}
    blocks += [Paragraph((Muted(("Net is not computed: ", *book.tagged(reason), ".")),)) for reason in sorted(reasons)]
    if not found.years:
        blocks.append(
            Paragraph((Muted(("When it is gone is not computed: the case does not say from when until when.",)),))
        )
    return blocks


def account(found: Books, one: Account, digits: int = 2) -> tuple[Words, Words, Words, Words]:
    """Return what one assessor's risk imposes, what of that is net, what is left, and when that is gone, in words."""

    def shown(answer: Answer) -> Words:
        return ("–",) if isinstance(answer, NotComputed) else (in_percent(answer, digits),)

    return (
        shown(one.imposed),
        shown(one.net),
        ("unknown",) if unknown(one.imposed) else _rest(one.left, digits),
        ("unknown",) if unknown(one.imposed) else (_gone(found, one.gone),),
    )


def _rest(answer: Answer, digits: int) -> Words:
    """Return what is left; what is missing is told as such."""
    if isinstance(answer, NotComputed):
        return ("–",)
    ends = [
        tight(percent(end, digits)) if end >= 0 else f"{tight(percent(-end, digits))} too much"
        for end in (answer.low, answer.high)
    ]
    words = ends[0] if answer.exact else f"{ends[0]} to {ends[1]}"
    return (Strong((words,)),) if answer.low < 0 else (words,)


def _gone(found: Books, gone: Answer) -> str:
    if isinstance(gone, NotComputed):
        return "–"
    ends = [str(found.day(end) or "never") for end in (gone.low, gone.high)]
    return ends[0] if ends[0] == ends[1] else f"{ends[0]} to {ends[1]}"


# whether there is time ------------------------------------------------------------------------------------------------


def time(book: Book) -> Section | None:
    """Return the work that is needed against the work there is time for; None where nobody speaks of either."""
    if not book.case.head.work and book.case.head.milestone is None:
        return None
    title: Words = ("Whether there is time",)
    found = book.scene.years()
    if isinstance(found, NotComputed):
        return Section(title=title, anchor="time", blocks=(Note(("Not computed: ", *book.tagged(found.reason), ".")),))
    blocks: list[Block] = [Paragraph(_time(book, found), "answer")]
    if found.unsaid:
        unsaid: Words = (
            "Nobody says how long these take, so that more may be needed: ",
            *book.links(found.unsaid),
            ".",
        )
        blocks.append(Note(unsaid))
    if found.stretches:
        blocks.append(ways(found))
        blocks.append(_stretches(found))
    if found.needed:
        rows = tuple(
            Row((book.link(name), (years_words(Interval(value, value)),))) for name, value in found.needed.items()
        )
        caption: Words = (Strong(("What is needed.",)), " Years of work, as expected.")
        blocks.append(Table(caption=caption, columns=(Column("For"), Column("Years", number=True)), rows=rows))
    return Section(title=title, anchor="time", blocks=tuple(blocks))


def years_words(answer: Answer) -> str:
    """Return years with two digits, or the interval they lie in."""
    if isinstance(answer, NotComputed):
        return "–"
    low, high = (plain(significant(end, 2)) if end else "0" for end in (answer.low, answer.high))
    return low if low == high else f"{low} to {high}"


def _time(book: Book, found: Years) -> Words:
    total = sum(found.needed.values())
    said = years_words(Interval(total, total))
    needed = f"{said} {'year' if said == '1' else 'years'} of work" if found.needed else ""
    first: Words = (Strong((needed,)), f" {'is' if said == '1' else 'are'} needed") if needed else (
        "Nobody says how much work is needed",)  # fmt: skip
    if isinstance(found.milestone, NotComputed):
        return (*first, "; whether there is time is not computed: ", *book.tagged(found.milestone.reason), ".")
    late = years_words(Interval(found.milestone, found.milestone))
    expected = f", and the milestone is expected in {late} years"
    known = [one.in_time for one in found.told if isinstance(one.in_time, Interval)]
    if not known:
        why = next(
            (one.in_time.reason for one in found.told if isinstance(one.in_time, NotComputed)), "nobody says enough"
        )
        return (*first, expected, "; whether there is time is not computed: ", *book.tagged(why), ".")
    span = Interval(min(one.low for one in known), max(one.high for one in known))
    chance = _chance(span)
    meant = ", depending on what is meant by the loss" if len({_chance(one) for one in known}) > 1 else ""
    return (*first, expected, ". It is done in time with a chance of ", Strong((chance,)), f"{meant}.")


def _chance(answer: Interval) -> str:
    ends = [tight(percent(end)) for end in (answer.low, answer.high)]
    return ends[0] if ends[0] == ends[1] else in_percent(answer)


def ways(found: Years) -> Table:
    """Return the work that there is time for, in the three ways of telling it."""
    rows = tuple(
        Row(
            (
                (one.counted.value,),
                (MEANS[one.counted.value],),
                (years_words(one.years),),
                (years_words(one.total),),
                (_in_time(one),),
            )
        )
        for one in found.told
    )
    columns = (
        Column("Told as"),
        Column("Counts"),
        Column("Years", number=True),
        Column("With the calendar", number=True),
        Column("Done in time", number=True),
    )
    tail = " Years are those of rows with an end; the chance counts the rest as well." if any(
        isinf(one.end) for one in found.stretches) else ""  # fmt: skip
    caption: Words = (Strong(("Work there is time for, told in three ways.",)), tail)
    return Table(caption=caption, columns=columns, rows=rows, stacked=True)


def _in_time(one: Told) -> str:
    if isinstance(one.in_time, NotComputed):
        return "–"
    error = f"\u00a0±\u00a0{100 * one.error:.1g}\u00a0%" if one.error else ""
    return f"{_chance(one.in_time)}{error}"


def _stretches(found: Years) -> Table:
    words = {True: "counts", False: "does not count", None: "not known"}
    rows = []
    for one in found.stretches:
        late = one.maker.until <= one.start and one.maker.holds is not False
        reason = "its case covers no more" if late else one.maker.reason
        end = "–" if isinf(one.end) else f"{one.end:.3g}"
        rows.append(Row(((f"{one.start:.3g}",), (end,), (one.maker.by,), (words[one.counts],), (reason,))))
    columns = (
        Column("From year", number=True),
        Column("To", number=True),
        Column("By"),
        Column("Its work"),
        Column("Because"),
    )
    return Table(caption=(Strong(("Whose work counts.",)),), columns=columns, rows=tuple(rows), stacked=True)


# what has become of promises ------------------------------------------------------------------------------------------


def promised(book: Book) -> Section | None:
    """Return what has become of each promise; None where nothing is promised."""
    found = book.scene.promises()
    if not found:
        return None
    counts: dict[Becomes, int] = {}
    for one in found:
        counts[one.state] = counts.get(one.state, 0) + 1
    said = joined([(f"{number} {STATES[state].word}",) for state, number in counts.items()])
    rows = tuple(
        Row(
            (
                book.link(one.id),
                state_of(one),
                (one.reason.replace(" %", "\u00a0%"),),
                (str(one.until) if one.until else "–",),
            )
        )
        for one in found
    )
    columns = (Column("Promise"), Column("State"), Column("Because"), Column("Last day"))
    caption: Words = (Strong(("What has become of promises.",)), " Each stands in full under “Commitments”.")
    return Section(
        title=("Promises",),
        anchor="promises",
        blocks=(
            Paragraph((f"Of {count(len(found), 'promise')}: ", *said, "."), "answer"),
            Table(caption=caption, columns=columns, rows=rows, stacked=True),
        ),
    )


def state_of(one: Promise) -> Words:
    """Return the state of a promise with its sign."""
    return (STATES[one.state],)
