"""What a report says of a response and of monitoring: the numbers of the simulation, in words, tables and pictures."""

from __future__ import annotations

import re
from datetime import date
from html import unescape
from math import inf
from typing import TYPE_CHECKING

import pytest
from tests.small import HERON, project

import loadpath as lp
from loadpath.assess.timing import Told
from loadpath.case import node as kinds
from loadpath.case.value import Duty
from loadpath.engine.clock import Try
from loadpath.report import monitoring, response
from loadpath.report.book import book_of
from loadpath.report.diagrams import spent, timeline
from loadpath.report.diagrams.incident import clock, incident, lasting, off_duty
from loadpath.report.diagrams.sheet import length
from loadpath.report.diagrams.timeline import Timeline
from loadpath.report.tree import Code, Figure, Link, Muted, Note, Paragraph, State, Strong, Table, Written

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from loadpath.report.book import Book
    from loadpath.report.tree import Block, Words

WATCH = """
## Scenario s: One guard
- harm at: 2 h

| who | sees | tells | after | works |
|---|---|---|---|---|
| guard | light | **stops it**: shuts the door | 10 min | 60% ever |
"""
"""Too late exactly where the guard is blind: in 40 %; else stopped after exactly 10 minutes."""

SURFACE = """
## Surface u: The inside
- volume: 1,000 transcripts per week
- attempts: 2
- correlation: none
- false alarms: 10%
- reviews: 200 per week
- review takes: 30 min

| stage | passes | after |
|---|---|---|
| flagged | 50% | 1 h |
"""
"""Two attempts, each caught with 50 %, alone: 1 - 0.5 * 0.5 = 75 %. 100 flags a week against 200 reviews."""


def booked(made: lp.Project) -> Book:
    """Return a case as the report looks at it."""
    assert not made.reading.faults
    return book_of(made.scene, made.check())


def told(text: str) -> tuple[Block, ...]:
    """Return what is said of the first scenario, or else of the first surface."""
    book = booked(project(text))
    for node in book.case.all(kinds.Scenario):
        return response.blocks(book, node)
    return monitoring.blocks(book, book.case.all(kinds.Surface)[0])


def plain(words: Words) -> str:
    """Return words as bare text, with ordinary spaces."""
    found = ""
    for one in words:
        match one:
            case str():
                found += one
            case Written(text):
                found += text
            case Code(text):
                found += f"`{text}`"
            case Strong(inner) | Muted(inner) | Link(_, inner):
                found += plain(inner)
            case State(_, word, _):
                found += word
            case _:
                found += " "
    return found.replace("\u00a0", " ")


def said(blocks: Iterable[Block], style: str = "answer") -> str:
    """Return the first paragraph of a style."""
    return next(plain(one.words) for one in blocks if isinstance(one, Paragraph) and one.style == style)


def table(blocks: Sequence[Block], caption: str) -> list[list[str]]:
    """Return the cells of the table whose caption begins so."""
    for one in blocks:
        if isinstance(one, Table) and plain(one.caption).startswith(caption):
            return [[plain(cell) for cell in row.cells] for row in one.rows]
    raise AssertionError([plain(one.caption) for one in blocks if isinstance(one, Table)])


def figures(blocks: Iterable[Block]) -> list[Figure]:
    """Return all figures."""
    return [one for one in blocks if isinstance(one, Figure)]


def texts(svg: str) -> list[str]:
    """Return the texts of a picture, with ordinary spaces."""
    return [unescape(one).replace("\u00a0", " ") for one in re.findall(r"<text[^>]*>([^<]*)</text>", svg)]


# a response


def test_the_answer_is_a_closed_form() -> None:
    """The guard is blind in 40 %: so often nobody stops it; a perfect guard leaves none."""
    assert said(told(WATCH)) == (
        "Too late in 40 % of incidents. In 40 % nobody stops it at all, before the harm or after. "
        "Half of those that are stopped are stopped within 10 min, 95 % within 10 min; the harm comes at 2 h. "
        "The weakest link is guard: were it perfect, none of 32,768 incidents played would be too late."
    )


def test_incidents_are_stepped_through() -> None:
    """The typical one ends after ten minutes; the missed one says who was blind to it."""
    blocks = told(WATCH)
    assert table(blocks, "One incident that takes") == [["10 min", "guard", "stops it shuts the door"]]
    assert table(blocks, "One incident that is too late") == [
        ["at once", "guard", "is blind to it"],
        ["2 h", "–", "Nobody stopped it, and the harm came at 2 h."],
    ]
    assert "Nobody stops it: blind to it: guard." in str(
        [plain(one.caption) for one in blocks if isinstance(one, Table)]
    )


