"""When a sample is an event: a small language of comparisons, read strictly and never executed as code.

    value = 1                       the chosen score
    value >= 0.7 and not refused
    metadata.split = "held out" or score.harm > 0
    verdict in (bad, "very bad")    a column of a table

A word in quotes, or a bare word on the right of a comparison, is text; `true` and `false` are themselves, in any
capitals. What has no value, a text that is no number beside a number, and a number or a truth value beside a text make
a comparison neither true nor false, with the rules of Kleene's three-valued logic (1952, section 64), which are also
those of SQL.
"""

from __future__ import annotations

import math
import operator
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from loadpath.errors import UnreadableError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from loadpath.case.record import Scalar

LONGEST = 2_000
"""Characters in a condition."""

DEEPEST = 50
"""Brackets and negations inside each other."""

TOKEN = re.compile(
    r"\s*(?:(?P<number>[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d{1,3})?(?![\w.]))"
    r'|(?P<text>"[^"]*"|\'[^\']*\')'
    r"|(?P<name>[A-Za-z_][\w./-]*)"
    r"|(?P<sign><=|>=|!=|<>|=|<|>|\(|\)|,))"
)
SAME = {"<>": "!="}
TRUTHS = {"true": True, "false": False}
ORDER: dict[str, Callable[[float, float], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
LETTERS = {"C": 1.0, "I": 0.0, "P": 0.5, "N": 0.0}
"""What the letters for correct, incorrect, partial and no answer are worth, as Inspect AI counts them."""


@dataclass(frozen=True, slots=True)
class Is:
    """A comparison of what is named with a number, a text or a truth value; a bare name compares with true."""

    name: str
    sign: str
    with_: str | float | bool


@dataclass(frozen=True, slots=True)
class Not:
    """The opposite."""

    part: Condition


@dataclass(frozen=True, slots=True)
class Every:
    """All of them."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Some:
    """At least one of them."""

    parts: tuple[Condition, ...]


Condition = Is | Not | Every | Some


BLANKS = " \t\n\r\f\v"
NUMBER = re.compile(rf"[{BLANKS}]*[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?[{BLANKS}]*")
"""A text that is a number: plain digits, nothing between them."""


def number_of(value: Scalar) -> float | None:
    """Return what a logged value is worth as a number; None when it is none.

    >>> number_of("C"), number_of(True), number_of("0.5"), number_of("maybe")
    (1.0, 1.0, 0.5, None)
    """
    if isinstance(value, str):
        if value in LETTERS:
            return LETTERS[value]
        if len(value) >= LONGEST or not NUMBER.fullmatch(value):
            return None
    try:
        found = math.nan if value is None else float(value)
    except OverflowError:  # a whole number that no floating-point number is near to
        return None
    return found if math.isfinite(found) else None


def holds(condition: Condition, value_of: Callable[[str], Scalar]) -> bool | None:
    """Return whether a condition holds where names have these values; None when that cannot be said.

    >>> holds(read_condition("value = 1 or refused"), {"value": None, "refused": True}.get)
    True
    """
    match condition:
        case Is():
            return _compared(condition, value_of(condition.name))
        case Not(part):
            inner = holds(part, value_of)
            return None if inner is None else not inner
        case Every(parts):
            found = [holds(part, value_of) for part in parts]
            return False if False in found else None if None in found else True
        case Some(parts):
            found = [holds(part, value_of) for part in parts]
            return True if True in found else None if None in found else False


def _compared(condition: Is, value: Scalar) -> bool | None:
    if value is None:
        return None
    wanted = condition.with_
    if condition.sign in ORDER:
        found = number_of(value)
        return None if found is None else ORDER[condition.sign](found, float(wanted))
    if isinstance(wanted, str):
        if not isinstance(value, str):
            return None
        same = value == wanted
    else:
        found = number_of(value)
        if found is not None:
            same = found == float(wanted)
        elif isinstance(wanted, bool) and isinstance(value, str):
            same = value.lower() == str(wanted).lower()
        else:
            return None
    return same if condition.sign == "=" else not same


def names_in(condition: Condition) -> Iterator[str]:
    """Yield every name that a condition asks for, in order."""
    match condition:
        case Is(name):
            yield name
        case Not(part):
            yield from names_in(part)
        case Every(parts) | Some(parts):
            for part in parts:
                yield from names_in(part)


def read_condition(text: str) -> Condition:
    """Return the condition that a text states.

    Raises:
        UnreadableError: when it cannot be read, with the place and what could stand there.

    >>> read_condition("value >= 0.7")
    Is(name='value', sign='>=', with_=0.7)
    """
    return _Parser(text).condition()


class _Parser:
    """A reader by descent; `at` is the next token."""

    def __init__(self, text: str) -> None:
        if len(text) > LONGEST:
            raise UnreadableError(
                f"a condition of {len(text):,} characters is longer than {LONGEST:,}",
                help="count what is meant in the evaluation itself, and compare its score",
            )
        self.text, self.at, self.tokens = text, 0, list(_tokens(text))

    def condition(self) -> Condition:
        found = self._some(0)
        if self.at < len(self.tokens):
            raise self._fault("`and`, `or` or the end")
        return found

    def _some(self, depth: int) -> Condition:
        if depth > DEEPEST:
            raise self._fault(f"at most {DEEPEST} brackets inside each other")
        parts = [self._every(depth)]
        while self._take("name", "or"):
            parts.append(self._every(depth))
        return parts[0] if len(parts) == 1 else Some(tuple(parts))

    def _every(self, depth: int) -> Condition:
        parts = [self._one(depth)]
        while self._take("name", "and"):
            parts.append(self._one(depth))
        return parts[0] if len(parts) == 1 else Every(tuple(parts))

    def _one(self, depth: int) -> Condition:
        if depth > DEEPEST:
            raise self._fault(f"at most {DEEPEST} negations inside each other")
        if self._take("name", "not"):
            return Not(self._one(depth + 1))
        if self._take("sign", "("):
            inner = self._some(depth + 1)
            self._need(")")
            return inner
        return self._comparison()

    def _comparison(self) -> Condition:
        kind, name, _ = self._next()
        if kind != "name" or name in {"and", "or", "in"}:
            self.at -= 1
            raise self._fault("a name, such as `value`")
        if self._take("name", "in"):
            self._need("(")
            parts: list[Condition] = [Is(name, "=", self._literal())]
            while self._take("sign", ","):
                parts.append(Is(name, "=", self._literal()))
            self._need(")")
            return Some(tuple(parts))
        kind, sign, _ = self._peek()
        if kind != "sign" or sign in "(),":
            return Is(name, "=", with_=True)
        self.at += 1
        value = self._literal()
        if sign in ORDER and not (isinstance(value, float) and not isinstance(value, bool)):
            self.at -= 1
            raise self._fault(f"a number after `{sign}`")
        return Is(name, SAME.get(sign, sign), value)

    def _literal(self) -> str | float | bool:
        kind, text, _ = self._next()
        match kind:
            case "number" if math.isfinite(float(text)):
                return float(text)
            case "text":
                return text[1:-1]
            case "name" if text not in {"and", "or", "not", "in"}:
                return TRUTHS.get(text.lower(), text)
            case _:
                self.at -= 1
                raise self._fault("a number, a word or a text in quotes")

    def _peek(self) -> tuple[str, str, int]:
        return self.tokens[self.at] if self.at < len(self.tokens) else ("", "", len(self.text))

    def _next(self) -> tuple[str, str, int]:
        found = self._peek()
        self.at += 1
        return found

    def _take(self, kind: str, text: str) -> bool:
        if self._peek()[:2] == (kind, text):
            self.at += 1
            return True
        return False

    def _need(self, sign: str) -> None:
        if not self._take("sign", sign):
            raise self._fault(f"`{sign}`")

    def _fault(self, wanted: str) -> UnreadableError:
        _, found, place = self._peek()
        return _unreadable(self.text, place, f"`{found}`" if found else "its end", wanted)


def _tokens(text: str) -> Iterator[tuple[str, str, int]]:
    place = 0
    while text[place:].strip():
        match = TOKEN.match(text, place)
        if match is None or match.lastgroup is None:
            place += len(text[place:]) - len(text[place:].lstrip())
            raise _unreadable(text, place, f"`{text[place]}`", "a name, a number, a text in quotes or a comparison")
        yield match.lastgroup, match[match.lastgroup], match.start(match.lastgroup)
        place = match.end()


def _unreadable(text: str, place: int, found: str, wanted: str) -> UnreadableError:
    return UnreadableError(
        f"the condition `{text.strip()}` cannot be read at character {place + 1}: found {found}, expected {wanted}",
        help="write such as `value = 1`, `value >= 0.7 and not refused` or `verdict in (bad, worse)`",
    )
