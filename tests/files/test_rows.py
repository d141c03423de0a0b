"""Tables of scenarios and surfaces: what is read, and what is refused with its line and a remedy."""

from __future__ import annotations

from fractions import Fraction

import pytest
from tests.small import HERON

import loadpath as lp
from loadpath.case.node import Row, Scenario, Stage, Surface
from loadpath.case.value import Amount, Attackers, Blocking, Chance, Duty, Failing, Measured, Queue, Unknown

HEAD = "# Case c: C\n\n- kind: risk analysis\n\n"
SCENARIO = (
    HEAD
    + "## Scenario s: S\n\n{fields}\n\n| who | sees | tells | after | works | again | if | on duty | queue | source |\n"
    + "|---|---|---|---|---|---|---|---|---|---|\n{row}\n| b | x | **stops it** | 1 h | always | | | | | |\n"
)
SURFACE = HEAD + "## Surface w: W\n\n{fields}\n\n| stage | passes | after |\n|---|---|---|\n{row}\n"
DRILLS = "\n## Evidence d: D\n\n- result: 12 min, 40 min\n- about: [[k]]\n\n## Evidence e: E\n\n- result: 2 of 20\n- about: [[k]]\n\n## Claim k: K\n"


NIGHT_COPY, INTERNAL_AGENTS = "6a89e605b0a4", "5f9e69581cc6"
"""Digests of two parts of the example, as they were printed before scenarios and surfaces had more columns."""


def row(text: str, fields: str = "- automatic: none") -> Row:
    """Return the first row of a scenario."""
    node = lp.read({"case.md": SCENARIO.format(row=text, fields=fields) + DRILLS}).case.nodes["s"]
    assert isinstance(node, Scenario)
    return node.rows[0]


def faults(text: str) -> list[str]:
    """Return the errors of a case, each with its line and its remedy."""
    return [f"{one.at.line}: {one.message} | {one.help}" for one in lp.read({"case.md": text}).reading.faults]


def test_every_column_is_read() -> None:
    """A row with everything: 15 min is 900 s, 36 of 50 per week are divided by 604,800 s, Monday 09:00 is minute 540."""
    found = row(
        "| a | x | b (pager) | 5 min | 80% each time | every 15 min, 3 tries | [[k]] | Mon 09-18 UTC | 36 of 50 per week | Ruth |"
    )
    assert found.again == Amount(median=Fraction(900), unit="s")
    assert found.tries == 3
    assert found.duty == Duty(hours=((540, 1080),))
    assert found.queue == Queue(arrivals=Fraction(36, 604_800), capacity=Fraction(50, 604_800))
    assert (found.tells, found.source) == ("b", "Ruth")


def test_columns_may_stand_in_any_order_behind_the_first_five() -> None:
    """`queue` before `again`."""
    text = SCENARIO.replace("again | if | on duty | queue", "queue | on duty | if | again").format(
        row="| a | x | b | 5 min | always | 1 of 2 per day | | | every 1 h | |", fields="- automatic: none"
    )
    node = lp.read({"case.md": text}).case.nodes["s"]
    assert isinstance(node, Scenario)
    assert node.rows[0].queue == Queue(arrivals=Fraction(1, 86_400), capacity=Fraction(2, 86_400))


@pytest.mark.parametrize(
    ("cell", "value", "ever"),
    [
        ("always", Chance(mean=Fraction(1)), True),
        ("fails 5% each time", Chance(mean=Fraction(19, 20)), False),
        ("fails 5% (1%-20%) ever", Chance(mean=Fraction(19, 20), low=Fraction(4, 5), high=Fraction(99, 100)), True),
        ("unknown", Unknown(), True),
        ("fails unknown ever", Unknown(), True),
    ],
)
def test_how_likely_it_works(cell: str, value: object, ever: bool) -> None:
    """The number of the other side is one minus it, its range turned round."""
    found = row(f"| a | x | b | 1 h | {cell} | | | | | |")
    assert (found.works, found.ever) == (value, ever)


