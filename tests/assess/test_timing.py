"""A scenario by itself: what is late, how long it takes, where it is weakest; enumerated and simulated alike."""

from __future__ import annotations

from dataclasses import replace
from math import sqrt

import pytest
from tests.small import HERON

import loadpath as lp
from loadpath.assess.lines import judgements_of
from loadpath.assess.quantities import Quantities
from loadpath.assess.races import Racing, alive, chains_of
from loadpath.assess.timing import Timing, timing
from loadpath.case.node import Scenario
from loadpath.engine import clock
from loadpath.report.response import answer
from loadpath.report.tree import plain_text

NIGHT = """
## Scenario s: S

- harm at: {harm}
{fields}

| who | sees | tells | after | works | again | on duty | queue |
|---|---|---|---|---|---|---|---|
{rows}
"""
MINUTE, HOUR, DAY = 60.0, 3_600.0, 86_400.0


def timed(rows: str, harm: str = "10 days", fields: str = "") -> Timing:
    """Return what a small scenario comes to."""
    case = lp.read(
        {"case.md": "# Case c: C\n\n- kind: risk analysis\n" + NIGHT.format(rows=rows, harm=harm, fields=fields)}
    ).case
    found = timing(case, case.nodes["s"])  # type: ignore[arg-type]
    assert found is not None
    return found


def heron() -> tuple[Racing, Scenario]:
    """Return the example's scenario, with what reads it."""
    case = lp.read(HERON).case
    judgements = judgements_of(case, "team")
    scenario = case.nodes["night-copy"]
    assert isinstance(scenario, Scenario)
    return Racing(case, judgements.words, Quantities(case, judgements)), scenario


def test_the_example_is_too_late_in_one_of_a_hundred() -> None:
    """5 % times 20 %, enumerated; times and tries leave nothing: 57 tries before the harm (meaning.md, section 7)."""
    found = timing(lp.read(HERON).case, heron()[1])
    assert found is not None
    assert found.late.low == pytest.approx(0.01, rel=1e-9)
    assert found.late.high == found.late.low
    assert found.nobody == pytest.approx(0.01, rel=1e-9)


def test_the_example_without_repeats_enumerated() -> None:
    """No chain is alive with 1 - .95 (1 - .145 x .32) where everything is drawn once; with .05 x .2 as it stands."""
    racing, scenario = heron()
    laws = [racing.works(row, scenario.id) for row in scenario.rows]
    works = {place: law.mean for place, law in enumerate(laws) if law is not None}
    chains = chains_of(scenario)
    assert alive(chains, works)[()] == pytest.approx(1 - 0.95 * (1 - 0.145 * 0.32), rel=1e-9)
    ever = {place: works[place] for place, row in enumerate(scenario.rows) if row.ever}
    assert alive(chains, ever)[()] == pytest.approx(0.05 * 0.2, rel=1e-9)


def test_the_example_without_repeats_simulated() -> None:
    """Everything drawn, a million incidents: 1 - .95 (1 - .145 x .32) = .09408 within three standard errors."""
    racing, scenario = heron()
    once = replace(scenario, rows=tuple(replace(row, again=None, ever=True) for row in scenario.rows))
    wanted = 1 - 0.95 * (1 - 0.145 * 0.32)
    played = clock.play(racing.race(once, ever=True), 1_000_000)
    chains = range(len(played.arrivals))
    assert played.late(chains)[0] == pytest.approx(wanted, abs=3 * sqrt(wanted * (1 - wanted) / 1_000_000))
    with_repeats = clock.play(racing.race(scenario, ever=True), 1_000_000)
    assert with_repeats.late(chains)[0] == pytest.approx(0.01, abs=3 * sqrt(0.01 * 0.99 / 1_000_000))


def test_the_time_to_stop_is_that_of_the_hops() -> None:
    """Certain times of 1 h and 30 min: every point of the time to stop is 90 min, and all of it lies in one bin."""
    found = timed("| a | x | b | 1 h | always | | | |\n| b | x | **stops it** | 30 min | 90% ever | | | |")
    assert found.times == (90 * MINUTE, 90 * MINUTE, 90 * MINUTE)
    assert found.nobody == pytest.approx(0.1)
    assert [share for share in found.stops if share] == pytest.approx([0.9])


def test_the_weakest_link_is_the_one_whose_perfection_helps_most() -> None:
    """Works with .9 and .6 in a row: too late with .46; the second, perfect, leaves .1, the first .4."""
    found = timed("| a | x | b | 1 min | 90% ever | | | |\n| b | x | **stops it** | 1 min | 60% ever | | | |")
    assert found.late.low == pytest.approx(1 - 0.9 * 0.6)
    assert found.weakest == 1
    assert found.perfect == pytest.approx(0.1)


def test_cells_say_what_they_do() -> None:
    """The same two rows: the second moves it from .1 (always) to 1 (never), the first from .4; times move nothing."""
    found = timed("| a | x | b | 1 min | 90% ever | | | |\n| b | x | **stops it** | 1 min | 60% ever | | | |")
    told = [(cell.row, cell.column, round(cell.best, 9), round(cell.worst, 9)) for cell in found.cells if cell.span]
    assert told == [(1, "works", 0.1, 1.0), (0, "works", 0.4, 1.0)]


