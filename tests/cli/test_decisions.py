"""`gap`, `tests` and `chance` as people call them: words, JSON, refusals with a remedy, and a case with nothing to say."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner
from tests.cli.running import printed

from loadpath.cli.main import cli

if TYPE_CHECKING:
    from pathlib import Path

CASE = """# Case lab: A lab

- kind: risk analysis
- harm costs: $1B
- doing without costs: $120M

## Budget allowed: A

- this case: 0.25%

## Event danger: D

- kind: residual

## Test look: L

- about: [[danger]]
- cost: $2M

## Assessor team: The authors

- danger: 3% because x
- look: passes 90% if not danger, 5% if danger because x

## Assessor open: Who does not know

- look: unknown because x
"""


@pytest.fixture
def folder(tmp_path: Path) -> str:
    """A case with an assessor who has numbers, and one who has none."""
    (tmp_path / "case.md").write_text(CASE, encoding="utf-8")
    return str(tmp_path)


def refused(*words: str) -> str:
    """Return why a command could not run, with its remedy."""
    done = CliRunner().invoke(cli, words)
    assert done.exception is not None
    return f"{done.exception} | {getattr(done.exception, 'help', '')} | {done.output}"


def told(*words: str) -> object:
    """Return what a command prints with `--json`."""
    return json.loads(CliRunner().invoke(cli, [*words, "--json"]).output)


def test_gap_in_words(folder: str) -> None:
    """N1 and N2 in words, the threshold that was asked for by its number."""
    found = printed("gap", folder, "--by", "team", "--at", "5%", "--worth", "10x")
    assert "a likelihood ratio of 12.34:1 (13:1 is enough, 12:1 is not)" in found
    assert "at or below the threshold of 5 %" in found
    assert "0.308 % is left if it is a ratio" in found
    assert "1.23:1 more is needed as a ratio, 1.2 times as a factor" in found


def test_gap_of_an_unknown_risk_says_so(folder: str) -> None:
    """Whoever does not know gets no number, and is told why."""
    found = printed("gap", folder, "--by", "open", "--worth", "10x")
    assert "no ratio is enough where the harm may be certain" in found
    assert "something is unknown" in found


def test_gap_as_json(folder: str) -> None:
    """Full digits, both types, and both thresholds."""
    found = told("gap", folder, "--by", "team", "--at", "1%", "--worth", "60%:10x,15%:4x")
    assert isinstance(found, dict)
    team = found["assessors"]["team"]
    assert [one["threshold"] for one in team["gaps"]] == ["budget", "1%"]
    assert team["gaps"][0]["ratio"] == pytest.approx(12.340206)
    assert team["worth"][0]["as_factor"] == pytest.approx(0.010425)


@pytest.mark.parametrize(
    ("words", "remedy"),
    [
        (["--at", "0.5"], "did you mean 0.5%"),
        (["--at", "0%"], "refused as a probability"),
        (["--worth", "ten"], "write `10x`"),
        (["--worth", "60%:10x,50%:4x"], "add up to at most 100 %"),
        (["--worth", "0x"], "write `10x`"),
        (["--worth", "1.2.3x"], "write `10x`"),
    ],
)
def test_gap_refuses_what_it_cannot_read(folder: str, words: list[str], remedy: str) -> None:
    """What could mean two things is refused, with what to write."""
    assert remedy in refused("gap", folder, *words)


def test_gap_without_a_budget(tmp_path: Path) -> None:
    """A case without a budget is asked for a threshold."""
    (tmp_path / "case.md").write_text(CASE.replace("- this case: 0.25%\n", ""), encoding="utf-8")
    assert "ask with `--at 1%`" in printed("gap", str(tmp_path), "--by", "team")


def test_tests_in_words(folder: str) -> None:
    """3 %: P(pass) = 0.97 x 0.9 + 0.03 x 0.05 = 87.45 %; 0.17 % after it. Going ahead costs $30M, after a fail
    0.0285 / 0.1255 = 22.7 % of $1B: $120M is paid instead; 30 - 1.5 - 0.1255 x 120 = $13.44M.
    """  # noqa: D205  the derivation belongs to the one sentence
    found = printed("tests", folder, "--by", "team")
    assert "it passes 87 % 0.17 %" in found
    assert "brings the risk to the other side of the budget" in found
    assert "worth $13M: an outcome changes what is decided; 6.7 times its cost of $2M" in found


def test_tests_nobody_judged(folder: str) -> None:
    """It is said what to write, and that the value of knowing is not computed."""
    found = printed("tests", folder, "--by", "open")
    assert "Nothing can be said of look" in found
    assert "look: passes 97% if not x, 40% if x because ..." in found


def test_tests_as_json(folder: str) -> None:
    """Both outcomes, and no infinite number: what leaves no risk divides it by no number."""
    found = told("tests", folder, "--by", "team")
    assert isinstance(found, dict)
    (look,) = found["assessors"][0]["tests"]
    assert [one["passes"] for one in look["outcomes"]] == [True, False]
    assert look["worth"] == pytest.approx(13.44e6)


def test_chance_in_words(folder: str) -> None:
    """A pass leaves 0.0015 / 0.8745 = 0.17 %, below 0.25 %: the case is made with 87 %. What costs $2M is not bought for
    one.
    """  # noqa: D205  one sentence
    found = printed("chance", folder, "--by", "team", "--cost", "$1M")
    assert "at or below the budget of 0.25 % is 87 %" in found
    assert "Best bought: nothing; the chance with that alone is 0 % (every portfolio was tried)" in found


def test_chance_of_what_is_unknown(folder: str) -> None:
    """Whoever does not know gets no chance, and what becomes of the risk is not made up either."""
    found = printed("chance", folder, "--by", "open")
    assert "is anything from 0 to 100 %" in found
    assert "nobody can say what it is expected to be" in found


def test_chance_as_json(folder: str) -> None:
    """The bound (1 - p) / (1 - b) stands beside the chance."""
    found = told("chance", folder, "--by", "team")
    assert isinstance(found, dict)
    assert found["assessors"][0]["bound"] == pytest.approx(0.97 / 0.9975)
    assert found["assessors"][0]["chance"] == pytest.approx(0.8745)


@pytest.mark.parametrize("command", ["tests", "chance"])
def test_a_number_that_contradicts_its_range_is_refused(command: str, tmp_path: Path) -> None:
    """Means from 9.9 % to 38 % go with 1 % to 60 %: a likelihood of 50 % is refused, with its place."""
    (tmp_path / "case.md").write_text(CASE.replace("passes 90%", "passes 50% (1%-60%)"), encoding="utf-8")
    found = refused(command, str(tmp_path), "--by", "team")
    assert "case.md:23: `50% (1%-60%)`" in found
    assert "means from 9.9 %" in found


@pytest.mark.parametrize(
    ("words", "remedy"), [(["--before", "$3M"], "is not a time"), (["--cost", "much"], "is not a quantity")]
)
def test_chance_refuses_what_it_cannot_read(folder: str, words: list[str], remedy: str) -> None:
    """A milestone is a time, a cost a quantity."""
    assert remedy in refused("chance", folder, *words)


def test_an_empty_word_is_no_question(folder: str) -> None:
    """`--stated ""` and `--against ""` are refused, and not passed over in silence."""
    assert "is not a probability" in refused("chance", folder, "--stated", "")
    assert "no assessor" in refused("chance", folder, "--against", "")


def test_what_is_unknown_is_supposed_by_an_option(folder: str) -> None:
    """The refusal names danger, which `open` gives no number, and `team` 3 %, which stays; it is told with and without."""
    assert "`danger` is unknown, or only bounded: add `--suppose danger=5%`" in printed("chance", folder, "--explain")
    found = printed("chance", folder, "--explain", "--suppose", "danger = 1 in 1,000")
    assert "Supposed, where it is unknown: danger 1 in 1,000." in found
    assert "not computed" not in found
    alone = printed("chance", folder, "--explain", "--by", "team", "--suppose", "danger=1%")
    assert printed("chance", folder, "--explain", "--by", "team") == alone.replace(
        "Supposed, where it is unknown: danger 1%. ", ""
    )
    told = json.loads(printed("chance", folder, "--against", "open", "--suppose", "danger=1%", "--json"))
    assert told["supposed"] == ["danger=1%"]
    assert "not_computed" not in told["assessors"][0]
    for wrong, remedy in (
        ("danger", "`` is not a probability"),
        ("danger=100%", "nothing is judged to be certain"),
        ("danger=much", "write one number, such as `danger=5%`"),
        ("look=5%", "nothing about `look` is unknown"),
        ("=5%", "nothing about `` is unknown"),
    ):
        assert remedy in refused("chance", folder, "--explain", "--suppose", wrong)
    assert "the bounds hold whatever is unknown" in refused("chance", folder, "--suppose", "danger=5%")
    twice = ("--suppose", "danger=5%", "--suppose", "danger = 6%")
    assert "`danger` is supposed twice" in refused("chance", folder, "--explain", *twice)


def test_a_test_that_hardly_moves_the_risk(folder: str, tmp_path: Path) -> None:
    """89.99 % and 90 %: the risk of 3 % goes to 2.9997 % or 3.003 %, a tenth of a percent of it: not `by 1 times`."""
    text = CASE.replace("5% if danger", "89.99% if danger")
    (tmp_path / "case.md").write_text(text, encoding="utf-8")
    said = printed("tests", folder, "--by", "team")
    assert "No outcome moves the risk by as much as 1 %." in said
    assert "by 1 times" not in said
