"""Pools of several people's risks: by hand, refused where one is no number, and never without the best and worst."""

from __future__ import annotations

import json
from math import prod

import pytest

from loadpath.assess.pools import KINDS, LINEAR, LOG_ODDS, pooled
from loadpath.assess.results import Answer, Interval, NotComputed

THREE: dict[str, Answer] = {name: Interval(p, p) for name, p in (("mid", 0.03), ("low", 0.01), ("high", 0.2))}


def test_a_linear_pool_is_the_mean() -> None:
    """(0.01 + 0.03 + 0.2) / 3 = 0.08."""
    found = pooled(THREE, LINEAR)
    assert isinstance(found.risk, Interval)
    assert found.risk.value == pytest.approx(0.08)
    assert (found.best, found.worst) == (("low", Interval(0.01, 0.01)), ("high", Interval(0.2, 0.2)))
    assert found.of == ("mid", "low", "high")
    assert "linear pool" in found.label


def test_a_log_odds_pool_is_the_geometric_mean_of_the_odds() -> None:
    """The odds of the pool, to the third power, are the product of the three odds."""
    found = pooled(THREE, LOG_ODDS)
    assert isinstance(found.risk, Interval)
    p = found.risk.value
    assert (p / (1 - p)) ** 3 == pytest.approx(prod(q / (1 - q) for q in (0.01, 0.03, 0.2)))
    assert json.loads(json.dumps(found.as_json()))["best"] == {"assessor": "low", "risk": 0.01}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("other", "said"),
    [
        (Interval(0.01, 0.9), "the risk of `odd` is an interval"),
        (NotComputed("too large"), "the risk of `odd` is not: too large"),
    ],
)
def test_what_is_no_number_is_in_no_pool(kind: str, other: Answer, said: str) -> None:
    """One risk that is no number leaves no pool; the best and the worst of the others are told all the same."""
    found = pooled({**THREE, "odd": other}, kind)
    assert isinstance(found.risk, NotComputed)
    assert said in found.risk.reason
    assert found.best[0] == "low"


def test_a_certainty_would_overrule_everybody() -> None:
    """Odds of zero make a product of zero: there is no log-odds pool, while the mean is 0.12 over 3."""
    certain: dict[str, Answer] = {"sure": Interval(0.0, 0.0), "a": Interval(0.02, 0.02), "b": Interval(0.1, 0.1)}
    assert isinstance(pooled(certain, LOG_ODDS).risk, NotComputed)
    mean = pooled(certain, LINEAR).risk
    assert isinstance(mean, Interval)
    assert mean.value == pytest.approx(0.04)


def test_the_caller_may_be_wrong() -> None:
    """No such pool, and nobody to pool."""
    with pytest.raises(ValueError, match="no pool of kind 'median'"):
        pooled(THREE, "median")
    with pytest.raises(ValueError, match="nobody's risk was computed"):
        pooled({"a": NotComputed("x")}, LINEAR)
