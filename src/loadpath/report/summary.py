"""The first page: the answer, four facts, the picture, the same numbers as tables, what would change them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from loadpath.assess.results import Interval, Verdict
from loadpath.case import node as kinds
from loadpath.case.rounding import percent
from loadpath.report.answers import answer_of, lead, unquantified
from loadpath.report.conceded import conceded
from loadpath.report.drawings import carried
from loadpath.report.entries import body_of
from loadpath.report.numbers import numbers
from loadpath.report.pathway import load_cells, load_name, load_values
from loadpath.report.tree import (
    Block,
    Bullets,
    Column,
    Fact,
    Facts,
    Link,
    Muted,
    Paragraph,
    Row,
    Section,
    Strong,
    Table,
    Words,
    Written,
    joined,
)
from loadpath.report.wording import (
    CLOSE_TO_ALL,
    NEARLY_ALL,
    count,
    tight,
    unknown,
)

if TYPE_CHECKING:
    from loadpath.report.book import Book


MOST_LOADS = 6
FEW = 3
"""As many numbers as one fact can hold."""

PERCENT = "\u00a0%"

TAIL = 0.05
"""What the 95 % point of a verdict leaves."""


def summary(book: Book) -> Section:
    """Return the first page."""
    blocks: list[Block] = [Paragraph(lead(book), "lead")]
    if book.people:
        blocks.append(Bullets(tuple(answer_of(book, person) for person in book.people)))
    blocks.append(_facts(book))
    if book.people:
        blocks.extend(numbers(book))
    own = [block for block in body_of(book.case.head, 3) if not isinstance(block, Section)]
    if own:
        blocks.append(Section(title=("In the words of the authors",), anchor="authors", blocks=tuple(own)))
    if not book.people:
        blocks.append(unquantified(book))
    else:
        blocks.append(change(book))
    return Section(title=("Summary",), anchor="summary", blocks=tuple(blocks), contents="Summary")


def _facts(book: Book) -> Facts:
    challenges = book.case.all(kinds.Challenge)
    reviews = book.case.all(kinds.Review)
    against = [item for item in challenges if item.status in {"open", "upheld"}]
    upheld = sum(item.status == "upheld" for item in challenges)
    dissenting = sum(item.conclusion == "dissents" for item in reviews)
    disputes = Fact(
        label="Challenges open or upheld",
        value=(Link("challenges", (str(len(against)) if against else "none",)),) if challenges else ("none made",),
        note=(
            f"{upheld or 'none'} upheld; " if against else "",
            f"{dissenting} of {count(len(reviews), 'reviewer dissents', 'reviewers dissent')}"
            if reviews
            else "no review yet",
        ),
        attention=bool(against),
    )
    if book.people:
        return Facts((*_risk_facts(book), disputes))
    return Facts((*_argument_facts(book), disputes))


def _argument_facts(book: Book) -> list[Fact]:
    """Return what a case without numbers consists of."""
    claims, found = book.case.all(kinds.Claim), book.case.all(kinds.Evidence)
    proposals = book.case.head.proposals
    waiting = sum(item.open for item in proposals)
    still_open = f"{waiting} of {count(len(proposals), 'proposal')} still open" if waiting else "every proposal argued"
    failed = sum(item.passed is False for item in found)
    return [
        Fact(
            label="Pathways argued",
            value=(str(len(book.pathways) or "none"),),
            note=(still_open if proposals else "no list of proposals",),
        ),
        Fact(
            label="Claims",
            value=(str(len(claims) or "none"),),
            note=(f"{sum(not item.owner for item in claims) or 'none'} without an owner",),
        ),
        Fact(
            label="Pieces of evidence",
            value=(str(len(found) or "none"),),
            note=(f"{failed or 'none'} failed their own criterion" if found else "nothing measured yet",),
        ),
    ]


def _risk_facts(book: Book) -> list[Fact]:
    known = [person.result.budget for person in book.people if person.result.budget is not None]
    below = sum(item.verdict is Verdict.BELOW for item in known)
    above = sum(item.verdict is Verdict.ABOVE for item in known)
    if not known:
        nothing = Fact(
            label="Budget", value=("none stated",), note=("nothing to hold the risk against",), attention=True
        )
        return [nothing, _span(book, None)]
    shown = Fact(
        label="Shown to be within budget",
        value=(f"{below or 'none'} of {len(known)}",),
        note=(f"assessors; {above} shown above, {len(known) - below - above} not shown",),
        attention=below < len(known),
    )
    order = sorted(known, key=lambda item: item.exceeding.high)
    shares = [_share(item.exceeding.high) for item in order]
    several = ", ".join(shares)
    if len(shares) > FEW or not all(item.exceeding.exact for item in known):
        several = f"{_share(min(item.exceeding.low for item in known))} to {shares[-1]}"
    over = Fact(
        label="Chance of exceeding it",
        value=(several,),
        note=("of drawn worlds, lowest assessor first",) if len(shares) > 1 else ("of drawn worlds",),
        attention=max(item.exceeding.high for item in known) > TAIL,
    )
    return [shown, _span(book, known[0].level), over]


def _span(book: Book, level: float | None) -> Fact:
    """Return the lowest and the highest risk that an assessor gives."""
    budget = f"budget {tight(percent(level))}; " if level else ""
    known = [(person.result.risk, person.digits) for person in book.people if isinstance(person.result.risk, Interval)]
    ends = [(risk, digits) for risk, digits in known if not unknown(risk)]
    if len(ends) < len(known) or not ends:
        return Fact(
            label="Risk",
            value=("unknown",),
            note=(f"{budget}to {'some' if ends else 'all'} assessors",),
            attention=True,
        )
    low, low_digits = min(ends, key=lambda pair: pair[0].low)
    high, high_digits = max(ends, key=lambda pair: pair[0].high)
    first, last = tight(percent(low.low, low_digits)), tight(percent(high.high, high_digits))
    value = last if first == last else f"{first.removesuffix(PERCENT)} to {last}"
    if high.high >= 1:
        value = f"{first} or more"
    elif low.low <= 0:
        value = f"at most {last}"
    return Fact(
        label="Risk",
        value=(value,),
        note=(f"{budget}lowest to highest assessor" if len(known) > 1 else budget.rstrip("; "),),
    )


def _share(share: float) -> str:
    if share <= 0:
        return "none"
    return "all" if share >= CLOSE_TO_ALL else f"over 99{PERCENT}" if share > NEARLY_ALL else tight(percent(share))


def change(book: Book) -> Section:
    """Return what would change the answer: what carries it, the tests written down, the barriers planned."""
    heaviest = [found for found in book.loads(book.case.nodes) if found[0].kind != "event"][:MOST_LOADS]
    rows = []
    for found in heaviest:
        owner: Words = (Written(found[0].owner),) if found[0].owner else (Muted(("nobody",)),)
        cells = (load_name(book, found[0]), *load_cells(book, found[0].subject), owner)
        rows.append(Row(cells, values=load_values(book, found[0].subject)))
    blocks: list[Block] = _outside(book)
    if rows:
        columns = (Column("What"), *(Column(person.title, number=True) for person in book.people), Column("Owner"))
        caption: Words = (
            Strong(("What carries the answer.",)),
            " The risk is multiplied by this when one thing alone turns out wrong; ",
            "in grey, the part of the risk in which it is wrong.",
        )
        blocks += carried(book, heaviest)
        blocks.append(Table(caption=caption, columns=columns, rows=tuple(rows), sorts=True))
    blocks += conceded(book)
    ahead = [*book.case.all(kinds.Test), *(m for m in book.case.all(kinds.Mitigation) if m.state == "planned")]
    items: list[Words] = [(*book.link(node.id), " ", Muted((f"({_ahead(node)})",))) for node in ahead]
    if items:
        blocks.extend((Paragraph(("Written down already, and not yet done:",)), Bullets(tuple(items))))
    return Section(title=("What would change it",), anchor="change", blocks=tuple(blocks))


def _outside(book: Book) -> list[Block]:
    """Return how much of each assessor's risk is a guess about ways that nobody listed."""
    found: list[Words] = []
    for node in book.residual:
        for person in book.people:
            load = next((load for load in person.result.loads if load.subject == node.id), None)
            told = person.result.residual.get(node.id)
            if load is not None and isinstance(load.share, float) and not (told and unknown(told)):
                found.append((Strong((tight(percent(load.share)),)), f" ({person.title})"))
    if not found:
        return []
    title = book.link(book.residual[0].id) if len(book.residual) == 1 else ("ways that nobody listed",)
    return [Paragraph(("Of the risk, this much is one guess, ", *title, ": ", *joined(found), "."))]


def _ahead(node: kinds.Node) -> str:
    cost = f", {node.cost}" if isinstance(node, kinds.Test | kinds.Mitigation) and node.cost else ""
    return f"{'test' if isinstance(node, kinds.Test) else 'barrier'}{cost}"
