"""Attempts of which none may be caught: exact fractions, sums over outcomes, closed forms, and incidents drawn."""

from __future__ import annotations

import random
from decimal import Decimal, localcontext
from fractions import Fraction
from itertools import pairwise
from math import comb, exp, expm1, factorial, log1p, pi, prod, sqrt

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy.special import pdtr, pdtrc

from loadpath.engine.attempts import (
    MOST_COUNTS,
    Attempts,
    Binomial,
    Fixed,
    Poisson,
    caught,
    caught_each,
    exactly_one,
    missed,
    missed_each,
)
from loadpath.engine.draws import generator
from loadpath.engine.statistics.attempts import log_of_none
from loadpath.errors import TooLargeError

SHARES = st.floats(0, 1)
COUNTS = st.floats(1, 1e6)
LAWS: list[Attempts] = [Fixed(24), Binomial(40, 0.3), Poisson(7.5)]


def exact(count: int, recall: float, correlation: float) -> Fraction:
    """Return the product over i < n of (b + i) / (a + b + i), both multiplied by rho, of exactly these floats."""
    r, rho = Fraction(recall), Fraction(correlation)
    factors = [((1 - r) * (1 - rho) + i * rho) / (1 - rho + i * rho) for i in range(count)]
    return Fraction(prod(f.numerator for f in factors), prod(f.denominator for f in factors))


def off(found: float, expected: Fraction) -> float:
    """Return the relative error, with 40 digits, for fractions that no float can hold."""
    with localcontext() as context:
        context.prec = 40
        true = Decimal(expected.numerator) / Decimal(expected.denominator)
        return abs(float((Decimal(found) - true) / true))


def test_published_chances_of_exactly_one_attempt() -> None:
    """An attack on each of n occasions with chance 1/n: how likely it is not exactly one (published-reports.md, N17).

    n = 3: 1 - 4/9; n = 10: 1 - 0.9^9; without end: 1 - 1/e.
    """
    laws = Binomial(3, 1 / 3), Binomial(10, 1 / 10), Poisson(1)
    assert [round(100 * (1 - exactly_one(law)), 1) for law in laws] == [55.6, 61.3, 63.2]


def test_published_chances_of_catching_one_of_many() -> None:
    """Coverage and recall, independent, of 12 and 24 attempts (published-reports.md, N22)."""
    found = [
        round(100 * caught(Fixed(k), recall, 0.0, in_time=coverage), 1)
        for coverage, recall in ((0.25, 0.44), (0.10, 0.91))
        for k in (12, 24)
    ]
    assert found == [75.3, 93.9, 68.2, 89.9]


def test_published_chances_when_misses_hang_together() -> None:
    """24 attempts, each caught with 0.11 on average, correlation 0.1 to 1 (published-reports.md, N23)."""
    assert [round(100 * caught(Fixed(24), 0.11, rho), 1) for rho in (0.1, 0.3, 0.5, 1)] == [74.6, 50.0, 34.7, 11.0]


def test_fixed_counts_are_products_of_fractions() -> None:
    """Relative error at most 1e-12 of what is missed, 1e-14 of what is caught, where recall or correlation is extreme.

    Recall and correlation are log-uniform from 1e-9 to 0.5, or one minus that; to 1e-15 in the corners.
    """
    draw = random.Random(20270301)

    def extreme() -> float:
        share = float(10 ** draw.uniform(-9, -0.3))
        return share if draw.random() < 0.5 else 1 - share

    cases = [(int(10 ** draw.uniform(0, 2.3)), extreme(), extreme()) for _ in range(300)]
    ends = (1e-9, 1 - 1e-9, 1e-15, 1 - 1e-15)
    cases += [(n, r, rho) for n in (1, 2, 17, 150) for r in (*ends, 0.1, 0.5) for rho in (*ends, 0.1, 0.3, 0.6, 1e-30)]
    for n, r, rho in cases:
        true = exact(n, r, rho)
        assert off(float(caught_each(n, r, rho)), 1 - true) < 1e-14, (n, r, rho)
        if true > Fraction(1, 10**300):
            assert off(float(missed_each(n, r, rho)), true) < 1e-12, (n, r, rho)


