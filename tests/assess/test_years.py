"""Is there time: three ways to tell a year, the calendar of makers and their cases, the chance against brute force."""

from __future__ import annotations

import json
from itertools import pairwise
from math import inf
from typing import TYPE_CHECKING

import numpy as np
import pytest
from tests.small import faults

import loadpath as lp
from loadpath.assess.results import Interval, NotComputed
from loadpath.assess.years import YEAR, Counted, LineageError, Years, effective, years
from loadpath.engine.laws import Positive

if TYPE_CHECKING:
    from loadpath.assess.results import Answer

HEAD = "# Case ibis: What has to be done\n\n- kind: risk analysis\n- from: 2027-01-01\n"
TABLE = "\n| for | speed | lost | by |\n|---|---|---|---|\n"
N12 = TABLE + "| 1 year | 3x | 50% | people |\n| 1 year | 10x | 50% | people |\n"
NEED = "\n## Event bad: It is bad\n\n- owner: ann\n\n## Test probes: Probes\n\n- about: [[bad]]\n- needs years: {}\n"


def counted(text: str, *others: str) -> Years:
    """Return what a case comes to, with cases for the AIs that do the work."""
    found = [lp.read({"case.md": other}, draws=2_000) for other in others]
    return years(lp.read({"case.md": text}).case, [(one.case, one.risk()) for one in found])


def maker(name: str, chance: str = "0.1% (0.05%-0.2%)", until: str = "2031-01-01", more: str = "") -> str:
    """Return the case for an AI; a risk of 0.1 % is shown below 1 %, one of 5 % above."""
    return (
        f"# Case {name}: {name}\n\n- kind: risk analysis\n- from: 2027-01-01\n- until: {until}\n{more}"
        "\n## Budget all: All\n\n- this case: 1%\n\n## Pathway loss: Loss\n\n1. [[fault]]\n\n"
        f"## Event fault: Fault\n\n- owner: ann\n\n## Assessor team: Team\n\n- fault: {chance} because\n"
    )


def told(found: Years, way: Counted) -> tuple[float, float]:
    """Return what a way tells, and with the calendar; both must be one number."""
    one = next(item for item in found.told if item.counted is way)
    assert isinstance(one.years, Interval)
    assert isinstance(one.total, Interval)
    return one.years.value, one.total.value


def ends(answer: Answer) -> tuple[float, float]:
    """Return the two ends of an answer."""
    assert isinstance(answer, Interval)
    return answer.low, answer.high


def in_time(found: Years, way: Counted = Counted.GROSS) -> tuple[float, float]:
    """Return the two ends of the chance that the work is done."""
    one = next(item for item in found.told if item.counted is way)
    assert isinstance(one.in_time, Interval)
    return one.in_time.low, one.in_time.high


def test_one_year_at_three_and_one_at_ten() -> None:
    """Half lost: gross 1.5 + 5, excess 1 + 4.5, multiplier then excess 0.5 + 4 (worked numbers, N12)."""
    assert [sum(effective(speed, 0.5, way) for speed in (3, 10)) for way in Counted] == [6.5, 5.5, 4.5]
    found = counted(HEAD + N12)
    assert told(found, Counted.GROSS) == pytest.approx((6.5, 6.5))
    assert told(found, Counted.EXCESS) == pytest.approx((5.5, 7.5))  # with two years of the calendar
    assert told(found, Counted.MULTIPLIER) == pytest.approx((4.5, 6.5))


def test_what_is_no_speed_and_no_share_is_refused() -> None:
    """The caller is wrong."""
    for speed, lost in ((-1.0, 0.5), (3.0, 1.5)):
        with pytest.raises(ValueError, match="is lost"):
            effective(speed, lost, Counted.GROSS)


def test_uncertain_speeds_are_expected() -> None:
    """The expectation of a product of independent numbers is the product of expectations."""
    row = "| 1 year | 3x (2x-6x) | 50% (30%-70%) | people |\n"
    mean = Positive(2.0, 6.0, 3.0).mean
    assert told(counted(HEAD + TABLE + row), Counted.GROSS)[0] == pytest.approx(mean * 0.5, rel=1e-6)


def test_what_is_lost_may_be_unknown() -> None:
    """From nothing lost to all of it: 0 to 3 years."""
    found = counted(HEAD + TABLE + "| 1 year | 3x | unknown | people |\n")
    assert ends(found.told[0].years) == pytest.approx((0.0, 3.0))
    found = counted(HEAD + TABLE + "| 1 year | 3x | at most 50% | people |\n")
    assert ends(found.told[0].years) == pytest.approx((1.5, 3.0))


