"""Where assessors cluster: groups by what their differences come to, worked out by hand where the risk is a product."""

from __future__ import annotations

import json
from math import log

import pytest
from tests.small import HERON, project

import loadpath as lp
from loadpath.assess.clusters import Clusters, clusters
from loadpath.assess.results import Answer, Interval, NotComputed

CASE = """
## Pathway way: W
1. [[a]]
2. [[b]]
## Event a: A
## Event b: B
"""


def among(within: float = 3.0, **chances: tuple[str, str]) -> Clusters:
    """Return the groups of people who hold these chances of `a` and `b`; the harm takes both."""
    people = "".join(
        f"## Assessor {name}: {name}\n- a: {a} because x\n- b: {b} because x\n" for name, (a, b) in chances.items()
    )
    read = project(CASE + people)
    return clusters(read.case, {one.assessor: one.risk for one in read.risk()}, within)


def test_groups_are_of_those_who_agree_and_not_only_in_the_result() -> None:
    """Two people at 2 % who hold everything the other way round are a factor of 2 x 2 = 4 apart, and in two groups.

    `r` at 10 % x 25 % is 1.25 from `p`; from `q` it is 1/2 x 2.5: the risk grows 1.25 times, the differences come to 5.
    `s` at 50 % x 50 % is ten times as high as `r`: 5 by `a`, 2 by `b`.
    """
    found = among(p=("10%", "20%"), q=("20%", "10%"), r=("10%", "25%"), s=("50%", "50%"))
    assert found.groups == (("p", "r"), ("q",), ("s",))
    assert [(gap.lower, gap.higher) for gap in found.gaps] == [("p", "q"), ("q", "r"), ("r", "s")]
    assert [gap.times for gap in found.gaps] == [pytest.approx(1), pytest.approx(1.25), pytest.approx(10)]
    assert [gap.apart for gap in found.gaps] == [pytest.approx(4), pytest.approx(5), pytest.approx(10)]
    last = found.gaps[-1].heaviest
    assert [item.subject for item in last] == ["a", "b"]
    assert [item.share for item in last] == [pytest.approx(log(5)), pytest.approx(log(2))]
    assert [(pair.lower, pair.higher) for pair in found.pairs] == [("p", "q"), ("p", "r"), ("q", "r")]
    assert json.loads(json.dumps(found.as_json()))["groups"] == [["p", "r"], ["q"], ["s"]]


def test_others_link_those_who_are_far_apart() -> None:
    """At 1.3, steps of 1.25 make one group of three people, of whom the first and the last are 1.5625 apart."""
    found = among(1.3, x=("10%", "20%"), y=("10%", "25%"), z=("10%", "31.25%"))
    assert found.groups == (("x", "y", "z"),)
    assert among(1.2, x=("10%", "20%"), y=("10%", "25%"), z=("10%", "31.25%")).groups == (("x",), ("y",), ("z",))


def test_whose_risk_is_no_one_number_is_listed_apart() -> None:
    """An interval and a risk of zero are no multiple of anything: they are in no group, and it is said why."""
    found = among(p=("10%", "20%"), u=("unknown", "20%"))
    assert found.groups == (("p",),)
    assert [(name, reason) for name, _, reason in found.left_out] == [
        ("u", "is an interval, because something is unknown")
    ]
    none: dict[str, Answer] = {"p": Interval(0.0, 0.0), "q": NotComputed("nobody knows")}
    alone = clusters(project(CASE).case, none)
    assert (alone.groups, alone.gaps, alone.pairs) == ((), (), ())
    assert [reason for _, _, reason in alone.left_out] == [
        "is zero, and nothing is a multiple of that",
        "nobody knows",
    ]


def test_nobody_is_nearer_than_themselves() -> None:
    """A factor below one is refused, and one that is no number."""
    for within in (0.99, float("nan")):
        with pytest.raises(ValueError, match="at least a factor of 1"):
            clusters(project(CASE).case, {}, within)


@pytest.mark.skipif(not HERON.is_dir(), reason="examples/heron-2 is not there")
def test_groups_of_the_example() -> None:
    """Team and stress test differ 2.9 times, all in one direction but nothing; the reviewer 15 times from them."""
    read = lp.read(HERON, draws=50)
    risks = {one.assessor: one.risk for one in read.risk()}
    found = clusters(read.case, risks)
    assert found.groups == (("team", "stress-test"), ("ext-review",))
    for gap in found.gaps:
        ends = [risks[name] for name in (gap.lower, gap.higher)]
        low, high = (risk.value for risk in ends if isinstance(risk, Interval))
        assert gap.times == pytest.approx(high / low)
        assert isinstance(gap.apart, float)
        assert gap.apart >= gap.times * (1 - 1e-12)
