"""Numbers of different sorts never mix, a failure is not explained away by `unknown`, and what is too large is refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.small import assessed, faults, project

from loadpath.assess import risk
from loadpath.assess.results import Interval
from loadpath.errors import FaultyCaseError, TooLargeError

if TYPE_CHECKING:
    from loadpath.assess.results import Assessment
    from loadpath.case.graph import CaseGraph

Q = "## Quantity q: Q\n\n## Quantity n: N\n\n## Event x: X\n- kind: residual\n"
ME = "\n## Assessor me: Me\n"

MIXED = {
    "a time and a count": (Q + "- is: [[q]] at most 5 sessions\n" + ME + "- q: 40 h because r\n", "in `sessions`"),
    "a time and a proportion": (Q + "- is: [[q]] at most 5%\n" + ME + "- q: 40 h because r\n", "a proportion"),
    "two quantities": (Q + "- is: [[q]] at most [[n]]\n" + ME + "- q: 40 h because\n- n: 5% because\n", "a proportion"),
    "a time as a number of tries": (
        Q + "- happens: at [[q]] per session over [[n]]\n" + ME + "- q: 1% because\n- n: 40 h because\n",
        "not a number of tries",
    ),
    "a rate as a number of tries": (
        Q + "- happens: at [[q]] per session over [[n]]\n" + ME + "- q: 1% because\n- n: 90 per month because\n",
        "not a number of tries",
    ),
    "a count as a rate": (Q + "- happens: at [[q]] per session over [[n]]\n" + ME + "- q: 9 h because\n", "a time"),
}


@pytest.mark.parametrize("case", MIXED)
def test_numbers_of_different_sorts_are_refused(case: str) -> None:
    """Each of these once gave a number."""
    text, words = MIXED[case]
    assert any(words in message for _, _, message in faults(text)), faults(text)


FAILED = """## Event z: Z
- kind: residual

## Event x: X
- is: [[a]] and [[b]]
- kind: residual

## Event a: A

## Event b: B

## Evidence e: E
- result: 1
- passes when: 0
- about: [[a]] and [[b]]

## Assessor me: Me
- z: 1% because r
- a: 10% because r
- b: 10% because r
"""


def test_a_failure_about_several_things_leaves_all_of_them_unknown() -> None:
    """From 1 % (z alone) to 1: it once stayed at 1 - 0.99 (1 - 0.1 x 0.1) = 1.99 %, as if nothing had failed."""
    found = assessed(FAILED).risk
    assert isinstance(found, Interval)
    assert (found.low, found.high) == pytest.approx((0.01, 1.0))


def test_unknown_does_not_score_a_failure() -> None:
    """A likelihood of which nothing is known, the same whatever is true, once took the failure away."""
    found = assessed(FAILED + "- e: passes unknown because r\n").risk
    assert isinstance(found, Interval)
    assert (found.low, found.high) == pytest.approx((0.01, 1.0))


def test_an_assessor_too_large_to_compute_does_not_take_the_others_down(monkeypatch: pytest.MonkeyPatch) -> None:
    """The one is a finding with their name that holds the gate; the other is computed."""
    exact = risk.assess

    def assess(case: CaseGraph, assessor: str, draws: int) -> Assessment:
        if assessor == "me":
            raise TooLargeError("the exact answer takes too much", help="split the case")
        return exact(case, assessor, draws)

    monkeypatch.setattr(risk, "assess", assess)
    text = "## Event z: Z\n- kind: residual\n" + ME + "- z: 1% because r\n\n## Assessor b: B\n- z: 2% because r\n"
    asked = project(text)
    assert [item.assessor for item in asked.risk()] == ["b"]
    assert [item.subject for item in asked.check().found if "is not computed" in item.message] == ["me"]
    assert asked.check().at_the_gate
    with pytest.raises(FaultyCaseError, match="the risk of `me` is not computed"):
        asked.risk(by="me")


def test_tries_without_end_are_refused() -> None:
    """One second apart, for years, and hardly ever working: once this ran for hours."""
    row = "| {} | it | {} | 1 s | 0.001% each time | every 1 s |\n"
    text = "## Scenario s: S\n- harm at: 9000 days\n\n| who | sees | tells | after | works | again |\n|---|---|---|---|---|---|\n"
    text += row.format("a", "b") + row.format("b", "**stops it**")
    text += "\n## Event x: X\n- is: [[s]] is too late\n- kind: residual\n" + ME
    found = project(text).check().found
    assert any("tries would be drawn" in item.message for item in found)
