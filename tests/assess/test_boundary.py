"""The boundary over a prior: in closed form, the same as writing the number into the text."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.small import project

from loadpath.assess.boundary import Boundary, boundary
from loadpath.assess.results import Interval, NotComputed

TEXT = """
## Pathway theft: It copies itself out

1. [[aim]]
2. [[monitor]] fails

## Event aim: It has a hidden aim

## Mitigation monitor: Somebody reads

## Evidence run: A run

- about: [[aim]]
- result: 0 of 10
- passes when: 0

## Assessor me: Me

- aim: {aim} because of its kind
- monitor fails: {fails} because it was tried
- run: passes {quiet} if not aim, {hidden} if aim because it looks there
"""


def found(
    aim: str = "10%", fails: str = "30%", quiet: str = "80%", hidden: str = "20%", level: float = 0.0025
) -> Boundary:
    """Return the boundary of the small case, over the prior."""
    text = TEXT.format(aim=aim, fails=fails, quiet=quiet, hidden=hidden)
    answer = boundary(project(text).risk(by="me"), level)
    assert isinstance(answer, Boundary)
    return answer


def test_the_boundary_is_that_by_hand() -> None:
    """After a pass the risk is 0.3 x 0.2 w / (0.2 w + 0.8 (1 - w)), which is 0.0025 at w = 0.002 / 0.0615."""
    one = found()
    assert one.number.subject == "aim"
    assert one.at(0.1) == pytest.approx(0.006 / 0.74)  # 0.06 x 0.1 / (0.02 + 0.72)
    assert one.risk == pytest.approx(0.006 / 0.74)
    assert one.rises
    assert one.crossing == pytest.approx(0.002 / 0.0615)  # 0.06 w = 0.0025 (0.8 - 0.6 w)
    assert one.range is None


def test_the_range_is_the_number_s_own() -> None:
    """The ends of the range are those that are written: 5 % and 95 % points."""
    one = found(aim="10% (3%-25%)")
    assert one.range == pytest.approx((0.03, 0.25), rel=1e-6)


@settings(max_examples=25, deadline=None)
@given(
    aim=st.integers(1, 99),
    fails=st.integers(1, 99),
    quiet=st.integers(1, 99),
    hidden=st.integers(1, 99),
    at=st.integers(1, 99),
)
def test_moving_the_number_is_writing_another(aim: int, fails: int, quiet: int, hidden: int, at: int) -> None:
    """At every value the risk is what the case comes to with that value in its text."""
    one = found(f"{aim}%", f"{fails}%", f"{quiet}%", f"{hidden}%")
    other = found(f"{at}%", f"{fails}%", f"{quiet}%", f"{hidden}%")
    if one.number.subject == "aim":
        assert one.at(at / 100) == pytest.approx(other.risk, rel=1e-9)
    if one.crossing is not None:
        assert one.at(one.crossing) == pytest.approx(one.level, rel=1e-9)


def test_where_no_value_is_enough() -> None:
    """A residual of 1 % alone is more than 0.25 %, whatever the prior; below 100 % every value is enough."""
    text = TEXT.format(aim="10%", fails="30%", quiet="80%", hidden="20%").replace(
        "## Mitigation", "## Event rest: Another way\n\n- kind: residual\n\n## Mitigation"
    )
    result = project(text.replace("- monitor fails", "- rest: 1% because who knows\n- monitor fails")).risk(by="me")
    low, high = boundary(result, 0.0025), boundary(result, 0.999)
    assert isinstance(low, Boundary)
    assert isinstance(high, Boundary)
    names = {low.number.subject, high.number.subject}
    assert names <= {"aim", "rest"}
    if low.number.subject == "aim":
        assert low.crossing is None
        assert not low.always
        assert high.always


def test_without_one_number_there_is_no_boundary() -> None:
    """Where something that matters is unknown, the reason is given."""
    text = TEXT.format(aim="unknown", fails="30%", quiet="80%", hidden="20%")
    result = project(text).risk(by="me")
    assert isinstance(result.risk, Interval)
    assert not result.risk.exact
    assert isinstance(boundary(result, 0.0025), NotComputed)
