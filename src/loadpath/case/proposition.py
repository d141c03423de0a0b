"""Propositions: anything that is true or false of this system, in this deployment, in this period.

The grammar is that of language.md: `[[id]]`, `not`, `and`, `or`, `2 of`, `fails`, `is too late`, `catches one`,
`at most`, `at least`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from loadpath.case.span import NOWHERE, Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from loadpath.case.value import Amount, Chance


@dataclass(frozen=True, slots=True)
class Ref:
    """A reference `[[id]]`: the event happens, the claim is true, the mitigation works."""

    id: str
    at: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Not:
    """`not P`."""

    part: Proposition


@dataclass(frozen=True, slots=True)
class And:
    """`P and Q and ...`."""

    parts: tuple[Proposition, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """`P or Q or ...`."""

    parts: tuple[Proposition, ...]


@dataclass(frozen=True, slots=True)
class AtLeast:
    """`2 of [[a]], [[b]], [[c]]`: at least `count` of the parts."""

    count: int
    parts: tuple[Proposition, ...]


@dataclass(frozen=True, slots=True)
class Fails:
    """`[[mitigation]] fails`."""

    ref: Ref


@dataclass(frozen=True, slots=True)
class TooLate:
    """`[[scenario]] is too late`."""

    ref: Ref


@dataclass(frozen=True, slots=True)
class Catches:
    """`[[surface]] catches one`: at least one attempt there is caught in time; `catches none` is its opposite."""

    ref: Ref


@dataclass(frozen=True, slots=True)
class Compare:
    """`[[quantity]] at most x` (or `at least`), where x is a number or another quantity."""

    quantity: Ref
    at_most: bool
    bound: Chance | Amount | Ref


Proposition = Ref | Not | And | Or | AtLeast | Fails | TooLate | Catches | Compare


def refs(proposition: Proposition) -> Iterator[Ref]:
    """Yield every reference inside a proposition, in the order in which they are written."""
    match proposition:
        case Ref():
            yield proposition
        case Not(part):
            yield from refs(part)
        case And(parts) | Or(parts) | AtLeast(_, parts):
            for part in parts:
                yield from refs(part)
        case Fails(ref) | TooLate(ref) | Catches(ref):
            yield ref
        case Compare(quantity, _, bound):
            yield quantity
            if isinstance(bound, Ref):
                yield bound


def comparisons(what: Proposition) -> Iterator[Compare]:
    """Yield every comparison of a quantity inside a proposition."""
    match what:
        case Compare():
            yield what
        case Not(part):
            yield from comparisons(part)
        case And(parts) | Or(parts) | AtLeast(_, parts):
            for part in parts:
                yield from comparisons(part)
        case _:
            return


def text_of(proposition: Proposition, *, brackets: bool = True) -> str:  # noqa: PLR0911  one return for each form
    """Return a proposition as the language writes it, with or without the double brackets around ids.

    >>> text_of(And((Ref("a"), Not(Fails(Ref("m"))))), brackets=False)
    'a and not m fails'
    """
    match proposition:
        case Ref(name):
            return f"[[{name}]]" if brackets else name
        case Not(Catches(ref)):
            return f"{text_of(ref, brackets=brackets)} catches none"
        case Not(part):
            return f"not {_inner(part, brackets)}"
        case And(parts):
            return " and ".join(_inner(part, brackets) for part in parts)
        case Or(parts):
            return " or ".join(_inner(part, brackets) for part in parts)
        case AtLeast(count, parts):
            return f"{count} of " + ", ".join(_inner(part, brackets) for part in parts)
        case Fails(ref):
            return f"{text_of(ref, brackets=brackets)} fails"
        case TooLate(ref):
            return f"{text_of(ref, brackets=brackets)} is too late"
        case Catches(ref):
            return f"{text_of(ref, brackets=brackets)} catches one"
        case Compare(quantity, at_most, bound):
            side = "at most" if at_most else "at least"
            shown = text_of(bound, brackets=brackets) if isinstance(bound, Ref) else bound.written
            return f"{text_of(quantity, brackets=brackets)} {side} {shown}"


def _inner(part: Proposition, brackets: bool) -> str:
    text = text_of(part, brackets=brackets)
    return f"({text})" if isinstance(part, And | Or | AtLeast) else text
