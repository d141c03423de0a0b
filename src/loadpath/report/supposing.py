"""What if: a table of what the risk would be, and the case's own circuits for a page that works out the rest.

The numbers that move the risk most each get a row: what each assessor's risk is when the number lies at one end, and at
the other. Written on a screen with scripts, each row gets a slider between these ends, and a choice of true and false;
`page.js` evaluates the same operations that the engine did. On paper, and without scripts, the table stands alone.

Only what the audience may see gets a row, and all of it comes from the case as this audience reads it: what is withheld
is in these circuits no more than in the text, a weight that may lie anywhere within what is declared of it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from loadpath.assess.machine import Machine, machine
from loadpath.assess.movable import FACTOR, Movable, behind, movable, raised
from loadpath.assess.results import Interval, NotComputed
from loadpath.case import node as kinds
from loadpath.case.audience import INTERNAL
from loadpath.case.rounding import percent, probability, significant, times
from loadpath.report.tree import (
    Block,
    Break,
    Code,
    Column,
    Control,
    Muted,
    Note,
    Paragraph,
    Row,
    Section,
    Strong,
    Supposing,
    Table,
    Words,
    joined,
)
from loadpath.report.wording import in_percent, tight, unknown

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from loadpath.assess.model import Model
    from loadpath.assess.results import Answer
    from loadpath.report.book import Book, Person

ANCHOR = "what-if"

MOST_NUMBERS = 12
"""Rows for judged numbers: those that move the risk most."""

MOST_FACTS = 6
"""Rows for what has no such number, and carries the risk all the same."""

NOTHING = 0.01
"""A number that moves the log of the risk by less than this, at odds ten times higher or lower, gets no row."""

MOST_BYTES = 100_000
"""A page brings no more than this for it."""

CLOSE = 1e-12
"""Relative difference up to which a complement need not be written beside its weight."""

NEAR_ONE = 0.9
"""Above it the distance to one carries the digits."""

SIDES = {
    kinds.Event: ("true", "false"),
    kinds.Claim: ("true", "false"),
    kinds.Mitigation: ("works", "fails"),
    kinds.Scenario: ("too late", "in time"),
    kinds.Surface: ("catches one", "catches none"),
}
"""What may be taken for a fact of each kind: that its proposition holds, and that it does not."""

HELD = {
    kinds.Event: "that it happens",
    kinds.Claim: "that it holds",
    kinds.Mitigation: "that it works",
    kinds.Scenario: "that it is too late",
    kinds.Surface: "that it catches one",
    kinds.Evidence: "that it passes",
}
"""What a number is the chance of."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One row: a number with the ends between which it is moved, or a node that can only be taken for a fact.

    Attributes:
        subject: id of the node.
        label: what is moved, in words.
        held: by assessor, the number that is moved; empty where there is none.
        ends: the least and the largest value; None where there is no number.
        fact: whether it may be taken for a fact in this row.
    """

    subject: str
    label: str
    held: Mapping[str, Movable]
    ends: tuple[float, float] | None
    fact: bool


def what_if(book: Book) -> Section | None:
    """Return the page on which something is supposed; None where nothing can be."""
    lines, models, found = lines_of(book)
    if not lines:
        return None
    rows = [_row(book, line, number, models, found) for number, line in enumerate(lines)]
    table = Table(caption=_caption(lines), columns=_columns(book), rows=tuple(rows), stacked=True)
    circuits = written(book, lines, found) if found else ""
    blocks: list[Block] = [Paragraph((WITHHELD,))] if book.scene.audience != INTERNAL else []
    if not circuits or len(circuits.encode()) > MOST_BYTES:
        blocks += [Note((_alone(circuits),)), Supposing(table=table)]
    else:
        controls = tuple(_control(book, line, found) for line in lines)
        outcome = _outcome(book)
        blocks.append(Supposing(table=table, hint=HINT, controls=controls, outcome=outcome, circuits=circuits))
    return Section(title=("What if",), anchor=ANCHOR, blocks=tuple(blocks), contents="What if")


WITHHELD = (
    "It is worked out from what this page shows: what is withheld may lie anywhere within what is declared of it, and "
    "nobody has certified what it would come to if the rest were otherwise."
)

HINT = (
    "Move a slider, or take something as true or false: the risk follows. A number takes the place of what each "
    "assessor judged. What is taken as true or false is conditioned on, as evidence would be, so that all it explains "
    "moves with it. Ranges and verdicts are not worked out anew."
)
"""What the page says beside its sliders, where there are any."""


def _alone(circuits: str) -> str:
    if not circuits:
        return "This case has too many operations, or too much in it that nobody knows, to be worked out in a page."
    kilobytes = f"{len(circuits.encode()) // 1000:,}\u00a0kB"
    return f"The operations of this case are too many to be worked out in a page: they would take {kilobytes}."


def _caption(lines: Sequence[Line]) -> Words:
    said: list[str] = []
    if any(line.ends for line in lines):
        said.append(
            f" Numbers are moved from a {'tenth' if FACTOR == 10 else 'part'} of the lowest odds that somebody gave "  # noqa: PLR2004
            "them to ten times the highest."
        )
    if any(not line.ends for line in lines):
        said.append(" What has no judged number of its own is taken for a fact.")
    return (Strong(("The risk if one thing were otherwise.",)), *said, " In grey, how many times the risk of now.")


def _columns(book: Book) -> tuple[Column, ...]:
    return (Column("What"), Column("If it were", number=True), *(Column(p.title, number=True) for p in book.people))


# which rows there are -------------------------------------------------------------------------------------------------


def lines_of(book: Book) -> tuple[list[Line], Mapping[str, Model], Mapping[str, Machine]]:
    """Return the rows, and the models and machines that they are worked out with, by assessor."""
    models = {person.id: asked for person in book.people if (asked := behind(person.result)) is not None}
    some = _lines(book, models)
    wanted = [line.subject for line in some if line.fact]
    found = {name: made for name, asked in models.items() if (made := machine(asked, wanted)) is not None}
    lines = [line for line in some if line.ends or any(line.subject in made.facts for made in found.values())]
    return lines, models, found


def _lines(book: Book, models: Mapping[str, Model]) -> list[Line]:
    """Return the rows: numbers first, then what carries the risk and has none."""
    held: dict[tuple[str, bool, str, bool], dict[str, Movable]] = {}
    for person in book.people:
        for item in _moves(person, models.get(person.id)):
            if item.subject in book.case.nodes and not book.case.nodes[item.subject].withheld:
                held.setdefault(item.key, {})[person.id] = item
    pulls = {key: round(max(item.pull for item in found.values()), 6) for key, found in held.items()}
    chosen = sorted((key for key in held if pulls[key] > NOTHING), key=lambda key: (-pulls[key], key))[:MOST_NUMBERS]
    facts = [load.subject for found in book.loads(book.case.nodes) for load in found[:1] if load.factor > 1 + NOTHING]
    facts = [name for name in facts if not book.case.nodes[name].withheld and type(book.case.nodes[name]) in SIDES]
    lines: list[Line] = []
    seen: set[str] = set()
    for key in chosen:
        values = [item.value for item in held[key].values()]
        ends = nice(raised(min(values), 1 / FACTOR)), nice(raised(max(values), FACTOR))
        fact = key[0] in facts and key[0] not in seen
        lines.append(Line(subject=key[0], label=_label(book, key), held=held[key], ends=ends, fact=fact))
        seen.add(key[0])
    more = [name for name in dict.fromkeys(facts) if name not in seen][:MOST_FACTS]
    return [*lines, *(Line(subject=name, label=book.title(name), held={}, ends=None, fact=True) for name in more)]


def _moves(person: Person, asked: Model | None) -> tuple[Movable, ...]:
    if asked is None or not isinstance(person.result.risk, Interval):
        return ()
    best, worst = person.result.spread.ends  # type: ignore[union-attr]
    return movable(asked, best) or movable(asked, worst)


def _label(book: Book, key: tuple[str, bool, str, bool]) -> str:
    name, _, condition, otherwise = key
    return book.title(name) + (f", if {condition}" if condition else ", otherwise" if otherwise else "")


def nice(chance: float) -> float:
    """Return a probability with two digits; close to one they count from the distance to one.

    >>> nice(0.0052356), nice(0.77272), nice(0.99687)
    (0.0052, 0.77, 0.9969)
    """
    return round(1 - significant(1 - chance, 2), 15) if chance > NEAR_ONE else significant(chance, 2)


def _control(book: Book, line: Line, made: Mapping[str, Machine]) -> Control:
    start = next((held.value for held in line.held.values()), 0.0)
    known = line.fact and any(line.subject in one.facts for one in made.values())
    sides = SIDES[type(book.case.nodes[line.subject])] if known else ()
    return Control(label=line.label, ends=line.ends, start=start, sides=sides)


def _outcome(book: Book) -> Table:
    """Return what nothing supposed comes to: the risk as it is."""
    budget = any(person.result.budget for person in book.people)
    columns = [Column("Assessor"), *(Column(name, number=True) for name in ("As judged", "Supposed", "Times"))]
    columns += [Column("Of the budget", number=True)] if budget else []
    rows = []
    for person in book.people:
        risk = person.result.risk
        now = "–" if isinstance(risk, NotComputed) else "unknown" if unknown(risk) else in_percent(risk, person.digits)
        exact = risk.low if isinstance(risk, Interval) and risk.exact else None
        cells: list[Words] = [(person.title,), (now,), ("–",), ("–",), *([("–",)] if budget else [])]
        rows.append(Row(tuple(cells), values=(None, exact)))
    return Table(caption=(), columns=tuple(columns), rows=tuple(rows))


# the table ------------------------------------------------------------------------------------------------------------


def _row(book: Book, line: Line, number: int, models: Mapping[str, Model], made: Mapping[str, Machine]) -> Row:
    node = book.case.nodes[line.subject]
    values = [tight(percent(value)) for value in line.ends] if line.ends else SIDES[type(node)]
    cells: list[Words] = [_what(book, line), (values[0], Break(), values[1])]
    for person in book.people:
        low, high = _answers(line, person, models.get(person.id), made.get(person.id))
        cells.append((*_said(low, person), Break(), *_said(high, person)))
    return Row(tuple(cells), anchor=f"{ANCHOR}-{number}")


def _what(book: Book, line: Line) -> Words:
    """Return what a row moves: the node, when, what the number is the chance of, and what it is judged to be."""
    some = next(iter(line.held.values()), None)
    if some is None:
        return book.link(line.subject)
    node = book.case.nodes[line.subject]
    words = "that it fails" if some.fails else HELD.get(type(node), "that it is so")
    condition: Words = (", if ", Code(some.condition)) if some.condition else (", otherwise",) if some.otherwise else ()
    numbers = [tight(probability(held.value)) if held else "–" for held in map(line.held.get, _ids(book))]
    judged = numbers[:1] if len(set(numbers)) == 1 else numbers
    told = joined([(one,) for one in judged])
    return (*book.link(line.subject), *condition, Break(), Muted((f"the chance {words}; judged ", *told)))


def _ids(book: Book) -> list[str]:
    return [person.id for person in book.people]


def _answers(line: Line, person: Person, asked: Model | None, made: Machine | None) -> tuple[Answer, ...]:
    """Return the risk at both ends of a row."""
    found: list[Interval | None] | None = None
    held = line.held.get(person.id)
    if made is not None and held is not None and line.ends:
        found = [made.risk({made.places[held.leaf]: end}) for end in line.ends]
    elif made is not None and not line.ends and line.subject in made.facts:
        found = [made.risk(facts=[(line.subject, holds)]) for holds in (True, False)]
    elif asked is not None and held is not None and line.ends and not asked.free.keys() & asked.matter:
        risks = asked.moved({}, [(held.leaf, end) for end in line.ends])
        found = [None if risk is None else Interval(risk, risk) for risk in risks]
    if found is None:
        return NotComputed("–"), NotComputed("–")
    return tuple(one or NotComputed("cannot be so") for one in found)


def _said(answer: Answer, person: Person) -> Words:
    """Return a risk and, standing back, how many times that of now it is, which tells small moves better."""
    if isinstance(answer, NotComputed):
        return (answer.reason,)
    if unknown(answer):
        return ("unknown",)
    words, now = in_percent(answer, person.digits), person.result.risk
    if not answer.exact or not isinstance(now, Interval) or not now.exact or now.low <= 0:
        return (words,)
    return (words, "\u2002", Muted((f"{times(answer.low / now.low)}\u00a0×",)))


# what the page works with ---------------------------------------------------------------------------------------------


def written(book: Book, lines: Sequence[Line], made: Mapping[str, Machine]) -> str:
    """Return what `page.js` works with as JSON: people with the weights of their leaves, and circuits, each once."""
    circuits: dict[tuple[int, ...], int] = {}
    people: list[dict[str, object]] = []
    for person in book.people:
        one = made.get(person.id)
        if one is None:
            people.append({})
        else:
            number = circuits.setdefault(one.operations, len(circuits))
            people.append(_person(person, one, lines) | {"circuit": number})
    return json.dumps({"people": people, "circuits": list(circuits)}, separators=(",", ":"))


def _person(person: Person, made: Machine, lines: Sequence[Line]) -> dict[str, object]:
    standing = person.result.budget
    found: dict[str, object] = {
        "digits": person.digits,
        "leaves": made.leaves,
        "roots": made.roots,
        "weights": [row[0] if len(row) == 1 else row for row in made.weights],
        "complements": _complements(made),
        "inputs": [made.places[line.held[person.id].leaf] if person.id in line.held else -1 for line in lines],
        "facts": [_fact(made, line) for line in lines],
    }
    if len(made.points) > 1:
        found["points"] = made.points
    if made.free:
        found["free"] = [(one.leaf, one.low, one.high, one.sign) for one in made.free]
    if standing is not None:
        found["budget"] = standing.level
    return found


def _fact(made: Machine, line: Line) -> object:
    fact = made.facts.get(line.subject) if line.fact else None
    return 0 if fact is None else (fact.holds, fact.fails)


def _complements(made: Machine) -> dict[str, object]:
    """Return the complements that are not one minus the weight to the last digits."""
    found: dict[str, object] = {}
    for place, (row, others) in enumerate(zip(made.weights, made.complements, strict=True)):
        if any(abs(1 - weight - other) > CLOSE * other for weight, other in zip(row, others, strict=True)):
            found[str(place)] = others[0] if len(others) == 1 else others
    return found
