"""The books of the budget: what was allowed, passed on, given away, and used; for one case or several.

A chance is over a stated time. It is carried to another as 1 - (1 - p)^(new / old), the rule of a constant hazard: 5 %
a year is 18.5 % in four years. What a case imposes is its own risk, also where the harm would have come anyway; its
net risk is what would not. Both are told, and neither is taken from the other.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import Enum
from math import expm1, inf, isfinite, log1p, prod
from typing import TYPE_CHECKING

import numpy as np

from loadpath.assess.budget import DAYS, Allowance, allowance, factors
from loadpath.assess.numbers import law_of
from loadpath.assess.results import Answer, Interval, NotComputed, plain
from loadpath.case.node import Budget, Scale, Surface
from loadpath.case.value import Chance, Limit, PartOf, Unknown, Word
from loadpath.engine.laws import Point

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from loadpath.assess.results import Assessment
    from loadpath.assess.together import Together
    from loadpath.case.graph import CaseGraph
    from loadpath.case.node import Transfer
    from loadpath.engine.laws import Law

LIFETIMES = (4.0, 10.0, 20.0)
"""Years that a lifetime, or a deployment like this one, is shown for: nobody knows which it will be."""

DRAWN = 20_000
FARTHEST = 1_000_000
"""Days after which a date is told as never."""

NO_PERIOD = "the case does not say from when until when"
OVERDRAWN = "it gives away more than it has"
NO_BUDGET = "the case has no budget"


class Per(Enum):
    """What a chance is over. Two of different kinds are never compared before one is carried to the other."""

    CASE = "case"
    YEAR = "year"
    LIFETIME = "lifetime"
    SESSION = "session"
    UNSAID = "not said"


PER = {"this case": Per.CASE, "per year": Per.YEAR, "lifetime": Per.LIFETIME}


def carried(chance: float, times: float) -> float:
    """Return the chance over `times` as long, at a constant hazard: 1 - (1 - chance)^times.

    >>> [round(100 * carried(0.05, years), 1) for years in (4, 10, 20)]
    [18.5, 40.1, 64.2]

    Raises:
        ValueError: when the chance is none, or the time is negative.
    """
    if not 0 <= chance <= 1 or times < 0:
        raise ValueError(f"a chance of {chance!r} over {times!r} times as long")
    if chance == 1:
        return 1.0 if times else 0.0
    return -expm1(times * log1p(-chance))


def lasts(allowed: float, chance: float) -> float:
    """Return for how many periods an allowance lasts, when `chance` of it is used in each: ln(1-a) / ln(1-p).

    >>> round(365.2425 * lasts(0.0025, 0.05), 1)  # days in which 5 % a year uses up 0.25 %
    17.8

    Raises:
        ValueError: when one of the two is no chance.
    """
    if not 0 <= chance <= 1 or not allowed <= 1:
        raise ValueError(f"an allowance of {allowed!r} and a chance of {chance!r}")
    if allowed <= 0 or chance == 1:
        return 0.0
    if chance == 0 or allowed == 1:
        return inf
    return log1p(-allowed) / log1p(-chance)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line of a budget: what is written, and what it comes to with the lines above it; ranges are 5 % and 95 %."""

    name: str
    written: str
    own: float
    level: float
    range: Interval


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """A transfer that a case records: `amount` of what is allowed, from one to another, and where that is agreed.

    `confirmed` is whether the other case records the same; None when the other case was not given.
    """

    giver: str
    receiver: str
    amount: Answer
    agreed: str
    confirmed: bool | None = None

    def as_json(self) -> dict[str, object]:
        """Return the transfer as plain JSON values."""
        return {
            "from": self.giver,
            "to": self.receiver,
            "how_much": plain(self.amount),
            "agreed": self.agreed,
            "confirmed": self.confirmed,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """What one assessor's risk does to the budget of one case.

    Attributes:
        assessor: their id.
        imposed: the risk of the case, also where the harm would have come anyway.
        net: the part of it that would not have come anyway, whatever hangs together with what.
        net_apart: the same if what comes anyway is independent of this case.
        left: what is allowed less what is imposed; below zero where more is imposed than allowed.
        gone: years after `from` when it is used up at this rate; the two ends of what is unknown.
        used: the share of what is allowed that is used up by the day that was asked for.
    """

    assessor: str
    imposed: Answer
    net: Answer
    net_apart: Answer
    left: Answer
    gone: Answer
    used: Answer


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """The budget of one case, from the widest line to the narrowest, and what each assessor's risk does to it.

    Attributes:
        case: its id.
        title: its title.
        start: the day from which it counts, or None.
        years: the length of its period, or None.
        sessions: sessions in that period, over all surfaces that say how many; None when none does.
        per: what the allowance is over.
        lines: from the widest to the narrowest; empty when there is no budget.
        transfers: what it gave and was given.
        allowed: what it may cost after transfers, or why that is not known.
        counted: what the author says is counted, `imposed` or `net`.
        accounts: one for each assessor.
    """

    case: str
    title: str
    start: date | None
    years: float | None
    sessions: float | None
    per: Per
    lines: tuple[Line, ...]
    transfers: tuple[Moved, ...]
    allowed: Answer
    counted: str
    accounts: tuple[Account, ...]

    def day(self, years: float) -> date | None:
        """Return the day so many years after `from`; None when there is no such day on a calendar."""
        days = years * DAYS
        if self.start is None or days > min(FARTHEST, (type(self.start).max - self.start).days):
            return None
        return self.start + timedelta(days=int(days))

    def over(self, chance: Answer, per: Per, years: float = 1.0) -> Answer:
        """Return a chance over the period of the case as one over a session, a year, or several years.

        Args:
            chance: over the period of the case.
            per: what it is asked over; `LIFETIME` is over `years`.
            years: for how many years, where it is not over a session or the case.
        """
        if isinstance(chance, NotComputed) or per is Per.CASE:
            return chance
        if chance.low < 0:
            return NotComputed(OVERDRAWN)
        if per is Per.SESSION:
            return _carry(chance, 1 / self.sessions) if self.sessions else NotComputed("nobody says how many sessions")
        return _carry(chance, years / self.years) if self.years else NotComputed(NO_PERIOD)

    def as_json(self) -> dict[str, object]:
        """Return the book as plain JSON values."""
        return {
            "case": self.case,
            "from": self.start.isoformat() if self.start else None,
            "years": self.years,
            "sessions": self.sessions,
            "per": self.per.value,
            "counted": self.counted,
            "over": self._over(),
            "lifetime_per_year": self._yearly(),
            "lines": [
                {
                    "line": line.name,
                    "written": line.written,
                    "own": line.own,
                    "comes_to": line.level,
                    "range": plain(line.range),
                }
                for line in self.lines
            ],
            "transfers": [moved.as_json() for moved in self.transfers],
            "allowed": plain(self.allowed),
            "assessors": {item.assessor: self._account(item) for item in self.accounts},
        }

    def _account(self, item: Account) -> dict[str, object]:
        names = ("imposed", "net", "net_apart", "left", "used")
        found: dict[str, object] = {name: plain(getattr(item, name)) for name in names}
        found |= {"gone_on": None, "gone_after_days": None}
        if isinstance(item.gone, Interval):
            ends = [self.day(end) for end in (item.gone.low, item.gone.high)]
            found["gone_on"] = [end.isoformat() if end else None for end in ends]
            days = [end * DAYS for end in (item.gone.low, item.gone.high)]
            found["gone_after_days"] = [end if isfinite(end) else None for end in days]
        return found

    def _over(self) -> dict[str, object] | None:
        """Return what may be and what is imposed over a session, a year and some years; None without a period."""
        if not self.years:
            return None
        asked = [("session", Per.SESSION, 1.0)] if self.sessions else []
        asked += [("1 year", Per.YEAR, 1.0), *((f"{years:g} years", Per.LIFETIME, years) for years in LIFETIMES)]

        def told(chance: Answer) -> dict[str, object]:
            return {name: plain(self.over(chance, per, years)) for name, per, years in asked}

        return {
            "allowed": told(self.allowed) if self.per in (Per.CASE, Per.YEAR) else None,
            "imposed": {item.assessor: told(item.imposed) for item in self.accounts},
        }

    def _yearly(self) -> dict[str, float] | None:
        """Return what a year may cost if a lifetime is so many; None where the budget is not for one."""
        allowed = self.allowed
        if self.per is not Per.LIFETIME or not isinstance(allowed, Interval) or not 0 <= allowed.low <= 1:
            return None
        return {f"{years:g} years": carried(allowed.low, 1 / years) for years in LIFETIMES}


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledger:
    """The books of all cases, and what they come to together, by assessor, where there are several.

    Attributes:
        on: the day that was asked for.
        books: one for each case.
        together: the risk of all cases for each assessor that they share; empty for one case.
        shares: what every case takes of the share of the company: (level of the share, given out, left), or why not.
    """

    on: date
    books: tuple[Book, ...]
    together: tuple[Together, ...]
    shares: tuple[float, float, float] | NotComputed

    def as_json(self) -> dict[str, object]:
        """Return the ledger as plain JSON values."""
        shares: object = {"not_computed": self.shares.reason} if isinstance(self.shares, NotComputed) else None
        if not isinstance(self.shares, NotComputed):
            shares = dict(zip(("our_share", "given_out", "left"), self.shares, strict=True))
        return {
            "on": self.on.isoformat(),
            "our_share": shares,
            "together": [item.as_json() for item in self.together],
            "cases": [book.as_json() for book in self.books],
        }


def ledger(cases: Sequence[tuple[CaseGraph, Sequence[Assessment]]], on: date) -> Ledger:
    """Return the books of one or several cases.

    Args:
        cases: sound cases with different ids, each with its assessments.
        on: the day by which it is asked what is used.

    Raises:
        ValueError: when two cases have the same id, or there is none.
        ContradictionError: when a number of a budget has no meaning.
    """
    from loadpath.assess.together import together  # noqa: PLC0415  needed for several cases alone

    ids = [case.head.id for case, _ in cases]
    if not ids or len(set(ids)) < len(ids):
        raise ValueError(f"each case has one book; the cases are {', '.join(ids) or 'none'}")
    recorded = {case.head.id: tuple(_transfers(case)) for case, _ in cases}
    books = tuple(_book(case, found, recorded, on) for case, found in cases)
    return Ledger(
        on=on, books=books, together=together(cases) if len(cases) > 1 else (), shares=_shares(books, [*cases])
    )


def _book(case: CaseGraph, found: Sequence[Assessment], recorded: dict[str, tuple[Moved, ...]], on: date) -> Book:
    head, allowed = case.head, allowance(case, before_transfers=True)
    budget = next(iter(case.all(Budget)), None)
    years = (head.until.on - head.start.on).days / DAYS if head.start and head.until else None
    transfers = tuple(_confirmed(moved, head.id, recorded) for moved in recorded[head.id])
    level = _after(allowed, transfers, head.id)
    anyway = _anyway(case, budget)
    elapsed = (on - head.start.on).days / DAYS if head.start else None
    return Book(
        case=head.id,
        title=head.title,
        start=head.start.on if head.start else None,
        years=years if years and years > 0 else None,
        sessions=_sessions(case, years),
        per=PER.get(allowed.line, Per.UNSAID) if allowed else Per.UNSAID,
        lines=tuple(_lines(budget, allowed)) if budget and allowed else (),
        transfers=transfers,
        allowed=level,
        counted=budget.counted if budget else "",
        accounts=tuple(_account(item, level, anyway, years, elapsed) for item in found),
    )


def _account(item: Assessment, allowed: Answer, anyway: Answer, years: float | None, elapsed: float | None) -> Account:
    risk = item.risk
    gone = left = used = risk if isinstance(risk, NotComputed) else allowed
    if isinstance(risk, Interval) and isinstance(allowed, Interval):
        left = Interval(allowed.low - risk.high, allowed.high - risk.low)
        gone = used = NotComputed(NO_PERIOD)
        if years:
            gone = Interval(years * lasts(allowed.low, risk.high), years * lasts(allowed.high, risk.low))
    if isinstance(risk, Interval) and isinstance(allowed, Interval) and years and elapsed is not None:
        spent = _carry(risk, max(0.0, elapsed) / years)
        used = NotComputed("nothing is allowed")
        if allowed.low > 0:
            used = Interval(spent.low / allowed.high, spent.high / allowed.low)
    net, apart = _net(risk, anyway)
    return Account(assessor=item.assessor, imposed=risk, net=net, net_apart=apart, left=left, gone=gone, used=used)


def _net(risk: Answer, anyway: Answer) -> tuple[Answer, Answer]:
    """Return P(harm by this case and not anyway): what it may be at all (Fréchet's bounds), and if independent."""
    if isinstance(risk, NotComputed):
        return risk, risk
    if isinstance(anyway, NotComputed):
        return anyway, anyway
    least, most = max(0.0, risk.low - anyway.high), min(risk.high, 1 - anyway.low)
    return Interval(least, most), Interval(risk.low * (1 - anyway.high), risk.high * (1 - anyway.low))


def _anyway(case: CaseGraph, budget: Budget | None) -> Answer:
    written = budget.anyway if budget else None
    match written:
        case Chance() | Word():
            assert budget is not None
            words = {word.word: word for scale in case.all(Scale) for word in scale.words}
            mean = law_of(written, words, budget.place("anyway"), budget.id).mean
            return Interval(mean, mean)
        case Limit(at_most=at_most, bound=bound):
            return Interval(0.0, float(bound)) if at_most else Interval(float(bound), 1.0)
        case None:
            return NotComputed("nobody says how likely the harm comes anyway (`anyway` of the budget)")
        case _:
            return Interval(0.0, 1.0)


def _lines(budget: Budget, allowed: Allowance) -> Iterator[Line]:
    """Yield the lines that multiply to what is allowed, from the widest."""
    names = [name.rpartition("/")[2] for name, _ in allowed.laws]
    for place in reversed(range(len(names))):
        laws = [law for _, law in allowed.laws[place:]]
        level = prod(law.mean for law in laws)
        written: Chance | PartOf = getattr(budget, names[place].replace(" ", "_"))
        own = laws[0].mean
        yield Line(name=names[place], written=written.written, own=own, level=level, range=_range(allowed, place))


def _range(allowed: Allowance, place: int) -> Interval:
    """Return the 5 % and 95 % points of a product: of one uncertain factor by its law, of several drawn."""
    laws = allowed.laws[place:]
    uncertain: list[Law] = [law for _, law in laws if not isinstance(law, Point)]
    fixed = prod(law.mean for _, law in laws if isinstance(law, Point))
    if len(uncertain) == 1:
        low, high = uncertain[0].quantile(np.array([0.05, 0.95])) * fixed
    elif not uncertain:
        low = high = fixed
    else:
        low, high = np.quantile(Allowance(allowed.name, allowed.line, laws).draws(DRAWN), [0.05, 0.95])
    return Interval(float(low), float(high))


def _transfers(case: CaseGraph) -> Iterator[Moved]:
    """Yield the rows of a case's own budgets that concern it; `this case` is its id."""
    own = case.head.id
    for budget in case.all(Budget):
        for row in budget.transfers:
            giver, receiver = (own if name == "this case" else name for name in (row.giver, row.receiver))
            if own in (giver, receiver):
                yield Moved(giver=giver, receiver=receiver, amount=_amount(budget, row), agreed=row.agreed)


def _amount(budget: Budget, row: Transfer) -> Answer:
    if isinstance(row.amount, Unknown):
        return NotComputed("how much is not known")
    part, line = (row.amount.part, row.amount.line) if isinstance(row.amount, PartOf) else (row.amount, "")
    level = law_of(part, {}, row.at, budget.id).mean
    level *= prod(law.mean for _, law in factors(budget, line)) if line else 1.0
    return Interval(level, level)


def _confirmed(moved: Moved, own: str, recorded: dict[str, tuple[Moved, ...]]) -> Moved:
    other = moved.receiver if moved.giver == own else moved.giver
    if other not in recorded:
        return moved
    same = any(
        (one.giver, one.receiver) == (moved.giver, moved.receiver) and _equal(one.amount, moved.amount)
        for one in recorded[other]
    )
    return Moved(giver=moved.giver, receiver=moved.receiver, amount=moved.amount, agreed=moved.agreed, confirmed=same)


def _equal(first: Answer, second: Answer) -> bool:
    if isinstance(first, NotComputed) or isinstance(second, NotComputed):
        return False
    return bool(np.allclose((first.low, first.high), (second.low, second.high), rtol=1e-9, atol=0))


def _after(allowed: Allowance | None, transfers: Sequence[Moved], own: str) -> Answer:
    """Return what is allowed after transfers, at the means."""
    if allowed is None:
        return NotComputed(NO_BUDGET)
    total = allowed.mean
    for moved in transfers:
        if isinstance(moved.amount, NotComputed):
            return NotComputed(f"{moved.amount.reason}: {moved.giver} to {moved.receiver}")
        total += moved.amount.value if moved.receiver == own else -moved.amount.value
    return Interval(total, total)


def _sessions(case: CaseGraph, years: float | None) -> float | None:
    """Return how many sessions there are in the period, over the surfaces that say how many."""
    flows = [item.flow for item in case.all(Surface) if item.flow and item.flow.of.startswith("session")]
    if not flows or not years:
        return None
    return float(sum(flow.per_second for flow in flows)) * years * DAYS * 86_400


def _shares(
    books: Sequence[Book], cases: Sequence[tuple[CaseGraph, Sequence[Assessment]]]
) -> tuple[float, float, float] | NotComputed:
    """Return the share of the company, what its cases take of it, and what is left."""
    levels = [next((line.level for line in book.lines if line.name == "our share"), None) for book in books]
    narrow = [next(iter(case.all(Budget)), None) for case, _ in cases]
    if None in levels or not all(budget and budget.this_case for budget in narrow):
        return NotComputed("not every case is a part of `our share`")
    known = [level for level in levels if level is not None]
    if max(known) > min(known) * (1 + 1e-9):
        return NotComputed("the cases do not agree on `our share`")
    taken = sum(book.lines[-1].level for book in books)
    return known[0], taken, known[0] - taken


def _carry(chance: Interval, times: float) -> Interval:
    return Interval(carried(chance.low, times), carried(chance.high, times))
