"""Questions are told from each other by what they ask, never by where they stand or who owns what."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from tests.small import project

from loadpath.case import asked
from loadpath.case.node import Claim, Request, Scenario, Surface

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
    timed = asked.of_time(scenario)
    assert timed.name == "time/copy"
    assert (timed.sort, timed.column) == (asked.Sort.FIELD, "harm at")


def test_the_ids_of_earlier_pages_are_valid() -> None:
    """A page that was sent before surfaces were asked about is still understood: its ids are these, letter for letter."""
    scenario = node("copy")
    assert isinstance(scenario, Scenario)
    found = [asked.of_cell(scenario, 1, "after").id, asked.of_cell(scenario, 1, "works").id, asked.of_time(scenario).id]
    assert found == ["cell/copy/1/after/7b8e8eed", "cell/copy/1/works/8a6ef91b", "time/copy/f69917d6"]


SURFACE = """## Surface agents: Research agents

- owner: ada
- attempts: unknown
- share watched: unknown
- false alarms: unknown

| stage | passes | after |
|---|---|---|
| flagged by the monitor | unknown | unknown |
"""


def test_a_part_of_a_surface_is_asked_for_in_plain_words() -> None:
    """Each part has an id of its own, the owner to ask, and examples of answers that are read as that part."""
    case = project(SURFACE).case
    surface = case.nodes["agents"]
    assert isinstance(surface, Surface)
    parts = asked.unknown_parts(surface, case.head)
    found = {one.name: one for one in (asked.of_part(surface, part) for part in parts)}
    assert list(found) == [
        "field/agents/share-watched",
        "field/agents/attempts",
        "field/agents/correlation",
        "field/agents/false-alarms",
        "cell/agents/1/passes",
        "cell/agents/1/after",
    ]
    assert found["field/agents/correlation"].text == (
        "If one attempt is missed, how much more likely is it that the next one is missed as well? "
        "0 means not at all, 1 means that all are missed or none. Where: Research agents"
    )
    assert found["cell/agents/1/after"].text == (
        "How long does this take: flagged by the monitor? Where: Research agents, row 1"
    )
    assert {one.to for one in found.values()} == {"ada"}
    assert [one.held for one in found.values()] == ["unknown", "unknown", "", "unknown", "unknown", "unknown"]
    assert len({one.digest for one in found.values()}) == len(found)


def test_answers_to_other_parts_change_no_id() -> None:
    """The other fields, the owner and the prose may be answered first; another title, or another stage, is another question."""
    case = project(SURFACE).case
    surface = case.nodes["agents"]
    assert isinstance(surface, Surface)
    share, *_, passes, _ = (asked.of_part(surface, part) for part in asked.unknown_parts(surface, case.head))
    answered = project(SURFACE.replace("attempts: unknown", "attempts: 24").replace("owner: ada", "owner: bob")).case
    other = answered.nodes["agents"]
    assert isinstance(other, Surface)
    now = [asked.of_part(other, part).id for part in asked.unknown_parts(other, answered.head)]
    assert {share.id, passes.id} <= set(now)
    for changed in (
        replace(surface, title="Agents"),
        replace(surface, stages=(replace(surface.stages[0], name="seen"),)),
    ):
        moved = [asked.of_part(changed, part).id for part in asked.unknown_parts(changed, case.head)]
        assert passes.id not in moved


def test_every_example_of_an_answer_is_read() -> None:
    """What a page says is understood, is: each example of each field and column makes a case without errors."""
    fields = {key: forms for key, (_, forms) in asked.FIELDS.items() if key != asked.HARM_AT}
    for key, forms in fields.items():
        for form in forms:
            answer = form.split("`")[1]
            said = {"attempts": "24"} | {key: answer}
            text = "## Surface agents: A\n\n" + "".join(f"- {name}: {value}\n" for name, value in said.items())
            assert not project(text).reading.faults, (key, answer)
    for column, forms in asked.CELLS.items():
        for answer in (form.split("`")[1] for form in forms):
            if answer != asked.NO_QUEUE:
                assert not project(_table(column, answer)).reading.faults, (column, answer)


def _table(column: str, answer: str) -> str:
    if column == "passes":
        return f"## Surface agents: A\n\n| stage | passes |\n|---|---|\n| seen | {answer} |\n"
    cells = {"after": "5 min", "works": "80% ever", "on duty": "", "queue": ""} | {column: answer}
    head = f"| who | sees | tells | {' | '.join(cells)} |\n|---|---|---|---|---|---|---|\n"
    return f"## Scenario copy: C\n\n{head}| lead | it | **stops it** | {' | '.join(cells.values())} |\n"


@pytest.mark.parametrize(("day", "late"), [(1, False), (2, True)])
def test_what_is_due_is_overdue_the_day_after(day: int, late: bool) -> None:
    """An answer due on 1 March is overdue from 2 March on; without a day nothing is."""
    request = node("why-so")
    assert isinstance(request, Request)
    question = asked.of_request(request)
    assert question.overdue(date(2027, 3, day)) is late
    assert not question.overdue(None)


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
