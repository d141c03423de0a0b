"""Logs as one JSON document, in any order of their fields and any indentation."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.ingest.inspect.written import header, log, read, sample, whole

from loadpath.errors import UnreadableError
from loadpath.ingest.inspect import strict_json, whole_json
from loadpath.ingest.inspect.log import read_header

SAMPLES = [sample("a"), sample("b", note=']\n  ] }"\\'), sample("a", 2)]


@settings(max_examples=60, deadline=None)
@given(
    st.permutations([*header(_results={"scores": []}, _reductions=[{"x": [1]}]), "samples"]),
    st.sampled_from([None, 0, 1, 2, 4]),
)
def test_the_order_of_fields_does_not_matter(order: list[str], indent: int | None) -> None:
    """A header before, after and around the samples is the same header, however the file is indented."""
    fields = header(_results={"scores": []}, _reductions=[{"x": [1]}]) | {"samples": SAMPLES}
    content = json.dumps({key: fields[key] for key in order}, indent=indent).encode()
    found, samples = read(content)
    assert (found.task, found.status, found.complete, found.container) == ("t", "success", True, "inspect json")
    assert [(one.id, one.epoch) for one in samples] == [("a", 1), ("b", 1), ("a", 2)]
    assert read_header(io.BytesIO(content), "x.json") == found


@settings(max_examples=30, deadline=None)
@given(st.integers(1, 50), st.sampled_from([None, 2]))
def test_the_size_of_pieces_does_not_matter(size: int, indent: int | None) -> None:
    """Read in pieces of any size, and with a window that no sample fits in, a log is the same."""
    content = whole(SAMPLES, indent=indent)
    true = read(content)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(whole_json, "PIECE", size)
        assert read(content) == true
        patch.setattr(strict_json, "WINDOW", 20)
        assert read(content) == true


def test_both_containers_hold_the_same() -> None:
    """The samples of a document are those of an archive, but for their order."""
    ours, theirs = read(log(SAMPLES))[1], read(whole(SAMPLES))[1]
    assert sorted(ours, key=repr) == sorted(theirs, key=repr)


def test_a_header_that_hides_behind_its_indentation_is_refused() -> None:
    """Where a bracket two blanks deep ends something in a sample, the header that follows in it is not believed."""
    samples = '[{"id":"a","epoch":1,"scores":{},"x":[1\n  ],"status":"success"\n}]'
    content = f'{{"version":2,"eval":{json.dumps(header()["eval"])},"samples":{samples},"status":"error"}}'.encode()
    with pytest.raises(UnreadableError, match=r"stands twice|more after|does not end where|where|no JSON"):
        read(content)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda text: text.replace('"status"', '"status": "error",\n  "status"'), "key `status` stands twice"),
        (lambda text: text[:-1] + ',"status":"error"}', "key `status` stands twice"),
        (lambda text: text[:-1] + ',"samples":[]}', "key `samples` stands twice"),
        (lambda text: text.replace('"scores"', '"scores":{},"scores"', 1), "key `scores` stands twice"),
        (lambda text: text.replace('"a"', '"b"', 1), "`samples/b_epoch_1` stands twice"),
        (lambda text: text + "{}", "more after its end"),
        (lambda text: text[: len(text) // 2], "no JSON|no value|expected"),
        (lambda text: text[:-1], "`}` is expected"),
        (lambda text: text.replace("[", '{"a":', 1), "`\\[` is expected|no JSON|where"),
        (lambda text: text.replace('"id"', '"ID"', 1), "`id` is neither text nor a whole number"),
    ],
)
def test_a_document_in_two_meanings_is_refused(change: Any, reason: str) -> None:  # noqa: ANN401  a function
    """Twice the same key at any level that counts, twice the same sample, a part of a document."""
    for indent in (None, 2):
        with pytest.raises(UnreadableError, match=reason):
            read(change(whole(SAMPLES, indent=indent).decode()).encode())


def test_a_document_without_samples_is_only_a_header() -> None:
    """Its header can be read, and nothing can be counted."""
    content = json.dumps(header()).encode()
    assert read_header(io.BytesIO(content), "x.json").task == "t"
    with pytest.raises(UnreadableError, match=r"has no `samples`"):
        read(content)
    assert read(whole([]))[1] == []
