"""Worlds: every number drawn once from its law, keyed by its name; kernel and arrays give the same bits."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import numpy as np
import pytest
from tests.engine.circuits import circuit_of, grown

from loadpath.engine import kernels, laws, worlds
from loadpath.engine.circuit import ADD, MIX, ONE, Circuit
from loadpath.engine.draws import numerators, uniforms
from loadpath.engine.formula import Formulas
from loadpath.engine.leaves import Below, Cut, Free, Is, Of, Parameter
from loadpath.engine.steps import COMPLEMENT, MULTIPLY_ADD
from loadpath.engine.tables import table
from loadpath.engine.worlds import UNIFORM, happening, plan

if TYPE_CHECKING:
    from loadpath.engine.leaves import Weight

BETA = laws.Beta(2.0, 18.0)
WIDE = laws.metalog(0.01, 0.4)
BOTH = pytest.mark.parametrize("compiled", [False, True])


@pytest.fixture(autouse=True)
def narrow(monkeypatch: pytest.MonkeyPatch) -> None:
    """Blocks of eight worlds, so that a few worlds take several."""
    monkeypatch.setattr(worlds, "WIDTH", 8)


def value(name: str, law: laws.Law, count: int = 20, first: int = 0, seed: int = 20270301) -> np.ndarray:
    """Return what a parameter is in each world, by the law itself."""
    return law.quantile(uniforms(name, count, seed, first))


@BOTH
def test_either_of_two_by_hand(compiled: bool) -> None:
    """P(a or b) = a + (1 - a) b in every world, for two roots at once, in the order asked for."""
    store = Formulas()
    a, b = store.leaf(), store.leaf()
    both, either = store.all_of([a, b]), store.any_of([a, b])
    weights = [Is(Parameter("a", BETA)), Is(Parameter("b", WIDE))]
    found = plan(circuit_of(store, [both, either]), weights, [either, both], {}).worlds(20, 0, compiled)
    x, y = value("a", BETA), value("b", WIDE)
    assert found.shape == (2, 20)
    assert found[0] == pytest.approx(x + (1.0 - x) * y, rel=1e-9)
    assert found[1] == pytest.approx(x * y, rel=1e-9)


@BOTH
def test_sums_and_mixtures_with_a_certain_part(compiled: bool) -> None:
    """Leaves a and b, slots 2 and 3, complements 4 and 5: operations 6 to 9, written out as they are meant.

    Slot 6 = a + b, slot 7 = a x 1 + (1 - a) x b, slot 8 = a x b + (1 - a) x 1, slot 9 = a x b + (1 - a) x slot 6.
    """
    circuit = Circuit(
        leaves=2,
        codes=np.array([ADD, MIX, MIX, MIX], np.uint8),
        operands=np.array([[2, 3, 0, 0], [2, 4, 1, 3], [2, 4, 3, 1], [2, 4, 3, 6]], np.int32),
        roots={6: 6, 7: 7, 8: 8, 9: 9},
    )
    weights = [Is(Parameter("a", BETA)), Is(Parameter("b", WIDE))]
    made = plan(circuit, weights, [6, 7, 8, 9], {})
    a, b = (table(law).values(numerators(name, 20)) for name, law in (("a", BETA), ("b", WIDE)))
    expected = [a + b, a + (1 - a) * b, a * b + (1 - a), a * b + (1 - a) * (a + b)]
    assert np.array_equal(made.worlds(20, 0, compiled), expected)


@BOTH
def test_every_kind_of_weight(compiled: bool) -> None:
    """Each leaf is a root of its own, and its negation another.

    A shared parameter is drawn once; a cut and a comparison are true or false; points and free leaves are constants,
    a point with its own complement; a function is applied to what is drawn, or once if all it takes are points.
    """
    shared, other = Parameter("a", BETA), Parameter("b", WIDE)
    point = Parameter("p", laws.Point(0.25, 0.7500000001))
    weights: list[Weight] = [
        Is(shared), Is(shared), Is(point), Cut(shared, 0.05, 0.1), Below(shared, other), Below(point, other),
        Free(), Free(), Of((shared, other), lambda x, y: x * x + y), Of((point,), lambda x: x * x),
    ]  # fmt: skip
    store = Formulas()
    leaves = [store.leaf() for _ in weights]
    negations = [store.negate(leaf) for leaf in leaves]
    made = plan(circuit_of(store, leaves + negations), weights, leaves + negations, {6: 0.3})
    found = made.worlds(20, 0, compiled)
    x, y = value("a", BETA), value("b", WIDE)
    expected = [x, x, 0.25, x <= 0.1, x <= y, y >= 0.25, 0.3, 0.0, x * x + y, 0.0625]
    for row, (right, wrong) in enumerate(zip(found[:10], found[10:], strict=True)):
        assert right == pytest.approx(np.broadcast_to(expected[row], 20) * 1.0, rel=1e-9)
        assert wrong == pytest.approx(np.full(20, 0.7500000001) if row == 2 else 1.0 - right, rel=1e-15)
    assert 0 < found[3].sum() < 20
    assert 0 < found[4].sum() < 20
    assert made.names == ("a", "b")


@pytest.mark.parametrize("seed", range(12))
def test_kernel_and_arrays_have_the_same_bits(seed: int) -> None:
    """Random formulas with shared parts, in worlds 4 to 30."""
    store, roots = grown(random.Random(seed), 6)
    weights: list[Weight] = [Is(Parameter(f"p{k}", WIDE if k % 2 else BETA)) for k in range(store.leaves)]
    weights[0] = happening("storm", Parameter("p1", WIDE))
    made = plan(circuit_of(store, roots), weights, roots, {})
    assert np.array_equal(made.worlds(26, 4, compiled=True), made.worlds(26, 4, compiled=False))


@pytest.mark.parametrize("seed", range(12))
def test_rows_that_are_used_again_hold_what_they_should(seed: int) -> None:
    """A plan with fewer rows than slots gives what the circuit gives with a slot for each operation."""
    store, roots = grown(random.Random(seed), 6)
    weights = [Is(Parameter(f"p{k}", BETA)) for k in range(store.leaves)]
    circuit = circuit_of(store, roots)
    made = plan(circuit, weights, roots, {})
    settings = np.array([table(BETA).values(numerators(f"p{k}", 10)) for k in range(store.leaves)])
    assert np.array_equal(made.worlds(10), circuit.probabilities(settings, 1.0 - settings, roots))


def test_rows_are_given_back() -> None:
    """A chain of twenty mixtures needs the rows of its leaves, zero and one, and three more: a complement and two."""
    store = Formulas()
    leaves = [store.leaf() for _ in range(20)]
    root = store.any_of(leaves)
    made = plan(circuit_of(store, [root]), [Is(Parameter(f"p{k}", BETA)) for k in range(20)], [root], {})
    assert len(made.fixed) == 2 + 20 + 3


@BOTH
def test_what_is_not_needed_is_not_drawn(compiled: bool) -> None:
    """A plan of one root draws only the parameters below it, and another parameter moves no draw."""
    store = Formulas()
    a, b = store.leaf(), store.leaf()
    weights = [Is(Parameter("a", BETA)), Is(Parameter("b", WIDE))]
    circuit = circuit_of(store, [a, b])
    alone, together = plan(circuit, weights, [b], {}), plan(circuit, weights, [a, b], {})
    assert alone.names == ("b",)
    assert np.array_equal(alone.worlds(20, 0, compiled)[0], together.worlds(20, 0, compiled)[1])


@BOTH
def test_worlds_do_not_depend_on_where_one_begins(compiled: bool) -> None:
    """Worlds 6 to 20 are the same as those among the first 20; another seed gives others."""
    store = Formulas()
    a = store.leaf()
    weights = [Is(Parameter("a", BETA))]
    made = plan(circuit_of(store, [a]), weights, [a], {})
    assert np.array_equal(made.worlds(14, 6, compiled)[0], made.worlds(20, 0, compiled)[0, 6:])
    other = plan(circuit_of(store, [a]), weights, [a], {}, seed=5)
    assert other.worlds(20, 0, compiled)[0] == pytest.approx(value("a", BETA, seed=5), rel=1e-9)


@BOTH
def test_a_small_room_makes_no_difference(compiled: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """With room for two worlds at a time the same worlds come out: 200 bytes for 8 bytes of at least 6 rows."""
    store, roots = grown(random.Random(3), 6)
    made = plan(circuit_of(store, roots), [Is(Parameter(f"p{k}", BETA)) for k in range(store.leaves)], roots, {})
    whole = made.worlds(20, 0, compiled)
    monkeypatch.setattr(worlds, "ROOM", 200)
    assert np.array_equal(made.worlds(20, 0, compiled), whole)


def test_worlds_come_in_pairs() -> None:
    """An odd first world is the caller's mistake."""
    store = Formulas()
    a = store.leaf()
    made = plan(circuit_of(store, [a]), [Is(Parameter("a", BETA))], [a], {})
    with pytest.raises(ValueError, match="`first` must be even, not 3"):
        made.worlds(5, 3)


