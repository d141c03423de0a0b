"""The directory of a zip archive, read as a hostile file: what is where, and nothing that could be read in two ways.

The end record stands at the very end, without a comment; the directory stands directly before it; every offset counts
from the first byte; no name stands twice; no two members share a byte; nothing is encrypted. Bytes that no member
accounts for are allowed between members, since Inspect leaves them where it replaces a header. Names that differ only
by case are different names, since nothing is ever written to a disk.

Source: PKWARE, APPNOTE.TXT 6.3.10, sections 4.3.12 to 4.3.16, 4.4 and 4.5.3.
"""

from __future__ import annotations

import os
import struct
from typing import TYPE_CHECKING, BinaryIO, NamedTuple, NoReturn

from loadpath.errors import UnreadableError
from loadpath.ingest.inspect.quoting import shown

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

STORED, DEFLATE, ZSTD = 0, 8, 93
METHODS = (STORED, DEFLATE, ZSTD)
"""APPNOTE 4.4.5; 93 is the one that Inspect writes."""

MOST_MEMBERS = 1_000_000
ALWAYS = 128 << 20
"""Bytes that any archive may unfold to, however small it is."""

RATIO = 200
"""Times its own size that an archive may unfold to beyond that."""

FIRST, MEMBER, END = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06"
WIDE_END, LOCATOR = b"PK\x06\x06", b"PK\x06\x07"
END_FORM, LOCATOR_FORM = struct.Struct("<4s4H2LH"), struct.Struct("<4sLQL")
WIDE_FORM, MEMBER_FORM = struct.Struct("<4sQ2H2L4Q"), struct.Struct("<4s6H3L5H2L")
SMALL, SHORT = 0xFFFFFFFF, 0xFFFF
"""What stands in a field whose value is in the zip64 field instead."""

WIDE, RENAMED, SEALED = 0x0001, 0x7075, 0x9901
"""Extra fields: sizes of 64 bits; another name; another encryption."""

DESCRIBED, UNICODE = 1 << 3, 1 << 11
KNOWN_FLAGS = DESCRIBED | UNICODE | 0b110
"""Also how hard the packer tried, which means nothing to a reader."""

AGAIN = "take the file as it was written, or copy it again from where it was written"
ANEW = "write it anew with `inspect log convert`, which keeps what Inspect itself would read"


class Member(NamedTuple):
    """One member as the directory has it; `until` is where the next one starts at the earliest."""

    name: str
    method: int
    flags: int
    crc: int
    packed: int
    size: int
    offset: int
    until: int


class _End(NamedTuple):
    entries: int
    size: int
    offset: int


def read_directory(file: BinaryIO, name: str) -> Mapping[str, Member]:
    """Return the members of an archive by name, in the order in which they stand.

    Raises:
        UnreadableError: when it is none, is damaged, is over a limit, or could be read in two ways.
    """
    size = file.seek(0, os.SEEK_END)
    file.seek(0)
    if file.read(4) != FIRST:
        _fail(name, "is no zip archive, or holds nothing")
    end = _end(file, name, size)
    if end.entries > MOST_MEMBERS:
        _fail(name, f"has {end.entries:,} members, more than {MOST_MEMBERS:,}", "split the evaluation")
    file.seek(end.offset)
    found = sorted(_members(file.read(end.size), end, name), key=lambda member: member.offset)
    unfolded = sum(member.size for member in found)
    if unfolded > max(ALWAYS, RATIO * size):
        what = f"{unfolded:,} bytes from {size:,}, more than {RATIO} times as many"
        _fail(name, f"unfolds to {what}", "such an archive is made to exhaust its reader; unpack it elsewhere")
    return _apart(found, end.offset, name)


def _fail(name: str, what: str, help: str = AGAIN) -> NoReturn:  # noqa: A002  the field's word
    raise UnreadableError(f"`{name}` {what}", help=help)


def _end(file: BinaryIO, name: str, size: int) -> _End:
    """Return where the directory is, from the end record and, where there is one, its zip64 form."""
    place = size - END_FORM.size
    file.seek(max(0, place - LOCATOR_FORM.size))
    tail = file.read()
    sign, *disks, here, count, length, offset, comment = END_FORM.unpack(tail[-END_FORM.size :].rjust(END_FORM.size))
    if sign != END or comment:
        file.seek(max(0, size - SHORT - END_FORM.size))
        after = file.read().rpartition(END)
        more = after[1] and len(after[2]) >= END_FORM.size - len(END)
        _fail(name, "has bytes or a comment after its end" if more else "is cut off: it has no end record")
    if any(disks) or here != count:
        _fail(name, "is one part of several")
    found = _End(count, length, offset)
    locator = tail[: -END_FORM.size]
    if locator[:4] == LOCATOR:
        found, place = _wide_end(file, name, locator, found)
    if found.offset + found.size != place:
        _fail(name, "has a directory that does not end where its end record begins")
    return found


