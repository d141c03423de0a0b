"""What stands by `as` in a table is counted or timed; what is withheld is not known to be wrong."""

from __future__ import annotations

import pytest
from tests.small import faults

import loadpath as lp
from loadpath.assess.results import Interval

TEXT = """## Pathway p: P

1. [[agents]] catches none

## Surface agents: Research agents

- attempts: 1
- undone within: 2 days

| stage | passes | after |
|---|---|---|
| flagged | as [[probe]] | as [[drills]] |

## Evidence probe: Planted attempts

- about: [[agents]] catches one
- result: 30 of 200

## Evidence drills: Drills

- about: [[agents]] catches one
- result: 12 min, 40 min

## Assessor me: Me
"""

WITHHELD = {
    "counts": TEXT.replace("30 of 200", "[[redact security: 30 of 200]]"),
    "times": TEXT.replace("12 min, 40 min", "[[redact security: 12 min, 40 min]]"),
    "the finding": TEXT.replace("- result: 30 of 200", "- access: internal\n- result: 30 of 200"),
}


@pytest.mark.parametrize("text", WITHHELD.values(), ids=WITHHELD)
def test_what_is_withheld_is_unknown_and_no_fault(text: str) -> None:
    """The public sees that something was measured, and not what: no error, and the risk lies between two ends."""
    texts = {"a.md": "# Case c: C\n\n- kind: risk analysis\n", "b.md": text}
    inside, shown = lp.read(texts), lp.read(texts, audience="public")
    assert not [fault for fault in shown.reading.faults if fault.rule == "malformed-table"]
    exact, risk = inside.risk(by="me").risk, shown.risk(by="me").risk
    assert isinstance(exact, Interval)
    assert isinstance(risk, Interval)
    assert risk.low <= exact.low == exact.high < risk.high


@pytest.mark.parametrize(
    ("result", "said"),
    [
        ("12 min, 12 min", "no two different times"),
        ("12 min", "no two different times"),
        ("12 min, 3 of 4", "no two different times"),
        ("0 min, 12 min", "no two different times"),
        ("$3M, $4M", "no two different times"),
        ("12 min (5 min-20 min), 3 min", "no two different times"),
    ],
)
def test_times_are_two_different_ones_above_zero(result: str, said: str) -> None:
    """How times scatter takes two that differ; amounts of something else, zeros and ranges are no measured times."""
    found = faults(TEXT.replace("12 min, 40 min", result))
    assert [(rule, line) for rule, line, _ in found] == [("malformed-table", 12)]
    assert said in found[0][2]


def test_a_field_is_pointed_at_where_it_names_the_evidence() -> None:
    """A share that was timed instead of counted is an error at its own line, with the remedy."""
    ((rule, line, text),) = faults(TEXT.replace("- attempts: 1", "- attempts: 1\n- share watched: as [[drills]]"))
    assert (rule, line) == ("malformed-table", 8)
    assert "write its `result` such as `29 of 200`" in text
