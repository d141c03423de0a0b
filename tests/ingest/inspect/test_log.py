"""Whole logs: samples in both shapes, large ones, and how much of a log is held at once."""

from __future__ import annotations

import io
import tracemalloc

import pytest
from tests.ingest.inspect.written import (
    DEFLATE,
    STORED,
    ZSTD,
    Entry,
    archive,
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
from loadpath.ingest.inspect.log import read_inspect


def chunked(one: dict[str, object]) -> list[Entry]:
    """Return a sample in parts: its shell, its metadata, and parts of what was said."""
    stem = f"samples/{one['id']}_epoch_{one['epoch']}"
    shell = {key: value for key, value in one.items() if key not in ("metadata", "messages")}
    parts = {"sample": shell | {"message_refs": [[0, 1]]}, "skeleton": {}, "metadata": one["metadata"]}
    parts |= {
        "messages/0": [],
        "events/0": [],
        "events/stats": {},
        "events/uuids": [],
        "calls/0": [],
        "attachments/0": [],
    }
    return [Entry(name=f"{stem}/{name}.json", content=text(part)) for name, part in parts.items()]


@pytest.mark.parametrize("name", ["a", "x_epoch_1/events/y", "samples/z", "sample.json"])
def test_a_sample_in_parts_is_the_same_sample(name: str) -> None:
    """One member or several, also both shapes in one log, give the same samples."""
    samples = [sample(name, metadata={"scenario": "s1", "n": 1}), sample("b")]
    alone = entries(samples)
    mixed = [*without(alone, f"samples/{name}_epoch_1.json"), *chunked(samples[0])]
    assert read(archive(mixed)) == read(archive(alone))
    all_parts = [*without(mixed, "samples/b_epoch_1.json"), *chunked(samples[1])]
    assert read(archive(all_parts)) == read(archive(alone))


def test_metadata_stands_once() -> None:
    """In the shell or beside it, not both."""
    both = [*without(entries([sample()]), "samples/a_epoch_1.json"), *chunked(sample())]
    shell = next(number for number, entry in enumerate(both) if entry.name.endswith("/sample.json"))
    both[shell] = Entry(name=both[shell].name, content=text(sample()))
    with pytest.raises(UnreadableError, match=r"member `samples/a_epoch_1/sample.json`: `metadata` stands twice"):
        read(archive(both))


def test_a_missing_part_of_what_was_said_is_not_missed() -> None:
    """Only the shell and the metadata are read; a sample without metadata has none."""
    least = [*without(entries([sample()]), "samples/a_epoch_1.json"), chunked(sample())[0]]
    assert read(archive(least))[1][0].metadata == {}


@pytest.mark.parametrize("method", [STORED, DEFLATE, ZSTD, None])
def test_a_large_sample_is_read_without_being_held(method: int | None) -> None:
    """Of 24 MB in one sample, in one text and in many, less than 17 MB are held at once, in every container.

    Three pieces of a megabyte as bytes and as text, and what a window of 2^21 characters holds of short objects.
    """
    said = [{"role": "user", "content": f"{number:09d}" * 40} for number in range(25_000)]
    large = sample(messages=said, attachments={"k": '0123456789\\"\n' * 1_000_000}, metadata={"last": 1})
    form = whole([large]) if method is None else archive(entries([large], method=method))
    assert len(text(large)) > 24_000_000
    del said, large["messages"], large["attachments"]
    file = io.BytesIO(form)
    tracemalloc.start()
    found = list(read_inspect(file, "x.eval").samples)
    held = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert (found[0].metadata, found[0].scores) == ({"last": 1}, {"hit": 1})
    assert held < 17_000_000, held


def test_samples_are_read_as_they_are_asked_for() -> None:
    """A damaged sample does not keep those before it from being read."""
    content = bytearray(log([sample("a"), sample("b")]))
    place = content.rindex(b"samples/b_epoch_1.json", 0, content.rindex(b"PK\1\2") - 300) + 40
    content[place] ^= 255
    samples = read_inspect(io.BytesIO(bytes(content)), "x.eval").samples
    assert next(samples).id == "a"
    with pytest.raises(UnreadableError, match=r"member `samples/b_epoch_1.json`"):
        next(samples)


def test_a_journal_beside_a_header_is_not_asked() -> None:
    """A finished log keeps its journal; the summaries of the end count."""
    old = Entry(name="_journal/summaries/1.json", content=text([{"id": "gone", "epoch": 1}]))
    assert len(read(archive([*entries([sample()], header()), old]))[1]) == 1