def test_what_was_measured() -> None:
    """Times under `after`, counts under `works`, those of failing as they stand."""
    found = row("| a | x | b | as [[d]] | fails as [[e]] each time | | | | | |")
    assert isinstance(found.after, Measured)
    assert isinstance(found.works, Failing)
    assert (found.after.evidence.id, found.works.measured.evidence.id) == ("d", "e")
    assert isinstance(row("| a | x | b | blocking | always | | | | | |").after, Blocking)


def test_unknown_cells() -> None:
    """`on duty` and `queue` may be unknown as well; empty means always, and nothing that waits."""
    found = row("| a | x | b | unknown | always | | | unknown | unknown | |")
    assert (found.after, found.duty, found.queue) == (Unknown(), Unknown(), Unknown())
    bare = row("| a | x | b | 1 h | always | | | | | |")
    assert (bare.duty, bare.queue) == (None, None)


def test_how_many_act_at_once() -> None:
    """What it takes to stop them has to be said."""
    for said, together in (("3, stopped together", True), ("3 copies, stopped one by one", False)):
        text = SCENARIO.format(row="| a | x | b | 1 h | always | | | | | |", fields=f"- attackers: {said}")
        node = lp.read({"case.md": text}).case.nodes["s"]
        assert isinstance(node, Scenario)
        assert node.attackers == Attackers(count=3, together=together)


@pytest.mark.parametrize(
    ("cells", "message", "remedy"),
    [
        ("5 min | 80% | | | | |", "`80%` does not say when it is drawn", "`ever`"),
        ("5 min | 4:1 for [[k]] ever | | | | |", "is not a probability of working", "80% (60%-95%) each time"),
        ("5 min | fails likely ever | | | | |", "says a word of failing", "how likely it works"),
        ("5 | always | | | | |", "`5`", "12 min"),
        ("3% | always | | | | |", "`3%`", "12 min"),
        ("5 min | always | sometimes | | | |", "does not say how often", "every 15 min, 3 tries"),
        ("5 min | always | every 8 h, 1 tries | | | |", "does not say how often", "3 tries"),
        ("5 min | always | | | 9-18 | |", "", "UTC"),
        ("5 min | always | | | Mon-Fri 09-18 Europe/London | |", "", "UTC"),
        ("5 min | always | | | | 50 per week |", "", "36 of 50 per week"),
        ("5 min | | | | | |", "nothing under `works`", "unknown"),
        ("5 min | at least 90% each time | | | | |", "is a bound, and drawn at each try", "`ever`"),
        ("5 min | always | | | | | extra | more", "more cells than the table has columns", "ends a cell"),
    ],
)
def test_a_bad_cell_is_refused_with_its_line(cells: str, message: str, remedy: str) -> None:
    """The table's first row stands on line 11; every refusal says what was read and what to write."""
    (found,) = faults(SCENARIO.format(row=f"| a | x | b | {cells} |", fields="- automatic: none"))
    assert found.startswith("11: ")
    assert message in found
    assert remedy in found.split(" | ", 1)[1]


@pytest.mark.parametrize(
    "said", ["3", "three, stopped together", "0, stopped together", "101, stopped together", "3, stopped"]
)
def test_attackers_that_are_not_understood(said: str) -> None:
    """How many, and what stops them, in words that the language has."""
    text = SCENARIO.format(row="| a | x | b | 1 h | always | | | | | |", fields=f"- attackers: {said}")
    (found,) = faults(text)
    assert found.startswith("7: ")
    assert "stopped one by one" in found


def test_two_are_told_and_one_has_no_row() -> None:
    """Each name is looked up by itself."""
    (found,) = faults(
        SCENARIO.format(row="| a | x | b (pager) and c (mail) | 1 h | always | | | | | |", fields="- automatic: none")
    )
    assert "`a` tells `c`, who has no row" in found