def _wide_end(file: BinaryIO, name: str, locator: bytes, narrow: _End) -> tuple[_End, int]:
    """Return the zip64 end record and where it stands; what the narrow one says must agree."""
    _, disk, place, disks = LOCATOR_FORM.unpack(locator)
    wide_place = file.seek(0, os.SEEK_END) - END_FORM.size - LOCATOR_FORM.size - WIDE_FORM.size
    if disk or disks != 1 or place != wide_place:
        _fail(name, "has a zip64 end record elsewhere than directly before its locator")
    file.seek(place)
    sign, length, _, _, first, second, here, count, size, offset = WIDE_FORM.unpack(file.read(WIDE_FORM.size))
    if sign != WIDE_END or length != WIDE_FORM.size - 12 or first or second or here != count:
        _fail(name, "has a damaged zip64 end record")
    wide = _End(count, size, offset)
    if any(low not in (high, full) for low, high, full in zip(narrow, wide, (SHORT, SMALL, SMALL), strict=True)):
        _fail(name, "has two end records that contradict each other")
    return wide, place


def _members(directory: bytes, end: _End, name: str) -> Iterator[Member]:
    place, form = 0, MEMBER_FORM.size
    for _ in range(end.entries):
        if directory[place : place + 4] != MEMBER or place + form > len(directory):
            _fail(name, "has a damaged directory")
        _, _, _, flags, method, _, _, crc, packed, size, named, extra, noted, disk, _, _, offset = (
            MEMBER_FORM.unpack_from(directory, place)
        )
        after = place + form + named
        title = _title(directory[place + form : after], flags, name)
        if extra or SMALL in (packed, size, offset):
            size, packed, offset = _wide(
                directory[after : after + extra], (size, packed, offset), f"{name}`, `{shown(title)}"
            )
        if disk or flags & ~KNOWN_FLAGS or method not in METHODS or (method == STORED and packed != size):
            _fail(name, f"has a member `{shown(title)}` that {_odd(disk, flags, method)}")
        yield Member(title, method, flags, crc, packed, size, offset, end.offset)
        place = after + extra + noted
    if place != len(directory):
        _fail(name, "has a directory with more in it than its end record says")


def _odd(disk: int, flags: int, method: int) -> str:
    if flags & ~KNOWN_FLAGS:
        return "is encrypted" if flags & 0x2041 else f"has flags of an unknown kind, {flags:#x}"
    if method not in METHODS:
        return f"is packed by method {method}; known are stored (0), deflate (8) and zstd (93)"
    return "is in another part" if disk else "is stored with two sizes"


def _title(raw: bytes, flags: int, name: str) -> str:
    try:
        title = raw.decode("utf-8" if flags & UNICODE else "ascii")
    except UnicodeDecodeError:
        _fail(name, f"has a member whose name {raw[:40]!r} is no text")
    if not title or "\0" in title:
        _fail(name, f"has a member whose name `{shown(title)}` ends early")
    return title


def _wide(extra: bytes, values: tuple[int, int, int], where: str) -> list[int]:
    """Return size, packed size and offset, with those that do not fit taken from the zip64 field."""
    found, place, wide = list(values), 0, b""
    while place + 4 <= len(extra):
        kind, length = struct.unpack_from("<2H", extra, place)
        content = extra[place + 4 : place + 4 + length]
        place += 4 + length
        if kind in (RENAMED, SEALED) or (kind == WIDE and wide):
            _fail(where, "has an extra field that gives it another name, size or key")
        wide = content if kind == WIDE else wide
    missing = [number for number, value in enumerate(found) if value == SMALL]
    if place != len(extra) or len(wide) < 8 * len(missing):
        _fail(where, "has damaged extra fields")
    for number, value in zip(missing, struct.unpack_from(f"<{len(missing)}Q", wide), strict=True):
        found[number] = value
    return found


def _apart(found: list[Member], end: int, name: str) -> Mapping[str, Member]:
    """Return members by name, each with the place of the next, once no two share a byte or a name."""
    members: dict[str, Member] = {}
    names: set[str] = set()
    for member, after in zip(found, [*(member.offset for member in found[1:]), end], strict=True):
        if member.offset + 30 + len(member.name.encode()) + member.packed > after:
            _fail(name, f"has a member `{shown(member.name)}` that reaches into what follows it")
        plain = member.name.replace("\\", "/")
        if plain in names:
            _fail(name, f"holds the member `{shown(member.name)}` twice", ANEW)
        names.add(plain)
        members[member.name] = member._replace(until=after)
    return members
