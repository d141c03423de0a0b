"""One node, told in full: its kind, id and title, its fields and prose, who believes what of it and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from loadpath.case import node as kinds
from loadpath.case.kinds import KINDS, Form
from loadpath.case.proposition import Fails, Ref, TooLate, text_of
from loadpath.case.value import Chance, SaysNothing
from loadpath.report.tree import (
    Block,
    Code,
    Column,
    Fields,
    Muted,
    Note,
    Prose,
    Row,
    Section,
    State,
    Strong,
    Table,
    Words,
    Written,
    anchor_of,
    joined,
)
from loadpath.report.wording import chance, status, typeset

if TYPE_CHECKING:
    from collections.abc import Iterable

    from loadpath.assess.lines import Judged
    from loadpath.case.value import Branch, Line
    from loadpath.report.book import Book, Person

Rows = tuple[tuple[str, Words], ...]

JUDGED = (kinds.Event, kinds.Claim, kinds.Mitigation, kinds.Scenario, kinds.Quantity, kinds.Evidence)
"""Kinds that assessors give numbers for."""

VERBS: dict[type[kinds.Node], str] = {
    kinds.Event: "happens",
    kinds.Claim: "true",
    kinds.Mitigation: "fails",
    kinds.Scenario: "too late",
    kinds.Quantity: "is",
    kinds.Evidence: "is",
}
"""What a number about a kind is the chance of."""

NEVER = {"owner", "access"}
"""Fields that stand in the line above the heading or in a note."""


def entry(
    book: Book,
    node: kinds.Node,
    *,
    level: int,
    skip: Iterable[str] = (),
    more: Rows = (),
    extra: tuple[Block, ...] = (),
) -> Section:
    """Return a node as a section.

    Args:
        book: the case.
        node: what is told.
        level: depth of its heading.
        skip: fields that are told elsewhere.
        more: further labels and values, below its fields.
        extra: what stands between its prose and its judgements.
    """
    blocks: list[Block] = []
    if node.access != "public":
        blocks.append(
            Note(
                (
                    "Withheld from you: shown to " if node.withheld else "Withheld from the public: shown to ",
                    "reviewers" if node.access == "reviewers" else "insiders",
                    " only.",
                )
            )
        )
    between = (*body_of(node, level + 1), *extra)
    after = judgements(book, node)
    fields = (*fields_of(book, node, skip).items, *more)
    if not between and len(after) == 1 and isinstance(after[0], Fields):
        fields, after = (*fields, *after[0].items), []
    blocks.extend([Fields(fields)] if fields else [])
    blocks.extend((*between, *after))
    return Section(title=title_of(node), anchor=anchor_of(node.id), blocks=tuple(blocks), kicker=kicker(book, node))


def title_of(node: kinds.Node) -> Words:
    """Return the heading of a node."""
    return (Written(node.title),) if node.title else (Code(node.id),)


def kicker(book: Book, node: kinds.Node) -> Words:
    """Return what stands above the heading of a node: its kind, its id, its owner, and whether it is disputed."""
    danger = " of danger" if isinstance(node, kinds.Claim) and node.direction == "danger" else ""
    residual = "Way nobody listed" if isinstance(node, kinds.Event) and node.residual else ""
    parts: list[Words] = [(Code(node.id),)]
    if not isinstance(node, kinds.Pathway):
        parts.insert(0, (residual or f"{node.kind_name}{danger}",))
    if node.owner:
        parts.append(("owner ", Written(node.owner)))
    elif isinstance(node, kinds.Claim | kinds.Mitigation | kinds.Pathway) or residual:
        parts.append((State("!", "no owner", "attention"),))
    against = [item.status for item in book.challenges_to([node.id]) if item.status in {"open", "upheld"}]
    parts.extend((State("!", f"challenge {word}", "attention"),) for word in against)
    return joined(parts, " · ")


def fields_of(book: Book, node: kinds.Node, skip: Iterable[str] = ()) -> Fields:
    """Return the fields of a node as they are written; references alone become titles."""
    left_out = NEVER | set(skip)
    items: list[tuple[str, Words]] = []
    for item in node.fields:
        if item.key in left_out:
            continue
        bare = item.text.replace(" ", "").replace(",", "")
        if item.refs and bare == "".join(f"[[{ref.id}]]" for ref in item.refs):
            items.append((item.key, book.links(ref.id for ref in item.refs)))
        elif item.key in {"status", "state", "conclusion"}:
            word, _, rest = item.text.partition(" ")
            items.append((item.key, (status(word), *((" ", Written(rest)) if rest else ()))))
        else:
            spec = KINDS[node.kind_name].fields.get(item.key)
            number = spec is not None and spec.form in {Form.SHARE, Form.AMOUNT, Form.RESULT, Form.CRITERION}
            items.append((item.key, (Written(typeset(item.text) if number else item.text),)))
    return Fields(tuple(items))


def body_of(node: kinds.Node, level: int) -> list[Block]:
    """Return the prose of a node; its headings become sections."""
    blocks: list[Block] = []
    for place, section in enumerate(node.body):
        if not section.heading:
            blocks.extend([Prose(section.text, level)] if section.text.strip() else [])
        elif section.text.strip():
            title, anchor = (Written(section.heading),), f"{anchor_of(node.id)}--{place}"
            blocks.append(Section(title=title, anchor=anchor, blocks=(Prose(section.text, level + 1),)))
    return blocks


def judgements(book: Book, node: kinds.Node) -> list[Block]:
    """Return who gives a node which number and why, and what each believes after the evidence.

    One number that all hold is told in two lines; a table stands only where assessors differ.
    """
    if not book.people or not isinstance(node, JUDGED):
        return []
    origins = dict.fromkeys(person.lines[node.id].origin for person in book.people if node.id in person.lines)
    if len(origins) > 1 or (origins and any(node.id not in person.lines for person in book.people)):
        return [_table(book, node)]
    items: list[tuple[str, Words]] = [("number given", _common(book, node))] if origins else []
    if not origins and wants_a_number(node):
        items.append(("number given", (State("!", "by nobody", "attention"),)))
    believed = [(person, _after(book, person, node)) for person in book.people]
    if any(text != "–" for _, text in believed):
        items.append(("after the evidence", (f"{VERBS[type(node)]}: ", *_by_person(believed))))
    return [Fields(tuple(items))] if items else []


def _common(book: Book, node: kinds.Node) -> Words:
    """Return the one number that everybody holds, with its reason and whose it is."""
    holder = next(person for person in book.people if node.id in person.lines)
    judged = holder.lines[node.id]
    owner = book.title(judged.origin) if judged.origin in book.case.nodes else holder.title
    others = [person.title for person in book.people if person.id != judged.origin]
    kept = f"; kept by {others[0] if len(others) == 1 else 'the others'}" if others else ""
    reason: Words = (
        (" because ", *because(judged))
        if judged.line.reason
        else (", ", *because(judged))
        if judged.line.reason is None
        else ()
    )
    return (Strong(given(book, judged)), *reason, " ", Muted((f"({owner}{kept})",)))


def _by_person(believed: list[tuple[Person, str]]) -> Words:
    texts = {text for _, text in believed}
    if len(texts) == 1 and len(believed) > 1:
        return (Strong((texts.pop(),)), Muted((" (all assessors)",)))
    return joined([(Strong((text,)), Muted((f" {person.id}",))) for person, text in believed], " · ")


def wants_a_number(node: kinds.Node) -> bool:
    """Return whether somebody has to judge a node before anything can be computed from it."""
    match node:
        case kinds.Event():
            return node.is_ is None and node.happens is None
        case kinds.Claim():
            return node.says is None and not node.strength
        case kinds.Mitigation():
            return node.state != "planned"
        case _:
            return False


def _after(book: Book, person: Person, node: kinds.Node) -> str:
    if isinstance(node, kinds.Mitigation):
        return "absent" if node.state == "planned" else chance(book.posterior(person, Fails(Ref(node.id))))
    return chance(book.believed(person, node.id))


def _table(book: Book, node: kinds.Node) -> Table:
    columns = [Column("Assessor"), Column("Number given"), Column("Because")]
    after = any(_after(book, person, node) != "–" for person in book.people)
    if after:
        columns.append(Column(f"{VERBS[type(node)].capitalize()}, after the evidence", number=True))
    rows = []
    for person in book.people:
        judged = person.lines.get(node.id)
        cells: tuple[Words, ...] = ((person.title,), (Muted(("no number",)),), ("–",))
        if judged is not None and judged.origin == person.id:
            cells = ((person.title,), given(book, judged), because(judged))
        elif judged is not None:
            cells = ((person.title,), (Muted((f"as {judged.origin}",)),), ("–",))
        rows.append(Row((*cells, *(((_after(book, person, node),),) if after else ()))))
    return Table(caption=(), columns=tuple(columns), rows=tuple(rows), stacked=True)


def because(judged: Judged) -> Words:
    """Return the reason of a judgement, or that there is none."""
    if judged.line.reason is None:
        return (State("!", "no reason given", "attention"),)
    return (Written(judged.line.reason),) if judged.line.reason else ("–",)


def given(book: Book, judged: Judged) -> Words:
    """Return the number of a judgement line as its author wrote it, conditions included."""
    line = judged.line
    before = {True: "passes ", False: "fails ", None: ""}[line.passes]
    if isinstance(line.what, Fails):
        before = "fails "
    if isinstance(line.what, TooLate):
        before = "too late "
    several = len(line.branches) > 1
    return (before, *joined([_branch(book, item, several=several) for item in line.branches]))


def mean_of(line: Line) -> float | None:
    """Return the one number of a judgement; None where it has conditions, or no mean."""
    value = line.branches[0].value
    if len(line.branches) > 1 or line.branches[0].condition is not None or not isinstance(value, Chance):
        return None
    return None if value.mean is None else float(value.mean)


def _branch(book: Book, item: Branch, *, several: bool) -> Words:
    value = item.value
    written = (
        "says nothing" if isinstance(value, SaysNothing) else typeset(getattr(value, "written", "") or "as stated")
    )
    shown = book.tagged(written)
    if item.condition is not None:
        return (*shown, " if ", *book.tagged(text_of(item.condition)))
    return (*shown, " otherwise") if several else shown
