"""The circuit of an assessment as plain values: all that it takes to compute its figures again, in any language.

It is the very list of operations that the risk was computed with, under the digest that `loadpath risk` prints as
`circuit`; docs/reference/circuit.md says how it is read, and evaluates it in fifteen lines.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from loadpath.assess.leaf_words import Identifiers, words_of
from loadpath.assess.results import NotComputed, plain
from loadpath.assess.spread import Spread
from loadpath.engine.circuit import MIX
from loadpath.engine.leaves import Free
from loadpath.errors import LoadpathError, TooLargeError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from loadpath.assess.leaf_words import LeafWords
    from loadpath.assess.model import Corner, Model
    from loadpath.assess.results import Answer, Assessment
    from loadpath.case.graph import CaseGraph
    from loadpath.engine.circuit import Circuit

FORMAT = "loadpath circuit 1"

MOST_NUMBERS = 2_000_000
"""So many weights are written, over all points of numbers that several leaves share."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighed:
    """A leaf of a circuit.

    Attributes:
        name: what it is called, an identifier that no other leaf has.
        words: what it stands for.
        weights: its probability at each point, or once where it is the same at all.
        complements: one minus the weights, with digits of their own.
        free: the least and the largest probability, where nobody weighed it; else None.
    """

    name: str
    words: LeafWords
    weights: tuple[float, ...]
    complements: tuple[float, ...]
    free: tuple[float, float] | None = None

    def as_json(self) -> dict[str, object]:
        """Return the leaf as plain JSON values; what there is nothing to say of is left out."""
        found: dict[str, object] = {"name": self.name, "label": self.words.label}
        if self.words.assessor:
            found["assessor"] = self.words.assessor
        if self.words.at is not None:
            found |= {"file": self.words.at.file, "line": self.words.at.line}
        if self.words.range is not None:
            found["range"] = list(self.words.range)
        if self.free is not None:
            found["unknown"] = list(self.free)
        return found | {"weight": _once(self.weights), "complement": _once(self.complements)}


@dataclass(frozen=True, slots=True, kw_only=True)
class CompactCircuit:
    """A circuit with what weighs its leaves, and which slots answer what.

    Attributes:
        case: id of the case.
        case_digest: its digest.
        assessor: whose numbers the weights are.
        digest: of the operations.
        leaves: in the order of their slots.
        points: the weight of each point; expectations are averages over them.
        sampled: whether the points were drawn at random, where there is no exact rule.
        operations: each a code and its operands.
        roots: the slots that the digest names, in its order.
        slots: of `harm`, `listed` and `evidence`; each is a probability together with the evidence.
        pathways: slots by the id of the pathway.
        residual: slots by the id of the event.
        lowest: what nobody weighed, at the end where the risk is lowest, by the place of the leaf.
        highest: the same where it is highest.
        risk: what it comes to.
    """

    case: str
    case_digest: str
    assessor: str
    digest: str
    leaves: tuple[Weighed, ...]
    points: tuple[float, ...]
    sampled: bool
    operations: tuple[tuple[int, ...], ...]
    roots: tuple[int, ...]
    slots: Mapping[str, int]
    pathways: Mapping[str, int]
    residual: Mapping[str, int]
    lowest: Corner
    highest: Corner
    risk: Answer

    def as_json(self) -> dict[str, object]:
        """Return the circuit as plain JSON values, in an order that is always the same."""
        return {
            "format": FORMAT,
            "case": self.case,
            "case_digest": self.case_digest,
            "assessor": self.assessor,
            "circuit": self.digest,
            "risk": plain(self.risk),
            "points": list(self.points),
            "sampled": self.sampled,
            "leaves": [leaf.as_json() for leaf in self.leaves],
            "lowest": {str(leaf): value for leaf, value in sorted(self.lowest.items())},
            "highest": {str(leaf): value for leaf, value in sorted(self.highest.items())},
            "operations": [list(operation) for operation in self.operations],
            "roots": list(self.roots),
            **self.slots,
            "pathways": dict(self.pathways),
            "residual": dict(self.residual),
        }


def compact(case: CaseGraph, result: Assessment) -> CompactCircuit:
    """Return the circuit that an assessment was computed with.

    Args:
        case: the case that the assessment is of.
        result: what the assessor's numbers come to.

    Raises:
        LoadpathError: when there is no risk.
        TooLargeError: when no exact circuit fitted, or its weights are too many to be written.
    """
    if isinstance(result.risk, NotComputed):
        raise LoadpathError(f"there is no risk of `{result.assessor}` to export: {result.risk.reason}")
    if not isinstance(result.spread, Spread):
        said = "the exact circuit did not fit, and the risk lies between proven bounds"
        raise TooLargeError(said, help="`loadpath export --to open-psa` needs no circuit")
    asked = result.spread.asked
    circuit, base = asked.circuit, asked.base
    if circuit.leaves * len(base.points) > MOST_NUMBERS:
        said = (
            f"{circuit.leaves:,} leaves at {len(base.points):,} points are over the limit of {MOST_NUMBERS:,} numbers"
        )
        raise TooLargeError(said, help="use each number with a range for one thing only")
    lowest, highest = result.spread.ends
    roots = {name: asked.with_evidence(root) for name, root in (("harm", asked.total), ("listed", asked.listed))}
    return CompactCircuit(
        case=case.head.id,
        case_digest=case.digest,
        assessor=result.assessor,
        digest=circuit.digest,
        leaves=_weighed(asked),
        points=tuple(base.points.tolist()),
        sampled=base.sampled,
        operations=_operations(circuit),
        roots=tuple(circuit.roots.values()),
        slots={name: circuit.roots[root] for name, root in (*roots.items(), ("evidence", asked.seen.formula))},
        pathways={name: circuit.roots[asked.with_evidence(root)] for name, root in asked.pathways.items()},
        residual={name: circuit.roots[asked.with_evidence(root)] for name, root in asked.residual.items()},
        lowest=lowest,
        highest=highest,
        risk=result.risk,
    )


def _weighed(asked: Model) -> tuple[Weighed, ...]:
    words, names = words_of(asked.reader), Identifiers()
    found = []
    for leaf in range(asked.circuit.leaves):
        rows = asked.base.weights[leaf].tolist(), asked.base.complements[leaf].tolist()
        count = len(rows[0]) if len(set(rows[0])) > 1 else 1
        weight = asked.reader.weights[leaf]
        free = (weight.low, weight.high) if isinstance(weight, Free) else None
        weights, complements = (tuple(row[:count]) for row in rows)
        name = names.new(words[leaf].stem)
        found.append(Weighed(name=name, words=words[leaf], weights=weights, complements=complements, free=free))
    return tuple(found)


def _operations(circuit: Circuit) -> tuple[tuple[int, ...], ...]:
    steps = zip(circuit.codes.tolist(), circuit.operands.tolist(), strict=True)
    return tuple((code, *(operands if code == MIX else operands[:2])) for code, operands in steps)


def _once(row: Sequence[float]) -> float | list[float]:
    return row[0] if len(row) == 1 else list(row)
