"""JSON as other programs may not read it differently: one meaning or none, and large documents without holding them.

A key twice in one object that is looked at, text that is no UTF-8, anything after the end, nesting beyond what Python
follows and whole numbers of thousands of digits are refused. `NaN` and `Infinity`, which are no JSON but which Inspect
writes for a score that could not be given, become None. Source: RFC 8259, sections 4 and 9.
"""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, NoReturn

from loadpath.errors import UnreadableError
from loadpath.ingest.inspect.quoting import shown

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

WINDOW = 1 << 21
"""Characters held at once when what follows can be passed over in parts."""

DEEPEST = 30
"""Values longer than the window in each other."""

LONGEST = 1 << 23
"""Characters of one value that is wanted as a whole."""

RUN = 1 << 15
"""Characters of short values that are passed over at once."""

TRIES = 4
"""Places that are tried as the end of such a run."""

MOST_PARTS = 1_000
"""Objects of which parts are wanted, in one array."""

Wanted = Mapping[str, "Wanted | None"]
"""Names of fields that are wanted: whole, or some fields of theirs."""

BLANK = re.compile(r"[ \t\r\n]*+")
PLAIN = re.compile(r'(?:[^"\\\x00-\x1f]++|\\.)*+')
BARE = re.compile(r"[-+.\w]*+")

AS_WRITTEN = "take the log as Inspect wrote it; what it says cannot be read in one way only"


class _MeaningError(ValueError):
    """It is JSON, and has not the form or not the one meaning that is needed."""


def _nothing(_: str) -> None:
    return None


_DECODER = json.JSONDecoder(object_pairs_hook=tuple, parse_constant=_nothing)


def parse_fields(content: bytes, where: str, wanted: Wanted) -> dict[str, object]:
    """Return the wanted fields of an object that is a JSON document.

    Args:
        content: the document.
        where: how a message names it.
        wanted: the fields; the others are passed over.

    Raises:
        UnreadableError: when it has not exactly one meaning, or is no object.

    >>> parse_fields(b'{"value": NaN, "said": "no"}', "`scores.json`", {"value": None})
    {'value': None}
    """
    try:
        return _picked(_DECODER.decode(content.decode("utf-8")), wanted)
    except (ValueError, RecursionError) as fault:
        _refuse(where, fault)


def _settled(value: object) -> object:
    """Return a value with its objects, which are pairs so far, as mappings."""
    if isinstance(value, tuple):
        found = _mapping(value)
        for key, part in value:
            if isinstance(part, (tuple, list)):
                found[key] = _settled(part)
        return found
    return [_settled(part) for part in value] if isinstance(value, list) else value


