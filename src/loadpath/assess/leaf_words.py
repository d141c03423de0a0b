"""What a leaf of a model stands for, in the words of the case: a name that other programs can read, and a sentence.

Names are identifiers of the Open-PSA Model Exchange Format (2.0d, `Identifier`): ASCII letters, digits and `_`, with
single hyphens between them. A dot of an id becomes `_`, which no id has.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from loadpath.assess.lines import judgements_of
from loadpath.case import node as kinds
from loadpath.case.proposition import Catches, Fails, TooLate, text_of
from loadpath.case.value import Chance
from loadpath.engine import laws
from loadpath.engine.leaves import Cut, Free, Is, parameters_of

if TYPE_CHECKING:
    from loadpath.assess.interpret import Interpreter, Number
    from loadpath.case.span import Span
    from loadpath.case.value import Branch, Line

ENDS = (0.05, 0.95)
"""What a range that somebody writes spans: its 5 % and its 95 % point."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LeafWords:
    """A leaf in words.

    Attributes:
        stem: what it is called, an identifier; two leaves may have the same.
        label: what is true when the leaf is, in a sentence without a full stop.
        assessor: id of whose number it is; empty where it is nobody's judgement.
        at: where the number is written; None where it is not written.
        range: 5 % and 95 % points of its probability; None where no range was given.
    """

    stem: str
    label: str
    assessor: str = ""
    at: Span | None = None
    range: tuple[float, float] | None = None


@dataclass(slots=True)
class Identifiers:
    """Identifiers, each given once.

    >>> names = Identifiers()
    >>> names.new("v1.5"), names.new("v1_5"), names.new("2nd")
    ('v1_5', 'v1_5-2', 'n2nd')
    """

    taken: set[str] = field(default_factory=set)

    def new(self, wanted: str) -> str:
        """Return an identifier close to what is wanted, that was not given before."""
        stem = identifier(wanted)
        found, count = stem, 1
        while found in self.taken:
            count += 1
            found = f"{stem}-{count}"
        self.taken.add(found)
        return found


def identifier(text: str) -> str:
    """Return a text as an identifier of the format.

    >>> identifier("night-copy/0/traffic counter/works")
    'night-copy-0-traffic-counter-works'
    """
    plain = re.sub(r"[^A-Za-z0-9_]+", "-", text.replace(".", "_")).strip("-") or "n"
    return plain if plain[0].isalpha() else f"n{plain}"


def words_of(reader: Interpreter) -> dict[int, LeafWords]:
    """Return what each leaf of a model stands for, by its number."""
    written = {number.leaf: number for number in reader.numbers}
    branches = _branches(reader)
    found = {}
    for leaf, weight in enumerate(reader.weights):
        subject = reader.subjects.get(leaf)
        if leaf in written:
            found[leaf] = _judged(reader, written[leaf], branches.get((written[leaf].subject, written[leaf].at)))
        elif subject is not None:
            known = f", only that it is {_bounds(weight)}" if isinstance(weight, Free) and weight != Free() else ""
            label = f"{_title(reader, subject)}: nobody gave a number{known}"
            found[leaf] = LeafWords(stem=f"{subject}-unknown", label=label)
        else:
            names = [one.name for one in parameters_of(weight)]
            cut = f", at most {weight.upper!r}" if isinstance(weight, Cut) else ""
            label = " and ".join(_computed(reader, name) for name in names) + cut
            found[leaf] = LeafWords(stem="-".join(names) or "leaf", label=label, range=_range(reader, leaf))
    return found


def _bounds(weight: Free) -> str:
    return f"at least {weight.low:g}" if weight.high == 1.0 else f"at most {weight.high:g}"


def _computed(reader: Interpreter, name: str) -> str:
    """Return a number that is counted or computed in words: its node, and what of it."""
    first, *rest = name.split("/")
    said = "as counted" if rest == ["jeffreys"] else ", ".join(rest)
    return f"{_title(reader, first)}: {said}" if said else _title(reader, first)


def _judged(reader: Interpreter, number: Number, held: tuple[Line, Branch] | None) -> LeafWords:
    title = _title(reader, number.subject)
    if held is None or not number.origin:
        known = "withheld, within its declared bound" if number.leaf in reader.kept_back else "a number of its own"
        return LeafWords(stem=f"{number.subject}-own", label=f"{title}: {known}", assessor=number.origin, at=number.at)
    line, branch = held
    side, said = _side(line, reader.case.nodes.get(number.subject))
    place = f"-{line.branches.index(branch) + 1}" if len(line.branches) > 1 else ""
    condition = f", if {text_of(branch.condition, brackets=False)}" if branch.condition is not None else ""
    otherwise = ", otherwise" if branch.condition is None and len(line.branches) > 1 else ""
    return LeafWords(
        stem=f"{number.subject}-{side}{place}",
        label=f"{title}{said and ': '}{said}{condition}{otherwise}",
        assessor=number.origin,
        at=number.at,
        range=_written(branch) or _range(reader, number.leaf),
    )


def _side(line: Line, node: kinds.Node | None) -> tuple[str, str]:
    """Return which side of a node a number is the chance of, as a part of a name and in words."""
    match line.what:
        case Fails():
            return "fails", "it fails by itself"
        case TooLate():
            return "late", "it is too late"
        case Catches():
            return "catches", "it catches one"
        case _ if isinstance(node, kinds.Evidence):
            return ("passes", "it passes") if line.passes else ("fails", "it fails")
        case _ if isinstance(node, kinds.Claim):
            return "own", "its own step holds"
        case _:
            given = isinstance(node, kinds.Event) and node.given is not None
            return "own", "where it can happen" if given else ""


def _branches(reader: Interpreter) -> dict[tuple[str, Span], tuple[Line, Branch]]:
    """Return every line and branch that a number may be written in, by the node it judges and its place."""
    origins = sorted({number.origin for number in reader.numbers} - {"", reader.judgements.assessor})
    found: dict[tuple[str, Span], tuple[Line, Branch]] = {}
    for judgements in (reader.judgements, *(judgements_of(reader.case, origin) for origin in origins)):
        for name, judged in judgements.lines.items():
            for branch in judged.line.branches:
                found.setdefault((name, branch.at), (judged.line, branch))
    return found


def _title(reader: Interpreter, name: str) -> str:
    node = reader.case.nodes.get(name)
    return node.title if node is not None and node.title else name


def _written(branch: Branch) -> tuple[float, float] | None:
    value = branch.value
    if not isinstance(value, Chance) or value.low is None or value.high is None:
        return None
    return float(value.low), float(value.high)


def _range(reader: Interpreter, leaf: int) -> tuple[float, float] | None:
    weight = reader.weights[leaf]
    if not isinstance(weight, Is) or isinstance(weight.parameter.law, laws.Point):
        return None
    low, high = weight.parameter.law.quantile(np.array(ENDS)).tolist()
    return low, high
