"""What has changed since another version of a case: the number and why, what got looser, what must be argued anew.

Both versions are read for the same audience, and everything is told from what that audience may see of each. Links
lead to parts told here, else into the full report of the later version.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from loadpath.assess.between import JUDGEMENT, LARGEST, STRUCTURE, Cause, Moves, between
from loadpath.assess.mixtures import WORDS
from loadpath.assess.results import Interval
from loadpath.assess.versions import moved
from loadpath.case.rounding import times
from loadpath.case.versions import besides_carried, changes
from loadpath.report.answers import listed, spelt
from loadpath.report.book import book_of
from loadpath.report.delta_lists import anew, findings_moved, judgements_moved, looser
from loadpath.report.delta_parts import parts_moved
from loadpath.report.diagrams import rows, waterfall
from loadpath.report.document import SHORT, bound
from loadpath.report.prose import plain
from loadpath.report.tree import (
    Block,
    Bullets,
    Code,
    Column,
    Document,
    Fields,
    Figure,
    Link,
    Muted,
    Paragraph,
    Row,
    Section,
    Strong,
    Table,
    Words,
    anchor_of,
)
from loadpath.report.wording import VERDICTS, capital, count, digits_of, in_percent, risk_words

if TYPE_CHECKING:
    from loadpath.assess.results import Assessment
    from loadpath.assess.versions import Moved
    from loadpath.case.versions import Changes
    from loadpath.checks.run import Findings
    from loadpath.report.book import Book
    from loadpath.scene import Scene

    Known = tuple[Scene, Findings]

CHANGES = "changes since another version"
MANY = 3
"""So many names stand beside a step of a waterfall."""


def delta_of(before: Known, after: Known, *, beside: str) -> Document:
    """Return what changed from one version to another as a document tree.

    Args:
        before: the earlier version and everything computed from it, and what the checks found.
        after: the same of the later version.
        beside: the file name of the full report of the later version, which links lead into.

    Raises:
        ValueError: when the two are read for different audiences.
    """
    if before[0].audience != after[0].audience:
        raise ValueError(f"one version is read for {before[0].audience!r}, the other for {after[0].audience!r}")
    old, new = book_of(*before), book_of(*after)
    what, carried = besides_carried(changes(old.case, new.case), new.case)
    pairs = moved(before[0].assessments, after[0].assessments)
    pages = (
        _summary(old, new, what, pairs, carried),
        _why(old, new, pairs),
        looser(old, new),
        anew(old, new),
        judgements_moved(old, new),
        parts_moved(old, new, what),
        findings_moved(old, new),
    )
    sections = tuple(page for page in pages if page is not None)
    whole = bound(new, sections, variant=CHANGES, kicker="What has changed")
    other: Words = (plain(old.case.head.title) or old.case.head.id, ", digest ", Code(old.case.digest[:SHORT]))
    foot: Words = (*whole.foot, " Other links lead into the full report, ", Link("summary", (beside,)), ".")
    strip = Fields((*whole.strip.items, ("Compared with", other)))
    return replace(whole, strip=strip, foot=foot, beside=beside)


def _summary(old: Book, new: Book, what: Changes, pairs: tuple[Moved, ...], carried: tuple[str, ...]) -> Section:
    """Return the first page: the risk before and after, and how much changed; what is only carried over is counted."""
    lead = f"{_moved_words(pairs)} {capital(_counted(what))}."
    if carried:
        said = f"{spelt(len(carried))} claim{'s are' if len(carried) > 1 else ' is'}"
        lead = f"{lead} {capital(said)} carried over, not argued again."
    if old.case.digest == new.case.digest:
        lead = "Nothing that a review can be a review of has changed."
    blocks: list[Block] = [Paragraph((lead,), "lead")]
    if pairs:
        columns = (
            Column("Assessor"),
            Column("Risk before", number=True),
            Column("Risk after", number=True),
            Column("Factor", number=True),
            Column("Verdict before"),
            Column("Verdict after"),
        )
        table = Table(
            caption=(Strong(("The risk before and after.",)),),
            columns=columns,
            rows=tuple(_row(new, pair) for pair in pairs),
            stacked=True,
        )
        blocks.append(table)
    return Section(title=("What has changed",), anchor="summary", blocks=tuple(blocks), contents="Summary")


def _counted(what: Changes) -> str:
    parts = [(len(what.added), "added"), (len(what.removed), "removed"), (len(what.changed), "changed")]
    told = [f"{spelt(number)} {word}" for number, word in parts if number]
    if not told:
        return "no part says anything else than before"
    whole = sum(number for number, _ in parts)
    return f"of its parts, {listed(told)}" if whole > 1 else f"of its parts, one is {told[0].split()[1]}"


def _moved_words(pairs: tuple[Moved, ...]) -> str:
    """Return in a sentence how many assessors' risks went up or down."""
    known = [(pair.before.risk, pair.after.risk) for pair in pairs if pair.before and pair.after]
    ends = [
        (first.low, second.low)
        for first, second in known
        if isinstance(first, Interval) and isinstance(second, Interval) and first.exact and second.exact
    ]
    if not ends:
        return "No assessor has one number both before and after."
    up, down = (sum(one) for one in zip(*((b > a, b < a) for a, b in ends), strict=True))
    ways = [(up, "higher"), (down, "lower"), (len(ends) - up - down, "where it was")]
    told = [(number, word) for number, word in ways if number]
    if len(told) == 1:
        who = f"All {spelt(len(ends))} assessors put" if len(ends) > 1 else "The one assessor puts"
        return f"{who} the risk {told[0][1]}."
    said = [f"{spelt(number)} put{'s' if number == 1 else ''} the risk {word}" for number, word in told]
    return f"Of {spelt(len(ends))} assessors, {listed(said)}."


