"""Samples as logs write them, with what the one reading of each should be."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import pytest
from tests.ingest.inspect.written import log, read, sample, whole

from loadpath.errors import UnreadableError
from loadpath.ingest.inspect.sample import MOST_KEYS, sample_of

if TYPE_CHECKING:
    from loadpath.case.record import Sample


def one(**fields: Any) -> Sample:  # noqa: ANN401  any JSON
    """Return the sample that is read from fields in a log."""
    return read(log([sample(**fields)]))[1][0]


def scored(value: Any) -> dict[str, Any]:  # noqa: ANN401  any JSON
    """Return the scores that are read from one value."""
    return dict(one(scores={"hit": {"value": value}}).scores)


@pytest.mark.parametrize(
    ("value", "scores"),
    [
        (1, {"hit": 1}),
        (0.25, {"hit": 0.25}),
        ("C", {"hit": "C"}),
        ("0.5", {"hit": "0.5"}),
        (True, {"hit": True}),
        (math.nan, {"hit": None}),
        (math.inf, {"hit": None}),
        (None, {"hit": None}),
        ({"harm": 1, "a/b": math.nan}, {"hit/harm": 1, "hit/a/b": None}),
        ([1, "I", None], {"hit/0": 1, "hit/1": "I", "hit/2": None}),
        ({}, {"hit": None}),
        ([], {"hit": None}),
        ({"harm": [1]}, {"hit/harm": None}),
        (2**60, {"hit": 2.0**60}),
        (10**400, {"hit": None}),
    ],
)
def test_every_shape_of_a_score_has_one_reading(value: object, scores: dict[str, object]) -> None:
    """A scalar keeps its name; several values get their own; what is no finite value is not scored."""
    assert scored(value) == scores
    assert [type(kept) for kept in scored(value).values()] == [type(kept) for kept in scores.values()]


def test_a_score_without_a_value_is_not_scored() -> None:
    """Inspect leaves out what is null."""
    assert one(scores={"hit": {"explanation": "none"}}).scores == {"hit": None}
    assert one(scores=None).scores == {}


def test_the_only_score_of_an_old_log_has_the_name_in_its_results() -> None:
    """Before scores had names in samples, results named the only one."""
    old = sample(score={"value": "C"})
    del old["scores"]
    results = {"scores": [{"name": "match", "metrics": {}}]}
    assert read(log([old], _results=results))[1][0].scores == {"match": "C"}
    assert read(whole([old], _results={"scorer": {"name": "match"}}))[1][0].scores == {"match": "C"}
    assert read(log([old]))[1][0].scores == {"score": "C"}


def test_two_scores_never_share_a_name() -> None:
    """A key of one scorer that reads like the name of another is refused."""
    scores = {"a/b": {"value": 1}, "a": {"value": {"b": 0}}}
    with pytest.raises(UnreadableError, match="two scores are called `a/b`"):
        one(scores=scores)


def test_names_of_scores_are_scrubbed_and_stay_apart() -> None:
    """No place and no control character stands in a name; two that become one are refused, long ones do not."""
    home = "/" + "home/ada"  # in two parts, so that no file of this project names a place on a machine
    scores: dict[str, Any] = {f"{home}/x/harm": {"value": {"a\x1bb": 1}, "history": [{}]}, "y": {"value": 0}}
    found = one(scores=scores)
    assert (found.scores, found.edited) == ({"[path]/harm/a b": 1, "y": 0}, ("[path]/harm",))
    with pytest.raises(UnreadableError, match=r"two scores are called `\[path\]/harm`"):
        one(scores={f"{home}/x/harm": {"value": 1}, f"{home}/z/harm": {"value": 0}})
    assert len(one(scores={"L" * 300 + end: {"value": 1} for end in "ab"}).scores) == 2


def test_scores_have_an_end() -> None:
    """A sample with more than a thousand scores is made to exhaust its reader."""
    assert len(scored([1] * 1_000)) == 1_000
    with pytest.raises(UnreadableError, match="more than 1,000 scores"):
        scored([1] * 1_001)


def test_edits_invalidations_and_fallbacks_are_seen() -> None:
    """What is visible only in the sample itself is read from there."""
    history = [{"value": 0}, {"value": 1, "provenance": {"author": "x"}}]
    scores = {"a": {"value": {"x": 1, "y": 0}, "history": history}, "b": {"value": 1, "history": []}}
    found = one(scores=scores, invalidation={"author": "x"}, model_fallbacks=[{"model": "m", "fallback_model": "n"}])
    assert (found.edited, found.invalidated, found.fallback) == (("a",), True, True)
    plain = one(model_fallbacks=[])
    assert (plain.edited, plain.invalidated, plain.fallback) == ((), False, False)


@pytest.mark.parametrize(
    ("fields", "refused"),
    [
        ({}, False),
        ({"scores": {"a": {"value": 0, "reason": "refusal"}}}, True),
        ({"scores": {"a": {"value": 0, "metadata": {"unscored_reason": "refusal"}}}}, True),
        ({"scores": {"a": {"value": 0, "reason": "grader_failed", "metadata": {"unscored_reason": "refusal"}}}}, False),
        ({"output": {"choices": [{"stop_reason": "content_filter"}]}}, True),
        ({"output": {"choices": [{"stop_reason": "stop"}, {"stop_reason": "content_filter"}]}}, False),
        ({"output": {"choices": [7]}}, False),
        ({"output": {"choices": []}}, False),
    ],
)
def test_a_refusal_is_what_the_score_or_the_provider_says(fields: dict[str, Any], *, refused: bool) -> None:
    """The reason of a score, or a filter that ended the first choice, which is the one that Inspect scores."""
    assert one(**fields).refused is refused


@pytest.mark.parametrize(
    ("message", "kind"),
    [
        ("RuntimeError('sandbox died')", "RuntimeError"),
        ("TimeoutError()", "TimeoutError"),
        ("openai.RateLimitError: try later", "openai.RateLimitError"),
        ("Cancelled", "Cancelled"),
        ("could not open ~/key: no such file", "error"),
        ("", "error"),
        (None, "error"),
    ],
)
def test_of_an_error_only_its_class_is_kept(message: str | None, kind: str) -> None:
    """No message of an error and no traceback leaves the log."""
    assert one(error={"message": message, "traceback": "File ~/x.py"}).error == kind


def test_no_error_is_no_error() -> None:
    """A sample that was tried again and then ended well has none."""
    assert one(error=None, error_retries=[{"message": "ValueError('x')"}]).error == ""


@pytest.mark.parametrize(
    ("limit", "kind"),
    [({"type": "token", "limit": 5}, "token"), ("time", "time"), ({"type": "a b"}, "other"), (None, ""), ([], "other")],
)
def test_a_limit_is_one_word(limit: object, kind: str) -> None:
    """The kind of the limit that ended a sample, in the form of now or of once."""
    assert one(limit=limit).limit == kind


def test_metadata_is_flat_and_scalar() -> None:
    """Dotted names to depth three, no lists, and a written name wins over one that is put together."""
    given = {"a": {"b": {"c": 1, "d": {"e": 2}}, "x": 1}, "a.x": 0, "l": [1], "n": math.nan, "t": True, "z": None}
    assert one(metadata=given).metadata == {"a.b.c": 1, "a.x": 0, "n": None, "t": True, "z": None}
    assert one(metadata=None).metadata == {}


def test_long_texts_stay_different() -> None:
    """A cut text is at most 200 characters and has a digest, so that clusters that differ at the end stay two."""
    first, second = (one(metadata={"k": "x" * 500 + end}).metadata["k"] for end in "ab")
    assert isinstance(first, str)
    assert len(first) == 200
    assert first != second
    assert one(metadata={"k": 2**70}).metadata["k"] == str(2**70)  # not the float that 2**70 + 1 would be too


def test_metadata_has_an_end() -> None:
    """Only so many keys are kept, the first of them."""
    found = one(metadata={f"k{number}": number for number in range(MOST_KEYS + 5)}).metadata
    assert list(found) == [f"k{number}" for number in range(MOST_KEYS)]
    one_name = "/" + "home/ada"  # in two parts, so that no file of this project names a place on a machine
    found = one(metadata={f"{one_name}{number}": 1 for number in range(MOST_KEYS)} | {"late": 1}).metadata
    assert found == {"[path]": 1}


def test_text_that_cannot_be_written_is_made_so() -> None:
    """A lone surrogate becomes its escape, as Inspect's own writer does it."""
    found = sample_of({"id": "\ud800", "epoch": 1, "metadata": {"k": "\udfff"}}, "x")
    assert (found.id, found.metadata) == ("\\ud800", {"k": "\\udfff"})