def test_cells_that_move_nothing_are_counted() -> None:
    """Only whether the guard works matters: its ten minutes, at once or doubled, are far from two hours."""
    blocks = told(WATCH)
    assert table(blocks, "What each cell does") == [["guard", "works", "none of 32,768 (always)", "100 % (never)"]]
    assert "1 other cell does not move it." in str([plain(one.caption) for one in blocks if isinstance(one, Table)])


@pytest.mark.skipif(not HERON.is_dir(), reason="examples/heron-2 is not there")
def test_the_example_says_what_was_computed() -> None:
    """heron-2: both counters are blind in 5 % times 20 % = 1 %; the tables hold the numbers of the simulation."""
    book = booked(lp.read(HERON, draws=50))
    timing = book.scene.timing("night-copy")
    node = book.case.get("night-copy", kinds.Scenario)
    assert timing is not None
    assert node is not None
    assert timing.late.low == pytest.approx(0.01, abs=1e-4)
    blocks = response.blocks(book, node)
    assert said(blocks).startswith("Too late in 1 % of incidents (1 in 100), given what it needs.")
    assert timing.times is not None
    points = [lasting(one).replace("\u00a0", " ") for one in timing.times]
    assert [row[1] for row in table(blocks, "The same as a table.")] == points
    cells = {(row[0], row[1]): (row[2], row[3]) for row in table(blocks, "What each cell does")}
    assert cells["security on-call", "works"] == ("1 % (always)", "20 % (never)")  # all is left to the monitor's 80 %
    assert cells["alignment on-call", "works"] == ("1 % (always)", "5 % (never)")  # and to the counter's 95 %
    tornado = next(one for one in figures(blocks) if one.kind == "cells")
    assert {f"{a.partition(' (')[0]} – {b.partition(' (')[0]}".replace("none of 32,768", "none")
            for a, b in cells.values()} <= set(texts(tornado.wide)) & set(texts(tornado.narrow))  # fmt: skip
    pictured = next(one for one in figures(blocks) if one.kind == "spent")
    for drawn in (pictured.wide, pictured.narrow):
        assert {f"half stopped by {points[1]}", "too late for half by 19 days"} <= set(texts(drawn))


def test_what_is_unknown_is_named_and_gives_two_ends() -> None:
    """A second guard of whom nothing is known: 40 % to none; what would have to be asked is named."""
    more = "| second | light | **stops it**: calls | unknown | at most 10% ever |\n"
    blocks = told(WATCH + more)
    # at its best the second works in 10 %: 0.4 * 0.9 = 36 %; at its worst never: 40 %
    assert said(blocks).startswith("Too late in 36 % to 40 % of incidents; which of them depends on what is unknown.")
    notes = [plain(one.words) for one in blocks if isinstance(one, Note)]
    assert notes == ["To ask: how long second takes; how likely it is that second works (so far: at most 10 %)."]


def test_what_is_withheld_is_not_asked() -> None:
    """A withheld cell counts as unknown and is called withheld; the mark of the text does not reach the picture raw."""
    hidden = WATCH.replace("60% ever", "[[withheld security]]")
    blocks = told(hidden)
    assert said(blocks).startswith("How often it is too late is unknown")
    notes = [plain(one.words) for one in blocks if isinstance(one, Note)]
    assert notes == ["Withheld, and counted as unknown: how likely it is that guard works."]
    assert all("[[" not in one.wide + one.narrow + one.alt for one in figures(blocks))
    late = told(WATCH.replace("harm at: 2 h", "harm at: [[withheld security]]"))
    assert [plain(one.words) for one in late if isinstance(one, Note)] == [
        "When the harm comes is withheld, so how often the response is too late is open."
    ]


def test_where_nothing_can_be_played_nothing_is_drawn_but_the_lanes() -> None:
    """Without `harm at` there is a timeline and the table of rows; without rows there is nothing."""
    blocks = told(WATCH.replace("- harm at: 2 h\n", ""))
    assert [one.kind for one in figures(blocks)] == ["timeline"]
    assert [plain(one.words) for one in blocks if isinstance(one, Note)] == [
        "Nobody said when the harm comes (`harm at`), so how often the response is too late is open."
    ]
    assert told("\n## Scenario s: Bare\n- harm at: 2 h\n") == ()


