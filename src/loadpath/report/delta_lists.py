"""What follows from a change: what got looser, what must be argued anew, which judgements and findings are others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from loadpath.case import node as kinds
from loadpath.case.graph import below, leans_on
from loadpath.case.judged import judged
from loadpath.case.proposition import Fails, TooLate, text_of
from loadpath.case.rounding import probability
from loadpath.case.setting import in_words
from loadpath.case.versions import besides_carried, changes
from loadpath.report.entries import mean_of
from loadpath.report.prose import plain
from loadpath.report.register import SEVERITIES
from loadpath.report.tree import (
    Block,
    Bullets,
    Code,
    Column,
    Deleted,
    Inline,
    Inserted,
    Link,
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
from loadpath.report.word_diff import word_diff
from loadpath.report.wording import capital, count, tight, typeset

if TYPE_CHECKING:
    from loadpath.case.diagnostic import Diagnostic
    from loadpath.case.value import Line
    from loadpath.report.book import Book

RESTING = (kinds.Claim, kinds.Pathway, kinds.Mitigation, kinds.Scenario)
"""Kinds whose argument can be overtaken by a change of what they stand on."""

ARGUED = (*RESTING, kinds.Event, kinds.Quantity)
"""Kinds that are argued for themselves."""

MOST = 40
"""So many rows or lines are told of one list; the rest is counted."""

STATES = ("planned", "built", "verified")


def looser(old: Book, new: Book) -> Section:
    """Return everything that got looser: thresholds, numbers, criteria, exclusions, what and who is gone."""
    items = [*_thresholds(old, new), *_gone(old, new), *_criteria(old, new), *_priors(old, new)]
    said: Block = Bullets(tuple(items)) if items else Paragraph(("Nothing that is looked for here.",))
    looked = Paragraph(
        (
            "Looked for: a higher budget, parts that are gone, other criteria and exclusions, ",
            "barriers counted sooner, findings accepted, and numbers that make the risk smaller by themselves.",
        )
    )
    title = "What got looser"
    blocks = (said, *(() if items else (looked,)))
    return Section(title=(title,), anchor="looser", blocks=blocks, contents=title)


def _thresholds(old: Book, new: Book) -> list[Words]:
    before, after = (
        next((person.result.spread.level for person in book.people if person.result.spread.level), None)
        for book in (old, new)
    )
    if before is None or (after is not None and after <= before):
        return []
    if after is None:
        return [(Strong(("Budget: ",)), f"{tight(probability(before))} before, none now")]
    return [(Strong(("Budget: ",)), f"from {tight(probability(before))} to {tight(probability(after))}")]


DROPPED = {
    kinds.Pathway: "Pathway dropped",
    kinds.Assessor: "Assessor gone",
    kinds.Challenge: "Challenge gone",
    kinds.Request: "Question gone",
    kinds.Review: "Review gone",
    kinds.Incident: "Incident gone",
    kinds.Evidence: "Finding gone",
    kinds.Commitment: "Promise gone",
    kinds.Test: "Test gone",
}


def _gone(old: Book, new: Book) -> list[Words]:
    found: list[Words] = []
    for name, node in old.case.nodes.items():
        now = new.case.nodes.get(name)
        word = next((word for kind, word in DROPPED.items() if isinstance(node, kind)), "")
        if isinstance(node, kinds.Event) and node.residual:
            word = "Way that nobody listed, not counted any more"
        if word and type(now) is not type(node):
            became = f", now {now.kind_name}" if now is not None else ""
            found.append((Strong((f"{word}: ",)), plain(node.title) or name, " ", Code(name), became))
    found += [
        (Strong(("Finding accepted: ",)), *new.link(item.id))
        for item in new.case.all(kinds.Waiver)
        if item.id not in old.case.nodes
    ]
    return found


def _criteria(old: Book, new: Book) -> list[Words]:
    """Return criteria, exclusions and states that are others than before."""
    found: list[Words] = []
    for name, node in new.case.nodes.items():
        before = old.case.nodes.get(name)
        if isinstance(node, kinds.Evidence | kinds.Test) and isinstance(before, kinds.Evidence | kinds.Test):
            was, now = (one.passes_when.written if one.passes_when else "no criterion" for one in (before, node))
            if was != now:
                found.append((Strong(("Criterion of ",)), *new.link(name), ": ", *word_diff(was, now)))
        if isinstance(node, kinds.Mitigation) and isinstance(before, kinds.Mitigation) and _sooner(before, node):
            said = (": ", Deleted((before.state,)), " ", Inserted((node.state,)))
            found.append((Strong(("Counted as standing: ",)), *new.link(name), *said))
    first, last = old.case.head, new.case.head
    excluded = word_diff(first.out_of_scope, last.out_of_scope)
    found += [(Strong(("Out of scope: ",)), *excluded)] if excluded else []
    if first.strictness == "release" and last.strictness != "release":
        found.append((Strong(("Checked as ",)), last.strictness, ", before as release"))
    return found


def _sooner(before: kinds.Mitigation, after: kinds.Mitigation) -> bool:
    known = [STATES.index(one.state) if one.state in STATES else 0 for one in (before, after)]
    return known[1] > known[0]


def _priors(old: Book, new: Book) -> list[Words]:
    """Return judgements whose one number makes the risk smaller by itself than the one before."""
    found: list[Words] = []
    for node in new.case.all(kinds.Assessor):
        before = old.case.get(node.id, kinds.Assessor)
        for subject, (was, now) in _lines(before, node).items() if before else ():
            if was is None or now is None:
                continue
            first, second = mean_of(was), mean_of(now)
            if first is None or second is None or was.what != now.what:
                continue
            if second < first if _bad(new, now) else second > first:
                numbers = (": ", Deleted((typeset(in_words(was)),)), " ", Inserted((typeset(in_words(now)),)))
                found.append((Strong(("Number: ",)), *new.link(subject), *numbers, f" ({node.id})"))
    return found


def _bad(book: Book, line: Line) -> bool:
    """Return whether a line gives the chance of a wrong side: an event, a barrier that fails, a claim of danger."""
    ref = judged(line)
    node = book.case.nodes.get(ref.id) if ref else None
    if isinstance(line.what, Fails | TooLate) or isinstance(node, kinds.Event):
        return True
    return isinstance(node, kinds.Claim) and node.direction == "danger"


def _lines(before: kinds.Assessor, after: kinds.Assessor) -> dict[str, tuple[Line | None, Line | None]]:
    """Return the lines of an assessor's own that are not the same in two versions, by what is judged."""
    old, new = ({_subject(line): line for line in node.lines} for node in (before, after))
    pairs = {name: (old.get(name), new.get(name)) for name in dict.fromkeys((*new, *old))}
    return {name: pair for name, pair in pairs.items() if _text(pair[0]) != _text(pair[1])}