@pytest.mark.parametrize("n", [0.0, 1e-9, 0.25, 1.0, 2.5, 16.0, 1e3, 1e6, 1e15, 1e100, 1e200])
def test_any_real_count_has_a_meaning(n: float) -> None:
    """The mean of (1 - pi)^n: over Beta(1, b) it is b / (b + n); b = 1, 2, 6 have recall 1/(1 + b), rho 1/(2 + b)."""
    for b in (1, 2, 6):
        recall, rho = 1 / (1 + b), 1 / (2 + b)
        assert float(missed_each(n, recall, rho)) == pytest.approx(b / (b + n), rel=1e-12, abs=0)
        assert float(caught_each(n, recall, rho)) == pytest.approx(n / (b + n), rel=1e-13, abs=0)


def test_half_an_attempt_is_between_none_and_one() -> None:
    """Over Beta(1/2, 1/2) the mean of sqrt(1 - pi) is B(1/2, 1) / B(1/2, 1/2) = 2 / pi, less than sqrt(1/2)."""
    assert missed(Fixed(0.5), 0.5, 0.5) == pytest.approx(2 / pi, rel=1e-14)
    assert missed(Fixed(0.5), 0.5, 0.0) == pytest.approx(sqrt(0.5), rel=1e-15)
    assert missed(Fixed(0.5), 0.5, 1.0) == 0.5


@given(st.integers(1, 10**7), st.floats(1e-3, 0.999), st.floats(1e-3, 0.999))
def test_many_attempts_agree_with_the_sum_of_logarithms(count: int, recall: float, rho: float) -> None:
    """Where the products are long, another way (sums, then an integral) says the same."""
    other = -expm1(log_of_none(recall * (1 - rho) / rho, (1 - recall) * (1 - rho) / rho, count))
    assert float(caught_each(count, recall, rho)) == pytest.approx(other, rel=1e-11, abs=1e-300)


@pytest.mark.parametrize("rho", [0.0, 1e-120, 0.3, 1.0])
def test_what_is_certain_is_certain(rho: float) -> None:
    """Recall 0 misses all, recall 1 none, and without an attempt none is caught; whatever hangs together."""
    for n in (1.0, 2.5, 40.0, 1e9):
        assert missed(Fixed(n), 0.0, rho) == 1.0
        assert missed(Fixed(n), 1.0, rho) == 0.0
        assert caught(Fixed(n), 1.0, rho) == 1.0
    for none in (Fixed(0), Binomial(0, 0.5), Binomial(9, 0.0), Poisson(0.0)):
        assert [missed(none, r, rho) for r in (0.0, 0.4, 1.0)] == [1.0] * 3
        assert [caught(none, r, rho) for r in (0.0, 0.4, 1.0)] == [0.0] * 3
    # one attempt is caught or not; all that are sure to be tried are a fixed count
    assert missed(Fixed(1), 0.3, rho) == pytest.approx(0.7, rel=1e-15)
    assert missed(Binomial(6, 1.0), 0.3, rho) == pytest.approx(missed(Fixed(6), 0.3, rho), rel=1e-14)
    assert missed(Binomial(6, 1.0), 1.0, rho) == 0.0
    # with recall 0 or 1, what is random is the number alone: P(none) is 0.7^40 and exp(-7.5)
    for law, none_at_all in ((Binomial(40, 0.3), 0.7**40), (Poisson(7.5), exp(-7.5))):
        assert missed(law, 1.0, rho) == pytest.approx(none_at_all, rel=1e-12, abs=0)
        assert missed(law, 0.0, rho) == pytest.approx(1.0, rel=1e-15)
        assert caught(law, 0.0, rho) == 0.0


def test_all_or_none_are_caught_at_a_correlation_of_one() -> None:
    """P(missed) = 1 - recall for any count of at least one, and P(none) + (1 - P(none)) (1 - recall) at random."""
    assert missed_each([0, 0.5, 1, 24, 1e12], 0.2, 1.0) == pytest.approx([1.0, 0.8, 0.8, 0.8, 0.8], rel=1e-15)
    none = exp(-2.0)
    assert missed(Poisson(2.0), 0.2, 1.0) == pytest.approx(none + (1 - none) * 0.8, rel=1e-14)


@given(COUNTS, SHARES, SHARES, SHARES)
def test_more_correlation_never_misses_less(count: float, recall: float, one: float, other: float) -> None:
    """From independent to all or none, what is missed grows, for any count from one on."""
    found = missed_each(count, recall, np.array([0, *sorted((one, other)), 1]))
    assert all(a <= b * (1 + 1e-12) for a, b in pairwise(found))


