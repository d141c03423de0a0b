"""The risk picture of a case and the same numbers as tables: by assessor, by pathway, against thresholds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from loadpath.assess.results import Interval, Verdict
from loadpath.case.rounding import probability
from loadpath.report.charts import Lane, Mark, Picture, draw
from loadpath.report.risk_figures import spread
from loadpath.report.tree import (
    Block,
    Column,
    Figure,
    Link,
    Row,
    Strong,
    Table,
    Words,
    anchor_of,
)
from loadpath.report.wording import VERDICTS, as_odds, chance, factor, in_percent, range_words, tight, unknown, worlds

if TYPE_CHECKING:
    from loadpath.assess.results import Answer
    from loadpath.report.book import Book, Person


def numbers(book: Book) -> list[Block]:
    """Return the risk picture and the same numbers as tables."""
    tables: list[Block] = [_totals(book), _by_pathway(book), *(spread(book) or [_ladder(book)])]
    picture = _picture(book)
    marks = [mark for lane in picture.lanes for mark in lane.marks]
    if not any(mark.values for mark in marks):
        return tables
    caption: Words = (
        Strong(("Risk by assessor and by pathway.",)),
        " A mark is the chance one would bet at, a bar its 90\u00a0% range. ",
        "A hollow mark: not shown on either side of the budget. " if picture.budget else "",
        "Two hollow marks: anywhere between them." if any(mark.ends for mark in marks) else "",
    )
    wide, narrow = draw(picture, narrow=False), draw(picture, narrow=True)
    return [Figure(wide=wide, narrow=narrow, alt=picture.alt, caption=caption, kind="risk"), *tables]


def _picture(book: Book) -> Picture:
    standing = next((person.result.budget for person in book.people if person.result.budget), None)
    totals = tuple(_total_lane(person, number) for number, person in enumerate(book.people))
    parts = []
    for node in (*book.pathways, *book.residual):
        answers = [person.result.pathways.get(node.id, person.result.residual.get(node.id)) for person in book.people]
        marks = tuple(mark for number, answer in enumerate(answers) for mark in _marks(answer, number))
        nobody = [person.id for person, answer in zip(book.people, answers, strict=True) if _nowhere(answer)]
        value = f"unknown: {', '.join(nobody)}" if marks and nobody else "unknown" if nobody else ""
        parts.append(Lane(label=book.title(node.id), marks=marks, value=value))
    said = "; ".join(f"{lane.label}: {lane.value}" + (f", {lane.word}" if lane.word else "") for lane in totals)
    label = f"budget {tight(probability(standing.level))}" if standing else ""
    return Picture(
        totals=totals,
        parts=tuple(parts),
        names=tuple(person.title for person in book.people) if len(book.people) > 1 else (),
        budget=standing.level if standing else None,
        budget_label=label,
        alt=f"Risk on a logarithmic axis. {said}. {label or 'No budget'}. The tables below give the same numbers.",
    )


def _total_lane(person: Person, number: int) -> Lane:
    result = person.result
    state = VERDICTS[result.budget.verdict] if result.budget else None
    spread = (
        result.range
        if isinstance(result.range, Interval) and not result.range.exact and not unknown(result.range)
        else None
    )
    risk = result.risk
    known = isinstance(risk, Interval) and risk.exact
    bar = spread or (risk if isinstance(risk, Interval) and not unknown(risk) and not known else None)
    mark = Mark(
        at=risk.low if isinstance(risk, Interval) and risk.exact and risk.low > 0 else None,
        shape=number,
        filled=bool(result.budget and result.budget.verdict is not Verdict.NOT_SHOWN),
        low=bar.low if bar else None,
        high=bar.high if bar else None,
        ends=(risk.low, risk.high) if isinstance(risk, Interval) and not known and not unknown(risk) else None,
    )
    word, tone = (f"{state.symbol} {state.word}", state.tone) if state else ("", "plain")
    value = in_percent(risk, person.digits) if isinstance(risk, Interval) else "not computed"
    return Lane(label=person.title, marks=(mark,), value=value, word=word, tone=tone, strong=True)


def _nowhere(answer: Answer | None) -> bool:
    return not isinstance(answer, Interval) or unknown(answer)


def _marks(answer: Answer | None, number: int) -> list[Mark]:
    if not isinstance(answer, Interval) or unknown(answer) or answer.high <= 0:
        return []
    if answer.exact:
        return [Mark(at=answer.low, shape=number)]
    return [Mark(at=None, shape=number, low=answer.low, high=answer.high, ends=(answer.low, answer.high))]


def _totals(book: Book) -> Table:
    budget = any(person.result.budget for person in book.people)
    columns = [
        Column("Assessor"),
        Column("Risk", number=True),
        Column("1 in", number=True),
        Column("90 % range", number=True),
    ]
    if budget:
        columns += [Column("Times budget", number=True), Column("Worlds over budget", number=True), Column("Verdict")]
    rows = []
    for person in book.people:
        result = person.result
        cells: list[Words] = [
            (Link(anchor_of(person.id), (person.title,)),) if person.id in book.case.nodes else (person.title,),
            (Strong((in_percent(result.risk, person.digits),)),),
            (as_odds(result.risk, person.digits),),
            (range_words(result.range),),
        ]
        standing = result.budget
        if budget and standing:
            over = worlds(standing.exceeding, result.draws)
            cells += [(factor(standing.times, person.digits),), (over,), (VERDICTS[standing.verdict],)]
        elif budget:
            cells += [("–",), ("–",), ("–",)]
        rows.append(Row(tuple(cells), anchor=f"risk-{person.id}"))
    return Table(caption=(Strong(("The risk by assessor.",)),), columns=tuple(columns), rows=tuple(rows), stacked=True)


def _by_pathway(book: Book) -> Table:
    columns = (Column("Pathway"), *(Column(person.title, number=True) for person in book.people))
    rows = []
    for node in (*book.pathways, *book.residual):
        answers = [person.result.pathways.get(node.id, person.result.residual.get(node.id)) for person in book.people]
        cells = tuple((chance(answer, person.digits),) for answer, person in zip(answers, book.people, strict=True))
        rows.append(Row((book.link(node.id), *cells)))
    total = tuple((chance(person.result.risk, person.digits),) for person in book.people)
    rows.append(Row((("All of them together",), *total), strong=True))
    caption = (Strong(("The same, by pathway.",)), " Pathways share causes, so the rows need not add up to the last.")
    return Table(caption=caption, columns=columns, rows=tuple(rows))


def _ladder(book: Book) -> Table:
    names = [item.threshold for item in book.people[0].result.ladder]
    columns = (
        Column("Worlds in which the risk exceeds"),
        *(Column(person.title, number=True) for person in book.people),
    )
    rows = []
    for place, name in enumerate(names):
        cells = [(worlds(person.result.ladder[place].exceeding, person.result.draws),) for person in book.people]
        rows.append(Row(((name.replace("%", "\u00a0%"),), *cells)))
    caption = (
        Strong(("Against other thresholds.",)),
        " How often each is exceeded when all numbers vary within their ranges.",
    )
    return Table(caption=caption, columns=columns, rows=tuple(rows))
