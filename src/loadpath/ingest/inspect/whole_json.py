"""A log written as one JSON document: its header first, then its samples one by one, without ever holding the file.

Inspect writes the header before the samples, but a later key may change it. So the header is read first, from the whole
document with the samples passed over: where the file is indented as Inspect indents it, the end of the samples is
the first line that holds a closing bracket two blanks deep, which no text can contain. Reading the samples then goes
through every byte, and refuses the log if the header that it passes is another one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO

from loadpath.errors import UnreadableError
from loadpath.ingest.inspect import header, sample
from loadpath.ingest.inspect.strict_json import AS_WRITTEN, Walker

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

PIECE = 1 << 20
CLOSING = b"\n  ]"


def read_document(file: BinaryIO, where: str) -> Mapping[str, object]:
    """Return the fields of the header; `samples` is among them, and None, when there are any.

    Raises:
        UnreadableError: when it is no JSON, or could be read in two ways.
    """
    walker = Walker(_pieces(file, 0), where)
    for key in walker.names():
        if key == "samples" and walker.peek() == "[":
            start = walker.place + 1
            end = _find(file, CLOSING, start)
            return _fields(Walker(_around(file, start, end), where))
        walker.skip()
    return _fields(Walker(_pieces(file, 0), where))


def samples(file: BinaryIO, where: str, document: Mapping[str, object]) -> Iterator[dict[str, object]]:
    """Yield the fields of each sample, in the order in which they stand.

    Raises:
        UnreadableError: when a sample is none, or the header that is passed is not `document`.
    """
    walker = Walker(_pieces(file, 0), where)
    passed: dict[str, object] = {}
    for key in walker.names():
        if key != "samples":
            _take(walker, key, passed)
            continue
        passed[key] = None
        for _ in walker.elements():
            yield walker.fields(sample.WANTED)
    walker.finish()
    if passed != document:
        raise UnreadableError(f"{where}: `samples` does not end where its indentation says", help=AS_WRITTEN)


def _fields(walker: Walker) -> dict[str, object]:
    found: dict[str, object] = {}
    for key in walker.names():
        _take(walker, key, found)
    walker.finish()
    return found


def _take(walker: Walker, key: str, found: dict[str, object]) -> None:
    if key in header.WANTED:
        found[key] = walker.part(header.WANTED[key])
    else:
        walker.skip()
        if key == "samples":
            found[key] = None


def _pieces(file: BinaryIO, start: int, end: int | None = None) -> Iterator[bytes]:
    """Yield a part of a file; other readers of it may move its place between two pieces."""
    while end is None or start < end:
        file.seek(start)
        piece = file.read(PIECE if end is None else min(PIECE, end - start))
        if not piece:
            return
        start += len(piece)
        yield piece


def _around(file: BinaryIO, start: int, end: int | None) -> Iterator[bytes]:
    """Yield a file without a part in its middle; all of it when the part has no end."""
    yield from _pieces(file, 0, start if end is not None else None)
    if end is not None:
        yield from _pieces(file, end)


def _find(file: BinaryIO, sought: bytes, start: int) -> int | None:
    """Return where bytes first stand from a place on, or None."""
    kept = b""
    for piece in _pieces(file, start):
        found = (kept + piece).find(sought)
        if found >= 0:
            return start - len(kept) + found
        start, kept = start + len(piece), (kept + piece)[1 - len(sought) :]
    return None
