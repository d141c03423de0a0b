"""Attacks on the container, each by its name, with the reason for which it is refused: directory, content, members."""

from __future__ import annotations

import io
import struct
import tracemalloc
import zlib
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.ingest.inspect.written import (
    DEFLATE,
    SMALL,
    STORED,
    ZSTD,
    Entry,
    archive,
    changed,
    entries,
    header,
    log,
    packed,
    read,
    sample,
    text,
    whole,
    without,
)

from loadpath.errors import UnreadableError
from loadpath.ingest.inspect.log import read_header

if TYPE_CHECKING:
    from collections.abc import Sequence

ONE, TWO = "samples/a_epoch_1.json", "samples/b_epoch_1.json"
GOOD = entries([sample("a"), sample("b")])
DONE = archive(GOOD)
LONG = text(sample("a", note="x" * 3_000))
CRC = zlib.crc32(LONG)
WIDE = struct.pack("<2H2Q", 1, 16, len(LONG), len(LONG))


def with_one(**fields: object) -> bytes:
    """Return the log with its first sample otherwise."""
    return archive(changed(GOOD, ONE, **fields))


def plus(*more: Entry) -> bytes:
    """Return the log with more members."""
    return archive([*GOOD, *more])


def bomb(size: int, method: int) -> list[Entry]:
    """Return the log with a sample of so many blanks before its end."""
    return changed(GOOD, ONE, content=text(sample("a"))[:-1] + b" " * size + b"}", method=method)


