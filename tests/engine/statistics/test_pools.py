"""Pools: inside of what was said, indifferent to order, and each faithful to its own rule."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loadpath.engine.statistics.odds import posterior
from loadpath.engine.statistics.pools import linear_pool, log_odds_pool

STATED = st.lists(st.floats(1e-6, 1 - 1e-6), min_size=1, max_size=8)


@given(STATED, st.data())
def test_a_pool_lies_within_what_was_said(stated: list[float], drawn: st.DataObject) -> None:
    """From the least to the greatest, whatever the weights; all of one mind stay there."""
    weights = drawn.draw(st.lists(st.floats(0.01, 10), min_size=len(stated), max_size=len(stated)))
    for pool in (linear_pool, log_odds_pool):
        assert min(stated) * (1 - 1e-9) <= pool(stated, weights) <= max(stated) * (1 + 1e-9)
        assert pool([stated[0]] * 3) == pytest.approx(stated[0], rel=1e-9, abs=0)
        assert pool(list(reversed(stated))) == pytest.approx(pool(stated), rel=1e-12, abs=0)


@given(STATED, st.floats(0.01, 100))
def test_log_odds_pool_and_evidence_can_be_exchanged(stated: list[float], ratio: float) -> None:
    """Pooling after everybody learned the same is learning it after pooling."""
    before = posterior(log_odds_pool(stated), ratio)
    assert log_odds_pool([posterior(p, ratio) for p in stated]) == pytest.approx(before, rel=1e-9, abs=0)


@given(STATED)
def test_both_are_symmetric_in_what_is_asked(stated: list[float]) -> None:
    """Pooling the complements gives the complement, to the digits that 1e-6 has in one minus it."""
    for pool in (linear_pool, log_odds_pool):
        assert pool([1 - p for p in stated]) == pytest.approx(1 - pool(stated), abs=1e-9)


def test_weights_are_relative() -> None:
    """2 to 1 is the same as the one said twice; a weight of 0 is not heard; 1/101 and 1/2 meet at odds of 1/10."""
    for pool in (linear_pool, log_odds_pool):
        assert pool([0.1, 0.4], [2, 1]) == pytest.approx(pool([0.1, 0.1, 0.4]))
        assert pool([0.1, 0.4], [0, 5]) == pytest.approx(0.4)
    assert log_odds_pool([1 / 101, 1 / 2]) == pytest.approx(1 / 11)


def test_what_cannot_be_pooled_is_refused() -> None:
    """Certainties in log odds, no weight at all, lengths that differ, nobody."""
    with pytest.raises(ValueError, match="`stated` must be above 0 and below 1"):
        log_odds_pool([0.5, 1])
    assert linear_pool([0, 1]) == 0.5
    for pool in (linear_pool, log_odds_pool):
        with pytest.raises(ValueError, match="`the sum of `weights`` must be above 0"):
            pool([0.5], [0])
        with pytest.raises(ValueError, match="`stated` has 1, `weights` has 2"):
            pool([0.5], [1, 1])
        with pytest.raises(ValueError, match="`weights` must be at least 0"):
            pool([0.5, 0.5], [1, -1])
        with pytest.raises(ValueError, match="`stated` must have at least 1 members"):
            pool([])
