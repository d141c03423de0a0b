"""What speaks for danger, list by list: findings, promises, results, objections, and what is not fixed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from loadpath.assess import triggers
from loadpath.assess.results import Interval
from loadpath.assess.triggers import Holds
from loadpath.case import node as kinds
from loadpath.case.proposition import refs
from loadpath.case.value import SaysNothing
from loadpath.report.entries import because, given, mean_of
from loadpath.report.register import outcome, used
from loadpath.report.tree import (
    Block,
    Bullets,
    Column,
    Fields,
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
    joined,
)
from loadpath.report.weighing import weight, weight_words, weights
from loadpath.report.wording import chance, status, typeset

if TYPE_CHECKING:
    from loadpath.assess.results import Answer
    from loadpath.report.book import Book, Person

SEEN = 1.005
"""A finding that raised nobody's risk by more than this has not raised it: it would be written as 1."""

MARKS = {
    Holds.YES: State("●", "met", "bad"),
    Holds.OPEN: State("◐", "undecided", "attention"),
    Holds.UNJUDGED: State("○", "for people to judge", "attention"),
    Holds.NO: State("×", "not met"),
}
"""How a promise's condition is marked, in the order in which they are told."""

MOST = 8
"""So many are named of what is not fixed; the pages behind have the rest."""

NOBODY = {"", "nobody", "none", "no one"}


def failed(book: Book) -> list[kinds.Evidence]:
    """Return the findings that did not meet their own criterion; what raised the risk most comes first."""
    found = [item for item in book.case.all(kinds.Evidence) if item.passed is False]
    return sorted(found, key=lambda item: -_most(book, item))


def _most(book: Book, item: kinds.Evidence) -> float:
    return max((weight(book, person, item.id) or 0.0 for person in book.people), default=0.0)


def strongest(book: Book) -> list[Block]:
    """Return the findings that raised the risk, strongest first, and the claims that argue for danger."""
    found = [item for item in book.case.all(kinds.Evidence) if _most(book, item) > SEEN]
    found.sort(key=lambda item: -_most(book, item))
    blocks: list[Block] = []
    if found:
        numbers = (Column(person.id, number=True) for person in book.people)
        columns = (Column("Finding"), Column("Result"), Column("Outcome"), *numbers)
        rows = []
        for item in found:
            cells: list[Words] = [book.link(item.id), (Written(_result(item)),), outcome(item)]
            cells += [(weight_words(weight(book, person, item.id)) or "–",) for person in book.people]
            rows.append(Row(tuple(cells)))
        caption: Words = (
            Strong(("What raised the risk.",)),
            " The risk with this finding, over the risk had it said nothing and all else stayed.",
        )
        blocks.append(Table(caption=caption, columns=columns, rows=tuple(rows), stacked=True))
    else:
        weighed = any(weights(book, person) for person in book.people)
        said = "No finding raised anybody's risk." if weighed else "Nobody has weighed what was found."
        blocks.append(Paragraph((said if book.case.all(kinds.Evidence) else "Nothing was measured.",)))
    moved = _moved(book, [*found, *failed(book)])
    if moved:
        about = "What these findings are about, as judged before the evidence, and as it stands after it:"
        blocks += [Paragraph((about,)), moved]
    claims = [claim for claim in book.case.all(kinds.Claim) if claim.direction == "danger"]
    if claims:
        blocks += [
            Paragraph(("The case itself argues for danger:",)),
            Bullets(tuple(_claim(book, one) for one in claims)),
        ]
    return [Section(title=("The strongest evidence of danger",), anchor="danger-evidence", blocks=tuple(blocks))]


def _moved(book: Book, found: list[kinds.Evidence]) -> Bullets | None:
    """Return what came to look worse, of what findings are about: the number before the evidence, and after it."""
    about = dict.fromkeys(ref.id for item in found if item.about is not None for ref in refs(item.about))
    items = []
    for name in about:
        told = [
            (*given(book, person.lines[name]), " → ", Strong((chance(after),)), f" {person.id}")
            for person in book.people
            if name in person.lines
            and (after := book.believed(person, name)) is not None
            and _worse(book, name, mean_of(person.lines[name].line), after)
        ]
        if told:
            items.append((*book.link(name), ": ", *joined(told, "; ")))
    return Bullets(tuple(items)) if items else None


def _worse(book: Book, name: str, before: float | None, after: Answer) -> bool:
    """Return whether something moved to its bad side: an event or a danger up, a claim or a barrier's holding down."""
    if before is None or not isinstance(after, Interval):
        return False
    node = book.case.nodes[name]
    bad = isinstance(node, kinds.Event) or (isinstance(node, kinds.Claim) and node.direction == "danger")
    if isinstance(node, kinds.Mitigation | kinds.Scenario | kinds.Quantity):
        return False
    return after.low > before if bad else after.high < before


