"""Figures of the risk, each with the table that says the same: how it spreads, what moves it, what evidence did to it.

A figure stands only where it says something: no curve where no number has a range, no waterfall where no finding moves
the risk, no tornado where the risk is not one number.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from math import ceil, floor, log, log10
from typing import TYPE_CHECKING

from loadpath.assess.arrival import arrivals
from loadpath.assess.lines import judgements_of
from loadpath.assess.results import Interval, NotComputed
from loadpath.assess.spread import Spread
from loadpath.case import node as kinds
from loadpath.case.rounding import times
from loadpath.report.diagrams import exceedance, rows, tornado, waterfall
from loadpath.report.diagrams.exceedance import Exceedance
from loadpath.report.tree import Block, Break, Column, Figure, Muted, Row, Strong, Table, Words
from loadpath.report.wording import in_percent, unknown, worlds

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from loadpath.assess.results import Load
    from loadpath.report.book import Book, Person
    from loadpath.report.diagrams.rows import Rows

FINE = (1, 1.5, 2, 3, 5, 7)
"""Steps of a decade at which a curve is worked out."""

COARSE = (1, 2, 5)
MOST_ROWS = 8
"""Rows of the table beside a curve; with more, it keeps to whole decades."""

FLAT = 0.9
"""Where the lowest worlds have so much of the risk of the highest, there is no curve to draw."""

TINY = 1e-9
MOST_DECADES = 7
MOST_PEOPLE = 4
"""So many assessors get a figure of their own."""

STIRS = 1.01
"""What multiplies the risk by less than this, either way, does not move it."""

MOVES = log(1.05)
"""A finding that moves the risk by less moves nothing that anybody would see in a drawing."""

NEAR = 30.0
"""A budget further away than this factor would press everything else together."""


# how it spreads


def spread(book: Book) -> list[Block]:
    """Return in which share of the worlds the risk exceeds a level: the worlds that the verdicts are made of.

    The budget and the thresholds that every case is held against are among the levels of the table.
    """
    known = [person for person in book.people if _spreads(person)]
    if not known:
        return []
    ends = [_spread(person).reach() for person in known]
    high = max(end.high for end in ends)
    low = max(min(end.low for end in ends), high * 10.0**-MOST_DECADES)
    levels = _levels(FINE, low, high, beyond=True)
    shares = [_spread(person).above(levels) for person in known]
    budget = next((person.result.budget for person in known if person.result.budget), None)
    picture = Exceedance(
        names=tuple(person.title for person in known),
        curves=tuple(_curve(levels, [one.high for one in own]) for own in shares),
        lows=tuple(() if all(one.exact for one in own) else _curve(levels, [one.low for one in own]) for own in shares),
        budget=budget.level if budget else None,
    )
    caption: Words = (
        Strong(("How often the risk exceeds a level,",)),
        " when all numbers vary within their ranges: across the level, upright the share of the drawn worlds. ",
        "The further right a line falls, the larger the risk may be; ",
        "the steeper it falls, the more certain its size.",
        " Between two lines of one assessor, what is unknown decides." if any(picture.lows) else "",
    )
    wide, narrow = exceedance.draw(picture, narrow=False), exceedance.draw(picture, narrow=True)
    figure = Figure(wide=wide, narrow=narrow, alt=picture.alt, caption=caption, kind="curve")
    return [figure, _thresholds(book, known, low, high)]


def _spreads(person: Person) -> bool:
    own, found = person.result.spread, person.result.range
    if not isinstance(own, Spread) or not isinstance(found, Interval) or unknown(found):
        return False
    ends = own.reach()
    return ends.high > 0 and ends.low < FLAT * ends.high


def _spread(person: Person) -> Spread:
    own = person.result.spread
    assert isinstance(own, Spread)
    return own


def _levels(steps: Sequence[float], low: float, high: float, *, beyond: bool = False) -> list[float]:
    """Return round levels between two, or from the last one below to the first one above."""
    found = [
        float(f"{step}e{decade}") for decade in range(floor(log10(low)) - 1, ceil(log10(high)) + 1) for step in steps
    ]
    if beyond:
        first = max((level for level in found if level <= low), default=found[0])
        last = min((level for level in found if level >= high), default=found[-1])
        return [level for level in found if first <= level <= min(last, 1.0)]
    return [level for level in found if low <= level <= min(high, 1.0)]


def _curve(levels: Sequence[float], shares: Sequence[float]) -> tuple[tuple[float, float], ...]:
    """Return a curve without the levels at which nothing more happens."""
    points = list(zip(levels, shares, strict=True))
    first = max((place for place, (_, share) in enumerate(points) if share >= 1), default=0)
    last = min((place for place, (_, share) in enumerate(points) if share <= 0), default=len(points) - 1)
    return tuple(points[first : last + 1])


def _thresholds(book: Book, known: Sequence[Person], low: float, high: float) -> Table:
    """Return the same shares at round levels, at the budget and at the thresholds that every case is held against."""
    levels = _levels(COARSE, low, high)
    if len(levels) > MOST_ROWS:
        levels = _levels(COARSE[:1], low, high)
    found: dict[float, Row] = {}
    shares = {person.id: _spread(person).above(levels) for person in known}
    for place, level in enumerate(levels):
        reached = {name: own[place] for name, own in shares.items()}
        found[level] = _threshold(in_percent(Interval(level, level)), reached, book)
    for place, step in enumerate(book.people[0].result.ladder):
        every = {person.id: person.result.ladder[place].exceeding for person in book.people if person.result.ladder}
        found[step.level] = _threshold(step.threshold.replace("%", "\u00a0%"), every, book)
    standing = {person.id: item for person in book.people if (item := person.result.budget)}
    if standing:
        level = next(iter(standing.values())).level
        fixed = all(_same(_spread(person).above([level])[0], standing[person.id].exceeding) for person in known)
        varies = "" if fixed else "which varies too, on average "
        label = f"the budget, {varies}{in_percent(Interval(level, level))}"
        shares_of_it = {name: item.exceeding for name, item in standing.items()}
        found[level] = replace(_threshold(label, shares_of_it, book), strong=True)
    columns = (
        Column("Worlds in which the risk exceeds"),
        *(Column(person.title, number=True) for person in book.people),
    )
    caption = (Strong(("The same as a table,",)), " with the thresholds that every case is held against.")
    return Table(caption=caption, columns=columns, rows=tuple(found[level] for level in sorted(found)))


def _same(one: Interval, other: Interval) -> bool:
    """Return whether two shares are the same but for rounding."""
    return max(abs(one.low - other.low), abs(one.high - other.high)) < TINY


def _threshold(label: str, shares: Mapping[str, Interval], book: Book) -> Row:
    cells: list[Words] = [
        (worlds(shares[person.id], person.result.draws),) if person.id in shares else ("–",) for person in book.people
    ]
    return Row(((label,), *cells))


# what moves it


def moved(book: Book, person: Person) -> list[Block]:
    """Return the risk of one assessor if one thing were certainly so, or certainly not; nothing where there is none."""
    result = person.result
    if person not in book.people[:MOST_PEOPLE] or not isinstance(result.risk, Interval) or not result.risk.exact:
        return []
    risk = result.risk.value
    loads = [load for load in result.loads if _stirs(load)]
    shown = tornado.shown(loads, risk) if risk > 0 else []
    if len(shown) < 2:  # noqa: PLR2004  one bar is no comparison
        return []
    titles = {load.subject: book.title(load.subject) for load, _, _ in shown}
    level = _near(result.spread.level, risk)
    picture = tornado.tornado(loads, risk, titles, person.title, budget=level, digits=person.digits)
    caption: Words = (
        Strong((f"What moves the risk of {person.title} most.",)),
        " A bar reaches from the risk if this one thing certainly held to the risk if it certainly did not, ",
        "and all else followed from it.",
    )
    columns = (Column("What"), Column("Kind"), Column("If right", number=True), Column("If wrong", number=True))
    told = tuple(
        Row((book.link(load.subject), (load.kind,), *((tornado.said(end, person.digits),) for end in ends)))
        for load, *ends in shown
    )
    return [
        _figure(picture, caption, "tornado"),
        Table(caption=(Strong(("The same as a table.",)),), columns=columns, rows=told),
    ]


def _stirs(load: Load) -> bool:
    return any(isinstance(one, float) and not 1 / STIRS < one < STIRS for one in (load.if_wrong, load.if_right))


def _near(level: float | None, risk: float) -> float | None:
    """Return the budget when it can be drawn beside a risk without pressing everything else together."""
    return level if level and risk > 0 and 1 / NEAR < risk / level < NEAR else None


# what the evidence did


def arrived(book: Book) -> list[Block]:
    """Return how the risk of each assessor came about, finding by finding; nothing where no finding moves it."""
    every = [(person, risks) for person in book.people if isinstance(risks := _arrivals(book, person), tuple)]
    moving = [(person, risks) for person, risks in every if _moves(risks)][:MOST_PEOPLE]
    return [*(_fall(book, person, risks) for person, risks in moving), _arrivals_table(book, moving)] if moving else []


def _moves(risks: tuple[float, ...]) -> bool:
    return any(abs(log(after / before)) >= MOVES for before, after in pairwise(risks))


def _fall(book: Book, person: Person, risks: tuple[float, ...]) -> Figure:
    shares = [
        (book.title(name), log(after / before))
        for name, (before, after) in zip(person.result.used, pairwise(risks), strict=True)
    ]
    fall = waterfall.waterfall(
        ("Before any finding", risks[0]), ("The risk as it is", risks[-1]), shares, person.digits
    )
    level = _near(person.result.spread.level, risks[-1])
    limit = (level, f"budget {waterfall.said(level)}") if level else None
    alt = f"What the evidence did to the risk according to {person.title}. {fall.alt}"
    caption: Words = (Strong((f"What the evidence did to the risk of {person.title},",)), " one finding after another.")
    return _figure(replace(fall, limit=limit, alt=alt), caption, "waterfall")


def _arrivals(book: Book, person: Person) -> tuple[float, ...] | NotComputed:
    def worked_out() -> tuple[float, ...] | NotComputed:
        return arrivals(book.case, person.result, judgements_of(book.case, person.id))

    return book.case.once(("finding after finding", person.id), worked_out) if person.result.used else NotComputed("")


def _arrivals_table(book: Book, every: Sequence[tuple[Person, tuple[float, ...]]]) -> Table:
    told = [Row((("Before any finding",), *((_told(person, risks[0]),) for person, risks in every)), strong=True)]
    told += [
        Row((book.link(item.id), *(_after(person, risks, item.id) for person, risks in every)))
        for item in book.case.all(kinds.Evidence)
        if any(item.id in person.result.used for person, _ in every)
    ]
    told.append(Row((("The risk as it is",), *((_told(person, risks[-1]),) for person, risks in every)), strong=True))
    caption: Words = (
        Strong(("The same as a table.",)),
        " The risk after each finding and all above it; in grey, what that multiplied it by. ",
        "In another order single steps would be longer or shorter, and come to the same.",
    )
    columns = (Column("After"), *(Column(person.title, number=True) for person, _ in every))
    return Table(caption=caption, columns=columns, rows=tuple(told))


def _after(person: Person, risks: tuple[float, ...], name: str) -> Words:
    if name not in person.result.used:
        return (Muted(("not weighed",)),)
    place = person.result.used.index(name)
    factor = f"×\u00a0{times(risks[place + 1] / risks[place])}"
    return (_told(person, risks[place + 1]), Break(), Muted((factor,)))


def _told(person: Person, risk: float) -> str:
    return waterfall.said(risk, person.digits)


def _figure(picture: Rows, caption: Words, kind: str) -> Figure:
    wide, narrow = rows.draw(picture, narrow=False), rows.draw(picture, narrow=True)
    return Figure(wide=wide, narrow=narrow, alt=picture.alt, caption=caption, kind=kind)
