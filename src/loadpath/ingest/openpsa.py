"""Fault trees in the Open-PSA Model Exchange Format (MEF 2.0d), read strictly.

Only elements and attributes are read. A document type, an entity or an element that is not known is refused, as is
anything beyond the limits below; every fault names the file and the line. `xor` and `iff` of more than two formulas
are refused, since readers disagree about them.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NoReturn
from xml.parsers import expat

from loadpath.case.fault_tree import (
    CONNECTIVES,
    DEVIATES,
    BasicEvent,
    Connected,
    Constant,
    Deviate,
    Expression,
    FaultTree,
    Formula,
    Named,
    Number,
    Parameter,
)
from loadpath.case.span import Span
from loadpath.errors import UnreadableError

if TYPE_CHECKING:
    from collections.abc import Mapping

MOST_BYTES = 64_000_000
MOST_ELEMENTS = 2_000_000
MOST_DEPTH = 100
"""Elements inside each other; also bounds how deep a formula is nested."""

LONGEST_NAME = 1_000

GATES, EVENTS, HOUSES, PARAMETERS = "gate", "basic event", "house event", "parameter"
REFERENCES = {"gate": (GATES,), "basic-event": (EVENTS,), "house-event": (HOUSES,), "event": (GATES, EVENTS, HOUSES)}
CONTAINERS = ("define-fault-tree", "define-component", "model-data")
IGNORED = ("label", "attributes")
TWO = ("xor", "iff", "imply")


@dataclass(slots=True)
class _Element:
    tag: str
    attributes: Mapping[str, str]
    line: int
    children: list[_Element] = field(default_factory=list)


def read_open_psa(content: bytes, file: str) -> FaultTree:
    """Return the fault tree that an XML document holds.

    Args:
        content: the document.
        file: its name, for what is said about faults.

    Raises:
        UnreadableError: when it is no such document, is over a limit, or names what it does not define.
    """
    if len(content) > MOST_BYTES:
        raise UnreadableError(f"`{file}` has more than {MOST_BYTES:,} bytes", help="split the model")
    return _Reader(file).tree(_elements(content, file))


def _elements(content: bytes, file: str) -> _Element:
    """Return the elements of a document, each with its line."""
    parser = expat.ParserCreate()
    stack = [_Element("", {}, 0)]
    count = 0

    def fail(message: str, remedy: str) -> NoReturn:
        raise UnreadableError(f"{file}:{parser.CurrentLineNumber}: {message}", help=remedy)

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal count
        count += 1
        if len(stack) > MOST_DEPTH:
            fail(f"elements nested more than {MOST_DEPTH} deep", "give the inner formula a gate of its own")
        if count > MOST_ELEMENTS:
            fail(f"more than {MOST_ELEMENTS:,} elements", "split the model")
        element = _Element(tag, attributes, parser.CurrentLineNumber)
        stack[-1].children.append(element)
        stack.append(element)

    def end(_tag: str) -> None:
        stack.pop()

    def refuse(*_: object) -> NoReturn:
        fail("a document type or an entity", "remove it; only elements and attributes are read")

    def text(found: str) -> None:
        if found.strip() and not any(element.tag in IGNORED for element in stack):
            fail("text outside a label", "values stand in attributes")

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text
    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    parser.ExternalEntityRefHandler = refuse
    parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
    try:
        parser.Parse(content, True)  # noqa: FBT003  expat's own
    except expat.ExpatError as fault:
        reason = expat.errors.messages[fault.code]
        raise UnreadableError(f"{file}:{fault.lineno}: not XML: {reason}", help="export the model again") from None
    return stack[0].children[0]


class _Reader:
    """Definitions by kind and name, with the line of each."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.title = ""
        self.gates: dict[str, Formula] = {}
        self.events: dict[str, BasicEvent] = {}
        self.houses: dict[str, bool] = {}
        self.parameters: dict[str, Expression] = {}
        self.lines: dict[str, int] = {}
        self.parameter_lines: dict[str, int] = {}
        self.pending: list[tuple[_Element, str]] = []
        self.references: list[tuple[str, tuple[str, ...], int]] = []

    def fail(self, line: int, message: str, remedy: str = "") -> NoReturn:
        raise UnreadableError(f"{self.file}:{line}: {message}", help=remedy)

    def at(self, element: _Element) -> Span:
        return Span(self.file, element.line)

    def tree(self, top: _Element) -> FaultTree:
        if top.tag != "opsa-mef":
            self.fail(top.line, f"`{top.tag}` where `opsa-mef` is expected", "only Open-PSA models are read")
        for element in top.children:
            if element.tag not in (*CONTAINERS, *IGNORED):
                self.fail(element.line, f"`{element.tag}` is not read", "only fault trees and their data are")
            self.collect(element)
        for element, name in self.pending:
            self.define(element, name)
        self.check_references()
        self.check_circles()
        named = {name for formula in self.gates.values() for name in _names(formula)}
        tops = tuple(name for name in self.gates if name not in named)
        return FaultTree(
            name=self.title,
            gates=self.gates,
            events=self.events,
            houses=self.houses,
            parameters=self.parameters,
            tops=tops,
        )

    def collect(self, element: _Element) -> None:
        """Note every definition below an element before any is read."""
        if element.tag in IGNORED:
            return
        if element.tag in CONTAINERS:
            if element.tag == "define-fault-tree":
                self.title = self.title or self.name(element)
            if element.attributes.get("role", "public") != "public":
                self.fail(element.line, "a private part is not read", "give every name once and make it public")
            for child in element.children:
                self.collect(child)
            return
        if element.tag not in ("define-gate", "define-basic-event", "define-house-event", "define-parameter"):
            self.fail(element.line, f"`{element.tag}` is not read", "only gates, events and parameters are")
        name = self.name(element)
        lines = self.parameter_lines if element.tag == "define-parameter" else self.lines
        if name in lines:
            self.fail(element.line, f"`{name}` is defined again, first in line {lines[name]}", "rename one of them")
        lines[name] = element.line
        self.pending.append((element, name))

    def define(self, element: _Element, name: str) -> None:
        inner = [child for child in element.children if child.tag not in IGNORED]
        if element.tag == "define-house-event" and not inner:
            self.houses[name] = False  # the format's own default
            return
        if len(inner) != 1:
            what = "formula" if element.tag == "define-gate" else "value"
            self.fail(element.line, f"`{name}` has {len(inner)} {what}s where one is expected")
        if element.tag == "define-gate":
            self.gates[name] = self.formula(inner[0])
        elif element.tag == "define-basic-event":
            event = BasicEvent(name=name, probability=self.expression(inner[0]), at=self.at(element))
            self.events[name] = event
        elif element.tag == "define-house-event":
            if inner[0].tag != "constant":
                self.fail(inner[0].line, f"`{inner[0].tag}` where `constant` is expected")
            self.houses[name] = self.truth(inner[0])
        else:
            self.parameters[name] = self.expression(inner[0])

    def formula(self, element: _Element) -> Formula:
        tag, parts = element.tag, element.children
        if tag in REFERENCES:
            return self.reference(element)
        if tag == "constant":
            return Constant(value=self.truth(element))
        if tag not in CONNECTIVES:
            self.fail(element.line, f"`{tag}` is no connective", f"one of {', '.join(CONNECTIVES)}")
        if not parts or (tag == "not" and len(parts) > 1) or (tag in TWO and len(parts) != 2):  # noqa: PLR2004
            want = {"not": "one formula"}.get(tag, "two formulas" if tag in TWO else "at least one formula")
            self.fail(element.line, f"`{tag}` of {len(parts)} formulas", f"it takes {want}")
        least = self.count(element, "min") if tag in ("atleast", "cardinality") else 0
        most = self.count(element, "max") if tag == "cardinality" else 0
        if (tag == "atleast" and not 1 <= least <= len(parts)) or (
            tag == "cardinality" and not least <= most <= len(parts)
        ):
            self.fail(element.line, f"`{tag}` asks for what {len(parts)} formulas cannot give")
        return Connected(connective=tag, parts=tuple(map(self.formula, parts)), least=least, most=most)

    def reference(self, element: _Element) -> Formula:
        name = self.name(element)
        kinds = REFERENCES.get(element.attributes.get("type", element.tag))
        if kinds is None:
            self.fail(element.line, f"`{element.attributes['type']}` is no kind of event")
        self.references.append((name, kinds, element.line))
        return Named(name=name, at=self.at(element))

    def expression(self, element: _Element) -> Expression:
        tag = element.tag
        if tag in ("float", "int"):
            return Number(value=self.number(element))
        if tag == "parameter":
            self.references.append((self.name(element), (PARAMETERS,), element.line))
            return Parameter(name=self.name(element), at=self.at(element))
        if tag not in DEVIATES:
            self.fail(element.line, f"`{tag}` is not read as a probability", f"one of float, {', '.join(DEVIATES)}")
        if len(element.children) not in DEVIATES[tag]:
            wanted = " or ".join(map(str, DEVIATES[tag]))
            self.fail(element.line, f"`{tag}` of {len(element.children)} numbers", f"it takes {wanted}")
        numbers = tuple(map(self.expression, element.children))
        if any(isinstance(number, Deviate) for number in numbers):
            self.fail(element.line, f"`{tag}` of something that is itself uncertain", "give it numbers")
        return Deviate(kind=tag, numbers=numbers, at=self.at(element))

    def number(self, element: _Element) -> float:
        written = element.attributes.get("value", "")
        try:
            value = float(written)
        except ValueError:
            self.fail(element.line, f"`{written}` is no number")
        if not math.isfinite(value):
            self.fail(element.line, f"`{written}` is no finite number")
        return value

    def count(self, element: _Element, attribute: str) -> int:
        written = element.attributes.get(attribute, "")
        if not (written.isascii() and written.isdecimal() and len(written) < 10):  # noqa: PLR2004  beyond any limit
            self.fail(element.line, f"`{attribute}` of `{element.tag}` is `{written}`, no count")
        return int(written)

    def truth(self, element: _Element) -> bool:
        written = element.attributes.get("value", "")
        if written not in ("true", "false"):
            self.fail(element.line, f"`{written}` is neither true nor false")
        return written == "true"

    def name(self, element: _Element) -> str:
        name = element.attributes.get("name", "")
        if not 0 < len(name) <= LONGEST_NAME:
            self.fail(element.line, f"`{element.tag}` without a name of at most {LONGEST_NAME:,} characters")
        return name

    def check_references(self) -> None:
        defined: dict[str, Mapping[str, object]] = {
            GATES: self.gates,
            EVENTS: self.events,
            HOUSES: self.houses,
            PARAMETERS: self.parameters,
        }
        for name, kinds, line in self.references:
            if not any(name in defined[kind] for kind in kinds):
                self.fail(line, f"`{name}` is no {' or '.join(kinds)} that is defined", "define it or correct the name")

    def check_circles(self) -> None:
        gates = {name: _names(formula) for name, formula in self.gates.items()}
        parameters = {name: _parameters(value) for name, value in self.parameters.items()}
        for below, lines in ((gates, self.lines), (parameters, self.parameter_lines)):
            circle = _circle(below)
            if circle is not None:
                path = " -> ".join(f"`{name}`" for name in circle)
                self.fail(lines[circle[0]], f"a definition in a circle: {path}", "break it in one place")


def _names(formula: Formula) -> tuple[str, ...]:
    """Return what a formula names."""
    if isinstance(formula, Connected):
        return tuple(dict.fromkeys(name for part in formula.parts for name in _names(part)))
    return (formula.name,) if isinstance(formula, Named) else ()


def _parameters(value: Expression) -> tuple[str, ...]:
    if isinstance(value, Deviate):
        return tuple(name for number in value.numbers for name in _parameters(number))
    return (value.name,) if isinstance(value, Parameter) else ()


def _circle(below: Mapping[str, tuple[str, ...]]) -> list[str] | None:
    """Return names of which each names the next and the last the first again, or None."""
    done: set[str] = set()
    for first in below:
        path: list[str] = []
        stack = [(first, False)]
        while stack:
            name, left = stack.pop()
            if left:
                done.add(path.pop())
            elif name in path:
                return [*path[path.index(name) :], name]
            elif name in below and name not in done:
                path.append(name)
                stack.append((name, True))
                stack.extend((inner, False) for inner in reversed(below[name]))
    return None
