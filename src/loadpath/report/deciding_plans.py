"""Decisions about what is planned: what each test would show, and whether the case can be made at all."""

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING

from loadpath.assess.prospect import Choice, judged_tests
from loadpath.assess.results import Interval, NotComputed
from loadpath.case import node as kinds
from loadpath.case.rounding import percent, times
from loadpath.report import deciding_figures as figures
from loadpath.report.tree import (
    Block,
    Bullets,
    Column,
    Figure,
    Muted,
    Note,
    Paragraph,
    Row,
    Section,
    Strong,
    Table,
    Words,
    joined,
)
from loadpath.report.wording import chance, in_percent, tight, unknown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from loadpath.assess.attainable import Attainable, Item
    from loadpath.assess.prospect import Prospect
    from loadpath.assess.results import Answer
    from loadpath.report.book import Book, Person

MOST_FIGURES = 12
"""So many tests get a figure; of further ones the table alone tells."""

MOST_PEOPLE = 4

STILL = 5e-3
"""An outcome that moves the risk by less than this part of it moves it by `1 times`, as it is printed."""

NONE = 1e-9
"""An outcome that moves the risk by less than this part of it does not move it."""

MOST_WORK = 12_000
"""Each set of planned barriers is a circuit of its own: so many sets times nodes of the case take a few seconds."""

TOO_MUCH = "so many barriers are planned in so large a case that it would take long; `loadpath chance` works it out"

Each = list[tuple["Person", "Prospect"]]


def showing(book: Book) -> Section | None:
    """Return what each planned test would show each assessor; None without tests, or without numbers."""
    tests = [item for item in book.case.all(kinds.Test) if not item.withheld]
    if not tests or not book.people:
        return None
    found: dict[str, Each] = {test.id: [] for test in tests}
    failed: list[Block] = []
    for person in book.people:
        if not judged_tests(book.case, person.id):
            continue
        known = book.scene.prospects(person.result)
        if isinstance(known, NotComputed):
            failed.append(
                Note((f"What tests would show {person.title} is not computed: ", *book.tagged(known.reason), "."))
            )
            continue
        for one in known.tests:
            if one.outcomes and one.test in found:
                found[one.test].append((person, one))
    blocks: list[Block] = [
        _test(book, test, found[test.id], place) for place, test in enumerate(tests) if found[test.id]
    ]
    silent = [test.id for test in tests if not found[test.id]]
    if silent and not failed:
        said: Words = ("Nothing can be said of ", *joined([book.link(name) for name in silent], "; "))
        blocks.append(Paragraph((*said, ": nobody says how likely a pass is either way.")))
    return Section(title=("What a test would show",), anchor="prospects", blocks=(*failed, *blocks))


def _test(book: Book, test: kinds.Test, each: Each, place: int) -> Section:
    drawn = [(person, one) for person, one in each if one.known and _now(one) > 0][:MOST_PEOPLE]
    blocks: list[Block] = []
    if drawn and place < MOST_FIGURES:
        blocks.append(_fans(book, test, drawn))
    blocks.append(_outcomes(each))
    blocks.append(Bullets(tuple(_means(book, person, one) for person, one in each)))
    blocks.append(Paragraph((Muted(("The test as it was written down: ", *book.link(test.id), ".")),)))
    return Section(title=(book.title(test.id),), anchor=f"prospect-{test.id}", blocks=tuple(blocks))


def _now(one: Prospect) -> float:
    return one.now.value if isinstance(one.now, Interval) and one.now.exact else 0.0


def _value(answer: Interval | NotComputed) -> float:
    return answer.value if isinstance(answer, Interval) else 0.0


