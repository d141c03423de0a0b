"""Answers go where they belong, only their lines change, and what would say something else is refused."""

from __future__ import annotations

from difflib import ndiff
from fractions import Fraction
from typing import TYPE_CHECKING

import pytest
from tests.files.pages import TEXTS, filled, printed, questions

import loadpath as lp
from loadpath.case.node import Assessor, Scenario, Surface
from loadpath.case.value import Amount, Chance
from loadpath.files.answered import Taken, take
from loadpath.files.answering import read_page

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


def taken(answers: Mapping[str, tuple[str, str]], texts: Mapping[str, str] = TEXTS, by: str = "") -> Taken:
    """Return what becomes of a page on which these questions are answered."""
    page = read_page("page.md", filled(printed(texts), answers))
    return take(texts, page, {one.id: one for one in questions(texts).values()}, by)


def changed(texts: Mapping[str, str], file: str) -> list[str]:
    """Return the lines of a file that are not as they were, with `-` or `+`."""
    found = ndiff(TEXTS[file].splitlines(), texts[file].splitlines())
    return [line for line in found if line[0] in "-+" and line[2:].strip()]


def test_a_cell_is_filled_in_and_says_who_was_asked() -> None:
    """A cell changes, one sentence comes behind the node, and no other line of any file does."""
    done = taken({"cell/copy/2/after": ("20 min (5 min-2 h)", "she timed three drills")})
    assert not done.refusals
    assert changed(done.texts, "case.md") == [
        "- | lead | call | **stops it**: closes the port | unknown | unknown |",
        "+ | lead | call | **stops it**: closes the port | 20 min (5 min-2 h) | unknown |",
        "+ Asked about row 2, after: Ruth, 2027-02-05, because she timed three drills",
    ]
    assert {name: done.texts[name] for name in ("team.md", "review.md")} == {
        name: TEXTS[name] for name in ("team.md", "review.md")
    }
    scenario = lp.read(done.texts).case.nodes["copy"]
    assert isinstance(scenario, Scenario)
    assert isinstance(scenario.rows[1].after, Amount)


def test_two_cells_of_one_row_come_back_on_two_pages() -> None:
    """An answer to one cell leaves the question for its neighbour as it was."""
    page = read_page("page.md", filled(printed(TEXTS), {"cell/copy/2/works": ("95% each time", "")}))
    first = taken({"cell/copy/2/after": ("20 min", "")}).texts
    done = take(first, page, {one.id: one for one in questions(first).values()})
    assert not done.refusals
    assert "| 20 min | 95% each time |" in done.texts["case.md"]


def test_a_number_becomes_a_line_with_reason_name_and_day() -> None:
    """An unknown number of one assessor is replaced in its own line, as failing where that was judged."""
    done = taken({"number/guard": ("30% (20%-45%)", "two of seven tries got past")})
    assert changed(done.texts, "team.md") == [
        "- - guard fails: unknown because nobody tried",
        "+ - guard fails: 30% (20%-45%) because two of seven tries got past (Ruth, 2027-02-05)",
    ]


def test_a_number_may_become_that_of_somebody_else() -> None:
    """`by` says whose line it becomes; the line of whom they start from stays."""
    done = taken({"number/guard": ("30%", "two of seven")}, by="review")
    assert changed(done.texts, "team.md") == []
    assert changed(done.texts, "review.md")[1] == "+ - guard fails: 30% because two of seven (Ruth, 2027-02-05)"


def test_a_new_line_goes_below_the_others() -> None:
    """A number that somebody held by inheritance becomes a line of their own, worded as the one they took over."""
    done = taken({"taken/review/tries": ("5% (1%-15%)", "we read the same files")})
    assert changed(done.texts, "review.md") == [
        "+ - tries: 5% (1%-15%) because we read the same files (Ruth, 2027-02-05)"
    ]


def test_a_range_comes_to_a_number_and_leaves_its_reason() -> None:
    """Where a range alone is asked for, the reason that stands there is kept, and what is new follows it."""
    texts = {**TEXTS, "team.md": TEXTS["team.md"].replace("- logged: 95%", "- logged: 95% because *she* counted")}
    assert questions(texts)["reason/team/logged"].text.startswith("How far off may `95%` be?")
    said = {"": "*she* counted (Ruth, 2027-02-05)", "twice": "*she* counted; twice (Ruth, 2027-02-05)"}
    for reason, wanted in said.items():
        done = taken({"reason/team/logged": ("95% (80%-99%)", reason)}, texts)
        assert f"- logged: 95% (80%-99%) because {wanted}\n" in done.texts["team.md"]


