"""What a decision asks, as a notebook shows it: an answer alone, without the case, as a table and a picture.

An answer knows ids and no titles, so that ids stand in its tables. The sections of the report say the same with titles
and links; `loadpath.notebook.section` shows one of those.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from loadpath.assess.best_order import Order
from loadpath.assess.results import Interval, NotComputed
from loadpath.case.rounding import percent, plain, significant
from loadpath.report import deciding_figures as figures
from loadpath.report.charts import Lane, Mark, Picture
from loadpath.report.charts import draw as chart
from loadpath.report.deciding import enough, ratio_words
from loadpath.report.deciding_rest import OVER, account, state_of, ways, years_words
from loadpath.report.diagrams.rows import Line, Rows, draw
from loadpath.report.tree import Code, Column, Figure, Muted, Note, Paragraph, Row, Strong, Table, Words, joined
from loadpath.report.wording import chance, factor, in_percent, tight, unknown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from loadpath.assess.attainable import Attainable
    from loadpath.assess.gap import Gap, Needed
    from loadpath.assess.ledger import Book, Ledger
    from loadpath.assess.movable import Movable
    from loadpath.assess.promises import Promise
    from loadpath.assess.prospect import Prospect, Prospects
    from loadpath.assess.results import Answer
    from loadpath.assess.roadmap import Candidate, Roadmap
    from loadpath.assess.years import Years
    from loadpath.report.tree import Block

MOST_NUMBERS = 6
MOST_PAIRS = 3
MOST_PEOPLE = 4
"""So many assessors, or tests, get a picture of their own."""

MOST_ROWS = 12

MONEY = ((1e9, "B"), (1e6, "M"))
"""Of what amounts of a currency are counted."""


def figure(drawn: Rows, caption: Words) -> Figure:
    """Return a picture of rows, for a page and for a phone."""
    return Figure(wide=draw(drawn, narrow=False), narrow=draw(drawn, narrow=True), alt=drawn.alt, caption=caption)


def picture(lanes: tuple[Lane, ...], names: tuple[str, ...], alt: str) -> Figure:
    """Return a picture of lanes with marks and pale ranges; its caption is for the caller to say."""
    drawn = Picture(totals=(), parts=lanes, names=names, budget=None, budget_label="", alt=alt)
    return Figure(wide=chart(drawn, narrow=False), narrow=chart(drawn, narrow=True), alt=alt, caption=())


def tagged(text: str) -> Words:
    """Return a text in which names in backticks or double brackets are set as such.

    >>> tagged("`milestone` is open")
    (Code(text='milestone'), ' is open')
    """
    parts = re.split(r"`([^`]+)`|\[\[([^\]]+)\]\]", text.replace(" %", "\u00a0%"))
    found = [(Code(part) if place % 3 else part) for place, part in enumerate(parts) if part]
    return tuple(found)


def one(answer: Answer) -> float | None:
    """Return an answer that is one number; None for any other."""
    return answer.value if isinstance(answer, Interval) and answer.exact else None


def not_computed(what: str, answer: NotComputed) -> Note:
    """Return why something is not computed, as a line that nobody misses."""
    return Note((f"{what} is not computed: ", *tagged(answer.reason), "."))


# the gap --------------------------------------------------------------------------------------------------------------


def of_gaps(found: Sequence[Gap]) -> list[Block]:
    """Return how far each assessor is from a threshold, and which judged numbers would close that."""
    rows = tuple(Row(_distance(gap), strong=gap.met) for gap in found)
    columns = (
        Column("Assessor"),
        Column("Threshold"),
        Column("Risk", number=True),
        Column("Likelihood ratio still needed", number=True),
        Column("Or factor on the harm", number=True),
        Column("Trials in a row without failure", number=True),
    )
    caption: Words = (Strong(("How far it is.",)), " Trials: so many show the threshold by themselves, with 95\u00a0%.")
    blocks: list[Block] = [Table(caption=caption, columns=columns, rows=rows, stacked=True)]
    for gap in [gap for gap in found if not gap.met][:MOST_PEOPLE]:
        if isinstance(gap.singles, NotComputed):
            blocks.append(not_computed(f"What would close the gap of {gap.assessor}", gap.singles))
            continue
        if gap.singles:
            blocks += _singles(gap, gap.singles[:MOST_NUMBERS], len(gap.singles))
        else:
            blocks.append(Paragraph((f"{gap.assessor}: no judged number closes it alone, at any value.",)))
        blocks += _pairs(gap)
    return blocks


def _distance(gap: Gap) -> tuple[Words, ...]:
    level = f"{'budget of ' if gap.threshold == 'budget' else ''}{tight(percent(gap.level))}"
    ratio, times_it = "none", "none"
    if not gap.met:
        known = one(gap.ratio)
        ratio = "not known" if known is None else ratio_words(known)
        if isinstance(gap.ratio, Interval) and known is None:
            ratio = f"{ratio_words(gap.ratio.low)} to {ratio_words(gap.ratio.high)}"
        times_it = "–" if unknown(gap.risk) else factor(gap.factor, 3)
    return ((gap.assessor,), (level,), (in_percent(gap.risk),), (ratio,), (times_it,), (f"{gap.trials:,}",))


def named(item: Needed | Movable) -> str:
    """Return which number it is: of what, which side, under which condition."""
    when = f" if {item.condition}" if item.condition else " otherwise" if item.otherwise else ""
    return f"{item.subject}{' fails' if item.fails else ''}{when}"


def _bound(item: Needed) -> str:
    rises = item.needed < item.now
    return tight(f"at {'most' if rises else 'least'} {enough(item.needed, up=not rises)}")


def _singles(gap: Gap, shown: Sequence[Needed], every: int) -> list[Block]:
    lanes = tuple(
        Lane(label=named(item), marks=_now_and_then(item), value=_bound(item), strong=item.within) for item in shown
    )
    said = "; ".join(
        f"{lane.label}: now {percent(item.now)}, {lane.value}" for lane, item in zip(lanes, shown, strict=True)
    )
    alt = f"What would close the gap of {gap.assessor}. {said}."
    drawn = picture(lanes, ("as it is", "would close it"), alt)
    rows = tuple(
        Row(
            (
                (Code(named(item)),),
                (tight(percent(item.now)),),
                (_bound(item),),
                (tight(f"{percent(item.range[0])} to {percent(item.range[1])}") if item.range else "none given",),
                ("yes" if item.within else "no" if item.range else "–",),
            ),
            strong=item.within,
        )
        for item in shown
    )
    columns = (
        Column("Judged number"),
        Column("Now", number=True),
        Column("Would have to be", number=True),
        Column("Its own range", number=True),
        Column("Within it"),
    )
    more = f" The first {len(shown)} of {every}." if every > len(shown) else ""
    caption: Words = (Strong((f"What would close it alone for {gap.assessor}.",)), f" A bar: its own range.{more}")
    table = Table(caption=(Strong(("The same as a table.",)),), columns=columns, rows=rows, stacked=True)
    return [replace(drawn, caption=caption), table]


def _now_and_then(item: Needed) -> tuple[Mark, ...]:
    low, high = item.range or (None, None)
    return Mark(at=item.now, shape=0, low=low, high=high), Mark(at=item.needed, shape=1, filled=False)


def _pairs(gap: Gap) -> list[Block]:
    rows = tuple(
        Row(
            (
                (Code(named(pair.first)), f" at {tight(percent(pair.values[0]))}"),
                (Code(named(pair.second)), f" at {tight(percent(pair.values[1]))}"),
                (tight(percent(pair.risk)),),
            )
        )
        for pair in gap.pairs[:MOST_PAIRS]
    )
    if not rows:
        return []
    columns = (Column("One number"), Column("And another"), Column("Risk then", number=True))
    caption: Words = (Strong((f"Pairs that close it for {gap.assessor}",)), " where neither does alone.")
    return [Table(caption=caption, columns=columns, rows=rows, stacked=True)]


# tests ----------------------------------------------------------------------------------------------------------------


def of_prospects(found: Sequence[Prospects]) -> list[Block]:
    """Return what each test would show each assessor: a fan and a table for each test."""
    tests: dict[str, list[Prospect]] = {}
    for item in found:
        for each in item.tests:
            tests.setdefault(each.test, []).append(each)
    return of_tests([each for several in tests.values() for each in several])


def of_tests(found: Sequence[Prospect]) -> list[Block]:
    """Return what tests would show, for whoever judged them."""
    tests: dict[str, list[Prospect]] = {}
    for item in found:
        tests.setdefault(item.test, []).append(item)
    blocks: list[Block] = []
    for number, (name, several) in enumerate(tests.items()):
        judged = [item for item in several if item.outcomes]
        if not judged:
            blocks.append(Paragraph((Code(name), ": nobody says how likely a pass is either way.")))
            continue
        drawn = [item for item in judged if item.known and (one(item.now) or 0) > 0][:MOST_PEOPLE]
        if drawn and number < MOST_PEOPLE:
            blocks.append(_fans(name, drawn))
        blocks.append(_outcomes(name, judged))
    return blocks or [Paragraph(("The case plans no test.",))]


def _fans(name: str, drawn: Sequence[Prospect]) -> Figure:
    fans = tuple(
        figures.Fan(
            name=item.assessor,
            shape=place,
            now=one(item.now) or 0.0,
            outcomes=tuple(
                ("passes" if end.passes else "fails", one(end.chance) or 0.0, one(end.risk) or 0.0)
                for end in item.outcomes
            ),
        )
        for place, item in enumerate(drawn)
    )
    said = "; ".join(
        f"{fan.name}: now {percent(fan.now)}"
        + "".join(f", {percent(risk)} if it {end} ({percent(share)})" for end, share, risk in fan.outcomes)
        for fan in fans
    )
    picture = figures.Fans(fans=fans, level=drawn[0].level, alt=f"The risk before and after {name}. {said}.")
    tail = " Dashed: the budget." if drawn[0].level is not None else ""
    caption: Words = (
        Strong(("The risk now, and after ", Code(name), ".")),
        f" A branch is as thick as its outcome is likely.{tail}",
    )
    wide, narrow = figures.spread_out(picture, narrow=False), figures.spread_out(picture, narrow=True)
    return Figure(wide=wide, narrow=narrow, alt=picture.alt, caption=caption)


def _outcomes(name: str, judged: Sequence[Prospect]) -> Table:
    rows = []
    for item in judged:
        told = [cell for end in item.outcomes for cell in ((chance(end.chance),), (in_percent(end.risk),))]
        crosses = "–" if item.crosses is None else "yes" if item.crosses else "no"
        rows.append(Row(((item.assessor,), (in_percent(item.now),), *told, (crosses,))))
    columns = (
        Column("Assessor"),
        Column("Risk now", number=True),
        Column("It passes", number=True),
        Column("Risk after a pass", number=True),
        Column("It fails", number=True),
        Column("Risk after a fail", number=True),
        Column("Crosses the budget"),
    )
    return Table(caption=(Strong((Code(name), " as a table.")),), columns=columns, rows=tuple(rows), stacked=True)


# whether the case can be made -----------------------------------------------------------------------------------------


def of_chances(found: Sequence[Attainable]) -> list[Block]:
    """Return how likely the risk ends within the budget once what is planned is done, as bars and a table."""
    blocks: list[Block] = [
        not_computed(f"The chance according to {item.assessor}", item.chance)
        for item in found
        if isinstance(item.chance, NotComputed)
    ]
    told = [(item, item.chance) for item in found if isinstance(item.chance, Interval)]
    if told:
        lines = tuple(
            (item.assessor, known.low, known.high, _most(item), _ends(known) if not unknown(known) else "unknown")
            for item, known in told
        )
        said = "; ".join(f"{line[0]}: {line[4]}" for line in lines)
        drawn = figures.Bars(
            lines=lines, bound="no test makes it higher", alt=f"How likely the case can be made. {said}."
        )
        caption: Words = (
            Strong(("How likely the case can be made.",)),
            " Pale: the chance is not one number. The upright line: no test makes it higher.",
        )
        wide, narrow = figures.bars(drawn, narrow=False), figures.bars(drawn, narrow=True)
        blocks.append(Figure(wide=wide, narrow=narrow, alt=drawn.alt, caption=caption))
    rows = tuple(
        Row(
            (
                (item.assessor,),
                (in_percent(item.now),),
                (in_percent(item.expected),),
                (_sure(item),),
                (tight(percent(item.bound.high)) if isinstance(item.bound, Interval) else "–",),
            )
        )
        for item in found
    )
    columns = (
        Column("Assessor"),
        Column("Risk now", number=True),
        Column("Expected once built", number=True),
        Column("Chance to end within the budget", number=True),
        Column("Never above", number=True),
    )
    blocks.append(Table(caption=(Strong(("The same as a table.",)),), columns=columns, rows=rows, stacked=True))
    return blocks


def _most(item: Attainable) -> float | None:
    return item.bound.high if isinstance(item.bound, Interval) else None


def _ends(known: Interval) -> str:
    ends = [tight(percent(end)) for end in (known.low, known.high)]
    return ends[0] if ends[0] == ends[1] else f"{ends[0]} to {ends[1]}"


def _sure(item: Attainable) -> str:
    error = f"\u00a0±\u00a0{tight(percent(2 * item.error))}" if item.error else ""
    return f"{in_percent(item.chance)}{error}"


# the budget, the years, the promises ----------------------------------------------------------------------------------


def of_ledgers(found: Sequence[Ledger]) -> list[Block]:
    """Return the books of each case: what it may cost, and what each assessor's risk takes of that."""
    return [block for item in found for book in item.books for block in _book(book)]


