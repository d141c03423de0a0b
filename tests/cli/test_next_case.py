"""The next case, walked through from the command line: promises, registrations, a copy, and what it opens again."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner, Result
from tests.small import HERON

import loadpath as lp
from loadpath.assess.results import Interval
from loadpath.case.node import Claim, Evidence, Request, Review, Waiver
from loadpath.cli.main import cli
from loadpath.errors import LoadpathError
from loadpath.files.disclose import disclose

if TYPE_CHECKING:
    from pathlib import Path


def run(*words: object) -> Result:
    """Run the command line in this process; what fails for good is raised."""
    done = CliRunner().invoke(cli, [str(word) for word in words])
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done


@pytest.fixture
def heron(tmp_path: Path) -> Path:
    """Return a copy of the example that may be changed."""
    return shutil.copytree(HERON, tmp_path / "heron-2")


@pytest.fixture
def third(heron: Path) -> Path:
    """Return the case that follows it."""
    folder = heron.parent / "heron-3"
    assert run("new", folder, "--from", heron).exit_code == 0
    return folder


def change(path: Path, old: str, new: str) -> None:
    """Change one stretch of a file."""
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1, old
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_promises_of_the_example() -> None:
    """One is not due, one is for people."""
    output = run("promises", HERON).output
    assert output.startswith("1 not due; 1 cannot be judged")
    found = json.loads(run("promises", HERON, "--json").output)["promises"]
    assert [one["state"] for one in found] == ["not due", "cannot be judged"]


def test_a_test_is_locked_once_and_held_against_its_run(heron: Path) -> None:
    """Locked, run, scored; then changed, and found by the check and by `register --check`."""
    with (heron / "assessors" / "team.md").open("a", encoding="utf-8") as stream:
        stream.write("\n- blind-honeypots: passes 97% if not scheming, 40% if scheming because one would pass\n")
    output = run("register", "blind-honeypots", heron).output
    assert "team expects it to pass with 95.8 %" in output  # 0.97 - 0.57 x 0.020646
    file = (heron / "registrations" / "blind-honeypots.json").read_bytes()
    with pytest.raises(LoadpathError, match="locked already"):
        run("register", "blind-honeypots", heron)
    assert (heron / "registrations" / "blind-honeypots.json").read_bytes() == file
    assert run("register", "--check", heron).exit_code == 0
    (heron / "run.md").write_text(
        "## Evidence blind-run: The run\n\n- result: 12 of 4,000\n- about: [[scheming]]\n"
        "- registered: [[blind-honeypots]]\n",
        encoding="utf-8",
    )
    found = json.loads(run("register", "--check", heron, "--json").output)
    assert found["runs"] == [{"test": "blind-honeypots", "evidence": "blind-run", "passed": False}]
    team = next(one for one in found["records"] if one["assessor"] == "team")
    assert team["brier"] == pytest.approx(0.9582316**2, rel=1e-6)
    change(heron / "plans.md", "passes when: at most 10 of 4,000", "passes when: at most 40 of 4,000")
    done = run("register", "--check", heron)
    assert done.exit_code == 1
    assert "`passes when`" in done.output
    assert "registration-changed" in {one.rule for one in lp.read(heron).check().found}


def test_an_altered_registration_is_found(heron: Path) -> None:
    """The file edited, and the file gone; the text alone says nothing of either."""
    run("register", "blind-honeypots", heron)
    path = heron / "registrations" / "blind-honeypots.json"
    path.write_bytes(path.read_bytes().replace(b"heron-2", b"heron-9"))
    assert "altered" in run("register", "--check", heron).output
    path.unlink()
    done = run("register", "--check", heron)
    assert (done.exit_code, "is gone" in done.output) == (1, True)


def test_a_lock_shows_nothing_of_what_is_withheld(heron: Path, tmp_path: Path) -> None:
    """Two worlds that differ in a withheld likelihood alone give the same public text, locked or not."""
    shown = []
    for world, number in enumerate(("40%", "60%")):
        folder = shutil.copytree(heron, tmp_path / f"world-{world}")
        path = folder / "assessors" / "insider.md"
        line = f"- blind-honeypots: passes 97% if not scheming, {number} if scheming because of what we know"
        fields = "- access: internal\n- starts from: [[team]]\n- scheming: 10% because we know"
        path.write_text(f"# Assessor insider: Insider\n\n{fields}\n{line}\n", encoding="utf-8")
        run("register", "blind-honeypots", folder)
        assert run("register", "--check", folder).exit_code == 0
        project = lp.read(folder)
        assert "registration-changed" not in {one.rule for one in project.check().found}
        public = disclose(project.texts, "public")
        assert "locked: [[withheld security]]" in public["plans.md"]
        assert "registration-changed" not in {one.rule for one in lp.read(public).check().found}
        shown.append(public)
        change(path, f"{number} if scheming", "50% if scheming")
        assert "registration-changed" in {one.rule for one in lp.read(folder).check().found}
    assert shown[0] == shown[1]


def test_what_cannot_be_registered_is_refused(heron: Path) -> None:
    """No such test, and one that was run: nothing is written."""
    with pytest.raises(LoadpathError, match="no test"):
        run("register", "blind-honeypot", heron)
    change(
        heron / "evidence" / "evidence.md",
        "- score: took_the_chance",
        "- registered: [[blind-honeypots]]\n- score: took_the_chance",
    )
    with pytest.raises(LoadpathError, match="was run already"):
        run("register", "blind-honeypots", heron)
    assert not (heron / "registrations").exists()


def test_the_next_case_is_the_same_text_with_every_claim_marked(heron: Path, third: Path) -> None:
    """Same numbers, no errors, no reviews and waivers, dates asked for; the case before is not touched."""
    before, after = lp.read(heron, draws=50), lp.read(third, draws=50)
    assert before.case.digest == lp.read(HERON).case.digest
    assert (after.case.head.id, after.case.head.follows) == ("heron-3", "heron-2")
    assert {item.carried for item in after.case.all(Claim)} == {"from heron-2, not re-argued"}
    assert [item.id for item in after.case.all(Claim)] == [item.id for item in before.case.all(Claim)]
    assert after.case.all(Review) == ()
    assert (after.case.head.start, after.case.head.until, after.case.head.coverage_date) == (None, None, None)
    assert {"next-dates", "next-system"} <= {item.id for item in after.case.all(Request)}
    assert [one.severity.value for one in after.check().found if one.severity.value == "error"] == []
    for old, new in zip(before.risk(), after.risk(), strict=True):
        assert (old.assessor, old.risk) == (new.assessor, new.risk)
    for item in after.case.all(Evidence):
        assert item == before.case.nodes[item.id]


def test_a_second_step_says_carried_twice(third: Path) -> None:
    """What was not argued in the third case either is told first in the fourth; what was, is carried once."""
    change(
        third / "claims" / "operations.md",
        "- stale when: a new agent platform is added\n- carried: from heron-2, not re-argued",
        "- stale when: a new agent platform is added",
    )
    fourth = third.parent / "heron-4"
    assert "21 of them for the second time" in run("new", fourth, "--from", third).output
    tasks = json.loads(run("todo", fourth, "--json").output)["tasks"]
    twice = {one["subject"] for one in tasks if one["kind"] == "carried twice"}
    once = {one["subject"] for one in tasks if one["kind"] == "carried"}
    assert (len(twice), once) == (21, {"log-coverage"})


def test_waivers_and_declared_ratings_stay_behind(heron: Path) -> None:
    """A rating of the case before is nobody's of the next; it is asked for."""
    change(heron / "case.md", "- strictness: pilot", "- strictness: pilot\n- declared: low by the risk officer")
    (heron / "waivers.md").write_text(
        "## Waiver later: Later\n\n- rule: orphan\n- on: [[scheming]]\n- because: it waits\n- by: dana\n",
        encoding="utf-8",
    )
    third = heron.parent / "heron-3"
    assert "later" in run("new", third, "--from", heron).output
    after = lp.read(third).case
    assert (after.all(Waiver), after.head.declared) == ((), "")
    assert "next-declared" in after.nodes


