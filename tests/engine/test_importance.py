"""Importance measures of propositions and leaves: by hand, and against enumeration of random formulas of every kind."""

from __future__ import annotations

import math
import random
from typing import TYPE_CHECKING

import numpy as np
import pytest
from tests.engine.circuits import grown
from tests.engine.random_formulas import exact, example

from loadpath.engine import importance as module
from loadpath.engine.compile import compile_circuit
from loadpath.engine.derivatives import derivatives
from loadpath.engine.formula import TRUE, Formulas
from loadpath.engine.importance import (
    by_cut_sets,
    chances,
    measures,
    questions_of,
    settings_of,
    sides,
    slopes,
    under,
)
from loadpath.engine.paths import compile_paths

if TYPE_CHECKING:
    from collections.abc import Sequence
    from fractions import Fraction

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

NAMES = ("birnbaum", "criticality", "fussell_vesely", "raw", "rrw", "share")
TOLERANCE = 1e-10
"""Relative; sums of some hundred positive terms round to 1e-13, and differences of such carry that of their parts."""


QUICK = 3
"""Blocks that `make test` has time for; the others run in `make test-all`."""


def columns(weights: Sequence[Fraction]) -> tuple[Floats, Floats]:
    """Return exact weights and their complements as one column."""
    return np.array([[float(one)] for one in weights]), np.array([[float(1 - one)] for one in weights])


def told(
    store: Formulas, harm: int, seen: int, wrong: Sequence[int], point: tuple[Floats, Floats]
) -> dict[str, list[float]]:
    """Return the measures of propositions as the engine has them, each proposition being wrong where it holds."""
    joint = store.all_of([harm, seen])
    circuit = compile_circuit(store, [joint, seen], marks=point[0][:, 0].tolist())
    paths = compile_paths(store, list(wrong))
    pairs = [[paths.cubes(root, value, 100_000) or [] for value in (True, False)] for root in wrong]
    asked = questions_of([(holds, fails) for holds, fails in pairs])
    values = sides(circuit, range(store.leaves), [joint, seen], *point, asked)[:, :, :, 0]
    at = circuit.probabilities(*point, [joint, seen])[:, 0]
    found = measures(at[:1], at[1:], (values[0, :, 0], values[1, :, 0]), (values[0, :, 1], values[1, :, 1]))
    return {name: getattr(found, name).tolist() for name in NAMES}


def enumerated(store: Formulas, harm: int, seen: int, wrong: int, weights: Sequence[Fraction]) -> dict[str, float]:
    """Return the measures of one proposition from all settings of the leaves, in fractions; NaN where there is none."""
    right = store.negate(wrong)
    asked = [[harm, seen], [seen], [harm, seen, wrong], [seen, wrong], [harm, seen, right], [seen, right]]
    joint, given, bad, bad_given, good, good_given = exact(store, [store.all_of(parts) for parts in asked], weights)
    nan = math.nan
    if not given:
        return dict.fromkeys(NAMES, nan)
    risk = joint / given
    worse = bad / bad_given if bad_given else None
    better = good / good_given if good_given else None
    birnbaum = None if worse is None or better is None else worse - better
    return {
        "birnbaum": nan if birnbaum is None else float(birnbaum),
        "criticality": nan if birnbaum is None or not risk else float(birnbaum * (bad_given / given) / risk),
        "fussell_vesely": nan if better is None or not risk else float(1 - better / risk),
        "raw": nan if worse is None or not risk else float(worse / risk),
        "rrw": nan if better is None or not risk else float(risk / better) if better else math.inf,
        "share": nan if not risk else float(bad / joint),
    }


def test_by_hand() -> None:
    """Harm is that a happens, or b and c: 0.1 + 0.9 x 0.2 x 0.5 = 0.19. Nothing was seen.

    Given a 1, without 0.1: Birnbaum 0.9, criticality 0.9 x 0.1 / 0.19 = 9/19 and so is 1 - 0.1 / 0.19; RAW 1 / 0.19,
    RRW 1.9, and in 0.1 / 0.19 of the risk a happens. Given b 0.1 + 0.9 x 0.5 = 0.55, without 0.1: Birnbaum 0.45,
    criticality 0.45 x 0.2 / 0.19 = 9/19, RAW 0.55 / 0.19, RRW 1.9, share 0.2 x 0.55 / 0.19 = 11/19.
    """
    store = Formulas()
    a, b, c = (store.leaf() for _ in range(3))
    harm = store.any_of([a, store.all_of([b, c])])
    weights = np.array([[0.1], [0.2], [0.5]])
    found = told(store, harm, TRUE, [a, b], (weights, 1.0 - weights))
    assert found["birnbaum"] == pytest.approx([0.9, 0.45], rel=1e-14)
    assert found["criticality"] == pytest.approx([9 / 19, 9 / 19], rel=1e-14)
    assert found["fussell_vesely"] == pytest.approx([9 / 19, 9 / 19], rel=1e-14)
    assert found["raw"] == pytest.approx([100 / 19, 55 / 19], rel=1e-14)
    assert found["rrw"] == pytest.approx([1.9, 1.9], rel=1e-14)
    assert found["share"] == pytest.approx([10 / 19, 11 / 19], rel=1e-14)


