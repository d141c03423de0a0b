"""The answer in sentences: one over all assessors, one for each, and what is missing where there are no numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from loadpath.assess.lines import PUBLISHED, subject_of
from loadpath.assess.results import Interval, NotComputed, Verdict
from loadpath.assess.verdict import within
from loadpath.case import node as kinds
from loadpath.case.rounding import one_in, percent
from loadpath.report.entries import wants_a_number
from loadpath.report.tree import (
    Block,
    Column,
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
from loadpath.report.wording import VERDICTS, count, factor, range_words, risk_words, tight, unknown

if TYPE_CHECKING:
    from loadpath.report.book import Book, Person

SMALL = 1e-3
"""Below this a budget is written as 1 in N as well."""

FINDINGS = Link("findings", ("findings of the checks",))

UNDECIDED = "what is unknown decides it"

SPELT = ("none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def lead(book: Book) -> Words:
    """Return the answer in one sentence, over all assessors, and how the risk was declared."""
    declared = book.case.head.declared
    return (*_lead(book), *((" People declared it: ", Written(declared.rstrip(".")), ".") if declared else ()))


def _lead(book: Book) -> Words:
    if not book.people:
        return _argued(book)
    if [person.id for person in book.people] == [PUBLISHED]:
        return ("Nobody puts a number on the risk; the case is read in its own words of strength.",)
    standings = [person.result.budget for person in book.people if person.result.budget]
    if not standings:
        return (
            f"{count(len(book.people), 'assessor gives', 'assessors give').capitalize()} numbers. ",
            "No budget is stated, so nothing says whether it is too high.",
        )
    level = standings[0].level
    below = sum(item.verdict is Verdict.BELOW for item in standings)
    above = sum(item.verdict is Verdict.ABOVE for item in standings)
    open_ = len(standings) - below - above
    return (
        "Is the risk within the budget of ",
        Strong((f"{tight(percent(level))} ({tight(one_in(level))})",))
        if level < SMALL
        else Strong((tight(percent(level)),)),
        f"? {verdicts(below, above, open_)}",
    )


def verdicts(below: int, above: int, open_: int) -> str:
    """Return how many assessors show what."""
    whole = below + above + open_
    if whole == 1:
        only = "shows that it is" if below else "shows that it is above" if above else "leaves it open"
        return f"The one assessor {only}."
    parts = [(below, "shows that it is", "show that it is"), (above, "shows that it is above", "show that it is above"),
             (open_, "leaves it open", "leave it open")]  # fmt: skip
    told = [f"{spelt(number)} {one if number == 1 else several}" for number, one, several in parts if number]
    if len(told) == 1:
        return f"All {spelt(whole)} assessors {told[0].split(' ', 1)[1]}."
    nobody = "Nobody shows that it is: of" if not below else "Of"
    return f"{nobody} {spelt(whole)} assessors, {listed(told)}."


def _argued(book: Book) -> Words:
    head = book.case.head
    claims, challenges = book.case.all(kinds.Claim), book.case.all(kinds.Challenge)
    against = sum(item.status in {"open", "upheld"} for item in challenges)
    kind = head.kind or "case"
    return (
        f"This {kind} argues {_count(len(book.pathways), 'pathway')} to harm, ",
        f"resting on {_count(len(claims), 'claim')}. ",
        *_uncomputed(book),
        f"{_count(against, 'challenge is', 'challenges are').capitalize()} open or upheld.",
    )


def _uncomputed(book: Book) -> Words:
    """Return why there is no risk: nobody judged, or what they judged has no meaning yet."""
    if any(node.lines for node in book.case.all(kinds.Assessor)):
        return (Strong(("No risk could be computed from the numbers given",)), ": see the ", FINDINGS, ". ")
    return (Strong(("Nobody has put a number on it",)), ", so none is computed here. ")


def _count(number: int, one: str, several: str = "") -> str:
    """Return a count with its noun, in words while they are short."""
    digits, _, noun = count(number, one, several).partition(" ")
    return f"{digits if number == 0 else spelt(number)} {noun}"


def spelt(number: int) -> str:
    """Return a small number in words.

    >>> spelt(3), spelt(11)
    ('three', '11')
    """
    return SPELT[number] if number < len(SPELT) else str(number)


def listed(parts: list[str]) -> str:
    """Return several things in a row, with "and" before the last.

    >>> listed(["one", "two", "three"])
    'one, two and three'
    """
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"


def answer_of(book: Book, person: Person) -> Words:
    """Return what one assessor's numbers come to, in one sentence."""
    result = person.result
    name = Link(f"risk-{person.id}", (Strong((person.title,)),))
    if isinstance(result.risk, NotComputed):
        return (name, f": the risk was not computed: {result.risk.reason}.")
    start: Words = (name, ": the risk is ", Strong((_risk(result.risk, person.digits),)))
    missing = _unassessed(book, person)
    standing = result.budget
    if standing is None:
        return (*start, _range(person), *missing, ".")
    if unknown(result.risk):
        return (*start, ", and so is where it stands against the budget", *missing, ".")
    compared = f", {factor(standing.times, person.digits)} times the budget{_range(person)}: "
    verdict = VERDICTS[standing.verdict]
    ends = {
        Verdict.BELOW: " it",
        Verdict.ABOVE: " it",
        Verdict.NOT_SHOWN: " to be within it" if within(standing.times.high) else " to lie on either side of it",
    }
    return (*start, compared, verdict, ends[standing.verdict], *_reasons(book, standing.reasons), *missing, ".")


