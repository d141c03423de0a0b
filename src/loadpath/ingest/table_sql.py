"""How a condition is asked of a table: SQL that means what `ingest.condition.holds` means, value by value.

Of every column three expressions are known: its text as Python writes it, its worth as a finite number, and whether it
was text to begin with. A comparison is made of these. Nothing that an author wrote becomes SQL: columns have names of
our own, and every literal is a bound parameter. SQL's `and`, `or` and `not` are those of Kleene's three-valued logic
(1952, section 64), as `holds` is.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from loadpath.ingest.condition import BLANKS, LETTERS, LONGEST, NUMBER, ORDER, Every, Is, Not

if TYPE_CHECKING:
    from collections.abc import Mapping

    from loadpath.ingest.condition import Condition

LARGEST = 1e28
"""A number beyond it has no place in an exact sum of 128 bits over 10^10 rows."""

PART = 2**60
"""Parts of one that a sum is kept in; what is lost of ten billion values is below a hundred-millionth."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One column of a row, as SQL.

    Attributes:
        text: what Python's `str` gives for the value; null exactly where there is no value.
        number: what `number_of` gives for it: a finite double, or null.
        is_text: whether the value is text.
    """

    text: str
    number: str
    is_text: str = "false"


@dataclass(slots=True)
class Bound:
    """The parameters of a query, by name; each value is bound once for every place that it stands in."""

    values: dict[str, object] = field(default_factory=dict)

    def put(self, value: object) -> str:
        """Return the place holder of a value."""
        name = f"p{len(self.values)}"
        self.values[name] = value
        return f"${name}"


def condition_sql(condition: Condition, cells: Mapping[str, Cell], bound: Bound) -> str:
    """Return a condition as SQL: true, false or null exactly where `holds` says True, False or None.

    >>> from loadpath.ingest.condition import read_condition
    >>> condition_sql(read_condition("not value > 1"), {"value": Cell(text="t0", number="n0")}, Bound())
    '(not (n0 > $p0))'
    """
    match condition:
        case Is():
            return f"({_comparison(condition, cells[condition.name], bound)})"
        case Not(part):
            return f"(not {condition_sql(part, cells, bound)})"
        case Every(parts):
            return f"({' and '.join(condition_sql(part, cells, bound) for part in parts) or 'true'})"
        case _:
            return f"({' or '.join(condition_sql(part, cells, bound) for part in condition.parts) or 'false'})"


def _comparison(condition: Is, cell: Cell, bound: Bound) -> str:
    wanted, sign = condition.with_, condition.sign
    if sign in ORDER:
        return f"{cell.number} {sign} {bound.put(float(wanted))}"
    if isinstance(wanted, str):
        return f"case when {cell.is_text} then {cell.text} {'=' if sign == '=' else '<>'} {bound.put(wanted)} end"
    same = f"{cell.number} = {bound.put(float(wanted))}"
    if isinstance(wanted, bool):
        word = bound.put(str(wanted).lower())
        same = f"case when {cell.is_text} and {cell.number} is null then lower({cell.text}) = {word} else {same} end"
    return f"case when {cell.text} is null then null else {'' if sign == '=' else 'not '}({same}) end"


def number_of_text(text: str, bound: Bound) -> str:
    """Return the SQL of what a text is worth, as `number_of` has it: a letter, or a number in plain digits."""
    letters = " ".join(f"when {text} = '{letter}' then {worth!r}" for letter, worth in LETTERS.items())
    number = finite(f"try_cast(trim({text}, {bound.put(BLANKS)}) as double)")
    form = bound.put(NUMBER.pattern)
    return f"case {letters} when length({text}) < {LONGEST} and regexp_full_match({text}, {form}) then {number} end"


def finite(number: str) -> str:
    """Return the SQL of a number that is null where it is infinite or not a number."""
    return f"case when isfinite({number}) then {number} end"
