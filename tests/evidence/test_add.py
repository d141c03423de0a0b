"""Results enter a case."""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests.evidence.logs import CASE, case_in, log, sample, ten

from loadpath.case.node import Evidence
from loadpath.case.record import Counting
from loadpath.case.value import Counts
from loadpath.errors import RefusedChangeError, UnreadableError
from loadpath.evidence.add import Fresh, add, add_document, place_of
from loadpath.evidence.verify import verify
from loadpath.files.folder import write_texts
from loadpath.ingest.statement import read_statement
from loadpath.project import Project, read

if TYPE_CHECKING:
    from loadpath.evidence.add import Addition

BY_SCENARIO = Counting(score="caught", cluster="scenario")


def added(folder: Path, *names: str, counting: Counting = BY_SCENARIO, attacks: tuple[str, ...] = ()) -> Addition:
    """Add logs of the folder `runs` to the finding `honeypots`, and write it."""
    project = read(folder)
    found = add(
        project,
        "honeypots",
        [str(folder / "runs" / name) for name in names],
        counting,
        attacks=[str(folder / "runs" / name) for name in attacks],
    )
    write_texts(folder, found.before, found.after)
    return found


def test_counts_are_written_back_with_their_record(tmp_path: Path) -> None:
    """The finding gets counts by cluster, the digest of its record, and how it was counted; prose and the rest stay."""
    folder = case_in(tmp_path / "case", {"a.json": log(ten(2))})
    found = added(folder, "a.json")
    # ten samples over five scenarios, two events in two of them
    assert (found.result, found.record.clusters.worst if found.record.clusters else None) == ("2 of 5", Counts(2, 5))
    project = read(folder)
    item = project.case.nodes["honeypots"]
    assert isinstance(item, Evidence)
    assert item.result is not None
    assert item.result.counts == Counts(2, 5)
    assert item.source == "runs/honeypots.record.json"
    assert (item.score, item.cluster, item.event, item.unit) == ("caught", "scenario", "value = 1", "scenario")
    assert (item.of, str(item.date.on) if item.date else "") == ("mock/heron-2", "2027-02-02")
    assert project.scene.sources["honeypots"] == item.sha256
    assert project.scene.records["honeypots"] == found.record
    text = (folder / "case.md").read_text(encoding="utf-8")
    kept = [line for line in CASE.splitlines() if line != "- result: none yet"]
    assert [line for line in text.splitlines() if line in kept] == kept


def test_the_posterior_is_that_of_the_counts(tmp_path: Path) -> None:
    """`as [[honeypots]]` after `2 of 5` is the mean of Beta(2.5, 3.5), Jeffreys's prior: 2.5 / 6."""
    folder = case_in(tmp_path / "case", {"a.json": log(ten(2))})
    case = folder / "case.md"
    text = case.read_text(encoding="utf-8").replace("scheming: 5% because", "scheming: as [[honeypots]] because")
    case.write_text(text.replace("- honeypots: 3:1 against scheming because nothing was found\n", ""), encoding="utf-8")
    case.write_text(case.read_text(encoding="utf-8").replace("- relies on: [[fair]]\n", ""), encoding="utf-8")
    added(folder, "a.json")
    risk = read(folder).risk(by="team").risk
    assert risk.value == pytest.approx(2.5 / 6, rel=1e-12)  # type: ignore[union-attr]


