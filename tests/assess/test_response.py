"""Response scenarios: exact where drawn once, simulated in time, shared with the rest of the case."""

from __future__ import annotations

import pytest
from tests.small import HERON, assessed

import loadpath as lp
from loadpath.engine.clock import INCIDENTS

TABLE = """
## Pathway p: P

1. [[s]] is too late

## Scenario s: S

- harm at: {harm}

| who | sees | tells | after | works | again | if |
|---|---|---|---|---|---|---|
{rows}

## Assessor me: Me

{lines}
"""


def late(rows: str, harm: str = "10 days", lines: str = "- interests: none", rest: str = "") -> tuple[float, float]:
    """Return the interval of P(too late) of a scenario."""
    found = assessed(TABLE.format(rows=rows, harm=harm, lines=lines) + rest).risk
    return found.low, found.high  # type: ignore[union-attr]


CHAIN = "| sensor | x | lead | 1 h | {0} | {1} | |\n| lead | call | **stops it** | 1 h | {2} | | |"


def test_blind_spots_are_enumerated_exactly() -> None:
    """One sensor works with 95 % ever, then everything works: too late with exactly 5 %."""
    assert late(CHAIN.format("95% ever", "", "99.999999% ever"))[0] == pytest.approx(1 - 0.95 * 0.99999999, rel=1e-12)


def test_two_sensors_are_blind_together() -> None:
    """5 % times 20 %: too late with exactly 1 % when all else works in time."""
    rows = "| a | x | lead | 1 h | 95% ever | | |\n| b | x | lead | 1 h | 80% ever | | |\n| lead | call | **stops it** | 1 h | 99.9999% ever | | |"
    assert late(rows)[0] == pytest.approx(1 - 0.999999 * (1 - 0.05 * 0.2), rel=1e-12)


def test_the_example_and_its_single_try_variant() -> None:
    """With repeats the response is too late with 0.0100; without, and all drawn once, 1 - .95 (1 - .145 x .32) = .0941."""
    texts = dict(lp.read(HERON).texts)
    table = texts["scenarios/night-copy.md"]
    needs = "- on-call-is-staffed: 98%"
    certain = {
        "assessors/team.md": texts["assessors/team.md"]
        .replace(needs, "- on-call-is-staffed: 99.9999999999%")
        .replace("- egress-is-measured: 97%", "- egress-is-measured: 99.9999999999%")
        .replace("- egress-cap fails: as [[egress-test]]", "- egress-cap fails: 0.0000000001%")
        .replace("- audit-sample-fair: 97%", "- audit-sample-fair: 99.9999999999%"),
        "claims/operations.md": texts["claims/operations.md"].replace("at most 0.5%", "at most 99%"),
    }
    found = lp.read(texts | certain).risk(by="team").propositions["night-copy is too late"]
    assert found.low == pytest.approx(0.01, rel=1e-6)  # type: ignore[union-attr]
    once = table.replace(" | every 8 h", " | ").replace("each time", "ever")
    single = (
        lp.read(texts | certain | {"scenarios/night-copy.md": once})
        .risk(by="team")
        .propositions["night-copy is too late"]
    )
    # a response that works may still be slow, in about one of 100,000: three standard errors of that
    assert single.low == pytest.approx(1 - 0.95 * (1 - 0.145 * 0.32), abs=3 / INCIDENTS)  # type: ignore[union-attr]


def test_a_try_that_takes_too_long_is_late() -> None:
    """The stop takes two days and harm comes after one: too late for certain."""
    assert late("| a | x | **stops it** | 48 h | 99% ever | | |", harm="1 day")[0] == pytest.approx(1.0)


def test_each_time_is_drawn_at_every_try() -> None:
    """Tries at 0, 8 and 16 h with 50 % each before 20 h: missed with 1/8, within four standard errors."""
    found = late("| a | x | **stops it** | 1 min | 50% each time | every 8 h | |", harm="20 h")[0]
    assert found == pytest.approx(1 / 8, abs=4 * (7 / 64 / INCIDENTS) ** 0.5)


def test_a_row_with_a_condition_is_dead_where_it_fails() -> None:
    """A sensor at 95 % that needs a claim at 90 %: too late with 1 - .855."""
    rows = "| a | x | **stops it** | 1 min | 95% ever | | [[c]] |"
    assert late(rows, lines="- c: 90% because y", rest="\n## Claim c: C\n")[0] == pytest.approx(
        1 - 0.9 * 0.95, rel=1e-12
    )


def test_an_unknown_cell_gives_an_interval() -> None:
    """Nobody knows whether the call works: from 5 % (it does) to 1 (it does not)."""
    assert late(CHAIN.format("95% ever", "", "unknown")) == pytest.approx((0.05, 1.0))
    assert late("| a | x | **stops it** | unknown | 95% ever | | |") == pytest.approx((0.05, 1.0))


def test_the_table_says_what_happens_when_evidence_measured_it() -> None:
    """2 of 20 drills failed: Jeffreys' mean of failing is 2.5/21, so that the row works with 18.5/21.

    What the drills rely on is a claim at 90 %; where it is false, the row is not counted on.
    """
    drills = "\n## Evidence drills: Drills\n\n- result: 2 of 20\n- about: [[c]]\n- relies on: [[c]]\n\n## Claim c: C\n"
    rows = "| a | x | **stops it** | 1 min | {} | | |"
    for cell in ("fails as [[drills]] ever", "fails as [[drills]] each time"):
        found = late(rows.format(cell), lines="- c: 90% because y", rest=drills)[0]
        assert found == pytest.approx(1 - 0.9 * 18.5 / 21, abs=4 * (0.2 * 0.8 / INCIDENTS) ** 0.5)
    found = late(rows.format("as [[drills]] ever"), lines="- c: 90% because y", rest=drills)[0]
    assert found == pytest.approx(1 - 0.9 * 2.5 / 21, rel=1e-12)