@pytest.mark.parametrize("by", ["", "nobody-here"])
def test_a_number_of_nobody_wants_a_name(by: str) -> None:
    """Where nobody judges, an answer becomes nobody's number before somebody says whose."""
    texts = {"case.md": TEXTS["case.md"]}
    (refusal,) = taken({"number/guard": ("30%", "so")}, texts, by).refusals
    assert ("nobody's number" if not by else "no assessor") in refusal.message


@pytest.mark.parametrize("change", [lambda text: text.replace("\n", "\r\n"), lambda text: "\ufeff" + text, str.rstrip])
def test_the_layout_of_files_is_kept(change: Callable[[str], str]) -> None:
    """Ends of lines, a byte order mark and a missing end of the last line are as they were in all other lines."""
    texts = {name: change(text) for name, text in TEXTS.items()}
    answers = {
        "cell/copy/2/after": ("20 min", ""),
        "number/guard": ("30%", "so"),
        "taken/review/tries": ("4%", "so"),
        "owner/tries": ("ruth", ""),
        "request/why-logged": ("So.", ""),
    }
    done = taken(answers, texts)
    assert not done.refusals
    for name, text in texts.items():
        before, after = text.splitlines(keepends=True), done.texts[name].splitlines(keepends=True)
        touched = {"| lead | call | **stops it**: closes the port | unknown | unknown |", "- status: open"}
        touched |= {"- guard fails: unknown because nobody tried", before[-1].rstrip()}
        assert {line[2:].rstrip() for line in ndiff(before, after) if line.startswith("- ")} <= touched
        assert {line.endswith("\r\n") for line in after[:-1]} == {line.endswith("\r\n") for line in before[:-1]}
        assert done.texts[name].startswith("\ufeff") == text.startswith("\ufeff")


def test_the_present_value_changes_nothing_but_its_reason() -> None:
    """Answered with what is there, a number keeps its value, and the risk of nobody moves."""
    before = lp.read(TEXTS, draws=200)
    for name, question in questions(TEXTS).items():
        if not name.startswith(("reason/", "taken/", "cell/", "number/")):
            continue
        held = question.held or "unknown"
        done = taken({name: (held, "it stays")}, by="" if not name.startswith("number/") else question.assessors[0])
        assert not done.refusals, name
        after = lp.read(done.texts, draws=200)
        assert [one.risk for one in after.risk()] == [one.risk for one in before.risk()], name
        assert {n: x for n, x in after.case.nodes.items() if not isinstance(x, Assessor | Scenario)} == {
            n: x for n, x in before.case.nodes.items() if not isinstance(x, Assessor | Scenario)
        }


def test_owner_and_request_are_filled_in() -> None:
    """An owner is a field; a request is answered in words, with its status."""
    done = taken({"owner/tries": ("ruth", "she agreed"), "request/why-logged": ("By a daily count.", "")})
    assert not done.refusals
    assert changed(done.texts, "case.md") == [
        "+ - owner: ruth",
        "+ Asked about who owns it: Ruth, 2027-02-05, because she agreed",
        "- - status: open",
        "+ - status: answered (2027-02-05)",
        "+ Answered by Ruth, 2027-02-05: By a daily count.",
    ]


def test_a_time_of_harm_and_a_word_are_answered() -> None:
    """`harm at` is a field of the response; a word of strength becomes a number of the assessor who is named."""
    texts = {**TEXTS, "case.md": TEXTS["case.md"].replace("- harm at: 2 days\n", "")}
    done = taken({"time/copy": ("2 days (1 day-3 days)", "the disks are slow")}, texts)
    assert "- harm at: 2 days (1 day-3 days)\n" in done.texts["case.md"]
    assert "Asked about when the harm is done: Ruth, 2027-02-05, because the disks are slow\n" in done.texts["case.md"]
    worded = {
        "case.md": TEXTS["case.md"].replace("- owner: priya\n", "- owner: priya\n- strength: likely\n")
        + "\n## Scale words: W\n\n- likely: 80%-95%\n"
    }
    page = read_page("page.md", filled(printed(worded), {"word/logged": ("90% (80%-97%)", "so")}))
    judged = {**worded, "team.md": "# Assessor team: The authors\n\nWe write.\n"}
    done = take(judged, page, {one.id: one for one in questions(worded).values()}, "team")
    assert not done.refusals
    assert done.texts["team.md"] == (
        "# Assessor team: The authors\n\n- logged: 90% (80%-97%) because so (Ruth, 2027-02-05)\n\nWe write.\n"
    )


