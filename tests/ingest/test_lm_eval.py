"""Results of lm-eval: what a file says of a run, and which of its means are counts."""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loadpath.case.record import Sample
from loadpath.case.value import Counts
from loadpath.errors import UnreadableError
from loadpath.ingest.json_strict import DEEPEST, read_json
from loadpath.ingest.lm_eval import read_lm_eval, read_lm_eval_samples

if TYPE_CHECKING:
    from loadpath.ingest.lm_eval import LmEvalMetric, LmEvalTask


def share_error(events: int, trials: int) -> float:
    """Return the standard error that the harness writes for a mean of noughts and ones."""
    return math.sqrt(events / trials * (1 - events / trials) / (trials - 1))


HOME = "/" + "home/ada"  # in two parts, so that no file of this project names a place on a machine

PRESENT = {
    "results": {
        "bio": {
            "alias": "bio", "name": "bio", "sample_len": 40,
            "acc,none": 0.3, "acc_stderr,none": share_error(12, 40),
            "exact_match,strict-match": 0.0, "exact_match_stderr,strict-match": 0.0,
            "f1,none": 0.45, "f1_stderr,none": 0.02,
            "bleu,none": 31.5, "bleu_stderr,none": "N/A",
            "perplexity,none": math.nan,
        },
        "many": {"alias": " - many", "acc,none": 0.5, "acc_stderr,none": 0.1},
    },
    "groups": {"many": {"acc,none": 0.5}},
    "group_subtasks": {"many": ["bio"], "bio": []},
    "configs": {"bio": {"task": "bio", "dataset_path": f"{HOME}/bio", "num_fewshot": 5, "metadata": {"version": 1.0}}},
    "versions": {"bio": 1.0},
    "n-shot": {"bio": 5},
    "n-samples": {"bio": {"original": 1273, "effective": 40}},
    "config": {
        "model": "hf", "model_args": f"pretrained={HOME}/models/small-7b,token=abc", "batch_size": "8", "limit": 40.0,
        "gen_kwargs": None, "random_seed": 0, "use_cache": f"{HOME}/cache",
    },
    "git_hash": "8be3f01", "date": 1769904000.25, "transformers_version": "4.50.0", "lm_eval_version": "0.4.9",
    "model_source": "hf", "model_name": f"{HOME}/models/small-7b",
}  # fmt: skip

OLDER = {
    "results": {"lambada": {"ppl": 5.1, "ppl_stderr": 0.2, "acc": 0.25, "acc_stderr": 0.01}},
    "versions": {"lambada": 0},
    "config": {"model": "gpt2", "model_args": "", "num_fewshot": 2, "limit": None, "bootstrap_iters": 100_000},
}


def task_of(held: object) -> LmEvalTask:
    """Return the only task of a results file."""
    (found,) = read_lm_eval(json.dumps(held).encode(), "results.json")
    return found


def metric_of(mean: float, stderr: object, trials: int | None) -> LmEvalMetric:
    """Return the only metric of a file with it."""
    sizes = {"t": {"original": trials, "effective": trials}} if trials is not None else {}
    return task_of({"results": {"t": {"acc,none": mean, "acc_stderr,none": stderr}}, "n-samples": sizes}).metrics[0]


def test_a_present_file_says_what_was_run() -> None:
    """Task, version, model, commit, packages and time are read, without places and secrets of a machine."""
    task = task_of(PRESENT)
    header = task.header
    assert (header.container, header.task, header.version, header.revision) == ("lm-eval", "bio", "1.0", "8be3f01")
    assert (task.shots, task.original, task.effective, task.limit) == (5, 1273, 40, 40.0)
    assert header.packages == (("lm_eval", "0.4.9"), ("transformers", "4.50.0"))
    assert header.created == "2026-02-01T00:00:00+00:00"  # 1769904000 s are 20,485 days of 86,400 s since 1970
    assert header.model.endswith("small-7b")
    assert dict(header.metrics)["exact_match/strict-match"] == 0.0
    assert "ada" not in repr(task)
    assert "abc" not in repr(task)


def test_a_mean_is_a_count_only_where_everything_agrees() -> None:
    """12 of 40 is; an f1 whose product is whole but whose error is no share's is not; a score above one is not."""
    found = {one.name: one for one in task_of(PRESENT).metrics}
    assert found["acc"].counts == Counts(12, 40)
    assert found["exact_match"].counts == Counts(0, 40)
    assert found["exact_match"].filter == "strict-match"
    assert (found["f1"].counts, "standard error" in found["f1"].uncounted) == (None, True)  # 0.45 times 40 is 18
    assert (found["bleu"].counts, found["bleu"].stderr, found["bleu"].uncounted) == (None, None, "31.5 is not a share")
    assert (found["perplexity"].value, found["perplexity"].uncounted) == (None, "the value is no number")
    assert metric_of(0.844, "N/A", 1319).uncounted == "0.844 of 1,319 is not a whole number"  # it was rounded
    assert metric_of(0.25, "N/A", None).uncounted == "the number of documents is not recorded"
    assert metric_of(1.0, None, 1).counts == Counts(1, 1)
    assert metric_of(0.5, 0.5, 0).counts is None


