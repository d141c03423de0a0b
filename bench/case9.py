"""The synthetic case of nine pathways with 81 uncertain probabilities (`../shared/benchmarks/case9`), ready to draw.

Its file is Open-PSA XML of a few kinds of element only, read here without the importer, so that what is measured does
not depend on it.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from loadpath.engine import laws
from loadpath.engine.compile import compile_circuit
from loadpath.engine.formula import Formulas
from loadpath.engine.leaves import Is, Parameter

if TYPE_CHECKING:
    from loadpath.engine.circuit import Circuit

FILE = Path(__file__).resolve().parents[2] / "shared" / "benchmarks" / "case9" / "case9.xml"


@dataclass(frozen=True, slots=True)
class Model:
    """A fault tree: its formulas, the name and the law of each leaf, and the top."""

    store: Formulas
    names: tuple[str, ...]
    numbers: dict[str, tuple[str, tuple[float, ...]]]
    top: int

    def law(self, name: str) -> laws.Law:
        """Return the law of an event."""
        kind, numbers = self.numbers[name]
        return laws.Beta(*numbers) if kind == "beta-deviate" else laws.lognormal(*numbers)

    @property
    def weights(self) -> list[Is]:
        """Return what weighs each leaf."""
        return [Is(Parameter(name, self.law(name))) for name in self.names]

    def compiled(self) -> Circuit:
        """Return the circuit of the top."""
        return compile_circuit(self.store, [self.top])


class _Reader:
    """Reads gates from the top down; each once."""

    def __init__(self, root: ET.Element) -> None:
        self.gates = {gate.attrib["name"]: gate[0] for gate in root.iter("define-gate")}
        self.store = Formulas()
        self.leaves: dict[str, int] = {}
        self.done: dict[str, int] = {}

    def formula(self, node: ET.Element) -> int:
        """Return the formula of an element."""
        if node.tag == "basic-event":
            name = node.attrib["name"]
            if name not in self.leaves:
                self.leaves[name] = self.store.leaf()
            return self.leaves[name]
        if node.tag == "gate":
            name = node.attrib["name"]
            if name not in self.done:
                self.done[name] = self.formula(self.gates[name])
            return self.done[name]
        parts = [self.formula(child) for child in node]
        if node.tag == "atleast":
            return self.store.at_least(int(node.attrib["min"]), parts)
        if node.tag == "not":
            return self.store.negate(parts[0])
        return self.store.all_of(parts) if node.tag == "and" else self.store.any_of(parts)


def read(file: Path = FILE) -> Model:
    """Return the model of a file.

    Raises:
        FileNotFoundError: when the shared folder is not beside this one.
    """
    root = ET.parse(file).getroot()  # noqa: S314  a file of our own
    reader = _Reader(root)
    top = reader.formula(ET.Element("gate", name="top"))
    numbers = {
        event.attrib["name"]: (event[0].tag, tuple(float(value.attrib["value"]) for value in event[0]))
        for event in root.iter("define-basic-event")
    }
    return Model(reader.store, tuple(reader.leaves), numbers, top)
