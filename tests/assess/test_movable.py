"""Which numbers may be moved: those that people judged and the risk depends on, by how far it follows them."""

from __future__ import annotations

from math import log

import pytest
from tests.small import HERON, project

import loadpath as lp
from loadpath.assess.movable import behind, movable, raised
from loadpath.assess.results import Interval

TEXT = """
## Pathway p: P

1. [[x]]
2. [[guard]] fails

## Event x: X

## Event idle: The risk does not depend on it

## Mitigation guard: A guard

## Evidence seen: Something was seen

- result: loud
- about: [[x]]
- passes when: quiet

## Assessor first: First

- x: 10% because y
- idle: 10% because y
- guard fails: 20% if x, 30% otherwise because y
- seen: passes 90% if not x, 30% if x because y

## Assessor second: Second

- starts from: [[first]]
- x: 3 times the odds of [[first]] because y
- guard: 75% because y
"""


def found(by: str) -> dict[tuple[str, bool, str, bool], float]:
    """Return what an assessor may move, with its values."""
    asked = behind(project(TEXT).risk(by=by))
    assert asked is not None
    return {item.key: item.value for item in movable(asked, {})}


def test_numbers_are_told_by_what_they_are_the_chance_of() -> None:
    """A barrier's number where x holds, none where it does not (no harm follows), likelihoods of either side, not `idle`."""
    assert found("first") == {
        ("x", False, "", False): 0.1,
        ("guard", True, "x", False): 0.2,
        ("seen", False, "not x", False): 0.9,
        ("seen", False, "x", False): 0.3,
    }


def test_a_number_taken_from_somebody_elses_is_ones_own() -> None:
    """Three times the odds of 1:9 are 3:9, which is a quarter; a barrier that works has a number of its own."""
    second = found("second")
    assert second["x", False, "", False] == pytest.approx(0.25)
    assert second["guard", False, "", False] == pytest.approx(0.75)


@pytest.mark.skipif(not HERON.is_dir(), reason="examples/heron-2 is not there")
def test_the_pull_is_that_of_the_engine() -> None:
    """The derivatives tell what moving each number really does, in the order of how much it is."""
    read = lp.read(HERON, draws=50)
    for result in read.risk():
        asked = behind(result)
        assert asked is not None
        assert isinstance(result.risk, Interval)
        items = movable(asked, {})
        for item in items:
            ends = asked.moved({}, [(item.leaf, raised(item.value, factor)) for factor in (10.0, 0.1)])
            want = max(abs(log((end or 0.0) / result.risk.value)) for end in ends)
            assert item.pull == pytest.approx(want, rel=1e-6)
        assert [item.pull for item in items] == sorted((item.pull for item in items), reverse=True)


def test_withheld_numbers_are_none_to_move() -> None:
    """What the public may not see is no number of theirs, even where a bound on it is declared."""
    text = TEXT.replace("- x: 10% because y", "- x: [[redact security: 1%]] because y", 1)
    text = text.replace("## Event x: X\n", "## Event x: X\n\n- disclosed: at most 1 in 2\n")
    full = lp.read({"a.md": "# Case small: A small case\n\n- kind: risk analysis\n", "case.md": text})
    shown = full.disclosed("public")
    result = shown.risk(by="first")
    asked = behind(result)
    assert asked is not None
    keys = {item.key for item in movable(asked, result.spread.ends[1])}  # type: ignore[union-attr]
    assert ("x", False, "", False) not in keys
    assert ("guard", True, "x", False) in keys
