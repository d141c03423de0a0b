"""Questions are told from each other by what they ask, never by where they stand or who owns what."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.small import project

from loadpath.case import asked
from loadpath.case.node import Claim, Request, Scenario

TEXT = """## Claim logged: Every session is logged

- owner: priya
- strength: likely

Some prose.

## Scenario copy: A copy begins

- harm at: 2 days

| who | sees | tells | after | works |
|---|---|---|---|---|
| counter | upload | lead | unknown | unknown |
| lead | call | **stops it**: closes the port | 20 min | 95% each time |

## Request why-so: Why is that so?

- to: priya
- due: 2027-03-01
- status: refused (no time)
- leaves open: [[logged]]
"""


def node(name: str) -> object:
    """Return a node of the small case."""
    return project(TEXT).case.nodes[name]


def test_the_id_names_the_place_and_the_digest() -> None:
    """An id is the sort, the node, the place in it, and eight hexadecimal digits."""
    scenario = node("copy")
    assert isinstance(scenario, Scenario)
    question = asked.of_cell(scenario, 1, "after")
    assert question.name == "cell/copy/1/after"
    assert question.id == f"{question.name}/{question.digest}"
    assert len(question.digest) == asked.DIGITS
    assert question.text == "How long does it take counter, on seeing upload, to act? A copy begins, row 1"


def test_what_other_answers_write_changes_no_id() -> None:
    """An owner, prose and the other cells are answers to other questions: the id stays; a title is what is asked."""
    claim, scenario = node("logged"), node("copy")
    assert isinstance(claim, Claim)
    assert isinstance(scenario, Scenario)
    number = asked.of_number(claim, (), None).id
    assert asked.of_number(replace(claim, owner="sam", body=()), (), None).id == number
    assert asked.of_number(replace(claim, title="No session is logged"), (), None).id != number
    answered = replace(scenario, rows=(replace(scenario.rows[0], after=scenario.rows[1].after), scenario.rows[1]))
    assert asked.of_cell(answered, 1, "works").id == asked.of_cell(scenario, 1, "works").id
    moved = replace(scenario, rows=(replace(scenario.rows[0], who="meter"), scenario.rows[1]))
    assert asked.of_cell(moved, 1, "works").id != asked.of_cell(scenario, 1, "works").id


def test_a_request_waits_until_it_is_answered() -> None:
    """Open and refused requests wait, whatever follows the word; answered ones do not."""
    request = node("why-so")
    assert isinstance(request, Request)
    assert asked.waits(request)
    assert not asked.waits(replace(request, status="answered (2027-03-03)"))
    question = asked.of_request(request)
    assert question.text == "Why is that so? (refused; asked again)"
    assert question.due is not None
    assert (question.to, question.due.isoformat()) == ("priya", "2027-03-01")


@pytest.mark.parametrize("printed", ["How **long**?", "\u201cHow\u00a0long\u201d", "How\nlong?", "> How long"])
def test_a_seal_holds_through_layout(printed: str) -> None:
    """A seal is that of the letters and digits alone, in their order."""
    assert asked.seal(printed) == asked.seal("How long?")
    assert asked.seal(printed + " 1") != asked.seal("How long?")