def test_very_many_responses_are_not_played() -> None:
    """Beyond the limit each keeps its lanes and its table of rows, and a note says that it is not played out here."""
    many = "".join(WATCH.replace("Scenario s:", f"Scenario s{number}:") for number in range(response.MOST_PLAYED + 1))
    blocks = told(many)
    assert [one.kind for one in figures(blocks)] == ["timeline"]
    assert [plain(one.words) for one in blocks if isinstance(one, Note)] == [
        "So many responses are not played out here; the risk counts each of them."
    ]


def test_columns_stand_where_they_are_used() -> None:
    """`On duty`, `Queue` and `Only if` are columns only of tables that use them."""
    rota = WATCH.replace("| works |", "| works | on duty | queue |").replace("|---|\n", "|---|---|---|\n", 1)
    rota = rota.replace("60% ever |", "60% ever | Mon-Fri 09-18 UTC | 36 of 50 per week |")
    for text, columns in ((WATCH, 5), (rota, 7)):
        rows = table(told(text), "Who sees")
        assert {len(row) for row in rows} == {columns}
    assert table(told(rota), "Who sees")[0][5:] == ["Mon-Fri 09-18 UTC", "36 of 50 per week"]


def test_nights_differ_where_nobody_is_there() -> None:
    """An office guard and a harm after two hours: at a weekend always too late, by day seldom; the rows say so."""
    rota = WATCH.replace("| works |", "| works | on duty |").replace("|---|\n", "|---|---|\n", 1)
    always = rota.replace("60% ever |", "always | every day 00-24 UTC |")
    rota = rota.replace("60% ever |", "always | Mon-Fri 08-18 UTC |")
    rows = {row[0]: row[1:] for row in table(told(rota), "Nights and weekends.")}
    assert rows["Saturday and Sunday"][1] == "100 %"
    # a night lasts from 18 to 08; only who begins within 1 h 50 min of 08 is in time: 1 - (110 / 60) / 14 = 87 %, of
    # five nights; Friday's ends at midnight and Monday's begins there, so of 70 hours 5 * 110 min are in time
    assert rows["Monday to Friday, at night"][1] == "87 %"
    assert said(told(always), "") == response.SAME


@pytest.mark.parametrize(
    ("value", "error", "words"),
    [
        (0.2026, 0.0002, "20 %"),
        (0.0371, 0.00104, "4 %"),  # a unit of 0.1 % is less than the error
        (0.0371, 0.00099, "3.7 %"),
        (0.9731, 0.0009, "97.3 %"),
        (0.0, 3e-5, "none of 32,768"),
        (1.0, 3e-5, "100 %"),
        (3e-5, 3e-5, "at most 0.02 %"),  # 3e-5 + 3 * 3e-5 = 1.2e-4, outward
    ],
)
def test_no_more_digits_than_the_error_allows(value: float, error: float, words: str) -> None:
    """The unit of the last digit is not smaller than the standard error; none is told as none of so many."""
    assert response.simulated(value, error, 32_768).replace("\u00a0", " ") == words


# one incident


def test_what_came_after_is_left_out() -> None:
    """Each attacker's tries end when they are stopped; a message that is done afterwards is no part of the story."""
    two = WATCH.replace("- harm at: 2 h", "- harm at: 2 h\n- attackers: 2, stopped one by one")
    node = project(two).case.all(kinds.Scenario)[0]
    tries = (
        Try(0, 0, 0.0, 0.0, 600.0),
        Try(0, 0, 0.0, 900.0, 1_500.0),  # the first attacker was stopped at 600
        Try(0, 1, 0.0, 0.0, None),
        Try(0, 1, 0.0, 1_200.0, 1_800.0),
    )
    run = incident(node, Told(number=0, begin=None, tries=tries, stopped=1_800.0, deadline=7_200.0))
    assert [(one.attacker, one.shown, one.number) for one in run.steps] == [(1, 0.0, 0), (0, 600.0, 0), (1, 1_800.0, 1)]
    assert run.end.replace("\u00a0", " ") == "stopped after 30 min"
    never = incident(node, Told(number=0, begin=None, tries=tries[2:3], stopped=inf, deadline=7_200.0))
    assert never.end.replace("\u00a0", " ") == "nobody stopped it, and the harm came at 2 h"


