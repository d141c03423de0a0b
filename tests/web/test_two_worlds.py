"""What is supposed about the seen part of a case says nothing of the unseen: the same page in two such worlds.

That all other pages are the same is held in tests/laws/test_two_worlds.py, with everything else that is put out.
"""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING

import pytest
from tests.laws.worlds import pair

from loadpath.errors import UndisclosableError
from loadpath.web.site import pages, supposing

if TYPE_CHECKING:
    from loadpath.web.site import Site

ENOUGH = 12


def _sites(seed: int, audience: str) -> tuple[Site, Site] | None:
    """Return both worlds as an audience sees them; None where one of them cannot be shown."""
    try:
        one, two = (pages(project.disclosed(audience)).site for project in pair(seed, audience))
    except UndisclosableError:
        return None
    return (one, two) if one is not None and two is not None else None


@pytest.mark.parametrize("audience", ["public", "reviewers"])
def test_two_worlds_answer_alike(audience: str) -> None:
    """Facts and numbers, about what carries most and about what is withheld."""
    asked = 0
    for seed in count():
        found = _sites(seed, audience)
        if found is None:
            continue
        one, two = found
        loads = [load for person in one.book.people for load in person.result.loads]
        words = {"barrier": "fails", "response": "too late", "surface": "catches none"}
        forms = [{f"is:{load.subject}": words.get(load.kind, "true")} for load in loads[:2]]
        forms += [{f"at:{load.subject}": "7%"} for load in loads[:2]]
        for form in forms:
            assert supposing(one, form) == supposing(two, form), (seed, form)
            asked += 1
        if asked >= ENOUGH:
            return