def test_times_that_were_measured_give_the_next_one() -> None:
    """Three drills of 10, 20 and 40 min: the next is later than 20 min with 1/2 (a symmetric law of logarithms)."""
    drills = "\n## Evidence drills: Drills\n\n- result: 10 min, 20 min, 40 min\n- about: [[c]]\n\n## Claim c: C\n"
    rows = "| a | x | **stops it** | as [[drills]] | always | | |"
    found = late(rows, harm="20 min", lines="- c: 90% because y", rest=drills)[0]
    assert found == pytest.approx(0.5, abs=4 * (0.25 / INCIDENTS) ** 0.5)


def test_what_fails_is_what_does_not_work() -> None:
    """`fails 5%` is `95%`, its range turned round; of a bound the other side."""
    for cell, same in (("fails 5% ever", "95% ever"), ("fails 5% (1%-15%) ever", "95% (85%-99%) ever")):
        rows = "| a | x | **stops it** | 1 min | {} | | |"
        assert late(rows.format(cell)) == pytest.approx(late(rows.format(same)), rel=1e-12)
    assert late("| a | x | **stops it** | 1 min | fails at most 5% ever | | |") == pytest.approx((0.0, 0.05))


def test_one_message_to_two_is_drawn_once() -> None:
    """A monitor that tells two people with 50 % each time, both of whom act: too late with 1/2, not with 1/4."""
    rows = (
        "| monitor | x | a (pager) and b (mail) | 1 min | 50% each time | | |\n"
        "| a | page | **stops it** | 1 min | always | | |\n| b | mail | **stops it** | 1 min | always | | |"
    )
    assert late(rows)[0] == pytest.approx(0.5, abs=4 * (0.25 / INCIDENTS) ** 0.5)


def test_a_blocking_monitor_stops_the_clock() -> None:
    """A decision that takes two days, against a harm after an hour: never too late where the action waits for it."""
    rows = "| monitor | it | reviewer | {} | 90% ever | | |\n| reviewer | flag | **stops it** | 48 h | always | | |"
    assert late(rows.format("blocking"), harm="1 h")[0] == pytest.approx(0.1)
    assert late(rows.format("1 s"), harm="1 h")[0] == pytest.approx(1.0)


def test_three_at_once() -> None:
    """Each of three is stopped with 80 %, apart: too late with .2^3 if the first stops all, with 1 - .8^3 if not."""
    rows = "| a | x | **stops it** | 1 min | 80% each time | | |"
    for said, wanted in (("together", 0.2**3), ("one by one", 1 - 0.8**3)):
        text = TABLE.replace("- harm at: {harm}", f"- harm at: {{harm}}\n- attackers: 3, stopped {said}")
        found = assessed(text.format(rows=rows, harm="1 day", lines="- interests: none")).risk
        assert found.low == pytest.approx(wanted, abs=4 * (wanted / INCIDENTS) ** 0.5)  # type: ignore[union-attr]


def test_an_assessor_may_judge_the_response_directly() -> None:
    """A stated probability replaces the simulation; what the scenario needs still counts."""
    rows = "| a | x | **stops it** | 1 min | 95% ever | | |"
    assert late(rows, lines="- s is too late: 30% because y")[0] == pytest.approx(0.3)


def test_the_error_of_simulated_times_is_reported() -> None:
    """A figure that was simulated carries a standard error above zero; one that was not carries none."""
    rows = "| a | x | **stops it** | 1 min | 50% each time | every 8 h | |"
    assert assessed(TABLE.format(rows=rows, harm="20 h", lines="- interests: none")).error == pytest.approx(
        (7 / 64 / INCIDENTS) ** 0.5, rel=0.05
    )
    assert assessed("## Event h: H\n\n- kind: residual\n\n## Assessor me: Me\n\n- h: 5% because y\n").error == 0.0


def test_what_is_withheld_is_unknown_and_never_better() -> None:
    """A sensor at 80 %, then 60 %: too late with .52 where only a time or a condition is out of sight, at the best.

    Where how likely the second row works is out of sight, .2 at the best; and always certainly too late at the worst.
    """
    row = "| a | x | b | 5 min | 80% ever | | |\n| b | x | **stops it** | {after} | {works} | | {needs} |"
    hidden = "\n## Evidence e: E\n\n- access: internal\n- result: 8 of 20\n- about: [[c]]\n\n## Evidence d: D\n\n- access: internal\n- result: 5 min, 9 min\n- about: [[c]]\n\n## Claim c: C\n"
    cells = [
        {"after": "1 min", "works": "fails as [[e]] ever", "needs": ""},
        {"after": "1 min", "works": "fails as [[e]] each time", "needs": ""},
        {"after": "as [[d]]", "works": "60% ever", "needs": ""},
        {"after": "[[redact security: 1 min]]", "works": "60% ever", "needs": ""},
        {"after": "1 min", "works": "[[redact security: 60% ever]]", "needs": ""},
        {"after": "1 min", "works": "60% ever", "needs": "[[redact security: [[c]]]]"},
    ]
    for cell in cells:
        text = TABLE.format(rows=row.format(**cell), harm="1 day", lines="- c: 99% because y") + hidden
        public = lp.read({"case.md": "# Case c1: C\n\n- kind: risk analysis\n" + text}).disclosed("public")
        found = public.risk(by="me").risk
        best = 0.52 if cell["works"] == "60% ever" else 0.2
        assert (found.low, found.high) == pytest.approx((best, 1.0)), cell  # type: ignore[union-attr]