def test_off_duty_follows_the_rota() -> None:
    """From Saturday 03:12 UTC nobody of Mon-Fri 09-18 UTC+1 is there before Monday 08:00 UTC, which is 52 h 48 min."""
    rota = WATCH.replace("| works |", "| works | on duty |").replace("|---|\n", "|---|---|\n", 1)
    rota = rota.replace("60% ever |", "60% ever | Mon-Fri 09-18 UTC+1 except 2 Mar |")
    duty = project(rota).case.all(kinds.Scenario)[0].rows[0].duty
    assert isinstance(duty, Duty)
    begin = 5 * 86_400 + 3 * 3_600 + 12 * 60.0
    assert clock(begin) == "Saturday 03:12 UTC"
    first = date(2027, 2, 22)  # a Monday: the Tuesday after the weekend is 2 March, a day off
    spans = off_duty(duty, begin, 6 * 86_400.0, first)
    hour = 3_600.0
    monday = (2 * 24 - 3.2 + 8) * hour
    assert spans[0] == pytest.approx((0.0, monday))
    assert spans[1] == pytest.approx((monday + 9 * hour, monday + 48 * hour))  # Monday 17:00 to Wednesday 08:00
    assert spans[2] == pytest.approx((monday + 57 * hour, monday + 72 * hour))


# monitoring


def test_monitoring_is_a_closed_form() -> None:
    """75 % for two attempts at 50 %; of 1,000 attempts 500 are left; half of the reviews are used, full at 2,000."""
    blocks = told(SURFACE)
    assert said(blocks).startswith(
        "At least one of 2 attempts is caught in time with a chance of 75 %. The chance for a single attempt is 50 %."
    )
    assert [row[2] for row in table(blocks, "Where attempts get lost.")] == ["1,000", "500"]
    assert table(blocks, "Flags against reviews.") == [
        ["reviews per week", "200"],
        ["flagged per week", "100, 50 % of what can be reviewed"],
        ["the queue is full at", "2,000 transcripts per week"],
        ["mean wait, in order of arrival (not counted)", "50 min"],  # 0.5 / (200 - 100) of a week of 10,080 min
        ["working time of reviews", "50 h per week"],  # 100 times 30 min
    ]


def test_a_full_queue_loses_what_it_does_not_review() -> None:
    """With 50 reviews for 100 flags half is reviewed: 25 % each, and 1 - 0.75 * 0.75 = 44 % for two."""
    blocks = told(SURFACE.replace("200 per week", "50 per week"))
    assert "a chance of 44 %" in said(blocks)
    assert table(blocks, "Where attempts get lost.")[-1] == ["reviewed: the queue is full", "50 %", "250", "–"]
    assert ["flagged per week", "100 full: 50 % of them are reviewed"] in table(blocks, "Flags against reviews.")
    bought = table([*blocks][-1:], "The same as a table.")
    assert [row[0] for row in bought] == ["0", "25", "50", "75", "100", "200", "50 (now)"]
    assert [row[2] for row in bought] == ["0 %", "23 %", "44 %", "61 %", "75 %", "75 %", "44 %"]  # 1 - (1 - 0.5 s)^2


def test_the_picture_of_correlation_says_what_its_table_says() -> None:
    """Unknown correlation: 40 % to 64 %, by what is unknown; the ends of the table are the ends of the curve."""
    text = SURFACE.replace("- correlation: none\n", "- correlation: unknown\n").replace("| 50% |", "| 40% |")
    blocks = told(text)
    words = "with a chance of 40 % to 64 %, depending on how misses of several attempts hang together."
    assert words in said(blocks)
    assert [plain(one.words) for one in blocks if isinstance(one, Note)] == [
        "To ask: how misses of several attempts hang together."
    ]
    rows = table(blocks, "The same as a table.")
    # two attempts, each missed with 0.6, the second with 0.6 + 0.4 rho once the first was: 0.64 - 0.24 rho are caught
    assert rows == [["0", "64 %"], ["0.1", "62 %"], ["0.3", "57 %"], ["0.5", "52 %"], ["1", "40 %"]]
    drawn = next(one for one in figures(blocks) if one.kind == "catching")
    assert "at 0 64 %" in drawn.alt.replace("\u00a0", " ")
    assert "at 1 40 %" in drawn.alt.replace("\u00a0", " ")