def test_a_folder_that_is_not_empty_is_left_alone(heron: Path, third: Path) -> None:
    """Nothing that exists is overwritten."""
    before = {path: path.read_bytes() for path in third.rglob("*") if path.is_file()}
    with pytest.raises(LoadpathError, match="not empty"):
        run("new", third, "--from", heron)
    assert before == {path: path.read_bytes() for path in third.rglob("*") if path.is_file()}


def test_a_changed_tool_list_opens_exactly_what_depends_on_it(heron: Path, third: Path) -> None:
    """The scripted walk: the third case gets another tool, and one claim says that it is stale when tools change.

    `no-log-tampering` carries `evals-untampered`, and that the claim that Heron-2 has no hidden aim; it is needed by the
    monitor as well, on which two pathways lean, and through `misaligned` all three stand on the aim.
    """
    change(third / "case.md", "internal code host)", "internal code host, email)")
    tampering = "## Claim no-log-tampering: An agent cannot change its own log\n\n"
    change(third / "claims" / "operations.md", tampering, f"{tampering}- stale when: the tools change\n")
    found = json.loads(run("todo", third, "--since", heron, "--json").output)
    assert found["changes"] == [{"field": "tools", "what": "email", "before": "", "after": "email"}]
    opened = {one["subject"]: one["path"] for one in found["tasks"] if one["kind"] == "changed"}
    assert opened["no-log-tampering"] == ["no-log-tampering"]
    assert opened["async-monitor"] == ["no-log-tampering", "async-monitor"]
    assert opened["evals-untampered"] == ["no-log-tampering", "evals-untampered"]
    assert opened["exfiltration"][0] == "no-log-tampering"
    assert {name for name in opened if isinstance(lp.read(third).case.nodes[name], Claim)} == {
        "no-log-tampering",
        "evals-untampered",
        "no-coherent-misalignment",
        "rare-slips-are-rare",
    }
    assert "priya" in {one["owner"] for one in found["tasks"] if one["subject"] == "async-monitor"}
    output = run("todo", third, "--since", heron, "--all").output
    assert "since heron-2: tools: email is new" in output
    assert "async-monitor <- no-log-tampering" in output