def test_the_kernel_is_used_where_it_saves_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """One parameter and one operation are eleven units of work to a world; ten worlds are 110, one more is too much."""
    store = Formulas()
    a = store.leaf()
    made = plan(circuit_of(store, [a]), [Is(Parameter("a", BETA))], [a], {})
    assert made.effort == 11
    ways: list[str] = []
    monkeypatch.setattr(worlds.Plan, "_compiled", lambda *_: ways.append("kernel"))
    monkeypatch.setattr(worlds.Plan, "_arrays", lambda *_: ways.append("arrays"))
    monkeypatch.setattr(worlds, "WORTHWHILE", 110)
    for count in (10, 11):
        made.worlds(count)
    assert ways == ["arrays", "kernel"]


def test_a_cause_happens_as_often_as_its_parameter_says() -> None:
    """Over 20,000 worlds a cause with probability Beta(2, 18), mean 0.1, happens in 10 % +- 4 x 0.21 %."""
    store = Formulas()
    a = store.leaf()
    weight = happening("storm", Parameter("p", BETA))
    assert weight.first == Parameter("storm comes true", UNIFORM)
    found = plan(circuit_of(store, [a]), [weight], [a], {}).worlds(20_000, 0, compiled=False)[0]
    assert set(found.tolist()) == {0.0, 1.0}
    assert abs(found.mean() - 0.1) < 4 * 0.0021
    assert UNIFORM.quantile(np.array([0.25])).tolist() == [0.25]
    assert UNIFORM.mean == 0.5


