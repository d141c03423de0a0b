"""Trials without failure under a belief: published numbers (N27), and every prior that agrees with the belief."""

from __future__ import annotations

import json
import random
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from loadpath.assess.trials import CONFIDENCES, Belief, believed
from loadpath.cli.main import cli

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

CASE = """# Case one: One

- kind: risk analysis

## Event harm: It does harm

- kind: residual

## Assessor team: The authors

- harm: 3% because x
"""
POINTS = 200
"""Places on which a prior may lie, evenly over the logarithm of the chance of failure, beside 0 and 1."""

GRID = [0.0, *(10 ** (-7 + 7 * place / POINTS) for place in range(POINTS + 1))]

Prior = list[tuple[float, float]]


def failing(prior: Prior, trials: int) -> float:
    """Return how likely the next trial fails after so many without failure, by adding up the prior."""
    seen = sum(weight * (1 - x) ** trials for x, weight in prior)
    return sum(weight * x * (1 - x) ** trials for x, weight in prior) / seen


def confidence(prior: Prior, level: float, trials: int) -> float:
    """Return P(x <= level) after so many trials without failure, by adding up the prior."""
    seen = sum(weight * (1 - x) ** trials for x, weight in prior)
    return sum(weight * (1 - x) ** trials for x, weight in prior if x <= level) / seen


def scattered(places: Sequence[float], weight: float, draw: random.Random) -> Prior:
    """Return a weight that is scattered over one to five of some places."""
    chosen = draw.sample(list(places), k=min(len(places), draw.randint(1, 5)))
    parts = [draw.random() + 1e-9 for _ in chosen]
    return [(x, weight * part / sum(parts)) for x, part in zip(chosen, parts, strict=True)]


def test_published_trials() -> None:
    """N27: 90 % on at most 1 in 10,000 shows 1 in 1,000 after 830 and 2,663; without belief 2,995 and 4,603.

    ln(0.95 x 0.1 / (0.05 x 0.9)) / ln(0.9999 / 0.999) = 0.747214 / 0.000900495 = 829.8;
    ln(0.99 x 0.1 / (0.01 x 0.9)) / ln(0.9999 / 0.999) = 2.397895 / 0.000900495 = 2,662.9;
    ln(0.05) / ln(0.999) = 2,994.2 and ln(0.01) / ln(0.999) = 4,602.9.
    """
    (shown,) = believed(Belief(0.9, 1e-4), [("x", 1e-3)]).shown
    assert CONFIDENCES == (0.95, 0.99)
    assert shown.needed == (830, 2663)
    assert shown.classical == (2995, 4603)
    assert shown.after is None


def test_published_expectation() -> None:
    """N27: with 90 % on perfection and 1,000 trials the worst expectation is 3.93e-5, at 1.04e-3."""
    found = believed(Belief(0.9, 0.0), [], after=1000).expected
    assert found is not None
    assert found.failure == pytest.approx(3.93e-5, abs=5e-8)
    assert found.rest_at == pytest.approx(1.04e-3, abs=5e-6)


@pytest.mark.parametrize(("share", "at_most", "level"), [(0.9, 1e-4, 1e-3), (0.5, 0.0, 1e-2), (0.7, 0.02, 0.05)])
def test_no_prior_that_agrees_is_less_sure(share: float, at_most: float, level: float) -> None:
    """After the trials that are asked for every prior with the belief is as sure; with one less, some prior is not."""
    (shown,) = believed(Belief(share, at_most), [("x", level)]).shown
    draw = random.Random(20270301)
    good, rest = [x for x in GRID if x <= at_most], [x for x in GRID if x > at_most]
    just_above = level * (1 + 1e-9)
    pairs = [[(a, share), (b, 1 - share)] for a in (*good, at_most) for b in (*rest, just_above)]
    more = [scattered(good, share, draw) + scattered(rest, 1 - share, draw) for _ in range(300)]
    for asked, needed in zip(CONFIDENCES, shown.needed, strict=True):
        assert needed is not None
        assert min(confidence(prior, level, needed) for prior in (*pairs, *more)) >= asked - 1e-9
        assert min(confidence(prior, level, needed - 1) for prior in pairs) < asked


@pytest.mark.parametrize(("share", "after"), [(0.9, 1000), (0.5, 10), (0.99, 1), (0.2, 100_000), (0.9, 0)])
def test_no_prior_that_agrees_expects_more_failure(share: float, after: int) -> None:
    """No prior with so much on perfection expects more, and the one with two points at the stated place just as much."""
    found = believed(Belief(share, 0.0), [], after=after).expected
    assert found is not None
    draw = random.Random(20270302)
    pairs: list[Prior] = [[(0.0, share), (x, 1 - share)] for x in GRID]
    more = [[(0.0, share), *scattered(GRID, 1 - share, draw)] for _ in range(300)]
    assert max(failing(prior, after) for prior in (*pairs, *more)) <= found.failure * (1 + 1e-12)
    # places of the grid are 8 % apart, and the worst is flat to the first order: within (0.04)^2
    assert max(failing(prior, after) for prior in pairs) >= found.failure * 0.998
    assert failing([(0.0, share), (found.rest_at, 1 - share)], after) == pytest.approx(found.failure, rel=1e-12)


