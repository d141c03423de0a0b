"""Who raised a challenge, by the names in the text."""

from __future__ import annotations

import pytest
from tests.small import project

from loadpath.case.node import Challenge
from loadpath.case.raised import authors, names_in, raised_by, review_of, reviewers

CASE = """
# Claim fenced: The monitor sees every session

- owner: Priya and Tom

# Review by-trust: The trust

- by: trust (Ines)

## Challenge within: Within the review

- against: [[fenced]]

## Challenge named: Within the review, by somebody else

- against: [[fenced]]
- by: board

# Challenge beside: Beside the review

- against: [[fenced]]
"""


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("", ()),
        ("trust", ("trust",)),
        ("stress-test (Ines,  Kofi)", ("stress-test", "ines", "kofi")),
        ("[[team]] & the Board.", ("team", "the board")),
        ("Ines and Ines", ("ines",)),
    ],
)
def test_names_are_told_apart(text: str, names: tuple[str, ...]) -> None:
    """Commas, brackets and `and` part names; case and layout do not count."""
    assert names_in(text) == names


def test_a_challenge_is_raised_by_its_own_by_or_by_the_review_around_it() -> None:
    """A heading of the same level ends a review."""
    case = project(CASE).case
    within = review_of(case)
    assert {item.id: raised_by(item, within) for item in case.all(Challenge)} == {
        "within": "trust (Ines)",
        "named": "board",
        "beside": "",
    }


def test_who_reviews_and_who_writes() -> None:
    """Reviews are signed by names and have a name themselves; owners write."""
    case = project(CASE).case
    assert reviewers(case) == {"trust", "ines", "by-trust", "the trust"}
    assert authors(case) == {"priya", "tom"}