@given(st.floats(0, 1e6), SHARES, SHARES, SHARES)
def test_more_recall_never_misses_more(count: float, rho: float, one: float, other: float) -> None:
    """What is missed falls with the recall, and what is caught grows."""
    recalls = np.sort([one, other])
    assert np.diff(missed_each(count, recalls, rho))[0] <= 1e-12
    low, high = caught_each(count, recalls, rho)
    assert low <= high * (1 + 1e-12)


@given(st.floats(0, 1e6), st.floats(0, 1e6), SHARES, SHARES)
def test_more_attempts_are_never_missed_more(one: float, other: float, recall: float, rho: float) -> None:
    """What is missed falls with the count, between whole numbers too."""
    more, fewer = missed_each([max(one, other), min(one, other)], recall, rho)
    assert more <= fewer * (1 + 1e-12)


@given(st.sampled_from(LAWS), SHARES, SHARES, SHARES, SHARES)
def test_being_late_never_catches_more(law: Attempts, recall: float, rho: float, one: float, other: float) -> None:
    """With fewer attempts in time less is caught; and caught and missed add up to one."""
    late, early = (caught(law, recall, rho, in_time=share) for share in sorted((one, other)))
    assert late <= early * (1 + 1e-11)
    assert caught(law, recall, rho) + missed(law, recall, rho) == pytest.approx(1, rel=1e-12)


@given(st.integers(0, 25), *[st.fractions(Fraction(1, 50), Fraction(49, 50), max_denominator=50)] * 3)
def test_a_binomial_is_a_sum_over_its_outcomes(n: int, chance: Fraction, recall: Fraction, rho: Fraction) -> None:
    """The sum of C(n, k) q^k (1 - q)^(n - k) P(none of k), in fractions; a fixed count of which some are in time too."""
    q, r, c = float(chance), float(recall), float(rho)
    none = [exact(k, r, c) for k in range(n + 1)]
    weights = [comb(n, k) * Fraction(q) ** k * (1 - Fraction(q)) ** (n - k) for k in range(n + 1)]
    true = sum((w * p for w, p in zip(weights, none, strict=True)), Fraction(0))
    assert missed(Binomial(n, q), r, c) == pytest.approx(float(true), rel=1e-12, abs=0)
    assert caught(Fixed(n), r, c, in_time=q) == pytest.approx(float(1 - true), rel=1e-12, abs=0)


@pytest.mark.parametrize("mean", [1e-20, 1e-3, 0.7, 12.0, 3e3, 1e6])
def test_a_poisson_number_over_a_uniform_chance(mean: float) -> None:
    """With pi uniform (recall 1/2, rho 1/3) the mean of exp(-m pi) is (1 - exp(-m)) / m.

    Where m is small, what is caught is m/2 - m^2/6 + m^3/24 - m^4/120 + ...
    """
    assert missed(Poisson(mean), 0.5, 1 / 3) == pytest.approx(-expm1(-mean) / mean, rel=1e-12, abs=0)
    if mean < 0.01:
        assert caught(Poisson(mean), 0.5, 1 / 3) == pytest.approx(
            mean / 2 - mean**2 / 6 + mean**3 / 24 - mean**4 / 120, rel=1e-11, abs=0
        )


@pytest.mark.parametrize(("tries", "chance"), [(5, 1e-15), (12, 0.25), (3_000, 0.999), (10**6, 0.5), (10**15, 1e-12)])
def test_a_binomial_number_over_a_uniform_chance(tries: int, chance: float) -> None:
    """With pi uniform the mean of (1 - q pi)^n is (1 - (1 - q)^(n + 1)) / (q (n + 1))."""
    true = -expm1((tries + 1) * log1p(-chance)) / (chance * (tries + 1))
    assert missed(Binomial(tries, chance), 0.5, 1 / 3) == pytest.approx(true, rel=1e-12, abs=0)


def test_few_attempts_count_where_many_would_be_caught() -> None:
    """A correlation of 1e-18 changes nothing, and exp(-m r) = exp(-600), all from counts far below the mean, stays."""
    assert missed(Poisson(1_000), 0.6, 1e-18) == pytest.approx(exp(-600), rel=1e-9, abs=0)
    assert missed(Poisson(1_000), 0.6, 0.0) == pytest.approx(exp(-600), rel=1e-13, abs=0)
    assert missed(Binomial(1_000, 0.5), 0.6, 1e-18) == pytest.approx(0.7**1_000, rel=1e-9, abs=0)