def _fans(book: Book, test: kinds.Test, drawn: Each) -> Figure:
    fans = tuple(
        figures.Fan(
            name=person.title,
            shape=book.people.index(person),
            now=_now(one),
            outcomes=tuple(
                ("passes" if item.passes else "fails", _value(item.chance), _value(item.risk)) for item in one.outcomes
            ),
        )
        for person, one in drawn
    )
    said = "; ".join(
        f"{fan.name}: now {percent(fan.now)}"
        + "".join(f", {percent(risk)} if it {name} ({percent(share)})" for name, share, risk in fan.outcomes)
        for fan in fans
    )
    level = drawn[0][1].level
    budget = "" if level is None else f" The budget is {percent(level)}."
    picture = figures.Fans(
        fans=fans, level=level, alt=f"The risk before and after “{book.title(test.id)}”. {said}.{budget}"
    )
    caption: Words = (
        Strong(("The risk now, and after the test.",)),
        " A branch is as thick as its outcome is likely; upright, the risk.",
        " Dashed: the budget." if level is not None else "",
    )
    wide, narrow = figures.spread_out(picture, narrow=False), figures.spread_out(picture, narrow=True)
    return Figure(wide=wide, narrow=narrow, alt=picture.alt, caption=caption, kind="fan")


def _outcomes(each: Each) -> Table:
    rows = []
    for person, one in each:
        told = [((chance(item.chance),), (in_percent(item.risk),)) for item in one.outcomes]
        rows.append(Row(((person.title,), (in_percent(one.now),), *(cell for pair in told for cell in pair))))
    columns = (
        Column("Assessor"),
        Column("Risk now", number=True),
        Column("It passes", number=True),
        Column("Risk after a pass", number=True),
        Column("It fails", number=True),
        Column("Risk after a fail", number=True),
    )
    caption: Words = (
        Strong(("The same as a table.",)),
        " Weighed by their chances, the two risks average to the risk now.",
    )
    return Table(caption=caption, columns=columns, rows=tuple(rows), stacked=True)


def _means(book: Book, person: Person, one: Prospect) -> Words:
    """Return how far a test moves one assessor, and whether it crosses the budget or changes what is decided."""
    said: list[str] = []
    if isinstance(one.down, float) and isinstance(one.up, float) and max(one.up, one.down) < 1 + STILL:
        still = max(one.up, one.down) < 1 + NONE
        said.append("no outcome moves the risk" + ("" if still else " by as much as 1\xa0%"))
    elif isinstance(one.down, float) and isinstance(one.up, float):
        down = f"by {times(one.down)} times" if isfinite(one.down) else "to nothing"
        said.append(f"it can bring the risk down {down} and up by {times(one.up)} times")
    else:
        said.append("how far it moves the risk is not one number: something is unknown")
    if one.crosses is not None:
        said.append(f"{'an' if one.crosses else 'no'} outcome brings it to the other side of the budget")
    if one.actions is not None:
        said.append(f"{'an' if one.actions else 'no'} outcome changes what is decided")
    choice = one.choice
    chosen: Words = ()
    if isinstance(choice, Choice):
        passed, failed = (book.link(name) for name in choice.chosen)
        better = (
            f", which saves {tight(percent(choice.saved))} of risk" if choice.saved > 0 else ", the same as without it"
        )
        chosen = (
            " Of the two barriers it chooses between: after a pass ",
            *passed,
            ", after a fail ",
            *failed,
            f"{better}.",
        )
    return (Strong((f"{person.title}: ",)), f"{'; '.join(said)}.", *chosen)


# whether it can be made -----------------------------------------------------------------------------------------------


def makeable(book: Book) -> Section | None:
    """Return how likely the risk ends within the budget once what is planned is done; None where nothing is planned."""
    planned = [item for item in book.case.all(kinds.Mitigation) if item.state == "planned" and not item.withheld]
    judged = {name for person in book.people for name in judged_tests(book.case, person.id)}
    if not book.case.all(kinds.Budget) or not book.people or not (planned or judged):
        return None
    title: Words = ("Whether the case can be made",)
    if len(planned) > 1 and 2 ** len(planned) * len(book.case.nodes) > MOST_WORK:
        return Section(title=title, anchor="chance", blocks=(Note(("Not computed: ", *book.tagged(TOO_MUCH), ".")),))
    found = [(person, book.scene.attainable(person.result)) for person in book.people]
    known = [(person, one) for person, one in found if not isinstance(one, NotComputed)]
    blocks: list[Block] = [
        Note((f"The chance according to {person.title} is not computed: ", *book.tagged(one.reason), "."))
        for person, one in [*found, *((person, one.chance) for person, one in known)]
        if isinstance(one, NotComputed)
    ]
    told = [(person, one) for person, one in known if isinstance(one.chance, Interval)]
    if told:
        blocks = [Paragraph(_chances(told), "answer"), *blocks, _bars(told), _chances_table(told)]
    items = {item.id: item for _, one in known for item in one.items}
    if items:
        blocks.append(_items(book, list(items.values())))
    return Section(title=title, anchor="chance", blocks=tuple(blocks)) if blocks else None


