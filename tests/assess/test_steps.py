"""Steps given those before them, the risk as findings come in, and how often it exceeds a level: against the same elsewhere."""

from __future__ import annotations

from math import prod

import pytest
from tests.small import HERON, project

import loadpath as lp
from loadpath.assess.arrival import arrivals
from loadpath.assess.lines import judgements_of
from loadpath.assess.results import Interval, NotComputed
from loadpath.assess.spread import Spread
from loadpath.assess.steps import steps

SHARED = """
## Pathway p: Both happen
1. [[a]]
2. [[b]]
## Pathway q: One of them does
1. [[a]]
## Event a: The first
- is: [[s]] or [[x]]
## Event b: The second
- is: [[s]] or [[y]]
## Event s: What both share
## Event x: Its own
## Event y: Its own too
## Assessor me: Me
- s: 10% because
- x: 20% because
- y: 30% because
## Assessor other: One who says nothing of y
- s: 10% because
- x: 20% because
"""

FOUND = """
## Pathway p: It is bad
1. [[x]]
## Event x: It is bad
## Event bystander: Something else
## Evidence first: A test
- about: [[x]]
- result: 0 of 10
- passes when: at most 0 of 10
## Evidence second: Another test
- about: [[x]]
- result: 3 of 10
- passes when: at most 0 of 10
## Assessor me: Me
- x: 1% because
- first: passes 90% if not x, 30% if x because
- second: passes 80% if not x, 20% if x because
"""


def test_steps_multiply_where_they_share_a_cause() -> None:
    """P(a) = 0.1 + 0.9 x 0.2 = 0.28; both: 0.1 + 0.9 x 0.2 x 0.3 = 0.154; so the second step is 0.154 / 0.28 = 0.55."""
    case = project(SHARED).case
    found = steps(case, judgements_of(case, "me"))
    assert [one.value for one in found["p"] if isinstance(one, Interval)] == pytest.approx([0.28, 0.55])
    assert [one.value for one in found["q"] if isinstance(one, Interval)] == pytest.approx([0.28])


def test_what_is_unknown_gives_no_step() -> None:
    """Who has no number for `y` has one for the first step and none for the second."""
    case = project(SHARED).case
    first, second = steps(case, judgements_of(case, "other"))["p"]
    assert isinstance(first, Interval)
    assert first.value == pytest.approx(0.28)
    assert isinstance(second, NotComputed)


def test_findings_come_in_one_after_the_other() -> None:
    """1 %; passed: 0.01 x 0.3 / (0.01 x 0.3 + 0.99 x 0.9) = 0.003 / 0.894; failed: 0.003 x 0.8 / (0.0024 + 0.891 x 0.2)."""
    made = project(FOUND)
    found = arrivals(made.case, made.risk(by="me"), judgements_of(made.case, "me"))
    assert found == pytest.approx((0.01, 0.003 / 0.894, 0.0024 / (0.0024 + 0.1782)))


def test_without_one_number_there_is_no_way_to_it() -> None:
    """A risk that is an interval is not told finding by finding."""
    made = project(FOUND.replace("- x: 1% because\n", ""))
    found = arrivals(made.case, made.risk(by="me"), judgements_of(made.case, "me"))
    assert isinstance(found, NotComputed)


@pytest.mark.skipif(not HERON.is_dir(), reason="examples/heron-2 is not there")
def test_the_example_agrees_with_itself() -> None:
    """Steps multiply to each pathway, the last finding leads to the risk, and shares of worlds are the verdicts'."""
    made = lp.read(HERON, draws=2_000)
    for one in made.risk():
        held = judgements_of(made.case, one.assessor)
        for name, found in steps(made.case, held).items():
            total = one.pathways[name]
            assert isinstance(total, Interval)
            values = [step.value for step in found if isinstance(step, Interval)]
            assert len(values) == len(found)
            assert prod(values) == pytest.approx(total.value, rel=1e-9)
        way = arrivals(made.case, one, held)
        assert isinstance(way, tuple)
        assert isinstance(one.risk, Interval)
        assert len(way) == len(one.used) + 1
        assert way[-1] == one.risk.value
        assert isinstance(one.spread, Spread)
        shares = one.spread.above([item.level for item in one.ladder])
        for share, item in zip(shares, one.ladder, strict=True):
            assert share.high == pytest.approx(item.exceeding.high, abs=1e-12)
            assert (share.high == 0) == (item.exceeding.high == 0)
        ends = one.spread.reach()
        assert isinstance(one.range, Interval)
        assert ends.low <= one.range.low <= one.range.high <= ends.high
