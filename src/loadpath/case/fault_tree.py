"""A fault tree as published: gates, basic events and what is said of their probabilities. Plain values, no arithmetic.

The words are those of the Open-PSA Model Exchange Format 2.0d. Every name carries the line where it was defined.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from loadpath.case.span import Span

CONNECTIVES = ("and", "or", "not", "xor", "iff", "nand", "nor", "imply", "atleast", "cardinality")
DEVIATES = {
    "lognormal-deviate": (2, 3),
    "beta-deviate": (2,),
    "uniform-deviate": (2,),
    "normal-deviate": (2,),
    "gamma-deviate": (2,),
}
"""Distributions, and how many numbers each takes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A reference to a gate, a basic event or a house event."""

    name: str
    at: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Constant:
    """True or false."""

    value: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Connected:
    """Formulas under a connective; `least` and `most` belong to `atleast` and `cardinality`."""

    connective: str
    parts: tuple[Formula, ...]
    least: int = 0
    most: int = 0


Formula = Named | Constant | Connected


@dataclass(frozen=True, slots=True, kw_only=True)
class Number:
    """A number as written."""

    value: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """A reference to a parameter."""

    name: str
    at: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Deviate:
    """A distribution by its name and its numbers, in the order of the format."""

    kind: str
    numbers: tuple[Expression, ...]
    at: Span


Expression = Number | Parameter | Deviate


@dataclass(frozen=True, slots=True, kw_only=True)
class BasicEvent:
    """Something that happens or does not, with a probability."""

    name: str
    probability: Expression
    at: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class FaultTree:
    """A fault tree whose every reference is defined and which runs in no circle.

    Attributes:
        name: what its author calls it.
        gates: formulas by name.
        events: basic events by name.
        houses: house events by name: events taken for true or false.
        parameters: what events refer to, by name.
        tops: the gates that no other gate names, in the order of definition.
    """

    name: str
    gates: Mapping[str, Formula]
    events: Mapping[str, BasicEvent]
    houses: Mapping[str, bool] = field(default_factory=dict)
    parameters: Mapping[str, Expression] = field(default_factory=dict)
    tops: tuple[str, ...] = ()
