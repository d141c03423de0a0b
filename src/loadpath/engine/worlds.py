"""A circuit under numbers that nobody knows exactly: each draw is a world, and each world has its probabilities.

A `Plan` is all that is needed to draw worlds, as arrays: names' keys, quantile tables, and the circuit's operations on
rows that are used again once nobody reads them. It can be sent to threads and processes as it is. World d of a plan is
a function of the names, the seed and d: the same bits from the compiled kernel and from arrays, in any block.

A cause that is shared by several cases of a portfolio is drawn as true or false in every world (`happening`), so that
given the world the cases are independent of each other beyond the numbers that they share by name.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from loadpath.engine import laws
from loadpath.engine.circuit import ADD, MIX, ONE, ZERO, Circuit
from loadpath.engine.draws import SEED, key_of, numerators
from loadpath.engine.leaves import Below, Cut, Free, Is, Of, Parameter, Weight
from loadpath.engine.steps import AT_MOST, COMPLEMENT, MULTIPLY_ADD, step
from loadpath.engine.tables import TERMS, Table, table

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Indices = NDArray[np.int32]
    Words = NDArray[np.uint64]

WIDTH = 384
"""So many worlds at a time in the kernel: their rows stay in the second cache of a processor."""
CACHE_LINE = 64
"""Bytes of a line of the processor's cache."""
ROOM = 64_000_000
"""Bytes that the rows of one block may take."""
WORTHWHILE = 200_000_000
"""Operations from which on loading the compiled kernel takes less time than doing without."""

UNIFORM = laws.Updated(values=np.array([0.0, 1.0]), cumulated=np.array([0.0, 1.0]), mean=0.5)
"""The law of a number that may lie anywhere from 0 to 1."""


def happening(cause: str, parameter: Parameter) -> Below:
    """Return the weight of a leaf that is true or false in each world, with the probability that a parameter gives.

    Args:
        cause: the name under which several cases share the cause.
        parameter: how likely it is.
    """
    return Below(Parameter(f"{cause} comes true", UNIFORM), parameter)


class Function(NamedTuple):
    """A row that is a function of parameters."""

    function: Callable[..., Floats]
    arguments: tuple[tuple[str, Table], ...]
    row: int


@dataclass(frozen=True, slots=True, eq=False)
class Drawn:
    """The parameters that are drawn into rows, as arrays for the kernel.

    Attributes:
        keys: four words for each name, shape (parameters, 4).
        begins: where each table begins among the coefficients, or among the knots.
        ends: where its knots end; 0 when it has none.
        shifts: see `Table`.
        caps: see `Table`.
        coefficients: those of all tables, shape (segments, 8).
        knots: those of all tables, shape (points, 3).
        rows: where each parameter's values go.
    """

    keys: Words
    begins: Indices
    ends: Indices
    shifts: Indices
    caps: Floats
    coefficients: Floats
    knots: Floats
    rows: Indices