def test_adding_twice_changes_nothing(tmp_path: Path) -> None:
    """The same logs counted in the same way give the same bytes."""
    folder = case_in(tmp_path / "case", {"a.json": log(ten(2)), "b.json": log(ten(0), eval={"task": "other"})})
    added(folder, "a.json")
    before = {path.name: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    assert not added(folder, "a.json").after
    assert {path.name: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before


def test_several_logs_are_counted_together(tmp_path: Path) -> None:
    """A scenario of two logs is one cluster: an event in either makes it one."""
    first = [sample("1", "C", scenario="x"), sample("2", "I", scenario="y")]
    second = [sample("1", "I", scenario="x"), sample("3", "I", scenario="z")]
    folder = case_in(tmp_path / "case", {"a.json": log(first), "b.json": log(second)})
    found = added(folder, "b.json", "a.json")
    assert found.result == "1 of 3"
    assert [run.subject.name for run in found.record.runs] == ["a.json", "b.json"]


def test_the_same_bytes_are_not_counted_twice(tmp_path: Path) -> None:
    """A copy under another name is the same run."""
    folder = case_in(tmp_path / "case", {"a.json": log(ten(2)), "b.json": log(ten(2))})
    with pytest.raises(UnreadableError, match="the same bytes"):
        added(folder, "a.json", "b.json")


def test_runs_that_nobody_cites_are_named(tmp_path: Path) -> None:
    """Another log of the same task and model in the folder stands in the record; another task's does not."""
    folder = case_in(
        tmp_path / "case",
        {"a.json": log(ten(0)), "worse.json": log(ten(4)), "other.json": log(ten(1), task="else"), "x.json": "{}"},
    )
    assert [one.name for one in added(folder, "a.json").record.siblings] == ["worse.json"]


def test_nothing_of_the_machine_is_written(tmp_path: Path) -> None:
    """A log outside of the case is named by its own name alone, and the record lies beside the text."""
    folder = case_in(tmp_path / "case", {})
    outside = tmp_path / "far" / "away"
    outside.mkdir(parents=True)
    (outside / "a.json").write_text(log(ten(1)), encoding="utf-8")
    found = add(read(folder), "honeypots", [str(outside / "a.json")], BY_SCENARIO)
    assert sorted(found.after) == ["case.md", "data/honeypots.record.json"]
    assert not any(str(tmp_path) in text or "away" in text for text in found.after.values())


def test_a_new_finding_is_written_where_it_is_asked_for(tmp_path: Path) -> None:
    """A finding that is not there yet needs what it is about."""
    folder = case_in(tmp_path / "case", {"a.json": log(ten(0))})
    project, files = read(folder), [str(folder / "runs" / "a.json")]
    with pytest.raises(RefusedChangeError, match="the case has no finding `probes`"):
        add(project, "probes", files, BY_SCENARIO)
    fresh = Fresh(about="[[scheming]]", title="Probes", file="found.md")
    found = add(project, "probes", files, BY_SCENARIO, fresh=fresh)
    write_texts(folder, found.before, found.after)
    item = read(folder).case.nodes["probes"]
    assert isinstance(item, Evidence)
    assert (item.title, item.at.file, item.source) == ("Probes", "found.md", "runs/probes.record.json")
    for about in ("[[scheming]]\n\n## Claim sly: A", "scheming", "[[nobody]]"):
        with pytest.raises(RefusedChangeError):
            add(project, "more", files, BY_SCENARIO, fresh=Fresh(about=about, title="x"))
    with pytest.raises(RefusedChangeError, match="is no Markdown"):
        add(project, "more", files, BY_SCENARIO, fresh=Fresh(about="[[scheming]]", title="x", file="notes.txt"))


def test_unscored_samples_count_as_the_author_says(tmp_path: Path) -> None:
    """Five scenarios, one of them without any score: an event at worst, left out as scored, none at best."""
    samples = [sample(str(place), None if place == 0 else "I", scenario=f"s{place}") for place in range(5)]
    folder = case_in(tmp_path / "case", {"a.json": log(samples)})
    results = {
        word: added(folder, "a.json", counting=Counting(score="caught", cluster="scenario", unscored=word)).result
        for word in ("events", "left out", "not events")
    }
    assert results == {"events": "1 of 5", "left out": "0 of 4", "not events": "0 of 5"}


def test_a_monitor_is_measured_on_both_sides(tmp_path: Path) -> None:
    """Suspicions of ten honest samples 0..9 at 20 %: threshold 7.2. Attacks 8, 7, 9, 1: two caught, 7 missed, 1 failed."""
    honest = [sample(f"h{place}", place) for place in range(10)]
    attack = [
        sample(f"a{score}", score, scores={"caught": {"value": score}, "done": {"value": done}})
        for score, done in ((8, "C"), (7, "C"), (9, "I"), (1, "I"))
    ]
    folder = case_in(tmp_path / "case", {"h.json": log(honest), "a.json": log(attack, task="attack")})
    counting = Counting(score="caught", event="done = 1", budget=20.0)
    found = added(folder, "h.json", counting=counting, attacks=("a.json",))
    # numpy's percentile 80 of 0..9: 0.8 * 9 = 7.2; caught 8 and 9, whether they succeed or not; missed: 7, which did
    at = next(point for point in found.record.control if point.budget == 20)
    assert at.threshold == pytest.approx(7.2)
    assert (at.caught, at.missed, found.result) == (2, 1, "1 of 3")
    assert [run.part for run in found.record.runs] == ["attack", "honest"]


def test_a_case_without_a_folder_is_refused() -> None:
    """Results can be written only where there is something to write to."""
    with pytest.raises(RefusedChangeError, match="not in a folder"):
        add(Project({"case.md": CASE}), "honeypots", ["a.json"], BY_SCENARIO)


def test_a_record_can_be_read_by_itself(tmp_path: Path) -> None:
    """What was written is what the text states, and says all that was counted."""
    folder = case_in(tmp_path / "case", {"a.json": log(ten(2))})
    found = added(folder, "a.json")
    content = (folder / "runs" / "honeypots.record.json").read_bytes()
    assert read_statement(content, "r.json") == found.record


def test_a_document_binds_and_is_not_counted(tmp_path: Path) -> None:
    """A finding gets the file, its digest and the day it states; its result stays what people wrote."""
    folder = case_in(tmp_path / "case", {"review.md": "# Reading of the honeypots\n\n2027-02-03\n"})
    found = add_document(read(folder), "honeypots", str(folder / "runs" / "review.md"))
    write_texts(folder, found.before, found.after)
    item = read(folder).case.nodes["honeypots"]
    assert isinstance(item, Evidence)
    assert item.result is not None
    assert (item.source, item.result.written) == ("runs/review.md", "none yet")
    assert item.sha256 == sha256((folder / "runs" / "review.md").read_bytes()).hexdigest()
    assert "Reading of the honeypots" in found.document
    (tmp_path / "far.md").write_text("# Far\n", encoding="utf-8")
    with pytest.raises(RefusedChangeError, match=r"`far\.md` is not in the case"):
        add_document(read(folder), "honeypots", str(tmp_path / "far.md"))


def test_results_of_another_harness_are_counted(tmp_path: Path) -> None:
    """A mean of 0.25 over eight documents is two of eight; the documents themselves say the same."""
    results = {"results": {"arc": {"acc,none": 0.25}}, "n-samples": {"arc": {"original": 8, "effective": 8}}}
    lines = [json.dumps({"doc_id": place, "doc": {}, "filter": "none", "acc": float(place < 2)}) for place in range(8)]
    folder = case_in(
        tmp_path / "case", {"results_1.json": json.dumps(results), "samples_arc_1.jsonl": "\n".join(lines)}
    )
    for name, score in (("results_1.json", "arc/acc"), ("samples_arc_1.jsonl", "acc")):
        found = added(folder, name, counting=Counting(score=score))
        assert found.result == "2 of 8"
        assert found.record.runs[0].header.task == "arc"
        assert [one.standing.name for one in verify(read(folder))] == ["SAME"]
    with pytest.raises(UnreadableError, match="has no score `arc/f1`"):
        added(folder, "results_1.json", counting=Counting(score="arc/f1"))
    with pytest.raises(UnreadableError, match="means alone"):
        added(folder, "results_1.json", counting=Counting(score="arc/acc", event="value > 0"))


@pytest.mark.parametrize(
    ("counting", "attacks", "said"),
    [
        (Counting(score="caught", budget=20.0), (), "all three"),
        (Counting(score="caught"), ("a.json",), "all three"),
        (Counting(score="caught", useful="value = 1"), (), "all three"),
        (Counting(score="caught", budget=20.0, void="value = 1"), ("a.json",), "leave out"),
        (Counting(score="caught", budget=20.0, unscored="left out"), ("a.json",), "leave out"),
        (Counting(score="caught", budget=20.0, cluster="scenario"), ("a.json",), "leave out"),
        (
            Counting(score="caught", budget=20.0, event="dome = 1"),
            ("a.json",),
            "no sample of the attack logs has `dome`",
        ),
        (
            Counting(score="caught", budget=20.0, useful="dome = 1"),
            ("a.json",),
            "no sample of the honest logs has `dome`",
        ),
        (Counting(score="caught", budget=1.0), ("a.json",), "1% of 10 honest samples is less than one"),
    ],
)
def test_what_would_be_written_and_not_done_is_refused(
    tmp_path: Path, counting: Counting, attacks: tuple[str, ...], said: str
) -> None:
    """A field that says how it was counted is true of how it was counted, or nothing is written."""
    folder = case_in(tmp_path / "case", {"h.json": log(ten(0)), "a.json": log(ten(3), task="attack")})
    with pytest.raises(UnreadableError) as caught:
        added(folder, "h.json", counting=counting, attacks=attacks)
    assert said in f"{caught.value} {caught.value.help}"


def test_the_same_run_in_other_bytes_is_not_counted_twice(tmp_path: Path) -> None:
    """A log that was written again has the same run in it."""
    folder = case_in(tmp_path / "case", {"a.json": log(ten(0)), "b.json": log(ten(0)) + "\n"})
    with pytest.raises(UnreadableError, match="are the same run"):
        added(folder, "a.json", "b.json")


def test_a_run_without_samples_is_no_finding(tmp_path: Path) -> None:
    """Nothing tried is nothing found: `0 of 0` is not written."""
    folder = case_in(tmp_path / "case", {"a.json": log([])})
    with pytest.raises(RefusedChangeError, match="would count nothing"):
        added(folder, "a.json", counting=Counting(score="caught"))


def test_epochs_are_never_apart(tmp_path: Path) -> None:
    """A key that differs from transcript to transcript does not make trials of epochs: 2 ids in 3 epochs are 2."""
    samples = [sample(name, "I", scenario=f"{name}-{epoch}", epoch=epoch) for name in ("x", "y") for epoch in (1, 2, 3)]
    folder = case_in(tmp_path / "case", {"a.json": log(samples)})
    assert added(folder, "a.json").result == "0 of 2"


def test_what_the_text_says_of_its_own_stays(tmp_path: Path) -> None:
    """A reason behind a word, and a unit and a method in words of the author's own, are not written over."""
    folder = case_in(tmp_path / "case", {"a.json": log(ten(1))})
    counting = Counting(score="caught", cluster="scenario", unscored="left out")
    added(folder, "a.json", counting=counting)
    case = folder / "case.md"
    text = case.read_text(encoding="utf-8").replace("unscored: left out", "unscored: left out; power cuts")
    case.write_text(text.replace("unit: scenario", "unit: one evening at the plant"), encoding="utf-8")
    added(folder, "a.json", counting=counting)
    text = case.read_text(encoding="utf-8")
    assert "- unscored: left out; power cuts\n" in text
    assert "- unit: one evening at the plant\n" in text


def test_nothing_but_a_record_is_written_over(tmp_path: Path) -> None:
    """A log that has the name of the record to be stays what it is."""
    folder = case_in(tmp_path / "case", {"honeypots.record.json": log(ten(1))})
    with pytest.raises(RefusedChangeError, match="is there, and is no record"):
        added(folder, "honeypots.record.json")
    assert (folder / "runs" / "honeypots.record.json").read_text(encoding="utf-8") == log(ten(1))


def test_what_is_withheld_is_not_written_anew(tmp_path: Path) -> None:
    """A result that was withheld in part is for people to change."""
    folder = case_in(tmp_path / "case", {"a.json": log(ten(1))})
    case = folder / "case.md"
    text = case.read_text(encoding="utf-8").replace("- result: none yet", "- result: [[redact security: 1 of 10]]")
    case.write_text(text, encoding="utf-8")
    with pytest.raises(RefusedChangeError, match="withheld in part"):
        added(folder, "a.json")
    assert case.read_text(encoding="utf-8") == text


def test_a_hostile_model_name_and_day_enter_no_field(tmp_path: Path) -> None:
    """A log cannot make a reference, and a time that is none makes no date."""
    text = log(ten(0), model="heron [[scheming]]", stats={"completed_at": "2027-02-30T00:00:00Z"})
    folder = case_in(tmp_path / "case", {"a.json": text})
    found = added(folder, "a.json")
    assert "- of: heron scheming\n" in found.after["case.md"]
    assert "- date:" not in found.after["case.md"]


def test_a_place_tells_no_secret() -> None:
    """User, password, query and fragment of an address are not part of its name."""
    place = place_of("https://ada:secret@example.org/x.csv?token=1#y", Path("case"), "data")
    assert place.name == "https://example.org/x.csv"