def _book(book: Book) -> list[Block]:
    if isinstance(book.allowed, NotComputed):
        return [not_computed(f"What {book.case} may cost", book.allowed)]
    lines = tuple(
        Line(label=item.assessor, marks=(one(item.imposed),), value=in_percent(item.imposed)) for item in book.accounts
    )
    blocks: list[Block] = []
    allowed = one(book.allowed)
    if lines and allowed is not None and any(line.marks[0] for line in lines):
        said = "; ".join(f"{line.label}: {line.value}" for line in lines)
        limit = (allowed, f"allowed {tight(percent(allowed))}")
        drawn = Rows(lines=lines, limit=limit, alt=f"What each risk takes of what {book.case} may cost. {said}.")
        blocks.append(figure(drawn, (Strong(("What is imposed, and what is allowed.",)),)))
    columns = ("Assessor", "Imposed", "Net", "Left", "Gone on")
    rows = tuple(Row(((item.assessor,), *account(book, item))) for item in book.accounts)
    over = OVER.get(book.per, "")
    caption: Words = (Strong((f"{book.case} may cost {in_percent(book.allowed)} {over}.",)),)
    heads = tuple(Column(title, number=place > 0) for place, title in enumerate(columns))
    return [*blocks, Table(caption=caption, columns=heads, rows=rows, stacked=True)]


