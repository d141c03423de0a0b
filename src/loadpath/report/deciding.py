"""The chapter of decisions: how far it is, what tests would show, whether the case can be made, what is left, when.

Every section answers one question (meaning.md, section 3) from the scene, which is reduced for its audience before
anything is computed. A section stands only where the case has the means to ask: a budget, a test, something planned, a
table of work, a promise. Where an answer is not computed, the reason stands in its place.
"""

from __future__ import annotations

from math import ceil, floor, log10
from typing import TYPE_CHECKING

from loadpath.assess.gap import Gap
from loadpath.assess.results import Interval, NotComputed
from loadpath.case.rounding import SMALL, at_least, at_most, percent, times
from loadpath.report import deciding_figures as figures
from loadpath.report.deciding_plans import makeable, showing
from loadpath.report.deciding_rest import left, promised, time
from loadpath.report.roadmap import in_order
from loadpath.report.tree import (
    Block,
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
from loadpath.report.wording import capital, count, factor, in_percent, tight, unknown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from loadpath.assess.boundary import Boundary
    from loadpath.assess.gap import Needed
    from loadpath.assess.movable import Movable
    from loadpath.assess.results import Answer
    from loadpath.report.book import Book, Person

ANCHOR = "decisions"

MOST_NUMBERS = 6
"""So many numbers, and pairs, are told of each assessor; `loadpath gap --all` tells all."""

MOST_PAIRS = 3
MOST_PEOPLE = 4
"""So many assessors get a figure of their own."""

WHOLE = 1e-9
"""A ratio this near to a whole number is that number."""

EVENLY = (0.001, 0.01, 0.1, 0.5, 0.9)
"""Values of a prior that the table beneath its figure tells, beside those that matter, as far as they are drawn."""


def decisions(book: Book) -> Section | None:
    """Return the chapter; None when the case has the means to answer none of its questions."""
    parts = (
        how_far(book),
        showing(book),
        makeable(book),
        left(book),
        time(book),
        promised(book),
        in_order(book),
    )
    told = tuple(part for part in parts if part is not None)
    if not told:
        return None
    return Section(title=("Decisions",), anchor=ANCHOR, blocks=told, contents="Decisions")


# how far it is --------------------------------------------------------------------------------------------------------


def how_far(book: Book) -> Section | None:
    """Return how far each assessor is from the budget, and what would close that; None without a budget."""
    found = [(person, gap) for person in book.people if (gap := book.scene.gap(person.result)) is not None]
    if not found:
        return None
    blocks: list[Block] = [Paragraph(_answer(found), "answer")]
    open_ones = [(person, gap) for person, gap in found if isinstance(gap, Gap) and not gap.met]
    if open_ones or any(isinstance(gap, NotComputed) for _, gap in found):
        blocks.append(_distances(found))
    if open_ones:
        blocks.append(_explained(open_ones[0][1]))
        blocks += _closing(book, open_ones)
    said = {person.id for person, gap in open_ones if isinstance(gap.singles, NotComputed)}  # and why, once
    blocks += [block for person, _ in found[:MOST_PEOPLE] if person.id not in said for block in _boundary(book, person)]
    return Section(title=("How far it is",), anchor="how-far", blocks=tuple(blocks))


def _answer(found: Sequence[tuple[Person, Gap | NotComputed]]) -> Words:
    """Return in one sentence by how many the budget is met, and what is still needed at least and at most."""
    known = [gap for _, gap in found if isinstance(gap, Gap)]
    met = sum(gap.met for gap in known)
    level = known[0].level if known else 0.0
    budget: Words = ("the budget of ", Strong((tight(percent(level)),)))
    if known and met == len(found):
        whose = "the assessor puts" if met == 1 else "all assessors put"
        tail = ": nothing more is needed for the bet; the Summary says whether it is shown as well."
        return (f"{capital(whose)} the risk at or below ", *budget, tail)
    open_ = sum(_undecided(gap) for gap in known)
    first: Words = ("The risk is not at or below ", *budget, ".")
    if len(found) > 1:
        verb = "puts" if met == 1 else "put"
        rest = f"; of {open_} it is not known." if open_ else "."
        who = f"{capital(f'{met}' if met else 'none')} of {len(found)} assessors"
        first = (f"{who} {verb} the risk at or below ", *budget, rest)
    elif open_:
        first = ("Whether the risk is at or below ", *budget, " is not known: something that it depends on is unknown.")
    needed = still_needed(known)
    if not needed:
        return (*first, " What is still needed stands in the table, as far as it is known.")
    span = joined([(Strong((one,)),) for one in needed], " to ")
    whom = ", depending on the assessor" if len(needed) > 1 else ""
    return (*first, " Still needed is a likelihood ratio of ", *span, f" on what the harm hangs on{whom}.")


def _undecided(gap: Gap) -> bool:
    """Return whether what is unknown decides on which side of the budget the risk is."""
    return isinstance(gap.risk, Interval) and gap.risk.low <= gap.level < gap.risk.high


def still_needed(found: Sequence[Gap]) -> tuple[str, ...]:
    """Return the least and the greatest likelihood ratio that is still needed, once where they read alike.

    Nothing is returned where nothing is needed, or where it is not known of every assessor who needs one.
    """
    ratios = [gap.ratio for gap in found if not gap.met]
    exact = [one.value for one in ratios if isinstance(one, Interval) and one.exact]
    if not exact or len(exact) < len(ratios):
        return ()
    return tuple(dict.fromkeys((ratio_words(min(exact)), ratio_words(max(exact)))))


def ratio_words(value: float) -> str:
    """Return a likelihood ratio with its digits, as odds to one.

    >>> ratio_words(12.3402)
    '12.34:1'
    """
    return f"{times(value, 4)}:1"


def _distances(found: Sequence[tuple[Person, Gap | NotComputed]]) -> Table:
    columns = (
        Column("Assessor"),
        Column("Risk", number=True),
        Column("Likelihood ratio still needed", number=True),
        Column("Or factor on the harm", number=True),
        Column("A test may pass where there is harm", number=True),
    )
    rows = []
    for person, gap in found:
        if isinstance(gap, NotComputed):
            rows.append(Row(((person.title,), (f"not computed: {gap.reason}",), *((("–",),) * 3))))
            continue
        needed: tuple[Words, ...] = (("none",), ("none",), ("–",))
        if not gap.met:
            passing = "–" if gap.passing is None else f"at most {tight(at_least(gap.passing))}"
            times_it = "–" if unknown(gap.risk) else factor(gap.factor, 3)
            needed = (_ratio(gap.ratio), (times_it,), (passing,))
        rows.append(Row(((person.title,), (in_percent(gap.risk, person.digits),), *needed)))
    caption: Words = (
        Strong(("How far it is to the budget.",)),
        " The last column: how often a test may pass in worlds with harm, if it passes in 80\u00a0% of those without, ",
        "to show as much by passing.",
    )
    return Table(caption=caption, columns=columns, rows=tuple(rows), stacked=True)


def _ratio(ratio: Answer) -> Words:
    if isinstance(ratio, NotComputed):
        return (f"not known: {ratio.reason}",)
    if not ratio.exact:
        return (
            f"at most {ratio_words(ratio.high)}"
            if ratio.low <= 1
            else f"{ratio_words(ratio.low)} to {ratio_words(ratio.high)}",
        )
    value = ratio.value
    between = value > 2 and value - floor(value + WHOLE) > WHOLE  # noqa: PLR2004  below it, 1:1 would be the other one
    enough = f" ({ceil(value):,}:1 is enough, {ceil(value) - 1:,}:1 is not)" if between else ""
    return (Strong((ratio_words(value),)), *((Muted((enough,)),) if enough else ()))


def _explained(gap: Gap) -> Paragraph:
    return Paragraph(
        (
            "A likelihood ratio divides the odds of what the harm hangs on, a factor divides the chance of the harm; ",
            "neither stands for the other. Shown by trials alone, the budget takes ",
            Strong((f"{gap.trials:,} in a row without failure",)),
            " (95\u00a0% confidence); where nobody can run so many, it cannot be shown by testing.",
        )
    )


def _closing(book: Book, found: Sequence[tuple[Person, Gap]]) -> list[Block]:
    """Return which judged numbers close the gap, alone and in pairs."""
    blocks: list[Block] = [_alone_words(book, found)]
    rows = [
        Row(((person.title,), *_needed(book, one)), strong=one.within)
        for person, gap in found
        if not isinstance(gap.singles, NotComputed)
        for one in gap.singles[:MOST_NUMBERS]
    ]
    columns = (
        Column("Assessor"),
        Column("Judged number"),
        Column("Now", number=True),
        Column("Would have to be", number=True),
        Column("Its own range", number=True),
        Column("Within its range"),
    )
    if rows:
        more = sum(max(0, len(gap.singles) - MOST_NUMBERS) for _, gap in found if isinstance(gap.singles, tuple))
        rest = f" {count(more, 'more number')} would have to move further still." if more else ""
        caption: Words = (Strong(("What would close it alone,",)), f" all else staying as it is.{rest}")
        blocks.append(Table(caption=caption, columns=columns, rows=tuple(rows), stacked=True))
    return [*blocks, *_pairs(book, found)]


def _alone_words(book: Book, found: Sequence[tuple[Person, Gap]]) -> Paragraph:
    said: list[Words] = []
    for person, gap in found:
        who: Words = (f"{capital(person.title)}: ",) if len(found) > 1 else ()
        if isinstance(gap.singles, NotComputed):
            said.append((*who, "what would close it is not computed: ", *book.tagged(gap.singles.reason), "."))
            continue
        within = sum(one.within for one in gap.singles)
        if within:
            verb = "judged number closes" if within == 1 else "judged numbers close"
            whose = "its own range" if within == 1 else "their own ranges"
            said.append((*who, Strong((f"{within} {verb} it alone",)), f" within {whose}."))
        else:
            said.append((*who, "no judged number closes it alone within its own range."))
    words = joined(said, " ")
    first = words[0]
    return Paragraph((capital(first), *words[1:]) if isinstance(first, str) else words)


def enough(value: float, *, up: bool) -> str:
    """Return in percent, however small, what a number has to be: rounded to the side on which it is still enough.

    >>> enough(0.0083333, up=False), enough(3.466e-05, up=False), enough(0.88134, up=True)
    ('0.83 %', '0.0034 %', '89 %')
    """
    if not 0 < value < SMALL:
        return at_most(value) if up else at_least(value)
    unit = 10.0 ** (floor(log10(value)) - 1)
    steps = value / unit
    whole = round(steps) if abs(steps - round(steps)) < WHOLE else ceil(steps) if up else floor(steps)
    return percent(whole * unit)


def _needed(book: Book, one: Needed) -> tuple[Words, ...]:
    rises = one.needed < one.now
    bound = f"at {'most' if rises else 'least'} {enough(one.needed, up=not rises)}"
    ends = f"{percent(one.range[0])} to {percent(one.range[1])}" if one.range else "none given"
    where: Words = (Strong(("yes",)),) if one.within else ("no",) if one.range else ("–",)
    return (named(book, one), (tight(percent(one.now)),), (tight(bound),), (tight(ends),), where)


def named(book: Book, one: Needed | Movable) -> Words:
    """Return which number it is: of what, which side, under which condition."""
    side: Words = (" – ", Strong(("fails",))) if one.fails else ()
    condition: Words = (
        (" if ", *book.tagged(one.condition)) if one.condition else (" otherwise",) if one.otherwise else ()
    )
    return (*book.link(one.subject), *side, *condition)


def _pairs(book: Book, found: Sequence[tuple[Person, Gap]]) -> list[Block]:
    rows = [
        Row(
            (
                (person.title,),
                (*named(book, pair.first), f" at {tight(percent(pair.values[0]))}"),
                (*named(book, pair.second), f" at {tight(percent(pair.values[1]))}"),
                (tight(percent(pair.risk)),),
            )
        )
        for person, gap in found
        for pair in gap.pairs[:MOST_PAIRS]
    ]
    none = [
        (person, gap)
        for person, gap in found
        if not gap.pairs and gap.lowest is not None and gap.lowest > gap.level and isinstance(gap.singles, tuple)
    ]
    blocks: list[Block] = []
    if rows:
        columns = (Column("Assessor"), Column("One number"), Column("And another"), Column("Risk then", number=True))
        caption: Words = (
            Strong(("Pairs that close it",)),
            " where neither number does alone, each at an end of its own range; the lowest risks first.",
        )
        blocks.append(Table(caption=caption, columns=columns, rows=tuple(rows), stacked=True))
    if none:
        said = joined([(f"{tight(percent(gap.lowest or 0.0))} ({person.title})",) for person, gap in none])
        blocks.append(
            Paragraph(("No pair of numbers closes it within both ranges; the lowest risk that two leave: ", *said, "."))
        )
    return blocks


# the boundary over a prior --------------------------------------------------------------------------------------------


def _boundary(book: Book, person: Person) -> list[Block]:
    """Return the risk of an assessor over the prior that weighs most, as a figure and the same as a table."""
    found = book.scene.boundary(person.result)
    if found is None:
        return []
    if isinstance(found, NotComputed):
        return [
            Note((f"{person.title}: at which number the budget is met is not drawn: ", *book.tagged(found.reason), "."))
        ]
    title = book.title(found.number.subject)
    values = [found.number.value, *(found.range or ()), *(() if found.crossing is None else (found.crossing,))]
    points = tuple((at, risk) for at in figures.grid(values) if (risk := found.at(at)) is not None)
    drawn = figures.Crossing(
        points=points,
        shape=book.people.index(person),
        now=(found.number.value, found.risk),
        range=found.range,
        level=found.level,
        at=None if found.crossing is None else (found.crossing, _side(found)),
        rises=found.rises,
        across=f"what {person.title} holds of “{title}”{' (that it fails)' if found.number.fails else ''}",
        alt=_told(found, person, title),
    )
    caption: Words = (
        Strong(("The boundary of the verdict",)),
        f" for {person.title}: the risk over one number, ",
        *named(book, found.number),
        ", on an axis of odds. ",
        "Dashed: the budget. The mark: the number as it is",
        ", on the bar of its own range. " if found.range else ". ",
        *_crossed(found),
    )
    wide, narrow = figures.crossing(drawn, narrow=False), figures.crossing(drawn, narrow=True)
    figure = Figure(wide=wide, narrow=narrow, alt=drawn.alt, caption=caption, kind="boundary")
    return [figure, _values(found, points, person.digits)]


def _crossing_words(found: Boundary) -> str:
    """Return the boundary, rounded to the side on which the risk is still within the budget."""
    return tight(enough(found.crossing or 0.0, up=not found.rises))


def _side(found: Boundary) -> str:
    words = _crossing_words(found)
    return f"within the budget up to {words}" if found.rises else f"within the budget from {words} up"


def _crossed(found: Boundary) -> Words:
    """Return in words where the risk meets the budget."""
    if found.crossing is None:
        if found.always:
            return ("At every value of it the risk is at or below the budget.",)
        return (Strong(("At no value of it is the risk at or below the budget",)), ": it hangs on something else.")
    side = "At or below" if found.rises else "At or above"
    return (
        Strong((f"{side} {_crossing_words(found)}",)),
        " the risk is within the budget; to be ",
        "shown below",
        " it, the upper end of its range has to be as well.",
    )


def _values(found: Boundary, points: Sequence[tuple[float, float]], digits: int) -> Table:
    """Return the numbers that the figure draws: now, the range, the boundary, and a few between."""
    first, last = points[0][0], points[-1][0]
    told: dict[float, tuple[Words, bool]] = {value: ((), False) for value in EVENLY if first <= value <= last}
    for end, words in zip(
        found.range or (), ("5\u00a0% point of its range", "95\u00a0% point of its range"), strict=False
    ):
        told[end] = ((words,), False)
    told[found.number.value] = (("as it is now",), True)
    rows = []
    if found.crossing is not None:
        told[found.crossing] = (("the boundary: the risk is the budget",), True)
    for value, (said, strong) in sorted(told.items()):
        risk = found.risk if value == found.number.value else found.at(value)
        shown = _crossing_words(found) if value == found.crossing else tight(percent(value))
        most = 2 if value == found.crossing else digits
        then = tight(percent(risk, most)) if risk is not None else "–"
        rows.append(Row(((shown,), (then,), said or ("–",)), strong=strong))
    columns = (Column("The number", number=True), Column("The risk then", number=True), Column("What that is"))
    return Table(caption=(Strong(("The same as a table.",)),), columns=columns, rows=tuple(rows))


def _told(found: Boundary, person: Person, title: str) -> str:
    """Return the figure in words."""
    where = (
        f"; the risk is {_side(found)}"
        if found.crossing is not None
        else "; the risk is within the budget everywhere"
        if found.always
        else "; the risk is above the budget everywhere"
    )
    between = f", its range from {percent(found.range[0])} to {percent(found.range[1])}" if found.range else ""
    return (
        f"The risk over what {person.title} holds of “{title}”: now {percent(found.number.value)}{between}, with a "
        f"risk of {percent(found.risk, person.digits)} against a budget of {percent(found.level)}{where}."
    )
