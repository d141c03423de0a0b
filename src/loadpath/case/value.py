"""Values as they are written: numbers with their ranges, words, ratios, results. Exact fractions, no arithmetic.

The forms are those of language.md, "Numbers". `written` keeps the author's own text; it does not enter comparisons.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date, datetime
    from fractions import Fraction

    from loadpath.case.proposition import Proposition, Ref
    from loadpath.case.span import Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Chance:
    """A probability: `mean` is what one would bet at, `low` and `high` the 5 % and 95 % points of where it may lie.

    At least one of the mean and the range is given: `3%`, `3% (1%-10%)` or `1%-10%`. `unit` is that of a rate, such
    as `per session`.
    """

    mean: Fraction | None = None
    low: Fraction | None = None
    high: Fraction | None = None
    unit: str = ""
    written: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """`at most 1%` or `at least 20%`: anywhere on that side."""

    at_most: bool
    bound: Fraction
    written: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Unknown:
    """`unknown`: anything from 0 to 1; also a number that is withheld from the audience, within any declared bound."""

    written: str = field(default="unknown", compare=False)
    withheld: bool = field(default=False, compare=False)


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a scale of likelihood, such as `very unlikely`."""

    word: str

    @property
    def written(self) -> str:
        """Return the word itself."""
        return self.word


@dataclass(frozen=True, slots=True, kw_only=True)
class Ratio:
    """`4:1 for [[x]]`: the evidence is `odds` times as likely when `of` is true (`against`: when it is false)."""

    odds: Fraction
    of: Proposition
    against: bool
    written: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Measured:
    """`as [[evidence]]`: what that evidence measured."""

    evidence: Ref
    written: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class OddsOf:
    """`2 times the odds of [[assessor]]`."""

    factor: Fraction
    assessor: Ref
    written: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class SaysNothing:
    """`says nothing`: the evidence leaves this assessor where they were, on purpose."""

    written: str = field(default="says nothing", compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Amount:
    """A quantity with a unit; the number before a bracket is the median, the bracket the 5 % and 95 % points.

    Times are in seconds with unit `s`, money with unit `$`; other units are kept as written.
    """

    median: Fraction | None = None
    low: Fraction | None = None
    high: Fraction | None = None
    unit: str = ""
    written: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Counts:
    """`3 of 4,000`: events among trials."""

    events: int
    trials: int


@dataclass(frozen=True, slots=True)
class PartOf:
    """`10% of our share`: a part of another line of the same budget."""

    part: Chance
    line: str
    written: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What was found: counts, a list of amounts, or words; `number` is the leading number, if there is one."""

    written: str
    counts: Counts | None = None
    amounts: tuple[Amount, ...] = ()
    number: Fraction | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Criterion:
    """`passes when: at most 10`: compares the leading number of a result, or its words."""

    written: str
    at_most: bool | None = None
    number: Fraction | None = None

    def met_by(self, result: Result) -> bool | None:
        """Return whether a result passes, or None when the two cannot be compared.

        >>> from fractions import Fraction
        >>> Criterion(written="at most 10", at_most=True, number=Fraction(10)).met_by(
        ...     Result(written="3 of 4,000", number=Fraction(3))
        ... )
        True
        """
        if self.number is None:
            return _words(self.written) == _words(result.written)
        if result.number is None:
            return None
        if self.at_most is None:
            return result.number == self.number
        return result.number <= self.number if self.at_most else result.number >= self.number


def _words(text: str) -> str:
    return " ".join(text.lower().split())


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty:
    """`Mon-Fri 09-18 UTC except 24 Dec-1 Jan`: when somebody can be reached.

    Attributes:
        hours: spans of the week in minutes UTC from Monday 00:00, half open, in order, apart, inside 0 to 10,080.
        away: spans of days of the year on which nobody is there, both ends included, as (month, day); a span may
            lead over the turn of the year. Days are those of the written zone.
        zone: minutes that the written zone is ahead of UTC.
        written: the author's own text.
    """

    hours: tuple[tuple[int, int], ...]
    away: tuple[tuple[tuple[int, int], tuple[int, int]], ...] = ()
    zone: int = 0
    written: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Queue:
    """`36 of 50 per week`: so many arrive on average, so many can be served; both per second, exact."""

    arrivals: Fraction
    capacity: Fraction
    written: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """When an incident begins: at a minute of the week UTC, at a moment, or (both None) at any time alike."""

    minute: int | None = None
    moment: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempts:
    """How often something is tried: `24`, `24 (12-48)`, `dozens`, `2 per week`, `3 tries at 1 in 3`.

    Attributes:
        count: how many; with `per`, how many in that many seconds; None when unknown.
        per: seconds of the unit of a rate (Poisson process), or None.
        chance: with it, each of `count` tries happens with this probability (binomial).
        written: the author's own text.
    """

    count: Amount | None
    per: Fraction | None = None
    chance: Chance | None = None
    written: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Attackers:
    """`3, stopped together` or `3, stopped one by one`: how many act at once, and what it takes to stop them."""

    count: int
    together: bool
    written: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """`90,000 sessions per month`: how many per second, exact, and of what."""

    per_second: Fraction
    of: str = ""
    written: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Blocking:
    """`blocking`: the harm waits for the answer, so that no time counts."""

    written: str = field(default="blocking", compare=False)


@dataclass(frozen=True, slots=True)
class Failing:
    """`fails as [[evidence]]`: what that evidence counted is how often it does not work."""

    measured: Measured
    written: str = field(default="", compare=False)


Value = Chance | Limit | Unknown | Word | Ratio | Measured | OddsOf | SaysNothing | Amount


@dataclass(frozen=True, slots=True, kw_only=True)
class Branch:
    """One value of a judgement line, with the condition under which it applies (None: otherwise)."""

    value: Value
    condition: Proposition | None = None
    at: Span = field(compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A judgement: what is judged, its values in order, and why.

    Attributes:
        what: the proposition, the evidence or the quantity that is judged.
        passes: for evidence: whether the values are the chances that it passes (True) or fails (False); else None.
        branches: tried in order; the first whose condition holds applies.
        reason: the text after `because`, or None.
        refs: the ids that the reason refers to.
        at: where the line is written.
    """

    what: Proposition
    passes: bool | None = None
    branches: tuple[Branch, ...]
    reason: str | None
    refs: tuple[Ref, ...] = field(default=(), compare=False)
    at: Span = field(compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class ScaleWord:
    """What a word of likelihood means: a range of probabilities, and why."""

    word: str
    low: Fraction
    high: Fraction
    at: Span = field(compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Happens:
    """`at [[rate]] per session over [[sessions]]`: at least one success in that many independent tries."""

    rate: Ref
    over: Ref


@dataclass(frozen=True, slots=True)
class Day:
    """A date, with any text that follows it."""

    on: date
    remark: str = ""