@dataclass(frozen=True, eq=False)
class Plan:
    """All that is needed to draw worlds.

    Attributes:
        names: the parameters that are drawn into rows, in the order of `drawn`.
        seed: whose draws they are.
        tables: their quantile tables.
        drawn: the same as arrays.
        functions: rows that Python has to compute.
        fixed: what each row holds before anything is done; shape (rows,).
        codes: what each operation does.
        operands: the rows it reads, shape (operations, 4).
        targets: the row it writes.
        roots: the rows of what was asked for.
    """

    names: tuple[str, ...]
    seed: int
    tables: tuple[Table, ...]
    drawn: Drawn
    functions: tuple[Function, ...]
    fixed: Floats
    codes: Indices
    operands: Indices
    targets: Indices
    roots: Indices

    @cached_property
    def _steps(self) -> list[tuple[int, int, int, int, int, int]]:
        rows = np.column_stack([self.codes, self.operands, self.targets])
        return [tuple(row) for row in rows.tolist()]

    @property
    def effort(self) -> int:
        """Return about how many operations a world takes; a draw and its value take about ten."""
        return len(self.codes) + 10 * len(self.names)

    def worlds(self, count: int, first: int = 0, compiled: bool | None = None) -> Floats:
        """Return the probabilities of the roots in worlds `first` to `first + count`, shape (roots, count).

        Args:
            count: how many worlds.
            first: an even number.
            compiled: whether to use the kernel; if not said, it is used where it saves time.

        Raises:
            ValueError: when `first` is odd.
        """
        if first % 2:
            raise ValueError(f"draws come in pairs, so that `first` must be even, not {first}")
        if compiled is None:
            compiled = count * self.effort > WORTHWHILE
        return self._compiled(count, first) if compiled else self._arrays(count, first)

    def _arrays(self, count: int, first: int) -> Floats:
        out = np.empty((len(self.roots), count))
        width = max(1, min(count, ROOM // (8 * len(self.fixed))))
        for start in range(0, count, width):
            size = min(width, count - start)
            rows = np.repeat(self.fixed[:, None], size, axis=1)
            for name, known, row in zip(self.names, self.tables, self.drawn.rows.tolist(), strict=True):
                rows[row] = known.values(numerators(name, size, self.seed, first + start))
            for made in self.functions:
                rows[made.row] = self._outside(made, size, first + start)
            for code, a, b, c, d, to in self._steps:
                step(code, rows[a], rows[b], rows[c], rows[d], rows[to])
            out[:, start : start + size] = rows[self.roots]
        return out

    def _outside(self, made: Function, count: int, first: int) -> Floats:
        return made.function(
            *(known.values(numerators(name, count, self.seed, first)) for name, known in made.arguments)
        )

    def _compiled(self, count: int, first: int) -> Floats:
        from loadpath.engine import kernels  # noqa: PLC0415  numba is slow to start

        width = WIDTH
        while width > 2 and width * len(self.fixed) * 8 > ROOM:  # noqa: PLR2004  draws come in pairs
            width //= 2
        whole = -(-count // width) * width
        out = np.empty((len(self.roots), whole))
        outside = np.empty((len(self.functions), whole))
        for place, made in enumerate(self.functions):
            outside[place] = self._outside(made, whole, first)
        given = np.array([made.row for made in self.functions], np.int32)
        rows = aligned(len(self.fixed), width)
        rows[:] = self.fixed[:, None]
        d = self.drawn
        tables = (d.keys, d.begins, d.ends, d.shifts, d.caps, d.coefficients, d.knots, d.rows)
        kernels.worlds(*tables, given, outside, self.codes, self.operands, self.targets, self.roots, first, rows, out)
        return out[:, :count]


def aligned(rows: int, columns: int) -> Floats:
    """Return room for numbers that begins with a line of the processor's cache, which saves a third of the time."""
    held = np.empty(rows * columns + CACHE_LINE // 8)
    skipped = (-held.ctypes.data % CACHE_LINE) // 8
    return held[skipped : skipped + rows * columns].reshape(rows, columns)


@dataclass(slots=True)
class _Planner:
    """Gives rows to slots and takes them back after their last use."""

    circuit: Circuit
    weights: Sequence[Weight]
    free: Mapping[int, float]
    seed: int
    fixed: list[float] = field(default_factory=lambda: [0.0, 1.0])
    spare: list[int] = field(default_factory=list)
    parameters: dict[str, tuple[Parameter, int]] = field(default_factory=dict)
    constants: dict[float, int] = field(default_factory=lambda: {0.0: ZERO, 1.0: ONE})
    functions: list[Function] = field(default_factory=list)
    steps: list[tuple[int, int, int, int, int, int]] = field(default_factory=list)
    rows: dict[int, int] = field(default_factory=lambda: {ZERO: ZERO, ONE: ONE})
    lent: set[int] = field(default_factory=set)
    reads: defaultdict[int, int] = field(default_factory=lambda: defaultdict(int))

    def plan(self, roots: Sequence[int]) -> Plan:
        """Return the plan of some formulas of the circuit."""
        circuit = self.circuit
        needed = self._needed([circuit.roots[root] for root in roots])
        for slot in needed:
            for read in self._operands(slot):
                self.reads[read] += 1
        for root in roots:
            self.reads[circuit.roots[root]] += 1
        self._draw(needed)
        for slot in needed:
            if slot >= circuit.first:
                self._operate(slot)
        wanted = [self._row(circuit.roots[root]) for root in roots]
        steps = np.array(self.steps, np.int32).reshape(-1, 6)
        tables = tuple(table(parameter.law) for parameter, _ in self.parameters.values())
        return Plan(
            names=tuple(self.parameters),
            seed=self.seed,
            tables=tables,
            drawn=_drawn(list(self.parameters), self.seed, tables, [row for _, row in self.parameters.values()]),
            functions=tuple(self.functions),
            fixed=np.array(self.fixed),
            codes=np.ascontiguousarray(steps[:, 0]),
            operands=np.ascontiguousarray(steps[:, 1:5]),
            targets=np.ascontiguousarray(steps[:, 5]),
            roots=np.array(wanted, np.int32),
        )

    def _operands(self, slot: int) -> list[int]:
        if slot < self.circuit.first:
            return []
        here = slot - self.circuit.first
        count = 4 if self.circuit.codes[here] == MIX else 2
        return [int(read) for read in self.circuit.operands[here, :count]]

    def _needed(self, slots: list[int]) -> list[int]:
        """Return the slots that some slots need, themselves included, in order."""
        found: set[int] = set()
        while slots:
            slot = slots.pop()
            if slot not in found:
                found.add(slot)
                slots.extend(self._operands(slot))
        return sorted(found - {ZERO, ONE})

    def _lend(self, slot: int) -> int:
        """Return a row for a slot until it was read as often as it will be; the last one given back comes first."""
        self.lent.add(slot)
        if self.spare:
            return self.spare.pop()
        self.fixed.append(0.0)
        return len(self.fixed) - 1

    def _constant(self, value: float) -> int:
        if value not in self.constants:
            self.fixed.append(value)
            self.constants[value] = len(self.fixed) - 1
        return self.constants[value]

    def _parameter(self, parameter: Parameter) -> int:
        if isinstance(parameter.law, laws.Point):
            return self._constant(parameter.law.mean)
        if parameter.name not in self.parameters:
            self.fixed.append(0.0)
            self.parameters[parameter.name] = (parameter, len(self.fixed) - 1)
        return self.parameters[parameter.name][1]

    def _draw(self, needed: Sequence[int]) -> None:
        """Give rows to the parameters and to the weights of all leaves that are needed, before anything is computed."""
        for slot in needed:
            if slot < self.circuit.first:
                leaf = (slot - 2) % self.circuit.leaves
                self._weigh(leaf)

    def _weigh(self, leaf: int) -> None:
        """Give a leaf its row, if it has none."""
        slot = 2 + leaf
        if slot in self.rows:
            return
        match self.weights[leaf]:
            case Is(parameter):
                self.rows[slot] = self._parameter(parameter)
            case Of(parameters, function) if all(isinstance(p.law, laws.Point) for p in parameters):
                self.rows[slot] = self._constant(float(function(*(np.array([p.law.mean]) for p in parameters))[0]))
            case Of(parameters, function):
                self.fixed.append(0.0)
                self.rows[slot] = len(self.fixed) - 1
                arguments = tuple((p.name, table(p.law)) for p in parameters)
                self.functions.append(Function(function, arguments, self.rows[slot]))
            case Cut(parameter, _, upper):
                self._compare(slot, self._parameter(parameter), self._constant(upper))
            case Below(first, second):
                self._compare(slot, self._parameter(first), self._parameter(second))
            case Free():
                self.rows[slot] = self._constant(self.free.get(leaf, 0.0))

    def _compare(self, slot: int, first: int, second: int) -> None:
        self.fixed.append(0.0)
        self.rows[slot] = len(self.fixed) - 1
        self.steps.append((AT_MOST, first, second, ZERO, ZERO, self.rows[slot]))

    def _row(self, slot: int) -> int:
        """Return the row of a slot; the complement of a leaf is computed when it is first read."""
        if slot not in self.rows:
            leaf = slot - 2 - self.circuit.leaves
            weight = self.weights[leaf]
            if isinstance(weight, Is) and isinstance(weight.parameter.law, laws.Point):
                self.rows[slot] = self._constant(weight.parameter.law.complement)
            else:
                self.rows[slot] = self._lend(slot)
                self.steps.append((COMPLEMENT, self.rows[2 + leaf], ZERO, ZERO, ZERO, self.rows[slot]))
        return self.rows[slot]

    def _operate(self, slot: int) -> None:
        """Write one operation; rows that nobody reads any more are given back only after it has its own."""
        reads = self._operands(slot)
        rows = [self._row(read) for read in reads]
        self.rows[slot] = self._lend(slot)
        code = int(self.circuit.codes[slot - self.circuit.first])
        if code == ADD:
            code, rows = MULTIPLY_ADD, [rows[0], ONE, rows[1]]
        elif code == MIX and ONE in rows[2:]:
            at = 2 + rows[2:].index(ONE)
            code, rows = MULTIPLY_ADD, [rows[3 - at], rows[5 - at], rows[at - 2]]
        a, b, c, d = (*rows, ZERO, ZERO)[:4]
        self.steps.append((code, a, b, c, d, self.rows[slot]))
        for read in reads:
            self.reads[read] -= 1
            if not self.reads[read] and read in self.lent:
                self.spare.append(self.rows[read])


def plan(
    circuit: Circuit, weights: Sequence[Weight], roots: Sequence[int], free: Mapping[int, float], seed: int = SEED
) -> Plan:
    """Return the plan by which worlds are drawn.

    Args:
        circuit: what was compiled.
        weights: what weighs each leaf.
        roots: the formulas whose probabilities are wanted.
        free: the value of each free leaf.
        seed: another seed, other worlds.
    """
    return _Planner(circuit, weights, free, seed).plan(roots)


def _drawn(names: Sequence[str], seed: int, tables: Sequence[Table], rows: Sequence[int]) -> Drawn:
    """Return tables and keys as arrays; a table that several parameters have stands there once."""
    coefficients, knots = [np.empty((0, TERMS))], [np.empty((0, 3))]
    places: dict[int, tuple[int, int]] = {}
    sizes = [0, 0]
    for known in tables:
        if id(known) not in places:
            kind = int(len(known.knots) > 0)
            size = len(known.knots) or len(known.coefficients)
            places[id(known)] = (sizes[kind], (sizes[kind] + size) * kind)
            sizes[kind] += size
            coefficients.append(known.coefficients)
            knots.append(known.knots)
    room = aligned(sizes[0], TERMS)
    np.concatenate(coefficients, out=room)
    where = np.array([places[id(known)] for known in tables], np.int32).reshape(-1, 2)
    return Drawn(
        keys=np.array([key_of(name, seed) for name in names], np.uint64).reshape(-1, 4),
        begins=np.ascontiguousarray(where[:, 0]),
        ends=np.ascontiguousarray(where[:, 1]),
        shifts=np.array([known.shift for known in tables], np.int32),
        caps=np.array([known.cap for known in tables], np.float64),
        coefficients=room,
        knots=np.concatenate(knots),
        rows=np.array(rows, np.int32),
    )