def test_what_trials_cannot_add() -> None:
    """A belief that is sure enough needs none; one about the threshold itself, or above it, is helped by no number."""
    levels = [("x", 0.01)]
    assert believed(Belief(0.97, 0.001), levels).shown[0].needed[0] == 0
    assert believed(Belief(0.97, 0.01), levels, after=10**6).shown[0].needed == (0, None)
    assert believed(Belief(0.97, 0.01), levels, after=10**6).shown[0].after == pytest.approx(0.97)
    above = believed(Belief(0.999, 0.02), levels, after=10**6).shown[0]
    assert above.needed == (None, None)
    assert above.after == 0.0


@pytest.mark.parametrize(("share", "at_most"), [(0.0, 0.1), (1.0, 0.1), (0.9, 1.0), (0.9, -0.1)])
def test_no_belief(share: float, at_most: float) -> None:
    """A share of 0 or 1 is no belief that trials could move, and a chance of failure lies from 0 to below 1."""
    with pytest.raises(ValueError, match=r"`(share|at_most)`"):
        Belief(share, at_most)


def told(folder: Path, *words: str) -> str:
    """Return what `loadpath gap` prints for the small case, spaces and line ends taken as one space."""
    (folder / "case.md").write_text(CASE, encoding="utf-8")
    done = CliRunner().invoke(cli, ["gap", str(folder), *words], prog_name="loadpath")
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    return " ".join(done.output.split())


def test_gap_says_how_many_trials(tmp_path: Path) -> None:
    """`--believe` is written with a colon or in words, and says the same either way."""
    found = told(tmp_path, "--at", "0.1%", "--believe", "90%:1 in 10,000")
    assert "830 with 95 %, 2,663 with 99 %. Without the belief 2,995 with 95 %, 4,603 with 99 %." in found
    assert found == told(tmp_path, "--at", "0.1%", "--believe", "90% at most 1 in 10,000")
    above = told(tmp_path, "--at", "0.1%", "--believe", "99%:1%")
    assert "It says nothing of the threshold of 0.1 %, which is lower: no number of trials is enough." in above
    never = told(tmp_path, "--believe", "90% never", "--after", "1,000 trials")
    assert "at most 0.00393 %; at worst all that is not believed lies at 0.104 %" in never


def test_gap_json_has_all_digits(tmp_path: Path) -> None:
    """The JSON has the belief, the trials, and what those that were done show: 0.9 / (0.9 + 0.1 (0.999/0.9999)^1000).

    (0.999 / 0.9999)^1000 = e^-0.900495 = 0.406368, and 0.9 / 0.9406368 = 0.956799.
    """
    words = ("--at", "0.1%", "--believe", "90%:0.01%", "--after", "1,000", "--json")
    (held,) = json.loads(told(tmp_path, *words))["assessors"]["team"]["believed"]
    assert (held["share"], held["at_most"], held["after"], held["expected"]) == (0.9, 0.0001, 1000, None)
    assert held["shown"][0]["trials"][0] == {"confidence": 0.95, "needed": 830, "without_belief": 2995}
    assert held["shown"][0]["confidence_after"] == pytest.approx(0.956799, abs=1e-6)


@pytest.mark.parametrize("text", ["90%", "90% sure", "0%:never", "100%:never", "x:never", "90%:2"])
def test_gap_refuses_what_is_no_belief(text: str, tmp_path: Path) -> None:
    """What does not say how sure one is, and of what, is refused with what to write."""
    (tmp_path / "case.md").write_text(CASE, encoding="utf-8")
    done = CliRunner().invoke(cli, ["gap", str(tmp_path), "--believe", text], prog_name="loadpath")
    assert done.exit_code != 0
    assert done.exception is not None
    assert getattr(done.exception, "help", "")


@pytest.mark.parametrize("words", [("--after", "5"), ("--believe", "90%:never", "--after", "many")])
def test_gap_refuses_trials_that_say_nothing(words: tuple[str, ...], tmp_path: Path) -> None:
    """Trials without a belief, and a number that is none, are refused with what to write."""
    (tmp_path / "case.md").write_text(CASE, encoding="utf-8")
    done = CliRunner().invoke(cli, ["gap", str(tmp_path), *words], prog_name="loadpath")
    assert done.exit_code != 0
    assert "--believe" in str(getattr(done.exception, "help", "")) or "--after" in str(done.exception.help)  # type: ignore[union-attr]
