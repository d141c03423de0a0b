"""Why a risk changed between two versions: shares that add up, and single causes worked out by hand."""

from __future__ import annotations

from math import exp, log
from typing import TYPE_CHECKING

import pytest
from tests.report.versions import flipped, later
from tests.small import HERON, project

import loadpath as lp
from loadpath.assess.between import JUDGEMENT, MOST_ALONE, STRUCTURE, between
from loadpath.assess.results import Interval

if TYPE_CHECKING:
    from collections.abc import Callable

    from loadpath.assess.between import Moves

TWO = """
## Pathway way: A way
1. [[a]]
2. [[b]] fails
## Event a: A
## Mitigation b: B
## Evidence seen: Seen
- result: 2 of 10
- about: [[b]] fails
## Assessor me: Me
- a: 10% because so
- b fails: 20% because so
"""


def moves(before: str, after: str) -> Moves:
    """Return why the risk changed from one small case to another."""
    old, new = project(before), project(after)
    return between((old.case, old.risk("me")), (new.case, new.risk("me")))


def shares(found: Moves) -> dict[str, float]:
    """Return each cause's factor by its first name."""
    return {cause.names[0]: exp(cause.share) for cause in found.causes}


def test_one_judgement_is_the_whole_cause() -> None:
    """From 10 % times 20 % to 30 % times 20 %: the judgement of `a` carries the factor of 3, and nothing else does."""
    found = moves(TWO, TWO.replace("- a: 10%", "- a: 30%"))
    assert shares(found) == {JUDGEMENT + "a": pytest.approx(3.0, rel=1e-12)}


def test_factors_of_a_product_are_the_shares() -> None:
    """In a product each share is the ratio of its own factor, whatever the order."""
    found = moves(TWO, TWO.replace("- a: 10%", "- a: 30%").replace("fails: 20%", "fails: 5%"))
    assert shares(found) == {
        JUDGEMENT + "a": pytest.approx(3.0, rel=1e-12),
        JUDGEMENT + "b": pytest.approx(0.25, rel=1e-12),
    }


def test_a_part_is_a_cause_and_prose_is_none() -> None:
    """A barrier that is only planned counts as absent: times 5. Words about it move nothing."""
    found = moves(TWO, TWO.replace("## Mitigation b: B", "## Mitigation b: B, explained\n- state: planned\n\nIt will."))
    assert shares(found) == {"b": pytest.approx(5.0, rel=1e-12)}
    assert moves(TWO, TWO.replace("## Event a: A", "## Event a: A new name\n\nAnd prose.")).causes == ()


def test_what_was_added_comes_first() -> None:
    """A second pathway of 1 %, of which the old version says nothing: 1 - 0.98 * 0.99 over 0.02."""
    more = TWO.replace("- a: 10%", "- c: 1% because so\n- a: 10%")
    found = moves(TWO, more + "\n## Pathway other: Another\n1. [[c]]\n## Event c: C\n")
    assert shares(found) == {STRUCTURE: pytest.approx((1 - 0.98 * 0.99) / 0.02, rel=1e-12)}


def test_a_number_that_is_not_one_has_no_causes() -> None:
    """Where the risk before or after is an interval, nothing is a multiple of it, and the reason is given."""
    found = moves(TWO, TWO.replace("- a: 10% because so\n", ""))
    assert found.causes == ()
    assert "interval" in found.reason


@pytest.mark.parametrize("other", [flipped, later])
def test_shares_of_the_example_add_up(other: Callable[[], dict[str, str]]) -> None:
    """For every assessor the shares add up to the logarithm of the ratio, told by few enough causes."""
    old, new = lp.read(HERON), lp.read(other())
    found = between((old.case, old.risk("ext-review")), (new.case, new.risk("ext-review")))
    assert not found.reason
    ends = [risk.value for risk in found.risks if isinstance(risk, Interval)]
    assert sum(cause.share for cause in found.causes) == pytest.approx(log(ends[1] / ends[0]), abs=1e-12)
    assert len(found.causes) <= MOST_ALONE + 2


def test_claims_that_are_carried_over_are_no_causes() -> None:
    """Thirty claims marked as carried over are more parts than are told apart (24), and none moves a number: both
    judgements are told by themselves all the same, 3 and 1/4 as above.
    """  # noqa: D205  one sentence
    claims = "".join(f"## Claim c{number}: C\n- strength: likely\n" for number in range(30))
    before = claims + TWO
    after = before.replace("- strength: likely\n", "- strength: likely\n- carried: from old, not re-argued\n")
    found = moves(before, after.replace("- a: 10%", "- a: 30%").replace("fails: 20%", "fails: 5%"))
    assert shares(found) == {
        JUDGEMENT + "a": pytest.approx(3.0, rel=1e-12),
        JUDGEMENT + "b": pytest.approx(0.25, rel=1e-12),
    }
    assert [len(cause.names) for cause in found.causes] == [1, 1]