def test_rare_catches_keep_their_digits() -> None:
    """12 attempts at 1e-18 are 1.2e-17, of which one minus what is missed would leave 0; half in time, half of it."""
    for law in (Fixed(12), Binomial(24, 0.5), Poisson(12)):
        for rho in (0.0, 1e-9):
            assert caught(law, 1e-18, rho) == pytest.approx(1.2e-17, rel=1e-7, abs=0)
            assert caught(law, 1e-18, rho, in_time=0.5) == pytest.approx(0.6e-17, rel=1e-7, abs=0)


INCIDENTS = 200_000


@pytest.mark.parametrize("law", LAWS)
@pytest.mark.parametrize(("recall", "rho", "in_time"), [(0.11, 0.3, 1.0), (0.4, 0.1, 0.25), (0.05, 0.6, 0.8)])
def test_incidents_drawn_one_by_one_say_the_same(law: Attempts, recall: float, rho: float, in_time: float) -> None:
    """A number of attempts, a chance from Beta(a, b), those in time, those caught: within 3 standard errors."""
    random_numbers = generator(f"{law} {recall} {rho} {in_time}")
    match law:
        case Fixed(count):
            numbers = np.full(INCIDENTS, int(count))
        case Binomial(tries, chance):
            numbers = random_numbers.binomial(tries, chance, INCIDENTS)
        case Poisson(mean):
            numbers = random_numbers.poisson(mean, INCIDENTS)
    size = (1 - rho) / rho
    chances = random_numbers.beta(recall * size, (1 - recall) * size, INCIDENTS)
    seen = random_numbers.binomial(random_numbers.binomial(numbers, in_time), chances)
    share = float(np.mean(seen > 0))
    assert caught(law, recall, rho, in_time) == pytest.approx(share, abs=3 * sqrt(share * (1 - share) / INCIDENTS))


def test_masses_of_small_laws() -> None:
    """C(7, k) 0.3^k 0.7^(7 - k), and exp(-2) 2^k / k!; a fixed count has one."""
    counts, weights = Binomial(7, 0.3).masses()
    assert counts.tolist() == list(range(8))
    assert weights == pytest.approx([comb(7, k) * 0.3**k * 0.7 ** (7 - k) for k in range(8)], rel=1e-13)
    counts, weights = Poisson(2).masses()
    assert counts[0] == 0
    assert weights == pytest.approx([exp(-2) * 2**k / factorial(k) for k in counts.tolist()], rel=1e-12, abs=0)
    assert [part.tolist() for part in Fixed(3.0).masses()] == [[3], [1.0]]
    assert [part.tolist() for part in Binomial(3, 1.0).masses()] == [[3], [1.0]]
    assert [law.masses()[0].dtype for law in LAWS] == [np.int64] * 3


@given(st.floats(1e-12, 1e6))
def test_masses_keep_mean_and_variance_and_cut_thin_tails(mean: float) -> None:
    """A Poisson law has its mean twice, as mean and variance, and what is cut is less than 1e-16 in all."""
    counts, weights = Poisson(mean).masses()
    assert weights.sum() == pytest.approx(1, rel=1e-13)
    assert weights @ counts == pytest.approx(mean, rel=1e-12)
    assert weights @ (counts - mean) ** 2 == pytest.approx(mean, rel=1e-11)
    below = float(pdtr(counts[0] - 1, mean)) if counts[0] else 0.0
    assert below + float(pdtrc(counts[-1], mean)) < 1e-16


@given(st.integers(1, 10**9), SHARES)
def test_masses_of_a_binomial_keep_mean_and_variance(tries: int, chance: float) -> None:
    """They are n q and n q (1 - q); with tiny chances too."""
    assume(1e-300 < chance < 1)
    law = Binomial(tries, chance)
    counts, weights = law.masses()
    assert counts[0] >= 0
    assert counts[-1] <= tries
    assert weights @ counts == pytest.approx(law.mean, rel=1e-10)
    assert weights @ (counts - law.mean) ** 2 == pytest.approx(law.mean * (1 - chance), rel=1e-8)


