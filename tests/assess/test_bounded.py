"""Proven bounds of the risk, for cases whose exact answer is known: they hold it, and say what they are."""

from __future__ import annotations

import random

import pytest
from tests.conformance.enumeration import write_case
from tests.conformance.random_cases import random_case
from tests.small import ROOT

import loadpath as lp
from loadpath.assess.bounded import LIMITS, bounded
from loadpath.assess.budget import allowance
from loadpath.assess.lines import judgements_of
from loadpath.assess.results import Interval, NotComputed, Verdict


def test_bounds_of_the_example_hold_the_exact_risk() -> None:
    """Of heron-2, by everybody: within one per cent, named, not shown, and nothing else is claimed."""
    project = lp.read(ROOT / "examples" / "heron-2")
    for exact in project.risk():
        found = bounded(project.case, judgements_of(project.case, exact.assessor), (), allowance(project.case))
        assert isinstance(found.risk, Interval)
        assert isinstance(exact.risk, Interval)
        assert found.risk.low <= exact.risk.low * (1 + 1e-12)
        assert found.risk.high >= exact.risk.high * (1 - 1e-12)
        assert found.risk.high <= exact.risk.high * LIMITS.ratio**2  # two bounds, each within the ratio
        assert found.method.startswith("proven bounds")
        assert found.budget is not None
        assert exact.budget is not None
        assert found.budget.verdict is Verdict.NOT_SHOWN
        assert found.budget.times.high == pytest.approx(found.risk.high / exact.budget.level)
        assert len(found.ladder) == len(exact.ladder)
        assert isinstance(found.range, NotComputed)
        assert all(isinstance(answer, NotComputed) for answer in found.pathways.values())
        assert found.propositions.keys() == exact.propositions.keys()
        assert found.as_json()["method"] == found.method


@pytest.mark.parametrize("seed", range(30))
def test_bounds_of_random_cases_hold_the_exact_risk(seed: int) -> None:
    """Cases that share causes, rely on doubtful evidence and leave things unknown."""
    case = random_case(random.Random(seed))
    project = lp.read(write_case(case), draws=50)
    for assessor in case.assessors:
        exact = project.risk(by=assessor.id)
        found = bounded(project.case, judgements_of(project.case, assessor.id), (), allowance(project.case))
        if isinstance(exact.risk, NotComputed):
            assert isinstance(found.risk, NotComputed)
            continue
        assert isinstance(found.risk, Interval)
        assert found.risk.low <= exact.risk.low * (1 + 1e-12)
        assert found.risk.high >= exact.risk.high * (1 - 1e-12)
