"""Several attempts: sums over outcomes, exact fractions, and what correlation takes away."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations, pairwise
from math import comb, log1p

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loadpath.engine.statistics.attempts import (
    at_least_one,
    caught_independently,
    caught_with_correlation,
    log_of_none,
    pass_at_k,
)

RATES = st.floats(0, 1)
NUMBERS = st.integers(0, 200)


def test_published_chances_of_catching_one_of_many() -> None:
    """Coverage and recall as published: 0.25 and 0.44, 0.10 and 0.91, at 12 and 24 attempts; then correlated misses."""
    found = {(c, r, k): caught_independently(c, r, k) for c, r in ((0.25, 0.44), (0.10, 0.91)) for k in (12, 24)}
    published = {(0.25, 0.44, 12): 0.753, (0.25, 0.44, 24): 0.939, (0.10, 0.91, 12): 0.682, (0.10, 0.91, 24): 0.899}
    assert found == pytest.approx(published, abs=5e-4)
    correlated = {rho: caught_with_correlation(0.11, 24, rho) for rho in (0.1, 0.3, 0.5, 1.0)}
    assert correlated == pytest.approx({0.1: 0.746, 0.3: 0.500, 0.5: 0.347, 1.0: 0.110}, abs=5e-4)


@given(st.fractions(0, 1, max_denominator=100), NUMBERS)
def test_independent_attempts_are_a_power(rate: Fraction, number: int) -> None:
    """1 - (1 - p)^n in fractions."""
    assert at_least_one(float(rate), number) == pytest.approx(float(1 - (1 - rate) ** number), rel=1e-13, abs=0)


def test_rare_and_certain_events_keep_their_digits() -> None:
    """1e-18 in a thousand attempts is 1e-15, which one minus a power would call 0; certainty needs one attempt."""
    assert at_least_one(1e-18, 1000) == pytest.approx(1e-15, rel=1e-12, abs=0)
    assert [at_least_one(1, n) for n in (0, 1, 5)] == [0.0, 1.0, 1.0]
    assert at_least_one(0, 10**9) == 0.0


@given(st.integers(0, 7), st.data())
def test_pass_at_k_counts_the_draws_that_hold_a_pass(samples: int, drawn: st.DataObject) -> None:
    """Over all draws of k among n samples, the share that holds at least one of the c that passed."""
    passed = drawn.draw(st.integers(0, samples))
    taken = drawn.draw(st.integers(0, samples))
    draws = list(combinations(range(samples), taken))
    assert pass_at_k(samples, passed, taken) == Fraction(sum(any(i < passed for i in d) for d in draws), len(draws))


def test_pass_at_k_is_exact_for_many_samples() -> None:
    """Two of 1e9 passed and half are drawn: 1 - C(n - 2, k) / C(n, k) = 1 - (n/2)(n/2 - 1) / (n (n - 1))."""
    n = 10**9
    assert pass_at_k(n, 2, n // 2) == 1 - Fraction((n // 2) * (n // 2 - 1), n * (n - 1))
    assert pass_at_k(300, 100, 150) == 1 - Fraction(comb(200, 150), comb(300, 150))


def test_more_drawn_or_passed_than_there_are_is_refused() -> None:
    """Neither can exceed the number of samples."""
    for passed, taken in ((6, 1), (1, 6)):
        with pytest.raises(ValueError, match="must be at most `trials`, not 6 of 5"):
            pass_at_k(5, passed, taken)


@given(RATES, st.integers(1, 60), st.floats(0, 1), st.floats(0, 1))
def test_correlation_only_takes_away(rate: float, number: int, one: float, other: float) -> None:
    """From independent to all-or-none the chance falls with the correlation, and never below that of one attempt."""
    low, high = sorted((one, other))
    chances = [caught_with_correlation(rate, number, rho) for rho in (0, low, high, 1)]
    assert all(a >= b * (1 - 1e-12) - 1e-15 for a, b in pairwise(chances))
    assert chances[0] == pytest.approx(at_least_one(rate, number), rel=1e-12, abs=0)
    assert chances[-1] == pytest.approx(rate, rel=1e-12, abs=0)


@given(st.fractions(Fraction(1, 50), Fraction(49, 50)), st.fractions(Fraction(1, 50), Fraction(49, 50)), NUMBERS)
def test_correlated_misses_are_a_product_of_fractions(rate: Fraction, rho: Fraction, number: int) -> None:
    """P(all missed) = product over j of ((1 - p)(1 - rho) + j rho) / (1 - rho + j rho)."""
    missed = Fraction(1)
    for j in range(number):
        missed *= ((1 - rate) * (1 - rho) + j * rho) / (1 - rho + j * rho)
    assert caught_with_correlation(float(rate), number, float(rho)) == pytest.approx(
        float(1 - missed), rel=1e-11, abs=0
    )


@pytest.mark.parametrize("attempts", [100_000, 100_001, 10**6, 10**9, 10**15])
def test_many_attempts_keep_their_digits(attempts: int) -> None:
    """For a = 1 the product is b / (b + m), for a = 2 it is b (b + 1) / ((b + m) (b + m + 1)).

    Without correlation it is a power, at any number: the sum and the integral have no step between them.
    """
    b = 3e5
    assert log_of_none(1, b, attempts) == pytest.approx(-log1p(attempts / b), rel=1e-12, abs=0)
    two = -log1p(attempts / b) - log1p(attempts / (b + 1))
    assert log_of_none(2, b, attempts) == pytest.approx(two, rel=1e-12, abs=0)
    rate = 0.7 / attempts
    assert caught_with_correlation(rate, attempts, 0) == pytest.approx(at_least_one(rate, attempts), rel=1e-12, abs=0)
    assert caught_with_correlation(rate, attempts, 1e-300) == pytest.approx(
        at_least_one(rate, attempts), rel=1e-12, abs=0
    )


def test_impossible_arguments_are_refused() -> None:
    """Probabilities outside of 0 to 1, negative numbers of attempts, Beta parameters of 0."""
    with pytest.raises(ValueError, match="`correlation` must be from 0 to 1"):
        caught_with_correlation(0.5, 3, -0.1)
    with pytest.raises(ValueError, match="`recall` must be from 0 to 1"):
        caught_independently(0.5, 1.5, 3)
    with pytest.raises(ValueError, match="`attempts` must be a whole number"):
        at_least_one(0.5, -1)
    with pytest.raises(ValueError, match="`a` must be above 0"):
        log_of_none(0, 1, 3)
