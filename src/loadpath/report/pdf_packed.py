"""A PDF in less than half its size: small objects packed into compressed streams, as PDF 1.5 and later allow.

Typst writes each tag, link and bookmark of a tagged document as an object of its own, uncompressed. Here they are put
together (ISO 32000-1, 7.5.7 object streams, 7.5.8 cross-reference streams); streams are taken over as they are. A file
that is not of the form that typst writes is returned as it came.
"""

from __future__ import annotations

import re
from zlib import compress

TOGETHER = 200
"""Objects in one stream; a reader unpacks a whole stream to see one of them."""

BEST = 9
FREE, PLACED, PACKED = 0, 1, 2
"""The kinds of entry of a cross-reference stream."""

XREF = re.compile(rb"xref\s+0 (\d+)\s+")
TRAILER = re.compile(rb"trailer\s*<</Size \d+(.*)>>\s*startxref\s+(\d+)\s+%%EOF\s*", re.DOTALL)
ENTRY = 20
"""Bytes of an entry of a cross-reference table."""


def packed(pdf: bytes) -> bytes:
    """Return the same PDF with its small objects packed; the same bytes for the same PDF."""
    at = pdf.rfind(b"startxref")
    trailer = TRAILER.fullmatch(pdf, pdf.rfind(b"trailer", 0, at)) if at >= 0 else None
    table = XREF.match(pdf, int(trailer[2])) if trailer else None
    if trailer is None or table is None:
        return pdf
    objects = _objects(pdf, table, int(trailer[2]))
    if objects is None:
        return pdf
    return _written(pdf[: min(place for place, _ in objects.values())], objects, int(table[1]), trailer[1])


def _objects(pdf: bytes, table: re.Match[bytes], end: int) -> dict[int, tuple[int, bytes]] | None:
    """Return place and content of each object by number, or None when the table says something else."""
    rows = [pdf[table.end() + ENTRY * number :][:ENTRY] for number in range(int(table[1]))]
    places = {number: int(row[:10]) for number, row in enumerate(rows) if row[17:18] == b"n"}
    order = sorted(places.items(), key=lambda item: item[1])
    found = {}
    for (number, place), (_, following) in zip(order, [*order[1:], (0, end)], strict=True):
        whole, begins = pdf[place:following].strip(), b"%d 0 obj" % number
        if not whole.startswith(begins) or not whole.endswith(b"endobj"):
            return None
        found[number] = (place, whole[len(begins) : -len(b"endobj")].strip())
    return found or None


def _written(head: bytes, objects: dict[int, tuple[int, bytes]], size: int, trailer: bytes) -> bytes:
    out = bytearray(head)
    entries: dict[int, tuple[int, int, int]] = {}
    small = [number for number, (_, body) in objects.items() if not body.endswith(b"endstream")]
    for number, (_, body) in objects.items():
        if body.endswith(b"endstream"):
            entries[number] = (PLACED, len(out), 0)
            out += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    for start in range(0, len(small), TOGETHER):
        group = small[start : start + TOGETHER]
        entries |= {number: (PACKED, size, place) for place, number in enumerate(group)}
        entries[size] = (PLACED, len(out), 0)
        out += _stream(size, *_together([(number, objects[number][1]) for number in group]))
        size += 1
    entries[size] = (PLACED, len(out), 0)
    rows = [entries.get(number, (FREE, 0, 65535 if number == 0 else 0)) for number in range(size + 1)]
    table = b"".join(kind.to_bytes(1) + place.to_bytes(4) + index.to_bytes(2) for kind, place, index in rows)
    start = len(out)
    out += _stream(size, b"/Type/XRef/W[1 4 2]/Size %d%b" % (size + 1, trailer), table)
    return bytes(out) + b"startxref\n%d\n%%%%EOF\n" % start


def _together(objects: list[tuple[int, bytes]]) -> tuple[bytes, bytes]:
    """Return what an object stream says of itself, and its content."""
    places, at = [], 0
    for number, body in objects:
        places.append(b"%d %d" % (number, at))
        at += len(body) + 1
    index = b" ".join(places) + b"\n"
    return b"/Type/ObjStm/N %d/First %d" % (len(objects), len(index)), index + b"\n".join(body for _, body in objects)


def _stream(number: int, said: bytes, content: bytes) -> bytes:
    body = compress(content, BEST)
    return b"%d 0 obj\n<<%b/Filter/FlateDecode/Length %d>>\nstream\n%b\nendstream\nendobj\n" % (
        number,
        said,
        len(body),
        body,
    )