@given(st.integers(1, 100_000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_every_share_becomes_its_count(drawn: tuple[int, int]) -> None:
    """For any count the mean and the standard error that the harness computes lead back to it."""
    events, trials = drawn
    mean = math.fsum([1.0] * events) / trials
    error = share_error(events, trials) if trials > 1 else "N/A"
    assert metric_of(mean, error, trials).counts == Counts(events, trials)


def test_an_older_file_is_read_as_far_as_it_goes() -> None:
    """Before 0.4 metrics had no filter, and nobody wrote how many documents there were."""
    task = task_of(OLDER)
    assert (task.header.model, task.header.version, task.header.created, task.shots) == ("gpt2", "0", "", 2)
    assert [(one.name, one.filter, one.value, one.stderr, one.counts) for one in task.metrics] == [
        ("ppl", "", 5.1, 0.2, None),
        ("acc", "", 0.25, 0.01, None),
    ]


def test_a_model_is_named_by_its_arguments_where_the_file_does_not() -> None:
    """As text or as an object, and the adapter before the model below it."""
    held = {"results": {"t": {}}, "config": {"model": "hf", "model_args": "pretrained=a/b,peft=c/d"}}
    assert task_of(held).header.model == "c/d"
    assert task_of(held | {"config": {"model": "hf", "model_args": {"pretrained": "a/b"}}}).header.model == "a/b"
    assert task_of(held | {"config": {"model": "hf", "model_args": None}}).header.model == "hf"


@pytest.mark.parametrize(
    "content",
    [
        "",
        "[]",
        "{}",
        '{"results": []}',
        '{"results": {"t": 1}}',
        '{"results": {}, "results": {}}',
        '{"results": {}} {}',
    ],
)
def test_what_is_no_results_file_is_refused(content: str) -> None:
    """The file is named, and help says which one to give."""
    with pytest.raises(UnreadableError, match=r"results\.json") as fault:
        read_lm_eval(content.encode(), "results.json")
    assert fault.value.help


@pytest.mark.parametrize(
    "part", ["config", "configs", "versions", "n-samples", "n-shot", "groups", "group_subtasks", "date", "git_hash"]
)
@pytest.mark.parametrize("value", [None, 1, "x", [], [[]], {"bio": "x"}, {"bio": [1]}, 1e300, -1, True])
def test_a_part_of_another_shape_says_nothing(part: str, value: object) -> None:
    """Whatever stands where a part is expected, the rest is read."""
    hidden = part in ("groups", "group_subtasks") and isinstance(value, dict)  # `bio` is then a group itself
    assert len(read_lm_eval(json.dumps(PRESENT | {part: value}).encode(), "results.json")) == (0 if hidden else 1)


SAMPLE = {
    "doc_id": 7, "doc": {"question": "q" * 500, "subject": "virology", "meta": {"level": 3, "deep": {"x": 1, "y": {"z": 1}}}, "choices": ["a"]},
    "target": "2", "arguments": [], "resps": [[["-1.2", "False"]]], "filtered_resps": [["-1.2", "False"]], "filter": "none",
    "metrics": ["acc", "words"], "doc_hash": "a", "prompt_hash": "b", "target_hash": "c", "acc": 1.0, "words": [3, 4],
}  # fmt: skip


def lines(*held: object) -> bytes:
    """Return a file of samples."""
    return "".join(json.dumps(one) + "\n" for one in held).encode()


def test_a_line_is_a_sample_with_what_the_data_set_says_of_it() -> None:
    """Short values are kept by dotted name; prompts, answers, lists and parts of a sum are not."""
    (sample,) = read_lm_eval_samples(lines(SAMPLE), "samples.jsonl")
    assert sample == Sample(
        id="7", metadata={"subject": "virology", "meta.level": 3.0, "meta.deep.x": 1.0}, scores={"acc": 1.0}
    )


def test_the_filters_of_a_document_are_scores_of_one_sample() -> None:
    """A document seen through two filters is one sample, not two."""
    older = {"doc_id": "a", "doc": {}, "em": True, "target": "x"}  # before 0.4.4 a line listed no metrics
    found = read_lm_eval_samples(
        lines(older | {"filter": "strict"}, {"doc_id": 2, "em": math.nan}, older | {"filter": "loose", "em": False}),
        "s",
    )
    assert [(one.id, one.scores) for one in found] == [
        ("a", {"em/strict": True, "em/loose": False}),
        ("2", {"em": None}),
    ]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (lines(SAMPLE, SAMPLE), "s:2: document `7` stands twice behind the filter `none`"),
        (b'\n{"doc": {}}\n', "s:2: is no sample"),
        (b'{"doc_id": true}', "s:1: is no sample"),
        (b"[]", "s:1: is no sample"),
        (b'{"doc_id": 1, "filter": 3}', "s:1: its `filter` is no text"),
        (b'{"doc_id": 1', "s:1: not strict JSON"),
        (b'{"doc_id": 1, "acc": 1, "acc": 0}', "s:1: not strict JSON: the key `acc` stands twice"),
    ],
)
def test_a_line_that_is_no_sample_is_refused_with_its_number(content: bytes, said: str) -> None:
    """As is a document that stands twice, which would be counted twice: two runs in one file."""
    with pytest.raises(UnreadableError, match=said):
        read_lm_eval_samples(content, "s")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"[" * 100_000, "nested more than"),
        (b"[" * (DEEPEST + 2) + b"]" * (DEEPEST + 2), "nested more than"),
        (b'{"a": {"b": 1, "b": 1}}', "the key `b` stands twice"),
        (b'"\xff"', "byte 2 is not UTF-8"),
        (b'{"\\ud800": 1}', "half a pair"),
        (b'["\\udc00"]', "half a pair"),
        (b"1" * 2_000, "2,000 digits"),
        (b"{'a': 1}", "not strict JSON"),
        (b"[1,]", "not strict JSON"),
        (b'{"a": 1}\x00', "not strict JSON"),
        (b"", "not strict JSON"),
    ],
)
def test_json_with_two_meanings_or_none_is_refused(content: bytes, said: str) -> None:
    """What readers disagree about is not read."""
    with pytest.raises(UnreadableError, match=said):
        read_json(content, "a.json")