def test_one_table_serves_parameters_with_the_same_law() -> None:
    """Two parameters with one law and one with another: two tables stand among the coefficients."""
    store = Formulas()
    leaves = [store.leaf() for _ in range(4)]
    line = laws.Updated(values=np.array([0.1, 0.2]), cumulated=np.array([0.25, 0.75]), mean=0.15)
    kinds: list[laws.Law] = [BETA, WIDE, BETA, line]
    weights = [Is(Parameter(f"p{k}", law)) for k, law in enumerate(kinds)]
    drawn = plan(circuit_of(store, leaves), weights, leaves, {}).drawn
    assert drawn.begins[0] == drawn.begins[2] == 0
    assert drawn.begins[1] == 416
    assert drawn.ends.tolist() == [0, 0, 0, 3]
    assert drawn.begins[3] == 0
    assert len(drawn.knots) == 3
    assert drawn.caps.tolist() == [1.0, 1.0, 1.0, np.inf]


@pytest.mark.parametrize("seed", range(6))
def test_what_was_asked_for_is_kept_however_often_it_is_read(seed: int) -> None:
    """With every formula a root no row is given back before the end, however many operations read it."""
    store, _ = grown(random.Random(seed), 6)
    roots = [number for number, gate in enumerate(store.gates) if gate.kind not in {"constant", "leaf"}]
    circuit = circuit_of(store, roots)
    made = plan(circuit, [Is(Parameter(f"p{k}", BETA)) for k in range(6)], roots, {})
    settings = np.array([table(BETA).values(numerators(f"p{k}", 10)) for k in range(6)])
    assert np.array_equal(made.worlds(10), circuit.probabilities(settings, 1.0 - settings, roots))


def test_a_plan_is_as_the_kernel_wants_it() -> None:
    """Indices of 32 bits and numbers of 64; every row but those of constants is zero before anything is done."""
    store = Formulas()
    leaves = [store.leaf() for _ in range(5)]
    a, b = Parameter("a", BETA), Parameter("b", WIDE)
    half = Parameter("half", laws.Point(0.5, 0.5))
    weights: list[Weight] = [
        Is(a), Cut(b, 0.0, 0.125), Of((a, b), np.multiply), Of((half,), np.sqrt), Is(Parameter("c", UNIFORM)),
    ]  # fmt: skip
    root = store.any_of([store.all_of(leaves), store.negate(leaves[0])])
    made = plan(circuit_of(store, [root]), weights, [root], {})
    indices = made.codes, made.operands, made.targets, made.roots, made.drawn.begins, made.drawn.ends, made.drawn.shifts
    assert {one.dtype for one in (*indices, made.drawn.rows)} == {np.dtype(np.int32)}
    assert made.drawn.keys.dtype == np.uint64
    assert {one.dtype for one in (made.drawn.caps, made.drawn.coefficients, made.drawn.knots, made.fixed)} == {
        np.dtype(np.float64)
    }
    constants = {0.0, 1.0, 0.125, 0.5**0.5}
    assert sorted(made.fixed[made.fixed != 0.0].tolist()) == sorted(constants - {0.0})
    assert made.drawn.rows.tolist() == [made.fixed.tolist().index(0.0, 2), *made.drawn.rows.tolist()[1:]]
    # the root of one half is computed once; the product of two drawn numbers in every world
    assert [made.function for made in made.functions] == [np.multiply]
    assert made.operands.flags.c_contiguous


