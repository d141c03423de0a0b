"""The roadmap: in which order to build what is planned, so that the risk falls soonest for what is paid.

The order is worked out in `assess.best_order`; each thing is taken as if it can be had, and beside it stands the chance
that all so far can be. Costs in different units are never converted.
"""

from __future__ import annotations

from math import floor
from typing import TYPE_CHECKING

from loadpath.assess.best_order import MOST
from loadpath.assess.results import Interval, NotComputed
from loadpath.assess.verdict import within
from loadpath.case import node as kinds
from loadpath.case.rounding import percent, price
from loadpath.report import bearing_figures as figures
from loadpath.report.answers import listed
from loadpath.report.tree import Block, Bullets, Column, Figure, Note, Paragraph, Row, Section, Strong, Table, Words
from loadpath.report.wording import capital, chance, count, in_percent, tight, unknown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from loadpath.assess.best_order import Order
    from loadpath.assess.results import Answer
    from loadpath.report.book import Book, Person

MOST_PEOPLE = 4

MOST_WORK = 12_000
"""Sets of planned barriers times parts of the case: above it, all orders take more than a few seconds."""

TOO_MUCH = "so many barriers are planned in so large a case that it would take long; `loadpath roadmap` works it out"

TICKS = 7
"""So many steps the level axis has at most."""

HAIR = 1e-9

Each = list[tuple["Person", "Answer", "Order"]]


def in_order(book: Book) -> Section | None:
    """Return the best order of what is planned; None where nothing is planned, or nobody's risk is computed."""
    planned = [item for item in book.case.all(kinds.Mitigation) if item.state == "planned" and not item.withheld]
    known_risks = [one for one in book.people if isinstance(one.result.risk, Interval) and not unknown(one.result.risk)]
    people, rest = known_risks[:MOST_PEOPLE], max(0, len(known_risks) - MOST_PEOPLE)
    if not planned or not people:
        return None
    title: Words = ("In which order to build",)
    if 2 ** min(len(planned), MOST) * len(book.case.nodes) > MOST_WORK:
        return Section(title=title, anchor="order", blocks=(Note(("Not computed: ", *book.tagged(TOO_MUCH), ".")),))
    blocks: list[Block] = []
    known: Each = []
    level: float | None = None
    for person in people:
        found = book.scene.roadmap(person.result)
        order = found if isinstance(found, NotComputed) else found.order
        if isinstance(found, NotComputed) or isinstance(order, NotComputed):
            assert isinstance(order, NotComputed)
            blocks.append(
                Note((f"The best order according to {person.title} is not computed: ", *book.tagged(order.reason), "."))
            )
            continue
        level = found.level
        known.append((person, found.now, order))
    with_steps = [one for one in known if one[2].steps]
    if with_steps:
        if rest:
            blocks.append(Paragraph((f"Told for the first {len(people)} of {len(people) + rest} assessors.",)))
        blocks += [_answer(book, with_steps, level), *_staircase(book, with_steps, level), *_steps(book, with_steps)]
    blocks += _left_out(book, known)
    return Section(title=title, anchor="order", blocks=tuple(blocks)) if blocks else None


def _answer(book: Book, known: Each, level: float | None) -> Paragraph:
    """Return in one sentence what comes first, and whether all of it brings the risk to the budget."""
    first = list(dict.fromkeys(order.steps[0].id for _, _, order in known))
    which: Words = ("First ", *book.links(first[:1]), " for every assessor.")
    if len(known) == 1:
        which = ("First ", *book.links(first[:1]), ".")
    elif len(first) > 1:
        which = ("What comes first depends on the assessor: ", *book.links(first), ".")
    met = sum(level is not None and _within(order.steps[-1].risk, level) for _, _, order in known)
    if level is None:
        return Paragraph(which, "answer")
    told = "at or below the budget" if met or len(known) > 1 else "still above the budget"
    whom = f" for {met or 'none'} of {len(known)} assessors" if len(known) > 1 else ""
    return Paragraph((*which, f" Once all of it is built, the risk would be {told}{whom}."), "answer")


def _within(answer: Answer, level: float) -> bool:
    return isinstance(answer, Interval) and within(answer.high / level)


