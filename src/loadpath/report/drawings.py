"""Drawings for the pages of the report: which there are, what is said under them, and the table that says the same.

An argument is drawn once. What stands under two pathways or more is drawn with the common causes, and is an away goal
in each pathway; an argument that is taller than a sheet of paper goes on in further figures.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from loadpath.assess.results import Interval
from loadpath.case import node as kinds
from loadpath.case.proposition import Fails, Not, Ref, refs
from loadpath.report.diagrams import bow_tie as bow_ties
from loadpath.report.diagrams import event_tree as event_trees
from loadpath.report.diagrams import gsn, load, matrix, proposals, rows, timeline
from loadpath.report.diagrams.argument import argument, described
from loadpath.report.diagrams.drawing import svg
from loadpath.report.diagrams.elements import Argument, Element, Kind, levels
from loadpath.report.diagrams.event_tree import between
from loadpath.report.diagrams.layout import sheets
from loadpath.report.diagrams.of_case import going_on, tree_of
from loadpath.report.diagrams.sheet import NARROW, WIDE
from loadpath.report.tree import Block, Code, Column, Figure, Muted, Note, Row, State, Strong, Table, Words
from loadpath.report.wording import chance, complement

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from loadpath.assess.results import Load
    from loadpath.assess.timing import Told
    from loadpath.report.book import Book
    from loadpath.report.diagrams.incident import Step

TALL = 1_120
"""Height of a drawing that still stands on one sheet of A4 when its letters have the size of the text beside them."""

MOST_NODES = 4_000
"""Of a case with more parts the page draws no argument: that would take as long as everything else together."""

TOO_MANY = "The arguments of so large a case are not drawn here:"

COMMON = "common causes"
DRAWN = (kinds.Claim, kinds.Event, kinds.Mitigation, kinds.Scenario)

READ = (
    " Boxes are goals, slanted boxes say how goals are put together, circles are findings, round-ended boxes what a "
    "goal is to be read in. Dashed: a challenge, crossed where it is answered. A diamond: nothing supports it yet. "
    "A strip at the foot: it is drawn elsewhere."
)


def bow_tie(book: Book, path: kinds.Pathway) -> Figure:
    """Return a pathway as a bow-tie; the chain beside it is its table."""
    tie = bow_ties.bow_tie(book.case, path)
    caption: Words = (
        Strong(("From what may start it to the harm.",)),
        " Filled bars are barriers that stand; hollow ones are planned, or no barrier at all but must happen too.",
    )
    return picture("bow-tie", bow_ties.draw(tie, narrow=False), bow_ties.draw(tie, narrow=True), tie.alt, caption)


def event_tree(book: Book, path: kinds.Pathway) -> list[Block]:
    """Return where a pathway may end before the harm, with numbers that multiply, and the same as a table.

    It says what the bow-tie does not only where there are such numbers: nothing where nobody has them for every step.
    """
    steps = going_on(book, path)
    known = [place for place in range(len(book.people)) if all(isinstance(one[place], Interval) for one in steps)]
    if len(steps) < 2 or not known:  # noqa: PLR2004  one step is no chain
        return []
    tree = tree_of(book, path)
    caption: Words = (
        Strong(("Where it may end before the harm.",)),
        " At each step: how likely it goes on, once everything before it has happened",
        ", from the lowest assessor to the highest." if len(known) > 1 else ".",
    )
    people = [book.people[place] for place in known]
    told = [
        Row((book.said(step.what), *((chance(answers[place]),) for place in known)))
        for step, answers in zip(path.chain, steps, strict=True)
    ]
    total = ((chance(person.result.pathways.get(path.id), person.digits),) for person in people)
    told.append(Row((("All of them",), *total), strong=True))
    columns = (Column("Once all before it has happened"), *(Column(person.title, number=True) for person in people))
    table = Table(
        caption=(Strong(("The same as a table.",)), " The numbers of a column multiply to its last line."),
        columns=columns,
        rows=tuple(told),
    )
    figure = picture(
        "event-tree", event_trees.draw(tree, narrow=False), event_trees.draw(tree, narrow=True), tree.alt, caption
    )
    return [figure, table]


def response(book: Book, scenario: kinds.Scenario, told: Told | None) -> Figure:
    """Return a scenario as a timeline, with an incident to step through; the table of its rows stands below it."""
    head = book.case.head
    line = timeline.timeline(scenario, told, head.start.on if head.start else None)
    caption: Words = (
        Strong(("Who is told when.",)),
        (
            " A bar begins when somebody is told, by medians added up along the quickest way, and lasts the median of "
            f"the time they need; the thin line is its 90\u00a0% range.{_read_run(line)}"
        ),
    )
    return picture("timeline", timeline.draw(line, narrow=False), timeline.draw(line, narrow=True), line.alt, caption)


def _read_run(line: timeline.Timeline) -> str:
    """Return how the incident in a timeline is read."""
    if line.run is None:
        return ""
    begin = f", which begins {line.run.begin}" if line.run.begin else ""
    away = " Grey: nobody is on duty then." if any(hop.away for hop in line.hops) else ""
    waits = ", dashed while a message waits" if any(_waits(step) for step in line.run.steps) else ""
    failed = ", a cross a try that failed" if any(step.done is None for step in line.run.steps) else ""
    return f" Dots below the bars: one incident that was played{begin}, from try to answer{waits}{failed}.{away}"


def _waits(step: Step) -> bool:
    return step.number == 0 and step.told < step.began


def barriers(book: Book, found: list[kinds.Mitigation]) -> list[Block]:
    """Return which barrier stands in which pathway, nine pathways to a picture; the table stands below."""
    titles = [book.title(path.id) for path in book.pathways]
    held = []
    for item in found:
        cells = []
        for path in book.pathways:
            step = any(item.id in {ref.id for ref in refs(one.what)} for one in path.chain)
            cells.append(matrix.STEP if step else matrix.BEHIND if item.id in book.under[path.id] else matrix.NONE)
        held.append((book.title(item.id), cells))
    drawn: list[Block] = []
    for page in matrix.matrices(titles, held) if titles else ():
        which = f", page {page.page} of {page.pages}" if page.pages > 1 else ""
        caption: Words = (Strong((f"Barriers by pathway{which}.",)),)
        drawn.append(
            picture("matrix", matrix.draw(page, narrow=False), matrix.draw(page, narrow=True), page.alt, caption)
        )
    return drawn


def carried(book: Book, heaviest: Sequence[tuple[Load, ...]]) -> list[Block]:
    """Return what carries the risk according to whom; the table stands below. Nothing where no factor is known."""
    weights: list[load.Carried] = []
    for found in heaviest:
        factors = []
        for person in book.people:
            own = next((one for one in person.result.loads if one.subject == found[0].subject), None)
            factors.append(own.if_wrong if own is not None and isinstance(own.if_wrong, float) else None)
        weights.append((found[0].subject, found[0].kind, tuple(factors)))
    if not any(factor for _, _, factors in weights for factor in factors):
        return []
    titles = {subject: book.title(subject) for subject, _, _ in weights}
    drawn = load.load_by_assessor(weights, titles, [person.title for person in book.people])
    caption: Words = (
        Strong(("What carries the answer, by assessor.",)),
        " A mark is what the risk is multiplied by when one thing alone turns out wrong.",
    )
    return [picture("load", rows.draw(drawn, narrow=False), rows.draw(drawn, narrow=True), drawn.alt, caption)]


def proposed(book: Book) -> list[Block]:
    """Return where the proposals went; their table stands below."""
    groups = proposals.went(book.case)
    if not groups:
        return []
    caption: Words = (Strong(("Every way of harm that somebody put forward, and where it went.",)),)
    wide, narrow = proposals.draw(groups, narrow=False), proposals.draw(groups, narrow=True)
    return [picture("proposals", wide, narrow, proposals.alt(groups), caption)]


# arguments


def argument_for(book: Book, path: kinds.Pathway) -> list[Block]:
    """Return the argument that a pathway does not happen, as figures and a table."""
    if len(book.case.nodes) > MOST_NODES:
        asked = Code(f"loadpath diagram {path.id} FOLDER")
        return [Note((f"{TOO_MANY} ", asked, " draws this one."))]
    drawn = argument(
        book.case,
        path.id,
        today=book.scene.today,
        elsewhere=dict.fromkeys(_shared(book, book.behind[path.id]), COMMON),
        notes=_notes(book, book.behind[path.id]),
        shares=_shares(book, path),
    )
    return _told(book, drawn, READ if path == book.pathways[0] else "")


def arguments_for_common_causes(book: Book) -> list[Block]:
    """Return the arguments for what stands under two pathways or more, each part in full once."""
    if len(book.case.nodes) > MOST_NODES:
        return [Note((f"{TOO_MANY} ", Code("loadpath diagram"), " draws each."))]
    notes = _notes(book, book.case.nodes)
    names = _shared(book, book.case.nodes)
    names = [name for name in names if not _named(book, name)]
    alone = {name: argument(book.case, name, notes=notes).root for name in names}
    inside = {name: {one.subject for one, over in levels(root) if over is not None} for name, root in alone.items()}
    tops = [name for name in names if not any(name in inside[other] for other in names if other != name)]
    elsewhere: dict[str, str] = {}
    blocks: list[Block] = []
    for name in tops or names[:1]:
        drawn = argument(book.case, name, today=book.scene.today, elsewhere=elsewhere, notes=notes)
        if len(drawn.root.below) + len(drawn.root.beside) > 0:
            blocks += _told(book, drawn, "" if blocks else READ)
        here = book.title(name)
        elsewhere |= {
            one.subject: f"under: {here}"
            for one, _ in levels(drawn.root)
            if one.subject and not one.away and one.kind in {Kind.GOAL, Kind.ASSUMPTION} and not one.counter
        }
    return blocks


def _shared(book: Book, names: Iterable[str]) -> list[str]:
    """Return which of some parts stand under two pathways or more."""
    nodes = book.case.nodes
    return [name for name in names if isinstance(nodes.get(name), DRAWN) and len(book.pathways_over(name)) > 1]


def _named(book: Book, name: str) -> bool:
    """Return whether a part is an event of which one claim says that it does not happen: that claim is drawn."""
    if book.case.get(name, kinds.Event) is None:
        return False
    return sum(claim.says == Not(Ref(name)) for claim in book.case.all(kinds.Claim)) == 1


def _notes(book: Book, names: Iterable[str]) -> dict[str, str]:
    """Return for some parts the chance that their goal holds, from the lowest assessor to the highest."""
    found = {}
    for node in (book.case.nodes[name] for name in names if name in book.case.nodes):
        match node:
            case kinds.Claim():
                answers = [book.posterior(person, Ref(node.id)) for person in book.people]
            case kinds.Mitigation():
                answers = [complement(book.posterior(person, Fails(Ref(node.id)))) for person in book.people]
            case kinds.Event() | kinds.Scenario():
                answers = [complement(book.believed(person, node.id)) for person in book.people]
            case _:
                continue
        said = between(answers)
        strength = f"strength: {node.strength}" if isinstance(node, kinds.Claim) and node.strength else ""
        found[node.id] = ", ".join(part for part in (f"chance {said}" if said else "", strength) if part)
    return found


def _shares(book: Book, path: kinds.Pathway) -> tuple[float | None, ...]:
    """Return for each assessor which part of the budget a pathway takes; nothing where there is no budget."""
    found: list[float | None] = []
    for person in book.people:
        answer, level = person.result.pathways.get(path.id), person.result.spread.level
        known = isinstance(answer, Interval) and answer.exact and level
        found.append(answer.value / level if known and isinstance(answer, Interval) and level else None)
    return tuple(found) if any(one is not None for one in found) else ()


def _told(book: Book, drawn: Argument, read: str) -> list[Block]:
    pieces = sheets(drawn.root, gsn.OUTLINES, WIDE, TALL)
    blocks: list[Block] = []
    for number, piece in enumerate(pieces, 1):
        alt = described(Argument(root=piece, title=drawn.title))
        which = f", sheet {number} of {len(pieces)}" if len(pieces) > 1 else ""
        bars = _bars(book, piece)
        caption: Words = (
            Strong((f"The argument about “{drawn.title}” in GSN{which}.",)),
            f"{read if number == 1 else ''}{bars}",
        )
        blocks.append(picture("argument", _drawn(piece, alt, WIDE), _drawn(piece, alt, NARROW), alt, caption))
    blocks.append(_table(book, drawn.root))
    return blocks


def _bars(book: Book, piece: Element) -> str:
    if not piece.shares:
        return ""
    names = ", ".join(person.id for person, share in zip(book.people, piece.shares, strict=True) if share is not None)
    return f" The bars at the foot of the uppermost goal: the part of the whole budget that this takes ({names})."


def _drawn(piece: Element, alt: str, room: int) -> str:
    return svg(gsn.planned(piece, room), alt, room=room)


def _table(book: Book, root: Element) -> Table:
    """Return every element with what it stands under, in the order of the drawing."""
    told = []
    for element, over in levels(root):
        what: Words = book.link(element.subject) if element.subject in book.case.nodes else (element.text,)
        kind = f"counter {element.kind.value}" if element.counter else element.kind.value
        under: Words = _called(book, over) if over is not None else ("–",)
        told.append(Row((what, (kind,), under, _state(element))))
    columns = (Column("What"), Column("Drawn as"), Column("Stands under or beside"), Column("State"))
    return Table(caption=(Strong(("The same as a table.",)),), columns=columns, rows=tuple(told), stacked=True)


def _called(book: Book, element: Element) -> Words:
    return book.tag(element.subject) if element.subject in book.case.nodes else (element.name or element.text,)


def _state(element: Element) -> Words:
    words = [badge.word for badge in element.badges]
    words += ["not supported yet"] if element.undeveloped else []
    words += ["does not stand any more"] if element.answered else []
    words += ["crossed out"] if element.defeated else []
    if element.away:
        return (Muted((f"drawn elsewhere: {element.away}",)),)
    return (State("!", ", ".join(words), "attention"),) if words else (element.note or "–",)


def picture(kind: str, wide: str, narrow: str, alt: str, caption: Words) -> Figure:
    """Return a drawing in both sizes."""
    return Figure(wide=wide, narrow=narrow, alt=alt, caption=caption, kind=kind)