def of_years(found: Sequence[Years]) -> list[Block]:
    """Return the work that is needed and the work there is time for, in the three ways of telling it."""
    return [block for item in found for block in _work(item)]


def _work(item: Years) -> list[Block]:
    total = sum(item.needed.values())
    late: Words = (
        ("when the milestone comes is not computed: ", *tagged(item.milestone.reason))
        if isinstance(item.milestone, NotComputed)
        else (
            "the milestone is expected in ",
            Strong((years_words(Interval(item.milestone, item.milestone)),)),
            " years",
        )
    )
    needed: Words = (
        (Strong((years_words(Interval(total, total)),)), " years of work are needed; ") if item.needed else
        ("Nobody says how much work is needed; ",)
    )  # fmt: skip
    blocks: list[Block] = [Paragraph((*needed, *late, "."))]
    return [*blocks, ways(item)] if item.stretches else blocks


def of_promises(found: Sequence[Promise]) -> list[Block]:
    """Return what has become of each promise."""
    rows = tuple(
        Row(((Code(item.id),), state_of(item), tagged(item.reason), (str(item.until or "–"),))) for item in found
    )
    columns = (Column("Promise"), Column("State"), Column("Because"), Column("Last day"))
    return [Table(caption=(Strong(("What has become of promises.",)),), columns=columns, rows=rows, stacked=True)]