def _result(item: kinds.Evidence) -> str:
    return typeset(item.result.written) if item.result else "not stated"


def _claim(book: Book, claim: kinds.Claim) -> Words:
    from_ = [ref.id for ref in claim.evidence]
    return (*book.link(claim.id), *((", from ", *book.links(from_)) if from_ else ()))


def met(book: Book) -> list[Block]:
    """Return the promises, those whose condition is met first; nothing where none is made."""
    found = [person.result for person in book.people]
    made = [(node, triggers.read(book.case, node.trigger, found)) for node in book.case.all(kinds.Commitment)]
    made = [(node, replace(one, holds=Holds.YES) if node.triggered else one) for node, one in made]
    order = list(MARKS)
    made.sort(key=lambda pair: order.index(pair[1].holds))
    if not made:
        return []
    is_met = any(reading.holds is Holds.YES for _, reading in made)
    title = "Promises whose condition is met" if is_met else "Promises: no condition is shown to be met"
    items = tuple(_promise(book, node, reading) for node, reading in made)
    return [Section(title=(title,), anchor="danger-promises", blocks=(Bullets(items),))]


def _promise(book: Book, node: kinds.Commitment, reading: triggers.Reading) -> Words:
    said: Words = (MARKS[reading.holds], " ", *book.link(node.id))
    if node.trigger:
        said = (*said, ". If ", Written(node.trigger.rstrip(".")))
    if reading.answers:
        numbers = joined([(Strong((chance(answer),)), f" {name}") for name, answer in reading.answers])
        said = (*said, " (now ", *numbers, ")")
    if node.triggered:
        said = (*said, f", triggered on {node.triggered.on}")
    if node.then:
        said = (*said, ": ", Written(node.then.rstrip(".")))
    return (*said, ".", *((" ", Muted(("Judged by ", Written(node.judged_by), "."))) if node.judged_by else ()))


def went_wrong(book: Book) -> list[Block]:
    """Return the results that did not meet their own criterion, and what everybody makes of them."""
    found = failed(book)
    past = [item for item in book.case.all(kinds.Incident) if _fixed(item)]
    blocks: list[Block] = []
    if found:
        columns = (Column("Result"), Column("Found"), Column("Passes when"), Column("What it says, according to whom"))
        rows = []
        for item in found:
            criterion = typeset(item.passes_when.written) if item.passes_when else "–"
            taken = _taken(book, item)
            rows.append(Row((book.link(item.id), (Written(_result(item)),), (Written(criterion),), taken)))
        blocks.append(Table(caption=(), columns=columns, rows=tuple(rows), stacked=True))
    silent = [item for item in book.case.all(kinds.Evidence) if item.passed is None and item.result is not None]
    if silent:
        said = tuple((*book.link(item.id), ": ", Written(_result(item))) for item in silent)
        blocks += [Paragraph(("No criterion was written down for these results; read them:",)), Bullets(said)]
    if past:
        items = tuple((*book.link(item.id), *((f", {item.date.on}",) if item.date else ())) for item in past)
        blocks += [Paragraph(("And what went wrong before, said to be fixed:",)), Bullets(items)]
    if not blocks:
        return []
    return [Section(title=("Results that went the wrong way",), anchor="danger-wrong", blocks=tuple(blocks))]


def _taken(book: Book, item: kinds.Evidence) -> Words:
    """Return what each assessor makes of a result; those who hold the same line together."""
    told: dict[str, tuple[list[Person], Words]] = {}
    for person in book.people:
        held = person.lines.get(item.id)
        how = used(book, person, item)
        key = f"{how} {held.origin if held else ''} {weight_words(weight(book, person, item.id))}"
        said: Words = (how,)
        factor = weight_words(weight(book, person, item.id))
        if factor:
            said = ("the risk ", Strong((factor,)))
        elif held is not None and any(isinstance(branch.value, SaysNothing) for branch in held.line.branches):
            said = ("nothing, because ", *because(held))
        elif how == "not scored":
            about = book.said(item.about) if item.about is not None else ()
            said = (State("!", "not weighed", "attention"), *((": unknown whether ", *about) if about else ()))
        told.setdefault(key, ([], said))[0].append(person)
    if not told:
        return ("nobody has weighed it",)
    takes = joined([(Muted((f"{_all(book, people)}: ",)), *said) for people, said in told.values()], "; ")
    return (*takes, *_explained(book, item))


