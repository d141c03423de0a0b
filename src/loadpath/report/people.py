"""Who judged: assessors side by side where they differ; challenges, reviews and requests with what was said."""

from __future__ import annotations

from math import exp
from typing import TYPE_CHECKING

from loadpath.assess.between import LARGEST
from loadpath.assess.compare import SAMPLED, WORDS, Comparison, compare
from loadpath.assess.results import Interval, NotComputed
from loadpath.case import node as kinds
from loadpath.case.rounding import times
from loadpath.errors import TooLargeError
from loadpath.report.diagrams import waterfall
from loadpath.report.diagrams.rows import draw
from loadpath.report.entries import because, body_of, entry, fields_of, given, kicker, title_of
from loadpath.report.risk_figures import moved
from loadpath.report.tree import (
    Block,
    Break,
    Bullets,
    Code,
    Column,
    Figure,
    Muted,
    Paragraph,
    Row,
    Section,
    State,
    Strong,
    Table,
    Words,
    Written,
    anchor_of,
)
from loadpath.report.wording import count, status

if TYPE_CHECKING:
    from loadpath.report.book import Book, Person


def assessors(book: Book) -> Section | None:
    """Return the assessors and every judgement on which they differ; None when there is nothing to say of any."""
    found = book.case.all(kinds.Assessor)
    blocks: list[Block] = []
    if len(book.people) > 1:
        blocks.append(_differences(book))
        blocks.extend(_farthest(book))
    blocks.extend(_assessor(book, node) for node in found)
    others = [(person, moved(book, person)) for person in book.people if person.id not in book.case.nodes]
    blocks.extend(
        Section(title=(person.title,), anchor=f"moves-{person.id}", blocks=tuple(shown))
        for person, shown in others
        if shown
    )
    if not blocks:
        return None
    return Section(
        title=("Assessors compared",), anchor="assessors", blocks=tuple(blocks), contents="Assessors compared"
    )


def _assessor(book: Book, node: kinds.Assessor) -> Section:
    blocks: list[Block] = []
    fields = fields_of(book, node)
    blocks.extend([fields] if fields.items else [])
    blocks.extend(body_of(node, 4))
    person = next((person for person in book.people if person.id == node.id), None)
    if node.lines and not person:
        said = count(len(node.lines), "judgement")
        blocks.append(Paragraph((f"{said} written; none of them could be computed with.",)))
    if node.words:
        blocks.append(
            Paragraph(("Words of likelihood of their own: ", ", ".join(word.word for word in node.words), "."))
        )
    blocks.extend(moved(book, person) if person else ())
    return Section(title=title_of(node), anchor=anchor_of(node.id), blocks=tuple(blocks), kicker=kicker(book, node))


def _differences(book: Book) -> Table:
    subjects = dict.fromkeys(name for person in book.people for name in person.lines)
    differing = [name for name in subjects if _differ(book, name)]
    rows = []
    for name in differing:
        cells: list[Words] = [(*book.link(name), Break(), *book.tag(name))]
        cells += [_held(book, person, name) for person in book.people]
        rows.append(Row(tuple(cells)))
    same = len(subjects) - len(differing)
    columns = (Column("Judged"), *(Column(person.title) for person in book.people))
    caption: Words = (
        Strong((f"{count(len(differing), 'judgement')} on which they differ.",)),
        f" On the other {same}, each keeps the number of whom they start from." if same else "",
    )
    return Table(caption=caption, columns=columns, rows=tuple(rows), stacked=True)


def _differ(book: Book, name: str) -> bool:
    origins = {person.lines[name].origin if name in person.lines else "" for person in book.people}
    return len(origins) > 1


def _held(book: Book, person: Person, name: str) -> Words:
    judged = person.lines.get(name)
    if judged is None:
        return (Muted(("no number",)),)
    number = given(book, judged)
    if judged.origin != person.id:
        return (Muted((*number, " (as ", judged.origin, ")")),)
    return (Strong(number), Break(), *because(judged))


def _farthest(book: Book) -> list[Block]:
    """Return why the two assessors with the lowest and the highest risk differ, as a picture and as a table.

    Nothing where fewer than two have one number above zero, or the two come to the same.
    """
    known = [
        (item.result.risk.low, item)
        for item in book.people
        if isinstance(item.result.risk, Interval) and item.result.risk.exact and item.result.risk.low > 0
    ]
    known = [(risk, item) for risk, item in known if not item.result.withheld]
    if not known:
        return []
    (low, first), (high, second) = min(known, key=lambda one: one[0]), max(known, key=lambda one: one[0])
    if low == high:
        return []
    found = book.case.once(("compared", first.id, second.id), lambda: _compared(book, first, second))
    between = f"Why “{first.title}” and “{second.title}”, who are farthest apart, differ"
    if isinstance(found, str):
        return [Paragraph((f"{between} is not told: {found}.",))]
    return _fall(book, (first, low), (second, high), found)


