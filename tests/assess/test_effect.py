"""What one finding did to the risk, against hand calculation."""

from __future__ import annotations

import pytest
from tests.small import project

from loadpath.assess.effect import effects
from loadpath.assess.lines import judgements_of
from loadpath.assess.results import Answer, Interval, NotComputed

SEEN = """
## Event danger: It is dangerous
- kind: residual
## Evidence probe: A probe
- result: loud
- passes when: quiet
- about: [[danger]]
## Evidence look: A look
- result: quiet
- passes when: quiet
- about: [[danger]]
## Assessor me: Me
- danger: 10% because so
- probe: passes 90% if not danger, 40% if danger because so
- look: passes 95% if not danger, 50% if danger because so
"""


def number(answer: Answer) -> float:
    """Return an answer that is one number."""
    assert isinstance(answer, Interval)
    return answer.value


def test_a_finding_is_held_against_its_silence() -> None:
    """The risk with all findings, over the risk with all but this one."""
    case = project(SEEN)
    found = effects(case.case, case.risk("me"), judgements_of(case.case, "me"))
    # odds of danger: 1/9 before; times 0.6/0.1 = 6 by the loud probe; times 0.5/0.95 by the quiet look
    both, probe, look = (odds / (1 + odds) for odds in (6 / 9 * 0.5 / 0.95, 6 / 9, 0.5 / 9 / 0.95))
    assert number(found["probe"]) == pytest.approx(both / look, rel=1e-12)
    assert number(found["look"]) == pytest.approx(both / probe, rel=1e-12)
    assert number(found["probe"]) > 1 > number(found["look"])


def test_without_one_number_there_is_no_factor() -> None:
    """Where the risk is an interval, with the finding or without it, no factor is told."""
    case = project(SEEN.replace("- danger: 10% because so", "- danger: unknown"))
    found = effects(case.case, case.risk("me"), judgements_of(case.case, "me"))
    assert all(isinstance(answer, NotComputed) for answer in found.values())


def test_too_many_findings_are_not_tried() -> None:
    """Beyond its share a case gets no figures, rather than a slow report."""
    case = project(SEEN)
    found = effects(case.case, case.risk("me"), judgements_of(case.case, "me"), share=1)
    assert [type(answer) for answer in found.values()] == [NotComputed, NotComputed]
