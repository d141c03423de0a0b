"""The outcomes of planned tests under every set of planned mitigations, as columns of a circuit.

One circuit holds the evidence joined with a pass of every test, and the same with the harm. A failed test weighs the
leaves of a passed one by their complements. A planned mitigation is built and needs one leaf more, its *switch*: the
weight 1 is built, 0 is not. So every set of mitigations with every outcome is a column of one pass. Mitigations that
restore claims change formulas and not weights; each set of those is a circuit of its own.

Where x is unknown, P(evidence, outcome) and P(harm, evidence, outcome) are linear in each coordinate of x, hence at
every x an average, with weights that are not negative, of their values at the corners of the box of x. Three things
follow for the chance that the risk ends at or below a budget b:

1. If P(harm, evidence, o) <= b P(evidence, o) at all corners, then at every x: the outcome o is *surely good*. If the
   opposite holds at every corner where o can come at all, o is *surely bad*.
2. For a set G of outcomes let N = P(evidence, G), D = P(evidence), and m the least N / D over the corners with D > 0.
   N - m D is at least 0 at each corner (where D = 0, N = 0), hence at every x: the least P(G | evidence) is m, and the
   same holds for the largest.
3. At every x the good outcomes are all that are surely good and none that is surely bad. So the chance lies between
   the least P(surely good | evidence) and the largest P(not surely bad | evidence), both over the corners.

The chance itself need not be extreme at a corner: an outcome may be good inside the box alone. The bounds hold for
every x; they need not be reached.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import product
from math import sqrt
from typing import TYPE_CHECKING

import numpy as np

from loadpath.assess.lines import judgements_of
from loadpath.assess.model import IMPOSSIBLE, NO_HARM, formed
from loadpath.assess.planned import corners_of
from loadpath.assess.prospect import circuit_model, judged_tests, passing
from loadpath.assess.results import Interval, NotComputed
from loadpath.case import node as kinds
from loadpath.case.proposition import Ref

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from loadpath.assess.interpret import Interpreter
    from loadpath.assess.model import Formed, Model
    from loadpath.assess.planned import Done, Item
    from loadpath.case.graph import CaseGraph
    from loadpath.engine.circuit import Circuit

    Floats = NDArray[np.float64]
    Bits = NDArray[np.int8]
    Part = frozenset[str]

MOST_COLUMNS = 2**21
"""So many sets of mitigations with outcomes of tests, at so many corners, are gone through; beyond, they are drawn."""

MOST_ITEMS = 16
"""Of so many things it may be unsure whether they are there: 65,536 sets."""

MOST_UNKNOWN = 6
"""Unknown numbers that are tried at both ends together: 64 corners."""

MOST_RESTORING = 8
"""Each set of planned mitigations that restore claims is a circuit of its own: 256 at most."""

MOST_OPEN_DRAWN = 4
"""Where sets are drawn, so many mitigations may leave open how likely they can be had: 16 times as many draws."""

MOST_ROWS = 2**17
"""Columns that are held at once."""

MOST_VALUES = 4_000_000
"""Weights that are held at once: 32 MB, and as many again for complements."""

DRAWS = 20_000
SEED = 20_270_301

HAIR = 1e-9
"""A risk this part above the budget is at it."""

NOT_ASKED = -1


@dataclass(frozen=True, slots=True)
class Ends:
    """What every set of items comes to, over what is unknown: item i is bit i of a place; all of shape (2^items,)."""

    chance: tuple[Floats, Floats]
    risk: tuple[Floats, Floats]


@dataclass(frozen=True, slots=True)
class Drawn:
    """The same for all items at once, from draws; `error` is the standard error of the chance."""

    chance: Interval
    risk: Interval
    error: float


def drawn_error(good: int, count: int) -> float:
    """Return the standard error of a share of draws, which is never 0: that all draws agree is not certainty.

    Two draws of each kind are added (Agresti & Coull, "Approximate Is Better than 'Exact' for Interval Estimation of
    Binomial Proportions", The American Statistician 52, 1998).

    >>> f"{drawn_error(20_000, 20_000):.2g}", f"{drawn_error(10_000, 20_000):.2g}"
    ('7.1e-05', '0.0035')
    """
    share = (good + 2) / (count + 4)
    return sqrt(share * (1 - share) / (count + 4))


@dataclass(slots=True)
class Columns:
    """P(evidence, outcome), and the same with the harm, for many columns in one pass over a circuit.

    Attributes:
        circuit: of the two formulas `roots`, with as many leaves as it asks for.
        roots: the evidence joined with a pass of every test, and the same with the harm.
        weights: of the leaves, complements beside them, each of shape (leaves, points).
        points: the weight of each point.
        tests: for each test, the places of its own leaves, and whether they stand for a pass.
        switches: the place of the leaf that builds a mitigation, by id, of those that matter.
        corners: values of what is unknown, shape (corners, unknown), and the places of their leaves.
    """

    circuit: Circuit
    roots: tuple[int, int]
    weights: tuple[Floats, Floats]
    points: Floats
    tests: Sequence[tuple[Sequence[int], bool]]
    switches: Mapping[str, int]
    corners: tuple[Floats, Sequence[int]]

    def at(self, built: Mapping[str, Bits], outcomes: Bits, corners: NDArray[np.intp]) -> tuple[Floats, Floats]:
        """Return both chances for each of n columns.

        Args:
            built: for each mitigation with a switch, whether it is built, shape (n,); built where it is not named.
            outcomes: of the tests, shape (n, tests): 1 is a pass, 0 a fail, -1 is not asked.
            corners: the number of the corner of what is unknown, shape (n,).
        """
        step = max(1, MOST_VALUES // (len(self.points) * max(1, len(self.weights[0]))))
        parts = [
            self._part({name: row[start : start + step] for name, row in built.items()}, *cut)
            for start in range(0, len(outcomes), step)
            for cut in [(outcomes[start : start + step], corners[start : start + step])]
        ]
        found = np.concatenate(parts, axis=1)
        return found[0], found[1]

    def _part(self, built: Mapping[str, Bits], outcomes: Bits, corners: NDArray[np.intp]) -> Floats:
        points = len(self.points)
        weights, complements = (np.tile(rows, len(outcomes)) for rows in self.weights)
        values, places = self.corners
        for number, place in enumerate(places):
            weights[place] = np.repeat(values[corners, number], points)
            complements[place] = 1.0 - weights[place]
        for name, place in self.switches.items():
            there = np.repeat(built[name], points) if name in built else np.ones(weights.shape[1])
            weights[place], complements[place] = there, 1 - there
        for number, (places, passes) in enumerate(self.tests):
            column = np.repeat(outcomes[:, number], points)
            for place in places:
                kept, turned = weights[place].copy(), complements[place].copy()
                weights[place] = np.where(column == 1, kept, turned)
                complements[place] = np.where(column == 1, turned, kept)
                certain = column == NOT_ASKED
                weights[place][certain], complements[place][certain] = float(passes), float(not passes)
        found = self.circuit.probabilities(weights, complements, self.roots)
        return np.asarray(found.reshape(2, len(outcomes), points) @ self.points)


@dataclass(slots=True)
class Board:
    """Everything planned in a case for one assessor: which set of it leads where.

    Attributes:
        case: a sound case.
        assessor: id of one of its assessors.
        level: the budget, a probability.
        tests: ids of the tests that they judge.
        planned: ids of the planned mitigations.
    """

    case: CaseGraph
    assessor: str
    level: float
    tests: tuple[str, ...]
    planned: tuple[str, ...]
    known: dict[Part, Columns] = field(default_factory=dict)

    @property
    def restoring(self) -> Part:
        """Return the planned mitigations that restore claims."""
        nodes = (self.case.nodes[name] for name in self.planned)
        return frozenset(node.id for node in nodes if isinstance(node, kinds.Mitigation) and node.restores)

    def columns(self, built: Part) -> Columns:
        """Return the columns of a circuit in which, of the mitigations that restore claims, these are built.

        Raises:
            LookupError: when nothing says what the harm is, or too much is unknown, with the reason.
            TooLargeError: when the exact circuit does not fit.
        """
        if built not in self.known:
            self.known[built] = _columns(self.case, self.assessor, self.tests, self.planned, built)
        return self.known[built]

    def fits(self, items: Sequence[Item], sure: Part) -> bool:
        """Return whether every set of some items, with the outcomes of the tests among them, is few enough columns."""
        tests = sum(name in sure for name in self.tests)
        columns = self.columns(sure & self.restoring)
        each = len(columns.corners[0]) * len(columns.points)
        return len(items) <= MOST_ITEMS and 2 ** (len(items) + tests) * each <= MOST_COLUMNS

    def ends(self, items: Sequence[Item], sure: Part) -> Ends:
        """Return what every set of some items comes to.

        Args:
            items: tests before mitigations; all other tests are not done, all other mitigations not built.
            sure: ids of tests and mitigations that are done besides.

        Raises:
            ValueError: when a mitigation stands before a test.
            LookupError: when something is not known, with the reason.
            TooLargeError: when an exact circuit does not fit.
        """
        names = [item.id for item in items if not item.mitigation]
        barriers = [item.id for item in items if item.mitigation]
        if [item.id for item in items] != [*names, *barriers]:
            raise ValueError("tests stand before mitigations")
        shape = (2 ** len(barriers), 2 ** len(names))
        low, high, least, most = (np.empty(shape) for _ in range(4))
        asked = sum(name in sure or name in names for name in self.tests)
        for columns, places in self._groups(barriers, sure):
            built = {name: _bits(places, barriers, name, sure) for name in self.planned if name in columns.switches}
            step = max(1, MOST_ROWS // (len(columns.corners[0]) * 2**asked))
            for start in range(0, len(places), step):
                part = slice(start, start + step)
                block = self._block(columns, {name: row[part] for name, row in built.items()}, names, sure)
                here = places[part]
                low[here], high[here] = block.chances(names)
                least[here], most[here] = block.risks()
        return Ends((low.ravel(), high.ravel()), (least.ravel(), most.ravel()))

    def _groups(self, barriers: Sequence[str], sure: Part) -> Iterator[tuple[Columns, NDArray[np.intp]]]:
        """Yield each circuit that is needed with the sets of barriers that it answers for."""
        restoring = [name for name in barriers if name in self.restoring]
        if len(restoring) > MOST_RESTORING:
            raise LookupError(
                f"{len(restoring)} planned mitigations restore claims, at most {MOST_RESTORING} are tried together"
            )
        places = np.arange(2 ** len(barriers))
        for choice in product((0, 1), repeat=len(restoring)):
            chosen = np.ones(len(places), dtype=bool)
            for name, bit in zip(restoring, choice, strict=True):
                chosen &= (places >> barriers.index(name) & 1) == bit
            built = frozenset(name for name, bit in zip(restoring, choice, strict=True) if bit)
            yield self.columns(built | (sure & self.restoring)), places[chosen]

    def _block(self, columns: Columns, built: Mapping[str, Bits], names: Sequence[str], sure: Part) -> _Block:
        """Return all outcomes under some sets of mitigations, at every corner; tests in `sure` have the first axes."""
        sets = len(next(iter(built.values()))) if built else 1
        corners = len(columns.corners[0])
        asked = [*(name for name in self.tests if name in sure), *names]
        alone = np.full((2 ** len(asked), len(self.tests)), NOT_ASKED, dtype=np.int8)
        for number, values in enumerate(np.array(list(product((0, 1), repeat=len(asked))), dtype=np.int8).T):
            alone[:, self.tests.index(asked[number])] = values
        nothing = np.full((1, len(self.tests)), NOT_ASKED, dtype=np.int8)
        found = []
        for outcomes in (nothing, alone):
            count = len(outcomes)
            rows = {name: np.repeat(row, corners * count) for name, row in built.items()}
            places = np.tile(np.repeat(np.arange(corners), count), sets)
            given, joint = columns.at(rows, np.tile(outcomes, (sets * corners, 1)), places)
            found.append((given, joint))
        shape = (sets, corners, *(2,) * len(asked))
        seen, harm = (row.reshape(sets, corners) for row in found[0])
        if not np.all(np.any(seen > 0, axis=1)):
            raise LookupError(IMPOSSIBLE)
        given, joint = (row.reshape(shape) for row in found[1])
        return _Block(seen, harm, given, joint, self.level * (1 + HAIR))

    # draws ------------------------------------------------------------------------------------------------------------

    def drawn(self, items: Sequence[Item], sure: Part, done: Done) -> Drawn:
        """Return how likely the risk ends at or below the budget, from draws of what is there and how tests come out.

        Raises:
            LookupError: when something is not known, with the reason.
            TooLargeError: when an exact circuit does not fit.
        """
        corners = corners_of(items, MOST_OPEN_DRAWN)
        if isinstance(corners, NotComputed):
            raise LookupError(corners.reason)  # noqa: TRY004  it is looked up, and is not there
        found = [self._draw(items, sure, done, corner) for corner in corners]
        chances, risks = [one[0] for one in found], [one[1] for one in found]
        return Drawn(
            Interval(min(chances), max(chances)),
            Interval(min(risks), max(risks)),
            max(drawn_error(round(end * DRAWS), DRAWS) for end in (min(chances), max(chances))),
        )

    def _draw(self, items: Sequence[Item], sure: Part, done: Done, unsaid: Mapping[str, float]) -> tuple[float, float]:
        rng = np.random.default_rng(SEED)
        time = rng.integers(max((len(row) for row in done.values()), default=1), size=DRAWS)
        there = {name: np.ones(DRAWS, dtype=np.int8) for name in sure}
        for item in items:
            feasible = unsaid[item.id] if item.feasible is None else item.feasible
            there[item.id] = (rng.random(DRAWS) < feasible * done[item.id][time]).astype(np.int8)
        nobody = np.zeros(DRAWS, dtype=np.int8)
        restoring = sorted(self.restoring & there.keys())
        if len(restoring) > MOST_RESTORING:
            raise LookupError(
                f"{len(restoring)} planned mitigations restore claims, at most {MOST_RESTORING} are tried together"
            )
        groups = np.array([there[name] for name in restoring], dtype=np.int8).reshape(len(restoring), DRAWS).T
        good, risks = np.empty(DRAWS, dtype=bool), np.empty(DRAWS)
        for group in np.unique(groups, axis=0):
            rows = np.flatnonzero(np.all(groups == group, axis=1))
            built = frozenset(name for name, bit in zip(restoring, group, strict=True) if bit)
            columns = self.columns(built)
            if len(columns.corners[0]) > 1:
                raise LookupError("something is unknown, and there are too many outcomes to go through all of them")
            switched = {name: there.get(name, nobody)[rows] for name in columns.switches}
            asked = np.array([there.get(name, nobody) for name in self.tests]).reshape(-1, DRAWS).T[rows]
            good[rows], risks[rows] = self._walked(columns, switched, asked, rng)
        return float(np.mean(good)), float(np.mean(risks))

    def _walked(
        self, columns: Columns, built: Mapping[str, Bits], asked: Bits, rng: np.random.Generator
    ) -> tuple[NDArray[np.bool_], Floats]:
        """Return for each row whether the risk ends at or below the budget, test by test, and the risk before them."""
        outcomes = np.full(asked.shape, NOT_ASKED, dtype=np.int8)
        before, harm = _each(columns, built, outcomes)
        if not np.all(before > 0):
            raise LookupError(IMPOSSIBLE)
        risk = harm / before
        for number in range(asked.shape[1]):
            done = asked[:, number] == 1
            outcomes[done, number] = 1
            passed = _each(columns, built, outcomes)[0]
            passes = rng.random(len(outcomes)) * before < passed
            outcomes[done, number] = passes[done]
            before = np.where(done & ~passes, before - passed, np.where(done, passed, before))
        given, joint = _each(columns, built, outcomes)
        return joint <= self.level * (1 + HAIR) * given, risk


def _each(columns: Columns, built: Mapping[str, Bits], outcomes: Bits) -> tuple[Floats, Floats]:
    """Return both chances for each row, working out rows that are alike once."""
    names = list(built)
    rows = np.column_stack([*(built[name] for name in names), outcomes]).astype(np.int8)
    alike, place = np.unique(rows, axis=0, return_inverse=True)
    there = {name: alike[:, number] for number, name in enumerate(names)}
    given, joint = columns.at(there, alike[:, len(names) :], np.zeros(len(alike), dtype=np.intp))
    return given[place.reshape(-1)], joint[place.reshape(-1)]


def _bits(places: NDArray[np.intp], barriers: Sequence[str], name: str, sure: Part) -> Bits:
    """Return for each set of barriers whether it holds one of them."""
    if name not in barriers:
        return np.full(len(places), name in sure, dtype=np.int8)
    return (places >> barriers.index(name) & 1).astype(np.int8)


@dataclass(frozen=True, slots=True)
class _Block:
    """Outcomes under some sets of mitigations: axes are sets, corners, then one of length two for each test."""

    seen: Floats
    harm: Floats
    given: Floats
    joint: Floats
    limit: float

    def risks(self) -> tuple[Floats, Floats]:
        """Return both ends of the risk before any test, shape (sets, 1)."""
        return _over_corners(self.harm, self.seen)

    def chances(self, names: Sequence[str]) -> tuple[Floats, Floats]:
        """Return both ends of the chance for every set of the last tests, shape (sets, 2^tests)."""
        count, first = len(names), self.given.ndim - len(names)
        low, high = (np.empty((len(self.seen), 2**count)) for _ in range(2))
        stack = [(0, 0, self.given, self.joint)]
        while stack:
            number, place, given, joint = stack.pop()
            if number == count:
                for out, found in zip((low, high), self._good(given, joint), strict=True):
                    out[:, place] = found[:, 0]
                continue
            axis = first + (place.bit_count())
            stack.append((number + 1, place | 1 << number, given, joint))
            stack.append((number + 1, place, given.sum(axis=axis), joint.sum(axis=axis)))
        return low, high

    def _good(self, given: Floats, joint: Floats) -> tuple[Floats, Floats]:
        """Return the least chance of what is surely good, and the largest of what is not surely bad."""
        sets, corners = self.seen.shape
        given, joint = (row.reshape(sets, corners, -1) for row in (given, joint))
        below = joint <= self.limit * given
        surely = np.all(below, axis=1, keepdims=True)
        perhaps = np.any(below & (given > 0), axis=1, keepdims=True)
        good, not_bad = (np.where(which, given, 0.0).sum(axis=2) for which in (surely, perhaps))
        return _over_corners(good, self.seen)[0], _over_corners(not_bad, self.seen)[1]


def _over_corners(value: Floats, seen: Floats) -> tuple[Floats, Floats]:
    """Return the least and the largest value / seen where the evidence is possible, over corners, shape (sets, 1)."""
    possible = seen > 0
    ratio = np.minimum(1.0, np.divide(value, seen, out=np.zeros_like(value), where=possible))
    low = np.where(possible, ratio, np.inf).min(axis=1, keepdims=True)
    return low, np.where(possible, ratio, -np.inf).max(axis=1, keepdims=True)


# the circuit ----------------------------------------------------------------------------------------------------------


def _columns(case: CaseGraph, assessor: str, tests: Sequence[str], planned: Sequence[str], built: Part) -> Columns:
    found, switches = _switched(case, assessor, planned, built)
    if not found.pathways and not found.residual:
        raise LookupError(NO_HARM)
    store = found.reader.store
    observed = store.all_of([*(passing(found.reader, name) for name in tests), found.seen.formula])
    roots = observed, store.all_of([found.total, observed])
    asked = circuit_model(found, roots)
    circuit, leaves = asked.circuit.narrowed(list(dict.fromkeys(roots)))
    place = {leaf: number for number, leaf in enumerate(leaves)}
    unknown = [leaf for leaf in leaves if leaf in asked.free and leaf not in switches.values()]
    if len(unknown) > MOST_UNKNOWN:
        raise LookupError(
            f"{len(unknown)} unknown numbers would have to be tried together, at most {MOST_UNKNOWN} are; "
            "`loadpath questions` lists them"
        )
    corners = list(product(*((asked.free[leaf].low, asked.free[leaf].high) for leaf in unknown)))
    setting = asked.setting({})
    return Columns(
        circuit,
        roots,
        (setting.weights[list(leaves)], setting.complements[list(leaves)]),
        setting.points,
        [([place[leaf] for leaf in own if leaf in place], passes) for own, passes in _own_leaves(asked, tests)],
        {name: place[leaf] for name, leaf in switches.items() if leaf in place},
        (np.array(corners).reshape(len(corners), len(unknown)), [place[leaf] for leaf in unknown]),
    )


def _switched(case: CaseGraph, assessor: str, planned: Sequence[str], built: Part) -> tuple[Formed, dict[str, int]]:
    """Return the formulas of a case in which planned mitigations have switches, and the leaf of each switch.

    A switch is an event that nobody judges, which the mitigation needs besides what it needs.
    """
    nodes = dict(case.nodes)
    switches: dict[str, str] = {}
    for name in planned:
        node = nodes[name]
        assert isinstance(node, kinds.Mitigation)
        if node.restores:
            nodes[name] = replace(node, state="built") if name in built else node
            continue
        switches[name] = f"{name} is built"  # no id that somebody writes has a space
        nodes[switches[name]] = kinds.Event(id=switches[name])
        nodes[name] = replace(node, state="built", needs=(*node.needs, Ref(switches[name])))
    found = formed(replace(case, nodes=nodes), judgements_of(case, assessor))
    return found, {name: _leaf(found.reader, switch) for name, switch in switches.items()}


def _leaf(reader: Interpreter, switch: str) -> int:
    return reader.store.gates[reader.truth(switch)].number


def _own_leaves(asked: Model, tests: Sequence[str]) -> list[tuple[list[int], bool]]:
    """Return the leaves that belong to each test alone, known and unknown, and whether they stand for a pass."""
    reader = asked.reader
    found = []
    for name in tests:
        leaves = {number.leaf for number in reader.numbers if number.subject == name}
        leaves |= {leaf for leaf, subject in reader.subjects.items() if subject == name}
        found.append((sorted(leaves), bool(reader.judgements.lines[name].line.passes)))
    return found


def board(case: CaseGraph, assessor: str, level: float) -> Board:
    """Return everything planned in a case for one assessor.

    Raises:
        ValueError: when there is no such assessor.
    """
    planned = [item.id for item in case.all(kinds.Mitigation) if item.state == "planned" and not item.withheld]
    return Board(case, assessor, level, judged_tests(case, assessor), tuple(planned))
