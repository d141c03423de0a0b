"""Logs of Inspect written by hand, whole or wrong in one chosen place: what a real writer never writes must be refused.

The forms are those of inspect_ai 0.3.285, found by writing such logs with it; nothing here imports it.
"""

from __future__ import annotations

import io
import json
import struct
import zlib
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from loadpath.ingest.inspect.log import read_inspect

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from loadpath.case.record import Header, Sample

STORED, DEFLATE, ZSTD = 0, 8, 93
SMALL, SHORT = 0xFFFFFFFF, 0xFFFF


def text(value: object) -> bytes:
    """Return JSON as Inspect writes it into an archive; NaN as the bare word."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def packed(content: bytes, method: int, frames: int = 1) -> bytes:
    """Return content packed by a method, zstd in so many frames."""
    import zstandard  # noqa: PLC0415  only where logs are made

    if method == ZSTD:
        step = max(1, -(-len(content) // frames))
        parts = [content[place : place + step] for place in range(0, len(content), step)]
        return b"".join(zstandard.ZstdCompressor().compress(part) for part in parts or [b""])
    if method == DEFLATE:
        packer = zlib.compressobj(6, zlib.DEFLATED, -15)
        return packer.compress(content) + packer.flush()
    return content


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A member, with what its local header and the directory say where that is not the truth.

    Attributes:
        name: as it stands in the archive.
        content: what it holds.
        method: how it is packed.
        raw: the packed bytes, where they are not those of the content.
        local: fields of the local header that are otherwise: name, flags, method, crc, packed, size, extra.
        listed: fields of the directory that are otherwise, also offset, disk.
        before: bytes that stand before it and belong to no member.
    """

    name: str
    content: bytes = b"{}"
    method: int = ZSTD
    raw: bytes | None = None
    local: Mapping[str, Any] = field(default_factory=dict)
    listed: Mapping[str, Any] = field(default_factory=dict)
    before: bytes = b""

    def facts(self) -> dict[str, Any]:
        """Return the true fields of its headers."""
        raw = packed(self.content, self.method) if self.raw is None else self.raw
        name = self.name.encode()
        flags = 0 if self.name.isascii() else 1 << 11
        crc = zlib.crc32(self.content)
        found = {"name": name, "flags": flags, "method": self.method, "crc": crc, "packed": len(raw), "extra": b""}
        return found | {"size": len(self.content), "disk": 0, "raw": raw}


def archive(entries: Sequence[Entry], *, wide: bool = False, tail: bytes = b"", **end: Any) -> bytes:  # noqa: ANN401
    """Return a zip archive.

    Args:
        entries: its members.
        wide: whether it has a zip64 end record too.
        tail: bytes after the end record.
        end: fields of the end record that are otherwise: disk, here, count, size, offset, comment, and bytes that stand
            before the directory (`hole`) or after it (`gap`); of the zip64 record: wide_count, wide_size, wide_offset.
    """
    body, directory = bytearray(), bytearray()
    for entry in entries:
        body += entry.before
        facts = entry.facts()
        own, listed = facts | dict(entry.local), facts | {"offset": len(body)} | dict(entry.listed)
        body += _local(own) + facts["raw"]
        directory += _listed(listed)
    body += end.get("hole", b"")
    true = {"disk": 0, "here": len(entries), "count": len(entries), "size": len(directory), "offset": len(body)}
    told = true | {"comment": 0} | end
    body += directory + end.get("gap", b"")
    if wide:
        fields = [told.get(f"wide_{key}", true[key]) for key in ("here", "count", "size", "offset")]
        body += struct.pack("<4sQ2H2L4Q", b"PK\6\6", 44, 45, 45, 0, 0, *fields) + struct.pack(
            "<4sLQL", b"PK\6\7", 0, told.get("wide_place", len(body)), 1
        )
    fields = [told[key] for key in ("disk", "disk", "here", "count", "size", "offset", "comment")]
    return bytes(body + struct.pack("<4s4H2LH", b"PK\5\6", *fields) + tail)


def _local(own: Mapping[str, Any]) -> bytes:
    sizes = (own["crc"], own["packed"], own["size"], len(own["name"]), len(own["extra"]))
    start = struct.pack("<4s5H3L2H", b"PK\3\4", 45, own["flags"], own["method"], 0, 0, *sizes)
    return start + bytes(own["name"] + own["extra"])


def _listed(own: Mapping[str, Any]) -> bytes:
    sizes = (own["crc"], own["packed"], own["size"], len(own["name"]), len(own["extra"]), 0, own["disk"], 0, 0)
    start = struct.pack("<4s6H", b"PK\1\2", 45, 45, own["flags"], own["method"], 0, 0)
    return start + struct.pack("<3L5H2L", *sizes, own["offset"]) + bytes(own["name"] + own["extra"])


def sample(name: Any = "a", epoch: int = 1, **fields: Any) -> dict[str, Any]:  # noqa: ANN401  any JSON
    """Return a sample with one score of 1, and what else it is given."""
    scores = {"hit": {"value": 1, "history": []}}
    return {"id": name, "epoch": epoch, "metadata": {"scenario": "s1"}, "scores": scores, "messages": []} | fields


def header(**fields: Any) -> dict[str, Any]:  # noqa: ANN401  any JSON
    """Return the header of a log, with fields of its `eval` by name, and others by `_name`."""
    spec = {"eval_id": "E1", "run_id": "R1", "task_id": "T1", "task": "t", "model": "m", "created": "2026-01-01"}
    inner = {key: value for key, value in fields.items() if not key.startswith("_")}
    outer = {key[1:]: value for key, value in fields.items() if key.startswith("_")}
    return {"version": 2, "status": "success", "eval": {**spec, "config": {}, **inner}, "stats": {}} | outer


def entries(
    samples: Sequence[Mapping[str, Any]], top: Mapping[str, Any] | None = None, method: int = ZSTD
) -> list[Entry]:
    """Return the members of a whole log."""
    top = header() if top is None else top
    names = [f"samples/{one['id']}_epoch_{one['epoch']}.json" for one in samples]
    start = {key: top[key] for key in ("version", "eval") if key in top}
    summaries = [{"id": one["id"], "epoch": one["epoch"]} for one in samples]
    return [
        Entry(name="_journal/start.json", content=text(start), method=method),
        *(Entry(name=name, content=text(one), method=method) for name, one in zip(names, samples, strict=True)),
        Entry(name="summaries.json", content=text(summaries), method=method),
        Entry(name="header.json", content=text(top), method=method),
    ]


def changed(found: Sequence[Entry], name: str, **fields: Any) -> list[Entry]:  # noqa: ANN401  any field
    """Return members of which one has other fields."""
    assert any(entry.name == name for entry in found)
    return [replace(entry, **fields) if entry.name == name else entry for entry in found]


def without(found: Sequence[Entry], *names: str) -> list[Entry]:
    """Return members without some."""
    return [entry for entry in found if entry.name not in names]


def log(samples: Sequence[Mapping[str, Any]], **fields: Any) -> bytes:  # noqa: ANN401  any JSON
    """Return a whole log as an archive."""
    return archive(entries(samples, header(**fields)))


def whole(samples: Sequence[Mapping[str, Any]], *, indent: int | None = 2, **fields: Any) -> bytes:  # noqa: ANN401
    """Return a whole log as one JSON document."""
    return json.dumps(header(**fields) | {"samples": list(samples)}, indent=indent).encode()


def read(content: bytes) -> tuple[Header, list[Sample]]:
    """Return the header and the samples that are read from bytes."""
    found = read_inspect(io.BytesIO(content), "x.eval")
    return found.header, list(found.samples)
