"""Every command, run as a user runs it."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner, Result
from tests.small import HEAD, HERON

import loadpath as lp
from loadpath.cli.main import COMMANDS, cli
from loadpath.cli.terminal import visible
from loadpath.errors import LoadpathError

if TYPE_CHECKING:
    from pathlib import Path


def run(*words: str, answers: str = "") -> Result:
    """Run the command line in this process."""
    return CliRunner().invoke(cli, list(words), input=answers)


def test_risk_as_json_has_the_promised_shape() -> None:
    """A list `assessors` with every promised key; numbers are plain and full."""
    found = json.loads(run("risk", str(HERON), "--json").output)
    keys = {
        "assessor",
        "risk",
        "pathways",
        "listed",
        "propositions",
        "range",
        "verdict",
        "times_budget",
        "method",
        "error",
    }
    assert [item["assessor"] for item in found["assessors"]] == ["team", "stress-test", "ext-review"]
    for item in found["assessors"]:
        assert keys <= item.keys()
        assert isinstance(item["risk"], float)
    assert found["assessors"][0]["risk"] == pytest.approx(3.4096783551e-05, rel=1e-9)


def test_risk_for_people_is_rounded_and_says_why() -> None:
    """One digit where the range is wide, 1 in N, the verdict in words with its reason."""
    output = run("risk", str(HERON)).output
    for words in (
        "0.003 %",
        "1 in 30,000",
        "\u25c7 not shown",
        "\u25b3 shown above",
        "the 90 % range reaches 2.1 times",
        "1 in 20,000",
    ):
        assert words in output
    assert "ext-review" not in run("risk", str(HERON), "--by", "team").output
    assert "no assessor 'x'" in str(run("risk", str(HERON), "--by", "x").exception)


def test_load_puts_file_permissions_under_two_pathways() -> None:
    """The heaviest claim that is not just a name stands first, with its owner and both pathways."""
    rows = run("load", str(HERON), "--by", "team").output.splitlines()
    assert rows[2].split()[:2] == ["file-permissions-tight", "2.1"]
    assert "sec" in rows[2]
    assert "exfiltration, rnd-tampering" in rows[2]
    found = json.loads(run("load", str(HERON), "--json").output)["loads"]["team"]
    assert {"subject", "if_wrong", "share", "pathways", "owner"} <= found[0].keys()


def test_check_shows_ten_and_all_and_one_line_each() -> None:
    """A frame shows the line with carets; `--concise` one line each; `--all` everything; `--json` the same for programs."""
    short = run("check", str(HERON), "--concise", "--all").output.splitlines()
    assert all(":" in line for line in short[:-1])
    assert "--> claims/operations.md" in run("check", str(HERON)).output
    found = json.loads(run("check", str(HERON), "--json").output)["findings"]
    assert len(found) == len(short) - 1
    assert {"rule", "severity", "file", "line", "column", "message", "help"} <= found[0].keys()


def test_exit_codes(tmp_path: Path) -> None:
    """0 without errors, 1 with errors at the gate, and an exception that becomes 2 when it could not run."""
    assert run("check", str(HERON)).exit_code == 0
    (tmp_path / "case.md").write_text(HEAD + "\n## Claim a: A\n\n- rests on: [[b]]\n")
    found = run("check", str(tmp_path))
    assert found.exit_code == 1
    assert "error[unknown-reference]" in found.output
    assert isinstance(run("risk", str(tmp_path)).exception, LoadpathError)
    assert isinstance(run("check", str(tmp_path / "absent")).exception, LoadpathError)


def test_new_makes_a_case_without_numbers_that_checks(tmp_path: Path) -> None:
    """Four answers, at most three findings, what would be needed to quantify it, a report without a chart of nothing."""
    folder = str(tmp_path / "mine")
    made = run("new", folder, answers="Otter-1\nin the lab\nloss of control\nit copies itself\n")
    assert made.exit_code == 0, made.output
    assert len(lp.read(folder).check().found) <= 3
    output = run("risk", folder).output
    assert "No numbers yet" in output
    for name in ("misaligned", "attempts", "monitor", "it-matters", "unlisted", "all-sessions-logged"):
        assert name in output
    page = lp.read(folder).report()
    assert '<svg class="chart' not in page
    assert "100 %" not in page
    assert ">0 %" not in page
    again = run("new", folder, answers="\n\n\n\n")
    assert isinstance(again.exception, LoadpathError)


def test_hostile_answers_make_no_structure(tmp_path: Path) -> None:
    """An answer cannot write a heading, a reference, a cell or a tag."""
    run("new", str(tmp_path / "x"), answers="# Case a: b\n[[redact x]]\n| a | b |\n<script>\n")
    assert lp.read(tmp_path / "x").reading.faults == ()


def test_a_case_whose_number_changes_reopens_its_review(tmp_path: Path) -> None:
    """Editing one judgement moves the risk and is found by the review that named the digest."""
    shutil.copytree(HERON, tmp_path / "h")
    team = tmp_path / "h" / "assessors" / "team.md"
    team.write_text(team.read_text().replace("- file-permissions-tight: 85%", "- file-permissions-tight: 50%"))
    rules = {item.rule for item in lp.read(tmp_path / "h").check().found}
    assert "changed-since-review" in rules
    assert "changed-since-review" not in {item.rule for item in lp.read(HERON).check().found}


def test_demo_ends_with_a_promise_it_keeps(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The line to change, the command to run and the number that will move: followed literally, the number comes out."""
    monkeypatch.chdir(tmp_path)
    shutil.copytree(HERON, tmp_path / "h")
    output = run("demo", "h").output
    assert (tmp_path / "heron-2.html").exists()
    assert "not shown" in output
    promise = output[output.index("Now try it") :]
    line = int(promise.split("line ")[1].split(",")[0])
    before, after = promise.split("change ")[1].split(",")[0].split(" to ")
    team = tmp_path / "h" / "assessors" / "team.md"
    rows = team.read_text().split("\n")
    rows[line - 1] = rows[line - 1].replace(before, after)
    team.write_text("\n".join(rows))
    promised = promise.split("from ")[1].split(" to ")[1].split(" %")[0]
    moved = lp.read(tmp_path / "h").risk(by="team").risk
    assert float(promised) == pytest.approx(moved.low * 100, rel=0.02)  # type: ignore[union-attr]


