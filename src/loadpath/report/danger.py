"""The danger report: the same case, the same numbers, read from the other side.

It asks whether the risk is shown to be above the budget, and puts first what speaks for danger: the findings that
raised the risk, the lowest risk that anybody here gives, promises whose condition is met, results that went the wrong
way, objections, what is not fixed. All further pages are those of the full report, objections and findings first.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from loadpath.assess.lines import PUBLISHED
from loadpath.assess.results import Interval, Verdict
from loadpath.case import node as kinds
from loadpath.case.rounding import one_in, percent, significant
from loadpath.report.answers import SMALL, answer_of, spelt, unquantified
from loadpath.report.book import book_of
from loadpath.report.danger_lists import failed, met, objections, strongest, unfixed, went_wrong
from loadpath.report.document import bound, in_plain_words, pages_of
from loadpath.report.entries import body_of
from loadpath.report.numbers import numbers
from loadpath.report.summary import change
from loadpath.report.tree import (
    Block,
    Bullets,
    Document,
    Fact,
    Facts,
    Link,
    Paragraph,
    Section,
    Strong,
    Words,
    joined,
)
from loadpath.report.wording import count, factor, risk_words, tight

if TYPE_CHECKING:
    from loadpath.checks.run import Findings
    from loadpath.report.book import Book, Person
    from loadpath.scene import Scene

DANGER = "danger report"
FIRST = ("summary", "disputes", "evidence", "incidents", "plans", "reading")
"""What comes first; then the pathways and what stands under them, in the order of the full report."""

LATER = ("scope", "assessors", "findings", "words-used", "method", "rest", "glossary")
"""What comes last."""


def danger_of(scene: Scene, findings: Findings) -> Document:
    """Return the danger report of a scene as a document tree."""
    book = book_of(scene, findings)
    whole = tuple(_summary(book) if page.anchor == "summary" else page for page in pages_of(book))
    pages = {page.anchor: page for page in in_plain_words(book, whole)}
    first = [pages.pop(anchor) for anchor in FIRST if anchor in pages]
    last = [pages.pop(anchor) for anchor in LATER if anchor in pages]
    return bound(book, (*first, *pages.values(), *last), variant=DANGER, kicker="Danger report")


def _summary(book: Book) -> Section:
    """Return the first page."""
    blocks: list[Block] = [Paragraph(_lead(book), "lead")]
    if book.people:
        blocks += [Paragraph(_floor(book)), _facts(book)]
    blocks += [*strongest(book), *met(book), *went_wrong(book), *objections(book), *unfixed(book)]
    if book.people:
        answers = tuple(answer_of(book, person) for person in _worst_first(book))
        told: tuple[Block, ...] = (Bullets(answers), *numbers(book))
        blocks.append(Section(title=("The risk, by assessor",), anchor="danger-risk", blocks=told))
        blocks.append(change(book))
    else:
        blocks.append(unquantified(book))
    own = [block for block in body_of(book.case.head, 3) if not isinstance(block, Section)]
    if own:
        blocks.append(Section(title=("What the authors say to this",), anchor="authors", blocks=(Paragraph(OWN), *own)))
    return Section(title=("What speaks for danger",), anchor="summary", blocks=tuple(blocks), contents="Summary")


OWN: Words = ("The text that the authors put before their case, unchanged. It may argue the other way.",)


def _worst_first(book: Book) -> list[Person]:
    """Return assessors, the highest risk first."""

    def high(person: Person) -> float:
        return person.result.risk.high if isinstance(person.result.risk, Interval) else 1.0

    return sorted(book.people, key=lambda person: -high(person))


def _lead(book: Book) -> Words:
    """Return whether the risk is shown to be above the budget, in one sentence."""
    results = _results(book)
    standings = [person.result.budget for person in book.people if person.result.budget]
    if not book.people:
        return ("Nobody has put a number on the risk, so nobody has shown that it is small. ", results)
    if not standings:
        return ("No budget is stated, so nothing says which risk would be too high. ", results)
    level = standings[0].level
    allowed = f"{tight(percent(level))} ({tight(one_in(level))})" if level < SMALL else tight(percent(level))
    above = sum(item.verdict is Verdict.ABOVE for item in standings)
    below = sum(item.verdict is Verdict.BELOW for item in standings)
    said = _verdicts(above, below, len(standings) - above - below)
    return ("Is the risk above the budget of ", Strong((allowed,)), f"? {said} {results}")


def _results(book: Book) -> str:
    """Return how many results went the wrong way, of those that were held against a criterion."""
    held = sum(item.passed is not None for item in book.case.all(kinds.Evidence))
    wrong = len(failed(book))
    if not book.case.all(kinds.Evidence):
        return "Nothing was measured."
    if not held:
        return "No result was held against a criterion of its own."
    if held == 1:
        return f"The one result with a criterion went the {'wrong' if wrong else 'right'} way."
    if wrong == held:
        return f"All {spelt(held)} results with a criterion went the wrong way."
    return f"Of {spelt(held)} results with a criterion, {spelt(wrong)} went the wrong way."


def _verdicts(above: int, below: int, open_: int) -> str:
    """Return how many assessors show what, those first who show that it is above."""
    whole = above + below + open_
    if whole == 1:
        only = "shows that it is" if above else "shows that it is below" if below else "leaves it open"
        return f"The one assessor {only}."
    parts = [
        (above, "shows that it is", "show that it is"),
        (open_, "leaves it open", "leave it open"),
        (below, "shows that it is below", "show that it is below"),
    ]
    told = [f"{spelt(number)} {one if number == 1 else several}" for number, one, several in parts if number]
    if len(told) == 1:
        return f"All {spelt(whole)} assessors {told[0].split(' ', 1)[1]}."
    listed = f"{', '.join(told[:-1])} and {told[-1]}"
    return f"Of {spelt(whole)} assessors, {listed}."


def floor_of(book: Book) -> Person | None:
    """Return the most optimistic assessor; None where somebody gives no number, or one that may be nothing."""
    known = [(person.result.risk.low, person) for person in book.people if isinstance(person.result.risk, Interval)]
    if len(known) < len(book.people) or not known:
        return None
    low, person = min(known, key=lambda pair: pair[0])
    return person if low > 0 else None


def _floor(book: Book) -> Words:
    """Return the lowest risk that anybody here gives."""
    person = floor_of(book)
    if person is None:
        return ("There is no floor: what somebody leaves unknown reaches down to nothing.",)
    risk, standing = person.result.risk, person.result.budget
    assert isinstance(risk, Interval)
    lowest = Interval(risk.low, risk.low)
    exactly = "at least " if risk.low >= significant(risk.low, person.digits) else "about "
    said: Words = (Link(f"risk-{person.id}", (Strong((risk_words(lowest, person.digits),)),)),)
    against = f", {factor(standing.times, person.digits)} times the budget" if standing and risk.exact else ""
    if person.id == PUBLISHED:
        return (f"Read in its own words of strength, the case comes to {exactly}", *said, f"{against}.")
    if len(book.people) == 1:
        return ("The one assessor (", Strong((person.title,)), f") says {exactly}", *said, f"{against}.")
    return (
        "Even the most optimistic assessor (",
        Strong((person.title,)),
        f") says {exactly}",
        *said,
        f"{against}; nobody here says less.",
    )


def _facts(book: Book) -> Facts:
    known = [person.result.budget for person in book.people if person.result.budget]
    above = sum(item.verdict is Verdict.ABOVE for item in known)
    person = floor_of(book)
    wrong, held = failed(book), sum(item.passed is not None for item in book.case.all(kinds.Evidence))
    against = [item for item in book.case.all(kinds.Challenge) if item.status in {"open", "upheld"}]
    dissents = sum(item.conclusion == "dissents" for item in book.case.all(kinds.Review))
    names = joined([(one.title,) for one in book.people if one.result.budget and _above(one)])
    shown = Fact(
        label="Shown to be above budget",
        value=(f"{above or 'none'} of {len(known)}",) if known else ("no budget",),
        note=names or ("of the assessors" if known else "nothing to hold the risk against",),
        attention=above > 0,
    )
    low = person.result.risk if person else None
    least = Interval(low.low, low.low) if isinstance(low, Interval) else None
    floor = Fact(
        label="Nobody says less than" if len(book.people) > 1 else "Floor of the risk",
        value=(risk_words(least, person.digits).partition(" (")[0],) if person and least else ("no floor",),
        note=(person.title,) if person else ("somebody leaves it unknown",),
    )
    turned = Fact(
        label="Results that went the wrong way",
        value=(Link("danger-wrong", (f"{len(wrong)} of {held}",)) if wrong else f"none of {held}" if held else "–",),
        note=("by their own criterion" if held else "none has a criterion",),
        attention=bool(wrong),
    )
    said = Fact(
        label="Challenges open or upheld",
        value=(Link("challenges", (str(len(against)),)) if against else "none",),
        note=(f"{count(dissents, 'reviewer dissents', 'reviewers dissent')}",),
        attention=bool(against),
    )
    return Facts((shown, floor, turned, said))


def _above(person: Person) -> bool:
    return person.result.budget is not None and person.result.budget.verdict is Verdict.ABOVE
