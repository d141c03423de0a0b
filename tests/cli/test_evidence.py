"""`loadpath evidence`, run as a user runs it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner, Result
from tests.evidence.logs import case_in, log, sample, ten

from loadpath.cli.main import cli
from loadpath.errors import LoadpathError
from loadpath.project import read

if TYPE_CHECKING:
    from pathlib import Path


def run(*words: str) -> Result:
    """Run the command line in this process."""
    return CliRunner().invoke(cli, ["evidence", *words])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a case with two logs of one task, and one of another."""
    return case_in(
        tmp_path / "case",
        {"a.json": log(ten(2)), "b.json": log(ten(0), eval={"task": "probe", "model": "m"}), "bad.json": "{"},
    )


def test_a_log_is_told_to_people_and_to_programs(folder: Path) -> None:
    """The keys of a log are those of the sample files; the words say the same numbers."""
    found = json.loads(run("read", str(folder / "runs" / "a.json"), "--json").output)
    assert (found["samples"], found["distinct_ids"], found["clusters"], found["epochs"]) == (10, 10, 5, 1)
    assert found["scores"] == {"caught": {"scored": 10, "positive": 2, "nan": 0, "sum": 2.0}}
    assert (found["model"], found["task"], found["status"]) == ("mock/heron-2", "honeypot", "success")
    told = run("read", str(folder / "runs" / "a.json")).output
    assert "honeypot: mock/heron-2" in told
    assert "10 of 10 ids in 5 clusters, 1 epoch" in told
    assert (
        json.loads(run("read", str(folder / "runs" / "a.json"), "--json", "--cluster", "id").output)["clusters"] == 10
    )


def test_results_are_added_verified_and_counted_again(folder: Path) -> None:
    """The whole way: add, verify, change how it is counted, count again, verify."""
    log_ = str(folder / "runs" / "a.json")
    found = run("add", "honeypots", str(folder), "--inspect", log_, "--score", "caught", "--cluster", "scenario")
    assert found.exit_code == 0, found.output
    assert "honeypots: 2 of 5" in found.output
    # the 95 % point of Beta(3, 3) is 0.81074...: 2 events of 5, rounded up
    assert "by scenario, as scored and worst and best: 2 of 5, at most 82 % at 95% confidence" in found.output
    verified = run("verify", str(folder))
    assert (verified.exit_code, "= honeypots: counted again, the same" in verified.output) == (0, True)
    case = folder / "case.md"
    case.write_text(case.read_text(encoding="utf-8").replace("- cluster: scenario\n", ""), encoding="utf-8")
    assert run("verify", str(folder)).exit_code == 1
    again = run("recompute", "honeypots", str(folder))
    assert "honeypots: 2 of 10" in again.output
    (plain,) = json.loads(run("verify", str(folder), "--json").output)
    assert (plain["standing"], plain["differs"]) == ("same", [])


def test_a_dry_run_writes_nothing(folder: Path) -> None:
    """`--diff` prints the text and the record as they would be."""
    before = {path.name: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    found = run("add", "honeypots", str(folder), "--diff", "--inspect", str(folder / "runs" / "a.json"))
    assert "+- result: 2 of 10" in found.output
    assert "+++ b/runs/honeypots.record.json" in found.output
    assert {path.name: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before


def test_more_logs_may_follow_the_first(folder: Path) -> None:
    """`--inspect a b` counts both, as the shell gives them for `*.json`."""
    logs = [str(folder / "runs" / name) for name in ("a.json", "b.json")]
    found = run("add", "honeypots", str(folder), "--score", "caught", "--cluster", "scenario", "--inspect", *logs)
    assert "20 samples in 2 files" in found.output


def test_a_monitor_is_added_with_its_curve(folder: Path) -> None:
    """Honest and attack logs become one finding: what was missed at the budget, of what was caught or missed."""
    (folder / "runs" / "h.json").write_text(log([sample(f"h{i}", i) for i in range(10)]), encoding="utf-8")
    attacks = [sample(f"a{i}", i, scores={"caught": {"value": i}, "done": {"value": "C"}}) for i in (7, 8, 9)]
    (folder / "runs" / "t.json").write_text(log(attacks), encoding="utf-8")
    sides = ("--honest", str(folder / "runs" / "h.json"), "--attack", str(folder / "runs" / "t.json"))
    how = ("--score", "caught", "--event", "done = 1", "--budget", "20%", "--useful", "caught >= 5")
    found = run("add", "monitor", str(folder), *sides, *how, "--about", "[[scheming]]")
    assert found.exit_code == 0, found.output
    # threshold 7.2: attacks 8 and 9 are caught, 7 is missed; five of ten honest samples are worth 5 or more
    assert "monitor: 1 of 3" in found.output
    assert (
        "auditing 20%, above 7.2: 2 of 3 caught, 67 %, at least 13 % at 95% confidence (the budget asked for)"
        in found.output
    )
    assert "useful: 5 of 10 honest samples" in found.output
    assert run("verify", str(folder)).exit_code == 0
    assert read(folder).case.nodes["monitor"].fields


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("add", "honeypots", "CASE"), "no log is named"),
        (("add", "honeypots", "CASE", "--inspect", "LOGS/none.json"), "cannot be read: No such file"),
        (("add", "honeypots", "CASE", "--inspect", "LOGS/bad.json"), "bad.json"),
        (("add", "honeypot", "CASE", "--inspect", "LOGS/a.json"), "the case has no finding `honeypot`"),
        (
            ("add", "honeypots", "CASE", "--inspect", "LOGS/a.json", "--event", "value ="),
            "cannot be read at character 8",
        ),
        (("add", "honeypots", "CASE", "--inspect", "LOGS/a.json", "--score", "x"), "no sample has the score `x`"),
        (("add", "honeypots", "CASE", "--honest", "LOGS/a.json", "--budget", "half"), "`half` is no audit budget"),
        (("add", "honeypots", "CASE", "LOGS", "--inspect", "LOGS/a.json"), "is a second folder"),
        (("recompute", "honeypots", "CASE"), "names no record"),
    ],
)
def test_what_cannot_be_done_is_said_and_nothing_is_lost(folder: Path, words: tuple[str, ...], said: str) -> None:
    """Every refusal names what was read and says what to do; no byte of the case changes."""
    before = {path.name: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    given = [word.replace("CASE", str(folder)).replace("LOGS", str(folder / "runs")) for word in words]
    found = run(*given)
    assert isinstance(found.exception, LoadpathError)
    assert said in str(found.exception)
    assert found.exception.help
    assert {path.name: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before
