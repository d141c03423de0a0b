"""Headers as Inspect writes them, now and once, and what must not be in one."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import pytest
from tests.ingest.inspect.written import (
    Entry,
    archive,
    changed,
    entries,
    header,
    log,
    read,
    sample,
    text,
    whole,
    without,
)

from loadpath.errors import UnreadableError
from loadpath.ingest.inspect.log import read_header

if TYPE_CHECKING:
    from loadpath.case.record import Header


def found(**fields: Any) -> Header:  # noqa: ANN401  any JSON
    """Return the header that is read from fields."""
    return read(log([sample()], **fields))[0]


def test_a_header_says_what_ran() -> None:
    """Every field of a full header is where the log has it."""
    ran = found(
        task_version=3,
        task_args={"n": 2, "m": None},
        revision={"type": "git", "commit": "abc", "dirty": True, "origin": "git@host:x"},
        packages={"inspect_ai": "0.3.285", "b": "1"},
        config={"epochs": 4},
        _stats={"completed_at": "2026-01-02"},
        _invalidated=True,
    )
    assert (ran.container, ran.status, ran.complete) == ("inspect eval", "success", True)
    assert (ran.task, ran.version, ran.eval_id, ran.model) == ("t", "3", "E1", "m")
    assert (ran.revision, ran.dirty, ran.arguments) == ("abc", True, (("m", "null"), ("n", "2")))
    assert (ran.packages, ran.epochs, ran.invalidated) == ((("b", "1"), ("inspect_ai", "0.3.285")), 4, True)
    assert (ran.created, ran.completed) == ("2026-01-01", "2026-01-02")


def test_a_header_may_say_little() -> None:
    """What is not recorded is empty, and is never guessed."""
    least = found()
    assert (least.revision, least.dirty, least.judges, least.metrics, least.clusters_by) == ("", None, (), (), "")
    assert least.epochs == 1


def test_the_version_of_a_task_may_stand_in_its_decorator() -> None:
    """`@task(version=3)` leaves `task_version` at 0."""
    assert found(task_version=0, task_attribs={"version": 3}).version == "3"


def test_metrics_have_the_name_of_their_score() -> None:
    """`score/metric`, finite numbers only; the last of a name, as a mapping of them would have it."""
    metrics = {"accuracy": {"value": 0.5}, "stderr": {"value": float("nan")}, "odd": {"value": "x"}, "none": 7}
    scores = [{"name": "a", "metrics": metrics}, {"name": "b", "metrics": {"mean": {"value": 1}}}]
    assert found(_results={"scores": scores}).metrics == (("a/accuracy", 0.5), ("b/mean", 1))
    once = {"scorer": {"name": "a"}, "metrics": {"accuracy": {"value": 0.5}}}
    assert found(_results=once).metrics == (("a/accuracy", 0.5),)


HOME = "/" + "home/ada"  # in two parts, so that no file of this project names a place on a machine


def test_names_are_scrubbed_as_texts_are() -> None:
    """A place or a control character in the name of a score, a metric or a cluster key is in no record."""
    stderr = {"value": 1.0, "params": {"cluster": f"{HOME}/keys/family\x1b[2J"}}
    ran = found(_results={"scores": [{"name": f"{HOME}/scorers/harm", "metrics": {"std\x07err": stderr}}]})
    assert ran.metrics == (("[path]/harm/std err", 1.0),)
    assert ran.clusters_by == "[path]/family [2J"


def test_a_cluster_key_has_the_name_that_samples_have_it_by() -> None:
    """What scrubbing makes of a key is the same in the header and in the metadata, also where it is long."""
    for key in (f"{HOME}/keys/family", "fam\x1bily", "k" * 500):
        metrics = [{"name": "stderr", "options": {"cluster": key}}]
        ran, samples = read(log([sample(metadata={key: "s1"})], metrics=metrics))
        assert samples[0].metadata == {ran.clusters_by: "s1"}
        assert len(ran.clusters_by) <= 200


@pytest.mark.parametrize(
    "fields",
    [
        {"_results": {"scores": [{"name": "a", "metrics": {"stderr": {"value": 1, "params": {"cluster": "family"}}}}]}},
        {
            "_results": {
                "scores": [{"name": "a", "metrics": {"stderr": {"value": 1, "options": {"cluster": "family"}}}}]
            }
        },
        {"scorers": [{"name": "a", "metrics": [{"name": "stderr", "options": {"cluster": "family"}}]}]},
        {"scorers": [{"name": "a", "metrics": {"harm": [{"name": "stderr", "options": {"cluster": "family"}}]}}]},
        {"scorers": [{"name": "a", "metrics": [{"harm": [{"name": "stderr", "params": {"cluster": "family"}}]}]}]},
        {"metrics": [{"name": "stderr", "options": {"cluster": "family"}}]},
    ],
)
def test_the_cluster_of_a_metric_is_found(fields: dict[str, Any]) -> None:
    """In results and in definitions, under both names, in lists and by name."""
    assert found(**fields).clusters_by == "family"


def test_judges_are_the_models_of_scorers() -> None:
    """Models in the options of scorers, in lists and with settings, and those in the roles that judge."""
    scorers = [
        {"name": "a", "options": {"model": "j1", "template": "x"}},
        {"name": "b", "options": {"model": ["j2", {"model": "j3"}], "model_role": "critic of style"}},
        {"name": "c", "options": {"model_role": "second"}, "params": {"grader_model": {"model": "j4"}}},
    ]
    roles = {"grader": {"model": "g"}, "second": [{"model": "s1"}, "s2"], "red_team": {"model": "r"}}
    ran = found(scorers=scorers, model_roles=roles)
    assert ran.judges == ("g", "j1", "j2", "j3", "j4", "s1", "s2")
    assert ran.roles == (("grader", "g"), ("red_team", "r"), ("second", "s1"), ("second", "s2"))


def test_a_run_without_an_id_gets_the_one_that_inspect_gives_it() -> None:
    """The digest of run, task and time, whatever zone the time is written in; none where one of them is missing."""
    old = {"eval_id": "", "run_id": "mC5pypHJsdcPQkmrCeRZuf", "task_id": "d38eXFP9bwEPQt8qyg2Ljp"}
    for created in (
        "2026-11-21T08:06:13+00:00",
        "2026-11-21T08:06:13Z",
        "2026-11-21T10:06:13+02:00",
        "2026-11-21T08:06:13",
    ):
        assert found(**old, created=created).eval_id == "RiSAxdiFUELStiz5VyBsPH"
    assert found(**old, created="yesterday").eval_id == ""
    assert found(eval_id="", run_id=None).eval_id == ""


def test_a_journal_alone_is_a_run_that_never_ended() -> None:
    """Without its end a log has the status `started`, and holds the samples that its journal lists."""
    one, two = sample("a"), sample("b")
    journal = [
        Entry(name="_journal/summaries/2.json", content=text([{"id": "b", "epoch": 1}])),
        Entry(name="_journal/summaries/1.json", content=text([{"id": "a", "epoch": 1}])),
        Entry(name="_journal/config_updates/1.json", content=text({})),
    ]
    alone = without(entries([one, two]), "header.json", "summaries.json")
    left, samples = read(archive([*alone, *journal]))
    assert (left.status, left.complete, left.task, len(samples)) == ("started", False, "t", 2)
    with pytest.raises(UnreadableError, match=r"there is none of `samples/b_epoch_1.json`"):
        read(archive([*alone, *journal[1:]]))
    with pytest.raises(UnreadableError, match=r"lacks the sample `samples/b_epoch_1.json`"):
        read(archive([*without(alone, "samples/b_epoch_1.json"), *journal]))


def test_a_status_of_started_is_not_complete() -> None:
    """A document that is written again and again while it runs says so itself."""
    assert read(whole([sample()], _status="started"))[0].complete is False
    assert read(whole([sample()], _status="cancelled"))[0].complete is True


@pytest.mark.parametrize(
    ("top", "reason"),
    [
        ({}, "it has no `eval`"),
        ({"eval": []}, "it has no `eval`"),
        (header(_version=3), "version 3 of the format, known are 1 to 2"),
        (header(_version="2"), "version '2' of the format"),
        (header(_status="done"), "status `'done'` is none of success"),
        ([], "no object"),
    ],
)
def test_what_is_no_log_is_refused(top: Any, reason: str) -> None:  # noqa: ANN401  any JSON
    """A header of another kind, version or status is refused, with its member."""
    content = archive(changed(entries([sample()]), "header.json", content=text(top)))
    with pytest.raises(UnreadableError, match=rf"`x.eval`, member `header.json`: {reason}"):
        read_header(io.BytesIO(content), "x.eval")


def test_a_run_that_kept_no_samples_is_not_counted() -> None:
    """Results without the samples behind them are no evidence that can be counted again."""
    with pytest.raises(
        UnreadableError, match=r"holds 0 samples and says it completed 4; the run was told to keep none"
    ):
        read(log([], config={"log_samples": False}, _results={"total_samples": 4, "completed_samples": 4}))


def test_errors_make_fewer_completed_than_there_are() -> None:
    """More samples than were completed is as it should be; more completed than there are is not."""
    assert len(read(log([sample("a"), sample("b")], _results={"total_samples": 9, "completed_samples": 1}))[1]) == 2
    with pytest.raises(UnreadableError, match=r"holds 1 samples and says it completed 2"):
        read(whole([sample()], _results={"completed_samples": 2}))