def _row(new: Book, pair: Moved) -> Row:
    title = (pair.after or pair.before).title if pair.after or pair.before else ""  # type: ignore[union-attr]
    name: Words = (Link(anchor_of(pair.assessor), (plain(title) or pair.assessor,)),)
    if pair.assessor not in new.case.nodes:
        name = (plain(title) or pair.assessor,)
    factor = _factor(pair)
    cells = (name, _risk(pair.before), _risk(pair.after), factor, _verdict(pair.before), _verdict(pair.after))
    return Row(cells, anchor=f"moved-{pair.assessor}")


def _risk(item: Assessment | None) -> Words:
    return (risk_words(item.risk, digits_of(item)),) if item else (Muted(("no such assessor",)),)


def _verdict(item: Assessment | None) -> Words:
    return (VERDICTS[item.budget.verdict],) if item and item.budget else ("–",)


def _factor(pair: Moved) -> Words:
    ends = [item.risk for item in (pair.before, pair.after) if item is not None]
    known = [risk.low for risk in ends if isinstance(risk, Interval) and risk.exact and risk.low > 0]
    return (f"×\u00a0{times(known[1] / known[0])}",) if len(known) == len(("before", "after")) else ("–",)


def _why(old: Book, new: Book, pairs: tuple[Moved, ...]) -> Section | None:
    """Return for each assessor of both versions what moved the number."""
    blocks: list[Block] = []
    for pair in pairs:
        if pair.before is not None and pair.after is not None:
            told = _moves(old, new, pair.before, pair.after)
            title = plain(pair.after.title) or pair.assessor
            blocks.append(Section(title=(title,), anchor=f"why-{pair.assessor}", blocks=tuple(told)))
    if not blocks:
        return None
    title = "Why the number moved"
    return Section(title=(title,), anchor="why", blocks=tuple(blocks), contents=title)


def _moves(old: Book, new: Book, before: Assessment, after: Assessment) -> list[Block]:
    if len(new.case.nodes) > LARGEST:
        return [Paragraph((f"The causes are not told apart: the case has more than {LARGEST:,} parts.",))]
    moves = between((old.case, before), (new.case, after))
    if moves.reason:
        return [Paragraph((f"The causes are not told apart: {moves.reason}.",))]
    if not moves.causes:
        return [Paragraph(("Nothing moved it.",))]
    return _drawn(old, new, moves)


def _drawn(old: Book, new: Book, moves: Moves) -> list[Block]:
    """Return the waterfall and its table."""
    ends = [risk.low for risk in moves.risks if isinstance(risk, Interval)]
    start, end = ("Before", ends[0]), ("After", ends[1])
    steps = [(_label(old, new, cause), cause.share) for cause in moves.causes]
    fall = waterfall.waterfall(start, end, steps)
    caption: Words = (
        Strong((f"From {_told(ends[0])} to {_told(ends[1])}.",)),
        " Each step multiplies: on average over all orders in which the changes could have been made.",
    )
    figure = Figure(
        wide=rows.draw(fall, narrow=False), narrow=rows.draw(fall, narrow=True), alt=fall.alt, caption=caption
    )
    blocks: list[Block] = [figure, waterfall.table(start, end, steps)]
    grouped = [cause for cause in moves.causes if len(cause.names) > MANY]
    if grouped:
        items = tuple((f"{_label(old, new, one)}: ", *_names(new, one)) for one in grouped)
        blocks.append(Bullets(items))
    return blocks


def _told(value: float) -> str:
    return in_percent(Interval(value, value))


def _label(old: Book, new: Book, cause: Cause) -> str:
    """Return what a step is called: a judgement or a part by its title, and in which way it moved the number."""
    if cause.names == (STRUCTURE,):
        return "Parts added or removed, and what speaks of them"
    if len(cause.names) > MANY:
        return f"{count(len(cause.names), 'smaller change')} together"
    return "; ".join(_one(old, new, name) for name in cause.names)


def _one(old: Book, new: Book, name: str) -> str:
    if name == WORDS:
        return "What words of likelihood mean"
    if name.startswith(JUDGEMENT):
        subject = name.removeprefix(JUDGEMENT)
        return f"Judged: {(new if subject in new.case.nodes else old).title(subject)}"
    return f"{new.case.nodes[name].kind_name}: {new.title(name)}"


def _names(new: Book, cause: Cause) -> Words:
    found: list[Words] = []
    for name in cause.names:
        subject = name.removeprefix(JUDGEMENT)
        found.append(new.tag(subject) if subject in new.case.nodes else (subject,))
    return tuple(part for place, words in enumerate(found) for part in ((", ", *words) if place else words))