# the roadmap ----------------------------------------------------------------------------------------------------------


def of_roadmaps(found: Sequence[Roadmap]) -> list[Block]:
    """Return what moves each assessor's risk most, and the best order to build in."""
    return [block for item in found for block in _roadmap(item)]


def _roadmap(item: Roadmap) -> list[Block]:
    if isinstance(item.now, NotComputed):
        return [not_computed(f"The risk of {item.assessor}", item.now)]
    blocks: list[Block] = []
    if isinstance(item.order, Order):
        blocks += _order(item, item.order)
    else:
        blocks.append(not_computed(f"The best order for {item.assessor}", item.order))
    rows = tuple(Row(_candidate(each)) for each in item.ranked[:MOST_ROWS])
    columns = (
        Column("What"),
        Column("Kind"),
        Column("Moves the risk by", number=True),
        Column("Can be had", number=True),
        Column("Cost", number=True),
    )
    if rows:
        caption: Words = (Strong((f"What moves the risk of {item.assessor}.",)), " What moves most for its cost first.")
        blocks.append(Table(caption=caption, columns=columns, rows=rows, stacked=True))
    reasons: dict[str, list[Words]] = {}
    for each in item.ranked[:MOST_ROWS]:
        if isinstance(each.moves, NotComputed):
            reasons.setdefault(each.moves.reason, []).append((Code(each.id),))
    blocks += [
        Paragraph((Muted((*joined(who), ": not computed, since ", *tagged(why), ".")),)) for why, who in reasons.items()
    ]
    return blocks


