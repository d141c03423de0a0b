"""What monitoring at a surface comes to: whether one attempt is caught, where attempts get lost, what reviews buy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from loadpath.assess.results import Interval
from loadpath.assess.watching import REVIEWED, Between
from loadpath.case.rounding import plain as number
from loadpath.case.rounding import significant
from loadpath.case.value import Chance, Unknown
from loadpath.report.diagrams import curve
from loadpath.report.diagrams.incident import lasting
from loadpath.report.drawings import picture
from loadpath.report.prose import plain
from loadpath.report.response import as_written, to_ask, withheld_field
from loadpath.report.tree import (
    Block,
    Code,
    Column,
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
from loadpath.report.wording import NBSP, chance, typeset, unknown

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from loadpath.assess.monitoring import Load, Monitoring, Point
    from loadpath.assess.watching import Part, Watch
    from loadpath.case import node as kinds
    from loadpath.report.book import Book

THOUSAND = 1_000
TOLD = (0.0, 0.1, 0.3, 0.5, 1.0)
"""The correlations that the table tells; the picture shows all."""

SHARES = (0.0, 0.25, 0.5, 0.75, 1.0, 2.0)
"""Of what is flagged: the reviews that the table tells."""

MOST_WATCHED = 200
"""Of a case with more surfaces the report says nothing more than their table."""

UNSAID: Words = ("Nobody said how often anything is tried here (", Code("attempts"), ")")
WITHHELD: Words = ("How often anything is tried here is withheld",)

ASKED = {
    "share watched": "which share is watched",
    "correlation": "how misses of several attempts hang together",
    "attempts": "how many attempts there are",
    "chance of a try": "how likely a try is an attempt",
    REVIEWED: "how much of what is flagged is reviewed",
}
"""What would have to be asked about a number that is unknown; of stages it is asked by their names."""


def blocks(book: Book, node: kinds.Surface) -> tuple[Block, ...]:
    """Return everything about monitoring at a surface that stands with it; nothing where it has no stages."""
    if not node.stages or len(book.case.all(type(node))) > MOST_WATCHED:
        return ()
    found = book.scene.monitoring(node.id)
    if found is None:
        said = WITHHELD if withheld_field(node, "attempts") else UNSAID
        return (Note((*said, ", so what is caught is open.")), _stated(node))
    watch = found.watch
    return (
        Paragraph(answer(found, node), "answer"),
        *_to_ask(watch, node),
        funnel(found, watch, node),
        *_by_correlation(found, node),
        *_queue(found),
        *_frontier(found),
    )


# the answer


def answer(found: Monitoring, node: kinds.Surface) -> Words:
    """Return what monitoring comes to, in sentences, the answer first."""
    said: list[Words] = [_caught(found, found.watch, node), _single(found), _first(found)]
    return joined([one for one in said if one], " ")


def _caught(found: Monitoring, watch: Watch, node: kinds.Surface) -> Words:
    of = f"at least one {_attempts(found)} is caught in time"
    if unknown(found.caught):
        return (Strong((f"How likely it is that {of} is unknown",)), f": it depends on {_depends(watch, node)}.")
    if found.caught.exact:
        return (f"{of[0].upper()}{of[1:]} with a chance of ", Strong((chance(found.caught),)), ".")
    depends = f", depending on {_depends(watch, node)}."
    return (f"{of[0].upper()}{of[1:]} with a chance of ", Strong((between(found.caught),)), depends)


def between(answer: Interval) -> str:
    """Return the two ends of a probability, or the one number that it is.

    >>> between(Interval(0.11, 0.939)).replace(NBSP, " "), between(Interval(0.0, 0.5)).replace(NBSP, " ")
    ('11 % to 93.9 %', 'at most 50 %')
    """
    if answer.exact or answer.low <= 0 or answer.high >= 1:
        return chance(answer)
    return f"{chance(Interval(answer.low, answer.low))} to {chance(Interval(answer.high, answer.high))}"


def _attempts(found: Monitoring) -> str:
    """Return of how many attempts one at least is caught, as it follows `at least one`."""
    if found.attempts is None:
        return "attempt, however many there are,"
    low, middle, high = found.attempts
    if found.watch.kind == "binomial":
        return f"the attempts among {_count(middle)} tries"
    if low == high:
        return "attempt" if middle == 1 else f"of {_count(middle)} attempts"
    return f"of about {_count(middle)} attempts ({_count(low)} to {_count(high)})"


def _count(value: float) -> str:
    return number(value if value == round(value) and value < THOUSAND else significant(value, 2))


def _depends(watch: Watch, node: kinds.Surface) -> str:
    """Return in words on what it depends that nobody knows."""
    parts = [text for text, _ in _open(watch, node)]
    return ", ".join(parts) if len(parts) < 2 else f"{', '.join(parts[:-1])} and {parts[-1]}"  # noqa: PLR2004


def _open(watch: Watch, node: kinds.Surface) -> Iterator[tuple[str, object]]:
    """Yield in words what is not known, each with the value that its author wrote (None: nothing)."""
    values: dict[str, object] = {
        "share watched": node.share_watched,
        "correlation": node.correlation,
        "attempts": node.attempts,
        "chance of a try": node.attempts.chance if node.attempts else None,
        REVIEWED: next((one for one in (node.reviews, node.false_alarms) if isinstance(one, Unknown)), None),
    }
    for name, part in watch.parts().items():
        if not isinstance(part, Between):
            continue
        if name in ASKED:
            yield ASKED[name], values[name]
        else:
            place = list(watch.recalls).index(name) - ("share watched" in watch.recalls)
            yield f"what passes “{plain(node.stages[place].name)}”", node.stages[place].passes
    if isinstance(node.undone_within, Unknown):
        yield "how long the harm can be undone", node.undone_within
    elif node.undone_within is not None:
        for stage in node.stages:
            if isinstance(stage.after, Unknown):
                yield f"how long “{plain(stage.name)}” takes", stage.after


def _single(found: Monitoring) -> Words:
    if unknown(found.recall) or (found.attempts and found.attempts[0] == found.attempts[2] == 1):
        return ()
    return (f"The chance for a single attempt is {between(found.recall)}.",)


def _first(found: Monitoring) -> Words:
    if found.first is None:
        return ()
    low, middle, high = (lasting(one) for one in found.first)
    return (
        f"Where one is caught, the first is acted on within {middle} of the first attempt in half of the cases,",
        f" within {low} in 5{NBSP}% of them and within {high} in 95{NBSP}%.",
    )


def _to_ask(watch: Watch, node: kinds.Surface) -> tuple[Block, ...]:
    return to_ask(_open(watch, node))


# where attempts get lost


def _stated(node: kinds.Surface) -> Table:
    rows = tuple(Row(((Written(one.name),), as_written(one.passes), as_written(one.after))) for one in node.stages)
    columns = (Column("Stage"), Column("Passes"), Column("After"))
    return Table(caption=(Strong(("What an attempt has to pass.",)),), columns=columns, rows=rows, stacked=True)


def funnel(found: Monitoring, watch: Watch, node: kinds.Surface) -> Table:
    """Return what is left of a thousand attempts after each stage, on average."""
    low = high = 1.0
    rows = [Row((("tried",), ("–",), (_left(low, high),), ("–",)))]

    def narrowed(part: Part) -> tuple[float, float]:
        ends = (part.low, part.high) if isinstance(part, Between) else (part.law.mean, part.law.mean)
        return low * ends[0], high * ends[1]

    stages = iter(node.stages)
    for name, part in watch.recalls.items():
        low, high = narrowed(part)
        if name == "share watched":
            rows.append(Row((("watched at all",), as_written(node.share_watched), (_left(low, high),), ("–",))))
            continue
        if name == REVIEWED:
            rows.append(Row((("reviewed at all",), ("not known",), (_left(low, high),), ("–",))))
            continue
        stage = next(stages)
        cells = ((Written(stage.name),), as_written(stage.passes), (_left(low, high),), as_written(stage.after))
        rows.append(Row(cells))
    if watch.queue is not None and watch.queue.served < 1:
        low, high = low * watch.queue.served, high * watch.queue.served
        served = Interval(watch.queue.served, watch.queue.served)
        rows.append(Row((("reviewed: the queue is full",), (chance(served),), (_left(low, high),), ("–",))))
    if found.in_time.low < 1:
        low, high = low * found.in_time.low, high * found.in_time.high
        until = f"undone within {typeset(node.undone_within.written)}" if node.undone_within else ""
        rows.append(Row((("acted on in time",), (between(found.in_time),), (_left(low, high),), (until or "–",))))
    columns = (Column("Stage"), Column("Passes"), Column("Left of 1,000 attempts", number=True), Column("After"))
    caption: Words = (Strong(("Where attempts get lost.",)), " On average, each attempt by itself.")
    return Table(caption=caption, columns=columns, rows=tuple(rows), stacked=True)


def _left(low: float, high: float) -> str:
    least, most = (number(significant(one * THOUSAND, 2)) for one in (low, high))
    return least if least == most else f"{least} to {most}"


# how misses hang together


def _by_correlation(found: Monitoring, node: kinds.Surface) -> tuple[Block, ...]:
    """Return what is caught by how misses hang together, as a picture and a table."""
    points = found.by_correlation
    open_ = sum(unknown(Interval(low, high)) for _, low, high in points)
    if 2 * open_ > len(points) or len({one[1:] for one in points}) == 1:
        return ()
    stated = found.correlation
    mean = float(node.correlation.mean) if isinstance(node.correlation, Chance) and node.correlation.mean else None
    best = mean if mean is not None or stated is None else stated[1]
    at = None if best is None else (best, f"stated {number(significant(best, 2))}")
    drawn = curve.Curve(
        points=points,
        ticks=tuple((place / 5, number(place / 5)) for place in range(6)),
        level="how misses hang together: 0 not at all, 1 all or none",
        at=at,
        between=None if stated is None or stated[0] == stated[2] else (stated[0], stated[2]),
        alt=_told("Chance that at least one attempt is caught, by how misses hang together", points),
    )
    caption: Words = (
        Strong(("How misses hang together decides.",)),
        " The chance that at least one attempt is caught in time",
        ", if what is missed once is missed every time (1) or each attempt stands by itself (0).",
        " Dashed: what the case states." if stated else " The case does not say where it stands.",
        " Grey: the range of that." if drawn.between else "",
        " The band: what else is unknown." if any(low < high for _, low, high in points) else "",
    )
    rows = tuple(
        Row(((number(value),), (between(Interval(low, high)),)))
        for value, low, high in points
        if any(abs(value - one) < 1e-9 for one in TOLD)  # noqa: PLR2004  numbers of a sweep
    )
    columns = (Column("How misses hang together", number=True), Column("At least one is caught", number=True))
    table = Table(caption=(Strong(("The same as a table.",)),), columns=columns, rows=rows)
    return _drawn("catching", drawn, caption), table


def _told(what: str, points: Sequence[tuple[float, float, float]]) -> str:
    """Return a curve in words: its two ends and its middle."""
    picked = [points[0], points[len(points) // 2], points[-1]]
    said = "; ".join(f"at {number(significant(x, 2))} {between(Interval(low, high))}" for x, low, high in picked)
    return f"{what}: {said}."


def _drawn(kind: str, drawn: curve.Curve, caption: Words) -> Block:
    return picture(kind, curve.draw(drawn, narrow=False), curve.draw(drawn, narrow=True), drawn.alt, caption)


# the queue and what reviews buy


def _queue(found: Monitoring) -> tuple[Block, ...]:
    """Return flags against reviews."""
    load = found.load
    if load is None:
        return ()
    rows: list[tuple[str, Words]] = [("reviews per week", (_count(load.reviews),))]
    if load.flagged is None:
        rows.append(("flagged per week", (State("!", "not known", "attention"),)))
    else:
        rows.append(("flagged per week", (f"{_count(load.flagged)}", *_used(load))))
    if load.full_at is not None:
        rows.append(("the queue is full at", (f"{_count(load.full_at)} {load.of} per week".replace("  ", " "),)))
    if load.wait is not None:
        rows.append(("mean wait, in order of arrival (not counted)", (lasting(load.wait),)))
    if load.hours is not None:
        rows.append(("working time of reviews", (f"{_count(load.hours)}{NBSP}h per week",)))
    told = tuple(Row(((label,), words)) for label, words in rows)
    columns = (Column("Reviews"), Column("How much"))
    return (Table(caption=(Strong(("Flags against reviews.",)),), columns=columns, rows=told),)


def _used(load: Load) -> Words:
    if load.used is None:  # pragma: no cover  a load with flags has a share
        return ()
    if load.used >= 1:
        served = Interval(1 / load.used, 1 / load.used)
        return (" ", State("!", f"full: {chance(served)} of them are reviewed", "attention"))
    return (f", {chance(Interval(load.used, load.used))} of what can be reviewed",)


def _frontier(found: Monitoring) -> tuple[Block, ...]:
    """Return what more or fewer reviews would catch, as a picture and a table; nothing where that is all unknown."""
    points, load = found.frontier, found.load
    if load is None or len(points) < 2 or all(unknown(one.caught) for one in points[1:]):  # noqa: PLR2004
        return ()
    last = points[-1].reviews
    beyond = ", beyond this axis" if load.reviews > last * (1 + 1e-9) else ""
    drawn = curve.Curve(
        points=tuple((one.reviews, one.caught.low, one.caught.high) for one in points),
        ticks=tuple((last * place / 4, number(significant(last * place / 4, 3))) for place in range(5)),
        level="reviews per week",
        at=(load.reviews, f"now {_count(load.reviews)}{beyond}"),
        alt=_told(
            "Chance that at least one attempt is caught, by reviews per week",
            [(one.reviews, one.caught.low, one.caught.high) for one in points],
        ),
    )
    wide = any(not one.caught.exact for one in points)
    caption: Words = (
        Strong(("What reviews buy.",)),
        " The chance that at least one attempt is caught in time, by how many flags are reviewed.",
        " The band: what is unknown." if wide else "",
    )
    hours = any(one.hours is not None for one in points)
    picked = [min(points, key=lambda one: abs(one.reviews - share * last / 2)) for share in SHARES]
    rows = [_bought(one, hours=hours) for one in dict.fromkeys(picked)]
    now = Row(((f"{_count(load.reviews)} (now)",), *(((_hours(load.hours),),) if hours else ()),
               (between(found.caught),)), strong=True)  # fmt: skip
    columns = [Column("Reviews per week", number=True)]
    columns += [Column("Working hours per week", number=True)] if hours else []
    columns += [Column("At least one is caught", number=True)]
    table = Table(caption=(Strong(("The same as a table.",)),), columns=tuple(columns), rows=(*rows, now))
    return _drawn("reviews", drawn, caption), table


def _bought(point: Point, *, hours: bool) -> Row:
    said = ((_hours(point.hours),),) if hours else ()
    return Row(((_count(point.reviews),), *said, (between(point.caught),)))


def _hours(hours: float | None) -> str:
    return "–" if hours is None else _count(hours)