def test_what_was_answered_is_not_asked_again() -> None:
    """The page that was taken asks nothing that it answered, and is refused the second time."""
    answers = {"cell/copy/2/after": ("20 min", ""), "owner/tries": ("ruth", ""), "request/why-logged": ("So.", "")}
    done = taken(answers)
    assert not done.refusals
    assert not set(answers) & set(questions(done.texts))
    page = read_page("page.md", filled(printed(TEXTS), answers))
    again = take(done.texts, page, {one.id: one for one in questions(done.texts).values()})
    assert len(again.refusals) == len(answers)
    assert all("not asked any more" in one.message for one in again.refusals)
    assert again.texts == done.texts


def test_an_answer_to_what_has_changed_is_refused() -> None:
    """Another title, another question; and one refusal keeps the whole page out."""
    page = read_page("page.md", filled(printed(TEXTS), {"number/guard": ("30%", "so"), "owner/tries": ("ruth", "")}))
    now = {**TEXTS, "case.md": TEXTS["case.md"].replace("A guard stops it", "Two guards stop it")}
    done = take(now, page, {one.id: one for one in questions(now).values()})
    assert [one.message for one in done.refusals] == ["`number/guard`: what it asks about has changed since"]
    assert done.texts == now
    assert not done.written


@pytest.mark.parametrize(
    ("name", "answer", "reason", "said"),
    {
        "a duration without a unit": ("cell/copy/2/after", "20", "", "20"),
        "a second cell": ("cell/copy/2/after", "20 min | 95% ever", "", ""),
        "a chance that does not say when it is drawn": ("cell/copy/2/works", "95%", "", "drawn"),
        "a bare number": ("number/guard", "0.3", "so", "0.3"),
        "a number without a reason": ("number/guard", "30%", "", "no reason"),
        "a reason inside of the answer": ("number/guard", "30% because so", "yes", "one value with one reason"),
        "a reference to nothing": ("number/guard", "30%", "of [[nothing-there]]", "nothing-there"),
        "a number about something else": ("number/guard", "as [[tries]]", "so", "tries"),
    }.values(),
)
def test_what_is_not_understood_is_refused_with_its_line(name: str, answer: str, reason: str, said: str) -> None:
    """A value that the language refuses is refused with the words of the reader, at its line of the page."""
    done = taken({name: (answer, reason)})
    (refusal,) = done.refusals
    assert said in refusal.message
    assert refusal.help
    text = filled(printed(TEXTS), {name: (answer, reason)}).splitlines()
    assert text[refusal.line - 1] == f"answer: {answer}"
    assert done.texts == TEXTS


SURFACES = """# Surface agents: Research agents

- share watched: unknown
- attempts: 24 (12-48)
- false alarms: unknown
- undone within: 2 days

| stage | passes | after |
|---|---|---|
| flagged | unknown | 5 min |
| read by a person | 80% | unknown |

We counted once.

# Pathway tampering: Tampering with research

1. [[tries]]
2. [[agents]] catches none
3. [[reply]] is too late

# Scenario reply: Somebody replies

- harm at: 2 days

| who | sees | tells | after | works | on duty | queue |
|---|---|---|---|---|---|---|
| counter | upload | lead | 5 min | 90% ever | always | |
| lead | call | **stops it**: closes the port | 20 min | fails unknown each time | unknown | unknown |
"""
WITH_SURFACES = {**TEXTS, "surfaces.md": SURFACES}