def test_demo_without_a_folder_leaves_a_copy_to_play_with(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The example lands here and is not overwritten by a second demo."""
    monkeypatch.chdir(tmp_path)
    assert "change 85% to 50%" in run("demo").output
    team = tmp_path / "heron-2" / "assessors" / "team.md"
    team.write_text(team.read_text().replace("- file-permissions-tight: 85%", "- file-permissions-tight: 60%"))
    run("demo")
    assert "- file-permissions-tight: 60%" in team.read_text()


def test_report_is_written_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The page lands where it was asked for; a folder that is not there is said, and no part is left."""
    monkeypatch.chdir(tmp_path)
    assert run("report", str(HERON), "-o", "r.html").output == "report: r.html\n"
    assert (tmp_path / "r.html").read_text().startswith("<!doctype html>")
    assert isinstance(run("report", str(HERON), "-o", "absent/r.html").exception, LoadpathError)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["r.html"]


def test_show_tells_numbers_with_their_names_and_reasons() -> None:
    """A part with its digest, each assessor's number, whose it is and why, and who refers to it."""
    output = run("show", "file-permissions-tight", str(HERON)).output
    for words in (
        "claims/operations.md:39",
        "because the stale grants were removed",
        "(from stress-test)",
        "referred to by",
    ):
        assert words in output
    assert "did you mean `file-permissions-tight`" in str(
        getattr(run("show", "file-permission-tight", str(HERON)).exception, "help", "")
    )


def test_explain_every_rule() -> None:
    """Each rule has a page; without a name they are listed; a typo is met with a suggestion."""
    assert "one of" not in run("explain", "no-residual").output[:20]
    assert "orphan" in run("explain").output
    assert "did you mean `orphan`" in run("explain", "orphn").output


def test_help_teaches_and_knows_every_command() -> None:
    """Every command is listed, has a help text that says more than its name, and a typo is met with a suggestion."""
    output = run("--help").output
    for name in COMMANDS:
        assert name in output
        assert len(run(name, "--help").output) > 150
    assert "did you mean `check`" in run("chek").output


def test_nothing_invisible_reaches_a_terminal(tmp_path: Path) -> None:
    """Escapes, bidirectional and zero-width characters in a case are shown by their code point."""
    (tmp_path / "case.md").write_text(HEAD + "\n## Claim a: A \x1b[31m\u202e\u200b\n\n- rests on: [[b\x1b]]\n")
    output = run("check", str(tmp_path), "--all").output
    assert "\x1b[31m\u202e" not in output
    assert "\u200b" not in output
    assert visible("a\u2066b\x07") == "a<U+2066>b<U+0007>"