def test_a_time_that_decides_is_a_cell_that_moves() -> None:
    """An hour against a harm in 90 min: at once it is never late, twice as long always."""
    found = timed("| a | x | **stops it** | 1 h | always | | | |", harm="90 min")
    (cell,) = [cell for cell in found.cells if cell.column == "after"]
    assert (found.late.low, cell.best, cell.worst) == (0.0, 0.0, 1.0)


def test_unknown_cells_give_both_ends_and_are_named() -> None:
    """Nobody knows how long the second takes: 10 % at its best, certain at its worst."""
    found = timed("| a | x | b | 1 min | 90% ever | | | |\n| b | x | **stops it** | unknown | always | | | |")
    assert (found.late.low, found.late.high) == pytest.approx((0.1, 1.0))
    assert found.unknown == ((1, "after"),)
    assert next(cell for cell in found.cells if cell.column == "after").worst == 1.0


def test_nights_and_weekends() -> None:
    """An office of 50 hours a week, a harm after 2 h, an answer within a minute, a start at any moment of the week.

    On a weekday from 08 to 18 (50 of 168 hours) somebody is there at once or within the hour: late never, but from
    17:59 on; at night (70 h) only what begins after 06:59 is in time, one hour of five nights, and Monday to Friday
    at dawn: from 06:59 to 08:00. So nights are late in all but 5 x 61/60 of their 70 hours; weekends (48 h) always.
    """
    found = timed("| a | x | **stops it** | 1 min | always | | Mon-Fri 09-18 UTC | |", harm="2 h")
    starts = {name: (share, late) for name, share, late in found.starts}
    shares = {"weekday": 50 / 168, "night": 70 / 168, "weekend": 48 / 168}
    for name, share in shares.items():
        assert starts[name][0] == pytest.approx(share, abs=4 * sqrt(share * (1 - share) / found.incidents))
    assert starts["weekend"][1] == 1.0
    assert starts["weekday"][1] == pytest.approx(0.0, abs=1e-3)
    night = 1 - 5 * 61 / 60 / 70
    assert starts["night"][1] == pytest.approx(night, abs=4 * sqrt(night * (1 - night) / (found.incidents * 70 / 168)))


def test_a_start_that_is_stated_is_the_only_one() -> None:
    """Sunday 03:00, an office from Monday 09:00 on: stopped after 30 h and a minute, whatever is drawn."""
    found = timed(
        "| a | x | **stops it** | 1 min | always | | Mon-Fri 09-18 UTC | |", fields="- starts: a copy, Sunday 03:00"
    )
    assert found.times == pytest.approx((30 * HOUR + MINUTE,) * 3)
    assert found.starts == (("weekend", 1.0, 0.0),)


def test_one_run_is_told_step_by_step() -> None:
    """Two certain hops: the first is told at 0 and done after 1 h, the second told then and done after 90 min."""
    found = timed("| a | x | b | 1 h | always | | | |\n| b | x | **stops it** | 30 min | always | | | |")
    assert found.typical is not None
    assert [(one.hop, one.told, one.done) for one in found.typical.tries] == [(0, 0.0, HOUR), (1, HOUR, 1.5 * HOUR)]
    assert found.missed is None


def test_nothing_is_told_of_what_cannot_be_played() -> None:
    """Without `harm at` there is no race."""
    case = lp.read({"case.md": "# Case c: C\n\n- kind: risk analysis\n" + NIGHT.replace("- harm at: {harm}\n", "").format(
        rows="| a | x | **stops it** | 1 min | always | | | |", fields="- automatic: none")}).case  # fmt: skip
    assert timing(case, case.nodes["s"]) is None  # type: ignore[arg-type]


def test_a_blocking_row_stays_blocking_when_it_is_made_perfect() -> None:
    """A blocks with 90 % ever, and b, who decides, takes two days against a harm in an hour: perfect, a leaves none."""
    found = timed(
        "| a | x | b | blocking | 90% ever | | | |\n| b | x | **stops it** | 48 h | always | | | |", harm="1 h"
    )
    assert found.late.low == pytest.approx(0.1)
    assert found.weakest == 0
    assert found.perfect == 0.0


def test_what_is_always_too_late_is_said_in_words() -> None:
    """A queue that is full: certain, with nothing to divide by."""
    case = lp.read({"case.md": "# Case c: C\n\n- kind: risk analysis\n" + NIGHT.format(
        rows="| a | x | **stops it** | 1 h | always | | | 60 of 50 per week |", harm="10 days", fields="- automatic: none")}).case  # fmt: skip
    node = case.nodes["s"]
    assert isinstance(node, Scenario)
    found = timing(case, node)
    assert found is not None
    assert found.late.low == 1.0
    assert "100\u00a0%" in plain_text(answer(node, found)).replace(" ", "\u00a0")