@pytest.mark.parametrize(
    ("name", "answer", "before", "after", "note"),
    {
        "a field that is unknown": (
            "field/agents/share-watched", "25% (20%-30%)",
            "- share watched: unknown", "- share watched: 25% (20%-30%)", "share watched",
        ),
        "a field that was left out": (
            "field/agents/correlation", "0.3 (0.1-0.6)", "", "- correlation: 0.3 (0.1-0.6)", "correlation",
        ),
        "a stage": (
            "cell/agents/1/passes", "44%", "| flagged | unknown | 5 min |", "| flagged | 44% | 5 min |", "row 1, passes",
        ),
        "the time of a stage": (
            "cell/agents/2/after", "7 days", "| read by a person | 80% | unknown |", "| read by a person | 80% | 7 days |",
            "row 2, after",
        ),
        "a rota": (
            "cell/reply/2/on-duty", "Mon-Fri 09-18 UTC",
            "| lead | call | **stops it**: closes the port | 20 min | fails unknown each time | unknown | unknown |",
            "| lead | call | **stops it**: closes the port | 20 min | fails unknown each time | Mon-Fri 09-18 UTC | unknown |",
            "row 2, on duty",
        ),
        "a queue that there is not": (
            "cell/reply/2/queue", "No queue",
            "| lead | call | **stops it**: closes the port | 20 min | fails unknown each time | unknown | unknown |",
            "| lead | call | **stops it**: closes the port | 20 min | fails unknown each time | unknown |  |",
            "row 2, queue",
        ),
        "a chance of failing that is unknown": (
            "cell/reply/2/works", "fails 5% each time",
            "| lead | call | **stops it**: closes the port | 20 min | fails unknown each time | unknown | unknown |",
            "| lead | call | **stops it**: closes the port | 20 min | fails 5% each time | unknown | unknown |",
            "row 2, works",
        ),
    }.values(),
)  # fmt: skip
def test_parts_of_surfaces_and_new_columns_are_filled_in(
    name: str, answer: str, before: str, after: str, note: str
) -> None:
    """One line changes, or is added to the fields; a sentence says who was asked; the question is not asked again."""
    done = taken({name: (answer, "they looked")}, WITH_SURFACES)
    assert not done.refusals
    found = [line for line in ndiff(SURFACES.splitlines(), done.texts["surfaces.md"].splitlines()) if line[0] in "-+"]
    wanted = [f"- {before}", f"+ {after}"] if before else [f"+ {after}"]
    said = f"+ Asked about {note}: Ruth, 2027-02-05, because they looked"
    assert [line for line in found if line[2:].strip()] == [*wanted, said]
    assert {file: done.texts[file] for file in TEXTS} == dict(TEXTS)
    assert name not in questions(done.texts)


def test_all_parts_of_a_surface_come_back_on_one_page() -> None:
    """Fields and cells of one surface are answered together; what is asked after that is nothing of it."""
    answers = {
        "field/agents/share-watched": ("25%", ""),
        "field/agents/correlation": ("none", ""),
        "field/agents/false-alarms": ("1 in 2,500", ""),
        "cell/agents/1/passes": ("44%", ""),
        "cell/agents/2/after": ("7 days (3 days-14 days)", ""),
    }
    done = taken(answers, WITH_SURFACES)
    assert not done.refusals
    assert not [name for name in questions(done.texts) if "agents" in name.split("/")]
    surface = lp.read(done.texts).case.nodes["agents"]
    assert isinstance(surface, Surface)
    assert surface.correlation == Chance(mean=Fraction(0))
    assert isinstance(surface.stages[1].after, Amount)


@pytest.mark.parametrize(
    ("name", "answer", "said"),
    {
        "a correlation of more than one": ("field/agents/correlation", "1.5", "more than 1"),
        "a correlation in words": ("field/agents/correlation", "rather high", "not a correlation"),
        "a share that is no number": ("field/agents/share-watched", "25 m", ""),
        "a second field": ("field/agents/correlation", "0.3 - owner: me", "not"),
        "a stage that is a bare number": ("cell/agents/1/passes", "0.44", "0.44"),
        "a second cell": ("cell/agents/1/passes", "44% | 2 min", ""),
        "a number in place of a time": ("cell/agents/2/after", "44%", "not a duration"),
        "a rota without a zone": ("cell/reply/2/on-duty", "Mon-Fri 09-18", ""),
        "nothing of a queue": ("cell/reply/2/queue", "50 per week", ""),
        "no queue elsewhere": ("cell/reply/2/on-duty", "no queue", ""),
    }.values(),
)
def test_what_is_no_answer_for_a_part_is_refused(name: str, answer: str, said: str) -> None:
    """What the reader refuses in that place is refused with its words, and nothing is written."""
    done = taken({name: (answer, "")}, WITH_SURFACES)
    (refusal,) = done.refusals
    assert said in refusal.message
    assert refusal.help
    assert done.texts == WITH_SURFACES


def test_an_answer_for_a_stage_that_changed_is_refused() -> None:
    """The stage is called otherwise now: what was asked about it is another question."""
    page = read_page("page.md", filled(printed(WITH_SURFACES), {"cell/agents/1/passes": ("44%", "")}))
    now = {**WITH_SURFACES, "surfaces.md": SURFACES.replace("| flagged |", "| flagged twice |")}
    done = take(now, page, {one.id: one for one in questions(now).values()})
    assert [one.message for one in done.refusals] == ["`cell/agents/1/passes`: what it asks about has changed since"]
    assert done.texts == now