def _subject(line: Line) -> str:
    ref = judged(line)
    return ref.id if ref is not None else text_of(line.what, brackets=False)


def _text(line: Line | None) -> tuple[str, str]:
    return ("", "") if line is None else (in_words(line), " ".join((line.reason or "").split()))


def judgements_moved(old: Book, new: Book) -> Section | None:
    """Return the judgements that are held otherwise than before; None when there are none."""
    told: list[Row] = []
    for name in dict.fromkeys(item.id for book in (new, old) for item in book.case.all(kinds.Assessor)):
        nothing = kinds.Assessor(id=name)
        before, after = (book.case.get(name, kinds.Assessor) or nothing for book in (old, new))
        for subject, (was, now) in _lines(before, after).items():
            first, second = _text(was), _text(now)
            what = new.link(subject) if subject in new.case.nodes else (Code(subject),)
            numbers = word_diff(typeset(first[0]), typeset(second[0])) or (Muted((typeset(second[0]),)),)
            reason = word_diff(first[1], second[1]) or (Muted(("the same reason",)),)
            told.append(Row((what, (name,), numbers, reason)))
    if not told:
        return None
    columns = (Column("Judged"), Column("By"), Column("Number"), Column("Because"))
    caption: Words = (
        Strong((f"{count(len(told), 'judgement')} held otherwise.",)),
        " Underlined: new. Struck through: gone.",
    )
    table = Table(caption=caption, columns=columns, rows=tuple(told), stacked=True)
    return Section(title=("Judgements changed",), anchor="judgements", blocks=(table,), contents="Judgements changed")