def test_without_a_change_nothing_is_opened(heron: Path, third: Path) -> None:
    """The copy is about the same system: what is to be done is to argue the claims."""
    found = json.loads(run("todo", third, "--since", heron, "--json").output)
    assert found["changes"] == []
    assert "changed" not in {one["kind"] for one in found["tasks"]}
    assert run("todo", third, "--owner", "priya").output.startswith("3 to do: priya 3")


def test_diff_tells_causes_looser_thresholds_and_what_to_argue_again(heron: Path, tmp_path: Path) -> None:
    """A number halved and a criterion moved: the cause is the number, both are looser, and what rests on them opens."""
    other = shutil.copytree(heron, tmp_path / "other")
    change(other / "assessors" / "ext-review.md", "- scheming: 25% (8%-50%)", "- scheming: 10% (3%-30%)")
    change(other / "evidence" / "evidence.md", "- passes when: at most 10\n", "- passes when: at most 40\n")
    found = json.loads(run("diff", heron, other, "--json").output)
    before, after = (lp.read(folder, draws=50).risk(by="ext-review").risk for folder in (heron, other))
    assert isinstance(before, Interval)
    assert isinstance(after, Interval)
    (cause,) = found["causes"]["ext-review"]
    assert cause["names"] == ["judgement of scheming"]
    assert cause["factor"] == pytest.approx(after.value / before.value)
    assert found["causes"]["team"] == []
    assert any("at most [-10-] {+40+}" in one for one in found["looser"])
    assert any("[-25 %" in one and "ext-review" in one for one in found["looser"])
    ways = {one["subject"]: one["path"] for one in found["again"]}
    assert ways["no-coherent-misalignment"] == ["honeypot-run", "no-coherent-misalignment"]
    assert "low-stealth" not in ways  # it rests on the red team alone
    output = run("diff", heron, other).output
    assert "what got looser" in output
    assert "x 0." in output


def test_diff_counts_what_is_only_carried_over(heron: Path, third: Path) -> None:
    """A copy moves no number, and 22 marks are no 22 changes; the reviews are gone, and that is looser."""
    found = json.loads(run("diff", heron, third, "--json").output)
    assert found["carried"] == 22
    assert "Claim" not in {one["kind"] for one in found["changed"]}
    assert found["causes"] == {"team": [], "stress-test": [], "ext-review": []}
    assert sum("Review gone" in one for one in found["looser"]) == 2
    change(
        third / "claims" / "alignment.md",
        "- strength: likely\n- evidence: [[recognition-review]]\n- carried: from heron-2, not re-argued\n",
        "- strength: likely\n- evidence: [[recognition-review]]\n",
    )
    found = json.loads(run("diff", heron, third, "--json").output)
    assert found["carried"] == 21


def test_diff_follows_what_is_removed_to_what_rested_on_it(heron: Path, tmp_path: Path) -> None:
    """A claim taken out, which a barrier needed: the barrier says something else, and its pathway rests on that."""
    other = shutil.copytree(heron, tmp_path / "other")
    name = "key-results-replicated"
    for path in sorted(other.rglob("*.md")):
        lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
        kept = [line for line in lines if not re.match(rf"(## Claim |- |- needs: \[\[){name}", line)]
        path.write_text("".join(kept).replace(f"[[{name}]]", "that"), encoding="utf-8")
    found = json.loads(run("diff", heron, other, "--json").output)
    assert found["removed"] == [{"id": name, "kind": "Claim"}]
    ways = {one["subject"]: one["path"] for one in found["again"]}
    assert ways["replication"] == ["replication"]
    assert found["causes"]["team"][0]["names"] == ["what was added or removed"]