def alike(answer: Answer, digits: int) -> str:
    """Return a probability in percent; one number where both ends read alike.

    >>> alike(Interval(0.0100001, 0.0100002), 2).replace("\u00a0", " ")
    '1 %'
    """
    if isinstance(answer, NotComputed) or percent(answer.low, digits) != percent(answer.high, digits):
        return in_percent(answer, digits)
    return tight(percent(answer.low, digits))


def _chance(one: Attainable) -> str:
    if unknown(one.chance):
        return "anything from 0 to 100\u00a0%"
    error = f"\u00a0±\u00a0{tight(percent(2 * one.error))}" if one.error else ""
    return f"{in_percent(one.chance)}{error}"


def _chances(told: Sequence[tuple[Person, Attainable]]) -> Words:
    level = told[0][1].level or 0.0
    each: list[Words] = [
        (Strong((_chance(one),)), f" ({person.title})" if len(told) > 1 else "") for person, one in told
    ]
    return (
        "Once what is planned is done, the risk ends at or below the budget of ",
        tight(percent(level)),
        " with a chance of ",
        *joined(each, ", "),
        ". Tests only tell worlds apart, so that none makes it higher than the bound in the table.",
    )


def _bars(told: Sequence[tuple[Person, Attainable]]) -> Figure:
    lines = tuple(
        (
            person.title,
            one.chance.low if isinstance(one.chance, Interval) else 0.0,
            one.chance.high if isinstance(one.chance, Interval) else 1.0,
            one.bound.high if isinstance(one.bound, Interval) else None,
            _short(one),
        )
        for person, one in told
    )
    said = "; ".join(f"{name}: {value}" for name, _, _, _, value in lines)
    drawn = figures.Bars(
        lines=lines,
        bound="no test makes it higher",
        alt=f"How likely the risk ends at or below the budget once what is planned is done. {said}.",
    )
    caption: Words = (
        Strong(("How likely the case can be made.",)),
        " A bar: the chance; pale, where it is not one number. The upright line: no test makes it higher.",
    )
    wide, narrow = figures.bars(drawn, narrow=False), figures.bars(drawn, narrow=True)
    return Figure(wide=wide, narrow=narrow, alt=drawn.alt, caption=caption, kind="bars")


def _short(one: Attainable) -> str:
    if not isinstance(one.chance, Interval) or unknown(one.chance):
        return "unknown"
    if one.chance.exact:
        return tight(percent(one.chance.low))
    return f"{tight(percent(one.chance.low))} to {tight(percent(one.chance.high))}"


def _chances_table(told: Sequence[tuple[Person, Attainable]]) -> Table:
    rows = tuple(
        Row(
            (
                (person.title,),
                (in_percent(one.now, person.digits),),
                (alike(one.expected, person.digits),),
                (_chance(one),),
                (tight(percent(one.bound.high)) if isinstance(one.bound, Interval) else "–",),
            )
        )
        for person, one in told
    )
    columns = (
        Column("Assessor"),
        Column("Risk now", number=True),
        Column("Expected once built", number=True),
        Column("Chance to end within the budget", number=True),
        Column("Never above", number=True),
    )
    return Table(caption=(Strong(("The same as a table.",)),), columns=columns, rows=rows, stacked=True)


def _items(book: Book, items: Sequence[Item]) -> Table:
    rows = []
    for item in items:
        had = "–" if not item.mitigation else "not said" if item.feasible is None else tight(percent(item.feasible))
        node = book.case.nodes[item.id]
        cost = next((one.text for one in node.fields if one.key == "cost"), "")
        rows.append(Row((book.link(item.id), ("barrier" if item.mitigation else "test",), (had,), (cost or "–",))))
    columns = (Column("Planned"), Column("Kind"), Column("Can be had", number=True), Column("Cost"))
    caption: Words = (Strong(("What is counted on.",)), " Whether it is done in time is not counted here.")
    return Table(caption=caption, columns=columns, rows=tuple(rows), stacked=True)