def anew(old: Book, new: Book) -> Section | None:
    """Return what must be argued anew: what changed, and what stands on something that did; None when nothing."""
    what, _ = besides_carried(changes(old.case, new.case), new.case)
    moved = {name for name, _ in (*what.added, *what.removed)} | {item.id for item in what.changed}
    added = {name for name, _ in what.added}
    said = {item.id: item.parts for item in what.changed}
    ranked: list[tuple[int, Row]] = []
    for name, node in new.case.nodes.items():
        if not isinstance(node, ARGUED):
            continue
        rank, why = _why(new, node, moved, added, said)
        if why:
            owner: Words = (Written(node.owner),) if node.owner else (State("!", "nobody", "attention"),)
            ranked.append((rank, Row((new.link(name), (node.kind_name.lower(),), why, owner))))
    system = _system(old, new)
    if not ranked and not system:
        return None
    ranked.sort(key=lambda pair: pair[0])
    columns = (Column("What"), Column("Kind"), Column("Why"), Column("Owner"))
    blocks: list[Block] = [*system]
    if ranked:
        rows = tuple(row for _, row in ranked[:MOST])
        more = f" {len(ranked) - MOST} more stand on something that changed." if len(ranked) > MOST else ""
        caption: Words = (Strong((f"{count(len(ranked), 'part')} to look at again.",)), more)
        blocks.append(Table(caption=caption, columns=columns, rows=rows, stacked=True))
    title = "What must be argued anew"
    return Section(title=(title,), anchor="anew", blocks=tuple(blocks), contents=title)


def _why(
    book: Book, node: kinds.Node, moved: set[str], added: set[str], said: dict[str, tuple[str, ...]]
) -> tuple[int, Words]:
    """Return how near the change is, and what it is."""
    if node.id in added:
        return 0, ("it is new",)
    if node.id in said:
        return 1, (f"it says something else: {', '.join(said[node.id])}",)
    if not isinstance(node, RESTING):
        return 4, ()
    direct = list(dict.fromkeys(ref.id for _, ref in leans_on(node) if ref.id in moved))
    if direct:
        return 2, ("it rests on ", *book.tags(direct))
    further = sorted(below(book.case, [node.id]) & moved - {node.id})
    if further:
        more = f" and {len(further) - 3} more" if len(further) > 3 else ""  # noqa: PLR2004  as many as a cell bears
        return 3, ("further below: ", *book.tags(further[:3]), more)
    return 4, ()


def _system(old: Book, new: Book) -> list[Block]:
    """Return that the system is another one, with the findings that were taken on one before."""
    words = word_diff(old.case.head.system, new.case.head.system)
    if not words:
        return []
    kept = [item.id for item in new.case.all(kinds.Evidence) if item.id in old.case.nodes and item.of]
    rest: Words = (" Findings carried over, each to be argued for again: ", *new.links(kept), ".") if kept else ()
    return [Paragraph((Strong(("The system is another one: ",)), *words, ".", *rest))]


def findings_moved(old: Book, new: Book) -> Section | None:
    """Return the findings of the checks that are new and those that are gone; None when both are none."""
    before, after = ({_key(item): item for item in book.findings.found} for book in (old, new))
    fresh = [item for key, item in after.items() if key not in before]
    gone = [item for key, item in before.items() if key not in after]
    if not fresh and not gone:
        return None
    blocks: list[Block] = []
    for word, anchor, found, book in (("New", "findings-new", fresh, new), ("Gone", "findings-gone", gone, old)):
        if found:
            items = [(SEVERITIES[item.severity], " ", *_finding(book, new, item)) for item in found[:MOST]]
            more: list[Words] = [(f"and {len(found) - MOST} more",)] if len(found) > MOST else []
            title = f"{word}: {count(len(found), 'finding')}"
            blocks.append(Section(title=(title,), anchor=anchor, blocks=(Bullets((*items, *more)),)))
    title = "Findings of the checks, new and gone"
    return Section(title=(title,), anchor="findings-moved", blocks=tuple(blocks), contents=title)


def _key(item: Diagnostic) -> tuple[str, str, str]:
    return item.rule, item.subject, item.message


def _finding(book: Book, new: Book, item: Diagnostic) -> Words:
    """Return a finding; what it names is linked only while it exists."""
    there = {anchor_of(name) for name in new.case.nodes}
    words: list[Inline] = []
    for part in book.tagged(capital(item.message)):
        words.extend(part.words if isinstance(part, Link) and part.to not in there else (part,))
    return (*words, " ", Muted((item.rule,)))