def _mapping(pairs: tuple[tuple[str, object], ...]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise _MeaningError(_twice(key for key, _ in pairs))
    return found


def _picked(value: object, wanted: Wanted) -> dict[str, object]:
    if not isinstance(value, tuple):
        raise _MeaningError("no object")
    held = _mapping(value)
    return {key: _wanted(held[key], inner) for key, inner in wanted.items() if key in held}


def _wanted(value: object, wanted: Wanted | None) -> object:
    """Return a value, or what is wanted of it, or of each object in it."""
    if wanted is not None and isinstance(value, tuple):
        return _picked(value, wanted)
    if wanted is not None and isinstance(value, list):
        return [_wanted(part, wanted) for part in value[:MOST_PARTS]]
    return _settled(value) if isinstance(value, (tuple, list)) else value


def _twice(keys: Iterable[str]) -> str:
    """Return which key stands twice."""
    seen: set[str] = set()
    twice = next(key for key in keys if key in seen or seen.add(key))  # type: ignore[func-returns-value]
    return f"key `{shown(twice)}` stands twice in one object"


def _refuse(where: str, fault: Exception, before: int = 0) -> NoReturn:
    match fault:
        case json.JSONDecodeError():
            what = f"no JSON at character {before + fault.pos + 1:,}: {fault.msg.lower()}"
        case UnicodeDecodeError():
            what = f"byte {fault.start + 1:,} is no UTF-8"
        case RecursionError():
            what = "nested too deep"
        case _MeaningError():
            what = str(fault)
        case _:
            what = "a number of thousands of digits"
    raise UnreadableError(f"{where}: {what}", help=AS_WRITTEN) from None


class Walker:
    """Walks through one document as it arrives, holding a window of it.

    A value is taken whole with `value`, passed over with `skip`, or entered with `names` and `elements`, between whose
    turns exactly one of these must be called.
    """

    def __init__(self, pieces: Iterable[bytes], where: str) -> None:
        """Start before the first character; `where` is how a message names the document."""
        self._pieces = iter(pieces)
        self._decode = codecs.getincrementaldecoder("utf-8")()
        self._text, self._at, self._ended = "", 0, False
        self._before = 0
        self._where = where
        self.taken = 0

    @property
    def place(self) -> int:
        """How many bytes of the document stand before the next character."""
        return self.taken - len(self._text[self._at :].encode()) - len(self._decode.getstate()[0])

    def peek(self) -> str:
        """Return the next character that is no blank; empty at the end."""
        while True:
            blank = BLANK.match(self._text, self._at)
            assert blank is not None
            self._at = blank.end()
            if self._at < len(self._text) or not self._more():
                return self._text[self._at : self._at + 1]

    def take(self, sign: str) -> bool:
        """Pass a character if it is the next one; return whether it was."""
        found = self.peek() == sign
        self._at += found
        return found

    def need(self, sign: str) -> None:
        """Pass a character that must be the next one."""
        if not self.take(sign):
            self._fail(f"`{shown(self.peek()) or 'its end'}` where `{sign}` is expected")

    def names(self) -> Iterator[str]:
        """Yield the keys of an object, each before its value."""
        self.need("{")
        seen: set[str] = set()
        while not (not seen and self.take("}")):
            key = self.value()
            if not isinstance(key, str):
                self._fail("a key that is no text")
            if key in seen:
                self._fail(f"key `{shown(key)}` stands twice in one object")
            seen.add(key)
            self.need(":")
            yield key
            if not self.take(","):
                self.need("}")
                return

    def elements(self) -> Iterator[int]:
        """Yield the number of each element of an array, from 0, before its value."""
        self.need("[")
        number = 0
        while not (not number and self.take("]")):
            yield number
            number += 1
            if not self.take(","):
                self.need("]")
                return

    def value(self) -> object:
        """Return the next value whole."""
        found, fault = self._whole(LONGEST)
        if fault is not None:
            self._need_end(fault)
            self._fail(f"no value that ends within {LONGEST:,} characters")
        try:
            return _settled(found)
        except (_MeaningError, RecursionError) as unclear:
            _refuse(self._where, unclear)

    def skip(self, depth: int = 0) -> bool:
        """Pass over the next value, in parts when it is longer than the window; return False, as nothing is left.

        Args:
            depth: how many values that were longer are around it.
        """
        fault = self._whole(WINDOW)[1]
        if fault is None:
            return False
        self._need_end(fault)
        sign = self.peek()
        if depth >= DEEPEST:
            self._fail(f"values longer than {WINDOW:,} characters more than {DEEPEST} deep in each other")
        elif sign == "{":
            for _ in self.names():
                self.skip(depth + 1)
                self._run("{", "}")
        elif sign == "[":
            for _ in self.elements():
                self.skip(depth + 1)
                self._run("[", "]")
        elif sign == '"':
            self._skip_text()
        else:
            _refuse(self._where, fault, self._before)
        return False

    def fields(self, wanted: Wanted) -> dict[str, object]:
        """Return the wanted fields of an object, the others passed over."""
        found, fault = self._whole(WINDOW)
        if fault is None:
            try:
                return _picked(found, wanted)
            except (_MeaningError, RecursionError) as unclear:
                _refuse(self._where, unclear)
        self._need_end(fault)
        return {key: self.part(wanted[key]) for key in self.names() if key in wanted or self.skip()}

    def part(self, wanted: Wanted | None) -> object:
        """Return a field whole, or what is wanted of it, or of each object in it."""
        sign = self.peek()
        if wanted is None or sign not in ("{", "["):
            return self.value()
        if sign == "{":
            return self.fields(wanted)
        return [self.part(wanted) for number in self.elements() if number < MOST_PARTS or self.skip()]

    def only(self) -> object:
        """Return the one value of a document."""
        found = self.value()
        self.finish()
        return found

    def finish(self) -> None:
        """Make sure that nothing follows."""
        if self.peek():
            self._fail("more after its end")

    def _whole(self, longest: int) -> tuple[object, Exception | None]:
        """Return the next value, or why it cannot be taken: wrong, or not complete within so many characters."""
        self.peek()
        why: Exception
        while True:
            try:
                found, after = _DECODER.raw_decode(self._text, self._at)
            except RecursionError as fault:
                _refuse(self._where, fault, self._before)
            except ValueError as fault:
                why = fault.with_traceback(None)  # else it keeps the window alive
            else:
                if self._text[after - 1] in '}]"' or self._ended or self._bare(after) < len(self._text):
                    self._at = after
                    return found, None
                why, longest = ValueError("a number or a word that may go on"), LONGEST
            if self._ended or len(self._text) - self._at > longest:
                return None, why
            self._more()

    def _bare(self, start: int) -> int:
        """Return where what could be the rest of a number or a word ends."""
        found = BARE.match(self._text, start)
        assert found is not None
        return found.end()

    def _need_end(self, fault: Exception) -> None:
        """Refuse when a value is faulty for another reason than that more of it is to come."""
        if self._ended:
            _refuse(self._where, fault, self._before)

    def _run(self, start: str, end: str) -> None:
        """Pass over what follows one value in an array or an object, as far as it is many short ones.

        A part of the text that ends before a comma and is JSON between the brackets is so many whole values. The comma
        is sought behind the character with which the last value ended, as the next ones are likely of its kind.
        """
        last = self._text[self._at - 1] + ","
        if self.peek() != ",":
            return
        first = self._at + 1
        to = min(len(self._text), first + RUN)
        for _ in range(TRIES):
            to = self._text.rfind(last, first, to) + 1
            if not to:
                return
            with suppress(ValueError, RecursionError):
                _DECODER.decode(f"{start}{self._text[first:to]}{end}")
                self._at = to
                return

    def _skip_text(self) -> None:
        self._at += 1
        while True:
            plain = PLAIN.match(self._text, self._at)
            assert plain is not None
            self._at = plain.end()
            sign = self._text[self._at : self._at + 1]
            if sign == '"':
                self._at += 1
                return
            if (sign and sign != "\\") or not self._more():
                self._fail("a text that does not end, or holds a control character")

    def _more(self) -> bool:
        """Add to the window as much as it holds, and forget what was passed; return whether there was more."""
        kept = self._text[self._at :]
        self._before += self._at
        parts, length = [kept], 0
        try:
            while not self._ended and length <= len(kept):
                found = next(self._pieces, None)
                self._ended, piece = found is None, found or b""
                self.taken += len(piece)
                parts.append(self._decode.decode(piece, self._ended))
                length += len(parts[-1])
        except UnicodeDecodeError:
            self._fail("bytes that are no UTF-8")
        self._text, self._at = "".join(parts), 0
        return length > 0 or not self._ended

    def _fail(self, what: str) -> NoReturn:
        raise UnreadableError(f"{self._where}: {what}, at character {self._before + self._at + 1:,}", help=AS_WRITTEN)