def test_unknowns_everywhere_leave_no_picture() -> None:
    """Where nothing is known nothing is drawn, and each thing that is missing is named."""
    text = "\n## Surface u: U\n- attempts: unknown\n\n| stage | passes | after |\n|---|---|---|\n| a | unknown | unknown |\n"
    blocks = told(text)
    assert figures(blocks) == []
    assert said(blocks).startswith("How likely it is that at least one attempt, however many there are, is caught")
    assert [plain(one.words) for one in blocks if isinstance(one, Note)] == [
        "To ask: what passes “a”; how misses of several attempts hang together; how many attempts there are."
    ]
    unsaid = told(text.replace("- attempts: unknown\n", ""))
    assert [type(one) for one in unsaid] == [Note, Table]
    assert told("\n## Surface u: U\n- volume: 5 per week\n") == ()


def test_a_claim_leads_to_the_surface_that_it_leans_on() -> None:
    """A surface of which more is said stands below the table of surfaces, with the anchor that links use."""
    page = project(SURFACE + "\n## Claim c: One is caught\n- says: [[u]] catches one\n").report()
    assert page.count('id="n-u"') == 1
    assert re.search(r'<a[^>]*href="#n-u"', page)


# pictures


def drawings() -> list[tuple[str, str]]:
    """Return every new picture of hard cases, wide and narrow."""
    long = "A second model of another family that reads every internal transcript within the hour on weekends too"
    text = f"""
## Scenario s: {long}
- harm at: 6 h (1 h-3 days)
- attackers: 2, stopped together

| who | sees | tells | after | works | again | on duty | queue |
|---|---|---|---|---|---|---|---|
| monitor | it | desk (mail) and {long} | 5 min (1 min-1 h) | 30% each time | every 5 h | | |
| desk | mail | {long} | blocking | 90% each time | | every day 06-22 UTC | |
| {long} | call | **stops it**: {long} | 3 s | fails 2% each time | | Mon-Fri 09-17:30 UTC+2 | 30 of 50 per week |
"""
    found = [(one.wide, one.narrow) for one in figures(told(text))]
    for more in ("", "- share watched: at most 20%\n"):
        surface = SURFACE.replace("- correlation: none\n", f"- correlation: 0.3 (0.1-0.6)\n{more}")
        found += [(one.wide, one.narrow) for one in figures(told(surface))]
    return found


def test_text_stays_in_the_picture() -> None:
    """Every text of every new picture lies inside of it, wide and narrow, measured with the fonts of the report."""
    pairs = drawings()
    assert len(pairs) == 3 + 2 + 1  # lanes, times, cells; correlation and reviews; no load where the share is open
    for both in pairs:
        for svg, width in zip(both, (820, 350), strict=True):
            assert f'viewBox="0 0 {width} ' in svg
            for attributes, text in re.findall(r"<text([^>]*)>([^<]*)</text>", svg):
                look = re.search(r'class="([^"]*)"', attributes)
                at = re.search(r' x="([^"]*)"', attributes)
                assert at is not None
                classes = look[1].split() if look else ["body"]
                wide = length(unescape(text), " ".join(classes))
                left = float(at[1]) - (wide / 2 if "middle" in classes else wide if "end" in classes else 0)
                assert left >= -1, (width, text)
                assert left + wide <= width + 1, (width, text)


def test_a_run_is_drawn_only_where_there_is_one() -> None:
    """Crosses and dots belong to an incident; without one the lanes stand alone, as they did."""
    node = project(WATCH).case.all(kinds.Scenario)[0]
    alone = timeline.timeline(node)
    failed = Told(number=0, begin=None, tries=(Try(0, 0, 0.0, 0.0, None),), stopped=inf, deadline=7_200.0)
    stepped = timeline.timeline(node, failed)
    assert isinstance(alone, Timeline)
    assert alone.run is None
    for narrow in (False, True):
        assert 'class="cross"' not in timeline.draw(alone, narrow=narrow)
        assert timeline.draw(stepped, narrow=narrow).count('class="cross"') == 1
    assert "1 try, nobody stopped it" in stepped.alt


def test_the_shade_is_what_is_too_late_by_then() -> None:
    """The last stretch is full: by then it is too late for all; the shares of the bars add up to who is stopped."""
    book = booked(project(WATCH))
    timing = book.scene.timing("s")
    assert timing is not None
    drawn = spent.spent(timing, "s")
    assert drawn.late[-1] == pytest.approx(1.0)
    assert sum(drawn.stops) == pytest.approx(0.6)  # the guard sees it in 60 %
    assert len(drawn.edges) == len(drawn.stops) + 1