def _explained(book: Book, item: kinds.Evidence) -> Words:
    """Return why a result that went wrong can have lowered a risk."""
    known = [factor for person in book.people if (factor := weight(book, person, item.id)) is not None]
    if not item.relies_on or not known or min(known) >= 1:
        return ()
    return (
        ". It lowers the risk because it also speaks for what it relies on: ",
        *book.tags(r.id for r in item.relies_on),
    )


def _all(book: Book, people: list[Person]) -> str:
    if len(people) == len(book.people) > 1:
        return "all assessors"
    return ", ".join(person.id for person in people)


def objections(book: Book) -> list[Block]:
    """Return who objects: challenges that stand, reviewers who dissent, questions refused or not answered."""
    challenges = [item for item in book.case.all(kinds.Challenge) if item.status in {"upheld", "open"}]
    challenges.sort(key=lambda item: item.status != "upheld")
    items: list[Words] = []
    for review in book.case.all(kinds.Review):
        if review.conclusion == "dissents":
            why: Words = (": the argument ", Written(review.argument)) if review.argument else ()
            items.append((status("dissents"), " ", *book.link(review.id), *why))
    for one in challenges:
        against = [book.link(ref.id) for ref in one.against]
        on: Words = (", against ", *joined(against, "; ")) if against else ()
        items.append((status(one.status), " ", *book.link(one.id), *on))
    for asked in book.case.all(kinds.Request):
        if asked.status in {"refused", "open"}:
            leaves: Words = (
                (", which leaves open ", *book.links(ref.id for ref in asked.leaves_open)) if asked.leaves_open else ()
            )
            items.append((status(asked.status), " ", "question ", *book.link(asked.id), *leaves))
    said: Block = Bullets(tuple(items)) if items else Paragraph((_nobody(book),))
    return [Section(title=("Who objects",), anchor="danger-objections", blocks=(said,))]


def _nobody(book: Book) -> str:
    asked = len(book.case.all(kinds.Review)) + len(book.case.all(kinds.Challenge))
    if asked:
        return "Nobody, of those who were asked."
    return "Nobody has been asked: there is no review and no challenge."


def unfixed(book: Book) -> list[Block]:
    """Return what is not fixed: incidents, barriers not built, ways not argued, places nobody watches or owns."""
    case = book.case
    planned = [item for item in case.all(kinds.Mitigation) if item.state == "planned"]
    unowned = [
        node
        for node in case.nodes.values()
        if isinstance(node, kinds.Claim | kinds.Mitigation) and not node.owner and len(book.pathways_over(node.id)) > 1
    ]
    missing = dict.fromkeys(name for person in book.people for name in person.result.unassessed)
    groups: tuple[tuple[str, list[Words]], ...] = (
        ("went wrong", [_incident(book, item) for item in case.all(kinds.Incident) if not _fixed(item)]),
        ("barriers not built", [_planned(book, item) for item in planned]),
        ("ways not argued", [(Written(item.proposed),) for item in case.head.proposals if item.open]),
        ("watched by nobody", [_surface(item) for item in case.all(kinds.Surface) if _unwatched(item)]),
        ("owned by nobody", [book.link(item.id) for item in unowned]),
        ("no number given", [book.link(name) for name in missing]),
        ("tests not run", [_test(book, item) for item in case.all(kinds.Test)]),
    )
    items = tuple((label, _few(found)) for label, found in groups if found)
    if not items:
        return []
    return [Section(title=("What is not fixed",), anchor="danger-open", blocks=(Fields(items),))]


def _few(found: list[Words]) -> Words:
    more: list[Words] = [(f"and {len(found) - MOST} more",)] if len(found) > MOST else []
    return joined([*found[:MOST], *more], "; ")


def _fixed(item: kinds.Incident) -> bool:
    word = item.fixed.strip().lower()
    return bool(word) and not word.startswith(("no", "not", "planned", "partly", "in part"))


def _incident(book: Book, item: kinds.Incident) -> Words:
    return (*book.link(item.id), *((" (fixed: ", Written(item.fixed), ")") if item.fixed else ()))


def _planned(book: Book, item: kinds.Mitigation) -> Words:
    restores = [ref.id for ref in item.restores]
    return (*book.link(item.id), *((", which would restore ", *book.links(restores)) if restores else ()))


def _unwatched(item: kinds.Surface) -> bool:
    return item.watched_by.strip().lower() in NOBODY


def _surface(item: kinds.Surface) -> Words:
    name = Link(anchor_of(item.id), (Written(item.title or item.id),))
    return (name, *((f" ({item.volume})",) if item.volume else ()))


def _test(book: Book, item: kinds.Test) -> Words:
    return (*book.link(item.id), *((" (if it fails: ", Written(item.if_it_fails), ")") if item.if_it_fails else ()))
