"""The content of members: unpacked in bounded pieces, and given out only when it is what the directory promised.

The local header must agree with the directory in name, method, checksum and sizes; the content must have the size and
the checksum (CRC-32) stated. zstd content may come in several frames. What lies about its size costs at most the size
it claimed. Source: PKWARE, APPNOTE.TXT 6.3.10, section 4.3.7; RFC 1951; RFC 8878, section 3.1.
"""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, BinaryIO, NoReturn, cast

from loadpath.errors import UnreadableError
from loadpath.ingest.inspect.directory import AGAIN, DEFLATE, DESCRIBED, FIRST, SMALL, WIDE, ZSTD, read_directory
from loadpath.ingest.inspect.quoting import shown

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from zstandard import ZstdDecompressor

    from loadpath.ingest.inspect.directory import Member

PIECE = 1 << 20
"""Bytes unpacked at once."""

WIDEST = 1 << 25
"""Bytes that a zstd frame may ask to be looked back at; Inspect writes 2^21."""

CLOSE = 512
"""Bytes after the name of a member that hold its extra fields, where nothing else of it is read."""

MOST_VALUES = 4_000_000
"""Commas of suspicious content besides one for each packed byte: tiny values take long to pass over."""

SUSPICIOUS = 30
"""Bytes for each packed one that logs seldom unfold to; those of Inspect have four to ten."""

LOCAL = struct.Struct("<4s5H3L2H")


@dataclass(slots=True)
class _Spent:
    """What was read of an archive: packed bytes, those that they unfolded to, and commas once these are suspicious."""

    packed: int = 0
    unfolded: int = 0
    commas: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Archive:
    """An open archive: its file, its name in messages, its members, unpackers not in use, and what was read of it."""

    file: BinaryIO
    name: str
    members: Mapping[str, Member]
    idle: list[ZstdDecompressor] = field(default_factory=list)
    spent: _Spent = field(default_factory=_Spent)

    def where(self, member: Member) -> str:
        """Return how a message names a member."""
        return f"`{self.name}`, member `{shown(member.name)}`"

    def content(self, member: Member) -> bytes:
        """Return what a member holds.

        Raises:
            UnreadableError: when it is not what the directory promised.
        """
        return b"".join(self.pieces(member))

    def pieces(self, member: Member) -> Iterator[bytes]:
        """Yield what a member holds, in pieces of at most `PIECE` bytes.

        Raises:
            UnreadableError: at the latest after the last piece, when it is not what the directory promised.
        """
        size = crc = 0
        self.spent.packed += member.packed
        try:
            for piece in _unpacked(self._section(member), member, self.idle):
                size += len(piece)
                if size > member.size:
                    self._fail(member, f"more than the {member.size:,} bytes it claims")
                crc = zlib.crc32(piece, crc)
                self._count(member, piece)
                yield piece
        except _DamagedError as damage:
            self._fail(member, str(damage))
        if size != member.size:
            self._fail(member, f"{size:,} bytes where it claims {member.size:,}")
        if crc != member.crc:
            self._fail(member, f"its checksum is {crc:08x}, not {member.crc:08x}")

    def _count(self, member: Member, piece: bytes) -> None:
        """Refuse an archive of tiny values; one that unfolds no more than others do is not looked at."""
        spent = self.spent
        spent.unfolded += len(piece)
        if spent.unfolded > PIECE + SUSPICIOUS * spent.packed:
            spent.commas += piece.count(b",")
            if spent.commas > MOST_VALUES + spent.packed:
                self._fail(member, f"it unfolds to more than {MOST_VALUES:,} values, nearly all of them empty")

    def check(self, member: Member) -> None:
        """Make sure that the local header of a member agrees with the directory.

        Raises:
            UnreadableError: when it does not.
        """
        self._section(member, CLOSE)

    def _section(self, member: Member, ahead: int = PIECE) -> _Section:
        """Return where the content of a member stands, once its local header agrees with the directory."""
        name = member.name.encode()
        self.file.seek(member.offset)
        header = self.file.read(min(member.until - member.offset, LOCAL.size + len(name) + ahead))
        if header[:4] != FIRST or len(header) < LOCAL.size:
            self._fail(member, "no header where the directory says")
        named: int
        extra: int
        _, _, flags, method, _, _, crc, packed, size, named, extra = LOCAL.unpack_from(header)
        if header[LOCAL.size : LOCAL.size + named] != name:
            self._fail(member, "another name in its own header")
        if method != member.method or flags != member.flags:
            self._fail(member, "another method or other flags in its own header")
        start = LOCAL.size + named + extra
        if member.offset + start + member.packed > member.until:
            self._fail(member, "it reaches into what follows it")
        if extra and SMALL in (packed, size):
            size, packed = _wide(header[LOCAL.size + named : start], size, packed)
        if (crc, packed, size) != (member.crc, member.packed, member.size):
            told = ((crc, member.crc), (packed, member.packed), (size, member.size))
            if not flags & DESCRIBED or any(own not in (0, listed) for own, listed in told):
                self._fail(member, "another checksum or other sizes in its own header")
        return _Section(self.file, member.offset + start, member.packed, header[start : start + member.packed])

    def _fail(self, member: Member, what: str) -> NoReturn:
        raise UnreadableError(f"{self.where(member)}: {what}", help=AGAIN)