def cost_words(value: float, unit: str) -> str:
    """Return a cost as it is written in a case.

    >>> cost_words(2e6, "$"), cost_words(1500.0, "$"), cost_words(6.0, "person-weeks").replace("\u00a0", " ")
    ('$2M', '$1500', '6 person-weeks')
    """
    if not unit.startswith("$"):
        return tight(f"{plain(significant(value, 3))} {unit}".strip())
    size, letter = next(((size, letter) for size, letter in MONEY if value >= size), (1.0, ""))
    return f"{unit}{plain(significant(value / size, 3))}{letter}" if letter else f"{unit}{value:.0f}"


def _candidate(item: Candidate) -> tuple[Words, ...]:
    had = "not said" if item.feasible is None else tight(percent(item.feasible)) if item.state == "planned" else "–"
    cost = "–" if item.cost is None else cost_words(item.cost, item.unit)
    return (
        (Code(item.id),),
        (item.state or item.kind,),
        ("–" if isinstance(item.moves, NotComputed) else in_percent(item.moves),),
        (had,),
        (cost,),
    )


def _order(item: Roadmap, order: Order) -> list[Block]:
    if not order.steps:
        return [Paragraph((f"{item.assessor}: nothing that is planned, and can be taken, lowers the risk.",))]
    steps = [("as it is", item.now), *((f"{place}. {step.id}", step.risk) for place, step in enumerate(order.steps, 1))]
    lines = tuple(Line(label=name, marks=(one(risk),), value=in_percent(risk)) for name, risk in steps)
    limit = (item.level, f"budget {tight(percent(item.level))}") if item.level else None
    said = "; ".join(f"{line.label}: {line.value}" for line in lines)
    drawn = Rows(lines=lines, limit=limit, alt=f"The best order to build in, for {item.assessor}. {said}.")
    caption: Words = (Strong((f"The best order to build in, for {item.assessor}.",)), " The risk after each step.")
    left = [Paragraph(("Not taken: ", *joined([(Code(name), f" ({why})") for name, why in order.left_out]), "."))]
    picture: list[Block] = [figure(drawn, caption)] if any(line.marks[0] for line in lines) else []
    return [*picture, *(left if order.left_out else [])]