def _risk(answer: Interval, digits: int) -> str:
    return risk_words(answer, digits)


def _range(person: Person) -> str:
    spread = person.result.range
    if isinstance(spread, Interval) and not spread.exact and not unknown(spread):
        return f" (90\u00a0% range {range_words(spread)})"
    return ""


def _reasons(book: Book, reasons: tuple[str, ...]) -> Words:
    if not reasons:
        return ()
    said = [book.tagged(_shortened(reason)) for reason in reasons]
    return (", because ", *joined(said, "; and "))


def _shortened(reason: str) -> str:
    """Return a reason without what the sentence has already said."""
    if reason.startswith(UNDECIDED):
        return UNDECIDED
    return reason


def _unassessed(book: Book, person: Person) -> Words:
    found: Words = ()
    for said, names in (
        ("nobody gave a number for ", person.result.unassessed),
        ("withheld from you is the number of ", person.result.withheld),
    ):
        more = f" and {len(names) - 3} more" if len(names) > 3 else ""  # noqa: PLR2004  as many as a sentence bears
        found = (*found, f"; {said}", *book.tags(names[:3]), more) if names else found
    return found


def unquantified(book: Book) -> Section:
    """Return what somebody would have to judge before the risk can be computed."""
    judged = {subject_of(line.what) for node in book.case.all(kinds.Assessor) for line in node.lines}
    rows = []
    for node in book.case.nodes.values():
        over = book.pathways_over(node.id)
        residual = isinstance(node, kinds.Event) and node.residual
        if (over or residual) and wants_a_number(node) and node.id not in judged:
            owner: Words = (Written(node.owner),) if node.owner else (Muted(("nobody",)),)
            rows.append(
                Row((book.link(node.id), (node.kind_name,), book.tags(over) or (Muted(("not listed",)),), owner))
            )
    blocks: list[Block] = [
        Paragraph(
            (
                "A case is whole without numbers. To compute a risk, somebody would have to give a probability ",
                "and a reason for each of these; what nobody judges stays unknown.",
            )
        )
    ]
    if rows:
        columns = (Column("What"), Column("Kind"), Column("Under"), Column("Owner"))
        blocks.append(
            Table(
                caption=(f"{count(len(rows), 'judgement')} to be made.",),
                columns=columns,
                rows=tuple(rows),
                stacked=True,
            )
        )
    else:
        blocks.append(Paragraph(("No pathway has a chain of propositions yet; that comes first.",)))
    return Section(title=("What a number would need",), anchor="needed", blocks=tuple(blocks))