def open_archive(file: BinaryIO, name: str) -> Archive:
    """Return an archive with its directory read.

    Raises:
        UnreadableError: when it is none, is damaged, is over a limit, or could be read in two ways.
    """
    return Archive(file=file, name=name, members=read_directory(file, name))


class _DamagedError(Exception):
    pass


@dataclass(slots=True)
class _Section:
    """A part of a file, whose start was read already; others may move the place of the file between two calls."""

    file: BinaryIO
    at: int
    left: int
    start: bytes

    def read(self, size: int) -> bytes:
        found, self.start = self.start[:size], self.start[size:]
        if not found:
            self.file.seek(self.at)
            found = self.file.read(min(size, self.left))
        self.at, self.left = self.at + len(found), self.left - len(found)
        return found


def _wide(extra: bytes, size: int, packed: int) -> tuple[int, int]:
    """Return both sizes, with those that do not fit taken from the zip64 field; as they are where there is none."""
    place = 0
    while place + 4 <= len(extra):
        kind, length = struct.unpack_from("<2H", extra, place)
        if kind == WIDE and length >= 8 * ((size == SMALL) + (packed == SMALL)) and place + 4 + length <= len(extra):
            values = iter(struct.unpack_from(f"<{length // 8}Q", extra, place + 4))
            size = next(values) if size == SMALL else size
            return size, next(values) if packed == SMALL else packed
        place += 4 + length
    return size, packed


def _unpacked(source: _Section, member: Member, idle: list[ZstdDecompressor]) -> Iterable[bytes]:
    """Return pieces, of one byte more than claimed at most."""
    if member.method == DEFLATE:
        return _inflated(source, member.size)
    if member.method == ZSTD:
        return _decompressed(source, member.size, idle)
    return iter(partial(source.read, PIECE), b"")


def _inflated(source: _Section, size: int) -> Iterator[bytes]:
    unpacker, left, waiting = zlib.decompressobj(-15), size + 1, b""
    while left and not unpacker.eof:
        waiting = waiting or source.read(PIECE)
        try:
            piece = unpacker.decompress(waiting, min(PIECE, left))
        except zlib.error as fault:
            raise _DamagedError(f"damaged deflate data ({_reason(fault)})") from None
        if not piece and not waiting:
            raise _DamagedError("its deflate data is cut off")
        waiting, left = unpacker.unconsumed_tail, left - len(piece)
        yield piece
    if left and (unpacker.unused_data or source.left):
        raise _DamagedError("bytes after its deflate data")


def _decompressed(source: _Section, size: int, idle: list[ZstdDecompressor]) -> Iterator[bytes]:
    try:
        import zstandard  # noqa: PLC0415  only logs of newer writers need it
    except ImportError:
        help_ = "install `loadpath[evidence]`"
        raise UnreadableError("a log is packed with zstd, and `zstandard` is not installed", help=help_) from None

    left = size + 1
    whole = source.start if len(source.start) == source.left else cast("BinaryIO", source)
    unpacker = idle.pop() if idle else zstandard.ZstdDecompressor(max_window_size=WIDEST)
    reader = unpacker.stream_reader(whole, read_across_frames=True)
    while left:
        try:
            piece = reader.read(min(PIECE, left))
        except zstandard.ZstdError as fault:
            raise _DamagedError(f"damaged zstd data ({_reason(fault)})") from None
        if not piece:
            idle.append(unpacker)
            return
        left -= len(piece)
        yield piece


def _reason(fault: Exception) -> str:
    return str(fault).rpartition(": ")[2].lower()