@pytest.mark.parametrize("between", ["", "<!-- a remark -->", "Prose in between."])
def test_a_row_that_stands_apart_is_not_lost(between: str) -> None:
    """Below an empty line a table is over; a row that follows would be prose, and a step that counts would be gone."""
    gap = f"\n{between}\n" if between else "\n"
    stages = SURFACE.format(fields="- attempts: 24", row=f"| flagged | 44% | |\n{gap}| read | 50% | |")
    (found,) = faults(stages)
    assert "a row stands apart from its table" in found
    table = SCENARIO.format(
        row=f"| a | x | b | 1 h | always | | | | | |\n{gap}| c | x | b | 1 h | always | | | | | |",
        fields="- automatic: none",
    )
    assert any("a row stands apart from its table" in one for one in faults(table))


def test_a_withheld_volume_is_the_same_number_to_those_who_see_it() -> None:
    """`[[redact ...]]` changes nothing for insiders."""
    text = SURFACE.format(
        fields="- volume: [[redact property: 40,000 transcripts per week]]", row="| flagged | 44% | |"
    )
    node = lp.read({"case.md": text}).case.nodes["w"]
    assert isinstance(node, Surface)
    assert node.flow is not None
    assert node.flow.per_second == Fraction(40_000, 604_800)


def test_a_surface_with_everything() -> None:
    """25 %, 24 attempts, 40,000 per week divided by 604,800 s; stages with what they pass and how long they take."""
    fields = (
        "- volume: 40,000 transcripts per week\n- share watched: 25%\n- attempts: 24\n- correlation: 0.3 (0.1-0.6)\n"
        "- false alarms: 0.1%\n- reviews: 50 per week\n- review takes: 30 min\n- over: 26 weeks\n- undone within: 6 weeks"
    )
    project = lp.read({"case.md": SURFACE.format(fields=fields, row="| flagged | 44% | 1 h |\n| read | always | |")})
    node = project.case.nodes["w"]
    assert isinstance(node, Surface)
    assert not project.reading.faults
    assert node.flow is not None
    assert node.flow.per_second == Fraction(40_000, 604_800)
    assert node.correlation == Chance(mean=Fraction(3, 10), low=Fraction(1, 10), high=Fraction(3, 5))
    assert [stage.name for stage in node.stages] == ["flagged", "read"]
    assert node.stages[0] == Stage(
        name="flagged", passes=Chance(mean=Fraction(11, 25)), after=Amount(median=Fraction(3600), unit="s")
    )


def test_a_volume_in_words_is_no_number() -> None:
    """It is told as it is written; other tables of a surface are prose."""
    text = HEAD + "## Surface w: W\n\n- volume: a great deal\n\n| kind | share |\n|---|---|\n| code | most |\n"
    node = lp.read({"case.md": text}).case.nodes["w"]
    assert isinstance(node, Surface)
    assert (node.flow, node.stages) == (None, ())
    assert "| code | most |" in node.body[0].text


@pytest.mark.parametrize(
    ("field", "remedy"),
    [
        ("attempts: many", "24"),
        ("correlation: 3", "decimal"),
        ("reviews: fifty", "per week"),
        ("share watched: 0.25", "25%"),
        ("attempts: 0.5", "1 try at 2%"),
        ("undone within: 10 days (1 day-100 days)", "6 weeks"),
        ("over: 1 day-100 days", "6 weeks"),
        ("false alarms: 0.9% (0.3%-2%)", "one number"),
        ("false alarms: 5 min", "25%"),
    ],
)
def test_a_bad_field_of_a_surface_is_refused(field: str, remedy: str) -> None:
    """On its line, with what to write."""
    (found,) = faults(SURFACE.format(fields=f"- {field}", row="| flagged | 44% | 1 h |"))
    assert found.startswith("7: ")
    assert remedy in found


def test_digests_do_not_move_where_nothing_new_is_written() -> None:
    """A scenario and a surface of before the new columns have the digests that they had."""
    heron = lp.read(HERON)
    assert heron.case.digest_of("night-copy").startswith(NIGHT_COPY)
    assert heron.case.digest_of("internal-agents").startswith(INTERNAL_AGENTS)
