"""The chapter of what carries the risk: importance, what independence gives, where to push, of what a figure is made.

Everything is from the scene, which is reduced for its audience before anything is computed. A section stands only where
the case has the means; what takes long in a large case is left out with the reason. Nothing here says that the case
holds: it says where it would break.
"""

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING

from loadpath.assess.independence import SHARES
from loadpath.assess.origins import DATA, DEFAULT, INHERITED, JUDGED, ORDER, TABLE, UNKNOWN, WORD
from loadpath.assess.results import Interval, NotComputed
from loadpath.assess.worth import Others
from loadpath.case.rounding import percent, times
from loadpath.report import bearing_figures as figures
from loadpath.report.answers import listed, spelt
from loadpath.report.bearing_push import in_language, pushing
from loadpath.report.deciding import enough
from loadpath.report.tree import (
    Block,
    Break,
    Bullets,
    Column,
    Figure,
    Link,
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

    from loadpath.assess.cut_sets import Cut, Cuts
    from loadpath.assess.importance import Figure as Measure
    from loadpath.assess.importance import Importance
    from loadpath.assess.independence import Bound, Independence
    from loadpath.assess.origins import Origins
    from loadpath.assess.results import Answer
    from loadpath.report.book import Book, Person

ANCHOR = "bearing"

LARGEST = 2_000
"""In a case with more parts than this, only what takes no time is told."""

TOO_LARGE = f"the case has more than {LARGEST:,} parts; the command line works it out"

ONE, EXACT = 0.01, 1e-9

MOST_PEOPLE = 4
"""So many assessors are told of."""

MOST = 5
MOST_CUTS = 5
MOST_SURPRISES = 10
MOST_PATHS = 12
MOST_SWEEPS = 4

LOOKS = {
    DATA: ("solid estimate", "data"),
    JUDGED: ("solid attention", "own judgement"),
    INHERITED: ("bar attention", "judgement of others"),
    WORD: ("solid bad", "a word on a scale"),
    TABLE: ("solid good", "written in a table"),
    DEFAULT: ("bar", "the program's default"),
    UNKNOWN: ("solid pale", "unknown"),
}
"""How each origin is drawn, and what it is called."""

Each = list[tuple["Person", "Independence"]]


def bearing(book: Book) -> Section | None:
    """Return the chapter; None when nobody's risk is computed."""
    if not _known(book):
        return None
    if len(book.case.nodes) > LARGEST:
        least: Block = Note(("What hangs on each thing, what independence gives and what challenges would do: ",
                             f"not computed here, since {TOO_LARGE}."))  # fmt: skip
        parts: tuple[Section | None, ...] = (pushing(book, _told(book), small=False), _made(book))
        return _chapter(book, (least, *(part for part in parts if part is not None)))
    parts = (_hanging(book), _together(book), _independent(book), pushing(book, _told(book), small=True), _made(book))
    return _chapter(book, tuple(part for part in parts if part is not None))


def _chapter(book: Book, blocks: tuple[Block, ...]) -> Section | None:
    title = "What carries the risk"
    if not blocks:
        return None
    return Section(title=(title,), anchor=ANCHOR, blocks=(*_whom(book), *blocks), contents=title)


def _whom(book: Book) -> tuple[Paragraph, ...]:
    """Return of whom the chapter does not tell."""
    if len(_known(book)) <= MOST_PEOPLE:
        return ()
    tail = "but for the last section, which tells of all"
    return (Paragraph((f"Told for the first {spelt(MOST_PEOPLE)} assessors, {tail}.",)),)


def _told(book: Book) -> tuple[Person, ...]:
    """Return the assessors of whom the chapter tells."""
    return _known(book)[:MOST_PEOPLE]


def _known(book: Book) -> tuple[Person, ...]:
    """Return the assessors of whose risk something is known."""
    return tuple(one for one in book.people if isinstance(one.result.risk, Interval) and not unknown(one.result.risk))


# what hangs on each thing ---------------------------------------------------------------------------------------------


def _hanging(book: Book) -> Section | None:
    """Return the measures of importance, and what is common ground and nobody's."""
    blocks: list[Block] = []
    for person in _told(book):
        found = book.scene.importances(person.result)
        if isinstance(found, NotComputed):
            blocks.append(_not(f"What hangs on each thing for {person.title}", found.reason, book))
        elif shown := _heaviest(found):
            blocks.append(_measures(book, person, shown))
    if any(isinstance(block, Table) for block in blocks):
        blocks.insert(0, _explained())
    blocks += _surprises(book)
    return Section(title=("How much hangs on each thing",), anchor="hanging", blocks=tuple(blocks)) if blocks else None


def _explained() -> Paragraph:
    return Paragraph(
        (
            Strong(("If wrong",)),
            " and ",
            Strong(("if right",)),
            ": how many times the risk is raised, and how many times it is lowered (RAW, RRW). ",
            Strong(("Difference",)),
            ": the risk if it is wrong less the risk if it is right (Birnbaum). ",
            Strong(("Decides",)),
            ": the part of the risk that goes once it is right (criticality). ",
            "Only what one argues for or builds; what may happen stands in the pathways.",
        )
    )


def _heaviest(found: Sequence[Importance]) -> list[Importance]:
    """Return what decides most in total; where something is unknown, with all of that at its worst."""
    whole = [one for one in found if not one.pathway and not one.names and one.kind != "event"]
    whole = [one for one in whole if one.unknown is not Others.BEST]
    known = [one for one in whole if isinstance(one.criticality, float) and isinstance(one.birnbaum, float)]
    moving = [one for one in known if one.birnbaum]
    return sorted(moving, key=lambda one: (-abs(_number(one.criticality)), one.subject))[:MOST]


def _number(figure: Measure) -> float:
    return figure if isinstance(figure, float) else 0.0


def _measures(book: Book, person: Person, shown: Sequence[Importance]) -> Table:
    wrong = {"claim": "false", "barrier": "fails", "response": "too late", "surface": "catches none"}
    rows = tuple(
        Row(
            (
                (*book.link(one.subject), " ", Muted((f"({wrong[one.kind]}: {_part(one.wrong)})",))),
                (_ratio(one.raw),),
                (_ratio(one.rrw),),
                (_part(one.birnbaum, person.digits),),
                (_part(one.criticality),),
            ),
        )
        for one in shown
    )
    columns = (
        Column("What"),
        Column("If wrong", number=True),
        Column("If right", number=True),
        Column("Difference", number=True),
        Column("Decides", number=True),
    )
    first = f"These {spelt(len(shown))} things" if len(shown) > 1 else "This one thing"
    worst = " Everything unknown is taken at its worst." if shown[0].unknown is Others.WORST else ""
    caption: Words = (
        Strong((f"{person.title}.",)),
        f" {first} decide{'s' if len(shown) == 1 else ''} most.{worst}",
    )
    return Table(caption=caption, columns=columns, rows=rows, stacked=True)


def _ratio(figure: Measure) -> str:
    if not isinstance(figure, float):
        return "–"
    return f"{times(figure)}\u00a0×" if isfinite(figure) else "all of it"


def _part(figure: Measure, digits: int = 2) -> str:
    return tight(percent(figure, digits)) if isinstance(figure, float) else "–"


def _surprises(book: Book) -> list[Block]:
    found = book.scene.surprises()
    if isinstance(found, NotComputed):
        return []
    rows = tuple(
        Row((book.link(one.subject), book.tags(one.pathways), (f"{times(one.factor)}\u00a0×",), (one.why,)))
        for one in found
        if not book.case.nodes[one.subject].withheld
    )[:MOST_SURPRISES]
    if not rows:
        return []
    columns = (Column("What"), Column("Pathways over it"), Column("Risk if wrong", number=True), Column("It lacks"))
    caption: Words = (
        Strong(("Common ground that is nobody's.",)),
        " Two pathways or more stand on it, and nobody owns it or nothing was found about it.",
    )
    return [Table(caption=caption, columns=columns, rows=rows, stacked=True)]


# what has to go wrong together ----------------------------------------------------------------------------------------


def _together(book: Book) -> Section | None:
    """Return how many minimal cut sets there are, and those that are most probable for somebody."""
    blocks: list[Block] = []
    known: list[tuple[Person, Cuts]] = []
    for person in _told(book):
        found = book.scene.cuts(person.result, MOST_CUTS)
        if isinstance(found, NotComputed):
            blocks.append(_not(f"What has to go wrong together for {person.title}", found.reason, book))
        elif found.cuts:
            known.append((person, found))
    said = dict.fromkeys(_counted(found) for _, found in known)
    for words in said:
        who = [person.title for person, found in known if _counted(found) == words]
        blocks.append(Paragraph((words if len(said) == 1 else f"{listed(who)}: {words}",)))
    if known:
        blocks.append(_sets(book, known))
    if not blocks:
        return None
    return Section(title=("What has to go wrong together",), anchor="together", blocks=tuple(blocks))


def _counted(found: Cuts) -> str:
    sizes = [
        f"{number:,} of {spelt(size)} {'thing' if size == 1 else 'things'}"
        for size, number in enumerate(found.by_size)
        if number
    ]
    so_long = "" if found.coherent else " Some are enough only as long as everything else is right."
    several = f"{found.count:,} minimal cut sets do" if found.count > 1 else "One minimal cut set does"
    return (
        f"{several} the harm: things that are enough together, and of which none can be left out. "
        f"By size: {listed(sizes)}.{so_long}"
    )


def _sets(book: Book, known: Sequence[tuple[Person, Cuts]]) -> Table:
    """Return the sets that are among the most probable of somebody, the first of each first."""
    by_parts = [{tuple(part.text for part in cut.parts): cut for cut in found.cuts} for _, found in known]
    places: dict[tuple[str, ...], int] = {}
    for cuts in by_parts:
        for place, parts in enumerate(cuts):
            places[parts] = min(place, places.get(parts, place))
    rows = []
    for parts in sorted(places, key=lambda one: places[one]):
        cut = next(cuts[parts] for cuts in by_parts if parts in cuts)
        rows.append(
            Row(
                (
                    _parts(book, cut),
                    *(_likely(cuts.get(parts), person) for (person, _), cuts in zip(known, by_parts, strict=True)),
                )
            )
        )
    columns = (Column("All of this goes wrong"), *(Column(person.title, number=True) for person, _ in known))
    caption: Words = (
        Strong((f"The {spelt(MOST_CUTS)} most probable of each assessor",)),
        ", before the evidence; in grey, in which part of the risk all of it is wrong. ",
        "Sets overlap, so that the parts do not add up. – : not among the first of that assessor.",
    )
    return Table(caption=caption, columns=columns, rows=tuple(rows), stacked=True)


def _likely(cut: Cut | None, person: Person) -> Words:
    return (
        (Muted(("–",)),)
        if cut is None
        else (in_percent(cut.before, person.digits), Break(), Muted((_part(cut.share),)))
    )


def _parts(book: Book, cut: Cut) -> Words:
    told: list[Words] = []
    for part in cut.parts:
        when: Words = (" if ", *in_language(book, part.condition)) if part.condition else ()
        told.append(
            (
                *book.link(part.subject),
                " – ",
                Strong((tight(part.says),)),
                *when,
                " otherwise" if part.otherwise else "",
            )
        )
    return tuple(piece for place, words in enumerate(told) for piece in ((Break(), *words) if place else words))


# what independence gives ----------------------------------------------------------------------------------------------


def _independent(book: Book) -> Section | None:
    found = [(person, book.scene.independence(person.result)) for person in _told(book)]
    blocks: list[Block] = [
        _not(f"What independence gives {person.title}", one.reason, book)
        for person, one in found
        if isinstance(one, NotComputed)
    ]
    known: Each = [(person, one) for person, one in found if not isinstance(one, NotComputed)]
    if known and any(len(bound.groups) > 1 for bound in known[0][1].bounds):
        blocks += _reaches(book, known)
    blocks += _sweeps(book, known)
    if known and known[0][1].pillars:
        blocks += _pillars(book, known)
    if not blocks:
        return None
    return Section(title=("What independence gives",), anchor="independence", blocks=tuple(blocks))


def _reaches(book: Book, known: Each) -> list[Block]:
    several = {bound.pathway for _, one in known for bound in one.bounds if len(bound.groups) > 1}
    paths = [path.id for path in book.pathways if path.id in several]
    drawn: list[tuple[str, tuple[figures.Reach, ...]]] = []
    rows: list[Row] = []
    said: list[str] = []
    for path in paths[:MOST_PATHS]:
        bounds = [(person, next(item for item in one.bounds if item.pathway == path)) for person, one in known]
        rows.append(Row((book.link(path), *(_bounded(bound, person.digits) for person, bound in bounds))))
        said += [f"{book.title(path)}, {person.title}: {_read(bound, person.digits)}" for person, bound in bounds]
        each = [reach for person, bound in bounds if (reach := _reach(book.people.index(person), bound))]
        if each:
            drawn.append((book.title(path), tuple(each)))
    more = f" The first {MOST_PATHS} of {len(paths)} pathways." if len(paths) > MOST_PATHS else ""
    more += " Left out are pathways of one step, or of steps that are all tied." if several < set(book.under) else ""
    columns = (Column("Pathway"), *(Column(person.title, number=True) for person, _ in known))
    caption: Words = (
        Strong(("The same as a table.",)),
        f" As the case says; in grey if its steps were independent, and at most.{more}",
    )
    return [
        Paragraph(
            (
                "How far the case leans on steps that do not hang together. Steps that it ties itself, by ",
                "a condition, stay tied; beyond that, anything may hang on anything.",
            )
        ),
        *_drawn_reaches(book, known, drawn, "; ".join(said)),
        Table(caption=caption, columns=columns, rows=tuple(rows), stacked=True),
    ]


def _bounded(bound: Bound, digits: int) -> Words:
    alone, most = (Muted((words,)) for words in (f"{in_percent(bound.product, digits)} independent", _most(bound)))
    return (in_percent(bound.risk, digits), Break(), alone, Break(), most)


def _most(bound: Bound) -> str:
    """Return the bound, of which the upper end counts where something is unknown."""
    return f"at most {tight(enough(bound.most.high, up=True))}" if isinstance(bound.most, Interval) else "no bound"


def _read(bound: Bound, digits: int) -> str:
    return f"{in_percent(bound.risk, digits)}, {_most(bound)}"


def _reach(place: int, bound: Bound) -> figures.Reach | None:
    if not isinstance(bound.risk, Interval) or not isinstance(bound.most, Interval):
        return None
    alone = bound.product.low if isinstance(bound.product, Interval) and bound.product.exact else None
    return figures.Reach(shape=place, low=bound.risk.low, high=bound.risk.high, alone=alone, most=bound.most.high)


def _drawn_reaches(
    book: Book, known: Each, rows: Sequence[tuple[str, tuple[figures.Reach, ...]]], said: str
) -> list[Block]:
    if not any(one.high > 0 for _, each in rows for one in each):
        return []
    people = tuple((book.people.index(person), person.title) for person, _ in known)
    drawn = figures.Reaches(rows=tuple(rows), people=people, alt=f"What independence gives each pathway. {said}.")
    caption: Words = (
        Strong(("What independence gives.",)),
        " A mark: the pathway as the case says it. The bar: up to where it may be, whatever hangs on what. ",
        "Thin line: if its steps were independent. Each step across is ten times as much.",
    )
    wide, narrow = figures.reaches(drawn, narrow=False), figures.reaches(drawn, narrow=True)
    return [Figure(wide=wide, narrow=narrow, alt=drawn.alt, caption=caption, kind="reaches")]


def _sweeps(book: Book, known: Each) -> list[Block]:
    blocks: list[Block] = []
    for place in range(min(MOST_SWEEPS, len(known[0][1].sweeps)) if known else 0):
        each = [(person, one.sweeps[place]) for person, one in known]
        barriers = each[0][1].barriers
        told = [(person, one.risks) for person, one in each if isinstance(one.risks, tuple)]
        if not told:
            reason = next((one.risks.reason for _, one in each if isinstance(one.risks, NotComputed)), "")
            blocks.append(
                Note(("One more cause of ", *book.links(barriers), " is not tried: ", *book.tagged(reason), "."))
            )
            continue
        blocks += _swept(book, told, barriers)
    return blocks


TOLD = (0.0, 0.1, 0.3, 0.5, 1.0)
"""The shares of one more cause that the table tells; the drawing has all of them."""


def _swept(book: Book, each: Sequence[tuple[Person, tuple[Answer, ...]]], barriers: Sequence[str]) -> list[Block]:
    lines = [
        figures.Line(name=person.title, shape=book.people.index(person), points=points)
        for person, risks in each
        if (points := _points(risks))
    ]
    rows = tuple(
        Row(((f"{100 * share:.0f}\u00a0%",), *(_shared(risks, place, person.digits) for person, risks in each)))
        for place, share in enumerate(SHARES)
        if share in TOLD
    )
    columns = (Column("Share"), *(Column(person.title, number=True) for person, _ in each))
    told: Words = (
        Strong(("One more cause, that nobody listed.",)),
        " The risk when ",
        *book.tags(barriers),
        " fail together by it, for a share of what the one that fails least fails by. Each keeps its own number.",
    )
    same: Words = (Strong(("The same as a table.",)), " How many times the risk now; in grey, the risk.")
    if not lines:
        return [Table(caption=told, columns=columns, rows=rows)]
    said = "; ".join(f"{line.name}: {times(line.points[-1][1], 3)} times the risk now if all is" for line in lines)
    named = ", ".join(book.title(name) for name in barriers)
    drawn = figures.Lines(
        lines=tuple(lines),
        stepped=False,
        ratio=True,
        ticks=tuple((share, f"{100 * share:.0f}\u00a0%") for share in (0.0, 0.25, 0.5, 0.75, 1.0)),
        across="the share of one more cause in what the barrier that fails least fails by",
        level=None,
        alt=f"The risk over the risk now when a share of failing is one more cause of {named}. {said}.",
    )
    wide, narrow = figures.lines(drawn, narrow=False), figures.lines(drawn, narrow=True)
    figure = Figure(wide=wide, narrow=narrow, alt=drawn.alt, caption=told, kind="shared")
    return [figure, Table(caption=same, columns=columns, rows=rows)]


def _points(risks: Sequence[Answer]) -> tuple[tuple[float, float], ...]:
    """Return shares with the risk over the risk now; nothing where one of them is no number, or the risk is zero."""
    values = [risk.low for risk in risks if isinstance(risk, Interval) and risk.exact and risk.low > 0]
    return tuple((share, one / values[0]) for share, one in zip(SHARES, values, strict=False)) * (
        len(values) == len(SHARES)
    )


def _shared(risks: Sequence[Answer], place: int, digits: int) -> Words:
    """Return the risk over the risk now, at the ends with the risk; the risk alone where there is no ratio."""
    points, risk = _points(risks), in_percent(risks[place], digits)
    if not points:
        return (risk,)
    grey: Words = (Break(), Muted((risk,))) if place in {0, len(SHARES) - 1} else ()
    return (f"{times(points[place][1], 3)}\u00a0×", *grey)


def _pillars(book: Book, known: Each) -> list[Block]:
    rows = []
    for place, pillar in enumerate(known[0][1].pillars):
        each = [(person, one.pillars[place]) for person, one in known]
        cells = tuple(_falling(person, one.falls, one.risk_then) for person, one in each)
        rows.append(Row(((Strong((pillar.argues,)), ": ", *book.links(pillar.claims)), *cells)))
    alone = tuple((chance(one.product),) for _, one in known)
    rows.append(Row((("All of them, if they were independent",), *alone)))
    both = tuple(_falling(person, one.together, one.risk_then) for person, one in known)
    rows.append(Row((("All of them, as the case says",), *both), strong=True))
    columns = (Column("What argues for the same"), *(Column(person.title, number=True) for person, _ in known))
    caption: Words = (
        Strong(("The pillars.",)),
        " How likely at least one claim of a pillar is false; in grey, the risk then.",
    )
    return [Table(caption=caption, columns=columns, rows=tuple(rows), stacked=True)]


def _falling(person: Person, falls: Answer, then: Answer) -> Words:
    return (chance(falls), Break(), Muted((in_percent(then, person.digits),)))


# of what each figure is made ------------------------------------------------------------------------------------------


def _made(book: Book) -> Section | None:
    found = _origins(book)
    if not found:
        return None
    rows = tuple(
        (
            person.title,
            tuple(
                (LOOKS[name][0], one.by_origin[name], f"{LOOKS[name][1]} {_roughly(one.by_origin[name])}")
                for name in ORDER
                if name in one.by_origin
            ),
        )
        for person, one in found
    )
    said = "; ".join(f"{name}: {', '.join(words for _, _, words in parts)}" for name, parts in rows)
    drawn = figures.Made(rows=rows, alt=f"Of what the risk of each assessor is made. {said}.")
    caption: Words = (
        Strong(("Of what each figure is made.",)),
        " Every number weighs by how far the risk follows its odds. ",
        "A count is data, but for the default it starts from.",
    )
    wide, narrow = figures.made(drawn, narrow=False), figures.made(drawn, narrow=True)
    figure = Figure(wide=wide, narrow=narrow, alt=drawn.alt, caption=caption, kind="made")
    names = [name for name in ORDER if any(name in one.by_origin for _, one in found)]
    columns = (
        Column("Assessor"),
        *(Column(LOOKS[name][1].capitalize(), number=True) for name in names),
        Column("Whose judgement"),
    )
    table = Table(
        caption=(Strong(("The same as a table.",)),),
        columns=columns,
        rows=tuple(
            Row(((person.title,), *((_share(one, name),) for name in names), _whose(book, one)))
            for person, one in found
        ),
        stacked=True,
    )
    return Section(title=("Of what each figure is made",), anchor="made", blocks=(figure, table))


def _origins(book: Book) -> list[tuple[Person, Origins]]:
    found = [(person, book.scene.origins(person.result)) for person in _known(book)]
    return [(person, one) for person, one in found if not isinstance(one, NotComputed)]


def _share(one: Origins, name: str) -> str:
    return tight(percent(one.by_origin[name])) if name in one.by_origin else "–"


def _roughly(share: float) -> str:
    """Return a share in whole percent, with a word where that would be none or all."""
    if share < ONE:
        return "under 1\u00a0%"
    return "over 99\u00a0%" if 1 - ONE < share < 1 - EXACT else tight(percent(round(share, 2)))


def _whose(book: Book, one: Origins) -> Words:
    each = [(f"{book.title(name)} {tight(percent(share))}",) for name, share in one.by_person.items()]
    return joined(list(each), ", ") if each else ("–",)


def made_in_short(book: Book) -> Section | None:
    """Return, for the summary, one sentence for each assessor on what their figure is made of; None without figures."""
    items: list[Words] = []
    for person, one in _origins(book):
        largest = sorted(one.by_origin, key=lambda name: -one.by_origin[name])
        parts = [f"{_roughly(one.by_origin[name])} {LOOKS[name][1]}" for name in largest]
        items.append((Strong((f"{person.title}: ",)), f"what the risk hangs on is {listed(parts)}."))
    if not items:
        return None
    more = Paragraph((Link("made", ("How that is counted, and whose judgement it is",)), "."))
    return Section(
        title=("Of what the figures are made",), anchor="made-in-short", blocks=(Bullets(tuple(items)), more)
    )


def _not(what: str, reason: str, book: Book) -> Note:
    return Note((f"{what} is not computed: ", *book.tagged(reason), "."))
