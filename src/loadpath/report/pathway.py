"""One page for each pathway: how it would happen, what it stands on, what carries it, what is disputed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from loadpath.assess.results import WRONG_SIDES, Interval
from loadpath.case import node as kinds
from loadpath.case.proposition import Fails, Proposition, Ref, TooLate
from loadpath.case.rounding import percent, times
from loadpath.report import response
from loadpath.report.drawings import argument_for, bow_tie, event_tree
from loadpath.report.entries import body_of, entry, fields_of, kicker, title_of
from loadpath.report.marks import lowest, strip, strip_axis
from loadpath.report.tree import (
    Block,
    Break,
    Bullets,
    Chain,
    ChainStep,
    Column,
    Fact,
    Facts,
    Muted,
    Row,
    Section,
    Strong,
    Table,
    Words,
    Written,
    anchor_of,
)
from loadpath.report.wording import as_odds, chance, in_percent, sorted_by, status, tight

if TYPE_CHECKING:
    from loadpath.assess.results import Load
    from loadpath.report.book import Book

MOST_LOADS = 8

FEW_PATHWAYS = 3
"""So many are always named one by one."""

EXPLAINED = (
    " Each number is the chance of that step by itself, after the evidence. "
    "Steps share causes, so they do not multiply to the last line."
)


def pathway(book: Book, path: kinds.Pathway, number: int) -> Section:
    """Return the page of one pathway."""
    blocks: list[Block] = []
    fields = fields_of(book, path)
    blocks.extend([fields] if fields.items else [])
    if book.people:
        blocks.append(_numbers(book, path))
    if path.chain:
        told: tuple[Block, ...] = (bow_tie(book, path), _chain(book, path), *event_tree(book, path))
        blocks.append(Section(title=("How it would happen",), anchor=f"{path.id}--chain", blocks=told))
    blocks.extend(body_of(path, 3))
    if path.chain:
        drawn = tuple(argument_for(book, path))
        blocks.append(Section(title=("The argument",), anchor=f"{path.id}--argument", blocks=drawn))
    blocks.extend(_disputed(book, path))
    blocks.extend(_stands_on(book, path))
    blocks.extend(_carries(book, path))
    title: Words = (f"Pathway {number}: ", *title_of(path))
    return Section(
        title=title,
        anchor=anchor_of(path.id),
        blocks=tuple(blocks),
        kicker=kicker(book, path),
        contents=f"{number} {book.title(path.id)}",
    )


def _numbers(book: Book, path: kinds.Pathway) -> Facts:
    items = []
    for person in book.people:
        answer = person.result.pathways.get(path.id)
        exact = isinstance(answer, Interval) and answer.exact
        value = in_percent(answer, person.digits) if exact else chance(answer, person.digits)
        odds = as_odds(answer, person.digits) if exact else "not one number"
        items.append(Fact(label=person.title, value=(value,), note=(odds,)))
    return Facts(tuple(items))


def _chain(book: Book, path: kinds.Pathway) -> Chain:
    steps = []
    low = lowest([book.posterior(person, step.what) for person in book.people for step in path.chain])
    for step in path.chain:
        numbers = tuple((chance(book.posterior(person, step.what)),) for person in book.people)
        note: Words = (Written(step.note),) if step.note else ()
        answers = tuple(book.posterior(person, step.what) for person in book.people)
        drawing = "" if low is None else strip(answers, low)
        steps.append(
            ChainStep(
                words=book.said(step.what), kind=_kind(book, step.what), note=note, numbers=numbers, drawing=drawing
            )
        )
    total = tuple((chance(person.result.pathways.get(path.id), person.digits),) for person in book.people)
    caption: Words = (Strong(("All steps together make it happen.",)), EXPLAINED if book.people else "")
    return Chain(
        caption=caption,
        names=tuple(person.id for person in book.people),
        steps=tuple(steps),
        total=total if book.people else (),
        scale="" if low is None else strip_axis(low),
    )


def _kind(book: Book, what: Proposition) -> str:
    match what:
        case Fails(ref):
            node = book.case.nodes.get(ref.id)
            return f"barrier, {node.state}" if isinstance(node, kinds.Mitigation) else "barrier"
        case TooLate():
            return "response"
        case Ref(name):
            return book.case.nodes[name].kind_name.lower() if name in book.case.nodes else ""
        case _:
            return "condition"


def _disputed(book: Book, path: kinds.Pathway) -> list[Block]:
    found = [item for item in book.challenges_to([path.id, *book.under[path.id]]) if item.status in {"open", "upheld"}]
    if not found:
        return []
    items: list[Words] = [
        (status(item.status), " ", *book.link(item.id), ", against ", *book.tags(ref.id for ref in item.against))
        for item in found
    ]
    return [Section(title=("What is disputed",), anchor=f"{path.id}--disputed", blocks=(Bullets(tuple(items)),))]


def _stands_on(book: Book, path: kinds.Pathway) -> list[Block]:
    """Return what stands under this pathway alone, in full, and links to what it shares or what is told elsewhere."""
    own = book.at_home(path.id)
    order = (kinds.Event, kinds.Scenario, kinds.Quantity, kinds.Claim)
    entries = [told(book, node) for kind in order for node in own if isinstance(node, kind)]
    blocks: list[Block] = []
    if entries:
        blocks.append(Section(title=("What it alone stands on",), anchor=f"{path.id}--own", blocks=tuple(entries)))
    elsewhere = [
        node
        for node in book.case.nodes.values()
        if node.id in book.under[path.id]
        and node not in own
        and isinstance(node, kinds.Claim | kinds.Event | kinds.Mitigation | kinds.Scenario | kinds.Surface)
    ]
    if elsewhere:
        rows = []
        for node in elsewhere:
            others = [name for name in book.pathways_over(node.id) if name != path.id]
            believed = [book.believed(person, node.id) for person in book.people]
            cells = [(chance(answer),) for answer in believed]
            values = (None, None, None, *map(sorted_by, believed))
            said = (book.link(node.id), (node.kind_name.lower(),), _others(book, path, others), *cells)
            rows.append(Row(said, values=values))
        columns = (
            Column("What"),
            Column("Kind"),
            Column("Also under"),
            *(Column(p.id, number=True) for p in book.people),
        )
        caption: Words = ("The chance that it holds, works or happens, after the evidence.",) if book.people else ()
        table = Table(caption=caption, columns=columns, rows=tuple(rows), sorts=True)
        blocks.append(
            Section(title=("Barriers and common causes under it",), anchor=f"{path.id}--shared", blocks=(table,))
        )
    return blocks


def _others(book: Book, path: kinds.Pathway, names: list[str]) -> Words:
    """Return which other pathways stand on something; where most do, which do not."""
    if not names:
        return (Muted(("this one only",)),)
    missing = [other.id for other in book.pathways if other.id not in {path.id, *names}]
    if len(names) <= FEW_PATHWAYS or len(missing) >= len(names):
        return book.tags(names)
    return ("every other but ", *book.tags(missing)) if missing else ("every other",)


def told(book: Book, node: kinds.Node) -> Section:
    """Return a node in full, with what its response comes to where it is a scenario that has one."""
    extra = response.blocks(book, node) if isinstance(node, kinds.Scenario) else ()
    return entry(book, node, level=4, extra=extra)


def _carries(book: Book, path: kinds.Pathway) -> list[Block]:
    heaviest = book.loads(book.under[path.id])[:MOST_LOADS]
    if not heaviest:
        return []
    columns = [Column("What"), *(Column(person.id, number=True) for person in book.people)]
    rows = [
        Row((load_name(book, found[0]), *load_cells(book, name)), values=load_values(book, name))
        for found in heaviest
        for name in (found[0].subject,)
    ]
    caption: Words = (
        "The whole risk is multiplied by this if this one thing is wrong; ",
        "in grey, the part of the risk in which it is wrong.",
    )
    table = Table(caption=caption, columns=tuple(columns), rows=tuple(rows), sorts=True)
    return [Section(title=("What carries it",), anchor=f"{path.id}--carries", blocks=(table,))]


def wrong_side(kind: str) -> str:
    """Return in words what is bad for a kind of proposition."""
    return WRONG_SIDES[kind]


def load_name(book: Book, load: Load) -> Words:
    """Return what carries a load, and when it is wrong."""
    return (*book.link(load.subject), " ", Muted((f"if {wrong_side(load.kind)}",)))


def load_cells(book: Book, subject: str) -> list[Words]:
    """Return for each assessor the factor and, standing back, the share."""
    loads = [next((load for load in person.result.loads if load.subject == subject), None) for person in book.people]
    return [_load(load) for load in loads]


def load_values(book: Book, subject: str) -> tuple[float | None, ...]:
    """Return the numbers behind a row of factors: none for what carries the load, then one for each assessor."""
    loads = [next((load for load in person.result.loads if load.subject == subject), None) for person in book.people]
    return (None, *(load.if_wrong if load and isinstance(load.if_wrong, float) else None for load in loads))


def _load(load: Load | None) -> Words:
    factor = f"{times(load.if_wrong)}\u00a0×" if load and isinstance(load.if_wrong, float) else "–"
    share = tight(percent(load.share)) if load and isinstance(load.share, float) else "–"
    return (factor, Break(), Muted((share,)))
