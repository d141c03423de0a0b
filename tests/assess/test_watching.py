"""Monitoring at volume: at least one attempt caught in time, against published figures and closed forms."""

from __future__ import annotations

from math import exp

import pytest
from tests.small import assessed

import loadpath as lp
from loadpath.assess.monitoring import Monitoring, monitoring
from loadpath.assess.watching import TIMES

SURFACE = """
## Surface inside: Inside

{fields}

| stage | passes | after |
|---|---|---|
{stages}
"""
HARM = """
## Pathway p: P

1. [[inside]] catches none

## Assessor me: Me

{lines}
"""
WEEK = 604_800.0


def monitored(stages: str, fields: str) -> Monitoring:
    """Return what a surface comes to."""
    text = "# Case c: C\n\n- kind: risk analysis\n- from: 2027-01-01\n- until: 2027-07-02\n"
    case = lp.read({"case.md": text + SURFACE.format(stages=stages, fields=fields)}).case
    found = monitoring(case, case.nodes["inside"])  # type: ignore[arg-type]
    assert found is not None
    return found


def missed(stages: str, fields: str, lines: str = "- interests: none", rest: str = "") -> tuple[float, float]:
    """Return the interval of the risk that nothing is caught."""
    text = SURFACE.format(stages=stages, fields=fields) + HARM.format(lines=lines) + rest
    found = assessed(text).risk
    return found.low, found.high  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("share", "recall", "attempts", "caught"),
    [("25%", "44%", 12, 0.753), ("25%", "44%", 24, 0.939), ("10%", "91%", 12, 0.682), ("10%", "91%", 24, 0.899)],
)
def test_independent_misses(share: str, recall: str, attempts: int, caught: float) -> None:
    """N22 of published-reports.md: 1 - (1 - c r)^k, to the digits given there."""
    fields = f"- share watched: {share}\n- attempts: {attempts}\n- correlation: none"
    found = monitored(f"| flagged | {recall} | |", fields).caught
    assert round(found.low, 3) == caught
    assert missed(f"| flagged | {recall} | |", fields)[0] == pytest.approx(1 - found.low, rel=1e-12)


@pytest.mark.parametrize(("rho", "caught"), [("0.1", 0.746), ("0.3", 0.500), ("0.5", 0.347), ("1", 0.110)])
def test_misses_that_hang_together(rho: str, caught: float) -> None:
    """N23: beta-binomial with a mean of 11 % and 24 attempts, to the digits given there."""
    found = monitored("| flagged | 11% | |", f"- attempts: 24\n- correlation: {rho}").caught
    assert round(found.low, 3) == caught


def test_an_unknown_correlation_gives_both_ends() -> None:
    """From 11 % (all alike) to 93.9 % (independent): N23 and N22; the sweep has both and never rises."""
    found = monitored("| flagged | 44% | |", "- share watched: 25%\n- attempts: 24")
    assert (round(found.caught.low, 3), round(found.caught.high, 3)) == (0.110, 0.939)
    assert found.by_correlation[0][1] == found.caught.high
    assert found.by_correlation[-1][1] == pytest.approx(found.caught.low)
    falling = [low for _, low, _ in found.by_correlation]
    assert falling == sorted(falling, reverse=True)
    assert missed("| flagged | 44% | |", "- share watched: 25%\n- attempts: 24") == pytest.approx(
        (1 - found.caught.high, 1 - found.caught.low)
    )


def test_exactly_one_of_many() -> None:
    """N17: with n tries at 1 in n and a sure catch, none is caught where none tries: (1 - 1/n)^n; 8/27 for n = 3."""
    found = monitored("| flagged | always | |", "- attempts: 3 tries at 1 in 3\n- correlation: none").caught
    assert found.low == pytest.approx(1 - 8 / 27, rel=1e-12)


def test_attempts_at_a_rate() -> None:
    """2 a week for 26 weeks are 52 on average: none is caught with exp(-52 x 0.11), if misses are independent."""
    found = monitored("| flagged | 11% | |", "- attempts: 2 per week\n- over: 26 weeks\n- correlation: none").caught
    assert found.low == pytest.approx(1 - exp(-52 * 0.11), rel=1e-9)


def test_the_period_of_the_case_is_how_long_attempts_last() -> None:
    """From 1 January to 2 July 2027 are 182 days, 26 weeks: the same as above."""
    found = monitored("| flagged | 11% | |", "- attempts: 2 per week\n- correlation: none").caught
    assert found.low == pytest.approx(1 - exp(-52 * 0.11), rel=1e-9)


@pytest.mark.parametrize(("alarms", "volume"), [("0.1%", 50_000), ("0.04%", 125_000), ("0.004%", 1_250_000)])
def test_the_queue_is_full_at(alarms: str, volume: int) -> None:
    """N24: 50 reviews a week are full at 50 over the share that is flagged."""
    fields = f"- attempts: 24\n- correlation: none\n- false alarms: {alarms}\n- reviews: 50 per week"
    found = monitored("| flagged | 44% | |", fields).load
    assert found is not None
    assert found.full_at == pytest.approx(volume)


