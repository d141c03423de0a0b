"""`loadpath compare` of everybody, pools on request, what one judgement does to the verdict, and who was removed."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner, Result
from tests.house.test_reference import names, section
from tests.small import HEAD

from loadpath.assess import compare as comparing
from loadpath.cli.main import cli

if TYPE_CHECKING:
    from pathlib import Path


CASE = """
## Budget most: M
- this case: 6%
## Pathway way: W
1. [[a]]
2. [[b]]
## Event a: A
## Event b: B
## Assessor ada: Ada
- a: 10% because x
- b: 20% because x
## Assessor ben: Ben
- a: 20% because x
- b: 10% because x
## Assessor cy: Cy
- a: 60% because x
- b: 50% because x
"""
OPEN = "## Assessor dot: Dot\n- a: unknown\n- b: 10% because x\n"


def run(*words: str) -> Result:
    """Run the command line in this process."""
    return CliRunner().invoke(cli, ["compare", *words])


def written(folder: Path, text: str) -> str:
    """Write a small case into a folder, and return the folder's name."""
    folder.mkdir()
    (folder / "a-head.md").write_text(HEAD, "utf-8")
    (folder / "case.md").write_text(text, "utf-8")
    return str(folder)


@pytest.fixture
def folder(tmp_path: Path) -> str:
    """A case with three people: two at 2 % for opposite reasons, one at 30 %."""
    return written(tmp_path / "case", CASE)


def test_everybody_is_put_into_groups(folder: str) -> None:
    """Ada and Ben come to 2 % by 10 % x 20 % and 20 % x 10 %: 2 x 2 = 4 apart, and in two groups; at 4 in one."""
    found = run(folder)
    assert found.exit_code == 0
    assert "They fall into 3 groups: ada alone; ben alone; cy alone." in found.output
    assert "From ben to cy the risk is 15 times as high, most of it by b ×5 and a ×3." in found.output
    assert "comes to a factor of 4, and cancels to 1." in found.output
    assert "They fall into 2 groups: ada and ben; cy alone." in run(folder, "--within", "4.001").output


def test_who_gives_no_one_number_is_in_no_group(tmp_path: Path) -> None:
    """Somebody who leaves a number unknown is listed, with the reason."""
    found = run(written(tmp_path / "open", CASE + OPEN))
    assert "dot is in no group: the risk is an interval, because something is unknown." in found.output


def test_nobody_at_all(tmp_path: Path) -> None:
    """A case without a number says so, and is no failure."""
    found = run(written(tmp_path / "bare", "## Event a: A\n"))
    assert found.exit_code == 0
    assert "No assessor has given numbers yet" in found.output


def test_nothing_is_pooled_unless_asked(folder: str) -> None:
    """The mean of 2, 2 and 30 % is 11.3 %; it stands beside the best and the worst, under its name."""
    assert "pool" not in run(folder).output
    assert "pool" not in run("ada", "cy", folder).output
    rows = {line.split()[0]: line for line in run(folder, "--pool", "linear").output.splitlines() if line.strip()}
    assert "ada" in rows["best"]
    assert "30 %" in rows["worst"]
    assert "11 %" in rows["linear"]
    two = run("ada", "cy", folder, "--pool", "linear").output
    assert "16 %" in two, "of 2 and 30 %"


def test_a_pool_with_an_interval_is_refused_in_words(tmp_path: Path) -> None:
    """Somebody's interval leaves no pool, and the best and the worst are told."""
    found = run(written(tmp_path / "open", CASE + OPEN), "--pool", "log-odds")
    assert "The log-odds pool is not computed: the risk of `dot` is an interval" in found.output
    assert found.exit_code == 0


def test_what_one_judgement_makes_of_the_risk(folder: str) -> None:
    """The budget is 6 %. Ada comes to 5 % with Cy's `b` alone, to 12 % with Cy's `a`; Cy to 5 % with Ada's `a`."""
    rows = {line.split()[0]: line for line in run("ada", "cy", folder).output.splitlines() if line.strip()}
    assert "over the budget" in rows["a"]
    assert "over the budget" not in rows["b"]
    assert rows["together"].split() == ["together", "100", "%", "15", "15"], "30 % over 2 %"
    back = {line.split()[0]: line for line in run("cy", "ada", folder).output.splitlines() if line.strip()}
    assert "within the budget" in back["a"]


def test_sampled_shares_are_printed_with_their_error(folder: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where orders are drawn it says so; in a product every order says the same, ln 5 of ln 15, and the error is 0."""
    monkeypatch.setattr(comparing, "MOST_EXACT", 1)
    found = run("ben", "cy", folder).output
    rows = {line.split()[0]: line for line in found.splitlines() if line.strip()}
    assert "59 ± 0.0 %" in rows["b"]  # ln 5 / ln 15 = 0.594
    assert "sampled: Shapley shares over 2,000 orders" in found
    assert "after ±: twice the standard error" in found


def test_json_is_as_documented(folder: str) -> None:
    """Every key is documented, and no other."""
    found = json.loads(run(folder, "--json", "--pool", "linear").output)
    assert names(section("json.md", "`compare --json` of all assessors")) == found.keys()
    assert names(section("json.md", "Each pair")) == found["gaps"][0].keys()
    assert names(section("json.md", "Each pool")) == found["pool"].keys()
    assert found["groups"] == [["ada"], ["ben"], ["cy"]]
    assert json.loads(run(folder, "--json").output)["pool"] is None


def test_an_assessor_who_was_removed_is_told(folder: str, tmp_path: Path) -> None:
    """Of two versions, the later one lacks Cy: listed as removed, with the risk there was, and no risk after."""
    later = written(tmp_path / "later", CASE[: CASE.index("## Assessor cy")])
    rows = [line.split() for line in run(folder, later).output.splitlines() if line.strip()]
    assert ["removed", "cy", "Assessor"] in rows
    assert [row for row in rows if row[0] == "cy"] == [["cy", "30", "%", "1", "in", "3.3", "no", "such", "assessor"]]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("ada", "ben", "case", "more"), "two are compared, in one folder"),
        (("case", "case", "--pool", "linear"), "two versions are no assessors"),
        (("ada", "ben", "case", "--within", "2"), "two assessors form no groups"),
        (("case", "--within", "0.5"), "0.5 is not in the range"),
        (("ada",), "Missing argument 'B'"),
    ],
)
def test_refusals_say_what_to_write(
    folder: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], said: str
) -> None:
    """What cannot be asked is refused, and nothing is computed."""
    assert folder
    monkeypatch.chdir(tmp_path)
    found = run(*words)
    assert found.exit_code != 0
    assert said in found.output + str(found.exception)