ATTACKS: dict[str, tuple[bytes, str]] = {
    "nothing": (b"", "is empty"),
    "text": (b"hello", "neither a zip archive nor a JSON document"),
    "half of it": (DONE[: len(DONE) // 2], "is cut off"),
    "without its last byte": (DONE[:-1], "is cut off"),
    "a byte more": (DONE + b"x", "bytes or a comment after its end"),
    "a comment": (archive(GOOD, comment=4, tail=b"note"), "bytes or a comment after its end"),
    "an end record in the comment": (archive(GOOD, comment=22, tail=DONE[-22:]), "does not end where"),
    "two end records": (DONE + DONE[-22:], "does not end where"),
    "two archives in a row": (DONE + DONE, "does not end where"),
    "bytes before the archive": (b"MZ" + DONE, "neither a zip archive"),
    "a member before the archive": (archive(GOOD[:1])[: -22 - 65] + DONE, "does not end where"),
    "bytes between directory and end": (archive(GOOD, gap=b"PK\1\2"), "does not end where"),
    "a directory elsewhere": (archive(GOOD, offset=0), "does not end where"),
    "a directory beyond the end": (archive(GOOD, offset=1 << 31), "does not end where"),
    "one member less than there are": (archive(GOOD, here=4, count=4), "more in it than its end record says"),
    "one member more than there are": (archive(GOOD, here=6, count=6), "damaged directory"),
    "a part of several": (archive(GOOD, disk=1), "one part of several"),
    "counts of two kinds": (archive(GOOD, here=4), "one part of several"),
    "an empty archive": (DONE[-22:-22] + b"PK\5\6" + bytes(18), "is no zip archive, or holds nothing"),
    "zip64 that counts otherwise": (archive(GOOD, wide=True, wide_count=4, wide_here=4), "contradict each other"),
    "zip64 that places otherwise": (archive(GOOD, wide=True, wide_offset=7), "contradict each other"),
    "zip64 elsewhere": (archive(GOOD, wide=True, wide_place=0), "elsewhere than directly before its locator"),
    "sizes too large for their fields": (with_one(listed={"size": SMALL}), "damaged extra fields"),
    "zip64 cut off": (with_one(listed={"size": SMALL, "extra": struct.pack("<2HL", 1, 4, 9)}), "damaged extra fields"),
    "zip64 twice": (with_one(content=LONG, listed={"extra": WIDE + WIDE}), "another name, size or key"),
    "another name in an extra field": (
        with_one(listed={"extra": struct.pack("<2HBL", 0x7075, 9, 1, 0) + b"evil"}),
        "another name, size or key",
    ),
    "extra fields cut off": (with_one(listed={"extra": b"\x01"}), "damaged extra fields"),
    "encrypted": (with_one(listed={"flags": 1}), "is encrypted"),
    "a masked directory": (with_one(listed={"flags": 1 << 13}), "is encrypted"),
    "a patch": (with_one(listed={"flags": 1 << 5}), "flags of an unknown kind, 0x20"),
    "bzip2": (with_one(listed={"method": 12}), "packed by method 12"),
    "stored with two sizes": (with_one(listed={"method": 0}), "stored with two sizes"),
    "in another part": (with_one(listed={"disk": 3}), "is in another part"),
    "a name that is no text": (with_one(listed={"name": b"samples/\xff.json"}), "is no text"),
    "a name that ends early": (plus(Entry(name=f"{ONE}\0.png")), "ends early"),
    "a name of nothing": (plus(Entry(name="")), "ends early"),
    "a member twice": (plus(GOOD[-1]), "holds the member `header.json` twice"),
    "a sample twice": (plus(GOOD[1]), f"holds the member `{ONE}` twice"),
    "a sample twice by a slash": (plus(Entry(name=ONE.replace("/", "\\"))), "twice"),
    "the header in capitals": (plus(Entry(name="Header.json")), "for some readers"),
    "a sample in both shapes": (plus(Entry(name="samples/a_epoch_1/sample.json")), "in two shapes"),
    "a part of no sample": (plus(Entry(name="samples/z_epoch_1/metadata.json")), "whose sample is missing"),
    "a stranger among the samples": (plus(Entry(name="samples/readme.txt")), "that is no sample"),
    "an epoch of 5,000 digits": (plus(Entry(name=f"samples/a_epoch_{'9' * 5_000}.json")), "that is no sample"),
    "a sample more": (plus(Entry(name="samples/c_epoch_1.json", content=text(sample("c")))), "there is none of"),
    "a sample less": (archive(without(GOOD, TWO)), "lacks the sample `samples/b_epoch_1.json`"),
    "no summaries": (archive(without(GOOD, "summaries.json")), "has no `summaries.json`"),
    "neither header nor journal": (archive(without(GOOD, "header.json", "_journal/start.json")), "no log of Inspect"),
    "a sample that is another": (with_one(content=text(sample("z"))), "it holds the sample `samples/z_epoch_1`"),
    "a sample of another epoch": (with_one(content=text(sample("a", 2))), "it holds the sample `samples/a_epoch_2`"),
    "a sample less than it counts": (
        log([sample()], _results={"total_samples": 2, "completed_samples": 2}),
        "holds 1 samples and says it completed 2",
    ),
    "another name in the header": (with_one(local={"name": TWO.encode()}), "another name in its own header"),
    "a shorter name in the header": (
        with_one(local={"name": ONE[:-1].encode(), "extra": b"n"}),
        "another name in its own header",
    ),
    "another method in the header": (with_one(local={"method": 0}), "another method"),
    "other flags in the header": (with_one(local={"flags": 2}), "other flags"),
    "another checksum in the header": (with_one(local={"crc": 1}), "another checksum"),
    "another size in the header": (with_one(local={"size": 1}), "other sizes"),
    "no header": (with_one(before=bytes(99), listed={"offset": DONE.index(b"PK\3\4", 4) + 9}), "no header where"),
    "a header renamed in the directory": (
        archive(changed(GOOD, "header.json", listed={"name": b"healer.json"})),
        "member `healer.json`: another name",
    ),
    "the header of another member": (with_one(listed={"offset": 0}), "reaches into what follows"),
    "one in another": (with_one(content=LONG, raw=LONG[:90], listed={"packed": 400}), "reaches into what follows"),
    "a long extra field": (
        archive(changed(GOOD, ONE, local={"extra": bytes(400)}, listed={"offset": 65})),
        "no header where|reaches into",
    ),
    "another checksum of both": (with_one(local={"crc": 1}, listed={"crc": 1}), "its checksum is"),
    "shorter than it claims": (with_one(local={"size": 900}, listed={"size": 900}), "bytes where it claims 900"),
    "longer than it claims": (with_one(local={"size": 9}, listed={"size": 9}), "more than the 9 bytes it claims"),
    "zstd cut off": (with_one(content=LONG, raw=packed(LONG, ZSTD)[:-4]), "bytes where it claims|damaged zstd"),
    "zstd and more": (with_one(content=LONG, raw=packed(LONG, ZSTD) + b"junk junk"), "damaged zstd data"),
    "zstd that looks far back": (
        with_one(content=LONG, raw=b"\x28\xb5\x2f\xfd\x00\xa0" + packed(LONG, ZSTD)[6:]),
        "damaged zstd data",
    ),
    "deflate cut off": (with_one(content=LONG, raw=packed(LONG, DEFLATE)[:-4], method=DEFLATE), "is cut off"),
    "deflate and more": (
        with_one(content=LONG, raw=packed(LONG, DEFLATE) + b"junk", method=DEFLATE),
        "after its deflate",
    ),
    "deflate that is none": (with_one(content=LONG, raw=b"\xff" * 99, method=DEFLATE), "damaged deflate data"),
    "a bomb of deflate": (archive(bomb(130 << 20, DEFLATE)), "unfolds to 136,3"),
    "a bomb of zstd": (archive(bomb(130 << 20, ZSTD)), "unfolds to 136,3"),
    "a bomb that lies": (
        archive(changed(bomb(99 << 20, ZSTD), ONE, local={"size": 99}, listed={"size": 99})),
        "more than the 99 bytes it claims",
    ),
    "a bomb of tiny values": (
        archive(changed(GOOD, ONE, content=LONG[:-1] + b', "x": [' + b"[]," * 5_000_000 + b"0]}", method=ZSTD)),
        "unfolds to more than 4,000,000 values",
    ),
    "many names for one bomb": (
        archive([*bomb(20 << 20, DEFLATE), *(Entry(name=f"{n}", listed={"offset": 60}) for n in range(9))]),
        "reaches into what follows",
    ),
}


@pytest.mark.parametrize("attack", ATTACKS)
def test_an_attack_is_refused_by_its_name(attack: str) -> None:
    """What was made to be read in two ways, or is damaged, is refused with the reason, and with what to do."""
    content, reason = ATTACKS[attack]
    with pytest.raises(UnreadableError, match=reason) as refusal:
        read(content)
    assert "x.eval" in str(refusal.value)
    assert refusal.value.help


def test_the_log_that_is_attacked_is_good() -> None:
    """Without an attack it is read, so that each attack fails for what it does."""
    found, samples = read(DONE)
    assert found.model == "m"
    assert [one.id for one in samples] == ["a", "b"]


HARMLESS: dict[str, bytes] = {
    "stored": archive(entries([sample("a"), sample("b")], method=STORED)),
    "deflate": archive(entries([sample("a"), sample("b")], method=DEFLATE)),
    "zip64": archive(GOOD, wide=True),
    "zip64 for what would not fit": archive(
        GOOD, wide=True, here=0xFFFF, count=0xFFFF, size=SMALL, offset=SMALL, wide_here=5, wide_count=5
    ),
    "zip64 sizes in a header": with_one(
        method=STORED,
        local={"size": SMALL, "packed": SMALL, "extra": struct.pack("<2H2Q", 1, 16, *[len(GOOD[1].content)] * 2)},
    ),
    "several frames": with_one(content=GOOD[1].content, raw=packed(GOOD[1].content, ZSTD, frames=3)),
    "a frame of nothing to show": with_one(raw=b"\x50\x2a\x4d\x18\x03\x00\x00\x00abc" + packed(GOOD[1].content, ZSTD)),
    "sizes told afterwards": with_one(
        local={"flags": 8, "crc": 0, "size": 0, "packed": 0}, listed={"flags": 8}, raw=packed(GOOD[1].content, ZSTD)
    ),
    "what a replaced header left": archive(changed(GOOD, "header.json", before=b"PK\3\4 old bytes")),
    "bytes before the directory": archive(GOOD, hole=b"old bytes"),
    "a folder": plus(Entry(name="samples/", content=b"", method=STORED)),
    "what later versions add": plus(Entry(name="scans/one.bin", content=b"\0")),
    "a time in an extra field": with_one(listed={"extra": struct.pack("<2HBL", 0x5455, 5, 1, 0)}),
}


@pytest.mark.parametrize("form", HARMLESS)
def test_other_forms_of_the_same_are_read_alike(form: str) -> None:
    """How an archive is packed, and what it holds besides, changes nothing that is read."""
    assert read(HARMLESS[form]) == read(DONE)


def test_a_bomb_costs_at_most_its_limit() -> None:
    """Lies about a size are found after as many bytes as were claimed: a gigabyte behind 99 bytes is not unpacked."""
    raw = packed(b"\0" * (1 << 20), ZSTD) * 1_000
    content = with_one(content=bytes(99), raw=raw)
    tracemalloc.start()
    with pytest.raises(UnreadableError, match="more than the 99 bytes"):
        read(content)
    held = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert held < 1_000_000, held


@settings(max_examples=40, deadline=None)
@given(st.permutations(entries([sample("a"), sample("b"), sample("b", 2), sample("c", scores={})])))
def test_the_order_of_members_does_not_matter(members: Sequence[Entry]) -> None:
    """Any order of the members gives the same samples in the same order."""
    found = read(archive(members))[1]
    assert [(one.id, one.epoch) for one in found] == [("a", 1), ("b", 1), ("c", 1), ("b", 2)]


@pytest.mark.parametrize("name", [entry.name for entry in GOOD])
def test_a_second_member_of_any_name_is_refused(name: str) -> None:
    """No member may stand twice, whatever it holds and wherever it stands."""
    again = Entry(name=name, content=text({"status": "success"}))
    for place in range(len(GOOD) + 1):
        with pytest.raises(UnreadableError, match="twice"):
            read(archive([*GOOD[:place], again, *GOOD[place:]]))


def test_any_flipped_bit_is_refused_or_changes_nothing() -> None:
    """In all 8 bits of every byte: what is read is what was written, or nothing."""
    small = archive(entries([sample("a")], header(task_args={"n": 3})))
    true = read(small)
    refused = 0
    for place in range(8 * len(small)):
        flipped = bytearray(small)
        flipped[place // 8] ^= 1 << place % 8
        try:
            found = read(bytes(flipped))
        except UnreadableError:
            refused += 1
        else:
            assert found == true, place
    assert refused > 6 * len(small)  # dates, versions and attributes are no part of what is read


def test_a_header_is_read_without_the_samples() -> None:
    """A damaged sample is not looked at when only the header is asked for."""
    damaged = with_one(local={"crc": 1}, listed={"crc": 1})
    assert read_header(io.BytesIO(damaged), "x.eval") == read(DONE)[0]
    assert read_header(io.BytesIO(whole([sample()])), "x.json").model == "m"