def test_a_full_queue_leaves_a_share_unread() -> None:
    """100,000 a week at 0.1 % are 100 flags for 50 reviews: half of what is flagged is read, .44 becomes .22."""
    fields = "- volume: {} transcripts per week\n- attempts: 1\n- correlation: none\n- false alarms: 0.1%\n- reviews: 50 per week\n- review takes: 30 min"
    full = monitored("| flagged | 44% | |", fields.format("100,000"))
    assert full.caught.low == pytest.approx(0.22)
    assert full.load is not None
    assert full.load.used == pytest.approx(2.0)
    assert full.load.hours == pytest.approx(25.0)
    half = monitored("| flagged | 44% | |", fields.format("25,000"))
    assert half.caught.low == pytest.approx(0.44)
    points = {round(point.reviews): round(point.caught.low, 9) for point in half.frontier}
    # 25 flags a week: none read catches nothing, ten of them .176, all of them and twice as many .44
    assert [points[reviews] for reviews in (0, 10, 25, 50)] == pytest.approx([0.0, 0.176, 0.44, 0.44])


def test_what_comes_too_late_is_not_caught_in_time() -> None:
    """Acted on after 3 weeks, attempts spread over 10, undone for 1 week after: those of the first 8 weeks count.

    Of 2 attempts with recall 1/2, none is caught in time with (1 - .8 / 2)^2 = .36.
    """
    fields = "- attempts: 2\n- over: 10 weeks\n- correlation: none\n- undone within: 1 week"
    found = monitored("| flagged | 50% | 3 weeks |", fields)
    assert found.in_time.low == pytest.approx(0.8, abs=4 * (0.16 / TIMES) ** 0.5)
    assert found.caught.low == pytest.approx(1 - (1 - 0.5 * found.in_time.low) ** 2, rel=1e-9)


def test_the_first_is_found_after() -> None:
    """One attempt, always caught, a delay of 3 weeks: the first is found after 3 weeks, at every point."""
    found = monitored("| flagged | always | 3 weeks |", "- attempts: 1\n- over: 10 weeks\n- correlation: none").first
    assert found == pytest.approx((3 * WEEK,) * 3)


def test_a_range_of_one_number_is_integrated() -> None:
    """Recall 44 % (30 %-60 %), two attempts: 1 - E[(1-r)^2] = 2m - (m^2 + v), between the ends and below 1 - (1-m)^2."""
    fields = "- attempts: 2\n- correlation: none"
    ranged, point = (missed(f"| flagged | {text} | |", fields)[0] for text in ("44% (30%-60%)", "44%"))
    # Jensen: the mean of a convex function is above the function of the mean; v is about (30 / 3.29)^2 per cent^2
    assert ranged == pytest.approx(point + (0.30 / 3.29) ** 2, rel=0.05)
    assert ranged > point


def test_the_report_and_the_risk_say_the_same_of_a_range() -> None:
    """One number with a range: both are the same integral; a single attempt is the mean of the number, whatever else."""
    fields = "- share watched: 50% (20%-80%)\n- attempts: 24\n- correlation: 0.2"
    found = monitored("| flagged | 44% | |", fields)
    assert missed("| flagged | 44% | |", fields)[0] == pytest.approx(1 - found.caught.low, rel=1e-12)
    two = monitored("| flagged | 44% (30%-60%) | |", fields)
    assert two.recall.low == pytest.approx(0.5 * 0.44, rel=1e-12)


def test_the_name_of_a_surface_moves_nothing() -> None:
    """With two ranges the answer is drawn, by the order of the numbers and not by the name."""
    fields = "- share watched: 50% (20%-80%)\n- attempts: 24 (12-48)\n- correlation: 0.2"
    text = "# Case c: C\n\n- kind: risk analysis\n" + SURFACE.format(stages="| flagged | 44% | |", fields=fields)
    found = []
    for name in ("inside", "elsewhere"):
        case = lp.read({"case.md": text.replace("inside", name)}).case
        one = monitoring(case, case.nodes[name])  # type: ignore[arg-type]
        assert one is not None
        found.append(one.caught)
    assert found[0] == found[1]


def test_what_counts_rely_on_breaks_the_figure() -> None:
    """9 of 10 caught in a test that relies on a claim at 80 %: caught with .8 x 9.5/11 in a single attempt."""
    rest = "\n## Evidence test: T\n\n- result: 9 of 10\n- about: [[fair]]\n- relies on: [[fair]]\n\n## Claim fair: F\n"
    found = missed("| flagged | as [[test]] | |", "- attempts: 1\n- correlation: none", "- fair: 80% because y", rest)
    assert found[0] == pytest.approx(1 - 0.8 * 9.5 / 11, rel=1e-12)


def test_an_assessor_may_judge_the_surface_as_a_whole() -> None:
    """`inside catches one: 70%`: none is caught with 30 %."""
    assert missed("| flagged | 44% | |", "- attempts: 24", "- inside catches one: 70% because y")[0] == pytest.approx(
        0.3
    )


def test_nobody_said_how_often() -> None:
    """Stages without attempts are no number: anything."""
    assert missed("| flagged | 44% | |", "- owner: me") == (0.0, 1.0)