MILESTONE = "- milestone: 2 years (1 year-4 years)\n"
LATE = Positive(1.0, 4.0, 2.0)


def test_time_against_one_milestone() -> None:
    """3 years of work at 1.5, then 5 a year: done after 1 + 1.5 / 5 = 1.3 years; with the excess halved, 2 + 1 / 5.5."""
    found = counted(HEAD + MILESTONE + N12 + NEED.format("3 years"))
    assert in_time(found) == pytest.approx((1 - LATE.cdf(1.3),) * 2, abs=1e-9)
    assert in_time(found, Counted.EXCESS) == pytest.approx((1 - LATE.cdf(1 + 1 / 5.5),) * 2, abs=1e-9)
    assert in_time(found, Counted.MULTIPLIER) == in_time(found)
    assert found.method == "exact, by quadrature"


def test_an_uncertain_need_is_integrated() -> None:
    """P(milestone >= t(need)) over 1,000,000 even steps of the need's quantiles."""
    found = counted(HEAD + MILESTONE + N12 + NEED.format("3 years (1 year-5 years)"))
    need = Positive(1.0, 5.0, 3.0).quantile((np.arange(1_000_000) + 0.5) / 1_000_000)
    taken = np.where(need <= 1.5, need / 1.5, 1 + (need - 1.5) / 5)
    grid = np.linspace(0.01, 30, 3_000)
    below = np.interp(taken, grid, [LATE.cdf(float(one)) for one in grid])
    within = need <= 6.5  # beyond, nobody says what is done: nothing at worst, all at once at best
    low, high = in_time(found)
    assert low == pytest.approx(float(np.mean(np.where(within, 1 - below, 0.0))), abs=2e-4)
    after = 1 - LATE.cdf(2.0)
    assert high == pytest.approx(float(np.mean(np.where(within, 1 - below, after))), abs=2e-4)


def test_several_uncertain_numbers_are_drawn_with_their_error() -> None:
    """Two needs: within five standard errors of another draw of the same laws."""
    more = "\n## Mitigation vault: Vault\n\n- state: planned\n- needs years: 1 year (6 months-3 years)\n"
    rest = TABLE + "| 1 year | 3x | 50% | people |\n| the rest | 10x | 50% | people |\n"
    found = counted(HEAD + MILESTONE + rest + NEED.format("3 years (1 year-5 years)") + more)
    u = np.random.default_rng(5).random((3, 400_000))
    needed = Positive(1.0, 5.0, 3.0).quantile(u[0]) + Positive(0.5, 3.0, 1.0).quantile(u[1])
    taken = np.where(needed <= 1.5, needed / 1.5, 1 + (needed - 1.5) / 5)
    low, high = in_time(found)
    assert low == high
    error = found.told[0].error
    assert 0 < error < 0.005
    assert low == pytest.approx(float(np.mean(taken <= LATE.quantile(u[2]))), abs=5 * error)
    assert found.method.startswith("simulated")


def test_work_that_nobody_measured_leaves_only_the_upper_end() -> None:
    """One of two tests does not say how long it takes: the chance may be anything below that of the other alone."""
    more = "\n## Test other: Other\n\n- about: [[bad]]\n"
    found = counted(HEAD + MILESTONE + N12 + NEED.format("3 years") + more)
    assert found.unsaid == ("other",)
    assert in_time(found)[0] == 0.0
    assert in_time(found)[1] == pytest.approx(1 - LATE.cdf(1.3), abs=1e-9)


def test_what_is_missing_is_named() -> None:
    """No milestone, an unknown one, no table, no need."""
    reasons = {
        HEAD + N12 + NEED.format("3 years"): "milestone",
        HEAD + "- milestone: unknown\n" + N12 + NEED.format("3 years"): "milestone",
        HEAD + MILESTONE + NEED.format("3 years"): "no table",
        HEAD + MILESTONE + N12: "needs years",
    }
    for text, words in reasons.items():
        answer = counted(text).told[0].in_time
        assert isinstance(answer, NotComputed)
        assert words in answer.reason


AI = TABLE + "| 1 year | 10x | 50% | plover |\n"


