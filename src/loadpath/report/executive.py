"""The executive page: one printed page that answers four questions, every number of it with its place and its name.

Within budget? According to whom? What would change it? Who objects? On a screen each number is a link into the full
report; on paper, where a link is nothing, each bears the number of a note that names its source. Lists are cut to what
a page holds, and say how much they leave out.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from loadpath.assess.gap import Gap
from loadpath.assess.lines import PUBLISHED
from loadpath.assess.results import Verdict
from loadpath.case import node as kinds
from loadpath.case.rounding import one_in, percent, times
from loadpath.report.answers import SMALL, verdicts
from loadpath.report.book import book_of
from loadpath.report.deciding import still_needed
from loadpath.report.document import SHORT, bound
from loadpath.report.pathway import wrong_side
from loadpath.report.prose import REFERENCE, plain
from loadpath.report.tree import (
    Block,
    Bullets,
    Code,
    Column,
    Document,
    Fields,
    Inline,
    Link,
    Paragraph,
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
from loadpath.report.wording import VERDICTS, as_odds, count, factor, in_percent, range_words, status, tight

if TYPE_CHECKING:
    from loadpath.assess.results import Load
    from loadpath.checks.run import Findings
    from loadpath.report.book import Book, Person
    from loadpath.scene import Scene

EXECUTIVE = "executive page"
MOST_PEOPLE, MOST_CHANGES, MOST_OBJECTIONS = 6, 3, 4
LONG = 90
"""Letters of a title or a sentence of the authors that are shown."""

RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹"


@dataclass(slots=True)
class Sources:
    """Where numbers come from, in the order in which they are first shown.

    Attributes:
        printed: whether the page is for paper: then numbers bear notes, otherwise they are links.
        notes: what each note says; its number is its place, from one.
    """

    printed: bool
    notes: list[Words] = field(default_factory=list)

    def number(self, text: str, anchor: str, *source: Inline) -> Words:
        """Return a number with the way to its source.

        Args:
            text: the number as people read it.
            anchor: where the full report tells it.
            source: the same in words.
        """
        if not self.printed:
            return (Link(anchor, (text,)),)
        if source not in self.notes:
            self.notes.append(source)
        note = self.notes.index(source) + 1
        return (text, Link(f"source-{note}", ("".join(RAISED[int(digit)] for digit in str(note)),)))

    def told(self) -> list[Block]:
        """Return the notes; nothing where there are none."""
        if not self.notes:
            return []
        rows = [Row(((str(place),), note), anchor=f"source-{place}") for place, note in enumerate(self.notes, 1)]
        columns = (
            Column("Note"),
            Column("Its page in the full report, and how it was computed"),
        )
        return [Table(caption=(), columns=columns, rows=tuple(rows), stacked=True)]


def executive_of(scene: Scene, findings: Findings, *, beside: str, printed: bool = False) -> Document:
    """Return the executive page of a scene as a document tree.

    Args:
        scene: the case and everything computed from it.
        findings: what the checks found.
        beside: the file name of the full report, which links lead into.
        printed: whether it is for paper.
    """
    book = book_of(scene, findings)
    sources = Sources(printed)
    asked: list[tuple[str, str, list[Block]]] = [
        ("Within budget?", "within", _within(book, sources)),
        ("According to whom?", "whom", _whom(book, sources)),
        ("What would change it?", "what-changes", _changes(book, sources)),
        ("Who objects?", "objects", _objects(book, sources)),
    ]
    told = [Section(title=(title,), anchor=anchor, blocks=tuple(blocks)) for title, anchor, blocks in asked if blocks]
    told += [Section(title=("Notes",), anchor="notes", blocks=tuple(sources.told()))] if sources.notes else []
    whole = bound(book, tuple(told), variant=EXECUTIVE)
    full = Link("summary", (beside,))
    leads = "The notes name pages of the full report, " if printed else "Numbers and names lead into the full report, "
    foot: Words = (*whole.foot, f" {leads}", full, ".")
    return replace(whole, strip=_short(whole.strip), foot=foot, brief=True, beside=beside)


def _short(strip: Fields) -> Fields:
    """Return the title strip with each value on about a line."""
    return Fields(tuple((label, tuple(_cut_part(part) for part in words)) for label, words in strip.items))


def _cut_part(part: Inline) -> Inline:
    return _cut(part.markdown) if isinstance(part, Written) else part


def _cut(text: str, book: Book | None = None, long: int = LONG) -> str:
    """Return a text of the authors that is no longer than a line or two, without marks; with titles for references."""
    titled = REFERENCE.sub(lambda found: f"“{book.title(found[1])}”", text) if book else text
    bare = " ".join(plain(titled).split())
    return bare if len(bare) <= long else bare[: long - 1].rsplit(" ", 1)[0].rstrip(",;:") + " …"


def _name(book: Book, name: str) -> Words:
    return (Link(anchor_of(name), (_cut(book.title(name)),)),) if name in book.case.nodes else (name,)


def _within(book: Book, sources: Sources) -> list[Block]:
    """Return the answer in a sentence or two."""
    if not book.people:
        return [Paragraph(_argued(book, sources), "lead")]
    standings = [person.result.budget for person in book.people if person.result.budget]
    words: Words = ("No budget is stated, so nothing says whether the risk is too high. ",)
    if standings:
        level = standings[0].level
        budget = next(iter(book.case.all(kinds.Budget)))
        allowed = f"{tight(percent(level))} ({tight(one_in(level))})" if level < SMALL else tight(percent(level))
        below = sum(item.verdict is Verdict.BELOW for item in standings)
        above = sum(item.verdict is Verdict.ABOVE for item in standings)
        said = verdicts(below, above, len(standings) - below - above)
        number = sources.number(allowed, anchor_of(budget.id), "“What is judged”, ", Code(budget.id))
        words = ("Is the risk within the budget of ", Strong(number), f"? {said}", *_still(book, sources))
    if [person.id for person in book.people] == [PUBLISHED]:
        words = (*words, "Nobody puts a number on the risk; the case is read in its own words of strength.")
    found: list[Block] = [Paragraph(words, "lead")]
    declared = book.case.head.declared
    if declared:
        found.append(Paragraph(("People declared it: ", _cut(declared, book, 2 * LONG).rstrip("."), ".")))
    return found


def _still(book: Book, sources: Sources) -> Words:
    """Return in one sentence how far it is; nothing where nothing is needed, or it is not one number."""
    found = [gap for person in book.people if isinstance(gap := book.scene.gap(person.result), Gap)]
    needed = still_needed(found)
    if not needed:
        return ()
    numbers = joined([sources.number(one, "how-far", "“Decisions”, how far it is") for one in needed], " to ")
    return (" Still needed is a likelihood ratio of ", *numbers, ".")


def _argued(book: Book, sources: Sources) -> Words:
    paths, claims = book.pathways, book.case.all(kinds.Claim)
    needed = "“What a number would need”, and the pages of the pathways"
    first = anchor_of(paths[0].id) if paths else "scope"
    return (
        "Nobody has put a number on it. The case argues ",
        *sources.number(count(len(paths), "pathway"), first, "a page for each pathway"),
        " to harm, resting on ",
        *sources.number(count(len(claims), "claim"), "needed", needed),
        ".",
    )


def _whom(book: Book, sources: Sources) -> list[Block]:
    """Return the risk by assessor."""
    if not book.people:
        return []
    budget = any(person.result.budget for person in book.people)
    columns = [Column("Assessor"), Column("Risk", number=True), Column("1 in", number=True)]
    columns += [Column("90\u00a0% range", number=True)]
    columns += [Column("Times budget", number=True), Column("Verdict")] if budget else []
    rows = [Row(_risk(book, person, sources, budget=budget)) for person in book.people[:MOST_PEOPLE]]
    found: list[Block] = [Table(caption=(), columns=tuple(columns), rows=tuple(rows), stacked=True)]
    left = len(book.people) - MOST_PEOPLE
    if left > 0:
        found.append(Paragraph((Link("assessors", (f"{count(left, 'more assessor')} in the full report",)), ".")))
    return found


def _risk(book: Book, person: Person, sources: Sources, *, budget: bool) -> tuple[Words, ...]:
    result = person.result
    how = "exact" if result.method == "exact" else _cut(result.method)
    circuit: Words = (f"; {how}, circuit ", Code(result.circuit[:SHORT]))
    source: Words = ("“Summary”, the risk by assessor, ", Code(person.id), *circuit)

    def shown(text: str) -> Words:
        return sources.number(text, f"risk-{person.id}", *source) if any(one.isdigit() for one in text) else (text,)

    name: Words = (_cut(person.title),)
    cells: list[Words] = [
        (Link(anchor_of(person.id), name),) if person.id in book.case.nodes else name,
        (Strong(shown(in_percent(result.risk, person.digits))),),
        shown(as_odds(result.risk, person.digits)),
        shown(range_words(result.range)),
    ]
    if budget:
        standing = result.budget
        cells.append(shown(factor(standing.times, person.digits)) if standing else ("–",))
        cells.append((VERDICTS[standing.verdict],) if standing else ("–",))
    return tuple(cells)


def _changes(book: Book, sources: Sources) -> list[Block]:
    """Return what would change the answer: what carries most of it, the tests written down, the barriers planned."""
    heaviest = [found for found in book.loads(book.case.nodes) if found[0].kind != "event"][:MOST_CHANGES]
    items: list[Words] = [_load(book, found, sources) for found in heaviest]
    missing = list(dict.fromkeys(name for person in book.people for name in person.result.unassessed))
    if missing:
        more = sources.number(f"{len(missing) - 1} more", "findings", "“Findings of the checks”")
        rest: Words = (" and ", *more) if len(missing) > 1 else ()
        items.append(("Nobody gives a number for ", *_name(book, missing[0]), *rest))
    waiting = sum(item.open for item in book.case.head.proposals)
    if waiting:
        proposed = sources.number(count(waiting, "proposed way"), "scope", "“What is judged”, the table of proposals")
        items.append((*proposed, " to harm not argued yet"))
    for test in book.case.all(kinds.Test):
        then = f"; if it fails: {_cut(test.if_it_fails, book)}" if test.if_it_fails else ""
        items.append(("Test not run: ", *_name(book, test.id), then))
    planned = [item for item in book.case.all(kinds.Mitigation) if item.state == "planned"]
    items += [("Barrier not built: ", *_name(book, item.id)) for item in planned]
    if not book.people:
        items.append((Link("needed", ("Judgements that somebody would have to make",)), " before there is a number"))
    return [Bullets(_few(items, MOST_CHANGES + 4, "change"))] if items else []


def _load(book: Book, found: tuple[Load, ...], sources: Sources) -> Words:
    subject = found[0].subject
    source = "“Summary”, what carries the answer: the risk if one thing alone turns out wrong, over the risk"
    told: list[Words] = []
    for person in book.people[:MOST_PEOPLE]:
        load = next((one for one in person.result.loads if one.subject == subject), None)
        if load is not None and isinstance(load.if_wrong, float):
            told.append((*sources.number(times(load.if_wrong), "change", source), f" ({person.id})"))
    by: Words = (", the risk is multiplied by ", *joined(told)) if told else ()
    return (*_name(book, subject), f": if {wrong_side(found[0].kind)}", *by)


def _objects(book: Book, sources: Sources) -> list[Block]:
    """Return who objects, those who dissent first, then challenges upheld, open ones, questions refused or open."""
    items: list[Words] = []
    reviews = book.case.all(kinds.Review)
    for review in sorted(reviews, key=lambda one: one.conclusion != "dissents"):
        if review.conclusion:
            why = f": the argument {_cut(review.argument, book)}" if review.argument else ""
            items.append((status(review.conclusion), " ", *_name(book, review.id), why))
    standing = [one for one in book.case.all(kinds.Challenge) if one.status in {"upheld", "open"}]
    for one in sorted(standing, key=lambda item: item.status != "upheld"):
        on: Words = (", against ", *_name(book, one.against[0].id)) if one.against else ()
        items.append((status(one.status), " ", *_name(book, one.id), *on))
    asked = [item for item in book.case.all(kinds.Request) if item.status in {"refused", "open"}]
    refused = [item for item in asked if item.status == "refused"]
    items += [(status("refused"), " question ", *_name(book, item.id)) for item in refused]
    left = len(asked) - len(refused)
    if left:
        words: Words = ("questions",)  # one that is cut off below bears no note
        if len(items) <= MOST_OBJECTIONS:
            words = sources.number(count(left, "question"), "requests", "“Challenges and reviews”, the questions")
        items.append((State("○", "open", "attention"), " ", *words, " not answered"))
    if not items:
        return [Paragraph(("Nobody has been asked: there is no review and no challenge.",))]
    return [Bullets(_few(items, MOST_OBJECTIONS + 1, "disputes"))]


def _few(items: list[Words], most: int, anchor: str) -> tuple[Words, ...]:
    """Return as many items as the page holds, with a last one that says how many are left out."""
    if len(items) <= most:
        return tuple(items)
    return (*items[: most - 1], (Link(anchor, (f"{len(items) - most + 1} more",)), " in the full report"))
