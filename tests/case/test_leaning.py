"""What leans on what, asked from below."""

from __future__ import annotations

import pytest
from tests.small import project

from loadpath.case.leaning import leaning, pathways_over

CASE = """
## Event slip: One session goes wrong

## Claim slips-are-rare: Such sessions are rare

- says: not [[slip]]
- evidence: [[count]]

## Evidence count: Sessions that went wrong

- result: 3 of 4,000
- about: [[slip]]
- relies on: [[sample-fair]]

## Claim sample-fair: The sample is fair

- rests on: [[sample-fair]]

## Mitigation guard: A guard

- needs: [[sample-fair]]

## Pathway theft: Stealing the weights

1. [[slip]]

## Pathway help: Helping a thief

1. [[guard]] fails
"""


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("slip", {"theft", "slips-are-rare"}),
        ("slips-are-rare", {"theft"}),
        ("count", {"slips-are-rare"}),
        ("sample-fair", {"count", "guard"}),
        ("theft", set()),
        ("nowhere", set()),
    ],
)
def test_what_leans_directly_on_a_node(name: str, found: set[str]) -> None:
    """Chains, needs, evidence and what evidence relies on lean; what leans on a proposition leans on its name."""
    assert set(leaning(project(CASE).case).on(name)) == found


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("slip", ("theft",)),
        ("slips-are-rare", ("theft",)),
        ("count", ("theft",)),
        ("sample-fair", ("theft", "help")),
        ("guard", ("help",)),
    ],
)
def test_which_pathways_stand_over_a_node(name: str, found: tuple[str, ...]) -> None:
    """A pathway stands on what evidence for a name of its steps relies on, and a claim that rests on itself ends."""
    assert pathways_over(project(CASE).case, name) == found