def _compared(book: Book, first: Person, second: Person) -> Comparison | str:
    """Return a comparison in which every input has its share, or why there is none."""
    if len(book.case.nodes) > LARGEST:
        return f"the case has more than {LARGEST:,} parts"
    try:
        found = compare(book.case, first.id, second.id, draws=0)
    except TooLargeError as error:
        return str(error)
    lacking = next((item.share.reason for item in found.inputs if isinstance(item.share, NotComputed)), "")
    return lacking or found


def _fall(book: Book, first: tuple[Person, float], second: tuple[Person, float], found: Comparison) -> list[Block]:
    start, end = (first[0].title, first[1]), (second[0].title, second[1])
    shares = [(item.subject, item.share) for item in found.inputs if isinstance(item.share, float) and item.share]
    steps = [(_input(book, subject), share) for subject, share in shares]
    fall = waterfall.waterfall(start, end, steps)
    orders = "many orders, drawn at random," if found.method == SAMPLED else "all orders"
    caption: Words = (
        Strong((f"From “{start[0]}” to “{end[0]}”, who are farthest apart.",)),
        " Each step takes one judgement over from the second. What it multiplies the risk by is the average over ",
        f"{orders} in which they could be taken over.",
    )
    alt = f"From the risk of {start[0]} to that of {end[0]}. {fall.alt}"
    wide, narrow = draw(fall, narrow=False), draw(fall, narrow=True)
    figure = Figure(wide=wide, narrow=narrow, alt=alt, caption=caption, kind="waterfall")
    return [figure, _fall_table(book, start, end, shares)]


def _fall_table(book: Book, start: tuple[str, float], end: tuple[str, float], shares: list[tuple[str, float]]) -> Table:
    """Return the steps of the picture as a table, with links."""
    at = start[1]
    told = [Row(((start[0],), ("",), (waterfall.said(at),)), strong=True)]
    for subject, share in shares:
        at *= exp(share)
        name: Words = book.link(subject) if subject in book.case.nodes else (_input(book, subject),)
        told.append(Row((name, (f"×\u00a0{times(exp(share))}",), (waterfall.said(at),))))
    told.append(Row(((end[0],), ("",), (waterfall.said(end[1]),)), strong=True))
    columns = (Column("Judgement taken over"), Column("Factor", number=True), Column("Risk so far", number=True))
    return Table(caption=(Strong(("The same as a table.",)),), columns=columns, rows=tuple(told))


def _input(book: Book, subject: str) -> str:
    return "What words of likelihood mean" if subject == WORDS else book.title(subject)


def disputes(book: Book) -> Section | None:
    """Return challenges, reviews and requests; None when there are none."""
    challenges = book.case.all(kinds.Challenge)
    reviews, requests = book.case.all(kinds.Review), book.case.all(kinds.Request)
    if not challenges and not reviews and not requests:
        return None
    blocks: list[Block] = []
    if challenges:
        told = tuple(entry(book, item, level=4) for item in _first_open(challenges))
        blocks.append(Section(title=("Challenges",), anchor="challenges", blocks=told))
    if reviews:
        blocks.append(
            Section(title=("Reviews",), anchor="reviews", blocks=tuple(_review(book, item) for item in reviews))
        )
    if requests:
        rest = tuple(entry(book, item, level=4) for item in requests if item.body)
        blocks.append(Section(title=("Requests",), anchor="requests", blocks=(_requests(book, requests), *rest)))
    return Section(
        title=("Challenges and reviews",), anchor="disputes", blocks=tuple(blocks), contents="Challenges and reviews"
    )


def _first_open(found: tuple[kinds.Challenge, ...]) -> list[kinds.Challenge]:
    order = ("open", "upheld", "answered", "withdrawn")
    return sorted(found, key=lambda item: order.index(item.status) if item.status in order else len(order))


def _review(book: Book, node: kinds.Review) -> Section:
    checks: tuple[Block, ...] = ()
    if node.facts:
        items: list[Words] = []
        for fact in node.facts:
            mark = State("+", "checked") if fact.done else State("○", "not checked", "attention")
            at = (" at ", Code(fact.digest)) if fact.digest else ()
            note: Words = (": ", Written(fact.note)) if fact.note else ()
            items.append((mark, " ", *book.link(fact.ref.id), *at, *note))
        checks = (Paragraph((Strong(("Fact check",)),)), Bullets(tuple(items)))
    return entry(book, node, level=4, extra=checks)


def _requests(book: Book, requests: tuple[kinds.Request, ...]) -> Table:
    columns = (Column("Question"), Column("To"), Column("Asked"), Column("Status"), Column("Leaves open"))
    rows = []
    for item in requests:
        field = next((one.text for one in item.fields if one.key == "status"), item.status)
        rest = field.removeprefix(item.status).strip()
        state: Words = (status(item.status), *((" ", Written(rest)) if rest else ()))
        asked = str(item.asked.on) if item.asked else "not stated"
        leaves = book.tags(ref.id for ref in item.leaves_open) if item.leaves_open else ("–",)
        anchor = "" if item.body else anchor_of(item.id)
        rows.append(
            Row(
                ((Written(item.title or item.id),), (Written(item.to or "not stated"),), (asked,), state, leaves),
                anchor=anchor,
            )
        )
    return Table(caption=(), columns=columns, rows=tuple(rows), stacked=True)