def test_logic_that_is_not_coherent_by_hand() -> None:
    """Harm is that exactly one of a (0.1) and b (0.2) happens: 0.1 x 0.8 + 0.9 x 0.2 = 0.26.

    Given a 0.8, without 0.2: Birnbaum 0.6. Given b 0.9, without 0.1: 0.8. Where b is more likely than not, a helps: with
    b at 0.7, given a 0.3, without 0.7, Birnbaum -0.4, risk 0.1 x 0.3 + 0.9 x 0.7 = 0.66, RAW 0.3 / 0.66 below one.
    """
    store = Formulas()
    a, b = store.leaf(), store.leaf()
    harm = store.odd([a, b])
    weights = np.array([[0.1], [0.2]])
    assert told(store, harm, TRUE, [a, b], (weights, 1.0 - weights))["birnbaum"] == pytest.approx([0.6, 0.8], rel=1e-14)
    weights = np.array([[0.1], [0.7]])
    found = told(store, harm, TRUE, [a], (weights, 1.0 - weights))
    assert found["birnbaum"] == pytest.approx([-0.4], rel=1e-14)
    assert found["raw"] == pytest.approx([0.3 / 0.66], rel=1e-14)


@pytest.mark.parametrize(
    "block", [pytest.param(block, marks=[pytest.mark.slow] if block >= QUICK else []) for block in range(10)]
)
def test_propositions_agree_with_enumeration(block: int) -> None:
    """A hundred random formulas a block, with parity, negation, shared causes and evidence; every gate is asked about.

    Relative to the measure, or to one where it is a difference of larger parts.
    """
    compared, coherent = 0, 0
    for seed in range(100 * block, 100 * block + 100):
        given = example(seed)
        store = given.store
        harm, seen = given.roots[0], given.roots[1] if len(given.roots) > 1 else TRUE
        chance = random.Random(seed)
        wrong = chance.sample(range(2, len(store.gates)), min(4, len(store.gates) - 2))
        want = [enumerated(store, harm, seen, one, given.weights) for one in wrong]
        if all(math.isnan(value) for one in want for value in one.values()):
            continue
        coherent += -1 not in store.signs(harm).values() and 0 not in store.signs(harm).values()
        found = told(store, harm, seen, wrong, columns(given.weights))
        for number, one in enumerate(want):
            for name, value in one.items():
                scale = 0.0 if name in ("raw", "rrw", "share") else 1.0
                if name == "criticality" and not math.isnan(value):
                    scale = max(1.0, abs(one["share"]))
                assert found[name][number] == pytest.approx(
                    value, rel=TOLERANCE, abs=TOLERANCE * scale or 1e-300, nan_ok=True
                ), (seed, wrong[number], name)
                compared += not math.isnan(value)
    assert compared > 1_000
    assert coherent < 90, "most of these formulas are meant not to be coherent"


@pytest.mark.slow
@pytest.mark.parametrize("block", range(4))
def test_leaves_set_to_one_and_zero_agree_with_enumeration(block: int) -> None:
    """The risk with a weight at one and at zero, and its derivative without evidence: both sides' difference."""
    for seed in range(25 * block, 25 * block + 25):
        given = example(seed)
        store, roots = given.store, list(given.roots)
        circuit = compile_circuit(store, roots, marks=given.marks)
        narrow, leaves = circuit.narrowed(roots)
        point = columns(given.weights)
        changes = settings_of([{leaf: end} for leaf in range(store.leaves) for end in (1.0, 0.0)])
        found = under(narrow, leaves, roots, *point, changes)[:, :, 0]
        steep = slopes(circuit, roots, *point)[1][:, :, 0]
        for leaf in range(store.leaves):
            ends = []
            for place, end in enumerate((1, 0)):
                weights = [*given.weights[:leaf], type(given.weights[0])(end), *given.weights[leaf + 1 :]]
                ends.append([float(one) for one in exact(store, roots, weights)])
                assert found[:, 2 * leaf + place] == pytest.approx(ends[-1], rel=1e-12), (seed, leaf, end)
            wanted = [one - zero for one, zero in zip(*ends, strict=True)]
            assert steep[:, leaf] == pytest.approx(wanted, abs=1e-12), (seed, leaf)


@pytest.mark.parametrize("seed", range(10))
def test_slopes_of_many_points_are_those_of_each(seed: int) -> None:
    """Against the pass for one root and one point, which has tests of its own."""
    chance = np.random.default_rng(seed)
    store, roots = grown(random.Random(seed), 6)
    circuit = compile_circuit(store, roots)
    weights = chance.random((store.leaves, 20))
    values, steep = slopes(circuit, roots, weights, 1.0 - weights)
    for number, root in enumerate(roots):
        for column in range(20):
            one = derivatives(circuit, root, weights[:, column], 1.0 - weights[:, column])
            assert values[number, column] == pytest.approx(one.value, rel=1e-14)
            assert steep[number, :, column] == pytest.approx(one.slopes, rel=1e-12, abs=1e-14)