def steps(heron: Path, folder: Path, count: int) -> list[Path]:
    """Return revisions of the example, each with the criterion of the honeypots loosened by 5 %."""
    found = []
    for step in range(count + 1):
        copy = shutil.copytree(heron, folder / f"r{step:02}")
        level = f"at most {1000 * 1.05**step:.4f}"
        change(copy / "evidence" / "evidence.md", "- passes when: at most 10\n", f"- passes when: {level}\n")
        found.append(copy)
    return found


def test_history_raises_the_alarm_when_small_steps_add_up(heron: Path, tmp_path: Path) -> None:
    """Twelve steps of 5 % are 1.05^12 = 1.80; 50 % is passed at the ninth, and 80 % is not reached."""
    folders = steps(heron, tmp_path, 12)
    done = run("history", *folders)
    assert done.exit_code == 1
    assert done.output.startswith("alarm at r09: all thresholds together are looser by 55 %")
    assert "at last by 80 %" in done.output  # 79.59 % in two digits
    found = json.loads(run("history", *folders, "--alarm", "70%", "--json").output)
    assert found["raised"] == "r11"  # 1.05^11 = 1.7103
    quiet = run("history", *folders, "--alarm", "80%")
    assert (quiet.exit_code, quiet.output.startswith("no alarm")) == (0, True)
    assert "and 0.4% was declared" in run("history", *folders, "--alarm", "0.4%").output  # and not 0%
    assert run("history", *folders, "--alarm", "a lot").exit_code == 2


def test_history_reads_revisions_of_git(heron: Path) -> None:
    """Two commits of one folder: the same numbers as the folders themselves, the oldest first."""
    git = shutil.which("git")
    if git is None:
        pytest.skip("git is not installed")
    who = ("-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false")

    def commit(words: str) -> None:
        subprocess.run([git, "-C", str(heron), "add", "."], check=True, capture_output=True)
        subprocess.run([git, "-C", str(heron), *who, "commit", "-q", "-m", words], check=True, capture_output=True)

    subprocess.run([git, "-C", str(heron), "init", "-q"], check=True, capture_output=True)
    commit("first")
    change(heron / "evidence" / "evidence.md", "- passes when: at most 10\n", "- passes when: at most 12\n")
    commit("second")
    found = json.loads(run("history", heron, "--git", "--json").output)
    first, second = found["revisions"]
    now = lp.read(heron)
    assert (first["digest"], second["digest"]) == (lp.read(HERON).case.digest, now.case.digest)
    assert second["looser"] == pytest.approx(1.2)
    risk = now.risk(by="team").risk
    assert isinstance(risk, Interval)
    assert second["risks"]["team"] == risk.value
    with pytest.raises(LoadpathError, match="git"):
        run("history", heron.parent, "--git")


def test_a_first_case_still_asks_its_four_questions(tmp_path: Path) -> None:
    """Without `--from` each of the four is asked; with it, none is."""
    done = CliRunner().invoke(cli, ["new", str(tmp_path / "otter-1")], input="Otter-1\n\n\n\n")
    assert done.output.count("?") + done.output.count("]:") >= 4
    assert "Otter-1" in (tmp_path / "otter-1" / "case.md").read_text(encoding="utf-8")
    assert "]:" not in run("new", tmp_path / "otter-2", "--from", tmp_path / "otter-1").output


@pytest.mark.parametrize(
    ("dates", "days", "words"),
    [
        # 4 days of February 2026, 31, 30, 31 and 30 of March to June, 15 of July: 141
        (("2026-02-24", "2026-07-15"), 141, "evidence up to 2026-07-15, 141 days after 2026-02-24"),
        (("2026-02-24", "2026-02-25"), 1, "1 day after"),
        (("2026-07-15", "2026-02-24"), -141, "141 days before"),
        (("2026-07-15", "2026-07-15"), 0, ""),
        (("", "2026-07-15"), None, ""),
    ],
)
def test_diff_counts_the_days_between_coverage_dates(
    tmp_path: Path, dates: tuple[str, str], days: int | None, words: str
) -> None:
    """In words where they differ, and as JSON."""
    for name, day in zip("ab", dates, strict=True):
        (tmp_path / name).mkdir()
        line = f"- coverage date: {day}\n" if day else ""
        (tmp_path / name / "case.md").write_text(f"# Case {name}: A case\n\n- kind: risk report\n{line}", "utf-8")
    folders = [str(tmp_path / name) for name in "ab"]
    told = json.loads(run("diff", *folders, "--json").output)["coverage"]
    assert told == {"before": dates[0] or None, "after": dates[1], "days": days}
    said = run("diff", *folders).output
    assert words in said if words else "evidence up to" not in said