def test_sums_and_certain_parts_are_one_kind_of_operation() -> None:
    """As in the first test of sums: a sum, a complement when it is first read, two mixtures with one, and a mixture."""
    circuit = Circuit(
        leaves=2,
        codes=np.array([ADD, MIX, MIX, MIX], np.uint8),
        operands=np.array([[2, 3, 0, 0], [2, 4, 1, 3], [2, 4, 3, 1], [2, 4, 3, 6]], np.int32),
        roots={6: 6, 7: 7, 8: 8, 9: 9},
    )
    made = plan(circuit, [Is(Parameter("a", BETA)), Is(Parameter("b", WIDE))], [6, 7, 8, 9], {})
    assert made.codes.tolist() == [MULTIPLY_ADD, COMPLEMENT, MULTIPLY_ADD, MULTIPLY_ADD, MIX]
    assert made.operands[0].tolist()[1] == ONE


def test_a_first_operation_asks_for_no_leaf() -> None:
    """Of three leaves the operation reads the second and third: the first is not drawn."""
    store = Formulas()
    a, b, c = (store.leaf() for _ in range(3))
    root = store.all_of([b, c])
    made = plan(circuit_of(store, [root, a]), [Is(Parameter(name, BETA)) for name in "abc"], [root], {})
    assert made.names == ("b", "c")


@BOTH
def test_functions_are_of_the_same_worlds(compiled: bool) -> None:
    """Worlds 6 to 19 of a function are what the function makes of its arguments in those, in blocks of any size."""
    store = Formulas()
    leaf = store.leaf()
    made = plan(circuit_of(store, [leaf]), [Of((Parameter("a", BETA), Parameter("b", WIDE)), np.subtract)], [leaf], {})
    expected = table(BETA).values(numerators("a", 14, start=6)) - table(WIDE).values(numerators("b", 14, start=6))
    assert np.array_equal(made.worlds(14, 6, compiled)[0], expected)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(worlds, "ROOM", 8 * 3 * len(made.fixed))
        assert np.array_equal(made.worlds(14, 6, compiled)[0], expected)


@pytest.mark.parametrize(("room", "widest", "kernel"), [(8, 8, 8), (4, 4, 4), (3, 3, 2), (1, 1, 2), (0, 1, 2)])
def test_blocks_are_as_wide_as_there_is_room(
    room: int, widest: int, kernel: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So many worlds fit into the room, 8 bytes for each row of each; the kernel halves its eight until they fit.

    Arrays take what fits, one at least; the kernel takes pairs, one at least.
    """
    store = Formulas()
    a, b = store.leaf(), store.leaf()
    root = store.any_of([a, b])
    made = plan(circuit_of(store, [root]), [Is(Parameter("a", BETA)), Is(Parameter("b", WIDE))], [root], {})
    whole = made.worlds(8, 0, compiled=False)
    monkeypatch.setattr(worlds, "ROOM", 8 * len(made.fixed) * room)
    sizes: list[int] = []

    def counted(name: str, count: int, seed: int, start: int) -> np.ndarray:
        sizes.append(count)
        return numerators(name, count, seed, start)

    monkeypatch.setattr(worlds, "numerators", counted)
    assert np.array_equal(made.worlds(8, 0, compiled=False), whole)
    assert (max(sizes), sum(sizes)) == (widest, 2 * 8)
    widths: list[int] = []

    def seen(*arguments: np.ndarray) -> None:
        widths.append(arguments[-2].shape[1])
        kernels._worlds(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(kernels, "worlds", seen)
    assert np.array_equal(made.worlds(8, 0, compiled=True), whole)
    assert widths == [kernel]


@pytest.mark.parametrize("columns", [1, 2, 3, 384])
def test_rooms_begin_with_a_line_of_the_cache(columns: int) -> None:
    """64 bytes; of the shape that was asked for, and whole."""
    rooms = [worlds.aligned(5, columns) for _ in range(20)]
    assert all(room.ctypes.data % 64 == 0 for room in rooms)
    assert all(room.shape == (5, columns) and room.flags.c_contiguous for room in rooms)
