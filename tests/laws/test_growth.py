"""A case of twice the size costs about twice as much: counted in calls, so that no clock and no machine has a say."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest
from bench.generated import case

import loadpath as lp
from loadpath.case.diagnostic import Severity

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import FrameType


def _calls(work: Callable[[], object]) -> int:
    """Return how many functions, of Python and of C, are called or resumed."""
    count = 0

    def seen(_frame: FrameType, event: str, _arg: object) -> None:
        nonlocal count
        count += event in {"call", "c_call"}

    before = sys.getprofile()
    sys.setprofile(seen)
    try:
        work()
    finally:
        sys.setprofile(before)
    return count


def test_a_made_up_case_has_no_errors_and_one_exact_risk() -> None:
    """What is timed is a sound case: every claim is written, and both assessors come to one number."""
    project = lp.read(case(600, 12, 1), draws=500)
    assert not [item for item in project.check().found if item.severity is Severity.ERROR]
    assert sum(node.kind_name == "Claim" for node in project.case.nodes.values()) == 600
    assert len(project.case.all(type(project.case.nodes["p000"]))) == 12
    assert all(item.risk.exact for item in project.risk())  # type: ignore[union-attr]


def test_the_same_arguments_make_the_same_case_and_another_seed_another() -> None:
    """A figure with its seed can be measured again."""
    assert case(200, 4, 1) == case(200, 4, 1)
    assert case(200, 4, 1) != case(200, 4, 2)


def test_too_few_claims_for_the_pathways_are_refused() -> None:
    """Eight shared claims and four for each pathway are the least."""
    with pytest.raises(ValueError, match="12 pathways need at least 56 claims"):
        case(55, 12, 1)


def test_twice_the_case_costs_less_than_three_times_the_calls() -> None:
    """Reading, assessing and checking grow with the case; a loop of nodes over nodes would make it four times."""
    lp.read(case(100, 4, 1), draws=100).check()  # what is imported and compiled once

    def cost(claims: int, pathways: int) -> int:
        texts = case(claims, pathways, 1)
        return _calls(lambda: lp.read(texts, draws=100).check())

    assert cost(600, 12) / cost(300, 6) < 3
