"""Work to be done again: what was carried, ran out or is challenged, and exactly what a change of the system opens."""

from __future__ import annotations

from datetime import date

import pytest

import loadpath as lp
from loadpath.assess.todo import Change, Task, changes_of, opened, rested_on, todo
from loadpath.case.node import Case

TODAY = date(2027, 3, 20)
TEXT = """# Case small: A small case

- kind: risk analysis
- from: 2027-03-01
- system: Heron-2 (weights 4f1c, system prompt r31; tools: shell, browser and internal code host)
- deployed: research agents; two customers
- components: scaffold; monitor

## Pathway copying: It copies itself

- through: [[mail]]

1. [[tries]]
2. [[gate]] fails

## Event tries: It tries

## Surface mail: Outgoing mail, sent by the email tool

- volume: 400 messages per day

## Mitigation gate: A gate

- owner: sec
- needs: [[logged]]

## Claim logged: Every session is logged

- owner: priya
- rests on: [[few-tools]]
- carried: from heron-1, heron-2, not re-argued

## Claim few-tools: It can do little

- owner: tom
- stale when: the tools change
- carried: from heron-2, not re-argued
- evidence: [[audit]]

## Claim prompted: It is told what not to do

- stale when: the system prompt is changed
- carried: from heron-2, argued again on 3 March

## Claim browsing: What the browser may fetch is filtered

## Claim apart: Nothing of this matters here

- stale when: a new platform is added

## Evidence audit: An audit

- result: 0 of 100
- about: [[logged]]
- valid until: 2027-03-10

## Challenge doubt: The audit was thin

- against: [[audit]]
- status: open

## Challenge settled: It was settled

- against: [[apart]]
- status: answered

## Waiver later: Accepted for now

- rule: orphan
- on: [[apart]]
- because: we will see
- by: dana
- until: 2027-03-19
"""


def case(text: str = TEXT) -> lp.Project:
    """Return the small case."""
    project = lp.read({"case.md": text})
    project.require_sound()
    return project


def of_kind(found: tuple[Task, ...], kind: str) -> dict[str, str]:
    """Return owners by subject, of one kind of work."""
    return {task.subject: task.owner for task in found if task.kind == kind}


def test_each_sort_of_work_is_found_with_its_owner() -> None:
    """Carried once and twice, run out, challenged, waived and what may be stale; what was argued again is not there."""
    found = todo(case().case, TODAY)
    assert of_kind(found, "carried twice") == {"logged": "priya"}
    assert of_kind(found, "carried") == {"few-tools": "tom"}
    assert of_kind(found, "expired") == {"audit": ""}
    assert of_kind(found, "waived") == {"later": "dana"}  # whose waiver it is
    assert of_kind(found, "challenged") == {"audit": ""}  # the answered challenge is none
    assert of_kind(found, "look").keys() == {"few-tools", "prompted", "apart"}
    assert of_kind(found, "changed") == {}


def test_expiry_needs_a_day() -> None:
    """On its last day nothing has run out; without a day, only what ended before the case begins has."""
    assert of_kind(todo(case().case, date(2027, 3, 10)), "expired") == {}
    assert of_kind(todo(case().case, date(2027, 3, 19)), "waived") == {}
    assert of_kind(todo(case().case, None), "expired") == {}
    late = case(TEXT.replace("from: 2027-03-01", "from: 2027-03-11"))
    assert of_kind(todo(late.case, None), "expired") == {"audit": ""}


def changed(old: str, new: str) -> tuple[Change, ...]:
    """Return what changes when one stretch of the small case is another."""
    assert old in TEXT
    return changes_of(case().case.head, case(TEXT.replace(old, new)).case.head)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("browser and internal code host", "browser and internal code host, email", ["tools: email is new"]),
        ("shell, browser", "browser", ["tools: shell is gone"]),
        ("shell, browser and internal code host", "internal code host, browser, shell", []),  # another order
        ("weights 4f1c", "weights 77aa", ["system: weights 4f1c is now weights 77aa"]),
        ("r31", "r32", ["system: system prompt r31 is now system prompt r32"]),
        ("Heron-2 (", "Heron-3 (", ["system: Heron-2 is now Heron-3"]),
        ("research agents;", "research agents; coding agents;", ["deployed: coding agents is new"]),
        ("scaffold; monitor", "monitor", ["components: scaffold is gone"]),
    ],
)
def test_changes_are_told_item_by_item(old: str, new: str, told: list[str]) -> None:
    """Tools, versions, deployment and components are compared as lists."""
    assert [one.words for one in changed(old, new)] == told


def ways(found: tuple[Task, ...]) -> dict[str, tuple[str, ...]]:
    """Return the way to each part that is opened."""
    return {task.subject: task.path for task in found}


@pytest.mark.parametrize(
    ("old", "new", "reached"),
    [
        # a new tool: the claim that is stale when the tools change, what rests on it, and the surface that names it
        (
            "internal code host)",
            "internal code host, email)",
            {
                "few-tools": ("few-tools",),
                "logged": ("few-tools", "logged"),
                "gate": ("few-tools", "logged", "gate"),
                "mail": ("mail",),
                "copying": ("mail", "copying"),
            },
        ),
        # the same without a surface that names it: the way to the pathway is through the gate
        (
            "shell, ",
            "",
            {
                "few-tools": ("few-tools",),
                "logged": ("few-tools", "logged"),
                "gate": ("few-tools", "logged", "gate"),
                "copying": ("few-tools", "logged", "gate", "copying"),
            },
        ),
        # a claim that mentions the tool itself, besides
        (
            "browser and ",
            "",
            {
                "browsing": ("browsing",),
                "few-tools": ("few-tools",),
                "logged": ("few-tools", "logged"),
                "gate": ("few-tools", "logged", "gate"),
                "copying": ("few-tools", "logged", "gate", "copying"),
            },
        ),
        ("r31", "r32", {"prompted": ("prompted",)}),  # the tools are the same
        ("scaffold; monitor", "monitor", {}),
        ("weights 4f1c", "weights 77aa", {}),
    ],
)
def test_a_change_opens_exactly_what_depends_on_it(old: str, new: str, reached: dict[str, tuple[str, ...]]) -> None:
    """Directly, then whatever rests on that, with the shortest way; and nothing else."""
    assert ways(opened(case().case, changed(old, new))) == reached


def test_the_words_of_a_tool_are_whole_words() -> None:
    """A tool `ell` is in no word `shell`, and `email` is not in `e-mailing`."""
    change = Change(field="tools", what="mail", before="", after="rowse")
    assert "browsing" not in ways(opened(case().case, [change]))
    head = case(TEXT.replace("stale when: the tools change", "stale when: toolbars change")).case
    assert ways(opened(head, [Change(field="tools", what="x", before="", after="x")])) == {}


def test_nothing_is_opened_by_nothing() -> None:
    """The same case against itself."""
    same = case().case
    assert changes_of(same.head, same.head) == ()
    assert of_kind(todo(same, TODAY, same), "changed") == {}
    assert rested_on(same, {}) == ()


def test_a_system_without_brackets_is_its_name() -> None:
    """Another name is a change, an empty one too; nothing is made up."""
    assert [one.words for one in changes_of(Case(id="a", system="Heron-1"), Case(id="b"))] == [
        "system: Heron-1 is gone"
    ]
    assert changes_of(Case(id="a"), Case(id="b")) == ()