def test_what_is_asked_in_parts_is_what_is_asked_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Settings of one side in several blocks add up; a proposition without any settings on one side has zero there."""
    store, roots = grown(random.Random(3), 7)
    circuit = compile_circuit(store, roots)
    paths = compile_paths(store, roots)
    pairs = [[paths.cubes(root, value, 1000) or [] for value in (True, False)] for root in roots]
    pairs[1:1] = [[[{}], []]]
    asked = questions_of([(holds, fails) for holds, fails in pairs])
    weights = np.random.default_rng(3).random((store.leaves, 5))
    whole = sides(circuit, range(store.leaves), roots, weights, 1.0 - weights, asked)
    assert whole.shape == (len(roots), 4, 2, 5)
    assert not whole[:, 1, 1].any()
    assert whole[:, 1, 0] == pytest.approx(circuit.probabilities(weights, 1.0 - weights, roots), rel=1e-14)
    monkeypatch.setattr(module, "MOST_VALUES", 0)
    monkeypatch.setattr(module, "FEWEST_COLUMNS", 3 * 5)
    parts = sides(circuit, range(store.leaves), roots, weights, 1.0 - weights, asked)
    assert parts == pytest.approx(whole, rel=1e-13)


def test_chances_of_settings() -> None:
    """0.2 x (1 - 0.5) where the first is true and the second false; one where nothing is fixed."""
    weights = np.array([[0.2, 0.4], [0.5, 0.1]])
    found = chances(settings_of([{0: True, 1: False}, {}]), weights, 1.0 - weights)
    assert found == pytest.approx(np.array([[0.1, 0.36], [1.0, 1.0]]))


def test_what_has_no_meaning() -> None:
    """No risk: no ratio. A side that cannot be: no risk given it. No risk on the right side: RRW is infinite."""
    one, none = np.array(1.0), np.array(0.0)
    quiet = measures(none, one, (none, 0.5 * one), (none, 0.5 * one))
    assert float(quiet.birnbaum) == 0.0
    assert all(np.isnan(getattr(quiet, name)) for name in NAMES[1:])
    never = measures(0.2 * one, one, (none, none), (0.2 * one, one))
    assert np.isnan(never.raw)
    assert np.isnan(never.birnbaum)
    assert float(never.rrw) == 1.0
    assert float(never.share) == 0.0
    alone = measures(0.2 * one, one, (0.2 * one, 0.4 * one), (none, 0.6 * one))
    assert float(alone.rrw) == math.inf
    assert float(alone.fussell_vesely) == 1.0


def test_cut_sets_by_hand() -> None:
    """Cut sets a b, a c and d, all leaves at 1/2: harm is 1 - (1 - 3/8) / 2 = 11/16.

    a stands in a cut set that happened with 1/2 x 3/4 = 3/8, b with 1/4, d with 1/2: 6/11, 4/11 and 8/11.
    Given d, which makes harm certain: 3/8, 1/4 and 1.
    """
    store = Formulas()
    a, b, c, d = (store.leaf() for _ in range(4))
    half = np.full(4, 0.5)
    cuts = [frozenset({a, b}), frozenset({a, c}), frozenset({d})]
    found = by_cut_sets(store, cuts, half, half)
    assert [found[one] for one in (a, b, c, d)] == pytest.approx([6 / 11, 4 / 11, 4 / 11, 8 / 11], rel=1e-14)
    found = by_cut_sets(store, cuts, half, half, evidence=d)
    assert [found[one] for one in (a, b, c, d)] == pytest.approx([3 / 8, 1 / 4, 1 / 4, 1.0], rel=1e-14)
    assert by_cut_sets(store, cuts, np.zeros(4), np.ones(4)) == {}


@pytest.mark.parametrize("seed", range(40))
def test_the_three_that_are_called_fussell_vesely_stand_in_order(seed: int) -> None:
    """For coherent logic and independent leaves: 1 - 1/RRW <= by cut sets <= share.

    Harm that goes when X is right came through a cut set with X; and where such a cut set happened, X is wrong and
    harm happened. Cut sets of other leaves that happened as well are what lies between.
    """
    chance = random.Random(seed)
    store = Formulas()
    leaves = [store.leaf() for _ in range(6)]
    drawn = {frozenset(chance.sample(leaves, chance.randint(1, 3))) for _ in range(4)}
    cuts = [cut for cut in drawn if not any(other < cut for other in drawn)]
    weights = np.array([chance.random() for _ in leaves])
    harm = store.any_of(store.all_of(cut) for cut in cuts)
    found = by_cut_sets(store, cuts, weights, 1.0 - weights)
    known = told(store, harm, TRUE, list(found), (weights[:, None], 1.0 - weights[:, None]))
    for number, value in enumerate(found.values()):
        assert known["fussell_vesely"][number] <= value + 1e-12
        assert value <= known["share"][number] + 1e-12