@pytest.mark.parametrize(
    "name",
    ["a/b", "../../x", "a%2Fb", "x_epoch_1", "x_epoch_1/events/y", "日本", "e\u0301", "é", " ", "\\", "L" * 900, -1, 0],
)
def test_an_id_may_be_anything(name: object) -> None:
    """What looks like a path, a suffix or another sample is only a name, in every shape and container."""
    for content in (log([sample(name), sample("other", 2)]), whole([sample(name), sample("other", 2)])):
        found = read(content)[1][0]
        assert found.id == str(name) or (found.id.startswith("LLL") and len(found.id) == 200)
        assert found.epoch == 1


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"id": None}, "`id` is neither text nor a whole number"),
        ({"id": True}, "`id` is neither"),
        ({"id": 1.5}, "`id` is neither"),
        ({"epoch": None}, "`epoch` is no whole number"),
        ({"epoch": "1"}, "`epoch` is no whole number"),
        ({"epoch": -1}, "`epoch` is no whole number"),
        ({"metadata": []}, "`metadata` is no object"),
        ({"scores": [1]}, "`scores` is no object"),
        ({"scores": {"a": 1}}, "score `a` is no object"),
    ],
)
def test_what_every_sample_has_is_needed(fields: dict[str, Any], reason: str) -> None:
    """Without an id, an epoch, or scores in their form there is no sample; the message says which of them."""
    with pytest.raises(UnreadableError, match=f"`x.eval`, sample 1: {reason}"):
        read(whole([sample() | fields]))
