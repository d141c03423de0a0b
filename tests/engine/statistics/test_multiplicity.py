"""Many tests: adjusted p-values reject what the procedures reject, and in their order of strictness."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loadpath.engine.statistics.attempts import at_least_one
from loadpath.engine.statistics.multiplicity import benjamini_hochberg, bonferroni, holm, sidak_level

if TYPE_CHECKING:
    from random import Random

P_VALUES = st.lists(st.integers(0, 1000).map(lambda k: k / 1000), min_size=1, max_size=12)
LEVELS = st.integers(1, 400).map(lambda k: k / 2000 + 1e-7)
"""Off every p-value times a whole number, so that rounding decides nothing."""


def step_down(values: list[float], level: float) -> set[int]:
    """Return what Holm's procedure rejects: from the least on, while p <= level / (m - i)."""
    found: set[int] = set()
    for rank, place in enumerate(sorted(range(len(values)), key=lambda i: values[i])):
        if values[place] > level / (len(values) - rank):
            break
        found.add(place)
    return found


def step_up(values: list[float], level: float) -> set[int]:
    """Return what Benjamini and Hochberg reject: all up to the largest rank i with p <= i level / m."""
    order = sorted(range(len(values)), key=lambda i: values[i])
    last = max((i for i in range(1, len(order) + 1) if values[order[i - 1]] <= i * level / len(order)), default=0)
    return {place for place in range(len(values)) if last and values[place] <= values[order[last - 1]]}


def rejected(adjusted: tuple[float, ...], level: float) -> set[int]:
    """Return the places of the p-values that are at most the level."""
    return {place for place, p in enumerate(adjusted) if p <= level}


@given(P_VALUES, LEVELS)
def test_adjusted_values_reject_what_the_procedures_reject(values: list[float], level: float) -> None:
    """The step-down and the step-up procedure, step by step, at any level."""
    assert rejected(bonferroni(values), level) == {i for i, p in enumerate(values) if p <= level / len(values)}
    assert rejected(holm(values), level) == step_down(values, level)
    assert rejected(benjamini_hochberg(values), level) == step_up(values, level)


@given(P_VALUES)
def test_the_procedures_stand_in_order(values: list[float]) -> None:
    """Unadjusted is least strict, then Benjamini and Hochberg, Holm, Bonferroni; none leaves 0 to 1."""
    for raw, rate, down, plain in zip(
        values, benjamini_hochberg(values), holm(values), bonferroni(values), strict=True
    ):
        assert raw <= rate * (1 + 1e-15)
        assert rate <= down * (1 + 1e-15)
        assert down <= plain <= 1


@given(P_VALUES, st.randoms(use_true_random=False))
def test_the_order_of_the_tests_does_not_matter(values: list[float], random: Random) -> None:
    """Adjusted values move with what they belong to."""
    places = list(range(len(values)))
    random.shuffle(places)
    for adjust in (bonferroni, holm, benjamini_hochberg):
        found, moved = adjust(values), adjust([values[i] for i in places])
        assert moved == tuple(found[i] for i in places)


@given(st.floats(1e-9, 0.999), st.integers(1, 10**6))
def test_sidak_is_exact_for_independent_tests(level: float, tests: int) -> None:
    """At least one of m false rejections, each with the level of one, has the level of all; above Bonferroni's."""
    one = sidak_level(level, tests)
    assert at_least_one(one, tests) == pytest.approx(level, rel=1e-12, abs=0)
    assert one >= level / tests * (1 - 1e-12)


def test_impossible_arguments_are_refused() -> None:
    """No tests at all, and p-values that are none."""
    for adjust in (bonferroni, holm, benjamini_hochberg):
        with pytest.raises(ValueError, match="`p_values` must have at least 1 members"):
            adjust([])
        with pytest.raises(ValueError, match="`p_values` must be from 0 to 1"):
            adjust([0.5, -0.1])
    with pytest.raises(ValueError, match="`tests` must be a whole number of at least 1"):
        sidak_level(0.05, 0)
