"""Standard errors: what clusters, pairs and corrections do to them, against sums in fractions."""

from __future__ import annotations

from fractions import Fraction
from math import sqrt
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loadpath.engine.statistics.clusters import (
    clustered_mean,
    design_effect,
    effective_number,
    paired_difference,
    standard_error,
)

if TYPE_CHECKING:
    from random import Random

SCORES = st.lists(st.integers(-20, 20), min_size=2, max_size=30)
PAIRS = st.lists(st.tuples(st.integers(-20, 20), st.integers(-20, 20)), min_size=2, max_size=30)


@given(SCORES)
def test_the_naive_error_is_the_textbook_one(scores: list[int]) -> None:
    """The sum of squares less n times the squared mean, over n (n - 1), in fractions."""
    n = len(scores)
    mean = Fraction(sum(scores), n)
    square = (sum(s * s for s in scores) - n * mean**2) / (n * (n - 1))
    assert standard_error(scores) == pytest.approx(sqrt(square), rel=1e-12, abs=1e-15)


@given(SCORES)
def test_clusters_of_one_change_nothing(scores: list[int]) -> None:
    """Where each sample is its own cluster, the corrected error is the naive one."""
    assert clustered_mean(scores, range(len(scores))).standard_error == standard_error(scores)


@given(SCORES, st.integers(2, 5))
def test_asking_the_same_again_tells_nothing(scores: list[int], copies: int) -> None:
    """Each sample written several times in one cluster leaves mean and error as they were."""
    again = [score for score in scores for _ in range(copies)]
    names = [place for place in range(len(scores)) for _ in range(copies)]
    found = clustered_mean(again, names)
    assert found.mean == pytest.approx(sum(scores) / len(scores), abs=1e-12)
    assert found.standard_error == pytest.approx(standard_error(scores), abs=1e-12)


def test_the_error_of_four_clusters_by_hand() -> None:
    """Mean 1/2; sums of deviations 1/2, -3/2, -1/2, 3/2: squares 5, so sqrt(5)/12, corrected by sqrt(4/3)."""
    scores, names = [1, 1, 0, 0, 0, 0, 1, 0, 0, 1, 1, 1], "aaabbbcccddd"
    plain = clustered_mean(scores, names, corrected=False)
    assert (plain.mean, plain.clusters) == (0.5, 4)
    assert plain.standard_error == pytest.approx(sqrt(5) / 12)
    assert clustered_mean(scores, names).standard_error == pytest.approx(sqrt(5) / 12 * sqrt(4 / 3))


@given(PAIRS)
def test_a_pair_has_the_variance_of_its_parts_less_what_they_share(pairs: list[tuple[int, int]]) -> None:
    """Var(a - b) = Var(a) + Var(b) - 2 Cov(a, b), the covariance in fractions."""
    first, second = [a for a, _ in pairs], [b for _, b in pairs]
    n = len(pairs)
    means = Fraction(sum(first), n), Fraction(sum(second), n)
    covariance = sum((a - means[0]) * (b - means[1]) for a, b in pairs) / (n * (n - 1))
    found = paired_difference(first, second)
    assert found.difference == pytest.approx(float(means[0] - means[1]), abs=1e-12)
    assert found.unpaired**2 == pytest.approx(
        standard_error(first) ** 2 + standard_error(second) ** 2, rel=1e-12, abs=0
    )
    assert found.standard_error**2 == pytest.approx(found.unpaired**2 - 2 * float(covariance), abs=1e-10)
    if found.unpaired:
        assert found.gain == pytest.approx(2 * float(covariance) / found.unpaired**2, abs=1e-9)


@given(PAIRS, st.randoms(use_true_random=False))
def test_pairs_in_clusters_are_a_clustered_mean_of_differences(pairs: list[tuple[int, int]], random: Random) -> None:
    """The clusters of the questions are those of their differences; exchanging the two changes the sign only."""
    first, second = [a for a, _ in pairs], [b for _, b in pairs]
    names = [0, 1, *(random.randrange(4) for _ in pairs[2:])]
    found = paired_difference(first, second, names, corrected=False)
    alone = clustered_mean([a - b for a, b in pairs], names, corrected=False)
    assert (found.difference, found.standard_error, found.clusters) == (
        alone.mean,
        alone.standard_error,
        alone.clusters,
    )
    turned = paired_difference(second, first, names, corrected=False)
    assert (turned.difference, turned.standard_error) == pytest.approx((-found.difference, found.standard_error))


def test_the_gain_of_pairing_by_hand() -> None:
    """The same scores: all of the variance. Mirrored: (2s)^2 against 2 s^2, a loss of all of it. Constant: nothing."""
    assert paired_difference([0, 1, 2], [5, 6, 7]).gain == 1.0
    assert paired_difference([0, 1, 2], [2, 1, 0]).gain == pytest.approx(-1.0)
    assert paired_difference([1, 1], [0, 0]).gain == 0.0


@given(st.floats(1, 1000), st.floats(0, 1))
def test_the_design_effect_runs_from_none_to_the_size_of_a_cluster(size: float, correlation: float) -> None:
    """Independent samples count in full, identical ones once for each cluster."""
    assert 1 <= design_effect(size, correlation) <= size * (1 + 1e-12)
    assert effective_number(100, size, 0) == 100
    assert effective_number(100, size, 1) == pytest.approx(100 / size)
    assert effective_number(100, 1, correlation) == 100


def test_the_design_effect_is_the_ratio_of_the_variances() -> None:
    """Four clusters (1, 1), (1, 0), (0, 1), (0, 0): no correlation in clusters, 8 samples are worth 8.

    Sums of deviations 1, 0, 0, -1: variance 2/64; naive without correction 8 * 1/4 / 64 = 2/64, so the effect is 1.
    With (1, 1), (1, 1), (0, 0), (0, 0): 4/64 against 2/64, so 2 = 1 + (2 - 1) * 1.
    """
    for scores, correlation in (([1, 1, 1, 0, 0, 1, 0, 0], 0), ([1, 1, 1, 1, 0, 0, 0, 0], 1)):
        clustered = clustered_mean(scores, "aabbccdd", corrected=False).standard_error
        naive = clustered_mean(scores, range(8), corrected=False).standard_error
        assert (clustered / naive) ** 2 == pytest.approx(design_effect(2, correlation))


def test_what_has_no_standard_error_is_refused() -> None:
    """One sample, one cluster, lengths that differ, NaN, clusters smaller than a sample."""
    with pytest.raises(ValueError, match="`scores` must have at least 2 members, not 1"):
        standard_error([1.0])
    with pytest.raises(ValueError, match="`different clusters` must have at least 2 members, not 1"):
        clustered_mean([1, 0, 1], "aaa")
    with pytest.raises(ValueError, match="`scores` has 3, `clusters` has 2"):
        clustered_mean([1, 0, 1], "ab")
    with pytest.raises(ValueError, match="`first` has 2, `second` has 1"):
        paired_difference([1, 0], [1])
    with pytest.raises(ValueError, match="`first` has 2, `second` has 2, `clusters` has 3"):
        paired_difference([1, 0], [1, 0], "abc")
    with pytest.raises(ValueError, match="`scores` must be a finite number, not nan"):
        clustered_mean([1, float("nan")], "ab")
    with pytest.raises(ValueError, match=r"`cluster_size` must be at least 1, not 0\.5"):
        design_effect(0.5, 0.1)
    with pytest.raises(ValueError, match="`correlation` must be from 0 to 1"):
        effective_number(10, 2, -0.1)
