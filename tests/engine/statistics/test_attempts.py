"""Several attempts: sums over outcomes, and exact fractions."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations
from math import comb, log1p

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loadpath.engine.statistics.attempts import at_least_one, log_of_none, pass_at_k

NUMBERS = st.integers(0, 200)


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


@pytest.mark.parametrize("attempts", [100_000, 100_001, 10**6, 10**9, 10**15])
def test_many_attempts_keep_their_digits(attempts: int) -> None:
    """For a = 1 the product is b / (b + m), for a = 2 it is b (b + 1) / ((b + m) (b + m + 1)).

    The sum and the integral have no step between them.
    """
    b = 3e5
    assert log_of_none(1, b, attempts) == pytest.approx(-log1p(attempts / b), rel=1e-12, abs=0)
    two = -log1p(attempts / b) - log1p(attempts / (b + 1))
    assert log_of_none(2, b, attempts) == pytest.approx(two, rel=1e-12, abs=0)


def test_impossible_arguments_are_refused() -> None:
    """Negative numbers of attempts, Beta parameters of 0."""
    with pytest.raises(ValueError, match="`attempts` must be a whole number"):
        at_least_one(0.5, -1)
    with pytest.raises(ValueError, match="`a` must be above 0"):
        log_of_none(0, 1, 3)
