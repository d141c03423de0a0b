"""All of and any of: the published products and bounds, and the bounds reached by parts that depend on each other."""

from __future__ import annotations

from math import prod

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loadpath.engine.statistics.aggregation import all_of, any_of

PARTS = st.lists(st.floats(0, 1), min_size=1, max_size=12)


@pytest.mark.parametrize(
    ("parts", "independent", "lower"),
    [([0.9] * 3, 0.729, 0.70), ([0.95] * 3, 0.857, 0.85), ([0.95] * 20, 0.358, 0.0), ([0.99] * 30, 0.740, 0.70)],
)
def test_published_conjunctions(parts: list[float], independent: float, lower: float) -> None:
    """Products and sums of doubts of 3, 20 and 30 parts."""
    found = all_of(parts)
    assert found.independent == pytest.approx(independent, abs=5e-4)
    assert found.lower == pytest.approx(lower, abs=1e-12)
    assert found.upper == parts[0]


def test_published_disjunction() -> None:
    """Two of 0.6: 0.84, between 0.60 and 1."""
    found = any_of([0.6, 0.6])
    assert (found.lower, found.upper) == (0.6, 1.0)
    assert found.independent == pytest.approx(0.84)


@given(PARTS)
def test_independence_lies_between_the_bounds(parts: list[float]) -> None:
    """The product is never outside of what any dependence allows, and neither is one minus the product of doubts."""
    for found in (all_of(parts), any_of(parts)):
        assert 0 <= found.lower <= found.independent + 1e-12
        assert found.independent <= found.upper + 1e-12
        assert found.upper <= 1


@given(PARTS)
def test_any_of_is_not_all_of_what_is_not(parts: list[float]) -> None:
    """At least one holds unless all fail."""
    some, none = any_of(parts), all_of([1 - p for p in parts])
    assert (some.independent, some.lower, some.upper) == pytest.approx(
        (1 - none.independent, 1 - none.upper, 1 - none.lower), abs=1e-12
    )


@given(st.lists(st.integers(0, 20), min_size=1, max_size=6))
def test_the_bounds_are_reached(shares: list[int]) -> None:
    """Twenty equal worlds: parts that hold in the same worlds reach one bound, failures laid end to end the other."""
    parts = [share / 20 for share in shares]
    together = sum(all(world < share for share in shares) for world in range(20))
    assert all_of(parts).upper == pytest.approx(together / 20)
    starts = [sum(20 - share for share in shares[:i]) for i in range(len(shares))]
    failed = {w % 20 for start, share in zip(starts, shares, strict=True) for w in range(start, start + 20 - share)}
    assert all_of(parts).lower == pytest.approx(1 - len(failed) / 20)


def test_small_doubts_keep_their_digits() -> None:
    """Three parts of 1e-18 make 3e-18, and certainty of one is certainty."""
    assert any_of([1e-18] * 3).independent == pytest.approx(3e-18, rel=1e-12, abs=0)
    assert any_of([0.3, 1.0]).independent == 1.0
    assert all_of([0.3, 0.0]).independent == prod([0.3, 0.0])


def test_nothing_is_not_aggregated() -> None:
    """An empty list and what is no probability are refused."""
    for asked in (all_of, any_of):
        with pytest.raises(ValueError, match="`parts` must have at least 1 members, not 0"):
            asked([])
        with pytest.raises(ValueError, match=r"`parts` must be from 0 to 1, not 1\.2"):
            asked([1.2])