def test_a_large_mean_has_only_the_counts_around_it() -> None:
    """At 1e6 the standard deviation is 1e3; the mass at the mean is 1 / sqrt(2 pi m), less 1/12 of its millionth."""
    counts, weights = Poisson(1e6).masses()
    assert len(counts) < 50_000
    assert float(weights[counts == 10**6][0]) == pytest.approx((1 - 1 / 12e6) / sqrt(2e6 * pi), rel=1e-11)
    # too many values are refused where they are needed, and no sum is needed without correlation
    with pytest.raises(TooLargeError, match=f"more than {MOST_COUNTS:,} likely values") as refused:
        Poisson(1e12).masses()
    assert refused.value.help == "give a fixed number of attempts: at this size it says the same"
    assert caught(Poisson(1e12), 1e-12, 0.0) == pytest.approx(-expm1(-1), rel=1e-14)


@given(st.integers(0, 40), SHARES, SHARES)
def test_thinning_keeps_the_kind_and_takes_its_share(count: int, one: float, other: float) -> None:
    """A fixed count becomes a binomial one, which stays one; means are multiplied; twice is the product."""
    for law in (Fixed(count), Binomial(count, 0.4), Poisson(count / 3)):
        thin = law.thinned(one)
        assert thin.mean == pytest.approx(law.mean * one, rel=1e-14)
        assert thin.thinned(other).mean == pytest.approx(law.mean * one * other, rel=1e-14)
    assert Fixed(12).thinned(0.25) == Binomial(12, 0.25)
    assert Fixed(2.5).thinned(1.0) == Fixed(2.5)
    assert Fixed(2.5).thinned(0.0) == Fixed(0.0)


def test_exactly_one_is_what_the_masses_say() -> None:
    """The masses at 1 are n q (1 - q)^(n - 1) and m exp(-m), and a fixed count is one or not."""
    for law in (Binomial(1, 0.3), Binomial(2, 0.5), Binomial(40, 0.01), Poisson(1e-20), Poisson(3.0)):
        counts, weights = law.masses()
        assert exactly_one(law) == pytest.approx(float(weights[counts == 1][0]), rel=1e-13, abs=0)
    laws = Fixed(0), Fixed(1.0), Fixed(2), Binomial(0, 0.5), Binomial(1, 1.0), Binomial(2, 1.0), Binomial(5, 0.0)
    assert [exactly_one(law) for law in (*laws, Poisson(0.0))] == [0, 1, 0, 0, 1, 0, 0, 0]


def test_arrays_are_broadcast() -> None:
    """A column of counts, a row of recalls: each entry is that of its own numbers; no array is changed."""
    counts, recalls = np.array([[0.0], [3.0], [7.5]]), np.array([0.0, 0.2, 1.0, 0.9])
    kept = counts.copy(), recalls.copy()
    found = missed_each(counts, recalls, 0.25)
    assert found.shape == (3, 4)
    assert found.tolist() == [[missed(Fixed(float(n)), float(r), 0.25) for r in recalls] for n in counts[:, 0]]
    assert caught_each(counts, recalls, 0.25) == pytest.approx(1 - found, rel=1e-14)
    assert np.array_equal(kept[0], counts)
    assert np.array_equal(kept[1], recalls)


def test_what_is_no_number_of_attempts_or_no_probability_is_refused() -> None:
    """Counts below 0, shares beyond 0 and 1, NaN, and part of a number that is not whole."""
    for wrong in (
        lambda: Fixed(-1),
        lambda: Poisson(float("inf")),
        lambda: Binomial(-1, 0.5),
        lambda: Binomial(3, 1.1),
    ):
        with pytest.raises(ValueError, match="must be"):
            wrong()
    for law in LAWS:
        for recall, rho, in_time in ((1.1, 0.3, 1.0), (0.3, -0.1, 1.0), (0.3, 0.3, 2.0), (float("nan"), 0.0, 1.0)):
            with pytest.raises(ValueError, match="must be"):
                caught(law, recall, rho, in_time)
    with pytest.raises(ValueError, match="`counts` must be finite and at least 0 throughout"):
        missed_each([1, -1], 0.5, 0.5)
    with pytest.raises(ValueError, match="`recall` must be from 0 to 1 throughout"):
        missed_each(1, [0.5, float("nan")], 0.5)
    for ask in (Fixed(2.5).masses, lambda: Fixed(2.5).thinned(0.5), lambda: exactly_one(Fixed(2.5))):
        with pytest.raises(ValueError, match=r"must be a whole number to have a law, not 2\.5"):
            ask()
