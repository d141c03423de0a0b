"""Indices of sensitivity: closed forms, brute force over grids, another library, and errors that are kept."""

from __future__ import annotations

import random
from itertools import combinations, product
from math import pi
from typing import TYPE_CHECKING

import numpy as np
import pytest
from tests.engine.circuits import grown

from loadpath.engine import sensitivity as module
from loadpath.engine.compile import compile_circuit
from loadpath.engine.importance import slopes
from loadpath.engine.laws import Beta, Point, Uniform, gauss, metalog
from loadpath.engine.sensitivity import (
    MOST_EXACT,
    evaluated,
    exact,
    expansion,
    first_parts,
    sampled,
    variance_of,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from loadpath.engine.laws import Law
    from loadpath.engine.sensitivity import Indices

    Floats = NDArray[np.float64]

ERRORS = 4.0
"""So many standard errors; of some thirty figures none lies further out by chance, but once in five hundred tries."""

ANGLES = {name: Uniform(-pi, pi) for name in ("x", "y", "z")}


def ishigami(inputs: Floats) -> Floats:
    """Return sin x + 7 sin^2 y + z^4 sin x / 10 (Ishigami & Homma 1990)."""
    x, y, z = inputs
    return np.asarray(np.sin(x) + 7.0 * np.sin(y) ** 2 + 0.1 * z**4 * np.sin(x))


def within(found: Indices, first: Sequence[float], total: Sequence[float], shapley: Sequence[float]) -> bool:
    """Return whether every estimate lies within `ERRORS` of its standard errors."""
    pairs = [
        (found.first, found.first_error, first),
        (found.total, found.total_error, total),
        (found.shapley, found.shapley_error, shapley),
    ]
    return all(bool(np.all(np.abs(one - right) <= ERRORS * error + 1e-12)) for one, error, right in pairs)


def test_a_product_of_two_by_its_closed_form() -> None:
    """Y = X1 X2 with X1 uniform on 0..1 (mean 1/2, variance 1/12), X2 Beta(1, 3) (mean 1/4, variance 3/80).

    Var(E[Y | X1]) = (1/4)^2 / 12 = 1/192, Var(E[Y | X2]) = (1/2)^2 x 3/80 = 3/320, and both together 1/12 x 3/80 =
    1/320; the sum is 5/960 + 9/960 + 3/960 = 17/960. So 5/17 and 9/17 alone, 3/17 together, shared out evenly.
    """
    laws: dict[str, Law] = {"one": Uniform(0.0, 1.0), "two": Beta(1.0, 3.0)}

    def times(inputs: Floats) -> Floats:
        return np.asarray(inputs[0] * inputs[1])

    found = exact(times, list(laws.values()))
    assert found.mean == pytest.approx(1 / 8, rel=1e-9)
    assert found.variance == pytest.approx(17 / 960, rel=1e-6)
    assert found.first == pytest.approx([5 / 17, 9 / 17], rel=1e-6)
    assert found.total == pytest.approx([8 / 17, 12 / 17], rel=1e-6)
    assert found.shapley == pytest.approx([13 / 34, 21 / 34], rel=1e-6)
    assert not np.any([found.first_error, found.total_error, found.shapley_error])
    drawn = sampled(times, laws, 4096)
    assert within(drawn, [5 / 17, 9 / 17], [8 / 17, 12 / 17], [13 / 34, 21 / 34])
    assert float(np.max(drawn.shapley_error)) < 0.02


def test_the_function_of_ishigami_by_its_closed_form() -> None:
    """With a = 7, b = 1/10: V1 = (1 + b pi^4 / 5)^2 / 2, V2 = a^2 / 8, V13 = 8 b^2 pi^8 / 225, and nothing else."""
    alone, second, both = (1 + 0.1 * pi**4 / 5) ** 2 / 2, 49 / 8, 8 * 0.01 * pi**8 / 225
    whole = alone + second + both
    found = sampled(ishigami, ANGLES, 16_384)
    first = [alone / whole, second / whole, 0.0]
    total = [(alone + both) / whole, second / whole, both / whole]
    shapley = [(alone + both / 2) / whole, second / whole, both / 2 / whole]
    assert within(found, first, total, shapley)
    assert float(np.max([found.first_error, found.total_error, found.shapley_error])) < 0.02
    assert found.variance == pytest.approx(whole, abs=ERRORS * found.variance_error)
    assert found.mean == pytest.approx(3.5, abs=0.1)  # a / 2
    assert found.evaluations == 8 * 16_384


def test_shapley_effects_add_up_to_one() -> None:
    """Exactly or sampled, with any number of draws: shares are of the variance that the same samples have."""
    for draws in (2, 64, 1000):
        assert float(sampled(ishigami, ANGLES, draws).shapley.sum()) == pytest.approx(1.0, abs=1e-9)
    laws = [Beta(1.0 + number, 2.0) for number in range(8)]
    assert float(exact(lambda x: np.asarray(1.0 - np.prod(1.0 - x, axis=0)), laws).shapley.sum()) == pytest.approx(
        1.0, abs=1e-12
    )


def test_standard_errors_are_kept() -> None:
    """Of 200 samples with seeds of their own, 95 % lie within 1.96 standard errors: 190, and 180 to 198 but for chance.

    The standard deviation of that count is sqrt(200 x 0.95 x 0.05) = 3.1; the errors themselves are estimated.
    """
    alone, second, both = (1 + 0.1 * pi**4 / 5) ** 2 / 2, 49 / 8, 8 * 0.01 * pi**8 / 225
    whole = alone + second + both
    right = np.array([
        [alone, second, 0.0],
        [alone + both, second, both],
        [alone + both / 2, second, both / 2],
    ]) / whole  # fmt: skip
    inside = np.zeros((3, 3))
    for seed in range(200):
        found = sampled(ishigami, ANGLES, 512, seed)
        values = np.array([found.first, found.total, found.shapley])
        errors = np.array([found.first_error, found.total_error, found.shapley_error])
        inside += np.abs(values - right) <= 1.96 * errors
    assert inside.min() >= 180
    assert inside.max() <= 200
    assert inside.mean() == pytest.approx(190, abs=5)


def subset_variances(function: Callable[[Floats], Floats], laws: Sequence[Law]) -> dict[frozenset[int], float]:
    """Return Var(E[Y | group]) of every group of inputs, by nested sums over a grid with three points for each input."""
    rules = [gauss(law, 4) for law in laws]
    places = list(product(range(3), repeat=len(laws)))
    inputs = np.array([[rules[number][0][place[number]] for place in places] for number in range(len(laws))])
    results = function(inputs)
    found: dict[frozenset[int], float] = {}
    for size in range(len(laws) + 1):
        for group in combinations(range(len(laws)), size):
            sums: dict[tuple[int, ...], float] = {}
            for place, value in zip(places, results.tolist(), strict=True):
                rest = np.prod([rules[k][1][place[k]] for k in range(len(laws)) if k not in group])
                key = tuple(place[k] for k in group)
                sums[key] = sums.get(key, 0.0) + float(rest) * value
            shares = {key: float(np.prod([rules[k][1][at] for k, at in zip(group, key, strict=True)])) for key in sums}
            mean = sum(shares[key] * value for key, value in sums.items())
            found[frozenset(group)] = sum(shares[key] * (value - mean) ** 2 for key, value in sums.items())
    return found


@pytest.mark.parametrize("seed", [0, 1, 2, 3, 4, 5, 7, 8, 9, 10, 11])
def test_circuits_agree_with_sums_over_a_grid(seed: int) -> None:
    """A probability is multilinear in its leaves; Shapley effects by their definition, over all orders of four inputs."""
    store, roots = grown(random.Random(seed), 4)
    circuit = compile_circuit(store, roots)
    laws: list[Law] = [metalog(0.01, 0.2), Beta(2.0, 5.0), Uniform(0.1, 0.9), metalog(0.3, 0.7, 0.52)]
    root = next((one for one in roots if circuit.support(one)), None)
    if root is None:
        pytest.fail("this formula depends on nothing: take another seed")

    def chance(inputs: Floats) -> Floats:
        return np.asarray(circuit.probabilities(inputs, 1.0 - inputs, [root])[0])

    found = exact(chance, laws)
    variances = subset_variances(chance, laws)
    whole = variances[frozenset(range(4))]
    assert found.variance == pytest.approx(whole, rel=1e-9)
    for number in range(4):
        others = frozenset(range(4)) - {number}
        assert found.first[number] == pytest.approx(variances[frozenset({number})] / whole, abs=1e-9)
        assert found.total[number] == pytest.approx(1 - variances[others] / whole, abs=1e-9)
        # 3!, 2! 1!, 1! 2! and 3! of the 4! orders have a certain group of 0, 1, 2 or 3 before this input
        weights = (6, 2, 2, 6)
        steps = [
            weights[size] * (variances[frozenset(group) | {number}] - variances[frozenset(group)])
            for size in range(4)
            for group in combinations(sorted(others), size)
        ]
        assert found.shapley[number] == pytest.approx(sum(steps) / 24 / whole, abs=1e-9)
    means = np.array([[law.mean] for law in laws])
    steep = slopes(circuit, [root], means, 1.0 - means)[1][0, :, 0]
    parts = first_parts(steep, np.array([variance_of(law) for law in laws]))
    assert parts / found.variance == pytest.approx(found.first, abs=1e-9)


def test_another_library_says_the_same() -> None:
    """SALib (Iwanaga, Usher & Herman 2022), within both sides' errors; its intervals are of 95 %, so twice an error."""
    sample = pytest.importorskip("SALib.sample.sobol", reason="SALib is not installed")
    analyse = pytest.importorskip("SALib.analyze.sobol", reason="SALib is not installed")

    def series(inputs: Floats) -> Floats:
        return np.asarray(1.0 - (1.0 - inputs[0] * inputs[1]) * (1.0 - inputs[2] * inputs[1]))

    for function, laws in ((ishigami, ANGLES), (series, {name: Uniform(0.0, 1.0) for name in ("x", "y", "z")})):
        ends = [[law.low, law.high] for law in laws.values()]
        problem = {"num_vars": 3, "names": list(laws), "bounds": ends}
        points = sample.sample(problem, 4096, calc_second_order=False, seed=11)
        known = analyse.analyze(problem, function(points.T), calc_second_order=False, seed=11)
        found = sampled(function, laws, 16_384)
        for mine, error, theirs, band in (
            (found.first, found.first_error, known["S1"], known["S1_conf"]),
            (found.total, found.total_error, known["ST"], known["ST_conf"]),
        ):
            assert np.all(np.abs(mine - theirs) <= ERRORS * error + 2 * band)


def test_draws_belong_to_names() -> None:
    """Inputs in another order have the same first and total indices to the bit, and another seed has others."""
    found, again = sampled(ishigami, ANGLES, 256), sampled(ishigami, ANGLES, 256)
    assert np.array_equal(found.shapley, again.shapley)
    turned = sampled(lambda x: ishigami(x[::-1]), dict(reversed(ANGLES.items())), 256)
    assert np.array_equal(found.first, turned.first[::-1])
    assert np.array_equal(found.total, turned.total[::-1])
    assert not np.array_equal(found.first, sampled(ishigami, ANGLES, 256, seed=1).first)


def test_what_is_asked_in_blocks_is_what_is_asked_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """A block of ten columns of three inputs, of 256."""
    asked: list[int] = []

    def counted(inputs: Floats) -> Floats:
        asked.append(inputs.shape[1])
        return ishigami(inputs)

    inputs = np.random.default_rng(1).random((3, 256))
    whole = evaluated(ishigami, inputs)
    monkeypatch.setattr(module, "BLOCK", 30)
    assert np.array_equal(evaluated(counted, inputs), whole)
    assert asked == [10] * 25 + [6]


def test_the_expansion_is_the_function() -> None:
    """2 + 3 z1 - z1 z2 in standardized inputs: mean 2, 3 for the first, nothing for the second, -1 together."""
    one, two = Uniform(0.0, 1.0), Uniform(-2.0, 4.0)

    def function(inputs: Floats) -> Floats:
        first, second = (inputs[0] - 0.5) / (1 / 12) ** 0.5, (inputs[1] - 1.0) / 3**0.5  # variances 1/12 and 36/12
        return np.asarray(2.0 + 3.0 * first - first * second)

    assert expansion(function, [one, two]) == pytest.approx([2.0, 3.0, 0.0, -1.0], abs=1e-6)


def test_callers_that_are_wrong() -> None:
    """Odd or too few draws, no inputs, too many for all groups, and inputs or results that do not vary."""
    for laws, draws in ((ANGLES, 3), (ANGLES, 0), ({}, 4)):
        with pytest.raises(ValueError, match="at least one input and an even number"):
            sampled(ishigami, laws, draws)
    with pytest.raises(ValueError, match="17 inputs are too many"):
        expansion(lambda x: x[0], [Uniform(0.0, 1.0)] * (MOST_EXACT + 1))
    with pytest.raises(ValueError, match="no variance"):
        exact(lambda x: x[0], [Point(0.5, 0.5)])
    with pytest.raises(ValueError, match="does not vary"):
        sampled(zeros, {"x": Uniform(0.0, 1.0)}, 4)
    with pytest.raises(ValueError, match="does not vary"):
        exact(zeros, [Uniform(0.0, 1.0)])
    assert variance_of(Point(0.5, 0.5)) == 0.0


def zeros(inputs: Floats) -> Floats:
    """Return zero for every column."""
    return np.zeros(inputs.shape[1])