@given(st.recursive(st.none() | st.booleans() | st.integers(-(2**70), 2**70) | st.floats(allow_nan=False, allow_infinity=False) | st.text(st.characters(exclude_categories=["Cs"])),
                    lambda inner: st.lists(inner) | st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), inner), max_leaves=20))  # fmt: skip
def test_strict_json_is_read_as_it_was_written(held: object) -> None:
    """Whatever Python writes, numbers that are none apart, comes back; those come back as None."""
    assert read_json(json.dumps(held).encode(), "a.json") == held
    assert read_json(b'\xef\xbb\xbf[NaN, Infinity, -Infinity, 1e999, "\\ud83d\\ude00"]', "a.json") == [None] * 4 + [
        "\U0001f600"
    ]


def test_names_are_scrubbed() -> None:
    """No place and no control character stands in what a file calls its task, code, metrics, filters and metadata."""
    results = {"results": {f"{HOME}/t/bio\x1b": {f"{HOME}/m/acc,f\x07": 0.5}}, "git_hash": f"{HOME}/code\x1b"}
    (task,) = read_lm_eval(json.dumps(results).encode(), "r.json")
    assert (task.header.task, task.header.revision) == ("[path]/bio ", "[path]/code ")
    assert task.header.metrics == (("[path]/acc/f ", 0.5),)
    line = {"doc_id": 0, "doc": {"k\x1b": "v"}, "filter": "f\x07", f"{HOME}/m/acc": 1.0}
    (sample,) = read_lm_eval_samples(json.dumps(line).encode(), "s.jsonl")
    assert (sample.metadata, sample.scores) == ({"k ": "v"}, {"[path]/acc/f ": 1.0})


def test_two_scores_of_a_document_never_share_a_name() -> None:
    """What scrubbing makes one is refused, and so is a document seen through no filter in two ways of writing it."""
    both = json.dumps({"doc_id": 0, f"{HOME}/m/acc": 1.0, f"{HOME}/n/acc": 0.0})
    twice = '{"doc_id": 0, "filter": "none", "acc": 1}\n{"doc_id": 0, "acc": 0}'
    for content, name in ((both, r"\[path\]/acc"), (twice, "acc")):
        with pytest.raises(UnreadableError, match=f"two scores of the document are called `{name}`"):
            read_lm_eval_samples(content.encode(), "s.jsonl")


def test_scores_of_a_document_have_an_end() -> None:
    """A document with more than a thousand scores is made to exhaust its reader."""
    line = {"doc_id": 0} | {f"m{number}": 1.0 for number in range(1_000)}
    assert len(read_lm_eval_samples(json.dumps(line).encode(), "s.jsonl")[0].scores) == 1_000
    with pytest.raises(UnreadableError, match=r"s\.jsonl:1: more than 1,000 scores of one document"):
        read_lm_eval_samples(json.dumps(line | {"more": 1.0}).encode(), "s.jsonl")