def _staircase(book: Book, known: Each, level: float | None) -> list[Block]:
    """Return the risk over what is paid; nothing where no risk is one number."""
    unit = known[0][2].unit
    lines: list[figures.Line] = []
    for person, now, order in known:
        risks = [now, *(step.risk for step in order.steps)]
        if order.unit != unit or not all(isinstance(one, Interval) and one.exact and one.low > 0 for one in risks):
            continue
        paid = [0.0, *(float(place) if step.cost is None else step.cost for place, step in enumerate(order.steps, 1))]
        values = [one.low for one in risks if isinstance(one, Interval)]
        points = tuple(zip(paid, values, strict=True))
        lines.append(figures.Line(name=person.title, shape=book.people.index(person), points=points))
    if not lines:
        return []
    last = max(line.points[-1][0] for line in lines)
    drawn = figures.Lines(
        lines=tuple(lines),
        stepped=True,
        ratio=False,
        ticks=_ticks(last, unit),
        across=f"what is paid so far, in {unit}" if unit else "steps: not all state a cost in one unit",
        level=level,
        alt="The risk falls as what is planned is built in the best order. "
        + " ".join(_read(book, line, order) for line, order in zip(lines, _orders(lines, known), strict=True))
        + (f" The budget is {percent(level)}." if level is not None else ""),
    )
    caption: Words = (
        Strong(("The best order.",)),
        f" The risk over {'what is paid' if unit else 'the number of steps'}; a mark stands where one more is built.",
        " Dashed: the budget." if level is not None else "",
    )
    wide, narrow = figures.lines(drawn, narrow=False), figures.lines(drawn, narrow=True)
    return [Figure(wide=wide, narrow=narrow, alt=drawn.alt, caption=caption, kind="staircase")]


def _orders(lines: Sequence[figures.Line], known: Each) -> list[Order]:
    by_name = {person.title: order for person, _, order in known}
    return [by_name[line.name] for line in lines]


def _read(book: Book, line: figures.Line, order: Order) -> str:
    then = "; ".join(
        f"{percent(risk)} with {book.title(step.id)}"
        for (_, risk), step in zip(line.points[1:], order.steps, strict=True)
    )
    return f"{line.name}: now {percent(line.points[0][1])}; {then}."


def _ticks(last: float, unit: str) -> tuple[tuple[float, str], ...]:
    """Return places at even steps of what is paid, with amounts; of money with its sign."""
    if last <= 0:
        return ()
    step = figures.even(last / TICKS) if unit else max(1.0, figures.even(last / TICKS))
    places = [step * place for place in range(floor(last / step + HAIR) + 1)]
    return tuple((place, tight(price(place, unit if unit.startswith("$") else ""))) for place in places)


def _steps(book: Book, known: Each) -> list[Table]:
    """Return a table of each order, with the risks of all whose order it is."""
    orders: dict[tuple[str, ...], Each] = {}
    for one in known:
        orders.setdefault(tuple(step.id for step in one[2].steps), []).append(one)
    return [_table(book, each, len(orders)) for each in orders.values()]


def _table(book: Book, each: Each, orders: int) -> Table:
    """Return the steps of one order."""
    order = each[0][2]
    now: tuple[Words, ...] = tuple((in_percent(risk, person.digits),) for person, risk, _ in each)
    rows = [Row((("as it is now",), ("–",), ("–",), *now), strong=True)]
    for place, step in enumerate(order.steps):
        cost = "–" if step.cost is None else tight(price(step.cost, order.unit))
        risks = tuple((in_percent(one.steps[place].risk, person.digits),) for person, _, one in each)
        rows.append(Row(((f"{place + 1}. ", *book.link(step.id)), (cost,), (chance(step.feasible),), *risks)))
    columns = (
        Column("In the best order"),
        Column("Cost so far", number=True),
        Column("All so far can be had", number=True),
        *(Column(person.title, number=True) for person, _, _ in each),
    )
    how = "All orders were compared." if order.exact else f"More than {MOST} are planned: the best next one each time."
    over = "" if order.unit else " Each step counts the same, since not all state a cost in one unit."
    first = (
        "The same as a table."
        if orders == 1
        else f"The order for {listed([f'“{person.title}”' for person, _, _ in each])}."
    )
    caption: Words = (Strong((first,)), f" {how}{over} The risk once so much is built, as if it can be had.")
    return Table(caption=caption, columns=columns, rows=tuple(rows), stacked=True)


def _left_out(book: Book, known: Each) -> list[Block]:
    """Return what is not taken, with the reason, and according to whom where they differ."""
    why: dict[tuple[str, str], list[str]] = {}
    for person, _, order in known:
        for name, reason in order.left_out:
            why.setdefault((name, reason), []).append(person.title)
    items: list[Words] = []
    for (name, reason), who in why.items():
        whose = "" if len(who) == len(known) else f" ({', '.join(who)})"
        items.append((*book.link(name), ": ", *book.tagged(reason), f"{whose}."))
    if not items:
        return []
    return [
        Paragraph((f"{capital(count(len({name for name, _ in why}), 'barrier'))} not taken:",)),
        Bullets(tuple(items)),
    ]
