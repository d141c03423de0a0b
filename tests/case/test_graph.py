"""What stands below what: the walks over a case that rules and loads share."""

from __future__ import annotations

import pytest
from tests.small import project

from loadpath.case.graph import below, under
from loadpath.case.node import Pathway

CASE = """
## Event slip: One session goes wrong

## Event theft: A copy gets out

- given: [[slip]]

## Claim slips-are-rare: Such sessions are rare

- says: not [[slip]]

## Claim grants-tight: Grants are tight

- evidence: [[scan]]

## Evidence scan: A scan

- result: 0
- about: [[grants-tight]]
- relies on: [[scan-complete]]

## Claim scan-complete: The scan saw everything

## Mitigation cap: Traffic is capped

- needs: [[grants-tight]]
- measured by: [[drill]]

## Evidence drill: A drill

- result: 0 of 12
- about: [[cap]] fails
- relies on: [[drill-fair]]

## Claim drill-fair: The drill was fair

## Pathway exfiltration: A copy gets out

1. [[theft]]
2. [[cap]] fails
"""


@pytest.mark.parametrize(
    ("names", "found"),
    [
        (["slip"], {"slip", "slips-are-rare"}),
        (["theft"], {"theft", "slip", "slips-are-rare"}),
        (["cap"], {"cap", "grants-tight", "drill", "drill-fair"}),
        (["nothing-of-the-sort"], set()),
        ([], set()),
    ],
)
def test_below_are_the_parts_and_the_names_of_what_is_there(names: list[str], found: set[str]) -> None:
    """Definitions, needs and what counts rely on are parts; evidence that only argues for a claim is none."""
    assert below(project(CASE).case, names) == found


def test_under_a_pathway_is_what_is_below_its_steps() -> None:
    """A pathway stands on its chain and everything below it, and not on itself."""
    case = project(CASE).case
    (pathway,) = case.all(Pathway)
    assert under(case, pathway) == below(case, ["theft", "cap"])
