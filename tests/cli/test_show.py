"""`loadpath show` of counted evidence: what the counts bound, and how surprising they are where a claim is just true."""

from __future__ import annotations

import re
from math import comb
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from loadpath.cli.main import cli

if TYPE_CHECKING:
    from pathlib import Path

CASE = """# Case counts: Counts

- kind: risk analysis

## Quantity told-apart: How often two strategies are told apart

- measured by: [[strategies]]

## Claim at-chance: No better than by chance

- says: [[told-apart]] at most 50%

## Claim mostly: Mostly

- says: [[told-apart]] at least 70%

## Claim elsewhere: About something else

- says: [[other]] at most 1%

## Quantity other: Something else

## Evidence strategies: Strategies that were told apart

- result: 19 of 32
- about: [[at-chance]]

## Evidence words: Somebody looked

- result: it went well
- about: [[told-apart]]
"""


def shown(folder: Path, name: str) -> str:
    """Return what is printed of one part, spaces and line ends taken as one space."""
    (folder / "case.md").write_text(CASE, encoding="utf-8")
    done = CliRunner().invoke(cli, ["show", name, str(folder)], prog_name="loadpath")
    assert done.exception is None
    return " ".join(done.output.split())


def tail(events: range, trials: int, rate: float) -> float:
    """Return how likely one of these numbers of events is, by adding up the binomial law."""
    return sum(comb(trials, k) * rate**k * (1 - rate) ** (trials - k) for k in events)


def test_bounds_are_those_of_the_binomial_law(tmp_path: Path) -> None:
    """At the ends so few or so many events come with 2.5 % each, at the one-sided bound with 5 %; rounded outward."""
    found = re.search(r"between ([\d.]+) % and ([\d.]+) % \(.*?\), at most ([\d.]+) %", shown(tmp_path, "strategies"))
    assert found is not None
    low, high, one_sided = (float(number) / 100 for number in found.groups())
    for chance, wanted in (
        (tail(range(19, 33), 32, low), 0.025),
        (tail(range(20), 32, high), 0.025),
        (tail(range(20), 32, one_sided), 0.05),
    ):
        # a step of the fourth digit of 40.64 % is 1 in 4,064; the chance goes with a power of at most 19 of the rate
        assert wanted * (1 - 20 / 4064) < chance <= wanted


def test_claims_about_the_quantity_are_tested(tmp_path: Path) -> None:
    """Each claim that sets a number against what was measured is told with its one-sided chance, and no other is."""
    found = shown(tmp_path, "strategies")
    more, fewer = tail(range(19, 33), 32, 0.5), tail(range(20), 32, 0.7)
    assert more == pytest.approx(0.189, abs=5e-4)  # N21
    assert f"were told-apart 50%, 19 or more of 32 would come with {100 * more:.0f} % (at-chance)" in found
    assert f"were told-apart 70%, 19 or fewer of 32 would come with {100 * fewer:.0f} % (mostly)" in found
    assert "elsewhere" not in found


def test_words_bound_nothing(tmp_path: Path) -> None:
    """Without counts there is no bound."""
    assert "Clopper" not in shown(tmp_path, "words")