def test_work_of_an_ai_whose_case_holds() -> None:
    """Shown below: 5 years of work. Shown above: one year, as people do. Not given: from one to the other."""
    assert told(counted(HEAD + AI, maker("plover")), Counted.GROSS)[0] == pytest.approx(5.0)
    assert told(counted(HEAD + AI, maker("plover", "5% (3%-8%)")), Counted.GROSS)[0] == pytest.approx(1.0)
    assert told(counted(HEAD + AI, maker("plover", "5% (3%-8%)")), Counted.EXCESS) == pytest.approx((0.0, 1.0))
    assert ends(counted(HEAD + AI).told[0].years) == pytest.approx((1.0, 5.0))
    unsure = counted(HEAD + AI, maker("plover", "0.5%-1.5%"))
    assert ends(unsure.told[0].years) == pytest.approx((1.0, 5.0))
    assert "not shown" in unsure.stretches[0].maker.reason


def test_a_case_for_an_ai_ends() -> None:
    """Until 2 July 2027, 182 days of 365.2425: then what people do counts."""
    found = counted(HEAD + AI, maker("plover", until="2027-07-02"))
    part = 182 / 365.2425
    assert told(found, Counted.GROSS)[0] == pytest.approx(5 * part + (1 - part))
    assert [one.counts for one in found.stretches] == [True, False]


def test_a_name_that_is_no_case_is_not_taken_for_people() -> None:
    """Only `people` are people; anybody else needs a case."""
    found = counted(HEAD + TABLE + "| 1 year | 10x | 50% | people and robin |\n")
    assert found.stretches[0].counts is None
    assert counted(HEAD + TABLE + "| 1 year | 10x | 50% | people (forty) |\n").stretches[0].counts is True


def test_rings_are_refused_with_their_path() -> None:
    """Plover does the work of ibis and follows it; a case that counts its own work; by `made by`."""
    with pytest.raises(LineageError, match="ibis -> plover -> ibis"):
        counted(HEAD + AI, maker("plover", more="- follows: ibis\n"))
    with pytest.raises(LineageError, match="ibis -> ibis"):
        counted(HEAD + AI.replace("plover", "ibis"))
    made = maker("plover") + "\n## Claim sound: Sound\n\n- owner: ann\n- made by: ibis wrote it\n"
    with pytest.raises(LineageError, match="in a ring"):
        counted(HEAD + AI, made)
    counted(HEAD + "- follows: plover\n" + AI, maker("plover"))


def test_more_speed_is_never_later() -> None:
    """The chance grows with the speed."""
    chances = []
    for speed in (1, 2, 4, 8):
        row = f"| the rest | {speed}x | 20% | people |\n"
        chances.append(in_time(counted(HEAD + MILESTONE + TABLE + row + NEED.format("3 years")))[0])
    assert all(first < second for first, second in pairwise(chances))


def test_json_has_no_infinity() -> None:
    """The rest of the calendar has no end: null."""
    row = "| the rest | 2x | none | people |\n"
    found = counted(HEAD + MILESTONE + TABLE + row + NEED.format("3 years"))
    assert found.stretches[0].end == inf
    plain = json.loads(json.dumps(found.as_json(), allow_nan=False))
    assert plain["stretches"][0]["to"] is None
    assert plain["needed"] == {"probes": pytest.approx(3.0)}  # YEAR is 365.2425 days in both
    assert YEAR == 365.2425 * 86_400


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("| soon | 3x | 50% | people |", "not a quantity"),
        ("| 2 years (1 year-3 years) | 3x | 50% | people |", "one length of time"),
        ("| 1 year | 3 | 50% | people |", "not a speed"),
        ("| 1 year | 0x | 50% | people |", "not a speed"),
        ("| 1 year | 3x | 0.5 | people |", "0.5"),
        ("| 1 year | 3x | likely | people |", "not a share"),
        ("| 1 year | 3x | | people |", "nothing under `lost`"),
        ("| 1 year | 3x | 50% | |", "nothing under `by`"),
        ("| the rest | 3x | 50% | people |\n| 1 year | 3x | 50% | people |", "follows `the rest`"),
    ],
)
def test_rows_are_read_strictly(row: str, words: str) -> None:
    """Each is refused by name, with what to write."""
    found = lp.read({"case.md": HEAD + TABLE + row + "\n"}).reading.faults
    assert any(words in f"{fault.message} {fault.help}" for fault in found), [fault.message for fault in found]


def test_a_table_under_a_heading_of_its_own() -> None:
    """After a heading without a kind it is the case's as well; a second table is refused; other tables are prose."""
    rest = "\n# How fast\n" + N12
    assert len(lp.read({"case.md": HEAD + rest}).case.head.work) == 2
    (fault,) = lp.read({"case.md": HEAD + N12 + rest}).reading.faults
    assert "second table" in fault.message
    assert faults("# Words\n\n| for | whom |\n|---|---|\n| us | all |\n") == []
